"""Where machine code is kept, for which sources, and that it is the right one."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

import thalweg
from thalweg.kernels import compiling, geodesy, keeping
from thalweg.kernels.compiling import Kernel
from thalweg.kernels.spans import common_us

CALLS = (
    "from thalweg.kernels.spans import common_us\n"
    "import numpy as np\n"
    "one = np.array([[0, 10]]), np.array([[5, 20]])\n"
    "print(common_us(*one).tolist(), sum(common_us.stats.cache_misses.values()))\n"
)
FOUND = "[[5, 10]]"


def asked(code, package, **environment):
    """Return the last line that a new interpreter prints, with this package."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": "", "PYTHONPATH": str(package.parent), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()[-1]


@pytest.fixture
def package(tmp_path):
    """Return a copy of the package, to be edited or made read-only."""
    copy = tmp_path / "site" / "thalweg"
    leave = shutil.ignore_patterns("__pycache__", "geography", "templates")
    shutil.copytree(Path(thalweg.__file__).parent, copy, ignore=leave)
    return copy


def states(folder):
    return sorted(folder.glob("thalweg/kernels/*"))


def test_an_edited_kernel_is_made_again_in_those_that_call_it(package, tmp_path):
    (package / "kernels/called.py").write_text(
        "from thalweg.kernels.compiling import njit\n\n\n"
        "@njit(cache=True, nogil=True)\ndef called(n):\n    return n + 1\n"
    )
    (package / "kernels/calling.py").write_text(
        "from thalweg.kernels.called import called\n"
        "from thalweg.kernels.compiling import njit\n\n\n"
        "@njit(cache=True, nogil=True)\ndef calling(n):\n    return called(n) * 10\n"
    )
    code = (
        "from thalweg.kernels.calling import calling\n"
        "print(calling(1), sum(calling.stats.cache_misses.values()))\n"
    )
    cache = tmp_path / "cache"
    assert asked(code, package, XDG_CACHE_HOME=str(cache)) == "20 1"
    assert asked(code, package, XDG_CACHE_HOME=str(cache)) == "20 0"
    called = package / "kernels/called.py"
    called.write_text(called.read_text().replace("n + 1", "n + 2"))
    # The same size, and not a moment newer: what is looked at is what it says.
    assert asked(code, package, XDG_CACHE_HOME=str(cache)) == "30 1"
    assert asked(code, package, XDG_CACHE_HOME=str(cache)) == "30 0"
    assert len(states(cache)) == 2


def test_a_read_only_package_keeps_its_code_in_the_users_cache(package, tmp_path):
    for folder in [package, *package.rglob("*/")]:
        folder.chmod(0o555)
    cache = tmp_path / "cache"
    try:
        assert asked(CALLS, package, XDG_CACHE_HOME=str(cache)) == f"{FOUND} 1"
        assert asked(CALLS, package, XDG_CACHE_HOME=str(cache)) == f"{FOUND} 0"
    finally:
        for folder in [package, *package.rglob("*/")]:
            folder.chmod(0o755)
    (folder,) = states(cache)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir() if path.suffix != ".code"] == []


def test_importing_writes_nothing(package, tmp_path):
    code = "import thalweg.kernels.spans\nprint('imported')"
    assert asked(code, package, XDG_CACHE_HOME=str(tmp_path / "cache")) == "imported"
    assert not (tmp_path / "cache").exists()


def test_processes_that_compile_at_once_do_no_harm(package, tmp_path):
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment = {"PATH": "", "PYTHONPATH": str(package.parent), **cache}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CALLS], env=environment, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in running:
        out, _ = process.communicate()
        assert process.returncode == 0
        assert out.decode().startswith(FOUND)
    assert asked(CALLS, package, **cache) == f"{FOUND} 0"


def test_kept_code_cut_short_is_made_again(package, tmp_path):
    cache = tmp_path / "cache"
    asked(CALLS, package, XDG_CACHE_HOME=str(cache))
    (folder,) = states(cache)
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:100])
    assert asked(CALLS, package, XDG_CACHE_HOME=str(cache)) == f"{FOUND} 1"
    assert asked(CALLS, package, XDG_CACHE_HOME=str(cache)) == f"{FOUND} 0"


def test_where_nothing_can_be_written_it_goes_with_the_process(monkeypatch, tmp_path):
    old = tmp_path / "thalweg-kernels" / keeping.digest()
    old.mkdir(parents=True)
    (old / "one.code").write_bytes(b"kept before")
    monkeypatch.setitem(vars(numba.config), "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(keeping, "_can_write", lambda place: False)
    monkeypatch.setattr(keeping.tempfile, "tempdir", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    folder, temporary = keeping.choose()
    assert temporary
    assert folder.parent.parent == tmp_path / "own"
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert (folder / "one.code").read_bytes() == b"kept before"


def test_a_place_of_ones_own_is_taken(monkeypatch, tmp_path):
    monkeypatch.setitem(vars(numba.config), "CACHE_DIR", str(tmp_path / "later"))
    place = tmp_path / "later" / "thalweg-kernels" / keeping.digest()
    assert keeping.choose() == (place, False)


def test_a_disk_that_cannot_take_it_is_no_error(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(keeping, "FOLDER", tmp_path / "file" / "folder")
    keeping.write("one", b"code")
    assert keeping.read("one") is None
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_states_last_used_stay_and_nothing_else_goes(monkeypatch, tmp_path):
    monkeypatch.setattr(keeping, "TEMPORARY", False)
    for n in range(6):
        (tmp_path / f"{n:016x}").mkdir()
        os.utime(tmp_path / f"{n:016x}", (n, n))
    (tmp_path / "notes").mkdir()
    monkeypatch.setattr(keeping, "FOLDER", tmp_path / "0000000000000000")
    keeping.mark_used()
    monkeypatch.setattr(keeping, "FOLDER", tmp_path / "ffffffffffffffff")
    keeping.write("one", b"code")
    left = sorted(path.name.strip("0") for path in tmp_path.iterdir())
    assert left == ["", "4", "5", "f" * 16, "notes"]


def test_constants_make_no_code_of_their_own():
    compiling.njit(cache=False, nogil=True)
    assert isinstance(geodesy.inverse_m_rad, Kernel)
    one_us = np.array([[0, 10]])
    assert common_us(one_us, one_us).tolist() == [[0, 10]]

    @compiling.njit(cache=True, nogil=True)
    def called(n):
        return n + 1

    @compiling.njit(cache=True, nogil=True)
    def calling(many):
        count = 0
        for _ in range(many):
            count = called(count)
        return count + called(7)

    assert calling(3) == 11
    assert [str(one) for one in called.nopython_signatures] == ["(int64,) -> int64"]
    # Python's own door is another function's code, and comes when it is knocked at.
    assert len(called.overloads) == 0
    assert called(1) == 2
    assert len(called.overloads) == 1
