"""GeoJSON in and out."""

import json

import pytest

from thalweg.model.place import Position
from thalweg.wire.geojson import (
    feature_collection,
    geometry,
    line_feature,
    point_feature,
    point_text,
    polygon_feature,
    position,
    read_features,
)
from thalweg.wire.yaml import Faults


def test_longitude_comes_first():
    shape = geometry({"type": "Point", "coordinates": [40.1, 35.3]})
    assert shape.rings == ((Position(lat_deg=35.3, lon_deg=40.1),),)
    made = point_feature(lat_deg=35.3, lon_deg=40.1, properties={})
    assert made["geometry"] == {"type": "Point", "coordinates": [40.1, 35.3]}


def test_a_closed_ring_is_not_closed_twice():
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    shape = geometry({"type": "Polygon", "coordinates": [ring]})
    assert len(shape.rings[0]) == 3


def test_a_written_collection_is_read_again():
    features = [
        {**point_feature(lat_deg=1.5, lon_deg=2.5, properties={"name": "p"})},
        {**line_feature([0.0, 1.0], [2.0, 3.0], properties={"name": "l"})},
        {
            **polygon_feature(
                [([0.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0])], properties={"name": "a"}
            )
        },
    ]
    faults = Faults()
    read = read_features(feature_collection(features), "x.geojson", faults)
    assert not faults
    assert [f.name for f in read] == ["p", "l", "a"]
    assert [f.geometry.kind for f in read] == ["Point", "LineString", "Polygon"]
    assert read[1].geometry.rings[0][1] == Position(lat_deg=1.0, lon_deg=3.0)


def test_no_number_means_no_feature():
    with pytest.raises(ValueError, match="without a position"):
        point_feature(lat_deg=float("nan"), lon_deg=0.0, properties={})
    with pytest.raises(ValueError, match="not JSON compliant"):
        feature_collection([line_feature([0.0], [float("nan")], properties={})])


def test_a_position_is_written_in_the_order_of_documents():
    assert point_text(lat_deg=35.3, lon_deg=180.5) == "[-179.5, 35.3]"


def collection(*shapes: object) -> bytes:
    features = [
        {"type": "Feature", "id": str(i), "properties": {}, "geometry": shape}
        for i, shape in enumerate(shapes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "x.geojson:1:1: not JSON: Expecting value"),
        (b'{"a": 1,}', "x.geojson:1:9: not JSON: "),
        (b"\xff", "x.geojson: not UTF-8 text"),
        (b"[" * 100_000, "x.geojson: nested too deep"),
        (b'{"a": NaN}', "x.geojson: NaN is not JSON"),
        (b'{"a": 1, "a": 2}', "x.geojson: the key 'a' stands twice in one object"),
        (b'{"a": ' + b"9" * 5000 + b"}", "x.geojson: Exceeds the limit"),
        (
            b'{"type": "FeatureCollection", "features": [], "crs": {"type": "name", '
            b'"properties": {"name": "urn:ogc:def:crs:EPSG::4284"}}}',
            "x.geojson: crs: 'urn:ogc:def:crs:EPSG::4284'; wanted WGS84",
        ),
        (b"[]", "x.geojson: wanted a GeoJSON FeatureCollection or Feature"),
        (
            b'{"type": "FeatureCollection"}',
            "x.geojson: features: wanted a list, got None",
        ),
        (
            collection({"type": "MultiPoint", "coordinates": []}),
            "x.geojson: features[0].geometry: unknown geometry type 'MultiPoint'; "
            "nearest known: Point",
        ),
        (
            collection({"type": "Point", "coordinates": [0, 0, 0]}),
            "x.geojson: features[0].geometry: wanted [longitude, latitude], "
            "got a list of 3",
        ),
        (
            collection({"type": "LineString", "coordinates": [[0, 0], [35.0, 140.0]]}),
            "x.geojson: features[0].geometry: [1]: latitude 140.0 is not within "
            "-90 and 90; the order is [longitude, latitude]: swapped?",
        ),
        (
            collection({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}),
            "x.geojson: features[0].geometry: wanted at least 3 different points",
        ),
        (collection(None), "x.geojson: features[0].geometry: wanted a geometry"),
        (
            collection({"type": "Point", "coordinates": [True, 0]}),
            "x.geojson: features[0].geometry: wanted degrees as plain numbers",
        ),
    ],
)
def test_a_fault_says_where(data: bytes, said: str):
    faults = Faults()
    read_features(data, "x.geojson", faults)
    assert len(faults.lines()) == 1
    assert faults.lines()[0].startswith(said)


def test_a_number_without_end_is_no_longitude():
    with pytest.raises(ValueError, match="wanted degrees, got a number without end"):
        position([10**400, 35.0])
