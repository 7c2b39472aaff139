"""The folder of one side's record: where what lies, and whose it is.

``record.json`` says whose record it is, ``record.db`` holds it, ``keys/`` its keys;
``log/``, ``sealed/`` and ``mirror/`` are what outsiders read. The guard stands
elsewhere: a backup of the folder must not bring it back with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from thalweg.errors import InputError, RefusedError
from thalweg.wire.canonical import canonical_json
from thalweg.wire.exact import NAME, ORIGIN, ExactFields

FORMAT = "record/1"
ABOUT = "record.json"
STORE, KEYS = "record.db", "keys"
LOG, SEALED, MIRROR = "log", "sealed", "mirror"

_PATH = re.compile(r"[^\x00-\x1f\x7f]{1,4000}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAbout:
    """Whose record a folder holds.

    Attributes
    ----------
    party, agreement
        ids of the party and of the agreement.
    origin, sealed_origin
        of its log and of its sealed log.
    guard
        absolute path of the guard file.
    """

    party: str
    agreement: str
    origin: str
    sealed_origin: str
    guard: str

    def encode(self) -> bytes:
        """Return the bytes of ``record.json``."""
        return canonical_json(
            {
                "thalweg": FORMAT,
                "party": self.party,
                "agreement": self.agreement,
                "origin": self.origin,
                "sealed_origin": self.sealed_origin,
                "guard": self.guard,
            }
        )


def read_about(folder: Path) -> RecordAbout:
    """Return whose record a folder holds.

    Raises
    ------
    InputError
        There is no record in it, or its ``record.json`` is wrong.
    """
    path = folder / ABOUT
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{folder}: there is no record here; `thalweg record init` begins one"
        ) from None
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
    read = ExactFields(str(path))
    keys = ("party", "agreement", "origin", "sealed_origin", "guard")
    try:
        found = read.document(data, FORMAT, keys)
        about = RecordAbout(
            party=read.text(found["party"], "party", NAME, "a party's id"),
            agreement=read.text(found["agreement"], "agreement", NAME, "its id"),
            origin=read.text(found["origin"], "origin", ORIGIN, "an origin"),
            sealed_origin=read.text(
                found["sealed_origin"], "sealed_origin", ORIGIN, "an origin"
            ),
            guard=read.text(found["guard"], "guard", _PATH, "a path"),
        )
        read.done()
    except RefusedError as why:
        raise InputError(str(why)) from None
    return about
