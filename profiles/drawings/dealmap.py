"""Deal maps: the deal in the middle, its parties at its sides, their holders above them.

A venture that two parties hold together stands below the deal.
"""

from __future__ import annotations

from dataclasses import dataclass

from .. import wording
from ..archive import Archive
from ..blocks import PageLink
from ..model import Deal
from .ego import GAP, Canvas, box, holder_words
from .relations import Node, Tie, closed_word, deal_style, deal_time, holders, holdings, node
from .scene import Box, Scene, height_of, words_in

MOST_PARTIES, MOST_HOLDERS = 10, 2


@dataclass(frozen=True, slots=True)
class Party:
    """A party, its holders that are companies of the archive, and what it holds of other parties."""

    node: Node
    holders: tuple[tuple[Node, Tie], ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DealMap:
    """What is drawn of a deal, and all ties for its table."""

    words: tuple[str, ...]
    style: str
    parties: tuple[Party, ...]
    ventures: tuple[tuple[Node, tuple[Tie, ...]], ...]
    ties: tuple[Tie, ...]
    left_out: int = 0


def arrange(archive: Archive, deal: Deal) -> DealMap:
    """Read the map of a deal out of the archive."""
    names = tuple(dict.fromkeys(deal.parties))
    ventures = _ventures(archive, names)
    parties, ties = [], []
    target = PageLink(f"deals/{deal.id}.md")
    for name in names:
        above = [tie for tie in holders(archive, name) if tie.first in archive.companies and tie.style == "owns"]
        inside = [tie for tie in above if tie.first in names]
        outside = [tie for tie in above if tie.first not in names][:MOST_HOLDERS]
        held = [tie for tie in holdings(archive, name) if tie.second in names and tie.style == "owns"]
        remarks = tuple(_remark(archive, tie) for tie in held)
        parties.append(Party(node(archive, name), tuple((node(archive, tie.first), tie) for tie in outside), remarks))
        ties.append(Tie(name, deal.title, deal_style(deal), "", "party", target, deal_time(deal)))
        ties += [*outside, *inside]
    ties += [tie for _, found in ventures for tie in found]
    words = (closed_word(deal.stage) or "stage not stated", closed_word(deal.binding) or "binding not stated")
    return DealMap(words, deal_style(deal), tuple(parties[:MOST_PARTIES]), ventures, tuple(ties),
                   max(0, len(parties) - MOST_PARTIES))


def _remark(archive: Archive, tie: Tie) -> str:
    name = node(archive, tie.second).name
    return f"holds {tie.label} of {name}" if "%" in tie.label else f"holder of {name}"


def _ventures(archive: Archive, names: tuple[str, ...]) -> tuple[tuple[Node, tuple[Tie, ...]], ...]:
    """Companies that the two parties of a deal hold together, and nobody else."""
    held = sorted({tie.second for name in names for tie in holdings(archive, name)} - set(names))
    found = ((key, holders(archive, key)) for key in held)
    return tuple((node(archive, key), ties) for key, ties in found
                 if len(names) == 2 and {tie.first for tie in ties} == set(names))


def title(archive: Archive, deal: Deal, found: DealMap) -> str:
    """The finding: who, how far, whether it binds; in the words of the record."""
    names = wording.listing([party.node.name for party in found.parties])
    if found.left_out:
        names += f" and {wording.plural(found.left_out, 'other')}"
    return f"{names}: {found.words[0]}, {found.words[1]}"


# Drawing -----------------------------------------------------------------------------------------


def wide(found: DealMap) -> Scene:
    """The drawing for broad screens, 640 px: parties left and right of the deal, its middle level with theirs."""
    canvas = Canvas()
    half = (len(found.parties) + 1) // 2
    left, right = found.parties[:half], found.parties[half:]
    deal = _deal_box(found, 226.0, 0.0, 188.0)
    centres = [_centre(_column(Canvas(), column, 0.0, 196.0, 0.0)) for column in (left, right)]
    centre = max(*centres, deal.h / 2)
    mids = [_column(canvas, column, x, 196.0, centre - own)
            for column, x, own in ((left, 0.0, centres[0]), (right, 444.0, centres[1]))]
    deal = Box(deal.key, deal.x, centre - deal.h / 2, deal.w, deal.h, deal.lines, deal.kind)
    for edge, inner, outer, column in ((196.0, 226.0, 211.0, mids[0]), (444.0, 414.0, 429.0, mids[1])):
        _joined(canvas, found.style, edge, inner, outer, column, deal.middle)
    canvas.boxes.append(deal)
    _below(canvas, found, deal)
    return canvas.scene(640.0)


def _joined(canvas: Canvas, style: str, edge: float, inner: float, lane: float, mids: list[float],
            centre: float) -> None:
    """Lines from the parties of one side to the deal, gathered on a lane where there are several."""
    if len(mids) == 1 and mids[0] == centre:
        canvas.stroke((edge, centre), (inner, centre), style=style)
        return
    for mid in mids:
        canvas.stroke((edge, mid), (lane, mid), style=style)
    if mids:
        canvas.stroke((lane, min([*mids, centre])), (lane, max([*mids, centre])), style=style)
        canvas.stroke((lane, centre), (inner, centre), style=style)


def _deal_box(found: DealMap, x: float, y: float, w: float) -> Box:
    lines = words_in("This deal", found.words, w)
    return Box("this deal", x, y, w, height_of(lines, 72.0), lines, "me")


def _cell(party: Party, x: float, y: float, w: float) -> tuple[list[Box], Box]:
    """Holders above, the party below, in its own boxes."""
    above = []
    for held_by, tie in party.holders:
        above.append(box(held_by, x + 24, y, w - 24, (holder_words(tie),)))
        y += above[-1].h + 6
    own = box(party.node, x, y + (10 if above else 0), w, party.remarks, least=52.0)
    return above, own


def _centre(mids: list[float]) -> float:
    """Halfway between the first and the last party of a side."""
    return (mids[0] + mids[-1]) / 2 if mids else 0.0


def _column(canvas: Canvas, column: tuple[Party, ...], x: float, w: float, y: float) -> list[float]:
    """Draw the parties of one side. Returns the heights of their middles."""
    mids = []
    for party in column:
        own = _draw_cell(canvas, party, x, y, w)
        mids.append(own.middle)
        y = own.y + own.h + GAP * 1.6
    return mids


def _draw_cell(canvas: Canvas, party: Party, x: float, y: float, w: float) -> Box:
    above, own = _cell(party, x, y, w)
    lane = x + 10
    for placed, (_, tie) in zip(above, party.holders, strict=True):
        canvas.stroke((placed.x, placed.middle), (lane, placed.middle), style=tie.style)
    if above:
        canvas.stroke((lane, above[0].middle), (lane, own.y), style="owns", arrow=True)
    canvas.boxes += [*above, own]
    return own


def _below(canvas: Canvas, found: DealMap, deal: Box) -> None:
    """Ventures of the parties under the deal, whose lines of ownership come down from its box."""
    y = deal.y + deal.h
    for venture, _ in found.ventures:
        placed = box(venture, deal.x, y + 26, deal.w, ("held by both",))
        canvas.boxes.append(placed)
        canvas.stroke((deal.x + deal.w / 2, y), (deal.x + deal.w / 2, placed.y), style="owns", arrow=True)
        y = placed.y + placed.h


def narrow(found: DealMap) -> Scene:
    """The drawing for phones, 300 px: the deal on top, its parties below on a line."""
    canvas, lane = Canvas(), 292.0
    deal = _deal_box(found, 0.0, 0.0, 300.0)
    canvas.boxes.append(deal)
    y, mids = deal.h + 16, []
    for party in found.parties:
        own = _draw_cell(canvas, party, 0.0, y, 268.0)
        canvas.stroke((268.0, own.middle), (lane, own.middle), style=found.style)
        mids.append(own.middle)
        y = own.y + own.h + GAP * 1.4
    canvas.stroke((lane, deal.h), (lane, mids[-1]), style=found.style)
    for venture, _ in found.ventures:
        canvas.boxes.append(box(venture, 0.0, y, 268.0, ("held by both",)))
        y = canvas.boxes[-1].y + canvas.boxes[-1].h + GAP
    return canvas.scene(300.0)
