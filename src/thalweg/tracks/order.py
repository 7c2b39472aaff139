"""The one order of reports, whatever files they came in.

By mover, then time, then the canonical JSON (RFC 8785) of the row's POSITIONS values
without `source_sha256` and `source_row`, all columns present, times as whole
microseconds, absent values as null; rows alike in all of that by `source_sha256` and
`source_row`. Keys of canonical JSON stand in order, so two rows' texts agree up to the
first column that differs: the texts are compared column by column, and only for rows
that share mover and time.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import rfc8785
from numpy.typing import NDArray

from thalweg.kernels.clean import rises, scatter_by_code
from thalweg.tables.positions import POSITIONS

I64 = NDArray[np.int64]
I32 = NDArray[np.int32]

_SOURCE = ("source_sha256", "source_row")
_JSON_KEYS = sorted(name for name in POSITIONS.schema.names if name not in _SOURCE)


def canonical_order(table: pa.Table, mover: I32, n_movers: int, time_us: I64) -> I64:
    """Return the rows of `table` in canonical order, as row numbers.

    `mover` and `time_us` are those of its rows; codes rise with the movers' names.

    Rows are counted and scattered by mover. Each mover's rows then stand in time where
    the input was ordered by time or by mover, or was many such files one after another;
    only the movers whose times fall somewhere are sorted.
    """
    rows = np.arange(time_us.size, dtype=np.int64)
    order = scatter_by_code(rows, mover, n_movers)
    start, falls, any_tied = rises(order, mover, time_us, n_movers)
    for code in np.flatnonzero(falls):
        rows = order[start[code] : start[code + 1]]
        rows[:] = rows[np.argsort(time_us[rows], kind="stable")]
    if not (any_tied or falls.any()):
        return order
    alike = (mover[order[1:]] == mover[order[:-1]]) & (
        time_us[order[1:]] == time_us[order[:-1]]
    )
    if alike.any():
        tied = np.zeros(order.size, bool)
        tied[1:] |= alike
        tied[:-1] |= alike
        places = np.flatnonzero(tied)
        group = np.cumsum(~np.concatenate(([False], alike))[places])
        order[places] = _settle(table, order[places], group)
    return order


def _settle(table: pa.Table, rows: I64, group: I64) -> I64:
    """Return `rows` with each group of them in canonical order, groups as they were.

    Column by column; a row that stands alone in its group is not looked at again.
    """
    out = rows.copy()
    open_places = np.arange(rows.size)
    for name in (*_JSON_KEYS, *_SOURCE):
        here = out[open_places]
        rank = _ranks(table[name].take(pa.array(here)), name)
        by = np.lexsort((rank, group))
        out[open_places] = here[by]
        differs = (rank[by][1:] != rank[by][:-1]) | (group[by][1:] != group[by][:-1])
        starts = np.concatenate(([True], differs))
        group = np.cumsum(starts)
        ends = np.concatenate((differs, [True]))
        still = ~(starts & ends)
        open_places, group = open_places[still], group[still]
        if not open_places.size:
            break
    return out


def _ranks(column: pa.ChunkedArray, name: str) -> I64:
    """Rank the values of one column by their place in the canonical text."""
    if name == "source_row":
        return np.asarray(column.to_numpy(), np.int64)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    if pa.types.is_floating(column.type):
        column = column.cast(pa.float64())
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, pa.float64()))
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    # What follows the value decides between 1 and 12: a comma, or the closing brace.
    after = b"}" if name == _JSON_KEYS[-1] else b","
    texts = [rfc8785.dumps(value) + after for value in coded.dictionary.to_pylist()]
    place = {text: k for k, text in enumerate(sorted(set(texts)))}
    of_code: I64 = np.array([place[text] for text in texts], np.int64)
    ranks: I64 = of_code[coded.indices.to_numpy(zero_copy_only=False)]
    return ranks
