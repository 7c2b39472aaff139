"""What a running node says of itself: a line of JSON for each event, on standard error.

Alarms are sounded once for each thing they are about, and said again when they ended.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import TextIO

from thalweg.hotline.alarms import Alarm, Kind
from thalweg.node.desk import alarm_shown
from thalweg.times import iso_ms, monotonic_s, now_us

_BELL = "\a"
_MOST_ONCE = 10_000
_MOST_REFUSED = 60
MOST_HOURLY = 2_000
_LASTING = frozenset(
    {Kind.SILENCE, Kind.CLOCKS, Kind.DISPUTE, Kind.RECORD, Kind.CALL_DUE}
)


class NodeLog:
    """Lines on a stream; a stream that is gone stops no node."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream

    def __call__(self, event: str, facts: dict[str, object]) -> None:
        """Write one line."""
        line = {"time": iso_ms(now_us()), "event": event, **facts}
        self._write(json.dumps(line, ensure_ascii=True) + "\n")

    def ring(self) -> None:
        """Sound the terminal's bell, where there is one."""
        if self._stream.isatty():
            self._write(_BELL)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            return


class Sparing:
    """Lines that the other side can cause without end: so many in an hour, and no more.

    Parameters
    ----------
    log
        where they go.
    most
        in an hour; what was left out is told with the first line of the next.
    """

    def __init__(self, log: NodeLog, most: int = MOST_HOURLY) -> None:
        self._log = log
        self._most = most
        self._began_s = monotonic_s()
        self._said = self._left = 0

    def __call__(self, event: str, facts: dict[str, object]) -> None:
        """Write one line, if there is room for it."""
        if self.has_room():
            self._log(event, facts)

    def has_room(self) -> bool:
        """Tell whether one more may be written now, and count it."""
        now_s = monotonic_s()
        if now_s - self._began_s >= 3600.0:
            if self._left:
                told = f"{self._left} lines on what the other side sent were left out"
                self._log("note", {"said": told})
            self._began_s, self._said, self._left = now_s, 0, 0
        if self._said >= self._most:
            self._left += 1
            return False
        self._said += 1
        return True


class Alarms:
    """What was sounded; each thing once, until it ended."""

    def __init__(self, log: NodeLog, sounded: Callable[[], None] | None = None) -> None:
        self._log = log
        self._refused = Sparing(log, _MOST_REFUSED)
        self._sounded = sounded
        self._known: dict[str, Alarm] = {}

    def came(self, alarms: Iterable[Alarm]) -> None:
        """Sound alarms that are new; of what was refused, so many in an hour."""
        for alarm in alarms:
            if alarm.key not in self._known:
                if alarm.kind is Kind.REFUSED and not self._refused.has_room():
                    continue
                self._sound(alarm)
                self._known[alarm.key] = alarm
        while len(self._known) > _MOST_ONCE:
            del self._known[next(iter(self._known))]

    def hold(self, alarms: list[Alarm]) -> None:
        """Sound those of a tick that are new; say of lasting ones that they ended."""
        holding = {alarm.key for alarm in alarms}
        for key, alarm in list(self._known.items()):
            if alarm.kind in _LASTING and key not in holding:
                self._log("alarm ended", {"kind": alarm.kind.value, "about": key})
                del self._known[key]
        self.came(alarms)

    def _sound(self, alarm: Alarm) -> None:
        self._log("alarm", alarm_shown(alarm))
        self._log.ring()
        if self._sounded is not None:
            self._sounded()
