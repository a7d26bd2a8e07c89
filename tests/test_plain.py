"""Readers with less: without scripts, on the narrowest screens, with larger and wider set text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.looks import NARROW, PATIENCE, WIDE
from tests.test_reader import HEAVIEST, PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ALL = (*PAGES, HEAVIEST)

# Words of the article that are not drawn anywhere, with what holds them. Of the two drawings of a figure
# one is shown; the row of jumps is for small screens.
UNSEEN = """
  () => {
    const found = [];
    document.querySelectorAll('article details').forEach(one => one.setAttribute('open', ''));
    const walk = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const home = node.parentElement;
      if (!node.data.trim() || home.closest('title, desc, thead, .headerlink, .jump')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect(), style = getComputedStyle(home);
      const drawing = home.closest('svg');
      if (box.width && box.height && style.visibility === 'visible') continue;
      if (drawing && [...drawing.parentElement.querySelectorAll(':scope > svg')].some(one => one.getBoundingClientRect().width)) continue;
      found.push(home.tagName + ': ' + node.data.trim().slice(0, 60));
    }
    return found;
  }
"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def home(published: Path, serve_folder: Callable[[Path], Any]) -> str:
    """Address of the site as published."""
    return str(serve_folder(published).url)


@pytest.fixture(scope="module", params=[WIDE, NARROW], ids=["wide", "narrow"])
def scriptless(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A profile without scripts, in the dark."""
    width, height = request.param
    context = browser.new_context(java_script_enabled=False, color_scheme="dark", viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def test_without_scripts_everything_is_there(scriptless: BrowserContext, home: str) -> None:
    """Every word, also in what folds away; one drawing of each figure; all rows; links that lead on; dark colours."""
    page = scriptless.new_page()
    for path in ALL:
        page.goto(home + path, wait_until="load")
        assert page.evaluate(UNSEEN) == [], path
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
        drawings = page.locator("figure.drawing:has(svg)")
        for number in range(drawings.count()):
            assert drawings.nth(number).locator("svg:visible").count(), f"{path}: figure {number + 1} shows no drawing"
        assert page.evaluate(SIDEWAYS) <= 0, path
    page.close()


def test_without_scripts_evidence_is_a_jump_away(scriptless: BrowserContext, home: str) -> None:
    """A mark leads to its passage, the passage is highlighted, and a link leads back."""
    page = scriptless.new_page()
    page.goto(home + "deals/foxconn-openai-hardware-2025/", wait_until="load")
    page.locator("article a[href^='#e-']").first.click()
    passage = page.locator(":target")
    assert "paragraph" in passage.inner_text()
    assert passage.evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
    passage.locator(".uses a").first.click()
    assert not page.url.split("#")[1].startswith("e-")
    page.close()


def test_without_scripts_a_map_leads_on(scriptless: BrowserContext, home: str) -> None:
    page = scriptless.new_page()
    page.goto(home + "map/", wait_until="load")
    links = page.locator("figure.drawing svg:visible a")
    assert links.count() > 10
    target = links.first.evaluate("one => one.href.baseVal")
    assert page.goto(page.url + target).ok  # type: ignore[union-attr]
    page.close()


def test_a_planted_loss_is_noticed(scriptless: BrowserContext, home: str) -> None:
    page = scriptless.new_page()
    page.goto(home + "companies/fii/", wait_until="load")
    page.evaluate("document.querySelector('article dd').style.display = 'none'")
    assert page.evaluate(UNSEEN)
    page.close()


def larger(page: Page) -> None:
    """Text of twice the size."""
    page.evaluate("document.documentElement.style.fontSize = "
                  "2 * parseFloat(getComputedStyle(document.documentElement).fontSize) + 'px'")


def spaced(page: Page) -> None:
    """The text spacing of WCAG 1.4.12."""
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } '
                        + 'p { margin-bottom: 2em !important }');
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }""")


CASES: dict[str, tuple[int, Callable[[Page], None]]] = {
    "320 px": (320, lambda page: None),
    "twice the size": (1280, larger),
    "spaced": (390, spaced),
}


CUT = """
  () => [...document.querySelectorAll('article :is(.answer, .chip, .box dd, h1, h2)')]
    .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
    .map(one => one.className + ' ' + one.textContent.slice(0, 50))
"""


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Callable[[int], Page]]:
    """Pages of a given width."""
    contexts: list[BrowserContext] = []

    def page(width: int) -> Page:
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}))
        contexts[-1].set_default_timeout(PATIENCE)
        return contexts[-1].new_page()

    yield page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "change"), CASES.values(), ids=CASES)
def test_no_sideways_scrolling(narrow: Callable[[int], Page], home: str, width: int, change: Callable[[Page], None]) -> None:
    page = narrow(width)
    for path in ALL:
        page.goto(home + path, wait_until="load")
        change(page)
        assert page.evaluate(SIDEWAYS) <= 0, path
        assert page.evaluate(CUT) == [], path


@pytest.mark.parametrize(("width", "change"), CASES.values(), ids=CASES)
def test_planted_width_is_noticed(narrow: Callable[[int], Page], home: str, width: int, change: Callable[[Page], None]) -> None:
    """A chip that must not wrap, with many words; a figure wider than any screen."""
    page = narrow(width)
    page.goto(home + "deals/foxconn-openai-hardware-2025/", wait_until="load")
    change(page)
    page.evaluate("document.querySelector('.box dd').style.cssText = 'overflow: hidden; white-space: nowrap'")
    page.evaluate("document.querySelector('.box dd').textContent = 'word '.repeat(99)")
    assert page.evaluate(CUT)
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<svg width=2000 height=9></svg>')")
    page.evaluate("document.querySelector('article').lastChild.style.maxWidth = 'none'")
    assert page.evaluate(SIDEWAYS) > 0


# -- on paper, in forced colours, without motion -------------------------------------------------

PREFERENCES: dict[str, tuple[dict[str, str], str, str]] = {
    "on paper": ({"media": "print"}, """
        () => [...document.querySelectorAll('.md-header, .md-tabs, .md-sidebar, .md-footer, .edit-link, .jump, .button')]
          .filter(one => one.getClientRects().length).map(one => 'printed: ' + one.className)
          .concat([...document.querySelectorAll('details.more > :not(summary, .button)')]
            .filter(one => !one.checkVisibility({contentVisibilityAuto: true})).map(one => 'not printed: ' + one.textContent.slice(0, 50)))
          .concat([...document.querySelectorAll('.chip:not([class*=certainty])')]
            .filter(one => getComputedStyle(one).borderTopWidth === '0px').map(one => 'no outline: ' + one.textContent))
    """, "document.querySelector('.md-header').style.setProperty('display', 'block', 'important')"),
    "in forced colours": ({"forced_colors": "active"}, """
        () => [...document.querySelectorAll('.chip:not([class*=certainty]), .answers > div, .dispute, .side')]
          .filter(one => getComputedStyle(one).borderTopWidth === '0px').map(one => 'no outline: ' + one.textContent.slice(0, 50))
    """, "document.querySelector('.chip:not([class*=certainty])').style.border = '0'"),
    "without motion": ({"reduced_motion": "reduce"}, """
        () => [...document.querySelectorAll('body *')].filter(one => {
          const style = getComputedStyle(one);
          return /[1-9]/.test(style.transitionDuration) || style.animationName !== 'none';
        }).map(one => 'moves: ' + one.className)
    """, "document.querySelector('article').style.setProperty('transition', 'all 1s', 'important')"),
}


@pytest.mark.parametrize(("media", "faults", "planted"), PREFERENCES.values(), ids=PREFERENCES)
def test_what_readers_ask_for_is_respected(
    narrow: Callable[[int], Page], home: str, media: dict[str, Any], faults: str, planted: str
) -> None:
    """As wide as a sheet of paper; a planted fault of each kind is noticed."""
    page = narrow(718)
    page.emulate_media(**media)
    for path in ("deals/foxconn-openai-hardware-2025/", HEAVIEST):
        page.goto(home + path, wait_until="load")
        assert page.evaluate(faults) == [], path
        assert page.evaluate(SIDEWAYS) <= 0, path
    page.evaluate(planted)
    assert page.evaluate(faults)
