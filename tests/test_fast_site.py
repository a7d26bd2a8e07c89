"""Both routes build the real archive: every file, byte for byte. Goes with `profiles/fast`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import compile_site, copy_of_project

ADDRESSES = {"ATLAS_SITE_URL": "https://atlas.example/repo/", "ATLAS_REPOSITORY": "https://git.example/o/r"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def assert_same(one: Path, other: Path) -> None:
    """Fail with the names of the files that differ."""
    first, second = contents(one), contents(other)
    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []


@pytest.fixture(scope="module")
def bare(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project without any generated page."""
    copy = copy_of_project(tmp_path_factory.mktemp("bare") / "project")
    for path in (copy / "docs" / ".generated").read_text().split() if (copy / "docs" / ".generated").exists() else ():
        (copy / "docs" / path).unlink(missing_ok=True)
    (copy / "docs" / ".generated").unlink(missing_ok=True)
    return copy


def test_the_real_archive_by_both_routes(site: Path, bare: Path) -> None:
    before = contents(bare / "docs")
    done = compile_site(bare, "--fast", "--site", "one")
    assert done.returncode == 0, done.stdout
    assert "MkDocs builds the site" not in done.stdout
    assert_same(site, bare / "one")
    assert contents(bare / "docs") == before, "the fast route writes no Markdown"


def test_any_number_of_processes_gives_the_same_bytes(site: Path, bare: Path) -> None:
    done = compile_site(bare, "--fast", "--jobs", "3", "--site", "three")
    assert done.returncode == 0, done.stdout
    assert_same(site, bare / "three")


def test_the_published_site_by_both_routes(published: Path, bare: Path) -> None:
    """With an address and a repository: canonical links, sitemap and edit links."""
    done = compile_site(bare, "--fast", "--site", "published", **ADDRESSES)
    assert done.returncode == 0, done.stdout
    assert_same(published, bare / "published")


def test_generated_pages_in_docs_make_no_difference(site: Path, project: Path) -> None:
    """Also where an earlier run has left Markdown, a page of a record that is gone among it."""
    stale = project / "docs" / "companies" / "gone.md"
    shutil.copy(project / "docs" / "companies" / "fii.md", stale)
    try:
        done = compile_site(project, "--fast", "--site", "beside")
    finally:
        stale.unlink()
    assert done.returncode == 0, done.stdout
    assert_same(site, project / "beside")


def test_a_theme_that_frames_cannot_follow_falls_back(bare: Path, tmp_path: Path) -> None:
    """A template that looks into the article: MkDocs builds then, and one line says so."""
    copy = copy_of_project(tmp_path / "project")
    main = copy / "overrides" / "main.html"
    main.write_text(main.read_text().replace("{% block footer %}", "{% block footer %}<i>{{ page.content | length }}</i>"))
    done = compile_site(copy, "--fast")
    assert done.returncode == 0, done.stdout
    assert "the fast route cannot be taken" in done.stdout and "MkDocs builds the site" in done.stdout
    assert (copy / "site" / "index.html").is_file()


@pytest.mark.parametrize(("page", "link", "words"), (
    ("about/method.md", "[x](../companies/nobody.md)", "companies/nobody.md"),
    ("about/method.md", "[x](../companies/fii.md#nowhere)", "companies/fii/#nowhere"),
    ("about/method.md", "[x](nowhere.md)", "nowhere.md"),
))  # fmt: skip
def test_a_dead_link_stops_the_build(bare: Path, tmp_path: Path, page: str, link: str, words: str) -> None:
    copy = copy_of_project(tmp_path / "project")
    with (copy / "docs" / page).open("a") as file:
        file.write(f"\n{link}\n")
    done = compile_site(copy, "--fast")
    assert done.returncode == 2 and words in done.stdout, done.stdout
    assert not (copy / "site").exists()
