"""A log's tiles held against one another, from the lowest level up to the root."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from thalweg.errors import RefusedError
from thalweg.record.log_files import LogFiles
from thalweg.record.merkle import Frontier, fold
from thalweg.record.tiles import tile_root
from thalweg.wire.tile import TILE_WIDTH, TilePath


class Climb:
    """The tiles' hashes on their way up: at each level, those of the tile begun."""

    def __init__(self, files: LogFiles, fault: Callable[[str], None]) -> None:
        self._files = files
        self._fault = fault
        self._rows: list[list[bytes]] = [[]]
        self._done = [0]

    def add(self, hashes: Sequence[bytes]) -> None:
        """Take the next hashes of the lowest level: those of one tile there."""
        self._rows[0].extend(hashes)
        level = 0
        while len(self._rows[level]) == TILE_WIDTH:
            self._hold(level)
            root = tile_root(self._rows[level])
            self._rows[level] = []
            self._done[level] += 1
            level += 1
            if level == len(self._rows):
                self._rows.append([])
                self._done.append(0)
            self._rows[level].append(root)

    def root_with(self, hashes: Sequence[bytes]) -> bytes:
        """Return the root over all that was taken and some more of the lowest level."""
        rows = [hashes, *self._rows[1:]]
        return fold([one for row in reversed(rows) for one in subtrees_of(row)])

    def finish(self) -> bytes:
        """Hold the tiles of the right edge against their files; return the root."""
        for level, row in enumerate(self._rows):
            if row:
                self._hold(level)
        return self.root_with(self._rows[0])

    def _hold(self, level: int) -> None:
        # Those of the lowest level are what was taken; there is nothing below them.
        if level == 0:
            return
        row = self._rows[level]
        place = TilePath(level, self._done[level], len(row))
        try:
            held = self._files.hashes(place)
        except RefusedError as why:
            self._fault(str(why))
            return
        if held != row:
            self._fault(f"{place.path}: not the hashes of the tiles below")


def subtrees_of(hashes: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return the complete subtrees over hashes of one level, larger first."""
    frontier = Frontier()
    for one in hashes:
        frontier.append(one)
    return frontier.subtrees
