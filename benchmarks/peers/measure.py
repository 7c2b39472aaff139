"""Measure one contender on one workload, in this process and on one thread.

A contender is a script: ``python <contender>.py CASE FILE ANSWER [SHARE]`` writes its
answer as arrays and prints one JSON document: CPU seconds (user and system, least of
several calls, the first one apart where it was short) and the peak of its memory.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Answer = dict[str, NDArray]
# A batch lasts so long at least; a call that takes `LONG_S` is not made again.
BATCH_S, LONG_S, BATCHES, MOST_CALLS = 0.05, 3.0, 3, 200


class Asked(NamedTuple):
    """What a contender is asked: a case, its file, and what share of its movers."""

    case: str
    path: Path
    share: float


class Ready(NamedTuple):
    """Work that can be timed, and what to add to its answer afterwards, untimed."""

    work: Callable[[], Answer]
    more: Callable[[], Answer] = dict


def compete(cases: Mapping[str, Callable[[Asked], Ready]]) -> None:
    """Do what the command line asks and print the figures."""
    case, path, out, *share = sys.argv[1:]
    asked = Asked(case, Path(path), float(share[0]) if share else 1.0)
    ready = cases[case](asked)
    cpu_s, calls, answer = least_cpu_s(ready.work)
    peak_mib = own_peak_mib()
    np.savez(out, **answer, **ready.more())
    print(json.dumps({"cpu_s": cpu_s, "calls": calls, "peak_mib": peak_mib}))


def own_peak_mib() -> float:
    """Return the most memory that this process had resident, in MiB.

    The kernel's other count, ``ru_maxrss``, begins with what the parent had when it
    made this process.
    """
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def least_cpu_s(work: Callable[[], Answer]) -> tuple[float, int, Answer]:
    """Return the least CPU seconds of a call, how many were made, and the answer."""
    answer, first_s = once(work)
    if first_s > LONG_S:
        return first_s, 1, answer
    many = int(min(max(1.0, BATCH_S / first_s), MOST_CALLS))
    least_s = first_s
    for _ in range(BATCHES):
        begin_s = spent_s()
        for _ in range(many):
            answer = work()
        least_s = min(least_s, (spent_s() - begin_s) / many)
    return least_s, 1 + BATCHES * many, answer


def once(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """Return the answer of one call and its CPU seconds."""
    begin_s = spent_s()
    answer = work()
    return answer, spent_s() - begin_s


def spent_s() -> float:
    """Return the CPU seconds that this process has spent, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
