"""Where an archive and its site are, and whether anything there is different from the last run.

Imports little: most of the time of a run that finds nothing to do would be spent on that.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from profiles.postings import ABOVE

from .state import Stamps, Store, Unusable, hash_of, stamps

_PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "pydantic", "babel", "jieba", "Jinja2", "PyYAML")
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass
class Place:
    """Where an archive and its site are. `settings` is whatever else decides the bytes: the environment's variables."""

    data: Path
    docs: Path
    site: Path
    config: Path
    today: date
    jobs: int = 1
    settings: tuple[str, ...] = ()
    say: Callable[[str], None] = lambda words: print(words, file=sys.stderr, flush=True)
    more: dict[str, Any] = field(default_factory=dict)       # further settings for MkDocs
    stages: dict[str, tuple[float, float]] = field(default_factory=dict)
    search_above: int = ABOVE                                # records above which search comes in pieces

    def __post_init__(self) -> None:
        place = "\0".join(os.path.realpath(path) for path in (self.site, self.data, self.docs, self.config))
        name = hashlib.sha256(place.encode()).hexdigest()[:12]
        self.store = Store(self.config.resolve().parent / ".cache" / "fast" / name)

    # -- what is there ----------------------------------------------------------------------------

    def seen(self) -> dict[str, Any]:
        """The stamps of everything that decides what the site is, and of the site itself."""
        inputs: Stamps = stamps(self.inputs())
        return {"inputs": inputs, "site": self.site_stamp(), "settings": [*self._settings(), *_installed()]}

    def inputs(self) -> tuple[Path, ...]:
        """Files and folders of everything that decides what the site is."""
        overrides = self.config.resolve().parent / "overrides"
        return (self.data, self.docs, self.config, _PACKAGE, *((overrides,) if overrides.is_dir() else ()))

    def site_stamp(self) -> list[int]:
        found = []
        for path in (self.site, self.site / "index.html", self.site / "search" / "search_index.json"):
            stat = os.stat(path) if path.exists() else None
            found += [stat.st_ino, stat.st_mtime_ns if path.suffix else 0] if stat else [0, 0]
        return found

    def _settings(self) -> list[str]:
        return [sys.version, self.today.isoformat(), *self.settings, json.dumps(self.more, sort_keys=True),
                f"search above {self.search_above}"]

    def key(self, inputs: Iterable[str]) -> str:
        """Everything but the data: where it differs, everything is built."""
        rest = [path for path in inputs if not self.is_data(path) and not self._is_ours(path)]
        from importlib.metadata import version

        versions = [f"{name} {version(name)}" for name in _PACKAGES]
        return hashlib.sha256("\0".join([hash_of(rest), *versions, *self._settings()]).encode()).hexdigest()

    def is_data(self, path: str) -> bool:
        """Whether a file is one of data/."""
        return path.startswith(os.fspath(self.data) + os.sep)

    def _is_ours(self, path: str) -> bool:
        return path.startswith(os.fspath(self.docs) + os.sep) and os.path.relpath(path, self.docs) in self._generated

    @property
    def _generated(self) -> frozenset[str]:
        if not hasattr(self, "_owned"):
            file = self.docs / ".generated"
            lines = file.read_text("utf-8", "replace").split("\n") if file.is_file() else ()
            self._owned = frozenset({".generated", *lines} - {""})
        return self._owned

    def nothing_changed(self, seen: Mapping[str, Any]) -> bool:
        """Whether the last run's result still stands."""
        try:
            last = self.store.stamps()
            return {**seen, "shelf": last["shelf"]} == last
        except Unusable:
            return False

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        cpu, wall = _cpu(), time.perf_counter()
        yield
        before = self.stages.get(name, (0.0, 0.0))
        self.stages[name] = (before[0] + _cpu() - cpu, before[1] + time.perf_counter() - wall)


def _installed() -> list[str]:
    """Changes when a package is installed, removed or renewed."""
    return [f"{path} {os.stat(path).st_mtime_ns}" for path in sys.path if path.endswith("-packages") and os.path.isdir(path)]


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
