"""PACKED: POSITIONS as a packed archive stores them, and the way back.

Places are whole numbers of 1e-7 degree (less than a centimetre off, once); every other
column is kept to the bit. So a packed archive is equal to its input within that
quantum, and packing what was packed before changes nothing.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.tables.contract import Contract, column
from thalweg.tables.positions import POSITIONS

E7 = 10_000_000
"""Parts of a degree that a place is stored in."""

QUANTA = {"lat_deg": "1e-7 deg", "lon_deg": "1e-7 deg"}
"""How far apart neighbouring values of a column are; the others are exact."""

STORED = {"lat_deg": "lat_e7", "lon_deg": "lon_e7"}
"""Columns that are stored as whole numbers, and under which name."""

_MOST_E7 = {"lat_e7": 90 * E7, "lon_e7": 180 * E7}


def _stored(field: pa.Field) -> pa.Field:
    name = STORED.get(field.name)
    if name is None:
        return field
    return column(name, pa.int32(), null=True, unit="1e-7 deg", datum="WGS84")


PACKED = Contract("thalweg.packed/1", pa.schema([*map(_stored, POSITIONS.schema)]))

WORDS = tuple(f.name for f in PACKED.schema if pa.types.is_dictionary(f.type))
"""Columns of words, each stored once in a row group."""


def packed_degrees(values: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return degrees as whole numbers of 1e-7 degree, to the nearest, ties to even."""
    return np.rint(values * E7).astype(np.int32)


def may_be(schema: pa.Schema) -> bool:
    """Say whether a file of these columns is one of PACKED.

    A column of which no row has a value may be left out of a file.
    """
    wanted = [f for f in PACKED.schema if f.name in schema.names or not f.nullable]
    return bool(schema.equals(pa.schema(wanted)))


def unpacked(table: pa.Table) -> pa.Table:
    """Return POSITIONS from PACKED; columns that were left out are null.

    Raises
    ------
    TableError
        A column is missing or of another type, or a value that must be there is not.
    ValueError
        A place is not on the Earth.
    """
    return POSITIONS.conform(placed(table))


def placed(table: pa.Table) -> pa.Table:
    """Return some columns of PACKED, the places among them as in POSITIONS.

    Raises ValueError as `unpacked` does.
    """
    for name, stored in STORED.items():
        if stored in table.column_names:
            at = table.column_names.index(stored)
            table = table.set_column(at, name, _degrees(table.column(stored), stored))
    return table


def _degrees(values: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    ends = pc.min_max(values).as_py()
    most = _MOST_E7[name]
    if ends["min"] is not None and not -most <= ends["min"] <= ends["max"] <= most:
        raise ValueError(f"{name} goes from {ends['min']} to {ends['max']}")
    return pc.divide(values.cast(pa.float64()), float(E7))
