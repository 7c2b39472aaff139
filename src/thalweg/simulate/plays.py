"""The plays of the Euphrates month: breaches, marginal cases, and what is none.

Each function draws one play about an instant. None of them checks itself:
`expect.fault` does, and the month draws again until a play is what it should be.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from thalweg.simulate import truth
from thalweg.simulate.expect import EXCURSION, STAY, Expect, Feature
from thalweg.simulate.flight import Flight
from thalweg.simulate.path import GRAVITY_MPS2, WGS84, Flyer, join, shifted
from thalweg.simulate.planner import Bend, Planner

Play = Callable[[Planner, float], Feature]

_SIDES = {"west": "right", "east": "left"}


def _bend(planner: Planner, party: str, time_s: float, **more: float) -> Bend:
    """Draw a bend of a fast jet upstream of the outpost."""
    side = planner.ground.keep_side.sides[party]
    depth_m = more.pop("depth_m", planner.pick(3500.0, 6500.0))
    along_m = more.pop("along_m", planner.pick(6000.0, 15500.0))
    lat, lon = planner.deep(side, along_m, depth_m)
    bend = Bend(
        side=side,
        downstream=bool(planner.rng.random() < 0.5),
        lat_deg=lat,
        lon_deg=lon,
        time_s=time_s,
        speed_mps=planner.pick(195.0, 225.0),
        bank_deg=planner.pick(42.0, 48.0),
        skew_deg=planner.pick(-10.0, 10.0),
    )
    return replace(bend, **more)  # type: ignore[arg-type]


def formation(planner: Planner, time_s: float) -> Feature:
    """Plant two western jets over the river: one incident, two excursions."""
    run_m = 100_000.0 if planner.rng.random() < 0.3 else 35_000.0
    lead = _bend(planner, "west", time_s, in_m=run_m, out_m=planner.pick(33e3, 45e3))
    wing = lead.beside(planner.pick(0.0, 360.0), planner.pick(500.0, 1100.0), 4.0)
    height_ft = 100.0 * round(planner.pick(165.0, 235.0))
    axis_deg = planner.ground.axis_deg
    flights = tuple(
        planner.flight(
            "west",
            bend.path(axis_deg),
            height_ft + step_ft,
            age_known=planner.day % 3 != 1 or step_ft == 0.0,
        )
        for bend, step_ft in ((lead, 0.0), (wing, 200.0))
    )
    return _over("formation", flights)


def _over(tag: str, flights: tuple[Flight, ...], **more: object) -> Feature:
    """Return a feature in which each flight makes one excursion."""
    expects = tuple(
        Expect(kind=EXCURSION, flights=(f,), **more)  # type: ignore[arg-type]
        for f in flights
    )
    return Feature(tag=tag, flights=flights, expects=expects)


def eastern(planner: Planner, time_s: float) -> Feature:
    """Plant one eastern aircraft over the river."""
    bend = _bend(planner, "east", time_s, speed_mps=planner.pick(130.0, 170.0))
    path = bend.path(planner.ground.axis_deg)
    height_ft = 100.0 * round(planner.pick(70.0, 90.0))
    return _over("eastern", (planner.flight("east", path, height_ft),))


def emergency(planner: Planner, time_s: float) -> Feature:
    """Plant a western jet in distress, squawking 7700 before it comes over."""
    bend = _bend(planner, "west", time_s)
    path = bend.path(planner.ground.axis_deg)
    squawks = ((path.start_s + 60.0, "7700"),)
    flight = planner.flight("west", path, 19_000.0, squawks=squawks)
    return _over("emergency", (flight,), exempted="emergency")


def notified(planner: Planner, time_s: float) -> Feature:
    """Plant a western transport that was told to the other side in time."""
    return _announced(planner, time_s, ahead_s=3600.0, answer="affirm")


def notified_late(planner: Planner, time_s: float) -> Feature:
    """Plant the same with a notice that came five minutes before its time."""
    return _announced(planner, time_s, ahead_s=300.0, answer=None)


def notified_refused(planner: Planner, time_s: float) -> Feature:
    """Plant the same, told in good time, but refused by the other side."""
    return _announced(planner, time_s, ahead_s=3600.0, answer="refuse")


def _announced(
    planner: Planner, time_s: float, *, ahead_s: float, answer: str | None
) -> Feature:
    bend = _bend(planner, "west", time_s, speed_mps=planner.pick(110.0, 140.0))
    bend = replace(bend, bank_deg=25.0)
    path = bend.path(planner.ground.axis_deg)
    flight = planner.flight("west", path, 17_000.0, category="A5")
    from_s, to_s = path.start_s + 30.0, path.end_s + 600.0
    notice = {
        "party": "west",
        "from_s": from_s,
        "to_s": to_s,
        "received_s": from_s - ahead_s,
        "floor_ft": 15_000.0,
        "ceiling_ft": 20_000.0,
        "movers": [flight.mover],
        "answer": answer,
    }
    exempted = "notified" if answer != "refuse" and ahead_s > 1800.0 else None
    tag = "notified" if exempted else "notified-refused" if answer else "notified-late"
    feature = _over(tag, (flight,), exempted=exempted)
    return replace(feature, notices=(notice,))


def wiggle(planner: Planner, time_s: float) -> Feature:
    """Plant a western transport along the bank, now over the line and now not."""
    line = planner.ground.line.coords
    first = int(planner.rng.integers(1, len(line) - 8))
    last = min(first + int(planner.rng.integers(4, 12)), len(line) - 2)
    ends = [line[first], line[last]]
    (ax, ay), (bx, by) = ends
    lon, lat = planner.ground.plane(0.5 * (ax + bx), 0.5 * (ay + by), inverse=True)
    length_m = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    speed_mps = planner.pick(85.0, 110.0)
    bend = Bend(
        side="right",
        downstream=True,
        lat_deg=float(lat),
        lon_deg=float(lon),
        time_s=time_s,
        speed_mps=speed_mps,
        bank_deg=25.0,
        level_s=length_m / speed_mps,
        skew_deg=_azimuth_deg(planner, ends) - planner.ground.axis_deg,
        in_m=25_000.0,
        out_m=25_000.0,
    )
    path = bend.path(planner.ground.axis_deg)
    flight = planner.flight("west", path, 17_000.0, category="A5", nac_p=10)
    return Feature(tag="wiggle", flights=(flight,), crossings=4)


def _azimuth_deg(planner: Planner, ends: list[tuple[float, float]]) -> float:
    (alon, alat), (blon, blat) = (
        planner.ground.plane(x_m, y_m, inverse=True) for x_m, y_m in ends
    )
    return float(WGS84.inv(alon, alat, blon, blat)[0])


def round_the_end(planner: Planner, time_s: float) -> Feature:
    """Plant a western jet round an end of the line: outside the area."""
    ground = planner.ground
    upstream = planner.rng.random() < 0.5
    way = -1.0 if upstream else 1.0
    along_m = 12_000.0 if upstream else ground.length_m - 12_000.0
    lat, lon = ground.place(along_m, -planner.pick(17_000.0, 22_000.0))
    heading_deg = ground.axis_deg + (180.0 if upstream else 0.0)
    # Upstream the other bank lies to the right, downstream to the left.
    flyer = Flyer(lat, lon, heading_deg, time_s - 400.0, planner.pick(190.0, 220.0))
    flyer.straight(planner.pick(26_000.0, 30_000.0)).turn(-90.0 * way, bank_deg=40.0)
    flyer.straight(30_000.0).turn(180.0 * way, bank_deg=40.0)
    flyer.straight(32_000.0).turn(90.0 * way, bank_deg=40.0).straight(25_000.0)
    flight = planner.flight("west", join(None, flyer), 20_000.0)
    return Feature(tag="round-the-end", flights=(flight,))


def supersonic(planner: Planner, time_s: float) -> Feature:
    """Plant one western jet straight over the line at 500 m/s and out of the area.

    Above the outpost's ceiling, which is silent about it.
    """
    ground = planner.ground
    lat, lon = ground.place(planner.pick(10_000.0, 20_000.0), 0.0)
    out_deg = ground.axis_deg - 90.0 + planner.pick(-8.0, 8.0)
    at = (lat, lon, out_deg, time_s, 500.0)
    past, future = Flyer(*at, backward=True), Flyer(*at)
    path = join(past.straight(90_000.0), future.straight(80_000.0))
    flight = planner.flight("west", path, 31_000.0, report_s=2.0)
    return replace(_over("supersonic", (flight,)), crossings=1)


def helicopter(planner: Planner, time_s: float) -> Feature:
    """Plant a western helicopter that hovers on the wrong bank for 15 minutes."""
    lat, lon = planner.deep("right", planner.pick(7000.0, 14000.0), 3500.0)
    out_deg = planner.ground.axis_deg - 90.0 + planner.pick(-15.0, 15.0)
    speed_mps = 50.0
    start_lat, start_lon = shifted(lat, lon, out_deg + 180.0, 20_000.0)
    flyer = Flyer(start_lat, start_lon, out_deg, time_s - 850.0, speed_mps)
    flyer.straight(19_500.0).straight(500.0, to_mps=0.0).hover(900.0)
    flyer.straight(500.0, to_mps=speed_mps).turn(180.0, bank_deg=20.0)
    flyer.straight(22_000.0)
    path = join(None, flyer)
    flight = planner.flight("west", path, 3000.0, category="A7", nac_p=10)
    flight = replace(flight, marks=frozenset({"hover"}))
    return _over("helicopter", (flight,))


def stay(planner: Planner, time_s: float) -> Feature:
    """Plant a western drone over the outpost for half an hour, lap after lap."""
    site = planner.ground.site.at
    speed_mps, radius_bank_deg = 60.0, planner.pick(10.5, 12.0)
    lat, lon = shifted(site.lat_deg, site.lon_deg, planner.pick(0.0, 360.0), 250.0)
    out_deg = planner.ground.axis_deg - 90.0 + planner.pick(-10.0, 10.0)
    at = (lat, lon, out_deg, time_s - 800.0, speed_mps)
    past = Flyer(*at, backward=True).straight(32_000.0)
    future = Flyer(*at).turn(planner.either() * 360.0 * 8.0, bank_deg=radius_bank_deg)
    future.turn(180.0, bank_deg=20.0).straight(32_000.0)
    path = join(past, future)
    flight = planner.flight("west", path, 17_000.0, category="B6", nac_p=10)
    expects = tuple(Expect(kind=k, flights=(flight,)) for k in (EXCURSION, STAY))
    return Feature(tag="stay", flights=(flight,), expects=expects)


def brush(planner: Planner, time_s: float) -> Feature:
    """Plant a western jet that cuts the outpost's circle for less than it may."""
    return _about_site(planner, time_s, away_m=9300.0, tag="brush")


def stay_probable(planner: Planner, time_s: float) -> Feature:
    """Plant a slow drone round the outpost just within the radius."""
    return _about_site(planner, time_s, away_m=9850.0, tag="stay-probable")


def stay_possible(planner: Planner, time_s: float) -> Feature:
    """Plant a slow drone round the outpost just outside the radius."""
    return _about_site(planner, time_s, away_m=10_150.0, tag="stay-possible")


def _about_site(planner: Planner, time_s: float, *, away_m: float, tag: str) -> Feature:
    """Come from the river, round the outpost at a distance, and go back."""
    site = planner.ground.site.at
    fast = tag == "brush"
    speed_mps = 210.0 if fast else 60.0
    bearing_deg = planner.ground.axis_deg + 90.0 + planner.pick(-4.0, 4.0)
    lat, lon = shifted(site.lat_deg, site.lon_deg, bearing_deg, away_m)
    at = (lat, lon, bearing_deg + 90.0, time_s, speed_mps)
    past, future = Flyer(*at, backward=True), Flyer(*at)
    for flyer in (past, future):
        if not fast:
            # The bank whose turn radius is the distance to the outpost itself.
            flyer.turn(26.0, bank_deg=_bank_deg(speed_mps, away_m))
        flyer.turn(-90.0, bank_deg=45.0 if fast else 25.0).straight(30_000.0)
    nac_p = 10 if fast else 7
    flight = planner.flight(
        "west",
        join(past, future),
        18_000.0,
        category="B6",
        nac_p=nac_p,
        noise_frac=0.15,
    )
    expects = [Expect(kind=EXCURSION, flights=(flight,))]
    if not fast:
        grade = tag.removeprefix("stay-")
        slack_m = 300.0 if grade == "possible" else 0.0
        expects.append(
            Expect(
                kind=STAY,
                flights=(flight,),
                grade=grade,
                slack_m=slack_m,
                marginal=True,
            )
        )
    return Feature(tag=tag, flights=(flight,), expects=tuple(expects))


def _bank_deg(speed_mps: float, radius_m: float) -> float:
    return math.degrees(math.atan(speed_mps * speed_mps / (GRAVITY_MPS2 * radius_m)))


def line_probable(planner: Planner, time_s: float) -> Feature:
    """Plant a drone 110 m beyond the buffer, with an error of 231 m."""
    return _line_marginal(planner, time_s, 110.0, "probable")


def line_possible(planner: Planner, time_s: float) -> Feature:
    """Plant a drone 110 m short of the buffer, with an error of 231 m."""
    return _line_marginal(planner, time_s, -110.0, "possible")


def _line_marginal(
    planner: Planner, time_s: float, beyond_m: float, grade: str
) -> Feature:
    ground = planner.ground
    wanted_m = ground.keep_side.buffer_m + beyond_m
    along_m, depth_m = planner.pick(5000.0, 17_000.0), wanted_m
    bend = _bend(
        planner, "west", time_s, depth_m=depth_m, along_m=along_m, speed_mps=60.0
    )
    bend = replace(bend, bank_deg=planner.pick(7.0, 9.0), half_turn_deg=75.0)
    bend = replace(bend, in_m=25_000.0, out_m=25_000.0)
    path = bend.path(ground.axis_deg)
    for _ in range(4):
        # The river meanders, so the deepest point is seldom the middle of the turn.
        depth_m += wanted_m - truth.deepest_m(ground, bend.side, path)
        lat, lon = planner.deep(bend.side, along_m, depth_m)
        bend = replace(bend, lat_deg=lat, lon_deg=lon)
        path = bend.path(ground.axis_deg)
    flight = planner.flight(
        "west", path, 18_000.0, category="B6", nac_p=7, noise_frac=0.12
    )
    expect = Expect(
        kind=EXCURSION,
        flights=(flight,),
        grade=grade,
        slack_m=200.0 if grade == "possible" else 0.0,
        marginal=True,
    )
    return Feature(tag=f"line-{grade}", flights=(flight,), expects=(expect,))


PLAYS: dict[str, Play] = {
    "emergency": emergency,
    "notified": notified,
    "notified-late": notified_late,
    "notified-refused": notified_refused,
    "wiggle": wiggle,
    "round-the-end": round_the_end,
    "supersonic": supersonic,
    "helicopter": helicopter,
    "stay": stay,
    "brush": brush,
    "stay-probable": stay_probable,
    "stay-possible": stay_possible,
    "line-probable": line_probable,
    "line-possible": line_possible,
}
"""Plays about the line and the outpost, by name; see also `meetings.MEETINGS`."""
