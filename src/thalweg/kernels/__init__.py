"""Room kernels.

Their machine code is kept beside them or in the user's cache. Where neither can be
written, as for a service without a home on a read-only disk, Numba would refuse to
load them at all: then it is kept in a folder of this process, and made again each time.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import numba


def _keep_somewhere() -> bool:
    """See to it that code can be kept; return whether it goes with this process."""
    settings = vars(numba.config)
    if settings["CACHE_DIR"]:
        places = [Path(settings["CACHE_DIR"])]
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
        places = [Path(__file__).parent, home]
    if any(_can_write(place) for place in places):
        return False
    # A private folder, never a shared one: what lies there is run as code.
    own = tempfile.mkdtemp(prefix="thalweg-kernels-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    settings["CACHE_DIR"] = own
    return True


def _can_write(place: Path) -> bool:
    """Return whether a folder, or the nearest above it, can be written."""
    while not place.exists() and place != place.parent:
        place = place.parent
    return os.access(place, os.W_OK | os.X_OK)


TEMPORARY = _keep_somewhere()
"""Whether the machine code of kernels goes when this process ends."""
