"""Footnotes: `words (remarks) [citations]` taken apart, each part with its offset, nothing lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from profiles.footnotes import CERTAINTIES, MAX_PRINTED_WORDS, MODES, Cited, Parts, citations, take_apart

KNOWN = frozenset({"J", "R", "R2", "CNA", "jiemian-2025", "x-1"})


def cited(parts: Parts) -> list[tuple[str, str, str]]:
    """Letter, locator and printed words of each citation."""
    return [(one.name, one.locator, one.printed) for one in parts.citations]


def slips(parts: Parts) -> list[tuple[str, int]]:
    """Code and offset of what is wrong."""
    return [(slip.code, slip.offset) for slip in parts.slips]


# -- footnotes ------------------------------------------------------------------------------

FOOTNOTES: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "a fact [J p2]": ("a fact", [("J", "p2", "")]),
    'a fact [J p2 "few words"]': ("a fact", [("J", "p2", "few words")]),
    "a fact [J p2 “few words”]": ("a fact", [("J", "p2", "few words")]),
    'a fact [J p2, R p1 "none"]': ("a fact", [("J", "p2", ""), ("R", "p1", "none")]),
    'a fact [J p2 "one, two", R2 p1]': ("a fact", [("J", "p2", "one, two"), ("R2", "p1", "")]),
    "a fact [jiemian-2025 p2]": ("a fact", [("jiemian-2025", "p2", "")]),
    "a fact [J table 2, row 3]": ("a fact", [("J", "table 2, row 3", "")]),
    'a fact [J table 2, row 3 "few words"]': ("a fact", [("J", "table 2, row 3", "few words")]),
    "a fact [J p2, p3, R p1]": ("a fact", [("J", "p2, p3", ""), ("R", "p1", "")]),
    'a fact [J p2 "an [odd] word"]': ("a fact", [("J", "p2", "an [odd] word")]),
    'a fact [J "words alone"]': ("a fact", [("J", "", "words alone")]),
    "a fact [J]": ("a fact", [("J", "", "")]),
    "a fact [sic] [J p2]": ("a fact [sic]", [("J", "p2", "")]),
    "a fact (2023) [J p2]": ("a fact (2023)", [("J", "p2", "")]),
    "[J p2]": ("", [("J", "p2", "")]),
    "优先评估 [J p2 “優先評估”]": ("优先评估", [("J", "p2", "優先評估")]),
    "O'Reilly \"x\" [J p2 \"it's\"]": ("O'Reilly \"x\"", [("J", "p2", "it's")]),
}


@pytest.mark.parametrize(("text", "meant"), FOOTNOTES.items())
def test_footnotes(text: str, meant: tuple[str, list[tuple[str, str, str]]]) -> None:
    parts = take_apart(text, KNOWN)
    assert (parts.words, cited(parts), slips(parts)) == (*meant, [])
    assert parts.has_footnote


PLAIN = ("a fact", "", "x[1", "array[1] of", "[J p2] first", "a fact [J p2].", "[J p2] ", "x ]y")


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_without_a_footnote_is_kept(text: str) -> None:
    parts = take_apart(text, KNOWN)
    assert (parts.words, parts.citations, parts.slips, parts.has_footnote) == (text, [], [], False)


BAD: dict[str, list[tuple[str, int]]] = {
    "a fact[J p2]": [("bad-footnote", 6)],
    "a fact ]": [("bad-footnote", 0)],
    'a fact [J p2 "open]': [("bad-footnote", 7)],
    'a fact [J p2 "few words" more]': [("bad-footnote", 8)],
    'a fact [J p2 "one" "two"]': [("bad-footnote", 8)],
    "a fact [K p2]": [("unknown-letter", 8)],
    "a fact [J p2, K p3]": [("unknown-letter", 14)],
    "a fact [j p2]": [("unknown-source", 8)],
    "a fact [jiemian-2026 p2]": [("unknown-source", 8)],
    'a fact [J p2 "x", table 3]': [("unknown-source", 18)],
    "a fact [p2]": [("unknown-source", 8)],
    'a fact [J p2 "1 2 3 4 5 6 7 8 9 10 11"]': [("printed-too-long", 8)],
    'a fact [J p2, row 3 "1 2 3 4 5 6 7 8 9 10 11"]': [("printed-too-long", 8)],
    'a fact [K p1, J p2 "x" y, j p3]': [("unknown-letter", 8), ("bad-footnote", 14), ("unknown-source", 26)],
}


@pytest.mark.parametrize(("text", "meant"), BAD.items())
def test_bad_footnotes(text: str, meant: list[tuple[str, int]]) -> None:
    parts = take_apart(text, KNOWN)
    assert slips(parts) == meant
    assert all(slip.message and slip.remedy for slip in parts.slips)


def test_a_slip_names_the_nearest_letter() -> None:
    assert take_apart("a fact [CNN p2]", KNOWN).slips[0].remedy == "did you mean `CNA`?"
    assert "declare it" in take_apart("a fact [K p2]", {"J"}).slips[0].remedy


def test_ten_printed_words_pass() -> None:
    ten = " ".join("word" for _ in range(MAX_PRINTED_WORDS))
    assert take_apart(f'a fact [J p2 "{ten}"]', KNOWN).slips == []


OWN = {
    "a view [p6]": [("", "p6", "")],
    'a view [p6 "few words"]': [("", "p6", "few words")],
    'a view [h, p6 "few words"]': [("", "h", ""), ("", "p6", "few words")],
    'a view [photo credit "Photo from"]': [("", "photo credit", "Photo from")],
}


@pytest.mark.parametrize(("text", "meant"), OWN.items())
def test_in_a_source_the_footnote_is_the_locator(text: str, meant: list[tuple[str, str, str]]) -> None:
    parts = take_apart(text, KNOWN, itself=True)
    assert (parts.words, cited(parts), parts.slips) == ("a view", meant, [])


CITATIONS: dict[str, list[Cited]] = {
    "J p2": [Cited("J", "p2", "", 0)],
    'J p2, R p1 "x"': [Cited("J", "p2", "", 0), Cited("R", "p1", "x", 6)],
    "": [],
}


@pytest.mark.parametrize(("text", "meant"), CITATIONS.items())
def test_citations_of_the_long_form(text: str, meant: list[Cited]) -> None:
    assert citations(text, KNOWN) == (meant, [])


@pytest.mark.parametrize("text", ('J p2 "open', 'J p2 closed"', "J p2 “open", 'J “x" p2', 'J p2 "x" "'))
def test_loose_quotation_marks_are_no_citation(text: str) -> None:
    assert [slip.code for slip in citations(text, KNOWN)[1]] == ["bad-footnote"]


# -- remarks --------------------------------------------------------------------------------

REMARKS: dict[str, tuple[str, dict[str, str]]] = {
    "words (as of 2025-10-22)": ("words", {"as_of": "2025-10-22"}),
    "words (in 2025-Q3)": ("words", {"period": "2025-Q3"}),
    "words (in FY2026-Q3 (ended 2025-10-26))": ("words", {"period": "FY2026-Q3 (ended 2025-10-26)"}),
    "words (in 2026-01 to 2026-05)": ("words", {"period": "2026-01 to 2026-05"}),
    "words (said by Young Liu)": ("words", {"said_by": "Young Liu"}),
    "words (aim)": ("words", {"mode": "aim"}),
    "words (option; filed; as of 2025)": ("words", {"mode": "option", "certainty": "filed", "as_of": "2025"}),
    "words (plan) (said by openai)": ("words", {"mode": "plan", "said_by": "openai"}),
    "words (company fii; in 2025-9M)": ("words", {"company": "fii", "period": "2025-9M"}),
    "not found (looked in exchange notices, press; as of 2026-11-22)": (
        "not found", {"looked": "exchange notices, press", "as_of": "2026-11-22"}),
    "5 USD (about 6 CNY) (in 2025)": ("5 USD (about 6 CNY)", {"period": "2025"}),
    "x.ai (2023)": ("x.ai (2023)", {}),
    "words (Ohio)": ("words (Ohio)", {}),
    "words (in Ohio)": ("words (in Ohio)", {}),
    "words (in 1,000 units)": ("words (in 1,000 units)", {}),
    "words (in 20255)": ("words (in 20255)", {}),
    "words (AIM)": ("words (AIM)", {}),
    "words (aim) more": ("words (aim) more", {}),
    "words(aim)": ("words(aim)", {}),
    "words (aim": ("words (aim", {}),
    "words (Fii) (aim)": ("words (Fii)", {"mode": "aim"}),
    "words (a (b) c) (filed)": ("words (a (b) c)", {"certainty": "filed"}),
    "words ()": ("words ()", {}),
    "工业富联 (zh-Hans)": ("工业富联 (zh-Hans)", {}),
}  # fmt: skip


@pytest.mark.parametrize("note", ("", " [J p2]"))
@pytest.mark.parametrize(("text", "meant"), REMARKS.items())
def test_remarks(text: str, meant: tuple[str, dict[str, str]], note: str) -> None:
    parts = take_apart(text + note, KNOWN)
    assert (parts.words, {key: value for key, (value, _) in parts.remarks.items()}, parts.slips) == (*meant, [])
    for value, offset in parts.remarks.values():
        assert value in text[offset:]


@pytest.mark.parametrize(("text", "lang"), {"工业富联 (zh-Hans)": "zh-Hans", "Foxconn (en)": "en"}.items())
def test_of_a_name_the_language_is_a_remark(text: str, lang: str) -> None:
    parts = take_apart(text, KNOWN, names=True)
    assert {key: value for key, (value, _) in parts.remarks.items()} == {"lang": lang}
    assert parts.words == text.split(" ")[0]


@pytest.mark.parametrize("text", ("Fii (the listed unit)", "Hon Hai (HH)", "x (EN)"))
def test_of_a_name_other_parentheses_stay(text: str) -> None:
    assert take_apart(text, KNOWN, names=True).words == text


BAD_REMARKS: dict[str, list[tuple[str, int]]] = {
    "words (aim; no remark)": [("unknown-remark", 12)],
    "words (no remark; aim)": [("unknown-remark", 7)],
    "words (said by A; B)": [("unknown-remark", 18)],
    "words (aim) (plan)": [("unknown-remark", 7)],
    "words (aim; plan)": [("unknown-remark", 12)],
}


@pytest.mark.parametrize(("text", "meant"), BAD_REMARKS.items())
def test_bad_remarks(text: str, meant: list[tuple[str, int]]) -> None:
    assert slips(take_apart(text, KNOWN)) == meant


def test_a_misspelt_remark_beside_a_good_one_is_guessed() -> None:
    assert take_apart("words (reportd; aim)", KNOWN).slips[0].remedy == "did you mean `reported`?"


# -- whatever the input ---------------------------------------------------------------------

LETTERS = st.text("abcdefgh éß鴻海0123456789.-–'&", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
WORDS = st.lists(LETTERS | st.sampled_from(("(Ohio)", "[sic]", "x.ai (2023)", '"own"')), min_size=1, max_size=3).map(" ".join)
CITATION = st.tuples(st.sampled_from(sorted(KNOWN)), st.text("p123 abc", min_size=1, max_size=6).map(str.strip).filter(bool),
                     st.just("") | st.text("abc ,;éß鴻()[]", min_size=1, max_size=12).map(str.strip))
REMARK_LIST = st.fixed_dictionaries({}, optional={
    "as_of": st.sampled_from(("2025", "2025-10-22", "about 2025-11")), "period": st.sampled_from(("2025-Q3", "FY2026")),
    "said_by": st.sampled_from(("Young Liu", "openai")), "mode": st.sampled_from(MODES), "certainty": st.sampled_from(CERTAINTIES),
    "company": st.just("fii")})  # fmt: skip
WORDING = {"as_of": "as of {}", "period": "in {}", "said_by": "said by {}", "mode": "{}", "certainty": "{}", "company": "company {}"}


@given(WORDS, REMARK_LIST, st.lists(CITATION, max_size=3), st.sampled_from(('""', "“”")))
def test_what_is_put_together_comes_apart_again(
    words: str, remarks: dict[str, str], notes: list[tuple[str, str, str]], marks: str) -> None:
    if words.endswith(("]", ")")):
        words += " x"
    text = words
    if remarks:
        text += f" ({'; '.join(WORDING[key].format(value) for key, value in remarks.items())})"
    if notes:
        text += " [" + ", ".join(
            f"{name} {at}" + (f" {marks[0]}{printed}{marks[1]}" if printed else "") for name, at, printed in notes) + "]"
    parts = take_apart(text, KNOWN)
    assert parts.slips == []
    assert parts.words == words
    assert {key: value for key, (value, _) in parts.remarks.items()} == remarks
    assert cited(parts) == notes
    for one in parts.citations:
        assert text[one.offset :].startswith(one.name)
    for key, (value, offset) in parts.remarks.items():
        assert text[offset:].startswith(WORDING[key].format(value))


@given(st.text(max_size=60) | st.text(st.sampled_from(' ()[];,"“”JRabp2'), max_size=40), st.booleans(), st.booleans())
@example('x [J p2 "a" "b"]', False, False)
def test_no_text_raises_and_offsets_lie_in_it(text: str, itself: bool, names: bool) -> None:
    parts = take_apart(text, KNOWN, itself=itself, names=names)
    assert text.startswith(parts.words)
    assert all(0 <= slip.offset <= len(text) for slip in parts.slips)
    assert all(0 <= one.offset < len(text) for one in parts.citations)
    assert all(text[offset:].find(value) >= 0 for value, offset in parts.remarks.values())
    if not parts.has_footnote and not parts.remarks:
        assert parts.words == text


@given(st.text(max_size=60))
def test_a_text_that_ends_in_no_bracket_is_its_own_words(text: str) -> None:
    assert take_apart(f"{text}.", KNOWN) == Parts(f"{text}.")


@pytest.mark.parametrize("text", (" [“" * 5000 + "]", " (" * 10000 + ")", "x " + "(aim) " * 2000 + "(aim)", "x " + '["' * 5000 + "]"),
                         ids=("quotes", "parentheses", "remarks", "brackets"))
def test_long_nonsense_ends_soon(text: str) -> None:
    start = time.perf_counter()
    take_apart(text, KNOWN)
    assert time.perf_counter() - start < 5
