"""Notices: the file, and every fault of it in one error."""

import copy
import json
from pathlib import Path

import pytest

from thalweg.agreement.ground import notice_rings
from thalweg.agreement.load import load
from thalweg.errors import ConfigError
from thalweg.times import parse_iso
from thalweg.wire.notices import parse_notices

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/euphrates/agreement.yaml"
RING = [[40.4, 35.0], [40.6, 35.0], [40.6, 35.2], [40.4, 35.0]]
GOOD = {
    "thalweg": "notices/1",
    "notices": [
        {
            "notice": "N-1",
            "party": "west",
            "area": "basin",
            "floor_ft": 0,
            "ceiling_ft": 30000.5,
            "from": "2017-12-01T03:00:00Z",
            "to": "2017-12-01T04:00:00Z",
            "movers": ["f0e001", "WST*"],
            "received": "2017-12-01T02:00:00Z",
            "answer": "affirm",
        },
        {
            "notice": "N-2",
            "party": "east",
            "area": {"type": "Polygon", "coordinates": [RING]},
            "from": "2017-12-01T03:00:00Z",
            "to": "2017-12-01T04:00:00Z",
            "received": "2017-12-01T02:00:00.5Z",
        },
    ],
}


@pytest.fixture(scope="module")
def agreement():
    return load(EXAMPLE)


def test_notices_are_read_in_their_order(agreement):
    first, second = parse_notices(json.dumps(GOOD).encode(), "n.json", agreement)
    assert (first.notice, first.party, first.area, first.ring) == (
        "N-1",
        "west",
        "basin",
        (),
    )
    assert (first.floor_ft, first.ceiling_ft) == (0.0, 30000.5)
    assert first.movers == ("f0e001", "WST*")
    assert first.from_us == parse_iso("2017-12-01T03:00:00Z")
    assert first.source == "n.json[0]"
    assert (second.area, len(second.ring), second.movers) == ("", 3, ())
    assert (second.floor_ft, second.ceiling_ft, second.answer) == (None, None, None)
    assert second.received_us % 1_000_000 == 500_000
    assert len(notice_rings(agreement, second)[0][0]) > 4
    assert len(notice_rings(agreement, first)) == 1


def test_every_fault_is_in_one_error(agreement):
    wrong = copy.deepcopy(GOOD)
    wrong["notices"][0] |= {"party": "wst", "answer": "yes", "from": 3, "kind": "x"}
    wrong["notices"][1] |= {"notice": "N 2", "area": "river", "floor_ft": "0"}
    del wrong["notices"][1]["received"]
    with pytest.raises(ConfigError) as caught:
        parse_notices(json.dumps(wrong).encode(), "n.json", agreement)
    assert set(caught.value.faults) == {
        "n.json: notices[0].party: unknown party 'wst'; nearest known: west",
        "n.json: notices[0].answer: wanted 'affirm', 'refuse' or 'standby', got 'yes'",
        "n.json: notices[0].from: wanted a time in UTC such as "
        "'2017-11-01T00:00:00Z', got 3",
        "n.json: notices[0].kind: unknown key; known here: answer, area, ceiling_ft, "
        "floor_ft, from, movers, notice, party, received, to",
        "n.json: notices[1].notice: wanted a notice's id such as 'N-17', got 'N 2'",
        "n.json: notices[1].area: river is not a polygon",
        "n.json: notices[1].floor_ft: wanted a number, got '0'",
        "n.json: notices[1].received: missing",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to": "2017-12-01T03:00:00Z"}, "notices[0].to: ends before it begins"),
        ({"floor_ft": 40000}, "notices[0].ceiling_ft: not above the floor"),
        ({"notice": "N-2"}, "notices[1].notice: N-2 stands here twice"),
        ({"area": "bassin"}, "notices[0].area: unknown place 'bassin'; nearest known"),
        (
            {"area": {"type": "Point", "coordinates": [40, 35]}},
            "notices[0].area: wanted a Polygon without holes",
        ),
        (
            {"area": {"type": "Polygon", "coordinates": [[[35, 140]]]}},
            "notices[0].area: wanted a place or a GeoJSON Polygon: [0]: latitude 140.0",
        ),
        ({"movers": ["*" * 9]}, "notices[0].movers[0]: wanted an address, a mover or"),
    ],
)
def test_a_wrong_notice_is_refused(agreement, change, said: str):
    wrong = copy.deepcopy(GOOD)
    wrong["notices"][0] |= change
    with pytest.raises(ConfigError) as caught:
        parse_notices(json.dumps(wrong).encode(), "n.json", agreement)
    assert caught.value.faults[0].startswith(f"n.json: {said}")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 9999, b'{"notices": 3}']
)
def test_another_file_is_refused(agreement, data: bytes):
    with pytest.raises(ConfigError, match=r"^n\.json"):
        parse_notices(data, "n.json", agreement)


def test_a_ring_that_crosses_itself_is_named(agreement):
    wrong = copy.deepcopy(GOOD)
    wrong["notices"][1]["area"]["coordinates"] = [
        [[40, 35], [41, 36], [41, 35], [40, 36], [40, 35]]
    ]
    notices = parse_notices(json.dumps(wrong).encode(), "n.json", agreement)
    with pytest.raises(ConfigError, match=r"n\.json\[1\]: area: its edges cross near"):
        notice_rings(agreement, notices[1])
