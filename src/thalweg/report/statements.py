"""What the parties say of a finding, and the room kept for those who have not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thalweg.model.agreement import Agreement, Clause, KeepSide, Separation, StandOff
from thalweg.report.folder import Row
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.words import plain

VERDICTS = ("supported", "contradicted", "undecidable")
"""What the record makes of a statement: the last means that it cannot tell."""

_LONGEST_WHO, _LONGEST_MARK = 80, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody said of one finding, as it lies beside the record.

    `party` is the id of the party that speaks, None where a person speaks for nobody
    but himself, as in a review; `mark` is a review's mark, such as ``disputed``, or
    empty; `verdict` is one of `VERDICTS`, or empty. `at_us` is microseconds since 1970,
    UTC.
    """

    who: str
    words: str
    at_us: int
    mark: str = ""
    party: str | None = None
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement, ready to be shown."""

    words: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A party's place on the page: what it said, or an empty box to be filled in."""

    party: str
    said: Sequence[Said]


def rooms(
    row: Row,
    clause: Clause | None,
    names: Names,
    agreement: Agreement,
    statements: Iterable[Statement] = (),
    *,
    longest: int = 4000,
) -> list[Room]:
    """Return a room for each party that a finding concerns, those it names first."""
    told = list(statements)
    return [
        Room(
            party=names.party(party),
            said=[shown(s, names.say, longest) for s in told if s.party == party],
        )
        for party in concerned(row, clause, agreement)
    ]


def concerned(row: Row, clause: Clause | None, agreement: Agreement) -> list[str]:
    """Return the ids of the parties that a finding concerns.

    They are the finding's parties, an affiliate's owner in its place, then those whom
    the clause has on the other side: of the line, of the pair, or at the site. Nobody
    but a party that the agreement binds is among them.
    """
    owners = {p.id: p.affiliate_of or p.id for p in agreement.parties if p.bound}
    named = [row["party"], row["other_party"], *(row["parties"] or ())]
    named += _by_clause(clause)
    found = [owners[party] for party in named if party in owners]
    return list(dict.fromkeys(party for party in found if party in owners))


def _by_clause(clause: Clause | None) -> Sequence[str]:
    if isinstance(clause, KeepSide):
        return list(clause.sides)
    if isinstance(clause, Separation):
        return clause.between
    return [clause.protects] if isinstance(clause, StandOff) else []


def shown(statement: Statement, say: Language, longest: int = 4000) -> Said:
    """Return a statement in a line: who, when, what, cut to `longest` characters."""
    words = say.name(plain(statement.words, longest=longest))
    if len(statement.words) > longest:
        words = f"{words} {say('finding-statement-cut')}"
    about = {
        "who": say.name(plain(statement.who, longest=_LONGEST_WHO)),
        "when": say.moment(statement.at_us),
        "words": words,
    }
    if statement.mark:
        key = f"finding-mark-{statement.mark}"
        mark = (
            say(key) if say.has(key) else plain(statement.mark, longest=_LONGEST_MARK)
        )
        line = say("finding-statement-marked", mark=mark, **about)
    else:
        line = say("finding-statement-said", **about)
    return Said(words=line, verdict=statement.verdict)
