"""The timeline page: the steps of all deals, newest first, and all deals on one axis."""

from __future__ import annotations

from .. import wording
from ..archive import Archive, Item, deal_order
from ..blocks import Block, Heading, Line, Link, Page, PageLink, Paragraph, Text, line
from ..drawings.timeline import MOST_ROWS, Step, Track, exact, listed, steps_axis, steps_timeline
from ..model import Deal
from .evidence import Evidence
from .facts import first_fact, step_chip, value_line, words


def timeline_page(archive: Archive) -> Page:
    """All dated steps of all deals."""
    deals = [deal for deal in sorted(archive.deals.values(), key=deal_order) if not deal.withdrawn]
    steps = [step for deal in deals for step in _steps(archive, deal)]
    blocks: list[Block] = [Paragraph(line(
        "Steps of all deals by date, newest first. A date is never made more exact than its source: months, quarters "
        "and years stand where they begin, years alone at the end of their year. Each line leads to its "
        "step on the page of the deal, where its sources stand."))]
    tracks = [track for deal in deals if (track := track_of(archive, deal)).steps]
    if tracks:
        blocks.append(_axis(tracks))
    for year in sorted({step.date.first.year for step in steps}, reverse=True):
        own = sorted((step for step in steps if step.date.first.year == year), key=_newest_first)
        blocks += [Heading(2, line(str(year))), listed(own)]
    if not steps:
        blocks.append(Paragraph(line("No deal of this archive has a dated step yet.")))
    return Page("timeline.md", "Timeline", "The steps of all deals by date, newest first.",
                tuple(blocks), searchable=False)


def _newest_first(step: Step) -> tuple[bool, int, int, str]:
    """Sort key: what is known by the year alone comes last."""
    day = step.date
    return (day.precision in ("year", "fiscal year"), -day.first.toordinal(), day.last.toordinal(), str(step.content))


def _axis(tracks: list[Track]) -> Block:
    """All deals on one axis."""
    dated = sum(exact(step.date) for track in tracks for step in track.steps)
    total = sum(len(track.steps) for track in tracks)
    title = f"{dated} of {wording.plural(total, 'step')} of {wording.plural(len(tracks), 'deal')} are known to the day"
    below = ("A dot is a day; a bar is as long as the time in which it happened or is to happen; hollow means planned. "
             "The same steps stand in the list below.")
    if len(tracks) > MOST_ROWS:
        below += f" Drawn are the {MOST_ROWS} newest deals."
    return steps_axis(title, below, tracks)


def track_of(archive: Archive, deal: Deal) -> Track:
    """The steps of a deal for the axis."""
    return Track(deal.title, PageLink(f"deals/{deal.id}.md"), tuple(
        Step(one.entry.date, (), "", _planned(one)) for one in archive.by_record["deals", deal.id]
        if one.prop == "steps" and one.entry.date is not None))


def _steps(archive: Archive, deal: Deal) -> list[Step]:
    """The steps of a deal in words, each with a link to where its sources stand."""
    found = []
    for one in archive.by_record["deals", deal.id]:
        if one.prop == "steps" and one.entry.date is not None:
            link = Link((Text(deal.title),), PageLink(f"deals/{deal.id}.md", one.anchor))
            fact = first_fact((one.entry,))
            words = value_line(fact) if fact else line("sources disagree")
            sources = wording.plural(len({cited.source for cited in one.citations}), "source")
            found.append(Step(one.entry.date, line(*_stage(one), link, ": ", *words, f" ({sources})"),
                              planned=_planned(one)))
    return found


def _planned(one: Item) -> bool:
    return one.entry.step == "planned" or one.entry.mode != "fact"


def _stage(one: Item) -> Line:
    return (step_chip(one.entry.step), Text(" ")) if one.entry.step not in (None, "event") else ()


def deal_timeline(evidence: Evidence, deal: Deal) -> tuple[Block, ...]:
    """The steps of one deal for its page: the axis where there are three or more, then the list."""
    items = [one for one in evidence.archive.by_record["deals", deal.id]
             if one.prop == "steps" and one.entry.date is not None]
    if not items:
        return ()
    entries = [Step(one.entry.date, words(evidence, one, _stage(one)), one.anchor,
                    _planned(one)) for one in items if one.entry.date is not None]
    found: list[Block] = []
    ordered = sorted(entries, key=lambda step: step.date.order)
    if len(entries) > 2 and ordered[-1].date.last.toordinal() - ordered[0].date.first.toordinal() > 60:
        title = (f"{wording.plural(len(entries), 'step')}, from {wording.partial(ordered[0].date)} "
                 f"to {wording.partial(ordered[-1].date)}")
        found.append(steps_axis(title, "A dot is a day, a bar a span; hollow means planned.",
                                [track_of(evidence.archive, deal)], named=False))
    return (*found, steps_timeline(entries))
