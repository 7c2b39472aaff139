"""Hear a flight as receivers do: late, lossy, quantised, off by its stated error.

Position errors are Gaussian and wander over minutes, as those of satellite navigation
do; they fill `noise_frac` of what the broadcast NACp promises for 95 %. Every number
comes from the generator that is handed in, in a fixed order, so one seed gives one
table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from thalweg.simulate.flight import NACP_ERROR_M, Flight
from thalweg.simulate.path import WGS84

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

US_PER_S = 1_000_000
RADIUS95_SIGMA = math.sqrt(-2.0 * math.log(0.05))
"""Radius that holds 95 % of a round two-dimensional Gaussian, in sigmas: 2.4477."""

_WANDER_S = 120.0


@dataclass(frozen=True)
class Heard:
    """Reports of one flight; one array entry each, in order of true time."""

    flight: Flight
    true_s: F64
    time_us: I64
    received_us: I64
    lat_deg: F64
    lon_deg: F64
    alt_baro_ft: F64
    alt_geo_ft: F64
    ground_speed_mps: F64
    track_deg: F64
    vertical_rate_fpm: F64

    def take(self, keep: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Heard:
        """Return some of the reports."""
        arrays = {
            name: getattr(self, name)[keep]
            for name in self.__dataclass_fields__
            if name != "flight"
        }
        return Heard(flight=self.flight, **arrays)


def hear(
    flight: Flight, rng: np.random.Generator, *, epoch_us: int, jitter_s: float = 0.05
) -> Heard:
    """Return the reports of `flight` that reach the ground.

    `jitter_s` bounds how much each stated time is off beside the flight's bias.
    """
    true_s = _report_times_s(flight, rng)
    state = flight.at(true_s)
    sigma_m = flight.noise_frac * NACP_ERROR_M[flight.nac_p] / RADIUS95_SIGMA
    lat_deg, lon_deg = displaced(
        state.lat_deg,
        state.lon_deg,
        sigma_m * wander(true_s, rng),
        sigma_m * wander(true_s, rng),
        still=state.speed_mps == 0.0,
    )
    height_ft = flight.height_ft(true_s)
    read_ft = height_ft + flight.alt_bias_ft
    quantum_ft = flight.quantum_ft
    rate_fpm = (flight.height_ft(true_s + 0.5) - flight.height_ft(true_s - 0.5)) * 60.0
    off_s = flight.time_bias_s + rng.uniform(-jitter_s, jitter_s, len(true_s))
    time_us = epoch_us + _us(true_s - off_s)
    return Heard(
        flight=flight,
        true_s=true_s,
        time_us=time_us,
        received_us=time_us + _us(rng.uniform(0.05, 0.4, len(true_s))),
        lat_deg=np.round(lat_deg, 6),
        lon_deg=np.round(lon_deg, 6),
        alt_baro_ft=np.round(read_ft / quantum_ft) * quantum_ft,
        # Warm air and the geoid lift the ellipsoidal height above the pressure one.
        alt_geo_ft=np.round((height_ft * 1.03 + 85.0) / 25.0) * 25.0,
        ground_speed_mps=np.round(state.speed_mps / 0.1) * 0.1,
        track_deg=np.round(state.track_deg, 1) % 360.0,
        vertical_rate_fpm=np.round(rate_fpm / 64.0) * 64.0,
    )


def wander(time_s: F64, rng: np.random.Generator) -> F64:
    """Return a unit Gaussian that changes over some two minutes.

    Between two knots the weights are a cosine and a sine, so its variance is 1 at
    every instant and not only at the knots.
    """
    if not len(time_s):
        return np.zeros(0)
    first_s = float(time_s[0]) - 1.0
    knots = rng.standard_normal(int((float(time_s[-1]) - first_s) // _WANDER_S) + 2)
    place = (time_s - first_s) / _WANDER_S
    k = place.astype(np.intp)
    share_rad = (place - k) * (math.pi / 2.0)
    return np.asarray(np.cos(share_rad) * knots[k] + np.sin(share_rad) * knots[k + 1])


def repeats(heard: Heard, rng: np.random.Generator, *, share_frac: float) -> Heard:
    """Return a share of the reports once more, as stale or doubled rows arrive.

    With a known age the repeat keeps its time and is received later; without one the
    snapshot that carried it calls it a second younger, at the old place.
    """
    moving = heard.ground_speed_mps > 20.0
    again = heard.take((rng.random(len(heard.true_s)) < share_frac) & moving)
    late_us = _us(rng.uniform(0.8, 1.4, len(again.true_s)))
    if heard.flight.age_known:
        again.received_us[:] += late_us
    else:
        again.time_us[:] += late_us
    return again


def to_table(parts: list[tuple[str, Heard]]) -> pa.Table:
    """Return (feed, reports) as rows of POSITIONS, in order of time.

    `source_sha256` and `source_row` are left to whoever reads the file.
    """
    counts = [len(heard.true_s) for _, heard in parts]
    # Times that tie keep the order of flights, so the table is one for one seed.
    time_us = np.concatenate([h.time_us for _, h in parts])
    order = np.argsort(time_us, kind="stable")

    def reals(name: str, kind: pa.DataType) -> pa.Array:
        joined = np.concatenate([getattr(h, name) for _, h in parts])
        return pa.array(joined[order], pa.float64(), from_pandas=True).cast(kind)

    def words(values: list[str | None]) -> pa.Array:
        known = sorted({v for v in values if v is not None})
        place = {word: i for i, word in enumerate(known)}
        codes = np.array([-1 if v is None else place[v] for v in values], np.int32)
        spread = np.repeat(codes, counts)[order]
        index = pa.array(spread, pa.int32(), mask=spread < 0)
        return pa.DictionaryArray.from_arrays(index, pa.array(known, pa.string()))

    flights = [h.flight for _, h in parts]
    age_known = np.repeat([f.age_known for f in flights], counts)[order]
    received_us = np.concatenate([h.received_us for _, h in parts])[order]
    nac_p = np.repeat([f.nac_p for f in flights], counts)[order]
    ground = np.repeat([f.on_ground for f in flights], counts)[order]
    stamp = pa.timestamp("us", "UTC")
    return pa.table(
        {
            "time": pa.array(time_us[order], pa.int64()).cast(stamp),
            "feed": words([feed for feed, _ in parts]),
            "mover": words([f.mover for f in flights]),
            "callsign": words([f.callsign for f in flights]),
            "squawk": _squawks(parts, order),
            "lat_deg": reals("lat_deg", pa.float64()),
            "lon_deg": reals("lon_deg", pa.float64()),
            "alt_baro_ft": reals("alt_baro_ft", pa.float32()),
            "alt_geo_ft": reals("alt_geo_ft", pa.float32()),
            "ground_speed_mps": reals("ground_speed_mps", pa.float32()),
            "track_deg": reals("track_deg", pa.float32()),
            "vertical_rate_fpm": reals("vertical_rate_fpm", pa.float32()),
            "on_ground": pa.array(ground),
            "nic": pa.array(np.minimum(nac_p, 8), pa.int8()),
            "nac_p": pa.array(nac_p, pa.int8()),
            "adsb_version": pa.array(np.full(len(order), 2), pa.int8()),
            "category": words([f.category for f in flights]),
            "source_type": words(["adsb_icao"] * len(flights)),
            "received": pa.array(received_us, pa.int64(), mask=~age_known).cast(stamp),
        }
    )


def _squawks(parts: list[tuple[str, Heard]], order: npt.NDArray[np.intp]) -> pa.Array:
    codes = []
    for _, heard in parts:
        mine = np.full(len(heard.true_s), "2000", dtype="U4")
        for from_s, code in heard.flight.squawks:
            mine[heard.true_s >= from_s] = code
        codes.append(mine)
    return pa.array(np.concatenate(codes)[order], pa.string()).dictionary_encode()


def _report_times_s(flight: Flight, rng: np.random.Generator) -> F64:
    """Return the true instants of the reports that are heard."""
    step_s = flight.report_s
    count = max(int(flight.path.duration_s / step_s) - 1, 2)
    slots_s = flight.start_s + step_s * (0.5 + np.arange(count))
    heard_s = slots_s + rng.uniform(-0.12, 0.12, count) * step_s
    lost = rng.random(count) < flight.loss_frac
    for from_s, to_s in flight.gaps:
        lost |= (heard_s >= from_s) & (heard_s <= to_s)
    return heard_s[~lost]


def displaced(
    lat_deg: F64,
    lon_deg: F64,
    east_m: F64,
    north_m: F64,
    *,
    still: npt.NDArray[np.bool_],
) -> tuple[F64, F64]:
    """Move each position; one that hovers is off by the same all the while."""
    if still.any():
        first = int(np.argmax(still))
        east_m = np.where(still, east_m[first], east_m)
        north_m = np.where(still, north_m[first], north_m)
    lon2_deg, lat2_deg, _ = WGS84.fwd(
        lon_deg,
        lat_deg,
        np.degrees(np.arctan2(east_m, north_m)),
        np.hypot(east_m, north_m),
    )
    return np.asarray(lat2_deg), np.asarray(lon2_deg)


def _us(seconds: F64) -> I64:
    return np.round(seconds * US_PER_S).astype(np.int64)
