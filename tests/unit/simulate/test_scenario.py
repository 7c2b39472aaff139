"""A scenario's files: the same for one seed, and what its document says."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from thalweg.agreement.load import load
from thalweg.errors import ConfigError, ResultFolderError
from thalweg.simulate.ground import Ground
from thalweg.simulate.scenario import read_scenario, run


@pytest.fixture(scope="module")
def made(repository, tmp_path_factory):
    out = tmp_path_factory.mktemp("made")
    return run(repository / "examples/euphrates/scenario.yaml", out, days=1)


def test_one_seed_gives_one_month_byte_for_byte(repository, made, tmp_path):
    again = run(repository / "examples/euphrates/scenario.yaml", tmp_path, days=1)
    for one, other in zip(
        (*made.positions, made.feeds, made.notices, made.truth),
        (*again.positions, again.feeds, again.notices, again.truth),
        strict=True,
    ):
        assert one.read_bytes() == other.read_bytes(), one.name


@pytest.mark.parametrize("at", range(5))
def test_no_file_is_written_over_unasked(repository, made, tmp_path, at):
    there = tmp_path / made.files[at].name
    there.write_bytes(b"mine")
    with pytest.raises(ResultFolderError, match=f"{there.name} is already there; .*"):
        run(repository / "examples/euphrates/scenario.yaml", tmp_path, days=1)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"mine"]


def test_a_link_to_nowhere_is_in_the_way(repository, tmp_path):
    (tmp_path / "truth.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(ResultFolderError, match=r"truth\.json is already there"):
        run(repository / "examples/euphrates/scenario.yaml", tmp_path, days=1)
    assert not (tmp_path / "elsewhere.json").exists()


def test_what_was_made_is_replaced_on_demand_and_nothing_else(
    repository, made, tmp_path
):
    for file in (*made.files, tmp_path / "notes.txt"):
        (tmp_path / file.name).write_bytes(b"old")
    source = repository / "examples/euphrates/scenario.yaml"
    run(source, tmp_path, days=1, replace=True)
    for file in made.files:
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name
    assert (tmp_path / "notes.txt").read_bytes() == b"old"


def test_the_receiver_far_away_hears_nothing_in_a_cell_of_the_area(repository, made):
    # Else its learned coverage would hide the outage of the other.
    ground = Ground(load(repository / "examples/euphrates/agreement.yaml"))
    table = pq.read_table(made.positions[1], columns=["lat_deg", "lon_deg"])
    degrees = np.column_stack([c.to_numpy() for c in table.columns])
    cells = np.unique(np.floor(degrees * 4.0) / 4.0, axis=0)
    assert len(cells) > 5
    for lat, lon in cells:
        corners = [(lon, lat), (lon + 0.25, lat), (lon + 0.25, lat + 0.25)]
        corners += [(lon, lat + 0.25)]
        cell = shapely.Polygon([ground.plane(*corner) for corner in corners])
        assert not cell.intersects(ground.area)


def test_no_more_rows_than_a_month_may_have(made):
    rows = sum(pq.read_metadata(p).num_rows for p in made.positions)
    assert 20_000 < rows < 3_000_000 / 31


def test_a_wrong_document_is_told_with_all_its_faults(repository, tmp_path):
    source = repository / "examples/euphrates/scenario.yaml"
    text = source.read_text("utf-8").replace("days: 31", "dais: 31")
    text = text.replace("report_interval: 6 s", "report_interval: 6")
    shutil.copy(source.parent / "agreement.yaml", tmp_path)
    path = tmp_path / "scenario.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_scenario(path)
    said = "\n".join(caught.value.faults)
    assert "dais" in said
    assert "days" in said
    assert "report_interval" in said


def test_the_truth_counts_what_it_lists(made):
    truth = json.loads(made.truth.read_text("utf-8"))
    counted = [
        b
        for b in truth["breaches"]
        if b["grade"] != "possible" and b["exempted"] is None
    ]
    assert sum(d["count"] for d in truth["days"]) == len(counted)
    assert all(b["incident"] is not None for b in counted)
    pairs = [b for b in truth["breaches"] if b["tag"] == "formation"]
    assert len(pairs) == 2 * len({b["incident"] for b in pairs})
