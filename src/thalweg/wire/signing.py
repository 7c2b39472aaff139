"""Keys that sign, and how they are kept: PKCS#8, under a passphrase."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from thalweg.errors import InputError
from thalweg.wire.vkey import KeyKind, VerifierKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A name, what it signs and its private Ed25519 key; never shown, never logged."""

    name: str
    kind: KeyKind
    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls, name: str, kind: KeyKind) -> Self:
        """Make a new key from the system's randomness; the name as for a vkey."""
        return cls(name, kind, Ed25519PrivateKey.generate())._checked()

    @classmethod
    def from_seed(cls, name: str, kind: KeyKind, seed: bytes) -> Self:
        """Make the key of a seed of 32 bytes: for tests and vectors alone."""
        return cls(name, kind, Ed25519PrivateKey.from_private_bytes(seed))._checked()

    @classmethod
    def from_pem(
        cls, name: str, kind: KeyKind, pem: bytes, passphrase: bytes | None
    ) -> Self:
        """Read a key that `to_pem` wrote.

        Raises
        ------
        InputError
            Where it is no Ed25519 key in PEM, or the passphrase is not the one.
        """
        try:
            private = load_pem_private_key(pem, passphrase)
        except (ValueError, TypeError) as why:
            raise InputError(
                f"key {name!r}: cannot be opened: {why}; wanted PKCS#8 in PEM and "
                "its passphrase"
            ) from None
        if not isinstance(private, Ed25519PrivateKey):
            raise InputError(f"key {name!r}: not an Ed25519 key")
        return cls(name, kind, private)._checked()

    @property
    def verifier(self) -> VerifierKey:
        """The key that others hold to check what this one signed."""
        return VerifierKey(
            self.name, self.kind, self.private.public_key().public_bytes_raw()
        )

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature over `data` (RFC 8032)."""
        return self.private.sign(data)

    def to_pem(self, passphrase: bytes | None) -> bytes:
        """Return the key as PKCS#8 in PEM, encrypted unless `passphrase` is None."""
        how: KeySerializationEncryption = (
            NoEncryption()
            if passphrase is None
            else BestAvailableEncryption(passphrase)
        )
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)

    def _checked(self) -> Self:
        # A name that no note can carry is told now, not at the first signature.
        _ = self.verifier
        return self
