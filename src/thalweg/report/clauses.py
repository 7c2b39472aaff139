"""Clauses in words, with every figure that decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thalweg.model.agreement import (
    Agreement,
    Clause,
    HazardNotice,
    HeightBound,
    KeepSide,
    Separation,
    StandOff,
)
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.words import Quantity, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The clause's own words in one language."""

    lang: str
    words: str


def kind_words(kind: str, say: Language) -> str:
    """Return what a kind of clause asks, in a few words."""
    key = f"clause-kind-{kind.replace('.', '-')}"
    return say(key) if say.has(key) else plain(kind)


def is_watched(clause: Clause) -> bool:
    """Tell whether this version has a detector that makes findings of the clause."""
    return isinstance(clause, KeepSide | Separation | StandOff)


def quotes(texts: Mapping[str, str], lang: str = "") -> list[Quote]:
    """Return the agreed words in every language they were agreed in, `lang` first."""
    ordered = sorted(texts.items(), key=lambda item: item[0] != lang)
    return [Quote(lang=plain(tag), words=plain(text)) for tag, text in ordered]


def in_words(clause: Clause, names: Names) -> str:
    """Return a clause with its figures as sentences, in the language of `names`."""
    say = names.say
    if isinstance(clause, KeepSide):
        told = _keep_side(clause, names)
    elif isinstance(clause, Separation):
        told = _separation(clause, names)
    elif isinstance(clause, StandOff):
        told = _stand_off(clause, names)
    elif isinstance(clause, HazardNotice):
        told = [say("clause-hazard", lead=say.span(clause.lead_s))]
    else:
        return ""
    if clause.exempt:
        exempt = [_exempt(word, say) for word in clause.exempt]
        told.append(say("clause-exempt", what=say.listed(exempt)))
    return " ".join(told)


def defaults_in_words(agreement: Agreement, say: Language) -> Sequence[tuple[str, str]]:
    """Return the figures of the rules that the agreement leaves in force."""
    d = agreement.defaults
    speed, turn = (
        say.quantity(Quantity(value, _places(value), unit))
        for value, unit in ((d.fastest_mps, "mps"), (d.manoeuvre_mps2, "mps2"))
    )
    return (
        (say("clause-default-fastest"), speed),
        (say("clause-default-manoeuvre"), turn),
        (say("clause-default-rejoin"), say.span(d.rejoin_s)),
        (say("clause-default-same-stay"), say.span(d.same_stay_s)),
    )


def _places(value: float) -> int:
    return len(f"{value:g}".partition(".")[2])


def _exempt(word: str, say: Language) -> str:
    key = f"clause-exempt-{word}"
    return say(key) if say.has(key) else plain(word)


def _keep_side(clause: KeepSide, names: Names) -> list[str]:
    say = names.say
    sides = say.listed(
        [
            say(f"clause-side-{side}", party=names.party(party))
            for party, side in clause.sides.items()
        ]
    )
    line = say.name(plain(clause.line))
    if clause.area:
        area = say.name(plain(clause.area))
        where = say("clause-side-area", line=line, area=area, sides=sides)
    else:
        reach = say.limit_m(clause.reach_m or 0.0)
        where = say("clause-side-reach", line=line, reach=reach, sides=sides)
    gap = say("clause-gap", gap=say.span(clause.largest_gap_s))
    return [where, _excursions(clause, say), gap, *_heights(clause, say)]


def _excursions(clause: KeepSide, say: Language) -> str:
    about = {
        "buffer": say.limit_m(clause.buffer_m, genitive=True),
        "rejoin": say.span(clause.rejoin_s),
    }
    if not clause.shortest_stay_s:
        return say("clause-side-counts-any", **about)
    shortest = say.span(clause.shortest_stay_s)
    return say("clause-side-counts", shortest=shortest, **about)


def _separation(clause: Separation, names: Names) -> list[str]:
    say = names.say
    tolerance = say.feet(clause.level_tolerance_ft)
    told = [_apart(clause, names), say("clause-apart-level", tolerance=tolerance)]
    near = clause.near_collision
    if near is not None:
        below = {
            "horizontal": say.limit_m(near.horizontal_m, genitive=True),
            "vertical": say.feet(near.vertical_ft),
        }
        if near.slant_m:
            slant = say.limit_m(near.slant_m, genitive=True)
            told.append(say("clause-apart-near-slant", slant=slant, **below))
        else:
            told.append(say("clause-apart-near", **below))
    told.append(say("clause-gap", gap=say.span(clause.largest_gap_s)))
    return [*told, *_heights(clause, say)]


def _apart(clause: Separation, names: Names) -> str:
    say = names.say
    minima = {
        "horizontal": say.limit_m(clause.horizontal_m, genitive=True),
        "vertical": say.feet(clause.vertical_ft),
    }
    named = [names.party(party) for party in clause.between if party != "any"]
    if not named:
        return say("clause-apart-any", **minima)
    if len(named) == 1:
        return say("clause-apart-one", party=named[0], **minima)
    return say("clause-apart-two", one=named[0], other=named[1], **minima)


def _stand_off(clause: StandOff, names: Names) -> list[str]:
    say = names.say
    about = {
        "who": say.listed([names.party(party) for party in clause.restrains]),
        "stay": say.span(clause.longest_stay_s),
        "radius": say.limit_m(clause.radius_m, genitive=True),
        "sites": say.listed([say.name(plain(site)) for site in clause.sites]),
        "whose": names.party(clause.protects),
    }
    if clause.overhead_m:
        over = {
            "overhead": say.span(clause.longest_overhead_s),
            "overhead-radius": say.limit_m(clause.overhead_m, genitive=True),
        }
        told = say("clause-away-overhead", **about, **over)
    else:
        told = say("clause-away", **about)
    unseen = say("clause-away-unseen", same=say.span(clause.same_stay_s))
    return [told, unseen, *_heights(clause, say)]


def _heights(clause: KeepSide | Separation | StandOff, say: Language) -> list[str]:
    floor, ceiling = _bound(clause.floor, say), _bound(clause.ceiling, say)
    if floor and ceiling:
        return [say("clause-heights-between", floor=floor, ceiling=ceiling)]
    if floor:
        return [say("clause-heights-from", floor=floor)]
    return [say("clause-heights-to", ceiling=ceiling)] if ceiling else []


def _bound(bound: HeightBound | None, say: Language) -> str:
    if bound is None:
        return ""
    return say(f"clause-height-{bound.datum}", height=say.feet(bound.value_ft))
