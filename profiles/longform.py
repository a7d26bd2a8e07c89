"""Long form: one fact, absence or dispute becomes the mapping that the model knows, however it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from .faults import did_you_mean
from .footnotes import MAX_PRINTED_WORDS, Cited, citations, length_in_words, take_apart
from .model import Absent
from .nearmisses import near_misses
from .source import Node
from .writing import Route, Writing

ABSENT: tuple[str, ...] = get_args(Absent)
FACT_KEYS = ("value", "source", "printed", "as_of", "period", "said_by", "certainty", "mode", "company",
             "lang", "id", "note", "accepts", "looked")
DISPUTE_KEYS = ("disputed", "versions", "shown", "why", "settled_by", "concerns", "id", "note", "as_of", "period")
ACCEPT_KEYS = ("code", "why", "until")


class Facts(Writing):
    """Facts, absences and disputes in their short and long forms."""

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

    def _short(self, node: Node, route: Route, *, names: bool = False, cited: bool = True,
               looked: bool = False, lax: bool = False) -> dict[str, Any] | None:
        """A text with remarks and footnote.

        `looked`: the long form says where somebody looked; `lax`: a mistyped key may be the source.
        """
        text = node.text.strip()
        if not text:
            self._fault("empty-value", node, "a fact is empty", "write its words and its footnote")
            return None
        parts = take_apart(text, self.names, itself=self.itself, names=names, cited=not cited)
        near = near_misses(parts.words, self.names, ABSENT) if cited and not any(
            [slip.code == "bad-footnote" for slip in parts.slips]) else []
        for slip in (*parts.slips, *near):
            self._fault(slip.code, node, slip.message, slip.remedy, slip.offset)
        if not parts.words.strip():
            self._fault("empty-value", node, "there are no words before the footnote", "write the fact before it")
            return None
        if near and any(slip.code in ("not-in-list", "empty-value") for slip in near):
            return None
        entry: dict[str, Any] = {name: value for name, (value, _) in parts.remarks.items()}
        for name, (_, offset) in parts.remarks.items():
            self._place(node, (*route, name), offset)
        absent = parts.words in ABSENT
        if not near and (parts.has_footnote or not (cited and text.endswith("]"))):
            entry["absent" if absent else "value"] = parts.words       # else it cannot be told from its footnote
        if cited:
            bad = any([slip.code in ("unknown-letter", "unknown-source", "bad-footnote") for slip in (*parts.slips, *near)])
            entry["source"] = self._cite(node, route, parts.citations, whole=absent)
            if not parts.has_footnote and route[0] in self.implied:
                entry["source"] = [{"source": self.record_id}]
            elif not bad and not parts.has_footnote and _is_cut(text):
                self._fault("bad-footnote", node, "a bracket or parenthesis is never closed",
                            "close it; in braces and brackets a comma ends a text: put the whole text in single quotes")
                entry.pop("value", None)
            elif not bad and not lax and not (absent and looked):
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

    def _cite(self, node: Node, route: Route, cited: list[Cited], *, whole: bool = False) -> list[dict[str, str]]:
        found = []
        for one in cited:
            if not one.locator and not whole:
                self._fault("no-locator", node, "the citation does not say where in the source",
                            f"add the paragraph, page or section: {one.name or ''} p2".replace("  ", " "), one.offset)
            self.used.add(self.inline.get(one.name, one.name))
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
                            looked=node.get("looked") is not None, lax=self._has_unknown(node, FACT_KEYS)) if value.text.strip() else None
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
                if cited[0].name not in self.names:
                    self._fault("unknown-source", item, f"`{cited[0].name}` is not among the sources",
                                did_you_mean(cited[0].name, self.names, "name a letter or the id of a source"))
                    continue
            else:
                cited, slips = citations(item.text, self.names, itself=self.itself)
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
            if "absent" in version:
                self._fault("wrong-type", item, "a version says something, or it is no version", "write its words")
            else:
                found.append(version)
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


def _is_cut(text: str) -> bool:
    """Whether a text ends before its last parenthesis or bracket does."""
    return text.count("(") > text.count(")") or text.count("[") > text.count("]")
