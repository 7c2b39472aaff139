"""Hold thalweg's kernels against their peers; run by ``make bench``.

    python benchmarks/peers [--data DIR] [--rounds N] [--only CASE...] [--write]
    python benchmarks/peers [--data DIR] --again --write

Prints one table. Without ``--data`` it makes workloads of its own (some minutes in
all); with it, it runs on reference workloads made elsewhere: ``w1_*``, ``w2_*``,
``w3_*`` and ``w3_geom.npz``. With ``--write`` the table goes into docs/why/speed.md
too; ``--again`` does so with the last run. Ends with 1 where an answer differs from
ours by more than its method explains.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import workloads as made
from contest import DATA, Contest, workloads
from environments import REPOSITORY
from table import page, write

PAGE = REPOSITORY / "docs" / "why" / "speed.md"


def main() -> int:
    """Make what is missing, run the contest, print the table."""
    asked = argparse.ArgumentParser(
        prog="make bench",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    asked.add_argument("--data", type=Path, help="a folder of reference workloads")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--only", nargs="+", default=[], metavar="CASE")
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--who", nargs="+", default=[], metavar="CONTENDER")
    asked.add_argument("--more", action="store_true", help="add to the last run")
    asked.add_argument("--again", action="store_true", help="the last run's table")
    said = asked.parse_args()
    folder = said.data or DATA / "workloads"
    if said.data is None:
        made.make(folder)
    contest = Contest(folder)
    wanted = workloads(reference=said.data is not None)
    kept = DATA / ("results-reference.json" if said.data else "results.json")
    if said.again or said.more:
        contest.recall(kept)
    if not said.again:
        asked_for = [w for w in wanted if w.case in said.only or not said.only]
        contest.run(asked_for, said.rounds, kept, said.who)
    section = page(contest)
    print(section)
    if said.write:
        write(PAGE, section)
    return int(not all(result.agrees for result in contest.results.values()))


if __name__ == "__main__":
    sys.exit(main())
