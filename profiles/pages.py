"""Pages: the archive becomes the whole site in memory, {path below docs/: bytes}."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from . import search
from .archive import Archive
from .blocks import Link, Page, PageLink, Paragraph, Text, line
from .markdown import write
from .metadata import list_metadata, record_metadata
from .model import Company, Deal, Source
from .contribute.schema import schemas
from .views.company import company_page
from .views.compare import compare_pages
from .views.deal import deal_page
from .views.disputes import disputes_page
from .views.home import home_page
from .views.lists import companies_page, deals_page, sources_page
from .views.facts import named, record_name
from .views.quality import quality_page
from .views.map import map_page
from .views.names import facts_of, names_of
from .views.pair import pair_data
from .views.reference import reference_page
from .views.source import source_page
from .views.timeline import timeline_page
from .wording import partial

_VIEWS = {"companies": company_page, "deals": deal_page, "sources": source_page}


# One page or several about the archive as a whole, by name.
_WHOLE: dict[str, Callable[[Archive, date], Iterable[Page]]] = {
    "home": lambda archive, today: (home_page(archive),),
    "companies": lambda archive, today: (companies_page(archive),),
    "deals": lambda archive, today: (deals_page(archive),),
    "sources": lambda archive, today: (sources_page(archive),),
    "disputes": lambda archive, today: (disputes_page(archive),),
    "quality": lambda archive, today: (quality_page(archive, today),),
    "map": lambda archive, today: (map_page(archive),),
    "timeline": lambda archive, today: (timeline_page(archive),),
    "compare": lambda archive, today: compare_pages(archive),
    "reference": lambda archive, today: (reference_page(),),
}


def parts(archive: Archive) -> Iterator[tuple[str, str]]:
    """What the site consists of, in a fixed order: ("", name) for what is about the whole, (folder, record)."""
    yield from (("", name) for name in _WHOLE)
    yield from ((folder, record) for folder in _VIEWS for record in archive.of(folder))


def pages_of(archive: Archive, today: date, part: tuple[str, str]) -> Iterator[Page]:
    """The pages of one part; `today` decides what is past its shelf life."""
    folder, name = part
    if not folder:
        for page in _WHOLE[name](archive, today):
            # What is no list of records has no newest reading of a source, either.
            yield page if page.path.startswith("about/") else replace(page, extra=list_metadata(archive))
        return
    record = archive.of(folder)[name]
    if record.withdrawn and folder != "sources":           # what rested on a source must stay to be seen
        yield _tombstone(archive, folder, record)
    else:
        more = () if folder == "sources" else (today,)       # a source does not age
        page = _VIEWS[folder](archive, record, *more)  # type: ignore[operator]
        extra = record_metadata(archive, folder, record.id, page.description)
        yield replace(page, boost=_boost(archive, folder, record.id), extra=extra)
    yield from _redirects(archive, folder, record)


def all_pages(archive: Archive, today: date) -> Iterator[Page]:
    """Every generated page, in a fixed order."""
    for part in parts(archive):
        yield from pages_of(archive, today, part)


def _boost(archive: Archive, folder: str, record: str) -> int:
    """How far a search result is lifted: a company before its deals, the busier one first, sources last."""
    return {"companies": 20 + len(archive.deals_of.get(record, ())), "deals": 5}.get(folder, 0)


def _tombstone(archive: Archive, folder: str, record: Company | Deal | Source) -> Page:
    """What stays of a withdrawn record: its address, when and why it went."""
    assert record.withdrawn is not None
    words = f"This record was withdrawn ({partial(record.withdrawn.date)}): {record.withdrawn.why}"
    return Page(f"{folder}/{record.id}.md", record_name(archive, folder, record.id), words,
                (Paragraph(line(words)),), searchable=False, source=f"data/{folder}/{record.id}.yml",
                heading=(named(record),))


def _redirects(archive: Archive, folder: str, record: Company | Deal | Source) -> Iterator[Page]:
    """Pages at former and additional addresses that lead to the record."""
    name = record_name(archive, folder, record.id)
    home = f"{folder}/{record.id}"
    for address in (*(f"{folder}/{old}" for old in record.formerly), *record.also_at):
        depth = address.count("/") + 1
        yield Page(f"{address}.md", name, f"Moved to {name}.", (
            Paragraph(line("This record stands at ", Link((named(record),), PageLink(f"{home}.md")), ".")),),
            searchable=False, extra={"template": "redirect.html", "location": f"{'../' * depth}{home}/"})


def entry_of(archive: Archive, part: tuple[str, str], page: Page) -> search.Entry:
    """What a record's page is found by, where search comes in pieces."""
    folder, name = part
    return search.entry(page, names_of(archive.of(folder)[name]), facts_of(archive, folder, name))


def render(archive: Archive, today: date, above: int = search.ABOVE) -> dict[str, bytes]:
    """All pages as the bytes of their files, as they are on `today`, and the search of an archive `above` a size."""
    found: dict[str, bytes] = {}
    entries: list[search.Entry] | None = [] if search.in_pieces(archive, above) else None
    for part in parts(archive):
        for page in pages_of(archive, today, part):
            assert page.path not in found, f"two pages at {page.path}"
            if entries is not None and search.belongs(page):
                entries.append(entry_of(archive, part, page))
                page = replace(page, searchable=False)
            found[page.path] = write(page).encode()
    found |= {f"search/{name}": data for name, data in search.files(entries).items()}
    return found | dict(files(archive))


def files(archive: Archive) -> Iterator[tuple[str, bytes]]:
    """What stands beside the pages, for editors and scripts: paths below docs/ and bytes."""
    for name, data in schemas(archive).items():
        yield f"assets/schema/{name}", data
    yield "compare/companies.json", pair_data(archive)


