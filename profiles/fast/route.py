"""The fast route from an archive to its site: nothing, what changed, or everything.

`Route` holds where things are. It never leaves a site half of one version without a sign: a whole build
is exchanged in one step; before single files are replaced the record of the last run is taken away, so
that after an interruption everything is built.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from profiles.archive import Archive, read_file
from profiles.faults import Fault
from profiles.pages import parts
from profiles.records import Read
from profiles.search import in_pieces
from profiles.site import SiteFailed, load_config

from . import search
from .book import Book
from .build import Builder, Made, MadePage, Part, Progress, dead_links, make_all, put
from .deps import Changes
from .engine import Engine, order, url_of
from .frames import Theme
from .lazy import Lazy
from .place import Place
from .recheck import Checked
from .shelf import Shelf
from .state import Unusable, moved, removed

FILES: Part = ("", "files")


@dataclass(frozen=True)
class Report:
    """What a run did, and the seconds of CPU and wall time that each stage took."""

    made: int = 0
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    stages: dict[str, tuple[float, float]] = field(default_factory=dict)
    refused: bool = False                                  # the data has faults


class Route(Place):
    """Builds the site of a place."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.engine: Engine | None = None

    def last(self, seen: Mapping[str, Any]) -> tuple[Book, list[str]] | None:
        """What the last run kept and the files of data/ that changed since; where it cannot be built upon one line says why."""
        try:
            last = self.store.stamps()
            if last["site"] != seen["site"]:
                raise Unusable(f"{self.site} is not the site of the last run")
            changed = {path for path in last["inputs"].keys() | seen["inputs"].keys()
                       if last["inputs"].get(path) != seen["inputs"].get(path)}
            book = self.book(Shelf(self.store.shelf()))
            others = last["settings"] != seen["settings"] or not all(map(self.is_data, changed))
            if others and book.value("key") != self.key(seen["inputs"]):
                raise Unusable("the generator, its settings, a template or a hand-written page is another one")
            return book, [os.path.relpath(path, self.data) for path in changed if self.is_data(path)]
        except Unusable as error:
            self.say(f"building everything: {error}")
            return None

    def book(self, shelf: Shelf) -> Book:
        """What stands on a shelf."""
        def again(file: str, record: str) -> Read:
            folder, name = Path(file).parts[-2:]
            reads, _ = read_file(file, folder, name.removesuffix(".yml"), (self.data / folder / name).read_bytes(), book.source_ids())
            return next(one for one in reads if one.id == record)

        book = Book(shelf, again)
        return book

    # -- building ---------------------------------------------------------------------------------

    def whole(self, archive: Archive, target: Path) -> Whole:
        """Build everything below `target`, an empty folder. Raises `SiteFailed` and `frames.Unlike`."""
        chosen = list(parts(archive))
        engine = self.engine_for(target)
        theme = Theme(engine.in_nav, engine.permalink, lambda: engine)
        by_hand: dict[str, Any] = {"in pieces": in_pieces(archive, self.search_above)}
        builder = Builder(archive, self.today, theme, target, in_pieces=by_hand["in pieces"])

        def write_by_hand() -> None:
            entries, links = engine.hand_written()
            by_hand["entries"] = {path: ",".join(json.dumps(one, separators=(",", ":")) for one in found)
                                  for path, found in entries.items()}
            by_hand["links"] = links
            by_hand["anchors"] = {path: "\n".join(sorted(ids)) for path, ids in engine.anchors().items()}

        with self.stage("pages"):
            titles = builder.titles(chosen)
            engine.name(titles)
            made = make_all(builder, chosen, self.jobs, write_by_hand, self._progress(len(chosen)))
            made = {part: made[part] for part in chosen} | {FILES: builder.files()}
        by_hand |= {"titles": titles, "named": sorted(engine.named), "search": engine.search_frame()}
        pages = {page.path: page for one in made.values() for page in one.pages}
        if len(pages) != sum(len(one.pages) for one in made.values()) or pages.keys() & by_hand["anchors"].keys():
            raise SiteFailed("two pages at one address")
        self._check_links(pages, by_hand, _anchors(pages, by_hand), pages.keys(), target)
        with self.stage("search"):
            _write_search(target, self.site, by_hand, {}, pages)
        with self.stage("sitemap, 404"):
            engine.site_templates(_in_order(pages, by_hand), {path: page.dated for path, page in pages.items()})
        return Whole(made, by_hand, theme)

    def partly(self, book: Book, now: Checked, target: Path) -> Partly:
        """Build below `target` what an edit shows in. Raises what `whole` raises."""
        with self.stage("compare"):
            changes = Changes(book.archive(), now.archive, now.reads)
            chosen = self._concerned(book, changes)
        by_hand = book.value("by hand")
        theme = book.theme(lambda: self._named_engine(target, by_hand["titles"]))
        builder = Builder(now.archive, self.today, theme, target, in_pieces=by_hand["in pieces"])
        if in_pieces(now.archive, self.search_above) != by_hand["in pieces"]:
            raise OtherTitles("search comes in another form")
        fewer = {part: None for part in changes.fresh_or_gone if now.archive.of(part[0]).get(part[1]) is None}
        with self.stage("pages"):
            files = FILES in chosen
            todo = [part for part in chosen if part != FILES and part not in fewer]
            if by_hand["titles"] != by_hand["titles"] | builder.titles(todo):
                raise OtherTitles("a title in the navigation is another one")
            many = 1 if isinstance(now.archive, Lazy) else self.jobs    # what it loads is not for several processes
            made: dict[Part, Made | None] = {**fewer, **make_all(builder, todo, many, lambda: None, self._progress(len(todo)))}
            if files:
                made[FILES] = builder.files()
        pages = {page.path: page for one in made.values() if one for page in one.pages}
        old = {path: book.page(path) for part in made for path in (book.made(part) or ((), None))[0]}
        if len(pages) != sum(len(one.pages) for one in made.values() if one) or any(
                path in by_hand["anchors"] or path not in old and book.page(path) for path in pages):
            raise SiteFailed("two pages at one address")
        gone = old.keys() - pages.keys()
        stale = self._finish(book, by_hand, pages, old, target, self.site)
        files_gone = (*(f"{url_of(path)}index.html" for path in sorted(gone)), *stale)
        return Partly(made, theme, changes, files_gone, len(todo) + files)

    def _concerned(self, book: Book, changes: Changes) -> list[Part]:
        """The parts that have noted what is another one now, and new ones; in a fixed order."""
        if not changes.names:
            return []
        found = set(changes.fresh_or_gone)
        for start in changes.starts():
            for note, noted in book.noting(start):
                if changes.concern(note):
                    found.update(noted)
        return sorted(found)

    def _finish(self, book: Book, by_hand: dict[str, Any], pages: dict[str, MadePage], old: dict[str, MadePage | None],
                target: Path, site: Path) -> list[str]:
        """What is about the whole site, as far as it is another one now. Gives the files of search that go."""
        gone = old.keys() - pages.keys()

        def ids(url: str) -> str | None:
            for path in _paths(url):
                page = pages.get(path) or (book.page(path) if path not in gone else None)
                if page or path in by_hand["anchors"]:
                    return page.ids if page else by_hand["anchors"][path]
            return None

        stale: list[str] = []
        every = None
        if gone or pages.keys() != old.keys():
            every = {page.path: page for page in book.pages() if page.path not in gone} | pages
        self._check_links(every if gone and every else pages, by_hand, ids, None, target, site)
        if any(old.get(path) is None or old[path].entries != page.entries for path, page in pages.items()) or gone:  # type: ignore[union-attr]
            with self.stage("search"):
                every = every or {page.path: page for page in book.pages()} | pages
                before = {page.path: page for page in book.pages()} if by_hand["in pieces"] else {}
                stale = _write_search(target, site, by_hand, before, every)
        if gone or any(old.get(path) is None or old[path].dated != page.dated for path, page in pages.items()):  # type: ignore[union-attr]
            with self.stage("sitemap, 404"):
                every = every or {page.path: page for page in book.pages()} | pages
                self._named_engine(target, by_hand["titles"]).site_templates(
                    _in_order(every, by_hand), {path: page.dated for path, page in every.items()})
        return stale

    def _check_links(self, pages: Mapping[str, MadePage], by_hand: dict[str, Any], ids: Callable[[str], str | None],
                     known: Any, *places: Path) -> None:
        with self.stage("links"):
            dead = dead_links(pages.values(), by_hand["links"], ids, lambda url: any((place / url).is_file() for place in places))
            dead += [f"a hand-written page or the navigation names {path}, which is not there"
                     for path in by_hand["named"] if ids(url_of(path)) is None]
        if dead:
            raise SiteFailed("\n  ".join(["links that lead nowhere:", *dead[:40]]))

    def engine_for(self, target: Path) -> Engine:
        """MkDocs, to write below `target`."""
        with self.stage("MkDocs"):
            if self.engine is None:
                config = load_config(self.config, self.docs, target, self.today, **self.more)
                self.engine = Engine(config, self.docs, self._generated)
            self.engine.config.site_dir = str(target.resolve())
            return self.engine

    def _named_engine(self, target: Path, titles: dict[str, str]) -> Engine:
        engine = self.engine_for(target)
        engine.name(titles)
        return engine

    def _progress(self, whole: int) -> Callable[[int], None]:
        return Progress(whole, sys.stderr.isatty(), self.say) if whole > 500 else lambda done: None

    # -- keeping and putting in place -------------------------------------------------------------

    def keep(self, book: Book, key: str, archive: Archive, found: list[Fault], whole: Whole) -> None:
        """Keep a whole run on an empty shelf."""
        book.put("key", {"": key})
        book.put("by hand", {"": whole.by_hand})
        book.keep_records(archive.reads, found)
        book.keep_edges(archive)
        book.keep_faults(found)
        book.keep_parts(whole.made, fresh=True)
        book.keep_theme(whole.theme)
        book.shelf.commit()

    def keep_part(self, book: Book, now: Checked, partly: Partly) -> None:
        """Keep what an edit has changed."""
        if now.known:
            book.keep_givers(partly.changes)
        else:
            book.keep_edges(now.archive)
        book.keep_records(now.reads, now.faults)
        book.put("file", dict.fromkeys(now.gone))
        book.keep_faults(now.faults)
        book.keep_parts(partly.made)
        book.keep_theme(partly.theme)

    def update(self, book: Book, now: Checked, seen: dict[str, Any],
               check: Callable[[Path, tuple[str, ...]], Sequence[str]]) -> Report:
        """Bring the published site up to date, file by file. Raises what building raises; then it is untouched."""
        stage = self.site.with_name(f".{self.site.name}.part")
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True)
        try:
            partly = self.partly(book, now, stage)
            with self.stage("check what was made"):
                if faults := check(stage, partly.gone):
                    raise SiteFailed("\n  ".join(["the new pages have faults, so the old ones stay:", *faults[:40]]))
            with self.stage("replace files"):
                self.store.begin()
                written = tuple(moved(stage, self.site))
                gone = tuple(path for path in partly.gone if removed(self.site, path))
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        with self.stage("record"):
            self.keep_part(book, now, partly)
            book.shelf.commit()
            self.store.save({**seen, "site": self.site_stamp()})
        return Report(partly.count, written, gone, self.stages)


@dataclass(frozen=True)
class Whole:
    """What building everything gave; `by_hand` is what is known of the pages that people wrote."""

    made: dict[Part, Made]
    by_hand: dict[str, Any]
    theme: Theme


@dataclass(frozen=True)
class Partly:
    """What building after an edit gave: parts (None where one is gone), files to remove, how many parts were made."""

    made: dict[Part, Made | None]
    theme: Theme
    changes: Changes
    gone: tuple[str, ...]
    count: int


class OtherTitles(Exception):
    """What stands on every page is another one: titles of the navigation, the form of search. Everything is built."""


def _paths(url: str) -> tuple[str, ...]:
    """The pages that may stand at an address."""
    return (f"{url}index.md",) if not url else (f"{url.removesuffix('/')}.md", f"{url}index.md")


def _anchors(pages: Mapping[str, MadePage], by_hand: dict[str, Any]) -> Callable[[str], str | None]:
    known = {url_of(path): page.ids for path, page in pages.items()}
    known |= {url_of(path): ids for path, ids in by_hand["anchors"].items()}
    return known.get


def _in_order(pages: Iterable[str], by_hand: dict[str, Any]) -> list[str]:
    return sorted({*pages, *by_hand["anchors"]}, key=order)


def _write_search(target: Path, site: Path, by_hand: dict[str, Any], before: Mapping[str, MadePage],
                  pages: Mapping[str, MadePage]) -> list[str]:
    """Write the files of search below `target`, of an index in pieces those that differ from `site`, where `before`
    are the pages. Gives those that go."""
    head, tail = by_hand["search"]
    documents = {path: page.entries for path, page in pages.items() if not search.is_piece(page.entries)} | by_hand["entries"]
    (target / "search").mkdir(exist_ok=True)
    with open(target / "search" / "search_index.json", "w", encoding="utf-8") as file:
        file.writelines((head, ",".join(filter(None, (documents[path] for path in sorted(documents, key=order)))), tail))
    found, stale = search.pieces(site, _pieces(before) or None, _pieces(pages) if by_hand["in pieces"] else None)
    for name, data in found.items():
        put(target / "search" / name, data.decode())
    return stale if before else []


def _pieces(pages: Mapping[str, MadePage]) -> list[str]:
    return [page.entries for page in pages.values() if search.is_piece(page.entries)]
