"""Notation: what people write becomes plain dictionaries, each part with the place it came from."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.model import Company, Deal, Record, Source
from profiles.notation import normalise
from profiles.source import Document, read
from profiles.writing import Long

HEAD = "name: Acme\nsources: {J: paper, R: report}\n"
SOURCES = ("paper", "report", "notes")


def long_of(text: str, kind: type[Record] = Company) -> tuple[Document, Long]:
    """The long form of a record, without the letters that the text does not cite."""
    document, faults = read("data/companies/acme.yml", textwrap.dedent(text).encode())
    assert faults == []
    assert document.root is not None
    return document, normalise(document, document.root, kind, "acme", SOURCES)


def entries(text: str, name: str, kind: type[Record] = Company) -> list[dict[str, Any]]:
    """The entries of one property; there is no fault but letters not cited."""
    _, long = long_of(HEAD + textwrap.dedent(text), kind)
    assert [fault for fault in long.faults if fault.code != "unused-letter"] == []
    found = long.values[name]
    assert isinstance(found, list)
    return found


def faults(text: str, kind: type[Record] = Company) -> list[str]:
    """The faults of the writing as `code line:column`, lines counted from the text's own first."""
    _, long = long_of(HEAD + textwrap.dedent(text), kind)
    return [f"{fault.code} {fault.place.line - 2}:{fault.place.column}" for fault in long.faults if fault.code != "unused-letter"]


J2 = [{"source": "paper", "at": "p2", "printed": ""}]

SHAPES: dict[str, tuple[str, str, list[dict[str, Any]]]] = {
    "one fact": ("does: makes anvils [J p2]", "does", [{"value": "makes anvils", "source": J2}]),
    "two facts": ("form:\n- a [J p2]\n- b [J p2]", "form", [{"value": "a", "source": J2}, {"value": "b", "source": J2}]),
    "remarks": ("plans: grow (aim; as of 2025; said by Ann Li) [J p2]", "plans",
                [{"mode": "aim", "as_of": "2025", "said_by": "Ann Li", "value": "grow", "source": J2}]),
    "a key": ("owners:\n  Ann Li: 5% [J p2]", "owners", [{"key": ("Ann Li",), "value": "5%", "source": J2}]),
    "a key with two facts": ("people:\n  Ann Li (李安):\n  - chair [J p2]\n  - founder [J p2]", "people",
                             [{"key": ("Ann Li (李安)",), "value": "chair", "source": J2},
                              {"key": ("Ann Li (李安)",), "value": "founder", "source": J2}]),
    "a metric": ("metrics:\n  revenue:\n    2025-Q3: 5 USD [J p2]", "metrics",
                 [{"key": ("revenue",), "period": "2025-Q3", "value": "5 USD", "source": J2}]),
    "a segment's metric": ("segments:\n  Cloud:\n    revenue_share:\n      2025: 5% [J p2]", "segments",
                           [{"key": ("Cloud", "revenue_share"), "period": "2025", "value": "5%", "source": J2}]),
    "a step": ("history:\n- 2025-11: began [J p2]", "history",
               [{"date": "2025-11", "step": "event", "value": "began", "source": J2}]),
    "a step that is planned": ("history:\n- about 2027 planned: opens [J p2]", "history",
                               [{"date": "about 2027", "step": "planned", "mode": "plan", "value": "opens", "source": J2}]),
    "a name with its language": ("names:\n  short: 工业富联 (zh-Hans) [J p2]", "names",
                                 [{"key": ("short",), "lang": "zh-Hans", "value": "工业富联", "source": J2}]),
    "nothing disclosed": ("form: not disclosed [J, R]", "form",
                          [{"absent": "not disclosed", "source": [{"source": "paper", "at": "", "printed": ""},
                                                                  {"source": "report", "at": "", "printed": ""}]}]),
    "nothing found": ("form: not found (looked in notices; as of 2026-11-22)", "form",
                      [{"looked": "notices", "as_of": "2026-11-22", "absent": "not found", "source": []}]),
    "printed words": ('form: a [J p2 "a unit", notes p1]', "form",
                      [{"value": "a", "source": [{"source": "paper", "at": "p2", "printed": "a unit"},
                                                 {"source": "notes", "at": "p1", "printed": ""}]}]),
    "long form": ("form: {value: a, source: J p2, mode: plan, id: the-form, note: odd}", "form",
                  [{"value": "a", "mode": "plan", "id": "the-form", "note": "odd", "source": J2}]),
    "long form with footnote": ("form: {value: 'a [J p2]', id: the-form}", "form",
                                [{"value": "a", "id": "the-form", "source": J2}]),
    "long form, text that ends in a bracket": ("form: {value: 'a [sic]', source: J p2}", "form",
                                               [{"value": "a [sic]", "source": J2}]),
    "long form with accepts": ("form: {value: a, source: J p2, accepts: {code: x, why: y, until: 2027}}", "form",
                               [{"value": "a", "source": J2, "accepts": {"code": "x", "why": "y", "until": "2027"}}]),
    "a text that only looks like a word of YAML": ("form: NO [J p2]", "form", [{"value": "NO", "source": J2}]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name", "meant"), SHAPES.values(), ids=SHAPES)
def test_shapes(text: str, name: str, meant: list[dict[str, Any]]) -> None:
    assert entries(text, name) == meant


def test_a_dispute() -> None:
    found = entries("""\
        form:
        - disputed: Is it a unit?
          versions:
          - yes [J p2]
          - {value: no, source: R p1, company: acme}
          shown: R
          why: later
          settled_by: the register
          concerns: [acme, zenith]
        """, "form")
    assert found == [{
        "disputed": "Is it a unit?", "shown": 2, "why": "later", "settled_by": "the register", "concerns": ["acme", "zenith"],
        "versions": [{"value": "yes", "source": J2},
                     {"value": "no", "company": "acme", "source": [{"source": "report", "at": "p1", "printed": ""}]}]}]  # fmt: skip


@pytest.mark.parametrize(("shown", "number"), {"1": 1, "2": 2, "J": 1, "R": 2, "paper": 1, "none": None}.items())
def test_the_shown_version(shown: str, number: int | None) -> None:
    text = f"form:\n  disputed: Q\n  versions: ['a [J p2]', 'b [R p1]']\n  why: x\n  shown: {shown}"
    assert entries(text, "form")[0]["shown"] == number


def test_a_deal_of_texts() -> None:
    _, long = long_of("title: T\nparties: [acme, Ann Li]\nrelated: other-2025", Deal)
    assert (long.values["parties"], long.values["related"]) == (["acme", "Ann Li"], ["other-2025"])


def test_a_source_is_its_own_evidence() -> None:
    _, long = long_of("title: T\nauthors: Ann Li\nviews:\n- it grows [p6 \"grows\"]", Source)
    assert long.values["authors"] == [{"value": "Ann Li", "source": [{"source": "acme"}]}]
    assert long.values["views"] == [{"value": "it grows", "source": [{"source": "acme", "at": "p6", "printed": "grows"}]}]
    assert long.faults == []


def test_a_source_written_inline() -> None:
    _, long = long_of("name: Acme\nsources: {J: {title: T}}\ndoes: x [J p2]")
    assert [(name, node.kind) for name, node in long.inline] == [("acme-j", "mapping")]
    assert long.values["does"][0]["source"] == [{"source": "acme-j", "at": "p2", "printed": ""}]


WRONG: dict[str, tuple[str, list[str]]] = {
    "unknown key": ("color: red", ["unknown-key 1:1"]),
    "no value": ("form:", ["empty-value 1:6"]),
    "an empty list": ("form: []", ["empty-value 1:7"]),
    "an empty item": ("form:\n- a [J p2]\n-", ["empty-value 3:2"]),
    "an empty text in quotes": ("form: ' '", ["empty-value 1:7"]),
    "a footnote without words": ("form: '[J p2]'", ["empty-value 1:7"]),
    "a list in a list": ("form:\n- [a]", ["wrong-type 2:3"]),
    "a list for a name": ("also_at:\n- {a: b}", ["wrong-type 2:3"]),
    "words for keys": ("people: Ann Li", ["wrong-type 1:9"]),
    "no footnote": ("form: a", ["no-source 1:7"]),
    "no locator": ("form: a [J]", ["no-locator 1:10"]),
    "an absence without a search": ("form: not found", ["no-source 1:7"]),
    "an unknown letter": ("form: a [K p2]", ["unknown-letter 1:10"]),
    "an unknown source": ("form: a [papers p2]", ["unknown-source 1:10"]),
    "an unknown remark": ("form: a (plan; often) [J p2]", ["unknown-remark 1:16"]),
    "an unknown remark in quotes": ("form: 'a (plan; often) [J p2]'", ["unknown-remark 1:17"]),
    "looked for, and yet a fact": ("form: a (looked in notices) [J p2]", ["unknown-remark 1:7"]),
    "an unknown metric": ("metrics:\n  revenu:\n    2025: 5 USD [J p2]", ["unknown-metric 2:3"]),
    "an unknown kind of name": ("names:\n  nick: a [J p2]", ["not-in-list 2:3"]),
    "an unknown step": ("history:\n- 2025-11 signed: a [J p2]", ["not-in-list 2:3"]),
    "a step without a date": ("history:\n- began [J p2]", ["wrong-type 2:3"]),
    "two dates in one step": ("history:\n- 2025: a [J p2]\n  2026: b [J p2]", ["wrong-type 2:3"]),
    "long form without value": ("form: {source: J p2}", ["missing-key 1:7"]),
    "long form with an unknown key": ("form: {value: a, source: J p2, colour: red}", ["unknown-key 1:32"]),
    "one fact cited twice": ("form: {value: 'a [J p2]', source: R p1}", ["bad-footnote 1:18"]),
    "printed words of two citations": ("form: {value: a, source: 'J p2, R p1', printed: x}", ["bad-footnote 1:49"]),
    "one version": ("form:\n  disputed: Q\n  versions: ['a [J p2]']\n  shown: 1\n  why: x", ["one-version 3:13"]),
    "no such version": ("form:\n  disputed: Q\n  versions: ['a [J p2]', 'b [R p1]']\n  shown: 3\n  why: x", ["unknown-version 4:10"]),
    "no cause": ("form:\n  disputed: Q\n  versions: ['a [J p2]', 'b [R p1]']\n  shown: 1", ["missing-key 2:3"]),
    "letters in a list": ("accepts:\n- a", ["wrong-type 2:3"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), WRONG.values(), ids=WRONG)
def test_wrong_writing(text: str, meant: list[str]) -> None:
    assert faults(text) == meant


def test_a_letter_that_nobody_cites() -> None:
    _, long = long_of("name: Acme\nsources:\n  J: paper\n  R: report\ndoes: x [J p2]")
    assert [(fault.code, fault.text) for fault in long.faults] == [("unused-letter", "  R: report")]


@pytest.mark.parametrize(("letter", "good"), {"J": True, "R2": True, "Nikkei18": True, "j": False, "Nikkei2018": False, "2": False,
                                              "J-1": False, "É": False}.items())  # fmt: skip
def test_letters(letter: str, good: bool) -> None:
    _, long = long_of(f"name: Acme\nsources: {{{letter}: paper}}\ndoes: x [{letter} p2]")
    assert ([fault.code for fault in long.faults] == []) is good
    assert good or long.faults[0].code == "bad-footnote"


# -- places ---------------------------------------------------------------------------------


def blamed(document: Document, long: Long, route: tuple[str | int, ...]) -> str:
    """The text from a route's place to the end of its line."""
    line, column = long.places[route]
    return document.lines[line - 1][column - 1 :]


def test_routes_lead_to_what_they_name() -> None:
    document, long = long_of(HEAD + textwrap.dedent("""\
        form:
        - a (plan; as of 2025) [J p2]
        - 'b (aim) [J p2, R p1 "x"]'
        owners:
          Ann Li: 5% [J p3]
        metrics:
          revenue:
            2025-Q3: 5 USD [J p4]
        history:
        - 2025-11: began [J p5]
        wanted:
          Who pays?: {value: not found, looked: notices, as_of: 2026}
        color: red
        """))
    assert blamed(document, long, ("form", 0)) == "a (plan; as of 2025) [J p2]"
    assert blamed(document, long, ("form", 0, "mode")).startswith("plan;")
    assert blamed(document, long, ("form", 0, "as_of")).startswith("as of 2025)")
    assert blamed(document, long, ("form", 0, "source", 0)) == "J p2]"
    assert blamed(document, long, ("form", 1, "mode")).startswith("aim)")
    assert blamed(document, long, ("form", 1, "source", 1)) == "R p1 \"x\"]'"
    assert blamed(document, long, ("owners", 0, "key")).startswith("Ann Li:")
    assert blamed(document, long, ("owners", 0)) == "5% [J p3]"
    assert blamed(document, long, ("metrics", 0, "period")).startswith("2025-Q3:")
    assert blamed(document, long, ("history", 0, "date")).startswith("2025-11:")
    assert blamed(document, long, ("wanted", 0, "as_of")) == "2026}"
    assert blamed(document, long, ("color", "key")) == "color: red"
    assert blamed(document, long, ("sources", "R")) == "report}"


TEXT = st.text("abc éß鴻'", min_size=1, max_size=12).map(str.strip).filter(lambda text: text not in ("", "'") and text[0] != "'")


@given(st.lists(st.tuples(TEXT, st.sampled_from(("aim", "plan", "option")), st.sampled_from("JR"), st.booleans()), min_size=1, max_size=5))
def test_places_slice_exactly_the_parts(facts: list[tuple[str, str, str, bool]]) -> None:
    lines = []
    for words, mode, letter, quoted in facts:
        text = f"{words} ({mode}; as of 2025) [{letter} p2]"
        lines.append("- '" + text.replace("'", "''") + "'" if quoted else f"- {text}")
    document, long = long_of(HEAD + "form:\n" + "\n".join(lines))
    assert [fault for fault in long.faults if fault.code != "unused-letter"] == []
    for number, (words, mode, letter, _) in enumerate(facts):
        assert long.values["form"][number] == {
            "value": words, "mode": mode, "as_of": "2025",
            "source": [{"source": {"J": "paper", "R": "report"}[letter], "at": "p2", "printed": ""}]}  # fmt: skip
        assert blamed(document, long, ("form", number, "mode")).startswith(f"{mode};")
        assert blamed(document, long, ("form", number, "as_of")).startswith("as of 2025)")
        assert blamed(document, long, ("form", number, "source", 0)).startswith(f"{letter} p2]")


SCRAP = st.text(st.sampled_from("ab J()[]'\",;%2"), max_size=12).map(lambda text: "'" + text.replace("'", "''") + "'")
SCRAPS = st.recursive(SCRAP, lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
                      | st.dictionaries(SCRAP | st.sampled_from(("value", "source", "disputed", "versions", "shown", "printed", "date")),
                                        inner, max_size=3).map(lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}"),
                      max_leaves=8)  # fmt: skip
KEYS = ("sources", "form", "owners", "metrics", "segments", "history", "disputes", "accepts", "withdrawn", "also_at", "name", "names")


@given(st.dictionaries(st.sampled_from(KEYS), SCRAPS, max_size=4), st.sampled_from((Company, Deal, Source)))
def test_no_tree_raises(tree: dict[str, str], kind: type[Record]) -> None:
    document, found = read("x.yml", "".join(f"{key}: {value}\n" for key, value in tree.items()).encode())
    if document.root is not None:
        for fault in normalise(document, document.root, kind, "acme", SOURCES).faults:
            assert fault.message
            assert 1 <= fault.place.line <= len(document.lines)
            assert 1 <= fault.place.column <= len(document.lines[fault.place.line - 1]) + 1
