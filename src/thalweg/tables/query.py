"""Which findings are meant: one question, asked the same way everywhere.

An export, a comparison of two records, a page and a list of rows all filter FINDINGS
by the same five things. What a filter means is said here, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pyarrow as pa
import pyarrow.compute as pc

from thalweg.errors import InputError
from thalweg.tables.contract import UTC_US
from thalweg.times import iso, parse_iso

GRADES = ("certain", "probable", "possible")
"""The grades of a finding, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which findings are meant; what is left empty asks for all.

    A finding is meant if all of these hold:

    * it overlaps the period from `from_us` (included) to `to_us` (not included), in
      microseconds since 1970, UTC. Its own ends are both inside it, so that one which
      began before, or ends after, is in it whole;
    * its clause is one of `clauses`;
    * its `party` or its `other_party` is one of `parties`. Ids are taken as they
      stand: an affiliate is asked for by its own id, as findings and counts name it;
    * its grade is one of `grades`.

    Raises
    ------
    InputError
        The period holds no time, or a grade is none.
    """

    from_us: int | None = None
    to_us: int | None = None
    clauses: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what can never be meant."""
        low, high = self.from_us, self.to_us
        if low is not None and high is not None and low >= high:
            raise InputError(
                f"the period from {iso(low)} to {iso(high)} holds no time; "
                "it ends where it begins, or before"
            )
        known("grade", self.grades, GRADES)

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.narrows and self.from_us is None and self.to_us is None

    @property
    def narrows(self) -> bool:
        """Whether findings are asked for by anything but the period."""
        return bool(self.clauses or self.parties or self.grades)

    def findings(self, table: pa.Table) -> pa.Table:
        """Return the rows of FINDINGS that are meant, in their order."""
        masks = [_overlaps(table, self.from_us, self.to_us)]
        if self.clauses:
            masks.append(_among(table, "clause", self.clauses))
        if self.parties:
            first, second = (
                _among(table, name, self.parties) for name in ("party", "other_party")
            )
            masks.append(pc.or_(first, second))
        if self.grades:
            masks.append(_among(table, "grade", self.grades))
        whole = masks[0]
        for mask in masks[1:]:
            whole = pc.and_(whole, mask)
        return table.filter(whole)

    def tracks(self, table: pa.Table) -> pa.Table:
        """Return the rows of TRACKS in the period; clause and party say nothing here.

        Which rows bear the findings that are meant is for the evidence to say.
        """
        time = table.column("time")
        mask = _yes(table)
        if self.from_us is not None:
            mask = pc.and_(mask, pc.greater_equal(time, _instant(self.from_us)))
        if self.to_us is not None:
            mask = pc.and_(mask, pc.less(time, _instant(self.to_us)))
        return table.filter(mask)

    def words(self) -> str:
        """Say in one line what is meant, ``everything`` where nothing is left out."""
        said = []
        if self.from_us is not None:
            said.append(f"from {iso(self.from_us)}")
        if self.to_us is not None:
            said.append(f"to {iso(self.to_us)}")
        for name, chosen in (
            ("clause", self.clauses),
            ("party", self.parties),
            ("grade", self.grades),
        ):
            if chosen:
                said.append(f"{name} {' or '.join(chosen)}")
        return ", ".join(said) or "everything"


def query_of(
    *,
    from_time: str | None = None,
    to_time: str | None = None,
    clauses: Iterable[str] = (),
    parties: Iterable[str] = (),
    grades: Iterable[str] = (),
    known_clauses: Sequence[str],
    known_parties: Sequence[str],
) -> Query:
    """Return the query that a person spelt in words.

    Parameters
    ----------
    from_time, to_time
        As `thalweg.times.parse_iso` reads them; None is open.
    clauses, parties, grades
        Each a word, or several with commas between; one named twice counts once.
    known_clauses, known_parties
        The ids that the agreement knows; ``neutral`` and ``unknown`` are parties too.

    Raises
    ------
    InputError
        A time is none, the period holds no time, or a word is unknown; the message
        names the option, the nearest known word, and all that are known.
    """
    return Query(
        from_us=_time("--from", from_time),
        to_us=_time("--to", to_time),
        clauses=known("--clause", _split("--clause", clauses), known_clauses),
        parties=known("--party", _split("--party", parties), known_parties),
        grades=known("--grade", _split("--grade", grades), GRADES),
    )


def known(
    name: str, words: tuple[str, ...], all_known: Sequence[str]
) -> tuple[str, ...]:
    """Return `words`; raise InputError naming the first that is not known.

    `name` says of what in the message; the nearest known word is named with it.
    """
    for word in words:
        if word in all_known:
            continue
        near = get_close_matches(word[:64].lower(), all_known, n=1, cutoff=0.5)
        hint = f"; nearest is {near[0]!r}" if near else ""
        listed = ", ".join(all_known)
        raise InputError(
            f"{name}: {word[:64]!r} is not known{hint}; known are {listed}"
        )
    return words


def _time(option: str, text: str | None) -> int | None:
    try:
        return None if text is None else parse_iso(text)
    except InputError as error:
        raise InputError(f"{option}: {error}") from error


def _split(option: str, texts: Iterable[str]) -> tuple[str, ...]:
    words = [word.strip() for text in texts for word in text.split(",")]
    if "" in words:
        raise InputError(f"{option}: a word is missing; wanted e.g. {option} a,b")
    return tuple(dict.fromkeys(words))


def _overlaps(
    table: pa.Table, from_us: int | None, to_us: int | None
) -> pa.ChunkedArray:
    mask = _yes(table)
    if from_us is not None:
        after = pc.greater_equal(table.column("end"), _instant(from_us))
        mask = pc.and_(mask, after)
    if to_us is not None:
        mask = pc.and_(mask, pc.less(table.column("start"), _instant(to_us)))
    return mask


def _among(table: pa.Table, name: str, words: Sequence[str]) -> pa.ChunkedArray:
    # A null is none of the words: an aircraft alone has no other party.
    return pc.is_in(table.column(name), value_set=pa.array(words, pa.string()))


def _yes(table: pa.Table) -> pa.Array:
    return pa.array([True] * table.num_rows, pa.bool_())


def _instant(at_us: int) -> pa.Scalar:
    return pa.scalar(at_us, UTC_US)
