"""Errors of place and of height, RULES §3 first bullet."""

from __future__ import annotations

import json

import pytest

from thalweg.model.feed import Feeds, FeedSettings

S = 1_000_000


def errors(tracked):
    return tracked.tracks["error_m"].to_pylist()


@pytest.mark.parametrize(
    ("quality", "place_m"),
    [
        *(
            ({"nac_p": n}, m)
            for n, m in zip(
                range(11, 0, -1),
                [3, 10, 30, 92.6, 185.2, 555.6, 926, 1852, 3704, 7408, 18520],
                strict=True,
            )
        ),
        *(
            ({"nuc_p": n, "adsb_version": 0}, m)
            for n, m in zip(
                range(9, 0, -1),
                [3, 10, 92.6, 185.2, 463, 926, 1852, 9260, 18520],
                strict=True,
            )
        ),
        ({"nic": 8}, 185.2 * 0.43),
        ({"nic": 11}, 7.5 * 0.43),
        ({"nic": 1}, 37040 * 0.43),
        ({"nac_p": 9, "nic": 1, "nuc_p": 1}, 30),
        ({"nic": 8, "nuc_p": 1, "adsb_version": 2}, 185.2 * 0.43),
        ({"nic": 8, "nuc_p": 7, "adsb_version": 0}, 92.6),
        ({"nac_p": 14}, 92.6),
        ({}, 92.6),
    ],
)
def test_place_error_by_what_is_broadcast(run, quality, place_m):
    rows = [{"time": 0, "ground_speed_mps": 100.0, "received": 0, **quality}]
    assert errors(run(rows)) == [pytest.approx(place_m + 60.0)]


@pytest.mark.parametrize(
    ("received", "settings", "time_error_s"),
    [
        (5, {}, 0.6),
        (None, {}, 1.6),
        (5, {"time_error_s": 0.1}, 0.1),
        (None, {"time_error_s": 0.0}, 0.0),
    ],
)
def test_time_error_by_known_age_or_as_stated(run, received, settings, time_error_s):
    feeds = Feeds(feeds={"f": FeedSettings(name="f", error_m=50.0, **settings)})
    rows = [{"time": 0, "ground_speed_mps": 200.0, "received": received}]
    got = errors(run(rows, feeds=feeds))
    assert got == [pytest.approx(50.0 + 200.0 * time_error_s)]


def test_a_feed_that_sees_all_and_states_no_error_has_half_a_mile(run):
    feeds = Feeds(feeds={"f": FeedSettings(name="f", sees="all")})
    rows = [{"time": 0, "ground_speed_mps": 0.0}]
    assert errors(run(rows, feeds=feeds)) == [926.0]


def test_without_speed_the_last_known_else_the_next(run):
    speeds = [None, None, 100.0, None, 50.0, None]
    rows = [
        {
            "time": k * S,
            "received": k * S,
            "lat_deg": 10 + k * 0.001,
            "ground_speed_mps": v,
        }
        for k, v in enumerate(speeds)
    ]
    used = [(m - 92.6) / 0.6 for m in errors(run(rows))]
    assert used == pytest.approx([100, 100, 100, 100, 50, 50])


def test_without_any_speed_that_of_the_steps(run):
    rows = [{"time": k * 10 * S, "lat_deg": 10 + k * 0.01} for k in range(4)]
    # A hundredth of a degree of latitude at 10 N is 1106.1 m.
    assert errors(run(rows)) == [pytest.approx(92.6 + 110.61 * 1.6, abs=0.05)] * 4


def test_one_report_alone_has_the_error_of_its_place(run):
    assert errors(run([{"time": 0}])) == [92.6]


def test_no_place_no_error(run):
    assert errors(run([{"time": 0, "lat_deg": None}])) == [None]


def test_altimetry_error_of_the_height_reported(run):
    feeds = Feeds(
        feeds={"g": FeedSettings(name="g", baro_error_ft=75.0, geo_error_ft=60.0)}
    )
    rows = [
        {"time": 0, "alt_baro_ft": 100.0, "alt_geo_ft": 200.0},
        {"time": S, "alt_geo_ft": 200.0, "lat_deg": 3.001},
        {"time": 2 * S, "lat_deg": 3.002},
        {"time": 3 * S, "feed": "g", "alt_baro_ft": 1.0, "lat_deg": 3.003},
        {"time": 4 * S, "feed": "g", "alt_geo_ft": 1.0, "lat_deg": 3.004},
    ]
    got = run(rows, feeds=feeds).tracks["alt_error_ft"].to_pylist()
    assert got == [125.0, 150.0, None, 75.0, 60.0]


def altitudes(tracked):
    rows = tracked.decisions.to_pylist()
    return {
        (r["mover"], r["subject"]): json.loads(r["value"])
        for r in rows
        if r["kind"] == "altitude"
    }


def climb(mover, heights, feed="f", column="alt_baro_ft"):
    return [
        {
            "time": k * S,
            "mover": mover,
            "feed": feed,
            "lat_deg": 10 + k * 0.001,
            column: h,
        }
        for k, h in enumerate(heights)
    ]


def test_quanta_by_mover_and_datum(run):
    rows = [
        *climb("a00001", [100.0 * k for k in range(10)]),
        *climb("a00002", [100.0 * k for k in range(9)]),
        *climb("a00003", [*(100.0 * k for k in range(12)), 25.0]),
        *climb("a00004", [100.0 * k for k in range(10)], column="alt_geo_ft"),
    ]
    got = altitudes(run(rows))
    assert got == {
        ("a00001", "baro"): {"quantum_ft": 100, "error_ft": 125},
        ("a00002", "baro"): {"quantum_ft": 25, "error_ft": 125},
        ("a00003", "baro"): {"quantum_ft": 25, "error_ft": 125},
        ("a00004", "geo"): {"quantum_ft": 100, "error_ft": 150},
    }


def test_a_stated_quantum_wins_and_the_greatest_of_several_feeds_stands(run):
    feeds = Feeds(
        feeds={
            "f": FeedSettings(name="f", quantum_ft=6.25),
            "g": FeedSettings(name="g", quantum_ft=50.0, baro_error_ft=200.0),
        }
    )
    heights = [100.0 * k for k in range(12)]
    rows = [
        *climb("a00001", heights),
        *climb("a00002", heights),
        *[{**r, "time": r["time"] + S // 2} for r in climb("a00002", heights, "g")],
        *climb("a00003", heights),
        *[{**r, "time": r["time"] + S // 2} for r in climb("a00003", heights, "h")],
    ]
    got = altitudes(run(rows, feeds=feeds))
    assert got["a00001", "baro"] == {"quantum_ft": 6.25, "error_ft": 125}
    assert got["a00002", "baro"] == {"quantum_ft": 50, "error_ft": 200}
    assert got["a00003", "baro"] == {"quantum_ft": 100, "error_ft": 125}
