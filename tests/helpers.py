"""What the tests of the checker share: trees of data files, checked in one call.

A tree is a folder or a dictionary from path below data/ to text or bytes. A *bundle* is one text that
holds several files, each under a comment line with its path, which stays the first line of that file:

    # data/companies/acme.yml
    name: Acme
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from profiles.archive import load
from profiles.faults import Fault, in_order
from profiles.rules import accepted, run_rules

TODAY = date(2026, 11, 23)
Tree = Mapping[str, str | bytes]
_MARK = re.compile(r"^# data/(\S+)\n", re.M)

# The smallest archive without any fault; cases stand on top of it.
BASE: dict[str, str] = {
    "companies/zenith.yml": "name: Zenith\nsources: {P: paper}\ndoes: buys anvils [P p1]\n",
    "sources/paper.yml": (
        "publisher: Example Press\n"
        "title: A paper\n"
        "date: 2025-11-20\n"
        "language: en\n"
        "kind: secondary\n"
        "url: https://example.com/paper\n"
        "accessed: 2025-11-21\n"
    ),
}


def write_tree(data: Path, tree: Tree) -> Path:
    """Write a tree below `data`; returns `data`."""
    for path, content in tree.items():
        target = data / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return data


def check_tree(tree: Path | Tree, today: date = TODAY) -> list[Fault]:
    """All faults of a tree, sorted, as the command line would report them."""
    if isinstance(tree, Path):
        archive, faults = load(tree)
        faults += run_rules(archive, today)
        return in_order(accepted(archive, faults, today))
    with tempfile.TemporaryDirectory() as folder:
        return check_tree(write_tree(Path(folder) / "data", tree), today)


def unbundled(text: str) -> dict[str, str]:
    """The files of a bundle; each keeps its comment line, so that lines count from there."""
    marks = list(_MARK.finditer(text))
    assert marks and marks[0].start() == 0, "a bundle starts with the path of its first file: # data/…"
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {mark[1]: text[mark.start(): end] for mark, end in zip(marks, ends)}


def on_base(text: str) -> dict[str, str]:
    """A bundle's files on top of `BASE`."""
    return {**BASE, **unbundled(text)}


def as_line(fault: Fault) -> str:
    """A fault as expected.txt writes it: `file:line:column severity[code] message`."""
    at = fault.place
    return f"{at.file}:{at.line}:{at.column} {fault.severity}[{fault.code}] {fault.message}"
