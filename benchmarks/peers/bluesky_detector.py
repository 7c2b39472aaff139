"""BlueSky's compiled state-based detector, on the same snapshot."""

from __future__ import annotations

import importlib.machinery
import importlib.metadata
import importlib.util
from types import ModuleType, SimpleNamespace

import numpy as np
from columns import FT_M, snapshot
from measure import Answer, Asked, Ready, compete
from settings import AHEAD

# A hair less, so that levels 1,000 ft apart do not flip on rounding to metres.
HAIR_M = 0.001


def detector() -> ModuleType:
    """Return the compiled module alone: BlueSky itself would start a simulator."""
    ends = tuple(importlib.machinery.EXTENSION_SUFFIXES)
    for file in importlib.metadata.files("bluesky-simulator") or ():
        if file.name.startswith("cstatebased") and file.name.endswith(ends):
            spec = importlib.util.spec_from_file_location("cstatebased", file.locate())
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise ImportError("no compiled detector in BlueSky's wheel for this Python")


def ahead(asked: Asked) -> Ready:
    """Every pair both ways, as BlueSky does; reported once."""
    now = snapshot(asked.path)
    many = len(now.lat_deg)
    traffic = SimpleNamespace(
        ntraf=many, lat=now.lat_deg, lon=now.lon_deg, alt=now.height_ft * FT_M,
        gs=np.hypot(now.east_mps, now.north_mps),
        trk=np.degrees(np.arctan2(now.east_mps, now.north_mps)),
        vs=now.climb_ftps * FT_M, id=[str(n) for n in range(many)],
    )  # fmt: skip
    limits = (AHEAD[0], AHEAD[1] * FT_M - HAIR_M, AHEAD[2])
    each = [np.full(many, limit) for limit in limits]
    detect = detector().detect
    told = []

    def work() -> Answer:
        told[:] = detect(traffic, traffic, *each)[0]
        return {}

    def once() -> Answer:
        pairs = np.array([(int(a), int(b)) for a, b in told], np.int64).reshape(-1, 2)
        return {"pairs": np.unique(np.sort(pairs, axis=1), axis=0)}

    return Ready(work, once)


if __name__ == "__main__":
    compete({"ahead": ahead})
