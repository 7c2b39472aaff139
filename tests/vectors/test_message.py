"""The message vectors: what a reader must accept, and what it says of the rest."""

import hashlib
import json
import runpy

import pytest

from tests.unit.hotline.messages import BAD, GOOD, VECTORS
from thalweg.errors import RefusedError
from thalweg.hotline.catalogue import CATALOGUE
from thalweg.wire.message import encode_message, parse_message


def faults_of(payload: str) -> list[str]:
    try:
        return list(CATALOGUE.faults(parse_message(payload.encode())))
    except RefusedError as error:
        return list(error.faults)


@pytest.mark.parametrize("case", GOOD, ids=[case["element"] for case in GOOD])
def test_a_good_message_is_read_and_written_as_it_was(case):
    data = case["payload"].encode()
    message = parse_message(data)
    assert message.element == case["element"]
    assert CATALOGUE.faults(message) == ()
    assert encode_message(message) == data
    assert hashlib.sha256(data).hexdigest() == case["sha256"]


@pytest.mark.parametrize("case", BAD, ids=[case["name"] for case in BAD])
def test_a_bad_message_is_refused_with_all_its_faults(case):
    assert case["faults"]
    assert faults_of(case["payload"]) == case["faults"]


def test_every_element_has_a_good_message():
    assert {case["element"] for case in GOOD} == set(CATALOGUE.elements)


def test_the_vectors_are_what_their_maker_writes():
    made = runpy.run_path(str(VECTORS / "make_message.py"))
    assert made["bad"]() == BAD
    assert made["good"]() == GOOD


def test_every_key_of_a_payload_is_held():
    """Whatever is changed in a payload's outline, it is another message or none."""
    document = json.loads(GOOD[0]["payload"])
    for key in document:
        without = {k: v for k, v in document.items() if k != key}
        spelt = json.dumps(without, sort_keys=True, separators=(",", ":"))
        assert faults_of(spelt) == [f"message: missing: {key}"]
