"""Compare pages: two to four records side by side, the questions as row headers, differences first.

The sets are chosen by hand and work without script; with it, any two companies can be chosen, whose
answers the view `pair` gives. Nothing is converted or ranked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .. import wording
from ..archive import Archive
from ..blocks import (Block, Bullets, Component, Heading, Html, HtmlChild, Inline, Item, Line, Link, Page, PageLink, Paragraph, Text, el,
                      line, visible)
from ..model import AnyEntry, Company, Deal, Fact
from ..values import Period
from .evidence import Evidence
from .facts import chip, company_link, entry_line, joined, named


@dataclass(frozen=True, slots=True)
class Set:
    """A page of comparison: its records are all deals or all companies."""

    slug: str
    title: str
    folder: str
    records: tuple[str, ...]
    about: str


SETS = (
    Set("foxconn-pacts-of-november-2025", "The two pacts Foxconn announced in November 2025", "deals",
        ("foxconn-openai-hardware-2025", "foxconn-intrinsic-jv-2025"),
        "One is an agreement about design without a promise to buy, the other a joint venture."),
    Set("openai-chip-deals", "OpenAI's deals about chips", "deals",
        ("openai-nvidia-loi-2025", "openai-amd-2025", "openai-broadcom-2025"),
        "Three makers of accelerators, three kinds of commitment."),
    Set("openai-capacity-deals", "OpenAI's deals about computing capacity", "deals",
        ("openai-oracle-2025", "openai-aws-2025", "openai-coreweave-2025", "stargate-2025"),
        "Who provides data centres and cloud, and what of it binds."),
    Set("foxconn-and-fii", "Foxconn and its listed unit Fii", "companies", ("foxconn", "fii"),
        "Fii is part of Foxconn's group, so its figures are contained in Foxconn's and must not be added to them. "
        "Currencies differ and are not converted."),
)
_DEAL_ROWS = (("Does it bind?", "binding"), ("Who is bound to what?", "binds"), ("What stage?", "stage"),
              ("How big?", "value"), ("What kind?", "type"), ("Announced?", "announced"), ("Reported?", "reported"),
              ("Signed?", "signed"), ("On what condition?", "conditions"), ("What is ruled out?", "ruled_out"),
              ("Where?", "place"), ("How long?", "term"), ("Exclusive?", "exclusive"))
COMPANY_ROWS = (("What does it do?", "does"), ("Where is its seat?", "seat"), ("When was it founded?", "founded"),
                 ("Where do its shares trade?", "tickers"), ("Who holds it?", "owners"))
_METRICS = ("revenue", "revenue_growth", "gross_margin", "net_profit", "net_profit_growth", "employees", "market_value")
MOST_FIGURES = 16


@dataclass(frozen=True, slots=True)
class Question:
    """One row: the question, an answer for each record."""

    words: str
    answers: tuple[tuple[Line, ...], ...]

    @property
    def differs(self) -> bool:
        """Whether the records answer it differently. Evidence marks differ anyway and are left out."""
        return len({tuple(_bare(part) for part in answer) for answer in self.answers}) > 1


def _bare(content: Line) -> str:
    return visible(tuple(part for part in content if not hasattr(part, "label"))).strip()


def holds(archive: Archive, chosen: Set) -> bool:
    """Whether the archive has all records of a set."""
    records = archive.of(chosen.folder)
    return all(one in records and not records[one].withdrawn for one in chosen.records)


def compare_pages(archive: Archive) -> Iterator[Page]:
    """The list of sets and a page for each set whose records all exist."""
    sets = [one for one in SETS if holds(archive, one)]
    yield _index(archive, sets)
    for one in sets:
        yield _page(archive, one)


def _index(archive: Archive, sets: list[Set]) -> Page:
    """The choice of two companies, then what was chosen by hand."""
    blocks: list[Block] = [Paragraph(line("Records side by side, one question a row. Nothing is converted, added up or ranked."))]
    companies = [[one.id, one.name] for one in sorted(archive.companies.values(), key=lambda one: (one.name.casefold(), one.id))
                 if not one.withdrawn]
    if len(companies) > 1:
        blocks += [Heading(2, line("Any two companies")), Paragraph(line(
            "Choose two, and they are set side by side here; this needs JavaScript. A figure has a row where both companies have "
            "one for the very same period. “Not stated” means that no source of the archive says; it does not mean no.")),
            Component(el("div", {"class": "pair", "data-companies": json.dumps(companies, ensure_ascii=False)}))]
    if sets:
        blocks += [Heading(2, line("Chosen by hand")), Paragraph(line("These work without JavaScript, too.")), Bullets(tuple(
            Item(line(Link((Text(one.title),), PageLink(f"compare/{one.slug}.md")), f": {_lower(one.about)}")) for one in sets))]
    return Page("compare/index.md", "Compare", "Deals and companies side by side, one question a row.", tuple(blocks),
                searchable=False)


def _lower(words: str) -> str:
    return words if words.split()[0] == "Fii" else words[:1].lower() + words[1:]


def _page(archive: Archive, chosen: Set) -> Page:
    path = f"compare/{chosen.slug}.md"
    evidence = Evidence(archive, path)
    records = [archive.of(chosen.folder)[one] for one in chosen.records]
    if chosen.folder == "deals":
        rows = list(_deal_questions(evidence, [one for one in records if isinstance(one, Deal)]))
    else:
        rows = list(_company_questions(evidence, [one for one in records if isinstance(one, Company)]))
    heads = [named(one) for one in records]
    links = [PageLink(f"{chosen.folder}/{one.id}.md") for one in records]
    blocks = (Paragraph(line(chosen.about)), _table(f"{chosen.title}, side by side", list(zip(heads, links, strict=True)),
                                                     _labels(archive, records), rows),
              Paragraph(line("Rows whose answers differ come first. “Not stated” means that no source of the archive says; "
                             "it does not mean no. ", Link((Text("All comparisons"),), PageLink("compare/index.md")), ".")))
    return Page(path, chosen.title, chosen.about, (*blocks, *evidence.blocks()), kicker="Compare", searchable=False)


# Questions ---------------------------------------------------------------------------------------


def _deal_questions(evidence: Evidence, deals: list[Deal]) -> Iterator[Question]:
    archive = evidence.archive
    yield Question("Between whom?", tuple((joined((company_link(archive, one) for one in deal.parties), ", "),)
                                          for deal in deals))
    yield from _properties(evidence, _DEAL_ROWS, deals)
    yield Question("What do sources disagree about?", tuple(_disputed(evidence, deal.id) for deal in deals))


def _company_questions(evidence: Evidence, companies: list[Company]) -> Iterator[Question]:
    yield from _properties(evidence, COMPANY_ROWS, companies)
    tables = [figures(company) for company in companies]
    for metric, period in _fairly(in_order(set.intersection(*map(set, tables)))):
        yield Question(f"{wording.metric(metric)}, {wording.period(period)}", tuple(
            _answer(evidence, (table[metric, period].model_copy(update={"period": None}),), "metrics") for table in tables))


def figures(company: Company) -> dict[tuple[str, Period], AnyEntry]:
    """The figures of a company that can stand beside another's: by metric and period."""
    return {(one.key[0], one.period): one for one in company.metrics if one.period is not None and one.key[0] in _METRICS}


def in_order(keys: Iterable[tuple[str, Period]]) -> list[tuple[str, Period]]:
    """Metrics and periods as rows have them: by metric, the newest period first."""
    return sorted(keys, key=lambda key: (_METRICS.index(key[0]), -key[1].last.toordinal(), -key[1].start.first.toordinal(),
                                         key[1].text))


def _fairly(shared: list[tuple[str, Period]]) -> list[tuple[str, Period]]:
    """The newest figures of each metric, as many of each as there is room for."""
    metrics = list(dict.fromkeys(metric for metric, _ in shared))
    each = max(2, MOST_FIGURES // max(1, len(metrics)))
    return [key for metric in metrics for key in [one for one in shared if one[0] == metric][:each]]


def _properties(evidence: Evidence, rows: Iterable[tuple[str, str]], records: list) -> Iterator[Question]:
    """A question for each property that at least one record has."""
    for words, prop in rows:
        if any(getattr(record, prop) for record in records):
            yield Question(words, tuple(_answer(evidence, getattr(record, prop), prop) for record in records))


def _answer(evidence: Evidence, entries: tuple[AnyEntry, ...], prop: str) -> tuple[Line, ...]:
    """All entries of a property; `not stated` where there is none."""
    return tuple(words for _, words in entry_words(evidence, entries, prop)) if entries else ((chip("not stated"),),)


def entry_words(evidence: Evidence, entries: Iterable[AnyEntry], prop: str) -> Iterator[tuple[AnyEntry, Line]]:
    """The entries of a property in words, keys in front; holdings that are planned or aimed at are left out."""
    for entry in entries:
        if prop == "owners" and isinstance(entry, Fact) and entry.mode != "fact":
            continue
        keyed = prop in ("binds", "owners") and entry.key
        lead = (*company_link(evidence.archive, entry.key[0]), Text(": ")) if keyed else ()
        yield entry, (*lead, *entry_line(evidence, entry))


def _disputed(evidence: Evidence, deal: str) -> tuple[Line, ...]:
    found = [one for one in evidence.archive.by_record["deals", deal] if hasattr(one.entry, "disputed")]
    return tuple((Link((Text(one.entry.disputed),), PageLink(one.path, one.anchor)),) for one in found) or \
        (line("nothing found"),)


# Table -------------------------------------------------------------------------------------------


def _labels(archive: Archive, records: list) -> list[str]:
    """A short name for each record on phones: of a deal, the parties that not all of them share."""
    if not all(isinstance(one, Deal) for one in records):
        return [one.name for one in records]
    shared = set.intersection(*(set(one.parties) for one in records))
    own = [[party for party in dict.fromkeys(one.parties) if party not in shared] for one in records]
    return [wording.listing([archive.companies[party].name if party in archive.companies else party for party in parties])
            or one.title for one, parties in zip(records, own, strict=True)]


def _table(caption: str, heads: list[tuple[Inline, PageLink]], names: list[str], rows: list[Question]) -> Component:
    """The table, differing rows first; on phones each row becomes a card whose cells carry labels."""
    head = el("tr", {"role": "row"}, el("th", {"scope": "col", "role": "columnheader"}, "Question"),
              *(el("th", {"scope": "col", "role": "columnheader"}, line(Link((name,), to))) for name, to in heads))
    ordered = [*(row for row in rows if row.differs), *(row for row in rows if not row.differs)]
    body = el("tbody", {"role": "rowgroup"}, *(_row(names, row) for row in ordered))
    return Component(el("table", {"class": f"compare compare-{len(heads)}", "role": "table"}, el("caption", {}, caption),
                        el("thead", {"role": "rowgroup"}, head), body))


def _row(names: list[str], row: Question) -> Html:
    cells = [el("td", {"role": "cell", "data-label": name}, *_cell(answer))
             for name, answer in zip(names, row.answers, strict=True)]
    return el("tr", {"role": "row", "class": "differs" if row.differs else "same"},
              el("th", {"scope": "row", "role": "rowheader"}, row.words), *cells)


def _cell(answer: tuple[Line, ...]) -> list[HtmlChild]:
    return [el("p", {}, one) for one in answer]
