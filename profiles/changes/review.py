"""Review: two states of a data folder read by the real loader and compared, pages and all.

Either state is a git revision or the working tree. Nothing is written outside a temporary folder.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..archive import Archive, load
from .diff import FactDiff, compare
from ..faults import ERROR, Fault, in_order
from ..pages import render
from .revisions import write_state
from ..rules import accepted, run_rules


@dataclass(frozen=True, slots=True)
class State:
    """An archive and all that is wrong with it."""

    archive: Archive
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> int:
        """How many of its faults are errors."""
        return sum(fault.severity == ERROR for fault in self.faults)


def state_of(data: Path, today: date) -> State:
    """Read and check a folder."""
    archive, found = load(data)
    return State(archive, tuple(in_order(accepted(archive, found + run_rules(archive, today), today))))


def state_at(data: Path, revision: str, today: date) -> State:
    """The folder as a revision has it; without a revision, as it is on disk. Raises `NoRevision`."""
    if not revision:
        return state_of(data, today)
    with tempfile.TemporaryDirectory(prefix="atlas-state-") as folder:
        return state_of(write_state(data, revision, Path(folder)), today)


def compared(old: State, new: State, today: date) -> FactDiff:
    """The fact diff of two states, with the pages that move where both states can be rendered."""
    diff = replace(compare(old.archive, new.archive, today), faults=(old.errors, new.errors))
    if diff.empty or old.errors or new.errors:
        return diff
    before, after = render(old.archive, today), render(new.archive, today)
    kinds = ((path, "new" if path not in before else "gone" if path not in after else "changed")
             for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path))
    return replace(diff, pages=tuple(kinds))
