"""What an officer types on either side, and what came out."""

from __future__ import annotations

import json

from tests.node.two_nodes import Node
from thalweg.cli import app as line


def run(node: Node, capsys, *words: str, code: int = 0) -> str:
    """Run a command of the line; return what it printed."""
    return _ended(node, capsys, words, code)[0]


def refused(node: Node, capsys, *words: str) -> str:
    """Run a command that is refused; return what was told."""
    return _ended(node, capsys, words, 2)[1]


def asked(node: Node, capsys, *words: str, code: int = 0) -> dict:
    """Run a command; return its document."""
    return json.loads(run(node, capsys, *words, "--json", code=code))


def carry(sender: Node, receiver: Node, capsys, **about) -> dict:
    """Carry parcels from one side to the other; return what the last one brought."""
    out = sender.folder / f"out-{len(list(sender.folder.glob('out-*')))}"
    made = asked(sender, capsys, "parcel", "make", "--out", str(out))["parcels"]
    checked = asked(receiver, capsys, "parcel", "check", *made)
    assert not any(one["faults"] for one in checked["parcels"])
    return asked(receiver, capsys, "parcel", "apply", *made, **about)["parcels"][-1]


def _ended(node: Node, capsys, words: tuple[str, ...], code: int) -> tuple[str, str]:
    options = () if words[0] == "node" else ("--node", str(node.settings))
    ended = line.run([*words, *options])
    told = capsys.readouterr()
    assert ended == code, told.err + told.out
    return told.out, told.err
