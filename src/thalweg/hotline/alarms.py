"""What a desk must show or sound: kinds and facts; the words are the desk's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from thalweg.model.message import EntryRef


class Kind(StrEnum):
    """What an alarm is about."""

    WARNING = "warning"
    """A warning, or a message of distress or urgency, came in."""
    LATE = "late"
    """One came when it was no longer of use: never shown as live."""
    GROUPED = "grouped"
    """Distress messages above the agreed budget came in, all of them recorded."""
    OWED = "owed"
    """Our answer is overdue."""
    OVERDUE = "overdue"
    """The other side's answer is overdue."""
    NOT_RECEIPTED = "not receipted"
    CALL_DUE = "call due"
    CALL_MISSED = "call missed"
    SILENCE = "silence"
    """The line is amber or red."""
    CLOCKS = "clocks"
    """The two clocks are apart; cosigning may have stopped."""
    DISPUTE = "dispute"
    """The other side signed two histories; its messages are still read."""
    VOICE = "voice"
    """What one side entered of a telephone call is missing or differs on the other."""
    REFUSED = "refused"
    """What came was refused."""
    KEYS = "keys"
    """The other side has a new list of keys; named is what counts no longer."""
    NEW_ORIGIN = "new origin"
    """The other side's log is another one now, linked to the one it could not keep."""
    REVOKED_KEY = "revoked key"
    """A key that was revoked was used; what it signed was refused and kept."""
    RECORD = "record"
    """One of our own logs is in doubt: nothing is signed there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm; it is sounded once for each `key`, and shown while it is returned."""

    kind: Kind
    at: EntryRef | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells this alarm from another of its kind."""
        about = self.facts.get("about", "")
        return f"{self.kind.value} {self.at or ''} {about}".strip()
