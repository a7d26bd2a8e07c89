"""Archive: a folder becomes records by id with their indexes, whatever order the files come in."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.archive import Archive, load, slug
from profiles.faults import Fault
from tests.conftest import EXAMPLES

PAPER = "publisher: Press\ntitle: A paper\ndate: 2025\nlanguage: en\nkind: secondary\naccessed: 2026\n"
TREE: dict[str, str] = {
    "companies/acme.yml": (
        "name: Acme\nsources: {J: paper}\ndoes: makes anvils [J p1]\n"
        "owners:\n  Ann Li: 5% (as of 2025) [J p2]\n  zenith: 60% [J p2]\n"
        "relations:\n  yonder: customer [J p3]\n"
        "metrics:\n  revenue:\n    2025-Q3: 5 USD [J p4]\n"
        "history:\n- 2025-11: the first anvil fell from the roof [J p5]\n"
        "views:\n  Ann Li: it grows [J p6]\n"
        "wanted:\n  Who pays for all of it?: not found (looked in notices; as of 2026)\n"),
    "companies/zenith.yml": "name: Zenith\nsources: {J: paper}\ndoes: buys anvils [J p1]\n",
    "companies/yonder.yml": "name: Yonder\nsources: {J: paper}\ndoes: drops anvils [J p1]\n",
    "deals/anvils-2025.yml": (
        "title: Acme sells anvils\nparties: [acme, zenith]\nsources: {J: paper, R: report}\n"
        "stage: talks [J p1]\nannounced: 2025-11-20 in US, 2025-11-21 in Taiwan [J p1]\n"
        "scope:\n- disputed: How many anvils?\n  concerns: [yonder]\n"
        "  versions: ['ten [J p2]', 'twelve (company acme) [R p1]']\n  shown: R\n  why: later\n"),
    "deals/old-2020.yml": "title: Old\nparties: [acme, Ann Li]\nsources: {J: paper}\nstage: ended [J p1]\nreported: 2020 [J p1]\n",
    "deals/undated.yml": "title: Undated\nparties: [acme, yonder]\nsources: {J: paper}\nstage: talks [J p1]\n",
    "sources/paper.yml": PAPER,
    "sources/report.yml": PAPER.replace("A paper", "A report"),
}  # fmt: skip


def written(folder: Path, tree: dict[str, str]) -> Path:
    """The tree as files in folder/data."""
    data = folder / "data"
    for path, text in tree.items():
        (data / path).parent.mkdir(parents=True, exist_ok=True)
        (data / path).write_text(text, encoding="utf-8")
    return data


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """The archive of `TREE`, which has no fault."""
    found, faults = load(written(tmp_path, TREE))
    assert faults == []
    return found


def codes(faults: list[Fault]) -> list[tuple[str, str]]:
    """File and code of each fault."""
    return sorted((fault.place.file, fault.code) for fault in faults)


# -- records and indexes --------------------------------------------------------------------


def test_records_are_sorted_by_id(archive: Archive) -> None:
    assert list(archive.companies) == ["acme", "yonder", "zenith"]
    assert list(archive.deals) == ["anvils-2025", "old-2020", "undated"]
    assert list(archive.sources) == ["paper", "report"]
    assert archive.known("companies") == {"acme", "yonder", "zenith"}


def test_anchors_say_what_a_fact_is_about(archive: Archive) -> None:
    assert [item.anchor for item in archive.by_record["companies", "acme"]] == [
        "does-makes-anvils", "owners-ann-li-5-2025", "owners-zenith-60", "revenue-2025-q3",
        "history-2025-11-the-first-anvil-fell", "relations-yonder-customer", "views-ann-li-it-grows",
        "wanted-who-pays-for-all-of-it"]  # fmt: skip


def test_deals_of_a_party_newest_first_undated_last(archive: Archive) -> None:
    assert archive.deals_of["acme"] == ("anvils-2025", "old-2020", "undated")
    assert archive.deals_of["Ann Li"] == ("old-2020",)


def test_back_references(archive: Archive) -> None:
    assert [item.record for item in archive.held_by["zenith"]] == ["acme"]
    assert [item.record for item in archive.related_to["yonder"]] == ["acme"]
    assert "Ann Li" not in archive.held_by


def test_disputes_reach_all_whom_they_concern(archive: Archive) -> None:
    assert [item.record for item in archive.disputes] == ["anvils-2025"]
    assert sorted(archive.disputes_about) == ["acme", "yonder"]


def test_sources_know_what_rests_on_them(archive: Archive) -> None:
    assert [(item.record, cited.at) for item, cited in archive.by_source["report"]] == [("anvils-2025", "p1")]


def test_a_fault_is_blamed_on_its_line(archive: Archive) -> None:
    fault = archive.fault("two-values", "companies", "acme", ("owners", 1, "source", 0), "words", "remedy")
    assert (fault.place.file, fault.place.line, fault.text) == ("data/companies/acme.yml", 6, "  zenith: 60% [J p2]")


# -- order ----------------------------------------------------------------------------------


@contextmanager
def scanning(shuffle: random.Random) -> Iterator[None]:
    """Folders whose entries come in any order, as file systems may give them."""
    scan = os.scandir

    class Scanned:
        def __init__(self, folder: Any) -> None:
            with scan(folder) as entries:
                self.entries = list(entries)
            shuffle.shuffle(self.entries)

        def __enter__(self) -> Scanned:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def __iter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self.entries)

    with patch("os.scandir", Scanned):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with good files, broken ones and foreign ones."""
    broken = {"companies/broken.yml": "name: [", "companies/Bad Name.yml": "", "notes.txt": "x", "sources/a.yaml": "x"}
    return written(tmp_path_factory.mktemp("order"), TREE | broken)


@settings(max_examples=EXAMPLES // 5)                      # each one reads an archive twice
@given(st.randoms(use_true_random=False))
def test_the_order_of_files_means_nothing(folder: Path, shuffle: random.Random) -> None:
    first, first_faults = load(folder)
    with scanning(shuffle):
        second, second_faults = load(folder)
    assert list(second.reads) == list(first.reads)
    assert first_faults == second_faults != []
    assert (first.companies, first.deals, first.sources) == (second.companies, second.deals, second.sources)
    assert first.items == second.items
    assert list(first.by_source) == list(second.by_source)
    assert first.deals_of == second.deals_of


# -- what stands in the folder --------------------------------------------------------------

FOREIGN: dict[str, tuple[str, str]] = {
    "notes.txt": ("data/notes.txt", "foreign-file"),
    "people/ann.yml": ("data/people", "foreign-file"),
    "companies/acme.yaml": ("data/companies/acme.yaml", "foreign-file"),
    "companies/README": ("data/companies/README", "foreign-file"),
    "companies/acme.yml~": ("data/companies/acme.yml~", "foreign-file"),
    "companies/.yml": ("data/companies/.yml", "bad-file-name"),
    "companies/Zenith2.yml": ("data/companies/Zenith2.yml", "bad-file-name"),
    "companies/a_b.yml": ("data/companies/a_b.yml", "bad-file-name"),
    "companies/-a.yml": ("data/companies/-a.yml", "bad-file-name"),
    "companies/a--b.yml": ("data/companies/a--b.yml", "bad-file-name"),
    "companies/é.yml": ("data/companies/é.yml", "bad-file-name"),
    "companies/index.yml": ("data/companies/index.yml", "bad-file-name"),
    "companies/con.yml": ("data/companies/con.yml", "bad-file-name"),
    f"companies/{'a' * 65}.yml": (f"data/companies/{'a' * 65}.yml", "bad-file-name"),
    "companies/a\nb.yml": ("data/companies/a\\nb.yml", "bad-file-name"),
    "companies/sub/a.yml": ("data/companies/sub", "not-a-file"),
}


@pytest.mark.parametrize(("path", "fault"), FOREIGN.items(), ids=ascii)
def test_what_does_not_belong_is_named(path: str, fault: tuple[str, str], tmp_path: Path) -> None:
    found, faults = load(written(tmp_path, TREE | {path: "name: X\n"}))
    assert codes(faults) == [fault]
    assert list(found.companies) == ["acme", "yonder", "zenith"]
    assert "\n" not in faults[0].place.file + faults[0].remedy


@pytest.mark.parametrize("name", ("a", "a1", "1a", "a-b-c", "a" * 64, "indexes", "404-media"))
def test_good_names(name: str, tmp_path: Path) -> None:
    text = f"name: X {name}\nsources: {{J: paper}}\ndoes: x [J p1]\n"
    found, faults = load(written(tmp_path, TREE | {f"companies/{name}.yml": text}))
    assert faults == []
    assert name in found.companies


@pytest.mark.parametrize("target", ("file", "folder", "nowhere"))
def test_links_are_refused(target: str, tmp_path: Path) -> None:
    data = written(tmp_path, TREE)
    (tmp_path / "file").write_text("name: X\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (data / "companies" / "linked.yml").symlink_to(tmp_path / target)
    (data / "linked").symlink_to(tmp_path / target)
    assert codes(load(data)[1]) == [("data/companies/linked.yml", "not-a-file"), ("data/linked", "not-a-file")]


def test_a_linked_kind_is_refused(tmp_path: Path) -> None:
    data = written(tmp_path, TREE)
    (data / "sources").rename(tmp_path / "elsewhere")
    (data / "sources").symlink_to(tmp_path / "elsewhere")
    assert ("data/sources", "not-a-file") in codes(load(data)[1])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    data = written(tmp_path, TREE)
    os.mkfifo(data / "companies" / "pipe.yml")
    assert codes(load(data)[1]) == [("data/companies/pipe.yml", "not-a-file")]


@pytest.mark.parametrize("make", (True, False))
def test_an_empty_folder_is_a_mistake(make: bool, tmp_path: Path) -> None:
    if make:
        (tmp_path / "data").mkdir()
    assert codes(load(tmp_path / "data")[1]) == [("data", "foreign-file")]


def test_a_broken_record_keeps_its_id(tmp_path: Path) -> None:
    found, faults = load(written(tmp_path, TREE | {"companies/zenith.yml": "name: [\n", "deals/undated.yml": "title: x\n"}))
    assert "zenith" not in found.companies
    assert "zenith" in found.known("companies")
    assert {file for file, _ in codes(faults)} == {"data/companies/zenith.yml", "data/deals/undated.yml"}


def test_all_files_are_read_whatever_is_wrong_in_one(tmp_path: Path) -> None:
    bad = {path: "name: A\nname: B\n" for path in TREE if path.startswith("companies/")}
    _, faults = load(written(tmp_path, TREE | bad))
    assert codes(faults) == [(f"data/{path}", "duplicate-key") for path in sorted(bad)]


# -- sources written inline -----------------------------------------------------------------

INLINE = "{" + PAPER.replace("\n", ", ").removesuffix(", ") + "}"


def test_an_inline_source_has_the_id_of_record_and_letter(tmp_path: Path) -> None:
    text = f"name: Xa\nsources: {{R2: {INLINE}}}\ndoes: x [R2 p1]\n"
    found, faults = load(written(tmp_path, TREE | {"companies/xa.yml": text}))
    assert faults == []
    assert found.sources["xa-r2"].title == "A paper"
    assert [item.record for item, _ in found.by_source["xa-r2"]] == ["xa"]


TAKEN = {
    "by a file": {"companies/xa.yml": f"name: Xa\nsources: {{J: {INLINE}}}\ndoes: x [J p1]\n", "sources/xa-j.yml": PAPER},
    "by another record": {
        "companies/xa.yml": f"name: Xa\nsources: {{J: {INLINE}}}\ndoes: x [J p1]\n",
        "deals/xa.yml": f"title: X\nparties: [acme, zenith]\nsources: {{J: {INLINE}}}\nstage: talks [J p1]\nreported: 2025 [J p1]\n"},
    "by another letter": {"companies/xa.yml": f"name: Xa\nsources:\n  AB: {INLINE}\n  Ab: {INLINE}\ndoes: x [AB p1, Ab p2]\n"},
}


@pytest.mark.parametrize("more", TAKEN.values(), ids=TAKEN)
def test_an_inline_source_does_not_silently_replace_another(more: dict[str, str], tmp_path: Path) -> None:
    _, faults = load(written(tmp_path, TREE | more))
    assert "same-address" in {fault.code for fault in faults}


# -- anchors --------------------------------------------------------------------------------

SLUGS = {
    "Foxconn steps up": "foxconn-steps-up", "one two three four five six seven": "one-two-three-four-five-six", "AT&T": "at-t",
    "O'Reilly": "oreilly", "19,858 shares": "19858-shares", "Björk & Søn": "bjork-sn", "42.8%": "42-8", "---": slug("---"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), SLUGS.items())
def test_slugs(text: str, meant: str) -> None:
    assert slug(text) == meant


@given(st.text(max_size=40), st.integers(1, 12))
def test_any_text_gives_an_anchor(text: str, words: int) -> None:
    found = slug(text, words)
    assert found == slug(text, words)
    assert found.isascii() and 1 <= len(found) <= 100
    assert all(part.isalnum() and part == part.lower() for part in found.split("-"))


def test_texts_without_latin_letters_differ() -> None:
    assert len({slug(text) for text in ("株式会社", "有限公司", "שלום", "!")}) == 4
