"""The matching of findings, held against every matching there is."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from thalweg.archive.compare_match import NEAR_US, matched, overlap_us, touches

S = 1_000_000
EXACT_US = (0, 0)


def finding(number, start_s, long_s, *, mover="a", grade="certain", clause="3.1"):
    return {
        "finding": f"{number:016x}",
        "clause": clause,
        "mover": mover,
        "other_mover": None,
        "site": None,
        "start": start_s * S,
        "end": (start_s + long_s) * S,
        "grade": grade,
        "exempted_by": None,
    }


@st.composite
def sides(draw):
    """Findings of one mover that follow one another, as one side has them."""
    at_s, rows = draw(st.integers(0, 30)), []
    for number in range(draw(st.integers(0, 5))):
        long_s = draw(st.integers(1, 40))
        rows.append(finding(number, at_s, long_s))
        at_s += long_s + draw(st.integers(1, 30))
    return rows


def plain_best(here, there, shift):
    """Return the greatest overlap of any one-to-one matching, trying each."""
    best = (0, 0)
    small, large = sorted((range(len(here)), range(len(there))), key=len)
    for chosen in itertools.permutations(large, len(small)):
        pairs = zip(small, chosen, strict=True)
        if len(here) > len(there):
            pairs = ((b, a) for a, b in pairs)
        rows = [(here[a], there[b]) for a, b in pairs]
        rows = [pair for pair in rows if touches(*pair, shift)]
        whole = sum(max(overlap_us(*pair, shift(*pair)[0]), 0) for pair in rows)
        best = max(best, (whole, len(rows)))
    return best


@given(sides(), sides(), st.integers(-40, 40))
def test_it_overlaps_as_much_as_any(here, there, offset_s):
    def shift(one, other):
        return offset_s * S, 0

    found = matched(here, there, shift)
    # Every finding comes back once.
    assert sorted(r["start"] for m in found for r in m.here) == [
        r["start"] for r in here
    ]
    assert sorted(r["start"] for m in found for r in m.there) == [
        r["start"] for r in there
    ]
    whole_us, _ = plain_best(here, there, shift)
    pairs = [
        max(
            overlap_us(a, b, offset_s * S)
            for a, b in itertools.product(m.here, m.there)
        )
        for m in found
        if m.here and m.there
    ]
    assert sum(max(p, 0) for p in pairs) >= whole_us
    # What is left alone touches nothing that is alone on the other side.
    alone = [[m for m in found if not m.there], [m for m in found if not m.here]]
    for one, other in itertools.product(*alone):
        assert not touches(one.here[0], other.there[0], shift)


@given(sides(), sides(), st.integers(-40, 40))
def test_the_other_side_matches_the_same(here, there, offset_s):
    forth = matched(here, there, lambda one, other: (offset_s * S, 0))
    back = matched(there, here, lambda one, other: (-offset_s * S, 0))

    def ids(matches):
        return sorted(
            ([r["start"] for r in m.here], [r["start"] for r in m.there])
            for m in matches
        )

    assert ids(forth) == sorted((b, a) for a, b in ids(back))


def test_movers_of_a_pair_in_either_order_are_one_pair():
    one = finding(1, 0, 10) | {"other_mover": "b"}
    other = finding(2, 0, 10) | {"mover": "b", "other_mover": "a"}
    (match,) = matched([one], [other], lambda a, b: EXACT_US)
    assert match.here
    assert match.there


def test_nothing_else_is_one():
    one = finding(1, 0, 10)
    for other in (
        finding(2, 0, 10, mover="b"),
        finding(2, 0, 10, clause="3.2"),
        finding(2, 0, 10) | {"site": "outpost"},
        finding(2, 10 + NEAR_US // S + 1, 10),
    ):
        assert len(matched([one], [other], lambda a, b: EXACT_US)) == 2
    near = finding(2, 10 + NEAR_US // S, 10)
    assert len(matched([one], [near], lambda a, b: EXACT_US)) == 1


def test_where_overlap_is_even_two_that_count_go_together():
    here = [finding(1, 0, 10)]
    there = [finding(2, -10, 10, grade="possible"), finding(3, 10, 10)]
    (pair,) = [
        m for m in matched(here, there, lambda a, b: EXACT_US) if m.here and m.there
    ]
    assert [r["grade"] for r in pair.there] == ["certain"]
