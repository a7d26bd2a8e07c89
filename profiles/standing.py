"""Standing: on what ground a fact stands. Kinds of its sources, how many, its age, what weakens it.

All of it is computed from the archive and today's date, nothing is typed. Views show it as chips and
counts; derived figures inherit it from their inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from .archive import Archive, Item
from .model import KINDS, Absence, AnyEntry, Dispute, Fact, Prop, evidence_props
from .values import DealAmount, Dates

PROPS: dict[str, dict[str, Prop]] = {
    folder: {name: prop for name, _, prop in evidence_props(kind)} for folder, kind in KINDS.items()}
FINAL_STAGES = frozenset({"closed", "ended"})              # nothing comes after them, so they do not age
UNCOMMITTED_STAGES = frozenset({"talks", "letter of intent", "preliminary agreement", "ended"})
COMMITTED_KINDS = frozenset({"committed", "paid"})
KIND_ORDER = ("primary", "secondary", "tertiary")


def shown(entry: AnyEntry) -> Fact[Any] | None:
    """The fact of an entry; of a dispute the version shown, of an absence none."""
    if isinstance(entry, Fact):
        return entry
    if isinstance(entry, Dispute) and entry.shown:
        return entry.versions[entry.shown - 1]
    return None


def cited_sources(archive: Archive, item: Item) -> tuple[str, ...]:
    """Ids of the sources that an entry rests on, all versions included, each once."""
    return tuple(dict.fromkeys(one.source for one in item.citations if one.source in archive.sources))


def best_kind(archive: Archive, item: Item) -> str:
    """The best kind among its sources, or an empty string where it has none."""
    kinds = {archive.sources[one].kind for one in cited_sources(archive, item)}
    return next((kind for kind in KIND_ORDER if kind in kinds), "")


def facts(archive: Archive) -> Iterator[Item]:
    """Every entry that asserts something: facts and disputes, without absences and what is its own evidence."""
    for item in archive.items:
        if not isinstance(item.entry, Absence) and not PROPS[item.folder][item.prop].itself:
            yield item


def dated(archive: Archive, item: Item) -> date | None:
    """The last day for which an entry is known to hold: its own time, else its newest source's."""
    entry = shown(item.entry) or item.entry
    if entry.as_of:
        return entry.as_of.last
    if entry.period:
        return entry.period.last
    published = [source.date.first.last if isinstance(source.date, Dates) else source.accessed.last
                 for source in (archive.sources[one] for one in cited_sources(archive, item))]
    return max(published, default=None)


def days_overdue(archive: Archive, item: Item, today: date) -> int:
    """By how many days an entry is past the shelf life of its property; 0 where it is not."""
    shelf = PROPS[item.folder][item.prop].shelf
    day = dated(archive, item)
    if shelf is None or day is None or isinstance(item.entry, Absence) or _final(item):
        return 0
    return max((today - day).days - shelf, 0)


def _final(item: Item) -> bool:
    """Whether it is the last stage that a deal can come to."""
    fact = shown(item.entry) if item.prop == "stage" else None
    return fact is not None and fact.value in FINAL_STAGES


def overdue(archive: Archive, today: date) -> Iterator[tuple[Item, int]]:
    """Entries past their shelf life with the days since, without those that have a newer value beside them."""
    for (folder, _), items in archive.by_record.items():
        yield from overdue_of(archive, folder, items, today)


def overdue_of(archive: Archive, folder: str, items: Iterable[Item], today: date) -> Iterator[tuple[Item, int]]:
    """The same for the entries of one record."""
    own = tuple(items)
    newest: dict[tuple[str, ...], date] = {}
    for item in own:
        day = dated(archive, item)
        if day:
            about = _about(folder, item)
            newest[about] = max(newest.get(about, day), day)
    for item in own:
        days = days_overdue(archive, item, today)
        if days and dated(archive, item) == newest[_about(folder, item)]:
            yield item, days


def _about(folder: str, item: Item) -> tuple[str, ...]:
    """What a newer value would replace: the same property and key; of open lists, the very entry.

    Any newer figure renews a company's figures: each stays true for its own period.
    """
    prop = PROPS[folder][item.prop]
    if prop.shape == "periods":
        return (item.prop,)
    if item.entry.key or prop.one:
        return (item.prop, *item.entry.key)
    return (item.prop, item.anchor)


def weaknesses(archive: Archive, item: Item, today: date | None = None) -> tuple[str, ...]:
    """What weakens an entry as an input: disputed, not a fact, uncommitted, past shelf life, tertiary only.

    Without `today` nothing is judged by its age, nor ever what holds for a period of its own.
    """
    fact = shown(item.entry)
    found = ["disputed"] if isinstance(item.entry, Dispute) else []
    if fact is not None and fact.mode != "fact":
        found.append(fact.mode)
    if fact is not None and isinstance(fact.value, DealAmount) and not committed(archive, item):
        found.append("uncommitted")
    if today is not None and not item.entry.period and days_overdue(archive, item, today):
        found.append("past shelf life")
    if best_kind(archive, item) == "tertiary":
        found.append("tertiary only")
    return tuple(found)


def committed(archive: Archive, item: Item) -> bool:
    """Whether an amount of a deal is owed or paid: by its own kind, and by how far the deal has come."""
    fact = shown(item.entry)
    stage = next((one.value for entry in archive.deals[item.record].stage if (one := shown(entry))), "")
    return (fact is not None and fact.value.kind in COMMITTED_KINDS and fact.mode == "fact"
            and stage not in UNCOMMITTED_STAGES)
