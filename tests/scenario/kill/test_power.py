"""A message shown DELIVERED survives the loss of power of either node.

`test_kill` kills the process, after which the kernel still has what was written. Here
the power goes: only what was flushed is left, or by chance some of the rest.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.scenario.kill.battery import begin, holds_after, promised, why_not, worker
from tests.scenario.kill.power import STRACE, TRACED, Call, Disk, calls

WHY_NOT = why_not()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[Call]]:
    """Return a folder as it was, the one that was worked in, and the calls made."""
    folder = tmp_path_factory.mktemp("run")
    begun = begin(folder / "begun")
    shutil.copytree(begun, folder / "work")
    told = folder / "traced"
    with worker(",".join(TRACED), 0, *STRACE, "-o", str(told)) as one:
        assert one.work(folder / "work", 0) == 0, promised(folder / "work")
    return begun, folder / "work", list(calls(told.read_text()))


def as_it_was(run: tuple[Path, Path, list[Call]], folder: Path) -> Disk:
    begun, work, _ = run
    shutil.copytree(begun, folder / work.name)
    disk = Disk(folder / work.name)
    old, new = str(disk.folder), str(work)
    disk.names = {new + n.removeprefix(old): f for n, f in disk.names.items()}
    disk.lasting = dict(disk.names)
    disk.folder = work
    return disk


def test_the_model_ends_with_what_is_on_the_disk(run, tmp_path: Path) -> None:
    _, work, made = run
    disk = as_it_was(run, tmp_path)
    for call in made:
        disk.play(call)
    assert disk.told == promised(work)
    for name, file in disk.names.items():
        if file is not None and not name.endswith("-shm"):
            assert Path(name).read_bytes() == bytes(file.now), name
    there = {str(path) for path in work.rglob("*")} | {str(work)}
    assert there == set(disk.names)


def cut_after(
    run: tuple[Path, Path, list[Call]], folder: Path, every: int, seed: int | None
) -> int:
    """Cut the power after every so many of the calls; return how often that was."""
    disk = as_it_was(run, folder / "was")
    changes = cuts = 0
    for call in run[2]:
        if not disk.play(call):
            continue
        changes += 1
        if changes % every:
            continue
        after = folder / f"cut-{changes}"
        chance = None if seed is None else random.Random(seed + changes)
        disk.after_a_cut(after, chance)
        try:
            holds_after(after, disk.told)
        except Exception as why:
            raise AssertionError(f"cut after change {changes}: {call.name}") from why
        shutil.rmtree(after)
        cuts += 1
    return cuts


@pytest.mark.parametrize("seed", [None, 1])
def test_a_cut_now_and_then_loses_nothing(seed, run, tmp_path: Path) -> None:
    assert cut_after(run, tmp_path, 61, seed) >= 6


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_cut_after_any_call_loses_nothing(seed, run, tmp_path: Path) -> None:
    assert cut_after(run, tmp_path, 1, seed) >= 300
