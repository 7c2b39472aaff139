"""KML, GPX, CZML and GeoJSON of made pieces: odd places, odd names."""

import json
from io import BytesIO

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.scenario.export_readers import GPX, KML, kml_schema
from tests.unit.wire.test_csv_table import ABOUT
from thalweg.tables.findings import FINDINGS
from thalweg.tables.tracks import TRACKS
from thalweg.wire.czml import findings_czml, tracks_czml
from thalweg.wire.gpx import findings_gpx, tracks_gpx
from thalweg.wire.kml import findings_kml, tracks_kml
from thalweg.wire.markup import decimal, text
from thalweg.wire.segments import Segment
from thalweg.wire.tracks_geojson import findings_lines, tracks_lines

# What GPX 1.1 says of the elements that are used here, written down by hand: the
# schema itself is in no package.
GPX_GRAMMAR = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0"
         ns="http://www.topografix.com/GPX/1/1"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="gpx">
    <attribute name="version" ns=""><value>1.1</value></attribute>
    <attribute name="creator" ns=""><text/></attribute>
    <element name="metadata">
      <element name="name"><text/></element><element name="desc"><text/></element>
    </element>
    <zeroOrMore><element name="wpt"><ref name="point"/></element></zeroOrMore>
    <zeroOrMore><element name="trk">
      <element name="name"><text/></element><element name="desc"><text/></element>
      <element name="type"><text/></element>
      <zeroOrMore><element name="trkseg">
        <zeroOrMore><element name="trkpt"><ref name="point"/></element></zeroOrMore>
      </element></zeroOrMore>
    </element></zeroOrMore>
  </element></start>
  <define name="point">
    <attribute name="lat" ns=""><data type="decimal">
      <param name="minInclusive">-90.0</param><param name="maxInclusive">90.0</param>
    </data></attribute>
    <attribute name="lon" ns=""><data type="decimal">
      <param name="minInclusive">-180.0</param><param name="maxExclusive">180.0</param>
    </data></attribute>
    <element name="time"><data type="dateTime"/></element>
    <optional><element name="name"><text/></element></optional>
    <optional><element name="desc"><text/></element></optional>
    <optional><element name="type"><text/></element></optional>
    <optional><element name="extensions"><zeroOrMore><element>
      <anyName><except><nsName/></except></anyName><text/>
    </element></zeroOrMore></element></optional>
  </define>
</grammar>
"""
WHOLE_GPX = etree.RelaxNG(etree.fromstring(GPX_GRAMMAR))
WHOLE_KML = kml_schema()


def piece(**changes) -> Segment:
    whole = {
        "mover": "f0e001",
        "party": "west",
        "number": 0,
        "callsigns": (),
        "feeds": ("default",),
        "time_us": [0, 1, 4_000_000],
        "lat_deg": [-1e-05, 0.0, 90.0],
        "lon_deg": [180.0, -180.0, 1e-07],
        "alt_baro_ft": [None, 6.25, -1000.0],
        "alt_geo_ft": [None, None, 0.1],
    }
    return Segment(**{**whole, **changes})


def finding(**changes) -> pa.Table:
    row = dict.fromkeys(FINDINGS.schema.names) | {
        "finding": "0123456789abcdef",
        "clause": "3.1",
        "kind": "line.keep-side",
        "grade": "possible",
        "parties": ["west"],
        "party": "west",
        "mover": "f0e001",
        "start": 0,
        "end": 4_000_000,
        "lat_deg": 1e-06,
        "lon_deg": 180.0,
        "evidence": "0" * 64,
    }
    return pa.Table.from_pylist([{**row, **changes}], schema=FINDINGS.schema)


def tree(chunks) -> etree._ElementTree:
    return etree.parse(BytesIO(b"".join(chunks)))


def test_gpx_holds_to_its_grammar_in_odd_places():
    tracks = tree(tracks_gpx([piece(), piece(number=1, party="east")], ABOUT))
    assert WHOLE_GPX.validate(tracks), WHOLE_GPX.error_log
    first = tracks.find(f"{GPX}trk/{GPX}trkseg/{GPX}trkpt")
    assert dict(first.attrib) == {"lat": "-0.00001", "lon": "-180.0"}
    points = tree(findings_gpx(finding(), ABOUT))
    assert WHOLE_GPX.validate(points), WHOLE_GPX.error_log
    described = points.findtext(f"{GPX}wpt/{GPX}desc")
    assert described.startswith("possible: does not exceed the limit as measured")


def test_the_grammar_can_fail():
    wrong = b"".join(tracks_gpx([piece()], ABOUT)).replace(b"-0.00001", b"-1e-05")
    assert not WHOLE_GPX.validate(etree.fromstring(wrong))


@pytest.mark.parametrize("empty", [True, False])
def test_kml_holds_to_its_schema_in_odd_places(empty):
    pieces = [] if empty else [piece(), piece(number=1, party="neutral")]
    rows = FINDINGS.empty() if empty else finding(lat_deg=None)
    for made in (tree(tracks_kml(pieces, ABOUT)), tree(findings_kml(rows, ABOUT))):
        assert WHOLE_KML.validate(made), WHOLE_KML.error_log


def test_a_style_is_there_for_every_party():
    made = tree(tracks_kml([piece(party=p) for p in ("west", "unknown", "?")], ABOUT))
    there = {f"#{style.get('id')}" for style in made.iter(f"{KML}Style")}
    assert {url.text for url in made.iter(f"{KML}styleUrl")} <= there


def test_nothing_in_kml_asks_for_anything_outside():
    data = b"".join(findings_kml(finding(), ABOUT)).decode()
    names = ('xmlns="http://', 'xmlns:gx="http://')
    assert data.count("http") == sum(data.count(name) for name in names)
    assert "href" not in data


def test_czml_of_nothing_is_a_document():
    assert len(json.loads(b"".join(tracks_czml([], ABOUT, None)))) == 1
    assert len(json.loads(b"".join(findings_czml(FINDINGS.empty(), ABOUT)))) == 1


def test_geojson_of_a_report_alone_is_a_point_and_says_the_same():
    alone = piece(
        time_us=[5], lat_deg=[1.0], lon_deg=[2.0], alt_baro_ft=[3.0], alt_geo_ft=[None]
    )
    whole = json.loads(b"".join(tracks_lines([alone, piece()], TRACKS.empty(), ABOUT)))
    point, line = whole["features"]
    assert point["geometry"] == {"type": "Point", "coordinates": [2.0, 1.0]}
    assert line["geometry"]["type"] == "LineString"
    assert point["properties"].keys() == line["properties"].keys()
    assert line["properties"]["alt_baro_ft"] == [None, 6.25, -1000.0]
    assert whole["thalweg"]["live"] is False


HARM = st.text(
    st.one_of(
        st.characters(), st.sampled_from("<>&'\"]\x00\x1b\u202e\ufffe\U0001f6e9")
    ),
    max_size=12,
).filter(lambda name: not any("\ud800" <= char <= "\udfff" for char in name))


@given(HARM)
def test_any_name_leaves_every_format_whole(name):
    one = piece(mover=name or "x", callsigns=(name,), feeds=(name,))
    rows = finding(callsign=name, mover=name, exempted_by=name)
    for made in (tracks_kml([one], ABOUT), findings_kml(rows, ABOUT)):
        assert WHOLE_KML.validate(tree(made)), WHOLE_KML.error_log
    for made in (tracks_gpx([one], ABOUT), findings_gpx(rows, ABOUT)):
        assert WHOLE_GPX.validate(tree(made)), WHOLE_GPX.error_log
    json.loads(b"".join(tracks_czml([one], ABOUT, (0, 1))))
    (packet,) = json.loads(b"".join(findings_czml(rows, ABOUT)))[1:]
    html = etree.HTML(packet["description"])
    assert {tag.tag for tag in html.iter()} <= {
        "html", "body", "table", "tbody", "tr", "th", "td", "p",
    }  # fmt: skip
    (feature,) = json.loads(b"".join(findings_lines(rows, ABOUT)))["features"]
    assert feature["properties"]["callsign"] == name


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_decimal_reads_back_and_has_no_exponent(number):
    said = decimal(number)
    assert float(said) == number
    assert "e" not in said


def test_text_is_plain_before_it_is_escaped():
    assert text("a\u202eb<\x07>") == "a&lt;U+202E&gt;b&lt;&lt;U+0007&gt;&gt;"
