"""Building: parts of the archive become finished pages, over several processes, in any order.

What a part gave (`Made`) is small: its pages' search entries, anchors and links, and what its views
have read. The pages themselves go straight to their files.
"""

from __future__ import annotations

import gc
import multiprocessing
import posixpath
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from html import unescape
from itertools import islice
from pathlib import Path

from profiles.archive import Archive
from profiles.blocks import Page
from profiles.pages import entry_of, files, pages_of
from profiles.search import belongs

from . import frames, search, writer
from .deps import Dependency, Watched, collapsed
from .engine import url_of

Part = tuple[str, str]
_ID = re.compile(r'\sid="([^"]*)"')
_HREF = re.compile(r'\shref="([^"]*)"')
_PIECES = 64


@dataclass(frozen=True, slots=True)
class MadePage:
    """What is kept of a finished page. `entries` are those of the theme's search or, where search comes in pieces
    and the page is a record's, the line of its `profiles.search.Entry`. `links` are addresses below the site, with
    their anchors; `dated` is the page's day in the sitemap, `-` for a redirect, which is not listed."""

    path: str
    entries: str
    ids: str
    links: tuple[str, ...]
    dated: str


@dataclass(frozen=True, slots=True)
class Made:
    """What is kept of a finished part."""

    pages: tuple[MadePage, ...]
    read: frozenset[Dependency]


class Builder:
    """Makes parts of one archive into files below `target`.

    `known` holds the pages of earlier runs, for a preview: one whose blocks are the same is not written.
    """

    def __init__(self, archive: Archive, today: date, theme: frames.Theme, target: Path,
                 known: dict[str, tuple[Page, MadePage]] | None = None, in_pieces: bool = False) -> None:
        self.archive, self.today, self.theme, self.target, self.known = archive, today, theme, target, known
        self._in_pieces = in_pieces
        self._watched = Watched(archive)
        self._seen: dict[Part, tuple[list[tuple[Page, str]], frozenset[Dependency]]] = {}

    def part(self, part: Part) -> Made:
        """Make one part."""
        pages, read = self._seen.pop(part, None) or self.look(part)
        return Made(tuple(self.page(page, line) for page, line in pages), read)

    def look(self, part: Part) -> tuple[list[tuple[Page, str]], frozenset[Dependency]]:
        """The pages of a part as blocks, each with its line of an index in pieces, and what was read for them."""
        self._watched.noted, self._watched.own = set(), part
        archive: Archive = self._watched                   # type: ignore[assignment]
        pages = [(page, entry_of(archive, part, page).as_json() if self._in_pieces and belongs(page) else "")
                 for page in pages_of(archive, self.today, part)]
        return pages, collapsed(self._watched.noted)

    def files(self) -> Made:
        """Write what stands beside the pages; what it has read stands in what is returned."""
        self._watched.noted, self._watched.own = set(), None
        for path, data in files(self._watched):            # type: ignore[arg-type]
            put(self.target / path, data.decode())
        return Made((), collapsed(self._watched.noted))

    def titles(self, chosen: Iterable[Part]) -> dict[str, str]:
        """Titles of the chosen pages that stand in the navigation, which other pages may print."""
        self._seen = {part: self.look(part) for part in chosen if not part[0]}
        return {page.path: frames.meta_of(page).get("title", "") for pages, _ in self._seen.values() for page, _ in pages
                if page.path in self.theme.in_nav}

    def page(self, page: Page, line: str) -> MadePage:
        """Write one page's file; `line` is what an index in pieces keeps of it."""
        if self.known is not None and page.path in self.known and self.known[page.path][0] == page:
            return self.known[page.path][1]
        content = writer.write(page, self.theme.permalink)
        meta = frames.meta_of(page)
        frame = self.theme.frame(frames.kind_of(page, content, meta, self.theme.in_nav))
        put(self.target / url_of(page.path) / "index.html", frames.splice(frame, page, content, meta))
        url = url_of(page.path)
        found = search.entries(content.html, url, meta.get("title", ""), page.boost) if page.searchable and not line else iter(())
        links = {_target(url, href) for href in _HREF.findall(content.html)} - {""}
        made = MadePage(page.path, line or search.as_json(found), "\n".join(_ID.findall(content.html)), tuple(sorted(links)),
                        "-" if "location" in meta else meta.get("updated", ""))
        if self.known is not None:
            self.known[page.path] = (page, made)
        return made


def put(path: Path, text: str) -> None:
    """Write a file; the folder is made where it is missing."""
    data = text.encode("utf-8", errors="xmlcharrefreplace")
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@lru_cache(maxsize=1 << 14)
def _target(url: str, href: str) -> str:
    """Where a link on the page at `url` leads, below the site; empty for other sites."""
    if href.startswith(("http://", "https://")):
        return ""
    path, hash_, anchor = unescape(href).partition("#")
    whole = posixpath.normpath(posixpath.join("/", url, path)).strip("/")
    return f"{whole}{'/' if whole and (path.endswith('/') or not path) else ''}{hash_}{anchor}"


# Many parts ----------------------------------------------------------------------------------------

_builder: Builder | None = None
_pieces: list[list[Part]] = []


def make_all(builder: Builder, chosen: list[Part], jobs: int, meanwhile: Callable[[], None],
             progress: Callable[[int], None]) -> dict[Part, Made]:
    """Make the chosen parts in `jobs` processes; `meanwhile` runs in this one, `progress` gets counts."""
    for name, member in vars(Archive).items():             # shared by all processes instead of made in each
        if isinstance(member, cached_property):
            getattr(builder.archive, name)
    if jobs < 2 or len(chosen) < _PIECES or "fork" not in multiprocessing.get_all_start_methods():
        meanwhile()
        return dict(_one_by_one(builder, chosen, progress))
    global _builder, _pieces
    _builder, _pieces = builder, [chosen[first::_PIECES] for first in range(_PIECES)]
    gc.freeze()
    try:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            waiting = pool.imap_unordered(_piece, range(_PIECES))
            meanwhile()
            found: dict[Part, Made] = {}
            for piece, frames_, runs in waiting:
                found.update(piece)
                builder.theme.frames.update(frames_)
                search.RUNS.update(runs)
                progress(len(found))
    finally:
        gc.unfreeze()
        _builder, _pieces = None, []
    return found


def _one_by_one(builder: Builder, chosen: Iterable[Part], progress: Callable[[int], None]) -> Iterator[tuple[Part, Made]]:
    for done, part in enumerate(chosen, start=1):
        yield part, builder.part(part)
        progress(done)


def _piece(number: int) -> tuple[list[tuple[Part, Made]], dict[frames.Kind, list[str]], dict[str, str]]:
    """The parts of a piece, and the frames and runs of Chinese that were made for them."""
    gc.disable()
    assert _builder is not None
    before, runs = set(_builder.theme.frames), len(search.RUNS)
    made = [(part, _builder.part(part)) for part in _pieces[number]]
    new = {kind: frame for kind, frame in _builder.theme.frames.items() if kind not in before}
    return made, new, dict(islice(search.RUNS.items(), runs, None))


class Progress:
    """A bar on a terminal, a line every tenth elsewhere."""

    def __init__(self, whole: int, terminal: bool, say: Callable[[str], None]) -> None:
        self.whole, self.terminal, self.say, self.shown = whole, terminal, say, 0

    def __call__(self, done: int) -> None:
        tenth = done * 10 // self.whole
        if self.terminal:
            print(f"\r[{'#' * (tenth * 3):30}] {done} of {self.whole}", end="\n" if done == self.whole else "",
                  file=sys.stderr, flush=True)
        elif tenth > self.shown:
            self.shown = tenth
            self.say(f"{done} of {self.whole} records")


# Links ---------------------------------------------------------------------------------------------


def dead_links(pages: Iterable[MadePage], hand: Iterable[tuple[str, str, str]], ids: Callable[[str], str | None],
               exists: Callable[[str], bool]) -> list[str]:
    """Links that lead nowhere, sorted. `hand` are links of hand-written pages to anchors of other pages; `ids` gives
    the anchors of the page at an address, `exists` tells whether a file stands there below the site."""
    asked: dict[str, str] = {}
    for page in pages:
        for link in page.links:
            asked.setdefault(link, page.path)
    for path, to, anchor in hand:
        asked.setdefault(f"{url_of(to)}#{anchor}", path)
    anchors: dict[str, list[str]] = {}
    for link in asked:
        anchors.setdefault(link.partition("#")[0], []).append(link)
    found = []
    for url, links in anchors.items():
        known = ids(url)
        if known is None:
            found += [] if exists(url) else links
            continue
        there = set(known.split("\n"))
        found += [link for link in links if "#" in link and link.partition("#")[2] not in there]
    return [f"{asked[link]}: a link leads nowhere: {link}" for link in sorted(found)]
