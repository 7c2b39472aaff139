"""Each format of positions, read into POSITIONS whether or not it knows the bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from functools import cache, partial

import numpy as np
import pyarrow as pa

from tests.contract.test_feeds import CASES
from tests.fuzz.target import REPOSITORY, Target, shared_files
from tests.property.test_radar_feeds import SAMPLES
from tests.unit.feeds import asterix_bytes as made
from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.convert import Conversion
from thalweg.feeds.dialect import plan
from thalweg.feeds.feed import NO_POSITION, REASONS, Feed, Raw
from thalweg.feeds.reading import FEEDS, recognise
from thalweg.model.feed import FeedSettings
from thalweg.model.place import Position
from thalweg.tables.positions import POSITIONS

NAME = "fuzzed"
SETTINGS = FeedSettings(
    name="r",
    start_us=made.NOON_US,
    radar=Position(lat_deg=35.25, lon_deg=39.0),
)
WORDS = {
    "asterix": (b"\x30", b"\x3e", b"\x15", b"\xa1\xb2\xc3\xd4", b"\x0a\x0d\x0d\x0a"),
    "beast": (b"\x1a1", b"\x1a2", b"\x1a3", b"\x1a\x1a", b"\x1a4"),
    "cot": (
        b"<event", b"</event>", b"<point", b"<detail>", b"<!DOCTYPE", b"<!ENTITY",
        b"&a;", b"<![CDATA[", b"<?xml", b"encoding='utf-16'", b"xmlns:a='b'",
    ),
    "mode-s": (b'"timestamp"', b'"frame"', b"*", b";", b"@"),
    "sbs": (b"MSG,3,", b"MSG,", b",,,,", b"2017/12/13", b"24:00:00"),
    "parquet": (b"PAR1", b"ARROW:schema", b"\xff\xff\xff\x7f"),
}  # fmt: skip
JSON_WORDS = (
    b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"1e308", b'"\\ud800"',
    b'"\\u0000"', b"[]", b"{}", b"9223372036854775808", b"-0.0", b'"ground"',
    b'"trace"', b'"aircraft"', b'"now"', b'"hex"', b'"lat"', b'"lon"', b'"columns"',
    b'"data"', b'"timestamp"', b'"track"', b'"icao24"', b'"mover"', b'"time"',
)  # fmt: skip
CSV_WORDS = (
    b"time", b"icao24", b"lat", b"lon", b"mover", b"lat_deg", b"lon_deg", b"received",
    b"baroaltitude", b"onground", b"nan", b"inf", b"-inf", b"1e400", b"\r\n", b'"',
    b"2017-12-13T04:05:00Z", b";", b"\t", b"\xef\xbb\xbf", b"\x1f\x8b", b"alt_baro_ft",
)  # fmt: skip


def targets() -> Iterator[Target]:
    """Yield a target for each format, and one that asks which format it is."""
    for feed in FEEDS:
        yield Target(
            name=f"feed-{feed.format}",
            run=partial(positions, feed),
            seeds=partial(seeds, feed),
            words=WORDS.get(feed.format, ()) + JSON_WORDS + CSV_WORDS,
        )
    every = (*WORDS.values(), JSON_WORDS, CSV_WORDS)
    yield Target(
        name="feed-of-any-format",
        run=told_and_read,
        seeds=lambda: [*_files(), *_packed()],
        words=tuple(word for words in every for word in words),
    )


def positions(feed: Feed, data: bytes) -> pa.Table:
    """Return POSITIONS of bytes in a format; hold what every feed promises."""
    content = Content(NAME, data)

    def chosen(names: Sequence[str]) -> list[str]:
        return plan(names, columns={}, where=NAME, dialect=feed.dialect).columns

    conversion = Conversion(NAME, feed="r", period=(None, None))
    last, kept = -1, 0
    tables = [POSITIONS.empty()]
    for raw in feed.read(content, chosen, SETTINGS):
        last = _counted_on(raw, last)
        understood = plan(raw.names, columns={}, where=NAME, dialect=feed.dialect)
        converted = conversion.add(raw.table, understood)
        kept += converted.kept.size
        tables.append(_whole(converted.positions))
    conversion.finish()
    assert kept + sum(conversion.dropped.values()) == conversion.rows
    assert conversion.outside_period == 0
    table = pa.concat_tables(tables).unify_dictionaries()
    table.validate(full=True)
    return _sound(POSITIONS.check(table))


def told_and_read(data: bytes) -> pa.Table:
    """Return POSITIONS of bytes in whatever format they are."""
    return positions(recognise(Content(NAME, data)), data)


def seeds(feed: Feed) -> list[bytes]:
    """Return files of a format: made ones, and those of the tests that are its."""
    found = [case.sample(3) for case in CASES if case.feed.format == feed.format]
    return found + [data for data in _files() if _format(data) == feed.format]


def _counted_on(raw: Raw, last: int) -> int:
    """Hold that the rows of a batch are numbered upwards after `last`."""
    assert raw.lost.keys() <= {*REASONS, NO_POSITION}
    assert all(records >= 0 for records in raw.lost.values())
    if raw.row is None:
        return last + raw.table.num_rows
    assert raw.row.size == raw.table.num_rows
    assert np.all(np.diff(raw.row, prepend=last) > 0)
    return int(raw.row[-1]) if raw.row.size else last


def _whole(table: pa.Table) -> pa.Table:
    size = table.num_rows
    table = table.append_column("source_sha256", pa.array([""] * size, pa.string()))
    numbers = pa.array(range(size), pa.int64())
    return POSITIONS.conform(table.append_column("source_row", numbers))


def _sound(table: pa.Table) -> pa.Table:
    """Hold that no number in a table is beyond what it can mean."""
    for name, most in (("lat_deg", 90.0), ("lon_deg", 180.0)):
        values = table.column(name).drop_null().to_numpy()
        assert np.all(np.abs(values) <= most)
    for field in table.schema:
        if pa.types.is_floating(field.type):
            assert np.all(np.isfinite(table.column(field.name).drop_null().to_numpy()))
    return table


@cache
def _files() -> tuple[bytes, ...]:
    """Return files of every format, made and shared."""
    folder = REPOSITORY / "tests" / "unit" / "feeds" / "files"
    found = [path.read_bytes() for path in sorted(folder.iterdir())]
    found += [data for _, data in SAMPLES.values()]
    found += [case.sample(3) for case in CASES]
    return tuple(found + shared_files("formats/**/*"))


def _packed() -> list[bytes]:
    """Return the smallest files packed: what is packed is mostly no longer told."""
    small = [data for data in _files() if len(data) < 600]
    zstd = [pa.compress(data, "zstd", asbytes=True) for data in small]
    return [gzip.compress(data, mtime=0) for data in small] + zstd


@cache
def _format(data: bytes) -> str:
    try:
        return recognise(Content(NAME, data)).format
    except InputError:
        return ""
