"""Make the golden texts of messages: every element as it is read, in each language.

python tests/golden/message/make_message.py

The messages are the good vectors of `spec/vectors/message`. ``cards.txt`` holds two
voice cards and a daily call's, ``blanks.txt`` what is printed before it is needed: the
line's card, the call's blank, and two of warnings.
"""

from __future__ import annotations

import json
from pathlib import Path

from thalweg.agreement.load import load
from thalweg.hotline.blank_card import blank_card, call_blank
from thalweg.hotline.catalogue import LANGUAGES, catalogue_digest
from thalweg.hotline.line_card import LineFacts, line_card
from thalweg.hotline.render import render
from thalweg.hotline.sides import OwnKeys, SideKeys, terms_of
from thalweg.hotline.voice_card import call_card, voice_card
from thalweg.model.message import Message
from thalweg.wire.message import parse_message
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import KeyKind

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "examples" / "euphrates" / "agreement.yaml"
VECTORS = HERE.parents[2] / "spec" / "vectors" / "message" / "good.json"


def messages() -> list[Message]:
    """Return the messages of the vectors."""
    cases = json.loads(VECTORS.read_text("utf-8"))
    return [parse_message(case["payload"].encode()) for case in cases]


def made() -> dict[str, str]:
    """Return each golden file's text by its name."""
    found = {"digest.txt": catalogue_digest() + "\n"}
    every = messages()
    for tag in LANGUAGES:
        blocks = ("\n".join(render(m, tag).lines()) + "\n" for m in every)
        found[f"{tag}.txt"] = "\n".join(blocks)
    first = {message.element: message for message in reversed(every)}
    cards = [
        voice_card(first["GR-4"], number="2017-12-13/405"),
        voice_card(first["RS-4"], of=first["HZ-2"], number="log/14"),
        call_card(
            first["CH-2"],
            first["CH-3"],
            numbers=("2017-12-13/601", "2017-12-13/602"),
        ),
    ]
    return {**found, "cards.txt": "\n".join(cards), "blanks.txt": "\n".join(blanks())}


def blanks() -> list[str]:
    """Return the blanks of a line between two sides whose keys are made up."""
    terms = terms_of(load(EXAMPLE))
    sides = (side("west", 1), side("east", 2))
    facts = LineFacts(terms=terms, parties=sides, is_signed=True)
    parties = ("west", "east")
    return [
        line_card(facts),
        call_blank(terms.sha256, parties),
        *(blank_card(one, terms.sha256, parties) for one in ("AI-2", "GR-4")),
    ]


def side(party: str, seed: int) -> SideKeys:
    """Return keys that anybody can make: for this test alone."""
    uses = ("log", "sealed", "witness", "mirror", "node")
    keys = {
        use: SigningKey.from_seed(
            f"{party}.example/{use}",
            KeyKind.COSIGNATURE if use in ("witness", "mirror") else KeyKind.ED25519,
            bytes([seed, at]) * 16,
        )
        for at, use in enumerate(uses)
    }
    return OwnKeys(**keys).side(party)


if __name__ == "__main__":
    for file, content in made().items():
        (HERE / file).write_text(content, "utf-8")
