"""Made cases by the thousand, to hold grades against the truth behind them.

A case is an encounter of two aircraft, an excursion over a line, or a stay near a site.
Miss distances are spread evenly over 0 to twice the limit, heights likewise. Every
figure of an observer's error is drawn to be exactly what the rules state:

* horizontal: a round Gaussian that wanders over minutes, 95 % within `error_m`, the
  broadcast NACp and 0.6 s of flight together;
* vertical: an altimetry error per aircraft, constant through the case, 95 % within
  125 ft, then the encoder's step of 25 or 100 ft (as the feed states it);
* between reports 1 to 10 s apart, some lost and with gaps up to 45 s, the aircraft
  turn with up to 5 m/s2.

Cases of pairs lie at least a degree, or ten minutes, apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from thalweg.simulate import truth
from thalweg.simulate.flight import MANOEUVRE_MPS2, NACP_ERROR_M, TIME_ERROR_S, Flight
from thalweg.simulate.path import GRAVITY_MPS2, WGS84, Flyer, Path, join, shifted
from thalweg.simulate.receive import Heard, hear, to_table
from thalweg.units import FT_M

F64 = npt.NDArray[np.float64]

PAIR_M, PAIR_FT, NEAR_M, NEAR_FT = 1852.0, 1000.0, 152.4, 100.0
BUFFER_M, SHORTEST_S = 1000.0, 10.0
RADIUS_M, LONGEST_S = 3000.0, 10.0
PAIR_GAP_S, LONE_GAP_S = 30.0, 60.0
"""Limits of the agreement in `AGREEMENT`."""

ALTIMETRY_FT = 125.0
EPOCH_US = 1_512_086_400_000_000
HALF_S = 100.0

AGREEMENT = """\
thalweg: agreement/1
id: calibration
edition: 1
title: {en: "Made cases with a known truth"}
in_force: {from: 2017-11-01T00:00:00Z}
parties:
  one: {name: {en: "One"}}
  two: {name: {en: "Two"}}
roster:
  - {party: one, when: {callsign: "ONE*"}}
places:
  line: {line: [[40.0, 35.0], [40.0, 36.0]]}
  site: {point: [45.0, 35.0]}
clauses:
  - id: line
    kind: line.keep-side
    line: line
    reach: 60 km
    sides: {one: left, two: right}
    buffer: 1 km
    shortest_stay: 10 s
    largest_gap: 60 s
  - id: pair
    kind: air.separation
    between: [any, any]
    horizontal: 1 nmi
    vertical: 1000 ft
    level_tolerance: 100 ft
    near_collision: {horizontal: 500 ft, vertical: 100 ft, slant: 500 ft}
    largest_gap: 30 s
  - id: site
    kind: site.stand-off
    sites: [site]
    protects: two
    restrains: [one]
    radius: 3 km
    longest_stay: 10 s
    largest_gap: 60 s
"""
FEEDS = """\
thalweg: feeds/1
feeds:
  - {name: fine, path: positions-fine.parquet, quantum: 25 ft}
  - {name: coarse, path: positions-coarse.parquet, quantum: 100 ft}
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case: what truly happened, and how clearly it could be seen.

    Attributes
    ----------
    kind : str
        ``pair``, ``line`` or ``site``: the id of the clause it is about.
    breach : bool
        Whether the clause was truly breached.
    plain : bool
        Whether the truth breaches by more than twice the stated error, for as long as
        the clause asks, in time that was seen.
    near : bool
        Whether a near collision truly happened (pairs only).
    spare : float
        Distance from the limit over the stated error; positive inside the breach.
    """

    kind: str
    movers: tuple[str, ...]
    breach: bool
    plain: bool
    near: bool
    spare: float


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Cases with the reports of them, by feed (``fine`` and ``coarse``)."""

    cases: tuple[Case, ...]
    positions: dict[str, pa.Table]


@dataclass(frozen=True)
class _Seen:
    flight: Flight
    heard: Heard
    error_m: float

    def error_at_m(self, time_s: F64, largest_gap_s: float) -> F64:
        """Return the error that the rules state at instants; NaN where unseen."""
        told_s = self.heard.true_s
        k = np.searchsorted(told_s, time_s) - 1
        between = (k >= 0) & (k < len(told_s) - 1)
        k = np.clip(k, 0, len(told_s) - 2)
        before_s, after_s = time_s - told_s[k], told_s[k + 1] - time_s
        seen = between & (told_s[k + 1] - told_s[k] <= largest_gap_s)
        grown_m = self.error_m + 0.5 * MANOEUVRE_MPS2 * before_s * after_s
        return np.where(seen, grown_m, np.nan)


class _Caster:
    """Draws flights with unique addresses and hears them."""

    def __init__(self, rng: np.random.Generator, first_address: int) -> None:
        self.rng = rng
        self.address = first_address
        self.parts: dict[str, list[tuple[str, Heard]]] = {"fine": [], "coarse": []}

    def hear(self, path: Path, heights: tuple[tuple[float, float], ...]) -> _Seen:
        """Return a flight as it is heard, and keep its reports."""
        rng = self.rng
        nac_p = int(rng.choice([7, 8, 9, 10, 11]))
        quantum_ft = 100.0 if rng.random() < 0.2 else 25.0
        middle = path.at(np.array([0.5 * (path.start_s + path.end_s)]))
        error_m = NACP_ERROR_M[nac_p] + TIME_ERROR_S * float(middle.speed_mps[0])
        gaps: tuple[tuple[float, float], ...] = ()
        if rng.random() < 0.3:
            from_s = float(rng.uniform(path.start_s, path.end_s))
            gaps = ((from_s, from_s + float(rng.uniform(10.0, 45.0))),)
        flight = Flight(
            mover=f"{self.address:06x}",
            callsign=f"ONE{self.address % 10_000:04d}",
            party="one",
            path=path,
            heights=heights,
            nac_p=nac_p,
            alt_bias_ft=float(rng.normal(0.0, ALTIMETRY_FT / 1.96)),
            quantum_ft=quantum_ft,
            noise_frac=error_m / NACP_ERROR_M[nac_p],
            report_s=float(rng.choice([1.0, 2.0, 4.0, 6.0, 8.0, 10.0])),
            loss_frac=0.05,
            gaps=gaps,
        )
        self.address += 1
        heard = hear(flight, rng, epoch_us=EPOCH_US, jitter_s=0.0)
        feed = "fine" if quantum_ft == 25.0 else "coarse"
        self.parts[feed].append((feed, heard))
        return _Seen(flight, heard, error_m)

    def path(
        self,
        lat_deg: float,
        lon_deg: float,
        azimuth_deg: float,
        time_s: float,
        v: float,
    ) -> Path:
        """Return a path through an anchor, straight or with turns up to 5 m/s2."""
        at = (lat_deg, lon_deg, azimuth_deg, time_s, v)
        sides = Flyer(*at, backward=True), Flyer(*at)
        for flyer in sides:
            if self.rng.random() < 0.5:
                flyer.straight_for(HALF_S)
                continue
            turn_mps2 = float(self.rng.uniform(1.0, MANOEUVRE_MPS2))
            bank_deg = math.degrees(math.atan(turn_mps2 / GRAVITY_MPS2))
            way = 1.0 if self.rng.random() < 0.5 else -1.0
            rate_dps = math.degrees(turn_mps2 / v)
            flyer.turn(way * rate_dps * 0.5 * HALF_S, bank_deg=bank_deg)
            flyer.straight_for(0.5 * HALF_S)
        return join(*sides)


def generate(kind: str, count: int, seed: int) -> Batch:
    """Return `count` cases of ``pair``, ``line`` or ``site``."""
    number = ("pair", "line", "site").index(kind)
    rng = np.random.Generator(np.random.PCG64([seed, number]))
    # Addresses of their own for each kind, so that batches can be put together.
    caster = _Caster(rng, 0x100000 + number * 0x400000)
    draw: dict[str, Callable[[_Caster, int], Case]] = {
        "pair": _pair,
        "line": _line,
        "site": _site,
    }
    cases = tuple(draw[kind](caster, k) for k in range(count))
    tables = {f: to_table(parts) for f, parts in caster.parts.items() if parts}
    return Batch(cases=cases, positions=tables)


def _pair(caster: _Caster, number: int) -> Case:
    rng = caster.rng
    cell, slot = number % 800, number // 800
    lat_deg, lon_deg = 5.0 + cell // 40, -60.0 + 1.2 * (cell % 40)
    time_s = 600.0 * (slot + 1) + float(rng.uniform(-60.0, 60.0))
    speeds_mps = rng.uniform(80.0, 250.0, 2)
    azimuths_deg = rng.uniform(0.0, 360.0, 2)
    east = speeds_mps * np.sin(np.radians(azimuths_deg))
    north = speeds_mps * np.cos(np.radians(azimuths_deg))
    aside_deg = math.degrees(math.atan2(east[1] - east[0], north[1] - north[0])) + 90.0
    miss_m, miss_ft = rng.uniform(0.0, 2.0 * PAIR_M), rng.uniform(0.0, 2.0 * PAIR_FT)
    if number % 4 == 3:
        # Too few pairs come near by chance: every fourth is aimed at the slant limit.
        miss_m, miss_ft = rng.uniform(0.0, 2.0 * NEAR_M), rng.uniform(0.0, PAIR_FT)
    there = shifted(lat_deg, lon_deg, aside_deg, float(miss_m))
    ones = ((lat_deg, lon_deg), there)
    paths = [
        caster.path(lat, lon, float(a), time_s, float(v))
        for (lat, lon), a, v in zip(ones, azimuths_deg, speeds_mps, strict=True)
    ]
    rates_fps = np.where(rng.random(2) < 0.5, 0.0, rng.uniform(-25.0, 25.0, 2))
    levels_ft = (20_000.0, 20_000.0 + float(miss_ft))
    seen = [
        caster.hear(
            path,
            tuple(
                (time_s + s, level_ft + s * float(rate_fps))
                for s in (-2.0 * HALF_S, 2.0 * HALF_S)
            ),
        )
        for path, level_ft, rate_fps in zip(paths, levels_ft, rates_fps, strict=True)
    ]
    return _judge_pair(seen[0], seen[1], time_s)


def _judge_pair(one: _Seen, other: _Seen, time_s: float) -> Case:
    clock_s = time_s + np.arange(-0.98 * HALF_S, 0.98 * HALF_S, 0.5)
    apart_m, apart_ft = truth.separation(one.flight, other.flight, clock_s)
    ratio = np.maximum(apart_m / PAIR_M, apart_ft / PAIR_FT)
    best = int(np.argmin(ratio))
    fine_s = clock_s[best] + np.arange(-0.6, 0.6, 0.01)
    near_m, near_ft = truth.separation(one.flight, other.flight, fine_s)
    least = float(np.maximum(near_m / PAIR_M, near_ft / PAIR_FT).min())
    k = int(np.argmin(np.hypot(apart_m, apart_ft * FT_M)))
    fine_s = clock_s[k] + np.arange(-0.6, 0.6, 0.005)
    near_m, near_ft = truth.separation(one.flight, other.flight, fine_s)
    hit = (np.hypot(near_m, near_ft * FT_M) < NEAR_M) | (
        (near_m < NEAR_M) & (near_ft < NEAR_FT)
    )
    error_m = one.error_at_m(clock_s, PAIR_GAP_S) + other.error_at_m(
        clock_s, PAIR_GAP_S
    )
    steps_ft = 0.5 * (one.flight.quantum_ft + other.flight.quantum_ft)
    error_ft = steps_ft + math.hypot(ALTIMETRY_FT, ALTIMETRY_FT)
    with np.errstate(invalid="ignore"):
        plain = (apart_m + 2.0 * error_m < PAIR_M) & (
            apart_ft + 2.0 * error_ft < PAIR_FT
        )
    stated_m = one.error_m + other.error_m
    spares = (PAIR_M - apart_m[best]) / stated_m, (PAIR_FT - apart_ft[best]) / error_ft
    return Case(
        kind="pair",
        movers=(one.flight.mover, other.flight.mover),
        breach=least < 1.0,
        plain=bool(plain.any()),
        near=bool(hit.any()),
        spare=float(min(spares)),
    )


def _line(caster: _Caster, number: int) -> Case:
    """Come over a meridian from the west, turn at a drawn depth, and go back."""
    rng = caster.rng
    time_s = 300.0 + float(rng.uniform(0.0, 80_000.0))
    depth_m, v = (
        float(rng.uniform(0.0, 2.0 * BUFFER_M)),
        float(rng.uniform(60.0, 250.0)),
    )
    lat_deg, lon_deg = shifted(35.2 + 0.6 * rng.random(), 40.0, 90.0, depth_m)
    turn_mps2 = float(rng.uniform(1.0, MANOEUVRE_MPS2))
    bank_deg = math.degrees(math.atan(turn_mps2 / GRAVITY_MPS2))
    way = 1.0 if rng.random() < 0.5 else -1.0
    at = (lat_deg, lon_deg, 90.0 - 90.0 * way, time_s, v)
    # Northwards the way home is to the left, southwards to the right.
    sides = Flyer(*at, backward=True), Flyer(*at)
    for flyer in sides:
        radius_m = v * v / turn_mps2
        flyer.turn(
            -way * min(80.0, math.degrees(v * 60.0 / radius_m)), bank_deg=bank_deg
        )
        flyer.straight_for(60.0)
    path = join(*sides)
    seen = caster.hear(path, ((time_s, 10_000.0 + 5000.0 * rng.random()),))

    def over_m(clock_s: F64) -> F64:
        # The line is a meridian: the nearest point of it, to well under a millimetre
        # at these depths, lies where the geodesic at right angles meets it.
        fix = seen.flight.at(clock_s)
        return _east_of_m(fix.lat_deg, fix.lon_deg, 40.0)

    return _judge_alone(seen, "line", over_m, BUFFER_M, SHORTEST_S)


def _east_of_m(lat_deg: F64, lon_deg: F64, meridian_deg: float) -> F64:
    """Return the geodesic distance east of a meridian, for some kilometres of it.

    Two steps of Newton for the foot's latitude: there the geodesic to the point leaves
    due east or west.
    """
    foot_deg = np.array(lat_deg, dtype=np.float64)
    meridian = np.full_like(foot_deg, meridian_deg)
    for _ in range(3):
        azimuth_deg, _, away_m = WGS84.inv(meridian, foot_deg, lon_deg, lat_deg)
        north_m = away_m * np.cos(np.radians(azimuth_deg))
        foot_deg = foot_deg + north_m / 110_950.0
    azimuth_deg, _, away_m = WGS84.inv(meridian, foot_deg, lon_deg, lat_deg)
    return np.asarray(np.copysign(away_m, np.sin(np.radians(azimuth_deg))))


def _site(caster: _Caster, number: int) -> Case:
    """Pass a point at a drawn distance."""
    rng = caster.rng
    time_s = 300.0 + float(rng.uniform(0.0, 80_000.0))
    miss_m, v = float(rng.uniform(0.0, 2.0 * RADIUS_M)), float(rng.uniform(60.0, 250.0))
    bearing_deg = float(rng.uniform(0.0, 360.0))
    lat_deg, lon_deg = shifted(35.0, 45.0, bearing_deg, miss_m)
    path = caster.path(lat_deg, lon_deg, bearing_deg + 90.0, time_s, v)
    seen = caster.hear(path, ((time_s, 10_000.0 + 5000.0 * rng.random()),))

    def within_m(clock_s: F64) -> F64:
        fix = seen.flight.at(clock_s)
        here = np.ones_like(fix.lat_deg)
        _, _, away_m = WGS84.inv(fix.lon_deg, fix.lat_deg, 45.0 * here, 35.0 * here)
        return np.asarray(-away_m)

    return _judge_alone(seen, "site", within_m, -RADIUS_M, LONGEST_S)


def _judge_alone(
    seen: _Seen,
    kind: str,
    measure: Callable[[F64], F64],
    limit_m: float,
    least_s: float,
) -> Case:
    """Judge one mover whose measure breaches above `limit_m` for `least_s`."""
    step_s = 0.25
    clock_s = np.arange(seen.flight.start_s + 2.0, seen.flight.end_s - 2.0, step_s)
    measure_m = measure(clock_s)
    error_m = seen.error_at_m(clock_s, LONE_GAP_S)
    with np.errstate(invalid="ignore"):
        plain = measure_m - 2.0 * error_m > limit_m
    best = int(np.argmax(measure_m))
    return Case(
        kind=kind,
        movers=(seen.flight.mover,),
        breach=_longest(measure_m > limit_m) * step_s >= least_s,
        plain=_longest(plain) * step_s >= least_s,
        near=False,
        spare=float((measure_m[best] - limit_m) / seen.error_m),
    )


def _longest(flags: npt.NDArray[np.bool_]) -> int:
    """Return the length of the longest run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0
