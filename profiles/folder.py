"""Folder: which files below data/ are records, and what is wrong with all others. Sorted at the door."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from . import permanence
from .faults import Fault, Place
from .model import KINDS
from .source import MAX_BYTES

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Names of pages the site itself has, and of devices on Windows, where no file can be called so.
_YAML = re.compile(r"\.ya?ml", re.I)
RESERVED = frozenset({"index", "readme", "404", "search", "assets", "con", "prn", "aux", "nul",
                      *(f"{device}{number}" for device in ("com", "lpt") for number in range(10))})


def files_of(data: Path, content: Callable[[Path], bytes]) -> tuple[list[tuple[str, Path]], dict[str, str], list[Fault]]:
    """The record files, sorted; of files astray the id they may mean and their text; faults of all but records.

    A folder of records that is none stands among the files astray with its name and a slash.
    """
    found: list[tuple[str, Path]] = []
    astray: dict[str, str] = {}
    strays: list[os.DirEntry[str]] = []
    faults: list[Fault] = []
    for entry in _entries(data):
        shown = f"{data.name}/{_printable(entry.name)}"
        if entry.name in KINDS and entry.is_dir(follow_symlinks=False):
            for child in _entries(entry.path):
                code, message, remedy = _misfit(child)
                place = Place(f"{shown}/{_printable(child.name)}")
                if code:
                    strays.append(child)
                    faults.append(Fault(place, code, message, remedy))
                else:
                    found.append((entry.name, Path(child.path)))
            continue
        if entry.name == permanence.LEDGER and entry.is_file(follow_symlinks=False):
            continue                                       # what was ever published; no record
        if entry.name in KINDS:
            astray[f"{entry.name}/"] = ""
        if entry.is_symlink():
            faults.append(Fault(Place(shown), "not-a-file", "a link stands in data/", "put the file itself there"))
        else:
            strays += _yaml_files(entry)
            faults.append(Fault(Place(shown), "foreign-file", "only companies/, deals/ and sources/ belong here",
                                "move it elsewhere"))
    if not found:
        faults.append(Fault(Place(data.name), "foreign-file", "there is no record in this folder",
                            "give the folder that holds companies/, deals/ and sources/"))
    for stray in strays:
        meant = better(stray.name.partition(".")[0])
        astray[meant] = f"{astray.get(meant, '')}\n{_text(stray, content)}"
    return found, astray, faults


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []


def _yaml_files(entry: os.DirEntry[str]) -> list[os.DirEntry[str]]:
    """The YAML files of a foreign folder, or the foreign file itself."""
    try:
        inside = _entries(entry.path) if entry.is_dir(follow_symlinks=False) else [entry]
    except PermissionError:
        return []
    return [one for one in inside if _YAML.search(one.name)]


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8", "replace").encode("unicode_escape").decode() \
        if not name.isprintable() else name


def _misfit(entry: os.DirEntry[str]) -> tuple[str, str, str]:
    """Why a file is no record, or three empty strings."""
    if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        return "not-a-file", "it is a link, folder or special file", "put a plain file there"
    stem, dot, suffix = entry.name.rpartition(".")
    if not dot or suffix != "yml":
        return "foreign-file", "records end in .yml", f"rename it to {stem or entry.name}.yml, or move it elsewhere"
    if not ID.fullmatch(stem) or len(stem) > 64 or stem in RESERVED:
        return "bad-file-name", f"`{_printable(stem)}` cannot be an id", f"rename it to {better(stem) or 'a-name'}.yml"
    return "", "", ""


def better(stem: str) -> str:
    """A file's name as an id."""
    return re.sub(r"-+", "-", re.sub(r"[^a-z0-9]+", "-", stem.lower())).strip("-")[:64]


def _text(entry: os.DirEntry[str], content: Callable[[Path], bytes]) -> str:
    """What stands in a YAML file that is no record; nothing where it cannot be read or is large."""
    try:
        about = entry.stat(follow_symlinks=False)
        plain = stat.S_ISREG(about.st_mode) and about.st_size <= MAX_BYTES and _YAML.search(entry.name)
        return content(Path(entry.path)).decode("utf-8", "replace") if plain else ""
    except OSError:                                        # it is named as a fault already
        return ""
