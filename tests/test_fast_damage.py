"""Damaged records of the fast route: whatever stands in its folder, the pages are right.

Goes with `profiles/fast`. Knows nothing of the records' form: every file of the folder is cut, flipped,
emptied, removed, replaced by an older one, by one of another project or of another version. After each
damage one record of the data is changed or none, and the whole site is held against one built from
nothing. `make deep` asks for 500 damages.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from profiles.fast import place
from tests.test_fast_site import contents
from tests.test_faults_injection import die, hook
from tests.test_incremental import Project

DEEP = bool(os.environ.get("ATLAS_DEEP"))
DAMAGES = 500 if DEEP else 16
Kept = dict[str, bytes]


def cache(project: Project) -> Path:
    return project.folder / ".cache"


def kept(project: Project) -> Kept:
    """What the last run left for the next."""
    found = contents(cache(project))
    assert found
    return found


# -- damages: each gets one file, its bytes and what else there is to take from ----------------------


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def flipped(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1:]


def noise(chance: random.Random, data: bytes) -> bytes:
    return chance.randbytes(len(data))


def longer(chance: random.Random, data: bytes) -> bytes:
    return data + chance.randbytes(chance.randrange(1, 40))


def version(chance: random.Random, data: bytes) -> bytes:
    """The same, said to be of another version: the first digits of the first lines are others."""
    head, rest = data[:200], data[200:]
    return bytes((char - 48 + 1) % 10 + 48 if 48 <= char <= 57 and number < 24 else char for number, char in enumerate(head)) + rest


ONE: tuple[Callable[[random.Random, bytes], bytes], ...] = (cut, flipped, flipped, noise, longer, version)
WHOLE = ("empty", "gone", "all gone", "stale", "all stale", "foreign", "all foreign")


class Damaged:
    """A project in one of two states, with the right site of each and what may be mixed up."""

    silent = False                                         # as disks do it: the time of the change stays, too

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder / "project", size=10)
        self.state = 1
        self.right: dict[int, dict[str, bytes]] = {}
        self.stale: dict[int, Kept] = {}
        for _ in range(2):
            self.turn()
            self.right[self.state] = self.project.clean(folder / "clean")
            self.project.update()
            self.stale[self.state] = kept(self.project)
        assert self.right[1] != self.right[2]
        other = Project(folder / "other", size=12)
        other.update()
        self.foreign = kept(other)

    def turn(self) -> None:
        """The other state: an address of one source, which changes one link and no text of the site."""
        before, self.state = self.state, 3 - self.state
        path = self.project.files("sources")[0]
        text = path.read_text().replace(f"?state={before}\n", "\n")
        changed = re.sub(r"(?m)^(url: .*)$", rf"\1?state={self.state}", text)
        assert changed != text
        path.write_text(changed)

    def damage(self, chance: random.Random) -> str:
        """Do one thing to the folder; returns its name."""
        files = sorted(path for path in cache(self.project).rglob("*") if path.is_file())
        victim = chance.choice([path for path in files if path.stat().st_size])
        kind = chance.choice((*ONE, *WHOLE))
        if not isinstance(kind, str):
            before = victim.stat()
            victim.write_bytes(kind(chance, victim.read_bytes()))
            if self.silent:
                os.utime(victim, ns=(before.st_atime_ns, before.st_mtime_ns))
            return f"{kind.__name__} {victim.name}"
        named = {Path(path).name: data for path, data in (self.foreign if "foreign" in kind else self.stale[chance.choice((1, 2))]).items()}
        match kind:
            case "empty":
                victim.write_bytes(b"")
            case "gone":
                victim.unlink()
            case "all gone":
                for file in files:
                    file.unlink()
            case "stale" | "foreign":
                victim.write_bytes(named[victim.name])
            case _:
                for file in files:
                    file.write_bytes(named[file.name])
        return f"{kind} {victim.name}"


def wrong_after(damaged: Damaged, number: int) -> list[str]:
    """Wrong pages after so many damages, each followed by a build."""
    chance, wrong = random.Random(17), []
    for _ in range(number):
        name = damaged.damage(chance)
        turned = chance.random() < 0.6
        if turned:
            damaged.turn()
        damaged.project.update()
        found, right = contents(damaged.project.site), damaged.right[damaged.state]
        bad = [path for path in sorted({*found, *right}) if found.get(path) != right.get(path)]
        wrong += [f"{name}, {'one fact changed' if turned else 'nothing changed'}: {path}" for path in bad]
    return wrong


def test_no_damage_of_the_records_makes_a_wrong_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = wrong_after(Damaged(tmp_path), DAMAGES)
    said = capsys.readouterr().err.count("building everything: ")
    print(f"{DAMAGES} damages: wrong pages {len(wrong)}, everything built anew {said} times")
    assert wrong == []


def test_a_kill_while_files_are_replaced_leaves_whole_pages_and_heals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A change of one fact replaces file by file: each is the old one or the new one, and the next run mends the rest."""
    damaged = Damaged(tmp_path)
    one, other = damaged.right[1], damaged.right[2]
    killed = 0
    for count in range(1, 60, 1 if DEEP else 5):
        damaged.turn()
        child = os.fork()
        if not child:
            try:
                hook(count, die, damaged.project.folder, [0])
                damaged.project.update()
            finally:
                os._exit(0)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
        found = contents(damaged.project.site)
        assert found.keys() == one.keys() == other.keys(), f"killed at change {count}"
        assert [path for path in found if found[path] not in (one[path], other[path])] == [], f"killed at change {count}"
        damaged.project.update()
        assert contents(damaged.project.site) == damaged.right[damaged.state], f"killed at change {count}, then built again"
    said = capsys.readouterr()
    print(f"{killed} kills while files are replaced: half pages 0, wrong pages after the next run 0")
    assert killed > 3, said.out


def test_a_route_that_trusts_its_records_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage: "nothing has changed" whenever there is a record at all."""
    damaged = Damaged(tmp_path)
    monkeypatch.setattr(place.Place, "nothing_changed", lambda self, seen: any(path.is_file() for path in cache(damaged.project).rglob("*")))
    assert wrong_after(damaged, 10)
