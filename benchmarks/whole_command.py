"""Time the whole command against the bare read of its input; run by ``make bench``.

    python benchmarks/whole_command.py [--days N]

Prints one table of CPU seconds (user and system, least of three) and their ratios. On a
busy machine a ratio below two is no evidence.
"""

from __future__ import annotations

import argparse
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
    days = asked.parse_args().days
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
