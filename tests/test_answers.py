"""The questions of readers: each is answered on the first screen, large or small.

Only text that a reader sees without scrolling is read. The answers stand in reader_answers.yml, typed by
hand from the data; that something is not stated counts as an answer only where the key says so. Whoever changes
a fact on purpose types the answer anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.looks import NARROW, WIDE, Eyes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KEY: dict[str, dict[str, dict[str, list[str]]]] = yaml.safe_load(
    (Path(__file__).resolve().parent / "reader_answers.yml").read_text("utf-8"))
DATA = Path(__file__).resolve().parent.parent / "data"
QUESTIONS = {
    "deals": {"binding": "Is it binding?", "stage": "What stage?", "size": "How big?", "since": "Since when?",
              "who": "Who says so?", "contradicted": "What contradicts it?"},
    "companies": {"does": "What does it do?", "owner": "Who owns it?", "signed": "What did it sign?", "binds": "Does any of it bind?",
                  "big": "How big is it?", "newest": "Newest event?", "who": "Who says so?"},
}  # fmt: skip
SILENT = ("Not stated", "Not disclosed", "Not found", "Not yet", "Not applicable", "None dated")
Screens = dict[tuple[str, str], dict[str, str]]
RECORDS = [(folder, record) for folder, records in KEY.items() for record in records]

# Question to the words of its cell, of those lines alone that end above the lower edge of the screen. What a
# company does stands in the sentence below its name.
FIRST_SCREEN = """
  () => Object.fromEntries([...document.querySelectorAll('article .answers dt, article h1 + p')].map(question => {
    const words = [], lede = question.localName === 'p';
    const walk = document.createTreeWalker(lede ? question : question.parentElement, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (!lede && question.contains(node) || !node.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()];
      const style = getComputedStyle(node.parentElement);
      if (lines.length && style.visibility === 'visible' && lines.every(line => line.bottom <= innerHeight)) words.push(node.data);
    }
    return [lede ? 'What does it do?' : question.textContent.trim(), words.join(' ').replace(/\\s+/g, ' ').trim()];
  }))
"""


@pytest.fixture(scope="module")
def eyes(browser: Browser, published: Path, serve_folder: Callable[[Path], Any]) -> Eyes:
    """A browser on the site as published."""
    return Eyes(browser, serve_folder(published).url)


@pytest.fixture(scope="module", params=[WIDE, NARROW], ids=["wide", "narrow"])
def screens(request: pytest.FixtureRequest, eyes: Eyes) -> Screens:
    """What the first screen of each record says, by question."""
    context = eyes.context(request.param)
    page = context.new_page()
    found = {}
    for folder, record in RECORDS:
        page.goto(f"{eyes.home}{folder}/{record}/", wait_until="load")
        found[folder, record] = page.evaluate(FIRST_SCREEN)
    context.close()
    return found


def wrong(said: dict[str, str], folder: str, key: dict[str, list[str]]) -> list[str]:
    """Questions whose answer is missing or another one."""
    found = []
    for name, expected in key.items():
        words = said.get(QUESTIONS[folder][name], "")
        missing = [one for one in expected if one.casefold() not in words.casefold()]
        silent = words.startswith(SILENT) and not any(one in SILENT for one in expected)
        if missing or silent:
            found.append(f"{QUESTIONS[folder][name]} wants {expected}, reads {words!r}")
    return found


def test_the_key_is_whole() -> None:
    """All deals and the companies that matter, every question with words; no record twice under another name."""
    assert len(KEY["deals"]) >= 24 and {"foxconn", "openai", "intrinsic", "fii"} <= KEY["companies"].keys()
    for folder, records in KEY.items():
        for record, key in records.items():
            assert (DATA / folder / f"{record}.yml").is_file(), record
            assert key.keys() == QUESTIONS[folder].keys(), record
            assert all(key.values()), record


@pytest.mark.parametrize(("folder", "record"), RECORDS, ids=[record for _, record in RECORDS])
def test_the_first_screen_answers(screens: Screens, folder: str, record: str) -> None:
    assert wrong(screens[folder, record], folder, KEY[folder][record]) == []


PLANTED = (
    ("openai-nvidia-loi-2025", "How big?", "US$101 billion ceiling, aim"),
    ("openai-nvidia-loi-2025", "What stage?", ""),
    ("openai-nvidia-loi-2025", "Is it binding?", "Not stated"),
    ("openai-round-2026", "Is it binding?", "No Non-binding"),
    ("foxconn-openai-hardware-2025", "Who says so?", "The parties 19 sources, 2 primary"),
    ("foxconn-openai-hardware-2025", "How big?", "US$5 billion headline figure"),
    ("foxconn-schneider-2026", "Who says so?", "The press 1 source, none primary"),
    ("openai-coreweave-2025", "Since when?", "11 March 2025 filed"),
    ("project-eta-2025", "What contradicts it?", "Not found"),
)


@pytest.mark.parametrize(("record", "question", "words"), PLANTED)
def test_planted_answers_are_noticed(screens: Screens, record: str, question: str, words: str) -> None:
    """A changed digit, a lost cell, a silence where the sources speak, an amount where they are silent."""
    said, key = screens["deals", record], KEY["deals"][record]
    assert wrong(said, "deals", key) == []
    assert len(wrong(said | {question: words}, "deals", key)) == 1


def test_an_answer_below_the_fold_does_not_count(eyes: Eyes) -> None:
    context = eyes.context((390, 300))
    page = context.new_page()
    page.goto(f"{eyes.home}deals/openai-nvidia-loi-2025/", wait_until="load")
    assert wrong(page.evaluate(FIRST_SCREEN), "deals", KEY["deals"]["openai-nvidia-loi-2025"])
    context.close()
