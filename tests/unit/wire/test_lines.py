"""Lines as other programs draw them."""

import json

import pytest

from thalweg.wire.lines import read_lines
from thalweg.wire.yaml import Faults

SHAPE = {"type": "LineString", "coordinates": [[10, 50], [10.1, 50]]}


def lines(whole: object):
    faults = Faults()
    data = whole if isinstance(whole, bytes) else json.dumps(whole).encode()
    return read_lines(data, "r.json", faults), faults.lines()


@pytest.mark.parametrize(
    ("feature", "names"),
    [
        (SHAPE, ()),
        ({"type": "Feature", "geometry": SHAPE}, ()),
        ({"type": "Feature", "geometry": SHAPE, "id": 7}, ("7",)),
        (
            {"type": "Feature", "geometry": SHAPE, "id": "x",
             "properties": {"name": "Al Furat", "name_en": "Euphrates", "NAME": None}},
            ("Al Furat", "Euphrates", "x"),
        ),
    ],
)  # fmt: skip
def test_names_and_points(feature, names) -> None:
    for whole in (feature, {"type": "FeatureCollection", "features": [feature]}):
        if whole is not feature and feature["type"] != "Feature":
            continue
        found, faults = lines(whole)
        assert faults == ()
        assert found[0].names == names
        assert [(p.lat_deg, p.lon_deg) for p in found[0].parts[0]] == [
            (50.0, 10.0), (50.0, 10.1),
        ]  # fmt: skip


def test_heights_go_and_points_stand_once() -> None:
    shape = {
        "type": "MultiLineString",
        "coordinates": [
            [[10, 50, 7], [10.00000001, 50, 8], [10.1, 50, 9]],
            [[1, 1], [1, 1]],
        ],
    }
    (line,), _ = lines(shape)
    assert [len(part) for part in line.parts] == [2]


def test_a_bad_line_does_not_hide_a_good_one() -> None:
    bad = {"type": "Feature", "id": "bad", "geometry": {**SHAPE, "coordinates": [[1]]}}
    good = {"type": "Feature", "id": "good", "geometry": SHAPE}
    other = {"type": "Feature", "geometry": None}
    found, faults = lines({"type": "FeatureCollection", "features": [bad, other, good]})
    assert faults == ()
    assert [line.fault is None for line in found] == [False, True]
    assert found[0].fault == "point 0: wanted [longitude, latitude], got a list of 1"


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (b"", "is empty"),
        (b"\x1f\x8b\x08", "gunzip"),
        ({"type": "Topology", "objects": {}}, "TopoJSON"),
        ({"a": 1}, "JSON, but not GeoJSON"),
        ([SHAPE], "JSON, but not GeoJSON"),
        ({"type": "FeatureCollection", "features": 1}, "wanted a list, got 1"),
        ({"type": "FeatureCollection", "features": []}, "holds no line"),
        (b'{"type": "LineString", "coordinates": [[NaN, 1]]}', "NaN is not JSON"),
    ],
)
def test_files_that_hold_none(whole, said: str) -> None:
    found, faults = lines(whole)
    assert found == []
    assert said in faults[0]


def test_too_many_vertices_are_refused_unread() -> None:
    (line,), _ = lines({**SHAPE, "coordinates": [[0, 0]] * 20_001})
    assert "20001 vertices" in (line.fault or "")


def test_a_line_of_another_datum_is_refused_and_not_taken_for_wgs84() -> None:
    feature = {"type": "Feature", "geometry": SHAPE}
    for name, read in (
        ("urn:ogc:def:crs:OGC:1.3:CRS84", True),
        ("urn:ogc:def:crs:EPSG::4326", True),
        ("EPSG:4326", True),
        ("EPSG:4284", False),
        ("urn:ogc:def:crs:EPSG::3857", False),
        (7, False),
    ):
        crs = {"type": "name", "properties": {"name": name}}
        whole = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
        found, faults = lines(whole)
        assert bool(found) == read
        assert [f"crs: {name!r}; wanted WGS84" in fault for fault in faults] == (
            [] if read else [True]
        )
    assert lines({"type": "FeatureCollection", "crs": None, "features": [feature]})[0]
