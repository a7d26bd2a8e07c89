"""Source: bytes in, a tree with places or faults out. Every hazard with the near-miss that passes."""

from __future__ import annotations

import string
import unicodedata
from unittest.mock import Mock

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from profiles import tree
from profiles.source import MAX_BYTES, Node, read
from profiles.tree import MAX_DEPTH, MAX_NODES

FILE = "data/companies/x.yml"


def faults_of(data: bytes | str) -> list[str]:
    """What is wrong with the bytes, each fault as `code line:column`."""
    raw = data.encode() if isinstance(data, str) else data
    return [f"{fault.code} {fault.place.line}:{fault.place.column}" for fault in read(FILE, raw)[1]]


def root_of(data: bytes | str) -> Node:
    """The tree of bytes that have no fault."""
    document, faults = read(FILE, data.encode() if isinstance(data, str) else data)
    assert faults == []
    assert document.root is not None
    return document.root


def value_of(text: str) -> str:
    """The text of the key `a`."""
    node = root_of(text).get("a")
    assert node is not None and node.kind == "text"
    return node.text


# -- what is refused ------------------------------------------------------------------------

BYTES = {
    "latin-1": (b"a: caf\xe9\n", "not-utf8 1:7"),
    "not UTF-8 further down": ("a: é\nb: éé".encode() + b"\xff\n", "not-utf8 2:6"),
    "UTF-16 with mark": ("a: b\n".encode("utf-16"), "not-utf8 1:1"),
    "UTF-16 without mark": ("a: b\n".encode("utf-16-le"), "control-character 1:2"),
    "a surrogate in UTF-8": (b"a: \xed\xa0\x80\n", "not-utf8 1:4"),
    "byte-order mark": (b"\xef\xbb\xbfa: b\n", "byte-order-mark 1:1"),
    "byte-order mark further down": ("a: b\n\ufeffc: d\n".encode(), "control-character 2:1"),
    "CR alone": (b"a: b\rc: d\r", "line-end 1:5"),
    "CR first in a line": (b"a: b\n\rc: d\n", "line-end 2:1"),
    "CR before CRLF": (b"a: b\r\r\n", "line-end 1:5"),
    "NUL": (b"a: b\x00\n", "control-character 1:5"),
    "bell": (b"a: \x07b\n", "control-character 1:4"),
    "next line": ("a: b\u0085c\n".encode(), "control-character 1:5"),
    "line separator": ("a: b\u2028c\n".encode(), "control-character 1:5"),
    "right-to-left override": ("a: b\u202ec\n".encode(), "control-character 1:5"),
    "right-to-left isolate": ("a: \u2067c\n".encode(), "control-character 1:4"),
    "zero-width space in a key": ("a\u200b: b\n".encode(), "control-character 1:2"),
    "soft hyphen": ("a: b\u00adc\n".encode(), "control-character 1:5"),
    "private use": ("a: \ue000\n".encode(), "control-character 1:4"),
    "tag letters": ("a: \U000e0041\n".encode(), "control-character 1:4"),
    "joiner between Latin letters": ("a: b\u200dc\n".encode(), "control-character 1:5"),
    "joiner between signs that are no letters": ("a: \u02ff\u200d\u02ff\n".encode(), "control-character 1:5"),
    "joiner at the end": ("a: क\u200d\n".encode(), "control-character 1:5"),
    "joiner at the start": ("a: \u200dक\n".encode(), "control-character 1:4"),
    "variant of a Latin letter": ("a: b\U000e0100\n".encode(), "control-character 1:5"),
    "variant of a kana": ("a: の\U000e0100\n".encode(), "control-character 1:5"),
    "variant of nothing": ("a: \U000e0100葛\n".encode(), "control-character 1:4"),
    "variant of nothing, as first of the line": ("a: 'b\n\U000e0100葛'\n".encode(), "control-character 2:1"),
    "variant of a variant": ("a: 葛\U000e0100\U000e0101\n".encode(), "control-character 1:6"),
    "before the first selector": ("a: 葛\U000e00ff\n".encode(), "control-character 1:5"),
    "after the last selector": ("a: 葛\U000e01f0\n".encode(), "control-character 1:5"),
    "NFD": ("a: Bjo\u0308rk\n".encode(), "not-nfc 1:6"),
    "NFC and NFD of one key": ("\u00e9: 1\ne\u0301: 2\n".encode(), "not-nfc 2:1"),
    "too large": (b"a: " + b"x" * MAX_BYTES, "too-large 1:1"),
}


@pytest.mark.parametrize(("data", "fault"), BYTES.values(), ids=BYTES)
def test_bytes_refused(data: bytes, fault: str) -> None:
    document, _ = read(FILE, data)
    assert faults_of(data)[0] == fault
    assert document.root is None


TEXTS = {
    "key twice": ("name: A\nname: B\n", "duplicate-key 2:1"),
    "key twice, nested": ("a:\n  b: 1\n  b: 2\n", "duplicate-key 3:3"),
    "key twice, in braces": ("a: {b: 1, b: 2}\n", "duplicate-key 1:11"),
    "key twice, in an item": ("a:\n  - b: 1\n    b: 2\n", "duplicate-key 3:5"),
    "key twice, once quoted": ('name: A\n"name": B\n', "duplicate-key 2:1"),
    "key twice, once escaped": ('name: A\n"n\\u0061me": B\n', "duplicate-key 2:1"),
    "tag": ("a: !!timestamp x\n", "tag 1:4"),
    "own tag": ("a: !x y\n", "tag 1:4"),
    "empty tag": ("a: ! y\n", "tag 1:4"),
    "tag of a key": ("!!str a: b\n", "tag 1:1"),
    "tag of a list": ("a: !!seq [b]\n", "tag 1:4"),
    "python tag": ("a: !!python/object/apply:os.system [ls]\n", "tag 1:4"),
    "anchor for a name": ("a: &Sons\n", "alias 1:4"),
    "alias for emphasis": ("a: *b\n", "alias 1:4"),
    "merge key": ("a: {<<: {b: 1}}\n", "merge-key 1:5"),
    "two documents": ("a: b\n---\nc: d\n", "several-documents 2:1"),
    "version directive": ("%YAML 1.1\n---\na: b\n", "directive 1:1"),
    "list as key": ("? [a, b]\n: c\n", "key-not-text 1:3"),
    "list at the top": ("- a\n", "not-a-mapping 1:1"),
    "list further down": ("# a\n\n  - b\n", "not-a-mapping 3:3"),
    "text at the top": ("a\n", "not-a-mapping 1:1"),
    "nothing": ("", "not-a-mapping 1:1"),
    "comment alone": ("# a: b\n", "not-a-mapping 1:1"),
    "colon in a text": ("a: b: c\n", "yaml-syntax 1:5"),
    "text after a bracket": ("a: [J p2] b\n", "yaml-syntax 1:11"),
    "at sign first": ("a: @b\n", "yaml-syntax 1:4"),
    "backtick first": ("a: `b\n", "yaml-syntax 1:4"),
    "percent sign first": ("a: %b\n", "yaml-syntax 1:4"),
    "bar first": ("a: |b\n", "yaml-syntax 1:5"),
    "tab as indent": ("a:\n\tb: c\n", "yaml-syntax 2:1"),
    "open quote": ("a: 'b\n", "yaml-syntax 1:4"),
    "escape beyond Unicode": ('a: "\\U00110000"\n', "yaml-syntax 1:7"),
    "surrogate as escape": ('a: "\\ud800"\n', "yaml-syntax 1:7"),
    "NUL as escape": ('a: "\\0"\n', "control-character 1:4"),
    "escape as escape": ('a: "\\e[31m"\n', "control-character 1:4"),
    "override as escape": ('a: "b\\u202ec"\n', "control-character 1:4"),
    "byte-order mark as escape": ('a: "\\ufeff"\n', "control-character 1:4"),
    "next line as escape": ('a: "b\\Nc"\n', "control-character 1:4"),
    "zero-width space in a key as escape": ('"a\\u200b": b\n', "control-character 1:1"),
    "NFD as escape": ('a: "e\\u0301"\n', "not-nfc 1:4"),
    "deep in brackets": ("a: " + "[" * 1000 + "]" * 1000 + "\n", f"too-deep 1:{3 + MAX_DEPTH}"),
    "deep in one line": ("- " * 1000 + "\n", f"too-deep 1:{2 * MAX_DEPTH + 1}"),
    "too many values": ("a: [" + "x," * MAX_NODES + "]\n", f"too-many-values 1:{2 * MAX_NODES - 1}"),
    "cut by #": ("name: Foo #1 Corp\n", "cut-by-hash 1:11"),
    "cut by # after a tab": ("name: Foo\t#1 Corp\n", "cut-by-hash 1:11"),
    "cut by # after quotes within": ("a: O'Reilly #1 'x'\n", "cut-by-hash 1:13"),
    "cut by # in a line that does not end": ("a: Foo #1", "cut-by-hash 1:8"),
    "cut by # in a bad line that does not end": ("a: b\n c: d #1", "cut-by-hash 2:7"),
    "cut by # in the line above": ("a: b #1\n c: d", "cut-by-hash 1:6"),
    "cut by # two lines above": ("a: b #1\n  c\n", "cut-by-hash 1:6"),
    "cut by # too far above to blame": ("a: b #1\n\n\n  c\n", "yaml-syntax 4:3"),
    "cut by # in a bad line of 2,000 characters": ("a: b\n c: " + "d" * 1993 + " #1\n", "cut-by-hash 2:1999"),
    "cut by # in a longer one, where nobody looks": ("a: b\n c: " + "d" * 1994 + " #1\n", "yaml-syntax 2:3"),
    "text too long": ("a: " + "x" * 4_001 + "\n", "text-too-long 1:4"),
    "all cut by #": ("a: #1 in AI\n", "cut-by-hash 1:4"),
}


@pytest.mark.parametrize(("text", "fault"), TEXTS.values(), ids=TEXTS)
def test_texts_refused(text: str, fault: str) -> None:
    assert faults_of(text) == [fault]


REMEDIES = {
    "a: b: c\n": "put the value in single quotes: it contains a colon and a space",
    "a: 'b' c\n": "quote the value; a text with brackets, commas or quotes needs single quotes",
    "a: @b\n": "put the value in single quotes; indent with spaces, not tabs",
    "a: [b\n": "close the bracket, or put the text in single quotes",
    "a: {b\n": "close the brace, or put the text in single quotes",
    "a: 'b\n": "close it at the end of the text; within single quotes an apostrophe is typed twice",
    "a: b\nc\n": "write `key: value`; every line of a mapping needs a colon and a space",
    "a: |b\n": "check indentation and quotes of this line and the one above",
    "a:\n\tb: c\n": "indent with spaces, not with the tab key",
    "a:\n  \tb: c\n": "indent with spaces, not with the tab key",
    "\ta: b\n": "indent with spaces, not with the tab key",
}


@pytest.mark.parametrize(("text", "remedy"), REMEDIES.items())
def test_bad_yaml_says_what_to_type(text: str, remedy: str) -> None:
    assert [fault.remedy for fault in read(FILE, text.encode())[1]] == [remedy]


def test_errors_of_the_library_that_have_no_place_become_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bytes are known that lead there; none may lead to a traceback."""
    for error in (yaml.YAMLError("first\nsecond"), ValueError("first\nsecond")):
        monkeypatch.setattr(tree, "CParser", Mock(side_effect=error))
        fault, = read(FILE, b"a: b\n")[1]
        assert (fault.code, fault.place.line, fault.place.column, fault.message) == ("yaml-syntax", 1, 1, "first")


def test_a_fault_shows_its_line_and_keeps_its_place_within_the_file() -> None:
    assert read(FILE, b"\xef\xbb\xbfa: b\n")[1][0].text == "a: b"
    document, _ = read(FILE, b"ab: c\nd: e")
    for line, column, place in ((1, 1, (1, 1)), (2, 4, (2, 4)), (0, 0, (1, 1)), (-5, -5, (1, 1)), (3, 9, (2, 5)), (1, 99, (1, 6))):
        fault = document.fault("tag", line, column, "m" * 300, "r" * 500)
        assert (fault.place.line, fault.place.column) == place
        assert (len(fault.message), len(fault.remedy)) == (200, 400)


def test_what_was_read_stays_as_it_is() -> None:
    """Frozen, and without a dictionary of its own: there may be 20,000 of them."""
    document, _ = read(FILE, b"a: [b]\n")
    assert document.root is not None
    for one, name in ((document, "file"), (document.root, "text")):
        assert not hasattr(one, "__dict__")
        with pytest.raises(AttributeError):
            setattr(one, name, "x")
    assert not document.root.quoted and not document.root.entries[0][1].quoted


def test_both_places_of_a_key_are_named() -> None:
    fault = read(FILE, b"name: A\ndoes: x\nname: B\n")[1][0]
    assert fault.message == "`name` stands already in line 1"
    assert fault.text == "name: B"
    assert read(FILE, b"a:\n  - b\na: c\n")[1][0].message == "`a` stands already in line 1"


BOMBS = {
    "merge doubling": "".join(
        f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" if n else "a0: &a0 {b: 1}\n" for n in range(22)),
    "billion laughs": "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" if n else "a0: &a0 [x]\n" for n in range(22)),
    "a list that holds itself": "a: &a [*a]\n",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_bombs_end_at_the_first_anchor(text: str) -> None:
    document, faults = read(FILE, text.encode())
    assert document.root is None
    assert {fault.code for fault in faults} == {"alias"}


def test_every_line_has_its_own_fault() -> None:
    assert faults_of("a: b\u200bc\nd: e\nf: g\u202eh\ni: o\u0308\n") == [
        "control-character 1:5", "control-character 3:5", "not-nfc 4:4"]


# -- what is accepted, and kept exactly -----------------------------------------------------

KEPT = (
    "AT&T", "Yahoo!", "C3.ai", "1-800-Flowers", "Björk & Søn A/S", "株式会社", "שלום", "x.ai (2023)", "O'Reilly",
    "<Ampersand>", "🚀 Rocket", "👩\u200d💻", "क्\u200dष", "می\u200cخواهم", "𠮷野家", "NO", "on", "yes", "True", "null", "~",
    "12:30", "190:20:30", "010", "1_000", "0x1F", "1e5", "3.10", ".inf", ".nan", "2024-02-30", "2024-13-01",
    "Foo#1", "a:b", "http://x.y/#z", "50%", "x @ y", "x ! y", "x & y * z", "x | y", "x > y",
    "non\u00a0breaking", "wide\u3000space", "(aim)", "priority [J p2]", "ﬁ", "Ⅷ", "²", "ß", "İstanbul",
)  # fmt: skip


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_plain_text_is_kept_exactly(text: str) -> None:
    assert value_of(f"a: {text}\n") == text
    assert root_of(f"{text}: b\n").entries[0][0].text == text


@pytest.mark.parametrize("text", ("Foo #1 Corp", "a: b", "#1 in AI", "&Sons", "*star*", "!bang", "@home", "%", "`", "[x", "{x",
                                  "- x", "? x", "| x", "> x", "it's", '"x"', "---", "...", "", " x ", "NO", *KEPT),
                         ids=ascii)  # fmt: skip
def test_quoted_text_is_kept_exactly(text: str) -> None:
    assert value_of(f"a: '{text.replace(chr(39), chr(39) * 2)}'\n") == text
    assert value_of('a: "' + text.replace("\\", "\\\\").replace('"', '\\"') + '"\n') == text


FINE = {
    "4,000 digits": (f"a: {'9' * 4000}\n", "9" * 4000),
    "CRLF": ("a: b\r\nc: d\r\n", "b"),
    "no line end": ("a: b", "b"),
    "one document with marks": ("---\na: b\n...\n", "b"),
    "a comment": ("a: b # said in passing\n", "b"),
    "a line of comment": ("#1 note\na: b\n", "b"),
    "a comment that names a number": ("a: b # see no. #12\n", "b"),
    "an empty comment": ("a: b #\n", "b"),
    "# in single quotes, then a comment": ("a: 'b #1' # c\n", "b #1"),
    "# in double quotes": ('a: "b #1"\n', "b #1"),
    "folded over two lines": ("a: b\n  c\n", "b c"),
    "folded block": ("a: >-\n  b\n  c\n", "b c"),
    "block keeps its words": ("a: |\n  b\n   c\n", "b c"),
    "block with #": ("a: |\n  b #1 c\n", "b #1 c"),
    "quotes over two lines with #": ("a: 'b\n  c #1 d'\n", "b c #1 d"),
    "block keeps a no-break space": ("a: |\n  b\u00a0c\n", "b\u00a0c"),
    "escape of a letter": ('a: "caf\\u00e9"\n', "café"),
    "tab after the colon": ("a:\tb\n", "b"),
    "as deep as allowed": ("b: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1) + "\na: b\n", "b"),
    "one key in two mappings": ("c: {a: 1}\na: b\n", "b"),
    "two keys that differ in case": ("A: 1\na: b\n", "b"),
    "as long as allowed": ("a: " + "x" * 4_000 + "\n", "x" * 4_000),
    "joiner between the first letters beyond Latin": ("a: Ͱ\u200dͰ\n", "Ͱ\u200dͰ"),
    "variants of ideographs": ("a: 葛\U000e0100城𠮷\U000e01ef\n", "葛\U000e0100城𠮷\U000e01ef"),
    "variant of an ideograph, escaped": ('a: "葛\\U000e0100"\n', "葛\U000e0100"),
    "joiner after the first mark": ("a: q\u0300\u200dक\n", "q\u0300\u200dक"),
    "as large as allowed": ("a: b\n#" + "x" * (MAX_BYTES - 7) + "\n", "b"),
}


@pytest.mark.parametrize(("text", "value"), FINE.values(), ids=FINE)
def test_near_misses_pass(text: str, value: str) -> None:
    assert value_of(text) == value


def test_line_ends_written_as_escapes_become_spaces() -> None:
    assert value_of('a: "b\\nc"\n') == "b c"
    assert value_of('a: "b\\rc"\n') == "b c"
    assert value_of('a: "b\\tc"\n') == "b c"


# -- whatever the input ---------------------------------------------------------------------


@given(st.binary(max_size=200))
@example(b"a: \xff")
@example(b"\xef\xbb\xbf")
@example(b"a: [\r]")
def test_no_bytes_raise(data: bytes) -> None:
    document, faults = read(FILE, data)
    assert (document.root is None) <= bool(faults)
    for fault in faults:
        assert 1 <= fault.place.line <= max(len(document.lines), 1) + 1
        assert fault.message and fault.remedy


@given(st.text(st.sampled_from(" \n\t-:?#&*!|>%@`'\"[]{},\\~<=.abc019é\u200d\u0301\r\ufeff"), max_size=60))
def test_no_text_made_of_signs_raises(text: str) -> None:
    document, faults = read(FILE, text.encode())
    assert (document.root is None) <= bool(faults)
    assert all(fault.message and fault.remedy for fault in faults)


WORD = st.text(string.ascii_letters + string.digits + "éß鴻海", min_size=1, max_size=8)
TREE = st.recursive(
    WORD, lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(WORD, inner, min_size=1, max_size=3),
    max_leaves=12)


def written(value: object, indent: int = 0) -> str:
    """A tree of texts, lists and mappings as block YAML."""
    pad = " " * indent
    if isinstance(value, dict):
        return "".join(f"\n{pad}{key}: {written(item, indent + 2)}" for key, item in value.items())
    if isinstance(value, list):
        return "".join(f"\n{pad}- {written(item, indent + 2)}" for item in value)
    return str(value)


def plain(node: Node) -> object:
    """A node as texts, lists and mappings."""
    if node.kind == "mapping":
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items] if node.kind == "list" else node.text


def scalars(node: Node) -> list[Node]:
    """All texts of a tree, keys included."""
    below = [*node.items, *(part for entry in node.entries for part in entry)]
    return [node] if node.kind == "text" else [text for part in below for text in scalars(part)]


@given(st.dictionaries(WORD, TREE, min_size=1, max_size=4))
def test_places_slice_exactly_the_text(tree: dict[str, object]) -> None:
    document, faults = read(FILE, written(tree).lstrip("\n").encode())
    assert faults == []
    assert document.root is not None
    assert plain(document.root) == tree
    for node in scalars(document.root):
        assert document.lines[node.line - 1][node.column - 1 :].startswith(node.text)


@given(st.dictionaries(WORD, WORD, min_size=2, max_size=6), st.data())
def test_a_second_key_is_blamed_where_it_stands(entries: dict[str, str], data: st.DataObject) -> None:
    lines = [f"{key}: {value}" for key, value in entries.items()]
    again = data.draw(st.sampled_from(sorted(entries)))
    document, faults = read(FILE, "\n".join([*lines, f"{again}: x"]).encode())
    assert [fault.code for fault in faults] == ["duplicate-key"]
    assert document.lines[faults[0].place.line - 1][faults[0].place.column - 1 :].startswith(again)
    assert faults[0].message == f"`{again}` stands already in line {list(entries).index(again) + 1}"


@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=40))
def test_single_quotes_keep_any_visible_text(text: str) -> None:
    text = unicodedata.normalize("NFC", "".join(char for char in text if not "\U000e0000" <= char <= "\U000e0fff"))
    assert value_of("a: '" + text.replace("'", "''") + "'\n") == text
