"""Reports are off by as much as they say, and no more than receivers are."""

from __future__ import annotations

import numpy as np
import pytest

from thalweg.simulate.flight import NACP_ERROR_M, Flight
from thalweg.simulate.path import WGS84, Flyer, join
from thalweg.simulate.receive import hear, repeats, to_table, wander
from thalweg.tables.positions import POSITIONS


def _flight(**more):
    flyer = Flyer(35.0, 40.0, 30.0, 0.0, 200.0).straight(400_000.0)
    settings = {
        "mover": "f0e001",
        "callsign": "WST01",
        "party": "west",
        "path": join(None, flyer),
        "heights": ((0.0, 10_000.0), (1000.0, 30_000.0)),
    }
    return Flight(**(settings | more))


def _rng(seed=5):
    return np.random.Generator(np.random.PCG64(seed))


def test_ninety_five_in_a_hundred_positions_lie_within_the_stated_error():
    away_m = []
    for seed in range(200):
        flight = _flight(noise_frac=1.0, nac_p=8)
        heard = hear(flight, _rng(seed), epoch_us=0)
        true = flight.at(heard.true_s)
        away_m.append(
            WGS84.inv(heard.lon_deg, heard.lat_deg, true.lon_deg, true.lat_deg)[2]
        )
    within = (np.concatenate(away_m) <= NACP_ERROR_M[8]).mean()
    assert 0.93 < within < 0.97


def test_the_wander_has_the_same_spread_at_every_instant():
    drawn = np.array([wander(np.arange(0.0, 300.0, 7.0), _rng(s)) for s in range(4000)])
    assert drawn.std(axis=0) == pytest.approx(1.0, abs=0.06)
    assert np.abs(np.diff(drawn, axis=1)).max() < 1.0


@pytest.mark.parametrize("quantum_ft", [25.0, 100.0])
def test_heights_come_in_steps_about_the_biased_truth(quantum_ft):
    flight = _flight(quantum_ft=quantum_ft, alt_bias_ft=80.0)
    heard = hear(flight, _rng(), epoch_us=0)
    assert (heard.alt_baro_ft % quantum_ft == 0.0).all()
    off_ft = heard.alt_baro_ft - flight.height_ft(heard.true_s) - 80.0
    assert np.abs(off_ft).max() <= 0.5 * quantum_ft


def test_gaps_and_losses_leave_reports_out():
    whole = hear(_flight(), _rng(), epoch_us=0)
    lossy = hear(_flight(loss_frac=0.2, gaps=((300.0, 500.0),)), _rng(), epoch_us=0)
    assert not ((lossy.true_s > 300.0) & (lossy.true_s < 500.0)).any()
    assert 0.6 < len(lossy.true_s) / len(whole.true_s) < 0.85


@pytest.mark.parametrize("age_known", [True, False])
def test_repeats_tell_their_age_only_where_it_is_known(age_known):
    heard = hear(_flight(age_known=age_known), _rng(), epoch_us=0)
    again = repeats(heard, _rng(), share_frac=0.5)
    times = set(heard.time_us.tolist())
    repeated = [t in times for t in again.time_us.tolist()]
    assert all(repeated) if age_known else not any(repeated)
    table = POSITIONS.conform(
        to_table([("a", heard), ("a", again)])
        .append_column("source_sha256", [[""] * (len(times) + len(repeated))])
        .append_column("source_row", [[0] * (len(times) + len(repeated))])
    )
    nulls = table.column("received").null_count
    assert nulls == (0 if age_known else table.num_rows)


def test_a_hovering_aircraft_repeats_its_position_exactly():
    flyer = Flyer(35.0, 40.0, 90.0, 0.0, 50.0)
    flyer.straight(500.0, to_mps=0.0).hover(600.0)
    flight = _flight(path=join(None, flyer), heights=((0.0, 3000.0),))
    heard = hear(flight, _rng(), epoch_us=0)
    still = heard.ground_speed_mps == 0.0
    assert still.sum() > 100
    assert len(set(zip(heard.lat_deg[still], heard.lon_deg[still], strict=True))) == 1


def test_codes_are_in_force_from_their_instant_on():
    flight = _flight(squawks=((100.0, "7700"),))
    heard = hear(flight, _rng(), epoch_us=0)
    table = to_table([("a", heard)])
    codes = table.column("squawk").to_pylist()
    assert codes == ["7700" if s >= 100.0 else "2000" for s in heard.true_s]
