"""Compact Position Reporting: from the 17-bit halves in messages to places.

RTCA DO-260B, Appendix A 1.7. A message holds a place within a zone; which zone, two
messages of different parity tell, or a place known to be near. The numbers 17 bits wide
stay integers as long as they can, so that no zone turns on a rounding.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field

from thalweg.times import US_PER_S

_BITS = 17
_SIZE = 1 << _BITS
_HALF = _SIZE >> 1
_ZONES = 60
_WHOLE_DEG, _QUARTER_DEG = 360.0, 90.0

PAIR_US = 10 * US_PER_S
"""Two airborne messages further apart are no pair (DO-260B A.1.7.7)."""
SURFACE_PAIR_US = 25 * US_PER_S
"""Two surface messages further apart are no pair, above 25 kt or at unknown speed."""
SLOW_PAIR_US = 50 * US_PER_S
"""The same at 25 kt or less, where no more than 0.35 NM are covered."""
SLOW_KT = 25.0
NEAR_US = 60 * US_PER_S
"""How long a mover's own place tells the zone of an airborne message. In a minute
nothing covers the 180 NM for which the zone is certain."""
NEAR_SURFACE_US = 300 * US_PER_S
"""The same for a surface message: 45 NM are five minutes at 540 kt."""

Place = tuple[float, float]
"""Latitude and longitude, WGS84, degrees; only between functions of this room."""


def _edges() -> list[float]:
    """Return the latitudes at which the number of longitude zones falls, from 59."""
    turn = 1.0 - math.cos(math.pi / 30.0)
    edges = [
        math.degrees(math.acos(math.sqrt(turn / (1.0 - math.cos(math.tau / zones)))))
        for zones in range(59, 1, -1)
    ]
    return edges


_EDGES_DEG = _edges()


def longitude_zones(lat_deg: float) -> int:
    """Return NL: the number of longitude zones at a latitude, 59 to 1.

    >>> longitude_zones(0.0), longitude_zones(-52.3), longitude_zones(88.0)
    (59, 36, 1)
    """
    return 59 - bisect_left(_EDGES_DEG, abs(lat_deg))


@dataclass(frozen=True, slots=True)
class Half:
    """What one message says of its place: `lat` and `lon` as 17-bit numbers."""

    lat: int
    lon: int
    odd: bool
    surface: bool


def from_pair(even: Half, odd: Half, *, latest: Half) -> Place | None:
    """Return the place of `latest`, one of an even and an odd airborne message.

    None where the two lie on both sides of an edge between longitude zones, or give no
    latitude: then they tell nothing, and the next message will.
    """
    lats = _pair_latitudes(even, odd, _WHOLE_DEG)
    lats = tuple(lat - 360.0 if lat >= 270.0 else lat for lat in lats)
    if max(map(abs, lats)) > 90.0:
        return None
    return _pair_place(even, odd, latest, lats, _WHOLE_DEG)


def from_surface_pair(
    even: Half, odd: Half, *, latest: Half, near: Place
) -> Place | None:
    """Return the place of `latest`, of two surface messages, in the quarter of `near`.

    Surface messages leave open which hemisphere, and which of four quarters of
    longitude. `near` must be within 45 degrees of the truth.
    """
    lats = _pair_latitudes(even, odd, _QUARTER_DEG)
    if abs(lats[0] - 90.0 - near[0]) < abs(lats[0] - near[0]):
        lats = tuple(lat - 90.0 for lat in lats)
    if max(map(abs, lats)) > 90.0:
        return None
    place = _pair_place(even, odd, latest, lats, _QUARTER_DEG)
    if place is None:
        return None
    quarters = round((near[1] - place[1]) / _QUARTER_DEG)
    return place[0], _wrapped(place[1] + quarters * _QUARTER_DEG)


def _pair_latitudes(even: Half, odd: Half, span_deg: float) -> tuple[float, ...]:
    zone = ((_ZONES - 1) * even.lat - _ZONES * odd.lat + _HALF) >> _BITS
    return (
        span_deg / _ZONES * (zone % _ZONES + even.lat / _SIZE),
        span_deg / (_ZONES - 1) * (zone % (_ZONES - 1) + odd.lat / _SIZE),
    )


def _pair_place(
    even: Half, odd: Half, latest: Half, lats: tuple[float, ...], span_deg: float
) -> Place | None:
    zones = longitude_zones(lats[0])
    if zones != longitude_zones(lats[1]):
        return None
    lat_deg = lats[latest.odd]
    count = max(zones - latest.odd, 1)
    zone = (even.lon * (zones - 1) - odd.lon * zones + _HALF) >> _BITS
    return lat_deg, _wrapped(span_deg / count * (zone % count + latest.lon / _SIZE))


def from_near(half: Half, near: Place) -> Place | None:
    """Return the place of one message, in the zone about `near`.

    `near` must be within half a zone of the truth: 180 NM, for surface messages 45 NM.
    None where there is no such place.
    """
    span_deg = _QUARTER_DEG if half.surface else _WHOLE_DEG
    lat_deg = _nearest(half.lat, span_deg / (_ZONES - half.odd), near[0])
    if abs(lat_deg) > 90.0:
        return None
    count = max(longitude_zones(lat_deg) - half.odd, 1)
    return lat_deg, _wrapped(_nearest(half.lon, span_deg / count, near[1]))


def _nearest(part: int, zone_deg: float, near_deg: float) -> float:
    """Return the angle nearest to `near_deg` that lies `part` deep in its zone."""
    share = part / _SIZE
    return zone_deg * (math.floor(near_deg / zone_deg - share + 0.5) + share)


def _wrapped(lon_deg: float) -> float:
    if -180.0 <= lon_deg < 180.0:
        return lon_deg
    return (lon_deg + 180.0) % 360.0 - 180.0


@dataclass(slots=True)
class Locator:
    """What is known of one mover's place; asked in the order of its messages.

    A pair that is fresh goes first, since it needs nothing that was inferred before;
    so a wrong place cannot keep itself alive. Whether the mover could have flown there
    is not asked here.
    """

    place: Place | None = None
    place_us: int = 0
    _last: dict[tuple[bool, bool], tuple[int, Half]] = field(default_factory=dict)

    def locate(
        self,
        time_us: int,
        half: Half,
        *,
        receiver: Place | None = None,
        speed_kt: float | None = None,
    ) -> Place | None:
        """Return the place of a message, and remember it; None where it is unknown.

        `receiver` tells the quarter of the world of surface messages, where the mover's
        own place does not.
        """
        self._last[half.surface, half.odd] = (time_us, half)
        place = self._by_pair(time_us, half, receiver, speed_kt)
        if place is None and self._near(time_us, surface=half.surface):
            assert self.place is not None
            place = from_near(half, self.place)
        if place is not None:
            self.place, self.place_us = place, time_us
        return place

    def _near(self, time_us: int, *, surface: bool) -> bool:
        if self.place is None:
            return False
        age_us = abs(time_us - self.place_us)
        return age_us <= (NEAR_SURFACE_US if surface else NEAR_US)

    def _by_pair(
        self,
        time_us: int,
        half: Half,
        receiver: Place | None,
        speed_kt: float | None,
    ) -> Place | None:
        then_us, other = self._last.get((half.surface, not half.odd), (0, None))
        if other is None:
            return None
        even, odd = (other, half) if half.odd else (half, other)
        apart_us = abs(time_us - then_us)
        if not half.surface:
            if apart_us > PAIR_US:
                return None
            return from_pair(even, odd, latest=half)
        slow = speed_kt is not None and speed_kt <= SLOW_KT
        if apart_us > (SLOW_PAIR_US if slow else SURFACE_PAIR_US):
            return None
        near = self.place if self._near(time_us, surface=True) else receiver
        if near is None:
            return None
        return from_surface_pair(even, odd, latest=half, near=near)
