"""Make the vectors of hotline messages: good.json and bad.json beside this file.

    python spec/vectors/message/make_message.py

Good ones hold one message of each element at least, its payload as text and the SHA-256
of that text's UTF-8. Bad ones are a good one with a few words of it replaced, and the
faults that a reader must find, one a line: ``path: what``. Paths are binding for any
implementation; the words are those of this one. Everything is made without thalweg.
"""

# A fault is one line, however long: broken up, nobody could compare it by eye.
# ruff: noqa: E501, RUF001

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

HERE = Path(__file__).parent

AGREEMENT = hashlib.sha256(b"an agreement made up for these vectors").hexdigest()
DIGEST = hashlib.sha256(b"evidence made up for these vectors").hexdigest()
ROOT = base64.b64encode(hashlib.sha256(b"a root").digest()).decode()
EVENT_US = 1_513_137_906_000_000
WEST, EAST = "west.example/log", "east.example/log"


def vkey(name: str, kind: int, point: str = "") -> str:
    """Return a verifier key of C2SP signed-note; nobody has its private half."""
    # The base point of Ed25519 and its double: real points, of no use for signing.
    points = {
        1: "5866" + "66" * 30,
        4: "c9a3f86aae465f0e56513864510f3997561fa2c9e85ea21dc2292309f3cd6022",
    }
    public = bytes([kind]) + bytes.fromhex(point or points[kind])
    key_id = hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8]
    return f"{name}+{key_id}+{base64.b64encode(public).decode()}"


def at(minutes: int) -> int:
    """Return an instant so many minutes after the first one."""
    return EVENT_US + minutes * 60_000_000


def point(lat_e7: int, lon_e7: int) -> dict[str, object]:
    return {"lat_e7": lat_e7, "lon_e7": lon_e7}


def level(value: int, datum: str = "STD", unit: str = "ft") -> dict[str, object]:
    return {"value": value, "unit": unit, "datum": datum}


SPAN = {"from_us": at(60), "to_us": at(180)}
PLACE = point(352_512_345, 401_234_567)
RING = [
    point(351_000_000, 400_000_000),
    point(351_000_000, 402_000_000),
    point(353_000_000, 401_000_000),
]
OURS = {
    "icao24": "f0e101",
    "callsign": "WST01",
    "type": "C130",
    "confidence": "certain",
}
YOURS = {"callsign": "EST21", "confidence": "probable"}
UNKNOWN = {"confidence": "possible"}
CLAUSE = {"agreement": "euphrates", "edition": 1, "clause": "3.1"}
OFFICER = {"name": "A. Example", "office": "Duty officer"}
REF = {"origin": EAST, "index": 17}

# element, parameters, ref
GOOD: list[tuple[str, dict[str, object], dict[str, object] | None]] = [
    ("CH-1", {"n": 7}, None),
    ("CH-2", {"person": OFFICER, "period": {"from_us": at(-1440), "to_us": at(0)}}, None),
    ("CH-3", {"sent": 112, "received": 88, "open": 2, "checkpoints": [{"origin": WEST, "size": 1204, "root": ROOT}, {"origin": EAST, "size": 977, "root": ROOT}]}, None),
    ("CH-4", {"channel": "voice", "from_us": at(10)}, None),
    ("CH-5", {"difference_ms": 2350}, None),
    ("CH-6", {"old": vkey("west.example/officer-1", 1), "new": vkey("west.example/officer-2", 1), "from_us": at(1440), "key_list": DIGEST}, None),
    ("CH-7", {"key": vkey("west.example/mirror", 4), "last_good": {"origin": WEST, "index": 1187}}, None),
    ("CH-8", {"overdue_ms": 754_000}, REF),
    ("CH-9", {"reason": "overtaken"}, {"origin": WEST, "index": 1190}),
    ("CH-10", {"text": {"text": "The east road is closed by snow.", "lang": "en"}}, None),
    ("AG-1", {"agreement": "euphrates", "edition": 2, "digest": DIGEST}, None),
    ("AG-2", {"digest": DIGEST, "from_us": at(1440)}, REF),
    ("AG-3", {"digest": DIGEST, "clauses": [CLAUSE, {**CLAUSE, "clause": "4.1"}]}, REF),
    ("AG-4", {"clause": CLAUSE, "acft": OURS, "area": {"place": "box"}, "span": SPAN, "reason": "medical"}, None),
    ("AG-5", {"action": "suspend", "agreement": "euphrates", "from_us": at(0), "line_open": True}, None),
    ("AG-5", {"action": "resume", "agreement": "euphrates", "from_us": at(10_080), "line_open": False}, None),
    ("AI-1", {"count": 4, "type": "helicopter", "area": {"polygon": RING}, "levels": {"lower": level(500, "AGL"), "upper": level(3000, "AGL")}, "span": SPAN}, None),
    ("AI-1", {"count": 1, "type": "tanker", "area": {"place": "box"}, "levels": {"lower": level(20_000)}, "span": SPAN}, None),
    ("AI-2", {"count": 2, "line": {"place": "river"}, "time_us": at(-3), "point": PLACE, "level": level(12_000)}, None),
    ("AI-2", {"count": 21, "line": {"line": RING}, "time_us": at(-3), "point": PLACE, "level": level(3650, "AMSL", "m"), "acft": YOURS, "digest": DIGEST}, None),
    ("AI-3", {"acft": UNKNOWN, "point": point(-10_000_000, -1_799_999_999), "time_us": EVENT_US + 250_000}, None),
    ("AI-4", {"line": {"place": "river"}, "day": "2017-12-13", "yours": 8, "ours": 0, "digest": DIGEST}, None),
    ("AI-5", {"acft": OURS, "line": {"place": "river"}, "time_us": at(2), "nature": "engine"}, None),
    ("AI-6", {"time_us": at(12)}, REF),
    ("AI-7", {"acft": YOURS, "dist_m": 1500, "pos": {"place": "outpost"}, "dur_ms": 1_830_500}, None),
    ("NM-1", {"yours": YOURS, "ours": OURS, "dist_m": 900, "dur_ms": 45_000, "point": PLACE, "manoeuvre": "turn-right"}, None),
    ("NM-2", {"time_us": at(-20), "point": PLACE, "dist_m": 120, "vertical": level(300), "speed_mmps": 212_500, "digest": DIGEST}, None),
    ("NM-3", {"text": {"text": "Наш экипаж видел оба борта и отвернул влево.", "lang": "ru"}, "digest": DIGEST}, REF),
    ("HZ-1", {"area": {"place": "box"}, "levels": {"upper": level(30_000)}, "span": SPAN}, None),
    ("HZ-2", {"area": {"place": "box"}, "span": SPAN}, {"origin": WEST, "index": 1191}),
    ("HZ-3", {"count": 35, "area": {"place": "box"}, "until_us": at(240)}, None),
    ("HZ-4", {"change": "changed", "time_us": at(30), "span": {"from_us": at(90), "to_us": at(200)}}, {"origin": WEST, "index": 1191}),
    ("HZ-4", {"change": "ended", "time_us": at(170)}, {"origin": WEST, "index": 1191}),
    ("GR-1", {"pos": {"place": "outpost"}, "radius_m": 5000, "span": SPAN}, None),
    ("GR-2", {"count": {"least": 300, "most": 500}, "kind": "people", "pos": {"place": "outpost"}, "since_us": at(-10_080), "explain_by_us": at(120)}, None),
    ("GR-2", {"count": {"least": 21}, "kind": "vehicles", "pos": {"point": PLACE}, "since_us": at(-60), "explain_by_us": at(120), "digest": DIGEST}, None),
    ("GR-3", {"point": PLACE}, REF),
    ("GR-4", {"pos": {"place": "outpost"}, "area": {"polygon": RING}, "since_us": at(-2)}, None),
    ("GR-5", {"pos": {"place": "outpost"}, "area": {"polygon": RING}, "from_us": at(1)}, None),
    ("GR-6", {"time_us": at(75), "area": {"place": "box"}}, None),
    ("GR-7", {"killed": {"least": 0, "most": 0}, "wounded": {"least": 1, "most": 3}, "source": "hospital"}, REF),
    ("GR-8", {"point": PLACE, "span": SPAN}, None),
    ("EW-1", {"system": "gnss", "area": {"place": "south"}, "since_us": at(-45)}, None),
    ("EW-2", {"emission": "laser", "area": {"place": "box"}, "span": SPAN}, None),
    ("CF-1", {"clause": {**CLAUSE, "clause": "9.1"}, "zone": {"place": "south"}, "time_us": at(-9), "kind": "shelling", "count": 12, "digest": DIGEST}, None),
    ("CF-2", {"action": "movement-of-heavy-weapons", "zone": {"place": "south"}, "clause": {**CLAUSE, "clause": "9.1"}, "guarantors": ["third", "mission"]}, None),
    ("CF-3", {"what": "movement", "id": "HM-0412", "area": {"line": RING}, "span": SPAN}, None),
    ("SL-1", {"ours": {"name": "B. Example", "office": "Chief of staff"}, "yours": {"name": "V. Primer"}, "time_us": at(1440), "topic": "incident"}, None),
    ("SL-2", {"time_us": at(1500), "ours": {"name": "B. Example"}, "yours": {"name": "V. Primer"}, "means": "telephone", "digest": DIGEST}, None),
    ("RC-1", {"claim": "not-ours", "source": "recorded-track"}, REF),
    ("RC-2", {"reason": "time-wrong", "digest": DIGEST}, REF),
    ("RC-3", {"entry": {"origin": "west.example/sealed", "index": 90_210}, "digest": DIGEST}, None),
    ("RC-4", {"fact": "counts-agree"}, REF),
    ("RC-5", {"size": 970, "earlier_size": 977}, None),
    ("RS-0", {}, REF),
    ("RS-1", {"reason": "weather"}, REF),
    ("RS-2", {"until_us": at(15)}, REF),
    ("RS-3", {}, REF),
    ("RS-4", {}, REF),
    ("RS-5", {"reason": "not-under-our-control"}, REF),
    ("RS-6", {"error": "unknown-place"}, REF),
    ("RS-7", {}, REF),
]  # fmt: skip

# name, element of a good one, what is replaced by what, and the faults
_AT = '"event_time_us":1513137906000000'
BAD: list[tuple[str, str, list[tuple[str, str]], list[str]]] = [
    ("a blank", "RS-0", [('"params":{}', '"params": {}')], ["message: not in canonical form (RFC 8785) at byte 153"]),
    ("keys out of order", "RS-0", [('"index":17,"origin":"east.example/log"', '"origin":"east.example/log","index":17')], ["message: not in canonical form (RFC 8785) at byte 164"]),
    ("a key twice", "RS-0", [(_AT, f"{_AT},{_AT}")], ["message: not in canonical form (RFC 8785) at byte 131"]),
    ("a fraction", "RS-0", [(_AT, '"event_time_us":1513137906000000.5')], ["message.event_time_us: wanted a whole number, 0 or more, got 1513137906000000.5"]),
    ("a number too large", "RS-0", [(_AT, '"event_time_us":9007199254740992')], ["message: 9007199254740992 exceeds safe integer domain for JSON floats"]),
    ("a time before 1970", "RS-0", [(_AT, '"event_time_us":-1')], ["message.event_time_us: wanted a whole number, 0 or more, got -1"]),
    ("a key too many", "RS-0", [('"element"', '"comment":"","element"')], ["message: unknown: 'comment'"]),
    ("another format", "RS-0", [("message/1", "message/2")], ["message.thalweg: wanted 'message/1', got 'message/2'"]),
    ("no party", "RS-0", [('"from":"west"', '"from":"West"')], ["message.from: wanted a party's id, got 'West'"]),
    ("to itself", "RS-0", [('"to":"east"', '"to":"west"')], ["RS-0: from and to are both 'west'"]),
    ("no ref", "RS-0", [('{"index":17,"origin":"east.example/log"},"seen"', 'null,"seen"')], ["RS-0.ref: missing: the entry that it refers to"]),
    ("no such element", "RS-0", [("RS-0", "RS-8")], ["message: unknown element 'RS-8'; nearest known: RS-7"]),
    ("no element at all", "RS-0", [("RS-0", "rs-0")], ["message.element: wanted an element's id such as 'AI-2', got 'rs-0'"]),
    ("a root of other base64", "RS-0", [(ROOT, ROOT.replace("=", ""))], [f"message.seen.root: wanted 32 bytes in base64, got '{ROOT[:-1]}'"]),
    ("an upper-case digest", "RS-0", [(AGREEMENT, AGREEMENT.upper())], [f"message.agreement: wanted a manifest's SHA-256, 64 lower-case hex digits, got '{AGREEMENT.upper()[:56]}..."]),
    ("a parameter of another", "RS-0", [('"params":{}', '"params":{"reason":"weather"}')], ["RS-0: unknown key 'reason'; known: none"]),
    ("UNABLE without reason", "RS-1", [('{"reason":"weather"}', "{}")], ["RS-1: missing: reason"]),
    ("STANDBY without time", "RS-2", [('{"until_us":1513138806000000}', "{}")], ["RS-2: missing: until_us"]),
    ("a reason not listed", "RS-1", [('"weather"', '"whether"')], ["RS-1.reason: unknown word 'whether'; nearest known: weather"]),
    ("null for left out", "RS-1", [('"weather"', "null")], ["message.params: null: leave a parameter out where there is none"]),
    ("a count that is a bool", "CH-1", [('"n":7', '"n":true')], ["CH-1.n: wanted a count, a whole number, got true"]),
    ("a count below nothing", "CH-1", [('"n":7', '"n":-7')], ["CH-1.n: wanted a count from 0 to 1000000000, got -7"]),
    ("a count as text", "CH-1", [('"n":7', '"n":"7"')], ["CH-1.n: wanted a count, a whole number, got '7'"]),
    ("a fraction within", "CH-1", [('"n":7', '"n":7.5')], ["message.params: 7.5 is no whole number"]),
    ("a span that ends first", "GR-8", [('"from_us":1513141506000000', '"from_us":1513148706000000')], ["GR-8.span: ends before it begins, or as it begins"]),
    ("beyond the pole", "GR-8", [('"lat_e7":352512345', '"lat_e7":900000001')], ["GR-8.point.lat_e7: wanted ten-millionths of a degree from -900000000 to 900000000, got 900000001"]),
    ("beyond the date line", "GR-8", [('"lon_e7":401234567', '"lon_e7":1800000001')], ["GR-8.point.lon_e7: wanted ten-millionths of a degree from -1800000000 to 1800000000, got 1800000001"]),
    ("a height without datum", "AI-2", [('"datum":"STD",', "")], ["AI-2.level: missing: datum"]),
    ("a height of no datum", "AI-2", [('"datum":"STD"', '"datum":"MSL"')], ["AI-2.level.datum: unknown datum 'MSL'; nearest known: AMSL"]),
    ("levels of two datums", "AI-1", [('"levels":{"lower":{"datum":"AGL"', '"levels":{"lower":{"datum":"QNH"')], ["AI-1.levels: lower and upper differ in unit or datum; they cannot be compared"]),
    ("levels upside down", "AI-1", [('"value":500', '"value":5000')], ["AI-1.levels: upper is not above lower"]),
    ("a closed ring", "AI-1", [(']},"count"', ',{"lat_e7":351000000,"lon_e7":400000000}]},"count"')], ["AI-1.area.polygon: the ring is closed twice: leave the last point out"]),
    ("two places at once", "HZ-2", [('{"place":"box"}', '{"place":"box","polygon":[]}')], ["HZ-2.area: wanted exactly one of place, polygon"]),
    ("a line for an area", "HZ-2", [('{"place":"box"}', '{"line":[]}')], ["HZ-2.area: unknown key 'line'; known: place, polygon", "HZ-2.area: wanted exactly one of place, polygon"]),
    ("a place of no form", "HZ-2", [('{"place":"box"}', '{"place":"The Box"}')], ["HZ-2.area.place: wanted the id of a place of the agreement, got 'The Box'"]),
    ("changed to nothing", "HZ-4", [('"span":{"from_us":1513143306000000,"to_us":1513149906000000},', "")], ["HZ-4.span: missing: changed to what?"]),
    ("ended, and changed", "HZ-4", [('"changed"', '"ended"')], ["HZ-4.span: only where change is changed"]),
    ("a range upside down", "GR-7", [('"least":1,"most":3', '"least":4,"most":3')], ["GR-7.wounded: at most 3 is less than at least 4"]),
    ("a day of no calendar", "AI-4", [("2017-12-13", "2017-02-29")], ["AI-4.day: 2017-02-29 is no day of the calendar"]),
    ("an address in capitals", "AI-5", [("f0e101", "F0E101")], ["AI-5.acft.icao24: wanted a 24-bit address of six lower-case hex digits, got 'F0E101'"]),
    ("a callsign with a glob", "AI-5", [("WST01", "WST*")], ["AI-5.acft.callsign: wanted a callsign of capitals and digits, such as 'WST01', got 'WST*'"]),
    ("a key with another's id", "CH-7", [("west.example/mirror+", "west.example/mirrow+")], [f"CH-7.key: verifier key 'west.example/mirrow': its id is {vkey('west.example/mirrow', 4)[20:28]}, not {vkey('west.example/mirror', 4)[20:28]}; the text was cut or changed"]),
    ("a key that anybody signs with", "CH-7", [(vkey("west.example/mirror", 4), vkey("west.example/mirror", 4, "01" + "00" * 31))], ["CH-7.key: key 'west.example/mirror': the key has a small order: anybody could sign under it"]),
    ("a clause twice", "AG-3", [('"4.1"', '"3.1"')], ["AG-3.clauses: the same stands here twice"]),
    ("no clause", "AG-3", [('[{"agreement":"euphrates","clause":"3.1","edition":1},{"agreement":"euphrates","clause":"4.1","edition":1}]', "[]")], ["AG-3.clauses: wanted 1 to 20 of type clause, got 0"]),
    ("edition nought", "AG-4", [('"edition":1', '"edition":0')], ["AG-4.clause.edition: wanted an edition from 1 to 1000000, got 0"]),
    ("yes for true", "AG-5", [('"line_open":true', '"line_open":"yes"')], ["AG-5.line_open: wanted true or false, got 'yes'"]),
    ("empty text", "CH-10", [("The east road is closed by snow.", "")], ["CH-10.text.text: empty text"]),
    ("text with blanks about it", "CH-10", [("by snow.", "by snow. ")], ["CH-10.text.text: blanks at the beginning or the end"]),
    ("text not composed", "CH-10", [("by snow.", "by cafe\u0301.")], ["CH-10.text.text: not in Unicode's composed form (NFC)"]),
    ("text of 4,001 characters", "CH-10", [("The east road is closed by snow.", "x" * 4001)], ["CH-10.text.text: 4001 characters; at most 4000 are read"]),
    ("text in no language", "CH-10", [('"lang":"en"', '"lang":"English"')], ["CH-10.text.lang: wanted a language such as 'en' or 'ru', got 'English'"]),
    ("more than 40,000 bytes", "CH-10", [("The east road is closed by snow.", "x" * 40_000)], ["message: 40,391 bytes; at most 40,000 are read"]),
]  # fmt: skip


def payload(
    element: str, params: dict[str, object], ref: dict[str, object] | None
) -> str:
    """Return a message's payload; keys are ASCII and numbers whole, so this is RFC 8785."""
    document = {
        "thalweg": "message/1", "agreement": AGREEMENT, "from": "west", "to": "east",
        "element": element, "params": params, "ref": ref, "event_time_us": EVENT_US,
        "signed_time_us": EVENT_US + 1_250_000, "useful_until_us": None,
        "seen": {"origin": EAST, "size": 977, "root": ROOT},
    }  # fmt: skip
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def good() -> list[dict[str, object]]:
    """Return the good messages with their payloads' digests."""
    found = []
    for element, params, ref in GOOD:
        text = payload(element, params, ref)
        digest = hashlib.sha256(text.encode()).hexdigest()
        found.append({"element": element, "payload": text, "sha256": digest})
    return found


def bad() -> list[dict[str, object]]:
    """Return the bad payloads with their faults."""
    first = {element: payload(element, *rest) for element, *rest in reversed(GOOD)}
    found = []
    for name, element, changes, faults in BAD:
        text = first[element]
        for old, new in changes:
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        found.append({"name": name, "payload": text, "faults": faults})
    return found


def main() -> None:
    """Write both files."""
    for name, cases in (("bad", bad()), ("good", good())):
        text = json.dumps(cases, indent=1, ensure_ascii=True) + "\n"
        (HERE / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
