"""A day over a line that loses what it carries: told late, and never called dead."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.unit.hotline.two_sites import NOW_US, Side, pair
from thalweg.hotline.alarms import Kind
from thalweg.hotline.liveness import Line
from thalweg.times import US_PER_HOUR, US_PER_S

TEXT = {"text": {"text": "heard", "lang": "en"}}
BEAT_S = 10
LOSS = 0.05


class LossyLine:
    """Loses one of twenty requests, and one of twenty replies."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.lost = 0

    def exchange(self, caller: Side, called: Side, now_us: int) -> None:
        for sender, receiver in ((caller, called), (called, caller)):
            data = sender.site.parcel(now_us)
            if self._chance.random() < LOSS:
                self.lost += 1
                return
            receiver.site.apply(data, now_us)


@pytest.mark.slow
def test_a_day_of_losses_is_never_called_dead(disk: Path) -> None:
    two, line = pair(disk), LossyLine(1)
    line.exchange(two.west, two.east, NOW_US)
    line.exchange(two.east, two.west, NOW_US)
    said, colours = 0, dict.fromkeys(Line, 0)
    for step in range(1, 24 * 360 + 1):
        now_us = NOW_US + step * BEAT_S * US_PER_S
        # Each has its own heartbeat, five seconds apart.
        line.exchange(two.west, two.east, now_us)
        line.exchange(two.east, two.west, now_us + BEAT_S // 2 * US_PER_S)
        then_us = now_us + (BEAT_S - 1) * US_PER_S
        for side in (two.west, two.east):
            for alarm in side.site.tick(then_us):
                assert alarm.kind is not Kind.SILENCE or alarm.facts["about"] == "amber"
            colours[side.site.state(then_us).line] += 1
        if step % 90 == 0:
            two.west.say("CH-10", TEXT, then_us)
            said += 1
    assert colours[Line.RED] == colours[Line.UNKNOWN] == 0
    assert colours[Line.GREEN] > 0.99 * sum(colours.values())
    assert line.lost > 1_000
    assert said == 96
    for hours in (25, 26):
        later_us = NOW_US + hours * US_PER_HOUR
        line.exchange(two.west, two.east, later_us)
        line.exchange(two.east, two.west, later_us)
    assert two.west.site.books.log.size == two.east.site.books.mirror.size
