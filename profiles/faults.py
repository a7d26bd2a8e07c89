"""Faults: what is wrong with the data, where, and what to type instead.

A fault is a value. Stages collect faults and go on; the command line prints them all, once,
sorted by place. Every code stands in `CODES` and has a section in `docs/about/checks.md`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

ERROR, WARNING = "error", "warning"

CODES: dict[str, tuple[str, str]] = {
    # files and bytes
    "foreign-file": (ERROR, "A file stands in data/ that belongs to no record"),
    "bad-file-name": (ERROR, "The file name is not a valid id"),
    "not-a-file": (ERROR, "A link or special file stands in data/"),
    "lost-address": (ERROR, "An address that was published would lead nowhere"),
    "too-large": (ERROR, "The file is larger than 256 kB"),
    "not-utf8": (ERROR, "The file is not UTF-8"),
    "byte-order-mark": (ERROR, "The file starts with a byte-order mark"),
    "line-end": (ERROR, "A line ends in neither LF nor CRLF"),
    "control-character": (ERROR, "An invisible or control character stands in the text"),
    "not-nfc": (ERROR, "Letters are stored in pieces (not NFC)"),
    # YAML
    "yaml-syntax": (ERROR, "The file is not valid YAML"),
    "several-documents": (ERROR, "The file holds more than one document"),
    "directive": (ERROR, "A YAML directive stands at the top"),
    "alias": (ERROR, "An anchor or alias is used"),
    "tag": (ERROR, "A YAML tag is used"),
    "merge-key": (ERROR, "A merge key is used"),
    "duplicate-key": (ERROR, "A key stands twice"),
    "key-not-text": (ERROR, "A key is not plain text"),
    "too-deep": (ERROR, "The file is nested too deeply"),
    "too-many-values": (ERROR, "The file holds too many values"),
    "text-too-long": (ERROR, "One text is longer than 4,000 characters"),
    "cut-by-hash": (ERROR, "A # cuts the text off"),
    "not-a-mapping": (ERROR, "The file does not hold keys and values"),
    # shape
    "unknown-key": (ERROR, "A key is not known"),
    "missing-key": (ERROR, "A key is missing"),
    "wrong-type": (ERROR, "A value has the wrong form"),
    "empty-value": (ERROR, "A key has no value"),
    "blank-left": (ERROR, "A blank of the scaffold is left"),
    "not-in-list": (ERROR, "A word is not in the closed list"),
    "unknown-metric": (ERROR, "A metric is not known"),
    "wrong-unit": (ERROR, "A figure has the wrong kind of unit"),
    # values
    "bad-date": (ERROR, "A date does not exist or is not written as one"),
    "bad-period": (ERROR, "A period is not written as one"),
    "bad-amount": (ERROR, "An amount is not written as one"),
    "bad-share": (ERROR, "A share is not written as a percentage"),
    "bad-count": (ERROR, "A count is not written as one"),
    "unknown-currency": (ERROR, "A currency code does not exist"),
    "bad-url": (ERROR, "An address is not a plain https address"),
    "bad-language": (ERROR, "A language tag is not known"),
    "bad-ticker": (ERROR, "A ticker is not CODE@EXCHANGE"),
    "bad-id": (ERROR, "An id is not lower-case letters, digits and hyphens"),
    "bad-address": (ERROR, "An address of this site is not folder/id"),
    "wrong-check-digit": (ERROR, "An identifier fails its check digits"),
    # evidence
    "bad-footnote": (ERROR, "A footnote cannot be read"),
    "unknown-remark": (ERROR, "A remark in parentheses is not known"),
    "no-source": (ERROR, "A fact has no source"),
    "no-locator": (ERROR, "A citation does not say where in the source"),
    "unknown-letter": (ERROR, "A letter is not among the sources of the file"),
    "unused-letter": (WARNING, "A letter is never cited"),
    "printed-too-long": (ERROR, "The printed words are more than a few"),
    "quotation-too-long": (ERROR, "A quotation is longer than twelve words"),
    "one-version": (ERROR, "A dispute has fewer than two versions"),
    "unknown-version": (ERROR, "The shown version is not among the versions"),
    # between records
    "unknown-company": (ERROR, "There is no such company"),
    "unknown-deal": (ERROR, "There is no such deal"),
    "unknown-source": (ERROR, "There is no such source"),
    "not-a-party": (ERROR, "Somebody gives or is bound who is no party"),
    "same-party-twice": (ERROR, "A party is named twice"),
    "single-party": (ERROR, "A deal has only one party"),
    "future-date": (ERROR, "Something said or done lies in the future"),
    "two-values": (ERROR, "One property has two undisputed values for one time"),
    "same-fact-twice": (ERROR, "Two facts of a page have the same anchor"),
    "same-address": (ERROR, "Two records claim the same address"),
    "shares-above-100": (ERROR, "The owners' shares add up to more than 100 percent"),
    "share-above-100": (ERROR, "A share is above 100 percent"),
    "ownership-circle": (ERROR, "A company owns itself through others"),
    "owns-itself": (ERROR, "A company is its own owner"),
    "read-before-published": (ERROR, "A source was read before it was published"),
    "same-source-twice": (ERROR, "Two sources have the same address, or the same publisher, title and date"),
    "same-company-twice": (ERROR, "Two companies have the same name"),
    "step-too-early": (WARNING, "A step of a deal is dated before one that it must follow"),
    "actor-too-early": (WARNING, "Somebody acts or is owned before he exists"),
    "stake-differs": (WARNING, "A deal and a party's page give different stakes"),
    "date-differs": (WARNING, "A deal and a party's page give different dates"),
    "amount-differs": (WARNING, "A deal and a party's page give different amounts"),
    "unused-source": (WARNING, "No fact rests on a source"),
    "printed-differs": (WARNING, "A figure is none of the numbers that its source prints"),
    "unlinked-company": (WARNING, "A company of the archive is named in plain words"),
    "stage-behind": (WARNING, "A dated step is later than the stage"),
    "nothing-to-accept": (WARNING, "A warning is accepted that does not occur"),
    "acceptance-expired": (WARNING, "The time of an accepted warning has passed"),
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a data file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: its place, its code, a message, what to type, and the line itself."""

    place: Place
    code: str
    message: str
    remedy: str = ""
    text: str = ""

    @property
    def severity(self) -> str:
        return CODES[self.code][0]


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, or an empty string."""
    choices = sorted(known)
    folded = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A remedy that names the nearest known word, or `otherwise`."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else otherwise


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """All faults, sorted by place, each once."""
    return sorted(set(faults))


def stops(faults: Iterable[Fault], *, strict: bool = False) -> bool:
    """Whether these faults forbid writing: any error, or with `strict` any fault at all."""
    return any(strict or fault.severity == ERROR for fault in faults)


def shortened(text: str, limit: int = 200) -> str:
    """One printable line of at most `limit` characters: faults quote what people typed."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def _window(text: str, column: int, limit: int = 160) -> tuple[str, int]:
    """The part of a long line around a column, and the column in it."""
    start = max(column - limit // 2, 0) if len(text) > limit else 0
    return text[start: start + limit], column - start


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def as_text(faults: list[Fault]) -> str:
    """The report for people: place, message, the line with a marker, what to type instead."""
    lines: list[str] = []
    for fault in faults:
        at = fault.place
        lines.append(f"{at.file}:{at.line}:{at.column}: {fault.severity}[{fault.code}]: {fault.message}")
        if fault.text:
            number = str(at.line)
            shown, column = _window(shortened(fault.text, len(fault.text) + 1), at.column)
            before = _width(shown[: column - 1])
            lines.append(f"  {number} | {shown}")
            lines.append(f"  {' ' * len(number)} | {' ' * before}^")
        if fault.remedy:
            lines.append(f"    = {fault.remedy}")
    errors = sum(fault.severity == ERROR for fault in faults)
    lines.append(f"{errors} error{'' if errors == 1 else 's'}, "
                 f"{len(faults) - errors} warning{'' if len(faults) - errors == 1 else 's'}")
    return "\n".join(lines) + "\n"


def as_json(faults: list[Fault]) -> str:
    """The report for programs: one JSON list of objects."""
    rows = [{"file": fault.place.file, "line": fault.place.line, "column": fault.place.column,
             "severity": fault.severity, "code": fault.code, "message": fault.message,
             "remedy": fault.remedy} for fault in faults]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def as_github(faults: list[Fault]) -> str:
    """The report as workflow commands of GitHub, one annotation a fault."""
    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def prop(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    return "".join(
        f"::{fault.severity} file={prop(fault.place.file)},line={fault.place.line},"
        f"col={fault.place.column},title={prop(fault.code)}::"
        f"{data('. '.join(filter(None, (fault.message, fault.remedy))))}\n"
        for fault in faults)


FORMATS = {"text": as_text, "json": as_json, "github": as_github}
