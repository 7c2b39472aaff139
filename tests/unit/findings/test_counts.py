"""Counts: who is counted where, and which findings are one incident."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from thalweg.findings.counts import day_spans, days, incident_of, totals
from thalweg.model.agreement import (
    Agreement,
    Defaults,
    HazardNotice,
    KeepSide,
    Separation,
    StandOff,
)
from thalweg.model.party import Party
from thalweg.tables.findings import FINDINGS
from thalweg.times import parse_iso

MIN_US = 60_000_000
DAY_US = 86_400_000_000
NOON_US = parse_iso("2017-12-13T12:00:00Z")


@dataclass(frozen=True)
class Seen:
    seen_h: float | None
    alive_h: float | None


def agreement(*, day_starts_s: int = 0, between=("west", "east")) -> Agreement:
    line = KeepSide(
        id="3.1",
        kind="line.keep-side",
        line="river",
        area=None,
        reach_m=1.0,
        sides={"east": "left", "west": "right"},
        buffer_m=0.0,
        shortest_stay_s=0.0,
        largest_gap_s=60.0,
        rejoin_s=60.0,
        floor=None,
        ceiling=None,
    )
    pair = Separation(
        id="4.1",
        kind="air.separation",
        between=between,
        horizontal_m=1.0,
        vertical_ft=1.0,
        level_tolerance_ft=0.0,
        near_collision=None,
        largest_gap_s=30.0,
        floor=None,
        ceiling=None,
        lookahead_s=None,
        daa="",
    )
    stay = StandOff(
        id="5.1",
        kind="site.stand-off",
        sites=("outpost",),
        protects="east",
        restrains=("west",),
        radius_m=1.0,
        overhead_m=None,
        floor=None,
        ceiling=None,
        longest_stay_s=0.0,
        longest_overhead_s=0.0,
        same_stay_s=600.0,
        largest_gap_s=60.0,
    )
    notice = HazardNotice(
        id="6.1", kind="notice.hazard", lead_s=0.0, answer_s=None, binding=False
    )
    ids = ("west", "east", "third")
    parties = [Party(id=party, name={}) for party in ids]
    parties.insert(2, Party(id="local", name={}, affiliate_of="east"))
    return Agreement(
        id="a",
        edition=1,
        title={},
        in_force_from_us=None,
        in_force_until_us=None,
        day_starts_s=day_starts_s,
        parties=tuple(parties),
        roster=(),
        places={},
        clauses=(stay, line, notice, pair),
        defaults=Defaults(),
        document="a.yaml",
        files={},
        sha256="0" * 64,
    )


def findings(*rows: dict[str, object]) -> pa.Table:
    filled = []
    for i, row in enumerate(rows):
        base: dict[str, object] = dict.fromkeys(FINDINGS.schema.names)
        base |= {
            "finding": f"{i:016x}",
            "clause": "3.1",
            "kind": "line.keep-side",
            "grade": "certain",
            "parties": [],
            "party": "west",
            "start": NOON_US,
            "end": NOON_US + MIN_US,
            "start_lat_deg": 35.0,
            "start_lon_deg": 40.0,
            "evidence": "",
        }
        filled.append(base | row)
    columns = [
        pa.array([row[field.name] for row in filled], pa.int64()).cast(field.type)
        if pa.types.is_timestamp(field.type)
        else pa.array([row[field.name] for row in filled], field.type)
        for field in FINDINGS.schema
    ]
    return pa.Table.from_arrays(columns, schema=FINDINGS.schema)


def counted(table: pa.Table, about: Agreement, from_us=NOON_US, to_us=NOON_US + 1):
    rows = days(table, about, from_us=from_us, to_us=to_us, hours={})
    keys = ("count", "incidents", "exempted", "possible")
    return {
        (row["day"], row["clause"], row["party"]): tuple(row[key] for key in keys)
        for row in rows
    }


def test_a_quiet_day_has_a_row_for_every_clause_and_party():
    assert counted(findings(), agreement()) == {
        ("2017-12-13", "5.1", "west"): (0, 0, 0, 0),
        ("2017-12-13", "3.1", "west"): (0, 0, 0, 0),
        ("2017-12-13", "3.1", "east"): (0, 0, 0, 0),
        ("2017-12-13", "4.1", "west & east"): (0, 0, 0, 0),
    }


def test_rows_stand_by_day_clause_and_party_beside_the_hours():
    hours = {("2017-12-14", "3.1"): Seen(21.512345, 23.9), ("x", "3.1"): Seen(1, 1)}
    rows = days(
        findings(),
        agreement(),
        from_us=NOON_US,
        to_us=NOON_US + DAY_US,
        hours=hours | {("2017-12-13", "5.1"): Seen(None, 24.0)},
    )
    assert [(row["day"][-2:], row["clause"], row["party"]) for row in rows[:5]] == [
        ("13", "5.1", "west"),
        ("13", "3.1", "west"),
        ("13", "3.1", "east"),
        ("13", "4.1", "west & east"),
        ("14", "5.1", "west"),
    ]
    assert [(row["seen_h"], row["alive_h"]) for row in rows] == [
        (None, 24.0),
        *[(None, None)] * 4,
        (21.5123, 23.9),
        (21.5123, 23.9),
        (None, None),
    ]
    assert list(rows[0]) == [
        "day", "clause", "party", "count", "incidents", "exempted", "possible",
        "seen_h", "alive_h",
    ]  # fmt: skip


def test_grades_and_exemptions_are_counted_apart():
    table = findings(
        {"grade": "certain"},
        {"grade": "probable"},
        {"grade": "possible"},
        {"grade": "certain", "exempted_by": "notice n-1 (file)"},
        {"grade": "possible", "exempted_by": "emergency"},
    )
    assert counted(table, agreement())["2017-12-13", "3.1", "west"] == (2, 1, 2, 1)


def test_an_affiliate_has_rows_only_where_it_occurs():
    rows = counted(findings({"party": "local"}), agreement())
    assert [key[2] for key in rows if key[1] == "3.1"] == ["west", "east", "local"]
    assert rows["2017-12-13", "3.1", "local"] == (1, 1, 0, 0)


def test_pairs_count_under_both_parties_together():
    pair = {"clause": "4.1", "kind": "air.separation"}
    table = findings(
        pair | {"party": "west", "other_party": "east"},
        pair | {"party": "west", "other_party": "local"},
    )
    rows = counted(table, agreement())
    assert rows["2017-12-13", "4.1", "west & east"] == (1, 1, 0, 0)
    assert rows["2017-12-13", "4.1", "west & local"] == (1, 1, 0, 0)


def test_any_names_the_pairs_that_occur_or_itself():
    about = agreement(between=("any", "any"))
    assert ("2017-12-13", "4.1", "any & any") in counted(findings(), about)
    pair = {"clause": "4.1", "party": "neutral", "other_party": "unknown"}
    rows = counted(findings(pair), about)
    assert [key[2] for key in rows if key[1] == "4.1"] == ["neutral & unknown"]


def test_between_is_named_in_the_order_of_the_agreement():
    about = agreement(between=("east", "west"))
    assert ("2017-12-13", "4.1", "west & east") in counted(findings(), about)


@pytest.mark.parametrize(
    ("starts", "instant", "name"),
    [
        (0, "2017-12-13T00:00:00Z", "2017-12-13"),
        (0, "2017-12-12T23:59:59.999999Z", "2017-12-12"),
        (21 * 3600, "2017-12-13T20:59:59Z", "2017-12-12"),
        (21 * 3600, "2017-12-13T21:00:00Z", "2017-12-13"),
    ],
)
def test_a_day_is_named_by_the_date_of_its_start(starts, instant, name):
    us = parse_iso(instant)
    rows = counted(findings({"start": us, "end": us}), agreement(day_starts_s=starts))
    assert rows[name, "3.1", "west"] == (1, 1, 0, 0)


def test_the_period_ends_before_its_end():
    midnight = parse_iso("2017-12-14T00:00:00Z")
    assert [d for d, _, _ in day_spans(NOON_US, midnight, 0)] == ["2017-12-13"]
    assert [d for d, _, _ in day_spans(NOON_US, midnight + 1, 0)] == [
        "2017-12-13",
        "2017-12-14",
    ]
    assert [d for d, _, _ in day_spans(midnight, midnight, 0)] == ["2017-12-14"]
    name, start, end = day_spans(NOON_US, NOON_US + 1, 21 * 3600)[0]
    assert (name, start) == ("2017-12-12", parse_iso("2017-12-12T21:00:00Z"))
    assert end - start == DAY_US


def test_an_incident_over_midnight_is_of_the_day_it_began():
    late = parse_iso("2017-12-13T23:59:00Z")
    rows = counted(
        findings(
            {"start": late, "end": late + MIN_US},
            {"start": late + 3 * MIN_US, "end": late + 4 * MIN_US},
        ),
        agreement(),
    )
    assert rows["2017-12-13", "3.1", "west"] == (1, 1, 0, 0)
    assert rows["2017-12-14", "3.1", "west"] == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("gap_us", "incidents"), [(5 * MIN_US, 1), (5 * MIN_US + 1, 2), (-MIN_US, 1)]
)
def test_incidents_are_at_most_five_minutes_apart(gap_us, incidents):
    end = NOON_US + 10 * MIN_US
    rows = counted(
        findings(
            {"start": NOON_US, "end": end},
            {"start": end + gap_us, "end": end + gap_us + MIN_US},
        ),
        agreement(),
    )
    assert rows["2017-12-13", "3.1", "west"] == (2, incidents, 0, 0)


@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, 137.0])
@pytest.mark.parametrize(("apart_m", "incidents"), [(9_999.99, 1), (10_000.01, 2)])
@pytest.mark.parametrize(("lat_deg", "lon_deg"), [(35.0, 40.0), (70.0, 179.99)])
def test_incidents_lie_within_ten_kilometres(
    azimuth_deg, apart_m, incidents, lat_deg, lon_deg
):
    other = Geodesic.WGS84.Direct(lat_deg, lon_deg, azimuth_deg, apart_m)
    table = findings(
        {"start_lat_deg": lat_deg, "start_lon_deg": lon_deg},
        {"start_lat_deg": other["lat2"], "start_lon_deg": other["lon2"]},
    )
    assert counted(table, agreement())["2017-12-13", "3.1", "west"][1] == incidents


def test_possible_exempted_and_other_parties_join_no_incident():
    step = 6 * MIN_US
    common = [
        {"start": NOON_US + i * step, "end": NOON_US + i * step} for i in range(3)
    ]
    for middle in ({"grade": "possible"}, {"exempted_by": "x"}, {"party": "east"}):
        rows = (
            {**common[0], "end": NOON_US + 5 * MIN_US},
            common[1] | middle,
            {**common[2], "start": NOON_US + 2 * step},
        )
        got = counted(findings(*rows), agreement())["2017-12-13", "3.1", "west"]
        assert got[1] == 2, middle


def test_a_place_that_is_not_known_is_near_nothing():
    nowhere = {"start_lat_deg": None, "start_lon_deg": None}
    rows = counted(findings(nowhere, nowhere, {}), agreement())
    assert rows["2017-12-13", "3.1", "west"] == (3, 3, 0, 0)


spans = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(0, 10), st.integers(0, 4), st.integers(0, 4)
    ),
    max_size=9,
)


@given(spans)
def test_incidents_are_the_transitive_closure(rows):
    start = np.array([row[0] * MIN_US for row in rows], np.int64)
    end = start + np.array([row[1] * MIN_US for row in rows], np.int64)
    lat = [35.0 + row[2] * 0.06 for row in rows]
    lon = [40.0 + row[3] * 0.07 for row in rows]
    number = incident_of(start, end, lat_deg=lat, lon_deg=lon)
    group = list(range(len(rows)))
    for i, j in itertools.combinations(range(len(rows)), 2):
        near_m = Geodesic.WGS84.Inverse(lat[i], lon[i], lat[j], lon[j])["s12"]
        apart_us = max(start[i], start[j]) - min(end[i], end[j])
        if near_m <= 10_000 and apart_us <= 5 * MIN_US:
            group = [group[i] if g == group[j] else g for g in group]
    for i, j in itertools.combinations(range(len(rows)), 2):
        assert (number[i] == number[j]) == (group[i] == group[j])
    for i, first in enumerate(number):
        assert (start[first], first) <= (start[i], i)


def test_totals_stand_in_the_agreement_s_order():
    table = findings(
        {"grade": "possible"},
        {"party": "east", "grade": "probable"},
        {"grade": "probable"},
        {"grade": "probable"},
        {"grade": "certain", "exempted_by": "emergency"},
        {"clause": "5.1", "kind": "site.stand-off"},
        {
            "clause": "4.1",
            "kind": "air.separation",
            "party": "west",
            "other_party": "east",
        },
    )
    keys = ("clause", "kind", "party", "grade", "count")
    assert [tuple(row[key] for key in keys) for row in totals(table, agreement())] == [
        ("5.1", "site.stand-off", "west", "certain", 1),
        ("3.1", "line.keep-side", "west", "probable", 2),
        ("3.1", "line.keep-side", "west", "possible", 1),
        ("3.1", "line.keep-side", "east", "probable", 1),
        ("4.1", "air.separation", "west & east", "certain", 1),
    ]
    assert totals(findings(), agreement()) == []
    assert math.isclose(sum(row["count"] for row in totals(table, agreement())), 6)
