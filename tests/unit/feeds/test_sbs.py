"""SBS-1: what a line says, whose clock it is, and that it is no table."""

import pytest

from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.reading import FEEDS
from thalweg.model.feed import Feeds, FeedSettings

WHEN = "2017/12/13,04:05:{:06.3f}"


def line(kind, at_s=0.0, *, what="MSG", address="F0E001", when=None, **said):
    """Return a line; `said` by name of its value."""
    names = (
        "callsign", "alt", "gs", "track", "lat", "lon", "rate", "squawk", "alert",
        "emergency", "spi", "ground",
    )  # fmt: skip
    when = WHEN.format(at_s) if when is None else when
    logged = "2017/12/13,04:06:00.000"
    rest = ",".join(str(said.get(name, "")) for name in names)
    return f"{what},{kind},333,7,{address},5,{when},{logged},{rest}"


PLACE = {"alt": 30025, "lat": 35.25, "lon": 40.25, "ground": 0}


def read(lines, tmp_path, offset_s=0):
    path = tmp_path / "log"
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    content = Content.of(path)
    assert [feed.format for feed in FEEDS if feed.recognises(content)] == ["sbs"]
    told = Feeds(feeds={"x": FeedSettings(name="x", utc_offset_s=offset_s)})
    return feeds.read([f"x={path}"], feeds=told)


def rows(lines, tmp_path, **settings):
    return read(lines, tmp_path, **settings).positions.to_pylist()


def test_messages_of_every_type_make_one_row(tmp_path):
    lines = [
        line(1, 0, callsign="RED01   "),
        line(4, 1, gs=400, track=90, rate=-640),
        line(6, 2, squawk="0412", emergency=0),
        line(8, 2.5, ground=0),
        line(3, 3.25, **PLACE),
    ]
    (row,) = rows(lines, tmp_path)
    assert row["time"].isoformat() == "2017-12-13T04:05:03.250000+00:00"
    assert row["received"] == row["time"]
    assert (row["lat_deg"], row["lon_deg"], row["alt_baro_ft"]) == (35.25, 40.25, 30025)
    assert row["ground_speed_mps"] == pytest.approx(400 * 1852 / 3600)
    assert (row["track_deg"], row["vertical_rate_fpm"]) == (90, -640)
    assert (row["callsign"], row["squawk"]) == ("RED01", "0412")
    assert row["emergency"] is None
    assert row["on_ground"] is False
    assert row["source_row"] == 4
    assert row["source_type"] is None


def test_what_is_old_is_null(tmp_path):
    lines = [line(4, 0, gs=400), line(3, 10, **PLACE), line(3, 10.001, **PLACE)]
    first, second = rows(lines, tmp_path)
    assert first["ground_speed_mps"] is not None
    assert second["ground_speed_mps"] is None


def test_a_surface_line_has_its_own_speed(tmp_path):
    (row,) = rows(
        [line(2, 0, gs=15, track=5, lat=35.25, lon=40.25, ground=-1)], tmp_path
    )
    assert row["on_ground"] is True
    assert row["ground_speed_mps"] == pytest.approx(15 * 1852 / 3600)


def test_local_time_is_turned_into_utc(tmp_path):
    (row,) = rows([line(3, 0, **PLACE)], tmp_path, offset_s=3 * 3600)
    assert row["time"].isoformat() == "2017-12-13T01:05:00+00:00"


def test_the_time_generated_goes_before_the_time_logged(tmp_path):
    lines = [line(3, when=",", **PLACE), line(3, 1, **PLACE)]
    logged, generated = rows(lines, tmp_path)
    assert logged["time"].isoformat() == "2017-12-13T04:06:00+00:00"
    assert generated["time"].isoformat() == "2017-12-13T04:05:01+00:00"


def test_emergencies_are_read_from_flag_and_squawk(tmp_path):
    for said, state in (
        ({"emergency": -1}, "general"),
        ({"emergency": 0}, None),
        ({"squawk": 7700}, "general"),
        ({"squawk": 7600}, "nordo"),
        ({"squawk": 7500}, "unlawful"),
    ):
        (row,) = rows([line(6, 0, **said), line(3, 1, **PLACE)], tmp_path)
        assert row["emergency"] == state


def test_other_kinds_place_nobody(tmp_path):
    lines = [
        "STA,,5,179,400AE7,10103,2017/12/13,04:05:00.000,2017/12/13,04:05:00.000,RM",
        "CLK,,496,-1,,-1,2017/12/13,04:05:00.000,2017/12/13,04:05:00.000",
        "AIR,,496,286,F0E001,27215,2017/12/13,04:05:00.000,2017/12/13,04:05:00.000",
        "ID,,496,7162,F0E001,27928,2017/12/13,04:05:0.000,2017/12/13,04:05:0.0,RED01",
        "SEL,,496,2286,F0E001,27215,2017/12/13,04:05:00.000,2017/12/13,04:05:0.0,RED01",
        line(3, 0, **PLACE),
        line(7, 0, alt=30000),
    ]
    result = read(lines, tmp_path)
    assert result.positions.num_rows == 1
    assert result.dropped == {("x", "no_position"): 6}
    assert result.sources[0].rows == 7


def test_what_mlat_placed_says_so(tmp_path):
    (row,) = rows([line(3, 0, what="MLAT", **PLACE)], tmp_path)
    assert row["source_type"] == "mlat"


def test_an_address_that_is_not_icaos_keeps_its_mark(tmp_path):
    (row,) = rows([line(3, 0, address="~F0E001", **PLACE)], tmp_path)
    assert row["mover"] == "~f0e001"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (line(3, when="2017/13/13,04:05:00.000", **PLACE), "bad_value"),
        (line(3, when="13.12.2017,04:05:00.000", **PLACE), "bad_value"),
        (line(3, address="", **PLACE), "no_mover"),
        (line(3, address="000000", **PLACE), "no_mover"),
        (line(3, address="F0E0", **PLACE), "bad_value"),
        (line(3, **{**PLACE, "lat": "35,25"}), "bad_value"),
        (line(3, **{**PLACE, "lat": "nan"}), "bad_value"),
        (line(3, **{**PLACE, "lat": 95}), "bad_value"),
        (line(3, **{**PLACE, "alt": "high"}), "bad_value"),
        (line(3, **PLACE)[:-9], "bad_value"),
        (line(3, **PLACE) + ",", "bad_value"),
        (line(3, when=",", **PLACE).replace("2017/12/13,04:06:00.000", ","), "no_time"),
        ("GARBAGE", "bad_value"),
        ("MSG,3,\u00e9", "bad_value"),
    ],
)
def test_a_wrong_line_is_lost_and_counted(wrong, reason, tmp_path):
    result = read([line(3, 0, **PLACE), wrong], tmp_path)
    assert result.positions.num_rows == 1
    assert result.dropped == {("x", reason): 1}


def test_swapped_places_are_refused(tmp_path):
    swapped = line(3, lat=140.5, lon=35.2)
    with pytest.raises(InputError, match="look swapped"):
        read([swapped, swapped], tmp_path)


@pytest.mark.parametrize(
    "text",
    ["ID,time,lat,lon\n1,2,3,4\n", "MSG,time\n", "MSG,9,1\n", "STA,when,2017/12/13\n"],
)
def test_a_table_whose_first_column_has_such_a_name_is_a_table(text):
    content = Content("f", text.encode())
    assert [feed.format for feed in FEEDS if feed.recognises(content)] == ["csv"]
