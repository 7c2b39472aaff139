"""Aerodromes, and which slow reports are of aircraft on the ground there (RULES §2).

The list is that of the package `airportsdata`, keyed by ICAO code or national code,
and those of FEEDS, which take the place of a published one of the same id. The package
holds aerodromes with runways and has no column that says so: the few called heliport,
helipad or helistop (5 of 28,298 in its version 20260905) are left out by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import airportsdata
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from thalweg.kernels.clean import nearest_rows, within_reach
from thalweg.model.feed import Aerodrome, Feeds
from thalweg.tracks.reports import BOOL, F64, I64, Reports

REACH_M = 3000.0
SLOW_MPS = 25.0
# Around the surface as aircraft on the ground there report it, pressure and all; and
# around the charted elevation, which a day's pressure shifts by up to 1,000 ft.
OF_SURFACE_FT = 300.0
OF_ELEVATION_FT = 1000.0
_HELIPORT = "heli ?(port|pad|stop)"


class Aerodromes(NamedTuple):
    """Aerodromes in order of latitude."""

    lat_rad: F64
    lon_rad: F64
    elevation_ft: F64


def aerodromes(feeds: Feeds) -> Aerodromes:
    """Return the published aerodromes with those of FEEDS."""
    return _with_published(feeds.aerodromes)


@lru_cache(maxsize=4)
def _with_published(stated: tuple[Aerodrome, ...]) -> Aerodromes:
    known = _published()
    restated = pa.array([a.id.upper() for a in stated], pa.string())
    known = known.filter(pc.invert(pc.is_in(known.column("icao"), restated)))
    places = [known.column(name).to_numpy() for name in ("lat", "lon", "elevation")]
    own = [(a.at.lat_deg, a.at.lon_deg, a.elevation_ft) for a in stated]
    rows = np.array(own, np.float64).reshape(-1, 3).T
    columns = [np.concatenate(pair) for pair in zip(places, rows, strict=True)]
    lat_deg, lon_deg, elevation_ft = columns
    order = np.lexsort((elevation_ft, lon_deg, lat_deg))
    return Aerodromes(
        np.radians(lat_deg[order]), np.radians(lon_deg[order]), elevation_ft[order]
    )


@cache
def _published() -> pa.Table:
    """Return the published aerodromes that are no heliports: icao, lat, lon, elevation.

    The package's own reader makes an object of each, which takes longer than all else
    that a short examination does.
    """
    wanted = {name: pa.float64() for name in ("lat", "lon", "elevation")}
    table = pa_csv.read_csv(
        Path(airportsdata.__file__).with_name("airports.csv"),
        convert_options=pa_csv.ConvertOptions(
            include_columns=["icao", "name", *wanted],
            column_types={"icao": pa.string(), "name": pa.string(), **wanted},
        ),
    )
    named = pc.not_equal(table.column("icao"), "")
    heliport = pc.match_substring_regex(
        table.column("name"), _HELIPORT, ignore_case=True
    )
    return table.filter(pc.and_not(named, heliport))


class Surfaces(NamedTuple):
    """The height of each aerodrome's surface as those say that stand there [ft].

    One number an aerodrome, in the order of `Aerodromes`; NaN where nobody says it.
    """

    baro_ft: F64
    geo_ft: F64


class OnSurface(NamedTuple):
    """Reports flagged on the ground at aerodromes: which, and their heights [ft]."""

    place: I64
    baro_ft: F64
    geo_ft: F64


def on_surface(reports: Reports, on_ground: BOOL, known: Aerodromes) -> OnSurface:
    """Return the reports `on_ground` that stand within 3 km of an aerodrome."""
    rows = np.flatnonzero(on_ground)
    row, place = within_reach(
        reports.lat_rad[rows],
        reports.lon_rad[rows],
        known.lat_rad,
        known.lon_rad,
        REACH_M,
    )
    at = rows[row]
    return OnSurface(place, reports.baro_ft[at], reports.geo_ft[at])


def surfaces(parts: Iterable[OnSurface], known: Aerodromes) -> Surfaces:
    """Return the median heights of the reports of all parts."""
    whole = OnSurface(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    n = known.lat_rad.size
    return Surfaces(
        _medians_ft(whole.place, whole.baro_ft, n),
        _medians_ft(whole.place, whole.geo_ft, n),
    )


def grounded(
    reports: Reports,
    slow: I64,
    stood: BOOL,
    on_ground: BOOL,
    known: Aerodromes,
    told: Surfaces | None = None,
) -> BOOL:
    """Say of each of the rows `slow` whether it stands or taxies at an aerodrome.

    Within 3 km of one, and its height within 300 ft of the median height that reports
    flagged `on_ground` give within 3 km of it in this input, in the same datum; where
    none does, within 1,000 ft of its elevation. The pressure altitude counts where
    there is one. A report without height has that of its mover's last report within a
    minute, else of its next; a slow aircraft at an aerodrome that gives no height at
    all is on the ground, as most are that do so. So is one that `stood` (a minute in
    one place, without a speed of its own), whatever height stands beside it: that is
    left over from another message.

    `told` are the surfaces where `reports` are only some of the input's.
    """
    row, place = within_reach(
        reports.lat_rad[slow], reports.lon_rad[slow], *known[:2], REACH_M
    )
    out = np.zeros(slow.size, bool)
    if not row.size:
        return out
    has_height = ~np.isnan(reports.baro_ft) | ~np.isnan(reports.geo_ft)
    source = nearest_rows(reports.mover, reports.time_us, has_height, slow)
    seen = np.unique(place)
    known = Aerodromes(*(column[seen] for column in known))
    place = np.searchsorted(seen, place)
    if told is None:
        told = surfaces([on_surface(reports, on_ground, known)], known)
    else:
        told = Surfaces(told.baro_ft[seen], told.geo_ft[seen])
    height_row = source[row]
    baro_ft = np.where(height_row < 0, np.nan, reports.baro_ft[height_row])
    geo_ft = np.where(height_row < 0, np.nan, reports.geo_ft[height_row])
    is_baro = ~np.isnan(baro_ft)
    height_ft = np.where(is_baro, baro_ft, geo_ft)
    surface_ft = np.where(is_baro, told.baro_ft[place], told.geo_ft[place])
    elevation_ft = known.elevation_ft[place]
    at_surface = np.where(
        np.isnan(surface_ft),
        np.abs(height_ft - elevation_ft) <= OF_ELEVATION_FT,
        np.abs(height_ft - surface_ft) <= OF_SURFACE_FT,
    )
    out[row[at_surface | (height_row < 0) | stood[row]]] = True
    return out


def _medians_ft(place: I64, height_ft: F64, n: int) -> F64:
    out_ft = np.full(n, np.nan)
    told = ~np.isnan(height_ft)
    place, height_ft = place[told], height_ft[told]
    order = np.lexsort((height_ft, place))
    place, height_ft = place[order], height_ft[order]
    start = np.searchsorted(place, np.arange(n), "left")
    end = np.searchsorted(place, np.arange(n), "right")
    some = end > start
    below, above = (start + end - 1)[some] // 2, (start + end)[some] // 2
    out_ft[some] = (height_ft[below] + height_ft[above]) / 2.0
    return out_ft
