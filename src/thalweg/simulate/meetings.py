"""The plays in which the two parties meet in the air, east of the river."""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.simulate.expect import ENCOUNTER, EXCURSION, Expect, Feature
from thalweg.simulate.flight import Flight
from thalweg.simulate.path import Flyer, Path, join, shifted
from thalweg.simulate.planner import Bend, Planner
from thalweg.simulate.plays import Play


@dataclass(frozen=True, kw_only=True)
class _Stage:
    """Where and which way a western jet passes, and what comes against it."""

    lat_deg: float
    lon_deg: float
    heading_deg: float
    time_s: float
    west: Path


def _stage(planner: Planner, time_s: float, *, speed_mps: float) -> _Stage:
    """Draw a western jet that flies level along the river, deep on the east bank."""
    lat, lon = planner.deep("right", planner.pick(7000.0, 13_000.0), 6500.0)
    skew_deg = planner.pick(-8.0, 8.0)
    downstream = bool(planner.rng.random() < 0.5)
    bend = Bend(
        side="right",
        downstream=downstream,
        lat_deg=lat,
        lon_deg=lon,
        time_s=time_s,
        speed_mps=speed_mps,
        bank_deg=45.0,
        skew_deg=skew_deg,
        level_s=24.0,
    )
    heading_deg = planner.ground.axis_deg + skew_deg + (0.0 if downstream else 180.0)
    return _Stage(
        lat_deg=lat,
        lon_deg=lon,
        heading_deg=heading_deg,
        time_s=time_s,
        west=bend.path(planner.ground.axis_deg),
    )


def _against(
    planner: Planner,
    stage: _Stage,
    *,
    aside_m: float,
    speed_mps: float,
    swerve: bool = False,
) -> Path:
    """Return an eastern path that passes the other way, `aside_m` further inland.

    Going inland means turning away from the river, so the two part for good.
    """
    inland_deg = planner.ground.axis_deg - 90.0
    lat, lon = shifted(stage.lat_deg, stage.lon_deg, inland_deg, aside_m)
    heading_deg = stage.heading_deg + 180.0
    # Which way is inland, seen along the eastern aircraft's own heading.
    turned_deg = (inland_deg - heading_deg + 180.0) % 360.0 - 180.0
    away = 1.0 if turned_deg > 0.0 else -1.0
    at = (lat, lon, heading_deg, stage.time_s, speed_mps)
    past, future = Flyer(*at, backward=True), Flyer(*at)
    if swerve:
        # 35 degrees of bank at 100 m/s: 3.9 degrees a second, begun 5 s before.
        past.turn(away * 19.6, bank_deg=35.0).straight(20_000.0)
        future.turn(away * 60.0, bank_deg=35.0).straight(18_000.0)
    else:
        past.straight(20_000.0)
        future.straight(5000.0).turn(away * 80.0, bank_deg=25.0).straight(15_000.0)
    return join(past, future)


def _west(planner: Planner, path: Path, height_ft: float, **more: object) -> Flight:
    return planner.flight(
        "west", path, height_ft, nac_p=10, report_s=2.0, noise_frac=0.2, **more
    )


def _east(planner: Planner, path: Path, height_ft: float, **more: object) -> Flight:
    return planner.flight(
        "east", path, height_ft, nac_p=10, report_s=2.0, noise_frac=0.2, **more
    )


def near_pass(planner: Planner, time_s: float) -> Feature:
    """Plant a jet 300 ft over one of two slow attack aircraft, which swerve."""
    stage = _stage(planner, time_s, speed_mps=planner.pick(170.0, 190.0))
    jet = _west(planner, stage.west, 8300.0)
    pair = tuple(
        _east(
            planner,
            _against(planner, stage, aside_m=away_m, speed_mps=100.0, swerve=True),
            8000.0,
        )
        for away_m in (20.0, 1300.0)
    )
    meets = tuple(
        Expect(
            kind=ENCOUNTER,
            flights=(jet, slow),
            near_collision="probable" if k == 0 else None,
            avoidance=(slow.mover,),
        )
        for k, slow in enumerate(pair)
    )
    strays = Expect(kind=EXCURSION, flights=(jet,))
    return Feature(tag="near-pass", flights=(jet, *pair), expects=(strays, *meets))


def _pass(
    planner: Planner,
    time_s: float,
    tag: str,
    *,
    grade: str | None,
    aside_m: float,
    above_ft: float,
    read_ft: float = 0.0,
    slack_m: float = 0.0,
    slack_ft: float = 0.0,
) -> Feature:
    """Return one jet and one aircraft that pass; `read_ft` is the altimeters' share."""
    stage = _stage(planner, time_s, speed_mps=planner.pick(170.0, 190.0))
    path = _against(planner, stage, aside_m=aside_m, speed_mps=100.0)
    jet = _west(planner, stage.west, 8000.0 + above_ft, alt_bias_ft=read_ft)
    slow = _east(planner, path, 8000.0)
    expects = [Expect(kind=EXCURSION, flights=(jet,))]
    if grade is not None:
        expects.append(
            Expect(
                kind=ENCOUNTER,
                flights=(jet, slow),
                grade=grade,
                slack_m=slack_m,
                slack_ft=slack_ft,
                marginal=grade != "certain",
            )
        )
    return Feature(tag=tag, flights=(jet, slow), expects=tuple(expects))


def certain_pass(planner: Planner, time_s: float) -> Feature:
    """Plant a pass 600 ft above and 2 km aside: certain, and no near collision."""
    return _pass(
        planner, time_s, "pass-certain", grade="certain", aside_m=2000.0, above_ft=600.0
    )


def level_probable(planner: Planner, time_s: float) -> Feature:
    """Plant a pass 850 ft above: too near, but not beyond the altimeters' error."""
    return _pass(
        planner, time_s, "level-probable", grade="probable", aside_m=2e3, above_ft=850.0
    )


def level_possible(planner: Planner, time_s: float) -> Feature:
    """Plant a pass 1,000 ft above, read as 950, 975 or 1,000 ft: never counted."""
    read_ft = float(planner.rng.choice([-50.0, -25.0, 0.0]))
    return _pass(
        planner,
        time_s,
        "level-possible",
        grade="possible",
        aside_m=2000.0,
        above_ft=1000.0,
        read_ft=read_ft,
        slack_ft=60.0,
    )


def level_kept(planner: Planner, time_s: float) -> Feature:
    """Plant a pass 1,000 ft above, read as 1,050 ft: nothing."""
    return _pass(
        planner,
        time_s,
        "level-kept",
        grade=None,
        aside_m=2000.0,
        above_ft=1000.0,
        read_ft=50.0,
    )


def aside_probable(planner: Planner, time_s: float) -> Feature:
    """Plant a pass half an error nearer than the horizontal minimum."""
    limit_m = planner.ground.separation.horizontal_m
    return _pass(
        planner,
        time_s,
        "aside-probable",
        grade="probable",
        aside_m=limit_m - 90.0,
        above_ft=300.0,
    )


def aside_possible(planner: Planner, time_s: float) -> Feature:
    """Plant a pass half an error further than the horizontal minimum."""
    limit_m = planner.ground.separation.horizontal_m
    return _pass(
        planner,
        time_s,
        "aside-possible",
        grade="possible",
        aside_m=limit_m + 90.0,
        above_ft=300.0,
        slack_m=180.0,
    )


MEETINGS: dict[str, Play] = {
    "near-pass": near_pass,
    "pass-certain": certain_pass,
    "level-probable": level_probable,
    "level-possible": level_possible,
    "level-kept": level_kept,
    "aside-probable": aside_probable,
    "aside-possible": aside_possible,
}
"""Plays in which the parties meet, by name."""
