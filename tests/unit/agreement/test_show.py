"""Showing an agreement: golden words and drawing, compass, and hostile texts."""

import dataclasses
import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

import pytest

from thalweg.agreement.ground import line_ground
from thalweg.agreement.load import load, loads
from thalweg.agreement.show import compass, side_words, svg, text
from thalweg.model.place import LinePlace, Position

REPOSITORY = Path(__file__).resolve().parents[3]
GOLDEN = REPOSITORY / "tests" / "golden" / "agreement"
EXAMPLES = REPOSITORY / "examples"


@pytest.fixture(scope="module")
def euphrates():
    return load(EXAMPLES / "euphrates" / "agreement.yaml")


def test_the_golden_files_are_what_their_maker_writes():
    made = runpy.run_path(str(GOLDEN / "make_show.py"))["made"]()
    for name, content in made.items():
        golden = (GOLDEN / name).read_text("utf-8")
        if name.endswith(".txt"):
            assert content == golden
        else:
            # Another PROJ or GEOS may turn the last printed decimal.
            assert _numbers_out(content) == _numbers_out(golden)


def _numbers_out(drawing: str) -> list[str]:
    words = re.sub(r"-?[0-9]+\.[0-9]+", "#", drawing)
    return re.sub(r"#(,#)?( #,#)*", "#", words).split("\n")


def test_every_default_in_force_is_said_and_marked(euphrates):
    said = text(euphrates)
    assert "rejoin 60 s (default)" in said
    assert "same_stay 10 min (default)" in said
    assert "largest_gap 60 s, rejoin" in said
    assert "daa DO_365B_no_SUM (default)" in said
    assert "impossible above 1000 m/s; manoeuvre 5 m/s2" in said


def test_it_says_unsigned_and_what_nobody_watches(euphrates):
    said = text(euphrates)
    assert "UNSIGNED" in said
    unwatched = said.split("Agreed, but not watched yet")[1]
    for kind in ("channel.daily-call", "ground.build-up", "contact.senior"):
        assert kind in unwatched
    assert "UNSIGNED" in svg(euphrates)
    signed = dataclasses.replace(euphrates, signed_by=("west", "east"))
    assert "signed by west, east" in text(signed)


def test_the_bank_is_named_by_the_compass(euphrates):
    assert "right of river is south-west: west's side" in text(euphrates)
    assert "left of river is north-east: east's side" in text(euphrates)


def test_another_language_is_shown_where_there_is_one(euphrates):
    assert text(euphrates, "ru").startswith("Разделение")
    assert text(euphrates, "fr").startswith("Separation")


@pytest.mark.parametrize(
    ("end", "left"),
    [
        ((0.0, 1.0), "north"),
        ((1.0, 1.0), "north-west"),
        ((1.0, 0.0), "west"),
        ((0.0, -1.0), "south"),
        ((-1.0, 0.0), "east"),
        ((-1.0, -1.0), "south-east"),
    ],
)
def test_left_by_the_compass(euphrates, end, left: str):
    start = Position(lat_deg=0.0, lon_deg=20.0)
    last = Position(lat_deg=end[0] * 0.3, lon_deg=20.0 + end[1] * 0.3)
    places = {**euphrates.places, "river": LinePlace(id="river", points=(start, last))}
    agreement = dataclasses.replace(euphrates, places=places)
    ground = line_ground(agreement, agreement.clauses[1])
    assert compass(ground, "left") == left
    words = side_words(ground, {"west": "right"})
    assert words[0] == f"left of river is {left}: nobody's side"


HOSTILE = """thalweg: agreement/1
id: x
edition: 1
title: {en: "</title><script>alert(1)</script>&\\" <![CDATA["}
parties:
  a: {name: {en: "<b>A</b>"}}
  b: {name: {en: "{{ 7*7 }}"}}
places:
  line: {line: [[179.9, 10.0], [-179.9, 10.0]]}
  here: {point: [180.0, 10.05]}
clauses:
  - id: "1"
    kind: line.keep-side
    line: line
    reach: 20 km
    sides: {a: left, b: right}
  - id: "2"
    kind: site.stand-off
    sites: [here]
    protects: a
    restrains: [b]
    radius: 5 km
"""


def test_a_drawing_is_one_safe_document(euphrates, tmp_path: Path):
    hostile = loads(HOSTILE.encode(), "agreement.yaml", tmp_path)
    for agreement in (hostile, euphrates):
        drawing = svg(agreement)
        root = ElementTree.fromstring(drawing)
        tags = {element.tag.split("}")[1] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "style", "rect", "text", "path"} | {
            "g",
            "clipPath",
        }
        assert drawing.count("http") == 1
        assert "url(#frame)" in drawing
    assert "<script" not in svg(hostile)


def test_an_agreement_without_places_is_drawn_too(tmp_path: Path):
    bare = HOSTILE.split("places:")[0] + (
        'clauses:\n  - {id: "1", kind: notice.hazard, lead: 30 min}\n'
    )
    agreement = loads(bare.encode(), "agreement.yaml", tmp_path)
    assert ElementTree.fromstring(svg(agreement)).tag.endswith("svg")
    assert "notice 30 min ahead; not binding" in text(agreement)
