"""Time the report of a record of 504 findings: CPU seconds and size, per language.

    python benchmarks/report.py [--days N] [--record DIR]

Makes the month of the Euphrates scenario and watches it, once, in ``bench-data`` (some
minutes); then renders its report in each language, three times, in a process of its
own, and prints the least. The issue's limits are 10 s and 12 MB. On a busy machine a
figure twice as high is no evidence. With ``--record`` any result folder is rendered.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from thalweg.report.language import LANGUAGES

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLE = REPOSITORY / "examples" / "euphrates"
DATA = REPOSITORY / "bench-data"
RENDER = """
import json, sys, time
from pathlib import Path
begin = time.process_time()
from thalweg.report.page import render
loaded = time.process_time()
text = render(Path(sys.argv[1]), lang=sys.argv[2])
print(json.dumps({
    "import": loaded - begin,
    "render": time.process_time() - loaded,
    "bytes": len(text.encode()),
    "pictures": text.count('role="img"'),
}))
"""


def main() -> None:
    """Make the record if it is not there, render it, print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=31)
    asked.add_argument("--record", type=Path)
    said = asked.parse_args()
    record = said.record or recorded(said.days)
    summary = json.loads((record / "summary.json").read_bytes())
    findings = sum(row["count"] for row in summary["findings"])
    print(f"{record.name}: {findings:,} findings, and those that are exempted")
    print(
        f"{'language':12}{'render CPU s':>14}{'import CPU s':>14}{'MB':>8}{'drawn':>8}"
    )
    for lang in LANGUAGES:
        runs = [rendered(record, lang) for _ in range(3)]
        least = min(runs, key=lambda run: run["render"])
        print(
            f"{lang:12}{least['render']:14.2f}{least['import']:14.2f}"
            f"{least['bytes'] / 1e6:8.2f}{least['pictures']:8.0f}"
        )


def recorded(days: int) -> Path:
    """Return the record of so many days of the scenario, made if it is not there."""
    record = DATA / f"report-{days}"
    if not (record / "summary.json").is_file():
        thalweg = str(Path(sys.executable).with_name("thalweg"))
        made, length = str(DATA / f"euphrates-{days}"), ["--days", str(days)]
        if not (Path(made) / "truth.json").is_file():
            scenario = str(EXAMPLE / "scenario.yaml")
            run([thalweg, "simulate", scenario, "--out", made, *length])
        files = sorted(str(path) for path in Path(made).glob("positions-*.parquet"))
        run([
            thalweg, "watch", str(EXAMPLE / "agreement.yaml"), *files,
            "--feeds", f"{made}/feeds.yaml", "--notices", f"{made}/notices.json",
            "--out", str(record), "--replace",
        ])  # fmt: skip
    return record


def rendered(record: Path, lang: str) -> dict[str, float]:
    """Return what one rendering took."""
    command = [sys.executable, "-c", RENDER, str(record), lang]
    told = subprocess.run(command, check=True, capture_output=True).stdout
    figures: dict[str, float] = json.loads(told)
    return figures


def run(command: list[str]) -> None:
    """Run a command to its end; its progress goes to the terminal."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
