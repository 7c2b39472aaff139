"""``thalweg node take-back``: entries of the own log that only the other side has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thalweg.cli import screen
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.node.reach import Reach
    from thalweg.node.settings import Settings

_MOST_TOLD = 20


def take_back(
    site: Reach,
    settings: Settings,
    officers: Sequence[str],
    keys: Path | None,
    *,
    as_json: bool,
) -> int:
    """Tell what came; where two officers are named, take it back. Return the exit code.

    Raises
    ------
    InputError
        One officer alone is named, or it cannot be taken back.
    """
    if len(set(officers)) == 1:
        raise InputError("two officers sign this: --officer ID, for each of them")
    found = site.ask("coming")
    if not as_json:
        told(found)
    done = None
    if officers:
        if found["payload"] is None:
            raise InputError(found["why_not"])
        # What is signed is what was listed: a node that has more by now refuses it.
        screen.flush()
        done = site.ask("take-back", entry=_signed(found, settings, officers, keys))
    if as_json:
        shown = {key: found[key] for key in ("origin", "held", "apart", "entries")}
        back = None if done is None else done["taken_back"]
        document = {"thalweg": "node-take-back/1", **shown, "taken_back": back}
        screen.document(document)
    elif done is not None:
        told_of = f"{done['taken_back']:,} entries; the log has {done['size']:,}"
        screen.labelled("taken back", told_of)
    return 3 if done is None and found["doubts"] else 0


def told(found: dict[str, Any]) -> None:
    """Print what the other side has under our key that is not here."""
    apart = found["apart"]
    if apart is None:
        screen.say(f"{found['origin']}: nothing came that is not here")
        return
    screen.heading(f"UNDER OUR KEY, AND NOT HERE  {apart['since']}")
    screen.labelled("there", f"{apart['size']:,} entries, root {apart['root_sha256']}")
    screen.labelled("here", f"{found['held']:,} entries")
    if apart["common"] is not None:
        screen.labelled("common", f"the first {apart['common']:,}")
    if apart["by_a_revoked_key"]:
        screen.labelled("", "signed by a key that was revoked, or replaced before")
    screen.labelled("evidence", str(apart["evidence"]))
    screen.say()
    for one in found["entries"][:_MOST_TOLD]:
        _entry(one)
    more = (apart["came_up_to"] or 0) - (apart["common"] or 0) - _MOST_TOLD
    if more > 0:
        screen.item(f"and {more:,} more: --json lists a thousand")


def logs(found: dict[str, Any]) -> None:
    """Print what is in doubt of the own logs, what came, and which were left."""
    for name, told_of in found["doubts"].items():
        screen.heading(f"IN DOUBT  {name}")
        screen.sentence(told_of)
        screen.say()
    if found["coming"] is not None:
        told(found["coming"])
    for one in found["parted"]:
        parted(one)


def parted(found: dict[str, Any]) -> None:
    """Print how a log was left that another continues: whose word, and what is held."""
    named, held = found["named"], found["held"]
    screen.heading(f"LOG LEFT, {found['reason'].upper()}  {found['came']}")
    screen.labelled("log", f"{found['old']}, continued as {found['new']}")
    word = f"{found['party']} says, {found['said']}: {named['size']:,} entries stand"
    screen.labelled("said", f"{word}, root {named['root_sha256']}")
    screen.labelled("here", f"{held['size']:,} entries, root {held['root_sha256']}")
    if found["shown"]:
        shown = found["shown"]
        told_of = f"{shown['size']:,} entries, root {shown['root_sha256']}"
        screen.labelled("there", told_of)
    if found["cosigned"]:
        size = found["cosigned"]["size"]
        screen.labelled("receipted", f"{size:,} entries, from here")
    common = found["common"]
    screen.labelled(
        "the same", "not known" if common is None else f"the first {common:,}"
    )
    if found["gone_count"]:
        first = ", ".join(str(index) for index in found["uncounted"][:20])
        more = " ..." if found["gone_count"] > 20 else ""
        screen.labelled("uncounted", f"{found['gone_count']:,} entries: {first}{more}")
    if found["dispute"]:
        dispute = found["dispute"]
        screen.labelled("disputed", f"since {dispute['since']}: {dispute['why']}")
    screen.say()
    for one in found["unfinished"]:
        _left_over(one)


def _left_over(found: dict[str, Any]) -> None:
    """Print what stood in a log that was left, and the new one knows nothing of."""
    words = {
        "open": "was open when the log was left, and is answered there no more",
        "unread": "was displayed to nobody here",
        "notices": "a notice that stood: ask whether it still does",
        "unreceipted": "was not receipted: say it again, if it is still of use",
    }
    ref = found["ref"]
    title = f"{ref['origin']} {ref['index']}"
    screen.say(f"{title}  {found['element']}  {found['signed_time']}")
    for lines in found["lines"].values():
        for line in lines:
            screen.labelled("", line)
    for why in found["why"]:
        screen.labelled("left over", words[why])
    screen.say()


def _entry(found: dict[str, Any]) -> None:
    ref = found["ref"]
    title = f"{ref['origin']} {ref['index']}"
    if found.get("element"):
        title += f"  {found['element']}  {found['signed_time']}"
    screen.say(title)
    for lines in found.get("lines", {}).values():
        for line in lines:
            screen.labelled("", line)
    if "lines" not in found:
        screen.labelled("", found["type"] or "no entry of thalweg's")
    screen.labelled("signed", ", ".join(found["signers"]) or "by no known key")
    for fault in found["faults"]:
        screen.labelled("fault", fault)
    screen.say()


def _signed(
    found: dict[str, Any],
    settings: Settings,
    officers: Sequence[str],
    keys: Path | None,
) -> str:
    from thalweg.cli.spoken import officer_key
    from thalweg.record.keys import KeyFolder
    from thalweg.wire.encoded import from_base64, to_base64
    from thalweg.wire.envelope import sign_envelope
    from thalweg.wire.take_back import TAKE_BACK

    folder = KeyFolder(keys or settings.keys)
    signers = [
        officer_key(folder, found["officers"], one) for one in dict.fromkeys(officers)
    ]
    payload = from_base64(found["payload"])
    return to_base64(sign_envelope(TAKE_BACK, payload, signers).format())
