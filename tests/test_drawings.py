"""Drawings: small graphs in, coordinates and elements out; nothing overlaps, nothing is only in the picture."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from profiles import html
from profiles.archive import Archive, load
from profiles.blocks import Component, Heading, PageLink, line
from profiles.drawings import bowtie, charts, dealmap, ego, scene, text, timeline
from profiles.drawings.archive_map import archive_map, capped, controllers, group_graph
from profiles.drawings.relations import STYLES, Node, Tie
from profiles.drawings.relationship_map import company_ties, relationship_map
from profiles.drawings.series import Datum, Series, series
from profiles.values import PartialDate, Period
from profiles.views.compare import SETS, compare_pages
from profiles.views.timeline import timeline_page

SOURCE = """\
publisher: P
title: T
date: 2025-01-01
language: en
kind: secondary
accessed: 2025-01-02
"""
COMPANIES = {
    "alpha": "name: Alpha\nsources: {S: s}\ndoes: makes things [S p1]\nowners:\n  Old Family: 30% [S p1]\nmetrics:\n"
             "  revenue:\n    2022: 10 billion USD [S p1]\n    2023: more than 20 billion USD [S p1]\n",
    "beta": "name: Beta\nsources: {S: s}\ndoes: sells things [S p1]\nowners:\n  alpha: 84% [S p1]\n",
    "gamma": "name: Gamma & Söhne\nsources: {S: s}\ndoes: buys things [S p1]\n",
}
DEALS = {
    "alpha-gamma": "title: Alpha and Gamma\nparties: [alpha, gamma, Somebody]\nsources: {S: s}\n"
                   "stage: letter of intent [S p1]\nbinding: non-binding [S p1]\nannounced: 2025-03-01 [S p1]\n"
                   "steps:\n  - 2025-03-01 announced: said so [S p1]\n  - 2025-H2 planned: a contract [S p1]\n",
}


def archive_of(folder: Path, companies: dict[str, str], deals: dict[str, str]) -> Archive:
    """A small archive, read as any other."""
    for name, records in (("companies", companies), ("deals", deals), ("sources", {"s": SOURCE})):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for record, words in records.items():
            (folder / name / f"{record}.yml").write_text(words, encoding="utf-8")
    archive, faults = load(folder)
    assert not faults, faults
    return archive


@pytest.fixture
def small(tmp_path: Path) -> Archive:
    """Three companies, one deal with a party that has no record."""
    return archive_of(tmp_path / "data", COMPANIES, DEALS)


@pytest.fixture(scope="module")
def real() -> Archive:
    """The archive of this repository."""
    return load(Path(__file__).resolve().parent.parent / "data")[0]


def written(block: object, page: str = "map.md") -> str:
    """The HTML of a figure."""
    assert isinstance(block, Component)
    return html.component(block.html, page)


# -- text -----------------------------------------------------------------------------------------


def test_wrapping_keeps_every_letter_and_breaks_behind_dashes() -> None:
    assert text.wrap("Foxconn–Intrinsic joint venture", text.NAME, 105) == ("Foxconn–", "Intrinsic joint", "venture")
    assert text.wrap("", text.NAME, 90) == ("",)
    assert text.wrap("鴻海精密工業股份有限公司", text.NAME, 70) == ("鴻海精密", "工業股份", "有限公司")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1), st.integers(20, 300))
def test_wrapped_lines_fit_and_lose_nothing(words: str, room: int) -> None:
    lines = text.wrap(words, text.NAME, room)
    assert "".join(lines) == words
    assert all(text.width(one, text.NAME) <= room or len(one) <= 1 + sum(map(_marks, one)) for one in lines)


def _marks(letter: str) -> bool:
    return bool(unicodedata.combining(letter))


# -- ego maps -------------------------------------------------------------------------------------

HERE = PageLink("companies/x.md")


def neighbours(count: int, seed: int = 1) -> tuple[Node, list[Tie], dict[str, Node]]:
    """A company with `count` neighbours of all kinds, up to five ties each."""
    dice = random.Random(seed)
    ties, nodes = [], {}
    for index in range(count):
        key = f"n{index}"
        nodes[key] = Node(key, "Name " * dice.randint(1, 6), HERE if dice.random() < 0.7 else None)
        for _ in range(dice.randint(1, 5) if dice.random() < 0.3 else 1):
            style = dice.choice(list(STYLES))
            ends = ("me", key) if dice.random() < 0.5 else (key, "me")
            ties.append(Tie(*ends, style, f"{dice.randint(1, 99)}%", "words", HERE))
    return Node("me", "Middle", HERE), ties, nodes


def overlaps(boxes: Iterable[scene.Box]) -> list[tuple[str, str]]:
    """Pairs of boxes that share some ground."""
    return [(a.key, b.key) for a, b in combinations([box for box in boxes if box.kind != "group"], 2)
            if a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h]


@pytest.mark.parametrize("count", range(1, 24))
@pytest.mark.parametrize("draw", [ego.wide, ego.narrow])
def test_ego_boxes_never_overlap_and_stay_inside(count: int, draw) -> None:
    centre, ties, nodes = neighbours(count, seed=count)
    found = ego.arrange(centre, ties, nodes)
    drawn = draw(found)
    assert not overlaps(drawn.boxes)
    assert {box.key for box in drawn.boxes} == {"me", *(row.node.key for row in found.rows)}
    assert all(0 <= box.x and box.x + box.w <= drawn.width and box.y + box.h <= drawn.height for box in drawn.boxes)
    words = [scene.Box(str(at), pill.x, pill.y, pill.w, 24, ()) for at, pill in enumerate(drawn.pills)]
    assert not overlaps(words)


def test_cap_leaves_out_the_last_and_counts_them() -> None:
    centre = Node("me", "Middle")
    ties = [Tie("me", f"n{at}", "unknown", "x", "x", HERE) for at in range(60)]
    found = ego.arrange(centre, ties, {f"n{at}": Node(f"n{at}", "N") for at in range(60)})
    assert len(found.rows) == 23 and found.left_out == 37


def test_exact_small_ego_map() -> None:
    ties = [Tie("me", "p", "free", "Talks", "t", HERE), Tie("o", "me", "owns", "51%", "51%", HERE)]
    drawn = ego.wide(ego.arrange(Node("me", "Me"), ties, {"p": Node("p", "P", HERE), "o": Node("o", "O")}))
    places = {box.key: (box.x, box.y, box.w, box.h, box.kind) for box in drawn.boxes}
    assert places == {"o": (30, 0, 160, 49, "words"), "me": (0, 71, 190, 52, "me"), "p": (444, 77, 196, 40, "company")}
    assert [stroke.style for stroke in drawn.strokes] == ["owns", "owns", "free", "trunk", "trunk"]
    assert drawn.strokes[1] == scene.Stroke(((12, 24.5), (12, 71)), "owns", True)


# -- bow ties -------------------------------------------------------------------------------------


def graph_of(pairs: list[tuple[str, str]]) -> bowtie.Graph:
    keys = sorted({key for pair in pairs for key in pair})
    bonds = tuple(bowtie.Bond(*sorted(pair), "unknown", 1) for pair in pairs)  # type: ignore[misc]
    return bowtie.Graph({key: bowtie.Group(Node(key, f"Company {key}", HERE)) for key in keys}, bonds)


def test_panel_puts_shared_partners_between_the_hubs() -> None:
    pairs = [("a", "x"), ("a", "y"), ("a", "z"), ("a", "b"), ("b", "z"), ("b", "v"), ("b", "w"), ("q", "r")]
    graph = graph_of(pairs)
    assert bowtie.panels(list(graph.groups), list(graph.bonds)) == (
        bowtie.Panel(("a", "b"), ("x", "y"), ("z",), ("v", "w")), bowtie.Panel(("q",), (), (), ("r",)))


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23)), min_size=1, max_size=40), st.randoms())
def test_bow_ties_have_no_overlap_and_do_not_depend_on_order(numbers, dice) -> None:
    pairs = sorted({(f"n{min(pair):02}", f"n{max(pair):02}") for pair in numbers if pair[0] != pair[1]})
    graph = graph_of(pairs)
    found = bowtie.panels(list(graph.groups), list(graph.bonds))
    mixed = list(pairs)
    dice.shuffle(mixed)
    other = graph_of(mixed)
    assert bowtie.panels(list(reversed(other.groups)), list(other.bonds)) == found
    for form in ("wide", "narrow"):
        drawn = bowtie.scene(graph, found, form)
        assert not overlaps(drawn.boxes)
        assert {box.key for box in drawn.boxes if box.kind != "group"} == {key for one in found for key in one.keys}
        assert bowtie.scene(other, found, form) == drawn


# -- figures from records ---------------------------------------------------------------------------


def test_company_map_says_the_same_in_its_table(small: Archive) -> None:
    (figure,) = relationship_map(small, "alpha")
    page = LexborHTMLParser(written(figure, "companies/alpha.md"))
    assert page.css_first("figcaption strong").text() == \
        "1 deal ties Alpha to 2 parties; none of them is recorded as binding"
    rows = [[cell.text() for cell in row.css("th, td")] for row in page.css("tbody tr")]
    assert rows == [
        ["Alpha", "Alpha and Gamma (non-binding deal)", "Gamma & Söhne", "1 March 2025"],
        ["Alpha", "Alpha and Gamma (non-binding deal)", "Somebody", "1 March 2025"],
        ["Old Family", "holds: 30%", "Alpha", "not stated"], ["Alpha", "holds: 84%", "Beta", "not stated"]]
    assert [one.attributes["class"] for one in page.css("svg.map")] == ["map map-wide", "map map-narrow"]
    assert all(one.attributes["aria-label"] and one.attributes["role"] == "group" for one in page.css("svg.map"))
    assert "../beta/" in {one.attributes["href"] for one in page.css("svg a.box")}
    assert len(page.css("svg.map-wide .tie-free")) == 2 and len(page.css("svg.map-wide g.box-words")) == 2


def test_deal_map_has_all_parties(small: Archive) -> None:
    (figure,) = relationship_map(small, "alpha-gamma")
    page = LexborHTMLParser(written(figure, "deals/alpha-gamma.md"))
    names = [one.text() for one in page.css("svg.map-wide text.name")]
    assert sorted(names) == ["Alpha", "Gamma & Söhne", "Somebody", "This deal"]
    assert page.css_first("figcaption strong").text() == \
        "Alpha, Gamma & Söhne and Somebody: letter of intent, non-binding"


def test_company_without_relations_has_no_map(tmp_path: Path) -> None:
    archive = archive_of(tmp_path / "data", {"gamma": COMPANIES["gamma"]}, {})
    assert relationship_map(archive, "gamma") == () and archive_map(archive) == ()


def test_groups_of_the_small_archive(small: Archive) -> None:
    assert controllers(small) == {"beta": "alpha"}
    graph = group_graph(small)
    assert [one.key for one in graph.groups["alpha"].members] == ["beta"]
    assert {(one.first, one.second, one.style, one.count) for one in graph.bonds} == {
        ("alpha", "gamma", "free", 1), ("Somebody", "alpha", "free", 1), ("Somebody", "gamma", "free", 1)}


def test_owning_in_a_circle_makes_no_group(tmp_path: Path) -> None:
    circle = {name: f"name: {name}\nsources: {{S: s}}\ndoes: x [S p1]\nowners:\n  {other}: 60% [S p1]\n"
              for name, other in (("a", "b"), ("b", "a"))}
    assert controllers(archive_of(tmp_path / "data", circle, {})) == {}


def test_every_relation_of_the_archive_is_in_a_table_and_drawn(real: Archive) -> None:
    (figure,) = archive_map(real)
    said = LexborHTMLParser(written(figure)).css_first("table").text()
    for company in real.companies:
        for tie in company_ties(real, company):
            assert tie.words in said, tie
        for block in relationship_map(real, company):
            page = LexborHTMLParser(written(block, f"companies/{company}.md"))
            table = page.css_first("table").text()
            spaceless = re.sub(r"\s", "", table)
            for node in page.css("svg.map-wide .box"):
                name = "".join(one.text() for one in node.css("text.name"))
                assert re.sub(r"\s", "", name) in spaceless
    graph, panels = capped(group_graph(real))
    assert len(graph.groups) <= 24 and sum(len(bowtie.tied(one, graph.bonds)) for one in panels) <= 40


def test_drawings_are_the_same_for_shuffled_records(real: Archive) -> None:
    def mixed(records: dict) -> dict:
        keys = sorted(records, key=lambda key: random.Random(key).random())
        return {key: records[key] for key in keys}

    other = Archive(mixed(real.companies), mixed(real.deals), real.sources, real.reads)
    for record in ("foxconn", "openai", "stargate-2025"):
        assert written(relationship_map(real, record)[0]) == written(relationship_map(other, record)[0])
    assert written(archive_map(real)[0]).partition("<details")[0] == \
        written(archive_map(other)[0]).partition("<details")[0]


# -- charts ---------------------------------------------------------------------------------------


def test_bars_from_zero_with_an_open_end(small: Archive) -> None:
    (figure,) = charts.metric_chart(small, "alpha", "revenue")
    page = LexborHTMLParser(written(figure, "companies/alpha.md"))
    bars = [(one.attributes["x"], one.attributes["width"]) for one in page.css("rect.bar")]
    assert bars == [("0%", "46%"), ("0%", "92%")]
    assert len(page.css(".open-end")) == 1 and len(page.css("line.axis")) == 2
    assert page.css_first("svg.chart").attributes["aria-label"] == \
        "Revenue of Alpha: US$10 billion in 2022, more than US$20 billion in 2023. " \
        "2022: US$10 billion; 2023: more than US$20 billion."
    assert page.css_first(".figure-note a").attributes["href"].startswith("#")
    assert charts.metric_chart(small, "gamma", "revenue") == ()


def datum(period: str, low: int, high: int | None = None, **more) -> Datum:
    top = low if high is None else high
    main = Decimal(low) if high is None else None
    return Datum(Period.parse(period), Decimal(low), Decimal(top), str(low), HERE, main=main, **more)


def test_line_breaks_where_a_period_is_missing_or_open() -> None:
    found = Series("USD", "quarter", (datum("2024-Q1", 1), datum("2024-Q2", 2), datum("2024-Q4", 3), datum("2025-Q1", 4),
                                      datum("2025-Q2", 4, 5, disputed=True), datum("2025-Q3", 6)), 0)
    places = charts._places(found)
    assert [len(run) for run in charts._runs(found, places)] == [2, 2]
    assert places[0] == (2.0, charts.FLOOR - (charts.FLOOR - charts.TOP) / 6) and places[-1] == (98.0, charts.TOP)


def test_negative_bars_run_left_and_soft_ones_are_hatched() -> None:
    parts, _ = charts._bars(Series("USD", "year", (datum("2023", -50), datum("2024", 50, soft=True)), 0), "hatch")
    bars = [dict(one.attrs) for one in parts if one.tag == "rect"]
    assert [(one["x"], one["width"]) for one in bars] == [("0%", "46%"), ("46%", "46%")]
    assert bars[1]["fill"] == "url(#hatch)"


def test_series_never_mixes_currencies_or_kinds_of_period(tmp_path: Path) -> None:
    words = ("name: A\nsources: {S: s}\ndoes: x [S p1]\nmetrics:\n  revenue:\n    2023: 1 billion USD [S p1]\n"
             "    2024: 2 billion EUR [S p1]\n    2025: 3 billion USD [S p1]\n    2025-Q1: 1 billion USD [S p1]\n"
             "    2022: not disclosed (looked in its report) [S p1]\n")
    found = series(archive_of(tmp_path / "data", {"a": words}, {}).by_record["companies", "a"][1:])
    assert found is not None
    assert (found.unit, found.kind, found.others) == ("USD", "year", 3)
    assert [str(one.low) for one in found.data] == ["1000000000", "3000000000"]


# -- timelines ------------------------------------------------------------------------------------


def step(when: str, planned: bool = False) -> timeline.Step:
    return timeline.Step(PartialDate.parse(when), line(f"on {when}"), planned=planned)


def test_timeline_says_how_exact_each_date_is() -> None:
    page = LexborHTMLParser(written(timeline.steps_timeline([step("2026-H2", planned=True), step("2025-11"),
                                                             step("2025-11-20")])))
    assert [(one.attributes["class"], one.text()) for one in page.css("li")] == [
        ("step step-vague", "November 2025, day not stated on 2025-11"),
        ("step step-exact", "20 November 2025 on 2025-11-20"),
        ("step step-planned", "Second half of 2026 on 2026-H2")]
    assert page.css_first("time").attributes["datetime"] == "2025-11-20"


def test_axis_gives_vague_dates_their_whole_span() -> None:
    track = timeline.Track("T", HERE, (step("2024-01-01"), step("2025"), step("2026-12-31")))
    page = LexborHTMLParser(written(timeline.steps_axis("title", "below", [track])))
    wide = page.css_first("svg.axis-wide")
    assert [one.attributes["cx"] for one in wide.css("circle.dot")] == ["1%", "99%"]
    span = wide.css_first("rect.span-of-time").attributes
    assert (span["x"], span["width"]) == ("33.8%", "32.6%")
    assert [one.text() for one in wide.css("text.period")] == ["2024", "2025", "2026"]
    assert page.css_first("svg.axis-narrow") is not None


def test_no_drawing_carries_a_style_attribute(real: Archive) -> None:
    found = [*archive_map(real), *relationship_map(real, "openai"), *charts.metric_chart(real, "foxconn", "revenue")]
    assert found and all(" style=" not in written(one) and "<script" not in written(one) for one in found)


def test_deal_maps_of_the_archive_do_not_overlap(real: Archive) -> None:
    for deal in real.deals.values():
        found = dealmap.arrange(real, deal)
        for drawn in (dealmap.wide(found), dealmap.narrow(found)):
            assert not overlaps(drawn.boxes), deal.id
            assert min(box.y for box in drawn.boxes) >= 0


def test_no_label_of_the_archive_is_empty(real: Archive) -> None:
    for company in real.companies:
        for block in relationship_map(real, company):
            page = LexborHTMLParser(written(block, f"companies/{company}.md"))
            assert all(one.text().strip() for one in page.css(".pill, .box, .track"))


def test_compare_puts_differing_rows_first_and_labels_cells_by_party(real: Archive) -> None:
    pages = {page.path: page for page in compare_pages(real)}
    assert set(pages) == {"compare/index.md", *(f"compare/{one.slug}.md" for one in SETS)}
    (table,) = [block for block in pages["compare/openai-chip-deals.md"].blocks
                if isinstance(block, Component) and block.html.tag == "table"]
    page = LexborHTMLParser(written(table, "compare/openai-chip-deals.md"))
    kinds = [row.attributes["class"] for row in page.css("tbody tr")]
    assert kinds == sorted(kinds) and "differs" in kinds
    assert [cell.attributes["data-label"] for cell in page.css("tbody tr")[0].css("td")] == ["Nvidia", "AMD", "Broadcom"]
    assert all(cell.text().strip() for cell in page.css("td, th"))


def test_timeline_page_lists_every_step_once(real: Archive) -> None:
    steps = [one for one in real.items if one.folder == "deals" and one.prop == "steps"]
    page = timeline_page(real)
    lists = [block for block in page.blocks if isinstance(block, Component) and block.html.tag == "ol"]
    years = [block.content[0].text for block in page.blocks if isinstance(block, Heading)]  # type: ignore[union-attr]
    assert sum(len(block.html.children) for block in lists) == len(steps)
    assert years == sorted(years, reverse=True) and len(years) == len(lists)
