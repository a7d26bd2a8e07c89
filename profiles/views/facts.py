"""Facts: one entry of a record as a line, a list item or a table cell, wherever it is shown.

A fact never stands without its marks, its time and how sure it is; an absence is printed as one; of
a dispute the shown version stands in place, all versions in a panel one link away.
"""

from __future__ import annotations

from collections.abc import Iterable

from .. import wording
from ..archive import Archive, Item as Entry
from ..blocks import (Block, Bullets, Chip, Component, Em, Heading, Html, HtmlChild, Item, Lang, Line, Link, Mark,
                      PageLink, Paragraph, Strong, Table, Text, el, line)
from ..model import Absence, AnyEntry, Company, Deal, Dispute, Fact, Source
from ..naming import company_name
from ..standing import shown
from ..values import Words
from .evidence import Evidence, certainty, tertiary_only, titled, withdrawn_only

KEEP = 8                                                   # points of a list that stand open
_PUBLICITY = ("reported", "announced", "filed")


def chip(word: str) -> Chip:
    """The chip of a closed word."""
    return Chip(wording.CHIPS[word][0], word)


def step_chip(word: str) -> Chip:
    """The chip of a step: how it became known is an event here, no degree of certainty."""
    return Chip("stage" if word in _PUBLICITY else wording.CHIPS[word][0], word)


def company_link(archive: Archive, given: str) -> Line:
    """A company by id or name: a link where it has a page, else its words."""
    company = archive.companies.get(given)
    if company is None:
        return (Text(given),)
    return (Link((named(company),), PageLink(f"companies/{company.id}.md")),)


def named(found: Company | Deal | Source) -> Text | Lang:
    """The heading of a record's page, marked with its language."""
    if isinstance(found, Source):
        return titled(found)
    if isinstance(found, Deal):
        return Text(found.title)
    return company_name(found)


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
    """What follows a value: time, company, speaker, mode, certainty, marks, the archive's note."""
    archive = evidence.archive
    before: list[Line] = []
    if time and (when := wording.when(entry)):
        before.append(line(f" ({when})"))
    if entry.company:
        before.append(line(", about ", *company_link(archive, entry.company)))
    if _speaks_for_another(archive, entry):
        before.append(line(", says ", *company_link(archive, entry.said_by)))
    chips = [chip(entry.mode)] if entry.mode != "fact" else []
    if isinstance(entry, Fact):
        sure = certainty(archive, entry)
        chips += [chip(sure)] if entry.step is None or entry.step not in _PUBLICITY else []
        chips += [chip("tertiary only")] if tertiary_only(archive, entry) else []
        chips += [chip("source withdrawn")] if withdrawn_only(archive, entry) else []
    note = (Text(" "), Em(line(f"Archive's note: {entry.note.rstrip('.')}."))) if entry.note else ()
    return (*joined(before, ""), *(part for one in chips for part in (Text(" "), one)),
            *evidence.refs(entry.source), *note)


def _speaks_for_another(archive: Archive, entry: AnyEntry) -> bool:
    """Whether the speaker needs naming: not where the key or the only publisher is the speaker."""
    publishers = {archive.sources[cited.source].publisher for cited in entry.source if cited.source in archive.sources}
    return bool(entry.said_by) and entry.said_by not in entry.key and publishers != {entry.said_by}


def absence_line(evidence: Evidence, entry: Absence) -> Line:
    """A typed absence with where and when somebody looked."""
    where = f", looked in {entry.looked}" if entry.looked else ""
    return line(chip(entry.absent), where, *remarks(evidence, entry))


def entry_line(evidence: Evidence, entry: AnyEntry, *, time: bool = True, panel: str = "") -> Line:
    """Any entry in one line. Of a dispute all versions, or the shown one with a link to its `panel`."""
    if isinstance(entry, Absence):
        return absence_line(evidence, entry)
    if isinstance(entry, Dispute):
        return _in_short(evidence, entry, panel) if panel else line(
            chip("disputed"), " ", *joined(versions(evidence, entry), "; or "))
    return (*value_line(entry), *remarks(evidence, entry, time=time))


def _in_short(evidence: Evidence, entry: Dispute, panel: str) -> Line:
    """A dispute where its fact stands: the version shown, and the way to all of them."""
    link = Link((Text(f"{len(entry.versions)} versions"),), PageLink(evidence.page, panel))
    fact = shown(entry)
    if fact is None:
        return line(entry.disputed, " ", chip("disputed"), " ", link)
    fact = fact.model_copy(update={"key": entry.key})
    return line(*value_line(fact), *remarks(evidence, fact, time=fact.period != entry.period), " ",
                chip("disputed"), " ", link)


def versions(evidence: Evidence, entry: Dispute) -> list[Line]:
    """The versions of a dispute, the shown one first and named so."""
    order = sorted(range(len(entry.versions)), key=lambda at: at + 1 != entry.shown)
    return [line(*(("shown here: ",) if at + 1 == entry.shown else ()),
                 *value_line(entry.versions[at]), *remarks(evidence, entry.versions[at])) for at in order]


def verdict(entry: Dispute) -> tuple[Line, ...]:
    """Our reading of a dispute, labelled as ours, and what would settle it."""
    found = [line(Strong(line("Our reading:")), " ", entry.why)] if entry.why else []
    if entry.settled_by:
        found.append(line(Strong(line("Would settle it:")), " ", entry.settled_by))
    if entry.note:
        found.append(line(Em(line(f"Archive's note: {entry.note.rstrip('.')}."))))
    return tuple(found)


def panel_anchor(found: Entry) -> str:
    """The anchor of a dispute's panel: its own where it stands nowhere else."""
    return found.anchor if found.prop == "disputes" else f"versions-{found.anchor}"


def words(evidence: Evidence, found: Entry, lead: Line = (), *, period: bool = True) -> Line:
    """An entry with what leads it, without its anchor; `period`: whether its period is shown."""
    entry = found.entry if period else found.entry.model_copy(update={"period": None})
    with evidence.used_by(found):
        return (*lead, *entry_line(evidence, entry, panel=panel_anchor(found)))


def item(evidence: Evidence, found: Entry, *, lead: Line = ()) -> Item:
    """An entry as a point of a list, with its anchor."""
    return Item((Mark(found.anchor), *words(evidence, found, lead)))


def cut(items: Iterable[Item], keep: int = KEEP, noun: str = "more") -> tuple[Block, ...]:
    """A list; its tail folds away when it is longer than `keep` and a little."""
    found = tuple(items)
    if len(found) <= keep + 2:
        return (Bullets(found),) if found else ()
    tail = el("ul", {}, *(el("li", {}, one.content) for one in found[keep:]))
    return (Bullets(found[:keep]), fold(f"{len(found) - keep} {noun}", tail))


def fold(summary: str, *content: HtmlChild) -> Component:
    """Something that opens when asked; without script, too."""
    return Component(el("details", {"class": "more"}, el("summary", {}, summary), *content))


def bullets(evidence: Evidence, entries: Iterable[Entry]) -> tuple[Block, ...]:
    """A list of entries, or nothing."""
    return cut(item(evidence, one) for one in entries)


def keyed(evidence: Evidence, entries: Iterable[Entry], *, companies: bool = True) -> tuple[Block, ...]:
    """A list of entries with their keys in front: holders, people, questions, kinds of name."""
    return cut(item(evidence, one, lead=key_lead(evidence.archive, one, companies=companies)) for one in entries)


def key_lead(archive: Archive, found: Entry, *, companies: bool = True) -> Line:
    """The key of an entry as the first words of its line; a question keeps its own mark."""
    key = found.entry.key[0]
    return line(Strong(company_link(archive, key) if companies else (Text(key),)), " " if key.endswith("?") else ": ")


def steps(evidence: Evidence, entries: Iterable[Entry]) -> tuple[Block, ...]:
    """Dated steps, oldest first, each with its stage."""
    ordered = sorted(entries, key=lambda one: one.entry.date.order if one.entry.date else ())
    items = []
    for one in ordered:
        assert one.entry.date is not None
        stage = (step_chip(one.entry.step), Text(" ")) if one.entry.step not in (None, "event") else ()
        items.append(item(evidence, one, lead=line(Strong(line(wording.partial(one.entry.date))), " ", *stage)))
    return cut(items, keep=12, noun="later")


def section(title: str, blocks: Iterable[Block], anchor: str = "") -> tuple[Block, ...]:
    """A heading and what follows it; nothing at all where nothing follows."""
    found = tuple(blocks)
    return (Heading(2, line(title), anchor), *found) if found else ()


def record_name(archive: Archive, folder: str, record: str) -> str:
    """The heading of a record's page."""
    found = archive.of(folder)[record]
    return found.name if isinstance(found, Company) else found.title


def record_link(archive: Archive, one: Entry) -> Line:
    """A link to the very fact on its own page."""
    return (Link((named(archive.of(one.folder)[one.record]),), PageLink(one.path, one.anchor)),)


def first_fact(entries: Iterable[AnyEntry]) -> Fact | None:
    """The first fact of a property that is no absence; of a dispute, the version shown."""
    return next((fact for entry in entries if (fact := shown(entry)) is not None), None)


def stated(entries: tuple[AnyEntry, ...]) -> tuple[str, AnyEntry | None]:
    """The closed word of a property with its entry, or why there is none."""
    fact = first_fact(entries)
    if fact is not None:
        return wording.fact_words(fact), fact
    absent = next((entry for entry in entries if isinstance(entry, Absence)), None)
    return (absent.absent if absent else "not stated"), absent


def capital(content: Line) -> Line:
    """The line with its first letter a capital, as a sentence has it."""
    at = next((index for index, part in enumerate(content) if isinstance(part, Text)), None)
    if at is None:
        return content
    return (*content[:at], Text(sentence(content[at].text)), *content[at + 1:])  # type: ignore[union-attr]


def sentence(text: str) -> str:
    """Words with their first letter a capital."""
    return text[:1].upper() + text[1:]


def table(header: tuple[str, ...], rows: Iterable[tuple[Line, ...]]) -> tuple[Block, ...]:
    """A table, or nothing where it would be empty."""
    found = tuple(rows)
    return (Table(tuple(line(cell) for cell in header), found),) if found else ()


def paragraph(*parts: str | object) -> Paragraph:
    """One paragraph of parts."""
    return Paragraph(line(*parts))  # type: ignore[arg-type]


def linked(content: Line, to: PageLink) -> Html:
    """A link inside a component."""
    return el("a", {"href": to}, content)
