"""Notation: the short form that people write becomes the long form that the model knows.

Walks the tree of one file by the model's `Prop.shape` and yields plain dictionaries and, for every
route into them, the line and column it came from. Judges the writing, not the facts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from .faults import Fault, did_you_mean
from .footnotes import LETTER, MAX_PRINTED_WORDS, Cited, citations, length_in_words, take_apart
from .model import NAME_KINDS, Absent, Record, Source, StepKind, metric_of, props
from .model import METRICS, SUFFIXES
from .nearmisses import near_misses
from .source import Document, Node
from .values import IDENTIFIERS

Route = tuple[str | int, ...]
ABSENT: tuple[str, ...] = get_args(Absent)
STEPS: tuple[str, ...] = get_args(StepKind)
FACT_KEYS = ("value", "source", "printed", "as_of", "period", "said_by", "certainty", "mode", "company",
             "lang", "id", "note", "accepts", "looked")
DISPUTE_KEYS = ("disputed", "versions", "shown", "why", "settled_by", "concerns", "id", "note", "as_of", "period")
ACCEPT_KEYS = ("code", "why", "until")


@dataclass(slots=True)
class Long:
    """The long form of one record, the places of its routes, the faults of its writing."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Route, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    inline: list[tuple[str, Node]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)                   # sources cited by id, not by letter


def normalise(document: Document, root: Node, kind: type[Record], record_id: str,
              source_ids: Collection[str]) -> Long:
    """The long form of the record at `root`; `source_ids` are the ids of all source files."""
    return _Normaliser(document, kind, record_id, source_ids).run(root)


class _Normaliser:
    def __init__(self, document: Document, kind: type[Record], record_id: str, source_ids: Collection[str]) -> None:
        self.document, self.kind, self.record_id = document, kind, record_id
        self.itself = kind is Source
        self.implied = frozenset(name for name, _, prop in props(kind) if prop.itself)
        self.letters: dict[str, str] = {}
        self.used: set[str] = set()
        self.source_ids = source_ids
        self.long = Long(values={"id": record_id})

    def run(self, root: Node) -> Long:
        known = {name: prop for name, _, prop in props(self.kind)}
        self.long.places[()] = (root.line, root.column)
        sources = root.get("sources")
        if sources is not None:
            self._sources(sources)
        for key, node in root.entries:
            self.long.places[(key.text, "key")] = (key.line, key.column)
            if key.text not in known:
                self._fault("unknown-key", key, f"`{key.text}` is not a key of this kind of record",
                            did_you_mean(key.text, known, "see the reference of the format for all keys"))
            elif key.text != "sources":
                self.long.places[(key.text,)] = (node.line, node.column)
                value = self._property(node, (key.text,), known[key.text].shape, known[key.text].keys)
                if value is not None:
                    self.long.values[key.text] = value
        self._unused(root)
        return self.long

    def _unused(self, root: Node) -> None:
        """Letters that nobody cites; where a fault may have hidden the citation, nothing is said."""
        bodies = "\n".join(_texts_below(value) for key, value in root.entries if key.text != "sources")
        for letter in sorted(self.letters.keys() - self.used):
            hidden = self.long.faults and re.search(rf"(?:^|[\[,\s]){re.escape(letter)}(?=[\s,\]\"“]|$)", bodies, re.M)
            if not hidden:
                line, column = self.long.places[("sources", letter, "key")]
                self.long.faults.append(self.document.fault(
                    "unused-letter", line, column, f"no footnote cites {letter}", "cite it or delete the line"))

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

    # -- shapes -----------------------------------------------------------------------------

    def _property(self, node: Node, route: Route, shape: str, keys: str) -> Any:
        if node.kind == "text" and not node.text.strip():
            self._fault("empty-value", node, f"`{route[0]}` has no value", "write one, or delete the key")
            return None
        match shape:
            case "text":
                return self._text(node)
            case "texts":
                return self._texts(node, route)
            case "map" | "mapping":
                return self._map(node, route)
            case "mappings":
                self._not_empty(node, route[0])
                for i, item in enumerate(self._list(node)):
                    self.long.places[(*route, i)] = (item.line, item.column)
                return [self._map(item, (*route, i)) for i, item in enumerate(self._list(node))]
        found: list[dict[str, Any]] = []
        if shape == "entries":
            self._entries(node, route, found, {})
        elif shape == "steps":
            self._steps(node, route, found)
        else:
            self._keyed(node, route, found, shape, keys, ())
        return found

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

    def _sources(self, node: Node) -> None:
        if node.kind == "text" and not node.text.strip():
            self._not_empty(node, "sources")
            return
        if node.kind != "mapping":
            self._fault("wrong-type", node, "`sources` names letters", "write sources: {J: the-id-of-the-source}")
            return
        for key, value in node.entries:
            self.long.places[("sources", key.text)] = (value.line, value.column)
            self.long.places[("sources", key.text, "key")] = (key.line, key.column)
            if not LETTER.fullmatch(key.text):
                self._fault("bad-footnote", key, f"`{key.text}` is not a letter for a source",
                            "a capital, then up to seven letters or digits: J, R2, HQ")
            elif value.kind == "mapping":
                inline = f"{self.record_id}-{key.text.lower()}"
                if inline in self.letters.values():
                    self._fault("same-address", key, f"two letters give the id `{inline}`", "choose another letter")
                else:
                    self.long.inline.append((inline, value))
                self.letters[key.text] = inline
                continue
            if (text := self._text(value)) is not None:
                self.letters[key.text] = text
            self._not_empty(value, key.text)
        self.long.values["sources"] = dict(self.letters)

    def _keyed(self, node: Node, route: Route, found: list[dict[str, Any]], shape: str, keys: str,
               path: tuple[str, ...]) -> None:
        """Mappings of one, two or three levels: the keys join the entry as its `key` and `period`."""
        if node.kind == "text" and not node.text.strip() or node.kind == "mapping" and not node.entries:
            self._not_empty(node, (*route, *path)[-1])
            return
        if node.kind != "mapping":
            self._fault("wrong-type", node, f"a {node.kind} stands where keys are wanted",
                        {"keyed": "write `key: text [footnote]` on lines of their own",
                         "periods": "write the metric, below it the period: revenue: {2025-Q3: …}",
                         "segments": "write the segment, below it metric and period"}[shape])
            return
        levels = {"keyed": 1, "periods": 2, "segments": 3}[shape]
        for key, value in node.entries:
            here = (*path, key.text)
            if not key.text.strip():
                self._fault("empty-value", key, "a key is empty", "write it before the colon")
                continue
            if len(here) < levels:
                if len(here) == levels - 1:
                    self._check_metric(key)
                self._keyed(value, route, found, shape, keys, here)
                continue
            self._check_key(key, keys)
            about = {"key": here} if levels == 1 else {"key": here[:-1], "period": key.text}
            self._entries(value, route, found, about, key)

    def _check_metric(self, key: Node) -> None:
        if metric_of(key.text) is None:
            names = [name + suffix for name in METRICS for suffix in ("", *SUFFIXES)]
            self._fault("unknown-metric", key, f"`{key.text}` is not a metric",
                        did_you_mean(key.text, names, "see the reference of the format for all metrics"))

    def _check_key(self, key: Node, keys: str) -> None:
        closed = {"names": NAME_KINDS, "identifiers": tuple(IDENTIFIERS)}.get(keys)
        if closed and key.text not in closed:
            self._fault("not-in-list", key, f"`{key.text}` is not one of the {keys}",
                        did_you_mean(key.text, closed, f"one of: {', '.join(closed)}"))

    def _steps(self, node: Node, route: Route, found: list[dict[str, Any]]) -> None:
        self._not_empty(node, route[0])
        for item in self._list(node):
            if item.kind != "mapping" or len(item.entries) != 1:
                self._fault("wrong-type", item, "a step is `- DATE: what happened [footnote]`",
                            "for example `- 2025-11-20 announced: both companies published it [J p1]`")
                continue
            key, value = item.entries[0]
            day, _, step = key.text.partition(" ")
            if day in ("about", "before", "after"):
                rest, _, step = step.partition(" ")
                day = f"{day} {rest}"
            if step and not re.match(r"((about|before|after) )?(FY)?[12][0-9]{3}", day):
                day, step = key.text, ""                  # no date at all: the date type says so
            if step and step not in STEPS:
                self._fault("not-in-list", key, f"`{step}` is neither a stage nor a way it became known",
                            did_you_mean(step, STEPS, f"after the date stands nothing or one of: {', '.join(STEPS)}"))
                step = ""
            about = {"date": day, "step": step or "event"} | ({"mode": "plan"} if step == "planned" else {})
            self.long.places[(*route, len(found), "date")] = (key.line, key.column)
            self._entries(value, route, found, about, key)

    # -- entries ----------------------------------------------------------------------------

    def _entries(self, node: Node, route: Route, found: list[dict[str, Any]], about: Mapping[str, Any],
                 key: Node | None = None) -> None:
        if node.kind == "list" and not node.items:
            self._not_empty(node, route[0])
        for item in self._list(node):
            here = (*route, len(found))
            self.long.places[here] = (item.line, item.column)
            for name in ("key", "period", "date"):
                if key is not None and name in about:
                    self.long.places[(*here, name)] = (key.line, key.column)
            entry = self._entry(item, here, names=route[0] == "names")
            if entry is not None:
                if "period" in about and "period" in entry:
                    self._fault("unknown-remark", item, "the period stands before the colon already",
                                "delete the remark `in …`")
                found.append({**about, **entry})

    def _entry(self, node: Node, route: Route, *, names: bool = False) -> dict[str, Any] | None:
        if node.kind == "text":
            return self._short(node, route, names=names)
        if node.kind == "list":
            self._fault("wrong-type", node, "a list stands where one fact is wanted",
                        "write one fact a line; quote a text that starts with a bracket")
            return None
        if node.get("disputed"):
            return self._dispute(node, route, names=names)
        return self._mapping(node, route, names=names)

    def _known(self) -> Collection[str]:
        return {*self.letters, *self.source_ids}

    def _short(self, node: Node, route: Route, *, names: bool = False, cited: bool = True,
               looked: bool = False) -> dict[str, Any] | None:
        """A text with remarks and footnote; `looked`: the long form says where somebody looked."""
        text = node.text.strip()
        if not text:
            self._fault("empty-value", node, "a fact is empty", "write its words and its footnote")
            return None
        parts = take_apart(text, self._known(), itself=self.itself, names=names, cited=not cited)
        if cited:
            parts.slips += near_misses(parts.words, {*self.letters, *self.source_ids}, ABSENT)
        for slip in parts.slips:
            self._fault(slip.code, node, slip.message, slip.remedy, slip.offset)
        if not parts.words.strip():
            self._fault("empty-value", node, "there are no words before the footnote", "write the fact before it")
            return None
        if any(slip.code in ("not-in-list", "empty-value") for slip in parts.slips):
            return None
        entry: dict[str, Any] = {name: value for name, (value, _) in parts.remarks.items()}
        for name, (_, offset) in parts.remarks.items():
            self._place(node, (*route, name), offset)
        absent = parts.words in ABSENT
        entry["absent" if absent else "value"] = parts.words
        if cited:
            bad = any(slip.code in ("unknown-letter", "unknown-source", "bad-footnote") for slip in parts.slips)
            entry["source"] = self._cite(node, route, parts.citations, whole=absent)
            if not parts.has_footnote and route[0] in self.implied:
                entry["source"] = [{"source": self.record_id}]
            elif not bad and not (absent and looked):
                self._need_source(node, entry, absent)
        return self._judge(node, entry, absent)

    def _judge(self, node: Node, entry: dict[str, Any], absent: bool) -> dict[str, Any]:
        if "looked" in entry and not absent:
            self._fault("unknown-remark", node, "only an absence says where somebody looked",
                        "write `not found (looked in …)`, or drop the remark")
            del entry["looked"]
        return entry

    def _need_source(self, node: Node, entry: Mapping[str, Any], absent: bool) -> None:
        if entry.get("source") or (absent and entry.get("looked")):
            return
        if absent:
            self._fault("no-source", node, "nobody says where he looked",
                        "write `not disclosed [J]`, or `not found (looked in …; as of …)`")
        else:
            self._fault("no-source", node, "the fact has no source",
                        "add a footnote: letter and locator in brackets, " + ("[p2]" if self.itself else "[J p2]"))

    def _place(self, node: Node, route: Route, offset: int) -> None:
        self.long.places[route] = self._spot(node, offset)

    def _cite(self, node: Node, route: Route, cited: list[Cited], *, whole: bool = False) -> list[dict[str, str]]:
        found = []
        for one in cited:
            if not one.locator and not whole:
                self._fault("no-locator", node, "the citation does not say where in the source",
                            f"add the paragraph, page or section: {one.name or ''} p2".replace("  ", " "), one.offset)
            self.used.add(one.name)
            if one.name in self.source_ids:
                self.long.ids.add(one.name)
            self._place(node, (*route, "source", len(found)), one.offset)
            found.append({"source": self.record_id if self.itself else self.letters.get(one.name, one.name),
                          "at": one.locator, "printed": one.printed})
        return found

    def _mapping(self, node: Node, route: Route, *, names: bool = False) -> dict[str, Any] | None:
        """The long form of a fact or absence."""
        value = node.get("value")
        self._check_keys(node, FACT_KEYS)
        if value is None:
            if not self._has_unknown(node, FACT_KEYS):
                self._fault("missing-key", node, "the long form needs `value`", "write {value: …, source: J p2}")
            return None
        if value.kind != "text":
            self._text(value)
            return None
        source, printed = node.get("source"), node.get("printed")
        entry = self._short(value, route, names=names, cited=source is None,
                            looked=node.get("looked") is not None) if value.text.strip() else None
        if entry is None:
            return None
        self._merge(node, route, entry)
        absent = "absent" in entry
        if source is None and printed is not None:
            self._printed(printed, entry["source"])
        if source is not None:
            entry["source"] = self._long_citations(source, node.get("printed"), route, absent)
            if not entry["source"] and not self._faulty(source):
                self._need_source(source, entry, absent)
        return self._judge(node, entry, absent)

    def _faulty(self, node: Node) -> bool:
        return any(fault.place.line == node.line for fault in self.long.faults)

    def _check_keys(self, node: Node, keys: tuple[str, ...]) -> None:
        for key, value in node.entries:
            if key.text not in keys:
                self._fault("unknown-key", key, f"`{key.text}` is not a key of the long form",
                            did_you_mean(key.text, keys, f"one of: {', '.join(keys)}"))
            elif value.kind == "text" and not value.text.strip():
                self._fault("empty-value", value, f"`{key.text}` has no value", "write one, or delete the key")

    def _has_unknown(self, node: Node, keys: tuple[str, ...]) -> bool:
        return any(key.text not in keys for key, _ in node.entries)

    def _merge(self, node: Node, route: Route, entry: dict[str, Any]) -> None:
        """The keys of the long form beside value and source."""
        for key, value in node.entries:
            if key.text in ("value", "source", "printed", "versions", "disputed", "shown", "concerns"):
                continue
            self.long.places[(*route, key.text)] = (value.line, value.column)
            if key.text in entry:
                self._fault("unknown-remark", key, f"`{key.text}` is said twice", "keep the remark or the key")
            elif key.text == "accepts":
                entry["accepts"] = self._map(value, (*route, "accepts"))
            elif key.text in (*FACT_KEYS, *DISPUTE_KEYS) and (text := self._text(value)):
                entry[key.text] = text

    def _long_citations(self, node: Node, printed: Node | None, route: Route, whole: bool) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        for item in self._list(node):
            if item.kind == "list":
                self._text(item)
                continue
            if item.kind == "mapping":
                self._check_keys(item, ("source", "at", "printed"))
                parts = {key.text: self._text(value) or "" for key, value in item.entries}
                self._few(item.get("printed") or item, parts.get("printed", ""))
                cited = [Cited(parts.get("source", ""), parts.get("at", ""), parts.get("printed", ""), 0)]
                if cited[0].name not in self._known():
                    self._fault("unknown-source", item, f"`{cited[0].name}` is not among the sources",
                                did_you_mean(cited[0].name, self._known(), "name a letter or the id of a source"))
                    continue
            else:
                cited, slips = citations(item.text, self._known(), itself=self.itself)
                for slip in slips:
                    self._fault(slip.code, item, slip.message, slip.remedy, slip.offset)
            found += self._cite(item, (*route, "long", len(found)), cited, whole=whole)
        for number in range(len(found)):
            self.long.places.setdefault((*route, "source", number), (node.line, node.column))
        if printed is not None:
            self._printed(printed, found)
        return found

    def _printed(self, node: Node, found: list[dict[str, str]]) -> None:
        """`printed` beside `source` belongs to the only citation."""
        words = self._text(node)
        if words and len(found) == 1 and not found[0]["printed"]:
            found[0]["printed"] = words
            self._few(node, words)
        elif words and not self._faulty(node):
            self._fault("bad-footnote", node, "`printed` needs exactly one citation, without printed words",
                        'put the words into the citation: J p2 "words"')

    def _few(self, node: Node, printed: str) -> None:
        if (words := length_in_words(printed)) > MAX_PRINTED_WORDS:
            self._fault("printed-too-long", node, f"the printed words are {words} words long",
                        f"keep the {MAX_PRINTED_WORDS} words that matter")

    def _dispute(self, node: Node, route: Route, *, names: bool) -> dict[str, Any] | None:
        self._check_keys(node, DISPUTE_KEYS)
        question, versions = node.get("disputed"), node.get("versions")
        assert question is not None
        for key in ("versions", "shown", "why"):
            if node.get(key) is None:
                self._fault("missing-key", node, f"a dispute needs `{key}`",
                            {"versions": "list what each source says", "why": "say why this version is shown",
                             "shown": "write the letter or number of the version that is shown, or none"}[key])
        text = self._text(question)
        if versions is None or text is None or versions.kind == "text" and not versions.text.strip():
            return None
        found: list[dict[str, Any]] = []
        for item in self._list(versions):
            here = (*route, "versions", len(found))
            self.long.places[here] = (item.line, item.column)
            version = self._entry(item, here, names=names)
            if version is None:
                continue
            if "value" in version:
                found.append(version)
            else:
                self._fault("wrong-type", item, "a version says something, or it is no version", "write its words")
        if len(self._list(versions)) < 2:
            self._fault("one-version", versions, "a dispute has at least two versions", "add what the other source says")
        entry: dict[str, Any] = {"disputed": text, "versions": found}
        self._merge(node, route, entry)
        if len(found) == len(self._list(versions)):
            entry["shown"] = self._shown(node.get("shown"), found)
        concerns = node.get("concerns")
        if concerns is not None:
            entry["concerns"] = self._texts(concerns, (*route, "concerns"))
        return entry

    def _shown(self, node: Node | None, versions: list[dict[str, Any]]) -> int | None:
        """The 1-based number of the version that is shown; None for none."""
        text = (self._text(node) or "none") if node is not None else "none"
        if node is None or text == "none":
            return None
        if re.fullmatch(r"[1-9]\d?", text) and int(text) <= len(versions):
            return int(text)
        wanted = self.letters.get(text, text)
        hits = [number for number, version in enumerate(versions, 1)
                if any(cited["source"] == wanted for cited in version.get("source", ()))]
        if len(hits) == 1:
            return hits[0]
        self._fault("unknown-version", node,
                    f"`{text}` is cited by {len(hits)} versions" if hits else f"no version cites `{text}`",
                    f"write a number from 1 to {len(versions)}, the letter of one version's source, or none")
        return None


def _texts_below(node: Node) -> str:
    """All texts of a tree, keys included, one a line."""
    pieces = [node.text, *map(_texts_below, node.items)]
    for key, value in node.entries:
        pieces += [_texts_below(key), _texts_below(value)]
    return "\n".join(filter(None, pieces))
