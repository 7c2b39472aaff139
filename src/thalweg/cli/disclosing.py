"""``thalweg hotline disclose``: a sealed entry shown to the other side, with proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.hotline import NODE, KeysDir, NodeFile, Officers, app, send_made

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["app"]


@app.command(
    "disclose",
    short_help="Disclose a sealed entry, with its proof (RC-3).",
    epilog="For example: thalweg hotline disclose 3 --officer 1",
)
def disclose(
    index: Annotated[
        int,
        typer.Argument(metavar="N", min=0, help="The entry of the own sealed log."),
    ],
    officers: Officers = None,
    keys: KeysDir = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Disclose an entry of the own sealed log: RC-3, with its proof beside it.

    The other side must have cosigned the sealed log over it: that shows by when it was
    sealed. Its digest is told, not the evidence itself: hand that over as a file.
    """
    from thalweg.cli.reached import reached

    with reached(node) as site:
        made = site.ask("disclosing", index=index)
        send_made(site, node, made, officers or [], keys, as_json)


def write_proof(out: Path, disclosed: Mapping[str, Any]) -> None:
    """Write what a message disclosed as ``OUT.entry`` and ``OUT.tlog-proof``.

    Raises
    ------
    InputError
        Nothing that holds was disclosed, or a file is there already.
    """
    from thalweg.agreement.write import write_files
    from thalweg.errors import InputError
    from thalweg.wire.encoded import from_base64
    from thalweg.wire.tlog_proof import parse_tlog_proof

    if "sealed" in disclosed:  # a finding, whose evidence may be disclosed since
        disclosed = disclosed["disclosed"] or {}
    if not disclosed.get("holds"):
        raise InputError("--proof: no sealed entry is disclosed there with a proof")
    data = from_base64(disclosed["proof"])
    entry = parse_tlog_proof(data).extra or b""
    files = {f"{out.name}.entry": entry, f"{out.name}.tlog-proof": data}
    for path in write_files(out.parent, files):
        screen.note(f"written: {path}")
