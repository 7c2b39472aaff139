"""``thalweg review``: people's marks beside findings, made and listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.archive.review import Mark, Reviewed


def review(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A result folder.")],
    finding: Annotated[
        str | None,
        typer.Argument(metavar="FINDING", help="The 16 digits of a finding."),
    ] = None,
    mark: Annotated[
        str | None,
        typer.Option(
            "--mark",
            metavar="MARK",
            help="confirmed, disputed, false or withdrawn.",
        ),
    ] = None,
    who: Annotated[
        str | None, typer.Option("--who", metavar="NAME", help="Who says so.")
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help="For what reason.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Mark a finding, or list the marks beside a record.

    The finding itself never changes. Marks lie beside DIR, in DIR.review.jsonl, where
    they are only ever added to. Ends with 1 if that file does not hold together.
    """
    from thalweg.archive.review import add_mark, path_of, reviewed

    if mark is None and who is None and why is None:
        return _list(folder, finding, as_json=as_json)
    if finding is None or mark is None or who is None or why is None:
        raise InputError(
            "a mark needs all of it: thalweg review DIR FINDING --mark MARK "
            "--who NAME --why TEXT"
        )
    made = add_mark(folder, finding, mark=mark, who=who, why=why)
    on = reviewed(folder)
    if as_json:
        told = {"thalweg": "review/1", "file": str(path_of(folder))}
        screen.document(told | {"marks": [_document(made, on)], "faults": []})
        return 0
    _show(made, on)
    _say(f"kept in   {path_of(folder)}")
    return 0


def _list(folder: Path, finding: str | None, *, as_json: bool) -> int:
    from thalweg.archive.review import path_of, read_review, reviewed
    from thalweg.report.words import count_of

    on = reviewed(folder)
    found = read_review(folder)
    marks = [m for m in found.marks if finding in (None, m.finding)]
    if finding is not None and not marks:
        # A mark may outlive its finding; a finding without a mark has to be one.
        on.known(finding)
    if as_json:
        screen.document(
            {
                "thalweg": "review/1",
                "file": str(path_of(folder)),
                "head_sha256": found.head,
                "marks": [_document(mark, on) for mark in marks],
                "faults": list(found.faults),
            }
        )
        return 1 if found.faults else 0
    for fault in found.faults:
        _say(f"WRONG     {fault}")
    for mark in marks:
        _show(mark, on)
    _say(f"{count_of(len(marks), 'mark')} beside {folder}")
    if found.head:
        _say(f"last line sha256 {found.head}")
    return 1 if found.faults else 0


def _show(mark: Mark, on: Reviewed) -> None:
    from thalweg.report.words import moment

    _say(f"{mark.finding}  {mark.mark} by {mark.who} at {moment(mark.at_us)}")
    _say(f"  {mark.why}")
    _say(f"  {on.standing(mark)}")


def _document(mark: Mark, on: Reviewed) -> dict[str, Any]:
    from thalweg.times import iso

    return {
        "finding": mark.finding,
        "mark": mark.mark,
        "who": mark.who,
        "why": mark.why,
        "at": iso(mark.at_us),
        "manifest_sha256": mark.manifest,
        "standing": on.standing(mark),
    }


def _say(text: str) -> None:
    # Names and reasons are a stranger's: none of them may write a line of its own.
    screen.say(" / ".join(text.splitlines()))
