"""FEEDS: the YAML file that says what is known of each feed before its first report.

Strict as an agreement is: no unknown key, every quantity with its unit, every fault of
the file in one error with its line and column.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from thalweg.errors import ConfigError
from thalweg.model.feed import Aerodrome, DeclaredCoverage, Feeds, FeedSettings
from thalweg.wire.columns import column_spec
from thalweg.wire.geojson import Point
from thalweg.wire.quantity import DurationS, HeightFt, LengthM, TimeUs, height_bound
from thalweg.wire.yaml import Document, Path, Strict, read_yaml, shown, unknown

FORMATS: Final = (
    "parquet",
    "csv",
    "json",
    "ndjson",
    "readsb-trace",
    "readsb-aircraft",
    "asterix",
    "cot",
    "flight-tracker",
    "beast",
    "mode-s",
    "sbs",
    "thalweg",
    "opensky",
    "traffic",
    "readsb",
    "own",
)
"""What `format` may say: how the file is written, or whose column names it has."""

MAX_FEEDS: Final = 1_000
MAX_AERODROMES: Final = 10_000

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)
_SOURCE = re.compile(r"(0|[1-9]\d{0,2})/(0|[1-9]\d{0,2})", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)", re.ASCII)
_LOWEST_FT, _HIGHEST_FT = 0.0, 100_000.0


def feed_name(value: str) -> str:
    """Return the name of a feed or an aerodrome, e.g. ``radar-1``."""
    if not _NAME.fullmatch(value):
        raise ValueError(
            "wanted a name of letters, digits, '-', '_' and '.', such as 'radar-1', "
            f"got {shown(value)}"
        )
    return value


def _elevation_ft(value: object) -> float:
    """Return feet above sea level, of e.g. ``700 ft``; may be below it."""
    wanted = f"wanted an elevation such as '700 ft', got {shown(value)}"
    try:
        bound = height_bound(value)
    except ValueError as error:
        raise ValueError(f"{wanted}: a number and its unit, ft or m") from error
    if bound.datum not in ("baro", "amsl") or str(value).startswith("FL"):
        raise ValueError(wanted)
    return bound.value_ft


def _utc_offset_s(value: object) -> int:
    """Return the seconds that a clock is ahead of UTC, of e.g. ``+03:00``."""
    match = _OFFSET.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match[2]) > 14 or int(match[3]) > 59:
        raise ValueError(
            "wanted how far the clock is ahead of UTC, such as '+03:00', "
            f"got {shown(value)}"
        )
    seconds = int(match[2]) * 3600 + int(match[3]) * 60
    return -seconds if match[1] == "-" else seconds


def _source(value: str) -> str:
    """Return the name of an ASTERIX source, e.g. ``25/201``."""
    if not _SOURCE.fullmatch(value):
        raise ValueError(
            "wanted SAC/SIC of a radar, two numbers such as '25/201', "
            f"got {shown(value)}"
        )
    return value


Name = Annotated[str, AfterValidator(feed_name)]
UtcOffsetS = Annotated[int, BeforeValidator(_utc_offset_s)]
Source = Annotated[str, AfterValidator(_source)]
Text = Annotated[str, Field(min_length=1, max_length=400)]


class ReachV1(Strict):
    """All that lies within a radius."""

    centre: Point
    radius_m: LengthM = Field(alias="radius")
    floor_ft: HeightFt = Field(_LOWEST_FT, alias="floor")
    ceiling_ft: HeightFt = Field(_HIGHEST_FT, alias="ceiling")


class CoverageV1(Strict):
    """All that lies within a polygon."""

    polygon: Annotated[list[Point], Field(min_length=3, max_length=10_000)]
    floor_ft: HeightFt = Field(_LOWEST_FT, alias="floor")
    ceiling_ft: HeightFt = Field(_HIGHEST_FT, alias="ceiling")


class ErrorV1(Strict):
    """Errors at 95 %, where a report does not say its own."""

    horizontal_m: LengthM | None = Field(None, alias="horizontal")
    time_s: DurationS | None = Field(None, alias="time")
    altitude_baro_ft: HeightFt | None = Field(None, alias="altitude_baro")
    altitude_geo_ft: HeightFt | None = Field(None, alias="altitude_geo")


class AerodromeV1(Strict):
    """An aerodrome that `airportsdata` does not know."""

    id: Name
    at: Point
    elevation: Any


SECTIONS: Final[Mapping[str, tuple[Any, bool]]] = {
    "thalweg": (Literal["feeds/1"], True),
    "feeds": (Annotated[list[Any], Field(max_length=MAX_FEEDS)], True),
    "aerodromes": (Annotated[list[Any], Field(max_length=MAX_AERODROMES)], False),
}
FEED_KEYS: Final[Mapping[str, tuple[Any, bool]]] = {
    "name": (Name, True),
    "format": (Text, False),
    "path": (Text, False),
    "sees": (Literal["cooperative", "all"], False),
    "reach": (ReachV1, False),
    "coverage": (CoverageV1, False),
    "error": (ErrorV1, False),
    "quantum": (HeightFt, False),
    "radar": (Point, False),
    "radars": (dict[Source, Point], False),
    "start": (TimeUs, False),
    "utc_offset": (UtcOffsetS, False),
    "columns": (dict[str, Text], False),
}


def parse_feeds(
    data: bytes, name: str, *, formats: Sequence[str] | None = FORMATS
) -> Feeds:
    """Return FEEDS from the bytes of the file called `name`.

    `formats` are those that can be read, plug-ins' included; None takes any word, for
    a record that was made where others were installed.

    Raises
    ------
    ConfigError
        With every fault of the file: ``feeds.yaml:4:13: feeds[0].reach: ...``.
    """
    document = read_yaml(data, name)
    if document.value is not None and not isinstance(document.value, dict):
        document.fault((), f"wanted feeds, got {shown(document.value)}")
        document.value = None
    feeds: dict[str, FeedSettings] = {}
    aerodromes: dict[str, Aerodrome] = {}
    if document.value is not None:
        document.section((), SECTIONS)
        for index in range(_size(document, "feeds")):
            _feed(document, ("feeds", index), feeds)
            _format(document, ("feeds", index, "format"), formats)
        for index in range(_size(document, "aerodromes")):
            _aerodrome(document, ("aerodromes", index), aerodromes)
    elif not document.faults:
        document.fault((), "wanted feeds, got nothing")
    if document.faults:
        raise ConfigError(document.faults.lines())
    return Feeds(
        feeds=feeds,
        aerodromes=tuple(aerodromes.values()),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _size(document: Document, section: str) -> int:
    value = document.at((section,))
    return len(value) if isinstance(value, list) else 0


def _feed(document: Document, path: Path, feeds: dict[str, FeedSettings]) -> None:
    got = document.section(path, FEED_KEYS)
    name = got.get("name", "")
    if name and name in feeds:
        document.fault((*path, "name"), f"feed {shown(name)} is there already")
    columns = got.get("columns", {})
    for column, spec in columns.items():
        try:
            column_spec(column, spec)
        except ValueError as error:
            document.fault((*path, "columns", column), str(error))
    errors: ErrorV1 = got.get("error") or ErrorV1.model_validate({})
    quantum_ft = got.get("quantum")
    if quantum_ft == 0.0:
        document.fault((*path, "quantum"), "wanted more than 0 ft")
    feeds.setdefault(
        name,
        FeedSettings(
            name=name,
            format=got.get("format"),
            path=got.get("path"),
            sees=got.get("sees", "cooperative"),
            coverage=_coverage(document, path, got),
            error_m=errors.horizontal_m,
            time_error_s=errors.time_s,
            baro_error_ft=errors.altitude_baro_ft,
            geo_error_ft=errors.altitude_geo_ft,
            quantum_ft=quantum_ft,
            radar=got.get("radar"),
            radars=got.get("radars", {}),
            start_us=got.get("start"),
            utc_offset_s=got.get("utc_offset", 0),
            columns=columns,
        ),
    )


def _format(document: Document, path: Path, formats: Sequence[str] | None) -> None:
    said = document.at(path)
    if isinstance(said, str) and formats is not None and said not in formats:
        document.fault(path, unknown("format", said, formats))


def _coverage(
    document: Document, path: Path, got: Mapping[str, Any]
) -> tuple[DeclaredCoverage, ...]:
    reach: ReachV1 | None = got.get("reach")
    ring: CoverageV1 | None = got.get("coverage")
    if reach is not None and ring is not None:
        document.fault((*path, "coverage"), "wanted reach or coverage, got both")
    for key, part in (("reach", reach), ("coverage", ring)):
        if part is not None and part.floor_ft >= part.ceiling_ft:
            document.fault((*path, key), "wanted the floor below the ceiling")
    if reach is not None:
        if reach.radius_m == 0.0:
            document.fault((*path, "reach", "radius"), "wanted more than nothing")
        return (
            DeclaredCoverage(
                centre=reach.centre,
                radius_m=reach.radius_m,
                floor_ft=reach.floor_ft,
                ceiling_ft=reach.ceiling_ft,
            ),
        )
    if ring is None:
        return ()
    points = tuple(ring.polygon)
    if len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    if len(set(points)) < 3:
        document.fault(
            (*path, "coverage", "polygon"),
            f"a polygon of {len(set(points))} different points; wanted at least 3",
        )
    return (
        DeclaredCoverage(
            centre=None,
            radius_m=None,
            ring=points,
            floor_ft=ring.floor_ft,
            ceiling_ft=ring.ceiling_ft,
        ),
    )


def _aerodrome(
    document: Document, path: Path, aerodromes: dict[str, Aerodrome]
) -> None:
    read = document.read(path, AerodromeV1)
    if read is None:
        return
    try:
        elevation_ft = _elevation_ft(read.elevation)
    except ValueError as error:
        document.fault((*path, "elevation"), str(error))
        return
    if read.id in aerodromes:
        document.fault((*path, "id"), f"aerodrome {shown(read.id)} is there already")
        return
    aerodromes[read.id] = Aerodrome(id=read.id, at=read.at, elevation_ft=elevation_ft)
