"""Source: the bytes of one file become a tree of nodes with places, or faults.

Knows YAML and nothing of companies. Never raises on content, whatever the bytes are. Scalars keep
their own text: `NO`, `12:30` and `010` are what was typed; the model decides types.
"""

from __future__ import annotations

import re
import unicodedata

import yaml

from .faults import Fault, Place
from .tree import INVISIBLE, Tree, cut, forbidden
from .tree import Document as Document
from .tree import Node as Node

MAX_BYTES = 256 * 1024


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
    if not INVISIBLE.search(text) and "\r" not in text and unicodedata.is_normalized("NFC", text):
        return faults
    for number, line in enumerate(text.split("\n"), 1):
        at = line.find("\r")
        if at >= 0:
            faults.append(Fault(Place(file, number, at + 1), "line-end", "a lone carriage return ends a line",
                                "save the file with LF or CRLF line ends"))
            continue
        found = next((match for match in INVISIBLE.finditer(line) if forbidden(line, match.start())), None)
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


def _cut_before(document: Document, line: int) -> list[Fault]:
    """A text of several lines that a # cuts is bad YAML: the # is the fault, in this line or one of two above."""
    for number in range(line, max(line - 3, 0), -1):
        text = document.lines[number - 1][:2000] if number <= len(document.lines) else ""
        match = re.search(r"(?<=[^\s#'\"])\s+#[^\s#]", text)
        if match and not re.search(r"""['"#]""", text[: match.start()]):
            return cut(document, number, match.start() + 1)
    return []


def _compose(document: Document, text: str) -> tuple[Node | None, list[Fault]]:
    """The tree of the only document, from the parser's events: bombs and oddities never become objects."""
    tree = Tree(document)
    try:
        root = tree.read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "quoted scalar" in str(error.context) and "end of stream" in str(error.problem):
            mark, error.problem = error.context_mark, "a quotation mark is never closed"
        where = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return None, tree.refused or _cut_before(document, where[0]) or [
            _syntax(document, *where, str(error.problem or error.context))]
    except (yaml.YAMLError, ValueError) as error:
        return None, [*tree.refused, _syntax(document, 1, 1, str(error).split("\n")[0])]
    if tree.refused:
        return None, tree.refused
    if root is None or root.kind != "mapping":
        at = (root.line, root.column) if root else (1, 1)
        return None, [document.fault("not-a-mapping", *at, "the file does not hold keys and values",
                                     "start with `name: …`, `title: …` or `publisher: …`")]
    return (None if tree.faults else root), tree.faults


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
