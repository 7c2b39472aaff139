"""A file's bytes: digest, unpacking and JSON, in blocks, so that memory is bounded."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow as pa

from thalweg.errors import InputError

BLOCK_BYTES = 1 << 20
HEAD_BYTES = 65_536
MOST_LINE_BYTES = 16 << 20
"""A longer line is none: a table that has lost its line ends, or another format."""
MOST_DOCUMENT_BYTES = 512 << 20
"""What is only readable as a whole is read whole up to this size, unpacked."""

_SMALL_BYTES = 64 << 20
_MOST_TIMES_ITS_SIZE = 200
"""A document that unpacks to more than both is none that somebody wrote: a thousand
bytes can stand for a million, and those for a hundred million as values."""

_PACKED = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class NoJson:
    """A line that is no JSON, and why."""

    why: str


@dataclass(frozen=True)
class Content:
    """The bytes of one file, or of a sample in memory.

    `name` is the file as the user wrote it, for messages only; `source` its path, or
    its bytes. Every property and iterator reads it anew, one block at a time.
    """

    name: str
    source: bytes | Path

    @classmethod
    def of(cls, path: Path) -> Content:
        """Return the content of the file at `path`.

        Raises
        ------
        InputError
            It is not there, is no file, or may not be read.
        """
        name = str(path)
        if path.is_dir():
            raise InputError(f"{name}: is a directory; name the files in it")
        if path.exists() and not path.is_file():
            # A pipe may never end.
            raise InputError(f"{name}: is no plain file")
        content = cls(name, path)
        content._state  # noqa: B018  (asks whether it can be read at all)
        return content

    @cached_property
    def _state(self) -> tuple[int, int, int]:
        """Which bytes these are: a file may be replaced while it is read."""
        with self._open() as file:
            return _state_of(file)

    def _open(self) -> BinaryIO:
        if isinstance(self.source, bytes):
            raise TypeError("bytes in memory are not opened")
        try:
            return self.source.open("rb", buffering=0)
        except OSError as error:
            why = error.strerror or str(error)
            raise InputError(f"{self.name}: cannot be read: {why}") from error
        except ValueError as error:
            raise InputError(f"{self.name!r}: is no path: {error}") from error

    @property
    def size(self) -> int:
        """Bytes as they lie on disk, packed or not."""
        return len(self.source) if isinstance(self.source, bytes) else self._state[1]

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes as they lie on disk, packed or not."""
        digest = hashlib.sha256()
        for block in self._raw_blocks():
            digest.update(block)
        return digest.hexdigest()

    def _raw_blocks(self) -> Iterator[bytes]:
        if isinstance(self.source, bytes):
            for at in range(0, len(self.source), BLOCK_BYTES):
                yield self.source[at : at + BLOCK_BYTES]
            return
        with self._open() as file:
            try:
                while block := file.read(BLOCK_BYTES):
                    yield block
            except OSError as error:
                why = error.strerror or str(error)
                raise InputError(f"{self.name}: cannot be read: {why}") from error
            if _state_of(file) != self._state:
                raise InputError(
                    f"{self.name}: changed while it was read; read a copy that stands "
                    "still"
                )

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes, unpacked from gzip or Zstandard, without a byte order mark.

        Each call begins anew. Blocks are of at most 1 MiB and never empty.

        Raises
        ------
        InputError
            The file cannot be read, or its packing is cut short or damaged.
        """
        blocks = self._raw_blocks()
        first = next(blocks, b"")
        packing = next((how for magic, how in _PACKED if first.startswith(magic)), None)
        if packing is not None:
            blocks = self._unpacked(packing)
            first = next(blocks, b"")
        if first := first.removeprefix(_BOM):
            yield first
        yield from blocks

    def _unpacked(self, packing: str) -> Iterator[bytes]:
        source = _Blocks(self._raw_blocks())
        try:
            stream = pa.CompressedInputStream(pa.PythonFile(source, mode="r"), packing)
            while block := stream.read(BLOCK_BYTES):
                yield block
        except (OSError, pa.ArrowException) as error:
            raise InputError(
                f"{self.name}: the {packing} data is cut short or damaged "
                f"({self.size} bytes: {error}); copy or download the file again"
            ) from error

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB, unpacked.

        Raises
        ------
        InputError
            The file is empty or blank throughout, or its packing is damaged.
        """
        head = b""
        blocks = self.blocks()
        for block in blocks:
            head += block[: HEAD_BYTES - len(head)]
            if len(head) == HEAD_BYTES:
                break
        if not head.strip() and not any(block.strip() for block in self.blocks()):
            raise InputError(f"{self.name}: is empty; wanted positions")
        return head

    @property
    def data(self) -> bytes:
        """All the bytes, unpacked; for formats that can only be read as a whole.

        Raises
        ------
        InputError
            They are more than `MOST_DOCUMENT_BYTES`, or more than 64 MiB and two
            hundred times as many as on disk.
        """
        parts, size = [], 0
        for block in self.blocks():
            size += len(block)
            if size > max(_SMALL_BYTES, _MOST_TIMES_ITS_SIZE * self.size):
                raise InputError(
                    f"{self.name}: {self.size} bytes unpack to more than "
                    f"{_SMALL_BYTES >> 20} MiB, {_MOST_TIMES_ITS_SIZE} times as much; "
                    "no file of positions does. If it is one, unpack it first"
                )
            if size > MOST_DOCUMENT_BYTES:
                raise InputError(
                    f"{self.name}: is more than {MOST_DOCUMENT_BYTES >> 20} MiB "
                    "unpacked, and is one document that must be read whole; write it "
                    "as Parquet, CSV, or JSON with one row a line"
                )
            parts.append(block)
        return b"".join(parts)

    def random_access(self) -> pa.NativeFile:
        """Return the file to read from anywhere in it; what is packed is held whole."""
        packed = any(self._begins(magic) for magic, _ in _PACKED)
        if packed or isinstance(self.source, bytes):
            return pa.BufferReader(self.data)
        return pa.OSFile(os.fspath(self.source))

    def _begins(self, magic: bytes) -> bool:
        return next(self._raw_blocks(), b"").startswith(magic)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        r"""Yield (number from 1, line without its "\n"), the last one ended or not.

        Raises
        ------
        InputError
            A line is longer than `MOST_LINE_BYTES`.
        """
        number, rest = 1, bytearray()
        for block in self.blocks():
            rest += block
            if b"\n" in block:
                *whole, last = bytes(rest).split(b"\n")
                for line in whole:
                    self._bounded(number, len(line))
                    yield number, line
                    number += 1
                rest = bytearray(last)
            self._bounded(number, len(rest))
        if rest:
            yield number, bytes(rest)

    def _bounded(self, number: int, size: int) -> None:
        if size > MOST_LINE_BYTES:
            raise InputError(
                f"{self.name}: line {number}: is longer than "
                f"{MOST_LINE_BYTES >> 20} MiB; wanted one row a line"
            )

    @property
    def looks_like_json(self) -> bool:
        """Whether the first character is one that a JSON object or list begins with."""
        return self.head.lstrip()[:1] in (b"{", b"[")

    @cached_property
    def by_line(self) -> bool:
        """Whether this is JSON with one document a line, told by its first line.

        A list on the first line of several is a file of lists, or a list that is
        written over several lines and does not end there: no such file.
        """
        return isinstance(self._first_line_json, dict)

    @cached_property
    def _first_line_json(self) -> object:
        """Return the JSON of the first line, where there are others; else None."""
        first, size = b"", 0
        for block in self.blocks():
            first += block if first else block.lstrip()
            size = first.find(b"\n")
            if size < 0 and len(first) > MOST_LINE_BYTES:
                return None
            if size >= 0 and (first[size:].strip() or len(first) > MOST_LINE_BYTES):
                break
        if size < 0 or not first[size:].strip():
            return None
        try:
            return loads(first[:size])
        except ValueError:
            return None

    @property
    def first_document(self) -> object:
        """The only JSON document of the file, or that of its first line."""
        return self._first_line_json if self.by_line else self.document

    @cached_property
    def document(self) -> Any:  # noqa: ANN401
        """The one JSON document of the file.

        Infinity and NaN are read although JSON has none: many programs write them.

        Raises
        ------
        InputError
            It is no JSON; the message says where.
        """
        try:
            return loads(self.data)
        except ValueError as error:
            raise InputError(
                f"{self.name}: is not valid JSON: {error}; "
                "if the file was cut short, copy or download it again"
            ) from error

    def documents(self) -> Iterator[Any]:
        """Yield each JSON document: of each line that is not blank, or the only one.

        A line that is no JSON comes as `NoJson`.
        """
        if not self.by_line:
            yield self.document
            return
        for batch in self.document_batches(1):
            yield from batch

    def document_batches(self, most: int) -> Iterator[list[Any]]:
        """Yield the documents of a file of one a line, in lists of at most `most`.

        A list is shorter where its lines are long, so that memory is bounded.
        """
        batch: list[Any] = []
        size = 0
        for _, line in self.lines():
            if not line.strip():
                continue
            try:
                batch.append(loads(line))
            except ValueError as error:
                batch.append(NoJson(str(error)))
            size += len(line)
            if len(batch) >= most or size >= MOST_LINE_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


class _Blocks:
    """Blocks as a file that can only be read on."""

    closed = False

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return `size` bytes, fewer only at the end; all of them if it is negative."""
        parts, have = [self._rest], len(self._rest)
        while (size < 0 or have < size) and (block := next(self._blocks, b"")):
            parts.append(block)
            have += len(block)
        whole = b"".join(parts)
        size = have if size < 0 else size
        self._rest = whole[size:]
        return whole[:size]

    def close(self) -> None:
        """Read no more."""
        self._rest = b""


def as_file(blocks: Iterator[bytes]) -> pa.NativeFile:
    """Return blocks of bytes as a file for Arrow, read once from its beginning."""
    return pa.PythonFile(_Blocks(blocks), mode="r")


def _state_of(file: BinaryIO) -> tuple[int, int, int]:
    state = os.fstat(file.fileno())
    return state.st_ino, state.st_size, state.st_mtime_ns


def loads(data: bytes) -> object:
    """Return a JSON value; infinities and NaN are read too.

    Raises
    ------
    ValueError
        It is no JSON, or nested too deep.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as strict:
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            raise ValueError(str(strict)) from strict
