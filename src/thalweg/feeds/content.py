"""A file's bytes: digest, decompression, and JSON, each done once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from thalweg.errors import InputError

_PACKED = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
_BOM = b"\xef\xbb\xbf"
_HEAD_BYTES = 65_536


@dataclass(frozen=True, kw_only=True)
class Documents:
    """The JSON of a file: one document, or one on each line.

    `broken` holds the lines that are no JSON, as (line from 1, what is wrong).
    `index` is the place of each document among the lines that are not blank, from 0.
    """

    values: list[Any]
    by_line: bool
    index: list[int]
    broken: list[tuple[int, str]]


@dataclass(frozen=True)
class Content:
    """The bytes of one file.

    `name` is the file as the user wrote it, for messages only; `raw` its bytes as they
    lie on disk.
    """

    name: str
    raw: bytes

    @classmethod
    def of(cls, path: Path) -> Content:
        """Read the file at `path`.

        Raises
        ------
        InputError
            It is not there, is no file, is empty or may not be read.
        """
        name = str(path)
        if path.is_dir():
            raise InputError(f"{name}: is a directory; name the files in it")
        if path.exists() and not path.is_file():
            # A pipe may never end.
            raise InputError(f"{name}: is no plain file")
        try:
            raw = path.read_bytes()
        except OSError as error:
            why = error.strerror or str(error)
            raise InputError(f"{name}: cannot be read: {why}") from error
        except ValueError as error:
            raise InputError(f"{name!r}: is no path: {error}") from error
        return cls(name, raw)

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes as they lie on disk, packed or not."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def data(self) -> bytes:
        """The bytes, unpacked from gzip or Zstandard, without a byte order mark.

        Raises
        ------
        InputError
            The file is empty, or its packing is cut short or damaged.
        """
        data = self.raw
        for magic, packing in _PACKED:
            if data.startswith(magic):
                data = self._unpacked(packing)
                break
        data = data.removeprefix(_BOM)
        if not data[:_HEAD_BYTES].strip() and not data.strip():
            raise InputError(f"{self.name}: is empty; wanted positions")
        return data

    def _unpacked(self, packing: str) -> bytes:
        try:
            stream = pa.CompressedInputStream(pa.BufferReader(self.raw), packing)
            unpacked: bytes = stream.read()
        except (OSError, pa.ArrowException) as error:
            raise InputError(
                f"{self.name}: the {packing} data is cut short or damaged "
                f"({len(self.raw)} bytes: {error}); copy or download the file again"
            ) from error
        return unpacked

    @property
    def head(self) -> bytes:
        """The first bytes, unpacked."""
        return self.data[:_HEAD_BYTES]

    @property
    def looks_like_json(self) -> bool:
        """Whether the first character is one that a JSON object or list begins with."""
        return self.head.lstrip()[:1] in (b"{", b"[")

    @cached_property
    def documents(self) -> Documents:
        """The JSON of the file.

        Infinity and NaN are read although JSON has none: many programs write them.

        Raises
        ------
        InputError
            It is no JSON; the message says where.
        """
        if self._by_line():
            return self._lines()
        try:
            return Documents(
                values=[_loads(self.data)], by_line=False, index=[0], broken=[]
            )
        except ValueError as error:
            raise InputError(
                f"{self.name}: is not valid JSON: {error}; "
                "if the file was cut short, copy or download it again"
            ) from error

    def _by_line(self) -> bool:
        first = self.data.lstrip() if self.data[:1].isspace() else self.data
        end = first.find(b"\n")
        if end < 0 or not first[end : end + _HEAD_BYTES].strip():
            return False
        try:
            # A list on the first line of several is a file of lists, or a list that
            # is written over several lines and does not end here.
            return isinstance(_loads(first[:end]), dict)
        except ValueError:
            return False

    def _lines(self) -> Documents:
        values: list[Any] = []
        index: list[int] = []
        broken: list[tuple[int, str]] = []
        place = 0
        for number, line in enumerate(self.data.split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                values.append(_loads(line))
                index.append(place)
            except ValueError as error:
                broken.append((number, str(error)))
            place += 1
        return Documents(values=values, by_line=True, index=index, broken=broken)


def _loads(data: bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as strict:
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            raise ValueError(str(strict)) from strict
