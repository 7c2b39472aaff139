"""TRACKS as unbroken pieces of path, for formats that draw lines.

Nothing is added between two reports and nothing is taken out: a piece is a run of kept
reports, each joined to the next by the rules. Where they are not joined there is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from thalweg.units import FT_M


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Reports of one mover of one party, each joined to the next, in time order.

    `number` counts the mover's segments from 0. `time_us` is microseconds since 1970,
    UTC; `alt_baro_ft` is above 1013.25 hPa, `alt_geo_ft` above the WGS84 ellipsoid,
    None where not reported. `callsigns` and `feeds` stand in the order of their first
    use.
    """

    mover: str
    party: str
    number: int
    callsigns: tuple[str, ...]
    feeds: tuple[str, ...]
    time_us: list[int]
    lat_deg: list[float]
    lon_deg: list[float]
    alt_baro_ft: list[float | None]
    alt_geo_ft: list[float | None]

    @property
    def heights_m(self) -> list[float] | None:
        """Heights above the WGS84 ellipsoid to 1 mm; None unless every report has one.

        A line that is half at its height and half on the ground would be a lie.
        """
        found = [round(ft * FT_M, 3) for ft in self.alt_geo_ft if ft is not None]
        return found if len(found) == len(self.alt_geo_ft) else None

    @property
    def name(self) -> str:
        """The mover and the callsigns it went by."""
        called = ", ".join(self.callsigns)
        return f"{self.mover} ({called})" if called else self.mover


def segments(
    kept: pa.Table, joined: NDArray[np.bool_], *, cut_at_date_line: bool = False
) -> Iterator[Segment]:
    """Yield the unbroken pieces of `kept`, in its order.

    Parameters
    ----------
    kept
        Rows of TRACKS that were kept, sorted by (mover, time).
    joined
        Whether row i and the next are joined; bool[rows], the last is not looked at.
    cut_at_date_line
        End a piece where it crosses 180 degrees of longitude, for formats that would
        draw it round the earth. No point is added there.

    Yields
    ------
    Segment
        Where a mover's party changes in the middle of a path, a new piece begins with
        the report that ended the last: a piece of path is of its first report's party.
    """
    rows = _Rows(kept)
    ends = ~joined[: rows.many]
    if cut_at_date_line and rows.many:
        ends = ends | (np.abs(np.diff(rows.lon, append=rows.lon[-1])) > 180.0)
    first = number = 0
    for i in range(rows.many):
        ended = i + 1 == rows.many or bool(ends[i])
        turned = not ended and rows.party[i + 1] != rows.party[i]
        if not ended and not turned:
            continue
        number = number if rows.follows(first) else 0
        yield rows.segment(first, i + 1 if ended else i + 2, number)
        number, first = number + 1, i + 1


class _Rows:
    """The columns that a path needs, as plain lists."""

    def __init__(self, kept: pa.Table) -> None:
        self.many = kept.num_rows
        self.mover, self.party, self.feed, self.callsign = (
            kept.column(name).cast(pa.string()).to_pylist()
            for name in ("mover", "party", "feed", "callsign")
        )
        self.time_us: list[int] = kept.column("time").cast(pa.int64()).to_pylist()
        self.lat_deg, self.lon_deg = (
            kept.column(name).to_pylist() for name in ("lat_deg", "lon_deg")
        )
        self.baro_ft, self.geo_ft = (
            kept.column(name).to_pylist() for name in ("alt_baro_ft", "alt_geo_ft")
        )
        self.lon = np.array(self.lon_deg, np.float64)

    def follows(self, first: int) -> bool:
        """Tell whether the row before is of the same mover."""
        return first > 0 and self.mover[first - 1] == self.mover[first]

    def segment(self, first: int, end: int, number: int) -> Segment:
        called = (word for word in self.callsign[first:end] if word)
        return Segment(
            mover=self.mover[first],
            party=self.party[first],
            number=number,
            callsigns=tuple(dict.fromkeys(called)),
            feeds=tuple(dict.fromkeys(self.feed[first:end])),
            time_us=self.time_us[first:end],
            lat_deg=self.lat_deg[first:end],
            lon_deg=self.lon_deg[first:end],
            alt_baro_ft=self.baro_ft[first:end],
            alt_geo_ft=self.geo_ft[first:end],
        )
