"""Part: what a run has written anew of a site that stands, held against the data as a whole site is.

Only the files of the records that the pages lead to are read, and only the pages that these are held
against. What is about the site as a whole - whether every record has a page - is not asked.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from .facts import Facts
from .figures import figure_faults
from .links import Links
from .markup import markup_faults
from .pages import Page, paths_of
from .pairs import NAME as PAIRS
from .pairs import Pairs
from .reading import FOLDERS, Record, records, records_of


def faults_of_part(stage: Path, site: Path, data: Path) -> list[str]:
    """Everything that is wrong with the pages below `stage`, which are about to replace those of `site`."""
    pages = _Pages(stage, site)
    written = [pages[path] for path in paths_of(stage)]
    links = _Links(stage, site, pages)
    found: dict[tuple[str, str], Record] = {}
    faults: list[str] = []
    for page in written:
        links.take(page)
        faults += [*markup_faults(page), *figure_faults(page)]
        if _own(page.path)[0] not in FOLDERS:
            continue
        for folder, name in sorted({_own(page.path), *(_own(page.path, address) for address in page.addresses)}):
            if folder in FOLDERS and (folder, name) not in found:
                found |= {(one.folder, one.id): one for one in _read(data, folder, name)}
    facts = Facts(found, pages)
    lost = [fault for page in written for fault in facts.of(page)]
    if any("stands nowhere in the data" in fault for fault in lost):
        facts = Facts(records(data), pages)                # it may stand in a record that no page leads to
        lost = [fault for page in written for fault in facts.of(page)]
    pairs = Pairs(stage if (stage / PAIRS).is_file() else site, {})
    faults += [*lost, *(fault for page in written for fault in pairs.of(page)), *links.faults()]
    if (stage / "sitemap.xml").is_file():
        faults += links.sitemap_faults()
    return sorted(set(faults))


def _own(page: str, address: str = "") -> tuple[str, str]:
    """Folder and id of the record that an address on a page leads to; of the page itself without one."""
    way = posixpath.normpath(posixpath.join(posixpath.dirname(page), address.partition("#")[0]))
    folder, _, name = way.removesuffix("/index.html").partition("/")
    return folder, name


def _read(data: Path, folder: str, name: str) -> Iterator[Record]:
    """A record and those written inside its file; one without a file of its own is found in its host's."""
    path = data / folder / f"{name}.yml"
    if path.is_file():
        yield from records_of(path)
    elif folder == "sources":
        hosts = [data / kind / f"{name.rpartition('-')[0]}.yml" for kind in FOLDERS]
        yield from (one for host in hosts if host.is_file() for one in records_of(host))


class _Pages(dict[str, Page]):
    """The pages of the site with the new ones in place, read when one is asked for."""

    def __init__(self, stage: Path, site: Path) -> None:
        self.stage, self.site = stage, site

    def get(self, path: str, default: Page | None = None) -> Page | None:  # type: ignore[override]
        """A page, or `default` where there is none."""
        if path not in self:
            file = next((one for one in (self.stage / path, self.site / path) if one.is_file()), None)
            if file is None:
                return default
            self[path] = Page(path, file.read_bytes())
        return self[path]

    def __missing__(self, path: str) -> Page:
        found = self.get(path)
        if found is None:
            raise KeyError(path)
        return found


class _Files:
    """Which files the site will have; who walks finds the new ones."""

    def __init__(self, stage: Path, site: Path) -> None:
        self.stage, self.site = stage, site

    def __contains__(self, path: object) -> bool:
        return any((place / str(path)).is_file() for place in (self.stage, self.site))

    def __iter__(self) -> Iterator[str]:
        return (path.relative_to(self.stage).as_posix() for path in self.stage.rglob("*") if path.is_file())


class _Links(Links):
    """Links of the new pages, into the others as well."""

    def __init__(self, stage: Path, site: Path, pages: _Pages) -> None:
        super().__init__(stage)
        self.pages = pages
        self.files = _Files(stage, site)  # type: ignore[assignment]
        self.site = stage if (stage / "index.html").is_file() else site
        self.prefix = self._prefix()
        self.site = stage

    def _stands(self, target: str, anchor: str) -> bool:
        """An id on a page that stands was seen when that page was checked: its bytes will do."""
        page = self.pages.get(target) if anchor and target not in self._ids and target.endswith(".html") else None
        return f' id="{anchor}"'.encode() in page.data if page else super()._stands(target, anchor)
