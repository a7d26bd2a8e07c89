"""Blocks: what a page consists of, as plain frozen values.

Views build them, writers (`markdown`, `html`) turn them into text. A block holds text as people
wrote it, never markup: escaping happens in the writers, by type, so a raw string cannot reach a
page. Whatever a view may get wrong (two lists in a row, an id with a blank, an unknown element) is
refused here with ValueError: such an error is a bug of ours, never a fault of the data.

The inlines of `lines` are part of this vocabulary: views import everything from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from profiles.lines import (
    ID,
    PAGE_PATH,
    Chip,
    Em,
    Inline,
    Lang,
    Line,
    Link,
    Mark,
    PageLink,
    Ref,
    Strong,
    Target,
    Text,
    WebLink,
    line,
    require,
    visible,
)

__all__ = [
    *("ATTRIBUTES", "BLOCK_TAGS", "TAGS", "Block", "Bullets", "Chip", "Component", "Em", "Heading"),
    *("Html", "HtmlChild", "Inline", "Item", "Lang", "Line", "Link", "Mark", "Page", "PageLink"),
    *("Paragraph", "Ref", "Strong", "Table", "Target", "Text", "WebLink", "el", "line", "visible"),
]

# HTML components ---------------------------------------------------------------------------------

BLOCK_TAGS = frozenset(
    "article aside blockquote div dl figure footer header nav ol p section table ul details".split()
)
"""Elements that a component may start with: Python-Markdown knows each of them as a block."""

_INNER_TAGS = frozenset(
    "a abbr br caption cite code col colgroup data dd dt em figcaption h2 h3 h4 h5 h6 hr li mark q "
    "small span strong sub summary sup tbody td tfoot th thead time tr".split()
)
_SVG_TAGS = frozenset(
    "svg g path line polyline polygon rect circle ellipse text tspan title desc defs pattern "
    "marker".split()
)
TAGS = BLOCK_TAGS | _INNER_TAGS | _SVG_TAGS

_HTML_ATTRIBUTES = frozenset(
    "class colspan datetime dir hidden href id lang open role rowspan scope span start tabindex "
    "title translate value".split()
)
_SVG_ATTRIBUTES = frozenset(
    "cx cy d dominant-baseline dx dy fill fill-opacity focusable font-size font-weight height "
    "marker-end marker-mid marker-start markerHeight markerUnits markerWidth opacity orient "
    "patternTransform patternUnits points preserveAspectRatio r refX refY rx ry stroke "
    "stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-width text-anchor "
    "textLength transform vector-effect viewBox width x x1 x2 y y1 y2".split()
)
ATTRIBUTES = _HTML_ATTRIBUTES | _SVG_ATTRIBUTES
_SIMPLE = _HTML_ATTRIBUTES - _SVG_ATTRIBUTES - {"href", "id"}   # any text may stand in these
# Material's own script acts on data-md-*: a component must not switch it on by accident.
_OPEN_ATTRIBUTE = re.compile(r"aria-[a-z]+|data-(?!md-)[a-z]+(?:-[a-z]+)*")
_LOCAL_PAINT = re.compile(r"url\(#[A-Za-z0-9_.-]+\)")

AttributeValue = str | PageLink | WebLink


@dataclass(frozen=True, slots=True)
class Html:
    """One element of a component; made by `el`, turned into text by the writer.

    Children are elements, texts or lines. Links depend on the page they stand on, so `href` holds
    a target, which the writer resolves.
    """

    tag: str
    attrs: tuple[tuple[str, AttributeValue], ...]
    children: tuple[HtmlChild, ...]

    def __post_init__(self) -> None:
        if self.tag not in TAGS:
            raise ValueError(f"element not allowed in components: {self.tag!r}")
        for name, value in self.attrs:
            if name not in _SIMPLE or type(value) is not str:
                _check_attribute(self.tag, name, value)


HtmlChild = Html | str | Line


def _check_attribute(tag: str, name: str, value: AttributeValue) -> None:
    """Raise ValueError for an attribute that no component needs or that could do harm."""
    if name not in ATTRIBUTES and not _OPEN_ATTRIBUTE.fullmatch(name):
        raise ValueError(f"attribute not allowed in components: {name!r}")
    if name == "href":
        if tag != "a" or not isinstance(value, PageLink | WebLink):
            raise ValueError("href belongs to <a> and takes a PageLink or a WebLink")
    elif not isinstance(value, str):
        raise ValueError(f"attribute {name!r} takes text, not {type(value).__name__}")
    elif name == "id":
        require(ID, value, "id")
    elif name in _SVG_ATTRIBUTES and "(" in value and "url" in value.lower():
        require(_LOCAL_PAINT, value, "reference to a pattern or marker of the same drawing")


def el(tag: str, attrs: Mapping[str, AttributeValue], *children: HtmlChild) -> Html:
    """An element of a component: `el("p", {"class": "lead"}, "text", line("more ", Chip(...)))`.

    Raises ValueError for elements and attributes outside the allow-list (no style, no handlers).
    """
    return Html(tag, tuple(attrs.items()), children)


# Blocks ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title (level 2 to 6). With an `id`, `#id` leads to it for ever."""

    level: int
    content: Line
    id: str = ""

    def __post_init__(self) -> None:
        if not 2 <= self.level <= 6:
            raise ValueError(f"heading level {self.level}; the title alone is level 1")
        if self.id:
            require(ID, self.id, "id")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    content: Line


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a list, with points of its own one step below."""

    content: Line
    children: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered where `ordered`."""

    items: tuple[Item, ...]
    ordered: bool = False

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a list without items")


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the columns whose index stands in `numeric` are set to the right."""

    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.header or any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("every row of a table needs as many cells as its header")


@dataclass(frozen=True, slots=True)
class Component:
    """HTML for what Markdown has no word for. It never holds Markdown."""

    html: Html

    def __post_init__(self) -> None:
        if self.html.tag not in BLOCK_TAGS:
            raise ValueError(f"a component cannot start with <{self.html.tag}>")


Block = Heading | Paragraph | Bullets | Table | Component


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `path` is relative to docs/; `source` the data file it was made from, or empty.

    `title` and `description` are plain text; `heading` is the title with its languages marked, where
    it has any other than the page's. `extra` goes to the front matter; its keys are a
    closed list (`escape.FRONT_MATTER_KEYS`).
    """

    path: str
    title: str
    description: str
    blocks: tuple[Block, ...]
    kicker: str = ""
    searchable: bool = True
    boost: int = 0
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    heading: Line = ()

    def __post_init__(self) -> None:
        require(PAGE_PATH, self.path, "page path")
        if self.heading and visible(self.heading) != self.title:
            raise ValueError(f"the heading of {self.path} says something else than its title")
        for first, second in zip(self.blocks, self.blocks[1:], strict=False):
            # Python-Markdown would read the two as one list.
            if isinstance(first, Bullets) and isinstance(second, Bullets):
                raise ValueError(f"two lists in a row on {self.path}")
