"""The kinds of clause, as documents spell them; each ends in `to_model`.

`spec/agreement.md` has a section for every kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from thalweg.model.agreement import (
    Clause,
    DayWindow,
    Defaults,
    HazardNotice,
    HeightBound,
    KeepSide,
    NearCollision,
    Separation,
    StandOff,
    UnwatchedClause,
)
from thalweg.wire.quantity import (
    AccelerationMps2,
    ClockS,
    DurationS,
    HeightFt,
    LengthM,
    Rate,
    ShareFrac,
    SpeedMps,
    TimeUs,
    day_window,
    height_bound,
    rate,
)
from thalweg.wire.words import ClauseId, Id, Texts
from thalweg.wire.yaml import Path, Strict

ANY: Final = "any"
MOVERS = Literal["manned", "unmanned", "helicopter", "glider"]
PROHIBITED = Literal[
    "air-strike",
    "shelling",
    "ground-attack",
    "movement-of-heavy-weapons",
    "movement-of-forces",
    "drone-flight",
    "reconnaissance",
    "fortification",
]
DaaName = Literal["DO_365B_no_SUM", "DO_365A_no_SUM"]
Window = Annotated[DayWindow, BeforeValidator(day_window)]
Bound = Annotated[HeightBound, BeforeValidator(height_bound)]
RateOf = Annotated[Rate, BeforeValidator(rate)]
Several = Field(min_length=1, max_length=100)
Ids = Annotated[list[Id], Several]

# What the names under a key have to be: ``line``, ``polygon`` or ``site`` among the
# places; ``party`` or ``bound`` (a party that the agreement binds) among the parties.
Roles = Mapping[str, str]

LONGEST_GAP_S: Final = 3600.0
"""Beyond an hour, a straight and even path is a guess, not an observation."""


class DefaultsV1(Strict):
    """The figures of RULES 13, as the ``defaults:`` block sets them."""

    largest_gap_s: DurationS = Field(default=60.0, alias="largest_gap")
    pair_largest_gap_s: DurationS = Field(default=30.0, alias="pair_largest_gap")
    buffer_m: LengthM = Field(default=0.0, alias="buffer")
    shortest_stay_s: DurationS = Field(default=0.0, alias="shortest_stay")
    longest_stay_s: DurationS = Field(default=0.0, alias="longest_stay")
    longest_overhead_s: DurationS = Field(default=0.0, alias="longest_overhead")
    rejoin_s: DurationS = Field(default=60.0, alias="rejoin")
    same_stay_s: DurationS = Field(default=600.0, alias="same_stay")
    level_tolerance_ft: HeightFt = Field(default=100.0, alias="level_tolerance")
    fastest_mps: SpeedMps = Field(default=1000.0, alias="fastest")
    manoeuvre_mps2: AccelerationMps2 = Field(default=5.0, alias="manoeuvre")
    daa: DaaName = "DO_365B_no_SUM"

    def check(self) -> Iterator[tuple[Path, str]]:
        """Yield what cannot be, with the path of each."""
        for key, gap_s in (
            ("largest_gap", self.largest_gap_s),
            ("pair_largest_gap", self.pair_largest_gap_s),
        ):
            yield from _gap(key, gap_s)
        if self.fastest_mps <= 0.0:
            yield ("fastest",), "wanted more than nothing"

    def to_model(self) -> Defaults:
        """Return the figures that stand with no clause."""
        return Defaults(
            fastest_mps=self.fastest_mps,
            manoeuvre_mps2=self.manoeuvre_mps2,
            same_stay_s=self.same_stay_s,
            rejoin_s=self.rejoin_s,
        )


class ClauseV1(Strict):
    """What any clause may have."""

    names: ClassVar[Roles] = {}

    id: ClauseId
    kind: str
    text: Texts | None = None
    hours: Annotated[list[Window], Several] | None = None
    from_us: TimeUs | None = Field(default=None, alias="from")
    until_us: TimeUs | None = Field(default=None, alias="until")
    movers: Annotated[list[MOVERS], Several] | None = None
    exempt: list[Literal["emergency", "notified"]] | None = None
    needs: Literal["affirm"] | None = None

    def check(self) -> Iterator[tuple[Path, str]]:
        """Yield what cannot be, with the path of each."""
        if (
            self.from_us is not None
            and self.until_us is not None
            and self.from_us >= self.until_us
        ):
            yield ("until",), "ends before it begins"
        if self.needs is not None and "notified" not in (self.exempt or ()):
            yield ("needs",), "nothing to affirm: 'exempt' does not hold 'notified'"

    def common(self) -> dict[str, Any]:
        """Return the fields that every clause of the model has."""
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text or {},
            "hours": tuple(self.hours or ()),
            "from_us": self.from_us,
            "until_us": self.until_us,
            "movers": tuple(self.movers or ()),
            "exempt": tuple(self.exempt or ()),
            "needs": self.needs,
        }

    def settings(self) -> dict[str, object]:
        """Return the values of a kind that has no detector yet, in SI."""
        return {}

    def to_model(self, defaults: DefaultsV1) -> Clause:
        """Return the clause, every default in it written out."""
        del defaults
        settings = {k: v for k, v in self.settings().items() if v is not None}
        return UnwatchedClause(**self.common(), settings=settings)


class KeepSideV1(ClauseV1):
    """``line.keep-side``."""

    names: ClassVar[Roles] = {"line": "line", "area": "polygon", "sides": "bound"}

    line: Id
    area: Id | None = None
    reach_m: LengthM | None = Field(default=None, alias="reach")
    sides: Annotated[dict[Id, Literal["left", "right"]], Several]
    buffer_m: LengthM | None = Field(default=None, alias="buffer")
    shortest_stay_s: DurationS | None = Field(default=None, alias="shortest_stay")
    largest_gap_s: DurationS | None = Field(default=None, alias="largest_gap")
    rejoin_s: DurationS | None = Field(default=None, alias="rejoin")
    floor: Bound | None = None
    ceiling: Bound | None = None

    def check(self) -> Iterator[tuple[Path, str]]:
        """Yield what cannot be, with the path of each."""
        yield from super().check()
        if self.area is None and self.reach_m is None:
            yield (), "wanted 'reach' (such as '40 km') or 'area' (a polygon place)"
        if self.area is not None and self.reach_m is not None:
            yield ("area",), "wanted 'reach' or 'area', not both"
        if self.reach_m is not None and not 0.0 < self.reach_m <= 1_000_000.0:
            yield ("reach",), "wanted more than nothing and at most 1000 km"
        if self.reach_m is not None and (self.buffer_m or 0.0) >= self.reach_m > 0.0:
            yield ("buffer",), "as deep as the clause reaches: nothing could breach it"
        yield from _gap("largest_gap", self.largest_gap_s)
        yield from _heights(self.floor, self.ceiling)

    def to_model(self, defaults: DefaultsV1) -> KeepSide:
        """Return the clause, every default in it written out."""
        return KeepSide(
            **self.common(),
            line=self.line,
            area=self.area,
            reach_m=self.reach_m,
            sides=dict(self.sides),
            buffer_m=_or(self.buffer_m, defaults.buffer_m),
            shortest_stay_s=_or(self.shortest_stay_s, defaults.shortest_stay_s),
            largest_gap_s=_or(self.largest_gap_s, defaults.largest_gap_s),
            rejoin_s=_or(self.rejoin_s, defaults.rejoin_s),
            floor=self.floor,
            ceiling=self.ceiling,
        )


class NearCollisionV1(Strict):
    """The limits of a near collision."""

    horizontal_m: LengthM = Field(alias="horizontal")
    vertical_ft: HeightFt = Field(alias="vertical")
    slant_m: LengthM | None = Field(default=None, alias="slant")

    def to_model(self) -> NearCollision:
        """Return the limits."""
        return NearCollision(
            horizontal_m=self.horizontal_m,
            vertical_ft=self.vertical_ft,
            slant_m=self.slant_m,
        )


class SeparationV1(ClauseV1):
    """``air.separation``."""

    names: ClassVar[Roles] = {"between": "bound"}

    between: Annotated[list[Id], Field(min_length=2, max_length=2)]
    horizontal_m: LengthM = Field(alias="horizontal")
    vertical_ft: HeightFt = Field(alias="vertical")
    level_tolerance_ft: HeightFt | None = Field(default=None, alias="level_tolerance")
    near_collision: NearCollisionV1 | None = None
    largest_gap_s: DurationS | None = Field(default=None, alias="largest_gap")
    floor: Bound | None = None
    ceiling: Bound | None = None
    lookahead_s: DurationS | None = Field(default=None, alias="lookahead")
    daa: DaaName | None = None

    def check(self) -> Iterator[tuple[Path, str]]:
        """Yield what cannot be, with the path of each."""
        yield from super().check()
        if not 0.0 < self.horizontal_m <= 200_000.0:
            yield ("horizontal",), "wanted more than nothing and at most 200 km"
        if not 0.0 < self.vertical_ft <= 60_000.0:
            yield ("vertical",), "wanted more than nothing and at most 60000 ft"
        near = self.near_collision
        if near is not None:
            if not 0.0 < near.horizontal_m <= self.horizontal_m:
                yield (
                    ("near_collision", "horizontal"),
                    "wanted more than nothing and at most the clause's own",
                )
            if not 0.0 < near.vertical_ft <= self.vertical_ft:
                yield (
                    ("near_collision", "vertical"),
                    "wanted more than nothing and at most the clause's own",
                )
        yield from _gap("largest_gap", self.largest_gap_s)
        yield from _heights(self.floor, self.ceiling)

    def to_model(self, defaults: DefaultsV1) -> Separation:
        """Return the clause, every default in it written out."""
        near = self.near_collision
        return Separation(
            **self.common(),
            between=(self.between[0], self.between[1]),
            horizontal_m=self.horizontal_m,
            vertical_ft=self.vertical_ft,
            level_tolerance_ft=_or(
                self.level_tolerance_ft, defaults.level_tolerance_ft
            ),
            near_collision=near.to_model() if near is not None else None,
            largest_gap_s=_or(self.largest_gap_s, defaults.pair_largest_gap_s),
            floor=self.floor,
            ceiling=self.ceiling,
            lookahead_s=self.lookahead_s,
            daa=self.daa or defaults.daa,
        )


class StandOffV1(ClauseV1):
    """``site.stand-off``."""

    names: ClassVar[Roles] = {
        "sites": "site",
        "protects": "party",
        "restrains": "bound",
    }

    sites: Ids
    protects: Id
    restrains: Ids
    radius_m: LengthM = Field(alias="radius")
    overhead_m: LengthM | None = Field(default=None, alias="overhead")
    floor: Bound | None = None
    ceiling: Bound | None = None
    longest_stay_s: DurationS | None = Field(default=None, alias="longest_stay")
    longest_overhead_s: DurationS | None = Field(default=None, alias="longest_overhead")
    same_stay_s: DurationS | None = Field(default=None, alias="same_stay")
    largest_gap_s: DurationS | None = Field(default=None, alias="largest_gap")

    def check(self) -> Iterator[tuple[Path, str]]:
        """Yield what cannot be, with the path of each."""
        yield from super().check()
        yield from _twice("sites", self.sites)
        yield from _restrained(self.protects, self.restrains)
        yield from _radius(self.radius_m)
        if self.overhead_m is not None and not 0 < self.overhead_m <= self.radius_m:
            yield ("overhead",), "wanted more than nothing and at most the radius"
        if self.overhead_m is None and self.longest_overhead_s is not None:
            yield ("longest_overhead",), "'overhead' is missing: how near is overhead?"
        yield from _gap("largest_gap", self.largest_gap_s)
        yield from _heights(self.floor, self.ceiling)

    def to_model(self, defaults: DefaultsV1) -> StandOff:
        """Return the clause, every default in it written out."""
        return StandOff(
            **self.common(),
            sites=tuple(self.sites),
            protects=self.protects,
            restrains=tuple(self.restrains),
            radius_m=self.radius_m,
            overhead_m=self.overhead_m,
            floor=self.floor,
            ceiling=self.ceiling,
            longest_stay_s=_or(self.longest_stay_s, defaults.longest_stay_s),
            longest_overhead_s=_or(
                self.longest_overhead_s, defaults.longest_overhead_s
            ),
            same_stay_s=_or(self.same_stay_s, defaults.same_stay_s),
            largest_gap_s=_or(self.largest_gap_s, defaults.largest_gap_s),
        )


class HazardNoticeV1(ClauseV1):
    """``notice.hazard``."""

    lead_s: DurationS = Field(alias="lead")
    answer_s: DurationS | None = Field(default=None, alias="answer")
    binding: bool = False

    def to_model(self, defaults: DefaultsV1) -> HazardNotice:
        """Return the clause, every default in it written out."""
        del defaults
        return HazardNotice(
            **self.common(),
            lead_s=self.lead_s,
            answer_s=self.answer_s,
            binding=self.binding,
        )


class DailyCallV1(ClauseV1):
    """``channel.daily-call``."""

    at_s: ClockS = Field(alias="at")
    within_s: DurationS = Field(alias="within")
    max_silence_s: DurationS | None = Field(default=None, alias="max_silence")
    distress_budget: RateOf | None = None

    def settings(self) -> dict[str, object]:
        """Return the values in SI."""
        return {
            "at_s": self.at_s,
            "within_s": self.within_s,
            "max_silence_s": self.max_silence_s,
            **_rate("distress_budget", self.distress_budget),
        }


class BuildUpV1(ClauseV1):
    """``ground.build-up``."""

    names: ClassVar[Roles] = {"site": "site", "protects": "party", "restrains": "bound"}

    site: Id
    protects: Id
    restrains: Ids
    radius_m: LengthM = Field(alias="radius")
    strength: Annotated[int, Field(ge=1, le=10_000_000)]
    rise: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    window_s: DurationS | None = Field(default=None, alias="window")
    answer_s: DurationS | None = Field(default=None, alias="answer")

    def check(self) -> Iterator[tuple[Path, str]]:
        """Yield what cannot be, with the path of each."""
        yield from super().check()
        yield from _radius(self.radius_m)
        yield from _restrained(self.protects, self.restrains)
        if (self.rise is None) != (self.window_s is None):
            missing = "window" if self.window_s is None else "rise"
            yield (), f"'rise' and 'window' go together: '{missing}' is missing"

    def settings(self) -> dict[str, object]:
        """Return the values in SI."""
        return {
            "site": self.site,
            "protects": self.protects,
            "restrains": tuple(self.restrains),
            "radius_m": self.radius_m,
            "strength": self.strength,
            "rise": self.rise,
            "window_s": self.window_s,
            "answer_s": self.answer_s,
        }


class ActivityV1(ClauseV1):
    """``air.activity``."""

    names: ClassVar[Roles] = {"site": "site", "restrains": "bound"}

    site: Id
    restrains: Ids
    radius_m: LengthM = Field(alias="radius")

    def check(self) -> Iterator[tuple[Path, str]]:
        """Yield what cannot be, with the path of each."""
        yield from super().check()
        yield from _radius(self.radius_m)
        yield from _twice("restrains", self.restrains)

    def settings(self) -> dict[str, object]:
        """Return the values in SI."""
        return {
            "site": self.site,
            "restrains": tuple(self.restrains),
            "radius_m": self.radius_m,
        }


class InterferenceV1(ClauseV1):
    """``spectrum.interference``."""

    names: ClassVar[Roles] = {"area": "polygon"}

    area: Id
    share_frac: ShareFrac = Field(alias="share")
    fewest: Annotated[int, Field(ge=1, le=10_000)]

    def settings(self) -> dict[str, object]:
        """Return the values in SI."""
        return {
            "area": self.area,
            "share_frac": self.share_frac,
            "fewest": self.fewest,
        }


class CeaseFireV1(ClauseV1):
    """``zone.cease-fire``."""

    names: ClassVar[Roles] = {
        "zone": "polygon",
        "bound": "bound",
        "guarantors": "party",
    }

    zone: Id
    bound: Ids
    guarantors: Ids | None = None
    prohibits: Annotated[list[PROHIBITED], Several]

    def check(self) -> Iterator[tuple[Path, str]]:
        """Yield what cannot be, with the path of each."""
        yield from super().check()
        yield from _twice("bound", self.bound)
        yield from _twice("guarantors", self.guarantors or [])

    def settings(self) -> dict[str, object]:
        """Return the values."""
        return {
            "zone": self.zone,
            "bound": tuple(self.bound),
            "guarantors": tuple(self.guarantors or ()),
            "prohibits": tuple(self.prohibits),
        }


class SeniorContactV1(ClauseV1):
    """``contact.senior``."""

    at_least: RateOf

    def settings(self) -> dict[str, object]:
        """Return the values in SI."""
        return _rate("at_least", self.at_least)


class Kinds:
    """Every kind of clause, by its id; `WATCHED` are those with a detector."""

    ALL: ClassVar[Mapping[str, type[ClauseV1]]] = {
        "channel.daily-call": DailyCallV1,
        "line.keep-side": KeepSideV1,
        "air.separation": SeparationV1,
        "site.stand-off": StandOffV1,
        "notice.hazard": HazardNoticeV1,
        "ground.build-up": BuildUpV1,
        "air.activity": ActivityV1,
        "spectrum.interference": InterferenceV1,
        "zone.cease-fire": CeaseFireV1,
        "contact.senior": SeniorContactV1,
    }
    WATCHED: ClassVar[frozenset[str]] = frozenset(
        {"line.keep-side", "air.separation", "site.stand-off"}
    )


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


def _gap(key: str, gap_s: float | None) -> Iterator[tuple[Path, str]]:
    if gap_s is not None and not 0.0 < gap_s <= LONGEST_GAP_S:
        yield (key,), "wanted more than nothing and at most 1 h"


def _heights(
    floor: HeightBound | None, ceiling: HeightBound | None
) -> Iterator[tuple[Path, str]]:
    if (
        floor is not None
        and ceiling is not None
        and floor.datum == ceiling.datum
        and floor.value_ft >= ceiling.value_ft
    ):
        yield ("ceiling",), "not above the floor"


def _radius(radius_m: float) -> Iterator[tuple[Path, str]]:
    if not 0.0 < radius_m <= 1_000_000.0:
        yield ("radius",), "wanted more than nothing and at most 1000 km"


def _restrained(protects: str, restrains: list[str]) -> Iterator[tuple[Path, str]]:
    yield from _twice("restrains", restrains)
    for i, party in enumerate(restrains):
        if party == protects:
            yield ("restrains", i), f"{party} cannot be protected from itself"


def _twice(key: str, words: list[str]) -> Iterator[tuple[Path, str]]:
    for i, word in enumerate(words):
        if word in words[:i]:
            yield (key, i), f"{word} stands here twice"


def _rate(key: str, value: Rate | None) -> dict[str, object]:
    if value is None:
        return {}
    return {f"{key}_count": value.count, f"{key}_per_s": value.per_s}
