"""Factmatch: which fact of an older state of a record is which fact of a newer one.

Facts are matched by what they are about (property, key, period), by their address, by their value and at
last by their words; never by their place in the file. So moving or re-formatting lines changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from .. import wording
from ..archive import Item
from ..model import Absence, AnyEntry, Dispute, Fact
from ..standing import PROPS
from ..values import Amount, Count, DealAmount, Share, Words

_NAMED = ("company", "party", "holder")                    # keys that can be company ids
_NARROW = ("company", "person", "names", "identifiers", "question", "party", "holder")
ALIKE = 0.6                                                # from this likeness on, two texts are one, reworded
Names = Mapping[tuple[str, str], str]                      # (folder, old id) to the new id of a renamed record
Pair = tuple["Claim", "Claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry ready to compare: everything it says, with renamed ids already renamed.

    `value` is its wording without thousands separators, `time` what it holds for (step dates are part of
    the value), `cites` its citations (of all versions) sorted, `fields` all else by name.
    """

    item: Item
    kind: str
    key: tuple[str, ...]
    value: str
    time: str
    cites: tuple[tuple[str, str, str], ...]
    fields: tuple[tuple[str, str], ...]
    versions: tuple[tuple[object, ...], ...] = ()

    @property
    def sources(self) -> frozenset[str]:
        """Ids of the sources it rests on."""
        return frozenset(source for source, _, _ in self.cites)

    @property
    def raw(self) -> Any:
        """The typed value of a fact, None of anything else."""
        return self.item.entry.value if isinstance(self.item.entry, Fact) else None

    @property
    def said(self) -> tuple[object, ...]:
        """All that it says; two claims with equal `said` are the same fact."""
        return self.kind, self.key, self.value, self.time, self.cites, self.fields, self.versions


def claim(item: Item, names: Names) -> Claim:
    """One entry as a claim."""
    entry = item.entry
    prop = PROPS[item.folder][item.prop]
    key = tuple(names.get(("companies", part), part) if prop.keys in _NAMED else part for part in entry.key)
    kind = "dispute" if isinstance(entry, Dispute) else "absence" if isinstance(entry, Absence) else "fact"
    versions = tuple(sorted((_version(one, names) for one in entry.versions), key=repr)) if isinstance(entry, Dispute) else ()
    cites = tuple(sorted({(names.get(("sources", one.source), one.source), one.at, one.printed) for one in item.citations}))
    return Claim(item, kind, key, words_of(entry), wording.when(entry), cites, _fields(entry, names), versions)


def words_of(entry: AnyEntry) -> str:
    """What an entry claims, in words without thousands separators; a step with its date and stage."""
    if isinstance(entry, Dispute):
        said = f"disputed: {entry.disputed}"
    elif isinstance(entry, Absence):
        said = entry.absent
    else:
        said = wording.value_words(entry.value)
        if not isinstance(entry.value, Words):
            said = re.sub(r"(?<=\d),(?=\d{3})", "", said)
    stage = f" {entry.step}" if entry.step and entry.step != "event" else ""
    return f"{wording.partial(entry.date)}{stage}: {said}" if entry.date else said


def _version(version: Fact[Any], names: Names) -> tuple[object, ...]:
    cites = sorted((names.get(("sources", one.source), one.source), one.at, one.printed) for one in version.source)
    return words_of(version), wording.when(version), tuple(cites), _fields(version, names)


def _fields(entry: AnyEntry, names: Names) -> tuple[tuple[str, str], ...]:
    """The rest of what an entry says, by name; nothing that is empty."""
    def company(given: str) -> str:
        return names.get(("companies", given), given)

    found = {"said by": company(entry.said_by), "certainty": entry.certainty or "",
             "mode": "" if entry.mode == "fact" else entry.mode, "company": company(entry.company),
             "language": entry.lang, "note": entry.note,
             "accepts": f"{entry.accepts.code}: {entry.accepts.why} (until {entry.accepts.until.text})" if entry.accepts else ""}
    if isinstance(entry, Absence):
        found["looked in"] = entry.looked
    if isinstance(entry, Dispute):
        shown = words_of(entry.versions[entry.shown - 1]) if entry.shown else "none"
        found |= {"shown": shown, "why": entry.why, "settled by": entry.settled_by,
                  "concerns": ", ".join(sorted(map(company, entry.concerns)))}
    return tuple((name, words) for name, words in sorted(found.items()) if words)


def matched(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[list[Pair], list[Claim], list[Claim]]:
    """Pairs of the same fact, then what is only in the old state, then what is only in the new one."""
    old, new = list(before), list(after)
    pairs = _pass(old, new, lambda one: (one.item.prop, *one.said))
    pairs += _pass(old, new, lambda one: (one.item.prop, one.key, one.item.anchor))
    pairs += _pass(old, new, lambda one: (one.item.prop, one.key, one.kind, one.value))
    pairs += _disputed(old, new)
    groups: dict[tuple, tuple[list[Claim], list[Claim]]] = defaultdict(lambda: ([], []))
    for side, claims in enumerate((old, new)):
        for one in claims:
            groups[one.item.prop, one.key][side].append(one)
    totals = [{(one.item.prop, one.key): 0 for one in claims} for claims in (before, after)]
    for side, claims in enumerate((before, after)):
        for one in claims:
            totals[side][one.item.prop, one.key] += 1
    for slot, (left, right) in groups.items():
        pairs += _in_slot(left, right, alone=totals[0].get(slot) == totals[1].get(slot) == 1)
    paired = {id(one) for pair in pairs for one in pair}
    old, new = [one for one in old if id(one) not in paired], [one for one in new if id(one) not in paired]
    pairs += _pass(old, new, lambda one: (one.value, one.time, one.cites))         # moved to another key
    return pairs, old, new


def _pass(old: list[Claim], new: list[Claim], key: Callable[[Claim], tuple]) -> list[Pair]:
    """Pair what has equal keys, in order; what is paired leaves both lists."""
    waiting: dict[tuple, list[Claim]] = defaultdict(list)
    for one in old:
        waiting[key(one)].append(one)
    pairs = []
    for one in new:
        if waiting.get(key(one)):
            pairs.append((waiting[key(one)].pop(0), one))
    _drop(old, new, pairs)
    return pairs


def _drop(old: list[Claim], new: list[Claim], pairs: Sequence[Pair]) -> None:
    gone = {id(one) for pair in pairs for one in pair}
    old[:] = [one for one in old if id(one) not in gone]
    new[:] = [one for one in new if id(one) not in gone]


def _disputed(old: list[Claim], new: list[Claim]) -> list[Pair]:
    """A fact that became a version of a dispute, and a dispute of which one version stayed."""
    pairs: list[Pair] = []
    for left in old:
        for right in new:
            taken = any(right is other for _, other in pairs)
            if {left.kind, right.kind} != {"fact", "dispute"} or taken or left.item.prop != right.item.prop or left.key != right.key:
                continue
            fact, dispute = (left, right) if left.kind == "fact" else (right, left)
            same_period = left.item.entry.period == right.item.entry.period
            if any(version[0] == fact.value for version in dispute.versions) and same_period:
                pairs.append((left, right))
                break
    _drop(old, new, pairs)
    return pairs


def _in_slot(left: list[Claim], right: list[Claim], *, alone: bool) -> list[Pair]:
    """Pairs among the leftovers of one property and key: same time, then like words, then the only two."""
    if not left or not right:
        return []
    prop = PROPS[right[0].item.folder][right[0].item.prop]
    narrow = prop.one or prop.keys in _NARROW or prop.shape in ("periods", "segments")
    pairs: list[Pair] = []
    if narrow:
        for one in right:
            same = [other for other in left if other.time == one.time and _comparable(other, one)]
            if len(same) == 1 and sum(other.time == one.time for other in right) == 1:
                pairs.append((same[0], one))
        _drop(left, right, pairs)
    scored = sorted(((-_likeness(one, other), i, j) for i, one in enumerate(left) for j, other in enumerate(right)))
    pairs += _best(left, right, scored)
    if len(left) == len(right) == 1 and (narrow or alone) and _comparable(left[0], right[0]):
        pairs.append((left[0], right[0]))
        _drop(left, right, pairs)
    return pairs


def _best(left: list[Claim], right: list[Claim], scored: Sequence[tuple[float, int, int]]) -> list[Pair]:
    pairs: list[Pair] = []
    used: set[tuple[str, int]] = set()
    for score, i, j in scored:
        if -score >= ALIKE and not {("l", i), ("r", j)} & used:
            used |= {("l", i), ("r", j)}
            pairs.append((left[i], right[j]))
    _drop(left, right, pairs)
    return pairs


def _comparable(one: Claim, other: Claim) -> bool:
    """Whether two claims can be one fact at all: an amount in yuan never became a percentage."""
    a, b = one.raw, other.raw
    if isinstance(a, Amount) and isinstance(b, Amount):
        return a.currency == b.currency
    if isinstance(a, DealAmount) and isinstance(b, DealAmount):
        return a.kind == b.kind
    return a is None or b is None or type(a) is type(b) or isinstance(a, Words) or isinstance(b, Words)


def _likeness(one: Claim, other: Claim) -> float:
    """From 0 to 1. Figures of one kind are alike only as far as their words around the number are."""
    if one.kind != other.kind or not _comparable(one, other):
        return 0.0
    if one.item.entry.period != other.item.entry.period:
        return 0.0                                         # another quarter is another figure
    if isinstance(one.raw, Amount | Share | Count):
        return 0.0
    if isinstance(one.raw, DealAmount) and isinstance(other.raw, DealAmount):
        same = (one.raw.amount.value, one.raw.amount.high) == (other.raw.amount.value, other.raw.amount.high)
        return 0.9 if same else 0.8 if one.raw.remark == other.raw.remark else 0.0
    return SequenceMatcher(None, one.value.split(), other.value.split(), autojunk=False).ratio()


# -- time and precision ----------------------------------------------------------------------


def span(entry: AnyEntry) -> tuple[date, date] | None:
    """First and last day an entry holds for, None where it does not say."""
    if entry.as_of:
        return entry.as_of.first, entry.as_of.last
    return (entry.period.start.first, entry.period.last) if entry.period else None


def spans_of_value(one: Claim) -> Iterator[tuple[date, date]]:
    """The days a date-valued claim names: of a step its date, of `announced` its local dates."""
    if one.item.entry.date:
        yield one.item.entry.date.first, one.item.entry.date.last
    elif hasattr(one.raw, "parts"):
        yield from ((day.first, day.last) for day, _ in one.raw.parts)
