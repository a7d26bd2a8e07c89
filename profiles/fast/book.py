"""What a run kept, by what it is: records, who gives to which index, pages, and which parts noted what.

A run that follows takes from it what an edit touches. Everything stands on one `Shelf`.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple
from typing import Any

from profiles.archive import Archive
from profiles.faults import Fault, Place
from profiles.records import Read

from . import kept, search
from .build import Made, MadePage, Part
from .deps import Changes, Dependency
from .frames import Kind, Theme
from .lazy import Lazy, Name, edges
from .shelf import Shelf
from .state import Unusable


def _text(name: Iterable[str]) -> str:
    return "/".join(name)


def _name(text: str) -> Name:
    folder, _, one = text.partition("/")
    return folder, one


class Book:
    """`again` reads the file of a record once more, by the file's name in reports and the record's id."""

    def __init__(self, shelf: Shelf, again: Callable[[str, str], Read]) -> None:
        self.shelf, self._again = shelf, again

    # -- single things ----------------------------------------------------------------------------

    def value(self, kind: str, key: str = "") -> Any:
        """A plain value, or None. Raises `Unusable`."""
        data = self.shelf.get(kind, key)
        try:
            return None if data is None else marshal.loads(data)
        except (ValueError, EOFError, TypeError) as error:
            raise Unusable("what the last build kept is damaged") from error

    def put(self, kind: str, values: Mapping[str, Any]) -> None:
        """Keep plain values; None takes one away."""
        self.shelf.put(kind, ((key, None if value is None else marshal.dumps(value)) for key, value in values.items()))

    # -- records ----------------------------------------------------------------------------------

    def archive(self) -> Lazy:
        """The archive of the run, loaded as far as it is looked at."""
        return Lazy(self.ids, self.read, self.givers)

    def ids(self, folder: str) -> list[str]:
        """The ids of a folder's records, sorted."""
        return [_name(key)[1] for key in self.shelf.keys("read", f"{folder}/")]

    def read(self, name: Name) -> Read | None:
        """A record of the run."""
        data = self.shelf.get("read", _text(name))
        return None if data is None else kept.loaded(data, self._again)

    def givers(self, index: str, key: str) -> list[Name]:
        """Who gives to an entry of an index."""
        return [_name(one) for one in self.value("gives", f"{index}\n{key}") or ()]

    def file(self, path: str) -> tuple[tuple[Name, ...], bool]:
        """The records of a file (`companies/x.yml`), and whether it was without faults."""
        names, clean = self.value("file", path) or ((), False)
        return tuple(_name(one) for one in names), clean

    def source_ids(self) -> frozenset[str]:
        """The ids of sources with a file of their own."""
        return frozenset(key.removeprefix("sources/").removesuffix(".yml") for key in self.shelf.keys("file", "sources/"))

    def keep_records(self, reads: Mapping[Name, Read | None], found: Iterable[Fault]) -> None:
        """Keep these records; None takes one away."""
        broken = {fault.place.file for fault in found}
        self.shelf.put("read", ((_text(name), read and kept.dumped(read)) for name, read in reads.items()
                                if not isinstance(read, kept.KeptRead)))
        files: dict[str, list[str]] = {}
        for name, read in reads.items():
            if read and not isinstance(read, kept.KeptRead):
                files.setdefault(read.document.file, []).append(_text(name))
        self.put("file", {_inside(file): (names, file not in broken) for file, names in files.items()})

    def keep_edges(self, archive: Archive) -> None:
        """Keep who gives to what in a whole archive."""
        self.shelf.clear("gives")
        self.put("gives", {f"{index}\n{key}": sorted(map(_text, names)) for (index, key), names in edges(archive).items()})

    def keep_givers(self, changes: Changes) -> None:
        """Keep who gives to the entries of the indexes that an edit has changed."""
        known = {entry: self.givers(*entry) for entry in changes.given}
        self.put("gives", {f"{index}\n{key}": sorted(map(_text, names)) or None
                           for (index, key), names in changes.givers(known).items()})

    def faults(self) -> list[Fault]:
        """What the run warned of."""
        return [Fault(Place(*one[0]), *one[1:]) for one in self.value("faults") or ()]

    def keep_faults(self, found: Iterable[Fault]) -> None:
        """Keep the warnings."""
        self.put("faults", {"": [astuple(one) for one in found]})

    # -- parts and pages --------------------------------------------------------------------------

    def made(self, part: Part) -> tuple[tuple[str, ...], frozenset[Dependency]] | None:
        """The paths of a part's pages, and what its views have read."""
        found = self.value("part", _text(part))
        return found and (tuple(found[0]), frozenset(map(_note, found[1])))

    def parts(self) -> list[Part]:
        """All parts."""
        return [_name(key) for key in self.shelf.keys("part")]

    def page(self, path: str) -> MadePage | None:
        """A finished page."""
        found = self.value("page", path)
        return found and MadePage(*found)

    def pages(self) -> Iterator[MadePage]:
        """All finished pages."""
        return (MadePage(*marshal.loads(data)) for _, data in self.shelf.items("page"))

    def noting(self, start: str) -> Iterator[tuple[Dependency, list[Part]]]:
        """Notes that begin so, with the parts that made them."""
        return ((_note(key), list(map(_name, marshal.loads(data)))) for key, data in self.shelf.items("note", start))

    def keep_parts(self, made: Mapping[Part, Made | None], fresh: bool = False) -> None:
        """Keep what was made of these parts; None takes one away. `fresh`: nothing is kept yet."""
        notes: dict[Dependency, set[str]] = {}
        old: dict[Dependency, set[str]] = {}
        for part, one in made.items():
            before = None if fresh else self.made(part)
            after = one.read if one else frozenset()
            self.put("page", {path: None for path in before[0]} if before else {})
            for note in after - before[1] if before else after:
                notes.setdefault(note, set()).add(_text(part))
            for note in before[1] - after if before else ():
                old.setdefault(note, set()).add(_text(part))
        for one in filter(None, made.values()):
            self.put("page", {page.path: astuple(page) for page in one.pages})
        self.put("part", {_text(part): one and ([page.path for page in one.pages], sorted("\n".join(note) for note in one.read))
                          for part, one in made.items()})
        values = {}
        for note in notes.keys() | old.keys():
            key = "\n".join(note)
            parts = (set(() if fresh else self.value("note", key) or ()) | notes.get(note, set())) - old.get(note, set())
            values[key] = sorted(parts) or None
        self.put("note", values)

    # -- the theme --------------------------------------------------------------------------------

    def keep_theme(self, theme: Theme) -> None:
        """Keep the frames, and what was found out for search."""
        self.put("theme", {"": [sorted(theme.in_nav), theme.permalink]})
        self.put("runs", {"": search.RUNS})
        self.put("frame", {repr(astuple(kind)): (astuple(kind), frame) for kind, frame in theme.frames.items()})

    def theme(self, renders: Callable[[], Any]) -> Theme:
        """The theme as far as it is known."""
        in_nav, permalink = self.value("theme")
        search.RUNS.update(self.value("runs"))
        frames = (marshal.loads(data) for _, data in self.shelf.items("frame"))
        return Theme(frozenset(in_nav), permalink, renders, {Kind(*kind): frame for kind, frame in frames})


def _note(text: str) -> Dependency:
    table, key, facet = text.split("\n")
    return table, key, facet


def _inside(file: str) -> str:
    """A file's name in reports without the name of the data folder."""
    return file.partition("/")[2]
