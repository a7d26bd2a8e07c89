"""Answers: the strip of six that opens every record, each answer a word or two with its evidence.

`Not stated` is an answer; it is never read as `no`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from .. import wording
from ..archive import Archive, Item
from ..blocks import Component, Line, Link, PageLink, Text, el, line
from ..model import AnyEntry, Deal, Dispute, Fact
from ..values import Dates
from .evidence import Evidence, certainty, surest
from .facts import company_link, first_fact, panel_anchor, sentence, stated

_MARKS = 2                                                 # marks an answer carries; its fact has them all
_GLANCE = 64                                               # characters of an answer's detail
# What makes a deal; its terms are details of it.
_CORE = ("type", "stage", "announced", "reported", "filed", "signed", "binding", "binds", "value", "scope", "gives")
_SPEAKERS = {"filed": "a filing", "announced": "the parties", "stated": "one party"}


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
    bound = first_fact(deal.binds) if word in ("binding", "partly binding") else None
    if bound:
        party = evidence.archive.companies.get(bound.key[0])
        detail = line(short(f"{party.name if party else bound.key[0]} {wording.fact_words(bound)}"), *marks(evidence, bound))
        return Answer("Is it binding?", answer, detail, wording.CHIPS[word][0])
    detail = sentence(word) if isinstance(entry, Fact) else wording.CHIPS[word][1]
    speaker = line(", says ", *company_link(evidence.archive, entry.said_by)) if entry and entry.said_by else ()
    words = line(detail, *speaker, *marks(evidence, entry))
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
    doubt = ", disputed" if isinstance(deal.value[0], Dispute) else ", estimated" if first.certainty == "estimated" else ""
    return Answer("How big?", wording.amount(first.value.amount),
                  line(f"{kind}{doubt}", *marks(evidence, first), more))


def _since(evidence: Evidence, deal: Deal) -> Answer:
    for name, entries in (("announced", deal.announced), ("filed", deal.filed), ("reported", deal.reported)):
        fact = first_fact(entries)
        if fact is not None:
            first = fact.value.first
            others = tuple(part for part in fact.value.parts if part[0] != first)
            more = f"; {wording.dates(Dates(others))}" if others else ""
            return Answer("Since when?", wording.partial(first), line(
                f"{name}{more}", *marks(evidence, fact), *_signed_before(evidence, deal, first.first)))
    return Answer("Since when?", "Not stated", line("no date in the sources"))


def _signed_before(evidence: Evidence, deal: Deal, known: date) -> Line:
    """That it was signed on another day than the one on which it became known."""
    signed = first_fact(deal.signed)
    if signed is None or signed.value.first.first == known:
        return ()
    return line(f"; signed {wording.partial(signed.value.first)}", *marks(evidence, signed))


def _who_says(evidence: Evidence, items: tuple[Item, ...]) -> Answer:
    """The best evidence of what makes the deal. Where no text of those concerned was read, the press relays them."""
    known = evidence.archive.sources
    facts = [one.entry for one in items if one.prop in _CORE and isinstance(one.entry, Fact)]
    best = surest(certainty(evidence.archive, fact) for fact in facts)
    surely = next((one for one in facts if certainty(evidence.archive, one) == best), None)
    cited = (known[one.source] for fact in facts for one in fact.source if one.source in known)
    read = any(source.kind == "primary" and source.access != "pointer" for source in cited)
    speaker = _SPEAKERS.get(best, {"reported": "the press", "estimated": "an estimate"}.get(best, "not stated"))
    relayed = best in _SPEAKERS and not read
    return Answer("Who says so?", sentence("the press" if relayed else speaker), line(
        f"relaying {speaker}; " if relayed else "", _counted(evidence, items), *marks(evidence, surely)))


def _counted(evidence: Evidence, items: tuple[Item, ...]) -> str:
    """How many sources, and how many of them are primary."""
    known = evidence.archive.sources
    kinds = Counter(known[one].kind for one in {cited.source for item in items for cited in item.citations} if one in known)
    weight = "tertiary" if kinds.keys() == {"tertiary"} else f"{kinds['primary'] or 'none'} primary"
    return f"{wording.plural(kinds.total(), 'source')}, {weight}"


def _contradicted(items: tuple[Item, ...]) -> Answer:
    found = [item for item in items if isinstance(item.entry, Dispute)]
    if not found:
        return Answer("What contradicts it?", "Nothing found", line("in the sources of this archive"))
    first = found[0]
    assert isinstance(first.entry, Dispute)
    link = Link((Text(short(first.entry.disputed)),), PageLink(first.path, panel_anchor(first)))
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return Answer("What contradicts it?", wording.plural(len(found), "dispute"), line(link, more), "disputed")


def parties_words(archive: Archive, deal: Deal) -> str:
    """The parties by name, as a sentence lists them."""
    return wording.listing([archive.companies[one].name if one in archive.companies else one
                            for one in dict.fromkeys(deal.parties)])


def short(text: str) -> str:
    """The first words of a text: an answer is read at a glance, its link or marks lead to the whole."""
    return text if len(text) <= _GLANCE else text[:_GLANCE].rsplit(" ", 1)[0].rstrip(",;:") + " …"
