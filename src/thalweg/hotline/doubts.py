"""What the other side shows under our own keys that is not here, and kept apart.

A log that both sides have further on than its own guard knows was either restored with
its guard, or its key was stolen. No machine can tell which. So what comes is kept apart
from the log, where people read it, and the doubt stands in a row: a restart does not
forget it. Two officers take the entries back, or begin a new log (`thalweg.node.anew`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from thalweg.hotline.books import Books
from thalweg.hotline.intake import count, spent
from thalweg.hotline.parcel import Run
from thalweg.record.evidence import UNDER_OURS, keep_evidence
from thalweg.record.log import Log
from thalweg.record.merkle import Frontier, leads_to, leaf_hash
from thalweg.record.ports import SIGNED
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint
from thalweg.wire.encoded import from_base64, to_base64

DOUBTS = "doubts"
"""Rows by own log: what the other side showed under its key that is not here."""
APART = "apart"
"""Rows by own log and index: the entries of it, as far as they came."""
TAKEN_BACK = "taken-back"
"""Rows by own log and size: the envelope by which two officers took entries back."""

_WAY_OUT = (
    "Nothing is signed, and nothing is taken back by itself. Read what came (thalweg "
    "node take-back). What was said here two officers take back; what was not, they "
    "leave behind: thalweg node new-origin --stolen"
)
_PARTED_WAY_OUT = (
    "Nothing is signed, and nothing is taken back: one log cannot have both. Read what "
    "came (thalweg node take-back) and leave the log behind: thalweg node new-origin "
    "--restored, if it was said here too; --stolen, if it was not. In the new log say "
    "again what was said here"
)
_SEALED_WAY_OUT = (
    "Nothing is signed in it, and nobody holds its entries: none can come back. Two "
    "officers begin a new log: thalweg node new-origin; if the key was stolen, with "
    "--stolen --also sealed"
)


def doubted(books: Books, origin: str) -> dict[str, Any] | None:
    """Return the row of what was shown of an own log and is not here, if any.

    ``size`` and ``root`` are of the checkpoint that was shown, ``note``; ``common``
    is where its entries part from ours, ``end`` up to where they are kept apart, both
    None until some came; ``stolen`` says that a key signed it which is revoked.
    """
    row = books.standing.get(DOUBTS, origin)
    return row if isinstance(row, dict) and not _answered(books, row, origin) else None


def parts_from(row: dict[str, Any], here: int) -> bool:
    """Tell whether what was shown goes another way than an own log of `here` entries.

    Without entries of it, a size that is not larger tells: its root is another.
    """
    common = row["common"]
    is_before_the_end = isinstance(common, int) and common < here
    return row["size"] <= here or is_before_the_end


def why(books: Books, log: Log) -> str:
    """Say why a log is in doubt by what the other side showed of it; "" where not."""
    row = doubted(books, log.origin)
    if row is None or row["stolen"]:
        return ""
    is_sealed = log.origin == books.us.sealed_origin
    here, size, common = log.signed_size, row["size"], row["common"]
    if parts_from(row, here):
        way_out = _SEALED_WAY_OUT if is_sealed else _PARTED_WAY_OUT
        parts = f", the first {common} the same" if isinstance(common, int) else ""
        return (
            f"{log.origin}: our own key signed another root for {size} entries than "
            f"the record has{parts}: two histories, or the key was stolen. {way_out}"
        )
    way_out = _SEALED_WAY_OUT if is_sealed else _WAY_OUT
    return (
        f"{log.origin}: the other side has {size} entries under our key, {here} are "
        "here, and the guard knows no more: record and guard were restored from older "
        f"copies, or the key was stolen. {way_out}"
    )


def why_not_back(books: Books) -> str:
    """Say why what is kept apart of the own log cannot be taken back; "" if it can."""
    origin, row = books.us.origin, doubted(books, books.us.origin)
    if row is None or row["end"] is None:
        return f"{origin}: nothing came that could be taken back"
    if row["stolen"]:
        return f"{origin}: a key signed what came that was revoked, or replaced before"
    if row["common"] < books.log.size:
        return (
            f"{origin}: what came parts from our own log at entry {row['common']}; "
            "one of the two is left, not both are kept: thalweg node new-origin, "
            "--stolen or --restored"
        )
    left = row["size"] - row["end"]
    if left:
        return f"{origin}: {left:,} entries are still to come from the other side"
    return ""


def shown(
    books: Books, log: Log, signed: SignedCheckpoint, now_us: int, *, stolen: bool
) -> None:
    """Put down a checkpoint under our key that is not of the history held here."""
    at = signed.checkpoint
    row = doubted(books, log.origin)
    root = to_base64(at.root)
    if row is not None and (row["size"], row["root"]) == (at.size, root):
        if row["stolen"] and not stolen:
            _put(books, log.origin, row | {"stolen": False})
        return
    if row is not None and row["stolen"] and not stolen:
        # What no revoked key signed weighs more, whatever its size.
        row = None
    if row is not None and row["size"] >= at.size:
        # What is known says more; this one is evidence all the same.
        keep_evidence(books.store, signed.format(), UNDER_OURS)
        return
    fresh: dict[str, Any] = {"common": None, "end": None, "since_us": now_us}
    row = fresh if row is None else row
    row = row | {
        "size": at.size,
        "root": root,
        "note": to_base64(signed.format()),
        "evidence": sha256_hex(signed.format()),
        "stolen": stolen and row.get("stolen", True),
    }
    keep_evidence(books.store, signed.format(), UNDER_OURS)
    _put(books, log.origin, row)


def keep_apart(
    books: Books, at: Checkpoint, back: Run, proof: tuple[bytes, ...], now_us: int
) -> int:
    """Keep entries of the own log that came and are not ours as far as we know.

    Only what leads to the checkpoint that was shown is kept, and in a day no more of it
    than of the other side's own log.

    Returns
    -------
    how many are new.
    """
    row = doubted(books, at.origin)
    if row is None or (row["size"], row["root"]) != (at.size, to_base64(at.root)):
        return 0
    common = row["common"]
    if common is None:
        common = _common(books, back)
        if common is None:
            return 0
    end = row["end"] or common
    if back.first > end or back.end <= end:
        return 0
    if spent(books, APART, now_us) >= books.limits.day_bytes:
        return 0
    fresh = back.entries[end - back.first : at.size - back.first]
    frontier = Frontier.of(common, books.tree(at.origin).reader(common))
    for _, entry in apart(books, at.origin, common, end):
        frontier.append(leaf_hash(entry))
    for entry in fresh:
        frontier.append(leaf_hash(entry))
    if not leads_to(frontier, at.size, at.root, proof):
        return 0
    for index, entry in enumerate(fresh, end):
        value = {"entry": to_base64(entry), "us": now_us}
        books.standing.put(APART, _key(at.origin, index), value)
    count(books, APART, sum(map(len, fresh)), now_us)
    row = row | {"common": common, "end": end + len(fresh)}
    _put(books, at.origin, row)
    return len(fresh)


def apart(
    books: Books, origin: str, first: int, end: int
) -> Iterator[tuple[int, bytes]]:
    """Yield entries that are kept apart, each with its index."""
    for index in range(first, end):
        row = books.standing.get(APART, _key(origin, index))
        if not isinstance(row, dict):
            return
        yield index, from_base64(row["entry"])


def held(books: Books) -> int:
    """Return how many entries of the own log need not be sent back to us."""
    row = doubted(books, books.us.origin)
    if row is None:
        return books.log.size
    if row["end"] is not None:
        return int(row["end"])
    # Where the two part is not known: not before what was receipted as ours.
    receipt = books.newest_receipt()
    return min(books.log.size, 0 if receipt is None else receipt.size)


def _common(books: Books, back: Run) -> int | None:
    """Return how many entries are the same in both; None where that is not shown."""
    size = books.log.size
    if not back.entries or back.first > size:
        return None
    ours = books.tree(books.us.origin).entries(back.first, min(size, back.end))
    pairs = zip(ours, back.entries, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), len(ours))
    receipt = books.newest_receipt()
    receipted = 0 if receipt is None else receipt.size
    if same == 0 and back.first > receipted:
        return None
    return back.first + same


def _answered(books: Books, row: dict[str, Any], origin: str) -> bool:
    """Tell whether all that was shown is in the own log by now."""
    if not row:
        return True
    head = books.store.head(origin, SIGNED)
    if head is None or head.size < row["size"]:
        return False
    return books.root_at(origin, row["size"]) == from_base64(row["root"])


def _put(books: Books, origin: str, row: dict[str, Any]) -> None:
    books.standing.put(DOUBTS, origin, row)
    books.save()


def _key(origin: str, index: int) -> str:
    return f"{origin} {index:016d}"
