"""NOTICES: a JSON file of what one side told the other ahead, ``thalweg.notices/1``.

``{"thalweg": "notices/1", "notices": [{"notice", "party", "area", "floor_ft",
"ceiling_ft", "from", "to", "movers", "received", "answer"}, ...]}``. `area` is the id
of a polygon place of the agreement, or a GeoJSON Polygon. `floor_ft`, `ceiling_ft`,
`movers` and `answer` may be null or left out.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field

from thalweg.errors import ConfigError
from thalweg.model.agreement import Agreement
from thalweg.model.notice import Notice
from thalweg.model.place import PolygonPlace, Position
from thalweg.wire.geojson import geometry, read_json
from thalweg.wire.quantity import TimeUs
from thalweg.wire.yaml import Document, Path, Strict, shown, unknown

MAX_NOTICES: Final = 100_000
MAX_BYTES: Final = 64 << 20

_NOTICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}", re.ASCII)
_MOVER = re.compile(r"[A-Za-z0-9*?~][A-Za-z0-9*?:._~+-]{0,63}", re.ASCII)


def _notice_id(value: str) -> str:
    if not _NOTICE.fullmatch(value):
        raise ValueError(f"wanted a notice's id such as 'N-17', got {shown(value)}")
    return value


def _mover(value: str) -> str:
    if not _MOVER.fullmatch(value) or value.count("*") > 3:
        raise ValueError(
            f"wanted an address, a mover or a callsign such as 'WST*', "
            f"got {shown(value)}"
        )
    return value


HeightFt = Annotated[float, Field(ge=-10_000, le=1_000_000)]


class NoticeV1(Strict):
    """One notice, as the file spells it."""

    notice: Annotated[str, AfterValidator(_notice_id)]
    party: str
    area: Any
    floor_ft: HeightFt | None = None
    ceiling_ft: HeightFt | None = None
    from_us: TimeUs = Field(alias="from")
    to_us: TimeUs = Field(alias="to")
    movers: list[Annotated[str, AfterValidator(_mover)]] | None = None
    received_us: TimeUs = Field(alias="received")
    answer: Literal["affirm", "refuse", "standby"] | None = None


SECTIONS: Final = {
    "thalweg": (Literal["notices/1"], True),
    "notices": (Annotated[list[Any], Field(max_length=MAX_NOTICES)], True),
}


def parse_notices(data: bytes, name: str, agreement: Agreement) -> tuple[Notice, ...]:
    """Return the notices of a file called `name`, in its order.

    Raises
    ------
    ConfigError
        Anything in it is wrong; `faults` holds all of it.
    """
    document = Document(name)
    if len(data) > MAX_BYTES:
        raise ConfigError([f"{name}: {len(data)} bytes; at most {MAX_BYTES} are read"])
    document.value = read_json(data, name, document.faults)
    notices: list[Notice] = []
    if isinstance(document.value, dict):
        found = document.section((), SECTIONS)
        taken: set[str] = set()
        for i in range(len(found.get("notices", ()))):
            notice = _notice(document, ("notices", i), agreement, taken)
            if notice is not None:
                notices.append(notice)
    elif not document.faults:
        document.fault((), f"wanted notices, got {shown(document.value)}")
    if document.faults:
        raise ConfigError(document.faults.lines())
    return tuple(notices)


def _notice(
    document: Document, path: Path, agreement: Agreement, taken: set[str]
) -> Notice | None:
    entry = document.read(path, NoticeV1)
    area: str = ""
    ring: tuple[Position, ...] = ()
    raw = document.at(path)
    if isinstance(raw, dict):
        # Named things are checked even where something else of the notice is wrong.
        _check_party(document, (*path, "party"), raw.get("party"), agreement)
        if "area" in raw:
            area, ring = _area(document, (*path, "area"), raw["area"], agreement)
    if entry is None:
        return None
    if entry.notice in taken:
        document.fault((*path, "notice"), f"{entry.notice} stands here twice")
    taken.add(entry.notice)
    if entry.from_us >= entry.to_us:
        document.fault((*path, "to"), "ends before it begins")
    floor_ft, ceiling_ft = entry.floor_ft, entry.ceiling_ft
    if None not in (floor_ft, ceiling_ft) and floor_ft >= ceiling_ft:  # type: ignore[operator]
        document.fault((*path, "ceiling_ft"), "not above the floor")
    return Notice(
        notice=entry.notice,
        party=entry.party,
        area=area,
        ring=ring,
        floor_ft=None if floor_ft is None else float(floor_ft),
        ceiling_ft=None if ceiling_ft is None else float(ceiling_ft),
        from_us=entry.from_us,
        to_us=entry.to_us,
        movers=tuple(entry.movers or ()),
        received_us=entry.received_us,
        answer=entry.answer,
        source=f"{document.name}[{path[-1]}]",
    )


def _check_party(
    document: Document, path: Path, party: object, agreement: Agreement
) -> None:
    known = [p.id for p in agreement.parties]
    if isinstance(party, str) and party not in known:
        document.fault(path, unknown("party", party, known))


def _area(
    document: Document,
    path: Path,
    area: Any,  # noqa: ANN401 - whatever the file holds
    agreement: Agreement,
) -> tuple[str, tuple[Position, ...]]:
    """Return the place, or the ring, of an area: the other one is empty."""
    if isinstance(area, str):
        place = agreement.places.get(area)
        if place is None:
            document.fault(path, unknown("place", area, agreement.places))
        elif not isinstance(place, PolygonPlace):
            document.fault(path, f"{area} is not a polygon")
        return area, ()
    try:
        shape = geometry(area)
    except ValueError as error:
        document.fault(path, f"wanted a place or a GeoJSON Polygon: {error}")
        return "", ()
    if shape.kind != "Polygon" or len(shape.rings) != 1:
        document.fault(path, "wanted a Polygon without holes")
    return "", shape.rings[0]
