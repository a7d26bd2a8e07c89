"""Suggest: a suggestion becomes the smallest edit of one YAML file, checked before it stands.

Only the value's own characters are exchanged, so comments, order and all other lines stay as they are.
The new text is always a single-quoted scalar: whatever stands in it, YAML sees words. An edit that would
change more than the one fact it is about, or that brings a fault in, is not written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
import re
import shutil

from ..archive import Archive, Item
from ..changes.diff import FactDiff
from ..changes.match import words_of
from ..faults import Fault, did_you_mean, stops
from ..footnotes import Parts, take_apart
from .forms import Refused, Suggestion
from ..model import Dispute, Source
from ..records import place_of
from ..changes.review import State, compared, state_of
from ..source import Node
from ..wording import when

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a suggestion: the file it concerns, the fact diff, the faults it would bring in."""

    file: Path
    diff: FactDiff
    faults: tuple[Fault, ...]
    written: bool


def apply(data: Path, suggestion: Suggestion, today: date) -> Outcome:
    """Make the edit if it holds, else leave everything as it was. Raises `Refused`."""
    before = state_of(data, today)
    item = find(before.archive, suggestion)
    if _stale(item, suggestion.now):
        raise Refused("the fact says something else by now", f"it says: {words_of(item.entry)}; suggest the change anew")
    path = _path(data, before.archive, item)
    old = path.read_bytes()
    new = edited(before.archive, item, suggestion, old.decode("utf-8")).encode()
    with tempfile.TemporaryDirectory(prefix="atlas-suggestion-") as folder:
        trial = Path(folder) / data.resolve().name
        shutil.copytree(data, trial, symlinks=True)
        (trial / path.relative_to(data)).write_bytes(new)
        after = state_of(trial, today)
    fresh = _fresh(before, after)
    if stops(fresh):
        return Outcome(path, FactDiff(), fresh, written=False)
    diff = compared(before, after, today)
    if diff.empty:
        raise Refused("that is what it says already", "nothing was changed")
    if not _only(before.archive, after.archive, item):
        raise Refused("the edit would change more than this fact", f"change it by hand in {path.as_posix()}")
    path.write_bytes(new)
    return Outcome(path, diff, fresh, written=True)


def _stale(item: Item, now: str) -> bool:
    """Whether what the form says the fact says holds a number that the fact does not hold."""
    numbers = re.compile(r"\d+")
    held = f"{words_of(item.entry)} {when(item.entry)} {getattr(item.entry, 'value', '')}".replace(",", "")
    return bool(set(numbers.findall(now.replace(",", ""))) - set(numbers.findall(held)))


def _only(before: Archive, after: Archive, item: Item) -> bool:
    """Whether the record says the same as before, but for this one entry."""
    record = item.folder, item.record
    old, new = before.of(item.folder)[item.record], after.of(item.folder).get(item.record)
    if new is None or len(before.by_record[record]) != len(after.by_record[record]):
        return False
    entries = {(one.prop, one.index): one.entry for one in before.by_record[record]}
    same = all(entries.get((one.prop, one.index)) == one.entry for one in after.by_record[record]
               if (one.prop, one.index) != (item.prop, item.index))
    held = {one.prop for one in before.by_record[record]}
    return same and all(getattr(old, name) == getattr(new, name) for name in type(old).model_fields if name not in held)


def _fresh(before: State, after: State) -> tuple[Fault, ...]:
    """The faults that were not there before; where something stands does not matter."""
    known = {(fault.place.file, fault.code, fault.message) for fault in before.faults}
    return tuple(fault for fault in after.faults
                 if (fault.place.file, fault.code, fault.message) not in known)


def find(archive: Archive, suggestion: Suggestion) -> Item:
    """The fact that is meant. Raises `Refused`."""
    folder, record = suggestion.folder, suggestion.record
    if (folder, record) not in archive.reads:
        raise Refused(f"there is no record {folder}/{record}", did_you_mean(record, archive.known(folder), "see the address of the page"))
    if record not in archive.of(folder):
        raise Refused(f"{folder}/{record} has faults of its own", "mend them first: python build_profiles.py check")
    items = archive.by_record.get((folder, record), ())
    found = [item for item in items if item.anchor == suggestion.anchor]
    if not found:
        raise Refused(f"{folder}/{record} has no fact #{suggestion.anchor}",
                      did_you_mean(suggestion.anchor, (item.anchor for item in items), "copy it from the fact's own link"))
    if isinstance(found[0].entry, Dispute):
        place = archive.fault("two-values", folder, record, (found[0].prop, found[0].index), "").place
        raise Refused("sources disagree about this fact, so there is more than one value to change",
                      f"add a version by hand: {place.file}:{place.line}")
    return found[0]


def _path(data: Path, archive: Archive, item: Item) -> Path:
    """The file of a record, named by the loader and not by the form."""
    file = archive.reads[item.folder, item.record].document.file
    return data / file.split("/", 1)[1]


# -- the new text ----------------------------------------------------------------------------


def cited(archive: Archive, item: Item, suggestion: Suggestion) -> str:
    """The footnote for the suggested source: `J p6 "words"`; empty where no source is named."""
    if not suggestion.source:
        if suggestion.where or suggestion.printed:
            raise Refused("a place is given, but no source", "fill in “Who says so”, too")
        return ""
    own = item.folder == "sources"
    source = _source(archive, suggestion.source)
    if not suggestion.where:
        raise Refused("nobody says where in the source", "fill in “Where in that source”: p2, page 4, headline")
    if re.search(r"""["“”\[\]]""", suggestion.where + suggestion.printed):
        raise Refused("brackets and quotation marks cannot stand in a footnote", "leave them out")
    letters = {one: letter for letter, one in sorted(archive.of(item.folder)[item.record].sources.items(), reverse=True)}
    name = "" if own and source == item.record else letters.get(source, source)
    return " ".join(filter(None, (name, suggestion.where, f'"{suggestion.printed}"' if suggestion.printed else "")))


def _source(archive: Archive, given: str) -> str:
    """The id of a source that is named by id or by its address."""
    if given in archive.sources:
        return given
    plain = given.removeprefix("/").removeprefix("sources/").rstrip("/")
    if plain in archive.sources:
        return plain
    for source in archive.sources.values():
        if source.url and source.url.text.rstrip("/") == given.rstrip("/"):
            return source.id
    if given.startswith("https://"):
        raise Refused("the archive does not know this source yet",
                      "write it first: python build_profiles.py new source ID --url ADDRESS")
    raise Refused(f"there is no source `{given[:80]}`", did_you_mean(given, archive.known("sources"), "give its address"))


def edited(archive: Archive, item: Item, suggestion: Suggestion, text: str) -> str:
    """The file's text with the one value exchanged. Raises `Refused`."""
    read = archive.reads[item.folder, item.record]
    assert read.document.root is not None
    node = _node_at(read.document.root, place_of(read.places, (item.prop, item.index)))
    if node is None:
        raise Refused("the fact cannot be found in its file", "change it by hand")
    record = archive.of(item.folder)[item.record]
    known = {*record.sources, *archive.known("sources")}
    itself = isinstance(record, Source)
    footnote = cited(archive, item, suggestion)
    if node.kind == "mapping":
        changes = _long(node, suggestion, footnote)
    else:
        was = take_apart(node.text.strip(), known, itself=itself, names=item.prop == "names")
        changes = [(node, _short(was, node.text.strip(), suggestion, footnote, known, itself))]
    spans = sorted(((_span(text, one), words) for one, words in changes), reverse=True)
    for (start, end), words in spans:
        text = f"{text[:start]}{quoted(words)}{text[end:]}"
    return text


def _short(was: Parts, old: str, suggestion: Suggestion, footnote: str, known: set[str], itself: bool) -> str:
    """The new words, with the remarks and the footnote of before where the suggestion has none of its own."""
    now = take_apart(suggestion.instead, known, itself=itself)
    if now.has_footnote and footnote:
        raise Refused("the source is named twice, in a footnote and in its own field", "keep one of them")
    if suggestion.instead.endswith("]") and not now.has_footnote:
        raise Refused("the text ends in a bracket that is no footnote", "leave the bracket out, or change the file by hand")
    body = old[: old.rindex("[")].rstrip() if was.has_footnote else old
    tail = old[len(body):] if was.has_footnote else ""
    remarks = "" if now.remarks else body[len(was.words):]
    if now.has_footnote:
        at = suggestion.instead.rindex("[")
        return f"{suggestion.instead[:at].rstrip()}{remarks} {suggestion.instead[at:]}"
    return f"{suggestion.instead}{remarks}{f' [{footnote}]' if footnote else tail}"


def _long(node: Node, suggestion: Suggestion, footnote: str) -> list[tuple[Node, str]]:
    """The exchanges in a fact of the long form."""
    parts: Mapping[str, Node] = {key.text: value for key, value in node.entries}
    value, source = parts["value"], parts.get("source")
    if source is None:
        raise Refused("this fact mixes both forms", "change it by hand")
    if take_apart(suggestion.instead, (), cited=True).remarks:
        raise Refused("remarks in parentheses have keys of their own here", "change it by hand")
    changes = [(value, suggestion.instead)]
    if footnote:
        if source.kind != "text" or "printed" in parts:
            raise Refused("the sources of this fact are written out one by one", "change them by hand")
        changes.append((source, footnote))
    return changes


def quoted(words: str) -> str:
    """Words as a single-quoted YAML scalar: nothing in it has a meaning but the quotation mark, doubled."""
    return "'" + words.replace("'", "''") + "'"


# -- where it stands -------------------------------------------------------------------------


def _node_at(node: Node, place: tuple[int, int]) -> Node | None:
    """The innermost-first node that starts at a place, keys left out."""
    if (node.line, node.column) == place and (node.kind == "text" or node.get("value") is not None):
        return node
    below = [*node.items, *(value for _, value in node.entries)]
    return next((found for found in (_node_at(one, place) for one in below) if found), None)


def _span(text: str, node: Node) -> Span:
    """Start and end of a scalar in the file's own text (CRLF and all). Raises `Refused`."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: node.line - 1]) + node.column - 1
    if text[start] in "|>":
        raise Refused("the value is a block of text", "change it by hand")
    end = _end(text, start, node)
    return start, end


def _end(text: str, start: int, node: Node) -> int:
    """Where a flow scalar ends: at its closing quotation mark, or where all its words have passed."""
    mark = text[start]
    if node.quoted:
        at = start + 1
        while text[at] != mark or (mark == "'" and text[at + 1: at + 2] == "'"):
            at += 2 if text[at] == "\\" and mark == '"' or text[at] == mark else 1
        return at + 1
    at, words = start, node.text.split()
    for word in words:
        at = text.index(word, at) + len(word)
    return at
