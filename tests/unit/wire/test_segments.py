"""Unbroken pieces of path: nothing added, nothing taken out."""

import numpy as np
import pyarrow as pa

from thalweg.tables.tracks import TRACKS
from thalweg.wire.segments import Segment, segments


def kept(*rows: dict) -> pa.Table:
    whole = [
        dict.fromkeys(TRACKS.schema.names)
        | {
            "time": 4_000_000 * n,
            "feed": "default",
            "mover": "f0e001",
            "party": "west",
            "kept": "kept",
            "source_sha256": "",
            "source_row": n,
            "lat_deg": 35.0 + n,
            "lon_deg": 40.0,
            **row,
        }
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(whole, schema=TRACKS.schema)


def cut(table: pa.Table, joined: list[bool], **more) -> list[Segment]:
    return list(segments(table, np.array(joined, np.bool_), **more))


def lengths(pieces: list[Segment]) -> list[tuple[str, int, int]]:
    return [(piece.mover, piece.number, len(piece.time_us)) for piece in pieces]


def test_a_gap_stays_a_gap():
    table = kept({}, {}, {}, {}, {"mover": "f0e002"})
    pieces = cut(table, [True, False, True, False, False])
    assert lengths(pieces) == [("f0e001", 0, 2), ("f0e001", 1, 2), ("f0e002", 0, 1)]
    assert [t for piece in pieces for t in piece.time_us] == [
        4_000_000 * n for n in range(5)
    ]
    assert pieces[1].lat_deg == [37.0, 38.0]


def test_a_piece_is_of_its_first_reports_party():
    table = kept({}, {}, {"party": "east"}, {"party": "east"})
    pieces = cut(table, [True, True, True, False])
    assert [(piece.party, piece.time_us) for piece in pieces] == [
        ("west", [0, 4_000_000, 8_000_000]),
        ("east", [8_000_000, 12_000_000]),
    ]
    assert [piece.number for piece in pieces] == [0, 1]


def test_a_party_that_changes_over_a_gap_joins_nothing():
    table = kept({}, {"party": "east"})
    assert lengths(cut(table, [False, False])) == [("f0e001", 0, 1), ("f0e001", 1, 1)]


def test_the_date_line_is_cut_only_on_demand_and_without_a_point():
    table = kept({"lon_deg": 179.9}, {"lon_deg": -179.9}, {"lon_deg": -179.8})
    assert len(cut(table, [True, True, False])) == 1
    pieces = cut(table, [True, True, False], cut_at_date_line=True)
    assert [piece.lon_deg for piece in pieces] == [[179.9], [-179.9, -179.8]]


def test_heights_are_drawn_only_where_every_report_has_one():
    whole = kept({"alt_geo_ft": 1000.0}, {"alt_geo_ft": 1006.25})
    half = kept({"alt_geo_ft": 1000.0}, {"alt_baro_ft": 1000.0})
    (drawn,) = cut(whole, [True, False])
    assert drawn.heights_m == [304.8, 306.705]
    (flat,) = cut(half, [True, False])
    assert flat.heights_m is None
    assert flat.alt_geo_ft == [1000.0, None]


def test_callsigns_stand_in_the_order_of_their_first_use():
    table = kept({"callsign": "B"}, {}, {"callsign": "A"}, {"callsign": "B"})
    (piece,) = cut(table, [True, True, True, False])
    assert piece.callsigns == ("B", "A")
    assert piece.name == "f0e001 (B, A)"


def test_nothing_is_no_piece():
    assert cut(TRACKS.empty(), []) == []
