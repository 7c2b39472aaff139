"""One change between two editions: where, what, from what to what, and its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from thalweg.wire.written import Value

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
WORDS: Final = "words"
SPELLING: Final = "spelling"

Means = Callable[[Value | None, Value | None], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    `where` is the part (``clause 3.1``, ``place river``), `key` what of it, "" for the
    whole. `what` is ``added``, ``removed`` or ``changed`` in substance, ``words`` for
    texts and names, ``spelling`` where only the way of writing differs. `old` and `new`
    are as written; `old_normal` and `new_normal` in SI, feet for heights, where that
    says more. `meaning` may be "".
    """

    where: str
    key: str
    what: str
    old: str | None
    new: str | None
    meaning: str = ""
    old_normal: str | None = None
    new_normal: str | None = None


def value_change(
    where: str, key: str, old: Value, new: Value, means: Means
) -> Iterator[Change]:
    """Yield the change of one value, if it changed at all.

    A value that only one side writes out, and that is the default's on the other, is a
    change of spelling.
    """
    if old.normal == new.normal:
        if old.written != new.written:
            yield _change(where, key, SPELLING, old, new, "")
        return
    what = CHANGED
    if old.normal is None:
        what = ADDED
    elif new.normal is None:
        what = REMOVED
    yield _change(where, key, what, old, new, means(old, new))


def texts(
    where: str, key: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Change]:
    """Yield the changes of a text, language by language."""
    for language in dict.fromkeys((*old, *new)):
        one, other = old.get(language), new.get(language)
        if one != other:
            yield Change(where, f"{key}.{language}", WORDS, one, other)


def _change(
    where: str, key: str, what: str, old: Value, new: Value, meaning: str
) -> Change:
    return Change(
        where,
        key,
        what,
        None if old.normal is None else str(old),
        None if new.normal is None else str(new),
        meaning,
        None if old.normal is None else old.text,
        None if new.normal is None else new.text,
    )
