"""How far two sides' clocks are apart, from what both saw move.

A mover that both sides tracked flew one path. Read at the times that each side wrote,
the two pictures of it lie apart by what its clock is off times its speed; the shift in
time that lays them on one another is the offset. It is sought for each pair of feeds,
over all movers together, then refined mover by mover; their median is the offset, and
what 95 % of them keep within is how well it is known. Laps that are flown again and
again fit several offsets: the least is taken, and the others are told beside it.

Positions that both sides have off in the same way cancel; a side that is off along the
track in itself cannot be told from a clock that is off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from thalweg.archive.compare_side import Row, Side, Track, median_m, movers_of
from thalweg.times import US_PER_MS, US_PER_S

F64 = NDArray[np.float64]
Feeds = tuple[str, str]

FARTHEST_S = 180.0
"""Offsets beyond this are not looked for: evidence reaches little farther."""

MOST_PAIRS = 24
"""So many findings of both sides are looked at, spread over the time."""

COARSE_S = 4.0
"""First step of the search; the fit is a valley much wider than this."""

MOST_REPORTS = 120
LEAST_SHARE = 0.25
FEWEST_REPORTS = 8
LEAST_SPEED_MPS = 20.0
LARGEST_GAP_S = 60.0
_FAR_ERRORS = 20.0
_EARTH_M = 6_371_000.0
_ROUNDS = 8
_TELLING = 10.0
"""Errors by which an offset must fit worse, over all movers, to be out of question."""

_FITS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How far the clock of a feed there runs ahead of one here.

    `offset_s` is what to take from times there so that they are times here; 95 % of
    `movers` keep within `within_s` of it. `others_s` fit about as well: the movers flew
    laps, and one lap lies on the next; which of them it is these records do not show.
    """

    feed_here: str
    feed_there: str
    offset_s: float
    within_s: float
    movers: int
    others_s: tuple[float, ...] = ()

    def mirrored(self) -> Clock:
        """Return the same as the other side says it."""
        return replace(
            self,
            feed_here=self.feed_there,
            feed_there=self.feed_here,
            offset_s=0.0 - self.offset_s,
            others_s=tuple(sorted(0.0 - other for other in self.others_s)),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A mover in the evidence of both sides, on one plane about it."""

    here: F64
    there: F64
    error_m: float
    speed_mps: float

    @property
    def paths(self) -> tuple[F64, F64]:
        """Both pictures of its path."""
        return self.here, self.there


def clocks(here: Side, there: Side, pairs: Sequence[tuple[Row, Row]]) -> list[Clock]:
    """Return the clock offset of each pair of feeds that some mover shows.

    Parameters
    ----------
    here, there
        The two sides.
    pairs
        Findings of both sides that may be one, so that their evidence may hold the same
        movers at the same time; others do no harm.
    """
    step = -(-len(pairs) // MOST_PAIRS) or 1
    seen: dict[Feeds, list[_Seen]] = {}
    for one, other in pairs[::step]:
        ours, theirs = here.tracks(one), there.tracks(other)
        for mover in sorted(movers_of(one) & ours.keys() & theirs.keys()):
            for feeds, pair in _by_feeds(ours[mover], theirs[mover]):
                seen.setdefault(feeds, []).append(pair)
    found = (_clock(feeds, of_feeds) for feeds, of_feeds in sorted(seen.items()))
    return [clock for clock in found if clock is not None]


def of_finding(
    clocks: Mapping[Feeds, Clock], feeds_here: Iterable[str], feeds_there: Iterable[str]
) -> Clock | None:
    """Return the clock between the feeds that two findings rest on most."""
    for one in feeds_here:
        for other in feeds_there:
            if (one, other) in clocks:
                return clocks[one, other]
    return next(iter(clocks.values())) if len(clocks) == 1 else None


def _by_feeds(here: Track, there: Track) -> Iterable[tuple[Feeds, _Seen]]:
    for one in sorted(set(here.feed)):
        for other in sorted(set(there.feed)):
            pair = _seen(here, there, (one, other))
            if pair is not None:
                yield (one, other), pair


def _seen(here: Track, there: Track, feeds: Feeds) -> _Seen | None:
    rows = [
        np.flatnonzero(np.array(track.feed, object) == feed)
        for track, feed in zip((here, there), feeds, strict=True)
    ]
    if min(len(r) for r in rows) < FEWEST_REPORTS:
        return None
    # One origin for both, whichever side asks, so that the answer is one.
    origin = [
        0.5 * (float(np.mean(a[rows[0]])) + float(np.mean(b[rows[1]])))
        for a, b in (
            (here.lat_deg, there.lat_deg),
            (here.lon_deg, there.lon_deg),
        )
    ]
    epoch_us = int(min(here.time_us[rows[0]][0], there.time_us[rows[1]][0]))
    ours = _plane(here, rows[0], origin, epoch_us)
    theirs = _plane(there, rows[1], origin, epoch_us)
    speeds_mps = [_speed_mps(path) for path in (ours, theirs)]
    if min(speeds_mps) < LEAST_SPEED_MPS:
        return None
    errors_m = [
        median_m(track.error_m[r]) for track, r in zip((here, there), rows, strict=True)
    ]
    return _Seen(ours, theirs, sum(errors_m), 0.5 * sum(speeds_mps))


def _plane(
    track: Track, rows: NDArray[np.intp], origin_deg: Sequence[float], epoch_us: int
) -> F64:
    """Return rows of (time in s, east in m, north in m) about a place."""
    lat_deg, lon_deg = origin_deg
    north_m = np.radians(track.lat_deg[rows] - lat_deg) * _EARTH_M
    turned_deg = (track.lon_deg[rows] - lon_deg + 180.0) % 360.0 - 180.0
    east_m = np.radians(turned_deg) * _EARTH_M * np.cos(np.radians(lat_deg))
    time_s = (track.time_us[rows] - epoch_us) / US_PER_S
    return np.column_stack([time_s, east_m, north_m])


def _speed_mps(path: F64) -> float:
    steps = np.diff(path, axis=0)
    whole_s = float(steps[:, 0].sum())
    return float(np.hypot(steps[:, 1], steps[:, 2]).sum()) / whole_s if whole_s else 0.0


def _clock(feeds: Feeds, seen: Sequence[_Seen]) -> Clock | None:
    """Return the offset that the movers of two feeds show together."""
    fitting_s = _fitting_s(seen)
    if not fitting_s:
        return None
    rough_s = fitting_s[0]
    refined = [_refined(pair, rough_s) for pair in seen]
    shown = [r for r in refined if r is not None and abs(r[0] - rough_s) < 5.0]
    if not shown:
        return None
    offsets_s = np.array([r[0] for r in shown])
    median_s = float(np.median(offsets_s))
    spread_s = float(np.quantile(np.abs(offsets_s - median_s), 0.95))
    within_s = max(spread_s, float(np.median([r[1] for r in shown])))
    return Clock(
        feed_here=feeds[0],
        feed_there=feeds[1],
        offset_s=round(median_s, 3) + 0.0,
        within_s=round(within_s + 0.0005, 3),
        movers=len(shown),
        others_s=tuple(sorted(fitting_s[1:])),
    )


def _fitting_s(seen: Sequence[_Seen]) -> list[float]:
    """Return the shifts at which all pictures fit together, in whole seconds.

    The least first. A straight path fits one; a path of laps fits several, nearly as
    well, unless others decide. None where none fits within three times the stated
    errors.
    """
    shifts_s = np.arange(-FARTHEST_S, FARTHEST_S + 1.0, COARSE_S)
    coarse = _misfits(seen, shifts_s)
    limit = _FITS * len(seen)
    best = int(np.argmin(coarse + 1e-9 * np.abs(shifts_s)))
    found = [_near(seen, float(shifts_s[best]))]
    if found[0][1] >= limit:
        return []
    for k in range(1, len(coarse) - 1):
        between = coarse[min(k, best) : max(k, best) + 1]
        lowest = coarse[k] <= min(coarse[k - 1], coarse[k + 1])
        lowest &= coarse[k] < _FAR_ERRORS * len(seen)
        # A valley of its own, not another place in the one that is widest.
        if k != best and lowest and between.max() >= limit:
            found.append(_near(seen, float(shifts_s[k])))
    most = found[0][1] + min(limit, _TELLING)
    fitting = {shift_s for shift_s, misfit in found if misfit < most}
    return sorted(fitting, key=lambda shift_s: (abs(shift_s), shift_s))


def _near(seen: Sequence[_Seen], coarse_s: float) -> tuple[float, float]:
    """Return the shift about one that fits best, and by how many errors it does not."""
    shifts_s = coarse_s + np.arange(-COARSE_S, COARSE_S + 1.0)
    misfits = _misfits(seen, shifts_s)
    best = int(np.argmin(misfits + 1e-9 * np.abs(shifts_s)))
    return float(shifts_s[best]), float(misfits[best])


def _misfits(seen: Sequence[_Seen], shifts_s: F64) -> F64:
    """Return by how many stated errors, summed over movers, each shift does not fit."""
    total = np.zeros(len(shifts_s))
    for pair in seen:
        here, there = (path[:: -(-len(path) // MOST_REPORTS)] for path in pair.paths)
        for k, shift_s in enumerate(shifts_s.tolist()):
            forth = _apart(here, pair.there, shift_s)
            back = _apart(there, pair.here, -shift_s)
            # What barely overlaps at this shift shows nothing of it.
            share = min(len(forth) / len(here), len(back) / len(there))
            fit_m = np.inf
            if share > LEAST_SHARE:
                fit_m = 0.5 * float(np.median(forth) + np.median(back))
            total[k] += min(fit_m / max(pair.error_m, 1.0), _FAR_ERRORS)
    return total


def _apart(of: F64, on: F64, shift_s: float) -> F64:
    """Return how far reports lie from the other path `shift_s` later, in metres."""
    at, _ = _on(on, of[:, 0] + shift_s)
    known = ~np.isnan(at[:, 0])
    off = at[known] - of[known, 1:]
    return np.asarray(np.hypot(off[:, 0], off[:, 1]))


def _on(path: F64, time_s: F64) -> tuple[F64, F64]:
    """Return place and velocity on a path at instants; NaN where it was not seen."""
    k = np.clip(np.searchsorted(path[:, 0], time_s, "right") - 1, 0, len(path) - 2)
    length_s = path[k + 1, 0] - path[k, 0]
    inside = (time_s >= path[k, 0]) & (time_s <= path[k + 1, 0])
    inside &= (length_s > 0.0) & (length_s <= LARGEST_GAP_S)
    safe_s = np.where(length_s > 0.0, length_s, 1.0)[:, None]
    velocity_mps = (path[k + 1, 1:] - path[k, 1:]) / safe_s
    place_m = path[k, 1:] + velocity_mps * (time_s - path[k, 0])[:, None]
    return np.where(inside[:, None], place_m, np.nan), velocity_mps


def _refined(pair: _Seen, rough_s: float) -> tuple[float, float] | None:
    """Return one mover's offset, and how well it is known, 95 %; both in seconds."""
    ways = [
        _newton(pair.here, pair.there, rough_s),
        _newton(pair.there, pair.here, -rough_s),
    ]
    if ways[0] is None or ways[1] is None:
        return None
    (there_s, off_m), (back_s, back_m) = ways[0], ways[1]
    within_s = 1.96 * 0.5 * (off_m + back_m) / pair.speed_mps
    return 0.5 * (there_s - back_s), within_s


def _newton(of: F64, on: F64, shift_s: float) -> tuple[float, float] | None:
    """Return the shift of least squares along the track, and what is left, in m."""
    left_m = 0.0
    for _ in range(_ROUNDS):
        at, velocity_mps = _on(on, of[:, 0] + shift_s)
        known = ~np.isnan(at[:, 0])
        if int(known.sum()) < FEWEST_REPORTS // 2:
            return None
        off_m = of[known, 1:] - at[known]
        speed = velocity_mps[known]
        along = (off_m * speed).sum(axis=1)
        weight = (speed * speed).sum(axis=1)
        if float(weight.sum()) <= 0.0:
            return None
        step_s = float(along.sum() / weight.sum())
        left_m = float(np.sqrt(np.mean((off_m - speed * step_s) ** 2)))
        shift_s += step_s
        if abs(step_s) < 1e-4:
            break
    return shift_s, left_m


def shift_us(clock: Clock | None) -> tuple[int, int]:
    """Return what to take from times there, and within what; in microseconds."""
    if clock is None:
        return 0, 0
    offset_us = round(clock.offset_s * 1000.0) * US_PER_MS
    return offset_us, round(clock.within_s * 1000.0) * US_PER_MS
