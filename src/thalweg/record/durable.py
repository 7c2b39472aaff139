"""Writing files that survive the loss of power, and noticing where one did not.

Each step is flushed before the next: the bytes, then the name, then the folder that
holds the name (POSIX.1-2024, ``fsync``). A flush that fails is never tried again: the
kernel may have dropped the bytes and would report success the second time.
"""

from __future__ import annotations

import os
from pathlib import Path

from thalweg.errors import RecordDoubtError


def write_durably(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all, and flushed when this returns.

    Folders that are missing are made and flushed too.

    Raises
    ------
    RecordDoubtError
        The disk failed or is full; what stands at `path` is the old content or the new.
    """
    beside = path.with_name(path.name + ".new")
    try:
        make_folder(path.parent)
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        flush_folder(path.parent)
    except OSError as error:
        raise doubted(path, error) from error


def write_once(path: Path, data: bytes) -> None:
    """Put `data` at `path` for good: the same bytes again are fine, others are doubt.

    The same bytes are written again: what stands there may be what a flush that failed,
    or a loss of power before the flush, has left in the cache alone.

    Raises
    ------
    RecordDoubtError
        Other bytes stand there, or the disk failed.
    """
    try:
        held = path.read_bytes()
    except FileNotFoundError:
        held = data
    except OSError as error:
        raise doubted(path, error) from error
    if held != data:
        raise RecordDoubtError(
            f"{path}: other bytes stand here than this record would write; a published "
            "tile never changes. Hold the folder against the other side's mirror: "
            "thalweg verify"
        )
    write_durably(path, data)


def append_durably(path: Path, data: bytes, at: int) -> None:
    """Write `data` at byte `at` of a file, cut what followed, and flush.

    Raises
    ------
    RecordDoubtError
        The disk failed or is full.
    """
    try:
        make_folder(path.parent)
        is_new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            os.ftruncate(handle, at)
            os.pwrite(handle, data, at)
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            flush_folder(path.parent)
    except OSError as error:
        raise doubted(path, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each flushed into the one that holds it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder; raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def doubted(path: Path, error: OSError) -> RecordDoubtError:
    """Return what to raise where the disk failed under the record."""
    return RecordDoubtError(
        f"{path}: {error.strerror or error}; nothing more is written to this record. "
        "See that the disk is sound and has room, then start again"
    )
