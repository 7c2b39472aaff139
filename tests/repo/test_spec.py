"""The generated pages are what their generators write."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def made_by(maker: Path) -> str:
    code = "import runpy, sys; sys.stdout.write(runpy.run_path(sys.argv[1])['page']())"
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(maker)],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    ).stdout


@pytest.mark.parametrize(
    ("page", "maker"),
    [
        ("spec/tables.md", "spec/make_tables.py"),
        ("spec/message.md", "spec/make_message.py"),
        ("docs/reference/command-line.md", "docs/reference/make_command_line.py"),
        ("docs/reference/bad-inputs.md", "docs/reference/make_bad_inputs.py"),
    ],
)
def test_a_generated_page_is_current(page: str, maker: str) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    assert text == made_by(REPOSITORY / maker), f"{page} is old; run: make spec"


def test_pages_hold() -> None:
    """Links lead somewhere, commands parse, Python compiles."""
    checked = subprocess.run(
        [sys.executable, str(REPOSITORY / "docs" / "check.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
