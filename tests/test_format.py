"""The format: three files written by hand, as frozen examples, load among the real data without a fault.

They are the promise to those who write data: whatever becomes of the checker, these texts stay valid.
"""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from profiles.archive import Archive, load
from profiles.faults import ERROR, as_text, in_order
from profiles.rules import accepted, run_rules

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 23)
FROZEN = {
    "companies/fii": "ba657c00a6cd71beb0f1faed04f7eba56e3ef79a7f78b5df79214bc622860722",
    "deals/foxconn-openai-hardware-2025": "65c4ec046301a6bd55a312691c2a588e1180a040ae087d82bbca64f7116ec8d7",
    "sources/jiemian-2025-11-21-openai-pact": "c101881b6a7622e85db3ea66af7152b9b9be5ff315923b5b5e4fa3815d060fac",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of data/ in which the frozen files stand in the place of their namesakes."""
    copy = tmp_path_factory.mktemp("format") / "data"
    shutil.copytree(ROOT / "data", copy)
    for name in FROZEN:
        folder, record = name.split("/")
        assert (copy / folder / f"{record}.yml").is_file(), "the example has a namesake in data/"
        shutil.copyfile(ROOT / "tests" / "format" / f"{record}.yml", copy / folder / f"{record}.yml")
    return copy


def errors(data: Path) -> tuple[Archive, str]:
    """The archive, and its errors as the command line prints them."""
    archive, faults = load(data)
    faults = accepted(archive, faults + run_rules(archive, TODAY), TODAY)
    return archive, as_text([fault for fault in in_order(faults) if fault.severity == ERROR])


@pytest.mark.parametrize(("name", "digest"), FROZEN.items())
def test_the_examples_are_frozen(name: str, digest: str) -> None:
    text = (ROOT / "tests" / "format" / f"{name.split('/')[1]}.yml").read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(text).hexdigest() == digest, "an example of the format may not change"


def test_no_other_example_stands_there() -> None:
    found = sorted(path.name for path in (ROOT / "tests" / "format").iterdir())
    assert found == sorted(f"{name.split('/')[1]}.yml" for name in FROZEN)


def test_the_examples_load_among_the_real_data(data: Path) -> None:
    archive, report = errors(data)
    assert report == "0 errors, 0 warnings\n"
    for name in FROZEN:
        folder, record = name.split("/")
        assert record in archive.of(folder)


def test_a_spoiled_example_is_seen(data: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "data"
    shutil.copytree(data, spoiled)
    fii = spoiled / "companies" / "fii.yml"
    fii.write_text(fii.read_text(encoding="utf-8").replace("601138@XSHG", "601138@XSHH", 1), encoding="utf-8")
    assert "error[bad-ticker]" in errors(spoiled)[1]
