"""How far a long command has come, on standard error where that is a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from thalweg.cli import screen
from thalweg.cli.arrow import without_pandas

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

COMPILING = "compiling kernels for this machine, once, up to two minutes"
"""Said while machine code is made, on the first run after an installation."""


class Bars:
    """One bar per stage; silent unless standard error is a terminal.

    It is called as ``bars(stage, done, total)``; a `total` of 0 is not known yet.
    Where it `computes`, the first compiling of a kernel is told on standard error,
    terminal or not, and on a terminal a line stands while it lasts. All commands that
    it is for use Arrow, and go on without pandas.
    """

    def __init__(self, *, quiet: bool = False, computes: bool = True) -> None:
        self._progress: Progress | None = None
        self._stages: dict[str, TaskID] = {}
        self._shown = not quiet and sys.stderr.isatty()
        self._computes = computes
        self._told = quiet
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Start showing."""
        without_pandas()
        if self._shown:
            self._start()
        if self._computes:
            from thalweg.archive.compiled import heard

            self._open.enter_context(heard(self._compiling))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop showing, and leave the terminal as it was."""
        self._open.close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` parts of `stage` are done."""
        if self._progress is None:
            return
        if stage not in self._stages:
            self._stages[stage] = self._progress.add_task(stage, total=total or None)
        self._progress.update(self._stages[stage], completed=done, total=total or None)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Show a stage of one part, from its begin to its end."""
        self(name, 0, 0)
        yield
        self(name, 1, 1)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
        )

        console = Console(stderr=True, no_color="NO_COLOR" in os.environ)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
        )
        self._open.enter_context(self._progress)

    def _compiling(self, begins: bool) -> None:
        if self._progress is None:
            if begins and not self._told:
                screen.note(COMPILING)
            self._told = True
            return
        if begins and COMPILING not in self._stages:
            self._stages[COMPILING] = self._progress.add_task(COMPILING, total=None)
        # Between two kernels the line goes: what is shown is what is being done.
        self._progress.update(self._stages[COMPILING], visible=begins)
