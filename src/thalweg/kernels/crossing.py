"""Which side of a line a path is on, when it crosses, and how deep it strays.

The line and the borders of its area are densified geodesics (`agreement.ground`), so
that they are straight in the plane of longitude and latitude within 0.1 m. A path is
cut into parts of at most 2 s whose ends lie on its geodesic; within a part it is
straight in the same plane. Depths are those of `kernels.depth`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.depth import (
    deeper_frac,
    middle_and_way,
    near_edges_m,
)
from thalweg.kernels.inside import (
    Ground,
    cell_of,
    ground_side,
    near_lon_deg,
    uniform_side,
)
from thalweg.kernels.parts import (
    LONGEST_PART_US,
    Band,
)
from thalweg.kernels.paths import (
    Paths,
    bridged,
)
from thalweg.kernels.separation import (
    BREACH,
    CERTAIN,
    JUDGED,
    POSSIBLE,
    WIDE,
    both,
    grown,
    put,
)
from thalweg.kernels.steps import errors_and_bands, steps

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# What `side_spans` writes beside the kinds of `separation`: where the path was.
ON_LEFT, ON_RIGHT, ON_OUTSIDE = 10, 11, 12
SIDE_KINDS = 13

# Room for the edges one part can meet, and for what is left of it between them.
_ROOM = 24


class Keeping(NamedTuple):
    """What a keep-side clause asks: the buffer and the heights."""

    buffer_m: float
    band: Band


@njit(cache=True, nogil=True)
def _cuts_frac(
    ground: Ground,
    lon0_deg: float,
    lat0_deg: float,
    lon1_deg: float,
    lat1_deg: float,
    cuts: F64,
) -> int:
    """Write the shares at which a straight part meets an edge, rising; return how many.

    An edge's first end belongs to it and its last does not, so that a path through a
    shared end meets one of the two.
    """
    n = ground.cells
    a0 = cell_of(min(lon0_deg, lon1_deg), ground.west_deg, ground.per_lon_deg)
    a1 = cell_of(max(lon0_deg, lon1_deg), ground.west_deg, ground.per_lon_deg)
    b0 = cell_of(min(lat0_deg, lat1_deg), ground.south_deg, ground.per_lat_deg)
    b1 = cell_of(max(lat0_deg, lat1_deg), ground.south_deg, ground.per_lat_deg)
    dx_deg, dy_deg = lon1_deg - lon0_deg, lat1_deg - lat0_deg
    count = 0
    for a in range(max(a0, 0), min(a1, n - 1) + 1):
        for b in range(max(b0, 0), min(b1, n - 1) + 1):
            for at in range(ground.listed[a * n + b], ground.listed[a * n + b + 1]):
                e = ground.listing[at]
                p_deg, q_deg = ground.edges_deg[e, 0], ground.edges_deg[e, 1]
                r_deg, s_deg = ground.edges_deg[e, 2], ground.edges_deg[e, 3]
                f0 = (r_deg - p_deg) * (lat0_deg - q_deg) - (s_deg - q_deg) * (
                    lon0_deg - p_deg
                )
                f1 = (r_deg - p_deg) * (lat1_deg - q_deg) - (s_deg - q_deg) * (
                    lon1_deg - p_deg
                )
                if (f0 >= 0.0) == (f1 >= 0.0):
                    continue
                g0 = dx_deg * (q_deg - lat0_deg) - dy_deg * (p_deg - lon0_deg)
                g1 = dx_deg * (s_deg - lat0_deg) - dy_deg * (r_deg - lon0_deg)
                if (g0 >= 0.0) == (g1 >= 0.0):
                    continue
                count = _insert(cuts, count, f0 / (f0 - f1))
    return count


@njit(cache=True, nogil=True)
def _insert(cuts: F64, count: int, share_frac: float) -> int:
    """Insert a share into a rising list, once."""
    if count >= len(cuts):
        return count
    at = count
    while at > 0 and cuts[at - 1] > share_frac:
        at -= 1
    if at > 0 and cuts[at - 1] == share_frac:
        return count
    for i in range(count, at, -1):
        cuts[i] = cuts[i - 1]
    cuts[at] = share_frac
    return count + 1


@njit(cache=True, nogil=True)
def _put_depth(
    ground: Ground,
    keeping: Keeping,
    a_rad: tuple[float, float],
    b_rad: tuple[float, float],
    piece: tuple[float, float],
    e_m: float,
    band: tuple[float, float, bool],
    t_us: tuple[int, int],
    edges: F64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append the sets of depth of one piece on the wrong side."""
    inside = both(piece, (band[0], band[1]))
    if not inside[0] < inside[1]:
        return count
    t0_us, t1_us = t_us
    count = put(WIDE, inside, t0_us, t1_us, kinds, spans_us, last, count)
    buffer_m = keeping.buffer_m
    lat_rad, lon_rad, x0_m, y0_m, x1_m, y1_m = middle_and_way(a_rad, b_rad)
    way = (x0_m, y0_m, x1_m, y1_m)
    reach_m = buffer_m + e_m + math.hypot(x1_m - x0_m, y1_m - y0_m)
    many = near_edges_m(ground, lat_rad, lon_rad, reach_m, edges)
    shares = np.empty((_ROOM, 2))
    # Where the error is wider than the buffer, a depth says something only once it is
    # greater than the error: then at least the side is sure.
    possible_m = buffer_m - e_m if e_m <= buffer_m else e_m
    for kind in (BREACH, JUDGED, CERTAIN, POSSIBLE):
        if kind != POSSIBLE and not band[2]:
            continue
        limit_m = buffer_m
        if kind == JUDGED:
            limit_m = max(buffer_m, e_m)
        elif kind == CERTAIN:
            limit_m = buffer_m + e_m
        elif kind == POSSIBLE:
            limit_m = possible_m
        found = deeper_frac(way, edges, many, limit_m, inside, shares)
        for s in range(found):
            share = (shares[s, 0], shares[s, 1])
            count = put(kind, share, t0_us, t1_us, kinds, spans_us, last, count)
    return count


@njit(cache=True, nogil=True)
def _segment_parts(
    paths: Paths,
    k: int,
    i: int,
    ground: Ground,
    keeping: Keeping,
    wrong: int,
    side_all: int,
    gap_us: int,
    edges: F64,
    cuts: F64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append where one segment is, and its sets of depth, part by part.

    `side_all` is the side of the whole segment where the raster knows it, else -1.
    `wrong` is the side whose depth is wanted, or -1.
    """
    times_us, places_rad = steps(paths, i)
    many = len(times_us) - 1
    if wrong < 0:
        # Nobody asks how deep it is.
        errors_m, bands = np.zeros(many), np.zeros((many, 3))
    else:
        errors_m, bands = errors_and_bands(paths, k, i, times_us, keeping.band, gap_us)
    for n in range(many):
        count = one_part(
            ground, keeping, wrong, side_all,
            (places_rad[n, 0], places_rad[n, 1]),
            (places_rad[n + 1, 0], places_rad[n + 1, 1]),
            errors_m[n], (bands[n, 0], bands[n, 1], bands[n, 2] > 0.0),
            (times_us[n], times_us[n + 1]),
            edges, cuts, kinds, spans_us, last, count,
        )  # fmt: skip
    return count


@njit(cache=True, nogil=True)
def one_part(
    ground: Ground,
    keeping: Keeping,
    wrong: int,
    side_all: int,
    a_rad: tuple[float, float],
    b_rad: tuple[float, float],
    e_m: float,
    band: tuple[float, float, bool],
    t_us: tuple[int, int],
    edges: F64,
    cuts: F64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append where one part is, piece by piece between the edges it meets.

    `wrong` is the side whose depth is wanted and `side_all` that of the whole part, -1
    for none and where it is not known. Its ends are (latitude, longitude), `e_m` and
    `band` of `steps.errors_and_bands`; the rest is as of `segment_sides`.
    """
    lon0_deg = near_lon_deg(math.degrees(a_rad[1]), ground.west_deg)
    lon1_deg = near_lon_deg(math.degrees(b_rad[1]), ground.west_deg)
    lat0_deg, lat1_deg = math.degrees(a_rad[0]), math.degrees(b_rad[0])
    met = 0
    if side_all < 0:
        met = _cuts_frac(ground, lon0_deg, lat0_deg, lon1_deg, lat1_deg, cuts)
    start = 0.0
    for n in range(met + 1):
        end = cuts[n] if n < met else 1.0
        side = side_all
        if side < 0:
            u = 0.5 * (start + end)
            side = ground_side(
                ground,
                lon0_deg + u * (lon1_deg - lon0_deg),
                lat0_deg + u * (lat1_deg - lat0_deg),
            )
        count = put(
            ON_LEFT + side, (start, end), t_us[0], t_us[1], kinds, spans_us, last, count
        )
        if side == wrong:
            count = _put_depth(
                ground, keeping, a_rad, b_rad, (start, end), e_m, band, t_us,
                edges, kinds, spans_us, last, count,
            )  # fmt: skip
        start = end
    return count


@njit(cache=True, nogil=True)
def most_spans(paths: Paths, i: int) -> int:
    """Return how many intervals the segment from row i can make at most."""
    dt_us = paths.time_us[i + 1] - paths.time_us[i]
    return int(dt_us // LONGEST_PART_US + 1) * _ROOM * (2 + 4 * _ROOM)


@njit(cache=True, nogil=True)
def segment_sides(
    paths: Paths,
    k: int,
    i: int,
    ground: Ground,
    keeping: Keeping,
    wrong: NDArray[np.int8],
    wrong_side: int,
    gap_us: int,
    edges: F64,
    cuts: F64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append where the observed segment from row i is and how deep; return the count.

    Arguments as of `side_spans`. `edges` float64[line edges, 4] and `cuts` are room to
    work in, see `room_to_work`; `last` int64[SIDE_KINDS] is where each kind stands
    last, -1 where nowhere. `kinds` and `spans_us` need room for `most_spans` more.
    """
    lon0_deg = near_lon_deg(math.degrees(paths.lon_rad[i]), ground.west_deg)
    lon1_deg = near_lon_deg(math.degrees(paths.lon_rad[i + 1]), ground.west_deg)
    lat0_deg = math.degrees(paths.lat_rad[i])
    lat1_deg = math.degrees(paths.lat_rad[i + 1])
    side_all = -1
    if abs(lon1_deg - lon0_deg) < 180.0:
        side_all = uniform_side(ground, lon0_deg, lat0_deg, lon1_deg, lat1_deg)
    asked = wrong_side if wrong[paths.party[i], wrong_side] else -1
    if side_all >= 0 and side_all != asked:
        return put(
            ON_LEFT + side_all, (0.0, 1.0), paths.time_us[i], paths.time_us[i + 1],
            kinds, spans_us, last, count,
        )  # fmt: skip
    return _segment_parts(
        paths, k, i, ground, keeping, asked, side_all, gap_us,
        edges, cuts, kinds, spans_us, last, count,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def room_to_work(ground: Ground) -> tuple[F64, F64]:
    """Return room for the edges of a line and for the cuts of one part."""
    return np.empty((ground.line_edges, 4)), np.empty(_ROOM)


@njit(cache=True, nogil=True)
def side_spans(
    paths: Paths,
    k: int,
    from_row: int,
    until_row: int,
    ground: Ground,
    keeping: Keeping,
    wrong: NDArray[np.int8],
    wrong_side: int,
    gap_us: int,
) -> tuple[NDArray[np.int8], I64]:
    """Return where a mover was and how deep, over the segments from given rows.

    Parameters
    ----------
    paths, k
        the mover.
    from_row, until_row
        segments that begin at these rows (until not included).
    ground
        the line and its sides.
    keeping
        buffer and heights.
    wrong
        int8[party, side], 1 where that side is not the party's own.
    wrong_side
        LEFT or RIGHT: the side whose depths are wanted in this call.
    gap_us
        longest gap that is bridged.

    Returns
    -------
    Kinds int8[n] and intervals int64[n, 2]: ON_LEFT, ON_RIGHT, ON_OUTSIDE for the
    places; WIDE (wrong side, in or perhaps in the band of heights), BREACH, JUDGED,
    CERTAIN and POSSIBLE for the depth. Intervals of one kind may touch.
    """
    kinds = np.empty(256, np.int8)
    spans_us = np.empty((256, 2), np.int64)
    last = np.full(SIDE_KINDS, -1, np.int64)
    edges, cuts = room_to_work(ground)
    count = 0
    for i in range(from_row, until_row):
        if not bridged(paths, i, gap_us):
            continue
        room = most_spans(paths, i)
        while len(kinds) - count < room:
            kinds, spans_us = grown(kinds, spans_us)
        count = segment_sides(
            paths, k, i, ground, keeping, wrong, wrong_side, gap_us,
            edges, cuts, kinds, spans_us, last, count,
        )  # fmt: skip
    return kinds[:count].copy(), spans_us[:count].copy()
