"""Tables as CSV: nothing is lost, and no spreadsheet runs a stranger's callsign."""

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.errors import InputError
from thalweg.tables.findings import FINDINGS
from thalweg.tables.tracks import TRACKS
from thalweg.times import iso
from thalweg.wire.about import About
from thalweg.wire.csv_table import csv_chunks, table_of_csv

ABOUT = About(
    what="findings",
    agreement="made-up",
    edition=1,
    agreement_sha256="0" * 64,
    signed_by=(),
    record_sha256=None,
    rules="rules/1",
    query="everything",
    version="0",
)
# How each unit ends a name.
ENDINGS = {
    "m": "_m", "ft": "_ft", "s": "_s", "deg": "_deg", "m/s": "_mps",
    "ft/min": "_fpm", "us": "_us",
}  # fmt: skip
RISKY = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def track(**changes) -> dict:
    row = dict.fromkeys(TRACKS.schema.names) | {
        "time": 1_513_137_906_000_000,
        "feed": "default",
        "mover": "f0e001",
        "party": "west",
        "kept": "kept",
        "source_sha256": "ab" * 32,
        "source_row": 3,
    }
    return {**row, **changes}


def tracks(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=TRACKS.schema)


def written(table: pa.Table) -> bytes:
    return b"".join(csv_chunks(table, ABOUT))


def cells(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_a_name_ends_in_its_unit():
    for field in (*TRACKS.schema, *FINDINGS.schema):
        unit = (field.metadata or {}).get(b"unit", b"").decode()
        if unit:
            assert field.name.endswith(ENDINGS[unit]), field.name


def test_the_header_is_the_columns_and_says_what_the_table_is():
    head, _, body = written(tracks(track())).partition(b"\r\n")
    *names, remark = next(csv.reader([head.decode()]))
    assert names == TRACKS.schema.names
    assert "not live" in remark
    assert "made-up edition 1 sha256 000" in remark
    assert "," not in remark
    assert body.endswith(b",\r\n")
    assert cells(written(tracks(track())))[0][remark] == ""


def test_times_are_utc_and_numbers_are_what_they_are():
    data = written(
        tracks(
            track(time=1_513_137_906_789_000, lat_deg=-0.1 + 0.2, alt_baro_ft=-1006.25),
            track(time=1_513_137_906_789_012, on_ground=True),
        )
    )
    first, second = cells(data)
    assert first["time"] == "2017-12-13T04:05:06.789Z"
    assert second["time"] == "2017-12-13T04:05:06.789012Z"
    assert first["alt_baro_ft"] == "-1006.25"
    assert float(first["lat_deg"]) == -0.1 + 0.2
    assert second["on_ground"] == "true"
    assert second["alt_baro_ft"] == ""


@given(st.integers(-60_000_000_000_000_000, 7_000_000_000_000_000))
def test_times_are_spelt_as_everywhere(at_us):
    (row,) = cells(written(tracks(track(time=at_us))))
    assert row["time"] == iso(at_us)


@pytest.mark.parametrize("first", list(RISKY))
@pytest.mark.parametrize("before", ["", "'", "'''", " ", '"', "\u00a0", "\u200b", "\0"])
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(first, before):
    text = f"{before}{first}1+1"
    data = written(tracks(track(callsign=text)))
    (row,) = cells(data)
    assert row["callsign"] == f"'{text}"
    assert table_of_csv(data, TRACKS).column("callsign").to_pylist() == [text]


@pytest.mark.parametrize("first", list("=+-@\uff1d"))
@pytest.mark.parametrize("before", ["", "'", " ", '"'])
def test_a_semicolon_is_the_end_of_a_cell_to_some(first, before):
    """Where a comma stands in numbers, spreadsheets cut a line at its semicolons."""
    text = f"A;{before}{first}1+1;b"
    data = written(tracks(track(callsign=text)))
    assert cells(data)[0]["callsign"] == f"A;'{text[2:]}"
    assert not any(
        cell.lstrip(' "').startswith(first)
        for line in data.decode().splitlines()[1:]
        for cell in line.split(";")
    )
    assert table_of_csv(data, TRACKS).column("callsign").to_pylist() == [text]


@pytest.mark.parametrize(
    "text", ["a=b", "'quoted", " x=", "a;b", "", "''", "WST-1", "0012"]
)
def test_other_text_stays_as_it_is(text):
    data = written(tracks(track(callsign=text)))
    assert cells(data)[0]["callsign"] == text
    assert table_of_csv(data, TRACKS).column("callsign").to_pylist() == [text]


TEXT = st.text(st.sampled_from(f"{RISKY}'\",; a\u202e\u00e9\U0001f6e9\0"), max_size=6)


@given(st.lists(st.one_of(st.none(), TEXT), min_size=1, max_size=5))
def test_tracks_are_read_back_exactly(texts):
    rows = [
        track(callsign=text, time=10 * n, lat_deg=n / 7, ground_speed_mps=n / 3)
        for n, text in enumerate(texts)
    ]
    table = tracks(*rows)
    back = table_of_csv(written(table), TRACKS)
    assert back.to_pylist() == table.to_pylist()


def test_findings_are_read_back_but_for_the_geometry():
    row = dict.fromkeys(FINDINGS.schema.names) | {
        "finding": "0123456789abcdef",
        "clause": "4.1",
        "kind": "air.separation",
        "grade": "certain",
        "parties": ["west", "east"],
        "callsign": '-1,"\r\n',
        "start": 1,
        "end": 2_000_000,
        "depth_m": -1.5,
        "at_limit": False,
        "avoidance": [{"mover": "a;=f0e001", "kind": "turn", "seconds_before": 1.25}],
        "evidence": "0" * 64,
        "geometry": b"\x01",
    }
    table = pa.Table.from_pylist([row], schema=FINDINGS.schema)
    data = written(table)
    assert b"geometry" not in data
    assert b";=" not in data
    assert cells(data)[0]["depth_m"] == "-1.5"
    assert table_of_csv(data, FINDINGS).to_pylist() == [
        {**table.to_pylist()[0], "geometry": None}
    ]


def test_no_rows_are_a_header():
    data = written(FINDINGS.empty())
    assert data.count(b"\r\n") == 1
    assert table_of_csv(data, FINDINGS).num_rows == 0


@pytest.mark.parametrize("data", [b"", b"\xff\n", b"a,b\n1", b'time,mover\n"x,f\n'])
def test_other_bytes_are_refused(data):
    with pytest.raises(InputError):
        table_of_csv(data, TRACKS)


def test_a_column_that_stands_twice_is_refused():
    with pytest.raises(InputError, match=r"not CSV of thalweg\.findings/1"):
        table_of_csv(b"error_m,error_m\n1,2\n", FINDINGS)
