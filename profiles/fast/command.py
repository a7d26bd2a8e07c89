"""`site --fast`: nothing, what changed, or everything, and a summary of what it took.

What only a build needs is imported where one begins: that nothing changed is found in milliseconds.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .place import Place
from .state import Unusable

if TYPE_CHECKING:
    from profiles.archive import Archive
    from profiles.faults import Fault
    from profiles.site import Check

    from .route import Report, Route

    CheckPart = Callable[[Path, tuple[str, ...]], Sequence[str]]
    Checked = Callable[[argparse.Namespace], tuple[Archive, list[Fault]]]


def run(options: argparse.Namespace, checked: Checked, check: Check, settings: tuple[str, ...],
        check_part: CheckPart = lambda stage, gone: ()) -> int | None:
    """Build the site by the fast route. Returns the exit code, or None where MkDocs has to do it.

    `check` gets the folder of a whole new site, `check_part` one with the pages that will replace others
    and the files that will go; both return faults.
    """
    where = (options.data, options.docs, options.site, options.config, options.today, options.jobs,
             (f"strict {options.strict}", *settings))
    place = Place(*where, search_above=options.search_above)
    with place.stage("look for changes"):
        seen = place.seen()
        if place.nothing_changed(seen):
            print(f"nothing changed since the last build; open {options.site}/index.html")
            return 0
    from .frames import Unlike
    from .route import Route

    route = Route(*where, stages=place.stages, search_above=options.search_above)
    gc.disable()                                           # a build makes few circles and many objects
    try:
        report = _update(route, options, seen, check_part) or _everything(route, options, checked, seen, check)
    except Unlike as error:
        print(f"the fast route cannot be taken: {error}; MkDocs builds the site", file=sys.stderr)
        return None
    finally:
        gc.enable()
        if route.engine:
            route.engine.close()
    if report.refused:
        print("nothing was written", file=sys.stderr)
        return 1
    _summary(report, options.site)
    return 0


def _stops(found: list[Fault], options: argparse.Namespace) -> bool:
    """Print what is wrong with the data; whether it forbids building."""
    from profiles import faults

    if found:
        print(faults.as_text(found), end="", file=sys.stderr)
    return faults.stops(found, strict=options.strict)


def _update(route: Route, options: argparse.Namespace, seen: dict[str, Any], check: CheckPart) -> Report | None:
    """Build on what the last run kept; None where that cannot be."""
    from profiles.publish import alone

    from .recheck import checked
    from .route import OtherTitles, Report

    if not route.site.parent.is_dir():
        return None
    with alone(route.site.resolve().parent, lambda: route.say("another build publishes here; waiting for it to end")):
        found = route.last(seen)
        if found is None:
            return None
        book, changed = found
        try:
            with route.stage("read and check"):
                now = checked(book, route.data, changed, route.today)
            if _stops(now.faults, options):
                return Report(refused=True)
            return route.update(book, now, seen, check)
        except Unusable as error:
            route.say(f"building everything: {error}")
        except OtherTitles as error:
            route.say(f"building everything: {error}")
        finally:
            book.shelf.close()
    return None


def _everything(route: Route, options: argparse.Namespace, checked: Checked, seen: dict[str, Any], check: Check) -> Report:
    """Build from nothing, and keep the result."""
    from profiles import site

    from .route import Report, Whole
    from .shelf import Shelf

    with route.stage("read and check"):
        archive, found = checked(options)
    if _stops(found, options):
        return Report(refused=True)
    made: list[Whole] = []
    files = site.build(options.config, options.docs, options.site, options.today, check, keep=(options.data,),
                       make=lambda stage: made.append(route.whole(archive, stage)))
    with route.stage("record"):
        book = route.book(Shelf(route.store.fresh()))
        route.keep(book, route.key(seen["inputs"]), archive, found, made[0])
        book.shelf.close()
        route.store.save({**seen, "site": route.site_stamp()})
    return Report(len(made[0].made), (f"{files} files",), (), route.stages)


def _summary(report: Report, folder: Path) -> None:
    for name, (cpu, wall) in report.stages.items():
        print(f"  {name:22} {cpu:7.2f} s CPU {wall:7.2f} s")
    whole = report.written[:1] if len(report.written) == 1 and " " in report.written[0] else (f"{len(report.written)} files",)
    print(f"{report.made} records made, {whole[0]} written, {len(report.removed)} removed; open {folder}/index.html")
