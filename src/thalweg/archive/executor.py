"""How slices are worked off: one after another, or in threads, with the same result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from thalweg.archive.plan import Unit
from thalweg.archive.slice import Watch, scan
from thalweg.watch.detector import Sets
from thalweg.watch.flights import Flights

Progress = Callable[[str, int, int], None]
Executor = Callable[
    [Flights, Watch, Sequence[Unit], Progress], Iterable[Mapping[str, Sets]]
]


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody how far it has come."""


def executor_of(jobs: int) -> Executor:
    """Return an executor of so many threads; it yields the slices in their order."""
    return _serial if jobs <= 1 else _threads(jobs)


def _serial(
    movers: Flights, watch: Watch, units: Sequence[Unit], told: Progress
) -> Iterator[Mapping[str, Sets]]:
    for n, unit in enumerate(units):
        yield scan(movers, watch, unit.from_us, unit.until_us)
        told("watching", n + 1, len(units))


def _threads(jobs: int) -> Executor:
    """Return an executor of threads; the kernels let go of the interpreter's lock."""
    from concurrent.futures import ThreadPoolExecutor

    def run(
        movers: Flights, watch: Watch, units: Sequence[Unit], told: Progress
    ) -> Iterator[Mapping[str, Sets]]:
        pool = ThreadPoolExecutor(jobs, thread_name_prefix="slice")
        try:
            waiting = [
                pool.submit(scan, movers, watch, unit.from_us, unit.until_us)
                for unit in units
            ]
            for n, one in enumerate(waiting):
                yield one.result()
                told("watching", n + 1, len(units))
        finally:
            # Interrupted, it waits for the slices in hand, not for all that were meant.
            pool.shutdown(cancel_futures=True)

    return run
