"""What a terminal is told of a new agreement, and of what differs between two."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thalweg.cli import screen

if TYPE_CHECKING:
    from thalweg.agreement.draft import Draft


def new_document(made: Draft, paths: Sequence[Path]) -> dict[str, object]:
    """Return what ``agreement new --json`` says."""
    from thalweg.cli.agreement import about

    return {
        "thalweg": "new/1",
        **about(made.agreement),
        "agreement": str(paths[-1]),
        "files": [str(path) for path in paths],
        "sides": list(made.sides),
        "notes": list(made.notes),
    }


def show_new(made: Draft, paths: Sequence[Path]) -> None:
    """Print where a first agreement lies, what was chosen for it, and what to edit."""
    for note in made.notes:
        screen.sentence(note)
    for words in made.sides:
        screen.say(f"  {words}")
    if made.sides:
        screen.sentence(
            "To give each party the other bank, exchange left and right under sides."
        )
    else:
        screen.sentence("It has no line; with --line FILE it gets one.")
    screen.say()
    for path in paths:
        screen.say(f"written  {path}")
    screen.say(f"unsigned agreement {made.agreement.id}, edition 1")
    screen.say(f"next     edit it, then: thalweg agreement check {_quoted(paths[-1])}")


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
