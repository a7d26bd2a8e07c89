"""Any two companies side by side: the reader's choice, in a real browser on the real site.

What the browser makes is held against the comparison of the same two companies that the compiler made, and
against rows typed by hand.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checker.pages import read_pages
from checker.pairs import Pairs
from checker.reading import records
from profiles.archive import Archive, load
from profiles.views.pair import pair_data
from tests.helpers import write_tree
from tests.looks import NARROW, WIDE, Eyes, axe
from tests.test_views import TREE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PAIR = "compare/?a=foxconn&b=fii"
# The rows of the comparison on the page, without marks and links to evidence.
ROWS = """
  () => [...document.querySelectorAll('table.compare tbody tr')].map(row => [row.className, ...[...row.cells].map(cell => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll('a[href^="#e-"], a.fact').forEach(one => one.remove());
    return copy.textContent.replace(/\\s+/g, ' ').replace(/ ([;.,])/g, '$1').trim();
  })])
"""


@pytest.fixture(scope="module")
def eyes(browser: Any, published: Path, serve_folder: Callable[[Path], Any]) -> Eyes:
    """A browser on the site as published."""
    return Eyes(browser, serve_folder(published).url)


@pytest.fixture
def context(eyes: Eyes) -> Iterator[BrowserContext]:
    """A fresh profile."""
    found = eyes.context()
    yield found
    found.close()


def rows(page: Page) -> list[list[str]]:
    """Class, question and answers of each row."""
    page.locator("table.compare").wait_for()
    return page.evaluate(ROWS)  # type: ignore[no-any-return]


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address, wait_until="load")
    return page


def test_the_choice_says_what_the_compiler_says(context: BrowserContext, eyes: Eyes) -> None:
    static = rows(opened(context, eyes.home + "compare/foxconn-and-fii/"))
    chosen = rows(opened(context, eyes.home + PAIR))
    assert len(static) > 12 and chosen == static


def test_a_changed_digit_is_noticed(context: BrowserContext, eyes: Eyes) -> None:
    """Sabotage: the file the browser reads says something else."""
    def other(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r"243\.17 billion", "243.18 billion", answer.text()))

    static = rows(opened(context, eyes.home + "compare/foxconn-and-fii/"))
    context.route("**/companies.json", other)
    assert rows(opened(context, eyes.home + PAIR)) != static


def test_by_keyboard_from_nothing_to_the_evidence(context: BrowserContext, eyes: Eyes) -> None:
    page = opened(context, eyes.home + "compare/")
    assert page.locator("table.compare").count() == 0
    page.get_by_label("First company").focus()
    page.keyboard.type("Nvid")
    page.keyboard.press("Tab")
    assert page.get_by_label("Second company").evaluate("one => one === document.activeElement")
    page.keyboard.type("AMD")
    found = {row[1]: row[2:] for row in rows(page)}
    assert found["When was it founded?"] == ["1993 reported tertiary only", "1969 reported tertiary only"]
    assert found["Where do its shares trade?"][0].startswith("NVDA (Nasdaq)")
    assert page.url.endswith("compare/?a=nvidia&b=amd")
    assert re.fullmatch(r"Nvidia and AMD: \d rows, \d differ", page.locator("[role=status]").inner_text())
    assert page.locator(".pair .note").all_inner_texts() == ["The archive has no figure of both for the same period."]
    page.get_by_role("link", name="Evidence: When was it founded? Nvidia").press("Enter")
    page.wait_for_url("**/companies/nvidia/#founded")
    assert "1993" in page.locator(":target").inner_text()


def test_every_entry_leads_to_its_fact(context: BrowserContext, eyes: Eyes) -> None:
    page = opened(context, eyes.home + PAIR)
    page.locator("table.compare").wait_for()
    lines = page.locator("table.compare td p:not(:has(.chip-absent))")
    assert lines.count() > 30
    assert page.locator("table.compare td p:not(:has(.chip-absent)):not(:has(a.fact))").count() == 0
    assert page.locator(".pair .note").all_inner_texts() == [
        "Foxconn is among the holders of Fii: figures of the one may be contained in the other's and must not be added to them."]


def test_wrong_choices_get_words(context: BrowserContext, eyes: Eyes) -> None:
    for asked, words in (("?a=fii&b=fii", "Choose two different companies."),
                         ("?a=nobody&b=fii", "There is no company “nobody” in this archive.")):
        page = opened(context, f"{eyes.home}compare/{asked}")
        assert page.locator(".pair-result").inner_text() == words
        page.get_by_label("First company").select_option("OpenAI")
        assert rows(page), "a new choice must still work"
    context.route("**/companies.json", lambda route: route.abort())
    page = opened(context, eyes.home + PAIR)
    page.locator(".pair-result p").wait_for()
    assert "could not be loaded" in page.locator(".pair-result").inner_text()


def test_the_data_come_only_when_two_are_chosen(context: BrowserContext, eyes: Eyes) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = opened(context, eyes.home + "compare/")
    page.get_by_label("First company").select_option("OpenAI")
    assert not [url for url in asked if url.endswith("companies.json")]
    page.get_by_label("Second company").select_option("Oracle")
    rows(page)
    assert [url for url in asked if url.endswith(".json")] == [eyes.home + "compare/companies.json"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_hinders_anybody(eyes: Eyes, size: tuple[int, int]) -> None:
    """Opened by its address: as any other page, and as it is when the table has come."""
    look = eyes.look(PAIR, size)
    assert look.faults == [] and look.complaints == [] and look.strangers == []
    assert look.shift <= 0.01, look.shifts
    context = eyes.context(size)
    page = opened(context, eyes.home + PAIR)
    assert rows(page)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_without_scripts_the_page_says_so(browser: Any, eyes: Eyes) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = opened(context, eyes.home + "compare/")
    assert "this needs JavaScript" in page.locator("article").inner_text()
    assert page.locator(".pair").is_hidden() and page.locator("article li a").count() >= 4
    context.close()


# -- the file --------------------------------------------------------------------------------------

FIGURES = "metrics:\n  revenue:\n    2024: 7 million CNY (plan) [P p1]\n    2025-Q2: 3 million USD [P p4]\n"


def data_of(archive: Archive) -> dict[str, Any]:
    return json.loads(pair_data(archive))  # type: ignore[no-any-return]


def test_figures_meet_by_metric_and_period(tmp_path: Path) -> None:
    """The year of both, in the currency and with the mode of each; quarters that differ do not meet."""
    tree = TREE | {"companies/zenith.yml": TREE["companies/zenith.yml"] + FIGURES}
    archive, faults = load(write_tree(tmp_path / "data", tree))
    assert faults == []
    data = data_of(archive)
    said = {words: {name: one["says"].get(str(number)) for name, one in data["companies"].items()}
            for number, (_, words) in enumerate(data["questions"])}
    assert said["Revenue, 2024"] == {
        "acme": [["revenue-2024", "US$5 million", " ", ["chip", "certainty-filed", "filed"]]],
        "zenith": [["revenue-2024", "7 million yuan", " ", ["chip", "plan", "plan"], " ", ["chip", "certainty-reported", "reported"]]]}
    assert said["Revenue, Q1 2025"]["zenith"] is None and said["Revenue, Q2 2025"]["acme"] is None
    assert said["Who holds it?"]["acme"][0][:2] == ["owners-zenith-60-2025", ["link", "companies/zenith/", "Zenith"]]
    assert data["companies"]["acme"]["held"] == ["zenith"] and data["companies"]["zenith"]["held"] == []


PLANTED = {
    "a digit": ("243.17 billion", "243.18 billion"), "a certainty": ('"certainty-filed","filed"', '"certainty-filed","estimated"'),
    "an address": ('["founded",', '["found",'), "a link": ('"companies/alphabet/"', '"companies/amazon/"'),
    "a company": ('"sharp":', '"shark":'), "a file that is none": ("{", "["),
}


@pytest.mark.parametrize(("old", "new"), PLANTED.values(), ids=PLANTED)
def test_the_checker_holds_it_against_the_pages(site: Path, project: Path, tmp_path: Path, old: str, new: str) -> None:
    pages, found = read_pages(site), records(project / "data")

    def faults(folder: Path) -> list[str]:
        pairs = Pairs(folder, found)
        return [one for page in pages.values() for one in pairs.of(page)] + list(pairs.missing())

    (tmp_path / "compare").mkdir()
    text = (site / "compare/companies.json").read_text("utf-8")
    assert old in text
    shutil.copy(site / "compare/companies.json", tmp_path / "compare")
    assert faults(tmp_path) == []
    (tmp_path / "compare/companies.json").write_text(text.replace(old, new, 1), "utf-8")
    assert faults(tmp_path) != []
