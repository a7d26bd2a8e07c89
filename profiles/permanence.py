"""Permanence: an address that was ever published leads somewhere for ever.

`data/addresses.txt` lists every address the public site ever had, one a line. Main's publishing job
alone adds to it, after it has published (`python -m profiles.permanence SITE DATA` tells which,
`scripts/ci/remember.sh` adds them to main); nobody takes a line away. Each check holds the records against it: a record may be renamed (`formerly:`) or withdrawn
(`withdrawn:`, its page stays as a tombstone), but not deleted.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection
from pathlib import Path

from .faults import Fault, Place

LEDGER = "addresses.txt"
_ADDRESS = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*/)*")
_RECORD = re.compile(r"(companies|deals|sources)/([a-z0-9-]+)/")


def published(data: Path) -> list[str]:
    """The addresses of the list, in its order; none where nothing was published yet."""
    try:
        return (data / LEDGER).read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []


def lost(data: Path, known: Collection[str]) -> list[Fault]:
    """Records' addresses of the list that are not among the `known` ones, each with what to write."""
    shown = f"{data.name}/{LEDGER}"
    faults = []
    for number, address in enumerate(published(data), 1):
        match = _RECORD.fullmatch(address)
        if match and address not in known:
            folder, record = match.groups()
            faults.append(Fault(
                Place(shown, number), "lost-address", f"/{address} was published and would lead nowhere",
                f"restore data/{folder}/{record}.yml and add `withdrawn: {{date: …, why: …}}`, "
                f"or write `formerly: [{record}]` in the record that took its place", address))
    return faults


def missing(data: Path, *sites: Path, gone: Collection[str] = ()) -> list[str]:
    """Addresses of the list that have no page in a built site; for pages that are no records, too.

    A site may stand in several folders, and some of its files (`gone`) may be about to be removed.
    """
    return [f"/{address}: published before, has no page now; make a page at this address that leads on"
            for address in published(data) if _ADDRESS.fullmatch(address)
            and (f"{address}index.html" in gone or not any((site / address / "index.html").is_file() for site in sites))]


def remember(data: Path, site: Path) -> int:
    """Add the addresses of a published site to the list; returns how many were new."""
    old = published(data)
    found = {path.parent.relative_to(site).as_posix() + "/" for path in site.rglob("index.html")} - {"./"}
    new = sorted(found - set(old))
    if new:
        beside = data / f".{LEDGER}.new"
        beside.write_text("".join(f"{address}\n" for address in sorted({*old, *new})), "utf-8")
        os.replace(beside, data / LEDGER)
    return len(new)


if __name__ == "__main__":
    print(f"{remember(Path(sys.argv[2]), Path(sys.argv[1]))} new addresses")
