"""A shelf: values by kind and key in one SQLite file, of which a run takes out only what it needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from .state import Unusable, sealed, unsealed


class Shelf:
    """Values by kind and key. What is put changes nothing for others before `commit`."""

    def __init__(self, file: Path | str) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("create table if not exists kept (kind text, key text, value blob, primary key (kind, key)) without rowid")
        self._db.execute("begin immediate")

    def get(self, kind: str, key: str = "") -> bytes | None:
        """A value, or None. Raises `Unusable` where it is damaged."""
        row = self._db.execute("select value from kept where kind=? and key=?", (kind, key)).fetchone()
        return row and unsealed(row[0])

    def keys(self, kind: str, start: str = "") -> list[str]:
        """The keys of a kind that begin so, sorted."""
        rows = self._db.execute("select key from kept where kind=? and key>=? and key<? order by key",
                                (kind, start, f"{start}\U0010ffff"))
        return [row[0] for row in rows]

    def items(self, kind: str, start: str = "") -> Iterator[tuple[str, bytes]]:
        """The keys of a kind that begin so, sorted, with their values."""
        rows = self._db.execute("select key, value from kept where kind=? and key>=? and key<? order by key",
                                (kind, start, f"{start}\U0010ffff"))
        return ((key, unsealed(value)) for key, value in rows)

    def put(self, kind: str, values: Iterable[tuple[str, bytes | None]]) -> None:
        """Keep values; None takes one away."""
        values = list(values)
        self._db.executemany("delete from kept where kind=? and key=?", [(kind, key) for key, value in values if value is None])
        self._db.executemany("insert or replace into kept values (?, ?, ?)",
                             [(kind, key, sealed(value)) for key, value in values if value is not None])

    def clear(self, kind: str) -> None:
        """Take all values of a kind away."""
        self._db.execute("delete from kept where kind=?", (kind,))

    def commit(self) -> None:
        """From now on the next run finds what was put."""
        self._db.execute("commit")
        self._db.execute("begin immediate")

    def close(self) -> None:
        """Let go; what was put since `commit` is lost."""
        self._db.close()
