"""A tar archive in one spelling: plain files under ustar headers, nothing to choose.

Time, owner and mode are the same in every header (POSIX.1-1988 ``ustar``), so equal
files in equal order are equal bytes. What other programs pack is refused: no links, no
folders, no long names, no compression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from thalweg.errors import RefusedError

BLOCK = 512
LONGEST_NAME = 100
END = bytes(2 * BLOCK)

_NAME = re.compile(rb"[a-z0-9][a-z0-9./-]{0,99}")


def pack(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the archive of named files, in their order.

    Raises
    ------
    ValueError
        A name has more than 100 bytes, or other signs than ``a-z 0-9 . / -``.
    """
    parts: list[bytes] = []
    for name, data in files:
        parts += (_header(name.encode("ascii"), len(data)), data, _padding(len(data)))
    return b"".join((*parts, END))


def unpack(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bytes of an archive that `pack` made; nothing else is read.

    Raises
    ------
    RefusedError
        At the first header, byte of padding or end that is not as `pack` writes it.
    """
    at = 0
    while data[at : at + BLOCK] != END[:BLOCK]:
        header = data[at : at + BLOCK]
        name = header[:LONGEST_NAME].rstrip(b"\0")
        size = _size(header)
        if size is None or not _NAME.fullmatch(name) or header != _header(name, size):
            raise RefusedError([f"tar: byte {at}: not a header as it is written here"])
        start, end = at + BLOCK, at + BLOCK + size
        at = end + len(_padding(size))
        if data[end:at] != _padding(size):
            raise RefusedError([f"tar: {name.decode()}: cut short, or badly padded"])
        yield name.decode(), data[start:end]
    if data[at:] != END:
        raise RefusedError([f"tar: byte {at}: wanted an end of {len(END)} zero bytes"])


def _size(header: bytes) -> int | None:
    digits = header[124:135]
    return int(digits, 8) if re.fullmatch(rb"[0-7]{11}", digits) else None


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def _header(name: bytes, size: int) -> bytes:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be a name in a parcel")
    fields = (
        name.ljust(LONGEST_NAME, b"\0"),
        b"0000644\0",
        b"0000000\0" * 2,
        b"%011o\0" % size,
        b"%011o\0" % 0,
        b" " * 8,
        b"0",
        bytes(100),
        b"ustar\x0000",
        bytes(64),
        b"0000000\0" * 2,
        bytes(167),
    )
    header = b"".join(fields)
    return header[:148] + b"%06o\0 " % sum(header) + header[156:]
