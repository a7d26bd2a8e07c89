"""Derived figures: right to the last digit they show, never more digits than the inputs, marked by weak inputs.

The expected values were typed by hand: those of the real archive from the dossier's own sums, those of
the small one with pencil and paper. A digit changed in the data must turn the comparison red.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.archive import Archive, load
from profiles.derive.derived import Derived
from profiles.derive.exchange import rates_of
from profiles.derive.precise import Number, as_amount, as_share
from profiles.derive.ratios import figures_of
from profiles.standing import overdue, weaknesses
from profiles.derive.totals import totals_of
from profiles.values import Amount, Share
from profiles.views.derived import derived_blocks
from profiles.views.evidence import Evidence
from tests.helpers import BASE, TODAY, write_tree

ROOT = Path(__file__).resolve().parent.parent
Make = Callable[..., Archive]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Loads an archive from a company's lines and further files; it must have no fault."""
    def made(company: str = "", **files: str) -> Archive:
        tree = dict(BASE)
        head = "name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\n"
        tree["companies/acme.yml"] = head + company
        tree |= {name.replace("__", "/") + ".yml": text for name, text in files.items()}
        archive, faults = load(write_tree(tmp_path / "data", tree))
        assert faults == []
        return archive
    return made


def words(one: Derived) -> str:
    """A figure as `label, period: value`, for comparing."""
    value = one.value
    unit = getattr(value, "currency", getattr(value, "unit", "%"))
    shown = " ".join(filter(None, (value.qualifier, value.number, getattr(value, "scale", ""), unit)))
    return f"{one.label}{f', {one.period.text}' if one.period else ''}: {shown}"


def of_acme(archive: Archive) -> dict[str, Derived]:
    return {words(one): one for one in figures_of(archive, "acme")}


# -- the real archive against sums made by hand -------------------------------------------------------

BY_HAND = {
    "fii": [
        "Revenue, 2024-Q1: 118.69 billion CNY",                              # 160.415 ÷ 1.3516
        "Net profit to shareholders, 2024-Q1: 4.185 billion CNY",            # 5.231 ÷ 1.2499
        "Net profit to shareholders, 2024-Q2: 4.554 billion CNY",
        "Net profit to shareholders, 2024-Q4: 8.075 billion CNY",            # 23.216 − 15.141
        "Net profit to shareholders, 2025-Q4: 12.799 billion CNY",           # 35.286 − 22.486768
        "Cloud computing: Share of revenue, 2025: 66.75 %",                  # 602.679 ÷ 902.887
    ],
    "foxconn": [
        "Net profit to shareholders, 2025: 189.65 billion TWD",              # 144.141 + 45.51
        "Revenue, 2026-Q1: 2,129.5 billion TWD",                             # 730.04 + 595.8 + 803.7
        "Cloud and networking: Share of revenue, 2025-9M: 39 %",             # 39.3 from shares of two digits
    ],
}


def missing(data: Path) -> list[str]:
    """The figures made by hand that the compiler does not arrive at."""
    archive, _ = load(data)
    made = {company: {words(one) for one in figures_of(archive, company, TODAY)} for company in BY_HAND}
    return [f"{company}: {line}" for company, lines in BY_HAND.items() for line in lines if line not in made[company]]


def test_the_compiler_arrives_at_what_was_reckoned_by_hand() -> None:
    assert missing(ROOT / "data") == []


@pytest.mark.parametrize(("file", "digit", "other", "gone"), [
    ("companies/fii.yml", "2025-Q1: 160.415 billion CNY", "2025-Q1: 161.415 billion CNY", "Revenue, 2024-Q1"),
    ("companies/fii.yml", "2025-Q1: 24.99%", "2025-Q1: 24.89%", "Net profit to shareholders, 2024-Q1"),
    ("companies/foxconn.yml", "2026-03: 803.7 billion TWD", "2026-03: 803.8 billion TWD", "Revenue, 2026-Q1"),
])
def test_a_changed_digit_is_noticed(tmp_path: Path, file: str, digit: str, other: str, gone: str) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    text = (tmp_path / "data" / file).read_text("utf-8")
    assert digit in text
    (tmp_path / "data" / file).write_text(text.replace(digit, other), "utf-8")
    assert any(gone in line for line in missing(tmp_path / "data"))


# -- precision --------------------------------------------------------------------------------------

numbers = st.builds(lambda digits, places: Number(Decimal(digits).scaleb(-places), -places),
                    st.integers(1, 10**9), st.integers(0, 6))


@given(numbers, numbers)
def test_no_result_shows_more_than_its_inputs(one: Number, other: Number) -> None:
    for result in (one * other, one / other):
        assert result.digits <= min(one.digits, other.digits)
        shown = result.rounded
        assert len(shown.as_tuple().digits) <= min(one.digits, other.digits) + 1     # 9.99 may become 10.0
    for result in (one + other, one - other):
        assert result.place == max(one.place, other.place)


@given(numbers, numbers)
def test_rounding_is_last_and_near(one: Number, other: Number) -> None:
    result = one / other
    exact = one.value / other.value
    assert abs(result.rounded - exact) <= result.half_unit * Decimal("1.000001")


@pytest.mark.parametrize(("given_number", "like", "words_of"), [
    (Number(Decimal("6163176000000"), 9), Amount.parse("6,859,615 million TWD"), "6,163 billion"),
    (Number(Decimal("118686000000"), 7), Amount.parse("160.415 billion CNY"), "118.69 billion"),
    (Number(Decimal("1500000000000"), 11), Amount.parse("1.324 trillion TWD"), "1.5 trillion"),
    (Number(Decimal("0.865"), -2), Amount.parse("1 USD"), "0.87"),
])
def test_amounts_take_a_scale_that_shows_their_last_digit(given_number: Number, like: Amount, words_of: str) -> None:
    made = as_amount(given_number, like)
    assert made is not None and f"{made.number} {made.scale}".strip() == words_of


def test_percentages_show_two_decimals_at_most_and_none_that_is_not_known() -> None:
    made = as_share(Number(Decimal("66.7502"), -4))
    assert made is not None and made.number == "66.75"
    assert as_share(Number(Decimal("120"), 1)) is None
    assert Number.growth(Share.parse("42.8%")).digits == 4


# -- what enters, what marks -----------------------------------------------------------------------------


def test_growth_gives_the_earlier_period(make: Make) -> None:
    found = of_acme(make("metrics:\n  revenue: {2025: '120 million USD [P p2]'}\n"
                         "  revenue_growth: {2025: '20% [P p2]'}\n"))
    one = found["Revenue, 2024: 100 million USD"]
    assert one.formula == "{0} ÷ (1 + {1})" and one.marks == ()
    assert [given.item.anchor for given in one.inputs] == ["revenue-2025", "revenue-growth-2025"]


def test_what_is_held_is_not_worked_out_unless_it_does_not_fit(make: Make) -> None:
    metrics = ("metrics:\n  revenue: {{2025: '120 million USD [P p2]', 2024: '{} million USD [P p2]'}}\n"
               "  revenue_growth: {{2025: '20% [P p2]'}}\n")
    assert of_acme(make(metrics.format("100.4"))) == {}
    (one,) = of_acme(make(metrics.format("90"))).values()
    assert one.marks == ("differs",) and one.held is not None and one.held.item.anchor == "revenue-2024"


@pytest.mark.parametrize("figure", ["more than 120 million USD", "up to 120 million USD", "110 to 120 million USD"])
def test_bounds_and_ranges_never_enter(make: Make, figure: str) -> None:
    assert of_acme(make(f"metrics:\n  revenue: {{2025: '{figure} [P p2]'}}\n"
                        "  revenue_growth: {2025: '20% [P p2]'}\n")) == {}


def test_about_stays_about(make: Make) -> None:
    found = of_acme(make("metrics:\n  revenue: {2025: 'about 120 million USD [P p2]'}\n"
                         "  revenue_growth: {2025: '20% [P p2]'}\n"))
    assert list(found) == ["Revenue, 2024: about 100 million USD"]


def test_currencies_are_not_mixed(make: Make) -> None:
    found = of_acme(make("metrics:\n  revenue: {2025: '120 million USD [P p2]'}\n"
                         "  net_profit: {2025: '12 million EUR [P p2]'}\n"))
    assert found == {}


def test_parts_and_wholes(make: Make) -> None:
    found = of_acme(make("metrics:\n  revenue: {2025: '40 million USD [P p2]', 2025-9M: '28.5 million USD [P p2]',\n"
                         "    2025-Q1: '9 million USD [P p2]', 2025-Q2: '9.5 million USD [P p2]'}\n"))
    assert set(found) == {"Revenue, 2025-Q4: 12 million USD", "Revenue, 2025-Q3: 10 million USD",
                          "Revenue, 2025-H1: 19 million USD"}
    assert found["Revenue, 2025-Q4: 12 million USD"].formula == "{0} − {1}"


def test_balances_are_not_added_up(make: Make) -> None:
    quarters = ", ".join(f"2025-Q{n}: '{n} million USD [P p2]'" for n in range(1, 5))
    assert of_acme(make(f"metrics:\n  total_assets: {{{quarters}}}\n  share_price: {{{quarters}}}\n")) == {}


DISPUTED = """metrics:
  revenue:
    2025:
      disputed: How much?
      versions: [120 million USD [P p2], 130 million USD [P p3]]
      shown: {shown}
      why: it says so
  revenue_growth: {{2025: '20% [P p2]'}}
""".replace("[120 million USD [P p2], 130 million USD [P p3]]", '["120 million USD [P p2]", "130 million USD [P p3]"]')


def test_a_disputed_input_marks_the_result(make: Make) -> None:
    (one,) = of_acme(make(DISPUTED.format(shown=1))).values()
    assert one.marks == ("disputed",)
    assert of_acme(make(DISPUTED.format(shown="none"))) == {}


def test_an_input_that_is_no_fact_or_tertiary_marks_the_result(make: Make) -> None:
    metrics = ("metrics:\n  revenue: {2025: '120 million USD (plan) [P p2]'}\n"
               "  revenue_growth: {2025: '20% [P p2]'}\n")
    tertiary = BASE["sources/paper.yml"].replace("kind: secondary", "kind: tertiary")
    (one,) = of_acme(make(metrics)).values()
    assert one.marks == ("plan",)
    (one,) = of_acme(make(metrics, sources__paper=tertiary)).values()
    assert one.marks == ("plan", "tertiary only")


def test_an_input_past_its_shelf_life_is_marked_on_the_day(make: Make) -> None:
    archive = make("owners:\n  zenith: 60% (as of 2024-01-31) [P p1]\n")
    (item,) = [item for item in archive.items if item.prop == "owners"]
    last_day = date(2026, 1, 30)                                             # 730 days later
    assert weaknesses(archive, item, last_day) == () and not list(overdue(archive, last_day))
    assert weaknesses(archive, item, date(2026, 1, 31)) == ("past shelf life",)
    assert [(one.anchor, days) for one, days in overdue(archive, date(2026, 2, 1)) if one.prop == "owners"] \
        == [(item.anchor, 2)]


def test_a_newer_value_takes_an_old_one_off_the_list(make: Make) -> None:
    archive = make("owners:\n  zenith:\n    - 60% (as of 2020) [P p1]\n    - 55% (as of 2026-01) [P p1]\n")
    assert not [one for one, _ in overdue(archive, TODAY) if one.prop == "owners"]


def test_figures_are_due_together_and_weaken_nothing(make: Make) -> None:
    """550 days after the end of the newest period; an old figure stays true for its period."""
    archive = make("metrics:\n  revenue: {2021: '90 million USD [P p2]', 2024: '120 million USD [P p2]'}\n"
                   "  employees: {2022: '70 [P p2]'}\n")
    def due(day: date) -> list[str]:
        return [one.anchor for one, _ in overdue(archive, day) if one.prop == "metrics"]
    assert due(date(2026, 7, 4)) == [] and due(date(2026, 7, 5)) == ["revenue-2024"]
    assert {weaknesses(archive, one, date(2030, 1, 1)) for one in archive.items if one.prop == "metrics"} == {()}


# -- exchange rates ----------------------------------------------------------------------------------


def _source(published: str, number: int) -> str:
    return BASE["sources/paper.yml"].replace("2025-11-20", published).replace(
        "A paper", f"Paper {number}").replace("/paper", f"/{number}").replace("2025-11-21", "2026-01-01")


def _rates(make: Make, *sums: tuple[str, str]) -> list[Derived]:
    """The rates of sums, each after a source published on a day of its own."""
    letters = ", ".join(f"S{at}: s{at}" for at in range(len(sums)))
    rows = ", ".join(f"{2000 + at}: '{text} [S{at} p1]'" for at, (text, _) in enumerate(sums))
    company = f"name: Acme\nsources: {{{letters}}}\ndoes: makes anvils [S0 p1]\nmetrics:\n  revenue: {{{rows}}}\n"
    files = {f"sources__s{at}": _source(published, at) for at, (_, published) in enumerate(sums)}
    archive = make(**files, companies__acme=company)
    return list(rates_of(archive, "companies", "acme", TODAY))


def test_the_rate_of_a_conversion_and_the_odd_one_of_a_month(make: Make) -> None:
    found = _rates(make, ("320 million TWD (10.0 million USD)", "2025-11-03"),
                   ("311 million TWD (10.0 million USD)", "2025-11-20"),
                   ("308 million TWD (10.0 million USD)", "2025-11-30"))
    assert [words(one).split(": ")[1] for one in found] == [
        "32.0 TWD for 1 USD", "31.1 TWD for 1 USD", "30.8 TWD for 1 USD"]
    assert [one.marks for one in found] == [("off by more than 3 percent",), (), ()]


def test_rates_of_other_months_and_pairs_are_no_measure(make: Make) -> None:
    found = _rates(make, ("320 million TWD (10.0 million USD)", "2025-11-03"),
                   ("290 million TWD (10.0 million USD)", "2025-12-01"),
                   ("70 million CNY (10.0 million USD)", "2025-11-04"))
    assert [one.marks for one in found] == [(), (), ()]


def test_the_real_conversion_of_fii() -> None:
    archive, _ = load(ROOT / "data")
    (one,) = rates_of(archive, "companies", "fii", TODAY)
    assert words(one) == "Exchange rate of the source's conversion, 2025-Q3: about 7.2 CNY for 1 USD"


# -- totals ------------------------------------------------------------------------------------------


def _deal(*amounts: str, stage: str = "definitive agreement") -> str:
    rows = "".join(f"  - {amount} [P p1]\n" for amount in amounts)
    return ("title: A deal\nparties: [acme, zenith]\nsources: {P: paper}\n"
            f"stage: {stage} [P p1]\nannounced: 2025-11-20 [P p1]\nvalue:\n{rows}")


def _totals(make: Make, *deals: str) -> dict[str, tuple[str, ...]]:
    archive = make(**{f"deals__deal-{at}": deal for at, deal in enumerate(deals)})
    return {words(one): one.marks for one in totals_of(archive, "acme", TODAY)}


def test_totals_stay_within_kind_exactness_currency_and_mode(make: Make) -> None:
    first = _deal("committed 10 billion USD; for compute, chips", "ceiling 5.5 billion USD; for compute, an option",
                  "headline 7 billion EUR; for compute, a site", "headline 1 billion USD; a bonus")
    second = _deal("committed 2 billion USD; for compute, more chips", "ceiling up to 4 billion USD; for compute, a cap",
                   "headline 3 billion USD; for compute, a site", "headline 30 to 40 billion USD; for compute, a range",
                   "headline 9 billion USD; for compute, later (plan)")
    found = _totals(make, first, second)
    assert found == {
        "Deals for computing power, committed: 12 billion USD": (),
        "Deals for computing power, ceiling: 5.5 billion USD": ("uncommitted",),
        "Deals for computing power, ceiling: up to 4 billion USD": ("uncommitted",),
        "Deals for computing power, headline: 7 billion EUR": ("uncommitted",),
        "Deals for computing power, headline: 3 billion USD": ("uncommitted",),
        "Deals for computing power, headline (plan): 9 billion USD": ("plan", "uncommitted"),
    }


def test_an_amount_of_a_letter_of_intent_is_uncommitted_whatever_it_calls_itself(make: Make) -> None:
    deals = [_deal("committed 1 billion USD; for compute, a", stage=stage) for stage in ("letter of intent", "closed")]
    assert list(_totals(make, *deals).values()) == [("uncommitted",)]


def test_one_deal_is_no_total(make: Make) -> None:
    assert _totals(make, _deal("committed 1 billion USD; for compute, a", "committed 2 billion USD; for compute, b")) == {}


OPENAI = {
    "Deals for computing power, committed: 250 billion USD",          # Azure services
    "Deals for computing power, ceiling: 22.4 billion USD",           # three contracts with CoreWeave
    "Deals for computing power, ceiling (aim): 100 billion USD",      # the letter of intent with Nvidia
    "Deals for computing power, headline: 138 billion USD",           # 38 and 100 of Amazon
    "Deals for computing power, headline (plan): more than 300 billion USD",
}


def test_openais_deals_are_totalled_by_kind_and_never_together() -> None:
    archive, _ = load(ROOT / "data")
    found = {words(one): one.marks for one in totals_of(archive, "openai", TODAY)}
    assert set(found) == OPENAI
    assert found["Deals for computing power, committed: 250 billion USD"] == ()
    assert found["Deals for computing power, ceiling (aim): 100 billion USD"] == ("aim", "uncommitted")
    assert "disputed" in found["Deals for computing power, headline (plan): more than 300 billion USD"]
    assert not [one for one in archive.deals_of if one != "openai" and list(totals_of(archive, one))]


# -- as blocks ---------------------------------------------------------------------------------------


def test_every_derived_figure_leads_to_its_inputs_and_has_an_address_of_its_own() -> None:
    archive, _ = load(ROOT / "data")
    for company in archive.companies:
        blocks = derived_blocks(Evidence(archive, f"companies/{company}.md"), company, today=TODAY)
        text = repr(blocks)
        made = [*figures_of(archive, company), *rates_of(archive, "companies", company), *totals_of(archive, company)]
        assert bool(blocks) == bool(made)
        assert text.count("Mark(id='derived-") == len(made)
        for one in made:
            for given_input in one.inputs:
                assert f"PageLink(path='{given_input.item.path}', anchor='{given_input.item.anchor}')" in text
