"""Desk: the commands of somebody who writes records: new, fmt, schema, and the corrections of check.

Each prints what it did; what it changed in a file is written whole or not at all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from .. import faults
from ..archive import load
from .canon import MeaningChanged, formatted
from .corrections import corrected, offered
from ..faults import Fault
from ..model import KINDS
from ..output import put
from ..rules import accepted, run_rules
from .scaffold import FOLDERS, Refused, scaffold
from .schema import schemas


def write_schemas(data: Path, out: Path) -> None:
    """The editors' schemas of this archive."""
    archive, _ = load(data)
    for name, content in schemas(archive).items():
        path = out / name
        if not path.is_file() or path.read_bytes() != content:
            put(path, content)
        print(path)


def write_record(data: Path, kind: str, record_id: str, url: str, today: date) -> bool:
    """A new record with blanks; False, with the reason printed, where it cannot be."""
    archive, _ = load(data)
    path = data / FOLDERS[kind] / f"{record_id}.yml"
    try:
        if url and kind != "source":
            raise Refused("--url goes with `new source` only")
        text = scaffold(archive, kind, record_id, url, today)
        if path.exists():
            raise Refused(f"{path} exists already: edit it")
    except Refused as error:
        print(f"refused: {error}", file=sys.stderr)
        return False
    put(path, text.encode())
    print(f"{path} written; fill its {text.count('BLANK(') - text.count('# Fill each BLANK(')} blanks, then run: "
          "python build_profiles.py check")
    return True


def format_files(data: Path, files: list[Path], *, only_check: bool) -> bool:
    """Bring files (all of `data` where none are named) into the canonical form.

    Returns whether all were so already, or are now.
    """
    ids = {path.stem for path in (data / "sources").glob("*.yml")}
    changed, broken = 0, 0
    for path in files or sorted(path for folder in KINDS for path in (data / folder).glob("*.yml")):
        kind = KINDS.get(path.resolve().parent.name)
        if kind is None or path.suffix != ".yml":
            print(f"{path} is no record: records stand in companies/, deals/ or sources/ and end in .yml", file=sys.stderr)
            broken += 1
            continue
        before = path.read_bytes()
        try:
            done = formatted(path.as_posix(), before, kind, path.stem, ids)
        except MeaningChanged as error:
            print(f"error: {error}", file=sys.stderr)
            broken += 1
            continue
        if done.faults:
            print(f"{path} has errors and stays as it is: {done.faults[0].place.line}:{done.faults[0].place.column} "
                  f"{done.faults[0].message}", file=sys.stderr)
            broken += 1
        elif done.data != before:
            changed += 1
            print(path)
            if not only_check:
                put(path, done.data)
    noun, are = ("file", "is") if changed == 1 else ("files", "are")
    print(f"{changed} {noun} {f'{are} not in the canonical form' if only_check else 'changed'}", file=sys.stderr)
    return not broken and not (only_check and changed)


# -- corrections ----------------------------------------------------------------------------


def faults_if(data: Path, today: date, path: Path, content: bytes) -> list[Fault]:
    """All faults, sorted, that there would be if a file had these bytes."""
    archive, found = load(data, lambda other: content if other == path else other.read_bytes())
    return faults.in_order(accepted(archive, [*found, *run_rules(archive, today)], today))


def fix(data: Path, found: list[Fault], today: date) -> int:
    """Apply the safe corrections; returns how many, each printed."""
    count = 0
    for path in sorted({data.parent / fault.place.file for fault in found}):
        if not path.is_file() or path.is_symlink() or path.suffix != ".yml" or path.parent.parent != data:
            continue
        shown, before = f"{data.name}/{path.parent.name}/{path.name}", path.read_bytes()

        def faults_of(content: bytes, path: Path = path, shown: str = shown) -> list[Fault]:
            return [fault for fault in faults_if(data, today, path, content) if fault.place.file == shown]

        after, done = corrected(before, faults_of)
        if after != before:
            put(path, after)
        for fault, line in done:
            print(f"fixed {fault.place.file}:{fault.place.line} [{fault.code}]: {line}", file=sys.stderr)
        count += len(done)
    return count


def hint(data: Path, found: list[Fault]) -> str:
    """Which of these faults `--fix` has an edit for, as a line of the report; empty for none."""
    def text_of(file: str) -> str | None:
        path = data.parent / file
        try:
            return path.read_bytes().decode("utf-8") if path.is_file() else None
        except UnicodeDecodeError:
            return None

    some = [f"{fault.place.file}:{fault.place.line} [{fault.code}]" for fault in offered(found, text_of)]
    return f"`check --fix` has a correction to try for {len(some)} of these: {', '.join(some)}" if some else ""
