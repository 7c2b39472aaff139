"""From what a radar measures, slant range and azimuth, to a place on WGS84.

The earth about the radar is taken as a sphere of the ellipsoid's radius of curvature in
the direction of the azimuth. Held against exact geometry in the tests: within 4 m of it
up to 450 km, for the true height. What is not known is worse, and told by `error_m`:
the radar's own height, the weather between pressure altitude and height, the height
itself where there is none. Bending of the beam is not modelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from thalweg.feeds.asterix_radars import Radar

F64 = NDArray[np.float64]

HEIGHT_DOUBT_M: Final = 500.0
"""How far pressure altitude above the radar may be from height above it: a radar on a
hill, an air mass 4 % off the standard at 10 km, 30 hPa of pressure."""

HIGHEST_M: Final = 18_288.0
"""60,000 ft: where no height is reported, it is somewhere between 0 and this."""

_GEOD: Final = Geod(ellps="WGS84")
_A_M: Final = float(_GEOD.a)
_E2: Final = float(_GEOD.es)


@dataclass(frozen=True, slots=True)
class Placed:
    """Places [deg], and what doubt about the height makes of them [m]."""

    lat_deg: F64
    lon_deg: F64
    error_m: F64


def place(radar: Radar, slant_m: F64, azimuth_deg: F64, height_m: F64) -> Placed:
    """Return where a radar saw something.

    Parameters
    ----------
    radar
        The radar's own place and height.
    slant_m, azimuth_deg
        Range along the beam, and direction from true north at the radar.
    height_m
        Height above the ellipsoid; NaN where it is unknown. Then the place is midway
        between those for 0 and for `HIGHEST_M`, and `error_m` half their distance.

    Returns
    -------
    Placed
        NaN in range or azimuth gives NaN.
    """
    radius_m = _curvature_m(radar.at.lat_deg, azimuth_deg)
    unknown = np.isnan(height_m)
    low_m = np.where(unknown, 0.0, height_m - HEIGHT_DOUBT_M)
    high_m = np.where(unknown, HIGHEST_M, height_m + HEIGHT_DOUBT_M)
    own_m = radar.height_m

    def ground_at(at_m: F64) -> F64:
        return _ground_m(slant_m, own_m, at_m, radius_m)

    ends_m = ground_at(low_m), ground_at(high_m)
    far_m, near_m = np.maximum(*ends_m), np.minimum(*ends_m)
    known_m = ground_at(np.where(unknown, own_m, height_m))
    ground_m = np.where(unknown, (far_m + near_m) / 2.0, known_m)
    error_m = np.maximum(far_m - ground_m, ground_m - near_m)
    start = np.ones_like(slant_m)
    lon_deg, lat_deg, _ = _GEOD.fwd(
        radar.at.lon_deg * start, radar.at.lat_deg * start, azimuth_deg, ground_m
    )
    return Placed(np.asarray(lat_deg), np.asarray(lon_deg), error_m)


def _curvature_m(lat_deg: float, azimuth_deg: F64) -> F64:
    """Return the ellipsoid's radius in a direction (Euler's formula)."""
    sin2 = np.sin(np.radians(lat_deg)) ** 2
    across_m = _A_M / np.sqrt(1.0 - _E2 * sin2)
    along_m = across_m * (1.0 - _E2) / (1.0 - _E2 * sin2)
    azimuth_rad = np.radians(azimuth_deg)
    bend: F64 = np.cos(azimuth_rad) ** 2 / along_m + np.sin(azimuth_rad) ** 2 / across_m
    return 1.0 / bend


def _ground_m(slant_m: F64, own_m: float, height_m: F64, radius_m: F64) -> F64:
    """Return the length of the arc below a beam; 0 where it is shorter than high."""
    # From the cosine rule by half angles, which keeps its digits at short range.
    rise2 = slant_m**2 - (height_m - own_m) ** 2
    flat2 = rise2 / (4.0 * (radius_m + own_m) * (radius_m + height_m))
    half = np.sqrt(np.clip(flat2, 0.0, 1.0))
    arc_m: F64 = 2.0 * radius_m * np.arcsin(half)
    return arc_m
