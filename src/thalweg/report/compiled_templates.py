"""Templates as Python runs them, kept from one run to the next.

To translate a page's template takes a quarter of a second, as long as to fill it in.
What is kept lies in the user's own cache, beside the code of the kernels, and is run as
code: never in a folder that others may write. It holds for one text of a template, one
Jinja and one state of the settings, and where it cannot be kept nothing is amiss.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from uuid import uuid4

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

SUFFIX = ".page"


class KeptTemplates(BytecodeCache):
    """Keeps translated templates in a folder, one file each.

    Parameters
    ----------
    folder
        where; it is made when there is something to keep.
    settings
        how templates are translated: with others, all is translated again.
    """

    def __init__(self, folder: Path, settings: str) -> None:
        self._folder = folder
        self._settings = f"{jinja2.__version__}\0{settings}\0"

    def get_source_checksum(self, source: str) -> str:
        """Return the digest of a template's text and of how it is translated."""
        return hashlib.sha256((self._settings + source).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what is kept, if it is of this text."""
        with (
            contextlib.suppress(OSError, EOFError, ValueError, TypeError),
            self._file(bucket).open("rb") as kept,
        ):
            bucket.load_bytecode(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a bucket holds, whole or not at all."""
        file = self._file(bucket)
        beside = file.with_suffix(f".{uuid4().hex[:8]}.part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(bucket.bytecode_to_string())
            beside.replace(file)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / (bucket.key + SUFFIX)


def kept_folder() -> Path:
    """Return the folder in the user's cache in which translated templates are kept."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    return home / "thalweg" / "pages"
