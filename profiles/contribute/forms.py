"""Forms: the text of a filled "suggest a change" form becomes a `Suggestion`, or a refusal.

Whoever fills in a form is a stranger: sizes, characters, names and doubled headings are judged before
anything is looked up, and no text of the form is ever used as a path. Also the way to the form: the
address that a page's "suggest a change" leads to.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from ..archive import Item
from ..model import KINDS
from ..wording import when
from ..changes.match import words_of

FORM = "suggest-a-change.yml"
MAX_FORM = 32_768                                          # bytes of a whole form
MAX_FIELD = 2_000                                          # characters of one answer
MAX_QUERY = 300                                            # characters of one prefilled answer
EMPTY = "_No response_"                                    # what the host writes for an unanswered question

# Field id -> the question as the form asks it. The same ids prefill the form by its address.
FIELDS = {
    "record": "Record",
    "fact": "Fact",
    "now": "What it says now",
    "instead": "What it should say instead",
    "source": "Who says so",
    "where": "Where in that source",
    "printed": "The words it prints there",
    "remark": "Anything else",
}
_RECORD = re.compile(rf"/?((?:{'|'.join(KINDS)}))/([a-z0-9]+(?:-[a-z0-9]+)*)/?")
_ANCHOR = re.compile(r"#?([a-z0-9]+(?:-[a-z0-9]+)*)")


class Refused(Exception):
    """A suggestion that cannot be taken: what is wrong, and what to type instead."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody proposes: the fact by record and anchor, its new words, and who says so where."""

    folder: str
    record: str
    anchor: str
    instead: str
    source: str = ""
    where: str = ""
    printed: str = ""
    now: str = ""


def suggestion_url(repository: str, item: Item) -> str:
    """The address of the form, filled in for one fact; empty where no repository is set.

    The pattern, for scripts: REPOSITORY/issues/new?template=suggest-a-change.yml&title=…&record=FOLDER/ID&fact=ANCHOR&now=TEXT
    """
    parts = urlsplit(repository)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        return ""
    time = when(item.entry)
    now = f"{words_of(item.entry)} ({time})" if time else words_of(item.entry)
    asked = {"template": FORM, "title": f"{item.record}: {item.anchor}"[:MAX_QUERY],
             "record": f"{item.folder}/{item.record}", "fact": item.anchor, "now": now[:MAX_QUERY]}
    return f"{repository.rstrip('/')}/issues/new?{urlencode(asked)}"


def parse_form(raw: bytes) -> Suggestion:
    """Read a filled form. Raises `Refused`."""
    if len(raw) > MAX_FORM:
        raise Refused(f"the form has {len(raw)} bytes", f"keep it below {MAX_FORM}; one form, one fact")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("the form is not UTF-8", "save it as UTF-8") from None
    answers = _answers(text.replace("\r\n", "\n"))
    record, anchor = _RECORD.fullmatch(answers["record"]), _ANCHOR.fullmatch(answers["fact"])
    if not record or len(record[2]) > 64:
        raise Refused(f"`{answers['record'][:80]}` is not a record", "write the folder and the id: companies/fii")
    if not anchor or len(anchor[1]) > 200:
        raise Refused(f"`{answers['fact'][:80]}` is not a fact's address",
                      "write what stands after # in the fact's link: revenue-2025-q3")
    if not answers["instead"]:
        raise Refused("nobody says what it should say instead", f"fill in “{FIELDS['instead']}”")
    return Suggestion(record[1], record[2], anchor[1], answers["instead"], answers["source"], answers["where"],
                      answers["printed"].strip("\"“”"), answers["now"])


def _answers(text: str) -> dict[str, str]:
    """Answer by field id, each on one line; every question at most once."""
    asked = {question: name for name, question in FIELDS.items()}
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.split("\n"):
        heading = re.fullmatch(r"### (.+?)\s*", line)
        if heading and heading[1] in asked:
            if asked[heading[1]] in found:
                raise Refused(f"the question “{heading[1]}” stands twice", "leave the headings of the form as they are")
            current = found.setdefault(asked[heading[1]], [])
        elif current is not None:
            current.append(line)
        elif line.strip():
            raise Refused(f"`{_printable(line)[:80]}` stands before the first question",
                          f"start with the line `### {FIELDS['record']}`")
    return {name: _answer(question, found.get(name, [])) for name, question in FIELDS.items()}


def _answer(question: str, lines: list[str]) -> str:
    text = unicodedata.normalize("NFC", " ".join(" ".join(lines).replace("\t", " ").split(" ")).strip())
    text = re.sub(r" {2,}", " ", text)
    if text == EMPTY:
        return ""
    if len(text) > MAX_FIELD:
        raise Refused(f"the answer to “{question}” has {len(text)} characters", f"keep it below {MAX_FIELD}")
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            raise Refused(f"U+{ord(char):04X} stands in the answer to “{question}”", "delete it; readers cannot see it")
    return text


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "·" for char in text)
