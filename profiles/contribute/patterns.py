"""Patterns: the look of values as regular expressions that editors and Python both read.

Made from the expressions the value types read with, so they cannot drift apart. They are never
stricter than the types; what a pattern cannot see (the 30th of February) the checker says.
"""

from __future__ import annotations

import re

from ..model import COUNT, MONEY, PERCENT, Absent
from ..dates import _DATE
from ..values import (_NUMBER, _SCALED, AMOUNT_KINDS, EXCHANGES, QUALIFIERS, Amount, Count, DealAmount, Dates,
                     PartialDate, Period, Share, Ticker, Url, Value, Words)
from typing import get_args


def _unnamed(pattern: str) -> str:
    """Without names of groups, which JavaScript writes differently."""
    return re.sub(r"\?P<\w+>", "?:", pattern)


WORDS = r"\S.*"
ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
WORDS_NOT_ID = r"[^a-z0-9-]|^-|-$|--"            # what does not look like an id is a name in plain words
ADDRESS = "^(companies|deals|sources)/[a-z0-9]+(-[a-z0-9]+)*$"
LANGUAGE = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
URL = r'^https?://[^\s/?#<>"@]+(?:[/?#][^\s<>"]*)?$'
DATE = f"(?:{_unnamed(_DATE.pattern)})"
PERIOD = rf"{DATE}(?: to {DATE})?(?: \(ended [0-9-]+\))?"
DATES = rf"{DATE}(?: in [^,\[(]+)?(?:, {DATE}(?: in [^,\[(]+)?)*"
AMOUNT = rf"{_unnamed(_SCALED)} [A-Z]{{3}}(?: \([^()]+\))?"
SHARE = rf"(?:(?:{'|'.join(QUALIFIERS)}) )?{_NUMBER}(?:%? to {_NUMBER})?(?:%| percent)(?:; .+)?"
NUMBER = rf"{_unnamed(_SCALED)}(?: [^0-9\s][^;]*)?"
OF: dict[type[Value], str] = {
    Words: WORDS, Dates: DATES, PartialDate: DATE, Period: PERIOD, Amount: AMOUNT, Share: SHARE, Count: NUMBER,
    DealAmount: rf"(?:{'|'.join(AMOUNT_KINDS)}) {AMOUNT}(?:; .+)?",
    Ticker: rf"[A-Z0-9.]{{1,12}}(?:@(?:{'|'.join(EXCHANGES)}))?", Url: URL.strip("^$"),
}
FIGURES = {MONEY: AMOUNT, PERCENT: SHARE, COUNT: NUMBER, "any": WORDS}

_REMARKS = r"(?: \((?:[^()]|\([^()]*\))*\))*"
_INSIDE = r'(?:"[^"]*"|“[^”]*”|[^\[\]"“”])*'
_ABSENT = f"(?:{'|'.join(get_args(Absent))})"


def fact(value: str, *, itself: bool, need: bool) -> str:
    """A text with remarks and footnote. `itself`: the footnote is a locator alone; `need`: it must be there."""
    inside = _INSIDE if itself else rf"[A-Za-z0-9-]+ {_INSIDE}"
    note = rf" \[{inside}\]" + ("" if need else "?")
    note = note if need else rf"(?: \[{_INSIDE}\])?"
    nothing = rf"{_ABSENT}{_REMARKS} \[{_INSIDE}\]|{_ABSENT}{_REMARKS} \(.*looked in .+\)" if need \
        else rf"{_ABSENT}{_REMARKS}(?: \[{_INSIDE}\])?"
    return rf"^(?:(?:{value}){_REMARKS}{note}|{nothing})$"
