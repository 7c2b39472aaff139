"""What differs between two rosters: rule by rule, and files address by address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from thalweg.agreement.record import ADDED, CHANGED, REMOVED, SPELLING, Change
from thalweg.model.agreement import Agreement
from thalweg.model.party import RosterRule
from thalweg.wire.written import Written, spelt

_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Rule:
    at: int
    text: str
    party: str
    when: tuple[object, ...]
    manoeuvre_mps2: float | None

    @property
    def content(self) -> tuple[object, ...]:
        return self.party, self.when, self.manoeuvre_mps2


def roster_changes(
    old: Agreement, new: Agreement, before: Written, after: Written
) -> Iterator[Change]:
    """Yield the changes of a roster. Its order means nothing and is no change."""
    one, other = _rules(old, before), _rules(new, after)
    left, right, same = _unmatched(one, other)
    for first, second in same:
        if first.text != second.text:
            yield Change(_place(first), "", SPELLING, first.text, second.text)
    for rule in left:
        likely = [r for r in right if r.when == rule.when]
        likely += [r for r in right if r.at == rule.at]
        if not likely:
            yield Change(_place(rule), "", REMOVED, rule.text, None)
            continue
        right.remove(likely[0])
        meaning = "the same aircraft" if rule.when == likely[0].when else ""
        yield Change(_place(rule), "", CHANGED, rule.text, likely[0].text, meaning)
    for rule in right:
        yield Change(_place(rule), "", ADDED, None, rule.text)
    yield from _files(old, new, before, after)


def _place(rule: _Rule) -> str:
    return f"roster[{rule.at}]"


def _rules(agreement: Agreement, side: Written) -> list[_Rule]:
    raw = side.document.at(("roster",)) or []
    return [
        _Rule(
            at=int(rule.ground[7:-1]),
            text=spelt(raw[int(rule.ground[7:-1])]),
            party=rule.party,
            when=_when(rule),
            manoeuvre_mps2=rule.manoeuvre_mps2,
        )
        for rule in agreement.roster
        if rule.ground.startswith("roster[")
    ]


def _when(rule: RosterRule) -> tuple[object, ...]:
    return (
        tuple(sorted(rule.addresses)),
        rule.address_range,
        rule.callsign,
        rule.feed,
        tuple(sorted(rule.movers)),
    )


def _unmatched(
    one: list[_Rule], other: list[_Rule]
) -> tuple[list[_Rule], list[_Rule], list[tuple[_Rule, _Rule]]]:
    """Return rules of one side only, of the other only, and those of both, in pairs."""
    waiting: dict[tuple[object, ...], list[_Rule]] = {}
    for rule in other:
        waiting.setdefault(rule.content, []).append(rule)
    left, same = [], []
    for rule in one:
        twins = waiting.get(rule.content)
        if twins:
            same.append((rule, twins.pop(0)))
        else:
            left.append(rule)
    right = [rule for rule in other if any(rule is w for w in waiting[rule.content])]
    return left, right, same


def _files(
    old: Agreement, new: Agreement, before: Written, after: Written
) -> Iterator[Change]:
    one, other = _addresses(old), _addresses(new)
    names = [", ".join(_file_names(side)) or None for side in (before, after)]
    added = [a for a in other if a not in one]
    removed = [a for a in one if a not in other]
    moved = [a for a in one if a in other and one[a] != other[a]]
    if not (added or removed or moved):
        if names[0] != names[1]:
            yield Change("roster files", "", SPELLING, names[0], names[1])
        return
    said = [
        f"{_some(which)} {word}"
        for which, word in (
            (added, "added"),
            (removed, "removed"),
            (moved, "of another party now"),
        )
        if which
    ]
    yield Change(
        "roster files",
        "",
        CHANGED,
        f"{names[0] or 'no file'}: {len(one)} addresses",
        f"{names[1] or 'no file'}: {len(other)} addresses",
        "; ".join(said),
    )


def _addresses(agreement: Agreement) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for rule in agreement.roster:
        if not rule.ground.startswith("roster["):
            for address in rule.addresses:
                found.setdefault(address, []).append(rule.party)
    return {address: tuple(sorted(found[address])) for address in sorted(found)}


def _file_names(side: Written) -> list[str]:
    raw = side.document.at(("roster",)) or []
    return [entry["file"] for entry in raw if "file" in entry]


def _some(addresses: list[int]) -> str:
    named = ", ".join(f"{address:06x}" for address in addresses[:_NAMED])
    more = len(addresses) - _NAMED
    return f"{named} and {more:,} more" if more > 0 else named
