"""The second writer: a page of blocks as the HTML that Python-Markdown makes of its Markdown.

It follows `profiles.markdown` step for step, so that each reference that stands in the Markdown
stands in the HTML, too; `tests/test_fast_writer.py` holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from markdown.extensions.toc import slugify, strip_tags, unique

from profiles import escape, html
from profiles.blocks import Bullets, Component, Heading, Page, Paragraph, Table
from profiles.lines import Chip, Em, Lang, Line, Link, Mark, Ref, Strong, Text, line, tidy, visible
from profiles.markdown import own_ids


@dataclass(slots=True)
class Entry:
    """A line of a page's table of contents: `title` is HTML without tags."""

    level: int
    id: str
    title: str
    children: list[Entry] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address within the page, as the theme asks for it."""
        return f"#{self.id}"


@dataclass(frozen=True, slots=True)
class Content:
    """The HTML of a page's article, and its table of contents."""

    html: str
    toc: tuple[Entry, ...]


def write(page: Page, permalink_title: str) -> Content:
    """The article of a page. Raises ValueError where the Markdown writer does."""
    toc: list[Entry] = []
    headings = _headings(page, permalink_title, toc)
    chunks = [next(headings)]
    for block in page.blocks:
        chunks.append(next(headings) if isinstance(block, Heading) else _WRITERS[type(block)](block, page.path))
    return Content("\n".join(chunks).rstrip("\n"), nested(toc))


def nested(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries as a tree: each below the last one above it in rank, as the toc extension has it."""
    top: list[Entry] = []
    open_: list[Entry] = []
    for entry in entries:
        while open_ and open_[-1].level >= entry.level:
            open_.pop()
        (open_[-1].children if open_ else top).append(entry)
        open_.append(entry)
    return tuple(top)


# Headings ----------------------------------------------------------------------------------------


def _headings(page: Page, permalink_title: str, toc: list[Entry]) -> Iterator[str]:
    """Title and headings in order; those with an id of the toc extension are added to `toc`."""
    wanted = own_ids(page)
    used: set[str] = set()
    counters: dict[str, int] = {}
    below = ((block.level, block.content, block.id) for block in page.blocks if isinstance(block, Heading))
    for level, raw, own in ((1, page.heading or line(page.title), ""), *below):
        content = _filled(raw)
        auto = unique(slugify(visible(content), "-"), set(used), dict(counters))
        if auto in wanted and auto != own:
            mark = f' id="{own}"' if own else ""
            yield f"<h{level}{mark}>{html.inline(content, page.path)}</h{level}>\n"
            continue
        if own and own != auto:
            content = (Mark(own), *content)
        words = _line(content, page.path)
        if words.endswith("#"):
            words = f"{words[:-1]}&#35;"
        title = strip_tags(words)
        found = unique(slugify(unescape(title), "-"), used, counters)
        toc.append(Entry(level, found, title))
        yield (f'<h{level} id="{found}">{words}<a class="headerlink" href="#{found}" '
               f'title="{permalink_title}">&para;</a></h{level}>')


# Blocks ------------------------------------------------------------------------------------------


def _paragraph(block: Paragraph, page_path: str) -> str:
    return f"<p>{_start(block.content, page_path)}</p>"


def _bullets(block: Bullets, page_path: str) -> str:
    tag = "ol" if block.ordered else "ul"
    items = []
    for item in block.items:
        words = _start(item.content, page_path)
        if item.children:
            below = "".join(f"<li>{_start(child, page_path)}</li>\n" for child in item.children)
            words = f"{words}<ul>\n{below}</ul>\n"
        items.append(f"<li>{words}</li>\n")
    return f"<{tag}>\n{''.join(items)}</{tag}>"


def _table(block: Table, page_path: str) -> str:
    sides = [' align="right"' if column in block.numeric else "" for column in range(len(block.header))]
    head = _row(block.header, "th", sides, page_path)
    rows = "".join(_row(row, "td", sides, page_path) for row in block.rows)
    # Without rows Python-Markdown still makes one, of empty cells.
    rows = rows or _row(((),) * len(sides), "td", sides, page_path)
    return f"<table>\n<thead>\n{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>"


def _row(cells: tuple[Line, ...], tag: str, sides: list[str], page_path: str) -> str:
    written = (f"<{tag}{side}>{_line(tidy(cell), page_path)}</{tag}>\n" for cell, side in zip(cells, sides, strict=True))
    return f"<tr>\n{''.join(written)}</tr>\n"


def _component(block: Component, page_path: str) -> str:
    return f"{html.component(block.html, page_path)}\n"


_WRITERS = {Paragraph: _paragraph, Bullets: _bullets, Table: _table, Component: _component}


# Lines -------------------------------------------------------------------------------------------


def _filled(content: Line) -> Line:
    tidied = tidy(content)
    if not tidied:
        raise ValueError("an empty heading, paragraph or list item")
    return tidied


_BLOCK_START = re.compile(r"#|[+-](?= )|-[- ]*$|=+$|~(?=~~)|:(?= )")
_NUMBER_START = re.compile(r"(\d+)\.(?= )")


def _start(content: Line, page_path: str) -> str:
    """A line that begins a block, with the references of `escape.line_start`."""
    tidied = _filled(content)
    written = _line(tidied, page_path)
    if not isinstance(tidied[0], Text):
        return written
    if written.startswith("&gt;"):
        return f"&#62;{written[4:]}"
    if numbered := _NUMBER_START.match(written):
        return f"{numbered[1]}&#46;{written[numbered.end():]}"
    return f"&#{ord(written[0])};{written[1:]}" if _BLOCK_START.match(written) else written


def _line(content: Line, page_path: str) -> str:
    """A tidy line."""
    if len(content) == 1 and type(content[0]) is Text:
        return text(content[0].text)
    written: list[str] = []
    for part in content:
        if written and written[-1].endswith("!") and isinstance(part, Link | Ref):
            written[-1] = f"{written[-1][:-1]}&#33;"      # before a link it would make an image
        written.append(_inline(part, page_path))
    return "".join(written)


def _inline(part: object, page_path: str) -> str:
    match part:
        case Text():
            return text(part.text)
        case Strong():
            return f"<strong>{_line(part.content, page_path)}</strong>"
        case Em():
            return f"<em>{_line(part.content, page_path)}</em>"
        case Link():
            href = _href(html.address(part.to, page_path))
            return f'<a href="{href}">{_line(part.content, page_path)}</a>'
        case Ref():
            return f'<a href="#{part.id}">{text(part.label)}</a>'
        case Chip():
            return html.span(part, text(part.word))
        case Lang():
            return html.span(part, text(part.text))
        case Mark():
            return html.span(part, "")
    raise TypeError(f"not an inline: {part!r}")


@lru_cache(maxsize=1 << 14)
def text(words: str) -> str:
    """Text as it comes out of Python-Markdown: the references of `escape.inline`, `>` and `&` escaped."""
    return escape.MARKING.sub(escape.reference, escape.html_text(words))


@lru_cache(maxsize=1 << 14)
def _href(address: str) -> str:
    return re.sub("&(?!amp;|#)", "&amp;", escape.destination(address)).replace('"', "&quot;")
