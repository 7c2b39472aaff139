"""The record's vectors: what a reader must take, and what it must refuse."""

import base64
import json
import runpy
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.record.merkle import (
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.envelope import parse_envelope, verified_payload
from thalweg.wire.leaf import parse_leaf
from thalweg.wire.note import parse_note, verified_by
from thalweg.wire.policy import parse_policy
from thalweg.wire.tile import (
    pack_bundle,
    parse_bundle,
    parse_path,
    tiles_of,
)
from thalweg.wire.tlog_proof import parse_tlog_proof
from thalweg.wire.vkey import parse_vkey
from thalweg.wire.witness_request import parse_witness_request

VECTORS = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "record"
BAD = json.loads((VECTORS / "bad.json").read_text("utf-8"))
GOOD = json.loads((VECTORS / "good.json").read_text("utf-8"))
Case = dict


def data_of(case: Case) -> bytes:
    if "base64" in case:
        return base64.b64decode(case["base64"])
    return case["text"].encode()


def keys_of(case: Case) -> list:
    return [parse_vkey(text) for text in case["keys"]]


def hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def good_key(case: Case) -> None:
    key = parse_vkey(case["text"])
    assert key.text() == case["text"]
    assert (key.name, key.kind) == (case["key_name"], case["type"])
    assert (key.public.hex(), key.key_id.hex()) == (case["public_hex"], case["id_hex"])


def good_note(case: Case) -> None:
    note = parse_note(data_of(case))
    assert note.format() == data_of(case)
    assert note.text == case["note_text"]
    signed_by = verified_by(note, keys_of(case))
    assert [key.name for key in signed_by] == case["signed_by"]


def good_checkpoint(case: Case) -> None:
    signed = parse_checkpoint(data_of(case))
    assert signed.format() == data_of(case)
    assert signed.checkpoint.body() == signed.note.text
    found = signed.checkpoint.origin, signed.checkpoint.size
    assert found == (case["origin"], case["size"])
    assert list(verified_by(signed.note, keys_of(case))) == keys_of(case)


def good_cosigned(case: Case) -> None:
    found = cosignatures_of(parse_checkpoint(data_of(case)), keys_of(case))
    assert {one.key.name: one.time_s for one in found} == case["times_s"]


def good_path(case: Case) -> None:
    found = parse_path(case["text"])
    assert (found.level, found.index, found.width) == (
        case["level"],
        case["index"],
        case["width"],
    )
    assert found.path == case["text"]


def good_tiles(case: Case) -> None:
    found = Counter(f"{one.level}/{one.width}" for one in tiles_of(case["size"]))
    assert dict(found) == case["level_and_width"]


def good_bundle(case: Case) -> None:
    entries = parse_bundle(data_of(case), case["width"])
    wanted = [base64.b64decode(one) for one in case["entries_base64"]]
    assert list(entries) == wanted
    assert pack_bundle(entries) == data_of(case)


def good_proof(case: Case) -> None:
    proof = parse_tlog_proof(data_of(case))
    assert proof.format() == data_of(case)
    assert proof.index == case["index"]
    head = parse_checkpoint(proof.checkpoint_bytes)
    assert verified_by(head.note, keys_of(case))
    size, root = head.checkpoint.size, head.checkpoint.root
    leaf = leaf_hash(case["entry"].encode())
    verify_inclusion(proof.index, size, leaf, proof.hashes, root)


def good_request(case: Case) -> None:
    asked = parse_witness_request(data_of(case))
    assert asked.format() == data_of(case)
    assert asked.old_size == case["old_size"]
    assert list(asked.proof) == hashes(case["proof_hex"])
    head = parse_checkpoint(asked.checkpoint_bytes).checkpoint
    old_root = bytes.fromhex(case["old_root_hex"])
    verify_consistency(asked.old_size, head.size, old_root, head.root, asked.proof)


def good_policy(case: Case) -> None:
    policy = parse_policy(data_of(case))
    by_name = {key.name: key for key in policy.witnesses.values()}
    for names in case["enough"]:
        assert policy.satisfied_by([by_name[name] for name in names])
    for names in case["not_enough"]:
        assert not policy.satisfied_by([by_name[name] for name in names])


def good_envelope(case: Case) -> None:
    envelope = parse_envelope(data_of(case))
    assert envelope.format() == data_of(case)
    assert envelope.id == case["id"]
    payload, keys = verified_payload(envelope, keys_of(case))
    assert payload == base64.b64decode(case["payload_base64"])
    assert [key.name for key in keys] == case["signed_by"]


def good_tree(case: Case) -> None:
    size, index, old = case["size"], case["index"], case["old_size"]
    leaves = [leaf_hash(b"entry %d" % number) for number in range(size)]
    root, old_root = hashes([case["root_hex"], case["old_root_hex"]])
    assert root_of(leaves) == root
    verify_inclusion(index, size, leaves[index], hashes(case["inclusion_hex"]), root)
    verify_consistency(old, size, old_root, root, hashes(case["consistency_hex"]))


HOLDS: dict[str, Callable[[Case], None]] = {
    "verifier key": good_key,
    "note": good_note,
    "checkpoint": good_checkpoint,
    "cosigned checkpoint": good_cosigned,
    "tile path": good_path,
    "tiles of a size": good_tiles,
    "bundle": good_bundle,
    "proof of an entry": good_proof,
    "add-checkpoint": good_request,
    "policy": good_policy,
    "envelope": good_envelope,
    "tree": good_tree,
}


def signed_by_a_key(case: Case) -> None:
    signed = parse_checkpoint(data_of(case))
    if not verified_by(signed.note, keys_of(case)):
        raise VerificationError(["no known key signed it"])


REFUSES: dict[str, tuple[Callable[[Case], object], type[Exception]]] = {
    "verifier key": (lambda case: parse_vkey(case["text"]), InputError),
    "note": (lambda case: parse_note(data_of(case)), RefusedError),
    "checkpoint": (lambda case: parse_checkpoint(data_of(case)), RefusedError),
    "signed by a key": (signed_by_a_key, VerificationError),
    "tile path": (lambda case: parse_path(case["text"]), RefusedError),
    "bundle": (lambda case: parse_bundle(data_of(case), 3), RefusedError),
    "proof of an entry": (lambda case: parse_tlog_proof(data_of(case)), RefusedError),
    "add-checkpoint": (lambda case: parse_witness_request(data_of(case)), RefusedError),
    "policy": (lambda case: parse_policy(data_of(case)), InputError),
    "envelope": (lambda case: parse_envelope(data_of(case)), RefusedError),
    "leaf": (lambda case: parse_leaf(data_of(case)), RefusedError),
}


def named(case: Case) -> str:
    return f"{case['kind']}: {case['name']}"


@pytest.mark.parametrize("case", GOOD, ids=named)
def test_what_is_good_is_taken_and_written_the_same(case: Case) -> None:
    HOLDS[case["kind"]](case)


@pytest.mark.parametrize("case", BAD, ids=named)
def test_what_is_bad_is_refused(case: Case) -> None:
    refuse, error = REFUSES[case["kind"]]
    with pytest.raises(error) as caught:
        refuse(case)
    # Somebody has to be able to read it, whatever came.
    assert str(caught.value).encode()


def test_the_vectors_are_what_their_maker_writes() -> None:
    made = runpy.run_path(str(VECTORS / "make_record.py"))
    assert json.loads(json.dumps(made["good"]())) == GOOD
    assert json.loads(json.dumps(made["bad"]())) == BAD


def test_there_are_enough_near_misses_of_each_kind() -> None:
    assert len(BAD) >= 190
    assert min(Counter(case["kind"] for case in BAD).values()) >= 7
    assert set(HOLDS) == {case["kind"] for case in GOOD}
    assert set(REFUSES) == {case["kind"] for case in BAD}
