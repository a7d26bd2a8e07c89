"""The reference of the format, made from the model: every key, its form, and the closed lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from .. import model, wording
from ..blocks import Block, Bullets, Heading, Item, Line, Page, Paragraph, Strong, Table, Text, line
from ..values import (AMOUNT_KINDS, EXCHANGES, IDENTIFIERS, Amount, Count, DealAmount, Dates, PartialDate, Period, Share,
                      Ticker, Url)

_SHAPES = {
    "text": "one text", "texts": "one text or a list", "entries": "one fact or a list of facts",
    "keyed": "key to facts", "periods": "metric, period, figure", "segments": "segment, metric, period, figure",
    "steps": "list of `date stage: text`", "sources": "letter to source id", "map": "key to text",
    "mapping": "keys and values", "mappings": "list of keys and values",
}


def reference_page() -> Page:
    """The whole reference; no archive is needed for it."""
    blocks: list[Block] = [Paragraph(line(
        "Made from the model that checks the files, so it is never out of date. How to write them is told in ",
        "The data format."))]
    for folder, kind in model.KINDS.items():
        blocks += [Heading(2, line(f"Keys of data/{folder}/")), _keys(kind)]
    blocks += [Heading(2, line("Forms of values")), _forms()]
    blocks += [Heading(2, line("Metrics")), _metrics()]
    blocks += [Heading(2, line("Closed lists")), _lists()]
    return Page("about/format-reference.md", "Format reference", "Every key of the data files, with its form.",
                tuple(blocks))


def _keys(kind: type[model.Record]) -> Table:
    rows = []
    for name, title, prop in model.props(kind):
        field = kind.model_fields[name]
        form = _SHAPES[prop.shape] + (", one value for one time" if prop.one else "")
        needed = " (needed)" if field.is_required() else ""
        rows.append((line(Strong(line(name)), needed), line(form), line(f"{title}. {field.description}.")))
    return Table((line("Key"), line("Form"), line("Meaning")), tuple(rows))


def _forms() -> Table:
    kinds = (("date", PartialDate), ("dates of one event", Dates), ("period", Period), ("amount", Amount),
             ("amount of a deal", DealAmount), ("share", Share), ("count", Count), ("ticker", Ticker), ("address", Url))
    return Table((line("Value"), line("Written as"), line("Example")),
                 tuple((line(name), line(kind.form), line(kind.examples[0])) for name, kind in kinds))


def _metrics() -> Table:
    rows = [(line(name), line(label), line(unit)) for name, (label, unit) in model.METRICS.items()]
    rows += [(line(f"any of them with {suffix}"), line(words), line(unit)) for suffix, (words, unit) in model.SUFFIXES.items()]
    return Table((line("Key"), line("Meaning"), line("Unit")), tuple(rows))


def _lists() -> Bullets:
    def words(values: tuple[str, ...]) -> Iterator[Line]:
        for value in values:
            chip = wording.CHIPS.get(value)
            yield line(Strong(line(value)), f": {chip[1]}" if chip else "")

    lists = (("Stages", get_args(model.Stage)), ("How it became known", get_args(model.Publicity)),
             ("Binding", get_args(model.Binding)), ("Certainty", get_args(model.Certainty)),
             ("Mode", get_args(model.Mode)[1:]), ("Absences", get_args(model.Absent)),
             ("Kinds of source", get_args(model.SourceKind)), ("Forms of source", get_args(model.SourceForm)),
             ("How a source was read", get_args(model.Access)), ("Kinds of amount", AMOUNT_KINDS),
             ("Kinds of name", model.NAME_KINDS), ("Identifiers", tuple(IDENTIFIERS)),
             ("Exchanges", tuple(f"{code} {name}" for code, name in EXCHANGES.items())))
    return Bullets(tuple(Item((Text(title),), tuple(words(values))) for title, values in lists))
