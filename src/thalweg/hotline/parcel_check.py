"""A parcel checked without a record: what is in it, who signed, and its sheet.

The sheet goes with a parcel by hand. Read over the telephone it tells whoever receives
the parcel, before anything is opened, that these are the bytes that were meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thalweg.errors import VerificationError
from thalweg.hotline.parcel import Parcel, Run, read_parcel
from thalweg.hotline.sides import SideKeys
from thalweg.record.merkle import Frontier, leads_to, leaf_hash, verify_inclusion
from thalweg.times import iso
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from thalweg.wire.cosignature import Cosignature, cosignatures_of
from thalweg.wire.note import verified_by
from thalweg.wire.tlog_proof import parse_tlog_proof
from thalweg.wire.vkey import VerifierKey
from thalweg.wire.witness_request import parse_witness_request

OPEN_LETTER = (
    "NOT ENCRYPTED. Whoever carries this parcel can read it. Send it sealed to the "
    "other side's key, or by a courier."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedLog:
    """A checkpoint in a parcel: whose, and which cosignatures on it hold."""

    name: str
    checkpoint: Checkpoint
    cosigned_by: tuple[Cosignature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelReport:
    """What a parcel holds.

    Attributes
    ----------
    sender, recipient, made_us, sha256, byte_count
        of the parcel itself.
    logs
        the checkpoints in it whose signatures hold.
    first, count
        index of the first entry of the sender's log in it, and how many there are.
    back_count, disclosed_count
        entries of the receiver's own log, and proofs of sealed entries.
    faults
        one sentence for each thing that does not hold; empty where all does.
    not_checked
        what could not be, without the record that the parcel goes to.
    """

    sender: str
    recipient: str
    made_us: int
    sha256: str
    byte_count: int
    logs: tuple[CheckedLog, ...]
    first: int
    count: int
    back_count: int
    disclosed_count: int
    faults: tuple[str, ...]
    not_checked: tuple[str, ...]

    def sheet(self) -> str:
        """Return the sheet, to be printed and read aloud; hex digits go in fours."""
        lines = [
            f"PARCEL FROM {self.sender} TO {self.recipient}",
            f"MADE    {iso(self.made_us)}",
            f"BYTES   {self.byte_count}",
            f"SHA-256 {_fours(self.sha256)}",
            f"ENTRIES {self.count}, FROM {self.first}",
        ]
        for log in self.logs:
            at = log.checkpoint
            lines += (
                "",
                f"{log.name}",
                f"ORIGIN  {at.origin}",
                f"SIZE    {at.size}",
                f"ROOT    {_fours(at.root.hex())}",
            )
            lines += (
                f"COSIGNED {one.key.name} {iso(one.time_s * 1_000_000)}"
                for one in log.cosigned_by
                if one.time_s < 253_402_300_800
            )
        return "\n".join((*lines, "", OPEN_LETTER)) + "\n"


def check_parcel(data: bytes, sender: SideKeys, recipient: SideKeys) -> ParcelReport:
    """Check what can be of a parcel with the keys of both sides alone.

    Raises
    ------
    RefusedError
        It is no parcel.
    """
    parcel = read_parcel(data)
    faults: list[str] = []
    not_checked: list[str] = []
    if (parcel.sender, parcel.recipient) != (sender.party, recipient.party):
        faults.append(f"it is from {parcel.sender} to {parcel.recipient}")
    logs = tuple(_logs(parcel, sender, recipient, faults))
    _check_run(parcel, logs, faults, not_checked)
    for proof in parcel.disclosed:
        _check_proof(proof, sender, recipient, faults)
    return ParcelReport(
        sender=parcel.sender,
        recipient=parcel.recipient,
        made_us=parcel.made_us,
        sha256=sha256_hex(data),
        byte_count=len(data),
        logs=logs,
        first=parcel.run.first,
        count=len(parcel.run.entries),
        back_count=len(parcel.back.entries),
        disclosed_count=len(parcel.disclosed),
        faults=tuple(faults),
        not_checked=tuple(not_checked),
    )


def _logs(
    parcel: Parcel, sender: SideKeys, recipient: SideKeys, faults: list[str]
) -> Iterator[CheckedLog]:
    asked = (
        ("LOG", parcel.log, sender.log, recipient.cosigners),
        ("SEALED LOG", parcel.sealed, sender.sealed, recipient.cosigners),
    )
    for name, body, keys, cosigners in asked:
        if body is not None:
            try:
                note = parse_witness_request(body).checkpoint_bytes
                yield _checked(name, note, keys, cosigners)
            except VerificationError as why:
                faults += (f"{name}: {fault}" for fault in why.faults)
    receipts = (
        ("RECEIPT FOR LOG", parcel.receipt, recipient.log),
        ("RECEIPT FOR LOG (WITNESS)", parcel.witnessed, recipient.log),
        ("RECEIPT FOR SEALED LOG", parcel.sealed_receipt, recipient.sealed),
    )
    for name, given, keys in receipts:
        if given is not None:
            try:
                yield _checked(name, given, keys, sender.cosigners)
            except VerificationError as why:
                faults += (f"{name}: {fault}" for fault in why.faults)


def _checked(
    name: str,
    note: bytes,
    keys: Sequence[VerifierKey],
    cosigners: Sequence[VerifierKey],
) -> CheckedLog:
    signed = _signed(note, keys)
    return CheckedLog(
        name=name,
        checkpoint=signed.checkpoint,
        cosigned_by=cosignatures_of(signed, cosigners),
    )


def _signed(note: bytes, keys: Sequence[VerifierKey]) -> SignedCheckpoint:
    signed = parse_checkpoint(note)
    if signed.checkpoint.origin != keys[0].name or not verified_by(signed.note, keys):
        raise VerificationError([f"{keys[0].name} did not sign it"])
    return signed


def _check_run(
    parcel: Parcel,
    logs: Sequence[CheckedLog],
    faults: list[str],
    not_checked: list[str],
) -> None:
    log = next((one for one in logs if one.name == "LOG"), None)
    run: Run = parcel.run
    if log is None or not run.entries:
        return
    if run.first:
        not_checked.append(
            f"whether its entries lead to the checkpoint: the {run.first} before them "
            "are not in it"
        )
        return
    frontier = Frontier()
    for entry in run.entries:
        frontier.append(leaf_hash(entry))
    growth = parcel.growth
    try:
        proof = () if growth is None else parse_witness_request(growth).proof
    except VerificationError as why:
        faults += why.faults
        return
    at = log.checkpoint
    if not leads_to(frontier, at.size, at.root, proof):
        faults.append(f"its {len(run.entries)} entries do not lead to the checkpoint")


def _check_proof(
    data: bytes, sender: SideKeys, recipient: SideKeys, faults: list[str]
) -> None:
    try:
        proof = parse_tlog_proof(data)
        signed = _signed(proof.checkpoint_bytes, sender.sealed)
        if not cosignatures_of(signed, recipient.witness):
            raise VerificationError(["the receiver's witness did not cosign it"])
        at, leaf = signed.checkpoint, leaf_hash(proof.extra or b"")
        verify_inclusion(proof.index, at.size, leaf, proof.hashes, at.root)
    except VerificationError as why:
        name = sha256_hex(data)[:16]
        faults += (f"disclosed {name}: {fault}" for fault in why.faults)


def _fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
