"""Charts: bars for two or three periods, a line for four or more; zero is always on the axis.

Widths are percentages of the drawing, so words keep their size on every screen. The figures table of
the page is the twin; the caption says so.
"""

from __future__ import annotations

from decimal import Decimal

from .. import wording
from ..archive import Archive, Item
from ..blocks import Block, Html, Line, Link, Text, el, line
from ..model import metric_of
from .scene import figure, number
from .series import Datum, Series, series
from .text import NAME, width

BAR = 20.0                     # px: height of a bar
SHARE = 92.0                   # percent of the width that bars take: an open end finds room behind them
TOP, FLOOR = 34.0, 150.0       # px: the line's plot from its highest to its lowest point
NARROWEST = 290.0              # px: the least width of a drawing in which words must have room


def metric_chart(archive: Archive, company: str, metric: str) -> tuple[Block, ...]:
    """The chart of one metric of a whole company; nothing where fewer than two figures can be compared."""
    items: list[Item] = [one for one in archive.by_record["companies", company]
                         if one.prop == "metrics" and one.entry.key == (metric,)]
    found = series(items)
    if found is None or metric_of(metric) is None:
        return ()
    title = _title(archive.companies[company].name, metric, found)
    alternative = f"{title}. " + "; ".join(f"{wording.period(one.period)}: {one.words}" for one in found.data) + "."
    drawing = _bars(found, f"hatch-{metric.replace('_', '-')}") if len(found.data) < 4 else _line(found)
    drawn = el("svg", {"class": "chart", "role": "img", "aria-label": alternative, "width": "100%",
                       "height": number(drawing[1]), "focusable": "false"}, *drawing[0])
    return (figure("chart", title, _below(found), drawn, el("p", {"class": "figure-note"}, _note(found))),)


def _title(name: str, metric: str, found: Series) -> str:
    """The finding, in the sources' own figures."""
    first, last = found.data[0], found.data[-1]
    label = wording.metric(metric)
    return f"{label} of {name}: {_clause(first)}, {_clause(last)}"


def _clause(datum: Datum) -> str:
    preposition = "on" if datum.period.start.precision == "day" else "in"
    return f"{datum.words} {preposition} {wording.period(datum.period)}"


def _below(found: Series) -> str:
    plural = {"fiscal quarter": "fiscal quarters", "half": "half years", "nine months": "first nine months",
              "day": "days", "span": "periods of several months"}.get(found.kind, f"{found.kind}s")
    marks = []
    if any(one.soft for one in found.data):
        marks.append("hatched or hollow: estimated or planned")
    if any(one.disputed for one in found.data):
        marks.append("bracket: sources disagree")
    if any(one.bound for one in found.data):
        marks.append("open end: a bound")
    return f"{plural.capitalize()}, {_unit(found.unit)}, from zero" + "".join(f"; {mark}" for mark in marks) + "."


def _unit(unit: str) -> str:
    return {"%": "percent", "": "number"}.get(unit, unit)


def _note(found: Series) -> Line:
    more = f" {wording.plural(found.others, 'figure')} for other periods or units only there." if found.others else ""
    link = Link((Text("the table of figures"),), found.data[-1].target)
    return line("All figures with their sources: ", link, ".", more)


# Bars --------------------------------------------------------------------------------------------


def _bars(found: Series, hatch: str) -> tuple[list[Html], float]:
    """Rows of words with a bar below; negative bars run left from zero."""
    low = min([Decimal(0), *(one.low for one in found.data)])
    high = max([Decimal(0), *(one.high for one in found.data)])
    scale = SHARE / float(high - low or Decimal(1))
    zero = float(-low) * scale
    parts = [_hatch(hatch)] if any(one.soft for one in found.data) else []
    y = 0.0
    for datum in found.data:
        words = _words(datum, y)
        top = y + 6 + 17 * len(words)
        parts += [*words, *_bar(datum, top, zero, scale, hatch),
                  el("line", {"class": "axis", "x1": _percent(zero), "x2": _percent(zero), "y1": number(top - 3),
                              "y2": number(top + BAR + 3)})]
        y = top + BAR + 10
    return parts, y


def _words(datum: Datum, y: float) -> list[Html]:
    """Period and value in one line, or in two where a phone has no room."""
    period = f"{wording.period(datum.period)}: "
    value = el("tspan", {"class": "value"}, datum.words)
    first = {"class": "period", "x": "0", "y": number(y + 14)}
    if width(period + datum.words, NAME) <= NARROWEST:
        return [el("text", first, period, value)]
    return [el("text", first, period.strip()), el("text", {"class": "value", "x": "0", "y": number(y + 31)}, datum.words)]


def _bar(datum: Datum, y: float, zero: float, scale: float, hatch: str) -> list[Html]:
    """The bar, with a bracket where versions differ and an open end where the figure is a bound."""
    low, high = float(datum.low) * scale, float(datum.high) * scale
    sure = low if datum.high >= 0 else high                # what all versions agree on
    reach = sure if datum.main is None else float(datum.main) * scale
    fill = {"fill": f"url(#{hatch})"} if datum.soft else {}
    parts = [el("rect", {"class": "bar bar-soft" if datum.soft else "bar", "x": _percent(zero + min(0.0, reach)),
                         "y": number(y), "width": _percent(abs(reach)), "height": number(BAR), **fill})]
    if datum.low != datum.high:
        parts += _bracket(zero + low, zero + high, y)
    if datum.bound:
        parts.append(_open_end(zero + max(0.0, high), y, datum.bound))
    return parts


def _bracket(low: float, high: float, y: float) -> list[Html]:
    """From the lowest to the highest version."""
    mid = number(y + BAR / 2)
    found = [el("line", {"class": "bracket", "x1": _percent(low), "x2": _percent(high), "y1": mid, "y2": mid})]
    for at in (low, high):
        found.append(el("line", {"class": "bracket", "x1": _percent(at), "x2": _percent(at), "y1": number(y + 3),
                                 "y2": number(y + BAR - 3)}))
    return found


def _open_end(at: float, y: float, bound: str) -> Html:
    """Two tips behind a bar's end: the figure is a bound, and to which side it is open."""
    tips = "M3 3 L10 10 L3 17 M9 3 L16 10 L9 17" if bound == "above" else "M10 3 L3 10 L10 17 M16 3 L9 10 L16 17"
    return el("svg", {"x": _percent(at), "y": number(y), "width": "20", "height": "20"},
              el("path", {"class": "open-end", "d": tips}))


def _hatch(name: str) -> Html:
    lines = el("path", {"class": "hatch", "d": "M0 0 L0 7"})
    return el("defs", {}, el("pattern", {"id": name, "width": "7", "height": "7", "patternUnits": "userSpaceOnUse",
                                         "patternTransform": "rotate(45)"}, lines))


def _percent(value: float) -> str:
    return f"{number(value)}%"


# Line --------------------------------------------------------------------------------------------


def _line(found: Series) -> tuple[list[Html], float]:
    """Points at their time, joined; first, last and highest carry their values."""
    places = _places(found)
    parts = [_curve(run) for run in _runs(found, places)]
    zero = _level(Decimal(0), found)
    parts.append(el("line", {"class": "axis", "x1": "0", "x2": "100%", "y1": number(zero), "y2": number(zero)}))
    for datum, (x, y) in zip(found.data, places, strict=True):
        parts += _mark(datum, x, y, found)
    peak = max(range(len(places)), key=lambda at: (found.data[at].high, -at))
    shown = [0, len(places) - 1]
    if 25 < places[peak][0] < 75:
        shown.append(peak)
    for at in shown:
        parts += _labels(found.data[at], *places[at])
    return parts, FLOOR + 46


def _places(found: Series) -> list[tuple[float, float]]:
    """Percent from the left by the period's end, px from the top by the figure; a range: its upper end."""
    days = [one.period.last.toordinal() for one in found.data]
    span = (days[-1] - days[0]) or 1
    return [(2 + 96 * (day - days[0]) / span, _level(one.high if one.main is None else one.main, found))
            for day, one in zip(days, found.data, strict=True)]


def _runs(found: Series, places: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """The points to be joined: the line breaks at ranges, open disputes and missing periods."""
    days = [one.period.last.toordinal() for one in found.data]
    steps = [after - before for before, after in zip(days, days[1:], strict=False) if after > before]
    usual = min(steps, default=1)
    runs: list[list[tuple[float, float]]] = [[]]
    for at, (datum, place) in enumerate(zip(found.data, places, strict=True)):
        if datum.main is None or (at and days[at] - days[at - 1] > 1.5 * usual):
            runs.append([])
        if datum.main is not None:
            runs[-1].append(place)
    return [run for run in runs if len(run) > 1]


def _level(value: Decimal, found: Series) -> float:
    low = min([Decimal(0), *(one.low for one in found.data)])
    high = max([Decimal(0), *(one.high for one in found.data)])
    return FLOOR - (FLOOR - TOP) * float((value - low) / (high - low or Decimal(1)))


def _curve(places: list[tuple[float, float]]) -> Html:
    """The joining line, stretched to the width of the drawing without growing thicker."""
    points = " ".join(f"{number(x * 10)},{number(y)}" for x, y in places)
    return el("svg", {"x": "0", "y": "0", "width": "100%", "height": number(FLOOR + 4),
                      "viewBox": f"0 0 1000 {number(FLOOR + 4)}", "preserveAspectRatio": "none"},
              el("polyline", {"class": "curve", "points": points, "vector-effect": "non-scaling-stroke"}))


def _mark(datum: Datum, x: float, y: float, found: Series) -> list[Html]:
    kind = "mark mark-soft" if datum.soft or datum.bound else "mark"
    parts = []
    if datum.low != datum.high:
        top, bottom = _level(datum.high, found) - 7, _level(datum.low, found) + 7
        parts.append(el("line", {"class": "bracket", "x1": _percent(x), "x2": _percent(x), "y1": number(top),
                                 "y2": number(bottom)}))
    if datum.main is not None:
        parts.append(el("circle", {"class": kind, "cx": _percent(x), "cy": number(y), "r": "4.5"},
                        el("title", {}, f"{wording.period(datum.period)}: {datum.words}")))
    return parts


def _labels(datum: Datum, x: float, y: float) -> list[Html]:
    """Period and value below the axis, leaning inwards at the edges; the highest point's above it."""
    words = wording.period(datum.period)
    if 25 < x < 75:
        return [el("text", {"class": "value minor", "x": _percent(x), "y": number(max(14.0, y - 14)),
                            "text-anchor": "middle"}, f"{words}: {datum.words}")]
    anchor, at = ("start", "0") if x < 50 else ("end", "100%")
    return [el("text", {"class": "period", "x": at, "y": number(FLOOR + 20), "text-anchor": anchor}, words),
            el("text", {"class": "value", "x": at, "y": number(FLOOR + 39), "text-anchor": anchor}, datum.words)]
