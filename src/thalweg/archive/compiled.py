"""The kernels' machine code: where it is kept, and the moment it is being made.

Numba makes it once for each kernel and keeps it. The first run on a machine therefore
takes a minute or more, and whoever waits is to be told why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from numba.core import event

from thalweg import kernels
from thalweg.kernels import keeping
from thalweg.kernels.compiling import DOOR, INNER, Kernel

Told = Callable[[bool], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The state of the kept machine code.

    `folders` are where it lies, `ready` of `kernels` have some that fits this source
    and this Numba; `temporary` means that it goes when the process ends.
    """

    folders: tuple[Path, ...]
    kernels: int
    ready: int
    temporary: bool


class _Listener(event.Listener):  # type: ignore[misc]
    """Tells the outermost compilation's begin and end; one may start another."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._depth = 0

    def on_start(self, _event: event.Event) -> None:
        self._depth += 1
        if self._depth == 1:
            self._told(True)

    def on_end(self, _event: event.Event) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._told(False)


@contextmanager
def heard(told: Told) -> Iterator[None]:
    """Call `told` with True when a kernel begins to be compiled, with False after it.

    Machine code that is only loaded makes no call. Calls come from the thread that
    compiles.
    """
    with event.install_listener("numba:compile", _Listener(told)):
        yield


def kept() -> Kept:
    """Look at what is kept for every kernel, compiling nothing."""
    names = {_name(one) for module in _modules() for one in _kernels(module)}
    held = keeping.FOLDER.glob(f"*{keeping.SUFFIX}") if names else ()
    ready = {path.name.rpartition("-")[0] for path in held}
    return Kept(
        folders=(keeping.FOLDER,) if names else (),
        kernels=len(names),
        ready=sum(bool({f"{one}.{DOOR}", f"{one}.{INNER}"} & ready) for one in names),
        temporary=keeping.TEMPORARY,
    )


def _modules() -> list[ModuleType]:
    names = [module.name for module in iter_modules(kernels.__path__)]
    return [import_module(f"{kernels.__name__}.{name}") for name in names]


def _kernels(module: ModuleType) -> list[Kernel]:
    """Return the kernels that a module defines, those that it imports left out."""
    named = vars(module).values()
    return [
        one
        for one in named
        if isinstance(one, Kernel) and one.__module__ == module.__name__
    ]


def _name(kernel: Kernel) -> str:
    return f"{kernel.__module__.rpartition('.')[2]}.{kernel.__name__}"
