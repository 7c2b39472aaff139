"""How far the two sides' clocks are apart, and what may be signed while they are.

Offset and delay of an exchange come from its four stamps as NTP's do (RFC 5905, section
8). A parcel by hand has one stamp only: it shows no more than that the other clock is
ahead, where it was made in our future.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from thalweg.record.witness import MOST_SKEW_S
from thalweg.times import US_PER_S

WARN_SKEW_S = 2.0


class Clocks(StrEnum):
    """What the offset means."""

    UNKNOWN = "unknown"
    TOGETHER = "together"
    APART = "apart"
    TOO_FAR = "too far"
    """Nothing is cosigned: it would date a fact by a clock that is not believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """One exchange: request sent (our clock), received and answered (theirs), returned.

    All in microseconds since 1970.
    """

    sent_us: int
    received_us: int
    answered_us: int
    returned_us: int

    @property
    def offset_s(self) -> float:
        """How far the other clock is ahead of ours, if both ways took equally long.

        It is wrong by half of `delay_s` at most.
        """
        there = self.received_us - self.sent_us
        back = self.answered_us - self.returned_us
        return (there + back) / 2 / US_PER_S

    @property
    def delay_s(self) -> float:
        """How long both ways took together, whatever the clocks say."""
        whole = self.returned_us - self.sent_us
        return (whole - (self.answered_us - self.received_us)) / US_PER_S


@dataclass(frozen=True, slots=True)
class Moment:
    """The own clock and one that nobody can set, read together.

    `clock_us` is in microseconds since 1970; of `steady_s` only differences count.
    """

    clock_us: int
    steady_s: float

    def set_by_s(self, later: Moment) -> float:
        """Return how far the own clock was set forward until `later`, in seconds.

        Negative where it was set back, or stood still meanwhile.
        """
        by_clock_s = (later.clock_us - self.clock_us) / US_PER_S
        return by_clock_s - (later.steady_s - self.steady_s)


def least_skew_s(made_us: int, now_us: int) -> float:
    """Return how far the other clock is ahead at least, from one stamp of its own."""
    return max(0, made_us - now_us) / US_PER_S


def clocks(skew_s: float | None) -> Clocks:
    """Return what an offset in seconds means; None is one that is not known."""
    if skew_s is None:
        return Clocks.UNKNOWN
    if abs(skew_s) > MOST_SKEW_S:
        return Clocks.TOO_FAR
    return Clocks.APART if abs(skew_s) > WARN_SKEW_S else Clocks.TOGETHER


def believed_s(measured_s: float | None, ahead_s: float | None) -> float | None:
    """Return the offset to go by, where a request bears a stamp of its own.

    Parameters
    ----------
    measured_s
        by exchanges that were before it; None where there were none.
    ahead_s
        the request's stamp less our clock when it came: the offset, less the way.

    What was measured holds as long as the way can explain the difference. A clock that
    was set since, or a first request from a clock far from ours, shows at once: nothing
    must be cosigned by a clock that runs ahead; nothing earlier could be after it.
    """
    if ahead_s is None:
        return measured_s
    if measured_s is not None and -WARN_SKEW_S <= measured_s - ahead_s <= MOST_SKEW_S:
        return measured_s
    return ahead_s if abs(ahead_s) > MOST_SKEW_S else None


def is_time_good(time_s: int, received_us: int) -> bool:
    """Tell whether a cosignature's time can be believed.

    Not where it lies more than 30 s ahead of when it came here: then it does not show
    the line alive. What it covers is delivered all the same: contents prove that.
    """
    return time_s <= received_us / US_PER_S + MOST_SKEW_S
