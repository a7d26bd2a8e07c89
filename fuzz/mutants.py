"""Mutants: real documents and cases with bytes, words and lines changed, through the whole reader.

`python -m fuzz.mutants 1000000` prints what came of them: crashes, rejections without a place, the
slowest, how many were accepted. Seeds are all files of data/ and all cases; the same number gives the
same mutants.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from profiles.archive import read_file
from profiles.faults import CODES

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("companies", "deals", "sources")
WORDS = [word.encode() for word in (
    "[", "]", "(", ")", '"', "'", ": ", " #", "- ", "{", "}", ", ", "\n", "\n  ", "&a ", "*a", "!!str ", "<<", "|", ">", "%", "\r", "\ufeff",
    "\u202e", "e\u0301", "2999", "-1", "1e9", "not found", "(as of 2030)", "(plan)", "disputed", "value", "[J p1]", "shown: 9", "9" * 30,
    "FY2026-Q3 (ended 1)", "100%", "USD", "鴻海", "\x00", "…", "~", "null", "?", "[[]]", "\\", "\t", "---\n", "...\n", "A", "1", ".", ",", " ")]


@dataclass
class Tally:
    """What came of the mutants."""

    tried: int = 0
    accepted: int = 0
    slowest: float = 0.0
    crashes: list[str] = field(default_factory=list)
    placeless: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        share = 100 * self.accepted / max(self.tried, 1)
        return (f"{self.tried} mutants: crashes {len(self.crashes)}, rejections without a place {len(self.placeless)}, "
                f"accepted {share:.1f} %, slowest {self.slowest:.3f} s")


def seeds() -> list[tuple[str, bytes]]:
    """Folder and bytes of every data file and every file of the cases, sorted."""
    found = [(folder, path.read_bytes()) for folder in FOLDERS for path in sorted((ROOT / "data" / folder).glob("*.yml"))]
    for path in sorted((ROOT / "tests/cases").rglob("*.yml")):
        for part in path.read_bytes().split(b"# data/")[1:]:
            folder = part.split(b"/")[0].decode("utf-8", "replace")
            found.append((folder if folder in FOLDERS else "companies", part.partition(b"\n")[2]))
    return found


def mutated(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """One document with one to three things changed."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(9):
            case 0:
                data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
            case 1:
                data = data[:at] + data[at + rng.randrange(1, 9):]
            case 2:
                data = data[:at] + rng.choice(WORDS) + data[at:]
            case 3:
                lines = data.split(b"\n")
                lines.insert(rng.randrange(len(lines)), rng.choice(lines))
                data = b"\n".join(lines)
            case 4:
                lines = data.split(b"\n")
                lines.pop(rng.randrange(len(lines)))
                data = b"\n".join(lines)
            case 5:
                cut = rng.randrange(len(other) + 1)
                data = data[:at] + other[cut: cut + rng.randrange(40)] + data[at:]
            case 6 | 7:                                    # letters only: mostly still a good record
                data = data[:at] + rng.choice((b"a", b"x", b"Q", b"7", "é".encode(), "鴻".encode())) + data[at:]
            case _:
                data = data + b"# " + rng.choice(WORDS).replace(b"\n", b" ").replace(b"\r", b"").replace(b"\0", b"") + b"\n"
    return data


def one(tally: Tally, folder: str, data: bytes, known: frozenset[str]) -> None:
    """Read one document and note what came of it."""
    tally.tried += 1
    start = time.perf_counter()
    try:
        _, faults = read_file(f"data/{folder}/x.yml", folder, "x", data, known)
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        tally.crashes.append(f"{type(error).__name__}: {error}: {data[:200]!r}")
        return
    tally.slowest = max(tally.slowest, time.perf_counter() - start)
    lines = data.replace(b"\r\n", b"\n").count(b"\n") + 1
    for fault in faults:
        if not (fault.code in CODES and 1 <= fault.place.line <= lines and fault.place.column >= 1 and fault.message and fault.remedy):
            tally.placeless.append(f"{fault.code} {fault.place}: {fault.message}")
    tally.accepted += not any(CODES[fault.code][0] == "error" for fault in faults)


def run(number: int, seed: int = 0) -> Tally:
    """Try so many mutants."""
    rng, tally, pool = random.Random(seed), Tally(), seeds()
    known = frozenset(path.stem for path in (ROOT / "data/sources").glob("*.yml")) | {"paper"}
    small = [item for item in pool if len(item[1]) < 4000] or pool
    for _ in range(number):
        folder, data = rng.choice(pool if rng.random() < 0.02 else small)
        one(tally, folder, mutated(rng, data, rng.choice(small)[1]), known)
    return tally


if __name__ == "__main__":
    told = run(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print("\n".join([*told.crashes[:10], *told.placeless[:10], str(told)]))
    sys.exit(bool(told.crashes or told.placeless))
