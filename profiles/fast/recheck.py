"""After an edit: read what changed, and check what the change can concern.

Most edits change what one record says and leave alone who it is: then the rules look at this record and at
those that look at it. For every other edit all records are taken from the last run, and all rules run.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from profiles.archive import Archive, load, read_file
from profiles.faults import Fault, in_order
from profiles.model import KINDS, Company, Deal, Source
from profiles.records import Read
from profiles.rules import RULES, run_rules
from profiles.rules_accepted import accepted

from .book import Book
from .kept import KeptRead
from .lazy import Focus, Lazy, Name

# Rules that look at a record and, by their ids, at those it names. All others look at everything.
NEAR = frozenset({
    "check_sources_exist", "check_companies_exist", "check_deals_exist", "check_parties", "check_deal_dates", "check_no_future",
    "check_single_values", "check_owners", "check_parts", "check_step_order", "check_actors_exist", "check_parties_pages",
    "check_stakes", "check_printed_figures", "check_stage_is_the_last",
})
FAR = frozenset({"check_addresses", "check_no_circle", "check_no_twins", "check_sources_used", "check_names_are_linked"})


@dataclass(frozen=True)
class Checked:
    """The archive after an edit, what is wrong with it, and which records were read anew, went or came."""

    archive: Archive
    faults: list[Fault]
    reads: dict[Name, Read | None]
    gone: tuple[str, ...] = ()
    known: bool = True                                     # the same records as before: no ids came or went


def checked(book: Book, data: Path, changed: Iterable[str], today: date) -> Checked:
    """Read the changed files (paths below `data`) and check."""
    paths = sorted(changed)
    return _near(book, data, paths, today) or _far(book, data, paths, today)


# -- what one record says ---------------------------------------------------------------------------


def _near(book: Book, data: Path, paths: list[str], today: date) -> Checked | None:
    """Where who the records are stays as it was; otherwise None."""
    before = book.archive()
    fresh: dict[Name, Read] = {}
    for path in paths:
        names, clean = book.file(path)
        if not names or not clean or not _plain_file(data / path) or {rule.__name__ for rule in RULES} != NEAR | FAR:
            return None
        reads, found = read_file(f"{data.name}/{path}", *names[0], (data / path).read_bytes(), book.source_ids())
        if found or any(one.record is None for one in reads):
            return None
        fresh |= zip(((names[0][0], reads[0].id), *(("sources", one.id) for one in reads[1:])), reads)
        if set(names) != {name for name in fresh if fresh[name].document.file == reads[0].document.file}:
            return None
    if any(_standing(fresh[name]) != _standing(before.reads[name]) for name in fresh):
        return None
    archive = Lazy(book.ids, lambda name: fresh.get(name) or book.read(name),
                   lambda index, key: {*book.givers(index, key), *fresh})
    concerned = set(fresh)
    for folder, one in fresh:
        if folder == "companies":
            concerned |= {*book.givers("deals_of", one), *book.givers("held_by", one)}
    old = book.faults()
    files = {archive.reads[name].document.file for name in concerned}
    if any(fault.place.file in files for fault in old) or any(_accepts(archive, name) for name in concerned):
        return None
    found = [fault for fault in _rules(archive, concerned, today) if fault.place.file in files]
    return Checked(archive, in_order([*old, *found]), dict(fresh))


def _plain_file(path: Path) -> bool:
    return os.path.lexists(path) and stat.S_ISREG(os.lstat(path).st_mode)


def _standing(read: Read) -> Any:
    """What of a record others, who do not look it up by its id, may go by."""
    record: Any = read.record
    own = (read.sources, record.formerly, record.also_at, record.withdrawn, record.accepts)
    if isinstance(record, Company):
        named = (record.relations, record.views)
        return own, record.name, record.names, record.owners, [[entry.key for entry in entries] for entries in named]
    if isinstance(record, Deal):
        return own, record.parties, [[entry.key for entry in entries] for entries in (record.said, record.views)]
    assert isinstance(record, Source)
    keys = [entry.key for entry in record.views]
    return own, record.publisher, record.title, record.date, record.url, keys


def _accepts(archive: Archive, name: Name) -> bool:
    return bool(archive.of(name[0])[name[1]].accepts) or any(item.entry.accepts for item in archive.by_record.get(name, ()))


def _rules(archive: Lazy, concerned: Collection[Name], today: date) -> list[Fault]:
    """What the near rules say of some records, and of the companies that these name."""
    walked = set(concerned)
    for folder, one in concerned:
        record = archive.of(folder)[one]
        named = record.parties if isinstance(record, Deal) else [entry.key[0] for entry in getattr(record, "owners", ())]
        walked |= {("companies", company) for company in named if company in archive.companies}
    focus = Focus(archive, walked)
    return [fault for rule in RULES if rule.__name__ in NEAR for fault in rule(focus, today)]


# -- everything else --------------------------------------------------------------------------------


def _far(book: Book, data: Path, paths: list[str], today: date) -> Checked:
    """Load everything, but read only what changed and what may name a source that came or went."""
    before = book.source_ids()
    again = set(paths)

    def reader(shown: str, folder: str, record: str, content: bytes, source_ids: frozenset[str]) -> tuple[list[Read], list[Fault]]:
        path = f"{folder}/{record}.yml"
        names, clean = book.file(path)
        moved = [one.encode() for one in before ^ source_ids]
        if path not in again and clean and not any(one in content for one in moved):
            return [read for name in names if (read := book.read(name))], []
        return read_file(shown, folder, record, content, source_ids)

    archive, found = load(data, reader=reader)
    faults = in_order(accepted(archive, found + run_rules(archive, today), today))
    old = {(folder, one) for folder in KINDS for one in book.ids(folder)}
    reads: dict[Name, Read | None] = {name: read for name, read in archive.reads.items() if not isinstance(read, KeptRead)}
    reads |= {name: None for name in old - archive.reads.keys()}
    files = {_inside(read.document.file) for read in archive.reads.values()}
    gone = tuple(path for path in book.shelf.keys("file") if path not in files)
    return Checked(archive, faults, reads, gone, old == archive.reads.keys())


def _inside(file: str) -> str:
    return file.partition("/")[2]
