"""Stays at roads and areas, against dense sampling of geodesics with pyproj."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyproj import Geod
from shapely import LineString, Point, Polygon

import thalweg

GEOD = Geod(ellps="WGS84")
WAY = [(40.0, 35.0), (40.2, 35.05), (40.3, 35.2)]
BOX = [(40.1, 35.1), (40.2, 35.1), (40.2, 35.2), (40.1, 35.2), (40.1, 35.1)]
POINT = (40.15, 35.15)
RADIUS_M, OVERHEAD_M, HALF_WIDTH_M = 5000.0, 1000.0, 1000.0
DOCUMENT = f"""
thalweg: agreement/1
id: places
edition: 1
title: {{en: "Places"}}
day_starts: "00:00Z"
parties:
  west: {{name: {{en: "West"}}}}
  east: {{name: {{en: "East"}}}}
roster:
  - {{party: west, when: {{callsign: "WST*"}}}}
places:
  way: {{line: {[list(p) for p in WAY]}}}
  road: {{route: way, width: 2 km}}
  box: {{polygon: {[list(p) for p in BOX[:-1]]}}}
  spot: {{point: {list(POINT)}}}
clauses:
  - id: "5.1"
    kind: site.stand-off
    sites: [road, box, spot]
    protects: east
    restrains: [west]
    radius: 5 km
    overhead: 1 km
    longest_stay: 10 s
    largest_gap: 60 s
"""


def wandering(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fly about the places: times in seconds, longitudes, latitudes."""
    rng = np.random.default_rng(seed)
    lon, lat, course, at = 39.9, 34.9, 45.0, 1.5e9
    times, lons, lats = [], [], []
    for step in range(500):
        times.append(round(at, 6))
        lons.append(lon)
        lats.append(lat)
        course += rng.normal(0.0, 4.0) + (180.0 if step in (200, 400) else 0.0)
        gap = rng.uniform(1.0, 8.0)
        lon, lat, _ = GEOD.fwd(lon, lat, course, gap * 120.0)
        at += gap
    return np.array(times), np.array(lons), np.array(lats)


def positions(times, lons, lats) -> pa.Table:
    many = len(times)
    at = pa.array((times * 1e6).round().astype(np.int64), pa.timestamp("us", "UTC"))
    return pa.table(
        {
            "time": at,
            "received": at,
            "mover": ["f0e001"] * many,
            "feed": ["default"] * many,
            "callsign": ["WST1"] * many,
            "lat_deg": lats,
            "lon_deg": lons,
            "alt_baro_ft": pa.array(np.full(many, 9000.0), pa.float32()),
            "ground_speed_mps": pa.array(np.full(many, 120.0), pa.float32()),
        }
    )


def dense(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Put points on the geodesics between points, about 500 m apart."""
    laid: list[tuple[float, float]] = []
    for a, b in itertools.pairwise(points):
        laid += [a, *GEOD.npts(*a, *b, 40)]
    return [*laid, points[-1]]


def away_m(site: str, lon: float, lat: float) -> float:
    """Measure from a point to a site, in the equidistant plane about the point."""
    if site == "spot":
        return float(GEOD.inv(lon, lat, *POINT)[2])
    edges = dense(WAY if site == "road" else BOX)
    if site == "box" and Polygon(edges).covers(Point(lon, lat)):
        return 0.0
    lons, lats = zip(*edges, strict=True)
    many = len(edges)
    azimuth, _, distance = GEOD.inv([lon] * many, [lat] * many, lons, lats)
    turn = np.radians(azimuth)
    plane = np.column_stack([distance * np.sin(turn), distance * np.cos(turn)])
    off_m = LineString(plane).distance(Point(0.0, 0.0))
    return max(0.0, off_m - HALF_WIDTH_M) if site == "road" else float(off_m)


@pytest.mark.parametrize("seed", [3])
def test_stays_at_roads_and_areas_equal_a_sampled_walk(tmp_path: Path, seed) -> None:
    times, lons, lats = wandering(seed)
    document = tmp_path / "places.yaml"
    document.write_text(DOCUMENT, encoding="utf-8")
    result = thalweg.examine(document, positions(times, lons, lats))

    def where(at: float) -> tuple[float, float]:
        i = min(max(int(np.searchsorted(times, at, "right")) - 1, 0), len(times) - 2)
        azimuth, _, length = GEOD.inv(lons[i], lats[i], lons[i + 1], lats[i + 1])
        share = (at - times[i]) / (times[i + 1] - times[i])
        lon, lat, _ = GEOD.fwd(lons[i], lats[i], azimuth, length * share)
        return lon, lat

    found = result.findings.to_pylist()
    assert {row["site"] for row in found} >= {"road", "box"}
    grid = np.arange(times[0], times[-1], 1.0)
    for site in ("road", "box", "spot"):
        rows = [row for row in found if row["site"] == site]
        sampled = np.array([away_m(site, *where(at)) for at in grid])
        stayed = sum(row["stay_s"] for row in rows)
        assert stayed == pytest.approx(float((sampled < RADIUS_M).sum()), abs=12.0)
        for row in rows:
            start, end = row["start"].timestamp(), row["end"].timestamp()
            for at, end_by in ((start, "entered_by"), (end, "left_by")):
                if row[end_by] == "boundary":
                    # A millisecond at 120 m/s.
                    assert away_m(site, *where(at)) == pytest.approx(RADIUS_M, abs=0.15)
            inside = (grid >= start) & (grid <= end)
            assert row["horizontal_m"] <= sampled[inside].min() + 0.02
            near = row["closest_time"].timestamp()
            assert row["horizontal_m"] == pytest.approx(
                away_m(site, *where(near)), abs=0.15
            )
            over = float((sampled[inside] < OVERHEAD_M).sum())
            assert row["overhead_s"] == pytest.approx(over, abs=3.0)
            assert row["grade"] == "certain"
