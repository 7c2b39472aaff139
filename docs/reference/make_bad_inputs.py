"""Write docs/reference/bad-inputs.md from the table that the tests run."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

PAGE = Path(__file__).with_name("bad-inputs.md")
ROOT = Path(__file__).resolve().parents[2]

HEAD = """\
# What is said to a bad input

<!-- Written by docs/reference/make_bad_inputs.py; `make spec` writes it. -->

Every row is run by the tests (`tests/scenario/test_bad_inputs.py`): these words are
said, nothing is written, and the inputs stay as they are. The exit code is 2, and 1
where the question was whether something holds. Where several things are wrong, the
first is shown; what a library adds, and lists of all that is known, are left out.
`a.yaml` is an agreement, `p.csv` holds positions, `river.geojson` a line.

Beside the table the tests hold: a file that may not be read, a folder that may not be
written, a disk that fills up in the middle, a pipe that nobody writes to, a link in the
way, an answer that cannot be told, and a run that is told to stop while it reads,
tracks, watches, judges or writes. Each time the whole result is there, or none.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page's text."""
    # The tests import each other from the root of the checkout.
    sys.path.insert(0, str(ROOT))
    table = importlib.import_module("tests.scenario.bad_inputs").TABLE
    parts = [HEAD]
    for title, rows in table:
        parts.append(
            f"\n## {title}\n\n| given | command | what is said |\n|---|---|---|\n"
        )
        parts += [
            f"| {row.what} | `{row.command}` | {_cell(row.said)} |\n" for row in rows
        ]
    return "".join(parts)


def _cell(words: str) -> str:
    return f"`{words}`".replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
