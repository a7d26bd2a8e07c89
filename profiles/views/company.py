"""The page of a company: what it does first, then what it signed, then who it is."""

from __future__ import annotations

from collections.abc import Callable

from .. import wording
from ..archive import Archive, Item as Entry
from ..blocks import Block, Bullets, Item, Line, Page, Paragraph, Strong, Text, line
from ..model import Company
from ..values import IDENTIFIERS
from .answers import company_answers, strip
from .evidence import Evidence
from .facts import (bullets, company_link, disputes, entry_line, figures, first_fact, item, keyed, record_link,
                    section, steps)
from .lists import deal_rows


def company_page(archive: Archive, company: Company) -> Page:
    """All that the archive holds about a company, and all deals and units that name it."""
    path = f"companies/{company.id}.md"
    evidence = Evidence(archive, path)
    items = archive.by_record["companies", company.id]

    def of(prop: str) -> list[Entry]:
        return [one for one in items if one.prop == prop]

    blocks: list[Block] = [*_lede(evidence, of("does")), _meta(archive, company, items),
                           strip(company_answers(evidence, company))]
    blocks += section("Deals", _deals(archive, company))
    blocks += section("Owners and units", _ownership(evidence, company, of("owners")))
    blocks += section("Who it is", _record(evidence, company, of))
    blocks += section("Business", [*bullets(evidence, [*of("lines"), *of("products")])])
    blocks += section("Places", bullets(evidence, of("sites")))
    blocks += section("People", keyed(evidence, of("people"), companies=False))
    blocks += section("Figures", figures(evidence, of("metrics")))
    blocks += section("Figures by segment", figures(evidence, of("segments")))
    blocks += section("History", steps(evidence, of("history")))
    blocks += section("Plans and aims", bullets(evidence, of("plans")))
    blocks += section("Relations", _relations(evidence, company, of("relations")))
    blocks += section("Views", keyed(evidence, of("views")))
    blocks += section("Background", bullets(evidence, of("background")))
    blocks += section("Disputes", _disputes(evidence, company, of("disputes")))
    blocks += section("What we could not find", keyed(evidence, of("wanted"), companies=False))
    blocks += evidence.blocks()
    return Page(path, _title(company), _description(company), tuple(blocks),
                kicker="Company", source=f"data/{path.removesuffix('.md')}.yml")


def _title(company: Company) -> str:
    """The name, with the legal name where it says more."""
    legal = next((wording.value_words(entry.value) for entry in company.names
                  if entry.key == ("legal",) and hasattr(entry, "value") and not entry.lang), "")
    return f"{company.name} ({legal})" if legal and company.name.lower() not in legal.lower() else company.name


def _description(company: Company) -> str:
    """What it does, for search results and previews."""
    fact = first_fact(company.does)
    words = wording.fact_words(fact) if fact else company.name
    return f"{words[:1].upper()}{words[1:]}."


def _lede(evidence: Evidence, does: list[Entry]) -> tuple[Block, ...]:
    """What it does, as a sentence with its evidence."""
    return tuple(Paragraph(_sentence(item(evidence, one).content)) for one in does)


def _sentence(content: Line) -> Line:
    """The line with its first letter a capital, as a sentence has it."""
    at = next((index for index, part in enumerate(content) if isinstance(part, Text)), None)
    if at is None:
        return content
    words = content[at].text  # type: ignore[union-attr]
    return (*content[:at], Text(words[:1].upper() + words[1:]), *content[at + 1:])


def _meta(archive: Archive, company: Company, items: tuple[Entry, ...]) -> Paragraph:
    absent = sum(one.prop == "wanted" for one in items)
    sources = {cited.source for one in items for cited in one.citations}
    open_questions = len([one for one in items if hasattr(one.entry, "disputed")])
    parts = [wording.plural(len(items) - absent, "fact"), wording.plural(len(sources), "source"),
             wording.plural(open_questions, "dispute"), f"{absent} not found"]
    return Paragraph(line(" · ".join(parts)))


def _deals(archive: Archive, company: Company) -> tuple[Block, ...]:
    """Its own deals, then those of its units."""
    own = archive.deals_of.get(company.id, ())
    units = [entry.record for entry in archive.held_by.get(company.id, ())]
    theirs = [deal for unit in dict.fromkeys(units) for deal in archive.deals_of.get(unit, ()) if deal not in own]
    found = list(deal_rows(archive, own))
    if theirs:
        found.append(Paragraph(line("By its units:")))
        found += deal_rows(archive, tuple(dict.fromkeys(theirs)))
    return tuple(found)


def _ownership(evidence: Evidence, company: Company, owners: list[Entry]) -> tuple[Block, ...]:
    """Who holds it, then what it holds, from one entry each."""
    found: list[Block] = []
    if owners:
        found += [Paragraph(line(Strong(line("Held by")))), *keyed(evidence, owners)]
    held = evidence.archive.held_by.get(company.id, ())
    if held:
        rows = tuple(Item(line(*record_link(evidence.archive, one), ": ", *entry_line(evidence, one.entry)))
                     for one in held)
        found += [Paragraph(line(Strong(line("Holds")))), Bullets(rows)]
    return tuple(found)


def _record(evidence: Evidence, company: Company, of: Callable[[str], list[Entry]]) -> tuple[Block, ...]:
    """Names, tickers, identifiers, founding, seat, site: one row a fact."""
    labels = (("names", ""), ("form", "Form"), ("tickers", "Ticker"), ("identifiers", ""), ("founded", "Founded"),
              ("seat", "Seat"), ("website", "Website"))
    rows: list[Item] = []
    for prop, label in labels:
        for one in of(prop):
            name = label or _label(prop, one.entry.key[0])
            rows.append(item(evidence, one, lead=line(Strong(line(name)), ": ")))
    return (Bullets(tuple(rows)),) if rows else ()


def _label(prop: str, key: str) -> str:
    return f"{key.capitalize()} name" if prop == "names" else IDENTIFIERS[key][0]


def _relations(evidence: Evidence, company: Company, own: list[Entry]) -> tuple[Block, ...]:
    """What it says of others, and what the records of others say of it."""
    archive = evidence.archive
    rows = [item(evidence, one, lead=line(Strong(company_link(archive, one.entry.key[0])), ": ")) for one in own]
    rows += [Item(line("From the record of ", *record_link(archive, one), ": ", *entry_line(evidence, one.entry)))
             for one in archive.related_to.get(company.id, ())]
    return (Bullets(tuple(rows)),) if rows else ()


def _disputes(evidence: Evidence, company: Company, own: list[Entry]) -> tuple[Block, ...]:
    about = evidence.archive.disputes_about.get(company.id, ())
    return (*disputes(evidence, own), *disputes(evidence, about, own=False))

