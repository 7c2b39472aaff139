"""The vectors of the life of keys: which entries count, and which lists are refused."""

import base64
import json
import runpy
from pathlib import Path

import pytest

from thalweg.record.ring import KeyRing
from thalweg.record.signatures import signature_faults
from thalweg.record.verify_keys import ListedKeys
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.key_file import parse_key_file

VECTORS = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "keys"
BAD = json.loads((VECTORS / "bad.json").read_text("utf-8"))
GOOD = json.loads((VECTORS / "good.json").read_text("utf-8"))
COSIGNED = json.loads((VECTORS / "cosigned.json").read_text("utf-8"))
Case = dict


def faults(case: Case) -> dict[int, str]:
    first = parse_key_file(case["keys"].encode(), "keys")
    entries = [base64.b64decode(one) for one in case["entries_base64"]]

    def covered(index: int) -> int | None:
        return min((size for size in case["cosigned"] if size > index), default=None)

    ring = KeyRing(case["party"], case["origin"], first)
    return dict(signature_faults(ring, entries, covered))


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["name"])
def test_what_counts_no_longer_is_named_and_nothing_else(case: Case) -> None:
    assert sorted(faults(case)) == case["uncounted"]


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["name"])
def test_what_is_bad_is_refused(case: Case) -> None:
    assert list(faults(case)) == [case["refused"]]


def test_the_vectors_are_what_their_maker_writes() -> None:
    made = runpy.run_path(str(VECTORS / "make_keys.py"))
    assert json.loads(json.dumps(made["good"]())) == GOOD
    assert json.loads(json.dumps(made["bad"]())) == BAD
    assert json.loads(json.dumps(made["cosigned"]())) == COSIGNED


@pytest.mark.parametrize("case", COSIGNED, ids=lambda case: case["name"])
def test_what_the_other_sides_mirror_had_cosigned(case: Case) -> None:
    agreed = {
        party: parse_key_file(text.encode(), party)
        for party, text in case["keys"].items()
    }
    listed = ListedKeys(case["origin"], agreed, ())
    for index, one in enumerate(case["entries_base64"]):
        listed.take(index, parse_envelope(base64.b64decode(one)))
    for told in case["checkpoints"]:
        signed = parse_checkpoint(told["note"].encode())
        assert listed.signers(signed)
        assert listed.is_mirrored(signed) is told["counts"], signed
