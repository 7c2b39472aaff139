"""Time one thread against two, slice by slice: ``make bench-threads``.

    python benchmarks/threads.py [--data DIR] [--rounds N] [--case pairs|line]

Takes the archives of ``make bench`` (made where they are missing) or the reference
workloads in DIR, and goes through them in the slices of ``thalweg watch --jobs N``:
every pair that comes near, and every passage of a line and stay about points. One
thread and two take turns; their answers must be the same bytes. Printed are seconds
of the clock of each round, and the median of the ratios.

Two threads need two cores that nobody else is using: a ratio says nothing on a busy
machine, where two are given twice the share of one, or no more than it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from thalweg.archive.executor import executor_of, silent
from thalweg.archive.plan import plan, unit_for_us
from thalweg.archive.slice import Watch
from thalweg.kernels.nearby import encounters_between
from thalweg.kernels.separation import Limits
from thalweg.kernels.sides import sides_between
from thalweg.kernels.stays import FROM_US, KIND, OF_MOVER, POINT, stays_about
from thalweg.watch.detector import Sets
from thalweg.watch.flights import Flights

PEERS = Path(__file__).resolve().parent / "peers"
DATA = PEERS.parents[1] / "bench-data" / "peers"

sys.path.insert(0, str(PEERS))
import ours  # noqa: E402
import workloads  # noqa: E402
from columns import Archive, archive  # noqa: E402
from settings import GAP_LINE_US, GAP_PAIRS_US, PAIRS  # noqa: E402

FILES = {"pairs": ("w2_l", "pairs-l"), "line": ("w3_l", "line-l")}
JOBS = (1, 2)
Scan = Callable[[Flights, int, int], Sets]


@dataclass(frozen=True)
class Searching:
    """What a slice is asked, as the kernels take it: no clause, no agreement."""

    scan: Scan
    request: str
    kinds: frozenset[str] = frozenset()
    margin_us: int = 0
    windows_us: None = None

    def events(self, flights: Flights, sets: Sets) -> list[dict]:
        """Return nothing: only slices are timed."""
        return []


def main() -> None:
    """Time both cases, or one."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    asked.add_argument("--rounds", type=int, default=12)
    asked.add_argument("--case", choices=sorted(FILES))
    said = asked.parse_args()
    if said.data == DATA:
        workloads.make(DATA)
    for case in [said.case] if said.case else sorted(FILES):
        measure(case, said.data, said.rounds)


def measure(case: str, data: Path, rounds: int) -> None:
    """Print the seconds of each round, and the median of the ratios."""
    names = [data / f"{name}.parquet" for name in FILES[case]]
    path = next((path for path in names if path.is_file()), None)
    if path is None:
        raise SystemExit(f"{data}: has none of {', '.join(p.name for p in names)}")
    held = archive(path, case)
    flights = flights_of(held)
    searching = line(path.parent) if case == "line" else pairs()
    wanted = {jobs: once(flights, searching, jobs)[1] for jobs in JOBS}
    ratios: list[float] = []
    for _ in range(rounds):
        spent_s = {}
        for jobs in JOBS:
            spent_s[jobs], answer = once(flights, searching, jobs)
            if answer != wanted[1]:
                raise SystemExit(f"{case}: {jobs} threads, and another answer")
        ratios.append(spent_s[1] / spent_s[2])
        print(f"{case} {spent_s[1]:.3f} s, {spent_s[2]:.3f} s: {ratios[-1]:.2f}")
    units = [len(units_of(flights, jobs)) for jobs in JOBS]
    print(f"{case}: {len(held.time_us):,} rows, {units[0]} and {units[1]} slices,")
    print(f"{case}: median of {rounds} ratios {statistics.median(ratios):.2f}")


def flights_of(held: Archive) -> Flights:
    """Return reports as flights, all of one party."""
    paths = ours.paths_of(held)
    movers = tuple(f"{k:06d}" for k in range(len(held.start) - 1))
    unknown, no = paths.geo_ft, np.zeros(len(held.time_us), np.bool_)
    return Flights(movers, ("all",), paths, unknown, unknown, no)


def units_of(flights: Flights, jobs: int) -> list:
    """Return the slices of all reports for so many threads."""
    time_us = flights.paths.time_us
    period = int(time_us.min()), int(time_us.max())
    return plan(*period, unit_for_us(*period, jobs))


def once(flights: Flights, searching: Searching, jobs: int) -> tuple[float, bytes]:
    """Return the seconds that all slices take, and what was found, as bytes."""
    watch = Watch({searching.request: searching}, {})
    units = units_of(flights, jobs)
    start_s = time.perf_counter()
    found = list(executor_of(jobs)(flights, watch, units, silent))
    spent_s = time.perf_counter() - start_s
    return spent_s, bytes_of(found, searching.request)


def bytes_of(found: list[Mapping[str, Sets]], request: str) -> bytes:
    """Return all sets joined where slices met and in one order, as bytes.

    Threads take shorter slices than one alone: what their borders cut must be the same
    once it is joined, as `thalweg.archive.reduce` joins it.
    """
    together = Sets.together([one[request] for one in found])
    parts: list[bytes] = []
    for key, group in sorted(together.groups().items()):
        for kind, spans_us in sorted(group.items()):
            parts.append(np.array([*key, kind], np.int64).tobytes())
            parts.append(spans_us.tobytes())
    return b"".join(parts)


def pairs() -> Searching:
    """Search all pairs that come near, as `ours` does."""
    limits = Limits(*PAIRS, 0.0, ours.NAN, ours.NAN, ours.NAN)

    def scan(flights: Flights, from_us: int, until_us: int) -> Sets:
        who, kinds, spans_us = encounters_between(
            flights.paths, limits, ours.ANY_HEIGHT, ours.EVERYBODY, GAP_PAIRS_US,
            from_us, until_us,
        )  # fmt: skip
        keys = np.column_stack([who, np.zeros(len(who), np.int64)])
        return Sets(keys, kinds, spans_us)

    return Searching(scan, "pairs")


def line(folder: Path) -> Searching:
    """Search every passage of a line and every stay about points, as `ours` does."""
    laid, sided, points, reach = ours.laid_out(folder)
    nobody = np.zeros((1, 2), np.int8)

    def scan(flights: Flights, from_us: int, until_us: int) -> Sets:
        at, kinds, spans_us = sides_between(
            flights.paths, laid, sided, ours.Keeping(0.0, ours.ANY_HEIGHT), nobody,
            GAP_LINE_US, from_us, until_us,
        )  # fmt: skip
        sides = np.full((len(at), 3), -1, np.int64)
        sides[:, 0], sides[:, 2] = at[:, 0], at[:, 1]
        stays = stays_about(
            flights.paths, points, reach, ours.ANY_HEIGHT, ours.EVERYBODY,
            GAP_LINE_US, from_us, until_us,
        )  # fmt: skip
        near = np.zeros((len(stays), 3), np.int64)
        near[:, 0], near[:, 1] = stays[:, OF_MOVER], stays[:, POINT]
        return Sets.together(
            [
                Sets(sides, kinds, spans_us),
                Sets(near, stays[:, KIND].astype(np.int8), stays[:, FROM_US:].copy()),
            ]
        )

    return Searching(scan, "line")


if __name__ == "__main__":
    main()
