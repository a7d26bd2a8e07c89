"""Emit: a tree with comments becomes YAML in one form.

Block style, two blanks a level; short lists and mappings in brackets on one line; a text plain where
the reader takes it back unchanged, else in quotation marks. Knows no records.
"""

from __future__ import annotations

import re
from functools import lru_cache

import yaml

from .annotated import Element, Part, Sheet

WIDTH = 150                                               # of lines that are filled
LONGEST = 200                                             # of a fact in braces; a text alone may be longer
BLOCK, FLOW, FILL = "block", "flow", "fill"


def emit(sheet: Sheet) -> str:
    """The file's text, ending in a line end."""
    lines = [*sheet.head, *([""] if sheet.head else []), *_block(sheet.root, 0), *sheet.tail]
    return "\n".join(lines) + "\n"


def _block(part: Part, indent: int) -> list[str]:
    lines: list[str] = []
    for child in part.children:
        lines += _element(child, indent)
    return lines


def _element(element: Element, indent: int) -> list[str]:
    """The lines of one entry or item, its comments around it."""
    pad = " " * indent
    start = pad + ("-" if element.key is None else f"{scalar(element.key, 'key')}:")
    value = _inline(element.part, len(start) + 1)
    beside = f"  {_spaced(element.beside)}" if element.beside else ""
    above = [pad + text for text in element.above]
    if value is not None:
        lines = _filled(start, element.part, indent) if element.part.layout == FILL else [f"{start} {value}".rstrip()]
        lines[-1] += beside
        return [*above, *lines, *(f"{pad}  {text}" for text in element.below)]
    children = element.part.children
    children[-1].below += element.below
    if element.key is not None or element.part.kind == "list":
        return [*above, start + beside, *_block(element.part, indent + 2)]
    first = children[0]                                    # an item of a list that holds a mapping
    above += [pad + text for text in (*([element.beside] if element.beside else []), *first.above)]
    first.above = []
    lines = _block(element.part, indent + 2)
    return [*above, f"{pad}- {lines[0].lstrip()}", *lines[1:]]


def _inline(part: Part, column: int) -> str | None:
    """The value on one line, None where it needs lines of its own."""
    if part.kind == "text":
        return scalar(part.text, "value")
    if not part.children:
        return "[]" if part.kind == "list" else "{}"
    if part.layout == BLOCK or part.commented:
        return None
    text = flow(part)
    return text if part.layout == FILL or column + len(text) <= LONGEST else None


def flow(part: Part) -> str:
    """A value in brackets."""
    if part.kind == "text":
        return scalar(part.text, "flow")
    if part.kind == "list":
        return f"[{', '.join(flow(child.part) for child in part.children)}]"
    return f"{{{', '.join(_pair(child) for child in part.children)}}}"


def _pair(child: Element) -> str:
    return f"{scalar(child.key or '', 'flow key')}: {flow(child.part)}"


def _filled(start: str, part: Part, indent: int) -> list[str]:
    """A mapping in braces over as many lines as it needs."""
    lines, line = [], f"{start} {{"
    for number, child in enumerate(part.children):
        last = number == len(part.children) - 1
        piece = _pair(child) + ("}" if last else ",")
        joined = line + ("" if line.endswith("{") or not line.strip() else " ") + piece
        if len(joined) > WIDTH and not line.endswith("{") and line.strip():
            lines.append(line)
            line = " " * (indent + 2) + piece
        else:
            line = joined
    return [*lines, line]


def _spaced(comment: str) -> str:
    """`#x` beside a plain text looks like a text that was cut off; `# x` does not."""
    return re.sub(r"^#(?=[^\s#])", "# ", comment)


_FRAMES = {"value": ("k: ", ""), "key": ("", ": v"), "flow": ("k: [", "]"), "flow key": ("k: {", ": v}"),
           "item": ("- ", "")}


@lru_cache(maxsize=50_000)
def scalar(text: str, position: str) -> str:
    """A text as it is written in this position: plain, 'single' or "double"."""
    if text and all(_same(text, text, frame) for frame in ((position, "item") if position == "value" else (position,))):
        return text
    single = "'" + text.replace("'", "''") + "'"
    if "'" in text and not re.search(r'["\\]', text):
        return f'"{text}"'
    return single


def _same(written: str, text: str, position: str) -> bool:
    """Whether YAML reads what is written as this plain text."""
    before, after = _FRAMES[position]
    try:
        node = yaml.compose(f"{before}{written}{after}\n", Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        return False
    if isinstance(node, yaml.SequenceNode):
        found = node.value[0] if len(node.value) == 1 else None
    elif isinstance(node, yaml.MappingNode) and len(node.value) == 1:
        found = node.value[0][0] if position == "key" else node.value[0][1]
    else:
        return False
    if position in ("flow", "flow key"):
        if not isinstance(found, (yaml.SequenceNode, yaml.MappingNode)) or len(found.value) != 1:
            return False
        found = found.value[0][0] if position == "flow key" else found.value[0]
    return isinstance(found, yaml.ScalarNode) and not found.style and found.value == text \
        and not re.match(r"[&!*]", text)
