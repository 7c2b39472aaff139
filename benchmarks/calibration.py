"""Draw docs/images/calibration.svg: grades against the truth of 30,000 made cases.

    python benchmarks/calibration.py 2026-11-22

The day is that of the run, as the picture is to name it. Takes some ten minutes.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

from thalweg.simulate import reliability

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> None:
    """Run the cases of the slow test, print their table, and draw them."""
    path = REPOSITORY / "tests/oracle/test_calibration.py"
    spec = importlib.util.spec_from_file_location("calibration_cases", path)
    assert spec is not None
    assert spec.loader is not None
    cases = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(cases)
    with tempfile.TemporaryDirectory() as folder:
        rows = cases.graded(cases.WHOLE, Path(folder), seed=1)
    print(reliability.text(rows))
    picture = REPOSITORY / "docs/images/calibration.svg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(reliability.svg(rows, day=sys.argv[1]), encoding="utf-8")


if __name__ == "__main__":
    main()
