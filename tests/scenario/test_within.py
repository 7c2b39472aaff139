"""Rows elsewhere are no part of the input: of an archive they are not even decoded."""

import json
import math
import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.scenario.bad_inputs import AGREEMENT
from thalweg.agreement.load import load
from thalweg.archive import packed_file
from thalweg.archive.boxes import Inside, NearBox, near_boxes
from thalweg.archive.pack import pack
from thalweg.archive.run import examine
from thalweg.archive.verify import verify_folder
from thalweg.archive.within import inside_of, read_within
from thalweg.errors import InputError
from thalweg.feeds import read
from thalweg.feeds.packed import PackedReading, archive_in
from thalweg.model.feed import Feeds
from thalweg.times import iso, parse_iso

START_US = parse_iso("2020-01-01T00:00:00Z")
HEAD = "time,feed,mover,callsign,lat_deg,lon_deg,alt_baro_ft,ground_speed_mps\n"
SPEED_MPS, STEP_S = 230.0, 20
STAND_OFF = """\
  - {id: "3", kind: site.stand-off, sites: [post], protects: south, restrains: [north],
     radius: 10 km, longest_stay: 10 s}
"""
READ = {"feeds": Feeds(), "columns": None, "from_us": None, "to_us": None}


@pytest.fixture(scope="module")
def pact(tmp_path_factory) -> Path:
    """Write an agreement whose clauses hold at places: a line and a circle."""
    text = AGREEMENT[: AGREEMENT.index('  - {id: "2"')] + STAND_OFF
    text = text.replace("places:\n", "places:\n  post: {point: [10.3, 49.95]}\n")
    path = tmp_path_factory.mktemp("pact") / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def traffic(tmp_path_factory) -> list[Path]:
    """Make flights through the place and on for 900 km, and as many far from it.

    One of them, called NTH0, comes back two hours later.
    """
    chance = random.Random(5)
    lines = []
    for n in range(24):
        near = n % 2 == 0
        lat, lon = (50.0, 10.2) if near else (chance.uniform(41, 44), 30.0)
        course = chance.uniform(0, 2 * math.pi)
        passes_s = chance.uniform(4000, 9000)
        for back in (False, True) if n == 0 else (False,):
            for step in range(-180, 180):
                at_s = passes_s + 7400.0 * back + step * STEP_S
                away_deg = step * STEP_S * SPEED_MPS / 111_195.0
                here = (
                    lat + away_deg * math.cos(course),
                    lon + away_deg * math.sin(course) / math.cos(math.radians(lat)),
                )
                feed = ("east", "west")[here[1] < 12]
                at = iso(START_US + round(at_s) * 1_000_000)
                lines.append(
                    f"{at},{feed},{0xF0E000 + n:06x},"
                    f"NTH{n},{here[0]:.6f},{here[1]:.6f},{9000 + 25 * (step % 9)},"
                    f"{SPEED_MPS}\n"
                )
    chance.shuffle(lines)
    folder = tmp_path_factory.mktemp("traffic")
    paths = [folder / "a.csv", folder / "b.csv"]
    for k, path in enumerate(paths):
        path.write_text(HEAD + "".join(lines[k::2]), encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def packed(traffic, tmp_path_factory) -> Path:
    """Pack it in row groups that are small enough to tell places apart."""
    out = tmp_path_factory.mktemp("packed") / "archive"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_file, "GROUP_ROWS", 256)
        pack(out, traffic)
    return out


@pytest.fixture(scope="module")
def whole(pact, packed):
    return examine(pact, str(packed))


@pytest.mark.parametrize("source", ["packed", "files", "both"])
def test_findings_and_hours_are_those_of_the_whole(
    pact, packed, traffic, whole, source
):
    """All but what evidence holds of rows far away."""
    given = {
        "packed": [str(packed)],
        "files": [str(path) for path in traffic],
        "both": [str(packed), str(traffic[0])],
    }[source]
    near = examine(pact, given, within="places")
    assert whole.findings.num_rows > 10
    assert {row["kind"] for row in whole.findings.to_pylist()} == {
        "line.keep-side",
        "site.stand-off",
    }
    without = [name for name in whole.findings.column_names if name != "evidence"]
    assert near.findings.select(without).equals(whole.findings.select(without))
    assert near.events.equals(whole.events)
    assert near.summary["days"] == whole.summary["days"]
    counts, of_all = near.summary["positions"], whole.summary["positions"]
    more = read(traffic[:1]).positions.num_rows if source == "both" else 0
    assert counts["rows"] + counts["not_within"] == of_all["rows"] + more
    assert counts["not_within"] > counts["rows"]
    assert (counts["from"], counts["to"]) == (of_all["from"], of_all["to"])


def test_far_row_groups_are_not_decoded(pact, packed):
    inside = inside_of("places", load(pact), Feeds())
    kept = []
    found = read_within([packed], inside, kept.append, **READ)
    assert found.read_bytes < 0.5 * found.of_bytes
    everything = read([packed]).positions
    wanted = everything.filter(pa.array(inside.holds(everything)))
    assert rows_in(pa.concat_tables(kept)) == rows_in(wanted)
    assert not found.given.positions.num_rows
    assert found.left_out == everything.num_rows - wanted.num_rows


def rows_in(table):
    return sorted(map(str, table.to_pylist()))


def test_a_file_that_lies_elsewhere_is_not_opened(traffic, tmp_path):
    """It is even gone: what is counted of it stands in the manifest."""
    pack(tmp_path / "archive", traffic)
    archive = archive_in(tmp_path / "archive")
    for name in archive.manifest.files:
        (archive.folder / name).unlink()
    reading = PackedReading(archive, place=Inside((NearBox(-10, 0, -10, 0),)))
    assert not list(reading)
    assert (reading.left_out, reading.read_bytes) == (archive.manifest.rows, 0)


@pytest.mark.parametrize("ends", [("02:00", "02:30"), ("01:45", None), (None, "01:55")])
def test_a_period_is_kept_to(pact, packed, traffic, ends):
    low, high = (at and parse_iso(f"2020-01-01T{at}:00Z") for at in ends)
    period = {"from_us": low, "to_us": high}
    of_all = examine(pact, str(packed), **period)
    for given in (str(packed), [str(path) for path in traffic]):
        near = examine(pact, given, within="places", **period)
        assert near.findings.num_rows == of_all.findings.num_rows
        assert near.summary["days"] == of_all.summary["days"]
        assert near.outside_period == of_all.outside_period
        counts = near.summary["positions"]
        total = counts["rows"] + counts["not_within"]
        assert total == of_all.summary["positions"]["rows"]


def test_the_record_verifies_from_the_archive_and_from_the_files(
    pact, packed, traffic, tmp_path
):
    out = examine(pact, str(packed), within="places").write(tmp_path / "record")
    said = json.loads((out / "inputs/settings.json").read_bytes())
    assert said == {"within": "places"}
    assert not verify_folder(out, positions=[str(packed)]).faults
    assert not verify_folder(out, positions=[str(path) for path in traffic]).faults


def test_one_box_is_for_every_agreement(pact, packed, tmp_path):
    text = pact.read_text("utf-8").replace(STAND_OFF, "")
    text += AGREEMENT[AGREEMENT.index('  - {id: "2"') :].replace(
        "[north, south]", "[any, any]"
    )
    everywhere = tmp_path / "b.yaml"
    everywhere.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"name a box by --within"):
        examine(everywhere, str(packed), within="places")
    near = examine(everywhere, str(packed), within="49,9,51,11.5")
    lat_deg = near.tracks["lat_deg"].to_numpy()
    lon_deg = near.tracks["lon_deg"].to_numpy()
    assert near.tracks.num_rows > 100
    assert 49 <= lat_deg.min() <= lat_deg.max() <= 51
    assert 9 <= lon_deg.min() <= lon_deg.max() <= 11.5


def test_rows_without_a_place_lie_nowhere(tmp_path):
    rows = "".join(
        f"2020-01-01T00:{n:02d}:00Z,a,f0e001,,{place},9000,100\n"
        for n, place in enumerate([",", "50.0,10.2", ",", "50.1,10.2"])
    )
    path = tmp_path / "p.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    pack(tmp_path / "archive", [path])
    inside = Inside((NearBox(-90.0, 90.0, -180.0, 180.0),))
    for given in (path, tmp_path / "archive"):
        kept = []
        read_within([given], inside, kept.append, **READ)
        assert sum(table.num_rows for table in kept) == 2


@pytest.mark.parametrize(
    "text", ["", "place", "1,2,3", "1,2,3,4,5", "2,1,1,2", "1,2,3,2", "nan,1,2,3",
             "-91,0,10,10", "0,-180,10,181"],
)  # fmt: skip
def test_what_is_no_box_is_refused(pact, text):
    with pytest.raises(InputError, match=r"wanted places, or SOUTH,WEST,NORTH,EAST"):
        inside_of(text, load(pact), Feeds())


def test_both_ways_of_leaving_out_are_refused(pact, packed):
    with pytest.raises(InputError, match="wanted one of them"):
        examine(pact, str(packed), within="places", near_only=True)


def test_a_box_reaches_as_far_as_a_step_may_go(pact):
    """A mover may pass a place between two reports `largest_gap` apart."""
    boxes = near_boxes(load(pact), Feeds())
    for box in boxes:
        assert (box.north_deg - box.south_deg) * 111.2 > 2 * 60.0


@pytest.mark.parametrize("most", [1, 7, 64])
def test_row_groups_end_at_borders_of_the_order(monkeypatch, most):
    monkeypatch.setattr(packed_file, "GROUP_ROWS", most)
    chance = np.random.default_rng(most)
    cell = np.sort(chance.integers(0, 1 << 20, 500))
    cell[-3:] = 1 << 20
    cell[100:190] = cell[100]
    cell.sort()
    starts = packed_file.group_starts(cell)
    ends = [*starts[1:], len(cell)]
    assert starts[0] == 0
    assert all(0 < end - start <= most for start, end in zip(starts, ends, strict=True))
    for start, end in zip(starts, ends, strict=True):
        first, last = int(cell[start]), int(cell[end - 1])
        side = (first ^ last).bit_length()
        square = first >> side
        others = np.delete(cell, np.s_[start:end]) >> side
        # No other group has a row in the square that this one spans.
        assert first == last or not (others == square).any()


def test_groups_of_an_archive_are_small_and_share_no_square(packed):
    for path in packed.rglob("*.parquet"):
        meta = pq.ParquetFile(path).metadata
        rows = [meta.row_group(n).num_rows for n in range(meta.num_row_groups)]
        assert max(rows) <= 256
        assert len(rows) > 4
