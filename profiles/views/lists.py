"""Lists: the indexes of companies, deals and sources, as tables that the script can sort and filter."""

from __future__ import annotations

from .. import wording
from ..archive import Archive, deal_order
from ..blocks import Em, Line, Link, Page, PageLink, Paragraph, Text, line
from ..model import Company, Deal, Dispute, Source
from ..values import Dates
from .cards import known_since
from .evidence import published, titled
from .facts import chip, first_fact, joined, named, sentence, stated
from .tables import Cell, Column, Row, rich_table

_NOT_STATED = (Em(line("Not stated")),)


def deals_page(archive: Archive) -> Page:
    """All deals, newest first."""
    deals = sorted(archive.deals.values(), key=deal_order)
    binding = sum(stated(deal.binding)[0] in ("binding", "partly binding") for deal in deals)
    columns = (Column("Deal", sort=True), Column("Type"), Column("Binding", sort=True), Column("Stage", sort=True),
               Column("Known since", sort=True), Column("Value"), Column("Sources", numeric=True, sort=True))
    table = rich_table("deals-table", "Newest first, undated ones last.", columns,
                       (_deal_row(archive, deal) for deal in deals), "party|binding|stage|year")
    lede = line(f"{wording.plural(len(deals), 'deal')}, each with how far it binds; {binding or 'none'} of them "
                f"{'is' if binding < 2 else 'are'} known to bind in whole or in part.")
    return Page("deals/index.md", "Deals", "All deals of the archive, newest first.", (Paragraph(lede), table),
                searchable=False)


def _deal_row(archive: Archive, deal: Deal) -> Row:
    since, key = known_since(deal)
    parties = [archive.companies[one].name if one in archive.companies else one for one in dict.fromkeys(deal.parties)]
    kind = first_fact(deal.type)
    sources = {cited.source for one in archive.by_record["deals", deal.id] for cited in one.citations}
    cells = (Cell((Link((Text(deal.title),), PageLink(f"deals/{deal.id}.md")),)),
             Cell(line(sentence(wording.fact_words(kind))) if kind else _NOT_STATED),
             Cell(_closed(deal.binding)), Cell(_closed(deal.stage)), Cell(line(since), key or "0"),
             Cell(_value(deal)), Cell(line(str(len(sources)))))
    filters = {"party": "|".join(parties), "binding": stated(deal.binding)[0], "stage": stated(deal.stage)[0],
               "year": key[:4]}
    return Row(cells, {name: value for name, value in filters.items() if value})


def _closed(entries: tuple) -> Line:
    disputed = (Text(" "), chip("disputed")) if any(isinstance(entry, Dispute) for entry in entries) else ()
    return (chip(stated(entries)[0]), *disputed)


def _value(deal: Deal) -> Line:
    """All amounts with their kinds, never added up."""
    facts = [fact for entry in deal.value if (fact := first_fact((entry,)))]
    if not facts:
        return (chip(stated(deal.value)[0]),)
    shown = joined((line(f"{wording.amount(fact.value.amount)} ({wording.AMOUNT_KINDS_WORDS[fact.value.kind]})")
                    for fact in facts[:2]), "; ")
    more = f" and {len(facts) - 2} more" if len(facts) > 2 else ""
    disputed = (Text(" "), chip("disputed")) if any(isinstance(entry, Dispute) for entry in deal.value) else ()
    return line(*shown, more, *disputed)


def companies_page(archive: Archive) -> Page:
    """All companies from A to Z by name."""
    companies = sorted(archive.companies.values(), key=lambda one: (one.name.casefold(), one.id))
    columns = (Column("Company", sort=True), Column("What it does"), Column("Deals", numeric=True, sort=True),
               Column("Facts", numeric=True, sort=True))
    table = rich_table("companies-table", "From A to Z.", columns, (_company_row(archive, one) for one in companies),
                       "name")
    lede = line(f"{wording.plural(len(companies), 'company')} that sign, own or are named in the deals of this archive.")
    return Page("companies/index.md", "Companies", "All companies of the archive, from A to Z.",
                (Paragraph(lede), table), searchable=False)


def _company_row(archive: Archive, company: Company) -> Row:
    does = first_fact(company.does)
    names = " ".join(wording.value_words(entry.value) for entry in company.names if hasattr(entry, "value"))
    return Row((Cell((Link((named(company),), PageLink(f"companies/{company.id}.md")),)),
                Cell(line(sentence(wording.fact_words(does))) if does else _NOT_STATED),
                Cell(line(str(len(archive.deals_of.get(company.id, ()))))),
                Cell(line(str(len(archive.by_record["companies", company.id]))))), {"name": names} if names else {})


def sources_page(archive: Archive) -> Page:
    """All sources by publisher, with what rests on them."""
    sources = sorted(archive.sources.values(), key=lambda one: (one.publisher.casefold(), one.publisher, one.id))
    columns = (Column("Source", sort=True), Column("Publisher", sort=True), Column("Published", sort=True),
               Column("Kind", sort=True), Column("Facts", numeric=True, sort=True))
    table = rich_table("sources-table", "By publisher.", columns, (_source_row(archive, one) for one in sources),
                       "kind|language")
    primary = sum(one.kind == "primary" for one in sources)
    lede = line(f"{wording.plural(len(sources), 'source')}, {primary} of them primary: by those concerned or an authority.")
    return Page("sources/index.md", "Sources", "All sources of the archive, by publisher.", (Paragraph(lede), table),
                searchable=False)


def _source_row(archive: Archive, source: Source) -> Row:
    from_day = source.date.first.first.isoformat() if isinstance(source.date, Dates) else "0"
    facts = {(one.folder, one.record, one.anchor) for one, _ in archive.by_source.get(source.id, ())}
    return Row((Cell((Link((titled(source),), PageLink(f"sources/{source.id}.md")),)), Cell(line(source.publisher)),
                Cell(line(published(source)), from_day), Cell(line(sentence(source.kind))),
                Cell(line(str(len(facts))))), {"kind": source.kind, "language": source.language})
