"""A folder of a stranger that says what cannot be: named, and no page made of it."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.report.conftest import HOSTILE
from thalweg.errors import ResultFolderError
from thalweg.report.folder import read


def put(summary, path, value):
    *way, last = path
    for key in way:
        summary = summary[key]
    summary[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("unattributed",), "x"),
        (("unattributed",), [1]),
        (("unattributed",), float("inf")),
        (("unattributed",), -3),
        (("feeds",), 5),
        (("positions", "rows"), 10**30),
        (("positions", "kept"), True),
        (("positions", "from"), HOSTILE),
        (("days", 0, "count"), 10**40),
        (("days", 0, "incidents"), -1),
        (("days", 0, "seen_h"), -0.5),
        (("days", 0, "alive_h"), float("nan")),
        (("findings", 0, "count"), True),
        (("findings", 0, "grade"), None),
    ],
)
def test_summary_that_says_what_cannot_be_is_named(made, path, value):
    summary = json.loads((made / "summary.json").read_text())
    put(summary, path, value)
    (made / "summary.json").write_text(json.dumps(summary))
    with pytest.raises(ResultFolderError) as told:
        read(made)
    assert str(made / "summary.json") in str(told.value)
    assert str(path[-1]) in str(told.value)
    assert "wanted" in str(told.value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("finding", HOSTILE),
        ("grade", HOSTILE),
        ("near_collision", "foo"),
        ("site", HOSTILE),
        ("lat_deg", float("nan")),
        ("lat_deg", -90.5),
        ("lon_deg", float("inf")),
        ("stay_s", float("nan")),
        ("overhead_s", float("-inf")),
    ],
)
def test_finding_that_says_what_cannot_be_is_named(made, column, value):
    path = made / "findings.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    rows[2][column] = value
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    with pytest.raises(ResultFolderError) as told:
        read(made)
    assert f"{path}: row 2, {column}: " in str(told.value)
    assert "\u202e" not in str(told.value)
