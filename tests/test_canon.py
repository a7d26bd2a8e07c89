"""`fmt`: one form; meaning kept, every comment kept at its key, a second run changes nothing.

The oracle for comments is not the code under test: each comment holds the key it was put at, and where it
stands afterwards is read from the lines alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from profiles.contribute.canon import formatted, key_order
from profiles.cli import main
from profiles.contribute.emit import WIDTH, scalar
from profiles.model import KINDS, Company, Deal, Source
from profiles.records import read_record
from profiles.source import read
from tests.helpers import BASE, write_tree

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
IDS = {path.stem for path in (DATA / "sources").glob("*.yml")} | {"paper"}
HEAD = "name: Acme\nsources: {P: paper, R2: paper-two}\ndoes: makes anvils [P p1, R2 p1]\n"


def fmt(text: str, kind: type = Company) -> str:
    """The canonical form of a company's text, which must be without errors."""
    done = formatted("acme.yml", text.encode(), kind, "acme", IDS)
    assert done.faults == ()
    return done.data.decode()


def body(more: str) -> str:
    """What becomes of lines below the head that every company has."""
    text = fmt(HEAD + more)
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


FORMS = {
    # order of keys, whatever it was
    "seat: Berlin [P p1]\nnames: {legal: 'Acme Ltd. [P p1]'}\n": "names:\n  legal: Acme Ltd. [P p1]\nseat: Berlin [P p1]\n",
    # quoting: as little as YAML allows
    "seat: 'Berlin [P p1]'\n": "seat: Berlin [P p1]\n",
    'seat: "Berlin: east [P p1]"\n': "seat: 'Berlin: east [P p1]'\n",
    "seat: 'Zenith''s house: east [P p1]'\n": 'seat: "Zenith\'s house: east [P p1]"\n',
    "seat: '#1 Road [P p1]'\n": "seat: '#1 Road [P p1]'\n",
    "seat: 'NO [P p1]'\n": "seat: NO [P p1]\n",
    "seat: >\n  Berlin,\n  Germany [P p1]\n": "seat: Berlin, Germany [P p1]\n",
    # the short form where it says all
    "seat: {value: Berlin, source: P p1}\n": "seat: Berlin [P p1]\n",
    "seat: {source: [P p1, R2 p2], value: Berlin}\n": "seat: Berlin [P p1, R2 p2]\n",
    "seat: {value: Berlin, source: {source: P, at: p1, printed: in Berlin}}\n": 'seat: Berlin [P p1 "in Berlin"]\n',
    "seat: {value: Berlin, source: P p1, as_of: 2025, mode: plan, said_by: Jane Doe}\n":
        "seat: Berlin (plan; as of 2025; said by Jane Doe) [P p1]\n",
    "seat: Berlin (as of 2025) (plan) [P p1,R2 p2]\n": "seat: Berlin (plan; as of 2025) [P p1, R2 p2]\n",
    "seat: {value: not found, looked: the register}\n": "seat: not found (looked in the register)\n",
    "names:\n  short: {value: 例, lang: zh-Hans, source: P p1}\n": "names:\n  short: 例 (zh-Hans) [P p1]\n",
    # the long form where only that says all
    "seat: {note: a note, source: P p1, value: Berlin}\n": "seat: {value: Berlin, source: P p1, note: a note}\n",
    "seat: {value: Berlin, source: [P p1, R2 p2], id: town}\n": "seat: {value: Berlin, source: 'P p1, R2 p2', id: town}\n",
    "seat:\n  - {value: 'Berlin (once more (see p2))', source: P p1}\n": "seat: Berlin (once more (see p2)) [P p1]\n",
    # lists
    "products: [anvils of iron]\n".replace("anvils of iron", "'anvils [P p1]'"): "products: anvils [P p1]\n",
    "products: ['anvils [P p1]', 'bells [P p2]']\n": "products:\n  - anvils [P p1]\n  - bells [P p2]\n",
    "also_at: companies/acme-ltd\n": None,
    "history: {2025-11: 'opened [P p1]'}\n": "history:\n  - 2025-11: opened [P p1]\n",
    "owners: {zenith: ['40% (as of 2025) [P p1]']}\n": "owners:\n  zenith: 40% (as of 2025) [P p1]\n",
    "disputes:\n  disputed: Where?\n  shown: 1\n  versions: ['here [P p1]', 'there [R2 p1]']\n  why: newer\n":
        "disputes:\n  - disputed: Where?\n    versions:\n      - here [P p1]\n      - there [R2 p1]\n    shown: 1\n    why: newer\n",
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [(before, after) for before, after in FORMS.items() if after])
def test_forms(before: str, after: str) -> None:
    assert body(before) == after
    assert body(after) == after


def test_keys_that_every_record_has_follow_its_name() -> None:
    text = fmt(HEAD + "also_at: companies/acme-ltd\n")
    assert text == HEAD.replace("does", "also_at: [companies/acme-ltd]\ndoes")
    assert key_order(Deal)[:4] == ["title", "parties", "related", "sources"]
    assert key_order(Source)[:3] == ["publisher", "title", "sources"]


def test_sources_fill_lines() -> None:
    ids = [f"a-rather-long-name-of-a-source-{number}" for number in range(9)]
    letters = {f"S{number}": name for number, name in enumerate(ids)}
    text = "name: Acme\nsources:\n" + "".join(f"  {key}: {name}\n" for key, name in letters.items()) + \
        f"does: makes anvils [{', '.join(f'{letter} p1' for letter in letters)}]\n"
    lines = fmt(text).splitlines()[1:4]
    assert lines[0].startswith("sources: {S0: a-rather") and lines[0].endswith(",")
    assert lines[1].startswith("  S") and lines[2].startswith("  S") and lines[2].endswith("}")
    assert all(len(line) <= WIDTH for line in lines)
    assert yaml.safe_load("\n".join(lines)) == {"sources": letters}


def test_crlf_stays() -> None:
    assert formatted("acme.yml", (HEAD + "seat: 'B [P p1]'\n").replace("\n", "\r\n").encode(), Company, "acme", IDS).data == \
        (HEAD + "seat: B [P p1]\n").replace("\n", "\r\n").encode()


@pytest.mark.parametrize("text", ("name: Acme\n", "name: [\n", HEAD + "seat: Berlin\n", HEAD + "seat: B [P p1] #x\n"))
def test_a_file_with_errors_stays(text: str) -> None:
    done = formatted("acme.yml", text.encode(), Company, "acme", IDS)
    assert done.faults and done.data == text.encode()


# -- comments -------------------------------------------------------------------------------

COMMENTED = {
    # a key that moves takes its comments along
    "# about seat\nseat: Berlin [P p1]  # beside seat\n# about names\nnames:\n  # about legal\n  legal: Acme Ltd. [P p1]\n":
        "# about names\nnames:\n  # about legal\n  legal: Acme Ltd. [P p1]\n# about seat\nseat: Berlin [P p1]  # beside seat\n",
    # deeper than what follows: it belongs to what stands above
    "products:\n  - anvils [P p1]\n  # bells [P p2]\nform: maker [P p1]\n":
        "form: maker [P p1]\nproducts:\n  - anvils [P p1]\n    # bells [P p2]\n",
    # followed by an empty line: it belongs to what stands above, too
    "products: anvils [P p1]\n# no bells\n\nform: maker [P p1]\n": "form: maker [P p1]\nproducts: anvils [P p1]\n  # no bells\n",
    # inside brackets: the brackets go
    "seat: {value: Berlin,  # the town\n  source: P p1}\n": "seat:\n  value: Berlin  # the town\n  source: P p1\n",
    "seat: {value: Berlin, source: P p1, note: x}   # all of it\n": "seat: {value: Berlin, source: P p1, note: x}  # all of it\n",
    # beside a key whose value stands below
    "products:  # what it sells\n  - anvils [P p1]\n  - bells [P p2]  # since 2025\n":
        "products:  # what it sells\n  - anvils [P p1]\n  - bells [P p2]  # since 2025\n",
    "products:\n  - anvils [P p1]  # the only one\n": "products:\n  - anvils [P p1]  # the only one\n",
    # beside an item that is a mapping of many lines
    "disputes:\n  - # open\n    # first\n    disputed: Where?\n    versions: ['a [P p1]', 'b [P p2]']\n    shown: 1\n    why: x\n":
        "disputes:\n  # open\n  # first\n  - disputed: Where?\n    versions:\n      - a [P p1]\n      - b [P p2]\n    shown: 1\n    why: x\n",
    # # in texts is none
    "seat: 'Road #5 # 6 [P p1]'\nwebsite: a#b [P p1]\n": "seat: 'Road #5 # 6 [P p1]'\nwebsite: a#b [P p1]\n",
    "seat: |  # block\n  Berlin # no comment\n  [P p1]\n": "seat: 'Berlin # no comment [P p1]'  # block\n",
    # a comment without blank beside a text that needs no quotes any more
    "seat: 'Berlin [P p1]' #x\n": "seat: Berlin [P p1]  # x\n",
    # the end of the file
    "seat: Berlin [P p1]\nform: maker [P p1]\n# the end\n": "form: maker [P p1]\nseat: Berlin [P p1]\n# the end\n",
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), COMMENTED.items())
def test_comments_stay_at_their_keys(before: str, after: str) -> None:
    assert body(before) == after
    assert body(after) == after


def test_a_comment_at_the_head_of_the_file_stays_there() -> None:
    assert fmt("# The file.\n# Two lines.\n\nsources: {P: paper}\nname: Acme\ndoes: makes anvils [P p1]\n") == \
        "# The file.\n# Two lines.\n\nname: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\n"


def test_comments_among_sources() -> None:
    text = "name: Acme\nsources: {P: paper, # the first\n  R2: paper-two}\ndoes: makes anvils [P p1, R2 p1]\n"
    assert fmt(text) == "name: Acme\nsources:\n  P: paper  # the first\n  R2: paper-two\ndoes: makes anvils [P p1, R2 p1]\n"


# -- properties -----------------------------------------------------------------------------

WORDS = st.sampled_from(("anvils", "Foo #1", "a: b", "it's", 'a "word" here', "- dash", "[x]", "{y}", "NO", "12:30", "*s", "&a",
                         "!t", "%p", "@at", "`b`", "例 子", "end:", "a, b", "x (y)", "? q", "| p", "'q'", "null", "~", "#h", "010"))
REMARKS = st.sampled_from(("", " (plan)", " (as of 2025)", " (as of 2025-11; plan)", " (said by Jane Doe)", " (plan) (in 2025)"))
NOTES = st.sampled_from((" [P p1]", ' [P p1 "a few", R2 p2]', " [P p1,R2 p2]", " [R2 table 2, row 3]"))


@st.composite
def facts(draw: st.DrawFn) -> object:
    """One fact in one of its forms, as Python values."""
    words = draw(WORDS) + str(draw(st.integers(0, 10**6)))
    form = draw(st.integers(0, 3))
    if form < 2:
        return words + draw(REMARKS) + draw(NOTES)
    fact: dict[str, object] = {"value": words, "source": draw(st.sampled_from(("P p1", ["P p1", "R2 p2"], {"source": "P", "at": "p3"})))}
    for key, values in (("mode", ("plan", "aim")), ("as_of", ("2025",)), ("note", ("a note: yes", "x, y")), ("id", ("here",))):
        if draw(st.booleans()):
            fact[key] = draw(st.sampled_from(values))
    return fact if form == 2 else {"disputed": words, "versions": ["a [P p1]", "b [R2 p1]"], "shown": "1", "why": "newer"}


LISTS = st.lists(facts(), min_size=1, max_size=3)


@st.composite
def companies(draw: st.DrawFn) -> dict[str, object]:
    """A company with some properties in some order."""
    found: dict[str, object] = {"name": "Acme", "sources": {"P": "paper", "R2": "paper-two"}, "does": "makes anvils [P p1, R2 p1]"}
    for key in draw(st.lists(st.sampled_from(("seat", "products", "plans", "background", "sites")), unique=True)):
        found[key] = draw(LISTS | facts())
    if draw(st.booleans()):
        found["relations"] = {name: draw(LISTS | facts()) for name in draw(st.sets(st.sampled_from(("zenith", "Some Body")), min_size=1))}
    if draw(st.booleans()):
        found["history"] = [{day: draw(facts())} for day in draw(st.lists(st.sampled_from(("2024", "2025-11 closed")), min_size=1))]
    return dict(draw(st.permutations(list(found.items()))))


def with_comments(text: str, numbers: list[int]) -> str:
    """Comments put above and beside lines of block YAML, each named after the top-level key it stands at."""
    lines, key = [], ""
    for number, line in enumerate(text.splitlines()):
        if match := re.match(r"([a-z]+):", line):
            key = match[1]
        pad = line[: len(line) - len(line.lstrip())]
        starts = bool(re.match(r"\s*(- )*(- |[A-Za-z0-9_ .-]+:)", line))
        if number in numbers and starts:
            lines.append(f"{pad}# {key} above {number}")
        beside = f"  # {key} beside {number}" if number + 1 in numbers and starts and re.search(r"[\w:\]]$", line) else ""
        lines.append(line + beside)
    return "\n".join(lines) + "\n"


def comments_by_key(text: str) -> list[tuple[str, str]]:
    """(key it stands at, comment), read from the lines: above a top-level key it is that key's."""
    found, key, waiting = [], "", []
    for line in text.splitlines():
        comment = re.search(r"# (\w+ (?:above|beside) \d+)$", line)
        if comment and line.startswith("# "):
            waiting.append(comment[1])
            continue
        if match := re.match(r"([a-z_]+):", line):
            key = match[1]
            found += [(key, words) for words in waiting]
            waiting = []
        if comment:
            found.append((key, comment[1]))
    return sorted(found + [("", words) for words in waiting])


class Indenting(yaml.SafeDumper):
    """Items of lists stand deeper than their key, so that a comment above one is not taken for the next key's."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def dumped(values: object, flow: bool | None) -> str:
    return yaml.dump(values, Dumper=Indenting, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=90)


@given(companies(), st.sampled_from((None, False)), st.lists(st.integers(0, 40), max_size=6))
def test_meaning_comments_and_rest(values: dict[str, object], flow: bool | None, numbers: list[int]) -> None:
    """Written in another style, with comments: the same record, each comment at its key, then no change."""
    text = with_comments(dumped(values, flow), numbers) if flow is False else dumped(values, flow)
    before = record(text)
    if before is None:
        return                                             # two notations that do not go together: nothing to format
    after = fmt(text)
    assert record(after) == before
    assert comments_by_key(after) == comments_by_key(text)
    assert all(words.startswith(f"{key} ") for key, words in comments_by_key(after))
    assert fmt(after) == after


def record(text: str) -> object:
    """The record that a text is, None where it has errors."""
    document, faults = read("acme.yml", text.encode())
    if faults or document.root is None:
        return None
    return read_record(document, document.root, Company, "acme", IDS)[0][0].record


def test_the_property_is_not_empty() -> None:
    """Most generated companies are without errors, so the property above says something."""
    seen: list[bool] = []

    @given(companies())
    def count(values: dict[str, object]) -> None:
        seen.append(record(dumped(values, False)) is not None)

    count()
    assert sum(seen) > len(seen) / 2 > 10


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=12) | WORDS,
       st.sampled_from(("value", "flow", "key", "flow key")))  # fmt: skip
def test_a_text_is_read_as_it_was(text: str, position: str) -> None:
    """Whatever the text and the place, YAML gives it back."""
    frame = {"value": "k: {}", "flow": "k: [{}, x]", "key": "{}: v", "flow key": "k: {{{}: v}}"}[position]
    node = yaml.compose(frame.format(scalar(text, position)) + "  # c\n", Loader=yaml.CSafeLoader)
    key, value = node.value[0]
    found = key if position == "key" else value if position == "value" else \
        value.value[0] if position == "flow" else value.value[0][0]
    if text.isprintable():
        assert found.value == text


# -- the real data, the command -------------------------------------------------------------


@pytest.mark.parametrize("folder", KINDS)
def test_every_file_of_data_is_kept_in_meaning_and_rests(folder: str) -> None:
    for path in sorted((DATA / folder).glob("*.yml")):
        done = formatted(path.name, path.read_bytes(), KINDS[folder], path.stem, IDS)
        assert done.faults == (), path.name
        assert formatted(path.name, done.data, KINDS[folder], path.stem, IDS).data == done.data, path.name


def test_a_comment_above_each_line_of_real_files_stays_at_its_key() -> None:
    """Comments sown over the real companies and deals, in block lines only."""
    for folder, name in (("companies", "fii"), ("companies", "foxconn-intrinsic-jv"), ("deals", "foxconn-openai-hardware-2025")):
        path = DATA / folder / f"{name}.yml"
        lines, key = [], ""
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            if match := re.match(r"([a-z_]+):", line):
                key = match[1]
            if not line.startswith("  ") or re.match(r"\s+(- )?[\w.' -]+:( |$)|\s+- ", line):
                lines.append(line[: len(line) - len(line.lstrip())] + f"# {key} above {number}")
            lines.append(line)
        text = "\n".join(lines) + "\n"
        done = formatted(path.name, text.encode(), KINDS[folder], name, IDS)
        assert done.faults == ()
        wanted = sorted((words.split(" ")[0], words) for words in re.findall(r"# (\w+ above \d+)", text))
        assert comments_by_key(done.data.decode()) == wanted and len(wanted) > 15


def test_command_formats_lists_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crooked = "does: 'makes anvils [P p1]'\nname: Acme\nsources: {P: paper}\n"
    data = write_tree(tmp_path / "data", {**BASE, "companies/acme.yml": crooked, "companies/bad.yml": "name: [\n"})
    acme = data / "companies/acme.yml"
    assert main(["fmt", "--check", str(acme), "--data", str(data)]) == 1
    assert capsys.readouterr().out == f"{acme}\n" and acme.read_text("utf-8") == crooked
    assert main(["fmt", "--data", str(data)]) == 1         # bad.yml stays as it is
    assert "bad.yml has errors and stays as it is" in capsys.readouterr().err
    assert acme.read_text("utf-8") == "name: Acme\nsources: {P: paper}\ndoes: makes anvils [P p1]\n"
    assert main(["fmt", str(acme), "--check", "--data", str(data)]) == 0
    assert main(["fmt", str(tmp_path / "x.txt"), "--data", str(data)]) == 1
