"""Mutation testing: change the program in one place, run its tests, see whether one of them notices.

`python -m fuzz.mutate [MODULE …] [--most N]` works in a copy. A mutant is one swapped comparison, operator,
constant, `not` or a dropped statement. Survivors are printed; those that are known to change nothing a
test could see stand in `fuzz/survivors.txt` with the reason (module, line's text, change).
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import hypothesis  # noqa: F401 - imported once here, not in each fork
import markdown  # noqa: F401
import playwright.sync_api  # noqa: F401
import pytest
import yaml  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent
MOST_SECONDS = 300
# What is mutated, and the tests that are to notice.
TARGETS = {
    "tree": ["tests/test_source.py", "tests/test_cases.py"],
    "source": ["tests/test_source.py", "tests/test_cases.py"],
    "tree": ["tests/test_source.py", "tests/test_cases.py"],
    "escape": ["tests/test_escape.py", "tests/test_markdown.py"],
    "html": ["tests/test_escape.py", "tests/test_markdown.py"],
    "publish": ["tests/test_publish.py"],
    "output": ["tests/test_publish.py"],
    "permanence": ["tests/test_permanence.py"],
}
_COMPARE = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
            ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
_BINARY = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}


def changes(tree: ast.Module) -> Iterator[tuple[int, str, ast.AST, str, object]]:
    """Line, words, node, attribute and new value of every mutant."""
    said = {id(node.body[0]) for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
            new = _COMPARE[type(node.ops[0])]
            yield line, f"{type(node.ops[0]).__name__} -> {new.__name__}", node, "ops", [new(), *node.ops[1:]]
        elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY and not _in_annotation(node):
            yield line, f"{type(node.op).__name__} -> {_BINARY[type(node.op)].__name__}", node, "op", _BINARY[type(node.op)]()
        elif isinstance(node, ast.BoolOp):
            new_op = ast.Or if isinstance(node.op, ast.And) else ast.And
            yield line, f"{type(node.op).__name__} -> {new_op.__name__}", node, "op", new_op()
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield line, "not dropped", node, "op", ast.UAdd()
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield line, f"{node.value} -> {not node.value}", node, "value", not node.value
        elif isinstance(node, ast.Constant) and isinstance(node.value, int):
            yield line, f"{node.value} -> {node.value + 1}", node, "value", node.value + 1
        elif isinstance(node, ast.Expr) and id(node) not in said and isinstance(node.value, ast.Call):
            yield line, "call dropped", node, "value", ast.Constant(None)
        elif isinstance(node, ast.Raise):
            yield line, "raise dropped", node, "exc", ast.Name("ZeroDivisionError", ast.Load())


def _in_annotation(node: ast.expr) -> bool:
    """`X | Y | None` of names alone: types, which are not looked at when the program runs."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitOr) and _in_annotation(node.left) and _in_annotation(node.right)
    return isinstance(node, ast.Name) or isinstance(node, ast.Constant) and node.value is None


def explained() -> set[str]:
    """Survivors that are known, as `module | line's text | change`."""
    path = ROOT / "fuzz/survivors.txt"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return {" | ".join(part.strip() for part in line.split("|||")[:3]) for line in lines if "|||" in line}


def mutate(module: str, copy: Path, most: int, seed: int = 0) -> tuple[int, int, list[str]]:
    """Killed, tried and survivors of one module."""
    path = copy / "profiles" / f"{module}.py"
    code = path.read_text("utf-8")
    lines = code.splitlines()
    number = len(list(changes(ast.parse(code))))
    chosen = sorted(random.Random(seed).sample(range(number), min(most, number)))
    known, killed, alive = explained(), 0, []
    for index in chosen:
        tree = ast.parse(code)
        line, words, node, attribute, new = list(changes(tree))[index]
        setattr(node, attribute, new)
        path.write_text(ast.unparse(ast.fix_missing_locations(tree)), "utf-8")
        name = f"{module} | {lines[line - 1].strip()} | {words}"
        if not _survives(copy, TARGETS[module]):
            killed += 1
        elif name not in known:
            alive.append(f"{name} (line {line})")
    path.write_text(code, "utf-8")
    return killed, len(chosen), alive


def _survives(copy: Path, tests: list[str]) -> bool:
    """Whether the tests pass in the copy: in a fork, which has what is slow to import already."""
    child = os.fork()
    if not child:
        code = 1
        try:
            _become_tester(copy)
            code = int(pytest.main(["-q", "-x", "-n0", "-p", "no:cacheprovider", *tests]))
        finally:
            os._exit(code)
    try:
        _, status = os.waitpid(child, 0)
    finally:
        with suppress(ProcessLookupError):                 # what the tests of an ended child may have left running
            os.killpg(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(status) == 0


def _become_tester(copy: Path) -> None:
    """A group, a folder and a time of its own: a mutant that never ends is noticed, too."""
    os.setsid()
    signal.alarm(MOST_SECONDS)
    os.chdir(copy)
    os.environ.update({"ATLAS_EXAMPLES": "25", "PYTHONDONTWRITEBYTECODE": "1"})
    sys.path[:] = [str(copy), *(path for path in sys.path if path not in ("", str(ROOT)))]
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)


def main() -> int:
    """Mutate in a copy, print the score of each module and the survivors nobody explained."""
    parser = argparse.ArgumentParser()
    parser.add_argument("modules", nargs="*", default=list(TARGETS))
    parser.add_argument("--most", type=int, default=10_000)
    options = parser.parse_args()
    left: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "site", ".cache", "node_modules", "__pycache__", ".hypothesis"))
        for module in options.modules:
            assert _survives(copy, TARGETS[module]), f"the tests of {module} fail without any mutation"
            killed, tried, alive = mutate(module, copy, options.most)
            print(f"{module}: {killed} of {tried} killed, {tried - killed - len(alive)} survivors explained, {len(alive)} not", flush=True)
            print("".join(f"  {name}\n" for name in alive), end="", flush=True)
            left += alive
    return bool(left)


if __name__ == "__main__":
    sys.exit(main())
