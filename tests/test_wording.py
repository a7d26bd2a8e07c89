"""Wording: values in English. Digits stay as the source has them; every closed word has its meaning."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import wording
from profiles.model import METRICS, SUFFIXES, Absent, Binding, Certainty, Fact, Mode, Publicity, Stage, StepKind
from profiles.values import (
    AMOUNT_KINDS,
    CURRENCIES,
    EXCHANGES,
    QUALIFIERS,
    SCALES,
    Amount,
    Count,
    DealAmount,
    Dates,
    PartialDate,
    Period,
    Share,
    Ticker,
    Words,
)

DATES = {
    "2025": "2025", "2025-11": "November 2025", "2025-11-20": "20 November 2025", "2025-11-02": "2 November 2025",
    "2025-Q3": "Q3 2025", "2025-H1": "first half of 2025", "2025-H2": "second half of 2025", "2025-9M": "first nine months of 2025",
    "FY2026": "fiscal 2026", "FY2026-Q3": "Q3 of fiscal 2026", "about 2025-11": "about November 2025", "before 2025": "before 2025",
    "after 2025-11-20": "after 20 November 2025",
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), DATES.items())
def test_dates_are_as_precise_as_written(text: str, words: str) -> None:
    assert wording.partial(PartialDate.parse(text)) == words


PERIODS = {
    "2025-Q3": "Q3 2025", "2025-09-30": "30 September 2025", "2026-01 to 2026-05": "January 2026 to May 2026",
    "FY2026-Q3 (ended 2025-10-26)": "Q3 of fiscal 2026 (ended 26 October 2025)", "2025 to 2025": "2025",
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), PERIODS.items())
def test_periods(text: str, words: str) -> None:
    assert wording.period(Period.parse(text)) == words


LOCAL = {
    "2025-11-20": "20 November 2025",
    "2025-11-20 in US, 2025-11-21 in Taiwan": "20 November 2025 in the US, 21 November 2025 in Taiwan",
    "about 2025-11 in UK": "about November 2025 in the UK",
}


@pytest.mark.parametrize(("text", "words"), LOCAL.items())
def test_local_dates(text: str, words: str) -> None:
    assert wording.value_words(Dates.parse(text)) == words


AMOUNTS = {
    "34 billion USD": "US$34 billion", "about 34 billion USD": "about US$34 billion", "13.77 CNY": "13.77 yuan",
    "243.17 billion CNY (about 34 billion USD)": "243.17 billion yuan (about US$34 billion)", "5 JPY": "5 yen",
    "up to 100 billion USD": "up to US$100 billion", "2.10 trillion TWD": "NT$2.10 trillion", "1,234.50 EUR": "€1,234.50",
    "30 to 40 billion USD": "US$30 to 40 billion", "30 to 40 billion CNY": "30 to 40 billion yuan", "3 to 4 KRW": "3 to 4 won",
    "30 to 40 billion INR": "30 to 40 billion INR", "about 3 to 4 CHF": "about 3 to 4 CHF", "5 million INR": "5 million INR",
    "-5 billion USD": "−US$5 billion", "-5 billion CNY": "-5 billion yuan",
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), AMOUNTS.items())
def test_amounts(text: str, words: str) -> None:
    assert wording.value_words(Amount.parse(text)) == words


OTHERS = (
    (Share.parse("42.8%"), "42.8%"), (Share.parse("about 85%"), "about 85%"), (Share.parse("30% to 40%"), "30% to 40%"),
    (Share.parse("7 percent"), "7%"), (Share.parse("10%; of the votes"), "10%; of the votes"), (Share.parse("-2.10%"), "-2.10%"),
    (Count.parse("191,521"), "191,521"), (Count.parse("1.97 billion shares"), "1.97 billion shares"), (Count.parse("10 GW"), "10 GW"),
    (Count.parse("about 5 to 6 GW"), "about 5 to 6 GW"),
    (DealAmount.parse("ceiling 100 billion USD; as the systems are deployed"),
     "US$100 billion (ceiling); as the systems are deployed"),
    (DealAmount.parse("headline about 5 EUR"), "about €5 (headline figure)"),
    (Ticker.parse("2317@XTAI"), "2317 (Taiwan Stock Exchange)"), (Ticker.parse("FXCOF"), "FXCOF"),
    (Words("AT&T [sic] NO"), "AT&T [sic] NO"), ("letter of intent", "letter of intent"),
)  # fmt: skip


@pytest.mark.parametrize(("value", "words"), OTHERS, ids=lambda one: str(one))
def test_other_values(value: object, words: str) -> None:
    assert wording.value_words(value) == words
    assert wording.fact_words(Fact(value=value)) == words


NUMBER = st.from_regex(r"(0|[1-9][0-9]{0,5}|[1-9][0-9]{0,2},[0-9]{3})(\.[0-9]{1,4})?", fullmatch=True)


@given(NUMBER, st.sampled_from(("", *QUALIFIERS)), st.sampled_from(sorted(SCALES)), st.sampled_from(sorted(CURRENCIES)))
def test_no_digit_is_changed_and_no_word_lost(number: str, qualifier: str, scale: str, currency: str) -> None:
    words = wording.amount(Amount.parse(" ".join(filter(None, (qualifier, number, scale, currency)))))
    assert re.findall(r"[0-9][0-9.,]*", words) == [number]
    assert words.startswith(qualifier) and scale in words
    counted = wording.count(Count.parse(" ".join(filter(None, (qualifier, number, scale, "GW")))))
    assert counted.split() == [*qualifier.split(), number, *scale.split(), "GW"]
    assert wording.share(Share.parse(f"{qualifier} {number}%".strip())) == f"{qualifier} {number}%".strip()


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_day_is_written_out(day: date) -> None:
    number, month, year = wording.day(day).split()
    assert (int(number), int(year)) == (day.day, day.year)
    assert month == date(2000, day.month, 1).strftime("%B")


@pytest.mark.parametrize(("keys", "words"), (
    ({}, ""), ({"period": "2025-Q3"}, "Q3 2025"), ({"as_of": "2025-10-22"}, "as of 22 October 2025"),
    ({"period": "2025", "as_of": "2025-11"}, "2025, as of November 2025"),
))  # fmt: skip
def test_when_a_fact_holds(keys: dict[str, str], words: str) -> None:
    assert wording.when(Fact.model_validate({"value": "x", **keys})) == words


def test_every_closed_word_has_a_chip_and_no_chip_is_left_over() -> None:
    closed = {word for kind in (Stage, StepKind, Publicity, Binding, Certainty, Mode, Absent) for word in get_args(kind)}
    assert closed - {"fact"} <= wording.CHIPS.keys()
    assert wording.CHIPS.keys() - closed == {
        "disputed", "not stated", "source withdrawn", "tertiary only", "ruled out", "agreed", "condition"}
    assert all(kind and meaning for kind, meaning in wording.CHIPS.values())


def test_every_kind_of_amount_and_exchange_has_words() -> None:
    assert wording.AMOUNT_KINDS_WORDS.keys() == set(AMOUNT_KINDS)
    for exchange in EXCHANGES:
        assert wording.ticker(Ticker("1", exchange)) == f"1 ({EXCHANGES[exchange]})"


def test_metrics_stand_in_the_order_of_the_registry() -> None:
    names = [name + suffix for name in METRICS for suffix in ("", *SUFFIXES)]
    assert sorted(reversed(names), key=lambda name: (wording.metric_order(name), len(name))) == sorted(
        names, key=lambda name: (wording.metric_order(name), len(name)))
    assert [wording.metric_order(name) for name in METRICS] == list(range(len(METRICS)))
    assert wording.metric_order("revenue_growth") == wording.metric_order("revenue")
    assert wording.metric_order("revenue_share_growth") == wording.metric_order("revenue_share")
    assert (wording.metric("revenue_growth"), wording.metric("revenue_growth_on_quarter")) == (
        "Revenue, growth on the year", "Revenue, growth on the quarter")
    with pytest.raises(AssertionError):
        wording.metric("revenu")


@pytest.mark.parametrize(("number", "noun", "words"), (
    (0, "deal", "0 deals"), (1, "deal", "1 deal"), (2, "deal", "2 deals"), (1, "company", "1 company"), (3, "company", "3 companies"),
    (4, "day", "4 days"), (1234, "source", "1,234 sources"),
))  # fmt: skip
def test_plurals(number: int, noun: str, words: str) -> None:
    assert wording.plural(number, noun) == words


@pytest.mark.parametrize(("parts", "words"), (([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")))
def test_listings(parts: list[str], words: str) -> None:
    assert wording.listing(parts) == words
