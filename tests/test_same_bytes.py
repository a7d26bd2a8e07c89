"""Same bytes: nothing but the data and `--today` decides what is written.

Each build runs in a process of its own, under another hash seed, locale, time zone, order of folders and
number of jobs, and with every supported Python that this machine has; all must give one digest. By default
the small archive is compared; `make deep` compares the real one under every combination.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.helpers import BASE, write_tree

DEEP = bool(os.environ.get("ATLAS_DEEP"))
DEAL = ("title: Zenith to buy anvils from 株式会社 Acme\nparties: [zenith, Acme]\nsources: {P: paper}\nstage: talks [P p1]\n"
        "announced: 2025-11-20 [P p1]\nscope:\n  - 1,000 anvils [P p1]\n  - forging [P p2]\nsaid: {zenith: 'more to come [P p3]'}\n")
# What the child does: maybe list folders backwards, then run the command line.
CHILD = """
import os, sys
if os.environ.pop("BACKWARDS", ""):
    plain = os.scandir
    class Backwards:
        def __init__(self, *a): self.found = sorted(plain(*a), key=lambda e: e.name, reverse=True)
        def __iter__(self): return iter(self.found)
        def __next__(self): return self.found.pop(0)
        def __enter__(self): return self
        def __exit__(self, *a): pass
        def close(self): pass
    os.scandir = Backwards
    names = os.listdir
    os.listdir = lambda *a: sorted(names(*a), reverse=True)
sys.path.insert(0, sys.argv.pop(1))
from profiles.cli import main
sys.exit(main())
"""


def digest(folder: Path, *, hidden: bool = True) -> str:
    """One number for every path and byte of a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (hidden or not path.name.startswith(".")):
            found.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def compiled(data: Path, out: Path, python: str = sys.executable, **variables: str) -> str:
    """The digest of the Markdown that one process writes."""
    jobs = variables.pop("JOBS", "1")
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **variables}
    done = subprocess.run(
        [python, "-c", CHILD, str(ROOT), "build", "--data", str(data), "--docs", str(out), "--today", "2026-11-23", "--jobs", jobs],
        cwd=out.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    result = digest(out)
    shutil.rmtree(out)
    return result


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The archive to compare."""
    if DEEP:
        shutil.copytree(ROOT / "data", tmp_path / "data")
        return tmp_path / "data"
    return write_tree(tmp_path / "data", {**BASE, "deals/anvils.yml": DEAL})


SEEDS, ZONES = ("0", "1", "4242"), ("UTC", "Asia/Taipei", "America/Los_Angeles")
LOCALES, ORDERS = ("C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "C"), ("", "1")


def test_seeds_zones_locales_and_orders_change_nothing(data: Path, tmp_path: Path) -> None:
    whole = list(itertools.product(SEEDS, ZONES, LOCALES, ORDERS))
    chosen = whole if DEEP else whole[:: len(whole) // 5]
    digests = {compiled(data, tmp_path / "docs", PYTHONHASHSEED=seed, TZ=zone, LC_ALL=locale, LANG=locale, BACKWARDS=order,
                        JOBS=str(1 + number % 3)) for number, (seed, zone, locale, order) in enumerate(chosen)}
    print(f"{len(chosen)} builds over seeds, zones, locales, orders and jobs; digests: {len(digests)}")
    assert len(digests) == 1


def test_whole_and_incremental_builds_agree(data: Path, tmp_path: Path) -> None:
    """Write, change one file, write again: the same as written at once."""
    from profiles.archive import load
    from profiles.output import write_pages
    from profiles.pages import render
    from tests.helpers import TODAY

    before = {path: path.read_bytes() for path in data.rglob("*.yml")}
    write_pages(tmp_path / "steps", render(load(data)[0], TODAY))
    for text in ("Zenith Ltd", "Zenith & Sons"):
        path = sorted(before)[0]
        path.write_bytes(re.sub(rb"(?m)^name: .*", f"name: {text}".encode(), before[path]))
        write_pages(tmp_path / "steps", render(load(data)[0], TODAY))
    write_pages(tmp_path / "once", render(load(data)[0], TODAY))
    assert digest(tmp_path / "steps") == digest(tmp_path / "once")


def test_every_python_writes_the_same(data: Path, tmp_path: Path) -> None:
    """ATLAS_PYTHONS names the Pythons of environments that hold the locked packages, parted by `:`."""
    named = [name for name in os.environ.get("ATLAS_PYTHONS", "").split(os.pathsep) if name]
    digests = {name: compiled(data, tmp_path / "docs", name) for name in (sys.executable, *named)}
    print(f"Pythons compared: {len(digests)} (ATLAS_PYTHONS names more); digests: {len(set(digests.values()))}")
    assert len(set(digests.values())) == 1


@pytest.mark.parametrize("planted", ["PYTHONHASHSEED", "TZ"])
def test_a_planted_dependence_is_seen(tmp_path: Path, planted: str) -> None:
    """Sabotage: output that depends on the environment gives another digest."""
    for value in ("0", "1"):
        (tmp_path / value).mkdir()
        (tmp_path / value / "page").write_text(f"{planted}={value}")
    assert digest(tmp_path / "0") != digest(tmp_path / "1")
