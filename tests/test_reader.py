"""The reader's experience, measured in a real browser on the site as it would be published.

Every type of page is looked at on a large and a small screen, in light and dark: by axe-core, by the
console, by what it loads from where, how much that weighs, and how the layout moves. Each test has a
planted fault that it must find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.looks import NARROW, WIDE, Eyes, Look, axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# One page of every type, and of records a rich and a poor one.
PAGES = ("", "companies/", "companies/fii/", "companies/crescent-dune-llc/", "deals/",
         "deals/foxconn-openai-hardware-2025/", "deals/project-eta-2025/", "sources/",
         "sources/jiemian-2025-11-21-openai-pact/", "disputes/", "map/", "timeline/", "compare/",
         "compare/openai-chip-deals/", "quality/", "about/", "about/data-format/", "about/glossary/",
         "no/such/page/")  # fmt: skip
HEAVIEST = "companies/foxconn/"
MOST_SHIFT = 0.01
MOST_WEIGHT = 120 * 1024  # bytes, packed
SIZES = {"wide": WIDE, "narrow": NARROW}


@pytest.fixture(scope="module")
def eyes(browser: Browser, published: Path, serve_folder: Callable[[Path], Any]) -> Eyes:
    """A browser on the site as published."""
    return Eyes(browser, serve_folder(published).url)


@pytest.fixture(params=[(path, name) for path in PAGES for name in SIZES], ids=lambda one: f"{one[0] or 'home'}-{one[1]}")
def look(request: pytest.FixtureRequest, eyes: Eyes) -> Look:
    """Each page in each size."""
    path, name = request.param
    return eyes.look(path, SIZES[name])


def test_nothing_hinders_anybody(look: Look) -> None:
    """axe-core: WCAG 2.2 A and AA, best practice, target size; light and dark."""
    assert look.faults == []


def test_nothing_moves_fails_or_asks_elsewhere(look: Look) -> None:
    assert look.complaints == []
    assert look.strangers == []
    assert look.shift <= MOST_SHIFT, look.shifts
    assert look.overflow <= 0, f"{look.overflow} px too wide"


def test_a_first_view_is_light(eyes: Eyes) -> None:
    for path in (*PAGES, HEAVIEST):
        look = eyes.look(path, WIDE)
        assert look.weights, "nothing was loaded: the test itself is broken"
        assert look.weight <= MOST_WEIGHT, (path, sorted(look.weights.items(), key=lambda one: -one[1])[:4])


# -- with things open ------------------------------------------------------------------------


def open_evidence(page: Page) -> None:
    """The first mark in view shows its passage in place."""
    page.locator("article a[href^='#e-']").first.click()
    page.locator(".sheet").wait_for()


def open_search(page: Page) -> None:
    """A search with results."""
    if not page.locator("[data-md-component=search-query]").is_visible():
        page.get_by_role("button", name="Open search").click()
    field = page.locator("[data-md-component=search-query]")
    field.fill("Hon Hai")
    field.press("End")
    page.locator("a.md-search-result__link").first.wait_for()


def use_filter(page: Page) -> None:
    """A filter that leaves some rows, and a sort."""
    page.get_by_label("Binding").select_option("non-binding")
    head = page.get_by_role("button", name="Known since")
    head.focus()  # on a narrow screen the heads are shown to those who get there by keyboard
    head.press("Enter")
    shown = page.locator("table.rich tbody tr:visible").count()
    assert 0 < shown < page.locator("table.rich tbody tr").count()
    assert "binding=non-binding" in page.url


def open_details(page: Page) -> None:
    """Everything that folds away."""
    folded = page.locator("article details")
    assert folded.count(), "nothing folds away here: choose another page"
    folded.evaluate_all("all => all.forEach(one => one.open = true)")


OPEN = {
    "evidence": ("deals/foxconn-openai-hardware-2025/", open_evidence),
    "search": ("", open_search),
    "filter": ("deals/", use_filter),
    "details": ("companies/crescent-dune-llc/", open_details),
}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize(("path", "act"), OPEN.values(), ids=OPEN)
def test_nothing_hinders_anybody_with_things_open(
    eyes: Eyes, path: str, act: Callable[[Page], None], size: tuple[int, int]
) -> None:
    for scheme in ("light", "dark"):
        context = eyes.context(size, color_scheme=scheme)
        page = context.new_page()
        page.goto(eyes.home + path, wait_until="load")
        act(page)
        assert axe(page) == [], scheme
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()


def sort_by_touch(page: Page) -> None:
    """Where rows are cards, a field sorts them: by its picker, from the keyboard, from the address."""
    field = page.get_by_label("Sort by", exact=True)
    box = field.bounding_box()
    assert box and min(box["width"], box["height"]) >= 24
    before = page.locator("table.rich tbody th").all_text_contents()
    field.select_option(label="Deal, descending")
    names = page.locator("table.rich tbody th").all_text_contents()
    assert names != before and sorted(names) == sorted(before) and "sort=0&order=descending" in page.url
    assert page.locator("[role=status]").filter(has_text="Sorted by Deal, descending").count() == 1
    field.press("ArrowUp")
    assert page.locator("table.rich tbody th").all_text_contents() == names[::-1] and "order=ascending" in page.url
    page.reload(wait_until="load")
    assert page.locator("table.rich tbody th").first.text_content() == names[-1]
    assert field.locator("option:checked").inner_text() == "Deal, ascending"


def test_cards_are_sorted_by_touch(eyes: Eyes) -> None:
    context = eyes.context(NARROW, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(eyes.home + "deals/", wait_until="load")
    sort_by_touch(page)
    assert axe(page) == []
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    assert page.get_by_label("Sort by", exact=True).is_hidden(), "the headings do it there"
    context.close()


@pytest.mark.parametrize("planted", [
    "field.parentElement.style.display = 'none'",
    "field.style.minHeight = field.style.height = '20px'",
    "field.replaceWith(field.cloneNode(true))",
], ids=["hidden", "small", "does nothing"])
def test_planted_hindrances_of_touch_are_found(eyes: Eyes, planted: str) -> None:
    context = eyes.context(NARROW, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(eyes.home + "deals/", wait_until="load")
    page.evaluate(f"(() => {{ const field = document.querySelector('.sort-by select'); {planted} }})()")
    with pytest.raises(AssertionError):
        sort_by_touch(page)
    context.close()


def test_evidence_by_keyboard(eyes: Eyes) -> None:
    """Enter and Space open, Esc closes, focus returns, a second press closes."""
    context = eyes.context()
    page = context.new_page()
    page.goto(eyes.home + "deals/foxconn-openai-hardware-2025/", wait_until="load")
    mark = page.locator("article a[href^='#e-']").first
    for key in ("Enter", " "):
        mark.focus()
        mark.press(key)
        page.locator(".sheet").wait_for()
        assert "paragraph" in page.locator(".sheet").inner_text()
        page.keyboard.press("Escape")
        assert page.locator(".sheet").count() == 0
        assert mark.evaluate("mark => mark === document.activeElement")
    mark.click()
    mark.click()
    assert page.locator(".sheet").count() == 0
    context.close()


# -- sabotage --------------------------------------------------------------------------------

BROKEN = """<!doctype html><html lang="en"><head><title>x</title><style>p { color: #999; background: #fff }
button { width: 9px; height: 9px; margin: 0; padding: 0; border: 0 }</style>
</head><body data-md-color-scheme="slate"><main><h1>x</h1><p>too pale</p><img src="http://127.0.0.2/x.png">
<button id="small" aria-label="x"></button><button id="close" aria-label="y"></button>
<script src="heavy.js"></script><script>throw new Error('planted')</script>
<p id="late">moves</p><p>below</p><p style="width: 3000px">wide</p></main>
<script>requestAnimationFrame(() => requestAnimationFrame(() => {
document.getElementById('late').style.marginTop = '300px' }))</script></body></html>"""


@pytest.fixture(scope="module")
def broken(browser: Browser, serve_folder: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Look]:
    """A look at a page with one fault of each kind."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "index.html").write_text(BROKEN, "utf-8")
    digits = "".join(sha256(str(number).encode()).hexdigest() for number in range(5_000))
    (folder / "heavy.js").write_text(f"// {digits}\n", "utf-8")  # 320 KB; packing halves it
    yield Eyes(browser, serve_folder(folder).url).look("", WIDE)


def test_planted_faults_are_found(broken: Look) -> None:
    kinds = {one.split(":")[0] for one in broken.faults}
    rules = ("image-alt", "color-contrast", "target-size")
    assert {f"{scheme} {rule}" for scheme in ("light", "dark") for rule in rules} <= kinds
    assert any("planted" in text for text in broken.complaints), broken.complaints
    assert broken.weight > MOST_WEIGHT
    assert broken.strangers == ["http://127.0.0.2/x.png"]
    assert broken.shift > MOST_SHIFT
    assert broken.overflow > 0
