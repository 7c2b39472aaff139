"""Messages for the tests of the hotline: those of the vectors, and made ones."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from thalweg.hotline.catalogue import CATALOGUE
from thalweg.hotline.word_lists import WORD_LISTS
from thalweg.model.message import EntryRef, Message
from thalweg.wire.finding_leaf import FindingLeaf
from thalweg.wire.message import parse_message

VECTORS = Path(__file__).resolve().parents[3] / "spec" / "vectors" / "message"
GOOD = json.loads((VECTORS / "good.json").read_text("utf-8"))
BAD = json.loads((VECTORS / "bad.json").read_text("utf-8"))
MESSAGES = [parse_message(case["payload"].encode()) for case in GOOD]
ASKED_AT = EntryRef("west.example/log", 5)

_WHOLE = st.integers(0, 2**53 - 1)
_COUNTS = st.integers(0, 10**9)
_LOW, _HIGH, _DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFXYZ", "0123456789"


def _of(signs, least, most):
    return st.text(st.sampled_from(signs), min_size=least, max_size=most)


_ORIGINS = _of(_LOW + _HIGH + _DIGITS + "./-_!~", 1, 40)
_IDS = st.tuples(
    st.sampled_from(_LOW), _of(_LOW + _DIGITS, 0, 12), _of(_LOW, 1, 8)
).map(lambda t: f"{t[0]}{t[1]}-{t[2]}")
_DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
_KEYS = st.sampled_from(
    [m.params[k] for m in MESSAGES for k in ("old", "new", "key") if k in m.params]
)
_LABELS = st.tuples(_of(_HIGH, 1, 4), _of("._/-", 0, 2), _of(_LOW + _DIGITS, 1, 9)).map(
    "".join
)
_CONFIDENCE = st.sampled_from(["certain", "probable", "possible"])


def first(element):
    """Return the first message of an element among the vectors."""
    return next(m for m in MESSAGES if m.element == element)


def _is_text(text):
    return text.strip() == text != "" and unicodedata.normalize("NFC", text) == text


def texts(longest):
    """Return text that a message may hold: controls, marks, both directions, emoji."""
    wild = st.sampled_from(
        list("\u202e\u202d\u2066\u2069\u200b\u200d\x00\x1b\n\r\t\u2028\u0301\u0336"
             "\U0001f6a8\ufe0f\u05d0\u0639\u0416\\;:[]#\u201d\u00bb\ue000\ufeff")
    )  # fmt: skip
    chars = st.one_of(wild, st.characters(exclude_categories=["Cs"]))
    return st.text(chars, min_size=1, max_size=longest).filter(_is_text)


def _pair(low, high):
    return st.tuples(low, high).filter(lambda two: two[0] < two[1])


_SPANS = _pair(_WHOLE, _WHOLE).map(lambda t: {"from_us": t[0], "to_us": t[1]})
_POINTS = st.fixed_dictionaries(
    {
        "lat_e7": st.integers(-900_000_000, 900_000_000),
        "lon_e7": st.integers(-1_800_000_000, 1_800_000_000),
    }
)


def _several(fewest):
    return st.lists(
        _POINTS, min_size=fewest, max_size=6, unique_by=lambda p: tuple(p.values())
    )


_SHAPES = {
    "place": _IDS.map(lambda v: {"place": v}),
    "point": _POINTS.map(lambda v: {"point": v}),
    "line": _several(2).map(lambda v: {"line": v}),
    "polygon": _several(3).map(lambda v: {"polygon": v}),
}


def _levels(least=-600, unit=None, datum=None):
    return st.fixed_dictionaries(
        {
            "value": st.integers(least, 60_000),
            "unit": st.sampled_from(["ft", "m"]) if unit is None else st.just(unit),
            "datum": st.sampled_from(["STD", "QNH", "AMSL", "WGS84", "AGL"])
            if datum is None
            else st.just(datum),
        }
    )


def _both(low, high):
    def told(value):
        return {"value": value, "unit": "ft", "datum": "STD"}

    return _pair(st.integers(-600, 50_000), st.integers(-600, 50_000)).map(
        lambda t: {low: told(t[0]), high: told(t[1])}
    )


def _places(*shapes):
    return st.one_of(*(_SHAPES[s] for s in ("place", *shapes)))


_CHECKPOINTS = st.builds(
    lambda origin, size, root: {"origin": origin, "size": size, "root": root},
    _ORIGINS,
    _WHOLE,
    st.just(json.loads(GOOD[0]["payload"])["seen"]["root"]),
)
_CLAUSES = st.fixed_dictionaries(
    {
        "agreement": _IDS,
        "edition": st.integers(1, 10**6),
        "clause": _of(_HIGH + _DIGITS + _LOW, 1, 32),
    }
)
TYPES = {
    "time": _WHOLE,
    "span": _SPANS,
    "day": st.dates().map(str),
    "point": _POINTS,
    "area": _places("polygon"),
    "line": _places("line"),
    "zone": _places("polygon"),
    "pos": _places("point", "polygon"),
    "route": _places("point", "line", "polygon"),
    "level": _levels(),
    "vertical": _levels(0),
    "levels": st.one_of(
        _levels().map(lambda v: {"lower": v}),
        _levels().map(lambda v: {"upper": v}),
        _both("lower", "upper"),
    ),
    "dist": st.integers(0, 20_037_508),
    "speed": st.integers(0, 20_000_000),
    "dur": st.integers(0, 3_155_760_000_000),
    "count": _COUNTS,
    "size": _WHOLE,
    "range": st.one_of(
        _COUNTS.map(lambda n: {"least": n}),
        _COUNTS.map(lambda n: {"least": n, "most": n}),
        _pair(_COUNTS, _COUNTS).map(lambda t: {"least": t[0], "most": t[1]}),
    ),
    "acft": st.fixed_dictionaries(
        {"confidence": _CONFIDENCE},
        optional={
            "icao24": _of("abcdef" + _DIGITS, 6, 6),
            "callsign": _of(_HIGH + _DIGITS, 1, 10),
            "type": _of(_HIGH + _DIGITS, 2, 4),
        },
    ),
    "clause": _CLAUSES,
    "clause[]": st.lists(
        _CLAUSES, min_size=1, max_size=3, unique_by=lambda c: tuple(c.values())
    ),
    "ref": st.fixed_dictionaries({"origin": _ORIGINS, "index": _WHOLE}),
    "digest": _DIGESTS,
    "person": st.fixed_dictionaries(
        {"name": texts(80)}, optional={"office": texts(80)}
    ),
    "text": st.fixed_dictionaries({"text": texts(300), "lang": st.just("en")}),
    "vkey": _KEYS,
    "bool": st.booleans(),
    "name": _IDS,
    "name[]": st.lists(_IDS, min_size=1, max_size=4, unique=True),
    "label": _LABELS,
    "checkpoint[]": st.lists(
        _CHECKPOINTS, min_size=1, max_size=2, unique_by=lambda c: tuple(c.values())
    ),
    **{
        f"enum {name}": st.sampled_from(words) for name, words in WORD_LISTS.items()
    },
}  # fmt: skip
"""Right values of each type of parameter, as JSON."""


@st.composite
def messages(draw, elements=tuple(CATALOGUE.elements)):
    """Draw any right message of these elements."""
    element = CATALOGUE.element(draw(st.sampled_from(elements)))
    params = {}
    for parameter in element.parameters:
        wanted = parameter.is_required or draw(st.booleans())
        if parameter.when is not None:
            wanted = params[parameter.when[0]] == parameter.when[1]
        if wanted:
            params[parameter.name] = draw(TYPES[parameter.type.name])
    needs_ref = element.needs_ref or draw(st.booleans())
    ref = EntryRef(draw(_ORIGINS), draw(_WHOLE)) if needs_ref else None
    return replace(
        first("CH-1"),
        element=element.id,
        params=params,
        ref=ref,
        event_time_us=draw(_WHOLE),
        signed_time_us=draw(_WHOLE),
        useful_until_us=draw(st.none() | _WHOLE),
    )


def answering(asked: Message, element: str, **params: object) -> Message:
    """Return an answer of the other side to a message at `ASKED_AT`."""
    return replace(
        asked,
        sender=asked.recipient,
        recipient=asked.sender,
        element=element,
        params=params or first(element).params,
        ref=ASKED_AT,
        signed_time_us=asked.signed_time_us + 1_000_000,
    )


def finding(number: int) -> FindingLeaf:
    """Return a finding of west's, one of many."""
    return FindingLeaf(
        agreement="ab" * 32,
        manifest=None,
        result="cd" * 32,
        finding=f"{number:016x}",
        clause="3.1",
        kind="line.keep-side",
        grade="certain",
        parties=("west",),
        start_us=0,
        end_us=1,
        evidence="ef" * 32,
    )
