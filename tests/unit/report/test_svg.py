from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from thalweg.report.svg import (
    crosses_of,
    dots_of,
    element,
    number,
    path_of,
    picture,
    reads_from_right,
    text,
)
from thalweg.report.words import plain


@given(st.text())
def test_any_text_stays_text(words):
    shown = plain(words)
    drawn = picture(
        text(1, 2, shown, data_say=shown),
        key="k",
        width=10,
        height=10,
        title=shown,
        about=shown,
    )
    root = ElementTree.fromstring(drawn)
    assert [child.tag for child in root] == ["title", "desc", "text"]
    assert all((child.text or "") == shown for child in root)


def test_numbers_are_short():
    assert [number(v) for v in (1.0, -0.04, 2.25, 10.06)] == ["1", "0", "2.2", "10.1"]


def test_a_single_point_can_be_seen_with_round_ends():
    assert path_of([(1.0, 2.0)]) == "M1 2h0"
    assert path_of([]) == ""
    assert path_of([(1, 2), (1.01, 2), (3, 4)], close=True) == "M1 2L3 4Z"


def test_none_leaves_an_attribute_out():
    assert element("g", class_=None, stroke_width=2.0) == '<g stroke-width="2"/>'


def plainly(points, close):
    """Write a path point by point, from numbers that have one decimal already."""
    steps = []
    for x, y in points:
        here = f"{number(x)} {number(y)}"
        if not steps or here != steps[-1]:
            steps.append(here)
    if len(steps) == 1:
        return f"M{steps[0]}h0"
    return "M" + "L".join(steps) + ("Z" if close else "") if steps else ""


tenths = st.integers(-99_999, 99_999).map(lambda n: n / 10)


@given(st.lists(st.tuples(tenths, tenths)), st.booleans())
def test_paths_are_written_as_point_by_point(points, close):
    assert path_of(points, close=close) == plainly(points, close)


def test_dots_and_crosses_stand_about_their_points():
    assert dots_of([(1.0, 2.5), (-0.01, 10.0)]) == "M1 2.5h0M0 10h0"
    assert crosses_of([(10.0, 20.0)]) == "M7 17l6 6m0-6l-6 6"
    assert dots_of([]) == ""


def test_words_read_from_the_right_keep_their_place():
    assert text(1, 2, "صف", text_anchor="end") == (
        '<text x="1" y="2" direction="rtl" text_anchor="start">صف</text>'
    ).replace("text_anchor", "text-anchor")
    assert 'text-anchor="end"' in text(1, 2, "صف")
    assert "direction" not in text(1, 2, "line")


def test_the_first_strong_character_outside_isolates_tells():
    assert reads_from_right("12 كم")
    assert reads_from_right("\u2066WST12\u2069 صف")
    assert not reads_from_right("WST صف")
    assert not reads_from_right("\u2066صف\u2069 12")
    assert not reads_from_right("№ 12,5 м")
