"""A packed archive on the command line: the same record as from its files."""

import json
from pathlib import Path

import pytest

from thalweg.cli import app as line
from thalweg.simulate.scenario import run as simulate

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "euphrates"


def run(capsys, *words) -> str:
    """Run a command that is right, and return what it said on standard output."""
    capsys.readouterr()
    assert line.run([str(word) for word in words]) == 0
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Make a day of the scenario."""
    out = tmp_path_factory.mktemp("made") / "euphrates"
    simulate(EXAMPLE / "scenario.yaml", out, days=1)
    return out


def test_the_record_is_the_same_to_the_byte(made, tmp_path, capsys):
    files = sorted(made.glob("positions-*.parquet"))
    archive, said = tmp_path / "packed", ["--feeds", made / "feeds.yaml"]
    told = run(capsys, "archive", "pack", archive, *files, *said)
    assert "Places are rounded to 1e-7 degree" in told
    watch = ["watch", EXAMPLE / "agreement.yaml", *said]
    watch += ["--notices", made / "notices.json"]
    raw = json.loads(run(capsys, *watch, *files, "--out", tmp_path / "raw", "--json"))
    packed = json.loads(
        run(capsys, *watch, archive, "--out", tmp_path / "record", "--json")
    )
    assert raw["summary"]["findings"]
    assert packed["summary"] == raw["summary"]
    assert packed["manifest_sha256"] == raw["manifest_sha256"]
    checked = run(capsys, "verify", tmp_path / "record", "--positions", archive)
    assert "all that was checked holds" in checked


def test_what_is_packed_is_told_and_checked(made, tmp_path, capsys):
    archive = tmp_path / "packed"
    path = made / "positions-desert.parquet"
    told = json.loads(run(capsys, "archive", "pack", archive, path, "--json"))
    assert told["thalweg"] == "pack/1"
    assert told["added"]["rows"] == told["archive_rows"]
    more = json.loads(
        run(capsys, "archive", "pack", archive, path, "--append", "--json")
    )
    assert more["archive_rows"] == 2 * told["archive_rows"]
    found = json.loads(run(capsys, "archive", "info", archive, "--check", "--json"))
    assert (found["packs"], found["digests_checked"], found["faults"]) == (2, True, [])
    assert found["manifest_sha256"] == more["manifest_sha256"]
    assert "every file is the one that was packed" in run(
        capsys, "archive", "info", archive, "--check"
    )
    assert "packed" in run(capsys, "look", archive)
    next(archive.rglob("*.parquet")).unlink()
    assert line.run(["archive", "info", str(archive)]) == 1
    assert "cannot be read" in capsys.readouterr().out
    assert line.run(["look", str(archive)]) == 2
