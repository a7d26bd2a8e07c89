"""Ratios: growth, margins and shares of revenue that no source prints, from figures that sources do.

The second half of `derived`, which holds the types and the rules for what may enter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..archive import Archive
from .derived import FLOWS, Derived, Figures, Input, Key, Known, implied, label_of, summed, year_before
from ..model import METRICS
from .precise import Number, as_share

MARGINS = {"gross_profit": "gross_margin", "operating_profit": "operating_margin", "net_profit": "net_margin"}


def figures_of(archive: Archive, company: str, today: date | None = None) -> tuple[Derived, ...]:
    """All figures worked out for a company from its own figures, in a fixed order."""
    figures = Figures(archive, company, today)
    found = [*implied(figures), *summed(figures), *growths(figures), *margins(figures), *shares(figures),
             *weighted_shares(figures)]
    return tuple(found)


def _ratio(above: Known, below: Known) -> Known:
    return Known(above.number / below.number, above.like, "{0} ÷ {1}", above.inputs + below.inputs)


def growths(figures: Figures) -> Iterator[Derived]:
    """Growth on the year where both years are held and no source's growth is."""
    for key, period in sorted(figures.held):
        earlier = year_before(period)
        now, then = figures.amount(key, period), figures.amount(key, earlier) if earlier else None
        printed = (*key[:-1], f"{key[-1]}_growth"), period
        if key[-1] not in FLOWS or not now or not then or printed in figures.named:
            continue
        if now.like.currency == then.like.currency and min(now.number.value, then.number.value) > 0:
            ratio = _ratio(now, then)
            known = Known(ratio.number.minus_one_in_percent(), now.like, "{0} ÷ {1} − 1", ratio.inputs)
            yield from figures.row("growth", f"{label_of(key)}, growth on the year", period,
                                   as_share(known.number, known.qualifier), known)


def margins(figures: Figures) -> Iterator[Derived]:
    """Profit as a share of revenue where no source's margin is held."""
    for (key, period) in sorted(figures.held):
        margin = MARGINS.get(key[0]) if len(key) == 1 else None
        if margin and ((margin,), period) not in figures.named:
            yield from _part_of_revenue(figures, "margin", METRICS[margin][0], key, period)


def shares(figures: Figures) -> Iterator[Derived]:
    """A segment's share of the company's revenue where no source's share is held."""
    for key, period in sorted(figures.held):
        if len(key) == 2 and key[1] == "revenue" and ((key[0], "revenue_share"), period) not in figures.named:
            yield from _part_of_revenue(figures, "share", label_of((key[0], "revenue_share")), key, period)


def _part_of_revenue(figures: Figures, kind: str, label: str, key: Key, period: str) -> Iterator[Derived]:
    part, whole = figures.amount(key, period), figures.amount(("revenue",), period)
    if part and whole and part.like.currency == whole.like.currency and whole.number.value > 0:
        known = _ratio(part, whole)
        yield from figures.row(kind, label, period, as_share(known.number.in_percent(), known.qualifier), known)


def weighted_shares(figures: Figures) -> Iterator[Derived]:
    """A segment's share over several quarters: the quarters' shares, weighted with their revenue."""
    segments = sorted({(key, period[:-1]) for key, period in figures.held
                       if key[-1] == "revenue_share" and re.fullmatch(r"(FY)?\d{4}-Q1", period)})
    for key, stem in segments:
        for quarters, whole in ((4, stem[:-2]), (3, f"{stem[:-1]}9M"), (2, f"{stem[:-1]}H1")):
            parts = [(figures.share(key, f"{stem}{number}"), figures.amount(("revenue",), f"{stem}{number}"))
                     for number in range(1, quarters + 1)]
            named = (key, whole) in figures.named or (whole.startswith("FY") and "-" in whole)
            if not named and all(share and revenue for share, revenue in parts):
                yield from _weighted(figures, key, whole, parts)  # type: ignore[arg-type]
                break                                    # the longest span says it


def _weighted(figures: Figures, key: Key, whole: str, parts: list[tuple[Input, Known]]) -> Iterator[Derived]:
    products = [Number.of(share.fact.value) * revenue.number for share, revenue in parts]
    above, below = products[0], parts[0][1].number
    for product, (_, revenue) in zip(products[1:], parts[1:]):
        above, below = above + product, below + revenue.number
    # A weighted mean is no better known than the percentages that enter it.
    number = Number(above.value / below.value, max(Number.of(share.fact.value).place for share, _ in parts))
    formula = " + ".join(f"{{{2 * at}}} × {{{2 * at + 1}}}" for at in range(len(parts)))
    revenues = " + ".join(f"{{{2 * at + 1}}}" for at in range(len(parts)))
    inputs = tuple(one for share, revenue in parts for one in (share, *revenue.inputs))
    known = Known(number, parts[0][1].like, f"({formula}) ÷ ({revenues})", inputs)
    yield from figures.row("share", label_of(key), whole, as_share(number, known.qualifier), known)
