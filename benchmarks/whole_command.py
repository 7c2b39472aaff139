"""Time the whole command against its input's bare read: ``make bench-command``.

    python benchmarks/whole_command.py [--days N]
    python benchmarks/whole_command.py --recorded AGREEMENT FILE...
        [--columns time=t,...] [--feeds FILE] [--notices FILE]

Prints one table of CPU seconds (user and system, least of three) and their ratios. On a
busy machine a ratio below two is no evidence. With ``--recorded`` another table says
where a run over positions of one's own spends its time, stage by stage, how much of it
a finding costs, and the most memory it took.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLE = REPOSITORY / "examples" / "euphrates"
DATA = REPOSITORY / "bench-data"
READ = (
    "import sys, pyarrow.parquet as pq\n"
    "for path in sys.argv[1:]: pq.read_table(path, use_threads=False)\n"
)


def main() -> None:
    """Make the input, run each command, print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=3)
    asked.add_argument("--recorded", nargs="+", metavar="PATH")
    for name in ("columns", "feeds", "notices"):
        asked.add_argument(f"--{name}")
    said = asked.parse_args()
    if said.recorded:
        recorded(vars(said))
        return
    days = said.days
    thalweg = [str(Path(sys.executable).with_name("thalweg"))]
    made = DATA / f"euphrates-{days}"
    if not (made / "truth.json").is_file():
        scenario = str(EXAMPLE / "scenario.yaml")
        run([*thalweg, "simulate", scenario, "--out", str(made), "--days", str(days)])
    files = sorted(str(path) for path in made.glob("positions-*.parquet"))
    record = DATA / "record"
    watch = [
        *thalweg, "watch", str(EXAMPLE / "agreement.yaml"), *files,
        "--feeds", str(made / "feeds.yaml"), "--notices", str(made / "notices.json"),
        "--out", str(record), "--replace",
    ]  # fmt: skip
    read_s, _ = least([sys.executable, "-c", READ, *files])
    empty_s, _ = least([sys.executable, "-c", "import pyarrow.parquet"])
    bare_s = max(read_s - empty_s, 1e-3)
    rows = [("read its input (pyarrow, one thread)", bare_s, 0.0)]
    for name, command in (
        ("thalweg --help", [*thalweg, "--help"]),
        ("thalweg agreement check", [*thalweg, "agreement", "check", watch[2]]),
        ("thalweg watch", watch),
        ("thalweg verify", [*thalweg, "verify", str(record)]),
    ):
        rows.append((name, *least(command)))
    print(f"{'command':40}{'CPU s':>10}{'wall s':>10}{'x read':>10}")
    for name, cpu_s, wall_s in rows:
        print(f"{name:40}{cpu_s:10.3f}{wall_s:10.3f}{cpu_s / bare_s:10.1f}")
    shutil.rmtree(record, ignore_errors=True)


STAGES = """
import json, resource, sys, time
from pathlib import Path
from tempfile import TemporaryDirectory
import pyarrow.parquet as pq
start = time.process_time()
from thalweg.archive.folder import write_folder
from thalweg.archive.run import examine
from thalweg.feeds import read
from thalweg.report.page import render
spent = {"start": time.process_time() - start}
def stage(name, what):
    begin = time.process_time()
    result = what()
    spent[name] = time.process_time() - begin
    return result
asked = json.loads(sys.argv[1])
agreement, *files = asked.pop("recorded")
stage("bare read", lambda: [pq.read_table(f, use_threads=False) for f in files])
marks = []
result = stage("examine", lambda: examine(
    agreement, files, **asked,
    progress=lambda *told: marks.append((*told, time.process_time())),
))
at = {}
for name, done, _, when in marks:
    at[name, "end" if done else "start"] = when
for name, begin, end in (
    ("reading", ("reading", "start"), ("reading", "end")),
    ("tracking", ("tracking", "start"), ("tracking", "end")),
    ("searching", ("tracking", "end"), ("watching", "end")),
    ("measuring", ("watching", "end"), ("judging", "start")),
    ("judging", ("judging", "start"), ("judging", "end")),
):
    spent["  " + name] = at[end] - at[begin]
with TemporaryDirectory() as folder:
    out = Path(folder) / "record"
    stage("write", lambda: write_folder(result, out))
    stage("report", lambda: render(out))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([spent, result.findings.num_rows, most]))
"""


def recorded(said: dict[str, object]) -> None:
    """Print where a run over given files spends its time; the kernels warm."""
    asked = {k: v for k, v in said.items() if k != "days" and v is not None}
    if isinstance(text := asked.get("columns"), str):
        asked["columns"] = dict(each.split("=", 1) for each in text.split(","))
    command = [sys.executable, "-c", STAGES, json.dumps(asked)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        for _ in range(3)
    ]
    spent = {name: min(run[0][name] for run in runs) for name in runs[0][0]}
    findings, most_mib = runs[0][1], min(run[2] for run in runs)
    evidence_s = spent["  judging"] + spent["write"]
    spent["examine, judging apart"] = spent["examine"] - spent["  judging"]
    print(f"{'stage':40}{'CPU s':>10}{'x read':>10}{'x bare':>10}")
    for name, cpu_s in spent.items():
        read, bare = cpu_s / spent["  reading"], cpu_s / spent["bare read"]
        print(f"{name:40}{cpu_s:10.3f}{read:10.1f}{bare:10.1f}")
    each_ms = 1000.0 * evidence_s / max(findings, 1)
    print(f"{findings} findings; judged and written, {each_ms:.2f} ms each")
    print(f"most memory: {most_mib:.0f} MiB")


def least(command: list[str], *, times: int = 3) -> tuple[float, float]:
    """Return the least CPU and wall seconds of a command."""
    figures = [run(command) for _ in range(times)]
    return min(cpu for cpu, _ in figures), min(wall for _, wall in figures)


def run(command: list[str]) -> tuple[float, float]:
    """Run a command; return its CPU and wall seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall_s = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu_s, wall_s


if __name__ == "__main__":
    main()
