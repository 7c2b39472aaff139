"""The folder of a log that outsiders read: ``checkpoint`` and ``tile/`` (tlog-tiles).

A tile once shown never changes; partial ones go when the full one is there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from thalweg.errors import RecordDoubtError, RefusedError
from thalweg.record.durable import doubted, write_durably, write_once
from thalweg.record.lists import ListRow
from thalweg.record.log_files import RECEIPTS
from thalweg.record.tiles import new_tiles
from thalweg.record.tree import Tree
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.tile import TILE_WIDTH, TilePath, pack_bundle


class PublishedLog:
    """A log's folder.

    Parameters
    ----------
    folder
        where it stands; made when the first file is.
    entries
        whether its entries are shown; a sealed log shows its hashes alone.
    """

    def __init__(self, folder: Path, *, entries: bool = True) -> None:
        self.folder = folder
        self._entries = entries

    def grow(self, tree: Tree, new: int) -> None:
        """Write the tiles and bundles of a tree of `new` entries that are not here yet.

        Raises
        ------
        RecordDoubtError
            The disk failed, other bytes stand where one of them goes, or the folder
            shows more entries than that.
        """
        old = self._shown_size()
        if old > new:
            raise RecordDoubtError(
                f"{self.folder} shows {old} entries, the record has {new}: it was "
                "restored from an older copy; its node takes the rest back from the "
                "other side"
            )
        paths = list(new_tiles(old, new))
        bundles = [TilePath(None, p.index, p.width) for p in paths if p.level == 0]
        for path in bundles if self._entries else ():
            first = path.index * TILE_WIDTH
            entries = tree.entries(first, first + path.width)
            write_once(self.folder / path.path, pack_bundle(entries))
        for path in paths:
            write_once(self.folder / path.path, tree.load(path))
        self._drop_partial([p for p in (*bundles, *paths) if p.width == TILE_WIDTH])

    def show_checkpoint(self, note: bytes) -> None:
        """Put a signed checkpoint in the place of the one that is shown."""
        path = self.folder / "checkpoint"
        try:
            if path.is_file() and path.read_bytes() == note:
                return
        except OSError as error:
            raise doubted(path, error) from error
        write_durably(path, note)

    def show_receipts(self, rows: Iterable[ListRow]) -> None:
        """Lay beside the log what the other side had cosigned before each list of keys.

        Whoever verifies the log needs it to tell what a revoked key signed before.
        """
        for row in rows:
            path = self.folder / RECEIPTS / f"{row.cosigned}.checkpoint"
            if row.note and not path.exists():
                write_durably(path, row.note)

    def _shown_size(self) -> int:
        path = self.folder / "checkpoint"
        try:
            return parse_checkpoint(path.read_bytes()).checkpoint.size
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise doubted(path, error) from error
        except RefusedError as error:
            raise RecordDoubtError(f"{path}: {error}") from error

    def _drop_partial(self, full: list[TilePath]) -> None:
        for path in full:
            partial = self.folder / f"{path.path}.p"
            try:
                if partial.is_dir():
                    shutil.rmtree(partial)
            except OSError as error:
                raise RecordDoubtError(f"{partial}: {error}") from error
