"""Files and tables of any known format, read into POSITIONS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thalweg.errors import InputError
from thalweg.feeds.asterix import AsterixFeed
from thalweg.feeds.beast import BeastFeed
from thalweg.feeds.content import Content
from thalweg.feeds.convert import Conversion, Converted, repeated
from thalweg.feeds.cot import CotFeed
from thalweg.feeds.csv_table import CsvFeed
from thalweg.feeds.dialect import Plan, Take, named_takes, plan
from thalweg.feeds.feed import BAD_VALUE, NO_POSITION, Feed, Raw, ReadResult, Source
from thalweg.feeds.flight_tracker import FlightTrackerFeed
from thalweg.feeds.json_table import JsonFeed
from thalweg.feeds.mode_s import ModeSFeed
from thalweg.feeds.ndjson import NdjsonFeed
from thalweg.feeds.packed import FORMAT as PACKED_FORMAT
from thalweg.feeds.packed import PackedArchive, PackedReading, archive_in
from thalweg.feeds.parquet import ParquetFeed
from thalweg.feeds.plugins import guarded, plugged
from thalweg.feeds.readsb_aircraft import ReadsbAircraftFeed
from thalweg.feeds.readsb_trace import ReadsbTraceFeed
from thalweg.feeds.sbs import SbsFeed
from thalweg.feeds.source import Given, locate, settings_of
from thalweg.model.feed import DEFAULT_FEED, Feeds, FeedSettings
from thalweg.tables.contract import WORD
from thalweg.tables.positions import POSITIONS
from thalweg.wire.feeds import FORMATS

FEEDS: tuple[Feed, ...] = (
    ParquetFeed(),
    AsterixFeed(),
    CotFeed(),
    FlightTrackerFeed(),
    ReadsbTraceFeed(),
    ReadsbAircraftFeed(),
    BeastFeed(),
    ModeSFeed(),
    SbsFeed(),
    JsonFeed(),
    NdjsonFeed(),
    CsvFeed(),
)
"""Every format that is read. A new one is a file beside these and an entry here."""


class Stream:
    """Files as they are read: iterate once for POSITIONS tables, in no order.

    What it tells of the files and of dropped rows is whole only at the end; an error
    may come after tables were handed on.

    Parameters
    ----------
    paths, feeds, columns, from_us, to_us
        As for `read`.
    formats
        The formats that are tried before plug-ins are: all of thalweg's own.

    Attributes
    ----------
    sources
        the files that were read to their end.
    dropped
        rows that are no position row, by (feed, reason).
    outside_period
        rows that lie outside the period asked for.
    """

    def __init__(
        self,
        paths: Sequence[Given],
        *,
        feeds: Feeds | None = None,
        columns: Mapping[str, str] | None = None,
        from_us: int | None = None,
        to_us: int | None = None,
        formats: Sequence[Feed] = FEEDS,
    ) -> None:
        if not paths:
            raise InputError("no files of positions are given")
        self.sources: list[Source] = []
        self.dropped: Counter[tuple[str, str]] = Counter()
        self.outside_period = 0
        self._paths = paths
        self._feeds = feeds or Feeds()
        self._columns = columns or {}
        self._period = (from_us, to_us)
        self._formats = formats

    def __iter__(self) -> Iterator[pa.Table]:
        """Yield POSITIONS, a batch at a time."""
        for given in self._paths:
            yield from self._file(given)

    def _file(self, given: Given) -> Iterator[pa.Table]:
        name, path = locate(given)
        settings = settings_of(name, path, self._feeds)
        archive = archive_in(path)
        if archive is not None:
            yield from self._packed(archive, settings)
            return
        content = Content.of(path)
        feed = recognise(
            content, settings.format if settings else None, formats=self._formats
        )
        feed_name = settings.name if settings else None
        plans = _Plans(content.name, feed, settings, self._columns)
        conversion = Conversion(content.name, feed=feed_name, period=self._period)
        lost: Counter[str] = Counter()
        next_row = 0
        for raw in _read(feed, content, plans, settings or FeedSettings(name="")):
            converted = conversion.add(raw.table, plans.of(raw.names))
            lost.update(raw.lost)
            row = converted.kept + next_row
            if raw.row is not None:
                row = raw.row[converted.kept]
                next_row = int(raw.row[-1]) + 1 if raw.row.size else next_row
            else:
                next_row += raw.table.num_rows
            if converted.kept.size:
                yield _with_source(converted, _digest(content, converted), row)
        _refuse_without_rows(content, lost, conversion, plans.kind)
        conversion.finish()
        self.dropped.update(conversion.dropped)
        for reason, records in lost.items():
            self.dropped[feed_name or DEFAULT_FEED, reason] += records
        self.outside_period += conversion.outside_period
        self.sources.append(
            Source(
                sha256=content.sha256,
                path_name=Path(path).name,
                format=plans.kind,
                feed="*" if plans.by_row(feed_name) else feed_name or DEFAULT_FEED,
                rows=conversion.rows + lost.total(),
            )
        )

    def _packed(
        self, archive: PackedArchive, settings: FeedSettings | None
    ) -> Iterator[pa.Table]:
        """Read a packed archive: its rows were judged when they were packed."""
        refuse_for_packed(archive, settings, self._columns)
        first_us, end_us = self._period
        reading = PackedReading(
            archive,
            feed=settings.name if settings else None,
            from_us=first_us,
            to_us=end_us,
        )
        yield from reading
        self.outside_period += reading.outside_period
        name = settings.name if settings else None
        self.dropped.update(dropped_of(archive, name))
        self.sources.append(source_of(archive, name))


def read(
    paths: Sequence[Given],
    *,
    feeds: Feeds | None = None,
    columns: Mapping[str, str] | None = None,
    from_us: int | None = None,
    to_us: int | None = None,
) -> ReadResult:
    """Read positions from files, each told by its content.

    Parameters
    ----------
    paths
        Paths, ``NAME=PATH`` texts, or (name, path).
    feeds
        FEEDS; it names feeds by path and holds settings of each.
    columns
        What own columns mean, e.g. ``{"time": "ts", "alt_baro_ft": "height[m]"}``;
        it goes before a feed's own `columns`.
    from_us, to_us
        Period in microseconds since 1970, UTC: from (included) to (not included).
        Rows outside are no part of the input; they are only counted.

    Returns
    -------
    ReadResult
        POSITIONS in no order, the files, and what was dropped and why.

    Raises
    ------
    InputError
        A file cannot be read, or none of its rows can; nothing is read by halves.
    """
    stream = Stream(paths, feeds=feeds, columns=columns, from_us=from_us, to_us=to_us)
    table = pa.concat_tables([POSITIONS.empty(), *stream])
    return ReadResult(
        positions=table.unify_dictionaries(),
        sources=tuple(stream.sources),
        dropped=dict(sorted(stream.dropped.items())),
        outside_period=stream.outside_period,
    )


def read_object(
    obj: Any,  # noqa: ANN401  (anything that speaks Arrow)
    *,
    columns: Mapping[str, str] | None = None,
    feed: str | None = None,
    from_us: int | None = None,
    to_us: int | None = None,
) -> ReadResult:
    """Read positions from a table in memory.

    `obj` is an Arrow table, a DataFrame, anything with the Arrow PyCapsule interface,
    or a mapping of columns; its column names are those of any known program. Its own
    ``feed``, ``source_sha256`` and ``source_row`` stay, unless `feed` names one feed
    for all; without them the digest is empty and the row counts from 0.

    Raises
    ------
    InputError
        `obj` is no table, or its columns are unknown, or no row can be read.
    """
    table = _table_of(obj)
    where = f"table ({type(obj).__name__})"
    takes = named_takes(columns or {}, where)
    chosen = plan(table.column_names, columns=takes, where=where, own_source=True)
    conversion = Conversion(where, feed=feed, period=(from_us, to_us))
    converted = conversion.add(table.select(chosen.columns), chosen)
    conversion.finish()
    row: Any = converted.kept
    digest: Any = repeated("", converted.kept.size)
    if "source_sha256" in chosen.takes and "source_row" in chosen.takes:
        kept = pa.array(converted.kept)
        digest, row = (
            pc.fill_null(table.column(name).cast(kind).take(kept), nothing)
            for name, kind, nothing in (
                ("source_sha256", pa.string(), ""),
                ("source_row", pa.int64(), -1),
            )
        )
        digest = digest.dictionary_encode().cast(WORD)
    return ReadResult(
        positions=_with_source(converted, digest, row),
        dropped=dict(conversion.dropped),
        outside_period=conversion.outside_period,
    )


def positions_from(obj: Any, *, feed: str | None = None) -> pa.Table:  # noqa: ANN401
    """Return POSITIONS from a table in memory; see `read_object`.

    Rows that cannot be a position are left out uncounted: where they matter, and in a
    finding they do, call `read_object`.
    """
    return read_object(obj, feed=feed).positions


def recognise(
    content: Content, said: str | None = None, *, formats: Sequence[Feed] = FEEDS
) -> Feed:
    """Return the feed that reads `content`: one of thalweg's own, else a plug-in.

    `said` is the format that FEEDS gives; where it is a plug-in's, that one is asked
    first, so that a plug-in may read what would pass for a plain table.

    Raises
    ------
    InputError
        None does, or two plug-ins do, or the file is damaged.
    """
    known = ", ".join(feed.format for feed in formats)
    if said is not None and said not in FORMATS:
        return plugged(content, said, known=known)
    for feed in formats:
        if feed.recognises(content):
            return feed
    return plugged(content, None, known=known)


class _Plans:
    """What to take from a file, as the names of its columns come on."""

    def __init__(
        self,
        where: str,
        feed: Feed,
        settings: FeedSettings | None,
        columns: Mapping[str, str],
    ) -> None:
        own = {**(settings.columns if settings else {}), **columns}
        self.names: tuple[str, ...] = ()
        self.kind = feed.format
        self._where = where
        self._feed = feed
        self._settings = settings
        self._takes = named_takes(own, where)
        self._plan: Plan | None = None

    def pick(self, names: Sequence[str]) -> list[str]:
        return self.of(tuple(names)).columns

    def of(self, names: tuple[str, ...]) -> Plan:
        """Return the plan for a file of these columns; the last one is remembered."""
        if self._plan is None or names != self.names:
            dialect = self._feed.dialect
            self._plan = plan(
                names, columns=self._takes, where=self._where, dialect=dialect
            )
            self.names = names
            self.kind = self._feed.format
            if dialect is None:
                self.kind = f"{self.kind}/{self._plan.dialect}"
            self._refuse_other_format()
        return self._plan

    def by_row(self, feed_name: str | None) -> bool:
        takes = self._plan.takes if self._plan else {}
        return feed_name is None and "feed" in takes

    def _refuse_other_format(self) -> None:
        settings = self._settings
        if settings and settings.format and settings.format not in self.kind.split("/"):
            raise InputError(
                f"{self._where}: feed {settings.name!r} is said to be "
                f"{settings.format}, but this is {self.kind}"
            )


def _read(
    feed: Feed, content: Content, plans: _Plans, settings: FeedSettings
) -> Iterator[Raw]:
    if feed in FEEDS:
        return feed.read(content, plans.pick, settings)
    return guarded(feed, content, plans.pick, settings)


def _refuse_without_rows(
    content: Content, lost: Counter[str], conversion: Conversion, kind: str
) -> None:
    """Refuse a file whose records are all wrong; a receiver may well hear nothing.

    An hour of heartbeats in a month of files is silence, which is counted as such.
    """
    if conversion.rows or not lost or NO_POSITION in lost:
        return
    if lost.keys() == {BAD_VALUE}:
        raise InputError(
            f"{content.name}: begins like {kind}, but none of its "
            f"{lost[BAD_VALUE]:,} records can be read; it is cut short or damaged, or "
            "in another format: copy or record it again"
        )
    counts = ", ".join(f"{records:,} {reason}" for reason, records in lost.items())
    raise InputError(
        f"{content.name}: {lost.total():,} records, but none is a position ({counts})"
    )


def refuse_for_packed(
    archive: PackedArchive, settings: FeedSettings | None, columns: Mapping[str, str]
) -> None:
    """Refuse what would be said in vain: an archive knows its columns and units.

    Raises InputError naming what was said.
    """
    where = archive.folder
    if columns or (settings and settings.columns):
        raise InputError(
            f"{where}: is a packed archive, whose columns are known; name columns when "
            "it is packed, or for other files in the feeds file"
        )
    if settings and settings.format:
        raise InputError(
            f"{where}: feed {settings.name!r} is said to be {settings.format}, but "
            "this is a packed archive; leave out its format"
        )


def dropped_of(archive: PackedArchive, feed: str | None) -> dict[tuple[str, str], int]:
    """Return what was dropped when an archive was packed, all of `feed` if named."""
    dropped: Counter[tuple[str, str]] = Counter()
    for (own, reason), rows in archive.manifest.dropped.items():
        dropped[feed or own, reason] += rows
    return dict(dropped)


def source_of(archive: PackedArchive, feed: str | None) -> Source:
    """Return an archive as a source of positions, all of `feed` if named."""
    return Source(
        sha256=archive.sha256,
        path_name=archive.folder.name,
        format=PACKED_FORMAT,
        feed=feed or "*",
        rows=archive.rows,
    )


def _digest(content: Content, converted: Converted) -> pa.DictionaryArray:
    return repeated(content.sha256, converted.kept.size)


def _with_source(converted: Converted, digest: Any, row: Any) -> pa.Table:  # noqa: ANN401
    table = converted.positions.append_column("source_sha256", digest)
    if isinstance(row, np.ndarray):
        row = pa.array(row, pa.int64())
    return POSITIONS.conform(table.append_column("source_row", row))


def _table_of(obj: Any) -> pa.Table:  # noqa: ANN401
    if isinstance(obj, pa.Table):
        return obj
    speaks = hasattr(obj, "__arrow_c_stream__") or hasattr(obj, "__arrow_c_array__")
    if not (speaks or isinstance(obj, Mapping)):
        raise InputError(
            f"{type(obj).__name__} is no table; wanted an Arrow table, a DataFrame, "
            "anything with the Arrow PyCapsule interface, or a mapping of columns"
        )
    try:
        return pa.table(obj)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise InputError(
            f"{type(obj).__name__} cannot be read as a table: {error}"
        ) from error


__all__ = [
    "FEEDS", "Stream", "Take", "positions_from", "read", "read_object", "recognise",
]  # fmt: skip
