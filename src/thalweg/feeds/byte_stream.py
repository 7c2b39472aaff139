"""Bytes taken one after another from a file that comes in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class ByteStream:
    """Takes bytes from the front of `blocks`; holds no more than was asked for.

    `place` is how many bytes were taken.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks: Iterator[bytes] = iter(blocks)
        self._held = b""
        self._at = 0
        self.place = 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes; fewer only where the file ends."""
        end = self._at + size
        if end > len(self._held):
            self._fill(size)
            end = size
        taken = self._held[self._at : end]
        self._at += len(taken)
        self.place += len(taken)
        return taken

    def _fill(self, size: int) -> None:
        parts = [self._held[self._at :]]
        have = len(parts[0])
        while have < size:
            block = next(self._blocks, None)
            if block is None:
                break
            parts.append(block)
            have += len(block)
        self._held, self._at = b"".join(parts), 0
