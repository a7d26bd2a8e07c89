"""Lists: home, the indexes of companies, deals and sources, and all disputes on one page."""

from __future__ import annotations

from collections import defaultdict

from .. import wording
from ..archive import Archive, deal_order
from ..blocks import Block, Bullets, Heading, Item, Line, Link, Page, PageLink, Paragraph, Table, Text, line
from ..model import Company, Deal, Dispute
from .evidence import Evidence, source_line
from .facts import chip, company_link, first_fact, record_link, table, verdict, versions


def deal_rows(archive: Archive, deals: tuple[str, ...]) -> tuple[Block, ...]:
    """Deals as a table: what, how far, whether it binds, how big, since when."""
    return table(("Deal", "Stage", "Binding", "Value", "Known since"),
                 (_deal_row(archive.deals[deal]) for deal in deals))


def _deal_row(deal: Deal) -> tuple[Line, ...]:
    since = first_fact(deal.announced) or first_fact(deal.filed) or first_fact(deal.reported)
    return (line(Link((Text(deal.title),), PageLink(f"deals/{deal.id}.md"))), _closed(deal.stage),
            _closed(deal.binding), _value(deal), line(wording.fact_words(since) if since else "Not stated"))


def _closed(entries: tuple) -> Line:
    fact = first_fact(entries)
    word = wording.fact_words(fact) if fact else next((getattr(e, "absent", "") for e in entries), "") or "not stated"
    disputed = (Text(" "), chip("disputed")) if any(isinstance(entry, Dispute) for entry in entries) else ()
    return (chip(word), *disputed)


def _value(deal: Deal) -> Line:
    fact = first_fact(deal.value)
    if fact is None:
        return (chip(next((getattr(entry, "absent", "") for entry in deal.value), "") or "not stated"),)
    disputed = (Text(" "), chip("disputed")) if isinstance(deal.value[0], Dispute) else ()
    return line(f"{wording.amount(fact.value.amount)} ({wording.AMOUNT_KINDS_WORDS[fact.value.kind]})", *disputed)


def home_page(archive: Archive) -> Page:
    """What the archive is, what is new, what is open."""
    counts = line(Link((Text(wording.plural(len(archive.companies), "company")),), PageLink("companies/index.md")), ", ",
                  Link((Text(wording.plural(len(archive.deals), "deal")),), PageLink("deals/index.md")), ", ",
                  wording.plural(len(archive.items), "fact"), ", ",
                  Link((Text(wording.plural(len(archive.sources), "source")),), PageLink("sources/index.md")), ", ",
                  Link((Text(wording.plural(len(archive.disputes), "dispute")),), PageLink("disputes.md")), ".")
    newest = tuple(deal.id for deal in sorted(archive.deals.values(), key=deal_order))[:8]
    important = sorted(archive.companies.values(),
                       key=lambda one: (-len(archive.deals_of.get(one.id, ())), one.name.casefold()))[:8]
    blocks: list[Block] = [
        Paragraph(line("Who they are, what they signed, and who says so: companies and the deals between them, "
                       "every fact with its source, every disagreement kept.")),
        Paragraph(counts),
        Heading(2, line("Newest deals")), *deal_rows(archive, newest),
        Heading(2, line("Companies with most deals")), Bullets(tuple(_company_item(archive, one) for one in important)),
        Heading(2, line("Still open")), *_open_questions(archive),
    ]
    return Page("index.md", "Company Atlas", "Companies and the deals between them, every fact with its source.",
                tuple(blocks), searchable=False)


def _open_questions(archive: Archive) -> tuple[Block, ...]:
    found = [one for one in archive.disputes if one.folder == "deals" or one.prop == "disputes"][:6]
    items = tuple(Item(line(one.entry.disputed, " ", *record_link(archive, one))) for one in found  # type: ignore[union-attr]
                  if isinstance(one.entry, Dispute))
    return (Bullets(items),) if items else ()


def _company_item(archive: Archive, company: Company) -> Item:
    fact = first_fact(company.does)
    deals = len(archive.deals_of.get(company.id, ()))
    more = f" ({wording.plural(deals, 'deal')})" if deals else ""
    return Item(line(*company_link(archive, company.id), ": ", wording.fact_words(fact) if fact else "", more))


def companies_page(archive: Archive) -> Page:
    """All companies from A to Z by name."""
    groups: dict[str, list[Company]] = defaultdict(list)
    for company in sorted(archive.companies.values(), key=lambda one: (one.name.casefold(), one.id)):
        first = company.name[0].upper()
        groups[first if first.isascii() and first.isalpha() else "Other"].append(company)
    blocks: list[Block] = []
    for letter, companies in groups.items():
        blocks += [Heading(2, line(letter)), Bullets(tuple(_company_item(archive, one) for one in companies))]
    return Page("companies/index.md", "Companies", "All companies of the archive, from A to Z.", tuple(blocks),
                searchable=False)


def deals_page(archive: Archive) -> Page:
    """All deals, newest first."""
    deals = tuple(deal.id for deal in sorted(archive.deals.values(), key=deal_order))
    return Page("deals/index.md", "Deals", "All deals of the archive, newest first.",
                (Paragraph(line("Newest first; undated ones last.")), *deal_rows(archive, deals)), searchable=False)


def sources_page(archive: Archive) -> Page:
    """All sources by publisher, with what rests on them."""
    groups: dict[str, list[str]] = defaultdict(list)
    for source in sorted(archive.sources.values(), key=lambda one: (one.publisher.casefold(), one.publisher, one.id)):
        groups[source.publisher].append(source.id)
    rows = []
    for ids in groups.values():
        for source_id in ids:
            facts = len(archive.by_source.get(source_id, ()))
            rows.append((source_line(archive.sources[source_id]), line(archive.sources[source_id].kind), line(str(facts))))
    blocks = (Table((line("Source"), line("Kind"), line("Citations")), tuple(rows), frozenset({2})),) if rows else ()
    return Page("sources/index.md", "Sources", "All sources of the archive, by publisher.", blocks, searchable=False)


def disputes_page(archive: Archive) -> Page:
    """All disputes with all versions."""
    evidence = Evidence(archive, "disputes.md")
    blocks: list[Block] = [Paragraph(line("Where sources disagree, all versions stay. Our reading is labelled as ours."))]
    for one in archive.disputes:
        assert isinstance(one.entry, Dispute)
        items = [Item(text) for text in (*versions(evidence, one.entry), *verdict(one.entry))]
        blocks += [Heading(2, line(one.entry.disputed)), Paragraph(line("On the page of ", *record_link(archive, one), ".")),
                   Bullets(tuple(items))]
    return Page("disputes.md", "Disputes", "Where sources disagree.", (*blocks, *evidence.blocks()), searchable=False)


