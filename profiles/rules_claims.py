"""Rules about claims: a figure against the words its source prints, names that are companies, stages.

They warn: a source may round, a namesake may exist. Who means it says so with `accepts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .archive import Archive, with_versions
from .faults import Fault
from .model import Fact
from .rules_cross import FOLLOWS
from .values import Amount, Count, DealAmount, Share
from .writing import Route

_NUMBER = re.compile(r"\d[\d,.  ]*")


def check_printed_figures(archive: Archive, today: date) -> Iterator[Fault]:
    """Some number of the printed words is the figure, as far as both have digits."""
    for item in archive.items:
        for route, fact in with_versions(item):
            digits = _digits(fact) if isinstance(fact, Fact) else []
            printed = [number for cited in (fact.source if digits else ()) for number in _numbers(cited.printed)
                       if not any(_same(number, converted) for converted in _converted(fact))]
            if digits and printed and not any(_same(own, other) for own in digits for other in printed):
                yield archive.fault("printed-differs", item.folder, item.record, route,
                                    f"{digits[0]} is none of the numbers printed ({', '.join(printed)})",
                                    "compare the figure with the source's words, digit by digit")


def _digits(fact: Fact) -> list[str]:
    value = fact.value.amount if isinstance(fact.value, DealAmount) else fact.value
    if not isinstance(value, Amount | Share | Count):
        return []
    return [number for number in (value.number, value.high_number) if number]


def _converted(fact: Fact) -> list[str]:
    """The number of the source's own conversion: it says nothing of the amount itself."""
    value = fact.value.amount if isinstance(fact.value, DealAmount) else fact.value
    return [value.conversion.number] if isinstance(value, Amount) and value.conversion else []


def _numbers(printed: str) -> list[str]:
    return [match.strip(" ., ") for match in _NUMBER.findall(printed)]


def _same(own: str, other: str) -> bool:
    """Whether two numbers agree as far as the shorter one goes, whatever their scale and marks."""
    short, long = sorted((_significant(own), _significant(other)), key=len)
    return long.startswith(short) or (len(short) > 1 and _rounded(long, len(short)) == short)


def _significant(number: str) -> str:
    return re.sub(r"\D", "", number).strip("0") or "0"


def _rounded(digits: str, length: int) -> str:
    return str((int(digits[: length + 1]) + 5) // 10) if len(digits) > length else digits


def check_names_are_linked(archive: Archive, today: date) -> Iterator[Fault]:
    """A party, holder or speaker in plain words is no company of the archive under one of its names."""
    names = {entry.value.text.casefold(): company.id for company in archive.companies.values()
             for entry in company.names if isinstance(entry, Fact) and entry.key[0] in ("legal", "trade", "short")}
    names |= {company.name.casefold(): company.id for company in archive.companies.values()}
    for deal in archive.deals.values():
        for index, party in enumerate(deal.parties):
            if party.casefold() in names and not archive.may_be("companies", party):
                yield _unlinked(archive, "deals", deal.id, ("parties", index), party, names[party.casefold()])
    for item in archive.items:
        key = item.entry.key[0] if item.entry.key else ""
        named = item.prop in ("owners", "relations", "views", "said") and key.casefold() in names
        if named and not archive.may_be("companies", key):
            route = (item.prop, item.index, "key")
            yield _unlinked(archive, item.folder, item.record, route, key, names[key.casefold()])


def _unlinked(archive: Archive, folder: str, record: str, route: Route, name: str, company: str) -> Fault:
    return archive.fault("unlinked-company", folder, record, route, f"`{name}` is a company of this archive",
                         f"write its id: {company}")


def check_stage_is_the_last(archive: Archive, today: date) -> Iterator[Fault]:
    """The stage is not one that a dated step has left behind."""
    for deal in archive.deals.values():
        stages = [entry.value for entry in deal.stage if isinstance(entry, Fact)]
        for index, entry in enumerate(deal.steps):
            if isinstance(entry, Fact) and entry.mode == "fact" and any(
                    stage in FOLLOWS.get(entry.step or "", ()) for stage in stages):
                yield archive.fault("stage-behind", "deals", deal.id, ("stage",),
                                    f"`{stages[0]}` is the stage, but a step says `{entry.step}`",
                                    f"write `stage: {entry.step}`, or mend the step")
                break
