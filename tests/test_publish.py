"""Publishing: the old site or the new one, whole, whatever fails; nobody's work is replaced."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from profiles import output, publish, site
from profiles.publish import NotPublished, alone

FILES = {"index.html": b"home", "404.html": b"lost", "a/index.html": b"a", "a/b.css": b"b" * 5000}


def make_of(mark: bytes):  # type: ignore[no-untyped-def]
    """Makes the small site with a mark in every file."""
    def make(stage: Path) -> None:
        for name, data in FILES.items():
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).write_bytes(data + mark)
    return make


def fine(stage: Path) -> list[str]:
    """Finds nothing."""
    return []


def read(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, and every other name that is left beside it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole(mark: bytes) -> dict[str, bytes]:
    return {name: data + mark for name, data in FILES.items()}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A published site with the mark 1."""
    publish.publish(tmp_path / "site", make_of(b"1"), fine)
    assert read(tmp_path / "site") == whole(b"1")
    return tmp_path / "site"


def names(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


@pytest.mark.parametrize("exchange", [True, False], ids=["one step", "two renames"])
def test_the_new_site_replaces_the_old(target: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    publish.publish(target, make_of(b"2"), fine)
    assert read(target) == whole(b"2")
    assert names(target) == ["site"]


def test_this_system_exchanges_in_one_step(target: Path) -> None:
    """On Linux; elsewhere two renames do it, and no test can say more."""
    if sys.platform != "linux":
        return
    (target.parent / "other").mkdir()
    assert publish._exchange(target, target.parent / "other")
    assert read(target) == {}
    with pytest.raises(OSError, match="No such file"):
        publish._exchange(target, target.parent / "missing")


def test_faults_found_keep_the_old_site(target: Path) -> None:
    found = [f"a/index.html: fault {number}" for number in range(100)]
    with pytest.raises(NotPublished, match="(?s)fault 39.*and 60 more") as caught:
        publish.publish(target, make_of(b"2"), lambda stage: found)
    assert "fault 40" not in str(caught.value)
    assert read(target) == whole(b"1")
    assert names(target) == ["site"]


def test_the_check_sees_the_staged_folder_while_the_old_site_stands(target: Path) -> None:
    def check(stage: Path) -> list[str]:
        assert read(stage) == whole(b"2")
        assert read(target) == whole(b"1")
        return []
    publish.publish(target, make_of(b"2"), check)


def test_a_second_rename_that_fails_is_undone(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    rename = os.rename

    def failing(one: Path, other: Path) -> None:
        if Path(one).name == ".site.new":
            raise OSError(28, "No space left on device")
        rename(one, other)
    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(OSError, match="No space"):
        publish.publish(target, make_of(b"2"), fine)
    assert read(target) == whole(b"1")


def test_the_only_copy_is_never_deleted(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the site that stepped aside cannot be put back: the next start does it."""
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    rename, calls = os.rename, []

    def failing(one: Path, other: Path) -> None:
        calls.append(one)
        if len(calls) > 1:
            raise OSError(5, "Input/output error")
        rename(one, other)
    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(OSError, match="Input"):
        publish.publish(target, make_of(b"2"), fine)
    assert read(target.with_name(".site.old")) == whole(b"1")
    monkeypatch.undo()
    with pytest.raises(NotPublished):
        publish.publish(target, make_of(b"3"), lambda stage: ["a fault"])
    assert read(target) == whole(b"1")
    assert names(target) == ["site"]


def test_what_a_killed_run_left_is_cleared_away(target: Path) -> None:
    for left in (".site.new", ".site.old"):
        (target.parent / left / "x").mkdir(parents=True)
    publish.publish(target, make_of(b"2"), fine)
    assert names(target) == ["site"]
    (target.parent / ".site.new").write_bytes(b"a file")
    (target.parent / ".site.old").symlink_to(target)
    publish.publish(target, make_of(b"3"), fine)
    assert names(target) == ["site"]
    assert read(target) == whole(b"3")


def test_somebodys_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(NotPublished, match="holds no site"):
        publish.publish(tmp_path / "thesis", make_of(b"1"), fine)
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotPublished, match="no folder"):
        publish.publish(tmp_path / "file", make_of(b"1"), fine)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["chapter.txt", "file", "thesis"]


def test_an_empty_or_linked_folder_is_a_fine_target(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    publish.publish(tmp_path / "link", make_of(b"1"), fine)
    assert (tmp_path / "link").is_symlink()
    assert read(tmp_path / "empty") == whole(b"1")


@pytest.mark.parametrize("where", [".", "docs", "data", "docs/inner"])
def test_the_site_may_not_be_or_hold_what_people_wrote(tmp_path: Path, where: str) -> None:
    for folder in ("docs", "data"):
        (tmp_path / folder).mkdir()
    with pytest.raises(site.SiteFailed, match="another --site"):
        site._refuse_overlap(tmp_path / where, (tmp_path / "docs", tmp_path / "data"))
    site._refuse_overlap(tmp_path / "site", (tmp_path / "docs", tmp_path / "data"))


def test_everything_is_forced_to_the_disk_before_it_is_shown(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, folders, and after the exchange the folder that names them; nothing stays open."""
    forced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: forced.append(os.fstat(handle).st_ino))
    shown: list[bool] = []
    replace = publish._replace

    def seen(stage: Path, where: Path) -> None:
        wanted = {path.stat().st_ino for path in (stage, *stage.rglob("*"))}
        shown.append(wanted <= set(forced))
        replace(stage, where)
    monkeypatch.setattr(publish, "_replace", seen)
    before = len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0
    publish.publish(target, make_of(b"2"), fine)
    assert shown == [True]
    assert forced[-1] == target.parent.stat().st_ino
    assert sys.platform != "linux" or len(list(Path("/proc/self/fd").iterdir())) == before


class _System:
    """A C library whose exchange fails with a number, or is not there."""

    def __init__(self, number: int) -> None:
        if number:
            self.renameat2 = lambda *_: -1
        self.number = number


@pytest.mark.parametrize("number", [0, 38, 22, 95, 18])
def test_a_system_without_exchange_does_with_two_renames(target: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(publish.ctypes, "CDLL", lambda *_, **__: _System(number))
    monkeypatch.setattr(publish.ctypes, "get_errno", lambda: number)
    assert not publish._exchange(target, target.parent / "x")
    publish.publish(target, make_of(b"2"), fine)
    assert read(target) == whole(b"2")
    assert names(target) == ["site"]


def test_as_many_faults_as_are_shown_need_no_more(target: Path) -> None:
    with pytest.raises(NotPublished) as caught:
        publish.publish(target, make_of(b"2"), lambda stage: ["x"] * publish.MAX_SHOWN)
    assert "more" not in str(caught.value)


def test_a_site_of_two_pages_in_folders_not_there_yet(tmp_path: Path) -> None:
    def two(stage: Path) -> None:
        for name in ("index.html", "404.html"):
            (stage / name).write_bytes(b"x")
    for _ in range(2):
        publish.publish(tmp_path / "a/b/site", two, fine)
    assert sorted(read(tmp_path / "a/b/site")) == ["404.html", "index.html"]


# Two at once -------------------------------------------------------------------------------------


def _hold(folder: Path, ready: object, end: object) -> None:
    with alone(folder):
        ready.set()  # type: ignore[attr-defined]
        end.wait(20)  # type: ignore[attr-defined]


@pytest.mark.parametrize("killed", [False, True])
def test_a_second_build_waits_for_the_first_even_if_that_dies(tmp_path: Path, killed: bool) -> None:
    fork = multiprocessing.get_context("fork")
    ready, end = fork.Event(), fork.Event()
    first = fork.Process(target=_hold, args=(tmp_path, ready, end))
    first.start()
    assert ready.wait(20)
    said: list[str] = []

    def waiting() -> None:
        said.append("waiting")
        if killed:
            os.kill(first.pid or 0, signal.SIGKILL)
        else:
            threading.Timer(0.3, end.set).start()
    with alone(tmp_path, waiting):
        assert said == ["waiting"]
        assert killed or end.is_set(), "it did not wait"
    first.join(20)
    with alone(tmp_path, waiting):
        assert said == ["waiting"], "nobody holds it any more"


class _Windows:
    """The operating system's module under another name; the rest is as it is here."""

    name = "nt"

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


def test_windows_opens_files_for_writing_and_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What that system asks for; nobody has tried it there."""
    opened: list[tuple[str, int]] = []
    real = os.open

    def seen(path: Path, flags: int) -> int:
        opened.append((path.name, flags))
        return real(path, flags)
    (tmp_path / "file").write_bytes(b"x")
    monkeypatch.setattr(publish, "os", _Windows())
    monkeypatch.setattr(os, "open", seen)
    for path in (tmp_path, tmp_path / "file"):
        publish._force(path)
    assert opened == [("file", os.O_RDWR)]


class _Library:
    """What Windows offers for locks; answers with the errors given, in turn, then grants."""

    LK_NBLCK, LK_LOCK = "try", "wait"

    def __init__(self, errors: list[int]) -> None:
        self.errors, self.asked = errors, []  # type: ignore[var-annotated]

    def locking(self, handle: int, mode: str, size: int) -> None:
        self.asked.append((mode, size, os.fstat(handle).st_ino))
        if self.errors:
            raise OSError(self.errors.pop(0), "locked")


@pytest.mark.parametrize(("errors", "modes"), [
    ([], ["try"]), ([errno.EACCES], ["try", "wait"]), ([errno.EACCES, errno.EDEADLK, errno.EDEADLK], ["try", "wait", "wait", "wait"])])
def test_windows_locks_one_byte_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, errors: list[int], modes: list[str]) -> None:
    library = _Library(list(errors))
    monkeypatch.setitem(sys.modules, "msvcrt", library)    # type: ignore[arg-type]
    monkeypatch.setattr(publish, "fcntl", None)
    said: list[str] = []
    with alone(tmp_path, lambda: said.append("waiting")):
        place = (tmp_path / ".atlas.lock").stat().st_ino
        assert library.asked == [(mode, 1, place) for mode in modes]
    assert said == ["waiting"] * (len(modes) > 1)


def test_a_lock_that_windows_cannot_give_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msvcrt", _Library([13, 5]))  # type: ignore[arg-type]
    monkeypatch.setattr(publish, "fcntl", None)
    with pytest.raises(OSError, match="locked"), alone(tmp_path):
        pass


# The Markdown folder -----------------------------------------------------------------------------

PAGE = b"---\n# Generated by build_profiles.py: changes here are lost.\n---\n"
PAGES = {"index.md": PAGE + b"home", "companies/a.md": PAGE + b"a", "companies/b.md": PAGE + b"b"}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A Markdown folder with our pages and one written by hand."""
    folder = tmp_path / "docs"
    (folder / "about").mkdir(parents=True)
    (folder / "about/design.md").write_bytes(b"by hand")
    output.write_pages(folder, PAGES)
    return folder


def test_only_what_differs_is_written_and_only_ours_deleted(docs: Path) -> None:
    assert output.write_pages(docs, PAGES) == output.Written((), (), 3)
    fewer = {"index.md": PAGE + b"new", "companies/a.md": PAGES["companies/a.md"]}
    assert output.write_pages(docs, fewer) == output.Written(("index.md",), ("companies/b.md",), 1)
    assert output.write_pages(docs, {"index.md": PAGE + b"new"}).deleted == ("companies/a.md",)
    assert sorted(read(docs)) == [".generated", "about/design.md", "index.md"]
    assert not (docs / "companies").exists()


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\x00", b"../../x\n/etc/passwd\nabout/design.md\n", b"index.md\n"])
def test_a_damaged_list_heals(docs: Path, damage: bytes) -> None:
    (docs / ".generated").write_bytes(damage)
    output.write_pages(docs, {"index.md": PAGES["index.md"]})
    assert read(docs) == {".generated": b"index.md\n", "about/design.md": b"by hand", "index.md": PAGES["index.md"]}


def test_lines_of_the_list_that_lead_elsewhere_are_nobodys(docs: Path) -> None:
    (docs / ".generated").write_text("index.md\ncompanies\\a.md\n../x.md\n/x.md\n./x.md\n\x07.md\n\ndeals/x.md\n")
    assert output._owned(docs) == {"index.md", "deals/x.md"}


def test_one_file_outside_the_pages_is_put_in_place(tmp_path: Path) -> None:
    for data in (b"old", b"new"):
        output.put(tmp_path / "not/yet/there.json", data)
        assert read(tmp_path) == {"not/yet/there.json": data}


def test_half_written_files_of_a_killed_run_go(docs: Path) -> None:
    (docs / "companies/.a.md.new").write_bytes(PAGE + b"killed before it was renamed")
    (docs / "..generated.new").write_bytes(b"half")
    output.write_pages(docs, PAGES)
    assert sorted(read(docs)) == [".generated", "about/design.md", "companies/a.md", "companies/b.md", "index.md"]


def refused(docs: Path, pages: dict[str, bytes]) -> list[str]:
    before = read(docs)
    with pytest.raises(output.InTheWay) as caught:
        output.write_pages(docs, pages)
    assert read(docs) == before, "nothing may be written"
    return caught.value.paths


def test_strangers_links_and_clashes_are_refused(docs: Path) -> None:
    (docs / "deals").mkdir()
    (docs / "deals/x.md").write_bytes(b"somebody's")
    assert refused(docs, {**PAGES, "deals/x.md": PAGE}) == ["deals/x.md"]
    (docs / "deals/x.md").unlink()
    (docs / "deals/x.md").symlink_to("/etc/hostname")
    assert refused(docs, PAGES) == ["deals/x.md (a link or special file)"]
    (docs / "deals/x.md").unlink()
    os.mkfifo(docs / "deals/x.md")
    assert refused(docs, {**PAGES, "deals/x.md": PAGE}) == ["deals/x.md", "deals/x.md (a link or special file)"]
    (docs / "deals/x.md").unlink()
    (docs / "deals/x.md").mkdir()
    assert refused(docs, {**PAGES, "deals/x.md": PAGE}) == ["deals/x.md"]
    (docs / "deals/x.md").rmdir()
    (docs / "deals").rmdir()
    (docs / "deals").symlink_to(docs / "about")
    assert refused(docs, {**PAGES, "deals/x.md": PAGE})[-1] == "deals (a link or special file)"
    (docs / "deals").unlink()
    (docs / "deals").write_bytes(b"a file where a folder goes")
    assert refused(docs, {**PAGES, "deals/x.md": PAGE}) == ["deals/x.md"]
    (docs / "deals").unlink()
    (docs / "404.md").write_bytes(b"x")
    assert refused(docs, PAGES) == ["404.md (a page the theme makes)"]


@pytest.mark.parametrize(("one", "other"), [("Companies/A.md", "companies/a.md"), ("x.md", "x/index.md"), ("é.md", "e\u0301.md"),
                                            ("companies/README.md", "companies/index.md"), ("ﬁ.md", "fi.md")])
def test_names_that_fall_together_are_seen(one: str, other: str) -> None:
    assert output.same_address([one, other, "z.md"]) == [sorted([one, other])]
    assert output.same_address([one, "z.md", "index.md", "a/index.md"]) == []


def test_a_full_disk_leaves_the_old_page_and_no_debris(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        with open(path, "wb") as file:
            file.write(data[:5])
        raise OSError(28, "No space left on device")
    before = read(docs)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        output.write_pages(docs, {**PAGES, "index.md": PAGE + b"new"})
    assert read(docs) == before


def test_new_pages_are_listed_before_they_are_written(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a killed run leaves nothing that the next one would take for somebody's."""
    replace, calls = output._replace, []

    def dies(path: Path, data: bytes) -> None:
        calls.append(path.name)
        if len(calls) > 1:
            raise KeyboardInterrupt
        replace(path, data)
    monkeypatch.setattr(output, "_replace", dies)
    with pytest.raises(KeyboardInterrupt):
        output.write_pages(docs, {"index.md": PAGES["index.md"], "deals/new/x.md": PAGE})
    assert calls[0] == ".generated"
    assert (docs / ".generated").read_text().split() == ["companies/a.md", "companies/b.md", "deals/new/x.md", "index.md"]
    monkeypatch.undo()
    assert output.write_pages(docs, {"index.md": PAGES["index.md"], "deals/new/x.md": PAGE}).deleted == ("companies/a.md", "companies/b.md")
    assert (docs / "deals/new/x.md").read_bytes() == PAGE


def test_a_new_folder_is_made_and_its_debris_swept(tmp_path: Path) -> None:
    docs = tmp_path / "far/docs"
    output.write_pages(docs, PAGES)
    (docs / "companies/.b.md.new").write_bytes(b"half")
    output.write_pages(docs, {"index.md": PAGE, "companies/a.md": PAGE})
    assert sorted(read(docs)) == [".generated", "companies/a.md", "index.md"]


def test_the_list_reaches_nothing_outside(docs: Path) -> None:
    outside = docs.parent / "outside.md"
    outside.write_bytes(PAGE)
    (docs / ".generated").write_text(f"../outside.md\n{outside}\n./index.md\nabout/../../outside.md\n")
    output.write_pages(docs, PAGES)
    assert outside.read_bytes() == PAGE


def test_hand_written_pages_at_an_address_of_ours_are_refused(docs: Path) -> None:
    (docs / "companies/a").write_bytes(b"a file without a suffix is no page")
    output.write_pages(docs, PAGES)
    (docs / "companies/a").unlink()
    (docs / "companies/a").mkdir()
    (docs / "companies/a/index.md").write_bytes(b"by hand")
    assert refused(docs, PAGES) == ["companies/a.md and companies/a/index.md"]


def test_a_file_that_cannot_be_made_says_so(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path, data: bytes) -> int:
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr(Path, "write_bytes", forbidden)
    with pytest.raises(PermissionError):
        output.write_pages(docs, {"index.md": PAGE + b"new"})


def test_the_lock_is_quick_where_nobody_holds_it(tmp_path: Path) -> None:
    start = time.process_time()
    for _ in range(100):
        with alone(tmp_path):
            pass
    assert time.process_time() - start < 1
