"""The input in parts, archives and files: which movers are where, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from thalweg.archive.boxes import Inside, NearBox, touching
from thalweg.archive.packed_file import alive_slots
from thalweg.errors import InputError
from thalweg.feeds.feed import ReadResult
from thalweg.feeds.packed import PackedArchive, PackedReading, archive_in
from thalweg.feeds.reading import dropped_of, read, refuse_for_packed, source_of
from thalweg.feeds.source import Given, locate, settings_of
from thalweg.model.feed import Feeds
from thalweg.tables.positions import POSITIONS
from thalweg.tracks.coverage import SLOT_US
from thalweg.tracks.reports import times_us, words
from thalweg.wire.archive_manifest import Slots

Movers = frozenset[str]
Period = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What was read, and what was not.

    `left_out` counts the rows in the period that are no part of it; `alive` is when
    each feed delivered anything at all, those rows too; `span_us` the first and the
    last instant of all rows. `read_bytes` of archives were decoded (twice, where
    twice); `of_bytes` is what they have.
    """

    given: ReadResult
    left_out: int
    alive: tuple[Slots, ...]
    span_us: tuple[int, int] | None
    read_bytes: int
    of_bytes: int


def together(
    parts: Sequence[Source],
    found: Sequence[ReadResult],
    table: pa.Table,
    to_us: int | None,
) -> Near:
    """Return what was found in all parts as one, its rows being `table`."""
    dropped: dict[tuple[str, str], int] = {}
    for one in found:
        for key, rows in one.dropped.items():
            dropped[key] = dropped.get(key, 0) + rows
    spans = [part.span_us for part in parts if part.span_us is not None]
    span_us = (min(s for s, _ in spans), max(e for _, e in spans)) if spans else None
    alive = [slots for part in parts for slots in part.alive]
    if span_us is not None and to_us is None:
        alive = _before_the_end(parts, alive, span_us[1])
    return Near(
        given=ReadResult(
            positions=table,
            sources=tuple(source for one in found for source in one.sources),
            dropped=dict(sorted(dropped.items())),
            outside_period=sum(one.outside_period for one in found),
        ),
        left_out=sum(part.left_out for part in parts),
        alive=tuple(alive),
        span_us=span_us,
        read_bytes=sum(part.read_bytes for part in parts),
        of_bytes=sum(part.of_bytes for part in parts),
    )


def refuse_part_of_a_slot(
    from_us: int | None, to_us: int | None, with_what: str
) -> None:
    """Refuse a period whose ends are none of whole five minutes."""
    for option, at_us in (("--from", from_us), ("--to", to_us)):
        if at_us is not None and at_us % SLOT_US:
            raise InputError(
                f"{option}: with {with_what}, a period begins and ends at whole five "
                "minutes, by which hours seen are told"
            )


def _before_the_end(
    parts: Sequence[Source], alive: Sequence[Slots], end_us: int
) -> list[Slots]:
    """Return when feeds were alive before the last instant, as hours seen count it."""
    slot = end_us // SLOT_US
    out = [(name, first, min(last, slot - 1)) for name, first, last in alive]
    last = {name for part in parts for name in part.feeds(slot * SLOT_US, end_us)}
    return [
        *((name, first, end) for name, first, end in out if first <= end),
        *((name, slot, slot) for name in sorted(last)),
    ]


def parts_of(
    paths: Sequence[Given],
    feeds: Feeds,
    columns: Mapping[str, str] | None,
    period: Period,
) -> Iterator[Part]:
    """Yield archives, each by itself, then all other files, which are read whole."""
    packed, others = packed_parts(paths, feeds, columns, period)
    yield from packed
    if others:
        from_us, to_us = period
        found = read(others, feeds=feeds, columns=columns, from_us=from_us, to_us=to_us)
        yield TablePart(found)


def packed_parts(
    paths: Sequence[Given],
    feeds: Feeds,
    columns: Mapping[str, str] | None,
    period: Period,
) -> tuple[list[PackedPart], list[Given]]:
    """Return the archives among some paths, and what is no archive.

    Raises InputError where columns or a format are said of an archive.
    """
    packed: list[PackedPart] = []
    others: list[Given] = []
    for given in paths:
        name, path = locate(given)
        archive = archive_in(path)
        if archive is None:
            others.append(given)
            continue
        settings = settings_of(name, path, feeds)
        refuse_for_packed(archive, settings, columns or {})
        packed.append(PackedPart(archive, settings.name if settings else None, period))
    return packed, others


class Source(Protocol):
    """Some of the input, of which rows were read and others left out.

    `alive` and `span_us` are of all its rows.
    """

    left_out: int
    read_bytes: int
    of_bytes: int
    span_us: tuple[int, int] | None

    @property
    def alive(self) -> tuple[Slots, ...]:
        """When each feed delivered anything."""

    def feeds(self, from_us: int, to_us: int) -> set[str]:
        """Return the feeds that delivered anything in [from, to)."""


class Part(Source, Protocol):
    """Some of the input: which movers it has, where, and their rows.

    `rows` sets `left_out` and `read_bytes`. Movers are in lower case.
    """

    def movers(self, boxes: Sequence[NearBox] | None) -> set[str]:
        """Return the movers that were in one of the boxes; of None, all."""

    def rows(self, near: Movers | None) -> ReadResult:
        """Return the rows of some movers; of None, of all."""


class TablePart:
    """Files that were read whole."""

    def __init__(self, found: ReadResult) -> None:
        self.left_out = self.read_bytes = self.of_bytes = 0
        self._found = found
        table = found.positions
        feed = words(table.column("feed"))
        time_us = times_us(table.column("time"))
        self.alive = alive_slots(feed.values, feed.codes, time_us)
        ends = pc.min_max(table.column("time").cast(pa.int64())).as_py()
        self.span_us = (ends["min"], ends["max"]) if table.num_rows else None

    def movers(self, boxes: Sequence[NearBox] | None) -> set[str]:
        """Return the movers that were in one of the boxes; of None, all."""
        return movers_in(self._found.positions, boxes)

    def rows(self, near: Movers | None) -> ReadResult:
        """Return the rows of some movers; of None, of all."""
        table = self._found.positions
        if near is not None:
            mover = pc.utf8_lower(table.column("mover").cast(pa.string()))
            table = table.filter(pc.is_in(mover, pa.array(sorted(near), pa.string())))
        self.left_out = self._found.positions.num_rows - table.num_rows
        return replace(self._found, positions=table)

    def feeds(self, from_us: int, to_us: int) -> set[str]:
        """Return the feeds that delivered anything in [from, to)."""
        table = self._found.positions
        time_us = times_us(table.column("time"))
        inside = pa.array((time_us >= from_us) & (time_us < to_us))
        return set(words(table.column("feed").filter(inside)).values)


class PackedPart:
    """A packed archive."""

    def __init__(
        self, archive: PackedArchive, feed: str | None, period: Period
    ) -> None:
        self.left_out = self.read_bytes = 0
        self.of_bytes = archive.manifest.size_bytes
        self._archive, self._feed, self._period = archive, feed, period
        files = archive.manifest.files.values()
        self.alive = tuple(
            (feed or name, first, last)
            for file in files
            for name, first, last in file.alive
        )
        self.span_us = self._span_us()

    def _span_us(self) -> tuple[int, int] | None:
        """Return the first and last instant in the period; a cut one is only near."""
        low, high = self._period
        files = self._archive.manifest.files.values()
        from_us = min(file.from_us for file in files)
        to_us = max(file.to_us for file in files)
        return (
            from_us if low is None else max(low, from_us),
            to_us if high is None else min(high, to_us),
        )

    def movers(self, boxes: Sequence[NearBox] | None) -> set[str]:
        """Return the movers that were in one of the boxes; of None, all."""
        reading = PackedReading(
            self._archive, from_us=self._period[0], to_us=self._period[1]
        )
        names = ["mover"] if boxes is None else ["mover", "lat_e7", "lon_e7"]
        found: set[str] = set()
        for part in reading.columns(names, touching(boxes)):
            found |= movers_in(part, boxes)
        self.read_bytes += reading.read_bytes
        return found

    def rows(self, near: Movers | None) -> ReadResult:
        """Return the rows of some movers; of None, of all."""
        tables = [POSITIONS.empty()]
        read = self._read(near, None, tables.append)
        return replace(read, positions=pa.concat_tables(tables))

    def within(self, inside: Inside, keep: Callable[[pa.Table], None]) -> ReadResult:
        """Give the rows of all movers at some places to `keep`; return none of them."""
        return self._read(None, inside, keep)

    def _read(
        self,
        movers: Movers | None,
        inside: Inside | None,
        keep: Callable[[pa.Table], None],
    ) -> ReadResult:
        reading = PackedReading(
            self._archive,
            feed=self._feed,
            from_us=self._period[0],
            to_us=self._period[1],
            movers=movers,
            place=inside,
        )
        for table in reading:
            keep(table)
        self.left_out = reading.left_out
        self.read_bytes += reading.read_bytes
        return ReadResult(
            positions=POSITIONS.empty(),
            sources=(source_of(self._archive, self._feed),),
            dropped=dropped_of(self._archive, self._feed),
            outside_period=reading.outside_period,
        )

    def feeds(self, from_us: int, to_us: int) -> set[str]:
        """Return the feeds that delivered anything in [from, to)."""
        reading = PackedReading(self._archive, from_us=from_us, to_us=to_us)
        found: set[str] = set()
        for part in reading.columns(["feed"], touching(None)):
            found.update(words(part.column("feed")).values)
        self.read_bytes += reading.read_bytes
        return {self._feed or name for name in found}


def movers_in(table: pa.Table, boxes: Sequence[NearBox] | None) -> set[str]:
    """Return the movers that were in one of the boxes, in lower case; of None, all."""
    mover = table.column("mover")
    if boxes is not None:
        mover = mover.filter(pa.array(Inside(tuple(boxes)).holds(table)))
    return {word.lower() for word in pc.unique(mover.cast(pa.string())).to_pylist()}
