"""Payloads of messages: exact bytes, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hotline.messages import MESSAGES, first, messages
from thalweg.errors import InputError, RefusedError
from thalweg.model.message import EntryRef
from thalweg.wire.envelope import (
    MOST_SIGNATURES,
    parse_envelope,
    sign_envelope,
    verified_payload,
)
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import LARGEST_BYTES, encode_message, parse_message
from thalweg.wire.signing import SigningKey
from thalweg.wire.tile import pack_bundle
from thalweg.wire.vkey import KeyKind


@given(messages())
def test_a_message_is_read_as_it_was_written(message):
    data = encode_message(message)
    assert parse_message(data) == message
    assert encode_message(parse_message(data)) == data


@given(st.sampled_from(MESSAGES), st.integers(0), st.integers(0, 255))
def test_a_byte_changed_is_another_message_or_none(message, at, byte):
    data = bytearray(encode_message(message))
    at %= len(data)
    if data[at] == byte:
        return
    data[at] = byte
    try:
        read = parse_message(bytes(data))
    except RefusedError:
        return
    assert encode_message(read) == bytes(data)
    assert read != message


@given(st.sampled_from(MESSAGES), st.integers(0), st.sampled_from(b' \n{}",0'))
def test_a_byte_put_in_or_left_out_is_no_other_spelling(message, at, byte):
    data = encode_message(message)
    at %= len(data)
    for other in (data[:at] + data[at + 1 :], data[:at] + bytes([byte]) + data[at:]):
        try:
            read = parse_message(other)
        except RefusedError:
            continue
        assert encode_message(read) == other
        assert read != message


@given(st.binary(max_size=200))
def test_bytes_that_are_no_message_are_refused(data):
    with pytest.raises(RefusedError, match=r"^message"):
        parse_message(data)


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b'"x"', b"{}", b"[" * 100_000, b"\xef\xbb\xbf{}"]
)
def test_what_is_no_object_of_ours_is_refused(data):
    with pytest.raises(RefusedError):
        parse_message(data)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"params": {"n": 1.5}}, "1.5 is no whole number"),
        ({"params": {"N": 1}}, "no names of parameters: 'N'"),
        ({"params": {"n": None}}, "null: leave a parameter out"),
        ({"params": {"n": [[[[[[1]]]]]]}}, "more than 6 deep"),
        ({"params": {"n": float("nan")}}, "message: "),
        ({"params": {"n": 2**53}}, "message: "),
        ({"params": {"n": "\ud800"}}, "message: "),
        ({"sender": "West Bank"}, "message.from: wanted a party's id"),
        ({"agreement": "00"}, "message.agreement: wanted a manifest's SHA-256"),
        ({"element": "AI-02"}, "message.element: wanted an element's id"),
        ({"ref": EntryRef("a+b", 1)}, "message.ref.origin: wanted the origin"),
        ({"ref": EntryRef("a", -1)}, "message.ref.index: wanted a whole number"),
        ({"signed_time_us": True}, "message.signed_time_us: wanted a whole number"),
        ({"useful_until_us": -5}, "message.useful_until_us: wanted a whole number"),
    ],
)
def test_nothing_is_written_that_could_not_be_read(change, told):
    with pytest.raises(InputError) as caught:
        encode_message(replace(first("CH-1"), **change))
    assert told in str(caught.value)


def test_what_was_seen_is_a_whole_checkpoint():
    message = first("CH-1")
    for seen in (
        replace(message.seen, root=b"short"),
        replace(message.seen, origin="two words"),
        replace(message.seen, size=-1),
    ):
        with pytest.raises(InputError, match="seen"):
            encode_message(replace(message, seen=seen))


def test_a_message_too_large_for_an_entry_is_not_written():
    big = {"text": "x" * LARGEST_BYTES}
    with pytest.raises(InputError, match="at most 40,000 are read"):
        encode_message(replace(first("CH-10"), params=big))


def test_the_largest_message_of_most_signatures_fits_into_an_entry():
    room = LARGEST_BYTES - len(encode_message(first("CH-1"))) + len('"n":7')
    params = {"n": "x" * (room - len('"n":""'))}
    payload = encode_message(replace(first("CH-1"), params=params))
    assert LARGEST_BYTES - len(payload) <= 1
    keys = [
        SigningKey.generate(f"west.example/officer-{n}", KeyKind.ED25519)
        for n in range(MOST_SIGNATURES)
    ]
    entry = sign_envelope(MESSAGE, payload, keys).format()
    assert len(pack_bundle([entry])) == len(entry) + 2 <= 2**16 + 1
    data, signers = verified_payload(
        parse_envelope(entry), [key.verifier for key in keys]
    )
    assert parse_message(data).params == params
    assert len(signers) == MOST_SIGNATURES
