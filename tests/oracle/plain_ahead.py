"""Plain twins of `kernels.ahead`: every pair, one after the other, and on geodesics."""

from __future__ import annotations

import math

import numpy as np
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")
A_M, E2 = 6378137.0, 6.694379990141317e-3


def pair_ahead(one, other, horizontal_m, vertical_ft):
    """Return when two movers are below both minima, in the plane at their middle.

    A mover is (lat_deg, lon_deg, east_mps, north_mps, height_ft, climb_ftps). None
    where they never are, else (from_s, until_s, closest_s, closest_m).
    """
    lat = math.radians((one[0] + other[0]) / 2)
    turn = (other[1] - one[1] + 180.0) % 360.0 - 180.0
    w2 = 1 - E2 * math.sin(lat) ** 2
    x = math.radians(turn) * A_M / math.sqrt(w2) * math.cos(lat)
    y = math.radians(other[0] - one[0]) * A_M * (1 - E2) / w2**1.5
    half = math.radians(turn) / 2 * math.sin(lat)
    v_one = _turned(one[2], one[3], -half)
    v_other = _turned(other[2], other[3], half)
    vx, vy = v_other[0] - v_one[0], v_other[1] - v_one[1]
    spans = [_undercut(x * x + y * y, 2 * (x * vx + y * vy), vx * vx + vy * vy,
                       horizontal_m**2)]  # fmt: skip
    if math.isfinite(one[4] + other[4] + one[5] + other[5]):
        z, vz = other[4] - one[4], other[5] - one[5]
        spans.append(_undercut(z * z, 2 * z * vz, vz * vz, vertical_ft**2))
    begins, ends = max(s[0] for s in spans), min(s[1] for s in spans)
    if not begins < ends or ends <= 0:
        return None
    v2 = vx * vx + vy * vy
    closest = -(x * vx + y * vy) / v2 if v2 > 1e-10 else 0.0
    closest = min(max(closest, begins, 0.0), ends)
    return (
        max(begins, 0.0), ends, closest, math.hypot(x + vx * closest, y + vy * closest)
    )  # fmt: skip


def _turned(east, north, angle):
    """Turn a velocity counter-clockwise."""
    c, s = math.cos(angle), math.sin(angle)
    return east * c - north * s, north * c + east * s


def _undercut(c, b, a, limit):
    """Return where a t² + b t + c < limit; an empty span where it never is."""
    if a < 1e-12:
        return (-math.inf, math.inf) if c < limit else (math.inf, -math.inf)
    root = b * b - 4 * a * (c - limit)
    if root <= 0:
        return (math.inf, -math.inf)
    root = math.sqrt(root)
    return ((-b - root) / (2 * a), (-b + root) / (2 * a))


def distances_m(one, other, times_s):
    """Return the geodesic distances of two movers that fly on along geodesics."""
    places = []
    for lat, lon, east, north, _, _ in (one, other):
        n = len(times_s)
        azimuth = math.degrees(math.atan2(east, north))
        far = math.hypot(east, north) * np.asarray(times_s)
        lons, lats, _ = WGS84.fwd([lon] * n, [lat] * n, [azimuth] * n, far)
        places.append((lons, lats))
    return np.asarray(WGS84.inv(*places[0], *places[1])[2])
