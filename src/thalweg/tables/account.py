"""The tables that account for a run: decisions, dropped rows, coverage."""

from __future__ import annotations

import pyarrow as pa

from thalweg.tables.contract import UTC_US, WORD, Contract, column

DECISIONS = Contract(
    "thalweg.decisions/1",
    pa.schema(
        [
            column("kind", pa.string(), note="roster, merge, altitude, exemption, ..."),
            column("mover", pa.string(), null=True, note="the canonical mover"),
            column("from", UTC_US, null=True),
            column("to", UTC_US, null=True),
            column("subject", pa.string(), null=True, note="what was decided about"),
            column("value", pa.string(), null=True, note="what was decided, as JSON"),
            column("source", pa.string(), note="the rule, file or setting behind it"),
        ]
    ),
)

DROPPED = Contract(
    "thalweg.dropped/1",
    pa.schema(
        [
            column("feed", pa.string()),
            column("reason", pa.string()),
            column("rows", pa.int64()),
        ]
    ),
    sorted_by=("feed", "reason"),
)

COVERAGE = Contract(
    "thalweg.coverage/1",
    pa.schema(
        [
            column("hour", UTC_US, note="start of the hour"),
            column("feed", WORD),
            column("cell", WORD, note="south-west corner of 0.25 degrees: lat,lon"),
            column("band", WORD, note="0-5, 5-15, 15-30, 30+ thousand ft"),
            column("alive_s", pa.float64(), unit="s"),
            column("seen_s", pa.float64(), unit="s"),
            column("reports", pa.int64()),
            column("movers", pa.int64()),
            column("basis", WORD, note="declared, learned or none"),
        ]
    ),
    sorted_by=("hour", "feed", "cell", "band"),
)
