"""Arrow columns of any type, read as numbers, times, words or flags.

Every reader here gives its values and two masks: `missing` (null, NaN, empty: nothing
was there) and `bad` (something was there that cannot be read). It judges a column as a
whole only where its type is wrong; the file and the column are named by the caller.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]
Spell = Callable[[Any], str | None]

EMPTY = frozenset({"", "nan", "nat", "null", "none", "n/a", "<na>"})
"""Words that stand for nothing where a number, a time or a flag is wanted."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r" ?(?:(Z|z|UTC)|([+-])(\d\d):?(\d\d)?)?",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}
_YEAR_US = 31_556_952_000_000
# A number without a unit is told by its size: the years 1990 to 2100 in seconds,
# milliseconds, microseconds and nanoseconds do not overlap. Where the unit is said,
# anything from 1970 to 2200 is a time; what is outside is a clock that was never set.
_GUESSED_US = (20 * _YEAR_US, 130 * _YEAR_US)
_STATED_US = (0, 230 * _YEAR_US)


class WrongTypeError(ValueError):
    """A whole column is of a type that cannot be read as what is wanted."""


class UnitUnknownError(ValueError):
    """Times are numbers, and their size does not tell their unit."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Values with NaN where missing or bad."""

    values: F64
    bad: Mask


@dataclass(frozen=True, slots=True)
class Times:
    """Microseconds since 1970, UTC; 0 where missing or bad."""

    us: I64
    missing: Mask
    bad: Mask


@dataclass(frozen=True, slots=True)
class Words:
    """A dictionary-encoded column; null where missing or bad."""

    words: pa.DictionaryArray
    missing: Mask
    bad: Mask


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return `column` without dictionary encoding, text as ``string``."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return plain(column.cast(kind.value_type))
    if (is_text(kind) or _is_bytes(kind)) and not pa.types.is_string(kind):
        return column.cast(pa.string())
    return column


def _is_bytes(kind: pa.DataType) -> bool:
    """Return whether `kind` is bytes, as Impala and others write text."""
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
    )


def is_text(kind: pa.DataType) -> bool:
    """Return whether `kind` is one of Arrow's types of text."""
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
    )


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
    )


def valid(column: pa.ChunkedArray) -> Mask:
    """Return where `column` is not null."""
    return np.asarray(pc.is_valid(column).to_numpy(), np.bool_)


def numbers(column: pa.ChunkedArray) -> Numbers:
    """Read float64 values exactly as they stand; infinities stay infinite.

    Raises
    ------
    WrongTypeError
        The column holds neither numbers nor text.
    """
    column = plain(column)
    kind = column.type
    if pa.types.is_null(kind):
        size = len(column)
        return Numbers(np.full(size, np.nan), np.zeros(size, np.bool_))
    if is_text(kind):
        return _numbers_of_text(column)
    if not _is_number(kind):
        raise WrongTypeError(f"wanted numbers, came {kind}")
    # safe=False: an integer beyond 2**53 is no measure, and may lose its last digit.
    values = column.cast(pa.float64(), safe=False).to_numpy()
    return Numbers(np.array(values, np.float64), np.zeros(len(column), np.bool_))


def _numbers_of_text(column: pa.ChunkedArray) -> Numbers:
    try:
        values = np.array(column.cast(pa.float64()).to_numpy(), np.float64)
        return Numbers(values, np.zeros(len(column), np.bool_))
    except pa.ArrowInvalid:
        pass
    text = pc.utf8_trim_whitespace(column)
    empty = pc.is_in(pc.utf8_lower(text), pa.array(sorted(EMPTY)))
    readable = pc.match_substring_regex(
        text, rf"^({_NUMBER.pattern}|(?i)[+-]?inf(inity)?)$"
    )
    readable = pc.fill_null(readable, False)
    read = pc.if_else(readable, text, None).cast(pa.float64())
    bad = pc.and_not(pc.is_valid(column), pc.or_(readable, pc.fill_null(empty, True)))
    return Numbers(
        np.array(read.to_numpy(), np.float64), np.array(bad.to_numpy(), np.bool_)
    )


def time_unit(column: pa.ChunkedArray) -> str | None:
    """Return the unit that a column of times without one is in; None if it is empty.

    Text that is no number is ``iso``, and so are Arrow's own times; a number is told
    by its size, all of a column alike.

    Raises
    ------
    WrongTypeError
        The column holds no times.
    UnitUnknownError
        Numbers whose size tells no unit.
    """
    column = plain(column)
    kind = column.type
    if pa.types.is_null(kind) or column.null_count == len(column):
        return None
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return "iso"
    if not (is_text(kind) or _is_number(kind)):
        raise WrongTypeError(f"wanted times, came {kind}")
    if is_text(kind):
        numeric = _numeric(column)
        if not numeric:
            return None if numeric is None else "iso"
    return _unit_of(numbers(column).values)


def times(column: pa.ChunkedArray, unit: str, *, guessed: bool = False) -> Times:
    """Read instants; a time without a zone is UTC.

    `unit` is ``iso``, ``s``, ``ms``, ``us``, ``ns``, or ``auto``: as `time_unit` tells.
    `guessed` where nobody said so: then a number is a time only within the years that
    are told apart, and what is of another kind is bad, row by row.

    Raises
    ------
    WrongTypeError
        The column holds no times.
    UnitUnknownError
        As `time_unit`, where the unit is ``auto``.
    """
    if unit == "auto":
        unit, guessed = time_unit(column) or "s", True
    column = plain(column)
    kind = column.type
    size = len(column)
    if pa.types.is_null(kind):
        return Times(
            np.zeros(size, np.int64), np.ones(size, np.bool_), np.zeros(size, np.bool_)
        )
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _times_of_stamps(column)
    if unit == "iso" and guessed and _is_number(kind):
        column, kind = column.cast(pa.string()), pa.string()
    if is_text(kind) and unit == "iso":
        return _times_of_text(column)
    if unit == "iso":
        raise WrongTypeError(f"wanted ISO 8601 text, came {kind}")
    if not (is_text(kind) or _is_number(kind)):
        raise WrongTypeError(f"wanted times, came {kind}")
    return _times_of_numbers(column, unit, _GUESSED_US if guessed else _STATED_US)


def _numeric(column: pa.ChunkedArray) -> bool | None:
    """Return whether text holds numbers, by its first word; None if it holds none."""
    for value in column.drop_null().slice(0, 1000).to_pylist():
        if value.strip().lower() not in EMPTY:
            return _NUMBER.fullmatch(value.strip()) is not None
    return None


def _times_of_stamps(column: pa.ChunkedArray) -> Times:
    unit = "s" if pa.types.is_date(column.type) else column.type.unit
    if pa.types.is_date(column.type):
        column = column.cast(pa.timestamp("s"))
    counts = pc.fill_null(column.cast(pa.int64()), 0).to_numpy()
    return _bounded(np.array(counts, np.int64), unit, ~valid(column), _STATED_US)


def _times_of_numbers(
    column: pa.ChunkedArray, unit: str, bounds: tuple[int, int]
) -> Times:
    read = numbers(column)
    missing = np.isnan(read.values) & ~read.bad
    if pa.types.is_signed_integer(column.type):
        # Integers never pass through float64: nanoseconds do not fit into it.
        counts = np.array(pc.fill_null(column, 0).to_numpy(), np.int64)
        return _bounded(counts, unit, missing, bounds)
    us = read.values * _US[unit]
    bad = read.bad | ~(missing | ((us >= bounds[0]) & (us < bounds[1])))
    us = np.where(missing | bad, 0.0, us)
    return Times(np.rint(us).astype(np.int64), missing, bad)


def _unit_of(values: F64) -> str | None:
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    middle = float(np.median(known))
    for unit, us in _US.items():
        if _GUESSED_US[0] <= middle * us < _GUESSED_US[1]:
            return unit
    raise UnitUnknownError(f"{known[0]:.17g}")


def _bounded(counts: I64, unit: str, missing: Mask, bounds: tuple[int, int]) -> Times:
    low, high = bounds
    if unit == "ns":
        us = counts // 1000
    else:
        scale = round(_US[unit])
        inside = (counts >= low // scale) & (counts <= high // scale)
        us = np.where(inside, counts, -1) * scale
    bad = ~missing & ((us < low) | (us >= high))
    return Times(np.where(missing | bad, 0, us), missing, bad)


def _times_of_text(column: pa.ChunkedArray) -> Times:
    for kind in (pa.timestamp("us", "UTC"), pa.timestamp("us")):
        try:
            return _times_of_stamps(column.cast(kind))
        except pa.ArrowInvalid:
            continue
    codes, distinct = _distinct(column)
    texts = [None if text is None else str(text) for text in distinct]
    us = np.array([_instant(text) for text in texts] + [0], np.int64)
    gone = np.array(
        [t is None or t.strip().lower() in EMPTY for t in texts] + [True], np.bool_
    )
    wrong = (us < 0) | (us >= _STATED_US[1])
    missing, bad = gone[codes], (wrong & ~gone)[codes]
    return Times(np.where(missing | bad, 0, us[codes]), missing, bad)


def _instant(text: str | None) -> int:
    """Return the instant in us, -1 where `text` is none."""
    match = _ISO.fullmatch((text or "").strip())
    if match is None:
        return -1
    year, month, day, hour, minute, second = (int(g or 0) for g in match.groups()[:6])
    fraction, sign = match.group(7) or "", match.group(9)
    try:
        whole = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return -1
    offset = timedelta(hours=int(match.group(10) or 0), minutes=int(match[11] or 0))
    since = whole - _EPOCH - (-offset if sign == "-" else offset)
    return since // timedelta(microseconds=1) + int(fraction.ljust(6, "0")[:6])


def words(column: pa.ChunkedArray, spell: Spell) -> Words:
    """Read words, each distinct one through `spell`.

    `spell` gets a str, int, float or bool and returns the word, None where nothing is
    there, or raises ValueError where it cannot be read.

    Raises
    ------
    WrongTypeError
        The column holds lists or the like.
    """
    codes, distinct = _distinct(column)
    spelt: dict[str, int] = {}
    table = np.full(len(distinct) + 1, -1, np.int32)
    for code, value in enumerate(distinct):
        if value is None or (isinstance(value, float) and math.isnan(value)):
            continue
        try:
            word = spell(value)
        except ValueError:
            table[code] = -2
            continue
        if word is not None:
            table[code] = spelt.setdefault(word, len(spelt))
    chosen = table[codes]
    encoded = pa.DictionaryArray.from_arrays(
        pa.array(chosen, pa.int32(), mask=chosen < 0),
        pa.array(list(spelt), pa.string()),
    )
    return Words(encoded, chosen == -1, chosen == -2)


def _distinct(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[Any]]:
    """Return a code per row and the distinct values; code -1 is null."""
    kind = column.type
    if pa.types.is_dictionary(kind) and not is_text(kind.value_type):
        column = plain(column)
        kind = column.type
    if _is_bytes(kind):
        column, kind = plain(column), pa.string()
    if pa.types.is_dictionary(kind):
        column = column.cast(pa.dictionary(pa.int32(), kind.value_type))
    elif is_text(kind) or _is_number(kind) or pa.types.is_boolean(kind):
        # Booleans have no dictionary in Arrow.
        if pa.types.is_boolean(kind):
            column = column.cast(pa.int8())
        column = pc.dictionary_encode(column)
    elif pa.types.is_null(kind):
        return np.full(len(column), -1, np.int32), []
    else:
        raise WrongTypeError(f"wanted words, came {kind}")
    column = column.unify_dictionaries()
    if not column.num_chunks:
        return np.empty(0, np.int32), []
    codes = [
        np.asarray(pc.fill_null(chunk.indices, -1).to_numpy(zero_copy_only=False))
        for chunk in column.chunks
    ]
    values = column.chunk(0).dictionary.to_pylist()
    return np.concatenate(codes).astype(np.int32, copy=False), values


def flags(column: pa.ChunkedArray) -> tuple[Mask, Mask, Mask]:
    """Read yes and no as (values, missing, bad).

    Raises
    ------
    WrongTypeError
        The column holds lists or the like.
    """
    if pa.types.is_boolean(column.type):
        missing = ~valid(column)
        values = np.asarray(pc.fill_null(column, False).to_numpy(), np.bool_)
        return values, missing, np.zeros(len(column), np.bool_)
    read = words(column, _flag)
    return (
        np.asarray(pc.equal(read.words, "1").fill_null(False)),
        read.missing,
        read.bad,
    )


def _flag(value: object) -> str | None:
    word = str(value).strip().lower()
    if word in EMPTY:
        return None
    if word in ("true", "1", "1.0", "t", "yes"):
        return "1"
    if word in ("false", "0", "0.0", "f", "no"):
        return "0"
    raise ValueError(word)


def column_of(values: Iterable[object]) -> pa.ChunkedArray:
    """Return an Arrow column of Python values as JSON gives them, of mixed types too.

    Where they are of one type the column is of that type; else it is text that reads
    back to the same numbers.
    """
    kept = list(values)
    try:
        array = pa.array(kept)
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        array = pa.array([_text(value) for value in kept], pa.string())
    return pa.chunked_array([array])


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        # Half a surrogate pair is JSON, but no text.
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return f"({type(value).__name__})"
