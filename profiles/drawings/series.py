"""Series: the figures of one metric that can stand on one axis.

Only periods of one kind (quarters with quarters) and amounts of one currency are compared; nothing is
converted or added up. Bounds stay bounds, disputes stay ranges, estimates and plans are marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from .. import wording
from ..archive import Item
from ..blocks import PageLink
from ..model import Dispute, Fact
from ..standing import shown
from ..values import Amount, Count, Period, Share

_LOW = ("less than", "up to", "at most", "under", "below", "fewer than", "nearly", "almost")
_HIGH = ("more than", "at least", "over", "above")


@dataclass(frozen=True, slots=True)
class Datum:
    """One figure: `low` to `high` (equal where it is one number), open to one side where it is a bound."""

    period: Period
    low: Decimal
    high: Decimal
    words: str
    target: PageLink
    main: Decimal | None = None  # where its point stands; none for a range or a dispute without a verdict
    bound: str = ""            # "above" or "below": the true figure may lie beyond that side
    soft: bool = False         # estimated, aimed at or planned
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of a metric, oldest first; `others` counts those that do not fit on this axis."""

    unit: str
    kind: str
    data: tuple[Datum, ...]
    others: int


def series(items: Iterable[Item]) -> Series | None:
    """The longest comparable series of a metric's figures, or None where there are not two."""
    groups: dict[tuple[str, str], list[Datum]] = {}
    total = 0
    for item in items:
        datum, unit = _datum(item)
        total += 1
        if datum is not None:
            groups.setdefault((unit, _kind(datum.period)), []).append(datum)
    if not groups:
        return None
    order = ("quarter", "fiscal quarter", "year", "fiscal year", "half", "nine months", "month", "day", "span")
    sizes = Counter({group: len(data) for group, data in groups.items()})
    unit, kind = min(sizes, key=lambda group: (-sizes[group], order.index(group[1]), group[0]))
    data = sorted(groups[unit, kind], key=lambda datum: datum.period.order)
    if len(data) < 2 or all(datum.high == 0 for datum in data):
        return None
    return Series(unit, kind, tuple(data), total - len(data))


def _kind(period: Period) -> str:
    return period.start.precision if period.start == period.end else "span"


def _datum(item: Item) -> tuple[Datum | None, str]:
    """The figure of an entry with its unit; None for words and absences."""
    entry, target = item.entry, PageLink(item.path, item.anchor)
    facts = entry.versions if isinstance(entry, Dispute) else (entry,) if isinstance(entry, Fact) else ()
    found = [(made, _unit(fact)) for fact in facts if (made := _one(fact, entry.period, target)) is not None]
    units = {unit for _, unit in found}
    if not found or len(units) > 1 or entry.period is None:
        return None, ""
    data = [datum for datum, _ in found]
    if not isinstance(entry, Dispute):
        return data[0], units.pop()
    fact = shown(entry)
    chosen = _one(fact, entry.period, target) if fact else None
    words = f"{chosen.words} (disputed)" if chosen else "disputed"
    return Datum(entry.period, min(datum.low for datum in data), max(datum.high for datum in data), words, target,
                 main=chosen.main if chosen else None, disputed=True), units.pop()


def _unit(fact: Fact) -> str:
    value = fact.value
    return value.currency if isinstance(value, Amount) else "%" if isinstance(value, Share) else value.unit


def _one(fact: Fact, period: Period | None, target: PageLink) -> Datum | None:
    value = fact.value
    if period is None or not isinstance(value, Amount | Share | Count):
        return None
    plain = replace(value, conversion=None) if isinstance(value, Amount) else value
    words = wording.value_words(plain).partition(";")[0]
    bound = "below" if value.qualifier in _LOW else "above" if value.qualifier in _HIGH else ""
    soft = fact.mode != "fact" or fact.certainty == "estimated"
    kind = fact.mode if fact.mode != "fact" else "estimated" if soft else ""
    high = value.high if value.high is not None else value.value
    return Datum(period, value.value, high, f"{words} ({kind})" if kind else words, target,
                 value.value if value.high is None else None, bound, soft)
