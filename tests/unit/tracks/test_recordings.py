"""Real recordings with real dirt; figures held against an independent count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyproj import Geod

pytestmark = pytest.mark.shared
GEOD = Geod(ellps="WGS84")
PARIS = {
    "LFPG": (49.0128, 2.55),
    "LFPB": (48.9694, 2.44139),
    "LFPO": (48.7253, 2.35944),
}


@pytest.fixture(scope="module")
def paris(adsb, run):
    return run(adsb("paris_2021-10-07"))


def frame(tracked) -> pd.DataFrame:
    table = tracked.tracks
    return pd.DataFrame(
        {
            name: (
                table[name].cast(pa.string())
                if pa.types.is_dictionary(table[name].type)
                else table[name]
            ).to_numpy(zero_copy_only=False)
            for name in (
                "time", "mover", "lat_deg", "lon_deg", "alt_baro_ft",
                "ground_speed_mps", "on_ground", "error_m", "kept",
            )
        }
    )  # fmt: skip


def nearest_m(rows: pd.DataFrame) -> np.ndarray:
    """Distance to the nearest of the three airports, by pyproj."""
    away = []
    for lat, lon in PARIS.values():
        at = np.full(len(rows), lon), np.full(len(rows), lat)
        away.append(GEOD.inv(*at, rows.lon_deg.to_numpy(), rows.lat_deg.to_numpy())[2])
    return np.min(away, axis=0)


def stale_rows(rows: pd.DataFrame) -> int:
    """Count stale rows of one feed, plainly, from rows in order of mover and time."""
    lost = 0
    for _, flight in rows.groupby("mover", sort=False):
        last = speed = None
        time_us = flight.time.dt.tz_localize(None).to_numpy("datetime64[us]")
        columns = flight.lat_deg, flight.lon_deg, flight.ground_speed_mps
        for t, lat, lon, own in zip(time_us.astype(np.int64), *columns, strict=True):
            speed = own if own == own else speed
            repeat = last is not None and (lat, lon) == last[1:] and speed is not None
            if repeat and speed * (t - last[0]) / 1e6 > 10.0:
                lost += 1
                continue
            last = (t, lat, lon)
    return lost


def test_paris_counts_by_reason(paris):
    rows = frame(paris)
    print(paris.dropped)
    assert len(rows) == 284_505
    assert rows.mover.nunique() == 213
    assert paris.dropped[("default", "stale")] == stale_rows(rows)
    # 19 % of its positions repeat; most of the rest of them stand on the ground.
    assert paris.dropped == {
        ("default", "stale"): 33_186,
        ("default", "ground"): 38_356,
    }


def test_no_taxiing_aircraft_is_left_at_paris(paris):
    rows = frame(paris)
    kept = rows[rows.kept == "kept"].reset_index(drop=True)
    assert not kept.on_ground.astype(bool).any()
    slow = kept[kept.ground_speed_mps < 25.0]
    low = ~(slow.alt_baro_ft > 1000.0)
    assert not (low & (nearest_m(slow) <= 3000.0)).any()
    # Those without a speed: none whose own steps were slow, but for reports alone
    # between two on the ground, which make no segment.
    step_m = GEOD.inv(
        kept.lon_deg[:-1], kept.lat_deg[:-1], kept.lon_deg[1:], kept.lat_deg[1:]
    )[2]
    seconds = kept.time.diff().dt.total_seconds().to_numpy()[1:]
    joined = (kept.mover[1:].to_numpy() == kept.mover[:-1].to_numpy()) & (seconds < 60)
    silent = kept.ground_speed_mps[1:].isna().to_numpy()
    near = nearest_m(kept)[1:] <= 3000.0
    crawling = joined & silent & near & (step_m < 25.0 * seconds)
    assert not crawling.any()


def test_what_flies_at_paris_is_kept(paris):
    """Nothing quick, high or far from every aerodrome is called ground."""
    rows = frame(paris)
    lost = rows[(rows.kept == "ground") & ~rows.on_ground.astype(bool)]
    assert len(lost) > 300
    assert not (lost.ground_speed_mps >= 25.0).any()
    helicopter = rows[rows.mover == "39b002"]
    assert (helicopter.kept == "kept").sum() > 1000


def test_paris_keeps_no_step_that_cannot_be_flown(paris):
    rows = frame(paris)
    kept = rows[rows.kept == "kept"]
    steps = 0
    for _, flight in kept.groupby("mover", sort=False):
        lat, lon = flight.lat_deg.to_numpy(), flight.lon_deg.to_numpy()
        step_m = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
        error_m = flight.error_m.to_numpy()
        seconds = flight.time.diff().dt.total_seconds().to_numpy()[1:]
        steps += ((step_m - error_m[1:] - error_m[:-1]) / seconds > 1000.0).sum()
    assert steps == 0


@pytest.mark.parametrize(
    ("name", "rows", "dropped"),
    [
        ("noisy_ground", 924, {"stale": 380, "ground": 60}),
        ("noisy_landing", 848, {"stale": 167}),
        ("noisy_takeoff", 730, {"stale": 196, "ground": 105}),
        ("noisy_time_issue", 8294, {"stale": 1888}),
        ("zurich_airport", 17132, {"conflict": 2298, "stale": 5098, "ground": 6638}),
        ("aircraft_carrier", 9024, {"no_position": 1689, "stale": 4405}),
    ],
)
def test_other_recordings(run, adsb, name, rows, dropped):
    tracked = run(adsb(name))
    print(name, tracked.dropped)
    assert tracked.tracks.num_rows == rows
    assert {reason: n for (_, reason), n in tracked.dropped.items()} == dropped
    table = frame(tracked)
    placed = table.dropna(subset=["lat_deg", "lon_deg"])
    doubles = int(placed.duplicated(["mover", "time"]).sum())
    if name in ("zurich_airport", "noisy_time_issue", "aircraft_carrier"):
        assert dropped.get("conflict", 0) == doubles
    grounded = table[table.on_ground.fillna(False).astype(bool)]
    assert not (grounded.kept == "kept").any()
