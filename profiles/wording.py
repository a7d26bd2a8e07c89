"""Wording: how a value reads in English. One table maps every closed word to its chip and meaning.

Pure functions from values to text. Digits stay as the source has them; nothing is rounded, converted
or added up here.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date

from .model import METRICS, Envelope, Fact, metric_of
from .values import EXCHANGES, Amount, Count, DealAmount, Dates, PartialDate, Period, Share, Ticker, Words

# word -> (kind of chip, meaning). Stages, publicity, binding, certainty, modes, absences: all of them.
CHIPS: dict[str, tuple[str, str]] = {
    "talks": ("stage", "the parties are talking"),
    "letter of intent": ("stage", "an intention in writing, not yet a contract"),
    "preliminary agreement": ("stage", "agreed in outline; a contract may follow"),
    "definitive agreement": ("stage", "the contract is signed"),
    "closed": ("stage", "the transaction is completed"),
    "performing": ("stage", "the parties are carrying it out"),
    "amended": ("stage", "the contract was changed afterwards"),
    "ended": ("ended", "it is over, whatever the reason"),
    "reported": ("certainty-reported", "a publication says so"),
    "announced": ("certainty-announced", "the parties made it known"),
    "filed": ("certainty-filed", "it stands in a filing with an authority"),
    "stated": ("certainty-stated", "one party says so"),
    "estimated": ("certainty-estimated", "somebody's estimate"),
    "planned": ("plan", "meant to happen"),
    "event": ("stage", "something that happened"),
    "binding": ("binding", "it binds the parties"),
    "partly binding": ("partly", "some of it binds"),
    "non-binding": ("non-binding", "it binds nobody"),
    "aim": ("plan", "what it is for"),
    "plan": ("plan", "meant to be"),
    "option": ("plan", "may be done, need not"),
    "disputed": ("disputed", "sources disagree; all versions are shown"),
    "not disclosed": ("absent", "those concerned have not said"),
    "not found": ("absent", "looked for and not found"),
    "not applicable": ("absent", "the question does not arise"),
    "not yet": ("absent", "it has not happened so far"),
    "not stated": ("absent", "no source in the archive says"),
    "source withdrawn": ("gone", "its only source was taken back"),
    "tertiary only": ("weak", "rests on collections and copies alone"),
    "ruled out": ("ruled-out", "expressly not agreed"),
    "agreed": ("binding", "what they agreed to do"),
    "condition": ("weak", "what it depends on"),
}
AMOUNT_KINDS_WORDS = {
    "headline": "headline figure", "ceiling": "ceiling", "committed": "committed", "conditional": "conditional",
    "paid": "paid", "valuation": "valuation",
}
_PREFIX = {"USD": "US$", "TWD": "NT$", "HKD": "HK$", "EUR": "€", "GBP": "£", "SGD": "S$", "AUD": "A$", "CAD": "C$"}
_SUFFIX = {"CNY": "yuan", "JPY": "yen", "KRW": "won"}


@lru_cache(maxsize=1 << 13)
def _written(value: date, form: str) -> str:
    """A date in English; kept, because a page asks for the same few over and over."""
    return format_date(value, form, locale="en")


def day(value: date) -> str:
    """A full date: 20 November 2025."""
    return _written(value, "d MMMM y")


def partial(value: PartialDate) -> str:
    """A date as precise as it is known, never more."""
    words = {
        "day": lambda: day(value.first),
        "month": lambda: _written(value.first, "MMMM y"),
        "quarter": lambda: f"Q{value.text[-1]} {value.first.year}",
        "half": lambda: f"{'first' if value.text.endswith('1') else 'second'} half of {value.first.year}",
        "nine months": lambda: f"first nine months of {value.first.year}",
        "year": lambda: str(value.first.year),
        "fiscal year": lambda: f"fiscal {value.last.year}",
        "fiscal quarter": lambda: f"Q{value.text[-1]} of fiscal {value.last.year}",
    }[value.precision]()
    return f"{value.qualifier} {words}".strip()


def period(value: Period) -> str:
    """A period; with its stated end where the source gives one."""
    if value.start != value.end:
        words = f"{partial(value.start)} to {partial(value.end)}"
    else:
        words = partial(value.start)
    return f"{words} (ended {partial(value.ended)})" if value.ended else words


def dates(value: Dates) -> str:
    """Local dates of one event."""
    return ", ".join(partial(one) + (f" in {_place(where)}" if where else "") for one, where in value.parts)


def _place(where: str) -> str:
    return f"the {where}" if where in ("US", "UK", "EU") else where


def amount(value: Amount) -> str:
    """Money as the source has it: 243.17 billion yuan (about US$34 billion)."""
    digits = f"{value.number} to {value.high_number}" if value.high_number else value.number
    words = f"{value.qualifier} {_money(digits, value.scale, value.currency)}".strip()
    return f"{words} ({amount(value.conversion)})" if value.conversion else words


def _money(digits: str, scale: str, currency: str) -> str:
    """A number or a range with its currency; the sign stands before the currency's."""
    scaled = f"{digits} {scale}".strip()
    if currency in _PREFIX:
        sign, digits = ("−", scaled[1:]) if scaled.startswith("-") else ("", scaled)
        return f"{sign}{_PREFIX[currency]}{digits}"
    return f"{scaled} {_SUFFIX.get(currency, currency)}"


def share(value: Share) -> str:
    """A percentage with its words."""
    span = f"{value.number}% to {value.high_number}%" if value.high_number else f"{value.number}%"
    words = f"{value.qualifier} {span}".strip()
    return f"{words}; {value.remark}" if value.remark else words


def count(value: Count) -> str:
    """A number of things with its unit."""
    span = f"{value.number} to {value.high_number}" if value.high_number else value.number
    return " ".join(filter(None, (value.qualifier, span, value.scale, value.unit)))


def deal_amount(value: DealAmount) -> str:
    """An amount of a deal: up to US$100 billion, ceiling; as the systems are deployed."""
    words = f"{amount(value.amount)} ({AMOUNT_KINDS_WORDS[value.kind]})"
    return f"{words}; {value.remark}" if value.remark else words


def ticker(value: Ticker) -> str:
    """A code with its exchange in words."""
    return f"{value.code} ({EXCHANGES[value.exchange]})" if value.exchange else value.code


_WORDING = {Amount: amount, Share: share, Count: count, DealAmount: deal_amount, Dates: dates, Ticker: ticker,
            Words: str, str: str}


def value_words(value: object) -> str:
    """Any value of a fact in words."""
    return _WORDING[type(value)](value)  # type: ignore[operator,index]


def fact_words(fact: Fact) -> str:
    """The value of a fact in words."""
    return value_words(fact.value)


def when(entry: Envelope) -> str:
    """For what time an entry holds: `as of 22 October 2025`, `Q3 2025`, or nothing."""
    parts = []
    if entry.period:
        parts.append(period(entry.period))
    if entry.as_of:
        parts.append(f"as of {partial(entry.as_of)}")
    return ", ".join(parts)


def metric(name: str) -> str:
    """The label of a metric's key."""
    found = metric_of(name)
    assert found is not None, name
    return found[0]


def metric_order(name: str) -> int:
    """Where a metric stands on a page: in the order of the registry, growth after its base."""
    names = list(METRICS)
    base = max((known for known in names if name == known or name.startswith(known + "_")), key=len, default=name)
    return names.index(base) if base in names else len(names)


def plural(number: int, noun: str) -> str:
    """`1 deal`, `2 deals`, `3 companies`, `4 days`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{number:,} {noun}s"


def listing(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
