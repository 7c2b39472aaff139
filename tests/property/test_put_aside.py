"""Positions put aside on disk, in parts, give the very record that memory gives."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.plain_watch_scenes import QUICK, agreement_of, examples
from thalweg.archive.laid import Laid
from thalweg.archive.scratch import Scratch
from thalweg.archive.spool import Spool
from thalweg.model.agreement import Defaults
from thalweg.model.feed import Feeds
from thalweg.tables.positions import POSITIONS
from thalweg.tracks.coverage import Seen, coverage
from thalweg.tracks.track import Tracked, one_by_one, surfaces_of, track
from thalweg.watch.flights import flights

US = 1_000_000
# Charles de Gaulle and Le Bourget: aerodromes 8 km apart, whose surfaces are learned.
PLACES = ((49.0097, 2.5479), (48.9694, 2.4414), (48.0, 3.0))
FEEDS = Feeds()
AGREED = agreement_of()

rows = st.fixed_dictionaries(
    {
        "time": st.integers(0, 1800),
        "feed": st.sampled_from(["one", "two"]),
        "mover": st.sampled_from(["4b0001", "4B0001", "4b0002", "4b0003", "a00000"]),
        "place": st.sampled_from(PLACES),
        "off_deg": st.sampled_from([0.0, 0.001, 0.002, 0.3]),
        "alt_baro_ft": st.one_of(st.none(), st.sampled_from([-500.0, 390.0, 900.0])),
        "ground_speed_mps": st.one_of(st.none(), st.sampled_from([0.0, 5.0, 120.0])),
        "on_ground": st.one_of(st.none(), st.booleans()),
        "callsign": st.one_of(st.none(), st.sampled_from(["ONE1", "TWO2"])),
        "category": st.one_of(st.none(), st.sampled_from(["A3", "A7"])),
    }
)


def positions(given_rows):
    """Rows as a feed would give them."""
    plain = [{k: v for k, v in row.items() if k != "place"} for row in given_rows]
    columns = {name: [row[name] for row in plain] for name in plain[0]}
    off_deg = columns.pop("off_deg")
    lat_deg = [row["place"][0] + d for row, d in zip(given_rows, off_deg, strict=True)]
    at_us = pa.array([t * US for t in columns.pop("time")])
    return POSITIONS.conform(
        pa.table(
            {
                **columns,
                "time": at_us.cast(POSITIONS.schema.field("time").type),
                "lat_deg": lat_deg,
                "lon_deg": [row["place"][1] for row in given_rows],
                "source_sha256": ["0" * 64] * len(plain),
                "source_row": np.arange(len(plain)),
            }
        )
    )


def tracked_whole(table):
    return track(table, roster=(), parties=(), defaults=Defaults(), feeds=FEEDS)


def seen_of(table):
    time_us = table["time"].cast(pa.int64()).to_numpy()
    return {"feeds": FEEDS, "from_us": int(time_us.min()), "to_us": int(time_us.max())}


@settings(max_examples=examples(15), phases=QUICK, deadline=None)
@given(
    given_rows=st.lists(rows, min_size=1, max_size=80),
    held_rows=st.integers(1, 30),
    batch_rows=st.integers(1, 40),
)
def test_parts_laid_together_are_the_whole(given_rows, held_rows, batch_rows):
    same_in_parts(positions(given_rows), held_rows, batch_rows)


def same_in_parts(table, held_rows, batch_rows):
    whole = tracked_whole(table)
    with tempfile.TemporaryDirectory() as beside, Scratch(Path(beside)) as scratch:
        spool = Spool(scratch, held_rows)
        for low in range(0, table.num_rows, batch_rows):
            spool.add(table.slice(low, batch_rows))
        seen = Seen(sorted(spool.feeds), **seen_of(table))
        laid = Laid(scratch)
        assert one_by_one(spool.names, sorted(spool.feeds))
        surfaces = surfaces_of(spool.parts(), FEEDS) if spool.spilled else None
        for part in spool.parts():
            some = track(
                part,
                roster=(),
                parties=(),
                defaults=Defaults(),
                feeds=FEEDS,
                surfaces=surfaces,
            )
            seen.add(some.tracks)
            laid.add(some, flights(some.tracks, some.decisions, agreement=AGREED))
        made, paths = laid.whole()
    same_tracks(made, whole)
    same_paths(paths, flights(whole.tracks, whole.decisions, agreement=AGREED))
    expected = coverage(whole.tracks, **seen_of(table)).table()
    assert seen.whole().table().to_pylist() == expected.to_pylist()


def same_tracks(made: Tracked, whole: Tracked) -> None:
    made.tracks.validate(full=True)
    assert made.tracks.schema.equals(whole.tracks.schema, check_metadata=True)
    assert made.tracks.to_pylist() == whole.tracks.to_pylist()
    assert made.decisions.to_pylist() == whole.decisions.to_pylist()
    assert made.dropped == whole.dropped


def same_paths(made, whole):
    assert made.movers == whole.movers
    for of, expected in ((made.paths, whole.paths), (made, whole)):
        for name in getattr(of, "_fields", ("track_deg", "resolution")):
            one, other = getattr(of, name), getattr(expected, name)
            # Kernels are compiled for one kind of array: another would compile again.
            assert one.dtype == other.dtype
            assert one.flags.writeable
            np.testing.assert_array_equal(one, other)


def row(mover, time, *, on_ground, alt_baro_ft):
    lat_deg, lon_deg = PLACES[0]
    return {
        "time": time,
        "feed": "one",
        "mover": mover,
        "place": (lat_deg + 1e-5 * time, lon_deg),
        "off_deg": 0.0,
        "alt_baro_ft": alt_baro_ft,
        "ground_speed_mps": 5.0,
        "on_ground": on_ground,
        "callsign": None,
        "category": None,
    }


def test_what_stands_in_one_part_tells_the_surface_for_another():
    # Alone the second is within 1,000 ft of the elevation, 392 ft: on the ground. The
    # first, which stands there, says -500 ft: then 900 ft is the air.
    stands = [row("4b0001", t, on_ground=True, alt_baro_ft=-500.0) for t in (1, 2)]
    flies = [row("4b0002", t, on_ground=False, alt_baro_ft=900.0) for t in (1, 2)]
    table = positions([*stands, *flies])
    assert set(tracked_whole(table).tracks["kept"].to_pylist()[2:]) == {"kept"}
    alone = tracked_whole(positions(flies)).tracks["kept"].to_pylist()
    assert set(alone) == {"ground"}
    same_in_parts(table, held_rows=2, batch_rows=1)
