"""One entry's proof as a file (C2SP tlog-proof): checked by anybody, off line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from thalweg.errors import RefusedError
from thalweg.wire.checkpoint import LARGEST_SIZE, parse_checkpoint
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.hash_lines import MOST_HASHES, hashes_of, lines_of, number_after

HEADER = "c2sp.org/tlog-proof@v1"
LARGEST_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Where an entry stands, the way from it to the root, and the log's checkpoint.

    The entry itself is not in it. `extra` is whatever was put beside; nothing vouches
    for it.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint_bytes: bytes
    extra: bytes | None = None

    def __post_init__(self) -> None:
        """Refuse what can never be meant."""
        if not 0 <= self.index <= LARGEST_SIZE or len(self.hashes) > MOST_HASHES:
            raise ValueError("an index below 2**63 and at most 63 hashes are wanted")

    def format(self) -> bytes:
        """Return the only bytes that spell this proof: a file ``.tlog-proof``."""
        extra = "" if self.extra is None else f"extra {to_base64(self.extra)}\n"
        head = f"{HEADER}\n{extra}index {self.index}\n{lines_of(self.hashes)}\n"
        return head.encode() + self.checkpoint_bytes


def parse_tlog_proof(data: bytes) -> TlogProof:
    """Read a proof; whether it holds is for whoever has the entry and the log's key.

    Raises
    ------
    RefusedError
        Where it or the checkpoint in it is not in its one spelling.
    """
    if len(data) > LARGEST_BYTES:
        _refuse(f"{len(data):,} bytes; at most {LARGEST_BYTES:,} are read")
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        _refuse("other than ASCII before the checkpoint")
    if not blank or lines.pop(0) != HEADER:
        _refuse(f"wanted {HEADER!r}, lines of proof, a blank line and a checkpoint")
    try:
        proof = _of_lines(lines, checkpoint)
    except ValueError as why:
        _refuse(str(why))
    parse_checkpoint(checkpoint)
    if proof.format() != data:
        _refuse("not in canonical form")
    return proof


def _of_lines(lines: list[str], checkpoint: bytes) -> TlogProof:
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "))
    if not lines:
        raise ValueError("wanted 'index <number>'")
    index = number_after("index", lines[0])
    return TlogProof(index, hashes_of(lines[1:]), checkpoint, extra)


def _refuse(fault: str) -> NoReturn:
    raise RefusedError([f"proof of an entry: {fault}"])
