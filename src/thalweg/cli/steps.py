"""Commands of several steps: one that is told to stop ends between two of them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from thalweg.errors import StoppedError

_SIGNALS = (int(signal.SIGINT), int(signal.SIGTERM))
_Handler = Callable[[int, FrameType | None], Any] | int | None


class Steps:
    """What a command was told while its steps went on; `told` is a signal, or 0."""

    def __init__(self) -> None:
        self.told: int = 0

    def go_on(self, done: Callable[[], str]) -> None:
        """Raise StoppedError with what `done` tells, if the command is to stop."""
        if self.told:
            what = "interrupted" if self.told == signal.SIGINT else "stopped"
            raise StoppedError(f"{what}; {done()}", self.told)


@contextmanager
def steps() -> Iterator[Steps]:
    """Let SIGINT and SIGTERM wait for the end of the step that is under way.

    So what was done can be told. A second one does not wait: then nobody can say
    whether the step was done.
    """
    going = Steps()
    before: dict[int, _Handler] = {}

    def hold(number: int, frame: FrameType | None) -> None:
        handler = before[number]
        if going.told and callable(handler):
            handler(number, frame)
        going.told = number

    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            before[number] = signal.getsignal(number)
            signal.signal(number, hold)
    try:
        yield going
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
