"""The page of a source: what it is, then, in the order of its paragraphs, all that rests on it."""

from __future__ import annotations

import re
from collections import defaultdict

from .. import wording
from ..archive import Archive, Item as Entry, slug
from ..blocks import Block, Bullets, Heading, Item, Lang, Line, Link, Mark, Page, Paragraph, Strong, Text, WebLink, line
from ..model import Absence, Citation, Dispute, Fact, Source
from .evidence import Evidence, locator_words, published, quoted
from .facts import bullets, chip, joined, record_link, value_line


def source_page(archive: Archive, source: Source) -> Page:
    """A source and everything that cites it."""
    path = f"sources/{source.id}.md"
    evidence = Evidence(archive, path)
    own = archive.by_record.get(("sources", source.id), ())
    rest = archive.by_source.get(source.id, ())
    blocks: list[Block] = [Paragraph(_lede(source)), *_alone(archive, source), *_record(source)]
    views = [one for one in own if one.prop in ("views", "background")]
    if views:
        blocks += [Heading(2, line("Its own remarks")), *bullets(evidence, views)]
    blocks += _passages(archive, source, [(one, cited) for one, cited in rest if one.prop not in ("authors", "photo")])
    return Page(path, source.title, f"{source.publisher}, {published(source)}", (*blocks, *evidence.blocks()),
                kicker="Source", source=f"data/{path.removesuffix('.md')}.yml")


def _lede(source: Source) -> Line:
    kind = {"primary": "A primary source: by those concerned or an authority.",
            "secondary": "A secondary source: it reports what others did or said.",
            "tertiary": "A tertiary source: a collection or copy."}[source.kind]
    return line(f"{source.publisher}, {published(source)}. {kind}")


def _alone(archive: Archive, source: Source) -> tuple[Block, ...]:
    """A warning where facts rest on this source and on nothing else."""
    rest = archive.by_source.get(source.id, ())
    alone = sum({cited.source for cited in one.citations} == {source.id} for one, _ in
                {(one.folder, one.record, one.prop, one.index): (one, cited) for one, cited in rest}.values()
                if one.folder != "sources")
    return (Paragraph(line(Strong(line(f"{wording.plural(alone, 'fact')}")),
                           " of this archive rest on it and on nothing else." if alone > 1
                           else " of this archive rests on it and on nothing else.")),) if alone else ()


def _record(source: Source) -> tuple[Block, ...]:
    rows: list[tuple[str, Line]] = [("Publisher", line(source.publisher)),
                                    ("Title", line(Lang(source.language, source.title)))]
    for label, entries in (("Author", source.authors), ("Photo", source.photo)):
        rows += [(label, value_line(entry)) for entry in entries if isinstance(entry, Fact)]
    rows += [("Published", line(published(source))), ("Language", line(source.language)),
             ("Kind", line(", ".join(filter(None, (source.kind, source.form)))))]
    for label, url in (("Address", source.url), ("Archived copy", source.archive_url), ("Read at", source.seen_at)):
        if url:
            rows.append((label, (Link((Text(url.text),), WebLink(url.text)),)))
    access = {"direct": "at its address", "stored-copy": "in a stored copy", "mirror": "on a mirror",
              "pointer": "only a pointer to it was seen"}[source.access]
    rows.append(("Read", line(f"{wording.partial(source.accessed)}, {access}")))
    if source.note:
        rows.append(("Archive's note", line(source.note)))
    return (Heading(2, line("Source record")),
            Bullets(tuple(Item(line(Strong(line(label)), ": ", *value)) for label, value in rows)))


def _passages(archive: Archive, source: Source, rest: list[tuple[Entry, Citation]]) -> tuple[Block, ...]:
    """One heading for all, one point a passage, below it the facts that rest on it."""
    groups: dict[str, list[tuple[Entry, Citation]]] = defaultdict(list)
    for one, cited in rest:
        groups[cited.at].append((one, cited))
    if not groups:
        return (Heading(2, line("What rests on it")), Paragraph(line("Nothing yet.")))
    items = []
    for at in sorted(groups, key=lambda at: locator_order(source, at)):
        facts = {}
        for one, cited in groups[at]:
            facts[one.folder, one.record, one.prop, one.index, cited.printed] = _fact_line(archive, source, one, cited)
        items.append(Item(line(Mark(f"at-{slug(at or 'whole', 10)}"), Strong(line(locator_words(source, at) or "The whole text"))),
                          tuple(facts.values())))
    return (Heading(2, line("What rests on it")), Bullets(tuple(items)))


def _fact_line(archive: Archive, source: Source, one: Entry, cited: Citation) -> Line:
    """What is claimed, where it stands in the archive, and the words the source prints."""
    what: Line
    if isinstance(one.entry, Dispute):
        said = [version for version in one.entry.versions if any(c.source == source.id for c in version.source)]
        what = line(chip("disputed"), f" {one.entry.disputed} ", *joined((value_line(v) for v in said), "; "))
    elif isinstance(one.entry, Absence):
        what = (chip(one.entry.absent),)
    else:
        what = value_line(one.entry)
    about = f"{wording.metric(one.entry.key[-1])}, " if one.prop in ("metrics", "segments") else f"{one.title}, "
    time = f" ({when})" if (when := wording.when(one.entry)) else ""
    printed = line(" Printed: “", quoted(source, cited.printed), "”") if cited.printed else ()
    home = () if one.folder == "sources" else line(" — ", about, *record_link(archive, one))
    return line(*what, time, *home, *printed)


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
