"""Make the vectors of the voice procedure: good.json and bad.json beside this file.

    python spec/vectors/voice/make_voice.py

``sheets`` are texts as people enter them and the lines that are read of them, name and
value; bad ones come with what a reader must find, ``line:column: what`` or ``line:
what``, of which the numbers and the line's name are binding, the words are those of this
implementation. ``entries`` are payloads as they stand in a log. Everything is made
without thalweg.
"""

# A fault is one line, however long; labels are in Russian too.
# ruff: noqa: E501, RUF001

from __future__ import annotations

import hashlib
import json
from pathlib import Path

HERE = Path(__file__).parent
AGREEMENT = hashlib.sha256(b"an agreement made up for these vectors").hexdigest()
EVENT_US = 1_513_137_906_000_000
ALPHABET = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ"
    ".,:;-+/?!()'\"%_=@#&\\[]*"
)
LINES = [
    ("TERMS", f"{AGREEMENT[:4]} {AGREEMENT[4:8]}"),
    ("SHEET", "2017-12-13/412"),
    ("ELEMENT", "GR-6"),
    ("FROM", "west"),
    ("TO", "east"),
    ("EVENT", "2017-12-13 04:05:06Z"),
    ("area.place", "box"),
    ("time_us", "2017-12-13 05:20:06Z"),
]
LABELS = {
    "TERMS": ("TERMS", "УСЛОВИЯ"),
    "SHEET": ("SHEET", "ЛИСТ"),
    "ELEMENT": ("ELEMENT", "ЭЛЕМЕНТ"),
    "FROM": ("FROM", "ОТ КОГО"),
    "TO": ("TO", "КОМУ"),
    "EVENT": ("EVENT", "СОБЫТИЕ"),
    "area.place": ("AREA PLACE", "РАЙОН МЕСТО"),
    "time_us": ("TIME", "ВРЕМЯ"),
    "LINES": ("LINES", "СТРОК"),
}


def digits(name: str, value: str) -> str:
    """Return a line's digits, by pencil: times 3, add, less 97."""
    rest = 0
    for sign in f"{name}:{value}".upper().replace(" ", ""):
        rest = (rest * 3 + ALPHABET.index(sign)) % 97
    return f"{98 - rest * 3 % 97:02d}"


def sheet(how: str = "name", lines: list[tuple[str, str]] = LINES) -> str:
    """Return a sheet as text, its lines under their names or labels."""
    told = ["THALWEG VOICE SHEET 1"]
    for name, value in lines:
        told.append(f"{_called(name, how)}: {value} [{digits(name, value)}]")
    total = sum(int(digits(*line)) for line in lines) + len(lines)
    told.append(f"{_called('LINES', how)}: {len(lines)} [{total % 97:02d}]")
    return "\n".join(told) + "\n"


def _called(name: str, how: str) -> str:
    english, russian = LABELS[name]
    ways = {"name": name, "en": english, "ru": russian.lower()}
    return ways.get(how, f"{english} / {russian}")


def good_sheets() -> list[dict[str, object]]:
    """Return sheets that are read, and the lines that come of them."""
    lines = [list(line) for line in LINES]
    plain = sheet()
    texts = {
        "names": plain,
        "English labels": sheet("en"),
        "Russian labels": sheet("ru"),
        "both labels": sheet("both"),
        "as people type": plain.replace("west", "WEST").replace(": ", " :"),
        "lines in another order": "\n".join(
            [*plain.split("\n")[:3], *plain.split("\n")[8:2:-1], *plain.split("\n")[9:]]
        ),
        "remarks and blanks": "# a remark\n\n" + plain.replace("]\n", "]  # 14\n"),
        "a line that goes on": plain.replace("2017-12-13 05", "2017-12-13\n    05"),
        "a blank that was not filled in": plain.replace(
            "area.place", "(USEFUL UNTIL): ____-__-__ __:__:__Z [__]  # 62\narea.place"
        ),
    }
    return [
        {"name": name, "text": text, "lines": lines} for name, text in texts.items()
    ]


def bad_sheets() -> list[dict[str, object]]:
    """Return sheets that are refused, and what is wrong with each."""
    plain = sheet()
    wanted = digits("area.place", "bow")
    event = digits("EVENT", LINES[5][1])
    cases = [
        ("a sign heard wrong", [("place: box", "place: bow")],
         f"8:18: area.place: the check digits {digits('area.place', 'box')} do not fit 'bow', wanted {wanted}"),
        ("two signs exchanged", [("04:05:06Z", "04:50:06Z")],
         f"7:30: EVENT: the check digits {event} do not fit '2017-12-13 04:50:06Z', wanted {digits('EVENT', '2017-12-13 04:50:06Z')}"),
        ("a line lost", [(f"area.place: box [{digits('area.place', 'box')}]\n", "")],
         "9: LINES says 8, but there are 7"),
        ("a line twice", [("FROM:", f"FROM: west [{digits('FROM', 'west')}]\nFROM:")],
         "6:1: FROM stands here twice"),
        ("no such line", [("area.place", "area!place")],
         "8:1: no line is called 'area!place'"),
        ("no such element", [("GR-6 [" + digits("ELEMENT", "GR-6"), "GR-9 [" + digits("ELEMENT", "GR-9"))],
         "4: unknown element 'GR-9'"),
        ("no terms", [(plain.split("\n")[1] + "\n", "")], "1: missing: TERMS"),
        ("no title", [("SHEET 1", "PAPER 1")], "1: wanted the title"),
        ("a number that is none", [("2017-12-13/412 [" + digits("SHEET", "2017-12-13/412"), "412 [" + digits("SHEET", "412"))],
         "3: SHEET: wanted a day and a number"),
    ]  # fmt: skip
    found: list[dict[str, object]] = []
    for name, changes, fault in cases:
        text = plain
        for old, new in changes:
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        found.append({"name": name, "text": text, "fault": fault})
    return found


SPOKEN: dict[str, object] = {
    "thalweg": "spoken/1", "voice": "heard", "sheet": "2017-12-13/412",
    "agreement": AGREEMENT, "from": "west", "to": "east", "element": "GR-6",
    "params": {"area": {"place": "box"}, "time_us": EVENT_US + 4_500_000_000},
    "ref": None, "event_time_us": EVENT_US, "useful_until_us": None,
    "unchecked": ["area.place"], "spoken_us": EVENT_US + 60_000_000,
    "their_clock_us": EVENT_US + 58_000_000,
    "person": {"name": "B. Example", "office": "Duty officer"},
    "their_person": {"name": "A. Primer"}, "read_back": True, "corrects": None,
    "entered_us": EVENT_US + 3_600_000_000,
}  # fmt: skip
MATCHED: dict[str, object] = {
    "thalweg": "matched/1", "from": "west", "sheet": "2017-12-13/412",
    "said": {"origin": "west.example/log", "index": 15},
    "heard": {"origin": "east.example/log", "index": 9}, "written": None,
    "differences": [{"line": "area.place", "said": "box", "heard": "fox"}],
    "more": 0, "noted_us": EVENT_US + 3_700_000_000,
}  # fmt: skip

# name, payload, what is changed
BAD_ENTRIES: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("neither said nor heard", SPOKEN, {"voice": "thought"}),
    ("a sheet without number", SPOKEN, {"sheet": ""}),
    ("a number with a nought", SPOKEN, {"sheet": "2017-12-13/0412"}),
    ("a key too many", SPOKEN, {"comment": ""}),
    ("a fraction", SPOKEN, {"spoken_us": 1.5}),
    ("a parameter that is null", SPOKEN, {"params": {"area": None}}),
    ("yes for true", SPOKEN, {"read_back": "yes"}),
    ("nobody spoke", SPOKEN, {"person": None}),
    ("a person without a name", SPOKEN, {"person": {"office": "watch"}}),
    ("an upper-case digest", SPOKEN, {"agreement": AGREEMENT.upper()}),
    ("a time before 1970", SPOKEN, {"spoken_us": -1}),
    ("another format", SPOKEN, {"thalweg": "spoken/2"}),
    ("nothing was heard", MATCHED, {"heard": None}),
    ("a difference as text", MATCHED, {"differences": "none"}),
    ("more than a number", MATCHED, {"more": "0"}),
    ("a key too many in a note", MATCHED, {"comment": ""}),
]


def payload(document: dict[str, object]) -> str:
    """Return RFC 8785 JSON; keys are ASCII and numbers whole but where that is wrong."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def good() -> dict[str, list[dict[str, object]]]:
    """Return what is read."""
    documents = [
        SPOKEN,
        {**SPOKEN, "voice": "said", "sheet": "log/14", "their_clock_us": None},
        {**SPOKEN, "their_person": None, "unchecked": [], "corrects": 4},
        {**SPOKEN, "element": "RS-4", "params": {}, "ref": {"origin": "east/2017-12-13", "index": 7}},
        MATCHED,
        {**MATCHED, "said": None, "written": MATCHED["said"], "differences": [], "more": 0},
    ]  # fmt: skip
    entries = [{"format": one["thalweg"], "payload": payload(one)} for one in documents]
    return {"sheets": good_sheets(), "entries": entries}


def bad() -> dict[str, list[dict[str, object]]]:
    """Return what is refused."""
    entries: list[dict[str, object]] = [
        {"name": name, "payload": payload({**document, **change})}
        for name, document, change in BAD_ENTRIES
    ]
    return {"sheets": bad_sheets(), "entries": entries}


def main() -> None:
    """Write both files."""
    for name, cases in (("bad", bad()), ("good", good())):
        text = json.dumps(cases, indent=1, ensure_ascii=True) + "\n"
        (HERE / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
