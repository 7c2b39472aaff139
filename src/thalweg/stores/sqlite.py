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
    StaleError,
)
from thalweg.stores.whole import (
    TABLES,
    Value,
    as_number,
    fault_of,
    row_sum,
    torn_inside,
)

SCHEMA = "thalweg.store/2"
WHOLE_AT_START_BYTES = 64 << 20
"""A file up to this size is read whole at each start: a second, at most."""
_ROOM = "See that the disk is sound and has room, then start again: the start checks it"
_COPY = (
    "On a sound disk, put the newest copy of the record in its place, leave the guard "
    "as it is, and start again: what came since is brought back by the other side"
)
T = TypeVar("T")
_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
  origin TEXT NOT NULL, position INTEGER NOT NULL, entry BLOB NOT NULL,
  sum BLOB NOT NULL,
  PRIMARY KEY (origin, position)) STRICT;
CREATE TABLE tiles (
  origin TEXT NOT NULL, level INTEGER NOT NULL, position INTEGER NOT NULL,
  hashes BLOB NOT NULL, sum BLOB NOT NULL,
  PRIMARY KEY (origin, level, position)) STRICT, WITHOUT ROWID;
CREATE TABLE heads (
  origin TEXT NOT NULL, role TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
  note BLOB NOT NULL, time_s INTEGER NOT NULL, sum BLOB NOT NULL,
  PRIMARY KEY (origin, role)) STRICT, WITHOUT ROWID;
CREATE TABLE receipts (
  origin TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  time_s INTEGER NOT NULL, received_us INTEGER NOT NULL, note BLOB NOT NULL,
  sum BLOB NOT NULL,
  PRIMARY KEY (origin, key, newest, size)) STRICT, WITHOUT ROWID;
CREATE TABLE rows (
  name TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, sum BLOB NOT NULL,
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
        self._changed = 0
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
        about = [("schema", SCHEMA), ("sum", "0")]
        db.executemany("INSERT INTO about VALUES (?, ?)", about)
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
            store._refuse_changed()
        return store

    def _refuse_changed(self) -> None:
        """Refuse a file, of no great size, that is not whole."""
        if self._path.stat().st_size <= WHOLE_AT_START_BYTES and (why := self.fault()):
            raise RecordDoubtError(self._doubt) if self._doubt else self._doubted(why)

    def fault(self) -> str:
        """Return what is not as it was written, every row read; "" where all is."""
        try:
            return self._read(lambda db: fault_of(db, self._whole()))
        except RecordDoubtError as why:
            return str(why)

    def _whole(self) -> int:
        found = self._one("SELECT value FROM about WHERE key = 'sum'", ())
        if found is None or not str(found[0]).isdecimal():
            raise self._doubted("the sum of all rows is not what was written")
        return int(found[0])

    def _settle(self) -> None:
        """Write what the log of SQLite holds into the file itself, flushed.

        After a flush that failed its last pages may be in the cache alone: they would
        be read as durable now, signed, and be gone after the next loss of power.
        """
        log = self._path.with_name(f"{self._path.name}-wal")
        try:
            _, valid, _ = self._db.execute("PRAGMA wal_checkpoint").fetchone()
            if torn_inside(log, max(valid, 0)):
                raise self._doubted(f"{log.name}: changed by the disk, or somebody")
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
        self._changed = 0
        for append in change.appends:
            self._append(append)
        for head in change.heads:
            self._put_head(head)
        for receipt in change.receipts:
            self._put_receipt(receipt)
        for row in change.rows:
            self._put("rows", "name = ? AND key = ?", 2, row.table, row.key, row.value)
        if self._changed:
            whole = self._whole() ^ self._changed
            self._db.execute(
                "UPDATE about SET value = ? WHERE key = 'sum'", (str(whole),)
            )

    def _put(self, table: str, which: str, keys: int, *values: Value) -> None:
        """Put a row in the place of the one with its first columns, its key."""
        self._drop(table, which, *values[:keys])
        self._insert(table, *values)

    def _insert(self, table: str, *values: Value) -> None:
        summed = row_sum(table, *values)
        self._changed ^= as_number(summed)
        marks = ", ".join("?" * (len(values) + 1))
        self._db.execute(f"INSERT INTO {table} VALUES ({marks})", (*values, summed))

    def _drop(self, table: str, which: str, *keys: Value) -> None:
        gone = self._db.execute(
            f"DELETE FROM {table} WHERE {which} RETURNING sum", keys
        ).fetchall()
        for (summed,) in gone:
            self._changed ^= as_number(summed)

    def _append(self, append: Append) -> None:
        held = self.size(append.origin)
        if held != append.at:
            raise StaleError(f"{append.origin}: {held} entries held, not {append.at}")
        for n, entry in enumerate(append.entries, append.at):
            self._insert("entries", append.origin, n, entry)
        which = "origin = ? AND level = ? AND position = ?"
        for (level, index), hashes in append.tiles.items():
            self._put("tiles", which, 3, append.origin, level, index, hashes)

    def _put_head(self, change: HeadChange) -> None:
        head = change.head
        held = self.head(head.origin, head.role)
        size = None if held is None else held.size
        if size != change.old_size or head.size < (size or 0):
            raise StaleError(
                f"{head.origin}: the {head.role} head is of {size}, "
                f"not {change.old_size}"
            )
        of = (head.origin, head.role)
        values = (*of, head.size, head.root, head.note, head.time_s)
        self._put("heads", "origin = ? AND role = ?", 2, *values)

    def _put_receipt(self, receipt: Receipt) -> None:
        of = (receipt.origin, receipt.key)
        values = (receipt.time_s, receipt.received_us, receipt.note)
        first = self._one(
            "SELECT 1 FROM receipts WHERE origin = ? AND key = ? AND newest = 0 "
            "AND size = ?",
            (*of, receipt.size),
        )
        if first is None:
            self._insert("receipts", *of, receipt.size, 0, *values)
        newest = self.newest_receipt(*of)
        if newest is not None and (newest.size, newest.time_s) > (
            receipt.size,
            receipt.time_s,
        ):
            return
        self._drop("receipts", "origin = ? AND key = ? AND newest = 1", *of)
        self._insert("receipts", *of, receipt.size, 1, *values)

    def size(self, origin: str) -> int:
        """Return the number of entries held of a log."""
        found = self._one(
            "SELECT max(position) FROM entries WHERE origin = ?", (origin,)
        )
        return 0 if found is None or found[0] is None else int(found[0]) + 1

    def entries(self, origin: str, start: int, stop: int) -> list[bytes]:
        """Return the entries `start` up to `stop`."""
        found = self._held(
            "entries",
            "origin = ? AND position >= ? AND position < ? ORDER BY position",
            (origin, start, stop),
        )
        return [bytes(entry) for _, _, entry in found]

    def tile(self, origin: str, level: int, index: int) -> bytes:
        """Return a tile's hashes so far."""
        which = "origin = ? AND level = ? AND position = ?"
        found = self._held("tiles", which, (origin, level, index))
        return bytes(found[0][-1]) if found else b""

    def head(self, origin: str, role: str) -> Head | None:
        """Return the head kept under a role."""
        found = self._held("heads", "origin = ? AND role = ?", (origin, role))
        return _head(found[0]) if found else None

    def heads(self) -> list[Head]:
        """Return every head, in order of origin and role."""
        return [_head(row) for row in self._held("heads", "1 ORDER BY 1, 2", ())]

    def receipt(self, origin: str, key: str, index: int) -> Receipt | None:
        """Return a cosigner's first receipt that covers the entry `index`."""
        found = self._held(
            "receipts",
            "origin = ? AND key = ? AND newest = 0 AND size > ? ORDER BY size LIMIT 1",
            (origin, key, index),
        )
        return _receipt(found[0]) if found else None

    def newest_receipt(self, origin: str, key: str) -> Receipt | None:
        """Return a cosigner's receipt of the largest size, its newest time."""
        which = "origin = ? AND key = ? AND newest = 1"
        found = self._held("receipts", which, (origin, key))
        return _receipt(found[0]) if found else None

    def row(self, table: str, key: str) -> bytes | None:
        """Return a row's newest value."""
        found = self._held("rows", "name = ? AND key = ?", (table, key))
        return bytes(found[0][-1]) if found else None

    def rows(self, table: str) -> Iterator[tuple[str, bytes]]:
        """Yield ``(key, value)`` of a table in order of key."""
        for _, key, value in self._held("rows", "name = ? ORDER BY key", (table,)):
            yield str(key), bytes(value)

    def close(self) -> None:
        """Close the file and give the lock back."""
        self._db.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _held(
        self, table: str, which: str, values: tuple[Value, ...]
    ) -> list[tuple[Any, ...]]:
        """Return rows of a table, each as it was written; raises RecordDoubtError."""
        found = self._all(
            f"SELECT {TABLES[table]}, sum FROM {table} WHERE {which}", values
        )
        rows = []
        for *columns, kept in found:
            if row_sum(table, *columns) != kept:
                raise self._doubted(f"a row of {table} is not what was written")
            rows.append(tuple(columns))
        return rows

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

    def _doubted(self, error: sqlite3.Error | str) -> RecordDoubtError:
        # What a disk refused may work again; what it changed comes not back by itself.
        is_refused = isinstance(error, sqlite3.OperationalError)
        way_out = _ROOM if is_refused else _COPY
        self._doubt = (
            f"{self._path}: {error}; nothing more is written to this record. {way_out}"
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


def _receipt(row: tuple[Any, ...]) -> Receipt:
    origin, key, size, _, time_s, received_us, note = row
    return Receipt(
        origin=origin,
        key=key,
        size=size,
        time_s=time_s,
        received_us=received_us,
        note=bytes(note),
    )
