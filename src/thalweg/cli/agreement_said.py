"""What is said of an agreement over the line itself: proposed, accepted, refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thalweg.cli import screen
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.agreement.signed import SignedManifest
    from thalweg.node.reach import Reach
    from thalweg.wire.signing import SigningKey


def say(
    node: Path,
    element: str,
    signed: SignedManifest,
    party: str,
    officers: Sequence[SigningKey],
    *,
    clauses: Sequence[str] = (),
    as_json: bool,
) -> None:
    """Log the manifest as it is signed here, and say of it what `element` says.

    Raises
    ------
    InputError
        The line is of other parties, or nothing was proposed that could be answered.
    """
    from thalweg.cli.reached import reached
    from thalweg.cli.spoken import refuse_too_few, sent
    from thalweg.hotline.agreeing import PROPOSE, edition_params
    from thalweg.wire.encoded import to_base64

    with reached(node) as site:
        state = site.ask("state")
        if state["party"] != party:
            raise InputError(f"{node}: the node of {state['party']}, not of {party}")
        asked: dict[str, Any] = {
            "element": element,
            "params": edition_params(element, signed.manifest, clauses),
        }
        if element != PROPOSE:
            asked["ref"] = _proposed(site, signed.manifest.sha256)
        made = site.ask("compose", **asked)
        refuse_too_few(made, [key.name for key in officers])
        site.ask("manifest", entry=to_base64(signed.envelope.format()))
        done = sent(site, made, officers)
    if as_json:
        about = {"manifest_sha256": signed.manifest.sha256, "lines": made["lines"]}
        screen.document({"thalweg": "agreement-said/1", **done, **about})
        return
    for line in (line for lines in made["lines"].values() for line in lines):
        screen.sentence(line)
    screen.say(f"{done['rung']}  {done['ref']['origin']} {done['ref']['index']}")


def _proposed(site: Reach, sha256: str) -> dict[str, Any]:
    """Return the open proposal of an edition by the other side; raises InputError."""
    from thalweg.hotline.agreeing import PROPOSE

    for item in reversed(site.ask("inbox", newest=0)["items"]):
        is_it = item.get("element") == PROPOSE and item.get("state") == "open"
        if is_it and item["params"].get("digest") == sha256:
            found: dict[str, Any] = item["ref"]
            return found
    raise InputError(
        f"no open proposal of this edition came by the line; its manifest is {sha256}"
    )


def line_officers(
    node: Path,
    officers: Sequence[str],
    keys: Path,
    word: bytes,
    answered: SignedManifest | None = None,
) -> list[SigningKey]:
    """Open the keys that officers have by the newest list of the line's own side.

    Raises
    ------
    InputError
        One cannot be opened, or the edition that is answered was not proposed to this
        side, or is not open: before anything is signed.
    """
    from thalweg.cli.reached import reached
    from thalweg.cli.spoken import officers_keys
    from thalweg.node.settings import read_settings

    settings = read_settings(node)
    with reached(node) as site:
        if answered is not None:
            _proposed(site, answered.manifest.sha256)
        return officers_keys(site, settings, officers, keys, word=word)
