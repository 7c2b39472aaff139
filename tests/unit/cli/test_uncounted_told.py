"""Entries that count no longer, as the inbox tells them: ten, and how many more."""

from __future__ import annotations

import pytest

from thalweg.cli import hotline_told


@pytest.mark.parametrize(("number", "lines"), [(0, 0), (1, 1), (10, 10), (250, 11)])
def test_the_first_are_named_and_the_rest_counted(number, lines, capsys) -> None:
    found = [
        {"ref": {"origin": "west/log", "index": n}, "what": "finding", "why": "revoked"}
        for n in range(number)
    ]
    hotline_told.first_uncounted(found)
    told = capsys.readouterr().out.splitlines()
    assert len(told) == lines
    assert all(line.startswith("uncounted ") for line in told)
    if number > lines:
        assert "240 more: thalweg keys show" in told[-1]
