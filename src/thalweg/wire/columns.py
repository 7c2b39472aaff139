"""What a person may write for a column of their own: ``height[m]``, ``ts[ms]``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from thalweg.units import FPM_MPS, FT_M, KMH_MPS, KT_MPS

HEIGHTS_FT: Final = {"ft": 1.0, "m": 1.0 / FT_M, "km": 1000.0 / FT_M, "FL": 100.0}
"""Feet in each unit of height."""

SPEEDS_MPS: Final = {"m/s": 1.0, "kt": KT_MPS, "km/h": KMH_MPS}
"""Metres per second in each unit of speed."""

RATES_FPM: Final = {"ft/min": 1.0, "m/s": 1.0 / FPM_MPS, "ft/s": 60.0}
"""Feet per minute in each unit of climb."""

TIME_UNITS: Final = ("auto", "iso", "s", "ms", "us", "ns")
MOVER_UNITS: Final = ("text", "address", "track")

COLUMN_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "time": TIME_UNITS,
    "mover": MOVER_UNITS,
    "callsign": (),
    "squawk": (),
    "emergency": (),
    "lat_deg": ("deg",),
    "lon_deg": ("deg",),
    "alt_baro_ft": tuple(HEIGHTS_FT),
    "alt_geo_ft": tuple(HEIGHTS_FT),
    "ground_speed_mps": tuple(SPEEDS_MPS),
    "track_deg": ("deg",),
    "vertical_rate_fpm": tuple(RATES_FPM),
    "on_ground": (),
    "nic": (),
    "nac_p": (),
    "nuc_p": (),
    "adsb_version": (),
    "category": (),
    "acas_ra": (),
    "source_type": (),
    "received": TIME_UNITS,
}
"""The columns of positions that may be named, and the units each may be in; the first
is meant where none is written."""

_ALIKE = {
    "knots": "kt",
    "kts": "kt",
    "kn": "kt",
    "feet": "ft",
    "mps": "m/s",
    "fpm": "ft/min",
    "kmh": "km/h",
    "metres": "m",
    "meters": "m",
    "fl": "FL",
}
_SPEC = re.compile(r"(.+?)\s*\[\s*([^\[\]]*?)\s*\]", re.DOTALL)


def column_spec(name: str, spec: str) -> tuple[str, str]:
    """Return the column and the unit that ``name=spec`` means.

    Raises
    ------
    ValueError
        `name` is no column of positions, or the unit is none of its units.

    >>> column_spec("alt_baro_ft", "height[m]"), column_spec("time", "ts")
    (('height', 'm'), ('ts', 'auto'))
    """
    if name not in COLUMN_UNITS:
        known = tuple(COLUMN_UNITS)
        raise ValueError(
            f"{name!r} is no column of positions{nearest_hint(name, known)}; "
            f"known are {', '.join(known)}"
        )
    units = COLUMN_UNITS[name]
    match = _SPEC.fullmatch(spec)
    if match is None:
        return spec, units[0] if units else ""
    unit = _ALIKE.get(match[2].lower(), match[2])
    if unit not in units:
        wanted = f"one of {', '.join(units)}" if units else "none"
        raise ValueError(
            f"{name}={spec}: unit {match[2]!r} is not known for {name}; wanted {wanted}"
        )
    return match[1], unit


def nearest_hint(word: str, known: Sequence[str]) -> str:
    """Return `` (nearest is 'x')``, or nothing where none is at all like it."""
    near = get_close_matches(word[:64], known, n=1)
    return f" (nearest is {near[0]!r})" if near else ""
