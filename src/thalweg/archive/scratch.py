"""Files without a name, for what is larger than memory; gone when unheld."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from thalweg.errors import InputError

# An evidence touches some 10 MB of maps, most of it what the system lays beside what is
# asked for; so many of them stand in memory at once.
_ASKED_TIMES = 8

Progress = Callable[[str, int, int], None]


class Scratch:
    """Nameless files in a folder, and what of them stands in memory.

    A file has no name in the folder, so that there is nothing to remove: it goes with
    the process, however that ends. Where the system cannot do that it has one that
    begins with ``tmp`` and goes at the end.

    Parameters
    ----------
    folder
        Where the files go, a folder that is there; None is the system's place for
        temporary files.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = Path(tempfile.gettempdir() if folder is None else folder)
        self._files: list[IO[bytes]] = []
        self._maps: list[mmap.mmap] = []
        self._asked = 0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files; what was mapped stays for those who hold it."""
        for file in self._files:
            # What it has not written yet is of no use: the disk may be full.
            with suppress(OSError):
                file.close()

    def file(self) -> IO[bytes]:
        """Return a new, empty file."""
        with self.told():
            made = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  (held)
        self._files.append(made)
        return made

    def mapped(self, file: IO[bytes], size_bytes: int) -> mmap.mmap:
        """Return a file's bytes as memory that comes from disk when it is looked at.

        A file that is shorter is made as long, with zeros. The memory may be written
        to, for kernels are compiled for arrays that may; nobody does.
        """
        with self.told():
            file.flush()
            file.truncate(max(size_bytes, 1))
            made = mmap.mmap(file.fileno(), max(size_bytes, 1))
            file.close()
        self._maps.append(made)
        return made

    def release(self) -> None:
        """Let go of all memory that can come from disk again."""
        for one in self._maps:
            if hasattr(mmap, "MADV_DONTNEED"):
                one.madvise(mmap.MADV_DONTNEED)

    def now_and_then(self) -> None:
        """Let go of memory, every so many times that one says so."""
        self._asked += 1
        if self._asked % _ASKED_TIMES == 0:
            self.release()

    def between(self, told: Progress) -> Progress:
        """Return a `told` that lets go of memory whenever it is called."""

        def telling(stage: str, done: int, total: int) -> None:
            self.release()
            told(stage, done, total)

        return telling

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say where a disk was full, and the way out."""
        try:
            yield
        except OSError as why:
            raise InputError(
                f"{self._folder}: positions that do not fit in memory are put aside "
                f"here, which failed: {why.strerror or why}; free space, or choose an "
                "--out on a larger disk"
            ) from why


class Plain:
    """Numbers of one kind, put into a file one after another."""

    def __init__(self, scratch: Scratch, kind: DTypeLike) -> None:
        self._scratch = scratch
        self._kind = np.dtype(kind)
        self._file = scratch.file()
        self._count = 0

    def add(self, values: NDArray[np.generic]) -> None:
        """Put values behind those that are there."""
        plain = np.ascontiguousarray(values, self._kind)
        with self._scratch.told():
            self._file.write(plain.view(np.uint8).data)
        self._count += plain.size

    def skip(self, count: int) -> None:
        """Put zeros behind, which take no room on disk."""
        with self._scratch.told():
            self._file.seek(count * self._kind.itemsize, 1)
        self._count += count

    def buffer(self) -> mmap.mmap:
        """Return the bytes of all values, mapped."""
        size_bytes = self._count * self._kind.itemsize
        return self._scratch.mapped(self._file, size_bytes)

    def array(self) -> NDArray[np.generic]:
        """Return all values, mapped."""
        return np.frombuffer(self.buffer(), self._kind, self._count)


class Bits:
    """Truths, eight in a byte, the first in the lowest bit, put into a file."""

    def __init__(self, scratch: Scratch) -> None:
        self._bytes = Plain(scratch, np.uint8)
        self._open = np.zeros(0, np.bool_)

    def add(self, values: NDArray[np.bool_]) -> None:
        """Put values behind those that are there."""
        laid = np.concatenate([self._open, values])
        whole = len(laid) // 8 * 8
        self._bytes.add(np.packbits(laid[:whole], bitorder="little"))
        self._open = laid[whole:]

    def buffer(self) -> mmap.mmap:
        """Return the bytes of all values, mapped; nothing may be added after."""
        self._bytes.add(np.packbits(self._open, bitorder="little"))
        self._open = self._open[:0]
        return self._bytes.buffer()
