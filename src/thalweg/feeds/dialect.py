"""Column names and their units, as programs that write positions use them.

OpenSky writes metres and m/s, the `traffic` library feet and knots, under other names:
the names tell which. A table that mixes the names is refused rather than guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from thalweg.errors import InputError
from thalweg.wire.columns import COLUMN_UNITS, column_spec, nearest_hint

POSITION_TIME, POSITION_AGE = "position_time", "position_age"
"""Two columns beside those of POSITIONS: the time of the position itself, and its age
in seconds. Where one is there, `time` is only the time of the snapshot."""

_SOURCE = ("source_sha256", "source_row")
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Take:
    """One column to take: from `column`, which is in `unit`."""

    column: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The names and units of one program.

    `needed` names tell it; `marks` are names that only it has, and whose units other
    programs do not share. `takes` maps a POSITIONS column to what it is taken from.
    """

    name: str
    needed: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    takes: Mapping[str, Take] = field(default_factory=dict)


THALWEG = Dialect(
    name="thalweg",
    needed=frozenset({"time", "mover", "lat_deg", "lon_deg"}),
    takes={name: Take(*column_spec(name, name)) for name in COLUMN_UNITS}
    | {name: Take(name) for name in ("feed", *_SOURCE)},
)
OPENSKY = Dialect(
    name="opensky",
    needed=frozenset({"time", "icao24", "lat", "lon"}),
    marks=frozenset({"velocity", "vertrate", "baroaltitude", "lastposupdate"}),
    takes={
        "time": Take("time", AUTO),
        POSITION_TIME: Take("lastposupdate", AUTO),
        "mover": Take("icao24", "address"),
        "callsign": Take("callsign"),
        "squawk": Take("squawk"),
        "lat_deg": Take("lat", "deg"),
        "lon_deg": Take("lon", "deg"),
        "alt_baro_ft": Take("baroaltitude", "m"),
        "alt_geo_ft": Take("geoaltitude", "m"),
        "ground_speed_mps": Take("velocity", "m/s"),
        "track_deg": Take("heading", "deg"),
        "vertical_rate_fpm": Take("vertrate", "m/s"),
        "on_ground": Take("onground"),
    },
)
TRAFFIC = Dialect(
    name="traffic",
    needed=frozenset({"timestamp", "icao24", "latitude", "longitude"}),
    marks=frozenset({"groundspeed", "vertical_rate", "altitude", "last_position"}),
    takes={
        "time": Take("timestamp", AUTO),
        POSITION_TIME: Take("last_position", AUTO),
        "mover": Take("icao24", "address"),
        "callsign": Take("callsign"),
        "squawk": Take("squawk"),
        "lat_deg": Take("latitude", "deg"),
        "lon_deg": Take("longitude", "deg"),
        "alt_baro_ft": Take("altitude", "ft"),
        "alt_geo_ft": Take("geoaltitude", "ft"),
        "ground_speed_mps": Take("groundspeed", "kt"),
        "track_deg": Take("track", "deg"),
        "vertical_rate_fpm": Take("vertical_rate", "ft/min"),
        "on_ground": Take("onground"),
    },
)
READSB = Dialect(
    name="readsb",
    needed=frozenset({"now", "hex", "lat", "lon"}),
    marks=frozenset({"alt_baro", "alt_geom", "gs", "baro_rate", "seen_pos"}),
    takes={
        "time": Take("now", AUTO),
        POSITION_AGE: Take("seen_pos", "s"),
        "mover": Take("hex", "address"),
        "callsign": Take("flight"),
        "squawk": Take("squawk"),
        "emergency": Take("emergency"),
        "lat_deg": Take("lat", "deg"),
        "lon_deg": Take("lon", "deg"),
        "alt_baro_ft": Take("alt_baro", "ft"),
        "alt_geo_ft": Take("alt_geom", "ft"),
        "ground_speed_mps": Take("gs", "kt"),
        "track_deg": Take("track", "deg"),
        "vertical_rate_fpm": Take("baro_rate", "ft/min"),
        "nic": Take("nic"),
        "nac_p": Take("nac_p"),
        "nuc_p": Take("nucp"),
        "adsb_version": Take("version"),
        "category": Take("category"),
        "acas_ra": Take("acas_ra"),
        "source_type": Take("type"),
    },
)
DIALECTS = (THALWEG, OPENSKY, TRAFFIC, READSB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to take from a table, by POSITIONS column; `dialect` names its names."""

    dialect: str
    takes: Mapping[str, Take]

    @property
    def columns(self) -> list[str]:
        """The columns of the table that are looked at, each once."""
        return list(dict.fromkeys(take.column for take in self.takes.values()))


def parse_columns(text: str) -> dict[str, str]:
    """Return the mapping that ``time=ts,alt_baro_ft=height[m]`` spells.

    Raises
    ------
    InputError
        A part is not ``NAME=COLUMN``, or one name is given twice.
    """
    named: dict[str, str] = {}
    for part in re.split(r",(?![^\[\]]*\])", text):
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if not (name and equals and column):
            raise InputError(
                f"--columns: {part.strip()!r} is not NAME=COLUMN; wanted e.g. "
                "time=ts,lat_deg=y,alt_baro_ft=height[m]"
            )
        if name in named:
            raise InputError(f"--columns: {name} is given twice")
        named[name] = column
    return named


def named_takes(columns: Mapping[str, str], where: str) -> dict[str, Take]:
    """Return what `columns` asks to be taken, each with its unit.

    Raises
    ------
    InputError
        A name is no column of POSITIONS, or a unit is not one of its units.
    """
    takes: dict[str, Take] = {}
    for name, spec in columns.items():
        try:
            takes[name] = Take(*column_spec(name, spec))
        except ValueError as error:
            raise InputError(f"{where}: columns: {error}") from error
    return takes


def plan(
    names: Sequence[str],
    *,
    columns: Mapping[str, Take],
    where: str,
    dialect: Dialect | None = None,
    own_source: bool = False,
) -> Plan:
    """Return what to take from a table that has the columns `names`.

    `dialect` is what the names mean, None where the names tell. `own_source` takes
    the table's own `source_sha256` and `source_row` too.

    Raises
    ------
    InputError
        The names are nobody's, or two programs', or one is there twice, or `columns`
        names one that is not there.
    """
    for take in columns.values():
        if take.column not in names:
            raise InputError(
                f"{where}: has no column {take.column!r}"
                f"{nearest_hint(take.column, names)}; its columns are {_listed(names)}"
            )
    told = dialect or _told(names, columns, where)
    takes = {
        target: take
        for target, take in told.takes.items()
        if take.column in names and (own_source or target not in _SOURCE)
    }
    if "time" in columns:
        # Who names the time names the time of the position; what the program says
        # of the position's age was about the column that is no longer taken.
        takes.pop(POSITION_TIME, None)
        takes.pop(POSITION_AGE, None)
    takes.update(columns)
    chosen = Plan(dialect=told.name, takes=takes)
    twice = [n for n, k in Counter(names).items() if k > 1 and n in chosen.columns]
    if twice:
        raise InputError(
            f"{where}: column {twice[0]!r} is there {names.count(twice[0])} times; "
            "rename one of them"
        )
    return chosen


def _told(names: Sequence[str], columns: Mapping[str, Take], where: str) -> Dialect:
    have = set(names)
    if set(columns) >= THALWEG.needed:
        return replace(THALWEG, name="own")
    told = [d for d in DIALECTS if d.needed <= have]
    if len(told) == 1:
        taken = {take.column for take in columns.values()}
        others = {d.name: d.marks & have - taken for d in DIALECTS if d not in told}
        foreign = {name: marks for name, marks in others.items() if marks}
        # Own columns of a table that happen to be called as another program's are
        # harmless beside POSITIONS names, which carry their units.
        if not foreign or told[0] is THALWEG:
            return told[0]
        other, marks = min(foreign.items())
        raise InputError(
            f"{where}: has the names of {told[0].name} and of {other} "
            f"({', '.join(sorted(marks))}), whose units differ; say what each is, "
            f"e.g. {_example(names)}"
        )
    if told:
        raise InputError(
            f"{where}: has the names of {' and of '.join(d.name for d in told)}, "
            f"whose units differ; say which, e.g. {_example(names)}"
        )
    missing = sorted(THALWEG.needed - have - set(columns))
    if len(missing) < len(THALWEG.needed):
        lacks = f"; not named yet: {', '.join(missing)}"
    else:
        lacks = ""
    raise InputError(
        f"{where}: unknown columns {_listed(names)}{lacks}; "
        f"say what they are, e.g. {_example(names)}"
    )


_GUESSES: Mapping[str, tuple[str, ...]] = {
    "time": ("time", "timestamp", "ts", "datetime", "date_time", "utc", "t"),
    "mover": ("mover", "icao24", "icao", "hex", "address", "track_id", "id"),
    "lat_deg": ("lat_deg", "latitude", "lat", "y"),
    "lon_deg": ("lon_deg", "longitude", "lon", "lng", "long", "x"),
}


def _example(names: Sequence[str]) -> str:
    lower = {name.lower(): name for name in names}
    parts = []
    for target, guesses in _GUESSES.items():
        found = next((lower[g] for g in guesses if g in lower), "...")
        parts.append(f"{target}={found}")
    return f"--columns {','.join(parts)},alt_baro_ft=...[m]"


def _listed(names: Sequence[str], most: int = 30) -> str:
    shown = ", ".join(
        str(name)[:40].encode("utf-8", "replace").decode("utf-8")
        for name in names[:most]
    )
    return f"{shown}, ... ({len(names)} in all)" if len(names) > most else shown
