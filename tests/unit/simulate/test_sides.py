"""What a side's receiver adds to a report, and takes from it."""

from __future__ import annotations

import numpy as np
import pytest

from thalweg.errors import ConfigError
from thalweg.simulate.flight import Flight
from thalweg.simulate.path import WGS84, Flyer, join
from thalweg.simulate.receive import hear
from thalweg.simulate.scenario import read_scenario
from thalweg.simulate.sides import HearingText, as_heard

EPOCH_US = 1_512_086_400_000_000


def _heard():
    flyer = Flyer(35.0, 40.0, 30.0, 0.0, 200.0).straight(200_000.0)
    flight = Flight(
        mover="f0e001",
        callsign=None,
        party="west",
        path=join(None, flyer),
        heights=((0.0, 4_000.0), (1000.0, 14_000.0)),
    )
    return hear(flight, _rng(), epoch_us=EPOCH_US)


def _rng():
    return np.random.Generator(np.random.PCG64(7))


def _received(**settings):
    hearing = HearingText.model_validate({"name": "dam", "side": "west", **settings})
    return as_heard(hearing, _heard(), _rng(), epoch_us=EPOCH_US)


@pytest.mark.parametrize(
    ("text", "clock_us"), [("3.2 s", 3_200_000), ("-1700 ms", -1_700_000)]
)
def test_its_clock_is_off_and_nothing_else(text, clock_us):
    plain, late = _heard(), _received(clock=text)
    assert np.all(late.time_us - plain.time_us == clock_us)
    assert np.all(late.received_us - plain.received_us == clock_us)
    assert np.array_equal(late.true_s, plain.true_s)
    assert np.allclose(late.lat_deg, plain.lat_deg, atol=1e-6)


def test_it_hears_nothing_below_its_floor_nor_while_silent():
    plain = _heard()
    high = _received(floor="9000 ft")
    assert np.array_equal(high.true_s, plain.true_s[plain.true_s >= 500.0])
    silent = _received(silent=[{"from": "2017-12-01T00:05:00Z", "for": "2 min"}])
    lost_s = set(plain.true_s) - set(silent.true_s)
    assert lost_s == {t for t in plain.true_s if 300.0 <= t <= 420.0}
    assert lost_s


def test_it_loses_a_share_and_errs_by_what_it_says():
    plain, lossy = _heard(), _received(loss=0.3)
    assert 0.6 < len(lossy.true_s) / len(plain.true_s) < 0.8
    off = _received(error="50 m")
    _, _, away_m = WGS84.inv(off.lon_deg, off.lat_deg, plain.lon_deg, plain.lat_deg)
    assert 2.0 < np.median(away_m) < 60.0


def test_receivers_have_a_side_each_or_none(repository, tmp_path):
    source = repository / "examples/euphrates/two-sides.yaml"
    text = source.read_text("utf-8").replace("    side: east\n", "")
    (tmp_path / "scenario.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="a side, or none"):
        read_scenario(tmp_path / "scenario.yaml")
