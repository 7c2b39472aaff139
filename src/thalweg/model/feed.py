"""What is known of a feed before its first report: its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from thalweg.model.place import Position

DEFAULT_FEED = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCoverage:
    """Where a feed is declared to see: a circle or a ring, between two heights.

    `ring` empty means the circle of `radius_m` about `centre`.
    """

    centre: Position | None
    radius_m: float | None
    ring: tuple[Position, ...] = ()
    floor_ft: float = 0.0
    ceiling_ft: float = 100_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """One entry of FEEDS. None means the default of RULES §3 and §9.

    `sees` is ``cooperative`` or ``all``. Errors are 95 %. `start_us` is when a
    recording began whose bytes carry no date; `utc_offset_s` how far its clock is
    ahead of UTC, for formats that write local time. `radar` is where the feed's one
    radar stands; `radars` where each of several does, by SAC/SIC of its reports.
    """

    name: str
    format: str | None = None
    path: str | None = None
    sees: str = "cooperative"
    coverage: tuple[DeclaredCoverage, ...] = ()
    error_m: float | None = None
    time_error_s: float | None = None
    baro_error_ft: float | None = None
    geo_error_ft: float | None = None
    quantum_ft: float | None = None
    radar: Position | None = None
    radars: Mapping[str, Position] = field(default_factory=dict)
    start_us: int | None = None
    utc_offset_s: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aerodrome:
    """An aerodrome from FEEDS, beside those of the `airportsdata` package."""

    id: str
    at: Position
    elevation_ft: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """All of FEEDS: the feeds by name, further aerodromes, and the file itself.

    `sha256` is the digest of the file, None where there is none.
    """

    feeds: Mapping[str, FeedSettings] = field(default_factory=dict)
    aerodromes: tuple[Aerodrome, ...] = ()
    sha256: str | None = None

    def of(self, name: str) -> FeedSettings:
        """Return the settings of feed `name`; all defaults where it has none."""
        return self.feeds.get(name) or FeedSettings(name=name)
