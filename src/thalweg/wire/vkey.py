"""Verifier keys as text: who signs, how, and with which Ed25519 key.

The form is C2SP signed-note's ``<name>+<key id in hex>+<base64(type || public key)>``.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from thalweg.errors import InputError
from thalweg.wire.encoded import from_base64, to_base64

SIGNATURE_BYTES = 64
LONGEST_NAME_BYTES = 255

_TEXT = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P


class KeyKind(IntEnum):
    """What a key signs; the type byte of C2SP signed-note."""

    ED25519 = 1
    """The text of a note, or the bytes of an envelope."""
    COSIGNATURE = 4
    """A checkpoint with a time: a witness's or a mirror's word on another's log."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name, what it signs and its Ed25519 public key of 32 bytes.

    Raises
    ------
    InputError
        Where the name cannot stand in a signed note, or the key is one under which
        anybody can sign: of small order, not canonical, or no point of the curve.
    """

    name: str
    kind: KeyKind
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what can never be meant."""
        if fault := name_fault(self.name) or _point_fault(self.public):
            raise InputError(f"key {self.name!r}: {fault}")

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each signature; a hint, not a digest."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:4]

    def text(self) -> str:
        """Return the key as vkey text."""
        material = to_base64(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Tell whether the 64 bytes `signature` are this key's over `data`."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            _loaded(self.public).verify(signature, data)
        except InvalidSignature:
            return False
        return True


def parse_vkey(text: str) -> VerifierKey:
    """Read a verifier key from its text; the only spelling is `VerifierKey.text`.

    Raises
    ------
    InputError
        Saying what is wrong with the text or the key.
    """
    parts = _TEXT.fullmatch(text)
    if parts is None:
        raise InputError(
            f"verifier key {text[:200]!r}: wanted <name>+<8 hex digits>+<base64>"
        )
    name, key_id, material = parts.groups()
    try:
        decoded = from_base64(material)
    except ValueError as why:
        raise InputError(f"verifier key {name!r}: {why}") from None
    key = VerifierKey(name, _kind(name, decoded), decoded[1:])
    if key.key_id.hex() != key_id:
        raise InputError(
            f"verifier key {name!r}: its id is {key.key_id.hex()}, not {key_id}; "
            "the text was cut or changed"
        )
    return key


def name_fault(name: str) -> str | None:
    """Say why `name` cannot name a key in a signed note; None where it can."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "its name is not valid Unicode"
    if not name or size > LONGEST_NAME_BYTES:
        return f"its name must have 1 to {LONGEST_NAME_BYTES} bytes"
    if "+" in name or any(char < " " or char.isspace() for char in name):
        return "its name has a blank, a plus or a control character"
    return None


def _kind(name: str, decoded: bytes) -> KeyKind:
    known = {kind.value for kind in KeyKind}
    if len(decoded) != 33 or decoded[0] not in known:
        raise InputError(
            f"verifier key {name!r}: wanted type 1 or 4 and an Ed25519 key of 32 "
            f"bytes, not {len(decoded)} bytes of type {decoded[:1].hex() or 'none'}"
        )
    return KeyKind(decoded[0])


@lru_cache(maxsize=256)
def _point_fault(public: bytes) -> str | None:
    """Say why 32 bytes are no key to trust (RFC 8032, section 5.1.3); None if they are.

    Under a key of small order one signature fits many messages, so anybody can make it.
    """
    if len(public) != 32:
        return f"an Ed25519 key has 32 bytes, not {len(public)}"
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    if y >= _P:
        return "the key is not in canonical form"
    x_squared = _x_squared(y)
    if pow(x_squared, (_P - 1) // 2, _P) not in (0, 1):
        return "the key is no point of the curve"
    for _ in range(3):
        y = (y * y + x_squared) * pow(1 - _D * x_squared * y * y, -1, _P) % _P
        x_squared = _x_squared(y)
    if y == 1:
        return "the key has a small order: anybody could sign under it"
    return None


def _x_squared(y: int) -> int:
    return (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P


@lru_cache(maxsize=256)
def _loaded(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
