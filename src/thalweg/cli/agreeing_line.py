"""``thalweg agreement receive``: what the other side signed, from the line.

Both sites run under the same document, unsigned, until both have signed it: the folder
is put together on each side from its own files, and is what was signed or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli.agreement import AsJson
from thalweg.cli.hotline_options import NODE, NodeFile
from thalweg.cli.signing import show_signed, write_folder
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.agreement.signed import SignedManifest
    from thalweg.node.reach import Reach
    from thalweg.node.settings import Settings
    from thalweg.wire.envelope import Envelope
    from thalweg.wire.vkey import VerifierKey


def join(app: typer.Typer) -> None:
    """Add the command to those of the agreement."""
    app.command(
        "receive",
        short_help="Take in what the other side signed, from the line.",
        epilog="For example: thalweg agreement receive agreed",
    )(receive)


def receive(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The folder of the signed agreement."),
    ],
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Take in the agreement that the other side signed and logged.

    Makes the folder where there is none: from the agreement's document that the node
    goes by, the files it names, and both sides' keys as they are here. Where there is
    one, the other side's signature is put to it. Whatever is not as it was signed is
    refused.
    """
    from thalweg.agreement.signed import read_signed, with_more
    from thalweg.cli.reached import reached
    from thalweg.node.settings import read_settings

    settings = read_settings(node)
    with reached(node) as site:
        came = _envelopes(site)
    if (folder / "manifest.json").is_file():
        envelope, files = _held(folder)
    else:
        envelope = came[-1]
        files = _files(settings)
    data = with_more(envelope, came, _roots(files)).format()
    signed = read_signed(data, partial(_beside, files), ())
    _put(folder, signed, data)
    show_signed(folder, signed.manifest, signed.envelope, as_json=as_json)


def _envelopes(site: Reach) -> list[Envelope]:
    from thalweg.wire.encoded import from_base64
    from thalweg.wire.envelope import parse_envelope

    found = [
        parse_envelope(from_base64(one["entry"]))
        for one in site.ask("manifests")["manifests"]
    ]
    if not found:
        raise InputError("no signed agreement came by the line, and none was sent")
    return found


def _held(folder: Path) -> tuple[Envelope, dict[str, bytes]]:
    from thalweg.agreement.load import signed_in

    signed = signed_in(folder)
    return signed.envelope, dict(signed.files)


def _files(settings: Settings) -> dict[str, bytes]:
    """Return by name what a signed folder may list, as it is here."""
    from thalweg.agreement.load import file_bytes, load
    from thalweg.record.keys import PUBLIC
    from thalweg.wire.key_file import LARGEST_BYTES

    pact = load(settings.agreement)
    files = dict(pact.files)
    for party in pact.signatories:
        path = settings.keys / PUBLIC
        if party != settings.party:
            path = settings.peer_keys or settings.agreement.parent / f"{party}.vkeys"
        files[f"{party}.vkeys"] = file_bytes(path, LARGEST_BYTES, follow=True)
    return files


def _roots(files: Mapping[str, bytes]) -> list[VerifierKey]:
    """Return the root keys of all files of keys."""
    from thalweg.wire.key_file import parse_key_file

    named = (name for name in files if name.endswith(".vkeys"))
    return [parse_key_file(files[name], name).root for name in named]


def _beside(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise InputError(
            f"{name}: it is listed and not here; have the other side send it"
        )
    return files[name]


def _put(folder: Path, signed: SignedManifest, data: bytes) -> None:
    from thalweg.agreement.write import write_files

    if folder.is_dir():
        write_files(folder, {"manifest.json": data}, replace=True)
    else:
        write_folder(folder, {**signed.files, "manifest.json": data})
