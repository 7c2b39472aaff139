"""Tiles and entry bundles (C2SP tlog-tiles): their names, and a bundle's bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from thalweg.errors import RefusedError

TILE_WIDTH = 256
HASH_BYTES = 32
LARGEST_ENTRY_BYTES = 65_535
HIGHEST_LEVEL = 63

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class TilePath:
    """Where a tile (`level` 0 to 63) or an entry bundle (`level` None) stands.

    `width` is how many hashes or entries it holds: 256, or fewer at the right edge.
    """

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The name below the log's folder, with ``/`` between folders."""
        if self.level is None:
            return bundle_path(self.index, self.width)
        return tile_path(self.level, self.index, self.width)

    @property
    def full(self) -> TilePath:
        """The same place once it is full."""
        return TilePath(self.level, self.index)


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Return the name of a tile below the log's folder.

    >>> tile_path(0, 1234067)
    'tile/0/x001/x234/067'
    >>> tile_path(1, 0, 17)
    'tile/1/000.p/17'
    """
    if not 0 <= level <= HIGHEST_LEVEL:
        raise ValueError(f"a tile's level is 0 to {HIGHEST_LEVEL}, not {level}")
    return f"tile/{level}/{_index(index, width)}"


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    """Return the name of an entry bundle below the log's folder.

    >>> bundle_path(273, 112)
    'tile/entries/273.p/112'
    """
    return f"tile/entries/{_index(index, width)}"


def parse_path(path: str) -> TilePath:
    """Read the name of a tile or bundle; the only spelling is `TilePath.path`.

    Raises
    ------
    RefusedError
        Where it is no such name.
    """
    parts = _PATH.fullmatch(path) if len(path) <= 100 else None
    if parts is None:
        _refuse(f"{path[:100]!r} is no name of a tile or an entry bundle")
    index = int(parts["index"].replace("/", "").replace("x", ""))
    level = None if parts["level"] == "entries" else int(parts["level"])
    found = TilePath(level, index, int(parts["width"] or TILE_WIDTH))
    try:
        exact = found.path == path
    except ValueError as why:
        _refuse(f"{path!r}: {why}")
    if not exact:
        _refuse(f"{path!r}: its one spelling is {found.path!r}")
    return found


def tiles_of(size: int) -> Iterator[TilePath]:
    """Yield every tile that a log of `size` entries consists of, level by level."""
    level = 0
    while size:
        yield from _across(level, size)
        size //= TILE_WIDTH
        level += 1


def bundles_of(size: int) -> Iterator[TilePath]:
    """Yield every entry bundle of a log of `size` entries, in order."""
    return _across(None, size)


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """Return the bytes of a bundle: each entry behind its length of two bytes.

    Raises
    ------
    ValueError
        Where there are none or more than 256, or one has more than 65,535 bytes.
    """
    if not 0 < len(entries) <= TILE_WIDTH:
        raise ValueError(f"a bundle holds 1 to {TILE_WIDTH} entries: {len(entries)}")
    if (longest := max(map(len, entries))) > LARGEST_ENTRY_BYTES:
        raise ValueError(f"an entry has at most {LARGEST_ENTRY_BYTES} bytes: {longest}")
    return b"".join(
        part for entry in entries for part in (len(entry).to_bytes(2, "big"), entry)
    )


def parse_bundle(data: bytes, width: int) -> tuple[bytes, ...]:
    """Return the `width` entries of a bundle; more, fewer or a torn one are refused.

    Raises
    ------
    RefusedError
        Naming the entry that is not whole, or the bytes that are too many.
    """
    entries = []
    at = 0
    for number in range(width):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > len(data) or start > len(data):
            _refuse(f"entry {number} of {width} in the bundle is not whole")
        entries.append(data[start:at])
    if at != len(data):
        _refuse(f"{len(data) - at} bytes follow the {width} entries of the bundle")
    return tuple(entries)


def _across(level: int | None, size: int) -> Iterator[TilePath]:
    whole, rest = divmod(size, TILE_WIDTH)
    for index in range(whole):
        yield TilePath(level, index)
    if rest:
        yield TilePath(level, whole, rest)


def _index(index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= TILE_WIDTH:
        raise ValueError(f"no tile has index {index} and width {width}")
    text = f"{index % 1000:03d}"
    while index := index // 1000:
        text = f"x{index % 1000:03d}/{text}"
    return text if width == TILE_WIDTH else f"{text}.p/{width}"


def _refuse(fault: str) -> NoReturn:
    raise RefusedError([f"tile: {fault}"])
