"""Tables in CSV with a header line; commas, semicolons, tabs or bars between."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from codecs import getincrementaldecoder
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from thalweg.errors import InputError
from thalweg.feeds.content import Content, as_file
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import BAD_VALUE, Pick, Raw
from thalweg.feeds.foreign import what_it_seems
from thalweg.feeds.mode_s import is_avr
from thalweg.feeds.sbs import is_sbs
from thalweg.model.feed import FeedSettings

_DELIMITERS = (",", ";", "\t", "|")
# Arrow reads no line that is longer than a block, and some tens of blocks ahead.
_BLOCK_BYTES = 4 << 20
# What a header never has: a fraction, a count of seconds, a date.
_VALUE = re.compile(
    r"[+-]?\d+\.\d+|\d{9,19}|\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?", re.ASCII
)
_NULLS = ["", "nan", "NaN", "NAN", "null", "NULL", "None", "NaT", "<NA>"]


class CsvFeed:
    """Text whose first line names at least two columns."""

    format = "csv"
    dialect: Dialect | None = None

    def recognises(self, content: Content) -> bool:
        """Return whether line one of a text that is no other format has a delimiter."""
        head = content.head
        if content.looks_like_json or what_it_seems(head) or b"\0" in head:
            return False
        if is_sbs(head) or is_avr(head):
            return False
        header = head.lstrip(b"\r\n").split(b"\n", 1)[0]
        try:
            line = header.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return _delimiter(line) is not None

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield the picked columns as text, exactly as they stand.

        No type is guessed: to a program that guesses, the address ``3e1234`` is a
        number. A line with too few or too many values is counted as broken.
        """
        body = _Body(content)
        header = body.header()
        delimiter = _delimiter(header) or ","
        names = _header(content, header, delimiter)
        picked = list(pick(names))
        if not body.more():
            yield Raw(names=tuple(names), table=_no_rows(picked))
            return
        broken: list[int] = []
        next_row = 0
        for table in _batches(content, body, names, picked, delimiter, broken):
            row = _rows(table.num_rows, next_row, broken)
            next_row = int(row[-1]) + 1 if row.size else next_row
            lost = bisect_left(broken, next_row)
            del broken[:lost]
            yield Raw(
                names=tuple(names),
                table=table,
                row=row,
                lost={BAD_VALUE: lost} if lost else {},
            )
        if broken and not next_row:
            raise InputError(
                f"{content.name}: row 0: wanted {len(names)} values, one for each "
                f"column; none of its {len(broken):,} rows has as many"
            )
        if broken:
            yield Raw(
                names=tuple(names),
                table=_no_rows(picked),
                lost={BAD_VALUE: len(broken)},
            )


def _delimiter(line: str) -> str | None:
    """Return what divides the names of a header line; None if it is no header."""
    if not all(letter.isprintable() or letter in "\t\r" for letter in line):
        return None
    counts = {delimiter: line.count(delimiter) for delimiter in _DELIMITERS}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else None


def _header(content: Content, line: str, delimiter: str) -> list[str]:
    if "\r" in line:
        raise InputError(
            f"{content.name}: line 1: ends in a carriage return alone; save the file "
            "with line feeds"
        )
    try:
        names = next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(
            f"{content.name}: line 1: wanted the names of columns: {error}"
        ) from error
    names = [name.strip() for name in names]
    value = next((name for name in names if _VALUE.fullmatch(name)), None)
    if value is not None:
        raise InputError(
            f"{content.name}: line 1: wanted the names of columns, came the value "
            f"{value[:40]!r}; write a line of names first, e.g. time,mover,lat_deg,"
            "lon_deg"
        )
    return names


def _batches(
    content: Content,
    body: _Body,
    names: list[str],
    picked: list[str],
    delimiter: str,
    broken: list[int],
) -> Iterator[pa.Table]:
    def skip(line: pa_csv.InvalidRow) -> str:
        broken.append(line.number - 1)
        return "skip"

    try:
        # One thread, or Arrow cannot say which line was broken.
        reader = pa_csv.open_csv(
            as_file(body.blocks()),
            read_options=pa_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=_BLOCK_BYTES
            ),
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
        for batch in reader:
            yield pa.Table.from_batches([batch])
    except (pa.ArrowException, OSError, ValueError) as error:
        why = str(error)
        if "straddling" in why or "out of sync" in why:
            why = (
                f"a line is longer than {_BLOCK_BYTES >> 20} MiB, or a quote is "
                "opened and never closed, or a value has a line break in it; take "
                "line breaks out of values, or save the table as Parquet"
            )
        raise InputError(f"{content.name}: cannot be read as CSV: {why}") from error


class _Body:
    """The text of a CSV file: its first line, then the rest in blocks.

    What is not UTF-8 is refused with its line; Arrow would lose its count of broken
    lines over it.
    """

    def __init__(self, content: Content) -> None:
        self._name = content.name
        self._blocks = content.blocks()
        self._decoder = getincrementaldecoder("utf-8")()
        self._line = 1
        self._rest = b""

    def header(self) -> str:
        """Return the first line that is not empty, without its end."""
        first = b""
        for block in self._checked():
            first = (first + block).lstrip(b"\r\n")
            if b"\n" in first:
                break
            if len(first) > _BLOCK_BYTES:
                raise InputError(
                    f"{self._name}: line 1: is longer than {_BLOCK_BYTES >> 20} MiB; "
                    "wanted the names of columns"
                )
        line, _, self._rest = first.partition(b"\n")
        return line.decode("utf-8").rstrip("\r")

    def more(self) -> bool:
        """Return whether anything but blanks follows; what is passed over is gone."""
        blocks = self._checked()
        while not self._rest.strip():
            block = next(blocks, b"")
            if not block:
                return False
            self._rest = block
        return True

    def blocks(self) -> Iterator[bytes]:
        """Yield what follows, each line of it no longer than is read."""
        yield self._rest
        yield from self._checked()

    def _checked(self) -> Iterator[bytes]:
        for block in self._blocks:
            self._check(block, final=False)
            yield block
        self._check(b"", final=True)

    def _check(self, block: bytes, *, final: bool) -> None:
        try:
            self._decoder.decode(block, final)
        except UnicodeDecodeError as wrong:
            before = wrong.object[: wrong.start]
            line = self._line + before.count(b"\n")
            raise InputError(
                f"{self._name}: line {line}: byte 0x{wrong.object[wrong.start]:02x} is "
                "not UTF-8 text; save the file as UTF-8"
            ) from wrong
        self._line += block.count(b"\n")


def _no_rows(names: list[str]) -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in names})


def _rows(good: int, next_row: int, broken: list[int]) -> NDArray[np.int64]:
    """Return the row in the file of each good line of a batch.

    `next_row` is the first row after the batch before; `broken` are the rows of the bad
    lines from there on that are known: Arrow reads on ahead, so some may come later.
    """
    lines = np.ones(good + len(broken), np.bool_)
    inside = np.array(broken, np.int64) - next_row
    lines[inside[inside < lines.size]] = False
    return np.flatnonzero(lines)[:good].astype(np.int64) + next_row
