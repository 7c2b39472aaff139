"""Checkpoints (C2SP tlog-checkpoint): how far a log goes, and its root there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NoReturn

from thalweg.errors import RefusedError
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.note import Note, NoteSignature, parse_note, sign_note
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey

LARGEST_SIZE = (1 << 63) - 1
LONGEST_ORIGIN_BYTES = 255
MOST_EXTENSIONS = 16

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's name, the number of its entries and the root over them (32 bytes).

    `extensions` are further lines of a log that thalweg did not write. They are under
    the signature and mean nothing here; thalweg writes none.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what can never be meant."""
        if not 0 <= self.size <= LARGEST_SIZE:
            raise ValueError(f"a log has 0 to 2**63 - 1 entries, not {self.size}")
        if len(self.root) != 32:
            raise ValueError(f"a root has 32 bytes, not {len(self.root)}")
        if not 0 < len(self.origin.encode()) <= LONGEST_ORIGIN_BYTES:
            raise ValueError(f"an origin has 1 to {LONGEST_ORIGIN_BYTES} bytes")
        if any(char < " " for line in self._free_lines for char in line):
            raise ValueError("a control character in a line")
        if len(self.extensions) > MOST_EXTENSIONS or "" in self.extensions:
            raise ValueError(
                f"an empty extension line, or more than {MOST_EXTENSIONS} of them"
            )

    def body(self) -> str:
        """Return the text that is signed: each line with its newline."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @property
    def _free_lines(self) -> tuple[str, ...]:
        return (self.origin, *self.extensions)


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and the note it stands in. Nothing is verified yet."""

    checkpoint: Checkpoint
    note: Note

    def with_lines(self, *signatures: NoteSignature) -> SignedCheckpoint:
        """Return the same checkpoint with lines added; those it has are not doubled."""
        new = [line for line in signatures if line not in self.note.signatures]
        both = (*self.note.signatures, *dict.fromkeys(new))
        return replace(self, note=replace(self.note, signatures=both))

    def lines_of(self, keys: Iterable[VerifierKey]) -> SignedCheckpoint:
        """Return the same checkpoint with the lines alone that bear one of some keys.

        Whoever sends a checkpoint may put any others under it.
        """
        known = {(key.name, key.key_id) for key in keys}
        lines = (line for line in self.note.signatures if line.of in known)
        return replace(self, note=replace(self.note, signatures=tuple(lines)))

    def format(self) -> bytes:
        """Return the only bytes that spell this checkpoint."""
        return self.note.format()


def parse_body(text: str) -> Checkpoint:
    """Read the text of a checkpoint; any other spelling is refused.

    Raises
    ------
    RefusedError
        Naming the line and what was wanted there.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        _refuse("wanted an origin, a size and a root, each line ending in a newline")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        _refuse(f"line 2: the size is {size[:40]!r}, not a number in its plain form")
    try:
        checkpoint = Checkpoint(origin, int(size), from_base64(root), tuple(extensions))
    except ValueError as why:
        _refuse(str(why))
    if checkpoint.body() != text:
        _refuse("not in canonical form")
    return checkpoint


def parse_checkpoint(data: bytes) -> SignedCheckpoint:
    """Read a signed checkpoint; not to be believed before its note is verified.

    Raises
    ------
    RefusedError
        Where the note or its text is not in the one spelling.
    """
    note = parse_note(data)
    return SignedCheckpoint(parse_body(note.text), note)


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> SignedCheckpoint:
    """Sign a checkpoint with the log's own key, which bears the name of the origin.

    A log signs one root for a size and never goes back; to hold to that is for the
    caller, before this is called.
    """
    if key.name != checkpoint.origin:
        raise ValueError(f"key {key.name!r} does not sign for {checkpoint.origin!r}")
    body = checkpoint.body()
    return SignedCheckpoint(checkpoint, Note(body, (sign_note(body, key),)))


def _refuse(fault: str) -> NoReturn:
    raise RefusedError([f"checkpoint: {fault}"])
