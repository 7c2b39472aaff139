"""Draw an agreement as one SVG: lines with their sides, buffers, areas and sites.

Self-contained: no script, no font, no address but the SVG namespace. All text of the
agreement is hostile until escaped.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from thalweg.agreement.ground import (
    LineGround,
    SiteGround,
    area_rings,
    circle,
    line_ground,
    near_line_rings,
    site_ground,
)
from thalweg.agreement.shape import F64, Ring, near
from thalweg.model.agreement import Agreement, KeepSide, StandOff
from thalweg.model.place import LinePlace, MoverPlace, PointPlace, PolygonPlace

WIDTH_PX = 900.0
MARGIN_PX = 16.0
HEAD_PX = 58.0
FOOT_PX = 46.0
M_PER_DEG = 111_195.0

_STYLE = (
    "text{font-family:sans-serif;font-size:13px;fill:#1d2733}"
    ".title{font-size:17px;font-weight:600}.small{font-size:11px;fill:#4c5a68}"
    ".side{font-size:15px;font-weight:600;text-anchor:middle}"
    ".halo{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}"
    ".left{fill:#dbe8f4}.right{fill:#f6e7cf}.area{fill:none;stroke:#5b6875;"
    "stroke-width:1.2}.line{fill:none;stroke:#14507f;stroke-width:2.6;"
    "stroke-linejoin:round}.buffer{fill:none;stroke:#14507f;stroke-width:1;"
    "stroke-dasharray:2 4}.place{fill:none;stroke:#7b5aa6;stroke-width:1;"
    "stroke-dasharray:7 4}.reach{fill:none;stroke:#a23b2a;stroke-width:1.4}"
    ".overhead{fill:none;stroke:#a23b2a;stroke-width:1;stroke-dasharray:3 3}"
    ".site{fill:#a23b2a}.route{fill:none;stroke:#a23b2a;stroke-width:1.2}"
    ".rule{stroke:#1d2733;stroke-width:1.4;fill:none}.arrow{fill:#14507f}"
)


@dataclass(frozen=True, slots=True)
class View:
    """A flat picture about one point: true to shape to 1 % over a few degrees."""

    lat0_deg: float
    lon0_deg: float
    px_per_m: float
    left_px: float
    top_px: float
    width_px: float
    height_px: float
    west_m: float
    north_m: float

    def xy(self, lat_deg: F64, lon_deg: F64) -> tuple[F64, F64]:
        """Return pixels right of and below the picture's corner."""
        x_m, y_m = _plane(lat_deg, lon_deg, self.lat0_deg, self.lon0_deg)
        x_px = self.left_px + (x_m - self.west_m) * self.px_per_m
        y_px = self.top_px + (self.north_m - y_m) * self.px_per_m
        return x_px, y_px

    def path(self, rings: Sequence[Ring]) -> str:
        """Return the path data of rings or lines."""
        parts = []
        for lat_deg, lon_deg in rings:
            x_px, y_px = self.xy(lat_deg, lon_deg)
            points = " ".join(
                f"{x:.1f},{y:.1f}" for x, y in zip(x_px, y_px, strict=True)
            )
            parts.append(f"M{points}")
        return "".join(parts)


def svg(agreement: Agreement, lang: str = "en") -> str:
    """Return a drawing of the agreement as a standalone SVG document."""
    clauses = [c for c in agreement.clauses if isinstance(c, KeepSide)]
    lines = [(c, line_ground(agreement, c)) for c in clauses]
    stays = [c for c in agreement.clauses if isinstance(c, StandOff)]
    title = agreement.title.get(lang) or next(iter(agreement.title.values()))
    view = _view(agreement, lines, stays)
    body = list(_drawn(agreement, view, lines, stays)) if view else []
    height_px = (view.height_px if view else 40.0) + HEAD_PX + FOOT_PX
    state = "signed" if agreement.signed_by else "UNSIGNED"
    sub = f"agreement {agreement.id}, edition {agreement.edition}, {state}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {WIDTH_PX:.0f} {height_px:.0f}" '
            f'width="{WIDTH_PX:.0f}" height="{height_px:.0f}">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(_described(lines))}</desc>",
            f"<style>{_STYLE}</style>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            _text(MARGIN_PX, 26.0, " ".join(title.split())[:100], "title"),
            _text(MARGIN_PX, 45.0, sub, "small"),
            *body,
            "</svg>",
            "",
        ]
    )


def _described(lines: Sequence[tuple[KeepSide, LineGround]]) -> str:
    if not lines:
        return "A map of the places of the agreement."
    said = [
        f"{party} keeps {side} of {ground.place}"
        for clause, ground in lines
        for party, side in clause.sides.items()
    ]
    return "A map: " + "; ".join(said) + ", looking along the arrow."


def _view(
    agreement: Agreement,
    lines: Sequence[tuple[KeepSide, LineGround]],
    stays: Sequence[StandOff],
) -> View | None:
    """Choose the picture: all that is watched, else all places."""
    rings = [ring for _, ground in lines for ring in ground.area[:1]]
    rings += [ring for clause in stays for ring in _stay_rings(agreement, clause)]
    if not rings:
        rings = [
            (site.lat_deg, site.lon_deg)
            for site in _sites(agreement)
            if len(site.lat_deg)
        ]
    if not rings:
        return None
    about_deg = float(rings[0][1][0])
    lat_deg = np.concatenate([lat for lat, _ in rings])
    lon_deg = np.concatenate([near(lon, about_deg) for _, lon in rings])
    lat0_deg = float((lat_deg.min() + lat_deg.max()) / 2.0)
    lon0_deg = float((lon_deg.min() + lon_deg.max()) / 2.0)
    x_m, y_m = _plane(lat_deg, lon_deg, lat0_deg, lon0_deg)
    pad_m = 0.03 * max(float(np.ptp(x_m)), float(np.ptp(y_m)), 1000.0)
    wide_m, high_m = float(np.ptp(x_m)) + 2 * pad_m, float(np.ptp(y_m)) + 2 * pad_m
    px_per_m = min((WIDTH_PX - 2 * MARGIN_PX) / wide_m, 760.0 / high_m)
    left_px = (WIDTH_PX - wide_m * px_per_m) / 2.0
    return View(
        lat0_deg=lat0_deg,
        lon0_deg=lon0_deg,
        px_per_m=px_per_m,
        left_px=left_px,
        top_px=HEAD_PX,
        width_px=wide_m * px_per_m,
        height_px=high_m * px_per_m,
        west_m=float(x_m.min()) - pad_m,
        north_m=float(y_m.max()) + pad_m,
    )


def _drawn(
    agreement: Agreement,
    view: View,
    lines: Sequence[tuple[KeepSide, LineGround]],
    stays: Sequence[StandOff],
) -> Iterator[str]:
    yield (
        f'<clipPath id="frame"><rect x="{view.left_px:.1f}" y="{view.top_px:.1f}" '
        f'width="{view.width_px:.1f}" height="{view.height_px:.1f}"/></clipPath>'
    )
    yield '<g clip-path="url(#frame)">'
    for clause, ground in lines:
        yield from _line(view, clause, ground)
    yield from _places(agreement, view)
    for stay in stays:
        yield from _stay(agreement, view, stay)
    # Names go last and have a halo, so that no edge runs through them.
    for clause, ground in lines:
        yield from _side_names(view, clause, ground)
    yield "</g>"
    yield (
        f'<rect class="rule" x="{view.left_px:.1f}" y="{view.top_px:.1f}" '
        f'width="{view.width_px:.1f}" height="{view.height_px:.1f}"/>'
    )
    yield from _scale(view)
    yield from _north(view)


def _line(view: View, clause: KeepSide, ground: LineGround) -> Iterator[str]:
    for side, rings in (("left", ground.left), ("right", ground.right)):
        yield f'<path class="{side}" fill-rule="evenodd" d="{view.path(rings)}"/>'
    yield f'<path class="area" d="{view.path(ground.area)}"/>'
    if clause.buffer_m > 0.0:
        rings = near_line_rings(ground, clause.buffer_m)
        yield f'<path class="buffer" d="{view.path(rings)}"/>'
    line = (ground.line_lat_deg, ground.line_lon_deg)
    yield f'<path class="line" d="{view.path([line])}"/>'
    x_px, y_px = view.xy(*line)
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x_px), np.diff(y_px)))))
    for share in (0.35, 0.75, 1.0):
        yield _arrow(x_px, y_px, along, share)


def _arrow(x_px: F64, y_px: F64, along: F64, share: float) -> str:
    tip, tail = along[-1] * share, max(along[-1] * share - 14.0, 0.0)
    tip_x, tip_y = np.interp(tip, along, x_px), np.interp(tip, along, y_px)
    tail_x, tail_y = np.interp(tail, along, x_px), np.interp(tail, along, y_px)
    turn = math.degrees(math.atan2(tip_y - tail_y, tip_x - tail_x))
    return (
        f'<path class="arrow" d="M0,0 -15,-6 -11,0 -15,6Z" '
        f'transform="translate({tip_x:.1f},{tip_y:.1f}) rotate({turn:.1f})"/>'
    )


def _side_names(view: View, clause: KeepSide, ground: LineGround) -> Iterator[str]:
    parts = {"left": ground.left, "right": ground.right}
    middles = {side: _inside(*view.xy(*rings[0])) for side, rings in parts.items()}
    for side, other in (("left", "right"), ("right", "left")):
        owners = [party for party, own in clause.sides.items() if own == side]
        # Away from the line, where sites and their names are fewer.
        x, y = (
            here + 0.25 * (here - there)
            for here, there in zip(middles[side], middles[other], strict=True)
        )
        yield _text(x, y, f"{', '.join(owners) or 'nobody'} ({side})", "side halo")
    x_px, y_px = view.xy(ground.line_lat_deg, ground.line_lon_deg)
    at = len(x_px) // 6
    yield _text(x_px[at] + 12.0, y_px[at] - 8.0, ground.place, "halo")


def _inside(x_px: F64, y_px: F64) -> tuple[float, float]:
    """Return the centroid of a ring."""
    x, y = x_px - x_px[0], y_px - y_px[0]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum()
    middle_x = ((x[:-1] + x[1:]) * cross).sum() / (3.0 * area)
    middle_y = ((y[:-1] + y[1:]) * cross).sum() / (3.0 * area)
    return float(x_px[0] + middle_x), float(y_px[0] + middle_y)


def _places(agreement: Agreement, view: View) -> Iterator[str]:
    drawn = {c.line for c in agreement.clauses if isinstance(c, KeepSide)}
    sites = {s for c in agreement.clauses if isinstance(c, StandOff) for s in c.sites}
    for place in agreement.places.values():
        if place.id in drawn or place.id in sites:
            continue
        if isinstance(place, PolygonPlace):
            rings = [
                (lat, near(lon, view.lon0_deg))
                for lat, lon in area_rings(agreement, place.id)
            ]
            yield f'<path class="place" d="{view.path(rings)}"/>'
            x_px, y_px = view.xy(*rings[0])
            corner = int(np.argmin(np.hypot(x_px - view.left_px, y_px - view.top_px)))
            x, y = float(x_px[corner]) + 5.0, float(y_px[corner]) + 15.0
            yield _text(x, y, place.id, "small halo")
        elif isinstance(place, PointPlace):
            yield from _mark(view, site_ground(agreement, place.id))


def _stay(agreement: Agreement, view: View, clause: StandOff) -> Iterator[str]:
    for ring in _stay_rings(agreement, clause):
        lat_deg, lon_deg = ring[0], near(ring[1], view.lon0_deg)
        yield f'<path class="reach" d="{view.path([(lat_deg, lon_deg)])}"/>'
    for site_id in clause.sites:
        site = site_ground(agreement, site_id)
        if site.kind == "point" and clause.overhead_m is not None:
            over = circle(
                lat_deg=float(site.lat_deg[0]),
                lon_deg=float(site.lon_deg[0]),
                radius_m=clause.overhead_m,
            )
            over = (over[0], near(over[1], view.lon0_deg))
            yield f'<path class="overhead" d="{view.path([over])}"/>'
        yield from _mark(view, site)


def _mark(view: View, site: SiteGround) -> Iterator[str]:
    if not len(site.lat_deg):
        return
    x_px, y_px = view.xy(site.lat_deg, near(site.lon_deg, view.lon0_deg))
    if site.kind != "point":
        path = view.path([(site.lat_deg, near(site.lon_deg, view.lon0_deg))])
        yield f'<path class="route" d="{path}"/>'
    x, y = float(x_px[0]), float(y_px[0])
    yield f'<path class="site" d="M{x:.1f},{y - 6:.1f} l6,11 h-12Z"/>'
    yield _text(x + 10.0, y + 4.0, site.place, "halo")


def _stay_rings(agreement: Agreement, clause: StandOff) -> Iterator[Ring]:
    """Yield what lies within the radius of each fixed point, and the other sites."""
    for site_id in clause.sites:
        site = site_ground(agreement, site_id)
        if site.kind == "point":
            yield circle(
                lat_deg=float(site.lat_deg[0]),
                lon_deg=float(site.lon_deg[0]),
                radius_m=clause.radius_m,
            )
        elif len(site.lat_deg):
            yield site.lat_deg, site.lon_deg


def _sites(agreement: Agreement) -> Iterator[SiteGround]:
    for place in agreement.places.values():
        if not isinstance(place, LinePlace | MoverPlace):
            yield site_ground(agreement, place.id)


def _scale(view: View) -> Iterator[str]:
    most_m = 0.3 * view.width_px / view.px_per_m
    step = 10.0 ** math.floor(math.log10(most_m))
    length_m = max(n * step for n in (1.0, 2.0, 5.0) if n * step <= most_m)
    x, y = view.left_px, view.top_px + view.height_px + 18.0
    end = x + length_m * view.px_per_m
    yield f'<path class="rule" d="M{x:.1f},{y - 5:.1f}v5H{end:.1f}v-5"/>'
    said = f"{length_m / 1000.0:g} km" if length_m >= 1000.0 else f"{length_m:g} m"
    yield _text(end + 6.0, y + 1.0, said, "")
    yield _text(
        x,
        y + 18.0,
        "arrow: from the line's first point to its last; dotted: buffer; "
        "red: stand-off radius; dashed: other areas",
        "small",
    )


def _north(view: View) -> Iterator[str]:
    x, y = view.left_px + view.width_px - 20.0, view.top_px + 34.0
    yield f'<path d="M{x:.1f},{y - 24:.1f} l7,24 l-7,-6 l-7,6Z" fill="#1d2733"/>'
    yield _text(x - 5.0, y + 15.0, "N", "halo")


def _text(x: float, y: float, words: str, kind: str) -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{mark}>{escape(words)}</text>'


def _plane(
    lat_deg: F64, lon_deg: F64, lat0_deg: float, lon0_deg: float
) -> tuple[F64, F64]:
    """Return metres east and north of a point, good enough to look at."""
    narrow = math.cos(math.radians(lat0_deg))
    x_m: F64 = (lon_deg - lon0_deg) * M_PER_DEG * narrow
    y_m: F64 = (lat_deg - lat0_deg) * M_PER_DEG
    return x_m, y_m
