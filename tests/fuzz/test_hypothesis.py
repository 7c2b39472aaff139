"""Every parser with Hypothesis: noise, and files that were once whole.

A few examples of each run on every push; a minute of each in `make test-all`
(``THALWEG_FUZZ_S`` says how many seconds instead).
"""

from __future__ import annotations

import os
import re
from time import monotonic

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, hold
from thalweg.feeds.reading import FEEDS

SECONDS = float(os.environ.get("THALWEG_FUZZ_S", "60"))
FEW = settings(max_examples=12, database=None, phases=[Phase.generate, Phase.shrink])
MANY = settings(
    FEW,
    max_examples=200,
    derandomize=False,
    suppress_health_check=list(HealthCheck),
)
LONGEST_BYTES = 1 << 15
NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
NUMBERS = (
    b"0", b"-0", b"-1", b"1e400", b"-1e-400", b"NaN", b"inf", b"1e22", b"91", b"181",
    b"2147483648", b"9223372036854775807", b"9223372036854775808", b"0x10", b"1_0",
    b"1" * 400, b"00", b".5", b"5.", b"",
)  # fmt: skip
ODD = (
    "\0", "\n", "\r", "\u2028", "\x85", "\ufeff", "\u202e", "\u0661", "\uff11", "é",
    "e\u0301", "\U0001f6e9", '"', "'", "\\", "\\ud800", "\t", "\x1a", "<", "&", "%",
)  # fmt: skip

every_target = pytest.mark.parametrize("name", TARGETS)


@st.composite
def inputs(draw, target):
    """Return noise, or one of the target's seeds with some damage."""
    seeds = target.seeds()
    if not draw(st.integers(0, 5)):
        return draw(st.binary(max_size=300))
    data = draw(st.sampled_from(seeds))[:LONGEST_BYTES]
    for _ in range(draw(st.integers(1, 5))):
        data = draw(damaged(data, target, seeds))[:LONGEST_BYTES]
    return data


@st.composite
def damaged(draw, data, target, seeds):
    """Return `data` with one thing done to it."""
    at, end = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
    kind = draw(st.sampled_from(KINDS))
    if kind == "cut":
        return data[:at]
    if kind == "drop":
        return data[:at] + data[end:]
    if kind == "repeat":
        return data[:at] + data[at:end] * draw(st.integers(2, 60)) + data[end:]
    if kind == "flip" and at < len(data):
        flipped = data[at] ^ draw(st.integers(1, 255))
        return data[:at] + bytes([flipped]) + data[at + 1 :]
    if kind == "splice":
        other = draw(st.sampled_from(seeds))
        return data[:at] + other[draw(st.integers(0, len(other))) :]
    if kind == "number" and (found := list(NUMBER.finditer(data))):
        match = draw(st.sampled_from(found))
        number = draw(st.sampled_from(NUMBERS))
        return data[: match.start()] + number + data[match.end() :]
    if kind == "odd":
        return data[:at] + draw(st.sampled_from(ODD)).encode() + data[at:]
    if kind == "word" and target.words:
        return data[:at] + draw(st.sampled_from(target.words)) + data[at:]
    return data[:at] + draw(st.binary(min_size=1, max_size=12)) + data[at:]


KINDS = ("cut", "drop", "repeat", "flip", "splice", "number", "odd", "word", "put")


def test_every_format_of_positions_is_a_target():
    assert {f"feed-{feed.format}" for feed in FEEDS} <= TARGETS.keys()


@every_target
def test_a_target_takes_one_of_its_seeds(name):
    """A parser that is only ever shown what it refuses is not fuzzed."""
    target = TARGETS[name]
    assert target.seeds()
    assert any(hold(target, data) for data in target.seeds())


@every_target
def test_damage_gives_success_or_declared_errors(name):
    held(name, FEW, 0)


@pytest.mark.slow
@every_target
def test_damage_for_a_minute_gives_success_or_declared_errors(name):
    until_s, number = monotonic() + SECONDS, 1
    while monotonic() < until_s:
        held(name, MANY, number)
        number += 1


def held(name, profile, number):
    """Hold a target to what it declares, on inputs by a numbered seed."""
    target = TARGETS[name]

    @seed(number)
    @profile
    @given(data=inputs(target))
    def on_any(data):
        hold(target, data)

    on_any()
