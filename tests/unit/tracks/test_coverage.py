"""Hours seen, RULES §9."""

from __future__ import annotations

import numpy as np
import pytest

from thalweg.model.feed import DeclaredCoverage, Feeds, FeedSettings
from thalweg.model.place import Position
from thalweg.tables.account import COVERAGE
from thalweg.tracks import pieces
from thalweg.tracks.coverage import SLOT_US, coverage

S = 1_000_000
MIN = 60 * S
H = 3600 * S
DAY = 24 * H
D0 = 17_000 * DAY  # a UTC midnight in 2016
BOX = np.array([[35.0, 40.0], [35.0, 40.5], [35.5, 40.5], [35.5, 40.0]])


def seen_from(
    mover, minutes, *, lat=35.1, lon=40.1, feed="f", height=10_000.0, **extra
):
    return [
        {
            "time": int(D0 + m * MIN),
            "mover": mover,
            "feed": feed,
            "lat_deg": lat + (k % 10) * 1e-3,
            "lon_deg": lon,
            "alt_baro_ft": height,
            **extra,
        }
        for k, m in enumerate(minutes)
    ]


def declared(name="f", radius_m=300_000.0, floor=0.0, ceiling=60_000.0, sees="all"):
    part = DeclaredCoverage(
        centre=Position(lat_deg=35.25, lon_deg=40.25),
        radius_m=radius_m,
        floor_ft=floor,
        ceiling_ft=ceiling,
    )
    return Feeds(feeds={name: FeedSettings(name=name, sees=sees, coverage=(part,))})


@pytest.fixture
def cover(run):
    def cover(rows, feeds=None, *, days=1):
        feeds = feeds or Feeds()
        tracks = run(rows, feeds=feeds).tracks
        return coverage(tracks, feeds=feeds, from_us=D0, to_us=D0 + days * DAY)

    return cover


def day(k=0):
    return (D0 + k * DAY, D0 + (k + 1) * DAY)


ALL_DAY = range(0, 1440, 2)


def two(minutes, *, prefix="a", **extra):
    return seen_from(f"{prefix}00001", minutes, **extra) + seen_from(
        f"{prefix}00002", minutes, **{"lat": 35.2, **extra}
    )


def test_three_slots_of_two_movers_make_a_cell_reachable_all_day(cover):
    cell = np.array([[35.0, 40.0], [35.0, 40.25], [35.25, 40.25], [35.25, 40.0]])
    far = two(ALL_DAY, lat=50.0, prefix="b")
    for minutes, expected in (([1, 6, 11], 24.0), ([1, 6], 0.0)):
        got = cover(far + two(minutes)).hours([cell], 5000, 15_000, None, [day()])
        assert got[0].seen_h == pytest.approx(expected)
        assert got[0].alive_h == pytest.approx(24.0)
        assert got[0].basis == ("learned" if expected else "none")
        assert got[0].sees == "cooperative"


def test_one_mover_in_a_cell_shows_nothing_there(cover):
    rows = two(ALL_DAY, lat=50.0, prefix="b") + seen_from("a00003", ALL_DAY)
    assert cover(rows).hours([BOX], None, None, None, [day()])[0].seen_h == 0.0


def test_one_mover_in_the_whole_input_gives_null(cover):
    for feeds in (None, declared()):
        got = cover(seen_from("a00001", ALL_DAY), feeds)
        hours = got.hours([BOX], None, None, None, [day()])[0]
        assert hours.seen_h is None
        assert hours.alive_h == pytest.approx(24.0)


def test_area_and_bands_weigh(cover):
    got = cover(two(ALL_DAY))
    for floor, ceiling, bands in [
        (None, None, 4),
        (0, 15_000, 2),
        (0, 15_001, 3),
        (5_000, 15_000, 1),
        (4_999, 5_001, 2),
    ]:
        hours = got.hours([BOX], floor, ceiling, None, [day()])[0]
        # One of four cells; the two southern ones are a trifle wider.
        south, north = np.cos(np.radians([35.125, 35.375]))
        share = south / (2 * south + 2 * north) / bands
        assert hours.seen_h == pytest.approx(24.0 * share, rel=1e-6)


def test_an_area_counts_by_its_share_in_each_cell(cover):
    strip = np.array([[35.0, 40.2], [35.0, 40.35], [35.25, 40.35], [35.25, 40.2]])
    hours = cover(two(ALL_DAY)).hours([strip], 5000, 15_000, None, [day()])[0]
    assert hours.seen_h == pytest.approx(24.0 / 3, rel=1e-6)


def test_rings_are_taken_together_and_holes_cut_out(cover):
    got = cover(two(ALL_DAY))
    west = np.array([[35.0, 40.0], [35.0, 40.25], [35.25, 40.25], [35.25, 40.0]])
    east = west + np.array([0.0, 0.25])
    hours = got.hours([west, west, east], 5000, 15_000, None, [day()])[0]
    assert hours.seen_h == pytest.approx(12.0)
    both = np.array([[35.0, 40.0], [35.0, 40.5], [35.25, 40.5], [35.25, 40.0]])
    hours = got.hours([both], 5000, 15_000, None, [day()], holes=[east])[0]
    assert hours.seen_h == pytest.approx(24.0)


def test_without_an_area_all_cells_that_were_reached(cover):
    hours = cover(two(ALL_DAY)).hours(None, 5000, 15_000, None, [day()])[0]
    assert hours.seen_h == pytest.approx(24.0)
    assert cover(two([1])).hours(None, None, None, None, [day()])[0].seen_h == 0.0


def test_dropped_rows_show_that_a_feed_is_alive_and_nothing_more(cover):
    rows = two(ALL_DAY) + seen_from("a00003", [0], lat=60.0)
    lost = [{**row, "lat_deg": None} for row in rows]
    got = cover(lost).hours([BOX], None, None, None, [day()])[0]
    assert (got.seen_h, got.alive_h) == (0.0, pytest.approx(24.0))


def test_a_feed_that_says_nothing_is_not_alive(cover):
    minutes = [*range(0, 600, 2), *range(1040, 1440, 2)]
    hours = cover(two(minutes)).hours([BOX], 5000, 15_000, None, [day()])[0]
    assert hours.alive_h == pytest.approx(24.0 - 440 / 60)


@pytest.mark.parametrize("start_min", [600, 601, 602.5, 604.99])
def test_an_outage_lowers_its_own_day_by_its_length_and_no_other(cover, start_min):
    def rows(outage):
        every = np.arange(0, 3 * 1440, 0.5)
        gone = (every >= 1440 + start_min) & (every < 1440 + start_min + 440)
        return two(every[~(gone & outage)])

    days = [day(0), day(1), day(2)]
    whole = cover(rows(False), declared(), days=3).hours([BOX], 0, 60_000, None, days)
    less = cover(rows(True), declared(), days=3).hours([BOX], 0, 60_000, None, days)
    assert [h.seen_h for h in whole] == pytest.approx([24.0] * 3)
    assert less[0] == whole[0]
    assert less[2] == whole[2]
    lost_h = whole[1].seen_h - less[1].seen_h
    assert abs(lost_h - 440 / 60) <= 5 / 60 + 1e-9
    assert {h.basis for h in less} == {"declared"}
    assert {h.sees for h in less} == {"all"}


def test_another_feed_fills_an_outage_where_it_sees(cover):
    feeds = declared(sees="cooperative")
    rows = two(range(0, 720)) + two(ALL_DAY, feed="g")
    hours = cover(rows, feeds).hours([BOX], 5000, 15_000, None, [day()])[0]
    south, north = np.cos(np.radians([35.125, 35.375]))
    share = south / (2 * south + 2 * north)
    assert hours.seen_h == pytest.approx(12.0 + 12.0 * share, rel=1e-6)
    assert hours.basis == "declared"


def test_declared_heights_and_borders_cut(cover):
    rows = two(ALL_DAY, lat=50.0)
    feeds = declared(floor=15_000.0)
    got = cover(rows, feeds).hours([BOX], None, None, None, [day()])[0]
    assert got.seen_h == pytest.approx(12.0)
    ring = tuple(
        Position(lat_deg=lat, lon_deg=lon)
        for lat, lon in [(34.0, 39.0), (34.0, 40.1), (36.0, 40.1), (36.0, 39.0)]
    )
    part = DeclaredCoverage(centre=None, radius_m=None, ring=ring)
    feeds = Feeds(feeds={"f": FeedSettings(name="f", coverage=(part,))})
    got = cover(rows, feeds).hours([BOX], 0, 60_000, None, [day()])[0]
    assert got.seen_h == pytest.approx(24.0 * 0.1 / 0.5, rel=1e-6)


def test_windows_days_and_the_period_cut_time(cover):
    got = cover(two(ALL_DAY, lat=35.1), declared())
    windows = np.array(
        [
            [D0 - H, D0 + 2 * H],
            [D0 + H, D0 + 3 * H + 7 * MIN],
            [D0 + 30 * H, D0 + 31 * H],
        ]
    )
    days = [
        (D0 - 6 * H, D0 + 90 * MIN),
        (D0 + 90 * MIN, D0 + 18 * H),
        (D0 + 18 * H, D0 + 42 * H),
    ]
    hours = got.hours([BOX], None, None, windows, days)
    wanted = [1.5, 1.5 + 7 / 60, 0.0]
    assert [h.seen_h for h in hours] == pytest.approx(wanted)
    assert [h.alive_h for h in hours] == pytest.approx(wanted)
    assert (
        got.hours([BOX], None, None, np.empty((0, 2), np.int64), days)[0].alive_h == 0
    )


def test_over_the_date_line(cover):
    rows = two(ALL_DAY, lon=179.9) + two(ALL_DAY, lon=-179.9, prefix="b")
    area = np.array(
        [[35.0, 179.75], [35.0, -179.75], [35.25, -179.75], [35.25, 179.75]]
    )
    got = cover(rows).hours([area], 5000, 15_000, None, [day()])[0]
    assert got.seen_h == pytest.approx(24.0)


def test_an_area_without_extent_is_the_cell_it_lies_in(cover):
    point = np.array([[35.12, 40.12]])
    got = cover(two(ALL_DAY)).hours([point], 5000, 15_000, None, [day()])[0]
    assert got.seen_h == pytest.approx(24.0)


def test_nothing_at_all(cover):
    hours = cover([]).hours([BOX], None, None, None, [day()])[0]
    assert (hours.seen_h, hours.alive_h, hours.basis) == (0.0, 0.0, "none")
    assert cover([]).table().num_rows == 0


def test_the_table_tells_what_was_counted(cover):
    rows = two([5, 65, 70, 125]) + seen_from("a00003", [66], lat=35.3)
    table = COVERAGE.check(cover(rows).table())
    got = {
        ((r["hour"].hour), r["cell"], r["band"]): (
            r["alive_s"],
            r["seen_s"],
            r["reports"],
            r["movers"],
            r["basis"],
        )
        for r in table.to_pylist()
    }
    south, north = "35.00,40.00", "35.25,40.00"
    assert got == {
        (0, south, "5-15"): (300.0, 300.0, 2, 2, "learned"),
        (1, south, "5-15"): (600.0, 600.0, 4, 2, "learned"),
        (2, south, "5-15"): (300.0, 300.0, 2, 2, "learned"),
        (1, north, "5-15"): (600.0, 0.0, 1, 1, "none"),
    }


def test_the_table_lists_declared_reach_where_anything_was_seen(cover):
    rows = two([5, 65]) + two([5], lat=60.0, prefix="b")
    table = COVERAGE.check(cover(rows, declared()).table()).to_pylist()
    south = [r for r in table if r["cell"] == "35.00,40.00"]
    assert {(r["hour"].hour, r["band"]) for r in south} == {
        (h, b) for h in (0, 1) for b in ("0-5", "5-15", "15-30", "30+")
    }
    assert {r["basis"] for r in south} == {"declared"}
    assert {r["basis"] for r in table if r not in south} == {"none"}


def test_a_plain_count_agrees(cover):
    """Slot by slot, cell by cell, in plain Python."""
    rng = np.random.default_rng(5)
    rows = []
    for mover in range(12):
        for m in sorted(rng.choice(2880, 150, replace=False)):
            rows.append(
                {
                    "time": int(D0 + m * MIN),
                    "mover": f"a000{mover:02d}",
                    "feed": "fg"[mover % 2],
                    "lat_deg": 35.0 + rng.random() * 0.5,
                    "lon_deg": 40.0 + rng.random() * 0.5,
                    "alt_baro_ft": float(rng.choice([1000, 9000, 20_000, 35_000])),
                    "ground_speed_mps": 300.0,
                }
            )
    got = cover(rows, days=2).hours([BOX], 0, 20_000, None, [day(0), day(1)])

    def plain(which):
        of_day = [r for r in rows if (r["time"] - D0) // DAY == which]
        heard: dict = {}
        for r in of_day:
            cell = r["lat_deg"] >= 35.25, r["lon_deg"] >= 40.25
            band = sum(r["alt_baro_ft"] >= f for f in (5000, 15_000, 30_000))
            heard.setdefault((r["feed"], cell, band), []).append(r)
        reach = {
            key
            for key, rs in heard.items()
            if len({r["time"] // SLOT_US for r in rs}) >= 3
            and len({r["mover"] for r in rs}) >= 2
        }
        seen = 0.0
        for slot in {r["time"] // SLOT_US for r in of_day}:
            alive = {r["feed"] for r in of_day if r["time"] // SLOT_US == slot}
            for north in (False, True):
                for east in (False, True):
                    bands = sum(
                        any((f, (north, east), b) in reach for f in alive)
                        for b in range(3)
                    )
                    weight = np.cos(np.radians(35.375 if north else 35.125))
                    seen += weight * bands / 3 / 12
        total = 2 * np.cos(np.radians(35.375)) + 2 * np.cos(np.radians(35.125))
        return seen / total

    assert [h.seen_h for h in got] == pytest.approx([plain(0), plain(1)], rel=1e-9)


def test_cells_away_from_the_border_are_not_cut(monkeypatch):
    # A cut walks the whole border: cutting every cell of a wide area takes a minute.
    at = np.linspace(0.0, 2.0 * np.pi, 400, endpoint=False)
    area = pieces.area_of([np.column_stack([20 + 3 * np.sin(at), 30 + 3 * np.cos(at)])])
    asked = []
    cut = pieces.shapely.intersection

    def counted(parts, other):
        asked.append(parts.size)
        return cut(parts, other)

    monkeypatch.setattr(pieces.shapely, "intersection", counted)
    found = pieces.cut(area, [], 1)
    assert sum(asked) < len(found.cell) / 2
    # As if every cell had been cut.
    monkeypatch.setattr(
        pieces.shapely,
        "contains_properly",
        lambda area, parts: np.zeros(len(parts), bool),
    )
    again = pieces.cut(area, [], 1)
    assert np.array_equal(again.cell, found.cell)
    assert np.array_equal(again.weight, found.weight)


def test_a_report_at_the_period_s_last_instant_is_among_its_reports(run):
    tracks = run(two([1, 6, 10])).tracks
    seen = coverage(tracks, feeds=Feeds(), from_us=D0, to_us=D0 + 10 * 60_000_000)
    assert sum(seen.table()["reports"].to_pylist()) == tracks.num_rows
