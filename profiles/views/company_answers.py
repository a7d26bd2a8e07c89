"""Answers about a company: who owns it, what it signed, whether any of that binds, how big it is, what
happened last, who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from .. import wording
from ..archive import Archive
from ..blocks import Line, Link, PageLink, Text, line
from ..model import AnyEntry, Company, Dispute, Fact
from ..values import Share
from .answers import Answer, marks, short
from .evidence import Evidence
from .facts import company_link, first_fact, joined, stated

_SIZES = ("revenue", "annualised_revenue", "assets_under_management", "market_value", "valuation", "employees")
_FULL_YEARS = ("year", "fiscal year")
_NOBODY = ("free float", "insiders", "others", "public", "the public", "institutions")
_STALE = timedelta(days=400)                               # a full year older than this yields to a newer quarter


def company_answers(evidence: Evidence, company: Company) -> tuple[Answer, ...]:
    """The six answers of a company's page."""
    return (_owner(evidence, company), _signed(evidence.archive, company), _any_binding(evidence.archive, company),
            _how_big(evidence, company), _newest(evidence.archive, company), _says(evidence.archive, company))


def _owner(evidence: Evidence, company: Company) -> Answer:
    """A majority or a parent by name; else that there is none, with who controls it and the largest holders known."""
    archive, held = evidence.archive, _holdings(company)
    owner = parent(archive, company)
    if owner:
        when = wording.when(owner)
        detail = line(wording.fact_words(owner), f", {when}" if when else "", *marks(evidence, owner))
        return Answer("Who owns it?", _name(archive, owner.key[0]), detail)
    listed = first_fact(company.tickers) is not None       # `tickers: not applicable` is no listing
    answer = "Listed company" if listed else "Several owners" if len(held) > 1 else "Not stated"
    if not held:
        return Answer("Who owns it?", answer, line("no holder in the archive"))
    if len(held) == 1 and not listed:
        rest = ", the rest not stated" if isinstance(held[0].value, Share) else ""
        return Answer("Who owns it?", _name(archive, held[0].key[0]), line(
            f"{wording.fact_words(held[0])}{rest}", *marks(evidence, held[0])))
    named = sorted(held, key=lambda fact: not _named(archive, fact))
    biggest = joined((line(*company_link(archive, fact.key[0]), f" {wording.fact_words(fact)}",
                           *marks(evidence, fact)) for fact in named[:2]), "; ")
    control = joined((line(*company_link(archive, fact.key[0]), f" {wording.fact_words(fact)}",
                           *marks(evidence, fact), "; ") for fact in _controlling(company)), "")
    return Answer("Who owns it?", answer, line(*control, "among its holders " if listed else "", *biggest))


def _controlling(company: Company) -> Iterator[Fact]:
    """Who controls it without a majority of its shares, in the words of its owners' list: `controls X`."""
    for entry in company.owners:
        fact = first_fact((entry,))
        if fact is not None and entry.key and fact.mode == "fact" and wording.fact_words(fact).startswith("controls "):
            yield fact.model_copy(update={"key": entry.key})


def _named(archive: Archive, fact: Fact) -> bool:
    """Whether the holder has a name; `current and former employees` are many, and nobody in particular."""
    return fact.key[0] in archive.companies or not fact.key[0][:1].islower()


def parent(archive: Archive, company: Company) -> Fact | None:
    """The holding that makes another the owner: a majority, else words that say so; its key names the owner."""
    held = _holdings(company)
    return next((fact for fact in held if _percent(fact) > 50), None) or next(
        (fact for fact in held if _is_parent(archive, fact)), None)


def _holdings(company: Company) -> list[Fact]:
    """The latest holding of each holder, the largest first."""
    return sorted(_newest_holdings(company), key=lambda fact: -_percent(fact))


def _newest_holdings(company: Company) -> Iterator[Fact]:
    """The latest fact of each holder; plans, aims and the free float are no holdings."""
    latest: dict[str, Fact] = {}
    for entry in company.owners:
        fact = first_fact((entry,))
        key = (entry.key or ("",))[0]
        if fact is not None and fact.mode == "fact" and key.lower() not in _NOBODY:
            if key not in latest or _as_of(fact) > _as_of(latest[key]):
                latest[key] = fact.model_copy(update={"key": (key,)})
    return iter(latest.values())


def _as_of(fact: Fact) -> tuple[bool, date]:
    """Sort key: a share in percent counts before words, then the newer."""
    return isinstance(fact.value, Share), fact.as_of.last if fact.as_of else date.min


def _percent(fact: Fact) -> float:
    return float(fact.value.number.replace(",", "")) if isinstance(fact.value, Share) else 0.0


def _is_parent(archive: Archive, fact: Fact) -> bool:
    """Words instead of a share, by a company of the archive: unit of, subsidiary of."""
    words = wording.fact_words(fact).lower()
    return not isinstance(fact.value, Share) and fact.key[0] in archive.companies and any(
        word in words for word in ("unit", "subsidiary", "owned", "part of", "within the group", "parent", "belongs"))


def _name(archive: Archive, given: str) -> str:
    found = archive.companies.get(given)
    return found.name if found else given


def _signed(archive: Archive, company: Company) -> Answer:
    deals = archive.deals_of.get(company.id, ())
    partners = [other for deal in deals for other in archive.deals[deal].parties if other != company.id]
    if not deals:
        return Answer("What did it sign?", "No deal here", _deals_of_owner(archive, company))
    names = [_name(archive, other) for other, _ in Counter(partners).most_common(3)]
    more = " and others" if len(set(partners)) > 3 else ""
    listed = ", ".join(names) + more if more else wording.listing(names)
    return Answer("What did it sign?", wording.plural(len(deals), "deal"), line(f"with {listed}" if names else ""))


def _deals_of_owner(archive: Archive, company: Company) -> Line:
    """Where it signed nothing itself: that its owner did."""
    for entry in company.owners:
        owner = entry.key[0] if entry.key else ""
        if owner in archive.companies and owner in archive.deals_of:
            return line(*company_link(archive, owner), f" has {wording.plural(len(archive.deals_of[owner]), 'deal')}")
    return line("none in this archive")


def _any_binding(archive: Archive, company: Company) -> Answer:
    words = Counter(stated(archive.deals[deal].binding)[0] for deal in archive.deals_of.get(company.id, ()))
    binds, partly, free = words["binding"], words["partly binding"], words["non-binding"]
    moot = words["not applicable"]
    unknown = words.total() - binds - partly - free - moot
    if not words:
        return Answer("Does any of it bind?", "Nothing to bind", line("no deal of its own in this archive"))
    parts = [text for number, text in ((binds, f"{binds} binding"), (partly, f"{partly} in part"),
                                       (free, f"{free} non-binding"), (unknown, f"{unknown} not stated"),
                                       (moot, f"{moot} where the question does not arise")) if number]
    answer = "Yes" if binds else "In part" if partly else "None known"
    return Answer("Does any of it bind?", answer, line(", ".join(parts)),
                  "binding" if binds else "partly" if partly else "non-binding" if free else "absent")


def _how_big(evidence: Evidence, company: Company) -> Answer:
    """The newest full year's revenue, a newer quarter where that is old; else another amount of the whole."""
    for metric in _SIZES:
        found = [(entry, fact) for entry in company.metrics
                 if entry.key == (metric,) and (fact := first_fact((entry,))) and fact.mode == "fact"]
        if found:
            entry, fact = _most_telling(found)
            assert entry.period is not None
            disputed = ", disputed" if isinstance(entry, Dispute) else ""
            return Answer("How big is it?", wording.fact_words(fact), line(
                f"{wording.metric(metric).lower()}, {wording.period(entry.period)}{disputed}",
                *marks(evidence, fact)))
    return Answer("How big is it?", "Not stated", line("no figure in the archive"))


def _most_telling(found: list[tuple[AnyEntry, Fact]]) -> tuple[AnyEntry, Fact]:
    def end(one: tuple[AnyEntry, Fact]) -> date:
        return one[0].period.last if one[0].period else date.min

    newest = max(found, key=end)
    years = [one for one in found if one[0].period and one[0].period.start == one[0].period.end
             and one[0].period.start.precision in _FULL_YEARS]
    year = max(years, key=end, default=newest)
    return year if end(newest) - end(year) < _STALE else newest


def _newest(archive: Archive, company: Company) -> Answer:
    """The newest of its deals, of their steps, and of what happened to it."""
    found: list[tuple[date, str, Line]] = []
    for one in archive.deals_of.get(company.id, ()):
        deal = archive.deals[one]
        fact = first_fact(deal.announced) or first_fact(deal.reported) or first_fact(deal.filed)
        if fact:
            first = fact.value.first
            found.append((first.first, wording.partial(first), (Link((Text(short(deal.title)),), PageLink(f"deals/{one}.md")),)))
        found += _happened(archive, "deals", one, "steps", "in one of its deals: ")
    found += _happened(archive, "companies", company.id, "history", "")
    if not found:
        return Answer("Newest event?", "None dated", line("in this archive"))
    _, words, detail = max(found, key=lambda one: one[0])
    return Answer("Newest event?", words, detail)


def _happened(archive: Archive, folder: str, record: str, prop: str, lead: str) -> Iterator[tuple[date, str, Line]]:
    """Dated events of a record, none of them planned: day, its words, a link to the fact."""
    for item in archive.by_record[folder, record]:
        fact = first_fact((item.entry,)) if item.prop == prop else None
        if fact and fact.date and fact.step != "planned" and fact.mode == "fact":
            link = Link((Text(short(wording.fact_words(fact))),), PageLink(item.path, item.anchor))
            yield fact.date.first, wording.partial(fact.date), line(lead, link)


def _says(archive: Archive, company: Company) -> Answer:
    items = archive.by_record["companies", company.id]
    sources = {cited.source for item in items for cited in item.citations if cited.source in archive.sources}
    kinds = Counter(archive.sources[one].kind for one in sources)
    detail = ", ".join(f"{kinds[kind]} {kind}" for kind in ("primary", "secondary", "tertiary") if kinds[kind])
    return Answer("Who says so?", wording.plural(len(sources), "source"), line(detail))
