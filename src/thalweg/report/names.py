"""Names of parties, as a page in one language tells them.

Names come from an agreement that a stranger may have written: they are made plain, and
kept from turning the line around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from thalweg.model.agreement import Agreement
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.report.language import Language
from thalweg.report.language import language as language_of
from thalweg.report.words import plain

PAIR_MARK = " & "
"""Joins the two parties of a pair in `summary.json`, in the agreement's order."""

_NOBODYS = (NEUTRAL, UNKNOWN)


def said(texts: Mapping[str, str], lang: str, otherwise: str = "") -> str:
    """Return a text in `lang`, else in English, else in its first language."""
    for key in (lang, "en", *texts):
        if texts.get(key):
            return plain(texts[key])
    return plain(otherwise)


class Names:
    """Names of parties in one language, in the order that counts everywhere."""

    def __init__(self, agreement: Agreement, lang: Language | None = None) -> None:
        self.say = lang or language_of()
        self._names = {
            p.id: self.say.name(said(p.name, self.say.tag, p.id))
            for p in agreement.parties
        }
        self._of = {p.id: p.affiliate_of for p in agreement.parties if p.affiliate_of}
        self.order = (*self._names, NEUTRAL, UNKNOWN)

    def party(self, party: str | None) -> str:
        """Return a party's name; an affiliate says whose, a pair names both."""
        if not party:
            return self.say("not-said")
        if party in self._names:
            owner = self._of.get(party)
            name = self._names[party]
            if not owner:
                return name
            whose = self._names.get(owner, owner)
            return self.say("party-affiliate", name=name, owner=whose)
        if PAIR_MARK in party:
            return self.together(party.split(PAIR_MARK))
        if party in _NOBODYS:
            return self.say(f"party-{party}")
        return self.say.name(plain(party))

    def together(self, parties: Iterable[str | None]) -> str:
        """Return the parties of one finding: one, two, or two aircraft of one."""
        told = list(parties)
        if len(told) == 2 and told[0] == told[1]:
            if told[0] in _NOBODYS:
                return self.say(f"aircraft-two-{told[0]}")
            return self.say("aircraft-two-of", party=self.party(told[0]))
        return self.say.listed([self._aircraft(party) for party in told])

    def _aircraft(self, party: str | None) -> str:
        return self.say(f"aircraft-{party}") if party in _NOBODYS else self.party(party)

    def is_pair(self, party: str) -> bool:
        """Tell whether `party` of a summary row means two parties together."""
        return party not in self._names and PAIR_MARK in party

    def rank(self, party: str) -> tuple[int, str]:
        """Return a sort key: order in the agreement, pairs, neutral, unknown."""
        if party in self.order:
            at = self.order.index(party)
            return (at if party in self._names else at + 1, "")
        return (len(self._names), party)
