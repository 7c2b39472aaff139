"""Logs of ours under PyPI's aics-tlog, and our requests before its aics-witness.

Both want Python 3.12; they are looked for on PATH and in the folder that THALWEG_AICS
names, and skipped by their name where they are not.
"""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.outside import ended, program
from tests.scenario import made_log
from tests.scenario.made_log import LOG, WITNESS
from thalweg.record.merkle import consistency_proof, leaf_hash, root_of
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.note import parse_signature
from thalweg.wire.vkey import VerifierKey, parse_vkey
from thalweg.wire.witness_request import WitnessRequest

SIZE, OLD_SIZE = 600, 500
ENTRIES = [b"entry %d" % number for number in range(SIZE)]
LEAVES = [leaf_hash(one) for one in ENTRIES]
NO_AGE = "99999999999"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    folder = made_log.write_log(tmp_path / "log", ENTRIES)
    (tmp_path / "old").write_bytes(made_log.signed(ENTRIES[:OLD_SIZE]).format())
    (tmp_path / "entry").write_bytes(ENTRIES[300])
    return folder


def asked(log: Path, command: str) -> int:
    options = {
        "verify-checkpoint": (
            "--witness-key", WITNESS.verifier.text(), "--quorum", "1",
            "--max-age", NO_AGE, "--origin", LOG.name,
        ),
        "verify-inclusion": ("--leaf", log.parent / "entry", "--index", "300"),
        "verify-consistency": ("--old-checkpoint", log.parent / "old"),
    }  # fmt: skip
    words = [command, "--tiles", log, "--log-key", LOG.verifier.text()]
    return ended(program("aics-tlog"), *words, *options[command]).returncode


@pytest.mark.parametrize(
    "command", ["verify-checkpoint", "verify-inclusion", "verify-consistency"]
)
def test_aics_tlog_holds_a_sound_log(command: str, log: Path) -> None:
    assert asked(log, command) == 0


def test_aics_tlog_refuses_what_is_not_sound(log: Path) -> None:
    bundle = log / "tile/entries/001"
    sound = bundle.read_bytes()
    bundle.write_bytes(sound[:100] + bytes([sound[100] ^ 1]) + sound[101:])
    (log.parent / "entry").write_bytes(b"never said")
    assert asked(log, "verify-inclusion") == 1
    other = [b"other", *ENTRIES[1:OLD_SIZE]]
    (log.parent / "old").write_bytes(made_log.signed(other).format())
    assert asked(log, "verify-consistency") == 1
    alone = made_log.signed(ENTRIES, cosigners=())
    (log / "checkpoint").write_bytes(alone.format())
    assert asked(log, "verify-checkpoint") == 1


@dataclass(frozen=True)
class Served:
    """A witness on loopback: its key, and how it answers."""

    key: VerifierKey
    port: int

    def answer(self, request: WitnessRequest) -> tuple[int, bytes]:
        url = f"http://127.0.0.1:{self.port}/add-checkpoint"
        try:
            with urllib.request.urlopen(
                urllib.request.Request(url, request.format()), timeout=10
            ) as got:
                return got.status, got.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Served]:
    path = program("aics-witness")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = tmp_path / "w.json"
    made = ended(
        path, "init", "--config", config, "--name", "east.example/w1",
        "--listen", f"127.0.0.1:{port}", "--db", tmp_path / "w.db",
        "--key-file", tmp_path / "w.key",
    )  # fmt: skip
    key = next(one for one in made.stdout.split() if one.count("+") >= 2)
    known = "--config", config, "--origin", LOG.name, "--vkey", LOG.verifier.text()
    assert ended(path, "add-log", *known).returncode == 0
    served = subprocess.Popen(
        [path, "serve", "--config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield Served(parse_vkey(key), port)
    finally:
        served.terminate()
        served.wait(10)


def _await(port: int) -> None:
    for _ in range(300):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the witness does not listen")


def request(
    old: int, new: int, *, proof: tuple[bytes, ...] | None = None
) -> WitnessRequest:
    def read(level: int, index: int) -> bytes:
        return root_of(LEAVES[index << level : (index + 1) << level])

    head = made_log.signed(ENTRIES[:new], cosigners=()).format()
    found = consistency_proof(old, new, read) if proof is None else proof
    return WitnessRequest(old, found, head)


def test_aics_witness_cosigns_what_grows_and_nothing_else(witness: Served) -> None:
    for old, new in ((0, 3), (3, 255), (255, 256), (256, 600), (600, 600)):
        asked = request(old, new)
        code, said = witness.answer(asked)
        assert code == 200, (old, new)
        line = parse_signature(said.decode().rstrip("\n"))
        signed = parse_checkpoint(asked.checkpoint_bytes).with_lines(line)
        (found,) = cosignatures_of(signed, [witness.key])
        assert found.time_s > made_log.TIME_S
    assert witness.answer(request(0, 600)) == (409, b"600\n")
    assert witness.answer(request(600, 600, proof=(bytes(32),)))[0] == 422
