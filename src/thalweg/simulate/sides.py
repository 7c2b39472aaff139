"""Two sides that watch one sky: what each receiver adds to, and takes from, a report.

A receiver of a side has a clock of its own, hears nothing below some height or while it
is silent, loses reports, and is off by an error of its own. The truth then says, for
every planted breach, how much of it each side could hear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field

from thalweg.simulate.expect import ENCOUNTER, EXCURSION, STAY, Feature
from thalweg.simulate.flight import Flight
from thalweg.simulate.ground import Ground
from thalweg.simulate.receive import RADIUS95_SIGMA, Heard, displaced, wander
from thalweg.times import US_PER_S
from thalweg.wire.quantity import (
    DurationS,
    HeightFt,
    LengthM,
    ShareFrac,
    TimeUs,
    duration_s,
)
from thalweg.wire.yaml import Strict

F64 = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Row = dict[str, Any]

_NAME = r"[a-z][a-z0-9-]{0,30}"
_STEP_S = 0.1
"""How finely it is told whether an instant of a breach was heard."""


def _clock_s(value: object) -> float:
    """Return seconds of a clock's error such as ``3.2 s`` or ``-1.7 s``."""
    if isinstance(value, str) and value.startswith("-"):
        return -duration_s(value[1:])
    return duration_s(value)


class SilentText(Strict):
    """``silent:`` one time in which a receiver delivers nothing.

    Unlike an outage of the scenario it moves no play: breaches may fall into it.
    """

    from_us: TimeUs = Field(alias="from")
    for_s: DurationS = Field(alias="for")


class HearingText(Strict):
    """How the receiver of one side hears; without a `side` it is nobody's.

    `clock` is how far its clock runs ahead of UTC (behind: ``-1.7 s``), `error` what
    it adds to each position (95 %), `floor` the pressure altitude below which it hears
    nothing, `loss` the share of reports that it loses beside those that nobody hears.
    """

    name: Annotated[str, Field(pattern=_NAME)]
    side: Annotated[str, Field(pattern=_NAME)] | None = None
    clock_s: Annotated[float, BeforeValidator(_clock_s)] = Field(
        default=0.0, alias="clock"
    )
    error_m: LengthM = Field(default=0.0, alias="error")
    floor_ft: HeightFt | None = Field(default=None, alias="floor")
    loss_frac: ShareFrac | None = Field(default=None, alias="loss")
    silent: list[SilentText] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """A side's receiver, and the reports that it delivered of a day."""

    hearing: HearingText
    parts: Sequence[Heard]


def as_heard(
    hearing: HearingText, heard: Heard, rng: np.random.Generator, *, epoch_us: int
) -> Heard:
    """Return what is left of a flight's reports behind one receiver, by its clock."""
    keep = ~_silent(hearing, heard.true_s, epoch_us) & ~_too_low(
        hearing, heard.flight, heard.true_s
    )
    keep &= rng.random(len(keep)) >= (hearing.loss_frac or 0.0)
    heard = heard.take(keep)
    off_us = round(hearing.clock_s * US_PER_S)
    sigma_m = hearing.error_m / RADIUS95_SIGMA
    lat_deg, lon_deg = displaced(
        heard.lat_deg,
        heard.lon_deg,
        sigma_m * wander(heard.true_s, rng),
        sigma_m * wander(heard.true_s, rng),
        still=heard.ground_speed_mps == 0.0,
    )
    return replace(
        heard,
        time_us=heard.time_us + off_us,
        received_us=heard.received_us + off_us,
        lat_deg=np.round(lat_deg, 6),
        lon_deg=np.round(lon_deg, 6),
    )


def views(
    ground: Ground,
    feature: Feature,
    rows: Iterable[Row],
    told: Sequence[Told],
    *,
    epoch_us: int,
) -> None:
    """Write into each row of a feature's breaches what each side could hear of it.

    `rows` stand in the order of the feature's expectations, `start_us` and `end_us`
    among them. A side's entry says ``heard``: ``all``, ``part`` or ``none`` of the time
    of the breach, bridged as the clause bridges; and ``why``, where it is not all.
    """
    sides = sorted({t.hearing.side for t in told if t.hearing.side})
    largest_gap_s = {
        EXCURSION: ground.keep_side.largest_gap_s,
        ENCOUNTER: ground.separation.largest_gap_s,
        STAY: ground.stand_off.largest_gap_s,
    }
    for expect, row in zip(feature.expects, rows, strict=True):
        span_s = [(row[end] - epoch_us) / US_PER_S for end in ("start_us", "end_us")]
        time_s = np.arange(span_s[0], span_s[1], _STEP_S)
        row["sides"] = {
            side: _view(
                [t for t in told if t.hearing.side == side],
                expect.flights,
                time_s,
                largest_gap_s[expect.kind],
                epoch_us,
            )
            for side in sides
        }


def account(told: Sequence[HearingText]) -> dict[str, Any]:
    """Return what ``truth.json`` says of the sides: clocks by receiver."""
    sides: dict[str, dict[str, float]] = {}
    for hearing in told:
        if hearing.side:
            clocks = sides.setdefault(hearing.side, {})
            clocks[hearing.name] = hearing.clock_s
    return {side: {"clock_s": clocks} for side, clocks in sorted(sides.items())}


def _view(
    told: Sequence[Told],
    flights: Sequence[Flight],
    time_s: F64,
    largest_gap_s: float,
    epoch_us: int,
) -> Mapping[str, object]:
    heard = np.ones(len(time_s), bool)
    for flight in flights:
        true_s = [p.true_s for t in told for p in t.parts if p.flight is flight]
        heard &= _bridged(np.sort(np.concatenate(true_s)), time_s, largest_gap_s)
    if heard.all():
        return {"heard": "all"}
    why = set()
    for hearing in (t.hearing for t in told):
        if _silent(hearing, time_s, epoch_us).any():
            why.add("silent")
        if any(_too_low(hearing, flight, time_s).any() for flight in flights):
            why.add("floor")
    share = "part" if heard.any() else "none"
    return {"heard": share, "why": sorted(why or {"lost"})}


def _bridged(true_s: F64, time_s: F64, largest_gap_s: float) -> Flags:
    """Tell at which instants the flight is between two reports near enough in time."""
    inside = np.zeros(len(time_s), bool)
    for before_s, after_s in pairwise(true_s.tolist()):
        if after_s - before_s <= largest_gap_s:
            low, high = np.searchsorted(time_s, [before_s, after_s])
            inside[low:high] = True
    return inside


def _silent(hearing: HearingText, true_s: F64, epoch_us: int) -> Flags:
    silent = np.zeros(len(true_s), bool)
    for one in hearing.silent:
        from_s = (one.from_us - epoch_us) / US_PER_S
        silent |= (true_s >= from_s) & (true_s <= from_s + one.for_s)
    return silent


def _too_low(hearing: HearingText, flight: Flight, true_s: F64) -> Flags:
    if hearing.floor_ft is None or not len(true_s):
        return np.zeros(len(true_s), bool)
    return flight.height_ft(true_s) < hearing.floor_ft
