"""Tables as CSV (RFC 4180, UTF-8), and back, without a value lost.

* The first line names the columns, as the contract does: a unit is the last word of its
  name, and times are ISO 8601 text that ends in Z. So a table of TRACKS is read back by
  ``thalweg watch`` as it is.
* After them stands one more column without values, whose name says what the table is:
  CSV has no other place for a remark.
* Lists and records stand as JSON; `geometry` is left out, for its latitude and
  longitude have columns of their own. A null is an empty cell.
* A spreadsheet runs a cell that begins like a formula, some of them whatever blanks or
  quotes stand before it, and half the world's take a semicolon for the end of a cell.
  So a text that begins with one of ``= + - @``, their full-width forms, a tab or a
  line break, whatever apostrophes, quotes, blanks or characters that are not seen stand
  before it, gets one apostrophe in front; and so does what stands behind each semicolon
  in a text. Numbers do not. To read a text, take one apostrophe off wherever that has
  been done; `table_of_csv` does.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from thalweg.errors import InputError
from thalweg.tables.contract import UTC_US, Contract
from thalweg.wire.about import About
from thalweg.wire.parquet import one_line

ROWS_AT_ONCE = 65_536

# Z and C are the classes of what is not seen.
_FORMULA = """['"\\pZ\\pC]*[=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20]"""
_RISKY = f"(^|;)({_FORMULA})"
_GUARDED = f"(^|;)'({_FORMULA})"


def csv_chunks(table: pa.Table, about: About) -> Iterator[bytes]:
    """Yield the bytes of a table as CSV, some thousand rows at a time.

    `table` is by one of the contracts. The same rows give the same bytes.
    """
    names = [field.name for field in table.schema if not _left_out(field.type)]
    remark = about.remark()
    yield _header([*names, remark])
    options = pa_csv.WriteOptions(include_header=False, eol="\r\n")
    for first in range(0, table.num_rows, ROWS_AT_ONCE):
        rows = table.slice(first, ROWS_AT_ONCE)
        columns = [_shown(rows.column(name)) for name in names]
        columns.append(pa.chunked_array([pa.nulls(rows.num_rows, pa.string())]))
        sink = pa.BufferOutputStream()
        pa_csv.write_csv(pa.table(columns, names=[*names, remark]), sink, options)
        yield sink.getvalue().to_pybytes()


def table_of_csv(data: bytes, contract: Contract) -> pa.Table:
    """Read back what `csv_chunks` wrote of a table by `contract`.

    Columns that the contract does not know are passed over; those that are not there,
    `geometry` above all, come as nulls.

    Raises
    ------
    InputError
        It is not CSV of that table.
    """
    try:
        text = pa_csv.read_csv(
            pa.BufferReader(data),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(_names(data), pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        there = [field for field in contract.schema if field.name in text.column_names]
        columns = {f.name: _read(text.column(f.name), f.type) for f in there}
    except (pa.ArrowException, ValueError, KeyError, csv.Error) as why:
        # A column that is there twice is a KeyError.
        raise InputError(f"not CSV of {contract.name}: {one_line(why)}") from why
    return contract.conform(pa.table(columns))


def _header(names: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(names)
    return line.getvalue().encode()


def _names(data: bytes) -> list[str]:
    return next(csv.reader([data.split(b"\n", 1)[0].decode()]))


def _left_out(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind))


def _shown(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _guarded(column.cast(pa.string()))
    if pa.types.is_string(kind):
        return _guarded(column)
    if kind == UTC_US:
        return _iso(column)
    if pa.types.is_nested(kind):
        return pa.chunked_array([pa.array(_as_json(column), pa.string())])
    return column


def _guarded(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(text, _RISKY, "\\1'\\2")


def _iso(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return times as `thalweg.times.iso` writes them: no zeros that say nothing."""
    text = pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    whole = pc.replace_substring_regex(text, "\\.000000Z$", "Z")
    return pc.replace_substring_regex(whole, "(\\.[0-9]{3})000Z$", "\\1Z")


def _as_json(column: pa.ChunkedArray) -> list[str | None]:
    return [
        None
        if value is None
        # As JSON spells it: a bare semicolon ends a cell for some spreadsheets.
        else _compact(value).replace(";", "\\u003b")
        for value in column.to_pylist()
    ]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read(text: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_string(kind) or pa.types.is_dictionary(kind):
        return pc.replace_substring_regex(text, _GUARDED, "\\1\\2")
    if pa.types.is_nested(kind):
        values = [None if t is None else json.loads(t) for t in text.to_pylist()]
        return pa.chunked_array([pa.array(values, kind)])
    return text.cast(kind)
