"""Lowest allowed versions: below them stands a known hole. `docs/about/security.md` shows this table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")


def table() -> dict[str, tuple[int, ...]]:
    """Package and lowest version, as the page on security lists them."""
    text = (ROOT / "docs/about/security.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| ([0-9.]+) \| \S", text, re.M)
    return {name: number(version) for name, version in rows}


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])


def too_old(lock: str, lowest: dict[str, tuple[int, ...]]) -> list[str]:
    """Locked packages below the table, and packages of the table that the lock has not."""
    found = {name.lower().replace("_", "-"): number(version) for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.M)}
    return [name for name, version in lowest.items() if found.get(name, ()) < version]


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_is_below_the_table(name: str) -> None:
    assert len(table()) >= 6
    assert too_old((ROOT / name).read_text("utf-8"), table()) == []


def test_a_planted_old_version_is_seen() -> None:
    lowest = {"markdown": (3, 8, 1), "pyyaml": (6, 0, 2)}
    assert too_old("Markdown==3.8.0 \\\npyyaml==6.0.2\n", lowest) == ["markdown"]
    assert too_old("Markdown==3.10\n", lowest) == ["pyyaml"]
