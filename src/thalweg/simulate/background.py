"""Ordinary traffic of a made day: nobody errs, and somebody is always in the air.

Patrols of both parties over their own banks around the clock, shuttles along them,
high transits of others, a drone of the local force, a transport that taxies. Receivers
hear it with losses and gaps, heights now and then in steps of 100 ft.
"""

from __future__ import annotations

from collections.abc import Iterator

from thalweg.simulate.flight import Flight
from thalweg.simulate.path import Flyer, join
from thalweg.simulate.planner import Planner

DAY_S = 86_400.0
_SHIFTS = 4


def ordinary(planner: Planner, *, report_s: float) -> list[Flight]:
    """Return the ordinary flights of the planner's day."""
    start_s = planner.day * DAY_S
    flights = [*_patrols(planner, start_s, report_s)]
    flights += _shuttles(planner, start_s, report_s)
    flights += _transits(planner, start_s, report_s)
    flights.append(_drone(planner, start_s, report_s))
    flights.append(_taxi(planner, start_s))
    return flights


def _patrols(planner: Planner, start_s: float, report_s: float) -> Iterator[Flight]:
    """Return pairs on racetracks along the river, relieved on station."""
    shift_s = DAY_S / _SHIFTS
    tracks = {"west": (-20_000.0, -1.0, 185.0), "east": (16_000.0, 1.0, 150.0)}
    for party, (across_m, outward, speed_mps) in tracks.items():
        for shift in range(_SHIFTS):
            from_s = start_s + shift * shift_s
            along_m = planner.pick(4000.0, 8000.0)
            for wing in range(2):
                lat, lon = planner.ground.place(
                    along_m - 900.0 * wing, across_m + 700.0 * wing * outward
                )
                flyer = Flyer(
                    lat, lon, planner.ground.axis_deg, from_s - 20.0 * wing, speed_mps
                )
                while flyer.time_s < from_s + shift_s + 300.0:
                    flyer.straight(34_000.0).turn(-180.0 * outward)
                yield planner.flight(
                    party,
                    join(None, flyer),
                    _steps(planner, party, flyer),
                    background=True,
                    report_s=report_s if party == "west" else report_s * 4.0 / 3.0,
                    loss_frac=0.05,
                    gaps=_gaps(planner, flyer),
                    age_known=shift % 4 != 3,
                )


def _steps(
    planner: Planner, party: str, flyer: Flyer
) -> tuple[tuple[float, float], ...]:
    """Return a height that climbs and descends within the party's own band."""
    low_ft, high_ft = (17_000.0, 23_000.0) if party == "west" else (11_000.0, 13_000.0)
    knots = []
    time_s = flyer.legs[0].start_s
    height_ft = planner.pick(low_ft, high_ft)
    while time_s < flyer.time_s:
        knots.append((time_s, height_ft))
        time_s += planner.pick(600.0, 2400.0)
        knots.append((time_s, height_ft))
        wanted_ft = 100.0 * round(planner.pick(low_ft, high_ft) / 100.0)
        time_s += max(abs(wanted_ft - height_ft) / 25.0, 1.0)
        height_ft = wanted_ft
    return tuple(knots)


def _gaps(planner: Planner, flyer: Flyer) -> tuple[tuple[float, float], ...]:
    first_s = flyer.legs[0].start_s
    gaps = []
    for _ in range(int(planner.rng.integers(0, 4))):
        from_s = planner.pick(first_s, flyer.time_s)
        gaps.append((from_s, from_s + planner.pick(25.0, 150.0)))
    return tuple(gaps)


def _shuttles(planner: Planner, start_s: float, report_s: float) -> Iterator[Flight]:
    """Return transports up and down each bank, well inside it."""
    lanes = {"west": (-13_000.0, 18_500.0), "east": (24_000.0, 12_000.0)}
    for party, (across_m, height_ft) in lanes.items():
        for k in range(6):
            downstream = k % 2 == 0
            lat, lon = planner.ground.place(
                -60_000.0 if downstream else 110_000.0,
                across_m + planner.pick(-1500.0, 1500.0),
            )
            axis_deg = planner.ground.axis_deg + (0.0 if downstream else 180.0)
            from_s = start_s + k * 14_000.0 + planner.pick(0.0, 6000.0)
            flyer = Flyer(lat, lon, axis_deg, from_s, planner.pick(120.0, 150.0))
            flyer.straight(170_000.0)
            yield planner.flight(
                party,
                join(None, flyer),
                height_ft + 100.0 * round(planner.pick(-5.0, 5.0)),
                background=True,
                category="A5",
                report_s=report_s,
                loss_frac=0.08,
                gaps=_gaps(planner, flyer),
                age_known=k % 3 != 2,
            )


def _transits(planner: Planner, start_s: float, report_s: float) -> Iterator[Flight]:
    """Return high flights of others over the river; some nobody can name."""
    for k in range(28):
        party = "unknown" if k % 4 == 3 else "neutral"
        inland = planner.rng.random() < 0.5
        way = 1.0 if inland else -1.0
        lat, lon = planner.ground.place(
            planner.pick(-5000.0, 50_000.0), -150_000.0 * way
        )
        out_deg = planner.ground.axis_deg - 90.0 * way + planner.pick(-12.0, 12.0)
        from_s = start_s + k * 3000.0 + planner.pick(0.0, 1500.0)
        flyer = Flyer(lat, lon, out_deg, from_s, planner.pick(215.0, 245.0))
        flyer.straight(290_000.0)
        height_ft = 1000.0 * round(planner.pick(33.0, 39.0))
        yield planner.flight(
            party,
            join(None, flyer),
            height_ft,
            background=True,
            nac_p=int(planner.rng.choice([7, 8, 9, 10])),
            report_s=report_s,
            loss_frac=0.05,
            gaps=_gaps(planner, flyer) if k % 3 == 0 else (),
            age_known=k % 5 != 0,
        )


def _drone(planner: Planner, start_s: float, report_s: float) -> Flight:
    """Return a drone of the local force, low and far inland."""
    lat, lon = planner.ground.place(40_000.0, 33_000.0)
    flyer = Flyer(lat, lon, 0.0, start_s + planner.pick(0.0, 60_000.0), 40.0)
    flyer.turn(360.0 * 20.0, bank_deg=8.0)
    return planner.flight(
        "local-force",
        join(None, flyer),
        2000.0,
        background=True,
        category="B6",
        report_s=2.0 * report_s,
        loss_frac=0.05,
    )


def _taxi(planner: Planner, start_s: float) -> Flight:
    """Return a transport that taxies at Deir ez-Zor and never leaves the ground.

    OSDZ, 35.2854 N 40.1760 E, 700 ft (OurAirports, public domain).
    """
    flyer = Flyer(35.2854, 40.1660, 90.0, start_s + planner.pick(2e4, 6e4), 8.0)
    flyer.straight(1500.0).turn(180.0, bank_deg=10.0).straight(1500.0)
    return planner.flight(
        "west",
        join(None, flyer),
        700.0,
        background=True,
        category="A5",
        report_s=5.0,
        on_ground=True,
    )
