"""Options that are read here: times, and what is refused."""

import pytest

from thalweg.cli.app import main
from thalweg.cli.recorded import instant
from thalweg.cli.said_many import asked_by
from thalweg.errors import InputError


def test_times_say_which_option_is_wrong() -> None:
    assert instant("--from", "1970-01-01T00:00:01Z") == 1_000_000
    assert instant("--to", None) is None
    with pytest.raises(InputError, match="--from: not a time in UTC: 'yesterday'"):
        instant("--from", "yesterday")


@pytest.mark.parametrize(
    "words",
    [
        ("hotline", "show", "9" * 23),
        ("hotline", "answer", "9" * 23, "RS-3"),
        ("hotline", "disclose", "9" * 23),
        ("hotline", "send", "RS-3", "--ref", "9" * 23),
        ("hotline", "card", "RS-3", "--ref", "9" * 23),
        ("hotline", "card", "--entry", "9" * 23),
        ("hotline", "card", "GR-4", "--number", "-4"),
        ("keys", "revoke", "log", "--last-good", "9" * 23),
        ("record", "export", "west", "--entry", "9" * 23),
    ],
)
def test_a_number_that_no_entry_has_is_refused(
    words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    assert left.value.code == 2
    assert "is no number of an entry" in " ".join(capfd.readouterr().err.split())


@pytest.mark.parametrize("index", ["-1", "", "9" * 17, "9" * 5_000, "²"])
def test_a_line_refers_to_an_entry_or_is_refused(index: str) -> None:
    with pytest.raises(InputError, match="is no number of an entry"):
        asked_by(f"RS-3 --ref '{index}'", {"peer_origin": "east/log"})


def test_a_line_begins_with_an_element() -> None:
    with pytest.raises(InputError, match="no element: a line begins with one"):
        asked_by("--own", {})
