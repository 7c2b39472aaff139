"""Which reports are believed, and why the others are not (RULES §2).

In this order: no position, conflict, stale, ground, jump. Nothing is deleted: a row
that is not kept stays in TRACKS with its reason, its source file and row.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.clean import (
    CONFLICT,
    GROUND,
    KEPT,
    NO_POSITION,
    NO_TIME,
    STALE,
    drop_conflicts,
    drop_jumps,
    drop_stale,
    fill_speeds,
    implied_speeds,
    stood_still,
)
from thalweg.model.feed import Feeds
from thalweg.tracks.aerodromes import (
    SLOW_MPS,
    OnSurface,
    Surfaces,
    aerodromes,
    grounded,
    on_surface,
)
from thalweg.tracks.error import place_error_m, report_error_m
from thalweg.tracks.reports import BOOL, F64, I8, Reports

# Rotorcraft and unmanned aircraft may hover low at an aerodrome without being on it.
HOVERING = ("A7", "B6")


class Cleaned(NamedTuple):
    """Why each row is kept or not, as a code of `kernels.clean`, and its error.

    `error_m` is NaN where there is no position.
    """

    kept: I8
    error_m: F64


def clean(
    reports: Reports,
    *,
    fastest_mps: float,
    feeds: Feeds,
    surfaces: Surfaces | None = None,
) -> Cleaned:
    """Judge every report; `reports` are in canonical order.

    Where they are some movers' only, `surfaces` are what all movers' say.
    """
    place_m = place_error_m(reports, feeds)
    kept, last_mps, filled_mps = _before_ground(reports, place_m)
    _drop_ground(reports, kept, last_mps, feeds, surfaces)
    error_m = report_error_m(reports, kept, place_m, filled_mps, feeds)
    error_m[~_has_place(reports)] = np.nan
    path = (reports.mover, reports.time_us, reports.lat_rad, reports.lon_rad)
    drop_jumps(*path, error_m, fastest_mps, kept)
    return Cleaned(kept, error_m)


def standing(reports: Reports, *, feeds: Feeds) -> OnSurface:
    """Return the reports from which `clean` learns the surfaces of aerodromes."""
    kept, _, _ = _before_ground(reports, place_error_m(reports, feeds))
    flagged = (kept == KEPT) & reports.on_ground
    return on_surface(reports, flagged, aerodromes(feeds))


def _before_ground(reports: Reports, place_m: F64) -> tuple[I8, F64, F64]:
    """Judge all that comes before the ground.

    Also returns each report's speed as last known, and as filled from both sides.
    """
    kept = np.where(_has_place(reports) & ~np.isnan(place_m), KEPT, NO_POSITION).astype(
        np.int8
    )
    path = (reports.mover, reports.time_us, reports.lat_rad, reports.lon_rad)
    drop_conflicts(*path, reports.received_us, kept)
    _drop_backward(reports, kept)
    last_mps, filled_mps = fill_speeds(reports.mover, reports.speed_mps, kept)
    drop_stale(
        reports.mover,
        reports.feed,
        len(reports.feeds),
        reports.time_us,
        reports.lat_rad,
        reports.lon_rad,
        last_mps,
        kept,
    )
    return kept, last_mps, filled_mps


def _has_place(reports: Reports) -> BOOL:
    """Say which rows have a latitude and longitude that are on the Earth."""
    on_earth = np.abs(reports.lat_rad) <= np.pi / 2
    return np.asarray(on_earth & (np.abs(reports.lon_rad) <= np.pi))


def _drop_backward(reports: Reports, kept: I8) -> None:
    """Drop what was received later but is of an earlier time, per feed and mover.

    Only where `received` is present. No report can be of a time after its own receipt,
    so a clock set ahead does not make losers of all that follows. The same position
    again is stale; anything else is a conflict.
    """
    told = (kept == KEPT) & (reports.received_us != NO_TIME)
    for feed in range(len(reports.feeds)):
        rows = np.flatnonzero(told & (reports.feed == feed))
        mover, received_us = reports.mover[rows], reports.received_us[rows]
        back = (mover[1:] == mover[:-1]) & (received_us[1:] < received_us[:-1])
        for code in np.unique(mover[1:][back]):
            start, end = np.searchsorted(mover, [code, code + 1])
            _judge_clock(reports, rows[start:end], kept)


def _judge_clock(reports: Reports, rows: NDArray[np.intp], kept: I8) -> None:
    time_us, received_us = reports.time_us[rows], reports.received_us[rows]
    order = np.lexsort((time_us, received_us))
    rows, time_us = rows[order], time_us[order]
    told_us = np.minimum(time_us, received_us[order])
    bar_us = np.maximum.accumulate(told_us)
    sets_bar = np.concatenate(([True], bar_us[1:] > bar_us[:-1]))
    setter = np.maximum.accumulate(np.where(sets_bar, np.arange(rows.size), 0))
    late = np.flatnonzero(time_us[1:] < bar_us[:-1]) + 1
    loser, winner = rows[late], rows[setter[late - 1]]
    repeat = (reports.lat_rad[loser] == reports.lat_rad[winner]) & (
        reports.lon_rad[loser] == reports.lon_rad[winner]
    )
    kept[loser] = np.where(repeat, STALE, CONFLICT)


def _drop_ground(
    reports: Reports,
    kept: I8,
    last_mps: F64,
    feeds: Feeds,
    surfaces: Surfaces | None,
) -> None:
    """Drop what is flagged on the ground, or moves as on it at an aerodrome.

    The speed is the report's own, else that of the step between kept reports at most
    a minute apart (an aircraft that stands sends none), else the mover's last known.
    Never helicopters or drones.
    """
    alive = kept == KEPT
    flagged = alive & reports.on_ground
    flies = alive & ~_hovers(reports)
    path = (reports.mover, reports.time_us, reports.lat_rad, reports.lon_rad)
    speed_mps = implied_speeds(*path, reports.speed_mps, kept)
    speed_mps = np.where(np.isnan(speed_mps), last_mps, speed_mps)
    slow = np.flatnonzero(flies & ~flagged & (speed_mps < SLOW_MPS))
    if slow.size:
        stood = stood_still(*path, reports.speed_mps, kept)[slow]
        near = grounded(reports, slow, stood, flagged, aerodromes(feeds), surfaces)
        kept[slow[near]] = GROUND
    kept[flagged & flies] = GROUND


def _hovers(reports: Reports) -> BOOL:
    """Say which rows are of a helicopter or drone, by category.

    A row without category has its mover's last known, else its next known. No category
    at all is neither.
    """
    codes, values = reports.category
    hovering = np.array([value in HOVERING for value in values] + [False])
    if not hovering.any():
        return np.zeros(codes.size, bool)
    row = np.arange(codes.size)
    last = np.maximum.accumulate(np.where(codes >= 0, row, -1))
    following = np.minimum.accumulate(np.where(codes >= 0, row, codes.size)[::-1])[::-1]
    following = np.minimum(following, codes.size - 1)
    same = (last >= 0) & (reports.mover[last] == reports.mover)
    source = np.where(same, last, following)
    code = np.where(reports.mover[source] == reports.mover, codes[source], -1)
    return hovering[code]
