"""Whether the own clock was set, or stands still: told by one that nobody can set.

The dead-man's alarm, every deadline and every cosignature go by the own clock. Where it
stands still, a line that is dead would look alive for ever; the other side would tell,
but only while it is heard.
"""

from __future__ import annotations

from thalweg.hotline.alarms import Alarm, Kind
from thalweg.hotline.clock import WARN_SKEW_S, Moment
from thalweg.times import monotonic_s, now_us

_SHOWN_S = 60.0
_HELD_S = 60.0


class OwnClock:
    """Looks at the own clock from time to time; `now` is when it is looked at first.

    A clock that is drawn to the right time slowly (500 parts in a million) stays far
    below what is told: `thalweg.hotline.clock.WARN_SKEW_S` within a minute.
    """

    def __init__(self, now: Moment) -> None:
        self._since = now
        self._told: tuple[float, float] | None = None

    def look(self, now: Moment) -> list[Alarm]:
        """Return the alarm that the clock was set by so much, for a minute."""
        set_by_s = self._since.set_by_s(now)
        if abs(set_by_s) > WARN_SKEW_S:
            self._told = (now.steady_s, set_by_s)
        if abs(set_by_s) > WARN_SKEW_S or now.steady_s - self._since.steady_s > _HELD_S:
            self._since = now
        if self._told is None or now.steady_s - self._told[0] > _SHOWN_S:
            return []
        facts = {"about": "own clock", "set_by_s": round(self._told[1], 1)}
        return [Alarm(kind=Kind.CLOCKS, facts=facts)]


def moment() -> Moment:
    """Return the own clock and the steady one, read together."""
    return Moment(now_us(), monotonic_s())
