"""What a perfect observer must report of a planted feature, held against the truth.

A feature is a small play: a few flights and what is expected of them. Each is checked
against the oracle of `truth` before it is let into a scenario: every breach that truly
happens is expected, every expected one happens, and each lies so far from where grades
turn that its grade cannot be in doubt. A draw that fails is drawn again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from thalweg.simulate import truth
from thalweg.simulate.flight import Flight
from thalweg.simulate.ground import Ground

EXCURSION, ENCOUNTER, STAY = "excursion", "encounter", "stay"

_CLEAR = 1.5
"""Errors by which a certain breach exceeds its limit, and by which nothing nears it."""

_NEAR, _FAR = 0.2, 0.75
"""Errors between which a marginal case lies from its limit."""

_ALTIMETRY_FT = 250.0
"""More than all vertical terms of a pair: two steps, altimetry 177 ft, manoeuvre."""


@dataclass(frozen=True, kw_only=True)
class Expect:
    """One finding that is expected: of one flight, or of a pair.

    `slack_m` and `slack_ft` widen the limit for breaches that do not truly happen but
    are possible within the error; the times told of them are those of the wider limit.
    """

    kind: str
    flights: tuple[Flight, ...]
    grade: str = "certain"
    exempted: str | None = None
    near_collision: str | None = None
    avoidance: tuple[str, ...] = ()
    slack_m: float = 0.0
    slack_ft: float = 0.0
    marginal: bool = False


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A planted play: its flights, what is expected of them, the notices sent."""

    tag: str
    flights: tuple[Flight, ...]
    expects: tuple[Expect, ...] = ()
    notices: tuple[dict[str, object], ...] = ()
    crossings: int | None = None
    """How often each flight crosses the line: 2 where it makes an excursion and nothing
    is said; at least so often where it makes none."""


TrueEvent = truth.TrueExcursion | truth.TrueStay | truth.TrueEncounter


def fault(ground: Ground, feature: Feature) -> str | None:
    """Return the first reason why a feature is not what it should be, if any."""
    return next(_faults(ground, feature), None)


def event(ground: Ground, expect: Expect) -> list[TrueEvent]:
    """Return the true events behind an expectation, its limit widened by its slack."""
    one = expect.flights[0]
    if expect.kind == ENCOUNTER:
        clause = ground.separation
        found = truth.encounters(
            one,
            expect.flights[1],
            within_m=clause.horizontal_m + expect.slack_m,
            within_ft=clause.vertical_ft + expect.slack_ft,
        )
        return list(found)
    wider = _Wider(ground, expect.slack_m)
    if expect.kind == STAY:
        return list(truth.stays(wider, one))
    return list(truth.excursions(wider, side_of(ground, one), one))


def side_of(ground: Ground, flight: Flight) -> str:
    """Return a flight's own side, ``left`` or ``right``."""
    return ground.keep_side.sides[flight.party]


class _Wider(Ground):
    """The same ground with a shallower buffer and a wider radius."""

    def __init__(self, ground: Ground, slack_m: float) -> None:
        self.__dict__.update(ground.__dict__)
        keep, site = ground.keep_side, ground.stand_off
        self.keep_side = replace(keep, buffer_m=keep.buffer_m - slack_m)
        self.stand_off = replace(site, radius_m=site.radius_m + slack_m)


def _faults(ground: Ground, feature: Feature) -> Iterator[str]:
    bound = [f for f in feature.flights if f.party in ground.keep_side.sides]
    for flight in bound:
        yield from _line_faults(ground, feature, flight)
        if flight.party in ground.stand_off.restrains:
            yield from _site_faults(ground, feature, flight)
    wests = [f for f in bound if f.party == ground.separation.between[0]]
    easts = [f for f in bound if f.party == ground.separation.between[1]]
    for west in wests:
        for east in easts:
            yield from _pair_faults(ground, feature, west, east)


def _expected(feature: Feature, kind: str, *flights: Flight) -> Expect | None:
    for expect in feature.expects:
        if expect.kind == kind and set(expect.flights) == set(flights):
            return expect
    return None


def _line_faults(ground: Ground, feature: Feature, flight: Flight) -> Iterator[str]:
    expect = _expected(feature, EXCURSION, flight)
    side = side_of(ground, flight)
    buffer_m = ground.keep_side.buffer_m
    speed_mps = float(flight.at(np.array([flight.start_s])).speed_mps[0])
    error_m = flight.stated_error_m(speed_mps)
    over_m = truth.deepest_m(ground, side, flight) - buffer_m
    crossings = truth.crossings(ground, side, flight)
    if expect is None:
        if feature.crossings is not None and crossings < feature.crossings:
            yield f"{flight.mover} crosses the line too seldom"
        if over_m > -_CLEAR * error_m:
            yield f"{flight.mover} nears an excursion that nobody expects"
        return
    if crossings != (feature.crossings or 2):
        yield f"{flight.mover} crosses the line {crossings} times"
        return
    for level_m in (-_CLEAR * error_m, _CLEAR * error_m):
        # A meander that is nearly touched may be crossed as measured.
        if truth.crossings(ground, side, flight, level_m=level_m) != crossings:
            yield f"{flight.mover} grazes the line"
            return
    events = truth.excursions(_Wider(ground, expect.slack_m), side, flight)
    if len(events) != 1:
        yield f"{flight.mover} makes {len(events)} excursions"
        return
    least_mps = 0.25 * speed_mps
    if min(events[0].start_rate_mps, events[0].end_rate_mps) < least_mps:
        yield f"{flight.mover} crosses the line too flat to time it"
    stay_s = events[0].stay_s
    if expect.grade == "certain":
        surely = truth.excursions(_Wider(ground, -_CLEAR * error_m), side, flight)
        if not surely or surely[0].stay_s < 20.0:
            yield f"{flight.mover} is not certain to be over the line"
    elif expect.grade == "probable":
        if not _NEAR * error_m < over_m < _FAR * error_m or stay_s < 15.0:
            yield f"{flight.mover} is not just beyond the buffer"
    elif not -_FAR * error_m < over_m < -_NEAR * error_m or stay_s < 15.0:
        yield f"{flight.mover} is not just short of the buffer"


def _site_faults(ground: Ground, feature: Feature, flight: Flight) -> Iterator[str]:
    expect = _expected(feature, STAY, flight)
    speed_mps = float(flight.at(np.array([flight.start_s])).speed_mps[0])
    error_m = flight.stated_error_m(speed_mps) + ground.site.error_m
    longest_s = ground.stand_off.longest_stay_s
    if expect is None:
        near = truth.stays(_Wider(ground, _CLEAR * error_m), flight)
        if any(s.stay_s > longest_s - 10.0 or s.overhead_s > 0.0 for s in near):
            yield f"{flight.mover} nears a stay that nobody expects"
        return
    events = truth.stays(_Wider(ground, expect.slack_m), flight)
    if len(events) != 1 or events[0].stay_s < longest_s + 20.0:
        yield f"{flight.mover} makes {len(events)} stays"
        return
    spare_m = ground.stand_off.radius_m - events[0].least_m
    if expect.grade == "certain":
        surely = truth.stays(_Wider(ground, -_CLEAR * error_m), flight)
        if not surely or surely[0].stay_s < longest_s + 20.0:
            yield f"{flight.mover} is not certain to stay"
    elif expect.grade == "probable":
        if not _NEAR * error_m < spare_m < _FAR * error_m:
            yield f"{flight.mover} is not just within the radius"
    elif not -_FAR * error_m < spare_m < -_NEAR * error_m:
        yield f"{flight.mover} is not just outside the radius"


def _pair_faults(
    ground: Ground, feature: Feature, west: Flight, east: Flight
) -> Iterator[str]:
    clause = ground.separation
    expect = _expected(feature, ENCOUNTER, west, east)
    speeds = [float(f.at(np.array([f.start_s])).speed_mps[0]) for f in (west, east)]
    error_m = west.stated_error_m(speeds[0]) + east.stated_error_m(speeds[1])
    name = f"{west.mover} and {east.mover}"
    if expect is None:
        read_ft = abs(west.alt_bias_ft - east.alt_bias_ft)
        wide_m = clause.horizontal_m + _CLEAR * error_m
        wide_ft = clause.vertical_ft + 30.0 - read_ft
        if truth.encounters(west, east, within_m=wide_m, within_ft=wide_ft):
            yield f"{name} near an encounter that nobody expects"
        return
    found = truth.encounters(
        west,
        east,
        within_m=clause.horizontal_m + expect.slack_m,
        within_ft=clause.vertical_ft + expect.slack_ft,
    )
    if len(found) != 1:
        yield f"{name} meet {len(found)} times"
        return
    spare_m = clause.horizontal_m - found[0].horizontal_m
    spare_ft = clause.vertical_ft - found[0].vertical_ft
    if expect.grade == "certain":
        if spare_m < _CLEAR * error_m or spare_ft < _ALTIMETRY_FT:
            yield f"{name} are not certain to be near"
    elif spare_ft >= _ALTIMETRY_FT:
        # Marginal in the horizontal; marginal heights are laid down step by step.
        sign = 1.0 if expect.grade == "probable" else -1.0
        if not _NEAR * error_m < sign * spare_m < _FAR * error_m:
            yield f"{name} are not marginally near"
    elif spare_m < _CLEAR * error_m:
        yield f"{name} are marginal in both dimensions"
    near_m = (clause.near_collision.slant_m if clause.near_collision else None) or 0.0
    if expect.near_collision is None and found[0].min_slant_m < near_m + 30.0:
        yield f"{name} are nearly in a near collision"
    if expect.near_collision is not None and found[0].min_slant_m > 0.85 * near_m:
        yield f"{name} are hardly in a near collision"
