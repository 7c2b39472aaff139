"""What differs between a record and its recomputation, to one last unit.

Results are rounded once, at the end (RULES §10): 0.01 m, 0.1 ft, 1 ms, 1e-7°. Between
machines a result may fall on the other side of such a step, so measures agree when they
are at most one apart. All else agrees exactly: ids, grades, who, which, how many.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from thalweg.tables.contract import UTC_US
from thalweg.tables.findings import FINDINGS
from thalweg.times import US_PER_MS, iso
from thalweg.wire.geoparquet import GEOMETRY_COLUMN

Row = Mapping[str, object]

# By the unit that ends a column's name; `seconds_before` is avoidance's.
LAST_UNIT = {
    "m": 0.01,
    "ft": 0.1,
    "s": 0.001,
    "deg": 1e-7,
    "mps": 0.01,
    "before": 0.001,
}
LAST_UNIT_US = US_PER_MS
LAST_UNIT_H = 1e-4

_TIMES = frozenset({"start", "end", "closest_time", "min_slant_time", "breach_us"})
# Half a step of binary rounding must not turn "one apart" into "more than one".
_SLACK = 1.0 + 1e-6
_NOT_COMPARED = frozenset({"evidence", GEOMETRY_COLUMN})
COMPARED = tuple(n for n in FINDINGS.schema.names if n not in _NOT_COMPARED)


def rows_of(table: pa.Table) -> list[dict[str, object]]:
    """Return the rows of a table; times as whole microseconds, so that any will do."""
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        if column.type == UTC_US:
            column = column.cast(pa.int64())
        columns[name] = column.to_pylist()
    return [
        dict(zip(columns, values, strict=True))
        for values in zip(*columns.values(), strict=True)
    ]


def differences(record: Row, again: Row, columns: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each of `columns` in which two rows differ."""
    for name in columns:
        have, want = record.get(name), again.get(name)
        if not same(name, have, want):
            yield f"{name} is {shown(name, have)}, recomputed {shown(name, want)}"


def same(name: str, have: object, want: object) -> bool:
    """Say whether two values of a column agree, a measure to one last unit."""
    if isinstance(have, Mapping) and isinstance(want, Mapping):
        return have.keys() == want.keys() and all(
            same(key, have[key], want[key]) for key in have
        )
    if isinstance(have, list) and isinstance(want, list):
        return len(have) == len(want) and all(
            same(name, a, b) for a, b in zip(have, want, strict=True)
        )
    unit = _last_unit(name, have, want)
    if unit is None:
        return type(have) is type(want) and have == want
    assert isinstance(have, int | float)
    assert isinstance(want, int | float)
    if math.isnan(have) or math.isnan(want):
        return math.isnan(have) and math.isnan(want)
    return have == want or abs(have - want) <= unit * _SLACK


def shown(name: str, value: object) -> str:
    """Return a value as a person reads it: times as text, null as null."""
    if value is None:
        return "null"
    if name in _TIMES and isinstance(value, int):
        try:
            return iso(value)
        except (OverflowError, ValueError):
            return f"{value} us"
    words = repr(value)
    return words if len(words) <= 120 else words[:119] + "…"


def _last_unit(name: str, have: object, want: object) -> float | None:
    numbers = all(
        isinstance(value, int | float) and not isinstance(value, bool)
        for value in (have, want)
    )
    if not numbers:
        return None
    if name in _TIMES:
        return LAST_UNIT_US
    if isinstance(have, int) and isinstance(want, int):
        return None
    return LAST_UNIT.get(name.rsplit("_", 1)[-1])
