"""The elements of the catalogue: 49 that open or carry a dialogue, 8 that answer.

Their sentences stand in ``phrases/<language>/elements.ftl``. An id, once given, keeps
its meaning: another meaning is another id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from thalweg.hotline.parameters import (
    ACFT,
    BOOL,
    CHECKPOINT,
    CLAUSE,
    COUNT,
    DAY,
    DIGEST,
    DIST,
    DUR,
    LABEL,
    NAME,
    PERSON,
    RANGE,
    REF,
    SIZE,
    SPAN,
    SPEED,
    TEXT,
    TIME,
    VKEY,
    ParameterType,
    list_of,
    word,
)
from thalweg.hotline.place_types import (
    AREA,
    LEVEL,
    LEVELS,
    LINE,
    POINT,
    POS,
    ROUTE,
    VERTICAL,
    ZONE,
)
from thalweg.model.message import Marker, Response, Urgency
from thalweg.wire.authority import TWO_PERSONS


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an element.

    `when` is (parameter, word): this one stands there exactly where that one is this
    word. `counted_by` names the count or range whose number a word agrees with.
    """

    name: str
    type: ParameterType
    is_required: bool = True
    when: tuple[str, str] | None = None
    counted_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing that can be said.

    `needs_ref` where it must name the entry that it answers, cancels or follows; any
    other may. `urgency` None is that of the message it refers to. `answers` are the
    ids of the responses that it permits beside RS-6 and RS-7; for `Response.ANY` every
    message that refers to it answers. `persons` is how many officers must sign it.
    """

    id: str
    marker: Marker
    parameters: tuple[Parameter, ...]
    needs_ref: bool
    response: Response
    urgency: Urgency | None
    answers: tuple[str, ...]
    persons: int


ANSWERS: Final[Mapping[Response, tuple[str, ...]]] = {
    Response.WILCO_UNABLE: ("RS-0", "RS-1", "RS-2"),
    Response.AFFIRM_NEGATIVE: ("RS-4", "RS-5", "RS-2"),
    Response.ROGER: ("RS-3", "RS-1", "RS-2"),
    Response.ANY: ("RS-2",),
    Response.NONE: (),
}
"""Responses by attribute (ICAO Doc 4444, with the differences of `spec/message.md`)."""

# Nobody can do what free text says: it can only be taken note of.
_OWN_ANSWERS: Final = {"CH-10": ("RS-3",)}


def _element(row: str, *parameters: Parameter, needs_ref: bool) -> Element:
    """Return an element of ``id marker response urgency``; ``-`` is as ref."""
    element_id, marker, response, urgency = row.split()
    asks = Response(response)
    return Element(
        id=element_id,
        marker=Marker(marker),
        parameters=parameters,
        needs_ref=needs_ref,
        response=asks,
        urgency=None if urgency == "-" else Urgency(urgency),
        answers=_OWN_ANSWERS.get(element_id, ANSWERS[asks]),
        persons=2 if element_id in TWO_PERSONS else 1,
    )


def _says(row: str, *parameters: Parameter) -> Element:
    return _element(row, *parameters, needs_ref=False)


def _refers(row: str, *parameters: Parameter) -> Element:
    return _element(row, *parameters, needs_ref=True)


P = Parameter
_TIME = P("time_us", TIME)
_FROM = P("from_us", TIME)
_SINCE = P("since_us", TIME)
_SPAN = P("span", SPAN)
_AREA = P("area", AREA)
_POINT = P("point", POINT)
_ACFT = P("acft", ACFT)
_DIGEST = P("digest", DIGEST)
_SHOWN_BY = P("digest", DIGEST, is_required=False)

_CHANNEL = (
    _says("CH-1 Q R N", P("n", COUNT)),
    _says("CH-2 I R N", P("person", PERSON), P("period", SPAN)),
    _says(
        "CH-3 I A/N N",
        P("sent", COUNT),
        P("received", COUNT),
        P("open", COUNT),
        P("checkpoints", list_of(CHECKPOINT, 4)),
    ),
    _says("CH-4 R W/U U", P("channel", word("channel")), _FROM),
    _says("CH-5 R W/U N", P("difference_ms", DUR)),
    _says("CH-6 I W/U N", P("old", VKEY), P("new", VKEY), _FROM, P("key_list", DIGEST)),
    _says("CH-7 W W/U U", P("key", VKEY), P("last_good", REF)),
    _refers("CH-8 Q Y U", P("overdue_ms", DUR)),
    _refers("CH-9 I R -", P("reason", word("cancel"))),
    _says("CH-10 I R N", P("text", TEXT)),
)
_AGREEMENT = (
    _says("AG-1 R Y N", P("agreement", NAME), P("edition", COUNT), _DIGEST),
    _says("AG-2 A R N", _DIGEST, _FROM),
    _says("AG-3 A R N", _DIGEST, P("clauses", list_of(CLAUSE))),
    _says(
        "AG-4 R A/N U",
        P("clause", CLAUSE),
        _ACFT,
        _AREA,
        _SPAN,
        P("reason", word("exemption")),
    ),
    _says(
        "AG-5 I R U",
        P("action", word("standing")),
        P("agreement", NAME),
        _FROM,
        P("line_open", BOOL),
    ),
)
_AIR = (
    _says(
        "AI-1 N R N",
        P("count", COUNT),
        P("type", word("aircraft"), counted_by="count"),
        _AREA,
        P("levels", LEVELS),
        _SPAN,
    ),
    _says(
        "AI-2 W W/U U",
        P("count", COUNT),
        P("line", LINE),
        _TIME,
        _POINT,
        P("level", LEVEL),
        P("acft", ACFT, is_required=False),
        _SHOWN_BY,
    ),
    _says("AI-3 Q A/N U", _ACFT, _POINT, _TIME),
    _says(
        "AI-4 I A/N N",
        P("line", LINE),
        P("day", DAY),
        P("yours", COUNT),
        P("ours", COUNT),
        _DIGEST,
    ),
    _says("AI-5 W R D", _ACFT, P("line", LINE), _TIME, P("nature", word("emergency"))),
    _refers("AI-6 I R L", _TIME),
    _says("AI-7 W W/U U", _ACFT, P("dist_m", DIST), P("pos", POS), P("dur_ms", DUR)),
)
_NEAR = (
    _says(
        "NM-1 W W/U D",
        P("yours", ACFT),
        P("ours", ACFT),
        P("dist_m", DIST),
        P("dur_ms", DUR),
        _POINT,
        P("manoeuvre", word("manoeuvre")),
    ),
    _says(
        "NM-2 I Y U",
        _TIME,
        _POINT,
        P("dist_m", DIST),
        P("vertical", VERTICAL),
        P("speed_mmps", SPEED, is_required=False),
        _DIGEST,
    ),
    _refers("NM-3 A R N", P("text", TEXT), _DIGEST),
)
_HAZARD = (
    _says("HZ-1 W W/U U", _AREA, P("levels", LEVELS), _SPAN),
    _says("HZ-2 Q A/N U", _AREA, _SPAN),
    _says("HZ-3 R W/U D", P("count", COUNT), _AREA, P("until_us", TIME)),
    _refers(
        "HZ-4 I R U",
        P("change", word("notice")),
        _TIME,
        P("span", SPAN, is_required=False, when=("change", "changed")),
    ),
)
_GROUND = (
    _says("GR-1 I R N", P("pos", POS), P("radius_m", DIST), _SPAN),
    _says(
        "GR-2 Q Y U",
        P("count", RANGE),
        P("kind", word("ground"), counted_by="count"),
        P("pos", POS),
        _SINCE,
        P("explain_by_us", TIME),
        _SHOWN_BY,
    ),
    _says("GR-3 Q A/N U", _POINT),
    _says("GR-4 W W/U D", P("pos", POS), _AREA, _SINCE),
    _says("GR-5 W W/U D", P("pos", POS), _AREA, _FROM),
    _says("GR-6 Q A/N D", _TIME, P("area", AREA, is_required=False)),
    _refers(
        "GR-7 Q Y N",
        P("killed", RANGE),
        P("wounded", RANGE),
        P("source", word("source")),
    ),
    _says("GR-8 R A/N U", _POINT, _SPAN),
)
_SPECTRUM = (
    _says("EW-1 Q A/N U", P("system", word("interference")), _AREA, _SINCE, _SHOWN_BY),
    _says("EW-2 N R U", P("emission", word("emission")), _AREA, _SPAN),
)
_CEASE_FIRE = (
    _says(
        "CF-1 W Y U",
        P("clause", CLAUSE),
        P("zone", ZONE),
        _TIME,
        P("kind", word("breach")),
        P("count", COUNT),
        _DIGEST,
    ),
    _says(
        "CF-2 W R U",
        P("action", word("breach")),
        P("zone", ZONE),
        P("clause", CLAUSE),
        P("guarantors", list_of(NAME)),
    ),
    _says(
        "CF-3 I R N",
        P("what", word("humanitarian")),
        P("id", LABEL),
        P("area", ROUTE),
        _SPAN,
    ),
)
_SENIOR = (
    _says(
        "SL-1 R A/N U",
        P("ours", PERSON),
        P("yours", PERSON),
        _TIME,
        P("topic", word("topic")),
    ),
    _says(
        "SL-2 I A/N N",
        _TIME,
        P("ours", PERSON),
        P("yours", PERSON),
        P("means", word("means")),
        _DIGEST,
    ),
)
_RECORD = (
    _refers("RC-1 I R N", P("claim", word("claim")), P("source", word("source"))),
    _refers("RC-2 I R N", P("reason", word("dispute")), _DIGEST),
    _says("RC-3 I R N", P("entry", REF), _DIGEST),
    _refers("RC-4 R A/N N", P("fact", word("fact"))),
    _says("RC-5 W Y D", P("size", SIZE), P("earlier_size", SIZE), _SHOWN_BY),
)
_RESPONSES = (
    _refers("RS-0 A N -"),
    _refers("RS-1 A N -", P("reason", word("unable"))),
    _refers("RS-2 A N -", P("until_us", TIME)),
    _refers("RS-3 A N -"),
    _refers("RS-4 A N -"),
    _refers("RS-5 A N -", P("reason", word("negative"))),
    _refers("RS-6 A N -", P("error", word("error"))),
    _refers("RS-7 A N L"),
)

ELEMENTS: Final[Mapping[str, Element]] = {
    element.id: element
    for part in (
        _CHANNEL, _AGREEMENT, _AIR, _NEAR, _HAZARD, _GROUND, _SPECTRUM, _CEASE_FIRE,
        _SENIOR, _RECORD, _RESPONSES,
    )
    for element in part
}  # fmt: skip
"""Every element by its id, in the order of the specification."""
