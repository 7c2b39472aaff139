"""The manifest of a packed archive: its files, where they came from, one spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from thalweg.errors import InputError
from thalweg.tables.packed import PACKED, QUANTA
from thalweg.times import iso, parse_iso
from thalweg.wire.canonical import canonical_json

FORMAT = "archive/1"
NAME = "manifest.json"
LARGEST_BYTES = 256 << 20

_KEYS = {"thalweg", "table", "quanta", "files", "packs"}
_FILE_KEYS = {"alive_5min", "bytes", "box_e7", "from", "rows", "sha256", "to"}
_FILE_NAME = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2})?/[1-9]\d{0,5}\.parquet", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)

Box = tuple[int, int, int, int]
"""South, west, north and east in 1e-7 degrees; west is never beyond east."""

Slots = tuple[str, int, int]
"""A feed, and the first and the last of some five minutes, counted since 1970, in each
of which it delivered something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """One file of an archive.

    `from_us` and `to_us` are its first and its last instant, microseconds since 1970,
    UTC, both in it. `box` holds its places, None where it has none. `alive` says when
    each feed delivered anything: hours seen rest on that, wherever the rows lie.
    """

    sha256: str
    size_bytes: int
    rows: int
    from_us: int
    to_us: int
    box: Box | None
    alive: tuple[Slots, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedSource:
    """A file whose rows were packed: digest, name, format, feed, and all its rows."""

    sha256: str
    name: str
    format: str
    feed: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One packing: what went in, and what did not.

    `dropped` maps (feed, reason) to the rows that were dropped at the door;
    `outside_period` are those that the period asked for left out.
    """

    sources: tuple[PackedSource, ...]
    dropped: Mapping[tuple[str, str], int]
    outside_period: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveManifest:
    """What a packed archive holds: files by name, and the packings they came by.

    Names are ``<day or hour>/<n>.parquet``. Only files that are listed are read.
    """

    files: Mapping[str, PackedFile]
    packs: tuple[Pack, ...]

    @property
    def rows(self) -> int:
        """Rows in all files."""
        return sum(file.rows for file in self.files.values())

    @property
    def size_bytes(self) -> int:
        """Bytes of all files."""
        return sum(file.size_bytes for file in self.files.values())

    @property
    def dropped(self) -> dict[tuple[str, str], int]:
        """Rows dropped at the door in all packings, by (feed, reason)."""
        counts: dict[tuple[str, str], int] = {}
        for pack in self.packs:
            for key, rows in pack.dropped.items():
                counts[key] = counts.get(key, 0) + rows
        return dict(sorted(counts.items()))

    def with_pack(self, files: Mapping[str, PackedFile], pack: Pack) -> ArchiveManifest:
        """Return the manifest after one more packing."""
        return replace(self, files={**self.files, **files}, packs=(*self.packs, pack))

    def encode(self) -> bytes:
        """Return the only bytes that may stand in ``manifest.json`` (RFC 8785)."""
        return canonical_json(
            {
                "thalweg": FORMAT,
                "table": PACKED.name,
                "quanta": QUANTA,
                "files": {name: _file_out(file) for name, file in self.files.items()},
                "packs": [_pack_out(pack) for pack in self.packs],
            }
        )


def parse_archive_manifest(data: bytes, where: str) -> ArchiveManifest | None:
    """Read the manifest of an archive; None where it is another document.

    Any other spelling than that of `ArchiveManifest.encode` is refused.

    Parameters
    ----------
    data
        The bytes of ``manifest.json``.
    where
        Its path, for messages.

    Raises
    ------
    InputError
        It is an archive's, and wrong; the message says what was wanted and what came.
    """
    if len(data) > LARGEST_BYTES:
        raise InputError(f"{where}: larger than {LARGEST_BYTES} bytes")
    try:
        document = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    said = document.get("thalweg") if isinstance(document, dict) else None
    if not isinstance(said, str) or not said.startswith("archive/"):
        return None
    if said != FORMAT:
        raise InputError(
            f"{where}: is {said!r}; this thalweg reads {FORMAT!r}: use the version "
            "that packed it, or pack the sources again"
        )
    try:
        found = _manifest_in(document)
        exact = found.encode() == data
    except (KeyError, TypeError, ValueError, InputError) as why:
        raise _refused(where, f"{type(why).__name__}: {why}") from why
    if not exact:
        raise _refused(where, "it is not in canonical form (RFC 8785)")
    return found


def _refused(where: str, fault: str) -> InputError:
    return InputError(
        f"{where}: is not as thalweg archive pack writes it ({fault}); copy the "
        "archive again, or pack the sources again"
    )


def _manifest_in(document: dict[str, Any]) -> ArchiveManifest:
    if document.keys() != _KEYS:
        raise ValueError(f"wanted the keys {', '.join(sorted(_KEYS))}")
    if not document["files"] or not document["packs"]:
        raise ValueError("no files are listed")
    if document["table"] != PACKED.name or document["quanta"] != QUANTA:
        raise ValueError(f"wanted files of {PACKED.name}")
    return ArchiveManifest(
        files={name: _file_in(name, one) for name, one in document["files"].items()},
        packs=tuple(_pack_in(one) for one in document["packs"]),
    )


def _file_out(file: PackedFile) -> dict[str, object]:
    return {
        "sha256": file.sha256,
        "bytes": file.size_bytes,
        "rows": file.rows,
        "from": iso(file.from_us),
        "to": iso(file.to_us),
        "box_e7": None if file.box is None else list(file.box),
        "alive_5min": [list(slots) for slots in file.alive],
    }


def _file_in(name: str, one: dict[str, Any]) -> PackedFile:
    if not _FILE_NAME.fullmatch(name):
        raise ValueError(f"{name[:80]!r} is no name of a file in an archive")
    if one.keys() != _FILE_KEYS or not _DIGEST.fullmatch(one["sha256"]):
        raise ValueError(f"{name}: wanted {', '.join(sorted(_FILE_KEYS))}")
    box = one["box_e7"]
    if box is not None and (len(box) != 4 or not all(map(_whole, box))):
        raise ValueError(f"{name}: box_e7 is not four whole numbers")
    if not (_whole(one["bytes"]) and _whole(one["rows"])):
        raise ValueError(f"{name}: bytes and rows are whole numbers")
    return PackedFile(
        sha256=one["sha256"],
        size_bytes=one["bytes"],
        rows=one["rows"],
        from_us=parse_iso(one["from"]),
        to_us=parse_iso(one["to"]),
        box=None if box is None else (box[0], box[1], box[2], box[3]),
        alive=tuple(_slots(slots) for slots in one["alive_5min"]),
    )


def _slots(slots: list[Any]) -> Slots:
    feed, first, last = slots
    if not (isinstance(feed, str) and _whole(first) and _whole(last)):
        raise ValueError(f"alive_5min: {slots!r} is no feed, first and last")
    return feed, first, last


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _pack_out(pack: Pack) -> dict[str, object]:
    return {
        "sources": [
            {
                "sha256": one.sha256,
                "name": one.name,
                "format": one.format,
                "feed": one.feed,
                "rows": one.rows,
            }
            for one in pack.sources
        ],
        "dropped": [
            {"feed": feed, "reason": reason, "rows": rows}
            for (feed, reason), rows in sorted(pack.dropped.items())
        ],
        "outside_period": pack.outside_period,
    }


def _pack_in(one: dict[str, Any]) -> Pack:
    counted = [row["rows"] for row in (*one["sources"], *one["dropped"])]
    if not all(map(_whole, (*counted, one["outside_period"]))):
        raise ValueError("rows of a packing are whole numbers")
    return Pack(
        sources=tuple(PackedSource(**source) for source in one["sources"]),
        dropped={(row["feed"], row["reason"]): row["rows"] for row in one["dropped"]},
        outside_period=one["outside_period"],
    )
