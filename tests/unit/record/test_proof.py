"""One entry held against its proof and keys: what holds, and every way it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scenario import made_log
from tests.scenario.made_log import LOG, MIRROR, OFFICER, OTHER, WITNESS
from thalweg.cli.app import run
from thalweg.errors import InputError
from thalweg.record.merkle import inclusion_proof, leaf_hash, root_of
from thalweg.record.proof import verify_proof
from thalweg.wire.signing import SigningKey
from thalweg.wire.tlog_proof import TlogProof
from thalweg.wire.vkey import KeyKind

ENTRIES = made_log.entries(7)
KEYS = [LOG.verifier]
STRANGER = SigningKey.from_seed("south.example/witness", KeyKind.COSIGNATURE, bytes(32))


def proof_of(index: int, *, inside: bool = False) -> bytes:
    leaves = [leaf_hash(one) for one in ENTRIES]

    def read(level: int, at: int) -> bytes:
        return root_of(leaves[at << level : (at + 1) << level])

    hashes = inclusion_proof(index, len(ENTRIES), read)
    head = made_log.signed(ENTRIES).format()
    extra = ENTRIES[index] if inside else None
    return TlogProof(index, hashes, head, extra).format()


def test_each_entry_holds_by_its_own_proof_alone() -> None:
    for index, entry in enumerate(ENTRIES):
        found = verify_proof(
            proof_of(index), entry, KEYS, [WITNESS.verifier], [OFFICER.verifier]
        )
        assert (found.faults, found.index) == ((), index)
        assert found.checkpoint is not None
        assert found.checkpoint.size == len(ENTRIES)
        assert [one.key for one in found.cosigned_by] == [WITNESS.verifier]
        other = ENTRIES[(index + 1) % len(ENTRIES)]
        assert verify_proof(proof_of(index), other, KEYS).faults
    assert verify_proof(proof_of(3, inside=True), None, KEYS).faults == ()


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"keys": [OFFICER.verifier]}, "not signed by the key of"),
        ({"cosigners": [STRANGER.verifier]}, "not cosigned by"),
        ({"signers": [OTHER.verifier]}, "entry: "),
    ],
)
def test_who_did_not_sign_is_told(about: dict, told: str) -> None:
    given = {"keys": KEYS, "cosigners": (), "signers": ()} | about
    found = verify_proof(proof_of(2), ENTRIES[2], **given)
    assert any(told in fault for fault in found.faults), found.faults


def test_bytes_that_nobody_signed_are_not_an_entry_of_a_signer() -> None:
    entry = b" " + ENTRIES[2]
    hashes = inclusion_proof(0, 1, lambda level, at: leaf_hash(entry))
    data = TlogProof(0, hashes, made_log.signed([entry]).format()).format()
    assert verify_proof(data, entry, KEYS).faults == ()
    found = verify_proof(data, entry, KEYS, signers=[OFFICER.verifier])
    assert found.faults == (
        "entry: it is not one of thalweg's, so that nobody signed it",
    )


def test_a_changed_proof_is_told_and_none_is_a_fault_of_the_caller() -> None:
    data = proof_of(2)
    assert verify_proof(data.replace(b"index 2", b"index 3"), ENTRIES[2], KEYS).faults
    assert verify_proof(data[:-9], ENTRIES[2], KEYS).faults
    with pytest.raises(InputError, match="the entry is not in the proof"):
        verify_proof(data, None, KEYS)
    with pytest.raises(InputError, match="--key"):
        verify_proof(data, ENTRIES[2], [])
    with pytest.raises(InputError, match="no cosigner's key"):
        verify_proof(data, ENTRIES[2], KEYS, [LOG.verifier])
    for about in ({"keys": [WITNESS.verifier]}, {"signers": [WITNESS.verifier]}):
        with pytest.raises(InputError, match="is a cosigner's key: --cosigner VKEY"):
            verify_proof(data, ENTRIES[2], **{"keys": KEYS} | about)
    with pytest.raises(InputError, match="the log's own key, which signs checkpoints"):
        verify_proof(data, ENTRIES[2], KEYS, signers=KEYS)


def test_what_was_not_asked_is_said() -> None:
    bare = verify_proof(proof_of(1), ENTRIES[1], KEYS)
    assert any(told.startswith("cosignatures") for told in bare.not_checked)
    assert any(told.startswith("the log itself") for told in bare.not_checked)
    full = verify_proof(
        proof_of(1), ENTRIES[1], KEYS, [MIRROR.verifier], [OFFICER.verifier]
    )
    assert len(full.not_checked) == 1


def test_the_command_reads_the_entry_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.tlog-proof"
    path.write_bytes(proof_of(4))
    words = ["verify", str(path), "--key", LOG.verifier.text()]
    assert run(words) == 2
    assert "as NAME.entry" in capsys.readouterr().err
    (tmp_path / "one.entry").write_bytes(ENTRIES[4])
    assert run([*words, "--cosigner", WITNESS.verifier.text()]) == 0
    told = capsys.readouterr().out
    assert "entry        west.example/log 4, of 7" in told
    assert "cosigned     east.example/witness at 2017-12-13T04:05:06Z" in told
    (tmp_path / "one.entry").write_bytes(ENTRIES[5])
    assert run([*words, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["thalweg"], found["holds"]) == ("verify-proof/1", False)
    assert run([*words, "--sealed"]) == 2
    assert run([*words, "--keys", "west=west.vkeys"]) == 2
    assert "are for a whole log" in capsys.readouterr().err
