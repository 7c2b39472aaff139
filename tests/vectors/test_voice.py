"""The vectors of the voice procedure: sheets as they are entered, entries of a log."""

import json
import runpy
from pathlib import Path

import pytest

from thalweg.errors import InputError, RefusedError
from thalweg.hotline.matched import encode_match, parse_match
from thalweg.hotline.spoken import encode_spoken, parse_spoken
from thalweg.hotline.voice import sheet_lines
from thalweg.hotline.voice_reading import parse_sheet
from thalweg.wire.leaf import note_format

VECTORS = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "voice"
GOOD = json.loads((VECTORS / "good.json").read_text("utf-8"))
BAD = json.loads((VECTORS / "bad.json").read_text("utf-8"))


@pytest.mark.parametrize("case", GOOD["sheets"], ids=lambda case: case["name"])
def test_a_good_sheet_says_its_lines(case):
    lines = sheet_lines(parse_sheet(case["text"]))[:-1]
    assert [[line.name, line.value] for line in lines] == case["lines"]


@pytest.mark.parametrize("case", BAD["sheets"], ids=lambda case: case["name"])
def test_a_bad_sheet_is_refused_where_it_is_wrong(case):
    with pytest.raises(InputError) as caught:
        parse_sheet(case["text"])
    told = str(caught.value).split("\n")
    assert any(line.startswith(f"sheet:{case['fault']}") for line in told), told


@pytest.mark.parametrize("case", GOOD["entries"])
def test_a_good_entry_is_read_and_written_as_it_was(case):
    data = case["payload"].encode()
    assert note_format(data) == case["format"]
    if case["format"] == "spoken/1":
        assert encode_spoken(parse_spoken(data)) == data
    else:
        assert encode_match(parse_match(data)) == data


@pytest.mark.parametrize("case", BAD["entries"], ids=lambda case: case["name"])
def test_a_bad_entry_is_refused(case):
    for parse in (parse_spoken, parse_match):
        with pytest.raises(RefusedError):
            parse(case["payload"].encode())


def test_the_vectors_are_what_their_maker_writes():
    made = runpy.run_path(str(VECTORS / "make_voice.py"))
    assert made["bad"]() == BAD
    assert made["good"]() == GOOD
