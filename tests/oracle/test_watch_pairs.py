"""Encounters against their plain twin, on made scenes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from tests.oracle.plain_watch import (
    M_PER_FT,
    Limits,
    Mover,
    Report,
    encounters,
    least,
    pair_at,
)
from tests.oracle.plain_watch_scenes import (
    LIMITS,
    QUICK,
    SEEDS,
    agreement_of,
    decisions_of,
    examples,
    moved,
    scene,
    seconds,
    separation,
    tracks_of,
)
from thalweg.watch.flights import flights
from thalweg.watch.separation import SeparationDetector

FAR_US = 2**60
TIME_S = 0.01


def found_by_watch(movers, limits, **how):
    clause = separation(limits, **how)
    agreement = agreement_of([clause])
    seen = flights(tracks_of(movers), decisions_of(movers), agreement=agreement)
    detector = SeparationDetector(clause, agreement)
    time_us = seen.paths.time_us
    if not len(time_us):
        return []
    sets = detector.scan(seen, int(time_us.min()), int(time_us.max()) + 1)
    return sorted(detector.events(seen, sets), key=lambda r: r["start"])


def twin(movers, limits):
    """The plain findings of all pairs, by pair."""
    found = {}
    for n, a in enumerate(movers):
        for b in movers[n + 1 :]:
            if len(a.kept()) > 1 and len(b.kept()) > 1:
                rows = sorted(encounters(a, b, limits), key=lambda f: f["start"])
                found[a.id, b.id] = rows
    return found


def outline(rows):
    return [(f["grade"], f["near"]) for f in rows]


def compare(movers, limits):
    by_id = {m.id: m for m in movers}
    rows = found_by_watch(movers, limits)
    plain = twin(movers, limits)
    steps = ((0.3, 0.3), (-0.3, -0.3), (0.3, -0.3), (-0.3, 0.3))
    many = 0
    for pair, want in plain.items():
        have = [r for r in rows if (r["mover"], r["other_mover"]) == pair]
        got = [(r["grade"], r["near_collision"]) for r in have]
        if got != outline(want):
            a, b = by_id[pair[0]], by_id[pair[1]]
            near = [outline(encounters(a, b, limits.moved(*s))) for s in steps]
            # Only where the plain answer itself turns within a hair may ours differ.
            assert any(o != outline(want) for o in near), (pair, got, outline(want))
            continue
        for row, one in zip(have, want, strict=True):
            check_measures(by_id[pair[0]], by_id[pair[1]], limits, row, one)
            many += 1
    return many


def check_measures(a, b, limits, row, one):
    assert seconds(row["start"]) == pytest.approx(one["start"], abs=TIME_S)
    assert seconds(row["end"]) == pytest.approx(one["end"], abs=TIME_S)
    assert row["stay_s"] == pytest.approx(one["stay"], abs=2 * TIME_S)
    spans = one["spans"] + one["near_spans"]
    closest_s = seconds(row["closest_time"])
    # The time stands rounded to a millisecond; the measures are those before rounding.
    about = [
        at
        for by in (-0.0005, 0.0, 0.0005)
        if (at := pair_at(a, b, limits, closest_s + by, spans)) is not None
    ]
    h_m, v_ft = min(about, key=lambda at: abs(at[0] - row["horizontal_m"]))
    distances = [at[0] for at in about]
    assert min(distances) - 0.02 <= row["horizontal_m"] <= max(distances) + 0.02
    slack_m = 0.02 + (row["closing_speed_mps"] or 0.0) * 0.001
    if v_ft is None:
        assert row["vertical_ft"] is None
    else:
        assert row["vertical_ft"] == pytest.approx(v_ft, abs=0.2)
    big_h, big_v = limits.horizontal_m, limits.vertical_ft

    def slant(h, v):
        return None if v is None else np.hypot(h, v * M_PER_FT)

    def weighed(h, v):
        up = 0.0 if v is None else v / big_v
        return (h / big_h) ** 2 + up**2

    if one["near"] in ("certain", "probable"):
        want = least(a, b, limits, one["spans"] + one["near_spans"], slant)
        assert float(slant(h_m, v_ft)) == pytest.approx(want, abs=slack_m + 0.3)
        assert row["min_slant_m"] == pytest.approx(want, abs=0.3)
    else:
        want = least(a, b, limits, one["own"], weighed)
        assert float(weighed(h_m, v_ft)) <= want + 2e-3 * (want + 1e-3) + 0.05 * (
            slack_m / big_h
        )


@settings(max_examples=examples(80), phases=QUICK)
@given(seed=SEEDS, limits=LIMITS)
def test_pairs_are_as_the_plain_twin_has_them(seed, limits):
    compare(scene(seed), limits)


@settings(max_examples=examples(10), phases=QUICK)
@given(seed=SEEDS, limits=LIMITS)
def test_four_movers_are_six_pairs(seed, limits):
    compare(scene(seed, 4, max_reports=20), limits)


def straight(name, party, rows, error_m=10.0):
    """A mover from (t_s, east_m, north_m, baro_ft) about 35 N 40 E."""
    made = []
    for t_s, east_m, north_m, baro_ft in rows:
        lat_deg, lon_deg = moved(35.0, 40.0, east_m, north_m)
        made.append(Report(float(t_s), lat_deg, lon_deg, error_m, baro_ft))
    return Mover(name, party, tuple(made))


def alone(movers, limits):
    (row,) = found_by_watch(movers, limits)
    return row


def test_twice_the_limit_exactly_still_joins_two_breaches():
    def height_ft(t_s):
        return float(np.interp(t_s, [50, 70, 300, 320], [10500, 12000, 12000, 10500]))

    times = range(0, 400, 5)
    a = straight("a", "west", [(t, 100.0 * t, 0.0, 10000.0) for t in times])
    b = straight("b", "east", [(t, 100.0 * t, 1000.0, height_ft(t)) for t in times])
    row = alone([a, b], Limits(5556.0, 1000.0))
    assert row["parts"] == 2
    assert compare([a, b], Limits(5556.0, 1000.0)) == 1


def test_what_was_seen_before_a_gap_does_not_show_how_it_began():
    times = [*range(0, 60, 5), *range(200, 260, 5)]
    a = straight("a", "west", [(t, 100.0 * t, 0.0, 10000.0) for t in times])
    rows = [
        (t, 100.0 * t + (8000.0 if t < 60 else 3000.0), 0.0, 10000.0) for t in times
    ]
    row = alone([a, straight("b", "east", rows)], Limits(5556.0, 1000.0))
    assert seconds(row["start"]) == 200.0
    assert not row["start_seen"]
    assert not row["end_seen"]


def test_closest_is_not_where_heights_stop_being_known():
    """Heights end at 40 s while the movers still near each other."""
    times = range(0, 80, 4)
    a = straight("a", "west", [(t, 0.0, 0.0, 10000.0) for t in times])
    rows = [
        (t, 3000.0 - 30.0 * t, 0.0, 10000.0 + 20.0 * t if t <= 40 else None)
        for t in times
    ]
    b = straight("b", "east", rows)
    limits = Limits(5556.0, 1000.0)
    row = alone([a, b], limits)
    value = (row["horizontal_m"] / 5556.0) ** 2 + (row["vertical_ft"] / 1000.0) ** 2
    assert value < ((3000.0 - 30.0 * 40) / 5556.0) ** 2 + 0.8**2 - 0.3
    assert compare([a, b], limits) == 1
