"""The questions of readers: each is answered on the first screen, large or small.

Only text that a reader sees without scrolling is read. The answers stand in reader_answers.yml, typed by
hand; that something is not stated counts as an answer only where the key says so.
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
QUESTIONS = {
    "deals": {"binding": "Is it binding?", "stage": "What stage?", "size": "How big?", "since": "Since when?",
              "who": "Who says so?", "contradicted": "What contradicts it?"},
    "companies": {"owner": "Who owns it?", "signed": "What did it sign?", "binds": "Does any of it bind?",
                  "big": "How big is it?", "newest": "Newest event?", "who": "Who says so?"},
}  # fmt: skip
SILENT = ("Not stated", "Not disclosed", "Not found", "Not yet", "Not applicable", "None dated")
RECORDS = [(folder, record) for folder, records in KEY.items() for record in records]

# Question to the words of its cell, of those lines alone that end above the lower edge of the screen.
FIRST_SCREEN = """
  () => Object.fromEntries([...document.querySelectorAll('article dl dt')].map(question => {
    const words = [];
    const walk = document.createTreeWalker(question.parentElement, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (question.contains(node) || !node.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()];
      const style = getComputedStyle(node.parentElement);
      if (lines.length && style.visibility === 'visible' && lines.every(line => line.bottom <= innerHeight)) words.push(node.data);
    }
    return [question.textContent.trim(), words.join(' ').replace(/\\s+/g, ' ').trim()];
  }))
"""


@pytest.fixture(scope="module")
def eyes(browser: Browser, published: Path, serve_folder: Callable[[Path], Any]) -> Eyes:
    """A browser on the site as published."""
    return Eyes(browser, serve_folder(published).url)


@pytest.fixture(scope="module", params=[WIDE, NARROW], ids=["wide", "narrow"])
def screens(request: pytest.FixtureRequest, eyes: Eyes) -> dict[tuple[str, str], dict[str, str]]:
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


def test_every_main_record_has_a_key() -> None:
    for folder, records in KEY.items():
        for record, key in records.items():
            assert key.keys() == QUESTIONS[folder].keys(), record
            assert all(key.values()), record


@pytest.mark.parametrize(("folder", "record"), RECORDS, ids=[record for _, record in RECORDS])
def test_the_first_screen_answers(screens: dict[tuple[str, str], dict[str, str]], folder: str, record: str) -> None:
    assert wrong(screens[folder, record], folder, KEY[folder][record]) == []


def test_planted_answers_are_noticed(screens: dict[tuple[str, str], dict[str, str]]) -> None:
    """A changed digit, a lost cell, a silence where the sources speak, an answer below the fold."""
    record = ("deals", "openai-nvidia-loi-2025")
    key, said = KEY["deals"][record[1]], screens[record]
    for question, words in (("How big?", "US$101 billion ceiling"), ("What stage?", ""), ("Is it binding?", "Not stated")):
        assert wrong(said | {question: words}, "deals", key)


def test_an_answer_below_the_fold_does_not_count(eyes: Eyes) -> None:
    context = eyes.context((390, 300))
    page = context.new_page()
    page.goto(f"{eyes.home}deals/openai-nvidia-loi-2025/", wait_until="load")
    assert wrong(page.evaluate(FIRST_SCREEN), "deals", KEY["deals"]["openai-nvidia-loi-2025"])
    context.close()
