"""The arithmetic of a Merkle tree (RFC 6962, section 2.1; RFC 9162, section 2.1).

Pure: hashes in, hashes out. A tree is asked for by `read(level, index)`, which returns
the hash of a complete subtree: that of the entries ``index * 2**level`` up to
``(index + 1) * 2**level``. `record.tiles` makes one over tiles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NoReturn

from thalweg.errors import VerificationError

Read = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256().digest()
"""The root of a log without entries."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees of 32 bytes each."""
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes in their order; of none, `EMPTY_ROOT`."""
    frontier = Frontier()
    for one in leaf_hashes:
        frontier.append(one)
    return frontier.root()


def fold(subtrees: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees that stand side by side, larger first."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = node_hash(left, root)
    return root


class Frontier:
    """The right edge of a growing tree: enough to go on and to say its root.

    Parameters
    ----------
    subtrees
        The complete subtrees of the tree so far, larger first: one for each bit that
        is set in `size`. `Frontier.of` reads them.
    size
        How many entries the tree has so far.
    """

    def __init__(self, subtrees: Sequence[bytes] = (), size: int = 0) -> None:
        if len(subtrees) != size.bit_count():
            raise ValueError(
                f"{size} entries have {size.bit_count()} subtrees, not {len(subtrees)}"
            )
        self._subtrees = list(subtrees)
        self._size = size

    @classmethod
    def of(cls, size: int, read: Read) -> Frontier:
        """Return the edge of the tree of the first `size` entries."""
        return cls([read(*place) for place in _subtrees(0, size)], size)

    @property
    def size(self) -> int:
        """How many entries the tree has."""
        return self._size

    @property
    def subtrees(self) -> tuple[bytes, ...]:
        """The complete subtrees side by side, larger first."""
        return tuple(self._subtrees)

    def append(self, one: bytes) -> None:
        """Add the hash of the next entry."""
        before = self._size
        while before & 1:
            one = node_hash(self._subtrees.pop(), one)
            before >>= 1
        self._subtrees.append(one)
        self._size += 1

    def root(self) -> bytes:
        """Return the root over all that was added."""
        return fold(self._subtrees)


def inclusion_proof(index: int, size: int, read: Read) -> tuple[bytes, ...]:
    """Return the hashes beside the way from entry `index` to the root of `size`.

    The first is the entry's neighbour, the last stands just below the root.
    """
    if not 0 <= index < size:
        raise ValueError(f"a log of {size} entries has none at {index}")
    beside = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            beside.append(_range_root(middle, end, read))
            end = middle
        else:
            beside.append(_range_root(start, middle, read))
            start = middle
    return tuple(reversed(beside))


def consistency_proof(old: int, new: int, read: Read) -> tuple[bytes, ...]:
    """Return the hashes that show a log of `new` entries to begin with that of `old`.

    Empty where `old` is 0 or equals `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a log does not grow from {old} to {new} entries")
    if old in (0, new):
        return ()
    beside = []
    start, end = 0, new
    # Down to the subtree that ends where the old tree ended.
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            beside.append(_range_root(middle, end, read))
            end = middle
        else:
            beside.append(_range_root(start, middle, read))
            start = middle
    # Where that is the whole old tree, whoever checks has its hash: the old root.
    if start:
        beside.append(_range_root(start, end, read))
    return tuple(reversed(beside))


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Hold that the leaf hash `leaf` stands at `index` of the tree with that root.

    Raises
    ------
    VerificationError
        Where it does not, or the proof is too long or too short.
    """
    if not 0 <= index < size:
        _fails(f"a log of {size} entries has none at {index}")
    _check_lengths((leaf, root, *proof))
    at, last = index, size - 1
    found = leaf
    for beside in proof:
        if last == 0:
            _fails("the proof goes on above the root")
        if at & 1 or at == last:
            found = node_hash(beside, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        at, last = at >> 1, last >> 1
    if last:
        _fails("the proof ends below the root")
    if found != root:
        _fails(f"entry {index} is not under this root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Hold that the tree of `new` entries begins with the very tree of `old` entries.

    Raises
    ------
    VerificationError
        Where it does not, or the proof is too long or too short; and where a tree
        without entries has another root than `EMPTY_ROOT`.
    """
    if not 0 <= old <= new:
        _fails(f"a log does not grow from {old} to {new} entries")
    _check_lengths((old_root, new_root, *proof))
    for size, root in ((old, old_root), (new, new_root)):
        if size == 0 and root != EMPTY_ROOT:
            _fails("a log without entries has another root")
    if old in (0, new):
        if proof:
            _fails("a proof where none is needed")
        if old == new and old_root != new_root:
            _fails(f"two roots for {new} entries")
        return
    _climb(old, new, (old_root, new_root), proof)


def leads_to(
    frontier: Frontier, size: int, root: bytes, growth: Sequence[bytes] = ()
) -> bool:
    """Tell whether a tree is that of `size` and `root`, or by `growth` its beginning.

    `growth` is the proof of consistency from the tree's size; empty where it is whole.
    """
    if frontier.size == size:
        return frontier.root() == root
    try:
        verify_consistency(frontier.size, size, frontier.root(), root, growth)
    except VerificationError:
        return False
    # Every log begins with the empty one: that shows nothing.
    return frontier.size > 0


def _climb(
    old: int, new: int, roots: tuple[bytes, bytes], proof: Sequence[bytes]
) -> None:
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    # A whole subtree of its own: its hash is not in the proof, it is the old root.
    way: Iterator[bytes] = iter(proof if at else (roots[0], *proof))
    first = next(way, None)
    if first is None:
        _fails("an empty proof")
    found_old = found_new = first
    for beside in way:
        if last == 0:
            _fails("the proof goes on above the root")
        if at & 1 or at == last:
            found_old = node_hash(beside, found_old)
            found_new = node_hash(beside, found_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, beside)
        at, last = at >> 1, last >> 1
    if last:
        _fails("the proof ends below the root")
    if (found_old, found_new) != roots:
        _fails(f"the log of {new} entries does not begin with that of {old}")


def _split(size: int) -> int:
    """Return the largest power of two below `size`, which is at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def _range_root(start: int, end: int, read: Read) -> bytes:
    """Return the hash over entries `start` to `end`, side by side under one node."""
    return fold([read(*place) for place in _subtrees(start, end)])


def _subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield level and index of the complete subtrees of a range, larger first.

    `start` is a multiple of the largest of them, as in every range of RFC 6962.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _check_lengths(hashes: Iterable[bytes]) -> None:
    if any(len(one) != 32 for one in hashes):
        _fails("a hash has 32 bytes")


def _fails(fault: str) -> NoReturn:
    raise VerificationError([f"Merkle proof: {fault}"])
