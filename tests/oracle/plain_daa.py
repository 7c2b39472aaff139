"""Well clear and alert levels in plain Python, from the words of the definitions.

The predicate divides and asks each condition by itself; intervals come from asking it
at many instants and halving between them; the history is a deque. Nothing is shared
with the kernel.
"""

import math
from collections import deque


def plain_lost(sx, sy, sz, vx, vy, vz_fpm, dthr, zthr, tthr, tcoa):
    """WCV_TAUMOD at an instant; s in metres and feet, v in m/s and ft/min."""
    return _near(sx, sy, vx, vy, dthr, tthr) and _level(sz, vz_fpm / 60.0, zthr, tcoa)


def _near(sx, sy, vx, vy, dthr, tthr):
    distance = math.hypot(sx, sy)
    if distance <= dthr:
        return True
    closing = sx * vx + sy * vy
    if closing >= 0.0:
        return False  # parting, or still
    to_closest = -closing / (vx**2 + vy**2)
    miss = math.hypot(sx + vx * to_closest, sy + vy * to_closest)
    tau_mod = (dthr**2 - distance**2) / closing
    return miss <= dthr and 0.0 <= tau_mod <= tthr


def _level(sz, vz, zthr, tcoa):
    if abs(sz) <= zthr:
        return True
    return sz * vz < 0.0 and -sz / vz <= tcoa


def moved(state, t_s):
    """Position and velocity after t seconds of straight, even motion."""
    sx, sy, sz, vx, vy, vz_fpm = state
    return sx + vx * t_s, sy + vy * t_s, sz + vz_fpm / 60.0 * t_s, vx, vy, vz_fpm


def plain_spans(state, horizon_s, thresholds, steps=2000):
    """All intervals in [0, horizon] in which the predicate holds, as sampled."""

    def lost(t_s):
        return plain_lost(*moved(state, t_s), *thresholds)

    spans, start, before = [], None, 0.0
    for k in range(steps + 1):
        t_s = horizon_s * k / steps
        if lost(t_s) and start is None:
            start = 0.0 if k == 0 else _turn(lost, before, t_s)
        elif not lost(t_s) and start is not None:
            spans.append((start, _turn(lost, before, t_s)))
            start = None
        before = t_s
    if start is not None:
        spans.append((start, horizon_s))
    return spans


def _turn(lost, low_s, high_s):
    first = lost(low_s)
    for _ in range(60):
        middle_s = (low_s + high_s) / 2.0
        if lost(middle_s) == first:
            low_s = middle_s
        else:
            high_s = middle_s
    return high_s


class PlainHistory:
    """M of N and persistence, as DAIDALUS' hysteresis words them."""

    def __init__(self, alerting):
        self.alerting = alerting
        self.forget()

    def forget(self):
        self.recent = deque([-1] * self.alerting.last, maxlen=self.alerting.last)
        self.shown, self.raised_at, self.last_at = -1, None, None

    def tell(self, raw_of, at_s):
        """Take the raw level of this second, `raw_of(level in force)`; return shown."""
        if self.last_at is not None and at_s - self.last_at > self.alerting.forget_s:
            self.forget()
        raw = raw_of(self.shown)
        if self.last_at is None:
            m, n = self.alerting.fewest, self.alerting.last
            self.recent = deque([raw] * m + [-1] * (n - m), maxlen=n)
        self.recent.append(raw)
        reached = max(
            (
                level
                for level in range(max(self.recent) + 1)
                if sum(seen >= level for seen in self.recent) >= self.alerting.fewest
            ),
            default=-1,
        )
        stands = (
            self.raised_at is not None
            and at_s - self.raised_at < self.alerting.persistence_s
        )
        if not (stands and self.shown > 0 and reached < self.shown):
            if reached > max(self.shown, 0):
                self.raised_at = at_s
            self.shown = max(reached, 0)
        self.last_at = at_s
        return self.shown


def plain_levels(own, other, alerting, span_of):
    """Alert levels of rows (x, y, z, vx, vy, vz); None where a row is missing."""
    history = PlainHistory(alerting)
    levels = []
    for at_s, (a, b) in enumerate(zip(own, other, strict=True)):
        if a is None or b is None:
            levels.append(-1)
            continue
        state = tuple(p - q for p, q in zip(a, b, strict=True))

        def raw_of(shown, state=state):
            for level in (3, 2, 1):
                k = level - 1
                thresholds = (
                    alerting.dthr_m[k],
                    alerting.zthr_ft[k],
                    alerting.tthr_s[k],
                    alerting.tcoa_s[k],
                )
                limit = (alerting.early_s if shown == level else alerting.alerting_s)[k]
                spans = span_of(state, alerting.lookahead_s, thresholds)
                if spans and (spans[0][0] <= 0.0 or spans[0][0] < limit):
                    return level
            return 0

        levels.append(history.tell(raw_of, at_s))
    return levels
