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
from thalweg.report.names import Names
from thalweg.report.words import feet, limit_m, listed, plain, span

_DATUMS = {
    "baro": "pressure altitude",
    "geo": "ellipsoid",
    "amsl": "AMSL",
    "agl": "AGL",
}
_KINDS = {
    "line.keep-side": "Keep to the own side of a line",
    "air.separation": "Keep apart in the air",
    "site.stand-off": "Keep away from protected forces",
    "notice.hazard": "Tell of hazards ahead",
    "channel.daily-call": "Daily call",
    "ground.build-up": "Ground build-up",
    "air.activity": "Air activity near a place",
    "spectrum.interference": "Interference with navigation",
    "zone.cease-fire": "Cease-fire zone",
    "contact.senior": "Senior contacts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The clause's own words in one language."""

    lang: str
    words: str


def kind_words(kind: str) -> str:
    """Return what a kind of clause asks, in a few words."""
    return _KINDS.get(kind, plain(kind))


def is_watched(clause: Clause) -> bool:
    """Tell whether this version has a detector that makes findings of the clause."""
    return isinstance(clause, KeepSide | Separation | StandOff)


def quotes(texts: Mapping[str, str]) -> list[Quote]:
    """Return the agreed words in every language they were agreed in."""
    return [Quote(lang=plain(lang), words=plain(text)) for lang, text in texts.items()]


def in_words(clause: Clause, names: Names) -> str:
    """Return a clause with its figures as sentences."""
    if isinstance(clause, KeepSide):
        said = _keep_side(clause, names)
    elif isinstance(clause, Separation):
        said = _separation(clause, names)
    elif isinstance(clause, StandOff):
        said = _stand_off(clause, names)
    elif isinstance(clause, HazardNotice):
        said = f"Hazards are told at least {span(clause.lead_s)} ahead."
    else:
        return ""
    if clause.exempt:
        said += f" Exempt: {listed([plain(word) for word in clause.exempt])}."
    return said


def defaults_in_words(agreement: Agreement) -> Sequence[tuple[str, str]]:
    """Return the figures of the rules that the agreement leaves in force."""
    d = agreement.defaults
    return (
        ("fastest step taken for flight", f"{d.fastest_mps:g} m/s"),
        ("manoeuvre allowed between two reports", f"{d.manoeuvre_mps2:g} m/s²"),
        ("excursions are joined when apart less than", span(d.rejoin_s)),
        ("stays are joined over unseen time up to", span(d.same_stay_s)),
    )


def _keep_side(clause: KeepSide, names: Names) -> str:
    sides = listed(
        [f"{names.party(party)} on the {side}" for party, side in clause.sides.items()]
    )
    where = (
        f"in the area {plain(clause.area)}"
        if clause.area
        else f"within the rectangle of {limit_m(clause.reach_m or 0.0)} about it"
    )
    return (
        f"Each party keeps to its own side of {plain(clause.line)}, {where}: {sides}, "
        "looking from its first point to its last. An excursion opens deeper than "
        f"{limit_m(clause.buffer_m)} beyond the line and counts from "
        f"{span(clause.shortest_stay_s)} there; excursions less than "
        f"{span(clause.rejoin_s)} apart are one. Gaps over "
        f"{span(clause.largest_gap_s)} are not bridged.{_heights(clause)}"
    )


def _separation(clause: Separation, names: Names) -> str:
    one, other = ("any" if p == "any" else names.party(p) for p in clause.between)
    who = (
        "any two aircraft"
        if one == other == "any"
        else f"aircraft of {one} and {other}"
    )
    said = (
        f"The distance of {who} is not to be below {limit_m(clause.horizontal_m)} "
        f"horizontally and below {feet(clause.vertical_ft)} vertically at one time. "
        f"Heights are held to be known to {feet(clause.level_tolerance_ft)} at best."
    )
    near = clause.near_collision
    if near is not None:
        slant = f", or {limit_m(near.slant_m)} in slant range" if near.slant_m else ""
        said += (
            f" Near collision: below {limit_m(near.horizontal_m)} and "
            f"{feet(near.vertical_ft)}{slant}."
        )
    said += f" Gaps over {span(clause.largest_gap_s)} are not bridged."
    return said + _heights(clause)


def _stand_off(clause: StandOff, names: Names) -> str:
    who = listed([names.party(party) for party in clause.restrains])
    sites = listed([plain(site) for site in clause.sites])
    whose = names.party(clause.protects)
    said = (
        f"Aircraft of {who} do not stay longer than {span(clause.longest_stay_s)} "
        f"within {limit_m(clause.radius_m)} of {sites}, which protects {whose}"
    )
    if clause.overhead_m:
        said += (
            f", nor longer than {span(clause.longest_overhead_s)} overhead, within "
            f"{limit_m(clause.overhead_m)}"
        )
    return (
        f"{said}. Time unseen for up to {span(clause.same_stay_s)} does not part a "
        f"stay and is not counted in it.{_heights(clause)}"
    )


def _heights(clause: KeepSide | Separation | StandOff) -> str:
    said = [
        f"{name} {_bound(bound)}"
        for name, bound in (("from", clause.floor), ("up to", clause.ceiling))
        if bound is not None
    ]
    return f" In force {' '.join(said)}." if said else ""


def _bound(bound: HeightBound) -> str:
    return f"{feet(bound.value_ft)} ({_DATUMS.get(bound.datum, bound.datum)})"
