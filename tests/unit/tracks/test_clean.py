"""Every rule of cleaning, RULES §2, by itself."""

from __future__ import annotations

import math

import airportsdata
import numpy as np
import pytest

from thalweg.kernels.clean import is_break, step_breaks
from thalweg.kernels.geodesy import distances_m
from thalweg.model.feed import Aerodrome, Feeds
from thalweg.model.place import Position

S = 1_000_000
ISLE = Feeds(
    aerodromes=(
        Aerodrome(id="ISLE", at=Position(lat_deg=3.0, lon_deg=-150.0), elevation_ft=50),
    )
)
M_DEG = 1.0 / 110_580.0  # degrees of latitude to a metre, about


def why(tracked):
    return tracked.tracks["kept"].to_pylist()


def flight(n, *, speed=200.0, start=0, every=1, **extra):
    """A straight flight north, one report every `every` seconds."""
    return [
        {
            "time": (start + k * every) * S,
            "lat_deg": 10.0 + (start + k * every) * speed * M_DEG,
            "ground_speed_mps": speed,
            **extra,
        }
        for k in range(n)
    ]


def test_a_clean_flight_is_kept_whole(run):
    tracked = run(flight(20))
    assert set(why(tracked)) == {"kept"}
    assert tracked.dropped == {}


@pytest.mark.parametrize(
    "bad",
    [
        {"lat_deg": None},
        {"lon_deg": None},
        {"lat_deg": math.nan},
        {"lat_deg": 91.0},
        {"lon_deg": 181.0},
        {"nac_p": 0},
        {"nic": 0},
        {"nuc_p": 0},
    ],
)
def test_no_position_or_quality_unknown(run, bad):
    rows = flight(5)
    rows[2] |= bad
    assert why(run(rows)) == ["kept", "kept", "no_position", "kept", "kept"]


def test_a_known_nac_p_makes_an_unknown_nic_harmless(run):
    assert why(run(flight(3, nac_p=9, nic=0))) == ["kept"] * 3


def test_infinite_heights_become_null_and_the_position_stays(run):
    tracked = run(flight(3, alt_baro_ft=-math.inf, alt_geo_ft=math.nan))
    assert why(tracked) == ["kept"] * 3
    assert tracked.tracks["alt_baro_ft"].null_count == 3
    assert tracked.tracks["alt_geo_ft"].null_count == 3


def test_of_one_mover_and_time_the_least_text_stays(run):
    one, other = {"alt_baro_ft": 900.0}, {"alt_baro_ft": 1000.0}
    for rows in ([one, other], [other, one]):
        tracked = run([{"time": 0, **row} for row in rows])
        assert why(tracked) == ["kept", "conflict"]
        # "1000," comes before "900," as text.
        assert tracked.tracks["alt_baro_ft"].to_pylist() == [1000.0, 900.0]


def test_alike_in_two_files_the_least_digest_and_row_stay(run):
    rows = [
        {"time": 0, "source_sha256": digest, "source_row": row}
        for digest, row in [("b", 1), ("a", 7), ("a", 3)]
    ]
    tracked = run(rows)
    assert why(tracked) == ["kept", "conflict", "conflict"]
    assert tracked.tracks["source_row"].to_pylist() == [3, 7, 1]


def test_a_repeat_known_by_its_age_is_stale_not_a_conflict(run):
    rows = [{"time": 0, "received": age * S} for age in (1, 2, 3)]
    rows.append({"time": 0, "received": 4 * S, "lat_deg": 3.1})
    assert sorted(why(run(rows))) == ["conflict", "kept", "stale", "stale"]


def test_a_repeated_position_is_stale_once_it_must_have_moved_on(run):
    rows = [
        {"time": k * S // 10, "ground_speed_mps": 30.0, "lat_deg": 10.0}
        for k in range(6)
    ]
    # 3 m, 6 m, 9 m and 12 m from the last kept report of that position.
    assert why(run(rows)) == ["kept"] * 6
    rows = [{**row, "time": row["time"] * 4} for row in rows]
    assert why(run(rows)) == ["kept"] + ["stale"] * 5


def test_stale_takes_the_last_known_speed_and_never_the_next(run):
    still = {"lat_deg": 10.0}
    rows = [
        {"time": 0, **still},
        {"time": 60 * S, **still},
        {"time": 61 * S, "lat_deg": 10.002, "ground_speed_mps": 200.0},
        {"time": 62 * S, "lat_deg": 10.002},
    ]
    assert why(run(rows)) == ["kept", "kept", "kept", "stale"]


def test_a_hovering_helicopter_is_not_stale(run):
    rows = [
        {"time": k * S, "ground_speed_mps": 0.0, "category": "A7", "alt_baro_ft": 300.0}
        for k in range(50)
    ]
    assert why(run(rows, feeds=ISLE)) == ["kept"] * 50


def test_a_slow_feed_repeating_itself_between_the_rows_of_a_quick_one(run):
    quick = flight(6)
    slow = [
        {**quick[0], "time": quick[0]["time"] + k * S + S // 2, "feed": "slow"}
        for k in range(1, 5)
    ]
    slow[0]["lat_deg"] = quick[1]["lat_deg"]
    slow[1]["lat_deg"] = slow[2]["lat_deg"] = slow[3]["lat_deg"] = slow[0]["lat_deg"]
    tracked = run(quick + slow)
    lost = [
        (feed, kept)
        for feed, kept in zip(
            tracked.tracks["feed"].to_pylist(), why(tracked), strict=True
        )
        if kept != "kept"
    ]
    assert lost == [("slow", "stale")] * 4


def test_of_a_clock_that_runs_backwards_the_later_received_loses(run):
    rows = flight(6)
    for k, row in enumerate(rows):
        row["received"] = row["time"] + S // 10 + k
    rows[2]["received"] = 5 * S + S // 2
    assert why(run(rows)) == ["kept", "kept", "conflict", "kept", "kept", "kept"]
    for row in rows:
        row["received"] = None
    assert why(run(rows)) == ["kept"] * 6


def test_one_clock_set_ahead_does_not_lose_all_that_follows(run):
    rows = flight(8)
    for row in rows:
        row["received"] = row["time"] + S // 10
    rows[2] = {**rows[2], "time": 3600 * S}
    assert why(run(rows)) == ["kept"] * 8


def taxi(n, **extra):
    return [
        {
            "time": k * S,
            "lat_deg": 3.0 + k * 10 * M_DEG,
            "ground_speed_mps": 10.0,
            **extra,
        }
        for k in range(n)
    ]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"on_ground": True}, "ground"),
        ({"on_ground": True, "lat_deg": 20.0}, "ground"),
        ({"alt_baro_ft": 1050.0}, "ground"),
        ({"alt_baro_ft": 1075.0}, "kept"),
        ({"alt_baro_ft": -950.0}, "ground"),
        ({"alt_geo_ft": 1050.0}, "ground"),
        ({"alt_geo_ft": 1100.0}, "kept"),
        ({}, "ground"),
        ({"alt_baro_ft": 100.0, "ground_speed_mps": 25.0}, "kept"),
        ({"alt_baro_ft": 100.0, "category": "A7"}, "kept"),
        ({"alt_baro_ft": 100.0, "category": "B6"}, "kept"),
        ({"alt_baro_ft": 100.0, "category": "A3"}, "ground"),
        ({"on_ground": True, "category": "A7"}, "kept"),
    ],
)
def test_ground_by_flag_speed_place_and_height(run, extra, expected):
    rows = [row | extra for row in taxi(4)]
    if "lat_deg" in extra:
        rows = [{**r, "lat_deg": r["lat_deg"] + k * M_DEG} for k, r in enumerate(rows)]
    if "ground_speed_mps" in extra:
        rows = [{**r, "lat_deg": 3.0 + k * 25 * M_DEG} for k, r in enumerate(rows)]
    assert why(run(rows, feeds=ISLE)) == [expected] * 4


@pytest.mark.parametrize(
    ("height_ft", "expected"),
    [(-250.0, "ground"), (50.0, "ground"), (75.0, "kept"), (-575.0, "kept")],
)
def test_the_surface_is_what_aircraft_on_the_ground_there_report(
    run, height_ft, expected
):
    others = [
        {"time": k * S, "mover": "b00001", "on_ground": True, "alt_baro_ft": h}
        for k, h in enumerate([-250.0, -275.0, 39_000.0, -250.0])
    ]
    tracked = run(others + taxi(3, alt_baro_ft=height_ft), feeds=ISLE)
    assert why(tracked) == [expected] * 3 + ["ground"] * 4


@pytest.mark.parametrize(("away_m", "expected"), [(2_990, "ground"), (3_010, "kept")])
def test_within_3_km_of_an_aerodrome(run, away_m, expected):
    rows = [
        {**row, "lat_deg": 3.0, "lon_deg": -150.0 + (away_m + k) / 111_167.0}
        for k, row in enumerate(taxi(3, alt_baro_ft=0.0))
    ]
    assert why(run(rows, feeds=ISLE)) == [expected] * 3


def test_without_category_or_height_a_last_height_within_a_minute_counts(run):
    rows = taxi(4)
    rows[0]["alt_baro_ft"] = 5000.0
    assert why(run(rows, feeds=ISLE)) == ["kept"] * 4
    rows = [{**row, "time": row["time"] * 70} for row in rows]
    assert why(run(rows, feeds=ISLE)) == ["kept", "ground", "ground", "ground"]


def test_a_minute_in_one_place_without_speed_is_the_ground_at_any_height(run):
    rows = [{"time": k * S, "alt_baro_ft": 39_025.0} for k in range(61)]
    assert why(run(rows, feeds=ISLE)) == ["ground"] * 61
    assert why(run(rows[:60], feeds=ISLE)) == ["kept"] * 60
    far = [{**row, "lat_deg": 5.0} for row in rows]
    assert why(run(far, feeds=ISLE)) == ["kept"] * 61


def test_published_aerodromes_count_and_heliports_do_not(run):
    at_orly = {"lat_deg": 48.7253, "lon_deg": 2.35944, "alt_baro_ft": 300.0}
    entry = airportsdata.load("ICAO")["YRSH"]
    assert entry["name"] == "Rosehill Heliport Airport"
    pad = {"lat_deg": entry["lat"], "lon_deg": entry["lon"]}
    pad["alt_baro_ft"] = entry["elevation"]
    for place, expected in ((at_orly, "ground"), (pad, "kept")):
        rows = [
            row | place | {"lat_deg": place["lat_deg"] + k * 10 * M_DEG}
            for k, row in enumerate(taxi(3))
        ]
        assert why(run(rows)) == [expected] * 3


@pytest.mark.parametrize(("n_out", "lost"), [(1, True), (2, True), (3, False)])
def test_a_short_run_between_two_impossible_steps_is_a_jump(run, n_out, lost):
    rows = flight(12)
    for k in range(5, 5 + n_out):
        rows[k]["lon_deg"] = -140.0
    got = why(run(rows))
    assert got.count("jump") == (n_out if lost else 0)
    assert got[5] == ("jump" if lost else "kept")


def test_a_tracks_ends_are_not_breaks(run):
    rows = flight(8)
    rows[0]["lon_deg"] = rows[7]["lon_deg"] = -140.0
    assert why(run(rows)) == ["kept"] * 8


def test_jumps_are_judged_once(run):
    """A run that is short only because another was dropped stays."""
    rows = flight(12)
    for k in (3, 5):
        rows[k]["lon_deg"] = -140.0
    # Runs: 0-2, 3, 4, 5, 6-11; the three in the middle are short at once.
    assert why(run(rows)) == ["kept"] * 3 + ["jump"] * 3 + ["kept"] * 6


def test_both_errors_count_in_favour_of_a_step(run):
    step_m = 2_000.0
    rows = flight(9, speed=0.0)
    for k, row in enumerate(rows):
        row["lat_deg"] = 10.0 + k * M_DEG + (k == 4) * step_m * M_DEG
    assert why(run(rows, fastest_mps=1000.0))[4] == "jump"
    # 1852 m each: the step is within the errors.
    rows = [{**row, "nac_p": 4} for row in rows]
    assert why(run(rows, fastest_mps=1000.0))[4] == "kept"


def test_fastest_is_a_setting_and_a_supersonic_pass_is_kept(run):
    rows = flight(10, speed=500.0)
    assert why(run(rows)) == ["kept"] * 10
    assert why(run(flight(10, speed=1900.0), fastest_mps=2000.0)) == ["kept"] * 10


def test_is_break_says_nothing_at_the_limit():
    assert not is_break(1200.0, 100.0, 100.0, S, 1000.0)
    assert is_break(1200.1, 100.0, 100.0, S, 1000.0)


def test_the_detour_never_hides_a_break():
    """The quick bound of a step is never below the geodesic."""
    rng = np.random.default_rng(20260101)
    n = 4000
    lat = rng.uniform(-89.9, 89.9, (2, n))
    lat[1] = np.clip(lat[0] + rng.normal(0, 0.5, n), -90, 90)
    lon = rng.uniform(-180, 180, (2, n))
    lon[1] = lon[0] + rng.normal(0, 0.5, n)
    lon[1] = (lon[1] + 180) % 360 - 180
    exact_m = distances_m(lat[0], lon[0], lat[1], lon[1])
    rad = np.radians
    for k in range(n):
        got = step_breaks(
            rad(lat[0, k]),
            rad(lon[0, k]),
            rad(lat[1, k]),
            rad(lon[1, k]),
            0.0,
            0.0,
            S,
            exact_m[k] * (0.999 if k % 2 else 1.001),
        )
        assert got == bool(k % 2)


def test_every_dropped_row_is_counted_by_feed_and_reason(run):
    rows = flight(6)
    rows += [{"time": 0, "lat_deg": None, "feed": "g", "mover": "b00002"}] * 2
    rows.append({**rows[0], "alt_baro_ft": 1.0})
    tracked = run(rows)
    assert tracked.dropped == {("g", "no_position"): 2, ("f", "conflict"): 1}
