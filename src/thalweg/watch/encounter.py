"""The measures of one encounter, from the parts of its pair."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.parts import (
    ALTIMETRY_FT,
    ERROR_M,
    QUANTA_FT,
    STRAY_FT,
    X0_M,
    X1_M,
    Y0_M,
    Y1_M,
    Z0_FT,
    Z1_FT,
)
from thalweg.kernels.separation import M_PER_FT, Limits, least_on_parts
from thalweg.kernels.states import middles_deg
from thalweg.watch import rounding
from thalweg.watch.avoidance import avoidance
from thalweg.watch.detector import EventRow, inside, total_s, union_us
from thalweg.watch.flights import Flights
from thalweg.watch.severity import alert_max, well_clear_lost_s

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
SECOND_US = 1_000_000

# How long before and after an encounter severity is looked for: an alert of Phase I
# may precede loss of well clear by 75 s (DO-365, early alerting time).
SEVERITY_US = 120 * SECOND_US


class Chain(Protocol):
    """What `measures` needs to know of a graded chain."""

    @property
    def spans_us(self) -> I64:
        """Return the intervals of the breach, or of the possible set."""
        ...

    @property
    def grade(self) -> str:
        """Return the grade of the measure."""
        ...

    @property
    def near(self) -> str | None:
        """Return the grade of a near collision."""
        ...

    @property
    def own_us(self) -> I64:
        """Return the intervals of the grade's own set."""
        ...

    @property
    def near_us(self) -> I64:
        """Return the intervals of a certain or probable near collision."""
        ...


def measures(
    pair: Flights,
    chain: Chain,
    cut: tuple[I64, F64],
    *,
    limits: Limits,
    gap_us: int,
    daa: str,
) -> EventRow:
    """Return the columns of EVENTS that say how close a pair came.

    Parameters
    ----------
    pair
        the two movers, numbered 0 and 1, about the encounter.
    chain
        the graded chain.
    cut
        times and columns of the pair's parts.
    limits
        of the clause, for the weighting of closest approach (RULES §5).
    gap_us
        longest gap that is bridged.
    daa
        name of the alerting configuration.
    """
    times_us, parts = cut
    start_us, end_us = int(chain.spans_us[0, 0]), int(chain.spans_us[-1, 1])
    slant_us, slant_m = _least_slant(times_us, parts, chain)
    if chain.near in ("certain", "probable") and slant_us >= 0:
        closest_us = slant_us
    else:
        closest_us, _ = least_on_parts(
            times_us, parts, len(parts), chain.own_us,
            limits.horizontal_m, limits.vertical_ft,
        )  # fmt: skip
    instants_us = np.array([closest_us, start_us], np.int64)
    places_deg = middles_deg(pair.paths, instants_us, gap_us).ravel().tolist()
    lat_deg, lon_deg, start_lat_deg, start_lon_deg = map(rounding.degrees, places_deg)
    about = (times_us[:, 1] > start_us - SEVERITY_US) & (
        times_us[:, 0] < end_us + SEVERITY_US
    )
    lost_s = well_clear_lost_s(times_us[about], parts[about])
    rows = pair.paths.time_us[pair.rows(0)]
    bracket_us = int(rows[np.searchsorted(rows, start_us, "right") - 1])
    return {
        "mover": pair.movers[0],
        "other_mover": pair.movers[1],
        "start": rounding.instant_us(start_us),
        "end": rounding.instant_us(end_us),
        "bracket": bracket_us,
        "grade": chain.grade,
        "stay_s": rounding.seconds(total_s(chain.spans_us)),
        "parts": len(chain.spans_us),
        "breach_us": [int(t) for t in chain.spans_us.ravel()],
        "closest_time": rounding.instant_us(closest_us),
        **_at(times_us, parts, closest_us, union_us(chain.spans_us, chain.near_us)),
        "min_slant_m": rounding.metres(slant_m),
        "min_slant_time": rounding.instant_us(slant_us) if slant_us >= 0 else None,
        "near_collision": chain.near,
        "well_clear_lost_s": None if lost_s is None else rounding.seconds(lost_s),
        "daa_alert_max": alert_max(
            pair, start_us - SEVERITY_US, end_us + SEVERITY_US, gap_us, daa
        ),
        "avoidance": [m for k in (0, 1) for m in avoidance(pair, k, closest_us)],
        "lat_deg": lat_deg,
        "lon_deg": lon_deg,
        "start_lat_deg": start_lat_deg,
        "start_lon_deg": start_lon_deg,
    }


def _least_slant(times_us: I64, parts: F64, chain: Chain) -> tuple[int, float]:
    """Return when the slant range was least, and how great; -1 and NaN if unknown."""
    known = np.isfinite(parts[:, Z0_FT])
    spans_us = union_us(chain.spans_us, chain.near_us)
    at_us, least = least_on_parts(
        times_us[known], parts[known], int(known.sum()), spans_us, 1.0, 1.0 / M_PER_FT
    )
    return (at_us, math.sqrt(least)) if at_us >= 0 else (-1, math.nan)


def _at(times_us: I64, parts: F64, at_us: int, spans_us: I64) -> EventRow:
    """Return the distances, their errors and the speed of the pair at an instant.

    Where two parts meet there, the first that holds some of the intervals counts: the
    heights of the other may be unknown, or of another datum.
    """
    n = int(np.searchsorted(times_us[:, 1], at_us, "left"))
    n = min(n, len(parts) - 1)
    after = n + 1 < len(parts) and times_us[n + 1, 0] == at_us
    if after and not len(inside(spans_us, int(times_us[n, 0]), at_us)):
        n += 1
    row = parts[n]
    width_us = float(times_us[n, 1] - times_us[n, 0])
    u = (at_us - times_us[n, 0]) / width_us
    x_m = row[X0_M] + u * (row[X1_M] - row[X0_M])
    y_m = row[Y0_M] + u * (row[Y1_M] - row[Y0_M])
    z_ft = abs(row[Z0_FT] + u * (row[Z1_FT] - row[Z0_FT]))
    h_m = math.hypot(x_m, y_m)
    speed_mps = math.hypot(row[X1_M] - row[X0_M], row[Y1_M] - row[Y0_M]) / (
        width_us / SECOND_US
    )
    error_ft = row[QUANTA_FT] + row[STRAY_FT] + row[ALTIMETRY_FT]
    return {
        "horizontal_m": rounding.metres(h_m),
        "vertical_ft": rounding.feet(z_ft),
        "slant_m": rounding.metres(math.hypot(h_m, z_ft * M_PER_FT)),
        "closing_speed_mps": rounding.metres(speed_mps),
        "error_m": rounding.metres(float(row[ERROR_M])),
        "error_ft": rounding.feet(float(error_ft)) if math.isfinite(z_ft) else None,
    }
