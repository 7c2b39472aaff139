"""What leaves a record: the findings that were asked for, in every format alike."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from czml3 import Document
from lxml import etree

import thalweg
from tests.scenario.czml_schema import faults
from tests.scenario.export_readers import (
    GPX,
    GX,
    KML,
    finding_ids,
    kml_schema,
    reports,
)
from tests.scenario.made_record import AGREEMENT, DAY_2, HARM, HOUR_US, made_result
from thalweg.archive.export import FORMATS, export
from thalweg.archive.source import source_of_folder, source_of_result
from thalweg.cli import app as line
from thalweg.errors import InputError, ResultFolderError
from thalweg.tables.findings import FINDINGS
from thalweg.tables.query import Query
from thalweg.tables.tracks import TRACKS
from thalweg.times import iso
from thalweg.wire.csv_table import table_of_csv
from thalweg.wire.parquet import read_parquet

QUERIES = [
    Query(),
    Query(clauses=("3.1",)),
    Query(parties=("east",)),
    Query(parties=("local-force", "east"), clauses=("4.1",)),
    Query(grades=("possible",)),
    Query(from_us=DAY_2),
    Query(to_us=DAY_2 + 60_000_000, parties=("west",)),
    Query(from_us=DAY_2 + 10 * HOUR_US),
]


@pytest.fixture(scope="module")
def result():
    return made_result()


@pytest.fixture(scope="module")
def record(result, tmp_path_factory) -> Path:
    return result.write(tmp_path_factory.mktemp("records") / "record")


@pytest.fixture(scope="module")
def source(record):
    return source_of_folder(record)


@pytest.fixture(scope="module")
def exported(source, tmp_path_factory) -> Path:
    """Every format of findings and tracks, everything in them."""
    folder = tmp_path_factory.mktemp("exported")
    for form in FORMATS:
        for what in ("findings", "tracks"):
            export(source, folder / f"{what}.{form}", what=what)
    return folder


def plain_findings(result, query: Query) -> list[dict]:
    """Read the filter's meaning off its own words, row by row."""
    return [
        row
        for row in result.findings.to_pylist()
        if (query.from_us is None or _us(row["end"]) >= query.from_us)
        and (query.to_us is None or _us(row["start"]) < query.to_us)
        and (not query.clauses or row["clause"] in query.clauses)
        and (not query.grades or row["grade"] in query.grades)
        and (
            not query.parties
            or row["party"] in query.parties
            or row["other_party"] in query.parties
        )
    ]


def plain_reports(result, query: Query, findings: list[dict]) -> set:
    found = set()
    for finding in findings:
        for row in result.evidence[finding["evidence"]].tracks.to_pylist():
            at_us = _us(row["time"])
            early = query.from_us is not None and at_us < query.from_us
            late = query.to_us is not None and at_us >= query.to_us
            if row["kept"] == "kept" and not early and not late:
                found.add((row["mover"], at_us, row["lat_deg"], row["lon_deg"]))
    return found


def _us(at) -> int:
    return round(at.timestamp() * 1e6)


def test_the_record_has_something_of_everything(result):
    rows = result.findings.to_pylist()
    assert {row["clause"] for row in rows} == {"3.1", "4.1"}
    assert {row["grade"] for row in rows} >= {"certain", "possible"}
    assert {row["party"] for row in rows} == {"west", "east", "local-force"}
    assert HARM in {row["callsign"] for row in rows}
    assert {"kept", "no_position"} == set(result.tracks.column("kept").to_pylist())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.words())
def test_what_is_written_is_what_the_query_gives(result, source, tmp_path, form, query):
    meant = plain_findings(result, query)
    path = tmp_path / f"findings.{form}"
    done = export(source, path, query=query)
    assert finding_ids(path) == sorted(row["finding"] for row in meant)
    assert (done.findings, done.rows) == (len(meant), len(meant))
    path = tmp_path / f"tracks.{form}"
    export(source, path, what="tracks", query=query)
    assert reports(path) == plain_reports(result, query, meant)


@pytest.mark.parametrize("form", FORMATS)
def test_a_result_in_memory_gives_all_its_tracks(result, tmp_path, form):
    path = tmp_path / f"tracks.{form}"
    done = result.export(path, what="tracks")
    rows = result.tracks.to_pylist()
    kept = {
        (row["mover"], _us(row["time"]), row["lat_deg"], row["lon_deg"])
        for row in rows
        if row["kept"] == "kept"
    }
    assert reports(path) == kept
    assert done.of_rows == len(rows)
    assert done.rows == (len(kept) if form in ("kml", "czml", "gpx") else len(rows))
    narrow = Query(clauses=("3.1",), parties=("east",))
    result.export(path, what="tracks", query=narrow, replace=True)
    assert reports(path) == plain_reports(
        result, narrow, plain_findings(result, narrow)
    )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", ["findings", "tracks"])
def test_the_same_record_gives_the_same_bytes(record, exported, tmp_path, form, what):
    path = tmp_path / f"again.{form}"
    done = export(source_of_folder(record), path, what=what)
    data = path.read_bytes()
    assert data == (exported / f"{what}.{form}").read_bytes()
    assert done.size_bytes == len(data)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", ["findings", "tracks"])
def test_it_says_what_it_is(source, exported, result, form, what):
    data = (exported / f"{what}.{form}").read_bytes()
    if form == "parquet":
        data = pq.read_schema(exported / f"{what}.{form}").metadata[b"export"]
    text = data.decode()
    for said in (result.agreement.sha256, thalweg.__version__, "rules/1"):
        assert said in text
    assert re.search(r"not live", text, re.IGNORECASE)
    if form != "csv":
        assert source.manifest_sha256 in text


def test_parquet_is_the_contracts_table(result, exported):
    path = exported / "findings.parquet"
    back = read_parquet(path.read_bytes(), "findings")
    assert FINDINGS.check(back).to_pylist() == result.findings.to_pylist()
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    tracks = read_parquet((exported / "tracks.parquet").read_bytes(), "tracks")
    assert TRACKS.check(tracks).num_rows == tracks.num_rows > 200


def test_csv_is_read_back_exactly(result, exported):
    back = table_of_csv((exported / "findings.csv").read_bytes(), FINDINGS)
    wanted = result.findings.drop_columns("geometry").to_pylist()
    assert back.drop_columns("geometry").to_pylist() == wanted
    tracks = table_of_csv((exported / "tracks.csv").read_bytes(), TRACKS)
    same = read_parquet((exported / "tracks.parquet").read_bytes(), "tracks")
    assert tracks.to_pylist() == same.to_pylist()


def test_watch_finds_the_same_in_exported_tracks(result, tmp_path):
    """The names are known without --columns; only two apostrophes are new."""
    result.export(tmp_path / "tracks.csv", what="tracks")
    again = thalweg.examine(AGREEMENT, [str(tmp_path / "tracks.csv")])
    measures = [
        name
        for name in FINDINGS.schema.names
        if name not in ("callsign", "other_callsign", "evidence", "geometry")
    ]
    assert (
        again.findings.select(measures).to_pylist()
        == result.findings.select(measures).to_pylist()
    )
    assert f"'{HARM}" in again.findings.column("callsign").to_pylist()


@pytest.mark.parametrize("what", ["findings", "tracks"])
def test_kml_holds_to_its_schema(exported, what):
    schema, tree = kml_schema(), etree.parse(str(exported / f"{what}.kml"))
    assert schema.validate(tree), schema.error_log
    folders = [name.text for name in tree.iterfind(f".//{KML}Folder/{KML}name")]
    assert (
        folders
        == {
            "findings": ["clause 3.1", "clause 4.1"],
            "tracks": ["east", "local-force", "west"],
        }[what]
    )


@pytest.mark.parametrize("what", ["findings", "tracks"])
def test_czml_holds_to_its_model(exported, what):
    document = Document.load(exported / f"{what}.czml")
    assert len(document.packets) > 5
    ids = [packet.id for packet in document.packets]
    assert len(set(ids)) == len(ids)
    assert not faults(json.loads((exported / f"{what}.czml").read_bytes()))


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ([], "the first packet"),
        ([{"id": "document", "version": "1.0", "clock": {"range": "x"}}], "range"),
        ([{"id": "document", "version": "1.0", "properties": {"a": "b"}}], "custom"),
        ([{"id": "document", "version": "1.0", "point": {"size": 1}}], "size"),
    ],
)
def test_what_czml_does_not_allow_is_told(broken, told):
    assert any(told in fault for fault in faults(broken))


def test_czml_is_there_only_while_it_was_seen(exported):
    packets = json.loads((exported / "tracks.czml").read_bytes())
    assert packets[0]["clock"]["interval"].startswith("2017-12-13T03:56:40Z/")
    moving = [p for p in packets[1:] if "position" in p]
    first = [p for p in moving if p["id"].startswith("track/f0e001/")]
    # 200 s before the flight: a gap of 184 s is nothing, and two pieces.
    assert [p["availability"] for p in first] == [
        "2017-12-13T03:56:40Z/2017-12-13T03:56:56Z",
        "2017-12-13T04:00:00Z/2017-12-13T04:02:40Z",
    ]
    for packet in moving:
        position = packet["position"]
        assert position["forwardExtrapolationType"] == "NONE"
        assert position["backwardExtrapolationType"] == "NONE"
        assert position["interpolationAlgorithm"] == "LINEAR"


def test_heights_are_drawn_only_above_the_ellipsoid(exported):
    tree = etree.parse(str(exported / "tracks.kml"))
    modes = {}
    for mark in tree.iter(f"{KML}Placemark"):
        mode = mark.findtext(f"{GX}Track/{KML}altitudeMode")
        up = {coord.text.split()[2] for coord in mark.iter(f"{GX}coord")}
        modes.setdefault(mark.findtext(f"{KML}name")[:6], set()).add((mode, *up))
    assert modes["f0e002"] == {("absolute", repr(round(12_387.5 * 0.3048, 3)))}
    assert modes["f0e201"] == {("clampToGround", "0.0")}
    gpx = etree.parse(str(exported / "tracks.gpx"))
    assert not list(gpx.iter(f"{GPX}ele"))


def test_names_do_no_harm(exported):
    """A callsign can turn no line around, close no tag and start no formula."""
    for path in sorted(exported.iterdir()):
        if path.suffix in (".kml", ".gpx", ".czml"):
            text = path.read_text("utf-8")
            assert "\u202e" not in text
            # Of CZML only the description is HTML; the rest is shown as it stands.
            shown = text
            if path.suffix == ".czml":
                shown = str([p.get("description") for p in json.loads(text)])
            assert "<b>&" not in shown
    tree = etree.parse(str(exported / "findings.kml"))
    shown = [
        "".join(etree.HTML(d.text).itertext()) for d in tree.iter(f"{KML}description")
    ]
    assert any("=1+1|'\"<b>&<U+202E>;," in text for text in shown)
    assert not [d for d in tree.iter(f"{KML}description") if "<b>" in d.text]


@pytest.mark.parametrize("what", ["findings", "tracks"])
@pytest.mark.parametrize("form", ["geojson", "kml", "gpx"])
def test_gdal_reads_every_place(result, exported, what, form):
    path = exported / f"{what}.{form}"
    points = set()
    layers = [name for name, _ in pyogrio.list_layers(path)]
    for layer in layers:
        if layer in ("track_points", "route_points"):
            continue
        _, table = pyogrio.read_arrow(path, layer=layer)
        shapes = shapely.from_wkb(table.column("wkb_geometry").to_pylist())
        found = shapely.get_coordinates([s for s in shapes if s is not None])
        points |= {(lon, lat) for lon, lat in np.round(found, 7).tolist()}
    if what == "findings":
        rows = result.findings.to_pylist()
        wanted = {(row["lon_deg"], row["lat_deg"]) for row in rows}
    else:
        wanted = {(lon, lat) for _, _, lat, lon in reports(path)}
    assert points == {(round(lon, 7), round(lat, 7)) for lon, lat in wanted}


def test_gdal_reads_the_columns_of_findings(result, exported):
    _, table = pyogrio.read_arrow(exported / "findings.geojson")
    wanted = result.findings.to_pylist()
    for name in ("finding", "clause", "callsign", "depth_m", "horizontal_m"):
        assert table.column(name).to_pylist() == [row[name] for row in wanted]
    _, layer = pyogrio.read_arrow(exported / "tracks.gpx", layer="track_points")
    times = layer.column("time").cast(pa.int64()).to_pylist()
    wanted_s = sorted(
        us // 1_000_000 for _, us, _, _ in reports(exported / "tracks.gpx")
    )
    assert sorted({ms // 1000 for ms in times}) == sorted(set(wanted_s))


def test_nothing_is_written_inside_the_record(record, capsys):
    before = sorted(path for path in record.rglob("*"))
    for inside in (record / "x.csv", record / "evidence" / "x.csv"):
        assert line.run(["export", str(record), str(inside)]) == 2
        assert "would lie inside the record" in capsys.readouterr().err
    assert sorted(path for path in record.rglob("*")) == before


def test_a_changed_record_is_not_exported(record, tmp_path):
    copy = tmp_path / "record"
    for path in record.rglob("*"):
        there = copy / path.relative_to(record)
        there.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            there.write_bytes(path.read_bytes())
    evidence = sorted((copy / "evidence").iterdir())[0]
    evidence.write_bytes(evidence.read_bytes() + b"\0")
    export(source_of_folder(copy), tmp_path / "findings.csv")
    with pytest.raises(ResultFolderError, match="not the file that manifest"):
        export(source_of_folder(copy), tmp_path / "tracks.csv", what="tracks")
    table = copy / "findings.parquet"
    table.write_bytes(table.read_bytes() + b"\0")
    with pytest.raises(ResultFolderError, match=r"findings\.parquet is not the file"):
        source_of_folder(copy)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["findings.csv", "record"]


@pytest.mark.parametrize("folder", ["no-such-folder", "."])
def test_what_is_no_record_is_named(tmp_path, folder):
    with pytest.raises(ResultFolderError, match="is not a"):
        source_of_folder(tmp_path / folder)


def test_kinds_that_rest_on_people_stay_behind(result, tmp_path):
    """A build-up leaves on the hotline and on a page, never in a layer of a map."""
    rows = result.findings.to_pylist()
    rows[0]["kind"] = "ground.build-up"
    rows[1]["kind"] = "a.kind-of-later"
    table = pa.Table.from_pylist(rows, schema=FINDINGS.schema)
    other = source_of_result(dataclasses.replace(result, findings=table))
    for form in FORMATS:
        path = tmp_path / f"findings.{form}"
        done = export(other, path)
        assert finding_ids(path) == sorted(row["finding"] for row in rows[2:])
        assert sum(done.withheld.values()) == 2
    done = export(
        other, tmp_path / "t.csv", what="tracks", query=Query(clauses=("4.1",))
    )
    assert done.findings == sum(row["clause"] == "4.1" for row in rows[2:])


def test_a_number_that_json_has_not_is_refused(result, tmp_path):
    rows = result.findings.to_pylist()
    rows[0]["depth_m"] = float("nan")
    table = pa.Table.from_pylist(rows, schema=FINDINGS.schema)
    other = source_of_result(dataclasses.replace(result, findings=table))
    with pytest.raises(InputError, match="holds a value that geojson cannot"):
        export(other, tmp_path / "a.geojson")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_how_much_of_what(record, tmp_path, capsys):
    path = tmp_path / "tracks.kml"
    words = ["export", str(record), str(path), "--what", "tracks"]
    assert line.run([*words, "--party", "east,west", "--from", iso(DAY_2)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "asked for from 2017-12-14T09:00:00Z, party east or west" in told
    assert "chosen 3 of 7 findings" in told
    assert "kml draws none that was dropped" in told
    assert "local-force acts for east and is counted by itself" in told
    assert line.run(words) == 2
    assert "already there" in capsys.readouterr().err
    assert line.run([*words, "--replace", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["thalweg"] == "export/1"
    assert said["findings"] == {"chosen": 7, "of": 7}
    assert said["rows"]["of"] == said["rows"]["written"] + 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.xls"], "its ending tells no format; wanted .parquet, .csv"),
        (["a"], "--as and one of them"),
        (["a.csv", "--as", "shape"], "--as: 'shape' is no format"),
        (["a.csv", "--what", "events"], "--what: 'events'; wanted one of findings"),
        (
            ["a.csv", "--clause", "31"],
            "--clause: '31' is not known; nearest is '3.1'",
        ),
        (["a.csv", "--party", "wst"], "nearest is 'west'"),
        (["a.csv", "--grade", "sure"], "--grade: 'sure' is not known"),
        (["a.csv", "--from", "noon"], "--from: not a time in UTC"),
        (["none/a.csv"], "no such folder; make it first"),
    ],
)
def test_a_wrong_word_leaves_nothing(record, tmp_path, capsys, words, said):
    name, *more = words
    assert line.run(["export", str(record), str(tmp_path / name), *more]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_as_goes_before_the_ending(record, tmp_path):
    path = tmp_path / "findings.json"
    assert line.run(["export", str(record), str(path), "--as", "GeoJSON"]) == 0
    assert json.loads(path.read_bytes())["type"] == "FeatureCollection"
    upper = tmp_path / "FINDINGS.CSV"
    assert line.run(["export", str(record), str(upper)]) == 0


def test_python_refuses_what_the_agreement_does_not_know(result, tmp_path):
    with pytest.raises(InputError, match=r"clause: '9\.9' is not known"):
        result.export(tmp_path / "a.csv", query=Query(clauses=("9.9",)))


@pytest.mark.shared
def test_a_real_flight_comes_back_from_every_format(shared, tmp_path):
    """Reports that repeat, stand on the ground and lack heights, as receivers send."""
    positions = shared / "data" / "adsb" / "noisy_takeoff.json.gz"
    real = thalweg.examine(AGREEMENT, [str(positions)])
    rows = real.tracks.to_pylist()
    kept = {
        (row["mover"], _us(row["time"]), row["lat_deg"], row["lon_deg"])
        for row in rows
        if row["kept"] == "kept"
    }
    assert 100 < len(kept) < len(rows)
    for form in FORMATS:
        path = tmp_path / f"tracks.{form}"
        real.export(path, what="tracks")
        assert reports(path) == kept
    schema = kml_schema()
    assert schema.validate(etree.parse(str(tmp_path / "tracks.kml"))), schema.error_log
    Document.load(tmp_path / "tracks.czml")
    back = table_of_csv((tmp_path / "tracks.csv").read_bytes(), TRACKS)
    assert back.to_pylist() == rows
