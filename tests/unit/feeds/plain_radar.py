"""Where a radar sees what: exact geometry on WGS84, by another road than the reader's.

Straight beam, no weather. Latitudes and longitudes in degrees, lengths in metres.
"""

import math

from pyproj import Geod, Transformer

GEOD = Geod(ellps="WGS84")
_ECEF = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def slant_m(radar, radar_height_m, lat_deg, lon_deg, height_m):
    """Return the length of the straight line from the radar to a point."""
    here = _ECEF.transform(radar.lon_deg, radar.lat_deg, radar_height_m)
    there = _ECEF.transform(lon_deg, lat_deg, height_m)
    return math.dist(here, there)


def azimuth_deg(radar, radar_height_m, lat_deg, lon_deg, height_m):
    """Return the direction of that line from true north, in the radar's horizon."""
    here = _ECEF.transform(radar.lon_deg, radar.lat_deg, radar_height_m)
    there = _ECEF.transform(lon_deg, lat_deg, height_m)
    x, y, z = (b - a for a, b in zip(here, there, strict=True))
    lat, lon = math.radians(radar.lat_deg), math.radians(radar.lon_deg)
    east = -math.sin(lon) * x + math.cos(lon) * y
    across = math.cos(lon) * x + math.sin(lon) * y
    north = math.cos(lat) * z - math.sin(lat) * across
    return math.degrees(math.atan2(east, north)) % 360.0
