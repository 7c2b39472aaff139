"""Messages put together: what a row says beside its position, and for how long."""

import pytest

from tests.oracle import plain_mode_s as plain
from thalweg.feeds.feed import BAD_VALUE, NO_MOVER, NO_POSITION, NO_TIME
from thalweg.feeds.messages import MOST_MOVERS, NAMES, Assembler, Heard
from thalweg.feeds.mode_s_decode import decode
from thalweg.model.feed import DeclaredCoverage, FeedSettings
from thalweg.model.place import Position

ME, OTHER = 0xF0E001, 0xF0E002
NOW_S = 1_513_137_900
NOWHERE = FeedSettings(name="x")
LAT, LON = 35.25, 40.25
# An all-call reply, in the air: it says who there is.
ANNOUNCED = plain.sealed(b"\x5d\xf0\xe0\x01")


def put(*timed, settings=NOWHERE):
    """Return rows and losses of (seconds, frame) in this order."""
    assembler = Assembler(settings)
    times = [None if s is None else round((NOW_S + s) * 1e6) for s, _ in timed]
    decode([frame for _, frame in timed], times, range(len(timed)), assembler)
    raw = assembler.batch(NAMES)
    rows = raw.table.to_pylist()
    for row, place in zip(rows, raw.row.tolist(), strict=True):
        row["row"] = place
        row["s"] = round(row["time"] / 1e6 - NOW_S, 6)
    return rows, dict(raw.lost)


def pair(at_s=0.0, *, lat=LAT, lon=LON, address=ME, **kind):
    """Return an even and an odd position, half a second apart."""
    return [
        (at_s, plain.position(address, lat, lon, odd=False, **kind)),
        (at_s + 0.5, plain.position(address, lat, lon, odd=True, **kind)),
    ]


def last(*timed, settings=NOWHERE):
    rows, _ = put(*timed, settings=settings)
    return rows[-1]


def test_a_pair_gives_a_place_and_the_first_message_none():
    rows, lost = put(*pair())
    assert [row["row"] for row in rows] == [1]
    assert (rows[0]["lat"], rows[0]["lon"]) == pytest.approx((LAT, LON), abs=1e-4)
    assert rows[0]["mover"] == "f0e001"
    assert rows[0]["alt_baro"] == 30_000
    assert rows[0]["on_ground"] is False
    assert rows[0]["source_type"] == "adsb_icao"
    assert lost == {NO_POSITION: 1}


def test_an_airborne_pair_holds_for_ten_seconds():
    even, odd = (frame for _, frame in pair())
    assert len(put((0, even), (10, odd))[0]) == 1
    rows, _ = put((0, even), (10.001, odd))
    assert [row["lat"] for row in rows] == [None]


def test_its_own_place_serves_for_a_minute():
    later = plain.position(ME, LAT + 0.1, LON, odd=True)
    near = last(*pair(), (60.4, later))
    assert near["lat"] == pytest.approx(LAT + 0.1, abs=1e-4)
    rows, _ = put(*pair(), (60.6, later))
    assert len(rows) == 1


def test_a_fresh_pair_goes_before_a_wrong_place():
    """Of two movers with one address, the second is not drawn to the first."""
    rows, _ = put(*pair(0), *pair(11, lat=-20.0, lon=100.0))
    assert rows[-1]["lat"] == pytest.approx(-20.0, abs=1e-4)


def test_a_message_of_the_other_hemisphere_makes_no_pair_with_a_surface_one():
    rows, _ = put(
        (0, plain.surface(ME, LAT, LON, odd=False)),
        (0.5, plain.position(ME, LAT, LON, odd=True)),
    )
    assert rows == []


def test_a_surface_pair_needs_a_place_to_start_from():
    taxi = [
        (0.0, plain.surface(ME, LAT, LON, odd=False)),
        (0.5, plain.surface(ME, LAT, LON, odd=True)),
    ]
    assert put(*taxi)[0] == []
    here = Position(lat_deg=34.0, lon_deg=41.0)
    circle = DeclaredCoverage(centre=here, radius_m=1e5)
    for settings in (
        FeedSettings(name="x", radar=here),
        FeedSettings(name="x", coverage=(circle,)),
    ):
        row = last(*taxi, settings=settings)
        assert (row["lat"], row["lon"]) == pytest.approx((LAT, LON), abs=1e-4)
        assert row["on_ground"] is True
        assert row["ground_speed"] == 2.0
        assert row["track"] == 90.0
        assert row["alt_baro"] is None


def test_a_surface_message_is_placed_by_its_movers_own_place_for_five_minutes():
    down = plain.surface(ME, LAT + 0.3, LON, odd=True)
    assert last(*pair(), (300, down))["lat"] == pytest.approx(LAT + 0.3, abs=1e-4)
    rows, _ = put(*pair(), (301, down))
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("movement", "apart_s", "placed"),
    [(13, 50, True), (13, 51, False), (60, 25, True), (60, 26, False)],
)
def test_a_surface_pair_holds_longer_where_it_is_slow(movement, apart_s, placed):
    rows, _ = put(
        (0, plain.surface(ME, LAT, LON, odd=False, movement=movement)),
        (apart_s, plain.surface(ME, LAT, LON, odd=True, movement=movement)),
        settings=FeedSettings(name="x", radar=Position(lat_deg=LAT, lon_deg=LON)),
    )
    assert [row["lat"] is not None for row in rows] == [placed]


def test_a_heading_on_the_ground_is_no_track():
    settings = FeedSettings(name="x", radar=Position(lat_deg=LAT, lon_deg=LON))
    taxi = [
        (1.0, plain.surface(ME, LAT, LON, odd=False)),
        (1.5, plain.surface(ME, LAT, LON, odd=True)),
    ]
    for heading, track in ((0, 90.0), (1, None)):
        status = plain.operational_status(ME, on_ground=True, heading=heading)
        assert last((0, status), *taxi, settings=settings)["track"] == track


# What was said, the column it fills, its value, and how long it holds.
SAID = [
    (plain.identification(ME, "RED01", "A5"), "callsign", "RED01", 600),
    (plain.identification(ME, "RED01", "A5"), "category", "A5", 600),
    (plain.identification(ME, "RED01", "B6"), "category", "B6", 600),
    (plain.operational_status(ME, version=2), "version", 2, 600),
    (plain.operational_status(ME, version=1), "version", 1, 600),
    (plain.operational_status(ME, nac_p=8), "nac_p", 8, 30),
    (plain.operational_status(ME, advisory=True), "acas_ra", True, 10),
    (plain.operational_status(ME), "acas_ra", False, 10),
    (plain.velocity(ME, 300, 400), "ground_speed", 500.0, 10),
    (plain.velocity(ME, 0, 400), "track", 0.0, 10),
    (plain.velocity(ME, 0, 400, up_fpm=-1280), "vertical_rate", -1280.0, 10),
    (plain.velocity(ME, 0, 4, difference_ft=-475), "alt_geo", 29_525.0, 10),
    (plain.emergency(ME, 1, "1234"), "emergency", "general", 30),
    (plain.emergency(ME, 0, "7700"), "emergency", "general", 60),
    (plain.emergency(ME, 2, "1234"), "emergency", "lifeguard", 30),
    (plain.emergency(ME, 0, "7600"), "emergency", "nordo", 60),
    (plain.emergency(ME, 0, "1234"), "emergency", None, None),
    (plain.emergency(ME, 0, "1234"), "squawk", "1234", 60),
    (plain.reply(5, 0, plain.identity_13("2345"), ME), "squawk", "2345", 60),
    (plain.reply(21, 0, plain.identity_13("2345"), ME, bytes(7)), "squawk", "2345", 60),
    (plain.airspeed(ME, 0, 300), "ground_speed", None, None),
    (plain.airspeed(ME, 0, 300), "track", None, None),
    (plain.squitter(ME, (29, 5), (1, 2), (0, 32), (7, 4), (0, 13)), "nac_p", 7, 30),
]


@pytest.mark.parametrize(("frame", "name", "value", "holds_s"), SAID)
def test_what_was_said_holds_so_long(frame, name, value, holds_s):
    assert last(*pair(-2), (-1, frame), *pair(-0.5))[name] == value
    if holds_s is None:
        return
    # Something is heard all the while, so that the flight is the same one.
    known = [(s, ANNOUNCED) for s in range(10, 600, 60)]
    for apart_s, said in ((holds_s, value), (holds_s + 0.1, None)):
        heard = [(s, frame) for s, frame in known if s < apart_s - 1]
        row = last((-1, ANNOUNCED), (0, frame), *heard, *pair(apart_s - 0.5))
        assert row["lat"] is not None
        expected = 0 if said is None and name == "version" else said
        assert row[name] == expected


def test_after_ten_minutes_of_silence_nothing_is_carried_on():
    callsign = plain.identification(ME, "RED01")
    assert last((0, callsign), *pair(599))["callsign"] == "RED01"
    assert last((0, callsign), *pair(601))["callsign"] is None


def test_a_later_word_goes_before_an_earlier_one():
    row = last(
        (0, plain.velocity(ME, 300, 400)), (1, plain.airspeed(ME, 0, 300)), *pair(2)
    )
    assert row["ground_speed"] is None
    row = last((0, plain.emergency(ME, 1, "7700")), (1, plain.emergency(ME, 0, "1000")),
               *pair(2))  # fmt: skip
    assert (row["emergency"], row["squawk"]) == (None, "1000")


def test_a_supersonic_speed_counts_in_fours():
    row = last((0, plain.velocity(ME, 300, 400, subtype=2)), *pair(1))
    assert row["ground_speed"] == 2000.0


def test_a_height_above_the_ellipsoid_is_no_pressure_altitude():
    row = last(*pair(type_code=20))
    assert (row["alt_baro"], row["alt_geo"]) == (None, 30_000)
    fresh = plain.reply(4, 0, plain.altitude_13(29_000), ME)
    known, stale = (0.5, fresh), (-0.6, fresh)
    even, odd = pair(type_code=20)
    assert last(even, known, odd)["alt_baro"] == 29_000
    assert last((-1, ANNOUNCED), stale, even, odd)["alt_baro"] is None


def test_a_position_without_a_height_has_none():
    row = last(*pair(feet=None))
    assert (row["alt_baro"], row["alt_geo"]) == (None, None)


@pytest.mark.parametrize(
    ("frame", "on_ground"),
    [
        (plain.sealed(b"\x5c\xf0\xe0\x01"), True),
        (plain.sealed(b"\x5d\xf0\xe0\x01"), False),
        (plain.sealed(b"\x5e\xf0\xe0\x01"), None),
        (plain.reply(4, 1, 0, ME), True),
        (plain.reply(5, 0, 0, ME), False),
        (plain.reply(4, 3, 0, ME), True),
        (plain.reply(4, 4, 0, ME), None),
        (plain.reply(0, 4, 0, ME), True),
        (plain.reply(16, 4, 0, ME, bytes(7)), True),
        (plain.reply(0, 0, 0, ME), None),
    ],
)
def test_who_stands_on_the_ground_is_told_by_any_message(frame, on_ground):
    silent = plain.sealed(b"\x5e\xf0\xe0\x01")
    row = last((0, silent), (11, frame))
    assert row["lat"] is None
    assert row["on_ground"] is on_ground


# Advisory on by DF 16 and 20; ended; none; another register that begins alike.
@pytest.mark.parametrize(
    ("df", "register", "advisory"),
    [
        (16, b"\x30\x80\0\0\0\0\0", True),
        (20, b"\x30\x00\0\x10\0\0\0", True),
        (21, b"\x30\x80\0\x20\0\0\0", False),
        (20, b"\x30\x00\0\0\0\0\0", False),
        (20, b"\x30\x80\0\x0c\0\0\0", None),
        (20, b"\x20\x80\0\0\0\0\0", None),
    ],
)
def test_a_resolution_advisory_is_heard_in_replies(df, register, advisory):
    assert last(*pair(), (1, plain.reply(df, 0, 0, ME, register)), *pair(2))[
        "acas_ra"
    ] is advisory  # fmt: skip


def test_a_resolution_advisory_is_heard_in_a_broadcast():
    frame = plain.squitter(ME, (28, 5), (2, 3), (1 << 13, 14), (0, 34))
    row = last((0, frame), *pair(1))
    assert row["acas_ra"] is True
    assert row["squawk"] is None


def test_a_mover_that_sends_on_without_a_position_has_a_row_for_each_ten_seconds():
    speeds = [(s, plain.velocity(ME, 100, 100)) for s in range(1, 36)]
    rows, lost = put(*pair(-0.5), *speeds, *pair(36))
    assert [(row["s"], row["lat"] is None) for row in rows] == [
        (0, False), (10, True), (20, True), (30, True), (36, False), (36.5, False),
    ]  # fmt: skip
    assert lost == {NO_POSITION: 1 + 35 - 3}
    assert rows[1]["source_type"] == "adsb_icao"


def test_silence_makes_no_row():
    speed = plain.velocity(ME, 1, 1)
    rows, _ = put(*pair(0), (9, speed), *pair(69.1))
    assert [row["s"] for row in rows] == [0.5, 69.6]
    rows, _ = put(*pair(0), (9, speed), *pair(69))
    assert [row["s"] for row in rows] == [0.5, 69, 69.5]


def test_a_clock_that_runs_back_makes_no_row_without_a_position():
    speed = plain.velocity(ME, 1, 1)
    rows, _ = put((100, speed), (50, speed), (59, speed), (61, speed))
    assert [row["s"] for row in rows] == [61]


def test_the_relay_of_an_aircraft_is_the_aircraft():
    row = last(*pair(df=18, low=6))
    assert (row["mover"], row["source_type"]) == ("f0e001", "adsr_icao")
    assert row["version"] == 0


@pytest.mark.parametrize(
    ("low", "flag", "mover", "kind", "version"),
    [
        (0, 0, "f0e001", "adsb_icao_nt", 0),
        (1, 0, "~f0e001", "adsb_other", 0),
        (2, 0, "~f0e001", "tisb_icao", None),
        (2, 1, "~f0e001", "tisb_trackfile", None),
        (5, 1, "~f0e001", "tisb_other", None),
        (6, 1, "~f0e001", "adsr_other", 0),
    ],
)
def test_who_is_no_aircraft_is_told_apart(low, flag, mover, kind, version):
    row = last(*pair(df=18, low=low, nic_b=flag))
    found = (row["mover"], row["source_type"], row["version"])
    assert found == (mover, kind, version)


@pytest.mark.parametrize("low", [3, 4, 7])
def test_what_df_18_holds_that_is_no_report_places_nobody(low):
    rows, lost = put(*pair(df=18, low=low))
    assert rows == []
    assert lost == {NO_POSITION: 2}


def test_a_ground_stations_report_is_not_mixed_with_the_aircrafts():
    """An even half of one and an odd half of the other are no pair."""
    (_, even), _ = pair()
    _, (_, odd) = pair(df=18, low=2)
    assert put((0, even), (0.5, odd))[0] == []
    rows, _ = put(*pair(), *pair(1, lat=LAT + 1, df=18, low=2), *pair(2))
    assert [(row["mover"], round(row["lat"])) for row in rows] == [
        ("f0e001", 35), ("~f0e001", 36), ("f0e001", 35), ("f0e001", 35),
    ]  # fmt: skip


def test_the_bit_that_says_whose_address_it_is_is_no_supplement():
    status = plain.operational_status(ME, nic_a=1, relayed_other=True)
    row = last((-1, status), *pair(df=18, low=6, nic_b=1))
    assert (row["mover"], row["version"], row["nic"]) == ("~f0e001", 2, 8)


def test_a_relays_half_and_the_aircrafts_own_are_no_pair():
    (_, even), _ = pair()
    _, (_, odd) = pair(df=18, low=6)
    assert put((0, even), (0.5, odd))[0] == []


@pytest.mark.parametrize("bit", range(0, 112, 9))
def test_a_damaged_squitter_is_never_a_mover(bit):
    (_, even), (at, odd) = pair()
    wrong = (int.from_bytes(odd, "big") ^ 1 << bit).to_bytes(14, "big")
    rows, lost = put((0, even), (at, wrong))
    assert rows == []
    # A flipped bit of the format may make a reply of it, which nobody announced, or a
    # format that is none of an aircraft.
    assert sum(lost.values()) == 2
    if bit < 107:
        assert lost == {NO_POSITION: 1, BAD_VALUE: 1}


def test_a_reply_counts_only_for_an_address_that_was_announced():
    reply = plain.reply(4, 1, plain.altitude_13(1000), ME)
    assert put((0, reply)) == ([], {NO_MOVER: 1})
    assert put((0, ANNOUNCED), (1, reply)) == ([], {NO_POSITION: 2})
    assert put((0, ANNOUNCED), (601, reply)) == ([], {NO_POSITION: 1, NO_MOVER: 1})


def test_an_all_call_with_an_interrogators_code_announces_nobody():
    frame = bytearray(plain.sealed(b"\x5d\xf0\xe0\x01"))
    frame[-1] ^= 0x05
    assert put((0, bytes(frame))) == ([], {NO_MOVER: 1})
    frame[-1] ^= 0x80
    assert put((0, bytes(frame))) == ([], {BAD_VALUE: 1})


def test_what_is_no_frame_is_bad_and_what_names_nobody_has_no_mover():
    cases = [
        (b"\x08" + bytes(6), BAD_VALUE),
        (b"\x8d" + bytes(6), BAD_VALUE),
        (bytes(3), BAD_VALUE),
        (plain.sealed(b"\x5d\0\0\0"), NO_MOVER),
        (b"\xff" + bytes(13), NO_POSITION),
    ]
    for frame, reason in cases:
        assert put((0, frame)) == ([], {reason: 1})


def test_a_frame_without_a_time_is_counted():
    assert put((None, pair()[0][1])) == ([], {NO_TIME: 1})


@pytest.mark.parametrize(
    ("status", "kind", "grades"),
    [
        (None, {"type_code": 11}, (None, 7, 0)),
        ({"version": 0}, {"type_code": 11}, (None, 7, 0)),
        ({"version": 0}, {"type_code": 9}, (None, 9, 0)),
        ({"version": 0}, {"type_code": 18}, (None, 0, 0)),
        ({"version": 0}, {"type_code": 20}, (None, 9, 0)),
        ({"version": 1}, {"type_code": 11}, (8, None, 1)),
        ({"version": 1, "nic_a": 1}, {"type_code": 11}, (9, None, 1)),
        ({"version": 1, "nic_a": 1}, {"type_code": 16}, (3, None, 1)),
        ({"version": 2}, {"type_code": 9}, (11, None, 2)),
        ({"version": 2}, {"type_code": 10}, (10, None, 2)),
        ({"version": 2}, {"type_code": 11}, (8, None, 2)),
        ({"version": 2, "nic_a": 1}, {"type_code": 11}, (8, None, 2)),
        ({"version": 2, "nic_a": 1}, {"type_code": 11, "nic_b": 1}, (9, None, 2)),
        ({"version": 2}, {"type_code": 12}, (7, None, 2)),
        ({"version": 2, "nic_a": 1}, {"type_code": 13, "nic_b": 1}, (6, None, 2)),
        ({"version": 2}, {"type_code": 14}, (5, None, 2)),
        ({"version": 2}, {"type_code": 15}, (4, None, 2)),
        ({"version": 2}, {"type_code": 16}, (2, None, 2)),
        ({"version": 2, "nic_a": 1}, {"type_code": 16, "nic_b": 1}, (3, None, 2)),
        ({"version": 2}, {"type_code": 17}, (1, None, 2)),
        ({"version": 2}, {"type_code": 18}, (0, None, 2)),
        ({"version": 2}, {"type_code": 22}, (0, None, 2)),
    ],
)
def test_quality_in_the_air(status, kind, grades):
    said = [] if status is None else [(-1, plain.operational_status(ME, **status))]
    row = last(*said, *pair(**kind))
    assert (row["nic"], row["nuc_p"], row["version"]) == grades


@pytest.mark.parametrize(
    ("status", "type_code", "nic", "nuc_p"),
    [
        ({"version": 0}, 5, None, 9),
        ({"version": 0}, 8, None, 6),
        ({"version": 1}, 7, 8, None),
        ({"version": 1, "nic_a": 1}, 7, 9, None),
        ({"version": 1, "nic_a": 1}, 8, 0, None),
        ({"version": 2}, 5, 11, None),
        ({"version": 2}, 6, 10, None),
        ({"version": 2}, 7, 8, None),
        ({"version": 2, "nic_a": 1}, 7, 9, None),
        ({"version": 2}, 8, 0, None),
        ({"version": 2, "nic_c": 1}, 8, 6, None),
        ({"version": 2, "nic_a": 1}, 8, 6, None),
        ({"version": 2, "nic_a": 1, "nic_c": 1}, 8, 7, None),
    ],
)
def test_quality_on_the_ground(status, type_code, nic, nuc_p):
    row = last(
        (-1, plain.operational_status(ME, on_ground=True, **status)),
        (0, plain.surface(ME, LAT, LON, odd=False, type_code=type_code)),
        (1, plain.surface(ME, LAT, LON, odd=True, type_code=type_code)),
        settings=FeedSettings(name="x", radar=Position(lat_deg=LAT, lon_deg=LON)),
    )
    assert (row["nic"], row["nuc_p"]) == (nic, nuc_p)


def test_a_mover_that_says_it_has_no_position_says_so_in_its_row():
    status = plain.operational_status(ME, nac_p=0)
    nothing = plain.squitter(ME, (0, 5), (0, 51))
    row = last((0, status), (9, status), (10, nothing))
    assert (row["lat"], row["nic"], row["nac_p"]) == (None, 0, 0)


def test_movers_are_forgotten_by_their_silence_where_they_are_too_many():
    assembler = Assembler(NOWHERE)
    for place in range(MOST_MOVERS + 1):
        assembler.hear(Heard(place, place, f"{place:06x}"))
    assert not assembler.knows(f"{0:06x}", MOST_MOVERS)
    assert assembler.knows(f"{MOST_MOVERS:06x}", MOST_MOVERS)


def test_what_a_mover_told_in_the_air_of_its_climb_is_not_said_on_the_ground():
    timed = [
        *pair(),
        (1.0, plain.velocity(ME, 100, 0, up_fpm=640)),
        (2.0, plain.surface(ME, LAT, LON, odd=False)),
    ]
    assert put(*timed[:3], *pair(1.2))[0][-1]["vertical_rate"] == 640
    row = last(*timed)
    assert row["on_ground"] is True
    assert (row["vertical_rate"], row["alt_baro"]) == (None, None)


def test_a_row_of_a_reply_speaks_for_no_version():
    """A reply is no ADS-B, whatever its mover said of its version there."""
    timed = [
        (0.0, ANNOUNCED),
        (0.1, plain.operational_status(ME, version=2)),
        *((s, plain.reply(4, 0, plain.altitude_13(30_000), ME)) for s in (5, 12)),
    ]
    row = last(*timed)
    assert (row["source_type"], row["lat"], row["version"]) == ("mode_s", None, None)


def test_an_airspeed_ends_the_track_that_was_told_before():
    told = [*pair(), (1, plain.velocity(ME, 100, 0))]
    assert last(*told, *pair(2))["track"] == 90.0
    row = last(*told, (1.5, plain.airspeed(ME, 0, 200)), *pair(2))
    assert (row["ground_speed"], row["track"]) == (None, None)
