"""What a person says of a message on a command line: the answer, and who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.node.reach import Reach
    from thalweg.node.settings import Settings
    from thalweg.wire.signing import SigningKey

ANSWERS = {
    "wilco": "RS-0",
    "unable": "RS-1",
    "standby": "RS-2",
    "roger": "RS-3",
    "affirm": "RS-4",
    "negative": "RS-5",
    "error": "RS-6",
}
"""Answers by the word that is said."""


def signed_and_sent(
    site: Reach,
    settings: Settings,
    made: Mapping[str, Any],
    officers: Sequence[str],
    keys: Path | None,
) -> dict[str, Any]:
    """Sign a composed message with officers' keys, here, and have it logged.

    Raises
    ------
    InputError
        Too few officers are named, a key cannot be opened, or it must not be sent.
    """
    refuse_too_few(made, officers)
    return sent(site, made, officers_keys(settings, officers, keys))


def refuse_too_few(made: Mapping[str, Any], officers: Sequence[str]) -> None:
    """Raise InputError where a composed message wants more officers than are named."""
    needed = max(1, int(made["persons"]))
    if len(set(officers)) < needed:
        raise InputError(
            f"{needed} officers sign this: --officer ID"
            + (", once for each of them" if needed > 1 else "")
        )


def officers_keys(
    settings: Settings, officers: Sequence[str], keys: Path | None
) -> list[SigningKey]:
    """Open officers' keys, in their order; raises InputError where one cannot be."""
    from thalweg.cli.passphrase import passphrase
    from thalweg.record.keys import KeyFolder

    folder = KeyFolder(keys or settings.keys)
    # The file that opens the node's own keys by itself does not speak for an officer.
    return [
        folder.key(f"officer-{one}", passphrase(None, of=f"officer {one}"))
        for one in dict.fromkeys(officers)
    ]


def sent(
    site: Reach, made: Mapping[str, Any], signers: Sequence[SigningKey]
) -> dict[str, Any]:
    """Sign a composed message, and have it logged; raises InputError if it must not."""
    from thalweg.wire.encoded import from_base64, to_base64
    from thalweg.wire.envelope import sign_envelope
    from thalweg.wire.leaf import MESSAGE

    envelope = sign_envelope(MESSAGE, from_base64(made["payload"]), signers)
    return site.ask("send", entry=to_base64(envelope.format()))


def answer_element(word: str) -> str:
    """Return the element of an answer, said as a word or by its id."""
    element = ANSWERS.get(word.lower(), word.upper())
    if element not in ANSWERS.values():
        raise InputError(f"{word!r} is no answer; wanted {', '.join(ANSWERS)}")
    return element
