"""The commands on real files: a western jet strays over the river and comes back."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from thalweg.cli import app as line
from thalweg.times import iso, parse_iso

REPOSITORY = Path(__file__).resolve().parents[2]
AGREEMENT = REPOSITORY / "examples" / "euphrates" / "agreement.yaml"
START_US = parse_iso("2017-12-13T04:00:00Z")
# From the south-western bank some 6 km over the river, and back.
HOME, OVER = (35.08, 40.36), (35.185, 40.475)


@pytest.fixture(scope="module")
def positions(tmp_path_factory) -> Path:
    """Write a file of one flight, under column names of its own."""
    rows = ["ts,icao24,y,x,alt_baro_ft,ground_speed_mps"]
    for n in range(41):
        share = 1.0 - abs(n - 20) / 20
        lat = HOME[0] + share * (OVER[0] - HOME[0])
        lon = HOME[1] + share * (OVER[1] - HOME[1])
        at = iso(START_US + n * 4_000_000)
        rows.append(f"{at},f0e001,{lat:.6f},{lon:.6f},12000,190")
    path = tmp_path_factory.mktemp("made") / "one flight.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def columns() -> list[str]:
    return ["--columns", "time=ts,mover=icao24,lat_deg=y,lon_deg=x"]


def watching(positions: Path, out: Path) -> list[str]:
    return ["watch", str(AGREEMENT), str(positions), "--out", str(out), *columns()]


@pytest.fixture(scope="module")
def watched(positions, tmp_path_factory) -> tuple[Path, str]:
    """Watch that flight once; return the record, and what the terminal was told."""
    out = tmp_path_factory.mktemp("out") / "a record"
    told = StringIO()
    with redirect_stdout(told):
        assert line.run(watching(positions, out)) == 0
    return out, told.getvalue()


@pytest.fixture
def record(watched) -> Path:
    """Return the record; tests only read it, or write it again as it was."""
    return watched[0]


def test_what_is_told_is_calm_and_complete(watched):
    out, told = watched
    words = " ".join(told.split())
    assert "1 breach in 1 incident was counted: 1 by Western Party" in words
    row = next(row for row in told.splitlines() if row.startswith("3.1 ")).split()
    party = row.index("west") if "west" in row else row.index("Party")
    assert row[party + 1 : party + 5] == ["1", "1", "0", "0"]
    for said in (
        "41 positions of 1 mover read, 41 kept",
        "not watched yet: 1.1 channel.daily-call",
        "unsigned",
        f"report    {out / 'report.html'}",
        f"verify    thalweg verify '{out}'",
    ):
        assert said in told


def test_the_document_is_the_only_thing_on_standard_output(positions, record, capsys):
    """The same input gives the same bytes, here in the place of the first record."""
    first = (record / "manifest.json").read_bytes()
    assert line.run([*watching(positions, record), "--replace", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["summary"] == json.loads((record / "summary.json").read_bytes())
    assert told["folder"] == str(record)
    assert told["manifest_sha256"] == hashlib.sha256(first).hexdigest()


def test_an_existing_folder_is_refused_before_any_work(record, capsys):
    words = ["watch", str(AGREEMENT), "no-such-file", "--out", str(record)]
    assert line.run(words) == 2
    assert "add --replace" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--from", "noon"], "--from: not a time in UTC: 'noon'"),
        (["--columns", "time"], "--columns: 'time' is not NAME=COLUMN"),
        (["--feeds", "no-feeds.yaml"], "no-feeds.yaml"),
        (["--notices", "no-notices.json"], "no-notices.json"),
        (["--to", "2017-12-01T00:00:00Z"], "no positions to examine"),
        (
            ["--from", "2018-01-01T00:00:00Z", "--to", "2017-01-01T00:00:00Z"],
            "from 2018-01-01T00:00:00Z to 2017-01-01T00:00:00Z holds no time",
        ),
    ],
)
def test_a_wrong_option_leaves_nothing(positions, tmp_path, capsys, more, said):
    out = tmp_path / "record"
    words = ["watch", str(AGREEMENT), str(positions), "--out", str(out)]
    named = columns() if "--columns" not in more else []
    assert line.run([*words, *named, *more]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_verify_holds_then_fails_on_one_byte(record, tmp_path, capsys):
    assert line.run(["verify", str(record)]) == 0
    told = capsys.readouterr().out
    assert "not checked" in told
    assert "all that was checked holds" in told
    copy = tmp_path / "record"
    copy.mkdir()
    for path in record.rglob("*"):
        there = copy / path.relative_to(record)
        there.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            there.write_bytes(path.read_bytes())
    summary = copy / "summary.json"
    summary.write_bytes(summary.read_bytes().replace(b'"count": 1', b'"count": 0', 1))
    assert line.run(["verify", str(copy), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert any("summary.json" in fault for fault in told["faults"])


def test_verify_takes_several_positions(record, positions, capsys):
    words = ["verify", str(record), "--agreement", str(AGREEMENT)]
    assert line.run([*words, "--positions", str(positions)]) == 0
    told = capsys.readouterr().out
    assert "needs the positions" not in told
    assert line.run(["verify", str(record), str(positions)]) == 2
    assert "positions go by --positions" in capsys.readouterr().err


def test_report_makes_the_same_page_again(record, capsys):
    page, manifest = record / "report.html", record / "manifest.json"
    before = page.read_bytes(), manifest.read_bytes()
    assert line.run(["report", str(record)]) == 0
    assert (page.read_bytes(), manifest.read_bytes()) == before
    assert str(page) in capsys.readouterr().out


def test_report_of_no_record_is_a_wrong_command(tmp_path, capsys):
    assert line.run(["report", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_agreement_check_and_show(tmp_path, capsys):
    assert line.run(["agreement", "check", str(AGREEMENT)]) == 0
    # Where the line breaks depends on how long the path of this checkout is.
    assert "can be used" in " ".join(capsys.readouterr().out.split())
    drawing = tmp_path / "map.svg"
    assert line.run(["agreement", "show", str(AGREEMENT), "--map", str(drawing)]) == 0
    assert "Western Party" in capsys.readouterr().out
    assert drawing.read_text(encoding="utf-8").lstrip().startswith(("<svg", "<?xml"))


def test_agreement_check_ends_with_1_and_names_the_place(tmp_path, capsys):
    wrong = tmp_path / "agreement.yaml"
    text = AGREEMENT.read_text(encoding="utf-8").replace("buffer: 2 km", "buffer: 2")
    wrong.write_text(text, encoding="utf-8")
    assert line.run(["agreement", "check", str(wrong), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert "agreement.yaml:" in told["faults"][0]
    assert line.run(["agreement", "check", str(tmp_path / "none.yaml")]) == 2


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_an_interrupted_run_leaves_nothing(positions, tmp_path, number, code):
    """The signal comes at the worst time: the folder is full, the report is not."""
    out = tmp_path / "record"
    words = watching(positions, out)
    program = (
        "import os, signal, time, thalweg.report.page as page\n"
        f"def late(folder, **_): os.kill(os.getpid(), {int(number)}); time.sleep(20)\n"
        "page.render = late\n"
        "from thalweg.cli import main\n"
        f"main({words!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_the_program_itself_runs(record):
    program = Path(sys.executable).with_name("thalweg")
    if not program.exists():
        pytest.skip("thalweg is not installed beside this Python")
    done = subprocess.run(
        [str(program), "verify", str(record)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "all that was checked holds" in done.stdout
