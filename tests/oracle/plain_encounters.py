"""Reads DAIDALUS' scenarios, and puts them in the plane that DAIDALUS uses.

DAIDALUS takes the Earth for a sphere on which one minute of arc is a nautical mile,
and projects it orthographically about the ownship; a velocity is projected as the
difference between now and 10 s later along the great circle, divided by 10 s. That is
its projection, not ours: it stands here so that its figures can be met to their last
digit, and the arithmetic be checked apart from the choice of a plane.
"""

import math

import numpy as np

from thalweg.kernels.daa import States

M_PER_NMI = 1852.0
MPS_PER_KT = 1852.0 / 3600.0
SPHERE_M = 1852.0 * 60.0 * 180.0 / math.pi
AHEAD_S = 10.0


def read_daa(path):
    """Return (ownship rows, intruder rows) of a scenario, each row a dict of floats."""
    rows = {"Ownship": [], "Intruder": []}
    header = None
    for line in path.read_text().splitlines():
        words = line.replace(",", " ").split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "NAME":
            header = words[1:]
        elif words[0] in rows:
            values = (float(word) for word in words[1:])
            rows[words[0]].append(dict(zip(header, values, strict=True)))
    return rows["Ownship"], rows["Intruder"]


def velocity_mps(row):
    if "vx" in row:
        return row["vx"] * MPS_PER_KT, row["vy"] * MPS_PER_KT
    speed, track = row["gs"] * MPS_PER_KT, math.radians(row["trk"])
    return speed * math.sin(track), speed * math.cos(track)


def projected_m(centre, lat_rad, lon_rad):
    """Orthographic east and north of a point about the row `centre`."""
    lat0, lon0 = math.radians(centre["lat"]), math.radians(centre["lon"])
    turn = lon_rad - lon0
    return (
        SPHERE_M * math.cos(lat_rad) * math.sin(turn),
        SPHERE_M
        * (
            math.cos(lat0) * math.sin(lat_rad)
            - math.sin(lat0) * math.cos(lat_rad) * math.cos(turn)
        ),
    )


def projected_state(centre, row):
    """East, north [m], altitude [ft], east, north [m/s] and vertical rate [ft/min]."""
    lat, lon = math.radians(row["lat"]), math.radians(row["lon"])
    east_mps, north_mps = velocity_mps(row)
    far = math.hypot(east_mps, north_mps) * AHEAD_S / SPHERE_M
    course = math.atan2(east_mps, north_mps)
    sin_lat2 = math.sin(lat) * math.cos(far) + math.cos(lat) * math.sin(far) * math.cos(
        course
    )
    lon2 = lon + math.atan2(
        math.sin(course) * math.sin(far) * math.cos(lat),
        math.cos(far) - math.sin(lat) * sin_lat2,
    )
    x, y = projected_m(centre, lat, lon)
    x2, y2 = projected_m(centre, math.asin(sin_lat2), lon2)
    rate_fpm = row["vz"] if "vz" in row else row["vs"]
    return x, y, row["alt"], (x2 - x) / AHEAD_S, (y2 - y) / AHEAD_S, rate_fpm


def states(centres, rows):
    """States of one aircraft, each second in the plane about that second's centre."""
    table = [projected_state(c, r) for c, r in zip(centres, rows, strict=True)]
    return States(*np.array(table, dtype=np.float64).T.copy())
