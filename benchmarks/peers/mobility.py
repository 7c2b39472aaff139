"""PyMEOS, the library of MobilityDB: exact, continuous, one pair after another.

Places are laid in a plane about the workload's middle; what cannot meet goes by an
STRtree of boxes. Making its moving points from text is not timed.
"""

from __future__ import annotations

import numpy as np
import pymeos
import shapely
from columns import F64, FT_M, I64, Archive, archive
from measure import Answer, Asked, Ready, compete
from pymeos import FloatSpan, TFloatSeqSet, TGeomPointSeqSet
from pyproj import Transformer
from settings import GAP_PAIRS_US, PAIRS

PLANE = "+proj=laea +lat_0=35 +lon_0=40 +datum=WGS84"
# A hair less: a span holds its ends, and levels 1,000 ft apart are not below 1,000 ft.
HEIGHT_M = PAIRS[1] * FT_M - 0.001


def moving(held: Archive, east_m: F64, north_m: F64) -> tuple[list, list]:
    """Return everyone's place and height as PyMEOS has them."""
    stamp = np.datetime_as_string(held.time_us.astype("datetime64[us]"), unit="us")
    height_m = held.height_ft * FT_M
    places, heights = [], []
    for k in range(len(held.start) - 1):
        rows = np.arange(held.start[k], held.start[k + 1])
        gaps = np.flatnonzero(np.diff(held.time_us[rows]) > GAP_PAIRS_US) + 1
        runs = [run for run in np.split(rows, gaps) if len(run) > 1]
        places.append(
            TGeomPointSeqSet(
                sequences(
                    runs, lambda i: f"POINT({east_m[i]:.3f} {north_m[i]:.3f})", stamp
                )
            )
        )
        heights.append(
            TFloatSeqSet(sequences(runs, lambda i: f"{height_m[i]:.3f}", stamp))
        )
    return places, heights


def sequences(runs: list[I64], told, stamp) -> str:
    """Return unbroken runs of reports in PyMEOS' own words."""
    each = (",".join(f"{told(i)}@{stamp[i]}+00" for i in run) for run in runs)
    return "{" + ",".join(f"[{run}]" for run in each) + "}"


def candidates(held: Archive, east_m: F64, north_m: F64) -> tuple[I64, I64]:
    """Return the pairs whose boxes in the plane meet."""
    first = held.start[:-1]
    low, high = (
        [cut.reduceat(column, first) for column in (east_m, north_m)]
        for cut in (np.minimum, np.maximum)
    )
    half_m = PAIRS[0] / 2
    boxes = shapely.box(
        low[0] - half_m, low[1] - half_m, high[0] + half_m, high[1] + half_m
    )
    i, j = shapely.STRtree(boxes).query(boxes)
    return i[i < j], j[i < j]


def pairs(asked: Asked) -> Ready:
    """Find all encounters, to the microsecond."""
    pymeos.pymeos_initialize()
    held = archive(asked.path, "pairs", asked.share)
    project = Transformer.from_crs(4326, PLANE, always_xy=True)
    east_m, north_m = project.transform(held.lon_deg, held.lat_deg)
    places, heights = moving(held, east_m, north_m)

    def work() -> Answer:
        found = []
        for i, j in zip(*candidates(held, east_m, north_m), strict=True):
            for when in undercut(places[i], places[j], heights[i], heights[j]):
                least_m = places[i].at(when).distance(places[j].at(when)).min_value()
                found.append(
                    (i, j, micros(when.lower()), micros(when.upper()), least_m)
                )
        table = np.array(found).reshape(-1, 5)
        return {
            "who": table[:, :2].astype(np.int64),
            "when_us": table[:, 2:4].astype(np.int64),
            "closest_m": table[:, 4],
        }

    return Ready(work)


def undercut(own, other, own_height, other_height) -> list:
    """Return when two movers are below both minima, as spans."""
    near = own.within_distance(other, PAIRS[0])
    near = None if near is None else near.at(True)
    if near is None:
        return []
    when = near.time()
    own_height, other_height = own_height.at(when), other_height.at(when)
    if own_height is None or other_height is None:
        return []
    level = (own_height - other_height).at(FloatSpan(lower=-HEIGHT_M, upper=HEIGHT_M))
    return [] if level is None else level.time().spans()


def micros(moment) -> int:
    """Return a moment as microseconds since 1970."""
    return round(moment.timestamp() * 1e6)


if __name__ == "__main__":
    compete({"pairs": pairs})
