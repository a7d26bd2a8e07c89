"""Scenes: boxes, strokes and pills with their coordinates, and the SVG that shows them.

Coordinates are px of the drawing's own width; the style sheet decides which drawing of a figure is
shown and scales it down where a screen is narrower. Colours live in the style sheet alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..blocks import AttributeValue, Component, Html, HtmlChild, PageLink, el
from .text import LABEL, MEMBER, MORE, NAME, Style, width, wrap

PAD = 10.0                 # px between the edge of a box and its words
PILL = 24.0                # height of a pill: the least that a finger hits
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A company, a group or a deal. `kind`: company, me, words, group, member or deal."""

    key: str
    x: float
    y: float
    w: float
    h: float
    lines: tuple[tuple[Style, str], ...]
    kind: str = "company"
    target: PageLink | None = None

    @property
    def middle(self) -> float:
        """The height at which lines join it."""
        return self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through some points; with `arrow` its end points at what is held."""

    points: tuple[Point, ...]
    style: str
    arrow: bool = False


@dataclass(frozen=True, slots=True)
class Pill:
    """A label on a stroke, `x` and `y` its upper left corner; `label` is what a screen reader says."""

    x: float
    y: float
    w: float
    text: str
    style: str
    target: PageLink | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One drawing."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...] = ()
    pills: tuple[Pill, ...] = ()


def member_words(name: str, room: float) -> tuple[tuple[Style, str], ...]:
    """The lines of a member's box inside that of its group: smaller, less padding."""
    return tuple((MEMBER, part) for part in wrap(name, MEMBER, room - 12))


def words_in(name: str, more: Iterable[str], room: float) -> tuple[tuple[Style, str], ...]:
    """The lines of a box: its name, then smaller remarks, broken to fit between the paddings."""
    inner = room - 2 * PAD
    return (*((NAME, part) for part in wrap(name, NAME, inner)),
            *((MORE, part) for one in more for part in wrap(one, MORE, inner)))


def height_of(lines: tuple[tuple[Style, str], ...], least: float = 40.0) -> float:
    """The height of a box that holds these lines."""
    return max(least, sum(style.leading for style, _ in lines) + 14)


def pill_width(text: str) -> float:
    """The width of a pill around a text."""
    return round(width(text, LABEL) + 16, 1)


# SVG ---------------------------------------------------------------------------------------------


def number(value: float) -> str:
    """A coordinate: one decimal at most, so that equal drawings have equal bytes."""
    return f"{value:.1f}".rstrip("0").rstrip(".").replace("-0", "0") if abs(value) < 0.05 else \
        f"{value:.1f}".rstrip("0").rstrip(".")


def svg(scene: Scene, form: str, title: str) -> Html:
    """A scene as SVG; `form` is wide or narrow."""
    size = {"width": number(scene.width), "height": number(scene.height)}
    parts: list[Html] = [_box(box) for box in scene.boxes if box.kind == "group"]
    parts += [piece for stroke in scene.strokes for piece in _stroke(stroke)]
    parts += [_box(box) for box in scene.boxes if box.kind != "group"]
    parts += [_pill(pill) for pill in scene.pills]
    return el("svg", {"class": f"map map-{form}", "role": "group", "aria-label": title, "focusable": "false",
                      "viewBox": f"-2 -2 {number(scene.width + 4)} {number(scene.height + 4)}", **size}, *parts)


def _box(box: Box) -> Html:
    total = sum(style.leading for style, _ in box.lines)
    top = box.y + (9.0 if box.kind == "group" else (box.h - total) / 2)
    children: list[Html | str] = [_rect(box.x, box.y, box.w, box.h, "6" if box.kind != "member" else "4")]
    for place, (style, words) in enumerate(box.lines):
        if place and not box.lines[place - 1][1].endswith("–"):
            children.append(" ")                           # speech and copying read the text as the label has it
        children.append(_text(box.x + (6 if style is MEMBER else PAD), top + style.leading * 0.76, style.name, words))
        top += style.leading
    said = " ".join(words for _, words in box.lines) if len(box.lines) > 1 else ""
    return _linked(f"box box-{box.kind}", box.target, children, said.replace("– ", "–"))


def _pill(pill: Pill) -> Html:
    children = [_rect(pill.x, pill.y, pill.w, PILL, "4"),
                _text(pill.x + pill.w / 2, pill.y + 16.5, "label", pill.text, anchor="middle")]
    return _linked(f"pill pill-{pill.style}", pill.target, children, pill.label)


def _linked(kind: str, target: PageLink | None, children: Sequence[Html | str], label: str = "") -> Html:
    attributes: dict[str, AttributeValue] = {"class": kind}
    if target is None:
        return el("g", attributes, *children)
    named = {"aria-label": label} if label else {}
    return el("a", {**attributes, "href": target, **named}, *children)


def _rect(x: float, y: float, w: float, h: float, round_: str) -> Html:
    return el("rect", {"x": number(x), "y": number(y), "width": number(w), "height": number(h), "rx": round_})


def _text(x: float, y: float, name: str, words: str, anchor: str = "start") -> Html:
    more = {"text-anchor": anchor} if anchor != "start" else {}
    return el("text", {"class": name, "x": number(x), "y": number(y), **more}, words)


def _stroke(stroke: Stroke) -> list[Html]:
    points = " ".join(f"{number(x)},{number(y)}" for x, y in stroke.points)
    found = [el("polyline", {"class": f"tie tie-{stroke.style}", "points": points})]
    if stroke.style == "joint":                            # two lines: a thin one of ground colour on a thick one
        found.append(el("polyline", {"class": "tie tie-core", "points": points}))
    if stroke.arrow:
        found.append(_arrow(stroke))
    return found


def _arrow(stroke: Stroke) -> Html:
    """A head at the end of a stroke that runs straight along one axis."""
    (x0, y0), (x, y) = stroke.points[-2:]
    step_x, step_y = (0, 1 if y > y0 else -1) if abs(y - y0) > abs(x - x0) else (1 if x > x0 else -1, 0)
    back_x, back_y = x - 9 * step_x, y - 9 * step_y
    corners = ((x, y), (back_x + 5 * step_y, back_y + 5 * step_x), (back_x - 5 * step_y, back_y - 5 * step_x))
    return el("polygon", {"class": f"head head-{stroke.style}",
                          "points": " ".join(f"{number(a)},{number(b)}" for a, b in corners)})


# Figures -----------------------------------------------------------------------------------------


def figure(kind: str, title: str, below: str, *parts: HtmlChild) -> Component:
    """A figure: the finding as its title, one line about how to read it, then the parts."""
    caption = el("figcaption", {}, el("strong", {}, title), " ", el("span", {}, below))
    return Component(el("figure", {"class": f"drawing drawing-{kind}", "data-search-exclude": ""}, caption, *parts))


def key(styles: Iterable[tuple[str, str]]) -> Html:
    """The key below a map: a sample of each style of line that occurs, with its meaning."""
    samples = []
    for style, words in styles:
        stroke = Stroke(((1, 6), (33, 6)), style, arrow=style in ("owns", "owns-plan"))
        samples.append(el("li", {}, el("svg", {"width": "34", "height": "12", "aria-hidden": "true",
                                               "focusable": "false"}, *_stroke(stroke)), words))
    return el("ul", {"class": "key"}, *samples)


def twin(summary: str, header: tuple[str, ...], rows: Iterable[tuple[HtmlChild, ...]]) -> Html:
    """The table that says what a drawing shows, closed until wanted."""
    head = el("tr", {}, *(el("th", {"scope": "col"}, cell) for cell in header))
    body = [el("tr", {}, el("th", {"scope": "row"}, row[0]), *(el("td", {}, cell) for cell in row[1:])) for row in rows]
    table = el("table", {"class": "twin"}, el("thead", {}, head), el("tbody", {}, *body))
    scroller = el("div", {"class": "twin-frame", "role": "region", "tabindex": "0", "aria-label": summary}, table)
    return el("details", {"class": "twin-details"}, el("summary", {}, summary), scroller)
