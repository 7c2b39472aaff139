"""A look: figures by hand, what would be dropped as a run drops it, files that fail."""

import itertools
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.archive.look import look
from thalweg.archive.run import examine
from thalweg.errors import InputError

HEAD = "time,icao24,lat,lon,velocity,baroaltitude,onground"
T0 = 1_513_137_900


def row(t, mover="f0e001", *, lat=35.0, lon=40.0, speed=100.0, up="3048.0"):
    at = "" if t is None else T0 + t
    return f"{at},{mover},{lat},{lon},{speed},{up},false"


DIRTY = [
    row(0, lat=35.000),
    row(10, lat=35.009),
    row(12, lat=35.009),  # the same place two seconds on, at 100 m/s
    row(20, lat=35.018),
    row(20, lat=35.0181),  # a second row of that mover and time
    row(60, lat=35.054),
    row(200, lat=35.180, up=""),
    row(5, "f0e002", lat="", lon=""),
    row(6, "f0e003", lat=95),
    row(None, "f0e003"),
]


@pytest.fixture
def written(tmp_path):
    """Return a function that writes rows to a CSV file and returns its path."""

    def write(rows, name="a.csv"):
        path = tmp_path / name
        path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def test_what_would_be_dropped_and_why(written):
    found = look([written(DIRTY)])
    assert found.rows == 10
    assert found.survey.kept == 5
    assert found.by_reason() == {
        "bad_value": 1, "conflict": 1, "no_position": 1, "no_time": 1, "stale": 1,
    }  # fmt: skip
    assert found.dropped["default", "stale"] == 1


def test_a_file_is_told_as_it_lies_there(written):
    path = written(DIRTY)
    (file,) = look([f"north={path}"]).files
    assert (file.format, file.feed, file.rows) == ("csv/opensky", "north", 10)
    assert (file.size, file.positions) == (path.stat().st_size, 8)
    assert len(file.sha256) == 64
    assert (file.from_us, file.to_us) == (T0 * 1_000_000, (T0 + 200) * 1_000_000)
    assert file.faults == ()


def test_gaps_are_of_kept_rows(written):
    gaps = look([written(DIRTY)]).survey.gaps
    # Steps of f0e001: 10, 10, 40 and 140 s.
    assert (gaps.median_s, gaps.over_30, gaps.over_60, gaps.movers_60) == (
        25.0,
        2,
        1,
        1,
    )
    assert (gaps.flown_s, gaps.unseen_30_s, gaps.unseen_60_s) == (200.0, 180.0, 140.0)


def test_another_flight_is_no_gap(written):
    there = [row(0), row(10, lat=35.009), row(1810, lat=35.1), row(3611, lat=35.2)]
    gaps = look([written(there)]).survey.gaps
    assert (gaps.over_60, gaps.flown_s) == (1, 1810.0)


def test_movers_quality_and_errors(written):
    survey = look([written(DIRTY)]).survey
    assert (survey.rows, survey.movers, survey.addresses) == (8, 2, 2)
    quality = survey.quality
    assert (quality.nac_p, quality.nic, quality.nuc_p, quality.aged) == (0, 0, 0, 0)
    assert quality.baro == pytest.approx(7 / 8)
    assert quality.no_height == pytest.approx(1 / 8)
    assert quality.kept_no_height == pytest.approx(1 / 5)
    assert (quality.version, quality.source) == ({None: 8}, {None: 8})
    assert quality.quantum == {("baro", 25.0): 1}
    # 92.6 m without a word of quality, and 100 m/s for 1.6 s without an age.
    assert quality.error_median_m == pytest.approx(92.6 + 160.0)
    assert quality.speed_median_mps == 100.0


def test_feeds_with_their_silences_and_errors(written, tmp_path):
    north = written([row(0), row(10, lat=35.01), row(100, "f0e009")], "n.csv")
    south = written([row(50, "f0e00a")], "s.csv")
    settings = tmp_path / "feeds.yaml"
    settings.write_text(
        "thalweg: feeds/1\nfeeds:\n  - name: south\n    error: {time: 3 s}\n"
    )
    found = look([f"north={north}", f"south={south}"], feeds=settings)
    first, second = found.survey.feeds
    assert (first.name, first.rows, first.movers, first.silences) == ("north", 3, 2, 1)
    assert (first.silence_s, first.silence_us) == (90.0, (T0 + 10) * 1_000_000)
    assert (first.time_error_s, first.ageless) == ({1.6: 3}, 3)
    assert (second.silence_s, second.silence_us) == (0.0, None)
    assert (second.time_error_s, second.ageless) == ({3.0: 1}, 0)


@pytest.mark.parametrize(
    ("lons", "west", "east"),
    [
        ([40.0, 41.0], 40.0, 41.0),
        ([179.5, -179.5, 179.9], 179.5, -179.5),
        ([10.0], 10.0, 10.0),
        ([-170.0, -60.0, 60.0, 170.0], 60.0, -60.0),
    ],
)
def test_the_box_leaves_out_the_widest_empty_arc(written, lons, west, east):
    rows = [row(n, f"f0e{n:03x}", lon=lon) for n, lon in enumerate(lons)]
    box = look([written(rows)]).survey.box
    assert (box.west_deg, box.east_deg) == (west, east)
    assert (box.south_deg, box.north_deg) == (35.0, 35.0)


def test_a_file_that_fails_does_not_hide_the_others(written, tmp_path):
    good, bad = written(DIRTY), tmp_path / "bad.csv"
    bad.write_bytes(b"\x00\x01nothing")
    closed = written(DIRTY[:2], "closed.csv")
    closed.chmod(0)
    given = [bad, good, tmp_path / "none.csv", tmp_path]
    if os.access(closed, os.R_OK):  # root reads everything
        closed.chmod(0o600)
    else:
        given.append(closed)
    found = look(given)
    assert [bool(file.faults) for file in found.files] == [
        given[n] != good for n in range(len(given))
    ]
    assert found.survey.kept == 5
    assert "bad.csv" in found.files[0].faults[0]
    assert "no such file" in found.files[2].faults[0]
    assert found.files[0].size == 9
    assert found.files[2].size is None


def test_nothing_to_read_is_a_look_all_the_same(tmp_path):
    found = look([tmp_path / "none.csv"])
    assert (found.survey, found.rows, len(found.unreadable)) == (None, 0, 1)


def test_the_period_leaves_rows_out(written):
    found = look([written(DIRTY)], to_us=(T0 + 11) * 1_000_000)
    (file,) = found.files
    assert found.survey.to_us == (T0 + 10) * 1_000_000
    assert file.outside_period > 0
    with pytest.raises(InputError, match="holds no time"):
        look([written(DIRTY)], from_us=5, to_us=5)


def test_a_wrong_feeds_file_is_no_look(written, tmp_path):
    with pytest.raises(InputError, match=r"none\.yaml"):
        look([written(DIRTY)], feeds=tmp_path / "none.yaml")


def test_a_run_drops_the_same(written, repository):
    path = written(DIRTY)
    agreement = repository / "examples/euphrates/agreement.yaml"
    assert dropped_by_a_run(agreement, path) == dropped_by_a_look(path)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["noisy_takeoff", "noisy_ground", "zurich_airport"])
def test_a_run_drops_the_same_of_real_dirt(shared, repository, name):
    path = shared / "data/adsb" / f"{name}.json.gz"
    agreement = repository / "examples/euphrates/agreement.yaml"
    assert dropped_by_a_run(agreement, path) == dropped_by_a_look(path)


def dropped_by_a_run(agreement, path):
    result = examine(agreement, [path])
    rows = result.dropped.to_pylist()
    dropped = {(one["feed"], one["reason"]): one["rows"] for one in rows}
    return result.summary["positions"]["kept"], dropped


def dropped_by_a_look(path):
    found = look([path])
    return found.survey.kept, dict(found.dropped)


instants = st.integers(0, 4000)
reports = st.lists(
    st.tuples(instants, st.sampled_from(["f0e001", "f0e002"])),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(reports=reports, data=st.data())
def test_the_order_of_rows_and_files_does_not_matter(tmp_path_factory, reports, data):
    rows = [row(t, m, lat=35 + t / 1000, speed=111.0) for t, m in reports]
    mixed = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    folder = tmp_path_factory.mktemp("looked")
    paths = []
    for name, part in (("w", rows), ("a", mixed[:cut]), ("b", mixed[cut:])):
        path = folder / name
        path.write_text("\n".join([HEAD, *part]) + "\n")
        paths += [path] if part else []
    whole, parts = look(paths[:1]), look(paths[1:])
    assert parts.survey == whole.survey
    assert parts.dropped == whole.dropped
    assert whole.survey.gaps.flown_s == pytest.approx(plain_flown_s(reports))
    steps = plain_steps_s(reports)
    assert whole.survey.gaps.over_60 == sum(60 < step <= 1800 for step in steps)
    assert whole.survey.feeds[0].silence_s == plain_silence_s(reports)


def plain_steps_s(reports):
    by_mover = {}
    for t, mover in sorted(reports):
        by_mover.setdefault(mover, []).append(t)
    return [b - a for times in by_mover.values() for a, b in itertools.pairwise(times)]


def plain_flown_s(reports):
    return sum(step for step in plain_steps_s(reports) if step <= 1800)


def plain_silence_s(reports):
    times = np.sort([t for t, _ in reports])
    return max(np.diff(times), default=0)
