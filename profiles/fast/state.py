"""What a run leaves for the next: what it read, what it made of it, and from which version of everything.

Two files of JSON in a folder of their own, each with its checksum: the stamps of all inputs, and the
results. Whatever is wrong with them - cut, damaged, of another version, of another folder - the answer
is the same: one line that says so, and everything is built.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .build import Made, MadePage, Part

FORMAT = "company-atlas-fast-1"
Stamps = dict[str, list[int]]


@dataclass
class State:
    """The result of a whole run. `prints` are the fingerprints of what its views have read."""

    key: str
    made: dict[Part, Made] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)    # of search, for hand-written pages
    anchors: dict[str, list[str]] = field(default_factory=dict)
    links: list[list[str]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)     # of generated pages in the navigation


class Unusable(Exception):
    """There is nothing to build upon; the message says why."""


def stamps(folders: Iterable[Path]) -> Stamps:
    """When and how large each file below the folders is, by one walk."""
    found: Stamps = {}
    waiting = [os.fspath(folder) for folder in folders]
    while waiting:
        here = waiting.pop()
        if os.path.isfile(here):
            stat = os.stat(here)
            found[here] = [stat.st_mtime_ns, stat.st_size, stat.st_ino]
            continue
        with os.scandir(here) as children:
            for child in children:
                if child.is_dir(follow_symlinks=False):
                    if child.name != "__pycache__":
                        waiting.append(child.path)
                else:
                    stat = child.stat(follow_symlinks=False)
                    found[child.path] = [stat.st_mtime_ns, stat.st_size, stat.st_ino]
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
        self.stamps_file, self.state_file = folder / "stamps.json", folder / "state.json"

    def stamps(self) -> dict[str, Any]:
        """What the last whole run saw. Raises `Unusable`."""
        found = _read(self.stamps_file)
        if not isinstance(found, dict):
            raise Unusable(f"{self.stamps_file.name} does not hold what it should")
        return found

    def state(self, key: str) -> State:
        """What the last whole run made. Raises `Unusable`."""
        self.stamps()                                      # gone while a site is being changed
        found = _read(self.state_file)
        try:
            if found["key"] != key:
                raise Unusable("the generator, its settings, a template or a hand-written page is another one")
            made = {(one[0], one[1]): Made(tuple(MadePage(p[0], p[1], p[2], tuple(p[3]), p[4]) for p in one[2]),
                                           frozenset((name, of) for name, of in one[3])) for one in found["made"]}
            return State(key, made, found["prints"], found["entries"], found["anchors"], found["links"],
                         found["titles"])
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise Unusable(f"{self.state_file.name} does not hold what it should") from error

    def begin(self) -> None:
        """From now on the site is not what the stamps say."""
        self.stamps_file.unlink(missing_ok=True)

    def save(self, state: State | None, seen: dict[str, Any]) -> None:
        """Keep a run's result; None keeps the last one."""
        self.stamps_file.parent.mkdir(parents=True, exist_ok=True)
        if state is not None:
            made = [[*part, [[p.path, p.entries, p.ids, p.links, p.dated] for p in one.pages], sorted(one.read)]
                    for part, one in state.made.items()]
            _write(self.state_file, {"key": state.key, "made": made, "prints": state.prints, "entries": state.entries,
                                     "anchors": state.anchors, "links": state.links, "titles": state.titles})
        _write(self.stamps_file, seen)


def _read(path: Path) -> Any:
    """The JSON of a file of ours. Raises `Unusable`."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        raise Unusable("no whole build is on record") from None
    except OSError as error:
        raise Unusable(f"{path.name} cannot be read ({error.strerror})") from error
    if not head.startswith(FORMAT.encode()):
        raise Unusable(f"{path.name} is damaged or of another version")
    if head != _head(body):
        raise Unusable(f"{path.name} is damaged")
    return json.loads(body)


def _head(body: bytes) -> bytes:
    return f"{FORMAT} {hashlib.blake2b(body, digest_size=16).hexdigest()}".encode()


def _write(path: Path, value: Any) -> None:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=list).encode()
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(_head(body) + b"\n" + body)
    os.replace(beside, path)
