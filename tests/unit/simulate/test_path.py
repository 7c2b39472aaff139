"""True paths: continuous, at the speed they say, turning as their bank allows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.simulate.path import GRAVITY_MPS2, WGS84, Flyer, join, turn_radius_m

angles = st.floats(5.0, 350.0) | st.floats(-350.0, -5.0)
speeds = st.floats(40.0, 500.0)


def _path(speed_mps, turns, bank_deg):
    at = (35.2, 40.3, 77.0, 1000.0, speed_mps)
    past, future = Flyer(*at, backward=True), Flyer(*at)
    for angle_deg in turns:
        past.straight(4000.0).turn(angle_deg, bank_deg=bank_deg)
        future.turn(-angle_deg, bank_deg=bank_deg).straight(3000.0)
    return join(past, future)


@given(speed=speeds, turns=st.lists(angles, min_size=1, max_size=3))
def test_it_is_where_its_speed_and_track_bring_it(speed, turns):
    path = _path(speed, turns, 30.0)
    time_s = np.arange(path.start_s, path.end_s, 0.1)
    fix = path.at(time_s)
    azimuth_deg, _, gone_m = WGS84.inv(
        fix.lon_deg[:-1], fix.lat_deg[:-1], fix.lon_deg[1:], fix.lat_deg[1:]
    )
    # A chord is shorter than its arc, by less than a tenth of a millimetre here.
    assert np.abs(gone_m - 0.1 * speed).max() < 0.01
    off_deg = (azimuth_deg - fix.track_deg[:-1] + 180.0) % 360.0 - 180.0
    rate_dps = np.degrees(GRAVITY_MPS2 * np.tan(np.radians(30.0)) / speed)
    assert np.abs(off_deg).max() <= 0.05 * rate_dps + 0.01


@given(speed=st.floats(40.0, 250.0), angle=angles)
def test_a_turn_turns_by_its_angle_on_its_radius(speed, angle):
    flyer = Flyer(35.0, 40.0, 10.0, 0.0, speed).turn(angle, bank_deg=25.0)
    turned_deg = (flyer.azimuth_deg - 10.0 - angle + 180.0) % 360.0 - 180.0
    # Meridians converge over the tens of kilometres of a fast turn.
    assert abs(turned_deg) < 0.5
    length_m = np.radians(abs(angle)) * turn_radius_m(speed, 25.0)
    assert flyer.time_s == pytest.approx(length_m / speed)


def test_the_past_ends_at_the_anchor_where_the_future_begins():
    path = _path(200.0, [60.0, -90.0], 40.0)
    fix = path.at(np.array([1000.0 - 1e-6, 1000.0, 1000.0 + 1e-6]))
    assert fix.lat_deg == pytest.approx([35.2] * 3, abs=1e-8)
    assert fix.lon_deg == pytest.approx([40.3] * 3, abs=1e-8)
    assert fix.track_deg == pytest.approx([77.0] * 3, abs=1e-4)


def test_a_turn_laid_backward_is_flown_as_it_is_named():
    past = Flyer(35.0, 40.0, 90.0, 0.0, 100.0, backward=True).turn(60.0)
    path = join(past, None)
    assert path.at(np.array([path.start_s])).track_deg[0] == pytest.approx(
        30.0, abs=0.1
    )


def test_a_hover_stays_and_a_start_gains_speed():
    flyer = Flyer(35.0, 40.0, 90.0, 0.0, 50.0)
    flyer.straight(500.0, to_mps=0.0).hover(60.0).straight(500.0, to_mps=50.0)
    path = join(None, flyer)
    assert path.duration_s == pytest.approx(20.0 + 60.0 + 20.0)
    fix = path.at(np.arange(20.5, 79.5, 1.0))
    assert np.ptp(fix.lat_deg) == 0.0
    assert np.ptp(fix.lon_deg) == 0.0
    assert (fix.speed_mps == 0.0).all()
    end = path.at(np.array([path.end_s]))
    _, _, gone_m = WGS84.inv(40.0, 35.0, end.lon_deg[0], end.lat_deg[0])
    assert gone_m == pytest.approx(1000.0, abs=0.001)


def test_a_leg_laid_backward_keeps_its_speed():
    with pytest.raises(ValueError, match="keeps its speed"):
        Flyer(35.0, 40.0, 0.0, 0.0, 50.0, backward=True).straight(10.0, to_mps=60.0)
