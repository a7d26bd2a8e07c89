"""Derived figures as blocks: what came out, how, from which facts, and what weakens it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from .. import wording
from ..archive import slug
from ..blocks import Block, Chip, Heading, Line, Link, Mark, PageLink, Paragraph, Table, Text, line
from ..derive.derived import Derived, Input
from ..derive.exchange import rates_of
from ..derive.ratios import figures_of
from ..derive.totals import totals_of
from .evidence import Evidence
from .facts import fold
from .tables import Cell, Column, Row, rich_table

# mark -> kind of chip; the words are those of `standing`.
_TINT = {"disputed": "disputed", "uncommitted": "non-binding", "past shelf life": "weak", "tertiary only": "weak",
         "differs": "disputed", "off by more than 3 percent": "disputed"}
_KEEP = 6                                                  # rows of a table that stand open
_TERM = re.compile(r"\{(\d+)\}")
_KINDS = {"earlier period": "Earlier periods, from growth rates", "part": "Parts and wholes",
          "whole": "Parts and wholes", "growth": "Growth and margins", "margin": "Growth and margins",
          "share": "Shares of revenue", "exchange rate": "Exchange rates behind conversions",
          "total": "Totals by kind of commitment"}


def derived_blocks(evidence: Evidence, record_id: str, folder: str = "companies",
                   today: date | None = None) -> tuple[Block, ...]:
    """What can be worked out for a record, one table; nothing where nothing can. Heading not included.

    Without `today` no input is judged by its age.
    """
    archive = evidence.archive
    found: list[Derived] = list(rates_of(archive, folder, record_id, today))
    if folder == "companies":
        totals = list(totals_of(archive, record_id, today))
        found = [*figures_of(archive, record_id, today), *found]
        return (*_intro([*found, *totals]), *_table(evidence, found), *_totals(evidence, totals))
    return (*_intro(found), *_table(evidence, found))


def _intro(found: list[Derived]) -> tuple[Block, ...]:
    return (Paragraph(line("No source prints these figures: the compiler works them out from facts of this archive, "
                           "to no more digits than those allow. A chip says what weakens an input.")),) if found else ()


def _table(evidence: Evidence, found: Iterable[Derived]) -> tuple[Block, ...]:
    """A heading and a table a kind; in each by label, the newest period first."""
    ordered = sorted(found, key=lambda one: (one.label, -one.period.last.toordinal() if one.period else 0))
    blocks: list[Block] = []
    for kind in dict.fromkeys(_KINDS.values()):
        rows = tuple(_row(evidence, one) for one in ordered if _KINDS[one.kind] == kind)
        if rows:
            blocks += [Heading(3, line(kind)), *_cut(kind, rows)]
    return tuple(blocks)


def _cut(kind: str, rows: tuple[tuple[Line, ...], ...]) -> Iterator[Block]:
    """The table; its tail folds away where it is long."""
    header = ("Figure and period", "Derived value", "Worked out from")
    keep = _KEEP if len(rows) > _KEEP + 2 else len(rows)
    yield Table(tuple(line(cell) for cell in header), rows[:keep])
    if rows[keep:]:
        more = f"{len(rows) - keep} more"
        yield fold(more, rich_table("", f"{kind}, {more}", tuple(Column(title) for title in header),
                                    (Row(tuple(Cell(cell) for cell in row)) for row in rows[keep:])).html)


def _row(evidence: Evidence, one: Derived) -> tuple[Line, ...]:
    when = f", {wording.period(one.period)}" if one.period else ""
    return (line(Mark(anchor_of(one)), one.label, when), _value(evidence, one), _formula(evidence, one))


def anchor_of(one: Derived) -> str:
    """The address of a derived figure on its page: what it is, not where it stands."""
    words = f"{one.kind} {one.label} {one.period.text if one.period else ''}"
    more = "" if one.kind not in ("total", "exchange rate") else one.inputs[0].item.anchor
    return f"derived-{slug(f'{words} {one.value}' if one.kind == 'total' else words, 14)}" + (
        f"-{more}"[:60].rstrip("-") if one.kind == "exchange rate" else "") + ("-check" if one.held else "")


def _value(evidence: Evidence, one: Derived) -> Line:
    held = line("; printed: ", *_link(evidence, one.held), *evidence.refs(one.held.fact.source)) if one.held else ()
    return line(wording.value_words(one.value), *_chips(one.marks), *held)


def _chips(marks: Iterable[str]) -> Line:
    return tuple(part for mark in marks for part in (Text(" "), Chip(_TINT.get(mark, "plan"), mark)))


def _link(evidence: Evidence, one: Input) -> Line:
    """The input's value as a link to the fact; its amount alone where it is a deal's."""
    value = getattr(one.fact.value, "amount", one.fact.value)
    return (Link((Text(wording.value_words(value)),), PageLink(one.item.path, one.item.anchor)),)


def _formula(evidence: Evidence, one: Derived) -> Line:
    """The formula with the facts in their places, then the sources of all of them."""
    parts = list(_filled(evidence, one))
    cited = dict.fromkeys(cited for given in one.inputs for cited in given.fact.source)
    return line(*parts, *evidence.refs(cited))


def _filled(evidence: Evidence, one: Derived) -> Iterator:
    for at, part in enumerate(_TERM.split(one.formula)):
        if at % 2:
            yield from _link(evidence, one.inputs[int(part)])
        elif part:
            yield Text(part)


def _totals(evidence: Evidence, totals: list[Derived]) -> tuple[Block, ...]:
    """Totals in a table of their own, with the warning that they are not one sum."""
    if not totals:
        return ()
    rows = tuple((line(Mark(anchor_of(one)), one.label), _value(evidence, one), _deals(evidence, one)) for one in totals)
    return (Heading(3, line(_KINDS["total"])), Paragraph(line("Totals by kind of commitment, exactness and mode. They stand beside each other and are not "
                           "to be added up: a headline is not owed, a ceiling need not be reached, a plan may change.")),
            Table(tuple(line(cell) for cell in ("Kind", "Total", "Worked out from")), rows))


def _deals(evidence: Evidence, one: Derived) -> Line:
    """Each amount with its deal."""
    parts: list = []
    for given in one.inputs:
        title = evidence.archive.deals[given.item.record].title
        parts += [Text(" + ") if parts else Text(""), *_link(evidence, given), Text(f" ({title})"),
                  *evidence.refs(given.fact.source)]
    return line(*parts)
