"""Land, lakes, rivers and borders of the world, as they are shipped for drawing.

From Natural Earth at 1:50,000,000, public domain; `geography/README.md` says how the
file came about. It is generalised: shores and rivers lie up to some kilometres off,
and borders are drawn as its makers saw them. No measure may be taken from it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thalweg.report.plane import F64

LAYERS = ("land", "lakes", "rivers", "borders")
"""Land and lakes are rings: outer ones and holes alike, filled by the even-odd rule."""

STEPS_PER_DEG = 1000
"""Coordinates are whole thousandths of a degree: 111 m at most."""

_FILE = "natural-earth-50m.bin"
_MAGIC = b"thalweg-geography/1\n"
_PLACES = np.dtype("<i4")

Places = NDArray[np.int32]


@dataclass(frozen=True)
class Lines:
    """Lines or rings of one layer, their points end to end.

    `first` says at which point each starts, and last where they all end; `steps` has
    one row for each point, longitude and latitude in thousandths of a degree.
    """

    first: Places
    steps: Places

    def near(
        self,
        *,
        west_deg: float,
        south_deg: float,
        east_deg: float,
        north_deg: float,
        least_deg: float = 0.0,
    ) -> list[F64]:
        """Return the lines whose box meets a window, each as rows of (lon, lat).

        The window may reach beyond 180 degrees on either side: lines are turned by
        whole turns to where it is. Those that are smaller than `least_deg` both ways
        are left out.
        """
        low, high = self._boxes
        large = np.any(high - low >= least_deg, axis=1)
        found = []
        for turn_deg in (-360.0, 0.0, 360.0):
            meet = (
                large
                & (low[:, 0] + turn_deg <= east_deg)
                & (high[:, 0] + turn_deg >= west_deg)
                & (low[:, 1] <= north_deg)
                & (high[:, 1] >= south_deg)
            )
            for at in np.flatnonzero(meet):
                steps = self.steps[self.first[at] : self.first[at + 1]]
                found.append(steps / STEPS_PER_DEG + np.array([turn_deg, 0.0]))
        return found

    @cached_property
    def _boxes(self) -> tuple[F64, F64]:
        """Least and greatest longitude and latitude of each line, in degrees."""
        starts = self.first[:-1]
        low = np.minimum.reduceat(self.steps, starts) / STEPS_PER_DEG
        return low, np.maximum.reduceat(self.steps, starts) / STEPS_PER_DEG


@cache
def world() -> Mapping[str, Lines]:
    """Return the shipped layers, read once: some 10 ms."""
    return decode((files("thalweg.report") / "geography" / _FILE).read_bytes())


def encode(layers: Mapping[str, Sequence[Places]], sources: Sequence[str]) -> bytes:
    """Return the file of layers; each line has rows (lon, lat) of steps, two at least.

    Steps from point to point are small, so that their bytes, sorted by weight, pack
    well. `sources` are names to be kept with them.
    """
    body, sizes = [], {}
    for name in LAYERS:
        lines = layers[name]
        counts = np.array([len(line) for line in lines], _PLACES)
        points = np.concatenate([np.zeros((1, 2), _PLACES), *lines])
        deltas = np.diff(points, axis=0).astype(_PLACES)
        body += [_by_weight(counts), _by_weight(deltas[:, 0]), _by_weight(deltas[:, 1])]
        sizes[name] = [len(lines), int(counts.sum())]
    about = {"layers": sizes, "sources": list(sources), "steps": STEPS_PER_DEG}
    head = json.dumps(about, sort_keys=True).encode("ascii")
    return _MAGIC + head + b"\n" + zlib.compress(b"".join(body), 9)


def decode(data: bytes) -> dict[str, Lines]:
    """Return the layers of a file that `encode` wrote.

    Raises
    ------
    ValueError
        It is no such file: this installation is damaged.
    """
    about, body = _parts(data)
    layers, at = {}, 0
    for name in LAYERS:
        lines, points = about["layers"][name]
        counts, lon, lat = (
            _from_weight(body[at + start : at + end])
            for start, end in (
                (0, 4 * lines),
                (4 * lines, 4 * (lines + points)),
                (4 * (lines + points), 4 * (lines + 2 * points)),
            )
        )
        at += 4 * (lines + 2 * points)
        steps = np.column_stack([np.cumsum(lon), np.cumsum(lat)]).astype(np.int32)
        first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        layers[name] = Lines(first, steps)
    return layers


def _parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    if not data.startswith(_MAGIC):
        raise ValueError(f"{_FILE} does not begin as {_MAGIC.decode().strip()} does")
    head, _, packed = data[len(_MAGIC) :].partition(b"\n")
    return json.loads(head), zlib.decompress(packed)


def _by_weight(values: Places) -> bytes:
    """Return all lowest bytes, then all second ones, and so on."""
    plain = np.ascontiguousarray(values, _PLACES).view(np.uint8)
    return plain.reshape(-1, 4).T.tobytes()


def _from_weight(data: bytes) -> Places:
    planes = np.frombuffer(data, np.uint8).reshape(4, -1)
    return np.ascontiguousarray(planes.T).view(_PLACES).ravel()
