"""What a person writes in one word: quantities, times, columns, filters, names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.fuzz.target import Target
from thalweg.errors import InputError
from thalweg.feeds.dialect import named_takes, parse_columns, plan
from thalweg.tables.query import query_of
from thalweg.times import iso, iso_day, iso_ms, parse_iso
from thalweg.wire import quantity, words
from thalweg.wire.manifest import name_fault

QUANTITIES: tuple[Callable[[object], object], ...] = (
    quantity.length_m,
    quantity.duration_s,
    quantity.speed_mps,
    quantity.acceleration_mps2,
    quantity.height_ft,
    quantity.height_bound,
    quantity.rate,
    quantity.share_frac,
    quantity.clock_s,
    quantity.day_window,
    quantity.time_us,
)
NAMES: tuple[Callable[[str], object], ...] = (
    words.name_id,
    words.clause_id,
    words.language,
    words.plain_text,
    words.address,
    words.callsign_glob,
    words.mover_id,
    words.file_name,
    name_fault,
)
UNITS = (
    b" km", b" nmi", b" ft", b" AMSL", b" per ", b" d", b"FL", b"Z", b"T", b"-", b"_",
    b"0", b"9" * 12, b".5", b"24:00Z", b"\xd9\xa1", b"\xef\xbc\x91", b"e9", b"+",
)  # fmt: skip
SPELT = (
    b"time=ts[ms]", b"alt_baro_ft=height[m]", b"mover=id[track]", b"[", b"]", b"=",
    b",", b"lat_deg=y", b"lon_deg=x",
)  # fmt: skip
# What a table's columns are called where somebody names what they mean.
COLUMNS = ("ts", "height", "id", "x", "y", "time", "icao24", "lat", "lon")


def targets() -> Iterator[Target]:
    """Yield a target for each kind of word."""
    yield Target(
        name="quantity",
        run=_quantities,
        seeds=lambda: [
            b"3 nmi", b"1000 ft", b"60 s", b"20 per h", b"1 per 90 d", b"FL350",
            b"500 ft AMSL", b"06:00Z", b"04:00Z-18:00Z", b"5 m/s2", b"-0.5 km",
            b"2017-11-01T00:00:00.25Z",
        ],
        errors=(),
        words=UNITS,
        longest=256,
    )  # fmt: skip
    yield Target(
        name="time",
        run=_time,
        seeds=lambda: [
            b"2017-12-13T04:05:06.789Z",
            b"0001-01-01Z",
            b"9999-12-31 23:59Z",
        ],
        words=UNITS,
        longest=256,
    )
    yield Target(
        name="columns",
        run=_columns,
        seeds=lambda: [b"time=ts[ms],alt_baro_ft=height[m],mover=id[track]", *SPELT],
        words=SPELT,
        longest=512,
    )
    yield Target(
        name="query",
        run=_query,
        seeds=lambda: [b"2017-12-13Z\n2017-12-14Z\n3.1,4.1\nwest,east\ncertain"],
        words=(b"\n", b",", b"certain", b"probable", b"west", b"3.1"),
        longest=512,
    )
    yield Target(
        name="names",
        run=_names,
        seeds=lambda: [
            b"east-bank", b"3.1", b"sr-Latn", b"f0e001", b"WST*", b"T-17",
            b"zones.geojson", b"evidence/0f.parquet",
        ],
        errors=(),
        longest=256,
    )  # fmt: skip


def _quantities(data: bytes) -> None:
    """Read one text, and what JSON numbers a document may hold, as every quantity."""
    text = _text(data)
    for read in QUANTITIES:
        for value in (text, _number(text)):
            try:
                read(value)
            except ValueError as error:
                _printable(error)


def _time(data: bytes) -> None:
    instant_us = parse_iso(_text(data))
    assert parse_iso(iso(instant_us)) == instant_us
    assert iso(instant_us).startswith(iso_day(instant_us))
    iso_ms(instant_us)


def _columns(data: bytes) -> None:
    named = parse_columns(_text(data))
    takes = named_takes(named, "fuzzed")
    chosen = plan(COLUMNS, columns=takes, where="fuzzed")
    assert set(chosen.columns) <= set(COLUMNS)


def _query(data: bytes) -> None:
    parts = [*_text(data).split("\n"), "", "", "", ""]
    query = query_of(
        from_time=parts[0] or None,
        to_time=parts[1] or None,
        clauses=[parts[2]] if parts[2] else [],
        parties=[parts[3]] if parts[3] else [],
        grades=[parts[4]] if parts[4] else [],
        known_clauses=("3.1", "4.1"),
        known_parties=("west", "east", "neutral", "unknown"),
    )
    assert query.words()


def _names(data: bytes) -> None:
    text = _text(data)
    for read in NAMES:
        try:
            read(text)
        except ValueError as error:
            _printable(error)


def _text(data: bytes) -> str:
    """Return bytes as a command line or a document gives them, surrogates and all."""
    return data.decode("utf-8", "surrogateescape")


def _number(text: str) -> object:
    try:
        return float(text.split(" ")[0])
    except ValueError:
        return text == "true"


def _printable(error: Exception) -> None:
    assert not isinstance(error, InputError)
    assert str(error)
    str(error).encode("utf-8", "surrogateescape")
