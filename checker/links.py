"""Links: every address within the site leads to a file, every anchor to an id; the machines' files parse."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser

from .expect import plain
from .markup import strict_json
from .pages import Page
from .pieces import Pieces, pieces_of
from .reading import Record

_STYLE_ADDRESS = re.compile(rb"url\(\s*[\"']?([^\"')]*)|@import\s+[\"']([^\"']*)")
_NUMBERED = re.compile(r"__\w+")                           # the theme's own switches: #__search, #__toc


class Links:
    """The files of a site and what leads where; pages are taken in one by one."""

    def __init__(self, site: Path, pages: dict[str, Page] | None = None) -> None:
        self.site = site
        self.files = frozenset(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
        self.prefix = self._prefix()
        self._ids: dict[str, str] = {}                     # of each page, a line each
        self._found: dict[tuple[str, str], tuple[str, str]] = {}
        self._asked: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._wrong: list[str] = []
        for page in (pages or {}).values():
            self.take(page)

    def _prefix(self) -> str:
        """The sub-path the site is served under, where it knows one: absolute links carry it."""
        if "index.html" not in self.files:
            return "/"
        link = LexborHTMLParser((self.site / "index.html").read_bytes()).css_first('link[rel="canonical"]')
        return urlsplit((link.attributes.get("href") or "/") if link else "/").path or "/"

    def take(self, page: Page) -> None:
        """Note a page's ids and addresses. What can be told at once is."""
        path, ids = page.path, frozenset(page.ids)
        self._ids[path] = "\n".join(("", *ids, ""))
        for address in page.addresses:
            if address[:1] == "#" and (address[1:] in ids or len(address) == 1):
                continue
            target, anchor, wrong = self._leads(path, address)
            if anchor and not wrong:
                self._asked.setdefault((target, anchor), []).append((path, address))
            elif wrong and not (path == "404.html" and self.prefix == "/"):   # it cannot know its depth
                self._wrong.append(f"{path}: {wrong}")

    def faults(self) -> Iterator[str]:
        """Every address that leads nowhere."""
        yield from self._wrong
        for (target, anchor), asked in self._asked.items():
            if not self._stands(target, anchor):
                yield from (f"{path}: dead anchor: {address}" for path, address in asked)
        for path in sorted(self.files):
            if path.endswith(".css"):
                yield from self._style(path)

    def wrong(self, path: str, address: str) -> str:
        """What is wrong with an address on a page, or nothing."""
        target, anchor, wrong = self._leads(path, address)
        return wrong or ("" if self._stands(target, anchor) else f"dead anchor: {address}")

    def _stands(self, target: str, anchor: str) -> bool:
        return not anchor or target not in self._ids or f"\n{anchor}\n" in self._ids[target] or bool(_NUMBERED.fullmatch(anchor))

    def _leads(self, path: str, address: str) -> tuple[str, str, str]:
        """The file and the anchor that an address on a page leads to, and what is wrong with it."""
        way, _, fragment = address.partition("#")
        here, rest = path.rpartition("/")[0] if way[:1] not in ("", "?") else path, way
        while rest.startswith("../") and here:             # the same from above, where other pages have asked, too
            here, rest = here.rpartition("/")[0], rest[3:]
        if (here, rest) not in self._found:
            self._found[here, rest] = self._file(path, way)
        target, wrong = self._found[here, rest]
        return target, unquote(fragment), f"{wrong}: {address}" if wrong else ""

    def _file(self, path: str, address: str) -> tuple[str, str]:
        """The file that an address without an anchor leads to; nothing and what is wrong where there is none."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return "", ""
        if parts.path.startswith("/"):
            if not parts.path.startswith(self.prefix):
                return "", "leads out of the site"
            target = parts.path[len(self.prefix):]
        else:
            target = posixpath.join(posixpath.dirname(path), unquote(parts.path)) if parts.path else path
        target = posixpath.normpath(target) if target else "index.html"
        if target.startswith(".."):
            return "", "leads out of the site"
        if target not in self.files:
            target = posixpath.normpath(f"{target}/index.html")
        return (target, "") if target in self.files else ("", "dead link")

    def _style(self, path: str) -> Iterator[str]:
        for first, second in _STYLE_ADDRESS.findall((self.site / path).read_bytes()):
            address = (first or second).decode("utf-8", "replace").strip()
            if not address.startswith(("data:", "#")) and (urlsplit(address).scheme or address.startswith("//")):
                yield f"{path}: loads {address[:80]!r} from elsewhere"

    # -- what machines read -----------------------------------------------------------------

    def sitemap_faults(self) -> Iterator[str]:
        """The sitemap is XML, its addresses are pages, its packed twin is equal."""
        data = (self.site / "sitemap.xml").read_bytes() if "sitemap.xml" in self.files else b""
        try:
            root = ElementTree.fromstring(data)
        except ElementTree.ParseError as error:
            yield f"sitemap.xml: {error}"
            return
        for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
            path = urlsplit(element.text or "").path
            target = f"{path.removeprefix(self.prefix)}index.html" if path.endswith("/") else path.removeprefix(self.prefix)
            if target not in self.files:
                yield f"sitemap.xml: no page at {element.text}"
        packed = self.site / "sitemap.xml.gz"
        if packed.is_file() and gzip.decompress(packed.read_bytes()) != data:
            yield "sitemap.xml.gz: differs from sitemap.xml"

    def search_faults(self, records: dict[tuple[str, str], Record]) -> Iterator[str]:
        """The search index is JSON, holds no markup that acts, and finds every record by its names."""
        name = "search/search_index.json"
        try:
            index = strict_json((self.site / name).read_text("utf-8"))
            entries = [(entry["location"], entry["title"], entry["text"]) for entry in index["docs"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield f"{name}: {type(error).__name__}: {error}"
            return
        words: dict[str, list[str]] = {}
        for location, title, text in entries:
            wrong = self.wrong("index.html", location) if location else ""
            if wrong:
                yield f"{name}: {wrong}"
            yield from (f"{name}: {location}: {one}" for one in _active(title, text))
            words.setdefault(location.partition("#")[0], []).append(_words(f"{title} {text}"))
        known = pieces_of(self.site)
        if known:
            yield from self._pieces_faults(Pieces(self.site, known), records)
            return
        for record in records.values():
            page = f"{record.folder}/{record.id}/"
            found = plain(" ".join(words.get(page, ())))
            yield from (f"{name}: {page} is not found by {wanted!r}" for wanted in _names(record) if plain(wanted) not in found)

    def _pieces_faults(self, pieces: Pieces, records: dict[tuple[str, str], Record]) -> Iterator[str]:
        """The same of an index in pieces, which shows no markup at all."""
        wanted = {}
        for (folder, name), record in records.items():
            if "withdrawn" in record.plain and folder != "sources":
                continue
            plain_claims = [claim for claim in record.claims if not claim.versions]
            opening = [claim.words for claim in plain_claims if claim.keys[0] == "does"]
            opening += [claim.words for claim in plain_claims if claim.keys[0] == "scope" and claim.words][:1]
            disputed = [claim for claim in record.claims if claim.versions]
            names = [*_names(record), *(one.words for claim in disputed if claim.keys[0] == "names" for one in claim.versions)]
            questions = {claim.words for claim in disputed}
            wanted[f"{folder}/{name}/"] = (record, [one for one in names if one not in opening and one not in questions], opening)
        yield from pieces.faults(wanted)
        for location, *_ in pieces.documents.values():
            wrong = self.wrong("index.html", location)
            if wrong:
                yield f"search/docs: {wrong}"


_MARK_IN_SEARCH = {"html", "head", "body", "p", "ul", "ol", "li", "em", "strong", "code", "pre", "br", "table", "thead",
                   "tbody", "tr", "td", "th", "blockquote", "dl", "dt", "dd", "sub", "sup", "b", "i", "h1", "h2", "h3"}


def _active(title: str, text: str) -> Iterator[str]:
    """Markup in what the theme shows of a result: titles are to have none, texts only plain elements."""
    for what, content in (("title", title), ("text", text)):
        if "<" not in content:
            continue
        for node in LexborHTMLParser(content).css("*"):
            if node.tag not in _MARK_IN_SEARCH or node.attributes or what == "title" and node.tag not in ("html", "head", "body"):
                yield f"markup in a search {what}: {(node.html or '')[:60]!r}"


def _words(content: str) -> str:
    body = LexborHTMLParser(content).body
    return (body.text(deep=True, separator=" ") if "<" in content else body.text(deep=True)) if body else ""


def _names(record: Record) -> Iterator[str]:
    """What people look a record up by: names, codes, people, the first sentence."""
    if "withdrawn" in record.plain:
        return
    yield record.title
    for claim in record.claims:
        if claim.keys[0] in ("names", "does", "tickers") and claim.words:
            yield claim.words.partition("@")[0] if claim.keys[0] == "tickers" else claim.words
        if claim.keys[0] == "people":
            yield claim.keys[1]
