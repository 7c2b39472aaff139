"""Types of parameters: each takes what is right, and names what is wrong."""

import json
from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.hotline.messages import MESSAGES, TYPES, messages
from thalweg.hotline.catalogue import CATALOGUE
from thalweg.hotline.fields import Reading
from thalweg.hotline.parameters import LONGEST_TEXT, MOST_ITEMS, NAME, list_of
from thalweg.hotline.place_types import MOST_POINTS

KINDS = {p.type.name: p.type for e in CATALOGUE.elements.values() for p in e.parameters}
JUNK_VALUES = [
    None, True, False, 0, -1, 1, 2**53, -(2**60), 10**400, 0.0, 1.5, 1e300, "", " ",
    "x", "\u202e", "\x00", "\ud800", "9" * 5000, "west", "ft", "STD", [], [[]], [1],
    ["a", "a"], {}, {"": 0}, {"place": "a"}, {"\u202e": 1},
    {"lat_e7": 0, "lon_e7": 0}, {"x" * 500: {}}, [None] * 50,
]  # fmt: skip
JUNK = st.sampled_from(JUNK_VALUES)
# Every value of the vectors, by the type of its parameter.
RIGHT = {
    (p.type.name, json.dumps(m.params[p.name])): m.params[p.name]
    for m in MESSAGES
    for p in CATALOGUE.element(m.element).parameters
    if p.name in m.params
}


def read(kind, value):
    faults = []
    return KINDS[kind].read(Reading(value, "p", faults)), faults


def paths(value, at=()):
    """Yield the path of every value within one."""
    yield at
    inner = {}
    if isinstance(value, dict):
        inner = value
    elif isinstance(value, list):
        inner = dict(enumerate(value))
    for key, item in inner.items():
        yield from paths(item, (*at, key))


def put(value, path, junk):
    if not path:
        return junk
    changed = deepcopy(value)
    here = changed
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = junk
    return changed


def test_every_type_is_tried():
    assert set(TYPES) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_right_is_read_and_what_is_read_is_told_apart(kind, data):
    one, two = data.draw(TYPES[kind]), data.draw(TYPES[kind])
    read_one, faults = read(kind, one)
    assert faults == []
    assert read_one is not None
    assert (read_one == read(kind, two)[0]) == (one == two)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_junk_anywhere_is_named_or_is_right(kind):
    """Either nothing is read and a fault says where, or the value is a right one."""
    rights = [value for (name, _), value in RIGHT.items() if name == kind]
    assert rights
    for right in rights:
        for at in paths(right):
            for junk in JUNK_VALUES:
                hold_junk(kind, put(right, at, junk), junk)


def hold_junk(kind, value, junk):
    told, faults = read(kind, value)
    if faults:
        assert told is None or isinstance(value, dict)
        assert all(fault.startswith("p") for fault in faults)
        assert all(fault.isprintable() and len(fault) < 400 for fault in faults)
    else:
        assert told is not None
        assert junk is not None
        assert not isinstance(junk, float)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_key_too_many_is_a_fault_and_so_is_each_left_out_but_some(kind):
    optional = {"most", "icao24", "callsign", "type", "office", "lower", "upper"}
    for (name, _), right in RIGHT.items():
        if name != kind or not isinstance(right, dict):
            continue
        assert any("unknown key 'zz'" in f for f in read(kind, {**right, "zz": 1})[1])
        for key in right:
            less = {k: v for k, v in right.items() if k != key}
            assert bool(read(kind, less)[1]) == (key not in optional or not less)


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("time", -1, "p: wanted microseconds since 1970 UTC from 0"),
        ("time", 1.0, "p: wanted microseconds since 1970 UTC, a whole number"),
        ("day", "2017-12-32", "p: 2017-12-32 is no day of the calendar"),
        ("day", "13.12.2017", "p: wanted a UTC day such as '2017-12-13'"),
        ("dist", 20_037_509, "p: wanted whole metres from 0 to 20037508"),
        ("level", {"value": 200_001, "unit": "ft", "datum": "STD"}, "p.value: wanted"),
        ("level", {"value": 60_001, "unit": "m", "datum": "STD"}, "p.value: wanted"),
        ("vertical", {"value": -1, "unit": "m", "datum": "STD"}, "p: a vertical"),
        ("levels", {}, "p: wanted lower, upper or both"),
        ("area", {}, "p: wanted exactly one of place, polygon"),
        ("area", {"polygon": []}, "p.polygon: wanted 3 to 200 points, got 0"),
        ("acft", "unidentified", "p: wanted an object with confidence"),
        ("acft", {"callsign": "WST01"}, "p: missing: confidence"),
        ("acft", {"confidence": "sure"}, "p.confidence: unknown confidence 'sure'"),
        ("vkey", "a+00000000+AAAA", "p: wanted a verifier key"),
        ("name", "West", "p: wanted an id of lower-case letters"),
        ("name", "a" * 41, "p: wanted an id of lower-case letters"),
        ("name[]", [], "p: wanted 1 to 20 of type name, got 0"),
        ("name[]", ["a", "B"], "p[1]: wanted an id"),
        ("label", "a b", "p: wanted a label"),
        ("person", {"name": "x" * 81}, "p.name: 81 characters; at most 80 are read"),
        ("bool", 1, "p: wanted true or false, got 1"),
        ("ref", {"origin": "two words", "index": 0}, "p.origin: wanted the origin"),
        ("digest", "A" * 64, "p: wanted a SHA-256 digest"),
    ],
)
def test_what_is_wrong_is_said(kind, value, told):
    _, faults = read(kind, value)
    assert faults
    assert faults[0].startswith(told)


def test_bounds_of_lists_points_and_text():
    names = [f"n{n}" for n in range(MOST_ITEMS + 1)]
    faults = []
    assert list_of(NAME).read(Reading(names[:-1], "p", faults)) == tuple(names[:-1])
    assert list_of(NAME).read(Reading(names, "p", faults)) is None
    points = [{"lat_e7": n, "lon_e7": 0} for n in range(MOST_POINTS + 1)]
    assert read("line", {"line": points[:-1]})[1] == []
    assert "wanted 2 to 200 points, got 201" in read("line", {"line": points})[1][0]
    assert "a point follows itself" in read("line", {"line": [points[0]] * 2})[1][0]
    text = {"text": "x" * LONGEST_TEXT, "lang": "en"}
    assert read("text", text)[1] == []
    assert read("text", {**text, "text": "x" * 1_000_000})[1] == [
        "p.text: 1000000 characters; at most 4000 are read"
    ]


@given(messages(), st.data())
def test_faults_of_hostile_messages_stay_short(message, data):
    junk = data.draw(st.dictionaries(st.text(max_size=20), JUNK, max_size=30))
    faults = CATALOGUE.faults(replace(message, params=junk))
    assert len(faults) <= 60
    for fault in faults:
        assert fault.isprintable()
        assert len(fault) < 400


def test_thousands_of_unknown_keys_cost_little():
    keys = {f"k{n}": n for n in range(4000)}
    _, faults = read("span", json.loads(json.dumps(keys)))
    assert len(faults) == 10
    assert faults[8] == "p: 3992 more unknown keys"
