"""What must not change what watch finds: slices, order, files, days, turns, names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.plain_watch import Limits
from tests.oracle.plain_watch_scenes import (
    PLACES,
    QUICK,
    SEEDS,
    agreement_of,
    decisions_of,
    examples,
    scene,
    separation,
    tracks_of,
)
from tests.oracle.test_watch_places import keep_side, positions, river, stand_off
from thalweg.archive.plan import plan
from thalweg.archive.reduce import reduce
from thalweg.archive.run import examine
from thalweg.archive.slice import scan, watch_of
from thalweg.model.place import LinePlace, PointPlace, PolygonPlace, Position
from thalweg.tables.positions import POSITIONS
from thalweg.watch.flights import BESIDE, flights, stretch, subset

LIMITS = Limits(5556.0, 1000.0, near=(152.4, 100.0, 152.4))
DAY_US = 86_400_000_000


def pact(seed, *, turn_deg=0.0):
    """An agreement with one clause of each kind about the place of the scene."""
    rng = np.random.default_rng(seed)
    place = rng.choice(sorted(PLACES))
    line, ring = river(place, np.random.default_rng(seed + 1))

    def turned(points):
        return positions([(lon + turn_deg, lat) for lon, lat in points])

    lat, lon = PLACES[place]
    at = Position(lat_deg=lat, lon_deg=(lon + turn_deg + 180.0) % 360.0 - 180.0)
    places = {
        "river": LinePlace(id="river", points=turned(line)),
        "box": PolygonPlace(id="box", ring=turned(ring)),
        "outpost": PointPlace(id="outpost", at=at),
    }
    clauses = (
        keep_side(300.0, 0.0, 60.0),
        separation(LIMITS),
        stand_off(4000.0, 500.0, (0.0, 0.0)),
    )
    return agreement_of(clauses, places)


def events_of(agreement, movers, *, unit_us=DAY_US, backwards=False, **how):
    seen = flights(tracks_of(movers, **how), decisions_of(movers), agreement=agreement)
    time_us = seen.paths.time_us
    if not len(time_us):
        return pa.table({})
    low, high = int(time_us.min()), int(time_us.max())
    watch = watch_of(agreement, low, high)
    units = plan(low, high, unit_us)
    if backwards:
        units = units[::-1]
    scanned = [scan(seen, watch, u.from_us, u.until_us) for u in units]
    return reduce(seen, watch.detectors, scanned)


def rows_of(table, *without):
    names = [n for n in table.column_names if n not in ("request", *without)]
    return table.select(names).to_pylist()


@settings(max_examples=examples(15), phases=QUICK)
@given(
    seed=SEEDS,
    unit_us=st.one_of(
        st.sampled_from([7_000_003, 60_000_000, 97_000_001, 3_600_000_000]),
        st.integers(5_000_000, 2 * DAY_US),
    ),
)
def test_slices_leave_no_mark(seed, unit_us):
    movers, agreement = scene(seed, 3, max_reports=30), pact(seed)
    whole = events_of(agreement, movers)
    cut = events_of(agreement, movers, unit_us=unit_us, backwards=True)
    assert cut.equals(whole)


@settings(max_examples=examples(15), phases=QUICK)
@given(
    seed=SEEDS,
    unit_us=st.sampled_from([7_000_003, 97_000_001, 3_600_000_000]),
    at_once=st.integers(1, 4),
)
def test_a_slice_of_what_lies_on_disk_is_that_of_memory(seed, unit_us, at_once):
    movers, agreement = scene(seed, 3, max_reports=30), pact(seed)
    tracks = tracks_of(movers)
    seen = flights(tracks, decisions_of(movers), agreement=agreement)
    asked = []
    lying = replace(seen, let_go=lambda: asked.append(True))
    time_us = seen.paths.time_us
    if not len(time_us):
        return
    low, high = int(time_us.min()), int(time_us.max())
    watch = watch_of(agreement, low, high)
    for unit in plan(low, high, unit_us)[:200]:
        when = unit.from_us, unit.until_us
        same_columns(
            stretch(lying, *when, at_once=at_once),
            subset(seen, range(len(seen.movers)), *when),
        )
        one, other = scan(seen, watch, *when), scan(lying, watch, *when)
        assert one.keys() == other.keys()
        for request, sets in one.items():
            np.testing.assert_array_equal(sets.keys, other[request].keys)
            np.testing.assert_array_equal(sets.kinds, other[request].kinds)
            np.testing.assert_array_equal(sets.spans_us, other[request].spans_us)
    assert asked


def same_columns(one, other):
    assert one.movers == other.movers
    for name in one.paths._fields:
        a, b = getattr(one.paths, name), getattr(other.paths, name)
        np.testing.assert_array_equal(a, b)
        # Kernels are compiled for one kind of array: another would compile again.
        assert a.dtype == b.dtype
        assert a.flags.writeable
    for name in BESIDE:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@settings(max_examples=examples(10), phases=QUICK)
@given(seed=SEEDS, days=st.integers(-2000, 2000))
def test_a_shift_of_days_shifts_and_changes_nothing(seed, days):
    movers, agreement = scene(seed, 3, max_reports=30), pact(seed)
    still = rows_of(events_of(agreement, movers))
    shifted = rows_of(events_of(agreement, movers, shift_us=days * DAY_US))
    times = ("start", "end", "bracket", "closest_time", "min_slant_time", "breach_us")
    assert len(still) == len(shifted)
    for a, b in zip(still, shifted, strict=True):
        assert {k: v for k, v in a.items() if k not in times} == {
            k: v for k, v in b.items() if k not in times
        }
        assert [t + days * DAY_US for t in a["breach_us"] or []] == (
            b["breach_us"] or []
        )


@settings(max_examples=examples(10), phases=QUICK)
@given(seed=SEEDS, turn_deg=st.sampled_from([90.0, 180.0, -90.0, 360.0, 37.25]))
def test_turning_the_world_changes_no_grade(seed, turn_deg):
    movers = scene(seed, 3, max_reports=30)
    here = rows_of(events_of(pact(seed), movers))
    there = rows_of(events_of(pact(seed, turn_deg=turn_deg), movers, turn_deg=turn_deg))
    key = ("kind", "mover", "other_mover", "grade", "near_collision", "side", "parts")
    order = ("start", "kind", "mover", "other_mover", "side")
    if any(r["at_limit"] for r in here + there):
        return
    here, there = (
        sorted(
            (r for r in rows if r["kind"] != "passage" or r),
            key=lambda r: tuple(str(r[k]) for k in order),
        )
        for rows in (here, there)
    )
    assert [[r[k] for k in key] for r in here] == [[r[k] for k in key] for r in there]
    for a, b in zip(here, there, strict=True):
        assert abs((a["start"] - b["start"]).total_seconds()) <= 0.002
        for name, most in (("horizontal_m", 0.05), ("vertical_ft", 0.2)):
            if a[name] is not None and a["closest_time"] == b["closest_time"]:
                assert a[name] == pytest.approx(b[name], abs=most)


@settings(max_examples=examples(10), phases=QUICK)
@given(seed=SEEDS)
def test_swapping_ids_swaps_the_pair_and_nothing_else(seed):
    a, b = scene(seed, 2, max_reports=30)
    agreement = agreement_of([separation(LIMITS)])
    swapped = [replace(a, id="m1"), replace(b, id="m0")]
    here, there = events_of(agreement, [a, b]), events_of(agreement, swapped)
    drop = ("mover", "other_mover", "bracket", "avoidance")
    one, two = rows_of(here, *drop), rows_of(there, *drop)
    assert [r["grade"] for r in one] == [r["grade"] for r in two]
    for r, s in zip(one, two, strict=True):
        for name in ("horizontal_m", "vertical_ft", "stay_s", "min_slant_m"):
            if r[name] is None:
                assert s[name] is None
            else:
                assert r[name] == pytest.approx(s[name], abs=0.02)
        assert r["near_collision"] == s["near_collision"]


def positions_of(movers):
    """The reports of a scene as a feed would give them."""
    tracks = tracks_of(movers)
    keep = [n for n in POSITIONS.schema.names if n in tracks.column_names]
    return POSITIONS.conform(tracks.select(keep))


def findings_of(agreement, paths):
    result = examine(agreement, [str(p) for p in paths])
    return result.findings


@settings(max_examples=examples(2), phases=QUICK)
@given(seed=SEEDS)
def test_order_and_number_of_files_change_no_byte(seed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    movers = [replace(m, id=f"4b000{n}") for n, m in enumerate(scene(seed, 3))]
    table = positions_of(movers)
    plain = table.select(
        ["time", "mover", "lat_deg", "lon_deg", "alt_baro_ft", "alt_geo_ft"]
    )
    if not plain.num_rows:
        return
    agreement = replace(pact(seed), clauses=(separation(LIMITS),))
    rng = np.random.default_rng(seed)
    pq.write_table(plain, folder / "one.parquet")
    mixed = plain.take(rng.permutation(plain.num_rows))
    pq.write_table(mixed, folder / "mixed.parquet")
    parts = []
    for n in range(12):
        part = mixed.take(np.arange(n, mixed.num_rows, 12))
        if part.num_rows:
            pq.write_table(part, folder / f"part{n}.parquet")
            parts.append(folder / f"part{n}.parquet")
    one = findings_of(agreement, [folder / "one.parquet"])
    assert (
        findings_of(agreement, [folder / "mixed.parquet"])
        .drop("evidence")
        .equals(one.drop("evidence"))
    )
    assert findings_of(agreement, parts[::-1]).equals(one)
