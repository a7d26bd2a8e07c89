"""Reading: the data files once more, by a small reader of the checker's own.

Knows YAML's nodes and the footnote form `words (remarks) [citations]`, and neither the models nor the
code of the builder: an error there is not repeated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDERS = ("companies", "deals", "sources")
ABSENT = ("not disclosed", "not found", "not applicable", "not yet")
WORDS_OF_STANDING = {"aim": "mode", "plan": "mode", "option": "mode", "filed": "certainty", "announced": "certainty",
                     "stated": "certainty", "reported": "certainty", "estimated": "certainty"}
REMARKS = (("as_of", re.compile(r"as of (.+)")), ("period", re.compile(r"in ((?:FY)?[12]\d\d\d(?![\d,.]).*)")),
           ("said_by", re.compile(r"said by (.+)")), ("company", re.compile(r"company (\S+)")),
           ("looked", re.compile(r"looked in (.+)")), ("lang", re.compile(r"([a-z]{2}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?)")))


_QUOTED = re.compile(r'“[^”]*”|"[^"]*"')


@dataclass(frozen=True)
class Cited:
    """One citation: id of the source, locator, printed words."""

    source: str
    at: str
    printed: str


@dataclass
class Claim:
    """One statement of a data file. `keys` are the keys above it, the property's name first."""

    keys: tuple[str, ...]
    words: str = ""
    absent: str = ""
    marks: dict[str, str] = field(default_factory=dict)        # as_of, period, said_by, mode, id, note …
    cited: list[Cited] = field(default_factory=list)
    versions: list[Claim] = field(default_factory=list)        # of a dispute, whose question is `words`

    @property
    def name(self) -> str:
        """How a fault calls it."""
        return " › ".join((*self.keys, self.words[:50] or self.absent))


@dataclass
class Record:
    """One record: folder, id, its plain top-level values, its claims."""

    folder: str
    id: str
    plain: dict[str, Any]
    claims: list[Claim]

    @property
    def title(self) -> str:
        """What its page is called."""
        return str(self.plain.get("name") or self.plain.get("title") or "")

    def numbers(self) -> Iterator[str]:
        """Every text of its claims, for the numbers in them."""
        for claim in self.claims:
            for one in (claim, *claim.versions):
                yield from (one.words, *one.keys, *one.marks.values())


# Top-level keys whose values are no claims: shown as they are, or not at all.
PLAIN = {"sources", "formerly", "also_at", "withdrawn", "accepts", "locators", "name", "title", "parties", "related",
         "publisher", "date", "language", "kind", "url", "archive_url", "accessed", "access", "seen_at", "note"}


def records(data: Path) -> dict[tuple[str, str], Record]:
    """Every record by folder and id, sources written inside others too."""
    found: dict[tuple[str, str], Record] = {}
    for folder in FOLDERS:
        for path in sorted((data / folder).glob("*.yml")):
            found |= {(record.folder, record.id): record for record in records_of(path)}
    return found


def records_of(path: Path) -> Iterator[Record]:
    """The record of one file, and those written inside it."""
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return _records(path.parent.name, path.stem, _plain(node))


def _plain(node: yaml.Node) -> Any:
    """Texts, lists and mappings; a text keeps its letters, whatever YAML would make of it."""
    if isinstance(node, yaml.MappingNode):
        return {_plain(key): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return " ".join(re.split(r"[ \t\r\n]+", node.value.strip(" \t\r\n")))


def _records(folder: str, name: str, tree: dict[str, Any]) -> Iterator[Record]:
    letters: dict[str, str] = {}
    for letter, target in tree.get("sources", {}).items():
        letters[letter] = target if isinstance(target, str) else f"{name}-{letter.lower()}"
        if isinstance(target, dict):
            yield from _records("sources", letters[letter], target)
    own = name if folder == "sources" else ""
    plain_keys = PLAIN | ({"form"} if own else set())
    plain = {key: value for key, value in tree.items() if key in plain_keys}
    claims = [claim for key, value in tree.items() if key not in plain_keys
              for claim in _claims((key,), value, letters, own)]
    yield Record(folder, name, {**plain, "sources": letters}, claims)


def _claims(keys: tuple[str, ...], value: Any, letters: dict[str, str], own: str) -> Iterator[Claim]:
    if isinstance(value, list):
        for item in value:
            yield from _claims(keys, item, letters, own)
    elif isinstance(value, str):
        yield _short(keys, value, letters, own)
    elif "disputed" in value:
        yield _dispute(keys, value, letters, own)
    elif "value" in value:
        yield _long(keys, value, letters, own)
    else:
        for key, item in value.items():
            yield from _claims((*keys, key), item, letters, own)


def _dispute(keys: tuple[str, ...], value: dict[str, Any], letters: dict[str, str], own: str) -> Claim:
    marks = {key: text for key, text in value.items() if key in ("id", "why", "settled_by", "note", "as_of", "period")}
    versions = [claim for item in value["versions"] for claim in _claims(keys, item, letters, own)]
    return Claim(keys, value["disputed"], marks=marks, versions=versions)


def _short(keys: tuple[str, ...], text: str, letters: dict[str, str], own: str) -> Claim:
    words, note = footnote(text)
    claim = Claim(keys, cited=list(citations(note, letters, own)) if note else [])
    _set_words(claim, words)
    return claim


def _long(keys: tuple[str, ...], value: dict[str, Any], letters: dict[str, str], own: str) -> Claim:
    if "source" not in value:
        claim = _short(keys, value["value"], letters, own)
    else:
        claim = Claim(keys)
        given = value["source"] if isinstance(value["source"], list) else [value["source"]]
        for one in given:
            if isinstance(one, str):
                claim.cited += citations(one, letters, own)
            else:
                claim.cited.append(Cited(letters.get(one["source"], one["source"]), one.get("at", ""), one.get("printed", "")))
        if "printed" in value:
            claim.cited = [Cited(one.source, one.at, value["printed"]) for one in claim.cited]
        _set_words(claim, value["value"])
    claim.marks |= {key: text for key, text in value.items() if key not in ("value", "source", "printed", "accepts")}
    return claim


def _set_words(claim: Claim, words: str) -> None:
    claim.words, claim.marks = remarks(words)
    if claim.words in ABSENT:
        claim.words, claim.absent = "", claim.words


def footnote(text: str) -> tuple[str, str]:
    """Words and what stands in the brackets at their end."""
    if text.endswith("]"):
        for match in re.finditer(r"(?:^|\s)\[", text):
            inside = text[match.end():-1]
            if not set(_QUOTED.sub("", inside)) & set('[]"“”'):
                return text[: match.start()], inside
    return text, ""


def remarks(text: str) -> tuple[str, dict[str, str]]:
    """Words and the remarks in parentheses at their end; parentheses with anything else are words."""
    found: dict[str, str] = {}
    while match := re.search(r"(?:^|\s)\(((?:[^()]|\([^()]*\))*)\)$", text):
        here: dict[str, str] = {}
        for item in match[1].split("; "):
            if item in WORDS_OF_STANDING:
                here[WORDS_OF_STANDING[item]] = item
                continue
            hit = next(((key, one[1]) for key, form in REMARKS if (one := form.fullmatch(item))), None)
            if hit is None:
                return text, found
            here[hit[0]] = hit[1]
        found = here | found
        text = text[: match.start()]
    return text, found


def citations(text: str, letters: dict[str, str], own: str) -> Iterator[Cited]:
    """`J p2 "words", O p1`: a comma parts two of them where a known letter or id follows."""
    pieces: list[str] = []
    quoted: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        quoted.append(found.group()[1:-1])
        return f"\0{len(quoted) - 1}\0"
    for part in _QUOTED.sub(set_aside, text).split(","):
        first = part.strip().split(" ")[0]
        if pieces and not own and first not in letters and first not in letters.values() and not _is_id(first):
            pieces[-1] += f", {part.strip()}"
        else:
            pieces.append(part.strip())
    for piece in pieces:
        match = re.fullmatch(r"([^\0]*?)\s*(?:\0(\d+)\0)?", piece)
        plain, printed = (match[1], quoted[int(match[2])] if match[2] else "") if match else (piece, "")
        name, _, locator = ("", "", plain) if own else plain.partition(" ")
        yield Cited(own or letters.get(name, name), locator.strip(), printed)


def _is_id(word: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+){2,}", word))
