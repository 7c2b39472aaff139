"""The record in one SQLite file: WAL, ``synchronous=FULL``, one writer.

SQLite syncs its log at every commit in this mode ("Pragma statements", section
``synchronous``), so that what `commit` has returned from survives the loss of power as
far as the disk keeps its own promise about flushes. NORMAL does not: there a commit may
be rolled back by a loss of power, and a receipt would have been given for nothing.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

from thalweg.errors import InputError, RecordDoubtError
from thalweg.record.ports import (
    Append,
    Change,
    Head,
    HeadChange,
    Receipt,
    Row,
    StaleError,
)

SCHEMA = "thalweg.store/1"
T = TypeVar("T")
_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
  origin TEXT NOT NULL, position INTEGER NOT NULL, entry BLOB NOT NULL,
  PRIMARY KEY (origin, position)) STRICT;
CREATE TABLE tiles (
  origin TEXT NOT NULL, level INTEGER NOT NULL, position INTEGER NOT NULL,
  hashes BLOB NOT NULL, PRIMARY KEY (origin, level, position)) STRICT, WITHOUT ROWID;
CREATE TABLE heads (
  origin TEXT NOT NULL, role TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
  note BLOB NOT NULL, time_s INTEGER NOT NULL,
  PRIMARY KEY (origin, role)) STRICT, WITHOUT ROWID;
CREATE TABLE receipts (
  origin TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  time_s INTEGER NOT NULL, received_us INTEGER NOT NULL, note BLOB NOT NULL,
  PRIMARY KEY (origin, key, newest, size)) STRICT, WITHOUT ROWID;
CREATE TABLE rows (
  name TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY (name, key)) STRICT, WITHOUT ROWID;
"""


class SqliteStore:
    """A record in one SQLite file; made by `create`, opened by `open`.

    Parameters are not given directly. One object may be used from several threads, one
    at a time (the node's writer and its readers each have a connection of their own).
    """

    def __init__(self, path: Path, lock: int | None) -> None:
        self._path = path
        self._lock = lock
        self._doubt: str | None = None
        self._db = _connected(path, writing=lock is not None)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new, empty store; raises InputError where the file exists."""
        if path.exists():
            raise InputError(
                f"{path} exists; a record is never begun over another: give a new name"
            )
        lock = _locked(path)
        db = sqlite3.connect(path, isolation_level=None)
        _must_be(db, "PRAGMA journal_mode=WAL", "wal", path)
        db.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
        db.execute("INSERT INTO about VALUES ('schema', ?)", (SCHEMA,))
        db.close()
        _sync_folder(path.parent)
        return cls(path, lock)

    @classmethod
    def open(cls, path: Path, *, writing: bool = True) -> Self:
        """Open a store; with `writing` for this process alone.

        Raises
        ------
        InputError
            There is no such file, it is no store of this schema, or another process has
            it open for writing.
        RecordDoubtError
            SQLite finds it damaged.
        """
        if not path.is_file():
            raise InputError(
                f"{path}: there is no record here; `thalweg record init` begins one"
            )
        lock = _locked(path) if writing else None
        store = cls(path, lock)
        store._check_schema()
        if writing:
            store._settle()
        return store

    def _settle(self) -> None:
        """Write what the log of SQLite holds into the file itself, flushed.

        After a flush that failed its last pages may be in the cache alone: they would
        be read as durable now, signed, and be gone after the next loss of power.
        """
        try:
            busy, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise self._doubted(error) from error
        if busy:
            # A reader holds it; the next start, or SQLite itself, does it.
            return

    def _check_schema(self) -> None:
        def schema(db: sqlite3.Connection) -> str | None:
            row = db.execute("SELECT value FROM about WHERE key = 'schema'").fetchone()
            return None if row is None else str(row[0])

        found = self._read(schema)
        if found != SCHEMA:
            raise InputError(f"{self._path}: a store of {found!r}; wanted {SCHEMA!r}")

    def commit(self, change: Change) -> None:
        """Write a change durably; raises StaleError, RecordDoubtError."""
        self._refuse_doubt()
        if self._lock is None:
            raise InputError(f"{self._path} was opened for reading")
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._write(change)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._doubted(error) from error

    def _write(self, change: Change) -> None:
        for append in change.appends:
            self._append(append)
        for head in change.heads:
            self._put_head(head)
        for receipt in change.receipts:
            self._put_receipt(receipt)
        for row in change.rows:
            self._put_row(row)

    def _append(self, append: Append) -> None:
        held = self.size(append.origin)
        if held != append.at:
            raise StaleError(f"{append.origin}: {held} entries held, not {append.at}")
        self._db.executemany(
            "INSERT INTO entries VALUES (?, ?, ?)",
            (
                (append.origin, append.at + n, entry)
                for n, entry in enumerate(append.entries)
            ),
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO tiles VALUES (?, ?, ?, ?)",
            (
                (append.origin, level, index, hashes)
                for (level, index), hashes in append.tiles.items()
            ),
        )

    def _put_head(self, change: HeadChange) -> None:
        head = change.head
        held = self.head(head.origin, head.role)
        size = None if held is None else held.size
        if size != change.old_size or head.size < (size or 0):
            raise StaleError(
                f"{head.origin}: the {head.role} head is of {size}, "
                f"not {change.old_size}"
            )
        self._db.execute(
            "INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?, ?, ?)",
            (head.origin, head.role, head.size, head.root, head.note, head.time_s),
        )

    def _put_receipt(self, receipt: Receipt) -> None:
        of = (receipt.origin, receipt.key)
        values = (receipt.time_s, receipt.received_us, receipt.note)
        self._db.execute(
            "INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, 0, ?, ?, ?)",
            (*of, receipt.size, *values),
        )
        newest = self.newest_receipt(*of)
        if newest is not None and (newest.size, newest.time_s) > (
            receipt.size,
            receipt.time_s,
        ):
            return
        self._db.execute(
            "DELETE FROM receipts WHERE origin = ? AND key = ? AND newest = 1", of
        )
        self._db.execute(
            "INSERT INTO receipts VALUES (?, ?, ?, 1, ?, ?, ?)",
            (*of, receipt.size, *values),
        )

    def _put_row(self, row: Row) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO rows VALUES (?, ?, ?)",
            (row.table, row.key, row.value),
        )

    def size(self, origin: str) -> int:
        """Return the number of entries held of a log."""
        found = self._one(
            "SELECT max(position) FROM entries WHERE origin = ?", (origin,)
        )
        return 0 if found is None or found[0] is None else int(found[0]) + 1

    def entries(self, origin: str, start: int, stop: int) -> list[bytes]:
        """Return the entries `start` up to `stop`."""
        rows = self._all(
            "SELECT entry FROM entries WHERE origin = ? AND position >= ? "
            "AND position < ? ORDER BY position",
            (origin, start, stop),
        )
        return [bytes(row[0]) for row in rows]

    def tile(self, origin: str, level: int, index: int) -> bytes:
        """Return a tile's hashes so far."""
        found = self._one(
            "SELECT hashes FROM tiles WHERE origin = ? AND level = ? AND position = ?",
            (origin, level, index),
        )
        return b"" if found is None else bytes(found[0])

    def head(self, origin: str, role: str) -> Head | None:
        """Return the head kept under a role."""
        found = self._one(
            "SELECT origin, role, size, root, note, time_s FROM heads "
            "WHERE origin = ? AND role = ?",
            (origin, role),
        )
        return None if found is None else _head(found)

    def heads(self) -> list[Head]:
        """Return every head, in order of origin and role."""
        rows = self._all(
            "SELECT origin, role, size, root, note, time_s FROM heads "
            "ORDER BY origin, role",
            (),
        )
        return [_head(row) for row in rows]

    def receipt(self, origin: str, key: str, index: int) -> Receipt | None:
        """Return a cosigner's first receipt that covers the entry `index`."""
        found = self._one(
            "SELECT size, time_s, received_us, note FROM receipts WHERE origin = ? "
            "AND key = ? AND newest = 0 AND size > ? ORDER BY size LIMIT 1",
            (origin, key, index),
        )
        return None if found is None else _receipt(origin, key, found)

    def newest_receipt(self, origin: str, key: str) -> Receipt | None:
        """Return a cosigner's receipt of the largest size, its newest time."""
        found = self._one(
            "SELECT size, time_s, received_us, note FROM receipts WHERE origin = ? "
            "AND key = ? AND newest = 1",
            (origin, key),
        )
        return None if found is None else _receipt(origin, key, found)

    def row(self, table: str, key: str) -> bytes | None:
        """Return a row's newest value."""
        found = self._one(
            "SELECT value FROM rows WHERE name = ? AND key = ?", (table, key)
        )
        return None if found is None else bytes(found[0])

    def rows(self, table: str) -> Iterator[tuple[str, bytes]]:
        """Yield ``(key, value)`` of a table in order of key."""
        found = self._all(
            "SELECT key, value FROM rows WHERE name = ? ORDER BY key", (table,)
        )
        for key, value in found:
            yield str(key), bytes(value)

    def close(self) -> None:
        """Close the file and give the lock back."""
        self._db.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _one(
        self, statement: str, values: tuple[object, ...]
    ) -> tuple[Any, ...] | None:
        found = self._all(statement, values)
        return found[0] if found else None

    def _all(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        return self._read(lambda db: db.execute(statement, values).fetchall())

    def _read(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        self._refuse_doubt()
        try:
            return ask(self._db)
        except sqlite3.Error as error:
            raise self._doubted(error) from error

    def _refuse_doubt(self) -> None:
        if self._doubt is not None:
            raise RecordDoubtError(self._doubt)

    def _doubted(self, error: sqlite3.Error) -> RecordDoubtError:
        self._doubt = (
            f"{self._path}: {error}; nothing more is written to this record. See that "
            "the disk is sound and has room, then start again: the start checks it"
        )
        return RecordDoubtError(self._doubt)


def _connected(path: Path, *, writing: bool) -> sqlite3.Connection:
    mode = "rw" if writing else "ro"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10,
    )
    try:
        if writing:
            _must_be(db, "PRAGMA journal_mode=WAL", "wal", path)
            db.execute("PRAGMA synchronous=FULL")
            _must_be(db, "PRAGMA synchronous", 2, path)
            db.execute("PRAGMA checkpoint_fullfsync=ON")
            db.execute("PRAGMA fullfsync=ON")
    except sqlite3.Error as error:
        db.close()
        raise RecordDoubtError(f"{path}: {error}: not a sound SQLite file") from error
    return db


def _must_be(db: sqlite3.Connection, pragma: str, wanted: object, path: Path) -> None:
    found = db.execute(pragma).fetchone()[0]
    if found != wanted:
        raise InputError(
            f"{path}: {pragma} gave {found!r}, wanted {wanted!r}; this disk cannot "
            "keep a record durably, a network folder never: give a path on a local one"
        )


def _locked(path: Path) -> int:
    """Take the lock beside the store; it goes with the process, however that ends."""
    lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise InputError(
            f"{path} is open in another process; one node writes a record at a time"
        ) from error
    return lock


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _head(row: tuple[Any, ...]) -> Head:
    origin, role, size, root, note, time_s = row
    return Head(
        origin=origin,
        role=role,
        size=size,
        root=bytes(root),
        note=bytes(note),
        time_s=time_s,
    )


def _receipt(origin: str, key: str, row: tuple[Any, ...]) -> Receipt:
    size, time_s, received_us, note = row
    return Receipt(
        origin=origin,
        key=key,
        size=size,
        time_s=time_s,
        received_us=received_us,
        note=bytes(note),
    )
