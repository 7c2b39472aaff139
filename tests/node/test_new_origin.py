"""A log that nobody can bring back: two officers begin a new one."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import httpx

from tests.node.two_nodes import Node, start, until
from tests.node.typed import run
from thalweg.cli import app as line
from thalweg.hotline.doorman import client_door
from thalweg.record.origins import origins_of
from thalweg.stores.sqlite import SqliteStore

BOTH = ("--officer", "1", "--officer", "2")


def new_origin(node: Node, capsys, *more: str, code: int = 0) -> dict:
    words = ["node", "new-origin", str(node.settings), *(more or BOTH), "--json"]
    done = line.run(words)
    told = capsys.readouterr()
    assert done == code, told.err + told.out
    return json.loads(told.out) if not code else {"err": told.err}


def lose_the_tail(west: Node, east: Node) -> int:
    """Deliver two entries, sign three more that nobody gets, and restore the older."""
    start(west, east)
    west.say()
    last = west.say()
    until(lambda: west.rung(last) == "DELIVERED", told=west.log)
    west.stop()
    shutil.copytree(west.folder / "record", west.folder / "backup")
    east.stop()
    west.start()
    for _ in range(3):
        west.say()
    size = west.ask("state")["size"]
    west.stop()
    shutil.rmtree(west.folder / "record")
    shutil.move(west.folder / "backup", west.folder / "record")
    return size


def mirrored(asks: Node, holds: Node, origin: str) -> httpx.Response:
    """Ask a node for the mirror that it holds of a log."""
    keys = asks.folder / "keys"
    door = client_door(keys / "door.crt", keys / "door.pem", asks.folder / "peer.crt")
    name = hashlib.sha256(origin.encode()).hexdigest()
    url = f"https://127.0.0.1:{holds.port}/mirror/{name}/checkpoint"
    return httpx.get(url, verify=door, timeout=20)


def heard(node: Node) -> list[str]:
    return [one["element"] for one in node.inbox() if one.get("element")]


def test_a_new_log_continues_the_old_and_both_verify(pair, capsys, tmp_path: Path):
    west, east = pair
    size = lose_the_tail(west, east)
    assert "two officers" in new_origin(west, capsys, "--officer", "1", code=2)["err"]
    made = new_origin(west, capsys)
    assert made["origin"] == "west.example/log-2"
    assert made["reason"] == "behind"
    assert made["old"]["known_size"] == size > made["old"]["size"]
    start(west, east)
    until(lambda: east.ask("state")["peer_origin"] == made["origin"], told=east.log)
    said = west.say()
    until(lambda: west.rung(said) == "DELIVERED", told=west.log)
    assert "new origin" in east.log()
    # East has not started again since: it serves the new log's mirror, and the old's.
    for origin in (made["origin"], made["old"]["origin"]):
        served = mirrored(west, east, origin)
        assert (served.status_code, served.text.split("\n")[0]) == (200, origin)
    assert mirrored(west, east, "nobody.example/log").status_code == 404
    assert heard(east).count("CH-10") == 1
    back = east.say()
    until(lambda: east.rung(back) == "DELIVERED", told=east.log)
    # Both start again, and know which log is whose.
    for node in (west, east):
        assert node.stop() == 0
    start(west, east)
    again = west.say("CH-1", {"n": 7})
    until(lambda: west.rung(again) == "DELIVERED", told=west.log)
    for node in (west, east):
        assert not node.ask("state")["doubts"]
        assert not node.ask("state")["dispute"]
        assert node.stop() == 0
    follow_the_link(west, east, capsys)
    # By voice it is the new log that is read from.
    assert ": CH-1 [" in run(west, capsys, "hotline", "card", "--entry", str(again))


def follow_the_link(west: Node, east: Node, capsys) -> None:
    files = [
        f"{one.party}={one.folder / 'keys' / 'keys.vkeys'}" for one in (west, east)
    ]
    words = ["verify", "--keys", files[0], "--keys", files[1], "--json"]
    new, mirrored = west.folder / "record" / "log", east.folder / "record" / "mirror.1"

    def verify(*more: str) -> tuple[int, dict]:
        done = line.run([*words, str(new), *more])
        return done, json.loads(capsys.readouterr().out)

    code, found = verify("--before", str(mirrored))
    assert (code, found["faults"]) == (0, [])
    assert "the log that it continues, and the link" in found["checked"]
    code, found = verify()
    assert code == 1
    assert "--before LOGDIR" in found["faults"][0]
    # Another log in the place of the old one is seen.
    other = east.folder / "record" / "log"
    code, found = verify("--before", str(other))
    assert code == 1
    assert line.run(["record", "show", "x"]) == 2
    capsys.readouterr()


def test_a_guard_that_is_lost_begins_a_new_log(pair, capsys):
    west, east = pair
    start(west, east)
    said = west.say()
    until(lambda: west.rung(said) == "DELIVERED", told=west.log)
    west.stop()
    assert "nothing was lost" in new_origin(west, capsys, *BOTH, code=2)["err"]
    (west.folder / "elsewhere" / "guard").unlink()
    made = new_origin(west, capsys)
    assert made["reason"] == "guard-missing"
    assert made["old"]["known_size"] is None
    west.start()
    until(lambda: east.ask("state")["peer_origin"] == made["origin"], told=east.log)
    east.stop()
    with_store = SqliteStore.open(east.folder / "record" / "record.db", writing=False)
    assert [one.link.old for one in origins_of(with_store, "west")] == [
        "west.example/log"
    ]
    with_store.close()
