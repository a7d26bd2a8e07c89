"""Record: what frames every record's page. Its key facts in a box, its meta line, notes, the jump row.

The box stands directly after the answers; on wide screens the style sheet floats it into a gutter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .. import wording
from ..archive import Archive, Item as Entry, slug
from ..blocks import Block, Component, Heading, Html, Line, Link, PageLink, Strong, Text, el, line, visible
from ..model import Dispute, Source
from ..standing import overdue_of
from .evidence import Evidence
from .facts import words


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a box: a label and its values, each with the anchor of its fact or none; whether search looks there."""

    label: str
    values: tuple[tuple[str, Line], ...]
    searched: bool = True


def pairs(evidence: Evidence, labelled: Iterable[tuple[str, Entry]], *, searched: bool = True) -> tuple[Pair, ...]:
    """Facts as rows; those with the same label share one."""
    found: dict[str, list[tuple[str, Line]]] = {}
    for label, one in labelled:
        found.setdefault(label, []).append((one.anchor, words(evidence, one)))
    return tuple(Pair(label, tuple(values), searched) for label, values in found.items())


def box(title: str, rows: Iterable[Pair]) -> tuple[Block, ...]:
    """The box, or nothing where there is no row."""
    found = tuple(_row(row) for row in rows)
    if not found:
        return ()
    anchor = slug(title)
    return (Component(el("section", {"class": "box", "aria-labelledby": anchor},
                         el("p", {"class": "box-title", "id": anchor, "data-search-exclude": ""}, title),
                         el("dl", {}, *found))),)


def _row(row: Pair) -> Html:
    values = (el("dd", {"id": anchor} if anchor else {}, content) for anchor, content in row.values)
    return el("div", {} if row.searched else {"data-search-exclude": ""}, el("dt", {}, row.label), *values)


def meta(archive: Archive, items: Iterable[Entry], *parts: str) -> Component:
    """Counts of a page and when its newest source was read. Search leaves it out."""
    found = tuple(items)
    absent = sum(one.prop == "wanted" for one in found)
    disputes = sum(isinstance(one.entry, Dispute) for one in found)
    words = [*parts, wording.plural(len(found) - absent, "fact"), wording.plural(len(sources_of(archive, found)), "source"),
             wording.plural(disputes, "dispute") if disputes else "", f"{absent} not found" if absent else ""]
    cells: list[Html] = [el("li", {}, text) for text in words if text]
    read = last_read(archive, sources_of(archive, found))
    if read:
        cells.append(el("li", {}, "last source read ", el("time", {"datetime": read.isoformat()}, wording.day(read))))
    return Component(el("ul", {"class": "meta", "data-search-exclude": ""}, *cells))


def sources_of(archive: Archive, items: Iterable[Entry]) -> tuple[str, ...]:
    """Ids of the sources that some entries cite, sorted."""
    return tuple(sorted({cited.source for one in items for cited in one.citations if cited.source in archive.sources}))


def last_read(archive: Archive, sources: Iterable[str]) -> date | None:
    """The day of the newest reading of some sources; None where none is known by day."""
    days = (archive.sources[one].accessed for one in sources)
    return max((one.first for one in days if one.precision == "day"), default=None)


def notes(archive: Archive, items: Iterable[Entry]) -> tuple[Block, ...]:
    """What a reader must know of the page as a whole: one fact, one source, weak sources."""
    found = tuple(items)
    sources = sources_of(archive, found)
    kinds = {archive.sources[one].kind for one in sources}
    gone = tuple(taken_back(archive.sources[one]) for one in sources if archive.sources[one].withdrawn)
    if len(found) == 1:
        return (*gone, note("This page holds one fact.", " More may be true; nothing more is in the archive."))
    if len(sources) == 1:
        return (*gone, note("One source.", " Everything on this page rests on ", _publisher(archive.sources[sources[0]]),
                            " and on nothing else."))
    if kinds == {"tertiary"}:
        return (*gone, note("Weak sources.", " Everything on this page rests on collections and copies alone."))
    return gone


def due(archive: Archive, folder: str, items: Iterable[Entry], today: date | None) -> tuple[Block, ...]:
    """A note where facts are past their shelf life; without `today` nothing is judged by its age."""
    late = sum(1 for _ in overdue_of(archive, folder, items, today)) if today else 0
    if not late:
        return ()
    return (note("Due for review.", f" {wording.plural(late, 'fact')} on this page {'is' if late == 1 else 'are'} older than "
                 "facts of that kind may be trusted: ", Link(line("which"), PageLink("quality.md", "shelf-life")), "."),)


def taken_back(source: Source) -> Component:
    """That a source was withdrawn, when and why."""
    assert source.withdrawn is not None
    return note(f"A source was withdrawn ({wording.partial(source.withdrawn.date)}).", " ", _publisher(source),
                f": {source.withdrawn.why.rstrip('.')}.")


def _publisher(source: Source) -> Link:
    return Link((Text(source.publisher),), PageLink(f"sources/{source.id}.md"))


def note(strong: str, *parts: str | Link) -> Component:
    """A remark with a border and a first sentence that stands out."""
    return Component(el("p", {"class": "note"}, line(Strong(line(strong)), *parts)))


def with_jump_row(path: str, head: tuple[Block, ...], body: tuple[Block, ...]) -> tuple[Block, ...]:
    """Head and body with a row of links to the body's sections between them, for small screens."""
    sections = [block for block in body if isinstance(block, Heading) and block.level == 2]
    if len(sections) < 3:
        return (*head, *body)
    links = (el("li", {}, el("a", {"href": PageLink(path, block.id or slug(visible(block.content), 12))},
                             visible(block.content))) for block in sections)
    row = el("nav", {"class": "jump", "aria-label": "Sections", "data-search-exclude": ""}, el("ul", {}, *links))
    return (*head, Component(row), *body)
