"""Who depends on whom, found by watching: a view's reads of the archive are noted while it runs.

A view sees the archive through `Watched`, which notes each table it looks into, with the key, or as a
whole where it walks through it. A part of the site is made anew if one of the values it has seen is
another one now; `Fingerprints` tells by short hashes, without keeping the values. So no view has to
declare anything, and none can forget to.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from hashlib import blake2b
from typing import Any

from profiles.archive import Archive, Item
from profiles.model import Company, Deal, Source
from profiles.archive import FOLDER_OF
from profiles.model import Citation
from profiles.records import Read

WHOLE = ""
Dependency = tuple[str, str]
"""A table of the archive and a key in it, or `WHOLE`."""


class _Table(dict):  # type: ignore[type-arg]
    """A table that notes what is read of it."""

    def __init__(self, name: str, content: dict[Any, Any], watched: Watched) -> None:
        super().__init__(content)
        self._name, self._watched = name, watched

    def _one(self, key: Any) -> None:
        self._watched.noted.add((self._name, key_text(key)))

    def _all(self) -> None:
        self._watched.noted.add((self._name, WHOLE))

    def __getitem__(self, key: Any) -> Any:
        self._one(key)
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """As for any dictionary."""
        self._one(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._one(key)
        return super().__contains__(key)

    def __iter__(self) -> Iterator[Any]:
        self._all()
        return super().__iter__()

    def __len__(self) -> int:
        self._all()
        return super().__len__()

    def keys(self) -> Any:
        """As for any dictionary."""
        self._all()
        return super().keys()

    def values(self) -> Any:
        """As for any dictionary."""
        self._all()
        return super().values()

    def items(self) -> Any:
        """As for any dictionary."""
        self._all()
        return super().items()

    def __eq__(self, other: object) -> bool:
        self._all()
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]


def key_text(key: Any) -> str:
    """A key of a table as text; never empty."""
    return key if isinstance(key, str) and key else "\0".join(map(str, key)) if isinstance(key, tuple) else repr(key)


class Watched:
    """Stands in for an archive; `noted` fills with what is read of it, until it is set anew."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.noted: set[Dependency] = set()
        self._tables: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name in self._tables:
            return self._tables[name]
        on_class = getattr(type(self._archive), name, None)
        if callable(on_class):                             # a method reads through us, so that it is noted
            return on_class.__get__(self)
        value = getattr(self._archive, name)
        if isinstance(value, dict):
            self._tables[name] = value = _Table(name, value, self)
        else:
            self.noted.add((name, WHOLE))
        return value


class Fingerprints:
    """Short hashes of what an archive's tables hold: two runs agree where the values do."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._known: dict[Dependency, bytes] = {}

    def of(self, dependency: Dependency) -> bytes:
        """The hash of what a view that noted this has seen."""
        found = self._known.get(dependency)
        if found is None:
            name, key = dependency
            value = getattr(self.archive, name)
            if isinstance(value, dict) and key != WHOLE:
                value = value.get(key, value.get(tuple(key.split("\0")))) if "\0" in key else value.get(key)
            elif isinstance(value, dict):
                value = tuple((k, self.of((name, key_text(k)))) for k in value)
            found = self._known[dependency] = _hash(self._plain(value))
        return found

    def _plain(self, value: Any) -> Any:
        """A value as nested tuples that print the same in every run."""
        if isinstance(value, Item):
            return (value.folder, value.record, value.prop, value.index, self.record(value.folder, value.record))
        if isinstance(value, Company | Deal | Source):
            return self.record(FOLDER_OF[type(value)], value.id)
        if isinstance(value, Read):
            return self._document(value)
        if isinstance(value, Citation):
            return None                                    # stands beside its item, whose record covers it
        if isinstance(value, tuple | list):
            return tuple(self._plain(one) for one in value)
        if isinstance(value, frozenset | set):
            return tuple(sorted(map(repr, map(self._plain, value))))
        if isinstance(value, dict):
            return tuple((repr(key), self._plain(one)) for key, one in value.items())
        return value

    def record(self, folder: str, record: str) -> bytes:
        """The hash of a record: of the file it stands in."""
        return self._document(self.archive.reads[folder, record])

    @cached_property
    def _documents(self) -> dict[int, bytes]:
        return {}

    def _document(self, read: Read) -> bytes:
        found = self._documents.get(id(read))
        if found is None:
            text = "\n".join((read.document.file, *sorted(read.sources), *read.document.lines))
            found = self._documents[id(read)] = _hash(text)
        return found


def _hash(value: Any) -> bytes:
    return blake2b(repr(value).encode(), digest_size=12).digest()
