"""Many messages at once: a file with a line for each, as it is typed for one."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from thalweg.cli import screen
from thalweg.cli.hotline_options import index_of
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.node.reach import Reach

MOST_LINES = 1_000
LARGEST_BYTES = 8 << 20
_OPTIONS = ("--ref", "--at", "--useful-until")


def send_lines(
    site: Reach,
    node: Path,
    path: Path,
    officers: Sequence[str],
    keys: Path | None,
    *,
    as_json: bool,
) -> None:
    """Compose every message of a file, then sign and log them in their order.

    Nothing is sent unless every line can be composed. One that is refused after that
    (another line has answered the same message) ends it; how many went is told.

    Raises
    ------
    InputError
        Naming the line that is wrong.
    """
    from thalweg.cli.spoken import officers_keys, refuse_too_few, sent
    from thalweg.node.settings import read_settings

    state = site.ask("state")
    made = []
    for number, text in _lines(path):
        try:
            one = site.ask("compose", **asked_by(text, state))
            refuse_too_few(one, officers)
        except InputError as why:
            raise InputError(f"{path}:{number}: {why}; nothing was sent") from None
        made.append((number, one))
    signers = officers_keys(site, read_settings(node), officers, keys)
    done = []
    for number, one in made:
        try:
            done.append(sent(site, one, signers) | {"lines": one["lines"]})
        except InputError as why:
            raise InputError(
                f"{path}:{number}: {why}; the {len(done)} before it were sent"
            ) from None
    _show(done, as_json=as_json)


def _lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines that say something, each with its number."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(LARGEST_BYTES + 1)
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST_BYTES + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise InputError(f"{path}: {why}") from None
    if len(data) > LARGEST_BYTES:
        raise InputError(f"{path}: larger than {LARGEST_BYTES:,} bytes")
    found = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not 0 < len(found) <= MOST_LINES:
        raise InputError(f"{path}: {len(found)} messages; wanted 1 to {MOST_LINES:,}")
    return found


def asked_by(text: str, state: dict[str, Any]) -> dict[str, Any]:
    """Return what a line asks to be composed; raises InputError."""
    from thalweg.times import parse_iso

    try:
        words = shlex.split(text)
    except ValueError as why:
        raise InputError(f"{why}; quotes as in a shell") from None
    element, own = "", False
    typed: list[str] = []
    given: dict[str, str] = {}
    while words:
        word = words.pop(0)
        if word in _OPTIONS:
            if not words:
                raise InputError(f"{word}: nothing follows it")
            given[word] = words.pop(0)
        elif word == "--own":
            own = True
        elif word.startswith("--"):
            raise InputError(f"{word}: a line has --own, {', '.join(_OPTIONS)}")
        elif not element:
            element = word
        else:
            typed.append(word)
    if not element:
        raise InputError("no element: a line begins with one, such as AI-2")
    asked: dict[str, Any] = {"element": element, "typed": typed}
    if "--ref" in given:
        asked["ref"] = {
            "origin": state["origin" if own else "peer_origin"],
            "index": _ref(given["--ref"]),
        }
    if "--at" in given:
        asked["event_time_us"] = parse_iso(given["--at"])
    if "--useful-until" in given:
        asked["useful_until_us"] = parse_iso(given["--useful-until"])
    return asked


def _ref(text: str) -> int:
    try:
        return index_of(text)
    except typer.BadParameter as why:
        raise InputError(f"--ref: {why}") from None


def _show(done: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        screen.document({"thalweg": "hotline-send-lines/1", "sent": list(done)})
        return
    for one in done:
        for line in (line for lines in one["lines"].values() for line in lines):
            screen.sentence(line)
        screen.say(f"{one['rung']}  {one['ref']['origin']} {one['ref']['index']}")
