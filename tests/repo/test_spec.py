"""The generated pages are what their generators write."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_tables_page_is_current() -> None:
    code = "import runpy, sys; sys.stdout.write(runpy.run_path(sys.argv[1])['page']())"
    maker = REPOSITORY / "spec" / "make_tables.py"
    made = subprocess.run(
        [sys.executable, "-c", code, str(maker)],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    ).stdout
    page = (REPOSITORY / "spec" / "tables.md").read_text(encoding="utf-8")
    assert page == made, "spec/tables.md is not what its maker writes; run: make spec"
