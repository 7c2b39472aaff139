"""The files of a log's folder, which may come from somebody who means ill."""

from __future__ import annotations

import os
import stat
from itertools import islice
from pathlib import Path

from thalweg.errors import RefusedError
from thalweg.record.tiles import hashes_in
from thalweg.wire import note
from thalweg.wire.checkpoint import SignedCheckpoint, parse_checkpoint
from thalweg.wire.tile import (
    HASH_BYTES,
    LARGEST_ENTRY_BYTES,
    TILE_WIDTH,
    TilePath,
    parse_bundle,
)

CHECKPOINT = "checkpoint"
RECEIPTS = "receipts"
CONTINUED = "continued"
"""In the folder of a log that another continues: that one's first two entries."""
_MOST_RECEIPTS = 1_000
LARGEST_BUNDLE_BYTES = TILE_WIDTH * (LARGEST_ENTRY_BYTES + 2)


class LogFiles:
    """The checkpoint, tiles and entry bundles in a folder, none of them believed.

    Nothing but plain files of a bounded size is read: a pipe would hang, a device might
    never end. Every method raises RefusedError, which names the file, where it is not
    there, not plain, too large, or not of the width asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def checkpoint(self) -> bytes:
        """Return the bytes of the log's checkpoint."""
        found = self._read(CHECKPOINT, note.LARGEST_BYTES)
        if found is None:
            raise RefusedError([f"{CHECKPOINT}: missing"])
        return found

    def receipts(self) -> tuple[SignedCheckpoint, ...]:
        """Return checkpoints that lie beside the log: what others cosigned before.

        At most a thousand; one that cannot be read is passed over, as one that is not
        there: it could only have shown more.
        """
        folder = self.folder / RECEIPTS
        if folder.is_symlink() or not folder.is_dir():
            return ()
        names = sorted(one.name for one in islice(folder.iterdir(), _MOST_RECEIPTS))
        found = []
        for name in names:
            try:
                data = self._read(f"{RECEIPTS}/{name}", note.LARGEST_BYTES)
                found.append(parse_checkpoint(data or b""))
            except RefusedError:
                continue
        return tuple(found)

    def continued(self) -> tuple[bytes, ...]:
        """Return the entries that say which log continues this one, if they lie here.

        What cannot be read is passed over: nobody vouches for it but its signatures.
        """
        try:
            data = self._read(CONTINUED, 2 * (LARGEST_ENTRY_BYTES + 2))
            return () if data is None else parse_bundle(data, 2)
        except RefusedError:
            return ()

    def hashes(self, tile: TilePath) -> list[bytes]:
        """Return the hashes of a tile; of a full one in its place, the first."""
        place, data = self._partial_or_full(tile, TILE_WIDTH * HASH_BYTES)
        if len(data) != place.width * HASH_BYTES:
            raise RefusedError(
                [f"{place.path}: {len(data)} bytes, not {place.width} hashes of 32"]
            )
        return hashes_in(data, place.width)[: tile.width]

    def entries(self, bundle: TilePath) -> tuple[bytes, ...]:
        """Return the entries of a bundle; of a full one in its place, the first."""
        place, data = self._partial_or_full(bundle, LARGEST_BUNDLE_BYTES)
        try:
            return parse_bundle(data, place.width)[: bundle.width]
        except RefusedError as why:
            raise RefusedError([f"{place.path}: {why}"]) from None

    def _partial_or_full(
        self, wanted: TilePath, largest: int
    ) -> tuple[TilePath, bytes]:
        """Return what is read: a log may drop a partial one once the full is there."""
        for place in dict.fromkeys((wanted, wanted.full)):
            data = self._read(place.path, largest)
            if data is not None:
                return place, data
        raise RefusedError([f"{wanted.path}: missing"])

    def _read(self, path: str, largest: int) -> bytes | None:
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            handle = os.open(self.folder / path, flags)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as why:
            raise RefusedError([f"{path}: {why.strerror}"]) from None
        try:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode):
                raise RefusedError([f"{path}: not a plain file"])
            if state.st_size > largest:
                raise RefusedError([f"{path}: larger than {largest:,} bytes"])
            # No more than that, should it grow meanwhile.
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read(largest)
        except OSError as why:
            raise RefusedError([f"{path}: {why.strerror}"]) from None
        finally:
            os.close(handle)
