"""The map of all findings: the ground that is watched, and where each finding lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from thalweg.model.agreement import Agreement, KeepSide, StandOff
from thalweg.report.base_map import base_map, locator
from thalweg.report.folder import Row
from thalweg.report.layers import circle_points, furniture, line_layers, site_layers
from thalweg.report.names import Names
from thalweg.report.plane import F64, Frame, Plane
from thalweg.report.scene import Grounds
from thalweg.report.style import PAIR, Look, Looks, mark
from thalweg.report.svg import element, picture
from thalweg.report.words import plain

WIDTH, TALLEST, MOST_MARKS = 700.0, 620.0, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """One line of the map's legend: a little picture and what it means."""

    sign: Markup
    words: str


def overview(
    agreement: Agreement,
    findings: Sequence[Row],
    grounds: Grounds,
    names: Names,
    looks: Looks,
    linked: frozenset[str],
) -> Markup | None:
    """Return the map, or None where neither ground nor finding has a place.

    `linked` names the findings that have a section on the page to go to.
    """
    shown = _shown(agreement, findings, grounds)
    if not shown:
        return None
    frame = _frame(shown)
    parts = [base_map(frame)]
    for clause in sorted(agreement.clauses, key=lambda c: isinstance(c, KeepSide)):
        if isinstance(clause, KeepSide):
            parts.append(
                line_layers(frame, grounds.line(clause), clause, names, area=True)
            )
        elif isinstance(clause, StandOff):
            radii = [
                clause.radius_m,
                *([clause.overhead_m] if clause.overhead_m else []),
            ]
            for place in clause.sites:
                site = grounds.site(place)
                parts.append(site_layers(frame, site, radii, plain(place)))
    parts.append(_marks(frame, findings, names, looks, linked))
    parts.append(furniture(frame, names.say))
    return picture(
        *parts,
        key="overview",
        width=frame.width,
        height=frame.height,
        title=names.say("map-title"),
        about=names.say("map-about", findings=min(len(findings), MOST_MARKS)),
        class_="map overview",
        role="group",
    )


def located(
    agreement: Agreement, findings: Sequence[Row], grounds: Grounds, names: Names
) -> Markup | None:
    """Return where in the world the map is, or None where there is no map."""
    shown = _shown(agreement, findings, grounds)
    return locator(_frame(shown), names) if shown else None


def legend(findings: Sequence[Row], names: Names, looks: Looks) -> list[Legend]:
    """Return the signs of the map in use, in the order of parties."""
    say, counted = names.say, [row for row in findings if is_counted(row)]
    alone = {row["party"] for row in counted if len(row["parties"] or ()) < 2}
    lines = [
        Legend(
            sign=_sign(looks.of(party)),
            words=say("legend-counted", who=names.party(party)),
        )
        for party in names.order
        if party in alone
    ]
    if any(len(row["parties"] or ()) > 1 for row in counted):
        lines.append(Legend(sign=_sign(PAIR), words=say("legend-pair")))
    if len(counted) < len(findings):
        hollow = _sign(looks.of(next(iter(names.order))), hollow=True)
        lines.append(Legend(sign=hollow, words=say("legend-hollow")))
    return lines


def is_counted(row: Row) -> bool:
    """Tell whether a finding is in the counts: sure enough, and not exempted."""
    return row["grade"] in ("certain", "probable") and not row["exempted_by"]


def _shown(
    agreement: Agreement, findings: Sequence[Row], grounds: Grounds
) -> list[tuple[F64, F64]]:
    shown: list[tuple[F64, F64]] = []
    for clause in agreement.clauses:
        if isinstance(clause, KeepSide):
            shown += grounds.line(clause).area
        elif isinstance(clause, StandOff):
            for place in clause.sites:
                site = grounds.site(place)
                shown += [
                    circle_points(float(lat), float(lon), clause.radius_m)
                    for lat, lon in list(zip(site.lat_deg, site.lon_deg, strict=True))[
                        :200
                    ]
                ]
    lat = [row["lat_deg"] for row in findings if row["lat_deg"] is not None]
    lon = [row["lon_deg"] for row in findings if row["lon_deg"] is not None]
    if lat and len(lat) == len(lon):
        shown.append((np.array(lat), np.array(lon)))
    return shown


def _frame(shown: Sequence[tuple[F64, F64]]) -> Frame:
    lats = np.concatenate([lat for lat, _ in shown])
    lons = np.concatenate([lon for _, lon in shown])
    turn = (lons - lons[0] + 180.0) % 360.0 - 180.0
    middle_lon = float(lons[0] + (turn.min() + turn.max()) / 2)
    plane = Plane(float((lats.min() + lats.max()) / 2), middle_lon)
    return Frame.around(plane, shown, width=WIDTH, tallest=TALLEST, least_m=2000.0)


def _marks(
    frame: Frame,
    findings: Sequence[Row],
    names: Names,
    looks: Looks,
    linked: frozenset[str],
) -> Markup:
    ordered = sorted(findings, key=is_counted)[-MOST_MARKS:]
    parts = []
    for row in ordered:
        if row["lat_deg"] is None or row["lon_deg"] is None:
            continue
        x, y = frame.at(row["lat_deg"], row["lon_deg"])[0]
        look = looks.of_finding(row["parties"], row["party"])
        sign = mark(look, x, y, 4.5, hollow=not is_counted(row))
        told = element("g", element("title", _mark_words(row, names)), sign)
        if row["finding"] in linked:
            told = element("a", told, href=f"#f-{row['finding']}", tabindex="-1")
        parts.append(told)
    # Hundreds of marks would be read out one by one; their list stands below the map.
    return element("g", *parts, aria_hidden="true")


def _mark_words(row: Row, names: Names) -> str:
    say = names.say
    return say(
        "map-mark",
        clause=say.name(plain(row["clause"])),
        who=names.together(row["parties"] or [row["party"]]),
        when=say.moment(row["start"]),
        grade=say.term("grade", row["grade"]) or say.name(plain(row["grade"])),
    )


def _sign(look: Look, *, hollow: bool = False) -> Markup:
    return element(
        "svg",
        mark(look, 8, 8, 5, hollow=hollow),
        viewBox="0 0 16 16",
        width=16,
        height=16,
        class_="sign",
        aria_hidden="true",
    )
