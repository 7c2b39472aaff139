"""Entries that are no messages, on a terminal: findings, notes, signed agreements."""

from __future__ import annotations

from typing import Any

from thalweg.cli import screen

_NOTED = {
    "not-receipted": "the other side gave no receipt for",
    "overdue": "the other side's answer is overdue to",
    "missed-call": "the daily call was not opened, of",
}


def document(found: dict[str, Any]) -> bool:
    """Print what an entry says that is no message; tell whether it is known."""
    for key, told in (("finding", _finding), ("note", _note), ("manifest", _manifest)):
        if key in found:
            told(found[key])
            return True
    return False


def disclosed(found: dict[str, Any]) -> None:
    """Print what a message discloses, and what shows that it was sealed before."""
    for fault in found["faults"]:
        screen.labelled("fault", f"{_entry(found['entry'])}: {fault}")
    if not found["holds"]:
        return
    feed = f" of {found['feed']}, number {found['seq']}" if found["feed"] else ""
    screen.labelled(
        "disclosed",
        f"{_entry(found['entry'])}: {found['kind']}{feed}, {_span(found)}",
    )
    screen.labelled("sha256", found["digest"])
    by = found["sealed_by"] or "no time that is known"
    screen.labelled(
        "sealed by",
        f"{by}: cosigned then among {found['size']} sealed entries; its proof holds",
    )
    for at in found["cited_by"]:
        screen.labelled("cited by", f"the finding {_entry(at)}")


def _finding(found: dict[str, Any]) -> None:
    screen.labelled(
        "finding",
        f"{found['finding']}, clause {found['clause']} ({found['kind']}), "
        f"{found['grade']}, of {', '.join(found['parties']) or 'nobody'}",
    )
    screen.labelled("when", _span(found))
    screen.labelled("result", f"sha256 {found['result']}")
    if found["evidence"]:
        screen.labelled("evidence", f"sha256 {found['evidence']}")
    elif found["disclosed"]:
        sealed = found["disclosed"]
        screen.labelled(
            "evidence", f"sha256 {sealed['digest']}, disclosed: it was sealed as "
            f"{_entry(found['sealed'])} by {sealed['sealed_by']}",
        )  # fmt: skip
    else:
        screen.labelled("evidence", f"sealed as {_entry(found['sealed'])}")


def _note(found: dict[str, Any]) -> None:
    about = found["day"] or _entry(found["of"])
    screen.labelled("note", f"{_NOTED[found['what']]} {about}")
    screen.labelled("noted", found["noted"])
    times = "once" if found["attempts"] == 1 else f"{found['attempts']} times"
    screen.labelled("tried", f"{times} since the other side gave its last receipt")
    if found["last_receipt"] is None:
        screen.labelled("heard", "never: it has given no receipt yet")
    else:
        screen.labelled(
            "heard",
            f"its last receipt, over {found['last_receipt_size']} entries, is of "
            f"{found['last_receipt']} by its clock",
        )


def _manifest(found: dict[str, Any]) -> None:
    count = found["signatures"]
    told = "one signature" if count == 1 else f"{count} signatures"
    screen.labelled(
        "agreement", f"{found['id']}, edition {found['edition']}, under {told}"
    )
    screen.labelled("manifest", found["sha256"])


def _span(found: dict[str, Any]) -> str:
    return f"{found['from']} to {found['to']}"


def _entry(at: dict[str, Any]) -> str:
    return f"{at['origin']} {at['index']}"
