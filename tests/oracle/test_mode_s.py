"""Mode S against second opinions: the standard's formulas, and rs1090 alone."""

import math

import pytest
import rs1090
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.oracle import plain_mode_s as plain
from thalweg.feeds.cpr import (
    Half,
    from_near,
    from_pair,
    from_surface_pair,
    longitude_zones,
)
from thalweg.feeds.mode_s_header import altitudes_ft, headers, squawks

lats = st.floats(-89.9, 89.9)
lons = st.floats(-180, 179.999)
numbers = st.integers(0, 2**17 - 1)
# Half a step of the grid, in degrees, at the equator; at the poles longitudes are wide.
STEP_DEG = 360 / 59 / 2**17


def half(pair, *, odd, surface=False):
    return Half(*pair, odd, surface)


def apart_deg(one, other):
    return abs((one - other + 180) % 360 - 180)


@given(lats)
def test_zones_of_longitude_are_those_of_the_formula(lat):
    edge = min(abs(abs(lat) - e) for e in (10.47047130, 59.95459277, 87.0))
    assume(edge > 1e-6)
    assert longitude_zones(lat) == plain.zones(lat)


@given(numbers, numbers, numbers, numbers, st.booleans())
def test_any_pair_gives_what_the_formula_gives(yz0, xz0, yz1, xz1, latest_odd):
    even, odd = half((yz0, xz0), odd=False), half((yz1, xz1), odd=True)
    ours = from_pair(even, odd, latest=odd if latest_odd else even)
    theirs = plain.plain_pair((yz0, xz0), (yz1, xz1), latest_odd=latest_odd)
    if theirs is None:
        assert ours is None
    else:
        assert ours == pytest.approx(theirs, abs=1e-9)


@given(lats, lons, st.booleans())
@example(35.25, 179.9999, True)
@example(-0.00001, -0.00001, False)
@example(86.9, 12.0, True)
def test_a_place_comes_back_from_its_pair(lat, lon, latest_odd):
    even, odd = (
        half(plain.encoded(lat, lon, odd=odd), odd=odd) for odd in (False, True)
    )
    place = from_pair(even, odd, latest=odd if latest_odd else even)
    assume(place is not None)
    assert abs(place[0] - lat) <= STEP_DEG
    assert apart_deg(place[1], lon) <= 360 / max(longitude_zones(lat) - 1, 1) / 2**17
    assert -180 <= place[1] < 180


@given(lats, lons, st.booleans(), st.booleans(), st.floats(0, 1), st.floats(0, 6.28))
def test_a_place_comes_back_from_one_message_and_a_place_nearby(
    lat, lon, odd, surface, far, bearing
):
    assume(abs(lat) < 80)
    reach_deg = (40 if surface else 170) / 60 * far
    near = (
        lat + reach_deg * math.cos(bearing),
        lon + reach_deg * math.sin(bearing) / math.cos(math.radians(lat)),
    )
    # Near the edge of a zone of longitudes the number of zones is that of the message.
    assume(longitude_zones(near[0]) == longitude_zones(lat))
    message = half(
        plain.encoded(lat, lon, odd=odd, surface=surface), odd=odd, surface=surface
    )
    place = from_near(message, near)
    assert place is not None
    assert abs(place[0] - lat) <= STEP_DEG
    assert apart_deg(place[1], lon) <= 10 * STEP_DEG


@given(lats, lons, st.booleans(), st.floats(-20, 20), st.floats(-40, 40))
def test_a_surface_pair_needs_only_the_quarter_of_the_world(
    lat, lon, latest_odd, north, east
):
    assume(abs(lat) < 80)
    even, odd = (
        half(plain.encoded(lat, lon, odd=odd, surface=True), odd=odd, surface=True)
        for odd in (False, True)
    )
    place = from_surface_pair(
        even, odd, latest=odd if latest_odd else even, near=(lat + north, lon + east)
    )
    assume(place is not None)
    assert abs(place[0] - lat) <= STEP_DEG
    assert apart_deg(place[1], lon) <= 10 * STEP_DEG


@given(lats, lons, st.booleans())
def test_rs1090_pairs_alike(lat, lon, latest_odd):
    order = (False, True) if latest_odd else (True, False)
    frames = [plain.position(0xF0E001, lat, lon, odd=odd).hex() for odd in order]
    theirs = rs1090.decode(frames, [1_513_137_900.0, 1_513_137_900.5])[1]
    even, odd = (
        half(plain.encoded(lat, lon, odd=odd), odd=odd) for odd in (False, True)
    )
    ours = from_pair(even, odd, latest=odd if latest_odd else even)
    if ours is None:
        assert "latitude" not in theirs
    else:
        assert ours == pytest.approx((theirs["latitude"], theirs["longitude"]))


def test_every_altitude_code_is_read_as_rs1090_reads_it():
    frames = [plain.reply(4, 0, code, 0xF0E001).hex() for code in range(1 << 13)]
    theirs = [message["altitude"] for message in rs1090.decode(frames)]
    ours = altitudes_ft()
    metric = [code for code in range(1 << 13) if code & 0x40]
    assert all(ours[code] is None for code in metric)
    differ = {
        ours[code]: theirs[code]
        for code in sorted({*range(1 << 13)} - {*metric})
        if ours[code] != theirs[code]
    }
    # rs1090 has none below zero in steps of 100 ft; all that differ are those.
    assert differ == dict.fromkeys(range(-1200, 0, 100))


@given(st.integers(-40, 2006).map(lambda step: step * 25))
def test_an_altitude_comes_back_from_its_code(feet):
    assert altitudes_ft()[plain.altitude_13(feet)] == feet


@given(st.from_regex(r"[0-7]{4}", fullmatch=True))
def test_a_squawk_comes_back_from_its_code(squawk):
    code = plain.identity_13(squawk)
    assert squawks()[code] == squawk
    frame = plain.reply(5, 0, code, 0xF0E001)
    assert rs1090.decode(frame.hex())["squawk"] == squawk


@given(st.lists(st.binary(min_size=0, max_size=16), min_size=1, max_size=8))
def test_remainders_are_those_of_long_division(frames):
    head = headers(frames)
    for place, frame in enumerate(frames):
        df = min(frame[0] >> 3, 24) if frame else -1
        size = 7 if df < 16 else 14
        if len(frame) not in (7, 14) or len(frame) < size:
            assert head.df[place] == -1
            continue
        assert head.df[place] == df
        frame = frame[:size]
        rest = plain.parity(frame[:-3]) ^ int.from_bytes(frame[-3:], "big")
        assert head.remainder[place] == rest
