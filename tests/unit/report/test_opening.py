"""The first sentences: golden words, and what may stand beside a record."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.errors import InputError, ResultFolderError
from thalweg.report.beside import beside
from thalweg.report.language import LANGUAGES, language
from thalweg.report.names import Names
from thalweg.report.opening import (
    Completeness,
    PositionsFile,
    Previous,
    before_told,
    check_previous,
    first_sentence,
    opening,
    read_previous,
)

FROM, TO = "2017-12-13T00:00:00Z", "2017-12-15T00:00:00Z"
BEFORE = ("2017-12-06T00:00:00Z", "2017-12-12T23:59:58Z")


def summary(rows, grades=(), *, period=(FROM, TO), **more):
    """Return a summary of rows (day, clause, party, count, incidents, seen_h)."""
    days = [
        dict(
            zip(("day", "clause", "party", "count", "incidents", "seen_h"), row,
                strict=True),
            exempted=0, possible=0, alive_h=24.0,
        )
        for row in rows
    ]  # fmt: skip
    findings = [
        {"clause": "3.1", "party": "west", "grade": grade, "count": count}
        for grade, count in grades
    ]
    return {
        "thalweg": "summary/1",
        "agreement": {"id": "a", "edition": 1, "sha256": "0" * 64},
        "positions": {"rows": 9, "kept": 9, "movers": 2, "from": period[0],
                      "to": period[1]},
        "days": days, "findings": findings, "rules": "rules/1", **more,
    }  # fmt: skip


NOW = summary(
    [("2017-12-13", "3.1", "west", 5, 3, 20.0), ("2017-12-14", "3.1", "east", 1, 1, 4)],
    [("certain", 5), ("probable", 1)],
)
THEN = summary(
    [
        ("2017-12-06", "3.1", "west", 1, 1, 12.5),
        ("2017-12-06", "4.1", "west & east", 0, 0, None),
    ],
    period=BEFORE,
)


def was(then=THEN):
    return Previous(summary=then, manifest_sha256="ab" * 32)


def test_previous_period_is_told_with_its_hours(agreement):
    told = before_told(NOW, Names(agreement), was())
    assert told == (
        "In the previous period, from 2017-12-06 00:00:00Z to 2017-12-12 23:59:58Z, "
        "1 breach in 1 incident was counted: 1 by Western Party. Hours seen then: "
        "clause 3.1, 12.5 of 168.0 h; clause 4.1, not known."
    )


def test_previous_period_without_a_breach_speaks_for_the_hours_seen_alone(agreement):
    quiet = summary([("2017-12-06", "3.1", "west", 0, 0, 12.5)], period=BEFORE)
    assert before_told(NOW, Names(agreement), was(quiet)).endswith(
        "no breach was counted, which speaks only for the hours seen then: clause 3.1, "
        "12.5 of 168.0 h."
    )


def test_previous_period_under_other_words_or_rules_says_so(agreement):
    other = {
        **THEN,
        "agreement": {"id": "a", "edition": 3, "sha256": "1" * 64},
        "rules": "rules/0",
    }
    told = before_told(NOW, Names(agreement), was(other))
    assert "its edition is 3, with another digest." in told
    assert told.endswith("It was judged by other rules: rules/0.")


def test_without_a_previous_record_that_is_said(agreement):
    told = before_told(NOW, Names(agreement), None)
    assert told == "No record of a previous period was given."


@pytest.mark.parametrize(
    ("then", "why"),
    [
        ({**THEN, "agreement": {"id": "b"}}, "of the agreement 'b', this one of 'a'"),
        (summary([], period=(BEFORE[0], "2017-12-13T00:00:01Z")), "after this one beg"),
        (summary([], period=("2018-01-01T00:00:00Z", "2018-01-02T00:00:00Z")),
         "give a record of an earlier period"),
        ({**THEN, "positions": {"rows": 0, "kept": 0, "movers": 0}},
         "the previous record has no period"),
    ],
)  # fmt: skip
def test_what_cannot_stand_beside_it_is_refused(then, why):
    with pytest.raises(InputError, match=why):
        check_previous(was(then), NOW)


def test_a_period_that_ends_where_this_one_begins_is_an_earlier_one():
    check_previous(was(summary([], period=(BEFORE[0], FROM))), NOW)


def test_previous_record_is_read_with_the_digest_of_its_manifest(tmp_path):
    (tmp_path / "summary.json").write_text(json.dumps(THEN))
    with pytest.raises(ResultFolderError, match=r"manifest\.json"):
        read_previous(tmp_path)
    (tmp_path / "manifest.json").write_bytes(b"{}")
    told = read_previous(tmp_path)
    assert told.summary == THEN
    assert told.manifest_sha256 == (
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


@pytest.mark.parametrize(
    ("files", "faults", "told"),
    [
        (1, 0, "everything was made again from 1 file of positions, and came out"),
        (3, 0, "everything was made again from 3 files of positions, and came out"),
        (2, 1, "does not hold: made again from the positions (files: 2), 1 thing came"),
        (2, 4, "(files: 2), 4 things came out otherwise"),
    ],
)
def test_completeness_says_what_was_run_again_and_what_came_of_it(
    agreement, files, faults, told
):
    given_files = [
        PositionsFile(name=f"{n}.csv", sha256="0" * 64) for n in range(files)
    ]
    checked = Completeness(files=given_files, faults=faults)
    said = opening(NOW, Names(agreement), agreement, None, checked)
    assert told in said.complete


def test_completeness_not_checked_says_how_to_check_it(agreement):
    said = opening(NOW, Names(agreement), agreement, None, None)
    assert said.complete.startswith("Whether findings were left out was not checked.")
    assert "thalweg verify DIR --positions POSITIONS..." in said.complete


def test_both_periods_stand_side_by_side_by_clause_and_party(agreement):
    told = beside(NOW, was(), Names(agreement))
    cells = [(r.clause, r.party, r.then, r.seen_then, r.now, r.seen_now)
             for r in told.rows]  # fmt: skip
    assert cells == [
        ("3.1", "Western Party", "1", "12.5 h", "5", "24.0 h"),
        ("3.1", "Eastern Party", "no row", "12.5 h", "1", "24.0 h"),
        ("4.1", "Western Party and Eastern Party", "0", "not known", "no row",
         "not known"),
    ]  # fmt: skip
    assert beside(NOW, None, Names(agreement)) is None


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["2017-12-13", "2017-12-14"]),
        st.sampled_from(["3.1", "4.1"]),
        st.sampled_from(["west", "east", "west & east", "unknown & west", "else"]),
        st.integers(0, 10_000),
        st.integers(0, 300),
        st.one_of(st.none(), st.floats(0, 24)),
    ),
    max_size=6,
)


@given(rows=ROWS, lang=st.sampled_from(LANGUAGES))
def test_every_count_is_told_in_every_language(agreement, rows, lang):
    names, say = Names(agreement, language(lang)), language(lang)
    told = first_sentence(summary(rows), agreement, lang)
    by_party = {}
    for row in rows:
        by_party[row[2]] = by_party.get(row[2], 0) + row[3]
    for party, count in by_party.items():
        if count:
            assert say.number(count) in told
            assert names.party(party) in told
    total = sum(row[3] for row in rows)
    if total > 2:
        assert say.number(total) in told
    assert told == first_sentence(summary(rows), agreement, lang)
