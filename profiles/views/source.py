"""The page of a source: what it is, then, in the order of its paragraphs, all that rests on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from .. import wording
from ..archive import Archive, Item as Entry, slug
from ..blocks import Block, Bullets, Inline, Item, Line, Link, Mark, Page, PageLink, Paragraph, Strong, Text, WebLink, line
from ..model import Absence, Citation, Dispute, Fact, Source
from .answers import parties_words
from .cite import use_this_page
from .evidence import Evidence, locator_words, published, quoted, titled, use_label
from .facts import bullets, chip, joined, named, section, sentence, value_line, words
from .record import Pair, box, last_read, note, taken_back, with_jump_row

_KINDS = {"primary": "A primary source: by those concerned or an authority.",
          "secondary": "A secondary source: it reports what others did or said.",
          "tertiary": "A tertiary source: a collection or copy."}
_ACCESS = {"direct": "at its address", "stored-copy": "in a stored copy", "mirror": "on a mirror",
           "pointer": "only a pointer to it was seen"}
Resting = tuple[Entry, Citation]


def source_page(archive: Archive, source: Source) -> Page:
    """A source and everything that cites it."""
    path = f"sources/{source.id}.md"
    evidence = Evidence(archive, path)
    own = archive.by_record.get(("sources", source.id), ())
    rest = [(one, cited) for one, cited in archive.by_source.get(source.id, ())
            if one.prop not in ("authors", "photo")]
    gone = (taken_back(source),) if source.withdrawn else ()
    head = (Paragraph(line(f"{source.publisher}, {published(source)}. {_KINDS[source.kind]}")), *gone, *_alone(rest),
            *box("Source record", _record(evidence, source, own)))
    body = (*section("What rests on it", _passages(archive, source, [one for one in rest if one[0].folder != "sources"])),
            *section("Its own remarks", bullets(evidence, [one for one in own if one.prop in ("views", "background")])),
            *evidence.blocks(), *use_this_page(path, source.title, last_read(archive, (source.id,))))
    return Page(path, source.title, f"{source.publisher}, {published(source)}", with_jump_row(path, head, body),
                kicker=f"Source: {source.form or source.kind}", source=f"data/{path.removesuffix('.md')}.yml",
                heading=(named(source),))


def _alone(rest: list[Resting]) -> tuple[Block, ...]:
    """A warning where facts rest on this source and on nothing else."""
    alone = {(one.folder, one.record, one.prop, one.index) for one, cited in rest
             if one.folder != "sources" and {other.source for other in one.citations} == {cited.source}}
    if not alone:
        return ()
    return (note(f"{wording.plural(len(alone), 'fact')} of this archive {'rests' if len(alone) == 1 else 'rest'} on it "
                 "and on nothing else.", " If this source is wrong, so are they." if len(alone) > 1 else
                 " If this source is wrong, so is that."),)


def _record(evidence: Evidence, source: Source, own: tuple[Entry, ...]) -> Iterator[Pair]:
    """Who, what, when, where, and how it was read."""
    def plain(label: str, *parts: str | Inline) -> Pair:
        return Pair(label, (("", line(*parts)),))

    yield plain("Publisher", source.publisher)
    yield Pair("Title", (("", (titled(source),)),))
    for label, prop in (("Author", "authors"), ("Photo", "photo")):
        found = tuple((one.anchor, words(evidence, one)) for one in own
                      if one.prop == prop and isinstance(one.entry, Fact))
        if found:
            yield Pair(label, found)
    yield plain("Published", sentence(published(source)))
    yield plain("Language", source.language)
    yield plain("Kind", ", ".join(filter(None, (source.kind, source.form))))
    for label, url in (("Address", source.url), ("Archived copy", source.archive_url), ("Read at", source.seen_at)):
        if url:
            yield plain(label, Link((Text(url.text),), WebLink(url.text)))
    if not source.url:
        yield plain("Address", chip("not stated"))
    yield plain("Read", f"{wording.partial(source.accessed)}, {_ACCESS[source.access]}")
    if source.note:
        yield plain("Archive's note", source.note)


def _passages(archive: Archive, source: Source, rest: list[Resting]) -> tuple[Block, ...]:
    """One point a passage, in the source's own order; below it the facts that rest on it."""
    groups: dict[str, list[Resting]] = defaultdict(list)
    for one, cited in rest:
        groups[cited.at].append((one, cited))
    if not groups:
        return (Paragraph(line("Nothing in this archive yet.")),)
    items = []
    for at in sorted(groups, key=lambda at: locator_order(source, at)):
        facts = {}
        for one, cited in groups[at]:
            facts[one.folder, one.record, one.prop, one.index, cited.printed] = _fact_line(archive, source, one, cited)
        title = sentence(locator_words(source, at)) or "The whole text"
        items.append(Item(line(Mark(f"at-{slug(at or 'whole', 10)}"), Strong(line(title))), tuple(facts.values())))
    return (Bullets(tuple(items)),)


def _fact_line(archive: Archive, source: Source, one: Entry, cited: Citation) -> Line:
    """What the archive takes from the source, from which of its words, and where it says so."""
    what: Line
    if isinstance(one.entry, Dispute):
        said = [version for version in one.entry.versions if any(c.source == source.id for c in version.source)]
        what = line(*joined((value_line(v) for v in said), "; "), " " if said else "", chip("disputed"))
    elif isinstance(one.entry, Absence):
        what = (chip(one.entry.absent),)
    else:
        what = value_line(one.entry)
    when = wording.when(one.entry)
    printed = line(", from “", quoted(source, cited.printed), "”") if cited.printed else ()
    name = line(_short_name(archive, one), f": {use_label(archive, one)}")
    return line(*what, f" ({when})" if when else "", *printed, " · ", Link(name, PageLink(one.path, one.anchor)))


def _short_name(archive: Archive, one: Entry) -> Inline:
    """The record a fact stands on; of a deal its parties, since its title would fill every line."""
    if one.folder == "deals":
        return Text(parties_words(archive, archive.deals[one.record]))
    return named(archive.of(one.folder)[one.record])


def locator_order(source: Source, at: str) -> tuple:
    """Sort key: the source's own locators in their order, then by the numbers in them."""
    names = list(source.locators)
    if at in names:
        return (0, names.index(at), ())
    numbers = tuple(int(number) for number in re.findall(r"\d+", at)[:4] if len(number) < 9)
    starts = ("", "title", "header", "heading", "headline", "date", "dateline", "lead")
    early = next((rank for rank, word in enumerate(starts) if at == word or (word and at.startswith(word + " "))), None)
    if early is not None:
        return (1, early, (at,))
    return (2, 0, (not numbers, numbers, at))
