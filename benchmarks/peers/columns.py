"""A workload as columns in memory: where every contender begins.

Reads the files of `workloads` and the reference workloads that a design was held to,
whose columns have other names and units.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

FT_M = 0.3048
# Named as here, or as in the reference workloads.
READ = {
    "track": ("mover", "track"), "time": ("time", "t"), "lat": ("lat_deg", "lat"),
    "lon": ("lon_deg", "lon"), "height": ("height_ft", "alt_ft"),
}  # fmt: skip


class Snapshot(NamedTuple):
    """Movers now: degrees, metres a second, feet, feet a second."""

    lat_deg: F64
    lon_deg: F64
    east_mps: F64
    north_mps: F64
    height_ft: F64
    climb_ftps: F64


class Archive(NamedTuple):
    """Reports, sorted by (mover, time); mover k has ``start[k]:start[k + 1]``."""

    start: I64
    mover: NDArray[np.int32]
    time_us: I64
    lat_deg: F64
    lon_deg: F64
    height_ft: F64


class Ground(NamedTuple):
    """A line, its two banks (rings), and points; all (longitude, latitude)."""

    line_deg: F64
    left_deg: F64
    right_deg: F64
    points_deg: F64
    radius_m: float


def snapshot(path: Path) -> Snapshot:
    """Read a snapshot."""
    table = pq.read_table(path, use_threads=False)
    have = {name: table[name].to_numpy() for name in table.column_names}
    if "height_ft" in have:
        height_ft, climb_ftps = have["height_ft"], have["climb_ftps"]
        speed_mps, course_rad = have["speed_mps"], np.radians(have["course_deg"])
        lat_deg, lon_deg = have["lat_deg"], have["lon_deg"]
    else:
        # Levels were whole feet: what a metre's last bit adds would tear them apart.
        height_ft = np.round(have["alt"] / FT_M, 6)
        climb_ftps, speed_mps = have["vs"] / FT_M, have["gs"]
        course_rad, lat_deg, lon_deg = np.radians(have["trk"]), have["lat"], have["lon"]
    return Snapshot(
        lat_deg, lon_deg, speed_mps * np.sin(course_rad),
        speed_mps * np.cos(course_rad), height_ft, climb_ftps,
    )  # fmt: skip


def wanted(path: Path, case: str) -> list[str]:
    """Return the columns of a file that a case needs, by the names they have there."""
    present = set(pq.read_schema(path).names)
    if case == "ahead":
        return sorted(present)
    needed = ["track", "time", "lat", "lon", *(["height"] if case == "pairs" else [])]
    return [next(n for n in READ[key] if n in present) for key in needed]


def archive(path: Path, case: str, share: float = 1.0) -> Archive:
    """Read an archive; with `share` only so many of its movers, the first."""
    names = wanted(path, case)
    table = pq.read_table(path, columns=names, use_threads=False)
    mover = table[names[0]].to_numpy()
    time_us = table[names[1]].cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    start = np.searchsorted(mover, np.arange(int(mover[-1]) + 2)).astype(np.int64)
    start = start[: round((len(start) - 1) * share) + 1]
    rows = slice(0, int(start[-1]))
    lat_deg, lon_deg = (table[name].to_numpy()[rows] for name in names[2:4])
    height_ft = np.full(len(lat_deg), np.nan)
    if case == "pairs":
        height_ft = table[names[4]].to_numpy().astype(np.float64)[rows]
    return Archive(
        start, mover[rows], time_us.to_numpy()[rows], lat_deg, lon_deg, height_ft
    )


def ground(folder: Path) -> Ground:
    """Read the line and the points that lie beside a workload."""
    file = next(f for n in ("ground.npz", "w3_geom.npz") if (f := folder / n).is_file())
    held = np.load(file)
    line_deg = held["line" if "line" in held else "river"]
    points_deg = held["points" if "points" in held else "circles"]
    radius_m = float(np.ravel(held["radius"])[0])
    way_deg = line_deg[-1] - line_deg[0]
    aside_deg = np.array([-way_deg[1], way_deg[0]]) / np.hypot(*way_deg) * 0.8
    left_deg, right_deg = (
        np.concatenate([line_deg, (line_deg + aside)[::-1], line_deg[:1]])
        for aside in (aside_deg, -aside_deg)
    )
    return Ground(line_deg, left_deg, right_deg, points_deg, radius_m)
