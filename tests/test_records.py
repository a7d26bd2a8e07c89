"""Records: a document becomes a frozen record or faults with places; both forms mean the same."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from profiles.model import Absence, AnyRecord, Company, Deal, Dispute, Fact, Record, Source
from profiles.records import place_of, read_record
from profiles.source import read
from profiles.values import Amount, Count, PartialDate, Period, Share, Words

SOURCES = ("paper", "report")
COMPANY = "name: Acme\nsources: {J: paper, R: report}\ndoes: makes anvils [J p1, R p1]\n"
DEAL = """\
title: Acme buys Zenith
parties: [acme, zenith]
sources: {J: paper, R: report}
stage: talks [J p1, R p1]
reported: 2025 [J p1]
"""
SOURCE = """\
publisher: Example Press
title: A paper
date: 2025-11-20
language: en
kind: secondary
accessed: 2025-11-21
"""


def reading(text: str, kind: type[Record]) -> tuple[AnyRecord | None, list[str]]:
    """The record, and its faults as `code line:column`."""
    document, faults = read("x.yml", text.encode())
    if document.root is None:
        return None, [fault.code for fault in faults]
    reads, more = read_record(document, document.root, kind, "acme", SOURCES)
    return reads[0].record, [f"{fault.code} {fault.place.line}:{fault.place.column}" for fault in [*faults, *more]]


def company(text: str) -> Company:
    """A company without faults."""
    record, faults = reading(COMPANY + textwrap.dedent(text), Company)
    assert faults == []
    assert isinstance(record, Company)
    return record


# -- what is read ---------------------------------------------------------------------------


def test_values_have_their_types() -> None:
    acme = company("""\
        founded: 1974-02 [J p2]
        owners:
          Ann Li: 5% (as of 2025) [J p2]
          zenith: listed unit [J p2]
        metrics:
          revenue: {2025-Q3: '243.17 billion CNY (about 34 billion USD) [J p2]'}
          employees: {2025: 'about 900,000 [J p2]'}
          revenue_growth: {2025-Q3: '42.8% [J p2]'}
          revenue_outlook: {2026: 'strong growth [J p2]'}
        seat: not disclosed [J, R]
        """)
    assert [type(entry.value) for entry in acme.metrics if isinstance(entry, Fact)] == [Amount, Count, Share, Words]
    assert acme.metrics[0].period == Period.parse("2025-Q3")
    assert [type(entry.value) for entry in acme.owners if isinstance(entry, Fact)] == [Share, Words]
    assert acme.owners[0].as_of == PartialDate.parse("2025")
    assert isinstance(acme.seat[0], Absence) and acme.seat[0].absent == "not disclosed"
    founded = acme.founded[0]
    assert isinstance(founded, Fact) and founded.value.first.text == "1974-02"
    revenue = acme.metrics[0]
    assert isinstance(revenue, Fact) and isinstance(revenue.value, Amount)
    assert (revenue.value.value, str(revenue.value.conversion).split()) == (Decimal("243170000000"), ["about", "34", "billion", "USD"])


NAMES = ("AT&T", "Yahoo!", "C3.ai", "1-800-Flowers", "Björk & Søn A/S", "株式会社", "שלום", "x.ai (2023)", "'Foo #1'", "'NO'", "NO",
         "O'Reilly", "<Ampersand>", "🚀", "12:30", "010", "1e5", ".inf", "null", "~", "3.10", "2025-11-20", "not found")  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_names_are_kept_exactly(name: str) -> None:
    text = f"name: {name}\nsources: {{J: paper}}\ndoes: x [J p1]\nowners:\n  {name}: 5% [J p2]\n"
    record, faults = reading(text, Company)
    assert faults == []
    assert isinstance(record, Company)
    assert record.name == record.owners[0].key[0] == name.strip("'")


WORDS = tuple(name for name in NAMES if name != "not found" and "'" not in name) + ("O'Reilly", "it's (Ohio)", "a; b", "5 > 4")


@pytest.mark.parametrize("words", WORDS, ids=ascii)
def test_words_are_kept_exactly(words: str) -> None:
    entry = company(f"form: {words} [J p2]").form[0]
    assert isinstance(entry, Fact)
    assert entry.value == Words(words)


def test_a_record_cannot_be_changed() -> None:
    acme = company("")
    with pytest.raises(ValidationError):
        acme.name = "Zenith"  # type: ignore[misc]


# -- both forms mean the same ---------------------------------------------------------------

SAME: dict[str, tuple[str, str]] = {
    "citation": ("form: a unit [J p2]", "form: {value: a unit, source: J p2}"),
    "printed words": ('form: a unit [J p2 "a unit"]', "form: {value: a unit, source: J p2, printed: a unit}"),
    "citations in a list": ('form: a [J p2, R p1 "x"]', "form: {value: a, source: [J p2, 'R p1 \"x\"']}"),
    "citations as mappings": ('form: a [J p2, R p1 "x"]', "form: {value: a, source: [{source: J, at: p2}, {source: R, at: p1, printed: x}]}"),
    "the id of a source": ("form: a [J p2]", "form: {value: a, source: paper p2}"),
    "one fact in a list": ("form: a [J p2]", "form:\n- a [J p2]"),
    "curly and plain marks": ('form: a [J p2 "x"]', "form: a [J p2 “x”]"),
    "date": ("plans: a (as of 2025-10) [J p2]", "plans: {value: a, as_of: 2025-10, source: J p2}"),
    "period": ("plans: a (in FY2026-Q3 (ended 2025-10-26)) [J p2]", "plans: {value: a, period: FY2026-Q3 (ended 2025-10-26), source: J p2}"),
    "mode, speaker, certainty": ("plans: a (aim; said by Ann Li; filed) [J p2]",
                                 "plans: {value: a, mode: aim, said_by: Ann Li, certainty: filed, source: J p2}"),
    "remarks in any order": ("plans: a (aim; filed) [J p2]", "plans: a (filed) (aim) [J p2]"),
    "language": ("names:\n  short: 甲 (zh-Hant) [J p2]", "names:\n  short: {value: 甲, lang: zh-Hant, source: J p2}"),
    "absence": ("form: not found (looked in notices; as of 2026)", "form: {value: not found, looked: notices, as_of: 2026}"),
    "absence with citations": ("form: not disclosed [J, R]", "form: {value: not disclosed, source: [J, R]}"),
    "key": ("owners:\n  zenith: 5% [J p2]", "owners:\n  zenith:\n  - {value: 5%, source: J p2}"),
    "metric": ("metrics:\n  revenue:\n    2025: 5 USD [J p2]", "metrics: {revenue: {2025: {value: 5 USD, source: J p2}}}"),
    "quotes": ("form: a unit [J p2]", "form: 'a unit [J p2]'"),
    "shown by letter or number": ("form: {disputed: Q, versions: ['a [J p2]', 'b [R p1]'], shown: R, why: x}",
                                  "form: {disputed: Q, versions: ['a [J p2]', {value: b, source: R p1}], shown: 2, why: x}"),
}  # fmt: skip


@pytest.mark.parametrize(("short", "long"), SAME.values(), ids=SAME)
def test_short_and_long_form_are_equal(short: str, long: str) -> None:
    assert company(short) == company(long)


@pytest.mark.parametrize(("one", "other"), (
    ("form: a [J p2]", "form: a [J p3]"), ("form: a [J p2]", "form: a [R p2]"), ("form: a [J p2]", "form: A [J p2]"),
    ("plans: a (aim) [J p2]", "plans: a (plan) [J p2]"), ("plans: a (as of 2025) [J p2]", "plans: a (as of 2025-01) [J p2]"),
    ("metrics:\n  revenue:\n    2025: 5 USD [J p2]", "metrics:\n  revenue:\n    2025: 5.0 USD [J p2]"),
))  # fmt: skip
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert company(one) != company(other)


PLAIN = st.text("abc éß鴻.-", min_size=1, max_size=12).map(str.strip).filter(lambda text: text.strip("-. ") != "")


@given(PLAIN, st.fixed_dictionaries({}, optional={
    "as_of": st.sampled_from(("2025", "about 2025-11")), "period": st.sampled_from(("2025-Q3", "FY2026")), "said_by": PLAIN,
    "mode": st.sampled_from(("aim", "plan", "option")), "certainty": st.sampled_from(("filed", "stated"))}),
    st.lists(st.tuples(st.sampled_from(("J", "R", "paper")), st.sampled_from(("p1", "table 2, row 3")), st.just("") | PLAIN),
             min_size=1, max_size=3))  # fmt: skip
def test_any_fact_is_equal_in_both_forms(words: str, remarks: dict[str, str], notes: list[tuple[str, str, str]]) -> None:
    prefix = {"as_of": "as of ", "period": "in ", "said_by": "said by "}
    inside = "; ".join(prefix.get(key, "") + value for key, value in remarks.items())
    cited = ", ".join(f'{name} {at}' + (f' "{printed}"' if printed else "") for name, at, printed in notes)
    short = f"plans: '{words}{f' ({inside})' if inside else ''} [{cited}]'"
    keys = "".join(f", {key}: '{value}'" for key, value in remarks.items())
    long_notes = ", ".join("{" + f"source: {name}, at: '{at}', printed: '{printed}'".removesuffix(", printed: ''") + "}"
                           for name, at, printed in notes)
    assert company(short) == company(f"plans: {{value: '{words}'{keys}, source: [{long_notes}]}}")


@given(st.permutations(COMPANY.splitlines() + ["form: a unit [J p2]", "seat: Here [R p2]", "website: acme.example [J p3]"]))
def test_the_order_of_keys_means_nothing(lines: list[str]) -> None:
    record, faults = reading("\n".join(lines), Company)
    assert faults == []
    assert record == company("form: a unit [J p2]\nseat: Here [R p2]\nwebsite: acme.example [J p3]\n")


# -- what is refused, and where -------------------------------------------------------------

WRONG: dict[str, tuple[type[Record], str, list[str]]] = {
    "no name": (Company, "sources: {J: paper}\ndoes: x [J p1]", ["missing-key 1:1"]),
    "no word on what it does": (Company, "name: Acme\nsources: {J: paper}\nform: x [J p1]", ["missing-key 1:1"]),
    "unknown key": (Company, COMPANY + "color: red", ["unknown-key 4:1"]),
    "bad date": (Company, COMPANY + "founded: 2025-02-29 [J p2]", ["bad-date 4:10"]),
    "bad date of validity": (Company, COMPANY + "plans: x (as of last year) [J p2]", ["bad-date 4:11"]),
    "bad period": (Company, COMPANY + "metrics: {revenue: {Q3 2025: '5 USD [J p2]'}}", ["bad-period 4:21"]),
    "bad amount": (Company, COMPANY + "metrics: {revenue: {2025: '5 bn USD [J p2]'}}", ["bad-amount 4:27"]),
    "wrong unit": (Company, COMPANY + "metrics: {revenue: {2025: '5% [J p2]'}}", ["wrong-unit 4:27"]),
    "a growth in money": (Company, COMPANY + "metrics: {revenue_growth: {2025: '5 USD [J p2]'}}", ["wrong-unit 4:34"]),
    "unknown currency": (Company, COMPANY + "metrics: {revenue: {2025: '5 USB [J p2]'}}", ["unknown-currency 4:27"]),
    "long quotation": (Company, COMPANY + f"plans: 'he says “{'w ' * 13}” [J p2]'", ["quotation-too-long 4:8"]),
    "bad ticker": (Company, COMPANY + "tickers: 2317@TWSE [J p2]", ["bad-ticker 4:10"]),
    "bad check digit": (Company, COMPANY + "identifiers:\n  isin: US0378331006 [J p2]", ["wrong-check-digit 5:9"]),
    "bad id": (Company, COMPANY + "formerly: [Acme Inc]", ["bad-id 4:12"]),
    "bad address": (Company, COMPANY + "also_at: [acme]", ["bad-address 4:11"]),
    "bad anchor": (Company, COMPANY + "form: {value: a, source: J p2, id: The Form}", ["bad-id 4:36"]),
    "unknown certainty": (Company, COMPANY + "form: {value: a, source: J p2, certainty: sure}", ["not-in-list 4:43"]),
    "unknown stage": (Deal, DEAL.replace("talks", "signed"), ["not-in-list 4:8"]),
    "unknown binding": (Deal, DEAL + "binding: maybe [J p2]", ["not-in-list 6:10"]),
    "no parties": (Deal, DEAL.replace("parties: [acme, zenith]\n", ""), ["missing-key 1:1"]),
    "amount without kind": (Deal, DEAL + "value: 5 USD [J p2]", ["bad-amount 6:8"]),
    "unknown kind of source": (Source, SOURCE.replace("secondary", "press"), ["not-in-list 5:7"]),
    "bad address of a source": (Source, SOURCE + "url: javascript:alert(1)", ["bad-url 7:6"]),
    "a source read at no date": (Source, SOURCE.replace("accessed: 2025-11-21", "accessed: yesterday"), ["bad-date 6:11"]),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "meant"), WRONG.values(), ids=WRONG)
def test_wrong_records(kind: type[Record], text: str, meant: list[str]) -> None:
    record, faults = reading(text, kind)
    assert faults == meant
    assert record is None


RIGHT: dict[str, tuple[type[Record], str]] = {
    "company": (Company, COMPANY),
    "leap day": (Company, COMPANY + "founded: 2024-02-29 [J p2]"),
    "outlook in words": (Company, COMPANY + "metrics: {revenue_outlook: {2026: 'strong growth [J p2]'}}"),
    "check digit": (Company, COMPANY + "identifiers:\n  isin: US0378331005 [J p2]"),
    "a ticker without exchange": (Company, COMPANY + "tickers: FXCOF [J p2]"),
    "twelve words": (Company, COMPANY + f"plans: 'he says “{('w ' * 12).strip()}” [J p2]'"),
    "deal": (Deal, DEAL),
    "amount with kind": (Deal, DEAL + "value: ceiling 5 USD; in steps [J p2]"),
    "value not disclosed": (Deal, DEAL + "value: not disclosed [J, R]"),
    "source": (Source, SOURCE),
    "source without date": (Source, SOURCE.replace("2025-11-20", "not disclosed", 1)),
    "versions of different kinds": (Company, COMPANY + (
        "metrics:\n  revenue:\n    2025:\n      disputed: Q\n      versions: ['5 USD [J p2]', 'much [R p1]']\n"
        "      shown: 1\n      why: x")),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), RIGHT.values(), ids=RIGHT)
def test_right_records(kind: type[Record], text: str) -> None:
    record, faults = reading(text, kind)
    assert faults == []
    assert type(record) is kind


def test_every_fault_of_a_record_is_reported_at_once() -> None:
    _, faults = reading("name: Acme\nsources: {J: paper}\ndoes: x\nfounded: soon [J p2]\ncolor: red\ntickers: 'A? [J p2]'\n", Company)
    assert sorted(faults, key=lambda fault: int(fault.split(" ")[1].split(":")[0])) == [
        "no-source 3:7", "bad-date 4:10", "unknown-key 5:1", "bad-ticker 6:10"]


def test_a_missing_source_is_not_reported_twice() -> None:
    assert reading(COMPANY.replace(" [J p1, R p1]", " [K p1]") + "form: x [J p1, R p1]", Company)[1] == ["unknown-letter 3:21"]


def test_inline_sources_are_records_of_their_own() -> None:
    inline = SOURCE.replace("\n", ", ").removesuffix(", ")
    document, _ = read("x.yml", f"name: Acme\nsources: {{J: {{{inline}}}}}\ndoes: x [J p1]\n".encode())
    assert document.root is not None
    reads, faults = read_record(document, document.root, Company, "acme", SOURCES)
    assert faults == []
    assert [(one.id, type(one.record)) for one in reads] == [("acme", Company), ("acme-j", Source)]


def test_the_nearest_known_place() -> None:
    places: dict[Any, tuple[int, int]] = {(): (1, 1), ("form",): (4, 7), ("form", 0): (5, 3)}
    assert place_of(places, ("form", 0, "source", 1, "at")) == (5, 3)
    assert place_of(places, ("form", 3)) == (4, 7)
    assert place_of(places, ("seat",)) == (1, 1)
    assert place_of({}, ("seat",)) == (1, 1)


def test_a_dispute_keeps_all_versions() -> None:
    entry = company("form: {disputed: Q, versions: ['a [J p2]', 'b (company zenith) [R p1]'], shown: none, why: x}").form[0]
    assert isinstance(entry, Dispute)
    assert [str(version.value) for version in entry.versions] == ["a", "b"]
    assert (entry.shown, entry.versions[1].company) == (None, "zenith")


VALUE = st.text(st.sampled_from("ab 0125.,-%[]()J\"'USDFYQ:;#@"), max_size=16)


@given(st.dictionaries(st.sampled_from((*Company.model_fields, *Deal.model_fields, *Source.model_fields)), VALUE, max_size=5),
       st.sampled_from((Company, Deal, Source)))  # fmt: skip
def test_no_record_raises(tree: dict[str, str], kind: type[Record]) -> None:
    text = "sources: {J: paper}\n" + "".join(
        f"{key}: '" + value.replace("'", "''") + "'\n" for key, value in tree.items() if key != "sources")
    record, faults = reading(text, kind)
    assert (record is None) <= bool(faults)
