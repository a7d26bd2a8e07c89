"""Precision: whether a new value says the same more exactly, less exactly, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ..values import SCALES, Amount, Count, DealAmount, Share

Numeric = Amount | Share | Count
MORE, LESS, OTHER = "more-precise", "less-precise", ""
TENFOLD = 10


def numeric(value: object) -> Numeric | None:
    """The number in a value: an amount, a share, a count, the amount of a deal."""
    found = value.amount if isinstance(value, DealAmount) else value
    return found if isinstance(found, Amount | Share | Count) else None


def unit_of(value: Numeric) -> str:
    """What is counted: numbers of different units are never compared."""
    return value.currency if isinstance(value, Amount) else "%" if isinstance(value, Share) else f"#{value.unit}"


def step(value: Numeric) -> Decimal:
    """The worth of the last digit written: 34.2 billion is known to 0.1 billion."""
    digits = value.number.partition(".")[2]
    scale = 0 if isinstance(value, Share) else SCALES[value.scale]
    return Decimal(1).scaleb(scale - len(digits))


def compare_numbers(old: Numeric, new: Numeric) -> str:
    """`MORE`, `LESS` or `OTHER`, by whether one could be the other seen more closely."""
    if unit_of(old) != unit_of(new):
        return OTHER
    if _closer(old, new):
        return MORE
    return LESS if _closer(new, old) else OTHER


def _closer(rough: Numeric, fine: Numeric) -> bool:
    """Whether `fine` is what `rough` says, seen more closely."""
    exact = fine.high is None and fine.qualifier == ""
    if rough.high is not None:
        return rough.value <= fine.value <= rough.high and (fine.high is None or fine.high < rough.high)
    if rough.qualifier in ("at least", "more than"):
        return exact and fine.value >= rough.value
    if rough.qualifier in ("up to", "less than"):
        return exact and fine.value <= rough.value
    if fine.high is not None or fine.qualifier not in ("", "about"):
        return False
    about = rough.qualifier == "about"
    if rough.value == fine.value and step(rough) == step(fine):
        return about and fine.qualifier == ""
    slack = step(rough) if about else step(rough) / 2
    return step(fine) < step(rough) and abs(fine.value - rough.value) <= slack and not (not about and fine.qualifier)


def compare_spans(old: Sequence[tuple[date, date]], new: Sequence[tuple[date, date]]) -> str:
    """`MORE` where every new span lies within an old one and is shorter, `LESS` the other way round."""
    if not old or not new or len(old) != len(new) or old == new:
        return OTHER
    if all(a[0] <= b[0] and b[1] <= a[1] for a, b in zip(old, new)):
        return MORE
    return LESS if all(b[0] <= a[0] and a[1] <= b[1] for a, b in zip(old, new)) else OTHER


def tenfold(old: Numeric, new: Numeric) -> bool:
    """Whether one is ten times the other or more: usually a slip of digits or scale."""
    small, large = sorted((abs(old.value), abs(new.value)))
    return unit_of(old) == unit_of(new) and small > 0 and large >= TENFOLD * small
