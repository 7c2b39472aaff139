"""A bit that a disk turns over: `thalweg verify` finds it, and nobody is shown it.

A thousand of them in the files of a log that two sites kept; and some hundred in the
database below, of which many hit what nobody reads.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.unit.hotline.two_sites import Pair, pair, side_of
from thalweg.errors import ThalwegError
from thalweg.record.copies import copy_log
from thalweg.record.verify import verify_log

# One full tile and bundle, and the partial ones beside them.
MESSAGES = 260
FLIPS, FLIPS_BELOW = 1_000, 200


def said(number: int) -> dict:
    return {"text": {"text": f"message {number}", "lang": "en"}}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    two = pair(folder)
    officer = two.west.officers[:1]
    for start in range(0, MESSAGES, 130):
        batch = [
            (two.west.site.compose("CH-10", said(n), two.now_us), officer)
            for n in range(start, start + 130)
        ]
        two.west.site.send_many(batch, two.now_us)
        two.exchange(2)
    for side in (two.west, two.east):
        side.stop()
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def faults_of(folder: Path) -> tuple[str, ...]:
    own, peer = side_of("west"), side_of("east")
    # Each line under the checkpoint: one of a key that nobody asked for is not read.
    return verify_log(folder, own.log, peer.cosigners).faults


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def some_flips(files: dict[str, bytes], count: int) -> list[tuple[str, int]]:
    """Return flips: each file in turn, small ones as often as large ones."""
    chance = random.Random(6)
    names = sorted(files)
    turns = [names[n % len(names)] for n in range(count)]
    return [(name, chance.randrange(len(files[name]) * 8)) for name in turns]


def each_is_found(kept: Path, folder: Path, count: int) -> None:
    shutil.copytree(kept / "west" / "disk" / "logs" / "log", folder)
    assert faults_of(folder) == ()
    files = files_of(folder)
    assert {"checkpoint", "tile/0/000", "tile/entries/000"} <= set(files)
    missed = []
    for name, bit in some_flips(files, count):
        (folder / name).write_bytes(flipped(files[name], bit))
        if not faults_of(folder):
            missed.append((name, bit))
        (folder / name).write_bytes(files[name])
    assert missed == []


def test_some_flips_in_the_files_of_a_log_are_found(kept: Path, tmp_path: Path) -> None:
    each_is_found(kept, tmp_path / "log", 16)


@pytest.mark.slow
def test_a_thousand_flips_in_the_files_of_a_log_are_found(
    kept: Path, tmp_path: Path
) -> None:
    each_is_found(kept, tmp_path / "log", FLIPS)


def test_the_other_sides_mirror_gives_the_same_tree_back(
    kept: Path, tmp_path: Path
) -> None:
    shutil.copytree(kept, tmp_path / "two")
    own = files_of(kept / "west" / "disk" / "logs" / "log")
    two = pair(tmp_path / "two")
    copy_log(two.east.store, "west.example/log", tmp_path / "back", entries=True)
    mirror = files_of(kept / "east" / "disk" / "logs" / "mirror")
    for found in (files_of(tmp_path / "back"), mirror):
        assert {name: data for name, data in found.items() if name != "checkpoint"} == {
            name: data for name, data in own.items() if name != "checkpoint"
        }
    assert faults_of(tmp_path / "back") == ()


def heard(two: Pair) -> list[str]:
    """Return what west's messages say, as each side shows them to its people."""
    assert two.west.site is not None
    assert two.east.site is not None
    return [
        item.said.message.params["text"]["text"]
        for items in (two.west.site.outbox(MESSAGES), two.east.site.inbox(MESSAGES))
        for item in items
        if item.said.message is not None and item.said.message.element == "CH-10"
    ]


def flip_below(kept: Path, folder: Path, name: str, bit: int) -> str:
    """Work on a record with one bit turned over; say what came of it."""
    shutil.copytree(kept, folder)
    database = folder / "west" / "disk" / name
    database.write_bytes(flipped(database.read_bytes(), bit))
    true = {f"message {number}" for number in range(MESSAGES)}
    two = None
    try:
        two = pair(folder)
        shown = heard(two)
        assert set(shown) <= true
        two.west.say("CH-10", said(0), two.now_us)
        two.exchange(2)
        assert not two.east.site.state(two.now_us).dispute
        assert set(heard(two)) <= true
    except ThalwegError:
        return "refused"
    else:
        return "unharmed" if len(shown) == 2 * MESSAGES else "incomplete"
    finally:
        for side in () if two is None else (two.west, two.east):
            side.stop()
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    "count", [3, pytest.param(FLIPS_BELOW, marks=pytest.mark.slow)]
)
def test_a_flip_in_the_database_is_never_shown_as_what_was_said(
    count: int, kept: Path, tmp_path: Path
) -> None:
    size = (kept / "west" / "disk" / "record.db").stat().st_size
    chance = random.Random(11)
    found = [
        flip_below(kept, tmp_path / "two", "record.db", chance.randrange(size * 8))
        for _ in range(count)
    ]
    print({one: found.count(one) for one in sorted(set(found))})
