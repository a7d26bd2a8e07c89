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
from tests.test_faults_injection import lay_out

DEEP = bool(os.environ.get("ATLAS_DEEP"))
DEAL = ("title: Zenith to buy anvils from 株式会社 Acme\nparties: [zenith, Acme]\nsources: {P: paper}\nstage: talks [P p1]\n"
        "announced: 2025-11-20 [P p1]\nscope:\n  - 1,000 anvils [P p1]\n  - forging [P p2]\nsaid: {zenith: 'more to come [P p3]'}\n")
# What the child does: maybe set its clock, maybe list folders backwards, then run the command line.
CHILD = """
import os, sys
shift = int(os.environ.pop("CLOCK", "0"))
if shift:
    import datetime, time
    now, gmtime, localtime = time.time, time.gmtime, time.localtime
    time.time = lambda: now() + shift
    time.gmtime = lambda seconds=None: gmtime(time.time() if seconds is None else seconds)
    time.localtime = lambda seconds=None: localtime(time.time() if seconds is None else seconds)
    class Day(datetime.date):
        today = classmethod(lambda cls: cls.fromtimestamp(time.time()))
    class Moment(datetime.datetime):
        now = classmethod(lambda cls, tz=None: cls.fromtimestamp(time.time(), tz))
        utcnow = classmethod(lambda cls: cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None))
        today = classmethod(lambda cls: cls.fromtimestamp(time.time()))
    datetime.date, datetime.datetime = Day, Moment
if os.environ.pop("BACKWARDS", ""):
    plain = os.scandir
    class Backwards:
        def __init__(self, *a): self.found = sorted(plain(*a), key=lambda e: e.name, reverse=True)
        def __iter__(self): return iter(self.found)
        def __next__(self):
            if not self.found: raise StopIteration
            return self.found.pop(0)
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


# -- the whole site -------------------------------------------------------------------------------

CLOCKS = ("0", str(-40 * 86_400), str(12_345_678))         # seconds beside the true time
ROUTES = (("",), ("--fast", "--jobs", "1"), ("--fast", "--jobs", "3"))


def built(project: Path, *options: str, **variables: str) -> str:
    """The digest of the site that one process publishes."""
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **variables}
    done = subprocess.run([sys.executable, "-c", CHILD, str(ROOT), "site", "--today", "2026-11-23", *filter(None, options)],
                          cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    return digest(project / "site")


def afresh(folder: Path, data: Path) -> Path:
    """The project with nothing built."""
    shutil.rmtree(folder, ignore_errors=True)
    lay_out(folder)
    shutil.copytree(data, folder / "data")
    return folder


def test_the_whole_site_is_the_same_whatever_the_machine(tmp_path: Path) -> None:
    """Clock, seed, zone, locale, order of folders, route and jobs, and a build on top of another state."""
    data = write_tree(tmp_path / "data", {**BASE, "deals/anvils.yml": DEAL})
    whole = list(itertools.product(SEEDS, CLOCKS, ZONES, LOCALES, ORDERS, ROUTES))
    chosen = whole[:: len(whole) // (60 if DEEP else 4)]
    digests = {built(afresh(tmp_path / "project", data), *route, PYTHONHASHSEED=seed, CLOCK=clock, TZ=zone, LC_ALL=locale, LANG=locale, BACKWARDS=order)
               for seed, clock, zone, locale, order, route in chosen}
    project = tmp_path / "project"
    for route in ROUTES[:2]:                               # another state first, then this one
        write_tree(project / "data", {"deals/anvils.yml": DEAL.replace("1,000", "2,000")})
        other = built(project, *route, CLOCK=CLOCKS[1])
        write_tree(project / "data", {"deals/anvils.yml": DEAL})
        digests.add(built(project, *route, CLOCK=CLOCKS[2]))
        assert other not in digests
    print(f"{len(chosen) + 2} sites over seeds, clocks, zones, locales, orders, routes and jobs; digests: {len(digests)}")
    assert len(digests) == 1


def test_a_clock_that_is_set_is_seen(tmp_path: Path) -> None:
    """Sabotage: the child's clock is truly another one, in all ways of asking."""
    asked = ("import time, datetime; print(int(time.time()) // 86400, time.strftime('%Y-%m-%d', time.gmtime()), "
             "datetime.date.today(), datetime.datetime.now().date(), datetime.datetime.now(datetime.timezone.utc).date())")
    said = set()
    for clock in CLOCKS:
        done = subprocess.run([sys.executable, "-c", CHILD.split("sys.path.insert")[0] + asked], env={"CLOCK": clock, "TZ": "UTC"},
                              stdout=subprocess.PIPE, text=True, check=True)
        said |= {(at, word) for at, word in enumerate(done.stdout.split())}
    assert len(said) == 5 * len(CLOCKS)


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
