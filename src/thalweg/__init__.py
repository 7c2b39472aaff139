"""thalweg: hold what was agreed, watch whether it is kept, keep the record.

The door in is small. Heavy packages are imported on first use of a name, so that
``import thalweg`` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thalweg.agreement.load import load as load_agreement
    from thalweg.archive.result import Result
    from thalweg.archive.run import examine

__version__ = "0.1.0"

__all__ = ["Result", "__version__", "examine", "load_agreement"]

_HOME = {
    "Result": ("thalweg.archive.result", "Result"),
    "examine": ("thalweg.archive.run", "examine"),
    "load_agreement": ("thalweg.agreement.load", "load"),
}


def __getattr__(name: str) -> object:
    """Import what is asked for, on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'thalweg' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOME[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
