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

from thalweg.errors import RefusedError, VerificationError
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.signing import SigningKey
from thalweg.wire.strict_json import LARGEST_BYTES, load_exact
from thalweg.wire.vkey import KeyKind, VerifierKey

MOST_SIGNATURES = 16
LONGEST_TYPE = 255

_PLAIN = r"[!#-\[\]-~]"  # ASCII that JSON writes as it is
_TYPE = re.compile(f"{_PLAIN}{{1,{LONGEST_TYPE}}}")
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
_ONE = r'\{"keyid":"[0-9a-f]{8}","sig":"[A-Za-z0-9+/]{86}=="\}'
# RFC 8785 leaves one spelling to an object of these keys. To match it takes a twentieth
# of reading it as JSON and spelling it again, which is what says why it did not match.
_EXACT = re.compile(
    rf'\{{"payload":"([A-Za-z0-9+/]*={{0,2}})",'
    rf'"payloadType":"({_TYPE.pattern})",'
    rf'"signatures":\[({_ONE}(?:,{_ONE})*)\]\}}'.encode()
)
_SIGNATURE = re.compile(r'"keyid":"([0-9a-f]{8})","sig":"([A-Za-z0-9+/=]{88})"')


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
    parts = _EXACT.fullmatch(data) if len(data) <= LARGEST_BYTES else None
    try:
        if parts is None:
            raise ValueError(_why_not(data))
        payload, kind, signatures = (one.decode("ascii") for one in parts.groups())
        found = [
            EnvelopeSignature(bytes.fromhex(key_id), _bytes("sig", text))
            for key_id, text in _SIGNATURE.findall(signatures)
        ]
        _check_signatures(found)
        return Envelope(kind, _bytes("payload", payload), tuple(found))
    except ValueError as why:
        raise RefusedError([f"envelope: {why}"]) from None


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


def _why_not(data: bytes) -> str:
    """Say why bytes are not an envelope in its one spelling."""
    document = load_exact(data)
    fields = _fields(document, "payload", "payloadType", "signatures")
    if not isinstance(fields["payload"], str):
        return "'payload' must be base64"
    kind, signatures = fields["payloadType"], fields["signatures"]
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        return "'payloadType' must be 1 to 255 plain ASCII characters"
    if not isinstance(signatures, list) or not signatures:
        return "'signatures' must be a list of one at least"
    for one in signatures:
        key_id = _fields(one, "keyid", "sig")["keyid"]
        if not isinstance(key_id, str) or not _KEY_ID.fullmatch(key_id):
            return "'keyid' must be the 8 hex digits of a verifier key's id"
    return "'payload' and each 'sig', of 64 bytes, must be base64"


def _fields(value: object, *names: str) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise ValueError(f"wanted exactly the keys {', '.join(names)}")
    return value


def _check_signatures(signatures: list[EnvelopeSignature]) -> None:
    if not 0 < len(signatures) <= MOST_SIGNATURES:
        raise ValueError(f"wanted 1 to {MOST_SIGNATURES} signatures")
    if len({one.key_id for one in signatures}) != len(signatures):
        raise ValueError("two signatures of one key")


def _bytes(name: str, text: str) -> bytes:
    try:
        return from_base64(text)
    except ValueError as why:
        raise ValueError(f"{name!r}: {why}") from None
