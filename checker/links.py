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
from .reading import Record

_STYLE_ADDRESS = re.compile(rb"url\(\s*[\"']?([^\"')]*)|@import\s+[\"']([^\"']*)")
_NUMBERED = re.compile(r"__\w+")                           # the theme's own switches: #__search, #__toc


class Links:
    """The files of a site and what leads where."""

    def __init__(self, site: Path, pages: dict[str, Page]) -> None:
        self.site, self.pages = site, pages
        self.files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
        self.ids = {path: frozenset(page.ids) for path, page in pages.items()}
        self.prefix = self._prefix()

    def _prefix(self) -> str:
        """The sub-path the site is served under, where it knows one: absolute links carry it."""
        home = self.pages.get("index.html")
        link = home.tree.css_first('link[rel="canonical"]') if home else None
        return urlsplit((link.attributes.get("href") or "/") if link else "/").path or "/"

    def faults(self) -> Iterator[str]:
        """Every address that leads nowhere."""
        for path, page in self.pages.items():
            for selector, name in (("a[href]", "href"), ("link[href]", "href"), ("[src]", "src")):
                for node in page.tree.css(selector):
                    wrong = self.wrong(path, node.attributes.get(name) or "")
                    if wrong and not (path == "404.html" and self.prefix == "/"):   # it cannot know its depth
                        yield f"{path}: {wrong}"
        for path in sorted(self.files):
            if path.endswith(".css"):
                yield from self._style(path)

    def wrong(self, path: str, address: str) -> str:
        """What is wrong with an address on a page, or nothing."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return ""
        if parts.path.startswith("/"):
            if not parts.path.startswith(self.prefix):
                return f"leads out of the site: {address}"
            target = parts.path[len(self.prefix):]
        else:
            target = posixpath.join(posixpath.dirname(path), unquote(parts.path)) if parts.path else path
        target = posixpath.normpath(target) if target else "index.html"
        if target.startswith(".."):
            return f"leads out of the site: {address}"
        if target not in self.files:
            target = posixpath.normpath(f"{target}/index.html")
        if target not in self.files:
            return f"dead link: {address}"
        anchor = unquote(parts.fragment)
        if anchor and target in self.ids and anchor not in self.ids[target] and not _NUMBERED.fullmatch(anchor):
            return f"dead anchor: {address}"
        return ""

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
        for record in records.values():
            page = f"{record.folder}/{record.id}/"
            found = plain(" ".join(words.get(page, ())))
            yield from (f"{name}: {page} is not found by {wanted!r}" for wanted in _names(record) if plain(wanted) not in found)


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
