"""Two real nodes on loopback: what is said arrives, whatever line and power do."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time

import pytest

from tests.node.bad_line import BadLine
from tests.node.two_nodes import (
    PASSPHRASE,
    TEXT,
    WARNING,
    Node,
    start,
    until,
)
from thalweg.errors import InputError, RecordDoubtError
from thalweg.record.keys import KeyFolder
from thalweg.record.verify import verify_log
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.tile import bundles_of, tiles_of

STOPPED = 0


def answer(node: Node, index: int, element: str) -> int:
    origin = node.ask("state")["peer_origin"]
    return node.say(element, {}, ref={"origin": origin, "index": index})


def keys_of(node: Node, *uses: str) -> list:
    public = KeyFolder(node.folder / "keys").public.keys
    return [public[use] for use in uses]


def verified(node: Node, other: Node) -> int:
    """Check a node's own log from its files and keys alone; return its size."""
    found = verify_log(
        node.folder / "record" / "log",
        keys_of(node, "log"),
        keys_of(other, "mirror"),
        signers=keys_of(node, "node", "officer-1", "officer-2"),
    )
    assert not found.faults
    assert found.checkpoint is not None
    return found.checkpoint.size


def same_bytes(node: Node, other: Node) -> bool:
    """Tell whether the other side's mirror holds this node's log, byte for byte."""
    own, mirror = node.folder / "record" / "log", other.folder / "record" / "mirror"
    size = parse_checkpoint((own / "checkpoint").read_bytes()).checkpoint.size
    files = [one.path for one in (*tiles_of(size), *bundles_of(size))]
    return all(
        (own / name).read_bytes() == (mirror / name).read_bytes() for name in files
    )


def warned(node: Node) -> list[int]:
    return [
        line["at"]["index"]
        for line in node.lines()
        if line["event"] == "alarm" and line["kind"] == "warning"
    ]


def climb(one: Node, other: Node) -> None:
    index = one.say()
    until(lambda: one.rung(index) == "DELIVERED", told=one.log)
    came = [item for item in other.inbox() if item.get("element") == "CH-10"]
    assert "good morning" in came[-1]["lines"]["en"][0]
    assert "good morning" in came[-1]["lines"]["ru"][0]
    other.ask("displayed", officer="1", indices=[index])
    until(lambda: one.rung(index) == "DISPLAYED", told=one.log)
    answer(other, index, "RS-3")
    until(lambda: one.rung(index) == "CLOSED", told=one.log)


def test_a_message_climbs_the_ladder_both_ways_and_both_logs_verify(pair):
    west, east = pair
    start(west, east)
    climb(west, east)
    climb(east, west)
    index = west.say("AI-2", WARNING)
    until(lambda: warned(east) == [index], told=east.log)
    sizes = (west.ask("state")["size"], east.ask("state")["size"])
    until(lambda: west.ask("state")["delivered"] == west.ask("state")["size"])
    until(lambda: east.ask("state")["delivered"] == east.ask("state")["size"])
    assert west.stop() == STOPPED
    assert east.stop() == STOPPED
    assert verified(west, east) >= sizes[0]
    assert verified(east, west) >= sizes[1]
    assert same_bytes(west, east)
    assert same_bytes(east, west)
    for node in (west, east):
        assert "fault" not in node.events(), node.log()


def test_the_socket_is_its_owners_alone_and_is_gone_afterwards(pair):
    west, _ = pair
    west.start()
    socket = west.folder / "node.sock"
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    assert west.stop() == STOPPED
    assert not socket.exists()


def test_a_second_node_on_one_record_is_refused(pair):
    west, _ = pair
    west.start()
    second = subprocess.run(
        [sys.executable, "-m", "thalweg", "node", "run", str(west.settings)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 2
    assert "another process" in second.stderr
    west.ask("state")


def test_a_site_that_only_calls_out_is_served_as_one_that_can_be_called(pair):
    west, east = pair
    west.write_settings(None)
    east.write_settings(west.port, listens=False)
    start(west, east)
    there, back = west.say(), east.say()
    until(lambda: west.rung(there) == "DELIVERED", told=west.log)
    until(lambda: east.rung(back) == "DELIVERED", told=east.log)
    until(lambda: west.ask("state")["skew_s"] is not None, told=west.log)
    assert west.ask("state")["line"] == "green"
    assert abs(west.ask("state")["skew_s"]) < 1


def test_what_was_said_while_the_line_was_cut_arrives_once_after_it_healed(pair):
    west, east = pair
    with BadLine(east.port) as line:
        west.write_settings(line.port)
        east.write_settings(None)
        start(west, east)
        first = west.say()
        until(lambda: west.rung(first) == "DELIVERED", told=west.log)
        line.set_cut(True)
        said = [west.say() for _ in range(20)]
        answers = [east.say() for _ in range(5)]
        until(lambda: "line down" in west.events(), told=west.log)
        until(lambda: west.ask("state")["line"] == "red", told=west.log)
        silence = [
            one
            for one in west.lines()
            if one["event"] == "alarm" and one["kind"] == "silence"
        ]
        assert silence
        assert all(west.rung(index) == "RECORDED" for index in said)
        line.set_cut(False)
        until(lambda: all(west.rung(i) == "DELIVERED" for i in said), 60, west.log)
        until(lambda: all(east.rung(i) == "DELIVERED" for i in answers), 60, east.log)
        until(lambda: west.ask("state")["line"] == "green", told=west.log)
        came = [i["ref"]["index"] for i in east.inbox() if i.get("element") == "CH-10"]
        assert came == [first, *said]


@pytest.mark.slow
def test_a_line_that_tears_and_delays_changes_nothing_but_the_time(pair):
    west, east = pair
    with BadLine(east.port) as line:
        line.tear, line.delay_s = 0.03, 0.02
        west.write_settings(line.port)
        east.write_settings(None)
        start(west, east)
        said = [west.say() for _ in range(15)]
        back = [east.say() for _ in range(15)]
        until(lambda: all(west.rung(i) == "DELIVERED" for i in said), 60, west.log)
        until(lambda: all(east.rung(i) == "DELIVERED" for i in back), 60, east.log)
        until(lambda: line.torn > 0, 30)
    assert west.stop() == STOPPED
    assert east.stop() == STOPPED
    assert verified(west, east) == len(said)
    assert verified(east, west) == len(back)
    assert same_bytes(west, east)
    assert same_bytes(east, west)


@pytest.mark.slow
def test_nothing_that_was_recorded_or_delivered_is_lost_to_a_kill(pair):
    west, east = pair
    start(west, east)
    recorded: list[int] = []
    for round_ in range(4):
        recorded += [west.say() for _ in range(3)]
        delivered = west.ask("state")["delivered"]
        (west if round_ % 2 == 0 else east).stop(signal.SIGKILL)
        began = time.monotonic()
        (west if round_ % 2 == 0 else east).start()
        assert time.monotonic() - began < 15
        assert west.ask("state")["size"] == len(recorded)
        assert west.ask("state")["delivered"] >= delivered
    until(lambda: west.ask("state")["delivered"] == len(recorded), 60, west.log)
    assert recorded == list(range(len(recorded)))
    assert west.stop() == STOPPED
    assert east.stop() == STOPPED
    assert verified(west, east) == len(recorded)
    assert same_bytes(west, east)


@pytest.mark.slow
def test_a_restored_backup_signs_nothing_until_the_rest_came_back(pair):
    west, east = pair
    start(west, east)
    before = [west.say() for _ in range(3)]
    until(lambda: west.rung(before[-1]) == "DELIVERED", told=west.log)
    assert west.stop() == STOPPED
    shutil.copytree(west.folder / "record", west.folder / "backup")
    west.start()
    after = [west.say() for _ in range(4)]
    until(lambda: west.rung(after[-1]) == "DELIVERED", told=west.log)
    assert west.stop() == STOPPED
    assert east.stop() == STOPPED
    shutil.rmtree(west.folder / "record")
    shutil.move(west.folder / "backup", west.folder / "record")

    west.start()
    assert west.ask("state")["doubts"]
    with pytest.raises(RecordDoubtError, match="older copy"):
        west.say()
    assert west.stop() == 3
    start(west, east)
    until(lambda: not west.ask("state")["doubts"], 30, west.log)
    assert west.ask("state")["size"] == len(before) + len(after)
    index = west.say()
    assert index == len(before) + len(after)
    until(lambda: west.rung(index) == "DELIVERED", told=west.log)
    assert west.stop() == STOPPED
    assert east.stop() == STOPPED
    assert verified(west, east) == index + 1
    assert same_bytes(west, east)
    ended = [one for one in west.lines() if one["event"] == "alarm ended"]
    assert any(one["kind"] == "record" for one in ended), west.log()


def test_what_must_not_be_sent_is_refused_with_its_reason(pair):
    west, _ = pair
    west.start()
    with pytest.raises(InputError, match="no request 'lunch'"):
        west.ask("lunch")
    with pytest.raises(InputError, match="XX-1"):
        west.ask("compose", element="XX-1", params={})
    made = west.ask("compose", element="CH-10", params=TEXT)
    made["persons"] = 0
    with pytest.raises((InputError, ValueError)):
        west.sign_and_send(made)
    with pytest.raises(InputError, match="no officer"):
        west.ask("displayed", officer="9", indices=[0])
    assert west.ask("state")["size"] == 0


def test_a_command_without_a_running_node_opens_the_record_itself(pair):
    west, _ = pair
    environment = {**os.environ, "THALWEG_PASSPHRASE": PASSPHRASE}
    command = [sys.executable, "-m", "thalweg", "hotline", "send", "CH-10"]
    typed = ["text.text=by hand", "text.lang=en", "--officer", "1"]
    told = []
    for running in (False, True):
        if running:
            west.start()
        done = subprocess.run(
            [*command, *typed],
            cwd=west.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    assert told[0].splitlines()[-1] == "RECORDED  west.example/log 0"
    assert told[1].splitlines()[-1] == "RECORDED  west.example/log 1"
