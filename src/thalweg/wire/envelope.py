"""DSSE envelopes in one spelling: bytes, their type, and who signed both.

What is signed is the pre-authentication encoding of type and bytes, so nothing is ever
spelt again to be verified, and a signature over one type never serves for another.
Source: the DSSE specification 1.0.2; its JSON is taken here in RFC 8785's form alone,
with standard base64.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from thalweg.errors import RefusedError, VerificationError
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.signing import SigningKey
from thalweg.wire.strict_json import load_exact
from thalweg.wire.vkey import SIGNATURE_BYTES, KeyKind, VerifierKey

MOST_SIGNATURES = 16
LONGEST_TYPE = 255

_TYPE = re.compile(r"[!-~]{1,255}", re.ASCII)
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EnvelopeSignature:
    """The id of a key (4 bytes, a hint) and its Ed25519 signature of 64 bytes."""

    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload, its type and its signatures. Nothing is verified yet.

    Take the payload from `verified_payload`, nowhere else.
    """

    payload_type: str
    payload: bytes
    signatures: tuple[EnvelopeSignature, ...]

    @property
    def id(self) -> str:
        """SHA-256 of what is signed, in hex: one more signature does not change it."""
        return sha256_hex(pae(self.payload_type, self.payload))

    def format(self) -> bytes:
        """Return the only bytes that spell this envelope."""
        signatures = [
            {"keyid": one.key_id.hex(), "sig": to_base64(one.signature)}
            for one in self.signatures
        ]
        return canonical_json(
            {
                "payload": to_base64(self.payload),
                "payloadType": self.payload_type,
                "signatures": signatures,
            }
        )


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return what is signed: type and payload, each behind its length in bytes.

    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def parse_envelope(data: bytes) -> Envelope:
    """Read an envelope; any other spelling than that of `Envelope.format` is refused.

    Raises
    ------
    RefusedError
        Naming what is wrong: the JSON, a key too many or too few, the base64, a type
        that is not 1 to 255 plain ASCII characters, none or more than 16 signatures,
        two of one key.
    """
    try:
        document = load_exact(data)
        envelope = _envelope(_fields(document, "payload", "payloadType", "signatures"))
    except ValueError as why:
        _refuse(str(why))
    if envelope.format() != data:
        _refuse("not in canonical form")
    return envelope


def sign_envelope(
    payload_type: str, payload: bytes, keys: Iterable[SigningKey]
) -> Envelope:
    """Sign `payload` as `payload_type` with each of `keys`, in their order."""
    if not _TYPE.fullmatch(payload_type):
        raise ValueError(f"{payload_type[:80]!r} is no type of a payload")
    signed = pae(payload_type, payload)
    signatures = []
    for key in keys:
        if key.kind is not KeyKind.ED25519:
            raise ValueError(f"{key.name!r} signs cosignatures, not envelopes")
        signatures.append(EnvelopeSignature(key.verifier.key_id, key.sign(signed)))
    _check_signatures(signatures)
    return Envelope(payload_type, payload, tuple(signatures))


def verified_payload(
    envelope: Envelope, keys: Iterable[VerifierKey]
) -> tuple[bytes, tuple[VerifierKey, ...]]:
    """Return the payload, and which of `keys` signed it: one at least, each once.

    Signatures of other keys are passed over. How many, and whose, are needed is for the
    caller to say.

    Raises
    ------
    VerificationError
        Where none of `keys` signed, or a signature bears the id of one and fails.
    """
    signed = pae(envelope.payload_type, envelope.payload)
    known = [key for key in keys if key.kind is KeyKind.ED25519]
    found = []
    for one in envelope.signatures:
        named = [key for key in known if key.key_id == one.key_id]
        held = [key for key in named if key.verify(one.signature, signed)]
        if named and not held:
            raise VerificationError(
                [f"signature of {named[0].name!r} does not verify: {envelope.id}"]
            )
        found.extend(held)
    if not found:
        raise VerificationError([f"no key that is known signed {envelope.id}"])
    # One public key under two names is one signer, not two.
    return envelope.payload, tuple({key.public: key for key in found}.values())


def _envelope(fields: dict[str, object]) -> Envelope:
    kind, signatures = fields["payloadType"], fields["signatures"]
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        raise ValueError(
            f"'payloadType' must be 1 to {LONGEST_TYPE} plain ASCII characters"
        )
    if not isinstance(signatures, list):
        raise ValueError("'signatures' must be a list")
    found = [_signature(one) for one in signatures[: MOST_SIGNATURES + 1]]
    _check_signatures(found)
    return Envelope(kind, _bytes(fields, "payload"), tuple(found))


def _signature(value: object) -> EnvelopeSignature:
    fields = _fields(value, "keyid", "sig")
    key_id = fields["keyid"]
    if not isinstance(key_id, str) or not _KEY_ID.fullmatch(key_id):
        raise ValueError("'keyid' must be the 8 hex digits of a verifier key's id")
    signature = _bytes(fields, "sig")
    if len(signature) != SIGNATURE_BYTES:
        raise ValueError(f"'sig' has {len(signature)} bytes, not {SIGNATURE_BYTES}")
    return EnvelopeSignature(bytes.fromhex(key_id), signature)


def _check_signatures(signatures: list[EnvelopeSignature]) -> None:
    if not 0 < len(signatures) <= MOST_SIGNATURES:
        raise ValueError(f"wanted 1 to {MOST_SIGNATURES} signatures")
    if len({one.key_id for one in signatures}) != len(signatures):
        raise ValueError("two signatures of one key")


def _fields(value: object, *names: str) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise ValueError(f"wanted exactly the keys {', '.join(names)}")
    return value


def _bytes(fields: dict[str, object], name: str) -> bytes:
    text = fields[name]
    if not isinstance(text, str):
        raise ValueError(f"{name!r} must be base64")
    try:
        return from_base64(text)
    except ValueError as why:
        raise ValueError(f"{name!r}: {why}") from None


def _refuse(fault: str) -> NoReturn:
    raise RefusedError([f"envelope: {fault}"])
