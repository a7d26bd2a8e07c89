"""Search: entries of the theme's index, read off finished articles exactly as Material's search plugin does;
and the files of an index in pieces, of which an edit makes only those that it changes.

The plugin's parser is general and slow; our articles are well-formed HTML of a known shape, so one
regular expression finds their tags. `tests/test_fast_writer.py` holds the two against each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from typing import Any

from profiles.search import Entry, changed, files, from_json
from profiles.site import start_jieba

_TOKEN = re.compile(r"<(/?)([A-Za-z0-9]+)([^>]*)>|([^<]+)")
_ID = re.compile(r'\sid="([^"]*)"')
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"br", "col", "hr"})
_KEPT = frozenset({"p", "code", "pre", "li", "ol", "ul", "sub", "sup"})
_MAY_BE_HAN = re.compile("[\u200b\u2e80-\U0010ffff]")
INFINITE = 1 << 30


class _Section:
    """A heading with an id and what follows it."""

    __slots__ = ("tag", "depth", "id", "excluded", "title", "text")

    def __init__(self, tag: str = "hx", depth: int = 0, id_: str = "", excluded: bool = False) -> None:
        self.tag, self.depth, self.id, self.excluded = tag, depth, id_, excluded
        self.title: list[str] = []
        self.text: list[str] = []


class _Reader:
    """What the plugin's parser does, tag by tag. Elements count by their names alone, as they do there."""

    def __init__(self) -> None:
        self.skip = {"object", "script", "style"}
        self.context: list[str] = []
        self.permalink = 0
        self.sections: list[_Section] = []
        self.section: _Section | None = None

    def read(self, article: str) -> list[_Section]:
        """The sections of an article."""
        for close, tag, attributes, words in _TOKEN.findall(article):
            if words:
                self.words(words)
            elif close:
                self.end(tag)
            elif tag not in _VOID:
                self.start(tag, attributes)
        return self.sections

    def here(self) -> _Section:
        """The current section; the first words without a heading open one."""
        if self.section is None:
            self.section = _Section()
            self.sections.append(self.section)
        return self.section

    def start(self, tag: str, attributes: str) -> None:
        """A start tag."""
        self.context.append(tag)
        if tag in _HEADINGS and (found := _ID.search(attributes)):
            depth = len(self.context)
            if tag != "h1" and not self.sections:
                self.sections.append(_Section("hx", depth))
            own = unescape(found[1]) if self.sections else ""
            self.section = _Section(tag, depth, own, "data-search-exclude" in attributes)
            self.sections.append(self.section)
        section = self.here()
        if tag == "a" and 'class="headerlink"' in attributes:
            self.permalink = len(self.context)
        if "data-search-exclude" in attributes:
            self.skip.add(tag)
        elif tag in _KEPT and self.skip.isdisjoint(self.context):
            (section.title if section.tag in self.context else section.text).append(f"<{tag}>")

    def end(self, tag: str) -> None:
        """An end tag."""
        if self.permalink == len(self.context):
            self.permalink = 0
        section = self.here()
        if section.depth > len(self.context):
            for earlier in reversed(self.sections):
                if earlier.depth <= len(self.context):
                    section.depth = INFINITE
                    self.section = section = earlier
                    break
        self.context.pop()
        if tag in self.skip:
            self.skip.discard(tag)
        elif tag in _KEPT and self.skip.isdisjoint(self.context):
            _close(section.title if section.tag in self.context else section.text, tag)

    def words(self, words: str) -> None:
        """Text between tags."""
        if not self.skip.isdisjoint(self.context):
            return
        words = unescape(words)
        blank = words.isspace()
        if "pre" not in self.context:
            words = " " if blank else words.replace("\n", " ")
        section = self.here()
        if section.tag in self.context:
            if not self.permalink:
                section.title.append(escape(words, quote=False))
        elif not blank:
            section.text.append(escape(words, quote=False))
        elif not section.text or not section.text[-1].isspace() or "pre" in self.context:
            section.text.append(words)


def _close(parts: list[str], tag: str) -> None:
    """Close an element; one without words goes, start tag and all."""
    index = parts.index(f"<{tag}>")
    if all(part.isspace() for part in parts[index + 1:]):
        del parts[index:]
    else:
        parts.append(f"</{tag}>")


def entries(article: str, url: str, title: str, boost: int) -> Iterator[dict[str, Any]]:
    """The search entries of an article; `title` stands in where a section has none."""
    for section in _Reader().read(article):
        if section.excluded:
            continue
        entry: dict[str, Any] = {"location": f"{url}#{section.id}" if section.id else url,
                                 "title": segmented(("".join(section.title) if section.title else title).strip()),
                                 "text": segmented("".join(section.text).strip())}
        yield entry | ({"boost": boost} if boost else {})


def as_json(found: Iterator[dict[str, Any]]) -> str:
    """Entries as they stand in the index, comma between them."""
    return ",".join(json.dumps(entry, separators=(",", ":")) for entry in found)


def segmented(text: str) -> str:
    """Text with zero-width spaces between Chinese words, as the plugin sets them."""
    if not _MAY_BE_HAN.search(text):
        return text
    return _han().sub(lambda match: _words(match[0]), text).strip("\u200b")


@lru_cache(maxsize=1)
def _han() -> re.Pattern[str]:
    from backrefs import bre

    return bre.compile(r"(\p{script: Han}+)", bre.UNICODE)  # type: ignore[return-value]


RUNS: dict[str, str] = {}
"""Runs of Chinese with the spaces set; a run of the program may begin with those of the last one."""


def _words(run: str) -> str:
    if run not in RUNS:
        import jieba

        start_jieba()
        RUNS[run] = "\u200b" + "\u200b".join(jieba.cut(run.encode("utf-8"))) + "\u200b"
    return RUNS[run]


# In pieces -------------------------------------------------------------------------------------------


def is_piece(entries: str) -> bool:
    """Whether what is kept of a page is a line of the index in pieces."""
    return entries.startswith("[")


def pieces(site: Path, before: Iterable[str] | None, after: Iterable[str] | None) -> tuple[dict[str, bytes], list[str]]:
    """The files below `search/` to write, and those to remove. `before` and `after` are the lines of the last run,
    whose files stand in the site, and of this one; None where there are none."""
    new = _by_url(after)
    if before is not None and new is not None:
        edited = changed(_by_url(before) or {}, new, lambda name: _content(site / "search" / name))
        if edited is not None:
            return ({name: data for name, data in edited.items() if data is not None},
                    [f"search/{name}" for name, data in edited.items() if data is None])
    found = files(new.values() if new is not None else None)
    there = (path.relative_to(site / "search").as_posix() for path in (site / "search").glob("*/*.json"))
    return found, [f"search/{name}" for name in sorted(there) if name not in found]


def _by_url(lines: Iterable[str] | None) -> dict[str, Entry] | None:
    return {one.url: one for one in map(from_json, lines)} if lines is not None else None


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
