"""Rules about claims: figures against printed words, names that are companies, stages that steps left behind.

Bad and near-miss files of each code stand in tests/cases; here are the ways in which the rules could be
fooled, and the proof that the rule itself is what finds the fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from profiles import rules, rules_claims
from profiles.archive import Archive
from profiles.faults import Fault
from tests.helpers import check_tree, on_base

CASES = Path(__file__).parent / "cases"
RULE_OF: dict[str, Callable[[Archive, date], Iterator[Fault]]] = {
    "printed-differs": rules_claims.check_printed_figures,
    "unlinked-company": rules_claims.check_names_are_linked,
    "stage-behind": rules_claims.check_stage_is_the_last,
}
ACME = "# data/companies/acme.yml\nname: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\nnames: {former: 'Anvilmen [P p1]'}\n"
DEAL = ("# data/deals/anvils.yml\ntitle: Acme sells anvils\nparties: [acme, zenith]\nsources: {P: paper}\n"
        "announced: 2025-11-20 [P p1]\n")


def codes(text: str) -> list[str]:
    return [fault.code for fault in check_tree(on_base(text))]


@pytest.mark.parametrize("code", RULE_OF)
def test_without_its_rule_the_fault_is_not_seen(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = (CASES / code / "bad.yml").read_text("utf-8")
    assert set(codes(bad)) == {code}
    monkeypatch.setattr(rules, "RULES", tuple(rule for rule in rules.RULES if rule is not RULE_OF[code]))
    assert codes(bad) == []


@pytest.mark.parametrize("code", RULE_OF)
def test_a_warning_can_be_accepted(code: str) -> None:
    bad = (CASES / code / "bad.yml").read_text("utf-8")
    assert codes(bad + f"accepts:\n  - {{code: {code}, why: it is so, until: 2027}}\n") == []


@pytest.mark.parametrize(("value", "printed", "wrong"), [
    ("243.17 billion CNY", "243.17 billion yuan", 0),
    ("243.17 billion CNY", "RMB 243,171,777 thousand", 0),
    ("243.17 billion CNY", "2431.7亿元", 0),
    ("243.17 billion CNY", "243.71 billion", 1),
    ("243.17 billion CNY", "some 250 billion", 1),
    ("about 240 billion CNY", "243.17 billion", 0),
    ("243.2 billion CNY", "243.17 billion", 0),                               # rounded
    ("243.3 billion CNY", "243.17 billion", 1),                               # rounded wrongly
    ("243.17 billion CNY (about 34 billion USD)", "about US$34 billion", 0),  # its conversion is printed
    ("30 to 40 billion CNY", "between 30 and 40 billion", 0),
    ("243.17 billion CNY", "two hundred billion", 0),                         # no digits to compare with
    ("5 billion CNY", "3Q25 revenue of 5 billion", 0),                        # one of several numbers
])
def test_the_figure_and_the_printed_words(value: str, printed: str, wrong: int) -> None:
    text = f"{ACME}metrics:\n  revenue:\n    2024: {value} [P p1 \"{printed}\"]\n"
    assert codes(text) == ["printed-differs"] * wrong


def test_versions_of_a_dispute_are_compared_too() -> None:
    dispute = ("metrics:\n  revenue:\n    2024:\n      disputed: how much?\n      why: nobody knows\n      shown: none\n"
               "      versions: ['5 billion USD [P p1 \"5 billion\"]', '{} billion USD [P p2 \"6 billion\"]']\n")
    assert codes(ACME + dispute.format(6)) == []
    assert codes(ACME + dispute.format(7)) == ["printed-differs"]


@pytest.mark.parametrize(("line", "wrong"), [
    ("owners: {zenith: '10% [P p1]'}", 0),
    ("owners: {Zenith: '10% [P p1]'}", 1),
    ("owners: {ZENITH: '10% [P p1]'}", 1),
    ("owners: {Zenith Fund: '10% [P p1]'}", 0),
    ("relations: {Zenith: 'customer [P p1]'}", 1),
    ("people: {Zenith: 'chair [P p1]'}", 0),                                  # a person may be called so
])
def test_a_name_that_is_a_company(line: str, wrong: int) -> None:
    assert codes(f"{ACME}{line}\n") == ["unlinked-company"] * wrong


@pytest.mark.parametrize(("party", "wrong"), [("Acme", 1), ("Anvilmen", 0), ("Coyote", 0)])
def test_a_party_that_is_a_company(party: str, wrong: int) -> None:
    """A former name may belong to another by now."""
    deal = DEAL.replace("[acme, zenith]", f"[{party}, zenith]") + "stage: talks [P p1]\n"
    assert codes(ACME + deal) == ["unlinked-company"] * wrong


@pytest.mark.parametrize(("stage", "step", "wrong"), [
    ("talks", "2025-01 letter of intent", 1),
    ("letter of intent", "2025-01 letter of intent", 0),
    ("closed", "2025-01 definitive agreement", 0),
    ("performing", "2025-01 closed", 0),
    ("amended", "2025-01 ended", 1),
    ("talks", "2027-01 planned", 0),
    ("talks", "2025-01 announced", 0),
    ("talks", "2025-01", 0),
])
def test_the_stage_and_the_steps(stage: str, step: str, wrong: int) -> None:
    deal = f"{DEAL}stage: {stage} [P p1]\nsteps:\n  - {step}: they met [P p2]\n"
    assert codes(ACME + deal) == ["stage-behind"] * wrong


@pytest.mark.parametrize(("period", "wrong"), [
    ("2026-Q3", 0), ("2026-11-23", 0), ("2026-11-24", 1), ("2026-Q4", 1), ("2026", 1), ("2026-01 to 2026-10", 0),
    ("2026-01 to 2026-12", 1), ("FY2026", 0), ("FY2028", 1), ("FY2026 (ended 2026-09-30)", 0), ("FY2026 (ended 2026-12-31)", 1),
])
def test_what_a_reported_figure_covers_is_over(period: str, wrong: int) -> None:
    assert codes(f"{ACME}metrics:\n  revenue:\n    {period}: 5 billion USD [P p1]\n") == ["future-date"] * wrong
    assert codes(f"{ACME}metrics:\n  revenue_outlook:\n    {period}: 5 billion USD [P p1]\n") == []
