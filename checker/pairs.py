"""Pairs: the file from which the browser sets two companies side by side says what their pages say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .expect import plain
from .markup import strict_json
from .pages import Page
from .reading import Record

NAME = "compare/companies.json"
_OURS = "shown here or"                                     # what leads the versions of a dispute


class Pairs:
    """The file's entries by the path of their company's page, until that page has been read."""

    def __init__(self, site: Path, records: dict[tuple[str, str], Record]) -> None:
        self.wrong = ""
        self.entries: dict[str, list[list[Any]]] = {}
        try:
            companies = strict_json((site / NAME).read_text("utf-8"))["companies"]
            self.entries = {f"companies/{name}/index.html": [entry for said in one["says"].values() for entry in said]
                            for name, one in companies.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            self.wrong = f"{NAME}: {type(error).__name__}: {error}"
        wanted = {f"companies/{name}/index.html" for (folder, name), record in records.items()
                  if folder == "companies" and "withdrawn" not in record.plain}
        self.absent = wanted - self.entries.keys()

    def of(self, page: Page) -> Iterator[str]:
        """Facts without an address, words and links that the page of their company does not have."""
        entries = self.entries.pop(page.path, ())
        places = {one.id: one for one in page.places} if entries else {}
        for anchor, *parts in entries:
            here = [places[one] for one in (anchor, f"versions-{anchor}") if one in places]
            said = " ".join(f"{one.words} {one.heads}" for one in here)
            lost = [text for text in _words(parts) if plain(text.strip(" ,;():")) not in f"{said} {_OURS}"]
            if not here or lost:
                yield f"{NAME}: {page.path}#{anchor}: {', '.join(lost) or 'there is no such place'}"
            links = {posixpath.normpath(posixpath.join(posixpath.dirname(page.path), link)) for one in here for link in one.links}
            yield from (f"{NAME}: {page.path}#{anchor}: leads to {link}, its page does not" for link in _links(parts)
                        if link.rstrip("/") not in links)

    def missing(self) -> Iterator[str]:
        """After all pages: what is wrong with the file as a whole."""
        yield from [self.wrong] if self.wrong else (f"{NAME}: {path} is missing" for path in sorted(self.absent))
        yield from (f"{NAME}: {path} does not exist" for path in self.entries)


def _words(parts: list[Any]) -> Iterator[str]:
    """All texts of an entry."""
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _words(part[2:] if part[0] in ("chip", "lang", "link") else part[1:])


def _links(parts: list[Any]) -> Iterator[str]:
    return (part[1] for part in parts if isinstance(part, list) and part[0] == "link")
