"""Writing: what the normaliser reads from one YAML node, where each part stands, and what is wrong there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from .faults import Fault
from .model import Record, Source, props
from .source import Document, Node

Route = tuple[str | int, ...]

# Faults of a footnote leave the words before it and their remarks as they are; other faults of writing
# may have hidden a remark, and "2027 (plan)" without its remark would be another statement.
SURE = frozenset({"no-source", "no-locator", "unknown-letter", "unknown-source", "bad-footnote", "printed-too-long",
                  "one-version", "unknown-version"})


@dataclass(slots=True)
class Long:
    """The long form of one record, the places of its routes, the faults of its writing."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Route, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    inline: list[tuple[str, Node]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)                   # sources cited by id, not by letter
    gaps: set[str] = field(default_factory=set)                  # properties not read as a whole; "?" for a key unlike any
    slips: dict[Route, set[str]] = field(default_factory=dict)   # codes of the faults in each entry's writing
    lost: dict[str, list[tuple[tuple[str, ...], Node]]] = field(default_factory=dict)    # keys without an entry


class Names(Collection[str]):
    """What a citation may name: the letters of the file, sources written in it, all sources by id."""

    def __init__(self, *parts: Collection[str]) -> None:
        self.parts = parts

    def __contains__(self, name: object) -> bool:
        return any(name in part for part in self.parts)

    def __iter__(self) -> Iterator[str]:
        return iter({name for part in self.parts for name in part})

    def __len__(self) -> int:
        return len(set(self))


class Writing:
    """What one file says, node by node; collects places and faults in `long`."""

    def __init__(self, document: Document, kind: type[Record], record_id: str, source_ids: Collection[str]) -> None:
        self.document, self.kind, self.record_id = document, kind, record_id
        self.itself = kind is Source
        self.implied = frozenset(name for name, _, prop in props(kind) if prop.itself)
        self.letters: dict[str, str] = {}
        self.used: set[str] = set()
        self.source_ids = source_ids
        self.inline: dict[str, str] = {}                             # id to letter
        self.names = Names(self.letters, source_ids, self.inline)
        self.long = Long(values={"id": record_id})

    def _fault(self, code: str, node: Node, message: str, remedy: str = "", offset: int = 0) -> None:
        self.long.faults.append(self.document.fault(code, *self._spot(node, offset), message, remedy))

    def _spot(self, node: Node, offset: int) -> tuple[int, int]:
        """Where a character of a text stands; in folded or escaped texts, where its word stands."""
        if not offset:
            return node.line, node.column
        text, lines = node.text.strip(), self.document.lines
        if lines[node.line - 1].startswith(text[: offset + 1], node.column - 1 + node.quoted):
            return node.line, node.column + offset + node.quoted
        word, start = text[offset:].split(" ")[0], node.column - 1
        for number in range(node.line, min(node.line + 40, len(lines)) + 1):
            at = lines[number - 1].find(word, start) if word else -1
            if at >= 0:
                return number, at + 1
            start = 0
        return node.line, node.column

    def _text(self, node: Node) -> str | None:
        if node.kind == "text":
            return node.text.strip()
        self._fault("wrong-type", node, f"a {node.kind} stands where one text is wanted",
                    "write the text after the colon; quote it if it starts with a bracket or brace")
        return None

    def _list(self, node: Node) -> tuple[Node, ...]:
        return node.items if node.kind == "list" else (node,)

    def _not_empty(self, node: Node, name: str | int) -> None:
        if not (node.items or node.entries or node.text.strip()):
            self._fault("empty-value", node, f"`{name}` is empty", "write a value, or delete the key")

    def _texts(self, node: Node, route: Route) -> list[str]:
        found = []
        self._not_empty(node, route[0])
        for item in self._list(node):
            text = self._text(item)
            if text:
                self.long.places[(*route, len(found))] = (item.line, item.column)
                found.append(text)
            elif text is not None:
                self._fault("empty-value", item, "an item of the list is empty", "write it or delete the line")
        return found

    def _map(self, node: Node, route: Route) -> dict[str, str]:
        if node.kind != "mapping":
            self._fault("wrong-type", node, f"a {node.kind} stands where keys and values are wanted",
                        "write {key: value, key: value}")
            return {}
        found = {}
        self._not_empty(node, route[-1])
        for key, value in node.entries:
            text = self._text(value)
            if text == "":
                self._fault("empty-value", value, f"`{key.text}` has no value", "write one, or delete the key")
            self.long.places[(*route, key.text)] = (value.line, value.column)
            self.long.places[(*route, key.text, "key")] = (key.line, key.column)
            if text is not None:
                found[key.text] = text
        return found

    def _slipped(self, route: Route, numbers: range, codes: set[str]) -> None:
        for number in numbers if codes else ():
            self.long.slips.setdefault((*route, number), set()).update(codes)

    def _codes(self, since: int) -> set[str]:
        return {fault.code for fault in self.long.faults[since:]}

    def _place(self, node: Node, route: Route, offset: int) -> None:
        self.long.places[route] = self._spot(node, offset)
