"""Which reports of a mover to believe: repeats, impossible steps, speeds carried over.

All functions walk rows sorted by (mover, time). `kept` says of each row KEPT or why
not; a function that drops rows writes into it and looks only at rows still KEPT.
Absent floats are NaN, absent times are NO_TIME. The rules are RULES §2; one plain twin
of them all stands in `tests/property/test_tracks_clean.py`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import inverse_m_rad

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
I8 = NDArray[np.int8]
BOOL = NDArray[np.bool_]

KEPT, NO_POSITION, CONFLICT, STALE, GROUND, JUMP = 0, 1, 2, 3, 4, 5
NO_TIME = np.iinfo(np.int64).min
SECOND_US = 1_000_000

# A repeat is stale once the mover must have gone this far since (RULES §2).
REPEAT_M = 10.0
# Fewer reports than this between two breaks are an outlier, not a place it was.
SHORTEST_RUN = 3
# Greatest radius of curvature of WGS84, a²/b: no arc of it is longer for its angle.
CURVATURE_M = 6_399_593.7
# Widest angle a kilometre can span, at the least radius of curvature, b²/a.
WIDEST_RAD_PER_M = 1.0 / 6_335_439.0
# Standing: this long within this distance, without a speed of its own.
STAND_US = 60 * SECOND_US
STAND_M = 30.0
# A step longer than this says nothing of the speed at either end.
STEP_US = 60 * SECOND_US


@njit(cache=True, nogil=True)
def is_break(
    distance_m: float,
    error1_m: float,
    error2_m: float,
    step_us: int,
    fastest_mps: float,
) -> bool:
    """Say whether no mover can have flown this step between two reports (RULES §2).

    (distance - both errors) / time above `fastest_mps`. Both the cleaner and the
    detectors ask this, so that a break can be found again from the kept rows alone.
    """
    return distance_m - error1_m - error2_m > fastest_mps * (step_us / SECOND_US)


@njit(cache=True, nogil=True)
def step_breaks(
    lat1_rad: float,
    lon1_rad: float,
    lat2_rad: float,
    lon2_rad: float,
    error1_m: float,
    error2_m: float,
    step_us: int,
    fastest_mps: float,
) -> bool:
    """Hold the geodesic between two reports against `is_break`.

    The way along the parallel, then the meridian, is never shorter than the geodesic;
    where even that is short enough, as nearly always, the geodesic is not solved.
    """
    lon12_rad = abs(lon2_rad - lon1_rad)
    if lon12_rad > math.pi:
        lon12_rad = abs(2.0 * math.pi - lon12_rad)
    detour_m = CURVATURE_M * (abs(lat2_rad - lat1_rad) + lon12_rad * math.cos(lat1_rad))
    if not is_break(detour_m, error1_m, error2_m, step_us, fastest_mps):
        return False
    distance_m = inverse_m_rad(lat1_rad, lon1_rad, lat2_rad, lon2_rad)[0]
    return is_break(distance_m, error1_m, error2_m, step_us, fastest_mps)


@njit(cache=True, nogil=True)
def scatter_by_code(order: I64, codes: I32, n_codes: int) -> I64:
    """Return `order` sorted by ``codes[order]``, rows of one code as they stood.

    Counts, then scatters: no comparisons, so that rows in time order cost two passes.
    """
    slot = np.zeros(n_codes + 1, np.int64)
    for code in codes:
        slot[code + 1] += 1
    for code in range(n_codes):
        slot[code + 1] += slot[code]
    out = np.empty_like(order)
    for row in order:
        code = codes[row]
        out[slot[code]] = row
        slot[code] += 1
    return out


@njit(cache=True, nogil=True)
def rises(order: I64, codes: I32, time_us: I64, n_codes: int) -> tuple[I64, BOOL, bool]:
    """Look once through rows in the order of `scatter_by_code`.

    Returns
    -------
    start, falls, tied
        int64[n + 1], where the rows of each code begin in `order`; bool[n], whether
        its times fall anywhere; whether two neighbours of any code share a time.
    """
    start = np.zeros(n_codes + 1, np.int64)
    falls = np.zeros(n_codes, np.bool_)
    tied = False
    for place in range(order.size):
        row = order[place]
        code = codes[row]
        start[code + 1] += 1
        if place == 0 or codes[order[place - 1]] != code:
            continue
        step_us = time_us[row] - time_us[order[place - 1]]
        if step_us < 0:
            falls[code] = True
        elif step_us == 0:
            tied = True
    for code in range(n_codes):
        start[code + 1] += start[code]
    return start, falls, tied


@njit(cache=True, nogil=True)
def drop_conflicts(
    mover: I32, time_us: I64, lat_rad: F64, lon_rad: F64, received_us: I64, kept: I8
) -> None:
    """Of rows of one mover and time keep the first, and say why the others go.

    The same position known at another time of receipt is a repeat known by its age,
    STALE; everything else is CONFLICT.
    """
    winner = -1
    for i in range(mover.size):
        if kept[i] != KEPT:
            continue
        if winner < 0 or mover[i] != mover[winner] or time_us[i] != time_us[winner]:
            winner = i
            continue
        repeat = (
            lat_rad[i] == lat_rad[winner]
            and lon_rad[i] == lon_rad[winner]
            and received_us[i] != NO_TIME
            and received_us[winner] != NO_TIME
            and received_us[i] != received_us[winner]
        )
        kept[i] = STALE if repeat else CONFLICT


@njit(cache=True, nogil=True)
def fill_speeds(mover: I32, speed_mps: F64, kept: I8) -> tuple[F64, F64]:
    """Return each row's own speed, else its mover's last known, else its next known.

    The first array stops at the last known; the second goes on to the next. Speeds
    of rows lost to a conflict are not known ones. NaN where there is none.
    """
    last_mps = np.empty(mover.size, np.float64)
    filled_mps = np.empty(mover.size, np.float64)
    known_mps = math.nan
    for i in range(mover.size):
        if i == 0 or mover[i] != mover[i - 1]:
            known_mps = math.nan
        if not math.isnan(speed_mps[i]) and kept[i] != CONFLICT:
            known_mps = speed_mps[i]
        last_mps[i] = known_mps if math.isnan(speed_mps[i]) else speed_mps[i]
    known_mps = math.nan
    for i in range(mover.size - 1, -1, -1):
        if i == mover.size - 1 or mover[i] != mover[i + 1]:
            known_mps = math.nan
        if not math.isnan(speed_mps[i]) and kept[i] != CONFLICT:
            known_mps = speed_mps[i]
        filled_mps[i] = known_mps if math.isnan(last_mps[i]) else last_mps[i]
    return last_mps, filled_mps


@njit(cache=True, nogil=True)
def drop_stale(
    mover: I32,
    feed: I32,
    n_feeds: int,
    time_us: I64,
    lat_rad: F64,
    lon_rad: F64,
    last_speed_mps: F64,
    kept: I8,
) -> None:
    """Drop a repeated position once the mover must have left it (RULES §2).

    A row repeats if its position is that of the mover's last kept row, or of the last
    row of the same feed: a slow feed repeats itself between the rows of a quick one.
    It goes if its speed (else the mover's last known) times the time since the last
    kept report of that position exceeds 10 m. Without any speed nothing is dropped:
    hovering is real.
    """
    feed_mover = np.full(n_feeds, -1, np.int32)
    feed_lat_rad = np.empty(n_feeds, np.float64)
    feed_lon_rad = np.empty(n_feeds, np.float64)
    feed_seen_us = np.empty(n_feeds, np.int64)
    last = -1
    for i in range(mover.size):
        if kept[i] != KEPT:
            continue
        here, f = mover[i], feed[i]
        seen_us = NO_TIME
        if feed_mover[f] == here and (
            lat_rad[i] == feed_lat_rad[f] and lon_rad[i] == feed_lon_rad[f]
        ):
            seen_us = feed_seen_us[f]
        if (
            last >= 0
            and mover[last] == here
            and lat_rad[i] == lat_rad[last]
            and lon_rad[i] == lon_rad[last]
        ):
            # No kept report is later, so this is the newest of that position.
            seen_us = time_us[last]
        if seen_us != NO_TIME:
            since_s = (time_us[i] - seen_us) / SECOND_US
            if last_speed_mps[i] * since_s > REPEAT_M:
                kept[i] = STALE
        if kept[i] == KEPT:
            last = i
            seen_us = time_us[i]
        feed_mover[f] = here
        feed_lat_rad[f] = lat_rad[i]
        feed_lon_rad[f] = lon_rad[i]
        feed_seen_us[f] = seen_us


@njit(cache=True, nogil=True)
def implied_speeds(
    mover: I32, time_us: I64, lat_rad: F64, lon_rad: F64, speed_mps: F64, kept: I8
) -> F64:
    """Return own speeds, and where absent those of the step from the last kept row.

    Where that is more than a minute before, of the step to the next within a minute.
    NaN where there is neither. Speeds are over the ground, along the geodesic.
    """
    out_mps = speed_mps.copy()
    last = -1
    for i in range(mover.size):
        if kept[i] != KEPT:
            continue
        near = last >= 0 and mover[last] == mover[i]
        if near and time_us[i] - time_us[last] <= STEP_US:
            absent = math.isnan(speed_mps[i])
            if absent or math.isnan(out_mps[last]):
                step_m = inverse_m_rad(
                    lat_rad[last], lon_rad[last], lat_rad[i], lon_rad[i]
                )[0]
                step_mps = step_m * SECOND_US / (time_us[i] - time_us[last])
                if absent:
                    out_mps[i] = step_mps
                if math.isnan(out_mps[last]):
                    out_mps[last] = step_mps
        last = i
    return out_mps


@njit(cache=True, nogil=True)
def stood_still(
    mover: I32, time_us: I64, lat_rad: F64, lon_rad: F64, speed_mps: F64, kept: I8
) -> BOOL:
    """Say which kept rows, all without speed, stayed within 30 m for a minute or more.

    A slow radar read every second repeats a place for some seconds; no aircraft but a
    helicopter or a drone stays at one for a minute, unless it is on the ground.
    """
    out = np.zeros(mover.size, np.bool_)
    first, last = -1, -1
    for i in range(mover.size):
        if kept[i] != KEPT:
            continue
        stays = (
            first >= 0
            and mover[first] == mover[i]
            and math.isnan(speed_mps[i])
            and time_us[i] - time_us[last] <= STEP_US
            and inverse_m_rad(lat_rad[first], lon_rad[first], lat_rad[i], lon_rad[i])[0]
            <= STAND_M
        )
        if not stays:
            first = -1 if not math.isnan(speed_mps[i]) else i
        elif time_us[i] - time_us[first] >= STAND_US:
            j = i
            while j >= first and not out[j]:
                out[j] = kept[j] == KEPT
                j -= 1
        last = i
    return out


@njit(cache=True, nogil=True)
def within_reach(
    lat_rad: F64,
    lon_rad: F64,
    at_lat_rad: F64,
    at_lon_rad: F64,
    radius_m: float,
) -> tuple[I64, I64]:
    """Pair every point with the places within `radius_m` of it, along the geodesic.

    Places stand in order of latitude. Returns the point's and the place's number of
    each pair, in order of points.
    """
    points = [np.int64(0) for _ in range(0)]
    places = [np.int64(0) for _ in range(0)]
    reach_rad = radius_m * WIDEST_RAD_PER_M
    for i in range(lat_rad.size):
        first = np.searchsorted(at_lat_rad, lat_rad[i] - reach_rad)
        east_rad = reach_rad / max(math.cos(lat_rad[i]) - reach_rad, 1e-9)
        for k in range(first, at_lat_rad.size):
            if at_lat_rad[k] > lat_rad[i] + reach_rad:
                break
            lon12_rad = abs(at_lon_rad[k] - lon_rad[i])
            if min(lon12_rad, abs(2.0 * math.pi - lon12_rad)) > east_rad:
                continue
            away_m = inverse_m_rad(
                lat_rad[i], lon_rad[i], at_lat_rad[k], at_lon_rad[k]
            )[0]
            if away_m <= radius_m:
                points.append(np.int64(i))
                places.append(np.int64(k))
    return np.array(points, np.int64), np.array(places, np.int64)


@njit(cache=True, nogil=True)
def nearest_rows(mover: I32, time_us: I64, known: BOOL, rows: I64) -> I64:
    """Return for each of `rows` the row of its mover where `known`, at most 60 s off.

    Itself if known, else the last before, else the next after; -1 where there is none.
    """
    out = np.full(rows.size, -1, np.int64)
    for k in range(rows.size):
        row = rows[k]
        j = row
        while (
            j >= 0 and mover[j] == mover[row] and time_us[row] - time_us[j] <= STEP_US
        ):
            if known[j]:
                out[k] = j
                break
            j -= 1
        j = row + 1
        while (
            out[k] < 0
            and j < mover.size
            and mover[j] == mover[row]
            and time_us[j] - time_us[row] <= STEP_US
        ):
            if known[j]:
                out[k] = j
            j += 1
    return out


@njit(cache=True, nogil=True)
def drop_jumps(
    mover: I32,
    time_us: I64,
    lat_rad: F64,
    lon_rad: F64,
    error_m: F64,
    fastest_mps: float,
    kept: I8,
) -> None:
    """Drop runs of fewer than three reports between two impossible steps (RULES §2).

    Judged once: a step that turns out impossible when a run is gone breaks the path
    and drops nothing more. A track's ends are not breaks.
    """
    last = -1
    first_of_run, in_run = 0, 0
    after_break = False
    for i in range(mover.size):
        if kept[i] != KEPT:
            continue
        if last < 0 or mover[last] != mover[i]:
            first_of_run, in_run, after_break = i, 0, False
        elif step_breaks(
            lat_rad[last],
            lon_rad[last],
            lat_rad[i],
            lon_rad[i],
            error_m[last],
            error_m[i],
            time_us[i] - time_us[last],
            fastest_mps,
        ):
            if after_break and in_run < SHORTEST_RUN:
                for j in range(first_of_run, last + 1):
                    if kept[j] == KEPT:
                        kept[j] = JUMP
            first_of_run, in_run, after_break = i, 0, True
        in_run += 1
        last = i
