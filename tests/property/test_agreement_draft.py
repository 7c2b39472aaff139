"""Any simple line makes an agreement that loads, and is watched on the right bank."""

import json
import math
import os

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

import thalweg
from thalweg.agreement.draft import draft
from thalweg.agreement.load import load
from thalweg.agreement.show import text
from thalweg.agreement.write import write_files
from thalweg.errors import InputError
from thalweg.model.agreement import KeepSide
from thalweg.times import parse_iso

START_US = parse_iso("2020-01-01T00:00:00Z")
STEPS = st.lists(st.floats(-0.05, 0.05), min_size=2, max_size=30)


def line(lat_deg: float, lon_deg: float, turn_deg: float, steps: list[float]):
    """Return a line that goes one way and wavers: simple, whatever the steps."""
    turn = math.radians(turn_deg)
    narrow = math.cos(math.radians(lat_deg))
    points = []
    for n, off in enumerate([0.0, *steps, 0.0]):
        x, y = 0.06 * n, off
        east = x * math.cos(turn) - y * math.sin(turn)
        north = x * math.sin(turn) + y * math.cos(turn)
        lon = (lon_deg + east / narrow + 180.0) % 360.0 - 180.0
        points.append([round(lon, 7), round(lat_deg + north, 7)])
    return points


@given(
    lat_deg=st.floats(-70, 70), lon_deg=st.floats(-180, 180),
    turn_deg=st.floats(0, 360), steps=STEPS,
)  # fmt: skip
def test_a_line_that_wavers_is_taken_whole(lat_deg, lon_deg, turn_deg, steps):
    points = line(lat_deg, lon_deg, turn_deg, steps)
    drawing = json.dumps({"type": "LineString", "coordinates": points}).encode()
    first = draft("a.yaml", drawing=drawing, drawing_name="r.json")
    assert len(first.notes) == 1
    place = first.agreement.places["r"]
    assert [[p.lon_deg, p.lat_deg] for p in place.points] == points
    said = text(first.agreement)
    assert all(words in said for words in first.sides)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2))
def test_any_line_is_an_agreement_or_a_reason(spots):
    points = [[10 + x / 50, 50 + y / 50] for x, y in spots]
    drawing = json.dumps({"type": "LineString", "coordinates": points}).encode()
    said = ""
    try:
        draft("a.yaml", drawing=drawing, drawing_name="r.json")
    except InputError as error:
        said = str(error)
    assert said == "" or (said.startswith("r.json: ") and said.isprintable())


def test_from_a_drawing_to_a_finding(tmp_path) -> None:
    """A jet of the western party, 6 km on the eastern bank, is one breach."""
    points = [[10.0, 50.0 - n / 100] for n in range(70)]
    drawing = json.dumps({"type": "LineString", "coordinates": points}).encode()
    first = draft("a.yaml", drawing=drawing, drawing_name="river.geojson")
    write_files(tmp_path, first.files)
    agreement = load(tmp_path / "a.yaml")
    (clause,) = (c for c in agreement.clauses if isinstance(c, KeepSide))
    assert clause.sides == {"west": "right", "east": "left"}
    step = [abs(n - 30) / 30 for n in range(61)]
    table = pa.table(
        {
            "time": pa.array(
                [START_US + n * 4_000_000 for n in range(61)],
                pa.timestamp("us", tz="UTC"),
            ),
            "mover": ["f0e001"] * 61,
            "lat_deg": [49.7 + n / 10_000 for n in range(61)],
            "lon_deg": [10.085 - 0.17 * share for share in step],
            "alt_baro_ft": [12_000.0] * 61,
        }
    )
    result = thalweg.examine(agreement, table)
    (row,) = result.findings.to_pylist()
    assert (row["clause"], row["party"]) == ("3.1", "west")
    assert 5_000 < row["depth_m"] < 7_000
    assert os.listdir(tmp_path)
