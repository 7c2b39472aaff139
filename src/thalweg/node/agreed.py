"""What a node goes by: the agreement in force and the keys of both sides.

A signed manifest lists the agreement's files and each side's keys, and both sides
signed it. Without one, an agreement's document and the other side's file of keys do:
nothing then says that the other side agreed, and the node says so at its start.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from thalweg.agreement.load import load
from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.hotline.catalogue import catalogue_digest
from thalweg.hotline.sides import SideKeys, Terms, terms_of
from thalweg.node.settings import Settings
from thalweg.record.keys import PUBLIC
from thalweg.wire.agreement_manifest import (
    LARGEST_BYTES,
    AgreementManifest,
    parse_agreement_manifest,
)
from thalweg.wire.envelope import Envelope, parse_envelope, verified_payload
from thalweg.wire.key_file import KeyFile, is_officer, parse_key_file
from thalweg.wire.leaf import AGREEMENT

LARGEST_FILE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The terms, the keys of both sides, and whether both signed the agreement.

    `officers` are the own officers' keys by name, as they are opened.
    """

    terms: Terms
    us: SideKeys
    peer: SideKeys
    is_signed: bool


def agreed(settings: Settings) -> Agreed:
    """Return what a node goes by.

    Raises
    ------
    InputError
        The agreement, a file of keys or the manifest is wrong or missing, or the keys
        in the node's own folder are not those that were agreed.
    VerificationError
        A file is not the one that both signed, or a signature does not hold.
    """
    if settings.agreement.suffix == ".json":
        return _by_manifest(settings)
    agreement = load(settings.agreement)
    other = _other(settings, [party.id for party in agreement.parties])
    path = settings.peer_keys or settings.agreement.parent / f"{other}.vkeys"
    return Agreed(
        terms=terms_of(agreement),
        us=_side(settings.party, _own_file(settings)),
        peer=_side(other, _key_file(path)),
        is_signed=False,
    )


def _by_manifest(settings: Settings) -> Agreed:
    path, folder = settings.agreement, settings.agreement.parent
    try:
        envelope = parse_envelope(_bytes(path, LARGEST_BYTES))
        # The manifest itself tells whose keys count; whether they hold is asked below.
        manifest = parse_agreement_manifest(envelope.payload)
    except RefusedError as why:
        raise RefusedError([f"{path}: {fault}" for fault in why.faults]) from None
    _hold_files(manifest, folder)
    other = _other(settings, list(manifest.parties))
    files = {
        party: _key_file(folder / name) for party, name in manifest.parties.items()
    }
    _hold_signatures(path, envelope, {party: files[party] for party in files})
    own = files[settings.party]
    if own != _own_file(settings):
        raise InputError(
            f"{settings.keys / PUBLIC}: other keys than {path.name} lists for "
            f"{settings.party}"
        )
    if manifest.catalogue != catalogue_digest():
        raise InputError(
            f"{path}: another catalogue of messages was agreed than this edition of "
            "thalweg speaks by; both sides run the one that they signed"
        )
    terms = terms_of(load(folder / manifest.document), manifest.sha256)
    return Agreed(
        terms=terms,
        us=_side(settings.party, own),
        peer=_side(other, files[other]),
        is_signed=True,
    )


def _hold_files(manifest: AgreementManifest, folder: Path) -> None:
    faults = []
    for listed in manifest.files:
        fault = listed.fault(_bytes(folder / listed.path, LARGEST_FILE_BYTES))
        if fault:
            faults.append(f"{folder / listed.path}: {fault}")
    if faults:
        raise VerificationError(faults)


def _hold_signatures(path: Path, envelope: Envelope, files: dict[str, KeyFile]) -> None:
    if envelope.payload_type != AGREEMENT:
        raise VerificationError([f"{path}: no manifest of an agreement"])
    roots = [one.root for one in files.values()]
    _, signers = verified_payload(envelope, roots)
    faults = [
        f"{path}: {party} has not signed it"
        for party, one in files.items()
        if one.root not in signers
    ]
    if faults:
        raise VerificationError(faults)


def _other(settings: Settings, parties: list[str]) -> str:
    if settings.party not in parties:
        raise InputError(
            f"{settings.path}: party {settings.party!r} is none of the agreement's: "
            f"{', '.join(parties)}"
        )
    others = [party for party in parties if party != settings.party]
    if len(others) != 1:
        raise InputError(
            f"{settings.agreement}: {len(parties)} parties; a line has two ends"
        )
    return others[0]


def _own_file(settings: Settings) -> KeyFile:
    return _key_file(settings.keys / PUBLIC)


def _key_file(path: Path) -> KeyFile:
    return parse_key_file(_bytes(path, LARGEST_BYTES), str(path))


def _side(party: str, file: KeyFile) -> SideKeys:
    keys = file.keys
    return SideKeys(
        party=party,
        log=(keys["log"],),
        sealed=(keys["sealed"],),
        witness=(keys["witness"],),
        mirror=(keys["mirror"],),
        node=(keys["node"],),
        officers=tuple(key for use, key in keys.items() if is_officer(use)),
    )


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
    if len(data) > most:
        raise InputError(f"{path}: larger than {most:,} bytes")
    return data
