"""The quality page: its counts against counts made without the compiler, its rows lead to the records.

The oracle reads the YAML files as text and knows nothing of our models; the rest is a small archive
counted by hand.
"""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from profiles.archive import load
from profiles.blocks import Heading, Page, visible
from profiles.markdown import write
from profiles.pages import render
from profiles.views.quality import quality_page
from tests.helpers import BASE, TODAY, write_tree

ROOT = Path(__file__).resolve().parent.parent


def count(page: Page, anchor: str) -> int:
    """The number in a heading of the page."""
    (heading,) = [block for block in page.blocks if isinstance(block, Heading) and block.id == anchor]
    return int(visible(heading.content).rsplit(": ", 1)[1].replace(",", ""))


def quality_of(data: Path, today: date = TODAY) -> Page:
    archive, _ = load(data)
    return quality_page(archive, today)


# -- against the text of the files -----------------------------------------------------------------------


def counted_in_text(data: Path) -> dict[str, int]:
    """Disputes, absences and bare records, by pattern matching in the YAML."""
    records = {path: path.read_text("utf-8") for path in sorted(data.rglob("*.yml"))}
    facts = "".join(text for path, text in records.items())
    # A version is shown: `shown:` with anything but `none`; none may also be left out.
    disputes = len(re.findall(r"(?<![\w])disputed: ", facts))
    shown = len(re.findall(r"^\s*shown: (?!none\b)|[{,] shown: (?!none\b)", facts, re.M))
    company = {path.stem: text for path, text in records.items() if path.parent.name == "companies"}
    return {
        "open-disputes": disputes - shown,
        "settled-disputes": shown,
        "no-archive": sum(path.parent.name == "sources" and not re.search(r"^archive_url:", text, re.M)
                          for path, text in records.items()),
        "no-identifier": sum(not re.search(r"^identifiers:", text, re.M) for text in company.values()),
    }


def wrong_counts(page: Page, data: Path) -> list[str]:
    return [f"{anchor}: {count(page, anchor)}, not {number}" for anchor, number in counted_in_text(data).items()
            if count(page, anchor) != number]


def test_the_counts_are_those_of_the_files() -> None:
    assert wrong_counts(quality_of(ROOT / "data"), ROOT / "data") == []
    assert all(number > 0 for number in counted_in_text(ROOT / "data").values())


def test_a_dropped_record_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    page = quality_of(tmp_path / "data")
    (tmp_path / "data" / "companies" / "fii.yml").unlink()
    assert any(wrong.startswith("open-disputes") or wrong.startswith("settled-disputes")
               for wrong in wrong_counts(page, tmp_path / "data"))


# -- a small archive, counted by hand --------------------------------------------------------------------

SMALL = {
    **BASE,
    "sources/zine.yml": ("publisher: Zine\ntitle: A list\ndate: 2020-01-01\nlanguage: en\nkind: tertiary\n"
                         "accessed: 2025-11-21\narchive_url: https://archive.example.org/zine\n"),
    "sources/form.yml": ("publisher: Register\ntitle: A form\ndate: 2025-01-01\nlanguage: en\nkind: primary\n"
                         "form: filing\naccessed: 2025-11-21\n"),
    "companies/acme.yml": """name: Acme
sources: {P: paper, Z: zine, F: form}
does: makes anvils [P p1, F box 1]
identifiers: {cik: '1 [F box 2]'}
seat: Springfield [Z p1]
owners:
  zenith:
    - 60% (as of 2021) [P p1]
    - 55% (as of 2026-01-01) [P p1]
people:
  Ann: chief (as of 2024-01-01) [P p1]
founded:
  disputed: When?
  versions: ["1999 [P p1]", "2000 [Z p1]"]
  shown: none
  why: nobody knows
website: not disclosed [P]
wanted:
  How many people?: not found (looked in the papers; as of 2025-11-22)
""",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "data", SMALL)


def test_a_small_archive_counted_by_hand(small: Path) -> None:
    page = quality_of(small)
    counts = {block.id: count(page, block.id) for block in page.blocks
              if isinstance(block, Heading) and ":" in visible(block.content)}
    assert counts == {
        "single-source": 6,          # Zenith: does; Acme: cik, seat, two shares, Ann
        "tertiary-only": 1,          # seat
        "open-disputes": 1, "settled-disputes": 0,
        "absences": 2,
        "shelf-life": 2,             # the seat of 2020 and Ann's office; the share of 2021 has a newer one
        "no-archive": 2, "no-identifier": 1,
    }
    text = write(page)
    assert "8 facts and 2 absences in 2 companies and 0 deals, from 3 sources" in text
    for row in ("| Filed | 2 |", "| Reported | 5 |", "| Disputed | 1 |",
                "| Primary | 2 |", "| Secondary | 5 |", "| Tertiary | 1 |"):
        assert row in text, row


def test_what_is_past_its_shelf_life_depends_on_today(small: Path) -> None:
    assert count(quality_of(small, date(2026, 1, 2)), "shelf-life") == 2
    assert count(quality_of(small, date(2025, 7, 4)), "shelf-life") == 1         # Ann: 550 days after 2024-01-01
    assert count(quality_of(small, date(2025, 7, 5)), "shelf-life") == 2
    archive, _ = load(small)
    early, late = (render(archive, day)["quality.md"] for day in (date(2025, 7, 4), date(2028, 7, 4)))
    assert early != late


def test_few_facts_are_listed_and_many_counted_by_record(tmp_path: Path) -> None:
    lines = "".join(f"  - fact number {number} [P p{number}]\n" for number in range(1, 80))
    tree = {**BASE, "companies/acme.yml": f"name: Acme\nsources: {{P: paper}}\ndoes: anvils [P p1]\nbackground:\n{lines}"}
    text = write(quality_of(write_tree(tmp_path / "data", tree)))
    assert "| [Acme](companies/acme.md) | Company | 80 |" in text


# -- on the built site -----------------------------------------------------------------------------------


def dead_rows(site: Path, html: str) -> list[str]:
    """Rows and points whose link leads to no record, or to no place on its page."""
    tree = LexborHTMLParser(html)
    rows = [row for row in tree.css("article tbody tr, article > ul > li") if "All records" not in row.text()]
    found = []
    for row in rows:
        links = [link.attributes.get("href") or "" for link in row.css("a")]
        records = [link for link in links if re.match(r"\.\./(companies|deals|sources)/[a-z0-9-]+/(#.+)?$", link)]
        found += [f"no link: {row.text()[:60]}"] if not records else []
        for link in records:
            address, _, anchor = link.removeprefix("../").partition("#")
            target = site / address / "index.html"
            if not target.is_file() or anchor and f'id="{anchor}"' not in target.read_text("utf-8"):
                found.append(link)
    return found


def test_every_row_leads_to_its_record_or_fact(site: Path) -> None:
    html = (site / "quality" / "index.html").read_text("utf-8")
    assert dead_rows(site, html) == []
    assert len(LexborHTMLParser(html).css("article tr")) > 100


def test_a_planted_dead_row_is_noticed(site: Path) -> None:
    html = ('<article><table><tbody><tr><td>nothing</td></tr><tr><td><a href="../companies/nobody/">x</a></td></tr>'
            '<tr><td><a href="../companies/fii/#no-such-fact">x</a></td></tr></tbody></table></article>')
    assert dead_rows(site, html) == ["no link: nothing", "../companies/nobody/", "../companies/fii/#no-such-fact"]
