"""Units of aviation and of agreements, to and from SI.

Inside thalweg horizontal lengths are metres, times seconds, speeds m/s; only
pressure altitude, geometric altitude of aviation feeds and vertical minima stay in
feet, as broadcast. Lengths are exact by definition: the international foot (1959) and
the international nautical mile (1929). Speeds are the nearest double to theirs.
"""

from __future__ import annotations

FT_M = 0.3048
"""Metres in one international foot, exactly."""

NMI_M = 1852.0
"""Metres in one international nautical mile, exactly."""

MILE_M = 1609.344
"""Metres in one international (statute) mile, exactly."""

KT_MPS = NMI_M / 3600.0
"""Metres per second in one knot: 1852/3600, the nearest double."""

KMH_MPS = 1.0 / 3.6
"""Metres per second in one kilometre per hour, the nearest double."""

FPM_MPS = FT_M / 60.0
"""Metres per second in one foot per minute, the nearest double."""

FL_FT = 100.0
"""Feet of pressure altitude in one flight level, exactly."""

MIN_S = 60.0
"""Seconds in one minute."""

HOUR_S = 3600.0
"""Seconds in one hour."""

DAY_S = 86400.0
"""Seconds in one day of UTC, leap seconds left out."""


def m_from_ft(length_ft: float) -> float:
    """Return a length or height in metres from feet; NaN stays NaN."""
    return length_ft * FT_M


def ft_from_m(length_m: float) -> float:
    """Return a length or height in feet from metres; NaN stays NaN."""
    return length_m / FT_M


def m_from_nmi(length_nmi: float) -> float:
    """Return a length in metres from nautical miles; NaN stays NaN."""
    return length_nmi * NMI_M


def nmi_from_m(length_m: float) -> float:
    """Return a length in nautical miles from metres; NaN stays NaN."""
    return length_m / NMI_M


def mps_from_kt(speed_kt: float) -> float:
    """Return a speed in m/s from knots; NaN stays NaN."""
    return speed_kt * KT_MPS


def kt_from_mps(speed_mps: float) -> float:
    """Return a speed in knots from m/s; NaN stays NaN."""
    return speed_mps / KT_MPS


def mps_from_fpm(speed_fpm: float) -> float:
    """Return a vertical speed in m/s from feet per minute; NaN stays NaN."""
    return speed_fpm * FPM_MPS


def fpm_from_mps(speed_mps: float) -> float:
    """Return a vertical speed in feet per minute from m/s; NaN stays NaN."""
    return speed_mps / FPM_MPS
