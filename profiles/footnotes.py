"""Footnotes: the grammar inside one text, `words (remarks) [citations]`.

Knows neither YAML nor records: a text goes in, its parts with their offsets come out, and what is
wrong is a `Slip` (code, offset, message, remedy) that the caller turns into a fault with a place.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from .faults import did_you_mean

LETTER = re.compile(r"[A-Z][A-Za-z0-9]{0,7}")
MODES = ("aim", "plan", "option")
CERTAINTIES = ("filed", "announced", "stated", "reported", "estimated")
MAX_PRINTED_WORDS = 10

_FOOTNOTE = re.compile(r"""(?:^|\s)\[((?:"[^"]*"|“[^”]*”|[^\[\]"“”])*)\]$""")
_LAST_PARENTHESIS = re.compile(r"(?:^|\s)\(((?:[^()]|\([^()]*\))*)\)$")
_NAME = re.compile(r"""[^\s"“”]*""")
_CITATION = re.compile(r"""(?P<locator>[^"“”]*?)\s*(?:"(?P<plain>[^"]*)"|“(?P<curly>[^”]*)”)?""")
_QUOTED, _MARK = re.compile(r'"[^"]*"|“[^”]*”'), re.compile(r'["“”]')
_PIECE = re.compile(r"""(?:"[^"]*"|“[^”]*”|[^,"“”])+""")
_CLOSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONE = re.compile(r"(^|\s)'[^']+'$|(^|\s)‘[^’]+’$")
_HIDDEN = re.compile(r"[;/]\s*([A-Z][A-Za-z0-9]{0,7})\s")
_REMARKS = (
    (re.compile(r"as of (.+)"), "as_of"),
    (re.compile(r"in ((?:FY)?[12]\d{3}(?![\d,.]).*)"), "period"),
    (re.compile(r"said by (.+)"), "said_by"),
    (re.compile(r"company (\S+)"), "company"),
    (re.compile(r"looked in (.+)"), "looked"),
    (re.compile(rf"({'|'.join(MODES)})"), "mode"),
    (re.compile(rf"({'|'.join(CERTAINTIES)})"), "certainty"),
)
_LANGUAGE = re.compile(r"([a-z]{2}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?)")


@dataclass(frozen=True, slots=True)
class Slip:
    """Something wrong in a text, `offset` characters from its start."""

    code: str
    offset: int
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation as written: letter or id, locator, printed words, where in the text it stands."""

    name: str
    locator: str
    printed: str
    offset: int


@dataclass(slots=True)
class Parts:
    """A text taken apart. `remarks` maps envelope keys to (value, offset)."""

    words: str
    citations: list[Cited] = field(default_factory=list)
    remarks: dict[str, tuple[str, int]] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)
    has_footnote: bool = False


def take_apart(text: str, known: Collection[str], *, itself: bool = False, names: bool = False,
               cited: bool = False) -> Parts:
    """Words, remarks and citations of a text.

    `known` are the letters of the file and the ids of all sources; with `itself` the footnote holds
    locators alone (a source's own record); with `names` a language tag is a remark. With `cited` the
    long form names the sources, and a bracket at the end is part of the words.
    """
    parts = Parts(text)
    if cited:
        _refuse_second_footnote(parts, known)
    elif text.endswith("]"):
        match = _footnote(text)
        if not match:
            parts.slips.append(Slip("bad-footnote", max(text.rfind("["), 0),
                                    "the text ends in ] but holds no footnote such as [J p2]",
                                    "put a blank before the bracket, inside it letter and locator: words [J p2]; "
                                    "or use the long form with value: and source:"))
            return parts
        parts.has_footnote = True
        parts.words = text[: match.start()].rstrip()
        parts.citations, slips = citations(match[1], known, match.start(1), itself=itself)
        parts.slips += slips
    _take_remarks(parts, names)
    return parts


def _footnote(text: str) -> re.Match[str] | None:
    """The bracket at the end of a text; without quotation marks in it, it starts at the last one."""
    start = text.rfind("[")
    plain = start > 0 and not _MARK.search(text, start)
    return _FOOTNOTE.search(text, start - 1 if plain else 0)


def _refuse_second_footnote(parts: Parts, known: Collection[str]) -> None:
    """Words that end in a bracket are fine beside `source:`, words that end in a true footnote are not."""
    match = _FOOTNOTE.search(parts.words)
    found, slips = citations(match[1], known) if match else ([], [])
    if match and found and not slips:
        parts.slips.append(Slip("bad-footnote", match.start(1) - 1, "there is a footnote and a `source`, too",
                                "keep one of them"))


def _take_remarks(parts: Parts, names: bool) -> None:
    """Remove the remarks in parentheses from the end of the words, the last first."""
    while parts.words.endswith(")") and (match := _LAST_PARENTHESIS.search(parts.words)):
        found: dict[str, tuple[str, int]] = {}
        strangers = []
        offset = match.start(1)
        for item in match[1].split("; "):
            key, value = remark(item, names)
            if key in found:
                parts.slips.append(_twice(key, found[key][0], value, offset))
            elif key:
                found[key] = (value, offset)
            else:
                strangers.append((item, offset))
            offset += len(item) + 2
        if not found:
            return
        for item, at in strangers:
            parts.slips.append(Slip("unknown-remark", at, f"`{item}` is not a remark",
                                    did_you_mean(item, (*MODES, *CERTAINTIES, "as of", "in", "said by"),
                                                 "put it outside the parentheses of the remarks")))
        for key in sorted(found.keys() & parts.remarks.keys()):
            parts.slips.append(_twice(key, found[key][0], parts.remarks[key][0], found[key][1]))
        parts.remarks |= found
        parts.words = parts.words[: match.start()].rstrip()


def _twice(key: str, one: str, other: str, offset: int) -> Slip:
    if key in ("mode", "certainty") and one != other:
        return Slip("unknown-remark", offset, f"`{one}` and `{other}` exclude each other", "keep the one that the source says")
    said = {"as_of": "as of", "said_by": "said by", "looked": "looked in", "lang": "the language"}.get(key, one)
    return Slip("unknown-remark", offset, f"`{said}` is said twice", "delete one")


@lru_cache(4096)
def remark(item: str, names: bool = False) -> tuple[str, str]:
    """The envelope key and value of one remark; two empty strings where it is none."""
    for pattern, key in _REMARKS:
        if match := pattern.fullmatch(item):
            return key, match[1]
    if names and (match := _LANGUAGE.fullmatch(item)):
        return "lang", match[1]
    return "", ""


def citations(text: str, known: Collection[str], start: int = 0, *,
              itself: bool = False) -> tuple[list[Cited], list[Slip]]:
    """The citations of a footnote's inside; `start` is added to all offsets."""
    loose = _MARK.search(_QUOTED.sub(lambda match: "x" * len(match[0]), text)) if _MARK.search(text) else None
    if loose:
        return [], [Slip("bad-footnote", start + loose.start(), "a quotation mark stands alone",
                         'put the printed words between two: J p2 "words"')]
    found: list[Cited] = []
    slips: list[Slip] = []
    for piece, offset in _pieces(text):
        at = start + offset
        first = name = _NAME.match(piece)[0]  # type: ignore[index]
        rest = piece[len(first):]
        if itself:
            first, rest = "", piece
        elif first not in known and found and not found[-1].printed and _goes_on(name, rest, known):
            last = found.pop()                            # a comma within the locator
            first, at, rest = last.name, last.offset, ", ".join(filter(None, (last.locator, piece)))
        elif first not in known:
            slips.append(_stranger(name, at, known, bool(found)))
            continue
        located = _located(rest.strip())
        if located is None:
            slips.append(Slip("bad-footnote", at, f"`{piece}` is not a citation",
                              'write letter, locator, then the printed words in quotation marks: J p2 "words"'))
            continue
        locator, printed = located
        if other := _hidden_citation(locator, known):
            slips.append(Slip("bad-footnote", at, other, 'write J p2 "words", O p1: commas between citations'))
        if (words := length_in_words(printed)) > MAX_PRINTED_WORDS:
            slips.append(Slip("printed-too-long", at, f"the printed words are {words} words long",
                              f"keep the {MAX_PRINTED_WORDS} words that matter"))
        found.append(Cited(first, locator.strip(), printed, at))
    return found, slips


@lru_cache(4096)
def _located(text: str) -> tuple[str, str] | None:
    """Locator and printed words of what follows the letter; None where they cannot be told apart."""
    match = _CITATION.fullmatch(text)
    return (match["locator"], (match["plain"] or match["curly"] or "").strip()) if match else None


def _goes_on(name: str, rest: str, known: Collection[str]) -> bool:
    """Whether what follows a comma is more of the locator; `j p3` is a letter typed small."""
    return not LETTER.fullmatch(name) and not (name.upper() in known and re.match(r"\s+p[.\d]", rest))


def _stranger(name: str, at: int, known: Collection[str], follows: bool) -> Slip:
    """What stands where a source is wanted and is none."""
    if not name:
        return Slip("bad-footnote", at, "the citation names no source", "start with its letter: J p2")
    code = "unknown-letter" if LETTER.fullmatch(name) else "unknown-source"
    hint = f"; if it belongs to the locator, write it small: {name[:1].lower()}{name[1:]}" if follows and name[:1].isupper() else ""
    return Slip(code, at, f"`{name}` is not among the sources", did_you_mean(
        name, known, "declare it at the top: `sources: {J: the-id-of-the-source}`") + hint)


def _hidden_citation(locator: str, known: Collection[str]) -> str:
    """What is wrong with a locator that swallowed printed words or another citation."""
    if locator.endswith(("'", "’")) and _LONE.search(locator):
        return "the printed words need double quotation marks"
    hidden = _HIDDEN.search(locator + " ") if ";" in locator or "/" in locator else None
    return f"`{hidden[1]}` stands after a semicolon" if hidden and hidden[1] in known else ""


def _pieces(text: str) -> list[tuple[str, int]]:
    """The text cut at its commas, except within quotation marks; each piece with its offset."""
    pieces = []
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece.strip():
            pieces.append((piece.strip(), match.start() + len(piece) - len(piece.lstrip())))
    return pieces


def length_in_words(text: str) -> int:
    """How many words a text has; scripts without spaces count two characters a word."""
    if text.isascii():
        return len(text.split())
    close = len(_CLOSE.findall(text))
    return len(_CLOSE.sub(" ", text).split()) + (close + 1) // 2
