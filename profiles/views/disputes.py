"""Disputes: the panel that shows all versions side by side, and the page of all disputes."""

from __future__ import annotations

from collections.abc import Iterable

from .. import wording
from ..archive import Archive, Item as Entry
from ..blocks import Block, Component, Heading, Html, Item as Point, Link, Page, PageLink, Paragraph, Text, el, line
from ..model import Dispute, Fact
from .evidence import Evidence
from .facts import cut, fold, panel_anchor, record_link, remarks, section, value_line, verdict

_PUBLISHERS = 3
_PANELS = 5                                                # panels that stand open


def panels(evidence: Evidence, entries: Iterable[Entry]) -> tuple[Component, ...]:
    """The disputes among some entries, each as a panel."""
    return tuple(_panel(evidence, one, panel_anchor(one)) for one in entries if isinstance(one.entry, Dispute))


def _panel(evidence: Evidence, found: Entry, anchor: str) -> Component:
    """Question, versions with speaker and marks, our reading. Its heading is the address of all versions."""
    entry = found.entry
    assert isinstance(entry, Dispute)
    order = sorted(range(len(entry.versions)), key=lambda at: at + 1 != entry.shown)
    with evidence.used_by(found, anchor):
        cells = [_version(evidence, entry.versions[at], shown=at + 1 == entry.shown) for at in order]
    return Component(el("section", {"class": "dispute"}, el("h3", {"id": anchor}, entry.disputed), *_subject(found),
                        el("ul", {"class": "versions"}, *cells), *(el("p", {}, part) for part in verdict(entry))))


def _subject(found: Entry) -> tuple[Html, ...]:
    """Which fact is in dispute, where the panel is not the fact's own place."""
    if found.prop == "disputes":
        return ()
    key = found.entry.key
    name = wording.metric(key[-1]) if found.prop in ("metrics", "segments") else found.title
    period = f", {wording.period(found.entry.period)}" if found.entry.period else ""
    return (el("p", {"class": "small"}, line("About: ", Link((Text(name + period),), PageLink(found.path, found.anchor)))),)


def _version(evidence: Evidence, version: Fact, *, shown: bool) -> Html:
    """One version: its value, who prints it, and whether lists show it."""
    who = tuple(dict.fromkeys(evidence.archive.sources[cited.source].publisher for cited in version.source
                              if cited.source in evidence.archive.sources))
    more = f" and {len(who) - _PUBLISHERS} more" if len(who) > _PUBLISHERS else ""
    mark = (el("p", {"class": "small"}, "Shown in lists"),) if shown else ()
    return el("li", {"class": "shown"} if shown else {},
              el("p", {"class": "claim"}, value_line(version)), " ",
              el("p", {}, ", ".join(who[:_PUBLISHERS]) + more, remarks(evidence, version)), *mark)


def elsewhere(archive: Archive, entries: Iterable[Entry]) -> tuple[Block, ...]:
    """Disputes kept with other records: their questions, and the way there."""
    return cut(Point(line(_question(one), " On the page of ", *record_link(archive, one), ".")) for one in entries)


def _question(one: Entry) -> str:
    assert isinstance(one.entry, Dispute)
    return one.entry.disputed


def disputes_section(evidence: Evidence, items: Iterable[Entry], about: Iterable[Entry] = ()) -> tuple[Block, ...]:
    """All disputes of a record as panels, then those of other records that concern it."""
    others = elsewhere(evidence.archive, about)
    intro = (Paragraph(line("Kept with other records:")),) if others else ()
    own = panels(evidence, items)
    tail = (fold(f"{len(own) - _PANELS} more", *(one.html for one in own[_PANELS:])),) if own[_PANELS:] else ()
    return section("Where sources disagree", (*own[:_PANELS], *tail, *intro, *others))


def disputes_page(archive: Archive) -> Page:
    """All disputes with all versions, by record."""
    evidence = Evidence(archive, "disputes.md")
    count = wording.plural(len(archive.disputes), "dispute")
    blocks: list[Block] = [Paragraph(line(f"{count}: where sources disagree, all versions stay, and one of them is shown "
                                          "in lists. Our reading is labelled as ours."))]
    record = ""
    for one in archive.disputes:
        if one.path != record:
            record = one.path
            blocks.append(Heading(2, (Link((record_link(archive, one)[0].content), PageLink(one.path)),)))  # type: ignore[union-attr]
        blocks.append(_panel(evidence, one, f"{one.record}-{one.anchor}"))
    return Page("disputes.md", "Disputes", "Where sources disagree.", (*blocks, *evidence.blocks()), searchable=False)
