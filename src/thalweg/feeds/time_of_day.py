"""Dates for clocks that tell only the time of day.

An ASTERIX record says how many seconds of the UTC day have gone, never which day. The
day comes from the capture's stamps, or from when the recording is said to have begun.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from thalweg.errors import InputError
from thalweg.times import US_PER_DAY, US_PER_S

MOST_ASKEW_US: Final = 600 * US_PER_S
"""How far a packet's stamp and the time of day in it may differ, modulo a day: more
than any network delays a report, less than the least difference of two time zones."""

_END_US: Final = 7_258_118_400 * US_PER_S  # 2200


class DayClock:
    """Turns times of day into instants, one after another.

    With `start_us` the first instant is the first of its time of day that is not
    more than `MOST_ASKEW_US` before it, and each further one is the nearest to the one
    before: silences of 12 h and more are dated wrongly. Without, each is the nearest
    to its packet's stamp; where the two differ by more than `MOST_ASKEW_US` there is
    no telling which clock is wrong, and the instant is None. `askew` and `agreed`
    count both kinds, `worst` is the first that differed.
    """

    def __init__(self, start_us: int | None) -> None:
        self.start_us = start_us
        self.by_packets = start_us is None
        self.askew = 0
        self.agreed = 0
        self.worst: tuple[int, int] | None = None
        self._last_us: int | None = None

    def instant_us(self, of_day_s: float | None, packet_us: int | None) -> int | None:
        """Return microseconds since 1970; None where the day cannot be told.

        `of_day_s` is from 0 (included) to 86,400 (not included); anything else is no
        time of day.
        """
        if of_day_s is None or not 0.0 <= of_day_s < US_PER_DAY // US_PER_S:
            return None
        of_day_us = round(of_day_s * US_PER_S)
        if self.start_us is None:
            return self._beside(of_day_us, packet_us)
        if self._last_us is None:
            since = self.start_us - MOST_ASKEW_US
            self._last_us = since + (of_day_us - since) % US_PER_DAY
        else:
            self._last_us = nearest_us(of_day_us, self._last_us)
        return self._last_us

    def _beside(self, of_day_us: int, packet_us: int | None) -> int | None:
        if packet_us is None or not 0 <= packet_us < _END_US:
            return None
        instant_us = nearest_us(of_day_us, packet_us)
        if abs(instant_us - packet_us) > MOST_ASKEW_US:
            self.askew += 1
            self.worst = self.worst or (of_day_us, packet_us)
            return None
        self.agreed += 1
        return instant_us

    def refuse_if_askew(self, name: str) -> None:
        """Refuse the file called `name` where most times differ from the packets'.

        Raises
        ------
        InputError
            More times of day are askew than agree.
        """
        if self.askew <= self.agreed or self.worst is None:
            return
        of_day_us, packet_us = self.worst
        stamp = datetime.fromtimestamp(packet_us / US_PER_S, UTC)
        day = datetime.fromtimestamp(of_day_us / US_PER_S, UTC)
        raise InputError(
            f"{name}: the capture's clock and the radar's differ by more than "
            f"{MOST_ASKEW_US // (60 * US_PER_S)} min in {self.askew} of "
            f"{self.askew + self.agreed} records: the first came at "
            f"{stamp:%Y-%m-%d %H:%M:%S} and says {day:%H:%M:%S} UTC. One of them is "
            "wrong, or the recording was replayed; say when the radar's began: "
            "'start: 2017-12-13T04:05:00Z' for this feed in the feeds file"
        )


def nearest_us(of_day_us: int, near_us: int) -> int:
    """Return the instant of that time of day that is nearest to `near_us`."""
    half = US_PER_DAY // 2
    return near_us + (of_day_us - near_us + half) % US_PER_DAY - half
