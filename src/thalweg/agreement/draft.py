"""The first agreement about a drawn line: which part of it, whose bank, what to edit.

What comes out loads as it stands, or the error says why no such agreement can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from thalweg.agreement.ground import LineGround, ground_of
from thalweg.agreement.load import read
from thalweg.agreement.shape import WGS84, ShapeError, arrays
from thalweg.agreement.show import compass, side_words
from thalweg.agreement.stretch import Stretch, joined, longest_stretch
from thalweg.errors import ConfigError, InputError
from thalweg.model.agreement import Agreement, KeepSide
from thalweg.model.place import LinePlace, Position
from thalweg.wire.agreement import RESERVED
from thalweg.wire.first_agreement import FirstLine, first_agreement, slug
from thalweg.wire.geojson import point_text
from thalweg.wire.lines import DrawnLine, read_lines
from thalweg.wire.quantity import length_m
from thalweg.wire.words import name_id
from thalweg.wire.yaml import Faults, unknown

DEFAULT_REACH: Final = "40 km"
MAX_REACH_M: Final = 1_000_000.0

_EIGHTHS: Final = {
    "north": 0,
    "north-east": 1,
    "east": 2,
    "south-east": 3,
    "south": 4,
    "south-west": 5,
    "west": 6,
    "north-west": 7,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A first agreement: its document, the files beside it, and what to tell.

    `files` holds the document too, last, by `document`, its name. `notes` say what was
    chosen and cut, one sentence each; `sides` are the words of which bank is whose.
    """

    agreement: Agreement
    document: str
    files: Mapping[str, bytes]
    notes: tuple[str, ...]
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """The stretch of a line that a first agreement is about."""

    name: str
    points: tuple[Position, ...]
    notes: tuple[str, ...]


def draft(
    document: str,
    *,
    drawing: bytes | None = None,
    drawing_name: str = "",
    feature: str | None = None,
    agreement_id: str | None = None,
    parties: Sequence[str] | None = None,
    reach: str = DEFAULT_REACH,
) -> Draft:
    """Return a first agreement to edit.

    Parameters
    ----------
    document
        Name of its file.
    drawing, drawing_name
        Bytes and name of a GeoJSON file that holds the line between the parties;
        without one the agreement has no line.
    feature
        Name of the line, where the file holds several.
    agreement_id
        Its id; without one, made of the line's name.
    parties
        Two ids; without them, two points of the compass that suit the line. Those that
        are called after a point of the compass get that bank, others are guessed.
    reach
        How far to either side the line's clause holds, e.g. ``40 km``.

    Raises
    ------
    InputError
        A name, the reach or the drawing cannot be used; says where, and the way out.
    """
    reach_m = _reach_m(reach)
    named = None if parties is None else _two(parties)
    own = None if agreement_id is None else _id("--id", agreement_id)
    if drawing is None:
        if feature is not None:
            raise InputError("--feature: names a line of a --line file; there is none")
        return _finished(document, own or "agreement", named or ("west", "east"), None)
    drawn = _drawn(drawing, drawing_name, feature, reach_m)
    place = slug(drawn.name) or "line"
    line = LinePlace(id=place, points=drawn.points)
    ground = ground_of({place: line}, _clause(place, reach_m))
    parties_here = named or _suiting(ground)
    sides = _sides(ground, parties_here)
    first = FirstLine(
        place=place,
        points=drawn.points,
        reach=reach,
        sides=sides,
        side_words=side_words(ground, sides),
        origin=_origin(drawn, drawing_name),
    )
    return _finished(
        document, own or slug(drawn.name) or "agreement", parties_here, first, drawn
    )


def _finished(
    document: str,
    agreement_id: str,
    parties: tuple[str, str],
    line: FirstLine | None,
    drawn: _Drawn | None = None,
) -> Draft:
    title = "Separation of air activity"
    if drawn is not None and drawn.name:
        title += f", {drawn.name[:200]}"
    text, beside = first_agreement(agreement_id, title, parties, line)
    files = {**beside, document: text.encode("utf-8")}

    def beside_it(name: str) -> bytes:
        return beside[name]

    agreement = read(files[document], document, beside_it)
    return Draft(
        agreement=agreement,
        document=document,
        files=files,
        notes=() if drawn is None else drawn.notes,
        sides=() if line is None else tuple(line.side_words),
    )


def _drawn(data: bytes, name: str, feature: str | None, reach_m: float) -> _Drawn:
    faults = Faults()
    lines = read_lines(data, name, faults)
    if faults:
        raise ConfigError(faults.lines())
    chosen = _chosen(lines, name, feature)
    called = chosen[0].name or name.partition(".")[0]
    for line in chosen:
        if line.fault is not None:
            raise InputError(f"{name}: {line.name or 'the line'}: {line.fault}")
    whole = joined([part for line in chosen for part in line.parts])
    notes = [_what_was_read(called, whole)]
    try:
        stretch = longest_stretch(whole[0], reach_m)
    except ShapeError as error:
        raise InputError(f"{name}: {called}: {error}") from error
    if stretch is None:
        raise InputError(f"{name}: {called}: {_why_none(whole[0], reach_m)}")
    points = whole[0][stretch.first : stretch.last + 1]
    if len(points) < len(whole[0]):
        notes.append(_what_was_cut(whole[0], stretch, reach_m))
    return _Drawn(name=called, points=points, notes=tuple(notes))


def _chosen(
    lines: Sequence[DrawnLine], name: str, feature: str | None
) -> Sequence[DrawnLine]:
    """Return the lines of one name; several pieces of a river often share one."""
    if feature is not None:
        found = [line for line in lines if feature in line.names]
        if not found:
            known = list(dict.fromkeys(word for line in lines for word in line.names))
            raise InputError(f"{name}: --feature: {unknown('line', feature, known)}")
        return found
    names = Counter(line.name for line in lines)
    if len(lines) == 1 or (len(names) == 1 and lines[0].name):
        return lines
    known = [word for word in names if word]
    some = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    raise InputError(
        f"{name}: holds {len(lines)} lines; say which by --feature: "
        f"{some or 'but none of them has a name: give each a property name'}"
    )


def _what_was_read(called: str, whole: Sequence[tuple[Position, ...]]) -> str:
    said = f"{called}: {len(whole[0])} points, {_km(whole[0])}"
    if len(whole) > 1:
        rest_m = sum(_length_m(part) for part in whole[1:])
        said += (
            f"; the longest of {len(whole)} pieces that do not meet end to end, "
            f"{rest_m / 1000.0:.1f} km of others left out"
        )
    return said


def _what_was_cut(whole: tuple[Position, ...], stretch: Stretch, reach_m: float) -> str:
    points = whole[stretch.first : stretch.last + 1]
    return (
        f"cut to {_km(points)}, from point {stretch.first} {_at(points[0])} to point "
        f"{stretch.last} {_at(points[-1])}: all of it must lie between its two ends, "
        f"within {reach_m / 1000.0:g} km of the straight way between them; a greater "
        "--reach may hold more, an 'area' of your own any shape"
    )


def _why_none(points: tuple[Position, ...], reach_m: float) -> str:
    lat_deg, _ = arrays(points)
    if float(abs(lat_deg).min()) > 80.0:
        return "so near a pole no line can be used; at most 85 degrees of latitude"
    return (
        f"no stretch of its {len(points)} points lies between its own ends and within "
        f"{reach_m / 1000.0:g} km of the straight way between them; take a greater "
        "--reach, or draw a simpler line"
    )


def _sides(ground: LineGround, parties: tuple[str, str]) -> dict[str, str]:
    """Return each party's bank: by the compass in their names, else the first right."""
    left = _EIGHTHS[compass(ground, "left")]
    one, other = (_EIGHTHS.get(party.split("-")[0]) for party in parties)
    swapped = False
    if one is not None:
        swapped = _turn(one, left) < _turn(one, left + 4)
    elif other is not None:
        swapped = _turn(other, left) > _turn(other, left + 4)
    first, second = ("left", "right") if swapped else ("right", "left")
    return {parties[0]: first, parties[1]: second}


def _suiting(ground: LineGround) -> tuple[str, str]:
    """Return two names for two banks that nobody has named."""
    left = _EIGHTHS[compass(ground, "left")]
    across = min(_turn(left, 2), _turn(left, 6))
    return ("west", "east") if across <= 1 else ("north", "south")


def _turn(one: int, other: int) -> int:
    """Return by how many eighths two points of the compass differ, 0 to 4."""
    turn = (one - other) % 8
    return min(turn, 8 - turn)


def _clause(place: str, reach_m: float) -> KeepSide:
    return KeepSide(
        id="3.1",
        kind="line.keep-side",
        line=place,
        area=None,
        reach_m=reach_m,
        sides={},
        buffer_m=0.0,
        shortest_stay_s=0.0,
        largest_gap_s=60.0,
        rejoin_s=60.0,
        floor=None,
        ceiling=None,
    )


def _reach_m(reach: str) -> float:
    try:
        reach_m = length_m(reach)
    except ValueError as error:
        raise InputError(f"--reach: {error}") from error
    # The buffer of the clause is 2 km: as deep as the reach, nothing could breach it.
    if not 2000.0 < reach_m <= MAX_REACH_M:
        raise InputError(
            f"--reach: wanted more than 2 km, at most 1000 km, got {reach}"
        )
    return reach_m


def _two(parties: Sequence[str]) -> tuple[str, str]:
    names = [_id("--parties", party.strip()) for party in parties]
    if len(names) != 2 or names[0] == names[1]:
        raise InputError(
            "--parties: wanted two different names such as west,east, got "
            f"{','.join(names)}"
        )
    return names[0], names[1]


def _id(option: str, word: str) -> str:
    try:
        name = name_id(word)
    except ValueError as error:
        raise InputError(f"{option}: {error}") from error
    if name in RESERVED:
        raise InputError(f"{option}: {name} is a word of thalweg's own; take another")
    return name


def _origin(drawn: _Drawn, name: str) -> str:
    return (
        f"From {name}: {drawn.name}, {len(drawn.points)} points, {_km(drawn.points)}, "
        "to 7 decimals (1 cm)."
    )


def _length_m(points: Sequence[Position]) -> float:
    lat_deg, lon_deg = arrays(points)
    return float(WGS84.line_length(lon_deg, lat_deg))


def _km(points: Sequence[Position]) -> str:
    return f"{_length_m(points) / 1000.0:.1f} km"


def _at(point: Position) -> str:
    return point_text(lat_deg=point.lat_deg, lon_deg=point.lon_deg)
