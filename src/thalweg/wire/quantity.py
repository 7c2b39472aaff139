"""Quantities as people write them: a number, one blank, a unit.

``3 nmi``, ``1000 ft``, ``60 s``, ``7 d``, ``20 per h``, ``1 per 90 d``, ``FL350``,
``500 ft AMSL``, ``06:00Z``. A number without its unit is refused, and so is a unit that
could be read as two (``nm`` is a nanometre, ``m`` is never a minute). Factors are
decimal and exact, so that ``500 ft`` is the double nearest to 152.4 m.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BeforeValidator

from thalweg.errors import InputError
from thalweg.times import parse_iso
from thalweg.wire.yaml import shown, unknown

if TYPE_CHECKING:
    from thalweg.model.agreement import DayWindow, HeightBound

LENGTH_M: Final = {
    "m": Decimal(1),
    "km": Decimal(1000),
    "nmi": Decimal(1852),
    "ft": Decimal("0.3048"),
    "mi": Decimal("1609.344"),
}
"""Metres in each unit of length."""

HEIGHT_FT: Final = {
    "ft": Decimal(1),
    "m": Decimal(1) / Decimal("0.3048"),
    "km": Decimal(1000) / Decimal("0.3048"),
}
"""Feet in each unit of height."""

DURATION_S: Final = {
    "ms": Decimal("0.001"),
    "s": Decimal(1),
    "min": Decimal(60),
    "h": Decimal(3600),
    "d": Decimal(86400),
}
"""Seconds in each unit of time; a day is 24 hours."""

SPEED_MPS: Final = {
    "m/s": Decimal(1),
    "km/h": Decimal(1) / Decimal("3.6"),
    "kt": Decimal(1852) / Decimal(3600),
}
"""Metres per second in each unit of speed."""

ACCELERATION_MPS2: Final = {"m/s2": Decimal(1), "g": Decimal("9.80665")}
"""Metres per second squared in each unit of acceleration (g: ISO 80000-3)."""

DATUMS: Final = {"": "baro", "AMSL": "amsl", "AGL": "agl", "WGS84": "geo"}
"""What stands after a height, and the datum that it means."""

_ALL_UNITS: Final = (LENGTH_M, HEIGHT_FT, DURATION_S, SPEED_MPS, ACCELERATION_MPS2)

_NUMBER = r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,9})?"
_QUANTITY = re.compile(rf"({_NUMBER}) ([A-Za-z/0-9]{{1,8}})", re.ASCII)
_HEIGHT = re.compile(rf"({_NUMBER}) ([a-z]{{1,4}})(?: ([A-Z0-9]{{1,8}}))?", re.ASCII)
_LEVEL = re.compile(r"FL([0-9]{2,3})", re.ASCII)
_LOOSE = re.compile(
    r"\s*([-+]?[0-9][0-9,_ ']*(?:\.[0-9]+)?)\s*(.*)", re.ASCII | re.DOTALL
)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])Z", re.ASCII)
_WINDOW = re.compile(r"([0-9:]{5}Z)-([0-9:]{5}Z)", re.ASCII)
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?Z",
    re.ASCII,
)
_RATE = re.compile(
    rf"([1-9][0-9]{{0,5}}) per (?:({_NUMBER}) )?([a-z]{{1,3}})", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many in so long: ``1 per 90 d``."""

    count: int
    per_s: float


def length_m(value: object) -> float:
    """Return metres of e.g. ``3 nmi``; at least 0, at most half the way round."""
    return _measure(value, LENGTH_M, "a length such as '2 km'", 0.0, 20_000_000.0)


def duration_s(value: object) -> float:
    """Return seconds of e.g. ``15 min``; at least 0, at most 100 years."""
    return _measure(value, DURATION_S, "a time such as '60 s'", 0.0, 3.2e9)


def speed_mps(value: object) -> float:
    """Return m/s of e.g. ``1000 m/s``; at least 0, at most 20 km/s."""
    return _measure(value, SPEED_MPS, "a speed such as '250 kt'", 0.0, 20_000.0)


def acceleration_mps2(value: object) -> float:
    """Return m/s2 of e.g. ``5 m/s2``; at least 0, at most 1000."""
    return _measure(
        value, ACCELERATION_MPS2, "an acceleration such as '5 m/s2'", 0.0, 1000.0
    )


def height_ft(value: object) -> float:
    """Return feet of a height difference, e.g. ``1000 ft``; no datum, at least 0."""
    return _measure(value, HEIGHT_FT, "a height such as '1000 ft'", 0.0, 1_000_000.0)


def height_bound(value: object) -> HeightBound:
    """Return a floor or ceiling: ``FL350``, ``0 ft``, ``500 ft AMSL``, ``300 ft AGL``.

    Without a datum it is pressure altitude. ``WGS84`` is above the ellipsoid.
    """
    # What else is measured here is read by commands that know no agreement.
    from thalweg.model.agreement import HeightBound

    wanted = "a height such as '60000 ft', 'FL350', '500 ft AMSL' or '300 ft AGL'"
    if isinstance(value, str):
        level = _LEVEL.fullmatch(value)
        if level:
            return HeightBound(value_ft=float(level[1]) * 100.0, datum="baro")
        match = _HEIGHT.fullmatch(value)
        if match:
            datum = match[3] or ""
            if datum not in DATUMS:
                raise ValueError(unknown("datum", datum, [d for d in DATUMS if d]))
            number = f"{match[1]} {match[2]}"
            height = _measure(number, HEIGHT_FT, wanted, -10_000.0, 1_000_000.0)
            return HeightBound(value_ft=height, datum=DATUMS[datum])
    raise ValueError(_complaint(value, HEIGHT_FT, wanted))


def rate(value: object) -> Rate:
    """Return a rate of e.g. ``20 per h`` or ``1 per 90 d``."""
    wanted = "a rate such as '20 per h' or '1 per 90 d'"
    match = _RATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"wanted {wanted}, got {shown(value)}")
    per_s = _measure(f"{match[2] or 1} {match[3]}", DURATION_S, wanted, 0.0, 3.2e9)
    if per_s == 0.0:
        raise ValueError(f"wanted {wanted}, got {shown(value)}: per no time at all")
    return Rate(count=int(match[1]), per_s=per_s)


def share_frac(value: object) -> float:
    """Return a share of one: a plain number above 0 and at most 1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"wanted a share between 0 and 1, got {shown(value)}")
    if not 0.0 < value <= 1.0:
        raise ValueError(f"wanted a share above 0 and at most 1, got {shown(value)}")
    return float(value)


def clock_s(value: object) -> int:
    """Return seconds after 00:00Z of a time of day such as ``06:00Z``."""
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"wanted a time of day such as '06:00Z', got {shown(value)}")
    return int(match[1]) * 3600 + int(match[2]) * 60


def day_window(value: object) -> DayWindow:
    """Return hours of every day from ``04:00Z-18:00Z``; may run over midnight."""
    from thalweg.model.agreement import DayWindow

    match = _WINDOW.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"wanted hours such as '04:00Z-18:00Z', got {shown(value)}")
    from_s = clock_s(match[1])
    to_s = 86_400 if match[2] == "24:00Z" else clock_s(match[2])
    if from_s == to_s:
        raise ValueError(
            f"hours that end when they begin: {shown(value)}; "
            "for a whole day write '00:00Z-24:00Z'"
        )
    return DayWindow(from_s=from_s, to_s=to_s)


def time_us(value: object) -> int:
    """Return microseconds since 1970 of a time such as ``2017-11-01T00:00:00Z``."""
    if isinstance(value, str) and _TIME.fullmatch(value):
        try:
            return parse_iso(value)
        except InputError as error:
            raise ValueError(str(error)) from error
    raise ValueError(
        f"wanted a time in UTC such as '2017-11-01T00:00:00Z', got {shown(value)}"
    )


def _reader(read: Callable[[object], Any]) -> BeforeValidator:
    return BeforeValidator(read)


# For pydantic fields: `buffer_m: LengthM = Field(alias="buffer")`.
LengthM = Annotated[float, _reader(length_m)]
DurationS = Annotated[float, _reader(duration_s)]
SpeedMps = Annotated[float, _reader(speed_mps)]
AccelerationMps2 = Annotated[float, _reader(acceleration_mps2)]
HeightFt = Annotated[float, _reader(height_ft)]
ShareFrac = Annotated[float, _reader(share_frac)]
ClockS = Annotated[int, _reader(clock_s)]
TimeUs = Annotated[int, _reader(time_us)]


def _measure(
    value: object,
    units: Mapping[str, Decimal],
    wanted: str,
    least: float,
    most: float,
) -> float:
    match = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[2] not in units:
        raise ValueError(_complaint(value, units, wanted))
    number = float(Decimal(match[1]) * units[match[2]])
    if not least <= number <= most:
        raise ValueError(f"wanted {wanted}, got {shown(value)}: out of range")
    return number + 0.0


def _complaint(value: object, units: Mapping[str, Decimal], wanted: str) -> str:
    """Say what is wrong with a quantity, and how to write it."""
    said = f"wanted {wanted}, got {shown(value)}"
    if isinstance(value, bool):
        return said
    if isinstance(value, int | float):
        return f"{said}: a number needs its unit ({', '.join(units)})"
    match = _LOOSE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return said
    number, unit = re.sub(r"[,_ '+]", "", match[1]), match[2].strip()
    if not unit:
        return f"{said}: a number needs its unit ({', '.join(units)})"
    if unit in units:
        return f"{said}: write '{number} {unit}'"
    word = unit.split(" ")[0]
    if any(word in others for others in _ALL_UNITS):
        return f"{said}: {word} is no unit of that; write {', '.join(units)}"
    return f"{said}: {unknown('unit', word, units)}"
