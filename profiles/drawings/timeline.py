"""Timelines: steps as an ordered list, and as dots on an axis that says how exactly each date is known.

A full date is a solid dot. A month, a quarter, a half or a year is a span as long as the uncertainty:
nothing is put on a day that no source names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .. import wording
from ..blocks import AttributeValue, Component, Html, Line, Mark, PageLink, el, line
from ..values import PartialDate
from .scene import figure, number

LABEL_ROW, AXIS_TOP = 44.0, 30.0
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
    """A figure with one row of dots a track, on a common axis of years."""
    rows = [track for track in tracks if track.steps][:MOST_ROWS]
    first, last = _range(rows)
    height = AXIS_TOP + LABEL_ROW * len(rows) if named else AXIS_TOP + 26
    words = "; ".join(f"{track.title}: {', '.join(wording.partial(step.date) for step in track.steps)}" for track in rows)
    parts = _years(first, last, height)
    for index, track in enumerate(rows):
        parts += _track(track, AXIS_TOP + LABEL_ROW * index, first, last, named)
    attributes: dict[str, AttributeValue] = {
        "class": "axis-drawing", "role": "group" if named else "img", "aria-label": title if named else f"{title}. {words}",
        "width": "100%", "height": number(height), "focusable": "false"}
    return figure("timeline", title, below, el("svg", attributes, *parts))


def _range(rows: Sequence[Track]) -> tuple[date, date]:
    """Whole years, or whole half years where all lies within one: from the first to the last possible day."""
    days = [day for track in rows for step in track.steps for day in (step.date.first, step.date.last)]
    return date(min(days).year, 1, 1), date(max(days).year, 12, 31)


def _at(day: date, first: date, last: date) -> float:
    return 1 + 98 * (day.toordinal() - first.toordinal()) / ((last.toordinal() - first.toordinal()) or 1)


def _years(first: date, last: date, height: float) -> list[Html]:
    """A rule and a label a year; where there are many, a label every few years."""
    every = 1 + (last.year - first.year) // 8
    found = []
    for year in range(first.year, last.year + 1):
        x = f"{number(_at(date(year, 1, 1), first, last))}%"
        found.append(el("line", {"class": "rule", "x1": x, "x2": x, "y1": "4", "y2": number(height)}))
        if (year - first.year) % every == 0:
            found.append(el("text", {"class": "period", "x": x, "dx": "4", "y": "15"}, str(year)))
    return found


def _track(track: Track, y: float, first: date, last: date, named: bool) -> list[Html]:
    found: list[Html] = []
    level = y + (30 if named else 10)
    if named:
        label = el("text", {"class": "track", "x": "0", "y": number(y + 15)}, track.title)
        found.append(el("a", {"href": track.target, "class": "track-link"}, label))
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


