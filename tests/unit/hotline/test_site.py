"""A site: says, takes in, answers, and shows how far each message came."""

from pathlib import Path

import pytest

from tests.unit.hotline.two_sites import Pair, pair
from thalweg.hotline.ladder import Rung

CEASE = {"n": 1}


@pytest.fixture
def two(tmp_path: Path) -> Pair:
    return pair(tmp_path)


def test_a_message_climbs_the_ladder_by_evidence(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    ref = two.west.say("GR-3", {"point": {"lat_e7": 1, "lon_e7": 2}}, two.now_us)
    assert west.rung(ref) is Rung.RECORDED
    two.carry(two.west, two.east)
    assert west.rung(ref) is Rung.RECORDED
    two.carry(two.east, two.west)
    assert west.rung(ref) is Rung.DELIVERED
    east.tick(two.now_us)
    two.exchange()
    assert west.rung(ref) is Rung.DELIVERED
    assert east.displayed(ref, "officer-1", two.now_us)
    assert not east.displayed(ref, "officer-2", two.now_us)
    east.tick(two.now_us)
    east.tick(two.now_us)
    two.exchange()
    assert west.rung(ref) is Rung.DISPLAYED
    later = two.now_us + 60_000_000
    two.east.say("RS-2", {"until_us": later}, two.now_us, ref=ref)
    two.exchange()
    assert west.rung(ref) is Rung.ACKNOWLEDGED
    two.east.say("RS-5", {"reason": "not-ours"}, two.now_us, ref=ref)
    two.exchange()
    assert west.rung(ref) is Rung.CLOSED
    elements = [said.message.element for said in west.followed(ref)]
    assert elements == ["RS-7", "RS-2", "RS-5"]
