"""Two real nodes and a thief of the log's key: the way out, by the commands alone."""

from __future__ import annotations

import json

import pytest

from tests.node.test_keys import agreed_key, post, sent_by, settled
from tests.node.two_nodes import PASSPHRASE, Node, start, until
from tests.node.typed import asked
from tests.unit.hotline.thief import forged
from thalweg.cli import app as line
from thalweg.record.keys import KeyFolder
from thalweg.wire.encoded import from_base64
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import MESSAGE

WEST = "west.example/log"
BOTH = ("--officer", "1", "--officer", "2")
LIE = {"text": {"text": "we were never there", "lang": "en"}}


def told(capsys, *words: str, code: int = 0) -> dict:
    done = line.run([*words, "--json"])
    out = capsys.readouterr()
    assert done == code, out.err + out.out
    return json.loads(out.out)


def lied(west: Node, east: Node) -> None:
    """Have east mirror what a thief of west's keys says."""
    made = west.ask("compose", element="CH-10", params=LIE)
    officer = KeyFolder(west.folder / "keys").key("officer-1", PASSPHRASE.encode())
    lie = sign_envelope(MESSAGE, from_base64(made["payload"]), [officer]).format()
    data = forged(sent_by(west), agreed_key(west, "log"), lie, lie)
    west.stop()
    assert post(west, east, "parcel", data).status_code == 200


def keys_given(west: Node, east: Node) -> list[str]:
    files = (
        f"{one.party}={one.folder / 'keys' / 'keys.vkeys'}" for one in (west, east)
    )
    return [word for file in files for word in ("--keys", file)]


@pytest.mark.slow
def test_a_stolen_log_is_left_behind_and_both_nodes_deliver_again(pair, capsys):
    west, east = pair
    start(west, east)
    west.say()
    settled(west, east)
    good = west.ask("state")["size"]
    settings = str(west.settings)
    lied(west, east)
    # The owner wrote meanwhile: his node was not on the line.
    west.write_settings(None, listens=False)
    west.start()
    west.say()
    west.stop()
    west.write_settings(east.port)
    west.start()
    until(lambda: west.ask("coming")["entries"], told=west.log)
    assert "two histories" in west.log()
    # Told at once, and after a restart; the node ends with 3.
    assert west.stop() == 3
    west.start()
    until(lambda: '"kind": "record"' in west.log(), told=west.log)
    coming = told(capsys, "node", "take-back", settings, code=3)
    assert coming["apart"]["common"] == good
    assert [one["element"] for one in coming["entries"]] == ["CH-10", "CH-10"]
    assert line.run(["node", "take-back", settings]) == 3
    assert "we were never there" in capsys.readouterr().out.lower()
    told(capsys, "node", "take-back", settings, *BOTH, code=2)
    assert line.run(["hotline", "inbox", "--node", settings]) == 0
    assert "UNDER OUR KEY, AND NOT HERE" in capsys.readouterr().out
    told(capsys, "keys", "show", "--node", settings, code=3)
    assert west.stop() == 3
    # Without the word for it, nothing begins anew.
    told(capsys, "node", "new-origin", settings, *BOTH, code=2)
    made = told(capsys, "node", "new-origin", settings, "--stolen", *BOTH)
    assert (made["reason"], made["old"]["size"]) == ("stolen", good)
    west.start()
    until(lambda: east.ask("state")["peer_origin"] == made["origin"], told=east.log)
    for one, other in ((west, east), (east, west)):
        said = one.say()
        until(lambda: one.rung(said) == "DELIVERED", told=one.log)  # noqa: B023
        settled(one, other)
    for node in (west, east):
        state = node.ask("state")
        assert (state["doubts"], state["dispute"]) == ({}, {})
        assert state["parted"][0]["common"] == good
        shown = asked(node, capsys, "keys", "show")
        assert shown["parted"][0]["old"] == WEST
        assert line.run(["hotline", "inbox", "--node", str(node.settings)]) == 0
        printed = capsys.readouterr().out
        assert "LOG LEFT, STOLEN" in printed
        assert ("was not receipted: say it again" in printed) == (node is west)
        assert line.run(["node", "show", str(node.settings)]) == 0
        assert "its key stolen" in capsys.readouterr().out
    (alarm,) = [one for one in east.lines() if one.get("kind") == "new origin"]
    assert alarm["facts"]["uncounted"] == [good, good + 1]
    # What was stolen beside the log's key is revoked in the new log.
    last = ("--last-good", "1")
    asked(west, capsys, "keys", "revoke", "officer-1", *last, *BOTH)
    settled(west, east)
    for node in (west, east):
        assert node.stop() == 0
    given = keys_given(west, east)
    logs, mirrors = west.folder / "record", east.folder / "record"
    for new, old in (
        (logs / "log", logs / "log.1"),
        (logs / "log", mirrors / "mirror.1"),
        (mirrors / "mirror", mirrors / "mirror.1"),
    ):
        found = told(capsys, "verify", str(new), "--before", str(old), *given)
        assert f"stolen after entry {good - 1}" in " ".join(found["links"])
        assert told(capsys, "verify", str(old), *given)["links"]
    for folder in (mirrors / "log", logs / "mirror"):
        told(capsys, "verify", str(folder), *given)


@pytest.mark.slow
def test_an_idle_owners_log_is_taken_back_where_it_was_his(pair, capsys):
    west, east = pair
    start(west, east)
    west.say()
    settled(west, east)
    size = west.ask("state")["size"]
    lied(west, east)
    west.start()
    until(lambda: west.ask("coming")["payload"], told=west.log)
    assert west.ask("state")["size"] == size
    settings = str(west.settings)
    told(capsys, "node", "take-back", settings, "--officer", "1", code=2)
    done = told(capsys, "node", "take-back", settings, *BOTH)
    assert done["taken_back"] == 2
    said = west.say()
    until(lambda: west.rung(said) == "DELIVERED", told=west.log)
    for node in (west, east):
        assert node.stop() == 0
