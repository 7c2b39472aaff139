"""Canonical JSON against RFC 8785's own rules, and digests."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from thalweg.wire.canonical import canonical_json, sha256_hex


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        ({"b": 1, "a": [True, None, 0.5]}, b'{"a":[true,null,0.5],"b":1}'),
        (-0.0, b"0"),
        (1e21, b"1e+21"),
        (333333333.33333329, b"333333333.3333333"),
        ("\u20ac$\x0f\nA'B\"\\", b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\"'),
        # RFC 8785 3.2.3: keys in the order of UTF-16 code units.
        (
            {"\ufb33": 1, "\U0001f600": 2, "\u00f6": 3},
            '{"\u00f6":3,"\U0001f600":2,"\ufb33":1}'.encode(),
        ),
    ],
)
def test_one_spelling(value: object, spelt: bytes):
    assert canonical_json(value) == spelt


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**53, {1: 2}, "\ud800", object(), b"x", {1}]
)
def test_what_json_cannot_hold_is_refused(value: object):
    with pytest.raises(ValueError, match=r"."):
        canonical_json(value)


def test_the_digest_is_sha_256():
    # FIPS 180-4, the digest of "abc".
    assert sha256_hex(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223b00361a3")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
)
VALUES = st.recursive(
    SCALARS,
    lambda one: st.one_of(st.lists(one, max_size=4), st.dictionaries(TEXT, one)),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_way_is_taken_the_spelling_is_that_of_the_rfc(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)  # type: ignore[arg-type]
