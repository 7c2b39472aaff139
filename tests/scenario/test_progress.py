"""What a terminal shows while a long command works: a real one, of the system's."""

import os
import re
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty")
CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


def shown_by(arguments, **environment) -> tuple[str, str, int]:
    """Run Python with standard error on a terminal; return what it and stdout show."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment},
    )
    os.close(theirs)
    seen = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so where the other end is closed.
            break
        if not part:
            break
        seen.append(part)
    os.close(ours)
    assert process.stdout is not None
    out = process.stdout.read().decode()
    process.stdout.close()
    told = CONTROL.sub(b"", b"".join(seen)).decode("utf-8", "replace")
    return told, out, process.wait()


def test_compiling_is_told_while_it_lasts():
    code = (
        "from numba import njit\nfrom thalweg.cli.progress import Bars\n"
        "with Bars() as bars:\n    bars('reading', 1, 2)\n"
        "    print(njit(lambda x: x + 1)(1))\n"
    )
    told, out, exit_code = shown_by(["-c", code])
    assert (out, exit_code) == ("2\n", 0)
    assert "reading" in told
    assert "50%" in told
    assert "compiling kernels for this machine, once, up to two minutes" in told


def test_what_is_only_loaded_is_not_told():
    code = (
        "from thalweg.cli.progress import Bars\n"
        "with Bars() as bars:\n    bars('reading', 2, 2)\n"
    )
    told, _, _ = shown_by(["-c", code])
    assert "100%" in told
    assert "compiling" not in told


@pytest.fixture
def flight(tmp_path):
    rows = [f"{1_513_137_900 + n},f0e001,35.1,{40.1 + n / 1000}" for n in range(30)]
    path = tmp_path / "flight.csv"
    path.write_text("\n".join(["time,icao24,lat,lon", *rows]) + "\n")
    return path


def test_every_stage_of_a_record_is_told(flight, repository, tmp_path):
    agreement = str(repository / "examples/euphrates/agreement.yaml")
    out = str(tmp_path / "record")
    stages = {
        ("look", str(flight)): ["reading", "tracking"],
        ("watch", agreement, str(flight), "--out", out): [
            "reading", "tracking", "watching", "judging", "writing the record",
            "making the report",
        ],
        ("verify", out, "--positions", str(flight)): ["checking files", "watching"],
        ("report", out): ["making the report"],
    }  # fmt: skip
    for words, wanted in stages.items():
        told, printed, code = shown_by(["-m", "thalweg", *words])
        assert code == 0, told
        assert [stage for stage in wanted if stage not in told] == []
        assert printed
        assert not set(wanted) & set(printed.split("\n"))


def test_colour_is_left_out_where_it_is_not_wanted(flight):
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "thalweg", "look", str(flight)],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "1"},
        check=True,
    )
    os.close(theirs)
    seen = os.read(ours, 1 << 20)
    os.close(ours)
    assert b"\x1b[3" not in seen
    assert b"\x1b" not in done.stdout
