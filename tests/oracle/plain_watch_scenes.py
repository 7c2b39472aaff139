"""Small scenes for watch: movers as tables, agreements as objects, and made flights."""

from __future__ import annotations

import json
import math
import os

import numpy as np
import pyarrow as pa
from hypothesis import Phase
from hypothesis import strategies as st

from tests.oracle.plain_watch import GEOD, Limits, Mover, Report
from thalweg.model.agreement import (
    Agreement,
    Defaults,
    HeightBound,
    NearCollision,
    Separation,
)
from thalweg.model.party import Party
from thalweg.tables.account import DECISIONS
from thalweg.tables.tracks import TRACKS

EPOCH_US = 1_512_100_800_000_000
DATUMS = ("baro", "geo")


def at_us(t_s):
    return EPOCH_US + round(t_s * 1_000_000)


def seconds(at):
    """Seconds of the scene of a time from a table, or of integer microseconds."""
    if not isinstance(at, int | np.integer):
        at = round(at.timestamp() * 1e6)
    return (at - EPOCH_US) / 1e6


def tracks_of(movers, *, shift_us=0, turn_deg=0.0):
    rows = [
        {
            "time": at_us(r.t_s) + shift_us,
            "feed": "made",
            "mover": m.id,
            "lat_deg": r.lat_deg,
            "lon_deg": (r.lon_deg + turn_deg + 180.0) % 360.0 - 180.0
            if turn_deg
            else r.lon_deg,
            "alt_baro_ft": r.baro_ft,
            "alt_geo_ft": r.geo_ft,
            "error_m": r.error_m,
            "party": m.party,
            "kept": "ground" if r.ground else "kept",
            "source_sha256": "00",
            "source_row": n,
        }
        for m in sorted(movers, key=lambda m: m.id)
        for n, r in enumerate(m.reports)
    ]
    plain = pa.Table.from_pylist(
        rows,
        schema=pa.schema(
            [
                pa.field(f.name, f.type)
                for f in TRACKS.schema
                if f.name in (rows[0] if rows else {"time": 0})
            ]
        ),
    )
    return TRACKS.check(TRACKS.conform(plain)) if rows else TRACKS.empty()


def decisions_of(movers):
    rows = []
    for m in movers:
        base = {"mover": m.id, "from": None, "to": None, "source": "made"}
        for datum in DATUMS:
            value = {
                "quantum_ft": m.quantum_ft[datum],
                "error_ft": m.altimetry_ft[datum],
            }
            rows.append(
                {
                    **base,
                    "kind": "altitude",
                    "subject": datum,
                    "value": json.dumps(value),
                }
            )
        rows.append(
            {
                **base,
                "kind": "manoeuvre",
                "subject": None,
                "value": json.dumps({"mps2": m.manoeuvre_mps2}),
            }
        )
    return pa.Table.from_pylist(rows, schema=DECISIONS.schema)


def agreement_of(clauses=(), places=None, **more):
    plain = {
        "id": "made",
        "edition": 1,
        "title": {"en": "Made"},
        "in_force_from_us": None,
        "in_force_until_us": None,
        "day_starts_s": 0,
        "parties": (
            Party(id="west", name={"en": "West"}),
            Party(id="east", name={"en": "East"}),
            Party(id="local", name={"en": "Local"}, affiliate_of="east"),
            Party(id="third", name={"en": "Third"}, bound=False),
        ),
        "roster": (),
        "places": places or {},
        "clauses": tuple(clauses),
        "defaults": Defaults(),
        "document": "agreement.yaml",
        "files": {"agreement.yaml": b"made"},
        "sha256": "ab" * 32,
    }
    return Agreement(**{**plain, **more})


def bound(given):
    return None if given is None else HeightBound(value_ft=given[0], datum=given[1])


def separation(limits: Limits, between=("any", "any"), **more):
    near = None
    if limits.near:
        h_m, v_ft, slant_m = limits.near
        near = NearCollision(horizontal_m=h_m, vertical_ft=v_ft, slant_m=slant_m)
    plain = {
        "id": "4.1",
        "kind": "air.separation",
        "between": between,
        "horizontal_m": limits.horizontal_m,
        "vertical_ft": limits.vertical_ft,
        "level_tolerance_ft": limits.tolerance_ft,
        "near_collision": near,
        "largest_gap_s": limits.gap_s,
        "floor": bound(limits.floor),
        "ceiling": bound(limits.ceiling),
        "lookahead_s": None,
        "daa": "DO_365B_no_SUM",
    }
    return Separation(**{**plain, **more})


def moved(lat_deg, lon_deg, east_m, north_m):
    azimuth = math.degrees(math.atan2(east_m, north_m))
    lon, lat, _ = GEOD.fwd(lon_deg, lat_deg, azimuth, math.hypot(east_m, north_m))
    return float(lat), float(lon)


PLACES = {
    "plain": (35.2, 40.3),
    "north": (70.0, 25.0),
    "south": (-45.0, -70.0),
    "date-line": (52.0, 179.995),
}


def flight(rng, name, party, meet, *, max_reports=40, long_gaps=True):
    """A mover that passes somewhere near `meet` (lat, lon, t_s, height) at its time."""
    lat, lon, t_meet, height_ft = meet
    many = int(
        rng.integers(0, 4) if rng.random() < 0.03 else rng.integers(5, max_reports)
    )
    kind = rng.choice(["straight", "straight", "turning", "hover", "fast", "noisy"])
    speed = {"hover": 0.0, "fast": 650.0}.get(kind, rng.uniform(30.0, 280.0))
    course = rng.uniform(0.0, 2 * math.pi)
    turn = rng.uniform(-0.05, 0.05) if kind == "turning" else 0.0
    offset = rng.normal(0.0, 1500.0, 2) * rng.choice([0.0, 0.1, 1.0, 3.0])
    usual = rng.choice([1.0, 4.0, 10.0])
    steps = np.maximum(rng.exponential(usual, many).round(3), 0.4)
    if long_gaps:
        steps[rng.random(many) < 0.06] *= rng.uniform(3.0, 20.0)
    times = np.cumsum(steps)
    if not many:
        return Mover(name, party, ())
    times = np.round(times - times[many // 2] + t_meet, 3)
    rate_fps = rng.choice([0.0, 0.0, 10.0, -40.0, 100.0])
    height_ft = height_ft + rng.choice([0.0, 0.0, 50.0, 300.0, 700.0, 950.0, 1500.0])
    quantum = float(rng.choice([25.0, 100.0]))
    datum = rng.choice(
        ["baro", "both", "geo", "none", "mixed"], p=[0.5, 0.2, 0.1, 0.1, 0.1]
    )
    bad = rng.random() < 0.15
    slow_m = 0.0 if kind == "fast" else 0.6 * speed
    reports = []
    for t in times:
        dt = t - t_meet
        angle = course + turn * dt
        if abs(turn) > 1e-9:
            east = offset[0] + speed / turn * (math.cos(course) - math.cos(angle))
            north = offset[1] + speed / turn * (math.sin(angle) - math.sin(course))
        else:
            east = offset[0] + speed * dt * math.sin(course)
            north = offset[1] + speed * dt * math.cos(course)
        if kind == "noisy":
            east, north = east + rng.normal(0, 30.0), north + rng.normal(0, 30.0)
        a, o = moved(lat, lon, east, north)
        exact = height_ft + rate_fps * dt
        baro = round(exact / quantum) * quantum
        geo = round((exact + 312.5) / 6.25) * 6.25
        heard = rng.random()
        keep_baro = datum in ("baro", "both") or (datum == "mixed" and heard < 0.5)
        keep_geo = datum in ("geo", "both") or (datum == "mixed" and heard >= 0.4)
        if rng.random() < 0.1:
            keep_baro = False
        reports.append(
            Report(
                float(t),
                a,
                o,
                error_m=float(rng.choice([10.0, 92.6])) + slow_m,
                baro_ft=float(np.float32(baro)) if keep_baro else None,
                geo_ft=float(np.float32(geo)) if keep_geo else None,
                ground=bool(bad and rng.random() < 0.1),
            )
        )
        if bad and rng.random() < 0.05:
            reports[-1] = Report(
                float(t), *moved(a, o, 40_000.0, 0.0), error_m=50.0, baro_ft=1000.0
            )
    return Mover(
        name,
        party,
        tuple(reports),
        manoeuvre_mps2=float(rng.choice([5.0, 5.0, 60.0])),
        quantum_ft={"baro": quantum, "geo": 6.25},
        altimetry_ft={"baro": 125.0, "geo": 150.0},
    )


def scene(seed, many=2, **how):
    """Some movers about one place and time."""
    rng = np.random.default_rng(seed)
    lat, lon = PLACES[rng.choice(sorted(PLACES))]
    parties = ("west", "east", "local", "unknown")
    about = (lat, lon, 0.0, 15_000.0)
    return [flight(rng, f"m{n}", parties[n % 4], about, **how) for n in range(many)]


SEEDS = st.integers(0, 2**32 - 1)
# A smaller seed is no simpler scene: shrinking would only take time.
QUICK = (Phase.explicit, Phase.generate)


def examples(many):
    """How many to try: few where the kernels run without their compiler."""
    return max(2, many // 30) if os.environ.get("NUMBA_DISABLE_JIT") == "1" else many


LIMITS = st.sampled_from(
    [
        Limits(3 * 1852.0, 1000.0, near=(152.4, 100.0, 152.4)),
        Limits(3 * 1852.0, 1000.0, near=(152.4, 100.0, None)),
        Limits(1500.0, 500.0, 50.0),
        Limits(600.0, 300.0, 0.0, near=(300.0, 200.0, 300.0), gap_s=60.0),
        Limits(
            3 * 1852.0, 1000.0, floor=(14_500.0, "baro"), ceiling=(16_000.0, "baro")
        ),
        Limits(3 * 1852.0, 1000.0, floor=(14_500.0, "geo"), near=(152.4, 100.0, 152.4)),
        Limits(5000.0, 2000.0, ceiling=(15_000.0, "amsl"), near=(400.0, 300.0, 500.0)),
    ]
)
