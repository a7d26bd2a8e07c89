"""Rules across records: each sees its planted contradiction, in the small and in the real archive, and no other.

Bad and near-miss files of each code stand in tests/cases; here are the ways in which the rules could be
fooled, and the proof that the rule itself is what finds the fault.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from profiles import rules, rules_cross
from profiles.archive import Archive
from profiles.faults import Fault
from tests.helpers import BASE, check_tree, on_base

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
RULE_OF: dict[str, tuple[Callable[[Archive, date], Iterator[Fault]], ...]] = {
    "step-too-early": (rules_cross.check_step_order,),
    "actor-too-early": (rules_cross.check_actors_exist,),
    "stake-differs": (rules_cross.check_stakes, rules_cross.check_parties_pages),
    "date-differs": (rules_cross.check_parties_pages,),
    "amount-differs": (rules_cross.check_parties_pages,),
}
ACME = "# data/companies/acme.yml\nname: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\n"
DEAL = ("# data/deals/anvils.yml\ntitle: Acme sells anvils to Zenith\nparties: [acme, zenith]\nsources: {P: paper}\n"
        "stage: closed [P p1]\nannounced: 2025-11-20 [P p1]\n")


def codes(text: str) -> list[str]:
    return [fault.code for fault in check_tree(on_base(text))]


# -- the rule is what finds it -----------------------------------------------------------------------


@pytest.mark.parametrize("code", RULE_OF)
def test_without_its_rule_a_bad_file_would_pass(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = (CASES / code / "bad.yml").read_text("utf-8")
    assert codes(bad) == [code]
    monkeypatch.setattr(rules, "RULES", tuple(rule for rule in rules.RULES if rule not in RULE_OF[code]))
    assert codes(bad) == []


@pytest.mark.parametrize("code", RULE_OF)
def test_a_warning_can_be_accepted_where_it_stands(code: str) -> None:
    bad = (CASES / code / "bad.yml").read_text("utf-8")
    deal = bad.index("# data/deals/")
    accepts = f"accepts:\n  - {{code: {code}, why: both were told so, until: 2027}}\n"
    assert codes(bad[:deal] + bad[deal:] + accepts) == []


# -- steps --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("steps", "wrong"), [
    (("2025-01 letter of intent", "2025-02 preliminary agreement", "2025-03 definitive agreement", "2025-04 closed",
      "2025-04 performing", "2025-05 amended", "2025-06 ended"), 0),
    (("2025-05 amended", "2025-04 closed", "2025-04-30 performing", "2025-03 definitive agreement"), 0),
    (("2025-02 ended", "2025-03 definitive agreement"), 1),
    (("2025-02 performing", "2025-03 preliminary agreement"), 1),
    (("2025-02 preliminary agreement", "2025-03 talks"), 1),
    (("2025-02 definitive agreement", "2025-03-01 letter of intent", "2025-03-02 closed"), 1),
    (("2025-03 closed", "2025 definitive agreement"), 0),                     # the year may mean January
    (("about 2025-02 closed", "2025-03 definitive agreement"), 0),
    (("2025-02 closed", "before 2025-03 definitive agreement"), 0),
    (("before 2025-02 closed", "after 2025-03 definitive agreement"), 1),
    (("2025-02 announced", "2025-01 reported", "2025-03 definitive agreement"), 0),
])
def test_the_order_of_commitment(steps: tuple[str, ...], wrong: int) -> None:
    rows = "".join(f"  - {step}: number {at} [P p{at}]\n" for at, step in enumerate(steps))
    found = codes(f"{ACME}{DEAL}steps:\n{rows}")
    assert [code for code in found if code != "stage-behind"] == ["step-too-early"] * wrong


def test_a_closing_before_the_signing() -> None:
    closing = "steps:\n  - 2025-03-01 closed: paid [P p2]\n"
    assert codes(f"{ACME}{DEAL}signed: 2025-03-02 [P p3]\n{closing}") == ["step-too-early"]
    assert codes(f"{ACME}{DEAL}signed: 2025-03-01 [P p3]\n{closing}") == []


# -- actors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("founded", "since", "wrong"), [
    ("2025-01-02", "2025-01-01", 1), ("2025-01-01", "2025-01-01", 0), ("2025", "2024", 1), ("about 2025", "2024", 0),
    ("before 2025", "2024", 0)])
def test_nothing_is_owned_before_it_exists(founded: str, since: str, wrong: int) -> None:
    text = f"{ACME}founded: {founded} [P p2]\nowners:\n  zenith: 60% (as of {since}) [P p1]\n"
    assert codes(text) == ["actor-too-early"] * wrong


# -- sources ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("changed", "wrong"), [
    ({}, True), ({"title: A paper": "title: “A Paper”"}, True), ({"Example Press": "example-press"}, True),
    ({"title: A paper": "title: Another paper"}, False), ({"date: 2025-11-20": "date: 2025-11-21"}, False),
    ({"Example Press": "Other Press"}, False)])
def test_the_same_text_under_two_ids(changed: dict[str, str], wrong: bool) -> None:
    copy = BASE["sources/paper.yml"].replace("/paper", "/copy")
    for old, new in changed.items():
        copy = copy.replace(old, new)
    text = f"# data/sources/copy.yml\n{copy}{ACME.replace('{P: paper}', '{P: copy}')}"
    assert codes(text) == ["same-source-twice"] * wrong


# -- the real archive ---------------------------------------------------------------------------------

PLANTED = [
    ("companies/oracle.yml", "317 billion", "318 billion", "amount-differs"),
    ("companies/bridgewater.yml", "about 20%", "about 25%", "stake-differs"),
    ("companies/teco.yml", "foxconn: 10%", "foxconn: 11%", "stake-differs"),
    ("companies/openai.yml", "about 10% of AMD", "about 12% of AMD", "stake-differs"),
    ("companies/softbank-group.yml", "2026-01-09: puts", "2026-01-08: puts", "date-differs"),
    ("companies/coreweave.yml", "shares for 350 million USD", "shares for 300 million USD", "amount-differs"),
    ("deals/openai-round-2026.yml", "2026-03-31 closed", "2026-02-26 closed", "step-too-early"),
    ("companies/foxconn.yml", "founded: 1974-02-20", "founded: 2025-12-20", "actor-too-early"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), PLANTED)
def test_a_contradiction_planted_in_the_real_archive(tmp_path: Path, file: str, old: str, new: str, code: str) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / file
    text = path.read_text("utf-8")
    assert old in text, f"{file} says it otherwise by now: plant another contradiction"
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert code in {fault.code for fault in check_tree(tmp_path / "data")}


def test_the_real_archive_holds_no_fault_and_accepts_none() -> None:
    assert check_tree(ROOT / "data") == []
    assert not [path.name for path in (ROOT / "data").rglob("*.yml") if "accepts:" in path.read_text("utf-8")]
