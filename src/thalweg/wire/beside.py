"""The files beside a document: what it may name, and how their rows are read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from thalweg.errors import InputError
from thalweg.model.place import Position
from thalweg.wire.quantity import time_us
from thalweg.wire.words import address
from thalweg.wire.yaml import Document, Faults, Path, shown, unknown

MAX_FILE_BYTES: Final = 64 << 20
"""Largest file beside a document."""

MAX_FILES: Final = 100
"""Most files that one document may name."""

MAX_FIXES: Final = 1_000_000
"""Most fixes of one moving place."""

RESERVED: Final = frozenset({"manifest.json"})
"""Names that thalweg itself writes beside an agreement."""

_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?", re.ASCII)

Reader = Callable[[str], bytes]
"""Returns the bytes of a file by its plain name; raises InputError."""


@dataclass(slots=True)
class Beside:
    """The files that a document names, each read once.

    `files` holds every one that could be read, byte for byte.
    """

    document: Document
    reader: Reader
    files: dict[str, bytes] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def read(self, name: str, path: Path) -> bytes | None:
        """Return the bytes of a file; None, and a fault at `path`, where it cannot."""
        if name in self.files:
            return self.files[name]
        if name in self.refused:
            return None
        data = None
        if name == self.document.name or name in RESERVED:
            self.document.fault(path, f"{name} cannot be a file of the agreement")
        elif len(self.files) >= MAX_FILES:
            self.document.fault(path, f"more than {MAX_FILES} files")
        else:
            data = self._data(name, path)
        if data is None:
            self.refused.add(name)
            return None
        self.files[name] = data
        return data

    def _data(self, name: str, path: Path) -> bytes | None:
        try:
            data = self.reader(name)
        except InputError as error:
            self.document.fault(path, str(error))
            return None
        if len(data) > MAX_FILE_BYTES:
            self.document.fault(
                path, f"{name} has {len(data)} bytes; at most {MAX_FILE_BYTES} are read"
            )
            return None
        return data


def read_roster(
    data: bytes, name: str, parties: Sequence[str], faults: Faults
) -> list[tuple[int, int, str]]:
    """Return (line, address, party) of each row of a roster: ``address,party``."""
    found = []
    for line, row in _rows(data, name, ("address", "party"), faults):
        try:
            number = address(row[0])
        except ValueError as error:
            faults.add(name, f"address: {error}", line, 1)
            continue
        if row[1] not in parties:
            column = len(row[0]) + 2
            faults.add(
                name, f"party: {unknown('party', row[1], parties)}", line, column
            )
            continue
        found.append((line, number, row[1]))
    return found


def read_fixes(
    data: bytes, name: str, faults: Faults
) -> tuple[tuple[int, ...], tuple[Position, ...]]:
    """Return the times (us since 1970) and positions of a track file.

    Its columns are ``time,lat_deg,lon_deg``; times rise from row to row.
    """
    times_us: list[int] = []
    points: list[Position] = []
    for line, row in _rows(data, name, ("time", "lat_deg", "lon_deg"), faults):
        try:
            instant_us = time_us(row[0])
            lat_deg = _degrees(row[1], "lat_deg", 90.0)
            lon_deg = _degrees(row[2], "lon_deg", 180.0)
        except ValueError as error:
            faults.add(name, str(error), line, 1)
            continue
        if times_us and instant_us <= times_us[-1]:
            faults.add(name, f"time: {row[0]} is not after the row before", line, 1)
            continue
        if len(times_us) >= MAX_FIXES:
            faults.add(name, f"more than {MAX_FIXES} fixes", line, 1)
            break
        times_us.append(instant_us)
        points.append(Position(lat_deg=lat_deg, lon_deg=lon_deg))
    return tuple(times_us), tuple(points)


def _degrees(text: str, what: str, most_deg: float) -> float:
    if not _DEGREES.fullmatch(text) or not abs(float(text)) <= most_deg:
        raise ValueError(
            f"{what}: wanted degrees within -{most_deg:g} and {most_deg:g}, "
            f"got {shown(text)}"
        )
    return float(text) + 0.0


def _rows(
    data: bytes, name: str, header: tuple[str, ...], faults: Faults
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the fields of each row under exactly this header."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        faults.add(name, "not UTF-8 text")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    wanted = ",".join(header)
    try:
        first = next(reader, None)
        if first is None or [cell.strip() for cell in first] != list(header):
            faults.add(
                name, f"wanted the header '{wanted}', got {_joined(first)}", 1, 1
            )
            return
        for row in reader:
            line = reader.line_num
            if not row:
                continue
            if len(row) != len(header):
                faults.add(
                    name,
                    f"wanted {len(header)} fields ({wanted}), got {len(row)}",
                    line,
                    1,
                )
                continue
            yield line, [cell.strip() for cell in row]
    except csv.Error as error:
        faults.add(name, f"not CSV: {error}", max(reader.line_num, 1), 1)


def _joined(row: list[str] | None) -> str:
    return "nothing" if row is None else shown(",".join(row))
