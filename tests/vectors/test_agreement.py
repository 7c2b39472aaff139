"""The agreement vectors: what a reader must accept, and what it says of the rest."""

import json
import runpy
from pathlib import Path

import pytest

from thalweg.agreement.load import load, loads
from thalweg.errors import AgreementError

VECTORS = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "agreement"
BAD = json.loads((VECTORS / "bad.json").read_text("utf-8"))
GOOD = json.loads((VECTORS / "good.json").read_text("utf-8"))


@pytest.mark.parametrize("case", BAD, ids=[case["name"] for case in BAD])
def test_a_bad_document_is_refused_with_all_its_faults(case, tmp_path: Path):
    with pytest.raises(AgreementError) as caught:
        loads(case["document"].encode("utf-8"), "agreement.yaml", tmp_path)
    assert list(caught.value.faults) == case["faults"]


@pytest.mark.parametrize("case", GOOD, ids=[case["name"] for case in GOOD])
def test_a_good_document_has_its_digest(case, tmp_path: Path):
    for name, text in case["files"].items():
        (tmp_path / name).write_bytes(text.encode("utf-8"))
    agreement = load(tmp_path / "agreement.yaml")
    assert agreement.sha256 == case["sha256"]
    assert sorted(agreement.files) == sorted(case["files"])


def test_the_vectors_are_what_their_maker_writes():
    made = runpy.run_path(str(VECTORS / "make_agreement.py"))
    assert made["bad"]() == BAD
    assert made["good"]() == GOOD


def test_there_are_enough_near_misses():
    assert len(BAD) >= 80
    assert all(case["faults"] for case in BAD)
