"""Which findings of two sides are one: same clause, same movers, overlapping in time.

Within each clause, movers and site the findings of a side follow one another, so the
matching that overlaps most keeps their order and is found by dynamic programming. What
overlaps a matched finding besides is a part of it: one side saw in two what the other
saw in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from thalweg.archive.compare_side import Row, counts, movers_of
from thalweg.errors import InputError

NEAR_US = 2_000_000
"""Ends may miss one another by so much, beside what the clocks are known to.

Position errors move the ends of a breach: at 200 m/s, 2 s are 400 m.
"""

REACH_US = 300_000_000
"""Evidence reaches so far about a finding: who looks for clocks looks no farther."""

MOST_TOGETHER = 4_000_000
"""So many pairs may hang together in time; more come from no sky."""

Shift = Callable[[Row, Row], tuple[int, int]]
"""What to take from times there for two findings, and within what, in microseconds."""

Key = tuple[str, frozenset[str], str]


@dataclass(frozen=True, slots=True)
class Matched:
    """Findings that are one: mostly one of each side, more where a side saw parts.

    Where nothing of the other side fits, `here` or `there` is empty. Both are in order
    of time.
    """

    here: tuple[Row, ...]
    there: tuple[Row, ...]


def key_of(row: Row) -> Key:
    """Return what two findings must have in common to be one."""
    return str(row["clause"]), movers_of(row), str(row["site"] or "")


def matched(here: Sequence[Row], there: Sequence[Row], shift: Shift) -> list[Matched]:
    """Return every finding once, matched or alone.

    Raises
    ------
    InputError
        One mover has so many findings under one clause at one time that they cannot be
        told apart.
    """
    ours, theirs = _grouped(here), _grouped(there)
    found: list[Matched] = []
    for key in ours.keys() | theirs.keys():
        for some in _together(ours.get(key, []), theirs.get(key, []), shift):
            found += _matched(*some, shift)
    return found


def may_be_one(here: Sequence[Row], there: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Return pairs of findings that would be one if the clocks were off by minutes.

    In order of time, whichever side asks.
    """
    ours, theirs = _grouped(here), _grouped(there)
    found = []
    for key in ours.keys() & theirs.keys():
        for one in ours[key]:
            for other in theirs[key]:
                if other["start"] > one["end"] + REACH_US:
                    break
                if overlap_us(one, other, 0) > -REACH_US:
                    found.append((one, other))
    found.sort(key=lambda p: (min(r["start"] for r in p), sorted(movers_of(p[0]))))
    return found


def overlap_us(here: Row, there: Row, offset_us: int) -> int:
    """Return how long two findings overlap, below 0 how long they miss each other."""
    start_us = max(here["start"], there["start"] - offset_us)
    return int(min(here["end"], there["end"] - offset_us) - start_us)


def touches(here: Row, there: Row, shift: Shift) -> bool:
    """Tell whether two findings overlap within what clocks and errors allow."""
    offset_us, within_us = shift(here, there)
    return overlap_us(here, there, offset_us) >= -(within_us + NEAR_US)


def _grouped(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        found.setdefault(key_of(row), []).append(row)
    for group in found.values():
        group.sort(key=lambda r: (r["start"], r["end"], r["finding"]))
    return found


def _together(
    here: Sequence[Row], there: Sequence[Row], shift: Shift
) -> Iterator[tuple[list[Row], list[Row]]]:
    """Yield findings that hang together by touching; those alone, alone."""
    nodes = [(0, n) for n in range(len(here))] + [(1, n) for n in range(len(there))]
    parent = {node: node for node in nodes}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in _touching(here, there, shift):
        parent[root((1, b))] = root((0, a))
    groups: dict[tuple[int, int], tuple[list[Row], list[Row]]] = {}
    for side, n in nodes:
        rows = groups.setdefault(root((side, n)), ([], []))
        rows[side].append((here, there)[side][n])
    for ours, theirs in groups.values():
        if len(ours) * len(theirs) > MOST_TOGETHER:
            who = " and ".join(sorted(movers_of(ours[0])))
            raise InputError(
                f"clause {ours[0]['clause']}: {len(ours)} and {len(theirs)} findings "
                f"about {who} overlap; no two records of one sky do. Verify both first"
            )
        yield ours, theirs


def _touching(
    here: Sequence[Row], there: Sequence[Row], shift: Shift
) -> Iterator[tuple[int, int]]:
    """Yield which findings of a group touch, without a look at every pair."""
    if not here or not there:
        return
    # Whatever the feeds, no clock is off by more than is looked for.
    reach_us = REACH_US
    first = 0
    longest_us = max(r["end"] - r["start"] for r in there)
    for a, one in enumerate(here):
        while (
            first < len(there)
            and there[first]["start"] + longest_us < one["start"] - reach_us
        ):
            first += 1
        for b in range(first, len(there)):
            if there[b]["start"] > one["end"] + reach_us:
                break
            if touches(one, there[b], shift):
                yield a, b


def _matched(
    here: Sequence[Row], there: Sequence[Row], shift: Shift
) -> Iterator[Matched]:
    pairs = _best(here, there, shift)
    ours = {a: ([here[a]], [there[b]]) for a, b in pairs}
    theirs = {b: ours[a] for a, b in pairs}
    for a, row in enumerate(here):
        if a in ours:
            continue
        at = _overlapped(row, there, theirs, shift, mirrored=False)
        if at is None:
            yield Matched((row,), ())
        else:
            theirs[at][0].append(row)
    for b, row in enumerate(there):
        if b in theirs:
            continue
        at = _overlapped(row, here, ours, shift, mirrored=True)
        if at is None:
            yield Matched((), (row,))
        else:
            ours[at][1].append(row)
    for one, other in ours.values():
        yield Matched(tuple(sorted(one, key=_when)), tuple(sorted(other, key=_when)))


def _when(row: Row) -> tuple[int, int, str]:
    return row["start"], row["end"], str(row["finding"])


def _overlapped(
    row: Row,
    others: Sequence[Row],
    taken: dict[int, tuple[list[Row], list[Row]]],
    shift: Shift,
    *,
    mirrored: bool,
) -> int | None:
    """Return the matched finding of the other side that this one overlaps most.

    To be a part of it, it must overlap it truly, not only nearly.
    """
    best, longest_us = None, 0
    for n in sorted(taken):
        pair = (others[n], row) if mirrored else (row, others[n])
        offset_us, _ = shift(*pair)
        long_us = overlap_us(*pair, offset_us)
        if long_us > longest_us:
            best, longest_us = n, long_us
    return best


def _best(
    here: Sequence[Row], there: Sequence[Row], shift: Shift
) -> list[tuple[int, int]]:
    """Return the one-to-one matching of greatest overlap, in order of time."""
    wide = len(there) + 1
    total = [[0] * wide for _ in range(len(here) + 1)]
    for a, one in enumerate(here):
        for b, other in enumerate(there):
            together = total[a][b] + _worth(one, other, shift)
            total[a + 1][b + 1] = max(total[a][b + 1], total[a + 1][b], together)
    pairs = []
    a, b = len(here), len(there)
    while a and b:
        worth = _worth(here[a - 1], there[b - 1], shift)
        if worth and total[a][b] == total[a - 1][b - 1] + worth:
            pairs.append((a - 1, b - 1))
            a, b = a - 1, b - 1
        elif total[a][b] == total[a - 1][b]:
            a -= 1
        else:
            b -= 1
    return pairs[::-1]


def _worth(here: Row, there: Row, shift: Shift) -> int:
    """Return what it is worth to match two findings; 0 where they cannot be one.

    Overlap counts first; where it is even, two that are counted alike go together.
    """
    if not touches(here, there, shift):
        return 0
    offset_us, _ = shift(here, there)
    alike = counts(here) == counts(there)
    return 4 * max(overlap_us(here, there, offset_us), 0) + 2 + alike
