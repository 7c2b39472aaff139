"""The command line without a network: say, carry by hand, read, answer."""

from __future__ import annotations

import pytest

from tests.node.typed import asked, carry, run
from thalweg.cli import app as line

WARNING = [
    "hotline", "send", "AI-2", "count=2", "line.place=river",
    "time_us=2017-12-13T04:05:06Z", "point.lat_e7=35.25N", "point.lon_e7=40.12345E",
    "level.value=12000", "level.unit=ft", "level.datum=STD",
]  # fmt: skip


def test_a_warning_by_parcel_climbs_the_ladder(two, capsys):
    west, east = two
    told = run(west, capsys, *WARNING, "--officer", "1")
    assert "AI-2 WARNING. 2 AIRCRAFT ASSESSED AS YOURS CROSSED river AT" in told
    assert "AI-2 ПРЕДУПРЕЖДЕНИЕ. 2 ВС, ПО НАШЕЙ ОЦЕНКЕ ВАШИ, ПЕРЕСЕКЛИ river" in told  # noqa: RUF001
    assert told.splitlines()[-1] == "RECORDED  west.example/log 0"
    came = carry(west, east, capsys)
    assert came["new"] == [0, 1]
    assert [one["kind"] for one in came["alarms"]] == ["warning"]

    def rung() -> str:
        return asked(west, capsys, "hotline", "show", "0", "--own")["item"]["rung"]

    assert rung() == "RECORDED"
    unread = asked(east, capsys, "hotline", "inbox")["items"][0]
    assert (unread["displayed_to"], unread["state"]) == ("", "open")
    assert carry(east, west, capsys)["receipts"] > 0
    assert rung() == "DELIVERED"
    told = run(east, capsys, "hotline", "inbox", "--officer", "2")
    assert "answers   wilco, unable, standby, error" in told
    carry(east, west, capsys)
    assert rung() == "DISPLAYED"
    late = "until_us=2100-01-01T00:00:00Z"
    run(east, capsys, "hotline", "answer", "0", "standby", late, "--officer", "1")
    carry(east, west, capsys)
    assert rung() == "ACKNOWLEDGED"
    run(east, capsys, "hotline", "answer", "0", "wilco", "--officer", "1")
    carry(east, west, capsys)
    assert rung() == "CLOSED"
    shown = run(west, capsys, "hotline", "show", "0", "--own")
    assert "receipt   east.example/mirror at" in shown
    assert "followed by east.example/log 0  RS-7" in shown


def test_who_did_not_say_who_reads_displayed_nothing(two, capsys):
    west, east = two
    run(west, capsys, *WARNING, "--officer", "1")
    carry(west, east, capsys)
    assert line.run(["hotline", "inbox", "--node", str(east.settings)]) == 0
    told = capsys.readouterr()
    assert "AI-2 WARNING" in told.out
    assert "1 not recorded as displayed" in told.err
    assert asked(east, capsys, "node", "show", str(east.settings))["unseen"] == 1


def test_the_call_is_opened_closed_and_agreed(two, capsys):
    west, east = two
    span = ["period.from_us=2017-12-12T06:00:00Z", "period.to_us=2017-12-13T06:00:00Z"]
    opening = ["person.name=Duty", "person.office=watch", *span, "--officer", "1"]
    run(west, capsys, "hotline", "call", "open", *opening)
    run(west, capsys, "hotline", "call", "close", "--officer", "1")
    carry(west, east, capsys)
    found = asked(east, capsys, "hotline", "show", "1")["item"]
    assert (found["element"], found["differences"]) == ("CH-3", [])
    run(east, capsys, "hotline", "answer", "1", "affirm", "--officer", "1")
    carry(east, west, capsys)
    sent = asked(west, capsys, "hotline", "inbox", "--sent")["items"]
    assert [one["rung"] for one in sent][1] == "CLOSED"


def test_a_card_is_printed_and_a_sheet_entered(two, capsys, tmp_path):
    west, _ = two
    card = run(west, capsys, "hotline", "card", *WARNING[2:])
    assert "THALWEG VOICE SHEET 1" in card
    assert asked(west, capsys, "hotline", "inbox", "--sent")["items"] == []
    sheet = tmp_path / "said.txt"
    sheet.write_text(card, "utf-8")
    run(west, capsys, "hotline", "send", "--sheet", str(sheet), "--officer", "1")
    sent = asked(west, capsys, "hotline", "inbox", "--sent")["items"]
    assert sent[0]["element"] == "AI-2"
    wrong = card.replace(": east [", ": earl [", 1)
    assert wrong != card
    sheet.write_text(wrong, "utf-8")
    run(
        west, capsys, "hotline", "send", "--sheet", str(sheet), "--officer", "1", code=2
    )


def test_what_two_persons_say_takes_two(two, capsys):
    west, _ = two
    words = ["hotline", "send", "AG-5", "action=suspend", "agreement=euphrates"]
    words += ["from_us=2030-01-01T00:00:00Z", "line_open=YES", "--officer", "1"]
    for again in ([], ["--officer", "1"]):
        assert line.run([*words, *again, "--node", str(west.settings)]) == 2
        assert "2 officers sign this" in capsys.readouterr().err
    run(west, capsys, *words, "--officer", "2")
    assert asked(west, capsys, "hotline", "show", "0", "--own")["item"]["officers"] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["hotline", "send", "AI-2", "count"], "wanted name=value"),
        (["hotline", "send", "AI-2", "count=two"], "wanted a whole number"),
        (["hotline", "send", "AI-2", "count=1", "count=2"], "given twice"),
        (["hotline", "send", "AI-2", "level={"], "not JSON"),
        (["hotline", "send", "XX-9"], "XX-9"),
        (["hotline", "send"], "name the element"),
        (["hotline", "answer", "0", "perhaps"], "wilco"),
        (["hotline", "show", "7"], "no entry 7"),
        (["parcel", "apply", "nowhere.parcel"], "No such file"),
        ([*WARNING], "--officer"),
        ([*WARNING, "--officer", "7"], "officer-7"),
    ],
)
def test_a_wrong_word_is_told_and_nothing_is_sent(two, capsys, words, told):
    west, _ = two
    assert line.run([*words, "--node", str(west.settings)]) == 2
    assert told in capsys.readouterr().err
    assert asked(west, capsys, "hotline", "inbox", "--sent")["items"] == []


def test_a_parcel_for_somebody_else_is_refused(two, capsys):
    west, _ = two
    run(west, capsys, *WARNING, "--officer", "1")
    out = west.folder / "out"
    made = asked(west, capsys, "parcel", "make", "--out", str(out))["parcels"]
    ended = line.run(["parcel", "apply", made[0], "--node", str(west.settings)])
    assert ended == 1
    assert "from west to east" in capsys.readouterr().err
    sheet = run(west, capsys, "parcel", "sheet", made[0])
    assert "PARCEL FROM west TO east" in sheet
    assert "NOT ENCRYPTED" in sheet


def test_a_certificate_is_made_once(two, capsys):
    west, _ = two
    keys = west.folder / "keys"
    (keys / "door.crt").unlink()
    (keys / "door.pem").unlink()
    told = run(west, capsys, "node", "cert", str(west.settings))
    assert "sha256" in told
    assert (keys / "door.pem").stat().st_mode & 0o077 == 0
    run(west, capsys, "node", "cert", str(west.settings), code=2)
