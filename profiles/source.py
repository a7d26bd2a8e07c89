"""Source: the bytes of one file become a tree of nodes with places, or faults.

Knows YAML and nothing of companies. Never raises on content, whatever the bytes are. Scalars keep
their own text: `NO`, `12:30` and `010` are what was typed; the model decides types.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import yaml

from .faults import Fault, Place, shortened

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_TEXT = 4_000

# Cc but tab and line ends; bidi controls, zero-width characters, line and paragraph separators,
# byte-order marks, private use, surrogates, noncharacters. ZWJ and ZWNJ are letters' business in
# some scripts: allowed between letters only, see `_invisible`.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff"
    "\U000f0000-\U0010ffff]|[\u200c\u200d]")
_JOINERS = "\u200c\u200d"
_CUT = re.compile(r"\s+#(?=[^\s#])")


@dataclass(frozen=True, slots=True)
class Node:
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


def read(file: str, data: bytes) -> tuple[Document, list[Fault]]:
    """Read one file's bytes. The document has no tree where faults forbid one."""
    text, faults = _decode(file, data)
    blank = Document(file, tuple(text.split("\n")) if text else (), None)
    if faults:
        return blank, [_shown(fault, blank) for fault in faults]
    root, faults = _compose(blank, text)
    return (blank if root is None else Document(file, blank.lines, root)), faults


def _shown(fault: Fault, document: Document) -> Fault:
    at = fault.place
    return document.fault(fault.code, at.line, at.column, fault.message, fault.remedy)


def _decode(file: str, data: bytes) -> tuple[str, list[Fault]]:
    """Text with `\\n` line ends, or the faults of its bytes."""
    if len(data) > MAX_BYTES:
        return data.decode("utf-8", "replace"), [Fault(Place(file), "too-large", f"the file has {len(data)} bytes",
                          f"keep a record below {MAX_BYTES} bytes; split long lists into several records")]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), [Fault(Place(file), "not-utf8", "the file is UTF-16",
                                                        "save it as UTF-8")]
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace"), [Fault(
            Place(file), "byte-order-mark", "the file starts with a byte-order mark", "save it as UTF-8 without BOM")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1:].decode("utf-8", "replace")) + 1
        return data.decode("utf-8", "replace"), [Fault(
            Place(file, before.count(b"\n") + 1, column), "not-utf8",
            f"byte 0x{data[error.start]:02X} is not UTF-8", "save the file as UTF-8")]
    text = text.replace("\r\n", "\n")
    return text, _characters(file, text)


def _characters(file: str, text: str) -> list[Fault]:
    """Faults of single characters and of normalisation, one of a kind per line."""
    faults: list[Fault] = []
    if text.isascii() and not re.search("[\x00-\x08\x0b-\x1f\x7f]", text):
        return faults
    for number, line in enumerate(text.split("\n"), 1):
        at = line.find("\r")
        if at >= 0:
            faults.append(Fault(Place(file, number, at + 1), "line-end", "a lone carriage return ends a line",
                                "save the file with LF or CRLF line ends"))
            continue
        found = next((match for match in _INVISIBLE.finditer(line) if _forbidden(line, match.start())), None)
        if found:
            char = found.group()
            faults.append(Fault(
                Place(file, number, found.start() + 1), "control-character",
                f"U+{ord(char):04X} {unicodedata.name(char, 'control character')} is not allowed",
                "delete it; readers cannot see it"))
        elif not unicodedata.is_normalized("NFC", line):
            clean = unicodedata.normalize("NFC", line)
            column = next((i for i, (a, b) in enumerate(zip(line, clean)) if a != b), 0) + 1
            faults.append(Fault(Place(file, number, column), "not-nfc", "a letter is stored in pieces",
                                f"type the line again, or paste: {clean.strip()}"))
    return faults


def _forbidden(line: str, at: int) -> bool:
    """Whether the invisible character here is one; a joiner between two letters is writing."""
    if line[at] not in _JOINERS:
        return True
    around = line[at - 1: at] + line[at + 1: at + 2]
    return len(around) < 2 or not all(
        ord(char) > 0x2FF and unicodedata.category(char)[0] in "LMS" or char == "\ufe0f" for char in around)


def _cut(document: Document, line: int, column: int) -> list[Fault]:
    """`Foo #1 Corp` without quotes is `Foo` to YAML: say so instead of losing words.

    Line and column (from 1) are where a plain text ends, as YAML sees it.
    """
    rest = document.lines[line - 1][column - 1:] if line <= len(document.lines) else ""
    match = _CUT.match(rest)
    return [document.fault("cut-by-hash", line, column + match.end() - 1, "YAML ignores everything from this # on",
                           "put the whole value in single quotes, or write a space after # if it is a comment")
            ] if match else []


def _cut_before(document: Document, line: int) -> list[Fault]:
    """A text of several lines that a # cuts is bad YAML: the # is the fault, in this line or one of two above."""
    for number in range(line, max(line - 3, 0), -1):
        text = document.lines[number - 1][:2000] if number <= len(document.lines) else ""
        match = re.search(r"(?<=[^\s#'\"])\s+#[^\s#]", text)
        if match and not re.search(r"""['"#]""", text[: match.start()]):
            return _cut(document, number, match.start() + 1)
    return []


def _compose(document: Document, text: str) -> tuple[Node | None, list[Fault]]:
    """The tree of the only document. Events first, so that bombs and oddities never become objects."""
    faults: list[Fault] = []
    try:
        _check_events(document, text, faults)
        if faults:
            return None, faults
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in str(error.context) and "end of stream" in str(error.problem):
            mark, error.problem = error.context_mark, "a quotation mark is never closed"
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return None, faults or _cut_before(document, where[0]) or [
            _syntax(document, *where, str(error.problem or error.context))]
    except (yaml.YAMLError, ValueError) as error:
        return None, [*faults, _syntax(document, 1, 1, str(error).split("\n")[0])]
    if root is None or not isinstance(root, yaml.MappingNode):
        at = (root.start_mark.line + 1, root.start_mark.column + 1) if root else (1, 1)
        return None, [document.fault("not-a-mapping", *at, "the file does not hold keys and values",
                                     "start with `name: …`, `title: …` or `publisher: …`")]
    tree = _node(document, root, faults)
    return (None if faults else tree), faults


def _syntax(document: Document, line: int, column: int, problem: str) -> Fault:
    advice = {
        "mapping values are not allowed": "put the value in single quotes: it contains a colon and a space",
        "did not find expected key": "quote the value; a text with brackets, commas or quotes needs single quotes",
        "found character that cannot start": "put the value in single quotes; indent with spaces, not tabs",
        "did not find expected ',' or ']'": "close the bracket, or put the text in single quotes",
        "did not find expected ',' or '}'": "close the brace, or put the text in single quotes",
        "never closed": "close it at the end of the text; within single quotes an apostrophe is typed twice",
        "could not find expected ':'": "write `key: value`; every line of a mapping needs a colon and a space",
    }
    remedy = next((words for start, words in advice.items() if start in problem),
                  "check indentation and quotes of this line and the one above")
    line = min(line, len(document.lines))                  # an empty file has no syntax to be wrong
    if re.match(r" *\t", document.lines[line - 1]):
        remedy = "indent with spaces, not with the tab key"
    return document.fault("yaml-syntax", line, column, problem or "cannot be read as YAML", remedy)


def _check_events(document: Document, text: str, faults: list[Fault]) -> None:
    """Refuse what a fact file never needs, before any tree is built."""
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if event.version or event.tags:
                line = next((n for n, text in enumerate(document.lines, 1) if text.startswith("%")), 1)
                faults.append(document.fault("directive", line, 1, "a line starting with % stands at the top",
                                             "delete the line"))
            if documents == 2:
                faults.append(document.fault("several-documents", *at, "a second document starts here",
                                             "one record a file: delete the line ---"))
                return
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            _check_node_event(document, event, at, faults)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            faults.append(document.fault("too-deep", *at, f"more than {MAX_DEPTH} levels", "write it flatter"))
            return
        if nodes > MAX_NODES:
            faults.append(document.fault("too-many-values", *at, f"more than {MAX_NODES} values",
                                         "split the record"))
            return


def _check_node_event(document: Document, event: yaml.NodeEvent, at: tuple[int, int], faults: list[Fault]) -> None:
    if event.anchor:
        kind = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
        faults.append(document.fault("alias", *at, f"{kind}{event.anchor} is not allowed",
                                     "write the value out, or quote a text that starts with & or *"))
    if getattr(event, "tag", None):
        faults.append(document.fault("tag", *at, f"the tag {event.tag} is not allowed",
                                     "delete it, or quote a text that starts with !"))


def _node(document: Document, node: yaml.Node, faults: list[Fault]) -> Node:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, yaml.ScalarNode):
        if not node.style:
            faults += _cut(document, node.end_mark.line + 1, node.end_mark.column + 1)
        return Node("text", line, column, _scalar(document, node, faults), node.style in ("'", '"'))
    if isinstance(node, yaml.SequenceNode):
        return Node("list", line, column, items=tuple(_node(document, item, faults) for item in node.value))
    entries: dict[str, tuple[Node, Node]] = {}
    for key, value in node.value:
        at = (key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            faults.append(document.fault("key-not-text", *at, "a key must be plain text", "write `key: value`"))
            continue
        name = _node(document, key, faults)
        if name.text == "<<":
            faults.append(document.fault("merge-key", *at, "merge keys are not allowed", "write the values out"))
        elif name.text in entries:
            first = entries[name.text][0]
            faults.append(document.fault("duplicate-key", *at,
                                         f"`{name.text}` stands already in line {first.line}",
                                         "make one list of both, or delete one"))
        else:
            entries[name.text] = (name, _node(document, value, faults))
    return Node("mapping", line, column, entries=tuple(entries.values()))


def _scalar(document: Document, node: yaml.ScalarNode, faults: list[Fault]) -> str:
    """The text; escapes such as "\\u202e" are checked after decoding, too."""
    text = node.value
    if node.style in ("|", ">") or re.search(r"[\t\r\n]", text):
        text = " ".join(re.split(r"[ \t\r\n]+", text.strip(" \t\r\n")))      # no-break spaces stay
    if len(text) > MAX_TEXT:
        faults.append(document.fault("text-too-long", node.start_mark.line + 1, node.start_mark.column + 1,
                                     f"the text has {len(text)} characters", "say it shorter, or in several facts"))
    if node.style == '"':
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        char = next((c.group() for c in _INVISIBLE.finditer(text) if _forbidden(text, c.start())), "")
        if char:
            faults.append(document.fault("control-character", line, column,
                                         f"U+{ord(char):04X} is not allowed, not even as an escape", "delete it"))
        elif not unicodedata.is_normalized("NFC", text):
            faults.append(document.fault("not-nfc", line, column, "a letter is stored in pieces",
                                         f"paste: {unicodedata.normalize('NFC', text)}"))
    return text
