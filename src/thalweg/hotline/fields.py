"""Reading JSON values strictly, every fault named with where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from thalweg.wire.yaml import shown, unknown

_MOST_TOLD = 8


@dataclass(slots=True)
class Reading:
    """One value of a message, where it stands, and the faults found so far.

    Methods return None where the value is wrong, and have added the fault.
    """

    value: object
    path: str
    faults: list[str]

    def fault(self, what: str) -> None:
        """Add a fault at this place."""
        self.faults.append(f"{self.path}: {what}")

    def wanted(self, what: str) -> None:
        """Add the fault that something else stands here."""
        self.fault(f"wanted {what}, got {shown(self.value)}")

    def inside(self, key: str, value: object) -> Reading:
        """Return the reading of a value within this one."""
        return Reading(value, f"{self.path}.{key}", self.faults)

    def whole(self, least: int, most: int, what: str) -> int | None:
        """Return a whole number within bounds; a bool is none."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int):
            self.wanted(f"{what}, a whole number")
            return None
        if not least <= value <= most:
            self.fault(f"wanted {what} from {least} to {most}, got {shown(value)}")
            return None
        return value

    def matched(self, pattern: re.Pattern[str], what: str) -> str | None:
        """Return text of one form."""
        if isinstance(self.value, str) and pattern.fullmatch(self.value):
            return self.value
        self.wanted(what)
        return None

    def one_of(self, known: tuple[str, ...], what: str) -> str | None:
        """Return one word of a closed list."""
        if isinstance(self.value, str) and self.value in known:
            return self.value
        if isinstance(self.value, str):
            self.fault(unknown(what, self.value, known))
        else:
            self.wanted(f"one of {', '.join(known)}")
        return None

    def keys(
        self, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> dict[str, Reading] | None:
        """Return the readings of an object's values; unknown and missing are faults.

        None where it is no object at all or a required key is missing.
        """
        if not isinstance(self.value, Mapping):
            self.wanted(f"an object with {', '.join(required or optional)}")
            return None
        known = (*required, *optional)
        extra = [key for key in self.value if key not in known]
        for key in extra[:_MOST_TOLD]:
            self.fault(unknown("key", key, known))
        if extra[_MOST_TOLD:]:
            self.fault(f"{len(extra) - _MOST_TOLD} more unknown keys")
        missing = [key for key in required if key not in self.value]
        if missing:
            self.fault(f"missing: {', '.join(missing)}")
            return None
        return {
            key: self.inside(key, self.value[key]) for key in known if key in self.value
        }

    def items(self, least: int, most: int, what: str) -> list[Reading] | None:
        """Return the readings of a list's items, so many at least and at most."""
        if not isinstance(self.value, list | tuple):
            self.wanted(f"a list of {what}")
            return None
        if not least <= len(self.value) <= most:
            self.fault(f"wanted {least} to {most} {what}, got {len(self.value)}")
            return None
        return [
            Reading(item, f"{self.path}[{at}]", self.faults)
            for at, item in enumerate(self.value)
        ]
