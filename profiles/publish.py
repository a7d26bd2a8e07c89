"""Publish: a finished, checked folder takes the place of the old one in a single step.

The new folder is made beside the target (`.site.new`), checked there, forced to the disk and
exchanged with the target by one system call (`renameat2` on Linux). A reader sees the old site or the
new one, and so does a machine that loses power at any moment. Where there is no such call (macOS,
Windows, some network folders) two renames do it: the old site steps aside as `.site.old`, and if the
process dies between the two, the next start puts it back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:                                        # Windows
    fcntl = None  # type: ignore[assignment]

Make = Callable[[Path], None]
Check = Callable[[Path], Sequence[str]]
MAX_SHOWN = 40
_HERE, _SWAP = -100, 2                                     # AT_FDCWD, RENAME_EXCHANGE of <linux/fs.h>
# What the kernel answers where it or the file system knows no exchange.
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EXDEV}


class NotPublished(Exception):
    """The new site was not put in place; the old one stands untouched."""


def publish(target: Path, make: Make, check: Check) -> None:
    """Make a folder with `make`, check it with `check` and let it replace `target`.

    Raises `NotPublished` with what `check` found, or where `target` is not ours to replace. Whatever
    is raised, by whomever: `target` is then as it was.
    """
    target = Path(os.path.realpath(target))                # a link to the served folder stays a link
    stage = target.with_name(f".{target.name}.new")
    _refuse_strangers(target)
    _recover(target, stage)
    try:
        stage.mkdir(parents=True)
        make(stage)
        found = check(stage)
        if found:
            raise NotPublished(_listed(found))
        _force_tree(stage)
        _replace(stage, target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)           # the old site, or what a failure left
        if target.exists():                                # else the old one is all there is
            shutil.rmtree(_old(target), ignore_errors=True)


def _listed(found: Sequence[str]) -> str:
    more = [f"… and {len(found) - MAX_SHOWN} more"] if len(found) > MAX_SHOWN else []
    return "\n  ".join(["the new site has faults, so the old one stays:", *found[:MAX_SHOWN], *more])


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _refuse_strangers(target: Path) -> None:
    """A folder that holds anything but a site is somebody's work: `--site docs` must not eat it."""
    if target.is_dir():
        names = {entry.name for entry in target.iterdir()}
        if names and not {"index.html", "404.html"} <= names:
            raise NotPublished(f"{target} holds no site, so it is not replaced; empty it, or give another --site")
    elif target.exists():
        raise NotPublished(f"{target} is no folder; give another --site")


def _recover(target: Path, stage: Path) -> None:
    """Heal what a killed run left: put back a site that had stepped aside, clear away the rest."""
    old = _old(target)
    if old.is_dir() and not old.is_symlink() and not target.exists():
        os.rename(old, target)
    for left in (stage, old):
        if left.is_symlink() or left.is_file():
            left.unlink()
        elif left.exists():
            shutil.rmtree(left)


def _replace(stage: Path, target: Path) -> None:
    """Put `stage` where `target` is. Afterwards the old folder, if any, is `stage` or `.site.old`."""
    if not target.exists():
        os.rename(stage, target)
    elif not _exchange(stage, target):
        old = _old(target)
        os.rename(target, old)
        try:
            os.rename(stage, target)
        except OSError:
            os.rename(old, target)
            raise
    _force(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; False where this system cannot. Raises OSError for true failures."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _SWAP) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _force_tree(folder: Path) -> None:
    """Have every file and folder written to the disk before anything points to it."""
    for here, _, files in os.walk(folder):
        for name in sorted(files):
            _force(Path(here, name))
        _force(Path(here))


def _force(path: Path) -> None:
    if os.name != "posix" and path.is_dir():               # Windows opens no folders
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone(folder: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold `folder` against other builds; calls `waiting` once where another holds it, then waits.

    The lock goes with the process: a killed one leaves none. Not to be nested for one folder.
    """
    if fcntl is None:
        with _alone_on_windows(folder, waiting):
            yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _alone_on_windows(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """A file stands for the folder, which cannot be locked there."""
    import msvcrt

    with open(folder / ".atlas.lock", "ab") as file:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            waiting()
            while not _waited(lambda: msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)):  # type: ignore[attr-defined]
                pass
        yield


def _waited(lock: Callable[[], None]) -> bool:
    """Whether the lock was got; Windows gives up after ten seconds, and is then asked again."""
    try:
        lock()
    except OSError as error:
        if error.errno == errno.EDEADLK:
            return False
        raise
    return True
