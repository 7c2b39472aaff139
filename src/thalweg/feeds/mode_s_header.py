"""Mode S frames by the thousand: what every frame says, before its payload is decoded.

Downlink format, address, parity and the few bits that only stand in the header: ICAO
Annex 10 Volume IV 3.1.2. Tables of 8,192 codes turn the 13 bits of altitude and
identity replies into feet and squawks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

LONG, SHORT = 14, 7
"""Bytes of a frame."""

_GENERATOR = 0xFFF409
_CODES = 1 << 13
_NO_FORMAT = -1

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Headers:
    """One entry per frame.

    `df` is the downlink format, -1 where the bytes are no frame; `low` the three bits
    behind it (CA, CF, FS or VS); `address` the 24 bits announced, or those overlaid on
    the parity; `remainder` what the parity leaves over; `code` the 13 bits of altitude
    or identity of a reply.
    """

    df: I32
    low: I32
    address: I32
    remainder: I32
    code: I32


def headers(frames: Sequence[bytes]) -> Headers:
    """Read the headers of `frames`.

    A short format in 14 bytes is read from its first 7: some programs pad. Bytes of
    any other length, or too few for their format, are no frame.
    """
    size = np.fromiter(map(len, frames), np.int32, len(frames))
    padded = b"".join(frame[:LONG].ljust(LONG, b"\0") for frame in frames)
    data = np.frombuffer(padded, np.uint8).reshape(-1, LONG)
    df = (data[:, 0] >> 3).astype(np.int32)
    # DF 24 is told by its first two bits alone (Annex 10 3.1.2.7.3).
    df[df >= 24] = 24
    short = df < 16
    fits = ((size == SHORT) | (size == LONG)) & (short | (size == LONG))
    remainder = np.where(short, _remainder(data[:, :SHORT]), _remainder(data))
    announced = (
        (data[:, 1].astype(np.int32) << 16)
        | (data[:, 2].astype(np.int32) << 8)
        | data[:, 3]
    )
    told = (df == 11) | (df == 17) | (df == 18)
    return Headers(
        df=np.where(fits, df, _NO_FORMAT),
        low=(data[:, 0] & 7).astype(np.int32),
        address=np.where(told, announced, remainder),
        remainder=remainder,
        code=announced & (_CODES - 1),
    )


def _remainder(data: U8) -> I32:
    """Return what is left of each row after division by Mode S's generator."""
    table = _table()
    rest = np.zeros(len(data), np.int32)
    for column in data[:, :-3].T:
        rest = ((rest << 8) & 0xFFFFFF) ^ table[(rest >> 16) ^ column]
    parity = data[:, -3:].astype(np.int32)
    return rest ^ ((parity[:, 0] << 16) | (parity[:, 1] << 8) | parity[:, 2])


@cache
def _table() -> I32:
    table = np.zeros(256, np.int32)
    for byte in range(256):
        rest = byte << 16
        for _ in range(8):
            rest = (rest << 1) ^ (_GENERATOR | 1 << 24 if rest & 0x800000 else 0)
        table[byte] = rest & 0xFFFFFF
    return table


@cache
def altitudes_ft() -> tuple[float | None, ...]:
    """Return the pressure altitude of each 13-bit code; None where it says none.

    Annex 10 3.1.2.6.5.4. Codes in metres (the M bit) are None: no table of them was
    ever published.
    """
    return tuple(_altitude_ft(code) for code in range(_CODES))


def _altitude_ft(code: int) -> float | None:
    if code == 0 or code & 0x40:
        return None
    if code & 0x10:
        steps = ((code & 0x1F80) >> 2) | ((code & 0x20) >> 1) | (code & 0xF)
        return steps * 25.0 - 1000.0
    return _gillham_ft(code)


def _gillham_ft(code: int) -> float | None:
    """Return feet of an altitude in steps of 100 ft, coded as a Mode C reply."""
    c1, a1, c2, a2, c4, a4, _, b1, _, b2, d2, b4, d4 = _bits(code)
    fives = _from_gray(d2, d4, a1, a2, a4, b1, b2, b4)
    ones = _from_gray(c1, c2, c4)
    if ones in (0, 5, 6):
        return None
    ones = 5 if ones == 7 else ones
    if fives % 2:
        ones = 6 - ones
    return fives * 500.0 + ones * 100.0 - 1300.0


def _from_gray(*bits: int) -> int:
    value = bit = 0
    for gray in bits:
        bit ^= gray
        value = value << 1 | bit
    return value


def _bits(code: int) -> tuple[int, ...]:
    return tuple(code >> place & 1 for place in range(12, -1, -1))


@cache
def squawks() -> tuple[str, ...]:
    """Return the four octal digits of each 13-bit identity code (3.1.2.6.7.1)."""
    return tuple(_squawk(code) for code in range(_CODES))


def _squawk(code: int) -> str:
    c1, a1, c2, a2, c4, a4, _, b1, d1, b2, d2, b4, d4 = _bits(code)
    digits = ((a1, a2, a4), (b1, b2, b4), (c1, c2, c4), (d1, d2, d4))
    return "".join(str(one + 2 * two + 4 * four) for one, two, four in digits)
