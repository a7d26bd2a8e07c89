"""The Markdown writer, held against Python-Markdown, MkDocs and Material themselves.

The main property: whatever text stands wherever a text can stand, the finished page shows exactly
that text (white space folded) and has exactly the elements we wrote.
"""

from __future__ import annotations

import html as stdlib_html
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File
from selectolax.lexbor import LexborHTMLParser, LexborNode

from profiles import escape, html, markdown
from profiles.blocks import (
    Block,
    Bullets,
    Chip,
    Component,
    Em,
    Heading,
    Item,
    Lang,
    Line,
    Link,
    Mark,
    Page,
    PageLink,
    Paragraph,
    Ref,
    Strong,
    Table,
    Text,
    WebLink,
    el,
    line,
    visible,
)
from profiles.lines import tidy

# The examples are cheap and the rule matters: three times what other properties get.
EXAMPLES = settings(max_examples=3 * settings.default.max_examples)
# As in mkdocs.yml; MkDocs adds toc, tables and fenced_code by itself.
CONFIGURATION = {
    "extensions": ["toc", "tables", "fenced_code"],
    "extension_configs": {"toc": {"permalink": True}, "tables": {"use_align_attribute": True}},
}

# Texts -------------------------------------------------------------------------------------------

HOSTILE = (
    *("# x", "#1", "C#", "x ##", "#", "- x", "+ x", "* x", "-", "--", "---", "- - -", "***", "___"),
    *("1986. A great year", "1.", "1. 2. x", "٣. x", "1) x", "> x", ">", ">>", "==="),
    *("~~~", "```", ": x", "a | b", "| a | b |", "|", "|---|", "a|", "\\", "\\|", "\\*", "C:\\new"),
    *("x\\", "*a*", "**a**", "_a_", "__a__", "a_b", "a__b", "_", "*", "** **", "a*b*c", "***a** b"),
    *("`a`", "``", "`", "[a](b)", "[a](javascript:x)", "![a](b)", "[a]: http://x", "[a][b]", "[a]"),
    *("!", "Yahoo!", "]", "[", "](x)", "(x)", "[TOC]", "[^1]", "[^1]: x", "*[the]: x", "a)b'c)"),
    *("<b>", "<script>alert(1)</script>", "</p>", "</div>", "<!-- x", "-->", "<![CDATA[", "<?php"),
    *("<", ">", "a < b > c", "<http://x.example>", "<a@b.example>", "<textarea>", "</title>", "<x"),
    *("&", "&amp;", "&lt;", "&#60;", "&#60", "&#x3C;", "&copy;", "&copy", "AT&T", "&a-b;", "&;"),
    *("{: onclick=x }", "{#id}", "{{ x }}", "{% x %}", "--8<-- \"x\"", ":smile:", "$x$", "^x^"),
    *("==x==", "~~x~~", "!!! note", "??? x", '=== "Tab"', "    code", "\ttab", "a  b", "a\nb"),
    *("klzzwxh:0000", "wzxhzdk:0", "amp;", "http://x.example/a_b_c", "\"x\" 'y'", "'", '"', "')"),
    *("鴻海", "工業富聯（x）", "é", "🏭", "ﷺ", "  x  ", "a\N{IDEOGRAPHIC SPACE}b"),
    *("\N{NO-BREAK SPACE}x\N{NO-BREAK SPACE}", "\N{LINE SEPARATOR}", "\N{BYTE ORDER MARK}"),
)
_PIECES = (
    st.sampled_from(HOSTILE)
    | st.text("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ aA1\n\t", max_size=8)
    | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8)
)
TEXTS = st.lists(_PIECES, min_size=1, max_size=4).map("".join).filter(lambda text: text.strip())


def folded(text: str) -> str:
    """What a page is to show of a text; typed again, not borrowed from the code under test."""
    return " ".join(re.split("[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+", text)).strip()


# Pages in, trees out -----------------------------------------------------------------------------


def rendered(page: Page) -> LexborNode:
    """The body of the page as Python-Markdown makes it, without toc's permalinks."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown.write(page), flags=re.DOTALL)
    tree = parsed(Markdown(**CONFIGURATION).convert(body))
    for permalink in tree.css("a.headerlink"):
        permalink.decompose()
    return tree


def parsed(fragment: str) -> LexborNode:
    body = LexborHTMLParser(f"<!DOCTYPE html><body>{fragment}</body>").body
    assert body is not None
    return body


def elements(node: LexborNode) -> list[str]:
    """The tags below a node, in order; comments and the like count, too."""
    kinds = (child.tag or "?" for child in node.traverse(include_text=False))
    return list(kinds)[1:]


def shape(node: LexborNode) -> list[object]:
    """A node as nested lists: tag, attributes, texts and children. For comparing two trees."""
    content: list[object] = []
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            content.append(child.text(deep=False))
        else:
            content.append(shape(child))
    return [node.tag, sorted(node.attributes.items()), content]


def page_of(*blocks: Block, title: str = "T") -> Page:
    return Page("companies/x.md", title, "", blocks)


# Positions ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Position:
    """A place where a text can stand: the page, the elements it must have, where the text shows."""

    page: Callable[[str], Page]
    tags: str
    selector: str


def _around(text: str) -> Line:
    """A text between two others, without and with blanks."""
    return line("a", Strong(line(text)), "b ", Em(line(text)), " c")


WEB = WebLink("https://example.com/A_(b)'c'*d*?x=1&lt;2&copy=3")
POSITIONS = {
    "title": Position(lambda text: page_of(title=text), "h1", "h1"),
    "paragraph": Position(lambda text: page_of(Paragraph(line(text))), "h1 p", "p"),
    "heading": Position(lambda text: page_of(Heading(3, line(text))), "h1 h3", "h3"),
    "heading with id": Position(
        lambda text: page_of(Heading(2, line(text), id="own.id")), "h1 h2 span", "h2"
    ),
    "item": Position(
        lambda text: page_of(Bullets((Item(line("x")), Item(line(text)), Item(line("y"))))),
        "h1 ul li li li",
        "li:nth-child(2)",
    ),
    "numbered item": Position(
        lambda text: page_of(Bullets((Item(line(text)),), ordered=True)), "h1 ol li", "li"
    ),
    "nested item": Position(
        lambda text: page_of(Bullets((Item(line("x"), (line("y"), line(text))), Item(line("z"))))),
        "h1 ul li ul li li li",
        "li li:nth-child(2)",
    ),
    "parent item": Position(
        lambda text: page_of(
            Bullets((Item(line(Em(line(text))), (line("x"),)),)), Paragraph(line("y"))
        ),
        "h1 ul li em ul li p",
        "em",
    ),
    "cell": Position(
        lambda text: page_of(
            Table(
                (line("x"), line("y")),
                ((line(text), line("1")), (line(), line("z"))),
                frozenset({1}),
            )
        ),
        "h1 table thead tr th th tbody tr td td tr td td",
        "td",
    ),
    "only cell": Position(
        lambda text: page_of(Table((line("x"),), ((line(text),), (line(),)))),
        "h1 table thead tr th tbody tr td tr td",
        "td",
    ),
    "header cell": Position(
        lambda text: page_of(Table((line(text), line()), ((line("x"), line("y")),))),
        "h1 table thead tr th th tbody tr td td",
        "th",
    ),
    "label": Position(lambda text: page_of(Paragraph(line(Link(line(text), WEB)))), "h1 p a", "a"),
    "label in prose": Position(
        lambda text: page_of(Paragraph(line("Yahoo!", Link(line(text), WEB), "(x)"))), "h1 p a", "a"
    ),
    "before a link": Position(
        lambda text: page_of(Paragraph(line(text, Link(line("-"), WEB), Mark("end")))),
        "h1 p a span",
        "p",
    ),
    "strong": Position(lambda text: page_of(Paragraph(_around(text))), "h1 p strong em", "strong"),
    "emphasis": Position(lambda text: page_of(Paragraph(_around(text))), "h1 p strong em", "em"),
    "both": Position(
        lambda text: page_of(Paragraph(line(Strong(line("x", Em(line(text)))), Em(line("y"))))),
        "h1 p strong em em",
        "strong em",
    ),
    "strong label": Position(
        lambda text: page_of(Paragraph(line(Link(line(Strong(line(text))), WEB)))),
        "h1 p a strong",
        "strong",
    ),
    "chip": Position(
        lambda text: page_of(Paragraph(line("x", Chip("stage-done", text), "y"))),
        "h1 p span",
        "span",
    ),
    "language": Position(
        lambda text: page_of(Paragraph(line(Lang("zh-Hant", text)))), "h1 p span", "span"
    ),
    "evidence mark": Position(
        lambda text: page_of(Paragraph(line("x", Ref(text, "e-x"), Mark("e-x")))),
        "h1 p a span",
        "p a",
    ),
    "component": Position(
        lambda text: page_of(
            Component(el("div", {"class": "x"}, el("p", {"title": text}, text))),
            Paragraph(line("y")),
        ),
        "h1 div p p",
        "div p",
    ),
    "line in component": Position(
        lambda text: page_of(Component(el("ul", {}, el("li", {}, line(Strong(line(text))), "x")))),
        "h1 ul li strong",
        "strong",
    ),
    "drawing": Position(
        lambda text: page_of(
            Component(
                el("figure", {}, el("svg", {}, el("title", {}, text), el("text", {}, text)))
            )
        ),
        "h1 figure svg title text",
        "svg title",
    ),
}
EXTRA_TEXT = {"before a link": "-"}  # what stands in the same element behind the text


def check(name: str, text: str) -> None:
    """The property: exactly the elements we wrote, exactly the text we were given."""
    position = POSITIONS[name]
    tree = rendered(position.page(text))
    assert elements(tree) == position.tags.split()
    node = tree.css_first(position.selector)
    assert node is not None
    shown = node.text(deep=True) if name != "nested item" else node.text(deep=True).rstrip("\n")
    suffix = EXTRA_TEXT.get(name, "")
    assert shown.removesuffix(suffix).strip() == folded(text)
    for titled in tree.css("p[title]"):
        assert (titled.attributes["title"] or "").split() == folded(text).split()
    for link in tree.css("p > a"):
        assert link.attributes["href"] == ("#e-x" if name == "evidence mark" else WEB.url)


@pytest.mark.parametrize("name", POSITIONS)
@EXAMPLES
@given(text=TEXTS)
def test_any_text_shows_as_itself(name: str, text: str) -> None:
    check(name, text)


@pytest.mark.parametrize("name", POSITIONS)
def test_each_hostile_text_shows_as_itself(name: str) -> None:
    assert len(HOSTILE) > 100
    for text in HOSTILE:
        if folded(text):
            check(name, text)


@pytest.mark.parametrize(
    "unit",
    ["[", "![", "[a](", "![[]()", "<![", "<![CDATA[", "<!--", "*a", "**a ", "_", "`", "&", "\\"],
)
def test_long_hostile_text_takes_no_time(unit: str) -> None:
    # Unescaped, 10 to 45 kB of some of these keep Python-Markdown busy for more than 8 s.
    text = unit * (10_000 // len(unit))
    blocks = (Paragraph(line(text)), Paragraph(line(Ref(text, "e"))))
    start = time.process_time()
    tree = rendered(page_of(*blocks))
    assert time.process_time() - start < 5
    assert tree.css_first("p").text(deep=True) == text.strip()


# Guards must be seen to bite ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "name", "text"),
    [
        ("inline", "paragraph", "<b>x</b>"),
        ("inline", "cell", "a | b"),
        ("inline", "label", "x](y)"),
        ("inline", "emphasis", "a*b"),
        ("inline", "chip", "&lt;"),
        ("inline", "title", "__x__"),
        ("line_start", "paragraph", "1986. A great year"),
        ("line_start", "item", "# x"),
        ("line_start", "nested item", "- - -"),
        ("heading_end", "heading", "C#"),
        ("before_link", "before a link", "Yahoo!"),
        ("destination", "label", "x"),
        ("html_text", "component", "<b>x</b>"),
        ("inline", "evidence mark", "&lt;"),
    ],
)
def test_sabotage_is_noticed(
    monkeypatch: pytest.MonkeyPatch, function: str, name: str, text: str
) -> None:
    check(name, text)
    monkeypatch.setattr(escape, function, lambda given: given)
    with pytest.raises(AssertionError):
        check(name, text)


# Two writers, one result -------------------------------------------------------------------------

_WORDS = (
    TEXTS.map(Text)
    | st.builds(Lang, st.just("zh-Hant"), TEXTS)
    | st.builds(Chip, st.just("kind"), TEXTS)
)
_LABEL = st.lists(_WORDS | st.builds(Em, st.tuples(_WORDS)), min_size=1, max_size=3).map(tuple)
_LEAVES = (
    _WORDS
    | st.builds(Ref, TEXTS, st.just("e-x"))
    | st.builds(Link, _LABEL, st.just(WEB))
)
_LINES = st.recursive(
    st.lists(_LEAVES, min_size=1, max_size=4).map(tuple),
    lambda inner: st.lists(
        _LEAVES | st.builds(Strong, inner) | st.builds(Em, inner), min_size=1, max_size=5
    ).map(tuple),
    max_leaves=8,
)


@EXAMPLES
@given(_LINES)
def test_markdown_and_html_writer_agree_on_any_line(content: Line) -> None:
    page = page_of(Paragraph((*content, Mark("m"), Text("end"))))
    by_markdown = rendered(page).css("p")
    by_html = parsed(f"<p>{html.inline(page.blocks[0].content, page.path)}</p>").css("p")
    for link in (*by_markdown[0].css("a[title]"), *by_html[0].css("a[title]")):
        # Python-Markdown turns odd spaces of a link's title into plain ones.
        link.attrs["title"] = " ".join((link.attributes["title"] or "").split())
    assert [shape(node) for node in by_markdown] == [shape(node) for node in by_html]


@EXAMPLES
@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_blocks_do_not_touch_each_other(texts: list[str]) -> None:
    bullets = Bullets(tuple(Item(line(text), (line(text),)) for text in texts))
    table = Table((line(texts[0]),), tuple((line(text),) for text in texts))
    box = Component(el("div", {}, *(el("p", {}, text) for text in texts)))
    prose = [Paragraph(line(text)) for text in texts]
    kinds: dict[str, tuple[list[Block], list[str]]] = {
        "P": (prose, ["p"] * len(texts)),
        "L": ([bullets], ["ul", *["li", "ul", "li"] * len(texts)]),
        "T": ([table], ["table", "thead", "tr", "th", "tbody", *["tr", "td"] * len(texts)]),
        "B": ([box], ["div", *["p"] * len(texts)]),
    }
    order = [kinds[letter] for letter in "PLPBLBTPTLTB"]  # every neighbour of a list, but a list
    tree = rendered(page_of(*(block for blocks, _ in order for block in blocks)))
    assert elements(tree) == ["h1", *(tag for _, tags in order for tag in tags)]
    shown = [node.text(deep=True) for node in tree.css("p")]
    assert [text.strip() for text in shown] == [folded(text) for text in texts] * 6


# Headings and ids --------------------------------------------------------------------------------


def ids(page: Page) -> list[str]:
    return [node.attributes["id"] or "" for node in rendered(page).css("[id]")]


def test_heading_whose_words_give_its_id_needs_no_mark() -> None:
    page = page_of(Heading(2, line("Deals and stakes"), id="deals-and-stakes"))
    assert "\n## Deals and stakes\n" in markdown.write(page)
    assert ids(page) == ["t", "deals-and-stakes"]


def test_heading_with_another_id_carries_a_mark() -> None:
    page = page_of(Heading(2, line("鴻海"), id="names"), Heading(2, line("鴻海")))
    assert '\n## <span id="names"></span>鴻海\n' in markdown.write(page)
    assert ids(page) == ["t", "_1", "names", "_2"]


def test_a_title_cannot_take_the_id_of_a_section() -> None:
    page = page_of(Heading(2, line("Sources"), id="sources"), title="Sources")
    assert "\n<h1>Sources</h1>\n\n## Sources\n" in markdown.write(page)
    assert ids(page) == ["sources"]
    marked = page_of(Heading(2, line("A"), id="b"), Heading(2, line("B"), id="c"))
    assert ids(marked) == ["t", "a", "b", "c"]


_HEADINGS = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b", "a_1", "x"]),
        st.sampled_from(["A", "B", "A 1", "a_1", "鴻"]) | TEXTS,
    ),
    max_size=6,
    unique_by=lambda heading: heading[0] or object(),
)


@EXAMPLES
@given(_HEADINGS, st.sampled_from(["A", "B", "X"]))
def test_ids_are_there_and_never_twice(headings: list[tuple[str, str]], title: str) -> None:
    page = page_of(*(Heading(2, line(text), id=own) for own, text in headings), title=title)
    found = ids(page)
    assert len(found) == len(set(found))
    assert {own for own, _ in headings if own} <= set(found)
    for heading, (own, text) in zip(rendered(page).css("h2"), headings, strict=True):
        assert heading.text(deep=True).strip() == folded(text)
        carried = [heading.attributes.get("id"), *(mark.id for mark in heading.css("span"))]
        assert not own or own in carried


def test_an_id_asked_for_twice_is_our_bug() -> None:
    page = page_of(Heading(2, line("A"), id="a"), Component(el("div", {"id": "a"})))
    with pytest.raises(ValueError, match="id given twice on companies/x.md: a"):
        markdown.write(page)


# The model refuses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: page_of(Bullets((Item(line("x")),)), Bullets((Item(line("y")),))),
        lambda: Bullets(()),
        lambda: Table((line("x"),), ((line("x"), line("y")),)),
        lambda: Heading(1, line("x")),
        lambda: Heading(2, line("x"), id="a b"),
        lambda: Mark('x"'),
        lambda: Chip("X Y", "x"),
        lambda: Lang('zh" onclick="', "x"),
        lambda: PageLink("../x.md"),
        lambda: PageLink("https://x.example/y.md"),
        lambda: PageLink("x.md", "a b"),
        lambda: Link(line(Link(line("x"), WEB)), WEB),
        lambda: Page("x.html", "x", "", ()),
        lambda: Component(el("span", {}, "x")),
        lambda: el("script", {}, "x"),
        lambda: el("div", {"style": "x"}),
        lambda: el("div", {"onclick": "x"}),
        lambda: el("div", {"data-md-component": "x"}),
        lambda: el("a", {"href": "javascript:x"}),
        lambda: el("div", {"href": WEB}),
        lambda: el("rect", {"fill": "url(https://x.example/y)"}),
        lambda: markdown.write(page_of(Paragraph(line(" ")))),
        lambda: markdown.write(page_of(Paragraph(line(Link(line(" "), WEB))))),
        lambda: markdown.write(page_of(Paragraph(line(Link(line("x"), WebLink("javascript:x")))))),
    ],
)
def test_mistakes_of_a_view_are_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        wrong()


# How it reads ------------------------------------------------------------------------------------

GOLDEN_PAGE = Page(
    "companies/fii.md",
    "Foxconn Industrial Internet & Co",
    "Maker of servers",
    (
        Paragraph(
            line(
                "Revenue: 243.17 billion yuan (about US$34 billion)",
                Ref("1b", "e-report-p3"),
                " ",
                Chip("certainty-filed", "filed"),
            )
        ),
        Heading(2, line("Names"), id="names"),
        Bullets(
            (Item(line(Lang("zh-Hans", "工业富联")), (line("since ", Strong(line("2015"))),)),)
        ),
        Heading(2, line("Deals"), id="all-deals"),
        Table(
            (line("Deal"), line("US$")),
            ((line(Link(line("AT&T | x"), PageLink("deals/att.md", "value"))), line("1.5")),),
            frozenset({1}),
        ),
        Component(
            el(
                "div",
                {"class": "strip"},
                el("p", {}, "see ", el("a", {"href": PageLink("index.md")}, "home")),
            )
        ),
        Paragraph(line(Mark("e-report-p3"), "Report 2024")),
    ),
    searchable=False,
    source="data/companies/fii.yml",
)
GOLDEN = """\
---
# Generated by build_profiles.py: changes here are lost, change the source instead.
title: "Foxconn Industrial Internet &amp; Co"
description: "Maker of servers"
source: "data/companies/fii.yml"
search:
  exclude: true
---

# Foxconn Industrial Internet & Co

Revenue: 243.17 billion yuan (about US$34 billion)[1b](#e-report-p3) <span class="chip chip-certainty-filed">filed</span>

## Names

- <span lang="zh-Hans">工业富联</span>
    - since **2015**

## <span id="all-deals"></span>Deals

| Deal | US$ |
| --- | ---: |
| [AT&T &#124; x](../deals/att.md#value) | 1.5 |

<div class="strip">
<p>see <a href="../../">home</a></p>
</div>

<span id="e-report-p3"></span>Report 2024
"""


def test_page_reads_well_as_text() -> None:
    assert markdown.write(GOLDEN_PAGE) == GOLDEN


@EXAMPLES
@given(TEXTS, TEXTS)
def test_front_matter_holds_title_and_description(title: str, description: str) -> None:
    written = markdown.write(Page("x.md", title, description, ()))
    data = yaml.safe_load(written.split("\n---\n")[0])
    assert set(data) == {"title", "description"}
    assert stdlib_html.unescape(data["title"]) == folded(title)
    assert stdlib_html.unescape(data["description"]) == folded(description)


# Links -------------------------------------------------------------------------------------------

_PATHS = ("index.md", "timeline.md", "companies/index.md", "companies/fii.md", "about/a/b.md")


@pytest.mark.parametrize("here", _PATHS)
@pytest.mark.parametrize("there", _PATHS)
def test_addresses_agree_with_mkdocs(here: str, there: str) -> None:
    files = {path: File(path, "docs", "site", use_directory_urls=True) for path in _PATHS}
    assert html.address(PageLink(there), here) == files[there].url_relative_to(files[here])
    fragment = "#x" if here == there else files[there].url_relative_to(files[here]) + "#x"
    assert html.address(PageLink(there, "x"), here) == fragment


# MkDocs and Material -----------------------------------------------------------------------------

HOSTILE_TITLE = '</title><script>alert("x")</script><img src=x onerror=alert(1)> & "Co" {{ 7*7 }}'


def built(folder: Path, pages: list[Page], theme: str) -> Path:
    """A strict MkDocs build of the pages; returns the site's folder. Raises Abort on a warning."""
    for page in pages:
        path = folder / "docs" / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown.write(page), encoding="utf-8")
    kinds = ("anchors", "unrecognized_links", "absolute_links")
    config = {
        "site_name": "X",
        "theme": {"name": theme},
        "plugins": ["search"],
        "markdown_extensions": CONFIGURATION["extension_configs"],
        "validation": {"links": dict.fromkeys(kinds, "warn")},
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    build(load_config(str(folder / "mkdocs.yml"), strict=True))
    return folder / "site"


def _linking_page(anchor: str) -> list[Page]:
    link = Link(line("a"), PageLink("companies/fii.md", anchor))
    blocks = (
        Paragraph(line(link, Ref("1", "e"))),
        Paragraph(line(Mark("e"), "evidence")),
    )
    deal = Page("deals/att.md", "AT&T", "", (Heading(2, line("Worth"), id="value"),))
    return [Page("index.md", "Home", "", blocks), GOLDEN_PAGE, deal]


@pytest.mark.parametrize("anchor", ["names", "all-deals", "deals", "e-report-p3"])
def test_strict_mkdocs_accepts_our_anchors(tmp_path: Path, anchor: str) -> None:
    assert (built(tmp_path, _linking_page(anchor), "mkdocs") / "companies/fii/index.html").exists()


def test_strict_mkdocs_refuses_a_dead_anchor(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        built(tmp_path, _linking_page("nowhere"), "mkdocs")
    assert "does not contain an anchor '#nowhere'" in caplog.text


def test_a_hostile_title_does_nothing_in_material(tmp_path: Path) -> None:
    pages = [Page("index.md", "Home", "", ()), Page("a/x.md", HOSTILE_TITLE, HOSTILE_TITLE, ())]
    site = built(tmp_path, pages, "material")
    for name in ("index.html", "a/x/index.html"):  # the other page shows it in its navigation
        tree = LexborHTMLParser((site / name).read_text(encoding="utf-8"))
        assert not [node for node in tree.css("script") if "alert" in node.text()]
        assert not tree.css("img[src=x], [onerror]")
    assert tree.css_first("h1").text(deep=True).removesuffix("¶") == HOSTILE_TITLE
    assert tree.css_first("title").text() == f"{HOSTILE_TITLE} - X"
    assert tree.css_first("meta[name=description]").attributes["content"] == HOSTILE_TITLE
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    assert not [entry for entry in index["docs"] if "<script" in entry["title"] + entry["text"]]


# The line model ----------------------------------------------------------------------------------


def test_tidy_joins_folds_and_drops() -> None:
    content = line(" AT&", "amp; ", Strong(()), Chip("x", "\n"), Em(line(" b  c ")), " d ")
    assert tidy(content) == (Text("AT&amp; "), Em((Text("b c"),)), Text(" d"))
    assert visible(tidy(content)) == "AT&amp; b c d"
    assert rendered(page_of(Paragraph(content))).css_first("p").text(deep=True) == "AT&amp; b c d"
