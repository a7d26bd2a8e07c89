"""Search in pieces: what the compiler writes, what an edit changes, and what a reader of a real browser finds.

The real archive is built with a limit of no records, so that its search comes in pieces; expected answers are
typed by hand. The independent check of the built site is shown that it can fail.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from checker.links import Links
from checker.pages import read_pages
from checker.pieces import _pages
from checker.reading import records
from profiles import search
from profiles.postings import coded, decoded, key_of, places
from profiles.search import Entry, changed, files
from tests.conftest import ROOT, compile_site, copy_of_project
from tests.test_browser import SEARCHES, Visit
from tests.test_fast_site import assert_same

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A company whose names try to act, one whose name begins alike, and a word that stands on nobody's page but theirs.
HOSTILE = """name: '<img src=x onerror="document.title=1"> Quuxcorp'
sources: {J: jiemian-2025-11-21-openai-pact}
does: "sells <script>document.title = 2</script> & <b>bold</b> zyzzyvas [J p1]"
names:
  other: '"><svg onload=document.title=3> Łódź Ωmega [J p1]'
people:
  "Ann <i>O'Nym</i>": chief executive (as of 2025-11-01) [J p1]
"""
NEIGHBOUR = "name: Quuxcorporation\nsources: {J: jiemian-2025-11-21-openai-pact}\ndoes: buys what the other sells [J p1]\n"
FOUND = SEARCHES | {
    "601138": "companies/fii/", "Sam Altman": "companies/openai/", "young liu": "companies/foxconn/", "劉揚偉": "companies/foxconn/",
    "hardware for US production": "deals/foxconn-openai-hardware-2025/", "honhai": "companies/foxconn/",
    "quuxcorp": "companies/quuxcorp/", "lodz omega": "companies/quuxcorp/", "ŁÓDŹ": "companies/quuxcorp/",
    "zyzzyvas bold": "companies/quuxcorp/", "O'Nym": "companies/quuxcorp/", "Foxcon": "companies/foxconn/", "工业": "companies/fii/",
    "富联": "companies/fii/", "海": "companies/foxconn/", "foxc": "companies/foxconn/", "how the archive works": "about/method/",
}  # fmt: skip
NOT_FOUND = ("Foxconm", "23171", "zyzzyvasx", "工业富兰", "zzqxv", "…", "<", "__proto__", "constructor", "(", "\\", "*")


# -- what is written --------------------------------------------------------------------------------

WORDS = st.sampled_from("acme hon hai 鴻海 富士康 工业富联 łódź the of energy 2317 energies a Ωmega straße".split())
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)
ENTRIES = st.dictionaries(
    st.integers(0, 40).map(lambda number: f"companies/c-{number}/"),
    st.tuples(TEXTS, st.lists(TEXTS, max_size=2).map(tuple), TEXTS, TEXTS, st.integers(0, 7)), max_size=12,
).map(lambda found: {url: Entry(url, *rest) for url, rest in found.items()})


@given(st.sets(st.tuples(st.integers(0, 31), st.integers(0, 4095))))
def test_a_list_is_read_as_it_was_written(pages: set[tuple[int, int]]) -> None:
    """By our reader and by the checker's own; the weightiest first."""
    keys = sorted(key_of(weight, number, 4096) for weight, number in pages)
    assert not keys or decoded(coded(keys, 4096), 4096) == keys
    assert _pages(coded(keys, 4096)) == sorted(((number, weight) for weight, number in pages), key=lambda one: (-one[1], one[0]))


@given(st.sets(st.text(min_size=1, max_size=3), max_size=60))
def test_each_page_has_a_number_of_its_own(urls: set[str]) -> None:
    size, numbers = places(urls)
    assert len(set(numbers.values())) == len(urls) and all(0 <= number < size for number in numbers.values())


@given(ENTRIES, ENTRIES)
def test_an_edit_leads_to_the_files_of_a_clean_build(before: dict[str, Entry], after: dict[str, Entry]) -> None:
    """Long lists among them: as few as two pages make one here."""
    usual, search.BEST = search.BEST, 2
    try:
        old, new = files(before.values()), files(after.values())
        edited = changed(before, after, lambda name: old.get(name, b""))
    finally:
        search.BEST = usual
    assert edited is not None
    assert {name: data for name, data in (old | edited).items() if data is not None} == new
    assert all(data != old.get(name) for name, data in edited.items()), "what stays the same is not written"


def test_an_edit_of_one_page_leaves_most_files_alone() -> None:
    pages = {f"deals/d-{number}/": Entry(f"deals/d-{number}/", f"Deal {number} of word{number % 90}", (), f"about thing{number}", "", 1)
             for number in range(3000)}
    whole = files(pages.values())
    edited = changed(pages, pages | {"deals/d-7/": Entry("deals/d-7/", "Deal 7 of word7", (), "about something else", "", 1)},
                     lambda name: whole.get(name, b""))
    assert edited is not None and 0 < len(edited) < 6


def test_more_pages_than_numbers_ask_for_everything() -> None:
    some = {f"deals/{number}/": Entry(f"deals/{number}/", "x", (), "", "", 1) for number in range(600)}
    few = dict(list(some.items())[:10])
    assert changed(few, some, files(few.values()).__getitem__) is None


def test_below_the_limit_the_theme_keeps_its_search(site: Path) -> None:
    """The real archive has an index of one file; `search/index.json` says so."""
    assert json.loads((site / "search" / "index.json").read_text())["search"] == {}
    assert [path.name for path in (site / "search").iterdir() if path.name not in ("index.json", "search_index.json")] == []


# -- the real archive in pieces ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that counts as large, built by MkDocs."""
    copy = copy_of_project(tmp_path_factory.mktemp("large") / "project")
    (copy / "data" / "companies" / "quuxcorp.yml").write_text(HOSTILE)
    (copy / "data" / "companies" / "quuxcorporation.yml").write_text(NEIGHBOUR)
    done = compile_site(copy, "--search-above", "0")
    assert done.returncode == 0, done.stdout
    return copy


@pytest.fixture
def reader(browser: Browser, large: Path, serve_folder: Callable[[Path], Any]) -> Iterator[Visit]:
    """A visit with a new profile."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Visit(context, serve_folder(large / "site").url)
    context.close()


def test_both_routes_write_the_same_pieces(large: Path) -> None:
    done = compile_site(large, "--fast", "--site", "beside", "--search-above", "0")
    assert done.returncode == 0 and "MkDocs builds the site" not in done.stdout, done.stdout
    assert_same(large / "site", large / "beside")


def test_every_name_is_found(reader: Visit, large: Path) -> None:
    """Names, codes, people, words of titles, of openings and of facts, in any script, whole or begun."""
    for words, page in FOUND.items():
        found = reader.search(words)
        assert found[:1] == [page], f"{words!r} found {found[:5]}"
    assert reader.complaints == [] and reader.strangers() == []
    asked = "\n".join(reader.requests)
    assert "assets/search.js" in asked and "workers/search." not in asked, "the theme's own search has answered"


def test_near_misses_are_not_found(reader: Visit) -> None:
    assert {words: found for words in NOT_FOUND if (found := reader.search(words))} == {}
    assert reader.complaints == []


def test_a_company_comes_before_those_that_only_begin_like_it(reader: Visit) -> None:
    assert reader.search("Quuxcorp")[:2] == ["companies/quuxcorp/", "companies/quuxcorporation/"]
    assert reader.search("Quuxcorpo")[:1] == ["companies/quuxcorporation/"]


def test_common_words_answer_with_the_best_and_say_how_many_there_are(reader: Visit) -> None:
    assert len(reader.search("OpenAI")) >= 10                # the theme shows the rest when somebody scrolls
    meta = reader.page.locator(".md-search-result__meta").inner_text()
    best, whole = map(int, re.findall(r"\d+", meta.replace(",", "")))
    assert meta.startswith("Best ") and meta.endswith("matching documents") and best < whole


def test_words_that_stand_nowhere_together_still_lead_somewhere(reader: Visit) -> None:
    """As in the theme's search: the pages that have most of the words, and which of them they lack."""
    assert "companies/quuxcorp/" in reader.search("zyzzyvas zzqxv")
    assert "zzqxv" in reader.page.locator(".md-search-result__terms del").first.inner_text()


def test_hostile_names_are_shown_and_do_nothing(reader: Visit) -> None:
    reader.search("quuxcorp")
    result = reader.page.locator(".md-search-result__item").first
    words = result.inner_text()
    assert '<img src=x onerror="document.title=1"> Quuxcorp' in words and "Sells <script>document.title = 2</script>" in words
    assert "Ann <i>O'Nym</i>" in words and "<svg onload" in words
    assert result.locator("img, script, svg[onload], i, b").count() == 0
    assert reader.page.title().endswith("Company Atlas") and reader.complaints == []
    assert result.locator("mark").first.inner_text() == "Quuxcorp"


def test_a_planted_script_in_the_files_of_search_is_only_shown(reader: Visit, large: Path, tmp_path: Path, browser: Browser,
                                                               serve_folder: Callable[[Path], Any]) -> None:
    """Even files that somebody has changed on the server cannot bring markup into a page."""
    site = shutil.copytree(large / "site", tmp_path / "site")
    for path in (site / "search" / "docs").iterdir():
        path.write_text(path.read_text().replace("Sells ", "Sells <img src=y onerror=alert(9)> "))
    context = browser.new_context()
    visit = Visit(context, serve_folder(site).url)
    visit.search("quuxcorp")
    assert "<img src=y onerror=alert(9)>" in visit.page.locator(".md-search-result__item").first.inner_text()
    assert visit.page.locator(".md-search-result__item img").count() == 0 and visit.complaints == []
    context.close()


def test_keys_walk_the_results_and_open_one(reader: Visit) -> None:
    reader.search("富士康")
    page = reader.page
    assert page.locator(".md-search-result__list").get_attribute("role") == "list"
    page.keyboard.press("ArrowDown")
    assert "companies/foxconn/" in (page.evaluate("document.activeElement.href") or "")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/repo/companies/foxconn/"))
    reader.search("Hon Hai")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/repo/companies/foxconn/"))
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.press("Escape")
    assert not page.locator("#__search").is_checked()


def test_without_its_files_the_theme_still_searches(browser: Browser, site: Path, tmp_path: Path, serve_folder: Callable[[Path], Any]) -> None:
    """An older site, or one whose files were not all copied."""
    copy = shutil.copytree(site, tmp_path / "site")
    (copy / "search" / "index.json").unlink()
    context = browser.new_context()
    assert "companies/foxconn/" in Visit(context, serve_folder(copy).url).search("Foxconn")[:3]
    context.close()


# -- the check of the built site --------------------------------------------------------------------


def faults(site: Path) -> list[str]:
    """What the checker says of the search of a site."""
    return list(Links(site, read_pages(site)).search_faults(records(site.parent / "data")))


@pytest.fixture
def copied(large: Path, tmp_path: Path) -> Path:
    """The built site beside its data; its search may be changed, the rest is shared."""
    shutil.copytree(large / "data", tmp_path / "data")
    site = shutil.copytree(large / "site", tmp_path / "site", copy_function=os.link, ignore=shutil.ignore_patterns("search"))
    shutil.copytree(large / "site" / "search", site / "search")
    return site


def edited(site: Path, kind: str, holds: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the one file of a kind that holds a key."""
    for path in (site / "search" / kind).iterdir():
        whole = json.loads(path.read_text())
        content = whole["docs" if kind == "docs" else "words"]
        if holds in content or kind == "docs" and any(shown[0] == holds for shown in content.values()):
            change(content)
            path.write_text(json.dumps(whole))
            return
    raise AssertionError(f"{holds} stands in no file of {kind}")


def test_the_check_finds_nothing_in_a_good_site(copied: Path) -> None:
    assert faults(copied) == []


SABOTAGE: dict[str, tuple[str, str, Callable[[dict[str, Any]], object], str]] = {
    "a part of a name is forgotten": ("words", "富联", lambda found: found.pop("富联"), "companies/fii/ is not found by '富联'"),
    "a person is forgotten": ("words", "altman", lambda found: found.pop("altman"), "companies/openai/ is not found by 'altman'"),
    "a list leads to no page": ("words", "quuxcorp", lambda found: found.update(quuxcorp="AAB"), "'quuxcorp' leads to pages that are not there"),
    "a word stands where nobody looks": ("words", "zyzzyvas", lambda found: found.update(elsewhere=found["zyzzyvas"]), "nobody looks for 'elsewhere'"),
    "a page is forgotten": ("docs", "companies/quuxcorp/", lambda found: found.clear(), "companies/quuxcorp/ is missing"),
    "a page leads nowhere": ("docs", "companies/fii/", lambda found: [shown.__setitem__(0, "companies/nobody/") for shown in found.values()
                                                                       if shown[0] == "companies/fii/"], "dead link: companies/nobody/"),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGE)
def test_the_check_finds_sabotage(copied: Path, name: str) -> None:
    kind, holds, change, words = SABOTAGE[name]
    edited(copied, kind, holds, change)
    assert [fault for fault in faults(copied) if words in fault] != []


def test_a_check_of_the_client_can_fail(large: Path, tmp_path: Path, browser: Browser, serve_folder: Callable[[Path], Any]) -> None:
    """Sabotage: a client that escapes nothing shows what the hostile name would do."""
    site = shutil.copytree(large / "site", tmp_path / "site")
    client = site / "assets" / "search.js"
    text = client.read_text()
    assert "text.replace(/[&<>\"']/g" in text
    client.write_text(re.sub(r"const escaped = .*", "const escaped = (text) => text;", text))
    context = browser.new_context()
    visit = Visit(context, serve_folder(site).url)
    visit.search("quuxcorp")
    assert visit.page.locator(".md-search-result__item img").count() > 0
    context.close()


def test_the_client_is_small() -> None:
    assert len((ROOT / "docs" / "assets" / "search.js").read_text().splitlines()) <= 300
