"""The files beside an agreement: rosters, tracks, GeoJSON, and what may be named."""

from pathlib import Path

import pytest

from thalweg.agreement.load import load
from thalweg.errors import AgreementError
from thalweg.model.place import PolygonPlace, Position, TrackPlace

DOCUMENT = """thalweg: agreement/1
id: ford
edition: 1
title: {en: "The ford"}
parties:
  north: {name: {en: "North"}}
roster:
  - {file: roster.csv}
places:
  convoy: {track: convoy.csv, error: 30 m}
  field: {file: zones.geojson, feature: meadow}
clauses:
  - {id: "1", kind: notice.hazard, lead: 30 min}
"""
ROSTER = "address,party\nf0e001,north\nf0e002,neutral\n"
CONVOY = (
    "time,lat_deg,lon_deg\n2020-01-01T00:00:00Z,50.0,10.0\n"
    "2020-01-01T00:10:00Z,50.01,10.0\n"
)
ZONES = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "meadow", '
    '"properties": {}, "geometry": {"type": "Polygon", '
    '"coordinates": [[[10, 50], [11, 50], [11, 51], [10, 50]]]}}]}'
)


def write(folder: Path, **changed: str) -> Path:
    files = {
        "agreement.yaml": DOCUMENT,
        "roster.csv": ROSTER,
        "convoy.csv": CONVOY,
        "zones.geojson": ZONES,
    }
    files.update({name.replace("_", "."): text for name, text in changed.items()})
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8", newline="")
    return folder / "agreement.yaml"


def test_all_files_are_read_and_kept_byte_for_byte(tmp_path: Path):
    agreement = load(write(tmp_path))
    assert {name: data.decode() for name, data in agreement.files.items()} == {
        "agreement.yaml": DOCUMENT,
        "roster.csv": ROSTER,
        "convoy.csv": CONVOY,
        "zones.geojson": ZONES,
    }
    assert [(r.ground, r.party, sorted(r.addresses)) for r in agreement.roster] == [
        ("roster.csv:2", "north", [0xF0E001]),
        ("roster.csv:3", "neutral", [0xF0E002]),
    ]
    convoy = agreement.places["convoy"]
    assert isinstance(convoy, TrackPlace)
    assert convoy.points[1] == Position(lat_deg=50.01, lon_deg=10.0)
    assert convoy.time_us[1] - convoy.time_us[0] == 600_000_000
    assert isinstance(agreement.places["field"], PolygonPlace)


def test_a_changed_file_changes_the_digest(tmp_path: Path):
    before = load(write(tmp_path)).sha256
    after = load(write(tmp_path, roster_csv=ROSTER + "\n")).sha256
    assert before != after


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"roster_csv": "adress,party\nf0e001,north\n"},
            "roster.csv:1:1: wanted the header 'address,party', got 'adress,party'",
        ),
        ({"roster_csv": ""}, "roster.csv:1:1: wanted the header 'address,party', got"),
        (
            {"roster_csv": ROSTER + "f0e003,nort\n"},
            "roster.csv:4:8: party: unknown party 'nort'; nearest known: north",
        ),
        (
            {"roster_csv": ROSTER + "f0e0033,north\n"},
            "roster.csv:4:1: address: wanted a 24-bit address of six hex digits, "
            "got 'f0e0033'",
        ),
        (
            {"roster_csv": ROSTER + "f0e003\n"},
            "roster.csv:4:1: wanted 2 fields (address,party), got 1",
        ),
        (
            {"convoy_csv": CONVOY + "2020-01-01T00:05:00Z,50,10\n"},
            "convoy.csv:4:1: time: 2020-01-01T00:05:00Z is not after the row before",
        ),
        (
            {"convoy_csv": CONVOY + "2020-01-01T00:20:00Z,95,10\n"},
            "convoy.csv:4:1: lat_deg: wanted degrees within -90 and 90, got '95'",
        ),
        (
            {"convoy_csv": CONVOY + "2020-01-01T00:20:00Z,nan,10\n"},
            "convoy.csv:4:1: lat_deg: wanted degrees within -90 and 90, got 'nan'",
        ),
        (
            {"convoy_csv": CONVOY + "2020-01-01T00:20:00Z,60,10\n"},
            "agreement.yaml:10:19: places.convoy.track: moves at 1854 m/s",
        ),
        (
            {"convoy_csv": CONVOY + "2020-01-01T00:20:00,50,10\n"},
            "convoy.csv:4:1: wanted a time in UTC such as",
        ),
        (
            {"convoy_csv": "time,lat_deg,lon_deg\n"},
            "agreement.yaml:10:19: places.convoy.track: convoy.csv holds no fix",
        ),
        (
            {"zones_geojson": ZONES.replace("meadow", "medow")},
            "agreement.yaml:11:41: places.field.feature: unknown feature 'meadow'; "
            "nearest known: medow",
        ),
        (
            {"zones_geojson": ZONES.replace("[11, 50]", "[50, 100]")},
            "zones.geojson: features[0].geometry: [1]: latitude 100.0",
        ),
        (
            {"zones_geojson": ZONES.replace("[11, 51]", "[11, 89]")},
            "agreement.yaml:11:10: places.field: reaches beyond 85 degrees",
        ),
    ],
)
def test_a_fault_beside_has_its_file_and_line(tmp_path: Path, changed, said: str):
    with pytest.raises(AgreementError) as caught:
        load(write(tmp_path, **changed))
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].startswith(said)


@pytest.mark.parametrize(
    "name",
    [
        *("../roster.csv", "/etc/passwd", "a/b.csv", "a\\\\b.csv", "..", ".hidden"),
        *("agreement.yaml", "manifest.json", "c:roster.csv", "a..b", "~x", "x" * 101),
    ],
)
def test_only_plain_names_beside_it_are_read(tmp_path: Path, name: str):
    (tmp_path.parent / "roster.csv").write_text(ROSTER)
    text = DOCUMENT.replace("file: roster.csv", f'file: "{name}"')
    with pytest.raises(AgreementError) as caught:
        load(write(tmp_path, agreement_yaml=text))
    assert caught.value.faults[0].startswith("agreement.yaml:8:12: roster[0].file: ")


def test_a_link_is_not_followed(tmp_path: Path):
    path = write(tmp_path)
    (tmp_path / "roster.csv").unlink()
    (tmp_path / "roster.csv").symlink_to("/etc/passwd")
    with pytest.raises(AgreementError, match="a link; wanted the file itself"):
        load(path)


def test_a_folder_is_not_read(tmp_path: Path):
    path = write(tmp_path)
    (tmp_path / "roster.csv").unlink()
    (tmp_path / "roster.csv").mkdir()
    with pytest.raises(AgreementError, match=r"roster\.csv is not a plain file"):
        load(path)


def test_a_document_that_is_not_there_is_a_fault(tmp_path: Path):
    with pytest.raises(AgreementError, match=r"nowhere\.yaml cannot be read"):
        load(tmp_path / "nowhere.yaml")
