"""`check --fix`: each offered correction makes its fault go, nothing else changes, facts are never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.contribute import desk
from profiles.cli import main
from profiles.contribute.corrections import Edit, correction
from profiles.faults import CODES, Fault, Place
from tests.helpers import BASE, TODAY, check_tree, write_tree
from tests.test_cases import tree

HEAD = "name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\n"
ACME = "companies/acme.yml"

# What is typed, and what it becomes.
MENDED = {
    "typing error in a key": ("seet: Berlin [P p1]\n", "seat: Berlin [P p1]\n"),
    "in a key of the long form": ("seat: {value: Berlin, source: P p1, nota: x}\n", "seat: {value: Berlin, source: P p1, note: x}\n"),
    "in a metric": ("metrics:\n  revenu:\n    2025: 5 USD [P p1]\n", "metrics:\n  revenue:\n    2025: 5 USD [P p1]\n"),
    "in a closed list": ("seat: {value: Berlin, source: P p1, certainty: reportd}\n",
                         "seat: {value: Berlin, source: P p1, certainty: reported}\n"),
    "in the id of a company": ("owners:\n  zennith: 40% [P p1]\n", "owners:\n  zenith: 40% [P p1]\n"),
    "in a speaker": ("seat: Berlin (said by zennith) [P p1]\n", "seat: Berlin (said by zenith) [P p1]\n"),
    "a letter in lower case": ("seat: Berlin [p p1]\n", "seat: Berlin [P p1]\n"),
    "a second letter in lower case": ("seat: Berlin [P p1, p p2]\n", "seat: Berlin [P p1, P p2]\n"),
    "colon in a text": ("seat: Berlin: the centre [P p1]\n", "seat: 'Berlin: the centre [P p1]'\n"),
    "colon in an item, with an apostrophe": ("products:\n  - the smith's best: anvils [P p1]\n",
                                             "products:\n  - 'the smith''s best: anvils [P p1]'\n"),
    "a text starts with @": ("website: @acme [P p1]\n", "website: '@acme [P p1]'\n"),
    "cut by #": ("seat: Gate #1 of the docks [P p1]\nproducts: model #9 [P p2]\n",
                 "seat: Gate #1 of the docks [P p1]\nproducts: model #9 [P p2]\n".replace("Gate #1 of the docks [P p1]", "'Gate #1 of the docks [P p1]'")
                 .replace("model #9 [P p2]", "'model #9 [P p2]'")),
    "slashes in a date": ("founded: 2025/3/9 [P p1]\n", "founded: 2025-03-09 [P p1]\n"),
    "a date without noughts": ("seat: Berlin (as of 2025-3-9) [P p1]\n", "seat: Berlin (as of 2025-03-09) [P p1]\n"),
    "a quarter": ("founded: 2025Q3 [P p1]\n", "founded: 2025-Q3 [P p1]\n"),
    "a blank before %": ("metrics:\n  net_margin:\n    2025: 42.8 % [P p1]\n",
                         "metrics:\n  net_margin:\n    2025: 42.8% [P p1]\n"),
    "letters in pieces": ("seat: cafe\u0301 [P p1]\n", "seat: café [P p1]\n"),
    "an invisible mark": ("seat: Ber\u200blin [P p1]\n", "seat: Berlin [P p1]\n"),
    "a lone carriage return": ("seat: Berlin [P p1]\rform: maker [P p1]\n", "seat: Berlin [P p1]\nform: maker [P p1]\n"),
    "several at once": ("seet: Berlin: east [p p1]\nfoundd: 2025/3/9 [P p1]\n",
                        "seat: 'Berlin: east [P p1]'\nfounded: 2025-03-09 [P p1]\n"),
}  # fmt: skip


def fixed(tmp_path: Path, content: bytes) -> bytes:
    data = write_tree(tmp_path / "data", {**BASE, ACME: content})
    assert main(["check", "--fix", "--data", str(data), "--today", TODAY.isoformat()]) in (0, 1)
    return (data / ACME).read_bytes()


@pytest.mark.parametrize(("typed", "meant"), MENDED.values(), ids=MENDED)
def test_mended(tmp_path: Path, typed: str, meant: str) -> None:
    assert fixed(tmp_path, (HEAD + typed).encode()).decode() == HEAD + meant
    assert check_tree(tmp_path / "data") == []


@pytest.mark.parametrize("start", (b"\xef\xbb\xbf",))
def test_byte_order_mark_goes_and_crlf_stays(tmp_path: Path, start: bytes) -> None:
    plain = (HEAD + "seet: Berlin: east [P p1]  \nform: maker [P p1]\n").replace("\n", "\r\n").encode()
    want = plain.replace(b"seet: Berlin: east [P p1]  ", b"seat: 'Berlin: east [P p1]'  ")
    assert fixed(tmp_path, start + plain) == want


NOT_MENDED = (
    "founded: 2025-02-30 [P p1]\n", "founded: 20/11/2025 [P p1]\n", "owners:\n  zenith: 42,8% [P p1]\n",
    "owners:\n  copper: 40% [P p1]\n", "seat: Berlin\n", "metrics:\n  revenue:\n    2025: 5 USX [P p1]\n",
    "colour: red [P p1]\n", "seat:\n", "seat: Berlin [Q p1]\n", "seat: Ber\ue000lin [P p1]\n",
    "products:\n  - model #9\n    of the anvil [P p2]\n", "seat: *town\n", "seat: Berlin [P p1]\nseat: Bonn [P p1]\n",
)  # fmt: skip


@pytest.mark.parametrize("typed", NOT_MENDED)
def test_what_only_a_person_can_decide_stays(tmp_path: Path, typed: str) -> None:
    content = (HEAD + typed).encode()
    assert check_tree({**BASE, ACME: content})
    assert fixed(tmp_path, content) == content


def test_two_years_are_two_things() -> None:
    """An id is never exchanged for one with other digits, however alike the words."""
    text = HEAD.replace("paper", "zine-2025-11-21-anvils")
    fault = Fault(Place("data/companies/acme.yml", 2, 14), "unknown-source", "there is no source `zine-2025-11-21-anvils`",
                  "did you mean `zine-2025-11-22-anvils`?")
    assert correction(fault, text) is None
    typo = Fault(fault.place, fault.code, fault.message, "did you mean `zine-2025-11-21-anvil`?")
    assert correction(typo, text) == Edit(24, 46, "zine-2025-11-21-anvil")


@pytest.mark.parametrize("code", sorted(set(CODES) - {"not-a-file"}))
def test_every_offered_correction_mends_its_fault(tmp_path: Path, code: str) -> None:
    """Over the bad case of every code: what is offered is applied, its fault goes, no new one comes."""
    data = write_tree(tmp_path / "data", tree(code, "bad"))
    before = check_tree(data)
    offered = []
    for fault in before:
        path = data.parent / fault.place.file
        raw = path.read_bytes() if path.is_file() else b"\xff"
        if raw.isascii() or not raw.startswith((b"\xff", b"\xfe")):
            text = raw.decode("utf-8", "replace")
            offered += [fault] if correction(fault, text) is not None else []
    assert desk.fix(data, before, TODAY) >= len(offered)
    after = check_tree(data)
    key = {(fault.place, fault.code, fault.message) for fault in after}
    assert [fault for fault in offered if (fault.place, fault.code, fault.message) in key] == []
    assert len(after) <= len(before) - len(offered)


def test_the_sweep_is_not_empty(tmp_path: Path) -> None:
    """Sabotage against the sweep: in a good many codes something is offered."""
    found = set()
    for code in sorted(set(CODES) - {"not-a-file", "not-utf8"}):
        data = write_tree(tmp_path / code / "data", tree(code, "bad"))
        if desk.hint(data, check_tree(data)):
            found.add(code)
    assert {"byte-order-mark", "line-end", "control-character", "not-nfc", "yaml-syntax", "unknown-key", "unknown-metric",
            "unknown-company", "unknown-source", "not-a-party"} <= found


@given(st.text(st.sampled_from("seat: [P1]#'\"{}-\n\u0301\u200be\r"), max_size=40))
def test_whatever_is_typed_words_stay(typed: str) -> None:
    """No correction loses a letter or digit: what it exchanges is spelling, quotes or invisible marks."""
    text = HEAD + typed
    for fault in check_tree({**BASE, ACME: text}):
        edit = correction(fault, text) if fault.place.file.endswith("acme.yml") else None
        if edit and fault.code not in ("not-nfc",) and not fault.remedy.startswith("did you mean"):
            assert [char for char in edit.on(text) if char.isalnum()] == [char for char in text if char.isalnum()]


def test_check_says_how_many_can_be_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write_tree(tmp_path / "data", {**BASE, ACME: HEAD + "seet: Berlin [P p1]\ncolour: red [P p1]\n"})
    assert main(["check", "--data", str(data), "--today", TODAY.isoformat()]) == 1
    report = capsys.readouterr().out
    assert report.endswith("\n`check --fix` has a correction to try for 1 of these: data/companies/acme.yml:4 [unknown-key]\n")
    assert main(["check", "--fix", "--data", str(data), "--today", TODAY.isoformat()]) == 1
    done = capsys.readouterr()
    assert done.err == "fixed data/companies/acme.yml:4 [unknown-key]: seat: Berlin [P p1]\n"
    assert "1 error, 0 warnings" in done.out and "--fix" not in done.out and "`colour`" in done.out
    assert main(["check", "--data", str(data), "--today", TODAY.isoformat()]) == 1
    assert capsys.readouterr().err == ""
