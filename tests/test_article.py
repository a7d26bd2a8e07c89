"""Every statement of the article the archive grew out of has its place on the built site."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode

MAP = yaml.safe_load((Path(__file__).parent / "article_map.yml").read_text(encoding="utf-8"))
ARTICLE = "jiemian-2025-11-21-openai-pact"
CONTAINERS = {"li", "tr", "p", "section", "article", "div", "dd", "figure"}


def said_at(tree: LexborHTMLParser, anchor: str) -> str:
    """The visible words of the smallest thing that holds the anchor; of a heading, what follows it too."""
    node = tree.css_first(f'[id="{anchor}"]')
    assert node is not None, f"no #{anchor}"
    here: LexborNode | None = node
    while here is not None and here.tag not in CONTAINERS and not here.tag.startswith("h"):
        here = here.parent
    assert here is not None
    words = here.text(deep=True)
    following = here.next if here.tag.startswith("h") else None
    while following is not None and not (following.tag or "").startswith("h"):
        words += " " + following.text(deep=True)
        following = following.next
    return " ".join(words.split())


def shown(site: Path, statement: dict[str, str]) -> str:
    """What a reader sees of a statement; of a disputed one all versions, which stand in a panel of their own."""
    tree = LexborHTMLParser((site / statement["page"] / "index.html").read_text(encoding="utf-8"))
    panel = f"versions-{statement['anchor']}"
    more = said_at(tree, panel) if tree.css_first(f'[id="{panel}"]') else ""
    return f"{said_at(tree, statement['anchor'])} {more}"


def test_the_map_names_all_53_statements() -> None:
    assert list(MAP) == [f"a{number:02}" for number in range(1, 54)]


@pytest.mark.parametrize("name", MAP)
def test_a_reader_finds_the_statement(site: Path, name: str) -> None:
    statement = MAP[name]
    assert statement["words"] in shown(site, statement)


@pytest.mark.parametrize("name", MAP)
def test_the_source_page_lists_it_with_the_printed_words(site: Path, name: str) -> None:
    statement = MAP[name]
    page = LexborHTMLParser((site / "sources" / ARTICLE / "index.html").read_text(encoding="utf-8"))
    assert page.body is not None
    assert " ".join(statement["printed"].split()) in " ".join(page.body.text(deep=True).split())


def test_a_changed_word_would_be_seen(site: Path) -> None:
    statement = MAP["a36"]
    assert statement["words"].replace("243.17", "243.18") not in shown(site, statement)
