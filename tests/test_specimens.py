"""Edge states, on specimen pages built by the real command from an archive made for the purpose.

`specimens/data` holds one record for each state: one fact alone, a name longer than a screen, names from
right to left and in Han characters, amounts in two currencies, a source that was taken back, a deal that
has ended, parties that nobody knows. The five hundred deals of one company are made here.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import compile_site, copy_of_project
from tests.looks import NARROW, WIDE, Eyes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SPECIMENS = Path(__file__).resolve().parent / "specimens/data"
DEALS = 500
PAGES = ("companies/one-fact/", "companies/very-long/", "companies/right-to-left/", "companies/han/",
         "deals/two-currencies/", "deals/ended/", "deals/very-long/", "sources/retracted/", "companies/busy/")  # fmt: skip
A_DEAL = """title: Busy Anvil Works and customer {n} agree on anvil number {n}
parties: [busy, Customer {n}]
sources: {{P: paper}}
stage: {stage} [P p{n}]
announced: {year}-{month:02}-{day:02} [P p{n}]
binding: {binding} [P p{n}]
"""


def write_specimens(data: Path) -> None:
    """The archive of edge states below `data`."""
    shutil.copytree(SPECIMENS, data)
    for n in range(1, DEALS + 1):
        text = A_DEAL.format(n=n, stage="closed" if n % 3 else "talks", binding="binding" if n % 2 else "non-binding",
                             year=2010 + n % 15, month=n % 12 + 1, day=n % 28 + 1)
        (data / f"deals/day-{n:03}.yml").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the specimens, made by the real command with folders of its own."""
    folder = copy_of_project(tmp_path_factory.mktemp("specimens") / "project")
    write_specimens(folder / "specimens")
    shutil.move(folder / "docs", folder / "pages")
    shutil.rmtree(folder / "data")
    done = compile_site(folder, "--data", "specimens", "--docs", "pages", "--site", "out")
    assert done.returncode == 0, f"build_profiles.py site failed:\n{done.stdout}"
    return folder / "out"


@pytest.fixture(scope="module")
def eyes(browser: Browser, specimens: Path, serve_folder: Callable[[Path], Any]) -> Eyes:
    """A browser on the specimens."""
    return Eyes(browser, serve_folder(specimens).url)


def article(specimens: Path, path: str) -> LexborHTMLParser:
    """The article of a page."""
    tree = LexborHTMLParser((specimens / path / "index.html").read_text("utf-8"))
    found = tree.css_first("article")
    assert found is not None
    return LexborHTMLParser(found.html or "")


def words(specimens: Path, path: str) -> str:
    """Its words, blanks folded."""
    return re.sub(r"\s+", " ", article(specimens, path).text(separator=" "))


@pytest.mark.parametrize("path", PAGES)
def test_edge_states_hinder_nobody(eyes: Eyes, path: str) -> None:
    for size in (WIDE, NARROW):
        look = eyes.look(path, size)
        assert look.faults == [] and look.complaints == []
        assert look.overflow <= 0, f"{look.overflow} px too wide at {size}"
        assert look.shift <= 0.01, look.shifts


def test_one_fact_says_that_it_is_alone(specimens: Path) -> None:
    page = article(specimens, "companies/one-fact")
    assert "This page holds one fact." in words(specimens, "companies/one-fact")
    assert [node.tag for node in page.css("h2, p, dd, td") if not node.text(strip=True)] == []


def test_long_and_foreign_names_are_whole(specimens: Path) -> None:
    assert "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH" in words(
        specimens, "companies/very-long")
    arabic = article(specimens, "companies/right-to-left")
    assert [node.attributes.get("lang") for node in arabic.css("span[lang]")].count("ar") >= 1
    assert article(specimens, "companies/han").css_first('span[lang="zh-Hant"]') is not None
    listed = words(specimens, "companies")
    assert "شركة السندان الذهبي للصناعات الثقيلة" in listed and "鐵砧重工業股份有限公司" in listed


def test_foreign_names_carry_their_language_wherever_they_stand(specimens: Path) -> None:
    """Links, cards, cells, titles; a name from right to left also its direction, lest it turn what surrounds it."""
    arabic, han = "شركة السندان الذهبي للصناعات الثقيلة", "鐵砧重工業股份有限公司"
    for path, name, language, direction in (
            ("companies", arabic, "ar", "rtl"), ("companies", han, "zh-Hant", None), ("companies/right-to-left", arabic, "ar", "rtl"),
            ("companies/han", han, "zh-Hant", None), ("sources/paper", arabic, "ar", "rtl"), ("sources/paper", han, "zh-Hant", None)):
        spots = [node for node in article(specimens, path).css('h1, a:not([href*="deals/"])') if name in node.text()]
        assert spots, f"{path} does not show {name}"
        for node in spots:
            marks = [(one.attributes.get("lang"), one.attributes.get("dir")) for one in node.css("span[lang]") if name in one.text()]
            assert marks == [(language, direction)], f"{path}: {node.html}"
    assert not article(specimens, "companies/very-long").css("h1 [lang]"), "Latin letters need no mark"


def test_a_name_from_right_to_left_turns_nothing_around_it(eyes: Eyes) -> None:
    context = eyes.context()
    page = context.new_page()
    page.goto(eyes.home + "companies/", wait_until="load")
    assert page.locator("tbody th [lang=ar]").evaluate("name => getComputedStyle(name).unicodeBidi") == "isolate"
    assert page.locator("tbody th [lang=zh-Hant]").evaluate("name => getComputedStyle(name).unicodeBidi") == "normal"
    context.close()


def test_two_currencies_keep_the_sources_own_first(specimens: Path) -> None:
    page = words(specimens, "deals/two-currencies")
    assert "3.5 billion yuan (about US$490 million)" in page
    assert "at least €200 million" in page and "committed" in page and "conditional" in page
    assert "A party nobody knows" in page
    assert not [link for link in article(specimens, "deals/two-currencies").css("a") if link.text() == "A party nobody knows"]


def test_what_rests_on_a_source_taken_back_says_so(specimens: Path) -> None:
    page = words(specimens, "deals/very-long")
    assert "A source was withdrawn (9 October 2025). Hasty News : the publisher took the report back" in page
    value = next(node for node in article(specimens, "deals/very-long").css(".box dd") if "US$3 billion" in node.text())
    assert "Source withdrawn" in value.text() or "source withdrawn" in value.text()
    reported = next(node for node in article(specimens, "deals/very-long").css(".box dd") if "1 October 2025" in node.text())
    assert "withdrawn" not in reported.text(), "another source says it, too"
    assert "US$3 billion" in words(specimens, "sources/retracted"), "what rested on it must stay to be seen"


def test_an_ended_deal_stays_and_says_so(specimens: Path) -> None:
    page = words(specimens, "deals/ended")
    assert "What stage? Ended" in page and "4 March 2025" in page
    assert "One Fact and Busy Anvil Works part ways" in words(specimens, "deals")


def test_five_hundred_deals_are_listed_whole(specimens: Path) -> None:
    rows = article(specimens, "deals").css("table.rich tbody tr")
    assert len(rows) == DEALS + 3
    busy = article(specimens, "companies/busy")
    assert len(busy.css(".cards.deals > li")) >= 6
    assert "Busy Anvil Works and customer 500 agree" in words(specimens, "companies/busy")


def test_five_hundred_deals_are_filtered_in_the_browser(eyes: Eyes) -> None:
    context = eyes.context()
    page = context.new_page()
    page.goto(eyes.home + "deals/?binding=non-binding&find=number+42", wait_until="load")
    count = page.locator(".filters .count")
    assert count.inner_text() == f"6 of {DEALS + 3}", count.inner_text()
    page.locator(".filters").get_by_role("button", name="Clear").click()
    assert count.inner_text() == f"{DEALS + 3} of {DEALS + 3}"
    context.close()


# -- sabotage --------------------------------------------------------------------------------

# A page, what is taken from it, what stands there instead, and the test that must notice.
PLANTED: tuple[tuple[str, str, str, Callable[[Path], None]], ...] = (
    ("companies/one-fact", "This page holds one fact.", "", test_one_fact_says_that_it_is_alone),
    ("companies/very-long", "unterbeamtengesellschaft", "unter…", test_long_and_foreign_names_are_whole),
    ("companies/right-to-left", 'lang="ar"', 'lang="en"', test_long_and_foreign_names_are_whole),
    ("companies", ' dir="rtl"', "", test_foreign_names_carry_their_language_wherever_they_stand),
    ("companies/han", '<span lang="zh-Hant">', "<span>", test_foreign_names_carry_their_language_wherever_they_stand),
    ("sources/paper", ' lang="ar"', "", test_foreign_names_carry_their_language_wherever_they_stand),
    ("deals/two-currencies", "3.5 billion yuan", "US$490 million", test_two_currencies_keep_the_sources_own_first),
    ("deals/very-long", "A source was withdrawn", "A source", test_what_rests_on_a_source_taken_back_says_so),
    ("deals/ended", "4 March 2025", "2025", test_an_ended_deal_stays_and_says_so),
    ("deals", "</tr>", "</tr><!-- ", test_five_hundred_deals_are_listed_whole),
)


@pytest.mark.parametrize(("path", "was", "planted", "test"), PLANTED, ids=[f"{one[3].__name__[5:]}-{one[0]}" for one in PLANTED])
def test_planted_losses_are_noticed(
    specimens: Path, tmp_path: Path, path: str, was: str, planted: str, test: Callable[[Path], None]
) -> None:
    page = replanted(specimens, tmp_path / "site", path)
    html = page.read_text("utf-8")
    assert was in html
    page.write_text(html.replace(was, planted), "utf-8")
    with pytest.raises((AssertionError, StopIteration)):
        test(tmp_path / "site")


def test_planted_hindrances_are_noticed(
    browser: Browser, specimens: Path, serve_folder: Callable[[Path], Any], tmp_path: Path
) -> None:
    page = replanted(specimens, tmp_path / "site", "companies/very-long")
    html = page.read_text("utf-8")
    page.write_text(html.replace("</h1>", '</h1><img src="x.png"><table width="3000"><tr><td>x</td></tr></table>', 1), "utf-8")
    look = Eyes(browser, serve_folder(tmp_path / "site").url).look("companies/very-long/", NARROW)
    assert any("image-alt" in fault for fault in look.faults) and look.complaints


def replanted(site: Path, copy: Path, path: str) -> Path:
    """A copy of the site made of links, in which one page may be changed; returns that page."""
    shutil.copytree(site, copy, copy_function=os.link)
    page = copy / path / "index.html"
    text = page.read_text("utf-8")
    page.unlink()
    page.write_text(text, "utf-8")
    return page
