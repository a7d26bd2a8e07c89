"""Lines: the words of a page with what marks them, as plain frozen values.

A line is a sequence of inlines: texts, links, emphasis, anchors, evidence marks. They hold text as
people wrote it, never markup. Views make them with `line`; the writers take them through `tidy`.
Wrong ids, targets or language codes raise ValueError: a bug of ours, never a fault of the data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from operator import is_
from typing import Any

ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
PAGE_PATH = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+\.md")
_CHIP_KIND = re.compile(r"[a-z]+(?:-[a-z]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def require(pattern: re.Pattern[str], value: str, what: str) -> None:
    """Raise ValueError unless the whole of `value` has the form of `pattern`."""
    if not pattern.fullmatch(value):
        raise ValueError(f"not a valid {what}: {value!r}")


# Targets -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of this site: its Markdown path below docs/ (`companies/fii.md`), and an anchor."""

    path: str
    anchor: str = ""

    def __post_init__(self) -> None:
        require(PAGE_PATH, self.path, "page path")
        if self.anchor:
            require(ID, self.anchor, "anchor")


@dataclass(frozen=True, slots=True)
class WebLink:
    """An address outside; the writers accept http and https only (`escape.url`)."""

    url: str


Target = PageLink | WebLink


# Inlines -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text. A blank at an end counts when something stands beside it."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Important words. Blanks around them belong to the texts outside."""

    content: Line


@dataclass(frozen=True, slots=True)
class Em:
    """Stressed words. Blanks around them belong to the texts outside."""

    content: Line


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; they may hold no further Link or Ref."""

    content: Line
    to: Target

    def __post_init__(self) -> None:
        if any(isinstance(part, Link | Ref) for part in walk(self.content)):
            raise ValueError("a link inside a link")


@dataclass(frozen=True, slots=True)
class Mark:
    """An empty anchor: the place itself gets the address `#id`."""

    id: str

    def __post_init__(self) -> None:
        require(ID, self.id, "id")


@dataclass(frozen=True, slots=True)
class Ref:
    """An evidence mark such as 1b, leading to `#id` on the same page."""

    label: str
    id: str

    def __post_init__(self) -> None:
        require(ID, self.id, "id")
        if not self.label.strip():
            raise ValueError("an evidence mark without a label")


@dataclass(frozen=True, slots=True)
class Chip:
    """A word set off as a label; `kind` chooses its look (class `chip-KIND`)."""

    kind: str
    word: str

    def __post_init__(self) -> None:
        require(_CHIP_KIND, self.kind, "kind of chip")


@dataclass(frozen=True, slots=True)
class Lang:
    """Text in another language; `code` as in BCP 47 (`zh-Hant`)."""

    code: str
    text: str

    def __post_init__(self) -> None:
        require(_LANGUAGE, self.code, "language code")


Inline = Text | Strong | Em | Link | Mark | Ref | Chip | Lang
Line = tuple[Inline, ...]


def line(*parts: str | Inline) -> Line:
    """A line out of its parts: strings become Text, empty strings are left out."""
    wrapped = (Text(part) if isinstance(part, str) else part for part in parts)
    return tuple(part for part in wrapped if part != Text(""))


def walk(content: Line) -> Iterator[Inline]:
    """Every inline of a line, those inside others too, in reading order."""
    for part in content:
        yield part
        if type(part) in _NESTING:
            yield from walk(part.content)  # type: ignore[union-attr]


_NESTING = frozenset({Strong, Em, Link})
_FOLDED = re.compile(r"  |[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")         # something to fold: rarely there
_BLANKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")


def fold(text: str) -> str:
    """Runs of blanks and line ends as one space. Other spaces (no-break, ideographic) stay."""
    return _BLANKS.sub(" ", text) if _FOLDED.search(text) else text


def tidy(content: Line, *, strip: bool = True) -> Line:
    """The line as writers take it: blanks folded, neighbouring texts joined, empty parts dropped.

    With `strip` the blanks at both ends go; those at the ends of Strong, Em and Link always do. A line that
    is tidy already, as most are, comes back itself.
    """
    if len(content) == 1 and type(content[0]) is Text:
        text = fold(content[0].text)
        text = text.strip() if strip else text
        return content if text == content[0].text and text else (Text(text),) if text else ()
    parts: list[Inline] = []
    for part in content:
        kind = type(part)
        if kind is Text and parts and type(parts[-1]) is Text:
            part = Text(parts.pop().text + part.text)  # type: ignore[union-attr]
        parts.append(_TIDY[kind](part))
    if strip and parts and type(parts[0]) is Text:
        parts[0] = _tidy_words(parts[0], "text", str.lstrip)
    if strip and parts and type(parts[-1]) is Text:
        parts[-1] = _tidy_words(parts[-1], "text", str.rstrip)
    found = tuple([part for part in parts if not _is_empty(part)])
    return content if len(found) == len(content) and all(map(is_, found, content)) else found


def _tidy_words(part: Any, field: str, change: Callable[[str], str]) -> Any:
    """A part with its words changed; the part itself where they stay."""
    words = getattr(part, field)
    changed = change(words)
    return part if changed == words else replace(part, **{field: changed})


def _tidy_content(part: Any) -> Any:
    content = tidy(part.content)
    return part if content is part.content else replace(part, content=content)


def _fold_and_strip(text: str) -> str:
    return fold(text).strip()


# By type: a chain of comparisons would cost more than what it chooses.
_TIDY: dict[type, Callable[[Any], Any]] = {
    Text: lambda part: _tidy_words(part, "text", fold),
    Chip: lambda part: _tidy_words(part, "word", _fold_and_strip),
    Lang: lambda part: _tidy_words(part, "text", _fold_and_strip),
    Ref: lambda part: _tidy_words(part, "label", _fold_and_strip),
    Strong: _tidy_content, Em: _tidy_content, Link: _tidy_content,
    Mark: lambda part: part,
}


def _is_empty(part: Any) -> bool:
    """Whether nothing of it would show. A link nobody could see is a bug: ValueError."""
    kind = type(part)
    if kind is Text or kind is Lang:
        return not part.text
    if kind is Chip:
        return not part.word
    if kind in _NESTING and not part.content:
        if kind is Link:
            raise ValueError(f"a link without words: {part.to}")
        return True
    return False


def visible(content: Line) -> str:
    """What a reader sees of a line, without marking; white space as given."""
    words: list[str] = []
    for part in walk(content):
        match part:
            case Text(text) | Lang(_, text):
                words.append(text)
            case Chip(_, word):
                words.append(word)
            case Ref(label, _):
                words.append(label)
    return "".join(words)
