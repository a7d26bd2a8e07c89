"""The fast route stands in one folder: without it everything else works, and gives the same site."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import compile_site, copy_of_project, plain_environment


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the folder deleted, and the tests that go with it."""
    copy = copy_of_project(tmp_path_factory.mktemp("without") / "project")
    shutil.rmtree(copy / "profiles" / "fast")
    for name in ("test_fast_writer", "test_fast_site", "test_incremental", "test_fast_damage", "test_fast_removed"):
        (copy / "tests" / f"{name}.py").unlink(missing_ok=True)
    return copy


def test_the_site_is_the_same_and_fast_falls_back(without: Path, site: Path) -> None:
    from tests.test_fast_site import assert_same

    done = compile_site(without, "--fast")
    assert done.returncode == 0, done.stdout
    assert "MkDocs builds the site" in done.stdout
    assert_same(site, without / "site")


def test_the_other_tests_pass(without: Path) -> None:
    """Those of the house and of the command line, which know all modules."""
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n0", "tests/test_house.py", "tests/test_cli.py"], cwd=without,
                          env=plain_environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)
    assert done.returncode == 0, done.stdout[-3000:]


def test_nothing_else_imports_the_folder() -> None:
    """But for the two optional imports of the command line."""
    package = Path(__file__).resolve().parent.parent / "profiles"
    users = [(path.name, line.strip()) for path in sorted(package.rglob("*.py")) if path.parent.name != "fast"
             for line in path.read_text(encoding="utf-8").splitlines() if "import" in line and ".fast" in line]
    assert [name for name, _ in users] == ["cli.py", "cli.py"], users
