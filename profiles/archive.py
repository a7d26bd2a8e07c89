"""Archive: all records of a data folder, with their indexes. Sorted at the door.

Walks the folder, reads every file, and keeps ids of broken records so that references to them raise
no second complaint. Indexes hold ids, records stay frozen and unaware of one another.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import permanence
from .faults import Fault, Place
from .model import (KINDS, Absence, AnyEntry, AnyRecord, Citation, Company, Deal, Dispute, Fact, Prop, Source,
                    evidence_props)
from .records import Read, place_of, read_record
from .source import read
from .writing import Route

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Names of pages the site itself has, and of devices on Windows, where no file can be called so.
RESERVED = frozenset({"index", "readme", "404", "search", "assets", "con", "prn", "aux", "nul",
                      *(f"{device}{number}" for device in ("com", "lpt") for number in range(10))})
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
    def drafts(self) -> Archive:
        """The archive with the readable part of broken records, for rules that look at one fact alone."""
        return self if all(one.record for one in self.reads.values()) else _archive(self.reads, drafts=True)

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
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    found = re.findall(r"[a-z0-9]+", plain.replace("'", "").replace(",", ""))[:words]
    return "-".join(found)[:100].strip("-") or "x" + hashlib.sha256(text.encode()).hexdigest()[:8]


def _items(folder: str, record: AnyRecord) -> Iterator[Item]:
    for name, title, prop in evidence_props(type(record)):
        for index, entry in enumerate(getattr(record, name)):
            yield Item(folder, record.id, name, title, index, entry, entry.id or _anchor(name, prop, entry))


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
    return str(entry.value)


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
    files, faults = _files(data)
    source_ids = frozenset(path.stem for folder, path in files if folder == "sources")
    reads: dict[tuple[str, str], Read] = {}
    for folder, path in files:
        records, found = reader(f"{data.name}/{folder}/{path.name}", folder, path.stem, content(path), source_ids)
        faults += found
        reads[folder, path.stem] = records[0]
        for inline in records[1:]:
            if inline.id in source_ids or ("sources", inline.id) in reads:
                faults.append(inline.document.fault("same-address", *place_of(inline.places, ()),
                                                    f"there is a source `{inline.id}` already", "choose another letter"))
            reads.setdefault(("sources", inline.id), inline)
    archive = _archive(reads)
    if all(one.record for one in reads.values()):          # a record that cannot be read may name the address
        faults += permanence.lost(data, _addresses(archive))
    return archive, faults


def _addresses(archive: Archive) -> set[str]:
    """Every address the records answer to, former and additional ones included."""
    own = {f"{folder}/{record}/" for folder, record in archive.reads}
    return own.union(*({*(f"{folder}/{old}/" for old in record.formerly), *(f"{other}/" for other in record.also_at)}
                       for folder in KINDS for record in archive.of(folder).values()))


def _archive(reads: dict[tuple[str, str], Read], *, drafts: bool = False) -> Archive:
    chosen: dict[str, dict] = {folder: {} for folder in KINDS}
    for (folder, record_id), found in sorted(reads.items(), key=lambda one: one[0]):
        record = found.record or (found.draft if drafts else None)
        if record is not None:
            chosen[folder][record_id] = record
    return Archive(chosen["companies"], chosen["deals"], chosen["sources"], reads)


def _files(data: Path) -> tuple[list[tuple[str, Path]], list[Fault]]:
    """The record files, sorted, and faults of everything else that stands in the folder."""
    found: list[tuple[str, Path]] = []
    faults: list[Fault] = []
    for entry in _entries(data):
        shown = f"{data.name}/{_printable(entry.name)}"
        if entry.name in KINDS and entry.is_dir(follow_symlinks=False):
            for child in _entries(entry.path):
                code, message, remedy = _misfit(child)
                place = Place(f"{shown}/{_printable(child.name)}")
                if code:
                    faults.append(Fault(place, code, message, remedy))
                else:
                    found.append((entry.name, Path(child.path)))
        elif entry.name == permanence.LEDGER and entry.is_file(follow_symlinks=False):
            continue                                       # what was ever published; no record
        elif entry.is_symlink():
            faults.append(Fault(Place(shown), "not-a-file", "a link stands in data/", "put the file itself there"))
        else:
            faults.append(Fault(Place(shown), "foreign-file", "only companies/, deals/ and sources/ belong here",
                                "move it elsewhere"))
    if not found:
        faults.append(Fault(Place(data.name), "foreign-file", "there is no record in this folder",
                            "give the folder that holds companies/, deals/ and sources/"))
    return found, faults


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8", "replace").encode("unicode_escape").decode() \
        if not name.isprintable() else name


def _misfit(entry: os.DirEntry[str]) -> tuple[str, str, str]:
    """Why a file is no record, or three empty strings."""
    if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        return "not-a-file", "it is a link, folder or special file", "put a plain file there"
    stem, dot, suffix = entry.name.rpartition(".")
    if not dot or suffix != "yml":
        return "foreign-file", "records end in .yml", f"rename it to {stem or entry.name}.yml, or move it elsewhere"
    if not ID.fullmatch(stem) or len(stem) > 64 or stem in RESERVED:
        better = re.sub(r"-+", "-", re.sub(r"[^a-z0-9]+", "-", stem.lower())).strip("-")[:64]
        return "bad-file-name", f"`{_printable(stem)}` cannot be an id", f"rename it to {better or 'a-name'}.yml"
    return "", "", ""


def with_versions(item: Item) -> Iterator[tuple[Route, AnyEntry]]:
    """An entry with its route and, of a dispute, each version with its own."""
    route: Route = (item.prop, item.index)
    yield route, item.entry
    if isinstance(item.entry, Dispute):
        for index, version in enumerate(item.entry.versions):
            yield (*route, "versions", index), version
