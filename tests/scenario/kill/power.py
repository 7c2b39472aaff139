"""A loss of power, played back: what a disk holds if only what was flushed is on it.

A kill leaves everything that was written to the kernel; a loss of power does not. So
one run of `at_work` is traced, bytes and all, and played back into a model of a disk on
which a file's bytes last from its own flush on, and a name from the flush of its folder
on (POSIX promises no more). The power is cut after any one call.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TRACED = (
    "openat", "close", "write", "writev", "pwrite64", "ftruncate", "fsync", "fdatasync",
    "rename", "unlink", "mkdir",
)  # fmt: skip
STRACE = ("-xx", "-s", "1000000")
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (\d+)")
_HEX = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass
class File:
    """A file's bytes, as the kernel has them and as they were flushed last."""

    now: bytearray = field(default_factory=bytearray)
    flushed: bytes = b""


@dataclass(frozen=True)
class Call:
    """One call that succeeded."""

    name: str
    words: str
    data: tuple[bytes, ...]
    result: int

    def number(self, at: int) -> int:
        """Return the `at`-th argument, as a number; strings left out."""
        plain = _HEX.sub("", self.words).replace("...", "")
        return int(plain.split(",")[at].strip(), 0)


def calls(trace: str) -> Iterator[Call]:
    """Yield the calls of the process that worked: the only one that flushes."""
    found = [m for m in map(_LINE.fullmatch, trace.splitlines()) if m is not None]
    worker = next(one[1] for one in found if one[2] == "fsync")
    for pid, name, words, result in (one.groups() for one in found):
        if pid == worker:
            strings = tuple(
                bytes.fromhex(text.replace("\\x", "")) for text in _HEX.findall(words)
            )
            yield Call(name, words, strings, int(result))


class Disk:
    """The model: names and bytes as they are, and as they would be after a cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, File | None] = {str(folder): None}
        for path in folder.rglob("*"):
            data = path.read_bytes() if path.is_file() else None
            held = None if data is None else File(bytearray(data), data)
            self.names[str(path)] = held
        self.lasting = dict(self.names)
        self.told = ""
        self._open: dict[int, tuple[str, File | None]] = {}
        self._at: dict[int, int] = {}

    def play(self, call: Call) -> bool:
        """Take a call in; return whether it changed what is on the disk or flushed."""
        if call.name == "openat":
            return self._opened(call)
        if call.name in ("rename", "unlink", "mkdir"):
            return self._renamed(call.name, *(one.decode() for one in call.data))
        handle = call.number(0)
        if call.name == "close":
            self._open.pop(handle, None)
            return False
        if call.name == "writev" and handle not in self._open:
            self.told += b"".join(call.data).decode()
            return False
        if handle not in self._open:
            return False
        name, file = self._open[handle]
        if call.name in ("fsync", "fdatasync"):
            self._flushed(name, file)
        elif file is not None:
            self._written(call, handle, file)
        return True

    def _opened(self, call: Call) -> bool:
        name = call.data[0].decode()
        if not name.startswith(str(self.folder) + "/"):
            return False
        is_new = name not in self.names
        if is_new:
            self.names[name] = File()
        file = self.names[name]
        if "O_TRUNC" in call.words and file is not None:
            file.now.clear()
        self._open[call.result] = (name, file)
        self._at[call.result] = 0
        return is_new

    def _renamed(self, call: str, name: str, to: str = "") -> bool:
        if not name.startswith(str(self.folder)):
            return False
        if call == "mkdir":
            self.names[name] = None
            return True
        file = self.names.pop(name)
        if call == "rename":
            self.names[to] = file
        return True

    def _flushed(self, name: str, file: File | None) -> None:
        if file is not None:
            file.flushed = bytes(file.now)
            return
        # The names in a folder; those of what lies deeper have folders of their own.
        for kept in (self.lasting, self.names):
            for one in [one for one in kept if _parent(one) == name]:
                if one in self.names:
                    self.lasting[one] = self.names[one]
                else:
                    self.lasting.pop(one, None)

    def _written(self, call: Call, handle: int, file: File) -> None:
        if call.name == "ftruncate":
            size = call.number(1)
            file.now[size:] = bytes(max(0, size - len(file.now)))
            return
        data = b"".join(call.data)[: call.result]
        at = call.number(3) if call.name == "pwrite64" else self._at[handle]
        file.now[len(file.now) :] = bytes(max(0, at - len(file.now)))
        file.now[at : at + len(data)] = data
        if call.name != "pwrite64":
            self._at[handle] = at + len(data)

    def after_a_cut(self, folder: Path, chance: random.Random | None) -> None:
        """Write what a disk would hold to another folder.

        Without a chance only what was flushed; with one, of each file and of each
        folder's names either that or what the kernel had.
        """
        names = {}
        for where in {_parent(one) for one in (*self.names, *self.lasting)}:
            is_now = chance is not None and chance.random() < 0.5
            kept = self.names if is_now else self.lasting
            names |= {one: kept[one] for one in kept if _parent(one) == where}
        folder.mkdir(parents=True)
        for name in sorted(names):
            file, path = names[name], folder / Path(name).relative_to(self.folder)
            # SQLite's shared memory is no part of the disk.
            if not path.parent.is_dir() or name.endswith("-shm"):
                continue
            if file is None:
                path.mkdir(exist_ok=True)
            else:
                is_now = chance is not None and chance.random() < 0.5
                path.write_bytes(bytes(file.now) if is_now else file.flushed)


def _parent(name: str) -> str:
    return name.rpartition("/")[0]
