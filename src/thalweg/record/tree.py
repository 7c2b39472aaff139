"""The Merkle tree of a log in a store: its roots, its readers, its growth."""

from __future__ import annotations

from collections.abc import Sequence

from thalweg.errors import RecordDoubtError
from thalweg.record.merkle import EMPTY_ROOT, Frontier, Read, leaf_hash
from thalweg.record.ports import RecordStore
from thalweg.record.tiles import grow, tree_reader
from thalweg.wire.tile import HASH_BYTES, TILE_WIDTH, TilePath


class Tree:
    """The tree over the entries that a store holds of one log."""

    def __init__(self, store: RecordStore, origin: str) -> None:
        self._store = store
        self.origin = origin

    def load(self, path: TilePath) -> bytes:
        """Return a tile's first `path.width` hashes."""
        if path.level is None:
            raise ValueError("a bundle is no tile")
        held = self._store.tile(self.origin, path.level, path.index)
        return held[: path.width * HASH_BYTES]

    def reader(self, size: int) -> Read:
        """Return a `read` for `record.merkle` over the first `size` entries."""
        return tree_reader(size, self.load)

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries."""
        if size == 0:
            return EMPTY_ROOT
        return Frontier.of(size, self.reader(size)).root()

    def root_of(self, origin: str, size: int) -> bytes:
        """Return the root of another log in the same store, for `Guard.hold`."""
        return Tree(self._store, origin).root(size)

    def entries(self, start: int, stop: int) -> list[bytes]:
        """Return the entries `start` up to `stop`, each as it was when it came.

        Raises
        ------
        RecordDoubtError
            One is not what its leaf hash says: the disk, or somebody, changed it.
        """
        found = self._store.entries(self.origin, start, stop)
        tile, hashes = -1, b""
        for index, entry in enumerate(found, start):
            if index // TILE_WIDTH != tile:
                tile = index // TILE_WIDTH
                hashes = self._store.tile(self.origin, 0, tile)
            at = index % TILE_WIDTH * HASH_BYTES
            if leaf_hash(entry) != hashes[at : at + HASH_BYTES]:
                raise RecordDoubtError(
                    f"{self.origin}: entry {index} is not what was recorded: the disk, "
                    "or somebody, changed it. The other side's mirror has it as it was"
                )
        return found

    def grown(self, size: int, leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
        """Return every tile that `leaves` change in the tree of `size`, whole."""
        return {
            (path.level or 0, path.index): data
            for path, data in grow(size, leaves, self.load)
        }
