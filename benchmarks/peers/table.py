"""The results as Markdown: one table, what the goals were, and what it ran on."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from contest import CONTENDERS, READ, Contest, Result, Workload
from environments import OURS, python_of, version_of

HEAD = "## Against the peers"
BEGIN, END = "<!-- peers: made by `make bench` -->", "<!-- peers: end -->"
TITLE = "# How fast it is, and against what\n"
ASKED = """\
Three questions, each on made traffic near 35 N 40 E:

* *ahead* (files `w1`, `ahead`): who of so many aircraft will be closer than 5 NM and
  1,000 ft within 300 s, if all go on as they do now;
* *pairs* (`w2`, `pairs`): every encounter below 3 NM and 1,000 ft in an archive, gaps
  bridged up to 30 s;
* *line* (`w3`, `line`): every passage of a line of 200 points and every stay within
  10 km of 40 or 50 points, gaps bridged up to 60 s.
"""
NOTES = """\
What the columns leave out, and why answers differ:

* ours finds when, and how close with each finding: the row *how close each came* counts
  both;
* reading the file is the row *bare read*, and in no other;
* PyMEOS' moving points, the databases' tables and all shapes are made before the time
  runs; the boxes and trees of the others while it runs;
* STRtree's row does not turn headings where meridians converge, and BlueSky's Earth
  is a sphere: what ours finds at 0.9 of the limits must be found, and nothing that
  ours does not find at 1.1;
* one that samples misses an encounter between two seconds, a stay between two reports,
  and two passages between the same two reports. The reference line crosses itself in
  places: a report in such a loop is on both banks, or on none.
"""


def page(contest: Contest) -> str:
    """Return the section about the peers."""
    told = "\n".join(
        [
            HEAD,
            "",
            f"Made by `make bench` on {_date()}: {machine()}. {about()}",
            "",
            ASKED,
            *rows(contest),
            "",
            NOTES,
            *goals(contest),
            "",
            f"Versions: {versions(contest)}.",
        ]
    )
    return f"{BEGIN}\n{told}\n{END}\n"


def _date() -> str:
    return datetime.now(UTC).date().isoformat()


def machine() -> str:
    """Return the kind of machine, never its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = {1: "one core", 2: "two cores", 4: "four cores"}
    many = os.cpu_count() or 1
    python = ".".join(platform.python_version_tuple()[:2])
    return f"{cores.get(many, f'{many} cores')}, {memory:.0f} GiB, Python {python}"


def about() -> str:
    """Return how it was measured."""
    return (
        "CPU seconds (user and system) of one thread, the least of interleaved "
        "rounds, each in a process of its own, from columns in memory to the answer. "
        "On a busy machine a ratio below two is no evidence."
    )


def rows(contest: Contest) -> Iterator[str]:
    """Yield the lines of the table."""
    yield (
        "| workload | who | CPU | to ours | to the read | peak MiB "
        "| found | held against ours |"
    )
    yield "|---|---|---:|---:|---:|---:|---|---|"
    absent = Result(skipped="not run this time")
    for workload, who in in_order(contest):
        result = contest.results.get((workload, who), absent)
        yield "| " + " | ".join(cells(contest, workload, who, result)) + " |"


def in_order(contest: Contest) -> list[tuple[Workload, str]]:
    """Return everybody who was asked, workload by workload."""
    seen = dict.fromkeys(workload for workload, _ in contest.results)
    return [(workload, who) for workload in seen for who in workload.who]


def cells(contest: Contest, workload: Workload, who: str, result: Result) -> list[str]:
    """Return the cells of one line."""
    half = "" if workload.share == 1.0 else f", {workload.share:g} of its movers"
    begin = [f"{workload.file}{half}", CONTENDERS[who].name]
    if result.skipped:
        return [*begin, "", "", "", "", f"skipped: {result.skipped}", ""]
    ours = contest.results.get((workload, OURS))
    read = contest.results.get((workload, READ))
    verdict = result.verdict if result.agrees else f"**differs**: {result.verdict}"
    return [
        *begin, seconds(result.cpu_s), ratio(result, ours), ratio(result, read),
        f"{result.peak_mib:,.0f}", result.told, verdict,
    ]  # fmt: skip


def seconds(spent_s: float) -> str:
    """Return a time with two or three figures that mean something."""
    if spent_s < 0.0995:
        return (
            f"{1000 * spent_s:.2g} ms"
            if spent_s < 0.00995
            else f"{1000 * spent_s:.0f} ms"
        )
    return f"{spent_s:.2f} s"


def ratio(one: Result, other: Result | None) -> str:
    """Return how many times as long the one took."""
    if other is None or other.skipped or not other.cpu_s:
        return ""
    times = one.cpu_s / other.cpu_s
    return f"{times:,.0f}" if times >= 9.95 else f"{times:.2g}"


def goals(contest: Contest) -> Iterator[str]:
    """Yield what was aimed at and what is seen, where both sides ran."""
    yield "| goal | aimed at | seen |"
    yield "|---|---|---|"
    found = Seen(contest)
    for name, aim, least, seen in found.all():
        told = ", ".join(f"{value:.3g}" for value in seen)
        short = [v for v in seen if (v < aim if least else v > aim)]
        sign = "≥" if least else "≤"
        yield f"| {name} | {sign} {aim:g} | {told}{' — missed' if short else ''} |"


class Seen:
    """Looks figures up by case and size."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest

    def times(self, workload: Workload, who: str) -> list[float]:
        """Return how many times our time another took; nothing if it did not run."""
        ours = self.contest.results.get((workload, OURS))
        other = self.contest.results.get((workload, who))
        if ours is None or other is None or ours.skipped or other.skipped:
            return []
        return [other.cpu_s / ours.cpu_s]

    def all(self) -> Iterator[tuple[str, float, bool, list[float]]]:
        """Yield name, aim, whether at least, and the figures; those seen only."""
        run = {w for w, _ in self.contest.results}
        ordered = [w for w, _ in dict.fromkeys(self.contest.results)]
        ahead = list(dict.fromkeys(w for w in ordered if w.case == "ahead"))
        size = {int(w.file.replace("_", "-").split("-")[1]): w for w in ahead}
        many = [n for n in sorted(size) if n >= 5000]
        if many:
            names = ", ".join(f"{n:,}" for n in many)
            seen = [t for n in many for t in self.times(size[n], "strtree")]
            yield f"ahead: STRtree takes times ours, at {names} aircraft", 4, True, seen
        if 10_000 in size:
            yield (
                "ahead: BlueSky takes times ours, at 10,000", 300, True,
                self.times(size[10_000], "bluesky"),
            )  # fmt: skip
        if {10_000, 20_000} <= set(size):
            yield (
                "ahead: 20,000 cost times 10,000", 3.5, False,
                self.growth(size[10_000], size[20_000]),
            )  # fmt: skip
        for case, peer, name, aim in (
            ("pairs", "kdtree", "resampling and cKDTree take", 12),
            ("line", "sedona", "SedonaDB takes", 8),
        ):
            for whole in sorted(w for w in run if w.case == case and READ in w.who):
                yield f"{case}: {name} times ours", aim, True, self.times(whole, peer)
                read = [1 / t for t in self.times(whole, READ)]
                yield f"{case}: ours takes times the bare read", 1, False, read
                half = whole._replace(who=(OURS,), share=0.5)
                if half in run:
                    grown = self.growth(half, whole)
                    yield f"{case}: all movers cost times half of them", 4, False, grown
                peak = self.contest.results[whole, OURS].peak_mib / 1024
                yield f"{case}: peak of memory, GiB", 1.5, False, [peak]

    def growth(self, one: Workload, other: Workload) -> list[float]:
        """Return how many times the time of one workload another takes us."""
        both = [self.contest.results.get((w, OURS)) for w in (one, other)]
        if any(result is None or result.skipped for result in both):
            return []
        return [both[1].cpu_s / both[0].cpu_s]


def versions(contest: Contest) -> str:
    """Return the versions of all that ran."""
    asked = dict.fromkeys(who for _, who in contest.results)
    found = {}
    for who in asked:
        contender = CONTENDERS[who]
        python, _ = python_of(contender.environment)
        if python is not None:
            found[contender.package] = version_of(python, contender.package)
    return ", ".join(f"{name} {version}" for name, version in found.items())


def write(path: Path, section: str) -> None:
    """Put the section into a page, in the place of the one before."""
    text = path.read_text(encoding="utf-8") if path.is_file() else TITLE
    if BEGIN in text:
        before, rest = text.split(BEGIN, 1)
        text = before + section + rest.split(END, 1)[1].lstrip("\n")
    else:
        text = f"{text.rstrip()}\n\n{section}"
    path.write_text(text, encoding="utf-8")
