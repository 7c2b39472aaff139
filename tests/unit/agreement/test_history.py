"""Which edition was in force when: superseded, suspended, resumed, forked."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.agreement.history import (
    SignedEdition,
    Standing,
    Suspension,
    in_force,
)
from thalweg.errors import VerificationError
from thalweg.wire.agreement_manifest import AgreementManifest, ListedFile

BOTH = frozenset({"west", "east"})


def manifest(edition: int, from_us: int, supersedes: str | None) -> AgreementManifest:
    names = ("a.yaml", "east.vkeys", "west.vkeys")
    return AgreementManifest(
        id="ford",
        edition=edition,
        content="0" * 64,
        document="a.yaml",
        supersedes=supersedes,
        from_us=from_us,
        parties={"east": "east.vkeys", "west": "west.vkeys"},
        files=tuple(ListedFile.of(name, name.encode()) for name in names),
        catalogue="1" * 64,
    )


FIRST = manifest(1, 100, None)
SECOND = manifest(2, 200, FIRST.sha256)
THIRD = manifest(3, 300, SECOND.sha256)


def signed(one: AgreementManifest, by: frozenset[str] = BOTH) -> SignedEdition:
    return SignedEdition(manifest=one, signed_by=by)


ALL = [signed(FIRST), signed(SECOND), signed(THIRD)]


def suspended(party: str, from_us: int, is_suspended: bool = True) -> Suspension:
    return Suspension(party=party, from_us=from_us, is_suspended=is_suspended)


@pytest.mark.parametrize("order", list(itertools.permutations(ALL)))
@pytest.mark.parametrize(
    ("time_us", "edition"),
    [(99, None), (100, 1), (199, 1), (200, 2), (299, 2), (300, 3), (10**15, 3)],
)
def test_each_edition_stands_until_the_next(
    order: tuple[SignedEdition, ...], time_us: int, edition: int | None
) -> None:
    found = in_force(order, [], time_us)
    assert (found.manifest and found.manifest.edition) == edition
    wanted = Standing.NONE if edition is None else Standing.IN_FORCE
    assert found.standing is wanted


def test_a_proposal_changes_nothing() -> None:
    half = signed(SECOND, frozenset({"west"}))
    assert in_force([signed(FIRST), half], [], 250).manifest == FIRST
    assert in_force([half], [], 250).standing is Standing.NONE


def test_an_edition_ends_when_it_says() -> None:
    one = SignedEdition(manifest=FIRST, signed_by=BOTH, until_us=150)
    assert in_force([one], [], 149).standing is Standing.IN_FORCE
    assert in_force([one], [], 150).standing is Standing.NONE


def test_each_party_takes_back_its_own_suspension_alone() -> None:
    told = [suspended("west", 120), suspended("east", 130)]
    assert in_force(ALL, told, 119).standing is Standing.IN_FORCE
    assert in_force(ALL, told, 120).suspended_by == {"west"}
    assert in_force(ALL, told, 130).suspended_by == BOTH
    told.append(suspended("west", 140, is_suspended=False))
    found = in_force(ALL, told, 140)
    assert (found.standing, found.suspended_by) == (Standing.SUSPENDED, {"east"})
    told.append(suspended("east", 150, is_suspended=False))
    assert in_force(ALL, told, 150).standing is Standing.IN_FORCE
    assert in_force(ALL, told, 145).standing is Standing.SUSPENDED


def test_of_one_instant_the_later_entry_counts() -> None:
    told = [suspended("west", 120), suspended("west", 120, is_suspended=False)]
    assert in_force(ALL, told, 120).standing is Standing.IN_FORCE
    assert in_force(ALL, told[::-1], 120).standing is Standing.SUSPENDED


def test_nobody_else_suspends_it() -> None:
    assert in_force(ALL, [suspended("third", 120)], 150).standing is Standing.IN_FORCE


def test_a_suspension_outlives_the_edition_it_was_made_under() -> None:
    found = in_force(ALL, [suspended("west", 120)], 250)
    assert (found.standing, found.manifest) == (Standing.SUSPENDED, SECOND)


@pytest.mark.parametrize(
    ("editions", "told"),
    [
        ([FIRST, SECOND, manifest(3, 300, FIRST.sha256)], "are both signed for"),
        ([FIRST, manifest(2, 300, None)], "are both signed for the first"),
        ([SECOND], "not there or not signed by all"),
        ([FIRST, manifest(2, 50, FIRST.sha256)], "cannot stand in the place of"),
        ([SECOND, FIRST, manifest(2, 300, SECOND.sha256)], "cannot stand in the place"),
    ],
)
def test_where_nobody_can_say_which_holds_it_is_said(
    editions: list[AgreementManifest], told: str
) -> None:
    with pytest.raises(VerificationError, match=told):
        in_force([signed(one) for one in editions], [], 400)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["west", "east"]), st.integers(100, 130), st.booleans()
        ),
        max_size=12,
    ),
    st.integers(90, 140),
)
def test_suspension_is_what_a_slow_reading_of_the_record_gives(
    told: list[tuple[str, int, bool]], time_us: int
) -> None:
    state = {"west": False, "east": False}
    for instant in range(90, time_us + 1):
        for party, from_us, is_suspended in told:
            if from_us == instant:
                state[party] = is_suspended
    found = in_force([signed(FIRST)], [suspended(*one) for one in told], time_us)
    by = {party for party, is_so in state.items() if is_so}
    if time_us < 100:
        assert found.standing is Standing.NONE
    else:
        assert found.suspended_by == by
