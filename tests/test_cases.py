"""Each fault code: a tree that has this fault and no other, and a near miss that has none.

tests/cases/CODE/bad.yml and good.yml are bundles (see helpers) on top of the base archive;
expected.txt is typed by hand from reading the bad one. What cannot be a bundle, such as wrong bytes
or links, stands in `BUILT` below.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles.archive import load
from profiles.faults import CODES
from profiles.pages import render
from tests.helpers import BASE, TODAY, Tree, as_line, check_tree, on_base, write_tree

CASES = Path(__file__).parent / "cases"
ACME = "name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\n"
BRASS = ACME.replace("Acme", "Brass")
PAD = 256 * 1024 - len(ACME) - 2

# code -> (bad tree, good tree), both on top of the base archive
BUILT: dict[str, tuple[Tree, Tree]] = {
    "foreign-file": (
        {"notes.txt": "anvils", "companies/acme.yaml": ACME},
        {"companies/acme.yml": ACME},
    ),
    "bad-file-name": (
        {"companies/Acme Ltd.yml": ACME, "deals/index.yml": ACME},
        {"companies/acme-ltd-2.yml": ACME},
    ),
    "lost-address": (
        {"addresses.txt": "companies/acme/\ncompanies/zenith/\n"},
        {"addresses.txt": "about/\ncompanies/acme/\ncompanies/brass/\ncompanies/zenith/\nsources/paper/\n",
         "companies/brass.yml": BRASS + "formerly: [acme]\n"},
    ),
    "too-large": (
        {"companies/acme.yml": f"{ACME}#{'x' * (PAD + 1)}\n"},
        {"companies/acme.yml": f"{ACME}#{'x' * PAD}\n"},
    ),
    "not-utf8": (
        {"companies/acme.yml": b"name: Acme\nsources: {P: paper}\ndoes: caf\xe9s [P p1]\n",
         "companies/brass.yml": BRASS.encode("utf-16")},
        {"companies/acme.yml": ACME.replace("anvils", "cafés")},
    ),
    "byte-order-mark": (
        {"companies/acme.yml": b"\xef\xbb\xbf" + ACME.encode()},
        {"companies/acme.yml": ACME},
    ),
    "line-end": (
        {"companies/acme.yml": ACME.rstrip() + "\rseat: Berlin [P p1]\n"},
        {"companies/acme.yml": ACME.replace("\n", "\r\n")},
    ),
    "control-character": (
        {"companies/acme.yml": ACME.replace("makes", "mak\u200bes"),
         "companies/brass.yml": BRASS + 'seat: "Ber\\u202elin [P p1]"\n'},
        {"companies/acme.yml": ACME + "seat: می\u200cخواهم [P p1]\n"},
    ),
    "not-nfc": (
        {"companies/acme.yml": ACME.replace("makes", "mase\u0301s")},
        {"companies/acme.yml": ACME.replace("makes", "masés")},
    ),
    "text-too-long": (
        {"companies/acme.yml": ACME + "form: " + "a" * 4_000 + " [P p1]\n"},
        {"companies/acme.yml": ACME + "form: " + "a" * 3_993 + " [P p1]\n"},
    ),
    "too-many-values": (
        {"companies/acme.yml": ACME + "products:\n" + "  - a\n" * 20_001},
        {"companies/acme.yml": ACME + "products:\n" + "".join(f"  - anvil {i} [P p1]\n" for i in range(1_000))},
    ),
}  # fmt: skip


def expected(code: str) -> list[str]:
    """The hand-typed report of a case."""
    return (CASES / code / "expected.txt").read_text(encoding="utf-8").splitlines()


def tree(code: str, name: str) -> Tree:
    """The bad or the good tree of a case."""
    if code in BUILT:
        return {**BASE, **BUILT[code][name == "good"]}
    return on_base((CASES / code / f"{name}.yml").read_text(encoding="utf-8"))


def test_every_code_has_its_case_and_every_case_its_code() -> None:
    """Both halves, none empty; nothing left over."""
    assert {folder.name for folder in CASES.iterdir()} == set(CODES)
    for code in sorted(set(CODES) - set(BUILT) - {"not-a-file"}):
        for name in ("bad.yml", "good.yml"):
            assert (CASES / code / name).read_text(encoding="utf-8").strip(), f"{code}/{name} is empty"


@pytest.mark.parametrize("code", sorted(CODES))
def test_expected_names_this_code_only(code: str) -> None:
    """An expected report is not empty and holds no second code: nothing echoes."""
    lines = expected(code)
    assert lines
    assert all(f"[{code}] " in line for line in lines)


@pytest.mark.parametrize("code", sorted(set(CODES) - {"not-a-file"}))
def test_bad_case_reports_exactly_the_expected(code: str) -> None:
    """Place, code and words of each fault, and no fault more."""
    assert [as_line(fault) for fault in check_tree(tree(code, "bad"))] == expected(code)


@pytest.mark.parametrize("code", sorted(set(CODES) - {"not-a-file"}))
def test_near_miss_has_no_fault(code: str) -> None:
    """What looks alike and is right passes, warnings included."""
    assert [as_line(fault) for fault in check_tree(tree(code, "good"))] == []


@pytest.mark.parametrize("code", sorted(set(CODES) - {"not-a-file"}))
def test_near_miss_becomes_pages(code: str, tmp_path: Path) -> None:
    """What passes the checks can be written: every record has its page."""
    archive, _ = load(write_tree(tmp_path / "data", tree(code, "good")))
    pages = render(archive, TODAY)
    for folder in ("companies", "deals", "sources"):
        assert {f"{folder}/{record}.md" for record in archive.of(folder)} <= set(pages)


def test_links_and_folders_are_no_records(tmp_path: Path) -> None:
    """A link is refused even where it leads to a good record; the record beside it is fine."""
    data = write_tree(tmp_path / "data", {**BASE, "companies/brass.yml": BRASS})
    assert check_tree(data) == []
    (data / "companies/acme.yml").symlink_to(data / "companies/brass.yml")
    (data / "deals/old.yml").mkdir(parents=True)
    assert [as_line(fault) for fault in check_tree(data)] == expected("not-a-file")


def test_a_dropped_fault_turns_the_comparison_red() -> None:
    """Sabotage: without its last fault no report equals the expected one."""
    for code in sorted(set(CODES) - {"not-a-file"}):
        assert [as_line(fault) for fault in check_tree(tree(code, "bad"))][:-1] != expected(code)


def test_a_fault_in_the_writing_hides_no_dangling_reference() -> None:
    deal = ("title: Zenith and Acme\nparties: [zenith, foxcon]\nsources: {P: paper}\nstage: talks [P p1]\n"
            "announced: 2027-01-01 [P p1]\nscpe: anvils [P p1]\naims: fewer words\n")
    assert [as_line(fault).split(" ")[:2] for fault in check_tree({**BASE, "deals/anvils.yml": deal})] == [
        ["data/deals/anvils.yml:2:19", "error[unknown-company]"],
        ["data/deals/anvils.yml:5:12", "error[future-date]"],
        ["data/deals/anvils.yml:6:1", "error[unknown-key]"],
        ["data/deals/anvils.yml:7:7", "error[no-source]"],
    ]
