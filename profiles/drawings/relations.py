"""Relations: who holds whom, who signed what with whom, as ties between nodes.

Reads the archive's indexes of one company or deal only, so that a page costs what its own relations
cost. A tie carries the words and the link of the fact or deal it stands for; nothing is computed
beyond choosing which of several stakes of one holder is drawn (the newest share, else the newest words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .. import wording
from ..archive import Archive, Item, deal_days
from ..blocks import Lang, PageLink
from ..model import AnyEntry, Deal, Fact
from ..naming import company_name
from ..standing import shown
from ..values import Share

# style of a tie -> its meaning in the key, in the key's order
STYLES: dict[str, str] = {
    "owns": "Holds (arrow to what is held)", "owns-plan": "Planned or optional holding", "binding": "Binding deal",
    "partly": "Deal that binds in part", "free": "Non-binding deal", "joint": "Joint venture",
    "unknown": "Deal, binding not stated", "relation": "Other relation, such as supplier",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A company of the archive, or one known by words alone (`target` None)."""

    key: str
    name: str
    target: PageLink | None = None
    language: str = ""         # of the name, where that is not in Latin letters


@dataclass(frozen=True, slots=True)
class Tie:
    """One relation: holder to held, or between two parties of a deal."""

    first: str
    second: str
    style: str
    label: str
    words: str
    target: PageLink
    time: str = ""
    of_held: bool = False      # the label describes what is held ("unit"), not the holder

    def other(self, key: str) -> str:
        """The end that is not `key`."""
        return self.second if self.first == key else self.first


def node(archive: Archive, given: str) -> Node:
    """The node of a company's id or of plain words."""
    company = archive.companies.get(given)
    if company is None or company.withdrawn:
        return Node(given, company.name if company else given)
    shown = company_name(company)
    return Node(given, company.name, PageLink(f"companies/{given}.md"), shown.code if isinstance(shown, Lang) else "")


def closed_word(entries: Iterable[AnyEntry]) -> str:
    """The word of a stage or of binding; empty where none is stated."""
    return next((wording.fact_words(fact) for entry in entries if (fact := shown(entry))), "")


# Words that say what the held company is; others say what the holder is ("partner", "investor").
_HELD = re.compile(r"\b(unit|subsidiary|affiliate|company of the group|within the group)\b")
_LONGEST = 28              # letters of a label; longer words stand in the table alone


# Ownership ---------------------------------------------------------------------------------------


def holders(archive: Archive, company: str) -> tuple[Tie, ...]:
    """One tie for each holder of a company, in the order of its record."""
    items = [one for one in archive.by_record.get(("companies", company), ()) if one.prop == "owners"]
    return _stakes(items)


def holdings(archive: Archive, company: str) -> tuple[Tie, ...]:
    """One tie for each company that a company holds, by name."""
    ties = _stakes(archive.held_by.get(company, ()))
    return tuple(sorted(ties, key=lambda tie: (node(archive, tie.second).name.casefold(), tie.second)))


def _stakes(items: Iterable[Item]) -> tuple[Tie, ...]:
    """Of several entries of one holder about one company: the most telling."""
    best: dict[tuple[str, str], tuple[tuple, Item, Fact]] = {}
    for item in items:
        fact = shown(item.entry)
        if fact is None or not item.entry.key:
            continue
        pair = (item.entry.key[0], item.record)
        when = fact.as_of.order[1].toordinal() if fact.as_of else 0
        rank = (fact.mode == "fact", isinstance(fact.value, Share), when, -item.index)
        if pair not in best or rank > best[pair][0]:
            best[pair] = (rank, item, fact)
    return tuple(_stake(item, fact) for _, item, fact in best.values())


def _stake(item: Item, fact: Fact) -> Tie:
    style = "owns" if fact.mode == "fact" else "owns-plan"
    words = wording.fact_words(fact)
    of_held = not isinstance(fact.value, Share) and bool(_HELD.search(words))
    if isinstance(fact.value, Share):                      # the remark stays in the table
        label = words.partition(";")[0]
    else:
        label = words if len(words) <= _LONGEST and (of_held or any(map(str.isdigit, words))) else ""
    mode = "" if fact.mode == "fact" else f" ({fact.mode})"
    return Tie(item.entry.key[0], item.record, style, f"{label}{mode}" if label or not mode else f"stake{mode}", f"{words}{mode}",
               PageLink(item.path, item.anchor), wording.when(fact), of_held)


# Deals -------------------------------------------------------------------------------------------


def deal_style(deal: Deal) -> str:
    """How the tie of a deal is drawn: by what binds; joint ventures have a look of their own."""
    binding = closed_word(deal.binding)
    if binding != "non-binding" and any("joint venture" in wording.fact_words(fact).lower()
                                        for entry in deal.type if (fact := shown(entry))):
        return "joint"
    return {"binding": "binding", "partly binding": "partly", "non-binding": "free"}.get(binding, "unknown")


def deal_label(deal: Deal) -> str:
    """How far a deal is (else what kind it is) and since when: `Letter of intent, 2025`."""
    words = "joint venture" if deal_style(deal) == "joint" else closed_word(deal.stage)
    if not words:
        words = next((wording.fact_words(fact) for entry in deal.type if (fact := shown(entry))), "deal")
        words = words.partition(",")[0]
        words = words if len(words) <= _LONGEST - 4 else "deal"
    days = sorted(deal_days(deal))
    return words[:1].upper() + words[1:] + (f", {days[0].year}" if days else "")


def deal_time(deal: Deal) -> str:
    """The day it became known, in words."""
    for entries in (deal.announced, deal.reported, deal.filed, deal.signed):
        for entry in entries:
            if (fact := shown(entry)) is not None:
                return wording.fact_words(fact)
    return "not stated"


def deals_with(archive: Archive, company: str) -> tuple[Tie, ...]:
    """One tie for each deal of a company and each other party, newest deal first."""
    found: list[Tie] = []
    for deal_id in archive.deals_of.get(company, ()):
        deal = archive.deals[deal_id]
        if not deal.withdrawn:
            found += (deal_tie(deal, company, party) for party in dict.fromkeys(deal.parties) if party != company)
    return tuple(found)


def deal_tie(deal: Deal, first: str, second: str) -> Tie:
    """The tie of a deal between two of its parties."""
    return Tie(first, second, deal_style(deal), deal_label(deal), deal.title, PageLink(f"deals/{deal.id}.md"),
               deal_time(deal))


# Other relations ---------------------------------------------------------------------------------


def relations(archive: Archive, company: str) -> tuple[Tie, ...]:
    """What a company's record says of others, and the records of others of it."""
    own = [one for one in archive.by_record.get(("companies", company), ()) if one.prop == "relations"]
    found = []
    theirs = sorted(archive.related_to.get(company, ()), key=lambda item: (item.record, item.index))
    for item in (*own, *theirs):
        fact = shown(item.entry)
        if fact is not None and item.entry.key and item.entry.key[0] != item.record:
            words = wording.fact_words(fact)
            label = words if len(words) <= 24 else "relation"
            found.append(Tie(item.record, item.entry.key[0], "relation", label, words,
                             PageLink(item.path, item.anchor), wording.when(fact)))
    return tuple(found)
