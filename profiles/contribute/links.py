"""Links: what is known about the addresses of the sources, kept in one ledger, `links/ledger.json`.

The weekly job fetches and judges (`scripts/ci/check_links.py`); the build only reads the ledger and stays
offline. A source is `gone` after two failures at least three days apart, never after one. Standard library
alone: the job that may write runs nothing else.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

LEDGER = Path("links/ledger.json")
DAYS_APART = 3
STATES = {
    "ok": "answers as before",
    "moved": "leads to another address for good",
    "blocked": "turns programs away; a person may still read it",
    "changed": "answers, but words that we cite are not there any more",
    "failing": "did not answer at the last check",
    "gone": "did not answer at two checks, days apart",
}
BLOCKED = frozenset({401, 402, 403, 405, 406, 407, 418, 429, 451, 503, 999})
PERMANENT = frozenset({301, 308})
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadLedger(Exception):
    """The ledger is not what the weekly job writes; the text says where."""


@dataclass(frozen=True, slots=True)
class Link:
    """What is known about one address. `since` is the day of this state, `failed` the first of the failures in
    a row, `to` where it moved, `seen` short hashes of the cited words that were found on the page."""

    url: str
    state: str
    since: str
    failed: str = ""
    status: int = 0
    to: str = ""
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one fetch gave: the status (0: no answer at all), where a permanent move leads, the text of the page."""

    status: int
    to: str = ""
    text: str = ""


def mark(phrase: str) -> str:
    """A short hash of words, folded so that white space, case and quotation marks do not matter."""
    return hashlib.sha256(folded(phrase).encode()).hexdigest()[:8]


def folded(text: str) -> str:
    """Text as phrases are looked for in it."""
    return re.sub(r"[\W_]+", "", text.casefold())


def found(phrases: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The marks of the phrases that stand in a page's text."""
    page = folded(text)
    return tuple(sorted({mark(phrase) for phrase in phrases if folded(phrase) and folded(phrase) in page}))


def judged(before: Link | None, url: str, answer: Answer, phrases: tuple[str, ...], today: date) -> Link:
    """What is known after one more fetch."""
    day = today.isoformat()
    if before is not None and before.url != url:
        before = None                                      # another address: what was known is about the old one
    seen = found(phrases, answer.text)
    cited = {mark(phrase) for phrase in phrases}
    known = set(before.seen) & cited if before else set()
    if answer.status in BLOCKED:
        return _turned(before, Link(url, "blocked", day, status=answer.status, seen=before.seen if before else ()))
    if not 200 <= answer.status < 400:
        return _failed(before, url, answer, today)
    if known - set(seen):
        return _turned(before, Link(url, "changed", day, status=answer.status, to=answer.to, seen=tuple(sorted(known))))
    state = "moved" if answer.to and answer.to != url else "ok"
    return _turned(before, Link(url, state, day, status=answer.status, to=answer.to if state == "moved" else "",
                                seen=tuple(sorted(known | set(seen)))))


def _turned(before: Link | None, now: Link) -> Link:
    """The new knowledge; a state that lasts keeps the day it began."""
    lasts = before is not None and (before.state, before.to) == (now.state, now.to)
    return replace(now, since=before.since) if lasts and before else now


def _failed(before: Link | None, url: str, answer: Answer, today: date) -> Link:
    first = before.failed if before and before.failed else today.isoformat()
    apart = (today - date.fromisoformat(first)).days >= DAYS_APART
    state = "gone" if apart or before and before.state == "gone" else "failing"
    return _turned(before, Link(url, state, today.isoformat(), first, answer.status, seen=before.seen if before else ()))


# -- the file --------------------------------------------------------------------------------


def written(links: Mapping[str, Link]) -> str:
    """The ledger's text: one source a line, sorted, nothing empty; equal knowledge gives equal bytes."""
    rows = []
    for source, link in sorted(links.items()):
        facts = {key: value for key, value in asdict(link).items() if value not in ("", 0, ())}
        rows.append(f"{json.dumps(source)}: {json.dumps(facts, ensure_ascii=False, sort_keys=True)}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def parsed(text: str) -> dict[str, Link]:
    """The ledger from its text. Raises `BadLedger`: whatever a job wrote is read as strictly as what people write."""
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise BadLedger(f"it is not JSON: {error}") from None
    if not isinstance(rows, dict):
        raise BadLedger("it is not an object")
    return {source: _link(source, row) for source, row in rows.items()}


def _link(source: str, row: object) -> Link:
    if not _ID.fullmatch(source) or not isinstance(row, dict) or set(row) - set(Link.__slots__):
        raise BadLedger(f"`{source[:80]}` is no entry")
    try:
        link = Link(**{**row, "seen": tuple(row.get("seen", ()))})
    except TypeError:
        raise BadLedger(f"`{source}` lacks a key") from None
    days = [day for day in (link.since, link.failed) if day] if isinstance(link.since, str) else [""]
    if link.state not in STATES or not all(_DAY.fullmatch(day) for day in days) or not isinstance(link.status, int) \
            or not all(isinstance(one, str) and re.fullmatch(r"[0-9a-f]{8}", one) for one in link.seen) \
            or not all(isinstance(one, str) and (not one or one.startswith("https://")) for one in (link.url, link.to)):
        raise BadLedger(f"`{source}` holds what no check writes")
    return link


def ledger(path: Path = LEDGER) -> dict[str, Link]:
    """The ledger on disk; empty where there is none. Raises `BadLedger`."""
    try:
        return parsed(path.read_text("utf-8")) if path.is_file() else {}
    except (BadLedger, UnicodeDecodeError) as error:
        raise BadLedger(f"{path.as_posix()} is not as the weekly link check writes it: {error}") from None


def summary(links: Mapping[str, Link]) -> str:
    """One line: `links: 380 ok, 3 moved, 1 gone`."""
    states = Counter(link.state for link in links.values())
    return "links: " + (", ".join(f"{states[state]:,} {state}" for state in STATES if states[state]) or "never checked")


def news(before: Mapping[str, Link], after: Mapping[str, Link]) -> str:
    """What changed between two ledgers, as Markdown for a pull request; empty where no state did."""
    rows = []
    for source, link in sorted(after.items()):
        was = before[source].state if source in before else "new"
        if was != link.state and (was, link.state) != ("new", "ok"):
            where = f", now at <{link.to}>" if link.to and re.fullmatch(r"https://[\x21\x23-\x3b\x3d\x3f-\x7e]+", link.to) else ""
            rows.append(f"- `{source}`: {was} → **{link.state}** ({STATES[link.state]}){where}")
    return "\n".join(rows[:200]) + ("\n" if rows else "")
