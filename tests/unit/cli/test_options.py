"""Options that are read here: times, and what is refused."""

import pytest

from thalweg.cli.recorded import instant
from thalweg.errors import InputError


def test_times_say_which_option_is_wrong() -> None:
    assert instant("--from", "1970-01-01T00:00:01Z") == 1_000_000
    assert instant("--to", None) is None
    with pytest.raises(InputError, match="--from: not a time in UTC: 'yesterday'"):
        instant("--from", "yesterday")
