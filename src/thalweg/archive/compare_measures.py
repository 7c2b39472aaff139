"""Whether two sides' measures of one breach agree within what both may be off.

Positions of either side are off by their stated error, 95 %; so two measures of one
length may part by the sum of both. An end of a breach is off by that sum over the speed
with which the limit is crossed, taken as half the speed of the mover (a path that
crosses at 30 degrees or more), and by what the clocks are known to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from thalweg.archive.compare_side import Row, Side, Track
from thalweg.times import US_PER_S

LENGTHS = {"depth_m": "error_m", "horizontal_m": "error_m", "vertical_ft": "error_ft"}
"""Measures, and the error of each that stands beside it in FINDINGS."""

SPEED_WINDOW_US = 15 * US_PER_S
CROSSING = 0.5
LEAST_MPS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One measure of a finding on both sides.

    `difference` is there less here, its unit the last word of `name`; for ``start_s``
    and ``end_s`` `here` and `there` are None, and the clocks' offset is taken off.
    `within` is how far the two may part; None where that is not known, `consistent`
    with it: an end that a side did not see says nothing.
    """

    name: str
    here: float | None
    there: float | None
    difference: float
    within: float | None

    @property
    def consistent(self) -> bool | None:
        """Whether the two agree within both errors; None where that is not known."""
        if self.within is None:
            return None
        # Results are rounded once, to a hundredth at most.
        return abs(self.difference) <= self.within + 0.011

    def mirrored(self) -> Difference:
        """Return the same as the other side says it."""
        return replace(
            self, here=self.there, there=self.here, difference=0.0 - self.difference
        )


def differences(
    here: Side, one: Row, there: Side, other: Row, shift_us: tuple[int, int]
) -> tuple[Difference, ...]:
    """Return the measures that both findings have, and how far they part.

    `shift_us` is what to take from times there, and within what that is known.
    """
    found = []
    for name, error in LENGTHS.items():
        ours, theirs = one[name], other[name]
        if ours is None or theirs is None:
            continue
        errors = (one[error], other[error])
        within = None if None in errors else round(float(errors[0] + errors[1]), 2)
        found.append(_difference(name, ours, theirs, within))
    ends = _ends(here, one, there, other, shift_us)
    found += ends
    if one["stay_s"] is not None and other["stay_s"] is not None:
        known = [d.within for d in ends if d.within is not None]
        within = round(sum(known), 3) if len(known) == 2 else None
        found.append(_difference("stay_s", one["stay_s"], other["stay_s"], within))
    return tuple(found)


def _difference(
    name: str, here: float, there: float, within: float | None
) -> Difference:
    digits = 3 if name.endswith("_s") else 2
    return Difference(
        name=name,
        here=float(here),
        there=float(there),
        difference=round(float(there) - float(here), digits) + 0.0,
        within=within,
    )


def _ends(
    here: Side, one: Row, there: Side, other: Row, shift_us: tuple[int, int]
) -> list[Difference]:
    found = []
    offset_us, known_us = shift_us
    for end, by in (("start", "entered_by"), ("end", "left_by")):
        apart_s = (other[end] - offset_us - one[end]) / US_PER_S
        within = None
        if _was_seen(one[by]) and _was_seen(other[by]):
            late_s = _late_s(here, one, there, other, end)
            if late_s is not None:
                within = round(late_s + known_us / US_PER_S, 3)
        found.append(
            Difference(
                name=f"{end}_s",
                here=None,
                there=None,
                difference=round(apart_s, 3) + 0.0,
                within=within,
            )
        )
    return found


def _was_seen(by: str | None) -> bool:
    """Tell whether an end is one of the breach, and not of what was seen of it."""
    return by in (None, "line", "boundary")


def _late_s(here: Side, one: Row, there: Side, other: Row, end: str) -> float | None:
    """Return how far the ends of two findings may part for the positions' sake."""
    speeds_mps = [_speed_mps(here.tracks(one), one, end)]
    speeds_mps.append(_speed_mps(there.tracks(other), other, end))
    errors_m = (one["error_m"], other["error_m"])
    known = [speed for speed in speeds_mps if speed is not None]
    if len(known) < 2 or None in errors_m:
        return None
    across_mps = max(CROSSING * 0.5 * (known[0] + known[1]), LEAST_MPS)
    return float(errors_m[0] + errors_m[1]) / across_mps


def _speed_mps(tracks: Mapping[str, Track], row: Row, end: str) -> float | None:
    """Return the speed of the mover about an end; of a pair, of one to the other."""
    names = [m for m in (row["mover"], row["other_mover"]) if m]
    moved = [_velocity_mps(tracks.get(str(name)), row[end]) for name in names]
    known = [velocity for velocity in moved if velocity is not None]
    if len(known) < len(names):
        return None
    if not known:
        return None
    (east_mps, north_mps), *second = known
    for away in second:
        east_mps, north_mps = east_mps - away[0], north_mps - away[1]
    return float(np.hypot(east_mps, north_mps))


def _velocity_mps(track: Track | None, at_us: int) -> tuple[float, float] | None:
    """Return the mean velocity, east and north, over half a minute about an instant."""
    if track is None or len(track.time_us) < 2:
        return None
    low = int(np.searchsorted(track.time_us, at_us - SPEED_WINDOW_US))
    high = int(np.searchsorted(track.time_us, at_us + SPEED_WINDOW_US, "right")) - 1
    if high <= low:
        return None
    passed_s = (track.time_us[high] - track.time_us[low]) / US_PER_S
    lat_deg, lon_deg = track.lat_deg[[low, high]], track.lon_deg[[low, high]]
    north_m = np.radians(lat_deg[1] - lat_deg[0]) * 6_371_000.0
    turned_deg = (lon_deg[1] - lon_deg[0] + 180.0) % 360.0 - 180.0
    east_m = np.radians(turned_deg) * 6_371_000.0 * np.cos(np.radians(lat_deg[0]))
    if passed_s <= 0.0:
        return None
    return float(east_m / passed_s), float(north_m / passed_s)
