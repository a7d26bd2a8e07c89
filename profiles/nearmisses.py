"""Near misses: what looks like a footnote, a remark or an absence but would be read as plain words.

Reading such a text as it stands would turn a plan into an agreement or lose a source, so each is a
slip with the words to type instead. Whoever means just these words uses the long form.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from .footnotes import Slip, remark

_BRACKET = re.compile(r"\[([^\s\[\]]+)(?:\s[^\[\]]*)?\]")
_END = re.compile(r"(?:^|\s)\(([^()]*)\)$")
_START = re.compile(r"\(([^()]*)\)\s")
_NO_FACT = frozenset({"unknown", "not known", "not stated", "tbd", "tba", "n/a", "na", "none", "?", "-", "–", "—"})
_LOOSE = {"planned": "plan", "aims": "aim", "optional": "option", "estimate": "estimated", "announcement": "announced"}


def near_misses(words: str, known: Collection[str], absences: Collection[str]) -> list[Slip]:
    """The slips of the words that are left when footnote and remarks are taken off."""
    return [*_footnotes(words, known), *_remarks(words), *_absences(words, absences)]


def _footnotes(words: str, known: Collection[str]) -> list[Slip]:
    for match in _BRACKET.finditer(words) if "[" in words else ():
        if match[1].rstrip(",;") not in known:
            continue
        if match.end() == len(words):
            return [Slip("bad-footnote", match.start(), "there are two footnotes",
                         "write one, with commas: [J p2, O p1]")]
        return [Slip("bad-footnote", match.start(), "something stands after the footnote",
                     "put the footnote last, remarks before it; a second fact gets a line of its own")]
    return []


def _remarks(words: str) -> list[Slip]:
    end, start = _END.search(words) if words.endswith(")") else None, _START.match(words)
    if start and remark(start[1].split("; ")[0])[0]:
        return [Slip("unknown-remark", 0, "a remark stands before the words",
                     f"put it after them, before the footnote: … ({start[1]}) [J p2]")]
    if not end:
        return []
    pieces = re.split(r"[,;]\s*", end[1])
    meant = [_meant(piece) for piece in pieces]
    if all(meant):
        return [Slip("unknown-remark", end.start(1), f"`({end[1]})` would be read as words, not as a remark",
                     f"write ({'; '.join(meant)})")]
    if len(pieces) > 1 and any(remark(piece)[0] in ("mode", "certainty", "as_of") for piece in pieces):
        return [Slip("unknown-remark", end.start(1), "a remark stands among other words",
                     "give the remarks parentheses of their own, separated by semicolons")]
    return []


def _meant(piece: str) -> str:
    """The remark a piece was meant as, or an empty string."""
    small = re.sub(r"^(as of|in|said by|company|looked in):\s*", r"\1 ", piece.strip())
    small = small[:1].lower() + small[1:]
    small = _LOOSE.get(small.lower(), small)
    return small if remark(small)[0] else ""


def _absences(words: str, absences: Collection[str]) -> list[Slip]:
    small = words.strip().lower().rstrip(".")
    if small in absences and words not in absences:
        return [Slip("not-in-list", 0, f"`{words}` would be read as words, not as an absence", f"write `{small}`")]
    if small in _NO_FACT:
        return [Slip("empty-value", 0, f"`{words}` is not a fact",
                     "write `not disclosed [J]`, or `not found (looked in …; as of …)`, or delete the key")]
    return []
