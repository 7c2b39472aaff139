"""A side's new log in the place of one that cannot be brought back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from thalweg.errors import RefusedError, VerificationError
from thalweg.hotline.alarms import Alarm, Kind
from thalweg.hotline.books import Books
from thalweg.hotline.parcel import NOTHING, Parcel, Sizes
from thalweg.record.origins import (
    NewOrigin,
    abandoned,
    new_origin,
    origin_row,
    origins_of,
)
from thalweg.record.ports import Change
from thalweg.record.ring import KeyRing
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.encoded import to_base64
from thalweg.wire.note import verified_by
from thalweg.wire.witness_request import parse_witness_request


def continued_by(books: Books, parcel: Parcel) -> NewOrigin | None:
    """Return the new log that a parcel brings in the place of the one mirrored here.

    Raises
    ------
    VerificationError
        It claims to, and may not: keys that must did not sign it, or the log that it
        continues is not the one that is held here.
    """
    if parcel.log is None or parcel.run.first:
        return None
    note = parse_witness_request(parcel.log).checkpoint_bytes
    signed, ring = parse_checkpoint(note), books.rings.peer
    if signed.checkpoint.origin == ring.origin:
        return None
    found = new_origin(ring, parcel.run.entries)
    if found is None or signed.checkpoint.origin != found.link.new:
        return None
    link = found.link
    new = KeyRing(ring.party, link.new, found.first)
    if not verified_by(signed.note, new.now("log")):
        raise VerificationError([f"no key of {link.new!r} signed this"])
    held = min(link.size, books.mirror.size)
    if held == link.size and books.root_at(link.old, held) != link.root:
        raise VerificationError(
            [f"{link.new!r} continues another {link.old!r} than the one held here"]
        )
    return found


def accept(books: Books, new: NewOrigin, folder: Path) -> Alarm:
    """Put down that the other side's log is another one from now on; show it.

    What is held of the old one stays in the store, and its mirror's folder beside.
    """
    number = len(origins_of(books.store, new.link.party)) + 1
    # The folder first: done again, it finds that it is done.
    set_aside(folder / "mirror", number)
    row = origin_row(new.link.party, number, new)
    books.store.commit(Change(rows=(row,)))
    link = new.link
    facts = {
        "about": link.new,
        "old": link.old,
        "old_size": link.size,
        "old_root": to_base64(link.root),
        "known_size": link.known_size,
        "held_here": books.mirror.size,
        "reason": link.reason,
    }
    return Alarm(kind=Kind.NEW_ORIGIN, facts=facts)


def of_these_logs(books: Books, parcel: Parcel) -> Parcel:
    """Return a parcel without what speaks of own logs that others continue."""
    gone = abandoned(books.store)
    if not gone:
        return parcel
    notes = (parcel.receipt, parcel.witnessed, parcel.sealed_receipt)
    log, witness, sealed = (None if _origin(n) in gone else n for n in notes)
    if (log, witness, sealed) == notes:
        return parcel
    # What the other side says it holds is of the old ones, too.
    return replace(
        parcel,
        receipt=log,
        witnessed=witness,
        sealed_receipt=sealed,
        holds=Sizes(0, 0),
        back=NOTHING,
        back_growth=None,
    )


def _origin(note: bytes | None) -> str | None:
    try:
        return None if note is None else parse_checkpoint(note).checkpoint.origin
    except RefusedError:
        return None


def set_aside(folder: Path, number: int) -> None:
    """Rename a published log that another continues: ``log`` to ``log.1``."""
    aside = folder.with_name(f"{folder.name}.{number}")
    if folder.exists() and not aside.exists():
        folder.rename(aside)
