"""The door in is small: what importing thalweg and asking for help load."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import thalweg

HEAVY = {
    "airportsdata", "h3", "jinja2", "llvmlite", "numba", "numpy", "orjson", "pyarrow",
    "pydantic", "pyproj", "rich", "ruamel", "shapely",
}  # fmt: skip
SOURCE = Path(thalweg.__file__).parent
ROOMS = sorted(
    path.parent.name
    for path in SOURCE.glob("*/__init__.py")
    if path.parent.name != "cli"
)


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a new interpreter has after `code`."""
    ask = f"{code}\nimport sys\nprint(*{{m.partition('.')[0] for m in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("\n")[-2].split())


def test_import_thalweg_loads_nothing_heavy() -> None:
    assert not loaded_by("import thalweg") & HEAVY


def test_help_loads_nothing_heavy() -> None:
    code = "from thalweg.cli.app import run\nassert run(['--help']) == 0"
    assert not loaded_by(code) & HEAVY


def test_every_public_name_is_there() -> None:
    assert [name for name in thalweg.__all__ if getattr(thalweg, name) is None] == []
    assert dir(thalweg) == sorted(thalweg.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = thalweg.nonsense


@pytest.mark.parametrize("room", ROOMS)
def test_the_face_of_a_room_is_real(room: str) -> None:
    module = import_module(f"thalweg.{room}")
    missing = [n for n in getattr(module, "__all__", ()) if not hasattr(module, n)]
    assert not missing
