"""A coverage-guided target (atheris): bytes that reach new lines of the reader are kept and changed further.

`make fuzz` installs atheris (Linux, with hashes) and runs it for a bounded number of documents.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["profiles"]):
    from fuzz.mutants import FOLDERS, ROOT, Tally, one, seeds

KNOWN = frozenset(path.stem for path in (ROOT / "data/sources").glob("*.yml"))


def target(data: bytes) -> None:
    """The first byte chooses the kind of record, the rest is the document."""
    tally = Tally()
    one(tally, FOLDERS[data[0] % 3] if data else FOLDERS[0], data[1:], KNOWN)
    if tally.crashes or tally.placeless or tally.slowest > 5:
        raise AssertionError(f"{tally.crashes} {tally.placeless} {tally.slowest:.1f} s")


def corpus(folder: Path) -> None:
    """Write the seeds for atheris."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (kind, data) in enumerate(seeds()):
        if len(data) < 4000:
            (folder / f"seed-{number}").write_bytes(bytes([FOLDERS.index(kind)]) + data)


if __name__ == "__main__":
    corpus(ROOT / ".cache/fuzz")
    atheris.Setup([sys.argv[0], "-max_len=4096", *sys.argv[1:], str(ROOT / ".cache/fuzz")], target)
    atheris.Fuzz()
