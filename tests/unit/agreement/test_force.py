"""When a clause is in force, against asking every minute."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from thalweg.agreement.force import in_force_us
from thalweg.agreement.load import load
from thalweg.model.agreement import DayWindow
from thalweg.times import iso, parse_iso

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/euphrates/agreement.yaml"
H = 3600


@pytest.fixture(scope="module")
def agreement():
    return load(EXAMPLE)


def spans(agreement, from_text: str, to_text: str, edition=None, **clause) -> list[str]:
    changed = dataclasses.replace(agreement, **(edition or {}))
    one = dataclasses.replace(agreement.clauses[1], **clause)
    found = in_force_us(changed, one, parse_iso(from_text), parse_iso(to_text))
    assert found.dtype == np.int64
    assert found.shape == (len(found), 2)
    return [f"{iso(int(a))}/{iso(int(b))}" for a, b in found]


def window(from_h: float, to_h: float) -> DayWindow:
    return DayWindow(from_s=int(from_h * H), to_s=int(to_h * H))


def test_without_hours_it_is_the_period(agreement):
    assert spans(agreement, "2017-12-01T01:00Z", "2017-12-03T00:00Z") == [
        "2017-12-01T01:00:00Z/2017-12-03T00:00:00Z"
    ]


def test_the_edition_and_the_clause_bound_it(agreement):
    assert spans(
        agreement,
        "2017-10-01T00:00Z",
        "2018-03-01T00:00Z",
        edition={"in_force_until_us": parse_iso("2018-02-01T00:00Z")},
        until_us=parse_iso("2018-01-01T00:00Z"),
    ) == ["2017-11-01T00:00:00Z/2018-01-01T00:00:00Z"]
    assert spans(agreement, "2016-01-01T00:00Z", "2017-01-01T00:00Z") == []


def test_hours_over_midnight_start_the_day_before(agreement):
    assert spans(
        agreement, "2017-12-02T00:00Z", "2017-12-03T23:00Z", hours=(window(22, 4),)
    ) == [
        "2017-12-02T00:00:00Z/2017-12-02T04:00:00Z",
        "2017-12-02T22:00:00Z/2017-12-03T04:00:00Z",
        "2017-12-03T22:00:00Z/2017-12-03T23:00:00Z",
    ]


def test_hours_that_touch_become_one(agreement):
    assert spans(
        agreement,
        "2017-12-02T00:00Z",
        "2017-12-03T00:00Z",
        hours=(window(4, 8), window(8, 10), window(5, 6)),
    ) == ["2017-12-02T04:00:00Z/2017-12-02T10:00:00Z"]
    assert spans(
        agreement, "2017-12-02T00:00Z", "2017-12-04T00:00Z", hours=(window(0, 24),)
    ) == ["2017-12-02T00:00:00Z/2017-12-04T00:00:00Z"]


@pytest.mark.parametrize("seed", range(20))
def test_every_minute_agrees(agreement, seed: int):
    random = np.random.default_rng(seed)
    hours = []
    for _ in range(random.integers(1, 4)):
        start, end = random.choice(24, 2, replace=False)
        hours.append(window(float(start), float(end)))
    first = parse_iso("2017-12-01T00:00Z") + int(random.integers(0, 86_400)) * 1_000_000
    last = first + int(random.integers(1, 4 * 86_400)) * 1_000_000
    clause = dataclasses.replace(agreement.clauses[1], hours=tuple(hours))
    found = in_force_us(agreement, clause, first, last)
    assert np.all(found[:, 0] < found[:, 1])
    assert np.all(found[1:, 0] > found[:-1, 1])
    for instant in range(first + 30_000_000, last, 60_000_000):
        of_day_s = instant // 1_000_000 % 86_400
        wanted = any(
            w.from_s <= of_day_s < w.to_s
            if w.from_s < w.to_s
            else of_day_s >= w.from_s or of_day_s < w.to_s
            for w in hours
        )
        inside = bool(((found[:, 0] <= instant) & (instant < found[:, 1])).any())
        assert inside == wanted
