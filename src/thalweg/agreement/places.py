"""What differs between the places of two editions, and what ground that moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from thalweg.agreement.moved import area_of_m2, distance_m, hands, moved_m
from thalweg.agreement.record import ADDED, CHANGED, REMOVED, SPELLING, Change
from thalweg.agreement.shape import WGS84, arrays
from thalweg.model.agreement import (
    Agreement,
    Clause,
    KeepSide,
    StandOff,
    UnwatchedClause,
)
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
from thalweg.wire.written import Written, spelt

_KINDS: Mapping[type, str] = {
    PointPlace: "point",
    LinePlace: "line",
    PolygonPlace: "polygon",
    TrackPlace: "track",
    MoverPlace: "mover",
    RoutePlace: "route",
}


def place_changes(
    old: Agreement, new: Agreement, before: Written, after: Written
) -> Iterator[Change]:
    """Yield the changes of places; geometry decides, not where it is written."""
    renamed = dict(_renamed(old, new))
    for name, one in old.places.items():
        other = new.places.get(renamed.get(name, name))
        where = f"place {name}"
        if other is None:
            yield Change(where, "", REMOVED, _words(one), None)
        elif name in renamed:
            yield Change(where, "id", CHANGED, name, other.id)
        elif type(one) is not type(other):
            yield Change(where, "", CHANGED, _words(one), _words(other))
        else:
            yield from _place(where, one, other, old, new, before, after)
    for name, other in new.places.items():
        if name not in old.places and name not in renamed.values():
            yield Change(f"place {name}", "", ADDED, None, _words(other))


def hands_words(
    old: Agreement, old_clause: KeepSide, new: Agreement, new_clause: KeepSide
) -> str:
    """Say how much ground changes between two keep-side clauses, "" for none."""
    found = hands(old, old_clause, new, new_clause)
    if found is None:
        return ""
    said = [
        f"{_area(area_m2)} {words}"
        for area_m2, words in (
            (found.swapped_m2, "change sides"),
            (found.added_m2, "watched from now on"),
            (found.dropped_m2, "watched no longer"),
        )
        if area_m2 >= 1.0
    ]
    return ", ".join(said)


def _renamed(old: Agreement, new: Agreement) -> Iterator[tuple[str, str]]:
    fresh = [place for name, place in new.places.items() if name not in old.places]
    for name, one in old.places.items():
        if name in new.places:
            continue
        for other in fresh:
            if type(one) is type(other) and _content(one) == _content(other):
                fresh.remove(other)
                yield name, other.id
                break


def _content(place: Place) -> dict[str, object]:
    # Where a track comes from is no part of what it is.
    left_out = {"id", "file"}
    names = (name for name in type(place).__slots__ if name not in left_out)
    return {name: getattr(place, name) for name in names}


def _place(
    where: str,
    one: Place,
    other: Place,
    old: Agreement,
    new: Agreement,
    before: Written,
    after: Written,
) -> Iterator[Change]:
    path = ("places", one.id)
    texts = [spelt(side.document.at(path)) for side in (before, after)]
    if _content(one) == _content(other):
        if texts[0] != texts[1]:
            yield Change(where, "", SPELLING, texts[0], texts[1])
        return
    error_m = [getattr(place, "error_m", 0.0) for place in (one, other)]
    if error_m[0] != error_m[1]:
        sides = (before, after)
        written = [str(side.document.at((*path, "error")) or "0 m") for side in sides]
        yield Change(where, "error", CHANGED, written[0], written[1])
    said = [_words(place) for place in (one, other)]
    if isinstance(one, RoutePlace) and isinstance(other, RoutePlace):
        if one.width_m != other.width_m:
            wide = [str(s.document.at((*path, "width"))) for s in (before, after)]
            meaning = "wider" if other.width_m > one.width_m else "narrower"
            yield Change(where, "width", CHANGED, wide[0], wide[1], meaning)
        if one.line != other.line:
            yield Change(where, "route", CHANGED, one.line, other.line)
        return
    if _shape(one) != _shape(other):
        key = _KINDS[type(one)]
        parts = [_how_far(one, other), *_effects(one.id, old, new)]
        meaning = "; ".join(part for part in parts if part)
        yield Change(where, key, CHANGED, said[0], said[1], meaning)


def _shape(place: Place) -> dict[str, object]:
    return {k: v for k, v in _content(place).items() if k != "error_m"}


def _how_far(one: Place, other: Place) -> str:
    if isinstance(one, PointPlace) and isinstance(other, PointPlace):
        return f"moved {_length(distance_m(one.at, other.at))}"
    if isinstance(one, LinePlace) and isinstance(other, LinePlace):
        if one.points == other.points[::-1]:
            return "runs the other way: left and right change places"
        return f"moved by up to {_length(moved_m(one.points, other.points))}"
    if isinstance(one, PolygonPlace) and isinstance(other, PolygonPlace):
        rings = [(*place.ring, place.ring[0]) for place in (one, other)]
        return f"border moved by up to {_length(moved_m(rings[0], rings[1]))}"
    if isinstance(one, TrackPlace) and isinstance(other, TrackPlace):
        old = set(zip(one.time_us, one.points, strict=True))
        new = set(zip(other.time_us, other.points, strict=True))
        return f"{len(new - old)} fixes are new, {len(old - new)} are gone"
    return ""


def _effects(name: str, old: Agreement, new: Agreement) -> Iterator[str]:
    """Yield what a place's change does to each clause of both that names it."""
    later = {clause.id: clause for clause in new.clauses}
    users = []
    for clause in old.clauses:
        other = later.get(clause.id)
        if other is None or name not in _named(clause):
            continue
        if isinstance(clause, KeepSide) and isinstance(other, KeepSide):
            said = hands_words(old, clause, new, other) or "no ground changes"
            yield f"clause {clause.id}: {said}"
        else:
            users.append(clause.id)
    if users:
        yield f"named by {', '.join(users)}"


def _named(clause: Clause) -> set[str]:
    if isinstance(clause, KeepSide):
        return {clause.line, clause.area or ""}
    if isinstance(clause, StandOff):
        return set(clause.sites)
    if isinstance(clause, UnwatchedClause):
        return {str(clause.settings.get(key)) for key in ("site", "area", "zone")}
    return set()


def _words(place: Place) -> str:
    """Say what a place is, in a few words."""
    if isinstance(place, PointPlace):
        where = point_text(lat_deg=place.at.lat_deg, lon_deg=place.at.lon_deg)
        return f"point {where}"
    if isinstance(place, LinePlace):
        lat_deg, lon_deg = arrays(place.points)
        length_m = float(WGS84.line_length(lon_deg, lat_deg))
        return f"line of {len(place.points)} points, {length_m / 1000.0:.1f} km"
    if isinstance(place, PolygonPlace):
        holes = f", {len(place.holes)} holes" if place.holes else ""
        corners = f"{len(place.ring)} corners{holes}"
        return f"area of {corners}, {_area(area_of_m2(place))}"
    if isinstance(place, TrackPlace):
        span = f"{iso(place.time_us[0])} to {iso(place.time_us[-1])}"
        return f"track of {len(place.points)} fixes, {span}"
    if isinstance(place, MoverPlace):
        return f"wherever {place.mover} is"
    return f"all within {_length(place.width_m / 2.0)} of {place.line}"


def _length(length_m: float) -> str:
    if length_m >= 10_000.0:
        return f"{length_m / 1000.0:.1f} km"
    return f"{length_m:.0f} m" if length_m >= 10.0 else f"{length_m:.2f} m"


def _area(area_m2: float) -> str:
    if area_m2 >= 1e8:
        return f"{area_m2 / 1e6:,.0f} km2"
    return f"{area_m2 / 1e6:.1f} km2" if area_m2 >= 1e5 else f"{area_m2:.0f} m2"
