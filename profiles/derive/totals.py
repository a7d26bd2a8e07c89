"""Totals: what a company's deals add up to, by kind of commitment and never across kinds.

An amount enters a total when its remark starts with `for` and the total's name:
`headline 38 billion USD; for compute over seven years`. So whoever enters a deal decides in the one file
whether its amount counts, and a whole is not counted beside its parts. Apart from each other stay:
kinds (headline, ceiling, committed, conditional, paid), exactness (`about`, `up to` …), currencies,
and what is said to be so from what is only planned, aimed at or optional. Ranges are never added.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ..archive import Archive
from .derived import Derived, Input, marks_of
from .precise import Number, as_amount
from ..standing import shown
from ..values import AMOUNT_KINDS, DealAmount

TOPICS = {"compute": "Deals for computing power"}
_STRONGEST_FIRST = ("paid", "committed", "conditional", "ceiling", "headline", "valuation")
assert set(_STRONGEST_FIRST) == set(AMOUNT_KINDS)
Group = tuple[int, str, str, str]


def topic_of(value: DealAmount) -> str:
    """The total that an amount enters, or an empty string."""
    found = re.match(r"for (\w+)\b", value.remark)
    return found[1] if found and found[1] in TOPICS else ""


def totals_of(archive: Archive, company: str, today: date | None = None) -> Iterator[Derived]:
    """Totals of a company that is party to two deals or more with amounts for one topic."""
    groups: dict[str, dict[Group, list[Input]]] = defaultdict(lambda: defaultdict(list))
    for deal in sorted(archive.deals_of.get(company, ())):
        for item in archive.by_record["deals", deal]:
            fact = shown(item.entry)
            if fact is not None and isinstance(fact.value, DealAmount) and fact.value.amount.high is None:
                topic, amount = topic_of(fact.value), fact.value.amount
                group = (_STRONGEST_FIRST.index(fact.value.kind), fact.mode, amount.qualifier, amount.currency)
                if topic:
                    groups[topic][group].append(Input(item, fact))
    for topic, found in sorted(groups.items()):
        if len({one.item.record for inputs in found.values() for one in inputs}) > 1:
            for group, inputs in sorted(found.items()):
                yield from _total(archive, topic, group, tuple(inputs), today)


def _total(archive: Archive, topic: str, group: Group, inputs: tuple[Input, ...],
           today: date | None) -> Iterator[Derived]:
    kind, mode, qualifier, _ = group
    number = Number.of(inputs[0].fact.value.amount)
    for one in inputs[1:]:
        number += Number.of(one.fact.value.amount)
    value = as_amount(number, inputs[0].fact.value.amount, qualifier)
    label = f"{TOPICS[topic]}, {_STRONGEST_FIRST[kind]}" + (f" ({mode})" if mode != "fact" else "")
    formula = " + ".join(f"{{{at}}}" for at in range(len(inputs)))
    if value is not None:
        yield Derived("total", label, None, value, formula, inputs, marks_of(archive, inputs, today))
