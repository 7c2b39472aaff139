"""Contracts: what no table may hold, whoever made it."""

import pyarrow as pa
import pytest

from thalweg.errors import TableError
from thalweg.tables.contract import UTC_US, Contract, column
from thalweg.times import parse_iso

TIMES = Contract("thalweg.made/1", pa.schema([column("at", UTC_US, null=True)]))


def times(*instants_us):
    return TIMES.conform(pa.table({"at": pa.array(instants_us, pa.int64())}))


@pytest.mark.parametrize("text", ["0001-01-01Z", "9999-12-31T23:59:59.999999Z"])
def test_every_time_that_can_be_written_is_taken(text):
    table = times(None, parse_iso(text))
    assert TIMES.check(table) is table
    assert TIMES.check(times()) is not None
    assert TIMES.check(times(None)) is not None


@pytest.mark.parametrize(
    "instant_us",
    [
        parse_iso("0001-01-01Z") - 1,
        parse_iso("9999-12-31T23:59:59.999999Z") + 1,
        -(1 << 63),
        (1 << 63) - 1,
    ],
)
def test_a_time_beyond_the_calendar_is_a_fault(instant_us):
    with pytest.raises(TableError, match="at has times that are not within the years"):
        TIMES.check(times(0, instant_us))
