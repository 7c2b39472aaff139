"""Whether two records were judged by the same terms, clause by clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from thalweg.archive.slice import watch_of
from thalweg.findings.counts import WATCHED
from thalweg.model.agreement import Agreement, Clause

NOT_JUDGED_BY = frozenset({"id", "text", "lookahead_s", "daa"})
"""What a clause says that no grade or count depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One clause as both sides have it.

    `request_here` and `request_there` are the digests of what was asked of the
    detectors over the common period, None where there is no such clause, or where the
    agreement is one and nothing had to be asked. `differs` has a line for each figure
    that is not the same: its name, its value here and there.
    """

    clause: str
    request_here: str | None
    request_there: str | None
    differs: tuple[tuple[str, str, str], ...]

    @property
    def same(self) -> bool:
        """Whether both sides judged by the same clause."""
        return not self.differs

    def mirrored(self) -> Terms:
        """Return the same as the other side says it."""
        return Terms(
            clause=self.clause,
            request_here=self.request_there,
            request_there=self.request_here,
            differs=tuple((name, there, here) for name, here, there in self.differs),
        )


def terms(
    here: Agreement,
    there: Agreement,
    period_us: tuple[int, int],
    rules: tuple[str, str],
) -> Mapping[str, Terms]:
    """Return the watched clauses of either side, by id, in their order here.

    `rules` names the rules of judgement of each side: where they are not the same, no
    clause was judged by the same terms.
    """
    ours, theirs = _watched(here), _watched(there)
    asked: list[Mapping[str, str]] = [{}, {}]
    if here.sha256 != there.sha256:
        asked = [watch_of(side, *period_us).requests for side in (here, there)]
    found = {}
    for clause in sorted(ours.keys() | theirs.keys()):
        requests = [requests.get(clause) for requests in asked]
        differs = list(_differs(ours.get(clause), theirs.get(clause)))
        if not differs and requests[0] != requests[1]:
            said = str(requests[0])[:12], str(requests[1])[:12]
            differs = [("digest of its places and defaults", *said)]
        if rules[0] != rules[1]:
            differs = [("rules of judgement", *rules), *differs]
        found[clause] = Terms(
            clause=clause,
            request_here=requests[0],
            request_there=requests[1],
            differs=tuple(differs),
        )
    return found


def roster_differs(here: Agreement, there: Agreement) -> bool:
    """Tell whether whose an aircraft is was told by other rules."""
    return here.roster != there.roster or here.parties != there.parties


def _watched(agreement: Agreement) -> dict[str, Clause]:
    return {c.id: c for c in agreement.clauses if isinstance(c, WATCHED)}


def _differs(
    here: Clause | None, there: Clause | None
) -> Sequence[tuple[str, str, str]]:
    if here is None or there is None:
        none = "no such clause"
        ours = none if here is None else here.kind
        return [("clause", ours, none if there is None else there.kind)]
    if type(here) is not type(there):
        return [("kind", here.kind, there.kind)]
    names = [f.name for f in fields(here) if f.name not in NOT_JUDGED_BY]
    values = ((n, getattr(here, n), getattr(there, n)) for n in names)
    return [(n, _said(a), _said(b)) for n, a, b in values if a != b]


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
