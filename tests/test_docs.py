"""The documentation tells the truth: every code has its section, every example does what it says.

How an example is placed: it is part of data/companies/acme.yml, unless a line `# data/FOLDER/ID.yml`
stands above it; `# data/…, the whole file` adds nothing. To a part, the keys that every record of the
kind needs are added where the part does not have them. All stand on top of the base archive.
"""

from __future__ import annotations

import re

import pytest

from profiles.faults import CODES, ERROR, WARNING, Fault
from profiles.values import Dates, Period, Words, parse_figure
from tests.conftest import ROOT
from tests.helpers import BASE, Tree, as_line, check_tree

ABOUT = ROOT / "docs" / "about"
DEFAULT = "# data/companies/acme.yml\n"
HEADS = {
    "companies": "name: {name}\nsources: {{J: paper}}\ndoes: makes anvils [J p1]\n",
    "deals": "title: Zenith and {name}\nparties: [zenith, Acme]\nsources: {{J: paper}}\nstage: talks [J p1]\n"
             "announced: 2025-11-20 [J p1]\n",
    "sources": "publisher: Example Press\ntitle: {name}\ndate: 2025-11-20\nlanguage: en\nkind: secondary\n"
               "accessed: 2026-11-21\n",
}  # fmt: skip
# Codes of what no example in a text can show: bytes, names and kinds of files, sheer size.
NO_EXAMPLE = {
    "foreign-file", "bad-file-name", "not-a-file", "too-large", "not-utf8", "byte-order-mark", "line-end",
    "too-many-values", "lost-address",
    "text-too-long",
}  # fmt: skip
FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)


def sections() -> dict[str, str]:
    """The sections of checks.md by their headings."""
    parts = re.split(r"^## (.+)\n", (ABOUT / "checks.md").read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def placed(example: str) -> Tree:
    """The tree that an example stands for."""
    text = example if re.match(r"# data/\S+\.yml", example) else DEFAULT + example
    parts = re.split(r"^# data/(\S+?)(, the whole file)?\n", text, flags=re.M)[1:]
    tree = dict(BASE)
    for path, whole, body in zip(parts[::3], parts[1::3], parts[2::3]):
        folder, name = path.removesuffix(".yml").split("/")
        keys = set(re.findall(r"^(\w+):", body, re.M))
        head = [] if whole else HEADS[folder].format(name=name.title()).splitlines(keepends=True)
        tree[path] = "".join(line for line in head if line.split(":")[0] not in keys) + body
    return tree


SECTIONS = sections()
EXAMPLES = {code: FENCE.findall(text) for code, text in SECTIONS.items()}


def test_each_code_has_its_section_in_the_same_order() -> None:
    """No code without a section, no section without a code."""
    assert list(SECTIONS) == list(CODES)


def test_sections_say_enough() -> None:
    """Words before and after; warnings are called so, and errors are not."""
    for code, text in SECTIONS.items():
        assert len(FENCE.sub("", text).split()) >= 12, code
        assert (CODES[code][0] == WARNING) == text.strip().startswith("A warning"), code


def test_two_examples_wherever_a_text_can_show_it() -> None:
    """The mistake and the same thing done right."""
    assert {code for code, found in EXAMPLES.items() if not found} == NO_EXAMPLE
    assert {code: len(found) for code, found in EXAMPLES.items() if len(found) not in (0, 2)} == {}


@pytest.mark.parametrize("code", [code for code, found in EXAMPLES.items() if found])
def test_the_first_example_is_this_mistake_and_no_other(code: str) -> None:
    """What the section warns of is what the checker says."""
    faults = check_tree(placed(EXAMPLES[code][0]))
    assert {fault.code for fault in faults} == {code}, [as_line(fault) for fault in faults]


@pytest.mark.parametrize("code", [code for code, found in EXAMPLES.items() if found])
def test_the_second_example_is_right(code: str) -> None:
    """What the section advises has no fault at all."""
    assert [as_line(fault) for fault in check_tree(placed(EXAMPLES[code][1]))] == []


def test_an_example_that_is_right_is_not_taken_for_the_mistake() -> None:
    """Sabotage: with the two examples exchanged the comparison fails."""
    bad, good = EXAMPLES["no-source"]
    assert {fault.code for fault in check_tree(placed(good))} != {"no-source"}
    assert check_tree(placed(bad)) != []


def test_links_of_the_section_lead_to_pages() -> None:
    """Pages that checks.md names exist or are generated."""
    pages = {path.name for path in ABOUT.glob("*.md")} | {"format-reference.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)", (ABOUT / "checks.md").read_text(encoding="utf-8"))) <= pages


# -- the data format and the README --------------------------------------------------------------

SOURCES = "sources: {J: jiemian-2025-11-21-openai-pact, O: openai-2025-11-20-foxconn, N: openai-2025-09-22-nvidia}\n"
FORMAT = (ABOUT / "data-format.md").read_text(encoding="utf-8")


def named(text: str) -> dict[str, str]:
    """The real records whose ids a text names: what an example may rest on."""
    words = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", text))
    files = [path for path in (ROOT / "data").glob("*/*.yml") if path.stem in words]
    return {f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8") for path in files}


def errors_in_archive(example: str) -> list[Fault]:
    """The errors of an example of data-format.md, in its place among the real records that it names."""
    example = re.sub(r"^(\w+): …", r"\1: words [J p1]", example, flags=re.M)
    if example.startswith("publisher:"):
        path, text = "sources/jiemian-2025-11-21-openai-pact.yml", example
    elif example.startswith("name:"):
        path, text = "companies/fii.yml", example
    else:
        body = f"scope:\n{example}" if example.startswith("- ") else example
        keys = set(re.findall(r"^(\w+):", body, re.M))
        head = HEADS["deals"].format(name="Acme").replace("sources: {J: paper}\n", SOURCES)
        path = "deals/example.yml"
        text = "".join(line for line in head.splitlines(keepends=True) if line.split(":")[0] not in keys) + body
    faults = check_tree({**BASE, **named(text), path: text})
    return [fault for fault in faults if fault.severity == ERROR and fault.place.file == f"data/{path}"]


@pytest.mark.parametrize("example", FENCE.findall(FORMAT), ids=lambda text: text[:20])
def test_examples_of_the_data_format_are_right(example: str) -> None:
    """Each YAML example of the introduction is accepted as it stands; letters may be unused in a part."""
    assert [as_line(fault) for fault in errors_in_archive(example)] == []


def test_the_data_format_has_its_examples() -> None:
    """Sabotage: an example with a wrong key would be seen, and there are some to see."""
    examples = FENCE.findall(FORMAT)
    assert len(examples) >= 5
    for example in examples:
        broken = re.sub(r"^(\W*)(scope|value|disputed|name|publisher):", r"\1nonsense:", example, count=1, flags=re.M)
        assert broken != example
        assert {fault.code for fault in errors_in_archive(broken)} & {"unknown-key", "missing-key"}, example


def spans(title: str) -> list[str]:
    """The code spans of a section of the data format."""
    section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", FORMAT, re.M | re.S)
    assert section, title
    return re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```$", "", section[1], flags=re.M | re.S))


def test_dates_and_amounts_of_the_data_format_can_be_read() -> None:
    """What the text shows as a date, amount, share or count is one."""
    dates = [span for span in spans("Dates and periods") if span not in ("about", "before", "after")]
    assert len(dates) >= 10
    for span in dates:
        assert Dates.parse(span) if ", " in span else Period.parse(span)
    figures = [span for span in spans("Amounts, shares, counts") if re.match(r"(about )?\d", span)]
    assert len(figures) >= 5
    for span in figures:
        assert not isinstance(parse_figure(span), Words), span


def test_the_whole_file_of_the_readme_is_the_file() -> None:
    """The README shows a record as it is."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    path = re.search(r"`(data/\S+\.yml)`", text)
    assert path
    assert FENCE.findall(text) == [(ROOT / path[1]).read_text(encoding="utf-8")]
