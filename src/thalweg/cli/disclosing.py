"""``thalweg hotline disclose``: a sealed entry shown to the other side, with proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.hotline import send_made
from thalweg.cli.hotline_options import (
    NODE,
    KeysDir,
    NodeFile,
    Officers,
    entry_number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def join(app: typer.Typer) -> None:
    """Add the command to those of the hotline."""
    app.command(
        "disclose",
        short_help="Disclose a sealed entry, with its proof (RC-3).",
        epilog="For example: thalweg hotline disclose 3 --officer 1",
    )(disclose)


def disclose(
    index: Annotated[int, entry_number("The entry of the own sealed log.")],
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


def held_to_evidence(path: Path, item: Mapping[str, Any]) -> dict[str, Any]:
    """Say whether a file holds the evidence whose digest an entry names.

    The digest is of the rows, not of the file: another program may write the same rows
    in other bytes.

    Raises
    ------
    InputError
        The entry names no digest of evidence, or the file is none.
    """
    from thalweg.errors import InputError
    from thalweg.findings.evidence import read

    finding = item.get("finding") or {}
    disclosed = item.get("disclosed") or finding.get("disclosed") or {}
    named = disclosed.get("digest") or finding.get("evidence")
    named = named or item.get("params", {}).get("digest")
    if named is None:
        raise InputError("--evidence: no digest is named there in the open")
    try:
        data = path.read_bytes()
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
    found = read(data, str(path)).digest
    return {"file": str(path), "digest": found, "holds": found == named}


def show_evidence(held: Mapping[str, Any]) -> None:
    """Print whether a file is the evidence that is named."""
    told = "it is not what is named there"
    if held["holds"]:
        told = "it is the evidence that is named there"
    screen.labelled("file", f"{held['file']}: {told}; digest {held['digest']}")
