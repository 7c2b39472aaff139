"""Counters of receivers, turned into UTC.

A Beast frame and a timed AVR line carry 48 bits of time and no date. Either they count
12,000,000 a second from when the receiver was switched on, or, where GPS disciplines
it (Radarcape), they are the second of the UTC day in 18 bits and the nanosecond in 30.
Nothing in a frame says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from thalweg.errors import InputError
from thalweg.times import US_PER_DAY, US_PER_HOUR, US_PER_S, iso

COUNTS_PER_US = 12
_BITS = 48
_NS_BITS = 30
_DAY_S = 86_400
_NS_PER_S = 1_000_000_000
TO_TELL = 20_000
"""Frames from which the kind of clock is told, at most."""
_FEWEST_REPEATS = 3
_SAME_S, _SHORTEST_REPEAT_S, _SURE_REPEAT_S = 0.004, 0.2, 0.35
"""Below the first, two receivers heard one message, whichever clock it is."""
_FEWEST_WRAPS, _FEWEST_FRAMES = 3, 200
_BACK_US = 10 * US_PER_S
_AHEAD_US = US_PER_DAY
_MOST_ASTRAY = 1_000

GPS, COUNTER = "GPS", "12 MHz"

MAGIC = frozenset({0xFF004D4C4154, 0xFF004D4C4155, 0})
"""Counts that stand for none: of MLAT results, of UAT, of programs without a clock."""

I64 = NDArray[np.int64]


def clock_of(counts: Sequence[int], frames: Sequence[bytes]) -> str | None:
    """Return which clock the first frames of a recording show; None if they do not.

    In order of their weight:

    * A second of the day above 86,399, or a nanosecond of 1,000,000,000 or more, no
      GPS clock gives: a counter passes there for 6.2 of every 89.5 s.
    * An aircraft sends positions, and velocities, at least 0.4 s apart (DO-260B
      2.2.3.3.2): read as GPS, a counter makes 0.005 s of that.
    * Many frames over several turns of the 30 bits, none of them in those 6.2 s.
    """
    timed = [place for place, count in enumerate(counts) if count not in MAGIC]
    told = np.array([counts[place] for place in timed], np.int64)
    if not told.size:
        return None
    seconds, nanoseconds = told >> _NS_BITS, told & ((1 << _NS_BITS) - 1)
    beyond = (seconds >= _DAY_S) | (nanoseconds >= _NS_PER_S)
    if int(beyond.sum()) * 1000 > told.size:
        return COUNTER
    repeat_s = _repeat_s(told, [frames[place] for place in timed])
    if repeat_s is not None and repeat_s < _SHORTEST_REPEAT_S:
        return COUNTER
    if repeat_s is not None and repeat_s > _SURE_REPEAT_S:
        return GPS
    many = told.size >= _FEWEST_FRAMES
    return GPS if many and np.unique(seconds).size >= _FEWEST_WRAPS else None


def _repeat_s(counts: I64, frames: Sequence[bytes]) -> float | None:
    """Return the median time between like squitters of an aircraft, read as GPS."""
    last: dict[bytes, float] = {}
    apart: list[float] = []
    seconds, nanoseconds = counts >> _NS_BITS, counts & ((1 << _NS_BITS) - 1)
    for at_s, frame in zip(
        (seconds + nanoseconds / _NS_PER_S).tolist(), frames, strict=True
    ):
        if len(frame) != 14 or frame[0] >> 3 != 17:
            continue
        type_code = frame[4] >> 3
        if not (9 <= type_code <= 18 or type_code == 19):
            continue
        like = frame[1:4] + (b"v" if type_code == 19 else b"p")
        if like in last and at_s - last[like] > _SAME_S:
            apart.append(at_s - last[like])
        last[like] = at_s
    return float(np.median(apart)) if len(apart) >= _FEWEST_REPEATS else None


class Clock:
    """Turns the counts of one recording into UTC, in the order of its frames.

    Parameters
    ----------
    where
        Name of the file, for messages.
    start_us
        When the recording began: `start` of FEEDS.
    """

    def __init__(self, where: str, start_us: int | None) -> None:
        if start_us is None:
            raise InputError(
                f"{where}: its frames carry a clock but no date; say when the "
                "recording began: start: 2026-11-25T14:00:00Z in the feeds file"
            )
        self._where = where
        self._start_us = start_us
        self._kind: str | None = None
        self._last: int | None = None
        self._now_us = 0
        self._astray = 0

    def tell(self, counts: Sequence[int], frames: Sequence[bytes]) -> None:
        """Find out the kind of clock, from the first `TO_TELL` frames.

        Raises
        ------
        InputError
            They do not show it, or carry no time.
        """
        if counts and all(count in MAGIC for count in counts):
            raise InputError(
                f"{self._where}: its frames carry no time; record them with time "
                "stamps, or as lines of JSON with timestamp and frame"
            )
        self._kind = clock_of(counts, frames)
        if self._kind is None:
            raise InputError(
                f"{self._where}: {len(counts)} frames are too few to tell a counter of "
                "12 MHz from a GPS clock; read a longer recording, or write it as "
                "lines of JSON with timestamp (seconds) and frame (hex)"
            )
        if self._kind == COUNTER:
            self._last = _first_steady(counts)
            self._now_us = self._start_us

    def times_us(self, counts: Sequence[int], rows: Sequence[int]) -> list[int | None]:
        """Return the time of each frame; None where its count is none or astray.

        Raises
        ------
        InputError
            The counter began anew: what follows has no time.
        """
        turn = self._of_counter if self._kind == COUNTER else self._of_gps
        times: list[int | None] = []
        for count, row in zip(counts, rows, strict=True):
            time_us = None if count in MAGIC else turn(count)
            times.append(time_us)
            self._astray = 0 if time_us is not None else self._astray + 1
            if count not in MAGIC and self._astray > _MOST_ASTRAY:
                raise InputError(
                    f"{self._where}: record {row - _MOST_ASTRAY}: the receiver's clock "
                    f"began anew after {iso(self._now_us)}; split the file there, and "
                    "give each part its own start in the feeds file"
                )
        return times

    def _of_counter(self, count: int) -> int | None:
        assert self._last is not None
        half = 1 << (_BITS - 1)
        # The counter returns to 0 after 271 days.
        step = (count - self._last + half) % (1 << _BITS) - half
        step_us = step // COUNTS_PER_US
        if not -_BACK_US <= step_us <= _AHEAD_US:
            return None
        self._now_us += step_us
        # Rest below a microsecond stays in the counter, or it would add up.
        self._last = (self._last + step_us * COUNTS_PER_US) % (1 << _BITS)
        return self._now_us

    def _of_gps(self, count: int) -> int | None:
        second, nanosecond = count >> _NS_BITS, count & ((1 << _NS_BITS) - 1)
        if second >= _DAY_S or nanosecond >= _NS_PER_S:
            return None
        near_us = self._now_us or self._start_us
        of_day_us = second * US_PER_S + nanosecond // 1000
        # The instant nearest to the last one: midnight is passed either way.
        ahead_us = (of_day_us - near_us + US_PER_DAY // 2) % US_PER_DAY
        self._now_us = near_us + ahead_us - US_PER_DAY // 2
        return self._now_us


def _first_steady(counts: Sequence[int]) -> int:
    """Return the first count that the next one follows: a single one may be damaged."""
    timed = [count for count in counts if count not in MAGIC]
    limit = US_PER_HOUR * COUNTS_PER_US
    for one, other in pairwise(timed):
        if abs(other - one) <= limit:
            return one
    return timed[0]
