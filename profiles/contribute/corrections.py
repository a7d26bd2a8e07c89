"""Corrections: for a fault whose remedy is certain, the edit that makes it.

`correction` says what to exchange in the file's text; `corrected` tries the edits one by one and keeps
one only if its fault goes, no other comes, and all other characters stay. It mends writing, never facts:
a number, a date or a name is exchanged only for another way to write the very same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..faults import Fault

NEAR = 0.75                                               # how alike a known word must be to stand for a typing error


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of a file's text become `text`."""

    start: int
    end: int
    text: str

    def on(self, whole: str) -> str:
        """The file's text with this edit."""
        return whole[: self.start] + self.text + whole[self.end:]


def correction(fault: Fault, text: str) -> Edit | None:
    """The safe edit for a fault in a file's text, None where only a person can decide."""
    mend = _MENDS.get(fault.code)
    edit = mend(fault, text) if mend else None
    return edit if edit and text[edit.start: edit.end] != edit.text else None


def corrected(data: bytes, faults_of: Callable[[bytes], list[Fault]]) -> tuple[bytes, list[tuple[Fault, str]]]:
    """The bytes with all safe corrections, and what each fault's place reads now.

    `faults_of` checks the whole archive with these bytes in place and gives the faults of this file.
    """
    done: list[tuple[Fault, str]] = []
    faults = faults_of(data)
    tried: set[tuple[Fault, int]] = set()
    while True:
        for fault in faults:
            edited = _edited(fault, data) if (fault, len(data)) not in tried else None
            tried.add((fault, len(data)))
            left = faults_of(edited) if edited is not None else None
            if edited is not None and left is not None and _better(fault, faults, left):
                done.append((fault, _line(edited, fault.place.line)))
                data, faults = edited, left
                break
        else:
            return data, done


def _edited(fault: Fault, data: bytes) -> bytes | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    edit = correction(fault, text)
    return edit.on(text).encode() if edit else None


def _better(fault: Fault, before: list[Fault], after: list[Fault]) -> bool:
    """Whether the fault is gone and nothing new came; what it hid until now may show."""
    if fault.code in (*_BYTES, *_YAML):                   # the whole file was unread: it shows more now
        return _readable(after) < _readable(before)
    new = [one for one in after if (one.code, one.message) not in {(old.code, old.message) for old in before}]
    if fault.code in ("unknown-key", "unknown-metric"):   # so was what stands at the key
        new = [one for one in new if one.place.line < fault.place.line or one.code in _TWICE]
        return fault not in after and not new
    return not new and fault not in after and len(after) < len(before)


def _readable(faults: list[Fault]) -> tuple[int, int, int]:
    """How far from readable a file is: what is wrong with its bytes, with its YAML, and from which line on."""
    yaml = [fault.place.line for fault in faults if fault.code in _YAML]
    return sum(fault.code in _BYTES for fault in faults), len(yaml), -min(yaml, default=0)


def _line(data: bytes, number: int) -> str:
    return data.decode("utf-8").split("\n")[number - 1].strip()


# -- one function a code --------------------------------------------------------------------


def _at(fault: Fault, text: str) -> int:
    """The offset of a fault's place."""
    start = 0
    for _ in range(fault.place.line - 1):
        start = text.index("\n", start) + 1
    return start + fault.place.column - 1


def _end(text: str, at: int) -> int:
    """The end of the line, before its line end."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if text[end - 1: end] == "\r" else end


def _bom(fault: Fault, text: str) -> Edit | None:
    return Edit(0, 1, "") if text.startswith("\ufeff") else None


def _line_end(fault: Fault, text: str) -> Edit | None:
    at = _at(fault, text)
    return Edit(at, at + 1, "\n") if text[at: at + 1] == "\r" else None


def _invisible(fault: Fault, text: str) -> Edit | None:
    """Delete a mark that has no look of its own; a private-use letter may mean something."""
    at = _at(fault, text)
    char = text[at: at + 1]
    return Edit(at, at + 1, "") if char and unicodedata.category(char) in ("Cf", "Cc") and char not in "\t\r\n" else None


def _composed(fault: Fault, text: str) -> Edit | None:
    at = _at(fault, text)
    start, end = text.rfind("\n", 0, at) + 1, _end(text, at)
    clean = unicodedata.normalize("NFC", text[start:end])
    return Edit(start, end, clean) if clean != text[start:end] else None


_VALUE = re.compile(r"""(\s*(?:- )*(?:[^\s:'"\[\]{}#][^:'"\[\]{}#]*: )?)([^'"].*?)\s*""")


def _quoted(fault: Fault, text: str) -> Edit | None:
    """Quotation marks around the whole value of the line; for values that stand on one line."""
    at = _at(fault, text)
    start, end = text.rfind("\n", 0, at) + 1, _end(text, at)
    match = _VALUE.fullmatch(text[start:end])
    if not match or not match[1].strip() or match[2][0] in "[{|>&*!#":
        return None
    pad = len(match[1]) - len(match[1].lstrip())
    if re.match(rf"\r?\n {{{pad + 1},}}[^\s#]", text[end:]):
        return None                                       # the text goes on in the next line
    return Edit(start + match.start(2), start + match.end(2), "'" + match[2].replace("'", "''") + "'")


def _syntax(fault: Fault, text: str) -> Edit | None:
    if "tab key" in fault.remedy:
        return None
    return _quoted(fault, text) if "single quotes" in fault.remedy and "colon" in fault.remedy \
        or "cannot start" in fault.message else None


def _nearest(fault: Fault, text: str) -> Edit | None:
    """The known word instead of the mistyped one, where they are alike enough."""
    meant, given = re.match(r"did you mean `([^`]+)`\?", fault.remedy), re.match(r"(?:there is no \w+ )?`([^`]+)`", fault.message)
    if not meant or not given:
        return None
    alike = SequenceMatcher(None, meant[1].casefold(), given[1].casefold()).ratio()
    at = _at(fault, text)
    found = re.compile(rf"(?<![\w-]){re.escape(given[1])}(?![\w-])").search(text, at, _end(text, at))
    if alike < NEAR or not found:
        return None
    if re.search(r"\d", meant[1] + given[1]) and re.sub(r"\D", "", meant[1]) != re.sub(r"\D", "", given[1]):
        return None                                       # two dates or numbers are two things
    return Edit(found.start(), found.end(), meant[1])


def _colon_in_item(fault: Fault, text: str) -> Edit | None:
    """`- so it is: an anvil [P p1]` is no mapping, but a text with a colon."""
    given = re.match(r"`([^`]+ [^`]+)` is not a key of the long form", fault.message)
    at = _at(fault, text)
    end = _end(text, at)
    before = text[text.rfind("\n", 0, at) + 1: at]
    if not given or not re.fullmatch(r" *- ", before) or re.match(rf"\r?\n {{{len(before)},}}\S", text[end:]):
        return None
    value = text[at:end].rstrip()
    return Edit(at, at + len(value), "'" + value.replace("'", "''") + "'") if text.startswith(given[1], at) else None


def _percent(fault: Fault, text: str) -> Edit | None:
    """`42.8 %` is a share with a blank too many."""
    at = _at(fault, text)
    found = re.compile(r"(?<=\d) +(?=%)").search(text, at, _end(text, at))
    return Edit(found.start(), found.end(), "") if found and "percent" in fault.message else None


def _rewritten(pattern: str, write: Callable[[re.Match[str]], str]) -> Callable[[Fault, str], Edit | None]:
    """Another way to write what the message quotes, where it stands on the fault's line."""
    def mend(fault: Fault, text: str) -> Edit | None:
        given = re.match(r"`([^`]+)`", fault.message)
        match = re.fullmatch(pattern, given[1]) if given else None
        if not given or not match:
            return None
        at = _at(fault, text)
        found = text.find(given[1], at, _end(text, at))
        return Edit(found, found + len(given[1]), write(match)) if found >= 0 else None
    return mend


def _first(*mends: Callable[[Fault, str], Edit | None]) -> Callable[[Fault, str], Edit | None]:
    return lambda fault, text: next((edit for mend in mends if (edit := mend(fault, text))), None)


_date = _rewritten(r"((?:about |before |after )?)([12]\d{3})[-/.](\d{1,2})[-/.](\d{1,2})",
                   lambda found: f"{found[1]}{found[2]}-{found[3]:0>2}-{found[4]:0>2}")
_quarter = _rewritten(r"((?:about )?)((?:FY)?[12]\d{3})[ -]?[qQ]([1-4])", lambda found: f"{found[1]}{found[2]}-Q{found[3]}")
_tag = _rewritten(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?", lambda found: "-".join(filter(None, (
    found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()))))
_money = _rewritten(r"((?:about |at least |more than |up to |less than )?)([A-Z]{3}) ([\d.,]+(?: (?:thousand|million|billion|trillion))?)",
                    lambda found: f"{found[1]}{found[3]} {found[2]}")
_currency = _rewritten(r"(.*\d(?: (?:thousand|million|billion|trillion))? )([A-Za-z]{3})", lambda found: found[1] + found[2].upper())

_MENDS: dict[str, Callable[[Fault, str], Edit | None]] = {
    "byte-order-mark": _bom, "line-end": _line_end, "control-character": _invisible, "not-nfc": _composed,
    "cut-by-hash": _quoted, "yaml-syntax": _syntax,
    "bad-date": _first(_date, _quarter), "bad-period": _first(_date, _quarter), "wrong-unit": _percent,
    "bad-amount": _first(_money, _currency), "bad-language": _tag,
    **dict.fromkeys(("not-in-list", "unknown-metric", "unknown-remark", "unknown-letter", "unknown-source",
                     "unknown-company", "unknown-deal", "not-a-party"), _nearest), "unknown-key": _first(_nearest, _colon_in_item),
}
_BYTES = ("byte-order-mark", "line-end", "control-character", "not-nfc")
_YAML = ("cut-by-hash", "yaml-syntax")
_TWICE = ("duplicate-key", "two-values", "same-fact-twice")


def offered(faults: list[Fault], text_of: Callable[[str], str | None]) -> Iterator[Fault]:
    """The faults that have a correction; `text_of` gives the text of a file."""
    for fault in faults:
        text = text_of(fault.place.file)
        if text is not None and correction(fault, text) is not None:
            yield fault
