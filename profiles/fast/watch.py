"""The preview of `serve` by the fast route: holds the archive's parts and MkDocs, rebuilds what an edit shows in.

Files that did not change are not parsed again. The preview has a folder of its own; neither the published
site nor the record of `site --fast` is touched.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from profiles import faults
from profiles.archive import Archive, load, read_file
from profiles.faults import Fault
from profiles.records import Read
from profiles.rules import accepted, run_rules
from profiles.site import SiteFailed

from .frames import Unlike
from .route import Route, _moved, _removed
from .state import State, Stamps, stamps


class QuickPreview:
    """What `preview.run` needs: a folder that shows the archive, and `refresh`."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        self.route = Route(options.data, options.docs, folder, options.config, options.today, options.jobs,
                           more={"site_url": "", "strict": False})
        self.route.jobs = 1                                # pages are kept in this process
        self.state: State | None = None
        self.frames: Stamps = {}
        self._read: dict[str, tuple[bytes, frozenset[str], tuple[list[Read], list[Fault]]]] = {}

    def written_by_hand(self) -> tuple[Path, ...]:
        """Folders whose change asks for a whole build."""
        docs = self.options.docs
        return (docs / "about", docs / "assets", self.options.config.parent / "overrides")

    def refresh(self) -> None:
        """After an edit: rebuild what shows it. With faults in the data the last good pages stay."""
        started = time.perf_counter()
        archive, found = self._checked()
        if found:
            print(faults.as_text(found), end="", file=sys.stderr)
        if faults.stops(found, strict=self.options.strict):
            print("the last good pages stay", flush=True)
            return
        try:
            changed, removed = self._build(archive)
        except SiteFailed as error:
            print(f"error: {error}\nthe last good pages stay", file=sys.stderr, flush=True)
            return
        print(f"{changed} pages changed, {removed} deleted, in {(time.perf_counter() - started) * 1000:.0f} ms", flush=True)

    def _build(self, archive: Archive) -> tuple[int, int]:
        """Bring the folder up to date; gives how many files changed and how many went."""
        now = stamps(path for path in (*self.written_by_hand(), self.options.config) if path.exists())
        stage = self.folder.with_name(f"{self.folder.name}.part")
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
        gone: tuple[str, ...] = ()
        try:
            if self.state is None or now != self.frames:
                self._new_engine()
                self.route.known = {}                      # frames may be others now
                before = self.state
                self.state = self.route.whole(archive, stage, "")
                if before:
                    kept = {path.relative_to(stage) for path in stage.rglob("*") if path.is_file()}
                    gone = tuple(path.relative_to(self.folder).as_posix() for path in sorted(self.folder.rglob("*"))
                                 if path.is_file() and path.relative_to(self.folder) not in kept)
            else:
                self.state, gone, _ = self.route.partly(archive, self.state, stage)
            self.frames = now
            changed = sum(1 for path in _moved(stage, self.folder) if path.endswith(".html"))
            return changed, sum(_removed(self.folder, path) for path in gone)
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def _new_engine(self) -> None:
        """Let MkDocs read its settings and templates again."""
        if self.route.engine:
            self.route.engine.close()
            self.route.engine = None

    def _checked(self) -> tuple[Archive, list[Fault]]:
        today = self.options.today
        archive, found = load(self.options.data, reader=self._reader)
        return archive, faults.in_order(accepted(archive, found + run_rules(archive, today), today))

    def _reader(self, shown: str, folder: str, record: str, data: bytes,
                source_ids: frozenset[str]) -> tuple[list[Read], list[Fault]]:
        """As `read_file`, which is asked only for what changed."""
        known = self._read.get(shown)
        if known is None or known[0] != data or known[1] != source_ids:
            known = self._read[shown] = (data, source_ids, read_file(shown, folder, record, data, source_ids))
        return known[2][0], list(known[2][1])


def quick_preview(options: argparse.Namespace, folder: Path) -> QuickPreview | None:
    """A preview that shows the archive already, or None where that cannot be done this way."""
    preview = QuickPreview(options, folder)
    try:
        archive, found = preview._checked()
        if faults.stops(found, strict=options.strict):
            return None                                    # the other way prints the faults
        preview._build(archive)
    except Unlike as error:
        print(f"the fast route cannot be taken: {error}; MkDocs renders the preview", file=sys.stderr)
        return None
    return preview
