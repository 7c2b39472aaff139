"""The vectors of what is signed: what a reader must take, and what it must refuse."""

import base64
import json
import runpy
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from thalweg.agreement.signed import SignedManifest, read_signed
from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.wire.agreement_manifest import parse_agreement_manifest
from thalweg.wire.finding_leaf import parse_finding_leaf
from thalweg.wire.key_file import parse_key_file
from thalweg.wire.key_list import parse_key_list
from thalweg.wire.origin_leaf import parse_origin_link
from thalweg.wire.sealed_leaf import parse_sealed_leaf

VECTORS = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "signed"
BAD = json.loads((VECTORS / "bad.json").read_text("utf-8"))
GOOD = json.loads((VECTORS / "good.json").read_text("utf-8"))
Case = dict


def data_of(case: Case) -> bytes:
    return case["text"].encode()


def signed(case: Case) -> SignedManifest:
    files = {n: base64.b64decode(text) for n, text in case["files_base64"].items()}

    def beside(name: str) -> bytes:
        if name not in files:
            raise InputError(f"{name}: missing")
        return files[name]

    return read_signed(data_of(case), beside, list(files))


def good_key_file(case: Case) -> None:
    found = parse_key_file(data_of(case), "k")
    assert found.format() == data_of(case)
    assert list(found.keys) == case["uses"]


def good_key_list(case: Case) -> None:
    found = parse_key_list(data_of(case))
    assert found.encode() == data_of(case)
    assert (found.edition, len(found.revoked)) == (case["edition"], case["revoked"])


def good_manifest(case: Case) -> None:
    found = parse_agreement_manifest(data_of(case))
    assert found.encode() == data_of(case)
    assert found.sha256 == case["sha256"]


def good_finding(case: Case) -> None:
    found = parse_finding_leaf(data_of(case))
    assert found.encode() == data_of(case)
    assert (found.sealed and found.sealed.index) == case["sealed_index"]
    assert (found.evidence is None) != (found.sealed is None)


def good_link(case: Case) -> None:
    found = parse_origin_link(data_of(case))
    assert found.encode() == data_of(case)
    assert found.known_size == case["known_size"]


def good_sealed(case: Case) -> None:
    found = parse_sealed_leaf(data_of(case))
    assert found.encode() == data_of(case)
    assert found.nonce.hex() == case["nonce_hex"]


def good_signed(case: Case) -> None:
    found = signed(case)
    assert found.envelope.format() == data_of(case)
    assert sorted(found.signed_by) == case["signed_by"]


HOLDS: dict[str, Callable[[Case], None]] = {
    "file of keys": good_key_file,
    "list of keys": good_key_list,
    "manifest": good_manifest,
    "finding": good_finding,
    "sealed entry": good_sealed,
    "link": good_link,
    "signed agreement": good_signed,
}
REFUSES: dict[str, tuple[Callable[[Case], object], tuple[type[Exception], ...]]] = {
    "file of keys": (lambda case: parse_key_file(data_of(case), "k"), (InputError,)),
    "list of keys": (lambda case: parse_key_list(data_of(case)), (RefusedError,)),
    "manifest": (
        lambda case: parse_agreement_manifest(data_of(case)),
        (RefusedError,),
    ),
    "finding": (lambda case: parse_finding_leaf(data_of(case)), (RefusedError,)),
    "sealed entry": (lambda case: parse_sealed_leaf(data_of(case)), (RefusedError,)),
    "link": (lambda case: parse_origin_link(data_of(case)), (RefusedError,)),
    "signed agreement": (signed, (VerificationError, InputError)),
}


def named(case: Case) -> str:
    return f"{case['kind']}: {case['name']}"


@pytest.mark.parametrize("case", GOOD, ids=named)
def test_what_is_good_is_taken_and_written_the_same(case: Case) -> None:
    HOLDS[case["kind"]](case)


@pytest.mark.parametrize("case", BAD, ids=named)
def test_what_is_bad_is_refused(case: Case) -> None:
    refuse, errors = REFUSES[case["kind"]]
    with pytest.raises(errors) as caught:
        refuse(case)
    assert str(caught.value).encode()


def test_the_vectors_are_what_their_maker_writes() -> None:
    made = runpy.run_path(str(VECTORS / "make_signed.py"))
    assert json.loads(json.dumps(made["good"]())) == GOOD
    assert json.loads(json.dumps(made["bad"]())) == BAD


def test_there_are_enough_near_misses_of_each_kind() -> None:
    assert len({named(case) for case in BAD}) == len(BAD) >= 110
    assert min(Counter(case["kind"] for case in BAD).values()) >= 10
    assert set(HOLDS) == {case["kind"] for case in GOOD}
    assert set(REFUSES) == {case["kind"] for case in BAD}
