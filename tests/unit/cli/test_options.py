"""Options that are read here: columns, times, and what is refused."""

import pytest

from thalweg.cli.recorded import instant, named_columns
from thalweg.errors import InputError


def test_columns_by_our_name_first() -> None:
    assert named_columns("time=ts, lat_deg=y") == {"time": "ts", "lat_deg": "y"}
    assert named_columns(None) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time", "'time' is not NAME=COLUMN"),
        ("time=", "'time=' is not NAME=COLUMN"),
        ("=ts", "'=ts' is not NAME=COLUMN"),
        ("time=ts,", "'' is not NAME=COLUMN"),
        ("time=ts,time=when", "time is given twice"),
    ],
)
def test_columns_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=f"--columns: {message}"):
        named_columns(text)


def test_times_say_which_option_is_wrong() -> None:
    assert instant("--from", "1970-01-01T00:00:01Z") == 1_000_000
    assert instant("--to", None) is None
    with pytest.raises(InputError, match="--from: not a time in UTC: 'yesterday'"):
        instant("--from", "yesterday")
