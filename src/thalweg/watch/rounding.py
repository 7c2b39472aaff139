"""Results are rounded once, at the end: 0.01 m, 0.1 ft, 1 ms, 1e-7 degrees."""

from __future__ import annotations

import math

UNIT_M = 0.01
UNIT_FT = 0.1
UNIT_S = 0.001


def metres(value_m: float) -> float | None:
    """Round to 0.01 m; None where there is no number."""
    return round(float(value_m), 2) + 0.0 if math.isfinite(value_m) else None


def feet(value_ft: float) -> float | None:
    """Round to 0.1 ft; None where there is no number."""
    return round(float(value_ft), 1) + 0.0 if math.isfinite(value_ft) else None


def seconds(value_s: float) -> float:
    """Round to 1 ms."""
    return round(float(value_s), 3) + 0.0


def degrees(value_deg: float) -> float:
    """Round to 1e-7 degrees."""
    return round(float(value_deg), 7) + 0.0


def instant_us(value_us: int) -> int:
    """Round a time in microseconds to the millisecond."""
    return int((value_us + 500) // 1000 * 1000)
