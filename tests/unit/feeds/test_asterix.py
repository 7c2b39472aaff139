"""ASTERIX reports made by `libasterix`: which become rows, and what is in them."""

import math
import sys

import pytest

from tests.unit.feeds import asterix_bytes as made
from tests.unit.feeds.asterix_bytes import (
    NOON_S,
    NOON_US,
    block,
    captured,
    framed,
    record,
)
from tests.unit.feeds.plain_radar import GEOD, azimuth_deg, slant_m
from thalweg import feeds
from thalweg.errors import InputError, MissingExtraError
from thalweg.feeds import asterix
from thalweg.feeds.content import Content
from thalweg.feeds.radar_plane import HEIGHT_DOUBT_M, HIGHEST_M, place
from thalweg.model.feed import Feeds, FeedSettings
from thalweg.model.place import Position

DAY_US = 86_400_000_000
RADAR = Position(lat_deg=35.25, lon_deg=39.0)


def read(data, tmp_path, *, start_us=NOON_US, radar=RADAR, **more):
    path = tmp_path / "recording"
    path.write_bytes(data)
    settings = FeedSettings(name="r", start_us=start_us, radar=radar, **more)
    return feeds.read([f"r={path}"], feeds=Feeds(feeds={"r": settings}))


def raws(data, **settings):
    settings = {"start_us": NOON_US, "radar": RADAR} | settings
    content = Content("recording", data)
    feed = asterix.AsterixFeed()
    return list(feed.read(content, lambda n: n, FeedSettings(name="r", **settings)))


def row_of(category, **items):
    """Return the row of one record, null columns left out."""
    (raw,) = raws(block(category, record(category, **items)))
    assert not raw.lost
    (row,) = raw.table.to_pylist()
    return {name: value for name, value in row.items() if value is not None}


def lost(category, **items):
    """Return why one record has no row."""
    (raw,) = raws(block(category, record(category, **items)))
    assert raw.table.num_rows == 0
    (reason,) = raw.lost
    return reason


def test_a_radar_s_report_is_placed_and_read_whole():
    row = row_of(48)
    seen = (RADAR, 0.0, row["lat_deg"], row["lon_deg"], 30_000 * 0.3048)
    assert slant_m(*seen) == pytest.approx(60 * 1852, abs=4.0)
    assert azimuth_deg(*seen) == pytest.approx(90.0, abs=1e-3)
    del row["lat_deg"], row["lon_deg"]
    assert row == {
        "time": NOON_US,
        "received": NOON_US,
        "mover": "f0e001",
        "callsign": "TEST01",
        "squawk": "4720",
        "alt_baro_ft": 30_000.0,
        "ground_speed_mps": pytest.approx(185.2, abs=0.1),
        "track_deg": pytest.approx(45.0),
        "on_ground": False,
        "source_type": "radar",
    }


@pytest.mark.parametrize("lat_deg", [-70.0, 0.0, 35.0, 70.0])
@pytest.mark.parametrize("length_m", [1_000.0, 30_000.0, 250_000.0, 450_000.0])
@pytest.mark.parametrize("own_m", [0.0, 2_000.0])
def test_placing_is_exact_geometry_for_the_true_height(lat_deg, length_m, own_m):
    import numpy as np

    from thalweg.feeds.asterix_radars import Radar

    at = Position(lat_deg=lat_deg, lon_deg=179.9)
    for azimuth in (0.0, 50.0, 90.0, 200.0, 333.0):
        for height_m in (100.0, 5_000.0, 15_000.0):
            lon, lat, _ = GEOD.fwd(at.lon_deg, at.lat_deg, azimuth, length_m)
            true = (at, own_m, lat, lon, height_m)
            placed = place(
                Radar(at, own_m),
                np.array([slant_m(*true)]),
                np.array([azimuth_deg(*true)]),
                np.array([height_m]),
            )
            off_m = GEOD.inv(lon, lat, placed.lon_deg[0], placed.lat_deg[0])[2]
            assert off_m < 4.0


def test_the_error_of_a_place_holds_both_ends_of_the_doubt():
    """A height too low moves the place less than one too high, the steeper the beam."""
    import numpy as np

    from thalweg.feeds.asterix_radars import Radar

    slant, east = np.array([11_112.0]), np.array([90.0])
    placed = place(Radar(RADAR), slant, east, np.array([9_144.0]))
    for height_m in (9_144.0 - HEIGHT_DOUBT_M, 9_144.0 + HEIGHT_DOUBT_M):
        end = place(Radar(RADAR), slant, east, np.array([height_m]))
        off_m = GEOD.inv(
            placed.lon_deg[0], placed.lat_deg[0], end.lon_deg[0], end.lat_deg[0]
        )[2]
        assert off_m <= placed.error_m[0] + 0.01


def test_without_a_height_the_place_is_midway_and_says_how_far_off(tmp_path):
    data = block(48, record(48, i090=None, i040=(("RHO", 20.0), ("THETA", 90.0))))
    (row,) = read(data, tmp_path).positions.to_pylist()
    assert row["alt_baro_ft"] is None
    near_m = math.sqrt((20 * 1852) ** 2 - HIGHEST_M**2)
    off_m = GEOD.inv(39.0, 35.25, row["lon_deg"], row["lat_deg"])[2]
    assert off_m == pytest.approx((20 * 1852 + near_m) / 2, abs=60.0)
    # Half of 37,040 - 32,212 m, and 92.6 m of the radar's own: within 3,704 m.
    assert row["nac_p"] == 3


def test_far_away_the_height_hardly_matters_and_close_by_it_does():
    assert "nac_p" not in row_of(48)
    # 500 m more or less at 9,144 m up and 11,112 m off: 700 m, and 92.6 m.
    assert row_of(48, i040=(("RHO", 6.0), ("THETA", 90.0)))["nac_p"] == 5


def test_a_beam_shorter_than_high_is_overhead():
    row = row_of(48, i040=(("RHO", 3.0), ("THETA", 90.0)))
    assert (row["lat_deg"], row["lon_deg"]) == pytest.approx((35.25, 39.0))


def test_the_radar_s_own_height_finding_places_but_is_no_height_of_ours():
    """I048/110 is above mean sea level, a datum that positions have not."""
    row = row_of(48, i090=None, i110=(0, 20_000.0))
    assert "alt_baro_ft" not in row
    assert "alt_geo_ft" not in row
    seen = (RADAR, 0.0, row["lat_deg"], row["lon_deg"], 20_000 * 0.3048)
    assert slant_m(*seen) == pytest.approx(60 * 1852, abs=4.0)


def test_cartesian_positions_serve_where_there_is_no_range():
    flat = row_of(48, i040=None, i042=(("X", 30.0), ("Y", 30.0)),
                  i170=((0, 0, 0, 0, 0, 1), (0, 0, 0, 1, 0, None)))  # fmt: skip
    way = GEOD.inv(39.0, 35.25, flat["lon_deg"], flat["lat_deg"])
    assert way[2] == pytest.approx(math.hypot(30, 30) * 1852, abs=1.0)
    assert way[0] == pytest.approx(45.0, abs=1e-6)
    assert "nac_p" not in row_of(
        48,
        i040=None,
        i042=(("X", 1.0), ("Y", 0.0)),
        i170=((0, 0, 0, 0, 0, 1), (0, 0, 0, 1, 0, None)),
    )
    slant = row_of(48, i040=None, i042=(("X", 30.0), ("Y", 30.0)))
    assert GEOD.inv(39.0, 35.25, slant["lon_deg"], slant["lat_deg"])[2] < way[2] - 100


def typ(*first, more=None):
    """Return I048/020: its first part, and TST of its second."""
    if more is None:
        return ((*first, None),)
    return ((*first, 1), (more, 0, 0, 0, 0, 0, None))


@pytest.mark.parametrize(
    "items",
    [
        {"i020": typ(5, 1, 0, 0, 0)},
        {"i020": typ(5, 0, 0, 0, 1)},
        {"i020": typ(5, 0, 0, 0, 0, more=1)},
        {"i170": ((0, 0, 0, 0, 0, 1), (0, 1, 0, 0, 0, None))},
        *({"i030": [code]} for code in (1, 2, 4, 5, 6, 7, 10, 19, 20, 23)),
        {"i030": [24, 1]},
    ],
)
def test_what_a_radar_takes_for_no_aircraft_is_no_mover(items):
    assert lost(48, **items) == "no_mover"


@pytest.mark.parametrize("code", [3, 8, 9, 11, 13, 14, 15, 17, 21, 22, 29, 30])
def test_other_remarks_of_a_radar_leave_its_report(code):
    assert row_of(48, i030=[code]) == row_of(48)


def test_remarks_on_height_address_and_kind_are_heeded():
    for code in (12, 18):
        assert "alt_baro_ft" not in row_of(48, i030=[code])
    assert row_of(48, i030=[16])["mover"] == "25/201-291"
    assert row_of(48, i030=[24])["category"] == "A7"


@pytest.mark.parametrize(("v", "g"), [(1, 0), (0, 1)])
def test_codes_that_are_not_sure_are_null(v, g):
    row = row_of(48, i070=(v, g, 0, 0, "4720"), i090=(v, g, 300.0))
    assert "squawk" not in row
    assert "alt_baro_ft" not in row


def letters(*codes):
    """Return I048/240 of six-bit codes."""
    return sum(code << 42 - 6 * place for place, code in enumerate(codes))


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        ((20, 5, 19, 20, 48, 49, 32, 32), "TEST01"),
        ((20, 5, 19, 20, 48, 0, 0, 0), "TEST0"),
        ((20, 5, 0, 20, 48, 49, 32, 32), None),
        ((20, 5, 63, 20, 48, 49, 0, 0), None),
        ((0,) * 8, None),
        ((32,) * 8, None),
    ],
)
def test_a_callsign_with_a_character_that_is_none_is_null(codes, wanted):
    """What is left of it would be another callsign, and another party's perhaps."""
    assert row_of(48, i240=letters(*codes)).get("callsign") == wanted


def test_the_name_of_a_track_cannot_pass_for_an_address(tmp_path):
    assert row_of(48, i220=None)["mover"] == "25/201-291"
    assert row_of(48, i220=0xFFFFFF)["mover"] == "25/201-291"
    result = read(block(48, record(48, i220=None)), tmp_path)
    assert result.positions["mover"].to_pylist() == ["25/201-291"]


def test_a_report_without_a_name_or_a_time_is_counted_so(tmp_path):
    data = block(
        48, record(48), record(48, i220=None, i161=None), record(48, i140=None)
    )
    result = read(data, tmp_path)
    assert result.positions.num_rows == 1
    assert result.dropped == {("r", "no_mover"): 1, ("r", "no_time"): 1}


def test_a_report_without_a_place_stays_a_row():
    row = row_of(48, i040=None)
    assert "lat_deg" not in row
    assert row["mover"] == "f0e001"


@pytest.mark.parametrize(
    ("report", "wanted"),
    [
        (0x30_80_00_00_00_00_00, True),
        (0x30_00_00_10_00_00_00, True),
        (0x30_80_00_20_00_00_00, None),
        (0x30_00_00_00_00_00_00, None),
        (0x40_80_00_00_00_00_00, None),
    ],
)
def test_a_resolution_counts_while_it_is_in_force(report, wanted):
    assert row_of(48, i260=report).get("acas_ra") is wanted
    tracked = {"ADR": 0xF0E001, "ACS": report}
    assert row_of(62, i380=tracked).get("acas_ra") is wanted


def test_a_tracker_s_report_is_read_whole():
    row = row_of(62)
    assert row == {
        "time": NOON_US,
        "received": NOON_US,
        "mover": "f0e001",
        "callsign": "TEST01",
        "squawk": "4720",
        "lat_deg": pytest.approx(35.25, abs=3e-6),
        "lon_deg": pytest.approx(40.25, abs=3e-6),
        "alt_baro_ft": 30_000.0,
        "ground_speed_mps": pytest.approx(math.hypot(100, 100)),
        "track_deg": pytest.approx(45.0),
        "vertical_rate_fpm": -512.5,
        "source_type": "tracker",
    }


def status(*, src=1, sim=0, cst=0, sds=None, ems=0, sfc=0):
    """Return I062/080 in as many parts as it takes."""
    parts = [(0, 0, 0, src, 0, 1), (sim, 0, 0, 0, 0, 0, 0, 1), (0, 0, 0, 0, 0, 1)]
    parts += [(cst, 0, 0, 0, 0, 0, 0, 1), (0, ems, 0, 0, 1)]
    return (*parts, (0, 0, 0, sfc, 0, 0, 0, None))


def test_a_track_that_nothing_saw_lately_is_no_position():
    assert lost(62, i080=status(cst=1)) == "no_position"
    assert lost(62, i290={"PSR": 12.25, "SSR": 30.0}) == "no_position"
    assert row_of(62, i290={"PSR": 63.75, "SSR": 12.0})
    assert row_of(62, i290={"TRK": 60.0})
    assert lost(62, i290={"MLT": 12.25}) == "no_position"
    assert lost(62, i080=status(sim=1)) == "no_mover"


def test_a_tracker_s_heights_are_those_that_were_measured():
    assert "alt_geo_ft" not in row_of(62, i130=31_000.0)
    for source in range(8):
        wanted = source in (1, 2, 3, 7)  # GNSS, radar, triangulation, multilateration
        row = row_of(62, i130=31_000.0, i080=status(src=source))
        assert ("alt_geo_ft" in row) is wanted
    old = {"i295": {"MFL": 12.25}, "i135": (0, 298.0)}
    assert row_of(62, **old)["alt_baro_ft"] == 29_800.0
    assert "alt_baro_ft" not in row_of(62, i295={"MFL": 12.25}, i135=(1, 298.0))
    assert row_of(62, i295={"MFL": 12.0}, i135=(0, 298.0))["alt_baro_ft"] == 30_000.0


def test_a_tracker_s_status_is_read():
    assert row_of(62, i080=status(ems=1))["emergency"] == "general"
    assert row_of(62, i080=status(sfc=1))["on_ground"] is True
    assert row_of(62, i380={"ADR": 0xF0E001, "EMC": 10})["category"] == "A7"
    assert row_of(62, i380=None)["mover"] == "25/201-4713"


def test_a_tracker_s_accuracy_becomes_a_class_that_does_not_flatter():
    # 30 m along the worse axis is 73.4 m at 95 %.
    assert row_of(62, i500={"APC": (("X", 30.0), ("Y", 10.0))})["nac_p"] == 8
    assert row_of(62, i500={"APC": (("X", 40.0), ("Y", 10.0))})["nac_p"] == 7
    apw = {"APW": (("LAT", 0.0005), ("LON", 0.0001))}  # 55.6 m; 136 m at 95 %
    assert row_of(62, i500=apw)["nac_p"] == 7
    # A degree of longitude is shorter: 0.0004 of them are 36 m there, 89 m at 95 %.
    apw = {"APW": (("LAT", 0.0), ("LON", 0.0004))}
    assert row_of(62, i500=apw)["nac_p"] == 8


def test_a_track_in_a_plane_of_unknown_centre_has_no_place():
    row = row_of(62, i105=None, i100=(("X", 1000.0), ("Y", 1000.0)))
    assert "lat_deg" not in row


def test_an_ads_b_report_is_read_whole():
    row = row_of(
        21,
        i073=NOON_S + 0.5,
        i140=30_500.0,
        i160=(0, 0.125, 270.0),
        i155=(0, -1_200.0),
        i157=(0, -1_100.0),
        i070=(0, "7700"),
        i020=14 - 4,
        i200=(0, 0, 0, 1, 0),
        i210=(0, 0, 2, 2),
        i090=((2, 8, 1), (1, 3, 9, None)),
        i040=((0, 0, 0, 0, 1), (0, 1, 0, 0, 0, 0, None)),
    )
    assert row == {
        "time": NOON_US,
        "received": NOON_US + 500_000,
        "mover": "f0e001",
        "callsign": "TEST01",
        "squawk": "7700",
        "emergency": "general",
        "lat_deg": pytest.approx(35.25, abs=1e-7),
        "lon_deg": pytest.approx(40.25, abs=1e-7),
        "alt_baro_ft": 30_000.0,
        "alt_geo_ft": 30_500.0,
        "ground_speed_mps": 231.5,
        "track_deg": pytest.approx(270.0),
        "vertical_rate_fpm": -1_200.0,
        "on_ground": True,
        "category": "A7",
        "adsb_version": 2,
        "nic": 8,
        "nac_p": 9,
        "source_type": "adsb_icao",
    }


def test_quality_means_what_the_transponder_s_version_says():
    quality = ((2, 7, 1), (1, 3, 9, None))
    old = row_of(21, i210=(0, 0, 0, 2), i090=quality)
    assert (old["nuc_p"], old.get("nic"), old.get("nac_p")) == (7, None, None)
    unknown = row_of(21, i090=quality)
    assert (unknown.get("nuc_p"), unknown.get("nic"), unknown["nac_p"]) == (
        None,
        None,
        9,
    )


def test_times_of_an_ads_b_report():
    assert row_of(21, i071=None, i073=NOON_S)["received"] == NOON_US
    exact = row_of(21, i071=None, i073=NOON_S + 0.9921875, i074=(1, 0.125))
    assert exact["time"] == NOON_US + 1_125_000
    sent = row_of(21, i071=None, i077=NOON_S)
    assert sent["time"] == NOON_US
    assert "received" not in sent


def test_movers_of_ads_b_reports():
    def kind(atp):
        return ((atp, 0, 0, 0, None),)

    assert row_of(21, i040=kind(3))["mover"] == "~f0e001"
    assert row_of(21, i040=kind(3))["source_type"] == "adsb_other"
    assert row_of(21, i040=kind(1), i161=(0, 77))["mover"] == "25/201-77"
    assert "mover" not in row_of(21, i040=kind(1))


def descriptor(*, sim=0, tst=0, rab=0, ipc=0, cpr=0, rcf=0):
    first, second = (0, 0, 0, rab, 1), (0, 0, sim, tst, 0, 0, 1)
    return (first, second, (0, 0, ipc, 0, cpr, 0, rcf, None))


def test_what_the_ground_station_refutes_has_no_place():
    for name in ("ipc", "cpr", "rcf"):
        row = row_of(21, i040=descriptor(**{name: 1}))
        assert "lat_deg" not in row
        assert row["mover"] == "f0e001"
    for name in ("sim", "tst", "rab"):
        assert lost(21, i040=descriptor(**{name: 1})) == "no_mover"


def test_values_beyond_their_range_are_null():
    row = row_of(21, i140=32_767, i160=(1, 0.125, 270.0), i155=(1, 0.0), i157=(1, 0.0))
    for name in ("alt_geo_ft", "ground_speed_mps", "track_deg", "vertical_rate_fpm"):
        assert name not in row
    assert row_of(21, i155=(1, 0.0), i157=(0, 625.0))["vertical_rate_fpm"] == 625.0


def test_an_ads_b_resolution():
    def advice(ara, rat, mte):
        return row_of(21, i260=(28, 2, ara, 0, rat, mte, 0, 0)).get("acas_ra")

    assert advice(0x2000, 0, 0) is True
    assert advice(0, 0, 1) is True
    assert advice(0x2000, 1, 0) is None
    assert advice(0, 0, 0) is None


def test_other_categories_are_no_positions_and_damage_is_passed_by_its_length():
    whole = block(48, record(48), record(48))
    service = block(34, made.EDITIONS[34].cv_uap.cv_record.create({"000": 1}))
    damaged = framed(48, b"\xff\xff\xff\xfe\1\2")
    own = framed(200, b"what only its maker knows")
    two_ways = framed(1, b"\x80\1\2")
    (raw,) = raws(whole + service + damaged + own + two_ways + whole)
    assert raw.row.tolist() == [0, 1, 6, 7]
    assert raw.lost == {"no_position": 3, "bad_value": 1}


def test_a_recording_cut_short_loses_its_end_and_says_so():
    (raw,) = raws(block(48) + block(48)[:-3])
    assert (raw.table.num_rows, raw.lost) == (1, {"bad_value": 1})
    (raw,) = raws(block(48) + b"\x30\0")
    assert (raw.table.num_rows, raw.lost) == (1, {"bad_value": 1})


def test_a_length_that_is_none_is_refused_with_its_place():
    first = block(48)
    with pytest.raises(InputError, match=f"byte {len(first)}: wanted an ASTERIX block"):
        raws(first + b"\x30\0\2" + first)


def test_damage_is_told_by_its_place_and_hides_not_what_the_file_is(tmp_path):
    with pytest.raises(InputError, match=r"byte 111: wanted an ASTERIX block"):
        read(block(48) * 3 + b"\x30\0\1" + block(48), tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        b'"time","mover"\n0,1\n' * 5_000,
        b"0123456789\n" * 8_000,
        block(48)[:-1],
        block(48) + b"0\0\1x",
        b"\x30\0\4\x7f" * 20,
        b"\x1a\x33" * 40_000,
        framed(200, b"\xff" * 20) * 9,
    ],
)
def test_other_files_are_not_taken_for_asterix(data):
    assert not asterix.AsterixFeed().recognises(Content("other", data))


def test_a_raw_recording_needs_its_day():
    with pytest.raises(InputError, match=r"recording: .*say when it began: 'start: "):
        raws(block(62), start_us=None)


def test_ranges_need_the_radar_s_place():
    with pytest.raises(InputError, match=r"where 25/201 stands; write .*'radar: \["):
        raws(block(48), radar=None)
    with pytest.raises(InputError, match=r"'radars: \{25/201: .*, 25/7: "):
        raws(block(48, record(48), record(48, i010=(("SAC", 25), ("SIC", 7)))))


def test_radars_may_be_named_and_others_then_have_no_place():
    two = block(48, record(48), record(48, i010=(("SAC", 25), ("SIC", 7))))
    (raw,) = raws(two, radar=None, radars={"25/7": RADAR})
    first, second = raw.table.to_pylist()
    assert first["lat_deg"] is None
    assert second["lat_deg"] == pytest.approx(35.25, abs=0.01)


def test_a_radar_may_name_its_own_place_even_after_its_reports():
    service = {
        "010": made.SOURCE,
        "000": 1,
        "120": (("HGT", 780), ("LAT", 43.5), ("LON", 16.5)),
    }
    record_034 = made.EDITIONS[34].cv_uap.cv_record.create(service)
    (raw,) = raws(block(48) + block(34, record_034), radar=None)
    (row,) = raw.table.to_pylist()
    at = Position(lat_deg=43.5, lon_deg=16.5)
    seen = (at, 780.0, row["lat_deg"], row["lon_deg"], 30_000 * 0.3048)
    assert slant_m(*seen) == pytest.approx(60 * 1852, abs=5.0)


def times(data, **settings):
    settings = {"start_us": None} | settings
    return [
        us for raw in raws(data, **settings) for us in raw.table["time"].to_pylist()
    ]


def at_s(seconds):
    return block(62, record(62, i070=float(seconds)))


def test_the_day_comes_from_the_packets_over_midnight_too():
    midnight_us = NOON_US - int(NOON_S) * 1_000_000
    before, after = midnight_us - 1_000_000, midnight_us + 1_000_000
    assert times(captured(at_s(86_398), when_us=after)) == [midnight_us - 2_000_000]
    assert times(captured(at_s(2), when_us=before)) == [midnight_us + 2_000_000]
    assert times(captured(at_s(14_700))) == [NOON_US]
    (raw,) = raws(captured(at_s(14_699)), start_us=None)
    assert raw.table["received"].to_pylist() == [NOON_US]


def test_with_a_start_days_follow_on():
    midnight_us = NOON_US - int(NOON_S) * 1_000_000
    data = b"".join(at_s(s) for s in (14_699, 50_000, 80_000, 5, 86_399, 40_000))
    got = [us - midnight_us for us in times(data, start_us=NOON_US)]
    assert [us // 1_000_000 for us in got] == [
        14_699, 50_000, 80_000, 86_405, 86_399, 126_400,
    ]  # fmt: skip
    # A day alone says enough, and a time of day just past means the next day.
    assert times(at_s(80_000), start_us=midnight_us) == [midnight_us + 80_000_000_000]
    late = times(at_s(10_000), start_us=NOON_US)
    assert late == [midnight_us + DAY_US + 10_000_000_000]


def test_a_start_goes_before_the_packets_stamps():
    replayed = captured(at_s(14_700), when_us=NOON_US + 400 * DAY_US + 7_200_000_000)
    assert times(replayed, start_us=NOON_US) == [NOON_US]


def test_one_time_far_from_its_packet_is_a_bad_value_and_most_refuse_the_file():
    good, bad = at_s(14_700), at_s(14_700 + 3_600)
    (raw,) = raws(captured(good, bad), start_us=None)
    assert (raw.table.num_rows, raw.lost) == (1, {"bad_value": 1})
    with pytest.raises(
        InputError, match=r"differ by more than 10 min in 2 of 3 .*start"
    ):
        raws(captured(good, bad, bad), start_us=None)


def test_no_time_of_day_is_later_than_the_day():
    (raw,) = raws(block(62, record(62, i070=86_400.0)))
    assert (raw.table.num_rows, raw.lost) == (0, {"bad_value": 1})


def test_a_capture_without_asterix_is_refused(tmp_path):
    with pytest.raises(
        InputError, match="a capture of 2 packets, none of them ASTERIX"
    ):
        raws(captured(b"\0\1hello", b""))


def test_other_traffic_beside_asterix_is_no_position():
    (raw,) = raws(captured(b"\xffother", block(62) + b"\x3e\0\1", block(62)))
    assert raw.row.tolist() == [1, 3]
    assert raw.lost == {"no_position": 1, "bad_value": 1}


def test_older_editions_of_a_category_are_read_too():
    from asterix import generated

    usual = dict(made.TARGET_062)
    for edition in generated.manifest["CATS"][62]:
        record_of = edition.cv_uap.cv_record.create
        data = edition.create([record_of(usual)]).unparse().to_bytes()
        (raw,) = raws(data)
        assert raw.table["mover"].to_pylist() == ["f0e001"]


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "asterix.generated", None)
    asterix._layouts.cache_clear()
    with pytest.raises(MissingExtraError, match=r"pip install 'thalweg\[asterix\]'"):
        raws(block(62))
    monkeypatch.undo()
    asterix._layouts.cache_clear()


def test_the_radar_s_own_error_is_added_to_what_the_height_makes_of_it():
    data = block(48, record(48, i040=(("RHO", 6.0), ("THETA", 90.0))))
    (near,), (poor,) = raws(data), raws(data, error_m=2_000.0)
    assert near.table["nac_p"].to_pylist() == [5]
    assert poor.table["nac_p"].to_pylist() == [3]


def test_a_military_emergency_is_an_emergency():
    parts = ((5, 0, 0, 0, 0, 1), (0, 0, 0, 1, 0, 0, None))
    assert row_of(48, i020=parts)["emergency"] == "general"
    assert row_of(21, i200=(0, 0, 1, 0, 0))["emergency"] == "general"
