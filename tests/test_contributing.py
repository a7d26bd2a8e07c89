"""CONTRIBUTING.md, done by the letter: its commands run in a fresh clone and print what it says they print.

`bash` blocks are commands, a `text` block after them is their output (`…` stands for anything), a `yaml`
block with `file=` is what the reader has typed into that file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import copy_of_project, plain_environment
from .test_factdiff import git
from .test_project import missing_paths, unknown_commands

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "CONTRIBUTING.md"


def blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Language, further words and content of every fenced block."""
    for found in re.finditer(r"^```(\w+)([^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield found[1], found[2].strip(), found[3]


def as_pattern(shown: str) -> str:
    """Shown output as a pattern: a line that is only `…` stands for any lines, `…` in a line for any words."""
    rows = [r"(?:[^\n]*\n)*" if row == "…" else re.escape(row).replace("…", r"[^\n]*") + r"\n" for row in shown.splitlines()]
    return "".join(rows)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone of the project as it is now, its private environment active."""
    upstream = copy_of_project(tmp_path / "upstream")
    git(upstream, "init", "--quiet", "--initial-branch=main")
    git(upstream, "add", "--all")
    git(upstream, "commit", "--quiet", "-m", "the archive")
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(upstream), str(folder)], check=True)
    git(folder, "config", "user.name", "Nobody")
    git(folder, "config", "user.email", "nobody@example.invalid")
    return folder


def run(commands: str, folder: Path, tools: Path) -> subprocess.CompletedProcess[str]:
    """Run commands as a person would, `python` being that of the tests."""
    if not tools.exists():
        tools.mkdir()
        (tools / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
        (tools / "python").chmod(0o755)
    environment = plain_environment(PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")
    return subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, env=environment, text=True, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)  # fmt: skip


def test_the_guide_works_by_the_letter(clone: Path, tmp_path: Path) -> None:
    printed, ran = "", 0
    for language, words, content in blocks(GUIDE.read_text("utf-8")):
        if language == "bash":
            done = run(content, clone, tmp_path / "tools")
            assert done.returncode == 0, f"{content}\n{done.stdout}"
            printed, ran = done.stdout, ran + 1
        elif language == "text" and words != "example":
            assert re.fullmatch(as_pattern(content), printed), f"shown:\n{content}\nprinted:\n{printed}"
        elif language == "yaml" and words.startswith("file="):
            (clone / words.removeprefix("file=")).write_text(content, "utf-8")
    assert ran >= 9
    assert git(clone, "status", "--porcelain") == "" and git(clone, "branch", "--show-current") == "main"


def test_the_example_of_a_fault_is_what_the_checker_prints(clone: Path, tmp_path: Path) -> None:
    """The steps up to the deal, with the misspelling that the guide shows."""
    for language, words, content in blocks(GUIDE.read_text("utf-8")):
        if language == "yaml" and words.startswith("file="):
            (clone / words.removeprefix("file=")).write_text(content, "utf-8")
        elif language == "text" and words == "example":
            deal = clone / "data/deals/practice-foxconn-2025.yml"
            deal.write_text(deal.read_text("utf-8").replace("[practice-works,", "[practice-work,"), "utf-8")
            assert content in run("python build_profiles.py check || true", clone, tmp_path / "tools").stdout
            return
    pytest.fail("the guide shows no fault")


def test_every_system_installs_the_same() -> None:
    found = {language: content for language, _, content in blocks(GUIDE.read_text("utf-8")) if language in ("sh", "powershell")}
    install = [[line for line in content.splitlines() if "pip install" in line] for content in found.values()]
    assert len(found) == 2 and install[0] == install[1] and len(install[0]) == 2
    assert all("--require-hashes" in line for line in install[0])
    for name in re.findall(r"-r (\S+)", found["sh"]):
        assert (ROOT / name).is_file()


@pytest.mark.parametrize("name", ("CONTRIBUTING.md", "docs/about/maintaining.md"))
def test_guides_name_only_what_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    shown = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    made = {"links/ledger.json", "data/addresses.txt"}     # by the first weekly check, by the first publishing
    assert [path for path in missing_paths(shown) if path not in made and "practice" not in path] == []
    assert unknown_commands(text) == []
    assert not re.search(r"(?<![\w/])/(?:tmp|home|Users)/", text)


def test_the_pattern_is_strict_where_nothing_is_left_out() -> None:
    assert re.fullmatch(as_pattern("1 corrected\n…\n"), "1 corrected\na\nb\n")
    assert not re.fullmatch(as_pattern("1 corrected\n"), "2 corrected\n")
    assert not re.fullmatch(as_pattern("0 errors, …\n"), "1 errors, 0 warnings\n")
