"""Evidence is the rows of the movers and the time, and comes back from its file."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.errors import InputError, TableError
from thalweg.findings import evidence
from thalweg.findings.evidence import EvidenceIndex, evidence_rows
from thalweg.model.agreement import Defaults, Separation, StandOff
from thalweg.tables.tracks import TRACKS
from thalweg.wire.canonical import canonical_json
from thalweg.wire.parquet import parquet_bytes

START_US = 1_512_000_000_000_000
US = 1_000_000


@pytest.fixture(scope="module")
def index(tracks_of, decisions_of):
    return EvidenceIndex(tracks_of(), decisions_of(mover=["f0e000"]))


@pytest.fixture(scope="module")
def small(index):
    """Ten rows of evidence, and the bytes of its file."""
    span = {"start_us": START_US, "end_us": START_US + 9 * US, "margin_us": 0}
    rows = index.rows(["f0e000"], **span)
    return rows, rows.encode()


def filtered(tracks, movers, from_us, to_us):
    """The same rows by a plain filter over all of TRACKS."""
    time = tracks.column("time").cast(pa.int64())
    mine = pc.is_in(
        tracks.column("mover").cast(pa.string()), pa.array(movers, pa.string())
    )
    near = pc.and_(pc.greater_equal(time, from_us), pc.less_equal(time, to_us))
    return tracks.filter(pc.and_(mine, near))


@given(
    movers=st.sets(st.sampled_from(["f0e000", "f0e001", "f0e002", "absent"])),
    start_s=st.integers(-20, 420),
    length_s=st.integers(0, 100),
    margin_s=st.integers(0, 60),
)
def test_holds_what_a_filter_finds(
    index, tracks_of, movers, start_s, length_s, margin_s
):
    start_us = START_US + start_s * US
    end_us = start_us + length_s * US
    found = index.rows(
        movers, start_us=start_us, end_us=end_us, margin_us=margin_s * US
    )
    want = filtered(
        tracks_of(), sorted(movers), start_us - margin_s * US, end_us + margin_s * US
    )
    assert found.tracks.to_pylist() == want.to_pylist()


def test_does_not_depend_on_the_order_of_movers_or_chunks(tracks_of, decisions_of):
    tracks, decisions = tracks_of(), decisions_of(mover=["f0e001", "f0e000"])
    span = {"start_us": START_US, "end_us": START_US + 9 * US, "margin_us": US}
    one = evidence_rows(tracks, decisions, movers=["f0e001", "f0e000"], **span)
    pieces = pa.concat_tables([tracks.slice(i, 11) for i in range(0, 1200, 11)])
    backwards = decisions.take(pa.array([1, 0]))
    two = evidence_rows(pieces, backwards, movers=["f0e000", "f0e001"], **span)
    assert one.digest == two.digest
    assert one.encode() == two.encode()


@pytest.mark.parametrize(
    ("decision", "concerns"),
    [
        ({"mover": "f0e000"}, True),
        ({"mover": "f0e001"}, False),
        ({"mover": None, "kind": "notice"}, True),
        ({"mover": "f0e001", "kind": "merge", "subject": "f0e000"}, True),
        ({"mover": "f0e001", "kind": "maybe_same", "subject": "f0e000"}, True),
        ({"mover": "f0e001", "kind": "roster", "subject": "f0e000"}, False),
        ({"mover": "f0e000", "to": START_US - 1}, False),
        ({"mover": "f0e000", "to": START_US}, True),
        ({"mover": "f0e000", "from": START_US + 20 * US}, True),
        ({"mover": "f0e000", "from": START_US + 20 * US + 1}, False),
    ],
)
def test_takes_decisions_of_the_mover_and_time(
    tracks_of, decisions_of, decision, concerns
):
    decisions = decisions_of(**{name: [value] for name, value in decision.items()})
    rows = evidence_rows(
        tracks_of(),
        decisions,
        movers=["f0e000"],
        start_us=START_US + 5 * US,
        end_us=START_US + 15 * US,
        margin_us=5 * US,
    )
    assert rows.decisions.equals(decisions if concerns else decisions.slice(0, 0))


def test_comes_back_from_its_file(tmp_path, tracks_of, decisions_of):
    decisions = decisions_of(
        mover=["f0e001", "f0e000", None],
        kind=["roster", "altitude", "notice"],
        value=['{"a":1}', None, "ü\u2028"],
    )
    rows = evidence_rows(
        tracks_of(),
        decisions,
        movers=["f0e000", "f0e001"],
        start_us=START_US,
        end_us=START_US + 100 * US,
        margin_us=0,
    )
    path = evidence.write(tmp_path, rows)
    assert path.name == f"{rows.digest}.parquet"
    again = evidence.read(path.read_bytes(), path.name)
    assert again.tracks.to_pylist() == rows.tracks.to_pylist()
    assert again.decisions_json == rows.decisions_json
    assert again.digest == rows.digest
    assert canonical_json(json.loads(rows.decisions_json)) == rows.decisions_json


def test_refuses_tracks_out_of_order(tracks_of, decisions_of):
    tracks, none = tracks_of(), decisions_of(mover=["x"]).slice(0, 0)
    for wrong in (
        pa.concat_tables([tracks.slice(600), tracks.slice(0, 600)]),
        pa.concat_tables([tracks.slice(1, 1), tracks.slice(0, 1)]),
    ):
        with pytest.raises(TableError, match="not sorted by mover, time"):
            EvidenceIndex(wrong, none)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not readable as Parquet"),
        (b"PAR1 and no more", "not readable as Parquet"),
        (parquet_bytes(pa.table({"a": [1]})), "column time is missing"),
        (parquet_bytes(TRACKS.empty()), "not a canonical list"),
        (parquet_bytes(TRACKS.empty(), about={"decisions": "[]"}), None),
        (parquet_bytes(TRACKS.empty(), about={"decisions": "[ ]"}), "canonical"),
        (parquet_bytes(TRACKS.empty(), about={"decisions": "[1]"}), "canonical"),
        (parquet_bytes(TRACKS.empty(), about={"decisions": '[{"kind":"x"}]'}), "canon"),
        (parquet_bytes(TRACKS.empty(), about={"decisions": "[" * 99999}), "canonical"),
    ],
)
def test_refuses_what_is_no_evidence(data, words):
    if words is None:
        assert evidence.read(data, "e").tracks.num_rows == 0
        return
    with pytest.raises(InputError, match=words):
        evidence.read(data, "e")


@pytest.mark.parametrize(
    ("instant_us", "words"),
    [
        (START_US - 19_999 * 86_400 * US, None),
        # A row of the year 1 took 16 GiB and three minutes to judge.
        (-62_135_596_800_000_000, "more than 20000 days apart"),
        (1 << 62, "not within the years 1 to 9999"),
    ],
)
def test_refuses_rows_of_another_age(tracks_of, instant_us, words):
    tracks = tracks_of()
    time_us = [instant_us, *tracks.column("time").cast(pa.int64()).to_pylist()[1:]]
    at = tracks.schema.get_field_index("time")
    field = tracks.schema.field(at)
    table = tracks.set_column(at, field, pa.array(time_us).cast(field.type))
    data = parquet_bytes(table, about={"decisions": "[]"})
    if words is None:
        assert evidence.read(data, "e").tracks.num_rows == tracks.num_rows
        return
    with pytest.raises(InputError, match=words):
        evidence.read(data, "e")


@given(st.data())
def test_random_damage_is_an_input_error(small, data):
    sound, encoded = small
    whole = bytearray(encoded)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(whole)))
    try:
        rows = evidence.read(bytes(whole[:cut]), "e")
    except InputError:
        return
    # Damage that still reads is either outside the content or shows in the digest.
    same = rows.tracks.to_pylist() == sound.tracks.to_pylist()
    assert (rows.digest == sound.digest) or not (
        same and rows.decisions_json == sound.decisions_json
    )


@pytest.mark.parametrize(
    ("largest_gap_s", "same_stay_s", "exempt", "want_s"),
    [
        (30.0, 60.0, (), 300),
        (200.0, 60.0, (), 400),
        (30.0, 900.0, (), 900),
        (30.0, 60.0, ("emergency",), 600),
    ],
)
def test_margin(largest_gap_s, same_stay_s, exempt, want_s):
    common = {"id": "1", "floor": None, "ceiling": None, "exempt": exempt}
    pair = Separation(
        kind="air.separation",
        between=("any", "any"),
        horizontal_m=1.0,
        vertical_ft=1.0,
        level_tolerance_ft=0.0,
        near_collision=None,
        largest_gap_s=largest_gap_s,
        lookahead_s=None,
        daa="",
        **common,
    )
    stay = StandOff(
        kind="site.stand-off",
        sites=(),
        protects="a",
        restrains=("b",),
        radius_m=1.0,
        overhead_m=None,
        longest_stay_s=0.0,
        longest_overhead_s=0.0,
        same_stay_s=same_stay_s,
        largest_gap_s=largest_gap_s,
        **common,
    )
    assert evidence.margin_us(pair, Defaults(same_stay_s=same_stay_s)) == want_s * US
    assert evidence.margin_us(stay, Defaults(same_stay_s=1e6)) == want_s * US


@given(
    codes=st.lists(st.integers(0, 4), max_size=30).map(sorted),
    block_rows=st.integers(1, 8),
)
def test_blocks_leave_no_mark_on_where_a_mover_is(codes, block_rows):
    names = ["f0e00a", "f0e00b", "f0e00c", "f0e00d", "f0e00e"]
    words = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), names)
    found = evidence.spans_of_movers(
        pa.chunked_array([words]), lambda: None, block_rows
    )
    assert found == {
        names[code]: (codes.index(code), codes.index(code) + codes.count(code))
        for code in sorted(set(codes))
    }


@pytest.mark.parametrize("block_rows", [1, 2, 3])
def test_a_mover_in_two_places_is_found_over_a_border_of_blocks(block_rows):
    words = pa.array(["f0e00a", "f0e00b", "f0e00a"]).dictionary_encode()
    with pytest.raises(TableError, match="not sorted"):
        evidence.spans_of_movers(pa.chunked_array([words]), lambda: None, block_rows)


def test_what_is_held_of_evidence_is_where_it_lies(index, tracks_of):
    """Thousands are held until they are written: none may hold a table of its own."""
    span = {"start_us": START_US, "end_us": START_US + 9 * US, "margin_us": 0}
    found = index.rows(["f0e000", "f0e001"], **span)
    digest, first = found.digest, found.tracks
    assert found.tracks is not first
    assert found.tracks.equals(first)
    held = [value for value in vars(found).values() if isinstance(value, pa.Table)]
    assert [table.num_rows for table in held] == [tracks_of().num_rows]
    assert found.of("f0e001").equals(evidence.EvidenceRows(first, b"[]").of("f0e001"))
    assert found.of("absent").num_rows == 0
    assert digest == evidence.EvidenceRows(first, found.decisions_json).digest
