"""Factdiff: what changed between two states of an archive, in facts and not in lines.

Two archives go in, one `FactDiff` comes out: records that came, were renamed or went; facts that are new,
corrected, updated; sources that came and went; figures worked out from them that move; and what a
reviewer should look at twice. Re-ordered or re-formatted files give an empty diff.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .. import wording
from ..archive import Archive
from .flags import Flag, flags_of_change, flags_of_new
from .match import Claim, Names, claim, matched, span, spans_of_value
from .records import RECORD_CHANGES, RecordChange, old_id, record_changes, renamed
from ..model import KINDS, AnyRecord, evidence_props
from .precision import LESS, MORE, OTHER, compare_numbers, compare_spans, numeric
from ..derive.ratios import figures_of
from ..derive.totals import totals_of
from ..values import Dates, PartialDate

# Every kind of change, in the order of a report.
CHANGES = {
    "new": "new", "removed": "removed", "corrected": "corrected", "updated": "updated", MORE: "more precise",
    LESS: "less precise", "changed": "changed", "dispute-opened": "dispute opened", "dispute-settled": "dispute settled",
    "source-added": "source added", "source-replaced": "source replaced", "source-removed": "source removed",
}
_NOT_FACTS = ("id", "sources", "formerly", "withdrawn")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that changed. `kinds` are keys of `CHANGES`, the weightiest first; `fields` are further
    things said of it: name, before, after."""

    kinds: tuple[str, ...]
    folder: str
    record: str
    prop: str
    label: str
    anchor: str
    file: str
    line: int
    before: str = ""
    after: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    fields: tuple[tuple[str, str, str], ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A figure worked out from others that came, went or changed with them."""

    company: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FactDiff:
    """All that differs. `pages` are filled in by whoever can render both states."""

    records: tuple[RecordChange, ...] = ()
    changes: tuple[Change, ...] = ()
    moves: tuple[Move, ...] = ()
    pages: tuple[tuple[str, str], ...] = field(default=())         # path, "new" | "gone" | "changed"
    faults: tuple[int, int] = (0, 0)                               # errors in the old and the new state

    @property
    def empty(self) -> bool:
        """Whether no fact and no record changed."""
        return not (self.records or self.changes)


def compare(old: Archive, new: Archive, today: date) -> FactDiff:
    """What changed from one state to the other, sorted by record."""
    names = renamed(old, new)
    records = tuple(sorted(record_changes(old, new, names), key=lambda one: (RECORD_CHANGES.index(one.kind), one.folder, one.record)))
    changes: list[Change] = []
    for folder in KINDS:
        for record_id, record in new.of(folder).items():
            before = old.of(folder).get(old_id(names, folder, record_id))
            if before is None and (folder, record_id) in old.reads:
                continue                                   # it could not be read: nobody knows what it said
            changes += _plain(new, folder, before, record, names) if before else ()
            changes += _facts(old, new, folder, before.id if before else "", record_id, names)
    rank = {folder: number for number, folder in enumerate(("deals", "companies", "sources"))}
    changes.sort(key=lambda one: (rank[one.folder], one.record, one.line, one.anchor, one.kinds))
    return FactDiff(records, tuple(changes), tuple(_moves(old, new, names, today)))


# -- facts -----------------------------------------------------------------------------------


def _facts(old: Archive, new: Archive, folder: str, was: str, new_id: str, names: Names) -> Iterator[Change]:
    before = [claim(item, names) for item in old.by_record.get((folder, was), ())] if was else []
    after = [claim(item, {}) for item in new.by_record.get((folder, new_id), ())]
    pairs, gone, fresh = matched(before, after)
    anchors = {one.item.anchor for one in after}
    for left, right in pairs:
        change = _change(old, new, left, right, anchors)
        if change:
            yield change
    for one in gone:
        yield _alone(old, "removed", one, new_id, ())
    for one in fresh:
        yield _alone(new, "new", one, new_id, flags_of_new(new, one))


def label_of(archive: Archive, one: Claim) -> str:
    """What a fact is about, in words: `Figures: Revenue, Q3 2025`."""
    item = one.item
    metric = item.prop in ("metrics", "segments")
    key = [wording.metric(part) if metric and part == one.key[-1] else
           archive.companies[part].name if part in archive.companies else part for part in one.key]
    if metric and item.entry.period:
        key.append(wording.period(item.entry.period))
    return f"{item.title}: {', '.join(key)}" if key else item.title


def _at(archive: Archive, one: Claim) -> tuple[str, int]:
    place = archive.fault("two-values", one.item.folder, one.item.record, (one.item.prop, one.item.index), "").place
    return place.file, place.line


def _shown(one: Claim) -> str:
    period = one.item.entry.period
    time = one.time if not (period and one.item.prop in ("metrics", "segments")) else (
        f"as of {wording.partial(one.item.entry.as_of)}" if one.item.entry.as_of else "")
    return f"{one.value} ({time})" if time else one.value


def _alone(archive: Archive, kind: str, one: Claim, record: str, flags: tuple[Flag, ...]) -> Change:
    file, line = _at(archive, one)
    sources = tuple(sorted(one.sources))
    before, after = ("", _shown(one)) if kind == "new" else (_shown(one), "")
    added, removed = (sources, ()) if kind == "new" else ((), sources)
    return Change((kind,), one.item.folder, record, one.item.prop, label_of(archive, one), one.item.anchor, file, line,
                  before, after, added, removed, flags=flags)


def _change(old: Archive, new: Archive, left: Claim, right: Claim, anchors: set[str]) -> Change | None:
    """The change from one claim to the other, None where they say the same."""
    place = (left.item.prop, left.key) != (right.item.prop, right.key)
    moved = left.item.anchor != right.item.anchor and left.item.anchor not in anchors
    if left.said == right.said and not place and not moved:
        return None
    kinds = [kind for kind in (_kind(left, right), _source_kind(left, right)) if kind]
    fields = list(_differences(left, right))
    if place:
        fields.append(("stands under", label_of(old, left), label_of(new, right)))
    if not kinds and not fields and not moved:
        return None
    if not kinds or fields and kinds[0].startswith("source-"):
        kinds.insert(0, "changed")
    file, line = _at(new, right)
    added, removed = sorted(right.sources - left.sources), sorted(left.sources - right.sources)
    return Change(tuple(kinds), right.item.folder, right.item.record, right.item.prop, label_of(new, right),
                  right.item.anchor, file, line, _shown(left), _shown(right), tuple(added), tuple(removed), tuple(fields),
                  flags_of_change(old, new, left, right, tuple(kinds), moved))


def _kind(left: Claim, right: Claim) -> str:
    """What happened to the value and its time, an empty string where nothing did."""
    if left.kind != right.kind:
        return {("fact", "dispute"): "dispute-opened", ("absence", "dispute"): "dispute-opened",
                ("dispute", "fact"): "dispute-settled", ("dispute", "absence"): "dispute-settled"}.get(
                    (left.kind, right.kind), "changed")
    times = span(left.item.entry), span(right.item.entry)
    later = bool(times[0] and times[1] and times[1][1] > times[0][1])
    if left.value == right.value:
        if left.time == right.time:
            return OTHER
        closer = compare_spans(*([one] if one else [] for one in times))
        return closer or ("updated" if later else "changed")
    a, b = numeric(left.raw), numeric(right.raw)
    closer = compare_numbers(a, b) if a and b else compare_spans(*(list(spans_of_value(one)) for one in (left, right)))
    if left.time != right.time:
        return "updated" if later else "changed"
    return closer or "corrected"


def _source_kind(left: Claim, right: Claim) -> str:
    added, removed = right.sources - left.sources, left.sources - right.sources
    if added and removed:
        return "source-replaced"
    return "source-added" if added else "source-removed" if removed else ""


def _differences(left: Claim, right: Claim) -> Iterator[tuple[str, str, str]]:
    """What else is said differently: speaker, certainty, place in the source, versions."""
    a, b = dict(left.fields), dict(right.fields)
    for name in sorted(a.keys() | b.keys()):
        fresh = left.kind != right.kind and name in ("shown", "why", "settled by", "concerns", "looked in")
        if a.get(name) != b.get(name) and not fresh:
            yield name, a.get(name, ""), b.get(name, "")
    stayed = left.sources & right.sources
    was, now = ([cite for cite in one.cites if cite[0] in stayed] for one in (left, right))
    if was != now and left.kind == right.kind:
        yield "place in the source", _cited(set(was) - set(now)), _cited(set(now) - set(was))
    if left.kind == right.kind and left.versions != right.versions:
        gone, fresh_ones = ({str(version[0]) for version in one.versions} for one in (left, right))
        if gone != fresh_ones:
            yield "versions", "; ".join(sorted(gone - fresh_ones)), "; ".join(sorted(fresh_ones - gone))
        elif was == now and left.sources == right.sources:
            yield "versions", "", "said otherwise"


def _cited(cites: set[tuple[str, str, str]]) -> str:
    return ", ".join(" ".join(filter(None, (source, at, f"“{printed}”" if printed else ""))) for source, at, printed in sorted(cites))


# -- what a record says without evidence of its own ------------------------------------------


def _plain(new: Archive, folder: str, before: AnyRecord, after: AnyRecord, names: Names) -> Iterator[Change]:
    held = {name for name, _, _ in evidence_props(type(after))}
    for name, info in type(after).model_fields.items():
        if name in held or name in _NOT_FACTS:
            continue
        was, now = _texts(getattr(before, name), name, names), _texts(getattr(after, name), name, {})
        if sorted(was) == sorted(now):
            continue
        a, b = getattr(before, name), getattr(after, name)
        kind = "corrected" if was and now else "new" if now else "removed"
        if isinstance(a, Dates) and isinstance(b, Dates):
            kind = compare_spans(*([(day.first, day.last) for day, _ in one.parts] for one in (a, b))) or kind
        elif name == "accessed" and b.last > a.last:
            kind = "updated"
        place = new.fault("two-values", folder, after.id, (name,), "").place
        yield Change((kind,), folder, after.id, name, info.title or name, "", place.file, place.line,
                     "; ".join(was), "; ".join(now))


def _texts(value: Any, name: str, names: Names) -> list[str]:
    """A plain value as a list of texts; the order of lists says nothing."""
    kind = {"parties": "companies", "related": "deals"}.get(name, "")
    if value is None or value == "" or value == () or value == {}:
        return []
    if isinstance(value, Dates):
        return [wording.dates(value)]
    if isinstance(value, PartialDate):
        return [wording.partial(value)]
    if isinstance(value, dict):
        return [f"{key}: {words}" for key, words in value.items()]
    if isinstance(value, tuple):
        return [names.get((kind, one), one) if isinstance(one, str) else f"{one.code}: {one.why} (until {one.until.text})"
                for one in value]
    return [str(getattr(value, "text", value))]


# -- figures worked out ----------------------------------------------------------------------


def _moves(old: Archive, new: Archive, names: Names, today: date) -> Iterator[Move]:
    for company in sorted(new.companies):
        before = _figures(old, old_id(names, "companies", company), today)
        after = _figures(new, company, today)
        for label in sorted(before.keys() | after.keys()):
            if before.get(label) != after.get(label):
                yield Move(company, label, "; ".join(before.get(label, ())), "; ".join(after.get(label, ())))


def _figures(archive: Archive, company: str, today: date) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in figures_of(archive, company, today) if company in archive.companies else ():
        period = f", {wording.period(one.period)}" if one.period else ""
        found[f"{one.label}{period}"].append(wording.value_words(one.value))
    return {label: tuple(sorted(values)) for label, values in found.items()}
