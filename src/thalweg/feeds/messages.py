"""Messages that each tell a little, put together to rows.

A receiver hears place, speed, callsign and quality of a mover in different messages. A
row stands for one position message; beside it stands what the same mover said last, as
long as it holds. What is older is null.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from thalweg.feeds.cpr import Half, Locator, Place
from thalweg.feeds.dialect import Dialect, Take
from thalweg.feeds.feed import BATCH_ROWS, NO_POSITION, Pick, Raw
from thalweg.feeds.quality import Quality
from thalweg.model.feed import FeedSettings
from thalweg.times import US_PER_S

SILENCE_US = 600 * US_PER_S
"""After so long without any message a mover is a new flight: nothing is carried on."""
UNPLACED_US = 10 * US_PER_S
"""A mover that sends on without a position has one row for each such time, so that a
position that was lost can be seen. It is also as long as a CPR pair holds."""
UNHEARD_US = 60 * US_PER_S
"""A mover that was not heard at all for so long, five turns of a slow radar, did not
send on: it may have been out of reach."""
MOST_MOVERS = 100_000
"""Movers held at a time; the sky over a continent has a fifth of them."""

HOLDS_US: Mapping[str, int] = {
    # Said in each flight's first messages and hardly changed; until silence.
    "callsign": SILENCE_US,
    "category": SILENCE_US,
    "version": SILENCE_US,
    # Told with every reply to a radar, which turns in 4 to 12 s, and every 5 s by
    # version 2. A code that was changed must not outlive its mover's next replies.
    "squawk": 60 * US_PER_S,
    # Sent every 0.8 s while there is one, every 5 s while there is none.
    "emergency": 30 * US_PER_S,
    # Sent twice a second; an airliner turns or levels off within ten.
    "ground_speed": 10 * US_PER_S,
    "track": 10 * US_PER_S,
    "vertical_rate": 10 * US_PER_S,
    "geo_minus_baro": 10 * US_PER_S,
    # Operational status is sent every 2.5 s, target state every 1.25 s; a receiver at
    # its edge misses most, and quality is asked for over tens of seconds.
    "nac_p": 30 * US_PER_S,
    "nic_a": 30 * US_PER_S,
    "nic_c": 30 * US_PER_S,
    "heading_not_track": 30 * US_PER_S,
    # An advisory is sent every second, and for 18 s after its end as ended.
    "acas_ra": 10 * US_PER_S,
    "on_ground": 10 * US_PER_S,
    # A height beside a position that brought none: at 6,000 ft/min it is 100 ft off
    # after a second.
    "alt_baro": 1 * US_PER_S,
}
"""How long what was said holds, by name."""

_UNITS: Mapping[str, tuple[str, str, pa.DataType]] = {
    "time": ("time", "us", pa.int64()),
    "mover": ("mover", "text", pa.string()),
    "callsign": ("callsign", "", pa.string()),
    "squawk": ("squawk", "", pa.string()),
    "emergency": ("emergency", "", pa.string()),
    "lat": ("lat_deg", "deg", pa.float64()),
    "lon": ("lon_deg", "deg", pa.float64()),
    "alt_baro": ("alt_baro_ft", "ft", pa.float64()),
    "alt_geo": ("alt_geo_ft", "ft", pa.float64()),
    "ground_speed": ("ground_speed_mps", "kt", pa.float64()),
    "track": ("track_deg", "deg", pa.float64()),
    "vertical_rate": ("vertical_rate_fpm", "ft/min", pa.float64()),
    "on_ground": ("on_ground", "", pa.bool_()),
    "nic": ("nic", "", pa.int64()),
    "nac_p": ("nac_p", "", pa.int64()),
    "nuc_p": ("nuc_p", "", pa.int64()),
    "version": ("adsb_version", "", pa.int64()),
    "category": ("category", "", pa.string()),
    "acas_ra": ("acas_ra", "", pa.bool_()),
    "source_type": ("source_type", "", pa.string()),
}
NAMES = tuple(_UNITS)
DIALECT = Dialect(
    name="messages",
    takes={target: Take(name, unit) for name, (target, unit, _) in _UNITS.items()}
    # A receiver hears a message as it is sent: its age is known to be nothing.
    | {"received": Take("time", "us")},
)
_SQUAWK_EMERGENCIES = {"7500": "unlawful", "7600": "nordo", "7700": "general"}


@dataclass(slots=True)
class Heard:
    """One message: who, when, and what it tells.

    `row` is its place in the file, from 0. `kind` is how it was heard, in readsb's
    words; `group` keeps apart what must not be mixed under one name. `news` are
    values by the names of `HOLDS_US` (None: said to be unknown), in feet, knots,
    degrees, feet a minute. `place` or `half` is there in a position message;
    `maybe_heading` where its track is a heading if the mover says so elsewhere.
    """

    row: int
    time_us: int
    mover: str
    kind: str | None = None
    group: str = ""
    news: dict[str, object] = field(default_factory=dict)
    place: Place | None = None
    half: Half | None = None
    maybe_heading: bool = False
    quality: Quality | None = None
    alt_geo_ft: float | None = None


@dataclass(slots=True)
class _Mover:
    heard_us: int
    row_us: int
    known: dict[str, tuple[int, object]] = field(default_factory=dict)
    where: Locator = field(default_factory=Locator)

    def newest(self, name: str, now_us: int) -> object:
        said = self.known.get(name)
        if said is None or abs(now_us - said[0]) > HOLDS_US[name]:
            return None
        return said[1]


class Assembler:
    """Puts messages together, in the order of the file, and hands on rows.

    All that is remembered is kept here, so that it does not matter how a file is cut
    into batches.
    """

    def __init__(self, settings: FeedSettings) -> None:
        self.lost: Counter[str] = Counter()
        self._receiver = _receiver(settings)
        self._movers: dict[tuple[str, str], _Mover] = {}
        self._rows: list[tuple[object, ...]] = []
        self._at: list[int] = []

    @property
    def full(self) -> bool:
        """Whether there are rows for a batch."""
        return len(self._rows) >= BATCH_ROWS

    def knows(self, mover: str, time_us: int, group: str = "") -> bool:
        """Return whether `mover` said its own address lately."""
        known = self._movers.get((mover, group))
        return known is not None and abs(time_us - known.heard_us) <= SILENCE_US

    def hear(self, heard: Heard) -> None:
        """Take one message: it becomes a row, or is counted in `lost`."""
        now_us = heard.time_us
        mover = self._mover(heard)
        if now_us - mover.heard_us > UNHEARD_US:
            mover.row_us = now_us
        mover.heard_us = now_us
        for name, value in heard.news.items():
            mover.known[name] = (now_us, value)
        if heard.maybe_heading and mover.newest("heading_not_track", now_us):
            mover.known["track"] = (now_us, None)
        place = self._place(mover, heard)
        if place is None and 0 <= now_us - mover.row_us < UNPLACED_US:
            self.lost[NO_POSITION] += 1
            return
        if place is None and now_us < mover.row_us:
            # The clock ran back: nothing is known of how long there was no position.
            mover.row_us = now_us
            self.lost[NO_POSITION] += 1
            return
        mover.row_us = now_us
        self._rows.append(_row(mover, heard, place or (None, None)))
        self._at.append(heard.row)

    def _mover(self, heard: Heard) -> _Mover:
        key = (heard.mover, heard.group)
        mover = self._movers.get(key)
        if mover is None or abs(heard.time_us - mover.heard_us) > SILENCE_US:
            mover = _Mover(heard.time_us, heard.time_us)
            self._movers.pop(key, None)
            self._movers[key] = mover
            if len(self._movers) > MOST_MOVERS:
                self._forget()
        return mover

    def _forget(self) -> None:
        """Drop the half of the movers that were silent longest."""
        by_age = sorted(self._movers.items(), key=lambda item: item[1].heard_us)
        self._movers = dict(by_age[len(by_age) // 2 :])

    def _place(self, mover: _Mover, heard: Heard) -> Place | None:
        if heard.half is None:
            return heard.place
        speed = heard.news.get("ground_speed")
        return mover.where.locate(
            heard.time_us,
            heard.half,
            receiver=self._receiver,
            speed_kt=speed if isinstance(speed, float) else None,
        )

    def batch(self, pick: Sequence[str]) -> Raw:
        """Return the rows put together since the last call, and forget them."""
        columns = list(zip(*self._rows, strict=True)) or [()] * len(NAMES)
        table = pa.table(
            {
                name: pa.array(columns[place], kind)
                for place, (name, (_, _, kind)) in enumerate(_UNITS.items())
                if name in pick
            }
        )
        raw = Raw(
            names=NAMES,
            table=table,
            row=np.array(self._at, np.int64),
            lost=dict(self.lost),
        )
        self._rows, self._at, self.lost = [], [], Counter()
        return raw


def picked(pick: Pick) -> list[str]:
    """Return the columns of `NAMES` that will be looked at."""
    return list(pick(NAMES))


def _receiver(settings: FeedSettings) -> Place | None:
    at = settings.radar or next(
        (area.centre for area in settings.coverage if area.centre is not None), None
    )
    return None if at is None else (at.lat_deg, at.lon_deg)


def _row(
    mover: _Mover, heard: Heard, place: tuple[float | None, float | None]
) -> tuple[object, ...]:
    now_us = heard.time_us
    known = {name: mover.newest(name, now_us) for name in mover.known}
    get = known.get
    squawk = get("squawk")
    emergency = get("emergency") or _SQUAWK_EMERGENCIES.get(str(squawk))
    alt_baro = get("alt_baro")
    quality = heard.quality or Quality()
    version = quality.version(get("version"))
    nic, nuc_p = quality.grade(version, get("nic_a"), get("nic_c"))
    return (
        now_us,
        heard.mover,
        get("callsign"),
        squawk,
        emergency,
        *place,
        alt_baro,
        _alt_geo_ft(heard, alt_baro, get("geo_minus_baro")),
        get("ground_speed"),
        get("track"),
        get("vertical_rate"),
        get("on_ground"),
        nic,
        get("nac_p"),
        nuc_p,
        version if quality.adsb else None,
        get("category"),
        get("acas_ra"),
        heard.kind,
    )


def _alt_geo_ft(
    heard: Heard, alt_baro_ft: object, geo_minus_baro_ft: object
) -> float | None:
    if heard.alt_geo_ft is not None:
        return heard.alt_geo_ft
    if isinstance(alt_baro_ft, float) and isinstance(geo_minus_baro_ft, float):
        total_ft = alt_baro_ft + geo_minus_baro_ft
        return total_ft if math.isfinite(total_ft) else None
    return None
