"""Whether the line lives: how old the newest cosignature of the other side is."""

from __future__ import annotations

from enum import StrEnum

from thalweg.hotline.clock import is_time_good
from thalweg.hotline.sides import DailyCall, Limits
from thalweg.record.ports import Receipt
from thalweg.times import US_PER_S


class Line(StrEnum):
    """How the line is shown."""

    UNKNOWN = "unknown"
    """Nothing was ever heard of the other side."""
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def silence_s(receipt: Receipt | None, now_us: int) -> float | None:
    """Return for how long, by our clock, the other side has cosigned nothing.

    None where it never did, or where our clock stands before its last cosignature came.
    """
    if receipt is None or now_us < receipt.received_us:
        return None
    return (now_us - receipt.received_us) / US_PER_S


def line_of(
    receipt: Receipt | None, now_us: int, limits: Limits, call: DailyCall | None
) -> Line:
    """Return how the line is shown.

    Amber after `amber_missed` heartbeats; red after `red_missed`, or beyond the silence
    that was agreed, whichever is sooner. A cosignature with a time more than 30 s ahead
    counts as none: amber at least.
    """
    if receipt is None:
        return Line.UNKNOWN
    still_s = silence_s(receipt, now_us)
    if still_s is None:
        return Line.AMBER
    beat_s = limits.heartbeat_s
    agreed_s = None if call is None else call.max_silence_s
    reds = [agreed_s, None if beat_s is None else beat_s * limits.red_missed]
    if any(limit is not None and still_s > limit for limit in reds):
        return Line.RED
    is_late = beat_s is not None and still_s > beat_s * limits.amber_missed
    if is_late or not is_time_good(receipt.time_s, receipt.received_us):
        return Line.AMBER
    return Line.GREEN
