"""Reports as plain columns, sorted by (mover, time): what cleaning works on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.kernels.clean import NO_TIME

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
I8 = NDArray[np.int8]
BOOL = NDArray[np.bool_]


class Words(NamedTuple):
    """A column of text as codes into its sorted, distinct values; -1 is null."""

    codes: I32
    values: tuple[str, ...]


class Reports(NamedTuple):
    """Columns of POSITIONS, rows sorted by (mover, time) and then canonically.

    Absent floats are NaN, absent times `NO_TIME`, absent whole numbers -1, absent
    words -1. `mover` is a code into the sorted canonical movers, `names`.
    """

    names: tuple[str, ...]
    mover: I32
    feed: I32
    feeds: tuple[str, ...]
    time_us: I64
    received_us: I64
    lat_rad: F64
    lon_rad: F64
    baro_ft: F64
    geo_ft: F64
    speed_mps: F64
    on_ground: BOOL
    nic: I8
    nac_p: I8
    nuc_p: I8
    version: I8
    category: Words


def words(column: pa.ChunkedArray) -> Words:
    """Return a text column, dictionary-encoded or not, as sorted words and codes.

    The values are those that occur, in order, so that they do not depend on how the
    rows were cut into files.
    """
    if column.null_count == len(column):
        return Words(np.full(len(column), -1, np.int32), ())
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    column = column.unify_dictionaries()
    known = column.chunk(0).dictionary.to_pylist()
    codes = np.concatenate(
        [_whole(chunk.indices, -1).astype(np.int32) for chunk in column.chunks]
    )
    used = np.zeros(len(known) + 1, bool)
    used[codes] = True
    values = sorted(
        {v for v, u in zip(known, used, strict=False) if u and v is not None}
    )
    rank = {value: k for k, value in enumerate(values)}
    to_code = np.array([rank.get(value, -1) for value in known] + [-1], np.int32)
    return Words(to_code[codes], tuple(values))


def word_column(codes: I32, values: tuple[str, ...]) -> pa.DictionaryArray:
    """Return words as a dictionary array; -1 is null."""
    indices = pa.array(codes, pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string()))


def floats(column: pa.ChunkedArray) -> F64:
    """Return a column of reals as float64; null and what is not finite become NaN."""
    if column.null_count == len(column):
        return np.full(len(column), np.nan)
    out = _whole(column.cast(pa.float64()), None).astype(np.float64, copy=True)
    out[~np.isfinite(out)] = np.nan
    return out


def times_us(column: pa.ChunkedArray) -> I64:
    """Return a column of times as microseconds; null becomes NO_TIME."""
    return _whole(column.cast(pa.int64()), NO_TIME).astype(np.int64, copy=False)


def small(column: pa.ChunkedArray) -> I8:
    """Return a column of small whole numbers; null becomes -1."""
    return _whole(column, -1).astype(np.int8, copy=False)


def flags(column: pa.ChunkedArray) -> BOOL:
    """Return a column of booleans; null becomes False."""
    return _whole(column, False).astype(bool, copy=False)


def _whole(column: pa.ChunkedArray | pa.Array, absent: object) -> NDArray[np.generic]:
    if column.null_count == len(column) and absent is not None:
        return np.full(len(column), absent)
    if column.null_count and absent is not None:
        column = pc.fill_null(column, absent)
    out: NDArray[np.generic] = column.to_numpy(
        **({} if isinstance(column, pa.ChunkedArray) else {"zero_copy_only": False})
    )
    return out


def reports(table: pa.Table, order: I64, mover: I32, names: tuple[str, ...]) -> Reports:
    """Gather the columns that cleaning needs, in `order`.

    `mover` is the canonical mover of each row of `table` as it stands.
    """
    feed = words(table["feed"])
    category = words(table["category"])

    def ordered(name: str, read: Callable[[pa.ChunkedArray], Any]) -> Any:  # noqa: ANN401
        column = table[name]
        values = read(column)
        # Where nothing is said one order is as good as another.
        return values if column.null_count == len(column) else values[order]

    return Reports(
        names=names,
        mover=mover[order],
        feed=feed.codes[order],
        feeds=feed.values,
        time_us=ordered("time", times_us),
        received_us=ordered("received", times_us),
        lat_rad=np.radians(ordered("lat_deg", floats)),
        lon_rad=np.radians(ordered("lon_deg", floats)),
        baro_ft=ordered("alt_baro_ft", floats),
        geo_ft=ordered("alt_geo_ft", floats),
        speed_mps=ordered("ground_speed_mps", floats),
        on_ground=ordered("on_ground", flags),
        nic=ordered("nic", small),
        nac_p=ordered("nac_p", small),
        nuc_p=ordered("nuc_p", small),
        version=ordered("adsb_version", small),
        category=Words(category.codes[order], category.values),
    )
