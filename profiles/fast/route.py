"""The fast route from an archive to its site: nothing, what changed, or everything.

`Route` holds where things are. It never leaves a site half of one version without a sign: a whole build
is exchanged in one step; before single files are replaced the record of the last run is taken away, so
that after an interruption everything is built.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from profiles.archive import Archive
from profiles.pages import files, parts
from profiles.publish import alone
from profiles.site import SiteFailed, load_config

from .build import Builder, Made, Part, Progress, dead_links, make_all, put
from .deps import Dependency, Fingerprints
from .engine import Engine, order, url_of
from .state import State, Stamps, Store, Unusable, hash_of, stamps

_PACKAGES = ("mkdocs", "mkdocs-material", "Markdown", "pydantic", "babel", "jieba", "Jinja2", "PyYAML")
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Report:
    """What a run did, and the seconds of CPU and wall time that each stage took."""

    made: int = 0
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    stages: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass
class Route:
    """One archive and its site. `settings` is whatever else decides the bytes: the environment's variables."""

    data: Path
    docs: Path
    site: Path
    config: Path
    today: date
    jobs: int = 1
    settings: tuple[str, ...] = ()
    say: Callable[[str], None] = lambda words: print(words, file=sys.stderr, flush=True)
    more: dict[str, Any] = field(default_factory=dict)       # further settings for MkDocs

    def __post_init__(self) -> None:
        self.stages: dict[str, tuple[float, float]] = {}
        self.engine: Engine | None = None
        self.known: dict[str, Any] | None = None             # pages by path, where a preview keeps them
        place = "\0".join(os.path.realpath(path) for path in (self.site, self.data, self.docs, self.config))
        name = hashlib.sha256(place.encode()).hexdigest()[:12]
        self.store = Store(self.config.resolve().parent / ".cache" / "fast" / name)

    # -- what is there ----------------------------------------------------------------------------

    def seen(self) -> dict[str, Any]:
        """The stamps of everything that decides what the site is, and of the site itself."""
        inputs: Stamps = stamps((self.data, self.docs, *self._frame_inputs()))
        return {"inputs": inputs, "site": self._site_stamp(), "settings": self._settings()}

    def _frame_inputs(self) -> tuple[Path, ...]:
        overrides = self.config.resolve().parent / "overrides"
        return (self.config, _PACKAGE, *((overrides,) if overrides.is_dir() else ()))

    def _site_stamp(self) -> list[int]:
        found = []
        for path in (self.site, self.site / "index.html", self.site / "search" / "search_index.json"):
            stat = os.stat(path) if path.exists() else None
            found += [stat.st_ino, stat.st_mtime_ns if path.suffix else 0] if stat else [0, 0]
        return found

    def _settings(self) -> list[str]:
        return [sys.version, *(f"{name} {version(name)}" for name in _PACKAGES), self.today.isoformat(),
                *self.settings, json.dumps(self.more, sort_keys=True)]

    def key(self, inputs: Iterable[str]) -> str:
        """Everything but the data: where it differs, everything is built."""
        data = os.fspath(self.data) + os.sep
        rest = [path for path in inputs if not path.startswith(data) and not self._is_ours(path)]
        return hashlib.sha256("\0".join([hash_of(rest), *self._settings()]).encode()).hexdigest()

    def _is_ours(self, path: str) -> bool:
        return path.startswith(os.fspath(self.docs) + os.sep) and os.path.relpath(path, self.docs) in self._generated

    @property
    def _generated(self) -> frozenset[str]:
        if not hasattr(self, "_owned"):
            file = self.docs / ".generated"
            lines = file.read_text("utf-8", "replace").split("\n") if file.is_file() else ()
            self._owned = frozenset({".generated", *lines} - {""})
        return self._owned

    def nothing_changed(self) -> bool:
        """Whether the last run's result still stands: one walk over the inputs."""
        try:
            return self.store.stamps() == self.seen()
        except Unusable:
            return False

    # -- building ---------------------------------------------------------------------------------

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        cpu, wall = _cpu(), time.perf_counter()
        yield
        before = self.stages.get(name, (0.0, 0.0))
        self.stages[name] = (before[0] + _cpu() - cpu, before[1] + time.perf_counter() - wall)

    def last(self, key: str) -> State | None:
        """The last run's result where it can be built upon; otherwise one line says why not."""
        try:
            state = self.store.state(key)
            if self.store.stamps().get("site") != self._site_stamp():
                raise Unusable(f"{self.site} is not the site of the last run")
            return state
        except Unusable as error:
            self.say(f"building everything: {error}")
            return None

    def whole(self, archive: Archive, target: Path, key: str) -> State:
        """Build everything below `target`, an empty folder. Raises `SiteFailed` and `frames.Unlike`."""
        state = State(key)
        chosen = list(parts(archive))
        engine = self._engine(target)
        builder = Builder(archive, self.today, engine, target, self.known)

        def by_hand() -> None:
            entries, state.links = engine.hand_written()  # type: ignore[assignment]
            state.entries = {path: ",".join(json.dumps(one, separators=(",", ":")) for one in found)
                             for path, found in entries.items()}
            state.anchors = {path: sorted(ids) for path, ids in engine.anchors().items()}

        with self.stage("pages"):
            state.titles = builder.titles(chosen)
            engine.name(state.titles)
            state.made = make_all(builder, chosen, self.jobs, by_hand, self._progress(len(chosen)))
            state.made = {part: state.made[part] for part in chosen}
        self._finish(archive, state, engine, target, self.site)
        return state

    def partly(self, archive: Archive, last: State, target: Path) -> tuple[State, tuple[str, ...], int]:
        """Build below `target` what differs. Returns the new state, the paths to remove and the parts made."""
        with self.stage("compare"):
            now = Fingerprints(archive)
            chosen = [part for part in parts(archive) if part not in last.made or not _same(last, last.made[part], now)]
        if not chosen and len(last.made) == sum(1 for _ in parts(archive)):
            return last, (), 0
        engine = self._engine(target)
        builder = Builder(archive, self.today, engine, target, self.known)
        with self.stage("pages"):
            titles = last.titles | builder.titles(chosen)
        if titles == last.titles:
            state = self._some(archive, last, builder, chosen, now)
        else:                                              # pages may print their neighbours' titles
            self.known = self.known and {}
            state = self.whole(archive, target, last.key)
        before, after = (frozenset(page.path for one in kept.made.values() for page in one.pages) for kept in (last, state))
        return state, tuple(sorted(f"{url_of(path)}index.html" for path in before - after)), len(chosen)

    def _some(self, archive: Archive, last: State, builder: Builder, chosen: list[Part], now: Fingerprints) -> State:
        """Make the chosen parts and take the others from the last run."""
        with self.stage("pages"):
            builder.engine.name(last.titles)
            fresh = make_all(builder, chosen, self.jobs, lambda: None, self._progress(len(chosen)))
        made = {part: fresh[part] if part in fresh else last.made[part] for part in parts(archive)}
        state = State(last.key, made, {}, last.entries, last.anchors, last.links, last.titles)
        with self.stage("compare"):
            state.prints = _prints(made, now)
        self._finish(archive, state, builder.engine, builder.target, self.site)
        return state

    def _engine(self, target: Path) -> Engine:
        with self.stage("MkDocs"):
            if self.engine is None:
                config = load_config(self.config, self.docs, target, self.today, **self.more)
                self.engine = Engine(config, self.docs, self._generated)
            self.engine.config.site_dir = str(target.resolve())
            return self.engine

    def _progress(self, whole: int) -> Callable[[int], None]:
        return Progress(whole, sys.stderr.isatty(), self.say) if whole > 500 else lambda done: None

    def _finish(self, archive: Archive, state: State, engine: Engine, target: Path, site: Path) -> None:
        """What is made once for the whole site, and the checks of its links."""
        made = [page for one in state.made.values() for page in one.pages]
        paths = [page.path for page in made]
        if len(set(paths)) != len(paths) or set(paths) & set(engine.by_hand):
            raise SiteFailed("two pages at one address")
        with self.stage("links"):
            dead = dead_links(made, {path: frozenset(ids) for path, ids in state.anchors.items()},
                              [(one[0], one[1], one[2]) for one in state.links],
                              lambda url: (target / url).is_file() or (site / url).is_file())
            dead += [f"a hand-written page or the navigation names {path}, which is not there"
                     for path in sorted(engine.named - set(paths))]
        if dead:
            raise SiteFailed("\n  ".join(["links that lead nowhere:", *dead[:40]]))
        with self.stage("search"):
            documents = {page.path: page.entries for page in made} | state.entries
            ordered = sorted(documents, key=order)
            (target / "search").mkdir(exist_ok=True)
            with open(target / "search" / "search_index.json", "w", encoding="utf-8") as file:
                file.writelines(engine.search_index(documents[path] for path in ordered if documents[path]))
        with self.stage("sitemap, 404, files"):
            engine.site_templates(ordered, {page.path: page.dated for page in made})
            for path, data in files(archive):
                put(target / path, data.decode())
        if not state.prints:
            with self.stage("compare"):
                state.prints = _prints(state.made, Fingerprints(archive))

    # -- putting it in place ----------------------------------------------------------------------

    def update(self, archive: Archive, seen: dict[str, Any], last: State) -> Report:
        """Bring the published site up to date, file by file. Raises what building raises; then it is untouched."""
        parent = Path(os.path.realpath(self.site)).parent
        with alone(parent, lambda: self.say("another build publishes here; waiting for it to end")):
            stage = self.site.with_name(f".{self.site.name}.part")
            shutil.rmtree(stage, ignore_errors=True)
            stage.mkdir(parents=True)
            try:
                state, gone, count = self.partly(archive, last, stage)
                with self.stage("replace files"):
                    self.store.begin()
                    written = tuple(_moved(stage, self.site))
                    removed = tuple(path for path in gone if _removed(self.site, path))
            finally:
                shutil.rmtree(stage, ignore_errors=True)
            with self.stage("record"):
                self.store.save(state if count or gone else None, {**seen, "site": self._site_stamp()})
        return Report(count, written, removed, self.stages)


def _same(last: State, made: Made, now: Fingerprints) -> bool:
    return all(last.prints.get(_name(one)) == now.of(one).hex() for one in made.read)


def _prints(made: dict[Part, Made], now: Fingerprints) -> dict[str, str]:
    return {_name(one): now.of(one).hex() for part in made.values() for one in part.read}


def _name(dependency: Dependency) -> str:
    return f"{dependency[0]} {dependency[1]}"


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _moved(stage: Path, site: Path) -> Iterator[str]:
    """Move files into the site where they differ; gives their paths below it."""
    for here, folders, names in os.walk(stage):
        folders.sort()
        for name in sorted(names):
            new = Path(here, name)
            path = new.relative_to(stage)
            old = site / path
            if old.is_file() and old.stat().st_size == new.stat().st_size and old.read_bytes() == new.read_bytes():
                continue
            old.parent.mkdir(parents=True, exist_ok=True)
            os.replace(new, old)
            yield path.as_posix()


def _removed(site: Path, path: str) -> bool:
    file = site / path
    file.unlink(missing_ok=True)
    folder = file.parent
    while folder != site and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
    return True
