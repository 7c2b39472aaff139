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
from thalweg.cli.steps import steps
from thalweg.errors import InputError, NoAnswerError, ThalwegError

if TYPE_CHECKING:
    from thalweg.node.reach import Reach
    from thalweg.wire.signing import SigningKey

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
    first: int = 1,
    as_json: bool,
) -> None:
    """Compose every message of a file, then sign and log them in their order.

    Nothing is sent unless every line can be composed. One that is refused after that
    (another line has answered the same message), or a signal to stop, ends it: how many
    went is told, and which line is the next, from which it can be run again.

    Raises
    ------
    InputError
        Naming the line that is wrong.
    StoppedError
        It was told to stop before the last line.
    """
    from thalweg.cli.spoken import officers_keys, refuse_too_few
    from thalweg.node.settings import read_settings

    state = site.ask("state")
    made = []
    for number, text in _lines(path, first):
        try:
            one = site.ask("compose", **asked_by(text, state))
            refuse_too_few(one, officers)
        except InputError as why:
            raise InputError(f"{path}:{number}: {why}; nothing was sent") from None
        made.append((number, one))
    signers = officers_keys(site, read_settings(node), officers, keys)
    done: list[dict[str, Any]] = []
    try:
        _send(site, path, made, signers, done)
    except (ThalwegError, KeyboardInterrupt, SystemExit):
        if not as_json:
            _show(done, as_json=False)
        raise
    _show(done, as_json=as_json)


def _send(
    site: Reach,
    path: Path,
    made: Sequence[tuple[int, dict[str, Any]]],
    signers: Sequence[SigningKey],
    done: list[dict[str, Any]],
) -> None:
    from thalweg.cli.spoken import sent

    def told(number: int) -> str:
        return (
            f"{len(done)} of {len(made)} were sent; line {number} is the next: "
            f"--lines {path} --first {number}"
        )

    with steps() as going:
        for number, one in made:
            going.go_on(lambda: told(number))  # noqa: B023 - called at once
            try:
                done.append(sent(site, one, signers) | {"lines": one["lines"]})
            except NoAnswerError as why:
                raise NoAnswerError(
                    f"{path}:{number}: {why}; {told(number)}, unless it went: look "
                    "first, with hotline inbox --sent"
                ) from None
            except InputError as why:
                raise InputError(f"{path}:{number}: {why}; {told(number)}") from None
            except BaseException:
                screen.note(f"{path}:{number}: {told(number)}, unless it went")
                raise


def _lines(path: Path, first: int) -> list[tuple[int, str]]:
    """Return the lines from `first` that say something, each with its number."""
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
        if number >= first and line.strip() and not line.lstrip().startswith("#")
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
