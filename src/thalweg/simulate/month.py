"""Lay out the days of the Euphrates month: which plays, when, beside what traffic.

A day is drawn from its own generator, so the first days of a month are the same however
long the month is. Plays never overlap in time; the first three days show every one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from thalweg.errors import InputError
from thalweg.simulate import truth
from thalweg.simulate.background import DAY_S, ordinary
from thalweg.simulate.expect import ENCOUNTER, Feature, fault
from thalweg.simulate.flight import Flight
from thalweg.simulate.ground import Ground
from thalweg.simulate.meetings import MEETINGS
from thalweg.simulate.planner import Planner
from thalweg.simulate.plays import PLAYS, Play, eastern, formation
from thalweg.units import NMI_M

APART_M = 8.0 * NMI_M
APART_FT = 2000.0
"""Flights of the two parties that are not meant to meet keep one of these at least."""

_FIRST_S, _LAST_S = 40.0 * 60.0, DAY_S - 40.0 * 60.0
_PITCH_S = 78.0 * 60.0
_TRIES = 80
_CROWDED_DAYS = 3
_ALWAYS = ("wiggle",)
_ROTA = tuple(name for name in (*MEETINGS, *PLAYS) if name not in _ALWAYS)


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A time in which a feed delivers nothing; seconds of the scenario."""

    feed: str
    from_s: float
    to_s: float


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day: its plays, all its flights, and the outages that fall in it."""

    number: int
    features: tuple[Feature, ...]
    ordinary: tuple[Flight, ...]

    @property
    def flights(self) -> list[Flight]:
        """Return every flight of the day, plays first."""
        return [f for feature in self.features for f in feature.flights] + [
            *self.ordinary
        ]


def lay_day(
    ground: Ground,
    number: int,
    *,
    seed: int,
    outages: tuple[Outage, ...],
    formations: int,
    report_s: float,
) -> Day:
    """Return day `number` (from 0) of the month that `seed` draws.

    Raises
    ------
    InputError
        A play cannot be laid on this agreement's ground, or the flights of two parties
        come nearer than the generator promises.
    """
    rng = np.random.Generator(np.random.PCG64([seed, number]))
    planner = Planner(ground, rng, number)
    flights = tuple(ordinary(planner, report_s=report_s))
    names = _names(rng, number, formations)
    slots_s = _slots_s(number, outages)
    if len(slots_s) < len(names):
        # An outage leaves less time: formations give way, never the rare plays.
        names = sorted(names, key=lambda name: name == "formation")[: len(slots_s)]
    order = rng.permutation(len(names))
    spread = np.linspace(0, len(slots_s) - 1, len(names)).round().astype(int)
    features = []
    for place, k in enumerate(order):
        time_s = slots_s[spread[place]] + planner.pick(-240.0, 240.0)
        features.append(_draw(planner, names[k], time_s))
    day = Day(number=number, features=tuple(features), ordinary=flights)
    _assert_apart(day)
    _assert_ordinary(ground, day)
    return day


def _names(rng: np.random.Generator, number: int, formations: int) -> list[str]:
    some = formations + int(rng.integers(-1, 2))
    names = ["formation"] * some + ["eastern", *_ALWAYS]
    per_day = -(-len(_ROTA) // _CROWDED_DAYS)
    if number < _CROWDED_DAYS:
        return names + list(_ROTA[number * per_day : (number + 1) * per_day])
    return names + [_ROTA[(2 * number + k) % len(_ROTA)] for k in range(2)]


def _slots_s(number: int, outages: tuple[Outage, ...]) -> list[float]:
    """Return the middles of the day's slots; none reaches into an outage."""
    start_s = number * DAY_S
    windows = [(start_s + _FIRST_S, start_s + _LAST_S)]
    for outage in outages:
        before_s, after_s = outage.from_s - 600.0, outage.to_s + 600.0
        parts = [(f, min(t, before_s)) for f, t in windows]
        parts += [(max(f, after_s), t) for f, t in windows]
        if after_s > windows[0][0] and before_s < windows[-1][1]:
            windows = [(f, t) for f, t in parts if t - f >= _PITCH_S]
    slots = []
    for from_s, to_s in windows:
        count = int((to_s - from_s) // _PITCH_S)
        pitch_s = (to_s - from_s) / count
        slots += [from_s + (k + 0.5) * pitch_s for k in range(count)]
    return slots


def _draw(planner: Planner, name: str, time_s: float) -> Feature:
    special: dict[str, Play] = {"formation": formation, "eastern": eastern}
    play = (special | PLAYS | MEETINGS)[name]
    counts = dict(planner.counts)
    said = ""
    for _ in range(_TRIES):
        # A draw that fails gives its airframes back, so that numbers stay small.
        planner.counts = dict(counts)
        feature = play(planner, time_s)
        said = fault(planner.ground, feature) or ""
        if not said:
            return feature
    raise InputError(
        f"no {name!r} could be laid on day {planner.day} in {_TRIES} draws; "
        f"the last: {said}"
    )


def _assert_apart(day: Day) -> None:
    """Refuse a day in which flights of two parties meet that are not meant to."""
    meant = {
        (id(e.flights[0]), id(e.flights[1]))
        for feature in day.features
        for e in feature.expects
        if e.kind == ENCOUNTER
    }
    together = {
        (id(a), id(b))
        for feature in day.features
        for a in feature.flights
        for b in feature.flights
    }
    wests = [f for f in day.flights if f.party == "west" and not f.on_ground]
    easts = [f for f in day.flights if f.party in ("east", "local-force")]
    for west, east, time_s in truth.near_pairs(
        wests, easts, within_m=APART_M, within_ft=APART_FT
    ):
        pair = (id(west), id(east))
        if pair not in meant and pair not in together:
            raise InputError(
                f"{west.mover} and {east.mover} are not meant to meet on day "
                f"{day.number}, but do at {time_s:.0f} s"
            )


def _assert_ordinary(ground: Ground, day: Day) -> None:
    """Refuse a day whose ordinary flights come near the line or the site."""
    for flight in day.ordinary:
        side = ground.keep_side.sides.get(flight.party)
        if side is None or flight.on_ground:
            continue
        deepest_m = truth.deepest_m(ground, side, flight, step_s=20.0)
        if deepest_m > -5000.0:
            raise InputError(f"ordinary flight {flight.mover} comes near the line")
        if flight.party in ground.stand_off.restrains:
            fix = flight.at(np.arange(flight.start_s, flight.end_s, 20.0))
            least_m = float(ground.site_m(fix.lat_deg, fix.lon_deg).min())
            if least_m < ground.stand_off.radius_m + 5000.0:
                raise InputError(f"ordinary flight {flight.mover} nears the site")
