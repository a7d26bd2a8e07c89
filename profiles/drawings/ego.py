"""Ego maps: one company in the middle of its relations. Ownership runs down, deals run across.

Holders stand above the company and what it holds below it, both on a line at the left; partners in
deals stand at the right (below, in the narrow drawing) on a line of their own. Every other company is
drawn once, every tie has its own piece of line, and no two lines cross, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .relations import Node, Tie
from .scene import PILL, Box, Pill, Point, Scene, Stroke, height_of, pill_width, words_in

GAP = 10.0                 # px between boxes of one column
STEP = PILL + 5            # px between the lines of two ties to one company
MOST_NODES, MOST_TIES = 24, 40


@dataclass(frozen=True, slots=True)
class Row:
    """A neighbour with its ties to the middle."""

    node: Node
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Ego:
    """A company and its neighbours by their place; `left_out` counts those beyond the cap."""

    node: Node
    holders: tuple[Row, ...] = ()
    held: tuple[Row, ...] = ()
    partners: tuple[Row, ...] = ()
    left_out: int = 0

    @property
    def rows(self) -> tuple[Row, ...]:
        """All neighbours."""
        return (*self.holders, *self.held, *self.partners)


def arrange(centre: Node, ties: Iterable[Tie], nodes: dict[str, Node]) -> Ego:
    """Give each neighbour its place. With a deal (or another relation across) it is a partner, else
    a holder or held. Ties come in order of importance: what exceeds the cap is left out from the end.
    """
    by_node: dict[str, list[Tie]] = {}
    left_out: set[str] = set()
    used = 0
    for tie in ties:
        other = tie.other(centre.key)
        full = used >= MOST_TIES or (other not in by_node and len(by_node) >= MOST_NODES - 1)
        if full or other in left_out:
            left_out.add(other)
            continue
        used += 1
        by_node.setdefault(other, []).append(tie)
    places: dict[str, list[Row]] = {"holders": [], "held": [], "partners": []}
    for other, found in by_node.items():
        places[_place(centre.key, found)].append(Row(nodes[other], tuple(found)))
    return Ego(centre, *(tuple(places[place]) for place in ("holders", "held", "partners")),
               left_out=len(left_out - by_node.keys()))


def _place(centre: str, ties: list[Tie]) -> str:
    if any(not tie.style.startswith("owns") for tie in ties):
        return "partners"
    return "held" if ties[0].first == centre else "holders"


# Drawing -----------------------------------------------------------------------------------------


@dataclass
class Canvas:
    """Collects the parts of a scene while it is laid out."""

    boxes: list[Box] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    pills: list[Pill] = field(default_factory=list)

    def scene(self, width: float, below: float = 0.0) -> Scene:
        """What was collected; as high as the lowest box or pill."""
        height = max([below, *(box.y + box.h for box in self.boxes), *(pill.y + PILL for pill in self.pills)])
        return Scene(width, height, tuple(self.boxes), tuple(self.strokes), tuple(self.pills))

    def stroke(self, *points: Point, style: str, arrow: bool = False) -> None:
        """Add a line."""
        self.strokes.append(Stroke(points, style, arrow))


def box(node: Node, x: float, y: float, w: float, more: Iterable[str] = (), least: float = 40.0,
        kind: str = "") -> Box:
    """The box of a node, as high as its words need."""
    lines = words_in(node.name, more, w)
    kind = kind or ("company" if node.target else "words")
    return Box(node.key, x, y, w, height_of(lines, least), lines, kind, node.target if kind != "me" else None)


def wide(ego: Ego) -> Scene:
    """The drawing for broad screens, 640 px: beside the record box it keeps its size."""
    canvas, left, right = Canvas(), 190.0, 444.0
    middle = _left_column(canvas, ego, left, lane=12.0, indent=30.0, y=0.0)
    if not ego.partners:
        return canvas.scene(left)
    heights = [_partner_height(row, 640.0 - right) for row in ego.partners]
    total = sum(heights) + GAP * (len(heights) - 1)
    y = max(0.0, middle - total / 2)
    lower = max(0.0, total / 2 - middle)
    if lower:                                              # the partners need more room above: all else goes down
        canvas = Canvas()
        middle = _left_column(canvas, ego, left, lane=12.0, indent=30.0, y=lower)
    lane = left + 18
    ends = [middle]
    for row, height in zip(ego.partners, heights, strict=True):
        canvas.boxes.append(box(row.node, right, y, 640.0 - right, least=height))
        ends += _across(canvas, ego.node.key, row, y + height / 2, lane, right)
        y += height + GAP
    canvas.stroke((left, middle), (lane, middle), style="trunk")
    canvas.stroke((lane, min(ends)), (lane, max(ends)), style="trunk")
    return canvas.scene(640.0)


def _partner_height(row: Row, room: float) -> float:
    return max(height_of(words_in(row.node.name, (), room)), STEP * len(row.ties) + 8)


def _left_column(canvas: Canvas, ego: Ego, w: float, lane: float, indent: float, y: float) -> float:
    """Holders, the company, what it holds. Returns the height of the company's middle."""
    mids = []
    for row in ego.holders:
        placed = box(row.node, indent, y, w - indent, (holder_words(row.ties[0]),))
        canvas.boxes.append(placed)
        mids.append((placed.middle, row.ties[0].style))
        y += placed.h + GAP
    y += 12 if mids else 0
    for mid, style in mids:
        canvas.stroke((indent, mid), (lane, mid), style=style)
    if mids:
        canvas.stroke((lane, mids[0][0]), (lane, y), style="owns", arrow=True)
    me = box(ego.node, 0.0, y, w, kind="me", least=52.0)
    canvas.boxes.append(me)
    _held(canvas, ego, me.y + me.h, w, lane, indent)
    return me.middle


def _held(canvas: Canvas, ego: Ego, top: float, right: float, lane: float, indent: float) -> float:
    """What the company holds, one below the other. Returns the lower end."""
    y, last = top + GAP, top
    for row in ego.held:
        placed = box(row.node, indent, y, right - indent, (held_words(row.ties[0]),))
        canvas.boxes.append(placed)
        canvas.stroke((lane, placed.middle), (indent, placed.middle), style=row.ties[0].style, arrow=True)
        last, y = placed.middle, y + placed.h + GAP
    if ego.held:
        canvas.stroke((lane, top), (lane, last), style="owns")
    return y


def holder_words(tie: Tie) -> str:
    """What the box of a holder says of its stake."""
    return tie.label if tie.label and not tie.of_held else "holder"


def held_words(tie: Tie) -> str:
    """What the box of a held company says of the stake in it."""
    return tie.label or "held"


def _across(canvas: Canvas, centre: str, row: Row, mid: float, lane: float, right: float) -> list[float]:
    """The ties of one partner, each a line with its label. Returns their heights."""
    heights = []
    for index, tie in enumerate(row.ties):
        y = mid + (index - (len(row.ties) - 1) / 2) * STEP
        owns = tie.style.startswith("owns")
        ends = ((lane, y), (right, y)) if not owns or tie.first == centre else ((right, y), (lane, y))
        canvas.stroke(*ends, style=tie.style, arrow=owns)
        w = pill_width(_pill_text(tie))
        canvas.pills.append(_pill(tie, (lane + right - w) / 2, y - PILL / 2))
        heights.append(y)
    return heights


def _pill_text(tie: Tie) -> str:
    """What the label of a tie says; of a stake in words that are too long only that there is one."""
    if tie.style.startswith("owns") and "%" in tie.label:
        return f"holds {tie.label}"
    return tie.label or "holder"


def _pill(tie: Tie, x: float, y: float) -> Pill:
    text = _pill_text(tie)
    return Pill(round(x, 1), y, pill_width(text), text, tie.style, tie.target, f"{text}: {tie.words}")


def narrow(ego: Ego) -> Scene:
    """The drawing for phones, 300 px: one column, ownership on the left line, deals on the right one."""
    canvas, w, lane = Canvas(), 300.0, 292.0
    _left_column(canvas, Ego(ego.node, ego.holders), w, lane=8.0, indent=28.0, y=0.0)
    me = canvas.boxes[-1]
    y = _held(canvas, ego, me.y + me.h, 272.0, 8.0, 28.0) + (4 if ego.partners else 0)
    last = me.y + me.h
    for row in ego.partners:
        for tie in row.ties:
            mid = y + PILL / 2
            pill = _pill(tie, 28.0, y)
            owns = tie.style.startswith("owns")
            near, far = (28.0 + pill.w, mid), (lane, mid)
            canvas.stroke(*((far, near) if not owns or tie.first == ego.node.key else (near, far)),
                          style=tie.style, arrow=owns)
            canvas.pills.append(pill)
            last, y = mid, y + PILL + 3
        placed = box(row.node, 28.0, y, 244.0)
        canvas.boxes.append(placed)
        y += placed.h + GAP + 4
    if ego.partners:
        canvas.stroke((lane, me.y + me.h), (lane, last), style="trunk")
    return canvas.scene(w)
