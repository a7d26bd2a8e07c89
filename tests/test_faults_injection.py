"""Kills and failing writes at every moment of a real build: the old site is whole, or the new one is.

A child process, forked from one that has everything loaded, runs `build_profiles.py site` on a small
archive in two states. An audit hook counts what it does to files (open to write, rename, remove, make
a folder) and at the chosen count kills the process or lets the call fail as on a full disk. Other
children die at random moments. `make deep` tries every count and 1,000 random moments.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from profiles import cli, output, publish
from profiles.site import load_config
from tests.conftest import NOT_COPIED, ROOT
from tests.helpers import BASE, write_tree
from tests.test_publish import PAGES, make_of, read, whole

DEEP = bool(os.environ.get("ATLAS_DEEP"))
COUNTS = 400 if DEEP else 15                             # counts at which a write fails or the process dies
KILLS = 1000 if DEEP else 20                             # random moments
SHIELDED = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile", "os.link", "os.truncate")
DEAL = ("title: Zenith to buy anvils from Acme\nparties: [zenith, Acme]\nsources: {P: paper}\n"
        "stage: talks [P p1]\nannounced: 2025-11-20 [P p1]\nscope: NUMBER anvils [P p1]\n")


def lay_out(folder: Path) -> None:
    """A project without data: the real templates and settings, pages by hand that name no record."""
    for name in ("docs/about", "docs/assets", "overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    for page in (folder / "docs/about").glob("*.md"):
        # Other pages may name records that this small archive has not.
        page.write_text(f"# {page.stem}\n\nWritten by hand, about [companies](../companies/index.md).\n", "utf-8")
    (folder / "docs/about/format-reference.md").unlink(missing_ok=True)


class Small:
    """A small archive in a copy of the project, in state 1 or 2; `digests` are its two right sites."""

    def __init__(self, folder: Path) -> None:
        lay_out(folder)
        self.folder = folder
        self.state = 0
        self.hand = {path: path.read_bytes() for path in (folder / "docs/about").iterdir()}
        self.digests: dict[int, str] = {}
        self.warm()
        for state in (1, 2, 1):
            self.set(state)
            assert self.run(lambda: None) == 0, self.output()
            assert self.digests.setdefault(state, self.digest()) == self.digest(), "two builds differ"
        assert self.digests[1] != self.digests[2]

    def warm(self) -> None:
        """Import what a build imports and read what it reads once, so that each fork has it: 1,000 builds take minutes."""
        import mkdocs.commands.build  # noqa: F401

        load_config(self.folder / "mkdocs.yml", self.folder / "docs", self.folder / "site", date(2026, 11, 23))

    def set(self, state: int) -> None:
        write_tree(self.folder / "data", {**BASE, "deals/anvils.yml": DEAL.replace("NUMBER", f"{state},000")})
        self.state = state

    def digest(self) -> str:
        """One number for every path and byte of the published site."""
        found = hashlib.sha256()
        site = self.folder / "site"
        for path in sorted(site.rglob("*")):
            if path.is_file():
                found.update(f"{path.relative_to(site).as_posix()}\0".encode() + path.read_bytes() + b"\0")
        return found.hexdigest()

    def output(self) -> str:
        return (self.folder / "output.txt").read_text("utf-8", "replace")

    def start(self, before: Callable[[], None]) -> int:
        """Fork a build; the child calls `before` first. Returns its id."""
        child = os.fork()
        if child:
            return child
        code = 99
        try:
            os.chdir(self.folder)
            out = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(out, 1)
            os.dup2(out, 2)
            sys.stdout = sys.stderr = open(out, "w", encoding="utf-8", buffering=1)   # not pytest's own
            before()
            code = cli.main(["site", "--today", "2026-11-23"])
        finally:
            os._exit(code)

    def run(self, before: Callable[[], None]) -> int:
        """The exit code of a build; minus nine where it was killed."""
        _, status = os.waitpid(self.start(before), 0)
        return os.waitstatus_to_exitcode(status)

    def is_whole(self) -> bool:
        """The site is one of the two right ones, and what people wrote is untouched."""
        assert {path: path.read_bytes() for path in self.hand} == self.hand
        return self.digest() in self.digests.values()

    def heals(self) -> None:
        """A build without faults gives exactly the right site and leaves nothing beside it."""
        assert self.run(lambda: None) == 0, self.output()
        assert self.digest() == self.digests[self.state]
        left = [path.name for path in self.folder.rglob(".*") if path.name.endswith((".new", ".old"))]
        assert left == []


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return Small(tmp_path_factory.mktemp("small"))


def hook(count: int, act: Callable[[], None], inside: Path, seen: list[int]) -> None:
    """From now on, `act` at the given count of changes to files below a folder."""
    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event not in SHIELDED or event == "open" and not _writes(arguments):
            return
        try:
            path = os.path.abspath(os.fsdecode(arguments[0]))  # type: ignore[arg-type]
        except TypeError:
            return
        if path.startswith(str(inside)) and not path.endswith("output.txt"):
            seen[0] += 1
            if seen[0] == count:
                act()
    sys.addaudithook(watch)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def full_disk() -> None:
    raise OSError(28, "No space left on device")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def changes(small: Small) -> int:
    """How many changes to files a build makes."""
    told, tell = os.pipe()

    def before() -> None:
        seen = [0]
        hook(-1, lambda: None, small.folder, seen)
        leave = os._exit

        def tell_and_leave(code: int) -> None:
            os.write(tell, str(seen[0]).encode())
            leave(code)
        os._exit = tell_and_leave  # type: ignore[assignment]
    small.set(3 - small.state)
    assert small.run(before) == 0
    os.close(tell)
    return int(os.read(told, 20))


def spread(total: int) -> list[int]:
    """Counts to try: the first and last ones, where publishing happens, and others in between."""
    ends = {*range(1, 4), *range(total - 2, total + 1)}
    step = max(total // max(COUNTS - len(ends), 1), 1)
    return sorted(ends | set(range(1, total + 1, step)))


def test_a_write_that_fails_leaves_a_whole_site(small: Small, changes: int) -> None:
    counts = spread(changes)
    for count in counts:
        small.set(3 - small.state)
        code = small.run(lambda count=count: hook(count, full_disk, small.folder, [0]))  # type: ignore[misc]
        assert small.is_whole(), f"broken after a full disk at change {count} of {changes}"
        assert code in (0, 2), small.output()
        assert code == 0 or small.output().strip(), "it failed without a word"
    small.heals()
    print(f"full disk at {len(counts)} of {changes} changes: 0 broken sites")


def test_a_kill_at_a_change_leaves_a_whole_site(small: Small, changes: int) -> None:
    counts = spread(changes)
    for count in counts:
        small.set(3 - small.state)
        assert small.run(lambda count=count: hook(count, die, small.folder, [0])) in (0, -9), small.output()  # type: ignore[misc]
        assert small.is_whole(), f"broken after a kill at change {count} of {changes}"
    small.heals()
    print(f"killed at {len(counts)} of {changes} changes: 0 broken sites")


def test_a_kill_at_a_random_moment_leaves_a_whole_site(small: Small) -> None:
    rng = random.Random(7)
    small.set(3 - small.state)
    whole_build = 0.0
    outcomes = {True: 0, False: 0}
    for trial in range(KILLS):
        if trial % 50 == 0:                                # how long a build takes just now; only to aim
            start = time.monotonic()
            small.heals()
            whole_build = time.monotonic() - start
        small.set(3 - small.state)
        before = small.digest()
        child = small.start(lambda: None)
        time.sleep(rng.uniform(0, whole_build * 1.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert small.is_whole(), f"broken after kill {trial}"
        outcomes[small.digest() == before] += 1
    small.heals()
    print(f"{KILLS} kills at random moments: 0 broken sites; old kept {outcomes[True]}, new stood {outcomes[False]}")


def publishes_for_ever(folder: Path, exchange: bool, tell: int) -> None:
    """Publish one small site and write one small folder of pages after the other, until somebody ends it."""
    try:
        if not exchange:
            publish._exchange = lambda one, other: False   # type: ignore[assignment]
        for mark in itertools.cycle((b"1", b"2")):
            publish.publish(folder / "site", make_of(mark), lambda stage: [])
            output.write_pages(folder / "docs", {path: data + mark for path, data in PAGES.items()})
            os.write(tell, b".")
    finally:
        os._exit(1)


@pytest.mark.parametrize("exchange", [True, False], ids=["one step", "two renames"])
def test_a_kill_amid_publishing_leaves_whole_sites(tmp_path: Path, exchange: bool) -> None:
    """Publishing and nothing else, so that most kills hit it. Two renames may leave no site, but lose none."""
    rng, aside = random.Random(8), 0
    (tmp_path / "docs").mkdir()
    for trial in range(KILLS // 2):
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            publishes_for_ever(tmp_path, exchange, tell)
        os.close(tell)
        os.read(told, 1)                                   # it has published once
        time.sleep(rng.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
        os.close(told)
        if not exchange and not (tmp_path / "site").exists():
            aside += 1
            publish._recover(tmp_path / "site", tmp_path / ".site.new")
        assert read(tmp_path / "site") in (whole(b"1"), whole(b"2")), f"broken after kill {trial}"
        pages = {path: (tmp_path / "docs" / path).read_bytes() for path in PAGES}
        assert all(pages[path] in (PAGES[path] + b"1", PAGES[path] + b"2") for path in PAGES), f"half a page after kill {trial}"
    print(f"{KILLS // 2} kills amid publishing ({'one step' if exchange else f'two renames, {aside} times put back'}): 0 broken sites")


def test_two_builds_at_once_and_both_are_right(small: Small) -> None:
    small.set(3 - small.state)
    children = [small.start(lambda: None) for _ in range(2)]
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0], small.output()
    assert small.digest() == small.digests[small.state]


def test_files_that_may_not_grow_leave_a_whole_site(small: Small) -> None:
    """The system itself refuses writes beyond a size, halfway through a file."""
    import resource

    for size in (0, 200_000):
        small.set(3 - small.state)
        def limit(size: int = size) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        assert small.run(limit) != 0, f"limit {size}: {small.output()}"
        assert small.is_whole(), f"broken at a limit of {size} bytes"
    small.heals()


def test_damaged_caches_heal(small: Small) -> None:
    """What one run leaves for the next may be damaged at will: the result is the same."""
    rng = random.Random(11)
    small.heals()
    docs = small.folder / "docs"
    pages = {path: (docs / path).read_bytes() for path in (docs / output.OWNED).read_text("utf-8").split()}
    kept = 0
    for _ in range(500 if DEEP else 60):
        victim = docs / rng.choice([output.OWNED, output.OWNED, *pages])
        data = bytearray(victim.read_bytes())
        match rng.randrange(4):
            case 0:
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            case 1:
                del data[rng.randrange(len(data)):]
            case 2:
                data[:0] = rng.randbytes(9)
            case _:
                data.clear()
        victim.write_bytes(data)
        try:
            output.write_pages(docs, pages)
        except output.InTheWay as error:                          # both mark and list lost: said, never guessed
            kept += 1
            for path in error.paths:
                (docs / path).unlink()
            output.write_pages(docs, pages)
        assert {path: (docs / path).read_bytes() for path in pages} == pages
        assert {path: path.read_bytes() for path in small.hand} == small.hand
        extra = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")} - pages.keys()
        assert extra == {path.relative_to(docs).as_posix() for path in small.hand}
    print(f"damaged caches: {500 if DEEP else 60}, wrong pages 0, refused with names {kept}")


def test_sabotage_a_site_built_in_place_breaks(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same kills without the exchange: the test must see broken sites, else it sees nothing."""
    def in_place(target: Path, make: Callable[[Path], None], check: object) -> None:
        make(target)
    small.heals()
    monkeypatch.setattr("profiles.site.publish", in_place)
    assert publish.publish is not in_place
    small.set(3 - small.state)
    seen_broken = False
    for count in (200, 300, 500, 700):
        small.run(lambda count=count: hook(count, die, small.folder, [0]))  # type: ignore[misc]
        seen_broken |= small.digest() not in small.digests.values()
    monkeypatch.undo()
    assert seen_broken
    small.heals()
