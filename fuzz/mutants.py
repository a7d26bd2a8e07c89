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

# What people put at the end of a line, after a key, in place of a key, and what a whole file may turn into.
ENDS = [word.encode() for word in (
    " [J p1]", " [J p1] [O p2]", " (plan)", " (aim; plan)", " (plan; plan)", " (as of 2025; as of 2026)", " (as of 2025) (as of 2026)", " (planned)",
    " (as of: 2025)", " (Plan)", " (plan, as of 2025)", " (said by x; words)", ' [J p1 "x]', " [J p1; O p2]", " [J p1 'x']", ' [J p1 "x" y]', " [P p1] more",
    " [P p1", " [P p1] [P p2]", " [P p1; P p2]", " [P p1 'x']", ' [P p1 "x]', " (ended 2001-01-01)", " #1", ": x", "  ")]
VALUES = [word.encode() for word in (
    "", "unknown", "?", "Not disclosed", "not disclosed.", "not disclosed [P]", "(plan) words [P p1]", "FY2026-Q5 [P p1]", "FY20 [P p1]", "2025-9M [P p1]",
    '"\\u202e"', '"e\\u0301"', "''", "[]", "{}", "[[], '']", "['x [P p1]', '']", "{: b}", "{'': x}", "{x, y}", "{value: }", "{value: [x], source: P}",
    "{value: '', source: P}", "{value: x, source: [[P]]}", "{value: x [P], printed: y}", "{value: x, source: Q p1}", "{value: x, source: P, note: ''}",
    "{value: x [P p1], accepts: {tertiary-only: x}}", "{disputed: x, versions: [not disclosed, {}], shown: 1, why: x, settled_by: x}",
    "[2025-01-01 in US, 2025-01-02 in UK: x]", "[FY2025 signed: x]", "2025-01-01 in US, 2025-01-02 in UK [P p1]", "100 to 50 USD [P p1]")]
LINES = [word.encode() for word in ("'': x", "? x", "sources:", "sources: ''", "formerly: ['']", "also_at: ['']", "also_at: [x/y]", "withdrawn: {}",
                                    "metrics: {revenue: {'': x}}", "metrics: {revenue: {2025 (ended 2024-01-01): 1 USD [P p1]}}")]


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
        match rng.randrange(11):
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
            case 8:
                data = _in_a_line(rng, data)
            case 9 if rng.random() < 0.002:
                data = _whole(rng, data)
            case _:
                data = data + b"# " + rng.choice(WORDS).replace(b"\n", b" ").replace(b"\r", b"").replace(b"\0", b"") + b"\n"
    return data


def _in_a_line(rng: random.Random, data: bytes) -> bytes:
    """Something at the end of a line, another value after its key, or another line."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    match rng.randrange(3):
        case 0:
            lines[at] += rng.choice(ENDS)
        case 1:
            lines[at] = lines[at].partition(b": ")[0].rstrip(b":") + b": " + rng.choice(VALUES)
        case _:
            lines[at] = rng.choice(LINES)
    return b"\n".join(lines)


def _whole(rng: random.Random, data: bytes) -> bytes:
    """The file as other programs may save it, or too much of it."""
    match rng.randrange(6):
        case 0:
            return b"\xef\xbb\xbf" + data
        case 1:
            return data.decode("utf-8", "replace").encode("utf-16")
        case 2:
            return data.replace(b"\n", b"\r")
        case 3:
            return data + b"# " + b"x" * 262_144
        case 4:
            return data.replace(b": ", b": " + b"long " * 900, 1)
    return data + b"\nx: [" + b"y," * 20_001 + b"]\n"


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
