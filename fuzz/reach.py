"""Reach: which lines of the reader the mutants come to.

`python -m fuzz.reach 20000` counts the lines within functions of the modules that turn bytes into records,
and prints those that no mutant reached. Lines that run once, on import, are left out; functions that are
only called then count as reached.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
READER = ("source", "tree", "records", "notation", "footnotes", "longform", "nearmisses", "writing", "drafts", "values", "valuetype", "dates", "identifiers")
LEAST = 0.95


def functions(code: CodeType) -> Iterator[CodeType]:
    """The code of every function within, lambdas and generators included, class bodies not."""
    if code.co_flags & 1:                                  # CO_OPTIMIZED: local names have places of their own
        yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from functions(inner)


def lines(code: CodeType) -> set[int]:
    """The lines of one function; the `def` only where there is no other."""
    found = {line for _, _, line in code.co_lines() if line}
    return found - {code.co_firstlineno} or found


class Reach:
    """Lines reached so far, by file; functions whose every line was reached are watched no more."""

    def __init__(self, files: list[Path]) -> None:
        self.left: dict[str, dict[tuple[int, str], set[int]]] = {}
        self.all = {str(path): set().union(*map(lines, functions(compile(path.read_text("utf-8"), str(path), "exec")))) for path in files}
        self.reached: dict[str, set[int]] = {path: set() for path in self.all}

    def start(self) -> None:
        sys.settrace(self._called)

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename not in self.all or not code.co_flags & 1:
            return None
        left = self.left.setdefault(code.co_filename, {}).setdefault((code.co_firstlineno, code.co_name), lines(code))
        reached = self.reached[code.co_filename]

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            if event == "line":
                reached.add(frame.f_lineno)
                left.discard(frame.f_lineno)
            return line
        return line if left else None

    def missing(self) -> list[tuple[str, int]]:
        """File and line of everything that was not reached."""
        return [(path, line) for path, wanted in sorted(self.all.items()) for line in sorted(wanted - self.reached[path])]


def measured(number: int) -> Reach:
    """Try so many mutants; only in a process that has not imported the reader yet does import count."""
    reach = Reach([ROOT / "profiles" / f"{name}.py" for name in READER])
    reach.start()
    try:
        from fuzz.mutants import run

        run(number)
    finally:
        sys.settrace(None)
    return reach


def main() -> int:
    """Print the share and what is missing; 1 where it is less than agreed."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    reach = measured(number)
    whole, missing = sum(map(len, reach.all.values())), reach.missing()
    for path, line in missing:
        print(f"  not reached: {Path(path).name}:{line}: {Path(path).read_text('utf-8').splitlines()[line - 1].strip()}")
    share = 1 - len(missing) / whole
    print(f"lines of the reader reached by {number} mutants: {whole - len(missing)} of {whole} ({100 * share:.1f} %)")
    return share < LEAST


if __name__ == "__main__":
    sys.exit(main())
