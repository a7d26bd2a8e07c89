"""Search in pieces: the index of a large archive as many small files, of which a query loads a few.

Below `ABOVE` records the theme's own search answers, which loads everything. Above, the compiler writes
below `search/`:

- `index.json`, what the browser must know of the rest; below the limit it is empty;
- `words/N.json`, words to pages, all words with the same first four letters in one file;
- `full/N.json`, the whole list of a word that stands on very many pages; `words/` holds its best ones;
- `docs/N.json`, what to show of each page.

A page has a number that follows from its address alone, so an edit changes the files of its own words and
no others. A list runs from the weightiest page to the least: `docs/assets/search.js` reads it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .archive import Archive
from .blocks import Page, Paragraph
from .lines import Lang, Text, walk
from .postings import ABOVE, coded, decoded, hash_of, key_of, places

BEST = 200                                                 # pages that `words/` keeps of one word
SHOWN = 240                                                # characters of a lede that are kept to be shown
LONGEST = 40                                               # characters of a word that count
STOP = frozenset("a an and are as at be by for from has in is it its of on or that the to was were with".split())
# Between words stand ASCII's and the general marks of punctuation, symbols, and those of some scripts.
_BETWEEN = (r"\x00-/:-@\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u037e\u0387\u055a-\u055f\u0589\u058a\u05be"
            r"\u05c0\u05c3\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d"
            r"\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufff0-\uffff\U0001f000-\U0001fbff")
# Scripts without spaces: each character and each pair of neighbours counts as a word, so that any part of a name finds it.
_DENSE = (r"\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff"
          r"\uf900-\ufaff\U00020000-\U0003ffff")
_RUN = re.compile(f"[{_DENSE}]+|[^{_BETWEEN}{_DENSE}]+")
_IS_DENSE = re.compile(f"[{_DENSE}]")
# Letters that do not come apart into a plain one and a mark, as people type them who lack the key.
_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ς": "σ"}
_PLAIN = str.maketrans(_LETTERS)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_LEDE, _NAME, _WHOLE = 8, 16, 24                           # weights, plus the rank: a word of the lede, of a name, a whole name; 0 of a fact
Files = dict[str, bytes]
Lists = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page is found by, and what is shown of it. `rank` 0 to 7 decides among equals."""

    url: str
    title: str
    names: tuple[str, ...]
    lede: str
    facts: str
    rank: int

    def as_json(self) -> str:
        """One line that `from_json` reads."""
        return json.dumps([self.url, self.title, self.names, self.lede, self.facts, self.rank], ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Entry:
    """The entry that `as_json` wrote."""
    url, title, names, lede, facts, rank = json.loads(text)
    return Entry(url, title, tuple(names), lede, facts, rank)


def in_pieces(archive: Archive, above: int = ABOVE) -> bool:
    """Whether the archive is too large for the theme's search."""
    return len(archive.companies) + len(archive.deals) + len(archive.sources) > above


def belongs(page: Page) -> bool:
    """Whether a page is one of those that the pieces hold: the records. The theme keeps the others."""
    return page.searchable and bool(page.source)


def entry(page: Page, names: Iterable[str], facts: str) -> Entry:
    """A record's page as search sees it: its names, the paragraphs it opens with, the words of its facts."""
    ledes = []
    for block in page.blocks:
        if not isinstance(block, Paragraph):
            break
        words = "".join(part.text for part in walk(block.content) if isinstance(part, Text | Lang))
        ledes.append(" ".join(words.split()))
    deals = page.boost - 20                                # a company's boost; others have less
    rank = min(7, 2 + deals.bit_length()) if deals >= 0 else min(page.boost, 1)
    url = f"{page.path.removesuffix('.md')}/"
    return Entry(url, page.title, tuple(name for name in names if name != page.title), " ".join(ledes), facts, rank)


# Words -----------------------------------------------------------------------------------------------


def even(text: str) -> str:
    """Text as words are compared: small letters, without accents, in one form of each character."""
    if text.isascii():
        return text.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower()))
    return unicodedata.normalize("NFKC", plain).translate(_PLAIN)


def runs(text: str) -> list[str]:
    """The words of a text as they stand there."""
    return _RUN.findall(even(text))


@lru_cache(maxsize=1 << 16)
def _of_run(run: str) -> tuple[str, ...]:
    if not _IS_DENSE.match(run):
        return (run[:LONGEST],)
    return (*(run[place:place + 2] for place in range(len(run) - 1)), *run)


def weights(one: Entry) -> dict[str, int]:
    """The words that find a page, each with its weight there."""
    found: dict[str, int] = {}
    for text, weight in ((one.facts, 0), (one.lede, _LEDE)):
        for run in set(runs(text)) - STOP:
            found.update(dict.fromkeys(_of_run(run), weight + one.rank))
    whole = []
    for name in (one.title, *one.names):
        here = runs(name)
        for run in here:
            found.update(dict.fromkeys(_of_run(run), _NAME + one.rank))
        if one.rank:                                       # a source's title is no name
            whole.append("".join(here)[:LONGEST])
        for letters in (1, 2, 3):                          # so that a few letters find the names that begin with them
            if here:
                found.setdefault(here[0][:letters], one.rank)
    found.update((name, _WHOLE + one.rank) for name in whole if name)
    return found


def _words_file(word: str, size: int) -> str:
    start = word[:2] if _IS_DENSE.match(word) else word[:4]
    return f"words/{hash_of(start) % (size // 128):x}.json"


def _full_file(word: str) -> str:
    return f"full/{hash_of(word):x}.json"


def _docs_file(number: int) -> str:
    return f"docs/{number // 64:x}.json"


# Files -----------------------------------------------------------------------------------------------


def _file(name: str, content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f'{{\n "$comment": "Generated by build_profiles.py",\n "{name}": {text}\n}}\n'.encode()


def _lists_files(lists: Lists, size: int) -> Iterator[tuple[str, str, str]]:
    """File, word and code of each list; a long one stands in two files."""
    for word, keys in lists.items():
        if len(keys) > BEST:
            yield _full_file(word), word, coded(keys, size)
            yield _words_file(word, size), word, f"{len(keys)}:{coded(keys[:BEST], size)}"
        elif keys:
            yield _words_file(word, size), word, coded(keys, size)


def _index(size: int, count: int) -> bytes:
    return _file("search", {"size": size, "count": count, "between": _in_browser(_BETWEEN), "dense": _in_browser(_DENSE),
                            "letters": _LETTERS, "stop": sorted(STOP), "longest": LONGEST})


def _in_browser(signs: str) -> str:
    return re.sub(r"\\U000(\w{5})", r"\\u{\1}", signs)


def _shown(one: Entry) -> list[Any]:
    lede = one.lede if len(one.lede) <= SHOWN else f"{one.lede[:SHOWN].rsplit(' ', 1)[0]} …"
    return [one.url, one.title, [name for name in one.names if name not in one.title and name not in one.lede], lede]


def files(entries: Iterable[Entry] | None) -> Files:
    """Every file below `search/`; None where the theme's own search answers."""
    if entries is None:
        return {"index.json": _file("search", {})}
    known = {one.url: one for one in entries}
    size, numbers = places(known)
    lists: defaultdict[str, list[int]] = defaultdict(list)
    documents: defaultdict[str, dict[str, list[Any]]] = defaultdict(dict)
    for url, one in known.items():
        number = numbers[url]
        documents[_docs_file(number)][str(number)] = _shown(one)
        for word, weight in weights(one).items():
            lists[word].append(key_of(weight, number, size))
    for keys in lists.values():
        keys.sort()
    words: defaultdict[str, dict[str, str]] = defaultdict(dict, {f"words/{name:x}.json": {} for name in range(size // 128)})
    for name, word, code in _lists_files(lists, size):
        words[name][word] = code
    return {"index.json": _index(size, len(known)), **{name: _file("docs", found) for name, found in sorted(documents.items())},
            **{name: _file("words", found) for name, found in sorted(words.items())}}


# Changes ---------------------------------------------------------------------------------------------


class _Last:
    """The files of the last run, each read once."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._known: dict[str, tuple[bytes, dict[str, Any]]] = {}

    def __call__(self, name: str) -> tuple[bytes, dict[str, Any]]:
        """A file and what it holds; nothing where there is none."""
        if name not in self._known:
            data = self._read(name)
            whole = json.loads(data) if data else {}
            self._known[name] = data, whole.get("words") or whole.get("docs") or {}
        return self._known[name]

    def list(self, word: str, size: int) -> list[int]:
        """A word's whole list."""
        code = self(_words_file(word, size))[1].get(word, "")
        if ":" in code:
            code = self(_full_file(word))[1][word]
        return decoded(code, size) if code else []


def changed(before: Mapping[str, Entry], after: Mapping[str, Entry], read: Callable[[str], bytes]) -> dict[str, bytes | None] | None:
    """The files that an edit changes, None for one that goes; None in all where everything has to be made.

    `read` gives a file of the last run, nothing where there is none. What stays the same is left out.
    """
    size, numbers = places(after)
    old_size, old_numbers = places(before)
    if size != old_size:
        return None
    last = _Last(read)
    edits: defaultdict[str, dict[str, Any]] = defaultdict(dict)      # None for a line that goes
    takes: defaultdict[str, set[int]] = defaultdict(set)
    gives: defaultdict[str, set[int]] = defaultdict(set)
    for known, own, other, others, into in ((before, old_numbers, after, numbers, takes), (after, numbers, before, old_numbers, gives)):
        for url, one in known.items():
            if other.get(url) != one or others[url] != own[url]:
                edits[_docs_file(own[url])][str(own[url])] = _shown(one) if into is gives else None
                for word, weight in weights(one).items():
                    into[word].add(key_of(weight, own[url], size))
    for word in sorted(takes.keys() | gives.keys()):
        if takes[word] != gives[word]:
            keys = sorted({*last.list(word, size)} - takes[word] | gives[word])
            for name in (_words_file(word, size), _full_file(word)):
                edits[name][word] = None
            for name, _, code in _lists_files({word: keys}, size):
                edits[name][word] = code
    found: dict[str, bytes | None] = {"index.json": _index(size, len(after))} if len(after) != len(before) else {}
    found.update((name, _edited(name, last(name)[1] | lines)) for name, lines in edits.items())
    return {name: data for name, data in found.items() if (data or b"") != last(name)[0]}


def _edited(name: str, lines: dict[str, Any]) -> bytes | None:
    """A file with the lines that stay; None where it goes."""
    kept = {key: line for key, line in lines.items() if line is not None}
    return _file("docs" if name.startswith("docs/") else "words", kept) if kept or name.startswith("words/") else None
