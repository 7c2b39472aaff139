"""Rows at some places alone, by row: the others are no part of the input.

As `--from` and `--to` cut the input in time, this cuts it in space. What a rule takes
from rows that lie outside is then not there (decision 13), so it is asked for and kept
with the record.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from thalweg.archive.boxes import Inside, NearBox, near_boxes
from thalweg.archive.parts import (
    Near,
    Period,
    Source,
    packed_parts,
    refuse_part_of_a_slot,
    together,
)
from thalweg.errors import InputError
from thalweg.feeds.feed import ReadResult
from thalweg.feeds.reading import Stream
from thalweg.feeds.source import Given
from thalweg.model.agreement import Agreement
from thalweg.model.feed import Feeds
from thalweg.tables.positions import POSITIONS
from thalweg.tracks.coverage import SLOT_US
from thalweg.tracks.reports import times_us, words
from thalweg.wire.archive_manifest import Slots

PLACES = "places"
_BOX_DEG = ((-90.0, 90.0), (-180.0, 180.0), (-90.0, 90.0), (-180.0, 540.0))


def inside_of(text: str, agreement: Agreement, feeds: Feeds) -> Inside:
    """Return the boxes that a text names.

    Parameters
    ----------
    text
        ``places``: boxes about all places of the agreement's clauses; else the borders
        of one box in degrees, ``SOUTH,WEST,NORTH,EAST``, east of west, beyond 180 too.
    agreement, feeds
        What the width of boxes about places rests on.

    Raises
    ------
    InputError
        The text names no box, or a clause holds wherever movers fly.
    """
    if text == PLACES:
        return Inside(near_boxes(agreement, feeds))
    try:
        borders_deg = [float(part) for part in text.split(",")]
    except ValueError:
        borders_deg = []
    if len(borders_deg) != len(_BOX_DEG) or not all(
        low <= value <= high and math.isfinite(value)
        for value, (low, high) in zip(borders_deg, _BOX_DEG, strict=True)
    ):
        raise _no_box(text)
    south, west, north, east = borders_deg
    if not (south < north and west < east <= west + 360.0):
        raise _no_box(text)
    return Inside((NearBox(south, north, west, east),))


def _no_box(text: str) -> InputError:
    return InputError(
        f"--within: wanted places, or SOUTH,WEST,NORTH,EAST in degrees such as "
        f"34,39,37,42, got {text[:80]!r}"
    )


def read_within(
    paths: Sequence[Given],
    inside: Inside,
    keep: Callable[[pa.Table], None],
    *,
    feeds: Feeds,
    columns: Mapping[str, str] | None,
    from_us: int | None,
    to_us: int | None,
) -> Near:
    """Read the rows that lie inside, of all movers, and no others.

    They go to `keep`, some at a time, and what is returned has none. Of an archive only
    the row groups are decoded that touch a box.

    Raises
    ------
    InputError
        An end of the period is none of a whole five minutes, or an input is wrong.
    """
    refuse_part_of_a_slot(from_us, to_us, "--within")
    period = (from_us, to_us)
    packed, others = packed_parts(paths, feeds, columns, period)
    found = [part.within(inside, keep) for part in packed]
    sources: list[Source] = [*packed]
    if others:
        files = _Files()
        found.append(files.within(others, inside, keep, feeds, columns, period))
        sources.append(files)
    return together(sources, found, POSITIONS.empty(), to_us)


class _Files:
    """Files that are no archive, gone through once."""

    def __init__(self) -> None:
        self.left_out = self.read_bytes = self.of_bytes = 0
        self.span_us: tuple[int, int] | None = None
        self._first_us: dict[tuple[str, int], int] = {}

    @property
    def alive(self) -> tuple[Slots, ...]:
        return tuple((feed, slot, slot) for feed, slot in sorted(self._first_us))

    def within(
        self,
        paths: Sequence[Given],
        inside: Inside,
        keep: Callable[[pa.Table], None],
        feeds: Feeds,
        columns: Mapping[str, str] | None,
        period: Period,
    ) -> ReadResult:
        stream = Stream(
            paths, feeds=feeds, columns=columns, from_us=period[0], to_us=period[1]
        )
        for positions in stream:
            self._heard(positions)
            asked = positions.filter(pa.array(inside.holds(positions)))
            self.left_out += positions.num_rows - asked.num_rows
            keep(asked)
        return ReadResult(
            positions=POSITIONS.empty(),
            sources=tuple(stream.sources),
            dropped=dict(stream.dropped),
            outside_period=stream.outside_period,
        )

    def _heard(self, positions: pa.Table) -> None:
        """Keep when each feed delivered anything, wherever that was."""
        if not positions.num_rows:
            return
        time_us = times_us(positions.column("time"))
        first, last = self.span_us or (int(time_us.min()), int(time_us.max()))
        self.span_us = min(first, int(time_us.min())), max(last, int(time_us.max()))
        feed = words(positions.column("feed"))
        key = feed.codes.astype(np.int64) << 40 | (time_us // SLOT_US)
        order = np.lexsort((time_us, key))
        start = np.flatnonzero(np.diff(key[order], prepend=-1))
        for row in order[start].tolist():
            at = feed.values[feed.codes[row]], int(time_us[row]) // SLOT_US
            this_us = int(time_us[row])
            self._first_us[at] = min(self._first_us.get(at, this_us), this_us)

    def feeds(self, from_us: int, to_us: int) -> set[str]:
        slot = from_us // SLOT_US
        return {
            feed
            for (feed, one), first_us in self._first_us.items()
            if one == slot and first_us < to_us
        }
