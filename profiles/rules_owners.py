"""Rules about owners: shares within the whole, nobody owning himself, not even through others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from .archive import Archive, with_versions
from .faults import Fault
from .model import Fact
from .values import Share
from .writing import Route


def check_owners(archive: Archive, today: date) -> Iterator[Fault]:
    """Shares are at most 100 percent, alone and together for one time; nobody owns himself."""
    for company in archive.companies.values():
        sums: dict[str, Decimal] = defaultdict(Decimal)
        holders: dict[str, set[str]] = defaultdict(set)
        for index, entry in enumerate(company.owners):
            route: Route = ("owners", index)
            if entry.key[0] == company.id:
                yield archive.fault("owns-itself", "companies", company.id, (*route, "key"),
                                    f"`{company.id}` is its own owner", "name the real owner")
            if not isinstance(entry, Fact) or not isinstance(entry.value, Share):
                continue
            if max(entry.value.value, entry.value.high or 0) > 100:
                continue                                   # check_parts says so
            when = entry.as_of.text if entry.as_of else ""
            if entry.mode == "fact" and entry.key[0] not in holders[when]:
                holders[when].add(entry.key[0])
                sums[when] += entry.value.value
                if sums[when] > 100:
                    yield archive.fault("shares-above-100", "companies", company.id, route,
                                        f"the owners' shares add up to {sums[when]} percent",
                                        "mend a number, or say for which date each holds")
                    sums[when] = Decimal(-10**6)           # one fault a date


def check_parts(archive: Archive, today: date) -> Iterator[Fault]:
    """A part is at most the whole: stakes and shares of a market, revenue or content; growth may be more."""
    for item in archive.items:
        part = item.prop == "owners" or (item.prop in ("metrics", "segments") and item.entry.key[-1].endswith("_share"))
        for route, entry in with_versions(item) if part else ():
            value = entry.value if isinstance(entry, Fact) else None
            if isinstance(value, Share) and max(value.value, value.high or 0) > 100:
                yield archive.fault("share-above-100", item.folder, item.record, route,
                                    f"{value.high_number or value.number} percent is more than everything",
                                    "mend the number")


def check_no_circle(archive: Archive, today: date) -> Iterator[Fault]:
    """No company owns itself through others. Only majority or wordy ownership makes a unit."""
    parents: dict[str, dict[str, int]] = {}
    for company in archive.companies.values():
        parents[company.id] = {entry.key[0]: index for index, entry in enumerate(company.owners)
                               if isinstance(entry, Fact) and entry.mode == "fact" and entry.key[0] in archive.companies
                               and entry.key[0] != company.id
                               and not (isinstance(entry.value, Share) and entry.value.value <= 50)}
    reported: set[str] = set()
    for start in sorted(parents):
        path = _way_back(parents, start) if start not in reported else []
        if path and not reported & set(path):
            reported |= set(path)
            yield archive.fault("ownership-circle", "companies", start, ("owners", parents[start][path[1]], "key"),
                                f"{' belongs to '.join(path)}", "one of these owners is wrong")


def _way_back(parents: dict[str, dict[str, int]], start: str) -> list[str]:
    """The shortest way from a company through its owners back to itself, or an empty list."""
    before: dict[str, str] = {}
    todo = [start]
    for here in todo:                                      # grows while it is read: breadth first
        for up in sorted(parents.get(here, ())):
            if up == start:
                path = [here]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return [*reversed(path), start]
            if up not in before:
                before[up] = here
                todo.append(up)
    return []
