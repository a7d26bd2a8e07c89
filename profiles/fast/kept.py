"""Checked records between runs: taken apart into bytes, and put together again without reading their files.

The bytes are pickles, but only of classes that records consist of: anything else is refused.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from profiles import dates, identifiers, model, values
from profiles.records import Read
from profiles.source import Document, Node

from .state import Unusable

_HOMES = {module.__name__: module for module in (dates, identifiers, values, model)}
_OTHERS = {("datetime", "date"), ("decimal", "Decimal")}
_TREE = Node("mapping", 1, 1)
Again = Callable[[str], Read]


class KeptDocument(Document):
    """A file that was read in an earlier run; it is read again when its lines are asked for."""

    lines = property(lambda self: self.again().document.lines)
    again: Callable[[], Read]

    def __init__(self, file: str, again: Callable[[], Read]) -> None:
        object.__setattr__(self, "file", file)
        object.__setattr__(self, "root", _TREE)            # not None: it could be read
        object.__setattr__(self, "again", again)


class KeptRead(Read):
    """A record from an earlier run."""

    places = property(lambda self: self.document.again().places)

    def __init__(self, id_: str, document: KeptDocument, record: Any, sources: frozenset[str]) -> None:
        for name, value in (("id", id_), ("document", document), ("record", record), ("sources", sources),
                            ("draft", record), ("gaps", frozenset())):
            object.__setattr__(self, name, value)


def dumped(read: Read) -> bytes:
    """A faultless record as bytes."""
    _name_generics()
    return pickle.dumps((read.id, read.document.file, read.record, sorted(read.sources)), 5)


def loaded(data: bytes, again: Callable[[str, str], Read]) -> KeptRead:
    """The record; `again` reads its file once more, by the file's name in reports and the record's id. Raises `Unusable`."""
    _name_generics()
    try:
        id_, file, record, sources = _Careful(io.BytesIO(data)).load()
    except (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, ValueError, TypeError) as error:
        raise Unusable("a record that the last build kept is damaged") from error
    return KeptRead(id_, KeptDocument(file, lambda: again(file, id_)), record, frozenset(sources))


@lru_cache(maxsize=1)
def _name_generics() -> None:
    """Pickle finds a class by its name in its module; pydantic makes `Fact[Words]` without telling the module."""
    for kind in (*model.Fact.__subclasses__(), *model.Dispute.__subclasses__()):
        setattr(model, kind.__name__, kind)


class _Careful(pickle.Unpickler):
    """Makes records and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of records; anything else is refused."""
        return _class(module, name)


@lru_cache(maxsize=None)
def _class(module: str, name: str) -> Any:
    found = getattr(_HOMES.get(module), name, None)
    if (module, name) in _OTHERS:
        found = getattr(__import__(module), name)
    if not isinstance(found, type) or found.__module__ != module:
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a record")
    return found
