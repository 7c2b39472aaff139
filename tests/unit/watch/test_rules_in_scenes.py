"""Sentences of RULES tried on made scenes, from positions to a record that verifies."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from pyproj import Geod

import thalweg
from thalweg.archive.verify import verify_folder

GEOD = Geod(ellps="WGS84")
START_S = 1_512_100_800  # 2017-12-01T04:00:00Z

DOCUMENT = """\
thalweg: agreement/1
id: made
edition: 1
title: {{en: "Made"}}
parties:
  west: {{name: {{en: "West"}}}}
  east: {{name: {{en: "East"}}}}
roster:
  - {{party: west, when: {{address_range: [f0e000, f0e0ff]}}}}
  - {{party: east, when: {{address_range: [f0e100, f0e1ff]}}}}
  - {{party: west, when: {{callsign: "JET*"}}, manoeuvre: 60 m/s2}}
  - {{party: west, when: {{callsign: "WST*"}}}}
places:
  river: {{line: [[40.0, 34.0], [40.0, 36.0]]}}
  box: {{polygon: [[39.0, 34.5], [41.0, 34.5], [41.0, 35.5], [39.0, 35.5]]}}
  post: {{point: [40.0, 35.0]}}
  tanker: {{mover: f0e150}}
clauses:
{clauses}
"""
SEPARATION = """\
  - id: "4.1"
    kind: air.separation
    between: [west, east]
    horizontal: 3 nmi
    vertical: 1000 ft
    near_collision: {horizontal: 500 ft, vertical: 100 ft, slant: 500 ft}
"""
STAND_OFF = """\
  - id: "5.1"
    kind: site.stand-off
    sites: [post]
    protects: east
    restrains: [west]
    radius: 10 km
    longest_stay: 60 s
"""
KEEP_SIDE = """\
  - id: "3.1"
    kind: line.keep-side
    line: river
    area: box
    sides: {west: left, east: right}
    buffer: 2 km
"""


def report(t_s, mover, east_m, north_m=0.0, height_ft=10_000.0, **more):
    azimuth_deg = math.degrees(math.atan2(east_m, north_m))
    lon, lat, _ = GEOD.fwd(40.0, 35.0, azimuth_deg, math.hypot(east_m, north_m))
    time_us = round((START_S + t_s) * 1e6)
    plain = {
        "time": time_us, "received": time_us, "feed": "made", "mover": mover,
        "lat_deg": lat, "lon_deg": lon, "alt_baro_ft": height_ft, "nac_p": 11,
        "ground_speed_mps": 5.0, "callsign": None,
    }  # fmt: skip
    return {**plain, **more}


def flown(mover, times, east_m, *, speed_mps=0.0, north_m=0.0, **more):
    return [
        report(t, mover, east_m + speed_mps * (t - times[0]), north_m, **more)
        for t in times
    ]


@pytest.fixture
def examined(tmp_path):
    """Return a function that examines reports; what it gives has been verified."""

    def examined(clauses, reports, notices=None):
        document = tmp_path / "agreement.yaml"
        document.write_text(DOCUMENT.format(clauses=clauses))
        if notices is not None:
            told = {"thalweg": "notices/1", "notices": notices}
            (tmp_path / "notices.json").write_text(json.dumps(told))
            notices = tmp_path / "notices.json"
        rows = pa.Table.from_pylist(reports)
        for name in ("time", "received"):
            at = rows.column_names.index(name)
            instants = rows.column(name).cast(pa.timestamp("us", "UTC"))
            rows = rows.set_column(at, name, instants)
        result = thalweg.examine(document, rows, notices=notices)
        result.write(tmp_path / "out", replace=True)
        assert verify_folder(tmp_path / "out").faults == ()
        return result

    return examined


def seconds(instant):
    return instant.timestamp() - START_S


def test_a_manoeuvre_set_for_one_flight_is_in_the_evidence_of_another(examined):
    earlier = flown("abc001", range(0, 300, 5), -90_000, speed_mps=200, callsign="JET1")
    jet = flown("abc001", range(3000, 3300, 5), -30_000, speed_mps=200, callsign="WST1")
    other = flown(
        "f0e101", range(3000, 3300, 5), 30_000, speed_mps=-200, north_m=5100.0
    )
    (found,) = examined(SEPARATION, earlier + jet + other).findings.to_pylist()
    # 5 s apart: 60 m/s2 may bend the path by 187.5 m, against 15.6 m by default.
    assert found["error_m"] > 187.5


def notice(name, from_s, to_s):
    def iso(t_s):
        return datetime.fromtimestamp(START_S + t_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    return {
        "notice": name, "party": "west", "area": "box", "from": iso(from_s),
        "to": iso(to_s), "received": iso(-86_400),
    }  # fmt: skip


def test_a_notice_of_another_hour_is_not_what_exempts(examined):
    stay = flown("f0e001", range(0, 1601, 5), -3000, speed_mps=10)
    notices = [notice("N1", -60, 1350), notice("N2", 1400, 1500)]
    clause = STAND_OFF + "    exempt: [notified]\n"
    (found,) = examined(clause, stay, notices).findings.to_pylist()
    assert found["exempted_by"] == "notified N1 (file)"


@pytest.mark.parametrize("near_s", [(60, 80), (180, 200)])
def test_a_near_collision_of_unknown_height_beside_a_breach_is_told(examined, near_s):
    still = {"category": "A7", "ground_speed_mps": 0.0}
    one = flown("f0e001", range(0, 301, 5), 0.01, **still)
    other = []
    for t_s in range(0, 301, 5):
        near = near_s[0] <= t_s <= near_s[1]
        # Too high to breach but from 105 s to 140 s; without a height near by.
        height_ft = 10_800.0 if 105 <= t_s <= 140 else 11_500.0
        unknown = near_s[0] - 20 <= t_s <= near_s[1] + 20 and not 95 <= t_s <= 150
        other.append(
            report(
                t_s, "f0e101", 60.0 if near else 3000.0,
                height_ft=None if unknown else height_ft, **still,
            )
        )  # fmt: skip
    (found,) = examined(SEPARATION, one + other).findings.to_pylist()
    assert found["grade"] == "probable"
    assert found["near_collision"] == "possible"
    assert 100 < seconds(found["start"]) < seconds(found["end"]) < 150


def test_a_stay_that_hangs_on_one_report_of_its_site_is_possible(examined):
    about = flown("f0e001", range(0, 301, 10), 20_000, speed_mps=0.5)
    tanker = flown("f0e150", range(0, 301, 10), 10_000, speed_mps=0.5)
    tanker[15] = report(150, "f0e150", 18_000)
    clause = STAND_OFF.replace("[post]", "[tanker]").replace("10 km", "4 km")
    clause = clause.replace("longest_stay: 60 s", "longest_stay: 0 s")
    (found,) = examined(clause, about + tanker).findings.to_pylist()
    assert found["grade"] == "possible"


@pytest.mark.parametrize("clause", [STAND_OFF, KEEP_SIDE])
@pytest.mark.parametrize("first_signs", ["XXX", "WST1"])
def test_each_flight_of_a_mover_is_judged_by_itself(examined, clause, first_signs):
    then_signs = {"XXX": "WST1", "WST1": "XXX"}[first_signs]
    before = flown(
        "abc001", range(0, 300, 5), -6000, speed_mps=40, callsign=first_signs
    )
    after = flown("abc001", range(300, 600, 5), 6000, speed_mps=5, callsign=then_signs)
    result = examined(clause, before + after)
    (found,) = result.findings.to_pylist()
    assert (found["party"], found["callsign"]) == ("west", "WST1")
    known = (300, 595) if first_signs == "XXX" else (0, 300)
    assert known[0] <= seconds(found["start"]) < seconds(found["end"]) <= known[1]
    assert result.summary["unattributed"] == (
        clause is STAND_OFF or first_signs == "XXX"
    )


@pytest.mark.parametrize(
    ("north_m", "exempt"), [(-100, True), (300, True), (600, False)]
)
def test_the_edges_of_a_notice_are_geodesics(examined, north_m, exempt):
    # The geodesic along 35 degrees from 39 to 41 east bows 458 m to the north.
    corners = [[39.0, 34.0], [41.0, 34.0], [41.0, 35.0], [39.0, 35.0], [39.0, 34.0]]
    area = {"type": "Polygon", "coordinates": [corners]}
    stay = flown("f0e001", range(0, 601, 5), -3000, speed_mps=10, north_m=north_m)
    clause = STAND_OFF + "    exempt: [notified]\n"
    given = {**notice("N1", -60, 7200), "area": area}
    (found,) = examined(clause, stay, [given]).findings.to_pylist()
    assert (found["exempted_by"] is not None) == exempt


@pytest.mark.parametrize(("north_m", "turns"), [(152.395, True), (152.0, False)])
def test_a_near_collision_that_turns_within_a_unit_is_at_the_limit(
    examined, north_m, turns
):
    one = flown("f0e001", range(0, 301, 5), -30_000, speed_mps=200)
    other = flown("f0e101", range(0, 301, 5), 30_000, speed_mps=-200, north_m=north_m)
    (found,) = examined(SEPARATION, one + other).findings.to_pylist()
    assert (found["grade"], found["near_collision"]) == ("certain", "probable")
    assert found["at_limit"] == turns


@pytest.mark.parametrize(("longest_s", "grades"), [(60, ["possible"]), (150, [])])
def test_an_overhead_limit_reached_only_by_unseen_time_is_possible(
    examined, longest_s, grades
):
    clause = STAND_OFF.replace("longest_stay: 60 s", "longest_stay: 30 min")
    clause += f"    overhead: 3 km\n    longest_overhead: {longest_s} s\n"
    times = [*range(0, 31, 5), *range(100, 121, 5)]
    reports = [report(t, "f0e001", 500.0 + t) for t in times]
    result = examined(clause, reports)
    assert [row["grade"] for row in result.findings.to_pylist()] == grades
