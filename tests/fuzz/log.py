"""What a peer sends of its log: notes, checkpoints, tiles, proofs, envelopes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.fuzz.target import REPOSITORY, Target
from tests.scenario import made_log
from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.envelope import parse_envelope, verified_payload
from thalweg.wire.leaf import parse_leaf
from thalweg.wire.note import parse_note, verified_by
from thalweg.wire.policy import parse_policy
from thalweg.wire.strict_json import load_exact
from thalweg.wire.tile import pack_bundle, parse_bundle, parse_path
from thalweg.wire.tlog_proof import parse_tlog_proof
from thalweg.wire.vkey import parse_vkey
from thalweg.wire.witness_request import parse_witness_request

VECTORS = REPOSITORY / "spec" / "vectors" / "record" / "good.json"
KEYS = tuple(key.verifier for key in (made_log.LOG, made_log.WITNESS, made_log.OFFICER))
LINES = (
    b"\n\n", b"\xe2\x80\x94 ", b"==\n", b"=", b"0", b"9" * 19, b"\r", b" ", b"\t",
    b"+", b"index ", b"extra ", b"old ", b"\xd9\xa1", b"\xc2\xa0", b"-1", b"_",
)  # fmt: skip
OBJECTS = (
    b'"payload":"', b'"payloadType":"', b'"signatures":[', b'"keyid":"', b'"sig":"',
    b"application/vnd.thalweg.message.v1+json", b"\\u0061", b"\\ud800", b"1.0", b"-0",
    b"1e400", b"NaN", b"[" * 40, b"null", b'{"thalweg":"message/1"}',
)  # fmt: skip
POLICY = (
    b"log ", b"witness w ", b"group g ", b"quorum ", b"none", b"all", b"any", b"1",
    b"\t", b"#", b"\xff", b"01",
)  # fmt: skip


def targets() -> Iterator[Target]:
    """Yield a target for each format; what is read is written the same again."""
    refused = (RefusedError,)
    unverified = (VerificationError,)
    for name, run, kinds, errors, words in (
        ("note", _note, ("note", "cosigned checkpoint"), unverified, LINES),
        ("checkpoint", _checkpoint, ("checkpoint",), unverified, LINES),
        ("tlog-proof", _proof, ("proof of an entry",), refused, LINES),
        ("add-checkpoint", _request, ("add-checkpoint",), refused, LINES),
        ("envelope", _envelope, ("envelope",), unverified, OBJECTS),
        ("leaf", parse_leaf, ("envelope",), refused, OBJECTS),
        ("policy", _policy, ("policy",), (InputError,), POLICY),
        ("vkey", _vkey, ("verifier key",), (InputError,), LINES),
        ("tile-path", _path, ("tile path",), refused, (b"x001/", b".p/", b"tile/")),
    ):
        yield Target(
            name=name,
            run=run,
            seeds=lambda kinds=kinds: _seeds(*kinds),
            errors=errors,
            words=words,
        )
    yield Target(
        name="exact-json",
        run=load_exact,
        seeds=lambda: [b'{"a":[1,-2,0.5,null,true],"b":"\xc3\xa9"}', b"[]"],
        errors=(ValueError,),
        words=OBJECTS,
    )
    yield Target(
        name="bundle",
        run=_bundle,
        seeds=lambda: [b"\x02" + pack_bundle([b"", b"a", b"bc"])],
        errors=refused,
        words=(b"\0\0", b"\xff\xff", b"\0\1"),
    )


def _seeds(*kinds: str) -> list[bytes]:
    cases = json.loads(Path(VECTORS).read_text("utf-8"))
    made = [case["text"].encode() for case in cases if case["kind"] in kinds]
    if "note" in kinds:
        made.append(made_log.signed([b"a"]).format())
    return [*made, made_log.entry(0)] if "envelope" in kinds else made


def _same(data: bytes, again: Callable[[], bytes]) -> None:
    assert again() == data


def _note(data: bytes) -> None:
    note = parse_note(data)
    _same(data, note.format)
    verified_by(note, KEYS)


def _checkpoint(data: bytes) -> None:
    signed = parse_checkpoint(data)
    _same(data, signed.format)
    assert signed.checkpoint.body() == signed.note.text
    cosignatures_of(signed, KEYS)


def _proof(data: bytes) -> None:
    _same(data, parse_tlog_proof(data).format)


def _request(data: bytes) -> None:
    _same(data, parse_witness_request(data).format)


def _envelope(data: bytes) -> None:
    envelope = parse_envelope(data)
    _same(data, envelope.format)
    verified_payload(envelope, KEYS)


def _policy(data: bytes) -> None:
    policy = parse_policy(data)
    assert policy.satisfied_by(policy.witnesses.values())
    assert policy.satisfied_by([]) in (True, False)


def _vkey(data: bytes) -> None:
    text = data.decode("latin-1")
    assert parse_vkey(text).text() == text


def _path(data: bytes) -> None:
    text = data.decode("latin-1")
    assert parse_path(text).path == text


def _bundle(data: bytes) -> None:
    """The first byte says how many entries there are to be."""
    width = 1 + (data[0] if data else 0)
    assert pack_bundle(parse_bundle(data[1:], width)) == data[1:]
