"""What a change is said to mean: which way, how far, how much ground."""

import re
from pathlib import Path

import pytest

from thalweg.agreement.change import Change, compare
from thalweg.agreement.load import loads

HERE = Path(__file__).parent
BASE = """\
thalweg: agreement/1
id: ford
edition: 1
title: {en: "The ford"}
parties: {north: {name: {en: "North"}}, south: {name: {en: "South"}}}
roster:
  - {party: north, when: {callsign: "NTH*"}}
  - {file: roster.csv}
places:
  river: {line: [[10.0, 50.0], [10.1, 50.0], [10.2, 50.0], [10.3, 50.0]]}
  tower: {point: [10.1, 50.1]}
clauses:
  - {id: "1", kind: line.keep-side, line: river, reach: 20 km, buffer: 2 km,
     sides: {north: left, south: right}, floor: 0 ft, exempt: [emergency]}
  - {id: "2", kind: air.separation, between: [north, south], horizontal: 3 nmi,
     vertical: 1000 ft}
  - {id: "3", kind: site.stand-off, sites: [tower], protects: north,
     restrains: [south], radius: 5 km}
"""
ROSTER = "address,party\nf0e001,north\nf0e002,south\n"


@pytest.fixture
def changed(tmp_path):
    """Return a function: what one replacement changes."""

    def make(old: str, new: str, roster: str = ROSTER) -> tuple[Change, ...]:
        (tmp_path / "roster.csv").write_text(ROSTER)
        before = loads(BASE.encode(), "a.yaml", tmp_path)
        (tmp_path / "roster.csv").write_text(roster)
        assert old in BASE
        after = loads(BASE.replace(old, new).encode(), "a.yaml", tmp_path)
        return compare(before, after).changes

    return make


@pytest.mark.parametrize(
    ("old", "new", "meaning"),
    [
        ("buffer: 2 km", "buffer: 1 km", "stricter"),
        ("buffer: 2 km", "buffer: 3 km", "looser"),
        (", buffer: 2 km", "", "stricter"),
        ("horizontal: 3 nmi", "horizontal: 5 nmi", "stricter"),
        ("vertical: 1000 ft", "vertical: 500 ft", "looser"),
        ("radius: 5 km", "radius: 5 km, overhead: 1 km", "stricter"),
        ("exempt: [emergency]", "exempt: [emergency, notified]",
         "looser: more is exempt"),
        ("exempt: [emergency]", "exempt: [notified]", ""),
        ("floor: 0 ft", "floor: 500 ft", "narrower"),
        ("floor: 0 ft", "floor: 0 ft AGL",
         "another datum: the two cannot be compared"),
        ("vertical: 1000 ft", "vertical: 1000 ft, largest_gap: 20 s",
         "less silence is bridged: less can be judged"),
    ],
)  # fmt: skip
def test_which_way_it_goes(changed, old: str, new: str, meaning: str) -> None:
    (change,) = changed(old, new)
    assert change.meaning == meaning


def test_both_values_stand_as_written_and_in_si(changed) -> None:
    (change,) = changed("horizontal: 3 nmi", "horizontal: 4 km")
    assert (change.where, change.key) == ("clause 2", "horizontal")
    assert (change.old, change.new) == ("3 nmi", "4 km")
    assert (change.old_normal, change.new_normal) == ("5556 m", "4000 m")


def test_another_spelling_is_no_substance(changed) -> None:
    (change,) = changed("horizontal: 3 nmi", "horizontal: 5556 m")
    assert change.what == "spelling"
    (change,) = changed("vertical: 1000 ft", "vertical: 1000 ft, largest_gap: 30 s")
    assert (change.what, change.old) == ("spelling", "30 s (default)")


def test_ground_that_changes_sides(changed) -> None:
    """A trapezium north of the old line: 0.01 deg high, 0.1 and 0.3 deg long."""
    (change,) = changed("[10.1, 50.0], [10.2, 50.0]", "[10.1, 50.01], [10.2, 50.01]")
    assert change.where == "place river"
    assert "moved by up to 1112 m" in change.meaning
    found = re.search(r"clause 1: ([0-9.]+) km2 change sides", change.meaning)
    assert found is not None
    # One degree at 50 N: 71.70 km of longitude, 111.23 km of latitude.
    assert float(found[1]) == pytest.approx(0.2 * 71.70 * 0.01 * 111.23, abs=0.2)


def test_swapped_sides_give_all_ground_to_the_other(changed) -> None:
    (change,) = changed("north: left, south: right", "north: right, south: left")
    assert change.meaning.startswith("north and south on the other side now; ")
    found = re.search(r"([0-9]+) km2 change sides", change.meaning)
    assert found is not None
    assert float(found[1]) == pytest.approx(0.3 * 71.70 * 40.0, rel=0.01)


def test_a_line_that_runs_the_other_way_swaps_the_banks(changed) -> None:
    points = "[10.0, 50.0], [10.1, 50.0], [10.2, 50.0], [10.3, 50.0]"
    back = ", ".join(re.findall(r"\[.*?\]", points)[::-1])
    (change,) = changed(points, back)
    assert "left and right change places" in change.meaning
    assert "change sides" in change.meaning


def test_a_wider_reach_and_a_point_that_moves(changed) -> None:
    (change,) = changed("reach: 20 km", "reach: 30 km")
    assert re.match(r"wider; [0-9]+ km2 watched from now on$", change.meaning)
    (change,) = changed("[10.1, 50.1]", "[10.1, 50.101]")
    assert change.meaning == "moved 111 m; named by 3"


def test_a_roster_file_is_told_by_its_addresses(changed) -> None:
    more = "address,party\nf0e001,south\nf0e003,south\n"
    (change,) = changed("edition: 1", "edition: 1", more)
    assert change.where == "roster files"
    assert change.meaning == (
        "f0e003 added; f0e002 removed; f0e001 of another party now"
    )
    assert changed("edition: 1", "edition: 1", f"{ROSTER}\n") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: ford", "id: other", ["another id: other is no edition of ford"]),
        ("edition: 1", "edition: 2", []),
        ("buffer: 2 km", "buffer: 1 km",
         ["the edition did not rise: 1 -> 1; a change needs edition 2"]),
    ],
)  # fmt: skip
def test_what_a_next_edition_must_not_do(tmp_path, old, new, said) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER)
    before = loads(BASE.encode(), "a.yaml", tmp_path)
    after = loads(BASE.replace(old, new, 1).encode(), "a.yaml", tmp_path)
    assert list(compare(before, after).warnings) == said


def test_a_clause_with_another_number_is_the_same_clause(changed) -> None:
    (change,) = changed('id: "3"', 'id: "9"')
    assert (change.key, change.old, change.new) == ("id", "3", "9")
