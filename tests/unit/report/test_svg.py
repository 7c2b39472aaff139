from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from thalweg.report.svg import element, number, path_of, picture, text
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
