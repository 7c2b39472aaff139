"""Two real nodes to test with: processes on loopback, real TLS, real disks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from thalweg.hotline.doorman import make_certificate
from thalweg.node.reach import Reach, running
from thalweg.node.settings import read_settings
from thalweg.record.guard import Guard
from thalweg.record.keys import KeyFolder, made_keys, write_keys
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import MESSAGE

EXAMPLE = Path(__file__).parents[2] / "examples" / "euphrates" / "agreement.yaml"
PASSPHRASE = "a long word for tests"
WARNING = {
    "count": 2,
    "line": {"place": "river"},
    "time_us": 1_513_137_906_000_000,
    "point": {"lat_e7": 352_512_345, "lon_e7": 401_234_567},
    "level": {"value": 12_000, "unit": "ft", "datum": "STD"},
}
TEXT = {"text": {"text": "good morning", "lang": "en"}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Node:
    """One side: its folder, its process; `under` is what runs that, if anything."""

    party: str
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    logs: list[Path] = field(default_factory=list)
    under: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Path:
        return self.folder / "node.yaml"

    def write_settings(self, peer_port: int | None, *, listens: bool = True) -> None:
        lines = [
            "thalweg: node/1",
            f"party: {self.party}",
            "agreement: agreement.yaml",
            'store: {url: "sqlite:///record/record.db", guard: elsewhere/guard}',
            "keys: {dir: keys, passphrase: passphrase}",
            "limits: {heartbeat: 500 ms, request: 2 s, backoff: 1 s, tick: 200 ms}",
        ]
        if listens:
            lines.append(f'listen: {{peer: "127.0.0.1:{self.port}"}}')
        if peer_port is not None:
            url = f"https://127.0.0.1:{peer_port}"
            lines.append(f'peer: {{url: "{url}", certificate: peer.crt}}')
        else:
            lines.append("peer: {certificate: peer.crt}")
        self.settings.write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        self.begin()
        self.wait_until_started()

    def begin(self) -> None:
        log = self.folder / f"log-{len(self.logs)}.jsonl"
        self.logs.append(log)
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                [
                    *self.under,
                    *(sys.executable, "-m", "thalweg", "node", "run"),
                    str(self.settings),
                ],
                stderr=stream,
                stdout=stream,
                env={**os.environ, **self.environment},
            )

    def wait_until_started(self) -> None:
        until(lambda: "started" in self.events(), 120, self.log)

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(20)
        self.process = None
        return code

    def log(self) -> str:
        return self.logs[-1].read_text() if self.logs else ""

    def events(self) -> list[str]:
        return [line["event"] for line in self.lines()]

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.log().splitlines() if line[0] == "{"]

    def reach(self) -> Reach:
        found = running(read_settings(self.settings).control)
        assert found is not None, self.log()
        return found

    def ask(self, verb: str, **asked: object) -> dict:
        return self.reach().ask(verb, **asked)

    def say(self, element: str = "CH-10", params: dict | None = None, **about) -> int:
        """Compose, sign as an officer does, and send; return the index."""
        params = TEXT if params is None else params
        made = self.ask("compose", element=element, params=params, **about)
        return self.sign_and_send(made)

    def sign_and_send(self, made: dict) -> int:
        keys = KeyFolder(self.folder / "keys")
        officers = [
            keys.key(f"officer-{n + 1}", PASSPHRASE.encode())
            for n in range(made["persons"])
        ]
        entry = sign_envelope(MESSAGE, from_base64(made["payload"]), officers)
        sent = self.ask("send", entry=to_base64(entry.format()))
        return sent["ref"]["index"]

    def rung(self, index: int) -> str:
        origin = self.ask("state")["origin"]
        return self.ask("show", origin=origin, index=index)["item"]["rung"]

    def inbox(self) -> list[dict]:
        return self.ask("inbox", newest=1000)["items"]


def start(*nodes: Node) -> None:
    for node in nodes:
        node.begin()
    for node in nodes:
        node.wait_until_started()


def until(holds, within_s: float = 30.0, told=lambda: "") -> None:
    due = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < due, told()
        time.sleep(0.05)


def make_node(folder: Path, party: str, agreement: Path = EXAMPLE) -> Node:
    folder.mkdir(parents=True)
    node = Node(party, folder, free_port())
    shutil.copy(agreement, folder / "agreement.yaml")
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    (folder / "passphrase").chmod(0o600)
    keys = made_keys(f"{party}.example", ["1", "2"])
    write_keys(folder / "keys", keys, PASSPHRASE.encode())
    (folder / "record").mkdir()
    (folder / "elsewhere").mkdir()
    SqliteStore.create(folder / "record" / "record.db").close()
    Guard.create(folder / "elsewhere" / "guard")
    certificate, key = make_certificate(party)
    (folder / "keys" / "door.crt").write_bytes(certificate)
    (folder / "keys" / "door.pem").write_bytes(key)
    os.chmod(folder / "keys" / "door.pem", 0o600)
    return node


def introduce(one: Node, other: Node) -> None:
    """Hand over what two sides give one another: keys and certificates."""
    for giver, taker in ((one, other), (other, one)):
        shutil.copy(
            giver.folder / "keys" / "keys.vkeys",
            taker.folder / f"{giver.party}.vkeys",
        )
        shutil.copy(giver.folder / "keys" / "door.crt", taker.folder / "peer.crt")
