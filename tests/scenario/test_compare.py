"""Two sides' records: what is agreed, what one alone has, and the reason for it."""

from __future__ import annotations

import pytest

from tests.scenario.two_sides import (
    AGREEMENT,
    background,
    changed,
    circling,
    laps,
    record,
    row,
    strayed,
    without,
)
from thalweg.archive.compare import _Work, compare
from thalweg.archive.compare_side import read_side
from thalweg.errors import InputError, ResultFolderError
from thalweg.tables.query import Query
from thalweg.times import parse_iso

JET, SECOND = "f0e001", "f0e002"


def usual():
    """Two western jets over the line, twenty minutes apart, and others."""
    return [*strayed(JET), *strayed(SECOND, at_s=1800.0), *background()]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return tmp_path_factory.mktemp("sides")


@pytest.fixture(scope="module")
def plain(folders):
    """Return the record of the side that heard all."""
    return record(folders / "plain", usual())


@pytest.fixture(scope="module")
def against(folders, plain):
    """Return a function that compares the plain record with another of these rows."""
    made = iter(range(100))

    def against(rows, *, own=None, **how):
        name = f"side-{next(made)}"
        here = plain if own is None else record(folders / f"{name}-own", own)
        return compare(here, record(folders / name, rows, **how))

    return against


def verdicts(found):
    return [(e.verdict, e.first["clause"], e.first["mover"]) for e in found.entries]


def reasons(found):
    return [e.reason.code for e in found.entries if e.reason is not None]


def test_a_record_agrees_with_itself(plain):
    found = compare(plain, plain)
    assert verdicts(found) == [("agreed", "3.1", JET), ("agreed", "3.1", SECOND)]
    assert not found.differs
    assert found.same_agreement
    assert [(c.offset_s, c.movers) for c in found.clocks] == [(0.0, 2)]
    for entry in found.entries:
        assert {d.difference for d in entry.differences} == {0.0}
        assert all(d.consistent for d in entry.differences)
    assert found.here.days == ("2017-12-13",)
    west = next(c for c in found.counts if (c.clause, c.party) == ("3.1", "west"))
    assert (west.here, west.there, west.agreed) == (2, 2, 2)
    assert west.seen_here_h == west.seen_there_h is not None


@pytest.mark.parametrize("clock_s", [3.2, -1.7, 40.0, -95.0])
def test_a_clock_that_is_off_is_found_and_allowed_for(against, clock_s):
    found = against(usual(), clock_s=clock_s)
    (clock,) = found.clocks
    assert clock.offset_s == pytest.approx(clock_s, abs=0.02)
    assert clock.within_s < 0.5
    assert {e.verdict for e in found.entries} == {"agreed"}
    starts = [d for e in found.entries for d in e.differences if d.name == "start_s"]
    assert len(starts) == 2
    assert all(abs(d.difference) < 0.02 for d in starts)
    # Nothing is moved: the rows are as each side wrote them.
    for entry in found.entries:
        off_us = entry.there[0]["start"] - entry.here[0]["start"]
        assert off_us == pytest.approx(clock_s * 1e6, abs=2e4)


def test_laps_leave_open_which_of_several_offsets_it_is(against):
    """Two minutes a lap: so many seconds more or less lay one lap on the next."""
    found = against(
        [*laps(JET, off_s=1.3), *background()],
        own=[*laps(JET), *background()],
        clock_s=5.0,
    )
    (clock,) = found.clocks
    assert clock.offset_s == pytest.approx(5.0, abs=0.1)
    assert clock.others_s == pytest.approx((-115.0, 125.0), abs=1.0)
    assert clock.mirrored().others_s == pytest.approx((-125.0, 115.0), abs=1.0)


def test_one_straight_path_decides_between_laps(against):
    own = [*laps(JET), *strayed(SECOND, at_s=900.0), *background()]
    other = [*laps(JET, off_s=1.3), *strayed(SECOND, at_s=900.0), *background()]
    (clock,) = against(other, own=own, clock_s=-70.0).clocks
    assert clock.offset_s == pytest.approx(-70.0, abs=0.1)
    assert clock.others_s == ()


def test_short_encounters_match_under_a_clock_that_is_off_by_more(against):
    own = [*usual(), *_crossing()]
    found = against([*usual(), *_crossing()], own=own, clock_s=40.0)
    pairs = [e for e in found.entries if e.first["clause"] == "4.1"]
    assert [e.verdict for e in pairs] == ["agreed"]
    (entry,) = pairs
    assert entry.here[0]["stay_s"] < 12.0


def _crossing():
    """Return two aircraft head on, 600 ft apart, near one another for some 10 s."""
    west = [
        row("f0e003", 2700.0 + n * 2.0, 35.20, 40.10 + n * 0.010, speed_mps=455.0)
        for n in range(-30, 31)
    ]
    east = [
        row(
            "f0e101", 2700.0 + n * 2.0, 35.22, 40.10 - n * 0.010,
            speed_mps=455.0, height_ft=20_600.0,
        )
        for n in range(-30, 31)
    ]  # fmt: skip
    return west + east


def test_the_other_side_mirrors_it_exactly(folders, plain):
    rows = without(usual(), 1700.0, 1900.0, SECOND)
    rows += strayed("f0e005", at_s=2400.0)
    other = record(folders / "mirror", rows, clock_s=7.5)
    one, two = compare(plain, other), compare(other, plain)
    assert two == one.mirrored()
    assert two.mirrored() == one
    assert sorted(map(str, verdicts(one))) != sorted(map(str, verdicts(two)))
    # And not only because one order of the two is always taken.
    here, there = read_side(plain), read_side(other)
    forth = _Work(here, there, Query()).comparison()
    back = _Work(there, here, Query()).comparison()
    assert back == forth.mirrored()


def test_what_was_not_heard_in_seen_hours(against):
    found = against([*strayed(JET), *background()])
    assert verdicts(found)[1] == ("only_here", "3.1", SECOND)
    (entry,) = found.of("only_here")
    assert entry.reason.code == "not_heard"
    assert entry.reason.figures["mover"] == SECOND
    assert entry.reason.figures["movers_heard"] == 2
    assert found.differs


def test_a_time_in_which_nobody_was_heard(against):
    rows = strayed(JET, at_s=9000.0) + background(until_s=12_000.0)
    own = [*rows, *strayed(SECOND)]
    silent = without(own, 0.0, 4000.0)
    found = against([*silent, row("f0e301", 0.0, 35.36, 40.3)], own=own)
    assert reasons(found) == ["unseen"]
    (entry,) = found.of("only_here")
    assert entry.reason.figures["movers_heard"] == 0


def test_an_hour_in_which_the_cell_was_not_seen(against):
    # Others were heard all the while, but far away and low.
    far = circling("f0e303", lat_deg=36.9) + circling(
        "f0e304", lat_deg=36.9, radius_deg=0.03
    )
    found = against([*strayed(JET), *far], own=[*usual(), *far])
    assert reasons(found)[-1] == "unseen"
    entry = found.of("only_here")[-1]
    assert entry.reason.figures["seen_s"] == 0.0
    assert entry.reason.figures["movers_heard"] > 0


def test_possible_is_below_what_counts(against):
    # 70 m beyond the buffer of 2 km as read here, 60 m short of it as read there; both
    # within an error of some 160 m.
    marginal = strayed(JET, depth_m=2070.0, level_s=40.0)
    short = [r | {"lat_deg": r["lat_deg"] - 0.00117} for r in marginal]
    others = [*strayed(SECOND, at_s=1800.0), *background()]
    found = against([*short, *others], own=[*marginal, *others])
    (entry,) = found.of("only_here")
    assert entry.reason.code == "possible"
    assert entry.reason.figures["finding"] == entry.there[0]["finding"]
    assert (entry.here[0]["grade"], entry.there[0]["grade"]) == ("probable", "possible")
    (count,) = [c for c in found.counts if (c.clause, c.party) == ("3.1", "west")]
    assert (count.here, count.there, count.agreed, count.only_here) == (2, 1, 1, 1)


def test_exempted_on_one_side_only(against):
    found = against(changed(usual(), JET, squawk="7700"))
    (entry,) = found.of("only_here")
    assert entry.reason.code == "exempted"
    assert entry.reason.figures["exempted_by"] == "emergency"
    assert entry.there[0]["grade"] == entry.here[0]["grade"] == "certain"


def test_possible_on_both_sides_is_agreed_and_not_counted(against):
    rows = [*strayed(JET, depth_m=1950.0, level_s=40.0), *background()]
    found = against(rows, own=rows)
    (entry,) = found.entries
    assert (entry.verdict, entry.counted) == ("agreed", False)
    assert all(c.agreed == c.here == 0 for c in found.counts)


def test_another_owner_on_the_other_side(against):
    named = [r | {"callsign": "WST01"} for r in strayed("abcdef")]
    nameless = strayed("abcdef")
    found = against([*usual(), *nameless], own=[*usual(), *named])
    (entry,) = found.of("only_here")
    assert entry.reason.code == "party"
    assert entry.reason.figures["other_party"] == "unknown"
    assert entry.reason.figures["party"] == "west"


def test_dropped_where_the_evidence_of_another_finding_shows_it(against):
    own = [*usual(), *strayed(JET, at_s=850.0)]
    ground = changed(own, JET, from_s=800.0, to_s=900.0, on_ground=True)
    found = against(ground, own=own)
    (entry,) = found.of("only_here")
    assert entry.reason.code == "dropped"
    assert set(entry.reason.figures["rows"]) == {"ground"}
    assert entry.reason.figures["evidence_of"]


def test_a_gap_that_is_not_bridged(against):
    own = [*usual(), *strayed(JET, at_s=850.0)]
    found = against(without(own, 824.0, 888.0, JET), own=own)
    (entry,) = found.of("only_here")
    assert entry.reason.code == "gap"
    assert entry.reason.figures["gap_s"] > entry.reason.figures["largest_gap_s"] == 60
    # Without a single report it was not heard, and evidence of another shows it.
    found = against(without(own, 796.0, 904.0, JET), own=own)
    (entry,) = found.of("only_here")
    assert entry.reason.code == "not_heard"
    assert entry.reason.figures["evidence_of"]


def test_seen_and_judged_no_breach_is_a_disagreement(against):
    own = [*usual(), *strayed(JET, at_s=850.0)]
    shallow = [*usual(), *strayed(JET, at_s=850.0, depth_m=1000.0)]
    found = against(shallow, own=own)
    (entry,) = found.of("only_here")
    assert entry.reason.code == "judged"
    assert entry.reason.figures["apart_m"] > entry.reason.figures["errors_m"]


def test_measured_there_but_not_of_a_kind_the_clause_speaks_of(folders):
    text = AGREEMENT.replace("exempt: [emergency]}", "movers: [manned]}")
    here = record(folders / "manned", usual(), agreement=text)
    rows = changed(usual(), JET, category="B6")
    found = compare(here, record(folders / "drone", rows, agreement=text))
    (entry,) = found.of("only_here")
    assert entry.reason.code == "judged"
    assert entry.reason.figures["event"] == "excursion"


def test_what_the_other_record_cannot_show_is_unknown(against):
    found = against([*strayed(JET, depth_m=500.0), *strayed(SECOND, at_s=1800.0),
                     *background()])  # fmt: skip
    (entry,) = found.of("only_here")
    assert entry.reason.code == "unknown"
    assert list(entry.reason.figures["heard"]) == [JET]
    assert entry.reason.figures["seen_s"] > 0


def test_a_radar_track_is_never_agreed_to_be_an_address(against):
    own = [*strayed(JET), *background()]
    track = [r | {"mover": "T-17", "feed": "radar"} for r in strayed(JET)]
    found = against([*track, *background()], own=own)
    assert sorted(e.verdict for e in found.entries) == ["only_here", "only_there"]
    assert reasons(found) == ["maybe_same", "maybe_same"]
    here, there = found.of("only_here")[0], found.of("only_there")[0]
    assert here.reason.figures["finding"] == there.there[0]["finding"]
    assert here.reason.figures["mover"] == "radar:T-17"
    assert here.reason.figures["apart_m"] <= here.reason.figures["errors_m"]


def test_a_radar_track_elsewhere_is_not_even_maybe_the_same(against):
    own = [*strayed(JET), *background()]
    track = [
        r | {"mover": "T-17", "feed": "radar", "lon_deg": r["lon_deg"] + 0.05}
        for r in strayed(JET)
    ]
    found = against([*track, *background()], own=own)
    assert "maybe_same" not in reasons(found)
    assert len(found.of("only_here")) == len(found.of("only_there")) == 1


def test_two_addresses_are_never_maybe_the_same(against):
    own = [*strayed(JET), *background()]
    other = [r | {"mover": "f0e009"} for r in strayed(JET)]
    found = against([*other, *background()], own=own)
    assert set(reasons(found)) == {"not_heard"}


def test_one_side_saw_in_two_parts_what_the_other_saw_in_one(against):
    deep = [
        row(JET, 400.0 + n * 4.0, 35.3 + min(n, 150 - n, 40) * 0.002, 40.2 + n * 0.002)
        for n in range(150)
    ]
    parted = without(deep, 600.0, 800.0)
    found = against([*parted, *background()], own=[*deep, *background()])
    (entry,) = found.entries
    assert entry.verdict == "agreed"
    assert entry.split
    assert (len(entry.here), len(entry.there)) == (1, 2)
    assert entry.differences == ()
    # The counts are not the same, so the records are not.
    assert found.differs


def test_other_terms_are_told_and_still_compared(folders, plain):
    text = AGREEMENT.replace("buffer: 2 km", "buffer: 7 km")
    found = compare(plain, record(folders / "terms", usual(), agreement=text))
    assert not found.same_agreement
    assert found.terms["3.1"].differs == (("buffer_m", "2000", "7000"),)
    assert found.terms["4.1"].same
    assert reasons(found) == ["terms", "terms"]
    assert found.differs


def test_other_rules_of_judgement_are_other_terms(folders, plain):
    """Or what one rule judges and the other does not would read as a disagreement."""
    other = record(folders / "rules", [*strayed(JET), *background()])
    for name in ("summary.json", "manifest.json"):
        path = other / name
        path.write_bytes(path.read_bytes().replace(b"rules/1", b"rules/9"))
    found = compare(plain, other)
    assert (found.here.rules, found.there.rules) == ("rules/1", "rules/9")
    assert found.same_agreement
    assert not any(e.same_terms for e in found.entries)
    assert reasons(found) == ["terms"]
    assert ["rules of judgement", "rules/9"] in found.entries[1].reason.figures[
        "differs"
    ]


def test_a_clause_that_only_one_side_has(folders, plain):
    text = AGREEMENT.replace('id: "3.1"', 'id: "3.2"')
    found = compare(plain, record(folders / "clause", usual(), agreement=text))
    assert not found.terms["3.1"].same
    assert not found.terms["3.2"].same
    assert set(reasons(found)) == {"terms"}
    assert len(found.of("only_here")) == len(found.of("only_there")) == 2


def test_a_line_that_lies_elsewhere_shows_in_its_digest(folders, plain):
    text = AGREEMENT.replace("[40.5, 35.3]", "[40.51, 35.3]")
    found = compare(plain, record(folders / "line", usual(), agreement=text))
    ((name, _, _),) = found.terms["3.1"].differs
    assert name.startswith("digest")
    assert {e.verdict for e in found.entries} == {"agreed"}
    assert not any(e.same_terms for e in found.entries)
    assert found.differs


def test_what_lies_outside_the_common_time_is_counted_apart(against):
    early = [r for r in usual() if r["at_s"] < 1500.0]
    found = against(early)
    assert verdicts(found) == [("agreed", "3.1", JET)]
    assert (found.here.outside, found.there.outside) == (1, 0)
    assert not found.differs


def test_a_finding_over_the_end_of_the_common_time(against):
    rows = [r for r in usual() if r["at_s"] <= 1775.0]
    found = against(rows)
    (entry,) = found.of("only_here")
    assert entry.reason.code == "edge"


def test_no_time_in_common(folders, plain):
    late = record(folders / "late", usual(), clock_s=86_400.0)
    with pytest.raises(InputError, match="no time in common") as caught:
        compare(plain, late)
    assert str(plain) in str(caught.value)


@pytest.mark.parametrize(
    ("query", "movers"),
    [
        (Query(clauses=("4.1",)), []),
        (Query(parties=("west",)), [JET, SECOND]),
        (Query(parties=("east",)), []),
        (Query(grades=("possible",)), []),
        (Query(to_us=parse_iso("2017-12-13T04:20:00Z")), [JET]),
        (Query(from_us=parse_iso("2017-12-13T04:20:00Z")), [SECOND]),
    ],
)
def test_findings_that_are_meant(plain, query, movers):
    found = compare(plain, plain, query=query)
    assert [e.first["mover"] for e in found.entries] == movers
    assert sum(c.here for c in found.counts) == len(movers)


def test_measures_that_part_beyond_both_errors_are_told(against):
    # 900 m deeper, where both errors together are some 300 m.
    deeper = [*strayed(JET, depth_m=6900.0), *strayed(SECOND, at_s=1800.0),
              *background()]  # fmt: skip
    found = against(deeper)
    entry = found.entries[0]
    assert entry.verdict == "agreed"
    (depth,) = [d for d in entry.differences if d.name == "depth_m"]
    assert depth.difference == pytest.approx(900.0, abs=30.0)
    assert depth.within < 500.0
    assert depth.consistent is False
    same = found.entries[1]
    assert all(d.consistent for d in same.differences)


def test_an_end_that_was_not_seen_is_not_held_against_anything(against):
    late = [r for r in usual() if r["mover"] != JET or r["at_s"] >= 590.0]
    found = against(late)
    (start,) = [d for d in found.entries[0].differences if d.name == "start_s"]
    assert start.consistent is None
    (stay,) = [d for d in found.entries[0].differences if d.name == "stay_s"]
    assert stay.consistent is None


def test_two_feeds_with_a_clock_each(folders):
    rows = [*strayed(JET), *strayed(SECOND, at_s=1800.0), *background()]
    here = record(folders / "one-feed", rows)
    later = [
        r | {"feed": "two", "at_s": r["at_s"] + 40.0} if r["mover"] == SECOND else r
        for r in rows
    ]
    found = compare(here, record(folders / "two-feeds", later))
    told = {(c.feed_here, c.feed_there): c.offset_s for c in found.clocks}
    assert told == {
        ("one", "one"): pytest.approx(0.0, abs=0.02),
        ("one", "two"): pytest.approx(40.0, abs=0.02),
    }
    assert {e.verdict for e in found.entries} == {"agreed"}
    starts = [d for e in found.entries for d in e.differences if d.name == "start_s"]
    assert all(abs(d.difference) < 0.02 for d in starts)


def test_digests_that_do_not_hold_are_told(folders):
    folder = record(folders / "touched", usual())
    (folder / "report.html").write_text("other", encoding="utf-8")
    found = compare(folder, folder)
    assert "report.html" in found.here.faults[0]


def test_a_folder_that_is_none(tmp_path, plain):
    with pytest.raises(ResultFolderError, match="not a folder"):
        compare(plain, tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ResultFolderError, match=r"cannot be compared: manifest\.json"):
        compare(tmp_path / "empty", plain)
