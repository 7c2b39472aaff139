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
from thalweg.feeds.messages import Heard
from thalweg.feeds.mode_s_header import altitudes_ft, headers, squawks
from thalweg.feeds.mode_s_squitter import tell

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


# rs1090's words for an emergency, in readsb's.
EMERGENCIES = {
    "none": None,
    "general": "general",
    "medical": "lifeguard",
    "minimum_fuel": "minfuel",
    "no_communication": "nordo",
    "unlawful_interference": "unlawful",
    "downed_aircraft": "downed",
    "reserved": "reserved",
}


def told(frame):
    """Return what thalweg hears in a squitter's 56 bits."""
    bits = int.from_bytes(frame[4:11], "big")
    heard = Heard(0, 0, "f0e001")
    tell(heard, bits >> 51, bits, ground=False, supplemented=True)
    return heard, bits


def any_payload(*type_codes):
    """Return a strategy of squitters with these type codes and any other bits."""
    return st.builds(
        lambda code, rest: plain.squitter(0xF0E001, (code, 5), (rest, 51)),
        st.sampled_from(type_codes),
        st.integers(0, 2**51 - 1),
    )


@given(any_payload(*range(5, 19), 20, 21, 22))
def test_positions_are_read_as_rs1090_reads_them(frame):
    heard, bits = told(frame)
    theirs = rs1090.decode(frame.hex())
    if theirs is None or "lat_cpr" not in theirs:
        # It refuses some payloads whose other fields are out of range.
        return
    half = heard.half
    found = (half.lat, half.lon, half.odd, half.surface)
    code = bits >> 51
    expected = (theirs["lat_cpr"], theirs["lon_cpr"], theirs["parity"] == "odd")
    assert found == (*expected, code < 9)
    if code < 9:
        assert heard.news["ground_speed"] == theirs["groundspeed"]
        assert heard.news["track"] == theirs["track"]
        return
    height = heard.alt_geo_ft if code >= 20 else heard.news.get("alt_baro")
    if theirs["altitude"] is not None or height is None or height >= 0:
        # All ones are 50,175 ft, which it does not read.
        assert height in (theirs["altitude"], 50_175.0)


@given(any_payload(19))
def test_velocities_are_read_as_rs1090_reads_them(frame):
    heard, bits = told(frame)
    theirs = rs1090.decode(frame.hex())
    assume(theirs is not None)
    subtype, east, north = bits >> 48 & 7, bits >> 32 & 1023, bits >> 21 & 1023
    if subtype in (1, 2) and 0 < east < 1023 and 0 < north < 1023:
        # It counts supersonic speeds in knots, where one step is 4 kt.
        step = 4 if subtype == 2 else 1
        speed = pytest.approx(theirs["groundspeed"] * step, abs=1e-6)
        assert heard.news["ground_speed"] == speed
        if (east, north) != (1, 1):
            assert heard.news["track"] == pytest.approx(theirs["track"], abs=1e-6)
    else:
        assert heard.news["ground_speed"] is None
        assert heard.news["track"] is None
    if bits >> 10 & 511 != 511:
        assert heard.news["vertical_rate"] == theirs.get("vertical_rate")
    if 1 < bits & 127 < 127:
        assert heard.news["geo_minus_baro"] == theirs["geo_minus_baro"]


@given(any_payload(1, 2, 3, 4, 28, 29, 31))
def test_what_else_is_said_is_read_as_rs1090_reads_it(frame):
    heard, bits = told(frame)
    theirs = rs1090.decode(frame.hex())
    assume(theirs is not None)
    code, subtype = bits >> 51, bits >> 48 & 7
    if code < 5 and "callsign" in heard.news:
        callsign = heard.news["callsign"]
        assert callsign is None or callsign.replace(" ", "") == theirs["callsign"]
    if code == 28 and subtype == 1:
        assert heard.news["squawk"] == theirs["squawk"]
        assert heard.news["emergency"] == EMERGENCIES[theirs["emergency_state"]]
    if code == 29 and theirs["bds"] == "62":
        assert heard.news["nac_p"] == theirs["NACp"]
    if code == 31 and subtype < 2 and theirs.get("version") in (0, 1, 2):
        assert heard.news["version"] == theirs["version"]
        assert heard.news.get("nac_p") == theirs.get("NACp")
        supplement = theirs.get("NICa", theirs.get("NICs"))
        assert heard.news.get("nic_a") == supplement
