"""Time an urgent message between two nodes: ``python benchmarks/line.py``.

    python benchmarks/line.py [--messages N] [--every-s S] [--delay-ms D] [--loss P]

Starts two real nodes on loopback (processes, TLS, disks that flush) and sends urgent
warnings from the one, as an officer's click does: composed and signed outside of the
node, handed to it, recorded. Told are three times for each, from the click on: until
the sender's node had it durably, until the other side's node sounded it, and until the
sender had the receipt (DELIVERED).

``--delay-ms`` is how long a piece of at most 4 KiB takes each way: a round trip of
600 ms is ``--delay-ms 300``. ``--loss`` is the chance that a piece has to be sent
again, which those behind it wait for. Both clocks are this machine's own.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.node.bad_line import BadLine
from tests.node.two_nodes import (
    PASSPHRASE,
    WARNING,
    Node,
    introduce,
    make_node,
    start,
    until,
)
from thalweg.times import now_us, parse_iso

LIMIT_S = 120.0


def measured(
    west: Node, east: Node, messages: int, every_s: float
) -> dict[str, list[float]]:
    """Return the seconds from each click until what is named came about."""
    clicked: dict[int, int] = {}
    recorded: dict[int, int] = {}
    receipted: dict[int, int] = {}
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            delivered = west.ask("state")["delivered"]
            for index in range(1 + len(receipted), delivered):
                receipted[index] = now_us()
            time.sleep(0.01)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        for _ in range(messages):
            at_us = now_us()
            index = west.say("AI-2", WARNING)
            clicked[index], recorded[index] = at_us, now_us()
            time.sleep(every_s)
        until(lambda: len(receipted) == messages, LIMIT_S, west.log)
    finally:
        ended.set()
        watching.join()
    sounded = {
        line["at"]["index"]: parse_iso(line["time"])
        for line in east.lines()
        if line["event"] == "alarm" and line["kind"] == "warning"
    }
    named = {"recorded": recorded, "sounded": sounded, "delivered": receipted}
    return {
        name: sorted((times[index] - at) / 1e6 for index, at in clicked.items())
        for name, times in named.items()
    }


def told(name: str, times_s: list[float]) -> str:
    """Return a line of the table: half, 95 of 100, and the longest, in seconds."""
    count = len(times_s)
    middle, most = times_s[count // 2], times_s[min(count - 1, count * 95 // 100)]
    return f"{name:<12}{middle:>8.3f}{most:>8.3f}{times_s[-1]:>8.3f}"


def main() -> int:
    """Make two nodes, send, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=60, metavar="N")
    parser.add_argument("--every-s", type=float, default=0.3, metavar="S")
    parser.add_argument("--delay-ms", type=float, default=0.0, metavar="D")
    parser.add_argument("--loss", type=float, default=0.0, metavar="P")
    given = parser.parse_args()
    os.environ["THALWEG_PASSPHRASE"] = PASSPHRASE
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as closing:
        west = make_node(Path(folder) / "west", "west")
        east = make_node(Path(folder) / "east", "east")
        introduce(west, east)
        lines = [closing.enter_context(BadLine(node.port)) for node in (east, west)]
        for line in lines:
            line.delay_s, line.loss = given.delay_ms / 1e3, given.loss
        west.write_settings(lines[0].port)
        east.write_settings(lines[1].port)
        try:
            start(west, east)
            west.say()
            until(lambda: west.ask("state")["delivered"] == 1, LIMIT_S, west.log)
            times_s = measured(west, east, given.messages, given.every_s)
        finally:
            for node in (west, east):
                if node.process is not None:
                    node.stop()
        lost = sum(line.lost for line in lines)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{given.messages} warnings, {lost} pieces sent again; load {load}")
    print(f"{'seconds':<12}{'p50':>8}{'p95':>8}{'most':>8}")
    for name, times in times_s.items():
        print(told(name, times))
    return 0


if __name__ == "__main__":
    sys.exit(main())
