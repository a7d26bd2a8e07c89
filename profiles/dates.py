"""Dates: partial dates with their precision, periods, and the local dates of one event.

Nothing is guessed: `2025-Q3` stays a quarter, and what it can mean is its first and its last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar, Self

from pydantic_core import PydanticCustomError

from .valuetype import Unreadable, Value

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
    @lru_cache(1 << 16)
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
