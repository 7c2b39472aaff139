"""Which rows bear findings, and which of them are joined to a path."""

from dataclasses import replace

import pyarrow as pa
import pytest

import thalweg
from tests.scenario.made_record import AGREEMENT
from thalweg.archive.shown_tracks import ShownTracks, largest_gap_s, shown_tracks
from thalweg.model.place import MoverPlace
from thalweg.tables.query import Query
from thalweg.tables.tracks import TRACKS

S = 1_000_000


@pytest.fixture(scope="module")
def agreement():
    return thalweg.load_agreement(AGREEMENT)


def row(second: int, **changes) -> dict:
    return dict.fromkeys(TRACKS.schema.names) | {
        "time": second * S,
        "feed": "default",
        "mover": "f0e001",
        "party": "west",
        "kept": "kept",
        "source_sha256": "",
        "source_row": second,
        "lat_deg": 35.0 + second * 0.001,
        "lon_deg": 40.0,
        "error_m": 100.0,
        **changes,
    }


def part(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=TRACKS.schema)


def shown(agreement, *parts: pa.Table, query=None, gap_s=60.0) -> ShownTracks:
    return shown_tracks(parts, agreement=agreement, query=query or Query(), gap_s=gap_s)


def seconds(table: pa.Table) -> list[int]:
    return [us // S for us in table.column("time").cast(pa.int64()).to_pylist()]


def test_reports_within_the_gap_are_joined_and_no_others(agreement):
    tracks = shown(agreement, part(row(0), row(60), row(121)))
    assert tracks.joined.tolist() == [True, False, False]


def test_a_report_on_the_ground_and_an_impossible_step_break_a_path(agreement):
    ground = part(row(0), row(4, kept="ground"), row(8))
    assert shown(agreement, ground).joined.tolist() == [False, False]
    leap = part(row(0), row(4, lat_deg=36.0), row(8, lat_deg=36.001))
    assert shown(agreement, leap).joined.tolist() == [False, True, False]
    stale = part(row(0), row(4, kept="stale"), row(8))
    assert shown(agreement, stale).joined.tolist() == [True, False]


def test_two_movers_and_one_instant_are_never_joined(agreement):
    tracks = shown(agreement, part(row(0), row(4, mover="f0e002")))
    assert tracks.joined.tolist() == [False, False]
    twice = part(row(0), row(0, source_row=9))
    assert shown(agreement, twice).joined.tolist() == [False, False]


def test_a_report_in_the_evidence_of_two_findings_is_there_once(agreement):
    tracks = shown(agreement, part(row(0), row(4)), part(row(4), row(8)))
    assert seconds(tracks.rows) == [0, 4, 8]
    assert tracks.joined.tolist() == [True, True, False]


def test_nothing_is_drawn_between_two_stretches_of_evidence(agreement):
    """What was reported from 4 to 20 s is in neither: perhaps it was on the ground."""
    tracks = shown(agreement, part(row(20), row(24)), part(row(0), row(4)))
    assert seconds(tracks.rows) == [0, 4, 20, 24]
    assert tracks.joined.tolist() == [True, False, True, False]


def test_a_stretch_inside_another_makes_no_break(agreement):
    whole = part(*(row(second) for second in range(0, 40, 4)))
    inner = part(row(8), row(12))
    assert shown(agreement, inner, whole).joined.tolist() == [True] * 9 + [False]


def test_the_period_cuts_rows_and_joins_nothing(agreement):
    tracks = shown(
        agreement,
        part(row(0), row(4), row(8, kept="stale"), row(12)),
        query=Query(from_us=4 * S, to_us=12 * S),
    )
    assert seconds(tracks.rows) == [4, 8]
    assert seconds(tracks.drawn) == [4]
    assert seconds(tracks.dropped) == [8]
    assert tracks.span_us == (4 * S, 4 * S)


def test_a_kept_report_without_a_place_is_not_drawn(agreement):
    rows = [row(0), row(4, lat_deg=None), row(8, lon_deg=1e300), row(12)]
    tracks = shown(agreement, part(*rows))
    assert seconds(tracks.drawn) == [0, 12]
    assert seconds(tracks.dropped) == [4, 8]
    assert tracks.rows.num_rows == 4


def test_a_mover_that_is_a_guarded_place_is_never_shown(agreement):
    convoy = MoverPlace(id="convoy", mover="f0e002")
    guarded = replace(agreement, places={**agreement.places, "convoy": convoy})
    rows = part(row(0), row(0, mover="f0e002"), row(4, mover="f0e002"))
    assert shown(agreement, rows).withheld == 0
    tracks = shown(guarded, rows, query=Query(to_us=4 * S))
    assert tracks.rows.column("mover").to_pylist() == ["f0e001"]
    assert tracks.withheld == 1


def test_the_gap_is_the_least_of_the_clauses_asked_for(agreement):
    assert largest_gap_s(agreement, ["3.1"]) == 60.0
    assert largest_gap_s(agreement, ["3.1", "4.1"]) == 30.0
    assert largest_gap_s(agreement, ["1.1"]) == 60.0


def test_nothing_is_nothing(agreement):
    tracks = shown(agreement)
    assert (tracks.rows.num_rows, tracks.joined.size, tracks.span_us) == (0, 0, None)
