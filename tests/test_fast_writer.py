"""The second writer, held against MkDocs: each kind of block, whatever text stands in it.

MkDocs itself reads the Markdown with the project's own configuration; article, table of contents,
front matter and search entries must be exactly those of the fast route. Goes with `profiles/fast`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles import markdown
from profiles.blocks import (
    Block, Bullets, Chip, Component, Em, Heading, Item, Lang, Line, Link, Mark, Page, PageLink, Paragraph, Ref, Strong,
    Table, Text, WebLink, el, line,
)  # fmt: skip
from profiles.lines import tidy
from profiles.fast import engine, frames, search, writer
from profiles.site import load_config
from tests.test_markdown import HOSTILE, TEXTS

ROOT = Path(__file__).resolve().parent.parent
# Five blocks of a kind on each page, so at least 500 of each; ATLAS_EXAMPLES asks for more.
EXAMPLES = settings(max_examples=max(100, settings.default.max_examples), suppress_health_check=list(HealthCheck))
PATHS = ("companies/x.md", "companies/y-1.md", "companies/index.md", "deals/d.md", "index.md", "map.md", "about/a.md")


@cache
def mkdocs() -> tuple[Any, Any]:
    """MkDocs' configuration as in mkdocs.yml, and files that pages may link to."""
    from mkdocs.structure.files import File, Files

    config = load_config(ROOT / "mkdocs.yml", ROOT / "docs", ROOT / "site", date(2026, 11, 23))
    config = config.plugins.on_config(config)
    return config, Files([File.generated(config, path, content="") for path in PATHS])


def by_mkdocs(page: Page, markdown_text: str) -> tuple[object, ...]:
    """Article, contents, front matter and search entries as MkDocs has them."""
    from mkdocs.structure.files import File
    from mkdocs.structure.pages import Page as MkDocsPage

    config, files = mkdocs()
    made = MkDocsPage(None, File.generated(config, page.path, content=markdown_text), config)
    made.read_source(config)
    made.render(config, files)
    index = config.plugins["material/search"].search_index
    index.entries = []
    meta = {key: value for key, value in made.meta.items() if key != "search"}
    return made.content, contents(made.toc), meta, entries(lambda: index.add_entry_from_context(made) or index.entries)


def by_writer(page: Page) -> tuple[object, ...]:
    """The same of the fast route."""
    content = writer.write(page, "Link to this section")
    meta = frames.meta_of(page)
    url = engine.url_of(page.path)
    found = entries(lambda: list(search.entries(content.html, url, meta["title"], page.boost))) if page.searchable else []
    return content.html, contents(content.toc), meta, found


def entries(read: Callable[[], list[Any]]) -> object:
    """The search entries, or that there are none: the plugin itself stumbles over some articles."""
    try:
        return read()
    except (ValueError, IndexError) as error:
        return type(error).__name__


def contents(toc: Any) -> list[object]:
    """A table of contents as plain lists."""
    return [[entry.level, entry.id, entry.title, contents(entry.children)] for entry in toc]


def differences(page: Page, write: Callable[[Page], str] = markdown.write) -> list[tuple[object, object]]:
    """Where the two routes differ on a page; `write` writes its Markdown."""
    return [(slow, quick) for slow, quick in zip(by_mkdocs(page, write(page)), by_writer(page), strict=True) if slow != quick]


# Pages -------------------------------------------------------------------------------------------

IDS = st.sampled_from(("a", "t", "title", "x-1", "Foo.1", "_", "foxconn", "1b"))
TARGETS = (
    st.builds(PageLink, st.sampled_from(PATHS))
    | st.builds(PageLink, st.sampled_from(PATHS), st.sampled_from(("a", "x-1")))
    | st.sampled_from(("https://x.example/a(b)'c?a=1&b=2#c", "http://é.example/[x]&copy=1", "https://x.example"))
    .map(WebLink)
)
PLAIN = TEXTS.map(Text)
INNER = st.lists(PLAIN | st.builds(Em, TEXTS.map(line)) | st.builds(Chip, st.just("k"), TEXTS), min_size=1, max_size=3).map(tuple)
PARTS = (
    PLAIN
    | st.builds(Strong, INNER)
    | st.builds(Em, INNER)
    | st.builds(Link, INNER, TARGETS)
    | st.builds(Ref, TEXTS, st.just("e-1"))
    | st.builds(Chip, st.just("kind"), TEXTS)
    | st.builds(Lang, st.just("zh-Hant"), TEXTS)
)


def filled(content: Line) -> bool:
    """Whether something of a line shows (a link without words is refused elsewhere)."""
    try:
        return bool(tidy(content))
    except ValueError:
        return False


LINES = st.lists(PARTS, min_size=1, max_size=4).map(tuple).filter(filled)
CELLS = LINES | st.just(())
NODES = st.recursive(
    TEXTS | LINES,
    lambda below: st.builds(
        lambda tag, attrs, children: el(tag, attrs, *children),
        st.sampled_from(("p", "div", "span", "ul", "li", "svg", "title", "code", "sub", "h3")),
        st.fixed_dictionaries({}, optional={"class": TEXTS, "data-search-exclude": st.just(""), "title": TEXTS}),
        st.lists(below, max_size=3),
    ),
    max_leaves=6,
)
COMPONENTS = st.builds(lambda tag, *children: Component(el(tag, {"class": "c"}, *children)),
                       st.sampled_from(("div", "table", "section", "dl", "ul", "details")), NODES, NODES)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables of one to three columns."""
    width = draw(st.integers(1, 3))
    row = st.lists(CELLS, min_size=width, max_size=width).map(tuple)
    return Table(draw(st.lists(LINES, min_size=width, max_size=width).map(tuple)), draw(st.lists(row, min_size=1, max_size=3).map(tuple)),
                 frozenset(draw(st.sets(st.integers(0, width - 1)))))


KINDS: dict[str, st.SearchStrategy[Block]] = {
    "heading": st.builds(Heading, st.integers(2, 6), LINES, IDS | st.just("")),
    "paragraph": st.builds(Paragraph, LINES),
    "bullets": st.builds(Bullets, st.lists(st.builds(Item, LINES, st.lists(LINES, max_size=2).map(tuple)), min_size=1, max_size=3)
                         .map(tuple), st.booleans()),
    "table": tables(),
    "component": COMPONENTS,
}  # fmt: skip
ANY = st.one_of(*KINDS.values())
OF_KIND = {"heading": Heading, "paragraph": Paragraph, "bullets": Bullets, "table": Table, "component": Component}


def goes_in(blocks: list[Block], block: Block) -> bool:
    """Whether a block may stand after others: no two lists in a row, no id twice."""
    try:
        markdown.write(Page("companies/x.md", "T", "", (*blocks, block)))
    except ValueError:
        return False
    return True


@st.composite
def pages(draw: st.DrawFn, kind: str) -> Page:
    """Pages with five blocks of one kind, and others between them where chance has it."""
    blocks: list[Block] = []
    while sum(isinstance(block, OF_KIND[kind]) for block in blocks) < 5:
        for chosen in (*draw(st.lists(ANY, max_size=1)), draw(KINDS[kind])):
            blocks += [chosen] if goes_in(blocks, chosen) else [Paragraph(line("between"))]
    title = draw(TEXTS)
    return Page(draw(st.sampled_from(PATHS[:3])), title, title, tuple(blocks), boost=draw(st.sampled_from((0, 5))))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_block_is_written_as_mkdocs_does(kind: str) -> None:
    @EXAMPLES
    @given(pages(kind))
    def holds(page: Page) -> None:
        assert differences(page) == []

    holds()


SAMPLE = Page(
    "companies/x.md", "T & <x>", "d", (
        Heading(2, line("Foo")), Heading(2, line("Foo ", Mark("a")), "zz"), Heading(3, line("t-x")), Heading(2, line("C#")),
        Paragraph(line("# a > b & c ", Link(line("words!"), PageLink("deals/d.md", "a")), " Yahoo!", Ref("1b", "e-1"))),
        Bullets((Item(line("1. a")), Item(line("b"), (line("c"), line("d"))))), Paragraph(line("鴻海 x")),
        Bullets((Item(line("a")),), True), Table((line("A"), line("B")), ((line("1"), line("2 | 3")), ((), line("x"))), frozenset({1})),
        Component(el("div", {"class": "x"}, el("p", {}, "t & <"), "a")), Component(el("table", {})), Paragraph(line("end")),
    ),
)  # fmt: skip


def test_the_sample_is_written_as_mkdocs_does() -> None:
    assert differences(SAMPLE) == []


def test_planted_bytes_in_the_markdown_are_caught() -> None:
    """Another letter in the Markdown writer's output, at any place of its words."""
    text = markdown.write(SAMPLE)
    letters = [place for place, letter in enumerate(text) if letter.isalpha() and place > text.index("\n---\n")]
    for place in random.Random(7).sample(letters, 40):
        planted = text[:place] + ("q" if text[place] != "q" else "z") + text[place + 1:]
        assert differences(SAMPLE, lambda page, planted=planted: planted), text[place - 20: place + 20]


def test_planted_bytes_in_the_second_writer_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte more or less in what each of its functions gives."""
    for name in ("_row", "_line", "_start", "_bullets", "_paragraph", "text", "_href"):
        real = getattr(writer, name)
        for fault in (lambda out: out + "x", lambda out: out.replace("a", "4", 1), lambda out: out[:-1]):
            spoilt: list[bool] = []

            def planted(*given: Any, real: Any = real, fault: Any = fault, spoilt: list[bool] = spoilt) -> str:
                out = real(*given)
                spoilt.append(fault(out) != out)
                return fault(out)

            with monkeypatch.context() as patch:
                patch.setattr(writer, name, planted)
                patch.setattr(writer, "_WRITERS", {kind: planted if made is real else made for kind, made in writer._WRITERS.items()})
                assert bool(differences(SAMPLE)) == any(spoilt), name
            assert any(spoilt)


def test_every_page_of_the_archive_is_written_as_mkdocs_does() -> None:
    """Article and front matter; links are compared in the built site (test_fast_site)."""
    from profiles.archive import load
    from profiles.pages import all_pages

    archive, _ = load(ROOT / "data")
    config, files = mkdocs()
    from mkdocs.structure.files import File

    made = list(all_pages(archive, date(2026, 11, 23)))
    for page in made:
        if files.get_file_from_path(page.path) is None:
            files.append(File.generated(config, page.path, content=""))
    assert [page.path for page in random.Random(1).sample(made, 60) if differences(page)] == []
