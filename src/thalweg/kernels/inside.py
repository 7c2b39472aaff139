"""Which side of a line, or none, a point or a short path is on.

The line and the borders of its area are densified geodesics (`agreement.ground`), so
that they are straight in the plane of longitude and latitude within 0.1 m.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

LEFT, RIGHT, OUTSIDE = 0, 1, 2

EDGES_A_BOX = 16

MIXED = 9


class Ground(NamedTuple):
    """A line with its two sides, and a raster that spares most of the work.

    `edges_deg` is float64[e, 4]: longitude and latitude of both ends; the first
    `line_edges` of them are the line's, in order, and `boxes_deg` float64[b, 4] holds
    the west, south, east and north of each `EDGES_A_BOX` of them. `of_left`, `of_right`
    say whose border an edge is. The raster has `cells` by `cells` fields over the
    area's box; a field is LEFT, RIGHT or OUTSIDE where no edge touches it, else mixed
    with its edges listed.
    """

    edges_deg: F64
    line_edges: int
    of_left: NDArray[np.bool_]
    of_right: NDArray[np.bool_]
    west_deg: float
    south_deg: float
    per_lon_deg: float
    per_lat_deg: float
    cells: int
    field: NDArray[np.int8]
    listed: I64
    listing: I64
    boxes_deg: F64


@njit(cache=True, nogil=True)
def boxes_about(edges_deg: F64, line_edges: int) -> F64:
    """Return the west, south, east and north of each `EDGES_A_BOX` of a line's edges.

    `edges_deg` is float64[e, 4], the line's edges first and in order, so that those of
    a box lie together.
    """
    many = (line_edges + EDGES_A_BOX - 1) // EDGES_A_BOX
    boxes_deg = np.empty((many, 4))
    for b in range(many):
        boxes_deg[b, 0] = boxes_deg[b, 1] = np.inf
        boxes_deg[b, 2] = boxes_deg[b, 3] = -np.inf
        for e in range(b * EDGES_A_BOX, min((b + 1) * EDGES_A_BOX, line_edges)):
            for end in range(2):
                lon_deg, lat_deg = edges_deg[e, 2 * end], edges_deg[e, 2 * end + 1]
                boxes_deg[b, 0] = min(boxes_deg[b, 0], lon_deg)
                boxes_deg[b, 1] = min(boxes_deg[b, 1], lat_deg)
                boxes_deg[b, 2] = max(boxes_deg[b, 2], lon_deg)
                boxes_deg[b, 3] = max(boxes_deg[b, 3], lat_deg)
    return boxes_deg


@njit(cache=True, nogil=True)
def side_of(
    edges_deg: F64,
    of_left: NDArray[np.bool_],
    of_right: NDArray[np.bool_],
    lon_deg: float,
    lat_deg: float,
) -> int:
    """Return LEFT, RIGHT or OUTSIDE for a point, by counting edges to its east."""
    left = right = False
    for e in range(len(edges_deg)):
        y0_deg, y1_deg = edges_deg[e, 1], edges_deg[e, 3]
        if (y0_deg > lat_deg) == (y1_deg > lat_deg):
            continue
        x0_deg, x1_deg = edges_deg[e, 0], edges_deg[e, 2]
        x_deg = x0_deg + (lat_deg - y0_deg) * (x1_deg - x0_deg) / (y1_deg - y0_deg)
        if lon_deg < x_deg:
            if of_left[e]:
                left = not left
            if of_right[e]:
                right = not right
    if left:
        return LEFT
    return RIGHT if right else OUTSIDE


@njit(cache=True, nogil=True)
def ground_side(ground: Ground, lon_deg: float, lat_deg: float) -> int:
    """Return what `side_of` returns for a place, from the edges to its east alone.

    Each of them is counted in the field in which it meets the place's latitude.
    """
    n, edges_deg = ground.cells, ground.edges_deg
    listed, listing = ground.listed, ground.listing
    b = cell_of(lat_deg, ground.south_deg, ground.per_lat_deg)
    left = right = False
    if not 0 <= b < n:
        return OUTSIDE
    for a in range(max(cell_of(lon_deg, ground.west_deg, ground.per_lon_deg), 0), n):
        for at in range(listed[a * n + b], listed[a * n + b + 1]):
            e = listing[at]
            y0_deg, y1_deg = edges_deg[e, 1], edges_deg[e, 3]
            if (y0_deg > lat_deg) == (y1_deg > lat_deg):
                continue
            x0_deg, x1_deg = edges_deg[e, 0], edges_deg[e, 2]
            x_deg = x0_deg + (lat_deg - y0_deg) * (x1_deg - x0_deg) / (y1_deg - y0_deg)
            # Rounding may put it a hair past the edge's end, where it is not listed.
            on_deg = min(max(x_deg, min(x0_deg, x1_deg)), max(x0_deg, x1_deg))
            here = cell_of(on_deg, ground.west_deg, ground.per_lon_deg) == a
            if here and lon_deg < x_deg:
                left = left != ground.of_left[e]
                right = right != ground.of_right[e]
    if left:
        return LEFT
    return RIGHT if right else OUTSIDE


@njit(cache=True, nogil=True)
def raster(
    edges_deg: F64,
    of_left: NDArray[np.bool_],
    of_right: NDArray[np.bool_],
    west_deg: float,
    south_deg: float,
    per_lon_deg: float,
    per_lat_deg: float,
    cells: int,
) -> tuple[NDArray[np.int8], I64, I64]:
    """Return the fields of a raster, and the edges listed in each mixed field."""
    counts = np.zeros(cells * cells + 1, np.int64)
    for once in range(2):
        if once == 1:
            for c in range(cells * cells):
                counts[c + 1] += counts[c]
            listing = np.empty(counts[-1], np.int64)
            place = counts.copy()
        for e in range(len(edges_deg)):
            a0 = cell_of(min(edges_deg[e, 0], edges_deg[e, 2]), west_deg, per_lon_deg)
            a1 = cell_of(max(edges_deg[e, 0], edges_deg[e, 2]), west_deg, per_lon_deg)
            b0 = cell_of(min(edges_deg[e, 1], edges_deg[e, 3]), south_deg, per_lat_deg)
            b1 = cell_of(max(edges_deg[e, 1], edges_deg[e, 3]), south_deg, per_lat_deg)
            for a in range(max(a0, 0), min(a1, cells - 1) + 1):
                for b in range(max(b0, 0), min(b1, cells - 1) + 1):
                    if once == 0:
                        counts[a * cells + b + 1] += 1
                    else:
                        listing[place[a * cells + b]] = e
                        place[a * cells + b] += 1
    field = np.empty(cells * cells, np.int8)
    for a in range(cells):
        for b in range(cells):
            c = a * cells + b
            if counts[c + 1] > counts[c]:
                field[c] = MIXED
            elif b > 0 and field[c - 1] != MIXED:
                # No edge lies between two fields that none touches.
                field[c] = field[c - 1]
            elif a > 0 and field[c - cells] != MIXED:
                field[c] = field[c - cells]
            else:
                lon_deg = west_deg + (a + 0.5) / per_lon_deg
                lat_deg = south_deg + (b + 0.5) / per_lat_deg
                field[c] = side_of(edges_deg, of_left, of_right, lon_deg, lat_deg)
    return field, counts, listing


@njit(cache=True, nogil=True)
def cell_of(value_deg: float, origin_deg: float, per_deg: float) -> int:
    """Return the row or column of the raster that holds a value."""
    return math.floor((value_deg - origin_deg) * per_deg)


@njit(cache=True, nogil=True)
def near_lon_deg(lon_deg: float, west_deg: float) -> float:
    """Return a longitude moved by whole turns to lie near the ground's."""
    return lon_deg - 360.0 * math.floor((lon_deg - west_deg + 180.0) / 360.0)


@njit(cache=True, nogil=True)
def uniform_side(
    ground: Ground, lon0_deg: float, lat0_deg: float, lon1_deg: float, lat1_deg: float
) -> int:
    """Return the one side a straight piece is on, or -1 where an edge may be near."""
    # How far a geodesic bows from the straight way in degrees, see `parts.bulge_m`.
    dlat_deg, dlon_deg = abs(lat1_deg - lat0_deg), abs(lon1_deg - lon0_deg)
    steep = 1.0 / max(math.cos(math.radians(max(abs(lat0_deg), abs(lat1_deg)))), 0.01)
    bow_deg = dlon_deg * (dlon_deg / 16.0 + steep * dlat_deg / 4.0)
    bow_deg = math.radians(bow_deg) + 1e-7
    a0 = cell_of(min(lon0_deg, lon1_deg) - bow_deg, ground.west_deg, ground.per_lon_deg)
    a1 = cell_of(max(lon0_deg, lon1_deg) + bow_deg, ground.west_deg, ground.per_lon_deg)
    b0 = cell_of(
        min(lat0_deg, lat1_deg) - bow_deg, ground.south_deg, ground.per_lat_deg
    )
    b1 = cell_of(
        max(lat0_deg, lat1_deg) + bow_deg, ground.south_deg, ground.per_lat_deg
    )
    n = ground.cells
    if a1 < 0 or b1 < 0 or a0 >= n or b0 >= n:
        return OUTSIDE
    found = -1
    if a0 < 0 or b0 < 0 or a1 >= n or b1 >= n:
        found = OUTSIDE
    for a in range(max(a0, 0), min(a1, n - 1) + 1):
        for b in range(max(b0, 0), min(b1, n - 1) + 1):
            here = ground.field[a * n + b]
            if here == MIXED or (found >= 0 and here != found):
                return -1
            found = here
    return found
