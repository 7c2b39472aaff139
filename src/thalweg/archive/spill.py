"""Rows put aside by their hour, in files, until all have come: memory stays bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path

import numpy as np

from thalweg.archive.packed_file import places
from thalweg.archive.packed_rows import ROW, Rows
from thalweg.times import US_PER_HOUR

HELD_ROWS = 1_000_000
"""Rows held before they go to disk."""
MOST_ROWS = 4_000_000
"""Rows that one file of an archive holds, about; what is sorted at once."""

_SCAN_ROWS = 1 << 20


class Spill:
    """Rows by hour, in a folder of its own.

    Attributes
    ----------
    rows
        how many rows there are of each hour since 1970.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.rows: Counter[int] = Counter()
        self._folder = folder
        self._held: dict[int, list[Rows]] = {}
        self._held_rows = 0

    def add(self, rows: Rows) -> None:
        """Put rows aside."""
        hours = rows["time"] // US_PER_HOUR
        order = np.argsort(hours, kind="stable")
        each, start = np.unique(hours[order], return_index=True)
        for hour, part in zip(each.tolist(), np.split(order, start[1:]), strict=True):
            self._held.setdefault(hour, []).append(rows[part])
            self.rows[hour] += len(part)
        self._held_rows += len(rows)
        if self._held_rows >= HELD_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what is held to disk."""
        for hour, parts in self._held.items():
            with self._path(hour).open("ab", buffering=0) as file:
                for part in parts:
                    _write_all(file, part.view(np.uint8).data)
        self._held.clear()
        self._held_rows = 0

    def take(self, hours: Sequence[int], movers: int) -> Iterator[Rows]:
        """Yield the rows of some hours together, in parts of about `MOST_ROWS`.

        Parts follow one another in (cell, mover); `movers` is how many there are, the
        rows' own being ranks below it once `ranked`. What was taken is gone.
        """
        total = sum(self.rows[hour] for hour in hours)
        paths = [self._path(hour) for hour in hours]
        if total <= MOST_ROWS:
            whole = [np.fromfile(path, ROW) for path in paths]
            yield whole[0] if len(whole) == 1 else np.concatenate(whole)
        else:
            whole = [np.memmap(path, ROW, "r") for path in paths]
            yield from _parts(whole, -(-total // MOST_ROWS), movers)
        for path in paths:
            path.unlink()

    def _path(self, hour: int) -> Path:
        return self._folder / f"{hour}.rows"


def _parts(whole: Sequence[Rows], count: int, movers: int) -> Iterator[Rows]:
    """Yield rows cut by key into `count` parts of about one size."""
    scans = [
        (one, slice(at, at + _SCAN_ROWS))
        for one in whole
        for at in range(0, len(one), _SCAN_ROWS)
    ]
    keys = np.concatenate([places(one[some], movers) for one, some in scans])
    at = [len(keys) * n // count for n in range(1, count)]
    edges = np.unique(np.partition(keys, at)[at])
    of_part = np.searchsorted(edges, keys, "right").astype(np.int16)
    del keys
    for part in range(len(edges) + 1):
        picked, start = [], 0
        for one, some in scans:
            rows = one[some]
            mine = of_part[start : start + len(rows)] == part
            picked.append(np.array(rows[mine]))
            start += len(rows)
        rows = np.concatenate(picked)
        if len(rows):
            yield rows


def _write_all(file: FileIO, data: memoryview) -> None:
    written = 0
    while written < len(data):
        written += file.write(data[written:])
