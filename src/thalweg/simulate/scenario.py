"""Run a scenario: read its document, fly its days, write positions and their truth."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pyarrow.parquet as pq
from pydantic import Field

from thalweg.agreement.load import load
from thalweg.errors import ConfigError, InputError, ResultFolderError
from thalweg.simulate import account, sides
from thalweg.simulate.background import DAY_S
from thalweg.simulate.ground import Ground
from thalweg.simulate.month import Day, Outage, lay_day
from thalweg.simulate.receive import Heard, hear, repeats, to_table
from thalweg.simulate.sides import HearingText, Told, as_heard
from thalweg.times import US_PER_S, iso, iso_day
from thalweg.wire.quantity import DurationS, LengthM, TimeUs
from thalweg.wire.yaml import Strict, read_yaml


class OutageText(Strict):
    """``outages:`` one time in which a feed delivers nothing."""

    feed: str
    from_us: TimeUs = Field(alias="from")
    for_s: DurationS = Field(alias="for")


class ReceiverText(HearingText):
    """``receivers:`` one feed; it hears what lies at least `beyond` to the right.

    `reach` is its declared coverage about the middle of the line; without one its
    coverage has to be learned. Receivers of a `side` go into a folder of that side.
    """

    reach_m: LengthM | None = Field(default=None, alias="reach")
    beyond_m: LengthM | None = Field(default=None, alias="beyond")


class ScenarioText(Strict):
    """The document ``thalweg: scenario/1``."""

    thalweg: Literal["scenario/1"]
    agreement: Annotated[str, Field(pattern=r"[A-Za-z0-9_.-]{1,80}")]
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    start_us: TimeUs = Field(alias="start")
    days: Annotated[int, Field(ge=1, le=62)]
    formations: Annotated[int, Field(ge=1, le=7)]
    report_interval_s: DurationS = Field(alias="report_interval")
    receivers: list[ReceiverText]
    outages: list[OutageText] = Field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class SidePaths:
    """What one side of a scenario has to watch with."""

    positions: tuple[Path, ...]
    feeds: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPaths:
    """The files that a scenario has become.

    `sides` is empty where the receivers are nobody's; else each side has its own feeds
    file, and `feeds` is None.
    """

    positions: tuple[Path, ...]
    feeds: Path | None
    notices: Path
    truth: Path
    sides: Mapping[str, SidePaths] = field(default_factory=dict)

    @property
    def files(self) -> list[Path]:
        """Return every file, in the order in which they are told."""
        feeds = [self.feeds] if self.feeds else [s.feeds for s in self.sides.values()]
        return [*self.positions, *feeds, self.notices, self.truth]


def run(
    scenario_path: str | Path,
    out_dir: str | Path,
    *,
    seed: int | None = None,
    days: int | None = None,
    replace: bool = False,
) -> SimulatedPaths:
    """Fly a scenario and write what receivers heard, and what truly happened.

    Parameters
    ----------
    scenario_path
        The scenario's document; its agreement stands beside it.
    out_dir
        Folder for ``positions-<feed>.parquet``, ``feeds.yaml``, ``notices.json`` and
        ``truth.json``; made where it is missing. Where receivers have a side, positions
        and feeds lie in a folder of its name.
    seed
        Another seed than the document's. One seed gives one month, byte for byte, on
        one machine with one set of packages.
    days
        So many days instead of the document's; the first days stay the same.
    replace
        Whether files of these names may be written over; no other file is touched.

    Raises
    ------
    ResultFolderError
        A file of these names is there, and is not to be replaced.
    ConfigError, AgreementError, InputError
        The scenario or its agreement is wrong, or cannot be laid on its ground.
    """
    path = Path(scenario_path)
    text = read_scenario(path)
    changes = {"seed": seed, "days": days}
    text = text.model_copy(update={k: v for k, v in changes.items() if v is not None})
    made = _paths(Path(out_dir), text)
    if not replace:
        _refuse_existing(made)
    ground = Ground(load(path.parent / text.agreement))
    for file in made.files:
        file.parent.mkdir(parents=True, exist_ok=True)
    ledger = _Ledger(ground, text)
    writers: dict[str, pq.ParquetWriter] = {}
    try:
        for day in _days(ground, text):
            told = [_received(ground, text, r, day) for r in text.receivers]
            ledger.enter(day, told)
            for receiver, file, heard in zip(
                text.receivers, made.positions, told, strict=True
            ):
                table = to_table([(receiver.name, part) for part in heard.parts])
                if receiver.name not in writers:
                    writers[receiver.name] = pq.ParquetWriter(
                        file, table.schema, compression="zstd"
                    )
                writers[receiver.name].write_table(table, row_group_size=1 << 20)
    finally:
        for writer in writers.values():
            writer.close()
    for file, receivers in _by_feeds(made, text):
        file.write_text(_feeds_yaml(ground, receivers), encoding="utf-8")
    _write_json(made.notices, {"thalweg": "notices/1", "notices": ledger.notices})
    _write_json(made.truth, ledger.close())
    return made


def _refuse_existing(made: SimulatedPaths) -> None:
    # Said before a month is flown; a link to nowhere would be written through.
    for file in made.files:
        if os.path.lexists(file):
            raise ResultFolderError(
                f"{file} is already there; choose another --out, or add --replace"
            )


def _paths(out: Path, text: ScenarioText) -> SimulatedPaths:
    positions = {
        r.name: out / (r.side or "") / f"positions-{r.name}.parquet"
        for r in text.receivers
    }
    names: dict[str, list[str]] = {}
    for receiver in text.receivers:
        names.setdefault(receiver.side or "", []).append(receiver.name)
    views = {
        side: SidePaths(
            positions=tuple(positions[name] for name in of_side),
            feeds=out / side / "feeds.yaml",
        )
        for side, of_side in names.items()
        if side
    }
    return SimulatedPaths(
        positions=tuple(positions.values()),
        feeds=None if views else out / "feeds.yaml",
        notices=out / "notices.json",
        truth=out / "truth.json",
        sides=views,
    )


def _by_feeds(
    made: SimulatedPaths, text: ScenarioText
) -> Iterator[tuple[Path, list[ReceiverText]]]:
    """Yield each feeds file with the receivers that it speaks of."""
    if made.feeds is not None:
        yield made.feeds, text.receivers
    for side, paths in made.sides.items():
        yield paths.feeds, [r for r in text.receivers if r.side == side]


def read_scenario(path: Path) -> ScenarioText:
    """Return the scenario document at `path`; ConfigError with all its faults."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from error
    document = read_yaml(data, path.name)
    text = document.read((), ScenarioText)
    if text is None or document.faults:
        raise ConfigError(document.faults.lines())
    sided = {r.side is not None for r in text.receivers}
    if len(sided) > 1:
        raise ConfigError(
            [f"{path.name}: receivers: give each of them a side, or none of them"]
        )
    return text


def _days(ground: Ground, text: ScenarioText) -> Iterator[Day]:
    outages = tuple(_outages(text))
    for number in range(text.days):
        yield lay_day(
            ground,
            number,
            seed=text.seed,
            outages=outages,
            formations=text.formations,
            report_s=text.report_interval_s,
        )


def _outages(text: ScenarioText) -> Iterator[Outage]:
    for outage in text.outages:
        from_s = (outage.from_us - text.start_us) / US_PER_S
        if outage.feed not in {r.name for r in text.receivers}:
            raise InputError(f"outage of a feed that is no receiver: {outage.feed!r}")
        if from_s < text.days * DAY_S:
            yield Outage(feed=outage.feed, from_s=from_s, to_s=from_s + outage.for_s)


def _received(
    ground: Ground, text: ScenarioText, receiver: ReceiverText, day: Day
) -> Told:
    """Return what one receiver delivers of a day's flights."""
    parts: list[Heard] = []
    end_s = text.days * DAY_S - 2.0
    for number, flight in enumerate(day.flights):
        # One generator a flight, the same for every receiver: they hear one broadcast.
        rng = np.random.Generator(np.random.PCG64([text.seed, day.number, 1, number]))
        heard = hear(flight, rng, epoch_us=text.start_us)
        # Patrols are relieved a little before and after a day; the month is not.
        heard = heard.take((heard.true_s >= 1.0) & (heard.true_s < end_s))
        if receiver.beyond_m is not None:
            across_m = ground.across_m(heard.lat_deg, heard.lon_deg)
            missed = rng.random(len(across_m)) < 0.3
            heard = heard.take((across_m < -receiver.beyond_m) & ~missed)
            heard.received_us[:] += US_PER_S // 20
        if receiver.side is not None:
            which = text.receivers.index(receiver)
            seeds = [text.seed, day.number, 2, number, which]
            own = np.random.Generator(np.random.PCG64(seeds))
            heard = as_heard(receiver, heard, own, epoch_us=text.start_us)
        parts += [heard, repeats(heard, rng, share_frac=0.005)]
    for outage in _outages(text):
        if outage.feed == receiver.name:
            parts = [_without(part, outage) for part in parts]
    return Told(receiver, parts)


def _without(heard: Heard, outage: Outage) -> Heard:
    silent = (heard.true_s >= outage.from_s) & (heard.true_s <= outage.to_s)
    return heard.take(~silent)


class _Ledger:
    """Collects notices and truth, day by day."""

    def __init__(self, ground: Ground, text: ScenarioText) -> None:
        self.ground, self.text = ground, text
        self.notices: list[dict[str, Any]] = []
        self.rows: list[account.Row] = []
        self.nobodys: set[str] = set()
        self.hovering: list[str] = []

    def enter(self, day: Day, told: Sequence[Told]) -> None:
        """Take in a day's plays, their notices, and what nobody's aircraft did.

        Where receivers have a side, `told` says what each side could hear of a play.
        """
        epoch_us = self.text.start_us
        for feature in day.features:
            rows = account.breaches(self.ground, feature, epoch_us=epoch_us)
            if any(t.hearing.side for t in told):
                sides.views(self.ground, feature, rows, told, epoch_us=epoch_us)
            self.rows += rows
            self.notices += [self._notice(dict(n)) for n in feature.notices]
            self.hovering += [f.mover for f in feature.flights if "hover" in f.marks]
        self.nobodys.update(account.unattributed(self.ground, day.ordinary))

    def close(self) -> dict[str, Any]:
        """Return the document of ``truth.json``."""
        account.number_incidents(self.rows)
        rows = sorted(self.rows, key=lambda r: (r["start"], r["clause"], r["movers"]))
        labels = [
            iso_day(self.text.start_us + round(d * DAY_S) * US_PER_S)
            for d in range(self.text.days)
        ]
        days = account.day_rows(self.ground, rows, labels)
        for row in rows:
            del row["start_us"], row["end_us"]
        told = sides.account(self.text.receivers)
        return {
            "thalweg": "truth/1",
            "seed": self.text.seed,
            "start": iso(self.text.start_us),
            "days_made": self.text.days,
            "area_clause": self.ground.keep_side.id,
            "breaches": rows,
            "days": days,
            "outages": [self._outage(o) for o in _outages(self.text)],
            "unattributed_movers": sorted(self.nobodys),
            "hovering_movers": sorted(set(self.hovering)),
            **({"sides": told} if told else {}),
        }

    def _notice(self, notice: dict[str, Any]) -> dict[str, Any]:
        times = {k: self._iso(notice.pop(f"{k}_s")) for k in ("from", "to", "received")}
        number = {"notice": f"N-{len(self.notices) + 1:03d}"}
        return number | notice | times | {"area": self._whole_area()}

    def _whole_area(self) -> dict[str, Any]:
        """Return a polygon about the clause's area, as GeoJSON, lon before lat."""
        x_m, y_m = self.ground.area.buffer(20_000.0).envelope.exterior.coords.xy
        lon, lat = self.ground.plane(np.array(x_m), np.array(y_m), inverse=True)
        ring = [
            [round(float(a), 5), round(float(b), 5)]
            for a, b in zip(lon, lat, strict=True)
        ]
        return {"type": "Polygon", "coordinates": [ring]}

    def _outage(self, outage: Outage) -> dict[str, Any]:
        return {
            "feed": outage.feed,
            "from": self._iso(outage.from_s),
            "to": self._iso(outage.to_s),
            "day": self._iso(outage.from_s)[:10],
            "lost_h": round((outage.to_s - outage.from_s) / 3600.0, 4),
        }

    def _iso(self, time_s: float) -> str:
        return iso(self.text.start_us + round(time_s) * US_PER_S)


def _feeds_yaml(ground: Ground, receivers: Sequence[ReceiverText]) -> str:
    lon, lat = ground.plane(0.0, 0.0, inverse=True)
    lines = ["# Made by `thalweg simulate`.", "thalweg: feeds/1", "feeds:"]
    for receiver in receivers:
        lines += [
            f"  - name: {receiver.name}",
            f"    path: positions-{receiver.name}.parquet",
            "    sees: cooperative",
        ]
        if receiver.reach_m is not None:
            lines += [
                "    reach:",
                f"      centre: [{float(lon):.5f}, {float(lat):.5f}]",
                f"      radius: {receiver.reach_m / 1000.0:g} km",
                f"      floor: {receiver.floor_ft or 0.0:g} ft",
                "      ceiling: 60000 ft",
            ]
    return "\n".join(lines) + "\n"


def _write_json(path: Path, document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
