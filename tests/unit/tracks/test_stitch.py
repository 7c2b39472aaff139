"""Reports to movers, and which ids are one thing, RULES §1."""

from __future__ import annotations

import json

import pytest

from thalweg.tracks.stitch import canonical_name, is_address

S = 1_000_000
M_DEG = 1.0 / 110_580.0


def path(mover, feed, n=40, *, every=2, start=0, east_m=0.0, up_ft=None, **extra):
    return [
        {
            "time": (start + k * every) * S,
            "mover": mover,
            "feed": feed,
            "lat_deg": 3.0 + (start + k * every) * 150 * M_DEG,
            "lon_deg": -150.0 + east_m * M_DEG,
            "ground_speed_mps": 150.0,
            "alt_baro_ft": up_ft,
            **extra,
        }
        for k in range(n)
    ]


def movers(tracked):
    return sorted(set(tracked.tracks["mover"].to_pylist()))


def decided(tracked, kind):
    return [
        (d["mover"], d["subject"], json.loads(d["value"])["basis"])
        for d in tracked.decisions.to_pylist()
        if d["kind"] == kind
    ]


@pytest.mark.parametrize(
    ("mover", "name"),
    [
        ("A00001", "a00001"),
        ("a00001", "a00001"),
        ("~a00001", "f:~a00001"),
        ("T-17", "f:T-17"),
        ("a0000", "f:a0000"),
        ("a000012", "f:a000012"),
        ("g00001", "f:g00001"),
        ("\u0661\u0662\u0663456", "f:\u0661\u0662\u0663456"),
    ],
)
def test_an_address_in_lower_case_else_feed_and_id(mover, name):
    assert canonical_name("f", mover) == name
    assert is_address(mover) == (":" not in name)


def test_one_address_in_two_feeds_is_one_mover_with_a_row_for_each(run):
    tracked = run(path("A00001", "f") + path("a00001", "g", start=1))
    assert movers(tracked) == ["a00001"]
    assert decided(tracked, "merge") == [
        ("a00001", "f:A00001", "address"),
        ("a00001", "g:a00001", "address"),
    ]


def test_two_addresses_are_never_merged(run):
    tracked = run(path("a00001", "f") + path("a00002", "g", start=1))
    assert movers(tracked) == ["a00001", "a00002"]
    assert not decided(tracked, "merge")
    assert not decided(tracked, "maybe_same")


def test_a_radar_track_merges_with_the_address_it_follows(run):
    tracked = run(path("a00001", "f") + path("T1", "radar", start=1, east_m=100))
    assert movers(tracked) == ["a00001"]
    assert decided(tracked, "merge") == [("a00001", "radar:T1", "position")]
    # Both feeds' reports now stand in one path, in order of time.
    assert tracked.tracks["feed"].to_pylist()[:4] == ["f", "radar", "f", "radar"]
    assert set(tracked.tracks["kept"].to_pylist()) == {"kept"}


def test_two_radars_and_an_address_are_one(run):
    rows = path("a00001", "f") + path("T1", "r1", start=1) + path("X9", "r2", start=1)
    tracked = run(rows)
    assert movers(tracked) == ["a00001"]
    assert len(decided(tracked, "merge")) == 2


def test_two_radar_tracks_of_two_feeds_go_under_the_lesser_name(run):
    tracked = run(path("T2", "r2") + path("T9", "r1", start=1))
    assert movers(tracked) == ["r1:T9"]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"n": 4, "every": 20}, "fewer than 5 reports"),
        ({"n": 30, "every": 2, "start": 1}, "58 s"),
        ({"east_m": 900.0}, "farther than both errors"),
        ({"up_ft": 3000.0}, "another height"),
        ({"feed": "f"}, "one feed tells them apart"),
    ],
)
def test_what_does_not_merge(run, other, why):
    other = {"feed": "radar", "start": 1, **other}
    tracked = run(path("a00001", "f", up_ft=1000.0) + path("T1", **other))
    assert len(movers(tracked)) == 2, why
    assert not decided(tracked, "merge")


def test_a_second_candidate_leaves_all_as_maybe_the_same(run):
    rows = (
        path("a00001", "f")
        + path("a00002", "f", east_m=200)
        + path("T1", "radar", start=1, east_m=100)
    )
    tracked = run(rows)
    assert movers(tracked) == ["a00001", "a00002", "radar:T1"]
    assert decided(tracked, "maybe_same") == [
        ("a00001", "radar:T1", "position"),
        ("a00002", "radar:T1", "position"),
    ]


def test_ids_that_part_later_may_be_the_same_but_do_not_merge(run):
    rows = path("a00001", "f", n=100)
    rows += path("T1", "radar", n=60, start=1)
    rows += path("T1", "radar", n=20, start=121, east_m=3000)
    tracked = run(rows)
    assert len(movers(tracked)) == 2
    assert decided(tracked, "maybe_same") == [("a00001", "radar:T1", "position")]


def test_a_rebroadcast_in_the_same_feed_is_maybe_the_same(run):
    tracked = run(path("a00001", "f") + path("~b00001", "f", start=1, east_m=50))
    assert movers(tracked) == ["a00001", "f:~b00001"]
    assert decided(tracked, "maybe_same") == [("a00001", "f:~b00001", "position")]


def test_over_the_date_line_and_cell_borders(run):
    rows = path("a00001", "f") + path("T1", "radar", start=1)
    for k, row in enumerate(rows):
        east = row["time"] / S * 150 * M_DEG - 0.05
        row |= {"lat_deg": 10.0 + k * 1e-9, "lon_deg": (360.0 + east) % 360.0 - 180.0}
    assert movers(run(rows)) == ["a00001"]


def test_many_apart_stay_apart(run):
    rows = []
    for k in range(30):
        rows += path(f"T{k}", "radar", east_m=k * 2000.0, n=30)
        rows += path(f"a000{k:02d}", "f", east_m=k * 2000.0, n=45, start=1)
    tracked = run(rows)
    assert len(movers(tracked)) == 60
    assert not decided(tracked, "merge")
    rows += [
        r
        for k in range(30)
        for r in path(f"T{k}", "radar", 20, start=60, east_m=k * 2000.0)
    ]
    tracked = run(rows)
    assert movers(tracked) == [f"a000{k:02d}" for k in range(30)]
