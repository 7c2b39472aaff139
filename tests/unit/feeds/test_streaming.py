"""Files that are larger than a batch: what holds for the whole must hold over all."""

import gzip
import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds import content as content_module
from thalweg.feeds.content import Content
from thalweg.feeds.feed import BATCH_ROWS

AT_S = 1_513_137_900
HEAD = "time,icao24,lat,lon\n"
MANY = 3 * BATCH_ROWS


def csv_of(lines):
    return (HEAD + "\n".join(lines) + "\n").encode()


def read(tmp_path, data, **more):
    path = tmp_path / "file"
    path.write_bytes(data)
    return feeds.read([path], **more)


def test_broken_lines_are_counted_and_rows_keep_their_numbers(tmp_path):
    lines = [
        "broken" if i % 7 == 3 else f"{AT_S + i},f0e001,35,40" for i in range(400_000)
    ]
    result = read(tmp_path, csv_of(lines))
    broken = len(range(3, 400_000, 7))
    assert result.dropped == {("default", "bad_value"): broken}
    assert result.sources[0].rows == 400_000
    rows = result.positions["source_row"].to_numpy()
    times = result.positions["time"].cast(pa.int64()).to_numpy() // 1_000_000
    assert (times - AT_S == rows).all()
    assert len(rows) == 400_000 - broken


def test_broken_lines_at_the_very_end_are_not_lost(tmp_path):
    lines = [f"{AT_S},f0e001,35,40"] * MANY + ["broken"] * 5
    assert read(tmp_path, csv_of(lines)).dropped == {("default", "bad_value"): 5}


def test_the_unit_of_times_is_told_once_for_the_whole_file(tmp_path):
    # Alone, the second batch would pass for another unit: a clock that was never set.
    lines = [f"{AT_S},f0e001,35,40"] * MANY + ["1513137900000,f0e001,35,40"] * 9
    result = read(tmp_path, csv_of(lines))
    assert result.positions.num_rows == MANY
    assert result.dropped == {("default", "bad_value"): 9}


def test_times_of_another_kind_later_on_are_bad_one_by_one(tmp_path):
    rows = [{"time": "2017-12-13T04:05:00Z", "icao24": "f0e001", "lat": 1, "lon": 2}]
    rows = rows * (BATCH_ROWS + 1) + [{**rows[0], "time": AT_S}] * BATCH_ROWS
    result = read(tmp_path, "\n".join(map(json.dumps, rows)).encode())
    assert result.positions.num_rows == BATCH_ROWS + 1
    assert result.dropped == {("default", "bad_value"): BATCH_ROWS}


def test_swapped_places_are_weighed_over_the_whole_file(tmp_path):
    right = [f"{AT_S},f0e001,35,140"] * BATCH_ROWS
    wrong = [f"{AT_S},f0e001,140,35"] * BATCH_ROWS
    assert read(tmp_path, csv_of(right * 2 + wrong)).positions.num_rows == 2 * len(
        right
    )
    with pytest.raises(InputError, match=r"row 65536, column 'lat'.*look swapped"):
        read(tmp_path, csv_of(right + wrong * 2))


def test_a_file_is_not_refused_for_a_batch_without_a_row(tmp_path):
    lines = [f"{AT_S},f0e001,295,40"] * MANY + [f"{AT_S},f0e001,35,40"]
    result = read(tmp_path, csv_of(lines))
    assert result.positions["source_row"].to_pylist() == [MANY]


def test_columns_that_come_on_late_are_null_before(tmp_path):
    row = {"time": AT_S, "icao24": "f0e001", "lat": 1.0, "lon": 2.0}
    lines = [json.dumps(row)] * BATCH_ROWS + ["no json"]
    lines += [json.dumps({**row, "squawk": "7700", "baroaltitude": 304.8})]
    result = read(tmp_path, "\n".join(lines).encode())
    rows = result.positions.to_pylist()
    first, last = rows[0], rows[-1]
    assert (first["squawk"], first["alt_baro_ft"]) == (None, None)
    assert (last["squawk"], last["alt_baro_ft"]) == ("7700", 1000.0)
    assert last["source_row"] == BATCH_ROWS + 1
    assert result.dropped == {("default", "bad_value"): 1}


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: data])
def test_the_digest_is_of_the_bytes_on_disk(pack, tmp_path):
    import hashlib

    data = pack(csv_of([f"{AT_S},f0e001,35,40"] * MANY))
    assert read(tmp_path, data).sources[0].sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_in_several_gzip_members_is_one_file(tmp_path):
    data = gzip.compress(HEAD.encode()) + gzip.compress(b"1513137900,f0e001,35,40\n")
    assert read(tmp_path, data).positions.num_rows == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * (17 << 20), "format not recognised"),
        (HEAD.encode() + b"1" * (17 << 20), "a line is longer than 4 MiB"),
        (HEAD.encode() + b'"' + b"1,2\n" * (5 << 20), "a quote is opened"),
        (
            b'{"time":1,"icao24":"f0e001","lat":1,"lon":2}\n{"a":"' + b"x" * (17 << 20),
            "line 2: is longer than 16 MiB; wanted one row a line",
        ),
    ],
    ids=["junk", "csv", "quote", "ndjson"],
)
def test_a_line_without_end_is_refused(data, said, tmp_path):
    with pytest.raises(InputError, match=said):
        read(tmp_path, data)


def test_one_document_is_read_whole_up_to_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(content_module, "MOST_DOCUMENT_BYTES", 1 << 20)
    document = json.dumps([{"time": AT_S}] * 100_000).encode()
    with pytest.raises(InputError, match=r"more than 1 MiB unpacked.*one row a line"):
        read(tmp_path, gzip.compress(document))


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "growing"
    path.write_bytes(b"a" * (3 << 20))
    blocks = Content.of(path).blocks()
    next(blocks)
    with path.open("ab") as file:
        file.write(b"a")
    with pytest.raises(InputError, match="changed while it was read"):
        list(blocks)


def test_text_that_is_not_utf8_is_named_by_its_line(tmp_path):
    lines = [f"{AT_S},f0e001,35,40"] * MANY
    data = csv_of(lines) + "1513137900,f0\xe9,35,40\n".encode("latin-1")
    with pytest.raises(InputError, match=rf"line {MANY + 2}: byte 0xe9 is not UTF-8"):
        read(tmp_path, data)
    # Cut within a character, at the very end.
    with pytest.raises(InputError, match="not UTF-8"):
        read(tmp_path, csv_of(lines) + "é".encode()[:1])


def test_blocks_begin_anew_each_time():
    sample = Content("sample", gzip.compress(b"\xef\xbb\xbf" + b"ab" * (1 << 20)))
    for _ in range(2):
        assert b"".join(sample.blocks()) == b"ab" * (1 << 20)
        assert all(0 < len(block) <= 1 << 20 for block in sample.blocks())
    assert sample.head == b"ab" * (1 << 15)
    assert [number for number, _ in Content("s", b"a\nb\n\nc").lines()] == [1, 2, 3, 4]
    assert list(Content("s", b"a\n").lines()) == [(1, b"a")]


PEAK = """
import resource, sys
from thalweg import feeds
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = sum(table.num_rows for table in feeds.Stream([sys.argv[1]]))
print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "csv.gz", "ndjson", "parquet"])
def test_memory_does_not_grow_with_the_file(kind, tmp_path):
    """A stream of 3 million rows takes no more than 400 MiB beside what starts up."""
    rows, path = 3_000_000, tmp_path / "big"
    if kind == "parquet":
        table = pa.table(
            {"time": range(AT_S, AT_S + rows), "icao24": ["f0e001"] * rows}
            | {"lat": [35.0] * rows, "lon": [40.0] * rows}
        )
        pq.write_table(table, path)
    elif kind == "ndjson":
        line = json.dumps({"time": AT_S, "icao24": "f0e001", "lat": 35, "lon": 40})
        path.write_bytes((line + "\n").encode() * rows)
    else:
        data = HEAD.encode() + f"{AT_S},f0e001,35.123456,40.123456\n".encode() * rows
        path.write_bytes(gzip.compress(data, 1) if kind == "csv.gz" else data)
    told = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)],
        capture_output=True, text=True, check=True, env=os.environ,
    )  # fmt: skip
    read_rows, grown_mib = map(int, told.stdout.split())
    assert read_rows == rows
    assert grown_mib < 400


def test_positions_may_begin_after_a_batch_of_other_messages(tmp_path):
    message = {"now": AT_S, "hex": "f0e001", "messages": 7}
    placed = message | {"lat": 35.0, "lon": 40.0}
    few = [json.dumps(message)] * 7 + [json.dumps(placed)]
    many = [json.dumps(message)] * (BATCH_ROWS + 7) + [json.dumps(placed)]
    for lines in (few, many):
        result = read(tmp_path, ("\n".join(lines) + "\n").encode())
        assert result.sources[0].rows == len(lines) == result.positions.num_rows
        assert result.positions["source_row"].to_pylist() == list(range(len(lines)))
        assert result.positions["lat_deg"].null_count == len(lines) - 1
        assert result.positions["lat_deg"][-1].as_py() == 35.0


def test_names_that_never_come_are_asked_for_with_all_that_did(tmp_path):
    lines = ['{"a": 1}'] * (BATCH_ROWS + 1) + ['{"b": 1}'] * (BATCH_ROWS + 1)
    with pytest.raises(InputError, match="unknown columns a, b; say what they are"):
        read(tmp_path, ("\n".join(lines) + "\n").encode())


def test_a_line_break_in_a_value_never_makes_rows_of_it(tmp_path):
    inside = f"{AT_S},f0e002,1,2,x"
    line = f'{AT_S},f0e001,35,40,"a note\n{inside}\n"'
    head = (HEAD.rstrip() + ",note\n").encode()
    whole = read(tmp_path, head + f"{line}\n".encode() * 3)
    assert whole.positions["mover"].to_pylist() == ["f0e001"] * 3
    with pytest.raises(InputError, match="a value has a line break in it; take"):
        read(tmp_path, head + f"{line}\n".encode() * 200_000)
