"""Near misses: each text that would be misread is a slip, and what looks alike and is meant so passes.

The pairs go through the whole notation, so that a slip hides no second fault and echoes none.
"""

from __future__ import annotations

import pytest

from profiles.nearmisses import near_misses
from tests.helpers import BASE, check_tree, on_base

HEAD = "# data/companies/acme.yml\nname: Acme\nsources: {J: paper, O: gazette}\ndoes: makes anvils [J p1, O p1]\n"
TREE = {**BASE, "sources/gazette.yml": BASE["sources/paper.yml"].replace("Example Press", "Gazette").replace(
    "example.com/paper", "example.com/gazette")}
KNOWN = {"J", "O", "paper", "gazette"}
ABSENT = ("not disclosed", "not found", "not applicable", "not yet")

# what was typed, its fault with its column in the text (from 0), and the near miss that is right
PAIRS = {
    "two footnotes": ("seat: Berlin [J p2] [O p1]", "bad-footnote 7", "seat: Berlin [J p2, O p1]"),
    "by id": ("seat: Berlin [paper p2] [O p1]", "bad-footnote 7", "seat: Berlin [sic] [O p1]"),
    "words behind": ("seat: Berlin [J p2], a city [O p1]", "bad-footnote 7", "seat: Berlin [its name], a city [O p1]"),
    "semicolon behind the letter": ("seat: Berlin [J; p2] or so [O p1]", "bad-footnote 7", "seat: Berlin [JJ; p2] or so [O p1]"),
    "remark before": ("form: (plan) a works in Bonn [J p2]", "unknown-remark 0", "form: a works in Bonn (plan) [J p2]"),
    "words before": ("form: (as of 2025-10; plan) works [J p2]", "unknown-remark 0", "form: (old) works (as of 2025-10; plan) [J p2]"),
    "capital": ("form: a works (Plan) [J p2]", "unknown-remark 9", "form: a works (Plan B) [J p2]"),
    "comma": ("form: a works (plan, as of 2025-10) [J p2]", "unknown-remark 9", "form: a works (plan; as of 2025-10) [J p2]"),
    "colon": ("form: 'a works (as of: 2025-10) [J p2]'", "unknown-remark 10", "form: 'a works (as: 2025-10) [J p2]'"),
    "another word": ("form: a works (planned) [J p2]", "unknown-remark 9", "form: a works (planned by Ann) [J p2]"),
    "in between": ("form: a works (large, plan) [J p2]", "unknown-remark 9", "form: a works (large) (plan) [J p2]"),
    "capital absence": ("seat: Not disclosed [J]", "not-in-list 0", "seat: not disclosed [J]"),
    "full stop": ("seat: not found. [J]", "not-in-list 0", "seat: not found in Bonn [J p1]"),
    "unknown": ("seat: unknown [J p1]", "empty-value 0", "seat: Unknown Street 1 [J p1]"),
    "dash": ("seat: – [J p1]", "empty-value 0", "seat: {value: –, source: J p1}"),
    "n/a": ("seat: N/A [J p1]", "empty-value 0", "seat: Na Hang [J p1]"),
    "question mark": ("form: '? [J p1]'", "empty-value -1", "form: '{a question}? [J p1]'"),
}


def report(line: str) -> list[str]:
    """Codes and columns of what is wrong in line 5, the columns counted from the start of its value."""
    start = line.index(": ") + 3
    faults = check_tree({**TREE, **{path: text for path, text in on_base(f"{HEAD}{line}\n").items() if path not in BASE}})
    assert all(fault.place.line == 5 and fault.remedy for fault in faults)
    return [f"{fault.code} {fault.place.column - start}" for fault in faults]


@pytest.mark.parametrize(("typed", "slip", "meant"), PAIRS.values(), ids=PAIRS)
def test_what_would_be_misread_is_a_slip_and_its_near_miss_is_not(typed: str, slip: str, meant: str) -> None:
    code, column = slip.split(" ")
    assert report(typed) == [f"{code} {max(int(column), 0)}"]
    assert report(meant) == []


@pytest.mark.parametrize("typed", ["unknown", "(plan) a works", "a works (planned)", "Not found", "a [J p2] b"])
def test_whoever_means_just_these_words_uses_the_long_form(typed: str) -> None:
    assert report(f"form: {{value: '{typed}', source: J p1}}") == []


@pytest.mark.parametrize(("words", "remedy"), [
    ("a works (Planned, As of 2025-10)", "write (plan; as of 2025-10)"),
    ("a works (aims)", "write (aim)"),
    ("(option) a works", "put it after them, before the footnote: … (option) [J p2]"),
    ("NOT DISCLOSED", "write `not disclosed`"),
])
def test_the_remedy_is_what_to_type(words: str, remedy: str) -> None:
    assert [slip.remedy for slip in near_misses(words, KNOWN, ABSENT)] == [remedy]


@pytest.mark.parametrize("words", ["", "Berlin", "not found", "a (b) c", "(old) works", "works (in Bonn)", "[sic]", "works (a, b)"])
def test_plain_words_have_no_slip(words: str) -> None:
    assert near_misses(words, KNOWN, ABSENT) == []


# -- messages that say what was meant ---------------------------------------------------------------

SAYS = {
    "names: Acme Inc. [J p1]": ("wrong-type", "legal, trade, short, former, other"),
    "history: opened [J p1]": ("wrong-type", "- 2026-05: what happened"),
    "form: a works (plan; option) [J p2]": ("unknown-remark", "`plan` and `option` exclude each other"),
    "seat: {value: Berlin, sorce: J p1}": ("unknown-key", "did you mean `source`?"),
    "wanted: {Who?: 'not found (looked in PUCO [J p1]'}": (None, ""),
    "metrics: {turnover: {2024: '5 [J p1]'}}": ("unknown-metric", "did you mean `revenue`?"),
    "metrics: {market cap_growth: {2024: '5 [J p1]'}}": ("unknown-metric", "did you mean `market_value_growth`?"),
    "metrics: {bananas: {2024: '5 [J p1]'}}": ("unknown-metric", "revenue, net_profit"),
    "metrics: {revenue: {2024: '5 [J p1]'}}": ("wrong-unit", "5 billion USD"),
    "metrics: {revenue_growth: {2024: '5 [J p1]'}}": ("wrong-unit", "42.8%"),
    "names: {legal: '原名 (zh-Hanz) [J p1]'}": ("bad-language", "zh-Hant"),
    "seat: Berlin [O p5, j p3]": ("unknown-source", "did you mean `J`?"),
    "owners: {'acme, zenith': '10% [J p1]'}": ("unknown-company", "a line of its own"),
}


@pytest.mark.parametrize(("line", "says"), SAYS.items())
def test_one_fault_says_what_was_meant(line: str, says: tuple[str | None, str]) -> None:
    code, words = says
    faults = check_tree({**TREE, "companies/acme.yml": HEAD + line + "\n"})
    assert [fault.code for fault in faults] == ([code] if code else [])
    assert not faults or words in faults[0].message + faults[0].remedy


def test_a_comma_within_braces_cuts_a_text() -> None:
    tree = {**TREE, "companies/acme.yml": HEAD + "wanted: {Who?: not found (looked in PUCO, press; as of 2026-05)}\n"}
    assert {fault.code for fault in check_tree(tree)} == {"bad-footnote", "empty-value"}
    assert all("single quotes" in fault.remedy for fault in check_tree(tree))
    quoted = tree["companies/acme.yml"].replace("not found", "'not found").replace("05)", "05)'")
    assert check_tree({**tree, "companies/acme.yml": quoted}) == []


def test_a_step_has_one_date_a_deal_several() -> None:
    deal = ("title: Zenith and Acme\nparties: [zenith, Coyote]\nsources: {J: paper}\nstage: talks [J p1]\n"
            "announced: 2025-11-20 in US, 2025-11-21 in Taiwan [J p1]\n")
    step = "steps:\n  - 2025-11-20 in US, 2025-11-21 in Taiwan: both said so [J p1]\n"
    assert check_tree({**BASE, "deals/anvils.yml": deal}) == []
    fault, = check_tree({**BASE, "deals/anvils.yml": deal + step})
    assert (fault.code, fault.message) == ("bad-date", "a step has one date")


def test_an_inline_source_is_cited_by_its_letter_or_by_its_id() -> None:
    inline = BASE["sources/paper.yml"].replace("A paper", "Another").replace(
        "url: https://example.com/paper\n", "").strip().replace("\n", ", ")
    text = f"name: Acme\nsources: {{J: paper, K: {{{inline}}}}}\ndoes: makes anvils [J p1]\n"
    for cited in ("K p2", "acme-k p2"):
        assert check_tree({**BASE, "companies/acme.yml": f"{text}seat: Berlin [{cited}]\n"}) == []
    assert [fault.code for fault in check_tree({**BASE, "companies/acme.yml": f"{text}seat: Berlin [acme-q p2]\n"})][-1:] == [
        "unknown-source"]


@pytest.mark.parametrize(("text", "line", "words"), [
    ("name: Acme\nseat:\n\ta: b\n", 3, "not with the tab key"),
    ('name: "Acme\nseat: b\ndoes: c\n', 1, "close it"),
    ("name: Acme\nseat: 'b\n\n\n", 2, "close it"),
])
def test_yaml_faults_point_at_their_cause(text: str, line: int, words: str) -> None:
    fault, = check_tree({**BASE, "companies/acme.yml": text})
    assert (fault.code, fault.place.line) == ("yaml-syntax", line)
    assert words in fault.remedy and fault.text
