"""Proposing, accepting and refusing an edition: AG-1, AG-2 and AG-3 from its manifest.

The message names the manifest by its digest; the files themselves travel beside it.
What is made here is a `Message`, to be sent as any other or, where there is no line yet
because this is the agreement that begins it, signed and carried as a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.hotline.catalogue import CATALOGUE
from thalweg.model.message import EntryRef, Message, Seen
from thalweg.record.merkle import EMPTY_ROOT
from thalweg.wire.agreement_manifest import AgreementManifest
from thalweg.wire.envelope import (
    Envelope,
    parse_envelope,
    sign_envelope,
    verified_payload,
)
from thalweg.wire.key_file import LOG, KeyFile
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import encode_message, parse_message
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey

PROPOSE, ACCEPT, REFUSE = "AG-1", "AG-2", "AG-3"


def about_edition(
    element: str,
    manifest: AgreementManifest,
    *,
    sender: str,
    keys: Mapping[str, KeyFile],
    now_us: int,
    clauses: Sequence[str] = (),
    seen: Seen | None = None,
    ref: EntryRef | None = None,
) -> Message:
    """Return what one party says of an edition to the other.

    Parameters
    ----------
    element
        `PROPOSE`, `ACCEPT` or `REFUSE`.
    keys
        each party's keys, as the manifest lists them.
    clauses
        ids of the clauses that are not accepted; for `REFUSE` alone.
    seen
        how much of the other side's log was held; None where there is none yet.
    ref
        the entry that is answered, where it is one.

    Raises
    ------
    InputError
        The sender is no party, or the message would be wrong: everything it would be
        refused for.
    """
    others = [party for party in manifest.parties if party != sender]
    if sender not in manifest.parties or len(others) != 1:
        parties = ", ".join(manifest.parties)
        raise InputError(f"{sender!r} to the other of {parties}: wanted one of the two")
    origin = keys[others[0]].keys[LOG].name
    message = Message(
        agreement=manifest.supersedes or manifest.sha256,
        sender=sender,
        recipient=others[0],
        element=element,
        params=edition_params(element, manifest, clauses),
        ref=ref,
        event_time_us=now_us,
        signed_time_us=now_us,
        useful_until_us=None,
        seen=seen or Seen(origin=origin, size=0, root=EMPTY_ROOT),
    )
    if faults := CATALOGUE.faults(message):
        raise InputError("\n".join(faults))
    return message


def carried(message: Message, officers: Sequence[SigningKey]) -> Envelope:
    """Sign a message with its officers' keys, to be carried as a file.

    Raises
    ------
    InputError
        There are fewer officers than its element needs.
    """
    wanted = CATALOGUE.element(message.element).persons
    if len({key.verifier.public for key in officers}) < wanted:
        raise InputError(
            f"{message.element} is signed by {wanted} officers; got {len(officers)}"
        )
    return sign_envelope(MESSAGE, encode_message(message), officers)


def read_carried(
    data: bytes, keys: Mapping[str, KeyFile]
) -> tuple[Message, tuple[VerifierKey, ...]]:
    """Return a message that was carried as a file, and the officers who signed it.

    Parameters
    ----------
    keys
        each party's keys; officers of the party it is from must have signed.

    Raises
    ------
    VerificationError
        It is not what it should be, or too few officers signed.
    """
    envelope = parse_envelope(data)
    if envelope.payload_type != MESSAGE:
        raise RefusedError([f"wanted a message, got {envelope.payload_type}"])
    known = [key for file in keys.values() for key in file.officers]
    payload, signers = verified_payload(envelope, known)
    message = parse_message(payload)
    file = keys.get(message.sender)
    by = tuple(key for key in signers if file is not None and key in file.officers)
    faults = list(CATALOGUE.faults(message))
    if not faults and len(by) < CATALOGUE.element(message.element).persons:
        faults.append(f"{message.element}: too few officers of {message.sender} signed")
    if faults:
        raise VerificationError(faults)
    return message, by


def edition_params(
    element: str, manifest: AgreementManifest, clauses: Sequence[str] = ()
) -> dict[str, object]:
    """Return the parameters by which `PROPOSE`, `ACCEPT` or `REFUSE` names an edition.

    Raises
    ------
    ValueError
        The element is none of these.
    """
    digest = manifest.sha256
    if element == PROPOSE:
        return {
            "agreement": manifest.id,
            "edition": manifest.edition,
            "digest": digest,
        }
    if element == ACCEPT:
        return {"digest": digest, "from_us": manifest.from_us}
    if element != REFUSE:
        raise ValueError(f"{element} says nothing of an edition")
    return {
        "digest": digest,
        "clauses": [
            {"agreement": manifest.id, "edition": manifest.edition, "clause": clause}
            for clause in clauses
        ],
    }
