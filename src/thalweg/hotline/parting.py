"""What becomes of an old log when another one continues it: rows, in one commit.

What is held of it stays as it is. After a theft the entries that its owner disowns
count no longer, dialogues that they answered are open again, and it is put down what
the owner says, what is held, and how far the two are the same: a side may say so of
what it really said, and it cannot say so in secret.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from thalweg.errors import RefusedError
from thalweg.hotline import disputes, doubts
from thalweg.hotline.books import (
    NOTICES,
    OPEN,
    SENT,
    TOLD,
    UNCOUNTED,
    UNSEEN,
    WAITING,
    Books,
    index_key,
    ref_key,
    ref_of,
    scope_at,
)
from thalweg.hotline.effects import Effects
from thalweg.hotline.said import read_note
from thalweg.model.message import EntryRef, Message
from thalweg.record.origins import NewOrigin, origins_of
from thalweg.record.ports import MIRRORED, Row
from thalweg.wire.encoded import to_base64
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.leaf import KEYS, LINK, MESSAGE
from thalweg.wire.message import parse_message
from thalweg.wire.origin_leaf import STOLEN, OriginLink

PARTED = "parted"
"""Rows by old log: how it was left for another, and what is held of it here."""

_MOST_NAMED = 1_000


def parted(books: Books) -> list[dict[str, Any]]:
    """Return how each log of either side was left that another continues, by row."""
    names = (key for key, _ in books.store.rows(PARTED))
    rows = (books.standing.get(PARTED, name) for name in names)
    return [row for row in rows if isinstance(row, dict)]


def leave(
    books: Books, effects: Effects, new: NewOrigin, now_us: int, *, mine: bool
) -> dict[str, Any]:
    """Put down for the next commit that a log is left; return what is told of it.

    `closing` gives the rows that the books have after it.
    """
    link = new.link
    row = _told(books, link, now_us, mine=mine)
    if link.reason == STOLEN:
        good = row["common"]
        if good is None:
            # Of what is longer than all that is held, nothing shows that it differs.
            good = row["held"]["size"] if link.size > row["held"]["size"] else 0
        gone = list(_disown(books, effects, link, good, mine=mine))
        row |= {"gone": gone[:_MOST_NAMED], "gone_count": len(gone)}
    row |= _unfinished(books, mine=mine)
    books.standing.put(PARTED, link.old, row)
    return row


def closing(books: Books, *, mine: bool) -> tuple[Row, ...]:
    """Return the rows of the commit by which a log is left: what was put, and OPEN.

    Rows about both logs begin anew with a new one; dialogues of the log that goes on
    are open there, too.
    """
    kept = (books.peer if mine else books.us).origin
    own = len(origins_of(books.store, books.us.party)) + mine
    theirs = len(origins_of(books.store, books.peer.party)) + (not mine)
    table = scope_at(own, theirs)[OPEN]
    names = [
        name for name in books.standing.current(OPEN) if ref_of(name).origin == kept
    ]
    encoded = (books.standing.encoded([name, True]) for name in names)
    opened = (
        Row(table=table, key=f"{slot:09d}", value=value)
        for slot, value in enumerate(encoded)
    )
    return (*books.standing.rows(), *opened)


def _unfinished(books: Books, *, mine: bool) -> dict[str, list[int]]:
    """Return which messages the new log knows nothing more of.

    Dialogues that were open; of the other side's, what was displayed to nobody here,
    and notices that stood; of our own, what was not receipted, and is to be said again.
    """
    origin = (books.us if mine else books.peer).origin
    opened = (ref_of(name) for name in books.standing.current(OPEN))
    found = {
        "open": _counting(books, (at for at in opened if at.origin == origin)),
        "unread": [],
        "notices": [],
        "unreceipted": [],
    }
    if mine:
        waiting = (int(name) for name in books.standing.current(WAITING))
        found["unreceipted"] = sorted(n for n in waiting if books.receipt(n) is None)
    else:
        for what, table in (("unread", UNSEEN), ("notices", NOTICES)):
            ats = (EntryRef(origin, int(n)) for n in books.standing.current(table))
            found[what] = _counting(books, ats)
    return {what: indices[:_MOST_NAMED] for what, indices in found.items()}


def _counting(books: Books, ats: Iterable[EntryRef]) -> list[int]:
    return sorted(at.index for at in ats if books.message(at) or books.spoken(at))


def said_before(books: Books, origin: str, index: int) -> Message | None:
    """Return the message, written or spoken, of an entry of a log that was left."""
    for entry in books.store.entries(origin, index, index + 1):
        try:
            envelope = parse_envelope(entry)
            if envelope.payload_type == MESSAGE:
                return parse_message(envelope.payload)
            spoken = read_note(envelope.payload)[0]
        except RefusedError:
            return None
        return None if spoken is None else spoken.message()
    return None


def _told(books: Books, link: OriginLink, now_us: int, *, mine: bool) -> dict[str, Any]:
    size = books.log.size if mine else books.mirror.size
    cosigned = None if mine else books.store.head(link.old, MIRRORED)
    common, shown = _common(books, link, size, mine=mine)
    receipt = books.newest_receipt() if mine else None
    return {
        "party": link.party,
        "old": link.old,
        "new": link.new,
        "reason": link.reason,
        "named": {"size": link.size, "root": to_base64(link.root)},
        "known_size": link.known_size,
        "held": {"size": size, "root": to_base64(books.root_at(link.old, size))},
        "cosigned": cosigned and {"size": cosigned.size, "time_s": cosigned.time_s},
        "common": common,
        "shown": shown,
        "receipt": None if receipt is None else to_base64(receipt.note),
        "gone": [],
        "gone_count": 0,
        "said_us": link.made_us,
        "us": now_us,
        "dispute": None if mine else disputes.over(books, link.old),
    }


def _common(
    books: Books, link: OriginLink, size: int, *, mine: bool
) -> tuple[int | None, dict[str, Any] | None]:
    """Return how many entries both sides have the same, where that can be told here.

    And, of an own log, what the other side showed of it.
    """
    row = doubts.doubted(books, link.old) if mine else None
    shown = None if row is None else {"size": row["size"], "root": row["root"]}
    if mine:
        return link.size, shown
    if link.size <= size and books.root_at(link.old, link.size) == link.root:
        return link.size, None
    was = disputes.over(books, link.old)
    common = None if was is None else was.get("common")
    return (common if isinstance(common, int) else None), None


def _disown(
    books: Books, effects: Effects, link: OriginLink, good: int, *, mine: bool
) -> Iterator[int]:
    """Let what was said in the old log count no longer from an entry on."""
    size = books.log.size if mine else books.mirror.size
    told = f"its owner says that the log's key was stolen after {link.size} entries"
    for index in range(good, size):
        at = EntryRef(link.old, index)
        said, entry = books.said(at), books.entry(at)
        if said is None or entry is None or said.faults or not said.signers:
            continue
        if said.type in (KEYS, LINK):
            # Only a root key makes these: no thief of the log's did.
            continue
        verdict = {**books.verdict(at), "doubt": told, "good": [], "officers": 0}
        books.standing.put(SENT if mine else TOLD, index_key(index), verdict)
        books.standing.keep(UNCOUNTED, ref_key(at), told)
        books.know_again(at, entry)
        effects.settle_again(at)
        yield index
