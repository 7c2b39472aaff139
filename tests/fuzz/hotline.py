"""What the other side says: payloads, and sheets that a person entered."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.fuzz.target import REPOSITORY, Target
from thalweg.errors import InputError, RefusedError
from thalweg.hotline.catalogue import CATALOGUE, LANGUAGES
from thalweg.hotline.render import render, unreadable
from thalweg.hotline.voice import sheet_of, sheet_text
from thalweg.hotline.voice_card import voice_card
from thalweg.hotline.voice_reading import parse_sheets
from thalweg.wire.message import encode_message, parse_message

VECTORS = REPOSITORY / "spec" / "vectors" / "message" / "good.json"
WORDS = (
    b'"params":{', b'"ref":null', b'"polygon":[', b'"place":"box"', b"true", b"1.5",
    b"-1", b"9007199254740992", b'"text":"\xe2\x80\xae"', b'"datum":"STD"', b"null",
    b'"RS-2"', b'"least":', b"\\u0000", b"[[[[[[[1]]]]]]]",
)  # fmt: skip
LINES = (
    b"THALWEG VOICE SHEET 1\n", b" [--]\n", b": ", b"LINES: ", b"REF.INDEX: ", b"\\5B;",
    b"# ", b".1.", b"35.1234567 N", b"2017-12-13 04:05:06Z", b"\xd0\x96", b"YES",
)  # fmt: skip


def targets() -> Iterator[Target]:
    """Yield a target for payloads, one for sheets."""
    yield Target(
        name="message",
        run=_message,
        seeds=_payloads,
        errors=(RefusedError, InputError),
        words=WORDS,
    )
    yield Target(name="voice-sheet", run=_sheets, seeds=_entered, words=LINES)


def _payloads() -> list[bytes]:
    cases = json.loads(VECTORS.read_text("utf-8"))
    return [case["payload"].encode() for case in cases]


def _entered() -> list[bytes]:
    every = [parse_message(data) for data in _payloads()]
    return [sheet_text(sheet_of(message)).encode() for message in every]


def _message(data: bytes) -> None:
    """Read a payload; whatever is read is shown, harmless, or said not to fit."""
    message = parse_message(data)
    assert encode_message(message) == data
    fits = not CATALOGUE.faults(message)
    for tag in LANGUAGES:
        shown = render(message, tag) if fits else unreadable(message, tag)
        for line in shown.lines():
            assert "\n" not in line
            assert "\u202e" not in line
    CATALOGUE.values(message)
    assert parse_sheets(voice_card(message)) == (sheet_of(message),)


def _sheets(data: bytes) -> None:
    """Read sheets; one that is read is written and read the same again."""
    for sheet in parse_sheets(data.decode("utf-8", "replace")):
        again = parse_sheets(sheet_text(sheet))
        assert len(again) == 1
        assert sheet_text(again[0]) == sheet_text(sheet)
