"""One file of a packed archive: rows in order of place, mover and time, and encoded.

Agreements are about one place over months, so place comes before mover. The order is
total up to equal rows, and so are the bytes: they depend on the rows alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from thalweg.archive.packed_rows import ABSENT_I32, Rows, has_any, table_of
from thalweg.tables.packed import E7, PACKED, WORDS
from thalweg.tracks.coverage import SLOT_US
from thalweg.wire.archive_manifest import Box, PackedFile, Slots

I64 = NDArray[np.int64]

GROUP_ROWS = 16_384
"""Rows in a row group at the most: fewer prune better, more decode faster."""
CELL_E7 = E7 // 2
"""Half a degree: the cells whose Z-order the rows of a file stand in."""

_CELL_BITS = 20
_NOWHERE = 1 << _CELL_BITS
_FEW_VALUES = 4096
_STEPS = ("time", "lat_e7", "lon_e7", "received", "source_row")
_REALS = tuple(f.name for f in PACKED.schema if pa.types.is_float32(f.type))
_SMALL = tuple(f.name for f in PACKED.schema if pa.types.is_int8(f.type))
_PRUNING = ["time", "lat_e7", "lon_e7"]
_TIES = ("source_row", "source_sha256", "feed")


def cells(rows: Rows) -> I64:
    """Return the Z-order number of each row's cell; rows without a place come last."""
    lat = (rows["lat_e7"].astype(np.int64) + 90 * E7) // CELL_E7
    lon = (rows["lon_e7"].astype(np.int64) + 180 * E7) // CELL_E7
    nowhere = (rows["lat_e7"] == ABSENT_I32) | (rows["lon_e7"] == ABSENT_I32)
    # 180 degrees east and west are one meridian, but two values: neither is changed.
    cell = _spread(lat) << 1 | _spread(lon)
    return np.asarray(np.where(nowhere, _NOWHERE, cell))


def places(rows: Rows, movers: int) -> I64:
    """Return the key of (cell, mover) of each row, `movers` being their number."""
    return np.asarray(cells(rows) * max(movers, 1) + rows["mover"])


def in_order(rows: Rows, movers: int) -> I64:
    """Return the rows' indices in the order of an archive's file."""
    key, time_us = places(rows, movers), rows["time"]
    order = np.argsort(key, kind="stable")
    key, time_us = key[order], time_us[order]
    same = key[1:] == key[:-1]
    if not (same & (time_us[1:] <= time_us[:-1])).any():
        return order
    # Late, shuffled or double: words are ranks here, so that no order of input shows.
    ties = [rows[name][order] for name in _TIES]
    return np.asarray(order[np.lexsort((*ties, time_us, key))])


def group_starts(cell: I64) -> list[int]:
    """Return where row groups begin, given the cells of all rows in order.

    The Earth is halved along the Z-order until no part holds more than `GROUP_ROWS`, so
    that a group lies in a rectangle of its own; a single cell is cut by number.
    """
    starts: list[int] = []
    waiting = [(0, len(cell), _CELL_BITS)]
    while waiting:
        start, end, bit = waiting.pop()
        if end - start <= GROUP_ROWS or bit < 0:
            starts += range(start, end, GROUP_ROWS)
            continue
        border = (int(cell[start]) >> bit | 1) << bit
        half = start + int(np.searchsorted(cell[start:end], border))
        waiting += [(a, b, bit - 1) for a, b in ((half, end), (start, half)) if a < b]
    return starts


def write_file(path: Path, rows: Rows, words: Mapping[str, pa.Array]) -> PackedFile:
    """Write rows, whose words are ranks, as one new file on disk; return its entry."""
    order = in_order(rows, len(words["mover"]))
    names = [field.name for field in PACKED.schema if has_any(rows, field)]
    schema = pa.schema(
        [PACKED.schema.field(name) for name in names], PACKED.schema.metadata
    )
    options = _options(rows, names)
    with (
        path.open("xb") as file,
        pq.ParquetWriter(file, schema, **options) as out,
    ):
        starts = group_starts(cells(rows)[order])
        for start, end in pairwise([*starts, len(order)]):
            table = table_of(rows[order[start:end]], words).select(names)
            out.write_table(table, row_group_size=GROUP_ROWS)
        out.close()
        file.flush()
        os.fsync(file.fileno())
    digest, size = digest_of(path)
    return PackedFile(
        sha256=digest,
        size_bytes=size,
        rows=len(rows),
        from_us=int(rows["time"].min()),
        to_us=int(rows["time"].max()),
        box=_box(rows),
        alive=alive_slots(words["feed"].to_pylist(), rows["feed"], rows["time"]),
    )


def digest_of(path: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file, and its bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def alive_slots(
    names: Sequence[str], feed: NDArray[np.int32], time_us: I64
) -> tuple[Slots, ...]:
    """Return when each feed delivered anything.

    Parameters
    ----------
    names
        Names of feeds.
    feed, time_us
        The place of each row's feed among them, and its time.
    """
    first_slot = int(time_us.min()) // SLOT_US if time_us.size else 0
    slot = time_us // SLOT_US - first_slot
    width = int(slot.max()) + 1 if time_us.size else 1
    heard = np.unique(feed.astype(np.int64) * width + slot)
    cut = np.flatnonzero((np.diff(heard) > 1) | (np.diff(heard // width) > 0)) + 1
    out = [
        (names[part[0] // width], *(int(n) for n in first_slot + part[[0, -1]] % width))
        for part in np.split(heard, cut)
        if part.size
    ]
    return tuple(sorted(out))


def _options(rows: Rows, names: Sequence[str]) -> dict[str, Any]:
    """Return how to encode: what takes few values by a dictionary, steps by deltas."""
    middle = max(0, len(rows) // 2 - GROUP_ROWS // 2)
    sample = rows[middle : middle + GROUP_ROWS]
    few = [name for name in _REALS if np.unique(sample[name]).size <= _FEW_VALUES]
    encodings = dict.fromkeys(_STEPS, "DELTA_BINARY_PACKED")
    encodings |= {n: "BYTE_STREAM_SPLIT" for n in _REALS if n not in few}
    return {
        "version": "2.6",
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": [n for n in (*WORDS, *_SMALL, *few) if n in names],
        "column_encoding": {n: how for n, how in encodings.items() if n in names},
        "write_statistics": [name for name in _PRUNING if name in names],
        "write_page_index": True,
        "write_page_checksum": True,
        "store_schema": True,
    }


def _box(rows: Rows) -> Box | None:
    lat, lon = rows["lat_e7"], rows["lon_e7"]
    placed = (lat != ABSENT_I32) & (lon != ABSENT_I32)
    if not placed.any():
        return None
    lat, lon = lat[placed], lon[placed]
    return int(lat.min()), int(lon.min()), int(lat.max()), int(lon.max())


def _spread(values: I64) -> I64:
    """Put a zero before each of ten bits."""
    out = values & 0x3FF
    for shift, mask in ((8, 0x300FF), (4, 0x30F0F), (2, 0x33333), (1, 0x55555)):
        out = (out | out << shift) & mask
    return out
