"""How identities and words are spelt in POSITIONS."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"(~?)(?:0[xX])?([0-9a-fA-F]{6})")
_SQUAWK = re.compile(r"([0-7]{1,4})(?:\.0+)?")
_MOST_ADDRESS = 0xFFFFFF


def _whole(value: object) -> str:
    """Return text; a whole float, as pandas makes of integers with gaps, without .0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def mover(value: object) -> str | None:
    """Spell the id of a mover: a 24-bit address in lower-case hex, else as it stands.

    A `~`, which readsb puts before addresses that are not ICAO's, stays.

    >>> mover("0xF0E001"), mover("~2B3C4D"), mover("T-17"), mover(1234.0)
    ('f0e001', '~2b3c4d', 'T-17', '1234')
    """
    word = _whole(value)
    match = _ADDRESS.fullmatch(word)
    if match:
        return (match.group(1) + match.group(2)).lower()
    return word or None


def address(value: object) -> str | None:
    """Spell the id of a mover from a column of 24-bit addresses, numbers too.

    Raises
    ------
    ValueError
        A number that is no 24-bit address.

    >>> address(15785985), address("0xF0E001")
    ('f0e001', 'f0e001')
    """
    if isinstance(value, int | float):
        if not 0 <= value <= _MOST_ADDRESS or value != int(value):
            raise ValueError(f"{value} is no 24-bit address")
        return f"{int(value):06x}"
    return mover(value)


def track(value: object) -> str | None:
    """Spell a track number; one that would pass for an address gets ``t`` before it.

    >>> track(123456), track(77)
    ('t123456', '77')
    """
    word = _whole(value)
    return f"t{word}" if _ADDRESS.fullmatch(word) else word or None


def callsign(value: object) -> str | None:
    """Spell a callsign: without blanks around it, None where nothing is left."""
    return _whole(value) or None


def squawk(value: object) -> str | None:
    """Spell a Mode A code as four octal digits; None where it is no such code.

    A code that cannot be one says nothing of the position, so the row stays.

    >>> squawk(4720.0), squawk("21"), squawk("9999")
    ('4720', '0021', None)
    """
    match = _SQUAWK.fullmatch(str(value).strip())
    return match.group(1).zfill(4) if match else None


def emergency(value: object) -> str | None:
    """Spell an emergency status; ``none`` is None."""
    word = _whole(value).lower()
    return None if word in ("", "none", "null", "nan") else word


def category(value: object) -> str | None:
    """Spell an emitter category, A0 to D7, in upper case."""
    return _whole(value).upper() or None


def word(value: object) -> str | None:
    """Spell a plain word; None where it is empty."""
    return _whole(value) or None
