"""What a finding's pictures show, told in words to who cannot see them."""

from __future__ import annotations

import numpy as np

from thalweg.model.agreement import KeepSide, Separation
from thalweg.report.judged import is_cut_by_area
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.paths import Fixes, Path
from thalweg.report.plane import F64
from thalweg.report.scene import Scene
from thalweg.report.words import plain

_LONGEST_NAME = 16


def about_plan(scene: Scene, names: Names) -> str:
    """Return who moves in the view from above, how near or deep, and when."""
    say = names.say
    movers = say.listed(
        [
            say("picture-mover", name=name_of(path, say), party=names.party(path.party))
            for path in scene.movers
        ]
    )
    key = "picture-paths-possible" if _is_possible(scene) else "picture-paths"
    paths = say(key, movers=movers, many=len(scene.movers))
    return " ".join([paths, _measured(scene, say), _when(scene, say), _twin(say)])


def about_profile(scene: Scene, names: Names) -> str:
    """Return the measure, what it is held against, and the heights, over time."""
    say = names.say
    told = [_measured(scene, say), _agreed(scene, say), _when(scene, say)]
    return " ".join([*told, _heights(scene, say), say("picture-bands"), _twin(say)])


def name_of(path: Path, say: Language) -> str:
    """Return what a mover is called in a picture: its callsign, else its id."""
    return say.name(plain(path.callsign or path.mover, longest=_LONGEST_NAME))


def datum_of(fixes: list[Fixes]) -> str:
    """Return the datum that all movers have somewhere: baro, else geo, else none.

    Heights of two datums are never compared, so one must serve all.
    """
    for datum in ("baro", "geo"):
        if fixes and all(np.isfinite(heights(f, datum)).any() for f in fixes):
            return datum
    return ""


def heights(fixes: Fixes, datum: str) -> F64:
    """Return the heights of one datum, in feet."""
    return fixes.geo_ft if datum == "geo" else fixes.baro_ft


def _measured(scene: Scene, say: Language) -> str:
    row, clause = scene.finding, scene.clause
    error = say.error_m(row["error_m"])
    if isinstance(clause, KeepSide):
        depth = say.metres(row["depth_m"], row["error_m"])
        key = "picture-at-most-inside" if is_cut_by_area(row) else "picture-at-most"
        return say(key, depth=depth, error=error)
    if row["closest_time"] is None:
        return say("picture-no-closest")
    at = say.clock(row["closest_time"])
    far = say.metres(row["horizontal_m"], row["error_m"])
    if not isinstance(clause, Separation):
        return say("picture-nearest", at=at, far=far, error=error)
    if row["vertical_ft"] is None:
        return say("picture-apart-flat", at=at, far=far, error=error)
    up = say.feet(row["vertical_ft"])
    return say("picture-apart", at=at, far=far, error=error, up=up)


def _agreed(scene: Scene, say: Language) -> str:
    clause = scene.clause
    if isinstance(clause, KeepSide):
        return say("picture-agreed-buffer", buffer=say.limit_m(clause.buffer_m))
    if isinstance(clause, Separation):
        far = say.limit_m(clause.horizontal_m, genitive=True)
        up = say.feet(clause.vertical_ft)
        return say("picture-agreed-apart", far=far, up=up)
    radius = say.limit_m(clause.radius_m, genitive=True)
    return say("picture-agreed-radius", radius=radius)


def _when(scene: Scene, say: Language) -> str:
    start, end = (say.clock(scene.finding[key]) for key in ("start", "end"))
    key = "picture-during-possible" if _is_possible(scene) else "picture-during"
    return say(key, start=start, end=end)


def _is_possible(scene: Scene) -> bool:
    """Tell whether its times are of a breach that only may have been."""
    return bool(scene.finding["grade"] == "possible")


def _heights(scene: Scene, say: Language) -> str:
    fixes = list(scene.drawn.fixes)
    datum = datum_of(fixes)
    if not datum:
        return say("picture-no-heights")
    told = [
        _height(name_of(path, say), heights(fix, datum), say)
        for path, fix in zip(scene.movers, fixes, strict=True)
    ]
    return say(f"picture-heights-{datum}", heights=say.listed(told))


def _height(name: str, height_ft: F64, say: Language) -> str:
    ends = np.nanmin(height_ft), np.nanmax(height_ft)
    low, high = (say.feet(float(end)) for end in ends)
    if low == high:
        return say("picture-height-level", name=name, height=low)
    return say("picture-height", name=name, low=low, high=high)


def _twin(say: Language) -> str:
    return say("picture-twin")
