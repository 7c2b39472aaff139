"""The battery: a fault at each single call by which two sites make their work durable.

``python -m tests.scenario.kill.battery [kill|eio|enospc ...]`` runs it whole and prints
what it found, a table; `make kill` does. Needs strace, and the right to trace.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tests.scenario.kill.at_work import REFUSED
from tests.unit.hotline.two_sites import Pair, Side, pair, side_of
from thalweg.record.tree import Tree
from thalweg.record.verify import verify_log

REPOSITORY = Path(__file__).resolve().parents[3]
CALLS = (
    "fsync", "fdatasync", "rename", "pwrite64", "write", "link", "unlink", "ftruncate",
    "mkdir",
)  # fmt: skip
FAULTS = {
    "kill": "signal=SIGKILL:when={}",
    # One flush or write that the disk refuses; and a disk that is full from there on.
    "eio": "error=EIO:when={}",
    "enospc": "error=ENOSPC:when={}+",
}
STRACE = shutil.which("strace")


def why_not() -> str | None:
    """Say why nothing can be disturbed here: no strace, or it may not trace."""
    if STRACE is None:
        assert os.environ.get("CI") != "true", "CI installs strace"
        return "strace is not installed"
    tried = subprocess.run([STRACE, "-qq", "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "strace may not trace here"


@dataclass(frozen=True)
class Outcome:
    """How one point ended: the number of its process, and what is wrong afterwards."""

    call: str
    number: int
    code: int
    acknowledged: int
    recovery_s: float
    faults: tuple[str, ...] = ()


@dataclass
class Worker:
    """A process under strace that works in the folders it is handed."""

    process: subprocess.Popen[str]
    last: int

    def work(self, folder: Path, number: int) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{folder} {self.last - number}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def worker(call: str, last: int, *strace: str) -> Iterator[Worker]:
    command = [str(STRACE), "-f", "-qq", "-e", f"trace={call}"]
    # Much quicker; but strace 6.1 loses the signals that it injects there.
    if not any("signal=" in word for word in strace):
        command.append("--seccomp-bpf")
    program = [sys.executable, "-m", "tests.scenario.kill.at_work", call, str(last)]
    with subprocess.Popen(
        [*command, *strace, *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'src'}"},
    ) as process:
        yield Worker(process, last)
        assert process.stdin is not None
        process.stdin.close()


def begin(folder: Path) -> Path:
    """Make both records, so that none is half made when the fault comes."""
    two = pair(folder)
    two.west.stop()
    two.east.stop()
    return folder


def counted(begun: Path, folder: Path) -> dict[str, int]:
    """Return how often each call is made in a run that nothing disturbs."""
    shutil.copytree(begun, folder / "run")
    told = folder / "traced"
    with worker(",".join(CALLS), 0, "-o", str(told)) as one:
        assert one.work(folder / "run", 0) == 0, promised(folder / "run")
    # The one that works is the last that strace saw begin.
    lines = re.findall(r"^(\d+) +(\w+)\(", told.read_text(), re.MULTILINE)
    mine = [call for pid, call in lines if pid == lines[-1][0]]
    return {call: mine.count(call) for call in CALLS}


def promised(folder: Path) -> str:
    path = Path(f"{folder}.told")
    return path.read_text() if path.exists() else ""


def site_holds(side: Side, told: str) -> None:
    """Hold one side's record against what it had promised before the fault."""
    assert side.site is not None
    assert side.store is not None
    origin = side.site.books.us.origin
    tree = Tree(side.store, origin)
    for line in told.splitlines():
        what, party, number, digest = (*line.split(), "", "", "")[:4]
        if what not in {"signed", "delivered"} or party != side.party:
            continue
        if what == "signed":
            assert tree.root(int(number)).hex() == digest, line
        else:
            entries = side.store.entries(origin, int(number), int(number) + 1)
            assert [hashlib.sha256(one).hexdigest() for one in entries] == [digest]


def files_verify(party: str, folder: Path, *, cosigned: bool) -> None:
    logs = folder / party / "disk" / "logs"
    own = side_of(party)
    peer = side_of("east" if party == "west" else "west")
    for name, keys, cosigners in (
        ("log", own.log, peer.mirror),
        ("mirror", peer.log, own.mirror),
    ):
        if not cosigned and not (logs / name / "checkpoint").exists():
            continue
        report = verify_log(logs / name, keys, cosigners if cosigned else ())
        assert report.faults == (), (name, report.faults)
        assert report.cosigned_by or not cosigned, name


def shown_is_held(side: Side) -> None:
    """What left a site, and what it cosigned, is no more than what it holds."""
    assert side.store is not None
    for head in side.store.heads():
        if head.note and not head.origin.endswith("/sealed"):
            assert head.size <= side.store.size(head.origin), head


def holds_after(folder: Path, told: str) -> float:
    """Hold both records to what was promised, work on; return how long a start took."""
    for party in ("west", "east"):
        files_verify(party, folder, cosigned=False)
    began_s = time.monotonic()
    two: Pair = pair(folder)
    recovery_s = time.monotonic() - began_s
    two.pass_s(3600)
    for side in (two.west, two.east):
        assert side.site is not None
        doubts = side.site.state(two.now_us).doubts
        assert doubts == {}, doubts
        shown_is_held(side)
        site_holds(side, told)
        side.say("CH-1", {"n": 99}, two.now_us)
    two.exchange(3)
    for one, other in ((two.west, two.east), (two.east, two.west)):
        assert one.site is not None
        assert one.store is not None
        assert other.store is not None
        site_holds(one, told)
        files_verify(one.party, folder, cosigned=True)
        assert not one.site.state(two.now_us).dispute
        origin = one.site.books.us.origin
        size = one.store.size(origin)
        assert one.store.entries(origin, 0, size) == other.store.entries(
            origin, 0, other.store.size(origin)
        )
    two.west.stop()
    two.east.stop()
    return recovery_s


def ended_well(fault: str, code: int, told: str) -> str:
    """Say what is wrong with how the work ended; "" where it ended as it must."""
    last = told.splitlines()[-1] if told else ""
    if code == 0 and last == "done":
        # A flush of closing, or one whose failure SQLite makes good by itself.
        return ""
    if fault == "kill":
        return "" if code == -9 else f"ended with {code}: {last}"
    is_loud = code == REFUSED and last.startswith("refused")
    return "" if is_loud else f"ended with {code}: {last}"


def disturbed(
    fault: str, begun: Path, folder: Path, one: Worker, call: str, number: int
) -> Outcome:
    """Work in a copy until the fault comes; say how that ended and what held after."""
    shutil.copytree(begun, folder)
    code = one.work(folder, number)
    told = promised(folder)
    faults = [why for why in [ended_well(fault, code, told)] if why]
    recovery_s = 0.0
    try:
        recovery_s = holds_after(folder, told)
    except Exception as why:  # noqa: BLE001 - it is told with its point
        faults.append(f"{type(why).__name__}: {why}")
    delivered = {line for line in told.splitlines() if line.startswith("delivered")}
    if not faults:
        shutil.rmtree(folder)
        Path(f"{folder}.told").unlink(missing_ok=True)
    return Outcome(call, number, code, len(delivered), recovery_s, tuple(faults))


def points(
    fault: str, begun: Path, folder: Path, call: str, count: int, numbers: Iterable[int]
) -> list[Outcome]:
    """Disturb the work at some occurrences of a call, one after another."""
    numbers = list(numbers)
    if not numbers:
        return []
    inject = f"inject={call}:{FAULTS[fault].format(count)}"
    folder.mkdir(parents=True, exist_ok=True)
    with worker(call, count, "-e", inject, "-o", "/dev/null") as one:
        return [
            disturbed(fault, begun, folder / f"{call}-{n}", one, call, n)
            for n in numbers
        ]


@dataclass
class Battery:
    """A whole run, in as many processes as are given."""

    fault: str
    folder: Path
    processes: int = 2
    counts: dict[str, int] = field(default_factory=dict)

    def run(self) -> list[Outcome]:
        begun = begin(self.folder / "begun")
        self.counts = counted(begun, self.folder)
        parts = []
        for call, count in self.counts.items():
            pieces = max(1, min(self.processes * 2, count // 8))
            parts += [
                (call, count, range(1 + at, count + 1, pieces)) for at in range(pieces)
            ]
        spawn = get_context("spawn")
        with ProcessPoolExecutor(self.processes, mp_context=spawn) as pool:
            asked = [
                pool.submit(
                    points,
                    self.fault,
                    begun,
                    self.folder / f"{call}-{part}",
                    call,
                    count,
                    numbers,
                )
                for part, (call, count, numbers) in enumerate(parts)
            ]
            return [outcome for one in asked for outcome in one.result()]

    def table(self, found: list[Outcome]) -> str:
        lines = [f"{self.fault:10} points  refused or killed  worked on  wrong"]
        for call in self.counts:
            of = [one for one in found if one.call == call]
            ended = sum(one.code != 0 for one in of)
            wrong = sum(bool(one.faults) for one in of)
            lines.append(
                f"{call:10} {len(of):6}  {ended:17}  {len(of) - ended:9}  {wrong:5}"
            )
        promises = sum(one.acknowledged for one in found)
        longest = max((one.recovery_s for one in found), default=0.0)
        wrong = [one for one in found if one.faults]
        lines.append(
            f"{len(found)} points, {promises:,} deliveries promised before them; "
            f"{len(wrong)} wrong after; longest start of both sites {longest:.2f} s"
        )
        lines += [f"{one.call} {one.number}: {one.faults}" for one in wrong]
        return "\n".join(lines)


def main(names: list[str]) -> int:
    """Run it whole."""
    wrong = 0
    for fault in names or list(FAULTS):
        began_s = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            battery = Battery(fault, Path(folder), os.cpu_count() or 1)
            found = battery.run()
            print(battery.table(found), f"({time.monotonic() - began_s:.0f} s)\n")
        wrong += sum(bool(one.faults) for one in found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
