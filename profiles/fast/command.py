"""`site --fast`: nothing, what changed, or everything, and a summary of what it took."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable
from pathlib import Path

from profiles import faults, site
from profiles.archive import Archive

from .frames import Unlike
from .route import Report, Route
from .state import State

Checked = Callable[[argparse.Namespace], tuple[Archive, list[faults.Fault]]]


def run(options: argparse.Namespace, checked: Checked, check: site.Check, settings: tuple[str, ...]) -> int | None:
    """Build the site by the fast route. Returns the exit code, or None where MkDocs has to do it."""
    route = Route(options.data, options.docs, options.site, options.config, options.today, options.jobs,
                  (f"strict {options.strict}", *settings))
    seen = route.seen()
    with route.stage("look for changes"):
        if route.nothing_changed():
            print(f"nothing changed since the last build; open {options.site}/index.html")
            return 0
    gc.disable()                                           # a build makes few circles and many objects
    try:
        with route.stage("read and check"):
            archive, found = checked(options)
        if found:
            print(faults.as_text(found), end="", file=sys.stderr)
        if faults.stops(found, strict=options.strict):
            print("nothing was written", file=sys.stderr)
            return 1
        report = _build(route, options, archive, check, seen)
    except Unlike as error:
        print(f"the fast route cannot be taken: {error}; MkDocs builds the site", file=sys.stderr)
        return None
    finally:
        gc.enable()
        if route.engine:
            route.engine.close()
    _summary(report, options.site)
    return 0


def _build(route: Route, options: argparse.Namespace, archive: Archive, check: site.Check, seen: dict) -> Report:  # type: ignore[type-arg]
    key = route.key(seen["inputs"])
    last = route.last(key)
    if last is not None:
        return route.update(archive, seen, last)
    made: list[State] = []
    files = site.build(options.config, options.docs, options.site, options.today, check, keep=(options.data,),
                       make=lambda stage: made.append(route.whole(archive, stage, key)))
    with route.stage("record"):
        route.store.save(made[0], {**seen, "site": route._site_stamp()})
    return Report(len(made[0].made), (f"{files} files",), (), route.stages)


def _summary(report: Report, folder: Path) -> None:
    for name, (cpu, wall) in report.stages.items():
        print(f"  {name:22} {cpu:7.2f} s CPU {wall:7.2f} s")
    whole = report.written[:1] if len(report.written) == 1 and " " in report.written[0] else (f"{len(report.written)} files",)
    print(f"{report.made} records made, {whole[0]} written, {len(report.removed)} removed; open {folder}/index.html")
