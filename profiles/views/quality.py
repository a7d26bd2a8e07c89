"""The quality page: how well the archive stands, in counts that lead to the records behind them.

For maintainers it is a list of work, for readers an account of what to trust how far. Nothing on it is
a score: a fact from one source may be right, and one from five wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from .. import wording
from ..archive import Archive, Item as Entry
from ..blocks import Block, Bullets, Heading, Item, Line, Link, Page, PageLink, Paragraph, Table, Text, line
from ..model import Absence, Dispute, Fact
from ..standing import best_kind, cited_sources, facts, overdue
from .evidence import certainty
from .facts import fold, named
from .tables import Cell, Column, Row, rich_table

SINGLE = 60          # a longer list is given as counts by record
_KEEP = 12           # rows of a table that stand open
_FOLDERS = {"companies": "Company", "deals": "Deal", "sources": "Source"}


def quality_page(archive: Archive, today: date) -> Page:
    """All sections, each with its count; `today` decides what is past its shelf life."""
    asserted = tuple(facts(archive))
    absences = tuple(item for item in archive.items if isinstance(item.entry, Absence))
    blocks: list[Block] = [
        Paragraph(line(f"{wording.plural(len(asserted), 'fact')} and {wording.plural(len(absences), 'absence')} in "
                       f"{wording.plural(len(archive.companies), 'company')} and "
                       f"{wording.plural(len(archive.deals), 'deal')}, from "
                       f"{wording.plural(len(archive.sources), 'source')}. Counted on {wording.day(today)}. "
                       "A dispute counts as one fact. What a source's record says of itself is not counted.")),
        *_certainties(archive, asserted), *_kinds(archive, asserted), *_single(archive, asserted),
        *_tertiary(archive, asserted), *_disputes(archive), *_absences(archive, absences),
        *_overdue(archive, today), *_unarchived(archive), *_unidentified(archive)]
    return Page("quality.md", "Quality", "How well the facts of this archive stand, and what is missing.",
                tuple(blocks), searchable=False)


def _heading(title: str, anchor: str, count: int | None = None) -> Heading:
    return Heading(2, line(title if count is None else f"{title}: {count:,}"), anchor)


def _record_line(archive: Archive, folder: str, record: str) -> Line:
    return (Link((named(archive.of(folder)[record]),), PageLink(f"{folder}/{record}.md")),)


def _fact_link(archive: Archive, item: Entry) -> Line:
    """The record's name and what the fact is about, leading to the very fact."""
    about = wording.metric(item.entry.key[-1]) if item.prop in ("metrics", "segments") else item.title
    words = line(named(archive.of(item.folder)[item.record]), f": {about}")
    return (Link(words, PageLink(item.path, item.anchor)),)


def _table(header: tuple[str, ...], rows: Iterable[tuple[Line, ...]]) -> tuple[Block, ...]:
    """The table; its tail folds away where it is long.

    No column is set to the right: Markdown can say so only with an attribute that HTML has given up.
    """
    found = tuple(rows)
    if not found:
        return (Paragraph(line("None.")),)
    keep = _KEEP if len(found) > _KEEP + 5 else len(found)
    shown = Table(tuple(line(cell) for cell in header), found[:keep])
    if keep == len(found):
        return (shown,)
    more = f"{len(found) - keep} more"
    rest = rich_table("", f"{header[0]}, {more}", tuple(Column(title) for title in header),
                      (Row(tuple(Cell(cell) for cell in row)) for row in found[keep:]))
    return (shown, fold(more, rest.html))


def _by_record(archive: Archive, items: Iterable[Entry]) -> tuple[Block, ...]:
    """One row a record, the most facts first; the first facts of it as links."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for item in items:
        groups.setdefault((item.folder, item.record), []).append(item)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    return _table(("Record", "Kind", "Facts", "First of them"), (
        (_record_line(archive, *key), line(_FOLDERS[key[0]]), line(f"{len(found):,}"),
         (Link((Text(_what(found[0])),), PageLink(found[0].path, found[0].anchor)),))
        for key, found in ordered))


def _what(item: Entry) -> str:
    return wording.metric(item.entry.key[-1]) if item.prop in ("metrics", "segments") else item.title


def _each_or_by_record(archive: Archive, items: tuple[Entry, ...]) -> tuple[Block, ...]:
    """Each fact where they are few, counts by record where they are many."""
    if len(items) > SINGLE:
        return _by_record(archive, items)
    return (Bullets(tuple(Item(_fact_link(archive, item)) for item in items)),) if items else (Paragraph(line("None.")),)


def _certainties(archive: Archive, asserted: tuple[Entry, ...]) -> tuple[Block, ...]:
    words = ("filed", "announced", "stated", "reported", "estimated", "disputed")
    return _counted(archive, "Facts by certainty", "by-certainty", "Certainty", words, asserted,
                    [certainty(archive, item.entry) for item in asserted])


def _kinds(archive: Archive, asserted: tuple[Entry, ...]) -> tuple[Block, ...]:
    words = ("primary", "secondary", "tertiary", "no source")
    return _counted(archive, "Facts by their best kind of source", "by-kind", "Best source", words, asserted,
                    [best_kind(archive, item) or "no source" for item in asserted])


def _counted(archive: Archive, title: str, anchor: str, column: str, words: tuple[str, ...],
             asserted: tuple[Entry, ...], said: list[str]) -> tuple[Block, ...]:
    """Counts of facts by the word said of each, in companies, deals and sources, with the record that has most of them."""
    counts: Counter[tuple[str, str]] = Counter((of, item.folder) for item, of in zip(asserted, said, strict=True))
    rows = []
    for word in words:
        total = sum(counts[word, folder] for folder in _FOLDERS)
        records = Counter((item.folder, item.record) for item, of in zip(asserted, said, strict=True) if of == word)
        most = min(records.items(), key=lambda one: (-one[1], one[0])) if records else None
        name = line(*_record_line(archive, *most[0]), f" ({most[1]:,})") if most else line("none")
        if total:
            rows.append((line(word.capitalize()), line(f"{total:,}"),
                         *(line(f"{counts[word, folder]:,}") for folder in _FOLDERS), name))
    return (_heading(title, anchor),
            *_table((column, "Facts", "In companies", "In deals", "In sources", "Most in"), rows))


def _single(archive: Archive, asserted: tuple[Entry, ...]) -> tuple[Block, ...]:
    found = tuple(item for item in asserted if len(cited_sources(archive, item)) == 1)
    return (_heading("Facts with a single source", "single-source", len(found)), *_each_or_by_record(archive, found))


def _tertiary(archive: Archive, asserted: tuple[Entry, ...]) -> tuple[Block, ...]:
    found = tuple(item for item in asserted if best_kind(archive, item) == "tertiary")
    return (_heading("Facts from tertiary sources only", "tertiary-only", len(found)),
            *_each_or_by_record(archive, found))


def _disputes(archive: Archive) -> tuple[Block, ...]:
    """Open: no version is shown as the answer. Settled: we show one, with our reason."""
    def rows(items: list[Entry]) -> tuple[Block, ...]:
        return _table(("Question", "Record"), (
            ((Link((Text(item.entry.disputed),), PageLink(item.path, item.anchor)),),  # type: ignore[union-attr]
             _record_line(archive, item.folder, item.record)) for item in items))

    opened = [item for item in archive.disputes if isinstance(item.entry, Dispute) and not item.entry.shown]
    settled = [item for item in archive.disputes if isinstance(item.entry, Dispute) and item.entry.shown]
    return (_heading("Open disputes", "open-disputes", len(opened)), *rows(opened),
            _heading("Disputes with a version shown", "settled-disputes", len(settled)), *rows(settled))


def _absences(archive: Archive, absences: tuple[Entry, ...]) -> tuple[Block, ...]:
    words = ("not disclosed", "not found", "not applicable", "not yet")
    by_record: dict[tuple[str, str], Counter[str]] = {}
    for item in absences:
        assert isinstance(item.entry, Absence)
        by_record.setdefault((item.folder, item.record), Counter())[item.entry.absent] += 1
    totals = Counter(item.entry.absent for item in absences if isinstance(item.entry, Absence))
    ordered = sorted(by_record.items(), key=lambda one: (-one[1].total(), one[0]))
    rows = [(line("All records"), *(line(f"{totals[word]:,}") for word in words)),
            *((_record_line(archive, *key), *(line(f"{counts[word]:,}") for word in words)) for key, counts in ordered)]
    return (_heading("Typed absences", "absences", len(absences)),
            *_table(("Record", *(word.capitalize() for word in words)), rows))


def _overdue(archive: Archive, today: date) -> tuple[Block, ...]:
    """Oldest first; a newer value of the same property and key takes a fact off the list."""
    found = sorted(overdue(archive, today), key=lambda one: (-one[1], one[0].path, one[0].anchor))
    rows = ((_fact_link(archive, item), line(wording.when(item.entry) or "no date of its own"),
             line(wording.day(today - timedelta(days)))) for item, days in found)
    return (_heading("Facts past their shelf life", "shelf-life", len(found)),
            Paragraph(line("Each property has a shelf life: how long a value may stand before somebody looks again. "
                           "A fact without a date of its own is as old as its newest source.")),
            *_table(("Fact", "Holds for", "Due since"), rows))


def _unarchived(archive: Archive) -> tuple[Block, ...]:
    """By publisher; every source is a link to its record."""
    groups: dict[str, list[str]] = {}
    for source in archive.sources.values():
        if not source.archive_url:
            groups.setdefault(source.publisher, []).append(source.id)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0].casefold(), one[0]))
    rows = ((line(publisher), line(f"{len(ids):,}"), _numbered(ids)) for publisher, ids in ordered)
    return (_heading("Sources without an archive address", "no-archive", sum(map(len, groups.values()))),
            *_table(("Publisher", "Sources", "Which"), rows))


def _numbered(ids: list[str]) -> Line:
    parts: list = []
    for source in sorted(ids):
        parts += [*([Text(", ")] if parts else []), Link((Text(source),), PageLink(f"sources/{source}.md"))]
    return tuple(parts)


def _unidentified(archive: Archive) -> tuple[Block, ...]:
    found = sorted((company for company in archive.companies.values()
                    if not any(isinstance(entry, Fact) for entry in company.identifiers)),
                   key=lambda one: (one.name.casefold(), one.id))
    items = tuple(Item(_record_line(archive, "companies", company.id)) for company in found)
    return (_heading("Companies without an identifier", "no-identifier", len(found)),
            *((Bullets(items),) if items else (Paragraph(line("None.")),)))
