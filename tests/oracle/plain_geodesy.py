"""Geodesics in plain Python: integrals by quadrature, roots by halving, no series.

The distance and the longitude along a geodesic are the integrals (7) and (8) of Karney,
"Algorithms for geodesics" (2013); Gauss-Legendre nodes take them to machine precision.
Slow, and different in every step from the kernel it checks.
"""

import math

import numpy as np

A_M = 6378137.0
F = 1.0 / 298.257223563
B_M = A_M * (1.0 - F)
EP2 = F * (2.0 - F) / (1.0 - F) ** 2
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


def reduced_rad(lat_rad):
    return math.atan2((1.0 - F) * math.sin(lat_rad), math.cos(lat_rad))


def integrals(sin_alpha0, sigma1_rad, sigma2_rad, k2=None):
    """Distance [m] and the sphere's excess of longitude [rad] from sigma1 to sigma2.

    `k2` is the Earth's for this geodesic unless another is given.
    """
    if k2 is None:
        k2 = EP2 * (1.0 - sin_alpha0**2)
    half, middle = (sigma2_rad - sigma1_rad) / 2.0, (sigma1_rad + sigma2_rad) / 2.0
    sigma = middle + half * _NODES
    root = np.sqrt(1.0 + k2 * np.sin(sigma) ** 2)
    length_m = B_M * half * float(np.dot(_WEIGHTS, root))
    lag = half * float(np.dot(_WEIGHTS, (2.0 - F) / (1.0 + (1.0 - F) * root)))
    return length_m, F * sin_alpha0 * lag


def plain_direct_rad(lat1_rad, lon1_rad, azimuth1_rad, distance_m):
    """End of a geodesic: latitude, longitude, azimuth there."""
    beta1 = reduced_rad(lat1_rad)
    sin_a1, cos_a1 = math.sin(azimuth1_rad), math.cos(azimuth1_rad)
    sin_a0 = sin_a1 * math.cos(beta1)
    cos_a0 = math.hypot(cos_a1, sin_a1 * math.sin(beta1))
    sigma1 = math.atan2(math.sin(beta1), math.cos(beta1) * cos_a1)
    low, high = sigma1 - 8.0, sigma1 + 8.0
    for _ in range(80):
        sigma2 = (low + high) / 2.0
        if integrals(sin_a0, sigma1, sigma2)[0] < distance_m:
            low = sigma2
        else:
            high = sigma2
    sin_s2, cos_s2 = math.sin(sigma2), math.cos(sigma2)
    tan_x = math.hypot(sin_a0, cos_a0 * cos_s2)
    lat2_rad = math.atan2(cos_a0 * sin_s2, (1.0 - F) * tan_x)
    omega = math.atan2(sin_a0 * sin_s2, cos_s2) - math.atan2(
        sin_a0 * math.sin(sigma1), math.cos(sigma1)
    )
    lon2_rad = lon1_rad + omega - integrals(sin_a0, sigma1, sigma2)[1]
    return lat2_rad, lon2_rad, math.atan2(sin_a0, cos_a0 * cos_s2)


def _run(beta1, beta2, turn_rad):
    """Longitude run [rad] and distance [m] for azimuth pi/2 + turn at latitude 1."""
    sin_a1, cos_a1 = math.cos(turn_rad), -math.sin(turn_rad)
    sin_a0 = sin_a1 * math.cos(beta1)
    gain = math.sin(beta1 - beta2) * math.sin(beta1 + beta2)
    cos_a2_cos_b2 = math.sqrt(max(0.0, (cos_a1 * math.cos(beta1)) ** 2 + gain))
    y1, x1 = math.sin(beta1), cos_a1 * math.cos(beta1)
    y2, x2 = math.sin(beta2), cos_a2_cos_b2
    sigma1, sigma2 = math.atan2(y1, x1), math.atan2(y2, x2)
    omega = math.atan2(sin_a0 * y2, x2) - math.atan2(sin_a0 * y1, x1)
    if omega < 0.0:
        omega += 2.0 * math.pi
    length_m, lag = integrals(sin_a0, sigma1, sigma2)
    return omega - lag, length_m


def plain_distance_m(lat1_rad, lon1_rad, lat2_rad, lon2_rad):
    """Length of the shortest geodesic."""
    lon12 = abs(math.remainder(lon2_rad - lon1_rad, 2.0 * math.pi))
    beta1, beta2 = reduced_rad(lat1_rad), reduced_rad(lat2_rad)
    if beta1 == beta2 == 0.0 and lon12 <= (1.0 - F) * math.pi:
        return A_M * lon12  # along the equator every azimuth but one goes elsewhere
    if abs(beta1) < abs(beta2):
        beta1, beta2 = beta2, beta1
    if beta1 >= 0.0:
        beta1, beta2 = -beta1, -beta2
    low, high = -math.pi / 2.0, math.pi / 2.0
    for _ in range(120):
        turn = (low + high) / 2.0
        if _run(beta1, beta2, turn)[0] > lon12:
            high = turn
        else:
            low = turn
    return _run(beta1, beta2, low)[1]
