"""What is missing is told, with the way to get it; the code says if it is needed."""

import json
import subprocess
import sys

import pytest

from thalweg.cli import app as line
from thalweg.cli import machine, selftest
from thalweg.kernels import keeping


@pytest.fixture
def doctor(capsys):
    """Return a function that runs the doctor; it returns code, checks and output."""

    def run(*more):
        code = line.run(["doctor", "--json", *more])
        document = json.loads(capsys.readouterr().out)
        return code, {check["name"]: check for check in document["checks"]}, document

    return run


def test_here_all_that_is_needed_is_there(doctor):
    code, checks, document = doctor()
    assert (code, document["holds"], document["thalweg"]) == (0, True, "doctor/1")
    assert {check["state"] for check in checks.values()} <= {"ok", "note", "absent"}
    wanted = {"python", "numpy", "asterix", "chromium", "node", "kernels", "disk"}
    assert wanted | {"memory", "cores", "clock", "terminal"} <= set(checks)
    assert checks["geodesic"]["state"] == checks["examine"]["state"] == "ok"
    assert "found 0.00 m off, in " in checks["examine"]["found"]


def test_it_can_be_read(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert line.run(["doctor"]) == 0
    out = capsys.readouterr().out
    paths = str(keeping.FOLDER)
    assert [row for row in out.splitlines() if len(row) > 80 and paths not in row] == []
    assert "ok       python    3." in out
    assert out.endswith("\nAll that is needed is there.\n")


REQUIRED = {
    "no-such-package>=1": ("no-such-package", "missing", "pip install -U thalweg"),
    "numpy>=99.1": ("numpy", "missing", "pip install -U thalweg"),
    "numpy<99,>=2": ("numpy", "ok", ""),
    "no-such-radar>=1; extra == 'asterix'": (
        "asterix", "absent", "pip install 'thalweg[asterix]'",
    ),
    'numpy>=99; extra == "asterix"': (
        "asterix", "note", "pip install 'thalweg[asterix]'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("required", REQUIRED)
def test_a_package_is_held_against_what_is_needed(monkeypatch, doctor, required):
    monkeypatch.setattr(machine.metadata, "requires", lambda _: [required])
    name, state, mend = REQUIRED[required]
    code, checks, document = doctor()
    assert (checks[name]["state"], checks[name]["mend"]) == (state, mend)
    assert (code, document["holds"]) == (
        (1, False) if state == "missing" else (0, True)
    )


def test_what_only_developers_need_is_not_asked_for(monkeypatch, doctor):
    required = ["no-such>=1; extra == 'test'", "nor-such>=1; extra == 'lint'"]
    monkeypatch.setattr(machine.metadata, "requires", lambda _: required)
    assert not {"test", "lint", "no-such"} & set(doctor()[1])


def test_a_program_that_is_absent_says_what_it_is_for(monkeypatch, doctor):
    monkeypatch.setattr(machine.shutil, "which", lambda _: None)
    code, checks, _ = doctor()
    assert code == 0
    assert checks["chromium"]["state"] == checks["node"]["state"] == "absent"
    assert "PDF" in checks["chromium"]["needed_for"]
    assert "apt-get install chromium" in checks["chromium"]["mend"]


@pytest.mark.parametrize(
    ("package", "name"), [("pyproj", "geodesic"), ("ruamel.yaml", "examine")]
)
def test_a_self_test_that_fails_is_something_missing(
    monkeypatch, doctor, package, name
):
    monkeypatch.setitem(sys.modules, package, None)  # an import of it fails
    for module in [one for one in sys.modules if one.startswith("thalweg.wire.yaml")]:
        monkeypatch.delitem(sys.modules, module)
    code, checks, _ = doctor()
    assert (code, checks[name]["state"]) == (1, "missing")
    assert package in checks[name]["found"]


def test_a_wrong_length_does_not_pass(monkeypatch):
    assert selftest.geodesic().holds
    monkeypatch.setattr(selftest, "KNOWN_M", selftest.KNOWN_M + 0.002)
    assert not selftest.geodesic().holds


def test_a_wrong_distance_does_not_pass(monkeypatch):
    def silent(*_):
        """Tell nobody."""

    monkeypatch.setattr(selftest, "CLOSEST_M", 1001.0)
    assert not selftest.encounter(silent).holds
    monkeypatch.setattr(selftest, "_APART_DEG", 1.0)
    tested = selftest.encounter(silent)
    assert (tested.holds, tested.said) == (False, "0 findings where there is one")


@pytest.fixture
def plug_ins(tmp_path, monkeypatch):
    """Install a package with three feed plug-ins, two of which are of no use."""
    (tmp_path / "some_feeds.py").write_text(
        "none = 3\n\n\nclass Good:\n"
        "    format, dialect = 'good', None\n"
        "    recognises = read = print\n"
    )
    about = tmp_path / "some_feeds-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: some-feeds\n")
    (about / "entry_points.txt").write_text(
        "[thalweg.feeds]\ngood = some_feeds:Good\nbad = no_such_module_at_all:feed\n"
        "none = some_feeds:none\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("plug_ins")
def test_plug_ins_are_named_and_a_broken_one_says_why(doctor):
    code, checks, _ = doctor()
    assert code == 0
    assert checks["feed good"]["state"] == "ok"
    assert checks["feed bad"]["state"] == "note"
    assert "no_such_module_at_all" in checks["feed bad"]["found"]
    assert "is no feed: it lacks format" in checks["feed none"]["found"]


def test_little_disk_and_a_wrong_clock_are_noted(monkeypatch, doctor):
    free = machine.shutil.disk_usage(".")._replace(free=1000)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: free)
    monkeypatch.setattr(machine, "now_us", lambda: 0)
    code, checks, _ = doctor()
    assert code == 0
    assert (checks["disk"]["state"], checks["clock"]["state"]) == ("note", "note")
    assert "1970-01-01T00:00:00Z" in checks["clock"]["found"]


def asked_anew(code, **environment):
    """Return the lines that a new interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_kernels_are_cold_then_warm_then_gone(tmp_path):
    code = (
        "import os, pathlib\n"
        "from thalweg.archive.compiled import kept\n"
        "first = kept()\n"
        "from thalweg.cli.selftest import geodesic\n"
        "assert geodesic().holds\n"
        "after = kept()\n"
        "for code in pathlib.Path(os.environ['NUMBA_CACHE_DIR']).rglob('*.code'):\n"
        "    code.unlink()\n"
        "print(first.kernels, first.ready, after.ready, kept().ready)\n"
        "print(first.temporary, *first.folders)\n"
    )
    counts, folders = asked_anew(code, NUMBA_CACHE_DIR=str(tmp_path))
    kernels, cold, warm, gone = map(int, counts.split())
    assert kernels > 50
    assert (cold, gone) == (0, 0)
    assert 0 < warm < kernels
    assert folders.startswith(f"False {tmp_path}")


def test_without_the_compiler_it_says_so():
    code = (
        "from thalweg.cli.machine import checks\n"
        "told = {check.name: check for check in checks()}['kernels']\n"
        "print(told.state, told.mend)\n"
    )
    (told,) = asked_anew(code, NUMBA_DISABLE_JIT="1")
    assert told == "note unset NUMBA_DISABLE_JIT"
