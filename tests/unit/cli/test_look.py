"""What a terminal is told of a look: narrow enough, harmless, and what to do next."""

import hashlib
import json

import pytest

from thalweg.cli import app as line
from thalweg.cli.meaning import share_of

HEAD = "time,icao24,lat,lon,velocity,baroaltitude,callsign"
T0 = 1_513_137_900


@pytest.fixture
def told(tmp_path, capsys, monkeypatch):
    """Return a function that looks at rows and returns code, output and errors."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)

    def look(rows, *more, name="monday.csv", head=HEAD):
        (tmp_path / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        code = line.run(["look", name, *more])
        return code, *capsys.readouterr()

    return look


def flight(n=40, *, stale=0, gap_s=5):
    rows = [f"{T0 + gap_s * i},f0e001,{35 + i / 200},40,110,3048,A" for i in range(n)]
    last = rows[-1].split(",")
    return rows + [
        ",".join([str(T0 + gap_s * (n + i)), *last[1:]]) for i in range(stale)
    ]


def test_a_look_fits_80_columns(told):
    code, out, err = told(flight(stale=10))
    assert (code, err) == (0, "")
    wide = [one for one in out.splitlines() if len(one) > 80]
    assert all(one.startswith("next") for one in wide)
    for said in (
        "monday.csv  csv/opensky  default    50",
        "1 mover, 1 by 24-bit address",
        "2017-12-13 04:05:00Z to 2017-12-13 04:09:05Z, 4 min 05 s",
        "35.0000° N to 35.1950° N, 40.0000° E to 40.0000° E",
        "would be kept     40   80.0 %",
        "  stale           10   20.0 %  a repeated position, older than it says",
        "* 20.0 % of rows repeat a position: the receiver writes stale positions.",
        "next      thalweg watch agreement.yaml monday.csv --out record\n",
    ):
        assert said in out
    assert "At the median speed here, 110 m/s, that is 176 m instead of 66 m." in (
        " ".join(out.split())
    )


def test_the_next_line_repeats_what_was_asked(told):
    columns = "alt_geo_ft=baroaltitude[m]"
    since = "2017-12-13T00:00:00Z"
    _, out, _ = told(flight(), "--columns", columns, "--from", since, name="a b.csv")
    assert (
        f"next      thalweg watch agreement.yaml 'a b.csv' --columns '{columns}' "
        f"--from {since} --out record\n"
    ) in out


def test_a_file_that_cannot_be_read_stands_beside_the_others(told):
    code, out, err = told(flight(), "none.csv")
    assert (code, err) == (2, "")
    assert "none.csv: not read\n* 'none.csv': no such file" in out
    assert "first     mend or leave out this file, see above" in out
    assert "next      thalweg watch agreement.yaml monday.csv --out record" in out
    assert "would be kept     40" in out


def test_nothing_readable_has_no_next_line(told, capsys):
    assert line.run(["look", "none.csv", "also-none.csv"]) == 2
    out = capsys.readouterr().out
    assert "first     mend or leave out these 2 files" in out
    assert "next" not in out


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([f"{T0},f0e001,,,,,A"], "No row would be kept"),
        (flight(gap_s=70), "100 % of the time flown lies in gaps above 30 s"),
        ([*flight(), *(r.replace("35", "36") for r in flight())], "a second row of"),
        ([r.replace(",3048", ",") for r in flight()], "No row has a height"),
        ([f"{T0 + 900},f0e002,35,40,,3048,B", *flight(5)], "is silent for 14 min 40 s"),
        ([r.replace("f0e001", "trk-7") for r in flight()], "without a 24-bit address"),
        ([f"{T0},f0e001,95,40,1,1,A", *flight()], "hold a value that cannot be"),
        (flight(), "There is one mover"),
    ],
)
def test_what_it_means_is_said(told, rows, said):
    _, out, _ = told(rows)
    assert said in " ".join(out.split())


def test_a_share_below_one_in_a_hundred_needs_no_sentence(told):
    for kept, wanted in ((98, True), (198, False)):
        _, out, _ = told(flight(kept, stale=1))
        assert ("repeat a position" in out) is wanted
        assert "  stale " in out


def test_an_age_that_is_known_is_not_complained_of(told):
    both = [f"{row},{row.split(',')[0]}" for row in flight()]
    head = f"{HEAD},lastposupdate"
    _, out, _ = told(both, head=head)
    assert "age       known for 100 % of rows; error of time 0.6 s" in out
    assert "how old the position is" not in out
    half = [
        row if n % 2 else row.rpartition(",")[0] + "," for n, row in enumerate(both)
    ]
    _, out, _ = told(half, head=head)
    words = " ".join(out.split())
    assert "50.0 % of rows do not say how old the position is" in words


def test_coarse_heights_are_noticed(told):
    coarse = [
        row.replace(",3048,", f",{(9000 + 100 * n) * 0.3048:.2f},")
        for n, row in enumerate(flight())
    ]
    _, out, _ = told(coarse)
    assert "steps     pressure in 100 ft: 1 mover" in out
    assert "1 mover tells heights in coarse steps" in out
    fine = [row.replace(",3048,", ",2743.2,") for row in flight()]
    assert "coarse steps" not in told(fine)[1]


def test_each_digest_is_beside_its_own_file(told, tmp_path):
    (tmp_path / "b.csv").write_text("\n".join([HEAD, *flight(3)]) + "\n")
    _, out, _ = told(flight(), "b.csv", name="a.csv")
    lines = out.splitlines()
    for name in ("a.csv", "b.csv"):
        digest = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert lines[lines.index(name) + 2] == f"  sha256 {digest}"


def test_the_same_bytes_twice_are_noticed(told, tmp_path):
    (tmp_path / "again.csv").write_text("\n".join([HEAD, *flight()]) + "\n")
    _, out, _ = told(flight(), "again.csv")
    assert "monday.csv and again.csv hold the same bytes" in " ".join(out.split())


def test_names_cannot_steer_the_terminal(told):
    name = "evil\x1b[2J\u202e.csv"
    _, out, _ = told(flight(), name=name)
    assert not set(out) & {"\x1b", "\u202e"}


def test_the_document(told):
    code, out, err = told(flight(stale=10), "none.csv", "--json")
    assert (code, err) == (2, "")
    document = json.loads(out)
    assert document["thalweg"] == "look/1"
    assert document["dropped"] == [{"feed": "default", "reason": "stale", "rows": 10}]
    assert document["survey"]["kept"] == 40
    assert document["survey"]["box"]["north_deg"] == 35.195
    assert document["survey"]["feeds"][0]["longest_silence_s"] == 5.0
    assert document["files"][1]["faults"] == ["'none.csv': no such file"]
    assert document["next"].endswith("--out record")
    assert document["notes"][0].startswith("20.0 % of rows repeat a position")


def test_only_none_is_nothing_and_only_all_is_all():
    shares = (0.0, 1e-9, 0.19, 1 - 1e-9, 1.0)
    assert [share_of(share) for share in shares] == [
        "0 %", "0.1 %", "19.0 %", "99.9 %", "100 %",
    ]  # fmt: skip
