"""What one side has for the other: parcels, made from what is durable and signed."""

from __future__ import annotations

from collections.abc import Iterator

from thalweg.hotline import doubts
from thalweg.hotline.books import DISCLOSING, PROOFS, Books
from thalweg.hotline.origins import unheard
from thalweg.hotline.parcel import NOTHING, Parcel, Run, Sizes, make_parcel, run_from
from thalweg.hotline.standing import ABOUT
from thalweg.record.merkle import consistency_proof
from thalweg.record.ports import MIRRORED, WITNESSED, Head
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.encoded import from_base64
from thalweg.wire.tile import TILE_WIDTH
from thalweg.wire.witness_request import WitnessRequest


def parcels(books: Books, now_us: int, first: int | None = None) -> Iterator[bytes]:
    """Yield the parcels that bring the other side up to date, one at least.

    Each ends where the next begins. `first` is the first entry it lacks, if that is
    known better than by its last word (a diode: nothing ever comes back).
    """
    held = _held_there(books).log if first is None else first
    while True:
        parcel, end = _parcel(books, now_us, held)
        yield make_parcel(parcel)
        head = books.log.signed
        if head is None or end >= head.size:
            return
        held = end


def _parcel(books: Books, now_us: int, held: int) -> tuple[Parcel, int]:
    """Return a parcel that begins with entry `held`, and where its entries end."""
    head = books.log.signed
    run = NOTHING if head is None else _run(books, books.us.origin, held, head.size)
    end = max(run.end, held)
    mirrored = books.store.head(books.peer.origin, MIRRORED)
    witnessed = books.store.head(books.peer.origin, WITNESSED)
    sealed_receipt = books.store.head(books.peer.sealed_origin, WITNESSED)
    receipt, apart = _receipts(mirrored, witnessed)
    back = _back(books, mirrored)
    parcel = Parcel(
        sender=books.us.party,
        recipient=books.peer.party,
        made_us=now_us,
        holds=Sizes(books.mirror.size, _size(sealed_receipt)),
        # What is held, signed or not, or apart: a log that is being taken back grows
        # by it.
        own=Sizes(doubts.held(books), books.sealed.size),
        log=_request(books, head, min(held, _size(head))),
        growth=_request(books, head, end) if end < _size(head) else None,
        run=run,
        lists=(
            *unheard(books),
            *(e for at, e in books.rings.entries(mine=True) if end <= at),
        ),
        sealed=_request(books, books.sealed.signed, _held_there(books).sealed),
        receipt=receipt,
        witnessed=apart,
        sealed_receipt=None if sealed_receipt is None else sealed_receipt.note or None,
        back_growth=_request(books, mirrored, back.end)
        if back.entries and back.end < _size(mirrored)
        else None,
        back=back,
        disclosed=tuple(_disclosed(books, held)),
    )
    return parcel, end


def _held_there(books: Books) -> Sizes:
    """Return what the other side said it holds of our logs, at most all of them."""
    said = books.standing.get(ABOUT, "holds")
    log, sealed = said if isinstance(said, list) else (0, 0)
    own = _size(books.log.signed), _size(books.sealed.signed)
    return Sizes(min(log, own[0]), min(sealed, own[1]))


def _size(head: Head | None) -> int:
    return 0 if head is None else head.size


def _run(books: Books, origin: str, held: int, size: int) -> Run:
    """Return the entries from the bundle of `held` on, to `size` or the limit."""
    if held >= size:
        return NOTHING
    first = at = held - held % TILE_WIDTH
    entries: list[bytes] = []
    room = books.limits.parcel_bytes
    while at < size and (room > 0 or at <= held):
        part = books.tree(origin).entries(at, min(size, at + TILE_WIDTH))
        entries += part
        room -= sum(map(len, part))
        at += len(part)
    return run_from(first, entries)


def _request(books: Books, head: Head | None, old: int) -> bytes | None:
    """Return the newest checkpoint of a log as a witness request from `old` entries."""
    if head is None or not head.note:
        return None
    reader = books.tree(head.origin).reader(head.size)
    old = min(old, head.size)
    return WitnessRequest(
        old, consistency_proof(old, head.size, reader), head.note
    ).format()


def _receipts(
    mirrored: Head | None, witnessed: Head | None
) -> tuple[bytes | None, bytes | None]:
    """Return the mirror's receipt, the witness's line in it where it fits."""
    one = b"" if mirrored is None else mirrored.note
    other = b"" if witnessed is None else witnessed.note
    if not one or not other:
        return one or None, other or None
    by_mirror, by_witness = parse_checkpoint(one), parse_checkpoint(other)
    if by_mirror.checkpoint != by_witness.checkpoint:
        return one, other
    return by_mirror.with_lines(*by_witness.note.signatures).format(), None


def _back(books: Books, mirrored: Head | None) -> Run:
    """Return what the other side lacks of its own log, where it says it lacks some."""
    told = books.standing.get(ABOUT, "own")
    size = told[0] if isinstance(told, list) else None
    if mirrored is None or not mirrored.note or not isinstance(size, int):
        return NOTHING
    return _run(books, books.peer.origin, size, mirrored.size)


def _disclosed(books: Books, held: int) -> Iterator[bytes]:
    listed = books.standing.get(ABOUT, DISCLOSING)
    known = listed if isinstance(listed, list) else []
    # Two messages may name one proof; a parcel with a file twice would be refused, and
    # so would each one after it.
    for digest in dict.fromkeys(digest for index, digest in known if index >= held):
        proof = books.standing.get(PROOFS, digest)
        if isinstance(proof, dict):
            yield from_base64(proof["proof"])
