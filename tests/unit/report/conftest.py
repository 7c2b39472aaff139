"""A small result folder, made by the contracts of the tables, to render."""

import hashlib
import itertools
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyproj import Geod

from thalweg.model.agreement import Agreement, Defaults
from thalweg.model.party import Party
from thalweg.report.language import LANGUAGES
from thalweg.report.page import render
from thalweg.tables.account import COVERAGE, DECISIONS, DROPPED
from thalweg.tables.events import EVENTS
from thalweg.tables.findings import FINDINGS
from thalweg.tables.tracks import TRACKS
from thalweg.times import US_PER_S, parse_iso

GEOD = Geod(ellps="WGS84")
DAY_US = parse_iso("2017-12-13T00:00:00Z")
AGREEMENT = Path(__file__).parents[3] / "examples/euphrates/agreement.yaml"
HOSTILE = "</title><script>alert(1)</script>\u202e&'\""


@dataclass
class Maker:
    """Makes findings with their evidence, and writes the folder."""

    folder: Path
    findings: list[dict] = field(default_factory=list)
    days: dict = field(default_factory=dict)

    def track(
        self, mover, party, callsign, start_s, points, *, every_s=5.0, ft=20000.0
    ):
        """Fly straight between (lon, lat, seconds) points; returns TRACKS rows."""
        rows = []
        for (lon0, lat0, t0), (lon1, lat1, t1) in itertools.pairwise(points):
            for t in np.arange(t0, t1, every_s):
                share = (t - t0) / (t1 - t0)
                rows.append(
                    {
                        "time": DAY_US + int((start_s + t) * US_PER_S),
                        "feed": "default",
                        "mover": mover,
                        "callsign": callsign,
                        "lat_deg": lat0 + share * (lat1 - lat0),
                        "lon_deg": lon0 + share * (lon1 - lon0),
                        "alt_baro_ft": round((ft + 3 * t) / 25) * 25,
                        "ground_speed_mps": 180.0,
                        "source_sha256": "0" * 64,
                        "source_row": len(rows),
                        "party": party,
                        "party_ground": "roster[0]",
                        "party_strength": "address",
                        "error_m": 210.0,
                        "alt_error_ft": 125.0,
                        "kept": "kept",
                    }
                )
        rows[3]["kept"] = "stale"
        return rows

    def add(self, clause, kind, grade, rows, **cells):
        """Add one finding whose evidence is `rows`."""
        digest = hashlib.sha256(json.dumps([clause, cells, rows]).encode()).hexdigest()
        rows = sorted(rows, key=lambda row: (row["mover"], row["time"]))
        table = TRACKS.conform(pa.Table.from_pylist(rows))
        about = {**table.schema.metadata, b"decisions": b"[]"}
        (self.folder / "evidence").mkdir(exist_ok=True)
        path = self.folder / "evidence" / f"{digest}.parquet"
        pq.write_table(table.replace_schema_metadata(about), path)
        row = {
            "finding": digest[:16],
            "clause": clause,
            "kind": kind,
            "grade": grade,
            "party_ground": "roster[0]",
            "party_strength": "address",
            "evidence": digest,
            "geometry": b"",
            **cells,
        }
        self.findings.append(row)
        exempted = bool(row.get("exempted_by"))
        who = " & ".join(row["parties"]) if "other_party" in cells else row["party"]
        cell = self.days.setdefault((clause, who), dict.fromkeys(_CELLS, 0))
        if exempted:
            cell["exempted"] += 1
        elif grade == "possible":
            cell["possible"] += 1
        else:
            cell["count"] += 1
            cell["incidents"] += 1
        return row

    def write(self):
        """Write the folder's tables, summary and agreement."""
        folder = self.folder
        (folder / "evidence").mkdir(exist_ok=True)
        (folder / "agreement").mkdir()
        (folder / "inputs").mkdir()
        (folder / "inputs" / "feeds.yaml").write_text("feeds: []\n")
        shutil.copy(AGREEMENT, folder / "agreement" / "agreement.yaml")
        rows = sorted(
            self.findings, key=lambda r: (r["start"], r["clause"], r["finding"])
        )
        table = pa.Table.from_pylist(rows, schema=FINDINGS.schema)
        pq.write_table(FINDINGS.conform(table), folder / "findings.parquet")
        for contract, name, some in (
            (EVENTS, "events", []),
            (DECISIONS, "decisions", [{"kind": "roster", "source": "roster[0]"}]),
            (
                DROPPED,
                "dropped",
                [
                    {"feed": "default", "reason": "stale", "rows": 12},
                    {"feed": "default<b>", "reason": "jump", "rows": 3},
                ],
            ),
            (
                COVERAGE,
                "coverage",
                [
                    {
                        "hour": DAY_US + h * 3600 * US_PER_S,
                        "feed": "default",
                        "cell": "35.00,40.50",
                        "band": "15-30",
                        "alive_s": 3600.0,
                        "seen_s": 3300.0 if h else 0.0,
                        "reports": 900,
                        "movers": 4,
                        "basis": "learned",
                    }
                    for h in range(24)
                ],
            ),
        ):
            made = pa.Table.from_pylist(some) if some else contract.empty()
            pq.write_table(contract.conform(made), folder / f"{name}.parquet")
        (folder / "summary.json").write_text(json.dumps(self.summary()))
        return folder

    def summary(self):
        """Return the summary of what was added; the other days are quiet."""
        grades: dict = {}
        for row in self.findings:
            if not row.get("exempted_by"):
                who = (
                    " & ".join(row["parties"]) if "other_party" in row else row["party"]
                )
                key = (row["clause"], row["kind"], who, row["grade"])
                grades[key] = grades.get(key, 0) + 1
        wanted = [
            ("3.1", "west"),
            ("3.1", "east"),
            ("4.1", "west & east"),
            ("5.1", "west"),
        ]
        none = dict.fromkeys(_CELLS, 0)
        return {
            "thalweg": "summary/1",
            "agreement": {
                "id": "euphrates",
                "edition": 1,
                "sha256": "",
                "signed_by": [],
            },
            "positions": {
                "rows": 10_015,
                "kept": 10_000,
                "dropped": {"stale": 12, "jump": 3},
                "movers": 9,
                "from": "2017-12-13T00:00:00Z",
                "to": "2017-12-15T23:59:58Z",
            },
            "findings": [
                dict(
                    zip(("clause", "kind", "party", "grade"), key, strict=True), count=n
                )
                for key, n in sorted(grades.items())
            ],
            "days": [
                {
                    "day": day,
                    "clause": clause,
                    "party": party,
                    **(self.days.get((clause, party), none) if not at else none),
                    "seen_h": None if at == 2 and clause == "5.1" else 21.5 - 7.3 * at,
                    "alive_h": 23.9,
                }
                for at, day in enumerate(("2017-12-13", "2017-12-14", "2017-12-15"))
                for clause, party in wanted
            ],
            "rules": "rules/1",
            "feeds": {"sha256": None},
            "unattributed": 2,
            "version": "0.1.0",
        }

    def excursion(self, nth=0, *, grade="certain", callsign="WST12", **cells):
        """Fly a western aircraft across the river and back."""
        start_s = 14_700 + 1200 * nth
        path = [
            (40.33, 35.08, 0),
            (40.50 + 0.004 * (nth % 5), 35.12, 100),
            (40.33, 35.15, 200),
        ]
        mover = f"f0e0{nth % 200:02x}"
        rows = self.track(mover, "west", callsign, start_s, path)
        at = DAY_US + (start_s + 100) * US_PER_S
        self.add(
            "3.1", "line.keep-side", grade, rows,
            parties=["west"], party="west", mover=mover, callsign=callsign,
            start=at - 42 * US_PER_S, end=at + 45 * US_PER_S, stay_s=51.3, parts=1,
            depth_m=5873.2, error_m=330.4, entered_by="line", left_by="line",
            lat_deg=35.12, lon_deg=path[1][0], at_limit=False, **cells,
        )  # fmt: skip

    def encounter(self, *, start_s=16_000, grade="probable", up_ft=300.0, **cells):
        """Fly a western aircraft past an eastern one."""
        one = self.track(
            "f0e012", "west", "WST77", start_s,
            [(40.70, 35.10, 0), (40.90, 35.14, 110)], ft=18_000,
        )  # fmt: skip
        other = self.track(
            "f0e101", "east", HOSTILE, start_s,
            [(40.90, 35.145, 0), (40.70, 35.10, 110)], ft=18_000 + up_ft, every_s=7.0,
        )  # fmt: skip
        at = DAY_US + (start_s + 54) * US_PER_S
        self.add(
            "4.1", "air.separation", grade, one + other,
            parties=["west", "east"], party="west", mover="f0e012", callsign="WST77",
            other_party="east", other_mover="f0e101", other_callsign=HOSTILE,
            start=at - 15 * US_PER_S, end=at + 15 * US_PER_S, stay_s=30.125, parts=1,
            closest_time=at, horizontal_m=91.44, vertical_ft=up_ft, slant_m=129.3,
            min_slant_m=129.3, min_slant_time=at + 120_000, closing_speed_mps=331.0,
            near_collision="possible", well_clear_lost_s=12.5, daa_alert_max=3,
            avoidance=[{"mover": "f0e101", "kind": "turn", "seconds_before": 6.0}],
            error_m=540.0, error_ft=276.8, lat_deg=35.1215, lon_deg=40.80,
            at_limit=False, maybe_same=False, **cells,
        )  # fmt: skip

    def stay(self, *, start_s=30_000, **cells):
        """Let a western aircraft circle near the outpost for half an hour."""
        turns = np.linspace(0, 8 * np.pi, 60)
        points = [
            (40.58 + 0.05 * np.cos(a), 35.16 + 0.04 * np.sin(a), 30.0 * i)
            for i, a in enumerate(turns)
        ]
        points = [(40.30, 35.0, -300.0), *points, (40.3, 35.3, 2100.0)]
        rows = self.track("f0e033", "west", "WST33", start_s, points, every_s=10.0)
        begin = DAY_US + (start_s - 60) * US_PER_S
        self.add(
            "5.1", "site.stand-off", "certain", rows,
            parties=["west"], party="west", mover="f0e033", callsign="WST33",
            site="outpost", start=begin, end=begin + 1840 * US_PER_S, stay_s=1840.0,
            unseen_s=0.0, parts=1, closest_time=begin + 900 * US_PER_S, overhead_s=0.0,
            horizontal_m=4433.2, error_m=310.0, lat_deg=35.13, lon_deg=40.55,
            at_limit=False, **cells,
        )  # fmt: skip


_CELLS = ("count", "incidents", "exempted", "possible")


@pytest.fixture
def maker(tmp_path):
    """Return a maker of an empty folder."""
    return Maker(tmp_path)


def with_everything(maker):
    """Write a folder with every kind of finding in it."""
    for nth in range(6):
        maker.excursion(nth)
    maker.excursion(6, grade="probable", callsign=HOSTILE)
    maker.excursion(7, exempted_by="notified N-17 (file)")
    maker.encounter()
    maker.encounter(start_s=20_000, grade="possible", up_ft=975.0)
    maker.stay()
    return maker.write()


@pytest.fixture
def made(maker):
    """Return a folder with every kind of finding in it, to spoil."""
    return with_everything(maker)


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """Return a folder with every kind of finding in it, to read only."""
    return with_everything(Maker(tmp_path_factory.mktemp("whole")))


@pytest.fixture(scope="session")
def pages(whole):
    """Return the page of `whole` in each language."""
    return {lang: render(whole, lang=lang) for lang in LANGUAGES}


@pytest.fixture(scope="session")
def agreement():
    parties = (
        Party(id="west", name={"en": "Western Party", "ru": "Западная сторона"}),
        Party(id="east", name={"en": "Eastern Party"}),
        Party(id="militia", name={"en": "Local force"}, affiliate_of="east"),
    )
    return Agreement(
        id="a",
        edition=1,
        title={},
        in_force_from_us=None,
        in_force_until_us=None,
        day_starts_s=0,
        parties=parties,
        roster=(),
        places={},
        clauses=(),
        defaults=Defaults(),
        document="agreement.yaml",
        files={},
        sha256="0" * 64,
    )
