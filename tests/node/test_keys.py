"""Two real nodes whose keys change hands, by the commands, over TLS; and a thief."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import httpx
import pytest

from tests.acceptance.outside import built, ended
from tests.node.two_nodes import PASSPHRASE, Node, start, until
from tests.node.typed import asked
from tests.unit.hotline.thief import forged
from thalweg.cli import app as line
from thalweg.hotline.doorman import client_door
from thalweg.hotline.parcel import read_parcel
from thalweg.node.assemble import opened
from thalweg.node.settings import read_settings
from thalweg.record.keys import KeyFolder
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.checkpoint import parse_checkpoint, sign_checkpoint
from thalweg.wire.encoded import from_base64
from thalweg.wire.key_file import USES
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.signing import SigningKey

WEST = "west.example/log"
BOTH = ("--officer", "1", "--officer", "2")


def verify(node: Node, other: Node, capsys, *more: str, code: int = 0) -> dict:
    files = (
        f"{one.party}={one.folder / 'keys' / 'keys.vkeys'}" for one in (node, other)
    )
    words = [word for file in files for word in ("--keys", file)]
    log = node.folder / "record" / "log"
    done = line.run(["verify", str(log), *words, *more, "--json"])
    told = capsys.readouterr()
    assert done == code, told.err + told.out
    return json.loads(told.out)


def sent_by(node: Node) -> bytes:
    """Return the parcel with all that a node has to send."""
    return from_base64(node.ask("parcel", first=0)["parcel"])


def settled(one: Node, other: Node) -> None:
    """Wait until each has receipted all that the other has said."""

    def is_even() -> bool:
        states = [one.ask("state"), other.ask("state")]
        return all(s["delivered"] == s["size"] for s in states) and not any(
            node.ask("keys")["uncopied"] for node in (one, other)
        )

    until(is_even, 60, one.log)


def newest(node: Node, use: str) -> str:
    terms = node.ask("keys")["own"]["keys"]
    return [t["vkey"] for t in terms if t["use"] == use][-1]


def agreed_key(node: Node, use: str) -> SigningKey:
    return KeyFolder(node.folder / "keys").key(use, PASSPHRASE.encode())


def test_keys_are_replaced_while_the_line_works_and_old_evidence_verifies(
    pair, capsys, tmp_path: Path
):
    west, east = pair
    start(west, east)
    first = west.say()
    settled(west, east)
    log = west.folder / "record" / "log"
    shutil.copytree(log, tmp_path / "before")
    old_log, old_mirror = newest(west, "log"), newest(east, "mirror")
    stick = tmp_path / "stick"
    stick.mkdir()
    shutil.move(west.folder / "keys" / "root.pem", stick / "root.pem")
    done = line.run(["keys", "rotate", "log", *BOTH, "--node", str(west.settings)])
    assert done == 2
    assert "--root FILE" in capsys.readouterr().err
    root = ("--root", str(stick / "root.pem"))
    made = asked(west, capsys, "keys", "rotate", "log", *BOTH, *root)
    assert made["edition"] == 1
    assert "IS REPLACED BY" in made["lines"]["en"][0]
    asked(west, capsys, "keys", "rotate", "officer-1", "--overlap", "0 s", *BOTH, *root)
    asked(east, capsys, "keys", "rotate", "mirror", *BOTH)
    settled(west, east)
    assert west.ask("keys")["peer"]["edition"] == 1
    assert east.ask("keys")["peer"]["edition"] == 2
    # An officer there answers, with the key in force.
    index = made["refs"][1]["index"]
    asked(east, capsys, "hotline", "answer", str(index), "wilco", "--officer", "1")
    until(lambda: west.rung(index) == "CLOSED", told=west.log)
    asked(west, capsys, "hotline", "send", "CH-10", "text.text=x", "text.lang=en",
        "--officer", "1")  # fmt: skip
    settled(west, east)
    assert west.rung(first) in ("DELIVERED", "OVERDUE")
    shown = asked(west, capsys, "keys", "show")
    assert [t["until"] is not None for t in shown["own"]["keys"] if t["use"] == "log"]
    assert asked(west, capsys, "keys", "list")["own"]["lists"][1]["edition"] == 2
    # Both nodes start again by the lists, and both logs verify by them.
    for node in (west, east):
        assert node.stop() == 0
    start(west, east)
    west.reach()
    settled(west, east)
    for node in (west, east):
        assert node.stop() == 0
    for one, other in ((west, east), (east, west)):
        found = verify(one, other, capsys)
        assert found["uncounted"] == []
        assert found["entries"]["application/vnd.thalweg.keys.v1+json"] == 3
    hold_with_go(tmp_path, log, old_log, old_mirror, west, east)


def hold_with_go(
    tmp_path: Path, log: Path, old_log: str, old_mirror: str, west: Node, east: Node
) -> None:
    """Hold that outside programs take old evidence by old keys, and both by new."""
    program = built("tests/acceptance/tlogverify.go", tmp_path)
    new = KeyFolder(west.folder / "keys")
    verifiers = new.beside("log", PASSPHRASE.encode())
    mirrors = KeyFolder(east.folder / "keys").beside("mirror", PASSPHRASE.encode())
    before = tmp_path / "before"
    assert ended(program, before, old_log, old_mirror).returncode == 0
    assert ended(program, before, verifiers[0].text(), old_mirror).returncode == 1
    # While both count, each alone is enough.
    for key in (old_log, verifiers[0].text()):
        for mirror in (old_mirror, mirrors[0].text()):
            done = ended(program, log, key, mirror)
            assert done.returncode == 0, done.stderr
    done = ended(program, log, old_log, old_mirror, before / "checkpoint")
    assert done.returncode == 0, done.stderr


def post(thief: Node, victim: Node, path: str, body: bytes) -> httpx.Response:
    """Send bytes as the thief of a whole machine would: with its door's key too."""
    keys = thief.folder / "keys"
    door = client_door(keys / "door.crt", keys / "door.pem", thief.folder / "peer.crt")
    url = f"https://127.0.0.1:{victim.port}/{path}"
    for _ in range(40):
        answered = httpx.post(url, content=body, verify=door, timeout=20)
        if answered.status_code != 503:
            break
        time.sleep(0.25)
    return answered


def test_a_key_that_the_log_names_is_kept_where_the_disk_fails_after_it(pair, capsys):
    west, _ = pair
    say = ("hotline", "send", "CH-10", "text.text=x", "text.lang=en", "--officer", "1")
    asked(west, capsys, *say)
    # The list and CH-6 are entries 1 and 2; their bundle cannot be written.
    full = west.folder / "record" / "log" / "tile" / "entries" / "000.p" / "3"
    full.mkdir()
    words = ["keys", "rotate", "log", "--overlap", "0 s", *BOTH]
    assert line.run([*words, "--node", str(west.settings)]) == 3
    capsys.readouterr()
    full.rmdir()
    # A copy that an officer put beside, and forgot, is no key of a list.
    shutil.copy(west.folder / "passphrase", west.folder / "keys" / "log.old.pem")
    assert asked(west, capsys, "keys", "show")["own"]["edition"] == 1
    asked(west, capsys, *say)
    assert asked(west, capsys, "keys", "list")["own"]["lists"]


def test_a_thief_is_refused_after_the_revocation_and_the_line_goes_on(
    pair, capsys, tmp_path: Path
):
    west, east = pair
    start(west, east)
    good = west.say()
    settled(west, east)
    stolen = agreed_key(west, "log")
    old_log, mirror = newest(west, "log"), newest(east, "mirror")
    made = asked(west, capsys, "keys", "revoke", "log", "--last-good", str(good), *BOTH)
    assert "IS COMPROMISED" in made["lines"]["en"][0]
    last = ("--last-good", str(good))
    asked(west, capsys, "keys", "revoke", "officer-1", *last, "--officer", "1",
        "--officer", "2")  # fmt: skip
    settled(west, east)
    size = east.ask("state")["peer_size"]
    answered = post(west, east, "parcel", forged(sent_by(west), stolen, b"a lie"))
    assert answered.status_code == 200
    state = east.ask("state")
    assert (state["peer_size"], state["revoked_keys_used"]) == (size, 1)
    assert not state["dispute"]
    note = read_parcel(forged(sent_by(west), stolen, b"another")).log
    assert post(west, east, "add-checkpoint", note).status_code == 403
    until(lambda: "revoked key" in east.log(), told=east.log)
    assert len(asked(east, capsys, "hotline", "inbox")["revoked_keys_used"]) == 2
    shown = asked(east, capsys, "keys", "show", code=1)
    assert [one["size"] for one in shown["thefts"]] == [size + 1, size + 1]
    assert line.run(["hotline", "inbox", "--node", str(east.settings)]) == 0
    assert "REVOKED KEY USED" in capsys.readouterr().out
    assert line.run(["keys", "show", "--node", str(east.settings)]) == 1
    assert "revoked" in capsys.readouterr().out
    # The line goes on by the new keys.
    asked(west, capsys, "hotline", "send", "CH-10", "text.text=x", "text.lang=en",
        "--officer", "1")  # fmt: skip
    settled(west, east)
    for node in (west, east):
        assert node.stop() == 0
    found = verify(west, east, capsys)
    # Officer 1 signed the first revocation with the key that was revoked since.
    assert found["uncounted"] == ["entry 2: CH-7: 2 officers sign it, not 1"]
    assert [one["ref"]["index"] for one in shown["uncounted"]] == [2]
    refuse_the_thief_everywhere(tmp_path, west, east, stolen, (old_log, mirror), capsys)


def refuse_the_thief_everywhere(
    tmp_path: Path,
    west: Node,
    east: Node,
    stolen: SigningKey,
    old: tuple[str, str],
    capsys,
) -> None:
    """Hold that a checkpoint of the revoked key alone is refused, by us and by Go."""
    log, kept = west.folder / "record" / "log", tmp_path / "kept"
    shutil.copytree(log, kept)
    signed = parse_checkpoint((log / "checkpoint").read_bytes())
    lie = sign_checkpoint(signed.checkpoint, stolen)
    cosigned = [one for one in signed.note.signatures if one.name != WEST]
    (log / "checkpoint").write_bytes(lie.with_lines(*cosigned).format())
    told = verify(west, east, capsys, code=1)["faults"]
    assert any("alone signed it, and was revoked" in one for one in told)
    program = built("tests/acceptance/tlogverify.go", tmp_path)
    new = KeyFolder(west.folder / "keys").beside("log", PASSPHRASE.encode())
    assert ended(program, log, new[0].text(), old[1]).returncode == 1
    done = ended(program, kept, new[0].text(), old[1])
    assert done.returncode == 0, done.stderr
    assert ended(program, kept, old[0], old[1]).returncode == 1


def seal(node: Node) -> None:
    """Seal something, where no node runs."""
    settings = read_settings(node.settings)
    with opened(settings, PASSPHRASE.encode()) as assembled:
        assembled.site.seal(SealedLeaf(kind="tracks", digest="cd" * 32))


def sealed_receipted(node: Node, other: Node) -> int:
    """Return how many sealed entries the other side's newest witness key cosigned."""
    store = SqliteStore.open(node.folder / "record" / "record.db", writing=False)
    key = newest(other, "witness")
    receipt = store.newest_receipt(f"{node.party}.example/sealed", key)
    store.close()
    return 0 if receipt is None else receipt.size


@pytest.mark.slow
@pytest.mark.parametrize("overlap", ["0 s", "7 d"])
def test_every_key_is_replaced_in_turn_while_both_nodes_run(pair, capsys, overlap):
    """After each: the line works, receipts come, and both logs verify."""
    west, east = pair
    for node in pair:
        seal(node)
    start(west, east)
    settled(west, east)
    for use in (*USES, "officer-1", "officer-2"):
        for node, other in ((west, east), (east, west)):
            rotate = ("keys", "rotate", use, "--overlap", overlap, *BOTH)
            made = asked(node, capsys, *rotate)
            settled(west, east)
            index = made["refs"][1]["index"]
            answer = ("hotline", "answer", str(index), "wilco", "--officer", "2")
            asked(other, capsys, *answer)
            for one in pair:
                say(one, capsys, use)
            settled(west, east)
            assert node.rung(index) == "CLOSED"
        for node, other in ((west, east), (east, west)):
            state = node.ask("state")
            assert (state["dispute"], state["doubts"]) == ({}, {}), use
            assert state["line"] == "green", use
            until(lambda n=node, o=other: sealed_receipted(n, o) == 1, told=node.log)
            odd = [e for e in node.lines() if e["event"] in ("fault", "refused")]
            odd += [e for e in node.lines() if e.get("faults")]
            assert odd == [], use
    # A start has every key at hand, by the newest list.
    for node in pair:
        assert node.stop() == 0, node.log()
        seal(node)
    start(west, east)
    for node in pair:
        say(node, capsys, "again")
    settled(west, east)
    for node, other in ((west, east), (east, west)):
        until(lambda n=node, o=other: sealed_receipted(n, o) == 2, told=node.log)
    for node in pair:
        assert node.stop() == 0
    for one, other in ((west, east), (east, west)):
        assert verify(one, other, capsys)["uncounted"] == []


def say(node: Node, capsys, text: str) -> int:
    words = ("CH-10", f"text.text={text}", "text.lang=en", "--officer", "1")
    return asked(node, capsys, "hotline", "send", *words)["ref"]["index"]
