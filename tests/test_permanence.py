"""Permanence: published addresses live for ever, through renames, withdrawals and second addresses."""

from __future__ import annotations

import os
import random
import runpy
import sys
from pathlib import Path

import pytest

from checker.facts import Facts
from checker.pages import Page
from checker.reading import records
from profiles.archive import RESERVED, load
from profiles.pages import render
from profiles.permanence import LEDGER, lost, missing, published, remember
from tests.helpers import BASE, TODAY, check_tree, write_tree

ACME = "name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\n"
GONE = "withdrawn: {date: 2026-11-01, why: the source turned out to be a satire}\n"
ROUNDS = 200 if os.environ.get("ATLAS_DEEP") else 40


def codes(tree: dict[str, str]) -> list[str]:
    return [fault.code for fault in check_tree(tree)]


def test_a_deleted_record_says_what_to_write() -> None:
    tree = {**BASE, LEDGER: "companies/acme/\n"}
    fault = check_tree(tree)[0]
    assert (fault.code, fault.place.file, fault.place.line) == ("lost-address", f"data/{LEDGER}", 1)
    assert "data/companies/acme.yml" in fault.remedy
    assert "withdrawn:" in fault.remedy
    assert "formerly: [acme]" in fault.remedy


@pytest.mark.parametrize("healed", [
    {"companies/acme.yml": ACME}, {"companies/acme.yml": ACME + GONE},
    {"companies/brass.yml": ACME + "formerly: [acme]\n"}, {"companies/brass.yml": ACME + "also_at: [companies/acme]\n"},
])  # fmt: skip
def test_each_remedy_heals(healed: dict[str, str]) -> None:
    assert codes({**BASE, LEDGER: "companies/acme/\n", **healed}) == []


def test_a_broken_record_raises_no_second_complaint() -> None:
    brass = "name: Brass\nsources: {P: paper}\ndoes: pours brass [P p1]\n"
    for fault in ("formrly: [acme]\n", "names_before: [acme]\n", "formerly: [acme, Acme]\n", "seat: [\n# formerly: acme\n"):
        tree = {**BASE, LEDGER: "companies/acme/\n", "companies/brass.yml": brass + fault}
        assert ("lost-address" in codes(tree)) is False, fault
    assert "lost-address" not in codes({**BASE, LEDGER: "companies/acme/\n", "companies/Acme.yml": brass})
    # near misses: faults that hide nothing of the kind
    for fault in ("formrly: [zinc]\n", "seat: acme\n", "founded: 2025-13 [P p1]\nlines: acme [P p2]\n"):
        tree = {**BASE, LEDGER: "companies/acme/\n", "companies/brass.yml": brass + fault}
        assert "lost-address" in codes(tree), fault


def test_the_list_grows_and_never_shrinks(tmp_path: Path) -> None:
    data, site = tmp_path / "data", tmp_path / "site"
    data.mkdir()
    assert published(data) == []
    for page in ("", "companies/acme", "about"):
        (site / page).mkdir(parents=True, exist_ok=True)
        (site / page / "index.html").write_text("x")
    assert remember(data, site) == 2
    assert published(data) == ["about/", "companies/acme/"]
    (site / "companies/acme/index.html").unlink()
    assert missing(data, site) == ["/companies/acme/: published before, has no page now; make a page at this address that leads on"]
    assert remember(data, site) == 0
    assert published(data) == ["about/", "companies/acme/"]
    assert sorted(path.name for path in data.iterdir()) == [LEDGER]
    assert len(lost(data, set())) == 1
    assert lost(data, {"companies/acme/"}) == []


def test_the_command_of_the_publishing_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    data, site = tmp_path / "data", tmp_path / "site"
    data.mkdir()
    (site / "about").mkdir(parents=True)
    (site / "about/index.html").write_text("x")
    for expected in ("1 new addresses\n", "0 new addresses\n"):
        monkeypatch.setattr(sys, "argv", ["permanence", str(site), str(data)])
        runpy.run_module("profiles.permanence", run_name="__main__", alter_sys=False)
        assert capsys.readouterr().out == expected
    assert published(data) == ["about/"]


def test_a_hostile_list_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_text("../../etc/\n/abs/\ncompanies/<x>/\n\n")
    assert missing(tmp_path, tmp_path) == ["/: published before, has no page now; make a page at this address that leads on"]
    assert lost(tmp_path, set()) == []


def test_renames_and_withdrawals_keep_every_address(tmp_path: Path) -> None:
    """Records renamed, withdrawn and added at random: each address ever made still has a page."""
    rng = random.Random(3)
    former: dict[str, list[str]] = {"acme-0": []}
    withdrawn: set[str] = set()
    ever = {"companies/acme-0.md"}
    for number in range(1, ROUNDS + 1):
        alive = sorted(former.keys() - withdrawn)
        if alive and rng.random() < 0.7:
            old = rng.choice(alive)
            former[f"acme-{number}"] = [*former.pop(old), old]
        elif alive and rng.random() < 0.5:
            withdrawn.add(rng.choice(alive))
        else:
            former[f"acme-{number}"] = []
        ever |= {f"companies/{name}.md" for name in former}
    tree = dict(BASE)
    for at, (name, old) in enumerate(sorted(former.items())):
        tree[f"companies/{name}.yml"] = (ACME.replace("Acme", f"Acme {at}") + (f"formerly: [{', '.join(old)}]\n" if old else "")
                                         + (GONE if name in withdrawn else ""))
    tree[LEDGER] = "".join(f"{path.removesuffix('.md')}/\n" for path in sorted(ever))
    assert [fault.code for fault in check_tree(tree) if fault.severity == "error"] == []
    pages = render(load(write_tree(tmp_path / "data", tree))[0], TODAY)
    assert ever <= pages.keys()
    for name in withdrawn:
        assert b"satire" in pages[f"companies/{name}.md"]
    for name, old in former.items():
        for one in old:
            assert f'location: "../../companies/{name}/"'.encode() in pages[f"companies/{one}.md"]
    print(f"{ROUNDS} renames, withdrawals and additions: {len(ever)} addresses, dead 0")


def test_the_output_check_wants_the_tombstones_words(tmp_path: Path) -> None:
    write_tree(tmp_path / "data", {**BASE, "companies/acme.yml": ACME + GONE})
    found = records(tmp_path / "data")
    right = Page("companies/acme/index.html", b"<article><p>Withdrawn (1 November 2026): the source turned out to be a satire</p></article>")
    facts = Facts({("companies", "acme"): found["companies", "acme"]}, {right.path: right})
    assert list(facts.faults()) == []
    facts.pages[right.path] = Page(right.path, right.data.replace(b"satire", b"joke"))
    assert len(list(facts.faults())) == 1


@pytest.mark.parametrize("name", ["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9", "index", "404", "search"])
def test_names_that_some_system_keeps_for_itself_are_refused(name: str) -> None:
    assert name in RESERVED
    assert "bad-file-name" in codes({**BASE, f"companies/{name}.yml": ACME})


@pytest.mark.parametrize("name", ["com10", "console", "nullable", "com-1"])
def test_names_that_only_look_so_are_fine(name: str) -> None:
    assert codes({**BASE, f"companies/{name}.yml": ACME}) == []
