"""Where findings stand in a record: rows that keep each from being logged twice."""

from __future__ import annotations

from thalweg.wire.finding_leaf import FindingLeaf
from thalweg.wire.sealed_leaf import SealedLeaf

LOGGED = "findings"
"""Rows by result and finding: the entry of the log."""
SEALED_EVIDENCE = "sealed-findings"
"""Rows by result and finding: the entry of the sealed log that holds its evidence."""


def sealed_evidence(leaf: FindingLeaf) -> SealedLeaf:
    """Return what is sealed of a finding that names its evidence."""
    if leaf.evidence is None:
        raise ValueError("the finding does not name its evidence")
    return SealedLeaf(
        kind="evidence",
        digest=leaf.evidence,
        from_us=leaf.start_us,
        to_us=leaf.end_us,
    )
