"""Every bad input of the table, and what no table holds: permissions, signals, disks.

A clear word, the exit code that goes with it, nothing half written, nothing lost.
"""

import hashlib
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenario.bad_inputs import CHECK, GOOD, NEW, TABLE, WATCH, Bad
from thalweg.cli import app as line
from thalweg.cli.progress import COMPILING

ROWS = [row for _, rows in TABLE for row in rows]
MAIN = "from thalweg.cli import main; main({words!r})"
POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX")


def contents(folder: Path) -> dict[str, str]:
    """Return what a folder holds: each name below it, and the digest of each file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "not a file"
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return the folder that the command runs in, with the good files in it."""
    here = tmp_path / "here"
    here.mkdir()
    for name, data in GOOD.items():
        (here / name).write_bytes(data)
    monkeypatch.chdir(here)
    return here


def put(folder: Path, row: Bad) -> None:
    for name in row.folders:
        (folder / name).mkdir()
    for name, data in row.files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def test_there_are_enough() -> None:
    assert len({row.what for row in ROWS}) == len(ROWS) >= 100
    assert all(len(row.said) > 10 for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_a_bad_input(row: Bad, folder: Path, tmp_path: Path, capsys) -> None:
    put(folder, row)
    before = contents(tmp_path)
    assert line.run(shlex.split(row.command)) == row.code
    told = capsys.readouterr()
    # A wrong agreement is the answer of `check`; all else is said aside.
    said = told.out if row.code == 1 else told.err
    # Lines are broken at the terminal's width, and go on indented.
    assert " ".join(row.said.split()) in " ".join(said.split())
    assert "Traceback" not in told.err
    assert "Errno" not in said
    err = [text for text in told.err.splitlines() if COMPILING not in text]
    assert not (err if row.code == 1 else told.out)
    assert contents(tmp_path) == before


def test_the_good_inputs_are_good(folder: Path, capsys) -> None:
    """Else every row above might fail for a reason of its own."""
    for command in (WATCH, CHECK, NEW, "agreement diff a.yaml a.yaml", "verify record"):
        assert line.run(shlex.split(command)) == 0, capsys.readouterr().err


def run(words: str, folder: Path, *before: str, **more: object):
    """Run a command in a process of its own, after a few words of Python."""
    program = "\n".join([*before, MAIN.format(words=shlex.split(words))])
    return subprocess.run(
        [*more.pop("under", ()), sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        **more,
    )


# What runs as root may read everything, unless it gives that up.
LESS = "--bounding-set=-dac_override,-dac_read_search"
UNDER = ("setpriv", LESS, "--") if os.name != "nt" and os.geteuid() == 0 else ()


def refused(folder: Path, words: str, said: str, **more: object) -> None:
    before = contents(folder.parent)
    done = run(words, folder, **more)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(folder.parent) == before


@POSIX
@pytest.mark.skipif(bool(UNDER) and not shutil.which("setpriv"), reason="no setpriv")
@pytest.mark.parametrize(
    ("locked", "words", "said"),
    [
        ("p.csv", WATCH, "p.csv"),
        ("a.yaml", WATCH, "a.yaml"),
        ("river.geojson", NEW, "river.geojson"),
        ("f.yaml", f"{WATCH} --feeds f.yaml", "f.yaml"),
        ("n.json", f"{WATCH} --notices n.json", "n.json"),
        ("a.yaml", "agreement diff a.yaml a.yaml", "a.yaml"),
    ],
)
def test_a_file_that_may_not_be_read(folder, locked, words, said) -> None:
    path = folder / locked
    path.write_bytes(path.read_bytes() if path.exists() else b"{}")
    path.chmod(0)
    try:
        refused(folder, words, said, under=UNDER)
        done = run(words, folder, under=UNDER)
        assert "Permission denied" in done.stderr or "not readable" in done.stderr
    finally:
        path.chmod(0o600)


@POSIX
@pytest.mark.skipif(bool(UNDER) and not shutil.which("setpriv"), reason="no setpriv")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("watch a.yaml p.csv --out shut/record", "nothing may be written in"),
        ("agreement new --line river.geojson --out shut/a.yaml", "Permission denied"),
        ("agreement show a.yaml --map shut/map.svg", "Permission denied"),
    ],
)
def test_a_folder_that_may_not_be_written(folder, words, said) -> None:
    (folder / "shut").mkdir()
    (folder / "shut").chmod(0o500)
    try:
        refused(folder, words, said, under=UNDER)
    finally:
        (folder / "shut").chmod(0o700)


def _no_more_than(size_bytes: int) -> None:
    # A limit fails as a full disk does: in the middle of a file.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))


@POSIX
@pytest.mark.parametrize(
    ("words", "size_bytes"),
    [
        (WATCH, 100),
        (WATCH, 3_000),
        (WATCH, 12_000),
        (NEW, 1_000),
        ("agreement show a.yaml --map map.svg", 1_000),
    ],
)
def test_a_full_disk_leaves_nothing(folder, words: str, size_bytes: int) -> None:
    refused(
        folder, words, "File too large", preexec_fn=lambda: _no_more_than(size_bytes)
    )


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", [CHECK, "agreement show a.yaml", "--help"])
def test_what_cannot_be_told_is_an_error_and_no_judgement(folder, words: str) -> None:
    """Python's own code would be 1, which reads: something is wrong with it."""
    program = [sys.executable, "-c", MAIN.format(words=shlex.split(words))]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            program, cwd=folder, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


@POSIX
@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("a.yaml", WATCH, "not a plain file"),
        ("a.yaml", CHECK, "is not a plain file"),
        ("river.geojson", NEW, "is not a plain file"),
        ("p.csv", WATCH, "p.csv"),
    ],
)
def test_a_pipe_that_nobody_writes_is_not_waited_for(folder, name, words, said):
    (folder / name).unlink()
    os.mkfifo(folder / name)
    done = run(words, folder)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert sorted(contents(folder)) == sorted(GOOD)


@POSIX
@pytest.mark.parametrize("words", [WATCH, NEW.replace("new.yaml", "record")])
def test_a_link_in_the_way_is_not_followed(folder, tmp_path, words) -> None:
    (folder / "record").symlink_to(tmp_path / "elsewhere")
    refused(folder, words, "is a symbolic link")
    assert (folder / "record").is_symlink()


# Where the process is told to stop: at the first word of a stage, or as the finished
# folder is about to take its name.
AT_STAGE = """
import os
from thalweg.cli.progress import Bars
def stop(bars, stage, done, total):
    if stage == {stage!r}: os.kill(os.getpid(), {number})
Bars.__call__ = stop
"""
AT_RENAME = """
import os, pathlib
rename = pathlib.Path.rename
def stop(path, to):
    os.kill(os.getpid(), {number})
    return rename(path, to)
pathlib.Path.rename = stop
"""
STOPS = {
    "reading": AT_STAGE, "tracking": AT_STAGE, "watching": AT_STAGE,
    "judging": AT_STAGE, "writing": AT_RENAME,
}  # fmt: skip


@POSIX
@pytest.mark.parametrize(
    ("stage", "replace"), [*((stage, False) for stage in STOPS), ("writing", True)]
)
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_told_to_stop(folder, stage: str, number: int, code: int, replace: bool):
    words = WATCH
    if replace:
        assert run(WATCH, folder).returncode == 0
        words += " --replace"
    before = contents(folder)
    stop = STOPS[stage].format(stage=stage, number=int(number))
    done = run(words, folder, stop)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert contents(folder) == before
