"""The fact diff: facts, not lines, between states of real git repositories in temporary folders.

Each case is a small archive before and after an edit and the report typed by hand.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.changes import words, review
from profiles.archive import load
from profiles.changes.diff import FactDiff, compare
from profiles.changes.precision import LESS, MORE, OTHER, compare_numbers, tenfold
from profiles.changes.revisions import NoRevision, commit_of
from profiles.values import Amount, Count, Share

from tests.conftest import EXAMPLES
from .helpers import BASE, TODAY, write_tree

ROOT = Path(__file__).resolve().parent.parent
REAL = sorted(path for folder in ("companies", "deals") for path in (ROOT / "data" / folder).glob("*.yml"))

FILING = ("publisher: The Regulator\ntitle: A filing\ndate: 2025-11-19\nlanguage: en\nkind: primary\n"
          "url: https://example.com/filing\naccessed: 2025-11-21\n")  # fmt: skip
COPY = FILING.replace("A filing", "A copy").replace("primary", "tertiary").replace("/filing", "/copy")
ACME = """\
name: Acme
sources: {P: paper, F: filing, C: copy}
does: makes anvils [P p1, F p9, C p1]
seat: Springfield (as of 2024-12-31) [P p2]
owners:
  zenith: 51% (as of 2025-06-30) [F p3]
lines:
  - heavy anvils for smiths [P p4]
  - light anvils for schools [P p4]
metrics:
  revenue:
    2025-Q1: 100 million USD [F p5]
    2025-Q2: about 110 million USD [P p6]
"""
DEAL = """\
title: Acme to supply Zenith with anvils
parties: [acme, zenith]
sources: {P: paper}
stage: letter of intent [P p1]
announced: 2025-11 [P p1]
value: ceiling 3 million USD [P p2]
"""
OLD = {**BASE, "companies/acme.yml": ACME, "deals/anvils.yml": DEAL, "sources/filing.yml": FILING, "sources/copy.yml": COPY}


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as nobody in particular."""
    command = ["git", "-C", str(folder), "-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid",
               "-c", "commit.gpgsign=false", *arguments]  # fmt: skip
    return subprocess.run(command, check=True, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout.strip()


def repository(folder: Path, tree: dict[str, str] | None = None) -> Path:
    """A repository with one commit; returns its root."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, OLD if tree is None else tree, "first")
    return folder


def commit(folder: Path, tree: dict[str, str], message: str = "next") -> str:
    """Make the records of the repository exactly these and commit; returns the commit."""
    for path in sorted((folder / "data").rglob("*.yml")) if (folder / "data").exists() else ():
        path.unlink()
    write_tree(folder / "data", tree)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def diff_of(tmp_path: Path, new: dict[str, str], old: dict[str, str] | None = None) -> FactDiff:
    """The fact diff of two trees, by way of a repository."""
    folder = repository(tmp_path / "repository", OLD if old is None else old)
    first = git(folder, "rev-parse", "HEAD")
    second = commit(folder, new)
    states = [review.state_at(folder / "data", one, TODAY) for one in (first, second)]
    assert [one.faults for one in states] == [(), ()], [fault.message for one in states for fault in one.faults]
    return review.compared(*states, TODAY)


def edited(path: str, *swaps: tuple[str, str]) -> dict[str, str]:
    """`OLD` with words of one file exchanged."""
    text = OLD[path]
    for before, after in swaps:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return {**OLD, path: text}


def facts_only(diff: FactDiff) -> str:
    """The text report without the pages."""
    return words.as_text(replace(diff, pages=()))


# -- golden reports --------------------------------------------------------------------------

REPORTS = {
    "corrected": ("2025-Q1: 100 million USD", "2025-Q1: 105 million USD", """\
1 corrected

companies/acme
  corrected · Figures: Revenue, Q1 2025 · data/companies/acme.yml:12
    - US$100 million
    + US$105 million
"""),
    "updated": ("Springfield (as of 2024-12-31)", "Shelbyville (as of 2025-06-30)", """\
1 updated

companies/acme
  updated · Seat · data/companies/acme.yml:4
    - Springfield (as of 31 December 2024)
    + Shelbyville (as of 30 June 2025)
    ! single-source: rests on paper alone (secondary)
"""),
    "ten-fold": ("2025-Q1: 100 million USD", "2025-Q1: 100 billion USD", """\
1 corrected

companies/acme
  corrected · Figures: Revenue, Q1 2025 · data/companies/acme.yml:12
    - US$100 million
    + US$100 billion
    ! ten-fold: US$100 million became US$100 billion
"""),
    "better precision": ("about 110 million USD [P p6]", "109.6 million USD [P p6]", """\
1 more precise

companies/acme
  more precise · Figures: Revenue, Q2 2025 · data/companies/acme.yml:13
    - about US$110 million
    + US$109.6 million
"""),
    "shrunk precision": ("2025-Q1: 100 million USD", "2025-Q1: about 100 million USD", """\
1 less precise

companies/acme
  less precise · Figures: Revenue, Q1 2025 · data/companies/acme.yml:12
    - US$100 million
    + about US$100 million
    ! less-precise: US$100 million became about US$100 million
"""),
    "source added": ("USD [P p6]", "USD [P p6, F p6]", """\
1 source added

companies/acme
  source added · Figures: Revenue, Q2 2025 · data/companies/acme.yml:13
    = about US$110 million
      source: + filing
"""),
    "weaker source": ("100 million USD [F p5]", "100 million USD [C p5]", """\
1 source replaced

companies/acme
  source replaced · Figures: Revenue, Q1 2025 · data/companies/acme.yml:12
    = US$100 million
      source: filing → copy
    ! weaker-source: the best source was primary, now it is tertiary
    ! single-source: rests on copy alone (tertiary)
"""),
    "source removed": ("[P p1, F p9, C p1]", "[P p1, C p1]", """\
1 source removed

companies/acme
  source removed · What it does · data/companies/acme.yml:3
    = makes anvils
      source: − filing
    ! weaker-source: the best source was primary, now it is secondary
"""),
    "last source removed": ("seat: Springfield (as of 2024-12-31) [P p2]", "seat: not found (looked in the register)", """\
1 changed, 1 source removed

companies/acme
  changed, source removed · Seat · data/companies/acme.yml:4
    - Springfield (as of 31 December 2024)
    + not found
      source: − paper
    ! last-source-removed: no source is left; it had paper
"""),
    "place in the source": ("USD [F p5]", 'USD [F p7 "100"]', """\
1 changed

companies/acme
  changed · Figures: Revenue, Q1 2025 · data/companies/acme.yml:12
    = US$100 million
      place in the source: filing p5 → filing p7 “100”
"""),
    "said otherwise": ("2025-Q1: 100 million USD", "2025-Q1: 100 million USD (estimated; said by zenith)", """\
1 changed

companies/acme
  changed · Figures: Revenue, Q1 2025 · data/companies/acme.yml:12
    = US$100 million
      certainty: nothing → estimated
      said by: nothing → zenith
"""),
    "reworded": ("heavy anvils for smiths", "very heavy anvils for smiths", """\
1 corrected

companies/acme
  corrected · Business lines · data/companies/acme.yml:8
    - heavy anvils for smiths
    + very heavy anvils for smiths
    ! single-source: rests on paper alone (secondary)
    ! address-lost: #lines-heavy-anvils-for-smiths is now #lines-very-heavy-anvils-for-smiths; the long form's `id: lines-heavy-anvils-for-smiths` keeps it
"""),
    "new and removed": ("heavy anvils for smiths [P p4]", "hammers [F p4]", """\
1 new, 1 removed

companies/acme
  new · Business lines · data/companies/acme.yml:8
    + hammers
      source: filing
  removed · Business lines · data/companies/acme.yml:8
    - heavy anvils for smiths
"""),
    "new out of scale": ("    2025-Q2", "    2025-Q4: 100 billion USD [F p5]\n    2025-Q2", """\
1 new

companies/acme
  new · Figures: Revenue, Q4 2025 · data/companies/acme.yml:13
    + US$100 billion
      source: filing
    ! ten-fold: US$100 billion, beside about US$110 million for 2025-Q2
"""),
    "dispute opened": ("seat: Springfield (as of 2024-12-31) [P p2]", "seat:\n  disputed: Where is it?\n  versions:\n    - "
                       "Springfield (as of 2024-12-31) [P p2]\n    - Ogdenville [F p2]\n  shown: P\n  why: it was there", """\
1 dispute opened, 1 source added

companies/acme
  dispute opened, source added · Seat · data/companies/acme.yml:5
    - Springfield (as of 31 December 2024)
    + disputed: Where is it?
      source: + filing
"""),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_the_report_of_an_edit(name: str, tmp_path: Path) -> None:
    before, after, expected = REPORTS[name]
    diff = diff_of(tmp_path, edited("companies/acme.yml", (before, after)))
    if "address-lost" not in expected:                     # has cases of its own; how an address is made may change
        diff = replace(diff, changes=tuple(replace(one, flags=tuple(
            flag for flag in one.flags if flag.code != "address-lost")) for one in diff.changes))
    shown = facts_only(replace(diff, moves=()))
    assert shown == expected, shown


def test_a_dispute_settled(tmp_path: Path) -> None:
    before, after, _ = REPORTS["dispute opened"]
    disputed = edited("companies/acme.yml", (before, after))
    settled = diff_of(tmp_path, edited("companies/acme.yml", (before, "seat: Ogdenville [F p2]")), disputed)
    assert [one.kinds for one in settled.changes] == [("dispute-settled", "source-removed")]
    assert (settled.changes[0].before, settled.changes[0].after) == ("disputed: Where is it?", "Ogdenville")


def test_a_step_refined_and_a_month_made_a_day(tmp_path: Path) -> None:
    diff = diff_of(tmp_path, edited("deals/anvils.yml", ("announced: 2025-11 ", "announced: 2025-11-20 ")))
    assert [(one.kinds, one.before, one.after) for one in diff.changes] == [(("more-precise",), "November 2025", "20 November 2025")]
    assert ("deals/anvils.md", "changed") in diff.pages


def test_pages_and_figures_that_move(tmp_path: Path) -> None:
    two = ACME.replace("    2025-Q1: 100", "    2024-Q1: 80.00 million USD [F p5]\n    2025-Q1: 100.00")
    old = {**OLD, "companies/acme.yml": two}
    diff = diff_of(tmp_path, {**old, "companies/acme.yml": two.replace("2025-Q1: 100.00", "2025-Q1: 120.00")}, old)
    moves = {one.label: (one.before, one.after) for one in diff.moves}
    assert moves == {"Revenue, growth on the year, Q1 2025": ("25.0%", "50.0%"),
                     "Revenue, first half of 2025": ("about US$210 million", "about US$230 million")}
    assert {"companies/acme.md", "sources/filing.md"} <= {path for path, kind in diff.pages if kind == "changed"}
    assert "sources/copy.md" not in dict(diff.pages)


def test_amounts_of_a_deal_are_told_apart(tmp_path: Path) -> None:
    """The same amount with other words is one fact; another amount with the same words, too; else they are two."""
    two = DEAL.replace("value: ceiling 3 million USD [P p2]", "value:\n  - ceiling 3 million USD; for anvils [P p2]\n  - ceiling 8 million USD; for hammers [P p2]")
    old = {**OLD, "deals/anvils.yml": two}
    for before, after, expected in (
        ("3 million USD; for anvils", "3 million USD; for heavy anvils", [("corrected",)]),
        ("3 million USD; for anvils", "4 million USD; for anvils", [("corrected",)]),
        ("3 million USD; for anvils", "5 million EUR; for nails", [("new",), ("removed",)]),
        ("3 million USD; for anvils", "4 million USD; for nails", [("new",), ("removed",)]),
    ):
        diff = diff_of(tmp_path / after.replace(" ", ""), {**old, "deals/anvils.yml": two.replace(before, after)}, old)
        assert sorted(one.kinds for one in diff.changes) == expected, after


# -- records ---------------------------------------------------------------------------------


def test_a_renamed_record_is_one_line(tmp_path: Path) -> None:
    renamed = {path: text.replace("[acme,", "[acme-corp,") for path, text in OLD.items() if path != "companies/acme.yml"}
    renamed["companies/acme-corp.yml"] = ACME + "formerly: [acme]\n"
    assert facts_only(diff_of(tmp_path, renamed)) == "1 company renamed\n\ncompanies/acme-corp renamed: was acme\n"


def test_a_renamed_source_touches_no_fact(tmp_path: Path) -> None:
    renamed = {path: text.replace("F: filing", "F: annual-filing") for path, text in OLD.items() if path != "sources/filing.yml"}
    renamed["sources/annual-filing.yml"] = FILING + "formerly: [filing]\n"
    diff = diff_of(tmp_path, renamed)
    assert (len(diff.records), diff.changes) == (1, ())


def test_a_rename_without_formerly_is_flagged(tmp_path: Path) -> None:
    renamed = {path: text.replace("[acme,", "[acme-corp,") for path, text in OLD.items() if path != "companies/acme.yml"}
    diff = diff_of(tmp_path, {**renamed, "companies/acme-corp.yml": ACME})
    assert [(one.kind, one.flags[0].code) for one in diff.records] == [("renamed", "address-lost")]


def test_records_that_come_go_and_are_withdrawn(tmp_path: Path) -> None:
    new = {path: text for path, text in OLD.items() if path != "deals/anvils.yml"}
    new["companies/acme.yml"] = ACME + "withdrawn: {date: 2026-01-02, why: it never was}\n"
    new["companies/third.yml"] = "name: Third\nsources: {P: paper}\ndoes: sells anvils [P p1]\n"
    diff = diff_of(tmp_path, new)
    assert [words.record_words(one) for one in diff.records] == ["added: 1 fact", "withdrawn: it never was", "removed: with 3 facts"]
    assert diff.records[2].flags[0].words.startswith("/deals/anvils/ leads nowhere")
    back = compare(*(load(write_tree(tmp_path / name / "data", tree))[0] for name, tree in (("a", new), ("b", OLD))), TODAY)
    assert [one.kind for one in back.records] == ["added", "restored", "removed"]


def test_a_broken_record_is_named_and_nothing_is_invented(tmp_path: Path) -> None:
    folder = repository(tmp_path / "repository")
    commit(folder, {**OLD, "companies/acme.yml": ACME.replace("name: Acme", "nam: Acme")})
    states = [review.state_at(folder / "data", one, TODAY) for one in ("HEAD~1", "HEAD")]
    diff = review.compared(*states, TODAY)
    assert [(one.kind, one.record) for one in diff.records] == [("unreadable", "acme")]
    assert (diff.changes, diff.faults) == ((), (0, 1))
    healed = review.compared(states[1], states[0], TODAY)
    assert (healed.records, healed.changes) == ((), ())


# -- no lines --------------------------------------------------------------------------------

SHUFFLED = """\
# Another hand, another form: nothing else.
sources: {Paper: paper, Z: filing, T: copy}
metrics:
  revenue:
    2025-Q2: {value: "about 110 million USD", source: Paper p6}
    2025-Q1: >-
      100 million
      USD [Z p5]
lines:
  - {value: light anvils for schools, source: [{source: Paper, at: p4}]}
  - "heavy anvils for smiths [Paper p4]"     # first it stood above
does: makes anvils [T p1, Z p9, Paper p1]
owners:
  zenith: {value: 51%, as_of: 2025-06-30, source: Z p3}
name: 'Acme'
seat: Springfield (as of 2024-12-31) [paper p2]
"""


def test_another_order_and_form_is_no_change(tmp_path: Path) -> None:
    diff = diff_of(tmp_path, {**OLD, "companies/acme.yml": SHUFFLED, "deals/anvils.yml": DEAL.replace("[acme, zenith]", "[zenith, acme]")})
    assert diff.empty
    assert words.as_text(diff) == "No fact changes.\n"
    assert json.loads(words.as_json(diff))["changes"] == []


def test_the_planted_digit_is_seen_in_another_form(tmp_path: Path) -> None:
    diff = diff_of(tmp_path, {**OLD, "companies/acme.yml": SHUFFLED.replace("about 110", "about 111")})
    assert [(one.kinds, one.before, one.after) for one in diff.changes] == [(("corrected",), "about US$110 million", "about US$111 million")]


def test_thousands_separators_are_form(tmp_path: Path) -> None:
    old = {**OLD, "companies/acme.yml": ACME + "  employees:\n    2025: 1,200 [P p8]\n"}
    assert diff_of(tmp_path, {**OLD, "companies/acme.yml": ACME + "  employees:\n    2025: 1200 [P p8]\n"}, old).empty


@settings(max_examples=EXAMPLES // 4)                      # each one reads a real record and its sources twice
@given(st.randoms(use_true_random=False))
def test_shuffled_lists_and_keys_of_real_records_change_nothing(chance: random.Random) -> None:
    from ruamel.yaml import YAML

    path = chance.choice(REAL)
    text = path.read_text("utf-8")
    yaml = YAML(typ="rt")
    yaml.width = 10**6
    tree = yaml.load(text)
    for value in tree.values():
        if isinstance(value, list):
            chance.shuffle(value)
    keys = list(tree)
    chance.shuffle(keys)
    out = io.StringIO()
    yaml.dump({key: tree[key] for key in keys}, out)
    name = f"{path.parent.name}/{path.name}"
    cited = {f"sources/{one}.yml": source.read_text("utf-8") for one in tree["sources"].values()
             if isinstance(one, str) and (source := ROOT / "data/sources" / f"{one}.yml").is_file()}
    with tempfile.TemporaryDirectory() as scratch:
        before, after = (load(write_tree(Path(scratch) / kind / "data", {**cited, name: content}))[0]
                         for kind, content in (("before", text), ("after", out.getvalue())))
    assert path.stem in before.of(path.parent.name) and path.stem in after.of(path.parent.name)
    assert compare(before, after, TODAY) == FactDiff()


# -- precision -------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new", "expected"), (
    ("34 billion USD", "34.2 billion USD", MORE), ("34 billion USD", "34.6 billion USD", OTHER),
    ("about 34 billion USD", "34.6 billion USD", MORE), ("34.2 billion USD", "34 billion USD", LESS),
    ("34 billion USD", "34,000 million USD", MORE), ("30 to 40 billion USD", "34 billion USD", MORE),
    ("30 to 40 billion USD", "41 billion USD", OTHER), ("more than 10 billion CNY", "10.37 billion CNY", MORE),
    ("more than 10 billion CNY", "9.9 billion CNY", OTHER), ("up to 10 billion CNY", "9 billion CNY", MORE),
    ("10 billion CNY", "10 billion USD", OTHER), ("about 10 billion CNY", "10 billion CNY", MORE),
    ("10 billion CNY", "10.0 billion CNY", MORE), ("10 billion CNY", "10 billion CNY", OTHER),
))  # fmt: skip
def test_precision(old: str, new: str, expected: str) -> None:
    assert compare_numbers(Amount.parse(old), Amount.parse(new)) == expected
    back = {MORE: LESS, LESS: MORE, OTHER: OTHER}[expected]
    assert compare_numbers(Amount.parse(new), Amount.parse(old)) == back


def test_ten_fold_and_near_misses() -> None:
    assert tenfold(Count.parse("120"), Count.parse("1,200"))
    assert tenfold(Amount.parse("243.17 billion CNY"), Amount.parse("243.17 million CNY"))
    assert not tenfold(Count.parse("120"), Count.parse("1,199"))
    assert not tenfold(Count.parse("12 GW"), Count.parse("120 sites"))
    assert not tenfold(Share.parse("0%"), Share.parse("10%"))
    assert not tenfold(Amount.parse("1 billion CNY"), Amount.parse("10 billion USD"))


# -- reports ---------------------------------------------------------------------------------

HOSTILE = "</details><img src=x onerror=1> | `x` **b** [a](https://e.example) @all #1 www.e.example"


def test_markdown_shows_hostile_text_as_text(tmp_path: Path) -> None:
    # What stands in the file is text; quoted, so that the reader takes it as one.
    diff = diff_of(tmp_path, edited("companies/acme.yml", ("  - light anvils for schools [P p4]",
                                                           f"  - '{HOSTILE} [P p4]'")))
    shown = words.as_markdown(diff)
    own = shown.replace("<details>", "").replace("</details>", "").replace("<summary>", "").replace("</summary>", "").replace("<br>", "")
    assert "<" not in own
    rows = [line for line in shown.splitlines() if "onerror" in line and line.startswith("|")]
    assert rows and all(row.count("|") == 6 for row in rows)
    assert not any(mark in row for row in rows for mark in ("`", "**", "](", "@", "https://", "www."))


def test_markdown_fits_a_job_summary(tmp_path: Path) -> None:
    diff = diff_of(tmp_path, edited("companies/acme.yml", ("2025-Q1: 100", "2025-Q1: 105")))
    many = replace(diff, changes=diff.changes * 5000, pages=diff.pages * 5000)
    shown = words.as_markdown(many)
    assert len(shown.encode()) < 1024 * 1024
    assert "and 4,600 more changes" in shown


def test_markdown_golden(tmp_path: Path) -> None:
    diff = diff_of(tmp_path, edited("companies/acme.yml", ("2025-Q1: 100 million", "2025-Q1: 100 billion")))
    assert words.as_markdown(replace(diff, pages=diff.pages[:1], moves=())) == """\
## What changes in facts

1 corrected

### Look twice

- **a figure is ten times what it was, or a tenth: a slip of digits or scale?** (1)
    - companies/acme, Figures: Revenue, Q1 2025: US$100 million became US$100 billion


### companies/acme

| | fact | before | after | |
|---|---|---|---|---|
| corrected (ten-fold) | Figures: Revenue, Q1 2025<br>line 12 | US$100 million | US$100 billion |  |

<details><summary>Pages: 1 changed</summary>

- changed companies/acme.md

</details>
"""


# -- the command, on a real repository -------------------------------------------------------


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as people call it."""
    command = [sys.executable, str(ROOT / "build_profiles.py"), "diff", "--today", TODAY.isoformat(), *arguments]
    return subprocess.run(command, cwd=folder, text=True, encoding="utf-8", capture_output=True, check=False)


def test_the_command(tmp_path: Path) -> None:
    folder = repository(tmp_path / "repository")
    acme = folder / "data/companies/acme.yml"
    assert run(folder, "HEAD").stdout == "No fact changes.\n"
    acme.write_text(ACME.replace("Q1: 100", "Q1: 101"), "utf-8")
    working = run(folder, "HEAD")
    assert (working.returncode, working.stdout.splitlines()[0]) == (0, "1 corrected")
    git(folder, "commit", "--quiet", "-am", "next")
    assert run(folder, "HEAD~1", "HEAD").stdout == working.stdout
    assert run(folder, "main~1", "--format", "json").stdout.startswith('{\n "summary": "1 corrected"')
    acme.write_text("nonsense", "utf-8")
    broken = run(folder, "HEAD")
    assert broken.returncode == 1 and "unreadable" in broken.stdout and "the data has errors (1)" in broken.stderr


@pytest.mark.parametrize("revision", ("nope", "--output=x", "-h1", "a..b", "$(id)", "HEAD:data", ""))
def test_a_wrong_revision_is_said_and_nothing_runs(revision: str, tmp_path: Path) -> None:
    folder = repository(tmp_path / "repository")
    with pytest.raises(NoRevision):
        commit_of(folder / "data", revision)
    done = run(folder, "--", revision) if revision else run(folder)
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_outside_a_repository(tmp_path: Path) -> None:
    write_tree(tmp_path / "data", OLD)
    done = run(tmp_path, "HEAD")
    assert done.returncode == 2 and "not a git repository" in done.stderr


def test_links_in_a_revision_are_refused_by_name_and_not_followed(tmp_path: Path) -> None:
    folder = repository(tmp_path / "repository")
    (folder / "data/companies/evil.yml").symlink_to("../../../../etc/passwd")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "a link")
    state = review.state_at(folder / "data", "HEAD", TODAY)
    assert [(fault.code, fault.place.file) for fault in state.faults] == [("not-a-file", "data/companies/evil.yml")]


def test_the_archive_as_it_is_differs_from_nothing() -> None:
    archive, _ = load(ROOT / "data")
    diff = compare(archive, archive, date(2026, 11, 23))
    assert diff.empty and not diff.moves
