"""Hostile texts in every position of the real theme, in a real browser that would show any of them at work.

The real build is run on an archive whose texts are attacks; each page is opened, scrolled through and
searched. Listeners report anything that ran, any request that left, any breach of the content policy.
`make deep` uses thousands of texts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error

from tests.conftest import NOT_COPIED, ROOT, plain_environment
from tests.helpers import BASE, write_tree
from tests.hostile.texts import HONEST, attacks, mixtures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DEEP = bool(os.environ.get("ATLAS_DEEP"))
A_PAGE = 60                                                # texts a page
# Where a text can stand; `{}` is the text, quoted. Position -> (properties of a company, of a deal).
COMPANY = ("does", "form", "lines", "products", "sites", "plans", "background", "website")
KEYED = ("names", "owners", "people", "relations", "views", "wanted")
DEAL = ("type", "scope", "terms", "conditions", "ruled_out", "aims", "place", "term", "exclusive", "background")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def records(number: int, texts: list[str]) -> dict[str, str]:
    """One company, one deal and one source whose every position holds a text, in turn."""
    turn, count = iter(texts * 40), iter(range(10**6))

    def long() -> str:
        return "{value: " + quoted(next(turn)) + ", source: P p1, note: " + quoted(next(turn)) + f", id: n{next(count)}}}"
    def name() -> str:                                     # no two companies may share one
        return f"{next(turn)} {number}.{next(count)}"

    company = f"name: {quoted(name())}\nsources: {{P: paper}}\n"
    company += "".join(f"{prop}:\n" + "".join(f"  - {long()}\n" for _ in range(4)) for prop in COMPANY)
    company += "names:\n  trade:\n" + "".join(f"    - {{value: {quoted(name())}, source: P p1}}\n" for _ in range(3))
    for prop in KEYED[1:-1]:
        company += f"{prop}:\n" + "".join(f"  {quoted(key)}:\n    - {long()}\n" for key in dict.fromkeys(f"{next(turn)[:200]} K" for _ in range(3)))
    company += "disputes:\n  - disputed: " + quoted(next(turn)) + "\n    versions:\n" + "".join(f"      - {long()}\n" for _ in range(2))
    company += f"    shown: 1\n    why: {quoted(next(turn))}\n    settled_by: {quoted(next(turn))}\n"
    deal = (f"title: {quoted(next(turn))}\nparties: [zenith, {quoted(next(turn))}]\nsources: {{P: paper}}\nstage: talks [P p1]\n"
            "announced: 2025-11-20 [P p1]\n")
    deal += "".join(f"{prop}:\n" + "".join(f"  - {long()}\n" for _ in range(3)) for prop in DEAL)
    deal += "steps:\n" + "".join(f"  - 2025-11-{day:02}: {long()}\n" for day in range(1, 6))
    source = (f"publisher: {quoted(next(turn))}\ntitle: {quoted(next(turn))}\ndate: 2025-11-20\nlanguage: en\nkind: secondary\n"
              f"accessed: 2025-11-21\nnote: {quoted(next(turn))}\nviews:\n  - {{value: {quoted(next(turn))}, source: p1}}\n")
    stem = f"h{number}"
    return {f"companies/{stem}.yml": company, f"deals/{stem}.yml": deal, f"sources/{stem}.yml": source}


class Hostile:
    """A project built from hostile texts."""

    def __init__(self, folder: Path, texts: list[str]) -> None:
        shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
        shutil.rmtree(folder / "data")
        for page in (folder / "docs/about").glob("*.md"):
            page.write_text(f"# {page.stem}\n\nBy hand.\n", "utf-8")
        (folder / "docs/about/format-reference.md").unlink(missing_ok=True)
        self.folder, self.tree = folder, dict(BASE)
        for number, start in enumerate(range(0, len(texts), A_PAGE)):
            self.tree |= records(number, (texts[start: start + A_PAGE] * 3)[:A_PAGE])
        write_tree(folder / "data", self.tree)
        self.pages = [f"{path.removesuffix('.yml')}/" for path in self.tree] + ["", "companies/", "deals/", "sources/", "disputes/"]

    def build(self) -> str:
        """Build; the output check has then found every text at its place. Returns what was said."""
        done = subprocess.run([sys.executable, "build_profiles.py", "site", "--today", "2026-11-23"], cwd=self.folder,
                              env=plain_environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        errors = [line for line in done.stdout.splitlines() if " error[" in line or line.startswith("  ")]
        assert done.returncode == 0, "\n".join(errors[:20]) + done.stdout[-1500:]
        return done.stdout


LISTEN = """
addEventListener('securitypolicyviolation', event => { (window.__told ||= []).push(event.violatedDirective + ' ' + event.blockedURI) });
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => { window.__ran = 1 };
"""


SEEN = "[...(window.__told || []), ...(window.__ran ? ['script ran'] : [])]"
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


def asked(page: Page, script: str) -> list[str]:
    """What a page answers; a page that goes away meanwhile has done something that it may not."""
    try:
        return list(page.evaluate(script) or [])
    except Error as error:
        return [f"went away: {error.message.splitlines()[0]}"]


def visits(browser: Browser, home: str, pages: list[str], words: list[str]) -> list[str]:
    """Everything that a page did and may not; pages are opened, unfolded, searched."""
    told: list[str] = []
    context = browser.new_context()
    context.add_init_script(LISTEN)
    context.on("request", lambda request: None if request.url.startswith((home, "data:", "blob:")) else told.append(f"request {request.url}"))
    context.on("weberror", lambda error: told.append(f"error {error.error}"))
    context.on("dialog", lambda dialog: told.append(f"dialog {dialog.message}"))
    page = context.new_page()
    for path in pages:
        page.goto(home + path, wait_until="load")
        told += [f"{path}: {one}" for one in asked(page, UNFOLD) + asked(page, SEEN)]
        if page.url != home + path:
            told.append(f"{path} led to {page.url}")
        if told:                                           # one is enough, and the page may be gone
            break
    for text in words:
        page.goto(home, wait_until="load")
        field = page.locator("[data-md-component=search-query]")
        field.fill(text)
        field.press("End")
        page.wait_for_timeout(150)
    told += [f"search: {one}" for one in asked(page, SEEN)]
    context.close()
    return told


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    texts = attacks() + mixtures(8000 if DEEP else 0)
    made = Hostile(tmp_path_factory.mktemp("hostile") / "project", texts)
    made.texts = texts  # type: ignore[attr-defined]
    made.build()
    return made


def test_hostile_texts_are_shown_and_do_nothing(hostile: Any, browser: Browser, serve_folder: Callable[[Path], Any]) -> None:
    served = serve_folder(hostile.folder / "site")
    told = visits(browser, served.url, hostile.pages, ["script", "onerror", "Acme", "AT&T", "javascript"])
    positions = len(COMPANY) + len(KEYED) + len(DEAL) + 9
    print(f"{len(hostile.texts)} texts, {positions} positions, {len(hostile.pages)} pages; executions, requests, violations: {len(told)}")
    assert told == []


def test_honest_names_that_look_hostile_are_shown_exactly(hostile: Any, browser: Browser, serve_folder: Callable[[Path], Any]) -> None:
    served = serve_folder(hostile.folder / "site")
    context = browser.new_context()
    page = context.new_page()
    shown = ""
    for path in ("companies/h0/", "deals/h0/", "sources/h0/"):
        page.goto(served.url + path)
        shown += " ".join(page.evaluate("document.querySelector('article').textContent").split()) + " "
    context.close()
    assert [name for name in HONEST if name not in shown] == []


@pytest.mark.parametrize("planted", ["<script>window.__ran=1</script>", "<img src=x onerror='window.__ran=1'>",
                                     "<img src='http://127.0.0.1:9/far.png'>", "<meta http-equiv=refresh content='0;url=about:blank'>"])
def test_a_planted_attack_is_noticed(browser: Browser, serve_folder: Callable[[Path], Any], tmp_path: Path, planted: str) -> None:
    """Sabotage: without escaping and policy the listeners must see something."""
    search = "<input data-md-component=search-query>"
    (tmp_path / "index.html").write_text(f"<article>{planted}</article>{search}", "utf-8")
    assert visits(browser, serve_folder(tmp_path).url, [""], [])
