"""Recorded positions in figures: how many, where, when, how often, how good."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thalweg.model.feed import Feeds
from thalweg.tables.tracks import KEPT
from thalweg.times import US_PER_MIN, US_PER_S
from thalweg.tracks.error import AGED_TIME_ERROR_S, AGELESS_TIME_ERROR_S
from thalweg.tracks.reports import BOOL, F64, I32, I64, floats, times_us, words

SHORT_GAP_S, LONG_GAP_S = 30.0, 60.0
"""The largest gaps that clauses usually bridge: of pairs; of lines and sites."""

FLIGHT_GAP_US = 30 * US_PER_MIN
"""A longer gap starts another flight (RULES §1); it is not counted as a gap of one."""

TIME_ERRORS_S = (AGED_TIME_ERROR_S, AGELESS_TIME_ERROR_S)
"""Errors of time where a row says how old its position is, and where it does not."""

_ADDRESS = re.compile(r"[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSurvey:
    """One feed: all its rows, kept or not.

    `silence_s` is the longest time without any row, from `silence_us`; `silences` how
    many are longer than a minute. `time_error_s` are the 95 % errors of time in use,
    each with its rows; `ageless` the rows that say no age and whose feed states no
    error of time.
    """

    name: str
    rows: int
    movers: int
    from_us: int
    to_us: int
    silence_s: float
    silence_us: int | None
    silences: int
    time_error_s: Mapping[float, int]
    ageless: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Steps between a mover's kept reports within one flight.

    `median_s` and `p95_s` are None where no mover has two. `over_30` and `over_60`
    count the longer steps, `movers_60` the movers with one above 60 s; `flown_s` is the
    sum of all steps, `unseen_30_s` and `unseen_60_s` of the longer ones.
    """

    median_s: float | None
    p95_s: float | None
    over_30: int
    over_60: int
    movers_60: int
    flown_s: float
    unseen_30_s: float
    unseen_60_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How good the rows are, as shares from 0 to 1: of all rows, kept or not.

    `version` and `source` count rows by what they say, None where they say nothing.
    Errors and speed are of kept rows, 95 % errors in metres. `quantum` counts movers by
    datum (``baro``, ``geo``) and step of height [ft]. `kept_no_height` is a share of
    kept rows.
    """

    nac_p: float
    nic: float
    nuc_p: float
    aged: float
    baro: float
    geo: float
    no_height: float
    kept_no_height: float
    version: Mapping[object, int]
    source: Mapping[object, int]
    quantum: Mapping[tuple[str, float], int]
    error_median_m: float | None
    error_p95_m: float | None
    speed_median_mps: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Bounds in degrees, WGS84; `west_deg` exceeds `east_deg` across the date line."""

    south_deg: float
    north_deg: float
    west_deg: float
    east_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All rows that are positions, and what a run would keep of them.

    `box` is of kept rows, of all where none is kept; None where none has a place.
    """

    rows: int
    kept: int
    movers: int
    addresses: int
    from_us: int
    to_us: int
    feeds: tuple[FeedSurvey, ...]
    gaps: Gaps
    quality: Quality
    box: Box | None


def survey(tracks: pa.Table, decisions: pa.Table, *, feeds: Feeds) -> Survey:
    """Measure TRACKS.

    Parameters
    ----------
    tracks
        TRACKS, at least one row.
    decisions
        DECISIONS of the same run: the step of each mover's heights.
    feeds
        What is stated of each feed.
    """
    reasons = words(tracks["kept"])
    kept = np.array([word == KEPT for word in reasons.values])[reasons.codes]
    mover = words(tracks["mover"])
    span = time_span_us(tracks)
    assert span is not None
    return Survey(
        rows=tracks.num_rows,
        kept=int(kept.sum()),
        movers=len(mover.values),
        addresses=sum(_ADDRESS.fullmatch(name) is not None for name in mover.values),
        from_us=span[0],
        to_us=span[1],
        feeds=_feeds(tracks, mover.codes, feeds),
        gaps=_gaps(times_us(tracks["time"])[kept], mover.codes[kept]),
        quality=_quality(tracks, kept, decisions),
        box=_box(tracks, kept) or _box(tracks, np.ones_like(kept)),
    )


def time_span_us(table: pa.Table) -> tuple[int, int] | None:
    """Return the first and last `time` of a table; None where it has no rows."""
    if not table.num_rows:
        return None
    ends = pc.min_max(table.column("time").cast(pa.int64())).as_py()
    return ends["min"], ends["max"]


def _feeds(tracks: pa.Table, mover: I32, feeds: Feeds) -> tuple[FeedSurvey, ...]:
    feed = words(tracks["feed"])
    time_us = times_us(tracks["time"])
    aged = _present(tracks, "received")
    out = []
    for code, name in enumerate(feed.values):
        rows = feed.codes == code
        stated_s = feeds.of(name).time_error_s
        out.append(_feed(name, time_us[rows], mover[rows], aged[rows], stated_s))
    return tuple(out)


def _feed(
    name: str, time_us: I64, mover: I32, aged: BOOL, stated_s: float | None
) -> FeedSurvey:
    at_us = np.sort(time_us)
    steps_us = np.diff(at_us)
    longest = int(np.argmax(steps_us)) if steps_us.size else None
    ageless = int(np.sum(~aged)) if stated_s is None else 0
    errors_s = {AGED_TIME_ERROR_S: at_us.size - ageless, AGELESS_TIME_ERROR_S: ageless}
    if stated_s is not None:
        errors_s = {stated_s: at_us.size}
    return FeedSurvey(
        name=name,
        rows=int(at_us.size),
        movers=int(np.unique(mover).size),
        from_us=int(at_us[0]),
        to_us=int(at_us[-1]),
        silence_s=0.0 if longest is None else float(steps_us[longest] / US_PER_S),
        silence_us=None if longest is None else int(at_us[longest]),
        silences=int(np.sum(steps_us > US_PER_MIN)),
        time_error_s={error_s: rows for error_s, rows in errors_s.items() if rows},
        ageless=ageless,
    )


def _gaps(time_us: I64, mover: I32) -> Gaps:
    """Measure the steps of kept rows, sorted by (mover, time)."""
    steps_us = np.diff(time_us)
    flown = (mover[1:] == mover[:-1]) & (steps_us <= FLIGHT_GAP_US)
    step_s = steps_us[flown] / US_PER_S
    short, long = step_s > SHORT_GAP_S, step_s > LONG_GAP_S
    return Gaps(
        median_s=_quantile(step_s, 0.5),
        p95_s=_quantile(step_s, 0.95),
        over_30=int(short.sum()),
        over_60=int(long.sum()),
        movers_60=int(np.unique(mover[1:][flown][long]).size),
        flown_s=float(step_s.sum()),
        unseen_30_s=float(step_s[short].sum()),
        unseen_60_s=float(step_s[long].sum()),
    )


def _quality(tracks: pa.Table, kept: BOOL, decisions: pa.Table) -> Quality:
    share = {
        name: float(np.mean(_present(tracks, name)))
        for name in ("nac_p", "nic", "nuc_p", "received", "alt_baro_ft", "alt_geo_ft")
    }
    some = _present(tracks, "alt_baro_ft") | _present(tracks, "alt_geo_ft")
    error_m = floats(tracks["error_m"])[kept]
    speed_mps = floats(tracks["ground_speed_mps"])[kept]
    return Quality(
        nac_p=share["nac_p"],
        nic=share["nic"],
        nuc_p=share["nuc_p"],
        aged=share["received"],
        baro=share["alt_baro_ft"],
        geo=share["alt_geo_ft"],
        no_height=float(np.mean(~some)),
        kept_no_height=float(np.mean(~some[kept])) if kept.any() else 0.0,
        version=_counts(tracks, "adsb_version"),
        source=_counts(tracks, "source_type"),
        quantum=_quanta(decisions),
        error_median_m=_quantile(error_m, 0.5),
        error_p95_m=_quantile(error_m, 0.95),
        speed_median_mps=_quantile(speed_mps[~np.isnan(speed_mps)], 0.5),
    )


def _quanta(decisions: pa.Table) -> dict[tuple[str, float], int]:
    rows = decisions.filter(pc.equal(decisions.column("kind"), "altitude"))
    pairs = zip(
        *(rows.column(n).to_pylist() for n in ("subject", "value")), strict=True
    )
    counts = Counter((datum, json.loads(v)["quantum_ft"]) for datum, v in pairs)
    return dict(sorted(counts.items()))


def _box(tracks: pa.Table, rows: BOOL) -> Box | None:
    lat_deg, lon_deg = floats(tracks["lat_deg"]), floats(tracks["lon_deg"])
    on_earth = (np.abs(lat_deg) <= 90) & (np.abs(lon_deg) <= 180)
    lat_deg, lon_deg = lat_deg[rows & on_earth], lon_deg[rows & on_earth]
    if not lat_deg.size:
        return None
    around = np.unique(lon_deg)
    # The bounds leave out the widest empty arc, which need not be at the date line.
    empty_deg = np.diff(around, append=around[0] + 360.0)
    widest = int(np.argmax(empty_deg))
    return Box(
        south_deg=float(lat_deg.min()),
        north_deg=float(lat_deg.max()),
        west_deg=float(around[(widest + 1) % around.size]),
        east_deg=float(around[widest]),
    )


def _quantile(values: F64, share: float) -> float | None:
    return float(np.quantile(values, share)) if values.size else None


def _counts(tracks: pa.Table, name: str) -> dict[object, int]:
    column = tracks.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    told = {row["values"]: row["counts"] for row in pc.value_counts(column).to_pylist()}
    return dict(sorted(told.items(), key=lambda item: (-item[1], str(item[0]))))


def _present(tracks: pa.Table, name: str) -> BOOL:
    return np.asarray(pc.is_valid(tracks.column(name)).to_numpy(), bool)
