"""Show an agreement: in words with every default in force, and as a drawing.

What both sides sign must be what both sides read: which bank is whose is said with the
compass, and what nobody watches yet is said too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from thalweg.agreement.draw import svg
from thalweg.agreement.ground import LineGround, line_ground
from thalweg.agreement.shape import WGS84, Ring, arrays
from thalweg.model.agreement import (
    Agreement,
    Clause,
    DayWindow,
    HazardNotice,
    HeightBound,
    KeepSide,
    Separation,
    StandOff,
    UnwatchedClause,
)
from thalweg.model.party import Party
from thalweg.model.place import (
    LinePlace,
    MoverPlace,
    Place,
    PointPlace,
    PolygonPlace,
    RoutePlace,
    TrackPlace,
)
from thalweg.times import iso
from thalweg.wire.geojson import point_text
from thalweg.wire.yaml import read_yaml

__all__ = ["compass", "side_words", "svg", "text"]

_WINDS = (
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
)
_DATUM_WORDS = {
    "baro": "of pressure altitude",
    "geo": "above the WGS84 ellipsoid",
    "amsl": "above mean sea level",
    "agl": "above ground",
}


def text(agreement: Agreement, lang: str = "en") -> str:
    """Return the agreement in words, with every default in force.

    Names and clause texts are in `lang` where the agreement has it, else in its first
    language. No line is broken: what shows it may wrap.
    """
    lines = [_said(agreement.title, lang), *_head(agreement), ""]
    lines += ["Parties", *_indented(_parties(agreement, lang)), ""]
    if agreement.roster:
        lines += ["Whose is it", *_indented(_roster(agreement)), ""]
    if agreement.places:
        places = (_place(place) for place in agreement.places.values())
        lines += ["Places", *_indented(places), ""]
    written = _written(agreement)
    unwatched: list[Clause] = []
    for clause in agreement.clauses:
        if isinstance(clause, UnwatchedClause | HazardNotice):
            unwatched.append(clause)
            continue
        lines += [f"Clause {clause.id}: {clause.kind}"]
        own = written.get(clause.id, frozenset())
        lines += [*_indented(_clause(agreement, clause, own, lang)), ""]
    if unwatched:
        lines += ["Agreed, but not watched yet"]
        for clause in unwatched:
            lines += _indented(_unwatched(clause, lang))
        lines += [""]
    figures = agreement.defaults
    lines += [
        "Figures for all clauses",
        f"  impossible above {figures.fastest_mps:g} m/s; "
        f"manoeuvre {figures.manoeuvre_mps2:g} m/s2; "
        f"days start at {_clock(agreement.day_starts_s)}",
    ]
    return "\n".join(lines) + "\n"


def side_words(ground: LineGround, sides: Mapping[str, str]) -> tuple[str, ...]:
    """Say which side of a line is whose: ``right of river is south-west: west's side``.

    `sides` maps parties to ``left`` and ``right``; a side that is nobody's is said too.
    """
    said = []
    for side in ("left", "right"):
        owners = [party for party, own in sides.items() if own == side]
        whose = " and ".join(f"{party}'s" for party in owners) or "nobody's"
        wind = compass(ground, side)
        said.append(f"{side} of {ground.place} is {wind}: {whose} side")
    return tuple(said)


def compass(ground: LineGround, side: str) -> str:
    """Return the point of the compass, of eight, towards one side of a line.

    From the middle of the other part to the middle of this one.
    """
    middles = [_middle(ground.left[0]), _middle(ground.right[0])]
    if side == "left":
        middles.reverse()
    (lat0_deg, lon0_deg), (lat1_deg, lon1_deg) = middles
    azimuth_deg, _, _ = WGS84.inv(lon0_deg, lat0_deg, lon1_deg, lat1_deg)
    return _WINDS[round(azimuth_deg / 45.0) % 8]


def _middle(ring: Ring) -> tuple[float, float]:
    """Return the centroid of a ring in the plane of longitude and latitude."""
    lat_deg, lon_deg = ring
    y, x = lat_deg - lat_deg[0], lon_deg - lon_deg[0]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum()
    x_deg = float(((x[:-1] + x[1:]) * cross).sum() / (3.0 * area))
    y_deg = float(((y[:-1] + y[1:]) * cross).sum() / (3.0 * area))
    return float(lat_deg[0]) + y_deg, float(lon_deg[0]) + x_deg


def _head(agreement: Agreement) -> list[str]:
    signed = ", ".join(agreement.signed_by)
    state = f"signed by {signed}" if signed else "UNSIGNED: nobody has signed this"
    head = [
        f"agreement {agreement.id}, edition {agreement.edition}: {state}",
        f"in force {_span(agreement.in_force_from_us, agreement.in_force_until_us)}",
        f"digest of its files (SHA-256): {agreement.sha256}",
    ]
    if agreement.manifest_sha256 is not None:
        whose = "keys that were given" if agreement.keys_given else "its own keys alone"
        head.append(f"digest of what was signed (SHA-256): {agreement.manifest_sha256}")
        head.append(f"signatures held against {whose}")
    return head


def _parties(agreement: Agreement, lang: str) -> Iterator[str]:
    for party in agreement.parties:
        yield f"{party.id}: {_said(party.name, lang)}{_standing(party)}"


def _standing(party: Party) -> str:
    if party.affiliate_of is not None:
        return f" (acts for {party.affiliate_of}, and is bound as it is)"
    return "" if party.bound else " (known by name, bound by nothing here)"


def _roster(agreement: Agreement) -> Iterator[str]:
    for party in dict.fromkeys(rule.party for rule in agreement.roster):
        rules = [rule for rule in agreement.roster if rule.party == party]
        by = dict.fromkeys(rule.strength for rule in rules)
        count = "1 rule" if len(rules) == 1 else f"{len(rules)} rules"
        yield f"{party}: {count}, by {' and '.join(by)}"
    yield "rules that disagree about one aircraft make it unknown, which is nobody's"


def _place(place: Place) -> str:
    if isinstance(place, PointPlace):
        where = point_text(lat_deg=place.at.lat_deg, lon_deg=place.at.lon_deg)
        error = f", within {_length(place.error_m)}" if place.error_m else ""
        return f"{place.id}: point {where}{error}"
    if isinstance(place, LinePlace):
        lat_deg, lon_deg = arrays(place.points)
        length_m = WGS84.line_length(lon_deg, lat_deg)
        ends = [
            point_text(lat_deg=p.lat_deg, lon_deg=p.lon_deg)
            for p in (place.points[0], place.points[-1])
        ]
        return (
            f"{place.id}: line of {len(place.points)} points, "
            f"{length_m / 1000.0:.1f} km, from {ends[0]} to {ends[1]}"
        )
    if isinstance(place, PolygonPlace):
        holes = f" and {len(place.holes)} holes" if place.holes else ""
        return f"{place.id}: area of {len(place.ring)} corners{holes}"
    if isinstance(place, TrackPlace):
        span = _span(place.time_us[0], place.time_us[-1])
        return f"{place.id}: moves as {place.file} says, {span}"
    if isinstance(place, MoverPlace):
        return f"{place.id}: wherever {place.mover} is"
    assert isinstance(place, RoutePlace)
    return f"{place.id}: all within {_length(place.width_m / 2.0)} of {place.line}"


def _clause(
    agreement: Agreement, clause: Clause, own: frozenset[str], lang: str
) -> Iterator[str]:
    if clause.text:
        yield f'"{_said(clause.text, lang)}"'
    if isinstance(clause, KeepSide):
        yield from _keep_side(agreement, clause)
    elif isinstance(clause, Separation):
        yield from _separation(clause)
    elif isinstance(clause, StandOff):
        yield from _stand_off(clause)
    yield from _bounds(clause)
    yield from _limits(clause)
    figures = ", ".join(_figures(clause, own))
    yield f"figures in force: {figures}"


def _keep_side(agreement: Agreement, clause: KeepSide) -> Iterator[str]:
    ground = line_ground(agreement, clause)
    yield "looking along the line from its first point to its last:"
    for words in side_words(ground, clause.sides):
        yield f"  {words}"
    within = (
        f"inside {clause.area}"
        if clause.area is not None
        else f"within {_length(clause.reach_m or 0.0)} either side of the straight "
        "way between its ends"
    )
    yield f"holds {within} ({ground.area_m2 / 1e6:.0f} km2); outside, it is silent"
    yield (
        f"an excursion is deeper than {_length(clause.buffer_m)} on the other's side, "
        f"for {_time(clause.shortest_stay_s)} or longer"
    )


def _separation(clause: Separation) -> Iterator[str]:
    who = " and ".join(
        "any aircraft" if party == "any" else party for party in clause.between
    )
    yield (
        f"between {who}: an encounter is closer than {_length(clause.horizontal_m)} "
        f"and less than {clause.vertical_ft:g} ft apart in height, both at once"
    )
    near = clause.near_collision
    if near is not None:
        slant = f", or within {_length(near.slant_m)} in all" if near.slant_m else ""
        yield (
            f"a near collision is within {_length(near.horizontal_m)} and "
            f"{near.vertical_ft:g} ft{slant}"
        )


def _stand_off(clause: StandOff) -> Iterator[str]:
    yield f"protects {clause.protects}; restrains {' and '.join(clause.restrains)}"
    yield (
        f"within {_length(clause.radius_m)} of {' or '.join(clause.sites)} "
        f"for longer than {_time(clause.longest_stay_s)}"
    )
    if clause.overhead_m is not None:
        yield (
            f"or overhead, within {_length(clause.overhead_m)}, "
            f"for longer than {_time(clause.longest_overhead_s)}"
        )


def _bounds(clause: Clause) -> Iterator[str]:
    bounds: list[tuple[str, HeightBound | None]] = [
        ("from", getattr(clause, "floor", None)),
        ("up to", getattr(clause, "ceiling", None)),
    ]
    said = [f"{word} {_height(bound)}" for word, bound in bounds if bound is not None]
    yield f"heights: {', '.join(said)}" if said else "heights: all"
    unseen = {b.datum for _, b in bounds if b is not None} & {"amsl", "agl"}
    if unseen:
        words = " and ".join(_DATUM_WORDS[datum] for datum in sorted(unseen))
        yield f"no report says its height {words}: such a bound cannot be watched yet"


def _limits(clause: Clause) -> Iterator[str]:
    if clause.from_us is not None or clause.until_us is not None:
        yield f"in force {_span(clause.from_us, clause.until_us)}"
    if clause.hours:
        yield f"in force each day {' and '.join(map(_window, clause.hours))}"
    if clause.movers:
        yield f"for {', '.join(clause.movers)} only"
    if clause.exempt:
        needs = ", affirmed by the other side" if clause.needs else ""
        yield f"exempt: {' and '.join(clause.exempt)}{needs}"


def _figures(clause: Clause, own: frozenset[str]) -> Iterator[str]:
    """Yield each figure that a clause may leave to a default, and whether it does."""
    keys = {
        "largest_gap_s": "largest_gap",
        "rejoin_s": "rejoin",
        "same_stay_s": "same_stay",
        "buffer_m": "buffer",
        "shortest_stay_s": "shortest_stay",
        "longest_stay_s": "longest_stay",
        "longest_overhead_s": "longest_overhead",
        "level_tolerance_ft": "level_tolerance",
        "lookahead_s": "lookahead",
        "daa": "daa",
    }
    for name, key in keys.items():
        value: Any = getattr(clause, name, None)
        if value is None or (key == "longest_overhead" and _no_overhead(clause)):
            continue
        said = value
        if name.endswith("_s"):
            said = _time(value)
        elif name.endswith("_m"):
            said = _length(value)
        elif name.endswith("_ft"):
            said = f"{value:g} ft"
        default = "" if key in own else " (default)"
        yield f"{key} {said}{default}"


def _no_overhead(clause: Clause) -> bool:
    return isinstance(clause, StandOff) and clause.overhead_m is None


def _unwatched(clause: Clause, lang: str) -> Iterator[str]:
    yield f"{clause.id}: {clause.kind}"
    if clause.text:
        yield f'  "{_said(clause.text, lang)}"'
    if isinstance(clause, HazardNotice):
        answer = f", answered in {_time(clause.answer_s)}" if clause.answer_s else ""
        binding = "binding" if clause.binding else "not binding"
        yield f"  notice {_time(clause.lead_s)} ahead{answer}; {binding}"
        yield "  (its lead is used for the exemption 'notified')"
    if isinstance(clause, UnwatchedClause):
        yield f"  {'; '.join(_settings(clause.settings))}"


def _settings(settings: Mapping[str, object]) -> Iterator[str]:
    """Yield the values of a clause that has no detector, units last."""
    for name, value in settings.items():
        if name.endswith("_per_s"):
            continue
        key, _, unit = name.rpartition("_")
        words: Any = value
        if unit == "count":
            per_s = settings[f"{key}_per_s"]
            yield f"{key} {value} per {_time(float(str(per_s)))}"
        elif name == "at_s":
            yield f"at {_clock(words)}"
        elif unit in ("s", "m"):
            yield f"{key} {_time(words) if unit == 's' else _length(words)}"
        elif unit == "frac":
            yield f"{key} {words:g}"
        else:
            said = ", ".join(words) if isinstance(words, tuple) else words
            yield f"{name} {said}"


def _written(agreement: Agreement) -> dict[str, frozenset[str]]:
    """Return the keys that each clause itself, or ``defaults:``, writes out."""
    document = read_yaml(agreement.files[agreement.document], agreement.document)
    shared = frozenset(document.at(("defaults",)) or ())
    written = {}
    for clause in document.at(("clauses",)) or []:
        own = frozenset(clause) | (shared - {"largest_gap"})
        # The gap of pairs has its own default: another's says nothing about it.
        pairs = clause["kind"] == "air.separation"
        if ("pair_largest_gap" if pairs else "largest_gap") in shared:
            own |= {"largest_gap"}
        written[str(clause["id"])] = own
    return written


def _said(words: Mapping[str, str], lang: str) -> str:
    said = words.get(lang) or next(iter(words.values()), "")
    return " ".join(said.split())


def _span(from_us: int | None, until_us: int | None) -> str:
    if from_us is None and until_us is None:
        return "always"
    start = f"from {iso(from_us)}" if from_us is not None else ""
    end = f"until {iso(until_us)}" if until_us is not None else ""
    return " ".join(part for part in (start, end) if part)


def _window(window: DayWindow) -> str:
    return f"{_clock(window.from_s)}-{_clock(window.to_s)}"


def _clock(of_day_s: int) -> str:
    return f"{of_day_s // 3600:02d}:{of_day_s % 3600 // 60:02d}Z"


def _height(bound: HeightBound) -> str:
    return f"{bound.value_ft:g} ft {_DATUM_WORDS[bound.datum]}"


def _time(length_s: float) -> str:
    for unit, size_s, least in (("d", 86_400.0, 1), ("h", 3600.0, 1), ("min", 60.0, 2)):
        if length_s >= least * size_s and length_s % size_s == 0.0:
            return f"{length_s / size_s:g} {unit}"
    return f"{length_s:g} s"


def _length(length_m: float) -> str:
    """Write a length in the unit that makes it a short number, and in metric."""
    metric = f"{length_m / 1000.0:g} km" if length_m >= 1000.0 else f"{length_m:g} m"
    if length_m == 0.0 or np.isclose(length_m % 100.0, 0.0):
        return metric
    for unit, size_m in (("nmi", 1852.0), ("ft", 0.3048)):
        count = round(length_m / size_m, 6)
        if count >= 1.0 and count == int(count):
            return f"{int(count)} {unit} ({metric})"
    return metric


def _indented(lines: Iterator[str]) -> list[str]:
    return [f"  {line}" for line in lines]
