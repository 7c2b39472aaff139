"""Make the golden texts of messages: every element as it is read, in each language.

python tests/golden/message/make_message.py

The messages are the good vectors of `spec/vectors/message`. ``cards.txt`` holds two
voice cards and a daily call's.
"""

from __future__ import annotations

import json
from pathlib import Path

from thalweg.hotline.catalogue import LANGUAGES, catalogue_digest
from thalweg.hotline.render import render
from thalweg.hotline.voice_card import call_card, voice_card
from thalweg.model.message import Message
from thalweg.wire.message import parse_message

HERE = Path(__file__).parent
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
        voice_card(first["GR-4"]),
        voice_card(first["RS-4"], of=first["HZ-2"]),
        call_card(first["CH-2"], first["CH-3"]),
    ]
    return {**found, "cards.txt": "\n".join(cards)}


if __name__ == "__main__":
    for file, content in made().items():
        (HERE / file).write_text(content, "utf-8")
