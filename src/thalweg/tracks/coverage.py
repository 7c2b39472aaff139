"""Where and when anything could have been seen (RULES §9).

Seeing an aircraft shows that one could see; seeing none shows nothing. A feed is alive
in a 5 min slot if it delivered any row in it, kept or not. A cell and height band is
reachable for a feed if declared in FEEDS, or, for a whole UTC day, if kept reports of
at least two movers in at least three slots of that day lay there. Seen is alive and
reachable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from thalweg.model.feed import Feeds
from thalweg.tables.account import COVERAGE
from thalweg.tables.tracks import KEPT
from thalweg.tracks.pieces import (
    BAND_NAMES,
    N_LAT,
    N_LON,
    Declared,
    Pieces,
    area_of,
    band_of,
    bands_inside,
    cell_corner,
    cell_of,
    cut,
    declarations,
    declares_band,
    whole_cells,
)
from thalweg.tracks.reports import floats, times_us, word_column, words

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
BOOL = NDArray[np.bool_]

SLOT_US = 300_000_000
HOUR_US = 3_600_000_000
DAY_US = 86_400_000_000
FEWEST_SLOTS, FEWEST_MOVERS = 3, 2
_N_BANDS = len(BAND_NAMES)
_N_CELLS = N_LAT * N_LON
DECLARED, LEARNED, NONE = "declared", "learned", "none"


@dataclass(frozen=True, slots=True)
class Hours:
    """How much of one day was seen, for one clause.

    Attributes
    ----------
    seen_h
        Hours seen, by share of area and height bands; None where only one mover is in
        the whole input, which shows nothing about who else could have been seen.
    alive_h
        Hours in which any feed delivered anything: the upper bound.
    basis
        ``declared``, ``learned`` or ``none``: what most of `seen_h` rests on.
    sees
        ``all`` if feeds that see silent aircraft saw all of it, else ``cooperative``.
    """

    seen_h: float | None
    alive_h: float
    basis: str
    sees: str


@dataclass(frozen=True, slots=True)
class _Heard:
    """Kept reports, gathered by mover, place (feed, band, cell) and slot."""

    mover: I64
    place: I64
    slot: I64
    reports: I64


class Coverage:
    """What each feed could see, where and when; made by `coverage`.

    Parameters
    ----------
    feeds
        Settings of the feeds, with declared coverage.
    names
        The feeds, sorted; those that delivered nothing too.
    alive
        `alive[f, s]`: whether feed f delivered anything in slot s of the period.
    heard
        The kept reports.
    n_movers
        Number of movers with a kept report.
    period_us
        First instant of the period, and the first after it.
    """

    def __init__(
        self,
        *,
        feeds: Feeds,
        names: tuple[str, ...],
        alive: BOOL,
        heard: _Heard,
        n_movers: int,
        period_us: tuple[int, int],
    ) -> None:
        self._names = names
        self._alive = alive
        self._heard = heard
        self._n_movers = n_movers
        self._from_us, self._to_us = period_us
        self._first_slot = self._from_us // SLOT_US
        self._declared: list[Declared] = declarations(feeds, names)
        self._sees_all = np.array([feeds.of(n).sees == "all" for n in names], bool)
        self._learned = _learned(heard)

    def table(self) -> pa.Table:
        """Return COVERAGE: per hour, feed, cell and band, what was seen of it.

        A row stands for every hour in which the feed was alive and the place was
        reachable for it, or had a report. Declared reach is listed for the cells in
        which any feed had a report in this input: elsewhere it says nothing new.
        """
        place_hour = np.concatenate(
            [self._reported[0], self._learned_hours, self._declared_hours]
        )
        place_hour = np.unique(place_hour)
        place, hour = _split(place_hour)
        feed, band, cell = _place_parts(place)
        alive_s = self._alive_s[feed, hour - self._from_us // HOUR_US]
        declared = np.isin(place_hour, self._declared_hours)
        reachable = declared | np.isin(place_hour, self._learned_hours)
        basis = np.where(declared, 0, np.where(reachable, 1, 2))
        counts = [_looked_up(place_hour, *part) for part in self._counted]
        lat_deg, lon_deg = cell_corner(cell)
        corners = [f"{a:.2f},{b:.2f}" for a, b in zip(lat_deg, lon_deg, strict=True)]
        made = pa.table(
            {
                "hour": pa.array(hour * HOUR_US).cast(
                    COVERAGE.schema.field("hour").type
                ),
                "feed": word_column(feed.astype(np.int32), self._names),
                "cell": pa.array(corners, pa.string()),
                "band": word_column(band.astype(np.int32), BAND_NAMES),
                "alive_s": alive_s,
                "seen_s": np.where(reachable, alive_s, 0.0),
                "reports": counts[0],
                "movers": counts[1],
                "basis": word_column(basis.astype(np.int32), (DECLARED, LEARNED, NONE)),
            }
        )
        order = pc.sort_indices(
            made.set_column(1, "feed", made["feed"].cast(pa.string())).set_column(
                3, "band", made["band"].cast(pa.string())
            ),
            [(name, "ascending") for name in COVERAGE.sorted_by],
        )
        return COVERAGE.conform(made.take(order))

    def hours(
        self,
        rings: Sequence[F64] | None,
        floor_ft: float | None,
        ceiling_ft: float | None,
        windows_us: I64 | None,
        days: Sequence[tuple[int, int]],
        *,
        holes: Sequence[F64] = (),
    ) -> list[Hours]:
        """Return how much of each day was seen of an area between two heights.

        Parameters
        ----------
        rings, holes
            Outer rings of the area, taken together, and what is cut out of them; each
            an array of rows (lat_deg, lon_deg). None: all cells that any feed reached.
        floor_ft, ceiling_ft
            Heights of the clause; bands that share some of them weigh equally.
        windows_us
            When the clause was in force: rows (start, end); None for all the time.
        days
            Start and end of each day asked about. Times are microseconds since 1970.

        Notes
        -----
        The area counts by its share in each cell (see `tracks.pieces`); a part seen by
        any feed is seen. Time outside the period of the input is neither seen nor
        alive.
        """
        pieces = self._pieces(rings, holes)
        share = self._shares(pieces, bands_inside(floor_ft, ceiling_ft))
        edges_us = self._edges_us
        in_force = _Window(windows_us, self._from_us, self._to_us)
        any_alive = np.asarray(self._alive.any(axis=0))
        out = []
        for start_us, end_us in days:
            # Only the slots of that day: years of them would be gone through each time.
            low = max(int(np.searchsorted(edges_us, start_us, "right")) - 1, 0)
            high = max(int(np.searchsorted(edges_us, end_us, "left")), low)
            mine_us = edges_us[low : high + 1]
            clipped_us = np.clip(mine_us, start_us, max(start_us, end_us))
            hours_h = np.diff(in_force.before_us(clipped_us)) / HOUR_US
            mine = slice(low, low + len(hours_h))
            seen_h, declared_h, all_h = (float(hours_h @ row[mine]) for row in share)
            alive_h = float(hours_h @ any_alive[mine])
            out.append(self._hours(seen_h, declared_h, all_h, alive_h))
        return out

    def _hours(
        self, seen_h: float, declared_h: float, all_h: float, alive_h: float
    ) -> Hours:
        if self._n_movers == 1:
            seen_h = 0.0
        if seen_h <= 0.0:
            basis = NONE
            wide = bool(self._sees_all.all()) and self._sees_all.size > 0
        else:
            basis = DECLARED if declared_h >= 0.5 * seen_h else LEARNED
            wide = all_h >= seen_h * (1.0 - 1e-9)
        return Hours(
            seen_h=None if self._n_movers == 1 else seen_h,
            alive_h=alive_h,
            basis=basis,
            sees="all" if wide else "cooperative",
        )

    @property
    def _edges_us(self) -> I64:
        n_slots = self._alive.shape[1]
        return (self._first_slot + np.arange(n_slots + 1, dtype=np.int64)) * SLOT_US

    def _pieces(self, rings: Sequence[F64] | None, holes: Sequence[F64]) -> Pieces:
        if rings:
            return cut(area_of(rings, holes), self._declared, len(self._names))
        cells = np.unique(_place_parts(_split(self._learned)[0])[2])
        if self._declared:
            declared = [
                cut(d.area, [], 1).cell for d in self._declared if not d.area.is_empty
            ]
            cells = np.unique(np.concatenate([cells, *declared]))
        return whole_cells(cells, self._declared, len(self._names))

    def _shares(self, pieces: Pieces, bands: list[int]) -> F64:
        """Return the share of an area seen in each slot.

        Rows: by all feeds, by declared reach alone, by feeds that see all.
        """
        share = np.zeros((3, self._alive.shape[1]))
        total = pieces.weight.sum()
        if not total:
            return share
        slots = self._first_slot + np.arange(self._alive.shape[1])
        day = slots * SLOT_US // DAY_US
        days, first = np.unique(day, return_index=True)
        for one_day, of_day in zip(
            days, np.split(np.arange(len(day)), first[1:]), strict=True
        ):
            learned = self._learned_on(int(one_day), pieces.cell)
            patterns, which = np.unique(
                self._alive[:, of_day].T, axis=0, return_inverse=True
            )
            seen = np.zeros((3, len(patterns)))
            for k, alive in enumerate(patterns):
                kinds = (
                    (pieces.declared | learned)[alive],
                    pieces.declared[alive],
                    (pieces.declared | learned)[alive & self._sees_all],
                )
                for row, reach in enumerate(kinds):
                    of_piece = reach.any(axis=0)[:, bands].mean(axis=1)
                    seen[row, k] = pieces.weight @ of_piece / total
            share[:, of_day] = seen[:, which.ravel()]
        return share

    def _learned_on(self, day: int, cell: I64) -> BOOL:
        """Say for each feed, piece and band whether it was learned on a UTC day."""
        shape = (len(self._names), cell.size, _N_BANDS)
        feed = np.arange(len(self._names))[:, None, None]
        band = np.arange(_N_BANDS)[None, None, :]
        place = _place(feed, band, cell[None, :, None])
        return np.isin(_join(place, day), self._learned).reshape(shape)

    @cached_property
    def _alive_s(self) -> F64:
        """Seconds alive of each feed and hour of the period."""
        edges_us = np.clip(self._edges_us, self._from_us, self._to_us)
        length_s = np.diff(edges_us) / 1e6
        hour = self._edges_us[:-1] // HOUR_US - self._from_us // HOUR_US
        n_hours = int(hour[-1]) + 1 if hour.size else 0
        return np.array(
            [np.bincount(hour, row * length_s, n_hours) for row in self._alive]
        ).reshape(len(self._names), n_hours)

    @cached_property
    def _reported(self) -> tuple[I64, I64, I64]:
        """Place and hour of all reports, sorted; how many; of how many movers."""
        heard = self._heard
        key = _join(heard.place, heard.slot * SLOT_US // HOUR_US)
        keys, which = np.unique(key, return_inverse=True)
        reports = np.bincount(which, heard.reports, keys.size).astype(np.int64)
        each = np.unique(np.stack([which, heard.mover], 1), axis=0)[:, 0]
        return keys, reports, np.bincount(each, minlength=keys.size)

    @property
    def _counted(self) -> tuple[tuple[I64, I64], tuple[I64, I64]]:
        keys, reports, n_movers = self._reported
        return (keys, reports), (keys, n_movers)

    @cached_property
    def _learned_hours(self) -> I64:
        place, day = _split(self._learned)
        return self._alive_hours(np.repeat(place, 24), _hours_of(day))

    @cached_property
    def _declared_hours(self) -> I64:
        cells = np.unique(_place_parts(self._heard.place)[2])
        lat_deg, lon_deg = (corner + 0.125 for corner in cell_corner(cells))
        first, last = self._from_us // HOUR_US, (self._to_us - 1) // HOUR_US
        hours = np.arange(first, last + 1)
        out = [np.empty(0, np.int64)]
        for declared in self._declared:
            inside = _covers(declared, lat_deg, lon_deg)
            for band in range(_N_BANDS):
                if declares_band(declared, band):
                    place = _place(declared.feed, band, cells[inside])
                    out.append(
                        self._alive_hours(
                            np.repeat(place, hours.size), np.tile(hours, place.size)
                        )
                    )
        return np.unique(np.concatenate(out))

    def _alive_hours(self, place: I64, hour: I64) -> I64:
        """Join place and hour where the place's feed was alive in that hour."""
        k = hour - self._from_us // HOUR_US
        inside = (k >= 0) & (k < self._alive_s.shape[1])
        place, hour, k = place[inside], hour[inside], k[inside]
        alive = self._alive_s[_place_parts(place)[0], k] > 0.0
        return _join(place[alive], hour[alive])


def coverage(
    tracks: pa.Table,
    *,
    feeds: Feeds,
    from_us: int,
    to_us: int,
    also_alive: Sequence[tuple[str, int, int]] = (),
) -> Coverage:
    """Learn from TRACKS what could be seen in a period.

    Parameters
    ----------
    tracks
        TRACKS, dropped rows included: they show that their feed was alive.
    feeds
        Settings with declared coverage and what each feed sees.
    from_us, to_us
        The period: its first and its last instant, reports at both among it.
    also_alive
        When feeds delivered rows that are not in `tracks`: a feed, and the first and
        the last of some slots, counted since 1970.
    """
    seen = Seen(
        words(tracks["feed"]).values,
        feeds=feeds,
        from_us=from_us,
        to_us=to_us,
        also_alive=also_alive,
    )
    seen.add(tracks)
    return seen.whole()


class Seen:
    """What coverage is learned from, taken from TRACKS of some movers after others.

    Parameters
    ----------
    delivered
        The feeds that any row of any part is of.
    feeds, from_us, to_us, also_alive
        As for `coverage`.
    """

    def __init__(
        self,
        delivered: Sequence[str],
        *,
        feeds: Feeds,
        from_us: int,
        to_us: int,
        also_alive: Sequence[tuple[str, int, int]] = (),
    ) -> None:
        to_us = max(to_us, from_us + 1)
        declared = [name for name, settings in feeds.feeds.items() if settings.coverage]
        named = [name for name, _, _ in also_alive]
        self._feeds = feeds
        self._names = tuple(sorted({*delivered, *declared, *named}))
        self._rank = {name: k for k, name in enumerate(self._names)}
        self._from_us, self._to_us = from_us, to_us
        first, self._last = from_us // SLOT_US, (to_us - 1) // SLOT_US
        self._first = first
        self._alive = np.zeros((len(self._names), self._last - first + 1), bool)
        for name, low, high in also_alive:
            of_feed = self._alive[self._rank[name]]
            of_feed[max(low - first, 0) : max(high - first + 1, 0)] = True
        self._heard: list[_Heard] = []
        self._movers = self._kept_movers = 0

    def add(self, tracks: pa.Table) -> None:
        """Learn from TRACKS of movers that no other part has rows of."""
        feed, mover = words(tracks["feed"]), words(tracks["mover"])
        to_rank = np.array([self._rank[name] for name in feed.values] or [0], np.int64)
        feed_code = to_rank[feed.codes]
        time_us = times_us(tracks["time"])
        # The period's ends are reports: the last one counts in the slot that it closes.
        inside = (time_us >= self._from_us) & (time_us <= self._to_us)
        slot = np.minimum(time_us // SLOT_US, self._last)
        self._alive[feed_code[inside], slot[inside] - self._first] = True
        reason = words(tracks["kept"])
        kept = reason.codes == (
            reason.values.index(KEPT) if KEPT in reason.values else -2
        )
        rows = np.flatnonzero(inside & kept)
        self._kept_movers += int(np.count_nonzero(np.bincount(mover.codes[rows])))
        heard = _heard(tracks, rows, feed_code, mover.codes, slot)
        self._heard.append(
            _Heard(heard.mover + self._movers, heard.place, heard.slot, heard.reports)
        )
        self._movers += len(mover.values)

    def whole(self) -> Coverage:
        """Return what could be seen, of all parts."""
        columns = (
            [np.zeros(0, np.int64), *(getattr(part, name) for part in self._heard)]
            for name in ("mover", "place", "slot", "reports")
        )
        return Coverage(
            feeds=self._feeds,
            names=self._names,
            alive=self._alive,
            heard=_Heard(*(np.concatenate(column) for column in columns)),
            n_movers=self._kept_movers,
            period_us=(self._from_us, self._to_us),
        )


def _heard(
    tracks: pa.Table, rows: I64, feed: I64, mover: NDArray[np.int32], slot: I64
) -> _Heard:
    """Gather rows that follow one another in one mover, place and slot.

    A report without a height is in no band, and shows nothing of any.
    """
    height_ft, unknown = floats(tracks["alt_baro_ft"]), tracks["alt_geo_ft"]
    if unknown.null_count < len(unknown):
        height_ft = np.where(np.isnan(height_ft), floats(unknown), height_ft)
    band = band_of(height_ft[rows])
    rows, band = rows[band >= 0], band[band >= 0]
    cell = cell_of(floats(tracks["lat_deg"])[rows], floats(tracks["lon_deg"])[rows])
    place = _place(feed[rows], band, cell)
    who, when = mover[rows].astype(np.int64), slot[rows]
    new = np.ones(rows.size, bool)
    new[1:] = (np.diff(place) != 0) | (np.diff(who) != 0) | (np.diff(when) != 0)
    starts = np.flatnonzero(new)
    length = np.diff(np.append(starts, rows.size))
    return _Heard(who[starts], place[starts], when[starts], length)


def _learned(heard: _Heard) -> I64:
    """Return the places learned, each joined with its UTC day, sorted."""
    key = _join(heard.place, heard.slot * SLOT_US // DAY_US)
    keys, which = np.unique(key, return_inverse=True)
    enough = np.ones(keys.size, bool)
    for column, fewest in ((heard.slot, FEWEST_SLOTS), (heard.mover, FEWEST_MOVERS)):
        each = np.unique(np.stack([which, column], 1), axis=0)[:, 0]
        enough &= np.bincount(each, minlength=keys.size) >= fewest
    return keys[enough]


class _Window:
    """Time in force: how much of it lies before an instant, within a period."""

    def __init__(self, windows_us: I64 | None, from_us: int, to_us: int) -> None:
        whole = np.array([[from_us, to_us]], np.int64)
        rows = whole if windows_us is None else np.asarray(windows_us, np.int64)
        rows = np.clip(rows.reshape(-1, 2), from_us, to_us)
        rows = rows[rows[:, 1] > rows[:, 0]]
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        # Windows may overlap; what one has covered the next does not count again.
        reached = np.maximum.accumulate(rows[:, 1]) if rows.size else rows[:, 1]
        rows[1:, 0] = np.maximum(rows[1:, 0], reached[:-1])
        rows = rows[rows[:, 1] > rows[:, 0]]
        self._start_us, self._end_us = rows[:, 0], rows[:, 1]
        self._before_us = np.concatenate(([0], np.cumsum(rows[:, 1] - rows[:, 0])))

    def before_us(self, at_us: I64) -> I64:
        """Return the time in force before each instant [us]."""
        k = np.searchsorted(self._start_us, at_us, "right")
        if not self._start_us.size:
            return np.zeros(at_us.size, np.int64)
        last = np.maximum(k - 1, 0)
        part_us = np.clip(at_us, None, self._end_us[last]) - self._start_us[last]
        return np.where(k > 0, self._before_us[last] + part_us, 0)


def _place(feed: I64 | int, band: I64 | int, cell: I64) -> I64:
    return (feed * _N_BANDS + band) * _N_CELLS + cell


def _place_parts(place: I64) -> tuple[I64, I64, I64]:
    rest, cell = np.divmod(place, _N_CELLS)
    feed, band = np.divmod(rest, _N_BANDS)
    return feed, band, cell


# Days and hours since 1970 stay far below this for thousands of years.
_TIMES = 1 << 26


def _join(place: I64, when: I64 | int) -> I64:
    return place * _TIMES + when


def _split(key: I64) -> tuple[I64, I64]:
    place, when = np.divmod(key, _TIMES)
    return place, when


def _hours_of(day: I64) -> I64:
    return (day[:, None] * 24 + np.arange(24)).ravel()


def _looked_up(wanted: I64, keys: I64, values: I64) -> I64:
    """Return the value of each wanted key; 0 where it is not among the sorted keys."""
    if not keys.size:
        return np.zeros(wanted.size, np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return np.where(keys[at] == wanted, values[at], 0)


def _covers(declared: Declared, lat_deg: F64, lon_deg: F64) -> BOOL:
    inside = np.zeros(lat_deg.size, bool)
    for turn_deg in (-360.0, 0.0, 360.0):
        inside |= shapely.intersects_xy(declared.area, lon_deg + turn_deg, lat_deg)
    return inside
