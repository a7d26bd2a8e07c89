"""Lines: the words of a page with what marks them, as plain frozen values.

A line is a sequence of inlines: texts, links, emphasis, anchors, evidence marks. They hold text as
people wrote it, never markup. Views make them with `line`; the writers take them through `tidy`.
Wrong ids, targets or language codes raise ValueError: a bug of ours, never a fault of the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
        if isinstance(part, Strong | Em | Link):
            yield from walk(part.content)


_FOLDED = re.compile(r"  |[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")         # something to fold: rarely there
_BLANKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")


def fold(text: str) -> str:
    """Runs of blanks and line ends as one space. Other spaces (no-break, ideographic) stay."""
    return _BLANKS.sub(" ", text) if _FOLDED.search(text) else text


def tidy(content: Line, *, strip: bool = True) -> Line:
    """The line as writers take it: blanks folded, neighbouring texts joined, empty parts dropped.

    With `strip` the blanks at both ends go; those at the ends of Strong, Em and Link always do.
    """
    if len(content) == 1 and isinstance(content[0], Text):   # most lines, so told apart for speed
        text = fold(content[0].text)
        text = text.strip() if strip else text
        return (Text(text),) if text else ()
    parts: list[Inline] = []
    for part in content:
        if isinstance(part, Text) and parts and isinstance(parts[-1], Text):
            part = Text(parts.pop().text + part.text)
        parts.append(_tidy_part(part))
    if strip and parts and isinstance(parts[0], Text):
        parts[0] = Text(parts[0].text.lstrip())
    if strip and parts and isinstance(parts[-1], Text):
        parts[-1] = Text(parts[-1].text.rstrip())
    return tuple(part for part in parts if not _is_empty(part))


def _tidy_part(part: Inline) -> Inline:
    match part:
        case Text(text):
            return Text(fold(text))
        case Chip(kind, word):
            return Chip(kind, fold(word).strip())
        case Lang(code, text):
            return Lang(code, fold(text).strip())
        case Ref(label, id_):
            return Ref(fold(label).strip(), id_)
        case Strong(content):
            return Strong(tidy(content))
        case Em(content):
            return Em(tidy(content))
        case Link(content, to):
            return Link(tidy(content), to)
        case Mark():
            return part


def _is_empty(part: Inline) -> bool:
    """Whether nothing of it would show. A link nobody could see is a bug: ValueError."""
    match part:
        case Text(text) | Chip(_, text) | Lang(_, text):
            return not text
        case Strong(content) | Em(content):
            return not content
        case Link((), to):
            raise ValueError(f"a link without words: {to}")
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
