"""ASTERIX recordings, raw or captured: categories 021, 048 and 062.

The categories' tables are those of `libasterix` (MIT), generated from the published
specifications; it is loaded when the first such file is read. A block is read by the
newest edition that fits it, then by older ones of the same major number: between major
numbers (021 0.26 and 2.1) the same bits mean other things, so they are not tried.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from thalweg.errors import InputError, MissingExtraError
from thalweg.feeds import asterix_021, asterix_048, asterix_062
from thalweg.feeds.accuracy import nac_p_of
from thalweg.feeds.asterix_blocks import Block, blocks_of, is_raw
from thalweg.feeds.asterix_layout import (
    Compound,
    Target,
    layout_of,
    split_records,
)
from thalweg.feeds.asterix_radars import Radar, Radars
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect, Take
from thalweg.feeds.feed import (
    BAD_VALUE,
    BATCH_ROWS,
    NO_MOVER,
    NO_POSITION,
    Pick,
    Raw,
)
from thalweg.feeds.json_table import table_of
from thalweg.feeds.pcap import is_pcap
from thalweg.feeds.radar_plane import place
from thalweg.feeds.time_of_day import DayClock, nearest_us
from thalweg.model.feed import FeedSettings
from thalweg.units import FT_M
from thalweg.wire.columns import COLUMN_UNITS

_UNITS: Final = {"time": "us", "received": "us"}
DIALECT: Final = Dialect(
    name="asterix",
    takes={
        name: Take(name, _UNITS.get(name, units[0] if units else ""))
        for name, units in COLUMN_UNITS.items()
    },
)
_NAMES: Final = tuple(COLUMN_UNITS)
_RADAR: Final = "radar"
_TARGETS: Final = {21: asterix_021, 48: asterix_048, 62: asterix_062}
_DEFAULT_ERROR_M: Final = 92.6
# Below this, what the height does to the place is within any radar's own error.
_LEAST_ERROR_M: Final = 50.0


class AsterixFeed:
    """Blocks in a file of their own, or in the UDP datagrams of a packet capture."""

    format = "asterix"
    dialect: Dialect | None = DIALECT

    def recognises(self, content: Content) -> bool:
        """Return whether the file is a packet capture, or ASTERIX blocks throughout."""
        return is_pcap(content.head) or is_raw(content.head)

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield a row for each report of an aircraft.

        Reports of what is no aircraft count as `no_mover`; heartbeats, coasting tracks
        and what is not ASTERIX as `no_position`; what cannot be parsed, or whose time
        of day is hours from its packet's stamp, as `bad_value`.

        Raises
        ------
        MissingExtraError
            `libasterix` is not installed.
        """
        if settings.start_us is None and not is_pcap(content.head):
            raise InputError(
                f"{content.name}: ASTERIX says the time of day, never the day, and "
                "this is a raw recording; say when it began: "
                "'start: 2017-12-13T04:05:00Z' for this feed in the feeds file"
            )
        reading = _Reading(content, pick(_NAMES), settings)
        for block in blocks_of(content):
            reading.take(block)
            if reading.full:
                yield reading.batch()
        yield reading.batch()


class _Reading:
    """Rows of one file since the last batch, and what is known of the file so far."""

    def __init__(
        self, content: Content, picked: Sequence[str], settings: FeedSettings
    ) -> None:
        self._name = content.name
        self._picked = picked
        self._error_m = settings.error_m
        self._clock = DayClock(settings.start_us)
        self._radars = Radars(content, settings, _parse)
        self._rows: list[dict[str, Any]] = []
        self._row: list[int] = []
        self._lost: Counter[str] = Counter()
        self._next = 0

    @property
    def full(self) -> bool:
        return len(self._rows) >= BATCH_ROWS

    def batch(self) -> Raw:
        self._clock.refuse_if_askew(self._name)
        _place(self._rows, self._error_m)
        raw = Raw(
            names=_NAMES,
            table=table_of(
                {name: [row.get(name) for row in self._rows] for name in self._picked}
            ),
            row=np.array(self._row, np.int64),
            lost=dict(self._lost),
        )
        self._rows, self._row, self._lost = [], [], Counter()
        return raw

    def take(self, block: Block) -> None:
        if block.lost is not None:
            return self._lose(block.lost)
        if not _layouts(block.category):
            return self._lose(NO_POSITION)
        targets = _parse(block)
        if targets is None:
            return self._lose(BAD_VALUE)
        for target in targets:
            lost = self._target(block, target)
            if lost is not None:
                self._lose(lost)
        return None

    def _lose(self, reason: str) -> None:
        self._lost[reason] += 1
        self._next += 1

    def _target(self, block: Block, target: Target) -> str | None:
        """Keep the row of a record, or return why it has none."""
        category = _TARGETS.get(block.category)
        if category is None:
            return NO_POSITION
        if not category.is_aircraft(target):
            return NO_MOVER
        if category is asterix_062 and not asterix_062.is_observed(target):
            return NO_POSITION
        row: dict[str, Any] = category.read(target)
        if not self._date(row, block.when_us):
            return BAD_VALUE
        if row.get(asterix_048.SLANT_M) is not None:
            row[_RADAR] = self._radars.of(target)
        self._rows.append(row)
        self._row.append(self._next)
        self._next += 1
        return None

    def _date(self, row: dict[str, Any], when_us: int | None) -> bool:
        """Set the row's times; return whether its time of day can be believed."""
        of_day_s = row["of_day_s"]
        instant_us = self._clock.instant_us(of_day_s, when_us)
        undated = of_day_s is None or (self._clock.by_packets and when_us is None)
        if instant_us is None:
            return undated
        row["time"] = instant_us
        if row.get("received_s") is not None:
            of_day_us = round(row["received_s"] * 1e6)
            row["received"] = nearest_us(of_day_us, instant_us)
        elif not row.get("age_unknown"):
            # The age is known: the report says when its position held.
            row["received"] = when_us if self._clock.by_packets else instant_us
        return True


def _place(rows: list[dict[str, Any]], own_m: float | None) -> None:
    """Give rows that are range and azimuth their latitude and longitude.

    `own_m` is what FEEDS says of the radar's own error.
    """
    by_radar: dict[Radar, list[dict[str, Any]]] = {}
    for row in rows:
        if row.get(_RADAR) is not None:
            by_radar.setdefault(row[_RADAR], []).append(row)
    for radar, seen in by_radar.items():
        _place_of(radar, seen, _DEFAULT_ERROR_M if own_m is None else own_m)


def _place_of(radar: Radar, rows: list[dict[str, Any]], own_m: float) -> None:
    placed = place(
        radar,
        np.array([row[asterix_048.SLANT_M] for row in rows], np.float64),
        np.array([row[asterix_048.AZIMUTH_DEG] for row in rows], np.float64),
        np.array([_height_m(row, radar) for row in rows], np.float64),
    )
    for index, row in enumerate(rows):
        row["lat_deg"] = float(placed.lat_deg[index])
        row["lon_deg"] = float(placed.lon_deg[index])
        error_m = float(placed.error_m[index])
        if error_m > _LEAST_ERROR_M and not row[asterix_048.GROUND_RANGE]:
            row["nac_p"] = nac_p_of(error_m + own_m)


def _height_m(row: Mapping[str, Any], radar: Radar) -> float:
    if row[asterix_048.GROUND_RANGE]:
        return radar.height_m
    height_ft = row[asterix_048.HEIGHT_FT]
    return float("nan") if height_ft is None else height_ft * FT_M


def _parse(block: Block) -> list[Target] | None:
    """Return the records of a block by the newest edition that fits; None: by none."""
    for layout in _layouts(block.category):
        targets = split_records(layout, block.body)
        if targets is not None:
            return targets
    return None


@cache
def _layouts(category: int) -> tuple[Compound, ...]:
    """Return the layouts of a category, newest first; none where it is not published.

    Categories whose records cannot be told apart without knowing their sender (001)
    have none either.
    """
    editions = _manifest().get(category, ())
    fitting = [
        edition
        for edition in reversed(editions)
        if edition.cv_edition[0] == editions[-1].cv_edition[0]
        and hasattr(edition.cv_uap, "cv_record")
    ]
    return tuple(layout_of(edition.cv_uap.cv_record) for edition in fitting)


def _manifest() -> Mapping[int, Any]:
    try:
        generated = importlib.import_module("asterix.generated")
    except ImportError:
        raise MissingExtraError("libasterix", "asterix") from None
    categories: Mapping[int, Any] = generated.manifest["CATS"]
    return categories
