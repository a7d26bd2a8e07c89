"""Records: one document becomes one checked record, or faults with places.

Joins notation (the writing) and model (the meaning): pydantic's error routes are turned into lines
and columns through the places that the normaliser kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from .drafts import draft_of
from .faults import CODES, ERROR, Fault, did_you_mean
from .model import COUNT, MONEY, PERCENT, AnyEntry, AnyRecord, Company, Dispute, Fact, Record, Source, metric_of
from .notation import normalise
from .source import Document, Node
from .identifiers import IDENTIFIERS, check_identifier, check_language
from .values import Amount, Count, Share, Words
from .writing import Long, Route

BLANK = re.compile(r"\bBLANK\(([^()]+)\)")            # what a scaffold leaves to be filled
_TAGS = ("fact", "absence", "dispute")
_UNITS = {MONEY: (Amount,), PERCENT: (Share,), COUNT: (Count,), "any": (Amount, Share, Count, Words)}


@dataclass(frozen=True, slots=True)
class Read:
    """What reading one document gave. `record` is None where its faults forbid one.

    `draft` is the record as far as it could be read all the same, `gaps` are the properties of which
    something was not (see `drafts`).
    """

    id: str
    document: Document
    record: AnyRecord | None
    places: dict[Route, tuple[int, int]] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()                # ids it cites, also where it is broken
    draft: AnyRecord | None = None
    gaps: frozenset[str] = frozenset()


def read_record(document: Document, root: Node, kind: type[Record], record_id: str,
                source_ids: Collection[str]) -> tuple[list[Read], list[Fault]]:
    """The record of a document, then the sources written inline in it."""
    long = normalise(document, root, kind, record_id, source_ids)
    faults = list(long.faults)
    wrong: list[Route] = []
    record: Any = None
    try:
        record = kind.model_validate(long.values)
    except ValidationError as error:
        faults += _translate(document, long, error)
        if not any(fault.severity == ERROR for fault in faults):
            faults.append(document.fault("wrong-type", root.line, root.column, "the record cannot be read",
                                         "see the reference of the format"))
        wrong = [_route(one) for one in error.errors()]
    text = "\n".join(document.lines)
    blanks = list(_blanks(document, root, "")) if "BLANK" in text or "\\" in text else []
    draft, gaps = record, frozenset[str]()
    if blanks:
        named = long.values.setdefault("sources", {})
        long.values["sources"] = {letter: given for letter, given in named.items() if not BLANK.search(given)}
    if blanks or any(fault.severity == ERROR for fault in faults):
        draft, gaps = draft_of(kind, long, wrong, {key.text for key, node in root.entries if key.text != "sources"
                                                   and blanks and any(_blanks(document, node, ""))})
    faults += list(_typed_checks(document, long, record or draft))
    if blanks:                                           # what is wrong in their lines is that they are blank
        gaps = frozenset(kind.model_fields)              # and who has not finished lacks nothing yet
        lines = {fault.place.line for fault in blanks}
        faults = [*blanks, *(fault for fault in faults if fault.place.line not in lines)]
    if any(fault.severity == ERROR for fault in faults):
        record = None
    cited = frozenset(long.values.get("sources", {}).values()) | frozenset(long.ids)
    reads = [Read(record_id, document, record, long.places, cited, draft, gaps)]
    for source_id, node in long.inline:
        more, found = read_record(document, node, Source, source_id, source_ids)
        reads += more
        faults += found
    return reads, faults


def place_of(places: dict[Route, tuple[int, int]], route: Route) -> tuple[int, int]:
    """Line and column of the nearest known place on the way to `route`."""
    while route and route not in places:
        route = route[:-1]
    return places.get(route, (1, 1))


def _translate(document: Document, long: Long, error: ValidationError) -> Iterator[Fault]:
    """pydantic's errors in our words, without those that only echo another."""
    errors = error.errors()
    routes = [_route(one) for one in errors]
    noted = {fault.place.line for fault in long.faults}
    meant = {fault.remedy for fault in long.faults if fault.code == "unknown-key"}
    for one, route in zip(errors, routes):
        if one["type"] in ("too_short", "missing") and route and route[0] in long.values and len(route) == 1:
            continue                                     # its items' own faults are reported
        if one["type"] == "missing" and route[-1] == "value":
            continue                                     # the fault that kept it from being read is reported
        line, column = place_of(long.places, (*route, "key") if one["type"] == "extra_forbidden" else route)
        if one["type"] in ("too_short", "missing"):
            echo = (line in noted if len(route) > 1 else (*route, "key") in long.places
                    or did_you_mean(_key(route), [_key(route)]) in meant)
            if echo:
                continue
        yield _fault(document, one, route, line, column)


def _route(error: Any) -> Route:
    """Where in the long form an error of pydantic's is."""
    return tuple(part for part in error["loc"] if part not in _TAGS)


def _blanks(document: Document, node: Node, name: str) -> Iterator[Fault]:
    """The blanks of a scaffold that nobody has filled; `name` is the key they stand at."""
    if node.kind == "text" and (match := BLANK.search(node.text)):
        yield document.fault("blank-left", node.line, node.column, f"`{name}` is still blank: {match[1]}",
                             "write it in place of BLANK(…)")
    for item in node.items:
        yield from _blanks(document, item, name)
    for key, value in node.entries:
        yield from _blanks(document, key, name)
        yield from _blanks(document, value, key.text)


def _fault(document: Document, error: Any, route: Route, line: int, column: int) -> Fault:
    context = error.get("ctx") or {}
    name, given = str(route[-1]) if route else "", error.get("input")
    match error["type"]:
        case code if code in CODES:
            return document.fault(code, line, column, context["message"], context.get("remedy", ""))
        case "missing":
            return document.fault("missing-key", line, column, f"`{name}` is missing", f"add a line `{name}: …`")
        case "extra_forbidden":
            return document.fault("unknown-key", line, column, f"`{name}` is not known here", "delete the key")
        case "literal_error":
            allowed = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
            return document.fault("not-in-list", line, column, f"`{given}` is not in the list of `{_key(route)}`",
                                  did_you_mean(str(given), allowed, f"one of: {', '.join(allowed)}"))
        case "string_pattern_mismatch" if route and route[0] == "also_at":
            return document.fault("bad-address", line, column, f"`{given}` is not an address of this site",
                                  "write folder and name: companies/hon-hai")
        case "string_pattern_mismatch" | "string_too_long":
            return document.fault("bad-id", line, column, f"`{given}` is not an id",
                                  "lower-case letters, digits and single hyphens, 64 at most")
        case "string_too_short" | "too_short":
            return document.fault("empty-value", line, column, f"`{_key(route)}` has no value", "write one")
    return document.fault("wrong-type", line, column, f"`{_key(route)}` has the wrong form",
                          "see the reference of the format")


def _key(route: Route) -> str:
    """The key that a route is about: the last one, the value's own name being that of its property."""
    return next((part for part in reversed(route) if isinstance(part, str) and part != "value"), "")


def _typed_checks(document: Document, long: Long, record: AnyRecord) -> Iterator[Fault]:
    """Checks of a value against its key: languages, check digits of identifiers, units of metrics."""
    if isinstance(record, Source):
        yield from _language(document, long, ("language",), record.language)
    if not isinstance(record, Company):
        return
    for index, entry in enumerate(record.names):
        versions = entry.versions if isinstance(entry, Dispute) else ()
        yield from _language(document, long, ("names", index, "lang"), entry.lang)
        for number, version in enumerate(versions):
            yield from _language(document, long, ("names", index, "versions", number, "lang"), version.lang)
    for index, entry in enumerate(record.identifiers):
        if entry.key[0] not in IDENTIFIERS:
            continue                                     # the notation has said so
        for value in _values(entry):
            try:
                check_identifier(entry.key[0], value.text)
            except PydanticCustomError as error:
                context = error.context or {}
                yield document.fault("wrong-check-digit", *place_of(long.places, ("identifiers", index)),
                                     context["message"], context["remedy"])
    for name in ("metrics", "segments"):
        for index, entry in enumerate(getattr(record, name)):
            metric = metric_of(entry.key[-1])
            if metric is not None and any(not isinstance(value, _UNITS[metric[1]]) for value in _values(entry)):
                yield document.fault(
                    "wrong-unit", *place_of(long.places, (name, index)), f"`{entry.key[-1]}` wants {metric[1]}",
                    {MONEY: "write number, scale and currency: 5 billion USD", PERCENT: "write a share: 42.8%",
                     COUNT: "write a number: 191,521"}.get(metric[1], ""))


def _language(document: Document, long: Long, route: Route, tag: str) -> Iterator[Fault]:
    try:
        check_language(tag or "en")
    except PydanticCustomError as error:
        context = error.context or {}
        yield document.fault("bad-language", *place_of(long.places, route), context["message"], context["remedy"])


def _values(entry: AnyEntry) -> list[Any]:
    """The values an entry claims; a dispute's versions may use words where figures differ in kind."""
    if isinstance(entry, Fact):
        return [entry.value]
    if isinstance(entry, Dispute):
        return [version.value for version in entry.versions if not isinstance(version.value, Words)]
    return []
