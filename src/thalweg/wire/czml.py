"""CZML 1.0, the language of CesiumJS: paths with their times, findings as points.

A path has one packet for each unbroken piece, available from its first report to its
last: between pieces there is nothing, and nothing is extrapolated. Between two reports
the viewer draws a straight line, as the rules do. Beside it stands the piece as a plain
line, which shows whatever the clock says.

Heights are metres above the WGS84 ellipsoid, as CZML wants them, where every report of
a piece has such a height; every other piece is drawn at the ground. A pressure altitude
is never drawn as a height.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
from czml3 import Packet
from czml3.enums import (
    ClockRanges,
    ClockSteps,
    ExtrapolationTypes,
    HeightReferences,
    InterpolationAlgorithms,
)
from czml3.properties import (
    Clock,
    Color,
    HeightReference,
    Point,
    Polyline,
    PolylineMaterial,
    Position,
    PositionList,
    SolidColorMaterial,
)
from czml3.types import IntervalValue, TimeInterval, TimeIntervalCollection

from thalweg.times import US_PER_S, iso
from thalweg.wire.about import About
from thalweg.wire.findings import features
from thalweg.wire.markup import finding_table, present, table, title
from thalweg.wire.said import plain
from thalweg.wire.segments import Segment

VERSION = "1.0"
SECONDS_PER_SECOND = 60.0
_EVER = ("0000-01-01T00:00:00Z", "9999-12-31T24:00:00Z")
_SMALL_PX, _LARGE_PX, _MOVING_PX = 8.0, 14.0, 10.0
_ON_GROUND = HeightReference(heightReference=HeightReferences.CLAMP_TO_GROUND)


def findings_czml(findings: pa.Table, about: About) -> Iterator[bytes]:
    """Yield FINDINGS as points that are always there, larger while they last."""
    span = _span(findings) if findings.num_rows else None
    yield _start(about, span)
    for row in features(findings):
        if row["geometry"] is not None:
            yield _next(_finding(row, about))
    yield b"\n]\n"


def tracks_czml(
    pieces: Iterable[Segment], about: About, span_us: tuple[int, int] | None
) -> Iterator[bytes]:
    """Yield paths; `span_us` is the first and the last instant, for the clock."""
    yield _start(about, span_us)
    for piece in pieces:
        yield _next(_moving(piece, about))
        if len(piece.time_us) > 1:
            yield _next(_line(piece, about))
    yield b"\n]\n"


def _start(about: About, span_us: tuple[int, int] | None) -> bytes:
    head = Packet(
        id="document",
        name=about.title,
        version=VERSION,
        description=table({}, about.sentences()),
        clock=None if span_us is None else _clock(*span_us),
    )
    return b"[\n" + _dumped(head)


def _next(packet: Packet) -> bytes:
    return b",\n" + _dumped(packet)


def _dumped(packet: Packet) -> bytes:
    return packet.model_dump_json(exclude_none=True).encode()


def _clock(from_us: int, to_us: int) -> Clock:
    return Clock(
        interval=TimeInterval(start=iso(from_us), end=iso(to_us)),
        currentTime=iso(from_us),
        multiplier=SECONDS_PER_SECOND,
        range=ClockRanges.LOOP_STOP,
        step=ClockSteps.SYSTEM_CLOCK_MULTIPLIER,
    )


def _span(findings: pa.Table) -> tuple[int, int]:
    start, end = (
        findings.column(name).cast(pa.int64()).to_pylist() for name in ("start", "end")
    )
    return min(start), max(end)


def _custom(values: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return custom properties: each is an object that names its type."""
    return {name: {"string": value} for name, value in values.items()}


def _finding(row: dict[str, Any], about: About) -> Packet:
    said = row["properties"]
    lon_deg, lat_deg = row["geometry"]["coordinates"]
    party = None if said["other_party"] else said["party"]
    return Packet(
        id=f"finding/{said['finding']}",
        name=plain(title(said)),
        description=finding_table(said, about.sentences()[:2]),
        properties=_custom({n: plain(value) for n, value in present(said).items()}),
        position=Position(cartographicDegrees=[lon_deg, lat_deg, 0.0]),
        point=Point(
            color=_colour(about.colour(party), 255),
            outlineColor=_colour("ffffff", 255),
            outlineWidth=1.0,
            pixelSize=_size(said["start"], said["end"]),
            heightReference=_ON_GROUND,
        ),
    )


def _size(start: str, end: str) -> TimeIntervalCollection:
    """Return the size of a point: larger while the finding lasts."""
    return TimeIntervalCollection(
        values=[
            IntervalValue(start=_EVER[0], end=_EVER[1], value=_SMALL_PX),
            IntervalValue(start=start, end=end, value=_LARGE_PX),
        ]
    )


def _moving(piece: Segment, about: About) -> Packet:
    start_us, end_us = piece.time_us[0], piece.time_us[-1]
    heights_m = piece.heights_m
    samples: list[float] = []
    for i, at_us in enumerate(piece.time_us):
        up_m = 0.0 if heights_m is None else heights_m[i]
        since_s = (at_us - start_us) / US_PER_S
        samples += [since_s, piece.lon_deg[i], piece.lat_deg[i], up_m]
    ground = _ON_GROUND if heights_m is None else None
    said = {
        "mover": piece.mover,
        "party": piece.party,
        "callsigns": ", ".join(piece.callsigns),
        "from": iso(start_us),
        "to": iso(end_us),
        "reports": str(len(piece.time_us)),
        "height": "not reported throughout; drawn at the ground"
        if heights_m is None
        else "above the WGS84 ellipsoid, as reported",
    }
    return Packet(
        id=f"track/{_id(piece)}",
        name=plain(piece.name),
        description=table(said, about.sentences()[:2]),
        availability=TimeInterval(start=iso(start_us), end=iso(end_us)),
        properties=_custom(
            {
                "alt_baro_ft": json.dumps(piece.alt_baro_ft),
                "alt_geo_ft": json.dumps(piece.alt_geo_ft),
            }
        ),
        position=Position(
            epoch=iso(start_us),
            cartographicDegrees=samples,
            interpolationAlgorithm=InterpolationAlgorithms.LINEAR,
            interpolationDegree=1,
            forwardExtrapolationType=ExtrapolationTypes.NONE,
            backwardExtrapolationType=ExtrapolationTypes.NONE,
        ),
        point=Point(
            color=_colour(about.colour(piece.party), 255),
            outlineColor=_colour("ffffff", 255),
            outlineWidth=2.0,
            pixelSize=_MOVING_PX,
            heightReference=ground,
        ),
    )


def _line(piece: Segment, about: About) -> Packet:
    heights_m = piece.heights_m
    flat: list[float] = []
    for i, lon_deg in enumerate(piece.lon_deg):
        flat += [lon_deg, piece.lat_deg[i], 0.0 if heights_m is None else heights_m[i]]
    colour = SolidColorMaterial(color=_colour(about.colour(piece.party), 120))
    return Packet(
        id=f"line/{_id(piece)}",
        name=plain(piece.name),
        polyline=Polyline(
            positions=PositionList(cartographicDegrees=flat),
            width=1.5,
            material=PolylineMaterial(solidColor=colour),
            clampToGround=heights_m is None,
        ),
    )


def _id(piece: Segment) -> str:
    return f"{plain(piece.mover)}/{piece.number}"


def _colour(rgb: str, alpha: int) -> Color:
    red, green, blue = (int(rgb[i : i + 2], 16) for i in (0, 2, 4))
    return Color(rgba=[red, green, blue, alpha])
