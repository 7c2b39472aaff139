"""``thalweg agreement``: write a first one, check one, show one, compare two."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import log, screen
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.model.agreement import Agreement

app = typer.Typer(
    help="Write, check, show or compare agreements.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AgreementFile = Annotated[
    Path, typer.Argument(metavar="AGREEMENT", help="The agreement document (YAML).")
]
PartyKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--key", metavar="VKEY", help="A party's root key that you hold, or its file."
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]


@app.command(
    "new",
    short_help="Write a first agreement to edit.",
    epilog="For example: "
    "thalweg agreement new --line river.geojson --parties west,east",
)
def new(
    line: Annotated[
        Path | None,
        typer.Option("--line", metavar="FILE", help="The line between them (GeoJSON)."),
    ] = None,
    feature: Annotated[
        str | None,
        typer.Option("--feature", metavar="NAME", help="Which line of that file."),
    ] = None,
    agreement_id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="Its id; else the name of the line."),
    ] = None,
    parties: Annotated[
        str | None,
        typer.Option("--parties", metavar="A,B", help="The two parties' ids."),
    ] = None,
    reach: Annotated[
        str,
        typer.Option(
            "--reach", metavar="LENGTH", help="How far from the line it holds."
        ),
    ] = "40 km",
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where the agreement goes.")
    ] = Path("agreement.yaml"),
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the files that are there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a first agreement to edit, about a line that was drawn elsewhere.

    It can be used as it stands, but names nobody's aircraft yet.
    """
    from thalweg.agreement.draft import draft
    from thalweg.agreement.load import file_bytes
    from thalweg.agreement.write import refuse_in_the_way, write_files
    from thalweg.cli import edition
    from thalweg.wire.beside import MAX_FILE_BYTES

    refuse_in_the_way(out, replace=replace)
    drawing = None
    if line is not None:
        _there(line, "a drawn line (GeoJSON)")
        drawing = file_bytes(line, MAX_FILE_BYTES, follow=True)
    made = draft(
        out.name,
        drawing=drawing,
        drawing_name="" if line is None else line.name,
        feature=feature,
        agreement_id=agreement_id,
        parties=None if parties is None else parties.split(","),
        reach=reach,
    )
    written = {(out.parent / name).resolve() for name in made.files}
    if line is not None and line.resolve() in written:
        raise InputError(f"{line} would be written over; take another --id or --out")
    paths = write_files(out.parent, made.files, replace=replace)
    if as_json:
        screen.document(edition.new_document(made, paths))
        return
    edition.show_new(made, paths)


@app.command(
    "diff",
    short_help="Say what differs between two editions.",
    epilog="For example: thalweg agreement diff agreement.yaml agreement-2.yaml",
)
def diff(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="The agreement as it was (YAML).")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="As it is to be (YAML).")],
    as_json: AsJson = False,
) -> int:
    """Say what differs between two editions, and what that means.

    Ends with 1 if anything differs.
    """
    from thalweg.agreement.change import compare
    from thalweg.agreement.load import load
    from thalweg.cli import edition

    _there(old)
    _there(new)
    found = compare(load(old), load(new))
    if as_json:
        screen.document(edition.diff_document(found))
    else:
        edition.show_diff(found)
    return 1 if found.changes else 0


@app.command(
    "check",
    short_help="Say what is wrong with one, and how to mend it.",
    epilog="For example: thalweg agreement check agreement.yaml",
)
def check(
    agreement: AgreementFile, key: PartyKeys = None, as_json: AsJson = False
) -> int:
    """Say what is wrong with an agreement, where, and how to mend it.

    Of a signed one, whose folder will do: whether every file is the one that was
    signed, and who signed it.

    Ends with 1 if anything is wrong.
    """
    from thalweg.agreement.load import load
    from thalweg.cli import told
    from thalweg.errors import AgreementError

    _there(agreement)
    try:
        loaded = load(agreement, log.keys_of("--key", key or ()))
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
    if loaded.manifest_sha256 is not None:
        label, text = told.signatures(loaded)
        screen.say(f"manifest         {loaded.manifest_sha256}")
        screen.hanging(label.ljust(17), text)
    return 0


@app.command(
    "show",
    short_help="Say in words what one holds.",
    epilog="For example: thalweg agreement show agreement.yaml --map agreement.svg",
)
def show(
    agreement: AgreementFile,
    key: PartyKeys = None,
    drawing: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE.svg", help="Draw its places to this file."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say in words what an agreement holds, with every default in force."""
    from thalweg.agreement.load import load
    from thalweg.agreement.show import svg, text
    from thalweg.agreement.write import write_files

    _there(agreement)
    loaded = load(agreement, log.keys_of("--key", key or ()))
    if drawing is not None:
        data = svg(loaded).encode("utf-8")
        write_files(drawing.parent, {drawing.name: data}, replace=True)
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
        **_signed_about(agreement),
        "parties": [party.id for party in agreement.parties],
        "clauses": [{"id": c.id, "kind": c.kind} for c in agreement.clauses],
        "watched": watched,
        "not_watched_yet": unwatched,
    }


def _signed_about(agreement: Agreement) -> dict[str, object]:
    if agreement.manifest_sha256 is None:
        return {}
    return {
        "manifest_sha256": agreement.manifest_sha256,
        "keys_given": agreement.keys_given,
    }


def _there(path: Path, wanted: str = "an agreement document (YAML)") -> None:
    # A file that is not there is a wrong command (2), not a wrong agreement (1).
    if not path.is_file() and not (path / "manifest.json").is_file():
        what = "there is no such file"
        if path.exists():
            what = "is a folder" if path.is_dir() else "is not a plain file"
        raise InputError(f"{path}: {what}; wanted {wanted}")


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
