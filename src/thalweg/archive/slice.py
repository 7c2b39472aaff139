"""The road for one slice of time, and for the evidence of one finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from thalweg.agreement.force import in_force_us
from thalweg.agreement.ground import line_ground, site_ground
from thalweg.archive.reduce import reduce
from thalweg.findings.evidence import EvidenceIndex
from thalweg.findings.judge import exemption_decisions, judge
from thalweg.model.agreement import Agreement, Clause, KeepSide, Separation, StandOff
from thalweg.tables.findings import FINDINGS
from thalweg.times import US_PER_S
from thalweg.watch.detector import Detector, Sets
from thalweg.watch.flights import Flights, flights, stretch
from thalweg.watch.keep_side import KeepSideDetector
from thalweg.watch.separation import SeparationDetector
from thalweg.watch.stay import StayDetector


@dataclass(frozen=True, slots=True)
class Watch:
    """The detectors of an agreement, by request, and which clause asked which."""

    detectors: Mapping[str, Detector]
    requests: Mapping[str, str]


def watch_of(agreement: Agreement, from_us: int, to_us: int) -> Watch:
    """Return the detectors for an agreement over a period, one for each request.

    Clauses of kinds whose detectors come later have none; `unwatched` lists them.
    """
    detectors: dict[str, Detector] = {}
    requests: dict[str, str] = {}
    for clause in agreement.clauses:
        detector = _detector(clause, agreement, from_us, to_us)
        if detector is not None:
            detectors.setdefault(detector.request, detector)
            requests[clause.id] = detector.request
    return Watch(detectors, requests)


def _detector(
    clause: Clause, agreement: Agreement, from_us: int, to_us: int
) -> Detector | None:
    windows = in_force_us(agreement, clause, from_us, to_us + 1)
    whole = [[from_us, to_us + 1]]
    windows_us = None if windows.tolist() == whole else windows
    if isinstance(clause, KeepSide):
        line = line_ground(agreement, clause)
        return KeepSideDetector(clause, agreement, line, windows_us)
    if isinstance(clause, Separation):
        return SeparationDetector(clause, agreement, windows_us)
    if isinstance(clause, StandOff):
        sites = [site_ground(agreement, site) for site in clause.sites]
        return StayDetector(clause, agreement, sites, windows_us)
    return None


def scan(movers: Flights, watch: Watch, from_us: int, until_us: int) -> dict[str, Sets]:
    """Return, by request, the sets of the parts that begin in [from, until).

    This is the one function that every executor calls for a slice. Of movers that lie
    on disk the rows of the slice are taken into memory, with as much about them as an
    event is measured from.
    """
    if movers.let_go is not None and watch.detectors:
        margin_us = max(one.margin_us for one in watch.detectors.values())
        movers = stretch(movers, from_us - margin_us, until_us + margin_us)
    return {
        request: detector.scan(movers, from_us, until_us)
        for request, detector in watch.detectors.items()
    }


# A stranger's numbers may be signalling NaNs: no rows come of them, and no warning.
@np.errstate(invalid="ignore")
def findings_from_evidence(
    agreement: Agreement, tracks: pa.Table, decisions: pa.Table
) -> pa.Table:
    """Make findings again from the evidence of one.

    Parameters
    ----------
    agreement
        the agreement the finding cites.
    tracks
        TRACKS rows of the evidence, taken as written: what was kept, whose it
        is, errors.
    decisions
        DECISIONS of the evidence.

    Returns
    -------
    FINDINGS; among them the one whose evidence it is, if it bears it out. Others
    may be cut short by the ends of the evidence and mean nothing.
    """
    time_us = tracks.column("time").cast(pa.int64()).to_numpy()
    if not len(time_us):
        return FINDINGS.empty()
    from_us, to_us = int(time_us.min()), int(time_us.max())
    movers = flights(tracks, decisions, agreement=agreement)
    watch = watch_of(agreement, from_us, to_us)
    scanned = scan(movers, watch, from_us, to_us + US_PER_S)
    events = reduce(movers, watch.detectors, [scanned])
    index = EvidenceIndex(tracks, decisions)
    judged = judge(events, watch.requests, agreement=agreement, index=index)
    exemption_decisions(judged.rows)
    return judged.table()
