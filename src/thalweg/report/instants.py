"""The drawings of a finding as a table: its figures at a few instants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thalweg.model.agreement import KeepSide, Separation
from thalweg.report.folder import Row
from thalweg.report.language import Language
from thalweg.report.paths import I64
from thalweg.report.plane import F64
from thalweg.report.retold import datum_of, heights
from thalweg.report.scene import Scene
from thalweg.report.words import plain

_ROWS = 8
_LONGEST_NAME = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The drawings' figures as a table, at a few instants.

    `marked` tells which rows are of the start, the end or the extreme of the breach.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    marked: Sequence[bool]


def twin(scene: Scene, say: Language, *, most: int = _ROWS) -> Twin:
    """Return the instants of the breach, its closest among them, and just outside."""
    times_us = _instants(scene, most)
    measure_m, error_m = scene.measure_m(times_us)
    own = _own(scene.finding, times_us)
    for at in own:
        measure_m[at] = scene.finding["horizontal_m"]
        error_m[at] = scene.finding["error_m"] or np.nan
    fixes = [scene.fixes(path, times_us) for path in scene.movers]
    datum = datum_of(fixes)
    up = [heights(f, datum) for f in fixes] if datum else []
    header = [say("finding-twin-time"), _measure_name(scene, say)]
    header += [
        say(f"finding-twin-{datum}", mover=_named(p.callsign or p.mover, say))
        for p in (scene.movers if up else ())
    ]
    header += [say("finding-measure-vertical")] if len(up) == 2 else []
    rows = []
    for i, at_us in enumerate(times_us.tolist()):
        known = bool(fixes) and bool(np.isfinite(fixes[0].lat_deg[i]))
        cells = [
            _instant(at_us, scene.finding, say),
            _measured(scene, measure_m[i], error_m[i], say, known=known),
        ]
        cells += [_height(ft[i], say) for ft in up]
        if len(up) == 2:
            apart_ft = abs(up[0][i] - up[1][i])
            if i in own and scene.finding["vertical_ft"] is not None:
                apart_ft = scene.finding["vertical_ft"]
            cells.append(_height(apart_ft, say))
        rows.append(cells)
    return Twin(header=header, rows=rows, marked=_marked(times_us, measure_m, scene))


def _own(row: Row, times_us: I64) -> list[int]:
    """Return where the finding's own instant is: its own figures are told there.

    Its error there is the greatest of the part of time that was judged; that of the
    drawn path is of the instant alone, and less.
    """
    if row["closest_time"] is None or row["horizontal_m"] is None:
        return []
    return [int(at) for at in np.flatnonzero(times_us == row["closest_time"])]


def _marked(times_us: I64, measure_m: F64, scene: Scene) -> list[bool]:
    row = scene.finding
    told = {row["start"], row["end"], row["closest_time"]}
    if row["closest_time"] is None and np.isfinite(measure_m).any():
        told.add(int(times_us[np.nanargmax(measure_m)]))
    return [at_us in told for at_us in times_us.tolist()]


def _instants(scene: Scene, most: int) -> I64:
    row = scene.finding
    edges = [scene.from_us, row["start"], row["end"], scene.to_us]
    if row["closest_time"] is not None:
        edges.append(row["closest_time"])
    inner = np.linspace(row["start"], row["end"], max(most - len(edges) + 2, 2))
    apart_us = (row["end"] - row["start"]) / 40
    between = [at for at in inner if min(abs(at - e) for e in edges) > apart_us]
    return np.unique(np.concatenate([edges, np.round(between)]).astype(np.int64))


def _measure_name(scene: Scene, say: Language) -> str:
    if isinstance(scene.clause, Separation):
        return say("finding-measure-horizontal")
    if isinstance(scene.clause, KeepSide):
        return say("finding-measure-depth")
    return say("finding-twin-distance")


def _named(name: str, say: Language) -> str:
    return say.name(plain(name, longest=_LONGEST_NAME))


def _instant(at_us: int, row: Row, say: Language) -> str:
    told = {row["end"]: "end", row["start"]: "start"}
    if row["closest_time"] is not None:
        told[row["closest_time"]] = "closest"
    clock = say.clock(at_us)
    if at_us not in told:
        return clock
    return say(f"finding-instant-{told[at_us]}", clock=clock)


def _measured(
    scene: Scene, measure_m: float, error_m: float, say: Language, *, known: bool
) -> str:
    """Tell the measure; where none is, whether it was outside the area or not seen."""
    if not np.isfinite(measure_m):
        outside = known and isinstance(scene.clause, KeepSide)
        return say("finding-outside-area" if outside else "finding-not-observed")
    if not np.isfinite(error_m):
        return say.metres(float(measure_m))
    error, depth_m = say.error_m(float(error_m)), float(measure_m)
    if isinstance(scene.clause, KeepSide) and depth_m < 0:
        own = say.metres(-depth_m, float(error_m))
        return say("finding-own-side", depth=own, error=error)
    return say("finding-depth", depth=say.metres(depth_m, float(error_m)), error=error)


def _height(height_ft: float, say: Language) -> str:
    return say.feet(float(height_ft)) if np.isfinite(height_ft) else say("not-known")
