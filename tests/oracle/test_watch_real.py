"""Real flights: the Seine crossed over Paris, and racetracks of one aircraft.

What passes the line, and how deep, is told again by shapely and pyproj from the kept
tracks; nobody is found to have met himself or somebody else on a taxiway.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import shapely

from tests.oracle.plain_watch import Mover, Report
from tests.oracle.plain_watch_places import Line, passages, stays
from tests.oracle.plain_watch_scenes import seconds
from thalweg.archive.run import examine
from thalweg.archive.verify import verify_folder

pytestmark = pytest.mark.slow

BOX = [[0.95, 47.8], [3.8, 47.8], [3.8, 49.85], [0.95, 49.85]]
BUFFER_M = 500.0
AGREEMENT = """\
thalweg: agreement/1
id: real
edition: 1
title: {{en: "Real flights"}}
in_force: {{from: 2000-01-01T00:00:00Z}}
parties:
  south: {{name: {{en: "South"}}}}
  north: {{name: {{en: "North"}}}}
roster:
{roster}
places:
{places}
clauses:
{clauses}
"""


def seine(shared):
    path = shared / "data/geo/ne_10m_rivers_lake_centerlines.json.gz"
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    (line,) = [
        f["geometry"]["coordinates"]
        for f in features
        if f["properties"].get("name") == "Seine"
    ]
    return [[round(lon, 5), round(lat, 5)] for lon, lat in line]


def document(folder, *, roster, places, clauses):
    path = folder / "agreement.yaml"
    path.write_text(
        AGREEMENT.format(
            roster="\n".join(f"  - {rule}" for rule in roster),
            places="\n".join(f"  {place}" for place in places),
            clauses="\n".join(f"  - {clause}" for clause in clauses),
        ),
        "utf-8",
    )
    return path


def movers_of(result, error_m=0.0):
    """The kept tracks as plain movers, by id, seconds as in the plain scenes."""
    names = ("time", "mover", "lat_deg", "lon_deg", "error_m", "kept", "party")
    rows = result.tracks.select(names).to_pylist()
    found = {}
    for row in rows:
        found.setdefault(row["mover"], []).append(row)
    movers = {}
    for mover, mine in found.items():
        reports = tuple(
            Report(
                seconds(r["time"]),
                r["lat_deg"] or 0.0,
                r["lon_deg"] or 0.0,
                r["error_m"] or 0.0,
                ground=r["kept"] == "ground",
            )
            for r in mine
            if r["kept"] in ("kept", "ground")
        )
        movers[mover] = Mover(mover, mine[0]["party"], reports)
    return movers


def holds(shared, result, folder, name):
    """Write the result, hold it against the contract, and verify levels 1 to 3."""
    result.write(folder)
    tool = shared / "tools/check_result.py"
    done = subprocess.run(
        [sys.executable, str(tool), str(folder)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:]
    positions = [str(shared / f"data/adsb/{name}.json.gz")]
    verification = verify_folder(folder, positions=positions)
    assert not verification.faults, verification.faults[:5]


@pytest.fixture(scope="module")
def paris(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("paris")
    line = seine(shared)
    path = document(
        folder,
        roster=[
            '{party: south, when: {callsign: "AFR*"}}',
            '{party: north, when: {callsign: "EZY*"}}',
            '{party: north, when: {callsign: "TVF*"}}',
        ],
        places=[f"seine: {{line: {line}}}", f"box: {{polygon: {BOX}}}"],
        clauses=[
            "{id: '1', kind: line.keep-side, line: seine, area: box, "
            "sides: {south: left, north: right}, buffer: 500 m}",
            "{id: '2', kind: air.separation, between: [any, any], "
            "horizontal: 3 nmi, vertical: 1000 ft}",
        ],
    )
    result = examine(path, [str(shared / "data/adsb/paris_2021-10-07.json.gz")])
    return result, Line([tuple(p) for p in line], [tuple(p) for p in BOX]), folder


def rows_of(table, kind):
    return [r for r in table.to_pylist() if r["kind"] == kind]


def test_the_seine_is_passed_as_shapely_says(paris):
    result, line, _ = paris
    have = rows_of(result.events, "passage")
    want = []
    border = shapely.prepared.prep(line.dense)
    for name, mover in movers_of(result).items():
        rows = mover.kept()
        if len(rows) < 2:
            continue
        path = shapely.LineString([(r.lon_deg, r.lat_deg) for r in rows])
        if border.intersects(path):
            want += [(name, at, side) for at, side in passages(mover, line, 60.0)]
    got = [(r["mover"], seconds(r["start"]), r["side"]) for r in have]
    print(f"{len(got)} passages by {len({g[0] for g in got})} movers")
    left = list(got)
    for name, at, side in want:
        near = [g for g in left if g[0] == name and g[2] == side]
        near = [g for g in near if abs(g[1] - at) <= 0.1]
        assert near, (name, at, side)
        left.remove(near[0])
    # The plain runs look each 0.2 s: what they miss is shorter than that.
    assert len(left) <= 0.02 * len(got), left
    assert len(want) > 200


def test_nobody_shallower_than_the_buffer_strays(paris):
    result, line, _ = paris
    rows = rows_of(result.events, "excursion")
    movers = movers_of(result)
    print(f"{len(rows)} excursions", Counter(r["grade"] for r in rows))
    strayed = {r["mover"] for r in rows if r["grade"] != "possible"}
    assert strayed
    wrong = {"south": "right", "north": "left"}
    for name, mover in movers.items():
        if mover.party not in wrong or len(mover.kept()) < 2:
            continue
        lon = np.array([r.lon_deg for r in mover.kept()])
        lat = np.array([r.lat_deg for r in mover.kept()])
        over = line.side(lon, lat) == wrong[mover.party]
        deepest_m = 0.0
        if over.any():
            # Rough first: only those that stay near need every report looked at.
            some = np.flatnonzero(over)
            step = max(1, len(some) // 40)
            deepest_m = line.depth_m(lon[some[::step]], lat[some[::step]]).max()
            if deepest_m <= BUFFER_M:
                deepest_m = line.depth_m(lon[some], lat[some]).max()
        if deepest_m <= BUFFER_M - 50.0:
            assert name not in strayed, (name, deepest_m)
    for row in rows:
        if row["grade"] != "possible":
            assert row["depth_m"] > BUFFER_M


def test_depths_are_geodesic(paris):
    result, line, _ = paris
    rows = rows_of(result.events, "excursion")
    lon = np.array([r["lon_deg"] for r in rows])
    lat = np.array([r["lat_deg"] for r in rows])
    depth_m = np.array([r["depth_m"] for r in rows])
    assert np.abs(line.depth_m(lon, lat) - depth_m).max() < 0.15


def test_nobody_meets_himself_or_a_taxiing_aircraft(paris):
    result, _, _ = paris
    rows = rows_of(result.events, "encounter")
    print(f"{len(rows)} encounters", Counter(r["grade"] for r in rows))
    assert rows
    speeds = {}
    for r in result.tracks.select(
        ["mover", "time", "ground_speed_mps", "kept"]
    ).to_pylist():
        if r["kept"] == "kept" and r["ground_speed_mps"] is not None:
            speeds.setdefault(r["mover"], []).append(
                (seconds(r["time"]), r["ground_speed_mps"])
            )
    for row in rows:
        assert row["mover"] != row["other_mover"]
        at_s = seconds(row["closest_time"])
        slow = []
        for name in (row["mover"], row["other_mover"]):
            heard = min(speeds.get(name, [(0.0, 99.0)]), key=lambda x: abs(x[0] - at_s))
            slow.append(heard[1] < 25.0)
        assert not all(slow), row


def test_paris_stands_up(paris, shared):
    result, _, folder = paris
    holds(shared, result, folder / "result", "paris_2021-10-07")


CASES = {
    "inflight_refuelling": ("FAF*", (45.4, 3.0), 40_000.0),
    "aircraft_carrier": ("PSW*", (32.0, -117.6), 20_000.0),
    "one_aircraft_month_2022-03": ("SAVAN*", (44.5, 4.8), 15_000.0),
}
# Longer than a stay is joined over, so that what is left out cannot matter.
ABOUT_S = 1200.0


def near(mover, lat, lon, radius_m):
    """Leave out the reports that are far from a place for a long time on both sides."""
    lats = np.array([r.lat_deg for r in mover.reports])
    lons = np.array([r.lon_deg for r in mover.reports])
    times = np.array([r.t_s for r in mover.reports])
    degrees = 3.0 * radius_m / 111_000.0
    close = (abs(lats - lat) < degrees) & (
        abs(lons - lon) * np.cos(np.radians(lat)) < degrees
    )
    keep = np.zeros(len(times), bool)
    for at in np.flatnonzero(close):
        low, high = np.searchsorted(times, (times[at] - ABOUT_S, times[at] + ABOUT_S))
        keep[low:high] = True
    reports = tuple(r for r, kept in zip(mover.reports, keep, strict=True) if kept)
    return replace(mover, reports=reports)


@pytest.mark.parametrize("name", sorted(CASES))
def test_racetracks_stay_as_long_as_the_plain_twin_says(name, shared, tmp_path):
    callsign, (lat, lon), radius_m = CASES[name]
    path = document(
        tmp_path,
        roster=[f'{{party: south, when: {{callsign: "{callsign}"}}}}'],
        places=[f"post: {{point: [{lon}, {lat}]}}"],
        clauses=[
            "{id: '1', kind: site.stand-off, sites: [post], protects: north, "
            f"restrains: [south], radius: {radius_m / 1000.0:g} km}}"
        ],
    )
    result = examine(path, [str(shared / f"data/adsb/{name}.json.gz")])
    rows = rows_of(result.events, "stay")
    (mover,) = movers_of(result).values()
    want = stays(
        near(mover, lat, lon, radius_m),
        (lat, lon, 0.0),
        radius_m=radius_m,
        overhead_m=None,
        gap_s=60.0,
        longest=(0.0, 0.0),
    )
    assert rows
    assert [r["grade"] for r in rows] == [f["grade"] for f in want]
    for row, one in zip(rows, want, strict=True):
        assert seconds(row["start"]) == pytest.approx(one["start"], abs=0.01)
        assert seconds(row["end"]) == pytest.approx(one["end"], abs=0.01)
        # Each of its parts may be off by a millisecond at either end.
        assert row["stay_s"] == pytest.approx(
            one["stay"], abs=0.002 * one["parts"] + 0.01
        )
        assert row["parts"] == one["parts"]
    print(name, len(rows), "stays", sum(r["stay_s"] for r in rows), "s")
    holds(shared, result, tmp_path / "result", name)
