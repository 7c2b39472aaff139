"""A message shown DELIVERED survives the loss of power of either node.

Two sites work in one process, which is killed at each single flush, rename and write in
turn. Whatever they had promised before must hold after: nothing delivered is lost, no
checkpoint is contradicted, both logs verify from their files, the work goes on.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.hotline.two_sites import Pair, Side, pair, side_of
from thalweg.record.tree import Tree
from thalweg.record.verify import verify_log

REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAM = REPOSITORY / "tests" / "scenario" / "kill" / "at_work.py"
CALLS = ("fsync", "fdatasync", "rename", "pwrite64", "write", "link", "unlink")
ROUNDS = 2
STRACE = shutil.which("strace")


def fault() -> str | None:
    """Say why nothing can be killed here; CI brings strace, a sandbox may forbid it."""
    if STRACE is None:
        assert os.environ.get("CI") != "true", "CI installs strace"
        return "strace is not installed"
    tried = subprocess.run([STRACE, "-qq", "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "strace may not trace here"


FAULT = fault()
pytestmark = pytest.mark.skipif(FAULT is not None, reason=str(FAULT))


def at_work(folder: Path, *strace: str) -> subprocess.CompletedProcess[str]:
    command = [str(STRACE), "-f", "-qq", *strace]
    program = [sys.executable, str(PROGRAM), str(folder), str(ROUNDS)]
    return subprocess.run(
        [*command, *program],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={
            "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'src'}",
            "PATH": "/usr/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both records made: none is half made while killed."""
    folder = tmp_path_factory.mktemp("begun")
    two = pair(folder)
    two.west.stop()
    two.east.stop()
    return folder


@pytest.fixture(scope="module")
def counts(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Return how often each call is made in a run that nobody kills."""
    folder = tmp_path_factory.mktemp("counted") / "run"
    shutil.copytree(begun, folder)
    told = folder.parent / "told"
    traced = f"trace={','.join(CALLS)}"
    done = at_work(folder, "-e", traced, "-o", str(told))
    assert done.stdout.endswith("done\n"), done.stderr
    lines = re.findall(r"^\d+ +(\w+)\(", told.read_text(), re.MULTILINE)
    return {call: lines.count(call) for call in CALLS}


def site_holds(side: Side, promised: str) -> None:
    """Hold one side's record against what it had printed before it was killed."""
    assert side.site is not None
    assert side.store is not None
    origin = side.site.books.us.origin
    tree = Tree(side.store, origin)
    for line in promised.removesuffix("done\n").splitlines():
        what, party, number, digest = (*line.split(), "", "")[:4]
        if party != side.party:
            continue
        if what == "signed":
            assert tree.root(int(number)).hex() == digest
        else:
            at = int(number)
            (entry,) = side.store.entries(origin, at, at + 1)
            assert hashlib.sha256(entry).hexdigest() == digest


def files_verify(side: Side) -> None:
    logs = side.folder / "disk" / "logs"
    own = side_of(side.party)
    peer = side_of("east" if side.party == "west" else "west")
    for folder, keys, cosigners in (
        (logs / "log", own.log, peer.mirror),
        (logs / "mirror", peer.log, own.mirror),
    ):
        report = verify_log(folder, list(keys), list(cosigners))
        assert report.faults == ()
        assert report.cosigned_by


def holds_after(folder: Path, promised: str) -> None:
    two: Pair = pair(folder)
    two.pass_s(3600)
    for side in (two.west, two.east):
        assert side.site is not None
        assert side.site.state(two.now_us).doubts == {}
        site_holds(side, promised)
        side.say("CH-1", {"n": 99}, two.now_us)
    two.exchange(3)
    for one, other in ((two.west, two.east), (two.east, two.west)):
        site_holds(one, promised)
        files_verify(one)
        origin = one.site.books.us.origin
        size = one.store.size(origin)
        assert one.store.entries(origin, 0, size) == other.store.entries(
            origin, 0, other.store.size(origin)
        )
    two.west.stop()
    two.east.stop()


def killed(begun: Path, folder: Path, call: str, number: int) -> None:
    shutil.copytree(begun, folder)
    inject = f"inject={call}:signal=SIGKILL:when={number}"
    done = at_work(folder, "-e", f"trace={call}", "-e", inject, "-o", "/dev/null")
    # The last calls are those of closing, after the work was done; and what Python
    # itself writes is not the same each time: the last may not come.
    ended = done.returncode == 0 and done.stdout.endswith("done\n")
    assert ended or done.returncode in {-9, 137}
    assert "Traceback" not in done.stderr
    holds_after(folder, done.stdout)
    shutil.rmtree(folder)


@pytest.mark.parametrize("call", CALLS)
def test_killed_at_some_calls(
    call: str, begun: Path, counts: dict[str, int], tmp_path: Path
) -> None:
    step = max(1, counts[call] // 5)
    for number in range(1, counts[call] + 1, step):
        killed(begun, tmp_path / f"{call}-{number}", call, number)


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_killed_at_every_call(
    call: str, begun: Path, counts: dict[str, int], tmp_path: Path
) -> None:
    for number in range(1, counts[call] + 1):
        killed(begun, tmp_path / f"{call}-{number}", call, number)


def test_there_are_enough_points(counts: dict[str, int]) -> None:
    assert sum(counts.values()) >= 300
