"""What a person types of a message: parameters as ``name=value``, and who signs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.node.reach import Reach
    from thalweg.node.settings import Settings

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

_DEGREES = re.compile(r"\s*([0-9]{1,3})(?:\.([0-9]{1,7}))?\s*([NSEWnsew])\s*")


def read_params(element_id: str, given: Sequence[str]) -> dict[str, Any]:
    """Return the parameters that were typed, each as ``name=value``.

    A value is spelled as on a voice sheet (``time_us=2017-12-13T04:05:06Z``,
    ``point.lat_e7=35.25N``, ``line.place=river``), or is a JSON value in braces.

    Raises
    ------
    InputError
        Naming everything that is wrong.
    """
    from thalweg.hotline.catalogue import CATALOGUE
    from thalweg.hotline.leaves import Leaf, planted, read_leaf

    element = CATALOGUE.element(element_id)
    leaves: dict[str, Leaf] = {}
    whole: dict[str, Any] = {}
    faults = []
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            faults.append(f"{text}: wanted name=value")
        elif name in leaves or name in whole:
            faults.append(f"{name}: given twice")
        elif value[:1] in ("{", "["):
            try:
                whole[name] = json.loads(value)
            except ValueError as why:
                faults.append(f"{name}: not JSON: {why}")
        else:
            try:
                leaves[name] = read_leaf(element, name, _padded(value))
            except ValueError as why:
                faults.append(f"{name}: {why}, got {value!r}")
    if faults:
        known = ", ".join(parameter.name for parameter in element.parameters)
        faults.append(f"{element_id} has {known or 'no parameters'}")
        raise InputError("\n".join(faults))
    params = planted(leaves)
    if twice := sorted(set(params) & set(whole)):
        raise InputError(f"{twice[0]}: given twice")
    return params | whole


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
    from thalweg.cli.passphrase import passphrase
    from thalweg.record.keys import KeyFolder
    from thalweg.wire.encoded import from_base64, to_base64
    from thalweg.wire.envelope import sign_envelope
    from thalweg.wire.leaf import MESSAGE

    needed = max(1, int(made["persons"]))
    if len(set(officers)) < needed:
        raise InputError(
            f"{needed} officers sign this: --officer ID"
            + (", once for each of them" if needed > 1 else "")
        )
    folder = KeyFolder(keys or settings.keys)
    # The file that opens the node's own keys by itself does not speak for an officer.
    signers = [
        folder.key(f"officer-{one}", passphrase(None, of=f"officer {one}"))
        for one in dict.fromkeys(officers)
    ]
    envelope = sign_envelope(MESSAGE, from_base64(made["payload"]), signers)
    return site.ask("send", entry=to_base64(envelope.format()))


def answer_element(word: str) -> str:
    """Return the element of an answer, said as a word or by its id."""
    element = ANSWERS.get(word.lower(), word.upper())
    if element not in ANSWERS.values():
        raise InputError(f"{word!r} is no answer; wanted {', '.join(ANSWERS)}")
    return element


def _padded(value: str) -> str:
    match = _DEGREES.fullmatch(value)
    if match is None:
        return value
    return f"{match[1]}.{(match[2] or '').ljust(7, '0')}{match[3].upper()}"
