"""Sites that are points: all those of a clause are looked at in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from thalweg.agreement.ground import SiteGround
from thalweg.kernels.points import Points, fits, points_of
from thalweg.kernels.separation import Reach
from thalweg.kernels.stays import FROM_US, KIND, OF_MOVER, POINT, stays_about
from thalweg.watch.detector import Sets
from thalweg.watch.flights import Flights
from thalweg.watch.site import Asked

I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PointSites:
    """Points on a grid; `numbers` int64[n] are theirs among the sites of the clause."""

    numbers: I64
    points: Points

    def scan(self, flights: Flights, asked: Asked, from_us: int, until_us: int) -> Sets:
        """Return the sets of all movers, key (mover, site, 0), begun in the stretch.

        They are those of `PathSite.scan`, but for WIDE, see `kernels.stays`.
        """
        found = stays_about(
            flights.paths, self.points, asked.reach, asked.band, asked.allowed,
            asked.gap_us, from_us, until_us,
        )  # fmt: skip
        keys = np.zeros((len(found), 3), np.int64)
        keys[:, 0], keys[:, 1] = found[:, OF_MOVER], self.numbers[found[:, POINT]]
        return Sets(keys, found[:, KIND].astype(np.int8), found[:, FROM_US:].copy())


def point_sites(sites: Sequence[SiteGround], reach: Reach) -> PointSites | None:
    """Return the points among sites; None where there are none, or none that fit."""
    # Of an error greater than a limit nothing is said: twice a limit is the furthest.
    reach_m = float(np.nanmax(reach))
    numbers = [n for n, site in enumerate(sites) if site.kind == "point"]
    lat_rad = np.radians([float(sites[n].lat_deg[0]) for n in numbers])
    lon_rad = np.radians([float(sites[n].lon_deg[0]) for n in numbers])
    if not fits(lat_rad, lon_rad, 2.0 * reach_m):
        return None
    error_m = [float(sites[n].error_m) for n in numbers]
    places = tuple(zip(lat_rad.tolist(), lon_rad.tolist(), error_m, strict=True))
    return PointSites(np.array(numbers, np.int64), _points(places, reach_m))


# Kept at hand: verifying a record asks about the same points once a finding.
@lru_cache(maxsize=16)
def _points(places: tuple[tuple[float, float, float], ...], reach_m: float) -> Points:
    """Return `points_of` places, each a latitude and longitude and an error."""
    lat_rad, lon_rad, error_m = np.array(places).T.copy()
    return points_of(lat_rad, lon_rad, error_m, reach_m)
