"""Acceptance: warnings that a record keeps on purpose, until when, and those that are accepted in vain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from .archive import Archive
from .drafts import Unread
from .faults import CODES, WARNING, Fault
from .model import KINDS, Accept
from .writing import Route

# In which records a warning occurs and what it is judged from: where not all of that could be read, it may
# be missing by a fault.
_JUDGED: dict[str, tuple[Collection[str], tuple[str, ...]]] = {
    "printed-differs": (KINDS, ("the entry",)), "unused-letter": (KINDS, ("the record",)),
    "step-too-early": (("deals",), ("steps", "signed")), "stage-behind": (("deals",), ("steps", "stage")),
    "unused-source": (("sources",), ("the archive",)),
}


def accepted(archive: Archive, faults: Iterable[Fault], today: date) -> list[Fault]:
    """The faults without the warnings that a record accepts; what is accepted in vain is a warning."""
    left = list(faults)
    for folder, record, route, accept in _acceptances(archive.drafts):
        place = archive.fault("nothing-to-accept", folder, record, route, "").place
        covered = [fault for fault in left if fault.severity == WARNING and accept.code in (fault.code, "")
                   and fault.place.file == place.file and (route[0] == "accepts" or fault.place.line == place.line)]
        if accept.until.last < today:
            left = [fault for fault in left if fault not in covered]      # one matter, one warning
            left.append(archive.fault("acceptance-expired", folder, record, route,
                                      f"`{accept.code}` was accepted until {accept.until.text}",
                                      "mend what it warns of, or say why it may stay longer"))
        elif not covered and _is_sure(archive, folder, record, route, accept.code):
            left.append(archive.fault("nothing-to-accept", folder, record, route,
                                      f"no warning `{accept.code}` occurs here", "delete the accepts"))
        else:
            left = [fault for fault in left if fault not in covered]
    return left


def _is_sure(archive: Archive, folder: str, record: str, route: Route, code: str) -> bool:
    """Whether all that a warning is judged from was read."""
    folders, judged = _JUDGED.get(code, (KINDS, ("the archive",)))
    if archive.whole or code and (folder not in folders or CODES.get(code, ("",))[0] != WARNING):
        return True                                        # no such warning occurs here
    if judged == ("the archive",):
        return False
    if judged == ("the entry",) and route[0] != "accepts":
        entry = getattr(archive.drafts.of(folder)[record], str(route[0]))[route[1]]
        return not isinstance(entry, Unread) and bool(entry.source)
    whole = archive.reads[folder, record].record is not None
    return whole or judged[0] not in ("the entry", "the record") and archive.sure(folder, record, *judged)


def _acceptances(archive: Archive) -> Iterator[tuple[str, str, Route, Accept]]:
    for folder in ("companies", "deals", "sources"):
        for record in archive.of(folder).values():
            for index, accept in enumerate(record.accepts):
                yield folder, record.id, ("accepts", index), accept
    for item in archive.items:
        if item.entry.accepts:
            yield item.folder, item.record, (item.prop, item.index), item.entry.accepts
