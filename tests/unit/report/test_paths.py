import numpy as np
import pyarrow as pa
import pytest

from thalweg.report.paths import WGS84, distance_m, paths_of
from thalweg.tables.tracks import TRACKS
from thalweg.times import US_PER_S


def evidence(*reports):
    """Make TRACKS rows from (mover, seconds, lat, lon, kept) and optional cells."""
    rows = [
        {
            "time": int(seconds * US_PER_S),
            "feed": "default",
            "mover": mover,
            "lat_deg": lat,
            "lon_deg": lon,
            "source_sha256": "",
            "source_row": 0,
            "party": "west",
            "error_m": 100.0,
            "kept": kept,
            "alt_baro_ft": cells.get("ft"),
        }
        for mover, seconds, lat, lon, kept, *more in reports
        for cells in [more[0] if more else {}]
    ]
    return TRACKS.conform(pa.Table.from_pylist(rows))


def path(*reports, largest_gap_s=60.0):
    table = evidence(*reports)
    return paths_of(table, largest_gap_s=largest_gap_s, fastest_mps=1000.0)["a"]


def test_gaps_and_ground_and_impossible_steps_part_a_path():
    whole = path(
        ("a", 0, 35.0, 40.0, "kept"),
        ("a", 60, 35.05, 40.0, "kept"),
        ("a", 120.001, 35.1, 40.0, "kept"),  # a gap
        ("a", 130, 35.1, 40.0, "ground"),
        ("a", 140, 35.1, 40.0, "kept"),  # ground between
        ("a", 150, 35.2, 40.0, "kept"),  # 11 km in 10 s: over 1000 m/s
        ("a", 160, 35.21, 40.0, "stale"),
        ("a", 170, 35.21, 40.0, "kept"),
    )
    assert whole.joined.tolist() == [True, False, False, False, True]
    assert whole.dropped_time_us.tolist() == [130 * US_PER_S, 160 * US_PER_S]
    assert [(p.start, p.stop) for p in whole.pieces()] == [
        (0, 2),
        (2, 3),
        (3, 4),
        (4, 6),
    ]


def test_a_step_within_the_errors_is_flown():
    # 1,110 m in 1 s is 1,110 m/s; both errors of 100 m bring it below 1,000 m/s.
    steps = (("a", 0, 35.0, 40.0, "kept"), ("a", 1, 35.01, 40.0, "kept"))
    assert path(*steps).joined.tolist() == [True]


def test_a_path_is_straight_and_even_and_its_error_greatest_in_the_middle():
    whole = path(
        ("a", 0, 35.0, 40.0, "kept", {"ft": 1000.0}),
        ("a", 20, 35.02, 40.0, "kept", {"ft": 1200.0}),
        ("a", 200, 35.02, 40.0, "kept"),
    )
    times = (np.array([-1, 0, 10, 20, 30, 200, 201]) * US_PER_S).astype(np.int64)
    fixes = whole.at(times, 5.0)
    nan = np.nan
    np.testing.assert_allclose(
        fixes.lat_deg, [nan, 35.0, 35.01, 35.02, nan, 35.02, nan], atol=1e-12
    )
    # a·t·(T-t)/2 = 5·10·10/2 = 250 m in the middle of 20 s
    np.testing.assert_allclose(fixes.error_m, [nan, 100, 350, 100, nan, 100, nan])
    np.testing.assert_allclose(fixes.baro_ft[:4], [nan, 1000, 1100, 1200])


def test_a_path_crosses_the_date_line_the_short_way():
    whole = path(("a", 0, 0.0, 179.99, "kept"), ("a", 10, 0.0, -179.99, "kept"))
    fixes = whole.at(np.array([5 * US_PER_S]), 0.0)
    assert fixes.lon_deg[0] == pytest.approx(180.0)


def test_one_report_and_none():
    one = path(("a", 0, 35.0, 40.0, "kept"))
    assert np.isfinite(one.at(np.array([0]), 5.0).lat_deg).all()
    none = path(("a", 0, 35.0, 40.0, "stale"))
    assert np.isnan(none.at(np.array([0]), 5.0).lat_deg).all()
    assert none.pieces() == []


def test_distance_is_geodesic_and_nan_where_either_lacks():
    table = evidence(
        ("a", 0, 35.0, 40.0, "kept"),
        ("a", 30, 35.0, 40.1, "kept"),
        ("b", 0, 35.1, 40.0, "kept"),
    )
    paths = paths_of(table, largest_gap_s=60.0, fastest_mps=1000.0)
    times = np.array([0, 15 * US_PER_S])
    far_m = distance_m(paths["a"].at(times, 5.0), paths["b"].at(times, 5.0))
    assert far_m[0] == pytest.approx(WGS84.inv(40.0, 35.0, 40.0, 35.1)[2])
    assert np.isnan(far_m[1])


def test_the_window_reaches_to_the_reports_around_it():
    whole = path(*(("a", s, 35.0, 40.0, "kept") for s in range(0, 100, 10)))
    near = whole.window(25 * US_PER_S, 41 * US_PER_S)
    assert (whole.time_us[near] // US_PER_S).tolist() == [20, 30, 40, 50]
