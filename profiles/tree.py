"""Tree: the events of the YAML parser become nodes with places, or faults.

What a fact file never needs is refused before any object is made of it. Scalars keep their own text:
`NO`, `12:30` and `010` are what was typed; the model decides types.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

import yaml
from yaml.cyaml import CParser

from .faults import Fault, Place, shortened

MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_TEXT = 4_000

# Cc but tab and line ends; bidi controls, zero-width characters, line and paragraph separators,
# byte-order marks, private use, surrogates, noncharacters. ZWJ and ZWNJ are letters' business in
# some scripts: allowed between letters only, see `forbidden`; so are selectors of variants after an ideograph.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff"
    "\U000f0000-\U0010ffff]|[\u200c\u200d]")
_SELECTOR = re.compile("[\U000e0100-\U000e01ef]")
_JOINERS = "\u200c\u200d"
_BREAK, _BREAKS = re.compile(r"[\t\r\n]"), re.compile(r"[ \t\r\n]+")
_NODES = {yaml.ScalarEvent: "", yaml.AliasEvent: "", yaml.MappingStartEvent: "mapping", yaml.SequenceStartEvent: "list"}
_CLOSING = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_CUT = re.compile(r"\s+#(?=[^\s#])")


class Node(NamedTuple):
    """One YAML value: a scalar's text, a list's items or a mapping's entries, with its place."""

    kind: str                                         # "text", "list" or "mapping"
    line: int
    column: int
    text: str = ""
    quoted: bool = False
    items: tuple[Node, ...] = ()
    entries: tuple[tuple[Node, Node], ...] = ()

    def get(self, key: str) -> Node | None:
        """The value of a key of a mapping."""
        return next((value for name, value in self.entries if name.text == key), None)


@dataclass(frozen=True, slots=True)
class Document:
    """One data file: its path in the archive, its lines, its tree (None where it cannot be read)."""

    file: str
    lines: tuple[str, ...]
    root: Node | None

    def fault(self, code: str, line: int, column: int, message: str, remedy: str = "") -> Fault:
        """A fault at a place of this file, with the line shown."""
        line = max(min(line, len(self.lines)), 1)
        text = self.lines[line - 1] if self.lines else ""
        column = max(min(column, len(text) + 1), 1)
        return Fault(Place(self.file, line, column), code, shortened(message), shortened(remedy, 400), text)


def forbidden(line: str, at: int) -> bool:
    """Whether the invisible character here is one; joiners between letters and variants of ideographs are writing."""
    if _SELECTOR.match(line, at):                          # which form of a name's letter, in Japanese above all
        return at == 0 or not unicodedata.name(line[at - 1], "").startswith("CJK UNIFIED IDEOGRAPH")
    if line[at] not in _JOINERS:
        return True
    around = line[at - 1: at] + line[at + 1: at + 2]
    return len(around) < 2 or not all(
        ord(char) > 0x2FF and unicodedata.category(char)[0] in "LMS" or char == "\ufe0f" for char in around)


def cut(document: Document, line: int, column: int) -> list[Fault]:
    """`Foo #1 Corp` without quotes is `Foo` to YAML: say so instead of losing words.

    Line and column (from 1) are where a plain text ends, as YAML sees it.
    """
    rest = document.lines[line - 1][column - 1:] if line <= len(document.lines) else ""
    match = _CUT.match(rest)
    return [document.fault("cut-by-hash", line, column + match.end() - 1, "YAML ignores everything from this # on",
                           "put the whole value in single quotes, or write a space after # if it is a comment")
            ] if match else []


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read: its place, its parts, how many faults stood before each part."""

    kind: str
    line: int
    column: int
    parts: list[Node]
    marks: list[int]


class Tree:
    """One pass over the parser's events. `refused` is what no fact file needs, `faults` what is wrong in values."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.refused: list[Fault] = []
        self.faults: list[Fault] = []
        self.hashes = True

    def read(self, text: str) -> Node | None:
        """The root of the first document; raises what the parser raises."""
        root: Node | None = None
        nodes = documents = 0
        stack: list[_Open] = []
        self.hashes = "#" in text
        following = CParser(text).get_event
        while (kind := type(event := following())) is not yaml.StreamEndEvent:
            mark = event.start_mark
            if kind in _NODES:
                nodes += 1
                if event.anchor or kind is not yaml.AliasEvent and event.tag:
                    self._refuse_marks(event, mark.line + 1, mark.column + 1)
                if stack:
                    stack[-1].marks.append(len(self.faults))
                if opening := _NODES[kind]:
                    stack.append(_Open(opening, mark.line + 1, mark.column + 1, [], []))
                if nodes > MAX_NODES or len(stack) > MAX_DEPTH:
                    self._refuse_size(len(stack), mark.line + 1, mark.column + 1)
                    return None
                if opening:
                    continue
                node = self._text(event) if kind is yaml.ScalarEvent else Node("text", mark.line + 1, mark.column + 1)
            elif kind in _CLOSING:
                node = self._closed(stack.pop())
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if self._refuse_document(event, documents):
                    return None
                continue
            else:
                continue
            if stack:
                stack[-1].parts.append(node)
            else:
                root = node
        return root

    def _refuse(self, code: str, line: int, column: int, message: str, remedy: str) -> None:
        self.refused.append(self.document.fault(code, line, column, message, remedy))

    def _refuse_document(self, event: yaml.DocumentStartEvent, number: int) -> bool:
        """Directives; whether this is a second document."""
        if event.version or event.tags:
            line = next((n for n, text in enumerate(self.document.lines, 1) if text.startswith("%")), 1)
            self._refuse("directive", line, 1, "a line starting with % stands at the top", "delete the line")
        if number == 2:
            self._refuse("several-documents", event.start_mark.line + 1, event.start_mark.column + 1,
                         "a second document starts here", "one record a file: delete the line ---")
        return number == 2

    def _refuse_marks(self, event: yaml.NodeEvent, line: int, column: int) -> None:
        if event.anchor:
            kind = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
            self._refuse("alias", line, column, f"{kind}{event.anchor} is not allowed",
                         "write the value out, or quote a text that starts with & or *")
        if getattr(event, "tag", None):
            self._refuse("tag", line, column, f"the tag {event.tag} is not allowed",
                         "delete it, or quote a text that starts with !")

    def _refuse_size(self, depth: int, line: int, column: int) -> None:
        if depth > MAX_DEPTH:
            self._refuse("too-deep", line, column, f"more than {MAX_DEPTH} levels", "write it flatter")
        else:
            self._refuse("too-many-values", line, column, f"more than {MAX_NODES} values", "split the record")

    def _closed(self, done: _Open) -> Node:
        """A list or mapping, all of whose parts are read."""
        if done.kind == "list":
            return Node("list", done.line, done.column, items=tuple(done.parts))
        entries: dict[str, tuple[Node, Node]] = {}
        found: list[tuple[int, int, Fault]] = []           # faults of keys, with the values that nobody reads then
        for number in range(0, len(done.parts), 2):
            key, value = done.parts[number: number + 2]
            if key.kind == "text" and key.text not in entries and key.text != "<<":
                entries[key.text] = (key, value)
                continue
            start = done.marks[number if key.kind != "text" else number + 1]
            end = done.marks[number + 2] if number + 2 < len(done.marks) else len(self.faults)
            found.append((start, end, self._wrong_key(key, entries)))
        for start, end, fault in reversed(found):
            self.faults[start:end] = [fault]
        return Node("mapping", done.line, done.column, entries=tuple(entries.values()))

    def _wrong_key(self, key: Node, entries: dict[str, tuple[Node, Node]]) -> Fault:
        at = (key.line, key.column)
        if key.kind != "text":
            return self.document.fault("key-not-text", *at, "a key must be plain text", "write `key: value`")
        if key.text == "<<":
            return self.document.fault("merge-key", *at, "merge keys are not allowed", "write the values out")
        return self.document.fault("duplicate-key", *at,
                                   f"`{key.text}` stands already in line {entries[key.text][0].line}",
                                   "make one list of both, or delete one")

    def _text(self, event: yaml.ScalarEvent) -> Node:
        """A text; escapes such as "\\u202e" are checked after decoding, too."""
        text, style = event.value, event.style
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if not style and self.hashes:
            self.faults += cut(self.document, event.end_mark.line + 1, event.end_mark.column + 1)
        if style in ("|", ">") or not text.isprintable() and _BREAK.search(text):
            text = " ".join(_BREAKS.split(text.strip(" \t\r\n")))           # no-break spaces stay
        if len(text) > MAX_TEXT:
            self.faults.append(self.document.fault("text-too-long", line, column, f"the text has {len(text)} characters",
                                                   "say it shorter, or in several facts"))
        if style == '"' and not (text.isascii() and text.isprintable()):
            char = next((c.group() for c in INVISIBLE.finditer(text) if forbidden(text, c.start())), "")
            if char:
                self.faults.append(self.document.fault("control-character", line, column,
                                                       f"U+{ord(char):04X} is not allowed, not even as an escape", "delete it"))
            elif not unicodedata.is_normalized("NFC", text):
                self.faults.append(self.document.fault("not-nfc", line, column, "a letter is stored in pieces",
                                                       f"paste: {unicodedata.normalize('NFC', text)}"))
        return Node("text", line, column, text, style in ("'", '"'))
