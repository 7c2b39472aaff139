"""A side's new log in the place of one that cannot be brought back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from thalweg.errors import RefusedError, VerificationError
from thalweg.hotline.alarms import Alarm, Kind
from thalweg.hotline.books import Books
from thalweg.hotline.effects import Effects
from thalweg.hotline.intake import make_room
from thalweg.hotline.parcel import NOTHING, Parcel, Sizes
from thalweg.hotline.parting import PARTED, closing, leave
from thalweg.record.durable import write_durably
from thalweg.record.log_files import CONTINUED, RECEIPTS
from thalweg.record.origins import (
    NewOrigin,
    abandoned,
    continued,
    continues,
    new_origin,
    origin_row,
    origins_of,
)
from thalweg.record.ports import Change, RecordStore
from thalweg.record.ring import KeyRing
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.encoded import from_base64
from thalweg.wire.note import verified_by
from thalweg.wire.origin_leaf import STOLEN
from thalweg.wire.tile import pack_bundle
from thalweg.wire.witness_request import parse_witness_request

Continued = tuple[NewOrigin, tuple[bytes, ...]]
"""A new log, and its first two entries as they came."""


def continued_by(books: Books, parcel: Parcel) -> Continued | None:
    """Return the new log that a parcel brings in the place of the one mirrored here.

    Where its side began anew more than once since, that is the next one: what follows
    it is asked for again. Of those in between, links alone come; and of the newest,
    too, where its side believes that what we hold of the old one is of the new.

    Raises
    ------
    VerificationError
        It claims to, and may not: keys that must did not sign it, or the log that it
        continues is not the one that is held here.
    """
    if parcel.log is None:
        return None
    note = parse_witness_request(parcel.log).checkpoint_bytes
    signed, ring = parse_checkpoint(note), books.rings.peer
    if signed.checkpoint.origin == ring.origin:
        return None
    if listed := _listed(books, parcel.lists):
        return listed
    if parcel.run.first:
        return None
    entries = tuple(parcel.run.entries[:2])
    found = new_origin(ring, entries)
    if found is None or signed.checkpoint.origin != found.link.new:
        return None
    new = KeyRing(ring.party, found.link.new, found.first)
    if not verified_by(signed.note, new.now("log")):
        raise VerificationError([f"no key of {found.link.new!r} signed this"])
    _refuse_other(books, found)
    return found, entries


def _listed(books: Books, lists: Sequence[bytes]) -> Continued | None:
    """Return the log that continues the one mirrored here, of those told beside a log.

    Raises
    ------
    VerificationError
        One claims to, and may not.
    """
    for at, entry in enumerate(lists[1:], 1):
        if continues(entry) == books.rings.peer.origin:
            entries = tuple(lists[at - 1 : at + 1])
            found = new_origin(books.rings.peer, entries)
            if found is not None:
                _refuse_other(books, found)
                return found, entries
    return None


def _refuse_other(books: Books, found: NewOrigin) -> None:
    link = found.link
    held = min(link.size, books.mirror.size)
    is_same = held < link.size or books.root_at(link.old, held) == link.root
    # Where its key was stolen, what is held here may be a thief's.
    if not is_same and link.reason != STOLEN:
        raise VerificationError(
            [f"{link.new!r} continues another {link.old!r} than the one held here"]
        )


def unheard(books: Books) -> tuple[bytes, ...]:
    """Return the lists and links of all own new logs, until the newest has a receipt.

    As long as it has none, the other side may stand at any of them: it was away, or
    what came of the newest was lost.
    """
    if books.newest_receipt() is not None:
        return ()
    both = continued(books.store, books.us.party)
    return tuple(entry for of_one in both for entry in of_one)


def accept(
    books: Books,
    effects: Effects,
    new: NewOrigin,
    entries: Sequence[bytes],
    now_us: int,
) -> Alarm:
    """Put down that the other side's log is another one from now on; show it.

    What is held of the old one stays in the store; its mirror's folder is put beside
    when the books are opened next (`put_beside`).
    """
    number = len(origins_of(books.store, new.link.party)) + 1
    if new.link.reason == STOLEN:
        make_room(books, now_us)
    books.save()
    told = leave(books, effects, new, now_us, mine=False)
    row = origin_row(new.link.party, number, entries)
    try:
        rows = (*closing(books, mine=False), row)
        books.store.commit(Change(rows=rows))
    except BaseException:
        books.undo()
        raise
    facts = {
        "about": new.link.new,
        **{key: told[key] for key in ("old", "reason", "common", "known_size")},
        "old_size": told["named"]["size"],
        "old_root": told["named"]["root"],
        "held_here": told["held"]["size"],
        "held_root": told["held"]["root"],
        "uncounted": told["gone"],
        **{key: told[key] for key in ("open", "unread", "notices")},
        "dispute_over": bool(told["dispute"]),
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


def put_beside(store: RecordStore, folder: Path, us: str, peer: str) -> None:
    """Rename published logs that others continue: ``log`` to ``log.1``.

    Told by the checkpoint that a folder shows: so it is done once, whenever the power
    was lost. The link is laid into it first, for whoever verifies the old log alone.
    """
    for name, party in (("log", us), ("sealed", us), ("mirror", peer)):
        found = origins_of(store, party)
        if not found:
            continue
        new = found[-1].link
        now = new.sealed if name == "sealed" else new.new
        shown = _shown(folder / name)
        aside = folder / f"{name}.{len(found)}"
        if shown is None or shown == now or aside.exists():
            continue
        if name != "sealed":
            entries = continued(store, party)[-1]
            write_durably(folder / name / CONTINUED, pack_bundle(entries))
        if name == "log":
            _lay_receipt(folder / name, store, shown)
        (folder / name).rename(aside)


def _lay_receipt(folder: Path, store: RecordStore, origin: str) -> None:
    """Lay the newest receipt over a log beside it, for whoever verifies that alone.

    Its last checkpoint has none where the two sides' histories part.
    """
    note = json.loads(store.row(PARTED, origin) or b"{}").get("receipt")
    if note is not None:
        data = from_base64(note)
        size = parse_checkpoint(data).checkpoint.size
        write_durably(folder / RECEIPTS / f"{size}.checkpoint", data)


def _shown(folder: Path) -> str | None:
    try:
        return parse_checkpoint((folder / "checkpoint").read_bytes()).checkpoint.origin
    except (OSError, RefusedError):
        return None
