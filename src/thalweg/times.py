"""UTC instants as whole microseconds since 1970, and their text.

The only file that may ask the clock. Every judgement is handed its "now"; nothing
else in thalweg reads one (`tests/repo/` holds it to that).
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

from thalweg.errors import InputError

US_PER_S = 1_000_000
US_PER_MS = 1_000
US_PER_MIN = 60 * US_PER_S
US_PER_HOUR = 3600 * US_PER_S
US_PER_DAY = 86_400 * US_PER_S

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 253_402_300_799_999  # of the year 9999
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?Z",
    re.ASCII,
)


def now_us() -> int:
    """Return the clock's time, in microseconds since 1970, UTC."""
    return time.time_ns() // 1_000


def monotonic_s() -> float:
    """Return seconds of a clock that never runs backwards; only differences count."""
    return time.monotonic()


def local_offset_s() -> int:
    """Return how far this machine's local time is ahead of UTC now, in seconds."""
    return time.localtime().tm_gmtoff


def iso(instant_us: int) -> str:
    """Return an instant as text in UTC, e.g. ``2017-12-13T04:05:06.789Z``.

    Milliseconds, or microseconds, are printed only where they are not zero; nothing
    is rounded, so that `parse_iso` gives the same instant back.

    >>> iso(1_513_137_906_000_000)
    '2017-12-13T04:05:06Z'
    """
    seconds, us = divmod(instant_us, US_PER_S)
    whole = _EPOCH + timedelta(seconds=seconds)
    text = whole.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    if us == 0:
        return f"{text}Z"
    if us % US_PER_MS == 0:
        return f"{text}.{us // US_PER_MS:03d}Z"
    return f"{text}.{us:06d}Z"


def iso_ms(instant_us: int) -> str:
    """Return an instant as text, always with milliseconds, rounded half up."""
    ms = min((instant_us + US_PER_MS // 2) // US_PER_MS, _LAST_MS)
    return f"{iso(ms // 1000 * US_PER_S)[:-1]}.{ms % 1000:03d}Z"


def iso_day(instant_us: int) -> str:
    """Return the UTC date of an instant, e.g. ``2017-12-13``."""
    return iso(instant_us)[:10]


def parse_iso(text: str) -> int:
    """Return microseconds since 1970 from text in UTC.

    Wanted is ``2017-12-13T04:05:06Z``; seconds, up to six decimals of a second, or
    the whole time of day may be left out, and a blank may stand for the T. The Z may
    not: a time whose zone has to be guessed is refused.

    Raises
    ------
    InputError
        The text is no such time; the message says what was wanted and what came.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        raise InputError(
            f"not a time in UTC: {text!r}; wanted e.g. 2017-12-13T04:05:06Z"
        )
    year, month, day, hour, minute, second = (int(g or 0) for g in match.groups()[:6])
    us = int((match.group(7) or "").ljust(6, "0"))
    try:
        whole = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise InputError(f"not a time in UTC: {text!r}: {error}") from error
    since = whole - _EPOCH
    return (since.days * 86_400 + since.seconds) * US_PER_S + us
