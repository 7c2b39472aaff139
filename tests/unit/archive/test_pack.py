"""Packing: what is in the way, what goes wrong on the way, what is told of it."""

import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from thalweg import feeds
from thalweg.archive import pack as packing
from thalweg.archive.look import look
from thalweg.archive.pack import pack
from thalweg.archive.packed_info import info
from thalweg.errors import InputError
from thalweg.feeds.packed import PackedReading, archive_in
from thalweg.model.feed import Feeds, FeedSettings
from thalweg.times import parse_iso
from thalweg.wire.canonical import canonical_json

HEAD = "time,mover,lat_deg,lon_deg,alt_baro_ft\n"


def line(at: str, mover: str = "f0e001", lat: float = 35.1) -> str:
    return f"2017-12-{at}Z,{mover},{lat},40.25,12000\n"


@pytest.fixture
def one(tmp_path) -> Path:
    """Write a file of three good rows and two that are none."""
    path = tmp_path / "one.csv"
    rows = [line("01T04:00:00"), line("01T04:00:10", "f0e002", 35.2)]
    rows += [line("02T05:00:00"), line("02T05:00:00", ""), "never,f0e003,35,40,0\n"]
    path.write_text(HEAD + "".join(rows))
    return path


@pytest.fixture
def late(tmp_path) -> Path:
    """Write a file that came late: rows of a day that is packed, and of another."""
    path = tmp_path / "late.csv"
    path.write_text(HEAD + line("01T09:00:00", "f0e004") + line("03T01:00:00"))
    return path


@pytest.fixture
def archive(one, tmp_path) -> Path:
    pack(tmp_path / "packed", [one])
    return tmp_path / "packed"


def test_days_are_folders_and_the_manifest_lists_them(archive, one):
    found = archive_in(archive)
    assert sorted(found.manifest.files) == [
        "2017-12-01/1.parquet",
        "2017-12-02/1.parquet",
    ]
    assert found.manifest.dropped == {
        ("default", "bad_value"): 1,
        ("default", "no_mover"): 1,
    }
    (source,) = found.manifest.packs[0].sources
    assert (source.name, source.format, source.rows) == ("one.csv", "csv/thalweg", 5)
    assert not [path for path in archive.parent.iterdir() if ".partial-" in path.name]
    document = json.loads((archive / "manifest.json").read_bytes())
    assert document["quanta"] == {"lat_deg": "1e-7 deg", "lon_deg": "1e-7 deg"}
    assert canonical_json(document) == (archive / "manifest.json").read_bytes()


def test_a_packed_archive_is_read_as_its_files_are(archive, one):
    packed, raw = feeds.read([archive]), feeds.read([one])
    assert packed.dropped == raw.dropped
    assert packed.sources[0].rows == raw.sources[0].rows == 5
    rows = ("time", "mover", "lat_deg", "source_sha256", "source_row")
    assert sorted(packed.positions.select(rows).to_pylist(), key=repr) == sorted(
        raw.positions.select(rows).to_pylist(), key=repr
    )


def test_a_day_of_many_rows_is_cut_by_hours_and_stays_so(one, late, tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "FEW_ROWS", 2)
        pack(tmp_path / "packed", [one])
    added = pack(tmp_path / "packed", [late], append=True).added
    assert sorted(archive_in(tmp_path / "packed").manifest.files) == [
        "2017-12-01T04/1.parquet",
        "2017-12-01T09/1.parquet",
        "2017-12-02/1.parquet",
        "2017-12-03/1.parquet",
    ]
    assert sorted(added) == ["2017-12-01T09/1.parquet", "2017-12-03/1.parquet"]


def test_a_day_is_cut_by_quarters_first_and_stays_so(one, late, tmp_path):
    many = tmp_path / "many.csv"
    many.write_text(HEAD + "".join(line(f"01T{n:02d}:30:00") for n in range(0, 24, 2)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "FEW_ROWS", 4)
        pack(tmp_path / "packed", [many])
    quarters = [f"2017-12-01T{hour:02d}/1.parquet" for hour in (0, 6, 12, 18)]
    assert sorted(archive_in(tmp_path / "packed").manifest.files) == quarters
    added = pack(tmp_path / "packed", [late], append=True).added
    assert sorted(added) == ["2017-12-01T06/2.parquet", "2017-12-03/1.parquet"]
    assert feeds.read([tmp_path / "packed"]).positions.num_rows == 12 + 2


def test_late_rows_come_as_new_files_and_equal_rows_are_kept(archive, one, late):
    old = (archive / "2017-12-01/1.parquet").read_bytes()
    pack(archive, [late], append=True)
    pack(archive, [one], append=True)
    found = archive_in(archive)
    assert (archive / "2017-12-01/1.parquet").read_bytes() == old
    assert [n for n in sorted(found.manifest.files) if n.startswith("2017-12-01")] == [
        f"2017-12-01/{n}.parquet" for n in (1, 2, 3)
    ]
    assert found.manifest.rows == 3 + 2 + 3
    assert found.manifest.dropped["default", "no_mover"] == 2
    assert feeds.read([archive]).positions.num_rows == 8


def test_a_file_left_behind_is_neither_read_nor_written_over(archive, late):
    stray = archive / "2017-12-01/7.parquet"
    stray.write_bytes(b"left by a machine that lost its power")
    pack(archive, [late], append=True)
    assert stray.read_bytes().startswith(b"left by")
    assert "2017-12-01/8.parquet" in archive_in(archive).manifest.files
    assert info(archive, check=True).faults == (
        "2017-12-01/7.parquet: is not listed, and is not read",
    )


@pytest.mark.parametrize(
    ("there", "append", "said"),
    [
        ("archive", False, "is already there; add to it with --append"),
        ("folder", False, "is already there; choose another name"),
        ("file", False, "is already there; choose another name"),
        ("nothing", True, "is no packed archive"),
        ("folder", True, "is no packed archive"),
    ],
)
def test_what_is_in_the_way_is_said_and_stays(one, tmp_path, there, append, said):
    out = tmp_path / "out"
    if there == "archive":
        pack(out, [one])
    elif there == "folder":
        out.mkdir()
    elif there == "file":
        out.write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=said):
        pack(out, [one], append=append)
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_to_pack_leaves_nothing(one, tmp_path):
    low = parse_iso("2018-01-01T00:00:00Z")
    with pytest.raises(InputError, match="no positions to pack; 4 rows lie outside"):
        pack(tmp_path / "out", [one], from_us=low)
    assert sorted(tmp_path.iterdir()) == [one]


STOPS = (
    KeyboardInterrupt(),
    SystemExit(143),
    OSError(errno.ENOSPC, "No space left on device"),
)


@pytest.mark.parametrize("stop", STOPS, ids=repr)
@pytest.mark.parametrize("where", ["write_file", "write_over", "rows_of"])
def test_whatever_stops_an_addition_changes_nothing(archive, late, stop, where):
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    whole = sorted(archive.parent.rglob("*"))

    def stopped(*_args, **_kwargs):
        raise stop

    wanted = InputError if isinstance(stop, OSError) else type(stop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, where, stopped)
        with pytest.raises(wanted) as raised:
            pack(archive, [late], append=True)
    if isinstance(stop, OSError):
        assert "No space left on device; nothing of it is left" in str(raised.value)
    assert sorted(archive.parent.rglob("*")) == whole
    assert all(path.read_bytes() == data for path, data in before.items())


def test_a_stop_after_the_manifest_keeps_what_it_lists(archive, late):
    real = packing.write_over

    def then_stopped(path, data):
        real(path, data)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "write_over", then_stopped)
        with pytest.raises(KeyboardInterrupt):
            pack(archive, [late], append=True)
    assert info(archive, check=True).faults == ()
    assert feeds.read([archive]).positions.num_rows == 5


def test_a_full_disk_leaves_nothing(tmp_path):
    """A limit on the size of a file stands for a disk that is full."""
    path = tmp_path / "many.csv"
    path.write_text(
        HEAD + "".join(line(f"01T04:{n // 60:02d}:{n % 60:02d}") for n in range(2000))
    )
    program = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "from thalweg.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    words = ["archive", "pack", str(tmp_path / "out"), str(path)]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert b"could not be written: File too large; nothing of it is left" in done.stderr
    assert sorted(tmp_path.iterdir()) == [path]


def test_two_do_not_add_at_once(archive, late):
    folder = os.open(archive, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another thalweg is adding to it"):
            pack(archive, [late], append=True)
    finally:
        os.close(folder)
    pack(archive, [late], append=True)


def test_a_missing_a_cut_and_another_file_are_told(archive, one):
    path = archive / "2017-12-01/1.parquet"
    data = path.read_bytes()
    path.write_bytes(data[:-9])
    for ask in (lambda: feeds.read([archive]), lambda: list(reading(archive))):
        with pytest.raises(InputError, match=r"12-01/1\.parquet: has .* manifest.json"):
            ask()
    (fault,) = info(archive).faults
    assert fault.startswith("2017-12-01/1.parquet: has ")
    path.unlink()
    with pytest.raises(InputError, match=r"is listed in manifest\.json and cannot be"):
        feeds.read([archive])
    path.write_bytes(bytes(len(data)))
    with pytest.raises(InputError, match="the packed file is cut short or damaged"):
        feeds.read([archive])
    other = pq.ParquetFile(archive / "2017-12-02/1.parquet")
    assert other.metadata.num_rows == 1


def reading(archive: Path) -> PackedReading:
    return PackedReading(archive_in(archive))


def test_a_page_that_was_changed_is_refused_when_it_is_read(archive):
    path = archive / "2017-12-01/1.parquet"
    column = pq.ParquetFile(path).metadata.row_group(0).column(3)
    at = column.data_page_offset + column.total_compressed_size - 4
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(InputError, match="the packed file is cut short or damaged"):
        feeds.read([archive])
    assert info(archive, check=True).faults == (
        "2017-12-01/1.parquet: its digest is not the one that is listed",
    )


def test_another_table_under_a_listed_name_is_refused(archive, one):
    path = archive / "2017-12-01/1.parquet"
    pq.write_table(feeds.read([one]).positions, path)
    document = json.loads((archive / "manifest.json").read_bytes())
    document["files"]["2017-12-01/1.parquet"]["bytes"] = path.stat().st_size
    (archive / "manifest.json").write_bytes(canonical_json(document))
    with pytest.raises(InputError, match=r"columns are not those of thalweg.packed/1"):
        feeds.read([archive])


def _changed(**changes):
    return lambda document: document | changes


WRONG = {
    "another number": (_changed(thalweg="archive/2"), "this thalweg reads 'archive/1'"),
    "a key too many": (_changed(more=1), "wanted the keys"),
    "no files": (_changed(files={}), "no files are listed"),
    "a way out": (
        lambda d: d | {"files": {"../1.parquet": next(iter(d["files"].values()))}},
        "is no name of a file in an archive",
    ),
    "no digest": (
        lambda d: d | {"files": {n: f | {"sha256": ""} for n, f in d["files"].items()}},
        "wanted alive_5min, box_e7, bytes, from, rows, sha256, to",
    ),
    "a box of text": (
        lambda d: (
            d | {"files": {n: f | {"box_e7": "abcd"} for n, f in d["files"].items()}}
        ),
        "box_e7 is not four whole numbers",
    ),
    "rows of text": (
        lambda d: d | {"files": {n: f | {"rows": "3"} for n, f in d["files"].items()}},
        "bytes and rows are whole numbers",
    ),
    "a time that is none": (
        lambda d: d | {"files": {n: f | {"to": "noon"} for n, f in d["files"].items()}},
        "not a time in UTC",
    ),
    "a packing of nothing": (_changed(packs=[7]), "TypeError"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_manifest_is_refused(archive, wrong):
    change, said = WRONG[wrong]
    path = archive / "manifest.json"
    path.write_bytes(canonical_json(change(json.loads(path.read_bytes()))))
    with pytest.raises(InputError, match=said):
        feeds.read([archive])


def test_another_spelling_of_the_manifest_is_refused(archive):
    path = archive / "manifest.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(InputError, match="not in canonical form"):
        feeds.read([archive])


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"thalweg":"manifest/1"}', None])
def test_a_folder_that_is_no_archive_is_refused_as_a_folder(tmp_path, text):
    if text is not None:
        (tmp_path / "manifest.json").write_bytes(text)
    with pytest.raises(InputError, match="is a directory; name the files in it"):
        feeds.read([tmp_path])


def test_a_name_goes_before_the_feeds_in_the_archive(archive):
    found = feeds.read([f"north={archive}"])
    assert found.positions["feed"].unique().to_pylist() == ["north"]
    assert found.sources[0].feed == "north"
    assert set(found.dropped) == {("north", "bad_value"), ("north", "no_mover")}


def test_what_would_be_said_in_vain_is_refused(archive):
    with pytest.raises(InputError, match="whose columns are known"):
        feeds.read([archive], columns={"time": "ts"})
    said = Feeds(feeds={"x": FeedSettings(name="x", path="*/packed", format="csv")})
    with pytest.raises(InputError, match="leave out its format"):
        feeds.read([archive], feeds=said)


def test_packing_an_archive_again_changes_no_row(archive, tmp_path):
    pack(tmp_path / "again", [archive])
    assert [
        (archive / name).read_bytes() for name in archive_in(archive).manifest.files
    ] == [
        (tmp_path / "again" / name).read_bytes()
        for name in archive_in(tmp_path / "again").manifest.files
    ]


def test_a_look_says_how_large_it_is(archive):
    (file,) = look([archive]).files
    assert file.size == archive_in(archive).manifest.size_bytes
    assert (file.format, file.rows, file.positions) == ("packed", 5, 3)


def test_info_says_what_there_is(archive):
    found = info(archive, check=True)
    assert (found.manifest.rows, found.movers, found.faults) == (3, 2, ())
    assert found.box == (351_000_000, 402_500_000, 352_000_000, 402_500_000)
    assert found.from_us == parse_iso("2017-12-01T04:00:00Z")
    assert found.to_us == parse_iso("2017-12-02T05:00:00Z")
    shutil.rmtree(archive)
    with pytest.raises(InputError, match="is no packed archive"):
        info(archive)
