"""Values: what a fact can be — amounts, shares, counts, words; with dates and identifiers, all of them by name.

Each type reads its text with `parse` and raises `Unreadable` with a code and a remedy. Digits stay as
written (`text`), numbers are `Decimal`, never float. Nothing here knows records or YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from babel.numbers import list_currencies

from .dates import Dates as Dates
from .dates import PartialDate as PartialDate
from .dates import Period as Period
from .faults import did_you_mean
from .identifiers import EXCHANGES as EXCHANGES
from .identifiers import IDENTIFIERS as IDENTIFIERS
from .identifiers import Ticker as Ticker
from .identifiers import Url as Url
from .valuetype import Unreadable
from .valuetype import Value as Value

CURRENCIES = frozenset(list_currencies()) - {"XXX", "XTS"}
QUALIFIERS = ("about", "at least", "more than", "up to", "less than")
SCALES = {"": 0, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
AMOUNT_KINDS = ("headline", "ceiling", "committed", "conditional", "paid", "valuation")

_NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\.[0-9]{1,9})?"
_QUALIFIED = rf"(?:(?P<qualifier>{'|'.join(QUALIFIERS)}) )?(?P<low>{_NUMBER})(?: to (?P<high>{_NUMBER}))?"
_SCALED = rf"{_QUALIFIED}(?: (?P<scale>thousand|million|billion|trillion))?"
_AMOUNT = re.compile(rf"{_SCALED} (?P<currency>[A-Z]{{3}})(?: \((?P<conversion>[^()]+)\))?")
_SHARE = re.compile(rf"{_QUALIFIED}(?:%| percent)")
_COUNT = re.compile(rf"{_SCALED}(?: (?P<unit>[^\d\s][^;]*))?")
_QUOTATION = re.compile(r"[“\"„«]([^”\"“»]+)[”\"“»]")


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text.replace(",", "")) if text else None


def _bounds(match: re.Match[str], code: str) -> tuple[Decimal, Decimal | None]:
    low, high = _decimal(match["low"]), _decimal(match["high"])
    assert low is not None
    if high is not None and high <= low:
        raise Unreadable(code, "the range ends before it starts", "put the smaller number first")
    return low, high


@dataclass(frozen=True, slots=True)
class Amount(Value):
    """Money in the source's currency and precision, with the source's own conversion if it makes one.

    `value` (and `high` of a range) are in whole units of the currency: 243.17 billion is 243170000000.
    """

    form: ClassVar[str] = "243.17 billion CNY; about, at least, more than, up to, less than; 30 to 40 billion USD"
    examples: ClassVar[tuple[str, ...]] = ("243.17 billion CNY", "about 34 billion USD")
    number: str
    scale: str
    currency: str
    value: Decimal
    qualifier: str = ""
    high_number: str = ""
    high: Decimal | None = None
    conversion: Amount | None = None

    def __str__(self) -> str:
        return f"{self.qualifier} {self.number} {self.high_number} {self.scale} {self.currency}"

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _AMOUNT.fullmatch(text)
        if not match:
            raise Unreadable("bad-amount", f"`{text}` is not an amount",
                             "write number, scale, currency code: 243.17 billion CNY, up to 100 billion USD")
        if match["currency"] not in CURRENCIES:
            raise Unreadable("unknown-currency", f"there is no currency {match['currency']}",
                             did_you_mean(match["currency"], CURRENCIES, "use the three-letter ISO 4217 code"))
        low, high = _bounds(match, "bad-amount")
        factor = Decimal(10) ** SCALES[match["scale"] or ""]
        return cls(match["low"], match["scale"] or "", match["currency"], low * factor, match["qualifier"] or "",
                   match["high"] or "", None if high is None else high * factor,
                   cls.parse(match["conversion"]) if match["conversion"] else None)


@dataclass(frozen=True, slots=True)
class DealAmount(Value):
    """An amount of a deal with its kind: headline, ceiling, committed, conditional, paid or valuation."""

    form: ClassVar[str] = f"{', '.join(AMOUNT_KINDS)}; then an amount; then words after a semicolon"
    examples: ClassVar[tuple[str, ...]] = ("ceiling 100 billion USD; as the systems are deployed",)
    kind: str
    amount: Amount
    remark: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.remark}"

    @classmethod
    def parse(cls, text: str) -> Self:
        kind, _, rest = text.partition(" ")
        if kind not in AMOUNT_KINDS:
            raise Unreadable("bad-amount", f"`{text}` does not start with the kind of amount",
                             did_you_mean(kind, AMOUNT_KINDS, f"start with one of: {', '.join(AMOUNT_KINDS)}"))
        amount, _, remark = rest.partition("; ")
        return cls(kind, Amount.parse(amount), remark)


@dataclass(frozen=True, slots=True)
class Share(Value):
    """A percentage, maybe qualified, maybe with words after a semicolon."""

    form: ClassVar[str] = "42.8%, about 85%, 30% to 40%"
    examples: ClassVar[tuple[str, ...]] = ("42.8%", "about 85%")
    number: str
    value: Decimal
    qualifier: str = ""
    high_number: str = ""
    high: Decimal | None = None
    remark: str = ""

    def __str__(self) -> str:
        return f"{self.qualifier} {self.number} {self.high_number} {self.remark}"

    @classmethod
    def parse(cls, text: str) -> Self:
        body, _, remark = text.partition("; ")
        body = body.replace("% to ", " to ")
        match = _SHARE.fullmatch(body)
        if not match:
            raise Unreadable("bad-share", f"`{text}` is not a share", "write 42.8%, about 85% or 30% to 40%")
        low, high = _bounds(match, "bad-share")
        return cls(match["low"], low, match["qualifier"] or "", match["high"] or "", high, remark)


@dataclass(frozen=True, slots=True)
class Count(Value):
    """A number of things: people, shares, gigawatts."""

    form: ClassVar[str] = "191,521; about 900,000; 1.97 billion shares; 10 GW"
    examples: ClassVar[tuple[str, ...]] = ("191,521", "about 900,000", "10 GW")
    number: str
    value: Decimal
    scale: str = ""
    unit: str = ""
    qualifier: str = ""
    high_number: str = ""
    high: Decimal | None = None

    def __str__(self) -> str:
        return f"{self.qualifier} {self.number} {self.high_number} {self.scale} {self.unit}"

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _COUNT.fullmatch(text)
        if not match:
            raise Unreadable("bad-count", f"`{text}` is not a count", "write 191,521 or 10 GW")
        low, high = _bounds(match, "bad-count")
        factor = Decimal(10) ** SCALES[match["scale"] or ""]
        return cls(match["low"], low * factor, match["scale"] or "", match["unit"] or "",
                   match["qualifier"] or "", match["high"] or "", None if high is None else high * factor)


@dataclass(frozen=True, slots=True)
class Words(Value):
    """Plain text. Words between quotation marks are somebody's own: twelve at most."""

    form: ClassVar[str] = "plain text"
    examples: ClassVar[tuple[str, ...]] = ("the words",)
    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> Self:
        for quotation in _QUOTATION.findall(text):
            if len(quotation.split()) > 12:
                raise Unreadable("quotation-too-long", f"“{quotation[:40]}…” has {len(quotation.split())} words",
                                 "keep twelve words at most, or say it in your own words")
        return cls(text)


Figure = Amount | Share | Count | Words


def parse_figure(value: Any) -> Figure:
    """A figure by its look: a percentage, an amount with a currency, a count, else words."""
    if not isinstance(value, str):
        if isinstance(value, Figure):
            return value
        raise Unreadable("wrong-type", "a figure is wanted here", "write for example `243.17 billion CNY`")
    if re.fullmatch(r".*\d(%| percent)(\b.*|;.*)?", value) and (value[:1].isdigit() or "%" in value.split(";")[0]):
        return Share.parse(value)
    if re.match(r"(\w+ ){0,2}-?(US|NT|HK)?[$€£¥]", value):
        return Amount.parse(value)
    if re.search(r"(?<![A-Za-z])[A-Z]{3}(?: \(.*\))?$", value) and re.search(r"\d", value):
        return Amount.parse(value)
    starts = value.removeprefix("-")[:1].isdigit() or any(
        re.match(rf"{word} -?\d", value) for word in QUALIFIERS)
    return Count.parse(value) if starts else Words.parse(value)


def parse_stake(value: Any) -> Share | Words:
    """What somebody holds: a share, or words such as `listed unit`."""
    if isinstance(value, str) and not re.match(r"(\w+ ){0,2}-?[\d.,]+(%| percent)", value):
        return Words.parse(value)
    return Share._validate(value)
