"""The escaping functions by themselves: plain things stay plain, addresses are safe.

That what they write survives Python-Markdown is shown in `test_markdown.py`, in every position.
"""

from __future__ import annotations

import html
import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles import escape
from profiles import html as html_writer
from profiles.blocks import Html
from profiles.lines import PageLink, Text, line

# The examples are cheap and the rule matters: three times what other properties get.
EXAMPLES = settings(max_examples=3 * settings.default.max_examples)
# What the reader lets through: everything but control characters and surrogates.
ANY_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")))

PLAIN = (
    "243.17 billion yuan (about US$34 billion)",
    "AT&T",
    "S&P 500; R&D",
    "Yahoo!",
    "C3.ai",
    "x.ai (2023)",
    "O'Reilly",
    "A - B",
    "A – B — C",
    "50%",
    "+5.3% / -2.1%",
    "-5% year on year",
    "“quoted” and 'quoted' and \"quoted\"",
    "鴻海精密工業股份有限公司",
    "工業富聯（601138）",
    "Ctrl+C, a=b, 5 > 4, {x}, ~20, ^2, $3, @home, #3 in China, 1. and 2.",
    "snake_case_name.py",
    "2317.TW: up",
    "https://example.com/a_b?c=1&d=2",
    "1986 was a great year",
    "12:30",
    "Qwen2.5",
    "Hon Hai\N{NO-BREAK SPACE}Precision",
)


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert escape.line_start(escape.inline(text)) == text
    assert escape.heading_end(escape.inline(text)) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<b>", "&lt;b>"),
        ("a|b", "a&#124;b"),
        ("*a* _b_ `c`", "&#42;a&#42; &#95;b&#95; &#96;c&#96;"),
        ("[x](y)", "&#91;x&#93;(y)"),
        ("C:\\new", "C:&#92;new"),
        ("&lt; &#60; &#x3c; &copy", "&amp;lt; &amp;#60; &amp;#x3c; &copy"),
        ("a \t\n b\N{LINE SEPARATOR}c", "a b c"),
        ("__init__", "&#95;&#95;init&#95;&#95;"),
    ],
)
def test_marking_becomes_references(text: str, written: str) -> None:
    assert escape.inline(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1986. A great year", "1986&#46; A great year"),
        ("١٢. x", "١٢&#46; x"),
        ("- x", "&#45; x"),
        ("+ x", "&#43; x"),
        ("# x", "&#35; x"),
        ("#1 maker", "&#35;1 maker"),
        ("> x", "&#62; x"),
        (">5%", "&#62;5%"),
        ("---", "&#45;--"),
        ("- - -", "&#45; - -"),
        ("===", "&#61;=="),
        ("~~~", "&#126;~~"),
        (": x", "&#58; x"),
    ],
)
def test_line_starts_are_made_safe_only_there(text: str, written: str) -> None:
    assert escape.line_start(text) == written
    assert escape.inline(text) == text
    assert escape.line_start(f"a {text}") == f"a {text}"


def test_ends() -> None:
    assert escape.heading_end("C#") == "C&#35;"
    assert escape.before_link("Yahoo!") == "Yahoo&#33;"
    assert escape.heading_end("C") == escape.before_link("C") == "C"


@EXAMPLES
@given(ANY_TEXT)
def test_html_text_and_attributes_read_back_as_the_text(text: str) -> None:
    assert html.unescape(escape.html_text(text)) == _folded(text)
    assert html.unescape(escape.attribute(text)) == _folded(text).strip()
    assert "<" not in escape.html_text(text)
    assert not set(escape.attribute(text)) & set("<>\"'`\\|[]")


def _folded(text: str) -> str:
    for blank in "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
        text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


@EXAMPLES
@given(ANY_TEXT, ANY_TEXT)
def test_front_matter_reads_back_as_the_text(title: str, description: str) -> None:
    written = escape.front_matter({"description": description, "title": title})
    data = yaml.safe_load(written) or {}
    for key, text in (("title", title), ("description", description)):
        assert html.unescape(data.get(key, "")) == _folded(text).strip()
        assert "<" not in data.get(key, "")
    assert written.count("\n") == len(data)


@pytest.mark.parametrize(
    "title",
    ["NO", "12:30", "{{ x }}", "a: b", "# x", "---", 'x"\ntemplate: evil.html', "null", "🏭"],
)
def test_front_matter_is_text_whatever_it_looks_like(title: str) -> None:
    data = yaml.safe_load(escape.front_matter({"title": title}))
    assert list(data) == ["title"]
    assert html.unescape(data["title"]) == title.replace("\n", " ")


def test_front_matter_keys_are_a_closed_list() -> None:
    with pytest.raises(ValueError, match="keys not allowed: hide"):
        escape.front_matter({"title": "x", "hide": "navigation"})


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("location", "../../companies/foxconn/", "https://evil.example/"),
        ("location", "../", "//evil.example/"),
        ("location", "x/", "javascript:x"),
        ("template", "redirect.html", "../x.html"),
    ],
)
def test_front_matter_that_steers_the_theme_has_a_form(key: str, good: str, bad: str) -> None:
    assert yaml.safe_load(escape.front_matter({key: good})) == {key: good}
    with pytest.raises(ValueError, match=f"not allowed as {key}"):
        escape.front_matter({key: bad})


@EXAMPLES
@given(st.recursive(ANY_TEXT, lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner)))
def test_json_ld_reads_back_and_cannot_end_its_element(value: object) -> None:
    written = escape.json_ld(value)
    assert json.loads(written) == value
    assert not set(written) & set("<>&\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")


def test_json_ld_knows_no_infinity() -> None:
    with pytest.raises(ValueError, match="JSON"):
        escape.json_ld({"x": float("inf")})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://example.com", "https://example.com"),
        ("HTTPS://Example.COM/A", "https://example.com/A"),
        ("https://example.com:8080/a?b=c&d=%20#e", "https://example.com:8080/a?b=c&d=%20#e"),
        ("https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)"),
        ("https://example.com/鴻海", "https://example.com/%E9%B4%BB%E6%B5%B7"),
        ("https://例子.测试/", "https://xn--fsqu00a.xn--0zwm56d/"),
        ('https://example.com/"><script>', "https://example.com/%22%3E%3Cscript%3E"),
        ("https://example.com/a b|c[d]`e\\f", "https://example.com/a%20b%7Cc%5Bd%5D%60e%5Cf"),
        ("https://example.com/50%", "https://example.com/50%25"),
    ],
)
def test_addresses(text: str, written: str) -> None:
    assert escape.url(text) == written
    assert escape.url(written) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com",
        "/local",
        "//host/x",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://example.com/x",
        "ftp://example.com/",
        "https://",
        "https:///x",
        "https://good@evil.example/",
        "https://good:pw@evil.example/",
        "https://good.example\\@evil.example/",
        "https://exa mple.com/",
        "https://a..b/",
        "https://[::1]/",
        "https://localhost/",
        "https://faß.de/",
        "https://example.com:x/",
        "https://example.com:99999/",
    ],
)
def test_addresses_refused(text: str) -> None:
    with pytest.raises(ValueError):
        escape.url(text)


@EXAMPLES
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_address_is_plain_ascii_and_stable(path: str, query: str, fragment: str) -> None:
    once = escape.url(f"https://example.com/{path}?{query}#{fragment}")
    assert escape.url(once) == once
    assert once.isascii()
    assert not set(once) & set(" <>\"`\\|[]{}^")


# HTML of lines and components --------------------------------------------------------------------

HERE = "companies/a.md"


def test_blanks_at_the_ends_of_a_line_go_and_those_within_a_component_stay() -> None:
    """`a <b>c</b> d` in a component is a text, an element and a text: their blanks part words."""
    assert html_writer.inline(line(" a "), HERE) == "a"
    assert html_writer.inline(line(" a "), HERE, strip=False) == " a "
    parts = Html("p", (), ("a ", Html("span", (), ((Text("c "),),)), (Text(" d "),)))
    assert html_writer.component(parts, HERE) == "<p>a <span>c </span> d </p>"


def test_text_between_tags_keeps_its_quotation_marks() -> None:
    assert escape.html_text("""it's "x" <b> & c""") == """it's "x" &lt;b&gt; &amp; c"""
    assert escape.attribute("""it's "x" <b> & c""") == "it&#39;s &quot;x&quot; &lt;b&gt; &amp; c"


def test_elements_stand_on_lines_of_their_own_only_where_nobody_sees_it() -> None:
    rows = Html("ul", (("class", 'x" y'),), (Html("li", (), ("a<b",)), Html("li", (), (Html("br", (), ()),))))
    assert html_writer.component(rows, HERE) == '<ul class="x&quot; y">\n<li>a&lt;b</li>\n<li><br></li>\n</ul>'
    assert html_writer.component(Html("p", (), (Html("span", (), ("a",)), Html("span", (), ("b",)))), HERE) == "<p><span>a</span><span>b</span></p>"
    assert html_writer.component(Html("a", (("href", PageLink("deals/x.md", "y")),), (Html("text", (), ("a",)),)), HERE) == (
        '<a href="../../deals/x/#y"><text>a</text></a>')
    assert html_writer.component(Html("div", (), ()), HERE) == "<div></div>"


@pytest.mark.parametrize(("to", "page", "written"), [
    ("companies/a.md", HERE, "./"), ("companies/b.md", HERE, "../b/"), ("index.md", HERE, "../../"), ("companies/index.md", HERE, "../"),
    ("companies/b.md", "index.md", "companies/b/"), ("companies/b.md", "companies/index.md", "b/"), ("index.md", "index.md", "./")])
def test_links_climb_from_the_folder_a_page_is_served_from(to: str, page: str, written: str) -> None:
    assert html_writer.address(PageLink(to), page) == written
    assert html_writer.address(PageLink(to, "x"), page) == ("#x" if to == page else f"{written}#x")
