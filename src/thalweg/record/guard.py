"""The guard: a file outside the record's folder that knows how far the record went.

A restored backup is the one honest way to sign two histories. So the size and root of
every checkpoint, signed or cosigned, is appended here before it leaves the site; a
record that starts and is *behind* its guard was restored, and must not sign until what
is missing came back from the other side's mirror. The guard belongs on another disk
than the record, and is never part of its backups.

One line a checkpoint: ``<role> <size> <base64 root> <origin>``. A last line without its
newline was torn by a loss of power before anything was published; it is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from thalweg.errors import InputError, RecordDoubtError
from thalweg.record.durable import append_durably, doubted
from thalweg.record.ports import MIRRORED, SIGNED, WITNESSED, Head
from thalweg.wire.encoded import from_base64, to_base64

_ROLES = (SIGNED, WITNESSED, MIRRORED)
RootAt = Callable[[str, int], bytes]
"""Returns the root of a log's first entries, from the record's own tiles."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a head had come when it was guarded last."""

    role: str
    size: int
    root: bytes
    origin: str

    def line(self) -> bytes:
        """Return the mark as the file's line."""
        return (
            f"{self.role} {self.size} {to_base64(self.root)} {self.origin}\n".encode()
        )


class Guard:
    """The guard file at `path`; made by `create`, opened by `open`.

    Attributes
    ----------
    path
        where it stands.
    """

    def __init__(
        self, path: Path, marks: dict[tuple[str, str], Mark], end: int
    ) -> None:
        self.path = path
        self._marks = marks
        self._end = end

    @classmethod
    def create(cls, path: Path) -> Guard:
        """Begin an empty guard; raises InputError where the file exists."""
        if path.exists():
            raise InputError(
                f"{path} exists: it guards another record; give a new name"
            )
        append_durably(path, b"", 0)
        return cls(path, {}, 0)

    @classmethod
    def open(cls, path: Path) -> Guard:
        """Read a guard.

        Raises
        ------
        RecordDoubtError
            It is missing, or a line of it (named) cannot be read.
        """
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise RecordDoubtError(
                f"{path}: the guard is missing, so nobody can say whether this record "
                "is the newest. Put the guard back; without it nothing is signed here"
            ) from None
        except OSError as error:
            raise doubted(path, error) from error
        whole = data[: data.rfind(b"\n") + 1]
        marks = {}
        for number, line in enumerate(whole.splitlines(), 1):
            mark = _mark(line)
            if mark is None:
                raise RecordDoubtError(
                    f"{path}:{number}: wanted <role> <size> <root> <origin>; the guard "
                    "was changed or its disk is failing"
                )
            marks[mark.origin, mark.role] = mark
        return cls(path, marks, len(whole))

    def mark(self, origin: str, role: str) -> Mark | None:
        """Return how far a head had come."""
        return self._marks.get((origin, role))

    def size_before(self, origin: str, role: str, most: int) -> int:
        """Return the largest size of a head kept here, up to `most`; 0 where none was.

        Read from the file again: it is asked where a record was restored.
        """
        marks = self._read_again(origin, role)
        return max((mark.size for mark in marks if mark.size <= most), default=0)

    def knows(self, origin: str, role: str, size: int, root: bytes) -> bool:
        """Tell whether a head of that size and root was ever kept here."""
        marks = self._read_again(origin, role)
        return any((mark.size, mark.root) == (size, root) for mark in marks)

    def _read_again(self, origin: str, role: str) -> Iterator[Mark]:
        try:
            data = self.path.read_bytes()[: self._end]
        except OSError as error:
            raise doubted(self.path, error) from error
        for line in data.splitlines():
            mark = _mark(line)
            if mark is not None and (mark.origin, mark.role) == (origin, role):
                yield mark

    def keep(self, head: Head) -> None:
        """Append a head durably, unless it stands here already; before it is published.

        Raises
        ------
        RecordDoubtError
            The disk failed, or the guard knows a larger head, or another root.
        """
        had = self.mark(head.origin, head.role)
        if had is not None and had.size == head.size and had.root == head.root:
            return
        if had is not None and had.size >= head.size:
            raise RecordDoubtError(_ahead(had, head))
        mark = Mark(head.role, head.size, head.root, head.origin)
        append_durably(self.path, mark.line(), self._end)
        self._end += len(mark.line())
        self._marks[head.origin, head.role] = mark

    def hold(
        self,
        heads: Iterable[Head],
        root_at: RootAt,
        gone: Container[str] = (),
    ) -> None:
        """Hold a store's heads against the guard, at the start of a node.

        A head that the guard has not seen is what a loss of power between store and
        guard leaves; it is kept now, if it grew from what the guard knows. `gone` are
        logs that others continue: nothing more is signed in them.

        Raises
        ------
        RecordDoubtError
            The store is behind the guard, or tells another history: every head at once.
        """
        held = {(h.origin, h.role): h for h in heads if h.origin not in gone}
        faults = []
        for where, mark in sorted(self._marks.items()):
            if mark.origin in gone:
                continue
            head = held.get(where)
            if head is None or head.size < mark.size:
                faults.append(_ahead(mark, head))
            elif root_at(mark.origin, mark.size) != mark.root:
                faults.append(
                    f"{mark.origin}: the guard holds another root for {mark.size} "
                    f"{mark.role} entries than the record: two histories"
                )
        if faults:
            raise RecordDoubtError("\n".join(faults))
        for head in held.values():
            self.keep(head)


def _ahead(mark: Mark, head: Head | None) -> str:
    has = "none" if head is None else str(head.size)
    return (
        f"{mark.origin}: the guard knows {mark.size} {mark.role} entries, the record "
        f"has {has}: it was restored from an older copy. Nothing is signed until the "
        "rest came back from the other side: run its node, or apply their parcel"
    )


def _mark(line: bytes) -> Mark | None:
    try:
        role, size, root, origin = line.decode().split(" ", 3)
        mark = Mark(role, int(size), from_base64(root), origin)
    except (ValueError, UnicodeDecodeError):
        return None
    if role not in _ROLES or len(mark.root) != 32 or mark.line()[:-1] != line:
        return None
    return mark
