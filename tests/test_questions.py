"""Questions of readers: each is answered on the built site, in words that a reader sees in one place.

The questions and answers in questions.yml were typed by hand. Only visible text counts, outside head,
navigation, scripts and what is hidden. A changed digit and a dropped row must be noticed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode

HERE = Path(__file__).resolve().parent
QUESTIONS: list[dict[str, Any]] = yaml.safe_load((HERE / "questions.yml").read_text("utf-8"))
UNSEEN = "head, script, style, template, nav, noscript, [hidden], [aria-hidden=true], a.headerlink, option"
PLACES = "p, li, tr, dd, dt, figcaption, h1, h2, h3, .answer, blockquote"


@dataclass(frozen=True)
class Spot:
    """A paragraph, point or row: its visible text and the second-level heading above it."""

    text: str
    under: str


def seen(node: LexborNode) -> str:
    """Visible text with blanks folded."""
    return re.sub(r"\s+", " ", node.text(separator=" ")).strip()


def flat(text: str) -> str:
    """For comparing: blanks beside punctuation and markup do not matter, nor does the case."""
    return re.sub(r"\s+([,.;:)%])", r"\1", re.sub(r"([(])\s+", r"\1", text)).casefold()


def spots(html: str) -> list[Spot]:
    """All places of a page in reading order."""
    tree = LexborHTMLParser(html)
    for node in tree.css(UNSEEN):
        node.decompose()
    found, under = [], ""
    for node in tree.css(f"main :is({PLACES}), article :is({PLACES})"):
        if node.tag == "h2":
            under = seen(node)
        found.append(Spot(flat(seen(node)), under))
    return found


def unanswered(html: str, question: dict[str, Any]) -> list[list[str]]:
    """The answers whose words do not stand together anywhere on the page."""
    places = spots(html)
    missing = []
    for answer in question["answers"]:
        words = answer["words"] if isinstance(answer, dict) else answer
        under = answer.get("under", "") if isinstance(answer, dict) else ""
        if not any(all(flat(word) in place.text for word in words) and place.under.startswith(under) for place in places):
            missing.append(words)
    return missing


def page(site: Path, question: dict[str, Any]) -> str:
    return (site / question["page"] / "index.html").read_text("utf-8")


def test_there_are_five_about_companies_and_five_about_deals() -> None:
    kinds = [question["page"].split("/")[0] for question in QUESTIONS]
    assert kinds.count("companies") >= 5 and kinds.count("deals") >= 5
    assert len({question["question"] for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one["question"])
def test_the_site_answers(site: Path, question: dict[str, Any]) -> None:
    assert unanswered(page(site, question), question) == []


# -- the comparison would notice -------------------------------------------------------------------------


def _other(word: str) -> str:
    """The word with its last digit changed, or its last letter where it has none."""
    digits = list(re.finditer(r"\d", word))
    at = digits[-1].start() if digits else len(word.rstrip(")")) - 1
    return word[:at] + ("1" if word[at] != "1" else "7") + word[at + 1:]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one["question"])
def test_a_changed_digit_in_any_answer_is_noticed(site: Path, question: dict[str, Any]) -> None:
    html = page(site, question)
    for answer in question["answers"]:
        words = answer["words"] if isinstance(answer, dict) else answer
        for at, word in enumerate(words):
            changed = {"answers": [[*words[:at], _other(word), *words[at + 1:]]]}
            assert unanswered(html, changed), f"{_other(word)} stands there, too"


def test_words_that_nobody_sees_are_no_answer() -> None:
    question = {"answers": [["42 anvils"]]}
    hidden = ('<head><meta name="description" content="42 anvils"><title>42 anvils</title></head>'
              "<main><p hidden>42 anvils</p><script>42 anvils</script><nav><p>42 anvils</p></nav><p>41 anvils</p></main>")
    assert unanswered(hidden, question)
    assert unanswered("<main><p>42</p><p>anvils</p></main>", question)                  # not together
    assert not unanswered("<main><p>42 <b>anvils</b></p></main>", question)


def test_an_answer_below_another_heading_is_no_answer() -> None:
    question = {"answers": [{"words": ["42 anvils"], "under": "Derived"}]}
    assert unanswered("<main><h2>Figures</h2><p>42 anvils</p><h2>Derived</h2></main>", question)
    assert not unanswered("<main><h2>Derived figures</h2><p>42 anvils</p></main>", question)
