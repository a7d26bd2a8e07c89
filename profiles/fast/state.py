"""What a run leaves for the next, in a folder of its own.

`stamps` tells when each input changed last: one walk shows whether anything did. `shelf` is a SQLite file
with what was read and made, of which a run takes out only what it needs. Whatever is wrong with them - cut,
damaged, of another version, of another folder - the answer is the same: one line that says so, and
everything is built.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FORMAT = b"company-atlas-fast-2"
Stamps = dict[str, tuple[int, int, int]]
_BROKEN = (ValueError, EOFError, TypeError, KeyError)


class Unusable(Exception):
    """There is nothing to build upon; the message says why."""


def stamps(places: Iterable[Path]) -> Stamps:
    """When and how large each file at or below the places is, by one walk."""
    found: Stamps = {}
    waiting = [os.fspath(place) for place in places]
    while waiting:
        here = waiting.pop()
        try:
            children = os.scandir(here)
        except NotADirectoryError:
            stat = os.stat(here)
            found[here] = stat.st_mtime_ns, stat.st_size, stat.st_ino
            continue
        with children:
            for child in children:
                if child.is_dir(follow_symlinks=False):
                    if child.name != "__pycache__":
                        waiting.append(child.path)
                else:
                    stat = child.stat(follow_symlinks=False)
                    found[child.path] = stat.st_mtime_ns, stat.st_size, stat.st_ino
    return found


def hash_of(paths: Iterable[str]) -> str:
    """One hash for the names and contents of files."""
    whole = hashlib.blake2b(digest_size=16)
    for path in sorted(paths):
        data = Path(path).read_bytes()
        whole.update(f"{path}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()


class Store:
    """The two files in their folder. The stamps vanish before a site is changed and come back after."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stamps_file, self.shelf_file = folder, folder / "stamps", folder / "shelf.db"

    def stamps(self) -> dict[str, Any]:
        """What the last whole run saw. Raises `Unusable`."""
        try:
            data = self.stamps_file.read_bytes()
            if not data.startswith(FORMAT):
                raise Unusable("the record of the last build is damaged or of another version")
            return marshal.loads(unsealed(data[len(FORMAT):]))
        except FileNotFoundError:
            raise Unusable("no whole build is on record") from None
        except OSError as error:
            raise Unusable(f"the record of the last build cannot be read ({error.strerror})") from error
        except _BROKEN as error:
            raise Unusable("the record of the last build is damaged") from error

    def shelf(self) -> Path:
        """The file with what the last whole run kept. Raises `Unusable`."""
        if self.stamps()["shelf"] != _stamp(self.shelf_file):
            raise Unusable("what the last build kept was changed, damaged or taken away")
        return self.shelf_file

    def begin(self) -> None:
        """From now on the site is not what the stamps say."""
        self.stamps_file.unlink(missing_ok=True)

    def fresh(self) -> Path:
        """The same file, not there yet."""
        self.begin()
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob("shelf.db*"):
            left.unlink()
        return self.shelf_file

    def save(self, seen: dict[str, Any]) -> None:
        """The site is as `seen` has it, the shelf complete."""
        beside = self.stamps_file.with_name(".stamps.new")
        beside.write_bytes(FORMAT + sealed(marshal.dumps({**seen, "shelf": _stamp(self.shelf_file)})))
        os.replace(beside, self.stamps_file)


def _stamp(path: Path) -> list[int]:
    try:
        stat = os.stat(path)
    except FileNotFoundError:
        return []
    return [stat.st_mtime_ns, stat.st_size, stat.st_ino]


def sealed(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big") + data


def unsealed(data: bytes) -> bytes:
    if zlib.crc32(data[4:]).to_bytes(4, "big") != data[:4]:
        raise Unusable("what the last build kept is damaged")
    return data[4:]


# Files of the site --------------------------------------------------------------------------------


def moved(stage: Path, site: Path) -> Iterator[str]:
    """Move files into the site where they differ; gives their paths below it."""
    for here, folders, names in os.walk(stage):
        folders.sort()
        for name in sorted(names):
            new = Path(here, name)
            path = new.relative_to(stage)
            old = site / path
            if old.is_file() and old.stat().st_size == new.stat().st_size and old.read_bytes() == new.read_bytes():
                continue
            old.parent.mkdir(parents=True, exist_ok=True)
            os.replace(new, old)
            yield path.as_posix()


def removed(site: Path, path: str) -> bool:
    file = site / path
    file.unlink(missing_ok=True)
    folder = file.parent
    while folder != site and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
    return True
