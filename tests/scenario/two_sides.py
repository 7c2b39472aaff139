"""One small made sky as two sides hear it, and the record that each makes of it.

The line runs east along 35.3 N; west's own side is the south. Made aircraft fly north
over it and come back. Two neutral ones circle, so that hours can be seen.
"""

from __future__ import annotations

import math

import pyarrow as pa

from thalweg.archive.folder import write_folder
from thalweg.archive.run import examine
from thalweg.tables.contract import UTC_US
from thalweg.times import parse_iso

START_US = parse_iso("2017-12-13T04:00:00Z")
LINE_LAT, LON = 35.3, 40.25
DEG_M = 110_950.0
STEP_S = 4.0

AGREEMENT = """\
thalweg: agreement/1
id: made
edition: 1
title: {en: "A made line"}
in_force: {from: 2017-11-01T00:00:00Z}
parties:
  west: {name: {en: "Western Party"}}
  east: {name: {en: "Eastern Party"}}
roster:
  - {party: west, when: {address_range: [f0e000, f0e0ff]}}
  - {party: east, when: {address_range: [f0e100, f0e1ff]}}
  - {party: neutral, when: {address_range: [f0e300, f0e3ff]}}
  - {party: west, when: {callsign: "WST*"}}
  - {party: west, when: {feed: radar, mover: ["T-17"]}}
places:
  line: {line: [[40.0, 35.3], [40.5, 35.3]]}
  outpost: {point: [40.25, 35.50]}
clauses:
  - {id: "3.1", kind: line.keep-side, line: line, reach: 40 km,
     sides: {west: right, east: left}, buffer: 2 km, largest_gap: 60 s,
     exempt: [emergency]}
  - {id: "4.1", kind: air.separation, between: [west, east], horizontal: 3 nmi,
     vertical: 1000 ft, near_collision: {horizontal: 500 ft, vertical: 100 ft}}
  - {id: "5.1", kind: site.stand-off, sites: [outpost], protects: east,
     restrains: [west], radius: 5 km, longest_stay: 10 s, ceiling: 30000 ft}
"""


def strayed(
    mover="f0e001", *, at_s=600.0, depth_m=6000.0, lon_deg=LON, level_s=0.0, **more
):
    """Fly north over the line at 200 m/s, `depth_m` deep at `at_s`, and come back.

    For `level_s` in the middle it flies along the line, eastward.
    """
    count = 30
    rows = []
    for n in range(-count, count + 1):
        away_s = n * STEP_S
        short_m = 200.0 * max(abs(away_s) - level_s / 2.0, 0.0)
        east_m = 200.0 * min(max(away_s, -level_s / 2.0), level_s / 2.0)
        lat = LINE_LAT + (depth_m - short_m) / DEG_M
        rows.append(row(mover, at_s + away_s, lat, lon_deg + east_m / 90_700.0, **more))
    return rows


def circling(mover, *, until_s=3600.0, from_s=0.0, radius_deg=0.02, lat_deg=35.36):
    """Circle on one side of the line, in the cell where others stray."""
    rows = []
    for n in range(int(from_s // 10), int(until_s // 10)):
        turn = n / 12.0
        lat = lat_deg + radius_deg * math.cos(turn)
        lon = LON + 0.1 + radius_deg * math.sin(turn)
        rows.append(row(mover, n * 10.0, lat, lon, speed_mps=18.0))
    return rows


def laps(mover, *, lap_s=120.0, off_s=0.0):
    """Fly twelve even laps of 250 m/s on one side of the line, far over the buffer."""
    radius_m = 250.0 * lap_s / math.tau
    rows = []
    for n in range(int(12 * lap_s / STEP_S)):
        at_s = n * STEP_S + off_s
        turn = math.tau * at_s / lap_s
        lat = LINE_LAT + (8000.0 + radius_m * math.cos(turn)) / DEG_M
        lon = LON + radius_m * math.sin(turn) / 90_700.0
        rows.append(row(mover, 600.0 + at_s, lat, lon, speed_mps=250.0))
    return rows


def background(**more):
    return circling("f0e301", **more) + circling("f0e302", radius_deg=0.03, **more)


def row(mover, at_s, lat_deg, lon_deg, *, speed_mps=200.0, height_ft=20_000.0, **more):
    return {
        "at_s": at_s,
        "mover": mover,
        "lat_deg": round(lat_deg, 6),
        "lon_deg": round(lon_deg, 6),
        "alt_baro_ft": height_ft,
        "ground_speed_mps": speed_mps,
        "nac_p": 9,
        "on_ground": False,
        "callsign": None,
        "squawk": None,
        "category": None,
        "feed": "one",
    } | more


def without(rows, from_s, to_s, mover=None):
    """Leave out what was heard between two instants, of one mover or of all."""
    return [
        r
        for r in rows
        if not from_s <= r["at_s"] <= to_s or (mover and r["mover"] != mover)
    ]


def changed(rows, mover=None, *, from_s=-1e9, to_s=1e9, **more):
    """Change what was heard of a mover between two instants."""
    return [
        r | more if r["mover"] == mover and from_s <= r["at_s"] <= to_s else r
        for r in rows
    ]


def positions(rows, *, clock_s=0.0):
    times = [START_US + round((r["at_s"] + clock_s) * 1e6) for r in rows]
    columns = {name: [r[name] for r in rows] for name in rows[0] if name != "at_s"}
    for name in ("callsign", "squawk", "category", "mover", "feed"):
        columns[name] = pa.array(columns[name], pa.string())
    time = pa.array(times, pa.int64()).cast(UTC_US)
    return pa.table({"time": time, "received": time, **columns})


def record(folder, rows, *, clock_s=0.0, agreement=AGREEMENT, **how):
    """Write the record that a side makes of what it heard; return its folder."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Its name is part of its digest: one name for both sides.
    document = folder.parent / "agreement.yaml"
    document.write_text(agreement, encoding="utf-8")
    result = examine(document, positions(rows, clock_s=clock_s), **how)
    return write_folder(result, folder, replace=True, render=lambda _: "<p>made</p>")
