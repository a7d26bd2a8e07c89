"""A bounded share of what `make fuzz` and `make mutate` do, and their sabotage."""

from __future__ import annotations

import ast
import os

import pytest

from fuzz import mutants
from fuzz.mutate import TARGETS, changes
from tests.conftest import ROOT

NUMBER = 100_000 if os.environ.get("ATLAS_DEEP") else 3_000


def test_no_mutant_crashes_the_reader_or_is_refused_without_a_place() -> None:
    told = mutants.run(NUMBER)
    print(told)
    assert told.crashes == []
    assert told.placeless == []
    assert 0.05 <= told.accepted / told.tried <= 0.60, "too few or too many are good: the changes are no test"
    assert told.slowest < 5


def test_a_planted_crash_and_a_placeless_fault_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from profiles.faults import Fault, Place

    monkeypatch.setattr(mutants, "read_file", lambda *_: 1 / 0)
    assert len(mutants.run(5).crashes) == 5
    monkeypatch.setattr(mutants, "read_file", lambda *_: ([], [Fault(Place("x", 9999, 1), "tag", "m", "r")]))
    assert len(mutants.run(5).placeless) == 5


@pytest.mark.parametrize("unit", ["[", "{", "- ", "a: ", "? ", "&a ", "!!x ", "'", '"', "|\n ", "#", "a: [J p1, ", "(", "  x\n", "- - [", "\t", "é", "a: 'b' ",
                                  "x: {y: [", "[J p1] ", '"a" ', "; ", "(as of 2025) "])  # fmt: skip
def test_a_file_as_large_as_allowed_is_read_in_time(unit: str) -> None:
    """Counted in processor time, 256 kB of any one thing stay far below the five seconds allowed."""
    import time

    for start in (b"", b"name: A\ndoes: "):
        data = start + (unit * (256 * 1024 // len(unit)))[: 256 * 1024 - 40].encode()[: 256 * 1024 - 40]
        tally, began = mutants.Tally(), time.process_time()
        mutants.one(tally, "companies", data.decode("utf-8", "ignore").encode(), frozenset())
        assert time.process_time() - began < 5
        assert tally.crashes == []


@pytest.mark.parametrize("module", TARGETS)
def test_there_is_much_to_mutate(module: str) -> None:
    tree = ast.parse((ROOT / "profiles" / f"{module}.py").read_text("utf-8"))
    assert len(list(changes(tree))) > 10
