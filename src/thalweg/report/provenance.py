"""What a finding's evidence is made of: whose reports, from which feed and file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from thalweg.report.folder import Row
from thalweg.report.language import Language
from thalweg.report.words import plain
from thalweg.tables.tracks import KEPT
from thalweg.times import US_PER_S

_LONGEST = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Reports of one mover by one feed, in one file.

    `largest_gap` is between kept reports, from the last before the breach to the first
    after it. `nic` and `nac_p` are the least and the most that kept reports broadcast.
    """

    mover: str
    feed: str
    kept: str
    dropped: str
    largest_gap: str
    nic: str
    nac_p: str
    sha256: str


def sources(evidence: pa.Table, row: Row, say: Language) -> list[Source]:
    """Return what the evidence of a finding is made of, its own movers first."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    wanted = evidence.select(
        ["mover", "feed", "source_sha256", "kept", "nic", "nac_p"]
    ).append_column("at_us", evidence.column("time").cast(pa.int64()))
    for report in wanted.to_pylist():
        key = report["mover"], report["feed"], report["source_sha256"]
        groups.setdefault(key, []).append(report)
    first = [row["mover"], row["other_mover"]]

    def rank(key: tuple[str, str, str]) -> tuple[int, tuple[str, str, str]]:
        return (first.index(key[0]) if key[0] in first else len(first), key)

    return [_source(key, groups[key], row, say) for key in sorted(groups, key=rank)]


def _source(
    key: tuple[str, str, str],
    reports: Sequence[dict[str, Any]],
    row: Row,
    say: Language,
) -> Source:
    kept = [report for report in reports if report["kept"] == KEPT]
    times_us = np.sort(np.array([report["at_us"] for report in kept], np.int64))
    mover, feed, digest = key
    return Source(
        mover=plain(mover, longest=_LONGEST),
        feed=plain(feed, longest=_LONGEST),
        kept=say.number(len(kept)),
        dropped=say.number(len(reports) - len(kept)),
        largest_gap=_largest_gap(times_us, row["start"], row["end"], say),
        nic=_range([report["nic"] for report in kept], say),
        nac_p=_range([report["nac_p"] for report in kept], say),
        sha256=plain(digest, longest=64),
    )


def _largest_gap(
    times_us: np.ndarray[Any, np.dtype[np.int64]], start: int, end: int, say: Language
) -> str:
    first = max(int(np.searchsorted(times_us, start, "right")) - 1, 0)
    last = int(np.searchsorted(times_us, end, "left")) + 1
    near = times_us[first:last]
    if near.size < 2:
        return say("not-applicable")
    return say.span(float(np.diff(near).max()) / US_PER_S)


def _range(values: Sequence[int | None], say: Language) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return say("none")
    low, high = min(known), max(known)
    return str(low) if low == high else say.ltr(f"{low} … {high}")
