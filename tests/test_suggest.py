"""A form somebody filled in becomes the smallest edit of one file, or a refusal; hostile forms change nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from profiles.changes import words
from profiles.contribute import suggest
from profiles.archive import Archive, load
from profiles.contribute.forms import EMPTY, FIELDS, FORM, MAX_FIELD, MAX_FORM, Refused, Suggestion, parse_form, suggestion_url
from profiles.model import Absence, Dispute, Fact
from profiles.records import read_record
from profiles.source import read
from profiles.archive import KINDS

from .conftest import EXAMPLES
from .helpers import BASE, TODAY, write_tree

ROOT = Path(__file__).resolve().parent.parent
ACME = """\
# What Acme is. This comment stays.
name: Acme
sources: {P: paper, F: filing}   # two of them

does: makes anvils [P p1]   # and nothing else
seat: Springfield (as of 2024-12-31) [P p2 "in Springfield"]
lines:
    - "heavy anvils, \\"the best\\" [P p4]"      # quoted twice
    - {value: light anvils, source: F p4, note: for schools}
    - a line that goes on
      over two lines [P p5]
founded: not disclosed [P]
history:
    - 2001 reported: it began [P p9]
website:
    disputed: Which?
    versions: [acme.example [P p1], acme2.example [F p1]]
    shown: none
    why: nobody knows
metrics:
    revenue: {2025-Q1: '100 million USD [F p5]', 2025-Q2: '110 million USD [P p6]'}
""".replace("[acme.example [P p1], acme2.example [F p1]]", "['acme.example [P p1]', 'acme2.example [F p1]']")
FILING = ("publisher: The Regulator\ntitle: A filing\ndate: 2025-11-19\nlanguage: en\nkind: primary\n"
          "url: https://example.com/filing\naccessed: 2025-11-21\n")  # fmt: skip
TREE = {**BASE, "companies/acme.yml": ACME, "sources/filing.yml": FILING}


def form(**answers: str) -> bytes:
    """A form as the host writes it into an issue."""
    filled = {"record": "companies/acme", "fact": "revenue-2025-q1", "instead": "105 million USD", **answers}
    return "\n\n".join(f"### {question}\n\n{filled.get(name) or EMPTY}" for name, question in FIELDS.items()).encode()


def anchor_of(archive: Archive, prop: str, words: str = "") -> str:
    """The anchor of the only fact of a property that holds these words."""
    found = [item.anchor for item in archive.items if item.record == "acme" and item.prop == prop and words in str(item.entry)]
    assert len(found) == 1, found
    return found[0]


def applied(data: Path, **answers: str) -> tuple[str, str]:
    """Apply a form to the archive; returns the file and the report."""
    done = suggest.apply(data, parse_form(form(**answers)), TODAY)
    assert done.written, [fault.message for fault in done.faults]
    return (data / "companies/acme.yml").read_text("utf-8"), words.as_text(done.diff)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "data", TREE)


# -- what changes, and what stays ------------------------------------------------------------


@pytest.mark.parametrize(("prop", "words", "answers", "old", "new"), (
    ("metrics", "number='100'", {"instead": "105 million USD"}, "'100 million USD [F p5]'", "'105 million USD [F p5]'"),
    ("metrics", "number='110'", {"instead": "109.6 million USD", "source": "https://example.com/filing", "where": "p6", "printed": "109.6"},
     "'110 million USD [P p6]'", "'109.6 million USD [F p6 \"109.6\"]'"),
    ("does", "", {"instead": "makes anvils: heavy ones #1"}, "makes anvils [P p1]", "'makes anvils: heavy ones #1 [P p1]'"),
    ("does", "", {"instead": "makes Acme's anvils"}, "makes anvils [P p1]", "'makes Acme''s anvils [P p1]'"),
    ("seat", "", {"instead": "Shelbyville"}, 'Springfield (as of 2024-12-31) [P p2 "in Springfield"]',
     "'Shelbyville (as of 2024-12-31) [P p2 \"in Springfield\"]'"),
    ("seat", "", {"instead": "Shelbyville (as of 2025-06-30)", "source": "filing", "where": "p2"},
     'Springfield (as of 2024-12-31) [P p2 "in Springfield"]', "'Shelbyville (as of 2025-06-30) [F p2]'"),
    ("seat", "", {"instead": "Shelbyville [F p7]"}, 'Springfield (as of 2024-12-31) [P p2 "in Springfield"]',
     "'Shelbyville (as of 2024-12-31) [F p7]'"),
    ("lines", "heavy", {"instead": "very heavy anvils"}, '"heavy anvils, \\"the best\\" [P p4]"', "'very heavy anvils [P p4]'"),
    ("lines", "light", {"instead": "light anvils, two sizes", "source": "paper", "where": "p8"}, "{value: light anvils, source: F p4,",
     "{value: 'light anvils, two sizes', source: 'P p8',"),
    ("lines", "goes on", {"instead": "a short line"}, "a line that goes on\n      over two lines [P p5]", "'a short line [P p5]'"),
    ("founded", "", {"instead": "2001-02-03", "source": "filing", "where": "p1"}, "not disclosed [P]", "'2001-02-03 [F p1]'"),
    ("history", "", {"instead": "it opened"}, "it began [P p9]", "'it opened [P p9]'"),
))  # fmt: skip
def test_only_the_value_changes(data: Path, prop: str, words: str, answers: dict[str, str], old: str, new: str) -> None:
    assert ACME.count(old) == 1
    text, report = applied(data, fact=anchor_of(load(data)[0], prop, words), **answers)
    assert text == ACME.replace(old, new)
    assert "companies/acme" in report and "data/companies/acme.yml:" in report


def test_line_ends_stay(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data", {**TREE, "companies/acme.yml": ACME.replace("\n", "\r\n").encode()})
    suggest.apply(data, parse_form(form()), TODAY)
    assert (data / "companies/acme.yml").read_bytes() == ACME.replace("\n", "\r\n").replace("100 million", "105 million").encode()


def test_the_report_is_the_fact_diff(data: Path) -> None:
    _, report = applied(data)
    assert report.splitlines()[:5] == [
        "1 corrected", "", "companies/acme", "  corrected · Figures: Revenue, Q1 2025 · data/companies/acme.yml:21", "    - US$100 million"]


def _values() -> list[tuple[str, str, str, str]]:
    """Every fact of the real archive with the words it has, undisputed; each seventh in a quick run."""
    archive, _ = load(ROOT / "data")
    items = [item for item in archive.items if not isinstance(item.entry, Dispute)]
    return [(item.folder, item.record, item.prop, item.anchor) for item in items[:: 1 if EXAMPLES > 1000 else 7]]


def test_every_fact_of_the_archive_can_be_edited() -> None:
    """Replaced by its own words, each fact stays what it was, and nothing else of its file moves."""
    archive, _ = load(ROOT / "data")
    texts: dict[str, str] = {}
    ids = set(archive.known("sources"))
    done = 0
    by_place = {(item.folder, item.record, item.prop, item.anchor): item for item in archive.items}
    for folder, record, prop, anchor in _values():
        item, found = by_place[folder, record, prop, anchor], archive.reads[folder, record]
        file = found.document.file
        text = texts.setdefault(file, (ROOT / file).read_text("utf-8"))
        words = item.entry.absent if isinstance(item.entry, Absence) else _written(found.document.root, found, item)
        try:
            changed = suggest.edited(archive, item, Suggestion(folder, record, anchor, words), text)
        except Refused as error:
            assert "mixes both forms" in str(error) or "remarks in parentheses" in str(error), (file, anchor, str(error))
            continue
        if file.endswith(f"{folder}/{record}.yml"):
            document, faults = read(file, changed.encode())
            assert document.root is not None and not faults
            reads, faults = read_record(document, document.root, KINDS[folder], record, ids)
            assert reads[0].record == archive.of(folder)[record], (file, anchor, [fault.message for fault in faults])
        assert len([line for line in changed.split("\n") if line not in text.split("\n")]) <= 1
        done += 1
    assert done > len(_values()) * 0.95 > 100


def _written(root: object, found: object, item: object) -> str:
    """The words of a fact as its file has them, without remarks and footnote."""
    from profiles.footnotes import take_apart
    from profiles.records import place_of

    node = suggest._node_at(root, place_of(found.places, (item.prop, item.index)))  # type: ignore[attr-defined]
    value = node if node.kind == "text" else node.get("value")
    if node.kind != "text" and node.get("source") is not None:
        return value.text.strip()
    known = {key.text for key, _ in (root.get("sources").entries if root.get("sources") else ())}  # type: ignore[attr-defined]
    return take_apart(value.text.strip(), known, itself=item.folder == "sources", names=item.prop == "names").words


# -- faults and refusals ---------------------------------------------------------------------


def test_an_edit_that_brings_a_fault_in_is_not_written(data: Path) -> None:
    done = suggest.apply(data, parse_form(form(instead="105 million XYZ")), TODAY)
    assert not done.written and [fault.code for fault in done.faults] == ["unknown-currency"]
    assert (data / "companies/acme.yml").read_text("utf-8") == ACME


REFUSALS = {
    "no such record": ({"record": "companies/acmee"}, "there is no record companies/acmee", "did you mean `acme`?"),
    "no such fact": ({"fact": "revenue-2025-q9"}, "companies/acme has no fact #revenue-2025-q9", "did you mean `revenue-2025-q"),
    "path": ({"record": "companies/../../secret"}, "is not a record", "companies/fii"),
    "absolute path": ({"record": "/etc/passwd"}, "is not a record", "companies/fii"),
    "other folder": ({"record": "docs/index"}, "is not a record", "companies/fii"),
    "anchor with markup": ({"fact": "<script>"}, "is not a fact's address", "revenue-2025-q3"),
    "nothing said": ({"instead": ""}, "nobody says what it should say", "fill in"),
    "same as before": ({"instead": "100 million USD"}, "that is what it says already", "nothing was changed"),
    "written about an older text": ({"now": "101 million USD (Q1 2025)"}, "something else by now", "it says: US$100 million"),
    "source unknown": ({"source": "https://example.com/other", "where": "p1"}, "does not know this source", "new source ID --url"),
    "source misspelt": ({"source": "filling", "where": "p1"}, "there is no source `filling`", "did you mean `filing`?"),
    "no place": ({"source": "filing"}, "nobody says where", "p2"),
    "place without source": ({"where": "p1"}, "a place is given, but no source", "Who says so"),
    "bracket in the place": ({"source": "filing", "where": "p1] [P p2"}, "cannot stand in a footnote", "leave them out"),
    "quotation in the words": ({"source": "filing", "where": "p1", "printed": 'a" [P p2'}, "cannot stand in a footnote", "leave"),
    "two footnotes": ({"instead": "1 million USD [F p1]", "source": "filing", "where": "p2"}, "named twice", "keep one"),
    "bracket": ({"instead": "many [or few]]"}, "ends in a bracket", "leave the bracket out"),
    "control character": ({"instead": "105\x07 million USD"}, "U+0007", "delete it"),
    "bidi override": ({"instead": "105 \u202emillion USD"}, "U+202E", "delete it"),
    "zero width": ({"instead": "105\u200b million USD"}, "U+200B", "delete it"),
    "long answer": ({"instead": "x" * (MAX_FIELD + 1)}, f"has {MAX_FIELD + 1} characters", "keep it below"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_refused(data: Path, name: str) -> None:
    answers, message, remedy = REFUSALS[name]
    with pytest.raises(Refused) as caught:
        suggest.apply(data, parse_form(form(**answers)), TODAY)
    assert message in str(caught.value) and remedy in caught.value.remedy
    assert (data / "companies/acme.yml").read_text("utf-8") == ACME


def test_a_disputed_fact_is_refused_with_its_line(data: Path) -> None:
    with pytest.raises(Refused) as caught:
        suggest.apply(data, parse_form(form(fact=anchor_of(load(data)[0], "website"), instead="acme.example")), TODAY)
    assert caught.value.remedy == "add a version by hand: data/companies/acme.yml:16"


TRICKS = ("'", "''", "' # ", "x'\nname: Evil", "&a *a", "!!python/object:os.system x", "{a: b}", "- x", "<<: *x", "? x", "| x", "> x", "%TAG",
          "---", "...", "x: y", "x #y", "\\x41\\n", "\"", "`$(id)`", "${{ github.token }}", "<script>alert(1)</script>", "null", "~", "0x1F",
          "yes", "12:30", "@x", "x\ty", "### Recorded", "工业富联", "é", "e\u0301")  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_tricks_of_yaml_are_words(data: Path, trick: str) -> None:
    """Whatever stands in the form is a single-quoted scalar: the rest of the file is what it was."""
    import unicodedata

    text, _ = applied(data, fact="does" if any(i.anchor == "does" for i in load(data)[0].items) else anchor_of(load(data)[0], "does"),
                      instead=f"makes {trick} things")
    said = unicodedata.normalize("NFC", " ".join(f"makes {trick} things".split()))
    assert yaml.safe_load(text)["does"] == f"{said} [P p1]"
    assert {**yaml.safe_load(text), "does": 0} == {**yaml.safe_load(ACME), "does": 0}
    assert [fact.value.text for fact in load(data)[0].companies["acme"].does if isinstance(fact, Fact)] == [said]


@pytest.mark.parametrize(("raw", "message"), (
    (b"x" * (MAX_FORM + 1), "bytes"), (b"\xff\xfe", "UTF-8"), (b"hello\n" + form(), "before the first question"),
    (form() + b"\n\n### Record\n\ncompanies/zenith\n", "stands twice"), (b"", "is not a record"),
))  # fmt: skip
def test_bad_forms(raw: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        parse_form(raw)


def test_near_misses_are_taken() -> None:
    again = parse_form(form(record="/companies/acme/", fact="#revenue-2025-q1", instead="105 million\nUSD").replace(b"\n", b"\r\n"))
    assert again == Suggestion("companies", "acme", "revenue-2025-q1", "105 million USD")


def test_an_old_fault_elsewhere_does_not_stop_a_suggestion(tmp_path: Path) -> None:
    data = write_tree(tmp_path / "data", {**TREE, "companies/broken.yml": "name: Broken\n"})
    assert suggest.apply(data, parse_form(form()), TODAY).written


# -- the form itself -------------------------------------------------------------------------


def test_the_form_asks_what_is_read() -> None:
    asked = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE" / FORM).read_text("utf-8"))
    fields = {part["id"]: part["attributes"]["label"] for part in asked["body"] if part["type"] != "markdown"}
    assert fields == FIELDS
    required = [part["id"] for part in asked["body"] if part.get("validations", {}).get("required")]
    assert required == ["record", "fact", "instead"]


def test_the_link_fills_the_form_in(data: Path) -> None:
    item = next(item for item in load(data)[0].items if item.prop == "seat")
    url = suggestion_url("https://git.example/o/r", item)
    assert url.startswith(f"https://git.example/o/r/issues/new?template={FORM}&")
    asked = {key: value[0] for key, value in parse_qs(urlsplit(url).query).items()}
    assert asked == {"template": FORM, "title": f"acme: {item.anchor}", "record": "companies/acme", "fact": item.anchor,
                     "now": "Springfield (as of 31 December 2024)"}
    assert set(asked) - {"template", "title"} <= set(FIELDS)


@pytest.mark.parametrize("repository", ("", "http://git.example/o/r", "javascript:alert(1)", "https://", "https://git.example/?x"))
def test_without_a_repository_there_is_no_link(data: Path, repository: str) -> None:
    assert suggestion_url(repository, load(data)[0].items[0]) == ""


def test_the_command(data: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "build_profiles.py"), "apply-suggestion", "--today", TODAY.isoformat(), "-"]

    def run(raw: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, cwd=tmp_path, input=raw, capture_output=True, check=False)

    refused = run(form(fact="nowhere"))
    assert refused.returncode == 1 and refused.stderr.startswith(b"refused: companies/acme has no fact #nowhere")
    faulty = run(form(instead="lots"))
    assert faulty.returncode == 1 and b"nothing was changed" in faulty.stderr
    done = run(form())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("1 corrected\n")
