"""The commands as a person calls them: what is written, what is said, which code comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import BASE, write_tree

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a faultless small archive below it."""
    write_tree(tmp_path / "data", BASE)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "build_profiles.py"), *arguments], cwd=folder, text=True,
                          encoding="utf-8", capture_output=True, timeout=120)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_no_command_means_build_and_a_second_run_writes_nothing(tree: Path) -> None:
    first = run(tree, "--today", "2026-11-23")
    assert first.returncode == 0, first.stderr
    assert (tree / "docs/companies/zenith.md").read_text(encoding="utf-8").count("# Zenith") == 1
    written = files(tree / "docs")
    second = run(tree, "build", "--today", "2026-11-23")
    assert second.stdout.startswith("0 files written, 0 deleted, ")
    assert files(tree / "docs") == written


def test_with_an_error_nothing_is_written(tree: Path) -> None:
    write_tree(tree / "data", {"companies/zenith.yml": BASE["companies/zenith.yml"].replace("does:", "dose:")})
    done = run(tree)
    assert done.returncode == 1
    assert "data/companies/zenith.yml:3:1: error[unknown-key]" in done.stderr
    assert "did you mean `does`?" in done.stderr
    assert not (tree / "docs").exists()


def test_a_warning_stops_only_when_strict(tree: Path) -> None:
    write_tree(tree / "data", {"sources/idle.yml": BASE["sources/paper.yml"].replace("A paper", "Another")
                               .replace("/paper", "/idle")})
    assert run(tree, "check").returncode == 0
    done = run(tree, "check", "--strict")
    assert done.returncode == 1
    assert "data/sources/idle.yml:1:1: warning[unused-source]" in done.stdout


def test_check_writes_nothing_and_knows_three_forms(tree: Path) -> None:
    write_tree(tree / "data", {"companies/zenith.yml": "nam: Zenith\nsources: {P: paper}\ndoes: buys anvils [P p1]\n"})
    before = files(tree)
    rows = json.loads(run(tree, "check", "--format", "json").stdout)
    assert [(row["file"], row["line"], row["column"], row["code"]) for row in rows] == [
        ("data/companies/zenith.yml", 1, 1, "unknown-key")]
    assert run(tree, "check", "--format", "github").stdout.startswith(
        "::error file=data/companies/zenith.yml,line=1,col=1,title=unknown-key::")
    assert files(tree) == before


def test_a_removed_record_takes_its_page_along_and_nothing_else(tree: Path) -> None:
    extra = BASE["companies/zenith.yml"].replace("Zenith", "Nadir")
    write_tree(tree / "data", {"companies/nadir.yml": extra})
    assert run(tree).returncode == 0
    (tree / "docs/companies/by-hand.md").write_text("# Mine\n", encoding="utf-8")
    (tree / "data/companies/nadir.yml").unlink()
    done = run(tree)
    assert done.returncode == 0, done.stderr
    assert not (tree / "docs/companies/nadir.md").exists()
    assert (tree / "docs/companies/by-hand.md").read_text(encoding="utf-8") == "# Mine\n"


def test_a_page_written_by_a_person_is_never_overwritten(tree: Path) -> None:
    mine = tree / "docs/companies/zenith.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("# My own page\n", encoding="utf-8")
    done = run(tree)
    assert done.returncode == 2
    assert "companies/zenith.md" in done.stderr
    assert files(tree / "docs") == {"companies/zenith.md": b"# My own page\n"}


@pytest.mark.parametrize("arguments", [("build", "--data", "nowhere"), ("check", "--today", "soon"), ("fly",)],
                         ids=["no folder", "no date", "no command"])
def test_a_wrong_call_is_two(tree: Path, arguments: tuple[str, ...]) -> None:
    assert run(tree, *arguments).returncode == 2


def test_the_day_decides_what_is_in_the_future(tree: Path) -> None:
    assert run(tree, "check", "--today", "2025-11-21").returncode == 0
    done = run(tree, "check", "--today", "2025-11-20")
    assert done.returncode == 1
    assert "error[future-date]" in done.stdout
