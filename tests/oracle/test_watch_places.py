"""Stays and excursions against their plain twins, on made scenes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests.oracle.plain_watch import Mover, Report
from tests.oracle.plain_watch_places import Line, excursions, passages, stays
from tests.oracle.plain_watch_scenes import (
    PLACES,
    QUICK,
    SEEDS,
    agreement_of,
    decisions_of,
    examples,
    flight,
    moved,
    seconds,
    tracks_of,
)
from thalweg.agreement.ground import line_ground, site_ground
from thalweg.model.agreement import KeepSide, StandOff
from thalweg.model.place import LinePlace, PointPlace, PolygonPlace, Position
from thalweg.watch.flights import flights
from thalweg.watch.keep_side import KeepSideDetector
from thalweg.watch.stay import StayDetector

TIME_S = 0.01


def rows_of(detector, agreement, movers):
    seen = flights(tracks_of(movers), decisions_of(movers), agreement=agreement)
    time_us = seen.paths.time_us
    if not len(time_us):
        return []
    sets = detector.scan(seen, int(time_us.min()), int(time_us.max()) + 1)
    return sorted(detector.events(seen, sets), key=lambda r: (r["start"], r["kind"]))


def stand_off(radius_m, overhead_m, longest, gap_s=60.0):
    return StandOff(
        id="5.1", kind="site.stand-off", sites=("outpost",), protects="east",
        restrains=("west",), radius_m=radius_m, overhead_m=overhead_m, floor=None,
        ceiling=None, longest_stay_s=longest[0], longest_overhead_s=longest[1],
        same_stay_s=600.0, largest_gap_s=gap_s,
    )  # fmt: skip


def watched_stays(mover, site, *, radius_m, overhead_m, longest, gap_s):
    clause = stand_off(radius_m, overhead_m, longest, gap_s)
    at = Position(lat_deg=site[0], lon_deg=site[1])
    place = PointPlace(id="outpost", at=at, error_m=site[2])
    agreement = agreement_of([clause], {"outpost": place})
    ground = [site_ground(agreement, "outpost")]
    return rows_of(StayDetector(clause, agreement, ground), agreement, [mover])


STAYS = (
    {"radius_m": 4000.0, "overhead_m": None, "longest": (0.0, 0.0), "gap_s": 60.0},
    {"radius_m": 4000.0, "overhead_m": 800.0, "longest": (60.0, 0.0), "gap_s": 60.0},
    {"radius_m": 1500.0, "overhead_m": 300.0, "longest": (20.0, 2.0), "gap_s": 20.0},
    {"radius_m": 150.0, "overhead_m": None, "longest": (0.0, 0.0), "gap_s": 60.0},
)


@settings(max_examples=examples(40), phases=QUICK)
@given(seed=SEEDS)
def test_stays_are_as_the_plain_twin_has_them(seed):
    compare_stays(seed)


def compare_stays(seed):
    rng = np.random.default_rng(seed)
    lat, lon = PLACES[rng.choice(sorted(PLACES))]
    mover = flight(rng, "m0", "west", (lat, lon, 0.0, 9000.0), max_reports=60)
    if len(mover.kept()) < 2:
        return 0
    asked = STAYS[rng.integers(len(STAYS))]
    site = (lat, lon, float(rng.choice([0.0, 50.0])))
    have = watched_stays(mover, site, **asked)
    want = stays(mover, site, **asked)
    got = [r["grade"] for r in have]
    if got != [f["grade"] for f in want]:
        near = [
            [
                f["grade"]
                for f in stays(
                    mover,
                    site,
                    **{
                        **asked,
                        "radius_m": asked["radius_m"] + by,
                        "overhead_m": asked["overhead_m"] and asked["overhead_m"] + by,
                    },
                )
            ]
            for by in (-0.3, 0.3)
        ]
        assert any(o != [f["grade"] for f in want] for o in near), (got, want)
        return 0
    for row, one in zip(have, want, strict=True):
        assert seconds(row["start"]) == pytest.approx(one["start"], abs=TIME_S)
        assert seconds(row["end"]) == pytest.approx(one["end"], abs=TIME_S)
        assert row["stay_s"] == pytest.approx(one["stay"], abs=2 * TIME_S)
        assert row["unseen_s"] == pytest.approx(one["unseen"], abs=2 * TIME_S)
        assert row["parts"] == one["parts"]
    return len(have)


def river(place, rng):
    """A line that winds from south-west to north-east through an area about a place."""
    lat, lon = PLACES[place]
    steps = np.linspace(-14_000.0, 14_000.0, 9)
    points = [moved(lat, lon, s, s * 0.5 + rng.uniform(-1500, 1500)) for s in steps]
    corners = ((-11e3, -11e3), (11e3, -11e3), (11e3, 11e3), (-11e3, 11e3))
    ring = [moved(lat, lon, *c) for c in corners]

    def xy(points):
        return [(o - 360.0 * round((o - lon) / 360.0), a) for a, o in points]

    return xy(points), xy(ring)


def keep_side(buffer_m, shortest_s, gap_s):
    return KeepSide(
        id="3.1", kind="line.keep-side", line="river", area="box", reach_m=None,
        sides={"west": "right", "east": "left"}, buffer_m=buffer_m,
        shortest_stay_s=shortest_s, largest_gap_s=gap_s, rejoin_s=60.0, floor=None,
        ceiling=None,
    )  # fmt: skip


def positions(points):
    return tuple(
        Position(lat_deg=a, lon_deg=(o + 180.0) % 360.0 - 180.0) for o, a in points
    )


def watched_line(mover, line, ring, *, buffer_m, shortest_s, gap_s):
    clause = keep_side(buffer_m, shortest_s, gap_s)
    places = {
        "river": LinePlace(id="river", points=positions(line)),
        "box": PolygonPlace(id="box", ring=positions(ring)),
    }
    agreement = agreement_of([clause], places)
    detector = KeepSideDetector(clause, agreement, line_ground(agreement, clause))
    return rows_of(detector, agreement, [mover])


LINES = (
    {"buffer_m": 500.0, "shortest_s": 0.0, "gap_s": 60.0},
    {"buffer_m": 0.0, "shortest_s": 0.0, "gap_s": 60.0},
    {"buffer_m": 1500.0, "shortest_s": 10.0, "gap_s": 20.0},
    {"buffer_m": 100.0, "shortest_s": 0.0, "gap_s": 60.0},
)


@settings(max_examples=examples(40), phases=QUICK)
@given(seed=SEEDS)
def test_excursions_and_passages_are_as_the_plain_twin_has_them(seed):
    compare_lines(seed)


def compare_lines(seed):
    rng = np.random.default_rng(seed)
    place = rng.choice(sorted(PLACES))
    line, ring = river(place, rng)
    party = str(rng.choice(["west", "east", "local"]))
    mover = flight(rng, "m0", party, (*PLACES[place], 0.0, 9000.0))
    if len(mover.kept()) < 2:
        return 0
    if rng.random() < 0.5:
        # A report exactly on a vertex of the line, and a flight along an edge.
        rows = list(mover.reports)
        n = int(rng.integers(len(rows)))
        lon, lat = line[int(rng.integers(2, 6))]
        lon = (lon + 180.0) % 360.0 - 180.0
        rows[n] = replace(rows[n], lat_deg=lat, lon_deg=lon)
        mover = replace(mover, reports=tuple(rows))
    asked = LINES[rng.integers(len(LINES))]
    have = watched_line(mover, line, ring, **asked)
    made = Line(line, ring)
    check_passages([r for r in have if r["kind"] == "passage"], mover, made, asked)
    wrong = "left" if party == "west" else "right"
    rows = [r for r in have if r["kind"] == "excursion"]
    want = excursions(mover, made, wrong, **asked)
    got = [r["grade"] for r in rows]
    # Who only brushes the far side for a moment is found or not by a hair.
    if got != [f["grade"] for f in want]:
        near = [
            [
                f["grade"]
                for f in excursions(
                    mover,
                    made,
                    wrong,
                    **{**asked, "buffer_m": max(asked["buffer_m"] + by, 0.0)},
                )
            ]
            for by in (-0.3, 0.3)
        ]
        assert any(o != [f["grade"] for f in want] for o in near), (got, want)
        return 0
    for row, one in zip(rows, want, strict=True):
        # Edges stand within 0.1 m of their geodesics on either side.
        assert seconds(row["start"]) == pytest.approx(one["start"], abs=0.05)
        assert seconds(row["end"]) == pytest.approx(one["end"], abs=0.05)
        assert row["stay_s"] == pytest.approx(one["stay"], abs=0.1)
        # At 650 m/s a sample each 2.5 ms; else only the edges' 0.1 m.
        assert row["depth_m"] == pytest.approx(one["depth"], abs=1.0)
        assert row["depth_m"] >= one["depth"] - 0.1
    return len(rows)


def check_passages(rows, mover, line, asked):
    want = passages(mover, line, asked["gap_s"])
    have = [(seconds(r["start"]), r["side"]) for r in rows]
    # The twin may miss what is on the far side for less than its step.
    assert len(have) >= len(want)
    for at_s, side in want:
        assert any(abs(t - at_s) < 0.05 and s == side for t, s in have), (at_s, have)


def test_along_the_line_is_at_most_possible():
    rng = np.random.default_rng(1)
    line, ring = river("plain", rng)
    rows = [
        Report(10.0 * n, lat, lon, 10.0, 9000.0) for n, (lon, lat) in enumerate(line)
    ]
    rows = [replace(r, t_s=r.t_s * 2) for r in rows]
    mover = Mover("m0", "west", tuple(rows))
    have = watched_line(mover, line, ring, buffer_m=100.0, shortest_s=0.0, gap_s=60.0)
    strayed = [r for r in have if r["kind"] == "excursion"]
    # Its error, at most 100 m just after a report, would reach past the buffer.
    assert {r["grade"] for r in strayed} == {"possible"}
    assert all(r["depth_m"] < 0.2 for r in strayed)
