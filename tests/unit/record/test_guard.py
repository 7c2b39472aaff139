"""The guard: knows the newest head, survives a torn line, refuses a restored copy."""

from pathlib import Path

import pytest

from thalweg.errors import InputError, RecordDoubtError
from thalweg.record.guard import Guard
from thalweg.record.ports import MIRRORED, SIGNED, Head


def head(size: int, root: int = 0, role: str = SIGNED, origin: str = "log") -> Head:
    return Head(
        origin=origin, role=role, size=size, root=bytes([root or size]) * 32, note=b""
    )


def root_at(origin: str, size: int) -> bytes:
    return bytes([size]) * 32


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "far" / "guard"
    guard = Guard.create(path)
    for one in (head(1), head(2), head(5, role=MIRRORED, origin="a b+c")):
        guard.keep(one)
    guard.keep(head(2))
    again = Guard.open(path)
    assert again.mark("log", SIGNED).size == 2
    assert again.mark("a b+c", MIRRORED).size == 5
    assert len(path.read_bytes().splitlines()) == 3


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_torn_last_line_is_as_if_it_had_not_been(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "guard"
    guard = Guard.create(path)
    guard.keep(head(1))
    guard.keep(head(2))
    path.write_bytes(path.read_bytes()[:-cut])
    again = Guard.open(path)
    assert again.mark("log", SIGNED).size == 1
    again.keep(head(3))
    assert Guard.open(path).mark("log", SIGNED).size == 3


@pytest.mark.parametrize(
    "line",
    [
        b"signed 01 AAAA log",
        b"signed x " + b"A" * 43 + b"= log",
        b"other 1 AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI= log",
        b"signed 1 AgI= log",
        b"signed 1 AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
        b"\xff",
        b"",
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "guard"
    Guard.create(path).keep(head(1))
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(RecordDoubtError, match="guard:2: wanted"):
        Guard.open(path)


def test_a_missing_guard_is_doubt_and_none_is_made_over_another(tmp_path: Path) -> None:
    with pytest.raises(RecordDoubtError, match="guard is missing"):
        Guard.open(tmp_path / "guard")
    Guard.create(tmp_path / "guard")
    with pytest.raises(InputError, match="exists"):
        Guard.create(tmp_path / "guard")


@pytest.mark.parametrize(
    "one", [head(1), head(2, root=9)], ids=["smaller", "another root"]
)
def test_a_head_that_does_not_grow_is_doubt(one: Head, tmp_path: Path) -> None:
    guard = Guard.create(tmp_path / "guard")
    guard.keep(head(2))
    with pytest.raises(RecordDoubtError):
        guard.keep(one)


@pytest.mark.parametrize("held", [[], [head(1)], [head(3, role=MIRRORED)]])
def test_a_store_behind_its_guard_does_not_start(held, tmp_path: Path) -> None:
    guard = Guard.create(tmp_path / "guard")
    guard.keep(head(2))
    with pytest.raises(RecordDoubtError, match="restored from an older copy"):
        guard.hold(held, root_at)


def test_another_history_does_not_start(tmp_path: Path) -> None:
    guard = Guard.create(tmp_path / "guard")
    guard.keep(head(2, root=7))
    with pytest.raises(RecordDoubtError, match="two histories"):
        guard.hold([head(5)], root_at)
    guard.hold([head(5)], lambda origin, size: bytes([7]) * 32)


def test_every_head_in_doubt_is_named_at_once(tmp_path: Path) -> None:
    guard = Guard.create(tmp_path / "guard")
    guard.keep(head(2))
    guard.keep(head(4, role=MIRRORED, origin="other"))
    with pytest.raises(RecordDoubtError) as told:
        guard.hold([], root_at)
    assert str(told.value).count("restored") == 2


def test_a_head_that_the_guard_missed_is_kept_at_the_start(tmp_path: Path) -> None:
    guard = Guard.create(tmp_path / "guard")
    guard.keep(head(2))
    guard.hold([head(3), head(1, role=MIRRORED)], root_at)
    again = Guard.open(tmp_path / "guard")
    assert again.mark("log", SIGNED).size == 3
    assert again.mark("log", MIRRORED).size == 1
