"""Any bytes at all in data/ end in listed faults or in pages, never in a traceback.

Three sources of trouble: bytes out of nowhere, real files with a few bytes, words or lines changed, and
texts made of the signs that YAML and our footnotes care for. `ATLAS_EXAMPLES` says how many of each.
"""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from profiles.archive import load
from profiles.faults import CODES, FORMATS, Fault, in_order, stops
from profiles.pages import render
from profiles.rules import accepted, run_rules
from tests.conftest import ROOT
from tests.helpers import BASE, TODAY, Tree, write_tree

FOLDERS = ("companies", "deals", "sources")
REAL = sorted(path for folder in FOLDERS for path in (ROOT / "data" / folder).glob("*.yml"))
WORDS = ("[", "]", "(", ")", '"', "'", ": ", " #", "- ", "{", "}", ", ", "\n", "\n  ", "&a", "*a", "!!", "<<", "|", ">",
         "%", "", "\r", "\ufeff", "\u202e", "e\u0301", "2999", "-1", "1e9", "not found", "(as of 2030)", "(plan)",
         "disputed", "value", "source", "P", "P p1", "[P p1]", "shown: 9", "zenith", "9" * 30, "FY2026-Q3 (ended 1)",
         "%", "100%", "USD", "鴻海", "\x00", "…", "~", "null", "?", "metrics", "revenue", "- {", "[[]]")  # fmt: skip


@cache
def closure(number: int) -> tuple[str, dict[str, bytes]]:
    """A real file and, so that it can be read as it stands, the files whose ids it names."""
    path = REAL[number]
    wanted = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", path.read_text(encoding="utf-8")))
    tree = {f"{other.parent.name}/{other.name}": other.read_bytes() for other in REAL if other.stem in wanted}
    name = f"{path.parent.name}/{path.name}"
    return name, {**tree, name: path.read_bytes()}


def survives(tree: Tree) -> list[Fault]:
    """Check a tree and, where nothing forbids it, make its pages; every fault is listed and in place."""
    with tempfile.TemporaryDirectory() as folder:
        archive, faults = load(write_tree(Path(folder) / "data", tree))
    faults += run_rules(archive, TODAY)
    faults = in_order(accepted(archive, faults, TODAY))
    for fault in faults:
        assert fault.code in CODES
        in_place(fault, tree)
        assert "\n" not in fault.message + fault.remedy and len(fault.message) <= 200
    for form in FORMATS.values():
        assert isinstance(form(faults), str)
    if not stops(faults):
        render(archive, TODAY)
    return faults


def in_place(fault: Fault, tree: Tree) -> None:
    """The place of a fault lies within its file; one past the end of a line is its end."""
    content = tree.get(fault.place.file.removeprefix("data/"), b"")
    data = content if isinstance(content, bytes) else content.encode()
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    assert 1 <= fault.place.line <= len(lines), fault
    assert 1 <= fault.place.column <= len(lines[fault.place.line - 1]) + 1, fault


@given(st.binary(max_size=400), st.sampled_from(FOLDERS))
@example(b"", "companies")
@example(b"\xff\xfe\x00", "deals")
@example(b"?", "sources")
@example(b"{" * 3000, "sources")
@example(b"- " * 9000, "companies")
def test_bytes_out_of_nowhere(data: bytes, folder: str) -> None:
    """A file of random bytes, which is never a record: it has faults."""
    assert survives({**BASE, f"{folder}/noise.yml": data})


@given(st.data())
def test_real_files_with_bytes_changed(data: st.DataObject) -> None:
    """Flip, delete, insert: some bytes anywhere."""
    name, tree = closure(data.draw(st.integers(0, len(REAL) - 1)))
    changed = bytearray(tree[name])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed) - 1))
        new = data.draw(st.binary(max_size=3))
        changed[at : at + data.draw(st.integers(0, 3))] = new
        if not changed:
            break
    survives({**tree, name: bytes(changed)})


@given(st.data())
def test_real_files_with_words_and_lines_changed(data: st.DataObject) -> None:
    """Lines doubled, dropped, moved or indented; words replaced by signs that mean something."""
    name, tree = closure(data.draw(st.integers(0, len(REAL) - 1)))
    lines = tree[name].decode().split("\n")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(("double", "drop", "move", "indent", "word", "word", "word"))):
            case "double":
                lines.insert(at, lines[at])
            case "drop" if len(lines) > 1:
                del lines[at]
            case "move":
                lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "indent":
                lines[at] = "  " + lines[at]
            case _:
                pieces = re.split(r"(\W)", lines[at])
                pieces[data.draw(st.integers(0, len(pieces) - 1))] = data.draw(st.sampled_from(WORDS))
                lines[at] = "".join(pieces)
    survives({**tree, name: "\n".join(lines)})


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from((
    "companies/acme.yml|name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\nseat: ",
    "companies/acme.yml|name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\nmetrics:\n  revenue:\n    2025: ",
    "companies/acme.yml|name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\nnames:\n  legal: ",
    "companies/acme.yml|name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\nowners: ",
    "companies/acme.yml|name: Acme\ndoes: makes anvils [P p1]\nsources: ",
    "companies/acme.yml|name: Acme\nsources: {P: paper}\ndoes: ",
    "deals/d.yml|title: D\nparties: [zenith, Acme]\nsources: {P: paper}\nstage: talks [P p1]\nannounced: 2025 [P p1]\nsteps:\n  - ",
    "deals/d.yml|title: D\nparties: [zenith, Acme]\nsources: {P: paper}\nstage: talks [P p1]\nannounced: ",
    "deals/d.yml|title: D\nsources: {P: paper}\nstage: talks [P p1]\nannounced: 2025 [P p1]\ngives: {zenith: [P p1]}\nparties: ",
    "sources/s.yml|publisher: X\ntitle: Y\ndate: 2025\nlanguage: en\nkind: primary\naccessed: 2026\nviews:\n  - ",
)))  # fmt: skip
def test_signs_where_a_value_stands(words: list[str], start: str) -> None:
    """Brackets, quotes, remarks and bad values in every order, in every kind of place."""
    name, _, text = start.partition("|")
    survives({**BASE, name: text + " ".join(words) + "\n"})
