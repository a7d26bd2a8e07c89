"""The project's own files: what the README promises exists, the locks hold, nothing leaks.

Each check is a function that returns its complaints, so that a planted fault can
show that it still sees anything.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from scripts.browser import find_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements-build.txt", "requirements.txt", "requirements-dev.txt", "requirements-audit.txt")


def read(name: str) -> str:
    """A text file of the project."""
    return (ROOT / name).read_text("utf-8")


def own_files() -> list[Path]:
    """Every file that belongs to the project: tracked, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    paths = (ROOT / name for name in listed.decode("utf-8").split("\0") if name)
    return [path for path in paths if path.is_file()]


# README ------------------------------------------------------------------------------------------


def missing_paths(text: str) -> list[str]:
    """Paths that a text links to or shows as code, and that do not exist."""
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    shown = re.findall(r"`((?:[\w.-]+/)*[\w.-]+(?:\.\w+|/))`", text)
    made = {"site/", "site/index.html"}  # by the commands the text describes
    return [path for path in dict.fromkeys(linked + shown) if path not in made and not (ROOT / path).exists()]


def unknown_commands(text: str) -> list[str]:
    """make targets and subcommands that a text names and that do not exist."""
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    command = [sys.executable, str(ROOT / "build_profiles.py"), "--help"]
    help_text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    named = re.findall(r"\bmake ([a-z]+)\b(?=[`\s]*(?:$|`|#|;|,|\.| lists| leaves| renews| runs))", text, re.MULTILINE)
    called = re.findall(r"build_profiles\.py ([a-z]+)", text)
    wrong = [f"make {name}" for name in named if name not in targets]
    return wrong + [name for name in called if not re.search(rf"\b{name}\b", help_text)]


def test_readme_names_only_what_exists() -> None:
    for name in ("README.md", "CHANGELOG.md"):
        assert missing_paths(read(name)) == []
        assert unknown_commands(read(name)) == []


def test_a_planted_dead_path_and_command_are_noticed() -> None:
    assert missing_paths("see `data/nowhere/` and [this](docs/no.md)") == ["docs/no.md", "data/nowhere/"]
    assert unknown_commands("`make coffee`; `python build_profiles.py brew`") == ["make coffee", "brew"]


def test_readme_fits_two_screens() -> None:
    lines = read("README.md").splitlines()
    assert len(lines) <= 110
    assert "5 May 2027" in read("README.md")


def test_the_readmes_example_compiles_to_the_page_beside_it(tmp_path: Path) -> None:
    """The YAML shown, put in the place it names, gives every phrase shown beside it.

    The file in data/ may go on changing without the README: a correction must be able to pass.
    """
    cell = r"`data/([\w/-]+)\.yml`.*?<td>\s*```yaml\n(.*?)```\s*</td><td>\n(.*?)</td>"
    found = re.search(cell, read("README.md"), re.DOTALL)
    assert found, "the README shows no YAML file beside its page"
    name, shown, beside = found.groups()
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / f"{name}.yml").write_text(shown, "utf-8")
    command = [sys.executable, "build_profiles.py", "--data", tmp_path / "data", "--docs", tmp_path / "docs"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    page = re.sub(r"<[^>]*>|\*\*", "", (tmp_path / "docs" / f"{name}.md").read_text("utf-8"))
    phrases = [" ".join(part.split()) for part in re.split(r"\*\*|·|\n(?:- |\d\. )?", beside)]
    assert len(phrases) > 20
    assert [phrase for phrase in phrases if phrase not in page] == []


def test_help_lists_every_target() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    for target in ("site", "serve", "check", "test", "deep", "lock", "clean"):
        assert re.search(rf"make {target}\s+\S", done.stdout), f"make help does not list {target}"


# Locks -------------------------------------------------------------------------------------------


def locked(text: str) -> Iterator[tuple[str, str, int]]:
    """Name, version and number of hashes of each requirement of a lock."""
    for entry in re.split(r"\n(?=\S)", text):
        found = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", entry)
        if found:
            hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry))
            yield found[1].lower().replace("_", "-"), found[2], hashes


def lock_faults(text: str) -> list[str]:
    """What is wrong with a lock: no hash, two versions, an address, an option."""
    faults = [f"{name} has no hash" for name, _version, hashes in locked(text) if not hashes]
    names = [name for name, _version, _hashes in locked(text)]
    faults += [f"{name} twice" for name in set(names) if names.count(name) > 1]
    faults += [line for line in text.splitlines() if "://" in line or line.startswith(("-", " -"))]
    return faults


@pytest.mark.parametrize("name", LOCKS)
def test_locks_have_a_hash_for_everything_and_name_no_index(name: str) -> None:
    text = read(name)
    assert lock_faults(text) == []
    versions = {package: version for package, version, _hashes in locked(text)}
    wanted = re.findall(r"^([A-Za-z][\w.-]*)", read(name.removesuffix("txt") + "in"), re.MULTILINE)
    for package in wanted:
        assert package.lower().replace(".", "-") in versions, f"{package} is not locked in {name}"


def test_the_tests_run_with_what_the_site_is_built_with() -> None:
    runtime = {(name, version) for name, version, _hashes in locked(read("requirements.txt"))}
    assert len(runtime) > 20
    assert runtime <= {(name, version) for name, version, _hashes in locked(read("requirements-dev.txt"))}


def test_a_planted_hole_in_a_lock_is_noticed() -> None:
    planted = "--index-url https://example.org/simple\nleft-pad==1.0\nsix==1.16.0 \\\n    --hash=sha256:" + "0" * 64
    assert lock_faults(planted) == ["left-pad has no hash", "--index-url https://example.org/simple"]


# What must not be in the tree --------------------------------------------------------------------

# Written apart, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:" + "|".join(("wor" "k", "roo" "t", "hom" "e", "User" "s", "tm" "p", "op" "t")) + r")/\w")


def machine_paths(text: str) -> list[str]:
    """Absolute paths of somebody's machine in a text."""
    return [match.group() for match in MACHINE_PATH.finditer(text)]


def test_no_file_names_a_path_of_a_machine() -> None:
    files = own_files()
    assert len(files) > 50
    leaks = {}
    for path in files:
        try:
            found = machine_paths(path.read_text("utf-8"))
        except UnicodeDecodeError:
            continue  # a picture
        if found:
            leaks[str(path.relative_to(ROOT))] = found
    assert leaks == {}


def test_a_planted_machine_path_is_noticed() -> None:
    assert machine_paths("see /" + "home/ann/notes") == ["/" + "home/a"]
    assert machine_paths("https://example.org/" + "work/x and docs/" + "tmp/x") == []


def test_generated_pages_are_ignored_and_hand_written_ones_are_not() -> None:
    generated = [
        "docs/index.md", "docs/companies/fii.md", "docs/deals/index.md", "docs/sources/x.md",
        "docs/disputes.md", "docs/quality.md", "docs/timeline.md", "docs/map.md",
        "docs/about/format-reference.md", "docs/.generated", "site/index.html", ".venv/bin/python",
    ]  # fmt: skip
    written = ["docs/about/index.md", "docs/assets/atlas.css", "data/companies/fii.yml", ".ci/run"]
    command = ["git", "check-ignore", "--no-index", *generated, *written]
    ignored = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False).stdout.split()
    assert ignored == generated


def test_licences() -> None:
    assert read("LICENSE").startswith("MIT License")
    assert 'THE SOFTWARE IS PROVIDED "AS IS"' in read("LICENSE")
    assert "https://creativecommons.org/licenses/by/4.0/" in read("LICENSE-DATA")
    assert len(read("LICENSE-DATA")) < 3000, "the licence is named, not pasted"


def test_ci_runs_what_a_contributor_runs() -> None:
    commands = [line for line in read(".ci/run").splitlines() if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]


def test_there_is_a_browser() -> None:
    assert find_browser(), "run: make test, which installs one"


# Colours -----------------------------------------------------------------------------------------

PAIRS = [("ink", "ground"), ("ink-2", "ground"), ("ink-2", "surface"), ("ink-3", "ground"), ("ink-3", "surface"),
         ("link", "ground"), ("link", "surface"), ("link-hover", "ground"), ("good", "good-ground"),
         ("ink", "good-ground"), ("ink-2", "good-ground"), ("link", "good-ground"),
         ("warn", "warn-ground"), ("ink-2", "warn-ground"), ("link", "warn-ground"),
         ("mute", "mute-ground"), ("kind", "kind-ground"), ("bad", "bad-ground"), ("ink-2", "bad-ground"),
         ("link", "bad-ground"), ("info", "info-ground"), ("link", "info-ground")]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    """The colour tokens of the light and the dark scheme."""
    css = read("docs/assets/atlas.css")
    blocks = {"light": r'\[data-md-color-scheme\] \{\n  --ground.*?\}', "dark": r'\[data-md-color-scheme="slate"\] \{.*?\}'}
    found = {}
    for scheme, pattern in blocks.items():
        block = re.search(pattern, css, re.DOTALL)
        assert block, f"no tokens of the {scheme} scheme"
        found[scheme] = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block.group()))
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(scheme: str) -> None:
    assert round(contrast("#000000", "#ffffff"), 3) == 21
    tokens = schemes()[scheme]
    weak = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in PAIRS}
    assert {pair: round(value, 2) for pair, value in weak.items() if value < 4.5} == {}
    assert contrast(tokens["control"], tokens["surface"]) >= 3


def test_the_page_without_scripts_has_the_same_dark_colours() -> None:
    block = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", read("docs/assets/noscript.css")))
    assert block == schemes()["dark"]


# Settings ----------------------------------------------------------------------------------------


def links(page: Path, selector: str) -> list[str]:
    """The addresses of the elements that a selector finds."""
    tree: Any = LexborHTMLParser(page.read_text("utf-8"))
    return [node.attributes.get("href") or node.attributes.get("src") for node in tree.css(selector)]


def test_without_settings_no_address_is_invented(site: Path) -> None:
    page = site / "companies/fii/index.html"
    assert links(page, "link[rel=canonical]") == []
    assert links(page, "a.edit-link") == []
    assert "<loc>" not in (site / "sitemap.xml").read_text("utf-8")


def test_settings_give_canonical_addresses_and_edit_links(published: Path) -> None:
    page = published / "companies/fii/index.html"
    assert links(page, "link[rel=canonical]") == ["https://atlas.example/repo/companies/fii/"]
    assert links(page, "a.edit-link") == ["https://git.example/o/r/edit/main/data/companies/fii.yml"]
    method = published / "about/method/index.html"
    assert links(method, "a.edit-link") == ["https://git.example/o/r/edit/main/docs/about/method.md"]
    for generated in ("companies/index.html", "index.html", "about/format-reference/index.html"):
        assert links(published / generated, "a.edit-link") == []
    lost = links(published / "404.html", "link[rel=stylesheet], script[src], article a")
    assert len(lost) >= 6
    assert [link for link in lost if not link.startswith(("/repo/", "#"))] == []
    assert "<loc>https://atlas.example/repo/companies/fii/</loc>" in (published / "sitemap.xml").read_text("utf-8")
