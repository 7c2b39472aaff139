"""How much of the other side is taken in a day, so that it can fill no disk.

Whoever has the other side's keys can sign without end, and what is signed is kept. What
it says is counted by the day; above the limit its entries wait until the next one, and
warnings among them are read and sounded all the same (`receiving`). The line stays
open, receipts over what is held go on, and the desk is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from thalweg.errors import RefusedError
from thalweg.hotline.books import KEPT, Books
from thalweg.record.ports import WITNESSED
from thalweg.record.witness import Answer
from thalweg.times import US_PER_DAY, US_PER_S, iso
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.witness_request import parse_witness_request

ENTRIES = "entries"
"""What is counted of its log, in bytes."""

ROOM_MADE = "room made"
"""How often in a day entries were taken above its limit, since a log was stolen."""

ENTRY_BYTES = 4_096
"""What an entry is counted for beside its own bytes.

Rows, hashes, a line of the guard, and our machine's answer with all of that again took
2.2 kB at most, beside the entry twice (docs/why/faults.md).
"""


def spent(books: Books, what: str, now_us: int) -> int:
    """Return how much was counted in the day that runs."""
    return _day(books, what, now_us)[1]


def count(books: Books, what: str, number: int, now_us: int) -> None:
    """Count some more; durable with the next commit."""
    since_us, counted = _day(books, what, now_us)
    books.standing.put(KEPT, what, [since_us, counted + number])


def count_entries(books: Books, entries: Sequence[bytes], now_us: int) -> None:
    """Count new entries of the other side's log."""
    size = sum(map(len, entries)) + ENTRY_BYTES * len(entries)
    count(books, ENTRIES, size, now_us)


def make_room(books: Books, now_us: int) -> None:
    """Take entries again today, where a thief may have used the day up: once a day.

    Whoever has a log's key fills a day with bytes that nobody signs; the owner who
    leaves that log would be without receipts until the next. A side that says each hour
    that its log was stolen gets one day more in a day, and no third.
    """
    if not spent(books, ROOM_MADE, now_us):
        count(books, ROOM_MADE, 1, now_us)
        books.standing.put(KEPT, ENTRIES, [now_us, 0])


def why_waits(books: Books, now_us: int) -> str:
    """Return why no more entries are taken today; "" where they are."""
    since_us, counted = _day(books, ENTRIES, now_us)
    most = books.limits.day_bytes
    if counted < most:
        return ""
    return (
        f"{books.peer.origin}: more than {most:,} bytes in a day (limits.day of the "
        f"node's settings); the rest waits until {iso(since_us + US_PER_DAY)}"
    )


def cosigned_unseen(
    books: Books, body: bytes, now_us: int, skew_s: float | None
) -> Answer:
    """Answer a request to cosign a log whose entries do not come with it.

    As `Witness.add_checkpoint`, but 503 once so many sizes of that log were cosigned in
    a day: its owner need not have a single entry to claim one more.
    """
    witness, now_s = books.witness, now_us // US_PER_S
    try:
        claimed = parse_witness_request(body).checkpoint_bytes
        at = parse_checkpoint(claimed).checkpoint
    except RefusedError:
        return witness.add_checkpoint(body, now_s, skew_s)
    what = f"cosigned {at.origin}"
    before = books.store.head(at.origin, WITNESSED)
    grows = before is None or at.size > before.size
    if not grows or at.origin not in witness.logs:
        return witness.add_checkpoint(body, now_s, skew_s)
    if spent(books, what, now_us) >= books.limits.most_cosigned:
        return Answer(503, b"so many sizes of this log were cosigned today\n")
    answer = witness.add_checkpoint(body, now_s, skew_s)
    if answer.status == 200:
        count(books, what, 1, now_us)
    return answer


def _day(books: Books, what: str, now_us: int) -> tuple[int, int]:
    """Return when the day that runs began, and what was counted in it."""
    found = books.standing.get(KEPT, what)
    since_us, counted = found if isinstance(found, list) else (now_us, 0)
    # A clock that went back begins anew: it must not shut the line.
    if not 0 <= now_us - since_us < US_PER_DAY:
        return now_us, 0
    return since_us, counted
