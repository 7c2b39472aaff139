"""``thalweg agreement``: check one, show one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import screen
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.model.agreement import Agreement

app = typer.Typer(
    help="Check or show an agreement.", no_args_is_help=True, rich_markup_mode=None
)

AgreementFile = Annotated[
    Path, typer.Argument(metavar="AGREEMENT", help="The agreement document (YAML).")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]


@app.command("check")
def check(agreement: AgreementFile, as_json: AsJson = False) -> int:
    """Say what is wrong with an agreement, where, and how to mend it.

    Ends with 1 if anything is wrong.
    """
    from thalweg.agreement.load import load
    from thalweg.errors import AgreementError

    _there(agreement)
    try:
        loaded = load(agreement)
    except AgreementError as error:
        _show_faults(agreement, error.faults, as_json=as_json)
        return 1
    if as_json:
        screen.document(
            {"thalweg": "check/1", "holds": True, "faults": []} | about(loaded)
        )
        return 0
    watched, unwatched = _by_watched(loaded)
    screen.sentence(
        f"{agreement}: {loaded.id}, edition {loaded.edition}, can be used: "
        f"{len(loaded.parties)} parties, {len(loaded.clauses)} clauses, "
        f"{_signed(loaded)}."
    )
    screen.say(f"watched          {', '.join(watched) or 'none'}")
    screen.say(f"not watched yet  {', '.join(unwatched) or 'none'}")
    screen.say(f"sha256           {loaded.sha256}")
    return 0


@app.command("show")
def show(
    agreement: AgreementFile,
    drawing: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE.svg", help="Draw its places to this file."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say in words what an agreement holds, with every default in force."""
    from thalweg.agreement.load import load
    from thalweg.agreement.show import svg, text

    _there(agreement)
    loaded = load(agreement)
    if drawing is not None:
        drawing.write_text(svg(loaded), encoding="utf-8")
    if as_json:
        map_file = None if drawing is None else str(drawing)
        told = {"text": text(loaded), "map": map_file}
        screen.document({"thalweg": "show/1"} | about(loaded) | told)
        return
    screen.say(text(loaded).rstrip("\n"))
    if drawing is not None:
        screen.say(f"\nmap  {drawing}")


def about(agreement: Agreement) -> dict[str, object]:
    """Return what `--json` says of an agreement."""
    watched, unwatched = _by_watched(agreement)
    return {
        "id": agreement.id,
        "edition": agreement.edition,
        "sha256": agreement.sha256,
        "signed_by": list(agreement.signed_by),
        "parties": [party.id for party in agreement.parties],
        "clauses": [{"id": c.id, "kind": c.kind} for c in agreement.clauses],
        "watched": watched,
        "not_watched_yet": unwatched,
    }


def _there(agreement: Path) -> None:
    # A file that is not there is a wrong command (2), not a wrong agreement (1).
    if not agreement.is_file():
        what = "is a folder" if agreement.is_dir() else "there is no such file"
        raise InputError(f"{agreement}: {what}; wanted an agreement document (YAML)")


def _show_faults(agreement: Path, faults: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        screen.document({"thalweg": "check/1", "holds": False, "faults": list(faults)})
        return
    for fault in faults:
        screen.say(fault)
    many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    screen.say(f"{agreement}: {many}; the agreement cannot be used as it stands")


def _by_watched(agreement: Agreement) -> tuple[list[str], list[str]]:
    from thalweg.model.agreement import HazardNotice, UnwatchedClause

    unwatched = [
        f"{clause.id} {clause.kind}"
        for clause in agreement.clauses
        if isinstance(clause, UnwatchedClause | HazardNotice)
    ]
    watched = [f"{c.id} {c.kind}" for c in agreement.clauses]
    return [one for one in watched if one not in unwatched], unwatched


def _signed(agreement: Agreement) -> str:
    if not agreement.signed_by:
        return "unsigned"
    return f"signed by {', '.join(agreement.signed_by)}"
