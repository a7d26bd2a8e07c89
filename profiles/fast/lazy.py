"""An archive whose records are loaded when somebody looks at them, and which record gives what to its indexes.

Most of what is asked of an archive is about one record and its neighbours. For each entry of an index it is
known which records give something to it; the entry is then computed by the archive's own code from an
archive of these records alone. Who walks through a whole table loads all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from profiles.archive import Archive, Item, deal_order
from profiles.model import KINDS
from profiles.records import Read

Name = tuple[str, str]
"""Folder and id of a record."""
MOST = 64
INDEXES = ("by_source", "deals_of", "relating_to", "held_by", "related_to", "disputes_about")


class Table(Mapping[Any, Any]):
    """A table that is filled while it is used: `keys` gives its keys in order, `value` one value, None for none."""

    def __init__(self, keys: Callable[[], Iterable[Any]], value: Callable[[Any], Any]) -> None:
        self._keys, self._value = keys, value
        self._found: dict[Any, Any] = {}
        self._order: tuple[Any, ...] | None = None

    def _look(self, key: Any) -> Any:
        if key not in self._found:
            self._found[key] = self._value(key)
        return self._found[key]

    def __getitem__(self, key: Any) -> Any:
        found = self._look(key)
        if found is None:
            raise KeyError(key)
        return found

    def get(self, key: Any, default: Any = None) -> Any:
        """As for any mapping."""
        found = self._look(key)
        return default if found is None else found

    def __contains__(self, key: object) -> bool:
        return self._look(key) is not None

    def __iter__(self) -> Iterator[Any]:
        if self._order is None:
            self._order = tuple(self._keys())
        return iter(self._order)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Few(dict):  # type: ignore[type-arg]
    """Some records of a folder, with an eye on which others exist."""

    def __init__(self, records: dict[str, Any], all_: Mapping[str, Any]) -> None:
        super().__init__(records)
        self._all = all_

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._all


class Lazy(Archive):
    """`names` gives the ids of a folder, sorted; `load` what was read of a record; `givers` who gives to an index's entry."""

    def __init__(self, names: Callable[[str], Iterable[str]], load: Callable[[Name], Read | None],
                 givers: Callable[[str, str], Iterable[Name]]) -> None:
        reads = Table(lambda: ((folder, one) for folder in KINDS for one in names(folder)), load)

        def record(folder: str, one: str) -> Any:
            found = reads.get((folder, one))
            return found and found.record

        asked: Counter[str] = Counter()

        def entry(index: str, key: str) -> Any:
            asked[index] += 1
            if asked[index] > MOST:
                return getattr(self._eager, index).get(key)
            few = list(givers(index, key))
            return getattr(part(self, few), index).get(key) if few else None

        def items(name: Name) -> Any:
            asked["by_record"] += 1
            return (self._eager if asked["by_record"] > MOST * 10 else part(self, [name])).by_record.get(name)

        tables = {folder: Table(partial(names, folder), partial(record, folder)) for folder in KINDS}
        indexes = {index: Table(lambda index=index: getattr(self._eager, index), partial(entry, index)) for index in INDEXES}
        by_record = Table(lambda: self._eager.by_record, items)
        self.__dict__.update(tables, reads=reads, by_record=by_record, whole=True, drafts=self, astray={}, **indexes)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """As for any archive."""
        return self._eager.items

    @cached_property
    def _eager(self) -> Archive:
        """All of it, for who walks through an index, or asks so much that he is about to."""
        return Archive(dict(self.companies), dict(self.deals), dict(self.sources), {})


def part(archive: Archive, names: Iterable[Name]) -> Archive:
    """An archive of some of the records, in the same order."""
    chosen: dict[str, dict[str, Any]] = {folder: {} for folder in KINDS}
    for folder, one in sorted(set(names)):
        if (found := archive.of(folder).get(one)) is not None:
            chosen[folder][one] = found
    return Archive(_Few(chosen["companies"], archive.companies), chosen["deals"], chosen["sources"], {})


def gives(archive: Archive, name: Name) -> dict[Name, Any]:
    """What a record gives to the indexes: by index and key."""
    few = part(archive, [name])
    place = deal_order(archive.deals[name[1]]) if name[0] == "deals" and name[1] in archive.deals else None
    return {(index, key): (place if index == "deals_of" else None, value)
            for index in INDEXES for key, value in getattr(few, index).items()}


class Focus(Archive):
    """Some records of an archive, for who walks; who looks for one by its key finds any."""

    def __init__(self, whole: Archive, names: Iterable[Name]) -> None:
        chosen = sorted(set(names))
        tables: dict[str, Any] = {folder: _Walk([one for kind, one in chosen if kind == folder], whole.of(folder)) for folder in KINDS}
        self.__dict__.update(tables, reads=_Walk(chosen, whole.reads), _ids=whole._ids, whole=True, drafts=self, astray={},
                             by_record=_Walk([one for one in chosen if one in whole.by_record], whole.by_record),
                             **{index: getattr(whole, index) for index in INDEXES})


class _Walk(Mapping[Any, Any]):
    def __init__(self, keys: list[Any], table: Mapping[Any, Any]) -> None:
        self._keys, self._table = keys, table

    def __getitem__(self, key: Any) -> Any:
        return self._table[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def edges(archive: Archive) -> dict[Name, set[Name]]:
    """Which records give something to each entry of the indexes."""
    found: dict[Name, set[Name]] = {}
    for index in INDEXES:
        for key, value in getattr(archive, index).items():
            if index in ("deals_of", "relating_to"):
                found[index, key] = {("deals", deal) for deal in value}
            else:
                items = (one[0] for one in value) if index == "by_source" else value
                found[index, key] = {(item.folder, item.record) for item in items}
    return found
