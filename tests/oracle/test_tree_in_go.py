"""Every proof of every log up to 512 entries, against golang.org/x/mod/sumdb/tlog."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.acceptance.outside import built, ended
from thalweg.record.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)


@cache
def read(level: int, index: int) -> bytes:
    if level == 0:
        return leaf_hash(b"entry %d" % index)
    return node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the program that prints digests over all proofs of each size."""
    return built("tests/oracle/go/proofs.go", tmp_path_factory.mktemp("go"))


def digest(proofs: Sequence[Sequence[bytes]]) -> str:
    said = b"".join(bytes([len(one)]) + b"".join(one) for one in proofs)
    return hashlib.sha256(said).hexdigest()


@pytest.mark.parametrize("most", [130, pytest.param(512, marks=pytest.mark.slow)])
def test_every_proof_is_the_one_that_go_makes(most: int, proofs: Path) -> None:
    done = ended(proofs, most)
    assert done.returncode == 0, done.stderr
    theirs = done.stdout.splitlines()
    assert len(theirs) == most
    for size, line in enumerate(theirs, 1):
        inclusion = [inclusion_proof(index, size, read) for index in range(size)]
        growth = [consistency_proof(old, size, read) for old in range(1, size + 1)]
        root = Frontier.of(size, read).root().hex()
        assert f"{root} {digest(inclusion)} {digest(growth)}" == line, size


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 511, 512])
def test_every_proof_of_a_size_holds(size: int) -> None:
    roots = [Frontier.of(old, read).root() for old in range(size + 1)]
    for index in range(size):
        proof = inclusion_proof(index, size, read)
        verify_inclusion(index, size, read(0, index), proof, roots[size])
    for old in range(size + 1):
        proof = consistency_proof(old, size, read)
        verify_consistency(old, size, roots[old], roots[size], proof)
