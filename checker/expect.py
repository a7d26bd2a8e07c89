"""Expect: what a reader must find on a page for a claim of the data; the checker's own wording.

A *fragment* is a tuple of alternatives, one of which has to be there, as a run of characters, after
`plain` has evened out letters' case, blanks and kinds of dashes and quotes on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .reading import Claim

Fragment = tuple[str, ...]
MONTHS = ("January February March April May June July August September October November December").split()
BEFORE = {"USD": "US$", "TWD": "NT$", "HKD": "HK$", "EUR": "€", "GBP": "£", "SGD": "S$", "AUD": "A$", "CAD": "C$"}
AFTER = {"CNY": "yuan", "JPY": "yen", "KRW": "won"}
DATED = {"founded", "announced", "reported", "filed", "signed", "effective"}
FIGURES = {"metrics", "segments", "value", "owners"}
EXCHANGES = {"XTAI": "Taiwan", "ROCO": "Taipei", "XSHG": "Shanghai", "XSHE": "Shenzhen", "XHKG": "Hong Kong",
             "XTKS": "Tokyo", "XNAS": "Nasdaq", "XNYS": "New York", "XLON": "London", "XKRX": "Korea", "XETR": "Xetra",
             "XPAR": "Paris", "XAMS": "Amsterdam", "OTCM": "over-the-counter"}
_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_MONEY = re.compile(rf"({_NUMBER}(?: to {_NUMBER})?(?: (?:thousand|million|billion|trillion))?) ([A-Z]{{3}})\b")
_DATE = re.compile(r"\b(FY)?([12]\d\d\d)(?:-(\d\d)(?:-(\d\d))?|-Q([1-4])|-H([12])|-(9M))?\b")
_EVEN = {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
         "\u2212": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200b": ""}


def plain(text: str) -> str:
    """Text as it is compared."""
    if not text.isascii():
        for odd, even in _EVEN.items():
            text = text.replace(odd, even)
    return " ".join(text.casefold().split())


def date(text: str) -> str:
    """`2025-11-20` as `20 November 2025`, inside any text."""
    return _DATE.sub(_date, text)


def _date(found: re.Match[str]) -> str:
    fiscal, year, month, day, quarter, half, nine = found.groups()
    year = f"fiscal {year}" if fiscal else year
    if day:
        return f"{int(day)} {MONTHS[int(month) - 1]} {year}"
    if month:
        return f"{MONTHS[int(month) - 1]} {year}"
    if quarter:
        return f"Q{quarter} of {year}" if fiscal else f"Q{quarter} {year}"
    if half:
        return f"{('first', 'second')[int(half) - 1]} half of {year}"
    return f"first nine months of {year}" if nine else year


def money(text: str) -> str:
    """`34 billion USD` as `US$34 billion`, inside any text."""
    def one(found: re.Match[str]) -> str:
        number, code = found.groups()
        if code in BEFORE:
            sign = "-" if number.startswith("-") else ""
            return f"{sign}{BEFORE[code]}{number.removeprefix('-')}"
        return f"{number} {AFTER.get(code, code)}"
    return _MONEY.sub(one, text)


def value(claim: Claim) -> Iterator[Fragment]:
    """What of the value itself must stand in the block of its anchor."""
    words, prop = claim.words, claim.keys[0]
    if prop == "tickers":
        code, _, exchange = words.partition("@")
        yield (code,)
        if exchange:
            yield (EXCHANGES[exchange],)
    elif prop == "value":
        kind, _, rest = words.partition(" ")
        amount, _, remark = rest.partition("; ")
        yield from ((kind,), (money(amount),))
        if remark:
            yield (remark,)
    elif prop in DATED:
        yield (re.sub(r"\bin (US|UK|EU)\b", r"in the \1", date(words)),)
    elif prop in FIGURES:
        exact = money(words).replace(" percent", "%")
        yield (exact, words, re.sub(r"(\d) to (\d[\d.,]*)%", r"\1% to \2%", exact))
    elif words:
        yield (words,)


def place(claim: Claim, names: dict[str, str]) -> Iterator[Fragment]:
    """What must stand in the block or in what heads it: keys and the time the value is true for."""
    prop, keys = claim.keys[0], claim.keys[1:]
    if prop in ("metrics", "segments"):
        *segment, metric, when = keys
        yield from ((key,) for key in segment)
        yield from ((word, "pre-tax" if word == "pretax" else word) for word in metric.split("_")
                    if word not in ("on", "to", "with", "count", "per", "before"))
        yield _period(when)
    elif prop in ("steps", "history"):
        stamp, _, stage = keys[0].partition(" ") if keys[0][0] in "12F" else (keys[0], "", "")
        yield (date(stamp), date(keys[0]))
        if stage and stage != "event":
            yield (stage, date(keys[0]))
    elif prop == "names":
        if keys[0] != "other":
            yield (keys[0],)
    elif prop == "identifiers":
        yield ({"ubn": "business number", "cn_uscc": "social credit", "cik": "CIK"}.get(keys[0], keys[0]), keys[0].replace("_", " "))
    else:
        yield from ((names.get(key, key), key) for key in keys)
    if "as_of" in claim.marks:
        yield (date(claim.marks["as_of"]),)
    if "period" in claim.marks:
        yield _period(claim.marks["period"])


def _period(text: str) -> Fragment:
    return (date(text), date(text).replace(" of fiscal", " fiscal"))


def around(claim: Claim, names: dict[str, str], publishers: dict[str, str]) -> Iterator[Fragment]:
    """What must stand beside the value: where somebody looked, who said it, how sure, the remark."""
    marks = claim.marks
    if claim.absent:
        yield (claim.absent,)
    for key in ("looked", "mode", "certainty"):
        if key in marks:
            yield (marks[key],)
    if "note" in marks:
        yield (marks["note"].rstrip("."),)
    if "company" in marks:
        yield (names.get(marks["company"], marks["company"]),)
    speaker = marks.get("said_by", "")
    if speaker and speaker not in claim.keys and {publishers.get(one.source) for one in claim.cited} != {speaker}:
        yield (names.get(speaker, speaker),)
