"""What stands in a thalweg log: an entry is an envelope, and its type says what of.

A log of anybody may hold anything; only what says of itself that it is thalweg's own is
held against the table `LEAVES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from thalweg.errors import RefusedError
from thalweg.wire.agreement_manifest import parse_agreement_manifest
from thalweg.wire.envelope import Envelope, parse_envelope
from thalweg.wire.finding_leaf import parse_finding_leaf
from thalweg.wire.key_list import parse_key_list
from thalweg.wire.message import parse_message
from thalweg.wire.origin_leaf import parse_origin_link
from thalweg.wire.sealed_leaf import parse_sealed_leaf
from thalweg.wire.strict_json import load_exact

OWN_TYPES = "application/vnd.thalweg."
"""How the payload type of every entry begins that thalweg writes."""

MESSAGE = f"{OWN_TYPES}message.v1+json"
FINDING = f"{OWN_TYPES}finding.v1+json"
SEALED = f"{OWN_TYPES}sealed.v1+json"
KEYS = f"{OWN_TYPES}keys.v1+json"
AGREEMENT = f"{OWN_TYPES}agreement.v1+json"
ATTEMPTS = f"{OWN_TYPES}attempts.v1+json"
LINK = f"{OWN_TYPES}origin.v1+json"

_OWN_MARK = OWN_TYPES.encode()

Check = Callable[[bytes], object]
"""Takes a payload; raises RefusedError or ValueError where it is not of its type."""


def check_document(payload: bytes) -> None:
    """Hold that a payload is one JSON object in canonical form that says what it is.

    Raises
    ------
    ValueError
        Saying what is wrong.
    """
    document = load_exact(payload)
    if not isinstance(document, dict) or not isinstance(document.get("thalweg"), str):
        raise ValueError("wanted an object whose 'thalweg' names its format")


LEAVES: Mapping[str, Check] = {
    MESSAGE: parse_message,
    FINDING: parse_finding_leaf,
    SEALED: parse_sealed_leaf,
    KEYS: parse_key_list,
    AGREEMENT: parse_agreement_manifest,
    ATTEMPTS: check_document,
    LINK: parse_origin_link,
}
"""Every type of payload that thalweg writes, and what holds one against its schema."""


def note_format(payload: bytes) -> str:
    """Return the format that a note's payload says it has; "" where it says none."""
    try:
        document = load_exact(payload)
    except ValueError:
        return ""
    return str(document.get("thalweg")) if isinstance(document, dict) else ""


def parse_leaf(entry: bytes) -> Envelope | None:
    """Read an entry of a log; None where it is not thalweg's own.

    An entry claims to be thalweg's own by beginning like an object and naming one of
    its types; then it must be an envelope of a known type with a payload of that type.
    Who signed it is not asked here.

    Raises
    ------
    RefusedError
        Where it claims to be thalweg's own and is not.
    """
    if not entry.startswith(b"{") or _OWN_MARK not in entry:
        return None
    envelope = parse_envelope(entry)
    if not envelope.payload_type.startswith(OWN_TYPES):
        return None
    check = LEAVES.get(envelope.payload_type)
    if check is None:
        raise RefusedError([f"no known type of payload: {envelope.payload_type}"])
    try:
        check(envelope.payload)
    except (ValueError, RefusedError) as why:
        raise RefusedError([f"{envelope.payload_type}: {why}"]) from None
    return envelope
