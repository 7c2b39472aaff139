"""Instants and their text: round trips, awkward cases, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.errors import InputError
from thalweg.times import iso, iso_day, iso_ms, now_us, parse_iso

FIRST_US = -62_135_596_800_000_000  # 0001-01-01
LAST_US = 253_402_300_799_999_999  # 9999-12-31
instants = st.integers(FIRST_US, LAST_US)


@given(instants)
def test_text_reads_back(instant_us: int) -> None:
    assert parse_iso(iso(instant_us)) == instant_us


@given(instants)
def test_text_is_what_datetime_says(instant_us: int) -> None:
    theirs = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant_us)
    assert datetime.fromisoformat(iso(instant_us).replace("Z", "+00:00")) == theirs
    assert iso_day(instant_us) == theirs.date().isoformat()


@given(instants, instants)
def test_whole_seconds_sort_as_text(one_us: int, other_us: int) -> None:
    one, other = (us // 1_000_000 * 1_000_000 for us in (one_us, other_us))
    assert (one < other) == (iso(one) < iso(other))


@pytest.mark.parametrize(
    ("instant_us", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_513_137_906_789_000, "2017-12-13T04:05:06.789Z"),
        (1_513_137_906_000_001, "2017-12-13T04:05:06.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
    ],
)
def test_known_text(instant_us: int, text: str) -> None:
    assert iso(instant_us) == text


@pytest.mark.parametrize(
    ("instant_us", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (499, "1970-01-01T00:00:00.000Z"),
        (500, "1970-01-01T00:00:00.001Z"),
        (999_500, "1970-01-01T00:00:01.000Z"),
        (-500, "1970-01-01T00:00:00.000Z"),
        # There is no next second.
        (LAST_US, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_milliseconds_are_rounded_once(instant_us: int, text: str) -> None:
    assert iso_ms(instant_us) == text


@pytest.mark.parametrize(
    "text", ["2017-12-13Z", "2017-12-13T00:00Z", "2017-12-13 00:00:00.000Z"]
)
def test_other_spellings_of_midnight(text: str) -> None:
    assert parse_iso(text) == parse_iso("2017-12-13T00:00:00Z")


@pytest.mark.parametrize(
    "text",
    [
        "", "Z", "2017-12-13", "2017-12-13T04:05:06", "2017-12-13T04:05:06+00:00",
        "2017-13-01T00:00:00Z", "2017-02-29T00:00:00Z", "2017-12-13T24:00:00Z",
        "2017-12-13T04:05:60Z", "2017-12-13T04:05:06.1234567Z", "13.12.2017Z",
        "2017-12-13T04:05:06z", " 2017-12-13Z", "0000-01-01Z", "٢٠١٧-12-13Z",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError, match="not a time in UTC"):
        parse_iso(text)


def test_the_clock_is_of_this_century() -> None:
    assert parse_iso("2024-01-01Z") < now_us() < parse_iso("2100-01-01Z")
