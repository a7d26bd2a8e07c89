"""Pieces: the search index of a large archive, read anew, file by file, as the browser does.

`search/index.json` says how many numbers pages can have; `words/` holds lists of pages by word, `full/`
the whole of those that are long, `docs/` what is shown of each page. Every record has to be found by each
word of its names and of what it opens with, and every list has to lead to pages that are there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .markup import strict_json
from .reading import Record

_SIGNS = {sign: value for value, sign in enumerate(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")}
# Words that an opening sentence need not be found by. No more than these may be left out.
_EMPTY = frozenset("a an and are as at be by for from has in is it its of on or that the to was were with".split())
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC ITERATION", "THAI", "LAO", "KHMER", "MYANMAR", "KANGXI")
Lists = dict[str, list[tuple[int, int]]]


def pieces_of(site: Path) -> dict[str, Any]:
    """What `search/index.json` says; empty where the theme's own search answers."""
    file = site / "search" / "index.json"
    return strict_json(file.read_text("utf-8"))["search"] if file.is_file() else {}


class Pieces:
    """The index as a whole."""

    def __init__(self, site: Path, known: dict[str, Any]) -> None:
        self.folder, self.known = site / "search", known
        self.wrong: list[str] = []
        self.documents: dict[int, list[Any]] = {}
        for name, content in self._read("docs"):
            for number, shown in content["docs"].items():
                if f"{int(number) // 64:x}" != name:
                    self.wrong.append(f"search/docs/{name}.json: page {number} stands in the wrong file")
                self.documents[int(number)] = shown
        full = {word: code for _, content in self._read("full") for word, code in content["words"].items()}
        self.lists: dict[str, frozenset[int]] = {}
        for name, content in self._read("words"):
            for word, code in content["words"].items():
                if f"{_mixed(word[:2] if _dense(word[0]) else word[:4]) % (known['size'] // 128):x}" != name:
                    self.wrong.append(f"search/words/{name}.json: nobody looks for {word!r} here")
                self.lists[word] = frozenset(self._list(word, code, full.pop(word, "")))
        self.wrong += [f"search/full: no file of words names {word!r}" for word in sorted(full)]

    def _read(self, kind: str) -> Iterator[tuple[str, Any]]:
        for path in sorted((self.folder / kind).glob("*.json")):
            try:
                yield path.stem, strict_json(path.read_text("utf-8"))
            except (OSError, ValueError) as error:
                self.wrong.append(f"search/{kind}/{path.name}: {error}")

    def _list(self, word: str, code: str, full: str) -> Iterable[int]:
        """The pages of a word. The best of a long list are its first ones."""
        many, colon, best = code.rpartition(":")
        pages = _pages(full if colon else best)
        if colon and (len(pages) != int(many) or _pages(best) != pages[:len(_pages(best))]):
            self.wrong.append(f"search/full: the list of {word!r} is not that of search/words")
        if pages != sorted(pages, key=lambda one: (-one[1], one[0])) or len({number for number, _ in pages}) != len(pages):
            self.wrong.append(f"search/words: the list of {word!r} is not in order")
        if any(number not in self.documents for number, _ in pages):
            self.wrong.append(f"search/words: the list of {word!r} leads to pages that are not there")
        return [number for number, _ in pages]

    def faults(self, wanted: dict[str, tuple[Record, list[str], list[str]]]) -> Iterator[str]:
        """Everything that is wrong. `wanted`: by page, the record, its names, and what it opens with."""
        yield from self.wrong
        if not set(self.known["stop"]) <= _EMPTY:
            yield f"search/index.json: leaves out {sorted(set(self.known['stop']) - _EMPTY)}"
        if self.known["count"] != len(self.documents):
            yield "search/index.json: counts other pages than there are"
        pages = {shown[0]: number for number, shown in self.documents.items()}
        yield from (f"search/docs: a page of no record: {url}" for url in sorted(pages.keys() - wanted.keys()))
        for url, (_, names, opening) in wanted.items():
            if url not in pages:
                yield f"search/docs: {url} is missing"
                continue
            for words, empty in ((names, frozenset()), (opening, _EMPTY)):
                yield from (f"search: {url} is not found by {word!r}" for word in self._lost(pages[url], words, empty))

    def _lost(self, page: int, texts: Iterable[str], empty: frozenset[str]) -> Iterator[str]:
        for word in dict.fromkeys(word for text in texts for word in words_of(text)):
            if word not in empty and page not in self.lists.get(word[:40], ()):
                yield word


def words_of(text: str) -> Iterator[str]:
    """The words that must find a text: of a script without spaces each pair of neighbours, or a single character."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if not "\u0300" <= char <= "\u036f")
    for letter, others in zip("łøđħıßæœς", ("l", "o", "d", "h", "i", "ss", "ae", "oe", "σ"), strict=True):
        plain = plain.replace(letter, others)
    plain = unicodedata.normalize("NFKC", plain)
    for chunk in plain.split():
        if all(_known(char) for char in chunk):            # whether a rare sign parts words is not ours to say
            for word in "".join(char if _counts(char) else " " for char in chunk).split():
                yield from _parts(word)


def _counts(char: str) -> bool:
    """Whether a character is part of a word."""
    return unicodedata.category(char)[0] in "LNM"


def _known(char: str) -> bool:
    return _counts(char) or char < "\u00c0" or "\u2000" <= char <= "\u206f" or "\u3000" <= char <= "\u303f" or char == "・"


def _parts(word: str) -> Iterator[str]:
    start = 0
    for place in range(1, len(word) + 1):
        if place == len(word) or _dense(word[place]) != _dense(word[start]):
            run = word[start:place]
            if _dense(run[0]) and len(run) > 1:
                yield from (run[at:at + 2] for at in range(len(run) - 1))
            elif run:
                yield run
            start = place


def _dense(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_WITHOUT_SPACES)


def _mixed(text: str) -> int:
    """The FNV-1a hash of a text's characters."""
    mixed = 0x811C9DC5
    for char in text:
        mixed = (mixed ^ ord(char)) * 0x01000193 % (1 << 32)
    return mixed


def _pages(code: str) -> list[tuple[int, int]]:
    """Number and weight of each page of a list: groups of one weight, numbers as steps of five bits a sign."""
    found = []
    for group in filter(None, code.split(" ")):
        weight, number, bits = _SIGNS[group[0]], 0, []
        for sign in group[1:]:
            bits.append(_SIGNS[sign] % 32)
            if _SIGNS[sign] < 32:
                number += sum(part * 32 ** place for place, part in enumerate(bits))
                found.append((number, weight))
                bits = []
    return found
