"""Factdiff words: a fact diff as text for a terminal, Markdown for a job summary, JSON for programs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict

from .diff import CHANGES, Change, FactDiff
from .flags import FLAGS
from .records import RecordChange
from ..wording import plural

MOST_ROWS = 400                                            # of a summary; GitHub cuts it at 1 MiB
MOST_BYTES = 900_000
MOST_WORDS = 300                                           # characters of one value
_NOUNS = {"companies": "company", "deals": "deal", "sources": "source"}
_TITLES = {"companies": "Company", "deals": "Deal", "sources": "Source"}
NOTHING = "No fact changes."


def counts(diff: FactDiff) -> str:
    """What happened, in one line: `1 deal added; 2 new, 1 corrected, 1 source replaced`."""
    records = Counter((one.kind, one.folder) for one in diff.records)
    facts = Counter(kind for one in diff.changes for kind in one.kinds)
    parts = [", ".join(f"{plural(number, _NOUNS[folder])} {kind}" for (kind, folder), number in sorted(records.items())),
             ", ".join(f"{facts[kind]:,} {words}" for kind, words in CHANGES.items() if facts[kind])]
    return "; ".join(filter(None, parts)) or NOTHING


def record_words(one: RecordChange) -> str:
    """A record's change as one line without its name."""
    words = {"added": f"{plural(one.facts, 'fact')}", "renamed": f"was {one.old_id}", "withdrawn": one.why,
             "restored": "no longer withdrawn", "removed": f"with {plural(one.facts, 'fact')}", "unreadable": one.why}[one.kind]
    return f"{one.kind}: {words}"


def short(text: str, limit: int = MOST_WORDS) -> str:
    """One line of at most `limit` characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def details(one: Change) -> list[str]:
    """What else changed: sources and the other things said of a fact."""
    if one.kinds[0] == "new":
        return [f"source: {', '.join(one.added)}"] if one.added else []
    if one.kinds[0] == "removed":
        return []
    rows = []
    if one.added and one.removed:
        rows.append(f"source: {', '.join(one.removed)} → {', '.join(one.added)}")
    elif one.added or one.removed:
        rows.append(f"source: {'+' if one.added else '−'} {', '.join(one.added or one.removed)}")
    for name, before, after in one.fields:
        rows.append(f"{name}: {short(before) or 'nothing'} → {short(after) or 'nothing'}")
    return rows


# -- text ------------------------------------------------------------------------------------


def as_text(diff: FactDiff) -> str:
    """For a terminal."""
    lines = [counts(diff)]
    for record in diff.records:
        lines += ["", f"{record.folder}/{record.record} {record_words(record)}"]
        lines += [f"    ! {flag.code}: {flag.words}" for flag in record.flags]
    place = ""
    for one in diff.changes:
        if place != f"{one.folder}/{one.record}":
            place = f"{one.folder}/{one.record}"
            lines += ["", place]
        lines += list(_text_rows(one))
    if diff.moves:
        lines += ["", "figures worked out that move"]
        lines += [f"  {one.company}: {one.label}: {one.before or 'nothing'} → {one.after or 'nothing'}" for one in diff.moves]
    if diff.pages and not diff.empty:
        lines += ["", f"pages: {_pages(diff)}"]
        lines += [f"  {kind} {path}" for path, kind in diff.pages[:30]]
        lines += [f"  … and {len(diff.pages) - 30} more"] if len(diff.pages) > 30 else []
    return "\n".join(lines) + "\n"


def _text_rows(one: Change) -> Iterator[str]:
    yield f"  {', '.join(CHANGES[kind] for kind in one.kinds)} · {one.label} · {one.file}:{one.line}"
    if one.before and one.before != one.after:
        yield f"    - {short(one.before)}"
    if one.after:
        yield f"    {'+' if one.before != one.after else '='} {short(one.after)}"
    yield from (f"      {row}" for row in details(one))
    yield from (f"    ! {flag.code}: {flag.words}" for flag in one.flags)


def _pages(diff: FactDiff) -> str:
    found = Counter(kind for _, kind in diff.pages)
    return ", ".join(f"{found[kind]:,} {kind}" for kind in ("changed", "new", "gone") if found[kind])


# -- Markdown --------------------------------------------------------------------------------


def md(text: str) -> str:
    """Text that Markdown shows as it is: what could mark something, or become a link, is a reference."""
    return re.sub(r"[\\`*_{}\[\]<>#!|~&@\"]|:(?=//)|(?<=www)\.", lambda found: f"&#{ord(found[0])};", short(text),
                  flags=re.IGNORECASE)


def as_markdown(diff: FactDiff) -> str:
    """For a job summary or a comment: what to look at first, then every change in a table."""
    lines = ["## What changes in facts", "", md(counts(diff))]
    if diff.faults[1]:
        lines += ["", f"**{plural(diff.faults[1], 'error')} in the data.** Records with errors are not compared."]
    lines += _md_flags(diff)
    lines += [f"- {_TITLES[one.folder]} **{md(one.name)}** ({md(one.record)}) {md(record_words(one))}" for one in diff.records]
    place, rows = "", 0
    for one in diff.changes[:MOST_ROWS]:
        if place != f"{one.folder}/{one.record}":
            place = f"{one.folder}/{one.record}"
            lines += ["", f"### {md(place)}", "", "| | fact | before | after | |", "|---|---|---|---|---|"]
        lines.append(_md_row(one))
        rows += 1
    if rows < len(diff.changes):
        lines += ["", f"… and {len(diff.changes) - rows:,} more changes; `python build_profiles.py diff` lists all."]
    lines += _md_moves(diff)
    text = "\n".join(lines) + "\n"
    if len(text.encode()) > MOST_BYTES:
        text = text.encode()[:MOST_BYTES].decode("utf-8", "ignore").rpartition("\n")[0] + "\n\n… cut here.\n"
    return text


def _md_flags(diff: FactDiff) -> list[str]:
    flags = [(flag, f"{one.folder}/{one.record}", getattr(one, "label", one.record))
             for one in (*diff.records, *diff.changes) for flag in one.flags]
    lines = ["", "### Look twice", ""] if flags else [""]
    for code, meaning in FLAGS.items():
        found = [(flag, place, label) for flag, place, label in flags if flag.code == code]
        if found:
            lines.append(f"- **{md(meaning)}** ({len(found):,})")
            lines += [f"    - {md(place)}, {md(label)}: {md(flag.words)}" for flag, place, label in found[:20]]
            lines += [f"    - … and {len(found) - 20:,} more"] if len(found) > 20 else []
    return [*lines, ""] if flags else lines


def _md_row(one: Change) -> str:
    kinds = ", ".join(CHANGES[kind] for kind in one.kinds)
    marks = f" ({', '.join(flag.code for flag in one.flags)})" if one.flags else ""
    more = "<br>".join(md(row) for row in details(one))
    same = one.before == one.after
    return (f"| {md(kinds + marks)} | {md(one.label)}<br>line {one.line} | {'' if same else md(one.before)} | "
            f"{md(one.after)} | {more} |")


def _md_moves(diff: FactDiff) -> list[str]:
    lines: list[str] = []
    if diff.moves:
        lines += ["", "### Figures worked out that move", "", "| company | figure | before | after |", "|---|---|---|---|"]
        lines += [f"| {md(one.company)} | {md(one.label)} | {md(one.before)} | {md(one.after)} |" for one in diff.moves[:MOST_ROWS]]
    if diff.pages and not diff.empty:
        lines += ["", f"<details><summary>Pages: {_pages(diff)}</summary>", ""]
        lines += [f"- {kind} {md(path)}" for path, kind in diff.pages[:MOST_ROWS]]
        lines += ["", "</details>"]
    return lines


# -- JSON ------------------------------------------------------------------------------------


def as_json(diff: FactDiff) -> str:
    """For programs: one object; every change with its place, sources and flags."""
    pages = [{"page": path, "kind": kind} for path, kind in diff.pages] if not diff.empty else []
    shown = {"summary": counts(diff), "records": [asdict(one) for one in diff.records],
             "changes": [asdict(one) | {"fields": [{"name": name, "before": before, "after": after}
                                                   for name, before, after in one.fields]} for one in diff.changes],
             "derived": [asdict(one) for one in diff.moves], "pages": pages,
             "errors": {"before": diff.faults[0], "after": diff.faults[1]}}
    return json.dumps(shown, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[FactDiff], str]] = {"text": as_text, "markdown": as_markdown, "json": as_json}
