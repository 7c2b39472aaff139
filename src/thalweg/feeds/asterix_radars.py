"""Where the radars of a recording stand.

Category 048 is range and azimuth from its radar, and does not say where that is. FEEDS
does, or the radar itself now and then (I034/120, with its height).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from thalweg.errors import InputError
from thalweg.feeds.asterix_blocks import Block, blocks_of
from thalweg.feeds.asterix_layout import Target
from thalweg.feeds.content import Content
from thalweg.model.feed import FeedSettings
from thalweg.model.place import Position

Parse = Callable[[Block], list[Target] | None]
"""The records of a block; None where it cannot be parsed."""

_SERVICE, _TARGETS = 34, 48
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Radar:
    """Where a radar stands: `height_m` above the ellipsoid, 0 where nobody says."""

    at: Position
    height_m: float = 0.0


class Radars:
    """The radars of one file, by the name ``SAC/SIC`` that their reports bear.

    What FEEDS says goes before what a radar says of itself. Where FEEDS names radars,
    reports of others that do not name their own place have none.
    """

    def __init__(self, content: Content, settings: FeedSettings, parse: Parse) -> None:
        self._content = content
        self._settings = settings
        self._parse = parse
        self._only: str | None = None
        self._known = {name: Radar(at) for name, at in settings.radars.items()}

    def of(self, target: Target) -> Radar | None:
        """Return the radar of a report; None where others are known, but not it.

        Raises
        ------
        InputError
            Nobody says where it stands, or the one place in FEEDS is for two radars.
        """
        name = _name(target)
        if name in self._known:
            return self._known[name]
        settings = self._settings
        if settings.radar is not None and self._only in (None, name):
            self._only = name
            return Radar(settings.radar)
        if settings.radar is None and name in self._stated:
            return self._stated[name]
        if settings.radars:
            return None
        raise InputError(self._unknown(name))

    @cached_property
    def _stated(self) -> dict[str, Radar]:
        """Where radars say that they stand: read from the whole file, once."""
        found: dict[str, Radar] = {}
        for block in blocks_of(self._content):
            for target in self._targets(block, _SERVICE):
                lat_deg, lon_deg = (
                    target.number("120", name) for name in ("LAT", "LON")
                )
                if lat_deg is not None and lon_deg is not None:
                    at = Position(lat_deg=lat_deg, lon_deg=lon_deg)
                    found[_name(target)] = Radar(at, target.number("120", "HGT") or 0.0)
        return found

    def _targets(self, block: Block, category: int) -> list[Target]:
        return self._parse(block) or [] if block.category == category else []

    def _unknown(self, name: str) -> str:
        where = self._content.name
        if self._settings.radar is not None:
            return (
                f"{where}: reports of radar {name} beside those of {self._only}, and "
                "'radar:' is one place for both; name each in the feeds file: "
                f"'radars: {{{self._only}: [40.1, 35.3], {name}: [40.9, 35.8]}}' "
                "(longitude, latitude)"
            )
        names = sorted(
            {
                _name(target)
                for block in blocks_of(self._content)
                for target in self._targets(block, _TARGETS)
            }
            - self._stated.keys()
        )
        more = f" and {len(names) - _MOST_NAMED} more" if names[_MOST_NAMED:] else ""
        return (
            f"{where}: category 048 is range and azimuth from a radar, and nobody says "
            f"where {', '.join(names[:_MOST_NAMED])}{more} stands; write for this feed "
            f"in the feeds file 'radar: [40.1, 35.3]' (longitude, latitude), or "
            f"'radars: {{{name}: [40.1, 35.3]}}' for those that you want of several"
        )


def _name(target: Target) -> str:
    return f"{target.whole('010', 'SAC')}/{target.whole('010', 'SIC')}"
