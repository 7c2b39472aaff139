"""POSITIONS: one row per report, as a feed gave it."""

from __future__ import annotations

import pyarrow as pa

from thalweg.tables.contract import UTC_US, WORD, Contract, column

POSITION_COLUMNS = (
    column("time", UTC_US, note="time of applicability of the position"),
    column("feed", WORD, note="name of the feed"),
    column("mover", WORD, note="the feed's id: 24-bit address in hex, or a track"),
    column("callsign", WORD, null=True),
    column("squawk", WORD, null=True, note="four octal digits"),
    column("emergency", WORD, null=True, note="emergency status; none is null"),
    column("lat_deg", pa.float64(), null=True, unit="deg", datum="WGS84"),
    column("lon_deg", pa.float64(), null=True, unit="deg", datum="WGS84"),
    column("alt_baro_ft", pa.float32(), null=True, unit="ft", datum="1013.25 hPa"),
    column("alt_geo_ft", pa.float32(), null=True, unit="ft", datum="WGS84 ellipsoid"),
    column("ground_speed_mps", pa.float32(), null=True, unit="m/s"),
    column("track_deg", pa.float32(), null=True, unit="deg", datum="true north"),
    column("vertical_rate_fpm", pa.float32(), null=True, unit="ft/min"),
    column("on_ground", pa.bool_(), null=True),
    column("nic", pa.int8(), null=True, note="DO-260B 2.2.3.2.7.2.6"),
    column("nac_p", pa.int8(), null=True, note="DO-260B 2.2.3.2.7.2.7"),
    column("nuc_p", pa.int8(), null=True, note="DO-260 version 0"),
    column("adsb_version", pa.int8(), null=True),
    column("category", WORD, null=True, note="emitter category, A0 to D7"),
    column("acas_ra", pa.bool_(), null=True, note="a TCAS resolution is broadcast"),
    column("source_type", WORD, null=True, note="adsb_icao, mlat, tisb, radar, ..."),
    column(
        "received",
        UTC_US,
        null=True,
        note="time of receipt; where present, the age of the position is known",
    ),
    column("source_sha256", WORD, note="digest of the file the row came from"),
    column("source_row", pa.int64(), note="row in that file, from 0"),
)

POSITIONS = Contract("thalweg.positions/1", pa.schema(POSITION_COLUMNS))
