"""Drafts: what is left of a record with faults, so that the rules can speak of it in the same run.

A draft never says more than was read for sure. An entry that could not be read stands in it as `Unread`;
items keep their numbers, so that all places stay right; and `gaps` names the properties of which
something may be missing. A rule that blames what is not there asks for gaps first: no fault makes another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .model import Accept, AnyRecord, Company, Deal, Envelope, Record, Source
from .values import PartialDate
from .writing import SURE, Long, Route

_NAMES, _TIMES = ("key", "said_by", "company", "concerns"), ("as_of", "date", "mode", "period")
_ABSENT = ({"absent": "not found"},)
# What takes the place of a property that every record has; `gaps` names it, no rule reads it.
_FILL: dict[type[Record], dict[str, Any]] = {
    Company: {"name": "?", "does": _ABSENT},
    Deal: {"title": "?", "parties": ("?",), "stage": _ABSENT},
    Source: {"publisher": "?", "title": "?", "date": "not disclosed", "language": "en", "kind": "primary",
             "accessed": "2000"},
}


class Unread(Envelope):
    """An entry that could not be read: whom it names and, where they are sure, its dates."""

    concerns: tuple[str, ...] = ()
    versions: tuple[Unread, ...] = ()


def draft_of(kind: type[Record], long: Long, wrong: Collection[Route],
             blank: Collection[str]) -> tuple[AnyRecord, frozenset[str]]:
    """The draft of a long form and its gaps.

    `wrong` are the routes that the model refuses, `blank` the properties in which a blank is left.
    """
    values = {name: value for name, value in long.values.items() if name not in blank}
    gaps = {*long.gaps, *blank, *(str(route[0]) for route in wrong)}
    stand_ins: dict[str, dict[int, Any]] = {}
    for name in values.keys() & {*gaps, *(str(route[0]) for route in long.slips)}:
        below = [route[1:] for route in wrong if route[0] == name]
        if isinstance(values[name], list):
            values[name], stand_ins[name] = _parted(name, values[name], below, long)
        elif below:
            del values[name]
    fill = {name: value for name, value in _FILL[kind].items() if not values.get(name)}
    draft: Any = kind.model_validate(values | fill)
    merged = {name: _merged(() if name in fill else getattr(draft, name), instead)
              for name, instead in stand_ins.items() if instead}
    return draft.model_copy(update=merged), frozenset(gaps)


def _parted(name: str, items: list[Any], wrong: list[Route], long: Long) -> tuple[list[Any], dict[int, Any]]:
    """The items that can be read, and by number what stands for the others."""
    good: list[Any] = []
    instead: dict[int, Any] = {}
    for number, item in enumerate(items):
        below = [route[1:] for route in wrong if route[:1] == (number,)]
        slips = long.slips.get((name, number), set())
        if not below and slips <= SURE:
            good.append(_uncited(item) if slips else item)
        elif isinstance(item, str):
            instead[number] = ""
        elif name == "accepts":
            instead[number] = _accept(item, {route[0] for route in below})
        else:
            instead[number] = _left(item, below, not slips <= SURE)
    for number, (key, _) in enumerate(long.lost.get(name, ()), start=len(items)):
        instead[number] = Unread(key=key)
    return good, instead


def _merged(good: Collection[Any], instead: Mapping[int, Any]) -> tuple[Any, ...]:
    rest = iter(good)
    return tuple(instead[number] if number in instead else next(rest) for number in range(len(good) + len(instead)))


def _uncited(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry without its citations, one of which has a fault."""
    versions = {"versions": [_uncited(one) for one in entry["versions"]]} if "versions" in entry else {}
    return {**entry, "source": (), **versions}


def _left(entry: Mapping[str, Any], wrong: list[Route], doubtful: bool) -> Unread:
    """What is sure of an entry; with `doubtful` a fault may have hidden a remark."""
    refused = {route[0] for route in wrong}
    doubtful = doubtful or "mode" in refused or not {"value", "absent", "disputed"} & entry.keys()
    kept = _NAMES if doubtful else _NAMES + (_TIMES[:-1] if "disputed" in entry else _TIMES)
    found = {name: entry[name] for name in kept if name in entry and name not in refused}
    versions = tuple(_left(version, [route[2:] for route in wrong if route[:2] == ("versions", number)], doubtful)
                     for number, version in enumerate(entry.get("versions", ())))
    accepts = {"accepts": _accept(entry["accepts"], {route[1] for route in wrong if route[0] == "accepts"
                                                     and len(route) > 1})} if "accepts" in entry else {}
    return Unread(**found, **accepts, versions=versions)


def _accept(given: Mapping[str, str], refused: set[str | int]) -> Accept:
    """An acceptance as far as it can be read: without code it covers all, without end it does not expire."""
    until = "2999" if "until" in refused else given.get("until", "2999")
    return Accept(code=given.get("code", ""), why=given.get("why", ""), until=PartialDate.parse(until))
