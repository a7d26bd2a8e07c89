"""Incremental equals clean: random sequences of edits, each held against a build from nothing.

Goes with `profiles/fast`. By default every kind of step comes once; `make deep` asks for 200 steps
and more. After each step every file of the site is compared.
"""

from __future__ import annotations

import argparse
import pickle
import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks.project import lay_out
from checker import faults_of_part
from profiles import cli, rules
from profiles.fast import command, kept, recheck
from profiles.fast.route import Route
from profiles.fast.state import Unusable
from profiles.fast.watch import quick_preview
from profiles.site import SiteFailed
from tests.conftest import EXAMPLES
from tests.test_fast_site import contents

TODAY = date(2026, 11, 23)
ROUNDS = 1 if EXAMPLES <= 100 else max(13, EXAMPLES // 60)
Change = Callable[["Project", random.Random], None]


class Project:
    """A small archive with the real templates, its published site, and ways to change it."""

    def __init__(self, folder: Path, size: int = 64, search_above: int = 1000) -> None:
        self.folder, self.data, self.site = folder, folder / "data", folder / "site"
        lay_out(folder, size, seed=3)
        docs = folder / "docs"
        for path in ("method.md", "errors.md"):
            (docs / "about" / path).write_text("# A page\n\nSee [the companies](../companies/index.md).\n")
        self.options = argparse.Namespace(data=self.data, docs=docs, site=self.site, config=folder / "mkdocs.yml", today=TODAY,
                                          jobs=1, strict=False, search_above=search_above)

    def files(self, kind: str) -> list[Path]:
        return sorted((self.data / kind).glob("*.yml"))

    def update(self) -> None:
        """`site --fast`."""
        assert command.run(self.options, cli.checked, lambda stage: [], ()) == 0

    def clean(self, target: Path) -> dict[str, bytes]:
        """The site built from nothing."""
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        options = self.options
        route = Route(options.data, options.docs, self.folder / "none", options.config, options.today,
                      search_above=options.search_above)
        try:
            route.whole(cli.checked(options)[0], target)
        finally:
            assert route.engine is not None
            route.engine.close()
        return contents(target)


# -- steps ----------------------------------------------------------------------------------------


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1))


def edit_words(project: Project, chance: random.Random) -> None:
    edited(chance.choice(project.files("companies")), "\ndoes: ", f"\ndoes: number {chance.randrange(10**6)} ")


def edit_name(project: Project, chance: random.Random) -> None:
    edited(chance.choice(project.files("companies")), "name: ", f"name: N{chance.randrange(10**6)} ")


def edit_figure(project: Project, chance: random.Random) -> None:
    path = chance.choice([path for path in project.files("deals") if "value: headline about " in path.read_text()])
    edited(path, "value: headline about ", f"value: headline about {chance.randint(1, 9)}")


def edit_source(project: Project, chance: random.Random) -> None:
    edited(chance.choice(project.files("sources")), "title: ", f"title: T{chance.randrange(10**6)} ")


def edit_kind_of_source(project: Project, chance: random.Random) -> None:
    path = chance.choice(project.files("sources"))
    lines = [f"kind: {chance.choice(('primary', 'secondary', 'tertiary'))}" if line.startswith("kind:") else line
             for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")


def add_company(project: Project, chance: random.Random) -> None:
    other = chance.choice([path for path in project.files("companies")])
    name = f"added-{chance.randrange(10**6)}"
    (project.data / "companies" / f"{name}.yml").write_text(
        f"name: Added {name} 東海\nsources: {{A: source-00001}}\ndoes: makes things [A p1]\n"
        f"relations:\n  {other.stem}: a customer (as of 2025-01-01) [A p2]\n")


def add_deal(project: Project, chance: random.Random) -> None:
    one, other = chance.sample(project.files("companies"), 2)
    (project.data / "deals" / f"added-{chance.randrange(10**6)}.yml").write_text(
        f"title: An added deal\nparties: [{one.stem}, {other.stem}]\nsources: {{A: source-00002}}\n"
        f"stage: talks [A p1]\nannounced: 2026-0{chance.randint(1, 9)}-01 [A p1]\nscope: added [A p2]\n")


def remove_record(project: Project, chance: random.Random) -> None:
    named = "\n".join(path.read_text() for kind in ("companies", "deals", "sources") for path in project.files(kind))
    free = [path for kind in ("companies", "deals", "sources") for path in project.files(kind)
            if path.stem not in named.replace(f"\nid: {path.stem}", "")]
    chance.choice(free).unlink()


def rename_company(project: Project, chance: random.Random) -> None:
    path = chance.choice(project.files("companies"))
    new = f"renamed-{chance.randrange(10**6)}"
    for kind in ("companies", "deals"):
        for file in project.files(kind):
            file.write_text(file.read_text().replace(path.stem, new))
    text = path.read_text().replace(new, new)
    path.unlink()
    lines = [line for line in text.splitlines() if not line.startswith("formerly:")]
    (project.data / "companies" / f"{new}.yml").write_text("\n".join([*lines, f"formerly: [{path.stem}]"]) + "\n")


def other_address(project: Project, chance: random.Random) -> None:
    path = chance.choice(project.files("deals"))
    lines = [line for line in path.read_text().splitlines() if not line.startswith("also_at:")]
    path.write_text("\n".join([*lines, f"also_at: [deals/at-{chance.randrange(10**6)}]"]) + "\n")


def edit_dispute(project: Project, chance: random.Random) -> None:
    path = next(path for path in project.files("deals") if "disputes:" in path.read_text())
    edited(path, "    why: ", f"    why: {chance.randrange(10**6)} ")


def add_dispute(project: Project, chance: random.Random) -> None:
    path = chance.choice([path for path in project.files("companies") if "disputes:" not in path.read_text()])
    with path.open("a") as file:
        file.write("disputes:\n  - disputed: Since when?\n    versions:\n      - 1990 [A p1]\n      - 1991 [A p2]\n"
                   "    shown: 1\n    why: it says so\n    settled_by: the register\n")


def template(project: Project, chance: random.Random) -> None:
    edited(project.folder / "overrides" / "main.html", "{% block footer %}", f"{{% block footer %}}<!-- {chance.random()} -->")


def configuration(project: Project, chance: random.Random) -> None:
    edited(project.folder / "mkdocs.yml", "site_name: ", f"site_name: A{chance.randrange(10**6)} ")


def hand_written(project: Project, chance: random.Random) -> None:
    with (project.options.docs / "about" / "method.md").open("a") as file:
        file.write(f"\n## Part {chance.randrange(10**6)}\n\nMore [words](errors.md).\n")


def nothing(project: Project, chance: random.Random) -> None:
    chance.choice(project.files("companies")).touch()


STEPS: tuple[Change, ...] = (
    edit_words, edit_name, edit_figure, edit_source, edit_kind_of_source, add_company, add_deal, remove_record, rename_company,
    other_address, edit_dispute, add_dispute, template, configuration, hand_written, nothing,
)  # fmt: skip


def test_incremental_equals_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(11)
    project = Project(tmp_path / "project", search_above=64)
    assert sum(len(project.files(kind)) for kind in ("companies", "deals", "sources")) == 64   # one more, and search comes in pieces
    project.update()
    forms = [False]                                        # whether search came in pieces
    steps = [step for _ in range(ROUNDS) for step in chance.sample(STEPS, len(STEPS))]
    for number, step in enumerate(steps):
        step(project, chance)
        project.update()
        said = capsys.readouterr()
        expected, found = project.clean(tmp_path / "clean"), contents(project.site)
        where = f"after step {number}: {step.__name__}"
        assert sorted(found) == sorted(expected), where
        assert [path for path in found if found[path] != expected[path]] == [], where
        forms.append(b"size" in found["search/index.json"])
        everything = "building everything" in said.err
        assert everything == (step in (template, configuration, hand_written) or forms[-1] != forms[-2]), f"{where}\n{said.err}"
    assert set(forms) == {True, False}


def test_an_edit_builds_its_page_and_those_that_show_it_and_no_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project(tmp_path / "project")
    project.update()
    before = contents(project.site)
    source = project.files("sources")[-1]
    edited(source, "publisher: ", "publisher: Edited ")
    stamps = {path: (project.site / path).stat().st_mtime_ns for path in before}
    project.update()
    after = contents(project.site)
    written = {path for path in after if (project.site / path).stat().st_mtime_ns != stamps.get(path)}
    assert written == {path for path in after if after[path] != before.get(path)}
    assert f"sources/{source.stem}/index.html" in written
    made = int(capsys.readouterr().out.rpartition(" records made")[0].split()[-1])
    assert made < len(project.files("companies")) + len(project.files("deals"))


@pytest.mark.parametrize("damage", ("cut", "flipped", "empty", "version", "gone"))
@pytest.mark.parametrize("name", ("stamps", "shelf.db"))
def test_a_damaged_record_is_noticed_and_everything_built(damage: str, name: str, tmp_path: Path,
                                                          capsys: pytest.CaptureFixture[str]) -> None:
    project = Project(tmp_path / "project", size=10)
    project.update()
    expected = contents(project.site)
    file = next((project.folder / ".cache").rglob(name))
    data = file.read_bytes()
    middle = len(data) // 2
    new = {"cut": data[:middle], "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1:], "empty": b"",
           "version": b"another-program-7 x\n{}", "gone": None}[damage]
    file.unlink() if new is None else file.write_bytes(new)
    project.files("companies")[0].touch()
    capsys.readouterr()
    project.update()
    assert capsys.readouterr().err.count("building everything: ") == 1
    assert contents(project.site) == expected


def test_a_record_of_another_folder_is_not_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project(tmp_path / "project", size=10)
    project.update()
    shutil.copytree(tmp_path / "project", tmp_path / "copy")
    other = Project.__new__(Project)
    other.__dict__ = {**project.__dict__, "folder": tmp_path / "copy", "data": tmp_path / "copy/data", "site": tmp_path / "copy/site"}
    other.options = argparse.Namespace(**{**vars(project.options), "data": other.data, "docs": tmp_path / "copy/docs",
                                          "site": other.site, "config": tmp_path / "copy/mkdocs.yml"})
    capsys.readouterr()
    other.update()
    assert capsys.readouterr().err.count("building everything: ") == 1


def test_a_site_that_somebody_replaced_is_built_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project(tmp_path / "project", size=10)
    project.update()
    expected = contents(project.site)
    shutil.copytree(project.site, tmp_path / "other")
    shutil.rmtree(project.site)
    (tmp_path / "other").rename(project.site)
    (project.site / "index.html").write_text("<h1>not ours</h1>")
    project.update()
    assert "building everything" in capsys.readouterr().err
    assert contents(project.site) == expected


def test_nothing_changed_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = Project(tmp_path / "project", size=10)
    project.update()
    capsys.readouterr()
    project.update()
    assert "nothing changed" in capsys.readouterr().out


def test_the_preview_follows_edits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each time the folder is what a preview started anew would show; faults change nothing."""
    project = Project(tmp_path / "project", size=20)
    (tmp_path / "shown").mkdir()
    preview = quick_preview(project.options, tmp_path / "shown")
    assert preview is not None
    chance = random.Random(5)
    for number, step in enumerate((edit_name, add_deal, remove_record, template, edit_source, hand_written)):
        step(project, chance)
        preview.refresh()
        fresh = tmp_path / f"fresh-{number}"
        fresh.mkdir()
        assert quick_preview(project.options, fresh) is not None
        assert contents(tmp_path / "shown") == contents(fresh), step.__name__
    before = contents(tmp_path / "shown")
    (project.data / "companies" / "broken.yml").write_text("name: [")
    capsys.readouterr()
    preview.refresh()
    assert "the last good pages stay" in capsys.readouterr().out
    assert contents(tmp_path / "shown") == before
    assert not project.site.exists()


def test_every_rule_is_known_to_look_near_or_far() -> None:
    """A rule that stands in neither list makes every edit run all rules: right, and slow."""
    assert {rule.__name__ for rule in rules.RULES} == recheck.NEAR | recheck.FAR
    assert not recheck.NEAR & recheck.FAR


@pytest.mark.parametrize("data", (pickle.dumps(print), pickle.dumps(shutil.rmtree), b"", b"\x80\x05."))
def test_kept_records_are_nothing_but_records(data: bytes) -> None:
    with pytest.raises(Unusable):
        kept.loaded(data, lambda file, record: pytest.fail("nothing is read"))


def test_what_an_edit_writes_is_held_against_the_data(tmp_path: Path) -> None:
    project = Project(tmp_path / "project", size=10)
    project.update()
    record = project.files("deals")[0]
    page = f"deals/{record.stem}/index.html"
    text = (project.site / page).read_text()
    scope = next(line for line in record.read_text().splitlines() if line.startswith("  - ")).removeprefix("  - ").partition(" [")[0]
    assert scope in text
    for planted, wrong in ((text, False), (text.replace(scope, "something else"), True),
                           (text.replace("</article>", '<a href="../nobody/">x</a></article>'), True),
                           (text.replace("</article>", '<p onclick="x">x</p></article>'), True)):
        stage = tmp_path / "stage"
        (stage / page).parent.mkdir(parents=True, exist_ok=True)
        (stage / page).write_text(planted)
        assert bool(faults_of_part(stage, project.site, project.data)) == wrong


def test_faults_of_new_pages_leave_the_old_ones(tmp_path: Path) -> None:
    project = Project(tmp_path / "project", size=10)
    project.update()
    before = contents(project.site)
    edit_name(project, random.Random(1))
    with pytest.raises(SiteFailed):
        command.run(project.options, cli.checked, lambda stage: [], (), lambda stage, gone: ["planted"])
    assert contents(project.site) == before
    project.update()
    assert contents(project.site) == project.clean(tmp_path / "clean")
