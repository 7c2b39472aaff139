"""Something real, computed: a geodesic of known length, and one made encounter.

Two made aircraft meet head-on at one height, 1,000 m apart at the closest. If the road
from positions to a finding works on this machine, it finds exactly that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# New York to London, as GeographicLib's manual gives it for WGS84 (GeodSolve, JFK to
# LHR at 40.6 N 73.8 W and 51.6 N 0.5 W).
FROM_DEG, TO_DEG, KNOWN_M = (40.6, -73.8), (51.6, -0.5), 5_551_759.400
AGREEMENT = """\
thalweg: agreement/1
id: self-test
edition: 1
title: {en: "Made, for a test"}
in_force: {from: 2017-01-01T00:00:00Z}
day_starts: "00:00Z"
parties:
  west: {name: {en: "West"}}
  east: {name: {en: "East"}}
roster:
  - {party: west, when: {address: [f0e001]}}
  - {party: east, when: {address: [f0e002]}}
places: {}
clauses:
  - {id: "4.1", kind: air.separation, between: [west, east], horizontal: 3 nmi,
     vertical: 1000 ft, largest_gap: 30 s, floor: 500 ft}
"""
CLOSEST_M = 1000.0
_SPEED_DEG_PER_S, _EVERY_S, _HALF_S = 0.0025, 5, 60
_START_US = 1_513_137_600_000_000
_APART_DEG = 0.0090436948
"""Degrees of latitude in `CLOSEST_M` on the meridian about the equator, WGS84."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What came of it: how far off a result was, and whether that is near enough."""

    holds: bool
    said: str


def geodesic() -> Tested:
    """Measure a geodesic whose length is known."""
    import numpy as np
    from pyproj import Geod

    from thalweg.kernels.geodesy import distances_m

    (lat1, lon1), (lat2, lon2) = FROM_DEG, TO_DEG
    ours_m = float(distances_m(*(np.array([v]) for v in (lat1, lon1, lat2, lon2)))[0])
    theirs_m = Geod(ellps="WGS84").inv(lon1, lat1, lon2, lat2)[2]
    off_m = max(abs(ours_m - KNOWN_M), abs(theirs_m - KNOWN_M))
    said = f"a geodesic of {KNOWN_M / 1000:,.4f} km, {1000 * off_m:.1f} mm off"
    return Tested(holds=off_m < 0.001, said=said)


def encounter(progress: Progress) -> Tested:
    """Examine a made encounter, from a table of positions to its one finding."""
    from thalweg.archive.run import examine

    with tempfile.TemporaryDirectory(prefix="thalweg-") as folder:
        agreement = Path(folder) / "agreement.yaml"
        agreement.write_text(AGREEMENT, encoding="utf-8")
        result = examine(agreement, _positions(), progress=progress)
    found = result.findings.to_pylist()
    if len(found) != 1 or found[0]["horizontal_m"] is None:
        return Tested(holds=False, said=f"{len(found)} findings where there is one")
    off_m = abs(found[0]["horizontal_m"] - CLOSEST_M)
    said = f"an encounter at {CLOSEST_M:,.0f} m, found {off_m:.2f} m off"
    return Tested(holds=off_m < 0.5 and found[0]["grade"] == "certain", said=said)


def _positions() -> dict[str, list[object]]:
    """Return rows of two aircraft over the equator, one flying east and one west."""
    rows: dict[str, list[object]] = {
        name: [] for name in ("time", "mover", "lat_deg", "lon_deg", "alt_baro_ft")
    }
    for mover, lat_deg, way in (("f0e001", 0.0, 1), ("f0e002", _APART_DEG, -1)):
        for at_s in range(-_HALF_S, _HALF_S + 1, _EVERY_S):
            rows["time"].append(_START_US // 1_000_000 + at_s)
            rows["mover"].append(mover)
            rows["lat_deg"].append(lat_deg)
            rows["lon_deg"].append(30.0 + way * _SPEED_DEG_PER_S * at_s)
            rows["alt_baro_ft"].append(20_000.0)
    return rows
