"""What a node goes by: the agreement in force and the keys of both sides.

A signed manifest lists the agreement's files and each side's keys, and both sides
signed it. Without one, an agreement's document and the other side's file of keys do:
nothing then says that the other side agreed, and the node says so at its start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thalweg.agreement.load import load
from thalweg.errors import InputError, VerificationError
from thalweg.hotline.catalogue import catalogue_digest
from thalweg.hotline.sides import SideKeys, Terms, terms_of
from thalweg.model.agreement import Agreement
from thalweg.node.settings import Settings
from thalweg.record.folder import ABOUT, read_about
from thalweg.record.keys import PUBLIC
from thalweg.wire.agreement_manifest import (
    FILE,
    AgreementManifest,
    parse_agreement_manifest,
)
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.key_file import LARGEST_BYTES, KeyFile, is_officer, parse_key_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The terms, the keys of both sides, and whether both signed the agreement."""

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
        A side has not signed the manifest.
    """
    _hold_to_record(settings)
    agreement = load(settings.agreement)
    if agreement.manifest_sha256 is not None:
        return _by_manifest(settings, agreement, agreement.manifest_sha256)
    other = _other(settings, agreement.signatories)
    path = settings.peer_keys or settings.agreement.parent / f"{other}.vkeys"
    return Agreed(
        terms=terms_of(agreement),
        us=_side(settings.party, _own_file(settings)),
        peer=_side(other, _key_file(path)),
        is_signed=False,
    )


def _hold_to_record(settings: Settings) -> None:
    """Hold the settings to what the record says of itself, where it does."""
    folder = settings.store.parent
    if not (folder / ABOUT).is_file():
        return
    about = read_about(folder)
    if about.party != settings.party:
        raise InputError(
            f"{settings.path}: party {settings.party!r}; the record: {about.party!r}"
        )
    if Path(about.guard).absolute() != settings.guard.absolute():
        raise InputError(
            f"{settings.path}: store.guard is {settings.guard}; the record is guarded "
            f"by {about.guard}"
        )


def _by_manifest(settings: Settings, agreement: Agreement, sha256: str) -> Agreed:
    path = settings.agreement
    manifest = parse_agreement_manifest(parse_envelope(agreement.signing[FILE]).payload)
    other = _other(settings, tuple(manifest.parties))
    faults = [
        f"{path}: {party} has not signed it"
        for party in manifest.parties
        if party not in agreement.signed_by
    ]
    if faults:
        raise VerificationError(faults)
    own = _listed(agreement, manifest, settings.party)
    if own != _own_file(settings):
        raise InputError(
            f"{settings.keys / PUBLIC}: other keys than {path} lists for "
            f"{settings.party}"
        )
    if manifest.catalogue != catalogue_digest():
        raise InputError(
            f"{path}: another catalogue of messages was agreed than this edition of "
            "thalweg speaks by; both sides run the one that they signed"
        )
    return Agreed(
        terms=terms_of(agreement, sha256),
        us=_side(settings.party, own),
        peer=_side(other, _listed(agreement, manifest, other)),
        is_signed=True,
    )


def _listed(agreement: Agreement, manifest: AgreementManifest, party: str) -> KeyFile:
    name = manifest.parties[party]
    return parse_key_file(agreement.signing[name], name)


def _other(settings: Settings, parties: Sequence[str]) -> str:
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
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
    return parse_key_file(data, str(path))


def _side(party: str, file: KeyFile) -> SideKeys:
    keys = file.keys
    return SideKeys(
        party=party,
        log=(keys["log"],),
        sealed=(keys["sealed"],),
        witness=(keys["witness"],),
        mirror=(keys["mirror"],),
        node=(keys["node"],),
        root=(file.root,),
        officers=tuple(key for use, key in keys.items() if is_officer(use)),
    )
