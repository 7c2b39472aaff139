"""Contracts: what a table between two rooms must be, checked once, at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from thalweg.errors import TableError

UTC_US = pa.timestamp("us", "UTC")
WORD = pa.dictionary(pa.int32(), pa.string())

_EARLIEST_US, _LATEST_US = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The first and the last microsecond of the years 1 to 9999: what can be written."""


def column(
    name: str,
    kind: pa.DataType,
    *,
    null: bool = False,
    unit: str = "",
    datum: str = "",
    note: str = "",
) -> pa.Field:
    """Describe one column; unit, datum and note travel in the field's metadata."""
    about = {"unit": unit, "datum": datum, "note": note}
    return pa.field(name, kind, null, {k: v for k, v in about.items() if v})


@dataclass(frozen=True)
class Contract:
    """A named, numbered schema, and the order its rows stand in.

    `name` is e.g. ``thalweg.positions/1``; `sorted_by` may be empty.
    """

    name: str
    schema: pa.Schema
    sorted_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Let the schema carry the contract's name and order."""
        about = {"thalweg": self.name, "sorted_by": ",".join(self.sorted_by)}
        object.__setattr__(self, "schema", self.schema.with_metadata(about))

    def conform(self, table: pa.Table) -> pa.Table:
        """Return `table` with exactly this contract's columns, types and metadata.

        Nullable columns that are missing come as nulls; columns that the contract does
        not know are left out. Raises TableError naming every column that is missing or
        cannot be cast. Order of rows is left alone.
        """
        faults: list[str] = []
        columns: list[pa.ChunkedArray] = []
        for field in self.schema:
            try:
                columns.append(_fit(table, field))
            except TableError as error:
                faults.extend(error.faults)
            except pa.ArrowInvalid as error:
                faults.append(f"{field.name}: {error}")
        if faults:
            raise TableError(self.name, faults)
        return pa.Table.from_arrays(columns, schema=self.schema)

    def check(self, table: pa.Table) -> pa.Table:
        """Return `table` itself; raise TableError naming every fault it has."""
        faults = [f for field in self.schema for f in _faults(table, field)]
        known = set(self.schema.names)
        faults += [
            f"column {name} is not in the contract"
            for name in table.column_names
            if name not in known
        ]
        if not faults and not self._in_order(table):
            faults.append(f"rows are not sorted by {', '.join(self.sorted_by)}")
        if faults:
            raise TableError(self.name, faults)
        return table

    def empty(self) -> pa.Table:
        """Return a table of no rows."""
        return self.schema.empty_table()

    def _in_order(self, table: pa.Table) -> bool:
        if not self.sorted_by or table.num_rows < 2:
            return True
        keys = table.select(list(self.sorted_by)).combine_chunks()
        above, below = keys.slice(0, table.num_rows - 1), keys.slice(1)
        risen = tied = None
        for name in self.sorted_by:
            left, right = (_plain(part.column(name)) for part in (above, below))
            less, equal = pc.less(left, right), pc.equal(left, right)
            if tied is None:
                risen, tied = less, equal
            else:
                risen = pc.or_(risen, pc.and_(tied, less))
                tied = pc.and_(tied, equal)
        return bool(pc.all(pc.or_(risen, tied)).as_py())


def in_order(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Return the rows in rising order of some columns; rows alike stay as they were."""
    return table.take(pc.sort_indices(table, [(name, "ascending") for name in keys]))


def _plain(array: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = array.type
    return array.cast(kind.value_type) if pa.types.is_dictionary(kind) else array


def _fit(table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name not in table.column_names:
        if not field.nullable:
            raise TableError("", [f"column {field.name} is missing"])
        nulls = pa.nulls(table.num_rows, field.type)
        return pa.chunked_array([nulls], type=field.type)
    have = table.column(field.name)
    if have.null_count and not field.nullable:
        raise TableError("", [f"{field.name} has {have.null_count} nulls"])
    if have.type == field.type:
        return have
    if pa.types.is_dictionary(field.type):
        have = _plain(have).cast(pa.string()).dictionary_encode()
        return have.unify_dictionaries().cast(field.type)
    return _plain(have).cast(field.type)


def _faults(table: pa.Table, field: pa.Field) -> list[str]:
    if field.name not in table.column_names:
        return [f"column {field.name} is missing"]
    have = table.column(field.name)
    if have.type != field.type:
        return [f"{field.name} is {have.type}, not {field.type}"]
    if have.null_count and not field.nullable:
        return [f"{field.name} has {have.null_count} nulls"]
    if pa.types.is_timestamp(field.type) and _beyond(have):
        return [f"{field.name} has times that are not within the years 1 to 9999"]
    return []


def _beyond(times: pa.ChunkedArray) -> bool:
    """Return whether a time is one that no text and no calendar can hold."""
    ends = pc.min_max(times.cast(pa.int64())).as_py()
    low, high = ends["min"], ends["max"]
    return low is not None and not (low >= _EARLIEST_US and high <= _LATEST_US)
