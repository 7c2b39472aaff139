"""Write docs/reference/command-line.md from the program's own help."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

PAGE = Path(__file__).with_name("command-line.md")

COMMANDS = (
    (),
    ("watch",),
    ("verify",),
    ("report",),
    ("agreement", "check"),
    ("agreement", "show"),
    ("simulate",),
    ("demo",),
)

HEAD = """\
# The command line

<!-- Written by docs/reference/make_command_line.py; `make spec` writes it. -->

| exit code | meaning |
|---|---|
| 0 | done; for `watch`, whether or not anything was found |
| 1 | something does not verify (`verify`), or is wrong (`agreement check`) |
| 2 | the input or the command is wrong; the message says where and how to mend it |
| 70 | a fault of thalweg itself, with its traceback; nothing was judged |
| 130, 143 | interrupted, told to stop; the whole result is there, or none |

Every command takes `--json`: one JSON document on standard output and nothing else
there; an error is a document, too (`error/1`). Progress is shown on standard error, and
only where that is a terminal. `NO_COLOR` is honoured. Times are UTC with a Z.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page's text; help is laid out for 80 columns on any terminal."""
    os.environ.update(COLUMNS="80", NO_COLOR="1", TERMINAL_WIDTH="80")
    from thalweg.cli.app import run

    parts = [HEAD]
    for words in COMMANDS:
        told = StringIO()
        with redirect_stdout(told):
            run([*words, "--help"])
        lines = "\n".join(line.rstrip() for line in told.getvalue().splitlines())
        parts.append(f"\n## {' '.join(('thalweg', *words))}\n\n```text\n{lines}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
