"""One question, asked the same way everywhere: what a filter means."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.errors import InputError
from thalweg.tables.findings import FINDINGS
from thalweg.tables.query import GRADES, Query, query_of
from thalweg.tables.tracks import TRACKS

CLAUSES = ("3.1", "4.1")
PARTIES = ("west", "east", "local-force")


def findings(rows: list[dict]) -> pa.Table:
    whole = [
        {
            **dict.fromkeys(FINDINGS.schema.names),
            "finding": f"{n:016x}",
            "kind": "line.keep-side",
            "parties": [row["party"]],
            "evidence": "0" * 64,
            **row,
        }
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(whole, schema=FINDINGS.schema)


def one(**changes) -> dict:
    row = {
        "clause": "3.1",
        "party": "west",
        "other_party": None,
        "grade": "certain",
        "start": 100,
        "end": 200,
    }
    return {**row, **changes}


def chosen(query: Query, rows: list[dict]) -> list[int]:
    found = query.findings(findings(rows)).column("finding").to_pylist()
    return [int(name, 16) for name in found]


@pytest.mark.parametrize(
    ("from_us", "to_us", "meant"),
    [
        (None, None, True),
        (200, None, True),
        (201, None, False),
        (None, 100, False),
        (None, 101, True),
        (150, 160, True),
        (0, 100, False),
    ],
)
def test_a_finding_that_overlaps_the_period_is_in_it(from_us, to_us, meant):
    assert bool(chosen(Query(from_us=from_us, to_us=to_us), [one()])) is meant


def test_an_instant_is_in_the_period_that_begins_with_it():
    row = one(start=100, end=100)
    assert chosen(Query(from_us=100, to_us=101), [row]) == [0]
    assert chosen(Query(to_us=100), [row]) == []


def test_a_party_is_meant_on_either_side_and_an_affiliate_by_its_own_name():
    rows = [
        one(party="west", other_party="east"),
        one(party="east"),
        one(party="local-force"),
        one(party="west"),
    ]
    assert chosen(Query(parties=("east",)), rows) == [0, 1]
    assert chosen(Query(parties=("east", "local-force")), rows) == [0, 1, 2]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "clause": st.sampled_from(CLAUSES),
            "party": st.sampled_from(PARTIES),
            "other_party": st.sampled_from((None, *PARTIES)),
            "grade": st.sampled_from(GRADES),
            "start": st.integers(0, 20),
            "end": st.integers(20, 40),
        }
    ),
    max_size=8,
)
SOME = st.integers(-1, 41) | st.none()


def several(words):
    return st.lists(st.sampled_from(words), max_size=2, unique=True).map(tuple)


@given(ROWS, SOME, SOME, several(CLAUSES), several(PARTIES), several(GRADES))
def test_it_is_what_a_plain_reading_says(rows, low, high, clauses, parties, grades):
    if low is not None and high is not None and low >= high:
        with pytest.raises(InputError, match="holds no time"):
            Query(from_us=low, to_us=high)
        return
    query = Query(
        from_us=low, to_us=high, clauses=clauses, parties=parties, grades=grades
    )
    wanted = [
        n
        for n, row in enumerate(rows)
        if (low is None or row["end"] >= low)
        and (high is None or row["start"] < high)
        and (not clauses or row["clause"] in clauses)
        and (not parties or {row["party"], row["other_party"]} & set(parties))
        and (not grades or row["grade"] in grades)
    ]
    assert chosen(query, rows) == wanted
    unlimited = low is None and high is None
    assert query.everything == (unlimited and not (clauses or parties or grades))


def test_tracks_are_cut_to_the_period():
    row = dict.fromkeys(TRACKS.schema.names) | {
        "feed": "a", "mover": "f0e001", "party": "west", "kept": "kept",
        "source_sha256": "", "source_row": 0,
    }  # fmt: skip
    table = pa.Table.from_pylist(
        [{**row, "time": at} for at in (10, 20, 30)], schema=TRACKS.schema
    )
    times = Query(from_us=10, to_us=30).tracks(table).column("time")
    assert times.cast(pa.int64()).to_pylist() == [10, 20]
    assert Query(clauses=("3.1",)).tracks(table).num_rows == 3


def asked(**words) -> Query:
    return query_of(**words, known_clauses=CLAUSES, known_parties=PARTIES)


def test_words_may_be_repeated_and_divided_by_commas():
    query = asked(
        from_time="1970-01-01T00:00:01Z",
        clauses=["3.1, 4.1", "3.1"],
        parties=["west,east"],
        grades=["probable"],
    )
    assert query == Query(
        from_us=1_000_000,
        clauses=("3.1", "4.1"),
        parties=("west", "east"),
        grades=("probable",),
    )
    assert query.words() == (
        "from 1970-01-01T00:00:01Z, clause 3.1 or 4.1, party west or east, "
        "grade probable"
    )
    assert asked().words() == "everything"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"clauses": ["3.2"]}, "--clause: '3.2' is not known; nearest is '3.1'"),
        ({"parties": ["WEST"]}, "--party: 'WEST' is not known; nearest is 'west'"),
        ({"parties": ["zzz"]}, "known are west, east, local-force"),
        ({"grades": ["certian"]}, "--grade: 'certian' is not known; nearest is"),
        ({"grades": ["certain,,possible"]}, "--grade: a word is missing"),
        ({"clauses": [""]}, "--clause: a word is missing"),
        ({"from_time": "noon"}, "--from: not a time in UTC: 'noon'"),
        (
            {"from_time": "2018-01-01Z", "to_time": "2017-01-01Z"},
            "the period from 2018-01-01T00:00:00Z to 2017-01-01T00:00:00Z holds no",
        ),
    ],
)
def test_what_is_unknown_is_named_with_the_nearest(words, said):
    with pytest.raises(InputError) as caught:
        asked(**words)
    assert said in str(caught.value)


def test_a_grade_is_checked_whoever_asks():
    with pytest.raises(InputError, match="grade: 'sure' is not known"):
        Query(grades=("sure",))
