"""Canon: the one form of a data file. Meaning and comments stay; order, quotes and line breaks become one.

Keys stand in the order of the model, a fact takes the short form where that says all, a list of one
is its item. What is written is read again and compared with what was read before; a difference is a
fault of ours, and then nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from .. import source
from .annotated import Element, Part, annotated
from .emit import BLOCK, FILL, emit
from ..faults import ERROR, Fault
from ..footnotes import LETTER
from ..model import Prop, Record, Source, props
from ..longform import ACCEPT_KEYS, DISPUTE_KEYS, FACT_KEYS
from ..notation import normalise
from ..records import read_record
from ..source import Document, Node

_DISPUTE_ORDER = ("disputed", "id", "as_of", "period", "concerns", "versions", "shown", "why", "settled_by", "note")
_SAYABLE = frozenset(("value", "source", "printed", "as_of", "period", "said_by", "certainty", "mode", "company",
                      "lang", "looked"))
_ALWAYS_LISTS = frozenset(("disputes",))


class MeaningChanged(Exception):
    """The canonical form would not say the same: a fault of ours; the file stays as it is."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """What formatting a file gave: its bytes, or the faults that forbid it."""

    data: bytes
    faults: tuple[Fault, ...] = ()


def formatted(file: str, data: bytes, kind: type[Record], record_id: str, source_ids: Collection[str]) -> Formatted:
    """The canonical form of a file. With errors in it, it stays as it is. Raises `MeaningChanged`."""
    document, before, faults = _read(file, data, kind, record_id, source_ids)
    if faults or document.root is None:
        return Formatted(data, faults)
    sheet = annotated(document)
    comments = _texts(sheet)
    _Canon(kind, source_ids).record(sheet.root)
    text = emit(sheet)
    again, after, faults = _read(file, text.encode(), kind, record_id, source_ids)
    if faults or after != before or again.root is None or _texts(annotated(again)) != comments:
        raise MeaningChanged(f"{file}: the canonical form would not say the same; the file stays as it is")
    crlf = b"\r\n" in data and data.count(b"\r\n") == data.count(b"\n")
    return Formatted((text.replace("\n", "\r\n") if crlf else text).encode())


def _read(file: str, data: bytes, kind: type[Record], record_id: str,
          source_ids: Collection[str]) -> tuple[Document, list[Any], tuple[Fault, ...]]:
    document, faults = source.read(file, data)
    records: list[Any] = []
    if document.root is not None:
        reads, more = read_record(document, document.root, kind, record_id, source_ids)
        faults, records = [*faults, *more], [found.record for found in reads]
    return document, records, tuple(fault for fault in faults if fault.severity == ERROR)


def _texts(sheet: Any) -> list[str]:
    """The words of all comments, sorted."""
    def below(part: Part) -> list[str]:
        found = []
        for child in part.children:
            found += [*child.above, child.beside, *child.below, *below(child.part)]
        return found
    return sorted(text.lstrip("# ") for text in (*sheet.head, *below(sheet.root), *sheet.tail) if text)


def key_order(kind: type[Record]) -> list[str]:
    """The keys of a record as files have them: what it is called, what every record has, then its facts."""
    own = [(name, prop) for name, _, prop in props(kind) if name not in Record.model_fields]
    plain = next((index for index, (_, prop) in enumerate(own) if prop.shape not in ("text", "texts")), len(own))
    common = [name for name, _, _ in props(Record)]
    return [*(name for name, _ in own[:plain]), *common, *(name for name, _ in own[plain:])]


class _Canon:
    """Gives the parts of one record their form, in place."""

    def __init__(self, kind: type[Record], source_ids: Collection[str]) -> None:
        self.kind, self.source_ids = kind, source_ids
        self.letters: list[str] = []

    def record(self, root: Part) -> None:
        """A whole record."""
        known = {name: prop for name, _, prop in props(self.kind)}
        order = key_order(self.kind)
        root.children.sort(key=lambda child: order.index(child.key or ""))
        root.layout = BLOCK
        letters = next((child.part for child in root.children if child.key == "sources"), Part("mapping"))
        self.letters = [child.key or "" for child in letters.children if LETTER.fullmatch(child.key or "")]
        for child in root.children:
            self._property(child, known[child.key or ""])

    def _property(self, element: Element, prop: Prop) -> None:
        part, name = element.part, element.key or ""
        match prop.shape:
            case "text" | "map":
                pass
            case "texts":
                _as_list(element, "")
            case "mapping":
                _sort(part, ("date", "why"))
            case "mappings":
                for item in part.children if part.kind == "list" else [element]:
                    _sort(item.part, ACCEPT_KEYS)
                _collapse(element)
            case "sources":
                self._sources(part)
            case "steps":
                _as_list(element, BLOCK)
                for item in element.part.children:
                    item.part.layout = BLOCK
                    self._entries(item.part.children[0], prop, name)
            case "entries":
                self._entries(element, prop, name)
            case shape:
                self._levels(part, prop, name, {"keyed": 1, "periods": 2, "segments": 3}[shape])

    def _sources(self, part: Part) -> None:
        inline = [child for child in part.children if child.part.kind == "mapping"]
        part.layout = BLOCK if inline or part.commented else FILL
        for child in inline:
            _Canon(Source, self.source_ids).record(child.part)

    def _levels(self, part: Part, prop: Prop, name: str, levels: int) -> None:
        part.layout = BLOCK
        for child in part.children:
            if levels > 1:
                self._levels(child.part, prop, name, levels - 1)
            else:
                self._entries(child, prop, name)

    # -- facts ------------------------------------------------------------------------------

    def _entries(self, element: Element, prop: Prop, name: str) -> None:
        """One fact or several."""
        if name in _ALWAYS_LISTS:
            _as_list(element, BLOCK)
        if element.part.kind != "list":
            self._entry(element, prop, name)
            return
        element.part.layout = BLOCK
        for item in element.part.children:
            self._entry(item, prop, name)
        if name not in _ALWAYS_LISTS:
            _collapse(element)

    def _entry(self, element: Element, prop: Prop, name: str) -> None:
        part = element.part
        if any(child.key == "disputed" for child in part.children):
            _sort(part, _DISPUTE_ORDER)
            part.layout = BLOCK
            for child in part.children:
                if child.key == "versions":
                    _as_list(child, BLOCK)
                    for version in child.part.children:
                        self._entry(version, prop, name)
                elif child.key == "concerns":
                    _as_list(child, "")
            return
        if part.kind == "mapping":
            _sort(part, FACT_KEYS)
            for child in part.children:
                if child.key == "accepts":
                    _sort(child.part, ACCEPT_KEYS)
        if not part.commented:
            self._shorten(part, prop, name)

    def _shorten(self, part: Part, prop: Prop, name: str) -> None:
        """The short form, where it says the same; else a single text for the citations, where that does."""
        long = self._meaning(part, prop, name)
        if long is None:
            return
        if part.kind == "text" or {child.key for child in part.children} <= _SAYABLE:
            short = Part("text", self._composed(long))
            if short.text and self._meaning(short, prop, name) == long:
                part.kind, part.text, part.children = "text", short.text, []
                return
        cited = Part("mapping", "", [child for child in part.children if child.key not in ("source", "printed")])
        if part.kind == "mapping" and any(child.key == "source" for child in part.children):
            cited.children.append(Element("source", Part("text", self._citations(long["source"]))))
            _sort(cited, FACT_KEYS)
            if self._meaning(cited, prop, name) == long:
                part.children = cited.children

    def _meaning(self, part: Part, prop: Prop, name: str) -> dict[str, Any] | None:
        """The long form of one fact, None where there is something wrong with it."""
        names = name == "names"
        entry = _node(part)
        if names:
            entry = _mapping({"other": entry})
        letters = _mapping({letter: Node("text", 1, 1, letter) for letter in self.letters})
        where = name if prop.itself or names else "background"
        root = _mapping({"sources": letters, where: entry}) if self.letters else _mapping({where: entry})
        long = normalise(Document("", ("",), root), root, self.kind, "this", self.source_ids)
        if any(fault.severity == ERROR for fault in long.faults) or len(long.values.get(where, ())) != 1:
            return None
        return long.values[where][0]

    def _composed(self, long: dict[str, Any]) -> str:
        """Words, remarks, footnote."""
        remarks = [f"{word} {long[key]}" if word else str(long[key]) for key, word in (
            ("lang", ""), ("looked", "looked in"), ("certainty", ""), ("mode", ""), ("company", "company"),
            ("period", "in"), ("as_of", "as of"), ("said_by", "said by")) if long.get(key)]
        parts = [long.get("absent") or long["value"], f"({'; '.join(remarks)})" if remarks else "",
                 f"[{self._citations(long['source'])}]" if long.get("source") and not self._implied(long) else ""]
        return " ".join(filter(None, parts))

    def _implied(self, long: dict[str, Any]) -> bool:
        """Whether the record is its own evidence: no footnote is written."""
        return self.kind is Source and not any(cited.get("at") or cited.get("printed") for cited in long["source"])

    def _citations(self, cited: list[dict[str, str]]) -> str:
        written = []
        for one in cited:
            words = one.get("printed", "")
            marks = "“{}”" if '"' in words else '"{}"'
            name = "" if self.kind is Source else one["source"]
            written.append(" ".join(filter(None, (name, one.get("at"), marks.format(words) if words else ""))))
        return ", ".join(written)


def _sort(part: Part, order: tuple[str, ...]) -> None:
    part.children.sort(key=lambda child: order.index(child.key) if child.key in order else len(order))


def _as_list(element: Element, layout: str) -> None:
    """A value alone becomes a list of one."""
    if element.part.kind != "list":
        element.part = Part("list", children=[Element(None, element.part)])
    element.part.layout = layout


def _collapse(element: Element) -> None:
    """A list of one becomes its item, unless a comment stands at it."""
    part = element.part
    if part.kind == "list" and len(part.children) == 1 and not part.children[0].comments:
        element.part = part.children[0].part


def _node(part: Part) -> Node:
    """The part as the reader's tree, for asking what it means."""
    if part.kind == "mapping":
        return Node("mapping", 1, 1, entries=tuple(
            (Node("text", 1, 1, child.key or ""), _node(child.part)) for child in part.children))
    return Node(part.kind, 1, 1, part.text, items=tuple(_node(child.part) for child in part.children))


def _mapping(entries: dict[str, Node]) -> Node:
    return Node("mapping", 1, 1, entries=tuple((Node("text", 1, 1, key), node) for key, node in entries.items()))


assert set(_DISPUTE_ORDER) == set(DISPUTE_KEYS)
