"""What truly happened: breaches read from true paths, slowly and in fine steps.

Nothing is taken from the detectors or their kernels. A state is sampled once a second,
every change of it is then bisected to a millisecond, and every extreme is sampled again
in hundredths of a second about the best sample. An event shorter than a second between
two samples would be missed; scenarios plan none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from thalweg.simulate.flight import Flight
from thalweg.simulate.ground import Ground
from thalweg.simulate.path import WGS84, Path
from thalweg.units import FT_M

F64 = npt.NDArray[np.float64]
Measure = Callable[[F64], F64]

_STEP_S = 1.0


@dataclass(frozen=True, kw_only=True)
class TrueExcursion:
    """One excursion of one flight over the line; times in seconds of the scenario.

    `start_rate_mps` and `end_rate_mps` say how fast the line was crossed, across it.
    """

    start_s: float
    end_s: float
    stay_s: float
    depth_m: float
    deepest_s: float
    start_rate_mps: float
    end_rate_mps: float
    breach_lat_deg: float
    breach_lon_deg: float


@dataclass(frozen=True, kw_only=True)
class TrueStay:
    """One stay within reach of the site."""

    start_s: float
    end_s: float
    stay_s: float
    overhead_s: float
    least_m: float
    breach_lat_deg: float
    breach_lon_deg: float


@dataclass(frozen=True, kw_only=True)
class TrueEncounter:
    """Two flights nearer than a horizontal and a vertical limit at once."""

    start_s: float
    end_s: float
    closest_s: float
    horizontal_m: float
    vertical_ft: float
    slant_m: float
    min_slant_m: float
    relative_mps: float
    breach_lat_deg: float
    breach_lon_deg: float


def excursions(ground: Ground, side: str, flight: Flight) -> list[TrueExcursion]:
    """Return the true excursions of a flight whose own side is `side`.

    Heights do not matter here: the month's clause is open from the ground up and its
    scenario flies nothing above the ceiling.
    """

    def depth_m(time_s: F64) -> F64:
        fix = flight.at(time_s)
        return ground.depth_m(side, fix.lat_deg, fix.lon_deg)

    buffer_m = ground.keep_side.buffer_m
    time_s = _samples_s(flight.start_s, flight.end_s)
    found = []
    for from_s, to_s in _spans(depth_m, time_s, above=0.0):
        inner_s = np.arange(from_s, to_s, 0.05)
        inside_m = depth_m(inner_s)
        deeper = _spans(depth_m, _samples_s(from_s, to_s), above=buffer_m)
        if not deeper:
            continue
        best = int(np.nanargmax(inside_m))
        first = flight.at(np.array([deeper[0][0]]))
        found.append(
            TrueExcursion(
                start_s=from_s,
                end_s=to_s,
                stay_s=sum(b - a for a, b in deeper),
                depth_m=float(inside_m[best]),
                deepest_s=float(inner_s[best]),
                start_rate_mps=_rate(depth_m, from_s + 0.1),
                end_rate_mps=_rate(depth_m, to_s - 0.1),
                breach_lat_deg=float(first.lat_deg[0]),
                breach_lon_deg=float(first.lon_deg[0]),
            )
        )
    return [e for e in found if e.stay_s >= ground.keep_side.shortest_stay_s]


def deepest_m(
    ground: Ground, side: str, flight: Flight | Path, *, step_s: float = _STEP_S
) -> float:
    """Return the greatest true depth at samples; negative if never over the line."""
    fix = flight.at(np.arange(flight.start_s, flight.end_s, step_s))
    depth_m = ground.depth_m(side, fix.lat_deg, fix.lon_deg)
    return float(np.nanmax(np.append(depth_m, -1e9)))


def crossings(
    ground: Ground, side: str, flight: Flight, *, level_m: float = 0.0
) -> int:
    """Return how often the flight passes a depth, the line itself by default."""
    fix = flight.at(_samples_s(flight.start_s, flight.end_s))
    depth_m = ground.depth_m(side, fix.lat_deg, fix.lon_deg)
    over = depth_m[~np.isnan(depth_m)] > level_m
    return int(np.count_nonzero(over[1:] != over[:-1]))


def stays(ground: Ground, flight: Flight) -> list[TrueStay]:
    """Return the true stays near the site that last longer than the clause allows."""
    clause = ground.stand_off

    def away_m(time_s: F64) -> F64:
        fix = flight.at(time_s)
        away = ground.site_m(fix.lat_deg, fix.lon_deg)
        ceiling = clause.ceiling
        if ceiling is not None:
            away = np.where(flight.height_ft(time_s) > ceiling.value_ft, np.inf, away)
        return -away

    found = []
    time_s = _samples_s(flight.start_s, flight.end_s)
    for from_s, to_s in _spans(away_m, time_s, above=-clause.radius_m):
        fine_s = _samples_s(from_s, to_s)
        overhead_m = -(clause.overhead_m or 0.0)
        over = _spans(away_m, fine_s, above=overhead_m)
        overhead_s = sum(b - a for a, b in over)
        if to_s - from_s <= clause.longest_stay_s and overhead_s <= 0.0:
            continue
        first = flight.at(np.array([from_s]))
        found.append(
            TrueStay(
                start_s=from_s,
                end_s=to_s,
                stay_s=to_s - from_s,
                overhead_s=overhead_s,
                least_m=float(-away_m(np.arange(from_s, to_s, 0.05)).max()),
                breach_lat_deg=float(first.lat_deg[0]),
                breach_lon_deg=float(first.lon_deg[0]),
            )
        )
    return found


def encounters(
    one: Flight, other: Flight, *, within_m: float, within_ft: float
) -> list[TrueEncounter]:
    """Return when two flights were truly nearer than both limits at once."""
    from_s, to_s = max(one.start_s, other.start_s), min(one.end_s, other.end_s)
    if to_s - from_s < 2.0 * _STEP_S:
        return []

    def margin(time_s: F64) -> F64:
        apart_m, apart_ft = separation(one, other, time_s)
        return 1.0 - np.maximum(apart_m / within_m, apart_ft / within_ft)

    found = []
    for a_s, b_s in _spans(margin, _samples_s(from_s, to_s), above=0.0):
        fine_s = np.arange(a_s, b_s, 0.01)
        apart_m, apart_ft = separation(one, other, fine_s)
        slant_m = np.hypot(apart_m, apart_ft * FT_M)
        k = int(np.argmin((apart_m / within_m) ** 2 + (apart_ft / within_ft) ** 2))
        first = one.at(np.array([a_s]))
        found.append(
            TrueEncounter(
                start_s=a_s,
                end_s=b_s,
                closest_s=float(fine_s[k]),
                horizontal_m=float(apart_m[k]),
                vertical_ft=float(apart_ft[k]),
                slant_m=float(slant_m[k]),
                min_slant_m=float(slant_m.min()),
                relative_mps=_relative_mps(one, other, float(fine_s[k])),
                breach_lat_deg=float(first.lat_deg[0]),
                breach_lon_deg=float(first.lon_deg[0]),
            )
        )
    return found


def separation(one: Flight, other: Flight, time_s: F64) -> tuple[F64, F64]:
    """Return true horizontal (m) and vertical (ft) distances at instants."""
    a, b = one.at(time_s), other.at(time_s)
    _, _, apart_m = WGS84.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)
    apart_ft = np.abs(one.height_ft(time_s) - other.height_ft(time_s))
    return np.asarray(apart_m), np.asarray(apart_ft)


def near_pairs(
    ones: list[Flight],
    others: list[Flight],
    *,
    within_m: float,
    within_ft: float,
    step_s: float = 5.0,
) -> list[tuple[Flight, Flight, float]]:
    """Return pairs ever within both distances at samples `step_s` apart, and when."""
    near = []
    for one in ones:
        for other in others:
            from_s = max(one.start_s, other.start_s)
            to_s = min(one.end_s, other.end_s)
            if to_s <= from_s or not _heights_meet(one, other, within_ft):
                continue
            time_s = np.arange(from_s, to_s, step_s)
            apart_m, apart_ft = separation(one, other, time_s)
            both = (apart_m < within_m) & (apart_ft < within_ft)
            if both.any():
                near.append((one, other, float(time_s[int(np.argmax(both))])))
    return near


def _heights_meet(one: Flight, other: Flight, within_ft: float) -> bool:
    low, high = zip(*(_band_ft(f) for f in (one, other)), strict=True)
    return bool(max(low) - min(high) < within_ft)


def _band_ft(flight: Flight) -> tuple[float, float]:
    heights_ft = [height_ft for _, height_ft in flight.heights]
    return min(heights_ft), max(heights_ft)


def _samples_s(from_s: float, to_s: float) -> F64:
    count = max(int((to_s - from_s) / _STEP_S) + 1, 2)
    return np.linspace(from_s, to_s, count)


def _spans(measure: Measure, time_s: F64, *, above: float) -> list[tuple[float, float]]:
    """Return when `measure` exceeds `above`; NaN does not. Ends bisected to 1 ms."""
    with np.errstate(invalid="ignore"):
        over = measure(time_s) > above
    edges = np.flatnonzero(over[1:] != over[:-1])
    turns = _turns_s(measure, time_s[edges], time_s[edges + 1], above)
    if over[0]:
        turns.insert(0, float(time_s[0]))
    if over[-1]:
        turns.append(float(time_s[-1]))
    return list(zip(turns[::2], turns[1::2], strict=True))


def _turns_s(measure: Measure, from_s: F64, to_s: F64, above: float) -> list[float]:
    """Return where the measure turns in each bracket: all bisected at once, to 1 ms."""
    if not len(from_s):
        return []
    with np.errstate(invalid="ignore"):
        was = measure(from_s) > above
        while float((to_s - from_s).max()) > 0.001:
            middle_s = 0.5 * (from_s + to_s)
            same = (measure(middle_s) > above) == was
            from_s = np.where(same, middle_s, from_s)
            to_s = np.where(same, to_s, middle_s)
    return [float(s) for s in 0.5 * (from_s + to_s)]


def _rate(measure: Measure, time_s: float) -> float:
    pair = measure(np.array([time_s - 0.05, time_s + 0.05]))
    return float(abs(pair[1] - pair[0]) / 0.1)


def _relative_mps(one: Flight, other: Flight, time_s: float) -> float:
    states = [f.at(np.array([time_s])) for f in (one, other)]
    east = [float((s.speed_mps * np.sin(np.radians(s.track_deg)))[0]) for s in states]
    north = [float((s.speed_mps * np.cos(np.radians(s.track_deg)))[0]) for s in states]
    return float(np.hypot(east[0] - east[1], north[0] - north[1]))
