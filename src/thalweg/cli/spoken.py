"""What a person says of a message on a command line: the answer, and who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.node.reach import Reach
    from thalweg.node.settings import Settings
    from thalweg.record.keys import KeyFolder
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
    return sent(site, made, officers_keys(site, settings, officers, keys))


def refuse_too_few(made: Mapping[str, Any], officers: Sequence[str]) -> None:
    """Raise InputError where a composed message wants more officers than are named."""
    needed = max(1, int(made["persons"]))
    if len(set(officers)) < needed:
        raise InputError(
            f"{needed} officers sign this: --officer ID"
            + (", once for each of them" if needed > 1 else "")
        )


def officers_keys(
    site: Reach,
    settings: Settings,
    officers: Sequence[str],
    keys: Path | None,
    new: Mapping[str, SigningKey] | None = None,
    word: bytes | None = None,
) -> list[SigningKey]:
    """Open the newest keys of officers, in their order; InputError where one cannot be.

    `new` are keys, by use, that a list brings in which is logged with what they sign;
    `word` opens those of officers who have no passphrase of their own.
    """
    from thalweg.record.keys import KeyFolder

    folder = KeyFolder(keys or settings.keys)
    listed = site.ask("officers")["officers"]
    new = {} if new is None else new
    return [
        new.get(f"officer-{one}") or officer_key(folder, listed, one, word)
        for one in dict.fromkeys(officers)
    ]


def officer_key(
    folder: KeyFolder,
    listed: Mapping[str, Any],
    officer: str,
    given: bytes | None = None,
) -> SigningKey:
    """Open an officer's newest key that is here, of those that are listed."""
    from thalweg.cli.passphrase import own_word, passphrase
    from thalweg.wire.vkey import parse_vkey

    use = f"officer-{officer}"
    keys = [parse_vkey(text) for text in listed.get(use, ())]
    if not keys:
        known = ", ".join(one.removeprefix("officer-") for one in listed)
        raise InputError(f"no key for {use!r} on this side; officers are {known}")
    # The newest that is here; where none is, the error names the newest one's file.
    key = next((one for one in keys if folder.holds(use, one)), keys[0])
    # The file that opens the node's own keys by itself does not speak for an officer.
    word = given and (own_word(use) or given)
    word = word or passphrase(None, of=f"officer {officer}", use=use)
    return folder.open(use, key, word)


def sent(
    site: Reach, made: Mapping[str, Any], signers: Sequence[SigningKey]
) -> dict[str, Any]:
    """Sign a composed message, and have it logged; raises InputError if it must not."""
    from thalweg.wire.encoded import to_base64

    return site.ask("send", entry=to_base64(signed_entry(made, signers)))


def signed_entry(made: Mapping[str, Any], signers: Sequence[SigningKey]) -> bytes:
    """Return a composed message as the entry that keys sign."""
    from thalweg.wire.encoded import from_base64
    from thalweg.wire.envelope import sign_envelope
    from thalweg.wire.leaf import MESSAGE

    return sign_envelope(MESSAGE, from_base64(made["payload"]), signers).format()


def answer_element(word: str) -> str:
    """Return the element of an answer, said as a word or by its id."""
    element = ANSWERS.get(word.lower(), word.upper())
    if element not in ANSWERS.values():
        raise InputError(f"{word!r} is no answer; wanted {', '.join(ANSWERS)}")
    return element
