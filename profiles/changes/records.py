"""Factrecords: records that came, were renamed, withdrawn or went between two states of an archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..archive import Archive
from .flags import Flag
from .match import Names
from ..model import KINDS, AnyRecord, Record, Source

RECORD_CHANGES = ("added", "renamed", "withdrawn", "restored", "removed", "unreadable")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that came, changed its name or went: one line. `facts` counts what it holds."""

    kind: str
    folder: str
    record: str
    name: str
    facts: int = 0
    old_id: str = ""
    why: str = ""
    flags: tuple[Flag, ...] = ()


def renamed(old: Archive, new: Archive) -> dict[tuple[str, str], str]:
    """(folder, old id) to new id: by `formerly`, or, where nobody says so, because all else is equal."""
    found: dict[tuple[str, str], str] = {}
    for folder in KINDS:
        fresh = {rid: record for rid, record in new.of(folder).items() if (folder, rid) not in old.reads}
        gone = {rid: record for rid, record in old.of(folder).items() if (folder, rid) not in new.reads}
        for rid, record in fresh.items():
            said = next((one for one in record.formerly if one in gone), "")
            same = [one for one, other in gone.items() if _body(other) == _body(record)]
            if said or len(same) == 1:
                found[folder, said or same[0]] = rid
    return found


def old_id(names: Names, folder: str, new_id: str) -> str:
    """The id a record had before, its own where it kept it."""
    return next((old for (kind, old), new in names.items() if (kind, new) == (folder, new_id)), new_id)


def _body(record: Record) -> Any:
    """A record without its id, to see whether another one is the same; own citations do not count."""
    return {name: value for name, value in record if name not in ("id", "sources", "formerly", "also_at")
            and not (name in ("authors", "photo", "views", "background") and isinstance(record, Source))}


def name_of(record: AnyRecord) -> str:
    """What a record calls itself."""
    return getattr(record, "name", "") or getattr(record, "title", "")


def record_changes(old: Archive, new: Archive, names: Names) -> Iterator[RecordChange]:
    """Records that came, went, were renamed, withdrawn, restored, or cannot be read any more."""
    for folder in KINDS:
        for rid in sorted(old.known(folder) | new.known(folder)):
            before, after = old.of(folder).get(old_id(names, folder, rid)), new.of(folder).get(rid)
            if (folder, rid) in new.reads and after is None:
                if before is None and (folder, rid) in old.reads:
                    continue                               # it was so before
                yield RecordChange("unreadable", folder, rid, rid, why="its faults are in the report of the check")
            elif after is not None and before is None and (folder, rid) not in old.reads:
                yield RecordChange("added", folder, rid, name_of(after), len(new.by_record.get((folder, rid), ())))
            elif after is None and (folder, rid) not in names:
                held = old.of(folder).get(rid)
                flag = (Flag("address-lost", f"/{folder}/{rid}/ leads nowhere; keep the record with `withdrawn:`, or say"
                                             " `formerly:` in the one that takes its place"),)
                yield RecordChange("removed", folder, rid, name_of(held) if held else rid,
                                   len(old.by_record.get((folder, rid), ())), flags=flag)
            elif after is not None and before is not None:
                yield from _lives_on(folder, before, after)


def _lives_on(folder: str, before: AnyRecord, after: AnyRecord) -> Iterator[RecordChange]:
    if before.id != after.id:
        flag = () if before.id in after.formerly else (
            Flag("address-lost", f"/{folder}/{before.id}/ leads nowhere; add `formerly: [{before.id}]`"),)
        yield RecordChange("renamed", folder, after.id, name_of(after), old_id=before.id, flags=flag)
    if after.withdrawn and not before.withdrawn:
        yield RecordChange("withdrawn", folder, after.id, name_of(after), why=after.withdrawn.why)
    if before.withdrawn and not after.withdrawn:
        yield RecordChange("restored", folder, after.id, name_of(after))
