"""Who is asked what: the contenders, the workloads, and one round after another.

Every contender runs in a process and an environment of its own, on one thread. Rounds
are interleaved, so that a busy minute of the machine meets all alike; the least counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

import answers
import columns
import numpy as np
from environments import OURS, REPOSITORY, last_line, python_of

HERE = Path(__file__).resolve().parent
DATA = REPOSITORY / "bench-data" / "peers"
LONGEST_S = 1800
# What takes longer than this is run in the first round only.
SLOW_S = 10.0
READ = "read"
ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "ARROW")
} | {"POLARS_MAX_THREADS": "1"}


class Contender(NamedTuple):
    """A name for the table, the package whose version is told, and how it is run."""

    name: str
    package: str
    environment: str
    command: tuple[str, ...]


CONTENDERS = {
    OURS: Contender("**thalweg**", "thalweg", OURS, ("ours.py",)),
    "measured": Contender(
        "thalweg, and how close each came", "thalweg", OURS, ("ours.py",)
    ),
    READ: Contender("bare read of its columns", "pyarrow", OURS, ("ours.py",)),
    "strtree": Contender(
        "STRtree of boxes + NumPy", "shapely", "arrays", ("trees.py",)
    ),
    "bluesky": Contender(
        "BlueSky's compiled detector", "bluesky-simulator", "arrays",
        ("bluesky_detector.py",),
    ),
    "kdtree": Contender(
        "resampled to 1 s + cKDTree", "scipy", "arrays", ("trees.py",)
    ),
    "pymeos": Contender("PyMEOS", "pymeos", "databases", ("mobility.py",)),
    "shapely": Contender(
        "shapely, passages exact, stays by sample", "shapely", "arrays", ("trees.py",)
    ),
    "sedona": Contender(
        "SedonaDB, by sample", "sedonadb", "databases", ("queries.py", "sedona")
    ),
    "duckdb": Contender(
        "DuckDB spatial, by sample", "duckdb", "databases", ("queries.py", "duck")
    ),
}  # fmt: skip


class Workload(NamedTuple):
    """A file, the case it is for, who is asked, and what share of its movers."""

    file: str
    case: str
    who: tuple[str, ...]
    share: float = 1.0


NEAR = (OURS, "kdtree")
SIDES = (OURS, "shapely", "sedona", "duckdb")


def workloads(*, reference: bool) -> list[Workload]:
    """Return what is run: our own workloads, or the reference ones."""
    ahead = "w1_{}" if reference else "ahead-{}"
    small, large = ("w2_s", "w2_l") if reference else ("pairs-s", "pairs-l")
    short, long = ("w3_s", "w3_l") if reference else ("line-s", "line-l")
    middle = [Workload("w2_m", "pairs", NEAR)] if reference else []
    return [
        *(
            Workload(
                ahead.format(many),
                "ahead",
                (OURS, "strtree", *(("bluesky",) if many <= 10_000 else ())),
            )
            for many in (1000, 5000, 10_000, 20_000, 50_000)
        ),
        Workload(small, "pairs", (*NEAR, "pymeos")),
        *middle,
        Workload(large, "pairs", (READ, OURS, "measured", "kdtree")),
        Workload(large, "pairs", (OURS,), 0.5),
        Workload(short, "line", SIDES),
        Workload(long, "line", (READ, *SIDES)),
        Workload(long, "line", (OURS,), 0.5),
    ]


@dataclass
class Result:
    """What a contender took on a workload, or why there is nothing."""

    cpu_s: float = float("inf")
    peak_mib: float = 0.0
    told: str = ""
    verdict: str = ""
    agrees: bool = True
    skipped: str = ""


@dataclass
class Contest:
    """The results so far, by workload and contender."""

    folder: Path
    results: dict[tuple[Workload, str], Result] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Keep the results, for a table made anew without another run."""
        held = [
            [workload._asdict(), who, asdict(result)]
            for (workload, who), result in self.results.items()
        ]
        path.write_text(json.dumps(held, indent=1), encoding="utf-8")

    def recall(self, path: Path) -> None:
        """Take results that were kept; what was skipped is as if never run."""
        for fields, who, result in json.loads(path.read_text(encoding="utf-8")):
            workload = Workload(**fields)._replace(who=tuple(fields["who"]))
            if not result["skipped"]:
                self.results[workload, who] = Result(**result)

    def run(
        self,
        asked: Iterable[Workload],
        rounds: int,
        kept: Path,
        who_only: Sequence[str] = (),
    ) -> None:
        """Run all rounds, hold each answer against ours, keep results as they come."""
        asked = list(asked)
        for round_ in range(rounds):
            for workload in asked:
                for who in (w for w in workload.who if w in who_only or not who_only):
                    self._turn(workload, who, first=not round_)
                    self.save(kept)
                self._check(workload)
                self.save(kept)

    def _turn(self, workload: Workload, who: str, *, first: bool) -> None:
        result = self.results.setdefault((workload, who), Result())
        if result.skipped or (not first and result.cpu_s > SLOW_S):
            return
        python, why = python_of(CONTENDERS[who].environment)
        if python is None:
            result.skipped = why
            return
        print(f"{workload.file:14}{workload.share:5.1f}  {who}", file=sys.stderr)
        figures = self._measured(workload, who, python)
        if isinstance(figures, str):
            result.skipped = figures
            return
        result.cpu_s = min(result.cpu_s, figures["cpu_s"])
        result.peak_mib = max(result.peak_mib, figures["peak_mib"])

    def _measured(
        self, workload: Workload, who: str, python: Path
    ) -> dict[str, float] | str:
        """Return the figures of one process, or why there are none."""
        script, *said = CONTENDERS[who].command
        case = who if who in (READ, "measured") else workload.case
        path = self.folder / f"{workload.file}.parquet"
        command = [
            python, HERE / script, *said, case, path, self._answer(workload, who),
            str(workload.share),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, check=False, capture_output=True, text=True,
                timeout=LONGEST_S, env=os.environ | ONE_THREAD,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return f"took more than {LONGEST_S} s"
        if done.returncode:
            return f"did not run: {last_line(done.stderr)}"
        figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return figures

    def _answer(self, workload: Workload, who: str) -> Path:
        DATA.mkdir(parents=True, exist_ok=True)
        return DATA / f"answer-{workload.file}-{workload.share}-{who}.npz"

    def _check(self, workload: Workload) -> None:
        """Say what each found, and hold it against ours."""
        ours = None
        for who in workload.who:
            result = self.results.get((workload, who))
            if result is None or result.skipped or who == READ:
                continue
            with np.load(self._answer(workload, who)) as held:
                answer = {name: held[name] for name in held.files}
            result.told = answers.told(workload.case, answer)
            if who == OURS:
                ours = answer
            elif ours is not None:
                result.verdict, agrees = self._verdict(workload, who, ours, answer)
                result.agrees = bool(agrees)

    def _verdict(
        self, workload: Workload, who: str, ours: answers.Answer, theirs: answers.Answer
    ) -> answers.Verdict:
        if workload.case == "ahead":
            return answers.ahead(ours, theirs)
        if workload.case == "pairs":
            return answers.PAIRS.get(who, answers.pairs_alike)(ours, theirs)
        path = self.folder / f"{workload.file}.parquet"
        held = columns.archive(path, "line", workload.share)
        return answers.line(ours, theirs, held, columns.ground(self.folder))
