"""A day between two sides, done by what a person types: `thalweg`, and nothing else.

Each command is a process of its own, in the folder of its side, with the settings and
the keys that lie there. What a side learns of the other it learns from its own output.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.acceptance import said_in_a_day as said
from tests.node.bad_line import BadLine
from tests.node.two_nodes import free_port, until
from thalweg.wire.checkpoint import parse_checkpoint

PASSPHRASE = "a long word for tests"
THALWEG = (sys.executable, "-m", "thalweg")
PATIENCE_S = 240.0
"""How long something may take on a machine that does ten other things."""
COMPILING_S = 1200.0
"""And how long the first `watch` may, which compiles its kernels."""


@dataclass
class Side:
    """One side: its folder, its record within, its node if it runs."""

    party: str
    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    commands: int = 0
    logs: list[Path] = field(default_factory=list)

    @property
    def record(self) -> Path:
        return self.folder / self.party

    def typed(self, *words: object, code: int = 0) -> str:
        """Type a command; it must end as it should. Return what it printed."""
        self.commands += 1
        environment = {
            **os.environ, "THALWEG_PASSPHRASE": PASSPHRASE, "COLUMNS": "100",
        }  # fmt: skip
        done = subprocess.run(
            [*THALWEG, *map(str, words)],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=COMPILING_S if words[0] == "watch" else PATIENCE_S,
            check=False,
        )
        assert done.returncode == code, (words, done.stderr, done.stdout)
        return done.stdout

    def asked(self, *words: object, code: int = 0) -> dict[str, Any]:
        """Type a command with ``--json``; return its document."""
        found: dict[str, Any] = json.loads(self.typed(*words, "--json", code=code))
        return found

    def send(self, *words: object, officers: Sequence[str] = ("1",)) -> int:
        """Send one message; return its entry."""
        by = [word for one in officers for word in ("--officer", one)]
        sent = self.asked("hotline", "send", *words, *by)
        return int(sent["ref"]["index"])

    def send_lines(
        self, lines: Sequence[str], officers: Sequence[str] = ("1",)
    ) -> list[int]:
        """Send many messages by one command; return their entries."""
        path = self.folder / f"lines-{self.commands}.txt"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        by = [word for one in officers for word in ("--officer", one)]
        sent = self.asked("hotline", "send", "--lines", path.name, *by)["sent"]
        return [int(one["ref"]["index"]) for one in sent]

    def answer(self, index: int, word: str, *params: str) -> int:
        made = self.asked("hotline", "answer", index, word, *params, "--officer", "2")
        return int(made["ref"]["index"])

    def read(self) -> list[dict[str, Any]]:
        """Have an officer read what is new and open, and return it."""
        items: list[dict[str, Any]] = self.asked("hotline", "inbox", "--newest", 1)[
            "items"
        ]
        self.typed("hotline", "inbox", "--newest", 1, "--officer", "1")
        return [one for one in items if one.get("state") == "open"]

    def shown(self, index: int, *, own: bool = False) -> dict[str, Any]:
        item: dict[str, Any] = self.asked(
            "hotline", "show", index, *(["--own"] if own else [])
        )["item"]
        return item

    def settings(self, *, peer_port: int | None, listens: bool, agreement: str) -> None:
        lines = [
            "thalweg: node/1",
            f"party: {self.party}",
            f"agreement: {agreement}",
            f'store: {{url: "sqlite:///{self.party}/record.db", guard: guard}}',
            f"keys: {{dir: {self.party}/keys, passphrase: passphrase}}",
            "limits: {heartbeat: 1 s, request: 20 s, backoff: 1 s, tick: 500 ms}",
        ]
        if listens:
            lines.append(f'listen: {{peer: "127.0.0.1:{self.port}"}}')
        if peer_port is not None:
            url = f"https://127.0.0.1:{peer_port}"
            lines.append(f'peer: {{url: "{url}", certificate: peer.crt}}')
        (self.folder / "node.yaml").write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        log = self.folder / f"log-{len(self.logs)}.jsonl"
        self.logs.append(log)
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                [*THALWEG, "node", "run", "node.yaml"],
                cwd=self.folder,
                stderr=stream,
                stdout=stream,
            )

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(PATIENCE_S) == 0, self.log()
            self.process = None

    def log(self) -> str:
        return self.logs[-1].read_text() if self.logs else ""

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = [json.loads(one) for one in self.log().splitlines() if one[:1] == "{"]
        return [one for one in lines if one["event"] == name]


def size(folder: Path) -> int:
    """Return how many entries the checkpoint in a folder covers; 0 without one."""
    try:
        data = (folder / "checkpoint").read_bytes()
    except FileNotFoundError:
        return 0
    return parse_checkpoint(data).checkpoint.size


class Carrier:
    """What brings to each side what the other said; `settle` until all is there."""

    def __init__(self, west: Side, east: Side) -> None:
        self.west, self.east = west, east

    @property
    def pairs(self) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
        return (self.west, self.east), (self.east, self.west)

    def is_settled(self) -> bool:
        return all(
            size(one.record / "log") == size(other.record / "mirror")
            for one, other in self.pairs
        )

    def settle(self) -> None:
        raise NotImplementedError


class Https(Carrier):
    """Two nodes that run. West only calls out, over a line that can be cut."""

    def __init__(self, west: Side, east: Side, line: BadLine) -> None:
        super().__init__(west, east)
        self.line = line

    def run(self, agreement: str) -> None:
        self.west.settings(peer_port=self.line.port, listens=False, agreement=agreement)
        self.east.settings(peer_port=None, listens=True, agreement=agreement)
        with (self.east.folder / "node.yaml").open("a") as file:
            file.write("peer: {certificate: peer.crt}\n")
        for side in (self.west, self.east):
            side.start()
        for side in (self.west, self.east):
            until(lambda s=side: s.events("started"), PATIENCE_S, side.log)

    def settle(self) -> None:
        until(self.is_settled, PATIENCE_S, lambda: self.west.log() + self.east.log())

    def stop(self) -> None:
        for side in (self.west, self.east):
            side.stop()


class ByHand(Carrier):
    """Parcels alone: no network, and no process but the commands."""

    def run(self, agreement: str) -> None:
        for side in (self.west, self.east):
            side.settings(peer_port=None, listens=False, agreement=agreement)

    def settle(self) -> None:
        # Two ways there and back: what was said, and the receipts for it.
        for _ in range(2):
            for one, other in self.pairs:
                carry(one, other)
        assert self.is_settled()

    def stop(self) -> None:
        pass


def carry(sender: Side, receiver: Side, *about: object) -> list[dict[str, Any]]:
    """Make parcels, check them as the receiver does, and have him take them in."""
    out = sender.folder / f"stick-{sender.commands}"
    made = sender.asked("parcel", "make", "--out", out, *about)["parcels"]
    done: list[dict[str, Any]] = receiver.asked("parcel", "apply", *made)["parcels"]
    assert not any(one["faults"] for one in done), done
    return done


def begin(folder: Path, agreement: str) -> tuple[Side, Side]:
    """Begin both records, and hand over what is handed over by hand: public files."""
    sides = [Side(one, folder / one, free_port()) for one in ("west", "east")]
    for side in sides:
        side.folder.mkdir(parents=True)
        (side.folder / "agreement.yaml").write_text(agreement, "utf-8")
        (side.folder / "passphrase").write_text(PASSPHRASE + "\n")
        (side.folder / "passphrase").chmod(0o600)
        side.typed(
            "record", "init", side.party, "--party", side.party,
            "--agreement", "agreement.yaml", "--guard", "guard",
        )  # fmt: skip
        side.settings(peer_port=None, listens=False, agreement="agreement.yaml")
        side.typed("node", "cert", "node.yaml")
    for one, other in (sides, sides[::-1]):
        keys = (one.record / "keys" / "keys.vkeys").read_bytes()
        (other.folder / f"{one.party}.vkeys").write_bytes(keys)
        certificate = (one.record / "keys" / "door.crt").read_bytes()
        (other.folder / "peer.crt").write_bytes(certificate)
    return sides[0], sides[1]


def vkey(side: Side, use: str) -> str:
    """Return one public key, as it stands in the file that the side gave away."""
    text = (side.record / "keys" / "keys.vkeys").read_text()
    return dict(line.split(" ", 1) for line in text.splitlines())[use]


def agree(west: Side, east: Side, line: Carrier) -> None:
    """Sign the agreement on both sides, over the line itself."""
    west.typed(
        "agreement", "sign", "agreement.yaml", "--party", "west", "--key", "west/keys",
        "--keys-of", "east=east.vkeys", "--out", "agreed",
    )  # fmt: skip
    west.typed(
        "agreement", "propose", "agreed", "--party", "west", "--key", "west/keys",
        "--officer", "1", "--node", "node.yaml",
    )  # fmt: skip
    line.settle()
    (proposal,) = east.read()
    assert proposal["element"] == "AG-1"
    east.typed("agreement", "receive", "agreed")
    root = vkey(west, "root")
    assert "signed by west" in " ".join(
        east.typed("agreement", "check", "agreed", "--key", root).split()
    )
    east.typed(
        "agreement", "accept", "agreed", "--party", "east", "--key", "east/keys",
        "--officer", "1", "--officer", "2", "--node", "node.yaml",
    )  # fmt: skip
    line.settle()
    received = west.asked("agreement", "receive", "agreed")
    assert received["not_signed_by"] == []
    for side in (west, east):
        (side.folder / "node.yaml").write_text(
            (side.folder / "node.yaml")
            .read_text()
            .replace("agreement: agreement.yaml", "agreement: agreed")
        )
    line.stop()


def say_and_answer(
    west: Side, east: Side, line: Carrier, openings: int
) -> tuple[int, int]:
    """Have each side say `openings` things, read the other's, and answer them all."""
    counts = []
    for side, other in ((west, east), (east, west)):
        counts.append(len(side.send_lines(said.openings(side.party, openings))))
        del other
    line.settle()
    for n, side in enumerate((west, east)):
        answers = [said.answer(item) for item in side.read()]
        counts[n] += len(side.send_lines(answers, officers=("2",)))
    line.settle()
    for side in (west, east):
        side.read()
    return counts[0], counts[1]


def call_the_day(west: Side, east: Side, line: Carrier) -> None:
    """Hold the daily call: opened, closed by both, and the counts agreed."""
    now = said.moment(0)
    west.typed(
        "hotline", "call", "open", "person.name=Duty", "person.office=watch",
        f"period.from_us={said.moment(-86_400)}", f"period.to_us={now}",
        "--officer", "1",
    )  # fmt: skip
    line.settle()
    for item in east.read():
        east.typed("hotline", "answer", item["ref"]["index"], "roger", "--officer", "1")
    closed = []
    for side in (west, east):
        made = side.asked("hotline", "call", "close", "--officer", "1")
        closed.append(int(made["ref"]["index"]))
    line.settle()
    for side, index in ((west, closed[1]), (east, closed[0])):
        item = side.shown(index)
        assert (item["element"], item["differences"]) == ("CH-3", [])
        side.answer(index, "affirm")
    line.settle()
    for side in (west, east):
        assert side.asked("node", "show", "node.yaml")["call"] == "closed"


def wait_s(seconds: float) -> None:
    time.sleep(max(0.0, seconds))
