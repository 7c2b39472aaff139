"""The Euphrates month from end to end, held against what truly happened.

The truth comes from the simulator's own oracle (shapely and pyproj on true paths, in
fine steps); nothing of it passes through the detectors. Every planted breach must be
found with its clause, party, grade and times, and nothing else found at all.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import datetime, timedelta

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from thalweg.archive.run import examine
from thalweg.simulate.compare import differences
from thalweg.simulate.meetings import MEETINGS
from thalweg.simulate.plays import PLAYS
from thalweg.simulate.scenario import run

DAYS = 4
"""The first four days show every play, and an outage."""

WITHOUT_BREACH = {"wiggle", "round-the-end"}


def watched(scenario, out, **how):
    made = run(scenario, out, **how)
    result = examine(
        scenario.parent / "agreement.yaml",
        [str(path) for path in made.positions],
        feeds=made.feeds,
        notices=made.notices,
    )
    return made, json.loads(made.truth.read_text("utf-8")), result


def told(truth, result):
    """Return what differs, one line each, to be read in a failure."""
    return "\n".join(differences(truth, result.findings.to_pylist(), result.summary))


@pytest.fixture(scope="module")
def scenario(repository):
    return repository / "examples/euphrates/scenario.yaml"


@pytest.fixture(scope="module")
def month(scenario, tmp_path_factory):
    return watched(scenario, tmp_path_factory.mktemp("month"), days=DAYS)


def test_what_is_found_is_what_happened(month):
    _, truth, result = month
    assert told(truth, result) == ""


def test_every_play_is_played(month):
    _, truth, _ = month
    tags = {b["tag"] for b in truth["breaches"]}
    assert tags >= (set(PLAYS) | set(MEETINGS)) - WITHOUT_BREACH
    grades = Counter((b["clause"], b["grade"]) for b in truth["breaches"])
    for clause in ("3.1", "4.1", "5.1"):
        for grade in ("certain", "probable", "possible"):
            assert grades[clause, grade] > 0, (clause, grade)


def test_the_near_pass_is_probable_and_swerved_from(month):
    _, truth, result = month
    near = [r for r in result.findings.to_pylist() if r["near_collision"]]
    assert [r["near_collision"] for r in near] == ["probable"]
    (row,) = near
    assert row["grade"] == "certain"
    (breach,) = [b for b in truth["breaches"] if b["near_collision"]]
    # 300 ft, and more than 350 miles an hour between them.
    assert breach["min_slant_m"] == pytest.approx(300 * 0.3048, abs=10.0)
    assert breach["relative_mps"] > 350.0 * 1609.344 / 3600.0
    assert row["min_slant_m"] < 152.4
    assert {a["kind"] for a in row["avoidance"]} == {"turn"}


def test_a_hovering_helicopter_is_not_dropped_as_stale(month):
    _, truth, result = month
    (mover,) = truth["hovering_movers"]
    tracks = result.tracks
    mine = [
        kept
        for name, kept, speed in zip(
            tracks.column("mover").to_pylist(),
            tracks.column("kept").to_pylist(),
            tracks.column("ground_speed_mps").to_pylist(),
            strict=True,
        )
        if name == mover and speed == 0.0
    ]
    assert len(mine) > 200
    assert set(mine) == {"kept"}


def test_nobodys_aircraft_are_told_by_number(month):
    _, truth, result = month
    movers = set(truth["unattributed_movers"])
    events = result.events.select(["kind", "mover"]).to_pylist()
    passed = {e["mover"] for e in events if e["kind"] == "passage"} & movers
    assert result.summary["unattributed"] == len(passed) > 5
    (outage,) = truth["outages"]
    low, high = (datetime.fromisoformat(outage[end]) for end in ("from", "to"))
    tracks = result.tracks.select(["mover", "time"])
    for mover in movers - passed:
        # What flew over the river in the outage was heard before or after it only.
        times = tracks.filter(pc.equal(tracks["mover"].cast("string"), mover))["time"]
        about = timedelta(minutes=20)
        assert all(low - about < t < high + about for t in times.to_pylist())


def test_rows_fit(month):
    made, _, result = month
    rows = sum(pq.read_metadata(p).num_rows for p in made.positions)
    assert result.summary["positions"]["rows"] == rows
    dropped = result.summary["positions"]["dropped"]
    assert {"stale", "conflict", "ground"} <= {k for k, n in dropped.items() if n}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t["breaches"].pop(0), "extra: certain"),
        (lambda t: t["breaches"][0].update(grade="probable"), "grade certain, true"),
        (lambda t: t["breaches"][0].update(parties=["east"]), "parties ['west']"),
        (lambda t: t["breaches"][0].update(exempted="notified"), "exempted by None"),
        (
            lambda t: t["breaches"][0].update(start="2017-12-01T00:00:01Z"),
            "start off by",
        ),
        (lambda t: t["breaches"][0].update(movers=["f0e0aa"]), "missing: "),
        (lambda t: t["days"][0].update(count=99), "count "),
        (lambda t: t["days"][0].update(incidents=99), "incidents "),
        (lambda t: t["outages"].clear(), "seen "),
    ],
)
def test_the_comparison_sees_what_is_wrong(month, change, said):
    _, truth, result = month
    other = json.loads(json.dumps(truth))
    first = next(
        k
        for k, b in enumerate(other["breaches"])
        if (b["clause"], b["grade"], b["exempted"]) == ("3.1", "certain", None)
        and b["parties"] == ["west"]
    )
    other["breaches"].insert(0, other["breaches"].pop(first))
    change(other)
    assert said in told(other, result)


@pytest.mark.slow
def test_an_outage_lowers_the_hours_seen_and_nothing_else(scenario, month, tmp_path):
    _, truth, result = month
    (outage,) = truth["outages"]
    shutil.copy(scenario.parent / "agreement.yaml", tmp_path)
    whole = scenario.read_text("utf-8").split("outages:")[0]
    calm = tmp_path / "scenario.yaml"
    calm.write_text(whole, "utf-8")
    _, _, other = watched(calm, tmp_path / "made", days=DAYS)

    def rows(summary, *, outage_day):
        return [d for d in summary["days"] if (d["day"] == outage["day"]) == outage_day]

    assert rows(result.summary, outage_day=False) == rows(
        other.summary, outage_day=False
    )
    for lost, calm_day in zip(
        rows(result.summary, outage_day=True),
        rows(other.summary, outage_day=True),
        strict=True,
    ):
        if lost["clause"] == "4.1":
            continue
        loss_h = calm_day["seen_h"] - lost["seen_h"]
        assert loss_h == pytest.approx(outage["lost_h"], abs=5.0 / 60.0)


@pytest.mark.slow
def test_the_whole_month(scenario, tmp_path):
    made, truth, result = watched(scenario, tmp_path)
    assert len(truth["days"]) == 31 * 4
    rows = sum(pq.read_metadata(p).num_rows for p in made.positions)
    assert 1_000_000 < rows <= 3_000_000
    assert told(truth, result) == ""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_other_seeds(scenario, tmp_path, seed):
    _, truth, result = watched(scenario, tmp_path, days=DAYS, seed=seed)
    assert told(truth, result) == ""
