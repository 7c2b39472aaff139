"""What differs between two editions of an agreement, part by part, and what it means.

Every change is told once: where a default changes, and not in each clause that it is in
force in; where a line moves, and not in each clause that names it. Two spellings of one
figure are a change of spelling, a text or a name is a change of words, all else is a
change of substance. The order of keys, of clauses and of rules carries no meaning and
is no change; the order of parties does, and is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from thalweg.agreement.meaning import meaning
from thalweg.agreement.places import place_changes
from thalweg.agreement.record import (
    ADDED,
    CHANGED,
    REMOVED,
    Change,
    texts,
    value_change,
)
from thalweg.agreement.roster import roster_changes
from thalweg.model.agreement import Agreement, KeepSide
from thalweg.model.party import Party
from thalweg.wire.written import Value, Written, WrittenClause, written

__all__ = ["Change", "Difference", "compare"]

GROUND: Final = frozenset({"line", "reach", "area", "sides"})
"""Keys of a keep-side clause that say where it holds and whose bank is whose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What names an edition."""

    id: str
    edition: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that differs, part by part in the order of the documents.

    `warnings` say what a next edition must not do: another id, a number that did not
    rise. `same_bytes` is false where comments, layout or order differ too.
    """

    old: Edition
    new: Edition
    changes: tuple[Change, ...]
    warnings: tuple[str, ...]
    same_bytes: bool


def compare(old: Agreement, new: Agreement) -> Difference:
    """Return what differs between two loaded agreements."""
    before, after = written(old), written(new)
    changes = (
        *_head(old, new, before, after),
        *_parties(old, new),
        *roster_changes(old, new, before, after),
        *place_changes(old, new, before, after),
        *_defaults(before, after),
        *_clauses(old, new, before, after),
    )
    return Difference(
        old=_edition(old),
        new=_edition(new),
        changes=changes,
        warnings=tuple(_warnings(old, new)),
        same_bytes=old.sha256 == new.sha256,
    )


def _edition(agreement: Agreement) -> Edition:
    return Edition(id=agreement.id, edition=agreement.edition, sha256=agreement.sha256)


def _warnings(old: Agreement, new: Agreement) -> Iterator[str]:
    if old.id != new.id:
        yield f"another id: {new.id} is no edition of {old.id}"
    elif old.sha256 != new.sha256 and new.edition <= old.edition:
        yield (
            f"the edition did not rise: {old.edition} -> {new.edition}; a change needs "
            f"edition {old.edition + 1}"
        )


def _head(
    old: Agreement, new: Agreement, before: Written, after: Written
) -> Iterator[Change]:
    for key, one, other in (
        ("id", old.id, new.id),
        ("edition", old.edition, new.edition),
    ):
        if one != other:
            yield Change("agreement", key, CHANGED, str(one), str(other))
    yield from texts("agreement", "title", old.title, new.title)
    for key, path, one_us, other_us in (
        ("from", ("in_force", "from"), old.in_force_from_us, new.in_force_from_us),
        ("until", ("in_force", "until"), old.in_force_until_us, new.in_force_until_us),
    ):
        yield from value_change(
            "agreement",
            f"in_force.{key}",
            _at(before, path, one_us),
            _at(after, path, other_us),
            partial(meaning, "agreement", key),
        )
    yield from value_change(
        "agreement",
        "day_starts",
        _at(before, ("day_starts",), old.day_starts_s),
        _at(after, ("day_starts",), new.day_starts_s),
        lambda _a, _b: "counts per day are of other days",
    )


def _at(side: Written, path: tuple[str, ...], normal: object) -> Value:
    raw = side.document.at(path)
    if raw is None:
        text = "00:00Z" if path == ("day_starts",) else "always"
        return Value(written=None, normal=normal, text=text)
    return Value(written=str(raw), normal=normal, text=str(raw))


def _parties(old: Agreement, new: Agreement) -> Iterator[Change]:
    before = {party.id: party for party in old.parties}
    after = {party.id: party for party in new.parties}
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        where = f"party {name}"
        if one is None or other is None:
            yield Change(
                where,
                "",
                REMOVED if other is None else ADDED,
                None if one is None else _standing(one),
                None if other is None else _standing(other),
            )
            continue
        if _standing(one) != _standing(other):
            yield Change(where, "standing", CHANGED, _standing(one), _standing(other))
        yield from texts(where, "name", one.name, other.name)
    ranks = [
        [name for name in side if name in before and name in after]
        for side in (before, after)
    ]
    standing_same = all(
        _standing(before[name]) == _standing(after[name]) for name in ranks[0]
    )
    if ranks[0] != ranks[1] and standing_same:
        yield Change(
            "agreement",
            "order of parties",
            CHANGED,
            ", ".join(ranks[0]),
            ", ".join(ranks[1]),
            "findings name the aircraft of a pair in this order",
        )


def _standing(party: Party) -> str:
    if party.affiliate_of is not None:
        return f"acts for {party.affiliate_of}"
    return "bound" if party.bound else "known by name, bound by nothing"


def _defaults(before: Written, after: Written) -> Iterator[Change]:
    for key, one in before.defaults.items():
        other = after.defaults[key]

        def means(a: Value | None, b: Value | None, key: str = key) -> str:
            said = meaning("defaults", key, a, b)
            return "; ".join(
                part for part in (said, _reach_of(key, before, after)) if part
            )

        yield from value_change("defaults", key, one, other, means)


def _reach_of(key: str, before: Written, after: Written) -> str:
    """Say for which clauses a default is in force in both editions."""
    pairs = key == "pair_largest_gap"
    own = "largest_gap" if pairs else key
    ids = [
        clause.id
        for clause in before.clauses.values()
        if clause.id in after.clauses
        and (own != "largest_gap" or pairs == (clause.kind == "air.separation"))
        and _left_to_default(clause, own)
        and _left_to_default(after.clauses[clause.id], own)
    ]
    if key in ("fastest", "manoeuvre"):
        return "for all clauses"
    return f"in force in {', '.join(ids)}" if ids else "in force in no clause"


def _left_to_default(clause: WrittenClause, key: str) -> bool:
    value = clause.values.get(key)
    return value is not None and value.written is None and value.normal is not None


def _clauses(
    old: Agreement, new: Agreement, before: Written, after: Written
) -> Iterator[Change]:
    moved = dict(_renumbered(before, after))
    for number, one in before.clauses.items():
        where = f"clause {number}"
        other = after.clauses.get(moved.get(number, number))
        if other is None:
            yield Change(where, "", REMOVED, one.kind, None)
            continue
        if number in moved:
            yield Change(where, "id", CHANGED, number, other.id)
        if one.kind != other.kind:
            yield Change(where, "kind", CHANGED, one.kind, other.kind)
            continue
        yield from _clause(where, one, other, _ground_words(old, new, one, other))
    for number, other in after.clauses.items():
        if number not in before.clauses and number not in moved.values():
            yield Change(f"clause {number}", "", ADDED, None, other.kind)


def _renumbered(before: Written, after: Written) -> Iterator[tuple[str, str]]:
    """Yield clauses that are the same but for their number: the old one, the new."""
    fresh = [c for c in after.clauses.values() if c.id not in before.clauses]
    for one in before.clauses.values():
        if one.id in after.clauses:
            continue
        for other in fresh:
            if _content(one) == _content(other):
                fresh.remove(other)
                yield one.id, other.id
                break


def _content(clause: WrittenClause) -> tuple[Any, ...]:
    values = {key: value.normal for key, value in clause.values.items()}
    return clause.kind, values, clause.words


def _clause(
    where: str,
    one: WrittenClause,
    other: WrittenClause,
    ground: Callable[[], str],
) -> Iterator[Change]:
    for key, value in one.values.items():
        after = other.values[key]
        # Left to the defaults on both sides: told where the defaults are.
        if value.written is None and after.written is None:
            continue

        def means(a: Value | None, b: Value | None, key: str = key) -> str:
            said = meaning(one.kind, key, a, b)
            area = ground() if key in GROUND else ""
            return "; ".join(part for part in (said, area) if part)

        yield from value_change(where, key, value, after, means)
    yield from texts(where, "text", one.words, other.words)


def _ground_words(
    old: Agreement, new: Agreement, one: WrittenClause, other: WrittenClause
) -> Callable[[], str]:
    """Return what says how much ground a keep-side clause's change moves."""

    def say() -> str:
        from thalweg.agreement.places import hands_words

        pair = [
            next(c for c in side.clauses if c.id == number)
            for side, number in ((old, one.id), (new, other.id))
        ]
        if not all(isinstance(clause, KeepSide) for clause in pair):
            return ""
        return hands_words(old, pair[0], new, pair[1])  # type: ignore[arg-type]

    return say


def by_part(changes: tuple[Change, ...]) -> Mapping[str, list[Change]]:
    """Return changes by the part they are in, in order."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.where, []).append(change)
    return found
