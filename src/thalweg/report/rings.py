"""Areas as rings of points, kept ready to be asked about many points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from thalweg.report.plane import F64


class Rings:
    """Rings of an area, outer ones first and holes after them, in degrees of WGS84.

    A point is inside if it is inside an odd number of rings, so that several parts and
    their holes need not be sorted out. Longitudes follow the rings' own turn.
    """

    def __init__(self, rings: Sequence[tuple[F64, F64]]) -> None:
        self._parts = []
        for lat_deg, lon_deg in rings:
            shape = shapely.Polygon(np.column_stack([lon_deg, lat_deg]))
            shapely.prepare(shape)
            self._parts.append((float(np.mean(lon_deg)), shape))

    def hold(self, lat_deg: F64, lon_deg: F64) -> NDArray[np.bool_]:
        """Tell which points lie inside; NaN lies nowhere."""
        inside = np.zeros(lat_deg.size, bool)
        for middle_deg, shape in self._parts:
            turned = middle_deg + (lon_deg - middle_deg + 180.0) % 360.0 - 180.0
            inside ^= shapely.contains_xy(shape, turned, lat_deg)
        return inside
