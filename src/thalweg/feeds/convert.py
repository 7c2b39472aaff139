"""From a file's own columns to POSITIONS: units, spelling, and what cannot be a row.

The only place where a value is judged, for every format alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.errors import InputError
from thalweg.feeds import spelling
from thalweg.feeds.dialect import AUTO, POSITION_AGE, POSITION_TIME, Plan, Take
from thalweg.feeds.feed import BAD_VALUE, NO_MOVER, NO_TIME, REASONS
from thalweg.feeds.values import (
    F64,
    I64,
    Mask,
    Spell,
    Times,
    UnitUnknownError,
    Words,
    WrongTypeError,
    flags,
    is_text,
    numbers,
    plain,
    time_unit,
    times,
    valid,
    words,
)
from thalweg.model.feed import DEFAULT_FEED
from thalweg.tables.contract import UTC_US
from thalweg.times import US_PER_S
from thalweg.wire.columns import HEIGHTS_FT, RATES_FPM, SPEEDS_MPS

_MOVERS: dict[str, Spell] = {
    "text": spelling.mover,
    "address": spelling.address,
    "track": spelling.track,
}
_WORDS: dict[str, Spell] = {
    "callsign": spelling.callsign,
    "squawk": spelling.squawk,
    "emergency": spelling.emergency,
    "category": spelling.category,
    "source_type": spelling.word,
}
_WHOLE = {"nic": 11, "nac_p": 11, "nuc_p": 9, "adsb_version": 7}
_SCALES = {
    "alt_baro_ft": HEIGHTS_FT,
    "alt_geo_ft": HEIGHTS_FT,
    "ground_speed_mps": SPEEDS_MPS,
    "vertical_rate_fpm": RATES_FPM,
    "track_deg": {"deg": 1.0},
}
_LIMITS_DEG = {"lat_deg": 90.0, "lon_deg": 180.0}
_GROUND = "ground"
_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*", re.ASCII)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What became of a batch.

    `positions` is POSITIONS, less `source_sha256` and `source_row`; `kept` the indices
    of its rows in the batch that came in.
    """

    positions: pa.Table
    kept: I64


@dataclass(frozen=True, slots=True)
class _Fault:
    """A column, where it is bad, and what was wanted there."""

    column: str
    rows: Mask
    wanted: str


@dataclass(slots=True)
class _Reading:
    """The columns of one batch as they are read; collects what is bad on the way.

    `units` holds those of times that were guessed, and is one for all batches.
    """

    table: pa.Table
    plan: Plan
    where: str
    units: dict[str, str]
    faults: list[_Fault] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return int(self.table.num_rows)

    def take(self, target: str) -> Take | None:
        return self.plan.takes.get(target)

    def column(self, take: Take) -> pa.ChunkedArray:
        return self.table.column(take.column)

    def read(self, take: Take, what: Callable[[pa.ChunkedArray], _T]) -> _T:
        """Call `what` with the column; say which column it was if it is all wrong."""
        try:
            return what(self.column(take))
        except WrongTypeError as error:
            raise InputError(f"{self.where}: column {take.column!r}: {error}") from None
        except UnitUnknownError as error:
            raise InputError(
                f"{self.where}: column {take.column!r}: {error} is no time between "
                "1990 and 2100 in s, ms, us or ns since 1970; if it is one, name the "
                f"unit: --columns time={take.column}[s]"
            ) from None
        except pa.ArrowException as error:
            raise InputError(
                f"{self.where}: column {take.column!r} cannot be read: {error}"
            ) from error

    def times(self, take: Take) -> Times:
        """Read instants; a unit that nobody said is told once, by the first batch."""
        guessed = take.unit == AUTO
        unit: str | None = take.unit
        if guessed:
            unit = self.units.get(take.column) or self.read(take, time_unit)
            if unit is not None:
                self.units[take.column] = unit
        known = unit or "s"
        return self.read(take, lambda column: times(column, known, guessed=guessed))

    def fault(self, take: Take, rows: Mask, wanted: str) -> None:
        if rows.any():
            self.faults.append(_Fault(take.column, rows, wanted))

    def bad(self) -> Mask:
        out = np.zeros(self.rows, np.bool_)
        for fault in self.faults:
            out |= fault.rows
        return out


class Conversion:
    """One file, or one table in memory, on its way to POSITIONS, batch by batch.

    Parameters
    ----------
    where
        the file, for messages.
    feed
        name of the feed; None takes it from the table's own column ``feed``, else it
        is the default.
    period
        from (included) to (not included), in us.

    Attributes
    ----------
    dropped
        rows that are no position row, by (feed, reason).
    outside_period
        rows that are not in the period asked for.
    rows
        rows that came in.
    """

    def __init__(
        self,
        where: str,
        *,
        feed: str | None = None,
        period: tuple[int | None, int | None] = (None, None),
    ) -> None:
        self.where = where
        self.dropped: Counter[tuple[str, str]] = Counter()
        self.outside_period = 0
        self.rows = 0
        self._feed = feed
        self._period = period
        self._units: dict[str, str] = {}
        self._swapped = _Swapped()
        self._kept = 0
        self._why_first = ""

    def add(self, table: pa.Table, plan: Plan) -> Converted:
        """Return the POSITIONS of a batch.

        Raises
        ------
        InputError
            A column is missing, or of a type that cannot be read.
        """
        reading = _Reading(table, plan, self.where, self._units)
        columns: dict[str, pa.Array] = {}
        time, received = _times(reading)
        columns["time"] = _stamps(time.us, time.missing | time.bad)
        columns["received"] = received
        mover = _mover(reading)
        columns["mover"] = mover.words
        names = _feed(reading, self._feed)
        columns["feed"] = names
        for target, spell in _WORDS.items():
            columns |= _word(reading, target, spell)
        columns |= _places(reading, self._swapped, self.rows)
        columns |= _measures(reading)
        for target, most in _WHOLE.items():
            columns |= _whole(reading, target, most)
        columns |= _flag(reading, "acas_ra")
        columns |= _on_ground(reading)

        reasons = np.zeros(reading.rows, np.int8)
        reasons[reading.bad()] = 1 + REASONS.index(BAD_VALUE)
        reasons[mover.missing] = 1 + REASONS.index(NO_MOVER)
        reasons[time.missing] = 1 + REASONS.index(NO_TIME)
        outside = _outside(time, self._period)
        reasons[outside] = 0
        kept = np.flatnonzero((reasons == 0) & ~outside)
        if not self.rows and reading.rows and reasons[0]:
            self._why_first = _first_fault(reading, time, mover)
        self.rows += reading.rows
        self.outside_period += int(outside.sum())
        self.dropped.update(_counted(names, reasons))
        self._kept += kept.size
        whole = pa.table(columns)
        if kept.size < reading.rows:
            whole = whole.take(pa.array(kept))
        return Converted(positions=whole, kept=kept)

    def finish(self) -> None:
        """Say what only the whole can tell.

        Raises
        ------
        InputError
            Latitude and longitude are swapped, or no row at all can be read.
        """
        self._swapped.refuse(self.where)
        if not self.rows or self._kept or self.outside_period:
            return
        by_reason: Counter[str] = Counter()
        for (_, reason), rows in self.dropped.items():
            by_reason[reason] += rows
        counts = ", ".join(f"{by_reason[r]} {r}" for r in REASONS if by_reason[r])
        raise InputError(
            f"{self.where}: {self._why_first}; no row can be read ({self.rows} rows: "
            f"{counts}); if the column is another one, say which with --columns"
        )


@dataclass(slots=True)
class _Swapped:
    """How many places there were, and how many only make sense the other way round."""

    placed: int = 0
    swapped: int = 0
    first: str = ""

    def look(self, plan: Plan, lat_deg: F64, lon_deg: F64, before: int) -> None:
        """Count the places of a batch that has `before` rows before it."""
        placed = np.isfinite(lat_deg) & np.isfinite(lon_deg)
        outside = placed & (np.abs(lat_deg) > 90.0) & (np.abs(lat_deg) <= 180.0)
        swapped = outside & (np.abs(lon_deg) <= 90.0)
        self.placed += int(placed.sum())
        if swapped.any() and not self.swapped:
            row = int(np.flatnonzero(swapped)[0])
            lat, lon = (plan.takes[name].column for name in _LIMITS_DEG)
            self.first = (
                f"row {before + row}, column {lat!r}: wanted degrees from -90 to 90, "
                f"came {lat_deg[row]:.10g}; latitude and longitude look swapped: "
                f"--columns lat_deg={lon},lon_deg={lat}"
            )
        self.swapped += int(swapped.sum())

    def refuse(self, where: str) -> None:
        """Refuse a file most of whose latitudes can only be longitudes."""
        if self.swapped * 2 > self.placed:
            raise InputError(f"{where}: {self.first}")


def _stamps(us: I64, missing: Mask) -> pa.Array:
    return pa.array(us, pa.int64(), mask=missing).cast(UTC_US)


def _times(reading: _Reading) -> tuple[Times, pa.Array]:
    """Return the time of applicability, and the time of receipt where the age is known.

    Where the position has a time or an age of its own, `time` is only that of the
    snapshot which carried it.
    """
    snapshot = _instants(reading, "time")
    received = _instants(reading, "received")
    aged = _instants(reading, POSITION_TIME) or _of_age(reading, snapshot)
    if snapshot is None:
        raise InputError(f"{reading.where}: has no column of times")
    if aged is None:
        if received is None:
            return snapshot, pa.nulls(reading.rows, UTC_US)
        return snapshot, _stamps(received.us, received.missing | received.bad)
    known = ~(aged.missing | aged.bad)
    time = Times(
        np.where(known, aged.us, snapshot.us),
        snapshot.missing & aged.missing,
        (snapshot.bad & ~known) | aged.bad,
    )
    unknown = ~known | snapshot.missing | snapshot.bad
    return time, _stamps(snapshot.us, unknown)


def _instants(reading: _Reading, target: str) -> Times | None:
    take = reading.take(target)
    if take is None:
        return None
    read = reading.times(take)
    reading.fault(take, read.bad, "a time from 1970 to 2200")
    return read


def _of_age(reading: _Reading, snapshot: Times | None) -> Times | None:
    take = reading.take(POSITION_AGE)
    if take is None or snapshot is None:
        return None
    age = reading.read(take, numbers)
    missing = np.isnan(age.values) & ~age.bad
    bad = age.bad | (~missing & ~(np.abs(age.values) < 1e9))
    reading.fault(take, bad, "an age in seconds")
    gone = missing | bad
    age_us = np.rint(np.where(gone, 0.0, age.values) * US_PER_S).astype(np.int64)
    return Times(snapshot.us - age_us, missing | snapshot.missing, bad | snapshot.bad)


def _outside(time: Times, period: tuple[int | None, int | None]) -> Mask:
    first, end = period
    outside = np.zeros(time.us.size, np.bool_)
    if first is not None:
        outside |= time.us < first
    if end is not None:
        outside |= time.us >= end
    return outside & ~time.missing & ~time.bad


def _mover(reading: _Reading) -> Words:
    take = reading.take("mover")
    if take is None:
        raise InputError(f"{reading.where}: has no column of movers")
    spell = _MOVERS[take.unit or "text"]
    read = reading.read(take, lambda column: words(column, spell))
    reading.fault(take, read.bad, "a 24-bit address")
    return read


def _feed(reading: _Reading, feed: str | None) -> pa.DictionaryArray:
    take = reading.take("feed")
    if feed is None and take is not None:
        own = reading.read(take, lambda column: words(column, spelling.word))
        names = [*own.words.dictionary.to_pylist(), DEFAULT_FEED]
        codes = pc.fill_null(own.words.indices, len(names) - 1)
        return pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string()))
    return repeated(feed or DEFAULT_FEED, reading.rows)


def repeated(word: str, rows: int) -> pa.DictionaryArray:
    """Return a dictionary-encoded column that says `word` in each of `rows` rows."""
    codes = pa.array(np.zeros(rows, np.int32))
    return pa.DictionaryArray.from_arrays(codes, pa.array([word], pa.string()))


def _word(reading: _Reading, target: str, spell: Spell) -> dict[str, pa.Array]:
    take = reading.take(target)
    if take is None:
        return {}
    read = reading.read(take, lambda column: words(column, spell))
    return {target: read.words}


def _places(reading: _Reading, swapped: _Swapped, before: int) -> dict[str, pa.Array]:
    values: dict[str, F64] = {}
    for target, most_deg in _LIMITS_DEG.items():
        take = reading.take(target)
        if take is None:
            raise InputError(f"{reading.where}: has no column of {target}")
        read = reading.read(take, numbers)
        values[target] = read.values
        bad = read.bad | (np.abs(read.values) > most_deg)
        wanted = f"degrees from -{most_deg:.0f} to {most_deg:.0f}"
        reading.fault(take, bad, wanted)
    swapped.look(reading.plan, values["lat_deg"], values["lon_deg"], before)
    return {target: _reals(deg, pa.float64()) for target, deg in values.items()}


def _measures(reading: _Reading) -> dict[str, pa.Array]:
    out: dict[str, pa.Array] = {}
    for target, scales in _SCALES.items():
        take = reading.take(target)
        if take is None:
            continue
        read = reading.read(take, lambda column: numbers(_aloft(column)))
        reading.fault(take, read.bad, f"a number ({take.unit})")
        values = read.values * scales[take.unit]
        if target.startswith("alt_") and take.unit not in ("ft", "FL"):
            # Metres come from feet that were rounded to centimetres or to float32;
            # without this, heights in steps of 25 ft would no longer be multiples.
            values = np.round(values, 2)
        out[target] = _reals(values, pa.float32())
    return out


def _reals(values: F64, kind: pa.DataType) -> pa.Array:
    """Return an Arrow column; what is not finite is null."""
    with np.errstate(over="ignore"):
        typed = values.astype(kind.to_pandas_dtype(), copy=False)
    return pa.array(typed, kind, mask=~np.isfinite(typed))


def _aloft(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return `column` with readsb's altitude "ground" as null."""
    column = plain(column)
    if not is_text(column.type):
        return column
    return pc.if_else(pc.equal(column, _GROUND), pa.scalar(None, column.type), column)


def _whole(reading: _Reading, target: str, most: int) -> dict[str, pa.Array]:
    take = reading.take(target)
    if take is None:
        return {}
    read = reading.read(take, numbers)
    missing = np.isnan(read.values) & ~read.bad
    fits = (read.values >= 0) & (read.values <= most)
    fits &= read.values == np.floor(read.values)
    reading.fault(take, ~missing & ~fits, f"a whole number from 0 to {most}")
    values = np.where(fits, read.values, 0.0).astype(np.int8)
    return {target: pa.array(values, pa.int8(), mask=~fits)}


def _flag(reading: _Reading, target: str) -> dict[str, pa.Array]:
    take = reading.take(target)
    if take is None:
        return {}
    column = reading.column(take)
    if pa.types.is_struct(column.type):
        # readsb writes an object with the resolution while there is one.
        there = valid(column)
        return {target: pa.array(there, pa.bool_(), mask=~there)}
    values, missing, bad = reading.read(take, flags)
    reading.fault(take, bad, "true or false")
    return {target: pa.array(values, pa.bool_(), mask=missing | bad)}


def _on_ground(reading: _Reading) -> dict[str, pa.Array]:
    if reading.take("on_ground") is not None:
        return _flag(reading, "on_ground")
    take = reading.take("alt_baro_ft")
    if take is None or reading.plan.dialect != "readsb":
        return {}
    column = plain(reading.column(take))
    known = valid(column)
    if not is_text(column.type):
        return {"on_ground": pa.array(np.zeros(known.size, np.bool_), mask=~known)}
    grounded = np.array(pc.fill_null(pc.equal(column, _GROUND), False).to_numpy())
    return {"on_ground": pa.array(grounded, pa.bool_(), mask=~known)}


def _counted(
    names: pa.DictionaryArray, reasons: NDArray[np.int8]
) -> dict[tuple[str, str], int]:
    feeds = names.dictionary.to_pylist()
    lost = np.flatnonzero(reasons)
    codes = np.asarray(names.indices)[lost].astype(np.int64) * 8 + reasons[lost]
    counted: dict[tuple[str, str], int] = {}
    for code, rows in zip(*np.unique(codes, return_counts=True), strict=True):
        feed, reason = divmod(int(code), 8)
        counted[feeds[feed], REASONS[reason - 1]] = int(rows)
    return counted


def _first_fault(reading: _Reading, time: Times, mover: Words) -> str:
    """Say what is wrong with the first row."""
    faults = list(reading.faults)
    faults.append(_Fault(reading.plan.takes["mover"].column, mover.missing, "a mover"))
    faults.append(_Fault(reading.plan.takes["time"].column, time.missing, "a time"))
    first = next(fault for fault in reversed(faults) if fault.rows[0])
    came = reading.table.column(first.column)[0].as_py()
    shown = "nothing" if came is None or came == "" else repr(came)[:80]
    if isinstance(came, str) and _COMMA.fullmatch(came):
        shown += " (a decimal comma; wanted a point)"
    return f"row 0, column {first.column!r}: wanted {first.wanted}, came {shown}"
