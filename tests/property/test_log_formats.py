"""The log's formats: what is written is read again, and nothing near it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scenario.made_log import LOG, MIRROR, OFFICER, WITNESS
from thalweg.errors import InputError, VerificationError
from thalweg.record.merkle import Frontier, leaf_hash, root_of
from thalweg.record.tiles import grow, hashes_in, new_tiles, tree_reader
from thalweg.wire.canonical import canonical_json
from thalweg.wire.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from thalweg.wire.cosignature import Cosignature, cosign, cosignatures_of
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.envelope import parse_envelope, sign_envelope, verified_payload
from thalweg.wire.note import parse_note, verified_by
from thalweg.wire.signing import SigningKey
from thalweg.wire.strict_json import load_exact
from thalweg.wire.tile import (
    TilePath,
    bundles_of,
    pack_bundle,
    parse_bundle,
    parse_path,
    tiles_of,
)
from thalweg.wire.tlog_proof import TlogProof, parse_tlog_proof
from thalweg.wire.vkey import KeyKind, parse_vkey
from thalweg.wire.witness_request import WitnessRequest, parse_witness_request

HASH = st.binary(min_size=32, max_size=32)
SIZE = st.integers(0, 2**63 - 1) | st.integers(0, 70_000)
LINE = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1, max_size=40
)
TIME_S = st.integers(0, 2**63 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers() | st.floats(-1e15, 1e15),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
MEANT = (VerificationError, InputError)


def checkpoint(origin: str, size: int, root: bytes) -> Checkpoint:
    return Checkpoint(origin, size, root)


@given(data=st.binary())
def test_base64_has_one_spelling(data: bytes) -> None:
    text = to_base64(data)
    assert from_base64(text) == data
    for other in (text + "=", text + "\n", " " + text, text + "A", text.lower() + "-"):
        with pytest.raises(ValueError, match=r"."):
            from_base64(other)


@given(text=st.text(st.sampled_from("AB+/=-_ \n"), max_size=12))
def test_base64_that_is_read_is_what_would_be_written(text: str) -> None:
    try:
        data = from_base64(text)
    except ValueError:
        return
    assert to_base64(data) == text


@given(value=JSON)
def test_exact_json_is_what_rfc_8785_writes(value: object) -> None:
    """The fast way and the slow: what canonical_json writes is taken, no other."""
    try:
        exact = canonical_json(value)
    except ValueError:
        exact = None
    if exact is not None:
        assert canonical_json(load_exact(exact)) == exact
    try:
        plain = json.dumps(value).encode()
        loose = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return
    for other in (plain, loose):
        if other == exact:
            continue
        with pytest.raises(ValueError, match=r"."):
            load_exact(other)


@given(keys=st.dictionaries(st.text(min_size=1), st.integers(0, 9), min_size=2))
def test_keys_are_in_the_order_of_rfc_8785(keys: dict[str, int]) -> None:
    """Python sorts by code points and RFC 8785 by UTF-16: far characters tell."""
    try:
        exact = canonical_json(keys)
    except ValueError:
        return
    assert load_exact(exact) == keys
    again = json.dumps(
        keys, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    if again != exact:
        with pytest.raises(ValueError, match="RFC 8785"):
            load_exact(again)


def test_exact_json_refuses_what_is_too_much() -> None:
    for data, why in (
        (b'"' + b"x" * (1 << 20) + b'"', "at most"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
        (b"9007199254740993", "."),
        (b"123456789012345678", "."),
        (b"-0", "byte 0"),
        (b"1.0", "byte 1"),
        (b"NaN", "NaN"),
        (b'"\\ud800"', "UTF-8"),
        (b'{"\\ud800":1}', "surrogate"),
        (b'"\xff"', "UTF-8 at byte 1"),
        (b'{"a":1,"a":1}', "byte"),
        (b"", "."),
    ):
        with pytest.raises(ValueError, match=why):
            load_exact(data)
    assert load_exact(b"9007199254740991") == 2**53 - 1
    assert load_exact(b"0.5") == 0.5


@given(
    name=st.text(max_size=30),
    kind=st.sampled_from(KeyKind),
    seed=st.binary(min_size=32, max_size=32),
)
def test_a_key_is_read_as_it_is_written(name: str, kind: KeyKind, seed: bytes) -> None:
    try:
        key = SigningKey.from_seed(name, kind, seed).verifier
    except InputError:
        assert not name or any(c.isspace() or c < " " or c == "+" for c in name)
        return
    assert parse_vkey(key.text()) == key
    assert len(key.key_id) == 4


@given(origin=LINE, size=SIZE, root=HASH, extensions=st.lists(LINE, max_size=3))
def test_a_checkpoint_is_read_as_it_is_written(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    head = Checkpoint(origin, size, root, tuple(extensions))
    try:
        key = SigningKey.from_seed(origin, KeyKind.ED25519, bytes(32))
    except InputError:
        return
    signed = sign_checkpoint(head, key).with_lines(cosign(head, WITNESS, size))
    found = parse_checkpoint(signed.format())
    assert found == signed
    assert verified_by(found.note, [key.verifier, MIRROR.verifier]) == (key.verifier,)
    assert cosignatures_of(found, [WITNESS.verifier, MIRROR.verifier]) == (
        Cosignature(WITNESS.verifier, size),
    )


@given(times_s=st.lists(TIME_S, min_size=1, max_size=3))
def test_the_newest_of_several_cosignatures_counts(times_s: list[int]) -> None:
    head = Checkpoint(LOG.name, 1, bytes(32))
    signed = sign_checkpoint(head, LOG)
    for time_s in times_s:
        signed = signed.with_lines(cosign(head, WITNESS, time_s))
    assert len(signed.note.signatures) == 1 + len(set(times_s))
    (found,) = cosignatures_of(signed, [WITNESS.verifier, LOG.verifier])
    assert found.time_s == max(times_s)


MADE = sign_checkpoint(Checkpoint(LOG.name, 7, bytes(32)), LOG)
MADE = MADE.with_lines(cosign(MADE.checkpoint, WITNESS, 1_513_137_906))


@given(at=st.integers(0, len(MADE.format()) - 1), bit=st.integers(0, 7))
def test_no_bit_of_a_checkpoint_can_change(at: int, bit: int) -> None:
    """Refused, or a known signature is gone: nothing passes for what was signed."""
    data = bytearray(MADE.format())
    data[at] ^= 1 << bit
    keys = LOG.verifier, WITNESS.verifier
    try:
        found = verified_by(parse_checkpoint(bytes(data)).note, keys)
    except VerificationError:
        return
    assert len(found) < 2


ENVELOPE = sign_envelope("application/vnd.example", b'{"a":1}', [OFFICER, LOG])
KNOWN = OFFICER.verifier, LOG.verifier


@given(at=st.integers(0, len(ENVELOPE.format()) - 1), bit=st.integers(0, 7))
def test_no_bit_of_an_envelope_can_change(at: int, bit: int) -> None:
    data = bytearray(ENVELOPE.format())
    data[at] ^= 1 << bit
    try:
        payload, keys = verified_payload(parse_envelope(bytes(data)), KNOWN)
    except VerificationError:
        return
    assert payload == ENVELOPE.payload
    assert len(keys) < 2


@given(payload=st.binary(), kind=st.text(st.characters(max_codepoint=126), max_size=9))
def test_an_envelope_is_read_as_it_is_written(payload: bytes, kind: str) -> None:
    try:
        made = sign_envelope(kind, payload, [OFFICER, LOG])
    except ValueError:
        assert not kind or any(c <= " " or c in '"\\' for c in kind)
        return
    data = made.format()
    assert parse_envelope(data) == made
    assert canonical_json(json.loads(data)) == data
    assert verified_payload(made, KNOWN) == (payload, KNOWN)


@given(
    level=st.none() | st.integers(0, 63),
    index=st.integers(0, 2**55),
    width=st.integers(1, 256),
)
def test_a_tile_has_one_name(level: int | None, index: int, width: int) -> None:
    tile = TilePath(level, index, width)
    assert parse_path(tile.path) == tile


@given(entries=st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_is_read_as_it_is_written(entries: list[bytes]) -> None:
    data = pack_bundle(entries)
    assert list(parse_bundle(data, len(entries))) == entries
    for wrong in (len(entries) - 1, len(entries) + 1):
        with pytest.raises(VerificationError):
            parse_bundle(data, wrong)


@given(
    index=SIZE,
    hashes=st.lists(HASH, max_size=63),
    extra=st.none() | st.binary(max_size=40),
)
def test_proofs_and_requests_are_read_as_they_are_written(
    index: int, hashes: list[bytes], extra: bytes | None
) -> None:
    head = MADE.format()
    proof = TlogProof(index, tuple(hashes), head, extra)
    assert parse_tlog_proof(proof.format()) == proof
    asked = WitnessRequest(index, tuple(hashes), head)
    assert parse_witness_request(asked.format()) == asked


@given(data=st.binary(max_size=60))
def test_a_note_that_is_read_is_what_would_be_written(data: bytes) -> None:
    whole = b"text\n\n\xe2\x80\x94 a YWJjZGVmZ2g=\n"
    for one in (data, whole + data, data + whole, whole[:9] + data + whole[9:]):
        try:
            note = parse_note(one)
        except MEANT:
            continue
        assert note.format() == one


@given(sizes=st.lists(st.integers(0, 700), min_size=1, max_size=4))
def test_tiles_grow_as_if_made_at_once(sizes: list[int]) -> None:
    """In any steps, the tiles are those of the whole, and a tree read from them too."""
    leaves = [leaf_hash(b"%d" % number) for number in range(max(sizes))]
    held: dict[TilePath, bytes] = {}
    size = 0
    for new in sorted(sizes):
        made = dict(grow(size, leaves[size:new], held.__getitem__))
        assert list(made) == list(new_tiles(size, new))
        held.update(made)
        size = new
    at_once = dict(grow(0, leaves, held.__getitem__))
    assert list(at_once) == list(tiles_of(size))
    assert {tile: held[tile] for tile in at_once} == at_once
    for tile in bundles_of(size):
        wanted = leaves[tile.index * 256 : tile.index * 256 + tile.width]
        assert (
            hashes_in(held[TilePath(0, tile.index, tile.width)], tile.width) == wanted
        )
    read = tree_reader(size, held.__getitem__)
    assert Frontier.of(size, read).root() == root_of(leaves)
    for level in range(size.bit_length()):
        with pytest.raises(ValueError, match="no complete subtree"):
            read(level, size >> level)
