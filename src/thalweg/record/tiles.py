"""The tiles of a growing tree: which are new, what stands in them, reading a tree.

A tile holds up to 256 hashes of one level of every eighth level of the tree (C2SP
tlog-tiles), so a tree of a million entries is some four thousand files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from thalweg.errors import RefusedError
from thalweg.record.merkle import Read, node_hash
from thalweg.wire.tile import HASH_BYTES, TILE_WIDTH, TilePath

Load = Callable[[TilePath], bytes]
"""Returns the bytes of a tile: those of that width, or of the full one in its place."""

TILE_HEIGHT = 8


def new_tiles(old: int, new: int) -> Iterator[TilePath]:
    """Yield the tiles that a log of `new` entries has and one of `old` had not.

    Bottom up, each level from left to right; where a tile was partial and is wider or
    full now, it is among them.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a log does not grow from {old} to {new} entries")
    level = 0
    while new:
        if new > old:
            whole, rest = divmod(new, TILE_WIDTH)
            for index in range(old // TILE_WIDTH, whole):
                yield TilePath(level, index)
            if rest:
                yield TilePath(level, whole, rest)
        old, new, level = old // TILE_WIDTH, new // TILE_WIDTH, level + 1


def grow(
    size: int, leaf_hashes: Sequence[bytes], load: Load
) -> Iterator[tuple[TilePath, bytes]]:
    """Yield each tile that `leaf_hashes` make new in a log of `size`, with its bytes.

    `load` is asked for partial tiles of the log as it was, one a level at most.
    """
    level = 0
    hashes = list(leaf_hashes)
    while hashes:
        index, had = divmod(size, TILE_WIDTH)
        if had:
            hashes[:0] = hashes_in(load(TilePath(level, index, had)), had)
        above = []
        for start in range(0, len(hashes), TILE_WIDTH):
            part = hashes[start : start + TILE_WIDTH]
            yield TilePath(level, index, len(part)), b"".join(part)
            if len(part) == TILE_WIDTH:
                above.append(tile_root(part))
            index += 1
        size, hashes, level = size // TILE_WIDTH, above, level + 1


def tree_reader(size: int, load: Load) -> Read:
    """Return a `read` for `record.merkle` over the tiles of a log of `size` entries.

    What it returns is no better than the tiles: hold a root made of it against a
    verified checkpoint before it is believed. Each call loads one tile.
    """

    def read(level: int, index: int) -> bytes:
        height, within = divmod(level, TILE_HEIGHT)
        first = index << within
        if (first + (1 << within)) << (TILE_HEIGHT * height) > size:
            raise ValueError(f"no complete subtree at level {level}, index {index}")
        number, start = divmod(first, TILE_WIDTH)
        across = size >> (TILE_HEIGHT * height)
        width = min(TILE_WIDTH, across - number * TILE_WIDTH)
        hashes = hashes_in(load(TilePath(height, number, width)), width)
        return tile_root(hashes[start : start + (1 << within)])

    return read


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes, at most 256."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def hashes_in(data: bytes, width: int) -> list[bytes]:
    """Return the first `width` hashes of a tile; a full one may stand for a partial.

    Raises
    ------
    RefusedError
        Where the tile has neither that width nor the full one.
    """
    if len(data) not in (width * HASH_BYTES, TILE_WIDTH * HASH_BYTES):
        raise RefusedError(
            [f"a tile of {width} hashes has {width * HASH_BYTES} bytes: {len(data)}"]
        )
    return [data[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, 32)]
