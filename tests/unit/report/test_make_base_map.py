"""The maker of the base map's file, on a small made topology."""

import hashlib
import importlib.util
import json
import subprocess
import tarfile
from pathlib import Path

import numpy as np
import pytest

from thalweg.report.world import decode, encode

SCRIPT = Path(__file__).parents[3] / "scripts" / "make_base_map.py"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_base_map", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def topology(objects, arcs):
    """Return a topology on whole degrees, its arcs given as points."""
    deltas = [np.diff(np.array([[0, 0], *arc]), axis=0).tolist() for arc in arcs]
    return {
        "transform": {"scale": [1.0, 1.0], "translate": [0.0, 0.0]},
        "objects": {
            name: {"type": "GeometryCollection", "geometries": of}
            for name, of in objects.items()
        },
        "arcs": deltas,
    }


@pytest.fixture
def countries():
    """Two lands side by side with a hole in one, and a third about the date line."""
    arcs = [
        [(10, 0), (10, 10)],  # 0: what they share
        [(10, 10), (0, 10), (0, 0), (10, 0)],  # 1: the rest of the western one
        [(10, 10), (20, 10), (20, 0), (10, 0)],  # 2: the rest of the eastern one
        [(2, 2), (4, 2), (4, 4), (2, 4), (2, 2)],  # 3: a lake-like hole
        [(170, 50), (179, 50), (-178, 50), (-178, 60), (179, 60), (170, 60), (170, 50)],
    ]
    west = {"type": "Polygon", "arcs": [[0, 1], [3]]}
    east = {"type": "Polygon", "arcs": [[2, 0]]}
    far = {"type": "Polygon", "arcs": [[4]]}
    land = {"type": "MultiPolygon", "arcs": [[[1, ~2], [3]], [[4]]]}
    return topology({"countries": [west, east, far], "land": [land]}, arcs)


@pytest.fixture
def waters():
    arcs = [
        [(5, 5), (6, 5), (6, 6), (5, 5)],
        [(0, 0), (3, 1)],
        [(3, 1), (3, 1), (9, 1)],
    ]
    return topology(
        {
            "lakes": [{"type": "Polygon", "arcs": [[0]]}, {"type": None}],
            "rivers": [
                {"type": "LineString", "arcs": [1, 2]},
                {"type": "MultiLineString", "arcs": [[~1]]},
            ],
        },
        arcs,
    )


def points(steps):
    return (steps / 1000).tolist()


def test_borders_are_what_two_countries_share(maker, countries, waters):
    (border,) = maker.layers(countries, waters)["borders"]
    assert sorted(points(border)) == [[10, 0], [10, 10]]


def test_land_is_one_ring_for_both_with_its_hole(maker, countries, waters):
    outer, hole, far = maker.layers(countries, waters)["land"]
    assert {tuple(at) for at in points(outer)} >= {(0, 0), (20, 0), (20, 10), (0, 10)}
    assert {tuple(at) for at in points(hole)} == {(2, 2), (4, 2), (4, 4), (2, 4)}
    # It does not jump where it passes 180 degrees: it goes on.
    assert np.ptp(far[:, 0]) == 12_000


def test_rivers_are_joined_and_do_not_repeat_a_point(maker, countries, waters):
    one, back = maker.layers(countries, waters)["rivers"]
    assert points(one) == [[0, 0], [3, 1], [9, 1]]
    assert points(back) == [[3, 1], [0, 0]]


def test_a_ring_about_a_pole_is_closed_there(maker):
    ring = np.array([(lon, -70.0) for lon in range(-180, 180, 10)] + [(-180, -70.0)])
    closed = maker.unrolled(ring)
    assert np.ptp(closed[:, 0]) == 360.0
    assert closed[:, 1].min() == -90.0
    assert (closed[0] == closed[-1]).all()


def test_what_is_left_of_a_cut_along_the_pole_is_left_out(maker):
    ring = np.array([(lon, -89.999) for lon in (-180, 0, 179, -180)])
    assert not list(maker.sound([ring]))


def test_a_ring_that_crosses_itself_is_made_sound(maker):
    bow = np.array([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)], float)
    assert len(list(maker.sound([bow]))) == 2


def test_the_same_packages_make_the_same_file(maker, countries, waters):
    first, again = (encode(maker.layers(countries, waters), ["x"]) for _ in range(2))
    assert first == again
    assert decode(first)["land"].steps.max() == 182_000


def test_a_package_that_is_not_the_pinned_one_stops_it(maker, tmp_path, monkeypatch):
    """Only npm, which would ask the network, is stood in for."""

    def pack(command, *, cwd, **_):
        member = tmp_path / "a.json"
        member.write_text(json.dumps({"a": 1}))
        with tarfile.open(Path(cwd) / "p.tgz", "w") as tar:
            tar.add(member, "package/a.json", filter=plain)
        archives.append((Path(cwd) / "p.tgz").read_bytes())

    def plain(info):
        info.mtime = 0
        return info

    archives: list[bytes] = []
    monkeypatch.setattr(subprocess, "run", pack)
    with pytest.raises(SystemExit, match=r"p@1: sha256 is [0-9a-f]{64}, not 00"):
        maker.fetched("p@1", "00", "package/a.json")
    pinned = hashlib.sha256(archives[0]).hexdigest()
    assert maker.fetched("p@1", pinned, "package/a.json") == {"a": 1}
