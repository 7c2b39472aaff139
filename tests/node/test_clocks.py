"""Two real nodes, of which one has its clock set while it runs (libfaketime)."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.test_two_nodes import keys_of, verified
from tests.node.two_nodes import Node, introduce, make_node, start, until
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
FUTURE_S = 30
HOUR_AHEAD_OF_WHO_LISTENS = pytest.param("east", "+1h")
SLOWLY = [
    pytest.param(who, to, marks=pytest.mark.slow)
    for who in ("west", "east")
    for to in ("+1h", "-1h", "+10y", "-10y", "stopped")
    if (who, to) != ("east", "+1h")
]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[dict[str, Node]]:
    """West calls, east only listens: each learns of the other's clock in its way."""
    if LIBRARY is None:
        assert os.environ.get("CI") != "true", "CI installs faketime"
        pytest.skip("libfaketime is not installed")
    west, east = (
        make_node(tmp_path / "west", "west"),
        make_node(tmp_path / "east", "east"),
    )
    introduce(west, east)
    west.write_settings(east.port, listens=False)
    east.write_settings(None)
    for node in (west, east):
        node.environment = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(node.folder / "clock"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        set_clock(node, "+0")
    yield {"west": west, "east": east}
    for node in (west, east):
        if node.process is not None:
            node.process.kill()
            node.process.wait()


def set_clock(node: Node, to: str) -> None:
    if to == "stopped":
        to = time.strftime("%Y-%m-%d %H:%M:%S")
    beside = node.folder / "clock.new"
    beside.write_text(to + "\n")
    beside.rename(node.folder / "clock")


def told(node: Node, kind: str) -> bool:
    return any(one["event"] == "alarm" and one["kind"] == kind for one in node.lines())


def times_shown(node: Node, other: Node) -> list[int]:
    note = (node.folder / "record" / "log" / "checkpoint").read_bytes()
    keys = keys_of(other, "mirror", "witness")
    return [one.time_s for one in cosignatures_of(parse_checkpoint(note), keys)]


def cosigned_times(node: Node) -> dict[tuple[str, str], int]:
    """Return the time of this node's last cosignature, by log and role."""
    database = f"file:{node.folder / 'record' / 'record.db'}?mode=ro"
    with sqlite3.connect(database, uri=True) as db:
        rows = db.execute("SELECT origin, role, time_s FROM heads WHERE time_s > 0")
        return {(origin, role): time_s for origin, role, time_s in rows}


def all_delivered(node: Node) -> bool:
    state = node.ask("state")
    return state["delivered"] == state["size"]


def deliver(west: Node, east: Node, within_s: float = 60) -> None:
    there, back = west.say(), east.say()
    until(lambda: west.rung(there) == "DELIVERED", within_s, west.log)
    until(lambda: east.rung(back) == "DELIVERED", within_s, east.log)


@pytest.mark.parametrize(("who", "to"), [HOUR_AHEAD_OF_WHO_LISTENS, *SLOWLY])
def test_a_clock_that_is_set_dates_no_receipt(pair, who: str, to: str) -> None:
    west, east = pair["west"], pair["east"]
    start(west, east)
    deliver(west, east)
    until(lambda: east.ask("state")["skew_s"] is not None, told=east.log)
    set_clock(pair[who], to)
    until(lambda: told(west, "clocks") and told(east, "clocks"), 60, east.log)
    before = {node.party: cosigned_times(node) for node in (west, east)}
    there, back = west.say(), east.say()
    due = time.monotonic() + 3
    while time.monotonic() < due:
        for node in (west, east):
            now = cosigned_times(node)
            assert all(now[at] >= was for at, was in before[node.party].items())
            assert all(at <= time.time() + FUTURE_S for at in now.values())
            before[node.party] = now
        time.sleep(0.2)
    if to != "stopped":
        assert west.rung(there) == "RECORDED"
        assert east.rung(back) == "RECORDED"
    set_clock(pair[who], "+0")
    # Set right: nothing was cosigned that a cosignature of now could not follow.
    until(lambda: west.rung(there) == "DELIVERED", 60, west.log)
    until(lambda: east.rung(back) == "DELIVERED", 60, east.log)
    for node in (west, east):
        until(lambda node=node: all_delivered(node), 60, node.log)
    for node, other in ((west, east), (east, west)):
        assert all(at <= time.time() + FUTURE_S for at in times_shown(node, other))
        assert node.stop() == 0
    for node, other in ((west, east), (east, west)):
        verified(node, other)
        assert "fault" not in node.events(), node.log()


@pytest.mark.slow
@pytest.mark.parametrize("to", ["+1h", "+10y"])
def test_a_node_that_starts_with_a_wrong_clock_cosigns_nothing(pair, to: str) -> None:
    """Nothing was measured yet when the first request comes."""
    west, east = pair["west"], pair["east"]
    set_clock(east, to)
    start(west, east)
    there = west.say()
    until(lambda: told(west, "clocks") and told(east, "clocks"), 60, east.log)
    assert cosigned_times(east) == {}
    assert west.rung(there) == "RECORDED"
    set_clock(east, "+0")
    until(lambda: west.rung(there) == "DELIVERED", 60, west.log)
