"""Which movers will be closer than both minima soon, if all go on as they do now.

Each mover's way over the look-ahead gets a box of latitude, longitude and height; a
grid finds the boxes that touch, and the pairs that are left are judged in closed form.
The search may let pairs through; it loses none. Pairs are judged in a plane of their
own, with the radii of WGS84 and the meridians' convergence at their mean latitude:
movers 100 km apart are told within about 0.1 % of that distance (held against geodesics
in the tests), which is far below what straight and even flight is good for. Within some
degrees of a pole the plane does not hold.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import FLATTENING, SEMI_MAJOR_M

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]

_E2 = FLATTENING * (2.0 - FLATTENING)
# A box is wider than the way it holds by this share: the plane is not the Earth, and
# boxes are kept in single precision.
_ROOM_FRAC = 0.01
# Cells are a little larger than a typical box, and no more than these for each entry.
_CELL_TO_BOX = (1.5, 1.5, 1.0)
_MOST_CELLS_EACH = 8
# From so many movers on, time is cut: shorter ways, smaller boxes, fewer candidates.
# Measured: at 20,000 one and two take the same, at 50,000 two take least.
_ONE_SLICE_MOST = 20_000
_SLICES = 2
# Slower than this, two movers keep their distance for as long as one looks ahead.
_STILL_MPS, _STILL_FTPS = 1e-5, 1e-6
# Slower than this they stand still even over a day, and dividing by it is noise.
_FROZEN_MPS = 1e-9
_LAT_DEG, _LON_DEG, _EAST_MPS, _NORTH_MPS, _HEIGHT_FT, _CLIMB_FTPS, _SINE = range(7)
_SOUTH, _NORTH, _WEST, _EAST, _LOW_FT, _HIGH_FT = range(6)
_ALL_AXES = 0b111


class Flights(NamedTuple):
    """What is known of each mover now: float64[n] each.

    Degrees on WGS84, metres a second to the east and north, feet, feet a second. A
    height that is not known is NaN: such a mover is as high as any other.
    """

    lat_deg: F64
    lon_deg: F64
    east_mps: F64
    north_mps: F64
    height_ft: F64
    climb_ftps: F64


class Cells(NamedTuple):
    """A grid of boxes: cell c holds entries ``start[c]:start[c + 1]``.

    Each entry has its mover, its box, and a bit for each axis along which the box
    begins in this cell.
    """

    start: I64
    mover: I32
    box: F32
    begins: U8


def approaches_ahead(
    flights: Flights, horizontal_m: float, vertical_ft: float, horizon_s: float
) -> tuple[I64, F64]:
    """Return the pairs that will be below both minima at one time within the horizon.

    Parameters
    ----------
    flights
        the movers now; one with a NaN but in its height or climb is left out.
    horizontal_m, vertical_ft
        the minima, greater than 0; a pair exactly at a minimum is not below it.
    horizon_s
        how far to look, greater than 0.

    Returns
    -------
    pairs : int64[m, 2]
        rows of `flights`, the lower first, in order.
    ahead : float64[m, 4]
        seconds until both minima are first undercut (0 where they are now) and until
        they no longer are (not cut at the horizon); seconds until the least horizontal
        distance within that time, and that distance in metres.
    """
    slices = 1 if flights.lat_deg.size <= _ONE_SLICE_MOST else _SLICES
    edges_s = np.linspace(0.0, horizon_s, slices + 1)
    sine_frac = np.sin(np.radians(flights.lat_deg))
    # A mover's figures stand together: a pair takes two lines of memory, not fourteen.
    state = np.column_stack((*flights, sine_frac))
    minima = (horizontal_m, vertical_ft)
    found = []
    for window_s in itertools.pairwise(edges_s.tolist()):
        mover, box = _boxes(state, minima, window_s)
        if len(mover) > 1:
            cells = _grid(mover, box, *_sizes(box))
            last = window_s[1] == horizon_s
            found.append(_judged(state, cells, minima, window_s, last))
    if not found:
        return np.empty((0, 2), np.int64), np.empty((0, 4))
    pairs = np.concatenate([pair for pair, _ in found])
    ahead = np.concatenate([row for _, row in found])
    # Two boxes over the antimeridian meet on both sides of it.
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, ahead = pairs[order], ahead[order]
    new = np.ones(len(pairs), bool)
    new[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    return pairs[new], ahead[new]


@njit(cache=True, nogil=True)
def _sizes(box: F32) -> tuple[F64, F64, I64]:
    """Return the grid for boxes: its corner, the size of a cell, and its shape."""
    corner, top = np.full(3, np.inf), np.full(3, -np.inf)
    size = np.zeros(3)
    many = np.zeros(3)
    for n in range(len(box)):
        for axis in range(3):
            low, high = box[n, 2 * axis], box[n, 2 * axis + 1]
            if math.isfinite(low):
                corner[axis] = min(corner[axis], low)
                top[axis] = max(top[axis], high)
                size[axis] += high - low
                many[axis] += 1.0
    cells = 1.0
    for axis in range(3):
        if many[axis] == 0.0:
            corner[axis], top[axis], size[axis], many[axis] = 0.0, 0.0, 1.0, 1.0
        size[axis] = max(size[axis] / many[axis] * _CELL_TO_BOX[axis], 1e-6)
        cells *= (top[axis] - corner[axis]) / size[axis] + 1.0
    coarser = max(1.0, cells / (_MOST_CELLS_EACH * len(box)))
    shape = np.empty(3, np.int64)
    for axis in range(3):
        size[axis] *= coarser
        shape[axis] = int((top[axis] - corner[axis]) / size[axis]) + 1
    return corner, size, shape


@njit(cache=True, nogil=True)
def _metres_per_degree(sine_frac: float) -> tuple[float, float]:
    """Return metres in a degree of latitude and of longitude, by a latitude's sine."""
    squared = 1.0 - _E2 * sine_frac * sine_frac
    prime_m = SEMI_MAJOR_M / math.sqrt(squared)
    north_m = math.radians(prime_m * (1.0 - _E2) / squared)
    return north_m, math.radians(
        prime_m * math.sqrt(max(1.0 - sine_frac * sine_frac, 0.0))
    )


@njit(cache=True, nogil=True)
def _boxes(
    state: F64,
    minima: tuple[float, float],
    window_s: tuple[float, float],
) -> tuple[I32, F32]:
    """Return a box about each mover's way in the window, half the minima wider.

    A box over the antimeridian comes twice, once on either side: its second entry
    carries the mover as ``-1 - mover``.
    """
    horizontal_m, vertical_ft = minima
    from_s, until_s = window_s
    mover = np.empty(2 * len(state), np.int32)
    box = np.empty((2 * len(state), 6), np.float32)
    room_ft = 0.5 * vertical_ft * (1.0 + _ROOM_FRAC) + 1.0
    count = 0
    for k in range(len(state)):
        east_mps, north_mps = state[k, _EAST_MPS], state[k, _NORTH_MPS]
        lat_deg = state[k, _LAT_DEG]
        if not math.isfinite(lat_deg + state[k, _LON_DEG] + east_mps + north_mps):
            continue
        lon_deg = state[k, _LON_DEG] - 360.0 * round(state[k, _LON_DEG] / 360.0)
        room_m, widening = _room(
            state[k, _SINE],
            max(abs(east_mps), abs(north_mps)) * until_s,
            0.5 * horizontal_m,
        )
        north_m, east_m = _metres_per_degree(state[k, _SINE])
        here = box[count]
        here[_SOUTH] = (
            lat_deg + (min(north_mps * from_s, north_mps * until_s) - room_m) / north_m
        )
        here[_NORTH] = (
            lat_deg + (max(north_mps * from_s, north_mps * until_s) + room_m) / north_m
        )
        if widening > 2.0:
            here[_WEST], here[_EAST] = -180.0, 180.0
        else:
            low_m = min(east_mps * from_s, east_mps * until_s)
            high_m = max(east_mps * from_s, east_mps * until_s)
            here[_WEST] = (
                lon_deg + (min(low_m, low_m * widening) - room_m * widening) / east_m
            )
            here[_EAST] = (
                lon_deg + (max(high_m, high_m * widening) + room_m * widening) / east_m
            )
        _heights(state, k, room_ft, window_s, here)
        mover[count] = k
        count += 1
        if widening <= 2.0 and (here[_WEST] < -180.0 or here[_EAST] > 180.0):
            turn_deg = 360.0 if here[_WEST] < -180.0 else -360.0
            box[count] = here
            box[count, _WEST] = here[_WEST] + turn_deg
            box[count, _EAST] = here[_EAST] + turn_deg
            mover[count] = -1 - k
            count += 1
    return mover[:count], box[:count]


@njit(cache=True, nogil=True)
def _room(sine_frac: float, way_m: float, half_m: float) -> tuple[float, float]:
    """Return how far a box reaches beyond a way, and how much wider its degrees are.

    Flown straight, a way bends from its parallel by d² tan(lat) / 2R. Degrees of
    longitude are shorter at the end of the way that is nearer to the pole.
    """
    cosine = math.sqrt(max(1.0 - sine_frac * sine_frac, 1e-12))
    tangent = abs(sine_frac) / cosine
    bend_m = way_m * way_m * tangent / SEMI_MAJOR_M
    room_m = half_m * (1.0 + _ROOM_FRAC) + _ROOM_FRAC * way_m + bend_m + 100.0
    nearer = (way_m + room_m) / SEMI_MAJOR_M * tangent * 1.01
    return room_m, (1.0 / (1.0 - nearer) if nearer < 0.5 else math.inf)


@njit(cache=True, nogil=True)
def _heights(
    state: F64,
    k: int,
    room_ft: float,
    window_s: tuple[float, float],
    here: F32,
) -> None:
    height_ft, climb_ftps = state[k, _HEIGHT_FT], state[k, _CLIMB_FTPS]
    if math.isfinite(height_ft + climb_ftps):
        one_ft = height_ft + climb_ftps * window_s[0]
        other_ft = height_ft + climb_ftps * window_s[1]
        here[_LOW_FT] = min(one_ft, other_ft) - room_ft
        here[_HIGH_FT] = max(one_ft, other_ft) + room_ft
    else:
        here[_LOW_FT], here[_HIGH_FT] = -np.inf, np.inf


@njit(cache=True, nogil=True)
def _cell(values: float, corner: float, size: float, cells: int) -> int:
    """Return the number of the cell along one axis; outside is the nearest."""
    return int(min(max((values - corner) / size, 0.0), float(cells - 1)))


@njit(cache=True, nogil=True)
def _grid(mover: I32, box: F32, corner: F64, size: F64, shape: I64) -> Cells:
    """Return boxes in the cells that they touch: a counting scatter."""
    reach = np.empty((len(mover), 6), np.int32)
    start = np.zeros(shape[0] * shape[1] * shape[2] + 1, np.int64)
    for n in range(len(mover)):
        for axis in range(3):
            for end in range(2):
                side = 2 * axis + end
                reach[n, side] = _cell(
                    box[n, side], corner[axis], size[axis], shape[axis]
                )
        for a in range(reach[n, 0], reach[n, 1] + 1):
            for b in range(reach[n, 2], reach[n, 3] + 1):
                row = (a * shape[1] + b) * shape[2] + 1
                for c in range(reach[n, 4], reach[n, 5] + 1):
                    start[row + c] += 1
    for c in range(1, len(start)):
        start[c] += start[c - 1]
    free = start.copy()
    movers = np.empty(start[-1], np.int32)
    boxes = np.empty((start[-1], 6), np.float32)
    begins = np.empty(start[-1], np.uint8)
    for n in range(len(mover)):
        for a in range(reach[n, 0], reach[n, 1] + 1):
            for b in range(reach[n, 2], reach[n, 3] + 1):
                row = (a * shape[1] + b) * shape[2]
                for c in range(reach[n, 4], reach[n, 5] + 1):
                    at = free[row + c]
                    free[row + c] = at + 1
                    movers[at] = mover[n]
                    begins[at] = (
                        (a == reach[n, 0])
                        | (b == reach[n, 2]) << 1
                        | (c == reach[n, 4]) << 2
                    )
                    for side in range(6):
                        boxes[at, side] = box[n, side]
    return Cells(start, movers, boxes, begins)


@njit(cache=True, nogil=True)
def _judged(
    state: F64,
    cells: Cells,
    minima: tuple[float, float],
    window_s: tuple[float, float],
    last: bool,
) -> tuple[I64, F64]:
    """Return the pairs whose undercut begins in [from, until), each from one cell."""
    horizontal_m, vertical_ft = minima
    from_s, until_s = window_s
    pairs = np.empty((64, 2), np.int64)
    ahead = np.empty((64, 4))
    count = 0
    # Out of the loops: to take an array from a tuple is counted each time.
    start, mover, box, begins = cells
    near = np.empty(np.max(start[1:] - start[:-1]), np.int64)
    for cell in range(len(start) - 1):
        for p in range(start[cell], start[cell + 1]):
            many = _touching(box, begins, p, start[cell + 1], near)
            for q in near[:many]:
                i, j = mover[p], mover[q]
                i, j = max(i, -1 - i), max(j, -1 - j)
                if i == j:
                    continue
                if i > j:
                    i, j = j, i
                begins_s, ends_s, closest_s, closest_m = _approach(
                    state, i, j, horizontal_m, vertical_ft
                )
                begins_s = max(begins_s, 0.0)
                if not (from_s <= begins_s < ends_s):
                    continue
                if begins_s > until_s or (begins_s == until_s and not last):
                    continue
                if count == len(ahead):
                    pairs, ahead = _longer(pairs, ahead)
                pairs[count, 0], pairs[count, 1] = i, j
                ahead[count, 0], ahead[count, 1] = begins_s, ends_s
                ahead[count, 2], ahead[count, 3] = closest_s, closest_m
                count += 1
    return pairs[:count].copy(), ahead[:count].copy()


@njit(cache=True, nogil=True)
def _touching(box: F32, begins: U8, p: int, end: int, near: I64) -> int:
    """Put into `near` the entries after p, before `end`, whose boxes touch p's.

    A pair belongs to the cell in which its common box begins: along each axis, the one
    or the other begins there. No test here branches: most fail, and which is not to be
    foreseen.
    """
    south, north, west = box[p, _SOUTH], box[p, _NORTH], box[p, _WEST]
    east, low_ft, high_ft = box[p, _EAST], box[p, _LOW_FT], box[p, _HIGH_FT]
    many = 0
    for q in range(p + 1, end):
        near[many] = q
        many += (
            ((begins[p] | begins[q]) == _ALL_AXES)
            & (south <= box[q, _NORTH])
            & (box[q, _SOUTH] <= north)
            & (west <= box[q, _EAST])
            & (box[q, _WEST] <= east)
            & (low_ft <= box[q, _HIGH_FT])
            & (box[q, _LOW_FT] <= high_ft)
        )
    return many


@njit(cache=True, nogil=True)
def _approach(
    state: F64, i: int, j: int, horizontal_m: float, vertical_ft: float
) -> tuple[float, float, float, float]:
    """Return when a pair is below both minima, and its closest then.

    The columns are those of `approaches_ahead`, but that the first may lie in the past.
    A pair that never is begins at infinity and ends before.
    """
    never = (np.inf, -np.inf, np.nan, np.nan)
    begins_s, ends_s = _level_span(state, i, j, vertical_ft)
    if ends_s <= begins_s or ends_s <= 0.0:
        return never
    x_m, y_m, vx_mps, vy_mps = _relative(state, i, j)
    speed2 = vx_mps * vx_mps + vy_mps * vy_mps
    still = speed2 < _STILL_MPS * _STILL_MPS
    if still:
        if x_m * x_m + y_m * y_m >= horizontal_m * horizontal_m:
            return never
    else:
        cross = x_m * vy_mps - y_m * vx_mps
        inside_m2 = horizontal_m * horizontal_m - cross * cross / speed2
        if inside_m2 <= 0.0:
            return never
        middle_s = -(x_m * vx_mps + y_m * vy_mps) / speed2
        half_s = math.sqrt(inside_m2 / speed2)
        begins_s = max(begins_s, middle_s - half_s)
        ends_s = min(ends_s, middle_s + half_s)
    if ends_s <= begins_s or ends_s <= 0.0:
        return never
    first_s = max(begins_s, 0.0)
    closest_s, closest_m = closest_within(
        x_m, y_m, vx_mps, vy_mps, first_s, first_s if still else ends_s
    )
    return begins_s, ends_s, closest_s, closest_m


@njit(cache=True, nogil=True)
def closest_within(
    x_m: float,
    y_m: float,
    vx_mps: float,
    vy_mps: float,
    from_s: float,
    until_s: float,
) -> tuple[float, float]:
    """Return when in [from, until] two movers in a plane are closest, and how close.

    Parameters
    ----------
    x_m, y_m, vx_mps, vy_mps
        place and velocity of one relative to the other at time 0; straight and even
        motion is assumed, and heights do not enter.
    from_s, until_s
        where to look; the second not before the first.

    Returns
    -------
    Seconds and metres. Movers that part, or stand still relative to each other, are
    closest at the beginning. NaN in, NaN out.
    """
    dot = x_m * vx_mps + y_m * vy_mps
    if math.isnan(dot + from_s + until_s):
        return math.nan, math.nan
    speed2 = vx_mps * vx_mps + vy_mps * vy_mps
    closest_s = from_s
    if speed2 >= _FROZEN_MPS * _FROZEN_MPS:
        closest_s = min(max(-dot / speed2, from_s), until_s)
    return closest_s, math.hypot(x_m + vx_mps * closest_s, y_m + vy_mps * closest_s)


@njit(cache=True, nogil=True)
def _level_span(state: F64, i: int, j: int, vertical_ft: float) -> tuple[float, float]:
    """Return when a pair is below the vertical minimum: from, until, in seconds."""
    z_ft = state[j, _HEIGHT_FT] - state[i, _HEIGHT_FT]
    climb_ftps = state[j, _CLIMB_FTPS] - state[i, _CLIMB_FTPS]
    if not math.isfinite(z_ft + climb_ftps):
        return -np.inf, np.inf
    if abs(climb_ftps) < _STILL_FTPS:
        return (-np.inf, np.inf) if abs(z_ft) < vertical_ft else (np.inf, -np.inf)
    one_s = (-vertical_ft - z_ft) / climb_ftps
    other_s = (vertical_ft - z_ft) / climb_ftps
    return min(one_s, other_s), max(one_s, other_s)


@njit(cache=True, nogil=True)
def _relative(state: F64, i: int, j: int) -> tuple[float, float, float, float]:
    """Return place and velocity of j relative to i in the plane at their middle."""
    up_deg = state[j, _LAT_DEG] - state[i, _LAT_DEG]
    turn_deg = state[j, _LON_DEG] - state[i, _LON_DEG]
    turn_deg -= 360.0 * round(turn_deg / 360.0)
    # sin((a + b) / 2) = (sin a + sin b) / (2 cos((a - b) / 2)), cosine by its series.
    half_rad = math.radians(0.5 * up_deg)
    half2 = half_rad * half_rad
    middle = (state[i, _SINE] + state[j, _SINE]) / (2.0 - half2 + half2 * half2 / 12.0)
    north_m, east_m = _metres_per_degree(middle)
    # North of the one and of the other are not parallel: each is turned to the middle.
    half_rad = math.radians(0.5 * turn_deg) * middle
    if abs(half_rad) < 0.05:
        turn = half_rad - half_rad * half_rad * half_rad / 6.0
        keep = 1.0 - 0.5 * half_rad * half_rad
    else:
        turn, keep = math.sin(half_rad), math.cos(half_rad)
    east_mps = state[j, _EAST_MPS] - state[i, _EAST_MPS]
    north_mps = state[j, _NORTH_MPS] - state[i, _NORTH_MPS]
    both_east_mps = state[j, _EAST_MPS] + state[i, _EAST_MPS]
    both_north_mps = state[j, _NORTH_MPS] + state[i, _NORTH_MPS]
    return (
        turn_deg * east_m,
        up_deg * north_m,
        east_mps * keep - both_north_mps * turn,
        north_mps * keep + both_east_mps * turn,
    )


@njit(cache=True, nogil=True)
def _longer(pairs: I64, ahead: F64) -> tuple[I64, F64]:
    more = np.empty((2 * len(pairs), 2), np.int64)
    more_ahead = np.empty((2 * len(ahead), 4))
    more[: len(pairs)], more_ahead[: len(ahead)] = pairs, ahead
    return more, more_ahead
