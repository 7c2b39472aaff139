"""Distributions: quartiles by a plain twin, steps that hold all, words that say it."""

import itertools
import re
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.report.folder import read
from thalweg.report.language import LANGUAGES, language
from thalweg.report.names import Names
from thalweg.report.page import render
from thalweg.report.spread import MOST_LISTED, five, spreads
from thalweg.report.spread_chart import MOST_STEPS, Scale, Series, scale_of
from thalweg.report.style import PAIR, Looks

VALUES = st.lists(st.floats(0.0, 1e7), min_size=1, max_size=40)


def told(folder, tag="en"):
    record = read(folder)
    return spreads(
        record, Names(record.agreement, language(tag)), Looks(record.agreement)
    )


def of(folder, clause, tag="en"):
    return {
        spread.clause.strip("\u2068\u2069"): spread for spread in told(folder, tag)
    }[clause]


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_quartiles_are_those_of_the_standard_library(values):
    got = five(values)
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    about = 1e-9 * max(map(abs, values))
    assert got.n == len(values)
    assert (got.least, got.most) == (min(values), max(values))
    assert got.lower == pytest.approx(lower, abs=about)
    assert got.median == pytest.approx(median, abs=about)
    assert got.upper == pytest.approx(upper, abs=about)


@given(VALUES, st.none() | st.floats(1.0, 1e6), st.booleans())
def test_steps_hold_every_value_once_and_the_limit(values, limit, seconds):
    scale = scale_of(values, limit, seconds=seconds)
    edges = scale.edges
    assert sorted(set(edges)) == list(edges)
    assert 2 <= len(edges) <= MOST_STEPS + 2
    series = Series(name="", look=PAIR, values=values)
    assert series.counts(edges).sum() == len(values)
    assert edges[0] <= min(values)
    assert edges[-1] >= max(values)
    if limit:
        assert edges[0] <= limit <= edges[-1]
    # A plain twin: one value after another, in the step where it lies.
    for (low, high), n in zip(
        itertools.pairwise(edges), series.counts(edges), strict=True
    ):
        assert n == sum(low <= v < high or (v == high == edges[-1]) for v in values)


@given(VALUES, st.booleans())
def test_places_across_rise_with_the_value(values, seconds):
    scale = scale_of(values, None, seconds=seconds)
    across = [scale.x(value) for value in sorted(values)]
    assert across == sorted(across)
    assert scale.x(scale.edges[0]) == 14.0
    assert scale.x(scale.edges[-1]) == pytest.approx(626.0)


def test_an_axis_rises_by_factors_beyond_two_decades_only():
    assert not scale_of([10.0, 1000.0], None).log
    assert scale_of([10.0, 1001.0], None).log
    assert not scale_of([0.0, 1001.0], None).log, "nothing is a multiple of zero"
    assert scale_of([2000.0, 2100.0], 10.0).log, "the limit belongs to the axis"


def test_steps_are_round_numbers():
    even = scale_of([2097.0, 33_300.0], 2000.0)
    assert even == Scale(edges=[2000.0 * n for n in range(1, 18)], log=False)
    times = scale_of([16.9, 2053.0], 10.0, seconds=True)
    assert times.edges == [
        10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0,
    ]  # fmt: skip


def test_a_clause_tells_its_measures_with_quartiles_limit_and_error(whole):
    spread = of(whole, "3.1")
    depth, stay = spread.measures
    # Seven counted excursions, all 5,873.2 m deep and 51.3 s long.
    assert depth.name == "Depth beyond the line"
    assert depth.lines[0] == (
        "7 counted findings: median 5,873 m; the middle half from 5,873 m to 5,873 m; "
        "smallest 5,873 m, largest 5,873 m."
    )
    assert "s limit, 2 km; shaded" in depth.lines[2]
    assert (
        depth.lines[3] == "The error is typically ±\u00a0330 m, at most ±\u00a0330 m."
    )
    assert stay.lines[-1] == "No error is stated for it."
    assert [row[:4] for row in spread.table.rows] == [
        ["Depth beyond the line", "Western Party", "7", "5,873 m"],
        ["Time deeper than the buffer", "Western Party", "7", "51.3 s"],
    ]
    assert depth.drawing.count('fill="#0057b8"') == 7 or "--side-0" in depth.drawing


def test_what_is_not_counted_is_not_in_it(maker):
    for nth in range(3):
        maker.excursion(nth)
    maker.excursion(3, grade="possible")
    maker.excursion(4, exempted_by="notified N-17 (file)")
    (row, _) = of(maker.write(), "3.1").table.rows
    assert row[2] == "3"


def test_two_findings_are_listed_and_not_drawn(maker):
    maker.excursion(0)
    maker.excursion(1)
    depth, _ = of(maker.write(), "3.1").measures
    assert depth.drawing is None
    assert depth.lines[0] == (
        "2 counted findings: 5,873 m and 5,873 m. Too few to draw."
    )


def test_a_clause_without_a_counted_finding_says_so(maker):
    maker.excursion(0, grade="possible")
    folder = maker.write()
    assert all(not spread.measures for spread in told(folder))
    assert "nothing is spread" in render(folder)


def test_many_findings_are_counted_in_steps_beside_the_picture(maker):
    for nth in range(MOST_LISTED + 1):
        maker.excursion(nth)
    depth, _ = of(maker.write(), "3.1").measures
    assert sum(int(row[1]) for row in depth.steps.rows) == MOST_LISTED + 1
    assert depth.drawing.count("url(#h0)") == len(depth.steps.rows)
    assert not any("In order" in line for line in depth.lines)


def test_what_is_not_known_of_some_is_said(maker):
    for nth in range(4):
        maker.encounter(start_s=16_000 + 2000 * nth)
    for row in maker.findings[:1]:
        row["vertical_ft"] = row["error_ft"] = None
    measures = of(maker.write(), "4.1").measures
    vertical = next(m for m in measures if m.name.startswith("Vertical"))
    assert vertical.lines[0].startswith("3 counted findings")
    assert vertical.lines[-1] == "Of one more finding it is not known."
    slant = next(m for m in measures if m.name == "Least slant range")
    assert "No error is stated for it." in slant.lines


def test_the_limit_and_the_error_stand_where_the_axis_has_them(maker):
    for nth in range(3):
        maker.encounter(start_s=16_000 + 2000 * nth)
    horizontal = of(maker.write(), "4.1").measures[0].drawing
    (x,) = map(float, re.findall(r'<line x1="([\d.]+)"[^>]*class="limit"', horizontal))
    band = re.search(
        r'<rect x="([\d.]+)" y="16" width="([\d.]+)"[^>]*class="sp-error"', horizontal
    )
    left, wide = map(float, band.groups())
    scale = scale_of([91.44] * 3, 5556.0)
    assert x == pytest.approx(scale.x(5556.0), abs=0.1)
    assert left == pytest.approx(scale.x(5556.0 - 540.0), abs=0.1)
    assert left + wide == pytest.approx(scale.x(5556.0 + 540.0), abs=0.2)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_tells_the_same_numbers(whole, tag):
    def figures(spread):
        drawn = [m for m in spread.measures if m.drawing]
        lines = " ".join(line for m in drawn for line in m.lines)
        return re.findall(r"\d+", re.sub(r"(?<=\d)[,.\s\u00a0٬](?=\d)", "", lines))

    for here, english in zip(told(whole, tag), told(whole), strict=True):
        assert figures(here) == figures(english)
        assert len(here.measures) == len(english.measures)
        assert all(m.drawing for m in here.measures) == all(
            m.drawing for m in english.measures
        )


def test_the_page_has_the_section_with_its_tables(whole):
    page = render(whole)
    section = re.search(r'<section aria-labelledby="spread">.*?</section>', page, re.S)
    assert section is not None
    assert page.count('<a href="#spread">') >= 1
    assert '<th scope="row">Depth beyond the line</th>' in section[0]
    assert "Clause 3.1: smallest, quartiles and largest" in section[0]


def test_many_sides_are_drawn_as_one_and_stand_apart_in_the_table(maker):
    pairs = [
        ("west", "east"), ("west", "west"), ("east", "unknown"), ("west", "neutral"),
    ]  # fmt: skip
    for nth, pair in enumerate(pairs):
        maker.encounter(start_s=16_000 + 2000 * nth)
        maker.findings[-1]["parties"] = list(pair)
    horizontal, *_ = spread = of(maker.write(), "4.1").measures
    assert horizontal.drawing.count('class="panel-title"') == 1
    assert "All sides together" in horizontal.drawing
    assert horizontal.lines[0].startswith("4 counted findings")
    sides = [row[1] for row in of(maker.folder, "4.1").table.rows]
    assert len(sides) == 4 * len(spread)
    assert sides[:4] == [
        "two aircraft of Western Party",
        "Western Party and Eastern Party",
        "Western Party and a neutral aircraft",
        "Eastern Party and an unattributed aircraft",
    ]
