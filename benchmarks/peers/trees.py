"""Shapely's STRtree and SciPy's cKDTree with NumPy: what one would write by hand."""

from __future__ import annotations

import itertools

import numpy as np
import shapely
from columns import F64, I64, Archive, Snapshot, archive, ground, snapshot
from measure import Answer, Asked, Ready, compete
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from settings import AHEAD, CORNERS, GAP_LINE_US, GAP_PAIRS_US, PAIRS

MAJOR_M, E2 = 6_378_137.0, 6.69437999014e-3
STEP_S = 1.0
# Levels exactly at the minimum are not below it, which dividing by nearly 0 forgets.
HAIR_FT = 0.003


def metres_per_degree(lat_deg: F64) -> tuple[F64, F64]:
    """Return metres in a degree of latitude and of longitude on WGS84."""
    lat_rad = np.radians(lat_deg)
    bend = 1.0 - E2 * np.sin(lat_rad) ** 2
    north_m = np.radians(MAJOR_M * (1.0 - E2) / bend**1.5)
    return north_m, np.radians(MAJOR_M * np.cos(lat_rad) / np.sqrt(bend))


def ahead(asked: Asked) -> Ready:
    """Boxes about each way in an STRtree; then the pairs in closed form.

    Untimed: the same with the meridians' convergence, which ours has.
    """
    now = snapshot(asked.path)

    def work(*, turned: bool = False) -> I64:
        i, j = boxed(now)
        kept = undercut(now, i, j, turned=turned)
        return np.column_stack([i[kept], j[kept]])

    return Ready(lambda: {"pairs": work()}, lambda: {"turned": work(turned=True)})


def boxed(now: Snapshot) -> tuple[I64, I64]:
    """Return the pairs whose boxes and heights may meet."""
    horizontal_m, vertical_ft, horizon_s = AHEAD
    north_m, east_m = metres_per_degree(now.lat_deg)
    room_lat_deg = 0.51 * horizontal_m / north_m
    room_lon_deg = 0.53 * horizontal_m / east_m
    until_lat_deg = now.lat_deg + now.north_mps * horizon_s / north_m
    until_lon_deg = now.lon_deg + now.east_mps * horizon_s / east_m
    boxes = shapely.box(
        np.minimum(now.lon_deg, until_lon_deg) - room_lon_deg,
        np.minimum(now.lat_deg, until_lat_deg) - room_lat_deg,
        np.maximum(now.lon_deg, until_lon_deg) + room_lon_deg,
        np.maximum(now.lat_deg, until_lat_deg) + room_lat_deg,
    )
    i, j = shapely.STRtree(boxes).query(boxes)
    once = i < j
    i, j = i[once], j[once]
    reach_ft = vertical_ft + horizon_s * np.abs(now.climb_ftps[i] - now.climb_ftps[j])
    near = np.abs(now.height_ft[i] - now.height_ft[j]) <= reach_ft
    return i[near], j[near]


def undercut(now: Snapshot, i: I64, j: I64, *, turned: bool) -> NDArray[np.bool_]:
    """Tell of each pair whether it is below both minima within the horizon."""
    horizontal_m, vertical_ft, horizon_s = AHEAD
    level_ft = vertical_ft - HAIR_FT
    north_m, east_m = metres_per_degree((now.lat_deg[i] + now.lat_deg[j]) / 2)
    x_m = (now.lon_deg[j] - now.lon_deg[i]) * east_m
    y_m = (now.lat_deg[j] - now.lat_deg[i]) * north_m
    z_ft = now.height_ft[j] - now.height_ft[i]
    vx_mps, vy_mps = velocities(now, i, j, turned=turned)
    climb_ftps = now.climb_ftps[j] - now.climb_ftps[i]
    speed2 = np.maximum(vx_mps**2 + vy_mps**2, 1e-9)
    middle_s = -(x_m * vx_mps + y_m * vy_mps) / speed2
    least_m2 = (x_m + vx_mps * middle_s) ** 2 + (y_m + vy_mps * middle_s) ** 2
    half_s = np.sqrt(np.maximum(horizontal_m**2 - least_m2, 0.0) / speed2)
    climb_ftps = np.where(np.abs(climb_ftps) < 1e-9, 1e-9, climb_ftps)
    one_s, other_s = ((s * level_ft - z_ft) / climb_ftps for s in (-1, 1))
    begins_s = np.maximum(middle_s - half_s, np.minimum(one_s, other_s))
    ends_s = np.minimum(middle_s + half_s, np.maximum(one_s, other_s))
    ever = (least_m2 < horizontal_m**2) & (begins_s < ends_s)
    return ever & (ends_s > 0.0) & (begins_s <= horizon_s)


def velocities(now: Snapshot, i: I64, j: I64, *, turned: bool) -> tuple[F64, F64]:
    """Return velocities of j relative to i, north of each turned to the middle's."""
    if not turned:
        return now.east_mps[j] - now.east_mps[i], now.north_mps[j] - now.north_mps[i]
    own, other = ((now.east_mps + 1j * now.north_mps)[n] for n in (i, j))
    middle_rad = np.radians((now.lat_deg[i] + now.lat_deg[j]) / 2)
    half_rad = np.radians(now.lon_deg[j] - now.lon_deg[i]) / 2 * np.sin(middle_rad)
    apart = other * np.exp(1j * half_rad) - own * np.exp(-1j * half_rad)
    return apart.real, apart.imag


def pairs(asked: Asked) -> Ready:
    """Everyone resampled to one clock, a cKDTree for each second, hits joined."""
    held = archive(asked.path, "pairs", asked.share)
    return Ready(lambda: sampled_pairs(held))


def sampled_pairs(held: Archive) -> Answer:
    """Return pairs and their stretches of seconds below both minima."""
    clock_s, who, lat_deg, lon_deg, height_ft = resampled(held)
    edges = np.flatnonzero(np.diff(clock_s, prepend=-1, append=-1))
    hits = [
        near_at(slice(a, b), who, lat_deg, lon_deg, height_ft)
        for a, b in itertools.pairwise(edges)
    ]
    seconds = np.repeat(clock_s[edges[:-1]], [len(hit) for hit in hits])
    found = np.concatenate(hits)
    pair = np.sort(found[:, :2].astype(np.int64), axis=1)
    order = np.lexsort((seconds, pair[:, 1], pair[:, 0]))
    pair, seconds, found = pair[order], seconds[order], found[order]
    new = np.ones(len(pair), bool)
    new[1:] = (pair[1:] != pair[:-1]).any(1) | (np.diff(seconds) > STEP_S)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(pair)) - 1
    when_us = np.column_stack([seconds[first], seconds[last]]) * 1_000_000
    closest_m = np.minimum.reduceat(found[:, 2], first)
    return {"who": pair[first], "when_us": when_us, "closest_m": closest_m}


def resampled(held: Archive) -> tuple[I64, I64, F64, F64, F64]:
    """Return everyone's place at whole seconds, by second; long gaps left out."""
    parts = []
    for k in range(len(held.start) - 1):
        rows = slice(held.start[k], held.start[k + 1])
        time_s = held.time_us[rows] / 1e6
        at_s = np.arange(np.ceil(time_s[0]), time_s[-1], STEP_S)
        after = np.searchsorted(time_s, at_s, "right")
        seen = time_s[after] - time_s[after - 1] <= GAP_PAIRS_US / 1e6
        at_s = at_s[seen]
        columns = (held.lat_deg[rows], held.lon_deg[rows], held.height_ft[rows])
        places = (np.interp(at_s, time_s, column) for column in columns)
        parts.append((at_s.astype(np.int64), np.full(len(at_s), k), *places))
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    return tuple(column[order] for column in joined)


def near_at(rows: slice, who: I64, lat_deg: F64, lon_deg: F64, height_ft: F64) -> F64:
    """Return the pairs below both minima at one second: who, whom, how close."""
    north_m, east_m = metres_per_degree(lat_deg[rows])
    plane_m = np.column_stack(
        [(lon_deg[rows] - 40.0) * east_m, lat_deg[rows] * north_m]
    )
    found = cKDTree(plane_m).query_pairs(PAIRS[0] * 1.15, output_type="ndarray")
    i, j = found[:, 0] + rows.start, found[:, 1] + rows.start
    near = np.abs(height_ft[i] - height_ft[j]) < PAIRS[1]
    i, j = i[near], j[near]
    north_m, east_m = metres_per_degree((lat_deg[i] + lat_deg[j]) / 2)
    apart_m = np.hypot(
        (lon_deg[i] - lon_deg[j]) * east_m, (lat_deg[i] - lat_deg[j]) * north_m
    )
    near = apart_m < PAIRS[0]
    return np.column_stack([who[i], who[j], apart_m])[near]


def line(asked: Asked) -> Ready:
    """Cut each segment with the line; look each report up in an STRtree of circles."""
    held, about = archive(asked.path, "line", asked.share), ground(asked.path.parent)
    river = shapely.LineString(about.line_deg)
    shapely.prepare(river)
    turn = np.linspace(0.0, 2 * np.pi, CORNERS, endpoint=False)
    north_m, east_m = metres_per_degree(about.points_deg[:, 1])
    circles = shapely.polygons(
        np.stack(
            [
                about.points_deg[:, :1]
                + about.radius_m / east_m[:, None] * np.cos(turn),
                about.points_deg[:, 1:]
                + about.radius_m / north_m[:, None] * np.sin(turn),
            ],
            axis=2,
        )
    )
    return Ready(lambda: {**cut(held, river), **visited(held, circles)})


def cut(held: Archive, river: shapely.LineString) -> Answer:
    """Return the row before each passage, once for each."""
    follow = np.flatnonzero(
        (held.mover[1:] == held.mover[:-1]) & (np.diff(held.time_us) <= GAP_LINE_US)
    )
    west, south, east, north = river.bounds
    lon_deg, lat_deg = held.lon_deg, held.lat_deg
    about = (np.maximum(lon_deg[follow], lon_deg[follow + 1]) >= west) & (
        np.minimum(lon_deg[follow], lon_deg[follow + 1]) <= east
    )
    about &= (np.maximum(lat_deg[follow], lat_deg[follow + 1]) >= south) & (
        np.minimum(lat_deg[follow], lat_deg[follow + 1]) <= north
    )
    follow = follow[about]
    place_deg = np.column_stack([lon_deg, lat_deg])
    ways = shapely.linestrings(np.stack([place_deg[follow], place_deg[follow + 1]], 1))
    met = shapely.intersects(river, ways)
    points = shapely.intersection(ways[met], river)
    return {"rows": np.repeat(follow[met], shapely.get_num_coordinates(points))}


def visited(held: Archive, circles: list[shapely.Polygon]) -> Answer:
    """Return mover, point, and times of the first and last report of each stay."""
    reports = shapely.points(held.lon_deg, held.lat_deg)
    row, point = shapely.STRtree(circles).query(reports, predicate="within")
    order = np.lexsort((row, point))
    row, point = row[order], point[order]
    new = np.ones(len(row), bool)
    new[1:] = (point[1:] != point[:-1]) | (row[1:] != row[:-1] + 1)
    new[1:] |= held.mover[row[1:]] != held.mover[row[:-1]]
    new[1:] |= held.time_us[row[1:]] - held.time_us[row[:-1]] > GAP_LINE_US
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(row)) - 1
    when_us = np.column_stack([held.time_us[row[first]], held.time_us[row[last]]])
    return {
        "stays": np.column_stack([held.mover[row[first]], point[first]]),
        "stays_us": when_us,
    }


if __name__ == "__main__":
    compete({"ahead": ahead, "pairs": pairs, "line": line})
