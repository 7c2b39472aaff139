"""Positions of those movers alone that came near an agreement's places.

A mover is read whole or not at all: whose it is, the step of its heights, its last
speed and what is stale rest on all its rows (RULES §1 to §3), so that rows left out one
by one could change a finding. A mover that never came near bears on none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.agreement.ground import watched_rings
from thalweg.archive.packed_file import alive_slots
from thalweg.errors import InputError
from thalweg.feeds.feed import ReadResult
from thalweg.feeds.packed import PackedArchive, PackedReading, archive_in
from thalweg.feeds.reading import dropped_of, read, refuse_for_packed, source_of
from thalweg.feeds.source import Given, locate, settings_of
from thalweg.kernels.clean import within_reach
from thalweg.model.agreement import (
    Agreement,
    Clause,
    KeepSide,
    StandOff,
    UnwatchedClause,
)
from thalweg.model.feed import Feeds
from thalweg.tables.packed import E7
from thalweg.tables.positions import POSITIONS
from thalweg.tracks.aerodromes import REACH_M, SLOW_MPS, aerodromes
from thalweg.tracks.coverage import SLOT_US
from thalweg.tracks.reports import floats, times_us, words
from thalweg.tracks.stitch import is_address
from thalweg.wire.archive_manifest import Box, Slots

BOOL = NDArray[np.bool_]
F64 = NDArray[np.float64]

WORST_ERROR_M = 20_000.0
"""Above every 95 % error that a quality field stands for (RULES §3)."""
M_PER_DEG = 110_500.0
"""Less than a degree of latitude is anywhere."""
CELL_DEG = 0.25
"""Of hours seen (RULES §9): a cell that an area touches is wanted whole."""

FEWEST_MOVERS = 2
"""With one mover alone nothing is said of hours seen (RULES §9)."""


@dataclass(frozen=True, slots=True)
class NearBox:
    """Bounds in degrees; `west_deg` and `east_deg` may run past 180."""

    south_deg: float
    north_deg: float
    west_deg: float
    east_deg: float

    def holds(self, lat_deg: F64, lon_deg: F64) -> BOOL:
        """Say which places are inside; NaN is not."""
        lat = (lat_deg >= self.south_deg) & (lat_deg <= self.north_deg)
        east_deg = np.mod(lon_deg - self.west_deg, 360.0)
        return np.asarray(lat & (east_deg <= self.east_deg - self.west_deg))

    def touches(self, other: NearBox) -> bool:
        """Say whether two boxes share a place."""
        return (
            self.south_deg <= other.north_deg
            and other.south_deg <= self.north_deg
            and any(
                self.west_deg + turn <= other.east_deg
                and other.west_deg <= self.east_deg + turn
                for turn in (-360.0, 0.0, 360.0)
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What was read, and what was not.

    `left_out` counts the rows in the period of movers that never came near; `alive` is
    when each feed delivered anything at all, those rows too; `span_us` the first and
    the last instant of all rows. `read_bytes` of archives were decoded
    (twice, where twice); `of_bytes` is what they have.
    """

    given: ReadResult
    left_out: int
    alive: tuple[Slots, ...]
    span_us: tuple[int, int] | None
    read_bytes: int
    of_bytes: int


def near_boxes(agreement: Agreement, feeds: Feeds) -> tuple[NearBox, ...]:
    """Return the boxes outside of which no row of a mover bears on a finding.

    Each holds a clause's area and, on all sides, what a step within `largest_gap` and
    the widest error reach: a mover may pass an area between two reports.

    Raises
    ------
    InputError
        A clause holds wherever movers fly, so that nothing can be left out.
    """
    boxes = []
    for clause in agreement.clauses:
        if isinstance(clause, UnwatchedClause):
            continue
        if not isinstance(clause, KeepSide | StandOff):
            if clause.kind.startswith("notice."):
                continue
            raise _everywhere(clause)
        rings = watched_rings(agreement, clause)
        if rings is None:
            raise _everywhere(clause)
        margin_m = _margin_m(agreement, feeds, clause)
        boxes += [_widened(lat, lon, margin_m) for lat, lon in rings]
    return tuple(boxes)


def _everywhere(clause: Clause) -> InputError:
    return InputError(
        f"clause {clause.id} ({clause.kind}) holds wherever movers fly, so that none "
        "can be left out: leave out --near-only"
    )


def _margin_m(agreement: Agreement, feeds: Feeds, clause: KeepSide | StandOff) -> float:
    fastest_mps = agreement.defaults.fastest_mps
    turns_mps2 = [rule.manoeuvre_mps2 or 0.0 for rule in agreement.roster]
    turn_mps2 = max([agreement.defaults.manoeuvre_mps2, *turns_mps2])
    stated_m = [feed.error_m or 0.0 for feed in feeds.feeds.values()]
    time_s = [feed.time_error_s or 0.0 for feed in feeds.feeds.values()]
    return (
        clause.largest_gap_s * fastest_mps
        + turn_mps2 * clause.largest_gap_s**2 / 8.0
        + max([WORST_ERROR_M, *stated_m])
        + max([2.0, *time_s]) * fastest_mps
        + CELL_DEG * M_PER_DEG * 1.5
    )


def _widened(lat_deg: F64, lon_deg: F64, margin_m: float) -> NearBox:
    margin_deg = margin_m / M_PER_DEG
    south_deg = max(float(lat_deg.min()) - margin_deg, -90.0)
    north_deg = min(float(lat_deg.max()) + margin_deg, 90.0)
    narrow = np.cos(np.radians(max(abs(south_deg), abs(north_deg))))
    wide_deg = margin_deg / max(float(narrow), 1e-6)
    west_deg, east_deg = (
        float(lon_deg.min()) - wide_deg,
        float(lon_deg.max()) + wide_deg,
    )
    if east_deg - west_deg >= 360.0:
        west_deg, east_deg = -180.0, 180.0
    return NearBox(south_deg, north_deg, west_deg, east_deg)


def read_near(
    paths: Sequence[Given],
    boxes: Sequence[NearBox],
    *,
    feeds: Feeds,
    columns: Mapping[str, str] | None,
    from_us: int | None,
    to_us: int | None,
) -> Near:
    """Read all rows of the movers that came into `boxes`, and no others'.

    All is read where not every id is a 24-bit address (others may be one thing in two
    feeds, which any of their rows can show), or fewer than two movers came near.
    Movers that were at an aerodrome where one that came near moved slowly are read
    too: what they say on the ground tells its surface.

    Raises
    ------
    InputError
        An end of the period is none of a whole five minutes, or an input is wrong.
    """
    for option, at_us in (("--from", from_us), ("--to", to_us)):
        if at_us is not None and at_us % SLOT_US:
            raise InputError(
                f"{option}: with --near-only, a period begins and ends at whole five "
                "minutes, by which hours seen are told"
            )
    parts = list(_parts(paths, feeds, columns, (from_us, to_us)))
    near: frozenset[str] | None = None
    if all(is_address(mover) for part in parts for mover in part.movers(None)):
        near = frozenset(m for part in parts for m in part.movers(boxes))
        if len(near) < FEWEST_MOVERS:
            near = None
    found = [part.rows(near) for part in parts]
    left_out = sum(part.left_out for part in parts)
    more: list[pa.Table] = []
    if near is not None:
        around = [box for one in found for box in _aerodromes(one.positions, feeds)]
        taxied = frozenset(m for part in parts for m in part.movers(around)) - near
        if taxied:
            more = [part.rows(taxied).positions for part in parts]
    left_out -= sum(table.num_rows for table in more)
    tables = [one.positions for one in found]
    table = pa.concat_tables([POSITIONS.empty(), *tables, *more]).unify_dictionaries()
    return replace(_together(parts, found, table, to_us), left_out=left_out)


def _together(
    parts: Sequence[_Part],
    found: Sequence[ReadResult],
    table: pa.Table,
    to_us: int | None,
) -> Near:
    dropped: dict[tuple[str, str], int] = {}
    for one in found:
        for key, rows in one.dropped.items():
            dropped[key] = dropped.get(key, 0) + rows
    spans = [part.span_us for part in parts if part.span_us is not None]
    span_us = (min(s for s, _ in spans), max(e for _, e in spans)) if spans else None
    alive = [slots for part in parts for slots in part.alive]
    if span_us is not None and to_us is None:
        alive = _before_the_end(parts, alive, span_us[1])
    return Near(
        given=ReadResult(
            positions=table,
            sources=tuple(source for one in found for source in one.sources),
            dropped=dict(sorted(dropped.items())),
            outside_period=sum(one.outside_period for one in found),
        ),
        left_out=0,
        alive=tuple(alive),
        span_us=span_us,
        read_bytes=sum(part.read_bytes for part in parts),
        of_bytes=sum(part.of_bytes for part in parts),
    )


def _before_the_end(
    parts: Sequence[_Part], alive: Sequence[Slots], end_us: int
) -> list[Slots]:
    """Return when feeds were alive before the last instant, as hours seen count it."""
    slot = end_us // SLOT_US
    out = [(name, first, min(last, slot - 1)) for name, first, last in alive]
    last = {name for part in parts for name in part.feeds(slot * SLOT_US, end_us)}
    return [
        *((name, first, end) for name, first, end in out if first <= end),
        *((name, slot, slot) for name in sorted(last)),
    ]


def _aerodromes(table: pa.Table, feeds: Feeds) -> Iterator[NearBox]:
    """Yield a box about each aerodrome at which a row may be judged by its surface."""
    speed_mps = floats(table.column("ground_speed_mps"))
    flagged = pc.fill_null(table.column("on_ground"), False).to_numpy()
    slow = ~(speed_mps >= SLOW_MPS) & ~flagged
    lat_rad, lon_rad = (
        np.radians(floats(table.column(name))[slow]) for name in ("lat_deg", "lon_deg")
    )
    known = aerodromes(feeds)
    _, at = within_reach(lat_rad, lon_rad, known.lat_rad, known.lon_rad, REACH_M)
    for place in np.unique(at):
        lat_deg, lon_deg = np.degrees([known.lat_rad[place], known.lon_rad[place]])
        yield _widened(np.array([lat_deg]), np.array([lon_deg]), 2.0 * REACH_M)


def _parts(
    paths: Sequence[Given],
    feeds: Feeds,
    columns: Mapping[str, str] | None,
    period: tuple[int | None, int | None],
) -> Iterator[_Part]:
    """Yield archives, each by itself, then all other files, which are read whole."""
    others: list[Given] = []
    for given in paths:
        name, path = locate(given)
        archive = archive_in(path)
        if archive is None:
            others.append(given)
            continue
        settings = settings_of(name, path, feeds)
        refuse_for_packed(archive, settings, columns or {})
        yield _PackedPart(archive, settings.name if settings else None, period)
    if others:
        from_us, to_us = period
        found = read(others, feeds=feeds, columns=columns, from_us=from_us, to_us=to_us)
        yield _TablePart(found)


class _Part(Protocol):
    """Some of the input: which movers it has, where, and their rows.

    `rows` sets `left_out` and `read_bytes`. Movers are in lower case.
    """

    left_out: int
    read_bytes: int
    of_bytes: int
    alive: tuple[Slots, ...]
    span_us: tuple[int, int] | None

    def movers(self, boxes: Sequence[NearBox] | None) -> set[str]:
        """Return the movers that were in one of the boxes; of None, all."""

    def rows(self, near: frozenset[str] | None) -> ReadResult:
        """Return the rows of some movers; of None, of all."""

    def feeds(self, from_us: int, to_us: int) -> set[str]:
        """Return the feeds that delivered anything in [from, to)."""


class _TablePart:
    def __init__(self, found: ReadResult) -> None:
        self.left_out = self.read_bytes = self.of_bytes = 0
        self._found = found
        table = found.positions
        feed = words(table.column("feed"))
        time_us = times_us(table.column("time"))
        self.alive = alive_slots(feed.values, feed.codes, time_us)
        ends = pc.min_max(table.column("time").cast(pa.int64())).as_py()
        self.span_us = (ends["min"], ends["max"]) if table.num_rows else None

    def movers(self, boxes: Sequence[NearBox] | None) -> set[str]:
        return _movers(self._found.positions, boxes)

    def rows(self, near: frozenset[str] | None) -> ReadResult:
        table = self._found.positions
        if near is not None:
            mover = pc.utf8_lower(table.column("mover").cast(pa.string()))
            table = table.filter(pc.is_in(mover, pa.array(sorted(near), pa.string())))
        self.left_out = self._found.positions.num_rows - table.num_rows
        return replace(self._found, positions=table)

    def feeds(self, from_us: int, to_us: int) -> set[str]:
        table = self._found.positions
        time_us = times_us(table.column("time"))
        inside = pa.array((time_us >= from_us) & (time_us < to_us))
        return set(words(table.column("feed").filter(inside)).values)


class _PackedPart:
    def __init__(
        self,
        archive: PackedArchive,
        feed: str | None,
        period: tuple[int | None, int | None],
    ) -> None:
        self.left_out = self.read_bytes = 0
        self.of_bytes = archive.manifest.size_bytes
        self._archive, self._feed, self._period = archive, feed, period
        files = archive.manifest.files.values()
        self.alive = tuple(
            (feed or name, first, last)
            for file in files
            for name, first, last in file.alive
        )
        self.span_us = self._span_us()

    def _span_us(self) -> tuple[int, int] | None:
        """Return the first and last instant in the period; a cut one is only near."""
        low, high = self._period
        files = self._archive.manifest.files.values()
        from_us = min(file.from_us for file in files)
        to_us = max(file.to_us for file in files)
        return (
            from_us if low is None else max(low, from_us),
            to_us if high is None else min(high, to_us),
        )

    def movers(self, boxes: Sequence[NearBox] | None) -> set[str]:
        reading = PackedReading(
            self._archive, from_us=self._period[0], to_us=self._period[1]
        )
        names = ["mover"] if boxes is None else ["mover", "lat_e7", "lon_e7"]
        found: set[str] = set()
        for part in reading.columns(names, touching(boxes)):
            found |= _movers(part, boxes)
        self.read_bytes += reading.read_bytes
        return found

    def rows(self, near: frozenset[str] | None) -> ReadResult:
        reading = PackedReading(
            self._archive,
            feed=self._feed,
            from_us=self._period[0],
            to_us=self._period[1],
            movers=near,
        )
        tables = list(reading)
        self.left_out = reading.left_out
        self.read_bytes += reading.read_bytes
        return ReadResult(
            positions=pa.concat_tables([POSITIONS.empty(), *tables]),
            sources=(source_of(self._archive, self._feed),),
            dropped=dropped_of(self._archive, self._feed),
            outside_period=reading.outside_period,
        )

    def feeds(self, from_us: int, to_us: int) -> set[str]:
        reading = PackedReading(self._archive, from_us=from_us, to_us=to_us)
        found: set[str] = set()
        for part in reading.columns(["feed"], touching(None)):
            found.update(words(part.column("feed")).values)
        self.read_bytes += reading.read_bytes
        return {self._feed or name for name in found}


def touching(boxes: Sequence[NearBox] | None) -> Callable[[Box], bool]:
    """Return what says whether a box of an archive touches one of `boxes`, or any."""

    def touches(box: Box) -> bool:
        south, west, north, east = (value / E7 for value in box)
        mine = NearBox(south, north, west, east)
        return boxes is None or any(one.touches(mine) for one in boxes)

    return touches


def _movers(table: pa.Table, boxes: Sequence[NearBox] | None) -> set[str]:
    mover = table.column("mover")
    if boxes is not None:
        lat_deg, lon_deg = (
            floats(table.column("lat_deg")),
            floats(table.column("lon_deg")),
        )
        inside = np.zeros(table.num_rows, np.bool_)
        for box in boxes:
            inside |= box.holds(lat_deg, lon_deg)
        mover = mover.filter(pa.array(inside))
    return {word.lower() for word in pc.unique(mover.cast(pa.string())).to_pylist()}
