"""A real node that is killed, or whose disk fails, while it works with another one."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.node.test_two_nodes import same_bytes, verified
from tests.node.two_nodes import Node, until
from tests.scenario.kill.battery import STRACE, why_not
from thalweg.errors import InputError, RecordDoubtError

WHY_NOT = why_not()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))
IN_DOUBT = 3
MOST_SAID = 30
LONGEST_START_S = 30
# The first of each are of the start, the later ones of the work.
KILLED_AT = [
    ("fdatasync", 9), ("fsync", 30), ("rename", 7), ("pwrite64", 40), ("write", 25),
    ("fsync", 9), ("fdatasync", 23), ("rename", 16), ("pwrite64", 90), ("unlink", 1),
    ("fsync", 61), ("fdatasync", 37),
]  # fmt: skip
FAILS_AT = [
    ("fsync", "EIO", 25), ("fdatasync", "EIO", 12), ("rename", "EIO", 9),
    ("pwrite64", "EIO", 30), ("pwrite64", "ENOSPC", 60), ("fdatasync", "EIO", 30),
]  # fmt: skip


@pytest.fixture
def pair(pair: tuple[Node, Node]) -> tuple[Node, Node]:
    # Under strace, on a busy machine, everything takes ten times as long.
    for node in pair:
        told = node.settings.read_text().replace("request: 2 s", "request: 20 s")
        node.settings.write_text(told)
    return pair


def say_until_it_ends(west: Node, said: list[tuple[int, str]]) -> int | None:
    """Say things; return how the node ended, None where it still works."""
    assert west.process is not None
    until(
        lambda: "started" in west.events() or west.process.poll() is not None,
        120,
        west.log,
    )
    for number in range(MOST_SAID):
        text = f"{len(west.logs)}-{number}"
        try:
            index = west.say(params={"text": {"text": text, "lang": "en"}})
        except (InputError, RecordDoubtError, AssertionError, OSError):
            return west.process.wait(60)
        said.append((index, text))
    return west.process.poll()


def kill_what_is_left(west: Node) -> None:
    """End a node that reached none of its points, and the strace around it."""
    assert west.process is not None
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(west.process.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    for pid in found.stdout.split():
        subprocess.run(["kill", "-KILL", pid], check=False)
    west.process.wait(60)


def nothing_is_lost(west: Node, east: Node, said: list[tuple[int, str]]) -> None:
    """Hold both records to what was acknowledged; both must work on."""

    def all_delivered() -> bool:
        state = west.ask("state")
        return state["delivered"] == state["size"]

    until(all_delivered, 120, west.log)
    came = {one["ref"]["index"]: one for one in east.inbox()}
    for index, text in said:
        assert text in came[index]["lines"]["en"][0]
    assert len({index for index, _ in said}) == len(said)
    for node in (west, east):
        state = node.ask("state")
        assert not state["doubts"]
        assert not state["dispute"]
        assert node.stop() == 0
    assert verified(west, east) >= len(said)
    assert same_bytes(west, east)
    assert same_bytes(east, west)


def started_again_s(node: Node) -> float:
    node.under = []
    began_s = time.monotonic()
    node.start()
    return time.monotonic() - began_s


@pytest.mark.slow
def test_a_node_that_is_killed_again_and_again_loses_nothing(pair) -> None:
    west, east = pair
    east.start()
    west.start()
    west.stop()
    said: list[tuple[int, str]] = []
    longest_s = 0.0
    killed = 0
    for call, number in KILLED_AT:
        inject = f"inject={call}:signal=SIGKILL:when={number}"
        west.under = [str(STRACE), "-f", "-qq", "-e", f"trace={call}", "-e", inject]
        west.under += ["-o", "/dev/null"]
        west.begin()
        code = say_until_it_ends(west, said)
        killed += code is not None
        kill_what_is_left(west)
        west.process = None
        longest_s = max(longest_s, started_again_s(west))
        assert west.stop() == 0
    west.start()
    assert killed >= len(KILLED_AT) // 2
    print(f"{killed} killed, {len(said)} acknowledged, longest start {longest_s:.1f} s")
    assert longest_s < LONGEST_START_S
    nothing_is_lost(west, east, said)


@pytest.mark.slow
def test_a_node_whose_disk_fails_says_so_and_stops(pair) -> None:
    west, east = pair
    east.start()
    west.start()
    west.stop()
    said: list[tuple[int, str]] = []
    refused = 0
    for call, error, number in FAILS_AT:
        inject = f"inject={call}:error={error}:when={number}"
        west.under = [str(STRACE), "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null"]
        west.under += ["-e", f"trace={call}", "-e", inject]
        west.begin()
        code = say_until_it_ends(west, said)
        if code is None:
            # SQLite puts its own file right later; nothing was lost by it.
            kill_what_is_left(west)
        else:
            assert code == IN_DOUBT, west.log()
            assert "nothing more is written to this record" in west.log()
            refused += 1
        west.process = None
        started_again_s(west)
        assert west.stop() == 0
    assert refused >= len(FAILS_AT) // 2
    west.start()
    nothing_is_lost(west, east, said)


def mounted(folder: Path, size: str) -> bool:
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None:
        return False
    told = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    return told.returncode == 0


@pytest.mark.slow
def test_a_disk_that_is_full_in_the_midst_stops_the_node_until_there_is_room(
    pair,
) -> None:
    west, east = pair
    disk = west.folder / "disk"
    if not mounted(disk, "1m"):
        pytest.skip("no disk can be mounted here")
    try:
        for path in (west.folder / "record").iterdir():
            shutil.copy(path, disk)
        shutil.rmtree(west.folder / "record")
        (west.folder / "record").symlink_to(disk)
        east.start()
        west.begin()
        said: list[tuple[int, str]] = []
        code = None
        while code is None and len(said) < 1_000:
            code = say_until_it_ends(west, said)
        assert code == IN_DOUBT, west.log()
        assert said
        west.process = None
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        west.start()
        after = west.say(params={"text": {"text": "room again", "lang": "en"}})
        nothing_is_lost(west, east, [*said, (after, "room again")])
    finally:
        if west.process is not None:
            west.process.kill()
            west.process.wait()
            west.process = None
        subprocess.run(["umount", "-l", str(disk)], check=False)
