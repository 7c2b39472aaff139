"""What is said many at a time, and an agreement signed over the line, by parcel."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.node.two_nodes import Node, until
from tests.node.typed import asked, carry, run
from thalweg.cli import app as line
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.envelope import parse_envelope


def typed(node: Node, capsys, words: str, code: int = 0) -> str:
    """Type a command with ``DIR`` for the node's folder; return what was said."""
    ended = line.run(words.replace("DIR", str(node.folder)).split())
    told = capsys.readouterr()
    assert ended == code, told.err + told.out
    return told.out + told.err


def propose(west: Node, capsys) -> None:
    keys = "--party west --key DIR/keys"
    typed(
        west,
        capsys,
        f"agreement sign DIR/agreement.yaml {keys} --keys-of east=DIR/east.vkeys "
        "--out DIR/agreed",
    )
    typed(
        west,
        capsys,
        f"agreement propose DIR/agreed {keys} --officer 1 --node DIR/node.yaml",
    )


ACCEPT = (
    "agreement accept DIR/agreed --party east --key DIR/keys --officer 1 --officer 2"
)
RECEIVE = "agreement receive DIR/agreed --node DIR/node.yaml"


def signatures(node: Node) -> int:
    data = (node.folder / "agreed" / "manifest.json").read_bytes()
    return len(parse_envelope(data).signatures)


def test_an_agreement_is_proposed_accepted_and_received(two, capsys):
    west, east = two
    propose(west, capsys)
    carry(west, east, capsys)
    told = typed(east, capsys, RECEIVE)
    assert "not yet   east" in told
    typed(east, capsys, f"{ACCEPT} --node DIR/node.yaml")
    assert (signatures(west), signatures(east)) == (1, 2)
    carry(east, west, capsys)
    assert "signed by west, east" in typed(west, capsys, RECEIVE)
    made, held = ((one.folder / "agreed" / "manifest.json").read_bytes() for one in two)
    assert parse_envelope(made).payload == parse_envelope(held).payload
    assert signatures(west) == 2
    typed(west, capsys, RECEIVE)
    assert signatures(west) == 2
    entry = asked(east, capsys, "hotline", "show", "0")["item"]
    assert (entry["faults"], entry["manifest"]["edition"]) == ([], 1)
    told = run(east, capsys, "hotline", "show", "1", "--own")
    assert "AG-2" in told
    # What goes by it: the terms that both signed.
    for node in two:
        text = node.settings.read_text().replace("agreement.yaml", "agreed")
        node.settings.write_text(text)
        found = asked(node, capsys, "node", "show", str(node.settings))
        assert found["agreement"] == entry["manifest"]["sha256"]


def test_officers_whose_keys_were_replaced_sign_with_the_new_ones(two, capsys):
    west, east = two
    both = ("--officer", "1", "--officer", "2", "--overlap", "0 s")
    for node in two:
        asked(node, capsys, "keys", "rotate", "officer-1", *both)
        # Whoever replaced a token has nothing of the old one.
        (node.folder / "keys" / "officer-1.pem").unlink()
    carry(west, east, capsys)
    carry(east, west, capsys)
    propose(west, capsys)
    carry(west, east, capsys)
    typed(east, capsys, RECEIVE)
    typed(east, capsys, f"{ACCEPT} --node DIR/node.yaml")
    carry(east, west, capsys)
    assert "signed by west, east" in typed(west, capsys, RECEIVE)
    items = asked(west, capsys, "hotline", "inbox")["items"]
    said = [item for item in items if item.get("element") == "AG-2"]
    assert [item["faults"] for item in said] == [[]]
    # By hand there is no list of keys to go by: what the manifest lists signs.
    told = typed(
        west,
        capsys,
        "agreement propose DIR/agreed --party west --key DIR/keys --officer 1 "
        "--out DIR/propose.json",
        2,
    )
    assert "officer-1.pem" in told
    assert "--node" in told


def test_nothing_is_signed_that_was_not_proposed(two, capsys):
    west, east = two
    assert "no signed agreement came" in typed(east, capsys, RECEIVE, 2)
    propose(west, capsys)
    carry(west, east, capsys)
    typed(east, capsys, RECEIVE)
    keys = "--party east --key DIR/keys"
    told = typed(
        east,
        capsys,
        f"agreement refuse DIR/agreed {keys} --officer 1 --clause 3.1 "
        "--node DIR/node.yaml",
    )
    assert "AG-3" in told
    told = typed(east, capsys, f"{ACCEPT} --node DIR/node.yaml", 2)
    assert "no open proposal of this edition" in told
    assert signatures(east) == 1
    told = typed(east, capsys, f"{ACCEPT} --node DIR/node.yaml --out DIR/x", 2)
    assert "one" in told
    typed(east, capsys, ACCEPT, 2)


def test_an_agreement_of_other_bytes_is_not_received(two, capsys):
    west, east = two
    propose(west, capsys)
    document = east.folder / "agreement.yaml"
    document.write_text(document.read_text() + "# one word more\n", "utf-8")
    carry(west, east, capsys)
    told = typed(east, capsys, RECEIVE, 1)
    assert "agreement.yaml" in told
    assert not (east.folder / "agreed").exists()


def lines(node: Node, text: str) -> Path:
    path = node.folder / "lines.txt"
    path.write_text(text, "utf-8")
    return path


def test_many_lines_are_sent_in_their_order(two, capsys):
    west, _ = two
    path = lines(
        west,
        "# the morning\n\n"
        'CH-10 "text.text=доброе утро" text.lang=ru --at 2017-12-13T04:05:06Z\n'
        "CH-1 n=4\n",
    )
    options = ["--lines", str(path), "--officer", "1"]
    sent = asked(west, capsys, "hotline", "send", *options)["sent"]
    assert [one["ref"]["index"] for one in sent] == [0, 1]
    assert "доброе утро" in sent[0]["lines"]["ru"][0]
    shown = asked(west, capsys, "hotline", "show", "0", "--own")["item"]
    assert shown["event_time"].startswith("2017-12-13T04:05:06")
    answer = lines(west, "CH-9 reason=sent-twice --own --ref 1\n")
    run(west, capsys, "hotline", "send", "--lines", str(answer), "--officer", "1")
    shown = asked(west, capsys, "hotline", "show", "2", "--own")["item"]
    assert shown["answers"] == {"origin": "west.example/log", "index": 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CH-1 n=4\nCH-1 n=four\n", "lines.txt:2: n: wanted a whole number"),
        ("CH-1 n=4\n\nXX-1\n", "lines.txt:3: "),
        ("CH-1 n=4 --ref\n", "--ref: nothing follows it"),
        ("CH-1 n=4 --officer 1\n", "lines.txt:1: --officer: a line has"),
        ("RS-3 --ref x\n", "is no number of an entry"),
        ('CH-1 "n=4\n', "quotes as in a shell"),
        ("AG-5 action=suspend agreement=euphrates from_us=2030-01-01Z line_open=YES\n",
         "2 officers sign this"),
        ("# nothing\n", "0 messages"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_and_nothing_is_sent(two, capsys, text, told):
    west, _ = two
    words = ["hotline", "send", "--lines", str(lines(west, text)), "--officer", "1"]
    assert line.run([*words, "--node", str(west.settings), "--json"]) == 2
    assert told in "\n".join(json.loads(capsys.readouterr().out)["faults"])
    assert asked(west, capsys, "node", "show", str(west.settings))["size"] == 0


def many(node: Node, count: int) -> Path:
    said = (f"CH-10 text.text=said-{n} text.lang=en\n" for n in range(count))
    return lines(node, "# a comment\n" + "".join(said))


def said_of(node: Node, capsys) -> list[str]:
    items = asked(node, capsys, "hotline", "inbox", "--sent", "--newest", "9999")
    return [item["params"]["text"]["text"] for item in items["items"]]


def test_lines_that_are_stopped_tell_the_next_and_none_goes_twice(two, capsys):
    west, _ = two
    path = many(west, 150)
    words = ["hotline", "send", "--lines", str(path), "--officer", "1"]
    words += ["--node", str(west.settings)]
    sending = subprocess.Popen(
        [sys.executable, "-m", "thalweg", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    shown = west.folder / "record" / "log" / "checkpoint"
    until(lambda: shown.exists() and parse_checkpoint(shown.read_bytes())
          .checkpoint.size >= 5)  # fmt: skip
    sending.send_signal(signal.SIGINT)
    told, why = sending.communicate(timeout=60)
    assert sending.returncode == 130, why
    match = re.search(r"interrupted; (\d+) of 150 were sent; line (\d+) is the", why)
    assert match is not None, why
    went, following = map(int, match.groups())
    assert 5 <= went < 150
    assert following == went + 2
    assert told.count("RECORDED") == went
    assert said_of(west, capsys) == [f"said-{n}" for n in range(went)]
    rest = asked(west, capsys, *words[:-2], "--first", str(following))["sent"]
    assert len(rest) == 150 - went
    assert said_of(west, capsys) == [f"said-{n}" for n in range(150)]


def test_lines_that_fail_in_between_tell_how_many_went(two, capsys):
    west, _ = two
    # The bundle of the third entry cannot be written.
    full = west.folder / "record" / "log" / "tile" / "entries" / "000.p" / "3"
    full.mkdir(parents=True)
    words = ["hotline", "send", "--lines", str(many(west, 5)), "--officer", "1"]
    assert line.run([*words, "--node", str(west.settings)]) == 3
    told = capsys.readouterr()
    assert "lines.txt:4: 2 of 5 were sent; line 4 is the next" in told.err
    assert "unless it went" in told.err
    assert told.out.count("RECORDED") == 2
    full.rmdir()
    # It was durable when the disk failed, and is published by the next start.
    assert said_of(west, capsys) == ["said-0", "said-1", "said-2"]


def test_first_is_for_lines_alone(two, capsys):
    west, _ = two
    words = ["hotline", "send", "CH-1", "n=1", "--first", "2", "--officer", "1"]
    assert line.run([*words, "--node", str(west.settings)]) == 2
    assert "--first is for --lines" in capsys.readouterr().err
