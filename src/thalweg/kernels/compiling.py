"""How kernels become machine code: once for Python, once for other kernels.

Numba's own decorator makes for every function, and for every constant that it is called
with, code of its own with a door for Python and another for C. Most kernels are called
by kernels alone, by variables that begin as constants. This decorator makes a kernel
for kernels without doors, whatever constants come, and one with a door where Python
calls it. That halves the time to compile; the machine code that runs is the same.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from functools import cache as cache_of
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import llvmlite.binding as llvm
from numba.core import config, sigutils
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.registry import CPUDispatcher
from numba.core.runtime import rtsys
from numba.core.serialize import dumps
from numba.core.types import unliteral  # type: ignore[attr-defined]

from thalweg.kernels import keeping

Function = TypeVar("Function", bound=Callable[..., Any])

DOOR, INNER = "door", "inner"

_mark_used = cache_of(keeping.mark_used)


def njit(*, cache: bool, nogil: bool) -> Callable[[Function], Function]:
    """Make a function of this room a kernel: ``@njit(cache=True, nogil=True)``.

    Parameters
    ----------
    cache
        whether its machine code is kept, see `keeping`.
    nogil
        whether other threads of Python may run meanwhile.

    Returns
    -------
    A decorator. With NUMBA_DISABLE_JIT it returns the function as it is.
    """

    def made(function: Function) -> Function:
        if config.DISABLE_JIT:
            return function
        kernel = Kernel(function, targetoptions={"nopython": True, "nogil": nogil})
        if cache:
            kernel.enable_caching()
        return kernel

    return made


class Kernel(CPUDispatcher):  # type: ignore[misc]
    """A kernel: itself what Python calls, and within it what kernels call."""

    def __init__(
        self, py_func: Callable[..., Any], locals: Any = None, targetoptions: Any = None
    ) -> None:
        plain = {**(targetoptions or {}), "no_cfunc_wrapper": True}
        super().__init__(py_func, locals=locals, targetoptions=plain)

    @cached_property
    def _inner(self) -> CPUDispatcher:
        """The kernel without a door, made when the first other kernel is compiled.

        Called from Python it would be a jump to nowhere. It is handed to no one but
        the compiler.
        """
        bare = {**self.targetoptions, "no_cpython_wrapper": True}
        inner = CPUDispatcher(self.py_func, locals=self.locals, targetoptions=bare)
        if isinstance(self._cache, _Kept):
            inner._cache = _Kept(self.py_func, INNER)
        return inner

    def enable_caching(self) -> None:
        """Keep the machine code, with and without a door."""
        if Path(self.py_func.__code__.co_filename).parent == keeping.ROOM:
            self._cache = _Kept(self.py_func, DOOR)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Tell the compiler of a calling kernel what comes of these arguments.

        A count that begins at 0 is a constant to the compiler until it has seen the
        loop: taken as such, each kernel would be made twice.
        """
        plain = tuple(unliteral(one) for one in args)
        named = {name: unliteral(one) for name, one in kws.items()}
        return self._inner.get_call_template(plain, named)

    def get_overload(self, sig: Any) -> Any:
        """Return to the compiler what it asked for by `get_call_template`."""
        return self._inner.get_overload(sig)

    @property
    def nopython_signatures(self) -> Any:
        """What kernels have called it with: told in errors of the compiler."""
        return self._inner.nopython_signatures


class _Kept(_Cache):  # type: ignore[misc]
    """The kept code of one function: one file for each set of types of arguments."""

    def __init__(self, function: Callable[..., Any], kind: str) -> None:
        module = Path(function.__code__.co_filename).stem
        self._name = f"{module}.{function.__name__}.{kind}"
        self._kind = kind

    @property
    def cache_path(self) -> str:
        return str(keeping.FOLDER)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        kept = keeping.read(self._file(sig, target_context.codegen()))
        if kept is None:
            return None
        try:
            outside, parts = pickle.loads(kept)
        except (EOFError, pickle.UnpicklingError):
            return None
        # All that the compiler knows of Python and NumPy takes a fifth of a second to
        # set up; to run what is compiled, only its own runtime has to be there.
        rtsys.initialize(target_context)
        _mark_used()
        if not all(llvm.address_of_symbol(name) for name in outside):
            target_context.refresh()
        return CompileResult._rebuild(target_context, *parts)

    def save_overload(self, sig: Any, data: Any) -> None:
        if data.lifted or data.library.has_dynamic_globals:
            return
        library, *rest, environments = data._reduce()
        # What of Numba's own is in it would be imported at every start, and SciPy with
        # that where it is installed. Without constants there is nothing to look up.
        environments = tuple(one for one in environments if one.consts)
        outside, names = _names(library[2][1])
        if self._kind == DOOR:
            # The bitcode is for kernels that call this one, and those call the inner
            # one. Read at every start, it would take longer than the code itself.
            library = (*library[:2], (library[2][0], names))
        kept = dumps((outside, (library, *rest, environments)))
        keeping.write(self._file(sig, data.codegen), kept)

    def _file(self, sig: Any, codegen: Any) -> str:
        """Return the name for these types on this processor."""
        arguments, _ = sigutils.normalize_signature(sig)
        asked = repr((tuple(map(str, arguments)), codegen.magic_tuple()))
        return f"{self._name}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"

    def enable(self) -> None:
        """Numba asks for it; it is always on."""

    def disable(self) -> None:
        """Numba asks for it; what is not to be kept has a cache of Numba's, of none."""

    def flush(self) -> None:
        """Numba asks for it; what is kept is cleared with its state of the sources."""


def _names(bitcode: bytes) -> tuple[list[str], bytes]:
    """Return the functions that bitcode wants from outside, and bitcode of its names.

    That defines all that the whole defines, and does nothing.
    """
    module = llvm.parse_bitcode(bitcode)
    functions, variables = list(module.functions), list(module.global_variables)
    outside = [
        one.name
        for one in functions
        if one.is_declaration and not one.name.startswith("llvm.")
    ]
    lines = [
        f'define void @"{one.name}"() {{ ret void }}'
        for one in functions
        if not one.is_declaration
    ]
    lines += [
        f'@"{one.name}" = global i8 0' for one in variables if not one.is_declaration
    ]
    return outside, llvm.parse_assembly("\n".join(lines)).as_bitcode()
