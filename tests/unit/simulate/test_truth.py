"""The oracle of the month against figures that can be told by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from thalweg.agreement.load import load
from thalweg.simulate import truth
from thalweg.simulate.expect import EXCURSION, Expect, Feature, fault
from thalweg.simulate.flight import Flight
from thalweg.simulate.ground import Ground
from thalweg.simulate.month import Outage, lay_day
from thalweg.simulate.path import Flyer, join, shifted
from thalweg.simulate.planner import Planner


@pytest.fixture(scope="module")
def ground(repository):
    return Ground(load(repository / "examples/euphrates/agreement.yaml"))


def _flight(path, height_ft=10_000.0, party="west", mover="f0e081"):
    return Flight(
        mover=mover,
        callsign=None,
        party=party,
        path=path,
        heights=((0.0, height_ft),),
    )


def test_the_right_bank_is_the_south_western_one(ground):
    lat, lon = ground.place(20_000.0, -15_000.0)
    here = (np.array([lat]), np.array([lon]))
    assert ground.depth_m("right", *here)[0] < -5000.0
    assert ground.depth_m("left", *here)[0] > 5000.0
    assert lat < ground.place(20_000.0, 0.0)[0]


def test_outside_the_area_there_is_no_depth(ground):
    lat, lon = ground.place(20_000.0, 45_000.0)
    assert np.isnan(ground.depth_m("right", np.array([lat]), np.array([lon]))[0])


def test_the_two_parts_make_the_area(ground):
    assert ground.left.area + ground.right.area == pytest.approx(ground.area.area)
    assert ground.left.intersection(ground.right).area == pytest.approx(0.0, abs=1.0)


def test_a_pass_by_the_site_lasts_as_long_as_its_chord(ground):
    site = ground.site.at
    lat, lon = shifted(site.lat_deg, site.lon_deg, 0.0, 6000.0)
    at = (lat, lon, 90.0, 5000.0, 100.0)
    path = join(
        Flyer(*at, backward=True).straight(30_000.0), Flyer(*at).straight(30_000.0)
    )
    (stay,) = truth.stays(ground, _flight(path))
    assert stay.least_m == pytest.approx(6000.0, abs=0.1)
    assert stay.stay_s == pytest.approx(
        2.0 * math.sqrt(10.0**2 - 6.0**2) * 10.0, abs=0.1
    )
    assert stay.overhead_s == 0.0
    assert truth.stays(ground, _flight(path, height_ft=30_001.0)) == []


def test_two_that_pass_are_as_near_as_they_are_laid():
    at = (35.0, 40.0, 0.0, 1000.0, 150.0)
    lat, lon = shifted(35.0, 40.0, 90.0, 3000.0)
    down = (lat, lon, 180.0, 1000.0, 100.0)
    west, east = (
        join(Flyer(*a, backward=True).straight(40_000.0), Flyer(*a).straight(40_000.0))
        for a in (at, down)
    )
    (met,) = truth.encounters(
        _flight(west, 8000.0),
        _flight(east, 8600.0, "east", "f0e181"),
        within_m=5556.0,
        within_ft=1000.0,
    )
    assert met.horizontal_m == pytest.approx(3000.0, abs=0.1)
    assert met.vertical_ft == 600.0
    assert met.relative_mps == pytest.approx(250.0, abs=0.1)
    half_s = math.sqrt(5556.0**2 - 3000.0**2) / 250.0
    assert met.end_s - met.start_s == pytest.approx(2.0 * half_s, abs=0.05)
    assert met.closest_s == pytest.approx(1000.0, abs=0.02)


def test_a_feature_that_does_more_than_it_says_is_refused(ground):
    planner = Planner(ground, np.random.Generator(np.random.PCG64(1)), 0)
    lat, lon = planner.deep("right", 10_000.0, 5000.0)
    at = (lat, lon, ground.axis_deg - 90.0, 5000.0, 200.0)
    path = join(
        Flyer(*at, backward=True).straight(40_000.0), Flyer(*at).straight(9000.0)
    )
    flight = planner.flight("west", path, 20_000.0)
    silent = Feature(tag="silent", flights=(flight,))
    assert "nobody expects" in (fault(ground, silent) or "")
    wrong = Expect(kind=EXCURSION, flights=(flight,), grade="probable")
    said = fault(
        ground, Feature(tag="t", flights=(flight,), expects=(wrong,), crossings=1)
    )
    assert "not just beyond" in (said or "")


def test_no_play_reaches_into_an_outage(ground):
    outage = Outage(feed="basin", from_s=30_000.0, to_s=56_000.0)
    day = lay_day(ground, 0, seed=3, outages=(outage,), formations=3, report_s=10.0)
    for feature in day.features:
        for flight in feature.flights:
            assert flight.end_s < 30_000.0 or flight.start_s > 56_000.0
