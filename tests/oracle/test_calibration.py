"""Grades mean what they say: tens of thousands of made cases with a known truth.

The cases' errors are drawn to be exactly what the rules state, not smaller. The whole
run is slow; a short one with the same cases, fewer of them, goes with every push.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from thalweg.archive.run import examine
from thalweg.simulate import calibration, reliability
from thalweg.simulate.reliability import judged, recall, true_near_share, true_share

SHORT = {"pair": 280, "line": 80, "site": 80}
WHOLE = {"pair": 20_000, "line": 5_000, "site": 5_000}


def graded(counts, folder, *, seed):
    """Return every case with the grade that a run of the whole road gives it."""
    batches = [calibration.generate(k, n, seed) for k, n in counts.items()]
    (folder / "agreement.yaml").write_text(calibration.AGREEMENT, "utf-8")
    (folder / "feeds.yaml").write_text(calibration.FEEDS, "utf-8")
    paths = []
    for feed in ("fine", "coarse"):
        tables = [b.positions[feed] for b in batches if feed in b.positions]
        paths.append(folder / f"positions-{feed}.parquet")
        pq.write_table(pa.concat_tables(tables).unify_dictionaries(), paths[-1])
    result = examine(
        folder / "agreement.yaml", [str(p) for p in paths], feeds=folder / "feeds.yaml"
    )
    wanted = ["clause", "grade", "mover", "other_mover", "near_collision"]
    cases = [case for batch in batches for case in batch.cases]
    return judged(cases, result.findings.select(wanted).to_pylist())


def test_a_short_run(tmp_path):
    rows = graded(SHORT, tmp_path, seed=11)
    assert true_share(rows, "certain").frac >= 0.995
    assert true_share(rows, "probable").frac >= 0.7
    assert recall(rows).frac >= 0.99
    assert true_share(rows, "certain").total > 100
    assert recall(rows).total > 100


@pytest.mark.slow
def test_thirty_thousand_cases(tmp_path, capsys):
    rows = graded(WHOLE, tmp_path, seed=1)
    with capsys.disabled():
        print("\n" + reliability.text(rows))
    assert len(rows) == 30_000
    assert 1.0 - true_share(rows, "certain").frac <= 0.001
    assert true_share(rows, "probable").frac >= 0.80
    assert recall(rows).frac >= 0.99
    # Near collisions apart: their limits are of the size of the error itself.
    assert true_near_share(rows, "certain").frac >= 0.999
    assert true_near_share(rows, "probable").frac >= 0.5


def test_the_picture_names_its_numbers():
    batch = calibration.generate("site", 40, 3)
    movers = [c.movers[0] for c in batch.cases if c.breach]
    findings = [
        {
            "clause": "site",
            "grade": "certain",
            "mover": mover,
            "other_mover": None,
            "near_collision": None,
        }
        for mover in movers
    ]
    rows = judged(batch.cases, findings)
    assert true_share(rows, "certain").total == len(movers)
    assert true_share(rows, "none").right == 0
    picture = reliability.svg(rows, day="2026-11-22")
    assert f"100.00 % of {len(movers)}" in picture
    assert "2026-11-22" in picture
