"""Whose a mover is, flight by flight, and on what ground (RULES §1).

All conditions of a rule must hold; rules that disagree give ``unknown``. Callsigns are
compared without blanks around them and in capitals, globs (``*`` and ``?``) too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import rfc8785

from thalweg.errors import InputError
from thalweg.kernels.clean import CONFLICT
from thalweg.kernels.together import number_flights
from thalweg.model.party import NEUTRAL, UNKNOWN, Party, RosterRule
from thalweg.tracks.decisions import Decision
from thalweg.tracks.reports import I8, I32, I64, Reports, Words

# The strongest ground first; a claim is only what somebody said.
STRENGTHS = ("address", "feed", "callsign", "claim")
Called = frozenset[tuple[str, str]]


class Verdict(NamedTuple):
    """Whose a flight is; `ground` and `strength` are None where no rule says.

    Where rules disagree the party is unknown, and `ground` names them all.
    """

    party: str
    ground: str | None
    strength: str | None
    manoeuvre_mps2: float | None


NOBODY = Verdict(UNKNOWN, None, None, None)


class Flights(NamedTuple):
    """The flights of all movers, in order, and the flight of each row.

    `callsign` is a code into the sorted callsigns, -1 where none was heard.
    """

    of_row: I32
    mover: I32
    start_us: I64
    end_us: I64
    callsign: I32
    callsigns: tuple[str, ...]
    verdicts: tuple[Verdict, ...]


def normal_callsign(text: str) -> str:
    """Return a callsign as it is compared: no blanks around it, in capitals."""
    return text.strip().upper()


def glob_matches(glob: str, text: str) -> bool:
    """Say whether all of `text` fits `glob`, where ``*`` is any run and ``?`` any one.

    In time at most the product of the lengths: a proposed agreement is hostile input.
    """
    g = t = 0
    star, resume = -1, 0
    while t < len(text):
        if g < len(glob) and glob[g] == "*":
            star, resume, g = g, t, g + 1
        elif g < len(glob) and glob[g] in ("?", text[t]):
            g, t = g + 1, t + 1
        elif star >= 0:
            resume += 1
            g, t = star + 1, resume
        else:
            return False
    return all(c == "*" for c in glob[g:])


class Roster:
    """The roster, ready to be asked about many flights."""

    def __init__(self, rules: Sequence[RosterRule], parties: Sequence[Party]) -> None:
        known = {party.id for party in parties} | {NEUTRAL, UNKNOWN}
        strange = sorted({rule.party for rule in rules} - known)
        if strange:
            raise InputError(
                f"roster names parties that the agreement does not: {strange}"
            )
        self._rules = tuple(rules)
        # A roster may list thousands of addresses: those are looked up, not tried.
        self._by_address: dict[int, list[int]] = defaultdict(list)
        self._others: list[int] = []
        for k, rule in enumerate(rules):
            for address in rule.addresses:
                self._by_address[address].append(k)
            if not rule.addresses:
                self._others.append(k)

    def verdict(self, mover: str, called: Called, callsign: str | None) -> Verdict:
        """Say whose a flight is.

        Parameters
        ----------
        mover
            The canonical mover: an address in hexadecimal, or ``feed:id``.
        called
            The (feed, id) pairs under which the flight's reports came.
        callsign
            The flight's callsign as compared, None where none was heard.
        """
        address = None if ":" in mover else int(mover, 16)
        listed = self._by_address.get(address, []) if address is not None else []
        holding = [
            rule
            for rule in (self._rules[k] for k in sorted([*listed, *self._others]))
            if _holds(rule, address, called, callsign)
        ]
        if not holding:
            return NOBODY
        turns_mps2 = [r.manoeuvre_mps2 for r in holding if r.manoeuvre_mps2 is not None]
        # Where several hold, the greatest: it never makes a measure look surer.
        manoeuvre_mps2 = max(turns_mps2, default=None)
        if len({rule.party for rule in holding}) > 1:
            grounds = ", ".join(rule.ground for rule in holding)
            return Verdict(UNKNOWN, f"disagree: {grounds}", None, manoeuvre_mps2)
        best = min(holding, key=lambda rule: STRENGTHS.index(rule.strength))
        return Verdict(best.party, best.ground, best.strength, manoeuvre_mps2)


def _holds(
    rule: RosterRule, address: int | None, called: Called, callsign: str | None
) -> bool:
    if rule.addresses and address not in rule.addresses:
        return False
    if rule.address_range is not None:
        low, high = rule.address_range
        if address is None or not low <= address <= high:
            return False
    if rule.callsign is not None and (
        callsign is None or not glob_matches(normal_callsign(rule.callsign), callsign)
    ):
        return False
    if rule.feed is None and not rule.movers:
        return True
    return any(
        (rule.feed is None or feed == rule.feed)
        and (not rule.movers or mover in rule.movers)
        for feed, mover in called
    )


def attribute(
    reports: Reports, kept: I8, callsign: Words, called_as: Words, roster: Roster
) -> Flights:
    """Cut reports into flights and say whose each is.

    `callsign` and `called_as` (the feed's own id) are columns in the order of
    `reports`.
    """
    heard, callsigns = _normal(callsign)
    counts = kept != CONFLICT
    of_row = number_flights(reports.mover, reports.time_us, heard, counts)
    starts = np.flatnonzero(np.diff(of_row, prepend=-1))
    ends = np.append(starts[1:], of_row.size) - 1 if of_row.size else starts
    of_flight = np.full(starts.size, -1, np.int32)
    speaks = np.flatnonzero((heard >= 0) & counts)
    of_flight[of_row[speaks[::-1]]] = heard[speaks[::-1]]
    called = _called(reports, called_as, of_row, starts.size)
    mover = reports.mover[starts]
    asked: dict[tuple[int, int, Called], Verdict] = {}
    verdicts = []
    for key in zip(mover.tolist(), of_flight.tolist(), called, strict=True):
        if key not in asked:
            code, sign, names = key
            text = callsigns[sign] if sign >= 0 else None
            asked[key] = roster.verdict(reports.names[code], names, text)
        verdicts.append(asked[key])
    return Flights(
        of_row=of_row,
        mover=mover,
        start_us=reports.time_us[starts],
        end_us=reports.time_us[ends],
        callsign=of_flight,
        callsigns=callsigns,
        verdicts=tuple(verdicts),
    )


def _normal(callsign: Words) -> tuple[I32, tuple[str, ...]]:
    """Return callsigns as compared; an empty one counts as missing."""
    texts = [normal_callsign(value) for value in callsign.values]
    in_order = sorted({text for text in texts if text})
    rank = {text: k for k, text in enumerate(in_order)}
    to_code = np.array([rank.get(text, -1) for text in texts] + [-1], np.int32)
    return to_code[callsign.codes], tuple(in_order)


def _called(
    reports: Reports, called_as: Words, of_row: I32, n_flights: int
) -> list[Called]:
    """Return for each flight the (feed, id) pairs its reports came under."""
    n_ids = len(called_as.values)
    pair = reports.feed.astype(np.int64) * n_ids + called_as.codes
    changes = np.flatnonzero(
        (np.diff(pair, prepend=-1) != 0) | (np.diff(of_row, prepend=-1) != 0)
    )
    n_pairs = max(1, len(reports.feeds) * n_ids)
    keys = np.unique(of_row[changes].astype(np.int64) * n_pairs + pair[changes])
    out: list[set[tuple[str, str]]] = [set() for _ in range(n_flights)]
    for key in keys.tolist():
        flight, p = divmod(key, n_pairs)
        out[flight].add((reports.feeds[p // n_ids], called_as.values[p % n_ids]))
    return [frozenset(names) for names in out]


def roster_decisions(reports: Reports, flights: Flights) -> list[Decision]:
    """Return a `roster` row for each flight; `from` and `to` are its ends."""
    return [
        Decision(
            kind="roster",
            mover=reports.names[flights.mover[k]],
            subject=verdict.party,
            value=rfc8785.dumps(
                {"ground": verdict.ground, "strength": verdict.strength}
            ).decode(),
            source=verdict.ground or "roster",
            from_us=int(flights.start_us[k]),
            to_us=int(flights.end_us[k]),
        )
        for k, verdict in enumerate(flights.verdicts)
    ]


def manoeuvre_decisions(
    reports: Reports, flights: Flights, default_mps2: float
) -> list[Decision]:
    """Return a `manoeuvre` row for each mover of which a roster rule sets one.

    It is one number for the whole input, as quanta are: the greatest of its flights,
    `default_mps2` for those that no rule speaks of. Were it a flight's own, evidence
    of another flight would not show what that one was measured with.
    """
    of_mover: dict[int, list[Verdict]] = defaultdict(list)
    for code, verdict in zip(flights.mover.tolist(), flights.verdicts, strict=True):
        of_mover[code].append(verdict)
    out = []
    for code, verdicts in of_mover.items():
        if all(verdict.manoeuvre_mps2 is None for verdict in verdicts):
            continue
        turns_mps2 = [
            default_mps2 if verdict.manoeuvre_mps2 is None else verdict.manoeuvre_mps2
            for verdict in verdicts
        ]
        widest = verdicts[turns_mps2.index(max(turns_mps2))]
        stated = widest.manoeuvre_mps2 is not None
        out.append(
            Decision(
                kind="manoeuvre",
                mover=reports.names[code],
                subject=widest.party,
                value=rfc8785.dumps({"mps2": max(turns_mps2)}).decode(),
                source=(widest.ground or "roster") if stated else "rules/1 §13",
            )
        )
    return out
