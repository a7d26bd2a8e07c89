"""A tree of 100 different planted faults in 30 files: one run reports exactly these.

expected.txt was typed by hand from reading the files: file, line, column and code of each fault.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, plain_environment

HERE = Path(__file__).parent / "faults100"
COMMAND = [sys.executable, "build_profiles.py", "check", "--data", str(HERE / "data"), "--today", "2026-11-23"]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """The real command on the tree."""
    return subprocess.run([*COMMAND, *options], cwd=ROOT, env=plain_environment(), text=True, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)  # fmt: skip


def expected() -> list[str]:
    """The hand-typed list."""
    return (HERE / "expected.txt").read_text(encoding="utf-8").splitlines()


def rows(report: str) -> list[str]:
    """A JSON report in the form of expected.txt."""
    return ["{file}:{line}:{column} {code}".format(**row) for row in json.loads(report)]


@pytest.fixture(scope="module")
def report() -> subprocess.CompletedProcess[str]:
    """One run of the real command."""
    return run("--format", "json")


def test_the_tree_is_what_it_claims_to_be() -> None:
    """100 different faults, 30 files, each of them faulty, 40 codes or more."""
    lines = expected()
    files = {path.relative_to(HERE).as_posix() for path in (HERE / "data").rglob("*") if path.is_file()}
    assert len(lines) == len(set(lines)) == 100
    assert len(files) == 30
    assert {line.split(":")[0] for line in lines} == files
    codes = {line.split(" ")[1] for line in lines}
    assert len(codes) >= 40
    print(f"{len(lines)} faults of {len(codes)} codes in {len(files)} files")


def test_one_run_reports_exactly_these_and_ends_at_1(report: subprocess.CompletedProcess[str]) -> None:
    """All of them, none twice, no echo; the report goes to standard output."""
    assert rows(report.stdout) == expected()
    assert report.returncode == 1
    assert report.stderr == ""


def test_nothing_is_written(tmp_path: Path) -> None:
    """Neither checking nor building leaves a file where the data has errors."""
    docs = tmp_path / "docs"
    for command in ("check", "build"):
        words = [*COMMAND[:2], command, *COMMAND[3:], "--docs", str(docs)]
        done = subprocess.run(words, cwd=ROOT, env=plain_environment(), capture_output=True, timeout=120)
        assert done.returncode == 1
        assert not docs.exists()


@pytest.mark.parametrize("form", ("text", "github"))
def test_every_form_shows_all_of_them(form: str) -> None:
    """The report for people and the one for GitHub name the same 100 places in the same order."""
    shown = run("--format", form).stdout
    at = 0
    for line in expected():
        place, code = line.split(" ")
        file, number, column = place.rsplit(":", 2)
        sign = (f"{place}: " if form == "text" else f"file={file},line={number},col={column},title={code}::")
        at = shown.index(sign, at) + len(sign)


@pytest.mark.parametrize("dropped", (0, 50, 99))
def test_a_dropped_fault_turns_the_comparison_red(report: subprocess.CompletedProcess[str], dropped: int) -> None:
    """Sabotage: a report without one of its faults is not taken for the expected one."""
    found = json.loads(report.stdout)
    del found[dropped]
    assert rows(json.dumps(found)) != expected()
