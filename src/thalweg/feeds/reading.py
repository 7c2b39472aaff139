"""Files and tables of any known format, read into POSITIONS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.convert import Converted, convert, repeated
from thalweg.feeds.csv_table import CsvFeed
from thalweg.feeds.dialect import Take, named_takes, plan
from thalweg.feeds.feed import BAD_VALUE, Feed, ReadResult, Source
from thalweg.feeds.json_table import JsonFeed
from thalweg.feeds.ndjson import NdjsonFeed
from thalweg.feeds.parquet import ParquetFeed
from thalweg.feeds.readsb_aircraft import ReadsbAircraftFeed
from thalweg.feeds.readsb_trace import ReadsbTraceFeed
from thalweg.feeds.source import Given, locate, settings_of
from thalweg.model.feed import DEFAULT_FEED, Feeds
from thalweg.tables.contract import WORD
from thalweg.tables.positions import POSITIONS

FEEDS: tuple[Feed, ...] = (
    ParquetFeed(),
    ReadsbTraceFeed(),
    ReadsbAircraftFeed(),
    JsonFeed(),
    NdjsonFeed(),
    CsvFeed(),
)
"""Every format that is read. A new one is a file beside these and an entry here."""

_Period = tuple[int | None, int | None]


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
    if not paths:
        raise InputError("no files of positions are given")
    parts = [
        _read_file(given, feeds or Feeds(), columns or {}, (from_us, to_us))
        for given in paths
    ]
    dropped: Counter[tuple[str, str]] = Counter()
    for part in parts:
        dropped.update(part.dropped)
    table = pa.concat_tables([part.positions for part in parts])
    return ReadResult(
        positions=table.unify_dictionaries(),
        sources=tuple(source for part in parts for source in part.sources),
        dropped=dict(sorted(dropped.items())),
        outside_period=sum(part.outside_period for part in parts),
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
    converted = convert(
        table.select(chosen.columns),
        chosen,
        where=where,
        feed=feed,
        period=(from_us, to_us),
    )
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
        dropped=converted.dropped,
        outside_period=converted.outside_period,
    )


def positions_from(obj: Any, *, feed: str | None = None) -> pa.Table:  # noqa: ANN401
    """Return POSITIONS from a table in memory; see `read_object`.

    Rows that cannot be a position are left out uncounted: where they matter, and in a
    finding they do, call `read_object`.
    """
    return read_object(obj, feed=feed).positions


def recognise(content: Content) -> Feed:
    """Return the feed that reads `content`.

    Raises
    ------
    InputError
        None does, or the file is damaged.
    """
    for feed in FEEDS:
        if feed.recognises(content):
            return feed
    known = ", ".join(feed.format for feed in FEEDS)
    raise InputError(
        f"{content.name}: format not recognised: begins with {content.head[:24]!r}; "
        f"wanted one of {known}, plain or packed with gzip or zstd"
    )


def _read_file(
    given: Given, feeds: Feeds, columns: Mapping[str, str], period: _Period
) -> ReadResult:
    name, path = locate(given)
    settings = settings_of(name, path, feeds)
    content = Content.of(path)
    format_feed = recognise(content)
    own = {**(settings.columns if settings else {}), **columns}
    takes = named_takes(own, content.name)

    def chosen(names: Sequence[str]) -> Any:  # noqa: ANN401
        return plan(
            names, columns=takes, where=content.name, dialect=format_feed.dialect
        )

    raw = format_feed.read(content, lambda names: chosen(names).columns)
    what = chosen(raw.names)
    kind = format_feed.format
    if format_feed.dialect is None:
        kind = f"{kind}/{what.dialect}"
    if settings and settings.format and settings.format not in kind.split("/"):
        raise InputError(
            f"{content.name}: feed {settings.name!r} is said to be {settings.format}, "
            f"but this is {kind}"
        )
    feed_name = settings.name if settings else None
    converted = convert(
        raw.table, what, where=content.name, feed=feed_name, period=period
    )
    dropped = Counter(converted.dropped)
    if raw.broken:
        dropped[feed_name or DEFAULT_FEED, BAD_VALUE] += raw.broken
        if not raw.table.num_rows:
            raise InputError(
                f"{content.name}: row 0: wanted {len(raw.names)} values, one for each "
                f"column; none of its {raw.broken} rows has as many"
            )
    row = converted.kept if raw.row is None else raw.row[converted.kept]
    by_row = feed_name is None and "feed" in what.takes
    source = Source(
        sha256=content.sha256,
        path_name=Path(path).name,
        format=kind,
        feed="*" if by_row else feed_name or DEFAULT_FEED,
        rows=raw.table.num_rows + raw.broken,
    )
    digest = repeated(content.sha256, converted.kept.size)
    return ReadResult(
        positions=_with_source(converted, digest, row),
        sources=(source,),
        dropped=dict(dropped),
        outside_period=converted.outside_period,
    )


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


__all__ = ["FEEDS", "Take", "positions_from", "read", "read_object", "recognise"]
