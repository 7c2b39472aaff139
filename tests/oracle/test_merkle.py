"""The tree's arithmetic against RFC 6962's own words, and against outside vectors."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.oracle import plain_merkle as plain
from thalweg.errors import VerificationError
from thalweg.record.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = [b"entry %d" % number for number in range(70)]
# Every size once whole: roots and proofs for all pairs up to 70.
ROOTS = [plain.mth(ENTRIES[:size]) for size in range(len(ENTRIES) + 1)]


def read(level: int, index: int) -> bytes:
    return plain.mth(ENTRIES[index << level : (index + 1) << level])


def test_every_root() -> None:
    frontier = Frontier()
    for size, root in enumerate(ROOTS):
        assert frontier.size == size
        assert frontier.root() == root
        assert root_of(map(leaf_hash, ENTRIES[:size])) == root
        assert Frontier.of(size, read).root() == root
        if size < len(ENTRIES):
            frontier.append(leaf_hash(ENTRIES[size]))


@pytest.mark.parametrize("size", range(1, 71))
def test_every_inclusion_proof(size: int) -> None:
    for index in range(size):
        found = inclusion_proof(index, size, read)
        assert list(found) == plain.path(index, ENTRIES[:size])
        leaf = leaf_hash(ENTRIES[index])
        verify_inclusion(index, size, leaf, found, ROOTS[size])


@pytest.mark.parametrize("size", range(1, 71))
def test_every_consistency_proof(size: int) -> None:
    assert consistency_proof(0, size, read) == ()
    for old in range(1, size + 1):
        found = consistency_proof(old, size, read)
        assert list(found) == plain.proof(old, ENTRIES[:size])
        verify_consistency(old, size, ROOTS[old], ROOTS[size], found)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 21, 64, 70])
def test_no_other_proof_is_taken(size: int) -> None:
    """One thing wrong each: a hash, their order, their number, a place."""
    for index in range(size):
        leaf = leaf_hash(ENTRIES[index])
        good = list(inclusion_proof(index, size, read))
        for bad in spoilt(good):
            with pytest.raises(VerificationError):
                verify_inclusion(index, size, leaf, bad, ROOTS[size])
        for other in {index - 1, index + 1, index ^ 2, size, -1} - {index}:
            with pytest.raises(VerificationError):
                verify_inclusion(other, size, leaf, good, ROOTS[size])
        with pytest.raises(VerificationError):
            verify_inclusion(index, size, leaf_hash(b"other"), good, ROOTS[size])
        with pytest.raises(VerificationError):
            verify_inclusion(index, size, leaf, good, leaf_hash(b"other"))


@pytest.mark.parametrize("size", [2, 3, 7, 8, 21, 64, 70])
def test_no_other_growth_is_taken(size: int) -> None:
    for old in range(1, size):
        good = list(consistency_proof(old, size, read))
        roots = ROOTS[old], ROOTS[size]
        for bad in spoilt(good):
            with pytest.raises(VerificationError):
                verify_consistency(old, size, *roots, bad)
        for wrong in ((roots[1], roots[0]), (roots[0], ROOTS[0]), (ROOTS[0], roots[1])):
            with pytest.raises(VerificationError):
                verify_consistency(old, size, *wrong, good)
        with pytest.raises(VerificationError):
            verify_consistency(size, old, roots[1], roots[0], good)


def spoilt(good: list[bytes]) -> list[list[bytes]]:
    changed = [
        [*good[:at], bytes([one[0] ^ 1]) + one[1:], *good[at + 1 :]]
        for at, one in enumerate(good)
    ]
    cut = [good[:-1], good[1:]] if good else []
    short = [[*good[:-1], good[-1][:31]]] if good else []
    turned = [good[::-1]] if good[::-1] != good else []
    more = [[*good, ROOTS[0]], [ROOTS[0], *good]]
    return [*changed, *cut, *short, *turned, *more]


def test_trees_without_entries() -> None:
    verify_consistency(0, 0, ROOTS[0], ROOTS[0], ())
    verify_consistency(0, 3, ROOTS[0], ROOTS[3], ())
    with pytest.raises(VerificationError, match="without entries"):
        verify_consistency(0, 3, ROOTS[1], ROOTS[3], ())
    with pytest.raises(VerificationError, match="without entries"):
        verify_consistency(0, 0, ROOTS[1], ROOTS[1], ())
    with pytest.raises(VerificationError, match="none is needed"):
        verify_consistency(0, 3, ROOTS[0], ROOTS[3], (ROOTS[1],))
    with pytest.raises(VerificationError, match="two roots for 3"):
        verify_consistency(3, 3, ROOTS[2], ROOTS[3], ())


def test_makers_refuse_what_no_tree_has() -> None:
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ValueError, match="none at"):
            inclusion_proof(index, size, read)
    for old, new in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="does not grow"):
            consistency_proof(old, new, read)
    with pytest.raises(ValueError, match="2 subtrees"):
        Frontier([ROOTS[1]], 3)


def _vectors(shared: Path, kind: str) -> list[tuple[str, dict]]:
    found = [
        (f"{path.parent.name}/{path.name}", json.loads(path.read_text()))
        for path in sorted((shared / "data/merkle" / kind).rglob("*.json"))
    ]
    assert len(found) > 20
    return found


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.shared
def test_outside_vectors_of_inclusion(shared: Path) -> None:
    for name, case in _vectors(shared, "inclusion"):
        proof = [_bytes(one) for one in case["proof"] or ()]
        asked = (case["leafIdx"], case["treeSize"], _bytes(case["leafHash"]))
        taken = _taken(verify_inclusion, *asked, proof, _bytes(case["root"]))
        assert taken is not case["wantErr"], name


@pytest.mark.shared
def test_outside_vectors_of_consistency(shared: Path) -> None:
    for name, case in _vectors(shared, "consistency"):
        proof = [_bytes(one) for one in case["proof"] or ()]
        roots = _bytes(case["root1"]), _bytes(case["root2"])
        taken = _taken(verify_consistency, case["size1"], case["size2"], *roots, proof)
        assert taken is not case["wantErr"], name


def _taken(verify: object, *arguments: object) -> bool:
    try:
        verify(*arguments)  # type: ignore[operator]
    except VerificationError:
        return False
    return True
