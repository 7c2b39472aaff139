"""The line is cut: a warning and a call go by telephone, and are entered afterwards."""

# Labels are in Russian too.
# ruff: noqa: RUF001

# Labels are in Russian too.

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.bad_line import BadLine
from tests.node.test_by_hand import carry
from tests.node.two_nodes import Node, start, until
from tests.node.typed import asked, refused, run
from tests.node.voice_sheets import misheard, of_call, written
from thalweg.cli import app as line
from thalweg.times import iso, now_us

WARNING = [
    "AI-2", "count=2", "line.place=river", "time_us=2017-12-13T04:05:06Z",
    "point.lat_e7=35.25N", "point.lon_e7=40.12345E", "level.value=12000",
    "level.unit=ft", "level.datum=STD",
]  # fmt: skip
DUTY = [
    "person.name=Duty", "person.office=watch", "period.from_us=2017-12-12T06:00:00Z",
    "period.to_us=2017-12-13T06:00:00Z",
]  # fmt: skip


def card(node: Node, capsys, *words: str) -> str:
    return run(node, capsys, "hotline", "card", *words)


def enter(node: Node, capsys, sheet: str, *more: str) -> dict:
    words = ["hotline", "enter", sheet, "--officer", "1", *more]
    return asked(node, capsys, *words)["sheets"][-1]


def shown(node: Node, capsys, ref: dict) -> dict:
    own = node.ask("state")["origin"] if node.process else None
    is_own = (
        ref["origin"].startswith(node.party) if own is None else ref["origin"] == own
    )
    words = ["hotline", "show", str(ref["index"]), *(["--own"] if is_own else [])]
    return asked(node, capsys, *words)["item"]


def clock() -> str:
    return iso(now_us())[:19] + "Z"


def test_a_warning_by_voice_is_entered_by_both_and_matched(two, capsys, tmp_path):
    west, east = two
    spoken = card(west, capsys, *WARNING)
    heard = spoken
    said = written(tmp_path, "said.txt", of_call(spoken, clock(), "A. Example"))
    wrote = written(tmp_path, "heard.txt", of_call(heard, clock(), "B. Sample"))
    one = enter(west, capsys, said)
    two_ = enter(east, capsys, wrote)
    assert (one["voice"], two_["voice"]) == ("said", "heard")
    assert shown(west, capsys, one["ref"])["voice"]["match"] == "only said"
    carry(west, east, capsys)
    carry(east, west, capsys)
    carry(west, east, capsys)
    for node, ref in ((west, one["ref"]), (east, two_["ref"])):
        item = shown(node, capsys, ref)
        assert item["voice"]["match"] == "matched"
        assert item["voice"]["differences"] == []
        assert item["event_time"] < item["spoken"]["time"]
        assert "rung" not in item
    told = run(west, capsys, "hotline", "show", str(one["ref"]["index"]), "--own")
    assert "AI-2  U  SPOKEN, said" in told
    assert "what was said and what was heard agree" in told
    told = run(east, capsys, "hotline", "inbox")
    assert "AI-2  U  SPOKEN, said" in told


def test_what_was_heard_wrong_is_caught_by_its_digits(two, capsys, tmp_path):
    _, east = two
    west = two[0]
    spoken = of_call(card(west, capsys, *WARNING), clock(), "B. Sample")
    value = "35.2500001 N"
    wrong = misheard(spoken, "point.lat_e7", "POINT LATITUDE", value, fits=False)
    sheet = written(tmp_path, "heard.txt", wrong)
    words = ["hotline", "enter", sheet]
    for more in (["--officer", "1"], ["--check"]):
        told = refused(east, capsys, *words, *more)
        assert re.search(
            r"heard\.txt:\d+:\d+: point\.lat_e7: the check digits \d\d do not fit "
            r"'35\.2500001 N', wanted \d\d: look at the paper",
            told,
        )
    assert asked(east, capsys, "hotline", "inbox", "--sent")["items"] == []


def test_what_was_said_wrong_is_named_on_both_sides(two, capsys, tmp_path):
    west, east = two
    spoken = card(west, capsys, *WARNING)
    heard = misheard(spoken, "count", "COUNT", "3", fits=True)
    said = written(tmp_path, "said.txt", of_call(spoken, clock(), "A. Example"))
    wrote = written(tmp_path, "heard.txt", of_call(heard, clock(), "B. Sample"))
    ours, theirs = enter(west, capsys, said), enter(east, capsys, wrote)
    carry(west, east, capsys)
    alarms = carry(east, west, capsys)["alarms"]
    assert alarms[-1]["kind"] == "voice"
    assert alarms[-1]["facts"]["differs"] == ["count"]
    carry(west, east, capsys)
    for node in two:
        for ref in (ours["ref"], theirs["ref"]):
            pair = shown(node, capsys, ref)["voice"]
            assert pair["match"] == "differs"
            assert pair["differences"] == [
                {"line": "count", "label": "COUNT / ЧИСЛО", "said": "2", "heard": "3"}
            ]
        told = run(node, capsys, "hotline", "inbox")
        assert "COUNT / ЧИСЛО: said 2, heard 3" in told
        assert "they differ on COUNT / ЧИСЛО" in " ".join(told.split())


@pytest.fixture
def cut(two) -> Iterator[tuple[Node, Node, BadLine]]:
    """Two nodes that run, with a line between them that can be cut."""
    west, east = two
    with BadLine(east.port) as bad:
        east.write_settings(None)
        west.write_settings(bad.port, listens=False)
        start(west, east)
        yield west, east, bad


def delivered(node: Node) -> bool:
    state = node.ask("state")
    return state["delivered"] == state["size"]


def test_two_nodes_with_the_line_cut(cut, capsys, tmp_path):
    """A call and a warning by voice; the line heals; the warning goes by it as well."""
    west, east, bad = cut
    west.say()
    until(lambda: delivered(west), told=west.log)
    bad.set_cut(True)
    index = west.say("AI-2", WARNED)
    call = card(west, capsys, "call", *DUTY)
    warning = card(west, capsys, "--entry", str(index))
    wrong = misheard(warning, "level.value", "LEVEL VALUE", "13 000", fits=True)
    said = written(tmp_path, "said.txt", of_call(call, clock(), "A. Example"))
    heard = written(tmp_path, "heard.txt", of_call(call, clock(), "B. Sample"))
    late = written(tmp_path, "late.txt", of_call(wrong, clock(), "B. Sample"))
    for node, sheet in ((west, said), (east, heard), (east, late)):
        asked(node, capsys, "hotline", "enter", sheet, "--officer", "1")
    assert west.rung(index) == "RECORDED"
    bad.set_cut(False)
    until(lambda: delivered(west) and delivered(east), told=west.log)
    until(lambda: delivered(west) and delivered(east), told=west.log)
    for node in (west, east):
        pairs = {
            item["element"]: item["voice"]
            for item in (*node.ask("inbox")["items"], *node.ask("outbox")["items"])
            if item.get("spoken")
        }
        assert pairs["CH-2"]["match"] == pairs["CH-3"]["match"] == "matched"
        assert [one["line"] for one in pairs["AI-2"]["differences"]] == ["level.value"]
        assert pairs["AI-2"]["written"]["index"] == index
        assert "fault" not in node.events(), node.log()
    assert west.stop() == 0
    assert east.stop() == 0


WARNED = {
    "count": 2,
    "line": {"place": "river"},
    "time_us": 1_513_137_906_000_000,
    "point": {"lat_e7": 352_512_345, "lon_e7": 401_234_567},
    "level": {"value": 12_000, "unit": "ft", "datum": "STD"},
}


def test_cards_need_neither_node_nor_passphrase(two, capsys, tmp_path, monkeypatch):
    west, east = two
    run(west, capsys, "hotline", "send", *WARNING, "--officer", "1")
    monkeypatch.delenv("THALWEG_PASSPHRASE")
    # As after a fault: the node's own keys are out of reach, and its guard is gone.
    for key in (west.folder / "keys").glob("*.pem"):
        key.unlink()
    (west.folder / "elsewhere" / "guard").unlink()
    told = card(west, capsys)
    assert "BY VOICE, WHEN THE LINE IS CUT" in told
    assert "SHEET / ЛИСТ: log/0 [" in card(west, capsys, "--entry", "0")
    assert "AI-2 WARNING. 2 AIRCRAFT" in card(west, capsys, *WARNING)
    closing = card(west, capsys, "call", *DUTY)
    assert "SENT / ПЕРЕДАНО: 1 [" in closing
    answer = card(west, capsys, "RS-0", "--ref-sheet", "2017-12-13/405")
    assert "REFERS TO LOG / ССЫЛКА ЖУРНАЛ: east/2017-12-13 [" in answer
    answer = card(west, capsys, "RS-0", "--ref", "3", "--own")
    assert "REFERS TO LOG / ССЫЛКА ЖУРНАЛ: west.example/log [" in answer
    out = tmp_path / "cards"
    files = asked(west, capsys, "hotline", "card", "--all", "--out", str(out))["files"]
    names = {Path(name).name for name in files}
    assert {"line.txt", "call.txt", "GR-4.txt", "RS-0.txt"} <= names
    assert "CH-10.txt" not in names
    for name in files:
        lines = Path(name).read_text("utf-8").splitlines()
        assert len(lines) <= 66
        assert max(map(len, lines)) <= 80
    assert list(asked(east, capsys, "hotline", "card", "GR-4")["cards"]) == ["GR-4"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["card", "XX-9"], "unknown element 'XX-9'"),
        (["card", "--entry", "7"], "there is no message 7 to read out"),
        (["card", "AI-2", "count=2"], "AI-2: missing: line, time_us, point, level"),
        (["card", "RS-0", "--ref-sheet", "9"], "wanted the day and number of a sheet"),
        (["card", "GR-6", "time_us=2017-12-13Z", "area.place=moon"], "unknown place"),
        (["enter", "nowhere.txt", "--officer", "1"], "nowhere.txt"),
    ],
)
def test_a_wrong_word_about_cards_is_told(two, capsys, words, told):
    assert told in refused(two[0], capsys, "hotline", *words)


def test_what_is_wrong_with_a_sheet_is_told_and_nothing_is_logged(
    two, capsys, tmp_path
):
    west, _ = two
    good = of_call(card(west, capsys, *WARNING), clock(), "A. Example")
    (tmp_path / "empty.txt").write_text("# nothing\n", "utf-8")
    agreement = re.search(r"TERMS / УСЛОВИЯ: (\w{4} \w{4})", good)[1]
    other = misheard(good, "TERMS", "TERMS", "1234 5678", fits=True)
    wrong = {
        "sheet for another agreement, 1234 5678; in force is " + agreement: other,
        "unknown element 'AI-9'; nearest known: AI-": misheard(
            good, "ELEMENT", "ELEMENT", "AI-9", fits=True
        ),
        "missing: OUR CLOCK / НАШИ ЧАСЫ": card(west, capsys, *WARNING),
    }
    for told, text in wrong.items():
        path = written(tmp_path, "wrong.txt", text)
        assert told in refused(west, capsys, "hotline", "enter", path, "--officer", "1")
    empty = str(tmp_path / "empty.txt")
    assert "no sheet is in it" in refused(
        west, capsys, "hotline", "enter", empty, "--officer", "1"
    )
    # What is checked during the call must not look as if it had been read.
    assert "no sheet is in it" in refused(
        west, capsys, "hotline", "enter", empty, "--check"
    )
    path = written(tmp_path, "good.txt", good)
    assert "an officer signs" in refused(west, capsys, "hotline", "enter", path)
    assert "its digits fit" in run(west, capsys, "hotline", "enter", path, "--check")
    assert asked(west, capsys, "hotline", "inbox", "--sent")["items"] == []
    first = enter(west, capsys, path)
    again = enter(west, capsys, path)
    assert (first["already"], again["already"]) == (False, True)
    assert first["ref"] == again["ref"]
    changed = good.replace("READ BACK / ПОВТОР ВЕРЕН: YES", "READ BACK: НЕТ")
    path = written(tmp_path, "changed.txt", changed)
    told = refused(west, capsys, "hotline", "enter", path, "--officer", "1")
    assert "entered as 0 with other content (what is said of the call)" in told
    second = enter(west, capsys, path, "--correct")
    assert "it was not read back" in second["notes"]
    shown_ = run(west, capsys, "hotline", "show", "1", "--own")
    assert "NOT READ BACK" in shown_
    assert "corrects entry 0" in shown_


def two_files(node: Node, capsys, folder: Path) -> list[str]:
    """Return two sheets of different numbers, in files of their own."""
    cards = [card(node, capsys, *WARNING, "--number", str(n)) for n in (1, 2)]
    return [
        written(folder, f"{n}.txt", of_call(text, clock(), "A. Example"))
        for n, text in enumerate(cards)
    ]


def test_two_files_with_one_sheet_that_differs_are_entered_neither(
    two, capsys, tmp_path
):
    west, _ = two
    good = of_call(card(west, capsys, *WARNING), clock(), "A. Example")
    one = written(tmp_path, "one.txt", good)
    changed = good.replace("READ BACK / ПОВТОР ВЕРЕН: YES", "READ BACK: НЕТ")
    other = written(tmp_path, "other.txt", changed)
    words = ("hotline", "enter", one, other, "--officer", "1")
    told = refused(west, capsys, *words)
    assert "other.txt: sheet" in told
    assert "one.txt with other content; nothing was entered" in told
    assert asked(west, capsys, "hotline", "inbox", "--sent")["items"] == []
    same = written(tmp_path, "same.txt", good)
    entered = asked(west, capsys, "hotline", "enter", one, same, "--officer", "1")
    assert [item["ref"]["index"] for item in entered["sheets"]] == [0, 0]


def test_what_was_entered_before_a_sheet_that_was_not_is_told(two, capsys, tmp_path):
    west, _ = two
    files = two_files(west, capsys, tmp_path)
    # The bundle of the second entry cannot be written.
    full = west.folder / "record" / "log" / "tile" / "entries" / "000.p" / "2"
    full.mkdir(parents=True)
    words = ["hotline", "enter", *files, "--officer", "1"]
    assert line.run([*words, "--node", str(west.settings)]) == 3
    told = capsys.readouterr().err
    assert "1 of 2 sheets were entered" in told
    assert "RECORDED, SPOKEN  west.example/log 0" in told
    full.rmdir()
    again = asked(west, capsys, *words)["sheets"]
    assert [item["already"] for item in again] == [True, True]
    assert [item["ref"]["index"] for item in again] == [0, 1]
