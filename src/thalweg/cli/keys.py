"""``thalweg keys``: which keys count; one replaced, one revoked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.hotline_options import NODE, KeysDir, NodeFile, numbered
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.cli.keys_changed import Change

app = typer.Typer(
    help="Show, replace and revoke keys.", no_args_is_help=True, rich_markup_mode=None
)
Use = Annotated[
    str,
    typer.Argument(
        metavar="USE", help="log, sealed, witness, mirror, node, root or officer-<id>."
    ),
]
Officers = Annotated[
    list[str],
    typer.Option("--officer", metavar="ID", help="Who signs the message; two of them."),
]
Root = Annotated[
    Path | None,
    typer.Option(
        "--root", metavar="FILE", help="The root key, on its stick; else the node's."
    ),
]
NewKey = Annotated[
    str | None,
    typer.Option(
        "--new", metavar="VKEY", help="A key that was made elsewhere, on a token."
    ),
]
Which = Annotated[
    str | None,
    typer.Option("--key", metavar="ID", help="Of several keys of the use, which."),
]


@app.command(
    "show",
    short_help="Say which keys of both sides count.",
    epilog="For example: thalweg keys show --node west.yaml",
)
def show(node: NodeFile = NODE, as_json: AsJson = False) -> int:
    """Say which keys of both sides count, what was revoked, and what counts no longer.

    Ends with 1 if a key was used after it had been revoked, and with 3 while an own log
    is in doubt.
    """
    from thalweg.cli import keys_told
    from thalweg.cli.reached import reached

    with reached(node) as site:
        found = site.ask("keys")
    found.pop("payload")
    if as_json:
        screen.document({"thalweg": "keys-show/1", **found})
    else:
        keys_told.both(found)
    return 3 if found["doubts"] else 1 if found["thefts"] else 0


@app.command(
    "list",
    short_help="List the lists of keys, each with its entry.",
    epilog="For example: thalweg keys list --node west.yaml",
)
def lists(node: NodeFile = NODE, as_json: AsJson = False) -> None:
    """List the lists of keys of both sides, from the agreement's on."""
    from thalweg.cli.reached import reached

    with reached(node) as site:
        found = site.ask("keys")
    sides = {
        name: {key: found[name][key] for key in ("party", "origin", "lists")}
        for name in ("own", "peer")
    }
    if as_json:
        screen.document({"thalweg": "keys-list/1", **sides})
        return
    for side in sides.values():
        screen.labelled(str(side["party"]), "edition 0, the agreement's")
        for one in side["lists"]:
            told = f"edition {one['edition']}, made {one['made']}"
            screen.labelled("", f"{told}: {side['origin']} {one['entry']}")


@app.command(
    "rotate",
    short_help="Replace a key by a new one (CH-6).",
    epilog="For example: thalweg keys rotate log --root /media/stick/root.pem "
    "--officer 1 --officer 2",
)
def rotate(
    use: Use,
    officers: Officers,
    overlap: Annotated[
        str,
        typer.Option(
            "--overlap", metavar="TIME", help="How long the old one still counts."
        ),
    ] = "7 d",
    new: NewKey = None,
    which: Which = None,
    root: Root = None,
    keys: KeysDir = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Replace a key by a new one, and tell the other side.

    The root key signs a list of keys with both; the list is logged with CH-6, which two
    officers sign. While both count, both sign. --overlap "0 s" ends the old one at
    once: for a key that is lost, and in nobody's hands. What it signed stands.
    """
    from thalweg.cli.keys_changed import replaced
    from thalweg.wire.quantity import duration_s

    try:
        overlap_s = duration_s(overlap)
    except ValueError as why:
        raise InputError(f"--overlap: {why}") from None
    _do(
        node,
        lambda change: replaced(change, use, which, new, overlap_s),
        (root, officers, keys),
        as_json=as_json,
    )


@app.command(
    "revoke",
    short_help="Revoke a stolen key (CH-7).",
    epilog="For example: thalweg keys revoke officer-1 --last-good 80 "
    "--root /media/stick/root.pem --officer 1 --officer 2",
)
def revoke(
    use: Use,
    officers: Officers,
    last_good: Annotated[
        int,
        numbered("--last-good", "The last entry that its owner may have signed."),
    ],
    without_new: Annotated[
        bool, typer.Option("--no-new", help="Make no new key in its place.")
    ] = False,
    new: NewKey = None,
    which: Which = None,
    root: Root = None,
    keys: KeysDir = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Revoke a key that somebody else may hold, and tell the other side.

    What it signed counts from now on only up to the last good entry, and only where the
    other side had cosigned it before. A new key takes its place.
    """
    from thalweg.cli.keys_changed import revoked

    if without_new and new is not None:
        raise InputError("--no-new and --new: one of the two")
    _do(
        node,
        lambda change: revoked(change, use, which, last_good, new, without_new),
        (root, officers, keys),
        as_json=as_json,
    )


def _do(
    node: Path,
    make: Any,  # noqa: ANN401
    by: tuple[Path | None, list[str], Path | None],
    *,
    as_json: bool,
) -> None:
    from thalweg.cli.keys_changed import Change, logged
    from thalweg.cli.reached import reached
    from thalweg.node.settings import read_settings

    root, officers, keys = by
    with reached(node) as site:
        change = Change.begun(site, read_settings(node), root, officers, keys)
        make(change)
        done = logged(change)
    if as_json:
        screen.document({"thalweg": "keys-change/1", **done})
    else:
        _show_done(change, done)


def _show_done(change: Change, done: dict[str, Any]) -> None:
    screen.labelled("list", f"edition {done['edition']}, {done['sha256']}")
    for ref in done["refs"]:
        screen.labelled("entry", f"{ref['origin']} {ref['index']}")
    for path in done["new_files"]:
        screen.labelled("new key", path)
    screen.item(
        "RECORDED; the other side judges by it once it has it, and an officer there "
        "answers. thalweg keys show says how it stands"
    )
    for text in change.notes:
        screen.item(text)
