"""Tables in CSV with a header line; commas, semicolons, tabs or bars between."""

from __future__ import annotations

import csv
import re

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import Pick, Raw

_DELIMITERS = (",", ";", "\t", "|")
_SOMETHING = re.compile(rb"\S")
_NULLS = ["", "nan", "NaN", "NAN", "null", "NULL", "None", "NaT", "<NA>"]


class CsvFeed:
    """Text whose first line names at least two columns."""

    format = "csv"
    dialect: Dialect | None = None

    def recognises(self, content: Content) -> bool:
        """Return whether the file is text, not JSON, with a delimiter in line one."""
        head = content.head
        if content.looks_like_json or head.lstrip()[:1] == b"<" or b"\0" in head:
            return False
        header = head.lstrip(b"\r\n").split(b"\n", 1)[0]
        try:
            line = header.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return _delimiter(line) is not None

    def read(self, content: Content, pick: Pick) -> Raw:
        """Return the picked columns as text, exactly as they stand.

        No type is guessed: to a program that guesses, the address ``3e1234`` is a
        number. A line with too few or too many values is counted as broken.
        """
        _refuse_other_text(content)
        data = content.data
        start = len(data) - len(data.lstrip(b"\r\n"))
        end = data.find(b"\n", start)
        end = end if end >= 0 else len(data)
        header = data[start:end].decode("utf-8").rstrip("\r")
        delimiter = _delimiter(header) or ","
        names = _header(content, header, delimiter)
        picked = list(pick(names))
        if _SOMETHING.search(data, end) is None:
            table = pa.table({name: pa.array([], pa.string()) for name in picked})
            return Raw(names=tuple(names), table=table)
        broken: list[int] = []
        body = pa.py_buffer(data).slice(end + 1)
        table = _table(content, body, names, picked, delimiter, broken)
        return Raw(
            names=tuple(names),
            table=table,
            row=_rows(table.num_rows, broken) if broken else None,
            broken=len(broken),
        )


def _delimiter(line: str) -> str | None:
    """Return what divides the names of a header line; None if it is no header."""
    if not all(letter.isprintable() or letter in "\t\r" for letter in line):
        return None
    counts = {delimiter: line.count(delimiter) for delimiter in _DELIMITERS}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else None


def _header(content: Content, line: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(
            f"{content.name}: line 1: wanted the names of columns: {error}"
        ) from error
    return [name.strip() for name in names]


def _table(
    content: Content,
    body: pa.Buffer,
    names: list[str],
    picked: list[str],
    delimiter: str,
    broken: list[int],
) -> pa.Table:
    def skip(line: pa_csv.InvalidRow) -> str:
        broken.append(line.number)
        return "skip"

    try:
        # One thread, or Arrow cannot say which line was broken.
        return pa_csv.read_csv(
            pa.BufferReader(body),
            read_options=pa_csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter, invalid_row_handler=skip
            ),
            convert_options=pa_csv.ConvertOptions(
                include_columns=picked,
                column_types=dict.fromkeys(picked, pa.string()),
                null_values=_NULLS,
                strings_can_be_null=True,
            ),
        )
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{content.name}: cannot be read as CSV: {error}") from error


def _refuse_other_text(content: Content) -> None:
    """Refuse what is not UTF-8; Arrow would lose its count of broken lines over it."""
    try:
        content.data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = content.data.count(b"\n", 0, wrong.start) + 1
        raise InputError(
            f"{content.name}: line {line}: byte 0x{content.data[wrong.start]:02x} is "
            "not UTF-8 text; save the file as UTF-8"
        ) from wrong


def _rows(good: int, broken: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the row of each good line in the file; `broken` are rows from 1."""
    lines = np.ones(good + len(broken), np.bool_)
    lines[np.array(broken, np.int64) - 1] = False
    return np.flatnonzero(lines).astype(np.int64)
