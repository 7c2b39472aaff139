"""Against DAIDALUS v2.0.4 itself: its scenarios and the alerting it printed."""

import csv
import math

import numpy as np
import pytest

from tests.oracle.plain_encounters import (
    M_PER_NMI,
    MPS_PER_KT,
    projected_m,
    read_daa,
    states,
)
from thalweg.kernels.ahead import closest_within
from thalweg.kernels.daa import (
    PHASE_I,
    alert_levels,
    configuration,
    well_clear_lost_span,
)
from thalweg.kernels.geodesy import inverse_m_rad

LOOKAHEAD_S = 180.0
# The table prints six decimals of nautical miles, knots and seconds.
PRINTED = 6e-7
closest = np.vectorize(closest_within, otypes=[float, float])


@pytest.fixture(scope="module")
def daidalus(shared):
    return shared / "data" / "encounters" / "daidalus"


@pytest.fixture(scope="module")
def printed(daidalus):
    """Rows of DAIDALUS' alerting of H1, from its column names."""
    with (daidalus / "DaidalusqAlerting-no_sum.csv").open() as lines:
        table = list(csv.reader(lines, skipinitialspace=True))
    names = [name.strip() for name in table[0]]
    return [dict(zip(names, row, strict=False)) for row in table[2:]]


@pytest.fixture(scope="module")
def h1(daidalus):
    ownship, intruder = read_daa(daidalus / "H1.daa")
    return states(ownship, ownship), states(ownship, intruder)


def column(printed, name):
    return np.array([float(row[name].replace("infty", "inf")) for row in printed])


def relative(own, other):
    return [np.asarray(a) - np.asarray(b) for a, b in zip(own, other, strict=True)]


def test_every_alert_level_of_h1_is_daidalus(h1, printed):
    ours = alert_levels(*h1, configuration("DO_365B_no_SUM"))
    theirs = column(printed, "Alert Level").astype(int)
    assert len(theirs) == 230
    assert ours.tolist() == theirs.tolist()
    turns = np.flatnonzero(np.diff(ours)) + 1
    assert turns.tolist() == [112, 142, 206]


def test_every_time_to_violation_of_h1_is_daidalus(h1, printed):
    found_s = []
    for state in zip(*relative(*h1), strict=True):
        in_s, out_s = well_clear_lost_span(*state, LOOKAHEAD_S, *PHASE_I)
        found_s.append(in_s if in_s < out_s else math.inf)
    theirs_s = column(printed, "Time to Volume of Alert(2)")
    assert np.isinf(found_s).tolist() == np.isinf(theirs_s).tolist()
    finite = np.isfinite(theirs_s)
    assert np.abs(np.array(found_s)[finite] - theirs_s[finite]).max() < PRINTED


def test_every_projected_miss_of_h1_is_daidalus(h1, printed):
    dx_m, dy_m, dz_ft, dvx_mps, dvy_mps, dvz_fpm = relative(*h1)
    _, hmd_m = closest(dx_m, dy_m, dvx_mps, dvy_mps, 0.0, LOOKAHEAD_S)
    tcpa_s, dcpa_m = closest(dx_m, dy_m, dvx_mps, dvy_mps, 0.0, 1e9)
    within_s = np.minimum(tcpa_s, LOOKAHEAD_S)
    for name, ours in {
        "Horizontal Separation": np.hypot(dx_m, dy_m) / M_PER_NMI,
        "Vertical Separation": np.abs(dz_ft),
        "Horizontal Closure Rate": np.hypot(dvx_mps, dvy_mps) / MPS_PER_KT,
        "Vertical Closure Rate": np.abs(dvz_fpm),
        "Projected HMD": hmd_m / M_PER_NMI,
        "Projected VMD": np.abs(dz_ft + dvz_fpm / 60.0 * within_s),
        "Projected TCPA": tcpa_s,
        "Projected DCPA": dcpa_m / M_PER_NMI,
    }.items():
        assert np.abs(ours - column(printed, name)).max() < PRINTED, name


@pytest.mark.parametrize(
    ("name", "at_s", "least_nmi", "off_nmi"),
    [
        ("C0_0_120.daa", 120.0, 0.0, 1e-6),
        ("C1_0_120.daa", 105.0, 0.4166, 1e-4),
        ("H0_0_120.daa", 100.0, 0.5, 1e-3),
        ("H1.daa", 200.0, 0.1453, 1e-4),
    ],
)
def test_smallest_range_of_each_scenario(daidalus, name, at_s, least_nmi, off_nmi):
    """As sampled, on DAIDALUS' sphere; between samples the pair is no further apart."""
    ownship, intruder = read_daa(daidalus / name)
    places = [(math.radians(row["lat"]), math.radians(row["lon"])) for row in intruder]
    where_m = [projected_m(c, *p) for c, p in zip(ownship, places, strict=True)]
    far_nmi = np.array([math.hypot(*at) for at in where_m]) / M_PER_NMI
    nearest = int(np.argmin(far_nmi))
    assert ownship[nearest]["time"] == at_s
    assert far_nmi[nearest] == pytest.approx(least_nmi, abs=off_nmi)
    x_m, y_m = np.array(where_m).T
    steps = (x_m[:-1], y_m[:-1], np.diff(x_m), np.diff(y_m))
    _, between_m = closest(*steps, 0.0, 1.0)
    closest_nmi = between_m.min() / M_PER_NMI
    assert closest_nmi <= far_nmi[nearest] + 1e-9
    assert closest_nmi > far_nmi[nearest] - 0.01


def test_smallest_ranges_on_the_ellipsoid_differ_by_half_a_percent_at_most(daidalus):
    """What the sphere costs: why figures of DAIDALUS are met on its sphere only."""
    for name, least_nmi in (("C1_0_120.daa", 0.4166), ("H0_0_120.daa", 0.5)):
        pairs = zip(*read_daa(daidalus / name), strict=True)
        far_m = [
            inverse_m_rad(
                *(math.radians(row[key]) for row in pair for key in ("lat", "lon"))
            )[0]
            for pair in pairs
        ]
        assert min(far_m) / M_PER_NMI == pytest.approx(least_nmi, rel=5e-3)


def test_our_table_is_the_configuration_file(daidalus):
    settings = {}
    for line in (daidalus / "DO_365B_no_SUM.conf").read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals:
            settings[key.strip()] = value.split("[")[0].strip()
    ours = configuration("DO_365B_no_SUM")
    for k in range(3):
        level, volume = (f"DWC_Phase_I_{part}_{k + 1}_" for part in ("alert", "det"))
        assert ours.alerting_s[k] == float(settings[level + "alerting_time"])
        assert ours.early_s[k] == float(settings[level + "early_alerting_time"])
        assert ours.dthr_m[k] == float(settings[volume + "WCV_DTHR"]) * M_PER_NMI
        assert ours.zthr_ft[k] == float(settings[volume + "WCV_ZTHR"])
        assert ours.tthr_s[k] == float(settings[volume + "WCV_TTHR"])
        assert ours.tcoa_s[k] == float(settings[volume + "WCV_TCOA"])
    assert ours.lookahead_s == float(settings["lookahead_time"])
    assert ours.fewest == int(settings["alerting_m"])
    assert ours.last == int(settings["alerting_n"])
    assert ours.persistence_s == float(settings["persistence_time"])
    assert ours.forget_s == float(settings["hysteresis_time"])
    assert tuple(PHASE_I) == tuple(column[1] for column in ours[:4])
