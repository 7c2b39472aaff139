"""Boxes about an agreement's places, outside of which no row bears on a finding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from thalweg.agreement.ground import watched_rings
from thalweg.errors import InputError
from thalweg.model.agreement import (
    Agreement,
    Clause,
    KeepSide,
    StandOff,
    UnwatchedClause,
)
from thalweg.model.feed import Feeds
from thalweg.tables.packed import E7
from thalweg.tracks.reports import floats
from thalweg.wire.archive_manifest import Box

BOOL = NDArray[np.bool_]
F64 = NDArray[np.float64]

WORST_ERROR_M = 20_000.0
"""Above every 95 % error that a quality field stands for (RULES §3)."""
M_PER_DEG = 110_500.0
"""Less than a degree of latitude is anywhere."""
CELL_DEG = 0.25
"""Of hours seen (RULES §9): a cell that an area touches is wanted whole."""


@dataclass(frozen=True, slots=True)
class NearBox:
    """Bounds in degrees; `west_deg` and `east_deg` may run past 180."""

    south_deg: float
    north_deg: float
    west_deg: float
    east_deg: float

    def holds(self, lat_deg: F64, lon_deg: F64) -> BOOL:
        """Say which places are inside; NaN is not."""
        lat = (lat_deg >= self.south_deg) & (lat_deg <= self.north_deg)
        east_deg = np.mod(lon_deg - self.west_deg, 360.0)
        return np.asarray(lat & (east_deg <= self.east_deg - self.west_deg))

    def touches(self, other: NearBox) -> bool:
        """Say whether two boxes share a place."""
        return (
            self.south_deg <= other.north_deg
            and other.south_deg <= self.north_deg
            and any(
                self.west_deg + turn <= other.east_deg
                and other.west_deg <= self.east_deg + turn
                for turn in (-360.0, 0.0, 360.0)
            )
        )


@dataclass(frozen=True, slots=True)
class Inside:
    """Some boxes as a place that rows are read of."""

    boxes: tuple[NearBox, ...]

    def touches(self, box: Box) -> bool:
        """Say whether a box of an archive shares a place with one of them."""
        south, west, north, east = (value / E7 for value in box)
        mine = NearBox(south, north, west, east)
        return any(one.touches(mine) for one in self.boxes)

    def holds(self, positions: pa.Table) -> BOOL:
        """Say which rows lie in one of them; a row without a place does not."""
        lat_deg, lon_deg = (
            floats(positions.column(name)) for name in ("lat_deg", "lon_deg")
        )
        inside = np.zeros(positions.num_rows, np.bool_)
        for box in self.boxes:
            inside |= box.holds(lat_deg, lon_deg)
        return inside


def near_boxes(agreement: Agreement, feeds: Feeds) -> tuple[NearBox, ...]:
    """Return the boxes outside of which no row of a mover bears on a finding.

    Each holds a clause's area and, on all sides, what a step within `largest_gap` and
    the widest error reach: a mover may pass an area between two reports.

    Raises
    ------
    InputError
        A clause holds wherever movers fly, so that nothing can be left out.
    """
    boxes = []
    for clause in agreement.clauses:
        if isinstance(clause, UnwatchedClause):
            continue
        if not isinstance(clause, KeepSide | StandOff):
            if clause.kind.startswith("notice."):
                continue
            raise _everywhere(clause)
        rings = watched_rings(agreement, clause)
        if rings is None:
            raise _everywhere(clause)
        margin_m = _margin_m(agreement, feeds, clause)
        boxes += [widened(lat, lon, margin_m) for lat, lon in rings]
    return tuple(boxes)


def _everywhere(clause: Clause) -> InputError:
    return InputError(
        f"clause {clause.id} ({clause.kind}) holds wherever movers fly, so that none "
        "can be left out: leave out --near-only, or name a box by --within"
    )


def _margin_m(agreement: Agreement, feeds: Feeds, clause: KeepSide | StandOff) -> float:
    fastest_mps = agreement.defaults.fastest_mps
    turns_mps2 = [rule.manoeuvre_mps2 or 0.0 for rule in agreement.roster]
    turn_mps2 = max([agreement.defaults.manoeuvre_mps2, *turns_mps2])
    stated_m = [feed.error_m or 0.0 for feed in feeds.feeds.values()]
    time_s = [feed.time_error_s or 0.0 for feed in feeds.feeds.values()]
    step_m = (
        clause.largest_gap_s * fastest_mps
        + turn_mps2 * clause.largest_gap_s**2 / 8.0
        + max([WORST_ERROR_M, *stated_m])
        + max([2.0, *time_s]) * fastest_mps
    )
    return max(step_m, CELL_DEG * M_PER_DEG * 1.5)


def widened(lat_deg: F64, lon_deg: F64, margin_m: float) -> NearBox:
    """Return the box that holds some places and all within a distance of them."""
    margin_deg = margin_m / M_PER_DEG
    south_deg = max(float(lat_deg.min()) - margin_deg, -90.0)
    north_deg = min(float(lat_deg.max()) + margin_deg, 90.0)
    narrow = np.cos(np.radians(max(abs(south_deg), abs(north_deg))))
    wide_deg = margin_deg / max(float(narrow), 1e-6)
    west_deg, east_deg = (
        float(lon_deg.min()) - wide_deg,
        float(lon_deg.max()) + wide_deg,
    )
    if east_deg - west_deg >= 360.0:
        west_deg, east_deg = -180.0, 180.0
    return NearBox(south_deg, north_deg, west_deg, east_deg)


def touching(boxes: Sequence[NearBox] | None) -> Callable[[Box], bool]:
    """Return what says whether a box of an archive touches one of `boxes`, or any."""
    if boxes is None:
        return lambda box: True
    return Inside(tuple(boxes)).touches
