"""The cleaner against a plain twin in pure Python, on made dirt of every kind."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import rfc8785
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from thalweg.model.agreement import Defaults
from thalweg.model.feed import Aerodrome, Feeds, FeedSettings
from thalweg.model.place import Position
from thalweg.tables.positions import POSITIONS
from thalweg.tables.tracks import TRACKS
from thalweg.tracks.track import track

S = 1_000_000
LAT, LON = 3.0, -150.0  # open sea: no published aerodrome for a thousand kilometres
FEEDS = Feeds(
    feeds={
        "f": FeedSettings(name="f"),
        "g": FeedSettings(name="g", error_m=300.0, time_error_s=2.0, sees="all"),
    },
    aerodromes=(
        Aerodrome(id="ISLE", at=Position(lat_deg=LAT, lon_deg=LON), elevation_ft=50.0),
        Aerodrome(
            id="REEF", at=Position(lat_deg=LAT + 0.04, lon_deg=LON), elevation_ft=10.0
        ),
    ),
)
COLUMNS = POSITIONS.schema.names


# --- the twin: RULES §2 and §3 read aloud, a list of dicts at a time ---


@dataclass
class Row:
    values: dict
    why: str = "kept"
    speed: float | None = None
    error: float | None = None
    notes: dict = field(default_factory=dict)

    def __getattr__(self, name):
        return self.values[name]


def metres(a, b):
    got = Geodesic.WGS84.Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg)
    return got["s12"]


def same_place(a, b):
    return (a.lat_deg, a.lon_deg) == (b.lat_deg, b.lon_deg)


def finite(value):
    return value is not None and math.isfinite(value)


def canonical_text(values):
    plain = {k: v for k, v in values.items() if not k.startswith("source_s")}
    plain.pop("source_row")
    for name, value in plain.items():
        if isinstance(value, float) and not math.isfinite(value):
            plain[name] = None
    return rfc8785.dumps(plain)


def in_order(rows):
    return sorted(
        rows,
        key=lambda v: (
            v["mover"].lower() if len(v["mover"]) == 6 else f"{v['feed']}:{v['mover']}",
            v["time"],
            canonical_text(v),
            v["source_sha256"],
            v["source_row"],
        ),
    )


def place_error(row):
    nac = [None, 18520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3]
    nic = [None, 37040, 14816, 7408, 3704, 1852, 1111.2, 370.4, 185.2, 75, 25, 7.5]
    nuc = [None, 18520, 9260, 1852, 926, 463, 185.2, 92.6, 10, 3]
    if row.nac_p is not None:
        return nac[row.nac_p]
    if row.adsb_version == 0 and row.nuc_p is not None:
        return nuc[row.nuc_p]
    if row.nic is not None:
        return None if row.nic == 0 else nic[row.nic] * 0.43
    if row.nuc_p is not None:
        return nuc[row.nuc_p]
    return 300.0 if row.feed == "g" else 92.6


def drop_conflicts(rows):
    by_time = defaultdict(list)
    for row in rows:
        if row.why == "kept":
            by_time[row.time].append(row)
    for winner, *others in by_time.values():
        for row in others:
            aged = row.received is not None and winner.received is not None
            repeat = (
                same_place(row, winner) and aged and row.received != winner.received
            )
            row.why = "stale" if repeat else "conflict"


def drop_backward(rows):
    for name in ("f", "g"):
        told = [
            r
            for r in rows
            if r.why == "kept" and r.feed == name and r.received is not None
        ]
        told.sort(key=lambda r: (r.received, r.time))
        for k, row in enumerate(told):
            before = told[:k]
            if before:
                winner = max(before, key=lambda q: min(q.time, q.received))
                if row.time < min(winner.time, winner.received):
                    row.notes["late"] = (
                        "stale" if same_place(row, winner) else "conflict"
                    )
    for row in rows:
        row.why = row.notes.pop("late", row.why)


def know_speeds(rows):
    known = None
    for row in rows:
        own = row.ground_speed_mps
        if own is not None and row.why != "conflict":
            known = own
        row.notes["last"] = known if own is None else own
    known = None
    for row in reversed(rows):
        if row.ground_speed_mps is not None and row.why != "conflict":
            known = row.ground_speed_mps
        row.speed = known if row.notes["last"] is None else row.notes["last"]


def drop_stale(rows):
    kept, of_feed = [], {}
    for row in rows:
        if row.why != "kept":
            continue
        seen = None
        before, since = of_feed.get(row.feed, (None, None))
        if before is not None and same_place(before, row):
            seen = since
        if kept and same_place(kept[-1], row):
            seen = kept[-1].time if seen is None else max(seen, kept[-1].time)
        last = row.notes["last"]
        known = seen is not None and last is not None
        if known and last * ((row.time - seen) / S) > 10.0:
            row.why = "stale"
        if row.why == "kept":
            kept.append(row)
            seen = row.time
        of_feed[row.feed] = (row, seen)


def step_speed(a, b):
    return metres(a, b) * S / (b.time - a.time)


def ground_speeds(kept):
    for k, row in enumerate(kept):
        row.notes["slow"] = row.ground_speed_mps
        if row.ground_speed_mps is not None:
            continue
        if k > 0 and row.time - kept[k - 1].time <= 60 * S:
            row.notes["slow"] = step_speed(kept[k - 1], row)
        elif k + 1 < len(kept) and kept[k + 1].time - row.time <= 60 * S:
            row.notes["slow"] = step_speed(row, kept[k + 1])
        else:
            row.notes["slow"] = row.notes["last"]


def mark_standing(kept):
    runs, run = [], []
    for k, row in enumerate(kept):
        goes_on = (
            run
            and row.ground_speed_mps is None
            and row.time - kept[k - 1].time <= 60 * S
            and metres(run[0], row) <= 30.0
        )
        if not goes_on:
            runs.append(run)
            run = []
        if row.ground_speed_mps is None:
            run.append(row)
    for stand in [*runs, run]:
        for row in stand:
            row.notes["stood"] = stand[-1].time - stand[0].time >= 60 * S


def height_near(row, rows):
    near = [
        r
        for r in rows
        if abs(r.time - row.time) <= 60 * S
        and (finite(r.alt_baro_ft) or finite(r.alt_geo_ft))
    ]
    k = rows.index(row)
    before = [r for r in near if rows.index(r) <= k]
    source = before[-1] if before else next(iter(near), None)
    if source is None:
        return None
    if finite(source.alt_baro_ft):
        return "alt_baro_ft", source.alt_baro_ft
    return "alt_geo_ft", source.alt_geo_ft


def category_of(row, rows):
    k = rows.index(row)
    told = [r.category for r in rows[: k + 1] if r.category is not None]
    later = [r.category for r in rows[k:] if r.category is not None]
    return told[-1] if told else next(iter(later), None)


def near(row, aerodrome):
    at = aerodrome.at
    got = Geodesic.WGS84.Inverse(row.lat_deg, row.lon_deg, at.lat_deg, at.lon_deg)
    return got["s12"] <= 3000.0


def is_grounded(row, rows, flagged):
    height = height_near(row, rows)
    for aerodrome in FEEDS.aerodromes:
        if not near(row, aerodrome):
            continue
        if height is None or row.notes.get("stood"):
            return True
        datum, value = height
        there = [r.values[datum] for r in flagged if near(r, aerodrome)]
        there = [h for h in there if finite(h)]
        if there:
            if abs(value - float(np.median(there))) <= 300.0:
                return True
        elif abs(value - aerodrome.elevation_ft) <= 1000.0:
            return True
    return False


def drop_ground(tracks):
    flagged = [
        r for rows in tracks for r in rows if r.why == "kept" and r.on_ground is True
    ]
    lost = []
    for rows in tracks:
        kept = [r for r in rows if r.why == "kept"]
        ground_speeds(kept)
        mark_standing(kept)
        for row in kept:
            if category_of(row, rows) in ("A7", "B6"):
                continue
            slow = row.notes["slow"] is not None and row.notes["slow"] < 25.0
            if row.on_ground or (slow and is_grounded(row, rows, flagged)):
                lost.append(row)
    for row in lost:
        row.why = "ground"


def give_errors(rows):
    kept = [r for r in rows if r.why == "kept"]
    if all(r.speed is None for r in rows if r.why != "conflict"):
        for row in kept:
            row.notes["last"] = None
        ground_speeds(kept)
        steps = {id(r): r.notes["slow"] for r in kept}
        for walk in (rows, rows[::-1]):
            known = None
            for row in walk:
                if steps.get(id(row)) is not None:
                    known = steps[id(row)]
                row.speed = known if row.speed is None else row.speed
    for row in rows:
        place = place_error(row)
        if place is not None and finite(row.lat_deg) and finite(row.lon_deg):
            seconds = 1.6 if row.received is None else 0.6
            seconds = 2.0 if row.feed == "g" else seconds
            row.error = place + (row.speed or 0.0) * seconds


def impossible(a, b, fastest):
    return metres(a, b) - a.error - b.error > fastest * (b.time - a.time) / S


def drop_jumps(rows, fastest):
    runs = []
    for row in rows:
        if row.why != "kept":
            continue
        if runs and not impossible(runs[-1][-1], row, fastest):
            runs[-1].append(row)
        else:
            runs.append([row])
    for run in runs[1:-1]:
        if len(run) < 3:
            for row in run:
                row.why = "jump"


def plain_clean(values, fastest=1000.0):
    by_mover = defaultdict(list)
    for v in in_order(values):
        name = v["mover"].lower() if len(v["mover"]) == 6 else v["feed"] + v["mover"]
        by_mover[name].append(Row(v))
    tracks = list(by_mover.values())
    for rows in tracks:
        for row in rows:
            seen = finite(row.lat_deg) and finite(row.lon_deg)
            if not seen or place_error(row) is None:
                row.why = "no_position"
        drop_conflicts(rows)
        drop_backward(rows)
        know_speeds(rows)
        drop_stale(rows)
    drop_ground(tracks)
    for rows in tracks:
        give_errors(rows)
        drop_jumps(rows, fastest)
    return [row for rows in tracks for row in rows]


# --- made dirt ---


def table(rows):
    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    arrays = []
    for f in POSITIONS.schema:
        kind = f.type.value_type if pa.types.is_dictionary(f.type) else f.type
        if pa.types.is_timestamp(kind):
            kind = pa.int64()
        arrays.append(pa.array(columns[f.name], kind))
    return POSITIONS.conform(pa.table(arrays, COLUMNS))


def cleaned(rows, fastest=1000.0, feeds=FEEDS):
    tracked = track(
        table(rows),
        roster=(),
        parties=(),
        defaults=Defaults(fastest_mps=fastest),
        feeds=feeds,
    )
    return TRACKS.check(tracked.tracks)


PLACES = [
    (LAT + dy, LON + dx)
    for dy, dx in [
        (0.0, 0.0), (0.0, 0.0001), (0.0002, 0.0), (0.026, 0.0), (0.0275, 0.0),
        (0.2, 0.0), (0.2, 0.001), (0.4, 0.3), (5.0, 9.0),
    ]
]  # fmt: skip


@st.composite
def reports(draw):
    maybe = lambda *values: st.sampled_from((None, None, *values))  # noqa: E731
    n = draw(st.integers(1, 16))
    rows = []
    step = draw(st.sampled_from([S // 4, S, 20 * S]))
    for k in range(n):
        time = draw(st.integers(0, 9)) * step
        lat, lon = draw(st.sampled_from(PLACES))
        if draw(st.integers(0, 11)) == 0:
            lat = draw(st.sampled_from([None, math.nan]))
        received = draw(maybe(0, S // 10, 3 * S))
        rows.append(
            {
                "time": time,
                "feed": draw(st.sampled_from(["f", "f", "g"])),
                "mover": draw(st.sampled_from(["a00001", "A00001", "T1"])),
                "callsign": draw(maybe("AB", "ABC")),
                "squawk": None,
                "emergency": None,
                "lat_deg": lat,
                "lon_deg": lon,
                "alt_baro_ft": draw(maybe(0.0, 325.0, 1100.0, 12.5, math.inf, 9000.0)),
                "alt_geo_ft": draw(maybe(100.0, 2000.0)),
                "ground_speed_mps": draw(maybe(0.0, 5.0, 30.0, 250.0)),
                "track_deg": None,
                "vertical_rate_fpm": draw(maybe(1.0, 12.0)),
                "on_ground": draw(maybe(True, False)),
                "nic": draw(maybe(0, 8)),
                "nac_p": draw(maybe(0, 8, 9)),
                "nuc_p": draw(maybe(0, 7)),
                "adsb_version": draw(maybe(0, 2)),
                "category": draw(maybe("A3", "A7")),
                "acas_ra": None,
                "source_type": None,
                "received": None if received is None else time + received,
                "source_sha256": "ab",
                "source_row": k,
            }
        )
    return rows


@given(reports(), st.sampled_from([50.0, 1000.0, 20000.0]))
def test_the_cleaner_does_what_its_plain_twin_does(rows, fastest):
    want = plain_clean(rows, fastest)
    got = cleaned(rows, fastest)
    assert got["source_row"].to_pylist() == [row.source_row for row in want]
    assert got["kept"].to_pylist() == [row.why for row in want]
    for mine, row in zip(got["error_m"].to_pylist(), want, strict=True):
        if row.why != "no_position":
            assert mine is not None
            assert math.isclose(mine, row.error, rel_tol=1e-6)


@given(reports(), st.randoms(use_true_random=False))
def test_order_of_rows_and_cuts_into_files_change_nothing(rows, random):
    shuffled = rows.copy()
    random.shuffle(shuffled)
    cut = random.randint(0, len(rows))
    moved = [
        {**row, "source_sha256": "abcd"[k < cut], "source_row": k}
        for k, row in enumerate(shuffled)
    ]
    drop = ["source_sha256", "source_row"]
    one, other = cleaned(rows).drop(drop), cleaned(moved).drop(drop)
    assert one.equals(other)
