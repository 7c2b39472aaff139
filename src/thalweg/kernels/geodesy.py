"""Distance, azimuth, inverse and direct on the WGS84 ellipsoid.

The geodesic is mapped to a great circle on the auxiliary sphere of reduced latitudes,
with the series of C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013),
43-55 (equation numbers below are his), kept to the sixth order of the flattening.

For almost all pairs the longitude on that sphere is found by the fixed-point iteration
of Vincenty (Survey Review 23 (1975), 88-93), which gains a factor of about 300 a round.
Near the antipode it does not settle; there the azimuth at the first point is found by
halving an interval that is known to hold exactly one root (Karney, section 4).

Every function takes NaN (or an infinity) anywhere and gives NaN. Latitudes beyond the
poles are not checked.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit

F64 = NDArray[np.float64]
Terms = tuple[float, float, float, float, float, float]


class Reduced(NamedTuple):
    """Sine and cosine of a reduced latitude."""

    sine: float
    cosine: float


class Arc(NamedTuple):
    """An arc of the auxiliary sphere, from sigma1 to sigma2, on one geodesic.

    `length_rad` is sigma2 - sigma1, `sine` and `cosine` its own; `cos_sum` is
    cos(sigma1 + sigma2); `eps` the geodesic's expansion parameter.
    """

    length_rad: float
    sine: float
    cosine: float
    cos_sum: float
    eps: float


# WGS84: NIMA TR8350.2, third edition, table 3.1.
SEMI_MAJOR_M = 6378137.0
FLATTENING = 1.0 / 298.257223563
SEMI_MINOR_M = SEMI_MAJOR_M * (1.0 - FLATTENING)

_AXES_RATIO = 1.0 - FLATTENING
_E2 = FLATTENING * (2.0 - FLATTENING)
_EP2 = _E2 / _AXES_RATIO**2
_N = FLATTENING / (2.0 - FLATTENING)

# Coefficients of A3 (24) and C3 (25) with n of WGS84 put in: powers of epsilon.
_A31 = -(1.0 / 2 - _N / 2)
_A32 = -(1.0 / 4 + _N / 8 - 3 * _N**2 / 8)
_A33 = -(1.0 / 16 + 3 * _N / 16 + _N**2 / 16)
_A34 = -(3.0 / 64 + _N / 32)
_A35 = -3.0 / 128
_C311 = 1.0 / 4 - _N / 4
_C312 = 1.0 / 8 - _N**2 / 8
_C313 = 3.0 / 64 + 3 * _N / 64 - _N**2 / 64
_C314 = 5.0 / 128 + _N / 64
_C315 = 3.0 / 128
_C322 = 1.0 / 16 - 3 * _N / 32 + _N**2 / 32
_C323 = 3.0 / 64 - _N / 32 - 3 * _N**2 / 64
_C324 = 3.0 / 128 + _N / 128
_C325 = 5.0 / 256
_C333 = 5.0 / 192 - 3 * _N / 64 + 5 * _N**2 / 192
_C334 = 3.0 / 128 - 5 * _N / 192
_C335 = 7.0 / 512
_C344 = 7.0 / 512 - 7 * _N / 256
_C345 = 7.0 / 512
_C355 = 21.0 / 2560

# A step below this moves the point by less than 0.1 micrometre.
_SETTLED_RAD = 1e-14
# Away from the antipode 8 rounds do; beyond this the slow way is the sure one.
_MOST_ROUNDS = 16
_MOST_HALVINGS = 160


@njit(cache=True, nogil=True)
def _wrap_rad(angle_rad: float) -> float:
    """Bring an angle into [-pi, pi]; one already there is not touched."""
    if -math.pi <= angle_rad <= math.pi:
        return angle_rad
    turn_rad = 2.0 * math.pi
    return angle_rad - turn_rad * math.floor(angle_rad / turn_rad + 0.5)


@njit(cache=True, nogil=True)
def _reduced(lat_rad: float) -> Reduced:
    """Return sine and cosine of the reduced latitude (6)."""
    sine = _AXES_RATIO * math.sin(lat_rad)
    cosine = math.cos(lat_rad)
    norm = math.sqrt(sine * sine + cosine * cosine)
    return Reduced(sine / norm, cosine / norm)


@njit(cache=True, nogil=True)
def _epsilon(cos2_alpha0_frac: float) -> float:
    """Return the expansion parameter (9), (16) from the square of cos(alpha0)."""
    k2 = _EP2 * cos2_alpha0_frac
    return k2 / (2.0 * (1.0 + math.sqrt(1.0 + k2)) + k2)


@njit(cache=True, nogil=True)
def _a1(eps_frac: float) -> float:
    """Return A1 (17)."""
    e2 = eps_frac * eps_frac
    return (1.0 + e2 * (1.0 / 4 + e2 * (1.0 / 64 + e2 / 256))) / (1.0 - eps_frac)


@njit(cache=True, nogil=True)
def _series(terms: Terms, arc: Arc) -> float:
    """Return the sum over l of terms[l - 1] (sin 2 l sigma2 - sin 2 l sigma1).

    Taken as 2 c_l cos(l (sigma1 + sigma2)) sin(l (sigma2 - sigma1)), so that a short
    line keeps its relative precision.
    """
    u2 = 2.0 * arc.cosine
    t2 = 2.0 * arc.cos_sum
    sin2, cos2 = u2 * arc.sine, t2 * arc.cos_sum - 1.0
    sin3, cos3 = u2 * sin2 - arc.sine, t2 * cos2 - arc.cos_sum
    sin4, cos4 = u2 * sin3 - sin2, t2 * cos3 - cos2
    sin5, cos5 = u2 * sin4 - sin3, t2 * cos4 - cos3
    sin6, cos6 = u2 * sin5 - sin4, t2 * cos5 - cos4
    far = terms[5] * sin6 * cos6 + terms[4] * sin5 * cos5 + terms[3] * sin4 * cos4
    near = terms[2] * sin3 * cos3 + terms[1] * sin2 * cos2
    return 2.0 * (far + near + terms[0] * arc.sine * arc.cos_sum)


@njit(cache=True, nogil=True)
def _arc_length_m(arc: Arc) -> float:
    """Return the length of an arc of the auxiliary sphere: (15), (17), (18)."""
    eps = arc.eps
    e2 = eps * eps
    terms = (
        eps * (-1.0 / 2 + e2 * (3.0 / 16 - e2 / 32)),
        e2 * (-1.0 / 16 + e2 * (1.0 / 32 - 9 * e2 / 2048)),
        e2 * eps * (-1.0 / 48 + 3 * e2 / 256),
        e2 * e2 * (-5.0 / 512 + 3 * e2 / 512),
        e2 * e2 * eps * (-7.0 / 1280),
        e2 * e2 * e2 * (-7.0 / 2048),
    )
    return SEMI_MINOR_M * _a1(eps) * (arc.length_rad + _series(terms, arc))


@njit(cache=True, nogil=True)
def _longitude_lag_rad(sin_alpha0_frac: float, arc: Arc) -> float:
    """Return how much the sphere's longitude exceeds the ellipsoid's: (8), (23-25)."""
    eps = arc.eps
    e2 = eps * eps
    e3 = e2 * eps
    terms = (
        eps * (_C311 + eps * (_C312 + eps * (_C313 + eps * (_C314 + eps * _C315)))),
        e2 * (_C322 + eps * (_C323 + eps * (_C324 + eps * _C325))),
        e3 * (_C333 + eps * (_C334 + eps * _C335)),
        e2 * e2 * (_C344 + eps * _C345),
        e3 * e2 * _C355,
        0.0,
    )
    a3 = 1.0 + eps * (_A31 + eps * (_A32 + eps * (_A33 + eps * (_A34 + eps * _A35))))
    return FLATTENING * sin_alpha0_frac * a3 * (arc.length_rad + _series(terms, arc))


@njit(cache=True, nogil=True)
def _by_rounds(
    from_: Reduced, to: Reduced, lon12_rad: float
) -> tuple[float, float, float, bool]:
    """Solve the inverse by fixed-point rounds; last is False if they do not settle.

    Returns distance [m], azimuth at each point [rad], settled.
    """
    mean_cos = (from_.cosine + to.cosine) / 2.0
    lam_rad = lon12_rad / math.sqrt(1.0 - _E2 * mean_cos * mean_cos)
    if abs(lam_rad) > math.pi:
        lam_rad = lon12_rad
    for _ in range(_MOST_ROUNDS):
        sin_lam, cos_lam = math.sin(lam_rad), math.cos(lam_rad)
        east = to.cosine * sin_lam
        north = from_.cosine * to.sine - from_.sine * to.cosine * cos_lam
        sin_arc = math.sqrt(east * east + north * north)
        cos_arc = from_.sine * to.sine + from_.cosine * to.cosine * cos_lam
        if sin_arc == 0.0:
            return 0.0, 0.0, 0.0, cos_arc > 0.0
        sin_alpha0 = min(1.0, max(-1.0, from_.cosine * east / sin_arc))
        cos2_alpha0 = 1.0 - sin_alpha0 * sin_alpha0
        cos_sum = 1.0  # on the equator, where it counts for nothing
        if cos2_alpha0 > 0.0:
            cos_sum = cos_arc - 2.0 * from_.sine * to.sine / cos2_alpha0
            cos_sum = min(1.0, max(-1.0, cos_sum))
        length_rad = math.atan2(sin_arc, cos_arc)
        arc = Arc(length_rad, sin_arc, cos_arc, cos_sum, _epsilon(cos2_alpha0))
        last_rad = lam_rad
        lam_rad = lon12_rad + _longitude_lag_rad(sin_alpha0, arc)
        if abs(lam_rad) > math.pi:
            break
        if abs(lam_rad - last_rad) < _SETTLED_RAD:
            onward = from_.cosine * to.sine * cos_lam - from_.sine * to.cosine
            azimuth1_rad = math.atan2(east, north)
            azimuth2_rad = math.atan2(from_.cosine * sin_lam, onward)
            return _arc_length_m(arc), azimuth1_rad, azimuth2_rad, True
    return 0.0, 0.0, 0.0, False


@njit(cache=True, nogil=True)
def _shoot(
    from_: Reduced, to: Reduced, turn_rad: float
) -> tuple[float, float, float, float]:
    """Follow a geodesic from one latitude to its first northward crossing of another.

    It departs `turn_rad` to the right of due east. Returns longitude run [rad],
    distance [m], and sine and cosine of the azimuth there (Karney, section 4, table 3).
    Wants `from_` south of the equator or on it, and `to` no further from it.
    """
    sin_az1, cos_az1 = math.cos(turn_rad), -math.sin(turn_rad)
    sin_alpha0 = sin_az1 * from_.cosine
    x1 = cos_az1 * from_.cosine
    if to.cosine == from_.cosine and abs(to.sine) == -from_.sine:
        cos_az2 = abs(cos_az1)
    else:
        # cos^2(b2) - cos^2(b1), from whichever pair of numbers cancels less.
        if from_.cosine < -from_.sine:
            gain = (to.cosine - from_.cosine) * (to.cosine + from_.cosine)
        else:
            gain = (from_.sine - to.sine) * (from_.sine + to.sine)
        cos_az2 = math.sqrt(max(0.0, x1 * x1 + gain)) / to.cosine
    x2 = cos_az2 * to.cosine
    sigma1_rad = math.atan2(from_.sine, x1)
    sigma2_rad = math.atan2(to.sine, x2)
    length_rad = sigma2_rad - sigma1_rad
    omega_rad = math.atan2(sin_alpha0 * to.sine, x2) - math.atan2(
        sin_alpha0 * from_.sine, x1
    )
    if omega_rad < 0.0:
        omega_rad += 2.0 * math.pi
    arc = Arc(
        length_rad,
        math.sin(length_rad),
        math.cos(length_rad),
        math.cos(sigma1_rad + sigma2_rad),
        _epsilon(cos_az1 * cos_az1 + (sin_az1 * from_.sine) ** 2),
    )
    run_rad = omega_rad - _longitude_lag_rad(sin_alpha0, arc)
    return run_rad, _arc_length_m(arc), sin_alpha0 / to.cosine, cos_az2


@njit(cache=True, nogil=True)
def _by_halving(
    from_: Reduced, to: Reduced, lon12_rad: float
) -> tuple[float, float, float]:
    """Solve the inverse by halving the azimuth: for the antipode, or any other pair.

    Returns distance [m] and azimuth at each point [rad]. Not for a line along the
    equator, which every other azimuth leaves; `_by_rounds` has those.
    """
    east_sign = -1.0 if lon12_rad < 0.0 else 1.0
    lon12_rad = abs(lon12_rad)
    swap = abs(from_.sine) < abs(to.sine)
    if swap:
        from_, to = to, from_
    flip = from_.sine > 0.0
    if flip:
        from_, to = Reduced(-from_.sine, from_.cosine), Reduced(-to.sine, to.cosine)
    if from_.sine == 0.0:
        # The equator, seen from the south: sigma1 must come out as -pi, not pi.
        from_ = Reduced(-0.0, from_.cosine)
    # Counted from due east, where the azimuth must be found most finely.
    low_rad, high_rad = -0.5 * math.pi, 0.5 * math.pi
    turn_rad = 0.0
    for _ in range(_MOST_HALVINGS):
        turn_rad = 0.5 * (low_rad + high_rad)
        if _shoot(from_, to, turn_rad)[0] > lon12_rad:
            high_rad = turn_rad
        else:
            low_rad = turn_rad
        if not low_rad < 0.5 * (low_rad + high_rad) < high_rad:
            break
    sin_az1, cos_az1 = math.cos(turn_rad), -math.sin(turn_rad)
    run_rad, length_m, sin_az2, cos_az2 = _shoot(from_, to, turn_rad)
    # What is left over in longitude, by the first variation of the length.
    length_m += SEMI_MAJOR_M * to.cosine * sin_az2 * (lon12_rad - run_rad)
    if swap:
        sin_az1, cos_az1, sin_az2, cos_az2 = sin_az2, -cos_az2, sin_az1, -cos_az1
    if flip:
        cos_az1, cos_az2 = -cos_az1, -cos_az2
    azimuth1_rad = math.atan2(east_sign * sin_az1, cos_az1)
    azimuth2_rad = math.atan2(east_sign * sin_az2, cos_az2)
    return length_m, azimuth1_rad, azimuth2_rad


@njit(cache=True, nogil=True)
def inverse_m_rad(
    lat1_rad: float, lon1_rad: float, lat2_rad: float, lon2_rad: float
) -> tuple[float, float, float]:
    """Find the shortest geodesic between two points of the ellipsoid.

    Parameters
    ----------
    lat1_rad, lon1_rad, lat2_rad, lon2_rad : float
        Geodetic latitude and longitude on WGS84 [rad]; any longitude, so that the date
        line needs no care.

    Returns
    -------
    distance_m, azimuth1_rad, azimuth2_rad : float
        Length [m], and the forward azimuth, clockwise from north in [-pi, pi], at the
        first and at the second point. Coincident points: 0, 0, 0. NaN in, NaN out.
        Heights do not enter: this is the distance at the surface of the ellipsoid.
    """
    lon12_rad = lon2_rad - lon1_rad
    if not math.isfinite(lat1_rad + lat2_rad + lon12_rad):
        return math.nan, math.nan, math.nan
    lon12_rad = _wrap_rad(lon12_rad)
    from_, to = _reduced(lat1_rad), _reduced(lat2_rad)
    length_m, azimuth1_rad, azimuth2_rad, settled = _by_rounds(from_, to, lon12_rad)
    if settled:
        return length_m, azimuth1_rad, azimuth2_rad
    return _by_halving(from_, to, lon12_rad)


@njit(cache=True, nogil=True)
def _reverted_rad(eps_frac: float, tau_rad: float) -> float:
    """Return sigma for the scaled distance tau: (20), (21)."""
    eps = eps_frac
    e2 = eps * eps
    p1 = eps * (1.0 / 2 + e2 * (-9.0 / 32 + 205 * e2 / 1536))
    p2 = e2 * (5.0 / 16 + e2 * (-37.0 / 96 + 1335 * e2 / 4096))
    p3 = e2 * eps * (29.0 / 96 - 75 * e2 / 128)
    p4 = e2 * e2 * (539.0 / 1536 - 2391 * e2 / 2560)
    p5 = e2 * e2 * eps * (3467.0 / 7680)
    p6 = e2 * e2 * e2 * (38081.0 / 61440)
    sin1, twice_cos = math.sin(2.0 * tau_rad), 2.0 * math.cos(2.0 * tau_rad)
    sin2 = twice_cos * sin1
    sin3 = twice_cos * sin2 - sin1
    sin4 = twice_cos * sin3 - sin2
    sin5 = twice_cos * sin4 - sin3
    sin6 = twice_cos * sin5 - sin4
    far = p6 * sin6 + p5 * sin5 + p4 * sin4
    return tau_rad + far + p3 * sin3 + p2 * sin2 + p1 * sin1


@njit(cache=True, nogil=True)
def direct_rad(
    lat1_rad: float, lon1_rad: float, azimuth1_rad: float, distance_m: float
) -> tuple[float, float, float]:
    """Find where a geodesic of given azimuth and length ends.

    Parameters
    ----------
    lat1_rad, lon1_rad : float
        Start on WGS84 [rad].
    azimuth1_rad : float
        Azimuth at the start, clockwise from north [rad].
    distance_m : float
        Length [m]; negative goes backwards.

    Returns
    -------
    lat2_rad, lon2_rad, azimuth2_rad : float
        End, with longitude in [-pi, pi], and the forward azimuth there [rad].
        NaN in, NaN out.
    """
    if not math.isfinite(lat1_rad + lon1_rad + azimuth1_rad + distance_m):
        return math.nan, math.nan, math.nan
    from_ = _reduced(lat1_rad)
    sin_az1, cos_az1 = math.sin(azimuth1_rad), math.cos(azimuth1_rad)
    sin_alpha0 = sin_az1 * from_.cosine
    cos2_alpha0 = cos_az1 * cos_az1 + (sin_az1 * from_.sine) ** 2
    cos_alpha0 = math.sqrt(cos2_alpha0)
    x1 = from_.cosine * cos_az1
    sigma1_rad = math.atan2(from_.sine, x1)
    sin_s1, cos_s1 = math.sin(sigma1_rad), math.cos(sigma1_rad)
    eps = _epsilon(cos2_alpha0)
    start_m = _arc_length_m(Arc(sigma1_rad, sin_s1, cos_s1, cos_s1, eps))
    tau_rad = (start_m + distance_m) / (SEMI_MINOR_M * _a1(eps))
    sigma2_rad = _reverted_rad(eps, tau_rad)
    sin_s2, cos_s2 = math.sin(sigma2_rad), math.cos(sigma2_rad)
    x2 = math.sqrt(sin_alpha0 * sin_alpha0 + (cos_alpha0 * cos_s2) ** 2)
    lat2_rad = math.atan2(cos_alpha0 * sin_s2, _AXES_RATIO * x2)
    azimuth2_rad = math.atan2(sin_alpha0, cos_alpha0 * cos_s2)
    # From the latitude itself, not from sigma1: at a pole the cosine of sigma1 is all
    # rounding, and the direction of departure would be lost in it.
    omega1_rad = math.atan2(sin_alpha0 * from_.sine, x1)
    omega_rad = math.atan2(sin_alpha0 * sin_s2, cos_s2) - omega1_rad
    arc_rad = sigma2_rad - sigma1_rad
    cos_sum = math.cos(sigma1_rad + sigma2_rad)
    arc = Arc(arc_rad, math.sin(arc_rad), math.cos(arc_rad), cos_sum, eps)
    lag_rad = _longitude_lag_rad(sin_alpha0, arc)
    return lat2_rad, _wrap_rad(lon1_rad + omega_rad - lag_rad), azimuth2_rad


@njit(cache=True, nogil=True)
def local_m(
    lat0_rad: float, lon0_rad: float, lat_rad: float, lon_rad: float
) -> tuple[float, float]:
    """Return azimuthal equidistant coordinates of a point about a centre.

    Distance and direction from the centre are true; between two points away from it
    they are not, by a relative error of about (distance / 6,371 km)^2 / 6.

    Returns
    -------
    east_m, north_m : float
        Along the azimuth at the centre [m]. NaN in, NaN out.
    """
    length_m, azimuth_rad, _ = inverse_m_rad(lat0_rad, lon0_rad, lat_rad, lon_rad)
    return length_m * math.sin(azimuth_rad), length_m * math.cos(azimuth_rad)


@njit(cache=True, nogil=True)
def distances_m(lat1_deg: F64, lon1_deg: F64, lat2_deg: F64, lon2_deg: F64) -> F64:
    """Return the geodesic distance [m] of each pair of points, given in degrees."""
    out_m = np.empty(lat1_deg.size, np.float64)
    for i in range(lat1_deg.size):
        out_m[i] = inverse_m_rad(
            math.radians(lat1_deg[i]),
            math.radians(lon1_deg[i]),
            math.radians(lat2_deg[i]),
            math.radians(lon2_deg[i]),
        )[0]
    return out_m
