"""Archive: all records of a data folder, with their indexes. Sorted at the door.

Reads every file of the folder, and keeps ids of broken records so that references to them raise
no second complaint. Indexes hold ids, records stay frozen and unaware of one another.
"""

from __future__ import annotations

import gc
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from . import permanence
from .drafts import Unread
from .faults import Fault
from .folder import ID as ID
from .folder import RESERVED as RESERVED
from .folder import files_of
from .model import (KINDS, Absence, AnyEntry, AnyRecord, Citation, Company, Deal, Dispute, Fact, Prop, Source,
                    evidence_props)
from .records import Read, place_of, read_record
from .source import read
from .writing import Route

_WORD = re.compile(r"[a-z0-9]+")
FOLDER_OF = {Company: "companies", Deal: "deals", Source: "sources"}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a record with its way there: the unit of counting, citing and linking."""

    folder: str
    record: str
    prop: str
    title: str
    index: int
    entry: AnyEntry
    anchor: str

    @property
    def path(self) -> str:
        """The Markdown page it stands on, below docs/."""
        return f"{self.folder}/{self.record}.md"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations, of all versions where it is disputed."""
        own = self.entry.source
        if isinstance(self.entry, Dispute):
            own += tuple(cited for version in self.entry.versions for cited in version.source)
        return own


@dataclass(frozen=True)
class Archive:
    """The records by id, sorted, and what was read for each."""

    companies: dict[str, Company]
    deals: dict[str, Deal]
    sources: dict[str, Source]
    reads: dict[tuple[str, str], Read]
    astray: Mapping[str, str] = field(default_factory=dict)     # files that are no records: the id they mean, their text

    def of(self, folder: str) -> dict[str, AnyRecord]:
        """The records of one kind."""
        return getattr(self, folder)

    def known(self, folder: str) -> frozenset[str]:
        """Ids of one kind, broken records included."""
        return self._ids[folder]

    @cached_property
    def _ids(self) -> dict[str, frozenset[str]]:
        return {folder: frozenset(rid for kind, rid in self.reads if kind == folder) for folder in KINDS}

    @cached_property
    def whole(self) -> bool:
        """Whether every file is a record without a fault of its own."""
        return not self.astray and all(one.record for one in self.reads.values())

    @cached_property
    def drafts(self) -> Archive:
        """The archive with drafts in place of broken records, for the rules."""
        return self if self.whole else _archive(self.reads, self.astray, drafts=True)

    def sure(self, folder: str, record: str, *names: str) -> bool:
        """Whether all that a record says under these keys was read; a rule that blames a lack asks this."""
        found = self.reads.get((folder, record))
        return found is None or found.draft is not None and found.gaps.isdisjoint(names)

    def may_be(self, folder: str, record: str) -> bool:
        """Whether there is such a record, or a file that cannot be read and may hold it."""
        if record in self.known(folder) or not self.astray.keys().isdisjoint((record, f"{folder}/")):
            return True
        owners = (*self.astray, *(owner for kind, owner in self.reads if not self.sure(kind, owner, "sources")))
        return folder == "sources" and any(record.startswith(f"{owner}-") for owner in owners)     # inline, perhaps

    def is_named(self, record: str, *names: str) -> bool:
        """Whether another file names an id where it could not be read: under these keys, if any are given."""
        word = re.compile(rf"(?<![\w-]){re.escape(record)}(?![\w-])")
        lines = (line for (folder, other), one in self.reads.items() if one.record is None and other != record
                 and not (names and self.sure(folder, other, *names)) for line in one.document.lines)
        return any(record in line and word.search(line) for line in (*self.astray.values(), *lines))

    def fault(self, code: str, folder: str, record: str, route: Route, message: str, remedy: str = "") -> Fault:
        """A fault at a route of a record."""
        found = self.reads[folder, record]
        return found.document.fault(code, *place_of(found.places, route), message, remedy)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every entry of every record, by folder, record and place on the page."""
        return tuple(item for folder in KINDS for record in self.of(folder).values() for item in _items(folder, record))

    @cached_property
    def by_record(self) -> dict[tuple[str, str], tuple[Item, ...]]:
        """The entries of each record, in page order."""
        found: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in self.items:
            found[item.folder, item.record].append(item)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def by_source(self) -> dict[str, tuple[tuple[Item, Citation], ...]]:
        """What rests on each source."""
        found: dict[str, list[tuple[Item, Citation]]] = defaultdict(list)
        for item in self.items:
            for cited in item.citations:
                found[cited.source].append((item, cited))
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def deals_of(self) -> dict[str, tuple[str, ...]]:
        """Deal ids by party, newest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for deal in sorted(self.deals.values(), key=deal_order):
            for party in dict.fromkeys(deal.parties):
                found[party].append(deal.id)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def relating_to(self) -> dict[str, tuple[str, ...]]:
        """Ids of the deals that name a deal as related."""
        found: dict[str, list[str]] = defaultdict(list)
        for deal in self.deals.values():
            for other in dict.fromkeys(deal.related):
                found[other].append(deal.id)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def held_by(self) -> dict[str, tuple[Item, ...]]:
        """The ownership entries that name a company as holder: its units and holdings."""
        return self._naming("owners")

    @cached_property
    def related_to(self) -> dict[str, tuple[Item, ...]]:
        """The relations of others that name a company."""
        return self._naming("relations")

    def _naming(self, prop: str) -> dict[str, tuple[Item, ...]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            if item.prop == prop and item.entry.key[0] in self.companies:
                found[item.entry.key[0]].append(item)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def disputes(self) -> tuple[Item, ...]:
        """All disputes."""
        return tuple(item for item in self.items if isinstance(item.entry, Dispute))

    @cached_property
    def disputes_about(self) -> dict[str, tuple[Item, ...]]:
        """Disputes of other records, by the companies that they concern."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.disputes:
            assert isinstance(item.entry, Dispute)
            about = {*item.entry.concerns, *(version.company for version in item.entry.versions)} - {"", item.record}
            for company in sorted(about):
                found[company].append(item)
        return {key: tuple(value) for key, value in found.items()}


def deal_order(deal: Deal) -> tuple[int, str]:
    """Sort key: newest first, then by id; undated deals last."""
    return (-max((day.toordinal() for day in deal_days(deal)), default=0), deal.id)


def deal_days(deal: Deal) -> Iterator:
    """First days on which a deal is known to have been announced, reported, filed or signed."""
    for prop in (deal.announced, deal.reported, deal.filed, deal.signed):
        for entry in prop:
            if isinstance(entry, Fact):
                yield entry.value.first.first


def slug(text: str, words: int = 6) -> str:
    """Words of a text as part of an anchor; a text without ASCII letters gives a short hash."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found = _WORD.findall(plain.lower().replace("'", "").replace(",", ""))[:words]
    return "-".join(found)[:100].strip("-") or "x" + hashlib.sha256(text.encode()).hexdigest()[:8]


def _items(folder: str, record: AnyRecord) -> Iterator[Item]:
    for name, title, prop in evidence_props(type(record)):
        for index, entry in enumerate(getattr(record, name)):
            anchor = "" if isinstance(entry, Unread) else entry.id or _anchor(name, prop, entry)
            yield Item(folder, record.id, name, title, index, entry, anchor)


def _anchor(name: str, prop: Prop, entry: AnyEntry) -> str:
    """The stable address of a fact on its page: what it is about, not where it stands."""
    if prop.shape in ("periods", "segments"):
        assert entry.period is not None
        return slug(" ".join((*entry.key, entry.period.text)).replace("_", " "), 12)
    if prop.shape == "steps":
        assert entry.date is not None
        return f"{name}-{slug(entry.date.text)}-{slug(words_of(entry), 4)}"
    if prop.one:
        return f"{slug(name)}-{slug(entry.as_of.text)}" if entry.as_of else slug(name)
    if prop.keys == "question":
        return slug(f"{name} {entry.key[0]}", 10)
    about = f"{slug(entry.key[0])}-" if entry.key else ""
    time = f"-{slug(entry.as_of.text)}" if entry.as_of and prop.keys in ("company", "person") else ""
    return f"{slug(name.replace('_', ' '))}-{about}{slug(words_of(entry), 8)}{time}"


def words_of(entry: AnyEntry) -> str:
    """The text an entry's anchor is made of."""
    if isinstance(entry, Dispute):
        return entry.disputed
    if isinstance(entry, Absence):
        return entry.absent
    return "" if isinstance(entry, Unread) else str(entry.value)


def read_file(shown: str, folder: str, record_id: str, data: bytes,
              source_ids: frozenset[str]) -> tuple[list[Read], list[Fault]]:
    """What one file holds: its record, then the sources written inline; `shown` is its name in reports."""
    document, found = read(shown, data)
    if document.root is None:
        return [Read(record_id, document, None)], found
    records, more = read_record(document, document.root, KINDS[folder], record_id, source_ids)
    return records, found + more


def load(data: Path, content: Callable[[Path], bytes] = Path.read_bytes,
         reader: Callable[..., tuple[list[Read], list[Fault]]] = read_file) -> tuple[Archive, list[Fault]]:
    """Read the whole folder; `content` gives the bytes of a file, `reader` what they hold."""
    with _uncollected():
        archive, faults = _load(data, content, reader)
    return archive, faults + [fault for fault in permanence.lost(data, _addresses(archive.drafts))
                              if not _may_lead_on(archive, *fault.text.split("/")[:2])]


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for circles while records are made: they have none, and looking takes as long as reading.

    What stands in memory after the first time is left out of later searches.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        if not gc.get_freeze_count():
            gc.freeze()


def _load(data: Path, content: Callable[[Path], bytes],
          reader: Callable[..., tuple[list[Read], list[Fault]]]) -> tuple[Archive, list[Fault]]:
    files, astray, faults = files_of(data, content)
    source_ids = frozenset(path.stem for folder, path in files if folder == "sources")
    named = source_ids | astray.keys()
    reads: dict[tuple[str, str], Read] = {}
    for folder, path in files:
        records, found = reader(f"{data.name}/{folder}/{path.name}", folder, path.stem, content(path), named)
        faults += found
        reads[folder, path.stem] = records[0]
        for inline in records[1:]:
            if inline.id in source_ids or ("sources", inline.id) in reads:
                faults.append(inline.document.fault("same-address", *place_of(inline.places, ()),
                                                    f"there is a source `{inline.id}` already", "choose another letter"))
            reads.setdefault(("sources", inline.id), inline)
    return _archive(reads, astray), faults


def _may_lead_on(archive: Archive, folder: str, record: str) -> bool:
    """Whether what cannot be read may be the record of an address, or may name it."""
    return not archive.whole and (archive.may_be(folder, record) or archive.is_named(record, "formerly", "also_at", "?"))


def _addresses(archive: Archive) -> set[str]:
    """Every address the records answer to, former and additional ones included."""
    own = {f"{folder}/{record}/" for folder, record in archive.reads}
    return own.union(*({*(f"{folder}/{old}/" for old in record.formerly), *(f"{other}/" for other in record.also_at)}
                       for folder in KINDS for record in archive.of(folder).values()))


def _archive(reads: dict[tuple[str, str], Read], astray: Mapping[str, str], *, drafts: bool = False) -> Archive:
    chosen: dict[str, dict] = {folder: {} for folder in KINDS}
    for (folder, record_id), found in sorted(reads.items(), key=lambda one: one[0]):
        record = found.record or (found.draft if drafts else None)
        if record is not None:
            chosen[folder][record_id] = record
    return Archive(chosen["companies"], chosen["deals"], chosen["sources"], reads, astray)


def with_versions(item: Item) -> Iterator[tuple[Route, AnyEntry]]:
    """An entry with its route and, of a dispute, each version with its own."""
    route: Route = (item.prop, item.index)
    yield route, item.entry
    if isinstance(item.entry, Dispute | Unread):
        for index, version in enumerate(item.entry.versions):
            yield (*route, "versions", index), version
