"""Figures with their units, instants and places, as the terminal tells them.

`report.language` writes the same figures in other languages.
"""

from __future__ import annotations

from typing import NamedTuple

from thalweg.times import US_PER_MS, US_PER_S, iso
from thalweg.units import NMI_M
from thalweg.wire.said import GRADES as GRADES
from thalweg.wire.said import plain as plain

DROP_REASONS = {
    "no_position": "no position, or its quality broadcast as unknown",
    "conflict": "another row of the same mover and time",
    "stale": "a repeated position, older than it says",
    "ground": "on the ground",
    "jump": "a step that no aircraft flies",
    "no_time": "no time that can be read",
    "no_mover": "no id",
    "bad_value": "a value that cannot be",
}
"""Why a row of positions is not used, by the reason that is counted."""


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 finding`` or ``1,204 findings``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


COARSE_M = 5.0
"""Error from which on a length is told in whole metres."""


class Quantity(NamedTuple):
    """A figure as it is shown: a value in `unit`, with so many decimals."""

    value: float
    places: int
    unit: str

    def __str__(self) -> str:
        """Return it as English writes it."""
        return f"{self.value:,.{self.places}f} {self.unit}"


def length(length_m: float, error_m: float | None = None) -> Quantity:
    """Return a length: centimetres below 10 m, kilometres from 20 km.

    One whose error is 5 m or more is told in whole metres: no finer than it is known.
    """
    size_m = abs(length_m)
    if size_m >= 20_000:
        return Quantity(length_m / 1000, 1, "km")
    fine = size_m < 10 and (error_m is None or error_m < COARSE_M)
    return Quantity(length_m, 2 if fine else 0, "m")


def limit(length_m: float) -> tuple[Quantity, ...]:
    """Return a limit as it was most likely agreed: nautical miles, km, feet or m.

    A second figure, where there is one, says the same in metres.
    """
    for unit_m, unit, step in ((NMI_M, "nmi", 0.25), (1000.0, "km", 0.5)):
        whole = length_m / unit_m
        if length_m >= unit_m / 2 and abs(whole / step - round(whole / step)) < 1e-9:
            agreed = Quantity(whole, _places(whole), unit)
            return (agreed, Quantity(length_m, 0, "m")) if unit == "nmi" else (agreed,)
    feet = length_m / 0.3048
    if (
        length_m
        and abs(feet - round(feet)) < 1e-6
        and abs(length_m - round(length_m)) > 1e-6
    ):
        return Quantity(feet, 0, "ft"), Quantity(length_m, 1, "m")
    return (Quantity(length_m, _places(length_m), "m"),)


def duration(span_s: float) -> tuple[Quantity, ...]:
    """Return a length of time in one unit or two, the second one below a whole."""
    if span_s < 60:
        tenths = round(span_s, 1)
        return (Quantity(tenths, 0 if tenths == int(tenths) else 1, "s"),)
    whole = round(span_s)
    if whole < 3600:
        parts = Quantity(whole // 60, 0, "min"), Quantity(whole % 60, 0, "s")
    else:
        hours, minutes = divmod(round(span_s / 60), 60)
        parts = Quantity(hours, 0, "h"), Quantity(minutes, 0, "min")
    return parts if parts[1].value else parts[:1]


def metres(length_m: float | None) -> str:
    """Return a length with its unit: centimetres below 10 m, kilometres from 20 km."""
    return "not applicable" if length_m is None else str(length(length_m))


def feet(height_ft: float | None) -> str:
    """Return a height or a vertical distance in feet."""
    return "unknown" if height_ft is None else f"{height_ft:,.0f} ft"


def span(span_s: float | None) -> str:
    """Return a length of time: ``8.4 s``, ``12 min 05 s``, ``1 h 02 min``."""
    if span_s is None:
        return "not applicable"
    first, *rest = duration(span_s)
    return " ".join([str(first), *(f"{q.value:02.0f} {q.unit}" for q in rest)])


def hours(seen_h: float | None) -> str:
    """Return hours with one decimal; unknown where nothing is known."""
    if seen_h is None:
        return "not known"
    return "under 0.1 h" if 0 < seen_h < 0.05 else f"{seen_h:,.1f} h"


def moment(instant_us: int) -> str:
    """Return an instant to the second, ``2017-12-13 04:05:06Z``."""
    return iso(_rounded(instant_us, US_PER_S)).replace("T", " ")


def moment_ms(instant_us: int) -> str:
    """Return an instant to the millisecond, ``2017-12-13 04:05:06.789Z``."""
    return iso(_rounded(instant_us, US_PER_MS)).replace("T", " ")


def clock(instant_us: int) -> str:
    """Return the time of day to the second, ``04:05:06Z``."""
    return moment(instant_us)[11:]


def place(lat_deg: float | None, lon_deg: float | None) -> str:
    """Return a place as degrees with hemispheres, to about 10 m."""
    if lat_deg is None or lon_deg is None:
        return "not known"
    east_deg = (lon_deg + 180.0) % 360.0 - 180.0
    north, east = ("N" if lat_deg >= 0 else "S"), ("E" if east_deg >= 0 else "W")
    return f"{abs(lat_deg):.4f}° {north}, {abs(east_deg):.4f}° {east}"


def _places(value: float) -> int:
    """Return the decimals that a figure has, six digits of it at most."""
    return len(f"{value:.6g}".partition(".")[2]) if abs(value) < 1e6 else 0


def _rounded(instant_us: int, step_us: int) -> int:
    return (instant_us + step_us // 2) // step_us * step_us
