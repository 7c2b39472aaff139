"""Slices in threads: the same bytes, in order, and none begun after an end."""

from __future__ import annotations

import hashlib
import threading
from types import SimpleNamespace

import pytest

from tests.scenario.made_record import made_result
from thalweg.archive.executor import executor_of
from thalweg.archive.folder import write_folder
from thalweg.archive.plan import UNIT_US, Unit, plan, unit_for_us
from thalweg.archive.run import examine
from thalweg.archive.slice import Watch
from thalweg.tables.positions import POSITIONS
from thalweg.watch.detector import Sets

HOUR_US = 3_600_000_000
NOBODY = SimpleNamespace(let_go=None)


class Counting:
    """A detector that finds nothing and keeps account of the slices it was given."""

    kinds = frozenset({"none"})
    request = "none"
    margin_us = 0
    windows_us = None

    def __init__(self, meeting: threading.Barrier | None = None) -> None:
        self.begun: list[int] = []
        self.meeting = meeting

    def scan(self, flights, from_us, until_us):
        self.begun.append(from_us)
        if self.meeting is not None:
            self.meeting.wait(timeout=30)
        return Sets.together([])

    def events(self, flights, sets):
        return []


def units(many):
    return [Unit(n * HOUR_US, (n + 1) * HOUR_US) for n in range(many)]


def test_as_many_slices_are_in_hand_as_there_are_jobs():
    detector = Counting(threading.Barrier(3))
    # Less than three at a time would never meet.
    done = list(executor_of(3)(NOBODY, Watch({"none": detector}, {}), units(6), told))
    assert len(done) == 6
    assert sorted(detector.begun) == [n * HOUR_US for n in range(6)]


def told(stage, done, total):
    assert stage == "watching"
    assert 0 < done <= total


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interruption_ends_with_the_slices_in_hand(jobs):
    detector = Counting()

    def interrupted(stage, done, total):
        raise KeyboardInterrupt

    watch = Watch({"none": detector}, {})
    with pytest.raises(KeyboardInterrupt):
        list(executor_of(jobs)(NOBODY, watch, units(50_000), interrupted))
    begun = len(detector.begun)
    assert begun < 50_000
    assert not [t for t in threading.enumerate() if t.name.startswith("slice")]
    assert len(detector.begun) == begun


def test_slices_are_cut_for_the_threads():
    day_us = 24 * HOUR_US
    assert unit_for_us(0, day_us, 1) == UNIT_US
    assert len(plan(0, day_us, unit_for_us(0, day_us, 2))) >= 8
    assert len(plan(0, 2 * HOUR_US, unit_for_us(0, 2 * HOUR_US, 2))) >= 8
    assert unit_for_us(0, 10 * 365 * day_us, 2) == UNIT_US
    assert unit_for_us(0, 1_000_000, 64) == 60_000_000


def test_jobs_change_no_byte_of_a_record(tmp_path):
    given = made_result()
    digests = set()
    for jobs in (1, 2, 3):
        tracks = given.tracks
        keep = [name for name in POSITIONS.schema.names if name in tracks.column_names]
        table = POSITIONS.conform(tracks.select(keep))
        result = examine(given.agreement, table, jobs=jobs)
        assert result.findings.num_rows
        folder = write_folder(result, tmp_path / str(jobs))
        digests.add(hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest())
    assert len(digests) == 1
