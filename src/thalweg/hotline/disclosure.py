"""Sealed entries: committed to now, without being told; disclosed later, with proof.

A sealed entry is ``{nonce, kind, digest, feed, seq, from_us, to_us}``. The nonce keeps
a guesser from trying what may have been sealed; feed, number and span let gaps and
doubles show once entries are disclosed. What this does not prove: that the entry is
true, that nothing else was sealed beside it, or that all was sealed that was seen.
"""

from __future__ import annotations

from collections.abc import Mapping

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.hotline.books import DISCLOSED, KEPT, PROOFS, Books, ref_key
from thalweg.model.message import EntryRef, Message
from thalweg.record.merkle import inclusion_proof, leaf_hash, verify_inclusion
from thalweg.wire import key_file
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_file import WITNESS
from thalweg.wire.leaf import SEALED
from thalweg.wire.note import verified_by
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.tlog_proof import TlogProof, parse_tlog_proof


def sealed_entry(books: Books, leaf: SealedLeaf) -> bytes:
    """Return the entry of a sealed log; raises InputError where the leaf is wrong."""
    return sign_envelope(SEALED, leaf.encode(), [books.keys.node]).format()


def proof_of(books: Books, index: int) -> bytes:
    """Return the ``.tlog-proof`` of a sealed entry, the entry in it.

    It stands on the first checkpoint over it that the other side's witness cosigned, so
    that it shows that the entry was sealed by then.

    Raises
    ------
    InputError
        There is no such entry, or no receipt over it yet.
    """
    origin = books.us.sealed_origin
    entries = books.tree(origin).entries(index, index + 1)
    if not entries:
        raise InputError(f"{origin}: there is no entry {index}")
    keys = [key.text() for key in books.rings.lasting(WITNESS, mine=False)]
    found = [books.store.receipt(origin, key, index) for key in keys]
    given = [one for one in found if one is not None]
    receipt = min(given, key=lambda one: (one.size, one.time_s), default=None)
    if receipt is None:
        raise InputError(
            f"{origin}: the other side has not cosigned entry {index} yet, so that "
            "its proof would show nothing: wait for its next parcel"
        )
    reader = books.tree(origin).reader(receipt.size)
    hashes = inclusion_proof(index, receipt.size, reader)
    return TlogProof(index, hashes, receipt.note, entries[0]).format()


def keep_proof(books: Books, proof: bytes, index: int) -> None:
    """Put a proof of a sealed entry of either side into its row."""
    row = {"proof": to_base64(proof), "index": index}
    books.standing.put(PROOFS, sha256_hex(proof), row)


def proof_named(books: Books, message: Message) -> bytes | None:
    """Return the proof that an RC-3 names; None where it is not here, or did not hold.

    What came from the other side is kept only where it holds (`take_proof`).
    """
    row = books.standing.get(PROOFS, str(message.params.get("digest")))
    return from_base64(str(row["proof"])) if isinstance(row, dict) else None


def take_named(books: Books, proofs: Mapping[str, bytes]) -> list[str]:
    """Keep, of proofs by SHA-256, those that a message here names; return the faults.

    One fact has endless spellings (a checkpoint may bear lines of keys that nobody
    knows), and to the other side they cost nothing: what no RC-3 names is passed over.
    A proof that comes with its RC-3 is kept when that is, in one transaction.
    """
    faults: list[str] = []
    for digest, data in proofs.items():
        try:
            index = parse_tlog_proof(data).index
        except RefusedError as why:
            faults += _told(digest, why)
            continue
        if _is_named(books, digest, index):
            faults += take_proof(books, digest, data, index)
    return faults


def take_proof(books: Books, digest: str, data: bytes, index: int) -> list[str]:
    """Keep the proof of one sealed entry of the other side; return what is wrong."""
    if books.standing.get(PROOFS, digest):
        return []
    try:
        proof = check_proof(books, data)
        if proof.index != index:
            raise VerificationError(
                [f"of entry {proof.index}; its message says {index}"]
            )
        _count(books, len(data))
    except VerificationError as why:
        return _told(digest, why)
    keep_proof(books, data, index)
    return []


def _told(digest: str, why: VerificationError) -> list[str]:
    return [f"disclosed {digest[:16]}: {fault}" for fault in why.faults]


def _is_named(books: Books, digest: str, index: int) -> bool:
    of = ref_key(EntryRef(books.peer.sealed_origin, index))
    found = (books.message(at) for at in books.listed(DISCLOSED, of))
    return any(one is not None and one.params.get("digest") == digest for one in found)


def _count(books: Books, size_bytes: int) -> None:
    kept, most = books.standing.number(KEPT, PROOFS), books.limits.proofs_bytes
    if kept + size_bytes > most:
        raise VerificationError(
            [f"{kept:,} bytes of proofs are kept, and no more than {most:,} "
             "(limits.proofs of the node's settings). Raise it, and have the other "
             "side give a parcel from entry 0 (`thalweg parcel make --first 0`)"]
        )  # fmt: skip
    books.standing.put(KEPT, PROOFS, kept + size_bytes)


def check_proof(books: Books, data: bytes) -> TlogProof:
    """Return a proof of a sealed entry of the other side, if it holds.

    Raises
    ------
    VerificationError
        It is no proof, the entry is not under its checkpoint, its log did not sign
        that, or our own witness never cosigned it: then it may have been made since.
    """
    proof = parse_tlog_proof(data)
    signed = parse_checkpoint(proof.checkpoint_bytes)
    at = signed.checkpoint
    if at.origin != books.peer.sealed_origin or not verified_by(
        signed.note, books.rings.lasting(key_file.SEALED, mine=False)
    ):
        raise VerificationError(["not of the other side's sealed log"])
    if not cosignatures_of(signed, books.rings.lasting(WITNESS, mine=True)):
        raise VerificationError(["our own witness did not cosign its checkpoint"])
    if proof.extra is None:
        raise VerificationError(["the entry is not in it"])
    verify_inclusion(
        proof.index, at.size, leaf_hash(proof.extra), proof.hashes, at.root
    )
    return proof
