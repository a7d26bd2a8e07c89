"""HTML of lines and components, as it stands in the finished page.

Links are relative addresses under `use_directory_urls`: `companies/fii.md` is served as
`/companies/fii/`, so links from it climb two folders.
"""

from __future__ import annotations

import posixpath
from functools import lru_cache
from unicodedata import bidirectional

from profiles import escape
from profiles.blocks import AttributeValue, Html, HtmlChild
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
    return posixpath.relpath(_folder(path), _folder(page_path))


def _folder(page_path: str) -> str:
    """The folder a page is served from: `index.md` gives its own, others one named after them."""
    stem = page_path.removesuffix(".md")
    if posixpath.basename(stem) == "index":
        return posixpath.dirname(stem) or "."
    return stem


def inline(content: Line, page_path: str, *, strip: bool = True) -> str:
    """The HTML of a line."""
    return "".join(_inline(part, page_path) for part in tidy(content, strip=strip))


def _inline(part: Inline, page_path: str) -> str:
    match part:
        case Text(text):
            return escape.html_text(text)
        case Strong(content):
            return f"<strong>{inline(content, page_path)}</strong>"
        case Em(content):
            return f"<em>{inline(content, page_path)}</em>"
        case Link(content, to):
            href = escape.attribute(address(to, page_path))
            return f'<a href="{href}">{inline(content, page_path)}</a>'
        case Ref(label, id_):
            return f'<a href="#{id_}">{escape.html_text(label)}</a>'
        case Chip(_, word) | Lang(_, word):
            return span(part, escape.html_text(word))
        case Mark():
            return span(part, "")


def span(part: Chip | Lang | Mark, content: str) -> str:
    """The element of a chip, a foreign text or a mark around content that is escaped already."""
    match part:
        case Chip(kind, _):
            return f'<span class="chip chip-{kind}">{content}</span>'
        case Lang(code, text):
            # A direction of its own keeps the punctuation around the words where it belongs.
            turned = ' dir="rtl"' if any(bidirectional(sign) in ("R", "AL") for sign in text) else ""
            return f'<span lang="{code}"{turned}>{content}</span>'
        case Mark(id_):
            return f'<span id="{id_}"></span>'


def component(node: Html, page_path: str) -> str:
    """The HTML of a component: no empty line, no line that starts with text."""
    start = f"<{node.tag}{_attributes(node.attrs, page_path)}>"
    if node.tag in _VOID:
        return start
    children = [_child(child, page_path) for child in node.children]
    gap = "\n" if _spread(node) else ""
    return gap.join([start, *children, f"</{node.tag}>"])


def _spread(node: Html) -> bool:
    """Whether the children get lines of their own: only where no reader can see the difference."""
    return (
        bool(node.children)
        and node.tag not in _TIGHT
        and all(isinstance(child, Html) and child.tag in _SPACIOUS for child in node.children)
    )


def _child(child: HtmlChild, page_path: str) -> str:
    if isinstance(child, Html):
        return component(child, page_path)
    if isinstance(child, str):
        return escape.html_text(child)
    return inline(child, page_path, strip=False)


def _attributes(attrs: tuple[tuple[str, AttributeValue], ...], page_path: str) -> str:
    written = []
    for name, value in attrs:
        text = value if isinstance(value, str) else address(value, page_path)
        written.append(f' {name}="{escape.attribute(text)}"')
    return "".join(written)
