"""Arrow without pandas, for commands that have no use for it.

Where pandas is installed, Arrow imports it at the first list that it makes an array of,
to learn whether the list is one of its own: a quarter of the time of a short command.
"""

from __future__ import annotations

import sys

HIDDEN = "pandas"


class _Hiding:
    """A finder of modules that says of one that there is none."""

    def find_spec(self, name: str, _path: object, _target: object = None) -> None:
        if name == HIDDEN:
            raise ModuleNotFoundError(f"{name} is not looked for", name=name)


def without_pandas() -> None:
    """Have Arrow look for pandas once, and not find it.

    Only for a process of our own, before anything else has used Arrow. It is hidden for
    the moment of that look: a plug-in can import pandas, and Arrow then tables of it.
    """
    if HIDDEN in sys.modules:
        return
    import pyarrow as pa

    hiding = _Hiding()
    sys.meta_path.insert(0, hiding)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(hiding)
