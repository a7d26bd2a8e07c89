"""`make bench`: the same archive by the fast route, MkDocs with Material, and Hugo, in turn.

Prints and writes docs/about/performance.md. CPU seconds count all processes of a run, memory is that of
the largest one. `SIZES` in the environment says how many records; PAIRS how often ours and Hugo run.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks import hugo, project, report

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-23"


@dataclass(frozen=True)
class Run:
    """One run: seconds of CPU and wall time, the largest process in MB, what it printed."""

    cpu: float
    wall: float
    memory: float
    said: str


def measured(command: list[str], folder: Path, fails: bool = False) -> Run:
    """Run a command and measure it."""
    log = folder / "run.log"
    started = time.perf_counter()
    with log.open("w") as file:
        child = subprocess.Popen(command, cwd=folder, stdout=file, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text()
    if bool(child.returncode) != fails:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}:\n{said[-2000:]}")
    return Run(used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss / 1024, said)


def ours(folder: Path, *more: str) -> Run:
    """`site --fast`."""
    return measured([sys.executable, str(ROOT / "build_profiles.py"), "site", "--fast", "--today", DAY, *more], folder)


def clean(folder: Path, *more: str) -> Run:
    """`site --fast` from nothing."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    return ours(folder, *more)


def stages(said: str) -> dict[str, float]:
    """CPU seconds of each stage, from the summary that a run prints."""
    return {name.strip(): float(cpu) for name, cpu in re.findall(r"^  (.{22}) +([\d.]+) s CPU", said, re.M)}


def edits(folder: Path) -> dict[str, Run]:
    """Runs with nothing changed, and after an edit of the median company and of the largest one."""
    busy: dict[str, int] = {}
    for path in (folder / "data" / "deals").iterdir():
        for party in re.findall(r"[\w-]+", re.findall(r"^parties: \[(.*)\]", path.read_text(), re.M)[0]):
            busy[party] = busy.get(party, 0) + 1
    ranked = sorted(busy, key=lambda one: (busy[one], one))
    found = {"nothing changed": ours(folder)}
    for name, company in (("median company", ranked[len(ranked) // 2]), ("largest company", ranked[-1])):
        path = folder / "data" / "companies" / f"{company}.yml"
        path.write_text(path.read_text().replace("\ndoes: ", "\ndoes: now ", 1))
        found[f"{name} edited"] = ours(folder)
    return found


def walk_ratio(folder: Path) -> tuple[float, float]:
    """Milliseconds of a walk with stat over all that decides the site, and of finding that nothing changed; medians of
    nine pairs in one process."""
    from profiles.fast.place import Place
    from profiles.fast.state import stamps

    here = Path.cwd()
    os.chdir(folder)
    try:
        place = Place(Path("data"), Path("docs"), Path("site"), Path("mkdocs.yml"), date.fromisoformat(DAY),
                      settings=("strict False",))
        walks, checks = [], []
        for _ in range(9):
            started = time.process_time()
            stamps(place.inputs())
            walks.append(time.process_time() - started)
            started = time.process_time()
            assert place.nothing_changed(place.seen())
            checks.append(time.process_time() - started)
        return statistics.median(walks) * 1000, statistics.median(checks) * 1000
    finally:
        os.chdir(here)


def by_mkdocs(folder: Path) -> Run:
    """MkDocs with Material on the compiled Markdown; compiling is not counted."""
    measured([sys.executable, str(ROOT / "build_profiles.py"), "build", "--today", DAY], folder)
    return measured([sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", "by-mkdocs"], folder)


def by_hugo(folder: Path, program: str) -> Run:
    """Hugo from nothing."""
    shutil.rmtree(folder / "public", ignore_errors=True)
    return measured([program, "--quiet"], folder)


def bytes_of(folder: Path) -> tuple[int, int]:
    """How many pages, and their mean size."""
    sizes = [path.stat().st_size for path in folder.glob("*/*/index.html")]
    return len(sizes), sum(sizes) // max(len(sizes), 1)


def compare(size: int, work: Path, program: str | None, pairs: int, with_mkdocs: bool) -> report.Size:
    """All runs of one size."""
    folder = work / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    project.lay_out(folder, size)
    jobs = ("--jobs", str(os.cpu_count() or 1))
    first = clean(folder, *jobs)
    mkdocs = by_mkdocs(folder) if with_mkdocs else None
    mine, theirs = [first], []
    if program:
        if not with_mkdocs:
            measured([sys.executable, str(ROOT / "build_profiles.py"), "build", "--today", DAY], folder)
        hugo.lay_out(folder / "hugo", folder / "docs", next((folder / "site" / "companies").glob("*-00000/index.html")))
        check_dead_link(folder / "hugo", program)
        mine = []
        for _ in range(pairs):
            theirs.append(by_hugo(folder / "hugo", program))
            mine.append(clean(folder, *jobs))
    changed = edits(folder)
    return report.Size(size, mine, theirs, mkdocs, changed, walk_ratio(folder), stages(mine[-1].said),
                       bytes_of(folder / "site"), bytes_of(folder / "hugo" / "public"))


def check_dead_link(folder: Path, program: str) -> None:
    """Hugo has to fail on a planted dead link, or its work is not ours."""
    page = next((folder / "content" / "companies").glob("*-00000.md"))
    text = page.read_text()
    page.write_text(f"{text}\n[x](nobody.md)\n")
    assert "dead link" in measured([program], folder, fails=True).said
    page.write_text(text)


def main() -> None:
    """Run everything that the environment asks for."""
    sizes = [int(size) for size in os.environ.get("SIZES", "300 3000 30000").split()]
    pairs = int(os.environ.get("PAIRS", "3"))
    program = shutil.which(os.environ.get("HUGO") or "hugo")
    program = program and os.path.abspath(program)           # the runs have folders of their own
    work = ROOT / ".cache" / "bench"
    found = []
    for size in sizes:
        found.append(compare(size, work, program, pairs, os.environ.get("MKDOCS", "yes") == "yes"))
        print(report.summary(found[-1]), flush=True)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}; load when it ended {os.getloadavg()[0]:.1f}"
    (ROOT / "docs" / "about" / "performance.md").write_text(report.page(found, machine))


if __name__ == "__main__":
    main()
