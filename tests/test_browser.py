"""A reader's browser on the real site, served under a sub-path.

What is expected here is typed by hand: names a reader would search for and the
page that must answer. Nothing waits for a time to pass, only for things to appear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PATIENCE = 20_000  # milliseconds; a busy machine is slow, and a missing thing is missing

SEARCHES = {
    "鴻海": "companies/foxconn/",
    "富士康": "companies/foxconn/",
    "2317": "companies/foxconn/",
    "Hon Hai": "companies/foxconn/",
    "Foxconn": "companies/foxconn/",
    "hon hai precision": "companies/foxconn/",
    "工业富联": "companies/fii/",
    "Fii": "companies/fii/",
    "Intrinsic": "companies/intrinsic/",
    "OpenAI": "companies/openai/",
}

# The 404 page is not among them: it cannot know how deep it is served, so that its
# own links need the site's address; tests/test_project.py builds with one.
PAGES = ("", "companies/", "companies/foxconn/", "companies/fii/", "deals/",
         "deals/foxconn-openai-hardware-2025/", "sources/",
         "sources/jiemian-2025-11-21-openai-pact/", "disputes/", "about/",
         "about/data-format/")  # fmt: skip


class Visit:
    """A fresh browser profile that notes what a reader would never see."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = home
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.add_init_script(
            "addEventListener('securitypolicyviolation', event => "
            "console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
        )
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page: Page = context.new_page()

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> Page:
        """Open a page of the site and wait until its scripts have run."""
        self.page.goto(self.home + path, wait_until="load")
        return self.page

    def search(self, words: str) -> list[str]:
        """Type into the search field; the pages found, best first, relative to the home page."""
        page = self.open("")
        field = page.locator("[data-md-component=search-query]")
        field.click()
        field.fill(words)
        field.press("End")  # the theme searches when a key comes up
        meta = page.locator(".md-search-result__meta")
        meta.filter(has_text=re.compile(r"matching documents?$")).wait_for()
        links = page.locator("a.md-search-result__link")
        found = [urljoin(page.url, link.get_attribute("href") or "") for link in links.all()]
        pages = [re.split(r"[?#]", link)[0].removeprefix(self.home) for link in found]
        return list(dict.fromkeys(pages))

    def strangers(self) -> list[str]:
        """Requests that left the site."""
        own = (self.home, "data:", "blob:" + self.home.split("/repo/")[0])
        return [url for url in self.requests if not url.startswith(own)]


@pytest.fixture
def visit(browser: Browser, served: Any) -> Iterator[Visit]:
    """A visit to the real site with a new profile."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Visit(context, served.url)
    context.close()


@pytest.mark.parametrize(("words", "expected"), SEARCHES.items(), ids=list(SEARCHES))
def test_search_finds_a_company_by_each_of_its_names(visit: Visit, words: str, expected: str) -> None:
    found = visit.search(words)
    assert expected in found[:3], f"{words!r} found {found[:8]}"
    assert not visit.complaints


MARKS = re.compile(r"\b(?:reported|filed|stated|announced|only) \d{1,3}[a-z]\b")


def test_search_results_read_as_sentences_without_marks(visit: Visit, site: Path) -> None:
    """The index holds the marks of the page, so there is something to leave out."""
    assert MARKS.search((site / "search/search_index.json").read_text("utf-8"))
    visit.search("cloud computing segment")
    visit.page.locator(".md-search-result__more summary").first.click()
    shown = visit.page.locator(".md-search-result__list").inner_text()
    assert "reported" in shown and MARKS.findall(shown) == []


def test_search_finds_nothing_where_there_is_nothing(visit: Visit) -> None:
    assert visit.search("zzqxv") == []


def test_pages_ask_nobody_else_and_break_no_policy(visit: Visit, served: Any) -> None:
    for path in PAGES:
        visit.open(path)
    visit.search("Foxconn")
    assert visit.requests, "nothing was requested: the test itself is broken"
    assert visit.strangers() == []
    assert visit.complaints == []
    assert [path for path in served.asked if not path.startswith("/repo/")] == []


def test_a_planted_foreign_request_is_noticed(
    browser: Browser, serve_folder: Callable[[Path], Any], tmp_path: Path
) -> None:
    """Sabotage: a page that does what ours must not, both past a policy and without one."""
    policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
    script = "<script>document.title = 'ran'</script>"
    image = '<img src="/outside.png" alt="">'
    (tmp_path / "index.html").write_text(f"<html><head>{policy}{script}</head>{image}</html>", "utf-8")
    planted = serve_folder(tmp_path)
    context = browser.new_context()
    visit = Visit(context, planted.url)
    visit.open("")
    assert any("policy: script-src" in text for text in visit.complaints)
    assert [url.rsplit("/", 1)[1] for url in visit.strangers()] == ["outside.png"]
    context.close()


def test_a_reader_walks_from_home_to_a_source(visit: Visit) -> None:
    """By links alone, under the sub-path; the tab of each section is marked."""
    page = visit.open("")
    page.locator(".md-tabs").get_by_role("link", name="Companies").click()
    page.wait_for_url(visit.home + "companies/")
    page.locator("article a[href*='foxconn/']").first.click()
    page.wait_for_url(visit.home + "companies/foxconn/")
    assert "Foxconn" in page.locator("h1").inner_text()
    assert page.locator(".md-tabs__item--active").inner_text().strip() == "Companies"
    page.locator("article a[href*='deals/foxconn-openai-hardware-2025/']").first.click()
    page.wait_for_url(re.compile(r"/repo/deals/foxconn-openai-hardware-2025/"))
    assert page.locator(".md-tabs__item--active").inner_text().strip() == "Deals"
    page.locator("article a[href*='sources/jiemian-2025-11-21-openai-pact/']").first.click()
    page.wait_for_url(re.compile(r"/repo/sources/jiemian-2025-11-21-openai-pact/"))
    assert page.locator(".md-tabs__item--active").inner_text().strip() == "Sources"


def test_the_choice_of_colours_is_kept(visit: Visit) -> None:
    page = visit.open("")
    body = page.locator("body")
    assert body.get_attribute("data-md-color-scheme") == "default"
    for _step in ("light", "dark"):
        page.locator("form[data-md-component=palette] label:not([hidden])").click()
    page.locator("body[data-md-color-scheme=slate]").wait_for()
    visit.open("companies/foxconn/")
    assert body.get_attribute("data-md-color-scheme") == "slate"
    assert visit.complaints == []


def test_a_page_without_scripts_shows_its_facts(browser: Browser, served: Any) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(served.url + "companies/fii/")
    assert "工业富联" in page.locator("article").inner_text()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(20, 23, 27)", "the system's dark colours are not followed"
    context.close()


def test_a_phone_shows_tabs_and_no_sideways_scrolling(browser: Browser, served: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    for path in PAGES:
        page.goto(served.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"/{path} is {wide} px wide on a screen of 390 px"
        assert page.locator(".md-tabs__link").first.is_visible()
    context.close()
