"""Answers: the strip of six that opens every record, each answer a word or two with its evidence.

`Not stated` is an answer; it is never read as `no`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .. import wording
from ..archive import Archive, Item
from ..blocks import Component, Line, Link, PageLink, Text, el, line
from ..model import AnyEntry, Deal, Dispute, Fact
from ..values import Dates
from .evidence import Evidence, certainty, surest
from .facts import first_fact, panel_anchor, sentence, stated

_MARKS = 2                                                 # marks an answer carries; its fact has them all


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its answer in a word or two, a line of detail, and the chip kind that tints it."""

    question: str
    answer: str
    detail: Line = ()
    tint: str = ""


def strip(answers: tuple[Answer, ...]) -> Component:
    """The strip as a description list. Search leaves it out: it repeats what the page says."""
    return Component(el("dl", {"class": "answers", "data-search-exclude": ""}, *(
        el("div", {"class": f"answer tint-{one.tint}" if one.tint else "answer"},
           el("dt", {}, one.question),
           el("dd", {}, el("strong", {}, one.answer), " ", el("span", {"class": "detail"}, one.detail)))
        for one in answers)))


def marks(evidence: Evidence, entry: AnyEntry | None) -> Line:
    """The first marks of an entry, or none."""
    return evidence.refs(entry.source, _MARKS) if entry else ()


def deal_answers(evidence: Evidence, deal: Deal) -> tuple[Answer, ...]:
    """Binding? Stage? How big? Since when? Who says so? What contradicts it?"""
    items = evidence.archive.by_record["deals", deal.id]
    return (_binding(evidence, deal), _stage(evidence, deal), _size(evidence, deal), _since(evidence, deal),
            _who_says(evidence, items), _contradicted(items))


def _binding(evidence: Evidence, deal: Deal) -> Answer:
    word, entry = stated(deal.binding)
    answer = {"binding": "Yes", "partly binding": "In part", "non-binding": "No"}.get(word, sentence(word))
    detail = sentence(word) if isinstance(entry, Fact) else wording.CHIPS[word][1]
    words = line(detail, *marks(evidence, entry))
    none = first_fact(deal.ruled_out) if word == "non-binding" else None
    ruled_out = line("; ruled out: ", wording.fact_words(none), *marks(evidence, none)) if none else ()
    return Answer("Is it binding?", answer, (*words, *ruled_out), wording.CHIPS[word][0])


def _stage(evidence: Evidence, deal: Deal) -> Answer:
    word, entry = stated(deal.stage)
    return Answer("What stage?", sentence(word), line(wording.CHIPS[word][1], *marks(evidence, entry)))


def _size(evidence: Evidence, deal: Deal) -> Answer:
    facts = [fact for entry in deal.value if (fact := first_fact((entry,)))]
    if not facts:
        word, entry = stated(deal.value)
        return Answer("How big?", sentence(word), line("no amount in the sources", *marks(evidence, entry)))
    first = facts[0]
    more = f" and {wording.plural(len(facts) - 1, 'other amount')}" if len(facts) > 1 else ""
    kind = wording.AMOUNT_KINDS_WORDS[first.value.kind] + (f", {first.mode}" if first.mode != "fact" else "")
    disputed = ", disputed" if isinstance(deal.value[0], Dispute) else ""
    return Answer("How big?", wording.amount(first.value.amount),
                  line(f"{kind}{disputed}", *marks(evidence, first), more))


def _since(evidence: Evidence, deal: Deal) -> Answer:
    for name, entries in (("announced", deal.announced), ("filed", deal.filed), ("reported", deal.reported)):
        fact = first_fact(entries)
        if fact is not None:
            first = fact.value.first
            others = tuple(part for part in fact.value.parts if part[0] != first)
            more = f"; {wording.dates(Dates(others))}" if others else ""
            return Answer("Since when?", wording.partial(first), line(f"{name}{more}", *marks(evidence, fact)))
    return Answer("Since when?", "Not stated", line("no date in the sources"))


def _who_says(evidence: Evidence, items: tuple[Item, ...]) -> Answer:
    """The best evidence of what makes the deal: its stage, dates, amounts, what is agreed and given."""
    core = ("stage", "announced", "reported", "filed", "signed", "binding", "binds", "value", "scope", "gives", "terms")
    facts = [one.entry for one in items if one.prop in core and isinstance(one.entry, Fact)]
    best = surest(certainty(evidence.archive, fact) for fact in facts)
    fact = next((one for one in facts if certainty(evidence.archive, one) == best), None)
    sources = {cited.source for item in items for cited in item.citations}
    kinds = Counter(evidence.archive.sources[one].kind for one in sources if one in evidence.archive.sources)
    answer = {"filed": "A filing", "announced": "The parties", "stated": "One party", "reported": "The press",
              "estimated": "An estimate"}.get(best, "Not stated")
    primary = f", {kinds['primary'] or 'none'} primary"
    return Answer("Who says so?", answer, line(f"{wording.plural(len(sources), 'source')}{primary}",
                                               *marks(evidence, fact)))


def _contradicted(items: tuple[Item, ...]) -> Answer:
    found = [item for item in items if isinstance(item.entry, Dispute)]
    if not found:
        return Answer("What contradicts it?", "Nothing found", line("in the sources of this archive"))
    link = Link((Text("see them" if len(found) > 1 else "see it"),), PageLink(found[0].path, panel_anchor(found[0])))
    return Answer("What contradicts it?", wording.plural(len(found), "dispute"),
                  line("sources differ: ", link), "disputed")


def parties_words(archive: Archive, deal: Deal) -> str:
    """The parties by name, as a sentence lists them."""
    return wording.listing([archive.companies[one].name if one in archive.companies else one
                            for one in dict.fromkeys(deal.parties)])
