"""Which side of a line all movers are on, in one pass over their reports.

A raster tells the side of a whole segment where no edge is near. Only a segment that
some edge may meet, or one on a side that is not its own, is cut into parts, by
`crossing.segment_sides`; the intervals are those of `crossing.side_spans`.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.kernels.crossing import (
    ON_LEFT,
    SIDE_KINDS,
    Keeping,
    most_spans,
    room_to_work,
    segment_sides,
)
from thalweg.kernels.inside import LEFT, MIXED, OUTSIDE, RIGHT, Ground, ground_side
from thalweg.kernels.paths import JOINED, OPEN, Paths, bridged
from thalweg.kernels.separation import grown

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# A segment of no more degrees than this either way bows from the straight way by less
# than `_BOW_FRAC` times their square, see `inside.uniform_side`.
_LONGEST_DEG = 0.5
_BOW_FRAC = math.radians(1.0 / 16.0 + 100.0 / 4.0)
_UNKNOWN = -1


@njit(cache=True, nogil=True)
def clear_fields(ground: Ground) -> NDArray[np.int8]:
    """Return the side of each field of the raster that is as its neighbours are.

    int8[(cells + 2)²], with a border of fields about the raster; `MIXED` where a
    neighbour is of another side, or an edge is near.
    """
    n = ground.cells
    wide = np.full((n + 4, n + 4), OUTSIDE, np.int8)
    wide[2:-2, 2:-2] = ground.field.reshape(n, n)
    clear = np.empty((n + 2, n + 2), np.int8)
    for a in range(n + 2):
        for b in range(n + 2):
            clear[a, b] = wide[a + 1, b + 1]
            for across in range(3):
                for up in range(3):
                    if wide[a + across, b + up] != wide[a + 1, b + 1]:
                        clear[a, b] = MIXED
    return clear.ravel()


@njit(cache=True, nogil=True)
def _corners_side(
    clear: NDArray[np.int8], wide: int, a0: int, b0: int, a1: int, b1: int
) -> int:
    """Return the one side of a way between neighbouring fields, or MIXED.

    The four fields at the corners of the way's box answer for all those around them,
    so that the way may bow by a field.
    """
    side = clear[a0 * wide + b0]
    if abs(a1 - a0) > 1 or abs(b1 - b0) > 1 or clear[a1 * wide + b1] != side:
        return MIXED
    if clear[a0 * wide + b1] != side or clear[a1 * wide + b0] != side:
        return MIXED
    return int(side)


@njit(cache=True, nogil=True)
def _field_of(off_deg: float, per_deg: float, wide: int) -> int:
    """Return the row or column of `clear_fields` at a place; its border beyond."""
    return int(min(max(off_deg * per_deg + 1.0, 0.0), wide - 1.0))


@njit(cache=True, nogil=True)
def _from_west_deg(lon_rad: float, west_deg: float) -> float:
    """Return how far east of the ground's west a longitude is, in [-180, 180)."""
    turn_deg = math.degrees(lon_rad) - west_deg
    if turn_deg >= 180.0:
        return turn_deg - 360.0
    return turn_deg + 360.0 if turn_deg < -180.0 else turn_deg


@njit(cache=True, nogil=True)
def _longest_deg(ground: Ground) -> float:
    """Return how long a segment may be, either way, to bow by less than a field."""
    field_deg = 1.0 / max(ground.per_lon_deg, ground.per_lat_deg)
    return min(_LONGEST_DEG, math.sqrt(field_deg / _BOW_FRAC))


@njit(cache=True, nogil=True)
def may_meet(
    ground: Ground, x_deg: float, y_deg: float, dx_deg: float, dy_deg: float
) -> bool:
    """Tell whether a way, straight but for its bow, may meet an edge of the ground.

    The way begins `x_deg` east and `y_deg` north of the raster's corner and goes by
    `dx_deg` and `dy_deg`.
    """
    # Sums stand for lengths: they are no shorter.
    longest_deg = max(abs(dx_deg), abs(dy_deg))
    near_deg = 2.0 * (_BOW_FRAC * longest_deg * longest_deg + 1e-7)
    n, per_lon, per_lat = ground.cells, ground.per_lon_deg, ground.per_lat_deg
    edges_deg, listed, listing = ground.edges_deg, ground.listed, ground.listing
    low_a = math.floor((min(x_deg, x_deg + dx_deg) - near_deg) * per_lon)
    top_a = math.floor((max(x_deg, x_deg + dx_deg) + near_deg) * per_lon)
    low_b = math.floor((min(y_deg, y_deg + dy_deg) - near_deg) * per_lat)
    top_b = math.floor((max(y_deg, y_deg + dy_deg) + near_deg) * per_lat)
    lon_deg, lat_deg = ground.west_deg + x_deg, ground.south_deg + y_deg
    way_deg = abs(dx_deg) + abs(dy_deg)
    for a in range(max(low_a, 0), min(top_a, n - 1) + 1):
        for b in range(max(low_b, 0), min(top_b, n - 1) + 1):
            for at in range(listed[a * n + b], listed[a * n + b + 1]):
                e = listing[at]
                p_deg, q_deg = edges_deg[e, 0] - lon_deg, edges_deg[e, 1] - lat_deg
                ex_deg = edges_deg[e, 2] - edges_deg[e, 0]
                ey_deg = edges_deg[e, 3] - edges_deg[e, 1]
                # Both ends of the way off the edge's line, on one side of it?
                f0 = ey_deg * p_deg - ex_deg * q_deg
                f1 = f0 + ex_deg * dy_deg - ey_deg * dx_deg
                if min(abs(f0), abs(f1)) > near_deg * (abs(ex_deg) + abs(ey_deg)) and (
                    (f0 > 0.0) == (f1 > 0.0)
                ):
                    continue
                # Or both ends of the edge off the line of the way?
                g0 = dx_deg * q_deg - dy_deg * p_deg
                g1 = g0 + dx_deg * ey_deg - dy_deg * ex_deg
                if min(abs(g0), abs(g1)) > near_deg * way_deg and (
                    (g0 > 0.0) == (g1 > 0.0)
                ):
                    continue
                return True
    return False


@njit(cache=True, nogil=True)
def _segment_side(
    ground: Ground,
    clear: NDArray[np.int8],
    start_deg: tuple[float, float],
    end_deg: tuple[float, float],
    carried: int,
) -> int:
    """Return the one side of a segment, or MIXED where an edge may be met.

    Places are from the raster's corner; `carried` is the side at the start, if known.
    """
    (x0_deg, y0_deg), (x1_deg, y1_deg) = start_deg, end_deg
    dx_deg, dy_deg = x1_deg - x0_deg, y1_deg - y0_deg
    longest_deg = _longest_deg(ground)
    if not (abs(dx_deg) <= longest_deg and abs(dy_deg) <= longest_deg):
        return MIXED
    per_lon, per_lat, wide = ground.per_lon_deg, ground.per_lat_deg, ground.cells + 2
    a0, b0 = _field_of(x0_deg, per_lon, wide), _field_of(y0_deg, per_lat, wide)
    a1, b1 = _field_of(x1_deg, per_lon, wide), _field_of(y1_deg, per_lat, wide)
    side = _corners_side(clear, wide, a0, b0, a1, b1)
    if side != MIXED or may_meet(ground, x0_deg, y0_deg, dx_deg, dy_deg):
        return side
    if carried != _UNKNOWN:
        return carried
    return ground_side(ground, ground.west_deg + x0_deg, ground.south_deg + y0_deg)


@njit(cache=True, nogil=True)
def _run_end(
    lat_rad: F64,
    lon_rad: F64,
    time_us: I64,
    open_path: NDArray[np.int8],
    rows: tuple[int, int],
    clear: NDArray[np.int8],
    corner: tuple[float, float, float, float],
    longest_deg: float,
    side: int,
    gap_us: int,
) -> int:
    """Return the first row from which a segment is not plainly on a side, observed.

    `corner` is the raster's west and south and its fields to a degree, either way.
    """
    west_deg, south_deg, per_lon, per_lat = corner
    wide = int(math.sqrt(len(clear)))
    i, until = rows
    if i >= until:
        return i
    x1_deg = _from_west_deg(lon_rad[i], west_deg)
    y1_deg = math.degrees(lat_rad[i]) - south_deg
    a1, b1 = _field_of(x1_deg, per_lon, wide), _field_of(y1_deg, per_lat, wide)
    while i < until:
        x0_deg, y0_deg, a0, b0 = x1_deg, y1_deg, a1, b1
        x1_deg = _from_west_deg(lon_rad[i + 1], west_deg)
        y1_deg = math.degrees(lat_rad[i + 1]) - south_deg
        if not (
            abs(x1_deg - x0_deg) <= longest_deg and abs(y1_deg - y0_deg) <= longest_deg
        ):
            break
        a1, b1 = _field_of(x1_deg, per_lon, wide), _field_of(y1_deg, per_lat, wide)
        if a0 == a1 and b0 == b1:
            if clear[a0 * wide + b0] != side:
                break
        elif _corners_side(clear, wide, a0, b0, a1, b1) != side:
            break
        how = open_path[i]
        if how != JOINED and (how != OPEN or time_us[i + 1] - time_us[i] > gap_us):
            break
        i += 1
    return i


@njit(cache=True, nogil=True)
def _mover_sides(
    paths: Paths,
    k: int,
    rows: tuple[int, int],
    ground: Ground,
    clear: NDArray[np.int8],
    keeping: Keeping,
    wrong: NDArray[np.int8],
    wrong_side: int,
    gap_us: int,
    work: tuple[F64, F64],
    kinds: NDArray[np.int8],
    spans_us: I64,
    count: int,
) -> tuple[NDArray[np.int8], I64, int]:
    """Append where a mover was and how deep over its segments from rows [from, until).

    Returns the kinds and the intervals, longer if need be, and how many there are.
    """
    # Arrays of a tuple are counted each time they are taken: once is enough.
    lat_rad, lon_rad, time_us = paths.lat_rad, paths.lon_rad, paths.time_us
    open_path, party = paths.open_path, paths.party
    corner = (
        ground.west_deg,
        ground.south_deg,
        ground.per_lon_deg,
        ground.per_lat_deg,
    )
    longest_deg, asked = _longest_deg(ground), wrong[:, wrong_side].any()
    last = np.full(SIDE_KINDS, -1, np.int64)
    run, run_us, end_us = _UNKNOWN, 0, -1
    # The side that the row's place is on, where the segment before it told.
    carried = _UNKNOWN
    i = rows[0]
    while i < rows[1]:
        if not bridged(paths, i, gap_us):
            carried = _UNKNOWN
            i += 1
            continue
        start_deg = (
            _from_west_deg(lon_rad[i], corner[0]),
            math.degrees(lat_rad[i]) - corner[1],
        )
        end_deg = (
            _from_west_deg(lon_rad[i + 1], corner[0]),
            math.degrees(lat_rad[i + 1]) - corner[1],
        )
        carried = _segment_side(ground, clear, start_deg, end_deg, carried)
        if carried == MIXED or (
            carried == wrong_side and wrong[party[i], wrong_side] > 0
        ):
            carried = _UNKNOWN if carried == MIXED else carried
            room = most_spans(paths, i)
            while len(kinds) - count < room:
                kinds, spans_us = grown(kinds, spans_us)
            count = segment_sides(
                paths, k, i, ground, keeping, wrong, wrong_side, gap_us,
                work[0], work[1], kinds, spans_us, last, count,
            )  # fmt: skip
            i += 1
            continue
        on = (i + 1, rows[1])
        if asked and carried == wrong_side:
            # Its party may be another there: row by row.
            on = (i + 1, i + 1)
        until = _run_end(
            lat_rad, lon_rad, time_us, open_path, on, clear, corner, longest_deg,
            carried, gap_us,
        )  # fmt: skip
        if carried != run or time_us[i] != end_us:
            kinds, spans_us, count = _ended(run, run_us, end_us, kinds, spans_us, count)
            run, run_us = carried, time_us[i]
        i, end_us = until, time_us[until]
    return _ended(run, run_us, end_us, kinds, spans_us, count)


@njit(cache=True, nogil=True)
def _ended(
    side: int,
    from_us: int,
    end_us: int,
    kinds: NDArray[np.int8],
    spans_us: I64,
    count: int,
) -> tuple[NDArray[np.int8], I64, int]:
    """Append a stretch on one side, if there is one."""
    if side != _UNKNOWN and from_us < end_us:
        if count == len(kinds):
            kinds, spans_us = grown(kinds, spans_us)
        kinds[count] = ON_LEFT + side
        spans_us[count, 0], spans_us[count, 1] = from_us, end_us
        count += 1
    return kinds, spans_us, count


@njit(cache=True, nogil=True)
def sides_between(
    paths: Paths,
    ground: Ground,
    keeping: Keeping,
    wrong: NDArray[np.int8],
    gap_us: int,
    from_us: int,
    until_us: int,
) -> tuple[I64, NDArray[np.int8], I64]:
    """Return where all movers were and how deep, over segments begun in [from, until).

    Parameters
    ----------
    paths
        all movers.
    ground
        the line and its sides.
    keeping
        buffer and heights.
    wrong
        int8[party, side], 1 where that side is not the party's own.
    gap_us
        longest gap that is bridged.
    from_us, until_us
        the stretch of time.

    Returns
    -------
    Keys int64[n, 2]: the mover, and 0 with a place, 1 + the wrong side with a depth.
    Kinds int8[n] and intervals int64[n, 2], as of `crossing.side_spans`.
    """
    kinds = np.empty(256, np.int8)
    spans_us = np.empty((256, 2), np.int64)
    keys = np.empty((256, 2), np.int64)
    clear, work = clear_fields(ground), room_to_work(ground)
    count = 0
    for k in range(len(paths.start) - 1):
        first, end = paths.start[k], paths.start[k + 1]
        begin = first + np.searchsorted(paths.time_us[first:end], from_us)
        until = first + np.searchsorted(paths.time_us[first:end], until_us)
        until = min(until, end - 1)
        if begin >= until:
            continue
        asked = _asked(wrong, paths.party[begin:until])
        # Without a wrong side it is asked about one, for the places.
        for side in range(2):
            if not asked[side] and (side == RIGHT or asked[RIGHT]):
                continue
            before = count
            kinds, spans_us, count = _mover_sides(
                paths, k, (begin, until), ground, clear, keeping, wrong, side, gap_us,
                work, kinds, spans_us, count,
            )  # fmt: skip
            placed = side == RIGHT and asked[LEFT]
            keys, count = _named(keys, kinds, spans_us, before, count, k, side, placed)
    return keys[:count].copy(), kinds[:count].copy(), spans_us[:count].copy()


@njit(cache=True, nogil=True)
def _asked(wrong: NDArray[np.int8], party: NDArray[np.int16]) -> tuple[bool, bool]:
    """Tell of either side whether some of these parties may not be there."""
    left = right = False
    before = -1
    for one in party:
        if one != before:
            left = left or wrong[one, LEFT] > 0
            right = right or wrong[one, RIGHT] > 0
            before = one
    return left, right


@njit(cache=True, nogil=True)
def _named(
    keys: I64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    before: int,
    count: int,
    k: int,
    side: int,
    placed: bool,
) -> tuple[I64, int]:
    """Write the keys of new intervals; drop the places that are there already.

    Returns the keys, longer if need be, and how many intervals there are now.
    """
    if len(keys) < len(kinds):
        longer = np.empty((len(kinds), 2), np.int64)
        longer[:before] = keys[:before]
        keys = longer
    kept = before
    for n in range(before, count):
        is_place = kinds[n] >= ON_LEFT
        if placed and is_place:
            continue
        keys[kept, 0], keys[kept, 1] = k, 0 if is_place else 1 + side
        kinds[kept] = kinds[n]
        spans_us[kept, 0], spans_us[kept, 1] = spans_us[n, 0], spans_us[n, 1]
        kept += 1
    return keys, kept
