"""Values: what a fact can be — dates with their precision, amounts, shares, counts, identifiers.

Each type reads its text with `parse` and raises `Unreadable` with a code and a remedy. Digits stay as
written (`text`), numbers are `Decimal`, never float. Nothing here knows records or YAML.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from stdnum import cusip, figi, isin, lei
from stdnum.cn import uscc

from .faults import did_you_mean

CURRENCIES = frozenset(list_currencies()) - {"XXX", "XTS"}
EXCHANGES = {
    "XTAI": "Taiwan Stock Exchange", "ROCO": "Taipei Exchange", "XSHG": "Shanghai Stock Exchange",
    "XSHE": "Shenzhen Stock Exchange", "XHKG": "Hong Kong Stock Exchange", "XTKS": "Tokyo Stock Exchange",
    "XNAS": "Nasdaq", "XNYS": "New York Stock Exchange", "XLON": "London Stock Exchange",
    "XKRX": "Korea Exchange", "XETR": "Xetra", "XPAR": "Euronext Paris", "XAMS": "Euronext Amsterdam",
    "OTCM": "US over-the-counter market",
}
QUALIFIERS = ("about", "at least", "more than", "up to", "less than")
SCALES = {"": 0, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
AMOUNT_KINDS = ("headline", "ceiling", "committed", "conditional", "paid", "valuation")

_NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\.[0-9]{1,9})?"
_QUALIFIED = rf"(?:(?P<qualifier>{'|'.join(QUALIFIERS)}) )?(?P<low>{_NUMBER})(?: to (?P<high>{_NUMBER}))?"
_SCALED = rf"{_QUALIFIED}(?: (?P<scale>thousand|million|billion|trillion))?"


def Unreadable(code: str, message: str, remedy: str) -> PydanticCustomError:  # noqa: N802 - reads as a class
    """What a value type raises: a fault code with its words."""
    return PydanticCustomError(code, "{message}", {"message": message, "remedy": remedy})


class Value:
    """Base of the value types: pydantic reads them from text through `parse`."""

    form: ClassVar[str] = ""
    examples: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text; raises `Unreadable`."""
        raise NotImplementedError

    @classmethod
    def _validate(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise Unreadable("wrong-type", "text is wanted here", f"write for example `{cls.examples[0]}`")
        return cls.parse(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return {"type": "string", "description": cls.form, "examples": list(cls.examples)}


_DATE = re.compile(
    r"(?:(?P<qualifier>about|before|after) )?(?P<fiscal>FY)?(?P<year>[12][0-9]{3})"
    r"(?:-(?:Q(?P<quarter>[1-4])|(?P<half>H[12])|(?P<nine>9M)|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?")


@dataclass(frozen=True, slots=True)
class PartialDate(Value):
    """A date exactly as precise as it is known.

    `first` and `last` are the earliest and latest day it can mean; a fiscal year is taken to start
    up to a year before its number, since we hold no calendars of companies.
    """

    form: ClassVar[str] = "2025, 2025-11, 2025-11-20, 2025-Q3, 2025-H1, 2025-9M, FY2026, FY2026-Q3"
    examples: ClassVar[tuple[str, ...]] = ("2025-11-20", "2025-Q3", "about 2025-11")
    text: str
    first: date
    last: date
    precision: str
    qualifier: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _DATE.fullmatch(text)
        if not match and re.fullmatch(r".*\d{4}-Q\d+", text):
            raise Unreadable("bad-date", f"there is no quarter {text[-1]}", "quarters go from Q1 to Q4")
        if not match:
            raise Unreadable("bad-date", f"`{text}` is not a date",
                             "write 2025-11-20, 2025-11, 2025, 2025-Q3 or FY2026, with about, before or after")
        year, month = int(match["year"]), int(match["month"] or 0)
        if match["month"] and not 1 <= month <= 12:
            raise Unreadable("bad-date", f"there is no month {match['month']}", "months go from 01 to 12")
        if match["day"] and not 1 <= int(match["day"]) <= monthrange(year, month)[1]:
            raise Unreadable("bad-date", f"{text} does not exist",
                             f"{year}-{month:02} has {monthrange(year, month)[1]} days")
        first, last, precision = _span(match, year, month)
        if match["fiscal"]:
            if match["month"] or match["half"] or match["nine"]:
                raise Unreadable("bad-date", f"`{text}` is not a fiscal period", "write FY2026 or FY2026-Q3")
            first, precision = date(year - 1, 1, 1), f"fiscal {precision}"
        return cls(text, first, last, precision, match["qualifier"] or "")

    @property
    def order(self) -> tuple[date, date, str]:
        """Sort key: by the first possible day, the vaguer one first."""
        return (self.first, self.last, self.text)


def _span(match: re.Match[str], year: int, month: int) -> tuple[date, date, str]:
    """First day, last day and precision of what was written."""
    if match["day"]:
        day = date(year, month, int(match["day"]))
        return day, day, "day"
    if match["quarter"]:
        end = int(match["quarter"]) * 3
        return date(year, end - 2, 1), date(year, end, monthrange(year, end)[1]), "quarter"
    if match["half"]:
        return (date(year, 1, 1), date(year, 6, 30), "half") if match["half"] == "H1" else (
            date(year, 7, 1), date(year, 12, 31), "half")
    if match["nine"]:
        return date(year, 1, 1), date(year, 9, 30), "nine months"
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
    return date(year, 1, 1), date(year, 12, 31), "year"


@dataclass(frozen=True, slots=True)
class Period(Value):
    """What a figure covers: a day (a balance), a span, or a span of months; maybe with its stated end."""

    form: ClassVar[str] = "2025-Q3, 2025-09-30, 2026-01 to 2026-05, FY2026-Q3 (ended 2025-10-26)"
    examples: ClassVar[tuple[str, ...]] = ("2025-Q3", "2026-01 to 2026-05")
    text: str
    start: PartialDate
    end: PartialDate
    ended: PartialDate | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"(?P<start>\S+?)(?: to (?P<end>\S+))?(?: \(ended (?P<ended>[\d-]+)\))?", text)
        if not match:
            raise Unreadable("bad-period", f"`{text}` is not a period", f"write {cls.form}")
        try:
            start = PartialDate.parse(match["start"])
            end = PartialDate.parse(match["end"]) if match["end"] else start
            ended = PartialDate.parse(match["ended"]) if match["ended"] else None
        except PydanticCustomError as error:
            raise Unreadable("bad-period", (error.context or {})["message"], f"write {cls.form}") from None
        if end.last < start.first:
            raise Unreadable("bad-period", f"`{text}` ends before it starts", "put the earlier date first")
        if ended and ended.last < start.first:
            raise Unreadable("bad-period", f"`{text}` ended before it started", "mend the year or the end")
        return cls(text, start, end, ended)

    @property
    def last(self) -> date:
        """Its last day, as far as known."""
        return self.ended.last if self.ended else self.end.last

    @property
    def order(self) -> tuple[date, int, str]:
        """Sort key: by the last day, the shorter period first."""
        return (self.last, -self.start.first.toordinal(), self.text)


@dataclass(frozen=True, slots=True)
class Dates(Value):
    """When something happened; several local dates of one event stay one event."""

    form: ClassVar[str] = "a date, or `2025-11-20 in US, 2025-11-21 in Taiwan`"
    examples: ClassVar[tuple[str, ...]] = ("2025-11-20", "2025-11-20 in US, 2025-11-21 in Taiwan")
    parts: tuple[tuple[PartialDate, str], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        parts = []
        for part in text.split(", "):
            day, _, place = part.partition(" in ")
            parts.append((PartialDate.parse(day), place))
        return cls(tuple(parts))

    def __str__(self) -> str:
        return " ".join(f"{day.text} {place}" for day, place in self.parts)

    @property
    def first(self) -> PartialDate:
        """The earliest of the local dates."""
        return min((day for day, _ in self.parts), key=lambda day: day.order)


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
        match = re.fullmatch(rf"{_SCALED} (?P<currency>[A-Z]{{3}})(?: \((?P<conversion>[^()]+)\))?", text)
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
        match = re.fullmatch(rf"{_QUALIFIED}(?:%| percent)", body)
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
        match = re.fullmatch(rf"{_SCALED}(?: (?P<unit>[^\d\s][^;]*))?", text)
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
        for quotation in re.findall(r"[“\"„«]([^”\"“»]+)[”\"“»]", text):
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


@dataclass(frozen=True, slots=True)
class Ticker(Value):
    """A security's code at an exchange (ISO 10383 market code)."""

    form: ClassVar[str] = "CODE@EXCHANGE, the exchange as its ISO 10383 code; CODE alone where no source names it"
    examples: ClassVar[tuple[str, ...]] = ("2317@XTAI", "601138@XSHG")
    code: str
    exchange: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.exchange}"

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"([A-Z0-9.]{1,12})(?:@([A-Z]{4}))?", text)
        if not match:
            raise Unreadable("bad-ticker", f"`{text}` is not a ticker", "write 2317@XTAI or NVDA@XNAS")
        if match[2] and match[2] not in EXCHANGES:
            raise Unreadable("bad-ticker", f"the exchange {match[2]} is not known",
                             did_you_mean(match[2], EXCHANGES, f"one of: {', '.join(sorted(EXCHANGES))}"))
        return cls(match[1], match[2] or "")


_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


@dataclass(frozen=True, slots=True)
class Url(Value):
    """An http or https address without user name, control characters or tricks."""

    form: ClassVar[str] = "https://…"
    examples: ClassVar[tuple[str, ...]] = ("https://openai.com/index/openai-and-foxconn-collaborate",)
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        try:
            parts = urlsplit(text)
            good = (parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
                    and bool(_HOST.fullmatch(parts.hostname or "")) and text.isascii() and len(text) <= 2000
                    and not re.search(r"[\s\x00-\x20<>\"\\^`{|}]", text) and (parts.port or 443) > 0)
        except ValueError:
            good = False
        if not good:
            raise Unreadable("bad-url", f"`{text[:80]}` is not a plain web address",
                             "write https://host/path, percent-encoded, without spaces or user name")
        return cls(text)


IDENTIFIERS = {
    "lei": ("LEI", lei.is_valid, "20 characters, the last two are check digits"),
    "isin": ("ISIN", isin.is_valid, "12 characters, the last is a check digit"),
    "figi": ("FIGI", figi.is_valid, "12 characters, the last is a check digit"),
    "cusip": ("CUSIP", cusip.is_valid, "9 characters, the last is a check digit"),
    "uscc": ("Unified social credit code", uscc.is_valid, "18 characters, the last is a check digit"),
    "cik": ("SEC CIK", re.compile(r"[0-9]{1,10}").fullmatch, "up to ten digits"),
    "wikidata": ("Wikidata", re.compile(r"Q[1-9][0-9]*").fullmatch, "Q and digits"),
    "ubn": ("Taiwan unified business number", re.compile(r"[0-9]{8}").fullmatch, "eight digits"),
    "edinet": ("EDINET code", re.compile(r"E[0-9]{5}").fullmatch, "E and five digits"),
    "sec_file": ("SEC file number", re.compile(r"[0-9]{1,3}-[0-9]+").fullmatch, "as 001-12345"),
    "delaware_file": ("Delaware file number", re.compile(r"[0-9]{6,8}").fullmatch, "digits"),
    "other": ("Other identifier", re.compile(r"\S.*").fullmatch, "any text"),
}


_CODES = ("LEI", "ISIN", "FIGI", "CUSIP", "Unified social credit code")    # written without ornament


def check_identifier(kind: str, text: str) -> None:
    """Raise `Unreadable` where an identifier of this kind fails its form or check digits."""
    label, valid, form = IDENTIFIERS[kind]
    if not valid(text) or (label in _CODES and not re.fullmatch(r"[A-Z0-9*@#]+", text)):
        raise Unreadable("wrong-check-digit", f"`{text}` is not a valid {label}",
                         f"compare it with the source, letter by letter: {form}")


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def check_language(text: str) -> None:
    """Raise `Unreadable` where a language tag is malformed or unknown to the CLDR."""
    try:
        known = bool(_LANGUAGE.fullmatch(text)) and bool(Locale.parse(text, sep="-"))
    except (UnknownLocaleError, ValueError):
        known = False
    if not known:
        raise Unreadable("bad-language", f"`{text}` is not a language tag",
                         "write en, ja, zh-Hant (traditional) or zh-Hans (simplified)")
