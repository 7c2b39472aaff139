"""Parcels: one spelling, known names, bounded; the same bytes for every carrier."""

import contextlib
import io
import shutil
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.hotline.two_sites import pair, side_of
from thalweg.errors import RefusedError, VerificationError
from thalweg.hotline import parcel as parcels
from thalweg.hotline.parcel import (
    Parcel,
    Run,
    Sizes,
    make_parcel,
    read_parcel,
    run_from,
)
from thalweg.hotline.parcel_check import check_parcel
from thalweg.hotline.sides import Limits
from thalweg.wire.ustar import pack, unpack

EMPTY = Parcel(
    sender="west", recipient="east", made_us=1, holds=Sizes(0, 0), own=Sizes(0, 0)
)
ENTRIES = st.lists(st.binary(min_size=1, max_size=9), max_size=600).map(tuple)


@given(
    run=ENTRIES,
    back=ENTRIES,
    first=st.integers(0, 3),
    made_us=st.integers(0, 2**53 - 1),
    sizes=st.lists(st.integers(0, 2**53 - 1), min_size=4, max_size=4),
    files=st.lists(st.none() | st.binary(max_size=700), min_size=7, max_size=7),
    proofs=st.sets(st.binary(max_size=9), max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_what_is_packed_is_read_again(
    run, back, first, made_us, sizes, files, proofs
) -> None:
    log, growth, sealed, receipt, witnessed, sealed_receipt, back_growth = files
    made = Parcel(
        sender="west",
        recipient="east",
        made_us=made_us,
        holds=Sizes(*sizes[:2]),
        own=Sizes(*sizes[2:]),
        log=log,
        growth=growth,
        run=run_from(first * 256 if run else 0, run),
        sealed=sealed,
        receipt=receipt,
        witnessed=witnessed,
        sealed_receipt=sealed_receipt,
        back_growth=back_growth,
        back=run_from(0, back),
        disclosed=tuple(sorted(proofs)),
    )
    data = make_parcel(made)
    assert read_parcel(data) == made
    assert make_parcel(read_parcel(data)) == data


def test_other_programs_open_it(tmp_path: Path) -> None:
    data = make_parcel(replace(EMPTY, log=b"x", run=run_from(256, [b"e"] * 300)))
    names = ["parcel.json", "log/add-checkpoint", "log/tile/entries/001"]
    names.append("log/tile/entries/002.p/44")
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        assert tar.getnames() == names
        assert all(member.isreg() for member in tar)
    if shutil.which("tar"):
        (tmp_path / "a.tar").write_bytes(data)
        told = subprocess.run(
            ["tar", "tf", "a.tar"], cwd=tmp_path, capture_output=True, check=True
        )
        assert told.stdout.decode().split() == names
        assert told.stderr == b""


def files_of(parcel: Parcel) -> list[tuple[str, bytes]]:
    return list(unpack(make_parcel(parcel)))


HEAD = files_of(EMPTY)


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_no_flipped_bit_outside_of_contents_is_read(at: int, bit: int) -> None:
    data = bytearray(make_parcel(replace(EMPTY, log=b"x" * 512)))
    at %= len(data)
    head = len(HEAD[0][1])
    is_content = 512 <= at < 512 + head or 1536 <= at < 2048
    data[at] ^= 1 << bit
    if is_content:
        with contextlib.suppress(RefusedError):
            assert read_parcel(bytes(data)) != replace(EMPTY, log=b"x" * 512)
    else:
        with pytest.raises(RefusedError):
            read_parcel(bytes(data))


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "parcel.json"),
        ([("parcel.json", b"{}")], "wanted exactly the keys"),
        ([("parcel.json", HEAD[0][1].replace(b"west", b"West"))], "ids of parties"),
        ([("parcel.json", HEAD[0][1].replace(b":1,", b":-1,"))], "whole numbers"),
        ([("parcel.json", b" " * 2000)], "at most 1,000"),
        ([*HEAD, *HEAD], "twice"),
        ([("log/add-checkpoint", b"x"), *HEAD], "not in their order"),
        ([*HEAD, ("log/checkpoint", b"x")], "no name of a tile"),
        ([*HEAD, ("log/tile/0/000", b"x")], "no place in a parcel"),
        ([*HEAD, ("log/../etc/passwd", b"x")], "no name of a tile"),
        ([*HEAD, ("sealed/tile/entries/000", b"x")], "no place in a parcel"),
        ([*HEAD, ("log/tile/entries/000.p/1", b"\0\1aX")], "bytes follow"),
        ([*HEAD, ("log/tile/entries/000.p/2", b"\0\1a")], "is not whole"),
        (
            [
                *HEAD,
                ("log/tile/entries/000.p/1", b"\0\1a"),
                ("log/tile/entries/001.p/1", b"\0\1a"),
            ],
            "does not follow",
        ),
        (
            [*HEAD, (f"disclosed/{'0' * 64}.tlog-proof", b"x")],
            "not named by what they hold",
        ),
        ([*HEAD, ("peer/log", bytes((1 << 17) + 1))], "at most 131,072"),
    ],
)
def test_near_misses_are_refused(files, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        read_parcel(pack(files))


def tarred(kind: bytes, name: str = "parcel.json", **about) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo(name)
        info.type = kind
        for key, value in about.items():
            setattr(info, key, value)
        tar.addfile(info, io.BytesIO(bytes(info.size)))
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 512,
        b"\0" * 1536,
        tarred(tarfile.SYMTYPE, linkname="/etc/passwd"),
        tarred(tarfile.LNKTYPE, linkname="log"),
        tarred(tarfile.DIRTYPE),
        tarred(tarfile.CHRTYPE),
        tarred(tarfile.REGTYPE, size=3),
        tarred(tarfile.REGTYPE, mtime=5),
        tarred(tarfile.REGTYPE, uname="root"),
        make_parcel(EMPTY)[:-512],
        make_parcel(EMPTY) + b"\0" * 512,
        make_parcel(EMPTY)[:700],
    ],
)
def test_what_other_tars_may_hold_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError):
        read_parcel(data)


def test_a_size_that_lies_reads_no_further_than_the_bytes(monkeypatch) -> None:
    data = bytearray(make_parcel(EMPTY))
    data[124:135] = b"77777777777"
    head = bytes(data[:148]) + b" " * 8 + bytes(data[156:512])
    data[148:156] = b"%06o\0 " % sum(head)
    with pytest.raises(RefusedError, match="cut short"):
        read_parcel(bytes(data))
    monkeypatch.setattr(parcels, "LARGEST_BYTES", 1000)
    with pytest.raises(RefusedError, match="at most 1,000"):
        read_parcel(make_parcel(EMPTY))


def test_a_run_begins_where_bundles_do() -> None:
    with pytest.raises(ValueError, match="does not begin at entry 3"):
        run_from(3, [b"a"])
    assert Run(256, (b"a",)).end == 257


def test_the_sheet_says_what_to_read_back(tmp_path: Path) -> None:
    two = pair(tmp_path)
    two.west.say("CH-1", {"n": 1}, two.now_us)
    two.exchange()
    data = two.west.site.parcel(two.now_us)
    report = check_parcel(data, side_of("west"), side_of("east"))
    assert report.faults == ()
    assert [(log.name, log.checkpoint.size) for log in report.logs] == [
        ("LOG", 1),
        ("SEALED LOG", 0),
        ("RECEIPT FOR LOG", 0),
        ("RECEIPT FOR SEALED LOG", 0),
    ]
    assert {one.key.name for one in report.logs[0].cosigned_by} == {
        "east.example/mirror",
        "east.example/witness",
    }
    head = two.west.site.books.log.signed
    sheet = report.sheet()
    root = head.root.hex()
    assert f"ROOT    {' '.join(root[n : n + 4] for n in range(0, 64, 4))}\n" in sheet
    assert "ORIGIN  west.example/log\nSIZE    1\n" in sheet
    assert sheet.endswith("by a courier.\n")


def test_a_parcel_is_checked_without_a_record(tmp_path: Path) -> None:
    two = pair(tmp_path, limits=Limits(parcel_bytes=1))
    for n in range(300):
        two.west.site.send(
            two.west.site.compose("CH-1", {"n": n}, two.now_us),
            two.west.officers[:1],
            two.now_us,
        )
    first, second = list(two.west.site.parcels(two.now_us))
    west, east = side_of("west"), side_of("east")
    report = check_parcel(first, west, east)
    assert (report.first, report.count, report.faults) == (0, 256, ())
    assert report.not_checked == ()
    report = check_parcel(second, west, east)
    assert (report.first, report.count, report.faults) == (256, 44, ())
    assert "the 256 before them" in report.not_checked[0]
    made = read_parcel(first)
    cut = make_parcel(replace(made, run=run_from(0, made.run.entries[:-1])))
    assert "do not lead" in check_parcel(cut, west, east).faults[0]
    assert "did not sign" in check_parcel(first, east, west).faults[1]
    with pytest.raises(VerificationError):
        check_parcel(b"x", west, east)
