"""Values: each type reads what its grammar says and nothing else, and keeps every digit."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from profiles import escape
from profiles.identifiers import check_identifier
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
    Url,
    Value,
    Words,
    parse_figure,
    parse_stake,
)


def refused(kind: type[Value], text: str) -> str:
    """The code with which a text is refused; its message and remedy are never empty."""
    with pytest.raises(PydanticCustomError) as caught:
        kind.parse(text)
    assert caught.value.context
    assert caught.value.context["message"] and caught.value.context["remedy"]
    return caught.value.type


# -- dates ----------------------------------------------------------------------------------

DATES = {
    "2025": ("2025-01-01", "2025-12-31", "year", ""),
    "2025-11": ("2025-11-01", "2025-11-30", "month", ""),
    "2025-11-20": ("2025-11-20", "2025-11-20", "day", ""),
    "2024-02": ("2024-02-01", "2024-02-29", "month", ""),
    "2024-02-29": ("2024-02-29", "2024-02-29", "day", ""),
    "2025-Q1": ("2025-01-01", "2025-03-31", "quarter", ""),
    "2025-Q3": ("2025-07-01", "2025-09-30", "quarter", ""),
    "2025-Q4": ("2025-10-01", "2025-12-31", "quarter", ""),
    "2025-H1": ("2025-01-01", "2025-06-30", "half", ""),
    "2025-H2": ("2025-07-01", "2025-12-31", "half", ""),
    "2025-9M": ("2025-01-01", "2025-09-30", "nine months", ""),
    "FY2026": ("2025-01-01", "2026-12-31", "fiscal year", ""),
    "FY2026-Q3": ("2025-01-01", "2026-09-30", "fiscal quarter", ""),
    "about 2025-11": ("2025-11-01", "2025-11-30", "month", "about"),
    "before 2025": ("2025-01-01", "2025-12-31", "year", "before"),
    "after 2025-11-20": ("2025-11-20", "2025-11-20", "day", "after"),
    "1000": ("1000-01-01", "1000-12-31", "year", ""),
    "2999-12-31": ("2999-12-31", "2999-12-31", "day", ""),
}
NO_DATES = (
    "", " 2025", "2025 ", "2025\n", "25", "999", "3000", "20255", "2025-1", "2025-1-1", "2025-00", "2025-13",
    "2024-13-01", "2025-02-29", "2024-02-30", "2025-11-31", "2025-11-00", "2025-Q0", "2025-Q5", "2025-q3", "2025Q3",
    "2025-H0", "2025-H3", "2025-9m", "2025-8M", "2025-Q3-01", "FY26", "FY 2026", "FY2026-11", "FY2026-H1", "FY2026-9M",
    "fy2026", "2025/11/20", "20.11.2025", "Nov. 20, 2025", "2025-11-20T10:00", "2025-11-20 10:00", "About 2025",
    "about  2025", "around 2025", "about about 2025", "2025?", "2025-11-2０", "２０２５", "2٠٢٥", "2025-1١", "-2025", "today",
)  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), DATES.items())
def test_dates(text: str, meant: tuple[str, str, str, str]) -> None:
    found = PartialDate.parse(text)
    assert (found.first.isoformat(), found.last.isoformat(), found.precision, found.qualifier) == meant
    assert found.text == text


@pytest.mark.parametrize("text", NO_DATES, ids=ascii)
def test_no_dates(text: str) -> None:
    assert refused(PartialDate, text) == "bad-date"


def test_the_remedy_knows_the_month() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        PartialDate.parse("2025-02-29")
    assert caught.value.context == {"message": "2025-02-29 does not exist", "remedy": "2025-02 has 28 days"}


PERIODS = {
    "2025-Q3": ("2025-07-01", "2025-09-30"),
    "2025-09-30": ("2025-09-30", "2025-09-30"),
    "2026-01 to 2026-05": ("2026-01-01", "2026-05-31"),
    "2025-Q3 to 2025-Q4": ("2025-07-01", "2025-12-31"),
    "2025-Q3 to 2025-Q3": ("2025-07-01", "2025-09-30"),
    "FY2026-Q3 (ended 2025-10-26)": ("2025-01-01", "2025-10-26"),
    "2026-01 to 2026-05 (ended 2026-05-31)": ("2026-01-01", "2026-05-31"),
    "2800": ("2800-01-01", "2800-12-31"),
}
NO_PERIODS = (
    "", "about 2025", "2025-Q3 to", "2025-Q3 to ", "to 2025", "2025-Q3 - 2025-Q4", "2025-Q4 to 2025-Q3", "2025 to 2024",
    "2025-Q3 (ended)", "2025-Q3 (ended ---)", "2025-Q3 (ended 2025-09-31)", "2025-Q3 (2025-09-30)", "2025-Q3 (ended 1999-01-01)",
    "Q3 2025", "2025-13", "2025-Q3 to 2025-Q5", "nine months", "2025-Q3 to 2025-Q4 to 2026-Q1",
)  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), PERIODS.items())
def test_periods(text: str, meant: tuple[str, str]) -> None:
    found = Period.parse(text)
    assert (found.start.first.isoformat(), found.last.isoformat()) == meant
    assert found.text == text
    assert found.order == found.order


@pytest.mark.parametrize("text", NO_PERIODS)
def test_no_periods(text: str) -> None:
    assert refused(Period, text) == "bad-period"


def test_local_dates_of_one_event() -> None:
    found = Dates.parse("2025-11-21 in Taiwan, 2025-11-20 in US")
    assert [(day.text, place) for day, place in found.parts] == [("2025-11-21", "Taiwan"), ("2025-11-20", "US")]
    assert found.first.text == "2025-11-20"
    assert Dates.parse("about 2025-11").first.text == "about 2025-11"


@pytest.mark.parametrize("text", ("", "2025-11-20 US", "2025-11-20 in US, ", "2025-11-20,2025-11-21", "in US",
                                  "2025-11-31 in US", "2025-11-20 in US, Taiwan"))  # fmt: skip
def test_no_local_dates(text: str) -> None:
    assert refused(Dates, text) == "bad-date"


ANY_DATE = st.builds(
    lambda qualifier, fiscal, year, rest: f"{qualifier}{'FY' if fiscal else ''}{year}{rest}",
    st.sampled_from(("", "about ", "before ", "after ")), st.booleans(), st.integers(1000, 2999),
    st.sampled_from(("", "-Q1", "-Q2", "-Q3", "-Q4")) | st.sampled_from(("-H1", "-H2", "-9M"))
    | st.integers(0, 13).map(lambda month: f"-{month:02}")
    | st.tuples(st.integers(1, 12), st.integers(0, 32)).map(lambda pair: f"-{pair[0]:02}-{pair[1]:02}"))  # fmt: skip


def parsed(kind: type[Any], text: str) -> Any:
    """The value, or None where the text is refused."""
    try:
        return kind.parse(text)
    except PydanticCustomError:
        return None


@given(ANY_DATE)
def test_a_date_spans_forward_and_is_kept(text: str) -> None:
    found = parsed(PartialDate, text)
    plain = text.split(" ")[-1].removeprefix("FY")
    if found is None:
        parts = [int(part) for part in plain.split("-")[1:] if part.isdigit()]
        assert parts or "FY" in text, "years, quarters and halves always exist"
        return
    assert found.text == text
    assert found.first <= found.last
    assert found.last.year == int(plain[:4])
    assert found.order == PartialDate.parse(text).order


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_day_lies_in_its_month_quarter_and_year(day: date) -> None:
    text = day.isoformat()
    spans = [text, text[:7], f"{text[:4]}-Q{(day.month + 2) // 3}", f"{text[:4]}-H{1 if day.month < 7 else 2}", text[:4]]
    found = [PartialDate.parse(span) for span in spans]
    assert all(one.first <= day <= one.last for one in found)
    for narrow, wide in zip(found, found[1:], strict=False):
        assert wide.first <= narrow.first <= narrow.last <= wide.last


@given(st.lists(ANY_DATE, min_size=2, max_size=8), st.randoms(use_true_random=False))
def test_dates_sort_alike_from_any_order(texts: list[str], shuffle: random.Random) -> None:
    days = [one for text in texts if (one := parsed(PartialDate, text))]
    once = sorted(days, key=lambda day: day.order)
    shuffle.shuffle(days)
    assert sorted(days, key=lambda day: day.order) == once
    assert [day.first for day in once] == sorted(day.first for day in days)


@given(st.lists(st.tuples(ANY_DATE, ANY_DATE), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_periods_sort_alike_from_any_order(pairs: list[tuple[str, str]], shuffle: random.Random) -> None:
    texts = [text for a, b in pairs for text in (a, f"{a} to {b}", f"{a} (ended {b})")]
    periods = [one for text in texts if (one := parsed(Period, text))]
    for one in periods:
        assert one.start.first <= one.last
    once = sorted(periods, key=lambda period: period.order)
    shuffle.shuffle(periods)
    assert sorted(periods, key=lambda period: period.order) == once
    assert [one.last for one in once] == sorted(one.last for one in periods)


# -- numbers --------------------------------------------------------------------------------

AMOUNTS: dict[str, tuple[str, str, str, Decimal, str]] = {
    "243.17 billion CNY": ("243.17", "billion", "CNY", Decimal("243170000000"), ""),
    "about 34 billion USD": ("34", "billion", "USD", Decimal("34000000000"), "about"),
    "at least 5 USD": ("5", "", "USD", Decimal(5), "at least"),
    "more than 10 billion CNY": ("10", "billion", "CNY", Decimal(10) ** 10, "more than"),
    "up to 100 billion USD": ("100", "billion", "USD", Decimal(10) ** 11, "up to"),
    "less than 1 million EUR": ("1", "million", "EUR", Decimal(10) ** 6, "less than"),
    "13.77 CNY": ("13.77", "", "CNY", Decimal("13.77"), ""),
    "1,234.50 thousand TWD": ("1,234.50", "thousand", "TWD", Decimal("1234500"), ""),
    "-5 billion JPY": ("-5", "billion", "JPY", Decimal(-5) * 10**9, ""),
    "0.00 USD": ("0.00", "", "USD", Decimal(0), ""),
    "1.4 trillion USD": ("1.4", "trillion", "USD", Decimal(14) * 10**11, ""),
    "123456789012345678.123456789 trillion USD": (
        "123456789012345678.123456789", "trillion", "USD", Decimal("123456789012345678123456789000"), ""),
}  # fmt: skip
NO_AMOUNTS = (
    "", "5", "USD", "USD 5", "$5", "$5 USD", "5USD", "5 usd", "5 US$", "5  USD", "5 USD ", "5 USD\n", "5 bn USD",
    "5 Billion USD", "5 billion", "billion USD", ".5 USD", "5. USD", "1,23 USD", "1,2345 USD", "12,34,567 USD",
    "1.234,56 EUR", "1e5 USD", "1_000 USD", "0x1F USD", ".inf USD", "nan USD", "½ USD", "٣ USD", "５ USD", "+5 USD",
    "--5 USD", "−5 USD", "~5 USD", "around 5 USD", "about 5", "40 to 30 USD", "5 to 5 USD", "5-6 USD", "5 USD (6)",
    "5 USD ()", "5 USD (6 CNY", "5 USD (6 CNY) (7 EUR)", "5 USD (6 CNY (7 EUR))", "5 USD/year", "1" * 19 + " USD",
    "1." + "1" * 10 + " USD", ",".join(["1"] + ["000"] * 6) + " USD",
)  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), AMOUNTS.items())
def test_amounts(text: str, meant: tuple[str, str, str, Decimal, str]) -> None:
    found = Amount.parse(text)
    assert (found.number, found.scale, found.currency, found.value, found.qualifier) == meant
    assert (found.high, found.conversion) == (None, None)


@pytest.mark.parametrize("text", NO_AMOUNTS, ids=ascii)
def test_no_amounts(text: str) -> None:
    assert refused(Amount, text) == "bad-amount"


@pytest.mark.parametrize("code", ("ZZZ", "XXX", "XTS", "USB", "RMB", "NTD"))
def test_unknown_currencies(code: str) -> None:
    assert refused(Amount, f"5 {code}") == "unknown-currency"


def test_a_range_and_a_conversion() -> None:
    found = Amount.parse("30 to 40 billion USD (about 1 trillion TWD)")
    assert (found.value, found.high, found.high_number) == (Decimal(3) * 10**10, Decimal(4) * 10**10, "40")
    assert found.conversion == Amount.parse("about 1 trillion TWD")


DEAL_AMOUNTS = {
    "headline 38 billion USD": ("headline", "38 billion USD", ""),
    "ceiling 100 billion USD; as the systems are deployed": ("ceiling", "100 billion USD", "as the systems are deployed"),
    "paid about 5 million EUR; a; b": ("paid", "about 5 million EUR", "a; b"),
}


@pytest.mark.parametrize(("text", "meant"), DEAL_AMOUNTS.items())
def test_deal_amounts(text: str, meant: tuple[str, str, str]) -> None:
    assert DealAmount.parse(text) == DealAmount(meant[0], Amount.parse(meant[1]), meant[2])


@pytest.mark.parametrize("text", ("38 billion USD", "headlin 38 billion USD", "headline", "headline billions", "Headline 5 USD",
                                  "headline 5 USD as deployed", "headline  5 USD"))  # fmt: skip
def test_no_deal_amounts(text: str) -> None:
    assert refused(DealAmount, text) == "bad-amount"


SHARES = {
    "42.8%": ("42.8", Decimal("42.8"), "", None, ""),
    "about 85%": ("85", Decimal(85), "about", None, ""),
    "30% to 40%": ("30", Decimal(30), "", Decimal(40), ""),
    "30 to 40%": ("30", Decimal(30), "", Decimal(40), ""),
    "7 percent": ("7", Decimal(7), "", None, ""),
    "-2.10%": ("-2.10", Decimal("-2.10"), "", None, ""),
    "350%": ("350", Decimal(350), "", None, ""),
    "10%; of the votes": ("10", Decimal(10), "", None, "of the votes"),
}
NO_SHARES = (
    "", "%", "42.8", "42.8 %", "42,8%", "%42", "42.8%%", "42.8% of votes", "42.8%;of votes", "30% to 40", "40% to 30%",
    "NaN%", "inf%", "1e2%", "٣%", "４２%", "half", "1/3", "percent", "five percent", "42.8\u202f%", "42.8% ",
)  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), SHARES.items())
def test_shares(text: str, meant: tuple[str, Decimal, str, Decimal | None, str]) -> None:
    found = Share.parse(text)
    assert (found.number, found.value, found.qualifier, found.high, found.remark) == meant


@pytest.mark.parametrize("text", NO_SHARES, ids=ascii)
def test_no_shares(text: str) -> None:
    assert refused(Share, text) == "bad-share"


COUNTS = {
    "191,521": ("191,521", Decimal(191521), "", "", ""),
    "19,858,183,781 shares": ("19,858,183,781", Decimal(19858183781), "", "shares", ""),
    "10 GW": ("10", Decimal(10), "", "GW", ""),
    "about 900,000": ("900,000", Decimal(900000), "", "", "about"),
    "1.97 billion shares": ("1.97", Decimal(1970000000), "billion", "shares", ""),
    "more than 2 million weekly users": ("2", Decimal(2000000), "million", "weekly users", "more than"),
    "9" * 18: ("9" * 18, Decimal("9" * 18), "", "", ""),
    "10 billionaires": ("10", Decimal(10), "", "billionaires", ""),
}
NO_COUNTS = ("", "ten", "1_000", "0x1F", "1e5", ".inf", "12:30", "10GW", "10  GW", "10 GW; x", "10 5", "1,00", "9" * 19, "٣",
             "１０", "10 to 9", "GW 10", "10 ")  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), COUNTS.items())
def test_counts(text: str, meant: tuple[str, Decimal, str, str, str]) -> None:
    found = Count.parse(text)
    assert (found.number, found.value, found.scale, found.unit, found.qualifier) == meant


@pytest.mark.parametrize("text", NO_COUNTS, ids=ascii)
def test_no_counts(text: str) -> None:
    assert refused(Count, text) == "bad-count"


DIGITS = st.integers(0, 10**18 - 1).map(str) | st.integers(10**3, 10**15 - 1).map(lambda number: f"{number:,}")
NUMBER = st.builds(lambda sign, whole, rest: f"{sign}{whole}{rest}", st.sampled_from(("", "-")), DIGITS,
                   st.just("") | st.text("0123456789", min_size=1, max_size=9).map(lambda text: f".{text}"))
QUALIFIER = st.sampled_from(("", *QUALIFIERS))
SCALE = st.sampled_from(sorted(SCALES))


def exact(number: str, power: int) -> Decimal:
    """The number as text, times a power of ten, without any rounding."""
    return Decimal(f"{number.replace(',', '')}e{power}")


@given(NUMBER, QUALIFIER, SCALE, st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_keeps_every_digit(number: str, qualifier: str, scale: str, currency: str) -> None:
    text = " ".join(filter(None, (qualifier, number, scale, currency)))
    found = Amount.parse(text)
    assert (found.qualifier, found.number, found.scale, found.currency) == (qualifier, number, scale, currency)
    assert found.value == exact(number, SCALES[scale])
    assert str(found).split() == text.split()


@given(NUMBER, QUALIFIER, SCALE, st.sampled_from(("", "GW", "shares", "weekly users")))
def test_a_count_keeps_every_digit(number: str, qualifier: str, scale: str, unit: str) -> None:
    text = " ".join(filter(None, (qualifier, number, scale, unit)))
    found = Count.parse(text)
    assert (found.number, found.value) == (number, exact(number, SCALES[scale]))
    assert str(found).split() == text.split()
    assert parse_figure(text) == found


@given(NUMBER, QUALIFIER, st.sampled_from(("", "of the votes", "a; b%")))
def test_a_share_keeps_every_digit(number: str, qualifier: str, remark: str) -> None:
    text = f"{qualifier} {number}%".strip() + (f"; {remark}" if remark else "")
    found = Share.parse(text)
    assert (found.number, found.value, found.remark) == (number, exact(number, 0), remark)
    assert parse_figure(text) == parse_stake(text) == found


SIGNS = st.lists(st.sampled_from((*"0123456789.,-% ٣５½²①", "about ", " billion", " USD", " to ", "FY", "-Q3", " GW")),
                 max_size=8).map("".join)


@given(SIGNS)
def test_what_is_read_is_made_of_ascii_digits(text: str) -> None:
    for kind in (PartialDate, Period, Amount, Share, Count):
        found = parsed(kind, text)
        if found is not None:
            assert not any(char.isnumeric() and not char.isascii() for char in getattr(found, "number", text))


@given(st.text(max_size=30))
def test_other_texts_are_refused_with_a_code_or_kept(text: str) -> None:
    for kind in (PartialDate, Period, Dates, Amount, DealAmount, Share, Count, Ticker, Url):
        parsed(kind, text)
    words = parsed(Words, text)
    assert words is None or words.text == text


FIGURES = {
    "243.17 billion CNY": Amount, "30 to 40 billion USD": Amount, "42.8%": Share, "about 85%": Share,
    "42.8%; of votes": Share, "191,521": Count, "10 GW": Count, "about 900,000": Count, "-5": Count,
    "rose by a third": Words, "about forty": Words, "NO": Words, "strong growth in AI": Words, "up to expectations": Words,
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), FIGURES.items())
def test_a_figure_is_known_by_its_look(text: str, kind: type) -> None:
    assert type(parse_figure(text)) is kind


@pytest.mark.parametrize(("text", "kind"), {"listed unit": Words, "84%": Share, "about 84%": Share, "at least 5%": Share,
                                            "a stake above 5%": Words, "51 percent": Share}.items())  # fmt: skip
def test_a_stake_is_a_share_or_words(text: str, kind: type) -> None:
    assert type(parse_stake(text)) is kind


def test_what_looks_like_a_figure_must_be_one() -> None:
    for text, code in {"5 GPU": "unknown-currency", "12:30": "bad-count", "42,8%": "bad-share"}.items():
        with pytest.raises(PydanticCustomError) as caught:
            parse_figure(text)
        assert caught.value.type == code


# -- words, codes, addresses ----------------------------------------------------------------


@pytest.mark.parametrize("marks", ("“”", '""', "„“", "«»"))
def test_a_quotation_has_twelve_words_at_most(marks: str) -> None:
    twelve = " ".join(["word"] * 12)
    assert Words.parse(f"he said {marks[0]}{twelve}{marks[1]} and more of his own words than any quotation could hold").text
    assert refused(Words, f"he said {marks[0]}{twelve} word{marks[1]}") == "quotation-too-long"


@pytest.mark.parametrize("text", ("NO", "", " ", "O'Reilly", "a \" b", "12:30", "株式会社"))
def test_words_are_kept(text: str) -> None:
    assert str(Words.parse(text)) == text


@pytest.mark.parametrize("text", ("2317@XTAI", "BRK.B@XNYS", "601138@XSHG", "FXCOF"))
def test_tickers(text: str) -> None:
    found = Ticker.parse(text)
    assert f"{found.code}@{found.exchange}".removesuffix("@") == text
    assert not found.exchange or found.exchange in EXCHANGES


@pytest.mark.parametrize("text", ("", "2317.TW@", "2317@TWSE", "nvda@XNAS", "2317 @XTAI", "XTAI:2317", "2317@XTAI ", "@XTAI", "A" * 13))
def test_no_tickers(text: str) -> None:
    assert refused(Ticker, text) == "bad-ticker"


ADDRESSES = (
    "https://openai.com/index/openai-and-foxconn-collaborate", "http://example.com", "https://example.com:8443/a?b=c&d=%20#e",
    "https://en.wikipedia.org/wiki/A_(b)", "https://example.com/a;b=1,2", "https://example.com/~x/$y/!z",
    "https://xn--fsqu00a.xn--0zwm56d/",
)  # fmt: skip
NO_ADDRESSES = (
    "", "example.com", "//example.com", "/local", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
    "ftp://example.com/", "https://", "https:///x", "https://localhost/", "https://user@example.com/",
    "https://a:b@example.com/", "https://example.com/a b", "https://example.com/<x>", 'https://example.com/"',
    "https://example.com/`x`", "https://example.com/a|b", "https://example.com/{x}", "https://example.com\\@evil.example/",
    "https://example.com/鴻海", "https://faß.de/", "https://a..b/", "https://.a.b/", "https://a.b./", "https://[::1.2.3.4]/",
    "https://example.com:99999/", "https://example.com:x/", "java\nscript:alert(1)", "https://example.com/\n", " https://example.com",
    "https://example.com/" + "x" * 2000,
)  # fmt: skip


@pytest.mark.parametrize("text", ADDRESSES)
def test_addresses(text: str) -> None:
    assert Url.parse(text).text == text
    assert escape.url(text)


@pytest.mark.parametrize("text", NO_ADDRESSES, ids=lambda text: ascii(text)[:40])
def test_no_addresses(text: str) -> None:
    assert refused(Url, text) == "bad-url"


@given(st.text(st.sampled_from("ab1.-_:/@[]?#%&=+~;,!$'()*\\ <\"é"), max_size=20), st.sampled_from(("https://", "http://", "")))
def test_an_address_that_is_read_can_be_written(rest: str, scheme: str) -> None:
    found = parsed(Url, f"{scheme}{rest}")
    if found is not None:
        assert escape.url(found.text).startswith(("https://", "http://"))


IDS = {
    "lei": ("5493006QMFDDMYWIAM13", "5493006QMFDDMYWIAM14"),
    "isin": ("US0378331005", "US0378331006"),
    "figi": ("BBG000BLNNH6", "BBG000BLNNH7"),
    "cusip": ("037833100", "037833101"),
    "uscc": ("91110000600037341L", "91110000600037341M"),
    "cik": ("0000320193", "٣٣"),
    "wikidata": ("Q12", "Q012"),
    "ubn": ("04541302", "4541302"),
    "edinet": ("E02367", "E2367"),
    "sec_file": ("001-36743", "36743"),
    "delaware_file": ("7654321", "765"),
    "other": ("x", ""),
}


@pytest.mark.parametrize(("kind", "good", "bad"), [(kind, *pair) for kind, pair in IDS.items()])
def test_identifiers(kind: str, good: str, bad: str) -> None:
    check_identifier(kind, good)
    with pytest.raises(PydanticCustomError) as caught:
        check_identifier(kind, bad)
    assert caught.value.type == "wrong-check-digit"


@pytest.mark.parametrize("text", ("us0378331005", "US 0378331005", "US-0378331005", " US0378331005"))
def test_an_identifier_is_written_without_ornament(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        check_identifier("isin", text)


def test_each_kind_of_amount_can_be_read() -> None:
    for kind in AMOUNT_KINDS:
        assert DealAmount.parse(f"{kind} 5 USD").kind == kind


def test_only_text_is_read() -> None:
    for kind in (PartialDate, Amount, Share, Count, Words, Url):
        with pytest.raises(PydanticCustomError):
            kind._validate(2025)
    for read in (parse_figure, parse_stake):
        with pytest.raises(PydanticCustomError):
            read(5)
