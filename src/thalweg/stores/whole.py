"""Whether what stands in a SQLite file is what was written: sums of rows, and of all.

A disk turns bits over. Each row has a sum of its own, held against it wherever the row
is read; and the sums of all rows together have one, so that a row which can no longer
be found by its key is missed as well. They find accidents: whoever changes the file on
purpose changes them too. What was signed is held by its signatures.
"""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from pathlib import Path
from typing import Final

Value = str | int | bytes

SUM_BYTES: Final = 8
TABLES: Final = {
    "entries": "origin, position, entry",
    "tiles": "origin, level, position, hashes",
    "heads": "origin, role, size, root, note, time_s",
    "receipts": "origin, key, size, newest, time_s, received_us, note",
    "rows": "name, key, value",
}
"""The columns of each table that its sum is over, in their order."""

_WAL_HEAD_BYTES, _FRAME_HEAD_BYTES = 32, 24


def row_sum(table: str, *values: Value) -> bytes:
    """Return the sum of a row."""
    parts = (one if isinstance(one, bytes) else str(one).encode() for one in values)
    return blake2b(
        b"\x1f".join((table.encode(), *parts)), digest_size=SUM_BYTES
    ).digest()


def as_number(summed: bytes) -> int:
    """Return a sum as it goes into that of all rows (by exclusive or)."""
    return int.from_bytes(summed, "big")


def fault_of(db: sqlite3.Connection, whole: int) -> str:
    """Return what is wrong with a store, every row of it read; "" where nothing is.

    `whole` is the sum of all rows, as it was kept with them.
    """
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return str(found)
    summed = 0
    for table, columns in TABLES.items():
        for *values, kept in db.execute(f"SELECT {columns}, sum FROM {table}"):
            if row_sum(table, *values) != kept:
                return f"a row of {table} is not what was written"
            summed ^= as_number(kept)
    return "" if summed == whole else "a row is missing, or an older one is back"


def torn_inside(log: Path, valid: int) -> bool:
    """Tell whether SQLite's log broke off before a change that was durable.

    A loss of power tears the last change alone: each is flushed before the next is
    written. Where two ends of changes stand behind the last valid frame, one was lost
    that had been promised. (Frames without an end are of a change that was given up.)

    Parameters
    ----------
    log
        the file ``...-wal``.
    valid
        how many of its frames SQLite takes as valid.
    """
    try:
        data = log.read_bytes()
    except OSError:
        return False
    if len(data) < _WAL_HEAD_BYTES:
        return False
    page, salts = int.from_bytes(data[8:12], "big"), data[16:24]
    step = page + _FRAME_HEAD_BYTES
    if not 512 <= page <= 1 << 16:
        return False
    ends = 0
    for at in range(_WAL_HEAD_BYTES + valid * step, len(data) - step + 1, step):
        # In the last frame of a change: how many pages the file has after it.
        is_end = data[at + 4 : at + 8] != bytes(4)
        ends += is_end and data[at + 8 : at + 16] == salts
    return ends > 1
