"""Annotated: the tree of a file with its comments, each at the key or item where it stands.

The tree of `source` knows what a file says; to write it anew without losing a word, one must know its
comments as well. No library is asked to carry them along: those that do tie a comment to the token
before it, and it stays behind when its key moves. Here each comment belongs to an element:

    # above: the line before it
    key: text  # beside: on its line
      # below: deeper than what follows, so it belongs to what stands above
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..source import Document, Node

Spot = tuple[int, int]                                   # line and column, from 0


@dataclass(slots=True, eq=False)
class Part:
    """One value: a text, a list or a mapping. `layout` is how it is to be written, "" for as it fits."""

    kind: str
    text: str = ""
    children: list[Element] = field(default_factory=list)
    layout: str = ""

    @property
    def commented(self) -> bool:
        """Whether a comment stands anywhere inside."""
        return any(child.comments or child.part.commented for child in self.children)


@dataclass(slots=True, eq=False)
class Element:
    """An entry of a mapping, or (without key) an item of a list, with its comments."""

    key: str | None
    part: Part
    above: list[str] = field(default_factory=list)
    beside: str = ""
    below: list[str] = field(default_factory=list)

    @property
    def comments(self) -> bool:
        """Whether it has a comment of its own."""
        return bool(self.above or self.beside or self.below)


@dataclass(slots=True, eq=False)
class Sheet:
    """A whole file: the comments at its head, its tree, the comments at its end."""

    head: list[str]
    root: Part
    tail: list[str]


@dataclass(slots=True, eq=False)
class _Stand:
    """Where an element stands: its start, its column, the end of a value in brackets, its parent."""

    element: Element
    start: Spot
    column: int
    closes: Spot | None
    within: Spot | None                                  # end of the brackets it stands in
    parent: _Stand | None


def annotated(document: Document) -> Sheet:
    """The tree of a readable document with its comments."""
    assert document.root is not None
    text = "\n".join(document.lines)
    tokens = list(yaml.scan(text, Loader=yaml.CSafeLoader))
    dashes = iter([_spot(token.start_mark) for token in tokens if isinstance(token, yaml.BlockEntryToken)])
    stands: list[_Stand] = []
    root = _part(yaml.compose(text, Loader=yaml.CSafeLoader), document.root, None, dashes, stands)
    sheet = Sheet([], root, [])
    _attach(sheet, stands, document.lines, list(_comments(document.lines, tokens)))
    return sheet


def _spot(mark: Any) -> Spot:
    return mark.line, mark.column


def _part(raw: Any, node: Node, parent: _Stand | None, dashes: Iterator[Spot], stands: list[_Stand]) -> Part:
    """The tree below a node; `stands` collects the elements in the order of the file."""
    part = Part(node.kind, node.text)
    if node.kind == "text":
        return part
    pairs = zip(raw.value, node.entries) if node.kind == "mapping" else zip(raw.value, node.items)
    within = _spot(raw.end_mark) if raw.flow_style else None
    for raw_child, child in pairs:
        raw_key, raw_value = raw_child if node.kind == "mapping" else (None, raw_child)
        key, value = child if node.kind == "mapping" else (None, child)
        start = _spot(raw_key.start_mark) if raw_key is not None else _spot(raw_value.start_mark)
        if raw_key is None and not raw.flow_style:
            start = next(dashes)
        element = Element(None if key is None else key.text, Part("text"))
        closes = _spot(raw_value.end_mark) if getattr(raw_value, "flow_style", False) else None
        stand = _Stand(element, start, start[1], closes, within, parent)
        stands.append(stand)
        element.part = _part(raw_value, value, stand, dashes, stands)
        part.children.append(element)
    return part


def _comments(lines: tuple[str, ...], tokens: list[Any]) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of each comment: what follows a # outside all texts."""
    texts: dict[int, list[tuple[int, int]]] = {}
    for token in tokens:
        if isinstance(token, yaml.ScalarToken):
            first, last = _spot(token.start_mark), _spot(token.end_mark)
            block = token.style in ("|", ">")
            for number in range(first[0] + block, last[0] + 1):
                begin = first[1] if number == first[0] else 0
                end = last[1] if number == last[0] else len(lines[number]) if number < len(lines) else 0
                texts.setdefault(number, []).append((begin, end))
    for number, line in enumerate(lines):
        at = -1
        while (at := line.find("#", at + 1)) >= 0:
            free = at == 0 or line[at - 1] in " \t"
            if free and not any(begin <= at < end for begin, end in texts.get(number, ())):
                yield number, at, line[at:].rstrip()
                break


def _attach(sheet: Sheet, stands: list[_Stand], lines: tuple[str, ...], comments: list[tuple[int, int, str]]) -> None:
    own = {number for number, at, _ in comments if not lines[number][:at].strip()}
    for number, at, text in comments:
        before = [stand for stand in stands if stand.start < (number, at)]
        after = next((stand for stand in stands if stand.start > (number, at)), None)
        if number not in own:
            stand = before[-1] if before else after
            assert stand is not None
            _beside(_closed(stand, (number, at)), text)
        elif not before and _gap(lines, own, number, 1):
            sheet.head.append(text)
        elif after is None and at == 0:
            sheet.tail.append(text)
        else:
            _own_line(lines, own, before, after, (number, at), text)


def _own_line(lines: tuple[str, ...], own: set[int], before: list[_Stand], after: _Stand | None, spot: Spot,
              text: str) -> None:
    """A comment on a line of its own: above what follows, unless it clearly belongs to what came before."""
    last = before[-1] if before else None
    if last is not None and last.within and spot < last.within:          # inside brackets
        below = after is None or after.start > last.within
    else:
        below = last is not None and (after is None or spot[1] > after.column or (
            not after.within and _gap(lines, own, spot[0], 1) and not _gap(lines, own, spot[0], -1)))
    if not below:
        assert after is not None
        after.element.above.append(text)
        return
    assert last is not None
    while last.parent is not None and (last.column > spot[1] or last.closes is None and last.within):
        last = last.parent
    last.element.below.append(text)


def _gap(lines: tuple[str, ...], own: set[int], number: int, step: int) -> bool:
    """Whether the block of comments around a line ends in an empty line, downwards or upwards."""
    while number in own:
        number += step
    return 0 <= number < len(lines) - 1 and not lines[number].strip()


def _closed(stand: _Stand, spot: Spot) -> _Stand:
    """The outermost element in brackets that has ended before a spot: `{a: b}  # here` is about the whole."""
    found, up = stand, stand.parent
    while up is not None:
        if up.closes and up.closes <= spot:
            found = up
        up = up.parent
    return found


def _beside(stand: _Stand, text: str) -> None:
    element = stand.element
    if element.beside:                                   # a second one, after another line of its value
        element.above.append(text)
    else:
        element.beside = text
