"""The preview of `serve` by the fast route: holds the archive's parts and MkDocs, rebuilds what an edit shows in.

What a run of `site --fast` keeps on the disk is kept in memory here. The preview has a folder of its own;
neither the published site nor the record of `site --fast` is touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from profiles import faults
from profiles.archive import load
from profiles.faults import Fault
from profiles.rules import run_rules
from profiles.rules_accepted import accepted
from profiles.site import SiteFailed

from .book import Book
from .frames import Unlike
from .recheck import checked
from .route import OtherTitles, Route
from .shelf import Shelf
from .state import Stamps, moved, removed, stamps


class QuickPreview:
    """What `preview.run` needs: a folder that shows the archive, and `refresh`."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        self.route = Route(options.data, options.docs, folder, options.config, options.today, options.jobs,
                           more={"site_url": "", "strict": False}, search_above=options.search_above)
        self.book: Book | None = None
        self.data: Stamps = {}
        self.frames: Stamps = {}

    def written_by_hand(self) -> tuple[Path, ...]:
        """Folders whose change asks for a whole build."""
        docs = self.options.docs
        return (docs / "about", docs / "assets", self.options.config.parent / "overrides")

    def refresh(self) -> None:
        """After an edit: rebuild what shows it. With faults in the data the last good pages stay."""
        started = time.perf_counter()
        try:
            done = self.build()
        except SiteFailed as error:
            print(f"error: {error}", file=sys.stderr, flush=True)
            done = None
        if done is None:
            print("the last good pages stay", flush=True)
        else:
            print(f"{done[0]} pages changed, {done[1]} deleted, in {(time.perf_counter() - started) * 1000:.0f} ms", flush=True)

    def build(self) -> tuple[int, int] | None:
        """Bring the folder up to date; gives how many pages changed and how many files went, None for faulty data."""
        data = stamps((self.options.data,))
        frames = stamps(path for path in (*self.written_by_hand(), self.options.config) if path.exists())
        stage = self.folder.with_name(f"{self.folder.name}.part")
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
        try:
            same = self.book is not None and frames == self.frames
            done = self._some(stage, data) if same else self._all(stage)
        except OtherTitles:
            done = self._all(stage)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        if done is not None:
            self.data, self.frames = data, frames
        return done

    def _some(self, stage: Path, data: Stamps) -> tuple[int, int] | None:
        """What an edit of the data shows in."""
        assert self.book is not None
        changed = [os.path.relpath(path, self.options.data) for path in data.keys() | self.data.keys()
                   if data.get(path) != self.data.get(path)]
        now = checked(self.book, self.options.data, changed, self.options.today)
        if self._stops(now.faults):
            return None
        partly = self.route.partly(self.book, now, stage)
        self.route.keep_part(self.book, now, partly)
        pages = [path for path in moved(stage, self.folder) if path.endswith(".html")]
        return len(pages), sum(removed(self.folder, path) for path in partly.gone)

    def _all(self, stage: Path) -> tuple[int, int] | None:
        """Everything; MkDocs reads its settings and templates again."""
        archive, found = load(self.options.data)
        found = faults.in_order(accepted(archive, found + run_rules(archive, self.options.today), self.options.today))
        if self._stops(found):
            return None
        if self.route.engine:
            self.route.engine.close()
            self.route.engine = None
        whole = self.route.whole(archive, stage)
        self.book = self.route.book(Shelf(":memory:"))
        self.route.keep(self.book, "", archive, found, whole)
        kept = {path.relative_to(stage) for path in stage.rglob("*") if path.is_file()}
        gone = [path.relative_to(self.folder).as_posix() for path in sorted(self.folder.rglob("*"))
                if path.is_file() and path.relative_to(self.folder) not in kept]
        pages = [path for path in moved(stage, self.folder) if path.endswith(".html")]
        return len(pages), sum(removed(self.folder, path) for path in gone)

    def _stops(self, found: list[Fault]) -> bool:
        if found:
            print(faults.as_text(found), end="", file=sys.stderr)
        return faults.stops(found, strict=self.options.strict)


def quick_preview(options: argparse.Namespace, folder: Path) -> QuickPreview | None:
    """A preview that shows the archive already, or None where that cannot be done this way."""
    preview = QuickPreview(options, folder)
    try:
        return preview if preview.build() is not None else None    # the other way prints the faults, too
    except Unlike as error:
        print(f"the fast route cannot be taken: {error}; MkDocs renders the preview", file=sys.stderr)
        return None
