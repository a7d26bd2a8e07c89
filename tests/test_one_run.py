"""One run shows all faults of all files, and no fault makes another.

What a file says beside a value that cannot be read is checked in the same run: its references, its figures,
its steps, against all other files. What a fault has hidden is never blamed for being away.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fuzz.mutants import mutated, seeds
from profiles.archive import Archive, read_file
from profiles.rules import accepted, run_rules
from profiles.source import read
from tests.helpers import BASE, TODAY, as_line, check_tree, on_base

CASES = Path(__file__).parent / "cases"
ACME = "# data/companies/acme.yml\nname: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\n"
DEAL = ("# data/deals/anvils.yml\ntitle: Acme sells anvils\nparties: [acme, zenith]\nsources: {P: paper}\n"
        "stage: talks [P p1]\nannounced: 2025-11-20 [P p1]\n")
SOURCE = ("# data/sources/notes.yml\npublisher: Press\ntitle: Notes\ndate: 2025-11-20\nlanguage: en\nkind: primary\n"
          "accessed: 2025-11-21\n")
NOTES = ACME.replace("{P: paper}", "{P: paper, N: notes}") + "seat: Berlin [N p1]\n"


def found(bundle: str) -> list[str]:
    """`record:line:column code` of each fault."""
    return [f"{Path(fault.place.file).stem}:{fault.place.line}:{fault.place.column} {fault.code}"
            for fault in check_tree(on_base(bundle))]


# -- faults of two kinds in one file ------------------------------------------------------------------

BESIDE: dict[str, tuple[str, list[str]]] = {
    "a bad date beside a dangling owner": (
        ACME + "founded: 2025-13 [P p1]\nowners:\n  zenit: 5% [P p1]\n",
        ["acme:5:10 bad-date", "acme:7:3 unknown-company"]),
    "a bad value and a dangling key in one entry": (
        ACME + "owners:\n  zenit: 5%% [P p1]\n", ["acme:6:3 unknown-company", "acme:6:10 bad-share"]),
    "a mistyped key of the long form and a dangling key": (
        ACME + "owners:\n  zenit: {valeu: 5%, source: P p1}\n", ["acme:6:3 unknown-company", "acme:6:11 unknown-key"]),
    "a mistyped key of the record and a future date": (
        ACME + "seet: Berlin [P p1]\nfounded: 2027 [P p1]\n", ["acme:5:1 unknown-key", "acme:6:10 future-date"]),
    "a bad amount and a future period in one entry": (
        ACME + "metrics:\n  revenue:\n    2027: 5 bilion USD [P p1]\n", ["acme:7:5 future-date", "acme:7:11 bad-amount"]),
    "a missing name beside two values": (
        "# data/companies/acme.yml\nsources: {P: paper}\ndoes: makes anvils [P p1]\nseat: [\"Berlin [P p1]\", \"Bonn [P p2]\"]\n",
        ["acme:2:1 missing-key", "acme:4:25 two-values"]),
    "a bad date beside a circle": (
        ACME + "founded: 2025-13 [P p1]\nowners:\n  brass: 60% [P p1]\n# data/companies/brass.yml\nname: Brass\n"
        "sources: {P: paper}\ndoes: pours brass [P p1]\nowners:\n  acme: 60% [P p1]\n",
        ["acme:5:10 bad-date", "acme:7:3 ownership-circle"]),
    "a bad date beside a twin": (
        ACME.replace("Acme", "Zenith") + "founded: 2025-13 [P p1]\n", ["acme:5:10 bad-date", "zenith:1:7 same-company-twice"]),
    "a bad date beside shares of more than the whole": (
        ACME + "founded: 2025-13 [P p1]\nowners:\n  zenith: 60% [P p1]\n  Ann Li: 60% [P p1]\n",
        ["acme:5:10 bad-date", "acme:8:11 shares-above-100"]),
    "a bad amount beside a stranger who gives": (
        DEAL + ACME + "# data/deals/bolts.yml\ntitle: Bolts\nparties: [acme, zenith]\nsources: {P: paper}\nstage: talks [P p1]\n"
        "announced: 2025-11-20 [P p1]\nvalue: ceiling 5 bilion USD [P p1]\ngives:\n  Ann Li: bolts [P p1]\n",
        ["bolts:7:8 bad-amount", "bolts:9:3 not-a-party"]),
    "a bad amount beside a step that comes too early": (
        DEAL + ACME + "# data/deals/bolts.yml\ntitle: Bolts\nparties: [acme, zenith]\nsources: {P: paper}\nstage: closed [P p1]\n"
        "announced: 2025-11-20 [P p1]\nvalue: ceiling 5 bilion USD [P p1]\nsteps:\n- 2025-02 closed: paid [P p1]\n"
        "- 2025-03 talks: met [P p2]\n",
        ["bolts:7:8 bad-amount", "bolts:9:19 step-too-early"]),
    "a bad url beside an early reader": (
        SOURCE.replace("2025-11-21", "2025-11-19") + "url: example\n" + NOTES,
        ["notes:7:11 read-before-published", "notes:8:6 bad-url"]),
    "a bad url of a source that nobody cites": (SOURCE + "url: example\n", ["notes:2:1 unused-source", "notes:8:6 bad-url"]),
    "a bad former id beside an address that is taken": (
        ACME + "formerly: [Acme, zenith]\n", ["acme:5:12 bad-id", "acme:5:18 same-address"]),
    "a bad date beside a figure that its source does not print": (
        ACME + "founded: 2025-13 [P p1]\nmetrics:\n  revenue:\n    2024: 5 USD [P p1 \"6 dollars\"]\n",
        ["acme:5:10 bad-date", "acme:8:11 printed-differs"]),
    "a blank beside a dangling party": (
        ACME + DEAL.replace("zenith]", "zenit]").replace("talks", "BLANK(how far)"),
        ["anvils:3:17 unknown-company", "anvils:5:8 blank-left"]),
    "a wrong check digit beside a bad date": (
        ACME + "founded: 2025-13 [P p1]\nidentifiers:\n  lei: 529900T8BM49AURSDO56 [P p1]\n",
        ["acme:5:10 bad-date", "acme:7:8 wrong-check-digit"]),
}  # fmt: skip


@pytest.mark.parametrize(("bundle", "expected"), BESIDE.values(), ids=BESIDE)
def test_both_are_shown(bundle: str, expected: list[str]) -> None:
    assert found(bundle) == expected


# -- a fault that hides something: nobody misses it ---------------------------------------------------

NO_ECHO: dict[str, tuple[str, list[str]]] = {
    "who was to be found in the parties": (
        ACME + DEAL.replace("zenith]", "'']") + "gives:\n  zenith: money [P p1]\n", ["anvils:3:17 empty-value"]),
    "the key of the parties": (
        ACME + DEAL.replace("parties", "partys") + "gives:\n  zenith: money [P p1]\n", ["anvils:3:1 unknown-key"]),
    "when it became known": (ACME + DEAL.replace("announced", "anounced"), ["anvils:6:1 unknown-key"]),
    "when it became known, unreadable": (ACME + DEAL.replace("2025-11-20", "2025-13"), ["anvils:6:12 bad-date"]),
    "that it is a plan": (ACME + "founded: 2027 (plan)[P p1]\n", ["acme:5:21 bad-footnote"]),
    "that a step is planned": (ACME + DEAL + "steps:\n- 2027-01 plannd: opens [P p1]\n", ["anvils:8:3 not-in-list"]),
    "the mode, its key mistyped": (ACME + "founded: {value: 2027, source: P p1, mod: plan}\n", ["acme:5:38 unknown-key"]),
    "the mode, its word mistyped": (ACME + "founded: {value: 2027, source: P p1, mode: planned}\n", ["acme:5:44 not-in-list"]),
    "an outlook": (ACME + "metrics:\n  revenue_outlok:\n    2028: 5 USD [P p1]\n", ["acme:6:3 unknown-metric"]),
    "which time a share is for": (
        ACME + "owners:\n  zenith: 60% (as of 2025-13) [P p1]\n  Ann Li: 60% [P p1]\n", ["acme:6:16 bad-date"]),
    "which time a value is for": (
        ACME + "seat: [\"Berlin (as of 2025-13) [P p1]\", \"Bonn [P p2]\"]\n", ["acme:5:17 bad-date"]),
    "which company is in the way": (
        "# data/companies/zenith.yml\nname: Zenith\ndoes: [\n" + DEAL + ACME, ["zenith:4:1 yaml-syntax"]),
    "a source written in a file that cannot be read": (
        ACME.replace("{P: paper}", "{J: {publisher: x}}\nname: twice") + DEAL.replace("{P: paper}", "{P: acme-j}"),
        ["acme:4:1 duplicate-key"]),
    "the only citation of a source": (
        SOURCE + NOTES.replace("[N p1]", "[N p1]\n: ["), ["acme:6:1 yaml-syntax"]),
    "the only citation of a source, by its id": (
        SOURCE + ACME + "seat: Berlin [notes p1\n", ["acme:5:7 bad-footnote"]),
    "a source's own address and day": (
        SOURCE.replace("2025-11-21", "2025-13") + NOTES, ["notes:7:11 bad-date"]),
    "the code of what is accepted": (
        ACME + "metrics:\n  revenue:\n    2024: {value: 5 USD, source: P p1, printed: 6 dollars, accepts: {code: printed-differs, "
        "why: x, until: 2027-13}}\n", ["acme:7:108 bad-date"]),
    "the code of what is accepted, for the record": (
        ACME + "metrics:\n  revenue:\n    2024: 5 USD [P p1 \"6 dollars\"]\naccepts: {code: printed-differs, why: x, until: 2027-13}\n",
        ["acme:8:49 bad-date"]),
    "the earlier step": (
        ACME + DEAL.replace("talks [", "closed [") + "steps:\n- 2025-13 definitive agreement: signed [P p1]\n"
        "- 2025-06 closed: paid [P p2]\n- 2025-07 definitive agreement: signed again [P p3]\n", ["anvils:8:3 bad-date"]),
    "the day a company came into being": (
        ACME + "founded: [\"2024-13 [P p1]\", \"2026 (as of 2026) [P p2]\"]\n" + DEAL, ["acme:5:11 bad-date"]),
    "the name in a file with a bad name": (
        ACME.replace("acme.yml", "Acme.yml") + DEAL, ["Acme:1:1 bad-file-name"]),
    "the name in a file of another kind": (
        ACME.replace("acme.yml", "acme.yaml") + DEAL, ["acme:1:1 foreign-file"]),
    "the company in a folder of another name": (
        ACME.replace("companies", "company") + DEAL, ["company:1:1 foreign-file"]),
    "the source in a file of another kind, cited by its id": (
        ACME + "seat: Berlin [notes p1]\n" + SOURCE.replace("notes.yml", "notes.yaml"), ["notes:1:1 foreign-file"]),
}  # fmt: skip


@pytest.mark.parametrize(("bundle", "expected"), NO_ECHO.values(), ids=NO_ECHO)
def test_a_fault_makes_no_other(bundle: str, expected: list[str]) -> None:
    assert found(bundle) == expected


# The same files with the fault mended but the thing truly away: the rule is awake.
AWAKE: dict[str, tuple[str, list[str]]] = {
    "nobody among the parties": (ACME + DEAL + "gives:\n  Ann Li: money [P p1]\n", ["anvils:8:3 not-a-party"]),
    "no day at all": (ACME + DEAL.replace("announced: 2025-11-20 [P p1]\n", ""), ["anvils:2:1 missing-key"]),
    "no plan": (ACME + "founded: 2027 [P p1]\n", ["acme:5:10 future-date"]),
    "no planned step": (ACME + DEAL + "steps:\n- 2027-01: opens [P p1]\n", ["anvils:8:3 future-date"]),
    "no outlook": (ACME + "metrics:\n  revenue:\n    2028: 5 USD [P p1]\n", ["acme:7:5 future-date"]),
    "one time for all shares": (
        ACME + "owners:\n  zenith: 60% (as of 2025) [P p1]\n  Ann Li: 60% (as of 2025) [P p1]\n", ["acme:7:11 shares-above-100"]),
    "no such company": (DEAL, ["anvils:3:11 unknown-company"]),
    "no citation": (SOURCE, ["notes:2:1 unused-source"]),
    "nothing accepted": (
        ACME + "metrics:\n  revenue:\n    2024: 5 USD [P p1 \"6 dollars\"]\n", ["acme:7:11 printed-differs"]),
    "no earlier step": (
        ACME + DEAL.replace("talks [", "closed [") + "steps:\n- 2025-06 closed: paid [P p2]\n"
        "- 2025-07 definitive agreement: signed again [P p3]\n", ["anvils:8:19 step-too-early"]),
    "a late foundation": (ACME + "founded: 2026 [P p2]\n" + DEAL, ["anvils:3:11 actor-too-early"]),
}  # fmt: skip


@pytest.mark.parametrize(("bundle", "expected"), AWAKE.values(), ids=AWAKE)
def test_what_is_truly_away_is_missed(bundle: str, expected: list[str]) -> None:
    assert found(bundle) == expected


def test_without_the_question_for_gaps_there_are_echoes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage: rules that believe to know all blame what a fault has hidden."""
    monkeypatch.setattr(Archive, "sure", lambda *_: True)
    monkeypatch.setattr(Archive, "may_be", lambda self, folder, record: record in self.known(folder))
    monkeypatch.setattr(Archive, "is_named", lambda *_: False)
    echoing = {name for name, (bundle, expected) in NO_ECHO.items() if found(bundle) != expected}
    assert len(echoing) >= 10, echoing


# -- every fault there is, with one more beside it ----------------------------------------------------

HARMLESS = {"companies": "website", "deals": "exclusive", "sources": "photo"}
BUNDLES = [f"{folder.name}/bad.yml" for folder in sorted(CASES.iterdir()) if (folder / "bad.yml").exists()]


def lines(tree: dict[str, str]) -> list[str]:
    return [as_line(fault) for fault in check_tree(tree)]


@pytest.mark.parametrize("bundle", BUNDLES)
def test_a_value_that_cannot_be_read_hides_nothing_else_and_makes_nothing_else(bundle: str) -> None:
    tree = on_base((CASES / bundle).read_text("utf-8"))
    before = lines(tree)
    for path, text in tree.items():
        key = HARMLESS[path.split("/")[0]]
        root = read(path, text.encode())[0].root
        if root is None or root.get(key):
            continue
        after = lines({**tree, path: f"{text.rstrip()}\n{key}: not found (looked in books; as of 2025-13)\n"})
        more = [line for line in after if line not in before]
        assert len(more) == 1 and more[0].startswith(f"data/{path}:") and "[bad-date]" in more[0]
        # That an `accepts` is in vain is not said where a fault may have hidden the warning.
        assert [line for line in before if line not in after and "`unused-letter` occurs" not in line] == []


@pytest.mark.parametrize("bundle", BUNDLES)
def test_a_file_that_cannot_be_read_makes_no_fault_elsewhere(bundle: str) -> None:
    tree = on_base((CASES / bundle).read_text("utf-8"))
    before = lines(tree)
    for path, text in tree.items():
        if read(path, text.encode())[0].root is None:
            continue
        after = lines({**tree, path: f"{text.rstrip()}\nnote: [\n"})
        assert [line.split(" ")[1] for line in after if line.startswith(f"data/{path}:")] == ["error[yaml-syntax]"]
        assert [line for line in after if line not in before and not line.startswith(f"data/{path}:")] == []
        without = {name: other for name, other in tree.items() if name != path}
        after = lines({**without, path.replace(".yml", ".yaml"): text})
        assert [line for line in after if line not in before and "foreign-file" not in line] == []


def test_every_file_that_is_yaml_has_a_draft() -> None:
    """Whatever is wrong in it, and the rules can speak of it."""
    chance, pool = random.Random(7), [one for one in seeds() if len(one[1]) < 3000]
    broken = 0
    for _ in range(400):
        folder, data = chance.choice(pool)
        reads, _ = read_file("data/x.yml", folder, "x", mutated(chance, data, chance.choice(pool)[1]), frozenset({"paper"}))
        found = {(folder if number == 0 else "sources", one.id): one for number, one in enumerate(reads)}
        assert all((one.draft is None) == (one.document.root is None) for one in reads)
        broken += any(one.record is None and one.draft is not None for one in reads)
        archive = Archive({}, {}, {}, found)
        assert accepted(archive, run_rules(archive, TODAY), TODAY) is not None
    assert broken > 50


def test_the_base_archive_has_no_fault() -> None:
    assert check_tree(dict(BASE)) == []
