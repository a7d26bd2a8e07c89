"""Tables that Markdown has no word for: a caption, row headers, labels for cards, keys to sort by.

On narrow screens a row becomes a card, hence the explicit roles and the label of each cell. The
script adds sorting and filters; without it the order of the rows is the compiler's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..blocks import Component, Html, Line, el


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, whether its cells are numbers, whether sorting by it makes sense."""

    title: str
    numeric: bool = False
    sort: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows, and a key to sort by where that is not its text."""

    content: Line
    key: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the values that filters go by: name to value, several separated by `|`."""

    cells: tuple[Cell, ...]
    filters: dict[str, str] = field(default_factory=dict)


def rich_table(anchor: str, caption: str, columns: tuple[Column, ...], rows: Iterable[Row],
               filters: str = "") -> Component:
    """The table, at an address where `anchor` gives one. `filters`: names of the row filters offered (`binding|year`), or nothing for none."""
    attrs = {"class": "rich", "role": "table"} | ({"id": anchor} if anchor else {})
    if filters:
        attrs["data-filters"] = filters
    head = el("tr", {"role": "row"}, *(_heading(column) for column in columns))
    body = (_row(columns, row) for row in rows)
    table = el("table", attrs, el("caption", {}, caption), el("thead", {"role": "rowgroup"}, head),
               el("tbody", {"role": "rowgroup"}, *body))
    # The style sheet keeps room for the filters, which the script puts in front.
    room = f"scroll filtered-{filters.count('|') + 1}" if filters else "scroll"
    return Component(el("div", {"class": room}, table))


def _heading(column: Column) -> Html:
    attrs = {"role": "columnheader", "scope": "col"}
    if column.numeric:
        attrs["class"] = "number"
    if column.sort:
        attrs["data-sort"] = "number" if column.numeric else "text"
    return el("th", attrs, column.title)


def _row(columns: tuple[Column, ...], row: Row) -> Html:
    cells = []
    for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
        attrs = {"role": "cell", "data-label": column.title} if place else {"role": "rowheader", "scope": "row"}
        if column.numeric:
            attrs["class"] = "number"
        if cell.key:
            attrs["data-key"] = cell.key
        cells.append(el("td" if place else "th", attrs, cell.content))
    return el("tr", {"role": "row"} | {f"data-{name}": value for name, value in row.filters.items()}, *cells)
