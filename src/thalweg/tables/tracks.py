"""TRACKS: one row per fix of a known mover, dropped rows included."""

from __future__ import annotations

import pyarrow as pa

from thalweg.tables.contract import WORD, Contract, column
from thalweg.tables.positions import POSITION_COLUMNS

KEPT = "kept"
DROP_REASONS = ("no_position", "conflict", "stale", "ground", "jump")

TRACKS = Contract(
    "thalweg.tracks/1",
    pa.schema(
        [
            *POSITION_COLUMNS,
            column("party", WORD, note="party id, neutral or unknown"),
            column(
                "party_ground", WORD, null=True, note="the roster rule that says so"
            ),
            column(
                "party_strength", WORD, null=True, note="address, feed, callsign, claim"
            ),
            column(
                "error_m", pa.float64(), null=True, unit="m", note="horizontal, 95 %"
            ),
            column(
                "alt_error_ft",
                pa.float32(),
                null=True,
                unit="ft",
                note="altimetry 95 % of the height reported, without its quantum",
            ),
            column("kept", WORD, note="kept, or the reason why not"),
        ]
    ),
    sorted_by=("mover", "time"),
)
