"""Count the messages a second that a record takes: ``python benchmarks/record.py``.

    python benchmarks/record.py [--messages N] [--at-once N] [--rounds N]

One site on a disk that flushes composes, signs and logs messages, so many with a
commit; each is checked, written with its rows and their sums, and comes under a signed
checkpoint. Printed are messages per second of CPU, and of the clock, of each round.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.unit.hotline.two_sites import Pair, pair


def log_messages(two: Pair, messages: int, at_once: int) -> None:
    """Have west log messages, `at_once` with each commit."""
    west = two.west
    for first in range(0, messages, at_once):
        made = [
            west.site.compose(
                "CH-10", {"text": {"text": f"message {n}", "lang": "en"}}, two.now_us
            )
            for n in range(first, min(first + at_once, messages))
        ]
        signed = [(message, west.officers[:1]) for message in made]
        west.site.send_many(signed, two.now_us)


def main() -> int:
    """Make a record for each round, and print how fast it grew."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=1_024, metavar="N")
    parser.add_argument("--at-once", type=int, default=128, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    given = parser.parse_args()
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory() as folder:
            two = pair(Path(folder))
            cpu_s, clock_s = time.process_time(), time.perf_counter()
            log_messages(two, given.messages, given.at_once)
            cpu_s = time.process_time() - cpu_s
            clock_s = time.perf_counter() - clock_s
            for side in (two.west, two.east):
                side.stop()
        rates = given.messages / cpu_s, given.messages / clock_s
        print("{:8.0f} per second of CPU {:8.0f} per second".format(*rates))
    return 0


if __name__ == "__main__":
    sys.exit(main())
