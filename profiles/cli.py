"""The command line: arguments, the stages in order, one report, one exit code.

The only module that knows the real date. Exit codes: 0 fine, 1 the data has errors, 2 a wrong call
or a fault of ours. Each command imports what it needs itself: most of the time of one that finds
nothing to do would else be spent on modules that it does not use.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from . import faults, site
from .changes.revisions import NoRevision
from .contribute import links
from .output import InTheWay, Written, write_pages
from .postings import ABOVE

if TYPE_CHECKING:
    from .archive import Archive

DIFF_FORMATS = ("json", "markdown", "text")
OK, DATA_ERRORS, OUR_FAULT = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] not in (*COMMANDS, "-h", "--help"):
        arguments.insert(0, "build")
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    if not options.data.is_dir():
        print(f"there is no folder {options.data}; give --data", file=sys.stderr)
        return OUR_FAULT
    try:
        return COMMANDS[options.command](options)
    except (InTheWay, NoRevision, links.BadLedger, site.SiteFailed, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
    except Exception:                                      # a traceback alone would end in 1: bad data
        traceback.print_exc()
        print("this is a fault of the program, not of the data; please report it", file=sys.stderr)
    return OUR_FAULT


def checked(options: argparse.Namespace) -> tuple[Archive, list[faults.Fault]]:
    """The archive and everything that is wrong with it, sorted."""
    from .archive import load
    from .rules import run_rules
    from .rules_accepted import accepted

    archive, found = load(options.data)
    found += run_rules(archive, options.today)
    return archive, faults.in_order(accepted(archive, found, options.today))


def check(options: argparse.Namespace) -> int:
    """Every check, nothing written; with --fix the safe corrections first."""
    from .contribute import desk

    _, found = checked(options)
    if options.fix and desk.fix(options.data, found, options.today):
        _, found = checked(options)
    print(faults.FORMATS[options.format](found), end="")
    if options.format == "text" and not options.fix and (hint := desk.hint(options.data, found)):
        print(hint)
    return DATA_ERRORS if faults.stops(found, strict=options.strict) else OK


def compile_pages(options: argparse.Namespace) -> Written | None:
    """Check, then write the pages; None where faults forbid it (they are printed)."""
    archive, found = checked(options)
    if found:
        print(faults.as_text(found), end="", file=sys.stderr)
    if faults.stops(found, strict=options.strict):
        return None
    from .pages import render

    return write_pages(options.docs, render(archive, options.today, options.search_above))


def build(options: argparse.Namespace) -> int:
    """Compile data/ into Markdown under docs/."""
    done = compile_pages(options)
    if done is None:
        print("nothing was written", file=sys.stderr)
        return DATA_ERRORS
    print(f"{len(done.changed)} files written, {len(done.deleted)} deleted, {done.same} unchanged")
    known = links.ledger(options.data.parent / links.LEDGER)
    if known:
        print(links.summary(known))
    return OK


def build_site(options: argparse.Namespace) -> int:
    """Compile, run MkDocs, check the output, put the new site in place."""
    if options.fast and (code := _fast_site(options)) is not None:
        return code
    code = build(options)
    if code != OK:
        return code
    started = time.perf_counter()
    files = site.build(options.config, options.docs, options.site, options.today,
                       lambda stage: _faults_of(stage, options), keep=(options.data,))
    print(f"{files} files in {options.site}/ after {time.perf_counter() - started:.1f} s; "
          f"open {options.site}/index.html")
    return OK


def _faults_of(stage: Path, options: argparse.Namespace) -> list[str]:
    """What forbids publishing a built site: faults of its pages, addresses that would die."""
    from checker import faults_of_site

    from . import permanence

    return faults_of_site(stage, options.data) + permanence.missing(options.data, stage)


def _faults_of_part(stage: Path, gone: tuple[str, ...], options: argparse.Namespace) -> list[str]:
    """The same of what is about to replace pages of a site that stands, and of files that are about to go."""
    from checker import faults_of_part

    from . import permanence

    return (faults_of_part(stage, options.site, options.data)
            + (permanence.missing(options.data, stage, options.site, gone=gone) if gone else []))


def _fast_site(options: argparse.Namespace) -> int | None:
    """The fast route; None where MkDocs has to build instead."""
    try:
        from .fast.command import run
    except ImportError:
        print("there is no fast route in this copy (profiles/fast); MkDocs builds the site", file=sys.stderr)
        return None
    settings = tuple(f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("ATLAS_"))
    return run(options, checked, lambda stage: _faults_of(stage, options), settings,
               lambda stage, gone: _faults_of_part(stage, gone, options))


def serve(options: argparse.Namespace) -> int:
    """Live preview."""
    from .preview import run

    try:
        from .fast.watch import quick_preview as quick
    except ImportError:                                    # the folder may be deleted
        quick = None  # type: ignore[assignment]
    return run(options, lambda: compile_pages(options), quick)


def diff(options: argparse.Namespace) -> int:
    """What changed in facts between two git revisions, or a revision and the files on disk."""
    from .changes import review, words

    old = review.state_at(options.data, options.base, options.today)
    new = review.state_at(options.data, options.head, options.today)
    print(words.FORMATS[options.format](review.compared(old, new, options.today)), end="")
    if new.errors:
        print(f"the data has errors ({new.errors}); `check` lists them", file=sys.stderr)
    return DATA_ERRORS if new.errors else OK


def apply_suggestion(options: argparse.Namespace) -> int:
    """Turn the text of a filled "suggest a change" form into an edit, if it holds."""
    from .changes import words
    from .contribute import forms, suggest

    try:
        form = sys.stdin.buffer.read(forms.MAX_FORM + 1) if options.form == "-" else Path(options.form).read_bytes()
    except OSError as error:
        print(f"error: {error.strerror}: {options.form}", file=sys.stderr)
        return OUR_FAULT
    try:
        done = suggest.apply(options.data, forms.parse_form(form), options.today)
    except forms.Refused as error:
        print(f"refused: {error}" + (f"\n    = {error.remedy}" if error.remedy else ""), file=sys.stderr)
        return DATA_ERRORS
    if not done.written:
        print(faults.as_text(list(done.faults)), end="", file=sys.stderr)
        print("nothing was changed", file=sys.stderr)
        return DATA_ERRORS
    print(words.as_text(done.diff), end="")
    if done.faults:
        print(faults.as_text(list(done.faults)), end="", file=sys.stderr)
    return OK


def new(options: argparse.Namespace) -> int:
    """The file of a new record, with comments that teach and blanks to fill."""
    from .contribute import desk

    made = desk.write_record(options.data, options.kind, options.id, options.url, options.today)
    return OK if made else DATA_ERRORS


def fmt(options: argparse.Namespace) -> int:
    """Bring data files into their canonical form; meaning and comments stay."""
    from .contribute import desk

    return OK if desk.format_files(options.data, options.files, only_check=options.check) else DATA_ERRORS


def schema(options: argparse.Namespace) -> int:
    """JSON Schemas, so that editors complete keys and ids and underline mistakes."""
    from .contribute import desk

    desk.write_schemas(options.data, options.out)
    return OK


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": build, "check": check, "site": build_site, "serve": serve,
    "diff": diff, "apply-suggestion": apply_suggestion,
    "new": new, "fmt": fmt, "schema": schema,
}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build_profiles.py", description="Compile an archive of companies and deals.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=(command.__doc__ or "").strip(), description=command.__doc__)
        sub.add_argument("--data", type=Path, default=Path("data"), metavar="DIR", help="records (data)")
        sub.add_argument("--docs", type=Path, default=Path("docs"), metavar="DIR", help="Markdown (docs)")
        sub.add_argument("--site", type=Path, default=Path("site"), metavar="DIR", help="finished site (site)")
        sub.add_argument("--config", type=Path, default=Path("mkdocs.yml"), metavar="FILE", help="MkDocs' settings")
        sub.add_argument("--today", type=_day, default=date.today(), metavar="DATE", help="the date to judge by")
        sub.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
        sub.add_argument("--search-above", type=int, default=ABOVE, metavar="N", help=f"records above which search comes in pieces ({ABOVE})")
        sub.add_argument("--strict", action="store_true", help="warnings stop, too")
        if name == "check":
            sub.add_argument("--format", choices=sorted(faults.FORMATS), default="text", help="form of the report")
            sub.add_argument("--fix", action="store_true", help="apply the safe corrections")
        if name == "new":
            sub.add_argument("kind", choices=("company", "deal", "source"), help="what it is about")
            sub.add_argument("id", metavar="ID", help="its id for ever, as openai-2025-11-20-foxconn")
            sub.add_argument("--url", default="", metavar="URL", help="the address of a source")
        if name == "fmt":
            sub.add_argument("files", type=Path, nargs="*", metavar="FILE", help="data files (all of them)")
            sub.add_argument("--check", action="store_true", help="write nothing, list what differs")
        if name == "schema":
            sub.add_argument("--out", type=Path, default=Path(".cache/schema"), metavar="DIR", help="where to (.cache/schema)")
        if name == "diff":
            sub.add_argument("base", metavar="BASE", help="the revision to compare with: main, HEAD~1, a commit")
            sub.add_argument("head", metavar="HEAD", nargs="?", default="", help="another one (the files on disk)")
            sub.add_argument("--format", choices=DIFF_FORMATS, default="text", help="form of the report")
        if name == "apply-suggestion":
            sub.add_argument("form", metavar="FILE", help="the form's text; - reads it from the standard input")
        if name == "site":
            sub.add_argument("--fast", action="store_true", help="the fast route: the same bytes in less time")
        if name == "serve":
            sub.add_argument("--address", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen")
    return parser
