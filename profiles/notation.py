"""Notation: the short form that people write becomes the long form that the model knows.

Walks the tree of one file by the model's `Prop.shape` and yields plain dictionaries and, for every
route into them, the line and column it came from. Judges the writing, not the facts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, get_args

from .faults import did_you_mean, nearest
from .footnotes import LETTER
from .longform import Facts
from .model import METRICS, NAME_KINDS, SUFFIXES, Prop, Record, StepKind, metric_of, props
from .source import Document, Node
from .values import IDENTIFIERS
from .writing import SURE, Long, Route

STEPS: tuple[str, ...] = get_args(StepKind)


SYNONYMS = {
    "turnover": "revenue", "sales": "revenue", "profit": "net_profit", "net_income": "net_profit", "income": "net_profit",
    "headcount": "employees", "staff": "employees", "workforce": "employees", "capex": "capital_spending",
    "capital_expenditure": "capital_spending", "eps": "earnings_per_share", "ebit": "operating_profit",
    "operating_income": "operating_profit", "market_cap": "market_value", "market_capitalisation": "market_value",
    "market_capitalization": "market_value", "r_and_d": "research_spending", "ocf": "operating_cash_flow",
    "rpo": "remaining_performance_obligations", "aum": "assets_under_management", "loss": "net_loss",
}


def normalise(document: Document, root: Node, kind: type[Record], record_id: str,
              source_ids: Collection[str]) -> Long:
    """The long form of the record at `root`; `source_ids` are the ids of all source files."""
    return _Normaliser(document, kind, record_id, source_ids).run(root)


@cache
def _known(kind: type[Record]) -> dict[str, Prop]:
    return {name: prop for name, _, prop in props(kind)}


class _Normaliser(Facts):
    """The whole record."""

    def run(self, root: Node) -> Long:
        known = _known(self.kind)
        self.long.places[()] = (root.line, root.column)
        sources = root.get("sources")
        if sources is not None:
            self._sources(sources)
            if self.long.faults:
                self.long.gaps.add("sources")
        for key, node in root.entries:
            self.long.places[(key.text, "key")] = (key.line, key.column)
            since = len(self.long.faults)
            if key.text not in known:
                self._fault("unknown-key", key, f"`{key.text}` is not a key of this kind of record",
                            did_you_mean(key.text, known, "see the reference of the format for all keys"))
                self.long.gaps.add(nearest(key.text, known) or "?")
            elif key.text != "sources":
                self.long.places[(key.text,)] = (node.line, node.column)
                value = self._property(node, (key.text,), known[key.text].shape, known[key.text].keys)
                if value is not None:
                    self.long.values[key.text] = value
                for number, (_, spot) in enumerate(self.long.lost.get(key.text, ())):
                    self.long.places[(key.text, len(value) + number)] = (spot.line, spot.column)
                if not self._codes(since) <= SURE:
                    self.long.gaps.add(key.text)
        self._unused(root)
        return self.long

    def _unused(self, root: Node) -> None:
        """Letters that nobody cites; where a fault may have hidden the citation, nothing is said."""
        unused = sorted(self.letters.keys() - self.used)
        bodies = "\n".join(_texts_below(value) for key, value in root.entries if unused and key.text != "sources")
        for letter in unused:
            hidden = self.long.faults and re.search(rf"(?:^|[\[,\s]){re.escape(letter)}(?=[\s,\]\"“]|$)", bodies, re.M)
            if not hidden:
                line, column = self.long.places[("sources", letter, "key")]
                self.long.faults.append(self.document.fault(
                    "unused-letter", line, column, f"no footnote cites {letter}", "cite it or delete the line"))

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
                    self.inline[inline] = key.text
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
                        {"keyed": _keyed_remedy(keys),
                         "periods": "write the metric, below it the period: revenue: {2025-Q3: …}",
                         "segments": "write the segment, below it metric and period"}[shape])
            return
        levels = {"keyed": 1, "periods": 2, "segments": 3}[shape]
        for key, value in node.entries:
            here = (*path, key.text)
            if not key.text.strip():
                self._fault("empty-value", key, "a key is empty", "write it before the colon")
                continue
            start, since = len(found), len(self.long.faults)
            if len(here) < levels:
                if len(here) == levels - 1:
                    self._check_metric(key)
                codes = self._codes(since)
                self._keyed(value, route, found, shape, keys, here)
                self._slipped(route, range(start, len(found)), codes)
                continue
            if not value.text.strip() and value.kind == "text" and _is_rest(key.text):
                self._fault("empty-value", key, f"`{key.text}` is the rest of a text that a comma has cut", CUT)
                continue
            self._check_key(key, keys)
            codes = self._codes(since)
            about = {"key": here} if levels == 1 else {"key": here[:-1], "period": key.text}
            self._entries(value, route, found, about, key)
            self._slipped(route, range(start, len(found)), codes)

    def _check_metric(self, key: Node) -> None:
        if metric_of(key.text) is None:
            self._fault("unknown-metric", key, f"`{key.text}` is not a metric", _metric_remedy(key.text))

    def _check_key(self, key: Node, keys: str) -> None:
        closed = {"names": NAME_KINDS, "identifiers": tuple(IDENTIFIERS)}.get(keys)
        if closed and key.text not in closed:
            self._fault("not-in-list", key, f"`{key.text}` is not one of the {keys}",
                        did_you_mean(key.text, closed, f"one of: {', '.join(closed)}"))

    def _steps(self, node: Node, route: Route, found: list[dict[str, Any]]) -> None:
        self._not_empty(node, route[0])
        for item in self._list(node):
            if item.kind != "mapping" or len(item.entries) != 1:
                self._fault("wrong-type", item, *_step_form(route[0]))
                continue
            key, value = item.entries[0]
            start, since = len(found), len(self.long.faults)
            day, _, step = key.text.partition(" ")
            if day in ("about", "before", "after"):
                rest, _, step = step.partition(" ")
                day = f"{day} {rest}"
            if step and not re.match(r"((about|before|after) )?(FY)?[12][0-9]{3}", day):
                day, step = key.text, ""                  # no date at all: the date type says so
            if re.match(r"in .*, .*[12]\d{3}", step):
                self._fault("bad-date", key, "a step has one date", "write the date of the place where it happened; "
                            "local dates go under announced, reported, filed, signed or effective")
                step = ""
            if step and step not in STEPS:
                self._fault("not-in-list", key, f"`{step}` is neither a stage nor a way it became known",
                            did_you_mean(step, STEPS, f"after the date stands nothing or one of: {', '.join(STEPS)}"))
                step = ""
            about = {"date": day, "step": step or "event"} | ({"mode": "plan"} if step == "planned" else {})
            codes = self._codes(since)
            self.long.places[(*route, len(found), "date")] = (key.line, key.column)
            self._entries(value, route, found, about, key)
            self._slipped(route, range(start, len(found)), codes)

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
            since = len(self.long.faults)
            entry = self._entry(item, here, names=route[0] == "names")
            if entry is None:
                if key is not None and "key" in about:
                    self.long.lost.setdefault(str(route[0]), []).append((about["key"], key))
                continue
            if "period" in about and "period" in entry:
                self._fault("unknown-remark", item, "the period stands before the colon already",
                            "delete the remark `in …`")
            found.append({**about, **entry})
            if len(self.long.faults) > since:
                self._slipped(route, range(len(found) - 1, len(found)), self._codes(since))


def _metric_remedy(given: str) -> str:
    """The metric that is meant: by a common other word, by its spelling, or some to choose from."""
    names = [name + suffix for name in METRICS for suffix in ("", *SUFFIXES)]
    word = re.sub(r"[\W_]+", "_", given.casefold()).strip("_")
    base, suffix = next(((word.removesuffix(end), end) for end in SUFFIXES if word.endswith(end)), (word, ""))
    if base in SYNONYMS:
        return f"did you mean `{SYNONYMS[base]}{suffix}`?"
    near = [name for name in METRICS if set(name.split("_")) & set(base.split("_"))]
    few = ", ".join(near[:4]) or "revenue, net_profit, employees, market_value"
    return did_you_mean(given, names, f"for example: {few}; the reference of the format lists all metrics")


CUT = "put the whole text in single quotes: in braces and brackets a comma ends it"


def _is_rest(text: str) -> bool:
    """Whether a key is what stands after the comma of an unquoted text within braces."""
    return text.count(")") > text.count("(") or text.count("]") > text.count("[")


def _keyed_remedy(keys: str) -> str:
    """How a mapping of one level is written."""
    if keys == "names":
        return f"say which kind of name it is: `legal: …`; kinds are {', '.join(NAME_KINDS)}"
    return f"write `{keys or 'key'}: text [footnote]` on lines of their own"


def _step_form(prop: str | int) -> tuple[str, str]:
    """What an item of `history` or of a deal's `steps` looks like, with an example."""
    if prop == "history":
        return "an item of the history is `- DATE: what happened [footnote]`", "for example `- 2026-05: what happened [J p1]`"
    return ("a step is `- DATE: what happened [footnote]`",
            "for example `- 2025-11-20 announced: both companies published it [J p1]`")


def _texts_below(node: Node) -> str:
    """All texts of a tree, keys included, one a line."""
    pieces = [node.text, *map(_texts_below, node.items)]
    for key, value in node.entries:
        pieces += [_texts_below(key), _texts_below(value)]
    return "\n".join(filter(None, pieces))
