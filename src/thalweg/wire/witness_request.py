"""What a log asks of a witness (C2SP tlog-witness): the body of ``add-checkpoint``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from thalweg.errors import RefusedError
from thalweg.wire.checkpoint import LARGEST_SIZE
from thalweg.wire.hash_lines import MOST_HASHES, hashes_of, lines_of, number_after

LARGEST_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """The size cosigned last, the proof from there, and the new checkpoint as it came.

    The checkpoint's bytes are not read here: a witness answers differently to one that
    is malformed, of an unknown log, or under no trusted signature.
    """

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint_bytes: bytes

    def __post_init__(self) -> None:
        """Refuse what can never be meant."""
        if not 0 <= self.old_size <= LARGEST_SIZE or len(self.proof) > MOST_HASHES:
            raise ValueError("a size below 2**63 and at most 63 hashes are wanted")

    def format(self) -> bytes:
        """Return the only bytes that spell this request."""
        head = f"old {self.old_size}\n{lines_of(self.proof)}\n"
        return head.encode() + self.checkpoint_bytes


def parse_witness_request(data: bytes) -> WitnessRequest:
    """Read the body of a request of at most 64 KiB.

    Raises
    ------
    RefusedError
        Where it is not in its one spelling: a witness answers 400.
    """
    if len(data) > LARGEST_BYTES:
        _refuse(f"{len(data):,} bytes; at most {LARGEST_BYTES:,} are read")
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        _refuse("other than ASCII before the checkpoint")
    if not blank or not checkpoint:
        _refuse("wanted an old size, lines of proof, a blank line and a checkpoint")
    try:
        return WitnessRequest(number_after("old", first), hashes_of(lines), checkpoint)
    except ValueError as why:
        _refuse(str(why))


def proof_in(growth: bytes | None) -> tuple[bytes, ...]:
    """Return the proof of a request, read as it is above; () where none came."""
    return () if growth is None else parse_witness_request(growth).proof


def _refuse(fault: str) -> NoReturn:
    raise RefusedError([f"add-checkpoint: {fault}"])
