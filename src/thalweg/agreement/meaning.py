"""What a change of a figure means, where that can be said plainly.

*Stricter* makes a breach, or a duty, of more; *looser* of less. *Wider* and *narrower*
say over how much the clause holds. Where a change cuts both ways nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from thalweg.wire.written import Value

MORE: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    # (kind, key): what more of it means, what less of it means
    ("line.keep-side", "reach"): ("wider", "narrower"),
    ("line.keep-side", "buffer"): ("looser", "stricter"),
    ("line.keep-side", "shortest_stay"): ("looser", "stricter"),
    ("air.separation", "horizontal"): ("stricter", "looser"),
    ("air.separation", "vertical"): ("stricter", "looser"),
    ("air.separation", "level_tolerance"): ("looser", "stricter"),
    ("air.separation", "lookahead"): ("warned earlier", "warned later"),
    ("site.stand-off", "radius"): ("stricter", "looser"),
    ("site.stand-off", "overhead"): ("stricter", "looser"),
    ("site.stand-off", "longest_stay"): ("looser", "stricter"),
    ("site.stand-off", "longest_overhead"): ("looser", "stricter"),
    ("notice.hazard", "lead"): ("stricter on the sender", "looser on the sender"),
    ("notice.hazard", "answer"): ("looser on the receiver", "stricter on the receiver"),
    ("channel.daily-call", "within"): ("looser", "stricter"),
    ("channel.daily-call", "max_silence"): ("alarm later", "alarm earlier"),
    ("ground.build-up", "radius"): ("wider", "narrower"),
    ("ground.build-up", "strength"): ("looser", "stricter"),
    ("ground.build-up", "rise"): ("looser", "stricter"),
    ("ground.build-up", "answer"): ("looser", "stricter"),
    ("air.activity", "radius"): ("wider", "narrower"),
    ("spectrum.interference", "share"): ("looser", "stricter"),
    ("spectrum.interference", "fewest"): ("looser", "stricter"),
    ("defaults", "buffer"): ("looser", "stricter"),
    ("defaults", "shortest_stay"): ("looser", "stricter"),
    ("defaults", "longest_stay"): ("looser", "stricter"),
    ("defaults", "longest_overhead"): ("looser", "stricter"),
    ("defaults", "level_tolerance"): ("looser", "stricter"),
}

GAPS: Final = frozenset({"largest_gap", "pair_largest_gap"})
"""Longest silences that are bridged: more of them and more can be judged."""

LISTS: Final[Mapping[str, tuple[str, str]]] = {
    # key: what a longer list means, what a shorter one means
    "exempt": ("looser: more is exempt", "stricter: less is exempt"),
    "prohibits": ("stricter: more is prohibited", "looser: less is prohibited"),
    "restrains": ("stricter: binds more parties", "looser: binds fewer parties"),
    "bound": ("stricter: binds more parties", "looser: binds fewer parties"),
    "sites": ("wider: more sites", "narrower: fewer sites"),
}

NOT_ONE_WAY: Final = frozenset(
    {
        "rejoin", "same_stay", "window", "fastest", "manoeuvre", "daa", "at",
        "distress_budget", "between", "near_collision", "floor", "ceiling", "hours",
        "from", "until", "movers", "needs", "sides", "line", "area", "site", "zone",
        "protects", "guarantors", "at_least", "binding", *GAPS, *LISTS,
    }
)  # fmt: skip
"""Keys that have words of their own below, or none; a test holds all keys to both."""


def meaning(kind: str, key: str, old: Value | None, new: Value | None) -> str:
    """Say what a change of one value means; nothing where it cannot be said plainly.

    `kind` is the clause's, or ``defaults``. None stands for a value that is not there.
    """
    before = None if old is None else old.normal
    after = None if new is None else new.normal
    if key in LISTS:
        return _listed(LISTS[key], before, after)
    if key in GAPS:
        more = _number(after) > _number(before)
        what = "more silence is bridged" if more else "less silence is bridged"
        return f"{what}: {'more' if more else 'less'} can be judged"
    if key in _OWN:
        return _OWN[key](before, after)
    words = MORE.get((kind, key))
    if words is None:
        return ""
    if before is None or after is None:
        return _newly(key, after)
    return words[0] if _number(after) > _number(before) else words[1]


def _newly(key: str, after: object) -> str:
    if key == "overhead":
        return "stricter" if after is not None else "looser"
    return ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("-inf")


def _listed(words: tuple[str, str], before: object, after: object) -> str:
    old = set(before) if isinstance(before, tuple) else set()
    new = set(after) if isinstance(after, tuple) else set()
    if old < new:
        return words[0]
    return words[1] if new < old else ""


def _bound(lower: bool, before: object, after: object) -> str:
    """Say of a floor or a ceiling whether it takes in more heights or fewer."""
    if before is None or after is None:
        return "narrower" if before is None else "wider"
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    if before[0] != after[0]:
        return "another datum: the two cannot be compared"
    return "wider" if (after[1] < before[1]) == lower else "narrower"


def _floor(before: object, after: object) -> str:
    return _bound(True, before, after)


def _ceiling(before: object, after: object) -> str:
    return _bound(False, before, after)


def _from(before: object, after: object) -> str:
    if before is None or after is None:
        return "narrower: shorter in force" if before is None else "longer in force"
    return "longer in force" if _number(after) < _number(before) else "shorter in force"


def _until(before: object, after: object) -> str:
    if before is None or after is None:
        return "shorter in force" if before is None else "longer in force"
    return "longer in force" if _number(after) > _number(before) else "shorter in force"


def _near(before: object, after: object) -> str:
    if before is None or after is None:
        return (
            "near collisions are told from now on"
            if before is None
            else ("near collisions are told no longer")
        )
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    pairs = [(a or 0.0, b or 0.0) for a, b in zip(before, after, strict=True)]
    if all(b >= a for a, b in pairs):
        return "stricter"
    return "looser" if all(b <= a for a, b in pairs) else ""


def _binding(before: object, after: object) -> str:
    del before
    if after:
        return "stricter: an aircraft inside is a breach, not only a danger"
    return "looser: an aircraft inside is a danger, not a breach"


def _sides(before: object, after: object) -> str:
    old, new = dict(_pairs(before)), dict(_pairs(after))
    turned = [party for party in old if party in new and old[party] != new[party]]
    said = f"{' and '.join(turned)} on the other side now" if turned else ""
    freed = [party for party in old if party not in new]
    if freed:
        said += f"{'; ' if said else ''}{' and '.join(freed)} bound no longer"
    return said


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    return value if isinstance(value, tuple) else ()


def _rate(before: object, after: object) -> str:
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    old, new = before[0] / before[1], after[0] / after[1]
    return "" if old == new else ("stricter" if new > old else "looser")


def _movers(before: object, after: object) -> str:
    if not before:
        return "narrower: holds for these only"
    if not after:
        return "wider: holds for all aircraft"
    return _listed(("wider", "narrower"), before, after)


def _hours(before: object, after: object) -> str:
    if not before:
        return "narrower: holds in these hours only"
    return "wider: holds all day" if not after else ""


_OWN: Final = {
    "floor": _floor,
    "ceiling": _ceiling,
    "from": _from,
    "until": _until,
    "near_collision": _near,
    "binding": _binding,
    "sides": _sides,
    "at_least": _rate,
    "movers": _movers,
    "hours": _hours,
}
