"""Timelines: steps as an ordered list, and as dots on an axis that says how exactly each date is known.

A full date is a solid dot. A month, a quarter, a half or a year is a span as long as the uncertainty:
nothing is put on a day that no source names.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .. import wording
from ..blocks import AttributeValue, Component, Html, Line, Mark, PageLink, el, line
from ..values import PartialDate
from .scene import figure, number
from .text import MORE, wrap

AXIS_TOP = 30.0
MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One dated step: what happened as a line with its evidence, and its address on this page."""

    date: PartialDate
    content: Line
    anchor: str = ""
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """The steps of one deal on the axis."""

    title: str
    target: PageLink
    steps: tuple[Step, ...]


def exact(when: PartialDate) -> bool:
    """Whether a date is known to the day and without a `before`, `about` or `after`."""
    return when.precision == "day" and not when.qualifier


def steps_timeline(entries: Iterable[Step]) -> Component:
    """The steps as an ordered list, oldest first; the mark before each shows how exact its date is."""
    ordered = sorted(entries, key=lambda step: step.date.order)
    return Component(el("ol", {"class": "timeline"}, *(_item(step) for step in ordered)))


def listed(steps: Sequence[Step]) -> Component:
    """The steps as an ordered list, in the order given."""
    return Component(el("ol", {"class": "timeline"}, *(_item(step) for step in steps)))


def _item(step: Step) -> Html:
    kind = "planned" if step.planned else "exact" if exact(step.date) else "vague"
    words = wording.partial(step.date)
    words = words[:1].upper() + words[1:]
    shown = el("time", {"datetime": step.date.text}, words) if exact(step.date) else \
        el("span", {"class": "date"}, words if step.planned or step.date.qualifier else f"{words}, day not stated")
    mark: Line = (Mark(step.anchor),) if step.anchor else ()
    return el("li", {"class": f"step step-{kind}"}, *([mark] if mark else []), shown, " ", line(*step.content))


# Axis --------------------------------------------------------------------------------------------


def steps_axis(title: str, below: str, tracks: Sequence[Track], *, named: bool = True) -> Component:
    """A figure with one row of dots a track, on a common axis of years or months."""
    rows = [track for track in tracks if track.steps][:MOST_ROWS]
    if named:
        return figure("timeline", title, below, _axis(title, rows, "wide", 640.0), _axis(title, rows, "narrow", 272.0))
    said = "; ".join(", ".join(wording.partial(step.date) for step in track.steps) for track in rows)
    return figure("timeline", title, below, _axis(f"{title}. {said}", rows, "only", 0.0))


def _axis(label: str, rows: Sequence[Track], form: str, room: float) -> Html:
    """The drawing; `room` is what titles may take in px, 0 for none. Titles wrap, times are percentages."""
    first, last = _range(rows)
    titles = [wrap(track.title, MORE, room) if room else () for track in rows]
    heights = [18.0 + 17.0 * len(lines) + (10 if room else 0) for lines in titles]
    height = AXIS_TOP + sum(heights)
    parts, y = _ticks(first, last, height, monthly=last.toordinal() - first.toordinal() < 500), AXIS_TOP
    for track, lines, own in zip(rows, titles, heights, strict=True):
        parts += _track(track, lines, y, first, last)
        y += own
    attributes: dict[str, AttributeValue] = {
        "class": f"axis-drawing axis-{form}", "role": "group" if room else "img", "aria-label": label,
        "width": "100%", "height": number(height), "focusable": "false"}
    return el("svg", attributes, *parts)


def _range(rows: Sequence[Track]) -> tuple[date, date]:
    """From the first to the last possible day: whole months up to about a year and a half, else whole years."""
    days = [day for track in rows for step in track.steps for day in (step.date.first, step.date.last)]
    first, last = min(days), max(days)
    if last.toordinal() - first.toordinal() < 430:
        return first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])
    return date(first.year, 1, 1), date(last.year, 12, 31)


def _at(day: date, first: date, last: date) -> float:
    return 1 + 98 * (day.toordinal() - first.toordinal()) / ((last.toordinal() - first.toordinal()) or 1)


def _ticks(first: date, last: date, height: float, *, monthly: bool) -> list[Html]:
    """A rule for each year or month, a label for every one or every few of them."""
    months = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    starts = [day for day in months if first <= day <= last and (monthly or day.month == 1)]
    every = 1 + (len(starts) - 1) // 5
    found = []
    for index, day in enumerate(starts):
        x = f"{number(_at(day, first, last))}%"
        found.append(el("line", {"class": "rule", "x1": x, "x2": x, "y1": "4", "y2": number(height)}))
        if index % every == 0:
            words = wording.partial(PartialDate.parse(f"{day:%Y-%m}")) if monthly else str(day.year)
            found.append(el("text", {"class": "period", "x": x, "dx": "4", "y": "15"}, _short(words)))
    return found


def _short(words: str) -> str:
    """A month as labels have it: Nov 2025."""
    month, _, year = words.rpartition(" ")
    return f"{month[:3]} {year}" if month else year


def _track(track: Track, lines: tuple[str, ...], y: float, first: date, last: date) -> list[Html]:
    """The title, a line, the dots: exact ones above vague ones."""
    found: list[Html] = []
    if lines:
        words = [el("text", {"class": "track", "x": "0", "y": number(y + 13 + 17 * at)}, line_) for at, line_ in
                 enumerate(lines)]
        found.append(el("a", {"href": track.target, "class": "track-link"}, *words))
    level = y + 17.0 * len(lines) + 9
    found.append(el("line", {"class": "track-line", "x1": "0", "x2": "100%", "y1": number(level), "y2": number(level)}))
    vague = [step for step in track.steps if not exact(step.date)]
    for step in (*vague, *(step for step in track.steps if exact(step.date))):
        found.append(_dot(step, level, first, last))
    return found


def _dot(step: Step, y: float, first: date, last: date) -> Html:
    words = el("title", {}, f"{wording.partial(step.date)}")
    start, end = _at(step.date.first, first, last), _at(step.date.last, first, last)
    kind = " planned" if step.planned else ""
    if step.date.precision == "day":
        shape = "dot" if exact(step.date) else "dot about"
        return el("circle", {"class": f"{shape}{kind}", "cx": f"{number(start)}%", "cy": number(y), "r": "5"}, words)
    return el("rect", {"class": f"span-of-time{kind}", "x": f"{number(start)}%", "y": number(y - 5), "height": "10",
                       "width": f"{number(max(0.6, end - start))}%", "rx": "5"}, words)


