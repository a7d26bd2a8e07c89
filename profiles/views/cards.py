"""Cards: a deal or a company in a few words, wherever it is offered as a way to go on."""

from __future__ import annotations

from collections.abc import Iterable

from .. import wording
from ..archive import Archive
from ..blocks import Component, Html, Line, PageLink, Text, el, line
from ..model import Company, Deal, Dispute
from .facts import chip, first_fact, joined, linked, named, sentence, stated


def deal_cards(archive: Archive, deals: Iterable[str], remark: str = "") -> Html:
    """A list of cards, one a deal; `remark` stands in each (`by its unit`)."""
    return el("ul", {"class": "cards deals"}, *(_deal_card(archive.deals[deal], remark) for deal in deals))


def _deal_card(deal: Deal, remark: str) -> Html:
    scope = first_fact(deal.scope) or first_fact(deal.type)
    more = (el("p", {}, sentence(wording.fact_words(scope))),) if scope else ()
    by = (el("p", {"class": "small"}, remark),) if remark else ()
    return el("li", {}, el("p", {"class": "card-title"}, linked((Text(deal.title),), PageLink(f"deals/{deal.id}.md"))),
              *by, *more, el("p", {"class": "chips"}, el("span", {}, known_since(deal)[0]), " ", deal_chips(deal)))


def deal_chips(deal: Deal) -> Line:
    """Binding, stage, dispute: three chips at most. An absence says what is absent, once for both."""
    binding, stage = stated(deal.binding)[0], stated(deal.stage)[0]
    if binding == stage:
        chips: list[Line] = [line("Binding and stage ", chip(binding))]
    else:
        chips = [line(f"{name} " if wording.CHIPS[word][0] == "absent" else "", chip(word))
                 for name, word in (("Binding", binding), ("Stage", stage))]
    if any(isinstance(entry, Dispute) for entries in (deal.binding, deal.stage, deal.value) for entry in entries):
        chips.append((chip("disputed"),))
    return joined(chips, " ")


def known_since(deal: Deal) -> tuple[str, str]:
    """When a deal became known, in words and as a sortable key; `Date not stated` and nothing."""
    for entries in (deal.announced, deal.filed, deal.reported):
        fact = first_fact(entries)
        if fact is not None:
            first = fact.value.first
            return wording.partial(first), first.first.isoformat()
    return "Date not stated", ""


def company_cards(archive: Archive, companies: Iterable[Company]) -> Component:
    """A grid of cards, one a company."""
    return Component(el("ul", {"class": "cards companies"}, *(_company_card(archive, one) for one in companies)))


def _company_card(archive: Archive, company: Company) -> Html:
    does = first_fact(company.does)
    deals = len(archive.deals_of.get(company.id, ()))
    facts = len(archive.by_record["companies", company.id])
    counts = ", ".join(filter(None, (wording.plural(deals, "deal") if deals else "", wording.plural(facts, "fact"))))
    return el("li", {}, el("p", {"class": "card-title"}, monogram(company.name), " ",
                           linked((named(company),), PageLink(f"companies/{company.id}.md"))),
              *((el("p", {}, sentence(wording.fact_words(does))),) if does else ()),
              el("p", {"class": "small"}, counts))


def monogram(name: str) -> Html:
    """The first character of a name, for the eye only."""
    return el("span", {"class": "monogram", "aria-hidden": "true"}, name[:1].upper())
