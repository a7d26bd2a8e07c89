"""A shelf: values by kind and key in one SQLite file, of which a run takes out only what it needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .state import Unusable, sealed, unsealed


class Shelf:
    """Values by kind and key. What is put changes nothing for others before `commit`."""

    def __init__(self, file: Path | str) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._do("create table if not exists kept (kind text, key text, value blob, primary key (kind, key)) without rowid")
        self._do("begin immediate")

    def _do(self, words: str, *values: Any) -> list[Any]:
        """The rows that answer a command. Raises `Unusable` where the file is no shelf, or not any more."""
        try:
            return self._db.execute(words, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise Unusable(f"what the last build kept cannot be used ({error})") from error

    def get(self, kind: str, key: str = "") -> bytes | None:
        """A value, or None. Raises `Unusable` where it is damaged."""
        rows = self._do("select value from kept where kind=? and key=?", kind, key)
        return unsealed(rows[0][0]) if rows else None

    def keys(self, kind: str, start: str = "") -> list[str]:
        """The keys of a kind that begin so, sorted."""
        rows = self._do("select key from kept where kind=? and key>=? and key<? order by key", kind, start, f"{start}\U0010ffff")
        return [row[0] for row in rows]

    def items(self, kind: str, start: str = "") -> Iterator[tuple[str, bytes]]:
        """The keys of a kind that begin so, sorted, with their values."""
        rows = self._do("select key, value from kept where kind=? and key>=? and key<? order by key", kind, start, f"{start}\U0010ffff")
        return ((key, unsealed(value)) for key, value in rows)

    def put(self, kind: str, values: Iterable[tuple[str, bytes | None]]) -> None:
        """Keep values; None takes one away."""
        for key, value in values:
            if value is None:
                self._do("delete from kept where kind=? and key=?", kind, key)
            else:
                self._do("insert or replace into kept values (?, ?, ?)", kind, key, sealed(value))

    def clear(self, kind: str) -> None:
        """Take all values of a kind away."""
        self._do("delete from kept where kind=?", kind)

    def commit(self) -> None:
        """From now on the next run finds what was put."""
        self._do("commit")
        self._do("begin immediate")

    def close(self) -> None:
        """Let go; what was put since `commit` is lost."""
        self._db.close()
