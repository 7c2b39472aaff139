"""Which side of a line all movers are on, in one pass over their reports.

A raster tells the side of a whole segment where no edge is near. Only a segment that
some edge may meet, or one on a side that is not its own, is cut into parts, by
`crossing.segment_sides`; the intervals are those of `crossing.side_spans`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.crossing import (
    ON_LEFT,
    SIDE_KINDS,
    Keeping,
    most_spans,
    one_part,
    room_to_work,
    segment_sides,
)
from thalweg.kernels.fields import (
    BORDER,
    FIELDS,
    Fields,
    Grid,
    field_at,
    free_fields,
    grid_about,
    most_rows,
    place_in,
    segments_between,
    unsure_rows,
)
from thalweg.kernels.geodesy import inverse_m_rad
from thalweg.kernels.inside import LEFT, MIXED, RIGHT, Ground, ground_side
from thalweg.kernels.parts import LONGEST_PART_US, place_rad
from thalweg.kernels.paths import Paths, observed
from thalweg.kernels.separation import grown, put

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I8 = NDArray[np.int8]

# A segment of no more degrees than this either way bows from the straight way by less
# than `_BOW_FRAC` times their square, see `inside.uniform_side`.
_LONGEST_DEG = 0.5
_BOW_FRAC = math.radians(1.0 / 16.0 + 100.0 / 4.0)
_UNKNOWN = -1
_ALL = (0.0, 1.0)


class Sided(NamedTuple):
    """How far a path may go and meet no edge of a ground, and the side of each field.

    `side` is int8[`FIELDS`²], MIXED where an edge touches the field.
    """

    fields: Fields
    side: I8


def sided(ground: Ground) -> Sided:
    """Return the raster of a ground's sides."""
    lon_deg, lat_deg = ground.edges_deg[:, ::2], ground.edges_deg[:, 1::2]
    west_deg, south_deg = float(lon_deg.min()), float(lat_deg.min())
    east_deg, north_deg = float(lon_deg.max()), float(lat_deg.max())
    box_deg = (west_deg, south_deg, east_deg, north_deg)
    grid = grid_about(*(math.radians(value) for value in box_deg))
    side = _field_sides(ground, grid, west_deg, south_deg)
    # A segment of no more fields than this bows by less than one.
    per_deg = tuple(math.radians(per) for per in (grid.per_lon_rad, grid.per_lat_rad))
    longest_deg = min(_LONGEST_DEG, math.sqrt(0.9 / max(per_deg) / _BOW_FRAC))
    most = int(longest_deg * min(per_deg))
    marked = (side == MIXED).astype(np.uint8)
    return Sided(Fields(grid, free_fields(marked, 1, most)), side)


@njit(cache=True, nogil=True)
def _field_sides(ground: Ground, grid: Grid, west_deg: float, south_deg: float) -> I8:
    """Return the side of each field, MIXED where an edge touches it."""
    side = np.full(FIELDS * FIELDS, _UNKNOWN, np.int8)
    per_lon, per_lat = math.radians(grid.per_lon_rad), math.radians(grid.per_lat_rad)
    for e in range(len(ground.edges_deg)):
        x0 = (ground.edges_deg[e, 0] - west_deg) * per_lon + BORDER
        y0 = (ground.edges_deg[e, 1] - south_deg) * per_lat + BORDER
        x1 = (ground.edges_deg[e, 2] - west_deg) * per_lon + BORDER
        y1 = (ground.edges_deg[e, 3] - south_deg) * per_lat + BORDER
        _mark_edge(side, (x0, y0), (x1, y1))
    for a in range(FIELDS):
        for b in range(FIELDS):
            c = a * FIELDS + b
            if side[c] == MIXED:
                continue
            # No edge lies between two fields that none touches.
            if b > 0 and side[c - 1] != MIXED:
                side[c] = side[c - 1]
            elif a > 0 and side[c - FIELDS] != MIXED:
                side[c] = side[c - FIELDS]
            else:
                lon_deg = west_deg + (a + 0.5 - BORDER) / per_lon
                lat_deg = south_deg + (b + 0.5 - BORDER) / per_lat
                side[c] = ground_side(ground, lon_deg, lat_deg)
    return side


@njit(cache=True, nogil=True)
def _mark_edge(side: I8, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Set to MIXED the fields that an edge touches, column by column."""
    (x0, y0), (x1, y1) = start, end
    hair = 1e-6
    low, high = min(x0, x1), max(x0, x1)
    slope = (y1 - y0) / (x1 - x0) if high - low > hair else 0.0
    for a in range(int(low - hair), int(high + hair) + 1):
        from_y, to_y = y0, y1
        if high - low > hair:
            from_y = y0 + (min(max(a - hair, low), high) - x0) * slope
            to_y = y0 + (min(max(a + 1.0 + hair, low), high) - x0) * slope
        bottom, top = min(from_y, to_y) - hair, max(from_y, to_y) + hair
        for b in range(int(bottom), int(top) + 1):
            side[a * FIELDS + b] = MIXED


@njit(cache=True, nogil=True)
def _from_west_deg(lon_rad: float, west_deg: float) -> float:
    """Return how far east of the ground's west a longitude is, in [-180, 180)."""
    turn_deg = math.degrees(lon_rad) - west_deg
    if turn_deg >= 180.0:
        return turn_deg - 360.0
    return turn_deg + 360.0 if turn_deg < -180.0 else turn_deg


@njit(cache=True, nogil=True)
def _is_short(way_deg: tuple[float, float, float, float]) -> bool:
    """Tell whether the bow of a way is bounded as `may_meet` takes it to be."""
    return abs(way_deg[2]) <= _LONGEST_DEG and abs(way_deg[3]) <= _LONGEST_DEG


@njit(cache=True, nogil=True)
def may_meet(
    edges_deg: F64,
    listed: I64,
    listing: I64,
    raster: tuple[int, float, float, float, float],
    way_deg: tuple[float, float, float, float],
    share: tuple[float, float],
) -> bool:
    """Tell whether a share of a way, straight but for its bow, may meet an edge.

    Parameters
    ----------
    edges_deg, listed, listing
        those of the `Ground`.
    raster
        its `cells`, `west_deg`, `south_deg`, `per_lon_deg` and `per_lat_deg`.
    way_deg
        how far east and north of the raster's corner the way begins, and how far it
        goes either way.
    share
        from where to where on the way; the bow is that of all of it.
    """
    n, west_deg, south_deg, per_lon, per_lat = raster
    x_deg, y_deg, dx_deg, dy_deg = way_deg
    # Sums stand for lengths: they are no shorter.
    longest_deg = max(abs(dx_deg), abs(dy_deg))
    near_deg = 2.0 * (_BOW_FRAC * longest_deg * longest_deg + 1e-7)
    x_deg, y_deg = x_deg + share[0] * dx_deg, y_deg + share[0] * dy_deg
    dx_deg, dy_deg = (share[1] - share[0]) * dx_deg, (share[1] - share[0]) * dy_deg
    low_a = math.floor((min(x_deg, x_deg + dx_deg) - near_deg) * per_lon)
    top_a = math.floor((max(x_deg, x_deg + dx_deg) + near_deg) * per_lon)
    low_b = math.floor((min(y_deg, y_deg + dy_deg) - near_deg) * per_lat)
    top_b = math.floor((max(y_deg, y_deg + dy_deg) + near_deg) * per_lat)
    lon_deg, lat_deg = west_deg + x_deg, south_deg + y_deg
    length_deg = abs(dx_deg) + abs(dy_deg)
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
                if min(abs(g0), abs(g1)) > near_deg * length_deg and (
                    (g0 > 0.0) == (g1 > 0.0)
                ):
                    continue
                return True
    return False


@njit(cache=True, nogil=True)
def _crossed(
    paths: Paths,
    k: int,
    i: int,
    ground: Ground,
    keeping: Keeping,
    wrong: I8,
    wrong_side: int,
    gap_us: int,
    raster: tuple[int, float, float, float, float],
    way_deg: tuple[float, float, float, float],
    work: tuple[F64, F64],
    kinds: I8,
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append where a segment is that may meet an edge, and how deep.

    Of a party of which no depth is asked only the parts that may meet an edge
    themselves are laid on the segment's geodesic.
    """
    if not _is_short(way_deg) or wrong[paths.party[i], wrong_side] > 0:
        return segment_sides(
            paths, k, i, ground, keeping, wrong, wrong_side, gap_us,
            work[0], work[1], kinds, spans_us, last, count,
        )  # fmt: skip
    edges_deg, listed, listing = ground.edges_deg, ground.listed, ground.listing
    t0_us, t1_us = paths.time_us[i], paths.time_us[i + 1]
    length_m, azimuth_rad, _ = inverse_m_rad(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    pieces = (t1_us - t0_us + LONGEST_PART_US - 1) // LONGEST_PART_US
    from_us = t0_us
    for piece in range(1, pieces + 1):
        to_us = t0_us + (t1_us - t0_us) * piece // pieces
        u0, u1 = (from_us - t0_us) / (t1_us - t0_us), (to_us - t0_us) / (t1_us - t0_us)
        if may_meet(edges_deg, listed, listing, raster, way_deg, (u0, u1)):
            count = one_part(
                ground, keeping, _UNKNOWN, _UNKNOWN,
                place_rad(paths, i, azimuth_rad, length_m, from_us),
                place_rad(paths, i, azimuth_rad, length_m, to_us),
                0.0, (0.0, 0.0, False), (from_us, to_us), work[0], work[1],
                kinds, spans_us, last, count,
            )  # fmt: skip
        else:
            x_deg, y_deg = way_deg[0] + u0 * way_deg[2], way_deg[1] + u0 * way_deg[3]
            side = ground_side(ground, raster[1] + x_deg, raster[2] + y_deg)
            count = put(
                ON_LEFT + side, _ALL, from_us, to_us, kinds, spans_us, last, count
            )
        from_us = to_us
    return count


@njit(cache=True, nogil=True)
def _stretch(
    paths: Paths,
    k: int,
    rows: tuple[int, int],
    ground: Ground,
    side: int,
    keeping: Keeping,
    wrong: I8,
    wrong_side: int,
    gap_us: int,
    work: tuple[F64, F64],
    kinds: I8,
    spans_us: I64,
    last: I64,
    count: int,
) -> tuple[I8, I64, int]:
    """Append observed segments that are all on one side, and how deep they are there.

    Returns as `_mover_sides`.
    """
    i, until = rows
    time_us, party = paths.time_us, paths.party
    while i < until:
        kinds, spans_us = _with_room(paths, i, kinds, spans_us, count)
        begin, i = i, until
        if side == wrong_side:
            # Here the party counts, row by row.
            i = begin
            while i < until and not wrong[party[i], wrong_side] > 0:
                i += 1
        if begin < i:
            count = put(
                ON_LEFT + side, _ALL, time_us[begin], time_us[i], kinds, spans_us, last,
                count,
            )  # fmt: skip
        else:
            count = segment_sides(
                paths, k, i, ground, keeping, wrong, wrong_side, gap_us,
                work[0], work[1], kinds, spans_us, last, count,
            )  # fmt: skip
            i += 1
    return kinds, spans_us, count


@njit(cache=True, nogil=True)
def _mover_sides(
    paths: Paths,
    k: int,
    ends: tuple[int, int],
    unsure: I64,
    ground: Ground,
    raster_of: Sided,
    keeping: Keeping,
    wrong: I8,
    wrong_side: int,
    gap_us: int,
    work: tuple[F64, F64],
    kinds: I8,
    spans_us: I64,
    count: int,
) -> tuple[I8, I64, int]:
    """Append where a mover was and how deep over its segments from rows [from, until).

    `unsure` are those of which the raster does not tell the side. Returns the kinds and
    the intervals, longer if need be, and how many there are.
    """
    # Arrays of a tuple are counted each time they are taken: once is enough.
    lat_rad, lon_rad, time_us = paths.lat_rad, paths.lon_rad, paths.time_us
    open_path = paths.open_path
    edges_deg, listed, listing = ground.edges_deg, ground.listed, ground.listing
    raster = (
        ground.cells, ground.west_deg, ground.south_deg, ground.per_lon_deg,
        ground.per_lat_deg,
    )  # fmt: skip
    last = np.full(SIDE_KINDS, -1, np.int64)
    # From row i on nothing is laid down yet; all up to the next is on one side.
    i = ends[0]
    for at in range(len(unsure) + 1):
        row = unsure[at] if at < len(unsure) else ends[1]
        seen, way_deg = False, (np.inf, np.inf, np.inf, np.inf)
        if at < len(unsure) and observed(time_us, open_path, row, gap_us):
            seen = True
            way_deg = _way_deg(
                (lat_rad[row], lon_rad[row]), (lat_rad[row + 1], lon_rad[row + 1]),
                raster[1], raster[2],
            )  # fmt: skip
            if _is_short(way_deg) and not may_meet(
                edges_deg, listed, listing, raster, way_deg, _ALL
            ):
                continue
        if i < row:
            side = _side_at(ground, raster_of, lat_rad[i], lon_rad[i])
            kinds, spans_us, count = _stretch(
                paths, k, (i, row), ground, side, keeping, wrong, wrong_side, gap_us,
                work, kinds, spans_us, last, count,
            )  # fmt: skip
        i = row + 1
        if seen:
            kinds, spans_us = _with_room(paths, row, kinds, spans_us, count)
            count = _crossed(
                paths, k, row, ground, keeping, wrong, wrong_side, gap_us, raster,
                way_deg, work, kinds, spans_us, last, count,
            )  # fmt: skip
    return kinds, spans_us, count


@njit(cache=True, nogil=True)
def _way_deg(
    start_rad: tuple[float, float],
    end_rad: tuple[float, float],
    west_deg: float,
    south_deg: float,
) -> tuple[float, float, float, float]:
    """Return a way as `may_meet` wants it; its ends are (latitude, longitude)."""
    x_deg = _from_west_deg(start_rad[1], west_deg)
    y_deg = math.degrees(start_rad[0]) - south_deg
    dx_deg = _from_west_deg(end_rad[1], west_deg) - x_deg
    return x_deg, y_deg, dx_deg, math.degrees(end_rad[0]) - south_deg - y_deg


@njit(cache=True, nogil=True)
def _side_at(ground: Ground, raster_of: Sided, lat_rad: float, lon_rad: float) -> int:
    """Return the side of a place that is not on an edge."""
    at = place_in(raster_of.fields.grid, lat_rad, lon_rad)
    side = int(raster_of.side[field_at(at)])
    if side != MIXED:
        return side
    lon_deg = ground.west_deg + _from_west_deg(lon_rad, ground.west_deg)
    return ground_side(ground, lon_deg, math.degrees(lat_rad))


@njit(cache=True, nogil=True)
def _with_room(
    paths: Paths, i: int, kinds: I8, spans_us: I64, count: int
) -> tuple[I8, I64]:
    """Return the same with room for all that the segment from row i can make."""
    while len(kinds) - count < most_spans(paths, i):
        kinds, spans_us = grown(kinds, spans_us)
    return kinds, spans_us


@njit(cache=True, nogil=True)
def sides_between(
    paths: Paths,
    ground: Ground,
    raster_of: Sided,
    keeping: Keeping,
    wrong: I8,
    gap_us: int,
    from_us: int,
    until_us: int,
) -> tuple[I64, I8, I64]:
    """Return where all movers were and how deep, over segments begun in [from, until).

    Parameters
    ----------
    paths
        all movers.
    ground, raster_of
        the line and its sides, and what `sided` returns for it.
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
    work, rows = room_to_work(ground), np.empty(most_rows(paths), np.int64)
    count = 0
    for k in range(len(paths.start) - 1):
        ends = segments_between(paths, k, from_us, until_us)
        if ends[0] >= ends[1]:
            continue
        many = unsure_rows(
            paths.lat_rad, paths.lon_rad, paths.error_m, paths.time_us,
            paths.open_path, ends, raster_of.fields, (np.inf, gap_us), rows,
        )  # fmt: skip
        asked = _asked(wrong, paths.party[ends[0] : ends[1]])
        # Without a wrong side it is asked about one, for the places.
        for side in range(2):
            if not asked[side] and (side == RIGHT or asked[RIGHT]):
                continue
            before = count
            kinds, spans_us, count = _mover_sides(
                paths, k, ends, rows[:many], ground, raster_of, keeping, wrong, side,
                gap_us, work, kinds, spans_us, count,
            )  # fmt: skip
            placed = side == RIGHT and asked[LEFT]
            keys, count = _named(keys, kinds, spans_us, before, count, k, side, placed)
    return keys[:count].copy(), kinds[:count].copy(), spans_us[:count].copy()


@njit(cache=True, nogil=True)
def _asked(wrong: I8, party: NDArray[np.int16]) -> tuple[bool, bool]:
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
    kinds: I8,
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
