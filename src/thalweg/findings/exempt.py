"""Which time is exempt: emergencies, and flights that were notified (RULES §7)."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from thalweg.agreement.shape import ShapeError, polygon_of
from thalweg.errors import ConfigError
from thalweg.model.agreement import Agreement, Clause, HazardNotice
from thalweg.model.notice import Notice
from thalweg.model.place import PolygonPlace, Position
from thalweg.times import US_PER_MIN, US_PER_S

I64 = NDArray[np.int64]

EMERGENCY_SQUAWK = "7700"
# Emergency states of DO-260B 2.2.3.2.7.8 that are nobody's interference (5, nordo is
# 7600's and unlawful 7500's, which do not exempt).
EMERGENCY_STATES = frozenset({"general", "lifeguard", "minfuel", "downed"})
EMERGENCY_TAIL_US = 10 * US_PER_MIN
REFUSED = "refuse"
AFFIRMED = "affirm"
NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A stretch of exempt time and what exempts it."""

    by: str
    spans_us: tuple[tuple[int, int], ...]


def emergency(rows: Sequence[Mapping[str, Any]]) -> Exemption | None:
    """Return the time of a declared emergency in a mover's rows, kept or dropped.

    From each declaration to 10 min after it; rows hold `time` (microseconds), `squawk`
    and `emergency`.
    """
    declared = [
        int(row["time"])
        for row in rows
        if row["squawk"] == EMERGENCY_SQUAWK
        or (row["emergency"] or "").lower() in EMERGENCY_STATES
    ]
    if not declared:
        return None
    spans = [(t_us, t_us + EMERGENCY_TAIL_US) for t_us in sorted(declared)]
    return Exemption("emergency", _joined(spans))


def notified(
    rows: Sequence[Mapping[str, Any]],
    party: str,
    *,
    notices: Iterable[Notice],
    clause: Clause,
    agreement: Agreement,
    largest_gap_us: int,
) -> list[Exemption]:
    """Return the time during which each notice covers a mover.

    Parameters
    ----------
    rows
        the mover's kept rows, in time.
    party
        the mover's party.
    notices
        those of the agreement's parties, whatever they say.
    clause
        says whether a notice must have been affirmed.
    agreement
        for areas, affiliates and the lead of ``notice.hazard``.
    largest_gap_us
        longest gap between rows that is bridged.
    """
    lead_us = _lead_us(agreement)
    found = []
    for notice in notices:
        if not _heard(notice, party, clause, agreement, lead_us):
            continue
        if not _names(notice, rows):
            continue
        spans = _inside(rows, notice, agreement, largest_gap_us)
        if spans:
            found.append(Exemption(f"notified {notice.notice} (file)", spans))
    return found


def covered(breach_us: I64, exemptions: Sequence[Exemption]) -> tuple[bool, int]:
    """Tell whether all of a breach is exempt, and how many microseconds are."""
    spans = _joined(sorted(s for e in exemptions for s in e.spans_us))
    exempt = 0
    for start, end in breach_us.tolist():
        exempt += sum(max(0, min(end, b) - max(start, a)) for a, b in spans)
    whole = int((breach_us[:, 1] - breach_us[:, 0]).sum())
    return exempt >= whole and whole > 0, exempt


def notices_of(decisions: pa.Table) -> tuple[Notice, ...]:
    """Return the notices that stand among decisions."""
    found = []
    for row in decisions.select(["kind", "value", "source"]).to_pylist():
        if row["kind"] == NOTICE:
            said = json.loads(row["value"])
            ring = tuple(Position(lat_deg=y, lon_deg=x) for x, y in said.pop("ring"))
            movers = tuple(said.pop("movers"))
            found.append(Notice(ring=ring, movers=movers, source=row["source"], **said))
    return tuple(sorted(found, key=lambda n: (n.notice, n.source)))


def notice_decision(notice: Notice) -> dict[str, Any]:
    """Return a notice as a row of DECISIONS, its value yet to be spelt as JSON."""
    return {
        "kind": NOTICE,
        "mover": None,
        "from": notice.from_us,
        "to": notice.to_us,
        "subject": notice.notice,
        "value": {
            "notice": notice.notice,
            "party": notice.party,
            "area": notice.area,
            "ring": [[p.lon_deg, p.lat_deg] for p in notice.ring],
            "floor_ft": notice.floor_ft,
            "ceiling_ft": notice.ceiling_ft,
            "from_us": notice.from_us,
            "to_us": notice.to_us,
            "movers": list(notice.movers),
            "received_us": notice.received_us,
            "answer": notice.answer,
        },
        "source": notice.source,
    }


def _lead_us(agreement: Agreement) -> int:
    leads = [c.lead_s for c in agreement.clauses if isinstance(c, HazardNotice)]
    return round(max(leads, default=0.0) * US_PER_S)


def _heard(
    notice: Notice, party: str, clause: Clause, agreement: Agreement, lead_us: int
) -> bool:
    """Tell whether a notice binds: by the right party, in time, and not refused."""
    parents = {p.id: p.affiliate_of for p in agreement.parties}
    if notice.party not in (party, parents.get(party)):
        return False
    if notice.received_us > notice.from_us - lead_us or notice.answer == REFUSED:
        return False
    return clause.needs != AFFIRMED or notice.answer == AFFIRMED


def _names(notice: Notice, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a notice names a mover: by its id or by a glob of its callsign."""
    if not notice.movers:
        return True
    words = {str(row["mover"]) for row in rows}
    words |= {str(row["callsign"]) for row in rows if row["callsign"]}
    return any(
        fnmatchcase(word.upper(), pattern.upper())
        for word in words
        for pattern in notice.movers
    )


def _inside(
    rows: Sequence[Mapping[str, Any]],
    notice: Notice,
    agreement: Agreement,
    largest_gap_us: int,
) -> tuple[tuple[int, int], ...]:
    """Return when a path is inside a notice's area, heights and time.

    The area's edges are geodesics, as those of every place. A path is straight in the
    plane of longitude and latitude; between reports at most `largest_gap_us` apart
    that is within a few metres.
    """
    area = _area(notice, agreement)
    spans: list[tuple[int, int]] = []
    for before, after in itertools.pairwise(rows):
        start, end = int(before["time"]), int(after["time"])
        if end - start > largest_gap_us or end <= start:
            continue
        shares = _area_shares(area, before, after)
        low, high = _height_share(before, after, notice)
        for a, b in shares:
            a, b = max(a, low), min(b, high)
            first = max(start + round(a * (end - start)), notice.from_us)
            last = min(start + round(b * (end - start)), notice.to_us)
            if first < last:
                spans.append((first, last))
    return _joined(spans)


def _area(notice: Notice, agreement: Agreement) -> shapely.Polygon:
    if notice.ring:
        return _polygon(PolygonPlace(id=notice.source, ring=notice.ring))
    place = agreement.places[notice.area]
    return _polygon(place) if isinstance(place, PolygonPlace) else shapely.Polygon()


@lru_cache(maxsize=64)
def _polygon(place: PolygonPlace) -> shapely.Polygon:
    """Return a polygon with geodesic edges, made once for all findings."""
    try:
        polygon = polygon_of(place)
    except ShapeError as error:
        raise ConfigError([f"{place.id}: area: {error}"]) from error
    shapely.prepare(polygon)
    return polygon


def _area_shares(
    area: shapely.Polygon, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[float, float]]:
    if area.is_empty:
        return []
    # Longitudes of an area may exceed 180: the path is moved to it by whole turns.
    middle_deg = 0.5 * (area.bounds[0] + area.bounds[2])
    a = (_near_deg(before["lon_deg"], middle_deg), before["lat_deg"])
    b = (_near_deg(after["lon_deg"], a[0]), after["lat_deg"])
    line = shapely.LineString([a, b]) if a != b else shapely.Point(a)
    if area.covers(line):
        return [(0.0, 1.0)]
    if a == b or not area.intersects(line):
        return []
    shares = []
    for piece in shapely.get_parts(area.intersection(line)):
        if piece.geom_type == "LineString" and piece.length > 0.0:
            ends = [
                line.project(shapely.Point(c), normalized=True) for c in piece.coords
            ]
            shares.append((min(ends), max(ends)))
    return shares


def _near_deg(lon_deg: float, about_deg: float) -> float:
    """Return a longitude moved by whole turns to within half a turn of another."""
    return lon_deg - 360.0 * round((lon_deg - about_deg) / 360.0)


def _height_share(
    before: Mapping[str, Any], after: Mapping[str, Any], notice: Notice
) -> tuple[float, float]:
    """Return the share of a step inside a notice's heights; never where unknown."""
    low, high = 0.0, 1.0
    if notice.floor_ft is None and notice.ceiling_ft is None:
        return low, high
    start_ft, end_ft = before["alt_baro_ft"], after["alt_baro_ft"]
    if start_ft is None or end_ft is None:
        return 1.0, 0.0
    for bound_ft, sign in ((notice.floor_ft, 1.0), (notice.ceiling_ft, -1.0)):
        if bound_ft is None:
            continue
        first, last = sign * (start_ft - bound_ft), sign * (end_ft - bound_ft)
        if first < 0.0 and last < 0.0:
            return 1.0, 0.0
        if first < 0.0:
            low = max(low, first / (first - last))
        elif last < 0.0:
            high = min(high, first / (first - last))
    return low, high


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
