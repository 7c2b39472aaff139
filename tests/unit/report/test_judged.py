import pytest

from thalweg.model.agreement import KeepSide, Separation, StandOff
from thalweg.report.grading import why_not_higher
from thalweg.report.judged import (
    facts,
    headline,
    largest,
    severity,
)
from thalweg.report.language import language
from thalweg.report.measures import measures
from thalweg.report.names import Names
from thalweg.tables.findings import FINDINGS

EN = language("en")
BLANK = dict.fromkeys(FINDINGS.schema.names)
LINE = KeepSide(
    id="3.1",
    kind="line.keep-side",
    line="river",
    area=None,
    reach_m=40_000.0,
    sides={"west": "right", "east": "left"},
    buffer_m=2000.0,
    shortest_stay_s=10.0,
    largest_gap_s=60.0,
    rejoin_s=60.0,
    floor=None,
    ceiling=None,
)
PAIR = Separation(
    id="4.1",
    kind="air.separation",
    between=("west", "east"),
    horizontal_m=5556.0,
    vertical_ft=1000.0,
    level_tolerance_ft=100.0,
    near_collision=None,
    largest_gap_s=30.0,
    floor=None,
    ceiling=None,
    lookahead_s=None,
    daa="DO_365B_no_SUM",
)
SITE = StandOff(
    id="5.1",
    kind="site.stand-off",
    sites=("outpost",),
    protects="east",
    restrains=("west",),
    radius_m=10_000.0,
    overhead_m=None,
    floor=None,
    ceiling=None,
    longest_stay_s=60.0,
    longest_overhead_s=0.0,
    same_stay_s=600.0,
    largest_gap_s=60.0,
)


def finding(clause, grade, **cells):
    row = {**BLANK, "clause": clause.id, "kind": clause.kind, "grade": grade}
    return {**row, "finding": "0" * 16, "parties": ["west"], "party": "west", **cells}


@pytest.mark.parametrize(
    ("clause", "grade", "cells", "said"),
    [
        (LINE, "certain", {"depth_m": 3000.0, "error_m": 200.0},
         "The grade speaks of the"),
        (
            LINE,
            "probable",
            {"depth_m": 2310.0, "error_m": 420.0},
            "The depth less its error is 1,890 m, not beyond the buffer of 2 km.",
        ),
        (
            LINE,
            "possible",
            {"depth_m": 1900.0, "error_m": 420.0},
            "The depth as measured is not beyond the buffer of 2 km.",
        ),
        (
            PAIR,
            "probable",
            {"horizontal_m": 5400.0, "vertical_ft": 800.0, "error_m": 300.0,
             "error_ft": 230.0},
            "The distance with its error is 5,700 m, not below 3 nmi (5,556 m); the "
            "vertical distance with its error is 1,030 ft, not below 1,000 ft.",
        ),
        (
            PAIR,
            "possible",
            {"horizontal_m": 100.0},
            "The height of one of them is not known on the datum of the other.",
        ),
        (
            PAIR,
            "possible",
            {"horizontal_m": 9.0, "vertical_ft": 9.0, "maybe_same": True},
            "The two ids may be one aircraft, so it is possible at best.",
        ),
        (
            PAIR,
            "possible",
            {"horizontal_m": 5505.0, "vertical_ft": 188.0, "error_ft": 205.0},
            "It rests on a single report: without that one nothing of it would hold",
        ),
        (
            PAIR,
            "possible",
            {"horizontal_m": 5505.0, "vertical_ft": 875.0, "error_ft": 205.0},
            "Either 875 ft with the steps of both altimeters is not told apart from ",
        ),
        (
            SITE,
            "possible",
            {"horizontal_m": 9000.0, "unseen_s": 400.0, "at_limit": True},
            "A limit is reached only with time that was not seen; the grade is at the "
            "limit: it turns within one last unit.",
        ),
    ],
)  # fmt: skip
def test_why_a_grade_is_no_higher(clause, grade, cells, said):
    assert why_not_higher(finding(clause, grade, **cells), clause, EN).startswith(said)


def test_the_largest_of_each_clause_come_before_the_second_of_any():
    rows = [
        *(finding(LINE, "certain", finding=f"l{i}", depth_m=9.0 * i) for i in range(5)),
        *(finding(PAIR, "probable", finding=f"p{i}", horizontal_m=i) for i in range(5)),
        finding(SITE, "certain", finding="s", stay_s=99.0),
        finding(SITE, "possible", finding="apart", stay_s=9999.0),
    ]  # fmt: skip
    clauses = {c.id: c for c in (LINE, PAIR, SITE)}
    assert largest(rows, clauses, 3) == {"l4", "p0", "s"}
    assert largest(rows, clauses, 5) == {"l4", "p0", "s", "l3", "p1"}
    assert "apart" not in largest(rows, clauses, 11)
    assert len(largest(rows, clauses, 99)) == 12
    assert largest(rows[::-1], clauses, 5) == largest(rows, clauses, 5)


def test_nearness_takes_the_greater_of_both_dimensions():
    above = finding(PAIR, "certain", horizontal_m=0.0, vertical_ft=900.0)
    beside = finding(PAIR, "certain", horizontal_m=2778.0, vertical_ft=0.0)
    assert severity(beside, PAIR) > severity(above, PAIR)


def test_of_pairs_that_pass_level_the_nearer_comes_first():
    level = {"vertical_ft": 900.0, "horizontal_m": 0.0}
    rows = [
        finding(PAIR, "certain", finding=f"p{m}", min_slant_m=float(m), **level)
        for m in (900, 300, 600)
    ]
    assert largest(rows, {PAIR.id: PAIR}, 1) == {"p300"}
    assert largest(rows, {PAIR.id: PAIR}, 2) == {"p300", "p600"}


def test_an_unknown_height_is_said_and_never_zero():
    told = {
        m.name: m.value
        for m in measures(finding(PAIR, "possible", horizontal_m=9.0), PAIR, EN)
    }
    assert told["Vertical distance"] == "unknown"


@pytest.mark.parametrize("clause", [LINE, PAIR, SITE])
def test_time_of_a_possible_breach_is_not_told_as_time_beyond_a_limit(clause):
    told = {m.key: m for m in measures(finding(clause, "possible", stay_s=27.1),
                                       clause, EN)}  # fmt: skip
    assert told["time-possible"].value == "27.1 s"
    assert told["time-possible"].limit == ""
    assert not {"time-beyond", "time-apart", "time-near"} & set(told)


def test_every_measure_has_its_unit():
    row = finding(
        PAIR, "certain", horizontal_m=91.44, vertical_ft=300.0, slant_m=129.3,
        min_slant_m=120.0, min_slant_time=0, closing_speed_mps=331.0, stay_s=30.1,
        error_m=54.0, error_ft=276.8, near_collision="certain", well_clear_lost_s=12.0,
        lat_deg=35.0, lon_deg=40.0, daa_alert_max=3,
        avoidance=[{"mover": "a", "kind": "turn", "seconds_before": 6.0}],
    )  # fmt: skip
    told = {m.name: (m.value, m.error, m.limit) for m in measures(row, PAIR, EN)}
    assert told["Horizontal distance"] == (
        "91 m",
        "± 54 m",
        "not below 3 nmi (5,556 m)",
    )
    assert told["Vertical distance"] == ("300 ft", "± 277 ft", "not below 1,000 ft")
    assert told["Relative speed then"][0] == "331 m/s (643 kt)"
    assert told["Manoeuvre seen"][0] == "a: turn, 6 s before the closest"
    assert told["Near collision"][0].startswith("certain: exceeds the limit beyond")


@pytest.mark.parametrize(
    ("before_s", "when"),
    [
        (0.6, "1 s before the closest"),
        (0.4, "at the closest"),
        (0.0, "at the closest"),
        (-0.4, "at the closest"),
        (-0.6, "1 s after the closest"),
    ],
)
def test_a_manoeuvre_is_before_at_or_after_the_closest(before_s, when):
    moved = [{"mover": "a", "kind": "turn", "seconds_before": before_s}]
    row = finding(PAIR, "certain", horizontal_m=9.0, avoidance=moved)
    told = {m.name: m.value for m in measures(row, PAIR, EN)}
    assert told["Manoeuvre seen"] == f"a: turn, {when}"


def test_a_mover_that_is_nobodys_is_of_no_party(agreement):
    row = finding(
        PAIR, "certain", mover="a", party="west", other_mover="b",
        other_party="unknown", callsign="WST1", start=0, end=0,
    )  # fmt: skip
    names = Names(agreement)
    assert facts(row, names).startswith(
        "WST1 (a) of Western Party and b, unattributed; "
    )
    assert headline(row, names).startswith(
        "Encounter of Western Party and an unattributed aircraft"
    )
    alike = {**row, "party": "unknown"}
    assert headline(alike, names).startswith("Encounter of two unattributed aircraft")
    alike = {**row, "other_party": "west"}
    assert headline(alike, names).startswith(
        "Encounter of two aircraft of Western Party"
    )


def test_a_manoeuvre_after_the_closest_is_told_so():
    moved = [{"mover": "a", "kind": "climb", "seconds_before": -4.0}]
    row = finding(PAIR, "certain", avoidance=moved)
    told = {m.name: m.value for m in measures(row, PAIR, EN)}
    assert told["Manoeuvre seen"] == "a: climb, 4 s after the closest"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"vertical_ft": 950.0, "error_ft": 202.5}, "950 ft with the steps of both"),
        ({"vertical_ft": 0.2, "error_ft": 202.5}, "It rests on a single report: "),
        ({"vertical_ft": 850.0, "error_ft": 202.5}, "Either 850 ft with the steps"),
        ({"vertical_ft": 0.2, "error_ft": 202.5, "horizontal_m": 5600.0},
         "As measured they are not within 3 nmi"),
    ],
)  # fmt: skip
def test_a_possible_pair_says_which_reason_applies(cells, said):
    row = finding(PAIR, "possible", **{"horizontal_m": 3000.0, **cells})
    assert why_not_higher(row, PAIR, EN).startswith(said)


def test_a_near_collision_carries_its_grade_where_it_is_not_certain(agreement):
    names = Names(agreement)
    about = {"party": "west", "other_party": "militia", "horizontal_m": 0.17,
             "error_m": 332.0, "vertical_ft": 300.0}  # fmt: skip
    row = finding(PAIR, "certain", near_collision="probable", **about)
    assert headline(row, names).startswith("Near collision (probable) of Western")
    assert headline(row, names).endswith(", 0 m and 300 ft apart")
    row = finding(PAIR, "certain", near_collision="certain", **about)
    assert headline(row, names).startswith("Near collision of Western")


def test_no_length_is_told_finer_than_its_error():
    told = measures(
        finding(PAIR, "certain", horizontal_m=0.17, error_m=332.0), PAIR, EN
    )
    assert [m.value for m in told if m.key == "horizontal"] == ["0 m"]
    assert EN.metres(0.17, 4.9) == "0.17 m"
    assert EN.metres(0.17, 5.0) == "0 m"


def test_a_depth_cut_by_the_area_is_told_as_far_as_the_area_reaches(agreement):
    row = finding(LINE, "certain", depth_m=33_300.0, error_m=333.0,
                  entered_by="line", left_by="boundary")  # fmt: skip
    names = [m.name for m in measures(row, LINE, EN) if m.key == "depth"]
    assert names == ["Depth beyond the line, as far as the area reaches"]
    assert headline(row, Names(agreement)).endswith("as far as the area reaches")
