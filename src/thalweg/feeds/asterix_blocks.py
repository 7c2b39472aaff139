"""ASTERIX data blocks, one after another: from a raw recording or from its packets.

A block is a byte for its category, two for its length, and its records. Raw files are
blocks and nothing else; each UDP datagram of a capture is whole blocks. Recorders that
put a head of their own before each block are not known, and not guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from thalweg.errors import InputError
from thalweg.feeds.byte_stream import ByteStream
from thalweg.feeds.content import Content
from thalweg.feeds.feed import BAD_VALUE, NO_POSITION
from thalweg.feeds.pcap import CUT, FRAGMENT, OTHER, datagrams, is_pcap

KNOWN: Final = frozenset(
    {1, 2, 4, 7, 8, 9, 10, 11, 15, 16, 17, 18, 19, 20, 21, 23, 25, 32, 34, 48, 62, 63}
    | {65, 150, 205, 240, 247}
)
"""Categories that are published; others are somebody's own."""

_FIRST: Final = frozenset({1, 2, 8, 10, 19, 20, 21, 23, 25, 34, 48, 62, 63, 65})
_HEAD_BYTES: Final = 3
_SURE_BLOCKS: Final = 2
_LOST: Final = {FRAGMENT: BAD_VALUE, CUT: BAD_VALUE, OTHER: NO_POSITION}


@dataclass(frozen=True, slots=True)
class Block:
    """One block, or one packet or piece that holds none, and why (`lost`).

    `when_us` is the packet's stamp, None in raw recordings.
    """

    category: int = 0
    body: bytes = b""
    when_us: int | None = None
    lost: str | None = None


def is_raw(head: bytes) -> bool:
    """Tell whether a file that begins with `head` is blocks and nothing else.

    The first must be whole, of a category that radars and ground stations send, and
    say first who sent it (the highest bit of its first record's flags): no text has
    that bit there. The next must do so too, unless it is of another category. Damage
    after that is for the reader to tell, with its place.
    """
    at, blocks = 0, 0
    while at + _HEAD_BYTES < len(head):
        size = int.from_bytes(head[at + 1 : at + 3], "big")
        if size <= _HEAD_BYTES or (head[at] in _FIRST and not head[at + 3] & 0x80):
            return blocks >= _SURE_BLOCKS
        if at == 0 and (head[0] not in _FIRST or size > len(head)):
            return False
        at, blocks = at + size, blocks + 1
    return blocks > 0


def blocks_of(content: Content) -> Iterator[Block]:
    """Yield the blocks of a file, each with the stamp of its packet if it has one.

    Raises
    ------
    InputError
        A length that cannot be one, so that nothing after it can be found; or a
        capture without any ASTERIX.
    """
    stream = ByteStream(content.blocks())
    if is_pcap(content.head):
        return _captured(stream, content.name)
    return _raw(stream, content.name)


def _raw(stream: ByteStream, name: str) -> Iterator[Block]:
    while head := stream.take(_HEAD_BYTES):
        size = int.from_bytes(head[1:], "big")
        if len(head) == _HEAD_BYTES and size < _HEAD_BYTES:
            raise InputError(
                f"{name}: byte {stream.place - _HEAD_BYTES}: wanted an ASTERIX block, "
                f"came category {head[0]} with a length of {size} bytes; the recording "
                "is damaged from there on: copy it again, or cut it before that byte"
            )
        body = stream.take(size - _HEAD_BYTES) if len(head) == _HEAD_BYTES else b""
        if len(head) + len(body) < size or len(head) < _HEAD_BYTES:
            yield Block(lost=BAD_VALUE)
            return
        yield Block(head[0], body)


def _captured(stream: ByteStream, name: str) -> Iterator[Block]:
    seen: Counter[str] = Counter()
    for datagram in datagrams(stream, name):
        if datagram.lost is not None:
            seen[datagram.lost] += 1
            yield Block(when_us=datagram.when_us, lost=_LOST[datagram.lost])
        elif not _begins(datagram.payload):
            seen[OTHER] += 1
            yield Block(when_us=datagram.when_us, lost=NO_POSITION)
        else:
            seen["asterix"] += 1
            yield from _within(datagram.payload, datagram.when_us)
    if not seen["asterix"]:
        raise InputError(
            f"{name}: a capture of {seen.total():,} packets, none of them ASTERIX over "
            f"UDP ({seen[FRAGMENT]:,} IP fragments, {seen[CUT]:,} cut short, "
            f"{seen[OTHER]:,} others); wanted one taken where the radar's data arrive, "
            "with whole packets (tcpdump -s 0)"
        )


def _begins(payload: bytes) -> bool:
    if len(payload) <= _HEAD_BYTES or payload[0] not in KNOWN:
        return False
    size = int.from_bytes(payload[1:3], "big")
    return _HEAD_BYTES < size <= len(payload)


def _within(payload: bytes, when_us: int | None) -> Iterator[Block]:
    at = 0
    while at < len(payload):
        size = int.from_bytes(payload[at + 1 : at + 3], "big")
        if size < _HEAD_BYTES or at + size > len(payload):
            yield Block(when_us=when_us, lost=BAD_VALUE)
            return
        yield Block(payload[at], payload[at + 3 : at + size], when_us)
        at += size
