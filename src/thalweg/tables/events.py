"""EVENTS: what happened, without clause and without blame."""

from __future__ import annotations

import pyarrow as pa

from thalweg.tables.contract import UTC_US, Contract, column
from thalweg.tables.findings import MEASURE_COLUMNS, SPAN_COLUMNS, TEXT

PASSAGE, EXCURSION, ENCOUNTER, STAY = "passage", "excursion", "encounter", "stay"

EVENTS = Contract(
    "thalweg.events/1",
    pa.schema(
        [
            column("kind", TEXT, note="passage, excursion, encounter, stay"),
            column("request", TEXT, note="digest of the geometry and parameters asked"),
            column("place", TEXT, null=True, note="place id of the line or site"),
            column("mover", TEXT),
            column("other_mover", TEXT, null=True),
            column("start", UTC_US),
            column("end", UTC_US),
            column("start_seen", pa.bool_(), note="False: unseen before, so not known"),
            column("end_seen", pa.bool_(), note="False: unseen after, so not known"),
            column("grade", TEXT, null=True, note="of the measure; null for a passage"),
            column("bracket", UTC_US, note="last kept report of mover by the start"),
            column("side", TEXT, null=True, note="side entered, or side strayed to"),
            *SPAN_COLUMNS,
            *MEASURE_COLUMNS,
            column(
                "breach_us",
                pa.list_(pa.int64()),
                null=True,
                unit="us",
                note="start and end of each part of the breach, in turn",
            ),
        ]
    ),
    sorted_by=("start", "kind", "request", "mover"),
)
