"""A message shown DELIVERED survives the loss of power of either node.

Two sites work in one process, which is killed at each single call by which they make
their work durable; or the disk refuses that call, or is full from there on. Whatever
they had promised before must hold after: nothing delivered is lost, no checkpoint is
contradicted, both logs verify from their files, the work goes on. `make kill` runs
every point; here some of each call are.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.scenario.kill.battery import (
    CALLS,
    FAULTS,
    Battery,
    begin,
    counted,
    points,
    why_not,
)

WHY_NOT = why_not()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))
ON_PUSH = {"kill": 4, "eio": 2, "enospc": 2}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(tmp_path_factory.mktemp("begun"))


@pytest.fixture(scope="module")
def counts(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    return counted(begun, tmp_path_factory.mktemp("counted"))


def test_there_are_enough_points(counts: dict[str, int]) -> None:
    assert sum(counts.values()) >= 300


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_some_calls(
    fault: str, begun: Path, counts: dict[str, int], tmp_path: Path
) -> None:
    for call in CALLS:
        count = counts[call]
        step = max(1, count // ON_PUSH[fault])
        # Begun in the midst of the first step: the first calls are much alike.
        numbers = range(1 + step // 2, count + 1, step)
        found = points(fault, begun, tmp_path / call, call, count, numbers)
        assert not [one for one in found if one.faults]
        assert len(found) == len(numbers)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_every_call(fault: str, tmp_path: Path) -> None:
    battery = Battery(fault, tmp_path, os.cpu_count() or 1)
    found = battery.run()
    print(battery.table(found))
    assert len(found) == sum(battery.counts.values())
    assert not [one for one in found if one.faults]
    if fault == "kill":
        # Each was killed at its call; none came to its end undisturbed.
        assert all(one.code == -9 for one in found)
