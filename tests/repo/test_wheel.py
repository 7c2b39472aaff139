"""What is shipped: the package, the demonstration's files and the licence, no more."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> list[str]:
    """Build the wheel and return the names in it."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    (wheel,) = out.glob("*.whl")
    with ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.mark.parametrize(
    "name",
    [
        "thalweg/py.typed",
        "thalweg/report/geography/README.md",
        "thalweg/report/geography/natural-earth-50m.bin",
        "thalweg/report/templates/page.html",
        "thalweg/hotline/phrases/en/elements.ftl",
        "thalweg/hotline/phrases/ru/elements.ftl",
        "thalweg/simulate/examples/euphrates/agreement.yaml",
        "thalweg/simulate/examples/euphrates/scenario.yaml",
    ],
)
def test_what_the_program_needs_is_in_the_wheel(shipped, name: str) -> None:
    assert name in shipped


def test_every_module_is_in_the_wheel(shipped) -> None:
    source = REPOSITORY / "src"
    modules = {path.relative_to(source).as_posix() for path in source.rglob("*.py")}
    assert modules <= set(shipped)


def test_nothing_else_is_in_the_wheel(shipped) -> None:
    tops = {name.partition("/")[0] for name in shipped}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"thalweg"}
    assert not [name for name in shipped if name.endswith((".pyc", ".nbi", ".nbc"))]
    assert any(name.endswith("licenses/LICENSE") for name in shipped)
