"""Logs of ours in the hands of outside programs: x/mod's trees, and openssl."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acceptance.outside import Openssl, ended
from tests.scenario import made_log
from tests.scenario.made_log import LOG, MIRROR, OFFICER, WITNESS
from tests.scenario.test_log_tamper import ENTRIES, OLD_SIZE, ROWS, SIZE
from thalweg.record.merkle import inclusion_proof, leaf_hash
from thalweg.record.tiles import hashes_in, tree_reader
from thalweg.wire.envelope import pae, parse_envelope
from thalweg.wire.note import cosigned_bytes
from thalweg.wire.tile import TilePath
from thalweg.wire.tlog_proof import TlogProof
from thalweg.wire.vkey import VerifierKey


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    made_log.write_log(folder / "log", ENTRIES)
    old = made_log.signed(ENTRIES[:OLD_SIZE])
    (folder / "old").write_bytes(old.format())
    return folder


def checked(program: Path, folder: Path, cosigner: VerifierKey) -> tuple[int, str]:
    words = folder / "log", LOG.verifier.text(), cosigner.text(), folder / "old"
    done = ended(program, *words)
    return done.returncode, done.stdout + done.stderr


def test_go_holds_a_sound_log(tlogverify: Path, sound: Path) -> None:
    for cosigner in (WITNESS, MIRROR):
        code, said = checked(tlogverify, sound, cosigner.verifier)
        assert code == 0, said
        assert said.startswith(f"{SIZE} entries, root ")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.replace(" ", "-"))
def test_go_refuses_every_change(
    row: str, tlogverify: Path, sound: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(sound, tmp_path / "copy"))
    ROWS[row][0](folder / "log")
    keys = WITNESS.verifier, MIRROR.verifier
    codes = [checked(tlogverify, folder, key)[0] for key in keys]
    assert any(codes), row


def test_go_holds_an_entry_by_its_proof(
    tlogproof: Path, sound: Path, tmp_path: Path
) -> None:
    def load(tile: TilePath) -> bytes:
        return (sound / "log" / tile.path).read_bytes()

    read = tree_reader(SIZE, load)
    assert (
        read(0, 5) == leaf_hash(ENTRIES[5]) == hashes_in(load(TilePath(0, 0)), 256)[5]
    )
    head = (sound / "log/checkpoint").read_bytes()
    for index in (0, 255, 256, 1023, 1024, SIZE - 1):
        hashes = inclusion_proof(index, SIZE, read)
        proof = TlogProof(index, hashes, head, b"beside" if index else None)
        (tmp_path / "one.tlog-proof").write_bytes(proof.format())
        (tmp_path / "entry").write_bytes(ENTRIES[index])
        words = tmp_path / "one.tlog-proof", tmp_path / "entry", LOG.verifier.text()
        done = ended(tlogproof, *words)
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"entry {index} of {SIZE}\n"
        (tmp_path / "entry").write_bytes(ENTRIES[index] + b" ")
        assert ended(tlogproof, *words).returncode == 1


def test_openssl_holds_each_kind_of_signature(openssl: str, tmp_path: Path) -> None:
    asked = Openssl(openssl, tmp_path)
    signed = made_log.signed(ENTRIES[:3])
    body = signed.checkpoint.body()
    log, witness, _ = signed.note.signatures
    envelope = parse_envelope(ENTRIES[0])
    kinds = {
        "log": (LOG.verifier, log.blob, body.encode()),
        "cosignature": (
            WITNESS.verifier,
            witness.blob[8:],
            cosigned_bytes(body, int.from_bytes(witness.blob[:8], "big")),
        ),
        "envelope": (
            OFFICER.verifier,
            envelope.signatures[0].signature,
            pae(envelope.payload_type, envelope.payload),
        ),
    }
    for kind, (key, signature, data) in kinds.items():
        assert asked.holds(key, signature, data), kind
        assert not asked.holds(key, signature, data + b"\n"), kind
        assert not asked.holds(MIRROR.verifier, signature, data), kind
