"""Answers: the strip of six that opens every record, each answer a word or two with its evidence.

`Not stated` is an answer; it is never read as `no`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .. import wording
from ..archive import Archive, deal_order
from ..blocks import Component, Line, Link, PageLink, Text, el, line
from ..model import Absence, AnyEntry, Company, Deal, Dispute, Fact
from ..values import Amount, Dates, Share
from .evidence import Evidence, certainty
from .facts import first_fact


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its answer in a word or two, a line of detail, and the chip kind that tints it."""

    question: str
    answer: str
    detail: Line = ()
    tint: str = ""


def strip(answers: tuple[Answer, ...]) -> Component:
    """The strip as a description list."""
    return Component(el("dl", {"class": "answers"}, *(
        el("div", {"class": f"answer tint-{one.tint}" if one.tint else "answer"},
           el("dt", {}, one.question),
           el("dd", {}, el("strong", {}, one.answer), " ", el("span", {"class": "detail"}, one.detail)))
        for one in answers)))


# -- deals ----------------------------------------------------------------------------------------


def deal_answers(evidence: Evidence, deal: Deal) -> tuple[Answer, ...]:
    """Binding? Stage? How big? Since when? Who says so? What contradicts it?"""
    return (_binding(evidence, deal), _stage(evidence, deal), _size(evidence, deal), _since(evidence, deal),
            _who_says(evidence, deal), _contradicted(evidence, deal))


def _stated(entries: tuple[AnyEntry, ...]) -> tuple[str, AnyEntry | None]:
    """The closed word of a property, or why there is none."""
    fact = first_fact(entries)
    if fact is not None:
        return wording.fact_words(fact), fact
    absent = next((entry for entry in entries if isinstance(entry, Absence)), None)
    return (absent.absent if absent else "not stated"), absent


def _binding(evidence: Evidence, deal: Deal) -> Answer:
    word, entry = _stated(deal.binding)
    answer = {"binding": "Yes", "partly binding": "In part", "non-binding": "No"}.get(word, word.capitalize())
    detail = line(word.capitalize() if answer in ("Yes", "No", "In part") else "Nobody says whether it binds",
                  *(evidence.refs(entry.source) if entry else ()))
    return Answer("Is it binding?", answer, detail, wording.CHIPS[word][0])


def _stage(evidence: Evidence, deal: Deal) -> Answer:
    word, entry = _stated(deal.stage)
    detail = line(wording.CHIPS[word][1], *(evidence.refs(entry.source) if entry else ()))
    return Answer("What stage?", word.capitalize(), detail)


def _size(evidence: Evidence, deal: Deal) -> Answer:
    facts = [fact for entry in deal.value if (fact := first_fact((entry,)))]
    if not facts:
        word, entry = _stated(deal.value)
        return Answer("How big?", "No value stated" if word == "not stated" else word.capitalize(),
                      line("no amount in the sources", *(evidence.refs(entry.source) if entry else ())))
    first = facts[0]
    more = f" and {wording.plural(len(facts) - 1, 'other amount')}" if len(facts) > 1 else ""
    kind = wording.AMOUNT_KINDS_WORDS[first.value.kind]
    disputed = " (disputed)" if isinstance(deal.value[0], Dispute) else ""
    return Answer("How big?", wording.amount(first.value.amount),
                  line(f"{kind}{disputed}", *evidence.refs(first.source), more))


def _since(evidence: Evidence, deal: Deal) -> Answer:
    for name, entries in (("announced", deal.announced), ("filed", deal.filed), ("reported", deal.reported)):
        fact = first_fact(entries)
        if fact is not None:
            first = fact.value.first
            others = [part for part in fact.value.parts if part[0] != first]
            more = f"; {wording.dates(Dates(tuple(others)))}" if others else ""
            return Answer("Since when?", wording.partial(first), line(f"{name}{more}", *evidence.refs(fact.source)))
    return Answer("Since when?", "Not stated", line("no date in the sources"))


def _who_says(evidence: Evidence, deal: Deal) -> Answer:
    """The best evidence of the stage, else of the date it became known."""
    fact = first_fact(deal.stage) or first_fact(deal.announced) or first_fact(deal.reported)
    words = certainty(evidence.archive, fact) if fact else "not stated"
    sources = {cited.source for item in evidence.archive.by_record["deals", deal.id] for cited in item.citations}
    kinds = Counter(evidence.archive.sources[one].kind for one in sources if one in evidence.archive.sources)
    primary = f", {kinds['primary']} primary" if kinds["primary"] else ", none primary"
    answer = {"filed": "A filing", "announced": "The parties", "stated": "One party", "reported": "The press",
              "estimated": "An estimate"}.get(words, words.capitalize())
    return Answer("Who says so?", answer, line(f"{wording.plural(len(sources), 'source')}{primary}",
                                               *(evidence.refs(fact.source[:1]) if fact else ())))


def _contradicted(evidence: Evidence, deal: Deal) -> Answer:
    found = [item for item in evidence.archive.by_record["deals", deal.id] if isinstance(item.entry, Dispute)]
    if not found:
        return Answer("What contradicts it?", "Nothing found", line("in the sources of this archive"))
    link = Link((Text("see which"),), PageLink(f"deals/{deal.id}.md", found[0].anchor))
    return Answer("What contradicts it?", wording.plural(len(found), "dispute"),
                  line("sources differ: ", link), "disputed")


# -- companies ------------------------------------------------------------------------------------


def company_answers(evidence: Evidence, company: Company) -> tuple[Answer, ...]:
    """Who owns it? What did it sign? Does any of it bind? How big? Newest event? Who says so?"""
    return (_owner(evidence, company), _signed(evidence.archive, company), _any_binding(evidence.archive, company),
            _how_big(evidence, company), _newest(evidence.archive, company), _says(evidence.archive, company))


def _owner(evidence: Evidence, company: Company) -> Answer:
    facts = [fact for entry in company.owners if isinstance(fact := entry, Fact) and fact.mode == "fact"]
    if not facts:
        word = "Listed" if company.tickers else "Not stated"
        return Answer("Who owns it?", word, line("no single owner in the archive" if company.tickers else
                                                 "no owner in the archive"))
    biggest = max(facts, key=lambda fact: (not isinstance(fact.value, Share), fact.value.value)
                  if isinstance(fact.value, Share) else (True, 0))
    key = biggest.key[0]
    shares = [fact for fact in facts if fact.key[0] == key and isinstance(fact.value, Share)]
    shown = max(shares, key=lambda fact: fact.as_of.order[1].toordinal() if fact.as_of else 0) if shares else biggest
    owner = evidence.archive.companies.get(key)
    detail = line(wording.fact_words(shown), f", {wording.when(shown)}" if wording.when(shown) else "",
                  *evidence.refs(shown.source))
    return Answer("Who owns it?", owner.name if owner else key, detail)


def _signed(archive: Archive, company: Company) -> Answer:
    deals = archive.deals_of.get(company.id, ())
    partners = [other for deal in deals for other in archive.deals[deal].parties if other != company.id]
    names = [_name(archive, other) for other, _ in Counter(partners).most_common(3)]
    if not deals:
        return Answer("What did it sign?", "No deal here", line("none in this archive"))
    return Answer("What did it sign?", wording.plural(len(deals), "deal"), line(f"with {wording.listing(names)}"
                  + (" and others" if len(set(partners)) > 3 else "")))


def _name(archive: Archive, given: str) -> str:
    found = archive.companies.get(given)
    return found.name if found else given


def _any_binding(archive: Archive, company: Company) -> Answer:
    words = Counter(_stated(archive.deals[deal].binding)[0] for deal in archive.deals_of.get(company.id, ()))
    binds, partly, free = words["binding"], words["partly binding"], words["non-binding"]
    unknown = words.total() - binds - partly - free
    if not words:
        return Answer("Does any of it bind?", "No deal here", line("none in this archive"))
    parts = [text for number, text in ((binds, f"{binds} binding"), (partly, f"{partly} in part"),
                                       (free, f"{free} non-binding"), (unknown, f"{unknown} not stated")) if number]
    answer = "Yes" if binds else "In part" if partly else "None known"
    return Answer("Does any of it bind?", answer, line(", ".join(parts)),
                  "binding" if binds else "partly" if partly else "non-binding" if free else "absent")


def _how_big(evidence: Evidence, company: Company) -> Answer:
    """The newest revenue, else the newest other amount of the whole company."""
    for metric in ("revenue", "annualised_revenue", "assets_under_management", "market_value", "valuation", "employees"):
        found = [(entry, fact) for entry in company.metrics
                 if entry.key == (metric,) and (fact := first_fact((entry,))) and fact.mode == "fact"]
        if found:
            entry, fact = max(found, key=lambda one: one[0].period.order if one[0].period else ())
            assert entry.period is not None
            value = fact.value
            shown = wording.amount(value) if isinstance(value, Amount) else wording.fact_words(fact)
            disputed = ", disputed" if isinstance(entry, Dispute) else ""
            return Answer("How big is it?", shown, line(
                f"{wording.metric(metric).lower()}, {wording.period(entry.period)}{disputed}",
                *evidence.refs(fact.source)))
    return Answer("How big is it?", "Not stated", line("no figure in the archive"))


def _newest(archive: Archive, company: Company) -> Answer:
    deals = sorted((archive.deals[deal] for deal in archive.deals_of.get(company.id, ())), key=deal_order)
    for deal in deals:
        fact = first_fact(deal.announced) or first_fact(deal.reported) or first_fact(deal.filed)
        if fact:
            return Answer("Newest deal?", wording.partial(fact.value.first),
                          (Link((Text(deal.title),), PageLink(f"deals/{deal.id}.md")),))
    return Answer("Newest deal?", "None dated", line("in this archive"))


def _says(archive: Archive, company: Company) -> Answer:
    items = archive.by_record["companies", company.id]
    sources = {cited.source for item in items for cited in item.citations} & archive.sources.keys()
    kinds = Counter(archive.sources[one].kind for one in sources)
    detail = ", ".join(f"{kinds[kind]} {kind}" for kind in ("primary", "secondary", "tertiary") if kinds[kind])
    return Answer("Who says so?", wording.plural(len(sources), "source"), line(detail))


