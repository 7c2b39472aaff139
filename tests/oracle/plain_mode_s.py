"""Mode S in plain Python, bit by bit: frames are made here, and positions read again.

Written from the formulas of the standards (ICAO Annex 10 IV 3.1.2.3.3, RTCA DO-260B
A.1.7), sharing nothing with `thalweg.feeds`: parity by long division, zones of
longitude by their formula, angles by floor and mod on reals.
"""

from __future__ import annotations

import math
from fractions import Fraction

GENERATOR = 0b1111111111111010000001001
ESCAPE = b"\x1a"


def parity(data: bytes) -> int:
    """Return the remainder of `data` times x^24."""
    rest = int.from_bytes(data, "big") << 24
    for place in range(len(data) * 8 + 23, 23, -1):
        if rest >> place & 1:
            rest ^= GENERATOR << (place - 24)
    return rest


def sealed(data: bytes) -> bytes:
    """Return a squitter or an all-call, with its parity."""
    return data + parity(data).to_bytes(3, "big")


def overlaid(data: bytes, address: int) -> bytes:
    """Return a reply, with the address laid over its parity."""
    return data + (parity(data) ^ address).to_bytes(3, "big")


def fields(*parts: tuple[int, int]) -> int:
    """Return (value, bits) parts, one after the other, as one number."""
    whole = 0
    for value, bits in parts:
        assert 0 <= value < 1 << bits, (value, bits)
        whole = whole << bits | value
    return whole


def squitter(
    address: int, *parts: tuple[int, int], df: int = 17, low: int = 5
) -> bytes:
    """Return an extended squitter whose 56 bits are `parts`."""
    assert sum(bits for _, bits in parts) == 56
    head = bytes([df << 3 | low]) + address.to_bytes(3, "big")
    return sealed(head + fields(*parts).to_bytes(7, "big"))


def reply(df: int, low: int, code: int, address: int, rest: bytes = b"") -> bytes:
    """Return a reply with 13 bits of altitude or identity; `rest` where it is long."""
    return overlaid(bytes([df << 3 | low, 0, *code.to_bytes(2, "big")]) + rest, address)


def altitude_12(feet: int) -> int:
    """Return the 12 bits of an altitude in steps of 25 ft."""
    steps = (feet + 1000) // 25
    return steps >> 4 << 5 | 1 << 4 | steps & 15


def altitude_13(feet: int) -> int:
    """Return the 13 bits of an altitude in steps of 25 ft."""
    steps = (feet + 1000) // 25
    return steps >> 5 << 7 | (steps >> 4 & 1) << 5 | 1 << 4 | steps & 15


def identity_13(squawk: str) -> int:
    """Return the 13 bits of a squawk."""
    a, b, c, d = ([int(digit) >> place & 1 for place in range(3)] for digit in squawk)
    order = (
        c[0], a[0], c[1], a[1], c[2], a[2], 0, b[0], d[0], b[1], d[1], b[2], d[2]
    )  # fmt: skip
    return fields(*((bit, 1) for bit in order))


def zones(lat_deg: float) -> int:
    """Return NL, by its formula (A.1.7.2 d)."""
    if lat_deg == 0:
        return 59
    if abs(lat_deg) == 87:
        return 2
    if abs(lat_deg) > 87:
        return 1
    turn = 1 - math.cos(math.pi / 30)
    square = math.cos(math.pi / 180 * abs(lat_deg)) ** 2
    return math.floor(2 * math.pi / math.acos(1 - turn / square))


def encoded(
    lat_deg: float, lon_deg: float, *, odd: bool, surface: bool = False
) -> tuple[int, int]:
    """Return the two numbers of 17 bits of a place (A.1.7.3, A.1.7.5)."""
    # Surface messages hold the last 17 of the 19 bits of the same zones.
    bits = 19 if surface else 17
    whole_lat = 360.0 / (60 - odd)
    yz = math.floor(2**bits * (lat_deg % whole_lat) / whole_lat + 0.5)
    rlat = whole_lat * (yz / 2**bits + math.floor(lat_deg / whole_lat))
    whole_lon = 360.0 / max(zones(rlat) - odd, 1)
    xz = math.floor(2**bits * (lon_deg % whole_lon) / whole_lon + 0.5)
    return yz % 2**17, xz % 2**17


def plain_pair(
    even: tuple[int, int], odd: tuple[int, int], *, latest_odd: bool
) -> tuple[float, float] | None:
    """Return the place of an airborne pair (A.1.7.7), by fractions."""
    yz0, xz0, yz1, xz1 = (Fraction(part, 2**17) for part in (*even, *odd))
    j = math.floor(59 * yz0 - 60 * yz1 + Fraction(1, 2))
    rlat0 = float(Fraction(360, 60) * (j % 60 + yz0))
    rlat1 = float(Fraction(360, 59) * (j % 59 + yz1))
    rlat0, rlat1 = (lat - 360 if lat >= 270 else lat for lat in (rlat0, rlat1))
    if abs(rlat0) > 90 or abs(rlat1) > 90 or zones(rlat0) != zones(rlat1):
        return None
    rlat, xz = (rlat1, xz1) if latest_odd else (rlat0, xz0)
    nl = zones(rlat)
    m = math.floor(xz0 * (nl - 1) - xz1 * nl + Fraction(1, 2))
    ni = max(nl - latest_odd, 1)
    lon = float(Fraction(360, ni) * (m % ni + xz))
    return rlat, lon - 360 if lon >= 180 else lon


def position(
    address: int,
    lat_deg: float,
    lon_deg: float,
    *,
    odd: bool,
    type_code: int = 11,
    feet: int | None = 30_000,
    nic_b: int = 0,
    df: int = 17,
    low: int = 5,
) -> bytes:
    """Return an airborne position message; `nic_b` is the bit before the altitude."""
    lat, lon = encoded(lat_deg, lon_deg, odd=odd)
    height = 0 if feet is None else altitude_12(feet)
    return squitter(
        address,
        (type_code, 5), (0, 2), (nic_b, 1), (height, 12), (0, 1), (odd, 1),
        (lat, 17), (lon, 17),
        df=df, low=low,
    )  # fmt: skip


def surface(
    address: int,
    lat_deg: float,
    lon_deg: float,
    *,
    odd: bool,
    type_code: int = 7,
    movement: int = 13,
    track: int | None = 32,
) -> bytes:
    """Return a surface position message; `track` in 128ths of a circle."""
    lat, lon = encoded(lat_deg, lon_deg, odd=odd, surface=True)
    return squitter(
        address,
        (type_code, 5), (movement, 7), (track is not None, 1), (track or 0, 7),
        (0, 1), (odd, 1), (lat, 17), (lon, 17),
        low=4,
    )  # fmt: skip


def velocity(
    address: int,
    east_kt: int,
    north_kt: int,
    *,
    up_fpm: int = 0,
    difference_ft: int | None = None,
    subtype: int = 1,
) -> bytes:
    """Return a velocity over ground."""
    difference = 0 if difference_ft is None else abs(difference_ft) // 25 + 1
    return squitter(
        address,
        (19, 5), (subtype, 3), (0, 5),
        (east_kt < 0, 1), (abs(east_kt) + 1, 10),
        (north_kt < 0, 1), (abs(north_kt) + 1, 10),
        (1, 1), (up_fpm < 0, 1), (abs(up_fpm) // 64 + 1, 9), (0, 2),
        ((difference_ft or 0) < 0, 1), (difference, 7),
    )  # fmt: skip


def airspeed(address: int, heading: int, knots: int) -> bytes:
    """Return a velocity through the air; `heading` in 1,024ths of a circle."""
    return squitter(
        address,
        (19, 5), (3, 3), (0, 5), (1, 1), (heading, 10), (1, 1), (knots + 1, 10),
        (1, 1), (0, 1), (1, 9), (0, 2), (0, 1), (0, 7),
    )  # fmt: skip


def identification(address: int, callsign: str, category: str = "A3") -> bytes:
    """Return a callsign of up to eight letters and digits."""
    letters = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"
    codes = [(letters.index(letter), 6) for letter in callsign.ljust(8)]
    return squitter(
        address, ("DCBA".index(category[0]) + 1, 5), (int(category[1]), 3), *codes
    )


def operational_status(
    address: int,
    *,
    version: int = 2,
    nic_a: int = 0,
    nac_p: int = 9,
    nic_c: int = 0,
    on_ground: bool = False,
    advisory: bool = False,
    heading: int = 0,
    relayed_other: bool = False,
) -> bytes:
    """Return an operational status, of an airborne or a surface aircraft.

    `relayed_other` makes it a relay (DF 18, CF 6) for an address that is not ICAO's.
    """
    capability = [(0, 16)]
    if on_ground:
        capability = [(0, 11), (nic_c, 1), (0, 4)]
    return squitter(
        address,
        (31, 5), (int(on_ground), 3), *capability,
        (0, 2), (advisory, 1), (0, 13),
        (version, 3), (nic_a, 1), (nac_p, 4), (0, 2), (3, 2), (heading, 1), (0, 1),
        (0, 1), (relayed_other, 1),
        df=18 if relayed_other else 17,
        low=6 if relayed_other else 4 if on_ground else 5,
    )  # fmt: skip


def emergency(address: int, state: int, squawk: str) -> bytes:
    """Return an emergency status with its Mode A code."""
    return squitter(
        address, (28, 5), (1, 3), (state, 3), (identity_13(squawk), 13), (0, 32)
    )


def beast(*timed: tuple[int, bytes]) -> bytes:
    """Return a Beast recording of (count of the clock, frame); 2 bytes are Mode A/C."""
    letters = {2: b"1", 7: b"2", 14: b"3"}
    out = b""
    for count, frame in timed:
        body = count.to_bytes(6, "big") + b"\x60" + frame
        out += ESCAPE + letters[len(frame)] + body.replace(ESCAPE, ESCAPE * 2)
    return out
