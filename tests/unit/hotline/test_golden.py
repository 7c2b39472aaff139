"""Every element as it is read in each language, held to the golden files."""

import runpy
from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "message"
MADE = runpy.run_path(str(GOLDEN / "make_message.py"))["made"]()


@pytest.mark.parametrize("name", sorted(MADE))
def test_messages_read_as_they_did(name):
    assert (GOLDEN / name).read_text("utf-8") == MADE[name], "run: make golden"


def test_there_is_no_other_golden_file():
    there = {path.name for path in GOLDEN.iterdir() if path.suffix == ".txt"}
    assert there == set(MADE)
