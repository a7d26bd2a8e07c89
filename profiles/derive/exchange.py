"""Exchange: the rate that a source's own conversion implies, held against others of the same month.

The archive converts nothing itself. Where a source prints one sum in two currencies, the reader wants
to know at what rate, and whether others of that month reckoned alike: a rate more than 3 percent off
the middle of the others is flagged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from ..archive import Archive, Item
from .derived import Derived, Input, marks_of
from ..model import Citation, Fact
from .precise import Number
from ..standing import shown
from ..values import Amount, Count, DealAmount, Dates

TOLERANCE = Decimal("0.03")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many units of the weaker currency one unit of the stronger one buys, in whose reckoning."""

    input: Input
    number: Number
    weak: str
    strong: str
    about: bool
    source: str
    month: str


def rates(archive: Archive) -> tuple[Rate, ...]:
    """The rate of every conversion in the archive, in page order."""
    return tuple(rate for item in archive.items for rate in _rate(archive, item))


def _rate(archive: Archive, item: Item) -> Iterator[Rate]:
    fact = shown(item.entry)
    amount = fact.value.amount if fact and isinstance(fact.value, DealAmount) else fact.value if fact else None
    if fact is None or not isinstance(amount, Amount) or amount.conversion is None:
        return
    other = amount.conversion
    bounds = {amount.qualifier, other.qualifier} - {"", "about"}
    if bounds or amount.high or other.high or amount.currency == other.currency or not amount.value * other.value:
        # `up to 42 billion (1.37 billion)` bounds both sums alike: its rate is exact all the same.
        if bounds != {amount.qualifier} or bounds != {other.qualifier}:
            return
    weak, strong = sorted((amount, other), key=lambda one: one.value, reverse=True)
    number = Number.of(weak) / Number.of(strong)
    cited = _converting(fact, other)
    yield Rate(Input(item, fact), number, weak.currency, strong.currency, "about" in (amount.qualifier, other.qualifier),
               cited.source if cited else "", _month(archive, cited))


def _converting(fact: Fact, conversion: Amount) -> Citation | None:
    """The citation that makes the conversion: the one that prints it, else the first."""
    return next((one for one in fact.source if conversion.number in one.printed), next(iter(fact.source), None))


def _month(archive: Archive, cited: Citation | None) -> str:
    source = archive.sources.get(cited.source) if cited else None
    published = source.date.first if source and isinstance(source.date, Dates) else None
    return published.first.strftime("%Y-%m") if published and published.precision in ("day", "month") else ""


def off(rate: Rate, others: tuple[Rate, ...]) -> Decimal | None:
    """By what part of it a rate is off the middle of other sources' rates; None where there is no other."""
    values = [one.number.value for one in others if one.source != rate.source and one.month == rate.month != ""
              and (one.weak, one.strong) == (rate.weak, rate.strong)]
    return abs(rate.number.value / median(values) - 1) if values else None


def rates_of(archive: Archive, folder: str, record: str, today: date | None = None) -> Iterator[Derived]:
    """The rates behind the conversions of one record; `off by more than 3 percent` marks the odd ones."""
    own = [rate for item in archive.by_record.get((folder, record), ()) for rate in _rate(archive, item)]
    every = rates(archive) if own else ()
    for rate in own:
        distance = off(rate, every)
        odd = distance is not None and distance > TOLERANCE
        value = Count(f"{rate.number.rounded:f}", rate.number.rounded, "", f"{rate.weak} for 1 {rate.strong}",
                      "about" if rate.about else "")
        amount = rate.input.fact.value
        flipped = (amount.amount if isinstance(amount, DealAmount) else amount).currency == rate.strong
        # Whether a sum is owed says nothing about the rate at which somebody converted it.
        marks = [word for word in marks_of(archive, (rate.input,), today) if word != "uncommitted"]
        yield Derived("exchange rate", "Exchange rate of the source's conversion", rate.input.fact.period, value,
                      "conversion ÷ sum of {0}" if flipped else "sum ÷ conversion of {0}", (rate.input,),
                      (*(("off by more than 3 percent",) if odd else ()), *marks))
