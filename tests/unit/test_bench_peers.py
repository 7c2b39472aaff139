"""The contest of `make bench`: made alike each time, checked, and silent on nobody."""

import importlib
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

PEERS = Path(__file__).resolve().parents[2] / "benchmarks" / "peers"
NAMES = [path.stem for path in PEERS.glob("*.py")]


@pytest.fixture
def bench(monkeypatch):
    """The contest's modules, which are scripts beside one another."""
    monkeypatch.syspath_prepend(str(PEERS))
    wanted = ("workloads", "columns", "measure", "ours", "answers", "contest", "table")
    yield SimpleNamespace(**{name: importlib.import_module(name) for name in wanted})
    for name in NAMES:
        sys.modules.pop(name, None)


@pytest.fixture
def folder(bench, tmp_path, monkeypatch):
    flown = bench.workloads.Flown
    monkeypatch.setattr(bench.workloads, "SNAPSHOTS", (1500,))
    small = {
        "pairs-s": flown(3, 40, 600.0, 5.0, 300.0, 40e3),
        "line-s": flown(5, 60, 1200.0, 5.0, 2000.0, 150e3),
    }
    monkeypatch.setattr(bench.workloads, "ARCHIVES", small)
    bench.workloads.make(tmp_path)
    return tmp_path


def answer(bench, folder, case, file):
    asked = bench.measure.Asked(case, folder / f"{file}.parquet", 1.0)
    ready = getattr(bench.ours, case)(asked)
    return {**ready.work(), **ready.more()}


def test_a_workload_is_the_same_each_time(bench, folder, tmp_path):
    again = tmp_path / "again"
    bench.workloads.make(again)
    for path in sorted(folder.glob("*.parquet")):
        assert path.read_bytes() == (again / path.name).read_bytes()
    held = bench.columns.archive(folder / "pairs-s.parquet", "pairs")
    each = np.split(held.time_us, held.start[1:-1])
    assert len(each) == 40
    assert all((np.diff(times) > 0).all() for times in each)


def test_both_banks_hold_the_line_and_nothing_else_in_common(bench, folder):
    import shapely

    about = bench.columns.ground(folder)
    line = shapely.LineString(about.line_deg)
    banks = [shapely.Polygon(ring) for ring in (about.left_deg, about.right_deg)]
    assert line.is_simple
    assert all(bank.is_valid for bank in banks)
    assert banks[0].intersection(banks[1]).area < 1e-12
    assert shapely.Polygon(about.left_deg).exterior.is_ccw


def test_a_pair_that_is_lost_or_made_up_is_seen(bench, folder):
    ours = answer(bench, folder, "ahead", "ahead-1500")
    assert len(ours["narrower"]) > 10
    assert bench.answers.ahead(ours, {"pairs": ours["pairs"]}) == (
        "100.0 % the same",
        True,
    )
    sure = ours["narrower"][0].tolist()
    less = np.array([pair for pair in ours["pairs"].tolist() if pair != sure])
    assert not bench.answers.ahead(ours, {"pairs": less})[1]
    far = np.vstack([ours["pairs"], [[0, 1]]])
    assert [0, 1] not in ours["wider"].tolist()
    assert not bench.answers.ahead(ours, {"pairs": far})[1]


def test_an_encounter_that_is_lost_or_late_is_seen(bench, folder):
    ours = answer(bench, folder, "pairs", "pairs-s")
    assert len(ours["who"]) > 3
    check = bench.answers
    assert check.pairs_exact(ours, ours)[1]
    assert check.pairs_sampled(ours, ours)[1]
    less = {name: column[1:] for name, column in ours.items()}
    assert not check.pairs_exact(ours, less)[1]
    late = {**ours, "when_us": ours["when_us"] + 100_000}
    assert not check.pairs_exact(ours, late)[1]
    lasted_s = np.diff(ours["when_us"], axis=1).ravel() / 1e6
    for n in range(len(lasted_s)):
        others = {name: np.delete(column, n, axis=0) for name, column in ours.items()}
        assert check.pairs_sampled(ours, others)[1] == (lasted_s[n] <= 1.01)


def test_passages_are_those_that_shapely_cuts(bench, folder):
    trees = importlib.import_module("trees")
    ours = answer(bench, folder, "line", "line-s")
    asked = bench.measure.Asked("line", folder / "line-s.parquet", 1.0)
    theirs = trees.line(asked).work()
    held = bench.columns.archive(asked.path, "line")
    about = bench.columns.ground(folder)
    assert len(ours["passages"]) > 5
    assert len(ours["stays"]) > 5
    assert bench.answers.line(ours, theirs, held, about)[1]
    fewer = {**theirs, "rows": theirs["rows"][1:]}
    assert not bench.answers.line(ours, fewer, held, about)[1]
    longest = np.argmax(np.diff(theirs["stays_us"], axis=1))
    fewer = {**theirs} | {
        name: np.delete(theirs[name], longest, axis=0) for name in ("stays", "stays_us")
    }
    assert not bench.answers.line(ours, fewer, held, about)[1]


def test_sampled_pairs_are_ours_where_they_last(bench, folder):
    trees = importlib.import_module("trees")
    ours = answer(bench, folder, "pairs", "pairs-s")
    asked = bench.measure.Asked("pairs", folder / "pairs-s.parquet", 1.0)
    assert bench.answers.pairs_sampled(ours, trees.pairs(asked).work())[1]


def test_intervals_that_touch_are_joined_within_a_key_only(bench):
    keys = np.array([[0, 2], [0, 1], [0, 1], [0, 1], [0, 1]])
    spans = np.array([[5, 9], [0, 10], [2, 3], [10, 12], [13, 14]])
    who, when = bench.ours.joined(keys, spans)
    assert who.tolist() == [[0, 1], [0, 1], [0, 2]]
    assert when.tolist() == [[0, 12], [13, 14], [5, 9]]


def test_a_peer_that_does_not_install_or_run_is_named(bench, folder, monkeypatch):
    contest = bench.contest
    monkeypatch.setattr(contest, "DATA", folder)
    absent = {"arrays": (None, "did not install: no such wheel")}
    here = (Path(sys.executable), "")
    monkeypatch.setattr(contest, "python_of", lambda name: absent.get(name, here))
    broken = contest.Contender("Broken", "numpy", "databases", ("no_such.py",))
    monkeypatch.setitem(contest.CONTENDERS, "broken", broken)
    run = contest.Contest(folder)
    asked = contest.Workload("pairs-s", "pairs", ("thalweg", "kdtree", "broken"))
    run.run([asked], 1, folder / "kept.json")
    lines = list(bench.table.rows(run))
    assert "| skipped: did not install: no such wheel |" in lines[3]
    assert "| Broken | | | | | skipped: did not run:" in lines[4].replace("  ", " ")
    recalled = contest.Contest(folder)
    recalled.recall(folder / "kept.json")
    again = list(bench.table.rows(recalled))
    assert again[:3] == lines[:3]
    assert all("skipped: not run this time" in line for line in again[3:])
    assert len(again) == len(lines)


def test_only_the_section_about_peers_is_written_anew(bench, tmp_path):
    page = tmp_path / "speed.md"
    table = bench.table
    table.write(page, f"{table.BEGIN}\none\n{table.END}\n")
    page.write_text(page.read_text() + "\n## The whole command\n\nkept\n")
    table.write(page, f"{table.BEGIN}\ntwo\n{table.END}\n")
    text = page.read_text()
    assert text.startswith("# ")
    assert "one" not in text
    assert text.index("two") < text.index("## The whole command")
    assert text.endswith("kept\n")


def test_a_time_keeps_the_figures_that_mean_something(bench):
    told = [bench.table.seconds(s) for s in (0.00032, 0.0079, 0.0234, 0.552, 12.49)]
    assert told == ["0.32 ms", "7.9 ms", "23 ms", "0.55 s", "12.49 s"]


def test_a_lone_report_between_two_gaps_is_no_stay(bench):
    time_us = np.array([0, 30, 100, 200, 220, 0]) * 1_000_000
    mover = np.array([0, 0, 0, 0, 0, 1], np.int32)
    none = np.zeros(6)
    start = np.array([0, 5, 6])
    held = bench.columns.Archive(start, mover, time_us, none, none, none)
    told = bench.answers.alone(held, np.arange(6))
    assert told.tolist() == [False, False, True, False, False, True]
