"""Rules: what is true of one file but wrong together. One rule, one function, one list: `RULES`.

A rule takes the archive and today's date and yields faults. It blames routes, never lines. The two
rules that read the file system's order or a clock do not exist: `today` is an argument.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from .archive import Archive, Item, with_versions
from .drafts import Unread
from .faults import CODES, WARNING, Fault, did_you_mean
from .model import KINDS, AnyEntry, Company, Deal, Dispute, Fact, Source
from .rules_accepted import accepted as accepted
from .rules_claims import check_names_are_linked, check_printed_figures, check_stage_is_the_last
from .rules_cross import check_actors_exist, check_parties_pages, check_stakes, check_step_order
from .rules_owners import check_no_circle, check_owners, check_parts
from .values import Dates, PartialDate, Period
from .writing import Route

_ID_LIKE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_JOINED = re.compile(r"[,;&/+]| and ")
Rule = Callable[[Archive, date], Iterator[Fault]]


def looks_like_id(text: str) -> bool:
    """Whether a holder, party or speaker is meant as a company id, not as a name in plain words."""
    return _ID_LIKE.fullmatch(text) is not None


def _unknown(archive: Archive, folder: str, given: str, item: tuple[str, str, Route]) -> Fault:
    words = {"companies": ("unknown-company", "company"), "deals": ("unknown-deal", "deal"),
             "sources": ("unknown-source", "source")}
    code, noun = words[folder]
    return archive.fault(code, *item, f"there is no {noun} `{given}`", did_you_mean(
        given, archive.known(folder), f"write data/{folder}/{given}.yml first"
        + (", or the name in plain words with a capital" if folder == "companies" else "")))


def _here(item: Item, *more: str | int) -> tuple[str, str, Route]:
    return item.folder, item.record, (item.prop, item.index, *more)


def check_sources_exist(archive: Archive, today: date) -> Iterator[Fault]:
    """Each letter stands for a source that exists."""
    known = archive.known("sources")
    for folder in ("companies", "deals", "sources"):
        for record in archive.of(folder).values():
            for letter, source in record.sources.items():
                if source not in known and not archive.may_be("sources", source):
                    yield _unknown(archive, "sources", source, (folder, record.id, ("sources", letter)))


def check_companies_exist(archive: Archive, today: date) -> Iterator[Fault]:
    """Parties, holders, speakers and companies of versions that look like ids are ids."""
    known = archive.known("companies")
    for deal in archive.deals.values():
        for index, party in enumerate(deal.parties):
            if party not in known and looks_like_id(party) and not archive.may_be("companies", party):
                yield _unknown(archive, "companies", party, ("deals", deal.id, ("parties", index)))
    for item in archive.items:
        if item.prop in ("owners", "relations", "views", "said") and item.entry.key:
            key = item.entry.key[0]
            if key not in known and looks_like_id(key) and not archive.may_be("companies", key):
                yield _unknown(archive, "companies", key, _here(item, "key"))
            elif _JOINED.search(key) and sum(part.strip() in known for part in _JOINED.split(key)) > 1:
                yield archive.fault("unknown-company", *_here(item, "key"), f"`{key}` names several companies",
                                    "give each company a line of its own")
        yield from _companies_of(archive, item, item.entry, _here(item)[2])


def _companies_of(archive: Archive, item: Item, entry: AnyEntry, route: Route) -> Iterator[Fault]:
    known = archive.known("companies")
    for key in ("said_by", "company"):
        given = getattr(entry, key)
        if given and given not in known and (key == "company" or looks_like_id(given)) \
                and not archive.may_be("companies", given):
            yield _unknown(archive, "companies", given, (item.folder, item.record, (*route, key)))
    if isinstance(entry, Dispute | Unread):
        for index, given in enumerate(entry.concerns):
            if given not in known and not archive.may_be("companies", given):
                yield _unknown(archive, "companies", given, (item.folder, item.record, (*route, "concerns", index)))
        for index, version in enumerate(entry.versions):
            yield from _companies_of(archive, item, version, (*route, "versions", index))


def check_deals_exist(archive: Archive, today: date) -> Iterator[Fault]:
    """Related deals exist."""
    for deal in archive.deals.values():
        for index, other in enumerate(deal.related):
            if not archive.may_be("deals", other):
                yield _unknown(archive, "deals", other, ("deals", deal.id, ("related", index)))


def check_parties(archive: Archive, today: date) -> Iterator[Fault]:
    """A deal has two parties or more, each once; only parties give and are bound."""
    for deal in archive.deals.values():
        seen: set[str] = set()
        for index, party in enumerate(deal.parties):
            if party in seen:
                yield archive.fault("same-party-twice", "deals", deal.id, ("parties", index),
                                    f"`{party}` is named twice", "delete one")
            seen.add(party)
        if len(seen) == 1 and archive.sure("deals", deal.id, "parties"):
            yield archive.fault("single-party", "deals", deal.id, ("parties",), "a deal has two parties or more",
                                "add the other side; a name in plain words will do")
    for item in archive.items:
        if item.prop in ("gives", "binds"):
            parties = archive.deals[item.record].parties
            if item.entry.key[0] not in parties and archive.sure("deals", item.record, "parties"):
                yield archive.fault("not-a-party", *_here(item, "key"), f"`{item.entry.key[0]}` is no party",
                                    did_you_mean(item.entry.key[0], parties, f"one of: {', '.join(parties)}"))


def check_deal_dates(archive: Archive, today: date) -> Iterator[Fault]:
    """A deal says when it became known."""
    for deal in archive.deals.values():
        if not (deal.announced or deal.reported or deal.filed) and archive.sure(
                "deals", deal.id, "announced", "reported", "filed"):
            yield archive.fault("missing-key", "deals", deal.id, (), "nobody says when the deal became known",
                                "add `announced: …`, `reported: …` or `filed: …`")


def check_no_future(archive: Archive, today: date) -> Iterator[Fault]:
    """What is said or done does not lie after today; plans, aims and options may."""
    for item in archive.items:
        for route, entry in with_versions(item):
            for name, day in _days(item, entry):
                if day.first > today:
                    yield archive.fault("future-date", item.folder, item.record, (*route, name),
                                        f"{day.text} lies after {today.isoformat()}",
                                        "mend the date, or mark a plan: `planned` after a step's date, (plan) elsewhere")
    for folder, record, day in _withdrawals(archive):
        if day.first > today:
            yield archive.fault("future-date", folder, record, ("withdrawn", "date"),
                                f"{day.text} lies after {today.isoformat()}", "mend the date")
    for source in archive.sources.values():
        published = source.date.first if isinstance(source.date, Dates) else None
        accessed = source.accessed if archive.sure("sources", source.id, "accessed") else None
        for name, when in (("date", published), ("accessed", accessed)):
            if when and when.first > today:
                yield archive.fault("future-date", "sources", source.id, (name,),
                                    f"{when.text} lies after {today.isoformat()}", "mend the date")
        if published and accessed and accessed.last < published.first:
            yield archive.fault("read-before-published", "sources", source.id, ("accessed",),
                                f"read {accessed.text}, published {published.text}", "mend one of the dates")


def _withdrawals(archive: Archive) -> Iterator[tuple[str, str, PartialDate]]:
    for folder in KINDS:
        for record in archive.of(folder).values():
            if record.withdrawn:
                yield folder, record.id, record.withdrawn.date


def _days(item: Item, entry: AnyEntry) -> Iterator[tuple[str, PartialDate]]:
    """The dates of an entry that cannot lie in the future."""
    if entry.as_of:
        yield "as_of", entry.as_of
    if entry.mode != "fact" or (item.entry.key and item.entry.key[-1].endswith("_outlook")):
        return
    if entry.date:
        yield "date", entry.date
    if entry.period and not isinstance(entry, Dispute):
        yield "period", _must_be_over(entry.period) if item.prop in ("metrics", "segments") else entry.period.start
    if isinstance(entry, Fact) and isinstance(entry.value, Dates) and item.prop != "effective":
        yield "value", entry.value.first


def _must_be_over(period: Period) -> PartialDate:
    """What a reported figure covers has ended; of a fiscal year without its end only the start is known."""
    end = period.ended or period.end
    if end.precision.startswith("fiscal"):
        return period.start
    return PartialDate(end.text, end.last, end.last, end.precision)


def check_single_values(archive: Archive, today: date) -> Iterator[Fault]:
    """One property has one undisputed value for one time; other facts differ in their anchors."""
    single = {(folder, name) for folder, kind in (("companies", Company), ("deals", Deal), ("sources", Source))
              for name, extra in ((n, f.json_schema_extra) for n, f in kind.model_fields.items())
              if isinstance(extra, dict) and getattr(extra.get("prop"), "one", False)}
    for (folder, record), items in archive.by_record.items():
        first: dict[str, Item] = {}
        times: dict[tuple, Item] = {}
        for item in items:
            if isinstance(item.entry, Unread):
                continue
            one = (folder, item.prop) in single
            time = (item.prop, item.entry.key, _time(item.entry))
            if one and time in times:
                yield archive.fault("two-values", *_here(item), f"`{_name(item)}` has a value already"
                                    f" ({_line(archive, times[time])})",
                                    "say which time each is for, or write one `disputed:` with both versions")
            elif item.anchor in first:
                yield archive.fault("same-fact-twice", *_here(item), f"its address #{item.anchor} is taken"
                                    f" ({_line(archive, first[item.anchor])})",
                                    "delete one, or use the long form and give it an `id:`")
            times.setdefault(time, item)
            first.setdefault(item.anchor, item)


def _time(entry: AnyEntry) -> tuple[str, str]:
    return (entry.period.text if entry.period else "", entry.as_of.text if entry.as_of else "")


def _name(item: Item) -> str:
    return item.entry.key[-1] if item.entry.key else item.prop


def _line(archive: Archive, item: Item) -> str:
    return f"line {archive.fault('two-values', *_here(item), '').place.line}"


def check_addresses(archive: Archive, today: date) -> Iterator[Fault]:
    """No two records claim one address; nothing claims the address of a record."""
    taken = {f"{folder}/{rid}" for folder, rid in archive.reads}
    claimed: set[str] = set()
    for folder in ("companies", "deals", "sources"):
        for record in archive.of(folder).values():
            claims = [(f"{folder}/{old}", ("formerly", i)) for i, old in enumerate(record.formerly) if old]
            claims += [(address, ("also_at", i)) for i, address in enumerate(record.also_at) if address]
            for address, route in claims:
                if address.split("/")[0] not in KINDS:
                    yield archive.fault("bad-address", folder, record.id, route, f"`{address}` is in no folder of records",
                                        f"start with one of: {', '.join(f'{kind}/' for kind in KINDS)}")
                elif address in taken or address in claimed:
                    yield archive.fault("same-address", folder, record.id, route, f"/{address}/ is taken",
                                        "choose another; an address leads to one record")
                claimed.add(address)


def fold(name: str) -> str:
    """A name as it is compared: compatibility forms, case and punctuation folded."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()


def check_no_twins(archive: Archive, today: date) -> Iterator[Fault]:
    """No two companies share a name that is theirs, no two sources an address or a title page."""
    names: dict[str, str] = {}
    for company in archive.companies.values():
        own = ({fold(company.name): ("name",)} if archive.sure("companies", company.id, "name") else {}) | {
            fold(entry.value.text): ("names", index) for index, entry in enumerate(company.names)
            if isinstance(entry, Fact) and entry.key[0] in ("legal", "trade", "short")}
        for name, route in own.items():
            other = names.setdefault(name, company.id)
            if other != company.id:
                yield archive.fault("same-company-twice", "companies", company.id, route,
                                    f"`{other}` has this name, too", "make one record of both, or tell the names apart")
    urls: dict[str, str] = {}
    texts: dict[tuple[str, str, str], str] = {}
    for source in archive.sources.values():
        url = source.url.text if source.url else ""
        other = urls.setdefault(url, source.id) if url else source.id
        if other != source.id:
            yield archive.fault("same-source-twice", "sources", source.id, ("url",),
                                f"`{other}` has this address, too", "keep one record")
            continue
        if not archive.sure("sources", source.id, "publisher", "title", "date"):
            continue
        about = (fold(source.publisher), fold(source.title), str(source.date))
        other = texts.setdefault(about, source.id)
        if other != source.id:
            yield archive.fault("same-source-twice", "sources", source.id, ("title",),
                                f"`{other}` has this publisher, title and date, too",
                                "keep one record, or tell the titles apart")


def check_sources_used(archive: Archive, today: date) -> Iterator[Fault]:
    """Each source carries something. What a broken record cites counts, too."""
    cited = {source for read in archive.reads.values() for source in read.sources}
    for source in archive.sources.values():
        others = [item for item, _ in archive.by_source.get(source.id, ())
                  if (item.folder, item.record) != ("sources", source.id) or item.prop in ("views", "background")]
        named = source.id in cited or not archive.sure("sources", source.id, "views", "background")
        if not others and not named and (archive.whole or not archive.is_named(source.id)):
            yield archive.fault("unused-source", "sources", source.id, (), "no fact rests on this source",
                                "cite it, withdraw it, or accept the warning with a reason")


RULES: tuple[Rule, ...] = (
    check_sources_exist, check_companies_exist, check_deals_exist, check_parties, check_deal_dates,
    check_no_future, check_single_values, check_addresses, check_owners, check_parts, check_no_circle, check_no_twins,
    check_sources_used, check_step_order, check_actors_exist, check_parties_pages, check_stakes,
    check_printed_figures, check_names_are_linked, check_stage_is_the_last,
)


def run_rules(archive: Archive, today: date) -> list[Fault]:
    """All rules over the archive; of records with faults over what could be read of them."""
    return [fault for rule in RULES for fault in rule(archive.drafts, today)]
