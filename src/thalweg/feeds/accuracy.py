"""Accuracies of other systems as NACp, the one measure of them that POSITIONS has."""

from __future__ import annotations

from typing import Final

RAYLEIGH_95: Final = 2.4477
"""Radius that holds 95 % of a round normal error, in standard deviations of one axis:
the square root of -2 ln 0.05, rounded up."""

_BOUNDS_M: Final = (
    (11, 3.0),
    (10, 10.0),
    (9, 30.0),
    (8, 92.6),
    (7, 185.2),
    (6, 555.6),
    (5, 926.0),
    (4, 1852.0),
    (3, 3704.0),
    (2, 7408.0),
    (1, 18520.0),
)


def nac_p_of(radius_m: float) -> int:
    """Return the best NACp that does not claim more than a 95 % radius [m].

    Where no class holds it, 0: accuracy unknown, so the position is not observed. The
    classes are those of RULES §3 (DO-260B 2.2.3.2.7.2.7); a radius between two of
    them is told as the worse, so up to 3.1 times as large as it was.

    >>> nac_p_of(12.0), nac_p_of(92.6), nac_p_of(20_000.0)
    (9, 8, 0)
    """
    for nac_p, bound_m in _BOUNDS_M:
        if radius_m <= bound_m:
            return nac_p
    return 0
