"""The kernels of thalweg, from columns in memory to the answer; and the bare read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from columns import F64, I64, Archive, archive, ground, snapshot, wanted
from measure import Answer, Asked, Ready, compete
from settings import AHEAD, GAP_LINE_US, GAP_PAIRS_US, NARROWER, PAIRS, WIDER

from thalweg.agreement.ground import LineGround
from thalweg.kernels.ahead import Flights, approaches_ahead
from thalweg.kernels.crossing import ON_LEFT, ON_RIGHT, Keeping
from thalweg.kernels.inside import Ground
from thalweg.kernels.nearby import encounters_between
from thalweg.kernels.parts import COLUMNS, NO_BOUND, Band, fill_parts
from thalweg.kernels.paths import OPEN, Paths
from thalweg.kernels.points import Points, points_of
from thalweg.kernels.separation import BREACH, Limits, Reach, least_on_parts
from thalweg.kernels.sides import Sided, sides_between
from thalweg.kernels.stays import FROM_US, KIND, OF_MOVER, POINT, stays_about
from thalweg.watch.keep_side import ground_of

NAN = float("nan")
ANY_HEIGHT = Band(0.0, NO_BOUND, 0.0, NO_BOUND)
EVERYBODY = np.ones((1, 1), bool)


def read(asked: Asked) -> Ready:
    """Read the columns that the other cases take, on one thread."""
    case = asked.path.stem.split("-")[0]
    kind = {"w1_": "ahead", "w2_": "pairs", "w3_": "line"}.get(case[:3], case)
    names = wanted(asked.path, kind)

    def work() -> Answer:
        table = pq.read_table(asked.path, columns=names, use_threads=False)
        return {"rows": np.array([table.num_rows])}

    return Ready(work)


def ahead(asked: Asked) -> Ready:
    """Find who will be closer than both minima soon; also at other minima."""
    flights = Flights(*snapshot(asked.path))
    approaches_ahead(Flights(*(column[:100] for column in flights)), *AHEAD)

    def within(scale: float) -> I64:
        horizontal_m, vertical_ft, horizon_s = (scale * limit for limit in AHEAD)
        return approaches_ahead(flights, horizontal_m, vertical_ft, horizon_s)[0]

    return Ready(
        lambda: {"pairs": within(1.0)},
        lambda: {"narrower": within(NARROWER), "wider": within(WIDER)},
    )


def paths_of(held: Archive) -> Paths:
    """Lay out reports for the kernels: one party, exact places, every gap open."""
    rows, movers = len(held.time_us), len(held.start) - 1
    nothing, none = np.zeros(movers), np.zeros(rows)
    unknown = np.full(rows, NAN)
    return Paths(
        held.start, held.time_us, np.radians(held.lat_deg), np.radians(held.lon_deg),
        none, held.height_ft, unknown, np.full(rows, OPEN, np.int8),
        np.zeros(rows, np.int16), nothing, nothing, nothing, nothing, nothing,
    )  # fmt: skip


def all_us(held: Archive) -> tuple[int, int]:
    """Return the stretch of time that holds all reports."""
    return int(held.time_us.min()), int(held.time_us.max()) + 1


def joined(keys: I64, spans_us: I64) -> tuple[I64, I64]:
    """Join the intervals of each key that touch; return them by key and time."""
    if not len(keys):
        return keys, spans_us
    order = np.lexsort((spans_us[:, 0], *keys.T[::-1]))
    keys, spans_us = keys[order], spans_us[order]
    other = np.ones(len(keys), bool)
    other[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    # Each key in a time of its own, so that one running greatest serves for all.
    own_us = (
        spans_us - spans_us.min() + np.cumsum(other)[:, None] * np.ptp(spans_us) * 2
    )
    until_us = np.maximum.accumulate(own_us[:, 1])
    new = other.copy()
    new[1:] |= own_us[1:, 0] > until_us[:-1]
    first = np.flatnonzero(new)
    ends_us = np.maximum.reduceat(spans_us[:, 1], first)
    return keys[first], np.column_stack([spans_us[first, 0], ends_us])


def pairs(asked: Asked) -> Ready:
    """Find all encounters; untimed, how close each came."""
    held = archive(asked.path, "pairs", asked.share)
    from_us, until_us = all_us(held)
    encounters(held, from_us, from_us + 1_000_000)
    return Ready(
        lambda: encounters(held, from_us, until_us),
        lambda: {"closest_m": measured(held, from_us, until_us)["closest_m"]},
    )


def pairs_measured(asked: Asked) -> Ready:
    """Find all encounters and how close each came, all of it timed."""
    held = archive(asked.path, "pairs", asked.share)
    from_us, until_us = all_us(held)
    measured(held, from_us, from_us + 60_000_000)
    return Ready(lambda: measured(held, from_us, until_us))


def encounters(held: Archive, from_us: int, until_us: int) -> Answer:
    """Return who was below both minima, and when."""
    limits = Limits(*PAIRS, 0.0, NAN, NAN, NAN)
    found, kinds, spans_us = encounters_between(
        paths_of(held), limits, ANY_HEIGHT, EVERYBODY, GAP_PAIRS_US, from_us, until_us
    )
    breach = kinds == BREACH
    who, when_us = joined(found[breach], spans_us[breach])
    return {"who": who, "when_us": when_us}


def measured(held: Archive, from_us: int, until_us: int) -> Answer:
    """Return the encounters with the least distance of each."""
    found = encounters(held, from_us, until_us)
    closest_m = closest(paths_of(held), found["who"], found["when_us"])
    return {**found, "closest_m": closest_m}


def closest(paths: Paths, who: I64, when_us: I64) -> F64:
    """Return the least horizontal distance of each encounter."""
    times_us, parts = np.empty((4096, 2), np.int64), np.empty((4096, COLUMNS))
    least_m = np.empty(len(who))
    for n, ((k, m), span_us) in enumerate(zip(who.tolist(), when_us, strict=True)):
        i, j = (row_at(paths, each, span_us[0]) for each in (k, m))
        begin_us = max(paths.time_us[i], paths.time_us[j])
        many = fill_parts(
            paths, k, i, paths, m, j, begin_us, span_us[1], GAP_PAIRS_US, PAIRS[0],
            ANY_HEIGHT, True, EVERYBODY, times_us, parts,
        )  # fmt: skip
        _, square = least_on_parts(
            times_us, parts, many, span_us.reshape(1, 2), 1.0, np.inf
        )
        least_m[n] = np.sqrt(square)
    return least_m


def row_at(paths: Paths, k: int, at_us: int) -> int:
    """Return the last row of a mover at or before a time."""
    rows = paths.time_us[paths.start[k] : paths.start[k + 1]]
    return int(paths.start[k] + np.searchsorted(rows, at_us, "right") - 1)


def laid_out(folder: Path) -> tuple[Ground, Sided, Points, Reach]:
    """Return the line of a folder and its banks, and its points, for the kernels."""
    about = ground(folder)
    left, right = ((r[:, 1].copy(), r[:, 0].copy()) for r in about[1:3])
    laid, sided = ground_of(
        LineGround(
            place="line",
            line_lat_deg=about.line_deg[:, 1].copy(),
            line_lon_deg=about.line_deg[:, 0].copy(),
            left=(left,),
            right=(right,),
            area=(),
            area_m2=1.0,
        )
    )
    points_rad = np.radians(about.points_deg)
    points = points_of(
        points_rad[:, 1], points_rad[:, 0], np.zeros(len(points_rad)), about.radius_m
    )
    return laid, sided, points, Reach(about.radius_m, NAN)


def line(asked: Asked) -> Ready:
    """Find every passage of the line and every stay about the points."""
    held = archive(asked.path, "line", asked.share)
    laid, sided, points, reach = laid_out(asked.path.parent)
    from_us, until_us = all_us(held)

    def between(from_us: int, until_us: int) -> Answer:
        paths = paths_of(held)
        keys, kinds, spans_us = sides_between(
            paths, laid, sided, Keeping(0.0, ANY_HEIGHT), np.zeros((1, 2), np.int8),
            GAP_LINE_US, from_us, until_us,
        )  # fmt: skip
        passed = passages(keys[:, :1], kinds, spans_us)
        found = stays_about(
            paths, points, reach, ANY_HEIGHT, EVERYBODY, GAP_LINE_US, from_us, until_us
        )
        stays = found[found[:, KIND] == BREACH]
        at = stays[:, [OF_MOVER, POINT]]
        who, when_us = joined(at, stays[:, FROM_US:].copy())
        return {"passages": passed, "stays": who, "stays_us": when_us}

    between(from_us, from_us + 1_000_000)
    return Ready(lambda: between(from_us, until_us))


def passages(mover: I64, kinds: I64, spans_us: I64) -> I64:
    """Return mover and time of each passage: one side ends where the other begins."""
    begin_us, wide_us = int(spans_us.min()), int(np.ptp(spans_us)) + 1
    keys = mover * wide_us + (spans_us - begin_us)
    left, right = keys[kinds == ON_LEFT], keys[kinds == ON_RIGHT]
    met = np.concatenate(
        [
            np.intersect1d(left[:, 1], right[:, 0]),
            np.intersect1d(right[:, 1], left[:, 0]),
        ]
    )
    return np.column_stack([met // wide_us, met % wide_us + begin_us])


if __name__ == "__main__":
    compete({
        "read": read, "ahead": ahead, "pairs": pairs, "measured": pairs_measured,
        "line": line,
    })  # fmt: skip
