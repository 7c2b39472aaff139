"""Too many distress messages: grouped, put on record, never hidden.

The agreement may say how many a side may send within a time. What comes above that is
mirrored, read, shown and receipted like any other; the desk shows it folded under one
line with its number, and sounds one alarm for all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from thalweg.hotline.sides import DailyCall
from thalweg.times import US_PER_S


def is_over(call: DailyCall | None, came_us: Sequence[int], now_us: int) -> bool:
    """Tell whether one more distress message now is above the budget.

    `came_us` is when the last ones came that were within it, in their order.
    """
    if call is None or call.budget_count is None:
        return False
    return len(within(call, came_us, now_us)) >= call.budget_count


def within(
    call: DailyCall | None, came_us: Sequence[int], now_us: int
) -> tuple[int, ...]:
    """Return those of the arrivals that still count now, as many as the budget has.

    A clock that went back does not empty the budget for ever: what came in the future
    does not count.
    """
    if call is None or call.budget_count is None:
        return ()
    since_us = now_us - round(call.budget_per_s * US_PER_S)
    counted = [came for came in came_us if since_us < came <= now_us]
    return tuple(counted[-call.budget_count :] if call.budget_count else ())
