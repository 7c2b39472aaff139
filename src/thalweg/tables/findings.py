"""FINDINGS: judgements, one row each; and the measures they share with EVENTS."""

from __future__ import annotations

import pyarrow as pa

from thalweg.tables.contract import UTC_US, Contract, column

TEXT = pa.string()
REAL = pa.float64()
AVOIDANCE = pa.list_(
    pa.struct(
        [
            pa.field("mover", TEXT),
            pa.field("kind", TEXT),
            pa.field("seconds_before", REAL),
        ]
    )
)

SPAN_COLUMNS = (
    column("stay_s", REAL, null=True, unit="s", note="sum of the breach's parts"),
    column("unseen_s", REAL, null=True, unit="s", note="never part of stay_s"),
    column("parts", pa.int32(), null=True),
)
MEASURE_COLUMNS = (
    column("closest_time", UTC_US, null=True),
    column("horizontal_m", REAL, null=True, unit="m", note="at closest_time"),
    column("vertical_ft", REAL, null=True, unit="ft", note="at closest_time"),
    column("slant_m", REAL, null=True, unit="m", note="at closest_time"),
    column("min_slant_m", REAL, null=True, unit="m"),
    column("min_slant_time", UTC_US, null=True),
    column("closing_speed_mps", REAL, null=True, unit="m/s"),
    column("near_collision", TEXT, null=True, note="a grade"),
    column("well_clear_lost_s", REAL, null=True, unit="s", note="DO-365 Phase I"),
    column("daa_alert_max", pa.int8(), null=True, note="alert level, 0 to 3"),
    column("avoidance", AVOIDANCE, null=True, note="who manoeuvred, how, when"),
    column("depth_m", REAL, null=True, unit="m", note="greatest, beyond the line"),
    column("overhead_s", REAL, null=True, unit="s"),
    column(
        "entered_by", TEXT, null=True, note="line, boundary, first-seen, last-seen, gap"
    ),
    column(
        "left_by", TEXT, null=True, note="line, boundary, first-seen, last-seen, gap"
    ),
    column("error_m", REAL, null=True, unit="m", note="95 %, at the place"),
    column("error_ft", REAL, null=True, unit="ft", note="at the place"),
    column("lat_deg", REAL, null=True, unit="deg", datum="WGS84"),
    column("lon_deg", REAL, null=True, unit="deg", datum="WGS84"),
    column("start_lat_deg", REAL, null=True, unit="deg", datum="WGS84"),
    column("start_lon_deg", REAL, null=True, unit="deg", datum="WGS84"),
    column("at_limit", pa.bool_(), null=True, note="the grade turns within one unit"),
)

FINDINGS = Contract(
    "thalweg.findings/1",
    pa.schema(
        [
            column("finding", TEXT, note="16 hex digits"),
            column("clause", TEXT),
            column("kind", TEXT, note="kind of the clause"),
            column("grade", TEXT, note="certain, probable, possible"),
            column("parties", pa.list_(TEXT)),
            column("party", TEXT, null=True),
            column("party_ground", TEXT, null=True),
            column("party_strength", TEXT, null=True),
            column("mover", TEXT, null=True),
            column("callsign", TEXT, null=True),
            column("other_party", TEXT, null=True),
            column("other_mover", TEXT, null=True),
            column("other_callsign", TEXT, null=True),
            column("site", TEXT, null=True, note="place id of the site"),
            column("start", UTC_US),
            column("end", UTC_US),
            *SPAN_COLUMNS,
            *MEASURE_COLUMNS,
            column("maybe_same", pa.bool_(), null=True),
            column("exempted_by", TEXT, null=True),
            column("evidence", TEXT, note="digest of the evidence"),
            column("geometry", pa.binary(), null=True, note="WKB point, lon lat"),
        ]
    ),
    sorted_by=("start", "clause", "finding"),
)
