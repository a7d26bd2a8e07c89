"""Precise: decimal arithmetic that knows how many of its digits it may show.

The rule. A number carries the place of its last known digit. A product or quotient has as many
significant digits as the poorer of its operands; a sum or difference is known to the coarser of their
last places; `1 + growth` is known to the growth's own last place. Rounding happens once, at the end,
half away from zero. So no result shows more digits than the inputs allow, and none loses digits on
the way. Digits count as printed: `34 billion` has two, `1,000` has four.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from ..values import SCALES, Amount, Count, Share

_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Number:
    """An unrounded value and the place (a power of ten) of its last known digit."""

    value: Decimal
    place: int

    @classmethod
    def of(cls, figure: Amount | Count | Share) -> Number:
        """The number of a figure, in whole units (percent for shares)."""
        written = Decimal(figure.number.replace(",", ""))
        scale = SCALES[figure.scale] if isinstance(figure, Amount | Count) else 0
        return cls(written.scaleb(scale), int(written.as_tuple().exponent) + scale)

    @classmethod
    def growth(cls, rate: Share) -> Number:
        """`1 + rate`: the factor of a growth in percent."""
        percent = cls.of(rate)
        return cls(_ONE + percent.value.scaleb(-2), percent.place - 2)

    @property
    def digits(self) -> int:
        """Its significant digits; at least one."""
        return max(self.value.adjusted() - self.place + 1, 1)

    def _scaled(self, value: Decimal, other: Number) -> Number:
        return Number(value, value.adjusted() - min(self.digits, other.digits) + 1)

    def __mul__(self, other: Number) -> Number:
        return self._scaled(_CONTEXT.multiply(self.value, other.value), other)

    def __truediv__(self, other: Number) -> Number:
        return self._scaled(_CONTEXT.divide(self.value, other.value), other)

    def __add__(self, other: Number) -> Number:
        return Number(self.value + other.value, max(self.place, other.place))

    def __sub__(self, other: Number) -> Number:
        return Number(self.value - other.value, max(self.place, other.place))

    def minus_one_in_percent(self) -> Number:
        """A factor as growth: 1.428 becomes 42.8 percent."""
        return Number((self.value - _ONE).scaleb(2), self.place + 2)

    def in_percent(self) -> Number:
        """A ratio in percent."""
        return Number(self.value.scaleb(2), self.place + 2)

    @property
    def rounded(self) -> Decimal:
        """The value at its last known place."""
        return self.value.quantize(_ONE.scaleb(self.place), context=_CONTEXT)

    @property
    def half_unit(self) -> Decimal:
        """How far the true value may lie from the printed one: half a unit of its last place."""
        return _ONE.scaleb(self.place) / 2


def as_amount(number: Number, like: Amount, qualifier: str = "") -> Amount | None:
    """The number as money in the currency and, where it fits, the scale of another amount.

    A larger scale is taken where the last known digit lies above the ones (6163 million known to the
    millions is 6.163 billion). None where the number has no known digit left.
    """
    if number.value.adjusted() < number.place:
        return None
    scales = [name for name, power in SCALES.items() if power >= max(number.place, SCALES[like.scale])]
    if not scales:
        return None
    fits = [name for name in scales if number.value.adjusted() - SCALES[name] < 4]
    scale = fits[0] if fits else scales[-1]
    shown = number.rounded.scaleb(-SCALES[scale])
    return Amount(f"{shown:,f}", scale, like.currency, number.rounded, qualifier)


def as_share(number: Number, qualifier: str = "") -> Share | None:
    """The number as a percentage with two decimals at most; None where not even whole percents are known."""
    if number.place > 0:
        return None
    rounded = Number(number.value, max(number.place, -2)).rounded
    return Share(f"{rounded:f}", rounded, qualifier)
