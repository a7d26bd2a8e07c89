"""Rules across records: the order of steps, who exists when, a deal against the pages of its parties.

All of them warn, none forbids: a contract may be amended before the one of this record, a venture may
sign before it is registered, and sources may count differently. Who means it says so with `accepts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from .archive import Archive, Item
from .faults import Fault, shortened
from .model import Company, Deal, Dispute, Fact
from .values import SCALES, Amount, Dates, DealAmount, PartialDate, Share

# A step and those that come before it. Only what cannot be the other way round stands here: a deal may
# be performed without a closing, and closed on the day on which it is signed.
_EARLY = ("talks", "letter of intent", "preliminary agreement")
FOLLOWS: dict[str, tuple[str, ...]] = {
    "letter of intent": _EARLY[:1], "preliminary agreement": _EARLY[:2], "definitive agreement": _EARLY,
    "closed": (*_EARLY, "definitive agreement"), "performing": (*_EARLY, "definitive agreement"),
    "amended": (*_EARLY, "definitive agreement"),
    "ended": (*_EARLY, "definitive agreement", "closed", "performing", "amended"),
}


def check_step_order(archive: Archive, today: date) -> Iterator[Fault]:
    """No step of a deal is dated before one that it must follow. `signed` counts as the agreement."""
    for deal in archive.deals.values():
        first: dict[str, tuple[PartialDate, int]] = {}
        for index, entry in enumerate(deal.steps):
            if isinstance(entry, Fact) and entry.step in FOLLOWS | {"talks": ()} and entry.date:
                assert entry.step is not None
                if entry.step not in first or entry.date.order < first[entry.step][0].order:
                    first[entry.step] = entry.date, index
        if not archive.sure("deals", deal.id, "steps"):
            continue                                       # an earlier step may be among those not read
        signed = _first_date(deal.signed) if archive.sure("deals", deal.id, "signed") else None
        for step, (day, index) in first.items():
            before = [(earlier, first[earlier][0]) for earlier in FOLLOWS.get(step, ()) if earlier in first]
            if signed and "definitive agreement" in FOLLOWS.get(step, ()):
                before.append(("the signing", signed))
            for earlier, when in before:
                if _surely_before(day, when):
                    yield archive.fault("step-too-early", "deals", deal.id, ("steps", index),
                                        f"`{step}` on {day.text} stands before {_named(earlier)} on {when.text}",
                                        "mend a date or a step's word; accept the warning if it belongs to an older deal")
                    break


def _named(step: str) -> str:
    return step if step.startswith("the ") else f"`{step}`"


def _surely_before(day: PartialDate, other: PartialDate) -> bool:
    """Whether a day lies before another however exactly both are known."""
    return day.last < other.first and day.qualifier in ("", "before") and other.qualifier in ("", "after")


def _first_date(entries: tuple) -> PartialDate | None:
    """The earliest date that a property gives as a fact; disputes leave it open."""
    days = [entry.value.first for entry in entries
            if isinstance(entry, Fact) and isinstance(entry.value, Dates) and entry.mode == "fact"]
    return min(days, key=lambda day: day.order, default=None)


def check_actors_exist(archive: Archive, today: date) -> Iterator[Fault]:
    """No deal is dated, and nothing owned, before a party or the thing owned came into being."""
    founded = {company.id: day for company in archive.companies.values()
               if (day := _first_date(company.founded)) and archive.sure("companies", company.id, "founded")}
    for deal in archive.deals.values():
        known = [day for entries in (deal.announced, deal.reported, deal.filed, deal.signed)
                 if (day := _first_date(entries))]
        day = min(known, key=lambda one: one.order, default=None)
        for index, party in enumerate(deal.parties):
            if day and party in founded and _surely_before(day, founded[party]):
                yield archive.fault("actor-too-early", "deals", deal.id, ("parties", index),
                                    f"`{party}` came into being on {founded[party].text}, the deal is of {day.text}",
                                    "mend one of the dates, or name the forerunner as the party")
    for company in archive.companies.values():
        for index, entry in enumerate(company.owners):
            since = entry.as_of
            late = [one for one in (company.id, entry.key[0]) if since and one in founded
                    and _surely_before(since, founded[one])]
            if late and since and entry.mode == "fact":
                yield archive.fault("actor-too-early", "companies", company.id, ("owners", index),
                                    f"`{late[0]}` came into being on {founded[late[0]].text}, the share is of {since.text}",
                                    "mend one of the dates")


# -- a deal against the pages of its parties -------------------------------------------------------------

_AMOUNT = re.compile(r"(?:(USD|US\$|\$|NT\$|TWD|CNY|JPY|EUR|€) ?)?(\d[\d,]*(?:\.\d+)?) ?"
                     r"(thousand|million|billion|trillion)? ?(USD|TWD|CNY|JPY|EUR|dollars|yuan|yen)?", re.I)
_CURRENCY = {"us$": "usd", "$": "usd", "dollars": "usd", "nt$": "twd", "yuan": "cny", "yen": "jpy", "€": "eur"}
_STAKE = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|percent)")
_OF = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|percent) of (.+)")
ALIKE = 0.6


@dataclass(frozen=True)
class Words:
    """What an entry says, taken apart: its words, and the stakes, dates and amounts in it."""

    words: frozenset[str]
    stakes: frozenset[Decimal]
    dates: tuple[PartialDate, ...]
    amounts: frozenset[tuple[str, Decimal]]


def check_parties_pages(archive: Archive, today: date) -> Iterator[Fault]:
    """Where a deal and a party's page tell the same matter from one passage, their figures agree.

    The same matter: one source and place cited by both, and three words in five of the shorter entry in
    the other, too. Then stakes, dates and amounts must have a value in common, if both give any.
    """
    resting: dict[tuple[str, str], dict[str, list[Item]]] = {}     # what a company's page rests on each passage
    for item in archive.items:
        if item.folder == "companies" and _plain(item):
            for place in _passages(item):
                resting.setdefault(place, {}).setdefault(item.record, []).append(item)
    for item in archive.items:
        if item.folder == "deals" and _plain(item):
            theirs = {id(other): other for place in _passages(item) for party in archive.deals[item.record].parties
                      for other in resting.get(place, {}).get(party, ())}
            for other in theirs.values():
                yield from _compared(archive, item, other)


def _plain(item: Item) -> bool:
    return isinstance(item.entry, Fact) and item.prop not in ("announced", "reported", "filed", "signed", "stage")


def _passages(item: Item) -> set[tuple[str, str]]:
    return {(cited.source, cited.at) for cited in item.citations if cited.at}


def _compared(archive: Archive, item: Item, theirs: Item) -> Iterator[Fault]:
    mine, other = _taken_apart(item), _taken_apart(theirs)
    shorter = min(len(mine.words), len(other.words))
    if shorter < 3 or len(mine.words & other.words) < ALIKE * shorter:
        return
    where = f"the page of `{theirs.record}` (#{theirs.anchor})"
    for code, noun, own, their in (
            ("stake-differs", "stake", _texts(mine.stakes), _texts(other.stakes)),
            ("amount-differs", "amount", {f"{n:f} {c.upper()}".strip() for c, n in mine.amounts},
             {f"{n:f} {c.upper()}".strip() for c, n in other.amounts})):
        if own and their and not own & their:
            yield archive.fault(code, item.folder, item.record, (item.prop, item.index),
                                shortened(f"{where} gives another {noun} after the same passage: "
                                          f"{', '.join(sorted(their))}"),
                                "mend one of them, or accept the warning and say why both hold")
    if mine.dates and other.dates and not any(_overlap(a, b) for a in mine.dates for b in other.dates):
        yield archive.fault("date-differs", item.folder, item.record, (item.prop, item.index),
                            shortened(f"{where} gives another date after the same passage: {other.dates[0].text}"),
                            "mend one of them, or accept the warning and say why both hold")


def _texts(numbers: frozenset[Decimal]) -> set[str]:
    return {f"{number.normalize():f}" for number in numbers}


def _overlap(one: PartialDate, other: PartialDate) -> bool:
    return one.first <= other.last and other.first <= one.last or bool({one.qualifier, other.qualifier} - {""})


@lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[frozenset[str], frozenset[Decimal], frozenset[tuple[str, Decimal]]]:
    plain = re.sub(r"\d{4}-\d{2}(-\d{2})?", " ", text)
    stakes = frozenset(Decimal(found) for found in _STAKE.findall(plain))
    amounts = frozenset(
        (_CURRENCY.get(unit.lower(), unit.lower()), (Decimal(number.replace(",", "")).scaleb(SCALES[scale.lower()])).normalize())
        for before, number, scale, after in _AMOUNT.findall(plain) if (unit := before or after) and scale)
    words = frozenset(word for word in re.findall(r"[a-z]{4,}", plain.lower()) if word not in SCALES)
    return words, stakes, amounts


def _taken_apart(item: Item) -> Words:
    entry = item.entry
    assert isinstance(entry, Fact)
    value = entry.value
    words, stakes, amounts = _words_of(str(value))
    if isinstance(value, DealAmount | Amount):
        amount = value.amount if isinstance(value, DealAmount) else value
        amounts = frozenset({(amount.currency.lower(), amount.value.normalize())})
    if isinstance(value, Share):
        stakes = frozenset({value.value})
    days = tuple(one for one in (entry.date,) if one)
    return Words(words, stakes, days, amounts)


def check_stakes(archive: Archive, today: date) -> Iterator[Fault]:
    """A stake that a deal hands over is among the stakes on the page of the company that it is a stake in."""
    for deal in archive.deals.values():
        targets = [archive.companies[party] for party in deal.parties if party in archive.companies
                   and archive.sure("companies", party, "owners") and archive.sure("deals", deal.id, "parties")]
        for index, entry in enumerate(deal.gives):
            if isinstance(entry, Fact):
                for stake, rest in _OF.findall(str(entry.value)):
                    for target in targets:
                        if any(re.match(rf"{re.escape(name)}\b", rest.casefold()) for name in _names(target)):
                            yield from _stake(archive, deal, index, Decimal(stake), target)


def _names(company: Company) -> set[str]:
    found = {company.name.casefold()}
    return found | {str(entry.value).casefold() for entry in company.names if isinstance(entry, Fact)}


def _stake(archive: Archive, deal: Deal, index: int, stake: Decimal, target: Company) -> Iterator[Fault]:
    """Compare with what the page of the target says its other parties hold."""
    held: dict[str, set[Decimal]] = {}
    for entry in target.owners:
        versions = entry.versions if isinstance(entry, Dispute) else (entry,)
        for one in versions:
            if isinstance(one, Fact) and isinstance(one.value, Share) and entry.key[0] in deal.parties:
                held.setdefault(entry.key[0], set()).add(one.value.value)
    if held and not any(stake in values for values in held.values()):
        theirs = ", ".join(f"{value:f}%" for values in held.values() for value in sorted(values))
        yield archive.fault("stake-differs", "deals", deal.id, ("gives", index),
                            shortened(f"the page of `{target.id}` has another stake: {theirs}"),
                            "mend one of them, or accept the warning and say why both hold")
