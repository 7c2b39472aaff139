"""Which time is exempt, instant by instant."""

from __future__ import annotations

import numpy as np
import pytest

from tests.oracle.plain_watch import Limits
from tests.oracle.plain_watch_scenes import agreement_of, separation
from thalweg.findings.exempt import covered, emergency, notified
from thalweg.model.agreement import HazardNotice
from thalweg.model.notice import Notice
from thalweg.model.place import Position

MIN = 60_000_000
RING = tuple(
    Position(lat_deg=lat, lon_deg=lon)
    for lon, lat in ((40.0, 35.0), (40.1, 35.0), (40.1, 35.1), (40.0, 35.1))
)


def row(time_us, **more):
    plain = {
        "time": time_us, "mover": "f0e001", "callsign": "WST1", "squawk": None,
        "emergency": None, "lat_deg": 35.05, "lon_deg": 40.05, "alt_baro_ft": 9000.0,
    }  # fmt: skip
    return {**plain, **more}


def test_an_emergency_lasts_ten_minutes_past_its_last_declaration():
    rows = [row(0), row(MIN, squawk="7700"), row(3 * MIN, squawk="7700"), row(4 * MIN)]
    assert emergency(rows).spans_us == ((MIN, 13 * MIN),)


@pytest.mark.parametrize("squawk", ["7500", "7600", "1200", None])
def test_no_other_squawk_exempts(squawk):
    assert emergency([row(0, squawk=squawk)]) is None


@pytest.mark.parametrize("status", ["nordo", "unlawful", "none", "", None])
def test_these_states_do_not_exempt(status):
    assert emergency([row(0, emergency=status)]) is None


def test_a_state_of_emergency_exempts():
    assert emergency([row(MIN, emergency="general")]).spans_us == ((MIN, 11 * MIN),)


def notice(**more):
    plain = {
        "notice": "N1", "party": "west", "area": "", "ring": RING, "floor_ft": None,
        "ceiling_ft": None, "from_us": 60 * MIN, "to_us": 120 * MIN, "movers": (),
        "received_us": 30 * MIN, "answer": None, "source": "notices.json[0]",
    }  # fmt: skip
    return Notice(**{**plain, **more})


ROWS = [row(n * MIN // 2) for n in range(2 * 59, 2 * 123)]


def spans(given, *, party="west", needs=None, rows=ROWS, lead_s=1800.0):
    clause = separation(Limits(5556.0, 1000.0), exempt=("notified",), needs=needs)
    hazard = HazardNotice(
        id="6.1", kind="notice.hazard", lead_s=lead_s, answer_s=None, binding=False
    )
    agreement = agreement_of([clause, hazard])
    found = notified(
        rows, party, notices=[given], clause=clause, agreement=agreement,
        largest_gap_us=30_000_000,
    )  # fmt: skip
    return [s for e in found for s in e.spans_us]


WHOLE = [(60 * MIN, 120 * MIN)]


def test_a_notice_covers_its_own_time_only():
    assert spans(notice()) == WHOLE


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ({"received_us": 30 * MIN}, WHOLE),
        ({"received_us": 30 * MIN + 1}, []),
        ({"answer": "refuse"}, []),
        ({"answer": "standby"}, WHOLE),
        ({"answer": "affirm"}, WHOLE),
        ({"party": "east"}, []),
        ({"movers": ("WST*",)}, WHOLE),
        ({"movers": ("f0e001",)}, WHOLE),
        ({"movers": ("EST*",)}, []),
        ({"floor_ft": 9000.0, "ceiling_ft": 9000.0}, WHOLE),
        ({"floor_ft": 9001.0}, []),
        ({"ceiling_ft": 8999.0}, []),
    ],
)
def test_what_a_notice_must_say(given, want):
    assert spans(notice(**given)) == want


def test_without_a_lead_in_the_agreement_it_may_come_at_once():
    assert spans(notice(received_us=60 * MIN), lead_s=0.0) == WHOLE


@pytest.mark.parametrize(("answer", "want"), [("affirm", WHOLE), (None, [])])
def test_a_clause_may_need_an_affirmation(answer, want):
    assert spans(notice(answer=answer), needs="affirm") == want


def test_an_affiliate_flies_under_its_parents_notice_and_not_the_other_way():
    assert spans(notice(party="east"), party="local") == WHOLE
    assert spans(notice(party="local"), party="east") == []


def test_only_inside_the_area():
    # Eastwards by 0.02 degrees a minute: at 40.0 after 70 min, at 40.1 after 75.
    rows = [row(n * MIN // 2, lon_deg=38.6 + n * 0.01) for n in range(118, 240)]
    ((low, high),) = spans(notice(), rows=rows)
    assert low == pytest.approx(70 * MIN, abs=1000)
    assert high == pytest.approx(75 * MIN, abs=1000)


def test_an_unknown_height_is_not_inside_heights():
    rows = [row(n * MIN // 2, alt_baro_ft=None) for n in range(2 * 59, 2 * 123)]
    assert spans(notice(ceiling_ft=20_000.0), rows=rows) == []


def test_a_gap_is_not_exempt():
    rows = [r for r in ROWS if not 80 * MIN < r["time"] < 90 * MIN]
    assert spans(notice(), rows=rows) == [(60 * MIN, 80 * MIN), (90 * MIN, 120 * MIN)]


def test_a_breach_is_exempt_whole_or_not_at_all():
    half = emergency([row(0, squawk="7700")])
    assert covered(np.array([[0, 10 * MIN]]), [half]) == (True, 10 * MIN)
    assert covered(np.array([[0, 10 * MIN + 1]]), [half]) == (False, 10 * MIN)
    two = emergency([row(20 * MIN, squawk="7700")])
    breach_us = np.array([[0, 5 * MIN], [25 * MIN, 31 * MIN]])
    assert covered(breach_us, [half, two]) == (False, 10 * MIN)
