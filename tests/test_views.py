"""Views: small archives in, exact blocks and words out.

What is expected was typed by hand from the small archive below, never copied from a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from profiles import wording
from profiles.archive import Archive, load
from profiles.blocks import Bullets, Component, Heading, Html, Line, Mark, Page, Ref, Table, visible
from profiles.html import component
from profiles.lines import walk
from profiles.model import Absent, Binding, Certainty, Mode, Stage, StepKind
from profiles.views.company import company_page
from profiles.views.deal import deal_page
from profiles.views.disputes import disputes_page
from profiles.views.home import home_page
from profiles.views.lists import companies_page, deals_page, sources_page
from profiles.views.source import source_page
from tests.helpers import write_tree

PAPER = ("publisher: Example Press\ntitle: A paper\ndate: 2025-11-20\nlanguage: en\nkind: secondary\n"
         "url: https://example.com/paper\naccessed: 2025-11-21\n")
TREE = {
    "companies/acme.yml": (
        "name: Acme\nsources: {P: paper, F: filing}\ndoes: makes anvils [P p1]\n"
        "names:\n  legal: Acme Anvil Works [F p1]\n  other: 鐵砧 (zh-Hant) [P p2]\n"
        "founded: 1920 [P p2]\n"
        "owners:\n  zenith: 60% (as of 2025) [P p3]\n  Ann Li: 12% (as of 2025) [P p3]\n"
        "metrics:\n  revenue:\n    2024: 5 million USD [F p1]\n    2025-Q1: 2 million USD [P p4]\n"
        "  revenue_growth:\n    2024: 4% [F p1]\n"
        "  employees:\n    2025: 70 [P p4]\n"
        "history:\n- 1931-05: the first anvil fell [P p5]\n"
        "wanted:\n  Who pays?: not found (looked in notices; as of 2025-11-20)\n"),
    "companies/zenith.yml": "name: Zenith\nsources: {P: paper}\ndoes: buys anvils [P p1]\n",
    "deals/anvils-2025.yml": (
        "title: Acme sells anvils\nparties: [acme, zenith]\nsources: {P: paper, R: report}\n"
        "stage: letter of intent [P p1]\nbinding: non-binding [P p1]\nannounced: 2025-11-20 [P p1]\n"
        "value: ceiling up to 3 million USD [P p1]\n"
        "ruled_out: ['exclusive supply [P p2]']\n"
        "gives:\n  acme: ['anvils of all sizes (plan; said by Ann Li) [P p2 \"all sizes\"]']\n"
        "scope:\n- disputed: How many anvils?\n"
        "  versions: ['ten [P p2]', 'twelve [R p1]']\n  shown: R\n  why: the later report\n  settled_by: the contract\n"
        "steps:\n- 2025-11-20 announced: both made it known [P p1]\n"),
    "deals/quiet.yml": "title: A quiet deal\nparties: [zenith, Somebody]\nsources: {P: paper}\n"
                       "stage: not disclosed [P]\nbinding: not disclosed [P]\n",
    "sources/paper.yml": PAPER,
    "sources/report.yml": PAPER.replace("A paper", "A report").replace("/paper", "/report"),
    "sources/filing.yml": PAPER.replace("A paper", "A filing").replace("secondary", "primary\nform: filing").replace(
        "/paper", "/filing").replace("Example Press", "Acme"),
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """The archive of `TREE`, which has no fault."""
    found, faults = load(write_tree(tmp_path / "data", TREE))
    assert faults == []
    return found


@pytest.fixture
def deal(archive: Archive) -> Page:
    return deal_page(archive, archive.deals["anvils-2025"])


@pytest.fixture
def company(archive: Archive) -> Page:
    return company_page(archive, archive.companies["acme"])


def lines(page: Page) -> Iterator[Line]:
    """Every line of a page, those of components too."""
    for block in page.blocks:
        if isinstance(block, Component):
            yield from inside(block.html)
        elif isinstance(block, Table):
            yield from (cell for row in (block.header, *block.rows) for cell in row)
        elif isinstance(block, Bullets):
            yield from (item.content for item in block.items)
        else:
            yield block.content


def inside(node: Html) -> Iterator[Line]:
    for child in node.children:
        if isinstance(child, Html):
            yield from inside(child)
        elif not isinstance(child, str):
            yield child


def ids(page: Page) -> set[str]:
    """Every address on a page that a view gave."""
    found = {part.id for content in lines(page) for part in walk(content) if isinstance(part, Mark)}
    found |= {block.id for block in page.blocks if isinstance(block, Heading)}
    return found | {node.attributes["id"] or "" for node in html(page).css("[id]")}


def html(page: Page) -> LexborHTMLParser:
    """The components of a page as a browser reads them."""
    parts = (component(block.html, page.path) for block in page.blocks if isinstance(block, Component))
    return LexborHTMLParser("<main>" + "".join(parts) + "</main>")


def words(page: Page, selector: str) -> list[str]:
    """Visible words of the elements a selector finds, blanks folded."""
    return [re.sub(r"\s+", " ", node.text(separator=" ")).strip() for node in html(page).css(selector)]


def answers(page: Page) -> dict[str, str]:
    return dict(zip(words(page, ".answers dt"), words(page, ".answers dd strong"), strict=True))


def under(page: Page, title: str) -> list[str]:
    """The points of the list below a heading."""
    at = next(place for place, block in enumerate(page.blocks)
              if isinstance(block, Heading) and visible(block.content) == title)
    block = page.blocks[at + 1]
    assert isinstance(block, Bullets)
    return [visible(item.content) for item in block.items]


# -- answers ----------------------------------------------------------------------------------


def test_a_deal_answers_six_questions(deal: Page) -> None:
    assert answers(deal) == {
        "Is it binding?": "No", "What stage?": "Letter of intent", "How big?": "up to US$3 million",
        "Since when?": "20 November 2025", "Who says so?": "The press", "What contradicts it?": "1 dispute",
    }


def test_not_stated_is_an_answer_and_never_a_no(archive: Archive) -> None:
    quiet = answers(deal_page(archive, archive.deals["quiet"]))
    assert quiet == {
        "Is it binding?": "Not disclosed", "What stage?": "Not disclosed", "How big?": "Not stated",
        "Since when?": "Not stated", "Who says so?": "Not stated", "What contradicts it?": "Nothing found",
    }


def test_a_company_answers_six_questions(company: Page) -> None:
    assert answers(company) == {
        "Who owns it?": "Zenith", "What did it sign?": "1 deal", "Does any of it bind?": "None known",
        "How big is it?": "US$5 million", "Newest event?": "20 November 2025", "Who says so?": "2 sources",
    }


def test_without_a_majority_nobody_is_called_the_owner(tmp_path: Path) -> None:
    tree = dict(TREE)
    tree["companies/acme.yml"] = tree["companies/acme.yml"].replace("zenith: 60%", "zenith: 40%")
    archive, _ = load(write_tree(tmp_path / "data", tree))
    assert answers(company_page(archive, archive.companies["acme"]))["Who owns it?"] == "Several owners"


def test_who_controls_without_a_majority_is_named(tmp_path: Path) -> None:
    tree = dict(TREE)
    tree["companies/acme.yml"] = tree["companies/acme.yml"].replace(
        "zenith: 60% (as of 2025) [P p3]", "zenith: ['40% (as of 2025) [P p3]', 'controls Acme [P p3]']")
    archive, faults = load(write_tree(tmp_path / "data", tree))
    page = company_page(archive, archive.companies["acme"])
    owner = dict(zip(words(page, ".answers dt"), words(page, ".answers .detail"), strict=True))["Who owns it?"]
    assert faults == [] and re.sub(r" \d+[a-z]+", "", owner) == "Zenith controls Acme ; Zenith 40% ; Ann Li 12%"


def test_the_tint_of_an_answer_is_never_its_only_sign(deal: Page) -> None:
    tinted = words(deal, ".answers [class*=tint-] dd")
    assert tinted[0].startswith("No Non-binding") and "dispute" in tinted[1]


# -- facts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("folder", "record"), [("companies", "acme"), ("deals", "anvils-2025")])
def test_every_fact_has_its_address_on_its_page(archive: Archive, folder: str, record: str) -> None:
    page = company_page(archive, archive.companies[record]) if folder == "companies" else deal_page(
        archive, archive.deals[record])
    missing = {one.anchor for one in archive.by_record[folder, record]} - ids(page)
    assert missing == set()


def test_every_mark_leads_to_a_passage_of_the_same_page(company: Page, deal: Page) -> None:
    for page in (company, deal):
        marks = {part.id for content in lines(page) for part in walk(content) if isinstance(part, Ref)}
        assert marks and marks <= ids(page)


def test_a_speaker_a_mode_and_the_certainty_stand_beside_the_words(deal: Page) -> None:
    assert words(deal, ".side li") == ["anvils of all sizes, says Ann Li plan reported 1b"]


def test_a_step_says_once_how_it_became_known(deal: Page) -> None:
    assert words(deal, ".timeline li") == ["20 November 2025 announced both made it known 1a"]


def test_ruled_out_comes_first_and_what_is_not_stated_last(deal: Page) -> None:
    assert under(deal, "Agreed and ruled out")[0].startswith("ruled out exclusive supply")
    last = [visible(block.content) for block in deal.blocks if hasattr(block, "content")]
    assert "not stated signed, effective, term and exclusivity" in last


def test_figures_stand_newest_first_with_their_growth_beside_them(company: Page) -> None:
    table = next(block for block in company.blocks if isinstance(block, Table))
    cells = [[re.sub(r" \d+[a-z]+", "", visible(cell)) for cell in row] for row in (table.header, *table.rows)]
    assert cells == [
        ["Period", "Revenue", "Growth on the year"],
        ["Q1 2025", "US$2 million reported", "not stated"],
        ["2024", "US$5 million filed", "4% filed"],
    ]


def test_long_lists_fold_their_tail_and_lose_nothing(tmp_path: Path) -> None:
    products = "products:\n" + "".join(f"- anvil number {number} [P p9]\n" for number in range(30))
    tree = TREE | {"companies/zenith.yml": TREE["companies/zenith.yml"] + products}
    archive, _ = load(write_tree(tmp_path / "data", tree))
    page = company_page(archive, archive.companies["zenith"])
    assert len(under(page, "Business")) == 8
    assert words(page, "details.more > summary")[0] == "22 more"
    assert words(page, "details.more li")[-1].startswith("anvil number 29")


# -- disputes ---------------------------------------------------------------------------------


def test_a_dispute_shows_one_version_in_place_and_all_in_its_panel(deal: Page) -> None:
    in_place = under(deal, "Agreed and ruled out")[1]
    assert in_place.startswith("agreed twelve reported") and in_place.endswith("disputed 2 versions")
    assert words(deal, ".dispute h3") == ["How many anvils?"]
    assert words(deal, ".dispute .claim") == ["twelve", "ten"]
    assert words(deal, ".dispute .shown .small") == ["Shown in lists"]
    assert words(deal, ".dispute > p")[1:] == ["Our reading: the later report", "Would settle it: the contract"]


def test_the_answer_leads_to_the_panel(deal: Page) -> None:
    link = html(deal).css_first(".tint-disputed a")
    assert link is not None and (link.attributes["href"] or "")[1:] in ids(deal)


def test_the_page_of_disputes_has_each_once(archive: Archive) -> None:
    assert words(disputes_page(archive), ".dispute h3") == ["How many anvils?"]


# -- frame ------------------------------------------------------------------------------------


def test_furniture_is_kept_out_of_search(company: Page) -> None:
    hidden = {node.attributes.get("class") for node in html(company).css("[data-search-exclude]")}
    assert hidden >= {"meta", "answers", "box-title", "jump", "evidence", "use"}


def test_search_finds_what_the_box_alone_says(company: Page) -> None:
    """Names stand in the line of names; when it was founded stands nowhere else."""
    found = words(company, ".box dl > div:not([data-search-exclude]) dt")
    assert found == ["Founded"] and words(company, ".box dt") == ["Legal name", "Other name", "Founded", "Seat"]


# -- age --------------------------------------------------------------------------------------


def notes(archive: Archive, today: date) -> list[str]:
    return words(deal_page(archive, archive.deals["anvils-2025"], today), ".note")


def test_a_stage_of_which_nothing_was_heard_is_due_for_review(archive: Archive, tmp_path: Path) -> None:
    """550 days after the newspaper of 20 November 2025; what is closed stays closed."""
    assert notes(archive, date(2027, 5, 24)) == []
    assert notes(archive, date(2027, 5, 25)) == [
        "Due for review. 1 fact on this page is older than facts of that kind may be trusted: which ."]
    tree = TREE | {"deals/anvils-2025.yml": TREE["deals/anvils-2025.yml"].replace("stage: letter of intent", "stage: closed")}
    closed, faults = load(write_tree(tmp_path / "closed", tree))
    assert faults == [] and notes(closed, date(2027, 5, 25)) == []


def test_other_names_stand_where_search_looks(company: Page) -> None:
    assert words(company, ".aka") == ["Also: Acme Anvil Works, 鐵砧"]


def test_passages_show_their_words_and_lead_back_by_name(deal: Page) -> None:
    passage = next(text for text in words(deal, ".passages li") if "all sizes" in text)
    assert passage == "1b paragraph 2: all sizes Back to What each side gives: Acme and 2 more"
    for link in html(deal).css(".uses a"):
        assert (link.attributes["href"] or "")[1:] in ids(deal)


def test_the_jump_row_leads_to_the_sections(deal: Page) -> None:
    titles = [visible(block.content) for block in deal.blocks if isinstance(block, Heading) and block.level == 2]
    assert words(deal, ".jump a") == titles


def test_one_source_behind_a_page_is_said(archive: Archive) -> None:
    page = deal_page(archive, archive.deals["quiet"])
    assert words(page, ".note") == ["One source. Everything on this page rests on Example Press and on nothing else."]


def test_citations_carry_the_pages_own_values(deal: Page) -> None:
    text, bibtex, csl = words(deal, ".cite")
    assert text == "Company Atlas: “Acme sells anvils”. Sources read up to 21 November 2025. Record deals-anvils-2025."
    assert bibtex.startswith("@misc{deals-anvils-2025, title = {{Acme sells anvils}}, author = {{Company Atlas}}")
    assert json.loads(csl) == {"id": "deals-anvils-2025", "type": "webpage", "title": "Acme sells anvils",
                               "container-title": "Company Atlas", "note": "Sources read up to 2025-11-21"}


# -- lists and home ---------------------------------------------------------------------------


def test_deals_stand_newest_first_with_what_filters_need(archive: Archive) -> None:
    page = deals_page(archive)
    assert words(page, "tbody th") == ["Acme sells anvils", "A quiet deal"]
    row = html(page).css_first("tbody tr")
    assert row is not None
    given = {name: row.attributes[f"data-{name}"] for name in ("party", "binding", "stage", "year")}
    assert given == {"party": "Acme|Zenith", "binding": "non-binding", "stage": "letter of intent", "year": "2025"}


@pytest.mark.parametrize("view", [deals_page, companies_page, sources_page])
def test_no_cell_of_a_list_is_empty(archive: Archive, view: Callable[[Archive], Page]) -> None:
    cells = words(view(archive), "tbody :is(td, th)")
    assert cells and all(cells)


def test_home_counts_and_leads_on(archive: Archive) -> None:
    page = home_page(archive)
    counts = dict(zip(words(page, ".counts dt"), words(page, ".counts dd"), strict=True))
    assert counts == {"companies": "2", "deals": "2", "facts": "23", "sources": "3", "dispute": "1",
                      "of 2 deals known to bind, if in part": "0", "last source read": "21 November 2025"}
    assert words(page, ".deals .card-title") == ["Acme sells anvils", "A quiet deal"]
    assert words(page, ".open a") == ["How many anvils?"]


def test_a_source_warns_of_what_rests_on_it_alone(archive: Archive) -> None:
    page = source_page(archive, archive.sources["report"])
    assert words(page, ".note") == []                     # the only fact it supports has a second source
    page = source_page(archive, archive.sources["filing"])
    assert words(page, ".note")[0].startswith("3 facts of this archive rest on it and on nothing else.")


# -- chips ------------------------------------------------------------------------------------


def test_one_table_has_every_closed_word() -> None:
    from typing import get_args
    closed = [*get_args(Stage), *get_args(StepKind), *get_args(Binding), *get_args(Certainty), *get_args(Absent),
              *get_args(Mode)[1:]]
    assert [word for word in closed if word not in wording.CHIPS] == []
