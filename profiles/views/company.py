"""The page of a company: what it does first, then what it signed, then who it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from .. import wording
from ..archive import Archive, Item as Entry
from ..blocks import Block, Component, Item, Line, Link, Page, PageLink, Paragraph, Strong, el, line
from ..drawings.charts import metric_chart
from ..drawings.relationship_map import relationship_map
from ..model import Company, Fact
from ..values import IDENTIFIERS, Ticker
from .answers import strip
from .cards import deal_cards
from .cite import use_this_page
from .company_answers import company_answers
from .derived import derived_blocks
from .disputes import disputes_section
from .evidence import Evidence
from .facts import (bullets, capital, company_link, cut, entry_line, first_fact, fold, item, joined, keyed, named, record_link,
                    section, sentence, steps, value_line)
from .figures import figures
from .record import Pair, box, due, last_read, meta, notes, pairs, sources_of, with_jump_row

Of = Callable[..., list[Entry]]
_DRAWN = ("revenue", "annualised_revenue", "net_profit")
_CARDS = 6                                                 # deals shown before the rest folds away


def company_page(archive: Archive, company: Company, today: date | None = None) -> Page:
    """All that the archive holds about a company, and all deals and units that name it.

    Without `today` no input of a derived figure is judged by its age.
    """
    path = f"companies/{company.id}.md"
    evidence = Evidence(archive, path)
    items = archive.by_record["companies", company.id]

    def of(*props: str) -> list[Entry]:
        return [one for prop in props for one in items if one.prop == prop]

    head = (*_lede(evidence, of("does")), strip(company_answers(evidence, company)), *_also_called(company),
            meta(archive, items), *notes(archive, items), *due(archive, "companies", items, today),
            *box("Company record", _record(evidence, of)))
    body = (*_activity(evidence, company, of), *_figures(evidence, company, of),
            *section("Derived figures", derived_blocks(evidence, company.id, today=today), "derived"),
            *_statements(evidence, company, of, items),
            *evidence.blocks(), *use_this_page(path, company.name, last_read(archive, sources_of(archive, items))))
    return Page(path, _title(company), _description(company), with_jump_row(path, head, body),
                kicker="Company", source=f"data/{path.removesuffix('.md')}.yml", heading=_heading(company))


def _activity(evidence: Evidence, company: Company, of: Of) -> tuple[Block, ...]:
    """What it signed, whose it is, what it makes."""
    return (*section("Deals", _deals(evidence.archive, company)),
            *section("Relationships", relationship_map(evidence.archive, company.id)),
            *section("Owners and units", _ownership(evidence, company, of("owners"))),
            *section("Business", bullets(evidence, of("lines", "products"))))


def _figures(evidence: Evidence, company: Company, of: Of) -> tuple[Block, ...]:
    """Its figures, as a whole and by segment; the leading ones drawn."""
    drawn = [block for metric in _DRAWN for block in metric_chart(evidence.archive, company.id, metric)]
    return (*section("Figures", (*drawn, *figures(evidence, of("metrics")))),
            *section("Figures by segment", figures(evidence, of("segments"))))


def _statements(evidence: Evidence, company: Company, of: Of, items: tuple[Entry, ...]) -> tuple[Block, ...]:
    """What happened, what is meant, what others say, what is in dispute, what is missing."""
    about = evidence.archive.disputes_about.get(company.id, ())
    return (*disputes_section(evidence, items, about),
            *section("History", steps(evidence, of("history"))),
            *section("Plans and aims", bullets(evidence, of("plans"))),
            *section("People", keyed(evidence, of("people"), companies=False)),
            *section("Places", bullets(evidence, of("sites"))),
            *section("Relations", _relations(evidence, company, of("relations"))),
            *section("Views", keyed(evidence, of("views"))),
            *section("Background", bullets(evidence, of("background"))),
            *section("What we could not find", keyed(evidence, of("wanted"), companies=False)))


def _title(company: Company) -> str:
    """The name, with the legal name where it says more."""
    legal = _legal(company)
    return f"{company.name} ({legal})" if legal and company.name.lower() not in legal.lower() else company.name


def _heading(company: Company) -> Line:
    """The title with the language of the name."""
    return line(named(company), _title(company).removeprefix(company.name))


def _legal(company: Company) -> str:
    """The legal name in Latin letters, or nothing."""
    return next((wording.value_words(entry.value) for entry in company.names
                 if entry.key == ("legal",) and isinstance(entry, Fact) and not entry.lang), "")


def _description(company: Company) -> str:
    """What it does, for search results and previews."""
    fact = first_fact(company.does)
    return f"{sentence(wording.fact_words(fact) if fact else company.name)}."


def _lede(evidence: Evidence, does: list[Entry]) -> tuple[Block, ...]:
    """What it does, as a sentence with its evidence."""
    return tuple(Paragraph(capital(item(evidence, one).content)) for one in does)


def _also_called(company: Company) -> tuple[Block, ...]:
    """Its other names and codes in one line, for the eye and for search; their evidence stands in the box."""
    codes = (one for one in company.identifiers if one.key[0] in ("isin", "lei"))
    entries = (*company.names, *company.tickers, *codes)
    found = dict.fromkeys(_name_or_code(one) for one in entries if isinstance(one, Fact))
    for shown in (company.name, _legal(company)):          # both stand in the heading
        if shown in _title(company):
            found.pop(line(shown), None)
    return (Component(el("p", {"class": "aka"}, line("Also: ", *joined(found)))),) if found else ()


def _name_or_code(fact: Fact) -> Line:
    """A name as it is; of a code, what kind it is: `ticker 2317`, `ISIN TW0002317005`."""
    if isinstance(fact.value, Ticker):
        return line(f"ticker {fact.value.code}")
    return line(f"{fact.key[0].upper()} ", *value_line(fact)) if fact.key in (("isin",), ("lei",)) else value_line(fact)


def _deals(archive: Archive, company: Company) -> tuple[Block, ...]:
    """Its own deals, then those of its units."""
    own = archive.deals_of.get(company.id, ())
    units = dict.fromkeys(entry.record for entry in archive.held_by.get(company.id, ()))
    theirs = {deal: unit for unit in units for deal in archive.deals_of.get(unit, ()) if deal not in own}
    found: list[Block] = [Component(deal_cards(archive, own[:_CARDS]))] if own else []
    if own[_CARDS:]:
        found.append(fold(f"{wording.plural(len(own) - _CARDS, 'older deal')}", deal_cards(archive, own[_CARDS:])))
    if theirs:
        found.append(Paragraph(line("By its units:")))
        found += [Component(el("div", {"class": "by-units"}, *(
            deal_cards(archive, [deal], f"By {archive.companies[unit].name}") for deal, unit in theirs.items())))]
    return tuple(found)


def _ownership(evidence: Evidence, company: Company, owners: list[Entry]) -> tuple[Block, ...]:
    """Who holds it, then what it holds, from one entry each."""
    found: list[Block] = []
    if owners:
        found += [Paragraph(line(Strong(line("Held by")))), *keyed(evidence, owners)]
    held = evidence.archive.held_by.get(company.id, ())
    if held:
        found += [Paragraph(line(Strong(line("Holds")))), *cut(_named_there(evidence, one) for one in held)]
    return tuple(found)


def _named_there(evidence: Evidence, one: Entry) -> Item:
    """A fact of another record that names this company, with the way to it."""
    return Item(line(*record_link(evidence.archive, one), ": ", *entry_line(evidence, one.entry)))


def _record(evidence: Evidence, of: Of) -> tuple[Pair, ...]:
    """Names, form, tickers, identifiers, founding, seat, site; the three that everybody asks for always.

    Search leaves out what it finds in the line of other names.
    """
    names = [(f"{one.entry.key[0].capitalize()} name", one) for one in of("names")]
    told = [("Form", one) for one in of("form")]
    told += [(label, one) for label, prop in (("Founded", "founded"), ("Seat", "seat"), ("Website", "website"))
             for one in of(prop)]
    codes = [(IDENTIFIERS[one.entry.key[0]][0], one) for one in of("identifiers")]
    known = {label for label, _ in told}
    missing = tuple(Pair(label, (("", line("Not stated")),), searched=False)
                    for label in ("Founded", "Seat") if label not in known)
    tickers = [("Ticker", one) for one in of("tickers")]
    return (*pairs(evidence, (*names, *tickers), searched=False), *pairs(evidence, told), *missing,
            *pairs(evidence, codes, searched=False))


def _relations(evidence: Evidence, company: Company, own: list[Entry]) -> tuple[Block, ...]:
    """What it says of others, and what the records of others say of it."""
    archive = evidence.archive
    rows = [item(evidence, one, lead=line(Strong(company_link(archive, one.entry.key[0])), ": ")) for one in own]
    for one in archive.related_to.get(company.id, ()):
        rows.append(Item(line(*record_link(archive, one), "'s record calls it: ", *entry_line(evidence, one.entry))))
    return cut(rows)
