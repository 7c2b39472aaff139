"""Movers that never came near are left out, and no finding and no hour changes."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from thalweg.agreement.load import load
from thalweg.archive import packed_file
from thalweg.archive.boxes import NearBox, near_boxes
from thalweg.archive.near import read_near
from thalweg.archive.pack import pack
from thalweg.archive.run import examine
from thalweg.archive.verify import verify_folder
from thalweg.errors import InputError
from thalweg.feeds.packed import PackedReading, archive_in
from thalweg.model.feed import Feeds
from thalweg.simulate.scenario import run as simulate
from thalweg.tables.query import GRADES
from thalweg.times import iso, parse_iso

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "euphrates"
DAY_US = parse_iso("2017-12-01T00:00:00Z")
HEAD = "time,mover,callsign,lat_deg,lon_deg,alt_baro_ft,ground_speed_mps,on_ground\n"


@pytest.fixture(scope="module")
def placed(tmp_path_factory) -> Path:
    """Write the example's agreement without the clauses that hold everywhere."""
    folder = tmp_path_factory.mktemp("agreement")
    yaml = YAML()
    document = yaml.load((EXAMPLE / "agreement.yaml").read_text("utf-8"))
    document["clauses"] = [
        clause
        for clause in document["clauses"]
        if clause["kind"] in ("line.keep-side", "site.stand-off")
    ]
    for path in EXAMPLE.iterdir():
        if path.suffix in (".csv", ".geojson"):
            (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "agreement.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(document, file)
    return folder / "agreement.yaml"


@pytest.fixture(scope="module")
def traffic(tmp_path_factory) -> list[Path]:
    """Make a day of the scenario, and much that flies far away; and one that does both.

    Far away a few are slow at an aerodrome, and some call themselves as parties do.
    """
    out = tmp_path_factory.mktemp("traffic") / "euphrates"
    made = simulate(EXAMPLE / "scenario.yaml", out, days=1)
    chance = random.Random(3)
    rows = [HEAD]
    for n in range(60):
        mover, lat, lon = f"a{n:05x}", chance.uniform(44, 56), chance.uniform(0, 20)
        speed = chance.choice((8.0, 120.0, 230.0))
        for step in range(0, 86_400, 300 + 7 * n):
            at = iso(DAY_US + step * 1_000_000)
            rows.append(
                f"{at},{mover},WST{n},{lat + step / 1e5:.6f},{lon:.6f},"
                f"{10000 + 25 * (step % 7)},{speed},\n"
            )
    far = out / "far.csv"
    far.write_text("".join(rows))
    return [*made.positions, far]


@pytest.fixture(scope="module")
def packed(traffic, tmp_path_factory) -> Path:
    """Pack it in row groups that are small enough to tell places apart."""
    out = tmp_path_factory.mktemp("packed") / "archive"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_file, "GROUP_ROWS", 1024)
        pack(out, traffic)
    return out


@pytest.fixture(scope="module")
def whole(placed, packed):
    return examine(placed, str(packed))


@pytest.mark.parametrize("source", ["packed", "files"])
def test_findings_and_hours_are_those_of_the_whole(
    placed, packed, traffic, whole, source
):
    given = str(packed) if source == "packed" else [str(path) for path in traffic]
    near = examine(placed, given, near_only=True)
    assert set(whole.findings["grade"].to_pylist()) <= set(GRADES)
    assert whole.findings.num_rows > 3
    assert near.findings.equals(whole.findings)
    assert near.events.equals(whole.events)
    assert near.evidence.keys() == whole.evidence.keys()
    for key in ("days", "findings", "unattributed", "unwatched"):
        assert near.summary[key] == whole.summary[key]
    ours, all_of_it = near.summary["positions"], whole.summary["positions"]
    assert ours["rows"] + ours["not_near"] == all_of_it["rows"]
    assert ours["not_near"] > 5000
    assert (ours["from"], ours["to"]) == (all_of_it["from"], all_of_it["to"])


@pytest.mark.parametrize("ends", [("06:00", "18:00"), ("06:00", None), (None, "17:35")])
def test_a_period_is_kept_to(placed, packed, ends):
    low, high = (at and parse_iso(f"2017-12-01T{at}:00Z") for at in ends)
    near = examine(placed, str(packed), from_us=low, to_us=high, near_only=True)
    all_of_it = examine(placed, str(packed), from_us=low, to_us=high)
    assert near.findings.equals(all_of_it.findings)
    assert near.summary["days"] == all_of_it.summary["days"]
    assert near.outside_period == all_of_it.outside_period
    counts = near.summary["positions"]
    assert counts["rows"] + counts["not_near"] == all_of_it.summary["positions"]["rows"]


def test_far_row_groups_are_not_read(placed, packed):
    boxes = near_boxes(load(placed), Feeds())
    read = read_near(
        [packed], boxes, feeds=Feeds(), columns=None, from_us=None, to_us=None
    )
    assert read.left_out > 5000
    far = frozenset({"a00000"})
    reading = PackedReading(archive_in(packed), movers=far)
    rows = sum(table.num_rows for table in reading)
    assert rows == 288
    assert rows + reading.left_out == archive_in(packed).manifest.rows
    assert reading.read_bytes < 0.5 * read.of_bytes


def test_the_record_verifies_from_the_archive_and_from_the_files(
    placed, packed, traffic, tmp_path
):
    out = examine(placed, str(packed), near_only=True).write(tmp_path / "record")
    assert json.loads((out / "inputs/settings.json").read_bytes())["near_only"] is True
    assert not verify_folder(out, positions=[str(packed)]).faults
    assert not verify_folder(out, positions=[str(path) for path in traffic]).faults


def test_an_agreement_that_holds_everywhere_is_refused(packed):
    with pytest.raises(InputError, match=r"clause 4\.1 .* holds wherever movers fly"):
        examine(EXAMPLE / "agreement.yaml", str(packed), near_only=True)


def test_a_period_within_five_minutes_is_refused(placed, packed):
    low = DAY_US + 1_000_000
    with pytest.raises(InputError, match="begins and ends at whole five minutes"):
        examine(placed, str(packed), from_us=low, near_only=True)


def test_other_ids_than_addresses_are_all_read(placed, traffic, tmp_path):
    """Any row of theirs can show that they are one with another."""
    radar = tmp_path / "radar.csv"
    radar.write_text(
        f"{HEAD}2017-12-01T04:00:00Z,T-17,,50.0,10.0,10000,100,\n", encoding="utf-8"
    )
    paths = [*map(str, traffic), f"radar-1={radar}"]
    near = examine(placed, paths, near_only=True)
    assert near.summary["positions"]["not_near"] == 0


def test_where_a_surface_is_told_by_others_they_are_read(placed, tmp_path):
    """One that came near was slow at a far aerodrome: those that taxied there tell."""
    rows = [HEAD]
    for n in range(90):
        at = iso(DAY_US + n * 20_000_000)
        rows.append(f"{at},f0e001,,35.1,{40.2 + n / 1000:.4f},12000,190,\n")
        rows.append(f"{at},f0e002,,35.3,{40.3 + n / 1000:.4f},12000,190,\n")
        later = iso(DAY_US + 20_000_000_000 + n * 20_000_000)
        rows.append(f"{later},f0e001,,48.1103,{16.56 + n / 1e5:.5f},650,10,\n")
        rows.append(f"{later},aaaaaa,,48.1113,{16.57 + n / 1e5:.5f},1100,5,true\n")
        rows.append(f"{later},bbbbbb,,52.0,{16.57 + n / 1e3:.5f},11000,220,false\n")
    path = tmp_path / "vienna.csv"
    path.write_text("".join(rows), encoding="utf-8")
    near = examine(placed, str(path), near_only=True)
    all_of_it = examine(placed, str(path))
    assert near.summary["positions"]["not_near"] == 90
    ours, theirs = kept(near.tracks), kept(all_of_it.tracks)
    assert ours == theirs
    assert near.findings.equals(all_of_it.findings)


def kept(tracks):
    """Return what became of each row of the mover that came near."""
    return [
        (row["time"], row["kept"])
        for row in tracks.select(["mover", "time", "kept"]).to_pylist()
        if row["mover"] == "f0e001"
    ]


@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "inside"),
    [
        (0.0, 179.0, True),
        (0.0, -179.0, True),
        (0.0, 170.0, False),
        (20.0, 179.0, False),
    ],
)
def test_a_box_may_run_over_the_date_line(lat_deg, lon_deg, inside):
    box = NearBox(-10.0, 10.0, 175.0, 190.0)
    assert box.holds(np.array([lat_deg]), np.array([lon_deg]))[0] == inside
    point = NearBox(lat_deg, lat_deg, lon_deg, lon_deg)
    assert box.touches(point) == point.touches(box) == inside
