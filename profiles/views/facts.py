"""Facts: one entry of a record as a line, a list item or a table row, wherever it is shown.

A fact never stands without its marks, its time and how sure it is; an absence is printed as one; a
dispute shows all its versions, the shown one first.
"""

from __future__ import annotations

from collections.abc import Iterable

from .. import wording
from ..archive import Archive, Item as Entry
from ..blocks import Block, Bullets, Chip, Heading, Item, Lang, Line, Link, Mark, PageLink, Paragraph, Strong, Table, Text, line
from ..model import Absence, AnyEntry, Company, Dispute, Fact
from ..values import Words
from .evidence import Evidence, certainty, tertiary_only


def chip(word: str) -> Chip:
    """The chip of a closed word."""
    return Chip(wording.CHIPS[word][0], word)


def company_link(archive: Archive, given: str) -> Line:
    """A company by id or name: a link where it has a page, else its words."""
    company = archive.companies.get(given)
    if company is None:
        return (Text(given),)
    return (Link((Text(company.name),), PageLink(f"companies/{company.id}.md")),)


def joined(parts: Iterable[Line], between: str = ", ") -> Line:
    """Lines in a row with something between them."""
    found: list = []
    for part in parts:
        found += [Text(between), *part] if found else part
    return tuple(found)


def value_line(entry: Fact) -> Line:
    """The value alone, in its language."""
    words = wording.fact_words(entry)
    return (Lang(entry.lang, words),) if entry.lang and isinstance(entry.value, Words) else (Text(words),)


def remarks(evidence: Evidence, entry: AnyEntry, *, time: bool = True) -> Line:
    """What follows a value: time, speaker, mode, certainty, marks, the archive's note."""
    archive = evidence.archive
    parts: list[Line] = []
    if time and (when := wording.when(entry)):
        parts.append(line(f"({when})"))
    if entry.said_by and entry.said_by not in entry.key:
        parts.append(line("according to ", *company_link(archive, entry.said_by)))
    if entry.company:
        parts.append(line("on ", *company_link(archive, entry.company)))
    if entry.mode != "fact":
        parts.append((chip(entry.mode),))
    if isinstance(entry, Fact):
        parts.append((chip(certainty(archive, entry)),))
        if tertiary_only(archive, entry):
            parts.append((chip("tertiary only"),))
    marks = evidence.refs(entry.source)
    note = line(f" Archive's note: {entry.note}.".replace("..", ".")) if entry.note else ()
    return (Text(" "), *joined(parts, " "), *marks, *note) if parts else (*marks, *note)


def absence_line(evidence: Evidence, entry: Absence) -> Line:
    """A typed absence with where and when somebody looked."""
    where = f" looked in {entry.looked}" if entry.looked else ""
    return line(chip(entry.absent), where, *remarks(evidence, entry))


def entry_line(evidence: Evidence, entry: AnyEntry, *, time: bool = True) -> Line:
    """Any entry in one line; of a dispute all versions, the shown one first."""
    if isinstance(entry, Absence):
        return absence_line(evidence, entry)
    if isinstance(entry, Dispute):
        return line(chip("disputed"), " ", *joined(versions(evidence, entry), "; or "))
    return (*value_line(entry), *remarks(evidence, entry, time=time))


def versions(evidence: Evidence, entry: Dispute) -> list[Line]:
    """The versions of a dispute, the shown one first and named so."""
    order = sorted(range(len(entry.versions)), key=lambda at: at + 1 != entry.shown)
    return [line(*(("shown here: ",) if at + 1 == entry.shown else ()),
                 *value_line(entry.versions[at]), *remarks(evidence, entry.versions[at])) for at in order]


def verdict(entry: Dispute) -> tuple[Line, ...]:
    """Our reading of a dispute, labelled as ours, and what would settle it."""
    found = [line(Strong(line("Our reading:")), " ", entry.why)]
    if entry.settled_by:
        found.append(line(Strong(line("Would settle it:")), " ", entry.settled_by))
    return tuple(found)


def item(evidence: Evidence, found: Entry, *, lead: Line = ()) -> Item:
    """An entry as a point of a list, with its anchor; a dispute opens its versions below."""
    head = (Mark(found.anchor), *lead)
    if isinstance(found.entry, Dispute):
        below = (*versions(evidence, found.entry), *verdict(found.entry))
        return Item(line(*head, chip("disputed"), f" {found.entry.disputed}"), below)
    return Item((*head, *entry_line(evidence, found.entry)))


def bullets(evidence: Evidence, entries: Iterable[Entry]) -> tuple[Block, ...]:
    """A list of entries, or nothing."""
    items = tuple(item(evidence, one) for one in entries)
    return (Bullets(items),) if items else ()


def keyed(evidence: Evidence, entries: Iterable[Entry], *, companies: bool = True) -> tuple[Block, ...]:
    """A list of entries with their keys in front: holders, people, questions, kinds of name."""
    archive = evidence.archive
    items = tuple(item(evidence, one, lead=line(
        Strong(company_link(archive, one.entry.key[0]) if companies else (Text(one.entry.key[0]),)), ": "))
        for one in entries)
    return (Bullets(items),) if items else ()


def steps(evidence: Evidence, entries: Iterable[Entry]) -> tuple[Block, ...]:
    """Dated steps, oldest first, each with its stage."""
    ordered = sorted(entries, key=lambda one: one.entry.date.order if one.entry.date else ())
    items = []
    for one in ordered:
        assert one.entry.date is not None
        stage = (chip(one.entry.step), Text(" ")) if one.entry.step not in (None, "event") else ()
        items.append(item(evidence, one, lead=line(Strong(line(wording.partial(one.entry.date))), ": ", *stage)))
    return (Bullets(tuple(items)),) if items else ()


def _newest_first(entry: AnyEntry) -> tuple[int, int]:
    """Sort key of a figure's period: the latest end first, then the shorter span."""
    return (-entry.period.last.toordinal(), -entry.period.start.first.toordinal()) if entry.period else (0, 0)


def figures(evidence: Evidence, entries: Iterable[Entry]) -> tuple[Block, ...]:
    """Figures by metric, the newest period first, as one table a segment."""
    ordered = sorted(entries, key=lambda one: (
        one.entry.key[:-1], wording.metric_order(one.entry.key[-1]), one.entry.key[-1],
        _newest_first(one.entry)))
    found: list[Block] = []
    for segment in dict.fromkeys(one.entry.key[:-1] for one in ordered):
        rows = []
        for one in (one for one in ordered if one.entry.key[:-1] == segment):
            assert one.entry.period is not None
            rows.append((line(wording.metric(one.entry.key[-1])), line(wording.period(one.entry.period)),
                         (Mark(one.anchor), *_without_period(evidence, one.entry))))
        if segment:
            found.append(Heading(3, line(segment[0])))
        found.append(Table((line("Figure"), line("Period"), line("Value, certainty and evidence")), tuple(rows)))
    return tuple(found)


def _without_period(evidence: Evidence, entry: AnyEntry) -> Line:
    """The period has a column of its own."""
    return entry_line(evidence, entry.model_copy(update={"period": None}))


def section(title: str, blocks: Iterable[Block], anchor: str = "") -> tuple[Block, ...]:
    """A heading and what follows it; nothing at all where nothing follows."""
    found = tuple(blocks)
    return (Heading(2, line(title), anchor), *found) if found else ()


def disputes(evidence: Evidence, entries: Iterable[Entry], *, own: bool = True) -> tuple[Block, ...]:
    """Disputes in full: question, versions, our reading. Those of other records link to their home."""
    found: list[Block] = []
    for one in entries:
        assert isinstance(one.entry, Dispute)
        found.append(Heading(3, line(one.entry.disputed), one.anchor if own else ""))
        home = () if own else (Item(line("Kept with ", *record_link(evidence.archive, one))),)
        found.append(Bullets(tuple(Item(text) for text in (*versions(evidence, one.entry), *verdict(one.entry))) + home))
    return tuple(found)


def record_name(archive: Archive, folder: str, record: str) -> str:
    """The heading of a record's page."""
    found = archive.of(folder)[record]
    return found.name if isinstance(found, Company) else found.title


def record_link(archive: Archive, one: Entry) -> Line:
    """A link to the very fact on its own page."""
    return (Link((Text(record_name(archive, one.folder, one.record)),), PageLink(one.path, one.anchor)),)


def first_fact(entries: Iterable[AnyEntry]) -> Fact | None:
    """The first fact of a property that is no absence; of a dispute, the version shown."""
    for entry in entries:
        if isinstance(entry, Fact):
            return entry
        if isinstance(entry, Dispute) and entry.shown:
            return entry.versions[entry.shown - 1]
    return None


def table(header: tuple[str, ...], rows: Iterable[tuple[Line, ...]]) -> tuple[Block, ...]:
    """A table, or nothing where it would be empty."""
    found = tuple(rows)
    return (Table(tuple(line(cell) for cell in header), found),) if found else ()


def paragraph(*parts: str | object) -> Paragraph:
    """One paragraph of parts."""
    return Paragraph(line(*parts))  # type: ignore[arg-type]
