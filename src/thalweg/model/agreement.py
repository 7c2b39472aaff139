"""What two parties agreed: an edition, its clauses, its places and its roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from thalweg.model.party import Party, RosterRule
from thalweg.model.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightBound:
    """A floor or a ceiling with its datum; ends count as inside.

    `datum` is ``baro`` (pressure altitude, FL), ``geo`` (WGS84 ellipsoid), ``amsl``
    or ``agl``. Only reports of the same datum can be held against it.
    """

    value_ft: float
    datum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWindow:
    """Hours of every day in UTC, from `from_s` to `to_s` seconds after 00:00Z.

    `to_s` below `from_s` runs over midnight.
    """

    from_s: int
    to_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What every clause has. Times are microseconds since 1970, UTC; None is open.

    `needs` is ``affirm`` where a notice exempts only once the other side affirmed it.
    """

    id: str
    kind: str
    text: Mapping[str, str] = field(default_factory=dict)
    hours: tuple[DayWindow, ...] = ()
    from_us: int | None = None
    until_us: int | None = None
    movers: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    needs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSide(Clause):
    """``line.keep-side``: each party stays on its own side of a line.

    Exactly one of `area` (a polygon place) and `reach_m` is given. `sides` maps a
    party to ``left`` or ``right``, looking from the line's first point to its last.
    """

    line: str
    area: str | None
    reach_m: float | None
    sides: Mapping[str, str]
    buffer_m: float
    shortest_stay_s: float
    largest_gap_s: float
    rejoin_s: float
    floor: HeightBound | None
    ceiling: HeightBound | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCollision:
    """Limits of a near collision; `slant_m` is None where the clause gives none."""

    horizontal_m: float
    vertical_ft: float
    slant_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation(Clause):
    """``air.separation``: two aircraft keep a horizontal or a vertical distance.

    `between` holds two party ids, or ``any``.
    """

    between: tuple[str, str]
    horizontal_m: float
    vertical_ft: float
    level_tolerance_ft: float
    near_collision: NearCollision | None
    largest_gap_s: float
    floor: HeightBound | None
    ceiling: HeightBound | None
    lookahead_s: float | None
    daa: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandOff(Clause):
    """``site.stand-off``: restrained parties do not stay near, or overhead, a site."""

    sites: tuple[str, ...]
    protects: str
    restrains: tuple[str, ...]
    radius_m: float
    overhead_m: float | None
    floor: HeightBound | None
    ceiling: HeightBound | None
    longest_stay_s: float
    longest_overhead_s: float
    same_stay_s: float
    largest_gap_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardNotice(Clause):
    """``notice.hazard``: strikes, firing, demining, airlift are told ahead."""

    lead_s: float
    answer_s: float | None
    binding: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwatchedClause(Clause):
    """A clause whose detector comes later; it loads, and the report says so.

    `settings` holds its validated values in SI (feet for heights), names with units.
    """

    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """Figures of RULES §13 in force under this agreement."""

    fastest_mps: float = 1000.0
    manoeuvre_mps2: float = 5.0
    same_stay_s: float = 600.0
    rejoin_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One edition of an agreement, whole.

    `parties` keeps the document's order (bound parties, then their affiliates, then
    `others`). `files` holds the agreement document and every file it names, byte for
    byte, by plain name; `document` is the name of the document among them. `sha256` is
    the digest of the manifest of those files, the same whether or not it is signed.

    `signed_by` names the parties whose signature holds, in the document's order; where
    `keys_given`, by keys that the reader held already, else by those that the signed
    manifest itself lists. `signing` holds the manifest and the files of keys, byte for
    byte, and `manifest_sha256` the digest of what was signed; of an unsigned agreement
    they are empty and None.
    """

    id: str
    edition: int
    title: Mapping[str, str]
    in_force_from_us: int | None
    in_force_until_us: int | None
    day_starts_s: int
    parties: tuple[Party, ...]
    roster: tuple[RosterRule, ...]
    places: Mapping[str, Place]
    clauses: tuple[Clause, ...]
    defaults: Defaults
    document: str
    files: Mapping[str, bytes]
    sha256: str
    signed_by: tuple[str, ...] = ()
    keys_given: bool = False
    signing: Mapping[str, bytes] = field(default_factory=dict)
    manifest_sha256: str | None = None

    @property
    def signatories(self) -> tuple[str, ...]:
        """The parties that have to sign: those bound, affiliates left out."""
        return tuple(
            party.id
            for party in self.parties
            if party.bound and party.affiliate_of is None
        )
