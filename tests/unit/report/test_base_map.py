"""The base map under a picture: what is land there, what is cut, what is left out."""

import re

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from thalweg.report.base_map import LEAST_INLAND_M, LEAST_M, base_map, locator
from thalweg.report.language import language
from thalweg.report.names import Names
from thalweg.report.page import render
from thalweg.report.plane import Frame, Plane


def framed(lat_deg: float, lon_deg: float, across_m: float) -> Frame:
    """Return a frame about a point, as wide as told."""
    plane = Plane(lat_deg, lon_deg)
    half_m = across_m / 2
    return Frame(
        plane=plane,
        left_m=-half_m,
        top_m=half_m / 2,
        scale=700 / across_m,
        width=700.0,
        height=350.0,
    )


def rings(svg: str, class_: str) -> list[list[tuple[float, float]]]:
    """Read the path of a class back into points."""
    found = re.search(rf'<path d="([^"]*)" class="{class_}"', svg)
    return [
        [tuple(map(float, at.split())) for at in piece.rstrip("Z").split("L")]
        for piece in (found.group(1).split("M")[1:] if found else [])
    ]


def covered(svg: str, x: float, y: float) -> bool:
    shapes = [shapely.Polygon(ring) for ring in rings(svg, "bm-land")]
    return sum(shape.contains(shapely.Point(x, y)) for shape in shapes) % 2 == 1


@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "land"),
    [(35.0, 40.0, True), (0.0, -30.0, False), (42.0, 50.5, False),
     (67.0, 180.0, True), (67.0, -180.0, True), (-87.5, -179.5, True)],
)  # fmt: skip
def test_the_middle_of_the_picture_is_land_or_water(lat_deg, lon_deg, land):
    svg = base_map(framed(lat_deg, lon_deg, 300_000))
    assert '<rect width="700" height="350" class="bm-water"/>' in svg
    assert covered(svg, 350, 175) is land


def test_a_known_shore_stands_where_the_frame_has_it():
    """Cape Aya of Crimea's south: land to its north, sea to its south."""
    frame = framed(44.6, 34.0, 400_000)
    svg = base_map(frame)
    for lat_deg, land in ((45.2, True), (44.0, False)):
        (x, y) = frame.at(lat_deg, 34.0)[0]
        assert covered(svg, x, y) is land


def test_lakes_rivers_and_borders_are_drawn_where_they_are():
    svg = base_map(framed(46.4, 6.5, 400_000))
    assert {"bm-lake", "bm-river", "bm-border"} <= set(re.findall(r"bm-\w+", svg))


def test_small_pictures_have_no_base_map_and_middle_ones_no_rivers():
    assert base_map(framed(46.4, 6.5, LEAST_M - 1)) == ""
    svg = base_map(framed(46.4, 6.5, LEAST_INLAND_M - 1))
    assert set(re.findall(r"bm-\w+", svg)) == {"bm-water", "bm-land", "bm-border"}


def test_it_is_not_told_to_screen_readers_and_is_the_same_each_time():
    frame = framed(46.4, 6.5, 400_000)
    assert base_map(frame).startswith('<g class="bm" aria-hidden="true">')
    assert base_map(frame) == base_map(frame)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.floats(LEAST_M, 2e7),
)
def test_nothing_lies_far_outside_the_picture(lat_deg, lon_deg, across_m):
    svg = base_map(framed(lat_deg, lon_deg, across_m))
    assert "nan" not in svg
    for class_ in ("bm-land", "bm-lake", "bm-river", "bm-border"):
        for piece in rings(svg, class_):
            x, y = np.array(piece).T
            assert x.min() >= -4.2
            assert x.max() <= 704.2
            assert y.min() >= -4.2
            assert y.max() <= 354.2


@pytest.mark.parametrize("across_m", [2_000.0, 100_000.0, 1_000_000.0])
def test_the_locator_marks_the_frame_in_its_middle(across_m, agreement):
    svg = locator(framed(44.6, 34.0, across_m), Names(agreement, language("ru")))
    assert "Где это находится" in svg
    (box,) = re.findall(
        r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" '
        'class="bm-here"',
        svg,
    )
    x, y, wide, high = map(float, box)
    assert abs(2 * x + wide - 240) <= 0.2
    assert abs(2 * y + high - 160) <= 0.2
    assert wide == pytest.approx(max(240 * across_m / max(8 * across_m, 1.6e6), 7), 0.1)
    assert covered(svg, 120, 62) is True or across_m == 1_000_000.0  # the peninsula
    assert covered(svg, 120, 110 if across_m == 1_000_000.0 else 92) is False


def test_the_page_says_where_it_is_and_what_the_base_map_is(whole):
    page = render(whole)
    assert page.count('class="locator"') == 1
    assert "no position of whoever made this record" in page


def test_a_continent_is_smoothed_to_what_a_picture_shows():
    """Without smoothing it takes more than twice as much."""
    assert 20_000 < len(base_map(framed(48.0, 10.0, 3_200_000))) < 45_000


def test_the_world_is_drawn_without_what_would_be_a_speck():
    """With every islet and pond it takes half as much again."""
    assert 60_000 < len(base_map(framed(30.0, 16.0, 40_000_000))) < 120_000
