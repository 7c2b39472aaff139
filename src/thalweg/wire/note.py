"""Signed notes (C2SP signed-note): a text, a blank line, and lines of signatures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from thalweg.errors import RefusedError, VerificationError
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import SIGNATURE_BYTES, KeyKind, VerifierKey, name_fault

LARGEST_BYTES = 1 << 17
MOST_SIGNATURES = 64
"""The specification asks for 16 at least; one of the long kind has 2.4 kB."""

_DASH = "\u2014 "
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line under a note: a key's name, its id of 4 bytes, and what it signed with.

    `blob` is what follows the id: 64 bytes for a note's own kind, 8 of time and 64 for
    a cosignature, anything for kinds that are not read here.
    """

    name: str
    key_id: bytes
    blob: bytes

    @property
    def of(self) -> tuple[str, bytes]:
        """The name and id of the key that it says it is of."""
        return self.name, self.key_id

    def line(self) -> str:
        """Return the line, with its newline."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.blob)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures. Nothing is verified yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def format(self) -> bytes:
        """Return the only bytes that spell this note."""
        lines = "".join(signature.line() for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()


def parse_note(data: bytes) -> Note:
    """Read a signed note; its text must not be believed before `verified_by`.

    Raises
    ------
    RefusedError
        Where it is not a note in its one spelling, has more than 64 signatures or more
        than 128 KiB.
    """
    if len(data) > LARGEST_BYTES:
        _refuse(f"{len(data):,} bytes; at most {LARGEST_BYTES:,} are read")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as why:
        _refuse(f"not UTF-8 at byte {why.start}")
    if odd := next((char for char in whole if char < " " and char != "\n"), None):
        _refuse(f"a control character (U+{ord(odd):04X})")
    text, blank, signed = whole.rpartition("\n\n")
    if not blank or not signed.endswith("\n"):
        _refuse("wanted a text, a blank line and signatures, each ending in a newline")
    lines = signed[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        _refuse(f"{len(lines)} signatures; at most {MOST_SIGNATURES} are read")
    return Note(text + "\n", tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> NoteSignature:
    """Read one signature line, without its newline.

    Raises
    ------
    RefusedError
        Where it is not a dash, a name and base64 of at least five bytes.
    """
    name, blank, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not blank:
        _refuse(f"signature line {line[:80]!r}: wanted '\u2014 <name> <base64>'")
    if name_fault(name):
        _refuse(f"signature line {line[:80]!r}: that is no name of a key")
    try:
        decoded = from_base64(encoded)
    except ValueError as why:
        _refuse(f"signature of {name!r}: {why}")
    if len(decoded) < 5:
        _refuse(f"signature of {name!r}: no more than the key's id")
    return NoteSignature(name, decoded[:4], decoded[4:])


def sign_note(text: str, key: SigningKey) -> NoteSignature:
    """Return the line that signs `text`, which ends in a newline, as it stands."""
    if key.kind is not KeyKind.ED25519:
        raise ValueError(f"{key.name!r} signs cosignatures, not notes")
    verifier = key.verifier
    return NoteSignature(verifier.name, verifier.key_id, key.sign(text.encode()))


def verified_by(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of `keys` that signed the note, each once, in the order of `keys`.

    Signatures of keys that are not among `keys` are passed over, as the specification
    demands. That a key signed says nothing on whether its signature was wanted.

    Raises
    ------
    VerificationError
        Where a line bears the name and id of one of `keys` and does not verify: then
        no other line of the note is to be believed either.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found = set()
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not holds(key, note.text, signature.blob):
            raise VerificationError(
                [f"signature of {key.name!r} ({key.key_id.hex()}) does not verify"]
            )
        found.add(key)
    return tuple(key for key in known.values() if key in found)


def holds(key: VerifierKey, text: str, blob: bytes) -> bool:
    """Tell whether `blob` is the signature of `key` over `text`, in the key's kind."""
    if key.kind is KeyKind.ED25519:
        return key.verify(blob, text.encode())
    if len(blob) != _TIME_BYTES + SIGNATURE_BYTES:
        return False
    time_s = int.from_bytes(blob[:_TIME_BYTES], "big")
    return time_s < 1 << 63 and key.verify(
        blob[_TIME_BYTES:], cosigned_bytes(text, time_s)
    )


def cosigned_bytes(text: str, time_s: int) -> bytes:
    """Return what a cosignature signs: a header, the time in Unix seconds, the text."""
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def _refuse(fault: str) -> NoReturn:
    raise RefusedError([f"signed note: {fault}"])
