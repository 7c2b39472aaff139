"""What the other side sends of itself: parcels."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fuzz.target import Target
from thalweg.errors import RefusedError
from thalweg.hotline.parcel import Parcel, Sizes, make_parcel, read_parcel, run_from

WORDS = (
    b"ustar\x0000", b"0000644\0", b"log/tile/entries/000.p/1", b"peer/log", b"\0" * 512,
    b"back/log/tile/entries/000", b"disclosed/", b"77777777777\0", b'"made_us":',
)  # fmt: skip


def targets() -> Iterator[Target]:
    """Yield a target for whole parcels."""
    yield Target(
        name="parcel",
        run=_parcel,
        seeds=_made,
        errors=(RefusedError,),
        words=WORDS,
        longest=1 << 14,
    )


def _made() -> list[bytes]:
    plain = Parcel(
        sender="west", recipient="east", made_us=1, holds=Sizes(0, 0), own=Sizes(2, 0)
    )
    full = Parcel(
        sender="west",
        recipient="east",
        made_us=1,
        holds=Sizes(0, 3),
        own=Sizes(2, 0),
        log=b"old 0\n\nx",
        growth=b"old 2\n\nx",
        run=run_from(256, [b"a", b"b"]),
        sealed=b"old 0\n\ny",
        receipt=b"z",
        witnessed=b"w",
        sealed_receipt=b"v",
        back_growth=b"old 1\n\nx",
        back=run_from(0, [b"c"]),
        disclosed=(b"proof",),
    )
    return [make_parcel(plain), make_parcel(full)]


def _parcel(data: bytes) -> None:
    """Read a parcel; one that is read has these bytes and no others."""
    assert make_parcel(read_parcel(data)) == data
