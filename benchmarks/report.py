"""The page docs/about/performance.md, from the figures of a run."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Size:
    """All runs of one size of archive."""

    size: int
    ours: list[Any]
    hugo: list[Any]
    mkdocs: Any
    edits: dict[str, Any]
    walk: tuple[float, float]
    stages: dict[str, float]
    pages: tuple[int, int]
    hugo_pages: tuple[int, int]


def _median(runs: list[Any], what: str) -> float:
    return statistics.median(getattr(run, what) for run in runs)


def _spread(ratios: list[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def ratios(one: Size) -> list[float]:
    """Our CPU by Hugo's, run by run, the whole command."""
    return [ours.cpu / theirs.cpu for ours, theirs in zip(one.ours, one.hugo, strict=False)]


def summary(one: Size) -> str:
    """One size in a few words."""
    return (f"{one.size}: ours {_median(one.ours, 'cpu'):.1f} s CPU, stages {sum(one.stages.values()):.1f}"
            + (f", Hugo {_median(one.hugo, 'cpu'):.1f}, ratio {_spread(ratios(one))}" if one.hugo else "")
            + (f", MkDocs {one.mkdocs.cpu:.1f}" if one.mkdocs else ""))


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


def page(sizes: list[Size], machine: str) -> str:
    """The whole page."""
    parts = [Path(__file__).with_name("performance.head.md").read_text().replace("MACHINE", machine)]
    parts.append("\n## Clean builds\n\n" + _row("Records", "Program", "CPU s", "wall s", "largest process MB", "pages", "mean page KB")
                 + _row("---", "---", "---", "---", "---", "---", "---"))
    for one in sizes:
        rows = [("fast route, whole command", one.ours, one.pages), ("Hugo", one.hugo, one.hugo_pages),
                ("MkDocs with Material", [one.mkdocs] if one.mkdocs else [], one.pages)]
        parts += [_row(one.size, name, f"{_median(runs, 'cpu'):.1f}", f"{_median(runs, 'wall'):.1f}", f"{_median(runs, 'memory'):.0f}",
                       pages[0], f"{pages[1] / 1000:.1f}") for name, runs, pages in rows if runs]
    parts.append("\n## Ratios\n\n" + _row("Records", "ours by Hugo, CPU (spread)", "ours by MkDocs, CPU", "ms CPU a page")
                 + _row("---", "---", "---", "---"))
    for one in sizes:
        mkdocs = f"{_median(one.ours, 'cpu') / one.mkdocs.cpu:.2f}" if one.mkdocs else "not run"
        parts.append(_row(one.size, _spread(ratios(one)) if one.hugo else "not run", mkdocs,
                          f"{1000 * _median(one.ours, 'cpu') / one.size:.1f}"))
    parts.append("\n## Where the time of a clean build goes\n\n" + _row("Stage", *(f"{one.size} records, CPU s" for one in sizes))
                 + _row("---", *("---" for _ in sizes)))
    for name in dict.fromkeys(name for one in sizes for name in one.stages):
        parts.append(_row(name, *(f"{one.stages.get(name, 0):.2f}" for one in sizes)))
    parts.append(_row("the rest: start, check of every fact, forcing to the disk",
                      *(f"{one.ours[-1].cpu - sum(one.stages.values()):.2f}" for one in sizes)))
    parts.append("\n## After an edit\n\nA new process each time, its start included.\n\n"
                 + _row("Records", "What", "CPU s", "wall s") + _row("---", "---", "---", "---"))
    for one in sizes:
        parts += [_row(one.size, name, f"{run.cpu:.2f}", f"{run.wall:.2f}") for name, run in one.edits.items()]
    parts.append("\n" + _row("Records", "walk with stat over all inputs, ms CPU", "finding that nothing changed, ms CPU", "ratio")
                 + _row("---", "---", "---", "---"))
    parts += [_row(one.size, f"{one.walk[0]:.1f}", f"{one.walk[1]:.1f}", f"{one.walk[1] / one.walk[0]:.1f}") for one in sizes]
    return "".join(parts) + Path(__file__).with_name("performance.tail.md").read_text()
