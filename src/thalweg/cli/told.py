"""What a terminal is told of a record: what was found, what was seen, where it is."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thalweg.cli import screen
from thalweg.model.agreement import Agreement, KeepSide, Separation, StandOff
from thalweg.report.names import Names
from thalweg.report.opening import first_sentence
from thalweg.report.words import count_of, hours

if TYPE_CHECKING:
    from thalweg.archive.verify import Verification

WATCHED = (KeepSide, Separation, StandOff)
HEADER = (
    "clause", "kind", "party", "counted", "incidents", "possible", "exempted",
    "seen", "alive",
)  # fmt: skip


def record(
    summary: Mapping[str, Any],
    agreement: Agreement,
    folder: Path,
    archive_bytes: tuple[int, int] = (0, 0),
) -> None:
    """Print the sentence, the counts beside the hours seen, and where it lies.

    `archive_bytes` were decoded of packed archives, and are all they have.
    """
    screen.sentence(first_sentence(summary, agreement))
    screen.say()
    _counts(summary, agreement)
    screen.say()
    _dropped(summary["positions"])
    decoded, of_all = archive_bytes
    if of_all:
        screen.say(
            f"{decoded:,} of {of_all:,} bytes of the archive decoded "
            f"({100 * decoded / of_all:.1f} %)"
        )
    screen.say()
    screen.labelled(*signatures(agreement))
    screen.say(f"record    {folder}")
    screen.say(f"report    {folder / 'report.html'}")
    screen.say(f"manifest  sha256 {manifest_sha256(folder)}")
    screen.say(f"verify    thalweg verify {shlex.quote(str(folder))}")


def verification(folder: Path, found: Verification) -> None:
    """Print what was checked, what was not, and what does not hold."""
    faults(found.faults)
    for check in found.checked:
        screen.hanging("checked      ", _one_line(check))
    for check in found.not_checked:
        screen.hanging("not checked  ", _one_line(check))
    screen.say(f"manifest     sha256 {found.manifest_sha256 or 'unreadable'}")
    if found.faults:
        screen.say(f"{folder}: {count_of(len(found.faults), 'fault')}; does not verify")
    else:
        screen.say(f"{folder}: all that was checked holds")


def faults(found: Iterable[str]) -> None:
    """Print what does not hold, a fault a line."""
    for fault in found:
        screen.hanging("WRONG        ", _one_line(fault))


def _one_line(text: str) -> str:
    # Names in a record are a stranger's: none of them may write a line of its own.
    return " / ".join(text.splitlines())


def manifest_sha256(folder: Path) -> str:
    """Return the digest of a record's manifest: the one line that names it whole."""
    return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def _counts(summary: Mapping[str, Any], agreement: Agreement) -> None:
    names = Names(agreement)
    kinds = {clause.id: clause.kind for clause in agreement.clauses}
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for day in summary["days"]:
        rows.setdefault((day["clause"], day["party"]), []).append(day)
    table = [HEADER] + [
        (clause, kinds.get(clause, ""), names.party(party), *_sums(days))
        for (clause, party), days in rows.items()
    ]
    if _too_wide(table):
        ids = ["party", *(party for _, party in rows)]
        table = [
            (*row[:2], name, *row[3:]) for row, name in zip(table, ids, strict=True)
        ]
    words = 3
    if _too_wide(table):
        table, words = [(row[0], *row[2:]) for row in table], 2
    if rows:
        screen.table(table[0], table[1:], words=words)
        screen.say()
    if summary.get("unattributed"):
        many = summary["unattributed"]
        screen.say(
            f"unattributed: {many:,} movers of unknown party, counted for nobody"
        )
    later = [
        f"{clause.id} {clause.kind}"
        for clause in agreement.clauses
        if not isinstance(clause, WATCHED)
    ]
    if later:
        screen.sentence(f"not watched yet: {', '.join(later)}")


def signatures(agreement: Agreement) -> tuple[str, str]:
    """Return a label and who has signed an agreement, and by whose keys that is."""
    by = agreement.signed_by
    if not by:
        return "unsigned", "no party has signed this agreement"
    missing = [party for party in agreement.signatories if party not in by]
    whose = (
        "keys that you gave" if agreement.keys_given else "keys that it lists itself"
    )
    told = f"{', '.join(by)}, by {whose}"
    return "signed", told + (f"; not by {', '.join(missing)}" if missing else "")


def _too_wide(table: Sequence[Sequence[str]]) -> bool:
    wide = screen.widths(table)
    return sum(wide) + 2 * (len(wide) - 1) > screen.width()


def _sums(days: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    days = list(days)
    counts = (
        f"{sum(day[what] for day in days):,}"
        for what in ("count", "incidents", "possible", "exempted")
    )
    seen = [day["seen_h"] for day in days if day["seen_h"] is not None]
    alive = [day["alive_h"] for day in days if day["alive_h"] is not None]
    return (
        *counts,
        hours(sum(seen) if seen else None),
        hours(sum(alive) if alive else None),
    )


def _dropped(positions: Mapping[str, Any]) -> None:
    screen.say(
        f"{count_of(positions['rows'], 'position')} of "
        f"{count_of(positions['movers'], 'mover')} read, {positions['kept']:,} kept"
        + ("; dropped:" if positions["dropped"] else ", none dropped")
    )
    reasons = sorted(positions["dropped"].items(), key=lambda item: (-item[1], item[0]))
    if reasons:
        wide = max(len(reason) for reason, _ in reasons)
        many = max(len(f"{rows:,}") for _, rows in reasons)
        for reason, rows in reasons:
            screen.say(f"  {reason.ljust(wide)}  {f'{rows:,}'.rjust(many)}")
    if "not_near" in positions:
        rows = count_of(positions["not_near"], "row")
        screen.say(f"{rows} of movers that never came near, not read")
    if "not_within" in positions:
        rows = count_of(positions["not_within"], "row")
        screen.say(f"{rows} elsewhere, no part of the input")
