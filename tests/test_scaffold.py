"""`new`: the blanks it leaves are all that `check` finds, and each has its name; what cannot be is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from profiles.archive import load
from profiles.cli import main
from profiles.records import BLANK
from profiles.contribute.scaffold import Guess, guessed
from tests.helpers import BASE, check_tree, write_tree

TODAY = date(2026, 11, 23)
WITHDRAWN = BASE["companies/zenith.yml"].replace("Zenith", "Gone") + "withdrawn: {date: 2026-01, why: a mistake}\n"
RENAMED = BASE["companies/zenith.yml"].replace("Zenith", "Brass") + "formerly: [tin]\nalso_at: [deals/brass-deal]\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "data", {**BASE, "companies/gone.yml": WITHDRAWN, "companies/brass.yml": RENAMED})


def new(data: Path, *words: str) -> int:
    return main(["new", *words, "--data", str(data), "--today", TODAY.isoformat()])


def blanks(data: Path) -> list[str]:
    """Code and message of every fault; a warning about the unused source of the base does not occur."""
    return [f"{fault.place.line} {fault.code}: {fault.message}" for fault in check_tree(data, TODAY)]


def test_company_leaves_three_blanks(data: Path) -> None:
    assert new(data, "company", "acme") == 0
    assert blanks(data) == [
        "3 blank-left: `name` is still blank: what its page is headed",
        "6 blank-left: `J` is still blank: the id of a source",
        "8 blank-left: `does` is still blank: one sentence on what it makes or does",
    ]


def test_deal_leaves_six_blanks(data: Path) -> None:
    assert new(data, "deal", "anvils") == 0
    assert blanks(data) == [
        "3 blank-left: `title` is still blank: who does what with whom",
        "5 blank-left: `parties` is still blank: the first party",
        "5 blank-left: `parties` is still blank: the second party",
        "8 blank-left: `J` is still blank: the id of a source",
        "10 blank-left: `stage` is still blank: how far they are committed now",
        "12 blank-left: `announced` is still blank: the date",
    ]


def test_source_without_address(data: Path) -> None:
    assert new(data, "source", "zine") == 0
    assert [line.split(": ", 1)[1] for line in blanks(data)] == [
        "`publisher` is still blank: who published it",
        "`title` is still blank: its own title",
        "`date` is still blank: when it was published",
        "`language` is still blank: its language",
        "`kind` is still blank: primary or secondary or tertiary",
        "`url` is still blank: its address",
    ]


def test_source_with_address_fills_what_it_can(data: Path) -> None:
    assert new(data, "source", "zine", "--url", "https://www.zine.com.tw/news/2025/11/21/anvils") == 0
    assert [line.split("`")[1] for line in blanks(data)] == ["title", "kind"]
    text = (data / "sources/zine.yml").read_text("utf-8")
    assert "publisher: zine.com.tw  # a guess" in text
    assert "date: 2025-11-21  # a guess" in text
    assert "language: zh-Hant  # a guess" in text
    assert "url: https://www.zine.com.tw/news/2025/11/21/anvils\n" in text
    assert "accessed: 2026-11-23\n" in text


@pytest.mark.parametrize(("kind", "path", "fill"), (
    ("company", "companies/acme.yml", {"what its page is headed": "Acme", "the id of a source": "paper",
                                       "one sentence on what it makes or does": "makes anvils"}),
    ("deal", "deals/acme.yml", {"who does what with whom": "Acme and Zenith", "the first party": "Acme Ltd.",
                                "the second party": "zenith", "the id of a source": "paper",
                                "how far they are committed now": "talks", "the date": "2025-11-20"}),
))  # fmt: skip
def test_filled_blanks_make_a_valid_record(data: Path, kind: str, path: str, fill: dict[str, str]) -> None:
    assert new(data, kind, "acme") == 0
    text = (data / path).read_text("utf-8")
    (data / path).write_text(BLANK.sub(lambda found: fill.get(found[1], "…"), text), "utf-8")
    assert check_tree(data, TODAY) == []


@pytest.mark.parametrize("kind", ("company", "deal"))
def test_the_commented_keys_are_right(data: Path, kind: str) -> None:
    """What the comments teach is true: with every `# key` taken out of its comment only the blanks are left."""
    assert new(data, kind, "acme") == 0
    path = data / ("companies" if kind == "company" else "deals") / "acme.yml"
    lines = path.read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("# More keys")) + 1
    opened = [line.removeprefix("# ").split("        or:")[0] for line in lines[start:]]
    opened = [line.replace("foxconn", "zenith" if kind == "company" else "BLANK(who)") for line in opened]
    path.write_text("\n".join([*lines[:start], *opened]) + "\n", "utf-8")
    assert {fault.code for fault in check_tree(data, TODAY)} == {"blank-left"}


@pytest.mark.parametrize(("words", "why"), (
    (("company", "zenith"), "companies/zenith exists already: edit data/companies/zenith.yml"),
    (("company", "gone"), "companies/gone was withdrawn; an id is never used again, choose another"),
    (("company", "tin"), "/companies/tin/ leads to companies/brass; an address is never used again, choose another id"),
    (("deal", "brass-deal"), "/deals/brass-deal/ leads to companies/brass; an address is never used again, choose another id"),
    (("company", "Acme Ltd."), "`Acme Ltd.` cannot be an id: lower-case letters, digits and single hyphens, 64 at most; write acme-ltd"),
    (("company", "../x"), "`../x` cannot be an id: lower-case letters, digits and single hyphens, 64 at most; write x"),
    (("company", "index"), "`index` cannot be an id: lower-case letters, digits and single hyphens, 64 at most; write index-1"),
    (("company", "a" * 65), f"`{'a' * 65}` cannot be an id: lower-case letters, digits and single hyphens, 64 at most; write {'a' * 64}"),
    (("source", "two", "--url", "https://example.com/paper"), "sources/paper has this address already: cite `paper`"),
    (("source", "two", "--url", "www.example.com"), "`www.example.com` is not a plain web address; "
     "write https://host/path, percent-encoded, without spaces or user name"),
    (("company", "acme", "--url", "https://example.com"), "--url goes with `new source` only"),
))  # fmt: skip
def test_refusals(data: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*.yml")}
    assert new(data, *words) == 1
    assert capsys.readouterr().err == f"refused: {why}\n"
    assert {path: path.read_bytes() for path in data.rglob("*.yml")} == before


def test_an_id_of_another_kind_is_free(data: Path) -> None:
    """`tin` was a company; a deal may be called so. The near miss of the refusals."""
    assert new(data, "deal", "tin") == 0
    assert new(data, "company", "acme-2") == 0


@pytest.mark.parametrize(("url", "guess"), (
    ("https://www.zine.com/", Guess("zine.com", "", "")),
    ("https://en.zine.com/article/1.html", Guess("en.zine.com", "", "en")),
    ("https://zine.com/zh-tw/2025-11-20/x", Guess("zine.com", "2025-11-20", "zh-Hant")),
    ("https://zine.cn/20251120/x", Guess("zine.cn", "2025-11-20", "zh-Hans")),
    ("https://zine.co.jp/2025/11/x", Guess("zine.co.jp", "2025-11", "ja")),
    ("https://zine.com/2025/02/30/x", Guess("zine.com", "2025-02", "")),          # no such day: the month alone
    ("https://zine.com/2027/02/03/x", Guess("zine.com", "", "")),                 # after today
    ("https://zine.com/article/13665621320251120", Guess("zine.com", "", "")),    # a number, no date
    ("https://english.zine.com/enter/x", Guess("english.zine.com", "", "")),
    ("https://example.com/other", Guess("Example Press", "", "en")),              # the archive knows this host
))  # fmt: skip
def test_what_an_address_tells(data: Path, url: str, guess: Guess) -> None:
    assert guessed(load(data)[0], url, TODAY) == guess
