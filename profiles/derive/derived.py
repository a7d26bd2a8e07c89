"""Derived: figures that no source prints, worked out from those that do, each with its inputs.

Pure: the archive and a record in, `Derived` values out. Only plain figures of one currency enter, no
ranges and no bounds (`more than`); `about` stays `about`. A figure that the archive holds is not worked
out again, unless the growth printed beside it does not fit: then both are shown. How many digits a
result may show is the rule of `precise`; what weakens an input (`standing`) marks the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..archive import Archive, Item
from ..model import METRICS, Fact
from .precise import Number, as_amount
from ..standing import shown, weaknesses
from ..values import Amount, Count, Period, Share

# What adds up over time: the year is the sum of its quarters. Balances, prices and rates do not.
FLOWS = ("revenue", "gross_profit", "operating_profit", "pretax_profit", "net_profit", "net_profit_with_minorities",
         "net_profit_before_one_offs", "net_loss", "operating_cash_flow", "capital_spending", "research_spending")
MOST_INPUTS = 4
_YEAR = re.compile(r"(?:(?<=FY)|(?<![\w-]))[12]\d{3}")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A fact as it enters a formula: where it stands and the version used."""

    item: Item
    fact: Fact


@dataclass(frozen=True, slots=True)
class Derived:
    """One figure worked out. `formula` names the inputs by their places: `{0} ÷ (1 + {1})`.

    `marks` are the weaknesses of the inputs; `differs` means that `held`, printed by a source for the same
    thing, cannot be a rounding of the same value.
    """

    kind: str
    label: str
    period: Period | None
    value: Amount | Share | Count
    formula: str
    inputs: tuple[Input, ...]
    marks: tuple[str, ...]
    held: Input | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A number with the way to it: a held figure, or one worked out that others may build on."""

    number: Number
    like: Amount
    formula: str
    inputs: tuple[Input, ...]

    @property
    def held(self) -> bool:
        """Whether a source prints it."""
        return len(self.inputs) == 1

    @property
    def qualifier(self) -> str:
        """`about` where any input is."""
        return "about" if any(one.fact.value.qualifier for one in self.inputs) else ""

    def joined(self, sign: str, other: Known) -> Known:
        """This one plus or minus another, the formulas joined and renumbered."""
        number = self.number + other.number if sign == "+" else self.number - other.number
        shifted = re.sub(r"\{(\d+)\}", lambda found: f"{{{int(found[1]) + len(self.inputs)}}}", other.formula)
        second = f"({shifted})" if sign == "−" and re.search(r" [+−] ", shifted) else shifted
        return Known(number, self.like, f"{self.formula} {sign} {second}", self.inputs + other.inputs)


def marks_of(archive: Archive, inputs: tuple[Input, ...], today: date | None) -> tuple[str, ...]:
    """What weakens a result: all that weakens an input, each word once."""
    return tuple(dict.fromkeys(word for one in inputs for word in weaknesses(archive, one.item, today)))


class Figures:
    """The plain figures of one company by key and period, for looking up."""

    def __init__(self, archive: Archive, company: str, today: date | None) -> None:
        self.archive, self.today = archive, today
        self.held: dict[tuple[Key, str], Input] = {}
        self.named: set[tuple[Key, str]] = set()
        for item in archive.by_record.get(("companies", company), ()):
            if item.prop in ("metrics", "segments") and item.entry.period:
                at = (item.entry.key, plain(item.entry.period))
                fact = shown(item.entry)
                if fact is not None:
                    self.named.add(at)
                if fact is not None and _usable(fact):
                    self.held.setdefault(at, Input(item, fact))

    def amount(self, key: Key, period: str) -> Known | None:
        """A held amount."""
        found = self.held.get((key, period))
        if found is None or not isinstance(found.fact.value, Amount):
            return None
        return Known(Number.of(found.fact.value), found.fact.value, "{0}", (found,))

    def share(self, key: Key, period: str) -> Input | None:
        """A held percentage."""
        found = self.held.get((key, period))
        return found if found is not None and isinstance(found.fact.value, Share) else None

    def row(self, kind: str, label: str, period: str, value: Amount | Share | None, known: Known,
            held: Input | None = None) -> Iterator[Derived]:
        """A derived figure, unless its value came to nothing."""
        marks = marks_of(self.archive, known.inputs, self.today)
        if value is not None:
            yield Derived(kind, label, Period.parse(period), value, known.formula, known.inputs,
                          ("differs", *marks) if held else marks, held)


def plain(period: Period) -> str:
    """A period's text without its stated end: the same quarter is one period."""
    return period.text.split(" (")[0]


def _usable(fact: Fact) -> bool:
    value = fact.value
    return (isinstance(value, Amount | Share) and value.high is None and value.qualifier in ("", "about")
            and value.value != 0)


def label_of(key: Key) -> str:
    """The words for a metric's key, with its segment."""
    return ": ".join((*key[:-1], METRICS[key[-1]][0]))


def year_before(period: str) -> str | None:
    """The same period a year earlier; None for the 29th of February and periods that are not exact."""
    earlier = _YEAR.sub(lambda found: str(int(found[0]) - 1), period)
    return earlier if period[0] in "12F" and not earlier.endswith("-02-29") else None


def quarter_before(period: str) -> str | None:
    """The quarter before a quarter."""
    found = re.fullmatch(r"(FY)?(\d{4})-Q([1-4])", period)
    if not found:
        return None
    year, quarter = int(found[2]), int(found[3])
    return f"{found[1] or ''}{year - (quarter == 1)}-Q{(quarter - 2) % 4 + 1}"


# -- from a growth rate ------------------------------------------------------------------------------


def _before(figures: Figures, key: Key, period: str) -> Iterator[tuple[str, Known]]:
    """The earlier periods that the growth rates of a figure imply."""
    base = figures.amount(key, period)
    for suffix, earlier in (("_growth", year_before(period)), ("_growth_on_quarter", quarter_before(period))):
        rate = figures.share((*key[:-1], key[-1] + suffix), period)
        if base is not None and rate is not None and earlier:
            factor = Number.growth(rate.fact.value)
            if factor.value > 0:
                yield earlier, Known(base.number / factor, base.like, "{0} ÷ (1 + {1})", (*base.inputs, rate))


def implied(figures: Figures) -> Iterator[Derived]:
    """The earlier period behind a growth rate: what is not held, and what is held and does not fit."""
    best: dict[tuple[Key, str], Known] = {}
    for key, period in sorted(figures.held):
        for earlier, known in _before(figures, key, period):
            held = figures.amount(key, earlier)
            if held and _misfit(known, held):
                yield from _implied_row(figures, key, earlier, known, held.inputs[0])
            elif not held and (key, earlier) not in figures.named:
                other = best.setdefault((key, earlier), known)
                if known.number.digits > other.number.digits:
                    best[key, earlier] = known
    for (key, earlier), known in best.items():
        yield from _implied_row(figures, key, earlier, known)


def _implied_row(figures: Figures, key: Key, earlier: str, known: Known,
                 held: Input | None = None) -> Iterator[Derived]:
    value = as_amount(known.number, known.like, known.qualifier)
    yield from figures.row("earlier period", label_of(key), earlier, value, known, held)


def _misfit(known: Known, held: Known) -> bool:
    """Whether a held figure and an implied one cannot be roundings of the same value.

    The implied one may be off by half a unit of the last digit of its base and of its growth rate.
    """
    if known.like.currency != held.like.currency or known.qualifier or held.qualifier:
        return False
    base, factor = (Number.of(known.inputs[0].fact.value), Number.growth(known.inputs[1].fact.value))
    slack = known.number.value * (base.half_unit / base.value + factor.half_unit / factor.value)
    return abs(known.number.value - held.number.value) > abs(slack) + held.number.half_unit


# -- parts and wholes --------------------------------------------------------------------------------


def _equations(year: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Periods of a year and the parts they consist of, the fewer parts first."""
    first, second, third, fourth = (f"{year}-Q{number}" for number in range(1, 5))
    if not year.startswith("FY"):
        yield f"{year}-H1", (first, second)
        yield f"{year}-9M", (f"{year}-H1", third)
        yield f"{year}-9M", (first, second, third)
        yield year, (f"{year}-9M", fourth)
    yield year, (first, second, third, fourth)
    if not year.startswith("FY"):
        for number in range(4):
            yield f"{year}-Q{number + 1}", tuple(f"{year}-{month:02}" for month in range(number * 3 + 1, number * 3 + 4))


def summed(figures: Figures) -> Iterator[Derived]:
    """A missing part as the whole less the others, a missing whole as the sum of its parts."""
    for key in sorted({key for key, _ in figures.held if key[-1] in FLOWS}):
        pool: dict[str, Known] = {}
        for other, period in sorted(figures.held):
            if other == key:
                pool |= {earlier: known for earlier, known in _before(figures, key, period) if earlier not in pool}
        pool |= {period: known for other, period in figures.held
                 if other == key and (known := figures.amount(key, period))}
        years = sorted({match[0] for period in pool if (match := re.match(r"(?:FY)?\d{4}", period))})
        for year in years:
            yield from _summed_year(figures, key, year, pool)


def _summed_year(figures: Figures, key: Key, year: str, pool: dict[str, Known]) -> Iterator[Derived]:
    """The missing periods of one year; what is found enters the pool for the next equation."""
    for whole, parts in _equations(year):
        missing = [one for one in (whole, *parts) if one not in pool]
        if len(missing) != 1 or (key, missing[0]) in figures.named:
            continue
        known = _solved(whole, parts, missing[0], pool)
        if known is None or len(known.inputs) > MOST_INPUTS:
            continue
        pool[missing[0]] = known
        kind = "whole" if missing[0] == whole else "part"
        yield from figures.row(kind, label_of(key), missing[0],
                               as_amount(known.number, known.like, known.qualifier), known)


def _solved(whole: str, parts: tuple[str, ...], missing: str, pool: dict[str, Known]) -> Known | None:
    given = [pool[one] for one in ((whole, *parts) if missing != whole else parts) if one != missing]
    if len({one.like.currency for one in given}) != 1 or not any(one.held for one in given):
        return None
    known = given[0]
    for other in given[1:]:
        known = known.joined("+" if missing == whole else "−", other)
    return known
