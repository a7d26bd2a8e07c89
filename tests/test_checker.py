"""The output check: silent on the real site, loud at every planted fault; it knows no code of ours."""

from __future__ import annotations

import ast
import os
import random
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checker import faults_of_site
from checker.expect import date, money, plain
from checker.facts import Facts
from checker.figures import Unreadable, _agree, figure_faults
from checker.links import Links
from checker.markup import markup_faults, strict_json
from checker.pages import Page, read_pages
from checker.reading import footnote, records, remarks
from checker.tags import tags_of
from tests.conftest import ROOT

DIGITS = 1000 if os.environ.get("ATLAS_DEEP") else 60
Records = dict[tuple[str, str], object]


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return read_pages(site)


@pytest.fixture(scope="module")
def found(project: Path) -> dict:  # type: ignore[type-arg]
    return records(project / "data")


def test_the_checker_imports_nothing_of_the_builder() -> None:
    for path in sorted((ROOT / "checker").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not [name for name in names if name.split(".")[0] in ("profiles", "build_profiles", "scripts")], path


def test_the_real_site_has_no_faults_and_is_checked_in_seconds(site: Path, project: Path) -> None:
    start = time.process_time()
    assert faults_of_site(site, project / "data") == []
    assert time.process_time() - start < 15


def test_facts_are_counted(pages: dict[str, Page], found: dict) -> None:  # type: ignore[type-arg]
    facts = Facts(found, pages)
    assert list(facts.faults()) == []
    print(f"{facts.count} values of {len(found)} records looked for; lost: 0")
    assert facts.count > 5000


# Sabotage: facts ---------------------------------------------------------------------------------


def lost(pages: dict[str, Page], found: dict, path: str, data: bytes) -> list[str]:  # type: ignore[type-arg]
    """What the record of one page misses when the page reads so."""
    folder, name, _ = path.split("/")
    facts = Facts(found, {**pages, path: Page(path, data)})
    return list(facts._record(found[folder, name], facts.pages[path]))


def value_digits(data: str) -> list[int]:
    """Where the digits of facts stand: between the address of a fact and its first mark."""
    start, end = data.index("<article"), data.index('id="evidence"') if 'id="evidence"' in data else len(data)
    spots = []
    for fact in re.finditer(r'<(?:span|dd|li|td)[^>]* id="(?!e-|at-|derived|versions-|disagree)[a-z0-9-]+"[^>]*>(?:</span>)?', data):
        stop = re.compile(r'<a |<span class="chip|</li>|</dd>|</td>|<ul|</p>').search(data, fact.end())
        if start < fact.start() < end and stop:
            text = data[fact.end(): stop.start()]
            spots += [fact.end() + match.start() for match in re.finditer(r"\d(?![^<]*>)", text)]
    return spots


def test_one_changed_digit_is_noticed(pages: dict[str, Page], found: dict) -> None:  # type: ignore[type-arg]
    rng = random.Random(5)
    paths = [f"{folder}/{name}/index.html" for folder, name in found if folder != "sources"]
    tried, missed = 0, []
    while tried < DIGITS:
        path = rng.choice(paths)
        data = pages[path].data.decode()
        spots = value_digits(data)
        if not spots:
            continue
        at = rng.choice(spots)
        changed = data[:at] + str((int(data[at]) + rng.randrange(1, 10)) % 10) + data[at + 1:]
        tried += 1
        if not lost(pages, found, path, changed.encode()):
            missed.append(f"{path}: {data[at - 60: at + 20]}")
    print(f"{tried} digits changed, noticed: {tried - len(missed)}")
    assert missed == []


@pytest.mark.parametrize(("path", "old", "new"), [
    ("companies/fii/index.html", "243.17 billion yuan", "243.17 million yuan"),
    ("companies/fii/index.html", "US$34 billion", "US$34 billon"),
    ("companies/foxconn/index.html", "鴻海精密工業股份有限公司", "鴻海精密工業有限公司"),
    ("companies/foxconn/index.html", ">20 February 1974", ">21 February 1974"),
    ("companies/foxconn/index.html", "2317 (Taiwan", "2371 (Taiwan"),
    ("deals/foxconn-openai-hardware-2025/index.html", "purchase commitments", "purchases"),
    ("deals/foxconn-openai-hardware-2025/index.html", "non-binding", "binding"),
    ("deals/foxconn-openai-hardware-2025/index.html", "priority review", "priority"),
    ("deals/foxconn-openai-hardware-2025/index.html", "#e-jiemian-2025-11-21-openai-pact-p2", "#e-other-p2"),
    ("sources/jiemian-2025-11-21-openai-pact/index.html", "SONG Jianan", "SONG"),
    ("sources/jiemian-2025-11-21-openai-pact/index.html", "<dd>secondary", "<dd>primary"),
])  # fmt: skip
def test_a_lost_word_is_noticed(pages: dict[str, Page], found: dict, path: str, old: str, new: str) -> None:  # type: ignore[type-arg]
    data = pages[path].data.decode()
    assert old in data
    assert lost(pages, found, path, data.replace(old, new).encode())


def test_two_swapped_figures_are_noticed(pages: dict[str, Page], found: dict) -> None:  # type: ignore[type-arg]
    """Each figure stands somewhere, but not at its own address."""
    path = "companies/fii/index.html"
    data = pages[path].data.decode()
    figures = re.findall(r'id="revenue-2025-(?:q\d|h1)"></span>([^<]+?) ?<', data)
    assert len(set(figures)) > 1
    one, other = figures[0], next(figure for figure in figures if figure != figures[0])
    swapped = data.replace(one, "\0").replace(other, one).replace("\0", other)
    assert lost(pages, found, path, swapped.encode())


def test_a_lost_page_and_a_lost_search_name_are_noticed(pages: dict[str, Page], found: dict, site: Path, tmp_path: Path) -> None:  # type: ignore[type-arg]
    fewer = {path: page for path, page in pages.items() if path != "companies/fii/index.html"}
    assert any("is missing" in fault for fault in Facts(found, fewer).faults())
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    index = copy / "search/search_index.json"
    index.write_text(index.read_text("utf-8").replace("Zheng Hongmeng", "Zheng"), "utf-8")
    assert [fault for fault in Links(copy, {}).search_faults(found) if "Zheng Hongmeng" in fault]
    index.write_text(index.read_text("utf-8").replace('"docs":', '"boost": Infinity, "docs":', 1), "utf-8")
    assert any("Infinity" in fault for fault in Links(copy, {}).search_faults(found))


# Sabotage: derived figures and drawings --------------------------------------------------------


def planted(page: Page, at: int, new: str) -> list[str]:
    """What is found on a page with one character changed."""
    data = page.data.decode()
    return list(figure_faults(Page(page.path, (data[:at] + new + data[at + 1:]).encode())))


def digits_of(data: str, start: int, end: int) -> list[int]:
    """Where the digits of a part's visible text stand; marks of sources, chips and titles of deals are left out."""
    text = re.sub(r'<a href="#e-.*?</a>|(?<=</a> )\([^<]*\)|<span class="chip.*?</span>|<[^>]*>', lambda tag: "\0" * len(tag[0]), data[start:end])
    return [start + digit.start() for digit in re.finditer(r"\d", text)]


def derived_digits(data: str) -> list[int]:
    """Those of derived values and their formulas: the last two cells of their rows."""
    rows = re.finditer(r'<tr>\s*<td><span id="derived-(?:(?!</tr>).)*</tr>', data, re.S)
    return [at for row in rows for at in digits_of(data, data.rindex("<td", 0, data.rindex("<td", row.start(), row.end())), row.end())]


def chart_digits(data: str) -> list[int]:
    """Those of the points of charts."""
    charts = re.finditer(r'<svg class="chart".*?</figure>', data, re.S)
    return [at for chart in charts for point in re.finditer(r"<title>[^<]*: [^<]*</title>", chart[0])
            for at in digits_of(data, chart.start() + point.start(), chart.start() + point.end())]


@pytest.mark.parametrize("spots_of", [derived_digits, chart_digits])
def test_one_changed_digit_of_what_is_worked_out_or_drawn_is_noticed(pages: dict[str, Page], spots_of: Callable[[str], list[int]]) -> None:
    rng, tried, missed = random.Random(6), 0, []
    for page in pages.values():
        data = page.data.decode()
        spots = spots_of(data)
        for at in rng.sample(spots, min(len(spots), 400 if DIGITS > 100 else 8)):
            tried += 1
            if not planted(page, at, str((int(data[at]) + rng.randrange(1, 10)) % 10)):
                missed.append(f"{page.path}: {data[at - 60: at + 20]}")
    print(f"{tried} digits of {spots_of.__name__} changed, noticed: {tried - len(missed)}")
    assert tried >= 20
    assert missed == []


@pytest.mark.parametrize(("shown", "formula", "right"), [
    ("12.799 billion yuan", "35.286 billion yuan − 22.486768 billion yuan", True),
    ("12.80 billion yuan", "35.286 billion yuan − 22.486768 billion yuan", True),
    ("12.800 billion yuan", "35.286 billion yuan − 22.486768 billion yuan", False),
    ("NT$88 billion", "NT$83.7 billion ÷ (1 + -5%)", True), ("NT$89 billion", "NT$83.7 billion ÷ (1 + -5%)", False),
    ("US$253.6 billion", "US$350,018 million − (US$113.8 billion ÷ (1 + 18%))", True),
    ("US$253.6 billion", "US$350,018 million − US$113.8 billion ÷ (1 + 18%)", True),
    ("US$200.2 billion", "(US$350,018 million − US$113.8 billion) ÷ (1 + 18%)", True),
    ("15.09%", "US$402,836 million ÷ US$350,018 million − 1", True), ("15.19%", "US$402,836 million ÷ US$350,018 million − 1", False),
    ("about 2", "about 1 × 2", True), ("-1%", "99 ÷ 100 − 1", True), ("-US$3 million", "US$4 million − US$7 million", True),
])  # fmt: skip
def test_formulas_are_worked_out_again(shown: str, formula: str, right: bool) -> None:
    assert _agree(shown, "derived-x", formula, []) is right


@pytest.mark.parametrize("formula", ["", "no number", "1 +", "(1", "1)", "1 2", "÷ 2", "()"])
def test_what_is_no_formula_is_said(formula: str) -> None:
    with pytest.raises(Unreadable):
        _agree("1", "derived-x", formula, [])


def test_a_drawing_that_says_more_than_its_page_is_noticed() -> None:
    page = '<article><svg class="map"><text>{}</text></svg><table><tr><td>holds about 20% since 3 May 2025 for US$1.5 billion</td></tr></table></article>'
    for text, faults in (("holds about 20%", 0), ("3 May 2025", 0), ("US$1.5", 0), ("2027", 0), ("12", 0),
                         ("0%", 1), ("about 30%", 1), ("4 May 2025", 1), ("US$1.6 billion", 1), ("US$1.5 million", 1), ("5 billion", 1)):
        assert len(list(figure_faults(Page("x/index.html", page.format(text).encode())))) == faults, text


# Sabotage: markup and links ----------------------------------------------------------------------

PLANTED = {
    "<script>alert(1)</script>": "<script>",
    '<img src="x" onerror="alert(1)">': "<img>",
    '<p onclick="x">y</p>': "onclick",
    '<p style="color:red">y</p>': "style",
    "<style>p{}</style>": "<style>",
    '<iframe src="https://evil.example/"></iframe>': "<iframe>",
    '<form action="/x"></form>': "<form>",
    "<input>": "<input>",
    "<object></object>": "<object>",
    '<base href="/">': "<base>",
    '<a href="javascript:alert(1)">x</a>': "link to",
    '<a href="JaVa&#115;cript:x">x</a>': "link to",
    '<a href="data:text/html,x">x</a>': "link to",
    '<a href="//evil.example/">x</a>': "link to",
    '<a href="https://x.example/" ping="https://y.example/">x</a>': "ping",
    '<svg><a xlink:href="x">y</a></svg>': "xlink",
    '<svg><foreignObject></foreignObject></svg>': "foreignobject",
    '<svg><rect fill="url(https://evil.example/x)"></rect></svg>': "fill",
    '<p data-md-component="search">x</p>': "data-md-component",
    '<p id="twice-x">a</p><p id="twice-x">b</p>': "id twice",
    "<math></math>": "<math>",
    "<template></template>": "<template>",
}


@pytest.mark.parametrize("planted", PLANTED, ids=range(len(PLANTED)))
def test_planted_markup_is_noticed(pages: dict[str, Page], planted: str) -> None:
    page = pages["companies/fii/index.html"]
    assert list(markup_faults(page)) == []
    data = page.data.replace(b"</article>", planted.encode() + b"</article>")
    faults = list(markup_faults(Page(page.path, data)))
    assert any(PLANTED[planted].lower() in fault.lower() for fault in faults), faults


@pytest.mark.parametrize(("old", "new", "word"), [
    (b"<head>", b"<head><script>alert(1)</script>", "unknown inline script"),
    (b"<head>", b'<head><script type="application/ld+json">{"a": NaN}</script>', "no JSON"),
    (b"<head>", b'<head><script type="application/ld+json">{"a": 1, "a": 2}</script>', "no JSON"),
    (b"<head>", b'<head><script src="https://cdn.example/x.js"></script>', "from elsewhere"),
    (b"<head>", b'<head><link rel="stylesheet" href="//cdn.example/x.css">', "from elsewhere"),
    (b"default-src 'none'", b"default-src 'self'", "content policy"),
    (b"script-src 'self'", b"script-src 'self' 'unsafe-inline'", "content policy"),
    (b"<body", b'<body onload="x"', "onload"),
    (b"<head>", b'<head><meta http-equiv="refresh" content="0; url=https://evil.example/">', "odd redirect"),
])  # fmt: skip
def test_planted_frame_is_noticed(pages: dict[str, Page], old: bytes, new: bytes, word: str) -> None:
    page = pages["companies/fii/index.html"]
    assert old in page.data
    assert any(word in fault for fault in markup_faults(Page(page.path, page.data.replace(old, new, 1))))


@pytest.mark.parametrize(("address", "word"), [
    ("../nobody/", "dead link"), ("#nowhere", "dead anchor"), ("../foxconn/#nowhere", "dead anchor"),
    ("../../../../x", "leads out"), ("/elsewhere", "dead link"), ("../foxconn/", ""), ("../foxconn/#deals", ""),
    ("https://x.example/", ""), ("#evidence", ""), ("../../", ""),
])  # fmt: skip
def test_links_are_followed(site: Path, pages: dict[str, Page], address: str, word: str) -> None:
    wrong = Links(site, pages).wrong("companies/fii/index.html", address)
    assert word in wrong if word else wrong == ""


def test_a_style_sheet_that_loads_from_elsewhere_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "x.css").write_text("p{background:url(https://evil.example/p.png)} @import '//evil.example/x.css';")
    assert len(list(Links(tmp_path, {}).faults())) == 2


# Tags without a tree -----------------------------------------------------------------------------

FRAME = '\n<!doctype html><html lang="en"><head><title>x</title>{}</head><body><article class="a">{}</article></body></html>'
ODD = {
    "in the article": ['<P>x</P>', "<p class='a'>x</p>", "<p class=a>x</p>", "<p/>", "<!-- x -->", "<![CDATA[x]]>", "<template></template>",
                       "<table>", "</p>", "<p>x</b>", '<p class="a" class="b">x</p>', '<p class="a"id="b">x</p>', "a < b", "<script></script>",
                       '<a href="x&copy=y">x</a>', "\0", "<article></article>", '<p title="<b>">x</p>', "<style></style>", "<p\f>x</p>"],
    "in the head": ["<script>a<b</script>", "<style></style>", '<meta http-equiv="Refresh" content="0; url=x">', "<base>", "<!---->",
                    "<article></article>", '<META charset="utf-8">', "<script>"],
}
PLAIN = ['<p class="a">x &lt; y</p>', '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>', "<br>", "<br />", "<p hidden>x</p>", "a > b",
         '<a href="x?a&amp;b&#39;&#x27;">x</a>', "<p\n class=\"a\">x</p>", "<p >x</p>"]


def test_tags_are_those_of_a_browser(pages: dict[str, Page]) -> None:
    plain = 0
    for page in pages.values():
        if page.tags is None:
            continue
        plain += 1
        inside = {node.mem_id for node in page.tree.css("article, article *")}
        tree = [(node.tag, node.attributes, node.mem_id in inside) for node in page.tree.css("*")]
        own = [(tag.name, {name: value or None for name, value in tag.attributes.items()}, inner)
               for tags, inner in ((page.tags.frame, False), (page.tags.inner, True)) for tag in tags]
        known = [(tag, {name: value or None for name, value in attributes.items()}, inner) for tag, attributes, inner in tree]
        assert sorted(own, key=repr) == sorted(known, key=repr), page.path
    print(f"{plain} of {len(pages)} pages are plain")
    assert plain > len(pages) - 10


def test_what_is_not_plain_has_no_tags() -> None:
    for text in ODD["in the article"]:
        assert tags_of(FRAME.format("", text)) is None, text
    for text in ODD["in the head"]:
        assert tags_of(FRAME.format(text, "")) is None, text
    for text in PLAIN:
        assert tags_of(FRAME.format("", text)) is not None, text
    assert tags_of(FRAME.format('<script type="application/ld+json">{"a": 1}</script>', "")) is not None


# Its own reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("function", "given", "expected"), [
    (date, "2025-11-20 in US", "20 November 2025 in US"), (date, "FY2026-Q3", "Q3 of fiscal 2026"), (date, "2025-H1", "first half of 2025"),
    (date, "2026-01 to 2026-05", "January 2026 to May 2026"), (date, "2025-9M", "first nine months of 2025"),
    (money, "243.17 billion CNY (about 34 billion USD)", "243.17 billion yuan (about US$34 billion)"),
    (money, "-5.2 million TWD", "-NT$5.2 million"), (money, "30 to 40 billion USD", "US$30 to 40 billion"),
    (plain, "“A” – b\u00a0C", '"a" - b c'),
    (footnote, 'x (y) [J p2 "a [b]", O]', ("x (y)", 'J p2 "a [b]", O')), (footnote, "x [y] z", ("x [y] z", "")),
    (remarks, "x (as of 2025; plan)", ("x", {"as_of": "2025", "mode": "plan"})), (remarks, "x (y)", ("x (y)", {})),
])  # fmt: skip
def test_its_own_wording(function: Callable[[str], object], given: str, expected: object) -> None:
    assert function(given) == expected


def test_json_is_read_strictly() -> None:
    assert strict_json('{"a": [1]}') == {"a": [1]}
    for wrong in ('{"a": NaN}', '{"a": -Infinity}', '{"a": 1, "a": 1}', "{'a': 1}", '{"a": 1,}', ""):
        with pytest.raises(ValueError):
            strict_json(wrong)
