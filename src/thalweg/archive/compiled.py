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
from numba.core.dispatcher import Dispatcher

from thalweg import kernels

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


class _Listener(event.Listener):
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
    compiled = [
        value
        for module in _modules()
        for value in vars(module).values()
        if isinstance(value, Dispatcher) and value.__module__ == module.__name__
    ]
    folders = {Path(one.stats.cache_path) for one in compiled if one.stats.cache_path}
    return Kept(
        folders=tuple(sorted(folders)),
        kernels=len(compiled),
        ready=sum(_is_ready(one) for one in compiled),
        temporary=kernels.TEMPORARY,
    )


def _modules() -> list[ModuleType]:
    names = [module.name for module in iter_modules(kernels.__path__)]
    return [import_module(f"{kernels.__name__}.{name}") for name in names]


def _is_ready(kernel: Dispatcher) -> bool:
    """Say whether code is kept that is no older than the kernel's source."""
    if not kernel.stats.cache_path:
        return False
    source = kernel.py_func.__code__
    file = Path(source.co_filename)
    index = f"{file.stem}.{kernel.py_func.__name__}-{source.co_firstlineno}.*.nbi"
    kept_ns = [p.stat().st_mtime_ns for p in Path(kernel.stats.cache_path).glob(index)]
    return any(at_ns >= file.stat().st_mtime_ns for at_ns in kept_ns)
