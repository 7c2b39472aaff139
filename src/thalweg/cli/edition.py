"""What a terminal is told of a new agreement, and of what differs between two."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from thalweg.cli import screen

if TYPE_CHECKING:
    from thalweg.agreement.change import Difference
    from thalweg.agreement.draft import Draft
    from thalweg.agreement.record import Change


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
    screen.say(f"id       {made.agreement.id}, edition 1, unsigned")
    screen.say(f"next     edit it, then: thalweg agreement check {_quoted(paths[-1])}")


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def diff_document(found: Difference) -> dict[str, object]:
    """Return what ``agreement diff --json`` says."""
    return {
        "thalweg": "diff/1",
        "equal": not found.changes,
        "same_bytes": found.same_bytes,
        "old": asdict(found.old),
        "new": asdict(found.new),
        "warnings": list(found.warnings),
        "changes": [asdict(change) for change in found.changes],
    }


def show_diff(found: Difference) -> None:
    """Print what differs, part by part, words after substance."""
    from thalweg.agreement.change import by_part
    from thalweg.agreement.record import SPELLING, WORDS

    old, new = found.old, found.new
    for word, one in (("old", old), ("new", new)):
        screen.say(f"{word}  {one.id}, edition {one.edition}")
        screen.say(f"     sha256 {one.sha256}")
    for warning in found.warnings:
        screen.sentence(f"WARNING  {warning}")
    later = {WORDS: "Words only", SPELLING: "Written otherwise, the same in substance"}
    substance = tuple(c for c in found.changes if c.what not in later)
    for where, changes in by_part(substance).items():
        screen.say()
        screen.heading(where)
        for change in changes:
            _show_change(change, change.key or change.what)
    for what, title in later.items():
        rest = [change for change in found.changes if change.what == what]
        if rest:
            screen.say()
            screen.heading(title)
        for change in rest:
            _show_change(change, f"{change.where} {change.key}".strip())
    screen.say()
    screen.sentence(_counted(found))


def _show_change(change: Change, key: str) -> None:
    """Print one change: on one line where it fits, else old and new below the key."""
    old, new = change.old, change.new
    if old is None or new is None:
        what = "removed" if new is None else "added"
        word = "" if key in ("added", "removed") else f"{key} "
        screen.wrapped(f"{word}{what}: {new if old is None else old}", indent=2)
    else:
        screen.wrapped(f"{key}: {old} -> {new}", indent=2)
    normal = f"{change.old_normal} -> {change.new_normal}"
    if None not in (change.old_normal, change.new_normal) and change.what == "changed":
        written = f"{old} -> {new}"
        if written.replace(" (default)", "") != normal:
            screen.wrapped(f"that is {normal}", indent=4)
    if change.meaning:
        screen.wrapped(change.meaning, indent=4)


def _counted(found: Difference) -> str:
    from thalweg.agreement.record import SPELLING, WORDS

    if not found.changes:
        same = (
            "the same bytes"
            if found.same_bytes
            else ("the files differ in comments, layout or order only")
        )
        return f"Nothing differs; {same}."
    words = sum(change.what == WORDS for change in found.changes)
    spelling = sum(change.what == SPELLING for change in found.changes)
    substance = len(found.changes) - words - spelling
    return f"{substance} of substance, {words} of words, {spelling} of spelling."
