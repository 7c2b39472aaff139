import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.report.language import language
from thalweg.report.names import Names
from thalweg.report.opening import first_sentence
from thalweg.report.words import (
    metres,
    moment,
    moment_ms,
    place,
    plain,
    span,
)
from thalweg.times import parse_iso


def day(day, clause, party, count, seen_h=12.0, **cells):
    return {
        "day": day,
        "clause": clause,
        "party": party,
        "count": count,
        "incidents": count,
        "exempted": 0,
        "possible": 0,
        "seen_h": seen_h,
        "alive_h": 24.0,
        **cells,
    }


def summary(days, findings=()):
    positions = {"from": "2017-12-13T00:00:00Z", "to": "2017-12-15T00:00:00Z"}
    return {"positions": positions, "days": days, "findings": list(findings)}


def test_sentence_counts_by_party_grade_and_hours(agreement):
    days = [
        day("2017-12-13", "3.1", "west", 3, incidents=2),
        day("2017-12-13", "3.1", "east", 0),
        day("2017-12-14", "3.1", "west", 2, seen_h=8.5),
        day("2017-12-14", "3.1", "east", 1, seen_h=8.5),
        day("2017-12-13", "4.1", "west & east", 1, seen_h=None),
    ]
    grades = [
        {"clause": "3.1", "party": "west", "grade": "certain", "count": 6},
        {"clause": "4.1", "party": "west & east", "grade": "probable", "count": 1},
        {"clause": "4.1", "party": "west & east", "grade": "possible", "count": 5},
    ]
    assert first_sentence(summary(days, grades), agreement) == (
        "From 2017-12-13 00:00:00Z to 2017-12-15 00:00:00Z, 7 breaches in 6 incidents "
        "were counted: 5 by Western Party, 1 by Eastern Party and 1 between Western "
        "Party and Eastern Party; 6 exceed the limit beyond the stated error and 1 "
        "exceeds it as measured. Hours seen: clause 3.1, 20.5 of 48.0 h; clause 4.1, "
        "not known."
    )


def test_sentence_of_nothing_found_is_not_a_claim_that_all_was_kept(agreement):
    said = first_sentence(summary([day("2017-12-13", "3.1", "west", 0)]), agreement)
    assert said == (
        "From 2017-12-13 00:00:00Z to 2017-12-15 00:00:00Z, no breach was counted, "
        "which speaks only for the hours seen: clause 3.1, 12.0 of 48.0 h."
    )


def test_sentence_without_any_position(agreement):
    said = first_sentence({"positions": {"from": None, "to": None}}, agreement)
    assert said.startswith("No position was read: no breach was counted")


def test_sentence_in_another_language_names_the_parties_in_it(agreement):
    days = [day("2017-12-13", "3.1", "west", 1), day("2017-12-13", "3.1", "east", 1)]
    said = first_sentence(summary(days), agreement, "ru")
    assert "1 (Западная сторона) и 1 (Eastern Party)" in said


def test_names_tell_affiliates_pairs_and_nobody(agreement):
    names = Names(agreement)
    assert names.party("militia") == "Local force (affiliate of Eastern Party)"
    assert names.party("west & east") == "Western Party and Eastern Party"
    assert names.party("unknown") == "unattributed"
    order = ["unknown", "west & east", "neutral", "east", "west"]
    assert sorted(order, key=names.rank) == [
        "west",
        "east",
        "west & east",
        "neutral",
        "unknown",
    ]


@given(st.text())
def test_plain_text_has_nothing_unseen(text):
    shown = plain(text)
    assert not set(shown) & set("\n\r\t\x00\u202e\u2066\u2069\u200b\ufeff")
    shown.encode()


def test_plain_text_writes_out_what_turns_a_line_around():
    assert plain("AB\u202eCD\n") == "AB<U+202E>CD "
    assert plain("x" * 50, longest=10) == "x" * 10 + " …"
    assert plain("a\u200cb") == "a\u200cb"


@pytest.mark.parametrize(
    ("length_m", "told"),
    [
        (None, "not applicable"),
        (0.0, "0.00 m"),
        (9.994, "9.99 m"),
        (91.44, "91 m"),
        (5556.0, "5,556 m"),
        (23_456.0, "23.5 km"),
    ],
)
def test_metres(length_m, told):
    assert metres(length_m) == told


@pytest.mark.parametrize(
    ("length_m", "told"),
    [
        (5556.0, "3 nmi (5,556 m)"),
        (2000.0, "2 km"),
        (152.4, "500 ft (152.4 m)"),
        (0.0, "0 m"),
        (350.0, "350 m"),
    ],
)
def test_limits_are_told_as_they_were_agreed(length_m, told):
    assert language("en").limit_m(length_m) == told


@pytest.mark.parametrize(
    ("span_s", "told"),
    [
        (8.44, "8.4 s"),
        (60.0, "1 min"),
        (725.0, "12 min 05 s"),
        (3600.0, "1 h"),
        (90_060.0, "25 h 01 min"),
        (None, "not applicable"),
    ],
)
def test_spans(span_s, told):
    assert span(span_s) == told


def test_moments_are_rounded_and_say_utc():
    at_us = parse_iso("2017-12-13T04:05:06.789654Z")
    assert moment(at_us) == "2017-12-13 04:05:07Z"
    assert moment_ms(at_us) == "2017-12-13 04:05:06.790Z"


def test_places_keep_their_hemisphere_over_the_date_line():
    assert place(-35.5, 181.0) == "35.5000° S, 179.0000° W"
    assert place(None, 1.0) == "not known"


def test_lists():
    assert language("en").listed([]) == ""
    assert language("en").listed(["a"]) == "a"
    assert language("en").listed(["a", "b", "c"]) == "a, b and c"
