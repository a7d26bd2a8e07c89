"""Metadata: what a record's page tells machines, beside what it shows to people.

Front matter for the template: `updated`, the day on which the newest of its sources was read, and
`data`, the record in the words of schema.org as JSON-LD. Only undisputed facts go in: a machine that
takes one value cannot see that there are others. Addresses are relative to the page, so that they
hold wherever the site is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import escape
from .archive import Archive
from .model import AnyEntry, Company, Deal, Dispute, Fact, Source
from .values import IDENTIFIERS, Dates, PartialDate, Ticker
from .views.company_answers import parent
from .views.facts import first_fact
from .views.record import last_read, sources_of
from .wording import fact_words

Data = dict[str, Any]
_CONTEXT = "https://schema.org"
_EXACT = ("day", "month", "year")                          # precisions that ISO 8601 has a form for


def record_metadata(archive: Archive, folder: str, record: str, description: str) -> dict[str, str]:
    """Front matter of a record's page."""
    found = archive.of(folder)[record]
    read = last_read(archive, _read_for(archive, folder, record))
    match found:
        case Company():
            data = _company(archive, found)
        case Deal():
            data = _deal(archive, found, description)
        case Source():
            data = _source(found)
    if read and folder == "deals":
        data["dateModified"] = read.isoformat()
    filled = {key: value for key, value in data.items() if value}
    return {"data": escape.json_ld({"@context": _CONTEXT} | filled)} | ({"updated": read.isoformat()} if read else {})


def list_metadata(archive: Archive) -> dict[str, str]:
    """Front matter of a page that speaks of all records."""
    read = last_read(archive, archive.sources)
    return {"updated": read.isoformat()} if read else {}


def _read_for(archive: Archive, folder: str, record: str) -> tuple[str, ...]:
    """Ids of the sources that a record rests on; a source rests on itself."""
    cited = sources_of(archive, archive.by_record[folder, record]) if (folder, record) in archive.by_record else ()
    return (record,) if folder == "sources" else cited


def _company(archive: Archive, company: Company) -> Data:
    """An Organization; a Corporation where its shares trade, since only that has a ticker."""
    legal = [fact for fact in _facts(company.names) if fact.key[0] == "legal"]
    # A second legal name is the same in another script, or that of another entity of the group.
    scripts = [fact_words(fact) for fact in legal if fact.lang]
    owner = parent(archive, company)
    if owner and any(isinstance(entry, Dispute) and entry.key[:1] == owner.key[:1] for entry in company.owners):
        owner = None
    ids = [(fact.key[0], fact_words(fact)) for fact in _facts(company.identifiers)]
    return {
        "@type": "Corporation" if company.tickers else "Organization",
        "@id": "./",
        "name": company.name,
        "legalName": next((fact_words(fact) for fact in legal if not fact.lang), ""),
        "alternateName": [*scripts, *_names(company, "trade", "short", "other")],
        "description": _words(company.does),
        "foundingDate": _iso(company.founded),
        "tickerSymbol": [f"{value.exchange} {value.code}".strip() for value in _values(company.tickers, Ticker)],
        "leiCode": next((value for kind, value in ids if kind == "lei"), ""),
        "sameAs": [f"https://www.wikidata.org/wiki/{value}" for kind, value in ids if kind == "wikidata"],
        "identifier": [{"@type": "PropertyValue", "propertyID": IDENTIFIERS[kind][0], "value": value}
                       for kind, value in ids if kind != "wikidata"],
        "parentOrganization": _party(archive, owner.key[0]) if owner else {},
    }


def _deal(archive: Archive, deal: Deal, description: str) -> Data:
    """The page about a deal. schema.org has no type for one: an Event is something to attend, an Action is
    something done, and a letter of intent is neither."""
    about = [_party(archive, one) for one in dict.fromkeys(deal.parties)]
    cited = sources_of(archive, archive.by_record["deals", deal.id])
    return {
        "@type": "WebPage",
        "@id": "./",
        "name": deal.title,
        "description": description,
        "about": about,
        "keywords": [words for words in (_words(deal.type), _words(deal.stage), _words(deal.binding)) if words],
        "temporalCoverage": _iso(deal.announced or deal.reported or deal.filed),
        "citation": [{"@type": "CreativeWork", "@id": f"../../sources/{one}/", "name": archive.sources[one].title}
                     for one in cited],
    }


def _source(source: Source) -> Data:
    """The document itself, not our page about it."""
    return {
        "@type": "Article" if source.form in ("article", "release") else "CreativeWork",
        "@id": source.url.text if source.url else "./",
        "name": source.title,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "datePublished": _exact(source.date.first) if isinstance(source.date, Dates) else "",
        "inLanguage": source.language,
    }


def _party(archive: Archive, given: str) -> Data:
    """A company of the archive with its address, or a name alone."""
    company = archive.companies.get(given)
    address = {"@id": f"../../companies/{company.id}/"} if company else {}
    return {"@type": "Organization", **address, "name": company.name if company else given}


def _facts(entries: Iterable[AnyEntry]) -> list[Fact]:
    """What is said to be, without what is disputed, absent, planned or aimed at."""
    return [entry for entry in entries if isinstance(entry, Fact) and entry.mode == "fact"]


def _values(entries: Iterable[AnyEntry], kind: type) -> list[Any]:
    return [fact.value for fact in _facts(entries) if isinstance(fact.value, kind)]


def _names(company: Company, *kinds: str) -> list[str]:
    """Names of these kinds, each once, without the one that heads the page."""
    found = dict.fromkeys(fact_words(fact) for fact in _facts(company.names) if fact.key[0] in kinds)
    return [name for name in found if name != company.name]


def _words(entries: tuple[AnyEntry, ...]) -> str:
    fact = first_fact(_facts(entries))
    return fact_words(fact) if fact else ""


def _iso(entries: tuple[AnyEntry, ...]) -> str:
    """The first date of a property, if undisputed and exact."""
    found = _values(entries, Dates)
    return _exact(found[0].first) if found else ""


def _exact(value: PartialDate) -> str:
    """A date as ISO 8601 writes it; nothing where that would claim more than is known."""
    return value.text if value.precision in _EXACT and not value.qualifier else ""
