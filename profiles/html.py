"""HTML of lines and components, as it stands in the finished page.

Links are relative addresses under `use_directory_urls`: `companies/fii.md` is served as
`/companies/fii/`, so links from it climb two folders.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import bidirectional

from profiles import escape
from profiles.blocks import AttributeValue, Html
from profiles.lines import (
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
    tidy,
)

_VOID = frozenset({"br", "col", "hr"})
# A line end between these does not show, so their children may stand on lines of their own.
_SPACIOUS = frozenset(
    "article aside blockquote caption circle col colgroup dd defs desc details div dl dt ellipse "
    "figcaption figure footer g h2 h3 h4 h5 h6 header hr li line marker nav ol p path pattern "
    "polygon polyline rect section summary svg table tbody td text tfoot th thead title tr "
    "ul".split()
)
# Inside these (and inside an <a> of a drawing) every blank shows.
_TIGHT = frozenset({"a", "span", "text", "tspan"})


def address(target: Target, page_path: str) -> str:
    """The address of a target as a link on the page at `page_path` (`companies/fii.md`) has it."""
    if not isinstance(target, PageLink):
        return escape.url(target.url)
    anchor = f"#{target.anchor}" if target.anchor else ""
    if anchor and target.path == page_path:
        return anchor
    return f"{_way(target.path, page_path)}/{anchor}"


@lru_cache(maxsize=1 << 14)
def _way(path: str, page_path: str) -> str:
    """The way from the folder a page is served from to that of another."""
    there, here = _steps(path), _steps(page_path)
    shared = 0
    while shared < min(len(there), len(here)) and there[shared] == here[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:]) or "."


def _steps(page_path: str) -> list[str]:
    """The folders down to the one a page is served from: `index.md` gives its own, others one named after them."""
    *folders, name = page_path.removesuffix(".md").split("/")
    return folders if name == "index" else [*folders, name]


def inline(content: Line, page_path: str, *, strip: bool = True) -> str:
    """The HTML of a line."""
    return _line(tidy(content, strip=strip), page_path)


def _line(tidied: Line, page_path: str) -> str:
    if len(tidied) == 1 and type(tidied[0]) is Text:
        return escape.html_text(tidied[0].text)
    return "".join([_inline(part, page_path) for part in tidied])


def _inline(part: Inline, page_path: str) -> str:
    """The HTML of a part of a tidy line; the parts of that are tidy, too."""
    match part:
        case Text():
            return escape.html_text(part.text)
        case Strong():
            return f"<strong>{_line(part.content, page_path)}</strong>"
        case Em():
            return f"<em>{_line(part.content, page_path)}</em>"
        case Link():
            href = escape.attribute(address(part.to, page_path))
            return f'<a href="{href}">{_line(part.content, page_path)}</a>'
        case Ref():
            return f'<a href="#{part.id}">{escape.html_text(part.label)}</a>'
        case Chip():
            return span(part, escape.html_text(part.word))
        case Lang():
            return span(part, escape.html_text(part.text))
        case Mark():
            return span(part, "")


def span(part: Chip | Lang | Mark, content: str) -> str:
    """The element of a chip, a foreign text or a mark around content that is escaped already."""
    match part:
        case Chip():
            return f'<span class="chip chip-{part.kind}">{content}</span>'
        case Lang():
            # A direction of its own keeps the punctuation around the words where it belongs.
            turned = ' dir="rtl"' if any(bidirectional(sign) in ("R", "AL") for sign in part.text) else ""
            return f'<span lang="{part.code}"{turned}>{content}</span>'
        case Mark():
            return f'<span id="{part.id}"></span>'


def component(node: Html, page_path: str) -> str:
    """The HTML of a component: no empty line, no line that starts with text."""
    written: list[str] = []
    _element(node, page_path, written)
    return "".join(written)


def _element(node: Html, page_path: str, written: list[str]) -> None:
    tag, children = node.tag, node.children
    written.append(f"<{tag}{_attributes(node.attrs, page_path) if node.attrs else ''}>")
    if tag in _VOID:
        return
    gap = _spread(node)
    for child in children:
        if gap:
            written.append("\n")
        if type(child) is Html:
            _element(child, page_path, written)
        elif type(child) is str:
            written.append(escape.html_text(child))
        else:
            written.append(inline(child, page_path, strip=False))  # type: ignore[arg-type]
    written.append(f"\n</{tag}>" if gap else f"</{tag}>")


def _spread(node: Html) -> bool:
    """Whether the children get lines of their own: only where no reader can see the difference."""
    for child in node.children:
        if type(child) is not Html or child.tag not in _SPACIOUS:
            return False
    return bool(node.children) and node.tag not in _TIGHT


def _attributes(attrs: tuple[tuple[str, AttributeValue], ...], page_path: str) -> str:
    return "".join([f' {name}="{escape.attribute(value if type(value) is str else address(value, page_path))}"'  # type: ignore[arg-type]
                    for name, value in attrs])
