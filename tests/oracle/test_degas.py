"""Against DEGAS (MIT Lincoln Laboratory): one simulated encounter at 10 Hz."""

import numpy as np
import pytest
from scipy.io import loadmat

from thalweg.kernels.ahead import closest_within
from thalweg.kernels.daa import well_clear_lost

M_PER_FT = 0.3048
STEP_S = 0.1
# DEGAS' own thresholds: 4,000 ft where DAIDALUS has 0.66 NM.
THRESHOLDS = (4000.0 * M_PER_FT, 450.0, 35.0, 0.0)
closest = np.vectorize(closest_within, otypes=[float, float])


@pytest.fixture(scope="module")
def degas(shared):
    path = shared / "data" / "encounters" / "degas" / "sim_results_nom.mat"
    return loadmat(path, squeeze_me=True, struct_as_record=False)


@pytest.fixture(scope="module")
def relative(degas):
    """Difference of the two aircraft, in feet and feet per second, per step."""
    own, other = degas["results_nominal"]
    names = ("east_ft", "north_ft", "up_ft", "Edot_ftps", "Ndot_ftps", "hdot_ftps")
    return [
        np.asarray(getattr(own, name), np.float64)
        - np.asarray(getattr(other, name), np.float64)
        for name in names
    ]


def test_miss_distances(degas, relative):
    """HMD and VMD, as sampled; the closed form between samples is no worse."""
    outcome = degas["outcome"]
    east_ft, north_ft, up_ft, *_ = relative
    range_ft = np.hypot(east_ft, north_ft)
    nearest = int(np.argmin(range_ft))
    assert range_ft[nearest] == pytest.approx(outcome.hmd_ft, abs=0.1)
    assert abs(up_ft[nearest]) == pytest.approx(outcome.vmd_ft, abs=0.1)
    # DEGAS counts its steps from one: its time is one step late.
    assert nearest * STEP_S == pytest.approx(outcome.tca - STEP_S, abs=1e-6)
    x_m, y_m = east_ft * M_PER_FT, north_ft * M_PER_FT
    rates = (np.diff(x_m) / STEP_S, np.diff(y_m) / STEP_S)
    _, least_m = closest(x_m[:-1], y_m[:-1], *rates, 0.0, STEP_S)
    assert least_m.min() / M_PER_FT == pytest.approx(outcome.hmd_ft, abs=0.1)
    # Neither 500 ft nor 100 ft are undercut together.
    near = (range_ft < 500.0) & (np.abs(up_ft) < 100.0)
    assert bool(near.any()) == bool(outcome.nmac)


def test_well_clear_on_every_step(degas, relative):
    east_ft, north_ft, up_ft, east_ftps, north_ftps, up_ftps = relative
    theirs = degas["WCMetrics"].astype(bool)
    ours = [
        well_clear_lost(*state, *THRESHOLDS)
        for state in zip(
            east_ft * M_PER_FT,
            north_ft * M_PER_FT,
            up_ft,
            east_ftps * M_PER_FT,
            north_ftps * M_PER_FT,
            up_ftps * 60.0,
            strict=True,
        )
    ]
    assert len(theirs) == 1801
    assert 0 < theirs.sum() < len(theirs)
    assert ours == theirs.tolist()
