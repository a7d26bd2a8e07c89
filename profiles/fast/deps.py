"""Who depends on whom, found by watching: a view's reads of the archive are noted while it runs.

A view sees the archive through `Watched`, which notes each table it looks into, with the key. Who walks
through a table gets its values as `Seen`, which note what of each is looked at. So no view has to declare
anything, and none can forget to. `Changes` tells which notes an edit concerns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from profiles.archive import Archive
from profiles.model import KINDS

from .lazy import INDEXES, Name, gives

WHOLE = ""
KEYS = "*"
MOST = 64
Dependency = tuple[str, str, str]
"""A table of the archive; a key in it, a folder, or `WHOLE`; what of the value was looked at: `WHOLE` for all of it,
`KEYS` for which keys there are, else the way to an attribute; of entries, those of one property: `owners:entry.value`."""


def key_text(key: Any) -> str:
    """A key of a table as text; never empty."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


class Watched:
    """Stands in for an archive; `noted` fills with what is read of it, until it is set anew.

    Of the record `own` nothing finer is noted than that it was read; None: of no record's entries.
    Its folder is empty for what is about the archive as a whole.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.noted: set[Dependency] = set()
        self.own: Name | None = None
        self._tables: dict[str, Any] = {}

    def place(self, name: str) -> str:
        """Under which key entries of a record are noted: one that is about the whole archive looks at too many."""
        return name if self.own and self.own[0] else _folder(name)

    def __getattr__(self, name: str) -> Any:
        if name in self._tables:
            return self._tables[name]
        on_class = getattr(type(self._archive), name, None)
        if callable(on_class):                             # a method reads through us, so that it is noted
            return on_class.__get__(self)
        value = getattr(self._archive, name)
        if isinstance(value, Mapping):
            self._tables[name] = value = _Table(name, value, self)
        elif name in ("items", "disputes"):
            self._tables[name] = value = _Items(name, value, self)
        else:
            self.noted.add((name, WHOLE, WHOLE))
        return value


class _Table(Mapping[Any, Any]):
    """A table that notes what is read of it."""

    def __init__(self, name: str, content: Mapping[Any, Any], watched: Watched) -> None:
        self._name, self._content, self._watched = name, content, watched

    def __getitem__(self, key: Any) -> Any:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def get(self, key: Any, default: Any = None) -> Any:
        """As for any mapping."""
        found = self._content.get(key)
        noted, text = self._watched.noted, key_text(key)
        if self._name == "by_record" and key != self._watched.own is not None:
            at = "items", self._watched.place(text)
            noted.add((*at, KEYS))
            return default if found is None else tuple(Seen(one, self._watched, at, f"{one.prop}:") for one in found)
        of_other = self._name in KINDS and (self._name, key) != self._watched.own
        noted.add((self._name, text, KEYS if of_other else WHOLE))
        if found is None:
            return default
        return Seen(found, self._watched, (self._name, key), "") if of_other else found

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> Iterator[Any]:
        self._watched.noted.add((self._name, WHOLE, KEYS))
        return iter(self._content)

    def __len__(self) -> int:
        self._watched.noted.add((self._name, WHOLE, KEYS))
        return len(self._content)

    def values(self) -> Any:
        """As for any mapping."""
        return [value for _, value in self.items()]

    def items(self) -> Any:
        """As for any mapping."""
        self._watched.noted.add((self._name, WHOLE, KEYS))
        if self._name in KINDS:
            return [(key, Seen(value, self._watched, (self._name, key), "")) for key, value in self._content.items()]
        if self._name == "by_record":
            self._watched.noted |= {("items", f"{folder}/", KEYS) for folder in KINDS}
            return [(key, tuple(Seen(one, self._watched, ("items", f"{key[0]}/"), f"{one.prop}:") for one in value))
                    for key, value in self._content.items()]
        self._watched.noted.add((self._name, WHOLE, WHOLE))
        return list(self._content.items())

    def __eq__(self, other: object) -> bool:
        self._watched.noted.add((self._name, WHOLE, WHOLE))
        return self._content == other

    __hash__ = None  # type: ignore[assignment]


class _Items(tuple):  # type: ignore[type-arg]
    """The entries of all records, which note what is looked at."""

    _note: tuple[Watched, Dependency]

    def __new__(cls, name: str, content: Iterable[Any], watched: Watched) -> _Items:
        found = super().__new__(cls, (Seen(one, watched, (name, f"{one.folder}/"), f"{one.prop}:") for one in content))
        found._note = watched, (name, WHOLE, KEYS)
        return found

    def _all(self) -> None:
        self._note[0].noted.add(self._note[1])

    def __iter__(self) -> Iterator[Any]:
        self._all()
        return super().__iter__()

    def __len__(self) -> int:
        self._all()
        return super().__len__()

    def __getitem__(self, key: Any) -> Any:
        self._all()
        return super().__getitem__(key)


_NESTED = frozenset({"entry"})
_GIVEN = frozenset({"id", "folder", "record", "prop", "path", "index"})   # which records and entries there are tells these


class Seen:
    """A record or an entry that notes which of its attributes are looked at, and is otherwise as the real one."""

    __slots__ = ("_real", "_watched", "_at", "_way")

    def __init__(self, real: Any, watched: Watched, at: Name, way: str) -> None:
        for name, value in (("_real", real), ("_watched", watched), ("_at", at), ("_way", way)):
            object.__setattr__(self, name, value)

    def __getattribute__(self, name: str) -> Any:
        own = object.__getattribute__
        real, watched, at, way = own(self, "_real"), own(self, "_watched"), own(self, "_at"), own(self, "_way")
        if name in _NESTED:
            return Seen(getattr(real, name), watched, at, f"{way}{name}.")
        if name in _GIVEN and "." not in way:
            return getattr(real, name)
        value = getattr(real, name, Ellipsis)              # what it lacks is noted, too
        watched.noted.add((*at, WHOLE if callable(value) and name != "__class__" else f"{way}{name}"))
        return getattr(real, name) if value is Ellipsis else value

    def _whole(self) -> Any:
        own = object.__getattribute__
        own(self, "_watched").noted.add((*own(self, "_at"), WHOLE))
        return own(self, "_real")

    def __eq__(self, other: object) -> bool:
        return bool(Seen._whole(self) == (Seen._whole(other) if type(other) is Seen else other))

    def __hash__(self) -> int:
        return hash(Seen._whole(self))

    def __repr__(self) -> str:
        return repr(Seen._whole(self))

    def __str__(self) -> str:
        return str(Seen._whole(self))


def collapsed(noted: Iterable[Dependency]) -> frozenset[Dependency]:
    """The notes, one for each value, its ways with commas between them. Where many records of one folder were looked
    at in one way there is one note of the whole folder."""
    grouped = [(note, (note[0], _folder(note[1]), note[2])) for note in noted]
    counts = Counter(group for _, group in grouped)
    ways: dict[Name, set[str]] = {}
    for note, group in grouped:
        table, key, way = group if counts[group] > MOST else note
        ways.setdefault((table, key), set()).add(way)
    return frozenset((*at, WHOLE if WHOLE in found else ",".join(sorted(found))) for at, found in ways.items())


def _folder(key: str) -> str:
    """What the keys of a folder's records have in common: `deals/`; nothing where they are ids."""
    folder, slash, _ = key.partition("/")
    return folder + slash if folder in KINDS else WHOLE


# What an edit changes ------------------------------------------------------------------------------


class Changes:
    """What is different between two archives; `names` are the records that may be."""

    def __init__(self, old: Archive, new: Archive, names: Iterable[Name]) -> None:
        self.old, self.new = old, new
        self.names = tuple(sorted(name for name in names if old.of(name[0]).get(name[1]) != new.of(name[0]).get(name[1])))
        self.fresh_or_gone = frozenset(name for name in self.names
                                       if (old.of(name[0]).get(name[1]) is None) != (new.of(name[0]).get(name[1]) is None))
        self.given: set[Name] = set()                      # entries of indexes that are other ones
        self.gives_now: dict[Name, frozenset[Name]] = {}
        for name in self.names:
            before, after = gives(old, name), gives(new, name)
            self.gives_now[name] = frozenset(after)
            self.given |= {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        for folder, one in self.fresh_or_gone:
            self.given |= {(index, one) for index in INDEXES}

    def starts(self) -> Iterator[str]:
        """How the texts of all notes begin that may be concerned."""
        for folder, one in self.names:
            yield f"{folder}\n{one}\n"
            yield from (f"{table}\n{key}\n" for table in ("items", "disputes", "by_record", "reads") for key in (f"{folder}/{one}", f"{folder}/"))
        yield from (f"{index}\n{key}\n" for index, key in sorted(self.given))
        yield from (f"{table}\n\n" for table in ("items", "disputes", "by_record", "reads", *KINDS, *INDEXES))
        yield "_ids\n"

    def concern(self, note: Dependency) -> bool:
        """Whether what was looked at is another one now."""
        return any(self._concerns(note[0], note[1], facet) for facet in note[2].split(","))

    def _concerns(self, table: str, key: str, facet: str) -> bool:
        if table in INDEXES:
            return any(index == table and key in (WHOLE, one) for index, one in self.given)
        if facet == KEYS and table in KINDS:
            return any(folder == table and key in (WHOLE, one) for folder, one in self.fresh_or_gone)
        if table == "_ids" or facet == KEYS and table in ("reads", "by_record"):
            return bool(self.fresh_or_gone) or facet == KEYS and self._items_come_or_go()
        if table not in (*KINDS, "items", "disputes", "by_record"):
            return bool(self.names)
        return any(self._differs(table, name, facet) for name in self.names if key in (WHOLE, *_keys(table, name)))

    def givers(self, known: Mapping[Name, Iterable[Name]]) -> dict[Name, set[Name]]:
        """Who gives to the changed entries of the indexes, when it is known who did."""
        found = {}
        for entry in self.given:
            found[entry] = {*known[entry]} - {*self.names} | {name for name in self.names if entry in self.gives_now[name]}
        return found

    def _items_come_or_go(self) -> bool:
        return any((name in self.old.by_record) != (name in self.new.by_record) for name in self.names)

    def _differs(self, table: str, name: Name, facet: str) -> bool:
        if table in KINDS and table != name[0]:
            return False
        return _facet(self.old, table, name, facet) != _facet(self.new, table, name, facet)


def _keys(table: str, name: Name) -> tuple[str, ...]:
    return (name[1],) if table in KINDS else (key_text(name), f"{name[0]}/")


def _facet(archive: Archive, table: str, name: Name, facet: str) -> Any:
    """What a note of this facet has seen of a record."""
    if table in KINDS:
        record = archive.of(table).get(name[1])
        return record if facet == WHOLE or record is None else getattr(record, facet)
    items = archive.by_record.get(name, ())
    if table == "disputes":
        items = tuple(one for one in items if hasattr(one.entry, "disputed"))
    if facet == KEYS:
        return tuple(one.prop for one in items)
    prop, _, way = facet.partition(":")
    return items if facet == WHOLE else tuple(_at(one, way) for one in items if one.prop == prop)


def _at(value: Any, way: str) -> Any:
    """The attribute at the end of a way; its absence is a value, too."""
    for name in way.split("."):
        value = getattr(value, name, Ellipsis)
    return value
