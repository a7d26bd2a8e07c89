"""Figures: metrics by period as tables, the newest period first, one table a metric or segment.

Growth and outlook stand beside the figure they belong to, where both are of the same period. Metrics
with a single figure share one table at the end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from .. import wording
from ..archive import Item as Entry
from ..blocks import Block, Em, Heading, Line, Mark, Table, line
from ..model import SUFFIXES, AnyEntry
from .evidence import Evidence
from .facts import fold, joined, words
from .tables import Cell, Column, Row, rich_table

_KEEP = 6                                                  # rows that stand open
_WIDEST = 4                                                # columns beside the period
_MARGINS = ("gross_margin", "operating_margin", "net_margin")
_NONE = (Em(line("not stated")),)


def newest_first(entry: AnyEntry) -> tuple[int, int]:
    """Sort key of a figure's period: the latest end first, then the shorter span."""
    return (-entry.period.last.toordinal(), -entry.period.start.first.toordinal()) if entry.period else (0, 0)


def figures(evidence: Evidence, entries: Iterable[Entry]) -> tuple[Block, ...]:
    """All figures given: by segment, in each by metric."""
    groups: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    single: list[Entry] = []
    for one in sorted(entries, key=lambda one: (one.entry.key[:-1], wording.metric_order(one.entry.key[-1]))):
        groups[_group(one)].append(one)
    found: list[Block] = []
    for title, group in groups.items():
        if len(group) == 1:
            single += group
        else:
            columns = _columns(group)
            found += [Heading(3, line(" ".join(title))),
                      *_by_period(evidence, [one for one in group if one.entry.key[-1] in columns])]
            single += [one for one in group if one.entry.key[-1] not in columns]
    if single:
        found += [Heading(3, line("Other figures")), _listed(evidence, single)] if found else [
            _listed(evidence, single)]
    return tuple(found)


def _group(one: Entry) -> tuple[str, ...]:
    """The segment, or the metric without its suffix; margins stand together."""
    if one.entry.key[:-1]:
        return one.entry.key[:-1]
    name = one.entry.key[-1]
    base = next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
    return ("Margins",) if base in _MARGINS else (wording.metric(base),)


def _by_period(evidence: Evidence, group: list[Entry]) -> tuple[Block, ...]:
    """Periods down, metrics across; the older rows fold away."""
    metrics = _columns(group)
    rows: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(group, key=lambda one: newest_first(one.entry)):
        assert one.entry.period is not None
        rows[wording.period(one.entry.period)][one.entry.key[-1]].append(one)
    header = ["Period", *(_column(name, group) for name in metrics)]
    lines = [(line(period), *(_cell(evidence, cells[name]) for name in metrics)) for period, cells in rows.items()]
    keep = _KEEP if len(lines) > _KEEP + 2 else len(lines)
    found: list[Block] = [Table(tuple(line(title) for title in header), tuple(lines[:keep]))]
    if lines[keep:]:
        older = rich_table(f"older-{group[0].anchor}", f"{header[1]}, older periods",
                           tuple(Column(title) for title in header),
                           (Row(tuple(Cell(cell) for cell in row)) for row in lines[keep:]))
        found.append(fold(f"{len(lines) - keep} older periods", older.html))
    return tuple(found)


def _columns(group: list[Entry]) -> list[str]:
    """The metrics worth a column: those known for a third of the periods, the fullest first among equals."""
    counts = Counter(one.entry.key[-1] for one in group)
    periods = len({one.entry.period.text for one in group if one.entry.period})
    ordered = sorted(counts, key=lambda name: (wording.metric_order(name), name))
    return [name for name in ordered if counts[name] * 3 >= periods][:_WIDEST]


def _column(metric: str, group: list[Entry]) -> str:
    """A column's title: growth and outlook need not repeat the name that stands above their table."""
    label = wording.metric(metric)
    alone = not group[0].entry.key[:-1] and _group(group[0]) != ("Margins",)
    return label.split(", ")[1].capitalize() if alone and ", " in label else label


def _cell(evidence: Evidence, entries: list[Entry]) -> Line:
    return joined((_figure(evidence, one) for one in entries), "; ") or _NONE


def _figure(evidence: Evidence, one: Entry) -> Line:
    return (Mark(one.anchor), *words(evidence, one, period=False))


def _listed(evidence: Evidence, entries: list[Entry]) -> Table:
    """One row a figure."""
    rows = []
    for one in entries:
        assert one.entry.period is not None
        name = ": ".join((*one.entry.key[:-1], wording.metric(one.entry.key[-1])))
        rows.append((line(f"{name}, {wording.period(one.entry.period)}"), _figure(evidence, one)))
    return Table((line("Figure and period"), line("Value")), tuple(rows))
