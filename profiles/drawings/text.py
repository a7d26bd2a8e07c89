"""Text: how wide words will be in a drawing, and where a line has to break.

Readers have different fonts, so widths are estimates on the wide side; nothing is ever cut off.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Widths in em of a typical sans-serif face.
_NARROW, _DIGITS, _WIDE = frozenset("iljtfrI.,:;'’|!()[] -"), frozenset("0123456789$€£%"), frozenset("mwMW@—&")


@dataclass(frozen=True, slots=True)
class Style:
    """A style of text: its class in the style sheet, size and line height in px, share of extra width."""

    name: str
    size: float
    leading: float
    bold: float = 1.0


NAME = Style("name", 14, 18, 1.1)
MORE = Style("more", 13, 17)
MEMBER = Style("member", 13, 17)
LABEL = Style("label", 13, 17, 1.13)


# A part of a line with the blank before it; a line may also break behind a hyphen or a dash.
_PART = re.compile(r"(\s*)([^\s–—-]*[–—-]+|[^\s–—-]+)")


def width(text: str, style: Style) -> float:
    """The estimated width of a text in px."""
    return sum(map(_em, text)) * style.size * style.bold


@lru_cache(maxsize=1 << 12)
def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.02
    if letter in _NARROW:
        return 0.36
    if letter in _WIDE:
        return 0.92
    if letter in _DIGITS:
        return 0.6
    return 0.72 if letter.isupper() else 0.58


def wrap(text: str, style: Style, room: float) -> tuple[str, ...]:
    """The text in lines that fit into `room` px; a word that is too long breaks where it must."""
    lines: list[str] = []
    current = ""
    for gap, word in _PART.findall(text.strip()):
        longer = f"{current} {word}" if current and gap else f"{current}{word}"
        if width(longer, style) <= room:
            current = longer
            continue
        if current:
            lines.append(current)
        *full, current = _pieces(word, style, room)
        lines += full
    return (*lines, current) if current or not lines else tuple(lines)


def _pieces(word: str, style: Style, room: float) -> list[str]:
    """A word in pieces that fit, at least one letter each; combining marks stay with their letter."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and not unicodedata.combining(letter) and width(pieces[-1] + letter, style) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
