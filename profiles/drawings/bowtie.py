"""Bow ties: groups of companies around the one or two that have most ties, without crossing lines.

The two hubs are tall boxes; who is tied to both stands between them, who is tied to one stands
outside it. Every tie to a hub is a level line. What hangs on neither hub gets a further bow tie below.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .ego import Canvas
from .relations import Node
from .scene import PILL, Box, Pill, Scene, Stroke, height_of, member_words, pill_width, words_in
from .text import Style

if TYPE_CHECKING:
    import networkx

ROW_GAP, LINE = 12.0, 26.0
SIDE, HUB, SPACE = 112.0, 112.0, 40.0


@dataclass(frozen=True, slots=True)
class Group:
    """A company with those it controls; `members` without itself."""

    node: Node
    members: tuple[Node, ...] = ()

    @property
    def key(self) -> str:
        """The id of its head."""
        return self.node.key


@dataclass(frozen=True, slots=True)
class Bond:
    """All ties of one style between two groups: `count` deals, or one stake from first to second."""

    first: str
    second: str
    style: str
    count: int = 0

    def pair(self) -> frozenset[str]:
        """Both ends."""
        return frozenset((self.first, self.second))


@dataclass(frozen=True, slots=True)
class Panel:
    """One bow tie: hubs, and who stands left, between and right."""

    hubs: tuple[str, ...]
    left: tuple[str, ...]
    middle: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All groups in it."""
        return (*self.hubs, *self.left, *self.middle, *self.right)


def panels(keys: list[str], bonds: list[Bond]) -> tuple[Panel, ...]:
    """The bow ties of a graph. Groups without any bond are in none. Independent of the order given."""
    import networkx                                        # takes longer to import than everything else together

    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(sorted(keys))
    weights: Counter[frozenset[str]] = Counter()
    for bond in bonds:
        weights[bond.pair()] += max(1, bond.count)
    for pair in sorted(weights, key=sorted):
        first, second = sorted(pair)
        graph.add_edge(first, second, weight=weights[pair])
    found = []
    while graph.number_of_edges():
        panel = _panel(graph)
        found.append(panel)
        graph.remove_nodes_from(panel.keys)
    return tuple(found)


def _panel(graph: networkx.Graph[str]) -> Panel:
    """The bow tie around the node with most neighbours and the one that reaches most of the others."""
    def weight(key: str) -> int:
        return sum(data["weight"] for _, _, data in graph.edges(key, data=True))

    first = min(graph, key=lambda key: (-graph.degree(key), -weight(key), key))
    near = set(graph[first])
    reached = {key: set(graph[key]) - near - {first} for key in graph if key != first}
    second = min(reached, key=lambda key: (-len(reached[key]), -graph.degree(key), -weight(key), key), default="")
    if not second or len(reached[second]) < 2:
        side = sorted(near, key=lambda key: (-graph[first][key]["weight"], key))
        return Panel((first,), (), (), tuple(side))

    def order(group: set[str], hubs: tuple[str, ...]) -> tuple[str, ...]:
        strength = {key: sum(graph[hub][key]["weight"] for hub in hubs if graph.has_edge(hub, key)) for key in group}
        return tuple(sorted(group, key=lambda key: (-strength[key], key)))

    far = set(graph[second])
    return Panel((first, second), order(near - far - {second}, (first,)), order(near & far, (first, second)),
                 order(far - near - {first}, (second,)))


def tied(panel: Panel, bonds: tuple[Bond, ...]) -> set[frozenset[str]]:
    """The pairs of a bow tie that get a line: those with one of its hubs."""
    keys, hubs = set(panel.keys), set(panel.hubs)
    return {bond.pair() for bond in bonds if bond.pair() <= keys and bond.pair() & hubs}


# Drawing -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Graph:
    """Groups by key, and their bonds."""

    groups: dict[str, Group]
    bonds: tuple[Bond, ...]

    def between(self, one: str, other: str) -> list[Bond]:
        """The bonds of a pair, in a fixed order."""
        pair = {one, other}
        return sorted((bond for bond in self.bonds if bond.pair() == pair),
                      key=lambda bond: (bond.style.startswith("owns"), bond.style, bond.first))


def scene(graph: Graph, found: tuple[Panel, ...], form: str) -> Scene:
    """All bow ties, one below the other; `form` is wide (720 px) or narrow (300 px)."""
    canvas, y = Canvas(), 0.0
    draw = _wide if form == "wide" else _narrow
    for panel in found:
        y = draw(canvas, graph, panel, y) + 28
    return canvas.scene(720.0 if form == "wide" else 300.0)


def _side_box(graph: Graph, key: str, hubs: tuple[str, ...], x: float, y: float, w: float) -> Box:
    """A group at a side: its head's name and how many it holds, tall enough for its lines."""
    group = graph.groups[key]
    more = (f"with {group.members[0].name if len(group.members) == 1 else f'{len(group.members)} others'}",) \
        if group.members else ()
    lines = words_in(group.node.name, more, w)
    most = max((len(graph.between(key, hub)) for hub in hubs), default=1)
    kind = "company" if group.node.target else "words"
    return Box(key, x, y, w, height_of(lines, LINE * most + 10), lines, kind, group.node.target)


def _bond_lines(canvas: Canvas, bonds: list[Bond], start: float, end: float, mid: float, at: str) -> None:
    """Level lines from x=start (where the group `at` stands) to x=end, each with its count."""
    for index, bond in enumerate(bonds):
        y = mid + (index - (len(bonds) - 1) / 2) * LINE
        owns = bond.style.startswith("owns")
        points = ((start, y), (end, y)) if not owns or bond.first == at else ((end, y), (start, y))
        canvas.strokes.append(Stroke(points, bond.style, owns))
        if bond.count:
            w = max(PILL, pill_width(str(bond.count)))
            label = f"{bond.count} {'deal' if bond.count == 1 else 'deals'}"
            canvas.pills.append(Pill((start + end - w) / 2, y - PILL / 2, w, str(bond.count), bond.style, None, label))


def _wide(canvas: Canvas, graph: Graph, panel: Panel, y: float) -> float:
    """One bow tie of 720 px. Returns its lower end."""
    step = SIDE + HUB + 2 * SPACE
    if len(panel.hubs) == 1:
        return _star(canvas, graph, panel, y)
    first, second = panel.hubs
    top = y
    across = graph.between(first, second)
    middle_top = y + (LINE * len(across) + 14 if across else 0)
    ends = [_stack(canvas, graph, panel.left, (first,), 0.0, y, SIDE),
            _stack(canvas, graph, panel.middle, panel.hubs, step, middle_top, SIDE),
            _stack(canvas, graph, panel.right, (second,), 2 * step, y, SIDE)]
    hubs = [_hub(graph, key, x, top, max(ends) - top) for key, x in ((first, SIDE + SPACE), (second, step + SIDE + SPACE))]
    bottom = max(box.y + box.h for box in hubs)
    for key, x in ((first, SIDE + SPACE), (second, step + SIDE + SPACE)):
        _hub_boxes(canvas, graph, key, x, top, bottom - top, HUB)
    _bond_lines(canvas, across, SIDE + SPACE + HUB, step + SIDE + SPACE, top + 8 + LINE * len(across) / 2, first)
    _level(canvas, graph, panel, step)
    return bottom


def _level(canvas: Canvas, graph: Graph, panel: Panel, step: float) -> None:
    """The lines between the side boxes that stand already and the hubs."""
    placed = {box.key: box for box in canvas.boxes if box.kind not in ("group", "member")}
    first, second = panel.hubs
    for key in panel.left:
        _bond_lines(canvas, graph.between(key, first), SIDE, SIDE + SPACE, placed[key].middle, key)
    for key in panel.middle:
        _bond_lines(canvas, graph.between(key, first), step, SIDE + SPACE + HUB, placed[key].middle, key)
        _bond_lines(canvas, graph.between(key, second), step + SIDE, step + SIDE + SPACE, placed[key].middle, key)
    for key in panel.right:
        _bond_lines(canvas, graph.between(key, second), 2 * step, 2 * step - SPACE, placed[key].middle, key)


def _stack(canvas: Canvas, graph: Graph, keys: tuple[str, ...], hubs: tuple[str, ...], x: float, y: float,
           w: float) -> float:
    """Boxes one below the other. Returns the lower end."""
    end = y
    for key in keys:
        placed = _side_box(graph, key, hubs, x, y, w)
        canvas.boxes.append(placed)
        end = placed.y + placed.h
        y = end + ROW_GAP
    return end


def _hub(graph: Graph, key: str, x: float, y: float, least: float, w: float = HUB) -> Box:
    """The tinted box of a hub, tall enough for the names of its members."""
    group = graph.groups[key]
    heights = [height_of(_member_lines(group, one, w), 30.0) + 5 for one in (group.node, *group.members)]
    return Box(key, x, y, w, max(least, sum(heights) + 12), (), "group")


def _member_lines(group: Group, one: Node, w: float) -> tuple[tuple[Style, str], ...]:
    return words_in(one.name, (), w - 12) if one is group.node else member_words(one.name, w - 12)


def _hub_boxes(canvas: Canvas, graph: Graph, key: str, x: float, y: float, height: float, w: float) -> float:
    """A hub with its head and its members, each a link. Returns its lower end."""
    group = graph.groups[key]
    frame = _hub(graph, key, x, y, height, w)
    canvas.boxes.append(frame)
    y += 6
    for one in (group.node, *group.members):
        lines = _member_lines(group, one, w)
        kind = "me" if one is group.node else "member"
        canvas.boxes.append(Box(one.key, x + 6, y, w - 12, height_of(lines, 30.0), lines,
                                kind if one.target or kind == "me" else "words", one.target))
        y = canvas.boxes[-1].y + canvas.boxes[-1].h + 5
    return frame.y + frame.h


def _star(canvas: Canvas, graph: Graph, panel: Panel, y: float) -> float:
    """One hub at the left and the others at its right. Returns the lower end."""
    hub, x = panel.hubs[0], 200.0 + 60.0
    end = _stack(canvas, graph, panel.right, (hub,), x, y, 200.0)
    bottom = _hub_boxes(canvas, graph, hub, 0.0, y, end - y, 200.0)
    placed = {box.key: box for box in canvas.boxes if box.kind not in ("group", "member")}
    for key in panel.right:
        _bond_lines(canvas, graph.between(key, hub), x, 200.0, placed[key].middle, key)
    return max(end, bottom)


def _narrow(canvas: Canvas, graph: Graph, panel: Panel, y: float) -> float:
    """One bow tie of 300 px: hubs across the whole width, the first on top, the second at the end."""
    w, x, inner = 300.0, 52.0, 196.0
    first, second = panel.hubs[0], panel.hubs[1] if len(panel.hubs) > 1 else ""
    top = _hub_boxes(canvas, graph, first, 0.0, y, 0.0, w)
    y, left, right = top + ROW_GAP, [top], []
    only = panel.left if second else panel.right
    rows = [(key, (first,)) for key in only]
    across = graph.between(first, second) if second else []
    for key, hubs in (*rows, ("", ()), *((key, panel.hubs) for key in panel.middle),
                      *((key, (second,)) for key in (panel.right if second else ()))):
        if not key:                                        # the place of the bonds between the hubs themselves
            y = _between_hubs(canvas, across, y, w, first, left, right)
            continue
        placed = _side_box(graph, key, hubs, x, y, inner)
        canvas.boxes.append(placed)
        for hub, start, end, ends in ((first, x, 8.0, left), (second, x + inner, w - 8.0, right)):
            if hub in hubs and hub:
                _bond_lines(canvas, graph.between(key, hub), start, end, placed.middle, key)
                ends.append(placed.middle)
        y = placed.y + placed.h + ROW_GAP
    canvas.stroke((8.0, top), (8.0, max(left)), style="trunk")
    if not second:
        return y - ROW_GAP
    canvas.stroke((w - 8.0, min([y, *right])), (w - 8.0, y), style="trunk")
    return _hub_boxes(canvas, graph, second, 0.0, y, 0.0, w)


def _between_hubs(canvas: Canvas, across: list[Bond], y: float, w: float, first: str, left: list[float],
                  right: list[float]) -> float:
    """Lines from lane to lane. Returns where the next row starts."""
    if not across:
        return y
    mid = y + LINE * len(across) / 2
    _bond_lines(canvas, across, 8.0, w - 8.0, mid, first)
    left.append(mid + (len(across) - 1) / 2 * LINE)
    right.append(mid - (len(across) - 1) / 2 * LINE)
    return y + LINE * len(across) + ROW_GAP
